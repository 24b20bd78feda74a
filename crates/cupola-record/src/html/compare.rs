//! With and without: paired dots, the difference written out, "unclear" in words.

use super::figure::{Figure, Sheet, plain};
use super::svg::{At, FULL, Scale, Svg, fit};
use crate::{findings, text};
use cupola_study::summary::{ArmSummary, Delta, Report};

const ROW: f64 = 44.0;
/// Metrics of one figure, at most.
const MOST_ROWS: usize = 24;
const LEFT: f64 = 236.0;
const RIGHT: f64 = 610.0;
const TOP: f64 = 40.0;

/// The figures of every arm against the base.
pub fn figures(report: &Report) -> Vec<Figure> {
    let Some(compare) = &report.compare else { return vec![] };
    let mut out = vec![];
    for arm in &compare.arms {
        let name = findings::change_name(report, &compare.base, arm, compare.arms.len());
        out.extend(pairs(report, &compare.base, arm, &name));
        out.extend(parts(report, arm, &name));
    }
    out
}

fn pairs(report: &Report, base: &str, arm: &ArmSummary, name: &str) -> Option<Figure> {
    let rows: Vec<(&String, &Delta)> =
        arm.labels.iter().filter_map(|(k, l)| arm.delta.get(k).map(|d| (l, d))).take(MOST_ROWS).collect();
    if rows.is_empty() {
        return None;
    }
    let height = TOP + ROW * rows.len() as f64 + 4.0;
    let mut svg = Svg::new(FULL, height);
    let (base_name, arm_name) = (text::arm_name(report, base), text::arm_name(report, &arm.name));
    svg.circle("dot open", (LEFT + 5.0, 14.0), 4.5);
    svg.text("t s", (LEFT + 16.0, 18.0), At::Start, &fit(&base_name, 160.0, 12.0));
    svg.circle("dot", (LEFT + 185.0, 14.0), 4.5);
    svg.text("t s", (LEFT + 196.0, 18.0), At::Start, &fit(&arm_name, 170.0, 12.0));
    svg.text("t s m", (RIGHT + 84.0, 18.0), At::End, "change");
    svg.text("t s m", (RIGHT + 96.0, 18.0), At::Start, "5–95 % of runs");
    svg.text("t s m", (FULL, 18.0), At::End, "verdict");
    let mut sheet = Sheet::new(&["metric", "base", "arm", "change", "p05", "p95", "ci95 low", "ci95 high", "verdict"]);
    for (i, (label, d)) in rows.iter().enumerate() {
        pair(&mut svg, TOP + ROW * i as f64, label, d);
        let numbers = [d.base_mean, d.arm_mean, d.mean, d.p05, d.p95, d.ci95_low, d.ci95_high].map(plain);
        sheet.row(std::iter::once((*label).clone()).chain(numbers).chain([d.verdict.clone()]));
    }
    Some(Figure {
        id: format!("fig-compare-{}", arm.name),
        title: title(arm, name),
        subtitle: "Same raids, same luck in both arms. Dots are means, each row on its own scale; the pale band is the change in 5–95 % of paired runs, seen from the base.".into(),
        svg: svg.finish("Paired comparison of the arms"),
        sheet,
        is_half: false,
    })
}

fn title(arm: &ArmSummary, name: &str) -> String {
    let clear = arm.labels.iter().filter_map(|(k, l)| arm.delta.get(k).map(|d| (l, d)));
    let clear: Vec<_> = clear.filter(|(_, d)| d.verdict == "more" || d.verdict == "fewer").collect();
    let lead = findings::lead_metric(arm).map(|(_, d)| match d.verdict.as_str() {
        "more" | "fewer" => format!("{name}: {} get through", text::delta_words(d)),
        "same" => format!("{name} does not change what gets through"),
        _ => format!("{name} does not clearly change what gets through"),
    });
    let lead = lead.unwrap_or_else(|| name.to_owned());
    match clear.iter().find(|(l, _)| !l.contains("get through")) {
        Some((label, d)) => {
            format!("{lead}; {label}: {} {}", text::rounded(d.mean.abs(), text::delta_step(d)), d.verdict)
        }
        None => lead,
    }
}

