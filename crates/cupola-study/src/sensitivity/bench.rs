//! Points played, each with the same luck.

use super::factors::Point;
use crate::monte_carlo::{ArmRecord, Library, Options, RunRecord, StudyError};
use crate::sample::Sample;
use crate::sweep::Metric;
use crate::table::{Columns, row};
use cupola_core::{Seed, Stream};
use cupola_sim::campaign::{self, Opening, Run};
use cupola_sim::event::Log;
use cupola_sim::geometry::Tables;
use cupola_sim::raid::{Orbits, TrackCache};
use cupola_sim::world::{Draws, World};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What runs of one point gave: by metric, in run order.
pub type Outputs = Vec<Vec<f64>>;

/// A world made ready to be played at any point.
///
/// Run `k` of every point has the luck of run `k` and, for inputs that the point does not say, the draws of world `k`; it flies in
/// geometry set `k mod sets` unless the point says which.
pub struct Bench<'w> {
    world: &'w World,
    arm: usize,
    metrics: Vec<Metric>,
    seed: Seed,
    runs: u64,
    threads: usize,
    library: Library,
    columns: Columns,
    /// Run × set.
    draws: Vec<Draws>,
}

/// Geometry sets, so that a point's runs have one each up to the most.
fn num_sets(runs: u64) -> u64 {
    runs.clamp(8, 64)
}

impl<'w> Bench<'w> {
    /// Flies what points share; `world` must have been through [`crate::monte_carlo::make_ready`]. `runs` are those of each point.
    ///
    /// # Errors
    /// [`StudyError::Geometry`] when a route cannot be flown, or `stop` is set meanwhile.
    pub fn new(
        world: &'w World,
        arm: usize,
        metrics: Vec<Metric>,
        (seed, runs, threads): (Seed, u64, usize),
        tables: &Tables<'_>,
        stop: &AtomicBool,
    ) -> Result<Self, StudyError> {
        let sets = num_sets(runs);
        let options = Options { seed, worlds: sets, physics_sets: sets, threads, keep_events: 0 };
        let library = Library::new(world, &options, tables, stop)?;
        let of = |(run, set)| Draws::new(&world.inputs, &Stream::of_world(seed, run), &library.physics(seed, set));
        let draws = (0..runs).flat_map(|run| (0..sets).map(move |set| (run, set))).map(of).collect();
        Ok(Self { world, arm, metrics, seed, runs, threads, library, columns: Columns::of(world), draws })
    }

    /// Geometry sets.
    #[must_use]
    pub fn num_sets(&self) -> u64 {
        self.library.num_sets()
    }

    /// Plays points on threads. Where `stop` is set meanwhile, those before the first that is missing are returned.
    ///
    /// # Errors
    /// [`StudyError::Sustain`] when the stocks of a point do not hold together: the first such point's.
    pub fn play(&self, points: &[Point], stop: &AtomicBool, done: &AtomicU64) -> Result<Vec<Outputs>, StudyError> {
        let next = AtomicU64::new(0);
        let mut played: Vec<(usize, Result<Outputs, StudyError>)> = std::thread::scope(|scope| {
            let worker = || {
                let mut mine = Vec::new();
                let mut caches = self.library.borrow();
                while !stop.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed) as usize;
                    let Some(point) = points.get(index) else { break };
                    let Some(outputs) = self.play_one(point, &mut caches, stop).transpose() else { break };
                    mine.push((index, outputs));
                    done.fetch_add(self.runs, Ordering::Relaxed);
                }
                self.library.give_back(caches);
                mine
            };
            let workers: Vec<_> = (0..self.threads.max(1)).map(|_| scope.spawn(worker)).collect();
            workers.into_iter().flat_map(|w| w.join().expect("a worker does not panic")).collect()
        });
        played.sort_by_key(|(index, _)| *index);
        played
            .into_iter()
            .enumerate()
            .take_while(|(at, (index, _))| at == index)
            .map(|(_, (_, outputs))| outputs)
            .collect()
    }

    /// None where it was stopped.
    fn play_one(
        &self,
        point: &Point,
        caches: &mut [TrackCache],
        stop: &AtomicBool,
    ) -> Result<Option<Outputs>, StudyError> {
        let sets = self.num_sets();
        let flown = point.flight.map(|u| ((u * sets as f64) as u64).min(sets - 1));
        let (mut records, mut all_draws) = (Vec::new(), Vec::new());
        for run in 0..self.runs {
            let set = flown.unwrap_or(run % sets);
            let draws = self.draws[(run * sets + set) as usize].with(&point.values);
            let Some(row) = self.play_run(run, set as usize, &draws, caches, stop)? else { return Ok(None) };
            let arm = ArmRecord {
                row,
                digest: 0,
                events: Vec::new(),
                names: Vec::new(),
                decisions: Vec::new(),
                stock: Vec::new(),
            };
            records.push(RunRecord { run, world: run as u32, arms: vec![arm] });
            all_draws.push(draws);
        }
        let sample = Sample::new(&records, &self.columns, sets);
        Ok(Some(self.metrics.iter().map(|metric| metric.values(&all_draws, &sample)).collect()))
    }

    /// The row of one run; none where it was stopped.
    fn play_run(
        &self,
        run: u64,
        set: usize,
        draws: &Draws,
        caches: &mut [TrackCache],
        stop: &AtomicBool,
    ) -> Result<Option<Vec<f64>>, StudyError> {
        let (world, geometry) = (self.world, self.library.geometry(set));
        let opening = Opening::new(world, draws, geometry, self.arm).map_err(|source| StudyError::Sustain {
            arm: world.arms[self.arm].id.clone(),
            world: run,
            source,
        })?;
        let stream = Stream::of_run(self.seed, run);
        let orbits = &Orbits::draw(world, draws, &stream);
        let setup =
            Run { world, geometry, draws, opening: &opening, stream, orbits, wants_without_common: false, stop };
        let outcome = campaign::simulate(&setup, &mut caches[set], &mut Log::default());
        Ok(outcome.map(|outcome| row(world, &outcome)))
    }
}
