//! The exact solver: columns as they are needed, branching where that is not enough, with a proven bound at any time.

mod k_best;

pub use k_best::{Ranking, k_best};

use crate::complete::{Complete, fitting, most_undecided};
use crate::glance;
use crate::heuristic::Heuristic;
use crate::lagrange::{Dual, Sum};
use crate::master::Master;
use crate::merge::Merged;
use crate::pool::Pool;
use crate::pricing::{Limits, Pricer, Wanted};
use crate::problem::{Problem, Round};
use crate::progress::{Budget, NOTHING, Progress};

/// Gap, as a share of the objective, at which the solver leaves off.
const ENOUGH_GAP_SHARE: f64 = 1e-8;
/// Steps in prices before the first master problem.
const NUM_FIRST_STEPS: u32 = 60;
/// New columns for each target and round of pricing.
const NUM_COLUMNS: usize = 6;
/// Pairs looked at in each local search.
const SEARCH_WORK: u64 = 20_000_000;
/// The same at each node of branching.
const NODE_SEARCH_WORK: u64 = 200_000;
/// Share of the gap between relaxation and bound that the master problem may leave open.
const OPEN_SHARE: f64 = 0.03;
/// A relaxation counts as solved when it is this near its bound, as a share of the gap to the best answer.
const SOLVED_SHARE: f64 = 0.01;
/// Steps of a master problem at the most.
const NUM_STEPS: usize = 60;
/// Rounds of pricing after which a relaxation without new columns counts as solved.
const MANY_ROUNDS: usize = 50;
/// Columns that are all taken at once at the most.
const NUM_COLUMNS_MAX: usize = 100_000;
/// Weapons in all of these at the most: some 100 MB.
const NUM_ENTRIES_MAX: usize = 3_000_000;

/// The best rounds found, and how good they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Objective, bound, work.
    pub progress: Progress,
    /// In order of weapons, then targets.
    pub rounds: Vec<Round>,
    /// Whether it was told to stop. Where it was not and the answer is not proven, the numbers are too far apart for doubles.
    pub is_stopped: bool,
}

/// One restriction of branching: least and most rounds of a weapon at a target.
#[derive(Debug, Clone, Copy)]
struct Branch {
    weapon: u32,
    target: u32,
    least: u32,
    most: u32,
}

/// A part of the problem: restrictions, the bound of what they were added to, and its prices.
#[derive(Debug, Clone, Default)]
struct Node {
    branches: Vec<Branch>,
    bound: f64,
    prices: Vec<f64>,
}

/// Limits of a node at one target.
struct NodeLimits<'a> {
    shots: &'a [u32],
    branches: &'a [Branch],
}

impl Limits for NodeLimits<'_> {
    fn of(&self, weapon: u32) -> [u32; 2] {
        let mut limits = [0, self.shots[weapon as usize]];
        for branch in self.branches.iter().filter(|branch| branch.weapon == weapon) {
            limits = [limits[0].max(branch.least), limits[1].min(branch.most)];
        }
        limits
    }
}

/// Solves a problem until it is proven or `stop` says so.
///
/// `stop` is told how far it is and asked every tenth of a millisecond or so of counted work; after that it is done
/// in a few looks at each pair, all rounds fired and with a bound. Weapons of equal kill probabilities and costs are taken as one.
pub fn solve(problem: &Problem<'_>, stop: &mut dyn FnMut(&Progress) -> bool) -> Solution {
    let mut budget = Budget::new(stop);
    let merged = Merged::new(problem, &mut budget);
    let fewer = merged.problem(problem);
    let mut solver = Solver::new(&fewer, &mut budget);
    solver.run(&mut budget);
    solver.solution(problem, &merged, &budget)
}

struct Solver<'a> {
    problem: &'a Problem<'a>,
    heuristic: Heuristic,
    pricer: Pricer,
    pool: Pool,
    shots: Vec<u32>,
    objective: f64,
    rounds: Vec<Round>,
    open: Vec<Node>,
    /// The least bound of the nodes that are closed.
    closed: f64,
    bound: f64,
    /// Columns that are all taken at once at the most.
    most_columns: usize,
    /// The whole problem: its bound and the prices that show it.
    root: Node,
    /// Nodes parted by a pair.
    num_parted: u32,
}

/// How the work on a node ended.
enum End {
    /// Nothing better in it.
    Closed,
    /// Its relaxation is solved and does not answer: restrictions that part it in two.
    Parted([Branch; 2]),
    /// Told to stop.
    Stopped,
}

