//! A study cut into ranges of runs: the study file, and one Parquet file for each range, the *shard*.
//!
//! A shard is what `runs.parquet` is, of its range alone, and says in its key-value metadata whose it is. It carries a seal:
//! a digest of the whole file, its own place left out. So what was cut short or altered in any bit is never taken for sound,
//! and is found out before anything in it is believed.

use crate::error::RecordError;
use crate::folder::{write_shared, write_text_shared};
use crate::parquet::{Column, ColumnData, PASSING_LEVEL, Table, properties, write_columns};
use crate::read::read_columns;
use crate::runs::{records, runs_table};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::EnabledStatistics;
use cupola_core::digest::hash_bytes;
use cupola_scenario::{Loaded, catalogue::Catalogue};
use cupola_sim::world::World;
use cupola_study::monte_carlo::{RunRecord, log_hash};
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Name of the study file.
pub const STUDY_FILE: &str = "study.json";

/// What a range of runs is played from, and nothing else: `study.json`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Study {
    /// Layout of the file and of shards; 1.
    pub format: u32,
    /// Hash of the study: XXH3-128 over this file without it. Shards of one hash go together.
    pub hash: String,
    /// Id of the scenario.
    pub scenario: String,
    /// XXH3-128 of the scenario's text.
    pub scenario_hash: String,
    /// The checked, merged scenario text.
    pub scenario_text: String,
    /// Seed.
    pub seed: u64,
    /// Worlds the runs share.
    pub worlds: u64,
    /// Days from one telling of stocks to the next, where it is closer than by the month.
    pub stock_every_days: Option<u32>,
    /// Version of cupola.
    pub version: String,
    /// Version of the catalogue.
    pub catalogue_version: String,
}

impl Study {
    /// The study of a scenario, played by this version of cupola.
    #[must_use]
    pub fn new(loaded: &Loaded, seed: u64, worlds: u64) -> Self {
        Self {
            format: 1,
            hash: String::new(),
            scenario: loaded.world.name.clone(),
            scenario_hash: format!("{:032x}", loaded.hash),
            scenario_text: loaded.text.clone(),
            seed,
            worlds,
            stock_every_days: loaded.world.stock_every_days,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            catalogue_version: Catalogue::embedded().version(),
        }
        .hashed()
    }

    fn hashed(mut self) -> Self {
        self.hash.clear();
        self.hash = format!("{:032x}", hash_bytes(self.text().as_bytes()));
        self
    }

    fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a study has only text and numbers") + "\n"
    }

    /// Reads a study file.
    ///
    /// # Errors
    /// [`RecordError`] where there is none, it is not one, or it was altered.
    pub fn read(path: &Path) -> Result<Self, RecordError> {
        let text = fs::read_to_string(path).map_err(|source| RecordError::File { path: path.to_owned(), source })?;
        let study: Self =
            serde_json::from_str(&text).map_err(|source| RecordError::Json { path: path.to_owned(), source })?;
        let hash = study.clone().hashed().hash;
        if hash == study.hash {
            return Ok(study);
        }
        Err(RecordError::StudyHash { path: path.to_owned(), said: study.hash, found: hash })
    }

    /// Writes the study file of a folder of shards, which is created where needed; several may do so at once.
    ///
    /// # Errors
    /// [`RecordError::File`] where the file system refuses.
    pub fn write(&self, dir: &Path) -> Result<(), RecordError> {
        fs::create_dir_all(dir).map_err(|source| RecordError::File { path: dir.to_owned(), source })?;
        write_text_shared(&dir.join(STUDY_FILE), &self.text())
    }
}

/// What is at a shard's place.
#[derive(Debug)]
pub enum Held {
    /// A shard of the study, whole.
    Sound(Vec<RunRecord>),
    /// A file of something else: of the study of this hash, or of none.
    Foreign(Option<String>),
    /// A file cut short or altered.
    Damaged,
}

/// Name of the shard of a range of runs.
#[must_use]
pub fn file_name(runs: &Range<u64>) -> String {
    format!("shard-{}-{}.parquet", runs.start, runs.end)
}

