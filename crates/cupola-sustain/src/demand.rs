//! What other raids and wars ask of a stock, drawn by key.

use crate::SustainError;
use cupola_core::{Day, EntityKey, Purpose, Stream, math};

/// What happens to rounds that are asked for and not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortage {
    /// The raid is over; nothing is owed.
    Lost,
    /// They are owed, and taken from the next that join the stock.
    Owed,
}

/// How much is asked for, and when.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// A compound Poisson process: raids at random, each asking for `low..=high` rounds, all as likely.
    Raids {
        /// Mean number of raids a day.
        raids_per_day: f64,
        /// Least rounds a raid asks for.
        low: u32,
        /// Most rounds a raid asks for.
        high: u32,
    },
    /// Stated rounds on stated days, ascending in day.
    Stated(Vec<(Day, u32)>),
}

/// A demand on one stock that is counted, not fought. No reserve stops it.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Whose chance it is: the draws hang on this key alone, not on what else there is.
    pub key: EntityKey,
    /// Whose stock.
    pub nation: usize,
    /// Of what.
    pub item: usize,
    /// In which theatre; `None`: at home.
    pub theatre: Option<usize>,
    /// How much, and when.
    pub asked: Asked,
    /// First day.
    pub from: Day,
    /// The demand holds on days before this one.
    pub until: Day,
    /// What becomes of what is not there.
    pub shortage: Shortage,
}

/// Most raids a day: above it a process should be a drain.
const MAX_RAIDS_PER_DAY: f64 = 1e4;
/// Most rounds of one raid.
const MAX_RAID_ROUNDS: u32 = 1_000_000;

impl Demand {
    /// Checks the numbers; the plan checks nation and item.
    pub(crate) fn check(&self) -> Result<(), SustainError> {
        let in_range = |quantity, value, low, high| {
            let fits = (low..=high).contains(&value);
            if fits { Ok(()) } else { Err(SustainError::OutOfRange { quantity, value, low, high }) }
        };
        match &self.asked {
            Asked::Raids { raids_per_day, low, high } => {
                in_range("raids a day", *raids_per_day, 0.0, MAX_RAIDS_PER_DAY)?;
                in_range("most rounds of a raid", f64::from(*high), f64::from(*low), f64::from(MAX_RAID_ROUNDS))
            }
            Asked::Stated(series) => {
                let mut pairs = series.windows(2);
                pairs.try_for_each(|pair| match (pair[0].0, pair[1].0) {
                    (earlier, later) if later < earlier => {
                        Err(SustainError::DaysReversed { what: "stated demand", earlier, later })
                    }
                    _ => Ok(()),
                })
            }
        }
    }
}

/// Raids drawn at a time, of two blocks of the generator: half a word for the gap, half for the size.
const BATCH: usize = 8;

/// Where a demand stands: its next raid.
#[derive(Debug, Clone)]
pub(crate) struct DemandState {
    /// The day of the next raid; [`NEVER`] when there is none.
    pub next: Day,
    /// What it asks for.
    pub rounds: u32,
    pub shortage: Shortage,
    /// Index in the plan.
    pub source: usize,
    /// Where its row of the table of unmet rounds begins.
    pub row_start: usize,
    until: Day,
    /// Raids drawn so far, or entries of the series read.
    index: usize,
    /// The plan's first day, and when after its beginning the next raid is.
    start: Day,
    time_day: f64,
    mean_gap_day: f64,
    low: u32,
    num_sizes: u32,
    luck: Stream,
    key: EntityKey,
    gap_day: [f64; BATCH],
    size: [u32; BATCH],
}

/// A day that does not come.
pub(crate) const NEVER: Day = Day(i32::MAX);

impl DemandState {
    /// The demand before the plan's first day.
    pub fn new(demand: &Demand, source: usize, luck: Stream, start: Day, row_start: usize) -> Self {
        let (raids_per_day, low, high) = match demand.asked {
            Asked::Raids { raids_per_day, low, high } => (raids_per_day, low, high),
            Asked::Stated(_) => (0.0, 0, 0),
        };
        let mut state = Self {
            next: NEVER,
            rounds: 0,
            shortage: demand.shortage,
            source,
            row_start,
            until: demand.until,
            index: 0,
            start,
            time_day: f64::from(demand.from.0.saturating_sub(start.0).max(0)),
            mean_gap_day: 1.0 / raids_per_day,
            low,
            num_sizes: high - low + 1,
            luck,
            key: demand.key,
            gap_day: [0.0; BATCH],
            size: [0; BATCH],
        };
        if let Asked::Stated(series) = &demand.asked {
            state.index = series.partition_point(|(day, _)| *day < demand.from.max(start));
        }
        state.advance(demand);
        state
    }

    /// From `day` on, the raids follow another stream. As the process has no memory, this is the same process.
    pub fn reseed(&mut self, demand: &Demand, luck: Stream, day: Day) {
        if matches!(demand.asked, Asked::Raids { .. }) {
            self.luck = luck;
            self.time_day = f64::from(day.max(demand.from).0 - self.start.0);
            self.index = self.index.next_multiple_of(BATCH);
            self.advance(demand);
        }
    }

    /// Goes on to the next raid.
    #[inline]
    pub fn advance(&mut self, demand: &Demand) {
        match &demand.asked {
            Asked::Raids { .. } => {
                let place = self.index % BATCH;
                if place == 0 {
                    self.draw();
                }
                self.index += 1;
                self.time_day += self.gap_day[place];
                self.rounds = self.size[place];
                // A cast cuts as `floor` does for what is never negative, and saturates for a raid that never comes.
                self.next = Day(self.start.0.saturating_add(self.time_day as i32));
            }
            Asked::Stated(series) => {
                (self.next, self.rounds) = series.get(self.index).copied().unwrap_or((NEVER, 0));
                self.index += 1;
            }
        }
        if self.next >= self.until {
            self.next = NEVER;
        }
    }

    /// Gaps by inversion of the exponential law from the upper half of each word, sizes from the lower.
    #[inline(never)]
    fn draw(&mut self) {
        const UNIT: f64 = 1.0 / (1_u64 << 32) as f64;
        let first = (self.index / 4) as u64;
        let words = [0, 1].map(|block| self.luck.words(self.key, Purpose::Demand, first + block));
        for (place, word) in words.as_flattened().iter().enumerate() {
            let above_zero = ((word >> 32) as f64 + 0.5) * UNIT;
            self.gap_day[place] = -math::ln(above_zero) * self.mean_gap_day;
            self.size[place] = self.low + (((word & 0xFFFF_FFFF) * u64::from(self.num_sizes)) >> 32) as u32;
        }
    }
}
