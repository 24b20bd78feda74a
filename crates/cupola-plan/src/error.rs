//! Why there is no plan.

use cupola_cost::CostError;

/// Why a plan cannot be looked for.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// Neither a `[plan]` nor a reserve to plan for.
    #[error(
        "{scenario} has no [plan], and no reserve that one could be made for; allowed: a [plan] with a [[plan.need]]"
    )]
    NothingToReach {
        /// Scenario.
        scenario: String,
    },
    /// So few worlds that a level which is passed at the risk has no upper bound.
    #[error(
        "--runs {num_runs} in --worlds {num_worlds}: at a risk of {risk_fraction} nothing says how high a need may be; \
         allowed: --runs and --worlds of {least} or more"
    )]
    TooFewRuns {
        /// Runs.
        num_runs: u64,
        /// Worlds they are shared out among.
        num_worlds: u64,
        /// Probability with which a need may be missed.
        risk_fraction: f64,
        /// Least number of either.
        least: u64,
    },
    /// The years or the discount rate do not hold together.
    #[error(transparent)]
    Cost(#[from] CostError),
    /// The solver gave up.
    #[error(
        "the programme of {num_sources} sources, {num_moves} moves and {num_periods} quarters was not solved: {why}"
    )]
    Solver {
        /// Sources of rounds.
        num_sources: usize,
        /// Moves.
        num_moves: usize,
        /// Quarters.
        num_periods: usize,
        /// What the solver says.
        why: String,
    },
}
