//! What came out, and the counts of it.

use crate::Mode;
use crate::case::{Case, Evidence, Value};
use crate::score::Score;
use crate::tolerance::Tolerance;

/// One expected key of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'a> {
    /// The key.
    pub key: &'a str,
    /// What is claimed.
    pub expected: &'a Value,
    /// What was observed, if anything.
    pub observed: Option<Value>,
    /// Observed less expected, in the key's unit, where that is a number.
    pub error: Option<f64>,
    /// What is allowed.
    pub tolerance: Option<Tolerance>,
    /// How it counts.
    pub score: Score,
    /// Whether it passes; `None` where it is not scored or nothing was observed.
    pub pass: Option<bool>,
    /// Whether the observed value is inside the tolerance, scored or only reported.
    pub is_inside: Option<bool>,
    /// Whether the baseline without a model passes it; `None` where it is not scored.
    pub null_pass: Option<bool>,
    /// What agreement is worth.
    pub evidence: Evidence,
}

/// One case and its verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult<'a> {
    /// The case.
    pub case: &'a Case,
    /// Whether something ran it.
    pub is_run: bool,
    /// Whether all its checks pass; `None` where it was not run or nothing of it is scored.
    pub pass: Option<bool>,
    /// One for each expected key, in the order of the file; empty where it was refused.
    pub lines: Vec<Line<'a>>,
    /// What was observed beyond what is expected.
    pub more: Vec<(&'a str, Value)>,
    /// The public functions that answered.
    pub functions: Vec<&'static str>,
    /// Why it was not run or refused; else what was assumed and found on the way.
    pub notes: Vec<String>,
    /// Whether the baseline without a model passes it; `None` where it is not scored.
    pub null_passes: Option<bool>,
}

impl<'a> CaseResult<'a> {
    /// A case that nothing has run.
    pub(crate) fn empty(case: &'a Case) -> Self {
        Self {
            case,
            is_run: false,
            pass: None,
            lines: Vec::new(),
            more: Vec::new(),
            functions: Vec::new(),
            notes: Vec::new(),
            null_passes: None,
        }
    }

    /// The notes in one line.
    #[must_use]
    pub fn reason(&self) -> String {
        self.notes.join("; ")
    }

    /// The lines that are scored.
    pub fn checks(&self) -> impl Iterator<Item = &Line<'a>> {
        self.lines.iter().filter(|line| self.is_run && line.score == Score::Check)
    }

    /// Keys that something is claimed of and that nothing answers: they are in no verdict.
    pub fn unanswered(&self) -> impl Iterator<Item = &'a str> {
        self.lines.iter().filter(|line| self.is_run && line.observed.is_none()).map(|line| line.key)
    }

    /// The strongest evidence among its checks; that of the case itself where it was refused.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.checks().map(|line| line.evidence).max().unwrap_or_else(|| self.case.evidence())
    }
}

/// Cases passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All checks pass.
    pub passed: usize,
    /// Some check fails, or a model refused the inputs.
    pub failed: usize,
}

/// Every case in order, scored.
#[derive(Debug, Clone, PartialEq)]
pub struct Report<'a> {
    /// Who answered.
    pub mode: Mode,
    /// The cases.
    pub cases: Vec<CaseResult<'a>>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(mode: Mode, cases: Vec<CaseResult<'a>>) -> Self {
        Self { mode, cases }
    }

    /// Cases passed and failed.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.count(|_| true)
    }

    /// Cases passed and failed of one evidence.
    #[must_use]
    pub fn counts_of(&self, evidence: Evidence) -> Counts {
        self.count(|result| result.evidence() == evidence)
    }

    fn count(&self, is_counted: impl Fn(&CaseResult<'a>) -> bool) -> Counts {
        let with = |pass: bool| self.cases.iter().filter(|r| r.pass == Some(pass) && is_counted(r)).count();
        Counts { passed: with(true), failed: with(false) }
    }

    /// Ids of cases that nothing ran.
    pub fn not_run(&self) -> impl Iterator<Item = &'a str> {
        self.cases.iter().filter(|result| !result.is_run).map(|result| result.case.id.as_str())
    }

    /// Ids of cases that were run and of which nothing is scored.
    pub fn only_reported(&self) -> impl Iterator<Item = &'a str> {
        self.cases.iter().filter(|r| r.is_run && r.pass.is_none()).map(|r| r.case.id.as_str())
    }

    /// Ids and keys of all that is claimed and not answered in cases that were run; none of the baseline, which answers little.
    pub fn unanswered(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let of_model = self.cases.iter().filter(|_| self.mode == Mode::Model);
        of_model.flat_map(|result| result.unanswered().map(|key| (result.case.id.as_str(), key)))
    }

    /// Keys that are reported or calibrate, and how many of those lie outside their tolerance.
    #[must_use]
    pub fn unscored_keys(&self) -> (usize, usize) {
        let lines = || {
            let all = self.cases.iter().flat_map(|result| &result.lines);
            all.filter(|line| line.is_inside.is_some() && line.pass.is_none())
        };
        (lines().count(), lines().filter(|line| line.is_inside == Some(false)).count())
    }

    /// Ids of scored cases that the baseline without a model passes.
    pub fn null_passes(&self) -> impl Iterator<Item = &'a str> {
        self.cases.iter().filter(|result| result.null_passes == Some(true)).map(|result| result.case.id.as_str())
    }

    /// Whether every case that was run and scored passes.
    #[must_use]
    pub fn is_all_passed(&self) -> bool {
        self.cases.iter().all(|result| result.pass != Some(false))
    }
}
