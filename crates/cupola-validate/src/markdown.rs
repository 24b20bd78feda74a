//! The report as `docs/VALIDATION.md`.

use crate::case::{AREAS, Evidence};
use crate::print::{error, shown};
use crate::report::{CaseResult, Counts, Report};
use crate::score::Score;
use crate::text::verdict;
use crate::tolerance::Tolerance;

/// Significant digits of claimed values, and of observed ones that are not scored: those that are show a hundredth of
/// what is allowed, so that the page changes when something has.
const DIGITS: usize = 12;
const CONTEXT_DIGITS: usize = 4;

const HEAD: &str = "\
# Validation

Made by `cupola validate --markdown`; a test holds it against what the program says now. *Claimed* is the published value,
*allowed* its tolerance in the case files (`crates/cupola-validate/cases/`), *error* observed less claimed. Every observed
value comes from the public functions named, the same that the commands call; what is done around them is conversion
of units.

Three things are kept apart: **validation** is agreement with what a source printed; **verification** is agreement with a
closed form or separate code, which shows that equations are solved and not that they are the right ones; **bookkeeping** is
arithmetic of a source's own numbers. *Calibration* marks the one flight on which a missile's powered phase was set:
it scores nothing, its other flights are the checks. *Reported* marks a missile with one flight, flown with values of its class:
its error is said, not scored. Flight times are scored on the excess over the two-body time from ground to ground over the
same apogee and range, never as totals, because that time and a constant 200 s already meet totals to 1.6 %.

The *baseline* answers without a model (`cupola validate --null`): two-body time and 200 s for flights, the four defining
constants for the ellipsoid, sea-level air for the atmosphere, else the first input in the same unit, or zero. What it passes
is bookkeeping too, whatever its source.
";

/// The report as a page.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut out = HEAD.to_owned();
    let Counts { passed, failed } = report.counts();
    out += &format!(
        "\n{} cases: {passed} pass, {failed} fail, {} only reported, {} not run. The baseline passes {}. Not scored: {} keys reported or \
         calibrating, {} of them outside their tolerance.\n\n",
        report.cases.len(),
        report.only_reported().count(),
        report.not_run().count(),
        report.null_passes().count(),
        report.unscored_keys().0,
        report.unscored_keys().1,
    );
    out += "| counted apart | | pass | fail |\n|---|---|---|---|\n";
    for evidence in Evidence::ALL {
        let Counts { passed, failed } = report.counts_of(evidence);
        out += &format!("| {} | {} | {passed} | {failed} |\n", evidence.word(), evidence.meaning());
    }
    for area in AREAS {
        let of_area: Vec<&CaseResult<'_>> = report.cases.iter().filter(|r| r.case.area == area).collect();
        if !of_area.is_empty() {
            out += &format!("\n## {area}\n");
            out += &tables(&of_area);
        }
    }
    out
}

/// One table for each kind, then what was not run.
fn tables(results: &[&CaseResult<'_>]) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for result in results.iter().filter(|result| result.is_run) {
        if !kinds.contains(&result.case.kind.as_str()) {
            kinds.push(&result.case.kind);
        }
    }
    let mut out = String::new();
    for kind in kinds {
        let of_kind: Vec<&&CaseResult<'_>> = results.iter().filter(|r| r.is_run && r.case.kind == kind).collect();
        out += &format!("\n### {kind}\n\n");
        out += "| case | status | key | claimed | observed | error | allowed | verdict |\n|---|---|---|---|---|---|---|---|\n";
        out.extend(of_kind.iter().map(|result| rows(result)));
        out += &format!("\nBy:\n\n{}", grouped(of_kind.iter().map(|r| (code(&r.functions), r.case.id.as_str()))));
        out += &notes(&of_kind);
    }
    let not_run: Vec<String> = results
        .iter()
        .filter(|r| !r.is_run)
        .map(|r| format!("| `{}` | {} |\n", r.case.id, cell(&r.reason())))
        .collect();
    if !not_run.is_empty() {
        out += &format!("\n### Not run\n\n| case | because |\n|---|---|\n{}", not_run.concat());
    }
    out
}

fn rows(result: &CaseResult<'_>) -> String {
    let case = result.case;
    if result.lines.is_empty() {
        return format!("| `{}` | {} | | | | | | refused: {} |\n", case.id, case.status, cell(&result.reason()));
    }
    let row = |line: &crate::report::Line<'_>| {
        let observed = line.observed.as_ref()?;
        let scored = line.tolerance.as_ref().filter(|_| line.score != Score::Context);
        let digits = scored.map_or(CONTEXT_DIGITS, |t| t.digits(line.expected).unwrap_or(DIGITS));
        let word = match (verdict(line.pass, line.score), line.null_pass) {
            ("pass", Some(true)) => "pass, as the baseline".to_owned(),
            (word, _) => word.to_owned(),
        };
        Some(format!(
            "| `{}` | {} | `{}` | {} | {} | {} | {} | {word} |\n",
            case.id,
            case.status,
            line.key,
            cell(&shown(line.expected, DIGITS)),
            cell(&shown(observed, digits)),
            error(line.key, line.error, line.expected),
            scored.map(Tolerance::shown).unwrap_or_default(),
        ))
    };
    result.lines.iter().filter_map(row).collect()
}

/// What was assumed or found, each once with the cases it is of.
fn notes(results: &[&&CaseResult<'_>]) -> String {
    let answered = results.iter().filter(|result| !result.lines.is_empty());
    let lines = grouped(answered.flat_map(|r| r.notes.iter().map(|note| (cell(note), r.case.id.as_str()))));
    if lines.is_empty() { lines } else { format!("\nNotes:\n\n{lines}") }
}

/// A list of what is said, each once, with the cases it is said of.
fn grouped<'a>(said: impl Iterator<Item = (String, &'a str)>) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for (what, id) in said.filter(|(what, _)| !what.is_empty()) {
        match groups.iter_mut().find(|(known, _)| *known == what) {
            Some((_, ids)) => ids.push(id),
            None => groups.push((what, vec![id])),
        }
    }
    groups.iter().map(|(what, ids)| format!("- {what}: {}\n", code(ids))).collect()
}

fn code(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Text that may stand in a cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
