//! What each contribution is worth, on the terminal: one page, the answer first.

use super::line::{Line, Page, Tone, cut};
use super::{TerminalStyle, heading, plural};
use crate::{findings, text};
use cupola_study::coalition::{Interval, NationWorth, Report, Worth};
use cupola_study::summary::ById;

/// Columns of a label, and of a value with its interval: in the table at least, at most and among stocks.
const LABEL: usize = 20;
const CELL: usize = 19;
const MOST_CELL: usize = 26;
/// Stocks whose days of cover are in the short answer, at most.
const COVERS: usize = 1;
/// Contributions named in the short answer, at most.
const NAMED: usize = 3;
/// Stocks told one by one, at most.
const STOCKS: usize = 4;
/// Parts, in the order of the chain.
const PARTS: [&str; 4] = ["sensors", "interceptors", "factories", "reserve"];
/// What is worth nothing.
const NOTHING: Interval = Interval { mean: 0.0, ci95_low: 0.0, ci95_high: 0.0 };
/// Money is printed in millions.
const UNIT_USD: f64 = 1e6;

/// The report of `cupola coalition` as text, ending in a newline.
#[must_use]
pub fn render_coalition(report: &Report, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    let report = &in_millions(report);
    header(report, &mut page);
    let found = &report.worths;
    let arm = &found.arm.1;
    for (i, sentence) in in_short(report).iter().enumerate() {
        page.hanging(if i == 0 { "IN SHORT" } else { "" }, 11, sentence);
    }
    page.blank();
    let mut number = 1;
    if let Some(step) = &found.step {
        let shown = format!("from “{}” to “{arm}”; mean ± half its 95 % interval", step.from.1);
        heading(&mut page, "1 WHAT COMES WITH IT, AND FROM WHOM", &shown);
        table(report, &step.metrics, &PARTS, &mut page);
        stocks(report, &step.metrics, &mut page);
        page.blank();
        number = 2;
    }
    let (title, shown) = match found.of {
        "presence" => ("ALL THAT EACH OWNS", format!("from places undefended to all present in “{arm}”")),
        _ => ("ALL THAT IS SHARED, AND BY WHOM", format!("from each nation alone to “{arm}”")),
    };
    heading(&mut page, &format!("{number} {title}"), &format!("{shown}; mean ± half its 95 % interval"));
    table(report, &found.metrics, if found.step.is_none() { &PARTS } else { &[] }, &mut page);
    if found.step.is_none() {
        stocks(report, &found.metrics, &mut page);
    }
    page.blank();
    notes(report, &mut page);
    page.finish()
}

/// The report with its money in millions.
fn in_millions(report: &Report) -> Report {
    let mut report = report.clone();
    let found = &mut report.worths;
    let games = found.step.iter_mut().map(|step| &mut step.metrics).chain([&mut found.metrics]);
    for worth in games.flatten().filter(|(key, _)| key.ends_with("_usd")).map(|(_, worth)| worth) {
        let scale = |value: &mut Interval| {
            for x in [&mut value.mean, &mut value.ci95_low, &mut value.ci95_high] {
                *x /= UNIT_USD;
            }
        };
        worth.base_mean /= UNIT_USD;
        worth.arm_mean /= UNIT_USD;
        scale(&mut worth.change);
        worth.of_agreements.iter_mut().for_each(scale);
        for nation in worth.shapley.values_mut() {
            scale(&mut nation.value);
            nation.parts_ci95.values_mut().for_each(scale);
        }
    }
    let labels = found.labels.iter_mut().filter(|(key, _)| key.ends_with("_usd"));
    labels.for_each(|(_, label)| label.push_str(", million USD"));
    report
}

fn header(report: &Report, page: &mut Page) {
    let found = &report.worths;
    let head = format!(
        "cupola {} · coalition of {} · {} runs · {} a run · {} s · seed {}",
        report.version,
        report.scenario,
        text::whole(found.runs as f64),
        plural(found.coalitions, "coalition"),
        text::rounded(report.elapsed_s, 0.1),
        report.seed,
    );
    page.wrapped(Tone::Dim, "", &head);
    page.wrapped(Tone::Strong, "", &format!("WHAT EACH CONTRIBUTION IS WORTH: {}", found.arm.1));
    let status = findings::full_stop(&text::sentence(&report.status));
    page.wrapped(
        Tone::Plain,
        "",
        format!("{} {status}", findings::kind_of_claim(found.has_raids)).trim_end_matches(" ."),
    );
    if report.stopped_early {
        page.wrapped(Tone::Warm, "", "Stopped before all runs were done: the intervals are wider than asked for.");
    }
    if found.unaccounted > 0 {
        let missing = text::whole(found.unaccounted as f64);
        page.wrapped(
            Tone::Warm,
            "",
            &format!("{missing} rounds or warheads are unaccounted for: a fault in cupola, please report it."),
        );
    }
    page.blank();
}

