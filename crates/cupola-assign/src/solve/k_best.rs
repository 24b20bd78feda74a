//! The k best answers, one after another.

use super::{Node, Solution, Solver};
use crate::complete::Complete;
use crate::merge::Merged;
use crate::pool::Pool;
use crate::problem::{Problem, Round};
use crate::progress::{Budget, Progress};
use std::collections::HashMap;

/// How far above the best the columns of the first look reach, as a share of the objective; four times as far
/// each time until they reach far enough, or an eighth where they are too many.
const FIRST_REACH_SHARE: f64 = 1e-3;
/// The least reach that is tried.
const LEAST_REACH_SHARE: f64 = 1e-9;
/// By how much, as a share of its own objective, an answer may be above the best of those not before it.
const SLACK_SHARE: f64 = 1e-10;
/// How far columns reach beyond what is asked, as a share of all that is added up: more than rounding takes off.
const ROUNDING_SHARE: f64 = 1e-12;

/// Answers in order of their objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The best answer as [`super::solve`] gives it.
    pub solution: Solution,
    /// Objective and rounds of each, the best first; rounds in order of weapons, then targets.
    pub answers: Vec<(f64, Vec<Round>)>,
    /// Whether these are the best: each is no more than 1e-10 of its own objective above the best of all that are not before it, however
    /// large the values beside it; and where they are fewer than wanted there are no more.
    pub is_proven: bool,
    /// Whether it was told to stop. Where it was not and the answers are not proven, sets of rounds within reach are too many.
    pub is_stopped: bool,
}

/// The `num_wanted` best answers, each another one in how many rounds of some weapon go to some target; rounds may stay
/// unfired. Fewer where there are no more; fewer and unproven where `stop` says so or columns within reach are too many.
///
/// Equal weapons are ranked as one; the ways in which they can share an answer's rounds follow one another.
///
/// # Source
/// What is left beside an answer is parted by the first target that gets another set: Murty, *An algorithm for ranking all the
/// assignments in order of increasing cost*, Operations Research 16, 1968 (`MURTY1968`), on sets instead of pairs.
pub fn k_best(problem: &Problem<'_>, num_wanted: usize, stop: &mut dyn FnMut(&Progress) -> bool) -> Ranking {
    let merged = Merged::new(problem);
    let fewer = merged.problem(problem);
    let mut budget = Budget::new(stop);
    let mut solver = Solver::new(&fewer, &mut budget);
    solver.run(&mut budget);
    let solution = solver.solution(problem, &merged, &budget);
    let is_proven = solution.progress.is_proven();
    let answers = vec![(solution.progress.objective(), solution.rounds.clone())];
    let mut ranking = Ranking { solution, answers, is_proven, is_stopped: budget.is_stopped() };
    if is_proven && num_wanted > 1 {
        ranking.is_proven = rank_all(&mut solver, &merged, num_wanted, &mut ranking.answers, &mut budget);
        ranking.is_stopped = budget.is_stopped();
        for (objective, rounds) in &mut ranking.answers {
            *objective = problem.objective(rounds);
        }
        ranking.answers.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    }
    ranking
}

/// Ranks answers, reaching further until they are enough; says whether they are all that was wanted, or all there are.
fn rank_all(
    solver: &mut Solver<'_>,
    merged: &Merged,
    num_wanted: usize,
    answers: &mut Vec<(f64, Vec<Round>)>,
    budget: &mut Budget<'_>,
) -> bool {
    let root = solver.root.clone();
    let problem = solver.problem;
    let cost: f64 = (0..problem.num_weapons()).map(|weapon| problem.cost_of_all(weapon)).sum();
    let everything = problem.objective(&[]) + cost;
    let priced = root.prices.iter().zip(&solver.shots).map(|(price, shots)| price * f64::from(*shots));
    let rounding = ROUNDING_SHARE * (everything + priced.sum::<f64>());
    let size = solver.objective.max(LEAST_REACH_SHARE * everything).max(f64::MIN_POSITIVE);
    let gap = solver.objective - root.bound;
    let (mut above, mut too_far) = (FIRST_REACH_SHARE * size, f64::INFINITY);
    loop {
        let reach = gap + above;
        // No answer costs more than everything: with so much reach, all columns are there.
        let is_all = root.bound + reach > everything;
        let Some(pool) = solver.all_columns(&root, reach + rounding, budget) else {
            too_far = above;
            above /= 8.0;
            if budget.is_stopped() || answers.len() > 1 || above < LEAST_REACH_SHARE * size {
                return false;
            }
            continue;
        };
        let limit = root.bound + reach;
        let within = Within { problem, shots: &solver.shots, pool: &pool, root: &root, limit };
        let found = within.rank(merged, num_wanted, budget);
        let is_enough = found.len() == num_wanted;
        if found.len() >= answers.len() {
            *answers = found;
        }
        if budget.is_stopped() || is_enough || is_all {
            return !budget.is_stopped() && (is_enough || is_all);
        }
        above *= 4.0;
        if above >= too_far {
            return false;
        }
    }
}

