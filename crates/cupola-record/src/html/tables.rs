//! Tables of the report: groups, stocks, classes, interceptors, and where every value comes from.

use super::figure::Sheet;
use super::svg::escape;
use crate::findings::{self, look};
use crate::text;
use cupola_scenario::catalogue::publication;
use cupola_study::summary::{ById, Count, Fates, InputInfo, Report, Shots};
use std::fmt::Write as _;

/// What gets through, by group, with totals.
pub fn groups(report: &Report) -> String {
    let raid = &report.raid;
    if raid.by_group.is_empty() {
        return String::new();
    }
    let mut out = String::from(concat!(
        r#"<div class="scroll"><table><thead><tr><th scope="col">mean of runs (5–95 % of runs)</th>"#,
        r#"<th scope="col" class="n">sent</th><th scope="col" class="n">seen</th><th scope="col" class="n">tracked</th>"#,
        r#"<th scope="col" class="n">shot at</th><th scope="col" class="n">stopped</th>"#,
        r#"<th scope="col" class="n">get through</th><th scope="col" class="n">of it, damage</th></tr></thead><tbody>"#
    ));
    for (name, _, f) in raid.by_group.iter().filter(|g| !g.1) {
        group_row(&mut out, "", name, f);
    }
    let sum = |of: fn(&Fates) -> f64| text::table_mean(findings::total_of(report, of));
    let stopped = |f: &Fates| f.intercepted.mean + f.suppressed.mean;
    let cells = [
        text::mean(&raid.threats),
        sum(|f| f.detected.mean),
        sum(|f| f.tracked.mean),
        sum(|f| f.engaged.mean),
        sum(stopped),
    ];
    row(&mut out, "total", "All", &cells, &with_band(&raid.through), &with_band(&raid.leakers));
    for (name, _, f) in raid.by_group.iter().filter(|g| g.1) {
        group_row(&mut out, "apart", &format!("{name} (apart, not in the totals)"), f);
    }
    out.push_str("</tbody></table></div>");
    out
}

