//! `cupola space`: constellations by themselves.

mod coverage;
mod decay;
mod fleet;

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
}

/// `cupola space`.
pub fn space(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Coverage(args) => coverage::coverage(args),
        Command::Decay(args) => decay::decay(args),
        Command::Fleet(args) => fleet::fleet(args),
    }
}
