//! What may be said of a DIS stream.

use clap::{Args, ValueEnum};
use cupola::command::Failure;
use cupola::exchange::dis::pdu::DeadReckoning;
use cupola::exchange::dis::{Settings, TimeBase, Types, Version};
use std::path::PathBuf;

/// Options of `--format dis`.
#[derive(Debug, Clone, Args)]
pub struct DisArgs {
    /// Version of DIS: 7 (IEEE 1278.1-2012) or 6 (1278.1A-1998)
    #[arg(long, value_name = "6|7", default_value_t = 7, value_parser = clap::value_parser!(u8).range(6..=7))]
    dis_version: u8,
    /// Exercise of DIS
    #[arg(long, value_name = "N", default_value_t = 1)]
    exercise: u8,
    /// Site of DIS
    #[arg(long, value_name = "N", default_value_t = 1)]
    site: u16,
    /// Application of DIS
    #[arg(long, value_name = "N", default_value_t = 1)]
    application: u16,
    /// TOML file of entity types, over the default map (docs/INTERCHANGE.md)
    #[arg(long, value_name = "FILE")]
    types: Option<PathBuf>,
    /// Longest time without a state of an entity (s)
    #[arg(long, value_name = "S", default_value_t = 5.0)]
    heartbeat_s: f64,
    /// Error of the position that receivers reckon from which a state is sent (m)
    #[arg(long, value_name = "M", default_value_t = 1.0)]
    threshold_m: f64,
    /// How receivers reckon what moves
    #[arg(long, value_enum, default_value_t = Reckoning::Fvw)]
    dead_reckoning: Reckoning,
    /// What timestamps count
    #[arg(long, value_enum, default_value_t = Base::Absolute)]
    time_base: Base,
    /// Send this constellation whole, and not only the satellites that fire
    #[arg(long = "constellation", value_name = "ID")]
    constellations: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reckoning {
    /// At constant velocity (algorithm 2)
    Fpw,
    /// At constant acceleration (algorithm 5)
    Fvw,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Base {
    /// Past the full hour of UTC
    Absolute,
    /// Past the beginning of the raid
    Relative,
}

/// What the options say, every fault named.
pub fn settings(args: &DisArgs) -> Result<Settings, Failure> {
    let mut faults = Vec::new();
    let within = |option: &str, value: f64, low: f64, high: f64| {
        (!(low..=high).contains(&value)).then(|| format!("{option} {value}: allowed: {low} to {high}"))
    };
    faults.extend(within("--heartbeat-s", args.heartbeat_s, 0.1, 3_600.0));
    faults.extend(within("--threshold-m", args.threshold_m, 0.01, 1e5));
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let types = match &args.types {
        None => Types::default(),
        Some(path) => {
            let shown = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| Failure::input(format!("{shown}: {error}")))?;
            Types::parse(&text, &shown)?
        }
    };
    Ok(Settings {
        version: if args.dis_version == 6 { Version::Six } else { Version::Seven },
        exercise: args.exercise,
        site: args.site,
        application: args.application,
        heartbeat_s: args.heartbeat_s,
        threshold_m: args.threshold_m,
        dead_reckoning: match args.dead_reckoning {
            Reckoning::Fpw => DeadReckoning::Fpw,
            Reckoning::Fvw => DeadReckoning::Fvw,
        },
        time_base: match args.time_base {
            Base::Absolute => TimeBase::Absolute,
            Base::Relative => TimeBase::Relative,
        },
        constellations: args.constellations.clone(),
        types,
    })
}
