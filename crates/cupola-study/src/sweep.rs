//! One or two keys varied: the same seed and so the same luck at every point, differences to a base, and where two are equal.
//!
//! [`Player`] plays points and keeps what they have in common; [`until_equal`] looks for the value of a key at which a metric is
//! that of the base.

mod equal;
mod metric;

use crate::monte_carlo::{ArmOfWorld, Library, Options, Prepared, StudyError, log_hash};
use crate::sample::{Sample, delta};
use crate::summary::{ById, Count, Delta};
use cupola_core::{digest, stats};
use cupola_sim::geometry::Tables;
use cupola_sim::world::World;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

pub use equal::{Difference, Goal, Search, UntilEqual, until_equal};
pub use metric::{Metric, metrics};

/// A point, played: what each metric was, run by run.
#[derive(Debug, Clone, PartialEq)]
pub struct Played {
    /// By metric key, in run order.
    pub values: ById<Vec<f64>>,
    pub(crate) worlds: Vec<u32>,
    pub(crate) num_sets: u32,
    log_hash: String,
}

impl Played {
    /// Runs of which one metric is given, to test arithmetic on.
    #[cfg(test)]
    pub(crate) fn of_one(metric: &str, values: Vec<f64>, worlds: Vec<u32>, num_sets: u32) -> Self {
        let values = std::iter::once((metric.to_owned(), values)).collect();
        Self { values, worlds, num_sets, log_hash: String::new() }
    }

    /// Hash of every event and every metric of every run, 32 hexadecimal digits: where two points have the same, nothing differs
    /// between them.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut bytes = self.log_hash.clone().into_bytes();
        for (key, values) in &self.values {
            bytes.extend(key.bytes());
            bytes.extend(values.iter().flat_map(|value| value.to_bits().to_le_bytes()));
        }
        format!("{:032x}", digest::hash_bytes(&bytes))
    }

    /// Every metric summed up.
    #[must_use]
    pub fn counts(&self) -> ById<Count> {
        let count = |values: &Vec<f64>| stats::count(values, &self.worlds, self.num_sets);
        self.values.iter().map(|(key, values)| (key.clone(), count(values))).collect()
    }

    /// Paired differences of the metrics that both have, this less the base.
    #[must_use]
    pub fn less(&self, base: &Self) -> ById<Delta> {
        let both = self.values.iter().filter_map(|(key, here)| Some((key, here, base.values.get(key)?)));
        both.map(|(key, here, base)| (key.clone(), delta(base, here, &self.worlds, self.num_sets))).collect()
    }

    /// How far one metric lies above a goal.
    ///
    /// # Panics
    /// Where the point or the goal has no such metric: a fault of the caller.
    #[must_use]
    pub fn difference(&self, metric: &str, goal: &Goal) -> Difference {
        let here = &self.values[metric];
        match goal {
            Goal::Value(value) => {
                let count = stats::count(here, &self.worlds, self.num_sets);
                Difference { mean: count.mean - value, ci95_high: count.ci95_high - value }
            }
            Goal::Base(base) => {
                let delta = delta(&base.values[metric], here, &self.worlds, self.num_sets);
                Difference { mean: delta.mean, ci95_high: delta.ci95_high }
            }
        }
    }
}

/// Plays points with the same options, and works out anew only what a point does not share with one before.
pub struct Player<'t> {
    options: Options,
    runs: u64,
    tables: &'t Tables<'t>,
    libraries: Vec<Arc<Library>>,
}

/// Libraries kept, at most, those used last: points of two keys, and sets of options, go to and fro between few.
const MOST_LIBRARIES: usize = 8;

impl<'t> Player<'t> {
    /// A player of `runs` runs a point; interceptor tables as of [`Prepared::with_tables`].
    #[must_use]
    pub fn new(options: Options, runs: u64, tables: &'t Tables<'t>) -> Self {
        Self { options, runs, tables, libraries: Vec::new() }
    }

    /// Plays the first arm of a world made ready; none where `stop` was set meanwhile.
    ///
    /// # Errors
    /// As [`Prepared::new`].
    pub fn play(&mut self, world: World, stop: &AtomicBool, done: &AtomicU64) -> Result<Option<Played>, StudyError> {
        let metrics = metrics(&world);
        self.play_measured(world, &metrics, self.runs, stop, done)
    }

