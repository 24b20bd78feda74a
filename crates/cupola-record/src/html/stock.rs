//! Stock fans: rounds on hand by date, with reserve, estimates and the days of raiding.

use super::figure::{Figure, Sheet, plain};
use super::svg::{At, HALF, Scale, Svg, escape, fit, polyline, text_width};
use crate::findings::{self, Item, look};
use crate::text;
use cupola_core::Day;
use cupola_study::summary::{CampaignSummary, PublicEstimate, Report, StockPoint};

const LEFT: f64 = 44.0;
const RIGHT: f64 = HALF - 6.0;
const TOP: f64 = 30.0;
const BASE: f64 = 228.0;
const HEIGHT: f64 = 256.0;

/// One figure for each main stock.
pub fn figures(report: &Report) -> Vec<Figure> {
    let Some(campaign) = &report.campaign else { return vec![] };
    findings::items_of_interest(report, campaign, 6).iter().filter_map(|i| figure(report, campaign, i)).collect()
}

fn figure(report: &Report, campaign: &CampaignSummary, item: &Item<'_>) -> Option<Figure> {
    let points = dated(look(&campaign.stock, item.nation, item.item)?);
    let (first, last) = (points.first()?.0, points.last()?.0);
    let floor = look(&campaign.reserve_floor, item.nation, item.item).copied();
    let estimates: Vec<(Day, &PublicEstimate)> = campaign
        .estimates
        .iter()
        .filter(|e| e.nation == item.nation && e.item == item.item)
        .filter_map(|e| text::day(&e.date).map(|d| (d, e)))
        .collect();
    let start = estimates.iter().map(|e| e.0).fold(first, Day::min);
    let mut highest = points.iter().map(|p| p.1.p95).fold(floor.unwrap_or(0.0), f64::max);
    highest = estimates.iter().map(|e| e.1.high).fold(highest, f64::max).max(1.0);
    let x = Scale::new((f64::from(start.0), f64::from(last.0)), (LEFT, RIGHT));
    let y = Scale::new((0.0, highest * 1.06), (BASE, TOP));
    let mut svg = Svg::new(HALF, HEIGHT);
    axes(&mut svg, &x, &y, start, last);
    raids(&mut svg, &x, report, campaign);
    fan(&mut svg, &x, &y, &points);
    if let Some(floor) = floor {
        svg.line("floor", (LEFT, y.at(floor)), (RIGHT, y.at(floor)));
        svg.text("t s halo-t", (RIGHT, y.at(floor) - 5.0), At::End, &format!("reserve {}", text::whole(floor)));
    }
    for (day, e) in &estimates {
        estimate(&mut svg, &x, &y, *day, e);
    }
    let (nation, name) = (text::nation_name(report, item.nation), text::item_name(report, item.item));
    let mut sheet = Sheet::new(&["date", "p05", "p25", "p50", "p75", "p95"]);
    for (_, p) in &points {
        sheet.row([p.date.clone(), plain(p.p05), plain(p.p25), plain(p.p50), plain(p.p75), plain(p.p95)]);
    }
    Some(Figure {
        id: format!("fig-stock-{}-{}", item.nation, item.item),
        title: title(campaign, item, &nation, &name),
        subtitle: subtitle(report, campaign, item),
        svg: svg.finish(&format!("Rounds on hand by date: {nation}, {name}")),
        sheet,
        is_half: true,
    })
}

fn dated(points: &[StockPoint]) -> Vec<(Day, &StockPoint)> {
    let finite = |p: &&StockPoint| [p.p05, p.p25, p.p50, p.p75, p.p95].iter().all(|v| v.is_finite());
    points.iter().filter(finite).filter_map(|p| text::day(&p.date).map(|d| (d, p))).collect()
}

fn title(campaign: &CampaignSummary, item: &Item<'_>, nation: &str, name: &str) -> String {
    let (n, i) = (item.nation, item.item);
    let finding = match (look(&campaign.first_day_below_reserve, n, i), look(&campaign.first_zero_day, n, i)) {
        (Some(d), _) if d.p50.is_some() => format!("below its reserve on {}", text::days(d)),
        (_, Some(d)) if d.p50.is_some() => format!("none left on {}", text::days(d)),
        (Some(d), _) if d.never_fraction < 0.9999 => {
            format!("stays above its reserve in {} of runs", text::percent(d.never_fraction))
        }
        (_, Some(d)) if d.never_fraction < 0.9999 => {
            format!("never used up in {} of runs", text::percent(d.never_fraction))
        }
        (_, Some(_)) => "never used up".to_owned(),
        _ => look(&campaign.at_raids_start, n, i)
            .map_or("rounds on hand".to_owned(), |c| format!("{} at the first raid", text::mean_band(c))),
    };
    format!("{nation}, {name}: {finding}")
}