/// The answer in sentences: what changes, and what makes most of it.
fn in_short(report: &Report) -> Vec<String> {
    let found = &report.worths;
    let (metrics, from) = match &found.step {
        Some(step) => (&step.metrics, format!("From “{}” to “{}”", step.from.1, found.arm.1)),
        None if found.of == "presence" => (&found.metrics, "From nobody present to all".to_owned()),
        None => (&found.metrics, format!("From each nation alone to “{}”", found.arm.1)),
    };
    let mut sentences = Vec::new();
    if metrics.values().all(|worth| worth.shapley.values().all(|n| is_nothing(n.value))) {
        sentences.push(format!("{from}: nobody contributes anything that changes a raid or a stock."));
        return sentences;
    }
    let lead_keys = keys(report).into_iter().filter(|key| !key.starts_with("leakers"));
    let covers = if found.of == "presence" { Vec::new() } else { covers(metrics) };
    let shown = lead_keys.chain(covers);
    for (i, key) in shown.enumerate() {
        let Some(worth) = metrics.get(key) else { continue };
        let label = label(report, key);
        let lead = if i == 0 { format!("{from}: ") } else { String::new() };
        let parts = largest(report, worth);
        let named: Vec<String> = parts
            .iter()
            .take(NAMED)
            .enumerate()
            .map(|(place, (nation, part, value))| {
                // A nation is named where it is not that of the part before.
                let is_same = place > 0 && parts[place - 1].0 == *nation;
                let whose = if is_same { String::new() } else { format!("{nation}: ") };
                format!("{whose}{part}\u{a0}{}{}", signed(*value), mark(*value))
            })
            .chain(brought(worth).map(|value| format!("the agreement itself\u{a0}{}{}", signed(value), mark(value))))
            .collect();
        let by = if named.is_empty() { String::new() } else { format!(", by {}", named.join(" · ")) };
        sentences.push(format!("{lead}{label}: {}{by}.", change_words(worth.change)));
    }
    sentences
}

/// What comes with the agreements and is nobody's contribution, where there is any.
fn brought(worth: &Worth) -> Option<Interval> {
    worth.of_agreements.filter(|value| !is_nothing(*value))
}

/// The days of cover that clearly change, the largest change first.
fn covers(metrics: &ById<Worth>) -> Vec<&str> {
    let is_clear = |worth: &Worth| !is_nothing(worth.change) && !is_unclear(worth.change);
    let mut clear: Vec<(&str, f64)> = metrics
        .iter()
        .filter(|(key, worth)| key.starts_with("days_of_cover.") && is_clear(worth))
        .map(|(key, worth)| (key.as_str(), worth.change.mean.abs()))
        .collect();
    clear.sort_by(|a, b| b.1.total_cmp(&a.1));
    clear.into_iter().take(COVERS).map(|(key, _)| key).collect()
}

/// Contributions with a value, the largest first: nation, part, value.
fn largest<'r>(report: &'r Report, worth: &'r Worth) -> Vec<(&'r str, &'r str, Interval)> {
    let of_nation = |(name, nation): (&'r str, &'r NationWorth)| {
        let parts = nation.parts_ci95.iter().filter(|(_, value)| !is_nothing(**value));
        parts.map(move |(part, value)| (name, part.as_str(), *value))
    };
    let mut parts: Vec<(&str, &str, Interval)> = nations(report, worth).flat_map(of_nation).collect();
    parts.sort_by(|a, b| b.2.mean.abs().total_cmp(&a.2.mean.abs()));
    parts
}

/// `15 fewer on average (12 to 18)`, `−1 on average, not clear either way (−3 … +1)`, `no change`.
fn change_words(change: Interval) -> String {
    if is_nothing(change) {
        return "no change".to_owned();
    }
    let step = step(change);
    if is_unclear(change) {
        let (low, high) = (text::signed(change.ci95_low, step), text::signed(change.ci95_high, step));
        return format!("{} on average, not clear either way ({low} … {high})", text::signed(change.mean, step));
    }
    let word = if change.mean < 0.0 { "fewer" } else { "more" };
    let [low, high] =
        if change.mean < 0.0 { [-change.ci95_high, -change.ci95_low] } else { [change.ci95_low, change.ci95_high] };
    let [mean, low, high] = [change.mean.abs(), low, high].map(|x| text::rounded(x, step));
    format!("{mean} {word} on average ({low} to {high})")
}

