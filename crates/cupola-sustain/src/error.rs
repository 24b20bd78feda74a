//! What can be wrong with a plan.

use cupola_core::Day;

/// Why a [`crate::Plan`] was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SustainError {
    /// An index points past the end of its table.
    #[error("{what} index {index} does not exist: the plan has {count}")]
    NoSuch {
        /// Which table.
        what: &'static str,
        /// The index given.
        index: usize,
        /// How many entries the table has.
        count: usize,
    },
    /// A number is outside its allowed range, or not finite.
    #[error("{quantity} must be in {low}..={high}, got {value}")]
    OutOfRange {
        /// Which number, with its unit.
        quantity: &'static str,
        /// The value given.
        value: f64,
        /// Least allowed value.
        low: f64,
        /// Greatest allowed value.
        high: f64,
    },
    /// A line or part has no rate points.
    #[error("{what} {index} has no rate: give at least one rate point")]
    NoRate {
        /// Line or part.
        what: &'static str,
        /// Its index.
        index: usize,
    },
    /// Two days are in the wrong order.
    #[error("{what}: {later} must not come before {earlier}")]
    DaysReversed {
        /// Which pair of days.
        what: &'static str,
        /// The day that should come first.
        earlier: Day,
        /// The day that should follow.
        later: Day,
    },
    /// A nation has two stocks, or two reserves, of one item, or one stock two depots in one theatre.
    #[error("nation {nation} has two entries for {what} of item {item}")]
    Twice {
        /// Stock, reserve or depot.
        what: &'static str,
        /// The nation's index.
        nation: usize,
        /// The item's index.
        item: usize,
    },
    /// A demand or drain takes rounds in a theatre where its stock has no depot.
    #[error("nation {nation} has no depot of item {item} in theatre {theatre}")]
    NoDepot {
        /// The nation's index.
        nation: usize,
        /// The item's index.
        item: usize,
        /// The theatre's index.
        theatre: usize,
    },
    /// Customers of a line are promised more than its whole output.
    #[error("line {line}: customers' shares on {day} sum to {sum_fraction}, more than 1")]
    SharesAboveOne {
        /// The line's index.
        line: usize,
        /// The first day on which it is so.
        day: Day,
        /// Sum of the shares in force on that day.
        sum_fraction: f64,
    },
    /// A part is, by way of others, made of itself.
    #[error("part {} is made of itself: {}", .parts[0], circle(.parts))]
    CircularBill {
        /// The circle: each is made of the next, the last of the first.
        parts: Vec<usize>,
    },
    /// A rule that divides a line's output by stocks has a customer without one, or several items to order.
    #[error("line {line}: {what}")]
    CannotAllot {
        /// The line's index.
        line: usize,
        /// What the rule cannot do.
        what: &'static str,
    },
    /// A line is its own customer, or a transfer's giver is its taker.
    #[error("{what} {index}: nation {nation} cannot send to itself")]
    ToItself {
        /// Line or transfer.
        what: &'static str,
        /// Its index.
        index: usize,
        /// The nation's index.
        nation: usize,
    },
    /// The plan could make more rounds than are counted here.
    #[error("the plan could reach {rounds} rounds; at most {limit} are counted")]
    TooManyRounds {
        /// Opening stocks plus the greatest possible output.
        rounds: f64,
        /// The limit.
        limit: f64,
    },
}

fn circle(parts: &[usize]) -> String {
    let names: Vec<String> = parts.iter().chain(parts.first()).map(usize::to_string).collect();
    names.join(" of ")
}
