//! Long studies saved as they go, so that one that is killed can be gone on with.
//!
//! The runs of every few seconds become a shard in a hidden folder of the run folder, which goes when the run folder has been
//! written whole. How runs are cut changes no number: a run is the same wherever it is played.

use crate::Failure;
use crate::shard::{check_claim, claim, gather};
use cupola_record::shard::{self, STUDY_FILE, Study};
use cupola_sim::world::World;
use cupola_study::monte_carlo::{BLOCK_RUNS, RunRecord};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Folder of the shards, in the run folder.
const FOLDER: &str = ".shards";
/// Work of one shard (s). Assumed: 5 to 60 s cost little to do again and little to save.
const SHARD_S: f64 = 5.0;
/// Work of one shard as a share of what is done: so even days of work make but some hundred files. Assumed: 0.01 to 0.1.
const SHARD_FRACTION: f64 = 0.02;

/// Share of the time that saving may take, as far as longer shards can see to that. Assumed: 0.005 to 0.02.
const SAVING_FRACTION: f64 = 0.01;
/// Work of one shard up to which they may (s). Assumed: 10 to 60 s.
const MOST_SHARD_S: f64 = 15.0;

/// Where a study is saved, and how far it is.
#[derive(Debug)]
pub(super) struct Saves<'a> {
    dir: PathBuf,
    study: Study,
    world: &'a World,
    /// Runs that shards hold, from the first.
    num_saved: u64,
    /// Whether shards of an earlier sitting may be there that have no part in this one.
    is_stale: bool,
    began: Instant,
    /// When it was last saved, and how long that took (s).
    last: Instant,
    last_s: f64,
}

/// The runs that a stopped study has saved, in order; some between them may be missing. What to tell of them is added.
pub(super) fn read(
    dir: &Path,
    study: &Study,
    world: &World,
    notes: &mut Vec<String>,
) -> Result<Vec<RunRecord>, Failure> {
    let dir = dir.join(FOLDER);
    if dir.join(STUDY_FILE).exists() {
        check_claim(study, &dir)?;
    } else if !dir.is_dir() {
        return Ok(Vec::new());
    }
    // Without a study file each shard still says of which study it is.
    let gathered = gather(&dir, study, world)?;
    notes.extend(gathered.told_of_damage());
    let records = gathered.there();
    notes.push(format!("{}: {} runs were saved and are not played again", dir.display(), records.len()));
    Ok(records)
}

/// What to tell of saved runs that have no part in a study that starts anew.
pub(super) fn left_out(dir: &Path) -> Option<String> {
    let dir = dir.join(FOLDER);
    let until = shard::list(&dir).ok()?.iter().map(|(runs, _)| runs.end).max()?;
    Some(format!("{}: has up to {until} runs of a stopped study; without --resume they are played anew", dir.display()))
}

impl<'a> Saves<'a> {
    /// For a run folder that has so many runs saved without a gap from the first; none where it starts anew.
    pub(super) fn new(dir: &Path, study: Study, world: &'a World, num_saved: Option<u64>) -> Self {
        let (is_stale, num_saved, now) = (num_saved.is_none(), num_saved.unwrap_or(0), Instant::now());
        Self { dir: dir.join(FOLDER), study, world, num_saved, is_stale, began: now, last: now, last_s: 0.0 }
    }

    /// Where to stop and save, on the way from run `next` to `goal`, after `played` runs of this sitting.
    pub(super) fn stop_at(&self, next: u64, goal: u64, played: u64, threads: usize) -> u64 {
        if played == 0 {
            return (next + BLOCK_RUNS * threads as u64).min(goal);
        }
        let elapsed_s = self.began.elapsed().as_secs_f64();
        let to_be_worth_it_s = (self.last_s / SAVING_FRACTION).clamp(SHARD_S, MOST_SHARD_S);
        let shard_s = to_be_worth_it_s.max(SHARD_FRACTION * elapsed_s);
        let num = (played as f64 / elapsed_s * shard_s).ceil() as u64;
        // What is left after a shard and half a shard is not worth a file of its own.
        if 2 * (goal - next) <= 3 * num { goal } else { (next + num).next_multiple_of(BLOCK_RUNS).min(goal) }
    }

    /// Saves what is not saved yet, where it is enough work to be worth a file.
    pub(super) fn save(&mut self, records: &[RunRecord]) -> Result<(), Failure> {
        let is_worth = self.last.elapsed().as_secs_f64() > SHARD_S / 2.0;
        if !is_worth || self.num_saved >= records.len() as u64 {
            return Ok(());
        }
        self.write(records)
    }

    /// Goes on behind runs that shards hold already, from `first` on: what was played before them, to fill a gap as long as the
    /// shard that was lost, is saved.
    pub(super) fn skip(&mut self, records: &[RunRecord], first: u64) -> Result<(), Failure> {
        if self.num_saved < first {
            self.write(&records[..first as usize])?;
        }
        self.num_saved = records.len() as u64;
        Ok(())
    }

    fn write(&mut self, records: &[RunRecord]) -> Result<(), Failure> {
        self.last = Instant::now();
        if self.is_stale {
            remove(&self.dir)?;
            self.is_stale = false;
        }
        claim(&self.study, &self.dir)?;
        shard::write(&self.dir, &self.study, self.world, &records[self.num_saved as usize..])?;
        self.num_saved = records.len() as u64;
        self.last_s = self.last.elapsed().as_secs_f64();
        Ok(())
    }

    /// Takes the shards away: the run folder holds it all.
    pub(super) fn clear(self) -> Result<(), Failure> {
        remove(&self.dir)
    }
}

fn remove(dir: &Path) -> Result<(), Failure> {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::other(format!("{}: {error}", dir.display())))
        }
        _ => Ok(()),
    }
}
