//! `cupola space`: constellations by themselves.

mod coverage;

use crate::failure::Failure;
use clap::Subcommand;

/// Commands of `cupola space`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// What a constellation covers: how often, how many times over, with which gaps
    Coverage(coverage::Args),
}

/// `cupola space`.
pub fn space(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Coverage(args) => coverage::coverage(args),
    }
}
