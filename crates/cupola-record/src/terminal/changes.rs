//! Section 3: what joining, or another arm, changes.

use super::heading;
use super::line::{Line, Page, Tone, cut};
use crate::{findings, text};
use cupola_study::summary::{ArmSummary, Delta, Report};

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
            "same raids, same luck; (5–95 % of paired runs)",
        );
        page.wrapped(Tone::Dim, "  ", &format!("from “{base}” to “{}”", text::arm_name(report, &arm.name)));
        let mut head = Line::default();
        head.left(Tone::Dim, "", label_columns(page));
        if !page.is_narrow() {
            head.right(Tone::Dim, "from", 9).right(Tone::Dim, "to", 9);
        }
        head.right(Tone::Dim, "change", 9).left(Tone::Dim, "", 20).push(Tone::Dim, "verdict");
        page.fitted(head);
        for (key, label) in &arm.labels {
            if let Some(d) = arm.delta.get(key) {
                row(page, label, d);
            }
        }
        if let Some(line) = parts(arm) {
            page.hanging("    from", 10, &line);
        }
    }
    page.blank();
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
