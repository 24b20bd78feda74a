//! What can be wrong with the inputs of this crate.

/// Bad input, with its value and what is allowed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SenseError {
    /// A quantity that must be positive and finite is not.
    #[error("{quantity} must be finite and positive, got {value}")]
    NotPositive {
        /// The argument's name.
        quantity: &'static str,
        /// Its value.
        value: f64,
    },
    /// A quantity outside its open interval.
    #[error("{quantity} must be above {low} and below {high}, got {value}")]
    NotBetween {
        /// The argument's name.
        quantity: &'static str,
        /// Its value.
        value: f64,
        /// What it must stay above.
        low: f64,
        /// What it must stay below.
        high: f64,
    },
    /// A count outside its range.
    #[error("{quantity} must be {low} to {high}, got {value}")]
    NotCounted {
        /// The argument's name.
        quantity: &'static str,
        /// Its value.
        value: u32,
        /// Lowest value allowed.
        low: u32,
        /// Highest value allowed.
        high: u32,
    },
}

/// The value, if it is finite and positive.
pub(crate) fn positive(quantity: &'static str, value: f64) -> Result<f64, SenseError> {
    if value.is_finite() && value > 0.0 { Ok(value) } else { Err(SenseError::NotPositive { quantity, value }) }
}

/// The value, if it is 0 or more and finite.
pub(crate) fn not_negative(quantity: &'static str, value: f64) -> Result<f64, SenseError> {
    if value == 0.0 { Ok(value) } else { positive(quantity, value) }
}

/// The value, if it is inside an open interval.
pub(crate) fn between(quantity: &'static str, value: f64, low: f64, high: f64) -> Result<f64, SenseError> {
    if value > low && value < high { Ok(value) } else { Err(SenseError::NotBetween { quantity, value, low, high }) }
}
