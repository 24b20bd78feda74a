//! `cupola space`: constellations by themselves.

mod coverage;
mod decay;
mod fleet;
mod question;
mod reach;
mod size;
mod studies;

use crate::failure::Failure;
use clap::Subcommand;

/// Commands of `cupola space`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// What a constellation covers: how often, how many times over, with which gaps
    Coverage(coverage::Args),
    /// How long the air lets a low orbit last, and the speed that holds it
    Decay(decay::Args),
    /// Who is in orbit when, from a plan of launches; what has to be bought for it
    Fleet(fleet::Args),
    /// How many interceptors in orbit it takes to reach missiles in boost
    Size(Box<size::Args>),
    /// How much of the time a satellite is within reach of a place
    Reach(reach::Args),
    /// What published studies said, what cupola gets over everything they leave open, and why they differ
    Studies(studies::Args),
}

/// `cupola space`.
pub fn space(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Coverage(args) => coverage::coverage(args),
        Command::Decay(args) => decay::decay(args),
        Command::Fleet(args) => fleet::fleet(args),
        Command::Size(args) => size::size(args),
        Command::Reach(args) => reach::reach(args),
        Command::Studies(args) => studies::studies(args),
    }
}
