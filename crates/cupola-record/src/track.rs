//! Tracks against the truth as a picture: what `cupola track --svg` hands on.

mod gospa;
mod lanes;
mod panel;
mod spots;

use crate::html::svg::{At, FULL, HALF, Svg};
use crate::text;
use cupola_core::Vec3;
use cupola_track::metrics::continuity::Life;
use cupola_track::metrics::look::Look;
use panel::Panel;
use spots::{Spot, Spots};

/// Tracks, the truth and how they were scored. Positions are east and north of the first sensor, and altitude.
#[derive(Debug, Clone)]
pub struct TrackPicture<'a> {
    /// The file of detections.
    pub source: String,
    /// Every scan that was scored, in order of time; at least one.
    pub looks: &'a [Look],
    /// What became of each target.
    pub lives: &'a [Life],
    /// Names of targets, by their numbers.
    pub names: &'a [String],
    /// Distance from which a pair is none (m).
    pub cut_off_m: f64,
    /// Order of the distance.
    pub order: f64,
}

/// Height of the maps (px).
const MAP: f64 = 300.0;
/// Upper edges of the rows of panels (px).
const ROWS: [f64; 3] = [144.0, 522.0, 900.0];
/// Height of the lowest panel (px).
const CURVE: f64 = 150.0;
/// How far the close-up reaches, in cut-offs.
const REACH: f64 = 5.0;
/// Room for the figures beside an axis (px).
const MARGIN: f64 = 34.0;

const STYLE: &str = concat!(
    "<style>",
    "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;",
    "font-variant-numeric:tabular-nums;fill:#1b1f24}.t{font-size:18px;font-weight:600}.h{font-weight:600}",
    ".s{font-size:12px}",
    ".o{paint-order:stroke;stroke:#fafaf7;stroke-width:4px;stroke-linejoin:round}.m{fill:#5c6066}.bg{fill:#fafaf7}.grid{stroke:#eceae2}.axis{stroke:#5c6066;stroke-opacity:.6}",
    "path{fill:none;stroke-linecap:round;stroke-linejoin:round}",
    ".truth{stroke:#d3cfc3;stroke-width:4.5}.held{stroke:#0072b2;stroke-width:1.4}.end{fill:#0072b2}",
    ".missed{stroke:#d55e00;stroke-width:3.4}.false{stroke:#a23d7d;stroke-width:1.4;stroke-dasharray:3 3}",
    ".cross{stroke:#a23d7d;stroke-width:1.2}.radar{fill:#fafaf7;stroke:#1b1f24;stroke-width:1.4}",
    ".gauge{stroke:#1b1f24;stroke-width:1.4}.span{fill:#d3cfc3}.bar0{fill:#0072b2}.bar1{fill:#56b4e9}.gap{fill:#d55e00}",
    ".near{fill:#a5c6e0}.lost{fill:#e5965c}.extra{fill:#c78aae}.whole{stroke:#1b1f24;stroke-width:1.4}",
    "@media (prefers-color-scheme:dark){text{fill:#e8e6e0}.o{stroke:#14171a}.m{fill:#a2a5a6}.bg,.radar{fill:#14171a}",
    ".grid{stroke:#23282c}.axis{stroke:#a2a5a6}.truth{stroke:#41474d}.span{fill:#41474d}",
    ".held{stroke:#56b4e9}.end,.bar0{fill:#3a93d0}.bar1{fill:#a9d6f2}.missed{stroke:#e58a45}.gap{fill:#e58a45}",
    ".false,.cross{stroke:#dd93bf}.radar,.gauge,.whole{stroke:#e8e6e0}",
    ".near{fill:#2f567a}.lost{fill:#a3561d}.extra{fill:#7d4a69}}",
    "</style>"
);

