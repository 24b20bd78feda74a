//! `cupola sweep`: one or two keys varied with the same luck, where a metric is equal, and which uncertain inputs matter.

use crate::output::Output;
use crate::print;
use crate::run::style;
use crate::watched::watched;
use cupola::command::Failure;
use cupola::command::sensitivity::{self, Options};
use cupola::command::sweep::{self, Question};
use cupola::record::parquet::{is_table, write_table};
use cupola::record::{bill, json, terminal};
use std::path::PathBuf;

/// Options of `cupola sweep`.
#[derive(Debug, Clone, clap::Args)]
pub struct SweepArgs {
    #[command(flatten)]
    question: Question,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    sensitivity: Options,
    /// Write the points and what they gave as CSV, or as Parquet where the name ends in `.parquet`
    #[arg(long, value_name = "FILE", requires = "method")]
    design: Option<PathBuf>,
    /// Write the tornado of the first metric as a picture
    #[arg(long, value_name = "FILE", requires = "tornado")]
    svg: Option<PathBuf>,
}

/// `cupola sweep`.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    if args.sensitivity.method().is_some() {
        return which_matter(args);
    }
    let sweep = watched(|watch| sweep::sweep(&args.question, watch))?;
    print(&if args.json { json::pretty(&sweep) } else { terminal::render_sweep(&sweep, &style()) })
}

/// `cupola sweep --sobol | --morris | --lhs | --tornado`.
fn which_matter(args: &SweepArgs) -> Result<(), Failure> {
    if args.svg.is_some() && !args.sensitivity.tornado {
        return Err(Failure::input("--svg: only of --tornado"));
    }
    let (design, svg) = (args.design.as_deref(), args.svg.as_deref());
    Output::check(args.json, &[("--design", design), ("--svg", svg)])?;
    let told = watched(|watch| sensitivity::sensitivity(&args.question, &args.sensitivity, watch))?;
    let report = &told.report;
    let mut output = Output::new(args.json);
    match design {
        Some(path) if is_table(path) => write_table(path, &told.table()).map_err(Failure::other)?,
        _ => output.write("--design", design, || told.csv())?,
    }
    output.write("--svg", svg, || bill::swings_to_svg(report))?;
    output.finish(|| if args.json { json::pretty(report) } else { terminal::render_sensitivity(report, &style()) })
}
