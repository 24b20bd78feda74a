//! Cases as data: what a file of published results says.

mod read;

use crate::tolerance::Tolerance;

/// The words of `cupola validate AREA`.
pub const AREAS: [&str; 6] = ["flight", "space", "track", "engage", "sustain", "cost"];

/// A quantity of a case: units are in its key.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Whether something holds.
    Truth(bool),
    /// A finite number as read, any number as computed.
    Number(f64),
    /// Words.
    Text(String),
    /// A vector, a range (two numbers) or a set.
    List(Vec<Value>),
}

impl Value {
    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(value) => Some(*value),
            _ => None,
        }
    }

    /// The numbers of a list of nothing else.
    #[must_use]
    pub fn numbers(&self) -> Option<Vec<f64>> {
        match self {
            Self::List(list) => list.iter().map(Self::number).collect(),
            _ => None,
        }
    }

    /// A list of numbers.
    #[must_use]
    pub fn of_numbers(numbers: &[f64]) -> Self {
        Self::List(numbers.iter().map(|number| Self::Number(*number)).collect())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

/// Quantities by key, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quantities(pub Vec<(String, Value)>);

impl Quantities {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }
}

/// What a case's expected values are worth as evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Arithmetic of a source's own numbers, or recalled and not read: agreement proves that the sum was done.
    Bookkeeping,
    /// Recomputed from a closed form or by separate code: agreement proves that the equations are solved.
    Verification,
    /// Printed by a source, itself or quoted: agreement speaks for the model.
    Validation,
}

impl Evidence {
    /// All, the strongest first.
    pub const ALL: [Self; 3] = [Self::Validation, Self::Verification, Self::Bookkeeping];

    /// The word in print.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Validation => "validation",
            Self::Verification => "verification",
            Self::Bookkeeping => "bookkeeping",
        }
    }

    /// What it means, in one phrase.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Validation => "printed by a source",
            Self::Verification => "recomputed closed form",
            Self::Bookkeeping => "arithmetic of sources",
        }
    }

    /// Of a status in the words of the files: what was derived is bookkeeping even where its inputs were printed, and
    /// what was recomputed from printed inputs is verification.
    fn of_status(status: &str) -> Self {
        let has = |word: &str| status.contains(word);
        if has("derived") {
            Self::Bookkeeping
        } else if has("outputs") || !(has("printed") || has("secondary")) && has("recomputed") {
            Self::Verification
        } else if has("printed") || has("secondary") {
            Self::Validation
        } else {
            Self::Bookkeeping
        }
    }
}

/// One published result.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its name, unique in its file.
    pub id: String,
    /// One of [`AREAS`].
    pub area: String,
    /// What sort of case it is.
    pub kind: String,
    /// The study it belongs to.
    pub study: Option<String>,
    /// How the expected values came about, in the words of the file.
    pub status: String,
    /// How far the source can be trusted.
    pub confidence: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// What is given.
    pub inputs: Quantities,
    /// What is claimed.
    pub expected: Quantities,
    /// The tolerance of an expected key; keys that are not here are context.
    pub tolerances: Vec<(String, Tolerance)>,
    /// What to know about it: `why` and `note` of the file.
    pub why: Option<String>,
}

impl Case {
    /// What its expected values are worth.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        Evidence::of_status(&self.status)
    }

    /// The tolerance of an expected key.
    #[must_use]
    pub fn tolerance(&self, key: &str) -> Option<&Tolerance> {
        self.tolerances.iter().find(|(name, _)| name == key).map(|(_, tolerance)| tolerance)
    }
}

/// The cases of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFile {
    /// Its name, as the user gave it.
    pub name: String,
    /// Its cases, in order.
    pub cases: Vec<Case>,
}

#[cfg(test)]
mod tests {
    use super::Evidence::{self, Bookkeeping, Validation, Verification};

    #[test]
    fn status_says_what_agreement_is_worth() {
        for (status, evidence) in [
            ("printed", Validation),
            ("printed+recomputed", Validation),
            ("secondary", Validation),
            ("secondary+recomputed", Validation),
            ("recomputed", Verification),
            ("memory+recomputed", Verification),
            ("printed inputs, recomputed outputs", Verification),
            ("printed equations, recomputed outputs", Verification),
            ("printed+derived", Bookkeeping),
            ("secondary+derived", Bookkeeping),
            ("derived", Bookkeeping),
            ("memory", Bookkeeping),
        ] {
            assert_eq!(Evidence::of_status(status), evidence, "{status}");
        }
    }
}
