//! `cupola validate`: published results against what the models say.

use crate::Failure;
use cupola_scenario::{Fault, Faults};
#[cfg(feature = "clap")]
use cupola_validate::AREAS;
use cupola_validate::{CaseFile, Data, Mode, Report};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Options of `cupola validate`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Only the cases of one area
    #[cfg_attr(feature = "clap", arg(value_parser = AREAS))]
    pub area: Option<String>,
    /// Cases of your own in place of the built-in ones, in the same form
    #[cfg_attr(feature = "clap", arg(long, value_name = "FILE"))]
    pub file: Vec<PathBuf>,
    /// Folder with the data files that cases name, for those that may not ship
    #[cfg_attr(feature = "clap", arg(long, value_name = "DIR"))]
    pub data: Option<PathBuf>,
    /// What a baseline without a model scores: what it passes is bookkeeping, not validation
    #[cfg_attr(feature = "clap", arg(long))]
    pub null: bool,
}

/// Runs and scores the cases, of which there is one at least, and gives what is made of their report.
///
/// # Errors
/// Files that cannot be read, and an area without cases.
pub fn validate<T>(question: &Question, told: impl FnOnce(&Report<'_>) -> T) -> Result<T, Failure> {
    let mut data = Data { folders: Vec::new() };
    if let Some(folder) = &question.data {
        if !folder.is_dir() {
            return Err(Failure::input(format!("--data: {} is not a folder", folder.display())));
        }
        data.folders.push(folder.clone());
    }
    data.folders.extend(question.file.iter().filter_map(|file| file.parent()).map(Path::to_owned));
    let files = if question.file.is_empty() { cupola_validate::builtin() } else { read(&question.file)? };
    let mode = if question.null { Mode::Null } else { Mode::Model };
    let report = cupola_validate::validate(&files, question.area.as_deref(), &data, mode);
    if report.cases.is_empty() {
        let areas: BTreeSet<&str> = files.iter().flat_map(|f| &f.cases).map(|case| case.area.as_str()).collect();
        let there = areas.into_iter().collect::<Vec<_>>().join(", ");
        let area = question.area.as_deref().unwrap_or("any");
        return Err(Failure::input(format!("validate: no case of area {area} is there; allowed: {there}")));
    }
    Ok(told(&report))
}

/// What is wrong where cases fail that a model was run on.
#[must_use]
pub fn failed(report: &Report<'_>) -> Option<Failure> {
    let num_failed = report.counts().failed;
    (!report.is_all_passed()).then(|| Failure::other(format!("validate: {num_failed} of the cases that were run fail")))
}

/// Reads all files; the faults of all of them are named.
fn read(paths: &[PathBuf]) -> Result<Vec<CaseFile>, Faults> {
    let mut faults: Vec<Fault> = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let file = match std::fs::read_to_string(path) {
            Ok(text) => CaseFile::parse(&name, &text),
            Err(error) => Err(Faults::of_file(&name, format!("cannot be read: {error}"))),
        };
        match file {
            Ok(file) => files.push(file),
            Err(Faults(found)) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(files) } else { Err(Faults(faults)) }
}
