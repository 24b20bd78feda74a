//! `cupola assign`: one weapon–target assignment, solved and proven.

mod read;

use crate::print;
use clap::Args;
use cupola::assign::Progress;
use cupola::command::Failure;
use cupola::command::assign::{self, Question};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Options of `cupola assign`.
#[derive(Debug, Clone, Args)]
pub struct AssignArgs {
    /// CSV with the value of each target
    #[arg(long, value_name = "FILE")]
    values: PathBuf,
    /// CSV of kill probabilities: weapons in rows, targets in columns; 0 where a weapon may not fire at a target
    #[arg(long, value_name = "FILE")]
    kill: PathBuf,
    /// Rounds of each weapon: a number for all, or a CSV with one for each
    #[arg(long, value_name = "N|FILE", default_value = "1", allow_hyphen_values = true)]
    shots_per_weapon: String,
    /// Stop after this time (s) and print the best answer so far, with its gap
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    time_limit_s: Option<f64>,
    /// List the K best answers
    #[arg(long, value_name = "K", default_value_t = 1, allow_hyphen_values = true)]
    best: usize,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola assign`.
pub fn assign(args: &AssignArgs) -> Result<(), Failure> {
    let question = Question { time_limit_s: args.time_limit_s, best: args.best };
    let mut faults = question.faults();
    let tables = read::tables(&args.values, &args.kill, &args.shots_per_weapon, &mut faults);
    let Some(tables) = tables.filter(|_| faults.is_empty()) else { return Err(read::refusal(&faults)) };
    let mut watch = Watch::new();
    let answer = assign::assign(&question, &tables, &mut |progress| watch.is_over(progress));
    watch.bar.finish_and_clear();
    let answer = answer?;
    print(&if args.json { answer.to_json() } else { answer.to_text() })
}

/// Ends the solver's work on Ctrl-C, and shows how far it is.
struct Watch {
    is_asked: Arc<AtomicBool>,
    shown: Instant,
    bar: indicatif::ProgressBar,
}

impl Watch {
    fn new() -> Self {
        let is_asked = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&is_asked);
        // Without a handler Ctrl-C ends the program, as it does before the work begins.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
        Self { is_asked, shown: Instant::now(), bar: indicatif::ProgressBar::new_spinner() }
    }

    fn is_over(&mut self, progress: &Progress) -> bool {
        let now = Instant::now();
        if now.duration_since(self.shown) > Duration::from_millis(500) {
            self.shown = now;
            let [gap, survives] = [assign::percent(progress.gap_share()), assign::figure(progress.objective())];
            self.bar.set_message(format!("{survives} survives, {gap} above the bound"));
            self.bar.tick();
        }
        self.is_asked.load(Ordering::Relaxed)
    }
}
