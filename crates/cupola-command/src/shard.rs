//! What `cupola shard` and `cupola merge` do: a range of runs as a file, and all ranges together as a run folder.
//!
//! A range may be played anywhere, any number of times, in any order: a sound shard is left as it is, and `merge` takes
//! shards of any sizes that overlap as they like. The run folder is that of one sitting.

mod gather;
mod merge;

pub use merge::{Merge, Question as MergeQuestion};

pub(crate) use gather::{Gathered, gather};

use crate::run::StockBy;
use crate::size::MOST_RUNS;
use crate::{Failure, Given, Scenario, Size, Watch, warned};
use cupola_record::shard::{self, Held, STUDY_FILE, Study};
use cupola_record::{Cache, RecordError};
use cupola_scenario::Loaded;
use cupola_study::monte_carlo::{Library, Options, Prepared, StudyError, close_stock_bytes, log_hash, make_ready};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// A study that is played in shards: its file, the scenario read, and what its shards have in common once one was played.
pub struct Sharded {
    /// What every shard is played from.
    pub study: Study,
    /// The scenario, ready to be played.
    pub loaded: Loaded,
    library: OnceLock<Arc<Library>>,
}

impl Sharded {
    /// The study of a scenario.
    ///
    /// # Errors
    /// Faults of the scenario; sizes that are not allowed.
    pub fn new(scenario: &Scenario, seed: u64, worlds: u64, stock_by: StockBy) -> Result<Self, Failure> {
        Size { seed, worlds, ..Size::default() }.checked()?;
        let mut loaded = scenario.load()?;
        make_ready(&mut loaded.world);
        loaded.world.stock_every_days = stock_by.days();
        Ok(Self { study: Study::new(&loaded, seed, worlds), loaded, library: OnceLock::new() })
    }

    /// The study of a study file.
    ///
    /// # Errors
    /// A file that is none, was altered, or is of another version of cupola.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        Self::of_study(read_study(path)?, path)
    }

    /// The same, which is `kept` where the file is of the same study.
    ///
    /// # Errors
    /// As [`Sharded::read`].
    pub fn read_unless_kept(path: &Path, kept: Option<Arc<Self>>) -> Result<Arc<Self>, Failure> {
        let study = read_study(path)?;
        match kept {
            Some(kept) if kept.study == study => Ok(kept),
            _ => Self::of_study(study, path).map(Arc::new),
        }
    }

    fn of_study(study: Study, path: &Path) -> Result<Self, Failure> {
        let scenario = of_text(&study);
        let mut loaded = scenario.load()?;
        make_ready(&mut loaded.world);
        loaded.world.stock_every_days = study.stock_every_days;
        let now = Study::new(&loaded, study.seed, study.worlds);
        if now != study {
            return Err(Failure::input(format!(
                "{}: study {} is of cupola {} with catalogue {}; it goes only with the same (this is cupola {} with catalogue {})",
                path.display(),
                study.hash,
                study.version,
                study.catalogue_version,
                now.version,
                now.catalogue_version,
            )));
        }
        Ok(Self { study, loaded, library: OnceLock::new() })
    }

    /// The study made ready; routes are flown the first time only.
    pub(crate) fn prepared(&self, options: Options, stop: &AtomicBool) -> Result<Prepared<'_>, StudyError> {
        let world = &self.loaded.world;
        let library = match self.library.get() {
            Some(library) => library,
            None => {
                let tables = Cache::of_user();
                let flown = Library::new(world, &options, &|f| tables.flyout(f), stop)?;
                self.library.get_or_init(|| Arc::new(flown))
            }
        };
        Prepared::with_library(world, options, Arc::clone(library), stop)
    }
}

fn read_study(path: &Path) -> Result<Study, Failure> {
    Study::read(path).map_err(|error| match error {
        RecordError::File { source, .. } if source.kind() != std::io::ErrorKind::NotFound => Failure::other(source),
        error => Failure::input(error.to_string()),
    })
}

/// Writes the study file of a folder of shards, or sees that it is this study's.
///
/// # Errors
/// A folder of another study; one that cannot be written.
pub fn claim(study: &Study, dir: &Path) -> Result<(), Failure> {
    if !dir.join(STUDY_FILE).exists() {
        study.write(dir)?;
    }
    // Another may have done the same at the same time.
    check_claim(study, dir)
}

/// Sees that the study file of a folder is this study's.
pub(crate) fn check_claim(study: &Study, dir: &Path) -> Result<(), Failure> {
    let path = dir.join(STUDY_FILE);
    let there = Study::read(&path).map_err(|error| Failure::input(error.to_string()))?;
    if there == *study {
        return Ok(());
    }
    let told = |study: &Study| {
        let Study { hash, scenario, scenario_hash, seed, worlds, version, .. } = study;
        format!("study {hash} ({scenario} {scenario_hash}, seed {seed}, {worlds} worlds, cupola {version})")
    };
    Err(Failure::input(format!("{}: is of {}; not of {}", path.display(), told(&there), told(study))))
}

/// The scenario of a study file.
fn of_text(study: &Study) -> Scenario {
    let path = PathBuf::from(format!("{}.toml", study.scenario));
    Scenario { given: Given::Text { text: study.scenario_text.clone(), path }, sets: Vec::new() }
}

/// What a shard tells of itself.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Receipt {
    /// Hash of the study.
    pub study: String,
    /// First run.
    pub first: u64,
    /// The run after the last.
    pub until: u64,
    /// The file.
    pub file: String,
    /// XXH3-128 over the digests of all arms of its runs, in order: what `log_hash` is, of this range.
    pub digest: String,
    /// Whether it was there already, whole: nothing was played.
    pub was_there: bool,
    /// Time it took (s).
    pub elapsed_s: f64,
}

