//! The coast of the whole world, for maps that show all of it.

use super::map::project::rings;
use super::svg::px;
use std::fmt::Write as _;

/// Coastlines as the data of one path; `at` puts latitude and longitude (deg) on the drawing.
pub fn coastline(at: impl Fn(f64, f64) -> (f64, f64)) -> String {
    let mut path = String::new();
    for ring in rings() {
        for (i, [lon, lat]) in ring.iter().enumerate() {
            let (x, y) = at(*lat, *lon);
            // A ring is cut where it runs along the edge of the map.
            let is_jump = i == 0 || (ring[i - 1][0] - lon).abs() > 180.0;
            let _ = write!(path, "{}{} {}", if is_jump { 'M' } else { 'L' }, px(x), px(y));
        }
    }
    path
}
