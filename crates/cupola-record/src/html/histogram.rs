//! How many get through, over the runs; and how long the way to a shot is.

use super::figure::{Figure, Sheet, plain};
use super::svg::{At, HALF, Scale, Svg, fit};
use crate::text;
use cupola_core::stats::Count;
use cupola_study::summary::Report;

const LEFT: f64 = 34.0;
const RIGHT: f64 = HALF - 8.0;
const TOP: f64 = 26.0;
const BASE: f64 = 190.0;

/// The histogram; none where there is none.
pub fn figure(report: &Report) -> Option<Figure> {
    let raid = &report.raid;
    let (bins, width) = bins(&raid.histogram)?;
    let runs: f64 = bins.iter().map(|b| b.1).sum();
    let highest = bins.iter().map(|b| b.1).fold(0.0, f64::max);
    let first = bins.first()?.0.min(raid.through_without_common_mode.p05);
    let last = bins.last()?.0 + width;
    let pad = (last - first) * 0.02;
    let x = Scale::new((first - pad, last + pad), (LEFT, RIGHT));
    let y = Scale::new((0.0, highest / runs), (BASE, TOP));
    let mut svg = Svg::new(HALF, 292.0);
    let (ticks, step) = y.ticks(3);
    for tick in ticks {
        svg.line("grid", (LEFT, y.at(tick)), (RIGHT, y.at(tick)));
        svg.text(
            "t s m n",
            (LEFT - 6.0, y.at(tick) + 4.0),
            At::End,
            &text::rounded(tick * 100.0, (step * 100.0).min(1.0)),
        );
    }
    svg.text("t s m", (0.0, 12.0), At::Start, "% of runs");
    let through = &raid.through;
    let mut sheet = Sheet::new(&["get through, from", "runs"]);
    for (from, count) in &bins {
        let inside = *from + width > through.p05 && *from <= through.p95;
        let class = if inside { "bar" } else { "bar out" };
        let gap = if bins.len() > 1 { 0.7 } else { 0.0 };
        let (a, b) = (x.at(*from) + gap, x.at(*from + width) - gap);
        svg.rect(class, (a, y.at(count / runs)), (b - a, BASE - y.at(count / runs)));
        sheet.row([plain(*from), plain(*count)]);
    }
    svg.line("axis", (LEFT, BASE), (RIGHT, BASE));
    let (ticks, step) = x.ticks(7);
    for tick in ticks.iter().filter(|t| **t >= 0.0) {
        svg.text("t s m n", (x.at(*tick), BASE + 16.0), At::Middle, &text::rounded(*tick, step.min(1.0)));
    }
    svg.text("t s m", (RIGHT, BASE + 32.0), At::End, "get through");
    svg.line("mean", (x.at(through.mean), TOP - 4.0), (x.at(through.mean), BASE));
    svg.text("t b n", (x.at(through.mean) + 6.0, TOP + 4.0), At::Start, &format!("mean {}", text::mean(through)));
    summary_row(&mut svg, &x, 240.0, through, "dot", "as computed");
    summary_row(
        &mut svg,
        &x,
        274.0,
        &raid.through_without_common_mode,
        "dot open",
        "without failures that strike a whole raid",
    );
    Some(Figure {
        id: "fig-histogram".into(),
        title: format!("{} get through, in nine runs of ten {}", text::mean(through), text::band(through)),
        subtitle: format!(
            "Number that get through in each run, {} of {}; darker: 5–95 % of runs.",
            raid.name,
            text::mean(&raid.threats)
        ),
        svg: svg.finish("Histogram of the number that get through"),
        sheet,
        is_half: true,
    })
}

fn summary_row(svg: &mut Svg, x: &Scale, y: f64, c: &Count, dot: &str, label: &str) {
    svg.whisker(y, (x.clamped(c.p05), x.clamped(c.p95)), x.clamped(c.mean), dot);
    svg.text("t s m", (LEFT, y - 9.0), At::Start, &format!("{label}: {}", text::mean_band(c)));
}

/// Bins of equal width, at most 40: first value and runs in each.
fn bins(histogram: &[(u32, u32)]) -> Option<(Vec<(f64, f64)>, f64)> {
    let low = histogram.iter().filter(|h| h.1 > 0).map(|h| h.0).min()?;
    let high = histogram.iter().filter(|h| h.1 > 0).map(|h| h.0).max()?;
    let width =
        [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000].into_iter().find(|w| (high - low) / w < 40).unwrap_or(50_000);
    let start = low / width * width;
    let mut bins: Vec<(f64, f64)> = (0..=(high - start) / width).map(|i| (f64::from(start + i * width), 0.0)).collect();
    for (value, runs) in histogram.iter().filter(|h| h.1 > 0) {
        bins[((value - start) / width) as usize].1 += f64::from(*runs);
    }
    Some((bins, f64::from(width)))
}

/// The links from launch to the first shot, in a row; none without them.
pub fn chain(report: &Report) -> Option<Figure> {
    let links: Vec<&(String, f64)> = report.raid.chain_s.iter().filter(|(_, s)| s.is_finite() && *s >= 0.0).collect();
    let total: f64 = links.iter().map(|(_, s)| s).sum();
    if links.is_empty() || total <= 0.0 {
        return None;
    }
    let row = 36.0;
    let height = 34.0 + row * links.len() as f64;
    let (left, right) = (166.0, HALF - 54.0);
    let mut svg = Svg::new(HALF, height);
    let x = Scale::new((0.0, total), (left, right));
    let (ticks, step) = x.ticks(4);
    for tick in ticks {
        svg.line("grid", (x.at(tick), 22.0), (x.at(tick), height - 6.0));
        svg.text("t s m n", (x.at(tick), 14.0), At::Middle, &text::rounded(tick, step.min(1.0)));
    }
    svg.text("t s m", (HALF, 14.0), At::End, "s");
    let mut sheet = Sheet::new(&["link", "mean s", "from start s"]);
    let mut start = 0.0;
    for (i, (name, seconds)) in links.iter().enumerate() {
        let y = 26.0 + row * i as f64;
        svg.rect("bar", (x.at(start), y + 8.0), ((x.at(start + seconds) - x.at(start)).max(1.0), row - 16.0));
        svg.text("t", (left - 10.0, y + row / 2.0 + 4.5), At::End, &fit(name, left - 12.0, 13.0));
        svg.text("t n", (HALF, y + row / 2.0 + 4.5), At::End, &text::whole(*seconds));
        start += seconds;
        if i + 1 < links.len() {
            svg.line("joint", (x.at(start), y + row - 8.0), (x.at(start), y + row + 8.0));
        }
        sheet.row([name.clone(), plain(*seconds), plain(start)]);
    }
    let longest = links.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(Figure {
        id: "fig-chain".into(),
        title: format!("{} s to a shot; {} takes longest", text::whole(total), longest.0),
        subtitle: "Mean delay of each link from launch to the first shot, missiles with a boost that are shot at."
            .into(),
        svg: svg.finish("Delays from launch to shot"),
        sheet,
        is_half: true,
    })
}
