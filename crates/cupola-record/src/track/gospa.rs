//! The distance over time and what it consists of.

use super::TrackPicture;
use super::panel::Panel;
use crate::html::svg::{At, Svg, polyline, px, text_width};
use crate::text;
use cupola_core::math;
use cupola_track::metrics::look::Look;
use std::fmt::Write as _;

/// Parts of the distance from below: class and words.
const PARTS: [(&str, &str); 3] =
    [("near", "distance of pairs"), ("lost", "targets without a track"), ("extra", "tracks without a target")];

/// Draws GOSPA, its height shared out as the powers of its parts are.
pub fn draw(svg: &mut Svg, picture: &TrackPicture<'_>, (left, top): (f64, f64), (width, height): (f64, f64)) {
    let looks = picture.looks;
    let highest_m = looks.iter().fold(0.0_f64, |highest, look| highest.max(look.gospa.distance_m));
    let mut panel = Panel::new((left + super::MARGIN, top), (width - super::MARGIN, height));
    panel.over((looks[0].time_s, looks[looks.len() - 1].time_s), (0.0, 1.06 * highest_m.max(1.0)));
    let shares: Vec<[f64; 3]> = looks.iter().map(|look| shares(look, picture.cut_off_m, picture.order)).collect();
    panel.axes(svg, &title(looks, &shares), "m, over s; parts by their share in its power");
    let mut x = panel.left + panel.width;
    for (class, words) in PARTS.iter().rev() {
        x -= text_width(words, 12.5);
        svg.text("s", (x, top - 12.0), At::Start, words);
        svg.rect(class, (x - 17.0, top - 22.0), (12.0, 12.0));
        x -= 36.0;
    }
    let mut floor_m = vec![0.0; looks.len()];
    for (part, (class, _)) in PARTS.iter().enumerate() {
        let below = floor_m.clone();
        let mut area = String::new();
        for (i, look) in looks.iter().enumerate() {
            floor_m[i] += shares[i][part] * look.gospa.distance_m;
            let (x, y) = panel.at([look.time_s, floor_m[i]]);
            let _ = write!(area, "{}{} {}", if i == 0 { 'M' } else { 'L' }, px(x), px(y));
        }
        for (i, look) in looks.iter().enumerate().rev() {
            let (x, y) = panel.at([look.time_s, below[i]]);
            let _ = write!(area, "L{} {}", px(x), px(y));
        }
        svg.raw(&format!(r#"<polygon class="{class}" points="{}"/>"#, area[1..].replace('L', " ")));
    }
    svg.path("whole", &polyline(looks.iter().map(|look| panel.at([look.time_s, look.gospa.distance_m]))));
}

/// Shares of the parts in the power of the distance.
fn shares(look: &Look, cut_off_m: f64, order: f64) -> [f64; 3] {
    let one = math::powf(cut_off_m, order) / 2.0;
    let g = &look.gospa;
    let parts = [math::powf(g.localisation_m, order), one * g.num_missed as f64, one * g.num_false as f64];
    let total: f64 = parts.iter().sum();
    parts.map(|part| if total > 0.0 { part / total } else { 0.0 })
}

fn title(looks: &[Look], shares: &[[f64; 3]]) -> String {
    let num = looks.len() as f64;
    let mean_m = looks.iter().map(|look| look.gospa.distance_m).sum::<f64>() / num;
    let weigh = |part: usize| looks.iter().zip(shares).map(|(l, s)| l.gospa.distance_m * s[part]).sum::<f64>();
    let most = (0..PARTS.len()).max_by(|a, b| weigh(*a).total_cmp(&weigh(*b))).unwrap_or(0);
    format!("GOSPA {} m on average, most of it {}", text::whole(mean_m), PARTS[most].1)
}
