//! `cupola cost`: what elements cost over their life, beside what others print, and beyond today's plans.

mod vary;

use crate::output::Output;
use crate::{RunArgs, run};
use cupola::command::Failure;
use cupola::record::terminal::{self, CostBy};
use cupola::record::{bill, json};
use cupola::scenario::{self, Loaded};
use cupola::sim::world::{CostStep, World};
use cupola::study::summary::{Report, Waterfall};
use cupola::study::waterfall::waterfall;
use std::path::{Path, PathBuf};

/// Options of `cupola cost`.
#[derive(Debug, Clone, clap::Args)]
#[command(
    // Runs say what is fired and made; what elements cost needs none. One run of each world is enough for that, and no event.
    mut_arg("runs", |arg| arg.default_value("200")),
    mut_arg("keep_events", |arg| arg.default_value("0")),
    mut_arg("out", |arg| arg.help("Run folder (default: runs/NAME-HASH8-sSEED-cost)"))
)]
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
    /// Write what drives the total, or the chain of --steps, as a picture (`-`: standard output)
    #[arg(long, value_name = "FILE", conflicts_with = "vary")]
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
    run::run(&args.run, run::Part::Cost { by: args.by.into(), svg: args.svg.as_deref() })
}

/// Prints the money of a report, and writes what drives the total.
pub fn print_cost(report: &Report, given: &str, by: CostBy, svg: Option<&Path>, is_json: bool) -> Result<(), Failure> {
    let mut output = Output::new(is_json);
    let life = report.cost.as_ref().and_then(|cost| Some((cost.price_year, cost.life_cycle.as_ref()?)));
    if life.is_some_and(|(_, life)| life.total_usd.is_none()) && (svg.is_some() || by != CostBy::Element) {
        return Err(Failure::input("its elements are alternatives: no sum of them to draw, or to split by other rows"));
    }
    if svg.is_some() {
        let Some((price_year, life)) = life.filter(|(_, life)| !life.drivers.is_empty()) else {
            return Err(Failure::input(
                "--svg: no input with a range moves a total of [[cost.element]]s: nothing to draw",
            ));
        };
        let scenario = &report.scenario;
        output.write("--svg", svg, || bill::drivers_to_svg(&scenario.title, &scenario.caveats, life, price_year))?;
    }
    output.finish(|| {
        if is_json { json::pretty(&report.cost) } else { terminal::render_cost(report, given, by, &run::style()) }
    })
}

/// The chain of assumptions.
fn steps(args: &CostArgs) -> Result<(), Failure> {
    let world = load(&args.run.scenario, &args.run.sets, &[])?.world;
    let Some(fall) = chain(&args.run, &world)? else {
        return Err(Failure::input(format!("{} has no [[cost.step]]: no chain of assumptions", args.run.scenario)));
    };
    let mut output = Output::new(args.run.json);
    output.write("--svg", args.svg.as_deref(), || bill::to_svg(&fall))?;
    output.finish(|| if args.run.json { json::pretty(&fall) } else { terminal::render_waterfall(&fall, &run::style()) })
}

/// The chain of assumptions of a scenario as these arguments change it, where it has one.
pub fn chain(args: &RunArgs, world: &World) -> Result<Option<Waterfall>, Failure> {
    waterfall(world, |steps| Ok(load(&args.scenario, &args.sets, steps)?.world))
}

/// The scenario with the changes of some of its steps made, which the faults of those name.
pub fn load(name: &str, sets: &[String], steps: &[&CostStep]) -> Result<Loaded, Failure> {
    Ok(scenario::load_stepped(scenario::resolve(name), sets, steps)?)
}
