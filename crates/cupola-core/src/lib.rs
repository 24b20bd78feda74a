//! Keyed chance, designs, portable maths, statistics, calendar days, uncertain values and vectors.
//!
//! Everything else in cupola rests on this crate, and it rests on no file, clock or thread.
//! [`chance`] is where reproducibility comes from: a draw is a pure function of named coordinates.

pub mod chance;
pub mod day;
pub mod design;
pub mod digest;
pub mod lanes;
pub mod math;
pub mod stats;
pub mod uncertain;

/// A vector of three components; the name of each variable says its subject, frame and unit.
pub type Vec3 = nalgebra::Vector3<f64>;
/// A 3 × 3 matrix.
pub type Mat3 = nalgebra::Matrix3<f64>;

pub use chance::{EntityKey, Purpose, Seed, Stream};
pub use day::Day;
pub use uncertain::{Grade, Uncertain};
