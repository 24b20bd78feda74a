//! `cupola fly`: threats of the catalogue from one place to another.

use crate::output::Output;
use clap::Args;
use cupola::command::Failure;
use cupola::command::fly::{self, Question};
use cupola::record::{flight as record, terminal};
use std::path::PathBuf;

/// Options of `cupola fly`.
#[derive(Debug, Clone, Args)]
pub struct FlyArgs {
    #[command(flatten)]
    question: Question,
    /// Write the samples as CSV; `-` for standard output
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write the flights as CZML, for Cesium; `-` for standard output
    #[arg(long, value_name = "FILE")]
    czml: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola fly`.
pub fn fly(args: &FlyArgs) -> Result<(), Failure> {
    let flights = fly::fly(&args.question)?;
    let mut out = Output::new(args.json);
    out.write("--csv", args.csv.as_deref(), || record::to_csv(&flights))?;
    out.write("--czml", args.czml.as_deref(), || record::to_czml(&flights))?;
    out.finish(|| {
        if args.json { record::to_json(&flights) } else { terminal::render_flights(&flights, &crate::run::style()) }
    })
}
