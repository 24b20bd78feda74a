//! Weapon–target assignment on every instance of a folder: the heuristic, stopped after 5 ms or so of counted work, and the proof.
//!
//! A folder as `bench/wta`: `NAME_v.csv` with values, `NAME_p.csv` with kill probabilities, weapons in rows. One line of JSON for
//! each; times are processor time of one thread.

use cupola_assign::{Heuristic, Problem, solve};
use cupola_bench::median_s;
use std::path::Path;

/// Work of the heuristic, about 5 ms.
const MOST_WORK: u64 = 3_000_000;

fn numbers(path: &str) -> Result<Vec<f64>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let fields = text.split([',', '\n']).map(str::trim).filter(|field| !field.is_empty());
    fields.map(|field| field.parse().map_err(|_| format!("{path}: `{field}` is not a number"))).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("give the folder of the instances")?;
    let mut names = Vec::new();
    for entry in std::fs::read_dir(Path::new(&folder))? {
        let path = entry?.path().display().to_string();
        names.extend(path.strip_suffix("_v.csv").map(str::to_owned));
    }
    names.sort_by_key(|name| (name.len(), name.clone()));
    for name in names {
        let (values, kill) = (numbers(&format!("{name}_v.csv"))?, numbers(&format!("{name}_p.csv"))?);
        let problem = Problem::new(&values, &kill, &[1])?;
        let mut heuristic = Heuristic::default();
        let greedy_s = median_s(|| heuristic.solve(&problem, 0));
        let greedy = heuristic.solve(&problem, 0);
        let heuristic_s = median_s(|| heuristic.solve(&problem, MOST_WORK));
        let good = heuristic.solve(&problem, MOST_WORK);
        let proof_s = median_s(|| solve(&problem, &mut |_| false));
        let best = solve(&problem, &mut |_| false).progress;
        println!(
            "{{\"bench\":\"assign\",\"instance\":\"{}\",\"greedy\":{greedy:.6},\"greedy_ms\":{:.4},\"heuristic\":{good:.6},\
             \"heuristic_ms\":{:.4},\"objective\":{:.8},\"bound\":{:.8},\"gap\":{:.1e},\"cpu_s\":{proof_s:.4}}}",
            Path::new(&name).file_name().unwrap_or_default().display(),
            greedy_s * 1e3,
            heuristic_s * 1e3,
            best.objective(),
            best.bound(),
            best.gap_share(),
        );
    }
    Ok(())
}
