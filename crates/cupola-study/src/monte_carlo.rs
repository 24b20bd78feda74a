//! Many runs of every arm, on threads, in an order that does not matter.
//!
//! Run `r` belongs to world `r mod worlds`, and world `w` to geometry set `w mod sets`, so that the first hundred runs of
//! a study of a thousand are those of a study of a hundred. Arms of one run share its draws.

use crate::table::{Columns, row};
use cupola_core::digest::RunDigest;
use cupola_core::{Seed, Stream, digest};
use cupola_flight::FlyoutTable;
use cupola_sim::campaign::{self, Opening, Run};
use cupola_sim::event::{Event, Log};
use cupola_sim::geometry::{self, Geometry, GeometryError, Tables};
use cupola_sim::raid::{Orbits, TrackCache};
use cupola_sim::trace::Trace;
use cupola_sim::why::Decision;
use cupola_sim::world::{Draws, InputId, World};
use cupola_sustain::SustainError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Why a study cannot begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// Trajectories.
    #[error(transparent)]
    Geometry(GeometryError),
    /// Stocks.
    #[error("stocks of arm {arm} in world {world}: {source}")]
    Sustain {
        /// Arm id.
        arm: String,
        /// World number.
        world: u64,
        /// Why.
        source: SustainError,
    },
    /// It was stopped before it was made ready.
    #[error("stopped before the first run")]
    Stopped,
}

impl From<GeometryError> for StudyError {
    fn from(error: GeometryError) -> Self {
        if error == GeometryError::Stopped { Self::Stopped } else { Self::Geometry(error) }
    }
}

/// How a study is run.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Seed.
    pub seed: Seed,
    /// Worlds: sets of drawn inputs.
    pub worlds: u64,
    /// Geometry sets.
    pub physics_sets: u64,
    /// Threads.
    pub threads: usize,
    /// Runs whose events are kept, from the first.
    pub keep_events: u64,
}

/// Geometry sets for a number of worlds: one for every 25, from 8 to 64, so that more worlds pin the mean more closely.
#[must_use]
pub fn physics_sets(worlds: u64) -> u64 {
    (worlds / 25).clamp(8, 64)
}

/// One arm of one run.
#[derive(Debug, Clone)]
pub struct ArmRecord {
    /// Numbers, in the order of [`Columns`].
    pub row: Vec<f64>,
    /// Digest of its event log.
    pub digest: u128,
    /// Its events, where kept, and the names of its threats (raid, number, name).
    pub events: Vec<Event>,
    /// See `events`.
    pub names: Vec<(u32, u32, String)>,
    /// Why rounds were fired and why not, where events are kept.
    pub decisions: Vec<Decision>,
    /// Of the first arm where stocks are sampled closely: rounds on hand on each of [`campaign::close_days`], nation × item.
    pub stock: Vec<u32>,
}

/// One run.
#[derive(Debug, Clone)]
pub struct RunRecord {
    /// Number.
    pub run: u64,
    /// Its world.
    pub world: u32,
    /// By arm.
    pub arms: Vec<ArmRecord>,
}

/// What worlds that fly and see alike have in common: geometry sets, and memories of the tracks in them.
pub struct Library {
    shape: String,
    geometries: Vec<Geometry>,
    /// By set: the number that its physical inputs are drawn with.
    drawn_as: Vec<u64>,
    /// Memories that no worker uses, each with one for every set.
    memories: Mutex<Vec<Vec<TrackCache>>>,
}

impl Library {
    /// Flies the routes of a world in every geometry set, until `stop` is set; interceptor tables as of
    /// [`Prepared::with_tables`].
    ///
    /// A raid is stated, so its flights took place: a set of drawn inputs with which one of them cannot be flown is drawn again,
    /// up to ten times.
    ///
    /// # Errors
    /// [`StudyError::Geometry`] when a route cannot be flown with any of them: the first's; [`StudyError::Stopped`].
    pub fn new(world: &World, options: &Options, tables: &Tables<'_>, stop: &AtomicBool) -> Result<Self, StudyError> {
        let sets = options.physics_sets.min(options.worlds).max(1);
        let (drawn_as, geometries) =
            in_parallel(options.threads, sets, |set| flown_set(world, options.seed, set, tables, stop))
                .into_iter()
                .collect::<Result<(Vec<_>, Vec<_>), _>>()?;
        Ok(Self { shape: geometry::shape(world), geometries, drawn_as, memories: Mutex::new(Vec::new()) })
    }

    /// The draws of a set's physical inputs.
    pub(crate) fn physics(&self, seed: Seed, set: u64) -> Stream {
        Stream::of_physics(seed, self.drawn_as[set as usize])
    }

    /// Number of sets whose inputs were drawn again.
    #[must_use]
    pub fn num_drawn_again(&self) -> usize {
        self.drawn_as.iter().zip(0..).filter(|(drawn_as, set)| *drawn_as != set).count()
    }

