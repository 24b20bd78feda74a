//! `cupola options`: what each of a scenario's options stops for its money, and which to buy.

use crate::output::Output;
use crate::run::style;
use crate::watched::watched;
use cupola::command::Failure;
use cupola::command::options::{self, Question};
use cupola::record::{json, options as picture, terminal};
use std::path::PathBuf;

/// Options of `cupola options`.
#[derive(Debug, Clone, clap::Args)]
pub struct OptionsArgs {
    #[command(flatten)]
    question: Question,
    /// Write the curve as a picture (`-`: standard output)
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola options`.
pub fn options(args: &OptionsArgs) -> Result<(), Failure> {
    let report = watched(|watch| options::options(&args.question, watch))?;
    let mut output = Output::new(args.json);
    output.write("--svg", args.svg.as_deref(), || picture::to_svg(&report))?;
    output.finish(|| if args.json { json::pretty(&report) } else { terminal::render_options(&report, &style()) })
}
