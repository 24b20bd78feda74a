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

/// Any record of plain numbers, words and maps by id as indented JSON, ending in a newline.
///
/// # Panics
/// Where a map has keys that are no text: a fault of the caller.
#[must_use]
pub fn pretty(record: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(record).expect("every map of a record has text keys") + "\n"
}
