//! Good answers in microseconds: the greatest marginal return first, then local search.

mod greedy;
mod search;

use crate::lagrange::Dual;
use crate::pricing::Pricer;
use crate::problem::{Problem, Round};
use crate::state::State;

/// Solves problems one after another; its arrays are kept from call to call.
///
/// First rounds go, one by one, where they save most (maximum marginal return); then, until nothing helps or the work is spent,
/// rounds move, swap targets, are dropped, or give way to spare ones.
///
/// # Source
/// Ahuja, Kumar, Jha and Orlin, *Exact and heuristic algorithms for the weapon-target assignment problem*, Operations Research
/// 55(6), 2007 (`AHUJA2007`), sections 4 and 5, by idea.
#[derive(Debug, Clone, Default)]
pub struct Heuristic {
    pub(crate) state: State,
    greedy: greedy::Greedy,
    search: search::Search,
    rounds: Vec<Round>,
    work: u64,
    pricer: Pricer,
    dual: Dual,
}

impl Heuristic {
    /// The objective of the best rounds found; [`Heuristic::rounds`] has them.
    ///
    /// `most_work` counts pairs of rounds and targets looked at in local search, about a nanosecond each; the greedy start is
    /// always finished. The answer is a function of the arguments alone.
    pub fn solve(&mut self, problem: &Problem<'_>, most_work: u64) -> f64 {
        self.state.load(problem);
        self.greedy.fill(&mut self.state);
        self.work = 0;
        self.search.improve(&mut self.state, most_work, &mut self.work);
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
        self.dual.step(&self.state, &mut self.pricer, self.state.objective(), num_steps.max(1));
        self.dual.bound.max(0.0)
    }
}
