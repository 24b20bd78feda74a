//! How a command fails, and with which exit code.

use cupola::scenario::Faults;

/// A failed command.
pub enum Failure {
    /// Bad input, every fault named: exit code 2.
    Input(String),
    /// Anything else: exit code 1.
    Other(String),
}

impl Failure {
    /// Bad input said in one sentence.
    pub fn input(message: impl Into<String>) -> Self {
        Self::Input(message.into())
    }

    /// Anything else.
    pub fn other(error: impl std::fmt::Display) -> Self {
        Self::Other(error.to_string())
    }

    /// The process's exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) => 2,
            Self::Other(_) => 1,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Input(text) | Self::Other(text) => f.write_str(text),
        }
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Self::Input(faults.to_string())
    }
}

impl From<cupola::plan::PlanError> for Failure {
    fn from(error: cupola::plan::PlanError) -> Self {
        Self::other(error)
    }
}

impl From<cupola::cost::CostError> for Failure {
    fn from(error: cupola::cost::CostError) -> Self {
        Self::input(error.to_string())
    }
}
