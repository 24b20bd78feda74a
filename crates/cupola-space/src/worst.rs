//! The point of the sphere that is farthest from every satellite.
//!
//! The satellites' directions span a convex body; each of its triangles bounds an empty cap whose middle is as far from the
//! three as can be. The widest of these caps is the worst point. Nothing is sampled but time.

use cupola_core::{Vec3, math};
use cupola_earth::Walker;
use std::collections::HashMap;

/// Points this near to a plane lie in it.
const IN_PLANE: f64 = 1e-12;
/// Moments of a pattern's period looked at before the worst is refined.
const NUM_MOMENTS: usize = 180;
/// Most satellites for which the worst point is worked out: the time goes with their square.
pub const NUM_SATELLITES_MAX: usize = 2_000;

/// Angle (rad, at the Earth's centre) from the worst-placed point of the sphere to its nearest satellite, at one moment.
///
/// π for no satellite but one direction; positions need not be unit vectors.
///
/// # Source
/// The facets of the convex hull are the Delaunay triangles of the sphere (`BROWN1979`).
#[must_use]
pub fn worst_angle_rad(positions: &[Vec3]) -> f64 {
    let points: Vec<Vec3> = positions.iter().map(Vec3::normalize).collect();
    match first_tetrahedron(&points) {
        Some(first) => hull(&points, first).map(math::acos_clamped).fold(0.0, f64::max),
        None => flat(&points),
    }
}

/// The worst angle (rad) over a whole period of a Walker pattern: it is the same on a turning Earth.
///
/// - **Accuracy:** about 1e-6 rad: 180 moments, then the best one's neighbourhood by golden section.
/// - **Domain:** up to [`NUM_SATELLITES_MAX`] satellites; `None` beyond.
#[must_use]
pub fn pattern_worst_angle_rad(walker: &Walker) -> Option<f64> {
    if walker.num_satellites() > NUM_SATELLITES_MAX {
        return None;
    }
    // After this much phase every satellite stands where its follower in the plane stood.
    let period_rad = math::TAU * walker.num_planes() as f64 / walker.num_satellites() as f64;
    let at = |phase_rad: f64| {
        let state = walker.at(0.0, phase_rad, 0.0);
        let positions: Vec<Vec3> = (0..walker.num_satellites()).map(|i| state.position_ecef_m(i)).collect();
        worst_angle_rad(&positions)
    };
    let step_rad = period_rad / NUM_MOMENTS as f64;
    let (mut best_rad, mut worst) = (0.0, 0.0);
    for moment in 0..NUM_MOMENTS {
        let phase_rad = moment as f64 * step_rad;
        let angle = at(phase_rad);
        if angle > worst {
            (best_rad, worst) = (phase_rad, angle);
        }
    }
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut low, mut high) = (best_rad - step_rad, best_rad + step_rad);
    while high - low > 1e-9 {
        let (a, b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if at(a) < at(b) { low = a } else { high = b }
    }
    Some(worst.max(at(0.5 * (low + high))))
}

/// Four points that are in no plane together.
fn first_tetrahedron(points: &[Vec3]) -> Option<[usize; 4]> {
    let farthest = |from: &dyn Fn(&Vec3) -> f64| {
        let best = (0..points.len()).max_by(|i, j| from(&points[*i]).total_cmp(&from(&points[*j])))?;
        (from(&points[best]) > 1e-9).then_some(best)
    };
    let a = 0;
    let b = farthest(&|p| (p - points.first().copied().unwrap_or_default()).norm())?;
    let along = (points[b] - points[a]).normalize();
    let c = farthest(&|p| (p - points[a]).cross(&along).norm())?;
    let normal = along.cross(&(points[c] - points[a])).normalize();
    let d = farthest(&|p| (p - points[a]).dot(&normal).abs())?;
    Some([a, b, c, d])
}

