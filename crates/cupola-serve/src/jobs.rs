//! Studies that wait, run or have run: one is played at a time, the others wait their turn.

use crate::finished::{self, Finished};
use crate::limits::{MAX_KEPT, MAX_LISTED, MAX_QUEUED, MAX_UNHEARD_S};
use crate::told::{RunHead, RunState};
use cupola_scenario::Loaded;
use serde_json::value::RawValue;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Run folders that go with the server, at most.
const MAX_UNKEPT: usize = 16;

/// What is to be played.
#[derive(Debug, Clone)]
pub struct Study {
    /// Id of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Runs.
    pub runs: u64,
    /// Worlds.
    pub worlds: u64,
    /// Seed.
    pub seed: u64,
    /// Nations whose agreements the added arm lacks.
    pub without: Vec<String>,
    /// Whether the run folder outlasts the server.
    pub keep: bool,
}

/// How far a study is.
#[derive(Debug, Clone)]
pub struct Now {
    /// In a word.
    pub state: RunState,
    began: Option<Instant>,
    elapsed_s: f64,
    /// The latest report.
    pub report: Option<Arc<RawValue>>,
    /// Runs in it.
    pub reported: u64,
    /// Why it failed, or was stopped by the server.
    pub error: Option<String>,
}

/// A study and how far it is.
pub struct Job {
    /// Its id: the name of its run folder.
    pub id: String,
    /// What is to be played.
    pub study: Study,
    /// When it was asked for (s since 1970).
    pub created_unix_s: u64,
    /// Set to have it stopped.
    pub stop: AtomicBool,
    /// Runs done.
    pub done: AtomicU64,
    /// Why the server itself had it stopped.
    cut: OnceLock<String>,
    /// When somebody last asked for it or listened to it.
    heard: Mutex<Instant>,
    now: Mutex<Now>,
    /// What is played; none any more when it has ended.
    loaded: Mutex<Option<Arc<Loaded>>>,
}

impl Job {
    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far it is.
    pub fn now(&self) -> Now {
        self.lock().clone()
    }

    /// Time played so far (s).
    pub fn elapsed_s(&self) -> f64 {
        let now = self.lock();
        now.began.map_or(now.elapsed_s, |began| began.elapsed().as_secs_f64())
    }

    /// Goes on to another state; its clock runs from the first.
    pub fn enter(&self, state: RunState) {
        let mut now = self.lock();
        now.state = state;
        now.began.get_or_insert_with(Instant::now);
    }

    /// Shows a report of so many runs.
    pub fn show(&self, report: Arc<RawValue>, runs: u64) {
        let mut now = self.lock();
        (now.report, now.reported) = (Some(report), runs);
    }

