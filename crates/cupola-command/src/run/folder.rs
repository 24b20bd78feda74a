//! Where runs go, and what a run folder holds already.

use crate::Failure;
use cupola_record::folder;
use cupola_record::read::read_table;
use cupola_record::runs::records;
use cupola_scenario::Loaded;
use cupola_study::monte_carlo::{Options, RunRecord};
use std::path::{Path, PathBuf};

/// Where a run folder goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Out {
    /// None is written.
    Nowhere,
    /// `runs/NAME-HASH8-sSEED`.
    Usual,
    /// `runs/NAME-HASH8-sSEED-cost`: the runs of `cupola cost`, fewer and without events, beside those of `cupola run`.
    UsualOfCost,
    /// Here.
    Named(PathBuf),
}

impl Out {
    /// The folder for a scenario and seed.
    pub(crate) fn dir(&self, loaded: &Loaded, seed: u64) -> Option<PathBuf> {
        let usual = |end: &str| {
            let hash = format!("{:032x}", loaded.hash);
            Path::new("runs").join(format!("{}-{}-s{seed}{end}", loaded.world.name, &hash[..8]))
        };
        match self {
            Self::Nowhere => None,
            Self::Usual => Some(usual("")),
            Self::UsualOfCost => Some(usual("-cost")),
            Self::Named(dir) => Some(dir.clone()),
        }
    }

    /// Whether it was asked for by name.
    pub(crate) fn is_named(&self) -> bool {
        matches!(self, Self::Named(_))
    }
}

/// Refuses a folder that is no run folder, and says when one with more runs is replaced.
pub(crate) fn guard(dir: &Path, runs: u64) -> Result<Option<String>, Failure> {
    if dir.join("manifest.json").exists() {
        let held = folder::read_manifest(dir).map_or(0, |m| m.runs);
        let note = || format!("{}: {runs} runs replace the {held} that were there", dir.display());
        return Ok((held > runs).then(note));
    }
    let is_foreign = |e: std::fs::DirEntry| !e.file_name().to_string_lossy().starts_with('.');
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.any(|e| e.is_ok_and(is_foreign))) {
        return Err(Failure::input(format!("{}: is not empty and no run folder; give another --out", dir.display())));
    }
    Ok(None)
}

/// Number of runs that a folder holds of a study; none where there is no finished folder.
///
/// Fails where the folder belongs to another scenario, seed or number of worlds.
pub(super) fn held(dir: &Path, loaded: &Loaded, options: &Options) -> Result<Option<u64>, Failure> {
    if !dir.join("manifest.json").exists() {
        return Ok(None);
    }
    let manifest = folder::read_manifest(dir)?;
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

/// Refuses to go on with a folder that holds more runs than are asked for.
pub(super) fn check_num(dir: &Path, held: u64, runs: u64) -> Result<(), Failure> {
    if held <= runs {
        return Ok(());
    }
    Err(Failure::input(format!("--runs {runs}: the folder {} already holds {held} runs", dir.display())))
}

/// The runs a folder already holds; none where there is no finished folder.
///
/// Fails as [`held`].
pub(super) fn read(dir: &Path, loaded: &Loaded, options: &Options) -> Result<Vec<RunRecord>, Failure> {
    if held(dir, loaded, options)?.is_none() {
        return Ok(Vec::new());
    }
    let table = read_table(&dir.join("runs.parquet"))?;
    records(&loaded.world, &table)
        .ok_or_else(|| Failure::other(format!("{}: runs.parquet lacks columns of this study", dir.display())))
}
