//! What can be wrong with the inputs of closed forms.

/// What can be wrong with the inputs of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EngageError {
    /// A quantity that must be positive and finite is not.
    #[error("{quantity} must be finite and positive, got {value}")]
    NotPositive {
        /// What it is.
        quantity: &'static str,
        /// Its value.
        value: f64,
    },
    /// A quantity outside its range.
    #[error("{quantity} must be {low} to {high}, got {value}")]
    OutOfRange {
        /// What it is.
        quantity: &'static str,
        /// Its value.
        value: f64,
        /// Lowest value allowed.
        low: f64,
        /// Highest value allowed.
        high: f64,
    },
}

/// The value, if it is a share of one.
pub fn fraction(quantity: &'static str, value: f64) -> Result<f64, EngageError> {
    let is_inside = (0.0..=1.0).contains(&value);
    if is_inside { Ok(value) } else { Err(EngageError::OutOfRange { quantity, value, low: 0.0, high: 1.0 }) }
}
