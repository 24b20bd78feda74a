//! `cupola space fleet`: who is in orbit when, from a plan of launches.

use crate::print;
use cupola::command::Failure;
use cupola::core::{EntityKey, Seed, Stream};
use cupola::record::fleet::FleetSheet;
use cupola::space::fleet::{Plan, play, served};

/// Days of a year.
const YEAR_DAYS: f64 = 365.25;
/// Most runs, and most years.
const MOST_RUNS: u64 = 100_000;
const MOST_YEARS: f64 = 200.0;

/// Options of `cupola space fleet`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Planes, filled in order
    #[arg(long, value_name = "N")]
    planes: usize,
    /// Places in each plane
    #[arg(long, value_name = "N")]
    per_plane: usize,
    /// Spares held in orbit in each plane
    #[arg(long, value_name = "N", default_value_t = 0)]
    spares_per_plane: usize,
    /// Satellites that a rocket carries
    #[arg(long, value_name = "N")]
    per_launch: usize,
    /// Planes that one rocket may serve
    #[arg(long, value_name = "N", default_value_t = 1)]
    planes_per_launch: usize,
    /// After the first filling, a rocket waits until so many satellites are missing
    #[arg(long, value_name = "N", default_value_t = 1)]
    missing_to_launch: usize,
    /// Time between launch days
    #[arg(long, value_name = "DAYS", allow_hyphen_values = true)]
    between_launches_days: f64,
    /// Time from a launch until its satellites serve
    #[arg(long, value_name = "DAYS", default_value_t = 0.0, allow_hyphen_values = true)]
    arrival_days: f64,
    /// Life in orbit by design
    #[arg(long, value_name = "YEARS", default_value_t = 5.0, allow_hyphen_values = true)]
    life_years: f64,
    /// Chance that a launch succeeds
    #[arg(long, value_name = "P", default_value_t = 1.0, allow_hyphen_values = true)]
    launch_success: f64,
    /// Chance that a satellite never serves
    #[arg(long, value_name = "P", default_value_t = 0.0, allow_hyphen_values = true)]
    infant_failure: f64,
    /// Failures of a serving satellite
    #[arg(long, value_name = "PER YEAR", default_value_t = 0.0, allow_hyphen_values = true)]
    failures_per_year: f64,
    /// Years counted
    #[arg(long, default_value_t = 20.0, allow_hyphen_values = true)]
    years: f64,
    /// Runs
    #[arg(long, value_name = "N", default_value_t = 100)]
    runs: u64,
    /// Seed of the draws
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola space fleet`.
pub fn fleet(args: &Args) -> Result<(), Failure> {
    let faults = faults(args);
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let plan = Plan {
        num_planes: args.planes,
        num_per_plane: args.per_plane,
        num_spares: args.spares_per_plane,
        num_per_launch: args.per_launch,
        num_planes_per_launch: args.planes_per_launch,
        num_missing_to_launch: args.missing_to_launch,
        between_launches_day: args.between_launches_days,
        arrival_day: args.arrival_days,
        life_day: args.life_years * YEAR_DAYS,
        launch_probability: args.launch_success,
        infant_probability: args.infant_failure,
        failures_per_day: args.failures_per_year / YEAR_DAYS,
        horizon_day: args.years * YEAR_DAYS,
    };
    let plan = plan.checked().map_err(|error| Failure::input(error.to_string()))?;
    let key = EntityKey::of("fleet");
    let days: Vec<f64> = (1..=args.years.floor() as u32).map(|year| f64::from(year) * YEAR_DAYS).collect();
    let tally = |run| play(&plan, &Stream::of_run(Seed(args.seed), run), key).tally(&days);
    let tallies: Vec<_> = (0..args.runs).map(tally).collect();
    let sheet = FleetSheet { plan: &plan, tallies: &tallies, served: &served(&tallies, &days) };
    print(&if args.json { sheet.to_json() } else { sheet.to_text(&crate::run::style()) })
}

/// Everything wrong with the options, in their own names.
fn faults(args: &Args) -> Vec<String> {
    let mut faults = Vec::new();
    for (option, count) in [
        ("--planes", args.planes),
        ("--per-plane", args.per_plane),
        ("--per-launch", args.per_launch),
        ("--planes-per-launch", args.planes_per_launch),
        ("--missing-to-launch", args.missing_to_launch),
    ] {
        if count == 0 {
            faults.push(format!("{option} 0: allowed: 1 or more"));
        }
    }
    for (option, value, low, high) in [
        ("--between-launches-days", args.between_launches_days, 1e-3, MOST_YEARS * YEAR_DAYS),
        ("--life-years", args.life_years, 0.01, MOST_YEARS),
        ("--arrival-days", args.arrival_days, 0.0, args.life_years.max(0.0) * YEAR_DAYS),
        ("--launch-success", args.launch_success, 0.0, 1.0),
        ("--infant-failure", args.infant_failure, 0.0, 1.0),
        ("--failures-per-year", args.failures_per_year, 0.0, YEAR_DAYS),
        ("--years", args.years, 1.0, MOST_YEARS),
        ("--runs", args.runs as f64, 1.0, MOST_RUNS as f64),
    ] {
        if !(low..=high).contains(&value) {
            faults.push(format!("{option} {value}: allowed: {low} to {high}"));
        }
    }
    faults
}
