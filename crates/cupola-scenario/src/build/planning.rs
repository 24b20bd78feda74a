//! What a plan must reach and what it may do.

use super::at::At;
use super::ids::Of;
use super::units::{Assume, Bound, COUNT, DAYS, MONTHS, MUSD, ROUNDS, Spec};
use super::{Build, day};
use crate::raw::{RawCover, RawMayExpand, RawMayMove, RawMayOrder, RawNumber, RawPlanNeed, RawPlanning};
use cupola_core::Day;
use cupola_sim::world::{Cover, InputId, Item, MayExpand, MayMove, MayOrder, PlanNeed, PlanRules, Supply};

/// Probability with which a need may be missed, where none is stated: assumed, 0.05 to 0.2.
const RISK: f64 = 0.1;

const LEAD_MONTHS: Spec = MONTHS.bound(Bound::Between(0.0, 119.0));
const FACTOR: Spec = COUNT.bound(Bound::Between(1.0, 1e3));
const WAY_DAYS: Assume = Assume(14.0, 30.0, 60.0, "assumed: approval and transport");

impl Build<'_> {
    pub(crate) fn planning(
        &mut self,
        at: &At<'_>,
        raw: &RawPlanning,
        (stock_date, raids_start, end): (Day, Day, Day),
        supply: &Supply,
        items: &[Item],
    ) -> PlanRules {
        if raw.need.is_empty() {
            self.fault(at, "has no [[plan.need]]").allowed = Some("one need or more".to_owned());
        }
        let needs = raw.need.iter().zip(at.items("need"));
        let mut rules = PlanRules {
            risk_fraction: raw.risk.unwrap_or(RISK),
            needs: needs.map(|(raw, at)| self.plan_need(&at, raw, (stock_date, raids_start, end), supply)).collect(),
            orders: Vec::new(),
            expansions: Vec::new(),
            moves: Vec::new(),
        };
        for (raw, at) in raw.may_order.iter().zip(at.items("may_order")) {
            rules.orders.extend(self.may_order(&at, raw, supply));
        }
        for (raw, at) in raw.may_expand.iter().zip(at.items("may_expand")) {
            rules.expansions.extend(self.may_expand(&at, raw, supply));
        }
        for (raw, at) in raw.may_move.iter().zip(at.items("may_move")) {
            rules.moves.extend(self.may_move(&at, raw, items));
        }
        rules
    }

    fn plan_need(
        &mut self,
        at: &At<'_>,
        raw: &RawPlanNeed,
        (stock_date, raids_start, end): (Day, Day, Day),
        supply: &Supply,
    ) -> PlanNeed {
        let nation = self.find(Of::Nation, &at.key("nation"), &raw.nation);
        let item = self.find(Of::Item, &at.key("item"), &raw.item);
        let by = raw.by.as_ref().map_or(raids_start, day);
        if by < stock_date || by > end {
            self.fault(&at.key("by"), format!("{by} is outside the study")).allowed =
                Some(format!("{stock_date} to {end}"));
        }
        if raw.covers.is_empty() && raw.rounds.is_none() {
            self.fault(at, "asks for nothing").allowed = Some("`covers`, `rounds` or both".to_owned());
        }
        let has_reserve = supply.reserves.iter().any(|r| r.nation == nation && r.item == item);
        let mut covers = Vec::new();
        for cover in &raw.covers {
            if *cover == RawCover::Campaign && self.raw.campaign.is_none() {
                self.fault(&at.key("covers"), "there is no [campaign] to cover");
            }
            if *cover != RawCover::Campaign && !has_reserve {
                let message = format!("\"{}\" has no reserve of \"{}\"", raw.nation, raw.item);
                self.fault(&at.key("covers"), message).allowed = Some("\"campaign\", or `rounds`".to_owned());
            }
            covers.push(match cover {
                RawCover::Campaign => Cover::Campaign,
                RawCover::NeverBelow => Cover::NeverBelow,
                RawCover::Wanted => Cover::Wanted,
            });
        }
        let rounds = raw.rounds.as_ref().map(|n| self.number(&at.key("rounds"), n, ROUNDS));
        PlanNeed { id: at.label_of("need"), nation, item, by, covers, rounds }
    }

    /// A line that orders may go to, and the nation they are for.
    fn plan_line(&mut self, at: &At<'_>, line: &str, to: Option<&String>, supply: &Supply) -> Option<(usize, usize)> {
        let line = self.try_find(Of::Line, &at.key("line"), line)?;
        let made = supply.lines.get(line)?;
        if !made.also.is_empty() {
            self.fault(&at.key("line"), "makes several items, and takes no orders");
        }
        let to = self.find_optional(Of::Nation, &at.key("to"), to);
        Some((line, to.unwrap_or(made.nation)))
    }

    /// The way to another nation.
    fn plan_transport(&mut self, at: &At<'_>, is_abroad: bool, raw: Option<&RawNumber>) -> Option<InputId> {
        if !is_abroad && raw.is_some() {
            self.fault(&at.key("transport_days"), "is for rounds that go to another nation");
        }
        is_abroad.then(|| self.field(at, "transport_days", raw, None, DAYS, Some(WAY_DAYS)))
    }

    fn may_order(&mut self, at: &At<'_>, raw: &RawMayOrder, supply: &Supply) -> Option<MayOrder> {
        let most_per_year = self.number(&at.key("most_per_year"), &raw.most_per_year, ROUNDS);
        let lead = raw.lead_months.as_ref().map(|n| self.number(&at.key("lead_months"), n, LEAD_MONTHS));
        let (line, to) = self.plan_line(at, &raw.line, raw.to.as_ref(), supply)?;
        Some(MayOrder {
            id: at.label_of("may_order"),
            line,
            to,
            most_per_year,
            lead_days: lead.unwrap_or(supply.lines[line].order_lead_days),
            transport_days: self.plan_transport(at, to != supply.lines[line].nation, raw.transport_days.as_ref()),
        })
    }

    fn may_expand(&mut self, at: &At<'_>, raw: &RawMayExpand, supply: &Supply) -> Option<MayExpand> {
        if raw.to_per_year.is_some() == raw.factor.is_some() {
            self.fault(at, "says not clearly how far the line grows").allowed =
                Some("either to_per_year or factor".to_owned());
        }
        let to_per_year = raw.to_per_year.as_ref().map(|n| self.number(&at.key("to_per_year"), n, ROUNDS));
        let factor = raw.factor.as_ref().map(|n| self.number(&at.key("factor"), n, FACTOR));
        let ready_after_days = self.number(&at.key("ready_after_months"), &raw.ready_after_months, LEAD_MONTHS);
        let plant_usd = self.number(&at.key("plant_musd"), &raw.plant_musd, MUSD);
        let (line, to) = self.plan_line(at, &raw.line, raw.to.as_ref(), supply)?;
        Some(MayExpand {
            id: at.label_of("may_expand"),
            line,
            to,
            to_per_year,
            factor,
            ready_after_days,
            plant_usd,
            transport_days: self.plan_transport(at, to != supply.lines[line].nation, raw.transport_days.as_ref()),
        })
    }

    fn may_move(&mut self, at: &At<'_>, raw: &RawMayMove, items: &[Item]) -> Option<MayMove> {
        let giver = self.try_find(Of::Nation, &at.key("giver"), &raw.giver);
        let taker = self.try_find(Of::Nation, &at.key("taker"), &raw.taker);
        let item = self.try_find(Of::Item, &at.key("item"), &raw.item);
        if raw.giver == raw.taker {
            self.fault(&at.key("taker"), "is the giver");
        }
        let most = self.number(&at.key("most"), &raw.most, ROUNDS);
        let delay_days = self.field(at, "delay_days", raw.delay_days.as_ref(), None, DAYS, Some(WAY_DAYS));
        let price = raw.per_round_musd.as_ref().map(|n| self.number(&at.key("per_round_musd"), n, MUSD));
        let (giver, taker, item) = (giver?, taker?, item?);
        let per_round_usd = price.unwrap_or(items.get(item)?.unit_cost_usd);
        Some(MayMove { id: at.label_of("may_move"), giver, taker, item, most, delay_days, per_round_usd })
    }
}