fn subtitle(report: &Report, campaign: &CampaignSummary, item: &Item<'_>) -> String {
    let start = look(&campaign.at_raids_start, item.nation, item.item)
        .map_or(String::new(), |c| format!(" At the first raid: {}.", text::mean_band(c)));
    let grade = findings::stock_grade(report, campaign, item);
    let grade = if grade.is_empty() { String::new() } else { format!(" Start: {grade}.") };
    format!("Rounds on hand: median, middle half, 5–95 % of runs.{start}{grade}")
}

fn axes(svg: &mut Svg, x: &Scale, y: &Scale, start: Day, last: Day) {
    let (ticks, step) = y.ticks(4);
    for tick in ticks {
        svg.line("grid", (LEFT, y.at(tick)), (RIGHT, y.at(tick)));
        svg.text("t s m n", (LEFT - 7.0, y.at(tick) + 4.0), At::End, &text::rounded(tick, step.min(1.0)));
    }
    svg.line("axis", (LEFT, BASE), (RIGHT, BASE));
    let (first_year, last_year) = (start.ymd().0, last.ymd().0);
    let is_short = last.0 - start.0 < 500;
    for year in first_year..=last_year {
        for month in if is_short { vec![1, 3, 5, 7, 9, 11] } else { vec![1] } {
            let Some(day) = Day::from_ymd(year, month, 1).filter(|d| *d >= start && *d <= last) else { continue };
            let at = x.at(f64::from(day.0));
            svg.line("axis", (at, BASE), (at, BASE + 5.0));
            let label = if is_short { format!("{year}-{month:02}") } else { year.to_string() };
            if at + text_width(&label, 12.0) / 2.0 <= HALF {
                svg.text("t s m n", (at, BASE + 19.0), At::Middle, &label);
            }
        }
    }
}

fn raids(svg: &mut Svg, x: &Scale, report: &Report, campaign: &CampaignSummary) {
    let Some(start) = text::day(&report.scenario.raids_start) else { return };
    let end = start.plus(i32::try_from(campaign.days).unwrap_or(0));
    let (a, b) = (x.clamped(f64::from(start.0)), x.clamped(f64::from(end.0)));
    svg.rect("raids", (a, TOP - 4.0), ((b - a).max(1.5), BASE - TOP + 4.0));
    // Ticks stand for the mean number of raids; the days differ from run to run.
    let num = campaign.raids.mean.round().clamp(0.0, 60.0) as usize;
    for i in 0..num {
        let at = a + (b - a) * i as f64 / num as f64;
        svg.line("raid", (at, TOP - 4.0), (at, TOP + 2.0));
    }
    svg.text("t s m", ((a + b) / 2.0, TOP - 10.0), At::Middle, &format!("{} days of raids", campaign.days));
}

fn fan(svg: &mut Svg, x: &Scale, y: &Scale, points: &[(Day, &StockPoint)]) {
    let at = |day: &Day, value: f64| (x.at(f64::from(day.0)), y.at(value));
    let area = |low: fn(&StockPoint) -> f64, high: fn(&StockPoint) -> f64| {
        let there = points.iter().map(|(d, p)| at(d, high(p)));
        let back = points.iter().rev().map(|(d, p)| at(d, low(p)));
        format!("{}Z", polyline(there.chain(back)))
    };
    svg.path("fan90", &area(|p| p.p05, |p| p.p95));
    svg.path("fan50", &area(|p| p.p25, |p| p.p75));
    svg.path("median", &polyline(points.iter().map(|(d, p)| at(d, p.p50))));
}

fn estimate(svg: &mut Svg, x: &Scale, y: &Scale, day: Day, e: &PublicEstimate) {
    let at = x.clamped(f64::from(day.0));
    svg.raw(&format!(
        "<g><title>{}</title>",
        escape(&format!("{}, {}: {} ({})", e.source, e.date, text::whole(e.likely), e.grade))
    ));
    svg.line("w90", (at, y.clamped(e.low)), (at, y.clamped(e.high)));
    svg.circle("est", (at, y.clamped(e.likely)), 4.0);
    svg.raw("</g>");
    let label = format!("{}: {}", fit(&e.source, 150.0, 12.0), text::whole(e.likely));
    let is_right = at + text_width(&label, 12.0) + 8.0 < RIGHT;
    let (anchor, shift) = if is_right { (At::Start, 8.0) } else { (At::End, -8.0) };
    svg.text("t s halo-t", (at + shift, y.clamped(e.likely) - 7.0), anchor, &label);
}