impl TrackPicture<'_> {
    /// The picture as an SVG file.
    ///
    /// # Panics
    /// Without looks: there is nothing to draw.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let height = ROWS[2] + CURVE + 56.0;
        // A margin all round, so that the file stands alone.
        let mut svg = Svg::new(FULL + 48.0, height + 24.0);
        svg.raw(STYLE);
        svg.rect("bg", (0.0, 0.0), (FULL + 48.0, height + 24.0));
        svg.raw(r#"<g transform="translate(24 12)">"#);
        self.head(&mut svg);
        let spots = Spots::of(self.looks);
        self.plan(&mut svg, &spots);
        self.side(&mut svg, &spots);
        let closest = spots.most_crowded(REACH * self.cut_off_m);
        let left = if let Some(seed) = closest {
            self.close_up(&mut svg, &spots, seed);
            FULL - HALF
        } else {
            0.0
        };
        lanes::draw(&mut svg, self, (left, ROWS[1]), (FULL - left, MAP));
        gospa::draw(&mut svg, self, (0.0, ROWS[2]), (FULL, CURVE));
        let source = format!(
            "cupola {} · {} · GOSPA with cut-off {} m and order {}",
            env!("CARGO_PKG_VERSION"),
            self.source,
            text::whole(self.cut_off_m),
            self.order
        );
        svg.text("s m", (0.0, height - 4.0), At::Start, &source);
        svg.raw("</g>");
        svg.finish_alone("Tracks against the truth, in plan, from the side, close up and over time") + "\n"
    }

    fn head(&self, svg: &mut Svg) {
        svg.text("t", (0.0, 24.0), At::Start, &self.finding());
        let (first_s, last_s) = (self.looks[0].time_s, self.looks[self.looks.len() - 1].time_s);
        let mean = |num: fn(&Look) -> usize| self.looks.iter().map(num).sum::<usize>() as f64 / self.looks.len() as f64;
        let what = format!(
            "{}, {} scans, {first_s:.0} to {last_s:.0} s; at a time {:.2} targets have no track, {:.2} tracks no target",
            self.source,
            self.looks.len(),
            mean(|look| look.gospa.num_missed),
            mean(|look| look.gospa.num_false)
        );
        svg.text("m", (0.0, 46.0), At::Start, &what);
        let y = 74.0;
        let mut x = 0.0;
        for (class, words) in [
            ("truth", "a target is there"),
            ("held", "its track"),
            ("missed", "a target without a track"),
            ("false", "a track without a target"),
        ] {
            svg.path(class, &format!("M{x} {y}h26"));
            if class == "false" {
                svg.path("cross", &spots::cross((x, y)));
            }
            svg.text("s", (x + 34.0, y + 4.0), At::Start, words);
            x += 52.0 + crate::html::svg::text_width(words, 12.0);
        }
    }

    /// The finding in a sentence.
    fn finding(&self) -> String {
        let mut firm_s: Vec<f64> = self.lives.iter().filter_map(|life| life.firm_after_s).collect();
        firm_s.sort_by(f64::total_cmp);
        let (num, all) = (firm_s.len(), self.lives.len());
        let who = match (num, all) {
            (1, 1) => "The target gets a track".to_owned(),
            (0, _) => "No target gets a track".to_owned(),
            _ if num == all => format!("All {all} targets get a track"),
            _ => format!("{num} of {all} targets get a track"),
        };
        let when = match num {
            0 => String::new(),
            1 => format!(" after {:.0} s", firm_s[0]),
            _ => format!(", half of them within {:.0} s", cupola_core::stats::quantile_sorted(&firm_s, 0.5)),
        };
        who + &when
    }

    fn plan(&self, svg: &mut Svg, spots: &Spots) {
        let place = |spot: &Spot| [spot.pos_m.x / 1e3, spot.pos_m.y / 1e3];
        let mut panel = Panel::new((MARGIN, ROWS[0]), (HALF - MARGIN, MAP));
        panel.fit_evenly(spots.all().map(place).chain([[0.0, 0.0]]));
        panel.axes(svg, "Seen from above", "km east and north of the sensor");
        spots.draw(svg, &panel, |spot| Some(place(spot)));
        let (x, y) = panel.at([0.0, 0.0]);
        svg.path("radar", &format!("M{:.1} {:.1}l6 10h-12z", x, y - 6.0));
        svg.text("s m o", (x + 10.0, y + 4.0), At::Start, "sensor");
    }

    fn side(&self, svg: &mut Svg, spots: &Spots) {
        let place = |spot: &Spot| [cupola_core::math::hypot(spot.pos_m.x, spot.pos_m.y) / 1e3, spot.pos_m.z / 1e3];
        let mut panel = Panel::new((FULL - HALF + MARGIN, ROWS[0]), (HALF - MARGIN, MAP));
        panel.fit(spots.all().map(place));
        panel.axes(svg, "Seen from the side", "altitude over range on the ground, km, not to one scale");
        spots.draw(svg, &panel, |spot| Some(place(spot)));
    }

    /// The neighbours of one target as it sees them.
    fn close_up(&self, svg: &mut Svg, spots: &Spots, seed: u64) {
        let reach_m = REACH * self.cut_off_m;
        let origin: Vec<Option<Vec3>> = spots.origin(seed, self.looks.len());
        let place = |spot: &Spot| {
            let from = spot.pos_m - origin[spot.step]?;
            (from.norm() < reach_m).then_some([from.x / 1e3, from.y / 1e3])
        };
        let mut panel = Panel::new((MARGIN, ROWS[1]), (HALF - MARGIN, MAP));
        panel.fit_evenly(spots.all().filter_map(place));
        let name = self.names.get(seed as usize).map_or("", String::as_str);
        panel.axes(svg, "Where it is most crowded", &format!("km east and north of target {name}, which moves"));
        spots.draw(svg, &panel, place);
        let (right, low) = (panel.left + panel.width - 8.0, panel.top + panel.height - 10.0);
        let length = panel.at([self.cut_off_m / 1e3, 0.0]).0 - panel.at([0.0, 0.0]).0;
        svg.path("gauge", &format!("M{right:.1} {:.1}v4h{:.1}v-4", low - 4.0, -length));
        svg.text("s o", (right, low - 10.0), At::End, &format!("cut-off, {} m", text::whole(self.cut_off_m)));
    }
}
