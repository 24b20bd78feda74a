//! A sweep on the terminal: a row for each point, what gets through against what is spent, and where two are equal.

use super::TerminalStyle;
use super::line::{Line, Page, Tone, cut};
use crate::text;
use cupola_study::sweep::{Point, Setting, Sweep, UntilEqual};

/// Columns of a number with its half width.
const CELL: usize = 18;
/// Columns of a key, at most.
const KEY: usize = 24;
/// The metrics of the first table, of the campaign's, and of the differences.
const RAID: [&str; 5] = ["leakers", "fired", "through", "value_lost_fraction", "expended_raid_usd"];
const CAMPAIGN: [&str; 3] = ["leakers_total", "through_total", "first_empty_day"];
/// Metrics of stocks alone.
const STOCKS: [&str; 1] = ["first_empty_day"];
const CHANGES: [&str; 4] = ["leakers", "fired", "through", "expended_raid_usd"];
/// Columns of the metric that is to be equal.
const ASKED: [&str; 2] = ["mean", "difference"];

/// A sweep as text, ending in a newline.
#[must_use]
pub fn render_sweep(sweep: &Sweep, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    let head = format!(
        "cupola {} · sweep of {} · {} runs a point, {} worlds · seed {} · the same luck at every point",
        sweep.version,
        sweep.scenario,
        text::whole(sweep.runs as f64),
        text::whole(sweep.worlds as f64),
        sweep.seed,
    );
    page.wrapped(Tone::Dim, "", &head);
    page.wrapped(Tone::Dim, "", "mean ± half of its 95 % interval (sampling alone)");
    page.wrapped(Tone::Dim, "", &format!("arm played: {} ({})", sweep.arm.0, sweep.arm.1));
    page.wrapped(Tone::Dim, "", &format!("varied: {}", sweep.keys.join(", ")));
    let level = |point: &Point, key: &str| point.metrics.get(key).map(|c| (c.mean, c.ci95_high - c.mean));
    let has = |key: &&str| sweep.points.iter().any(|p| p.metrics.get(*key).is_some_and(|c| c.p95 != 0.0));
    let has_raids = sweep.labels.iter().any(|(key, _)| key == RAID[0]);
    if has_raids {
        table(&mut page, sweep, "HEADLINE RAID", &RAID, level);
    }
    let types: Vec<&str> =
        sweep.labels.iter().map(|(key, _)| key.as_str()).filter(|k| k.starts_with("fired.")).collect();
    let types: Vec<&str> = types.into_iter().filter(has).collect();
    if types.len() > 1 {
        table(&mut page, sweep, "INTERCEPTORS BY TYPE", &types, level);
    }
    if has_raids && sweep.labels.iter().any(|(key, _)| key == CAMPAIGN[0]) {
        table(&mut page, sweep, "CAMPAIGN", &CAMPAIGN, level);
        page.wrapped(Tone::Dim, "  ", "runs in which no day is empty count with the campaign's length");
    }
    let starts = ["restored_day.", "unmet."];
    let of_stocks = sweep.labels.iter().map(|(key, _)| key.as_str());
    let of_stocks = of_stocks.filter(|key| !has_raids && starts.iter().any(|start| key.starts_with(start)));
    let of_stocks: Vec<&str> = STOCKS.into_iter().filter(|_| !has_raids).chain(of_stocks).collect();
    if !has_raids {
        table(&mut page, sweep, "STOCKS", &of_stocks, level);
        let words = "runs in which a day never comes count with the days to the end of the study";
        page.wrapped(Tone::Dim, "  ", words);
    }
    let of_theatres = sweep.labels.iter().map(|(key, _)| key.as_str());
    let of_theatres: Vec<&str> = of_theatres.filter(|key| key.starts_with("theatre.short.")).filter(has).collect();
    if !of_theatres.is_empty() {
        table(&mut page, sweep, "THEATRES", &of_theatres, level);
        page.wrapped(Tone::Dim, "  ", "rounds that wars and demands asked for in a theatre and that were not there");
    }
    let change = |point: &Point, key: &str| point.delta.get(key).map(|d| (d.mean, d.ci95_high - d.mean));
    let changes = if has_raids { &CHANGES[..] } else { &of_stocks };
    table(&mut page, sweep, &format!("DIFFERENCE to {}", sweep.base.name), changes, change);
    let asked_for = sweep.until_equal.as_ref().map(|found| found.metric.as_str());
    if let Some(metric) = asked_for.filter(|metric| !RAID.contains(metric)) {
        let asked = |point: &Point, column: &str| {
            if column == ASKED[0] { level(point, metric) } else { change(point, metric) }
        };
        table(&mut page, sweep, &format!("ASKED FOR {metric}"), &ASKED, asked);
    }
    if !sweep.without_effect.is_empty() {
        page.blank();
    }
    for key in &sweep.without_effect {
        let words = format!(
            "{key} changes nothing: at all of its values every run is the same, event for event. Another key may stand \
             in its place (a more special one, or one of a part), or nothing in these raids may come to ask for it"
        );
        page.wrapped(Tone::Warm, "", &words);
    }
    if let Some(found) = &sweep.until_equal {
        page.blank();
        page.hanging("EQUAL", 10, &sentence(sweep, found));
    }
    if sweep.stopped_early {
        page.wrapped(Tone::Warm, "", "stopped early: what is here was done in full, the rest is missing");
    }
    page.finish()
}

