//! Shape, gravity, rotation, atmosphere, orbits.
//!
//! Everything is SI and Earth-fixed (ECEF: x through 0° N 0° E, z through the north pole). [`wgs84`] has the shape and
//! the lines over it, [`atmosphere`] the air, [`gravity`] the pull seen in the rotating frame, [`orbit`] constellations,
//! [`sgp4`] satellites from element sets (among the stars, TEME).

pub mod atmosphere;
pub mod gravity;
pub mod orbit;
pub mod sgp4;
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
