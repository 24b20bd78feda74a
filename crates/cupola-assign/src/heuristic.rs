//! Good answers in microseconds: the greatest marginal return first, then local search.

mod exchange;
mod greedy;
mod search;

use crate::lagrange::Dual;
use crate::pricing::Pricer;
use crate::problem::{Problem, Round};
use crate::progress::{Budget, Progress};
use crate::state::State;

/// A change must save more than this share of all value, or rounding could turn it round for ever.
const LEAST_GAIN_SHARE: f64 = 1e-12;
/// Exchanges without gain, one after another, that end the search.
const NUM_FAILED: u32 = 3;

/// Solves problems one after another; its arrays are kept from call to call.
///
/// First rounds go, one by one, where they save most (maximum marginal return). Then, until nothing helps or the work is spent,
/// rounds move, swap targets, are dropped, or give way to spare ones; and where none of that helps, one round of each target is
/// lifted and all are put back at once, by linear assignment.
///
/// # Source
/// Exchanges over many targets at once: Ahuja, Kumar, Jha and Orlin, *Exact and heuristic algorithms for the weapon-target
/// assignment problem*, Operations Research 55(6), 2007 (`AHUJA2007`), by idea.
#[derive(Debug, Clone, Default)]
pub struct Heuristic {
    pub(crate) state: State,
    greedy: greedy::Greedy,
    search: search::Search,
    exchange: exchange::Exchange,
    rounds: Vec<Round>,
    kept: Vec<Round>,
    work: u64,
    pricer: Pricer,
    dual: Dual,
}

impl Heuristic {
    /// The objective of the best rounds found; [`Heuristic::rounds`] has them.
    ///
    /// `most_work` counts pairs of rounds and targets looked at after the greedy start, about a nanosecond each. The answer is a
    /// function of the arguments alone.
    pub fn solve(&mut self, problem: &Problem<'_>, most_work: u64) -> f64 {
        self.solve_within(problem, most_work, &mut Budget::new(&mut |_| false))
    }

    /// The same, unless told to stop before.
    pub(crate) fn solve_within(&mut self, problem: &Problem<'_>, most_work: u64, budget: &mut Budget<'_>) -> f64 {
        self.state.load(problem);
        self.search(most_work, budget)
    }

    /// Goes on from given rounds, which must be allowed.
    pub(crate) fn improve(&mut self, rounds: &[Round], most_work: u64, budget: &mut Budget<'_>) -> f64 {
        self.state.set(rounds);
        self.search(most_work, budget)
    }

    fn search(&mut self, most_work: u64, budget: &mut Budget<'_>) -> f64 {
        let least = -LEAST_GAIN_SHARE * self.state.objective();
        self.greedy.fill(&mut self.state, &[], budget);
        let before = budget.progress.work();
        budget.begin_part(most_work);
        let mut num_failed = 0;
        for layer in 0.. {
            if layer == 0 || num_failed == 0 {
                self.search.improve(&mut self.state, least, budget);
            }
            if num_failed == NUM_FAILED || budget.is_over() {
                break;
            }
            let is_better = self.exchange.improve(&mut self.state, layer, least, budget);
            num_failed = if is_better { 0 } else { num_failed + 1 };
        }
        budget.end_part();
        self.work = budget.progress.work() - before;
        self.state.write(&mut self.rounds);
        self.state.objective()
    }

    /// The rounds of the last answer, in order of weapons, then targets.
    #[must_use]
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// Pairs looked at in the last answer.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work
    }

    /// A lower bound on the objective of the last problem, from `num_steps` steps (1 or more) of its Lagrangian dual.
    ///
    /// A step finds each target's best set at the prices of the moment: microseconds for tens of weapons and hundreds of targets.
    /// The first bound may be far off; 30 steps are mostly within a few hundredths.
    pub fn bound(&mut self, num_steps: u32) -> f64 {
        self.pricer.load(&self.state);
        self.dual.start(&self.state);
        let objective = self.state.objective();
        let mut never = |_: &Progress| false;
        let mut budget = Budget::new(&mut never);
        for _ in 0..num_steps.max(1) {
            if self.dual.step(&self.state, &mut self.pricer, objective, &mut budget, |_, _| ()) {
                break;
            }
        }
        self.dual.bound.max(0.0)
    }

    /// A second answer from the prices of the last [`Heuristic::bound`], kept where it is better: rounds go first where they save
    /// most over their price, so that weapons stay for the targets that need them. The objective of the better one.
    pub fn refine(&mut self, most_work: u64) -> f64 {
        let objective = self.state.objective();
        std::mem::swap(&mut self.rounds, &mut self.kept);
        self.state.set(&[]);
        let mut never = |_: &Progress| false;
        let mut budget = Budget::new(&mut never);
        self.greedy.fill(&mut self.state, &self.dual.best_prices, &mut budget);
        let found = self.search(most_work, &mut budget);
        if found < objective {
            return found;
        }
        std::mem::swap(&mut self.rounds, &mut self.kept);
        self.state.set(&self.rounds);
        objective
    }
}
