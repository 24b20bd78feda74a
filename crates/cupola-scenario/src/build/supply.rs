//! Stocks, reserves, drains, demands, transfers and estimates.

use super::at::At;
use super::ids::Of;
use super::units::{Assume, Bound, COUNT, DAYS, FRACTION, ROUNDS, Spec};
use super::{Build, day};
use crate::raw::{RawBlocks, RawDemand, RawEstimate, RawShortage, RawTransfer};
use cupola_core::{Day, Uncertain};
use cupola_sim::world::{Demand, Drain, DrawnRaids, Estimate, Item, Reserve, Shortage, Stock, Supply, TransferRule};

/// Shares may exceed one by rounding.
const SHARE_SLACK: f64 = 1e-6;

const TRANSFER_DAYS: Assume = Assume(14.0, 30.0, 60.0, "assumed: approval and transport");
const RAIDS_PER_DAY: Spec = COUNT.bound(Bound::Between(0.0, 1e4));
const RAID_ROUNDS: Spec = ROUNDS.bound(Bound::Between(0.0, 1e6));

impl Build<'_> {
    pub(crate) fn supply(&mut self, at: &At<'_>, stock_date: Day, items: &[Item]) -> Supply {
        let raw = self.raw;
        let mut supply = Supply::default();
        self.theatres(at, &mut supply);
        self.stocks(at, items, &mut supply);
        for (nation_index, (nation, at)) in raw.nation.iter().zip(at.items("nation")).enumerate() {
            for (reserve, at) in nation.reserve.iter().zip(at.items("reserve")) {
                let never_below = self.number(&at.key("never_below"), &reserve.never_below, ROUNDS);
                let wanted = reserve.wanted.as_ref().map(|n| self.number(&at.key("wanted"), n, ROUNDS));
                let wanted = wanted.unwrap_or(never_below);
                if self.likely(wanted) < self.likely(never_below) {
                    self.fault(&at.key("wanted"), "is less than `never_below`");
                }
                let Some(item) = self.try_find(Of::Item, &at.key("item"), &reserve.item) else { continue };
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
        supply.parts = self.parts(at, stock_date);
        for (line, at) in raw.line.iter().zip(at.items("line")) {
            let line = self.line(&at, line, stock_date);
            supply.lines.push(line);
        }
        for (drain, at) in raw.drain.iter().zip(at.items("drain")) {
            let (from, until) = (day(&drain.from), day(&drain.until));
            self.ordered(&at.key("until"), "from", from, until);
            supply.drains.push(Drain {
                id: drain.id.clone(),
                nation: self.find(Of::Nation, &at.key("nation"), &drain.nation),
                item: self.find(Of::Item, &at.key("item"), &drain.item),
                theatre: self.find_optional(Of::Theatre, &at.key("theatre"), drain.theatre.as_ref()),
                per_year: self.number(&at.key("per_year"), &drain.per_year, COUNT),
                from,
                until,
            });
        }
        for (demand, at) in raw.demand.iter().zip(at.items("demand")) {
            let demand = self.demand(&at, demand);
            supply.demands.push(demand);
        }
        supply.transfers = self.transfers(&raw.transfer, at.items("transfer"));
        for (estimate, at) in raw.estimate.iter().zip(at.items("estimate")) {
            let estimate = self.estimate(&at, estimate);
            supply.estimates.push(estimate);
        }
        supply
    }

    fn stocks(&mut self, at: &At<'_>, items: &[Item], supply: &mut Supply) {
        for (stock, at) in self.raw.stock.iter().zip(at.items("stock")) {
            let nation = self.try_find(Of::Nation, &at.key("nation"), &stock.nation);
            let item = self.try_find(Of::Item, &at.key("item"), &stock.item);
            let quantity = self.number(&at.key("quantity"), &stock.quantity, ROUNDS);
            let theatre_fraction = match &stock.theatre_fraction {
                Some(number) => self.number(&at.key("theatre_fraction"), number, FRACTION),
                None => self.constant("theatre_fraction", 1.0, FRACTION, "the whole stock may be released"),
            };
            let restore_to = stock.restore_to.as_ref().map(|n| self.number(&at.key("restore_to"), n, ROUNDS));
            let depots = self.depots(&at, stock, quantity);
            let lots = self.lots(&at, stock, quantity, item.and_then(|i| items[i].life_days));
            let (Some(nation), Some(item)) = (nation, item) else { continue };
            if supply.stocks.iter().any(|s: &Stock| s.nation == nation && s.item == item) {
                self.fault(&at, format!("there are two stocks of \"{}\" in \"{}\"", stock.item, stock.nation));
            }
            supply.stocks.push(Stock { nation, item, quantity, theatre_fraction, restore_to, depots, lots });
        }
    }

    /// Two days of which the later is written at `at`, the earlier under `key`.
    pub(crate) fn ordered(&mut self, at: &At<'_>, key: &str, earlier: Day, later: Day) {
        if later < earlier {
            let allowed = format!("{earlier} or later");
            self.fault(at, format!("{later} is before `{key}`, {earlier}")).allowed = Some(allowed);
        }
    }

    fn demand(&mut self, at: &At<'_>, raw: &RawDemand) -> Demand {
        let study = &self.raw.study;
        let from = day(raw.from.as_ref().unwrap_or(&study.stock_date));
        let until = day(raw.until.as_ref().unwrap_or(&study.end));
        self.ordered(&at.key("until"), "from", from, until);
        if raw.raids_per_day.is_some() == raw.rounds_on.is_some() {
            self.fault(at, "says not clearly what is asked for").allowed =
                Some("either raids_per_day with rounds_low and rounds_high, or rounds_on".to_owned());
        }
        let raids = raw.raids_per_day.as_ref().map(|per_day| {
            let mut rounds = |key, raw| self.field(at, key, raw, None, RAID_ROUNDS, None);
            let (low, high) =
                (rounds("rounds_low", raw.rounds_low.as_ref()), rounds("rounds_high", raw.rounds_high.as_ref()));
            if self.likely(high) < self.likely(low) {
                self.fault(&at.key("rounds_high"), "is less than `rounds_low`");
            }
            DrawnRaids { per_day: self.number(&at.key("raids_per_day"), per_day, RAIDS_PER_DAY), low, high }
        });
        let stated = raw.rounds_on.as_ref();
        Demand {
            id: raw.id.clone(),
            nation: self.find(Of::Nation, &at.key("nation"), &raw.nation),
            item: self.find(Of::Item, &at.key("item"), &raw.item),
            theatre: self.find_optional(Of::Theatre, &at.key("theatre"), raw.theatre.as_ref()),
            raids,
            stated: stated.map_or_else(Vec::new, |table| self.by_date(&at.key("rounds_on"), table, RAID_ROUNDS)),
            from,
            until,
            shortage: match raw.shortage.unwrap_or_default() {
                RawShortage::Lost => Shortage::Lost,
                RawShortage::Owed => Shortage::Owed,
            },
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
            let written = raw.delay_days.as_ref();
            let delay_days = match self.mode_days(&at, raw.mode.as_ref(), written.map(|_| "delay_days")) {
                Some(days) => days,
                None => self.field(&at, "delay_days", written, None, DAYS, delay),
            };
            let (on, pay_back) = (day(&raw.on), raw.pay_back.as_ref().map(day));
            if let Some(pay_back) = pay_back {
                let arrives = on.plus(self.likely(delay_days).min(1e5).round() as i32);
                self.ordered(&at.key("pay_back"), "on` and `delay_days", arrives, pay_back);
            }
            rules.push(TransferRule {
                giver,
                taker,
                item: self.find(Of::Item, &at.key("item"), &raw.item),
                on,
                rounds: self.number(&at.key("rounds"), &raw.rounds, ROUNDS),
                delay_days,
                pay_back,
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
