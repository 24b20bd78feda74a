//! The check that a plan's records fit together.

use crate::bill::from_whole_to_piece;
use crate::rate::DAYS_PER_YEAR;
use crate::{Allocation, Customer, Destination, Line, Need, Plan, Raise, RatePoint, Stock, SustainError};
use cupola_core::Day;

/// Greatest rate, opening stock and total that are accepted (rounds): far above any real line, and safe in `u32`.
const MAX_ROUNDS: f64 = 1e9;
/// Greatest delay that is accepted (days), about ten years.
const MAX_DELAY_DAYS: i32 = 3_650;
/// Longest life of a round that is accepted (days), two hundred years.
const MAX_LIFE_DAYS: f64 = 73_050.0;
/// Most rounds of a lot.
const MAX_LOT: f64 = 1e6;
/// Most of one part in one round.
const MAX_PARTS_EACH: f64 = 1e6;

impl Plan {
    /// Checks that every index exists, every number is in its range and every pair of days in order.
    ///
    /// # Errors
    /// [`SustainError`] for the first fault, in the order of the fields.
    pub fn check(&self) -> Result<(), SustainError> {
        in_order("start and end", self.start, self.end)?;
        in_order("start and raids_start", self.start, self.raids_start)?;
        self.check_stocks()?;
        for (index, part) in self.parts.iter().enumerate() {
            if part.supply.is_empty() {
                return Err(SustainError::NoRate { what: "part", index });
            }
            check_rates(&part.supply)?;
            in_range("parts in store", part.opening_units, 0.0, MAX_ROUNDS)?;
            in_range("parts kept", part.keep_units, 0.0, MAX_ROUNDS)?;
            self.check_needs(&part.parts)?;
        }
        from_whole_to_piece(&self.parts)?;
        for (index, line) in self.lines.iter().enumerate() {
            self.check_line(index, line)?;
        }
        for drain in &self.drains {
            self.check_place(drain.nation, drain.item, drain.theatre)?;
            in_range("drain rate (rounds a year)", drain.rate_per_year, 0.0, MAX_ROUNDS)?;
        }
        for (index, transfer) in self.transfers.iter().enumerate() {
            self.check_cell(transfer.giver, transfer.item)?;
            self.check_cell(transfer.taker, transfer.item)?;
            check_delay("transfer delay (days)", transfer.delay_days)?;
            if transfer.giver == transfer.taker {
                return Err(SustainError::ToItself { what: "transfer", index, nation: transfer.giver });
            }
            if let Some(pay_back) = transfer.pay_back {
                in_order("loan and pay-back", transfer.on.plus(transfer.delay_days), pay_back)?;
            }
        }
        for demand in &self.demands {
            self.check_place(demand.nation, demand.item, demand.theatre)?;
            demand.check()?;
        }
        self.check_total()
    }

    fn check_needs(&self, needs: &[Need]) -> Result<(), SustainError> {
        for need in needs {
            exists("part", need.part, self.parts.len())?;
            in_range("number of a part", need.num_units, 1e-6, MAX_PARTS_EACH)?;
        }
        Ok(())
    }

    fn check_cell(&self, nation: usize, item: usize) -> Result<(), SustainError> {
        exists("nation", nation, self.num_nations)?;
        exists("item", item, self.num_items)
    }

    /// Whoever takes rounds in a theatre must have a depot there.
    fn check_place(&self, nation: usize, item: usize, theatre: Option<usize>) -> Result<(), SustainError> {
        self.check_cell(nation, item)?;
        let Some(theatre) = theatre else { return Ok(()) };
        let mut of_cell = self.stocks.iter().filter(|s| (s.nation, s.item) == (nation, item));
        let is_there = of_cell.any(|s| s.depots.iter().any(|d| d.theatre == theatre));
        if is_there { Ok(()) } else { Err(SustainError::NoDepot { nation, item, theatre }) }
    }

