//! The report of the command line: plain text that fits the window, in the order in which a reader asks.

mod changes;
mod coalition;
mod costs;
mod flight;
mod flyout;
mod lasts;
pub(crate) mod life_cycle;
pub(crate) mod line;
mod options;
mod plan;
mod plot;
mod replay;
mod sensitivity;
mod space;
mod sweep;
mod through;
mod timeline;
mod waterfall;

use crate::{findings, text};
use cupola_study::summary::Report;
use line::{Line, Page, Tone};

pub use changes::render_compare;
pub use coalition::render_coalition;
pub use flight::render_flights;
pub use flyout::render_flyout;
pub use life_cycle::{CostBy, render_cost_curve};
pub use options::render_options;
pub use plan::render_plan;
pub use sensitivity::render_sensitivity;
pub use space::{render_reach, render_size, render_studies, render_vary};
pub use sweep::render_sweep;
pub use timeline::render_timeline;
pub use waterfall::render_waterfall;

/// How the terminal wants its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalStyle {
    /// Columns of the window; the report uses 72 to 110 of them.
    pub width: usize,
    /// Whether ANSI colours are understood.
    pub color: bool,
    /// Whether more than ASCII can be shown.
    pub unicode: bool,
}

impl Default for TerminalStyle {
    fn default() -> Self {
        Self { width: 100, color: false, unicode: true }
    }
}

/// The whole report as text, ending in a newline; `given` is the scenario as it was asked for, a bundled name or a path, which
/// what to do next names. A line is longer than the width only where one word is.
#[must_use]
pub fn render(report: &Report, given: &str, style: &TerminalStyle) -> String {
    if findings::is_cost_alone(report) {
        return render_cost(report, given, CostBy::Element, style);
    }
    let mut page = Page::new(*style);
    header(report, &mut page);
    in_short(report, &mut page);
    if let Some(replay) = &report.replay {
        replay::section(replay, &mut page);
    }
    if findings::has_raid(report) {
        through::section(report, &mut page);
    }
    lasts::section(report, &mut page);
    changes::section(report, &mut page);
    costs::section(report, &mut page);
    rests_on(report, given, &mut page);
    page.finish()
}

/// The cost of a study alone: over the life of its elements, and beyond today's plans where it is played; `given` as of [`render`].
#[must_use]
pub fn render_cost(report: &Report, given: &str, by: CostBy, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    header(report, &mut page);
    if let Some((cost, life)) = report.cost.as_ref().and_then(|cost| Some((cost, cost.life_cycle.as_ref()?))) {
        life_cycle::section(report, cost, life, by, &mut page);
    }
    if !findings::is_cost_alone(report) {
        page.blank();
        costs::section(report, &mut page);
        rests_on(report, given, &mut page);
    }
    page.finish()
}

fn header(report: &Report, page: &mut Page) {
    let s = &report.scenario;
    let speed = if report.elapsed_s > 0.0 {
        let seconds = text::rounded(report.elapsed_s, if report.elapsed_s < 99.95 { 0.1 } else { 1.0 });
        let rate = text::whole(report.runs as f64 / report.elapsed_s);
        format!(
            "{} runs in {seconds} s ({rate}/s, {})",
            text::whole(report.runs as f64),
            plural(report.threads, "thread")
        )
    } else {
        format!("{} runs", text::whole(report.runs as f64))
    };
    page.wrapped(
        Tone::Dim,
        "",
        &format!(
            "cupola {} · {} · {speed} · seed {} · log {} · {}",
            report.version,
            s.name,
            report.seed,
            text::short_hash(&report.log_hash),
            plural(report.physics_sets as usize, "geometry set"),
        ),
    );
    page.wrapped(Tone::Strong, "", if s.question.is_empty() { &s.title } else { &s.question });
    let mut notes = vec![findings::not_a_forecast(report).to_owned()];
    if !s.status.is_empty() {
        notes.push(findings::full_stop(&text::sentence(&s.status)));
    }
    notes.extend(s.caveats.iter().map(|c| findings::full_stop(c)));
    page.wrapped(Tone::Plain, "", &notes.join(" "));
    if report.stopped_early {
        page.wrapped(Tone::Warm, "", "Stopped before all runs were done: the bands are wider than asked for.");
    }
    page.blank();
}

fn in_short(report: &Report, page: &mut Page) {
    for (i, sentence) in findings::in_short(report).iter().enumerate() {
        page.hanging(if i == 0 { "IN SHORT" } else { "" }, 11, sentence);
    }
    page.blank();
}

fn rests_on(report: &Report, given: &str, page: &mut Page) {
    let p = &report.provenance;
    let grades = findings::grades(report);
    let listed: Vec<String> = grades.iter().map(|(word, n)| format!("{n} {word}")).collect();
    let values = plural(p.values, "value");
    let line = if listed.is_empty() { values } else { format!("{values}: {}", listed.join(" · ")) };
    page.hanging("RESTS ON", 11, &line);
    if let Some(line) = findings::spread_drivers(report) {
        page.indented(2, &line);
    }
    if findings::has_raid(report) {
        page.indented(2, &findings::chance_and_inputs(report));
    }
    if let Some(campaign) = report.campaign.as_ref().filter(|c| c.unaccounted > 0) {
        let missing = text::whole(campaign.unaccounted as f64);
        page.wrapped(
            Tone::Warm,
            "  ",
            &format!("{missing} rounds or warheads are unaccounted for: a fault in cupola, please report it."),
        );
    }
    // An entry for several inputs together is no key.
    let key = p.top_inputs.iter().map(|t| t.key.as_str()).find(|k| !k.contains(' ')).unwrap_or("KEY");
    page.hanging(
        "NEXT",
        11,
        &format!("report.html · cupola trace {given} {key} · cupola run {given} --set {key}=VALUE"),
    );
}

/// `1 thread`, `2 threads`.
fn plural(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", text::whole(n as f64), if n == 1 { "" } else { "s" })
}

/// A section's heading: number, capitals, and what is shown.
fn heading(page: &mut Page, title: &str, shown: &str) {
    let mut line = Line::default();
    line.push(Tone::Strong, title);
    if !shown.is_empty() {
        line.push(Tone::Dim, &format!("   {shown}"));
    }
    page.fitted(line);
}
