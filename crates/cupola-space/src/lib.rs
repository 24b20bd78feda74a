//! The space layer by itself: what a constellation covers, what an interceptor in orbit reaches, how many it takes.
//!
//! [`coverage`] counts over a grid who is seen when, [`worst`] finds the point farthest from every satellite, [`reach`] is
//! one interceptor: how far it gets in the time it has, and how much of that time it is near enough; [`size`] is how many it
//! takes, [`study`] holds published answers against that, and [`aei`] has the equations of one of them. [`decay`] is how long
//! the air lets an orbit last, [`fleet`] who is up on which day, [`fall`] where a missile stopped in boost comes down.
//! Everything is SI; positions are Earth-fixed.

pub mod aei;
pub mod coverage;
pub mod decay;
pub mod fall;
pub mod fleet;
pub mod reach;
pub mod size;
pub mod study;
pub mod worst;

pub use reach::OrbitInterceptor;
pub use size::{Criterion, InShell, Job, Path, Reach, poisson_at_least};

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
    /// Nothing is left of the boost when the interceptors are released.
    #[error(
        "no time to fly: interceptors are released {release_s:.1} s after launch, and the boost ends at {burnout_s:.1} s"
    )]
    NoTime {
        /// Release (s after launch).
        release_s: f64,
        /// End of the boost (s after launch).
        burnout_s: f64,
    },
    /// The boost ends below the least altitude of an intercept.
    #[error(
        "the missile is at {highest_m:.0} m at most before the boost ends, below the least altitude of an intercept, {least_m:.0} m"
    )]
    TooLow {
        /// Highest point before the end of the boost (m).
        highest_m: f64,
        /// Least altitude of an intercept (m).
        least_m: f64,
    },
    /// The orbit passes farther above or below the missile than the interceptors reach.
    #[error("the orbit passes {gap_m:.0} m above or below the missile at least, and interceptors reach {reach_m:.0} m")]
    TooFar {
        /// Least difference of height (m).
        gap_m: f64,
        /// Reach at that time (m).
        reach_m: f64,
    },
    /// No orbit of this inclination comes near enough.
    #[error(
        "no orbit reaches latitude {latitude_rad:.4} rad: ground tracks end at {band_rad:.4} rad, and interceptors reach {arc_rad:.4} rad beyond; incline the orbit more, or give more reach"
    )]
    OutOfBand {
        /// Geocentric latitude of the missile (rad, without its sign).
        latitude_rad: f64,
        /// Highest latitude of the ground track (rad).
        band_rad: f64,
        /// Reach as an arc about the Earth's centre (rad).
        arc_rad: f64,
    },
    /// More satellites than are looked for.
    #[error("more than {most} satellites would be needed")]
    TooMany {
        /// The most that is looked for.
        most: u64,
    },
    /// More regions than are weighed against each other, or none.
    #[error("{num_regions} regions; between 1 and {most} can compete for the same interceptors")]
    Regions {
        /// Regions given.
        num_regions: usize,
        /// The most that is allowed.
        most: usize,
    },
}

/// The value, if it is inside.
pub(crate) fn between(quantity: &'static str, value: f64, low: f64, high: f64) -> Result<f64, SpaceError> {
    if (low..=high).contains(&value) { Ok(value) } else { Err(SpaceError::OutOfRange { quantity, value, low, high }) }
}
