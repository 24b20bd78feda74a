//! The page: built from npm packages into `page/dist`, which a release build then embeds; tried in a real browser, its API
//! by a fuzzer.
//!
//! `npm`, a Chromium and Python are asked for here alone: neither the main job nor `cargo test` needs them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Names under which systems install Chromium; the variable `CHROMIUM` comes first.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// The fuzzer, at the version it was last read with.
const FUZZER: &str = "schemathesis==4.32.5";

/// Installs what the lock file names where that has changed, checks the types, and builds `page/dist`.
pub fn build(root: &Path) -> bool {
    installed(root) && npm(root, &["run", "build"])
}

/// The page's own tests, then those in a browser against the built binary.
pub fn test(root: &Path) -> bool {
    let Some(browser) = browser() else {
        eprintln!("page: no Chromium found: install the package `chromium`, or name one in the variable CHROMIUM");
        return false;
    };
    let env = [("CHROMIUM", browser.as_path()), ("CUPOLA", &binary(root))];
    installed(root) && npm(root, &["test"]) && with_env(Command::new("npm").args(["run", "browser"]), root, &env)
}

/// Every route of the API, hammered by its own description.
pub fn fuzz(root: &Path) -> bool {
    let venv = root.join("target/fuzz");
    let python = venv.join("bin/python");
    let venv_text = venv.to_string_lossy().into_owned();
    let is_there = python.exists()
        || (succeeds("python3", Command::new("python3").args(["-m", "venv", &venv_text]))
            && succeeds("pip", Command::new(&python).args(["-m", "pip", "install", "--quiet", FUZZER])));
    let script = root.join("crates/cupola-serve/tests/fuzz.py");
    is_there && succeeds("fuzz.py", Command::new(&python).arg(script).arg(binary(root)))
}

/// The built command line.
pub fn binary(root: &Path) -> PathBuf {
    root.join("target/release/cupola")
}

/// Whether `page/node_modules` is what the lock file says, after installing it where it was not.
fn installed(root: &Path) -> bool {
    let page = root.join("page");
    let changed = |path: PathBuf| std::fs::metadata(path).and_then(|m| m.modified()).ok();
    let held = changed(page.join("node_modules/.package-lock.json"));
    let is_fresh = held.is_some() && held >= changed(page.join("package-lock.json"));
    is_fresh || npm(root, &["ci", "--no-audit", "--no-fund"])
}

fn npm(root: &Path, args: &[&str]) -> bool {
    with_env(Command::new("npm").args(args), root, &[])
}

fn with_env(command: &mut Command, root: &Path, env: &[(&str, &Path)]) -> bool {
    succeeds("npm (Node 20 or later)", command.current_dir(root.join("page")).envs(env.iter().copied()))
}

/// Runs a command; says what is missing where it cannot be.
pub fn succeeds(name: &str, command: &mut Command) -> bool {
    match command.status() {
        Ok(status) => status.success(),
        Err(error) => {
            eprintln!("{name} cannot be run: {error}; `cargo test --workspace --release` needs none of it");
            false
        }
    }
}

fn browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(named));
    }
    let folders = std::env::var_os("PATH")?;
    let all = BROWSERS.iter().flat_map(|name| std::env::split_paths(&folders).map(move |folder| folder.join(name)));
    all.into_iter().find(|path| path.is_file())
}