    fn check_stocks(&self) -> Result<(), SustainError> {
        for lift_per_day in &self.lifts_per_day {
            in_range("lift (rounds a day)", *lift_per_day, 0.0, MAX_ROUNDS)?;
        }
        if !self.life_days.is_empty() {
            exists("last item", self.num_items.saturating_sub(1), self.life_days.len())?;
        }
        for life_days in self.life_days.iter().flatten() {
            in_range("life (days)", f64::from(*life_days), 1.0, MAX_LIFE_DAYS)?;
        }
        for (index, stock) in self.stocks.iter().enumerate() {
            let (nation, item) = (stock.nation, stock.item);
            self.check_cell(nation, item)?;
            in_range("theatre share", stock.theatre_fraction, 0.0, 1.0)?;
            self.check_depots(stock)?;
            self.check_lots(stock)?;
            if self.stocks[..index].iter().any(|s| (s.nation, s.item) == (nation, item)) {
                return Err(SustainError::Twice { what: "stock", nation, item });
            }
        }
        for (index, reserve) in self.reserves.iter().enumerate() {
            let (nation, item) = (reserve.nation, reserve.item);
            self.check_cell(nation, item)?;
            if self.reserves[..index].iter().any(|r| (r.nation, r.item) == (nation, item)) {
                return Err(SustainError::Twice { what: "reserve", nation, item });
            }
        }
        Ok(())
    }

    fn check_depots(&self, stock: &Stock) -> Result<(), SustainError> {
        for (index, depot) in stock.depots.iter().enumerate() {
            exists("theatre", depot.theatre, self.num_theatres)?;
            in_range("stock filled to (rounds)", f64::from(depot.up_to), 0.0, MAX_ROUNDS)?;
            check_delay("transport (days)", depot.transport_days)?;
            if let Some(lift) = depot.lift {
                exists("lift", lift, self.lifts_per_day.len())?;
            }
            if stock.depots[..index].iter().any(|d| d.theatre == depot.theatre) {
                return Err(SustainError::Twice { what: "depot", nation: stock.nation, item: stock.item });
            }
        }
        let in_theatres = stock.depots.iter().map(|d| f64::from(d.quantity)).sum();
        in_range("rounds in theatres", in_theatres, 0.0, f64::from(stock.quantity))
    }

    fn check_lots(&self, stock: &Stock) -> Result<(), SustainError> {
        if stock.lots.is_empty() {
            return Ok(());
        }
        let sum = stock.lots.iter().map(|lot| f64::from(lot.rounds)).sum();
        in_range("sum of the lots (rounds)", sum, f64::from(stock.quantity), f64::from(stock.quantity))?;
        stock.lots.iter().try_for_each(|lot| in_order("lot made and stock counted", lot.made, self.start))
    }

    fn check_line(&self, index: usize, line: &Line) -> Result<(), SustainError> {
        exists("first item of a line", 0, line.items.len())?;
        for &item in &line.items {
            self.check_cell(line.nation, item)?;
        }
        if line.capacity.is_empty() {
            return Err(SustainError::NoRate { what: "line", index });
        }
        check_rates(&line.capacity)?;
        check_rates(&line.funded)?;
        for expansion in &line.expansions {
            check_delay("expansion lead (days)", expansion.ready_days)?;
            check_delay("expansion ramp (days)", expansion.ramp_days)?;
            match expansion.raise {
                Raise::To { rate_per_year } => {
                    in_range("expanded rate (rounds a year)", rate_per_year, 0.0, MAX_ROUNDS)?
                }
                Raise::Times { factor } => in_range("expansion factor", factor, 1.0, 1e3)?,
            }
        }
        in_range("rounds of a lot", f64::from(line.lot_rounds), 1.0, MAX_LOT)?;
        check_delay("line lead (days)", line.lead_days)?;
        in_range("share that passes", line.pass_fraction, 1e-3, 1.0)?;
        in_range("share for tests and spares", line.test_fraction, 0.0, 0.999)?;
        self.check_needs(&line.parts)?;
        for order in &line.orders {
            if let Destination::Nation(nation) = order.to {
                exists("nation", nation, self.num_nations)?;
            }
            in_range("ordered rounds", f64::from(order.rounds), 0.0, MAX_ROUNDS)?;
            check_delay("transport (days)", order.transport_days)?;
        }
        if !line.orders.is_empty() {
            if line.items.len() > 1 {
                let what = "a line with orders makes one item";
                return Err(SustainError::CannotAllot { line: index, what });
            }
            let (least, most) = (f64::from(line.lead_days), f64::from(MAX_DELAY_DAYS));
            in_range("order lead, not below the line's own (days)", f64::from(line.order_lead_days), least, most)?;
            let mut pairs = line.orders.windows(2);
            pairs.try_for_each(|pair| in_order("orders", pair[0].funded, pair[1].funded))?;
        }
        for customer in &line.customers {
            self.check_customer(index, line, customer)?;
        }
        if line.allocation == Allocation::Reorder && (line.items.len() > 1 || !line.orders.is_empty()) {
            let what = "customers that reorder need a line of one item without orders of its own";
            return Err(SustainError::CannotAllot { line: index, what });
        }
        Ok(())
    }

