//! The report as JSON: the contract of `cupola run --json`.

use cupola_study::summary::Report;

/// The report as indented JSON, ending in a newline. Numbers that do not exist (never estimated) are `null`.
///
/// # Panics
/// Never: every map of a report has text keys.
#[must_use]
pub fn to_json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("every map of a report has text keys");
    text.push('\n');
    text
}
