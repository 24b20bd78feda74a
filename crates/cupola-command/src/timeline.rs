//! `cupola timeline`: what is there when, quarter by quarter.

use crate::{Failure, Size};
use cupola_core::Seed;
use cupola_study::monte_carlo::make_ready;
use cupola_study::timeline::{self, Span, Timeline};
use serde::Deserialize;

/// Options of `cupola timeline`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Bundled name or file
    #[cfg_attr(feature = "clap", arg(default_value = "japan-2028"))]
    pub scenario: String,
    /// First quarter: a year or a date in it
    #[cfg_attr(feature = "clap", arg(long, value_name = "YYYY[-MM-DD]", default_value = "2026"))]
    pub from: String,
    /// Last quarter: a year or a date in it
    #[cfg_attr(feature = "clap", arg(long, value_name = "YYYY[-MM-DD]", default_value = "2032"))]
    pub to: String,
    /// Worlds drawn for what lines can make
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 1_000))]
    pub worlds: u64,
    /// Seed
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 1))]
    pub seed: u64,
    /// Change a value by its path
    #[cfg_attr(feature = "clap", arg(long = "set", value_name = "KEY=VALUE"))]
    pub sets: Vec<String>,
}

/// The calendar asked for.
///
/// # Errors
/// Bad sizes and dates, and every fault of the scenario.
pub fn timeline(question: &Question) -> Result<Timeline, Failure> {
    let size = Size { runs: 1, worlds: question.worlds, seed: question.seed, threads: None };
    if !size.faults().is_empty() {
        return Err(Failure::input(size.faults().join("\n")));
    }
    let span = Span::parse(&question.from, &question.to).map_err(|e| Failure::input(format!("--from, --to: {e}")))?;
    let mut loaded = cupola_scenario::load(cupola_scenario::resolve(&question.scenario), &question.sets)?;
    make_ready(&mut loaded.world);
    Ok(timeline::timeline(&loaded.world, &span, Seed(question.seed), question.worlds))
}
