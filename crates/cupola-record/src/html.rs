//! `report.html`: one file that needs no other, for light and dark, screen and paper.
//!
//! The four answers come first, then the figures in the order of the questions, then every number it rests on.
//! Text from the scenario is escaped; nothing is fetched.

mod compare;
mod cost;
mod fates;
mod figure;
mod histogram;
mod life_cycle;
mod map;
mod replay;
mod stock;
pub(crate) mod svg;
mod tables;
mod waterfall;
pub(crate) mod world;

use crate::{findings, text};
use cupola_study::summary::{CostSummary, Report};
use figure::Figure;
use std::fmt::Write as _;
use svg::{escape, prose};

const STYLE: &str = include_str!("html/style.css");
const FIGURE_STYLE: &str = include_str!("html/figure.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The whole report as one HTML file.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = String::with_capacity(200_000);
    head(report, &mut out);
    out.push_str("<main>");
    cards(report, &mut out);
    short(report, &mut out);
    if !findings::is_cost_alone(report) {
        replay_section(report, &mut out);
        raid_section(report, &mut out);
        campaign_section(report, &mut out);
        changes_section(report, &mut out);
    }
    cost_section(report, &mut out);
    rests_section(report, &mut out);
    out.push_str("</main>");
    foot(report, &mut out);
    let _ = writeln!(out, "<script>{SCRIPT}</script></body></html>");
    out
}

fn head(report: &Report, out: &mut String) {
    let s = &report.scenario;
    let title = escape(if s.title.is_empty() { &s.name } else { &s.title });
    let _ = write!(
        out,
        concat!(
            r#"<!doctype html><html lang="en"><head><meta charset="utf-8"/>"#,
            r#"<meta name="viewport" content="width=device-width, initial-scale=1"/>"#,
            r#"<meta name="generator" content="cupola {version}"/><title>{title}</title>"#,
            r#"<style>{style}</style><style id="figure-style">{figure_style}</style></head><body>"#,
            r#"<header class="top"><div class="bar"><span><b>cupola</b> {version}</span><span>{source}</span>"#,
            r#"<button type="button" class="theme" hidden="hidden" aria-label="Light or dark" title="Light or dark">◐</button></div>"#,
            r#"<h1>{title}</h1><p class="question">{question}</p>"#,
            r#"<p class="notice"><b>{kind}</b> {notes}</p>"#
        ),
        version = escape(&report.version),
        kind = findings::not_a_forecast(report),
        title = title,
        style = STYLE,
        figure_style = FIGURE_STYLE,
        source = escape(&run_line(report)),
        question = escape(&s.question),
        notes = escape(&notes(report)),
    );
    if report.stopped_early {
        out.push_str(
            r#"<p class="notice warnline">Stopped before all runs were done: the bands are wider than asked for.</p>"#,
        );
    }
    if let Some(campaign) = report.campaign.as_ref().filter(|c| c.unaccounted > 0) {
        let missing = text::whole(campaign.unaccounted as f64);
        let _ = write!(
            out,
            r#"<p class="notice warnline">{missing} rounds or warheads are unaccounted for: a fault in cupola, please report it.</p>"#
        );
    }
    out.push_str("</header>");
}

fn run_line(report: &Report) -> String {
    format!(
        "{} · {} runs · seed {} · log {}",
        report.scenario.name,
        text::whole(report.runs as f64),
        report.seed,
        text::short_hash(&report.log_hash)
    )
}

fn notes(report: &Report) -> String {
    let s = &report.scenario;
    let mut notes = vec![];
    if !s.status.is_empty() {
        notes.push(findings::full_stop(&text::sentence(&s.status)));
    }
    notes.extend(s.caveats.iter().map(|c| findings::full_stop(c)));
    notes.join(" ")
}

