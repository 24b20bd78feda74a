//! Coverage from orbit as text, JSON, CSV and a map: what `cupola space coverage` hands on.

use crate::html::svg::{At, FULL, Svg};
use crate::html::world;
use crate::terminal::TerminalStyle;
use crate::terminal::line::{Line, Page, Tone};
use crate::text;
use cupola_space::coverage::{Coverage, Grid};
use serde_json::json;
use std::fmt::Write as _;

/// Lower ends of the map's classes: share of the time seen.
const CLASSES: [f64; 6] = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95];
/// Their fills, pale to dark, on a map of its own; the first is no cover.
const FILLS: [&str; 6] = ["#f3f5f4", "#d3e2ee", "#a5c6e0", "#6ea6d0", "#3a82b8", "#0b5fa5"];

/// A constellation's coverage with what was asked.
#[derive(Debug, Clone)]
pub struct CoverageSheet {
    /// The constellation in words.
    pub constellation: String,
    /// What counts as seen, in words.
    pub seen: String,
    /// Satellites.
    pub num_satellites: usize,
    /// Angle from the worst point to its nearest satellite at the worst moment (deg), and whether over a whole period; none
    /// where there are too many satellites.
    pub worst_angle_deg: Option<(f64, bool)>,
    /// Time looked at and its step (s).
    pub span_s: [f64; 2],
    /// Satellites that had to see a point.
    pub fold: u32,
    /// Least angle of a fix by two (deg), where one was asked for.
    pub stereo_deg: Option<f64>,
    /// The points.
    pub grid: Grid,
    /// Whether they are single places rather than the globe.
    pub is_places: bool,
    /// How they were seen.
    pub coverage: Coverage,
}

/// Degrees north and east, −180 to 180.
fn degrees([lat_rad, lon_rad]: [f64; 2]) -> [f64; 2] {
    let lon = lon_rad.to_degrees();
    [lat_rad.to_degrees(), if lon > 180.0 { lon - 360.0 } else { lon }]
}

fn to(x: f64, per_unit: f64) -> f64 {
    (x * per_unit).round() / per_unit + 0.0
}

