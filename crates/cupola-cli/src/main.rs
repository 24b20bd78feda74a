//! The command line, binary cupola.
//!
//! `cupola` alone is `cupola run`, and that runs the bundled default scenario. Results go to standard output, progress
//! and prose to standard error. Exit codes: 0 done, 2 bad input (every fault named), 1 anything else.

mod assign;
mod coalition;
mod cost;
mod export;
mod fly;
mod flyout;
mod look;
mod options;
mod output;
mod plan;
mod run;
mod serve;
mod shard;
mod space;
mod study;
mod sweep;
mod timeline;
mod track;
mod validate;
mod watched;

use clap::{Args, Parser, Subcommand};
use cupola::command::Failure;
use std::path::PathBuf;
use std::process::ExitCode;

/// What gets through a layered missile defence, how long it lasts, what it costs, what each ally changes.
///
/// An analysis simulator at the level of the open literature: it drives no sensor or weapon, designs none, holds
/// nothing classified and searches for no attacks. A raid is something you state. Assets have abstract value.
#[derive(Debug, Parser)]
#[command(name = "cupola", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: RunArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play a scenario: raid, campaign, cost, comparison, report (the default command)
    Run(RunArgs),
    /// Play a range of a study's runs into a file of its own: the unit of work under every scheduler
    Shard(shard::ShardArgs),
    /// Put the shards of a study together: the run folder and report of one sitting
    Merge(shard::MergeArgs),
    /// Play the same raids through several scenarios and print the paired differences
    Compare(CompareArgs),
    /// Vary one or two keys with the same luck, and find where a metric is equal
    Sweep(sweep::SweepArgs),
    /// What each nation's contribution is worth: sensors, interceptors, factories, reserve
    Coalition(coalition::CoalitionArgs),
    /// What the next money stops: each option alone, one after the other, and the sets that are worth their price
    Options(options::OptionsArgs),
    /// Stocks alone: the campaign part of a run
    Sustain(RunArgs),
    /// What it costs: elements over their life, beside what others print, and what drives it
    Cost(cost::CostArgs),
    /// What to order, expand and move, when, for least cost at a stated risk
    Plan(plan::PlanArgs),
    /// What is there when: every element by quarter, as it is fielded or slips, and what lines can make
    Timeline(timeline::TimelineArgs),
    /// Fly a threat of the catalogue, or several, from one place to another
    Fly(fly::FlyArgs),
    /// How soon an interceptor of the catalogue is where: its table of time, speed and manoeuvre left
    Flyout(flyout::FlyoutArgs),
    /// Constellations by themselves: what they cover and reach, how many it takes
    #[command(subcommand)]
    Space(space::Command),
    /// Follow targets through a file of detections, and score the tracks against the truth
    Track(track::TrackArgs),
    /// Which rounds at which targets: one weapon–target assignment, solved to a proven optimum
    Assign(assign::AssignArgs),
    /// One run again in full detail, for other people's tools: CZML, OEM, GeoJSON, DIS, tables, detections
    Export(export::ExportArgs),
    /// What ships inside, with sources; one entry in full with ID
    Catalogue {
        /// Entry to show (`pac3-mse`; underscores are understood)
        id: Option<String>,
        /// One JSON document on standard output
        #[arg(long)]
        json: bool,
    },
    /// The bundled scenarios
    Scenarios {
        /// One JSON document on standard output
        #[arg(long)]
        json: bool,
        /// Print the text of this one
        #[arg(long, value_name = "NAME")]
        show: Option<String>,
    },
    /// Start your own scenario in a folder
    Init {
        /// Folder; nothing in it is overwritten
        dir: PathBuf,
    },
    /// Check a scenario and name every fault
    Check {
        #[command(flatten)]
        question: cupola::command::look::Check,
        /// One JSON document on standard output
        #[arg(long)]
        json: bool,
    },
    /// The JSON Schema of scenario files
    Schema,
    /// Hold the models against published results: claimed and observed, error and verdict
    Validate(validate::Args),
    /// The page: see it, change it, run it; and its API under /api
    Serve(serve::ServeArgs),
    /// From a number back to its inputs and sources
    Trace {
        /// Run folder, bundled name or file
        run: String,
        /// Part of an input's key (`pac3-mse.kill`)
        key: String,
    },
}

