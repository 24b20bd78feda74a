//! Production lines, and the parts they share.

use super::at::At;
use super::ids::Of;
use super::units::{Assume, Bound, COUNT, DAYS, FRACTION, MONTHS, MUSD, ROUNDS, Spec};
use super::{Build, day, named};
use crate::raw::{RawAllocation, RawCustomer, RawLine, RawNumber, RawOrder, RawSurge};
use cupola_core::Day;
use cupola_sim::world::{Allocation, Claim, InputId, Line, OrderRule, Part, Surge};
use cupola_sustain::{Need, SustainError, from_whole_to_piece};
use std::collections::BTreeMap;

/// Who is no nation of the study.
const OUTSIDE: &str = "outside";

const PARTS_EACH: Spec = COUNT.bound(Bound::Between(1e-3, 1e6));
const LOT: Spec = ROUNDS.bound(Bound::Between(1.0, 1e6));
const PASS: Spec = FRACTION.bound(Bound::Between(1e-3, 1.0));
const TEST: Spec = FRACTION.bound(Bound::Between(0.0, 0.999));
const DELAY_DAYS: Spec = DAYS.bound(Bound::Between(0.0, 3_650.0));
const LEAD_MONTHS: Spec = MONTHS.bound(Bound::Between(0.0, 119.0));

const FACTOR: Spec = COUNT.bound(Bound::Between(1.0, 1e3));

const RAMP_MONTHS: Assume = Assume(6.0, 12.0, 24.0, "assumed: from the first extra round to the whole rate");
const TRANSPORT_DAYS: Assume = Assume(14.0, 30.0, 60.0, "assumed: transport");