impl<'a> Solver<'a> {
    fn new(problem: &'a Problem<'a>, budget: &mut Budget<'_>) -> Self {
        let mut heuristic = Heuristic::default();
        let objective = heuristic.solve_within(problem, SEARCH_WORK, budget);
        let bound = glance::bound(problem);
        budget.spend((problem.num_weapons() * problem.num_targets()) as u64);
        (budget.progress.objective, budget.progress.bound) = (objective, bound.min(objective));
        Self {
            problem,
            pricer: Pricer::default(),
            pool: Pool::new(problem.num_targets()),
            shots: (0..problem.num_weapons()).map(|weapon| problem.shots_of(weapon)).collect(),
            objective,
            rounds: heuristic.rounds().to_vec(),
            heuristic,
            open: Vec::new(),
            closed: f64::INFINITY,
            bound,
            most_columns: NUM_COLUMNS_MAX,
            root: Node::default(),
            num_parted: 0,
        }
    }

    fn solution(&self, problem: &Problem<'_>, merged: &Merged, budget: &Budget<'_>) -> Solution {
        let rounds = merged.ways(&self.rounds, 1).swap_remove(0);
        let objective = problem.objective(&rounds);
        let progress = Progress { objective, bound: self.bound.min(objective), work: budget.progress.work };
        Solution { progress, rounds, is_stopped: budget.is_stopped() }
    }

    fn room(&self) -> f64 {
        (ENOUGH_GAP_SHARE * self.objective).max(NOTHING)
    }

    fn run(&mut self, budget: &mut Budget<'_>) {
        if budget.ask() {
            return;
        }
        self.pricer.load(&self.heuristic.state);
        let mut dual = Dual::default();
        dual.start(&self.heuristic.state);
        let (pool, state) = (&mut self.pool, &self.heuristic.state);
        for target in 0..state.num_targets as u32 {
            let weapons: Vec<(u32, u32)> =
                state.rounds_at(target).map(|round| (state.weapon_of[round as usize], 1)).collect();
            pool.add(state, target, &weapons);
            pool.add(state, target, &[]);
        }
        for _ in 0..NUM_FIRST_STEPS {
            let is_end = dual.step(state, &mut self.pricer, self.objective, budget, |target, weapons| {
                pool.add(state, target, weapons);
            });
            self.bound = self.bound.max(dual.bound);
            budget.progress.bound = self.bound.min(self.objective);
            if budget.ask() {
                return;
            }
            if is_end {
                break;
            }
        }
        self.root = Node { branches: Vec::new(), bound: dual.bound, prices: dual.best_prices };
        self.open.push(self.root.clone());
        while let Some(mut node) = self.next() {
            match self.work_on(&mut node, budget) {
                End::Closed => self.closed = self.closed.min(node.bound),
                End::Stopped => {
                    self.open.push(node);
                    self.raise_bound(budget);
                    return;
                }
                End::Parted(parts) => {
                    self.num_parted += 1;
                    for part in parts {
                        let mut branches = node.branches.clone();
                        branches.push(part);
                        if self.is_possible(&branches) {
                            self.open.push(Node { branches, ..node.clone() });
                        }
                    }
                }
            }
            self.raise_bound(budget);
        }
    }

    /// The open node of the least bound, unless nothing in it is better.
    fn next(&mut self) -> Option<Node> {
        let least = (0..self.open.len()).min_by(|a, b| self.open[*a].bound.total_cmp(&self.open[*b].bound))?;
        let node = self.open.swap_remove(least);
        if node.bound < self.objective - self.room() {
            return Some(node);
        }
        self.open.push(node);
        None
    }

    fn raise_bound(&mut self, budget: &mut Budget<'_>) {
        let least = self.open.iter().map(|node| node.bound).fold(self.closed, f64::min);
        self.bound = self.bound.max(least.min(self.objective));
        budget.progress.bound = self.bound.min(self.objective);
    }

    /// Whether some rounds keep these restrictions.
    fn is_possible(&self, branches: &[Branch]) -> bool {
        let mut left: Vec<i64> = self.shots.iter().map(|shots| i64::from(*shots)).collect();
        let most = (0..self.problem.num_targets()).map(|target| i64::from(self.problem.most_rounds(target)));
        let mut room: Vec<i64> = most.collect();
        for [index, least] in forced(branches) {
            let branch = branches[index as usize];
            left[branch.weapon as usize] -= i64::from(least);
            room[branch.target as usize] -= i64::from(least);
        }
        left.iter().chain(&room).all(|left| *left >= 0)
    }

