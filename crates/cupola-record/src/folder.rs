//! The run folder: `manifest.json`, `report.json`, `report.html`, `stock.csv` and Parquet files, each written whole or not at all.

use crate::error::RecordError;
use crate::parquet::{Table, csv, stock_table, write_table};
use crate::{html, json};
use cupola_study::summary::Report;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What is needed to do the same study again.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Manifest {
    /// Layout of the folder; 1.
    pub format: u32,
    /// Id of the scenario.
    pub scenario: String,
    /// The checked, merged scenario text.
    pub scenario_text: String,
    /// XXH3-128 of that text.
    pub scenario_hash: String,
    /// Version of the catalogue.
    pub catalogue_version: String,
    /// Version of cupola.
    pub version: String,
    /// Seed of the study.
    pub seed: u64,
    /// Runs done.
    pub runs: u64,
    /// Worlds the runs share.
    pub worlds: u64,
    /// Hash of the event log.
    pub log_hash: String,
    /// When, in the caller's words (this crate reads no clock); empty where the caller does not say.
    pub created: String,
    /// The command that made it; empty where the caller does not say.
    pub command: String,
    /// Names of the tables in the folder.
    pub tables: Vec<String>,
}

impl Manifest {
    /// A manifest that says what the report says, with the caller's scenario text and catalogue version.
    #[must_use]
    pub fn from_report(report: &Report, scenario_text: &str, catalogue_version: &str) -> Self {
        Self {
            format: 1,
            scenario: report.scenario.name.clone(),
            scenario_text: scenario_text.to_owned(),
            scenario_hash: report.scenario.hash.clone(),
            catalogue_version: catalogue_version.to_owned(),
            version: report.version.clone(),
            seed: report.seed,
            runs: report.runs,
            worlds: report.worlds,
            log_hash: report.log_hash.clone(),
            created: String::new(),
            command: String::new(),
            tables: vec![],
        }
    }
}

/// Writes a run folder; creates it where needed. The manifest comes last: a folder that has one is complete.
///
/// The list of tables in the manifest is set to the tables written.
///
/// # Errors
/// [`RecordError`] where a table is malformed or the file system refuses; no file is left half-written.
pub fn write_run_folder(dir: &Path, manifest: &Manifest, report: &Report, tables: &[Table]) -> Result<(), RecordError> {
    for table in tables {
        table.num_rows()?;
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if table.name.is_empty() || !table.name.chars().all(is_plain) {
            return Err(RecordError::TableName { table: table.name.clone() });
        }
    }
    let refused = |path: &Path| {
        let path = path.to_owned();
        move |source| RecordError::File { path, source }
    };
    fs::create_dir_all(dir).map_err(refused(dir))?;
    let manifest_path = dir.join("manifest.json");
    if manifest_path.exists() {
        fs::remove_file(&manifest_path).map_err(refused(&manifest_path))?;
    }
    write_text(&dir.join("report.json"), &json::to_json(report))?;
    write_text(&dir.join("report.html"), &html::render(report))?;
    if report.campaign.is_some() {
        write_text(&dir.join("stock.csv"), &csv(&stock_table(report)))?;
    }
    for table in tables {
        write_table(&dir.join(format!("{}.parquet", table.name)), table)?;
    }
    let manifest = Manifest { tables: tables.iter().map(|t| t.name.clone()).collect(), ..manifest.clone() };
    let mut text = serde_json::to_string_pretty(&manifest).expect("a manifest has only text and numbers");
    text.push('\n');
    write_text(&manifest_path, &text)
}

/// Reads the manifest of a run folder.
///
/// # Errors
/// [`RecordError`] where there is none or it is not one.
pub fn read_manifest(dir: &Path) -> Result<Manifest, RecordError> {
    let path = dir.join("manifest.json");
    let text = fs::read_to_string(&path).map_err(|source| RecordError::File { path: path.clone(), source })?;
    serde_json::from_str(&text).map_err(|source| RecordError::Json { path, source })
}

/// Writes a text file whole or not at all.
///
/// # Errors
/// [`RecordError::File`] where the file system refuses.
pub fn write_text(path: &Path, text: &str) -> Result<(), RecordError> {
    write_bytes(path, text.as_bytes())
}

/// Writes a file whole or not at all.
///
/// # Errors
/// [`RecordError::File`] where the file system refuses.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    write_whole(path, |file| {
        file.write_all(bytes).map_err(|source| RecordError::File { path: path.to_owned(), source })
    })
}

/// Writes a text file as [`write_shared`] does.
pub(crate) fn write_text_shared(path: &Path, text: &str) -> Result<(), RecordError> {
    write_shared(path, |file| {
        file.write_all(text.as_bytes()).map_err(|source| RecordError::File { path: path.to_owned(), source })
    })
}

/// Lets `fill` write a temporary file beside `path`, which then takes its name; on failure nothing is left.
pub(crate) fn write_whole(
    path: &Path,
    fill: impl FnOnce(&mut File) -> Result<(), RecordError>,
) -> Result<(), RecordError> {
    let target = target(path);
    if is_stream(&target) {
        return fill_stream(path, fill);
    }
    let partial = partial(&target, "");
    rename_filled(&target, &partial, File::create(&partial), fill)
}

/// The file that a path leads to: that of a link, which stays one.
fn target(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Whether what is there takes what is written as it comes: a device or a pipe, which no file may take the place of.
fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir())
}

fn fill_stream(path: &Path, fill: impl FnOnce(&mut File) -> Result<(), RecordError>) -> Result<(), RecordError> {
    let file = File::options().write(true).open(path);
    fill(&mut file.map_err(|source| RecordError::File { path: path.to_owned(), source })?)
}

/// The same under a temporary name that nobody else has, so that several may write the same file at once, the last of which
/// stays; when it returns, file and name are on the disk.
pub(crate) fn write_shared(
    path: &Path,
    fill: impl FnOnce(&mut File) -> Result<(), RecordError>,
) -> Result<(), RecordError> {
    let mut number = 0;
    let (partial, file) = loop {
        let partial = partial(path, &format!(".{}-{number}", std::process::id()));
        let file = File::options().read(true).write(true).create_new(true).open(&partial);
        match file {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            file => break (partial, file),
        }
    };
    rename_filled(path, &partial, file, fill)?;
    // Not every file system can do this to a folder; those that cannot need it not.
    let _ = path.parent().map(|dir| File::open(dir).and_then(|dir| dir.sync_all()));
    Ok(())
}

/// The temporary name of a file.
fn partial(path: &Path, mark: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(mark);
    name.push(".partial");
    path.with_file_name(name)
}

fn rename_filled(
    path: &Path,
    partial: &Path,
    file: std::io::Result<File>,
    fill: impl FnOnce(&mut File) -> Result<(), RecordError>,
) -> Result<(), RecordError> {
    let refused = |source| RecordError::File { path: path.to_owned(), source };
    let written = file.map_err(refused).and_then(|mut file| {
        fill(&mut file)?;
        file.sync_all().map_err(refused)
    });
    let renamed = written.and_then(|()| fs::rename(partial, path).map_err(refused));
    if renamed.is_err() {
        // The first failure is the one to report; a leftover that cannot be removed either changes nothing.
        let _ = fs::remove_file(partial);
    }
    renamed
}