    /// Whether it is another world's too.
    #[must_use]
    pub fn serves(&self, world: &World) -> bool {
        self.shape == geometry::shape(world)
    }

    /// A memory for each set: one that another worker has left, or empty ones.
    pub(crate) fn borrow(&self) -> Vec<TrackCache> {
        let left = self.memories.lock().expect("no worker panics while it holds this").pop();
        left.unwrap_or_else(|| self.geometries.iter().map(|_| TrackCache::default()).collect())
    }

    /// One of the sets.
    pub(crate) fn geometry(&self, set: usize) -> &Geometry {
        &self.geometries[set]
    }

    /// Number of geometry sets.
    #[must_use]
    pub fn num_sets(&self) -> u64 {
        self.geometries.len() as u64
    }

    pub(crate) fn give_back(&self, mut caches: Vec<TrackCache>) {
        caches.iter_mut().for_each(TrackCache::leave_run);
        self.memories.lock().expect("no worker panics while it holds this").push(caches);
    }
}

/// How often the inputs of a geometry set are drawn.
const MOST_DRAWS: u64 = 10;

/// A geometry set, and the number that its inputs were drawn with: its own, or one that no set has.
fn flown_set(
    world: &World,
    seed: Seed,
    set: u64,
    tables: &Tables<'_>,
    stop: &AtomicBool,
) -> Result<(u64, Geometry), GeometryError> {
    let mut first = None;
    for draw in 0..MOST_DRAWS {
        let drawn_as = set + (draw << 32);
        match Geometry::build(world, seed, drawn_as, tables, stop) {
            Ok(geometry) => return Ok((drawn_as, geometry)),
            Err(GeometryError::Stopped) => return Err(GeometryError::Stopped),
            Err(error) => _ = first.get_or_insert(error),
        }
    }
    Err(first.unwrap_or(GeometryError::Stopped))
}

/// An arm as one world plays it.
#[derive(Debug, Clone, Copy)]
pub struct ArmOfWorld<'a> {
    /// Arm, index into [`World::arms`].
    pub arm: usize,
    /// Inputs that are zero in it, none of which shapes geometry or orbits.
    pub zeroed: &'a [InputId],
}

/// One arm in one world, ready to be played.
struct Ready {
    opening: Opening,
    /// The world's draws as this arm sees them, where they differ.
    draws: Option<Draws>,
}

/// A study made ready: geometry, worlds, openings.
pub struct Prepared<'a> {
    world: &'a World,
    options: Options,
    library: Arc<Library>,
    draws: Vec<Draws>,
    /// World × arms that it plays.
    openings: Vec<Vec<Ready>>,
    /// Whether the base arm's headline raid is played again without common-mode failure.
    replays_raid: bool,
    /// Columns of every row.
    pub columns: Columns,
}

impl<'a> Prepared<'a> {
    /// Flies, draws and steps everything that runs share. `world` must have been through [`geometry::mark_physical`].
    ///
    /// # Errors
    /// [`StudyError`] when a route cannot be flown or stocks do not hold together.
    pub fn new(world: &'a World, options: Options) -> Result<Self, StudyError> {
        Self::with_tables(world, options, &FlyoutTable::new, &AtomicBool::new(false))
    }

    /// The same with interceptor tables from elsewhere, which must be those that [`FlyoutTable::new`] makes, until `stop` is set.
    ///
    /// # Errors
    /// As [`Prepared::new`], and [`StudyError::Stopped`].
    pub fn with_tables(
        world: &'a World,
        options: Options,
        tables: &Tables<'_>,
        stop: &AtomicBool,
    ) -> Result<Self, StudyError> {
        let library = Library::new(world, &options, tables, stop)?;
        Self::with_library(world, options, Arc::new(library), stop)
    }

    /// The same with the library of a world of the same shape, made with the same seed, worlds and sets.
    ///
    /// # Errors
    /// [`StudyError::Sustain`] when stocks do not hold together, [`StudyError::Stopped`].
    pub fn with_library(
        world: &'a World,
        options: Options,
        library: Arc<Library>,
        stop: &AtomicBool,
    ) -> Result<Self, StudyError> {
        let all = |_| (0..world.arms.len()).map(|arm| ArmOfWorld { arm, zeroed: &[] }).collect();
        Self::with_arms(world, options, library, &all, stop)
    }