impl Build<'_> {
    pub(crate) fn parts(&mut self, at: &At<'_>, stock_date: Day) -> Vec<Part> {
        let mut parts = Vec::new();
        for (raw, at) in self.raw.part.iter().zip(at.items("part")) {
            parts.push(Part {
                id: raw.id.clone(),
                per_year: self.series(&at.key("per_year"), &raw.per_year, stock_date),
                in_store: self.or_constant(&at, "in_store", raw.in_store.as_ref(), (0.0, COUNT), "no part is in store"),
                keep: self.or_constant(&at, "keep", raw.keep.as_ref(), (0.0, COUNT), "no part is kept"),
                parts: self.needs(&at, &raw.parts),
            });
        }
        self.no_circle(at, &parts);
        parts
    }

    /// A part that is made of itself, by way of others, can never be made.
    fn no_circle(&mut self, at: &At<'_>, parts: &[Part]) {
        let bill = |part: &Part| cupola_sustain::Part {
            supply: Vec::new(),
            opening_units: 0.0,
            keep_units: 0.0,
            parts: part.parts.iter().map(|(part, _)| Need { part: *part, num_units: 1.0 }).collect(),
        };
        let bills: Vec<_> = parts.iter().map(bill).collect();
        if let Err(SustainError::CircularBill { parts: circle }) = from_whole_to_piece(&bills) {
            let first = circle.iter().copied().min().unwrap_or(0);
            let names: Vec<&str> = circle.iter().chain(circle.first()).map(|&p| parts[p].id.as_str()).collect();
            let message = format!("the part is made of itself: {}", names.join(" of "));
            if let Some(place) = at.items("part").get(first) {
                self.fault(&place.key("parts"), message).allowed = Some("parts that are not made of it".to_owned());
            }
        }
    }

    /// How many of which part.
    fn needs(&mut self, at: &At<'_>, table: &BTreeMap<String, RawNumber>) -> Vec<(usize, InputId)> {
        let place = at.key("parts");
        let mut needs: Vec<(usize, InputId)> = Vec::new();
        for (id, number) in table {
            let found = self.try_find(Of::Part, &place.name_of(id), id);
            let number = self.number(&place.key(id), number, PARTS_EACH);
            needs.extend(found.map(|part| (part, number)));
        }
        needs.sort_by_key(|(part, _)| *part);
        needs
    }

    pub(crate) fn line(&mut self, at: &At<'_>, raw: &RawLine, stock_date: Day) -> Line {
        let nation = self.find(Of::Nation, &at.key("nation"), &raw.nation);
        let mut parts = self.needs(at, &raw.parts);
        if let Some(part) = self.find_optional(Of::Part, &at.key("part"), raw.part.as_ref()) {
            if parts.iter().any(|(p, _)| *p == part) {
                self.fault(&at.key("part"), "is among `parts` too");
            }
            parts.insert(0, (part, self.constant("part", 1.0, PARTS_EACH, "one part in each round")));
        }
        self.line_agrees(at, raw);
        let lead_days =
            self.or_constant(at, "lead_days", raw.lead_days.as_ref(), (0.0, DELAY_DAYS), "no lead of a lot");
        let customers =
            if raw.customer.is_empty() && raw.order.is_empty() { self.shares(at, raw, nation) } else { Vec::new() };
        let mut orders: Vec<OrderRule> = Vec::new();
        for (raw, at) in raw.order.iter().zip(at.items("order")) {
            orders.push(self.order(&at, raw, nation));
        }
        orders.sort_by_key(|order| order.funded);
        Line {
            id: raw.id.clone(),
            name: named(&raw.name, &raw.id),
            nation,
            item: self.find(Of::Item, &at.key("item"), &raw.item),
            also: self.find_all(Of::Item, &at.key("also"), &raw.also),
            per_year: self.series(&at.key("per_year"), &raw.per_year, stock_date),
            starts: raw.starts.as_ref().map(day),
            surges: self.surges(at, raw, nation),
            lot_rounds: self.or_constant(at, "lot_rounds", raw.lot_rounds.as_ref(), (1.0, LOT), "round by round"),
            lead_days,
            pass_fraction: self.or_constant(at, "pass_fraction", raw.pass_fraction.as_ref(), (1.0, PASS), "all pass"),
            test_fraction: self.or_constant(at, "test_fraction", raw.test_fraction.as_ref(), (0.0, TEST), "no tests"),
            licence_per_year: raw
                .licence_per_year
                .as_ref()
                .map(|n| self.number(&at.key("licence_per_year"), n, ROUNDS)),
            parts,
            orders,
            order_lead_days: match &raw.order_lead_months {
                Some(number) => self.number(&at.key("order_lead_months"), number, LEAD_MONTHS),
                None => lead_days,
            },
            allocation: allocation(raw),
            customers,
            claims: self.claims(at, raw, nation),
            at: self.find_optional(Of::Asset, &at.key("at"), raw.at.as_ref()),
        }
    }

    fn surges(&mut self, at: &At<'_>, raw: &RawLine, host: usize) -> Vec<Surge> {
        let mut surges = Vec::new();
        for (raw, at) in raw.surge.iter().zip(at.items("surge")) {
            surges.push(self.surge(&at, raw, host));
        }
        surges
    }

    fn surge(&mut self, at: &At<'_>, raw: &RawSurge, host: usize) -> Surge {
        self.one_of_two(at, raw.to_per_year.is_some(), raw.factor.is_some());
        let decided_day = self.when(&at.key("decided"), &raw.decided);
        let ready_after_days = self.number(&at.key("ready_after_months"), &raw.ready_after_months, LEAD_MONTHS);
        let until_day = raw.until.as_ref().map(|until| self.until(&at.key("until"), until, "decided", decided_day));
        if let Some(until) = until_day {
            let decided = self.likely(decided_day);
            let ready = Day((decided + self.likely(ready_after_days)).round() as i32);
            let last = Day(self.likely(until).floor() as i32);
            // One before the decision is a fault already.
            if f64::from(last.0) >= decided {
                self.ordered(&at.key("until"), "decided` and `ready_after_months", ready, last);
            }
        }
        let mut paid_by = self.paid_by(&at.key("paid_by"), &raw.paid_by);
        if raw.paid_by.is_empty() {
            paid_by.push((host, 1.0));
        }
        Surge {
            id: raw.id.clone(),
            decided_day,
            to_per_year: raw.to_per_year.as_ref().map(|n| self.number(&at.key("to_per_year"), n, COUNT)),
            factor: raw.factor.as_ref().map(|n| self.number(&at.key("factor"), n, FACTOR)),
            ready_after_days,
            ramp_days: self.field(at, "ramp_months", raw.ramp_months.as_ref(), None, LEAD_MONTHS, Some(RAMP_MONTHS)),
            until_day,
            once_usd: self.or_constant(at, "once_musd", raw.once_musd.as_ref(), (0.0, MUSD), "no such cost is stated"),
            per_round_usd: self.or_constant(
                at,
                "per_round_musd",
                raw.per_round_musd.as_ref(),
                (0.0, MUSD),
                "a round costs no more",
            ),
            paid_by,
        }
    }

    /// What a line says in two ways, or in a way that its rule has no use for.
    fn line_agrees(&mut self, at: &At<'_>, raw: &RawLine) {
        let (has_orders, rule) = (!raw.order.is_empty(), allocation(raw));
        if has_orders && (raw.customers.is_some() || !raw.customer.is_empty() || raw.allocation.is_some()) {
            self.fault(at, "has orders, which say for whom").allowed =
                Some("`order` without `customers`, `customer` and `allocation`".to_owned());
        }
        if raw.customers.is_some() && !raw.customer.is_empty() {
            self.fault(at, "has both `customers` and `customer`").allowed = Some("one of them".to_owned());
        }
        if rule != Allocation::Share && raw.customer.is_empty() && !has_orders {
            let message = "this rule needs customers with terms";
            self.fault(&at.key("allocation"), message).allowed = Some("[[line.customer]] tables".to_owned());
        }
        if !raw.also.is_empty() && (has_orders || rule == Allocation::Reorder) {
            self.fault(&at.key("also"), "a line with orders makes one item");
        }
        if raw.order_lead_months.is_some() && !has_orders {
            self.fault(&at.key("order_lead_months"), "has no use without orders");
        }
        let mut seen: Vec<&str> = Vec::new();
        for (customer, at) in raw.customer.iter().zip(at.items("customer")) {
            if rule != Allocation::Share && seen.contains(&customer.nation.as_str()) {
                self.fault(&at.key("nation"), format!("\"{}\" is a customer twice", customer.nation));
            }
            seen.push(&customer.nation);
        }
    }

    /// Customers by share alone.
    fn shares(&mut self, at: &At<'_>, raw: &RawLine, host: usize) -> Vec<(usize, InputId)> {
        let Some(table) = &raw.customers else {
            return vec![(host, self.constant("customers", 1.0, FRACTION, "all output is the host's own"))];
        };
        let place = at.key("customers");
        let mut customers: Vec<(usize, InputId)> = Vec::new();
        for (id, share) in table {
            let found = self.try_find(Of::Nation, &place.name_of(id), id);
            let share = self.number(&place.key(id), share, FRACTION);
            customers.extend(found.map(|index| (index, share)));
        }
        let sum: f64 = customers.iter().map(|(_, share)| self.likely(*share)).sum();
        self.over_one(&place, sum);
        customers.sort_by_key(|(index, _)| *index);
        customers
    }

    fn claims(&mut self, at: &At<'_>, raw: &RawLine, host: usize) -> Vec<Claim> {
        let rule = allocation(raw);
        let mut claims: Vec<Claim> = Vec::new();
        let places = at.items("customer");
        for (raw, at) in raw.customer.iter().zip(&places) {
            claims.push(self.claim(at, raw, rule, host));
        }
        for (index, claim) in claims.iter().enumerate() {
            let is_in_force =
                |other: &&Claim| other.from <= claim.from && other.until.is_none_or(|u| Some(u) >= claim.from);
            let sum: f64 = claims.iter().filter(is_in_force).map(|other| self.high(other.share)).sum();
            if rule == Allocation::Share && (index == 0 || claims[index - 1].from != claim.from) {
                self.over_one(&places[index].key("share"), sum);
            }
        }
        claims
    }

    fn claim(&mut self, at: &At<'_>, raw: &RawCustomer, rule: Allocation, host: usize) -> Claim {
        let (to, is_known) = self.whom(&at.key("nation"), &raw.nation);
        match to {
            _ if !is_known => {}
            Some(nation) if nation == host && rule == Allocation::Share => {
                self.fault(&at.key("nation"), "is the host, which keeps what the others do not get");
            }
            None if matches!(rule, Allocation::ByNeed | Allocation::Reorder) => {
                let message = "there is no stock outside the study to go by";
                self.fault(&at.key("nation"), message).allowed = Some("a nation".to_owned());
            }
            _ => {}
        }
        let has_level = matches!(rule, Allocation::Priority | Allocation::Reorder);
        let share = self.term(at, "share", raw.share.as_ref(), FRACTION, rule == Allocation::Share);
        let up_to = self.term(at, "up_to", raw.up_to.as_ref(), ROUNDS, has_level);
        let reorder_at = self.term(at, "reorder_at", raw.reorder_at.as_ref(), ROUNDS, rule == Allocation::Reorder);
        if self.likely(reorder_at) > self.likely(up_to) {
            self.fault(&at.key("reorder_at"), "is more than `up_to`");
        }
        let (from, until) = (raw.from.as_ref().map(day), raw.until.as_ref().map(day));
        if let (Some(from), Some(until)) = (from, until) {
            self.ordered(&at.key("until"), "from", from, until);
        }
        let approval = raw.approval_days.as_ref();
        Claim {
            to,
            share,
            up_to,
            reorder_at,
            cap_per_year: raw.cap_per_year.as_ref().map(|n| self.number(&at.key("cap_per_year"), n, ROUNDS)),
            approval_days: self.or_constant(at, "approval_days", approval, (0.0, DELAY_DAYS), "no approval is needed"),
            transport_days: self.transport(at, (raw.transport_days.as_ref(), raw.mode.as_ref()), to == Some(host)),
            from,
            until,
        }
    }

    fn order(&mut self, at: &At<'_>, raw: &RawOrder, host: usize) -> OrderRule {
        let to = raw.to.as_ref().map_or(Some(host), |id| self.whom(&at.key("to"), id).0);
        OrderRule {
            funded: day(&raw.funded),
            rounds: self.number(&at.key("rounds"), &raw.rounds, ROUNDS),
            to,
            transport_days: self.transport(at, (raw.transport_days.as_ref(), raw.mode.as_ref()), to == Some(host)),
        }
    }

    /// A nation, or nobody of this study; and whether it is known who is meant.
    fn whom(&mut self, at: &At<'_>, written: &str) -> (Option<usize>, bool) {
        if written == OUTSIDE {
            return (None, true);
        }
        let found = self.try_find(Of::Nation, at, written);
        (found, found.is_some())
    }

    fn transport(
        &mut self,
        at: &At<'_>,
        (raw, mode): (Option<&RawNumber>, Option<&String>),
        is_at_home: bool,
    ) -> InputId {
        if let Some(days) = self.mode_days(at, mode, raw.map(|_| "transport_days")) {
            return days;
        }
        if is_at_home && raw.is_none() {
            return self.constant("transport_days", 0.0, DELAY_DAYS, "no transport at home");
        }
        self.field(at, "transport_days", raw, None, DELAY_DAYS, Some(TRANSPORT_DAYS))
    }

    /// A number that a rule needs, or has no use for.
    fn term(&mut self, at: &At<'_>, key: &str, raw: Option<&RawNumber>, spec: Spec, is_needed: bool) -> InputId {
        if is_needed {
            return self.field(at, key, raw, None, spec, None);
        }
        if raw.is_some() {
            self.fault(&at.key(key), "has no use with this line's `allocation`");
        }
        self.constant(key, 0.0, spec, "not used by this allocation")
    }

    /// A written number, or a value that stands for its absence.
    fn or_constant(
        &mut self,
        at: &At<'_>,
        key: &str,
        raw: Option<&RawNumber>,
        (value, spec): (f64, Spec),
        note: &str,
    ) -> InputId {
        match raw {
            Some(number) => self.number(&at.key(key), number, spec),
            None => self.constant(key, value, spec, note),
        }
    }
}

fn allocation(raw: &RawLine) -> Allocation {
    match raw.allocation.unwrap_or_default() {
        RawAllocation::Share => Allocation::Share,
        RawAllocation::Priority => Allocation::Priority,
        RawAllocation::ByNeed => Allocation::ByNeed,
        RawAllocation::Reorder => Allocation::Reorder,
    }
}