/// Options of `cupola run`.
#[derive(Debug, Clone, Args)]
pub struct RunArgs {
    /// Bundled name or file
    #[arg(default_value = "japan-2028")]
    scenario: String,
    #[command(flatten)]
    study: study::StudyArgs,
    /// Go on (to --runs at most) until the 95 % interval of what gets through is this narrow either way
    #[arg(long, value_name = "HALF_WIDTH")]
    until: Option<f64>,
    /// Add runs to the run folder's until there are --runs
    #[arg(long)]
    append: bool,
    /// Go on with a stopped study; on an empty folder: start
    #[arg(long)]
    resume: bool,
    /// Run folder (default: runs/NAME-HASH8-sSEED)
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Runs whose events are kept: a number or `all`
    #[arg(long, value_name = "N", default_value = "20")]
    keep_events: String,
    /// How often stocks are told in the report, stock.parquet and stock.csv
    #[arg(long, value_enum, default_value_t = run::StockBy::Month, conflicts_with_all = ["append", "resume"])]
    stock_by: run::StockBy,
    /// Print what happened to one threat (`mrbm-3`), or to the first `leaker` or `kill`
    #[arg(long, value_name = "THREAT")]
    explain: Option<String>,
    /// Run to explain, of those in the run folder, else of --runs
    #[arg(long, value_name = "RUN", default_value_t = 0, requires = "explain")]
    explain_run: u64,
    /// Raid to explain, the first being 1
    #[arg(long, value_name = "N", default_value_t = 1, requires = "explain")]
    explain_raid: u32,
    /// Arm of the scenario's comparison to explain, by its id (default: the base)
    #[arg(long, value_name = "ID", requires = "explain")]
    explain_arm: Option<String>,
    /// Change a value by its path (`battery.iruma.channels=9`)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// Options of `cupola compare`.
#[derive(Debug, Clone, Args)]
struct CompareArgs {
    /// Two or more scenarios; the first is the base
    #[arg(required = true, num_args = 2..)]
    scenarios: Vec<String>,
    #[command(flatten)]
    study: study::StudyArgs,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        None => run::run(&cli.run, run::Part::Whole),
        Some(Command::Run(args)) => run::run(&args, run::Part::Whole),
        Some(Command::Sustain(args)) => run::run(&args, run::Part::Campaign),
        Some(Command::Cost(args)) => cost::cost(&args),
        Some(Command::Shard(args)) => shard::shard(&args),
        Some(Command::Merge(args)) => shard::merge(&args),
        Some(Command::Compare(args)) => run::compare(&args),
        Some(Command::Sweep(args)) => sweep::sweep(&args),
        Some(Command::Coalition(args)) => coalition::coalition(&args),
        Some(Command::Plan(args)) => plan::plan(&args),
        Some(Command::Options(args)) => options::options(&args),
        Some(Command::Timeline(args)) => timeline::timeline(&args),
        Some(Command::Fly(args)) => fly::fly(&args),
        Some(Command::Flyout(args)) => flyout::flyout(&args),
        Some(Command::Space(command)) => space::space(&command),
        Some(Command::Track(args)) => track::track(&args),
        Some(Command::Assign(args)) => assign::assign(&args),
        Some(Command::Export(args)) => export::export(&args),
        Some(Command::Catalogue { id, json }) => look::catalogue(id.as_deref(), json),
        Some(Command::Scenarios { json, show }) => look::scenarios(json, show.as_deref()),
        Some(Command::Init { dir }) => look::init(&dir),
        Some(Command::Check { question, json }) => look::check(&question, json),
        Some(Command::Schema) => look::schema(),
        Some(Command::Validate(args)) => validate::validate(&args),
        Some(Command::Serve(args)) => serve::serve(args),
        Some(Command::Trace { run, key }) => look::trace(&run, &key),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(match failure {
                Failure::Input(_) | Failure::Scenario(_) => 2,
                Failure::Other(_) => 1,
            })
        }
    }
}

/// Prints to standard output; a reader that has gone away is no failure.
fn print(text: &str) -> Result<(), Failure> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::other(error)),
        _ => Ok(()),
    }
}
