//! `cupola validate`: published results against what the models say.

use crate::print;
use cupola::command::Failure;
use cupola::scenario::{Fault, Faults};
use cupola_validate::{AREAS, CaseFile, Data, Mode};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Options of `cupola validate`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Only the cases of one area
    #[arg(value_parser = AREAS)]
    area: Option<String>,
    /// Cases of your own in place of the built-in ones, in the same form
    #[arg(long, value_name = "FILE")]
    file: Vec<PathBuf>,
    /// Folder with the data files that cases name, for those that may not ship
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// What a baseline without a model scores: what it passes is bookkeeping, not validation
    #[arg(long)]
    null: bool,
    /// One JSON document on standard output
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// The page `docs/VALIDATION.md`
    #[arg(long)]
    markdown: bool,
}

/// Runs and scores the cases; cases that fail are a failure of the command.
pub fn validate(args: &Args) -> Result<(), Failure> {
    let mut data = Data { folders: Vec::new() };
    if let Some(folder) = &args.data {
        if !folder.is_dir() {
            return Err(Failure::input(format!("--data: {} is not a folder", folder.display())));
        }
        data.folders.push(folder.clone());
    }
    data.folders.extend(args.file.iter().filter_map(|file| file.parent()).map(Path::to_owned));
    let files = if args.file.is_empty() { cupola_validate::builtin() } else { read(&args.file)? };
    let mode = if args.null { Mode::Null } else { Mode::Model };
    let report = cupola_validate::validate(&files, args.area.as_deref(), &data, mode);
    if report.cases.is_empty() {
        let areas: BTreeSet<&str> = files.iter().flat_map(|f| &f.cases).map(|case| case.area.as_str()).collect();
        let there = areas.into_iter().collect::<Vec<_>>().join(", ");
        let area = args.area.as_deref().unwrap_or("any");
        return Err(Failure::input(format!("validate: no case of area {area} is there; allowed: {there}")));
    }
    if args.json {
        let json = serde_json::to_string_pretty(&cupola_validate::to_json(&report)).map_err(Failure::other)?;
        print(&(json + "\n"))?;
    } else if args.markdown {
        print(&cupola_validate::to_markdown(&report))?;
    } else {
        print(&cupola_validate::to_text(&report))?;
    }
    if args.null || report.is_all_passed() {
        return Ok(());
    }
    Err(Failure::other(format!("validate: {} of the cases that were run fail", report.counts().failed)))
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
