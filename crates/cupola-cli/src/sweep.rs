//! `cupola sweep`: one or two keys varied with the same luck, and where a metric is equal.

use crate::print;
use crate::run::style;
use crate::watched::watched;
use cupola::command::Failure;
use cupola::command::sweep::{self, Question};
use cupola::record::{json, terminal};

/// Options of `cupola sweep`.
#[derive(Debug, Clone, clap::Args)]
pub struct SweepArgs {
    #[command(flatten)]
    question: Question,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola sweep`.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let sweep = watched(|watch| sweep::sweep(&args.question, watch))?;
    print(&if args.json { json::pretty(&sweep) } else { terminal::render_sweep(&sweep, &style()) })
}
