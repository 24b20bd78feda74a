//! Faults of a scenario: each with its place, the key in the file's own words, and a way out.

use crate::tree::{Files, Origin};
use std::collections::BTreeSet;
use std::fmt;

/// One thing wrong in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File as named by the user, the name of a bundled scenario, or the option of a change (`--set`).
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Path by id: `battery.iruma.lat_deg`; empty where it concerns the whole file.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What is allowed.
    pub allowed: Option<String>,
    /// A near miss: what was probably meant.
    pub hint: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.sentence())
    }
}

impl Fault {
    /// What is wrong and what is allowed, without place and key.
    #[must_use]
    pub fn sentence(&self) -> String {
        let allowed = self.allowed.as_ref().map_or(String::new(), |allowed| format!("; allowed: {allowed}"));
        let hint = self.hint.as_ref().map_or(String::new(), |hint| format!(" (did you mean `{hint}`?)"));
        format!("{}{allowed}{hint}", self.message)
    }
}

/// Every fault found, in the order of files and lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.0.iter().enumerate() {
            let end = if i == 0 { "" } else { "\n" };
            write!(f, "{end}{fault}")?;
        }
        Ok(())
    }
}

impl Faults {
    /// One fault that belongs to a whole file.
    #[must_use]
    pub fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self(vec![Fault {
            file: file.to_owned(),
            line: 1,
            column: 1,
            key: String::new(),
            message: message.into(),
            allowed: None,
            hint: None,
        }])
    }
}

/// A fault whose place is still a byte offset.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub origin: Origin,
    pub key: String,
    pub message: String,
    pub allowed: Option<String>,
    pub hint: Option<String>,
}

impl Pending {
    pub fn new(origin: Origin, key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { origin, key: key.into(), message: message.into(), allowed: None, hint: None }
    }

    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }

    /// Lists what is allowed, and the nearest of it to what was written.
    pub fn near<'a>(mut self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        let candidates: Vec<&str> = candidates.into_iter().collect();
        self.hint = nearest(written, &candidates).map(str::to_owned);
        self.allowed = Some(listed(&candidates));
        self
    }
}

/// Faults told one by one; of more only the number is told.
const MAX_FAULTS: usize = 1_000;

/// Turns pending faults into printed ones, in the order of files and lines, each once.
pub(crate) fn settle(mut pending: Vec<Pending>, files: &Files) -> Faults {
    let explained = Explained::by(&pending);
    pending.retain(|p| !explained.holds(p));
    pending.sort_by(|a, b| place(a).cmp(&place(b)));
    pending.dedup_by(|a, b| place(a) == place(b) && a.allowed == b.allowed && a.hint == b.hint);
    let print = |p: Pending| {
        let (line, column) = files.line_column(p.origin);
        let file = files.name(p.origin.file).to_owned();
        Fault { file, line, column, key: p.key, message: p.message, allowed: p.allowed, hint: p.hint }
    };
    let rest = pending.split_off(MAX_FAULTS.min(pending.len()));
    let more = rest.first().map(|first| {
        let num = rest.len();
        Pending::new(first.origin, "", format!("and {num} more faults from here on: mend those above first"))
    });
    Faults(pending.into_iter().chain(more).map(print).collect())
}

fn place(p: &Pending) -> (usize, usize, &str, &str) {
    (p.origin.file, p.origin.start, &p.key, &p.message)
}

/// Keys that are missing only because another fault took them out: wrong themselves, or misspelt beside.
struct Explained(BTreeSet<String>);

impl Explained {
    fn by(pending: &[Pending]) -> Self {
        let mut keys = BTreeSet::new();
        for p in pending.iter().filter(|p| !p.message.starts_with("is missing")) {
            keys.insert(p.key.clone());
            if let Some(hint) = &p.hint {
                let parent = p.key.rsplit_once('.').map_or("", |(parent, _)| parent);
                keys.insert(format!("{parent}.{hint}"));
            }
        }
        Self(keys)
    }

    fn holds(&self, p: &Pending) -> bool {
        p.message.starts_with("is missing") && self.0.contains(&p.key)
    }
}

/// The candidate nearest to what was written, if one is near.
pub(crate) fn nearest<'a>(written: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let fold = |s: &str| s.to_lowercase().replace('_', "-");
    let wanted = fold(written);
    let mut best: Option<(f64, &'a str)> = None;
    for candidate in candidates {
        let score = strsim::normalized_damerau_levenshtein(&wanted, &fold(candidate));
        if score >= 0.5 && best.is_none_or(|(s, _)| score > s) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, c)| c)
}

/// The candidates in print, cut after a dozen and a half.
pub(crate) fn listed(candidates: &[&str]) -> String {
    const MOST: usize = 18;
    match candidates.len() {
        0 => "none is defined".to_owned(),
        n if n <= MOST => candidates.join(", "),
        n => format!("{} … ({n} in all)", candidates[..MOST].join(", ")),
    }
}