    /// The same where each world plays arms of its own, in its own order; runs of worlds without arms may not be asked for.
    ///
    /// # Errors
    /// As [`Prepared::with_library`].
    pub fn with_arms<'z>(
        world: &'a World,
        options: Options,
        library: Arc<Library>,
        arms_of: &(dyn Fn(u64) -> Vec<ArmOfWorld<'z>> + Sync),
        stop: &AtomicBool,
    ) -> Result<Self, StudyError> {
        let geometries = &library.geometries;
        let sets = geometries.len() as u64;
        let draws: Vec<Draws> = (0..options.worlds)
            .map(|w| {
                let physics = library.physics(options.seed, w % sets);
                Draws::new(&world.inputs, &Stream::of_world(options.seed, w), &physics)
            })
            .collect();
        let openings = in_parallel(options.threads, options.worlds, |w| {
            let (geometry, own) = (&geometries[(w % sets) as usize], &draws[w as usize]);
            let ready = |ArmOfWorld { arm, zeroed }| {
                if stop.load(Ordering::Relaxed) {
                    return Err(StudyError::Stopped);
                }
                let draws = (!zeroed.is_empty()).then(|| own.with_zeros(zeroed));
                Opening::new(world, draws.as_ref().unwrap_or(own), geometry, arm)
                    .map(|opening| Ready { opening, draws })
                    .map_err(|source| StudyError::Sustain { arm: world.arms[arm].id.clone(), world: w, source })
            };
            arms_of(w).into_iter().map(ready).collect::<Result<Vec<_>, _>>()
        })
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { world, options, library, draws, openings, replays_raid: true, columns: Columns::of(world) })
    }

    /// The same study without the replay of headline raids without common-mode failure, which only a report asks for.
    #[must_use]
    pub fn played_once(self) -> Self {
        Self { replays_raid: false, ..self }
    }

    /// The inputs of each world.
    #[must_use]
    pub fn draws(&self) -> &[Draws] {
        &self.draws
    }

    /// The inputs of a world as one of the arms that it plays sees them, by that arm's place among them.
    #[must_use]
    pub fn draws_of(&self, world: u32, place: usize) -> &Draws {
        self.openings[world as usize][place].draws.as_ref().unwrap_or(&self.draws[world as usize])
    }

    /// Number of geometry sets in use.
    #[must_use]
    pub fn num_sets(&self) -> u64 {
        self.library.geometries.len() as u64
    }

    /// The draws of the physical inputs of a run's geometry set.
    #[must_use]
    pub fn physics_of(&self, run: u64) -> Stream {
        self.library.physics(self.options.seed, self.set_of(run))
    }

    /// Number of geometry sets whose inputs were drawn again, as a stated flight could not be flown with the first.
    #[must_use]
    pub fn num_drawn_again(&self) -> usize {
        self.library.num_drawn_again()
    }

    /// The options it was made with.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Plays runs `from..until`, in any order, and returns those that were done before `stop` was set, in order.
    ///
    /// Where it is stopped, a gapless range from `from` is returned; what lies beyond a gap, and runs half done, are dropped.
    #[must_use]
    pub fn play(&self, from: u64, until: u64, stop: &AtomicBool, done: &AtomicU64) -> Vec<RunRecord> {
        let sets = self.num_sets();
        // Within a block runs of one geometry set come together, for the sake of the processor's caches; blocks are small,
        // so that a study that is stopped keeps nearly all it has done.
        let worlds = self.options.worlds;
        let mut order: Vec<u64> = (from..until).collect();
        order.sort_by_key(|r| (r / BLOCK_RUNS, (r % worlds) % sets, *r));
        let next = AtomicU64::new(0);
        let mut records: Vec<RunRecord> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.options.threads.max(1))
                .map(|_| {
                    let (order, next) = (&order, &next);
                    scope.spawn(move || {
                        let mut mine = Vec::new();
                        let mut caches = self.library.borrow();
                        while !stop.load(Ordering::Relaxed) {
                            let index = next.fetch_add(1, Ordering::Relaxed) as usize;
                            let Some(run) = order.get(index) else { break };
                            let set = ((run % worlds) % sets) as usize;
                            let Some(record) = self.play_one(*run, &mut caches[set], stop) else { break };
                            mine.push(record);
                            done.fetch_add(1, Ordering::Relaxed);
                        }
                        self.library.give_back(caches);
                        mine
                    })
                })
                .collect();
            workers.into_iter().flat_map(|w| w.join().expect("a worker does not panic")).collect()
        });
        records.sort_by_key(|r| r.run);
        let gapless = records.iter().enumerate().take_while(|(i, r)| r.run == from + *i as u64).count();
        records.truncate(gapless);
        records
    }

    /// One run again, with all of its events.
    #[must_use]
    pub fn replay(&self, run: u64) -> RunRecord {
        self.play_logged(run, &mut TrackCache::default(), true, &AtomicBool::new(false)).expect("nothing stops it")
    }

    /// One arm of one run again, by its place among those that the run's world plays, with the trace of its headline raid; none
    /// where no raid is played.
    #[must_use]
    pub fn trace(&self, run: u64, place: usize) -> (ArmRecord, Option<Trace>) {
        let orbits = self.orbits(run);
        let mut log = Log::tracing();
        let never = AtomicBool::new(false);
        let setup = self.setup(run, place, &orbits, &never);
        let played = self.play_arm(&setup, place, &mut TrackCache::default(), &mut log);
        let record = played.expect("nothing stops it");
        (record, log.trace.filter(|trace| !trace.threats.is_empty()))
    }

    /// Geometry set of a run's world.
    #[must_use]
    pub fn set_of(&self, run: u64) -> u64 {
        (run % self.options.worlds) % self.num_sets()
    }

    /// Where the satellites of a run are.
    #[must_use]
    pub fn orbits(&self, run: u64) -> Orbits<'a> {
        let draws = &self.draws[(run % self.options.worlds) as usize];
        Orbits::draw(self.world, draws, &Stream::of_run(self.options.seed, run))
    }

    /// One run of every arm.
    fn play_one(&self, run: u64, cache: &mut TrackCache, stop: &AtomicBool) -> Option<RunRecord> {
        self.play_logged(run, cache, run < self.options.keep_events, stop)
    }

    fn play_logged(
        &self,
        run: u64,
        cache: &mut TrackCache,
        keeps_events: bool,
        stop: &AtomicBool,
    ) -> Option<RunRecord> {
        let index = (run % self.options.worlds) as usize;
        let orbits = self.orbits(run);
        let arms = (0..self.openings[index].len())
            .map(|place| {
                let mut log = if keeps_events { Log::keeping() } else { Log::default() };
                self.play_arm(&self.setup(run, place, &orbits, stop), place, cache, &mut log)
            })
            .collect::<Option<_>>()?;
        Some(RunRecord { run, world: index as u32, arms })
    }

    /// What one arm of a run is played with, by its place among those that the run's world plays.
    fn setup<'r>(&'r self, run: u64, place: usize, orbits: &'r Orbits<'r>, stop: &'r AtomicBool) -> Run<'r> {
        let index = (run % self.options.worlds) as usize;
        let Ready { opening, draws } = &self.openings[index][place];
        Run {
            world: self.world,
            geometry: &self.library.geometries[self.set_of(run) as usize],
            draws: draws.as_ref().unwrap_or(&self.draws[index]),
            opening,
            stream: Stream::of_run(self.options.seed, run),
            orbits,
            wants_without_common: place == 0 && self.replays_raid,
            stop,
        }
    }

    /// One arm of a run; none where it was stopped.
    fn play_arm(&self, setup: &Run<'_>, place: usize, cache: &mut TrackCache, log: &mut Log) -> Option<ArmRecord> {
        let outcome = campaign::simulate(setup, cache, log)?;
        let row = row(self.world, &outcome);
        Some(ArmRecord {
            digest: if outcome.digest == RunDigest::default().value() { of_numbers(&row) } else { outcome.digest },
            row,
            events: log.events().to_vec(),
            names: std::mem::take(&mut log.names),
            decisions: std::mem::take(&mut log.decisions),
            stock: if place == 0 { outcome.samples.close } else { Vec::new() },
        })
    }
}

