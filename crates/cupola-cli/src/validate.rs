//! `cupola validate`: published results against what the models say.

use crate::print;
use cupola::command::Failure;
use cupola::command::validate::{self, Question};
use cupola_validate::Report;

/// Options of `cupola validate`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    #[command(flatten)]
    question: Question,
    /// One JSON document on standard output
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// The page `docs/VALIDATION.md`
    #[arg(long)]
    markdown: bool,
}

/// `cupola validate`; cases that fail are a failure of the command.
pub fn validate(args: &Args) -> Result<(), Failure> {
    validate::validate(&args.question, |report| told(args, report))?
}

fn told(args: &Args, report: &Report<'_>) -> Result<(), Failure> {
    if args.json {
        let json = serde_json::to_string_pretty(&cupola_validate::to_json(report)).map_err(Failure::other)?;
        print(&(json + "\n"))?;
    } else if args.markdown {
        print(&cupola_validate::to_markdown(report))?;
    } else {
        print(&cupola_validate::to_text(report))?;
    }
    validate::failed(report).filter(|_| !args.question.null).map_or(Ok(()), Err)
}
