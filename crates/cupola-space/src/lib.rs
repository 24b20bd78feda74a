//! The space layer by itself: what a constellation covers, what an interceptor in orbit reaches, how many it takes.
//!
//! [`coverage`] counts over a grid who is seen when, [`worst`] finds the point farthest from every satellite, [`reach`] is
//! one interceptor: how far it gets in the time it has. [`decay`] is how long the air lets an orbit last, [`fleet`] who is up on
//! which day. Everything is SI; positions are Earth-fixed.

pub mod coverage;
pub mod decay;
pub mod fleet;
pub mod reach;
pub mod worst;

pub use reach::OrbitInterceptor;

/// What can be wrong with the inputs of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SpaceError {
    /// A quantity that must be positive and finite is not.
    #[error("{quantity} must be finite and positive, got {value}")]
    NotPositive {
        /// The argument's name.
        quantity: &'static str,
        /// Its value.
        value: f64,
    },
    /// A quantity that must be finite is not.
    #[error("{quantity} must be finite, got {value}")]
    NotFinite {
        /// The argument's name.
        quantity: &'static str,
        /// Its value.
        value: f64,
    },
    /// A quantity outside its range.
    #[error("{quantity} must be {low} to {high}, got {value}")]
    OutOfRange {
        /// The argument's name.
        quantity: &'static str,
        /// Its value.
        value: f64,
        /// Lowest value allowed.
        low: f64,
        /// Highest value allowed.
        high: f64,
    },
}
