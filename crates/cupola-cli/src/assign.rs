//! `cupola assign`: one weapon–target assignment, solved and proven.

mod read;

use crate::print;
use clap::Args;
use cupola::assign::{Problem, Progress, Ranking, Round, Solution, k_best};
use cupola::command::Failure;
use serde_json::{Value, json};
use std::fmt::Write as _;
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

/// How many answers may be listed: each takes a look at every target.
const NUM_BEST: usize = 10_000;

/// `cupola assign`.
pub fn assign(args: &AssignArgs) -> Result<(), Failure> {
    let mut faults = Vec::new();
    if let Some(limit_s) = args.time_limit_s.filter(|limit_s| !(*limit_s > 0.0 && limit_s.is_finite())) {
        faults.push(format!("--time-limit-s {limit_s}: allowed: a number above 0"));
    }
    if !(1..=NUM_BEST).contains(&args.best) {
        faults.push(format!("--best {}: allowed: 1 to {NUM_BEST}", args.best));
    }
    let tables = read::Tables::read(&args.values, &args.kill, &args.shots_per_weapon, &mut faults);
    let Some(tables) = tables.filter(|_| faults.is_empty()) else { return Err(read::refusal(&faults)) };
    let problem = Problem::new(&tables.values, &tables.kill, &tables.shots)
        .map_err(|faults| Failure::input(faults.to_string()))?;
    let began = Instant::now();
    let mut watch = Watch::new(args.time_limit_s, began);
    let ranking = k_best(&problem, args.best, &mut |progress| watch.is_over(progress));
    watch.bar.finish_and_clear();
    let answer = Answer {
        problem: &problem,
        ranking: &ranking,
        num_wanted: args.best,
        elapsed_s: began.elapsed().as_secs_f64(),
    };
    print(&if args.json { answer.to_json() } else { answer.to_text() })
}

/// Ends the solver's work on time or on Ctrl-C, and shows how far it is.
struct Watch {
    is_asked: Arc<AtomicBool>,
    until: Option<Instant>,
    shown: Instant,
    bar: indicatif::ProgressBar,
}

impl Watch {
    fn new(limit_s: Option<f64>, began: Instant) -> Self {
        let is_asked = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&is_asked);
        // Without a handler Ctrl-C ends the program, as it does before the work begins.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
        let until = limit_s.and_then(|limit_s| began.checked_add(Duration::try_from_secs_f64(limit_s).ok()?));
        Self { is_asked, until, shown: began, bar: indicatif::ProgressBar::new_spinner() }
    }

    fn is_over(&mut self, progress: &Progress) -> bool {
        let now = Instant::now();
        if now.duration_since(self.shown) > Duration::from_millis(500) {
            self.shown = now;
            let gap = percent(progress.gap_share());
            self.bar.set_message(format!("{} survives, {gap} above the bound", figure(progress.objective())));
            self.bar.tick();
        }
        self.is_asked.load(Ordering::Relaxed) || self.until.is_some_and(|until| now >= until)
    }
}

/// What is printed.
struct Answer<'a> {
    problem: &'a Problem<'a>,
    ranking: &'a Ranking,
    num_wanted: usize,
    elapsed_s: f64,
}

