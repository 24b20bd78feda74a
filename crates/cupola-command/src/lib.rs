//! What each command does, apart from how it is asked for and shown.
//!
//! A command is a function of a plain question and a [`Watch`]; it reads the scenario, plays, and gives a report that
//! serialises to the command's JSON. The command line reads options into questions and prints reports; the Python package
//! does the same with keyword arguments and objects.

mod failure;
pub mod sensitivity;
mod size;
mod watch;

pub use failure::Failure;
pub use size::Size;
pub use watch::Watch;
