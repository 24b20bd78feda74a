//! What each command does, apart from how it is asked for and shown.
//!
//! A command is a function of a plain question and a [`Watch`]; it reads the scenario, plays, and gives a report that
//! serialises to the command's JSON. The command line reads options into questions and prints reports; the Python package
//! does the same with keyword arguments and objects.

pub mod assign;
pub mod coalition;
pub mod compare;
pub mod cost;
mod failure;
pub mod fly;
pub mod flyout;
pub mod look;
pub mod options;
pub mod plan;
pub mod run;
mod scenario;
pub mod sensitivity;
pub mod shard;
mod size;
pub mod space;
pub mod sweep;
pub mod timeline;
pub mod track;
pub mod validate;
pub mod values;
mod warned;
mod watch;

pub use failure::Failure;
pub use scenario::{Given, Scenario};
pub use size::Size;
pub use warned::{Warned, warned};
pub use watch::Watch;
