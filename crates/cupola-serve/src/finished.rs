//! Run folders: written under a temporary name and renamed, found again by the next server.

use crate::jobs::Job;
use crate::told::{RunHead, RunState};
use cupola_record::folder::write_text;
use cupola_record::runs::{runs_table, write_study};
use cupola_record::{RecordError, parquet};
use cupola_scenario::Loaded;
use cupola_study::monte_carlo::RunRecord;
use cupola_study::summary::Report;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Folder of the runs that go with the server.
pub const UNKEPT: &str = ".unkept";
/// Beginning of the name of a folder that is being written.
const PARTIAL: &str = ".partial-";
/// What was asked for, beside what `cupola run` writes.
const STUDY_FILE: &str = "study.json";
/// Most cells of `runs.csv`; larger tables are in `runs.parquet` alone.
const MAX_CSV_CELLS: usize = 2_000_000;

/// A finished study in its run folder.
#[derive(Debug, Clone)]
pub struct Finished {
    /// As a list tells it.
    pub head: RunHead,
    /// Its run folder.
    pub dir: PathBuf,
    /// Why it was stopped by the server.
    pub error: Option<String>,
}

/// What was asked for, as kept in the run folder.
#[derive(Debug, Serialize, Deserialize)]
struct StudyFile {
    runs: u64,
    without: Vec<String>,
    created_unix_s: u64,
    error: Option<String>,
}

/// What a list tells of a report.
#[derive(Debug, Deserialize)]
struct ReportHead {
    scenario: ScenarioName,
    seed: u64,
    runs: u64,
    elapsed_s: f64,
    stopped_early: bool,
}

#[derive(Debug, Deserialize)]
struct ScenarioName {
    name: String,
    title: String,
}

/// Writes the run folder of a study at its place, whole or not at all.
///
/// # Errors
/// [`RecordError`] where the file system refuses.
pub fn write(
    place: &Path,
    job: &Job,
    loaded: &Loaded,
    report: &Report,
    records: &[RunRecord],
    error: Option<String>,
) -> Result<Finished, RecordError> {
    let partial = place.with_file_name(format!("{PARTIAL}{}", job.id));
    let refused = |source| RecordError::File { path: place.to_owned(), source };
    let written = fs::create_dir_all(&partial).map_err(refused).and_then(|()| {
        write_text(&partial.join("scenario.toml"), &loaded.text)?;
        let table = runs_table(&loaded.world, records);
        if table.num_rows()? * table.columns.len() <= MAX_CSV_CELLS {
            write_text(&partial.join("runs.csv"), &parquet::csv(&table))?;
        }
        let study = StudyFile {
            runs: job.study.runs,
            without: job.study.without.clone(),
            created_unix_s: job.created_unix_s,
            error,
        };
        write_text(&partial.join(STUDY_FILE), &cupola_record::json::pretty(&study))?;
        write_study(&partial, loaded, report, records)?;
        fs::rename(&partial, place).map_err(refused)
    });
    if let Err(error) = written {
        // The first failure is the one to tell; what is left goes when the next server starts.
        let _ = fs::remove_dir_all(&partial);
        return Err(error);
    }
    read(place).ok_or_else(|| refused(std::io::ErrorKind::InvalidData.into()))
}

/// The finished studies of a folder, the oldest first.
pub fn read_all(runs_dir: &Path) -> Vec<Finished> {
    let entries = fs::read_dir(runs_dir).into_iter().flatten().flatten();
    // A link may lead out of the study folder.
    let is_ours = |entry: &fs::DirEntry| {
        !entry.file_name().to_string_lossy().starts_with('.') && entry.file_type().is_ok_and(|kind| kind.is_dir())
    };
    let dirs = entries.filter(is_ours).map(|entry| entry.path());
    let mut all: Vec<Finished> = dirs.filter_map(|dir| read(&dir)).collect();
    all.sort_by(|a, b| (a.head.created_unix_s, &a.head.id).cmp(&(b.head.created_unix_s, &b.head.id)));
    all
}

/// A finished study; none where the folder is not whole, or not one of ours.
fn read(dir: &Path) -> Option<Finished> {
    let id = dir.file_name()?.to_str()?.to_owned();
    let manifest = dir.join("manifest.json").metadata().ok()?;
    let report: ReportHead = serde_json::from_str(&fs::read_to_string(dir.join("report.json")).ok()?).ok()?;
    let study = fs::read_to_string(dir.join(STUDY_FILE)).ok().and_then(|text| serde_json::from_str(&text).ok());
    // A folder that `cupola run` wrote says nothing of when it was asked for.
    let study = study.unwrap_or_else(|| StudyFile {
        runs: report.runs,
        without: Vec::new(),
        created_unix_s: manifest
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .map_or(0, |since| since.as_secs()),
        error: None,
    });
    let head = RunHead {
        id,
        state: if report.stopped_early { RunState::Cancelled } else { RunState::Done },
        scenario: report.scenario.name,
        title: report.scenario.title,
        runs: study.runs,
        done: report.runs,
        seed: report.seed,
        without: study.without,
        elapsed_s: report.elapsed_s,
        created_unix_s: study.created_unix_s,
    };
    Some(Finished { head, dir: dir.to_owned(), error: study.error })
}

/// Takes away what a server before this one left: folders half-written, and those that were not to be kept.
pub fn sweep(runs_dir: &Path) {
    for entry in fs::read_dir(runs_dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with(PARTIAL) || name == UNKEPT {
            // What cannot be removed is not listed either.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
