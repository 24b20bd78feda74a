//! Stocks, reserves, parts, lines, drains, transfers and estimates.

use super::at::At;
use super::ids::Of;
use super::units::{Assume, COUNT, DAYS, FRACTION};
use super::{Build, day, named};
use crate::raw::{RawBlocks, RawEstimate, RawLine, RawTransfer};
use cupola_core::{Day, Uncertain};
use cupola_sim::world::{Drain, Estimate, InputId, Line, Part, Reserve, Stock, Supply, TransferRule};

/// Shares may exceed one by rounding.
const SHARE_SLACK: f64 = 1e-6;

const TRANSFER_DAYS: Assume = Assume(14.0, 30.0, 60.0, "assumed: approval and transport");

impl Build<'_> {
    pub(crate) fn supply(&mut self, at: &At<'_>, stock_date: Day) -> Supply {
        let raw = self.raw;
        let mut supply = Supply::default();
        self.stocks(at, &mut supply);
        for (nation_index, (nation, at)) in raw.nation.iter().zip(at.items("nation")).enumerate() {
            for (reserve, at) in nation.reserve.iter().zip(at.items("reserve")) {
                let never_below = self.number(&at.key("never_below"), &reserve.never_below, COUNT);
                let wanted = reserve.wanted.as_ref().map(|n| self.number(&at.key("wanted"), n, COUNT));
                let wanted = wanted.unwrap_or(never_below);
                if self.likely(wanted) < self.likely(never_below) {
                    self.fault(&at.key("wanted"), "is less than `never_below`");
                }
                let item = self.find(Of::Item, &at.key("item"), &reserve.item);
                if supply.reserves.iter().any(|r: &Reserve| r.nation == nation_index && r.item == item) {
                    self.fault(&at.key("item"), format!("there are two reserves of \"{}\"", reserve.item));
                }
                supply.reserves.push(Reserve {
                    nation: nation_index,
                    item,
                    never_below,
                    wanted,
                    blocks_export: reserve.blocks.contains(&RawBlocks::Export),
                    blocks_transfer: reserve.blocks.contains(&RawBlocks::Transfer),
                });
            }
        }
        for (part, at) in raw.part.iter().zip(at.items("part")) {
            let per_year = self.series(&at.key("per_year"), &part.per_year, stock_date);
            supply.parts.push(Part { id: part.id.clone(), per_year });
        }
        for (line, at) in raw.line.iter().zip(at.items("line")) {
            let line = self.line(&at, line, stock_date);
            supply.lines.push(line);
        }
        for (drain, at) in raw.drain.iter().zip(at.items("drain")) {
            let (from, until) = (day(&drain.from), day(&drain.until));
            if until < from {
                self.fault(&at.key("until"), format!("{until} is before `from`, {from}"));
            }
            supply.drains.push(Drain {
                id: drain.id.clone(),
                nation: self.find(Of::Nation, &at.key("nation"), &drain.nation),
                item: self.find(Of::Item, &at.key("item"), &drain.item),
                per_year: self.number(&at.key("per_year"), &drain.per_year, COUNT),
                from,
                until,
            });
        }
        supply.transfers = self.transfers(&raw.transfer, at.items("transfer"));
        for (estimate, at) in raw.estimate.iter().zip(at.items("estimate")) {
            let estimate = self.estimate(&at, estimate);
            supply.estimates.push(estimate);
        }
        supply
    }

    fn stocks(&mut self, at: &At<'_>, supply: &mut Supply) {
        for (stock, at) in self.raw.stock.iter().zip(at.items("stock")) {
            let nation = self.find(Of::Nation, &at.key("nation"), &stock.nation);
            let item = self.find(Of::Item, &at.key("item"), &stock.item);
            if supply.stocks.iter().any(|s: &Stock| s.nation == nation && s.item == item) {
                self.fault(&at, format!("there are two stocks of \"{}\" in \"{}\"", stock.item, stock.nation));
            }
            let theatre_fraction = match &stock.theatre_fraction {
                Some(number) => self.number(&at.key("theatre_fraction"), number, FRACTION),
                None => self.constant("theatre_fraction", 1.0, FRACTION, "the whole stock may be released"),
            };
            supply.stocks.push(Stock {
                nation,
                item,
                quantity: self.number(&at.key("quantity"), &stock.quantity, COUNT),
                theatre_fraction,
                restore_to: stock.restore_to.as_ref().map(|n| self.number(&at.key("restore_to"), n, COUNT)),
            });
        }
    }

    fn line(&mut self, at: &At<'_>, raw: &RawLine, stock_date: Day) -> Line {
        let nation = self.find(Of::Nation, &at.key("nation"), &raw.nation);
        let mut customers: Vec<(usize, InputId)> = Vec::new();
        let place = at.key("customers");
        match &raw.customers {
            None => customers.push((nation, self.constant("customers", 1.0, FRACTION, "all output is the host's own"))),
            Some(table) => {
                for (id, share) in table {
                    let found = self.try_find(Of::Nation, &place.name_of(id), id);
                    let share = self.number(&place.key(id), share, FRACTION);
                    customers.extend(found.map(|index| (index, share)));
                }
            }
        }
        let sum: f64 = customers.iter().map(|(_, share)| self.likely(*share)).sum();
        self.over_one(&place, sum);
        customers.sort_by_key(|(index, _)| *index);
        Line {
            id: raw.id.clone(),
            name: named(&raw.name, &raw.id),
            nation,
            item: self.find(Of::Item, &at.key("item"), &raw.item),
            per_year: self.series(&at.key("per_year"), &raw.per_year, stock_date),
            starts: raw.starts.as_ref().map(day),
            part: self.find_optional(Of::Part, &at.key("part"), raw.part.as_ref()),
            customers,
            at: self.find_optional(Of::Asset, &at.key("at"), raw.at.as_ref()),
        }
    }

    /// Shares of one whole.
    pub(crate) fn over_one(&mut self, at: &At<'_>, sum: f64) {
        if sum > 1.0 + SHARE_SLACK {
            self.fault(at, format!("the shares add up to {sum:.3}")).allowed = Some("at most 1".to_owned());
        }
    }

    pub(crate) fn transfers(&mut self, raw: &[RawTransfer], at: Vec<At<'_>>) -> Vec<TransferRule> {
        let mut rules = Vec::new();
        for (raw, at) in raw.iter().zip(at) {
            let giver = self.find(Of::Nation, &at.key("giver"), &raw.giver);
            let taker = self.find(Of::Nation, &at.key("taker"), &raw.taker);
            if raw.giver == raw.taker {
                self.fault(&at.key("taker"), "is the giver");
            }
            let delay = Some(TRANSFER_DAYS);
            rules.push(TransferRule {
                giver,
                taker,
                item: self.find(Of::Item, &at.key("item"), &raw.item),
                on: day(&raw.on),
                rounds: self.number(&at.key("rounds"), &raw.rounds, COUNT),
                delay_days: self.field(&at, "delay_days", raw.delay_days.as_ref(), None, DAYS, delay),
            });
        }
        rules
    }

    fn estimate(&mut self, at: &At<'_>, raw: &RawEstimate) -> Estimate {
        let (low, high) = (raw.low.unwrap_or(raw.likely), raw.high.unwrap_or(raw.likely));
        if low > raw.likely || raw.likely > high {
            let message = format!("low {low}, likely {}, high {high} are out of order", raw.likely);
            self.fault(at, message).allowed = Some("low ≤ likely ≤ high".to_owned());
        }
        Estimate {
            nation: self.find(Of::Nation, &at.key("nation"), &raw.nation),
            item: self.find(Of::Item, &at.key("item"), &raw.item),
            day: day(&raw.date),
            range: Uncertain { low, likely: raw.likely, high },
            grade: raw.grade.into(),
            source: raw.source.clone(),
        }
    }
}
