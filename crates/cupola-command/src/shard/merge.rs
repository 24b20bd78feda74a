//! All shards of a folder as one run folder.

use super::{Gathered, Sharded, gather, of_text};
use crate::run::{Out, Played, Sitting, finish, guard, with_events};
use crate::{Failure, Size, Watch, cost, size::MOST_RUNS};
use cupola_record::Cache;
use cupola_record::shard::STUDY_FILE;
use cupola_study::monte_carlo::{Prepared, RunRecord};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

/// What is asked of a merge.
#[derive(Debug, Clone)]
pub struct Question {
    /// Folder of shards.
    pub dir: PathBuf,
    /// Runs there must be; those up to the last shard's end unless given.
    pub runs: Option<u64>,
    /// Whether the runs before the first gap are taken where some are missing.
    pub takes_part: bool,
    /// Runs whose events are kept, from the first, which are played again for that.
    pub keep_events: u64,
    /// Threads; all that the machine has, where none are given.
    pub threads: Option<usize>,
    /// Where the run folder goes.
    pub out: Out,
}

/// Shards that have been read and can be put together.
pub struct Merge {
    /// What to tell before that is done.
    pub notes: Vec<String>,
    sharded: Sharded,
    records: Vec<RunRecord>,
    size: Size,
    keep_events: u64,
    is_part: bool,
    dir: Option<PathBuf>,
}

impl Merge {
    /// Reads the shards of a folder.
    ///
    /// # Errors
    /// A folder without a study file; shards of another study or that contradict each other; runs that are missing, with the
    /// commands that play them.
    pub fn new(question: &Question) -> Result<Self, Failure> {
        let size = Size { runs: question.runs.unwrap_or(1), threads: question.threads, ..Size::default() };
        size.checked()?;
        let path = question.dir.join(STUDY_FILE);
        if !path.exists() {
            return Err(Failure::input(format!("{}: there is none; `cupola shard` writes it", path.display())));
        }
        let sharded = Sharded::read(&path)?;
        let gathered = gather(&question.dir, &sharded.study, &sharded.loaded.world)?;
        let runs = question.runs.unwrap_or(gathered.end()).min(MOST_RUNS);
        let mut notes: Vec<String> = gathered.told_of_damage().collect();
        let gaps = gathered.gaps(runs);
        let is_part = !gaps.is_empty();
        if is_part && !question.takes_part {
            return Err(missing(&question.dir, runs, &gathered));
        }
        let records = gathered.beginning(runs);
        if records.is_empty() {
            return Err(Failure::other(format!("{}: no shard has run 0; nothing written", question.dir.display())));
        }
        if is_part {
            notes.push(format!("{runs} runs asked for, the first {} are there without a gap", records.len()));
        }
        let size = Size { runs: records.len() as u64, worlds: sharded.study.worlds, seed: sharded.study.seed, ..size };
        let dir = question.out.dir(&sharded.loaded, size.seed);
        if let Some(dir) = &dir {
            notes.extend(guard(dir, size.runs)?);
        }
        Ok(Self { notes, sharded, records, size, keep_events: question.keep_events, is_part, dir })
    }

    /// Sums the runs up and writes the run folder.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn play(self, watch: &Watch) -> Result<Played, Failure> {
        let began = Instant::now();
        let Sharded { study, loaded, .. } = self.sharded;
        let steps = cost::chain(&of_text(&study), &loaded.world)?;
        watch.total.store(self.size.runs, Ordering::Relaxed);
        watch.done.store(self.size.runs, Ordering::Relaxed);
        let tables = Cache::of_user();
        let options = self.size.options(self.keep_events);
        let prepared = Prepared::with_tables(&loaded.world, options, &|f| tables.flyout(f), &watch.stop)
            .map_err(Failure::other)?;
        let records = with_events(&prepared, self.records);
        let elapsed_s = began.elapsed().as_secs_f64();
        let sitting = Sitting { elapsed_s, stopped_early: self.is_part, steps };
        let report = finish(&loaded, &prepared, &records, sitting, self.dir.as_deref())?;
        Ok(Played { loaded, report, records, dir: self.dir })
    }
}

/// The runs that are missing, and the commands that play them.
fn missing(dir: &Path, runs: u64, gathered: &Gathered) -> Failure {
    let gaps = gathered.gaps(runs);
    let num: u64 = gaps.iter().map(|gap| gap.end - gap.start).sum();
    let mut lines: Vec<String> = gathered.told_of_damage().collect();
    lines.push(format!(
        "{}: {num} of {runs} runs are missing; these play them (or take what there is: --partial):",
        dir.display()
    ));
    let (study, dir) = (quoted(&dir.join(STUDY_FILE)), quoted(dir));
    lines.extend(gaps.iter().map(|gap| format!("cupola shard {study} --range {}..{} --out {dir}", gap.start, gap.end)));
    Failure::other(lines.join("\n"))
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:@%,=".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
