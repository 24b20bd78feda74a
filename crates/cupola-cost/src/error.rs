//! What can be wrong with a cost item.

/// Why a cost was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CostError {
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
    /// The payers' shares of an element do not make a whole.
    #[error("element {element}: payers' shares sum to {sum_fraction}, must be 1")]
    SharesNotOne {
        /// The element's index.
        element: usize,
        /// The sum.
        sum_fraction: f64,
    },
    /// An index points past the end of the table.
    #[error("{what} index {index} does not exist: the table has {count}")]
    NoSuch {
        /// Element or nation.
        what: &'static str,
        /// The index given.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A span of years is empty or reversed.
    #[error("{what}: until_year {until_year} must come after from_year {from_year}")]
    YearsReversed {
        /// Which span.
        what: &'static str,
        /// First year.
        from_year: i32,
        /// The year after the last.
        until_year: i32,
    },
}

/// `value` if it is finite and inside `low..=high`.
pub(crate) fn in_range(quantity: &'static str, value: f64, low: f64, high: f64) -> Result<f64, CostError> {
    let fits = value.is_finite() && (low..=high).contains(&value);
    if fits { Ok(value) } else { Err(CostError::OutOfRange { quantity, value, low, high }) }
}

/// An amount that is finite and not negative.
pub(crate) fn amount(quantity: &'static str, value: f64) -> Result<f64, CostError> {
    in_range(quantity, value, 0.0, f64::MAX)
}
