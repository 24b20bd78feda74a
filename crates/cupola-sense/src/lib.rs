//! Detection and measurement models: radar, infrared.
//!
//! A radar is a published range against a cross section, a sector and a horizon; an infrared satellite is a line of
//! sight, a threshold and an angle noise. Both say whether they see a point and how much one look tells about it.

pub mod infrared;
pub mod radar;

pub use radar::Radar;
