//! The k best answers, one after another.

use super::{Node, Solution, Solver};
use crate::complete::Complete;
use crate::merge::Merged;
use crate::pool::Pool;
use crate::problem::{Problem, Round};
use crate::progress::{Budget, NOTHING, Progress};
use std::collections::{BTreeMap, HashMap};

/// How far above what a part's answers are known to cost at least its first look goes, as a share, each further one four times as far;
/// at least as far as that is above the best.
const FIRST_STEP_SHARE: f64 = 1e-4;
/// The least reach of columns that is tried, as a share of the objective.
const LEAST_REACH_SHARE: f64 = 1e-9;
/// Share of the reach by which it must be less than one that is too far to be tried again.
const LEAST_STEP_SHARE: f64 = 0.05;
/// Work that goes into a column at each look.
const WORK_OF_COLUMN: u64 = 100;
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
    let mut budget = Budget::new(stop);
    let merged = Merged::new(problem, &mut budget);
    let fewer = merged.problem(problem);
    let mut solver = Solver::new(&fewer, &mut budget);
    solver.run(&mut budget);
    let solution = solver.solution(problem, &merged, &budget);
    let is_proven = solution.progress.is_proven();
    let answers = vec![(solution.progress.objective(), solution.rounds.clone())];
    let is_ranked = num_wanted > 1;
    let is_stopped = budget.is_stopped();
    let mut ranking = Ranking { solution, answers, is_proven: is_proven && !is_ranked, is_stopped };
    if is_proven && is_ranked && !is_stopped {
        ranking.is_proven = Ranker::new(&mut solver).rank(&merged, num_wanted, &mut ranking.answers, &mut budget);
        ranking.is_stopped = budget.is_stopped();
        for (objective, rounds) in &mut ranking.answers {
            *objective = problem.objective(rounds);
        }
        ranking.answers.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        let Solution { progress, rounds, .. } = &mut ranking.solution;
        (progress.objective, *rounds) = ranking.answers[0].clone();
        progress.bound = progress.bound.min(progress.objective);
    }
    ranking
}

/// Columns known, how far they reach, and the parts of the answers that are not ranked yet.
struct Ranker<'a, 'b> {
    solver: &'a mut Solver<'b>,
    root: Node,
    pool: Pool,
    /// Columns of each target and what they cost at the root's prices above the cheapest, which goes first.
    sorted: Vec<Vec<(f64, u32)>>,
    /// Cost of each target's cheapest column at the root's prices.
    level: Vec<f64>,
    /// All columns are known of answers below the root's bound and this much.
    reach: f64,
    /// With so much they are too many.
    too_far: f64,
    /// With so much they are all there are.
    everything: f64,
    rounding: f64,
    /// The objective, or what stands for it where it is next to nothing beside the values.
    size: f64,
    /// By value, then in order of making; the bits of numbers from 0 up are in the order of the numbers.
    parts: BTreeMap<(u64, u64), Part>,
    num_made: u64,
}

/// A part of the answers: those with given columns at the first targets, and with none of some others at the next.
struct Part {
    fixed: Vec<u32>,
    barred: Vec<u32>,
    /// How far above its value the next look goes, as a share.
    step_share: f64,
    /// Its best answer, a column for each target, once that is known; its value is then that answer's.
    best: Option<Vec<u32>>,
}

impl Part {
    fn new(fixed: &[u32], barred: Vec<u32>) -> Self {
        Self { fixed: fixed.to_vec(), barred, step_share: FIRST_STEP_SHARE, best: None }
    }
}

impl<'a, 'b> Ranker<'a, 'b> {
    fn new(solver: &'a mut Solver<'b>) -> Self {
        let problem = solver.problem;
        let root = solver.root.clone();
        let cost: f64 = (0..problem.num_weapons()).map(|weapon| problem.cost_of_all(weapon)).sum();
        let total = problem.objective(&[]) + cost;
        let priced = root.prices.iter().zip(&solver.shots).map(|(price, shots)| price * f64::from(*shots));
        let size = solver.objective.max(LEAST_REACH_SHARE * total).max(NOTHING);
        Self {
            pool: Pool::new(problem.num_targets()),
            sorted: Vec::new(),
            level: Vec::new(),
            reach: 0.0,
            too_far: f64::INFINITY,
            everything: total * (1.0 + 10.0 * SLACK_SHARE) - root.bound + size,
            rounding: ROUNDING_SHARE * (total + priced.sum::<f64>()),
            size,
            parts: BTreeMap::new(),
            num_made: 0,
            root,
            solver,
        }
    }

    /// Ranks answers; says whether they are all that was wanted, or all there are.
    fn rank(
        &mut self,
        merged: &Merged,
        num_wanted: usize,
        answers: &mut Vec<(f64, Vec<Round>)>,
        budget: &mut Budget<'_>,
    ) -> bool {
        let mut ranked = Vec::new();
        self.add(self.root.bound.max(0.0), Part::new(&[], Vec::new()));
        let mut is_all = true;
        while let Some(((value, _), mut part)) = self.parts.pop_first().filter(|_| ranked.len() < num_wanted) {
            let value = f64::from_bits(value);
            if budget.ask() {
                is_all = false;
                break;
            }
            if let Some(best) = part.best.take() {
                let ways = merged.ways(&rounds_of(&self.pool, &best), num_wanted - ranked.len());
                ranked.extend(ways.into_iter().map(|rounds| (value, rounds)));
                self.part(value, &part, &best);
                continue;
            }
            let step = (part.step_share * value.max(self.size)).max(value - self.solver.objective);
            if value + step > self.known() {
                self.reach_further(value + step - self.root.bound, budget);
            }
            if value >= self.known() {
                is_all = false;
                break;
            }
            self.look(value, (value + step).min(self.known()), part, budget);
        }
        if !ranked.is_empty() {
            *answers = ranked;
        }
        is_all
    }

