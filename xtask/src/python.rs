//! The Python package: its wheel built, looked at, installed in an empty environment and tested there.
//!
//! Python 3.11 with `venv` is asked for here alone, beside the fuzzer of the page's API; the main job needs neither.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The builder of the wheel, at the version that `python/pyproject.toml` names.
pub const BUILDER: &str = "maturin==1.16.0";
/// What the tests take tables with, check types by, draw and run notebooks with, at the versions they were last read with.
const TESTERS: [&str; 12] = [
    "altair==6.3.0",
    "duckdb==2.0.1",
    "ipykernel==7.4.0",
    "matplotlib==3.11.2",
    "mypy==2.4.1",
    "nbclient==0.11.0",
    "nbformat==5.11.1",
    "numpy==2.4.6",
    "pandas==3.1.1",
    "polars==2.1.0",
    "pyarrow==26.0.1",
    "pytest==9.2.0",
];
/// What the tests of `cupola[ray]` take, in an environment of its own: half a gigabyte that nothing else needs.
const CLUSTER_TESTERS: [&str; 4] = ["moto[server]==5.2.5", "pytest==9.2.0", "ray==2.60.0", "s3fs==2026.9.0"];
/// Largest wheel (bytes).
const MAX_BYTES: u64 = 25_000_000;
/// The seed question in four lines: what does Japan's joining change?
const SEED_QUESTION: &str = "\
import cupola
r = cupola.run('japan-2028')
print(r.compare)
print('costs', r.cost.incremental_usd, 'USD')
";

/// Builds the wheel and tests it as who installs it has it.
pub fn test(root: &Path) -> bool {
    let folder = root.join("target/python");
    let Some(builder) = environment(&folder.join("build"), &[BUILDER]) else { return false };
    let out = folder.join("wheel");
    let Some(wheel) = built(&mut maturin(root, &builder, &out), &out) else { return false };
    let Some(tester) = environment(&folder.join("test"), &TESTERS) else { return false };
    let Some(cluster) = environment(&folder.join("cluster"), &CLUSTER_TESTERS) else { return false };
    alone(&folder, &wheel)
        && installed(&tester, &wheel)
        && succeeds(Command::new(&tester).current_dir(root.join("python")).args(["-m", "mypy"]))
        && passes(root, &tester, &["--ignore=cluster", "."])
        && gallery(root, &tester, &folder.join("gallery-pictures"))
        && installed(&cluster, &wheel)
        && passes(root, &cluster, &["cluster"])
}

/// Whether the wheel answers the seed question in an environment in this folder that holds nothing else: nothing else is needed.
pub fn alone(folder: &Path, wheel: &Path) -> bool {
    let alone = folder.join("alone");
    if alone.exists() && std::fs::remove_dir_all(&alone).is_err() {
        eprintln!("python: {} cannot be removed", alone.display());
        return false;
    }
    let Some(empty) = environment(&alone, &[]) else { return false };
    installed(&empty, wheel) && succeeds(Command::new(&empty).current_dir(folder).args(["-c", SEED_QUESTION]))
}

/// Runs the gallery's notebooks with the installed package; their pictures are left in a folder to be looked at.
fn gallery(root: &Path, python: &Path, pictures: &Path) -> bool {
    let _ = std::fs::remove_dir_all(pictures);
    succeeds(Command::new(python).args(["-P"]).arg(root.join("python/gallery/execute.py")).arg(pictures))
}

/// Whether tests pass with the installed package, not the folder beside the tests.
fn passes(root: &Path, python: &Path, which: &[&str]) -> bool {
    let mut command = Command::new(python);
    command.current_dir(root.join("python/tests")).env("CUPOLA", root.join("target/release/cupola"));
    succeeds(command.args(["-P", "-m", "pytest", "-q", "-p", "no:cacheprovider"]).args(which))
}

/// The interpreter of a virtual environment with these packages, made where it is not there.
pub fn environment(folder: &Path, packages: &[&str]) -> Option<PathBuf> {
    let python = folder.join("bin/python");
    // Written last, so that one whose packages did not come is made anew.
    let complete = folder.join("packages");
    let wanted = packages.join("\n");
    if std::fs::read_to_string(&complete).is_ok_and(|held| held == wanted) {
        return Some(python);
    }
    let is_made = succeeds(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))
        && (packages.is_empty()
            || succeeds(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(packages)))
        && std::fs::write(&complete, wanted).is_ok();
    is_made.then_some(python)
}

/// The command that builds the wheel, stripped, in the workspace's own target folder.
pub fn maturin(root: &Path, builder: &Path, out: &Path) -> Command {
    let mut command = Command::new(builder);
    command.current_dir(root.join("python")).args(["-m", "maturin", "build", "--quiet", "--release", "--out"]).arg(out);
    command
}

/// The wheel that a command builds into a folder; says how large it is.
pub fn built(command: &mut Command, out: &Path) -> Option<PathBuf> {
    let _ = std::fs::remove_dir_all(out);
    if !succeeds(command) {
        return None;
    }
    let wheel = std::fs::read_dir(out).ok()?.filter_map(Result::ok).map(|entry| entry.path()).next()?;
    let bytes = std::fs::metadata(&wheel).ok()?.len();
    eprintln!("python: {} is {:.1} MB", wheel.display(), bytes as f64 / 1e6);
    if bytes > MAX_BYTES {
        eprintln!("python: the wheel is larger than {} MB", MAX_BYTES / 1_000_000);
        return None;
    }
    Some(wheel)
}

fn installed(python: &Path, wheel: &Path) -> bool {
    let args = ["-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall"];
    succeeds(Command::new(python).args(args).arg(wheel))
}

/// Runs a command; says what is missing where it cannot be.
pub fn succeeds(command: &mut Command) -> bool {
    match command.status() {
        Ok(status) => status.success(),
        Err(error) => {
            let name = command.get_program().to_string_lossy().into_owned();
            eprintln!("python: {name} cannot be run: {error}; install Python 3.11 with its module `venv`");
            false
        }
    }
}
