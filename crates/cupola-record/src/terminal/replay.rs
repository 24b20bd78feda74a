//! The replay: a published series beside the computed bands.

use super::heading;
use super::line::{Line, Page, Tone, cut};
use crate::{findings, text};
use cupola_study::summary::{ReplayRow, ReplaySummary};

pub fn section(replay: &ReplaySummary, page: &mut Page) {
    heading(page, "REPLAY", &format!("stopped, published and computed; source: {}", replay.source));
    if !replay.rows.is_empty() {
        let mut head = Line::default();
        head.left(Tone::Dim, "  date", 27).left(Tone::Dim, "group", group_columns(page)).right(
            Tone::Dim,
            "detected",
            9,
        );
        head.right(Tone::Dim, "published", 10).right(Tone::Dim, "5–95 %, ±points", 17).push(Tone::Dim, "  inside?");
        page.fitted(head);
    }
    for row in &replay.rows {
        one(row, page);
    }
    for t in &replay.totals {
        let [low, .., high] = t.computed_fraction;
        let inside = if (low..=high).contains(&t.published_fraction) { "inside" } else { "outside" };
        page.indented(
            2,
            &format!(
                "{} in all: published {} stopped; computed {}–{} (±{} points): {inside}.",
                text::sentence(&t.group),
                text::percent(t.published_fraction),
                text::whole(low * 100.0),
                text::percent(high),
                text::whole(t.half_width_points),
            ),
        );
    }
    for (label, low, high, computed) in &replay.spend {
        page.indented(
            2,
            &format!("{label}: published {}; computed {}.", text::range(*low, *high), text::mean_band(computed)),
        );
    }
    page.blank();
}

fn group_columns(page: &Page) -> usize {
    if page.is_narrow() { 10 } else { 24 }
}

fn one(row: &ReplayRow, page: &mut Page) {
    let mut line = Line::default();
    let columns = group_columns(page);
    line.left(Tone::Plain, &format!("  {}", cut(&row.date, 24)), 27).left(
        Tone::Plain,
        &cut(&row.group, columns - 1),
        columns,
    );
    line.right(Tone::Plain, &text::whole(row.detected), 9);
    line.right(Tone::Strong, &row.published_stopped.map_or(text::NONE.to_owned(), text::whole), 10);
    let band = format!("{} ±{}", text::range(row.stopped[0], row.stopped[4]), text::whole(row.half_width_points));
    line.right(Tone::Plain, &band, 17);
    let (tone, word) = match findings::inside(row) {
        None => (Tone::Dim, text::NONE),
        Some(true) => (Tone::Plain, "yes"),
        Some(false) => (Tone::Warm, "no"),
    };
    line.push(Tone::Plain, "  ").push(tone, word);
    page.line(&line);
}