/// All columns that answers below a limit are made of.
struct Within<'a> {
    problem: &'a Problem<'a>,
    shots: &'a [u32],
    pool: &'a Pool,
    root: &'a Node,
    limit: f64,
}

/// A part of the answers: its columns, and its best answer once that is known.
struct Part {
    columns: Vec<u32>,
    /// Nothing in it is below this; its best answer's objective once that is known.
    value: f64,
    best: Option<Vec<u32>>,
}

impl Within<'_> {
    /// The best answers below the limit, up to so many, or those found before it is told to stop.
    fn rank(&self, merged: &Merged, num_wanted: usize, budget: &mut Budget<'_>) -> Vec<(f64, Vec<Round>)> {
        let columns = (0..self.pool.len() as u32).collect();
        let mut parts = vec![Part { columns, value: self.root.bound, best: None }];
        let mut answers = Vec::new();
        while answers.len() < num_wanted {
            let least = (0..parts.len()).min_by(|a, b| parts[*a].value.total_cmp(&parts[*b].value));
            let Some(least) = least else { break };
            if budget.ask() {
                break;
            }
            let mut part = parts.swap_remove(least);
            match part.best.take() {
                None => {
                    part.best = self.best_of(&part.columns, budget);
                    if let Some(best) = &part.best {
                        part.value = self.problem.objective(&self.rounds(best));
                        parts.push(part);
                    }
                }
                Some(best) => {
                    let ways = merged.ways(&self.rounds(&best), num_wanted - answers.len());
                    answers.extend(ways.into_iter().map(|rounds| (part.value, rounds)));
                    self.part(&part, &best, &mut parts);
                }
            }
        }
        answers
    }

    /// Parts what is left beside a part's best answer by the first target with another column than its own.
    fn part(&self, part: &Part, best: &[u32], parts: &mut Vec<Part>) {
        let mut columns = part.columns.clone();
        for &own in best {
            let target = self.pool.target[own as usize];
            let is_other = |column: &u32| self.pool.target[*column as usize] != target;
            let rest: Vec<u32> = columns.iter().copied().filter(|column| is_other(column) || *column != own).collect();
            if rest.iter().any(|column| !is_other(column)) {
                parts.push(Part { columns: rest, value: part.value, best: None });
            }
            columns.retain(|column| is_other(column) || *column == own);
        }
    }

    fn rounds(&self, columns: &[u32]) -> Vec<Round> {
        let mut rounds: Vec<Round> = columns.iter().flat_map(|column| self.pool.rounds(*column)).collect();
        rounds.sort_unstable();
        rounds
    }

    /// The best answer below the limit that some columns make: one of each target.
    fn best_of(&self, columns: &[u32], budget: &mut Budget<'_>) -> Option<Vec<u32>> {
        let mut of_set: HashMap<Vec<Round>, u32> = HashMap::new();
        for &column in columns {
            of_set.insert(self.pool.rounds(column).collect(), column);
        }
        let empty: Vec<Option<u32>> = self.empty_columns(columns);
        let mut best: Option<Vec<u32>> = None;
        let mut objective = self.limit;
        let mut complete = Complete::new(self.pool, self.shots, columns.to_vec(), self.root.bound, &self.root.prices);
        loop {
            let before = objective;
            let mut offer = |rounds: &[Round], _: &mut Budget<'_>| {
                if let Some(found) = self.as_columns(rounds, &of_set, &empty) {
                    let value: f64 = found.iter().map(|column| self.pool.cost[*column as usize]).sum();
                    if value < objective {
                        (objective, best) = (value, Some(found));
                    }
                }
                objective
            };
            if !complete.step(before, SLACK_SHARE * before, &mut offer, budget) {
                return best;
            }
        }
    }

    /// The column without rounds of each target, where it is among some columns.
    fn empty_columns(&self, columns: &[u32]) -> Vec<Option<u32>> {
        let mut empty = vec![None; self.pool.of_target.len()];
        for &column in columns.iter().filter(|column| self.pool.entries(**column).is_empty()) {
            empty[self.pool.target[column as usize] as usize] = Some(column);
        }
        empty
    }

    /// Rounds as columns, one of each target; `None` where one is not among those given.
    fn as_columns(
        &self,
        rounds: &[Round],
        of_set: &HashMap<Vec<Round>, u32>,
        empty: &[Option<u32>],
    ) -> Option<Vec<u32>> {
        let mut of_target = vec![Vec::new(); empty.len()];
        for round in rounds {
            of_target[round.target as usize].push(*round);
        }
        let column = |(target, mut set): (usize, Vec<Round>)| {
            set.sort_unstable();
            if set.is_empty() { empty[target] } else { of_set.get(&set).copied() }
        };
        of_target.into_iter().enumerate().map(column).collect()
    }
}
