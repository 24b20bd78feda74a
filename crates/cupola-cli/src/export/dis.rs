//! What may be said of a DIS stream.

use clap::{Args, ValueEnum};
use cupola::command::Failure;
use cupola::exchange::dis::pdu::DeadReckoning;
use cupola::exchange::dis::{Settings, TimeBase, Types, Version};
use cupola::study::scene::Scene;
use std::path::PathBuf;

/// Options of `--format dis`; none where not given, so that other forms can refuse them.
#[derive(Debug, Clone, Args)]
pub struct DisArgs {
    /// Version of DIS: 7 (IEEE 1278.1-2012) or 6 (1278.1A-1998) [default: 7]
    #[arg(long, value_name = "6|7", allow_negative_numbers = true, value_parser = clap::value_parser!(u8).range(6..=7))]
    dis_version: Option<u8>,
    /// Exercise of DIS, 0 to 255 [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    exercise: Option<u8>,
    /// Site of DIS, 0 to 65535 [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    site: Option<u16>,
    /// Application of DIS, 0 to 65535 [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    application: Option<u16>,
    /// TOML file of entity types, over the default map (docs/INTERCHANGE.md)
    #[arg(long, value_name = "FILE")]
    types: Option<PathBuf>,
    /// Longest time without a state of an entity (s), 0.1 to 3600 [default: 5]
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    heartbeat_s: Option<f64>,
    /// Error of the position that receivers reckon from which a state is sent (m), 0.01 to 100000 [default: 1]
    #[arg(long, value_name = "M", allow_negative_numbers = true)]
    threshold_m: Option<f64>,
    /// How receivers reckon what moves [default: fvw]
    #[arg(long, value_enum)]
    dead_reckoning: Option<Reckoning>,
    /// What timestamps count [default: absolute]
    #[arg(long, value_enum)]
    time_base: Option<Base>,
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

impl DisArgs {
    /// The options that were given.
    pub fn given(&self) -> Vec<&'static str> {
        let all = [
            ("--dis-version", self.dis_version.is_some()),
            ("--exercise", self.exercise.is_some()),
            ("--site", self.site.is_some()),
            ("--application", self.application.is_some()),
            ("--types", self.types.is_some()),
            ("--heartbeat-s", self.heartbeat_s.is_some()),
            ("--threshold-m", self.threshold_m.is_some()),
            ("--dead-reckoning", self.dead_reckoning.is_some()),
            ("--time-base", self.time_base.is_some()),
            ("--constellation", !self.constellations.is_empty()),
        ];
        all.into_iter().filter(|(_, is_given)| *is_given).map(|(option, _)| option).collect()
    }

    /// Numbers that are not allowed.
    pub fn faults(&self) -> Vec<String> {
        let within = |option: &str, value: Option<f64>, low: f64, high: f64| {
            let value = value.filter(|value| !(low..=high).contains(value))?;
            Some(format!("{option} {value}: allowed: {low} to {high}"))
        };
        let heartbeat = within("--heartbeat-s", self.heartbeat_s, 0.1, 3_600.0);
        heartbeat.into_iter().chain(within("--threshold-m", self.threshold_m, 0.01, 1e5)).collect()
    }

    /// What the options say of a scene; the numbers are allowed.
    pub fn settings(&self, scene: &Scene) -> Result<Settings, Failure> {
        let ids = || scene.constellations.iter().map(|c| c.id.as_str());
        let unknown = self.constellations.iter().filter(|id| !ids().any(|known| known == *id));
        let allowed = match ids().collect::<Vec<_>>().join(", ") {
            none if none.is_empty() => "without: the scenario has none".to_owned(),
            all => all,
        };
        let faults: Vec<String> =
            unknown.map(|id| format!("--constellation {id}: no such constellation; allowed: {allowed}")).collect();
        if !faults.is_empty() {
            return Err(Failure::input(faults.join("\n")));
        }
        let types = match &self.types {
            None => Types::default(),
            Some(path) => {
                let shown = path.display().to_string();
                let text =
                    std::fs::read_to_string(path).map_err(|error| Failure::input(format!("{shown}: {error}")))?;
                Types::parse(&text, &shown, scene)?
            }
        };
        let usual = Settings::default();
        Ok(Settings {
            version: if self.dis_version == Some(6) { Version::Six } else { Version::Seven },
            exercise: self.exercise.unwrap_or(usual.exercise),
            site: self.site.unwrap_or(usual.site),
            application: self.application.unwrap_or(usual.application),
            heartbeat_s: self.heartbeat_s.unwrap_or(usual.heartbeat_s),
            threshold_m: self.threshold_m.unwrap_or(usual.threshold_m),
            dead_reckoning: match self.dead_reckoning {
                Some(Reckoning::Fpw) => DeadReckoning::Fpw,
                Some(Reckoning::Fvw) | None => DeadReckoning::Fvw,
            },
            time_base: match self.time_base {
                Some(Base::Relative) => TimeBase::Relative,
                Some(Base::Absolute) | None => TimeBase::Absolute,
            },
            constellations: self.constellations.clone(),
            types,
        })
    }
}
