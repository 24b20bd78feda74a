//! `cupola cost`: what elements cost over their life, beside what others print, and beyond today's plans.

use crate::output::Output;
use crate::{RunArgs, run};
use cupola::command::sweep::vary::{Vary, written};
use cupola::command::{Failure, Scenario, cost};
use cupola::record::terminal::{self, CostBy};
use cupola::record::{bill, json};
use cupola::study::summary::Report;
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
        return self::vary(&args.run, vary);
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
    let fall = cost::steps(&Scenario::named(&args.run.scenario, &args.run.sets))?;
    let mut output = Output::new(args.run.json);
    output.write("--svg", args.svg.as_deref(), || bill::to_svg(&fall))?;
    output.finish(|| if args.run.json { json::pretty(&fall) } else { terminal::render_waterfall(&fall, &run::style()) })
}

/// Prints the total at every value.
fn vary(args: &RunArgs, text: &str) -> Result<(), Failure> {
    let mut faults = args.study.faults();
    let vary = match Vary::parse(text) {
        Ok(vary) if faults.is_empty() => vary,
        parsed => {
            faults.extend(parsed.err().unwrap_or_default());
            return Err(Failure::input(faults.join("\n")));
        }
    };
    let values: Vec<String> = vary.values.iter().map(written).collect();
    let scenario = Scenario::named(&args.scenario, &args.sets);
    let curve = cost::curve(&scenario, &args.study.size(), &vary.key, &values)?;
    crate::print(&if args.json { json::pretty(&curve) } else { terminal::render_cost_curve(&curve, &run::style()) })
}
