//! Section 1: what gets through.

use super::heading;
use super::line::{Line, Page, Tone, bar, cut};
use crate::text;
use cupola_study::summary::{Fates, Report};

/// Widths of the label and of the columns sent, seen, tracked, shot at, stopped; 0 leaves one out.
const WIDE: (usize, [usize; 5]) = (27, [7, 7, 9, 9, 9]);
const NARROW: (usize, [usize; 5]) = (21, [6, 0, 0, 8, 8]);

fn columns(page: &Page) -> (usize, [usize; 5]) {
    if page.is_narrow() { NARROW } else { WIDE }
}

/// The five numbers, those of width 0 left out.
fn cells(line: &mut Line, tone: Tone, widths: [usize; 5], texts: [String; 5]) {
    for (text, width) in texts.iter().zip(widths).filter(|(_, width)| *width > 0) {
        line.right(tone, text, width);
    }
}

pub fn section(report: &Report, page: &mut Page) {
    let raid = &report.raid;
    let arm = report.scenario.arms.first().map_or(String::new(), |a| format!(", {}", a.name));
    let shown = format!("{}{arm}: mean of runs, (5–95 % of runs)", raid.name);
    heading(page, "1 WHAT GETS THROUGH", &shown);
    if raid.by_group.is_empty() {
        page.indented(2, "No warhead or airframe was launched in this raid.");
    } else {
        table(report, page);
    }
    let stopped: Vec<String> = raid
        .by_family
        .iter()
        .map(|(name, c)| format!("{name} {}", text::table_mean(c.mean)).replace(' ', "\u{a0}"))
        .collect();
    if !stopped.is_empty() {
        page.hanging("  Stopped by", 13, &stopped.join(" · "));
    }
    for sentence in crate::findings::raid_notes(report) {
        page.indented(2, &sentence);
    }
    page.blank();
}

fn table(report: &Report, page: &mut Page) {
    let (label, widths) = columns(page);
    let mut head = Line::default();
    head.push(Tone::Dim, &" ".repeat(label));
    cells(&mut head, Tone::Dim, widths, ["sent", "seen", "tracked", "shot at", "stopped"].map(str::to_owned));
    head.right(Tone::Dim, "get through", 17).right(Tone::Dim, "damage", 8);
    page.line(&head);
    let groups = &report.raid.by_group;
    let most = groups.iter().map(|(_, _, f)| f.leaked.mean).fold(0.0, f64::max);
    for (name, _, fates) in groups.iter().filter(|g| !g.1) {
        row(page, name, fates, most);
    }
    if groups.iter().filter(|g| !g.1).count() > 1 {
        total(report, page);
    }
    if groups.iter().any(|g| g.1) {
        page.wrapped(Tone::Dim, "  ", "apart, not in the totals:");
        for (name, _, fates) in groups.iter().filter(|g| g.1) {
            row(page, name, fates, most);
        }
    }
}

fn stopped(f: &Fates) -> f64 {
    f.intercepted.mean + f.suppressed.mean
}

fn row(page: &mut Page, name: &str, f: &Fates, most_leaked: f64) {
    let (label, widths) = columns(page);
    let mut line = Line::default();
    line.left(Tone::Plain, &format!("  {}", cut(name, label - 3)), label);
    let [seen, tracked, engaged, stopped] =
        [f.detected.mean, f.tracked.mean, f.engaged.mean, stopped(f)].map(text::table_mean);
    cells(&mut line, Tone::Plain, widths, [text::mean(&f.launched), seen, tracked, engaged, stopped]);
    let (low, high) = crate::findings::through_band(f);
    line.right(Tone::Strong, &text::table_mean(f.through.mean), 8);
    line.left(Tone::Dim, &format!(" ({})", text::range(low, high)), 9);
    line.right(Tone::Plain, &text::table_mean(f.leaked.mean), 8);
    let room = page.width.saturating_sub(line.width() + 2).min(10);
    if room >= 4 && most_leaked > 0.0 {
        line.push(Tone::Warm, &format!("  {}", bar(f.leaked.mean / most_leaked, room)));
    }
    page.line(&line);
}

fn total(report: &Report, page: &mut Page) {
    let of = |fate: &dyn Fn(&Fates) -> f64| crate::findings::total_of(report, fate);
    let raid = &report.raid;
    let (label, widths) = columns(page);
    let mut line = Line::default();
    line.left(Tone::Strong, "  all", label);
    let [seen, tracked, engaged, stopped] =
        [of(&|f| f.detected.mean), of(&|f| f.tracked.mean), of(&|f| f.engaged.mean), of(&stopped)]
            .map(text::table_mean);
    cells(&mut line, Tone::Strong, widths, [text::mean(&raid.threats), seen, tracked, engaged, stopped]);
    line.right(Tone::Strong, &text::table_mean(raid.through.mean), 8);
    line.left(Tone::Dim, &format!(" ({})", text::band(&raid.through)), 9);
    line.right(Tone::Strong, &text::table_mean(raid.leakers.mean), 8);
    page.line(&line);
}
