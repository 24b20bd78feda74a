//! Paths as few points: a flight sampled so that a straight line in space from point to point stays close to it.

use cupola_core::Vec3;
use cupola_earth::wgs84;

/// How far a flight may be off the line between two points at the same time (m): below the width of a line on a map of 1:10
/// million.
pub const TOLERANCE_M: f64 = 500.0;
/// Points of a path, at most, beside its ends and those it must have: where more are needed the tolerance grows.
const MOST_POINTS: usize = 190;
/// Parts of a stretch between two points that it must have, before any is halved: so that a turn in the middle is not missed.
const FIRST_PARTS: usize = 4;
/// Where in a stretch it is tried: at no even parts, which a flight that swings could pass at the same point of each swing.
const TRIED: [f64; 5] = [0.113, 0.293, 0.5, 0.719, 0.891];
/// A stretch shorter than this is not halved (s).
const LEAST_S: f64 = 0.25;

/// Points (time in s and ECEF in m) of a flight through the moments `knots_s`, ascending, of which there are two or more.
pub fn sampled(knots_s: &[f64], tolerance_m: f64, position_ecef_m: &dyn Fn(f64) -> Vec3) -> Vec<(f64, Vec3)> {
    let mut tolerance_m = tolerance_m;
    loop {
        let points = within(knots_s, tolerance_m, position_ecef_m);
        if points.len() <= MOST_POINTS + knots_s.len() * FIRST_PARTS {
            return points;
        }
        tolerance_m *= 2.0;
    }
}

fn within(knots_s: &[f64], tolerance_m: f64, position_ecef_m: &dyn Fn(f64) -> Vec3) -> Vec<(f64, Vec3)> {
    let at = |time_s: f64| (time_s, position_ecef_m(time_s));
    let mut points = vec![at(knots_s[0])];
    for pair in knots_s.windows(2) {
        let part_s = (pair[1] - pair[0]) / FIRST_PARTS as f64;
        let ends = (1..FIRST_PARTS).map(|part| pair[0] + part as f64 * part_s).chain([pair[1]]);
        // Stretches still to be tried, the next one last; the first begins at the last point.
        let mut open: Vec<(f64, Vec3)> = ends.map(at).collect();
        open.reverse();
        while let Some(end) = open.pop() {
            let from = points[points.len() - 1];
            let is_close = TRIED.iter().all(|share| {
                let time_s = from.0 + share * (end.0 - from.0);
                (position_ecef_m(time_s) - (from.1 + (end.1 - from.1) * *share)).norm() <= tolerance_m
            });
            if is_close || end.0 - from.0 <= LEAST_S {
                points.push(end);
            } else {
                open.push(end);
                open.push(at(0.5 * (from.0 + end.0)));
            }
        }
    }
    points
}

/// The same points without those that a straight line from the last one kept passes closely, save the moments `knots_s`.
pub fn thinned(points: &[(f64, Vec3)], knots_s: &[f64], tolerance_m: f64) -> Vec<(f64, Vec3)> {
    let mut kept = vec![points[0]];
    let mut first = 0;
    for index in 1..points.len() - 1 {
        let (from, to) = (points[first], points[index + 1]);
        let is_close = |point: &(f64, Vec3)| {
            let share = (point.0 - from.0) / (to.0 - from.0);
            (point.1 - (from.1 + (to.1 - from.1) * share)).norm() <= tolerance_m
        };
        let must_stay = knots_s.iter().any(|knot_s| knot_s.to_bits() == points[index].0.to_bits());
        if must_stay || !points[first + 1..=index].iter().all(is_close) {
            kept.push(points[index]);
            first = index;
        }
    }
    kept.push(points[points.len() - 1]);
    kept
}

/// Rows of time (s), longitude (deg), latitude (deg) and altitude (m).
pub fn rows(points: &[(f64, Vec3)]) -> Vec<f64> {
    let row = |(time_s, position): &(f64, Vec3)| {
        let place = wgs84::geodetic_from_ecef(position);
        [*time_s, place.lon_rad.to_degrees(), place.lat_rad.to_degrees(), place.alt_m]
    };
    points.iter().flat_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_core::math;

    /// Greatest distance of a path from what it samples at the same time (m).
    fn off_m(points: &[(f64, Vec3)], at: &dyn Fn(f64) -> Vec3) -> f64 {
        let between = |pair: &[(f64, Vec3)]| {
            let (from, to) = (pair[0], pair[1]);
            let off = |step: u32| {
                let share = f64::from(step) / 50.0;
                (at(from.0 + share * (to.0 - from.0)) - (from.1 + (to.1 - from.1) * share)).norm()
            };
            (0..=50).map(off).fold(0.0, f64::max)
        };
        points.windows(2).map(between).fold(0.0, f64::max)
    }

    /// A climb, a third round the Earth at changing speed, and a turn: close everywhere, through every moment asked for.
    #[test]
    fn a_path_is_close_and_goes_through_its_moments() {
        let at = |time_s: f64| {
            let angle = 1.2 * (time_s / 2_000.0).powi(2);
            let radius = 6.4e6 + 1e6 * math::sin(math::PI * time_s / 2_000.0);
            let (sin, cos) = math::sin_cos(angle);
            let aside = if time_s > 1_500.0 { 2_000.0 * (time_s - 1_500.0) } else { 0.0 };
            Vec3::new(radius * cos, radius * sin, aside)
        };
        let knots_s = [0.0, 333.3, 1_234.5, 2_000.0];
        let points = sampled(&knots_s, TOLERANCE_M, &at);
        let few = thinned(&points, &knots_s, TOLERANCE_M);
        // A kink may lie between the moments that are looked at: a third more, and as much again where points are left out.
        assert!(off_m(&points, &at) <= 1.34 * TOLERANCE_M, "{}", off_m(&points, &at));
        assert!(off_m(&few, &at) <= 2.34 * TOLERANCE_M, "{}", off_m(&few, &at));
        assert!(few.len() < points.len() && few.len() < 200, "{} of {}", few.len(), points.len());
        assert!(knots_s.iter().all(|knot| few.iter().any(|p| p.0 == *knot)));
    }

    /// A straight flight is its two ends.
    #[test]
    fn a_straight_flight_takes_two_points() {
        let at = |time_s: f64| Vec3::new(6.4e6, 250.0 * time_s, 1e3);
        let points = sampled(&[10.0, 4_000.0], 250.0, &at);
        assert_eq!(thinned(&points, &[10.0, 4_000.0], 250.0).len(), 2);
    }

    /// Where so close a path would take too many points, it is less close.
    #[test]
    fn there_are_never_too_many_points() {
        let at = |time_s: f64| {
            let (sin, cos) = math::sin_cos(time_s / 30.0);
            Vec3::new(6.4e6 + 20e3 * cos, 20e3 * sin, 100.0 * time_s)
        };
        let points = sampled(&[0.0, 3_000.0], 250.0, &at);
        assert!((50..=200).contains(&points.len()), "{}", points.len());
    }
}
