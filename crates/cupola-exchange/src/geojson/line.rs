//! Paths as straight lines in longitude, latitude and height, as a map draws them.

use cupola_core::Vec3;
use cupola_earth::{Geodetic, wgs84};
use serde_json::{Value, json};

/// Longitude, latitude (deg) and altitude (m).
pub type Point = [f64; 3];

/// How far a path may be off its lines where that is tried (m): between those places it is within 100 m.
const TRIED_M: f64 = 80.0;
/// Where in a line it is tried: at no even parts.
const TRIED: [f64; 5] = [0.113, 0.293, 0.5, 0.719, 0.891];
/// A stretch shorter than this (s or m, as the path goes) is not halved: in a millisecond nothing flies 20 m, over a pole too.
const LEAST: f64 = 1e-3;
/// Longest step in longitude that is no passage of the antimeridian (deg).
const PASSAGE_DEG: f64 = 180.0;

/// Points of a path through `knots`, ascending in what the path goes by (s or m), such that the straight lines between them are
/// within 100 m of it.
pub fn refined(knots: &[f64], path: &dyn Fn(f64) -> Point) -> Vec<Point> {
    let at = |x: f64| (x, path(x));
    let Some(first) = knots.first() else { return Vec::new() };
    let mut points = vec![at(*first)];
    for knot in &knots[1..] {
        let mut open = vec![at(*knot)];
        while let Some(end) = open.pop() {
            let begin = points[points.len() - 1];
            let step = end.0 - begin.0;
            let is_close =
                || TRIED.iter().all(|share| off_m(&begin.1, &end.1, &path(begin.0 + share * step)) <= TRIED_M);
            if step <= LEAST || is_close() {
                points.push(end);
            } else {
                open.push(end);
                open.push(at(begin.0 + 0.5 * step));
            }
        }
    }
    points.into_iter().map(|(_, point)| point).collect()
}

/// How far a place is off the line between two others, at the most (m).
fn off_m(from: &Point, to: &Point, place: &Point) -> f64 {
    let [from_m, to_m, place_m] = [from, to, place].map(ecef_m);
    let chord_m = to_m - from_m;
    let length_m2 = chord_m.norm_squared();
    let share = if length_m2 > 0.0 { ((place_m - from_m).dot(&chord_m) / length_m2).clamp(0.0, 1.0) } else { 0.0 };
    (ecef_m(&on_line(from, to, share)) - place_m).norm()
}

fn ecef_m([lon_deg, lat_deg, alt_m]: &Point) -> Vec3 {
    let place = Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), alt_m: *alt_m };
    wgs84::ecef_from_geodetic(&place)
}

/// A point of the line between two, by the shorter way in longitude, which may end beyond 180°.
fn on_line(from: &Point, to: &Point, share: f64) -> Point {
    let step_deg = to[0] - from[0];
    let step_deg = if step_deg.abs() > PASSAGE_DEG { step_deg - 360.0 * step_deg.signum() } else { step_deg };
    let [lat_deg, alt_m] = [1, 2].map(|axis| from[axis] + share * (to[axis] - from[axis]));
    [from[0] + share * step_deg, lat_deg, alt_m]
}

/// To a hundredth of a micro-degree: a millimetre.
pub fn rounded(value: f64) -> f64 {
    (value * 1e8).round() / 1e8
}

/// A line, cut where it passes the antimeridian (`RFC7946`, 3.1.9).
pub fn lines(points: &[Point]) -> Value {
    let mut parts: Vec<Vec<Point>> = vec![vec![points[0]]];
    for pair in points.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        if (to[0] - from[0]).abs() > PASSAGE_DEG {
            let side_deg = if from[0] > 0.0 { 180.0 } else { -180.0 };
            let whole_deg = on_line(&from, &to, 1.0)[0] - from[0];
            let share = if whole_deg == 0.0 { 0.0 } else { ((side_deg - from[0]) / whole_deg).clamp(0.0, 1.0) };
            let [_, lat_deg, alt_m] = on_line(&from, &to, share);
            parts.last_mut().expect("it begins with one").push([side_deg, lat_deg, alt_m]);
            parts.push(vec![[-side_deg, lat_deg, alt_m]]);
        }
        parts.last_mut().expect("it begins with one").push(to);
    }
    let told = |[lon, lat, alt]: &Point| json!([rounded(*lon), rounded(*lat), (alt * 1e3).round() / 1e3]);
    let parts: Vec<Vec<Value>> = parts.iter().map(|part| part.iter().map(told).collect()).collect();
    match &parts[..] {
        [one] => json!({ "type": "LineString", "coordinates": one }),
        _ => json!({ "type": "MultiLineString", "coordinates": parts }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_core::math;

    /// A track over the antimeridian is cut there, at the latitude between.
    #[test]
    fn a_track_is_cut_at_the_antimeridian() {
        let cut = lines(&[[170.0, 10.0, 0.0], [179.0, 11.0, 0.0], [-179.0, 13.0, 2.0], [-170.0, 14.0, 0.0]]);
        let expected = json!([
            [[170.0, 10.0, 0.0], [179.0, 11.0, 0.0], [180.0, 12.0, 1.0]],
            [[-180.0, 12.0, 1.0], [-179.0, 13.0, 2.0], [-170.0, 14.0, 0.0]]
        ]);
        assert_eq!((&cut["type"], &cut["coordinates"]), (&json!("MultiLineString"), &expected));
    }

    /// Arcs of 3000 s that rise to 1200 km, along the equator, close by a pole and straight over it, over the antimeridian: every
    /// place of the flight is within 100 m of the nearest point of the lines, by brute force.
    #[test]
    fn lines_are_within_100_m_of_a_flight() {
        for inclination_deg in [3.0, 63.4, 89.9, 90.0_f64] {
            let (sin_i, cos_i) = math::sin_cos(inclination_deg.to_radians());
            let path = |time_s: f64| {
                let (sin, cos) = math::sin_cos(0.4 + time_s / 1_200.0);
                let radius_m = 6.378e6 + 1.2e6 * math::sin(math::PI * time_s / 3_000.0);
                let place = wgs84::geodetic_from_ecef(&(Vec3::new(cos, sin * cos_i, sin * sin_i) * radius_m));
                [place.lon_rad.to_degrees(), place.lat_rad.to_degrees(), place.alt_m]
            };
            let points = refined(&[0.0, 3_000.0], &path);
            assert!(points.len() < 1_000, "{inclination_deg}: {} points", points.len());
            // Chords so short that they are the lines.
            let chord = |pair: &[Point], step: u32| {
                [step, step + 1].map(|end| ecef_m(&on_line(&pair[0], &pair[1], f64::from(end) / 100.0)))
            };
            let chords: Vec<[Vec3; 2]> =
                points.windows(2).flat_map(|pair| (0..100).map(move |step| chord(pair, step))).collect();
            for step in 0..600 {
                let place_m = ecef_m(&path(f64::from(step) * 5.0 + 1.234));
                let off_m = |[from, to]: &[Vec3; 2]| {
                    let way = to - from;
                    let share = ((place_m - from).dot(&way) / way.norm_squared().max(1e-9)).clamp(0.0, 1.0);
                    (from + way * share - place_m).norm()
                };
                let off_m = chords.iter().map(off_m).fold(f64::INFINITY, f64::min);
                assert!(off_m < 100.0, "{inclination_deg}: {off_m} m off at step {step}");
            }
        }
    }
}