    /// Columns that a node allows, and for each target the rounds that it must get.
    fn pool_of(&mut self, node: &Node) -> Pool {
        let state = &self.heuristic.state;
        let mut weapons = Vec::new();
        for target in 0..state.num_targets as u32 {
            weapons.clear();
            for [branch, least] in
                forced(&node.branches).filter(|[branch, _]| node.branches[*branch as usize].target == target)
            {
                weapons.push((node.branches[branch as usize].weapon, least));
            }
            self.pool.add(state, target, &weapons);
        }
        let mut pool = Pool::new(state.num_targets);
        for column in 0..self.pool.len() as u32 {
            let target = self.pool.target[column as usize];
            let mut branches = node.branches.iter().filter(|branch| branch.target == target);
            if branches.all(|branch| (branch.least..=branch.most).contains(&self.pool.num_of(column, branch.weapon))) {
                let weapons: Vec<(u32, u32)> =
                    self.pool.entries(column).iter().map(|(weapon, num)| (*weapon, *num as u32)).collect();
                pool.add(state, target, &weapons);
            }
        }
        pool
    }

    /// Generates columns until the node's relaxation is solved or it can be closed.
    fn work_on(&mut self, node: &mut Node, budget: &mut Budget<'_>) -> End {
        let mut pool = self.pool_of(node);
        let mut master = Master::new(&self.shots);
        let mut gap = self.objective - node.bound;
        let mut num_rounds = 0;
        loop {
            master.begin_near(&pool, &node.prices, gap, self.objective, budget);
            let aim = (OPEN_SHARE * gap).max(0.1 * self.room());
            for _ in 0..NUM_STEPS {
                if master.total() + master.residual(&pool) <= aim {
                    break;
                }
                if budget.ask() || !master.step(&pool, budget) {
                    return End::Stopped;
                }
            }
            let cost = master.cost(&pool);
            let (bound, num_new) = self.price(node, &master, &mut pool, budget);
            master.share.resize(pool.len(), 0.0);
            if bound > node.bound {
                node.bound = bound;
                node.prices.clone_from(&master.price);
            }
            if node.branches.is_empty() {
                self.bound = self.bound.max(node.bound);
                budget.progress.bound = self.bound.min(self.objective);
                self.root.clone_from(node);
            }
            if budget.is_stopped() {
                return End::Stopped;
            }
            let rounds = rounded(&pool, &self.shots, &master.share);
            self.offer(&rounds, SEARCH_WORK, budget);
            if node.bound >= self.objective - self.room() {
                return End::Closed;
            }
            num_rounds += 1;
            gap = (cost - node.bound).max(self.room());
            let is_solved = gap < SOLVED_SHARE * (self.objective - node.bound);
            if is_solved || (num_new == 0 && num_rounds > MANY_ROUNDS) {
                return self.finish(node, &pool, &master.share, budget);
            }
        }
    }

    /// The relaxation of a node is solved and is no answer: all its columns, if they are not too many, or two parts.
    fn finish(&mut self, node: &mut Node, pool: &Pool, shares: &[f64], budget: &mut Budget<'_>) -> End {
        let mut all = Pool::new(self.problem.num_targets());
        if self.all_columns(node, self.objective - node.bound, &mut all, budget) {
            let shots = self.shots.clone();
            let mut complete = Complete::new(&all, &shots, (0..all.len() as u32).collect(), node.bound, &node.prices);
            let room = self.room();
            loop {
                let objective = self.objective;
                let mut offer = |rounds: &[Round], budget: &mut Budget<'_>| {
                    self.offer(rounds, NODE_SEARCH_WORK, budget);
                    self.objective
                };
                if !complete.step(objective, room, &mut offer, budget) || budget.ask() {
                    break;
                }
                if node.branches.is_empty() {
                    self.bound = self.bound.max(complete.bound().min(self.objective));
                    budget.progress.bound = self.bound.min(self.objective);
                }
            }
            node.bound = node.bound.max(complete.bound().min(self.objective));
            return if budget.is_stopped() { End::Stopped } else { End::Closed };
        }
        if budget.is_stopped() {
            return End::Stopped;
        }
        match most_undecided(pool, shares, |_| true) {
            Some((weapon, target, num)) => End::Parted([
                Branch { weapon, target, least: 0, most: num - 1 },
                Branch { weapon, target, least: num, most: u32::MAX },
            ]),
            None => End::Closed,
        }
    }

    /// Adds every column that an answer within a node can have that is less than `room` above its bound; says whether it did, for it
    /// leaves off where they are too many.
    fn all_columns(&mut self, node: &Node, room: f64, pool: &mut Pool, budget: &mut Budget<'_>) -> bool {
        let state = &self.heuristic.state;
        self.pricer.set_prices(state, &node.prices);
        for target in 0..state.num_targets as u32 {
            let branches: Vec<Branch> =
                node.branches.iter().filter(|branch| branch.target == target).copied().collect();
            let limits = NodeLimits { shots: &self.shots, branches: &branches };
            let least = self.pricer.solve(state, target, &limits, Wanted::Cheapest(1), budget);
            self.pricer.solve(state, target, &limits, Wanted::Below(least + room), budget);
            let is_large = pool.len() > self.most_columns || pool.num_entries() > NUM_ENTRIES_MAX;
            if !self.pricer.is_complete() || is_large {
                return false;
            }
            for found in self.pricer.found() {
                pool.add(state, target, &found.weapons);
            }
        }
        true
    }

    /// The bound at these prices, and how many columns below the targets' levels were new.
    fn price(&mut self, node: &Node, master: &Master, pool: &mut Pool, budget: &mut Budget<'_>) -> (f64, usize) {
        let (prices, levels) = (&master.price, &master.level);
        let state = &self.heuristic.state;
        self.pricer.set_prices(state, prices);
        let mut sum = Sum::default();
        let mut num_new = 0;
        let mut branches = Vec::new();
        for target in 0..state.num_targets as u32 {
            branches.clear();
            branches.extend(node.branches.iter().filter(|branch| branch.target == target));
            let limits = NodeLimits { shots: &self.shots, branches: &branches };
            sum.add(self.pricer.solve(state, target, &limits, Wanted::Cheapest(NUM_COLUMNS), budget));
            if budget.is_stopped() {
                return (f64::NEG_INFINITY, num_new);
            }
            for found in self.pricer.found() {
                if found.value < levels[target as usize] {
                    self.pool.add(state, target, &found.weapons);
                    num_new += usize::from(pool.add(state, target, &found.weapons));
                }
            }
        }
        for (price, shots) in prices.iter().zip(&self.shots) {
            sum.add(-price * f64::from(*shots));
        }
        (sum.never_above(), num_new)
    }

    /// Improves rounds and keeps them if they are the best.
    fn offer(&mut self, rounds: &[Round], most_work: u64, budget: &mut Budget<'_>) {
        let objective = self.heuristic.improve(rounds, most_work, budget);
        if objective < self.objective {
            (self.objective, budget.progress.objective) = (objective, objective);
            self.rounds.clear();
            self.rounds.extend_from_slice(self.heuristic.rounds());
        }
    }
}

