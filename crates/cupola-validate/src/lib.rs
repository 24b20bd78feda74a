//! Published results as cases, run through the public functions of the models and scored.
//!
//! Cases are data: a [`CaseFile`] in the form of the built-in ones ([`builtin`]). [`validate`] finds for each a runner by
//! `area`, `kind` and the keys of `inputs`, and holds what it observes against what is claimed. A runner may only convert
//! units and call public functions of the models, whose names it gives; a case without a runner is listed as not run.
//! [`Report`] keeps apart what was printed by a source, what was recomputed and what is arithmetic of sources.

pub mod case;
mod data;
mod json;
mod markdown;
mod null;
mod print;
mod report;
mod role;
mod runner;
mod runners;
mod score;
mod text;
pub mod tolerance;

pub use case::{AREAS, Case, CaseFile, Evidence, Quantities, Value};
pub use data::Data;
pub use json::to_json;
pub use markdown::render as to_markdown;
pub use report::{CaseResult, Counts, Line, Report};
pub use score::Score;
pub use text::render as to_text;
pub use tolerance::Tolerance;

/// Who answers the cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The models.
    Model,
    /// A baseline without a model: what an input or a textbook constant gives by itself. What it passes proves nothing.
    Null,
}

/// The case files that come with cupola.
///
/// # Panics
/// Never in a released build: a test reads every one.
#[must_use]
pub fn builtin() -> Vec<CaseFile> {
    const FILES: [(&str, &str); 4] = [
        ("flight.toml", include_str!("../cases/flight.toml")),
        ("results.toml", include_str!("../cases/results.toml")),
        ("own.toml", include_str!("../cases/own.toml")),
        ("stocks.toml", include_str!("../cases/stocks.toml")),
    ];
    let read = |(name, text): (&str, &str)| CaseFile::parse(name, text).expect("the built-in cases are read in a test");
    FILES.into_iter().map(read).collect()
}

/// Runs the cases of some files, those of one area if one is named, and scores them.
#[must_use]
pub fn validate<'a>(files: &'a [CaseFile], area: Option<&str>, data: &Data, mode: Mode) -> Report<'a> {
    let given = runner::Given { data, files };
    let cases = files.iter().flat_map(|file| &file.cases);
    let chosen = cases.filter(|case| area.is_none_or(|area| case.area == area));
    Report::new(mode, chosen.map(|case| score::judge(case, &given, mode)).collect())
}
