//! The layer waterfall: from all launched to what does damage.

use super::figure::{Figure, Sheet, plain};
use super::svg::{At, FULL, Scale, Svg, fit};
use crate::text;
use cupola_core::stats::Count;
use cupola_study::summary::{Fates, Report};

/// What a step does.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Total(&'static str),
    Taken(&'static str),
}

struct Step {
    label: String,
    count: Count,
    kind: Kind,
}

const ROW: f64 = 29.0;
const LEFT: f64 = 190.0;
const RIGHT: f64 = 760.0;
const TOP: f64 = 30.0;

/// The figure; none where nothing was launched.
pub fn figure(report: &Report) -> Option<Figure> {
    let steps = steps(report)?;
    let launched = steps.first()?.count.mean;
    if launched <= 0.0 {
        return None;
    }
    let height = TOP + ROW * steps.len() as f64 + 8.0;
    let mut svg = Svg::new(FULL, height);
    let x = Scale::new(
        (0.0, steps.iter().map(|s| s.count.p95.min(s.count.mean * 3.0)).fold(launched, f64::max)),
        (LEFT, RIGHT),
    );
    let (ticks, step) = x.ticks(6);
    for tick in ticks {
        svg.line("grid", (x.at(tick), TOP - 8.0), (x.at(tick), height - 6.0));
        svg.text("t s m n", (x.at(tick), TOP - 14.0), At::Middle, &text::rounded(tick, step));
    }
    let mut sheet = Sheet::new(&["step", "mean", "p05", "p95", "left after"]);
    let mut level = launched;
    for (i, step) in steps.iter().enumerate() {
        let y = TOP + ROW * i as f64;
        level = draw(&mut svg, &x, y, step, level, i + 1 == steps.len());
        sheet.row([
            step.label.clone(),
            plain(step.count.mean),
            plain(step.count.p05),
            plain(step.count.p95),
            plain(level),
        ]);
    }
    let has_separate = report.raid.by_group.iter().any(|g| g.1);
    let apart = if has_separate { ", the separate blocks included" } else { "" };
    let raid = &report.raid.name;
    Some(Figure {
        id: "fig-waterfall".into(),
        title: title(report, launched),
        subtitle: format!(
            "From all launched to what does damage, layer by layer: {raid}, base arm{apart}. Bars are means of the runs, lines 5–95 % of runs for each step."
        ),
        svg: svg.finish("Waterfall from launched to damage"),
        sheet,
        is_half: false,
    })
}

fn title(report: &Report, launched: f64) -> String {
    let best = report.raid.by_family.iter().max_by(|a, b| a.1.mean.total_cmp(&b.1.mean));
    let leaked = sum(report, |f| &f.leaked);
    let layer = best
        .filter(|b| b.1.mean >= 0.5)
        .map_or(String::new(), |(name, c)| format!("; {name} stops most, {} ({})", text::mean(c), text::band(c)));
    format!("Of {} sent, {} do damage{layer}", text::whole(launched), text::whole(leaked.mean))
}

/// A fate of all groups together.
fn sum(report: &Report, fate: impl Fn(&Fates) -> &Count) -> Count {
    *fate(&report.raid.all)
}

fn steps(report: &Report) -> Option<Vec<Step>> {
    let raid = &report.raid;
    if raid.by_group.is_empty() {
        return None;
    }
    let launched = sum(report, |f| &f.launched);
    let step = |label: &str, count: Count, kind: Kind| Step { label: label.to_owned(), count, kind };
    let mut steps = vec![step("launched", launched, Kind::Total("total"))];
    for (name, count) in &raid.by_family {
        steps.push(step(name, *count, Kind::Taken("f0")));
    }
    let known: f64 = raid.by_family.iter().map(|(_, c)| c.mean).sum();
    let other = sum(report, |f| &f.intercepted).mean - known;
    if other > 0.5 {
        steps.push(step("other layers", Count::fixed(other), Kind::Taken("f0")));
    }
    steps.push(step("jammed, lured, lost", sum(report, |f| &f.suppressed), Kind::Taken("f1")));
    steps.push(step("failed by themselves", sum(report, |f| &f.failed), Kind::Taken("f2")));
    let (harmless, leaked) = (sum(report, |f| &f.fell_harmless), sum(report, |f| &f.leaked));
    steps.push(step("get through", raid.all.through, Kind::Total("total")));
    steps.push(step("fall harmless", harmless, Kind::Taken("f3")));
    steps.push(step("do damage", leaked, Kind::Total("f4")));
    Some(steps)
}

/// Draws one step from the level that is left and gives the level after it.
fn draw(svg: &mut Svg, x: &Scale, y: f64, step: &Step, level: f64, is_last: bool) -> f64 {
    let c = &step.count;
    let middle = y + ROW / 2.0;
    let (is_total, class) = match step.kind {
        Kind::Total(class) => (true, class),
        Kind::Taken(class) => (false, class),
    };
    let (from, to) = if is_total { (0.0, c.mean) } else { ((level - c.mean).max(0.0), level) };
    svg.rect(class, (x.at(from), y + 5.0), ((x.at(to) - x.at(from)).max(0.8), ROW - 10.0));
    let ends = if is_total { (c.p05, c.p95) } else { (level - c.p95, level - c.p05) };
    if c.p05 != c.p95 {
        svg.line("w90 halo", (x.clamped(ends.0), middle), (x.clamped(ends.1), middle));
        svg.line("w90", (x.clamped(ends.0), middle), (x.clamped(ends.1), middle));
    }
    let after = if is_total { c.mean } else { from };
    if !is_last {
        svg.line("joint", (x.at(after), y + ROW - 5.0), (x.at(after), y + ROW + 5.0));
    }
    let bold = if is_total { " b" } else { "" };
    svg.text(&format!("t{bold}"), (LEFT - 12.0, middle + 4.5), At::End, &fit(&step.label, LEFT - 16.0, 13.0));
    let sign = if is_total || c.mean < 0.05 { "" } else { "−" };
    svg.text(
        &format!("t n{bold}"),
        (RIGHT + 50.0, middle + 4.5),
        At::End,
        &format!("{sign}{}", text::table_mean(c.mean)),
    );
    if c.p05 != c.p95 {
        svg.text("t s m n", (RIGHT + 60.0, middle + 4.5), At::Start, &format!("({})", text::band(c)));
    }
    after
}
