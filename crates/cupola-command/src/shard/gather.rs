//! The runs of a folder of shards.

use super::foreign;
use crate::Failure;
use cupola_record::shard::{self, Held, Study};
use cupola_sim::world::World;
use cupola_study::monte_carlo::{ArmRecord, RunRecord};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Runs by their number, and the files that hold none.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// Those there are.
    runs: Vec<Option<RunRecord>>,
    /// Files cut short or altered, and the runs that they should hold.
    damaged: Vec<(Range<u64>, PathBuf)>,
}

impl Gathered {
    /// The run after the last that a file holds or should hold.
    pub(crate) fn end(&self) -> u64 {
        self.damaged.iter().map(|(runs, _)| runs.end).fold(self.runs.len() as u64, u64::max)
    }

    /// What there is to tell of each file that was cut short or altered.
    pub(crate) fn told_of_damage(&self) -> impl Iterator<Item = String> {
        let told = |path: &Path| format!("{}: is cut short or altered; its runs are not taken", path.display());
        self.damaged.iter().map(move |(_, path)| told(path))
    }

    /// Ranges of runs up to `until` that are missing.
    pub(crate) fn gaps(&self, until: u64) -> Vec<Range<u64>> {
        let mut gaps: Vec<Range<u64>> = Vec::new();
        let is_missing = |run: &u64| !matches!(self.runs.get(*run as usize), Some(Some(_)));
        for run in (0..until).filter(is_missing) {
            match gaps.last_mut().filter(|gap| gap.end == run) {
                Some(gap) => gap.end += 1,
                None => gaps.push(run..run + 1),
            }
        }
        gaps
    }

    /// The runs that are there, in order.
    pub(crate) fn there(self) -> Vec<RunRecord> {
        self.runs.into_iter().flatten().collect()
    }

    /// The runs before the first gap, at most `most`.
    pub(crate) fn beginning(self, most: u64) -> Vec<RunRecord> {
        self.runs.into_iter().take(usize::try_from(most).unwrap_or(usize::MAX)).map_while(|run| run).collect()
    }
}

/// Reads every shard of a folder.
///
/// # Errors
/// A shard of another study; two that differ in a run they both have.
pub(crate) fn gather(dir: &Path, study: &Study, world: &World) -> Result<Gathered, Failure> {
    let mut gathered = Gathered::default();
    let mut sound: Vec<(Range<u64>, PathBuf)> = Vec::new();
    for (range, path) in shard::list(dir)? {
        match shard::read(&path, study, world, &range)? {
            Some(Held::Sound(records)) => {
                for record in records {
                    gathered.take(record, &path, &sound)?;
                }
                sound.push((range, path));
            }
            Some(Held::Foreign(other)) => return Err(foreign(&path, study, other.as_deref())),
            Some(Held::Damaged) => gathered.damaged.push((range, path)),
            None => {}
        }
    }
    Ok(gathered)
}

impl Gathered {
    fn take(&mut self, record: RunRecord, path: &Path, before: &[(Range<u64>, PathBuf)]) -> Result<(), Failure> {
        let run = record.run;
        let place = run as usize;
        if place >= self.runs.len() {
            self.runs.resize_with(place + 1, || None);
        }
        let slot = &mut self.runs[place];
        match slot {
            Some(there) if !is_same(there, &record) => {
                let other = before.iter().find(|(range, _)| range.contains(&run)).map(|(_, path)| path.display());
                Err(Failure::other(format!(
                    "run {run} differs between {} ({}) and {} ({}): a run is the same wherever it is played, so one of \
                     them is wrong; remove it",
                    other.map_or_else(String::new, |path| path.to_string()),
                    digests(there),
                    path.display(),
                    digests(&record),
                )))
            }
            Some(_) => Ok(()),
            None => {
                *slot = Some(record);
                Ok(())
            }
        }
    }
}

fn is_same(a: &RunRecord, b: &RunRecord) -> bool {
    let bits = |arm: &ArmRecord| arm.row.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    let same = |(a, b): (&ArmRecord, &ArmRecord)| a.digest == b.digest && a.stock == b.stock && bits(a) == bits(b);
    a.arms.len() == b.arms.len() && a.arms.iter().zip(&b.arms).all(same)
}

fn digests(record: &RunRecord) -> String {
    record.arms.iter().map(|arm| format!("{:032x}", arm.digest)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(run: u64, digest: u128, value: f64) -> RunRecord {
        let (events, names, decisions, stock) = Default::default();
        RunRecord { run, world: 0, arms: vec![ArmRecord { row: vec![value], digest, events, names, decisions, stock }] }
    }

    #[test]
    fn runs_that_differ_between_shards_are_a_fault_that_names_both() {
        let (a, b) = (PathBuf::from("shard-0-2.parquet"), PathBuf::from("shard-1-3.parquet"));
        let mut gathered = Gathered::default();
        for run in 0..2 {
            gathered.take(record(run, 7, f64::NAN), &a, &[]).unwrap();
        }
        let before = [(0..2, a)];
        gathered.take(record(1, 7, f64::NAN), &b, &before).expect("the same run, not a number where that is not one");
        for other in [record(1, 8, f64::NAN), record(1, 7, 0.0)] {
            let wrong = gathered.take(other, &b, &before).unwrap_err().to_string();
            let names = ["run 1 differs", "shard-0-2.parquet", "shard-1-3.parquet", "00000000000000000000000000000007"];
            assert!(names.iter().all(|name| wrong.contains(name)), "{wrong}");
        }
        gathered.take(record(4, 7, 1.0), &b, &before).unwrap();
        assert_eq!(gathered.gaps(7), [2..4, 5..7]);
        assert_eq!(gathered.beginning(u64::MAX).len(), 2);
    }
}
