//! What is known of one arm in one world: plain records, and the check that they fit together.

use crate::{Expansion, Raise, RatePoint, SustainError, rate::DAYS_PER_YEAR};
use cupola_core::Day;

/// Everything the stocks of one arm in one world depend on. Immutable while a [`crate::Stockroom`] steps through it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Number of nations; a nation's index is below it.
    pub num_nations: usize,
    /// Number of items (stock families); an item's index is below it.
    pub num_items: usize,
    /// The day of the opening stocks; the first day that is stepped.
    pub start: Day,
    /// The first day on which raids may come. Not used by the stocks themselves; kept for those who report on them.
    pub raids_start: Day,
    /// The last day that is stepped.
    pub end: Day,
    /// Opening stocks, at most one per nation and item; a nation without one opens with 0, all of it releasable.
    pub stocks: Vec<Stock>,
    /// Bottleneck parts that lines share.
    pub parts: Vec<Part>,
    /// Production lines.
    pub lines: Vec<Line>,
    /// What other wars take.
    pub drains: Vec<Drain>,
    /// Reserves, at most one per nation and item.
    pub reserves: Vec<Reserve>,
    /// Rounds given from stock to stock. One dated before `start` is taken to be in the opening stocks already.
    pub transfers: Vec<Transfer>,
}

/// An opening stock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stock {
    /// Whose.
    pub nation: usize,
    /// Of what.
    pub item: usize,
    /// Rounds on hand on the plan's first day.
    pub quantity: u32,
    /// The share of this stock, and of all that later joins it, that may be released to the campaign's theatre.
    pub theatre_fraction: f64,
}

/// A part made for several lines, one in each round: the PAC-3 seeker.
///
/// - **Assumes:** no buffer of parts: what is not used on the day is not kept for the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Parts a year over time, ascending in day.
    pub supply: Vec<RatePoint>,
}

/// A production line for one item.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The nation it stands in, and whose stock the output joins.
    pub nation: usize,
    /// What it makes.
    pub item: usize,
    /// Capacity over time, ascending in day.
    pub capacity: Vec<RatePoint>,
    /// Orders funded, as a rate over time, ascending in day: output is the lesser of capacity (with its expansions)
    /// and this. Empty: all of the capacity is funded.
    pub funded: Vec<RatePoint>,
    /// Expansions of the capacity, applied in this order.
    pub expansions: Vec<Expansion>,
    /// The shared parts each round needs, one of each.
    pub parts: Vec<usize>,
    /// Who has a claim on the output; the host keeps the rest.
    pub customers: Vec<Customer>,
}

/// Where a line's customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// A nation of the plan; the rounds join its stock.
    Nation(usize),
    /// Somebody else: the rounds are counted and gone.
    Outside,
}

/// A claim on a share of a line's output while it is in force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Customer {
    /// Who gets the rounds.
    pub to: Destination,
    /// Share of the line's output; the shares in force on one day sum to 1 at most.
    pub share_fraction: f64,
    /// At most so many rounds are shipped in one calendar year; beyond it the host keeps them. `None`: no cap.
    pub cap_per_year: Option<u32>,
    /// First day of the claim.
    pub from: Day,
    /// The claim holds on days before this one.
    pub until: Day,
    /// Days each lot waits for approval.
    pub approval_days: i32,
    /// Days each lot then travels.
    pub transport_days: i32,
}

/// A steady loss to another war.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drain {
    /// Whose stock.
    pub nation: usize,
    /// Of what.
    pub item: usize,
    /// Rounds a year.
    pub rate_per_year: f64,
    /// First day.
    pub from: Day,
    /// The drain holds on days before this one.
    pub until: Day,
    /// Whether the reserve that blocks transfers blocks this too: a gift to another nation, say. `false`: the
    /// nation's own war elsewhere, which may empty the stock.
    pub is_blocked_by_reserve: bool,
}

/// A reserve: a floor that blocks exports or transfers, never self-defence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserve {
    /// Whose.
    pub nation: usize,
    /// Of what.
    pub item: usize,
    /// The floor (rounds).
    pub never_below: u32,
    /// The stock the nation would like (rounds). Not used by the stocks themselves; kept for reports.
    pub wanted: u32,
    /// While the stock is below the floor, rounds due to a line's customers are kept by the host.
    pub blocks_export: bool,
    /// Transfers may not take the stock below the floor.
    pub blocks_transfer: bool,
}

/// Rounds given from one nation's stock to another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    /// From.
    pub giver: usize,
    /// To.
    pub taker: usize,
    /// Of what.
    pub item: usize,
    /// How many are wanted; the giver sends what its reserve lets it, once.
    pub rounds: u32,
    /// The day they leave.
    pub on: Day,
    /// Days until they arrive.
    pub delay_days: i32,
}

/// Greatest rate, opening stock and total that are accepted (rounds): far above any real line, and safe in `u32`.
const MAX_ROUNDS: f64 = 1e9;
/// Greatest delay that is accepted (days), about ten years.
const MAX_DELAY_DAYS: i32 = 3_650;

impl Plan {
    /// The reserve of a nation and item, if it has one.
    #[must_use]
    pub fn reserve(&self, nation: usize, item: usize) -> Option<&Reserve> {
        self.reserves.iter().find(|r| r.nation == nation && r.item == item)
    }

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
        }
        for (index, line) in self.lines.iter().enumerate() {
            self.check_line(index, line)?;
        }
        for drain in &self.drains {
            self.check_cell(drain.nation, drain.item)?;
            in_range("drain rate (rounds a year)", drain.rate_per_year, 0.0, MAX_ROUNDS)?;
        }
        for (index, transfer) in self.transfers.iter().enumerate() {
            self.check_cell(transfer.giver, transfer.item)?;
            self.check_cell(transfer.taker, transfer.item)?;
            check_delay("transfer delay (days)", transfer.delay_days)?;
            if transfer.giver == transfer.taker {
                return Err(SustainError::ToItself { what: "transfer", index, nation: transfer.giver });
            }
        }
        self.check_total()
    }

    fn check_cell(&self, nation: usize, item: usize) -> Result<(), SustainError> {
        exists("nation", nation, self.num_nations)?;
        exists("item", item, self.num_items)
    }

    fn check_stocks(&self) -> Result<(), SustainError> {
        for (index, stock) in self.stocks.iter().enumerate() {
            let (nation, item) = (stock.nation, stock.item);
            self.check_cell(nation, item)?;
            in_range("theatre share", stock.theatre_fraction, 0.0, 1.0)?;
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

    fn check_line(&self, index: usize, line: &Line) -> Result<(), SustainError> {
        self.check_cell(line.nation, line.item)?;
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
        for &part in &line.parts {
            exists("part", part, self.parts.len())?;
        }
        for customer in &line.customers {
            if let Destination::Nation(nation) = customer.to {
                exists("nation", nation, self.num_nations)?;
                if nation == line.nation {
                    return Err(SustainError::ToItself { what: "line", index, nation });
                }
            }
            in_range("customer share", customer.share_fraction, 0.0, 1.0)?;
            check_delay("approval (days)", customer.approval_days)?;
            check_delay("transport (days)", customer.transport_days)?;
            // The sum of shares can only grow on a day when some claim begins.
            let day = customer.from;
            let in_force = line.customers.iter().filter(|c| c.from <= day && day < c.until);
            let sum_fraction: f64 = in_force.map(|c| c.share_fraction).sum();
            if sum_fraction > 1.0 + 1e-9 {
                return Err(SustainError::SharesAboveOne { line: index, day, sum_fraction });
            }
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