/// A heading, a row of labels and a row for each point.
fn table(
    page: &mut Page,
    sweep: &Sweep,
    title: &str,
    keys: &[&str],
    cell: impl Fn(&Point, &str) -> Option<(f64, f64)>,
) {
    page.blank();
    page.wrapped(Tone::Strong, "", title);
    let widths: Vec<usize> = sweep.keys.iter().map(|key| key_columns(sweep, key)).collect();
    let mut head = Line::default();
    for (key, width) in sweep.keys.iter().zip(&widths) {
        head.left(Tone::Dim, &format!("  {}", cut(last_name(key), width - 3)), *width);
    }
    for key in keys {
        let label = sweep.labels.iter().find(|(k, _)| k == key).map_or(*key, |(_, label)| label);
        head.right(Tone::Dim, &cut(label.trim_end_matches(" fired"), CELL - 1), CELL);
    }
    page.fitted(head);
    for point in &sweep.points {
        let mut line = Line::default();
        for (key, width) in sweep.keys.iter().zip(&widths) {
            line.left(Tone::Plain, &format!("  {}", cut(&setting(point, key), width - 3)), *width);
        }
        for key in keys {
            let text = cell(point, key).map_or(text::NONE.to_owned(), |(mean, half)| with_half_width(key, mean, half));
            line.right(Tone::Plain, &text, CELL);
        }
        page.fitted(line);
    }
}

/// Columns that a key and its values need.
fn key_columns(sweep: &Sweep, key: &str) -> usize {
    let values = sweep.points.iter().map(|point| setting(point, key).chars().count());
    (values.max().unwrap_or(0).max(last_name(key).chars().count()) + 3).min(KEY)
}

/// The last name of a path; the heading has all of it.
fn last_name(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

fn setting(point: &Point, key: &str) -> String {
    match point.set.get(key) {
        Some(Setting::Number(number)) => text::input_value(*number),
        Some(Setting::Text(text)) => text.clone(),
        None => text::NONE.to_owned(),
    }
}

/// `12.3 ± 0.4`; shares in percent, money in millions.
fn with_half_width(key: &str, mean: f64, half: f64) -> String {
    let (unit, sign) = match key {
        "value_lost_fraction" => (0.01, " %"),
        "expended_raid_usd" => (1e6, " M$"),
        _ => (1.0, ""),
    };
    let (mean, half) = (mean / unit, half / unit);
    let step = text::power_of_ten_below(half.max(0.01)).min(1.0);
    if half == 0.0 {
        return format!("{}{sign}", text::rounded(mean, if mean.fract() == 0.0 { 1.0 } else { 0.01 }));
    }
    format!("{} ± {}{sign}", text::rounded(mean, step), text::rounded(half, step))
}

/// What was found, in words.
fn sentence(sweep: &Sweep, found: &UntilEqual) -> String {
    let label = sweep.labels.iter().find(|(key, _)| *key == found.metric).map_or(&found.metric, |(_, label)| label);
    let number = text::input_value;
    let what = format!("“{label}” ({}) at {}", found.metric, number(round_to(found.target, found.target.abs() * 1e-3)));
    let ends = sweep.points.first().zip(sweep.points.last());
    let (first, last) = ends.map(|(a, b)| (setting(a, &found.key), setting(b, &found.key))).unwrap_or_default();
    let Some(value) = found.value else {
        if found.at_ends == [0.0; 2] {
            return format!(
                "no value to be told: {what} is met at every value of {} from {first} to {last}",
                found.key
            );
        }
        let side = if found.at_ends[0] < 0.0 { "below" } else { "above" };
        let [low, high] =
            found.at_ends.map(|x| text::rounded(x.abs(), text::power_of_ten_below(x.abs() / 100.0).min(1.0)));
        return format!(
            "no crossing: {what} is not met by {} from {first} to {last}; it stays {side}, by {low} at {first} and by {high} \
             at {last}",
            found.key
        );
    };
    let width = match (found.low, found.high) {
        (Some(low), Some(high)) => high - low,
        (Some(end), None) | (None, Some(end)) => 2.0 * (end - value).abs(),
        (None, None) => value.abs(),
    };
    let width = width.max(value.abs() * 1e-3);
    let near = |x: f64| number(round_to(x, width / 20.0));
    let low = found.low.map_or_else(|| format!("below {first}"), near);
    let high = found.high.map_or_else(|| format!("above {last}"), near);
    let interval = format!("95 % interval {low} to {high}, from sampling alone");
    let whole = found.whole.map_or(String::new(), |(low, high)| {
        format!("; it works in whole numbers, and the value lies between {} and {}", number(low), number(high))
    });
    let more = if found.crossings > 1 { format!("; the first of {} places", found.crossings) } else { String::new() };
    let where_equal = match found.stretch {
        Some((low, high)) => format!("equal from {} = {} to {}", found.key, near(low), near(high)),
        None => format!("{} = {}", found.key, near(value)),
    };
    format!("{what}: {where_equal} ({interval}{whole}{more})")
}

/// `x` rounded to a power of ten at or below `size`.
fn round_to(x: f64, size: f64) -> f64 {
    let step = text::power_of_ten_below(size);
    (x / step).round() * step
}