/// The digest of a run without an event, as of stocks alone: over its numbers.
fn of_numbers(row: &[f64]) -> u128 {
    let mut digest = RunDigest::default();
    row.iter().for_each(|number| digest.add_f64(*number));
    digest.value()
}

/// The hash of a study: over the digests of all arms of all runs, in order.
#[must_use]
pub fn log_hash(records: &[RunRecord]) -> String {
    format!("{:032x}", digest::log_hash(records.iter().flat_map(|r| r.arms.iter().map(|a| a.digest))))
}

/// Memory that the closely sampled stocks of so many runs take (bytes): four for each run, sampled day, nation and item.
#[must_use]
pub fn close_stock_bytes(world: &World, runs: u64) -> u64 {
    runs * (campaign::close_days(world).len() * world.nations.len() * world.items.len() * 4) as u64
}

/// Makes a world ready for studies: marks what is drawn once per geometry set.
pub fn make_ready(world: &mut World) {
    geometry::mark_physical(world);
}

/// Runs that are played in one go, set by set: a study that is cut is cut between blocks.
pub const BLOCK_RUNS: u64 = 80;

/// Applies `work` to `0..num` on threads; results in order.
fn in_parallel<T: Send>(threads: usize, num: u64, work: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let next = AtomicU64::new(0);
    let mut results: Vec<(u64, T)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1))
            .map(|_| {
                scope.spawn(|| {
                    let mut mine = Vec::new();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= num {
                            return mine;
                        }
                        mine.push((index, work(index)));
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|w| w.join().expect("a worker does not panic")).collect()
    });
    results.sort_by_key(|r| r.0);
    results.into_iter().map(|r| r.1).collect()
}
