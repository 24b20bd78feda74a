//! The project's own tasks: ci, test, interchange, page, python, wheels, sensitivity, tidy, bench.
//!
//! `cargo xtask ci` is what the build machine runs and what a person runs before handing in a change.

mod bench;
mod interchange;
mod page;
mod python;
mod sensitivity;
mod tidy;
mod wheels;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

const HELP: &str = "\
cargo xtask TASK

  test          every test: the page in a browser, its API fuzzed, exports read by others, the Python package, then every crate's, in
                the release profile
                (Node 20, Chromium and Python 3.11 beside Rust)
  interchange   what `cupola export` writes, read by other people's readers (Python 3.11)
  test ARGS     those of the crates alone; ARGS go to `cargo test`
  sensitivity   sensitivity indices of a scenario against SALib's (Python 3.11; part of `test`)
  page          the page that `cupola serve` shows, built into page/dist for the next release build to embed
  python        the Python package: its wheel in target/python/wheel, installed in an empty environment and tested there, and the
                gallery's notebooks run, their pictures in target/python/gallery-pictures
  wheels        wheels for other people's machines in target/wheels: Linux on x86-64 and 64-bit ARM, any since 2014; in no other task
                (Python 3.11; minutes for each)
  tidy          the rules that no compiler checks: layers, sizes, units, citations, stray paths
  bench         the speed of the bundled studies, appended to bench/results.csv
  ci            fmt, page, clippy, tidy, doc and test, stopping at the first that fails";

/// A command that must succeed.
struct Step {
    name: &'static str,
    args: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
    /// What to install where cargo does not know the command.
    component: Option<&'static str>,
}

// All in the release profile, so that dependencies are built once and shared with `cargo run --release`.
const FMT: Step = Step { name: "fmt", args: &["fmt", "--all", "--check"], env: &[], component: Some("rustfmt") };
const CLIPPY: Step = Step {
    name: "clippy",
    args: &["clippy", "--workspace", "--all-targets", "--release", "--", "-D", "warnings"],
    env: &[],
    component: Some("clippy"),
};
const DOC: Step = Step {
    name: "doc",
    args: &["doc", "--workspace", "--no-deps", "--release"],
    env: &[("RUSTDOCFLAGS", "-D warnings")],
    component: None,
};
const BUILD: Step = Step { name: "build", args: &["build", "--release"], env: &[], component: None };
const TEST: Step = Step { name: "test", args: &["test", "--workspace", "--release"], env: &[], component: None };

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let is_done = match words.as_slice() {
        ["test"] => page::build(&root()) && tests(),
        ["test", rest @ ..] => run(&TEST, rest),
        ["interchange"] => run(&BUILD, &[]) && interchange::test(&root()),
        ["page"] => page::build(&root()),
        ["python"] => run(&BUILD, &[]) && python::test(&root()),
        ["wheels"] => wheels::make(&root()),
        ["sensitivity"] => run(&BUILD, &[]) && sensitivity::check(&root()),
        ["tidy"] => tidy_step(),
        ["bench"] => bench::bench(&root()),
        ["ci"] => ci(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            true
        }
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// All steps; the tests come last, so that the log closes with the test runner's own summary.
fn ci() -> bool {
    timed("fmt", || has_component(&FMT) && run(&FMT, &[]))
        && timed("page", || page::build(&root()))
        && timed("clippy", || has_component(&CLIPPY) && run(&CLIPPY, &[]))
        && timed("tidy", tidy_step)
        && timed("doc", || run(&DOC, &[]))
        && tests()
}

/// The page in a browser and its API fuzzed, on a binary that embeds it; the Python package; then every crate's.
fn tests() -> bool {
    timed("build", || run(&BUILD, &[]))
        && timed("browser", || page::test(&root()))
        && timed("fuzz", || page::fuzz(&root()))
        && timed("interchange", || interchange::test(&root()))
        && timed("python", || python::test(&root()))
        && timed("sensitivity", || sensitivity::check(&root()))
        && {
            eprintln!("\n== test");
            run(&TEST, &[])
        }
}

fn timed(name: &str, step: impl FnOnce() -> bool) -> bool {
    eprintln!("\n== {name}");
    let start = Instant::now();
    let is_done = step();
    let word = if is_done { "done" } else { "FAILED" };
    eprintln!("== {name}: {word} in {:.1} s", start.elapsed().as_secs_f64());
    is_done
}

fn tidy_step() -> bool {
    match tidy::check(&root()) {
        Ok(faults) => {
            for fault in &faults {
                println!("{fault}");
            }
            if faults.is_empty() {
                println!("tidy: nothing to say");
            } else {
                eprintln!("tidy: {} to put right", faults.len());
            }
            faults.is_empty()
        }
        Err(error) => {
            eprintln!("tidy: {error}");
            false
        }
    }
}

/// Runs a step from the root of the workspace.
fn run(step: &Step, more: &[&str]) -> bool {
    let mut command = Command::new(cargo());
    command.current_dir(root()).args(step.args).args(more).envs(step.env.iter().copied());
    match command.status() {
        Ok(status) => status.success(),
        Err(error) => {
            eprintln!("{}: cargo cannot be run: {error}", step.name);
            false
        }
    }
}

/// Whether cargo knows the step's command; says what to install where it does not.
fn has_component(step: &Step) -> bool {
    let Some(component) = step.component else { return true };
    let found = Command::new(cargo()).args([step.args[0], "--version"]).output();
    let is_there = found.is_ok_and(|output| output.status.success());
    if !is_there {
        eprintln!("{0} is missing: `rustup component add {0}`, or the package of that name of your system", component);
    }
    is_there
}

fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// The workspace's root: the folder above this crate's.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
