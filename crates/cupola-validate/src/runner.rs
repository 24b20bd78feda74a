//! What a runner is, what it gives, and how one is found for a case.

use crate::case::{Case, CaseFile, Value};
use crate::data::Data;
use crate::runners::RUNNERS;
use crate::tolerance::Tolerance;

/// What a runner observed.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Observed values by key.
    pub values: Vec<(&'static str, Value)>,
    /// The public functions that were called.
    pub functions: Vec<&'static str>,
    /// What was assumed, what was found on the way.
    pub notes: Vec<String>,
    /// Keys that are shown but not scored, whatever tolerance the file gives.
    pub context: Vec<&'static str>,
    /// Figures where the file's tolerance is in words.
    pub tolerances: Vec<(&'static str, Tolerance)>,
}

impl Answer {
    /// An answer by these functions.
    pub fn by(functions: &[&'static str]) -> Self {
        Self { functions: functions.to_vec(), ..Self::default() }
    }

    /// With one more value.
    pub fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.values.push((key, value.into()));
        self
    }

    /// With one more remark.
    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing in cupola answers this case, or its data are not here.
    NotRun(String),
    /// A model refused the inputs.
    Failed(String),
}

impl Refusal {
    /// A model's error.
    pub fn failed(error: impl std::fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }
}

/// What a runner may look at besides its case.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// Files that cases name.
    pub data: &'a Data,
    /// The case files, for cases that name others.
    pub files: &'a [CaseFile],
}

impl<'a> Given<'a> {
    /// All cases.
    pub fn cases(&self) -> impl Iterator<Item = &'a Case> {
        self.files.iter().flat_map(|file| &file.cases)
    }

    /// The case of an id.
    pub fn case(&self, id: &str) -> Result<&'a Case, Refusal> {
        self.cases().find(|case| case.id == id).ok_or_else(|| Refusal::NotRun(format!("there is no case `{id}`")))
    }
}

/// What a runner returns.
pub type Answered = Result<Answer, Refusal>;

/// Answers the cases of one sort.
pub struct Runner {
    /// The area it is for.
    pub area: &'static str,
    /// The kind it is for.
    pub kind: &'static str,
    /// The inputs it needs.
    pub needs: &'static [&'static str],
    /// Computes the answer.
    pub run: fn(&Case, &Given<'_>) -> Answered,
}

/// Answers a case with the first runner for its area, kind and inputs.
pub fn answer(case: &Case, given: &Given<'_>) -> Answered {
    let of_kind: Vec<&Runner> = RUNNERS.iter().filter(|r| r.area == case.area && r.kind == case.kind).collect();
    if of_kind.is_empty() {
        return Err(Refusal::NotRun(format!("no runner for kind `{}` of area `{}`", case.kind, case.area)));
    }
    let fits = |runner: &&&Runner| runner.needs.iter().all(|key| case.inputs.get(key).is_some());
    match of_kind.iter().find(fits) {
        Some(runner) => (runner.run)(case, given),
        None => {
            let forms: Vec<String> = of_kind.iter().map(|runner| runner.needs.join(" + ")).collect();
            let message = format!("no runner for these inputs; kind `{}` takes {}", case.kind, forms.join(", or "));
            Err(Refusal::NotRun(message))
        }
    }
}

/// A number among the inputs.
pub fn number(case: &Case, key: &str) -> Result<f64, Refusal> {
    case.inputs.get(key).and_then(Value::number).ok_or_else(|| Refusal::Failed(format!("inputs.{key} is not a number")))
}

/// A number above zero among the inputs.
pub fn positive(case: &Case, key: &str) -> Result<f64, Refusal> {
    let value = number(case, key)?;
    if value > 0.0 { Ok(value) } else { Err(Refusal::Failed(format!("inputs.{key} must be positive, got {value}"))) }
}

/// A list of `N` numbers among the inputs.
pub fn numbers<const N: usize>(case: &Case, key: &str) -> Result<[f64; N], Refusal> {
    let list = case.inputs.get(key).and_then(Value::numbers).and_then(|list| <[f64; N]>::try_from(list).ok());
    list.ok_or_else(|| Refusal::Failed(format!("inputs.{key} is not a list of {N} numbers")))
}

/// Words among the inputs.
pub fn text<'a>(case: &'a Case, key: &str) -> Result<&'a str, Refusal> {
    match case.inputs.get(key) {
        Some(Value::Text(text)) => Ok(text),
        _ => Err(Refusal::Failed(format!("inputs.{key} is not text"))),
    }
}
