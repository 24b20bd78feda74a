//! What the coalitions came to, as plain records: the JSON of `cupola coalition`.

use super::contributions::Part;
use super::measure::Measure;
use super::{Of, Played, Sitting};
use crate::summary::ById;
use cupola_core::stats;
use cupola_sim::campaign::watched_days;

/// Key of what is spent beyond today's plans.
const BEYOND: &str = "incremental_usd";

/// A mean with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Interval {
    /// Mean over the runs.
    pub mean: f64,
    /// Lower end of the 95 % interval of the mean: sampling alone.
    pub ci95_low: f64,
    /// Upper end.
    pub ci95_high: f64,
}

/// The whole result of `cupola coalition`.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Worths {
    /// `agreement` or `presence`.
    pub of: &'static str,
    /// The arm in which everybody contributes: id, printed name.
    pub arm: (String, String),
    /// By metric.
    pub metrics: ById<Worth>,
    /// What comes with the arm beyond the scenario's first; none where that is no part of it.
    pub step: Option<Step>,
    /// Coalitions played in each run.
    pub coalitions: usize,
    /// Whether all that matter were played; else orders were drawn.
    pub is_exact: bool,
    /// Runs done.
    pub runs: u64,
    /// Metrics in report order: key, printed label.
    pub labels: Vec<(String, String)>,
    /// Nations: id, printed name.
    pub nations: Vec<(String, String)>,
    /// Whether a raid is played; without one the metrics of raids are left out.
    pub has_raids: bool,
    /// Days of raiding; none without a campaign.
    pub raid_days: Option<u32>,
    /// Days watched, which count for a day that never comes: those of raiding, without raids all to the end of the study.
    pub watched_days: u32,
    /// Rounds and warheads unaccounted for over all coalitions and runs: 0.
    pub unaccounted: u64,
}

/// What `cupola coalition` prints: what was played, and what it came to.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Report {
    /// Scenario id.
    pub scenario: String,
    /// What kind of claim the scenario is.
    pub status: String,
    /// Version of cupola.
    pub version: String,
    /// Seed.
    pub seed: u64,
    /// Worlds.
    pub worlds: u64,
    /// Threads used.
    pub threads: usize,
    /// Wall time (s).
    pub elapsed_s: f64,
    /// Whether it was stopped before all runs were done.
    pub stopped_early: bool,
    /// What it came to.
    #[serde(flatten)]
    pub worths: Worths,
}

/// From one arm to another.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Step {
    /// The scenario's first arm: id, printed name.
    pub from: (String, String),
    /// By metric: `baseline` is that arm.
    pub metrics: ById<Worth>,
}

/// One metric.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Worth {
    /// Mean where nobody contributes.
    #[serde(rename = "baseline")]
    pub base_mean: f64,
    /// Mean where everybody does.
    #[serde(rename = "total")]
    pub arm_mean: f64,
    /// From the one to the other.
    pub change: Interval,
    /// Of the change, what comes with the agreements and is nobody's contribution: extras, developments without a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_agreements: Option<Interval>,
    /// By nation, all nations: together the rest of the change.
    pub shapley: ById<NationWorth>,
}

/// What one nation's contribution changes.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct NationWorth {
    /// Its value.
    #[serde(flatten)]
    pub value: Interval,
    /// Of it, by part: together the value.
    pub parts: ById<f64>,
    /// Intervals of the parts.
    pub parts_ci95: ById<Interval>,
}

impl Sitting {
    /// What the runs so far say.
    #[must_use]
    pub fn worths(&self) -> Worths {
        let is_told = |measure: &Measure| self.has_raids || !measure.needs_raids();
        let by_metric = |game: &Played| -> ById<Worth> {
            let measures = self.measures.iter().enumerate().filter(|(_, m)| is_told(m));
            measures.map(|(index, measure)| (measure.key.clone(), self.worth(game, index))).collect()
        };
        Worths {
            of: match self.of {
                Of::Agreement => "agreement",
                Of::Presence => "presence",
            },
            arm: self.arms[0].clone(),
            metrics: by_metric(&self.games[0]),
            step: self.games.get(1).map(|game| Step { from: self.arms[1].clone(), metrics: by_metric(game) }),
            coalitions: self.num_coalitions(),
            is_exact: self.is_exact(),
            runs: self.num_runs(),
            has_raids: self.has_raids,
            labels: self.measures.iter().filter(|m| is_told(m)).map(|m| (m.key.clone(), m.label.clone())).collect(),
            nations: self.world.nations.iter().map(|n| (n.id.clone(), n.name.clone())).collect(),
            raid_days: self.world.campaign.as_ref().map(|c| c.days),
            watched_days: watched_days(&self.world),
            unaccounted: self.unaccounted as u64,
        }
    }

    fn worth(&self, game: &Played, measure: usize) -> Worth {
        let less = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
        let [nobody, total] = [0, 1].map(|end: usize| game.ends[end][measure].as_slice());
        let brought = self.brought(game, measure);
        let baseline = &brought.map_or_else(|| nobody.to_vec(), |brought| less(nobody, brought));
        let changes = less(total, baseline);
        let nations = self.world.nations.iter().enumerate();
        Worth {
            base_mean: stats::mean(baseline),
            arm_mean: stats::mean(total),
            change: self.interval(&changes),
            of_agreements: brought.map(|brought| self.interval(brought)),
            shapley: nations.map(|(n, nation)| (nation.id.clone(), self.nation(game, measure, n))).collect(),
        }
    }

    /// Money that comes with the agreements where nobody contributes, by run: all that then stands.
    fn brought<'g>(&self, game: &'g Played, measure: usize) -> Option<&'g [f64]> {
        let beyond = self.measures.iter().position(|m| m.key == BEYOND)?;
        let is_counted = [BEYOND, "cost_usd"].contains(&self.measures[measure].key.as_str());
        (game.game.has_money() && is_counted).then(|| game.ends[0][beyond].as_slice())
    }

    fn nation(&self, game: &Played, measure: usize, nation: usize) -> NationWorth {
        let mut whole = vec![0.0; self.worlds.len()];
        let (mut parts, mut parts_ci95) = (ById::new(), ById::new());
        for part in Part::ALL {
            let players = game.game.players.iter().zip(&game.values[measure]);
            let own = players.filter(|(p, _)| p.nation == nation && p.part == part).map(|(_, runs)| runs).next();
            if let Some(runs) = own {
                whole.iter_mut().zip(runs).for_each(|(sum, value)| *sum += value);
            }
            // What a nation does not contribute is worth nothing, exactly.
            let nothing = Interval { mean: 0.0, ci95_low: 0.0, ci95_high: 0.0 };
            let value = own.map_or(nothing, |runs| self.interval(runs));
            parts.insert(part.word().to_owned(), value.mean);
            parts_ci95.insert(part.word().to_owned(), value);
        }
        NationWorth { value: self.interval(&whole), parts, parts_ci95 }
    }

    fn interval(&self, runs: &[f64]) -> Interval {
        let count = stats::count(runs, &self.worlds, self.num_sets);
        Interval { mean: count.mean, ci95_low: count.ci95_low, ci95_high: count.ci95_high }
    }
}
