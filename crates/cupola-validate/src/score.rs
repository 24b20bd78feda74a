//! From an answer to verdicts, key by key.

use crate::Mode;
use crate::case::{Case, Evidence, Value};
use crate::null;
use crate::report::{CaseResult, Line};
use crate::role::{self, Part, Role};
use crate::runner::{self, Answer, Given, Refusal};
use crate::tolerance;

/// How a key counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Score {
    /// It passes or fails.
    Check,
    /// A model was calibrated on it: shown, scores nothing.
    Calibration,
    /// Its error is said and scores nothing: the missile's own powered phase is not known.
    Reported,
    /// No tolerance, or one in words only: shown.
    Context,
}

impl Score {
    /// The word in print and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Calibration => "calibration",
            Self::Reported => "reported",
            Self::Context => "context",
        }
    }
}

/// Runs a case and scores it; in the null mode only where the model has an answer, so that both are counted alike.
pub fn judge<'a>(case: &'a Case, given: &Given<'_>, mode: Mode) -> CaseResult<'a> {
    let mut result = CaseResult::empty(case);
    let answer = match runner::answer(case, given) {
        Ok(answer) => answer,
        Err(Refusal::NotRun(why)) => {
            result.notes.push(why);
            return result;
        }
        Err(Refusal::Failed(why)) => {
            result.is_run = true;
            result.pass = Some(false);
            result.notes.push(why);
            return result;
        }
    };
    let baseline = null::answer(case);
    let mut null_lines = lines(case, &answer, &baseline);
    for line in &mut null_lines {
        line.null_pass = line.pass;
    }
    result.null_passes = verdict(&null_lines);
    let own: Vec<(&str, Value)> = answer.values.iter().map(|(key, value)| (*key, value.clone())).collect();
    match mode {
        Mode::Model => {
            result.functions.clone_from(&answer.functions);
            result.lines = lines(case, &answer, &own);
            for (line, null) in result.lines.iter_mut().zip(&null_lines) {
                line.null_pass = null.pass;
            }
            result.notes.extend(role::of(&case.id).map(note));
            result.notes.extend(answer.notes.iter().cloned());
            result.more = own.into_iter().filter(|(key, _)| case.expected.get(key).is_none()).collect();
        }
        Mode::Null => result.lines = null_lines,
    }
    let is_answered = |key: &str| answer.values.iter().any(|(name, _)| *name == key);
    let missing = result.lines.iter().find(|line| line.score == Score::Check && !is_answered(line.key));
    if let Some(line) = missing {
        result.notes = vec![format!("no runner gives `{}`", line.key)];
        result.null_passes = None;
        return result;
    }
    result.is_run = true;
    result.pass = verdict(&result.lines);
    result
}

/// What a role says of its case.
fn note(role: &Role) -> String {
    let word = match role.role {
        Part::Check => "check",
        Part::Calibration => "calibration",
        Part::Reported => "reported",
    };
    let missile = role.missile.as_ref().map_or(String::new(), |id| format!(", flown by `{id}`"));
    let sets = if role.sets.is_empty() { String::new() } else { format!(" with {}", role.sets.join(", ")) };
    format!("{word}{missile}{sets}: {}", role.why)
}

/// Whether all checks pass; `None` without any.
fn verdict(lines: &[Line<'_>]) -> Option<bool> {
    let mut checks = lines.iter().filter(|line| line.score == Score::Check).peekable();
    checks.peek()?;
    Some(checks.all(|line| line.pass == Some(true)))
}

/// One line for each expected key.
fn lines<'a>(case: &'a Case, answer: &Answer, observed: &[(&str, Value)]) -> Vec<Line<'a>> {
    let part = role::of(&case.id).map_or(Part::Check, |role| role.role);
    let lower_bound = case.expected.get("lower_bound").and_then(Value::number);
    let line = |(key, expected): &'a (String, Value)| {
        let in_figures = answer.tolerances.iter().find(|(name, _)| name == key).map(|(_, tolerance)| tolerance);
        let tolerance = case.tolerance(key).filter(|t| t.has_figures()).or(in_figures).or(case.tolerance(key)).cloned();
        let is_bound = key == "lower_bound" && tolerance.as_ref().is_some_and(|t| t.rel_above_best.is_some());
        let is_scored = tolerance.as_ref().is_some_and(tolerance::Tolerance::has_figures)
            && !is_bound
            && !answer.context.contains(&key.as_str())
            && !role::of(&case.id).is_some_and(|role| role.context.contains(key));
        let is_closed_form = role::is_closed_form(key);
        let score = match part {
            _ if !is_scored => Score::Context,
            Part::Calibration if !is_closed_form => Score::Calibration,
            Part::Reported if !is_closed_form => Score::Reported,
            _ => Score::Check,
        };
        let observed = observed.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        let holds = |value| tolerance.as_ref().is_some_and(|t| t.holds(expected, value, lower_bound));
        Line {
            key,
            expected,
            error: observed.as_ref().and_then(|value| tolerance::error(expected, value)),
            pass: observed.as_ref().filter(|_| score == Score::Check).map(holds),
            is_inside: observed.as_ref().filter(|_| is_scored).map(holds),
            observed,
            tolerance,
            score,
            null_pass: None,
            evidence: if is_closed_form { case.evidence().min(Evidence::Verification) } else { case.evidence() },
        }
    };
    case.expected.0.iter().map(line).collect()
}
