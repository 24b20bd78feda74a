//! One raid, and the campaign loop of many; its only output is an event log and its tallies.
//!
//! [`world::World`] is what there is, [`geometry::Geometry`] what can be known beforehand, [`rules::Rules`] what an arm
//! allows; [`raid::simulate`] plays one raid from the magazines as they stand, [`campaign::simulate`] a calendar of them.

pub mod campaign;
pub mod event;
pub mod force;
pub mod geometry;
pub mod orders;
pub mod raid;
pub mod rules;
pub mod supply;
pub mod tally;
pub mod trace;
pub mod warnings;
pub mod why;
pub mod world;