impl CoverageSheet {
    /// Points with what was found of each: latitude and longitude (deg), share of time seen, mean in view, longest gap (s).
    fn points(&self) -> impl Iterator<Item = [f64; 5]> + '_ {
        let c = &self.coverage;
        let found = c.seen_fraction.iter().zip(&c.in_view).zip(&c.longest_gap_s);
        self.grid.places().zip(found).map(|((place, _), ((seen, in_view), gap))| {
            let [lat, lon] = degrees(place);
            [lat, lon, *seen, *in_view, *gap]
        })
    }

    /// The sheet as indented JSON, ending in a newline.
    #[must_use]
    pub fn to_json(&self) -> String {
        let c = &self.coverage;
        let gaps = c.gaps;
        // Where nothing is seen at all there is no gap between sights, and no wait that ends.
        let seen = |value: f64| (c.seen_fraction.iter().any(|share| *share > 0.0)).then_some(value);
        let worst = self.points().nth(c.worst_point.0).unwrap_or_default();
        let row = |p: [f64; 5]| {
            json!({ "lat_deg": to(p[0], 1e6), "lon_deg": to(p[1], 1e6), "covered_fraction": to(p[2], 1e6),
                    "mean_in_view": to(p[3], 1e4), "longest_gap_s": p[4] })
        };
        let sheet = json!({
            "constellation": self.constellation,
            "num_satellites": self.num_satellites,
            "worst_central_angle_deg": self.worst_angle_deg.map(|(angle, _)| to(angle, 1e4)),
            "worst_over_whole_period": self.worst_angle_deg.map(|(_, whole)| whole),
            "seen": self.seen,
            "fold": self.fold,
            "covered_fraction": to(c.covered_fraction, 1e6),
            "mean_in_view": to(c.mean_in_view_n, 1e4),
            "at_least": c.at_least.map(|share| to(share, 1e6)),
            "stereo_deg": self.stereo_deg,
            "stereo_fraction": self.stereo_deg.map(|_| to(c.stereo_fraction, 1e6)),
            "worst_point": row(worst),
            "never_fraction": to(gaps.never_fraction, 1e6),
            "revisit_s": { "mean": seen(to(gaps.mean_s, 1e3)), "p50": seen(gaps.p50_s), "p95": seen(gaps.p95_s),
                           "max": seen(gaps.longest_s) },
            "response_s": seen(to(gaps.response_s, 1e3)),
            "span_s": self.span_s[0],
            "step_s": self.span_s[1],
            "num_points": self.grid.num_points(),
            "points": if self.is_places { self.points().map(row).collect() } else { Vec::new() },
        });
        serde_json::to_string_pretty(&sheet).unwrap_or_default() + "\n"
    }

    /// Every point as a row of CSV.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut out = String::from("lat_deg,lon_deg,covered_fraction,mean_in_view,longest_gap_s\n");
        for [lat, lon, seen, in_view, gap] in self.points() {
            let _ = writeln!(out, "{:.6},{:.6},{seen:.6},{in_view:.4},{gap:.1}", to(lat, 1e6), to(lon, 1e6));
        }
        out
    }

    /// The sheet as text, ending in a newline.
    #[must_use]
    pub fn to_text(&self, style: &TerminalStyle) -> String {
        let mut page = Page::new(*style);
        let c = &self.coverage;
        page.wrapped(Tone::Strong, "", &self.constellation);
        page.wrapped(Tone::Dim, "", &self.seen);
        page.blank();
        let mut row = |name: &str, value: &str, what: &str| {
            let mut line = Line::default();
            line.left(Tone::Plain, name, 18).right(Tone::Accent, value, 12).push(Tone::Dim, &format!("  {what}"));
            page.line(&line);
        };
        let percent = |share: f64| format!("{:.2} %", 100.0 * share);
        let of = if self.is_places { "of the time, mean of the places" } else { "of time and area" };
        row("seen", &percent(c.covered_fraction), of);
        row("in view", &format!("{:.2}", c.mean_in_view_n), "satellites, mean");
        for n in [2, 3, 4] {
            if c.at_least[n - 1] > 0.0 {
                row(&format!("{n} or more"), &percent(c.at_least[n - 1]), of);
            }
        }
        if let Some(least_deg) = self.stereo_deg {
            row("fix by two", &percent(c.stereo_fraction), &format!("lines of sight {least_deg}° apart or more"));
        }
        let [lat, lon, seen, ..] = self.points().nth(c.worst_point.0).unwrap_or_default();
        row("worst point", &percent(seen), &format!("of the time, at {lat:.1}, {lon:.1}"));
        let span = |s: f64| if s < 600.0 { format!("{s:.0} s") } else { format!("{:.1} min", s / 60.0) };
        let never = c.gaps.never_fraction;
        if never > 0.0 {
            row(
                "never seen",
                &percent(never),
                if self.is_places { "of the places" } else { "of the area; left out of the gaps" },
            );
        }
        if c.covered_fraction > 0.0 {
            let half = format!("half up to {}, 95 % up to {}", span(c.gaps.p50_s), span(c.gaps.p95_s));
            row("gap, mean", &span(c.gaps.mean_s), &half);
            let looked = format!("in {} h by steps of {}", self.span_s[0] / 3600.0, span(self.span_s[1]));
            row("gap, longest", &span(c.gaps.longest_s), &looked);
            row("wait", &span(c.gaps.response_s), "mean, from a random moment until seen");
        }
        match self.worst_angle_deg {
            Some((angle, true)) => row(
                "farthest point",
                &format!("{angle:.3}°"),
                "from the nearest satellite, over a period of the pattern",
            ),
            Some((angle, false)) => {
                row("farthest point", &format!("{angle:.2}°"), "from the nearest satellite, at the moments looked at")
            }
            None => row("farthest point", text::NONE, "not worked out for so many satellites"),
        }
        if self.is_places {
            page.blank();
            for [lat, lon, seen, in_view, gap] in self.points() {
                let mut line = Line::default();
                line.right(Tone::Plain, &format!("{lat:.2}, {lon:.2}"), 18)
                    .right(Tone::Accent, &percent(seen), 12)
                    .right(Tone::Dim, &format!("{in_view:.2} in view"), 16)
                    .right(Tone::Dim, &format!("gaps to {}", span(gap)), 20);
                page.line(&line);
            }
        }
        page.finish()
    }

    /// A map of the share of the time that each place is seen, as an SVG file.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let (width, top) = (FULL, 64.0);
        let height = width / 2.0;
        let mut svg = Svg::new(width, height + top + 40.0);
        svg.raw(&format!(
            "<style>text{{font:13px system-ui,sans-serif;fill:#1b1f24}}.t{{font-weight:600;font-size:16px}}.m{{fill:#5c6066}}\
             .c{{fill:none;stroke:#1b1f24;stroke-width:.6;stroke-opacity:.55}}.g{{stroke:#1b1f24;stroke-opacity:.12;stroke-width:.5}}{}</style>",
            FILLS.iter().enumerate().map(|(i, fill)| format!(".k{i}{{fill:{fill}}}")).collect::<String>()
        ));
        let share = self.coverage.covered_fraction;
        svg.text("t", (0.0, 18.0), At::Start, &format!("{:.1} % of the Earth is seen at a time", 100.0 * share));
        svg.text("m", (0.0, 38.0), At::Start, &format!("{}; {}", self.constellation, self.seen));
        let at = |lat: f64, lon: f64| ((lon + 180.0) / 360.0 * width, top + (90.0 - lat) / 180.0 * height);
        // Each row's points, and neighbours of one class joined into one rectangle.
        let points: Vec<[f64; 5]> = self.points().collect();
        let rows: Vec<&[[f64; 5]]> = points.chunk_by(|a, b| a[0] == b[0]).collect();
        let class = |seen: f64| CLASSES.iter().rposition(|low| seen >= *low).unwrap_or(0);
        for (i, row) in rows.iter().enumerate() {
            let lat = row[0][0];
            let north = rows.get(i + 1).map_or(90.0, |next| 0.5 * (lat + next[0][0]));
            let south = if i == 0 { -90.0 } else { 0.5 * (lat + rows[i - 1][0][0]) };
            let mut sorted = row.to_vec();
            sorted.sort_by(|a, b| a[1].total_cmp(&b[1]));
            let half = 180.0 / row.len() as f64;
            for run in sorted.chunk_by(|a, b| class(a[2]) == class(b[2])) {
                let (west, east) = (run[0][1] - half, run[run.len() - 1][1] + half);
                // What reaches over the edge of the map comes in again on its other side.
                for turn in [-360.0, 0.0, 360.0] {
                    if west + turn < 180.0 && east + turn > -180.0 {
                        let ((x0, y0), (x1, y1)) = (at(north, west + turn), at(south, east + turn));
                        svg.rect(&format!("k{}", class(run[0][2])), (x0, y0), (x1 - x0 + 0.3, y1 - y0 + 0.3));
                    }
                }
            }
        }
        for lon in (-150..=150).step_by(30) {
            svg.line("g", at(90.0, f64::from(lon)), at(-90.0, f64::from(lon)));
        }
        for lat in (-60..=60).step_by(30) {
            svg.line("g", at(f64::from(lat), -180.0), at(f64::from(lat), 180.0));
        }
        svg.path("c", &world::coastline(at));
        for (i, low) in CLASSES.iter().enumerate() {
            let x = i as f64 * 108.0;
            svg.rect(&format!("k{i}"), (x, top + height + 14.0), (18.0, 14.0));
            let high = CLASSES.get(i + 1).copied().unwrap_or(1.0);
            let words = format!("{:.0} to {:.0} %", 100.0 * low, 100.0 * high);
            svg.text("m", (x + 24.0, top + height + 26.0), At::Start, &words);
        }
        svg.text("m", (width, top + height + 26.0), At::End, "of the time. Coast: Natural Earth");
        svg.finish_alone("World map of the share of the time that each place is seen") + "\n"
    }
}
