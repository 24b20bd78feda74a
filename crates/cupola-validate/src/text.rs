//! The report for a terminal: a table for each area, then the counts.

use crate::Mode;
use crate::case::{AREAS, Evidence};
use crate::print::{error, shown};
use crate::report::{CaseResult, Counts, Report};
use crate::score::Score;

/// Significant digits of expected and observed values.
const DIGITS: usize = 7;
const HEADINGS: [&str; 8] = ["case", "status", "key", "claimed", "observed", "error", "allowed", "verdict"];
/// Widest a column may grow (characters); longer cells push the rest of their row.
const WIDEST: usize = 36;

/// The report as text: one line for every scored key, what was not run, and three counts that are kept apart.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    if report.mode == Mode::Null {
        out += "A baseline without a model: inputs and textbook constants given back. What passes here is bookkeeping.\n\n";
    }
    for area in AREAS {
        let of_area: Vec<&CaseResult<'_>> = report.cases.iter().filter(|r| r.case.area == area).collect();
        if !of_area.is_empty() {
            out += &format!("{area}\n{}", table(&of_area));
            out += &not_run(&of_area);
            out.push('\n');
        }
    }
    out + &totals(report)
}

fn table(results: &[&CaseResult<'_>]) -> String {
    let mut rows: Vec<[String; 8]> = Vec::new();
    for result in results.iter().filter(|result| result.is_run) {
        let case = result.case;
        for line in result.lines.iter().filter(|line| line.score != Score::Context) {
            rows.push([
                case.id.clone(),
                case.status.clone(),
                line.key.to_owned(),
                shown(line.expected, DIGITS),
                line.observed.as_ref().map_or_else(|| "none".to_owned(), |value| shown(value, DIGITS)),
                error(line.key, line.error, line.expected),
                line.tolerance.as_ref().map(|t| t.shown()).unwrap_or_default(),
                verdict(line.pass, line.score).to_owned(),
            ]);
        }
        if result.lines.is_empty() || result.lines.iter().all(|line| line.score == Score::Context) {
            let word = if result.pass == Some(false) { "REFUSED" } else { "shown" };
            let reason = if result.notes.is_empty() { "nothing scored".to_owned() } else { result.reason() };
            let empty = String::new;
            rows.push([case.id.clone(), case.status.clone(), reason, empty(), empty(), empty(), empty(), word.into()]);
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count()).filter(|width| *width <= WIDEST);
        cells.max().unwrap_or(0).max(HEADINGS[column].len())
    };
    let widths: Vec<usize> = (0..HEADINGS.len()).map(width).collect();
    let line = |cells: &[String; 8]| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("  {}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
    };
    let mut out = line(&HEADINGS.map(str::to_owned));
    out.extend(rows.iter().map(line));
    out
}

/// The word of a verdict.
pub fn verdict(pass: Option<bool>, score: Score) -> &'static str {
    match (score, pass) {
        (Score::Check, Some(true)) => "pass",
        (Score::Check, _) => "FAIL",
        _ => score.word(),
    }
}

/// What was not run, gathered by reason.
fn not_run(results: &[&CaseResult<'_>]) -> String {
    let mut by_reason: Vec<(String, Vec<&str>)> = Vec::new();
    for result in results.iter().filter(|result| !result.is_run) {
        let reason = result.reason();
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, ids)) => ids.push(&result.case.id),
            None => by_reason.push((reason, vec![&result.case.id])),
        }
    }
    by_reason.iter().map(|(reason, ids)| format!("  not run, {reason}: {}\n", ids.join(", "))).collect()
}

fn totals(report: &Report<'_>) -> String {
    let Counts { passed, failed } = report.counts();
    let mut out = format!(
        "{} cases: {passed} pass, {failed} fail, {} only reported, {} not run\n",
        report.cases.len(),
        report.only_reported().count(),
        report.not_run().count()
    );
    for evidence in Evidence::ALL {
        let Counts { passed, failed } = report.counts_of(evidence);
        out += &format!("  {:24}{:14}{passed} pass, {failed} fail\n", evidence.meaning(), evidence.word());
    }
    let (unscored, outside) = report.unscored_keys();
    out += &format!("  reported or calibrating, not scored  {unscored} keys, {outside} outside their tolerance\n");
    let unanswered: Vec<String> = report.unanswered().map(|(id, key)| format!("    {id}  {key}\n")).collect();
    if !unanswered.is_empty() {
        out += &format!("  claimed and not answered, not scored  {} keys:\n{}", unanswered.len(), unanswered.concat());
    }
    let null = report.null_passes().count();
    out + &format!("  a baseline without a model passes {null} of the {} scored\n", passed + failed)
}
