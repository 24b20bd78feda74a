//! Section 2: how long it lasts.

use super::heading;
use super::line::{Line, Page, Tone, cut, sparkline};
use crate::findings::{self, Item, look};
use crate::text;
use cupola_study::summary::{CampaignSummary, Report, StockPoint};

/// Columns of the sparkline before the first raid, and from it on.
const BEFORE: usize = 6;
const AFTER: usize = 10;

pub fn section(report: &Report, page: &mut Page) {
    let Some(campaign) = &report.campaign else {
        heading(page, "2 HOW LONG IT LASTS", "not asked: this scenario has one raid and no campaign");
        page.blank();
        return;
    };
    let shown = if findings::has_raid(report) {
        let [raids, threats] = [&campaign.raids, &campaign.threats].map(text::mean_band);
        format!("rounds on hand; {} days, {raids} raids, {threats} sent in all", campaign.days)
    } else {
        format!("rounds on hand; days counted from {}, to the end of the study", report.scenario.raids_start)
    };
    heading(page, "2 HOW LONG IT LASTS", &shown);
    let items = findings::items_of_interest(report, campaign, 5);
    if items.is_empty() {
        page.indented(2, "No stock is counted in this scenario.");
    } else {
        let (nation, item, grade) = columns(page);
        let mut head = Line::default();
        head.left(Tone::Dim, "", nation + item + BEFORE + AFTER + 2);
        head.left(Tone::Dim, &text::month_year(&report.scenario.stock_date), 13 + grade);
        let then = if findings::has_raid(report) { "at the first raid" } else { "on the first day" };
        head.push(Tone::Dim, then).push(Tone::Dim, &format!(", {}", text::month_year(&report.scenario.raids_start)));
        page.fitted(head);
    }
    for item in &items {
        stock(report, campaign, item, page);
    }
    if findings::has_raid(report) {
        let [through, damage] = [&campaign.through_total, &campaign.leakers_total].map(text::mean_band);
        page.indented(2, &format!("Over the campaign {through} get through, {damage} do damage."));
    }
    for note in findings::campaign_notes(report, campaign) {
        page.indented(2, &note);
    }
    page.blank();
}

/// Widths of the nation, the item and the grade.
fn columns(page: &Page) -> (usize, usize, usize) {
    if page.is_narrow() { (14, 9, 0) } else { (19, 11, 17) }
}

fn stock(report: &Report, campaign: &CampaignSummary, item: &Item<'_>, page: &mut Page) {
    let (nation, id) = (item.nation, item.item);
    let mut line = Line::default();
    let (for_nation, for_item, for_grade) = columns(page);
    line.left(Tone::Strong, &format!("  {}", cut(&text::nation_name(report, nation), for_nation - 3)), for_nation);
    line.left(Tone::Strong, &cut(&text::item_name(report, id), for_item - 1), for_item);
    let series = look(&campaign.stock, nation, id).map_or(&[][..], Vec::as_slice);
    line.left(Tone::Accent, &picture(series, &report.scenario.raids_start, campaign.days), BEFORE + AFTER + 2);
    let then = look(&campaign.at_stock_date, nation, id).map_or(text::NONE.to_owned(), text::band);
    line.left(Tone::Plain, &then, 13);
    if for_grade > 0 {
        line.left(Tone::Dim, &cut(&findings::stock_grade(report, campaign, item), for_grade - 2), for_grade);
    }
    let start = look(&campaign.at_raids_start, nation, id).map_or(text::NONE.to_owned(), text::mean_band);
    line.push(Tone::Strong, &start);
    page.line(&line);
    let notes = findings::stock_notes(report, campaign, item);
    if !notes.is_empty() {
        page.indented(9, &notes.join(" · "));
    }
}

/// Medians before and after the first raid, with a bar between.
fn picture(series: &[StockPoint], raids_start: &str, days: u32) -> String {
    let highest = series.iter().map(|p| p.p50).fold(0.0, f64::max);
    let tail =
        text::day(raids_start).map(|d| d.plus(i32::try_from(days.max(90) * 4).unwrap_or(i32::MAX / 4)).to_string());
    let is_shown = |p: &&StockPoint| tail.as_ref().is_none_or(|t| p.date.as_str() <= t.as_str());
    let (before, after): (Vec<&StockPoint>, Vec<&StockPoint>) =
        series.iter().filter(is_shown).partition(|p| p.date.as_str() < raids_start);
    let medians = |points: &[&StockPoint], columns: usize| sparkline(&thinned(points, columns), highest);
    format!("{}│{}", medians(&before, BEFORE), medians(&after, AFTER))
}

/// At most `columns` values, evenly spaced, ends kept.
fn thinned(points: &[&StockPoint], columns: usize) -> Vec<f64> {
    if points.len() <= columns {
        return points.iter().map(|p| p.p50).collect();
    }
    (0..columns).map(|i| points[i * (points.len() - 1) / (columns - 1)].p50).collect()
}
