//! `cupola coalition`: what each nation's contribution is worth.

use crate::print;
use crate::run::style;
use crate::watched::watched;
use cupola::command::Failure;
use cupola::command::coalition::{self, Question};
use cupola::record::{json, terminal};

/// Options of `cupola coalition`.
#[derive(Debug, Clone, clap::Args)]
pub struct CoalitionArgs {
    #[command(flatten)]
    question: Question,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola coalition`.
pub fn coalition(args: &CoalitionArgs) -> Result<(), Failure> {
    let report = watched(|watch| coalition::coalition(&args.question, watch))?;
    print(&if args.json { json::pretty(&report) } else { terminal::render_coalition(&report, &style()) })
}