fn cards(report: &Report, out: &mut String) {
    out.push_str(r#"<nav class="cards" aria-label="The four answers">"#);
    let is_asked = |a: &findings::Answer| a.key == "costs" || !findings::is_cost_alone(report);
    for a in findings::answers(report).into_iter().filter(is_asked) {
        let _ = write!(
            out,
            r##"<a href="#{}"><p class="q">{}</p><p class="h">{}</p><p class="d">{}</p></a>"##,
            a.key,
            escape(&a.label),
            prose(&a.headline),
            prose(&a.detail)
        );
    }
    out.push_str("</nav>");
}

fn short(report: &Report, out: &mut String) {
    out.push_str(r#"<ul class="short" aria-label="In short">"#);
    for sentence in findings::in_short(report) {
        let _ = write!(out, "<li>{}</li>", prose(&sentence));
    }
    out.push_str("</ul>");
}

fn heading(out: &mut String, id: &str, number: &str, title: &str) {
    let _ = write!(out, r#"<section id="{id}"><h2><span class="no">{number}</span>{}</h2>"#, escape(title));
}

fn paragraph(out: &mut String, words: &str) {
    let _ = write!(out, "<p>{}</p>", prose(words));
}

fn list(out: &mut String, sentences: &[String]) {
    if sentences.is_empty() {
        return;
    }
    out.push_str(r#"<ul class="plain">"#);
    for sentence in sentences {
        let _ = write!(out, "<li>{}</li>", prose(sentence));
    }
    out.push_str("</ul>");
}

fn figures(report: &Report, out: &mut String, figures: impl IntoIterator<Item = Figure>) {
    let markup: String = figures.into_iter().map(|f| f.html(report)).collect();
    if !markup.is_empty() {
        let _ = write!(out, r#"<div class="figs">{markup}</div>"#);
    }
}

fn replay_section(report: &Report, out: &mut String) {
    let Some(replay) = &report.replay else { return };
    heading(out, "replay", "0", "How the published series lies in the bands");
    if let Some(wide) = findings::wide_bands(report) {
        paragraph(out, &wide);
    }
    let mut sentences = vec![];
    for t in &replay.totals {
        sentences.push(format!(
            "{} in all: published {} stopped; computed {}–{} (±{} points).",
            text::sentence(&t.group),
            text::percent(t.published_fraction),
            text::whole(t.computed_fraction[0] * 100.0),
            text::percent(t.computed_fraction[4]),
            text::whole(t.half_width_points)
        ));
    }
    for (label, low, high, computed) in &replay.spend {
        sentences.push(format!(
            "{label}: published {}; computed {}.",
            text::range(*low, *high),
            text::mean_band(computed)
        ));
    }
    list(out, &sentences);
    figures(report, out, replay::figures(report));
    out.push_str("</section>");
}

fn raid_section(report: &Report, out: &mut String) {
    heading(out, "through", "1", "What gets through");
    if !findings::has_raid(report) {
        paragraph(out, findings::NO_RAID);
        out.push_str("</section>");
        return;
    }
    if report.raid.by_group.is_empty() {
        paragraph(out, "No warhead or airframe was launched in this raid.");
    }
    out.push_str(&tables::groups(report));
    list(out, &findings::raid_notes(report));
    let all = [
        waterfall::figure(report),
        fates::figure(report),
        histogram::figure(report),
        histogram::chain(report),
        map::figure(report),
    ];
    figures(report, out, all.into_iter().flatten());
    out.push_str("</section>");
}

fn campaign_section(report: &Report, out: &mut String) {
    heading(out, "lasts", "2", "How long it lasts");
    match &report.campaign {
        None => paragraph(out, "Not asked: this scenario has one raid and no campaign."),
        Some(c) => {
            if findings::has_raid(report) {
                paragraph(
                    out,
                    &format!(
                        "{} days with {} raids and {} sent in all: {} get through, {} do damage.",
                        c.days,
                        text::mean_band(&c.raids),
                        text::mean_band(&c.threats),
                        text::mean_band(&c.through_total),
                        text::mean_band(&c.leakers_total)
                    ),
                );
            }
            out.push_str(&tables::stocks(report));
            for note in findings::campaign_notes(report, c) {
                paragraph(out, &note);
            }
            figures(report, out, stock::figures(report));
        }
    }
    out.push_str("</section>");
}

fn changes_section(report: &Report, out: &mut String) {
    let name = findings::last_arm(report).map_or("joining".to_owned(), |(_, name)| findings::lower_first(&name));
    heading(out, "changes", "3", &format!("What {name} changes"));
    if report.compare.as_ref().is_none_or(|c| c.arms.is_empty()) {
        paragraph(out, "Not compared: this scenario has a single arm.");
    }
    let arms = &report.scenario.arms;
    if arms.iter().any(|a| !a.agreements.is_empty()) {
        let mut sheet = figure::Sheet::new(&["arm", "agreement", "status", "what it says"]);
        for arm in arms {
            for (i, (id, status, says)) in arm.agreements.iter().enumerate() {
                let shown = if i == 0 { arm.name.clone() } else { String::new() };
                sheet.row([shown, id.clone(), status.clone(), says.clone()]);
            }
        }
        out.push_str(&sheet.table(4));
    }
    figures(report, out, compare::figures(report));
    out.push_str("</section>");
}

fn cost_section(report: &Report, out: &mut String) {
    heading(out, "costs", "4", "What it costs");
    match &report.cost {
        None => paragraph(out, "Not priced: this scenario has no arms to price."),
        Some(cost) => {
            if let Some(life) = &cost.life_cycle {
                paragraph(out, &findings::over_life(life, cost.price_year));
                out.push_str(&life_cycle::tables(life));
                list(out, &life.unsaid);
                figures(report, out, life_cycle::figures(life, cost.price_year));
            }
            if !findings::is_cost_alone(report) {
                beyond_plans(report, cost, out);
            }
        }
    }
    out.push_str("</section>");
}

fn beyond_plans(report: &Report, cost: &CostSummary, out: &mut String) {
    let (unit, name) = findings::unit_beyond_plans(cost);
    let unit_word = if name == "bn" { "billions" } else { "millions" };
    let period = findings::price_period(report);
    paragraph(
        out,
        &format!(
            "{period}, {unit_word} of {} USD, {}; money already spent is left out.",
            cost.price_year,
            findings::whose_money(report)
        ),
    );
    list(out, &findings::cost_lines(report, cost, unit));
    figures(report, out, cost::figure(report));
}

fn rests_section(report: &Report, out: &mut String) {
    let p = &report.provenance;
    heading(out, "rests", "5", &format!("What it rests on: {} values", text::whole(p.values as f64)));
    out.push_str(&tables::grades(report));
    let mut sentences: Vec<String> = findings::spread_drivers(report).into_iter().collect();
    if findings::has_raid(report) {
        sentences.push(findings::chance_and_inputs(report));
    }
    sentences.push(format!(
        "{} runs over {} worlds (sets of drawn inputs) and {} sets of trajectories and radar geometry.",
        text::whole(report.runs as f64),
        text::whole(report.worlds as f64),
        text::whole(report.physics_sets as f64)
    ));
    list(out, &sentences);
    let blocks = [
        ("Threat classes in the raid", tables::classes(report)),
        ("Places aimed at in the raid", tables::places(report)),
        ("Interceptors used", tables::interceptors(report)),
        ("Every value, with its range, grade and sources", tables::provenance(&p.inputs)),
    ];
    out.push_str(r#"<div class="items" style="margin-top:22px">"#);
    for (title, table) in blocks.iter().filter(|b| !b.1.is_empty()) {
        let _ = write!(out, r#"<details class="block"><summary>{title}</summary>{table}</details>"#);
    }
    out.push_str("</div></section>");
}

fn foot(report: &Report, out: &mut String) {
    let s = &report.scenario;
    let _ = write!(
        out,
        concat!(
            "<footer><div><p>cupola {} · scenario {} <code>{}</code> · seed {} · event log <code>{}</code></p>",
            "<p>Same scenario, seed and version give the same numbers. Coastline: Natural Earth, public domain. ",
            "Every number is computed from public sources and stated assumptions; none is a forecast.</p></div></footer>"
        ),
        escape(&report.version),
        escape(&s.name),
        escape(&s.hash),
        report.seed,
        escape(&report.log_hash)
    );
}