/// Everything that is wrong with a range of runs.
#[must_use]
pub fn range_faults(runs: &Range<u64>) -> Vec<String> {
    let Range { start, end } = runs;
    let mut faults = Vec::new();
    if start >= end {
        faults.push(format!("--range {start}..{end}: holds no run; allowed: FIRST..UNTIL with FIRST below UNTIL"));
    }
    if *end > MOST_RUNS {
        faults.push(format!("--range {start}..{end}: allowed: up to run {MOST_RUNS}"));
    }
    faults
}

/// Reads `FIRST..UNTIL`, runs counted from 0 and the last not among them.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_range(text: &str) -> Result<Range<u64>, Vec<String>> {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let range = text.split_once("..").and_then(|(start, end)| Some(number(start)?..number(end)?));
    let Some(range) = range else {
        return Err(vec![format!(
            "--range {text}: allowed: FIRST..UNTIL, two whole numbers from 0 to {MOST_RUNS}, as in 0..1000"
        )]);
    };
    let faults = range_faults(&range);
    if faults.is_empty() { Ok(range) } else { Err(faults) }
}

/// Plays a range of runs and writes its shard; one that is there already, whole, is left as it is.
///
/// # Errors
/// A range or size that is not allowed; a folder or file of another study; being stopped, where nothing is written.
pub fn shard(
    sharded: &Sharded,
    runs: Range<u64>,
    threads: Option<usize>,
    dir: &Path,
    watch: &Watch,
) -> Result<Receipt, Failure> {
    let began = Instant::now();
    let Sharded { study, loaded, .. } = sharded;
    let size = Size { runs: 1, seed: study.seed, worlds: study.worlds, threads };
    let faults: Vec<String> = range_faults(&runs).into_iter().chain(size.faults()).collect();
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let num = runs.end - runs.start;
    check_memory(sharded, num)?;
    claim(study, dir)?;
    let path = dir.join(shard::file_name(&runs));
    let receipt = |digest: String, was_there: bool| Receipt {
        study: study.hash.clone(),
        first: runs.start,
        until: runs.end,
        file: path.display().to_string(),
        digest,
        was_there,
        elapsed_s: began.elapsed().as_secs_f64(),
    };
    match shard::read(&path, study, &loaded.world, &runs)? {
        Some(Held::Sound(records)) => return Ok(receipt(log_hash(&records), true)),
        Some(Held::Foreign(other)) => return Err(foreign(&path, study, other.as_deref())),
        Some(Held::Damaged) | None => {}
    }
    watch.total.store(num, Ordering::Relaxed);
    let prepared = sharded.prepared(size.options(0), &watch.stop).map_err(Failure::other)?;
    let records = prepared.play(runs.start, runs.end, &watch.stop, &watch.done);
    if (records.len() as u64) < num {
        return Err(Failure::other(format!("{}: stopped before its runs were done; not written", path.display())));
    }
    shard::write(dir, study, &loaded.world, &records)?;
    Ok(receipt(log_hash(&records), false))
}

/// Most memory that closely sampled stocks of one shard may take (bytes).
const MOST_STOCK_BYTES: u64 = 1 << 30;

fn check_memory(sharded: &Sharded, num: u64) -> Result<(), Failure> {
    let bytes = close_stock_bytes(&sharded.loaded.world, num);
    if bytes <= MOST_STOCK_BYTES {
        return Ok(());
    }
    let most = num * MOST_STOCK_BYTES / bytes;
    Err(Failure::input(format!("--range: the stocks of {num} runs take {} MB; allowed here: {most} runs", bytes >> 20)))
}

/// A file in a shard's place that is none of this study.
pub(crate) fn foreign(path: &Path, study: &Study, other: Option<&str>) -> Failure {
    let whose = other.map_or("no shard of these runs".to_owned(), |hash| format!("of study {hash}"));
    Failure::input(format!("{}: is {whose}; this is study {}", path.display(), study.hash))
}

/// What to tell before a study is played.
#[must_use]
pub fn notes(sharded: &Sharded) -> Vec<String> {
    warned(&sharded.loaded.world).lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn study(seed: u64) -> Sharded {
        Sharded::new(&Scenario::named("tutorial".to_owned(), &[]), seed, 8, StockBy::Month).expect("it is bundled")
    }

    #[test]
    fn a_study_that_is_kept_plays_what_one_read_anew_plays() {
        let folder = std::env::temp_dir().join(format!("cupola-kept-{}", std::process::id()));
        let (kept, anew) = (folder.join("kept"), folder.join("anew"));
        for folder in [&kept, &anew] {
            std::fs::create_dir_all(folder).expect("a folder");
        }
        let watch = Watch::default();
        claim(&study(1).study, &kept).expect("it is empty");
        let path = kept.join(STUDY_FILE);
        let mut held: Option<Arc<Sharded>> = None;
        for runs in [0..7, 7..9, 9..20] {
            let sharded = Sharded::read_unless_kept(&path, held.take()).expect("it was written");
            let told = shard(&sharded, runs.clone(), Some(1), &kept, &watch).expect("it plays");
            let wanted = shard(&study(1), runs, Some(2), &anew, &watch).expect("it plays");
            assert_eq!(told.digest, wanted.digest);
            held = Some(sharded);
        }
        let same = Sharded::read_unless_kept(&path, held.clone()).expect("it was written");
        assert!(held.is_some_and(|held| Arc::ptr_eq(&held, &same)));
        let other = Sharded::read_unless_kept(&path, Some(Arc::new(study(2)))).expect("it was written");
        assert_eq!(other.study, same.study, "another study was taken for this one");
        std::fs::remove_dir_all(folder).expect("it is there");
    }
}
