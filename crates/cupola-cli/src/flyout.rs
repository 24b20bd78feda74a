//! `cupola flyout`: how soon an interceptor of the catalogue is where.

use crate::output::Output;
use clap::Args;
use cupola::command::Failure;
use cupola::command::flyout::{self, Question};
use cupola::record::terminal;
use std::path::PathBuf;

/// Options of `cupola flyout`.
#[derive(Debug, Clone, Args)]
pub struct FlyoutArgs {
    #[command(flatten)]
    question: Question,
    /// Write the table as CSV; `-` for standard output
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola flyout`.
pub fn flyout(args: &FlyoutArgs) -> Result<(), Failure> {
    let sheet = flyout::flyout(&args.question)?;
    let mut out = Output::new(args.json);
    out.write("--csv", args.csv.as_deref(), || sheet.to_csv())?;
    out.finish(|| if args.json { sheet.to_json() } else { terminal::render_flyout(&sheet, &crate::run::style()) })
}