    fn check_customer(&self, index: usize, line: &Line, customer: &Customer) -> Result<(), SustainError> {
        match customer.to {
            Destination::Nation(nation) => {
                exists("nation", nation, self.num_nations)?;
                if nation == line.nation && line.allocation == Allocation::Share {
                    return Err(SustainError::ToItself { what: "line", index, nation });
                }
            }
            Destination::Outside if matches!(line.allocation, Allocation::ByNeed | Allocation::Reorder) => {
                let what = "a customer outside the plan has no stock to go by";
                return Err(SustainError::CannotAllot { line: index, what });
            }
            Destination::Outside => {}
        }
        in_range("customer share", customer.share_fraction, 0.0, 1.0)?;
        check_delay("approval (days)", customer.approval_days)?;
        check_delay("transport (days)", customer.transport_days)?;
        let (low, high) = (f64::from(customer.reorder_at), f64::from(customer.up_to));
        if line.allocation == Allocation::Reorder {
            in_range("reorder point (rounds)", low, 0.0, high)?;
        }
        in_range("stock filled to (rounds)", high, 0.0, MAX_ROUNDS)?;
        // The sum of shares can only grow on a day when some claim begins.
        let day = customer.from;
        let in_force = line.customers.iter().filter(|c| c.from <= day && day < c.until);
        let sum_fraction: f64 = in_force.map(|c| c.share_fraction).sum();
        if line.allocation == Allocation::Share && sum_fraction > 1.0 + 1e-9 {
            return Err(SustainError::SharesAboveOne { line: index, day, sum_fraction });
        }
        Ok(())
    }

    /// Opening stocks plus the greatest output any line could have, held below what `u32` counts.
    fn check_total(&self) -> Result<(), SustainError> {
        let years = f64::from(self.end.0 - self.start.0 + 1) / DAYS_PER_YEAR;
        let greatest = |line: &Line| {
            let capacity = line.capacity.iter().map(|p| p.rate_per_year).fold(0.0, f64::max);
            line.expansions.iter().fold(capacity, |rate, expansion| match expansion.raise {
                Raise::To { rate_per_year } => rate.max(rate_per_year),
                Raise::Times { factor } => rate * factor,
            })
        };
        let opening: f64 = self.stocks.iter().map(|s| f64::from(s.quantity)).sum();
        let rounds = opening + years * self.lines.iter().map(greatest).sum::<f64>();
        let fits = rounds <= MAX_ROUNDS;
        if fits { Ok(()) } else { Err(SustainError::TooManyRounds { rounds, limit: MAX_ROUNDS }) }
    }
}

fn exists(what: &'static str, index: usize, count: usize) -> Result<(), SustainError> {
    if index < count { Ok(()) } else { Err(SustainError::NoSuch { what, index, count }) }
}

fn in_range(quantity: &'static str, value: f64, low: f64, high: f64) -> Result<(), SustainError> {
    let fits = (low..=high).contains(&value);
    if fits { Ok(()) } else { Err(SustainError::OutOfRange { quantity, value, low, high }) }
}

fn in_order(what: &'static str, earlier: Day, later: Day) -> Result<(), SustainError> {
    if earlier <= later { Ok(()) } else { Err(SustainError::DaysReversed { what, earlier, later }) }
}

fn check_delay(quantity: &'static str, days: i32) -> Result<(), SustainError> {
    in_range(quantity, f64::from(days), 0.0, f64::from(MAX_DELAY_DAYS))
}

fn check_rates(points: &[RatePoint]) -> Result<(), SustainError> {
    for point in points {
        in_range("rate (a year)", point.rate_per_year, 0.0, MAX_ROUNDS)?;
    }
    points.windows(2).try_for_each(|pair| in_order("rate points", pair[0].day, pair[1].day))
}
