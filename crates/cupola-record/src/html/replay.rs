//! The replay: a published series beside the computed bands.

use super::figure::{Figure, Sheet, plain};
use super::svg::{At, FULL, Scale, Svg};
use crate::{findings, text};
use cupola_study::summary::{ReplayRow, ReplaySummary, Report};

const LEFT: f64 = 50.0;
const RIGHT: f64 = FULL - 10.0;
const TOP: f64 = 34.0;
const BASE: f64 = 220.0;

/// One figure for each group of the replay.
pub fn figures(report: &Report) -> Vec<Figure> {
    let Some(replay) = &report.replay else { return vec![] };
    let mut groups: Vec<&str> = vec![];
    for row in &replay.rows {
        if !groups.contains(&row.group.as_str()) {
            groups.push(&row.group);
        }
    }
    groups.into_iter().filter_map(|g| figure(replay, g)).collect()
}

fn figure(replay: &ReplaySummary, group: &str) -> Option<Figure> {
    let rows: Vec<&ReplayRow> = replay.rows.iter().filter(|r| r.group == group && r.detected > 0.0).collect();
    if rows.is_empty() {
        return None;
    }
    let mut svg = Svg::new(FULL, 262.0);
    let y = Scale::new((0.0, 1.0), (BASE, TOP));
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        svg.line(if tick == 0.0 { "axis" } else { "grid" }, (LEFT, y.at(tick)), (RIGHT, y.at(tick)));
        svg.text("t s m n", (LEFT - 8.0, y.at(tick) + 4.0), At::End, &format!("{} %", text::whole(tick * 100.0)));
    }
    legend(&mut svg);
    let mut sheet =
        Sheet::new(&["date", "detected", "published stopped", "p05", "p25", "p50", "p75", "p95", "half width, points"]);
    let step = (RIGHT - LEFT) / rows.len() as f64;
    for (i, row) in rows.iter().enumerate() {
        let x = LEFT + step * (i as f64 + 0.5);
        let at = |v: f64| y.clamped(v / row.detected);
        let half = (step * 0.18).clamp(3.0, 13.0);
        svg.line("w90", (x, at(row.stopped[0])), (x, at(row.stopped[4])));
        svg.rect(
            "fan50",
            (x - half, at(row.stopped[3])),
            (half * 2.0, (at(row.stopped[1]) - at(row.stopped[3])).max(1.0)),
        );
        svg.line("median", (x - half, at(row.stopped[2])), (x + half, at(row.stopped[2])));
        if let Some(published) = row.published_stopped {
            let class = if findings::inside(row) == Some(true) { "pub" } else { "pub out" };
            let (py, r) = (at(published), 5.5);
            svg.path(
                class,
                &format!("M{x:.1} {:.1}L{:.1} {py:.1}L{x:.1} {:.1}L{:.1} {py:.1}Z", py - r, x + r, py + r, x - r),
            );
        }
        let short = text::day(&row.date).map_or(row.date.clone(), |d| format!("{:02}-{:02}", d.ymd().1, d.ymd().2));
        svg.text("t s m n", (x, BASE + 18.0), At::Middle, &short);
        svg.text("t s m n", (x, BASE + 34.0), At::Middle, &format!("of {}", text::whole(row.detected)));
        let published = row.published_stopped.map_or(String::new(), plain);
        let width = text::whole(row.half_width_points);
        let head = [row.date.clone(), plain(row.detected), published];
        sheet.row(head.into_iter().chain(row.stopped.map(plain)).chain([width]));
    }
    Some(Figure {
        id: format!("fig-replay-{}", group.replace([' ', ','], "-")),
        title: title(replay, group, &rows),
        subtitle: format!("Share of those detected that were stopped, by period. Published: {}.", replay.source),
        svg: svg.finish(&format!("Replay of published figures: {group}")),
        sheet,
        is_half: false,
    })
}

fn legend(svg: &mut Svg) {
    svg.line("w90", (LEFT, 10.0), (LEFT + 24.0, 10.0));
    svg.text("t s", (LEFT + 30.0, 14.0), At::Start, "5–95 % of runs");
    svg.rect("fan50", (LEFT + 140.0, 4.0), (20.0, 12.0));
    svg.text("t s", (LEFT + 166.0, 14.0), At::Start, "middle half, median");
    svg.path("pub", &format!("M{0} 4L{1} 10L{0} 16L{2} 10Z", LEFT + 306.0, LEFT + 312.0, LEFT + 300.0));
    svg.text("t s", (LEFT + 320.0, 14.0), At::Start, "published; hollow where outside");
}

fn title(replay: &ReplaySummary, group: &str, rows: &[&ReplayRow]) -> String {
    let scored = rows.iter().filter_map(|r| findings::inside(r)).count();
    let within = rows.iter().filter(|r| findings::inside(r) == Some(true)).count();
    let total = replay.totals.iter().find(|t| t.group == group);
    let wide = total.filter(|t| t.half_width_points > findings::WIDE_BAND_POINTS).map_or(String::new(), |t| {
        format!("; the band is wide (±{} points) and proves little", text::whole(t.half_width_points))
    });
    format!("{}: {within} of {scored} published rows lie in the 90 % band{wide}", text::sentence(group))
}
