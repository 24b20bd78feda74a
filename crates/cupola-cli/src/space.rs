//! `cupola space`: constellations by themselves.

use crate::print;
use crate::run::style;
use crate::watched::watched_in;
use clap::Subcommand;
use cupola::command::Failure;
use cupola::command::space::{coverage, decay, fleet, reach, size, states, studies};
use cupola::record::folder;
use cupola::record::space::{studies_value, to_text};
use cupola::record::terminal;
use std::path::PathBuf;

/// Commands of `cupola space`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// What a constellation covers: how often, how many times over, with which gaps
    Coverage(Box<CoverageArgs>),
    /// How long the air lets a low orbit last, and the speed that holds it
    Decay(Asked<decay::Question>),
    /// Who is in orbit when, from a plan of launches; what has to be bought for it
    Fleet(Asked<fleet::Question>),
    /// How many interceptors in orbit it takes to reach missiles in boost
    Size(Box<Asked<size::Question>>),
    /// How much of the time a satellite is within reach of a place
    Reach(Asked<reach::Question>),
    /// Where the satellites of files are, position and velocity, as SGP4 says
    States(StatesArgs),
    /// What published studies said, what cupola gets over everything they leave open, and why they differ
    Studies(Asked<studies::Question>),
}

/// A question, and how its answer is to be printed.
#[derive(Debug, Clone, clap::Args)]
pub struct Asked<Q: clap::Args> {
    #[command(flatten)]
    question: Q,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// Options of `cupola space coverage`.
#[derive(Debug, Clone, clap::Args)]
pub struct CoverageArgs {
    #[command(flatten)]
    question: coverage::Question,
    /// Write every point as CSV
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write a map as SVG
    #[arg(long, value_name = "FILE", conflicts_with = "places")]
    svg: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// Options of `cupola space states`.
#[derive(Debug, Clone, clap::Args)]
pub struct StatesArgs {
    #[command(flatten)]
    question: states::Question,
    /// Write every state as CSV
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola space`.
pub fn space(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Coverage(args) => coverage(args),
        Command::Decay(Asked { question, json }) => {
            let sheet = decay::decay(question)?;
            print(&if *json { sheet.to_json() } else { sheet.to_text(&style()) })
        }
        Command::Fleet(Asked { question, json }) => {
            let sheet = fleet::fleet(question)?;
            print(&if *json { sheet.to_json() } else { sheet.to_text(&style()) })
        }
        Command::Size(args) => {
            let sized = size::size(&args.question)?;
            print(&if args.json { sized.to_json() } else { sized.to_text(&style()) })
        }
        Command::Reach(Asked { question, json }) => {
            let sheet = reach::reach(question)?;
            print(&if *json { to_text(&sheet.to_value()) } else { terminal::render_reach(&sheet, &style()) })
        }
        Command::States(args) => states(args),
        Command::Studies(Asked { question, json }) => {
            let compared = studies::studies(question)?;
            let value = || to_text(&studies_value(&compared));
            print(&if *json { value() } else { terminal::render_studies(&compared, &style()) })
        }
    }
}

fn coverage(args: &CoverageArgs) -> Result<(), Failure> {
    let sheet = watched_in("looks", |watch| coverage::coverage(&args.question, watch))?;
    if let Some(path) = &args.csv {
        folder::write_text(path, &sheet.to_csv()).map_err(Failure::other)?;
    }
    if let Some(path) = &args.svg {
        folder::write_text(path, &sheet.to_svg()).map_err(Failure::other)?;
    }
    print(&if args.json { sheet.to_json() } else { sheet.to_text(&style()) })
}

fn states(args: &StatesArgs) -> Result<(), Failure> {
    let sheet = watched_in("satellites", |watch| states::states(&args.question, watch))?;
    if let Some(path) = &args.csv {
        folder::write_text(path, &sheet.to_csv()).map_err(Failure::other)?;
    }
    print(&if args.json { sheet.to_json() } else { sheet.to_text(&style()) })
}
