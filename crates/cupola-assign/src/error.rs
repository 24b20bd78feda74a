//! What can be wrong with a table.

use crate::problem::NUM_ROUNDS_MAX;
use std::fmt;

/// One fault of a table.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AssignError {
    /// A table has nothing in it.
    #[error("{table}: nothing in it; at least one entry is needed")]
    Empty {
        /// Which table.
        table: &'static str,
    },
    /// A list has another length than the tables it belongs to ask for.
    #[error("{table}: {len} entries; must be {allowed}")]
    Length {
        /// Which table.
        table: &'static str,
        /// How many entries it has.
        len: usize,
        /// What is allowed.
        allowed: Allowed,
    },
    /// A kill probability is outside its range or no number.
    #[error("kill probability of weapon {weapon} against target {target}: {value}; must be 0 to 1")]
    Probability {
        /// The weapon's row.
        weapon: usize,
        /// The target's column.
        target: usize,
        /// The number given.
        value: f64,
    },
    /// A value or cost is negative or no finite number.
    #[error("{table}, entry {index}: {value}; must be 0 or more and finite")]
    Amount {
        /// Which table.
        table: &'static str,
        /// Which entry, from 0.
        index: usize,
        /// The number given.
        value: f64,
    },
    /// Values or costs are each finite and their sum is not.
    #[error("{table}: the sum is beyond {:e}, the greatest number there is; give them in a larger unit", f64::MAX)]
    Sum {
        /// Which table or tables.
        table: &'static str,
    },
    /// An opportunity names a weapon or target that is not there.
    #[error("opportunity {opportunity}: {what} {index} does not exist; must be below {count}")]
    NoSuch {
        /// Which opportunity, from 0.
        opportunity: usize,
        /// Weapon or target.
        what: &'static str,
        /// The index given.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A window of launch times is empty or not finite.
    #[error(
        "opportunity {opportunity}: launch from {earliest_s} s to {latest_s} s; must be finite, the end not before the start"
    )]
    Window {
        /// Which opportunity, from 0.
        opportunity: usize,
        /// Start of the window (s).
        earliest_s: f64,
        /// End of the window (s).
        latest_s: f64,
    },
    /// A weapon without a channel.
    #[error("channels of weapon {weapon}: 0; must be at least 1")]
    NoChannel {
        /// Which weapon.
        weapon: usize,
    },
    /// More rounds than the solver keeps.
    #[error("rounds of weapons: {total} in all; must be at most {NUM_ROUNDS_MAX}")]
    TooManyRounds {
        /// How many there are.
        total: u64,
    },
}

/// Which lengths of a list are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// This one.
    Exactly(usize),
    /// One for all, or this many.
    OneOr(usize),
    /// A multiple of this one, above it.
    RowsOf(usize),
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(len) => write!(f, "{len}"),
            Self::OneOr(len) => write!(f, "1 (for all) or {len} (one for each)"),
            Self::RowsOf(len) => write!(f, "a multiple of {len}: one column for each target"),
        }
    }
}

/// Every fault of a problem, in order of the tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Faults(pub Vec<AssignError>);

/// Faults that are printed; the rest are counted.
const NUM_PRINTED: usize = 20;

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().take(NUM_PRINTED).enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{fault}")?;
        }
        match self.0.len().saturating_sub(NUM_PRINTED) {
            0 => Ok(()),
            rest => write!(f, "\nand {rest} more"),
        }
    }
}

impl std::error::Error for Faults {}
