//! `cupola cost`: what elements cost over their life, beside what others print, and beyond today's plans.

mod vary;

use crate::failure::Failure;
use crate::output::Output;
use crate::{RunArgs, run};
use cupola::record::terminal::{self, CostBy};
use cupola::record::{bill, json};
use cupola::scenario;
use cupola::study::summary::Waterfall;
use cupola::study::waterfall::waterfall;
use std::path::PathBuf;

/// Options of `cupola cost`.
#[derive(Debug, Clone, clap::Args)]
pub struct CostArgs {
    #[command(flatten)]
    run: RunArgs,
    /// Rows of the table
    #[arg(long, value_enum, default_value_t = By::Element)]
    by: By,
    /// The total over N values of a key, or over a list of values, as of `cupola sweep`
    #[arg(long, value_name = "KEY=LO..HI:N|a,b,c", conflicts_with = "steps")]
    vary: Option<String>,
    /// The scenario's chain of assumptions between two totals, its `[[cost.step]]`s
    #[arg(long)]
    steps: bool,
    /// Write the chain of --steps as a picture (`-`: standard output)
    #[arg(long, value_name = "FILE", requires = "steps")]
    svg: Option<PathBuf>,
}

/// What the rows of the table are.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum By {
    Element,
    Phase,
    Year,
    Nation,
}

impl From<By> for CostBy {
    fn from(by: By) -> Self {
        match by {
            By::Element => Self::Element,
            By::Phase => Self::Phase,
            By::Year => Self::Year,
            By::Nation => Self::Nation,
        }
    }
}

/// `cupola cost`.
pub fn cost(args: &CostArgs) -> Result<(), Failure> {
    if let Some(vary) = &args.vary {
        return vary::vary(&args.run, vary);
    }
    if args.steps {
        return steps(args);
    }
    run::run(&args.run, run::Part::Cost(args.by.into()))
}

/// The chain of assumptions.
fn steps(args: &CostArgs) -> Result<(), Failure> {
    let fall = chain(&args.run)?;
    let mut output = Output::new(args.run.json);
    output.write("--svg", args.svg.as_deref(), || bill::to_svg(&fall))?;
    output.finish(|| if args.run.json { json::pretty(&fall) } else { terminal::render_waterfall(&fall, &run::style()) })
}

fn chain(args: &RunArgs) -> Result<Waterfall, Failure> {
    let load = |changes: &[String]| -> Result<_, Failure> {
        let sets: Vec<String> = args.sets.iter().chain(changes).cloned().collect();
        Ok(scenario::load(scenario::resolve(&args.scenario), &sets)?.world)
    };
    let fall = waterfall(&load(&[])?, load)?;
    fall.ok_or_else(|| Failure::input(format!("{} has no [[cost.step]]: no chain of assumptions", args.scenario)))
}
