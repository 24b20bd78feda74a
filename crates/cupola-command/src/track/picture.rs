//! Tracks against the truth, drawn.

use super::score::{Found, Measure};
use super::sensors::Setup;
use cupola_record::track::TrackPicture;
use std::path::Path;

/// The picture as an SVG file.
pub fn draw(detections: &Path, found: &Found, measure: Measure, setup: &Setup) -> String {
    let mut looks = found.looks.clone();
    for body in looks.iter_mut().flat_map(|look| look.truths.iter_mut().chain(&mut look.tracks)) {
        body.pos_m = setup.east_north_alt_m(&body.pos_m);
    }
    let source = detections.file_name().map_or_else(|| "-".to_owned(), |name| name.to_string_lossy().into_owned());
    TrackPicture {
        source,
        looks: &looks,
        lives: &found.lives,
        names: &found.names,
        cut_off_m: measure.cut_off_m,
        order: measure.order,
    }
    .to_svg()
}
