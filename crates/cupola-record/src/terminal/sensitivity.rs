//! Which inputs matter, on the terminal: a row for each that is told from none, the rest in one line.

use super::TerminalStyle;
use super::line::{Line, Page, Tone, bar, cut_middle};
use crate::text;
use cupola_core::Grade;
use cupola_study::sensitivity::Estimate;
use cupola_study::sensitivity::factors::Level;
use cupola_study::sensitivity::rank::least_told;
use cupola_study::sensitivity::report::{Findings, Method, OfMetric, Sensitivity};

const KEY: usize = 37;
const CELL: usize = 22;
const BAR: usize = 6;

/// A row: key, cells, the length of its bar, and whether it is told from none.
struct Row<'a> {
    key: &'a str,
    cells: Vec<String>,
    size: f64,
    is_told: bool,
}

/// A sensitivity study as text, ending in a newline.
#[must_use]
pub fn render_sensitivity(study: &Sensitivity, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    let head = format!(
        "cupola {} · what moves {} · {} points, {} runs each · seed {} · {} geometry sets · the same luck at every point",
        study.version,
        study.scenario,
        text::whole(study.points as f64),
        text::whole(study.runs_per_point as f64),
        study.seed,
        study.geometry_sets,
    );
    page.wrapped(Tone::Dim, "", &head);
    page.wrapped(Tone::Dim, "", &format!("arm played: {} ({})", study.arm.0, study.arm.1));
    page.wrapped(Tone::Dim, "", &moved(study));
    page.wrapped(Tone::Dim, "", "of the mean over luck; in brackets the 95 % interval of sampling");
    for metric in &study.metrics {
        page.blank();
        of_metric(&mut page, study, metric);
    }
    if study.stopped_early {
        page.blank();
        page.wrapped(Tone::Warm, "", "stopped early: what is here was done in full, the rest is missing");
    }
    page.finish()
}

/// What is moved, in words.
fn moved(study: &Sensitivity) -> String {
    let inputs: usize = study.factors.iter().map(|factor| factor.inputs.len()).sum();
    let how = match study.level {
        Level::Input => "one by one",
        Level::Element => "put together by element",
        Level::Kind => "put together by kind of element",
    };
    let flight = study.factors.iter().find(|factor| factor.key == cupola_study::sensitivity::factors::FLIGHT);
    let flight = match flight {
        Some(flight) => format!("; the {} that shape flight and sight are one, `flight`", flight.inputs.len()),
        None => "; inputs that shape flight and sight are drawn, as luck is".to_owned(),
    };
    format!("moved: {inputs} uncertain inputs, {how}, in {} factors{flight}", study.factors.len())
}

