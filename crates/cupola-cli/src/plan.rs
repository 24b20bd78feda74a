//! `cupola plan`: what to order, expand and move, when, for least cost at a stated risk, and what a run of it does.

use crate::output::Output;
use crate::run::style;
use crate::watched::watched;
use cupola::command::Failure;
use cupola::command::plan::{self, Question};
use cupola::record::{json, terminal};

/// Options of `cupola plan`.
#[derive(Debug, Clone, clap::Args)]
pub struct PlanArgs {
    #[command(flatten)]
    question: Question,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola plan`.
pub fn plan(args: &PlanArgs) -> Result<(), Failure> {
    let report = watched(|watch| plan::plan(&args.question, watch))?;
    let Question { out, scenario, .. } = &args.question;
    let mut output = Output::new(args.json);
    output.write("--out", out.as_deref(), || report.text.clone())?;
    output.finish(|| {
        if args.json { json::pretty(&report) } else { terminal::render_plan(&report, scenario, &style()) }
    })?;
    let short = plan::shortfalls(&report);
    if report.is_met { Ok(()) } else { Err(Failure::other(short.join("\n"))) }
}