/// A row for each nation's contribution and for those of its parts that are told, between what is without and what is with all.
fn table(report: &Report, metrics: &ById<Worth>, told: &[&str], page: &mut Page) {
    let keys = keys(report);
    let cells = ((page.width - LABEL) / keys.len().max(1)).clamp(CELL, MOST_CELL);
    let mut head = Line::default();
    head.left(Tone::Dim, "", LABEL);
    for key in &keys {
        head.right(Tone::Dim, &cut(column_label(report, key), cells - 1), cells);
    }
    page.fitted(head);
    let ends = |page: &mut Page, name: &str, end: fn(&Worth) -> f64| {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {name}"), LABEL);
        for key in &keys {
            line.right(
                Tone::Plain,
                &metrics.get(*key).map_or(text::NONE.to_owned(), |w| text::table_mean(end(w))),
                cells,
            );
        }
        page.fitted(line);
    };
    ends(page, "without", |w| w.base_mean);
    let of_agreements = |key: &&str| metrics.get(*key).and_then(brought);
    if keys.iter().any(|key| of_agreements(key).is_some()) {
        let values = keys.iter().map(|key| Some(of_agreements(key).unwrap_or(NOTHING)));
        row(page, cells, (Tone::Strong, "  agreement itself"), values);
    }
    let Some(first) = keys.first().and_then(|key| metrics.get(*key)) else { return };
    for (id, name) in &report.worths.nations {
        let of = |key: &str| metrics.get(key).and_then(|w| w.shapley.get(id));
        let gives = |part: &str| keys.iter().any(|key| of(key).is_some_and(|n| !is_nothing(n.parts_ci95[part])));
        if !first.shapley.contains_key(id) || !PARTS.into_iter().any(gives) {
            continue;
        }
        row(page, cells, (Tone::Strong, &format!("  {name}")), keys.iter().map(|key| of(key).map(|n| n.value)));
        for part in told.iter().copied().filter(|part| gives(part)) {
            let values = keys.iter().map(|key| of(key).map(|n| n.parts_ci95[part]));
            row(page, cells, (Tone::Plain, &format!("    {part}")), values);
        }
    }
    ends(page, "with all", |w| w.arm_mean);
}

fn row(page: &mut Page, cells: usize, (tone, name): (Tone, &str), values: impl Iterator<Item = Option<Interval>>) {
    let mut line = Line::default();
    line.left(tone, &cut(name, LABEL - 1), LABEL);
    for value in values {
        // A number that is wider than its column still stands apart from the one before.
        let text = format!(" {}", value.map_or(text::NONE.to_owned(), cell));
        line.right(if value.is_some_and(is_unclear) { Tone::Dim } else { Tone::Plain }, &text, cells);
    }
    page.fitted(line);
}

/// Days to what runs out or is built back and days of cover, where they clearly change: those that change most for their size.
fn stocks(report: &Report, metrics: &ById<Worth>, page: &mut Page) {
    let is_days = |key: &str| STOCK_DAYS.iter().any(|start| key.starts_with(start));
    let is_clear = |worth: &Worth| !is_nothing(worth.change) && !is_unclear(worth.change);
    let mut rows: Vec<(usize, &String, &Worth)> = report
        .worths
        .labels
        .iter()
        .enumerate()
        .filter(|(_, (key, _))| is_days(key))
        .filter_map(|(place, (key, label))| Some((place, label, metrics.get(key)?)))
        .filter(|(_, _, worth)| is_clear(worth))
        .collect();
    if rows.is_empty() {
        return;
    }
    let size = |worth: &Worth| worth.change.mean.abs() / worth.base_mean.abs().max(1.0);
    rows.sort_by(|a, b| size(b.2).total_cmp(&size(a.2)));
    let more = rows.len().saturating_sub(STOCKS);
    rows.truncate(STOCKS);
    rows.sort_by_key(|(place, ..)| *place);
    let columns = if page.is_narrow() { LABEL + 14 } else { LABEL + 34 };
    let mut head = Line::default();
    let more = if more > 0 { format!(" (in --json {more} more)") } else { String::new() };
    head.left(Tone::Dim, &cut(&format!("  stock by stock, days{more}"), columns - 1), columns);
    head.right(Tone::Dim, "without", 8).right(Tone::Dim, "with all", 9).right(Tone::Dim, "change", CELL);
    page.fitted(head);
    for (_, label, worth) in rows {
        let mut line = Line::default();
        line.left(Tone::Plain, &cut(&format!("  {label}"), columns - 1), columns);
        line.right(Tone::Plain, &text::whole(worth.base_mean), 8).right(Tone::Plain, &text::whole(worth.arm_mean), 9);
        line.right(Tone::Plain, &cell(worth.change), CELL);
        page.fitted(line);
    }
}