/// The worst angle where all directions lie in one plane: as far from it as its smaller cap is wide.
fn flat(points: &[Vec3]) -> f64 {
    let Some(first) = points.first() else { return math::PI };
    let apart = |p: &&Vec3| (*p - first).norm() > 1e-9;
    let Some(second) = points.iter().filter(apart).max_by(|p, q| (*p - first).norm().total_cmp(&(*q - first).norm()))
    else {
        return math::PI;
    };
    let along = (second - first).normalize();
    let off = |p: &Vec3| (p - first).cross(&along);
    let third = points.iter().map(off).max_by(|p, q| p.norm().total_cmp(&q.norm()));
    match third {
        Some(normal) if normal.norm() > 1e-9 => math::acos_clamped(-first.dot(&normal.normalize()).abs()),
        // Two directions: the middle of the far side of the circle through them.
        _ => math::PI - 0.5 * math::acos_clamped(first.dot(second)),
    }
}

/// Distances from the centre to the planes of the convex hull's triangles.
fn hull(points: &[Vec3], [a, b, c, d]: [usize; 4]) -> impl Iterator<Item = f64> {
    /// A triangle, anticlockwise from outside, with its plane.
    struct Facet {
        corners: [usize; 3],
        normal: Vec3,
        distance: f64,
    }
    let facet = |corners: [usize; 3]| {
        let [p, q, r] = corners.map(|i| points[i]);
        let normal = (q - p).cross(&(r - p)).normalize();
        Facet { corners, normal, distance: normal.dot(&p) }
    };
    let inside = (points[a] + points[b] + points[c] + points[d]) / 4.0;
    let outward = |[i, j, k]: [usize; 3]| {
        let made = facet([i, j, k]);
        if made.normal.dot(&inside) > made.distance { facet([i, k, j]) } else { made }
    };
    let mut facets = vec![outward([a, b, c]), outward([a, b, d]), outward([a, c, d]), outward([b, c, d])];
    let mut edges: HashMap<(usize, usize), ()> = HashMap::new();
    for (number, point) in points.iter().enumerate() {
        if [a, b, c, d].contains(&number) {
            continue;
        }
        // Edges of the triangles that see the point; those met once make the rim.
        edges.clear();
        facets.retain(|facet| {
            let is_seen = facet.normal.dot(point) > facet.distance + IN_PLANE;
            if is_seen {
                let [i, j, k] = facet.corners;
                for edge in [(i, j), (j, k), (k, i)] {
                    if edges.remove(&(edge.1, edge.0)).is_none() {
                        edges.insert(edge, ());
                    }
                }
            }
            !is_seen
        });
        let mut rim: Vec<(usize, usize)> = edges.keys().copied().collect();
        rim.sort_unstable();
        facets.extend(rim.into_iter().map(|(i, j)| facet([i, j, number])));
    }
    facets.into_iter().map(|facet| facet.distance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_earth::orbit::Pattern;

    #[test]
    fn few_directions_leave_what_they_must() {
        let (x, y, z) = (Vec3::x(), Vec3::y(), Vec3::z());
        let near = |points: &[Vec3], angle_deg: f64| {
            let got = worst_angle_rad(points).to_degrees();
            assert!((got - angle_deg).abs() < 1e-9, "{got} instead of {angle_deg}");
        };
        near(&[], 180.0);
        near(&[x], 180.0);
        near(&[x, x], 180.0);
        near(&[x, y], 135.0);
        near(&[x, y, -x, -y], 90.0);
        let of_the_octant = math::acos(1.0 / 3.0_f64.sqrt()).to_degrees();
        near(&[x, y, z], 180.0 - of_the_octant);
        near(&[x, y, z, -x, -y, -z], of_the_octant);
    }

    /// `BALLARD1980`: best rosettes for single coverage, printed to 0.01°.
    #[test]
    fn ballards_rosettes() {
        for (satellites, planes, phasing, inclination_deg, printed_deg) in [
            (5, 5, 1.0, 43.66, 69.15),
            (7, 7, 5.0, 55.69, 60.26),
            (11, 11, 4.0, 53.79, 47.62),
            (15, 3, 1.0, 53.51, 42.13),
        ] {
            let inclination_rad = f64::to_radians(inclination_deg);
            let walker = Walker::new(satellites, planes, phasing, 1e6, inclination_rad, Pattern::Delta).unwrap();
            let got_deg = pattern_worst_angle_rad(&walker).unwrap().to_degrees();
            assert!((got_deg - printed_deg).abs() < 0.01, "{satellites}/{planes}/{phasing}: {got_deg}");
        }
    }
}
