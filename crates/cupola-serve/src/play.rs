//! Plays one study after the other, with reports on the way.

use crate::App;
use crate::finished;
use crate::jobs::Job;
use crate::limits::{self, MAX_RUN_S, MAX_UNHEARD_S};
use crate::told::RunState;
use cupola_core::Seed;
use cupola_cost::CostError;
use cupola_record::RecordError;
use cupola_scenario::{Faults, Loaded, Source, load_stepped};
use cupola_study::monte_carlo::{Options, Prepared, RunRecord, StudyError, physics_sets};
use cupola_study::summarise::{self, Meta};
use cupola_study::summary::{Report, Waterfall};
use cupola_study::waterfall::waterfall;
use serde_json::value::RawValue;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Runs of the first report.
const FIRST_REPORT_RUNS: u64 = 100;
/// Runs whose events are kept, as `cupola run` keeps them.
const KEEP_EVENTS: u64 = 20;

/// Time between two looks at whether a study is to go on.
const LOOK: Duration = Duration::from_millis(500);

/// Why a study fails.
#[derive(Debug, thiserror::Error)]
enum PlayError {
    #[error(transparent)]
    Study(#[from] StudyError),
    #[error(transparent)]
    Cost(#[from] CostError),
    #[error(transparent)]
    Scenario(#[from] Faults),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// How studies of this size are run here.
pub fn options(seed: u64, worlds: u64) -> Options {
    Options {
        seed: Seed(seed),
        worlds,
        physics_sets: physics_sets(worlds),
        threads: limits::cores(),
        keep_events: KEEP_EVENTS,
    }
}

impl App {
    /// Plays what is asked for, for as long as the process lives.
    pub fn work(&self) {
        loop {
            let job = self.jobs.next();
            let Some(loaded) = job.loaded() else { continue };
            let played = catch_unwind(AssertUnwindSafe(|| self.play_in_time(&job, &loaded)));
            match played {
                Ok(Ok(())) => {}
                Ok(Err(PlayError::Study(StudyError::Stopped))) => job.end(RunState::Cancelled, job.why_cut()),
                Ok(Err(error)) => job.end(RunState::Failed, Some(error.to_string())),
                Err(_) => job.end(RunState::Failed, Some("a fault of cupola's own: please report the scenario".into())),
            }
        }
    }

    /// Plays a study, and stops it when its time is over or nobody wants it any more.
    fn play_in_time(&self, job: &Job, loaded: &Loaded) -> Result<(), PlayError> {
        let is_over = AtomicBool::new(false);
        let began = Instant::now();
        std::thread::scope(|scope| {
            let watch = scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    if began.elapsed() >= Duration::from_secs(MAX_RUN_S) {
                        job.cut(|| format!("stopped after {MAX_RUN_S} s, the longest a study is played here"));
                    }
                    if job.is_left() {
                        job.cut(|| {
                            format!("stopped: it is not to be kept, and nobody asked for it for {MAX_UNHEARD_S} s")
                        });
                    }
                    std::thread::park_timeout(LOOK);
                }
            });
            let played = catch_unwind(AssertUnwindSafe(|| self.play(job, loaded)));
            is_over.store(true, Ordering::Relaxed);
            watch.thread().unpark();
            played.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    fn play(&self, job: &Job, loaded: &Loaded) -> Result<(), PlayError> {
        job.enter(RunState::Preparing);
        let began = Instant::now();
        let world = &loaded.world;
        let steps = steps(loaded)?;
        let options = options(job.study.seed, job.study.worlds);
        let library = self.libraries.of(world, &options, &job.stop)?;
        let prepared = Prepared::with_library(world, options, library, &job.stop)?;
        job.enter(RunState::Running);
        let mut records: Vec<RunRecord> = Vec::new();
        let mut last = None;
        while (records.len() as u64) < job.study.runs && !job.stop.load(Ordering::Relaxed) {
            let from = records.len() as u64;
            let until = (2 * from).max(FIRST_REPORT_RUNS).min(job.study.runs);
            records.extend(prepared.play(from, until, &job.stop, &job.done));
            job.done.store(records.len() as u64, Ordering::Relaxed);
            if !records.is_empty() {
                let meta = Meta {
                    scenario_hash: format!("{:032x}", loaded.hash),
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                    elapsed_s: began.elapsed().as_secs_f64(),
                    stopped_early: (records.len() as u64) < job.study.runs && job.stop.load(Ordering::Relaxed),
                };
                let mut report = summarise::report(world, &prepared, &records, &meta)?;
                if let Some(life) = report.cost.as_mut().and_then(|cost| cost.life_cycle.as_mut()) {
                    life.steps.clone_from(&steps);
                }
                name_arms(&mut report, job);
                job.show(Arc::from(RawValue::from_string(serde_json::to_string(&report)?)?), records.len() as u64);
                last = Some(report);
            }
        }
        let is_done = records.len() as u64 == job.study.runs;
        let error = job.why_cut().filter(|_| !is_done);
        if let Some(report) = last {
            let place = self.jobs.place_of(job);
            self.jobs.add(finished::write(&place, job, loaded, &report, &records, error.clone())?);
        }
        job.end(if is_done { RunState::Done } else { RunState::Cancelled }, error);
        Ok(())
    }
}

/// Calls the added arm by its name in the comparison: `without Japan`.
fn name_arms(report: &mut Report, job: &Job) {
    let added = report.scenario.arms.last().filter(|_| !job.study.without.is_empty());
    if let Some((added, arm)) = added.zip(report.compare.as_mut().and_then(|compare| compare.arms.last_mut())) {
        arm.name.clone_from(&added.name);
    }
}

/// The chain of assumptions of a bill, as `cupola run` tells it.
fn steps(loaded: &Loaded) -> Result<Option<Waterfall>, PlayError> {
    let file = format!("{}.toml", loaded.world.name);
    let source = Source::Text { text: &loaded.text, path: Path::new(&file) };
    waterfall(&loaded.world, |steps| Ok::<_, PlayError>(load_stepped(source, &[], steps)?.world))
}
