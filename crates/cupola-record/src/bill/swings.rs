//! The tornado of a metric: what it becomes with one input at its ends.

use super::{BAR, HEAD, sheet};
use crate::html::svg::{At, FULL, Scale, Svg};
use crate::text;
use cupola_study::sensitivity::report::{Findings, Sensitivity};
use cupola_study::sensitivity::tornado::Swing;

const LEFT: f64 = 330.0;
const RIGHT: f64 = 780.0;
/// From the legend to the first row.
const TOP: f64 = 52.0;
const ROW: f64 = 30.0;
/// Most inputs drawn.
const MOST: usize = 30;

/// The tornado of the first metric of a study as an SVG file: the inputs that are told from none, widest first.
#[must_use]
pub fn swings_to_svg(study: &Sensitivity) -> String {
    let Some(metric) = study.metrics.first() else { return String::new() };
    let Findings::Tornado { base, swings } = &metric.findings else { return String::new() };
    let mut rows: Vec<(&String, &Swing)> = swings.iter().filter(|(_, swing)| swing.is_told_from_zero()).collect();
    rows.sort_by(|a, b| b.1.width().total_cmp(&a.1.width()).then_with(|| a.0.cmp(b.0)));
    let (num, all) = (rows.len(), swings.len());
    rows.truncate(MOST);
    let title = format!("{}: {}", study.scenario, metric.label);
    let unit = format!(
        "the mean over luck, {} with all inputs likely, and its change with one at its low and its high end; lines: 95 %",
        text::input_value(base.mean)
    );
    let note = format!("{num} of {all} inputs move it; {} runs a point, seed {}", study.runs_per_point, study.seed);
    let description = format!("tornado of {}: {num} inputs", metric.label);
    let height = TOP + ROW * rows.len() as f64;
    sheet([title.as_str(), unit.as_str(), description.as_str()], &[note], height, |svg| draw(svg, &rows, HEAD))
}

fn draw(svg: &mut Svg, rows: &[(&String, &Swing)], y: f64) {
    for (at, class, words) in [(0.0, "less", "at its low end"), (130.0, "more", "at its high end")] {
        svg.rect(class, (at, y), (12.0, 12.0));
        svg.text("s", (at + 18.0, y + 10.5), At::Start, words);
    }
    let ends = rows.iter().flat_map(|(_, swing)| [&swing.low, &swing.high]);
    let ends = ends.flat_map(|end| [end.ci95_low, end.ci95_high]);
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
    let x = Scale::new((low, high), (LEFT, RIGHT));
    let top = y + TOP;
    let bottom = top + ROW * rows.len() as f64 - 8.0;
    let (ticks, step) = x.ticks(5);
    for tick in ticks {
        svg.line("grid", (x.at(tick), top - 12.0), (x.at(tick), bottom));
        svg.text("s m", (x.at(tick), top - 18.0), At::Middle, &text::signed(tick, step));
    }
    for (index, (key, swing)) in rows.iter().enumerate() {
        let y = top + ROW * index as f64;
        svg.label("", (0.0, y + BAR / 2.0), At::Start, LEFT - 8.0, key);
        for (class, end, shift) in [("less", &swing.low, 0.0), ("more", &swing.high, BAR / 2.0)] {
            let (from, to) = (x.at(end.mean.min(0.0)), x.at(end.mean.max(0.0)));
            svg.rect(class, (from, y + shift), (to - from, BAR / 2.0));
            let middle = y + shift + BAR / 4.0;
            svg.line("axis", (x.at(end.ci95_low), middle), (x.at(end.ci95_high), middle));
        }
        let change = [swing.low.mean, swing.high.mean].map(|mean| text::signed(mean, step / 100.0));
        svg.text("", (FULL, y + BAR / 2.0 + 4.5), At::End, &change.join(" … "));
    }
    svg.line("axis", (x.at(0.0), top - 12.0), (x.at(0.0), bottom));
}
