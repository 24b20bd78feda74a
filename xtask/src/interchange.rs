//! Exports read by readers that know nothing of cupola, and what it reads of orbits held against theirs; from the Python package
//! index.

use std::path::Path;
use std::process::Command;

/// The readers, at the versions they were last tried with.
const READERS: [&str; 9] = [
    "czml3==4.0.0",
    "oem==0.4.5",
    "opendis==1.0",
    "geojson==3.3.0",
    "shapely==2.2.0",
    "stonesoup==1.9.1",
    "pyarrow==18.1.0",
    "pymap3d==3.2.0",
    "sgp4==2.27",
];

/// Every export of the built binary, read and its values compared; every form of orbits read by it.
pub fn test(root: &Path) -> bool {
    let venv = root.join("target/interchange");
    let python = venv.join("bin/python");
    let venv_text = venv.to_string_lossy().into_owned();
    // Asks nobody where all of them are there already.
    let is_there = (python.exists() || succeeds("python3", Command::new("python3").args(["-m", "venv", &venv_text])))
        && succeeds("pip", Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(READERS));
    let script = |name: &str| root.join("crates/cupola-exchange/tests").join(name);
    let binary = root.join("target/release/cupola");
    let elements = root.join("crates/cupola-validate/cases/data/SGP4-VER.TLE");
    let read =
        |name: &str, more: &[&Path]| succeeds(name, Command::new(&python).arg(script(name)).arg(&binary).args(more));
    is_there && read("readers.py", &[]) && read("orbit_readers.py", &[&elements])
}

/// Runs a command; says what is missing where it cannot be.
fn succeeds(name: &str, command: &mut Command) -> bool {
    match command.status() {
        Ok(status) => status.success(),
        Err(error) => {
            eprintln!(
                "interchange: {name} cannot be run: {error}; `cargo test --workspace --release` needs none of it"
            );
            false
        }
    }
}
