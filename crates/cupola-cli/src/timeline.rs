//! `cupola timeline`: what is there when, quarter by quarter.

use crate::print;
use crate::run::style;
use cupola::command::Failure;
use cupola::command::timeline::{self, Question};
use cupola::record::{json, terminal, timeline as table};
use std::path::PathBuf;

/// Options of `cupola timeline`.
#[derive(Debug, Clone, clap::Args)]
pub struct TimelineArgs {
    #[command(flatten)]
    question: Question,
    /// Write the whole table here: a row for each element or line, arm and quarter
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola timeline`.
pub fn timeline(args: &TimelineArgs) -> Result<(), Failure> {
    let found = timeline::timeline(&args.question)?;
    if let Some(path) = &args.csv {
        let failed = |error| Failure::other(format!("--csv {}: {error}", path.display()));
        std::fs::write(path, table::to_csv(&found)).map_err(failed)?;
    }
    print(&if args.json { json::pretty(&found) } else { terminal::render_timeline(&found, &style()) })
}