fn of_metric(page: &mut Page, study: &Sensitivity, metric: &OfMetric) {
    let title = format!("{} ({}), mean {}", text::sentence(&metric.label), metric.metric, number(metric.mean));
    page.wrapped(Tone::Strong, "", &title);
    match &metric.findings {
        Findings::Sobol { variance, luck_fraction, indices, pairs } => {
            let words = format!(
                "variance {}; of that of the points' means {} is luck, in none of the indices",
                interval(variance),
                percent(*luck_fraction)
            );
            page.wrapped(Tone::Dim, "  ", &words);
            let Some(indices) = indices else {
                let words = "no indices: the variance cannot be told from zero. Either nothing that is moved changes this, or \
                             luck drowns it: --runs-per-point and more rows tell";
                return page.wrapped(Tone::Warm, "  ", words);
            };
            let rows = indices.iter().map(|(key, shares)| Row {
                key,
                cells: vec![interval(&shares.first), interval(&shares.total)],
                size: shares.total.value,
                is_told: shares.total.is_told_from_zero(),
            });
            table(page, study, &["alone, S1", "with others, ST"], rows.collect(), 1.0);
            for (one, other, estimate) in pairs.iter().filter(|(_, _, estimate)| estimate.is_told_from_zero()) {
                page.indented(2, &format!("together, S2: {one} and {other} {}", interval(estimate)));
            }
        }
        Findings::Morris(None) => page.wrapped(Tone::Warm, "  ", "fewer than two trajectories: nothing to tell"),
        Findings::Morris(Some(effects)) => {
            let rows: Vec<Row<'_>> = effects
                .iter()
                .map(|(key, effect)| Row {
                    key,
                    cells: vec![interval(&effect.absolute), number(effect.deviation.value)],
                    size: effect.absolute.value,
                    is_told: effect.absolute.ci95_low > effect.by_luck.unwrap_or(0.0),
                })
                .collect();
            let most = rows.iter().map(|row| row.size).fold(0.0, f64::max);
            table(page, study, &["mean size, μ*", "deviation, σ"], rows, most);
        }
        Findings::Latin { luck_fraction, share_from_inputs, correlations } => {
            let words = format!(
                "of the variance over all runs these inputs make {}; of that of the points' means {} is luck",
                percent(*share_from_inputs),
                percent(*luck_fraction)
            );
            page.wrapped(Tone::Dim, "  ", &words);
            let least = least_told(study.points, study.factors.len());
            let rows = correlations.iter().flatten().map(|(key, estimate)| Row {
                key,
                cells: vec![interval(estimate)],
                size: estimate.value.abs(),
                is_told: estimate.value.abs() > least,
            });
            table(page, study, &["rank correlation"], rows.collect(), 1.0);
        }
        Findings::Tornado { swings, .. } => {
            let end = |d: &cupola_study::summary::Delta| {
                interval(&Estimate { value: d.mean, ci95_low: d.ci95_low, ci95_high: d.ci95_high })
            };
            let rows: Vec<Row<'_>> = swings
                .iter()
                .map(|(key, swing)| Row {
                    key,
                    cells: vec![end(&swing.low), end(&swing.high)],
                    size: swing.width(),
                    is_told: swing.is_told_from_zero(),
                })
                .collect();
            let most = rows.iter().map(|row| row.size).fold(0.0, f64::max);
            table(page, study, &["at its low end", "at its high end"], rows, most);
        }
    }
}

/// The rows that are told from none, the largest first, and how many are not.
fn table(page: &mut Page, study: &Sensitivity, heads: &[&str], mut rows: Vec<Row<'_>>, most: f64) {
    let mut head = Line::default();
    head.left(Tone::Dim, "", KEY + 2);
    heads.iter().for_each(|text| _ = head.right(Tone::Dim, text, CELL));
    page.fitted(head);
    rows.sort_by(|a, b| b.size.total_cmp(&a.size).then_with(|| a.key.cmp(b.key)));
    let (told, rest): (Vec<Row<'_>>, Vec<Row<'_>>) = rows.into_iter().partition(|row| row.is_told);
    for row in &told {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut_middle(row.key, KEY - 1)), KEY + 2);
        row.cells.iter().for_each(|cell| _ = line.right(Tone::Plain, cell, CELL));
        line.push(Tone::Accent, &format!(" {:<BAR$}", bar(if most > 0.0 { row.size / most } else { 0.0 }, BAR)));
        let grade = study.factors.iter().find(|factor| factor.key == row.key).and_then(|factor| factor.grade);
        if let Some(grade) = grade.filter(|grade| *grade >= Grade::Unverified) {
            line.push(Tone::Warm, &format!(" {}", grade.word()));
        }
        page.fitted(line);
    }
    if !rest.is_empty() {
        let still = rest.iter().filter(|row| row.size == 0.0).count();
        let still = if still > 0 { format!(", {still} of them exactly none") } else { String::new() };
        let words = format!("{} not told from none{still}", rest.len());
        page.wrapped(Tone::Dim, "  ", &words);
    }
    match study.method {
        Method::Morris(_) => page.wrapped(Tone::Dim, "  ", "told from none: μ* above what luck alone would make of it"),
        Method::Latin(_) => {
            page.wrapped(Tone::Dim, "  ", "told from none: above what the largest of so many chances reaches");
        }
        _ => {}
    }
}

/// `0.31 [0.25, 0.38]`.
fn interval(estimate: &Estimate) -> String {
    format!("{} [{}, {}]", number(estimate.value), number(estimate.ci95_low), number(estimate.ci95_high))
}

fn percent(share: f64) -> String {
    format!("{} %", text::rounded(share * 100.0, 1.0))
}

/// A number with two decimals, or three digits where it is large.
fn number(value: f64) -> String {
    if value.abs() < 100.0 { text::rounded(value, 0.01) } else { text::input_value(value) }
}
