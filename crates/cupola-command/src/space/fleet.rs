//! `cupola space fleet`: who is in orbit when, from a plan of launches.

use crate::Failure;
use cupola_core::{EntityKey, Seed, Stream};
use cupola_record::fleet::FleetSheet;
use cupola_space::fleet::{Plan, play, served};
use serde::Deserialize;

/// Days of a year.
const YEAR_DAYS: f64 = 365.25;
/// Most runs, and most years.
const MOST_RUNS: u64 = 100_000;
const MOST_YEARS: f64 = 200.0;

/// Options of `cupola space fleet`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Planes, filled in order
    #[cfg_attr(feature = "clap", arg(long, value_name = "N"))]
    pub planes: usize,
    /// Places in each plane
    #[cfg_attr(feature = "clap", arg(long, value_name = "N"))]
    pub per_plane: usize,
    /// Spares held in orbit in each plane
    #[cfg_attr(feature = "clap", arg(long, value_name = "N", default_value_t = 0))]
    pub spares_per_plane: usize,
    /// Satellites that a rocket carries
    #[cfg_attr(feature = "clap", arg(long, value_name = "N"))]
    pub per_launch: usize,
    /// Planes that one rocket may serve
    #[cfg_attr(feature = "clap", arg(long, value_name = "N", default_value_t = 1))]
    pub planes_per_launch: usize,
    /// After the first filling, a rocket waits until so many satellites are missing
    #[cfg_attr(feature = "clap", arg(long, value_name = "N", default_value_t = 1))]
    pub missing_to_launch: usize,
    /// Time between launch days
    #[cfg_attr(feature = "clap", arg(long, value_name = "DAYS", allow_hyphen_values = true))]
    pub between_launches_days: f64,
    /// Time from a launch until its satellites serve
    #[cfg_attr(feature = "clap", arg(long, value_name = "DAYS", default_value_t = 0.0, allow_hyphen_values = true))]
    pub arrival_days: f64,
    /// Life in orbit by design
    #[cfg_attr(feature = "clap", arg(long, value_name = "YEARS", default_value_t = 5.0, allow_hyphen_values = true))]
    pub life_years: f64,
    /// Chance that a launch succeeds
    #[cfg_attr(
        feature = "clap",
        arg(long = "launch-success", value_name = "P", default_value_t = 1.0, allow_hyphen_values = true)
    )]
    #[serde(rename = "launch_success")]
    pub launch_success_probability: f64,
    /// Chance that a satellite never serves
    #[cfg_attr(
        feature = "clap",
        arg(long = "infant-failure", value_name = "P", default_value_t = 0.0, allow_hyphen_values = true)
    )]
    #[serde(rename = "infant_failure")]
    pub infant_failure_probability: f64,
    /// Failures of a serving satellite
    #[cfg_attr(
        feature = "clap",
        arg(long, value_name = "PER YEAR", default_value_t = 0.0, allow_hyphen_values = true)
    )]
    pub failures_per_year: f64,
    /// Years counted
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 20.0, allow_hyphen_values = true))]
    pub years: f64,
    /// Runs
    #[cfg_attr(feature = "clap", arg(long, value_name = "N", default_value_t = 100))]
    pub runs: u64,
    /// Seed of the draws
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 1))]
    pub seed: u64,
}

/// Who is in orbit when.
///
/// # Errors
/// Everything that is wrong with the plan of launches.
pub fn fleet(args: &Question) -> Result<FleetSheet, Failure> {
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
        launch_probability: args.launch_success_probability,
        infant_probability: args.infant_failure_probability,
        failures_per_day: args.failures_per_year / YEAR_DAYS,
        horizon_day: args.years * YEAR_DAYS,
    };
    let plan = plan.checked().map_err(|error| Failure::input(error.to_string()))?;
    let key = EntityKey::of("fleet");
    let days: Vec<f64> = (1..=args.years.floor() as u32).map(|year| f64::from(year) * YEAR_DAYS).collect();
    let tally = |run| play(&plan, &Stream::of_run(Seed(args.seed), run), key).tally(&days);
    let tallies: Vec<_> = (0..args.runs).map(tally).collect();
    let served = served(&tallies, &days);
    Ok(FleetSheet { plan, tallies, served })
}

/// Everything wrong with the options, in their own names.
fn faults(args: &Question) -> Vec<String> {
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
        ("--launch-success", args.launch_success_probability, 0.0, 1.0),
        ("--infant-failure", args.infant_failure_probability, 0.0, 1.0),
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
