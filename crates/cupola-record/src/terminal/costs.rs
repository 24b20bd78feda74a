//! Section 4: what it costs.

use super::heading;
use super::line::Page;
use crate::{findings, text};
use cupola_study::summary::Report;

pub fn section(report: &Report, page: &mut Page) {
    let Some(cost) = &report.cost else {
        heading(page, "4 WHAT IT COSTS", "not priced: this scenario has no arms to price");
        page.blank();
        return;
    };
    let largest = cost.incremental_usd.p95.abs().max(cost.expended_usd.p95.abs());
    let (unit, name) = text::money_unit(largest);
    let unit_word = if name == "bn" { "billion" } else { name };
    let period = findings::price_period(report);
    let shown =
        format!("{period}, {unit_word} {} USD, beyond today’s plans; money already spent left out", cost.price_year);
    heading(page, "4 WHAT IT COSTS", &shown);
    for line in findings::cost_lines(report, cost, unit) {
        page.indented(2, &line);
    }
    page.blank();
}