    /// Ends, for a reason where it is not done.
    pub fn end(&self, state: RunState, error: Option<String>) {
        let mut now = self.lock();
        now.elapsed_s = now.began.take().map_or(now.elapsed_s, |began| began.elapsed().as_secs_f64());
        (now.state, now.error) = (state, error);
        drop(now);
        *self.loaded.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Somebody asks for it, or listens to it.
    pub fn hear(&self) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Whether it is to go with the server and nobody has asked for it for long.
    pub fn is_left(&self) -> bool {
        let heard = *self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        !self.study.keep && heard.elapsed().as_secs() >= MAX_UNHEARD_S
    }

    /// Has it stopped for a reason of the server's, unless somebody had it stopped before.
    pub fn cut(&self, reason: impl FnOnce() -> String) {
        if !self.stop.load(Ordering::Relaxed) {
            // The reason first: who sees the stop asks for it.
            self.cut.get_or_init(reason);
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Why the server itself had it stopped.
    pub fn why_cut(&self) -> Option<String> {
        self.cut.get().cloned()
    }

    /// What is played; none any more when it has ended.
    pub fn loaded(&self) -> Option<Arc<Loaded>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As a list tells it.
    pub fn head(&self) -> RunHead {
        // By itself: within the record below the lock would be held while the time is asked for.
        let state = self.lock().state;
        RunHead {
            id: self.id.clone(),
            state,
            scenario: self.study.scenario.clone(),
            title: self.study.title.clone(),
            runs: self.study.runs,
            done: self.done.load(Ordering::Relaxed),
            seed: self.study.seed,
            without: self.study.without.clone(),
            elapsed_s: self.elapsed_s(),
            created_unix_s: self.created_unix_s,
        }
    }
}

/// A study by its id.
#[derive(Clone)]
pub enum Found {
    /// In memory.
    Live(Arc<Job>),
    /// In its run folder.
    Finished(Finished),
}

#[derive(Default)]
struct Inner {
    /// All in memory, the oldest first.
    live: VecDeque<Arc<Job>>,
    waiting: VecDeque<Arc<Job>>,
    /// Run folders, the oldest first.
    finished: Vec<Finished>,
}

/// All studies.
pub struct Jobs {
    /// Where run folders are.
    runs_dir: PathBuf,
    inner: Mutex<Inner>,
    woken: Condvar,
}

impl Jobs {
    /// Of a study folder; those finished before are read, what a killed server left half-written goes.
    pub fn open(folder: &Path) -> Self {
        let runs_dir = folder.join("runs");
        finished::sweep(&runs_dir);
        let mut all = finished::read_all(&runs_dir);
        let surplus = all.len().saturating_sub(MAX_LISTED);
        all.drain(..surplus);
        Self { runs_dir, inner: Mutex::new(Inner { finished: all, ..Inner::default() }), woken: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a study on; none where too many wait already.
    pub fn submit(&self, study: Study, loaded: Loaded) -> Option<Arc<Job>> {
        let mut inner = self.lock();
        if inner.waiting.len() >= MAX_QUEUED {
            return None;
        }
        let created_unix_s = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let now = Now { state: RunState::Queued, began: None, elapsed_s: 0.0, report: None, reported: 0, error: None };
        let job = Arc::new(Job {
            id: self.free_id(&inner, &study, loaded.hash),
            study,
            created_unix_s,
            stop: AtomicBool::new(false),
            done: AtomicU64::new(0),
            cut: OnceLock::new(),
            heard: Mutex::new(Instant::now()),
            now: Mutex::new(now),
            loaded: Mutex::new(Some(Arc::new(loaded))),
        });
        inner.waiting.push_back(Arc::clone(&job));
        inner.live.push_back(Arc::clone(&job));
        if inner.live.len() > MAX_KEPT
            && let Some(oldest) = inner.live.iter().position(|job| job.lock().state.is_final())
        {
            inner.live.remove(oldest);
        }
        self.woken.notify_one();
        Some(job)
    }

    /// `NAME-HASH8-sSEED[-without-…]`, with a number where there is one of that name.
    fn free_id(&self, inner: &Inner, study: &Study, hash: u128) -> String {
        let plain = |text: &str| -> String {
            let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            text.chars().map(|c| if is_plain(&c) { c } else { '-' }).take(64).collect()
        };
        let hash = format!("{hash:032x}");
        let without = plain(&study.without.join("-"));
        let without = if without.is_empty() { without } else { format!("-without-{without}") };
        let id = format!("{}-{}-s{}{without}", plain(&study.scenario), &hash[..8], study.seed);
        let is_free = |id: &String| {
            inner.live.iter().all(|job| job.id != *id)
                && inner.finished.iter().all(|run| run.head.id != *id)
                && !self.runs_dir.join(id).exists()
        };
        let more = (2..).map(|number| format!("{id}-{number}"));
        std::iter::once(id.clone()).chain(more).find(is_free).unwrap_or_default()
    }

    /// The next study to play; waits until there is one.
    pub fn next(&self) -> Arc<Job> {
        let mut inner = self.lock();
        loop {
            if let Some(next) = inner.waiting.pop_front() {
                return next;
            }
            inner = self.woken.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A study by its id, which somebody asks for.
    pub fn find(&self, id: &str) -> Option<Found> {
        let inner = self.lock();
        let live = inner.live.iter().find(|job| job.id == id).map(|job| Found::Live(Arc::clone(job)));
        if let Some(Found::Live(job)) = &live {
            job.hear();
        }
        live.or_else(|| inner.finished.iter().find(|run| run.head.id == id).cloned().map(Found::Finished))
    }

    /// The run folder of a finished study.
    pub fn folder_of(&self, id: &str) -> Option<PathBuf> {
        self.lock().finished.iter().find(|run| run.head.id == id).map(|run| run.dir.clone())
    }

    /// All, newest first.
    pub fn list(&self) -> Vec<RunHead> {
        let inner = self.lock();
        let is_live = |id: &str| inner.live.iter().any(|job| job.id == id);
        let folders = inner.finished.iter().map(|run| &run.head).filter(|head| !is_live(&head.id)).cloned();
        let mut heads: Vec<RunHead> = folders.chain(inner.live.iter().map(|job| job.head())).collect();
        heads.reverse();
        heads.sort_by_key(|head| std::cmp::Reverse(head.created_unix_s));
        heads
    }

    /// Has a study stopped; one that waits ends at once.
    pub fn cancel(&self, job: &Job) {
        job.stop.store(true, Ordering::Relaxed);
        let mut inner = self.lock();
        if let Some(place) = inner.waiting.iter().position(|other| other.id == job.id) {
            inner.waiting.remove(place);
            job.end(RunState::Cancelled, None);
        }
    }

    /// Where the run folder of a study is to be.
    pub fn place_of(&self, job: &Job) -> PathBuf {
        let dir = if job.study.keep { self.runs_dir.clone() } else { self.runs_dir.join(finished::UNKEPT) };
        dir.join(&job.id)
    }

    /// Lists a run folder that has been written.
    pub fn add(&self, run: Finished) {
        let mut inner = self.lock();
        inner.finished.push(run);
        if inner.finished.len() > MAX_LISTED {
            inner.finished.remove(0);
        }
        let is_unkept = |run: &Finished| run.dir.parent().is_some_and(|dir| dir.ends_with(finished::UNKEPT));
        if inner.finished.iter().filter(|run| is_unkept(run)).count() > MAX_UNKEPT
            && let Some(oldest) = inner.finished.iter().position(is_unkept)
        {
            let gone = inner.finished.remove(oldest);
            inner.live.retain(|job| job.id != gone.head.id);
            // What cannot be removed goes when the next server starts.
            let _ = std::fs::remove_dir_all(&gone.dir);
        }
    }
}