    /// All columns are known of answers below this.
    fn known(&self) -> f64 {
        if self.reach < self.everything { self.root.bound + self.reach } else { f64::INFINITY }
    }

    /// Takes in more columns: for four times the reach that is wanted or, where they would be too many, as far as halving gets.
    fn reach_further(&mut self, wanted: f64, budget: &mut Budget<'_>) {
        let mut next = (4.0 * wanted).min(self.everything);
        while self.too_far > self.reach * (1.0 + LEAST_STEP_SHARE) && self.too_far > LEAST_REACH_SHARE * self.size {
            if next >= self.too_far {
                next = if self.reach > 0.0 { 0.5 * (self.reach + self.too_far) } else { self.too_far / 8.0 };
            }
            if self.solver.all_columns(&self.root, next + self.rounding, &mut self.pool, budget) {
                self.reach = next;
                self.sort();
                return;
            }
            if budget.is_stopped() {
                return;
            }
            self.too_far = next;
        }
    }

    fn sort(&mut self) {
        let Self { pool, root, sorted, level, .. } = self;
        sorted.clear();
        level.clear();
        for columns in &pool.of_target {
            let priced = columns.iter().map(|column| (pool.priced(*column, &root.prices), *column));
            let mut priced: Vec<(f64, u32)> = priced.collect();
            priced.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let least = priced[0].0;
            priced.iter_mut().for_each(|(above, _)| *above -= least);
            sorted.push(priced);
            level.push(least);
        }
    }

    fn add(&mut self, value: f64, part: Part) {
        self.parts.insert((value.to_bits(), self.num_made), part);
        self.num_made += 1;
    }

    /// Parts what is left beside a part's best answer by the first target with another column than its own.
    fn part(&mut self, value: f64, part: &Part, best: &[u32]) {
        for target in part.fixed.len()..best.len() {
            let mut barred = if target == part.fixed.len() { part.barred.clone() } else { Vec::new() };
            barred.push(best[target]);
            self.add(value, Part::new(&best[..target], barred));
        }
    }

    /// Looks for a part's best answer below a limit. Puts the part back with it, or with the limit as its value where there is none,
    /// or with a value that its columns' costs show.
    fn look(&mut self, value: f64, limit: f64, mut part: Part, budget: &mut Budget<'_>) {
        let above = |(target, column): (usize, &u32)| self.pool.priced(*column, &self.root.prices) - self.level[target];
        let fixed = part.fixed.iter().enumerate().map(above).sum::<f64>();
        let next = part.fixed.len();
        let open = self.sorted.get(next).into_iter().flatten().filter(|(_, column)| !part.barred.contains(column));
        let first = open.clone().next().map_or(f64::INFINITY, |(above, _)| *above);
        let lower = self.root.bound + fixed + first - self.rounding;
        if lower >= limit {
            let value = lower.min(self.known());
            if value.is_finite() {
                self.add(value, part);
            }
            return;
        }
        let mut columns = part.fixed.clone();
        let room = limit - lower + self.rounding;
        columns.extend(open.take_while(|(above, _)| above - first < room).map(|(_, column)| *column));
        for sorted in self.sorted.iter().skip(next + 1) {
            columns.extend(sorted.iter().take_while(|(above, _)| *above < room).map(|(_, column)| *column));
        }
        part.best = self.best_of(columns, value, limit, budget);
        if let Some(best) = &part.best {
            let found = self.solver.problem.objective(&rounds_of(&self.pool, best));
            self.add(found, part);
        } else if limit < self.root.bound + self.everything {
            part.step_share *= 4.0;
            self.add(limit, part);
        }
    }

    /// The best answer below the limit that some columns make: one of each target. None is below `value`.
    fn best_of(&self, columns: Vec<u32>, value: f64, limit: f64, budget: &mut Budget<'_>) -> Option<Vec<u32>> {
        budget.spend(WORK_OF_COLUMN * columns.len() as u64);
        let mut of_set: HashMap<Vec<Round>, u32> = HashMap::new();
        for &column in &columns {
            of_set.insert(self.pool.rounds(column).collect(), column);
        }
        let empty: Vec<Option<u32>> = self.empty_columns(&columns);
        let mut best: Option<Vec<u32>> = None;
        let mut objective = limit;
        let mut complete = Complete::new(&self.pool, &self.solver.shots, columns, value, &self.root.prices);
        loop {
            let before = objective;
            let mut offer = |rounds: &[Round], _: &mut Budget<'_>| {
                if let Some(found) = as_columns(rounds, &of_set, &empty) {
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
}

/// Rounds of columns in order of weapons, then targets.
fn rounds_of(pool: &Pool, columns: &[u32]) -> Vec<Round> {
    let mut rounds: Vec<Round> = columns.iter().flat_map(|column| pool.rounds(*column)).collect();
    rounds.sort_unstable();
    rounds
}

/// Rounds as columns, one of each target; `None` where one is not among those given.
fn as_columns(rounds: &[Round], of_set: &HashMap<Vec<Round>, u32>, empty: &[Option<u32>]) -> Option<Vec<u32>> {
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
