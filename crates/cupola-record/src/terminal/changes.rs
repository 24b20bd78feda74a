//! Section 3: what joining, or another arm, changes.

use super::line::{Line, Page, Tone, cut};
use super::{TerminalStyle, heading};
use crate::{findings, text};
use cupola_study::summary::{ArmSummary, CompareSummary, Delta, Report};

fn label_columns(page: &Page) -> usize {
    if page.is_narrow() { 31 } else { 44 }
}

pub fn section(report: &Report, page: &mut Page) {
    let Some(compare) = report.compare.as_ref().filter(|c| !c.arms.is_empty()) else {
        heading(page, "3 WHAT JOINING CHANGES", "not compared: this scenario has a single arm");
        page.blank();
        return;
    };
    let base = text::arm_name(report, &compare.base);
    for arm in &compare.arms {
        let name = findings::change_name(report, &compare.base, arm, compare.arms.len());
        heading(
            page,
            &format!("3 WHAT {} CHANGES", name.to_uppercase()),
            if findings::has_raid(report) {
                "same raids, same luck; (5–95 % of paired runs)"
            } else {
                "same luck; (5–95 % of paired runs)"
            },
        );
        page.wrapped(Tone::Dim, "  ", &format!("from “{base}” to “{}”", text::arm_name(report, &arm.name)));
        table(arm, page);
        if let Some(line) = parts(arm) {
            page.hanging("    from", 10, &line);
        }
    }
    page.blank();
}

/// The comparison of scenarios as text, ending in a newline.
#[must_use]
pub fn render_compare(summary: &CompareSummary, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    let head = format!("compared with {} (same seed, same luck; 5–95 % of paired runs)", summary.base);
    page.wrapped(Tone::Dim, "", &head);
    for arm in &summary.arms {
        page.blank();
        page.wrapped(Tone::Strong, "", &arm.name);
        table(arm, &mut page);
    }
    page.finish()
}

/// Keys of single stocks that are shown only where they are clear: the document has all.
const WHERE_CLEAR: [&str; 6] =
    ["burn_to_build.", "days_of_supply.", "restored_day.", "first_empty_day.", "unmet.", "theatre."];
/// Keys of who was refused what.
const REFUSED: &str = "refused";

/// What changes, and below it who refused whom.
fn table(arm: &ArmSummary, page: &mut Page) {
    let is_hidden = |key: &str, d: &Delta| d.verdict == "unclear" && WHERE_CLEAR.iter().any(|s| key.starts_with(s));
    // Exports and transfers are told by who was refused.
    let is_twice = |key: &str| key.starts_with("refused.") && !key.ends_with(".drain");
    let rows = arm.labels.iter().filter_map(|(key, label)| Some((key, label, arm.delta.get(key)?)));
    let rows = rows.filter(|(key, _, d)| !is_hidden(key, d) && !is_twice(key));
    let (refused, others): (Vec<_>, Vec<_>) = rows.partition(|(key, ..)| key.starts_with(REFUSED));
    for (title, rows) in [("", others), ("  who refused whom, rounds, first to last day", refused)] {
        if rows.is_empty() {
            continue;
        }
        let mut head = Line::default();
        head.left(Tone::Dim, &cut(title, label_columns(page) - 1), label_columns(page));
        if !page.is_narrow() {
            head.right(Tone::Dim, "from", 9).right(Tone::Dim, "to", 9);
        }
        head.right(Tone::Dim, "change", 9).left(Tone::Dim, "", 20).push(Tone::Dim, "verdict");
        page.fitted(head);
        for (_, label, d) in rows {
            row(page, label, d);
        }
    }
}

fn row(page: &mut Page, label: &str, d: &Delta) {
    let step = text::delta_step(d);
    let number = |x: f64| if x.abs() < 99.95 && step < 1.0 { text::rounded(x, step) } else { text::whole(x) };
    let mut line = Line::default();
    let columns = label_columns(page);
    line.left(Tone::Plain, &format!("  {}", cut(label, columns - 3)), columns);
    if !page.is_narrow() {
        line.right(Tone::Plain, &number(d.base_mean), 9).right(Tone::Plain, &number(d.arm_mean), 9);
    }
    line.right(Tone::Strong, &text::signed(d.mean, step), 9);
    line.left(Tone::Dim, &format!("  ({} … {})", text::signed(d.p05, step), text::signed(d.p95, step)), 20);
    line.push(if d.verdict == "unclear" { Tone::Dim } else { Tone::Accent }, &d.verdict);
    page.line(&line);
}

/// What each part changes, switched on or off alone.
fn parts(arm: &ArmSummary) -> Option<String> {
    let words: Vec<String> = arm
        .parts
        .iter()
        .map(|(name, d)| {
            let unclear = if d.verdict == "unclear" { "?" } else { "" };
            format!("{name}\u{a0}{}{unclear}", text::signed(d.mean, text::delta_step(d)))
        })
        .collect();
    let note = if arm.parts.iter().any(|(_, d)| d.verdict == "unclear") {
        "   (?:\u{a0}not\u{a0}clear\u{a0}either\u{a0}way)"
    } else {
        ""
    };
    (!words.is_empty()).then(|| format!("{}{note}", words.join(" · ")))
}