/// The range of runs that a shard's name says; none where it is no such name.
#[must_use]
pub fn runs_of_name(name: &str) -> Option<Range<u64>> {
    let (start, end) = name.strip_prefix("shard-")?.strip_suffix(".parquet")?.split_once('-')?;
    let runs = start.parse().ok()?..end.parse().ok()?;
    (file_name(&runs) == name).then_some(runs)
}

/// The shards of a folder, by their names, the first runs first.
///
/// # Errors
/// [`RecordError::File`] where the folder cannot be read.
pub fn list(dir: &Path) -> Result<Vec<(Range<u64>, PathBuf)>, RecordError> {
    let refused = |source| RecordError::File { path: dir.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(refused)? {
        let entry = entry.map_err(refused)?;
        if let Some(runs) = entry.file_name().to_str().and_then(runs_of_name) {
            found.push((runs, entry.path()));
        }
    }
    found.sort_by_key(|(runs, _)| (runs.start, runs.end));
    Ok(found)
}

/// Begins the seal in a file; its digest follows.
const SEAL: &str = "cupola-seal:";
/// Digits of a seal's digest.
const SEAL_DIGITS: usize = 32;
/// Keys of the metadata.
const STUDY_KEY: &str = "cupola.study";
const RUNS_KEY: &str = "cupola.runs";
const DIGEST_KEY: &str = "cupola.digest";
const SEAL_KEY: &str = "cupola.seal";

/// Writes the shard of runs that follow each other, whole or not at all; several may do so at once.
///
/// # Errors
/// [`RecordError`] where the file system refuses.
///
/// # Panics
/// Without runs: a fault of the caller.
pub fn write(dir: &Path, study: &Study, world: &World, runs: &[RunRecord]) -> Result<PathBuf, RecordError> {
    let range = runs[0].run..runs[runs.len() - 1].run + 1;
    let path = dir.join(file_name(&range));
    let mut table = runs_table(world, runs);
    table.name = "shard".to_owned();
    if world.stock_every_days.is_some() {
        table.columns.push(stock_column(runs));
    }
    let num_rows = table.num_rows()?;
    let metadata = [
        (STUDY_KEY, study.hash.clone()),
        (RUNS_KEY, format!("{}..{}", range.start, range.end)),
        (DIGEST_KEY, log_hash(runs)),
        (SEAL_KEY, format!("{SEAL}{}", "0".repeat(SEAL_DIGITS))),
    ];
    write_shared(&path, |file| {
        write_stamped(file, &table, num_rows, &metadata)
            .map_err(|source| RecordError::Parquet { path: path.clone(), source })?;
        seal(file).map_err(|source| RecordError::File { path: path.clone(), source })
    })?;
    Ok(path)
}

/// Writes a table with key-value metadata: without the bounds of its values, which nobody looks for in a shard, and lightly
/// compressed, since a study that saves itself pays for both.
fn write_stamped(
    file: &mut File,
    table: &Table,
    num_rows: usize,
    metadata: &[(&str, String)],
) -> Result<(), ParquetError> {
    let pairs = metadata.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone())).collect();
    let properties =
        properties(PASSING_LEVEL)?.set_statistics_enabled(EnabledStatistics::None).set_key_value_metadata(Some(pairs));
    write_columns(file, table, num_rows, properties)
}

/// Rounds on hand of the first arm on closely sampled days, as words; those of other arms are not sampled.
fn stock_column(runs: &[RunRecord]) -> Column {
    let words = |stock: &[u32]| stock.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
    Column::text("stock", runs.iter().flat_map(|run| run.arms.iter().map(|arm| words(&arm.stock))).collect())
}

/// Puts the digest of a file into its seal.
fn seal(file: &mut File) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    let place = seal_place(&bytes).expect("the seal was written with the metadata");
    file.seek(SeekFrom::Start(place.start as u64))?;
    file.write_all(format!("{:032x}", hash_bytes(&bytes)).as_bytes())
}

/// Where a file has the digest of its seal.
fn seal_place(bytes: &[u8]) -> Option<Range<usize>> {
    let start = bytes.windows(SEAL.len()).rposition(|window| window == SEAL.as_bytes())? + SEAL.len();
    (start + SEAL_DIGITS <= bytes.len()).then_some(start..start + SEAL_DIGITS)
}