    /// The same with the first `runs` runs of a point, told by these metrics alone.
    ///
    /// # Errors
    /// As [`Prepared::new`].
    pub fn play_measured(
        &mut self,
        mut world: World,
        metrics: &[Metric],
        runs: u64,
        stop: &AtomicBool,
        done: &AtomicU64,
    ) -> Result<Option<Played>, StudyError> {
        world.arms.truncate(1);
        let library = match self.library(&world, stop) {
            Err(StudyError::Stopped) => return Ok(None),
            library => library?,
        };
        // Worlds that no run comes to are not made ready.
        let arms_of = |w| if w < runs { vec![ArmOfWorld { arm: 0, zeroed: &[] }] } else { Vec::new() };
        let prepared = match Prepared::with_arms(&world, self.options, library, &arms_of, stop) {
            Err(StudyError::Stopped) => return Ok(None),
            prepared => prepared?.played_once(),
        };
        let records = prepared.play(0, runs, stop, done);
        if (records.len() as u64) < runs {
            return Ok(None);
        }
        let sample = Sample::new(&records, &prepared.columns, prepared.num_sets());
        let values = metrics.iter().map(|m| (m.key.clone(), m.values(prepared.draws(), &sample)));
        let num_sets = u32::try_from(prepared.num_sets()).unwrap_or(u32::MAX);
        let (values, worlds) = (values.collect(), sample.worlds.clone());
        Ok(Some(Played { values, worlds, num_sets, log_hash: log_hash(&records) }))
    }

    fn library(&mut self, world: &World, stop: &AtomicBool) -> Result<Arc<Library>, StudyError> {
        let found = self.libraries.iter().position(|library| library.serves(world));
        let library = match found {
            Some(place) => self.libraries.remove(place),
            None => Arc::new(Library::new(world, &self.options, self.tables, stop)?),
        };
        if self.libraries.len() == MOST_LIBRARIES {
            self.libraries.remove(0);
        }
        self.libraries.push(Arc::clone(&library));
        Ok(library)
    }
}

/// A value of a varied key, as it is set.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// Anything else: a word, or what a file would have.
    Text(String),
}

/// The keys that change nothing: at all of their values every run is the same, event for event and metric for metric, whatever
/// the other key is.
#[must_use]
pub fn without_effect(keys: &[String], points: &[Point]) -> Vec<String> {
    let has_none = |key: &&String| {
        let others =
            |point: &Point| keys.iter().filter(|k| k != key).map(|k| point.set.get(k).cloned()).collect::<Vec<_>>();
        let mut is_varied = false;
        points.iter().enumerate().all(|(i, point)| {
            points[..i].iter().find(|before| others(before) == others(point)).is_none_or(|before| {
                is_varied = true;
                before.hash == point.hash
            })
        }) && is_varied
    };
    keys.iter().filter(has_none).cloned().collect()
}

/// The whole result of `cupola sweep`.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Sweep {
    /// Scenario id.
    pub scenario: String,
    /// Version of cupola.
    pub version: String,
    /// Seed.
    pub seed: u64,
    /// Runs of each point.
    pub runs: u64,
    /// Worlds.
    pub worlds: u64,
    /// Id and printed name of the arm played at every point.
    pub arm: (String, String),
    /// Keys varied, the first outermost.
    pub keys: Vec<String>,
    /// What the differences are to.
    pub base: Base,
    /// In the order of the keys' values.
    pub points: Vec<Point>,
    /// Metrics in report order: key, printed label.
    pub labels: Vec<(String, String)>,
    /// Keys that change nothing at all over their values; empty where not all of them were played.
    pub without_effect: Vec<String>,
    /// Where the metric asked for is equal; none where none was asked for.
    pub until_equal: Option<UntilEqual>,
    /// Whether it was stopped before all was done.
    pub stopped_early: bool,
}

/// What differences are to: the first point, the scenario's base arm, or the arm played with changes of its own.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Base {
    /// In words.
    pub name: String,
    /// Its metrics.
    pub metrics: ById<Count>,
}

/// One point.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Point {
    /// Values of the keys.
    pub set: ById<Setting>,
    /// Of every event and every metric, as of [`Played::hash`].
    pub hash: String,
    /// Metrics.
    pub metrics: ById<Count>,
    /// Paired differences to the base.
    pub delta: ById<Delta>,
}
