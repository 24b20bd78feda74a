//! Shape, gravity, rotation, atmosphere, orbits.
//!
//! Everything is SI and Earth-fixed (ECEF: x through 0° N 0° E, z through the north pole). [`wgs84`] has the shape and
//! the lines over it, [`atmosphere`] the air, [`gravity`] the pull seen in the rotating frame, [`orbit`] constellations.
//!
//! Free flight is among the stars, in a frame that does not turn: [`kepler`] from state to state, [`lambert`] from place to
//! place, [`elements`] for mean orbits that the flattening turns, [`sgp4`] for satellites from element sets. Each has a batch
//! form with the bits of the single one. [`satellites`] brings all kinds of orbit to the turning Earth, [`sun`] is where the
//! Sun stands.

mod arithmetic;
pub mod atmosphere;
pub mod elements;
pub mod gravity;
pub mod kepler;
pub mod lambert;
pub mod orbit;
pub mod satellites;
pub mod sgp4;
pub mod sun;
pub mod wgs84;

pub use orbit::Walker;
pub use wgs84::Geodetic;

/// What can be wrong with the inputs of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EarthError {
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
    #[error("{quantity} must be at least {low} and below {high}, got {value}")]
    OutOfRange {
        /// The argument's name.
        quantity: &'static str,
        /// Its value.
        value: f64,
        /// Lowest value allowed.
        low: f64,
        /// What it must stay below.
        high: f64,
    },
    /// Two positions on one line with the origin, which leave the plane of a transfer open.
    #[error(
        "the positions are {angle_rad} rad apart as seen from the origin and give no plane of transfer: move one off the line"
    )]
    NoPlane {
        /// Angle between the positions.
        angle_rad: f64,
    },
    /// Slices of a batch that are not equally long.
    #[error("{quantity} has {found} entries, the batch {expected}")]
    Lengths {
        /// The argument's name.
        quantity: &'static str,
        /// Entries it should have.
        expected: usize,
        /// Entries it has.
        found: usize,
    },
    /// A free flight that has no state at a time: it meets the origin, or leaves the range of numbers.
    #[error("the free flight has no state after {time_s} s: it meets the origin or leaves the range of numbers")]
    NoState {
        /// Time since the given state.
        time_s: f64,
    },
    /// A two-line element set does not have what its columns should hold.
    #[error("line {line} of the element set: columns {first} to {last} should hold {what}, found `{found}`")]
    Tle {
        /// Which of the two lines.
        line: u8,
        /// What should stand there.
        what: &'static str,
        /// First column, counted from one.
        first: usize,
        /// Last column.
        last: usize,
        /// What does stand there.
        found: String,
    },
    /// Mean elements that SGP4 cannot start from.
    #[error(transparent)]
    Sgp4(#[from] sgp4::Sgp4Error),
    /// An orbit that comes into the air or the ground.
    #[error("orbit {orbit}: its perigee is at {altitude_m} m, and no orbit below {least_m} m lasts; raise it")]
    PerigeeTooLow {
        /// Which of the orbits, from 0.
        orbit: usize,
        /// Its perigee's height above the equatorial radius.
        altitude_m: f64,
        /// Lowest that is allowed.
        least_m: f64,
    },
    /// A constellation's satellites cannot be shared evenly between its planes.
    #[error(
        "{num_satellites} satellites cannot be shared evenly by {num_planes} planes; give a multiple of the planes"
    )]
    UnevenPlanes {
        /// Satellites asked for.
        num_satellites: usize,
        /// Planes asked for.
        num_planes: usize,
    },
}