/// Beginnings of the keys of single stocks that are told in days.
const STOCK_DAYS: [&str; 6] = [
    "first_battery_empty_day.",
    "first_empty_day.",
    "first_day_below_reserve.",
    "restored_day.",
    "days_of_cover.",
    "theatre.first_short_day.",
];

fn notes(report: &Report, page: &mut Page) {
    let found = &report.worths;
    let mut notes = vec![
        "? zero lies in the mean's interval (sampling alone); `cupola run` says what nine runs of ten do.".to_owned(),
        "Worth: what adding a contribution changes, on average over all orders (Shapley and Owen values).".to_owned(),
    ];
    notes.push(
        match found.of {
            "presence" => {
                "A nation that is out has no sensor, interceptor, line or stock; its places are still attacked. What wants \
                 no round is never refused one: read days with that in mind."
            }
            _ => {
                "A nation that is out defends itself with its own and gives nothing; what it is given is the giver's."
            }
        }
        .to_owned(),
    );
    if found.raid_days.is_some() {
        notes.push(days_note(found.watched_days, found.has_raids));
    }
    if found.labels.iter().any(|(key, _)| key == "cost_usd") {
        notes.push(
            "Cost by who causes it (`cupola run`: who pays): plants, satellites, added rounds, rounds fired. The agreement \
             itself: developments without a line, extras, elements; nobody's contribution."
                .to_owned(),
        );
    }
    if !found.is_exact {
        notes.push(
            "There are too many coalitions to play: each world has an order drawn for it, forwards and backwards; the \
             intervals have that in them."
                .to_owned(),
        );
    }
    for note in notes {
        page.wrapped(Tone::Dim, "", &note);
    }
}

/// What the days mean.
fn days_note(days: u32, has_raids: bool) -> String {
    let held = "A round is held back where somebody wants it and none is releasable, be it for the reserve.";
    if has_raids {
        format!("Battery empty: it wants to shoot, no round is ready. {held} {days} where that never comes.")
    } else {
        format!("{held} {days}, the days to the end of the study, where that never comes.")
    }
}

/// The metrics shown. One who is absent wants no round, so that days of a presence are not for a headline.
fn keys(report: &Report) -> Vec<&'static str> {
    let found = &report.worths;
    let keys: &[&'static str] = match (found.raid_days, found.has_raids, found.of) {
        (None, ..) => &["through", "leakers", "cost_usd"],
        (_, false, _) => &["first_empty_day", "unmet", "cost_usd"],
        (_, _, "presence") => &["through_total", "leakers_total", "cost_usd"],
        _ => &["through_total", "leakers_total", "first_battery_empty_day", "cost_usd"],
    };
    keys.iter().copied().filter(|key| found.metrics.contains_key(*key)).collect()
}

/// What stands above a column.
fn column_label<'r>(report: &'r Report, key: &'r str) -> &'r str {
    match key {
        "through_total" | "through" => "get through",
        "leakers_total" | "leakers" => "do damage",
        "first_battery_empty_day" => "battery empty, day",
        "first_empty_day" => "round held back, day",
        "unmet" => "unmet, rounds",
        other => label(report, other),
    }
}

fn label<'r>(report: &'r Report, key: &'r str) -> &'r str {
    report.worths.labels.iter().find(|(k, _)| k == key).map_or(key, |(_, label)| label)
}

/// Nations by printed name, in the order of the scenario.
fn nations<'r>(report: &'r Report, worth: &'r Worth) -> impl Iterator<Item = (&'r str, &'r NationWorth)> {
    report.worths.nations.iter().filter_map(|(id, name)| Some((name.as_str(), worth.shapley.get(id)?)))
}

fn is_nothing(value: Interval) -> bool {
    value == NOTHING
}

fn is_unclear(value: Interval) -> bool {
    !is_nothing(value) && value.ci95_low <= 0.0 && value.ci95_high >= 0.0
}

fn mark(value: Interval) -> &'static str {
    if is_unclear(value) { "?" } else { "" }
}

/// No finer than the interval's first digit, nor than the mean's fourth.
fn step(value: Interval) -> f64 {
    let half_width = (value.ci95_high - value.ci95_low) / 2.0;
    text::power_of_ten_below(half_width.max(value.mean.abs() / 1_000.0).max(0.01)).min(1.0)
}

fn signed(value: Interval) -> String {
    text::signed(value.mean, step(value))
}

/// `−12.1 ± 1.9`, with a question mark where it is not clear.
fn cell(value: Interval) -> String {
    if is_nothing(value) {
        return "0 ".to_owned();
    }
    let step = step(value);
    let half = text::rounded((value.ci95_high - value.ci95_low) / 2.0, step);
    format!("{} ± {half}{}", text::signed(value.mean, step), if is_unclear(value) { "?" } else { " " })
}
