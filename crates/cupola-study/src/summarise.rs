//! From runs to the report: every number of `cupola run --json`.

mod campaign;
pub mod compare;
pub(crate) mod describe;
pub mod flight;
mod raid;
mod replay;

use crate::monte_carlo::{Prepared, RunRecord, log_hash};
use crate::sample::Sample;
use crate::summary::{InputInfo, Provenance, Report, TopInput};
use cupola_core::stats;
use cupola_cost::CostError;
use cupola_sim::world::{Input, InputId, World};
use std::collections::BTreeMap;

/// What the caller knows and a study does not.
#[derive(Debug, Clone)]
pub struct Meta {
    /// Hash of the scenario text.
    pub scenario_hash: String,
    /// Version of cupola.
    pub version: String,
    /// Wall time of the simulation (s).
    pub elapsed_s: f64,
    /// Whether it was stopped early.
    pub stopped_early: bool,
}

/// Everything a report prints, from the runs of a study.
///
/// # Errors
/// [`CostError`] when shares or years do not hold together.
pub fn report(world: &World, prepared: &Prepared<'_>, records: &[RunRecord], meta: &Meta) -> Result<Report, CostError> {
    let sample = Sample::new(records, &prepared.columns, prepared.num_sets());
    let options = prepared.options();
    Ok(Report {
        scenario: describe::scenario(world, &meta.scenario_hash),
        version: meta.version.clone(),
        seed: options.seed.0,
        runs: records.len() as u64,
        worlds: options.worlds,
        physics_sets: prepared.num_sets(),
        threads: options.threads,
        log_hash: log_hash(records),
        elapsed_s: meta.elapsed_s,
        stopped_early: meta.stopped_early,
        raid: raid::summary(world, &sample, 0),
        campaign: world.campaign.as_ref().map(|c| campaign::summary(world, &sample, c.days, 0)),
        cost: compare::cost(world, prepared, &sample)?,
        compare: compare::summary(world, &sample),
        replay: replay::summary(world, &sample),
        provenance: provenance(world, prepared, &sample),
    })
}

/// Names of the columns that sum to what got through in a part of a run.
pub(crate) fn through(prefix: &str) -> [String; 2] {
    [format!("{prefix}.leaked"), format!("{prefix}.fell_harmless")]
}

/// What the result rests on, and which inputs drive what gets through in the headline raid.
fn provenance(world: &World, prepared: &Prepared<'_>, sample: &Sample<'_>) -> Provenance {
    let mut by_grade = BTreeMap::new();
    for input in &world.inputs {
        *by_grade.entry(input.grade.word().to_owned()).or_insert(0) += 1;
    }
    Provenance {
        values: world.inputs.len(),
        by_grade,
        top_inputs: top_inputs(world, prepared, sample),
        inputs: describe_inputs(world),
    }
}

/// Every value of a world in its own unit, with grade and sources.
#[must_use]
pub fn describe_inputs(world: &World) -> Vec<InputInfo> {
    world.inputs.iter().map(describe_input).collect()
}

/// A value in its own unit, with grade and sources.
fn describe_input(input: &Input) -> InputInfo {
    let range = input.range.scaled(input.unit_per_si);
    InputInfo {
        key: input.key.clone(),
        low: tidy(range.low),
        likely: tidy(range.likely),
        high: tidy(range.high),
        grade: input.grade.word().to_owned(),
        sources: input.sources.clone(),
        note: input.note.clone(),
    }
}

/// Takes off the rounding that a change of units leaves: 12 significant digits.
fn tidy(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

/// Shares of the spread of what gets through: each world-drawn input by rank correlation, physical inputs together.
///
/// Physical inputs are drawn once per geometry set, too few times to be told apart; they are one entry.
fn top_inputs(world: &World, prepared: &Prepared<'_>, sample: &Sample<'_>) -> Vec<TopInput> {
    let through = sample.sum(0, &through("raid"));
    let num_worlds = sample.worlds.iter().collect::<std::collections::BTreeSet<_>>().len();
    if num_worlds < 20 {
        return Vec::new();
    }
    let floor = 1.0 / (num_worlds as f64 - 1.0);
    let mut tops: Vec<TopInput> = Vec::new();
    for (index, input) in world.inputs.iter().enumerate() {
        if input.range.is_known() || input.is_physical {
            continue;
        }
        let drawn: Vec<f64> =
            sample.worlds.iter().map(|w| prepared.draws()[*w as usize].get(InputId(index as u32))).collect();
        let share = stats::rank_correlation_squared(&drawn, &through) - floor;
        // Hundreds of inputs are tried: what is named must be far beyond what the largest of so many chances reaches.
        if share > (15.0 * floor).max(0.01) {
            tops.push(TopInput { key: input.key.clone(), share, grade: input.grade.word().to_owned() });
        }
    }
    let sets: Vec<u32> = sample.worlds.iter().map(|w| w % prepared.num_sets() as u32).collect();
    if let Some(share) = stats::count(&through, &sets, u32::MAX).share_from_inputs.filter(|s| *s > 0.01) {
        tops.push(TopInput {
            key: "physical inputs together (flight, radar, reach)".into(),
            share,
            grade: "mixed".into(),
        });
    }
    tops.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.key.cmp(&b.key)));
    tops.truncate(8);
    tops
}
