//! What a run folder holds already, for `--append` and `--resume`.

use cupola::command::Failure;
use cupola::record::folder;
use cupola::record::read::read_table;
use cupola::record::runs::records;
use cupola::scenario::Loaded;
use cupola::study::monte_carlo::{Options, RunRecord};
use std::path::Path;

/// Refuses a folder that is no run folder, and says when one with more runs is replaced.
pub fn guard(dir: &Path, runs: u64) -> Result<(), Failure> {
    if dir.join("manifest.json").exists() {
        let held = folder::read_manifest(dir).map_or(0, |m| m.runs);
        if held > runs {
            eprintln!("{}: {runs} runs replace the {held} that were there", dir.display());
        }
        return Ok(());
    }
    let is_foreign = |e: std::fs::DirEntry| !e.file_name().to_string_lossy().starts_with('.');
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.any(|e| e.is_ok_and(is_foreign))) {
        return Err(Failure::input(format!("{}: is not empty and no run folder; give another --out", dir.display())));
    }
    Ok(())
}

/// Number of runs that a folder holds of a study; none where there is no finished folder.
///
/// Fails where the folder belongs to another scenario, seed or number of worlds.
pub fn held(dir: &Path, loaded: &Loaded, options: &Options) -> Result<Option<u64>, Failure> {
    if !dir.join("manifest.json").exists() {
        return Ok(None);
    }
    let manifest = folder::read_manifest(dir).map_err(Failure::other)?;
    let hash = format!("{:032x}", loaded.hash);
    let same = manifest.scenario_hash == hash && manifest.seed == options.seed.0 && manifest.worlds == options.worlds;
    if !same || manifest.version != env!("CARGO_PKG_VERSION") {
        return Err(Failure::input(format!(
            "{}: made from scenario {} with seed {}, {} worlds, cupola {}; it goes only with the same (now {hash}, seed {}, {} worlds, cupola {})",
            dir.display(),
            manifest.scenario_hash,
            manifest.seed,
            manifest.worlds,
            manifest.version,
            options.seed.0,
            options.worlds,
            env!("CARGO_PKG_VERSION"),
        )));
    }
    Ok(Some(manifest.runs))
}

/// The runs a folder already holds; none where there is no finished folder.
///
/// Fails as [`held`].
pub fn read(dir: &Path, loaded: &Loaded, options: &Options) -> Result<Vec<RunRecord>, Failure> {
    if held(dir, loaded, options)?.is_none() {
        return Ok(Vec::new());
    }
    let table = read_table(&dir.join("runs.parquet")).map_err(Failure::other)?;
    records(&loaded.world, &table)
        .ok_or_else(|| Failure::other(format!("{}: runs.parquet lacks columns of this study", dir.display())))
}
