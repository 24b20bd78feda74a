//! The waterfall of assumptions between two totals.

use super::TerminalStyle;
use super::line::{Line, Page, Tone, bar, wrap};
use crate::{bill, findings, text};
use cupola_study::summary::Waterfall;

/// Columns of what is changed.
const WHAT: usize = 44;
/// Columns of an amount.
const CELL: usize = 9;
/// Columns of the bars.
const BAR: usize = 16;

/// The waterfall as text, ending in a newline.
#[must_use]
pub fn render_waterfall(fall: &Waterfall, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    page.wrapped(Tone::Strong, "", &fall.title);
    let mut notes = vec![findings::full_stop(&text::sentence(&fall.status))];
    notes.extend(fall.caveats.iter().cloned());
    page.wrapped(Tone::Plain, "", &notes.join(" "));
    page.blank();
    let most = fall.steps.iter().map(|s| s.total_usd).fold(0.0, f64::max);
    let unit = bill::unit_of(fall);
    let mut head = Line::default();
    head.left(Tone::Dim, &format!("  {} {} USD, all inputs likely", unit.word, fall.price_year), WHAT);
    head.right(Tone::Dim, "change", CELL).right(Tone::Dim, "total", CELL).right(Tone::Dim, "printed", CELL);
    page.fitted(head);
    for (index, step) in fall.steps.iter().enumerate() {
        let words = wrap(&step.what, WHAT - 4);
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", words.first().map_or("", String::as_str)), WHAT);
        let change = if index == 0 { String::new() } else { text::signed(step.change_usd / unit.usd, 1.0) };
        let printed = step.printed_usd.map_or(String::new(), |usd| text::rounded(usd / unit.usd, 1.0));
        line.right(Tone::Plain, &change, CELL);
        line.right(Tone::Strong, &text::rounded(step.total_usd / unit.usd, 1.0), CELL);
        line.right(Tone::Warm, &printed, CELL);
        line.push(Tone::Plain, "  ").push(Tone::Accent, &bar(step.total_usd / most, BAR));
        page.fitted(line);
        for more in words.iter().skip(1) {
            page.wrapped(Tone::Plain, "  ", more);
        }
    }
    page.blank();
    page.wrapped(Tone::Strong, "", "WHY");
    for (index, step) in fall.steps.iter().enumerate() {
        let orders = if (step.most_change_usd - step.least_change_usd).abs() > 0.5 * unit.usd {
            let ends = [step.least_change_usd, step.most_change_usd].map(|usd| text::signed(usd / unit.usd, 1.0));
            format!(" In another order it would add {} to {}.", ends[0], ends[1])
        } else {
            String::new()
        };
        let words = format!("{} ({}){orders}", step.why, step.source);
        page.hanging(&format!("  {}", index + 1), 6, &words);
    }
    for (index, sentence) in fall.unsaid.iter().enumerate() {
        page.hanging(if index == 0 { "UNSAID" } else { "" }, 11, sentence);
    }
    page.finish()
}
