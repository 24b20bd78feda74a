//! How a command fails.

use cupola_cost::CostError;
use cupola_plan::PlanError;
use cupola_record::RecordError;
use cupola_scenario::Faults;

/// A failed command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Bad input, every fault named.
    #[error("{0}")]
    Input(String),
    /// Faults of a scenario, each with its place.
    #[error("{0}")]
    Scenario(Faults),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl Failure {
    /// Bad input said in one sentence.
    #[must_use]
    pub fn input(message: impl Into<String>) -> Self {
        Self::Input(message.into())
    }

    /// Anything else.
    #[must_use]
    pub fn other(error: impl std::fmt::Display) -> Self {
        Self::Other(error.to_string())
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Self::Scenario(faults)
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        Self::other(error)
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        Self::other(error)
    }
}

impl From<CostError> for Failure {
    fn from(error: CostError) -> Self {
        Self::input(error.to_string())
    }
}
