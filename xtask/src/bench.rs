//! `cargo xtask bench`: the speed of the bundled studies, written beside the commit that had it.
//!
//! Each study is run three times with one thread and with all; the simulation's own time is taken from its JSON. Rows go
//! to `bench/results.csv`. Nothing is asserted: machines are noisy, and rows are to be compared within one sitting.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const STUDIES: [(&str, &str); 3] = [("japan-2028", "1000"), ("gulf-2026", "1000"), ("tutorial", "1000")];
const REPEATS: usize = 3;
const HEADER: &str = "commit,scenario,runs,arms,threads,elapsed_s,runs_per_s\n";

/// Builds, runs and appends.
pub fn bench(root: &Path) -> bool {
    let is_built =
        Command::new("cargo").args(["build", "--release", "-p", "cupola-cli"]).status().is_ok_and(|s| s.success());
    if !is_built {
        return false;
    }
    let commit = output("git", &["describe", "--always", "--dirty"]).unwrap_or_else(|| "unknown".into());
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let mut rows = String::new();
    for (scenario, runs) in STUDIES {
        for threads in [1, all] {
            for _ in 0..REPEATS {
                let Some(json) = study(root, scenario, runs, threads) else { return false };
                let (Some(elapsed_s), arms) =
                    (number(&json, "\"elapsed_s\":"), json.matches("\"agreements\":").count())
                else {
                    eprintln!("bench: no elapsed_s in the JSON of {scenario}");
                    return false;
                };
                let per_s = runs.parse::<f64>().unwrap_or(0.0) / elapsed_s;
                let row = format!("{},{scenario},{runs},{arms},{threads},{elapsed_s:.3},{per_s:.0}\n", commit.trim());
                eprint!("{row}");
                let _ = rows.write_str(&row);
            }
        }
    }
    append(&root.join("bench/results.csv"), &rows)
}

fn study(root: &Path, scenario: &str, runs: &str, threads: usize) -> Option<String> {
    let binary = root.join("target/release/cupola");
    let folder = root.join("target/bench-run");
    let threads = threads.to_string();
    let args = ["run", scenario, "--runs", runs, "--threads", &threads, "--json", "--out"];
    let made = Command::new(binary).args(args).arg(folder).output().ok()?;
    made.status.success().then(|| String::from_utf8_lossy(&made.stdout).into_owned())
}

fn output(program: &str, args: &[&str]) -> Option<String> {
    let made = Command::new(program).args(args).output().ok()?;
    made.status.success().then(|| String::from_utf8_lossy(&made.stdout).into_owned())
}

/// The number after a key.
fn number(json: &str, key: &str) -> Option<f64> {
    let rest = &json[json.find(key)? + key.len()..];
    let end = rest.find([',', '\n', '}'])?;
    rest[..end].trim().parse().ok()
}

fn append(path: &Path, rows: &str) -> bool {
    let old = std::fs::read_to_string(path).unwrap_or_else(|_| HEADER.into());
    let folder = path.parent().map(std::fs::create_dir_all);
    folder.is_none_or(|made| made.is_ok()) && std::fs::write(path, old + rows).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_after_its_key() {
        assert_eq!(number("{\"a\": 1,\n \"elapsed_s\": 2.5,\n}", "\"elapsed_s\":"), Some(2.5));
        assert_eq!(number("{}", "\"elapsed_s\":"), None);
    }
}
