//! Tracks: from returns, misses and false ones among them, or as covariances alone.
//!
//! [`tracker::Tracker`] is asked for by kinds of targets ([`target::Targets`]) and sensors ([`sensor::Sensor`]), takes in
//! scans and gives tracks; [`metrics`] says how good they are.
//!
//! [`kalman`] is the library of filters for any model, [`imm`] runs several side by side, [`bound`] says how good any filter can
//! be, [`fuse`] brings two sensors' tracks together, and [`reentry`] has the models of published re-entry problems.
//!
//! [`timeline()`] carries a track as its covariance alone, for Monte Carlo speed, without drawing anything. Given what the sensors
//! tell between steps (information matrices), it returns the error of position and velocity in time.

pub mod bound;
pub mod draw;
pub mod filter;
pub mod fuse;
pub mod imm;
pub mod kalman;
pub mod metrics;
pub mod predict;
pub mod reentry;
pub mod sensor;
pub mod target;
pub mod timeline;
pub mod tracker;

pub use timeline::{Disturbance, Firm, Grid, Growing, Timeline, Told, timeline};
