//! Section 4: what it costs.

use super::heading;
use super::line::{Line, Page, Tone};
use crate::{findings, text};
use cupola_study::summary::{ClassExchange, CostSummary, Report};

pub fn section(report: &Report, page: &mut Page) {
    let Some(cost) = &report.cost else {
        heading(page, "4 WHAT IT COSTS", "not priced: this scenario has no arms to price");
        page.blank();
        return;
    };
    let (unit, name) = findings::unit_beyond_plans(cost);
    let unit_word = if name == "bn" { "billion" } else { name };
    let period = findings::price_period(report);
    let shown = format!("{period}, {unit_word} {} USD; money already spent left out", cost.price_year);
    heading(page, "4 WHAT IT COSTS", &shown);
    // Names are too long for the heading, which shows nothing where not all fits.
    page.indented(2, &format!("{}:", text::sentence(&findings::whose_money(report))));
    for line in findings::cost_lines(report, cost, unit) {
        page.indented(2, &line);
    }
    by_class(report, cost, unit, page);
    page.blank();
}

/// Columns of a class's name, and of a number.
const NAME: usize = 36;
const CELL: usize = 14;

/// What both sides spend on each class, the dearest to stop first.
fn by_class(report: &Report, cost: &CostSummary, unit: f64, page: &mut Page) {
    if cost.by_class.is_empty() {
        return;
    }
    let mut head = Line::default();
    head.left(Tone::Dim, "  by class, mean", NAME);
    for title in ["stopped", "of", "fired at it", "it cost", "fired per $"] {
        head.right(Tone::Dim, title, if title == "of" { CELL / 2 } else { CELL });
    }
    page.fitted(head);
    let mut rows: Vec<&ClassExchange> = cost.by_class.iter().collect();
    rows.sort_by(|a, b| b.fired_usd.mean.total_cmp(&a.fired_usd.mean));
    for row in rows {
        let class = report.scenario.classes.iter().find(|class| class.id == row.class);
        let money = |usd: f64| text::rounded(usd / unit, 0.01);
        let sent = row.sent_usd.filter(|usd| usd.ci95_low > 0.0);
        let ratio = sent.filter(|_| row.fired_usd.ci95_low > 0.0).map(|usd| row.fired_usd.mean / usd.mean);
        let mut line = Line::default();
        let name = class.map_or(&row.class, |class| &class.name);
        if name.chars().count() + 3 > NAME {
            // Too long for its column: on a line of its own, above its numbers.
            page.wrapped(Tone::Plain, "  ", name);
            line.left(Tone::Plain, "", NAME);
        } else {
            line.left(Tone::Plain, &format!("  {name}"), NAME);
        }
        line.right(Tone::Plain, &text::rounded(row.stopped.mean, 1.0), CELL);
        line.right(Tone::Plain, &text::rounded(row.sent.mean, 1.0), CELL / 2);
        line.right(Tone::Plain, &money(row.fired_usd.mean), CELL);
        line.right(Tone::Plain, &row.sent_usd.map_or("no price".to_owned(), |usd| money(usd.mean)), CELL);
        line.right(Tone::Plain, &ratio.map_or(text::NONE.to_owned(), |ratio| text::rounded(ratio, 0.01)), CELL);
        page.fitted(line);
    }
}
