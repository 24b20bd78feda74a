//! `cupola assign`: one weapon–target assignment, solved and proven.

use crate::Failure;
use cupola_assign::{Problem, Progress, Ranking, Round, Solution, k_best};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// What is asked beside the tables.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Stop after this time (s) with the best answer so far.
    pub time_limit_s: Option<f64>,
    /// Answers to list.
    pub best: usize,
}

/// How many answers may be listed: each takes a look at every target.
const NUM_BEST: usize = 10_000;

impl Question {
    /// Everything that is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if let Some(limit_s) = self.time_limit_s.filter(|limit_s| !(*limit_s > 0.0 && limit_s.is_finite())) {
            faults.push(format!("--time-limit-s {limit_s}: allowed: a number above 0"));
        }
        if !(1..=NUM_BEST).contains(&self.best) {
            faults.push(format!("--best {}: allowed: 1 to {NUM_BEST}", self.best));
        }
        faults
    }
}

/// Values of targets, kill probabilities (weapon by weapon, targets in a row), and rounds of each weapon, or of all alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    /// Value of each target.
    pub values: Vec<f64>,
    /// Kill probabilities: `weapons` rows of as many columns as there are values; 0 where a weapon may not fire at a target.
    pub kill: Vec<f64>,
    /// Rounds of each weapon, or one number for all.
    pub shots: Vec<u32>,
}

/// Solves; `is_stopped` is asked now and then, and told how far it is.
///
/// # Errors
/// Everything that is wrong with the tables and what is asked.
pub fn assign<'a>(
    question: &Question,
    tables: &'a Tables,
    is_stopped: &mut dyn FnMut(&Progress) -> bool,
) -> Result<Answer<'a>, Failure> {
    let faults = question.faults();
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let problem = Problem::new(&tables.values, &tables.kill, &tables.shots)
        .map_err(|faults| Failure::input(faults.to_string()))?;
    let began = Instant::now();
    let until = question.time_limit_s.and_then(|s| began.checked_add(Duration::try_from_secs_f64(s).ok()?));
    let ranking = k_best(&problem, question.best, &mut |progress| {
        let is_late = until.is_some_and(|until| Instant::now() >= until);
        is_stopped(progress) || is_late
    });
    Ok(Answer { problem, ranking, num_wanted: question.best, elapsed_s: began.elapsed().as_secs_f64() })
}

/// The best answers.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    problem: Problem<'a>,
    ranking: Ranking,
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

    /// One JSON document.
    #[must_use]
    pub fn to_json(&self) -> String {
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
        let ranking = &self.ranking;
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

    /// Totals, proof, and what each target gets.
    #[must_use]
    pub fn to_text(&self) -> String {
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

/// A share in per cent.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.3} %", share * 100.0)
}

/// A number as it was given, in as few digits as will do.
fn plain(value: f64) -> String {
    if value == 0.0 || (1e-4..1e15).contains(&value) { value.to_string() } else { format!("{value:e}") }
}

/// A number with seven significant digits.
#[must_use]
pub fn figure(value: f64) -> String {
    let scientific = format!("{value:.6e}");
    let exponent = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok()).unwrap_or(0);
    match exponent {
        _ if value == 0.0 => "0".to_owned(),
        -4..=11 => format!("{value:.*}", (6 - exponent).max(0) as usize),
        _ => scientific,
    }
}
