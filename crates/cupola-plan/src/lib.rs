//! What to order, expand and move, and when, for least cost at a stated risk.
//!
//! [`gather::programme`] turns the runs of a scenario's base arm into a [`Programme`], a mixed-integer programme by quarters;
//! [`Programme::solve`] finds its cheapest [`Answer`] and, where needs cannot be met, the one that comes nearest;
//! [`prices::limits`] says what one more of each limit is worth; [`file::scenario`] writes the answer as a scenario that
//! can be run, [`play::playback`] holds what was promised against what that run does, and [`keep::kept`] buys what it lacks.

mod actions;
mod error;
pub mod file;
pub mod gather;
pub mod keep;
pub mod play;
pub mod prices;
mod programme;
mod ranks;
pub mod report;
mod rows;
mod rules;
mod solve;

pub use actions::{Action, Kind, actions, new_usd, replacing_usd};
pub use error::PlanError;
pub use programme::{Capacity, Cell, Floor, Licence, Move, Need, PartLimit, Programme, Source};
pub use rules::rules;
pub use solve::Answer;