impl Answer<'_> {
    /// Targets of each weapon, one as often as it is shot at.
    fn by_weapon(&self, rounds: &[Round]) -> Vec<Vec<u32>> {
        let mut targets = vec![Vec::new(); self.problem.num_weapons()];
        rounds.iter().for_each(|round| targets[round.weapon as usize].push(round.target));
        targets
    }

    fn to_json(&self) -> String {
        let Solution { progress, rounds, .. } = &self.ranking.solution;
        let mut document = json!({
            "objective": progress.objective(),
            "bound": progress.bound(),
            "gap": progress.gap_share(),
            "proven_optimal": progress.is_proven(),
            "stopped": self.ranking.is_stopped,
            "elapsed_s": self.elapsed_s,
            "weapons": self.problem.num_weapons(),
            "targets": self.problem.num_targets(),
            "rounds_fired": rounds.len(),
            "value": self.value(),
            "work": progress.work(),
            "assignment": self.by_weapon(rounds),
        });
        let ranking = self.ranking;
        if self.is_ranked() {
            let answer = |(objective, rounds): &(f64, Vec<Round>)| json!({ "objective": objective, "assignment": self.by_weapon(rounds) });
            document["best"] = Value::Array(ranking.answers.iter().map(answer).collect());
            document["best_proven"] = Value::Bool(ranking.is_proven);
        }
        format!("{document}\n")
    }

    /// Whether more than the best was asked for.
    fn is_ranked(&self) -> bool {
        self.num_wanted > 1
    }

    fn value(&self) -> f64 {
        self.problem.objective(&[])
    }

    fn to_text(&self) -> String {
        let Self { problem, ranking, .. } = self;
        let Solution { progress, rounds, is_stopped } = &ranking.solution;
        let (num_weapons, num_targets) = (problem.num_weapons(), problem.num_targets());
        let num_rounds: u32 = (0..num_weapons).map(|weapon| problem.shots_of(weapon)).sum();
        let mut text = format!(
            "{num_weapons} weapons with {num_rounds} rounds, {num_targets} targets worth {}\n\
             {} survives, {} of it; {} rounds fired\n",
            plain(self.value()),
            figure(progress.objective()),
            percent(if self.value() > 0.0 { progress.objective() / self.value() } else { 0.0 }),
            rounds.len(),
        );
        let verdict = match (progress.is_proven(), is_stopped) {
            (true, _) => "proven optimal",
            (false, true) => "not proven: stopped",
            (false, false) => "not proven: the values are too far apart for the solver's arithmetic",
        };
        let gap = progress.gap_share();
        let _ =
            writeln!(text, "{verdict}; at least {}, gap {gap:.1e}; {:.3} s", figure(progress.bound()), self.elapsed_s);
        if self.is_ranked() {
            let note = match (ranking.is_proven, ranking.is_stopped) {
                (true, _) => "",
                (false, true) => " (stopped: others may be better)",
                (false, false) => " (too many sets of rounds come near: others may be better)",
            };
            let _ = writeln!(text, "\nthe best {}{note}\n  rank     survives", ranking.answers.len());
            for (index, (objective, _)) in ranking.answers.iter().enumerate() {
                let _ = writeln!(text, "{:6} {:>12}", index + 1, figure(*objective));
            }
        }
        text.push_str("\ntarget        value     survives  weapons\n");
        let mut of_target = vec![Vec::new(); num_targets];
        rounds.iter().for_each(|round| of_target[round.target as usize].push(round.weapon));
        for (target, weapons) in of_target.iter().enumerate() {
            let survive = weapons.iter().map(|weapon| 1.0 - problem.kill_of(*weapon as usize)[target]);
            let left = problem.value(target) * survive.product::<f64>();
            let names: Vec<String> = weapons.iter().map(u32::to_string).collect();
            let names = if names.is_empty() { "-".to_owned() } else { names.join(" ") };
            let value = plain(problem.value(target));
            let _ = writeln!(text, "{target:6} {value:>12} {:>12}  {names}", figure(left));
        }
        text
    }
}

fn percent(share: f64) -> String {
    format!("{:.3} %", share * 100.0)
}

/// A number as it was given, in as few digits as will do.
fn plain(value: f64) -> String {
    if value == 0.0 || (1e-4..1e15).contains(&value) { value.to_string() } else { format!("{value:e}") }
}

/// A number with seven significant digits.
fn figure(value: f64) -> String {
    let scientific = format!("{value:.6e}");
    let exponent = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok()).unwrap_or(0);
    match exponent {
        _ if value == 0.0 => "0".to_owned(),
        -4..=11 => format!("{value:.*}", (6 - exponent).max(0) as usize),
        _ => scientific,
    }
}