fn with_band(c: &cupola_core::stats::Count) -> String {
    format!(r#"{}<span class="sp">{}</span>"#, text::table_mean(c.mean), text::band(c))
}

fn group_row(out: &mut String, class: &str, name: &str, f: &Fates) {
    let (low, high) = findings::through_band(f);
    let through = format!(r#"{}<span class="sp">{}</span>"#, text::table_mean(f.through.mean), text::range(low, high));
    let means = [f.detected.mean, f.tracked.mean, f.engaged.mean, f.intercepted.mean + f.suppressed.mean];
    let [a, b, c, d] = means.map(text::table_mean);
    row(out, class, name, &[text::mean(&f.launched), a, b, c, d], &through, &with_band(&f.leaked));
}

/// A row whose last two cells are markup made here.
fn row(out: &mut String, class: &str, name: &str, cells: &[String; 5], through: &str, leaked: &str) {
    let _ = write!(out, r#"<tr class="{class}"><td>{}</td>"#, escape(name));
    for cell in cells {
        let _ = write!(out, r#"<td class="n">{cell}</td>"#);
    }
    let _ = write!(out, r#"<td class="n strong">{through}</td><td class="n">{leaked}</td></tr>"#);
}

/// Stocks at each date, and what becomes of them.
pub fn stocks(report: &Report) -> String {
    let Some(campaign) = &report.campaign else { return String::new() };
    let date = text::month_year(&report.scenario.stock_date);
    let first = format!("first raid, {}", text::month_year(&report.scenario.raids_start));
    let mut sheet = Sheet::new(&["", "", &date, &first, "what becomes of it"]);
    sheet.head[0] = "nation".into();
    sheet.head[1] = "item".into();
    for item in findings::items_of_interest(report, campaign, 12) {
        let (n, i) = (item.nation, item.item);
        let then = look(&campaign.at_stock_date, n, i).map_or(text::NONE.to_owned(), text::mean_band);
        let grade = findings::stock_grade(report, campaign, &item);
        let then = if grade.is_empty() { then } else { format!("{then}, {grade}") };
        let start = look(&campaign.at_raids_start, n, i).map_or(text::NONE.to_owned(), text::mean_band);
        let notes = findings::stock_notes(report, campaign, &item).join("; ");
        sheet.row([text::nation_name(report, n), text::item_name(report, i), then, start, text::sentence(&notes)]);
    }
    if sheet.rows.is_empty() { String::new() } else { format!(r#"<div class="stocks">{}</div>"#, sheet.table(5)) }
}

/// Every threat class of the raid.
pub fn classes(report: &Report) -> String {
    let names = |id: &str| {
        report.scenario.classes.iter().find(|c| c.id == id).map_or_else(|| id.to_owned(), |c| c.name.clone())
    };
    fates(&report.raid.by_class, "class", &names)
}

/// Every place aimed at in the raid.
pub fn places(report: &Report) -> String {
    let names =
        |id: &str| report.scenario.places.iter().find(|p| p.id == id).map_or_else(|| id.to_owned(), |p| p.name.clone());
    fates(&report.raid.by_place, "place", &names)
}

fn fates(map: &ById<Fates>, head: &str, name: &dyn Fn(&str) -> String) -> String {
    if map.is_empty() {
        return String::new();
    }
    let heads =
        ["", "sent", "seen", "tracked", "shot at", "intercepted", "suppressed", "failed", "fell harmless", "damage"];
    let mut sheet = Sheet::new(&heads);
    sheet.head[0] = head.to_owned();
    for (id, f) in map {
        let counts = [
            &f.launched,
            &f.detected,
            &f.tracked,
            &f.engaged,
            &f.intercepted,
            &f.suppressed,
            &f.failed,
            &f.fell_harmless,
            &f.leaked,
        ];
        sheet.row(std::iter::once(name(id)).chain(counts.map(|c| text::table_mean(c.mean))));
    }
    sheet.table(1)
}

/// Interceptors used: in the raid, and over the campaign.
pub fn interceptors(report: &Report) -> String {
    let mut sheet = Sheet::new(&[
        "interceptor",
        "fired, raid",
        "kills",
        "missed",
        "found target gone",
        "unused",
        "fired, campaign",
        "kills, campaign",
    ]);
    let none = ById::new();
    let campaign: &ById<Shots> = report.campaign.as_ref().map_or(&none, |c| &c.shots);
    let mut ids: Vec<&String> = report.raid.shots.keys().chain(campaign.keys()).collect();
    ids.sort();
    ids.dedup();
    let cells = |s: Option<&Shots>, of: &[fn(&Shots) -> &Count]| -> Vec<String> {
        of.iter().map(|f| s.map_or_else(|| text::NONE.to_owned(), |s| text::mean_band(f(s)))).collect()
    };
    let ends: [fn(&Shots) -> &Count; 5] =
        [|s| &s.fired, |s| &s.kills, |s| &s.missed, |s| &s.self_destructed, |s| &s.unused];
    for id in ids {
        let raid = cells(report.raid.shots.get(id), &ends);
        let whole = cells(campaign.get(id), &ends[..2]);
        sheet.row(std::iter::once(id.clone()).chain(raid).chain(whole));
    }
    if sheet.rows.is_empty() { String::new() } else { sheet.table(1) }
}

/// Every value with its range, grade and sources.
pub fn provenance(inputs: &[InputInfo]) -> String {
    if inputs.is_empty() {
        return String::new();
    }
    let mut out = String::from(concat!(
        r#"<div class="scroll"><table><thead><tr><th scope="col">value</th><th scope="col" class="n">low</th>"#,
        r#"<th scope="col" class="n">likely</th><th scope="col" class="n">high</th><th scope="col">grade</th>"#,
        r#"<th scope="col">sources and notes</th></tr></thead><tbody>"#
    ));
    for i in inputs {
        let _ = write!(out, "<tr><td><code>{}</code></td>", escape(&i.key));
        for value in [i.low, i.likely, i.high] {
            let _ = write!(out, r#"<td class="n">{}</td>"#, text::input_value(value));
        }
        let mut said: Vec<String> = i.sources.iter().map(|s| source(s)).collect();
        if !i.note.is_empty() {
            said.push(escape(&i.note));
        }
        let _ = write!(out, r#"<td class="grade">{}</td><td>{}</td></tr>"#, escape(&i.grade), said.join("; "));
    }
    out.push_str("</tbody></table></div>");
    out
}

/// A source; a link where the whole of it is an address, by title where that is known.
fn source(text: &str) -> String {
    let safe = escape(text);
    let is_address =
        (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace);
    if is_address {
        let short = || text.split_once("//").map_or(text, |(_, rest)| rest).trim_end_matches('/').to_owned();
        let told = publication(text).map_or_else(short, ToString::to_string);
        return format!(r#"<a href="{safe}" rel="noreferrer">{}</a>"#, escape(&told));
    }
    safe
}

/// How many values of each grade, as a bar and a list.
pub fn grades(report: &Report) -> String {
    let grades = findings::grades(report);
    let total: usize = grades.iter().map(|g| g.1).sum();
    if total == 0 {
        return String::new();
    }
    let last = (grades.len().max(2) - 1) as f64;
    let (mut bar, mut list) = (String::new(), String::new());
    for (i, (word, n)) in grades.iter().enumerate() {
        let tone = tone(word, i as f64 / last);
        let _ = write!(bar, r#"<i style="flex:{n};background:{tone}" title="{} {}"></i>"#, n, escape(word));
        let _ = write!(list, r#"<span><i style="background:{tone}"></i>{n} {}</span>"#, escape(word));
    }
    format!(r#"<div class="grades" aria-hidden="true">{bar}</div><p class="key">{list}</p>"#)
}

/// From blue (best) to ochre (assumed).
fn tone(word: &str, share: f64) -> String {
    match word {
        "assumed" => "var(--f4)".to_owned(),
        "unverified" | "contested" => {
            format!("color-mix(in srgb, var(--f3) {}%, var(--f4))", if word == "contested" { 85 } else { 55 })
        }
        _ => format!("color-mix(in srgb, var(--f0) {}%, var(--f1))", (100.0 - share * 110.0).max(0.0).round()),
    }
}
