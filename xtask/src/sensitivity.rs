//! Sensitivity indices of a scenario against SALib's, from the same design.

use crate::page::{binary, succeeds};
use std::path::Path;
use std::process::Command;

/// What the script was last read with.
const PACKAGES: [&str; 3] = ["SALib==1.6.0", "scipy==1.17.1", "numpy==2.4.6"];

/// Has SALib analyse the designs that the built binary writes.
pub fn check(root: &Path) -> bool {
    let venv = root.join("target/sensitivity");
    let python = venv.join("bin/python");
    let is_there = venv.join("bin/salib").exists()
        || (succeeds("python3", Command::new("python3").args(["-m", "venv"]).arg(&venv))
            && succeeds("pip", Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES)));
    let script = root.join("crates/cupola-study/tests/sensitivity.py");
    is_there && succeeds("sensitivity.py", Command::new(&python).arg(script).arg("check").arg(binary(root)))
}