/// Whether a file is as it was sealed; none where it has no seal.
fn is_sealed(mut bytes: Vec<u8>) -> Option<bool> {
    let place = seal_place(&bytes)?;
    let said = bytes[place.clone()].to_vec();
    bytes[place].fill(b'0');
    Some(format!("{:032x}", hash_bytes(&bytes)).as_bytes() == said)
}

/// Whether bytes are a Parquet file that no shard can have become by damage.
fn is_another_file(bytes: &[u8]) -> bool {
    let is_parquet = bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1");
    is_parquet && !bytes.windows(STUDY_KEY.len()).any(|window| window == STUDY_KEY.as_bytes())
}

/// Looks at the shard of a range of runs; none where there is no such file.
///
/// # Errors
/// [`RecordError::File`] where the file system refuses.
pub fn read(path: &Path, study: &Study, world: &World, runs: &Range<u64>) -> Result<Option<Held>, RecordError> {
    let refused = |source| RecordError::File { path: path.to_owned(), source };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refused(error)),
    };
    let is_another = is_another_file(&bytes);
    match is_sealed(bytes) {
        Some(true) => {}
        None if is_another => return Ok(Some(Held::Foreign(None))),
        _ => return Ok(Some(Held::Damaged)),
    }
    let (columns, metadata) = read_columns(File::open(path).map_err(refused)?)
        .map_err(|source| RecordError::Parquet { path: path.to_owned(), source })?;
    let said = |key: &str| metadata.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    if said(STUDY_KEY).as_ref() != Some(&study.hash) || said(RUNS_KEY) != Some(format!("{}..{}", runs.start, runs.end))
    {
        return Ok(Some(Held::Foreign(said(STUDY_KEY).filter(|hash| *hash != study.hash))));
    }
    let table = Table { name: "shard".to_owned(), columns };
    let found = with_stocks(records(world, &table), &table)
        .filter(|found| found.iter().map(|r| r.run).eq(runs.clone()) && said(DIGEST_KEY) == Some(log_hash(found)));
    Ok(Some(found.map_or(Held::Damaged, Held::Sound)))
}

fn with_stocks(found: Option<Vec<RunRecord>>, table: &Table) -> Option<Vec<RunRecord>> {
    let mut found = found?;
    let Some(ColumnData::Text(stocks)) = table.columns.iter().find(|c| c.name == "stock").map(|c| &c.data) else {
        return Some(found);
    };
    for (arm, words) in found.iter_mut().flat_map(|run| &mut run.arms).zip(stocks) {
        arm.stock = words.split_whitespace().map(|word| word.parse().ok()).collect::<Option<_>>()?;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_altered_cut_or_lengthened_file_is_sealed() {
        let dir = std::env::temp_dir().join(format!("cupola-seal-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let path = dir.join(file_name(&(0..2)));
        let columns = vec![Column::i64("run", vec![0, 1]), Column::f64("raid.leaked", vec![0.5, f64::NAN])];
        let table = Table { name: "shard".to_owned(), columns };
        let metadata = [(STUDY_KEY, "a study".to_owned()), (SEAL_KEY, format!("{SEAL}{}", "0".repeat(SEAL_DIGITS)))];
        write_shared(&path, |file| {
            write_stamped(file, &table, 2, &metadata).unwrap();
            seal(file).unwrap();
            Ok(())
        })
        .unwrap();
        let whole = fs::read(&path).unwrap();
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(is_sealed(whole.clone()), Some(true));
        for place in 0..whole.len() {
            let mut altered = whole.clone();
            altered[place] ^= 1 << (place % 8);
            assert!(!is_another_file(&altered) || is_sealed(altered.clone()) == Some(false), "byte {place}");
            assert_ne!(is_sealed(altered), Some(true), "byte {place}");
            assert_ne!(is_sealed(whole[..place].to_vec()), Some(true), "cut after {place}");
        }
        assert_ne!(is_sealed([&whole[..], b"0"].concat()), Some(true));
    }

    #[test]
    fn names_say_their_runs_and_no_other_name_does() {
        assert_eq!(runs_of_name(&file_name(&(30..4_000))), Some(30..4_000));
        for name in
            ["shard-030-4000.parquet", "shard-30.parquet", ".shard-30-40.parquet.7-0.partial", "shard--3-4.parquet"]
        {
            assert_eq!(runs_of_name(name), None, "{name}");
        }
    }
}
