//! Benchmarks beside the peers, on the same inputs.
//!
//! One binary per subject; each prints one line of JSON. The peers' scripts and the inputs are in `bench/peers/`.

use std::hint::black_box;
use std::time::Instant;

/// Median time (s) of a piece of work, over seven runs: CPU time of this thread where the system tells it, else wall time.
///
/// Work is repeated within a run until that takes 0.2 s, for the system's clock of CPU time ticks in milliseconds.
pub fn median_s<R>(mut work: impl FnMut() -> R) -> f64 {
    const NUM_RUNS: usize = 7;
    const RUN_S: f64 = 0.2;
    let mut run = |repeats: usize| {
        let (wall, cpu_s) = (Instant::now(), cpu_s());
        for _ in 0..repeats {
            black_box(work());
        }
        cpu_s.and_then(|before| Some(self::cpu_s()? - before)).unwrap_or_else(|| wall.elapsed().as_secs_f64())
    };
    let mut repeats = 1;
    while run(repeats) < RUN_S {
        repeats *= 2;
    }
    let mut taken_s: Vec<f64> = (0..NUM_RUNS).map(|_| run(repeats) / repeats as f64).collect();
    taken_s.sort_by(f64::total_cmp);
    taken_s[NUM_RUNS / 2]
}

/// Time this thread has run (s), on Linux.
fn cpu_s() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(|ns: f64| ns * 1e-9)
}

/// Rows of `N` numbers of the CSV file that is the program's one argument.
///
/// # Errors
/// A sentence for the terminal: no argument, no such file, or the line that does not hold `N` numbers.
pub fn rows<const N: usize>() -> Result<Vec<[f64; N]>, String> {
    let path = std::env::args().nth(1).ok_or("give the CSV file that bench/peers/export_*.py wrote")?;
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let row = |(index, line): (usize, &str)| {
        let numbers = line.split(',').map(|field| field.trim().parse().ok()).collect::<Option<Vec<f64>>>();
        let row = numbers.and_then(|numbers| numbers.try_into().ok());
        row.ok_or_else(|| format!("{path}:{}: not {N} numbers", index + 1))
    };
    text.lines().enumerate().skip(1).map(row).collect()
}
