//! Shape, gravity, rotation, atmosphere, orbits.
//!
//! Everything is SI and Earth-fixed (ECEF: x through 0° N 0° E, z through the north pole). [`wgs84`] has the shape and
//! the lines over it, [`atmosphere`] the air, [`gravity`] the pull seen in the rotating frame, [`orbit`] constellations.

pub mod atmosphere;
pub mod gravity;
pub mod orbit;
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
