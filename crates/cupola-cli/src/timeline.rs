//! `cupola timeline`: what is there when, quarter by quarter.

use crate::print;
use crate::run::style;
use crate::study::StudyArgs;
use cupola::command::Failure;
use cupola::core::Seed;
use cupola::record::{json, terminal, timeline as table};
use cupola::scenario;
use cupola::study::monte_carlo::make_ready;
use cupola::study::timeline::{self, Span};
use std::path::PathBuf;

/// Options of `cupola timeline`.
#[derive(Debug, Clone, clap::Args)]
pub struct TimelineArgs {
    /// Bundled name or file
    #[arg(default_value = "japan-2028")]
    scenario: String,
    /// First quarter: a year or a date in it
    #[arg(long, value_name = "YYYY[-MM-DD]", default_value = "2026")]
    from: String,
    /// Last quarter: a year or a date in it
    #[arg(long, value_name = "YYYY[-MM-DD]", default_value = "2032")]
    to: String,
    /// Worlds drawn for what lines can make
    #[arg(long, default_value_t = 1_000)]
    worlds: u64,
    /// Seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Change a value by its path
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// Write the whole table here: a row for each element or line, arm and quarter
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola timeline`.
pub fn timeline(args: &TimelineArgs) -> Result<(), Failure> {
    let size = StudyArgs { runs: 1, worlds: args.worlds, seed: args.seed, threads: None };
    if !size.faults().is_empty() {
        return Err(Failure::input(size.faults().join("\n")));
    }
    let span = Span::parse(&args.from, &args.to).map_err(|e| Failure::input(format!("--from, --to: {e}")))?;
    let mut loaded = scenario::load(scenario::resolve(&args.scenario), &args.sets)?;
    make_ready(&mut loaded.world);
    let found = timeline::timeline(&loaded.world, &span, Seed(args.seed), args.worlds);
    if let Some(path) = &args.csv {
        let failed = |error| Failure::other(format!("--csv {}: {error}", path.display()));
        std::fs::write(path, table::to_csv(&found)).map_err(failed)?;
    }
    print(&if args.json { json::pretty(&found) } else { terminal::render_timeline(&found, &style()) })
}
