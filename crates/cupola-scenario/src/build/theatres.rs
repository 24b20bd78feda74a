//! Theatres, ways of transport, and the parts of stocks that lie in theatres or were made on a day.

use super::at::At;
use super::ids::Of;
use super::units::{Assume, Bound, COUNT, DAYS, FRACTION, ROUNDS, Spec};
use super::{Build, day, named};
use crate::raw::RawStock;
use cupola_core::Day;
use cupola_sim::world::{Depot, DepotOpening, InputId, InterceptorType, Mode, Supply, Theatre};

/// Longest time on the way, as the stocks have it (days).
const TRANSPORT: Spec = DAYS.bound(Bound::Between(0.0, 3_650.0));
const TO_THEATRE: Assume = Assume(14.0, 30.0, 60.0, "assumed: transport to a theatre");
/// Sums of stated rounds may differ from the stock by rounding.
const ROUNDS_SLACK: f64 = 1e-6;

impl Build<'_> {
    pub(crate) fn theatres(&mut self, at: &At<'_>, supply: &mut Supply) {
        let theatre = |raw: &crate::raw::RawTheatre| Theatre { id: raw.id.clone(), name: named(&raw.name, &raw.id) };
        supply.theatres = self.raw.theatre.iter().map(theatre).collect();
        for (raw, at) in self.raw.mode.iter().zip(at.items("mode")) {
            let per_day = raw.rounds_per_day.as_ref();
            let mode = Mode {
                id: raw.id.clone(),
                days: self.number(&at.key("days"), &raw.days, TRANSPORT),
                rounds_per_day: per_day.map(|n| self.number(&at.key("rounds_per_day"), n, COUNT)),
            };
            self.modes.push(mode);
        }
        supply.modes.clone_from(&self.modes);
    }

    /// The days of the way of transport that is named, if one is; beside it `days_key` would say it twice.
    pub(crate) fn mode_days(
        &mut self,
        at: &At<'_>,
        mode: Option<&String>,
        days_key: Option<&'static str>,
    ) -> Option<InputId> {
        let here = at.key("mode");
        let written = mode?;
        if let Some(days_key) = days_key {
            self.fault(&here, format!("is given, and `{days_key}` too")).allowed = Some("one of the two".to_owned());
        }
        self.try_find(Of::Mode, &here, written).map(|mode| self.modes[mode].days)
    }

    /// The parts of a stock in theatres.
    pub(crate) fn depots(&mut self, at: &At<'_>, stock: &RawStock, quantity: InputId) -> Vec<Depot> {
        let (mut depots, mut in_theatres): (Vec<Depot>, f64) = (Vec::new(), 0.0);
        for (raw, at) in stock.theatre.iter().zip(at.items("theatre")) {
            if raw.quantity.is_some() && raw.fraction.is_some() {
                self.fault(&at.key("fraction"), "is given, and `quantity` too").allowed =
                    Some("one of the two".to_owned());
            }
            let opening = match (&raw.quantity, &raw.fraction) {
                (Some(n), _) => DepotOpening::Rounds(self.number(&at.key("quantity"), n, ROUNDS)),
                (None, Some(n)) => DepotOpening::Fraction(self.number(&at.key("fraction"), n, FRACTION)),
                (None, None) => DepotOpening::Empty,
            };
            in_theatres += match opening {
                DepotOpening::Empty => 0.0,
                DepotOpening::Rounds(id) => self.likely(id),
                DepotOpening::Fraction(id) => self.likely(id) * self.likely(quantity),
            };
            let up_to = raw.up_to.as_ref().map(|n| self.number(&at.key("up_to"), n, ROUNDS));
            let transport_days = match self.mode_days(&at, raw.mode.as_ref(), None) {
                Some(days) => days,
                None if up_to.is_none() => self.constant("transport_days", 0.0, DAYS, "nothing is sent"),
                None => self.field(&at, "transport_days", None, None, DAYS, Some(TO_THEATRE)),
            };
            if raw.mode.is_some() && up_to.is_none() {
                self.fault(&at.key("mode"), "is of no use without `up_to`");
            }
            let mode = raw.mode.as_ref().and_then(|id| self.ids.of(Of::Mode).iter().position(|m| m == id));
            let Some(theatre) = self.try_find(Of::Theatre, &at.key("theatre"), &raw.theatre) else { continue };
            if depots.iter().any(|d| d.theatre == theatre) {
                self.fault(&at.key("theatre"), format!("there are two parts of this stock in \"{}\"", raw.theatre));
            }
            depots.push(Depot { theatre, opening, up_to, transport_days, mode });
        }
        let stock_rounds = self.likely(quantity);
        // What follows from a stock below 0 is not said beside it.
        if stock_rounds >= 0.0 && in_theatres > stock_rounds + ROUNDS_SLACK {
            let message = format!("{in_theatres} rounds lie in theatres, more than the stock");
            self.fault(&at.key("theatre"), message).allowed = Some(format!("at most `quantity`, {stock_rounds}"));
        }
        depots
    }

    /// A stock by the day its rounds were made.
    pub(crate) fn lots(
        &mut self,
        at: &At<'_>,
        stock: &RawStock,
        quantity: InputId,
        life_days: Option<InputId>,
    ) -> Vec<(Day, InputId)> {
        let (mut lots, mut sum): (Vec<(Day, InputId)>, f64) = (Vec::new(), 0.0);
        let stock_date = day(&self.raw.study.stock_date);
        for (raw, at) in stock.lot.iter().zip(at.items("lot")) {
            let made = day(&raw.made);
            if made > stock_date {
                self.fault(&at.key("made"), format!("{made} is after `stock_date`, {stock_date}")).allowed =
                    Some(format!("{stock_date} or earlier"));
            }
            let longest_days = life_days.map_or(f64::INFINITY, |life| self.high(life));
            if f64::from(made.0) + longest_days <= f64::from(stock_date.0) {
                let ended = made.plus(longest_days as i32);
                let message = format!("the life of these rounds is over on {ended}, by `stock_date`, {stock_date}");
                self.fault(&at.key("made"), message).allowed =
                    Some("a later day, or a longer `shelf_years`".to_owned());
            }
            let rounds = self.number(&at.key("quantity"), &raw.quantity, ROUNDS);
            sum += self.likely(rounds);
            lots.push((made, rounds));
        }
        let stock_rounds = self.likely(quantity);
        if !lots.is_empty() && stock_rounds >= 0.0 && (sum - stock_rounds).abs() > ROUNDS_SLACK {
            let message = format!("the lots add up to {sum} rounds, the stock is {stock_rounds}");
            self.fault(&at.key("lot"), message).allowed = Some("lots that add up to `quantity`".to_owned());
        }
        if !lots.is_empty() && life_days.is_none() {
            self.fault(&at.key("lot"), "is of no use without a `shelf_years` of the item");
        }
        lots
    }

    /// Whoever takes rounds in a theatre needs a part of that stock there.
    pub(crate) fn depots_exist(&mut self, at: &At<'_>, supply: &Supply, interceptors: &[InterceptorType]) {
        let mut taken: Vec<(At<'_>, usize, usize, usize)> = Vec::new();
        for (drain, at) in supply.drains.iter().zip(at.items("drain")) {
            taken.extend(drain.theatre.map(|theatre| (at.key("theatre"), drain.nation, drain.item, theatre)));
        }
        for (demand, at) in supply.demands.iter().zip(at.items("demand")) {
            taken.extend(demand.theatre.map(|theatre| (at.key("theatre"), demand.nation, demand.item, theatre)));
        }
        let raw = self.raw.battery.iter().zip(at.items("battery"));
        for (battery, at) in raw.filter(|(raw, _)| raw.theatre.is_some()) {
            let is_unit = |id: &str| {
                let rest = id.strip_prefix(battery.id.as_str());
                rest.is_some_and(|r| r.is_empty() || r.strip_prefix('-').is_some_and(|n| n.parse::<u32>().is_ok()))
            };
            let Some(unit) = self.batteries.iter().find(|b| is_unit(&b.id)) else { continue };
            let items = unit.loads.iter().map(|load| interceptors[load.interceptor].item);
            let mut items: Vec<usize> = items.collect();
            items.dedup();
            taken.extend(unit.theatre.into_iter().flat_map(|theatre| {
                items.iter().map(|item| (at.key("theatre"), unit.nation, *item, theatre)).collect::<Vec<_>>()
            }));
        }
        for (at, nation, item, theatre) in taken {
            let is_there = |(stock, depot): (&cupola_sim::world::Stock, &Depot)| {
                (stock.nation, stock.item, depot.theatre) == (nation, item, theatre)
            };
            if !supply.depots().any(is_there) {
                let id = |of: Of, index: usize| self.ids.of(of).get(index).cloned().unwrap_or_default();
                let (nation, item, theatre) = (id(Of::Nation, nation), id(Of::Item, item), id(Of::Theatre, theatre));
                self.fault(&at, format!("no stock of \"{item}\" of \"{nation}\" lies in \"{theatre}\"")).allowed =
                    Some(format!("a [[stock.theatre]] with theatre = \"{theatre}\""));
            }
        }
    }
}
