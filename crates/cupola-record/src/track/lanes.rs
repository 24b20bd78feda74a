//! Each target in time: when it was there, when it had a track, when that was another one.

use super::TrackPicture;
use super::panel::Panel;
use crate::html::svg::{At, Svg, fit};
use cupola_track::metrics::continuity::Life;

/// Lanes that are named at the most.
const NUM_NAMED: usize = 30;

/// Draws a lane for each target, the first to come above.
pub fn draw(svg: &mut Svg, picture: &TrackPicture<'_>, (left, top): (f64, f64), (width, height): (f64, f64)) {
    let mut lives: Vec<&Life> = picture.lives.iter().collect();
    lives.sort_by(|a, b| a.span_s[0].total_cmp(&b.span_s[0]).then(a.id.cmp(&b.id)));
    let num = lives.len() as f64;
    let looks = picture.looks;
    let mut panel = Panel::new((left + super::MARGIN, top), (width - super::MARGIN, height));
    panel.over((looks[0].time_s, looks[looks.len() - 1].time_s), (num, 0.0));
    let [breaks, switches] = [
        picture.lives.iter().map(|life| life.num_breaks).sum(),
        picture.lives.iter().map(|life| life.num_switches).sum(),
    ];
    panel.time_axis(svg, &title(breaks, switches), "a lane each, over s; a lighter bar is another track than before");
    let step = height / num;
    let bar = (0.56 * step).clamp(0.4, 12.0);
    for (index, life) in lives.iter().enumerate() {
        let y = top + step * (index as f64 + 0.5);
        let x = |time_s: f64| panel.at([time_s, 0.0]).0;
        let mut rect = |class: &str, [from_s, until_s]: [f64; 2], thick: f64| {
            svg.rect(class, (x(from_s) - 0.6, y - thick / 2.0), (x(until_s) - x(from_s) + 1.2, thick));
        };
        rect("gap", life.span_s, bar * 0.34);
        let (mut shade, mut before) = (0, None);
        for (track, held_s) in &life.held_s {
            shade = if before.is_some_and(|before| before != track) { 1 - shade } else { shade };
            before = Some(track);
            rect(["bar0", "bar1"][shade], *held_s, bar);
        }
        if lives.len() <= NUM_NAMED {
            let name = picture.names.get(life.id as usize).map_or("", String::as_str);
            svg.text("s m", (panel.left - 7.0, y + 4.0), At::End, &fit(name, super::MARGIN - 8.0, 12.0));
        }
    }
}

fn title(breaks: usize, switches: usize) -> String {
    let counted = |num: usize, one: &str, many: &str| match num {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        _ => format!("{num} {many}"),
    };
    format!("Each target in time: {}, {}", counted(breaks, "break", "breaks"), counted(switches, "switch", "switches"))
}