/// Each weapon and target of some restrictions once, as the index of the first, and the most rounds that any asks for.
fn forced(branches: &[Branch]) -> impl Iterator<Item = [u32; 2]> + '_ {
    let is_same = |one: &Branch, other: &Branch| one.weapon == other.weapon && one.target == other.target;
    branches.iter().enumerate().filter_map(move |(index, branch)| {
        let is_first = !branches[..index].iter().any(|other| is_same(branch, other));
        let least = branches.iter().filter(|other| is_same(branch, other)).map(|other| other.least).max();
        is_first.then_some([index as u32, least.unwrap_or(0)])
    })
}

/// Rounds of the columns with the greatest shares, the greatest first, as far as weapons go.
fn rounded(pool: &Pool, shots: &[u32], shares: &[f64]) -> Vec<Round> {
    let by_share = |a: &u32, b: &u32| shares[*b as usize].total_cmp(&shares[*a as usize]).then(a.cmp(b));
    let mut chosen: Vec<u32> =
        pool.of_target.iter().filter_map(|columns| columns.iter().copied().min_by(by_share)).collect();
    chosen.sort_by(by_share);
    fitting(pool, shots, chosen.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the solver proves by taking all columns at once it also proves by branching on pairs with new columns in each part.
    #[test]
    fn both_ways_to_branch_agree() {
        let mut num_parted = 0;
        for case in 0..60_u64 {
            let (num_weapons, num_targets) = (6 + case as usize % 5, 4 + case as usize % 7);
            let draw = cupola_core::Stream::of_run(cupola_core::Seed(3), case);
            let uniform = |what: &str, index: usize| {
                draw.uniform(cupola_core::EntityKey::of(what), cupola_core::Purpose::Place, index as u64)
            };
            let values: Vec<f64> = (0..num_targets).map(|at| 1.0 + (uniform("value", at) * 9.0).floor()).collect();
            let kill: Vec<f64> = (0..num_weapons * num_targets).map(|at| uniform("kill", at)).collect();
            let shots = [1 + (case % 3) as u32];
            let problem = Problem::new(&values, &kill, &shots).unwrap();
            let all = solve(&problem, &mut |_| false);
            let mut never = |_: &Progress| false;
            let mut budget = Budget::new(&mut never);
            let merged = Merged::new(&problem, &mut budget);
            let fewer = merged.problem(&problem);
            let mut solver = Solver::new(&fewer, &mut budget);
            solver.most_columns = 0;
            solver.run(&mut budget);
            num_parted += u32::from(solver.num_parted > 0);
            let parted = solver.solution(&problem, &merged, &budget);
            assert!(all.progress.is_proven() && parted.progress.is_proven(), "case {case}");
            let (one, other) = (all.progress.objective(), parted.progress.objective());
            assert!((one - other).abs() <= 1e-7 * one, "case {case}: {one} and {other}");
        }
        assert!(num_parted >= 3, "{num_parted} were parted");
    }
}