fn pair(svg: &mut Svg, y: f64, label: &str, d: &Delta) {
    let middle = y + ROW / 2.0;
    svg.line("grid", (0.0, y), (FULL, y));
    let values = [d.base_mean, d.arm_mean, d.base_mean + d.p05, d.base_mean + d.p95];
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let pad = ((high - low) * 0.12).max(high.abs() * 0.01).max(1e-6);
    let x = Scale::new((low - pad, high + pad), (LEFT, RIGHT));
    svg.label("t", (0.0, middle), At::Start, LEFT - 12.0, label);
    let (from, to) = (x.at(d.base_mean + d.p05), x.at(d.base_mean + d.p95));
    svg.rect("fan90", (from, middle - 6.0), (to - from, 12.0));
    svg.line("join", (x.at(d.base_mean), middle), (x.at(d.arm_mean), middle));
    svg.circle("dot open", (x.at(d.base_mean), middle), 4.5);
    svg.circle("dot", (x.at(d.arm_mean), middle), 4.5);
    let step = text::delta_step(d);
    let number = |v: f64| text::rounded(v, step.min(1.0));
    let (a, b) = if d.arm_mean < d.base_mean { (At::Start, At::End) } else { (At::End, At::Start) };
    let is_apart = (x.at(d.base_mean) - x.at(d.arm_mean)).abs() > 1.0;
    if is_apart {
        svg.text("t s m n halo-t", (x.at(d.base_mean), middle - 10.0), a, &number(d.base_mean));
        svg.text("t s n halo-t", (x.at(d.arm_mean), middle - 10.0), b, &number(d.arm_mean));
    } else {
        svg.text("t s n halo-t", (x.at(d.base_mean), middle - 10.0), At::Middle, &number(d.base_mean));
    }
    svg.text("t b n", (RIGHT + 84.0, middle + 4.5), At::End, &text::signed(d.mean, step));
    let band = format!("{} … {}", text::signed(d.p05, step), text::signed(d.p95, step));
    svg.text("t s m n", (RIGHT + 96.0, middle + 4.5), At::Start, &band);
    verdict(svg, middle, d);
}

fn verdict(svg: &mut Svg, y: f64, d: &Delta) {
    let class = if d.verdict == "unclear" || d.verdict == "same" { "t i m" } else { "t b a" };
    svg.text(class, (FULL, y + 4.5), At::End, &d.verdict);
}

/// What each part of an agreement does to the number that gets through.
fn parts(report: &Report, arm: &ArmSummary, name: &str) -> Option<Figure> {
    if arm.parts.is_empty() {
        return None;
    }
    let (left, right, top, row) = (LEFT, RIGHT, 34.0, 32.0);
    let ends = arm.parts.iter().flat_map(|(_, d)| [d.p05, d.p95, d.mean]);
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(l, h), v| (l.min(v), h.max(v)));
    let height = top + row * arm.parts.len() as f64 + 8.0;
    let x = Scale::new((low * 1.06, (high * 1.06).max(low.abs() * 0.05)), (left, right));
    let mut svg = Svg::new(FULL, height);
    let (ticks, step) = x.ticks(4);
    for tick in ticks {
        let class = if tick == 0.0 { "axis" } else { "grid" };
        svg.line(class, (x.at(tick), top - 6.0), (x.at(tick), height - 6.0));
        svg.text("t s m n", (x.at(tick), top - 13.0), At::Middle, &text::signed(tick, step.min(1.0)));
    }
    let mut sheet = Sheet::new(&["part", "change", "p05", "p95", "verdict"]);
    for (i, (part, d)) in arm.parts.iter().enumerate() {
        let y = top + row * (i as f64 + 0.5);
        let dot = if d.verdict == "unclear" { "dot open" } else { "dot" };
        svg.label("t", (0.0, y), At::Start, left - 12.0, part);
        svg.whisker(y, (x.at(d.p05), x.at(d.p95)), x.at(d.mean), dot);
        let step = text::delta_step(d);
        svg.text("t b n", (RIGHT + 84.0, y + 4.5), At::End, &text::signed(d.mean, step));
        let band = format!("{} … {}", text::signed(d.p05, step), text::signed(d.p95, step));
        svg.text("t s m n", (RIGHT + 96.0, y + 4.5), At::Start, &band);
        verdict(&mut svg, y, d);
        sheet.row([part.clone(), plain(d.mean), plain(d.p05), plain(d.p95), d.verdict.clone()]);
    }
    let largest = arm.parts.iter().max_by(|a, b| a.1.mean.abs().total_cmp(&b.1.mean.abs()))?;
    let days = report.campaign.as_ref().map_or(String::new(), |c| format!(" in {} days", c.days));
    Some(Figure {
        id: format!("fig-parts-{}", arm.name),
        title: format!("{name}: of its parts, “{}” weighs most, {}", largest.0, text::delta(&largest.1)),
        subtitle: format!(
            "Change in the number that get through{days}, each part switched alone. Hollow: not clear either way."
        ),
        svg: svg.finish("What each part changes"),
        sheet,
        is_half: false,
    })
}
