//! Constellations of circular orbits, seen from the turning Earth.

use crate::EarthError;
use crate::elements::SecularRates;
use crate::wgs84::{A_M, OMEGA_RAD_S};
use cupola_core::{Vec3, math};

/// A Walker constellation: equal circular orbits in evenly spaced planes.
///
/// Satellite `plane · per_plane + slot` has its ascending node at `plane · spread / num_planes` (spread 2π for a delta
/// pattern, π for a star) and its argument of latitude at `slot · 2π / per_plane + plane · phasing · 2π / num_satellites`.
///
/// - **Accuracy:** J2's secular drift of node and phase only; against a numerical orbit an estimated few km (not checked).
/// - **Assumes:** no eccentricity, drag or station-keeping. Geostationary: one plane, 35 786 km, inclination 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Walker {
    num_planes: usize,
    per_plane: usize,
    radius_m: f64,
    inclination_sin_cos: (f64, f64),
    /// Sine and cosine of each plane's node offset.
    nodes: Vec<(f64, f64)>,
    /// Sine and cosine of each satellite's phase offset.
    phases: Vec<(f64, f64)>,
    phase_rate_rad_s: f64,
    node_rate_rad_s: f64,
}

/// How the planes of a constellation are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// Nodes over the whole circle: Walker delta.
    Delta,
    /// Nodes over half of it: Walker star, for near-polar planes.
    Star,
}

/// Secular rates of a circular orbit (rad/s): of the argument of latitude, and of the node among the stars.
///
/// `phase = n (1 + 3/2 J2 (a/r)² (3 − 4 sin² i))`, `node = −3/2 n J2 (a/r)² cos i`: [`SecularRates`] with e = 0.
#[must_use]
pub fn secular_rates_rad_s(altitude_m: f64, inclination_rad: f64) -> (f64, f64) {
    let rates = SecularRates::new(A_M + altitude_m, 0.0, inclination_rad);
    (rates.latitude_argument_rad_s, rates.node_rad_s)
}

impl Walker {
    /// A constellation; `altitude_m` is above the equatorial radius, `phasing` is Walker's F.
    ///
    /// # Errors
    /// [`EarthError::UnevenPlanes`] when the planes do not share the satellites; [`EarthError::NotPositive`] for the altitude.
    pub fn new(
        num_satellites: usize,
        num_planes: usize,
        phasing: f64,
        altitude_m: f64,
        inclination_rad: f64,
        pattern: Pattern,
    ) -> Result<Self, EarthError> {
        if num_planes == 0 || num_satellites == 0 || !num_satellites.is_multiple_of(num_planes) {
            return Err(EarthError::UnevenPlanes { num_satellites, num_planes });
        }
        if !(altitude_m.is_finite() && altitude_m > 0.0) {
            return Err(EarthError::NotPositive { quantity: "altitude_m", value: altitude_m });
        }
        let per_plane = num_satellites / num_planes;
        let spread_rad = match pattern {
            Pattern::Delta => math::TAU,
            Pattern::Star => math::PI,
        };
        let nodes = (0..num_planes).map(|p| math::sin_cos(spread_rad * p as f64 / num_planes as f64)).collect();
        let phase = |index: usize| {
            let (plane, slot) = (index / per_plane, index % per_plane);
            math::TAU * (slot as f64 / per_plane as f64 + phasing * plane as f64 / num_satellites as f64)
        };
        let (phase_rate_rad_s, node_rate_rad_s) = secular_rates_rad_s(altitude_m, inclination_rad);
        Ok(Self {
            num_planes,
            per_plane,
            radius_m: A_M + altitude_m,
            inclination_sin_cos: math::sin_cos(inclination_rad),
            nodes,
            phases: (0..num_satellites).map(|i| math::sin_cos(phase(i))).collect(),
            phase_rate_rad_s,
            node_rate_rad_s,
        })
    }

    /// Number of satellites.
    #[must_use]
    pub fn num_satellites(&self) -> usize {
        self.phases.len()
    }

    /// Number of planes.
    #[must_use]
    pub fn num_planes(&self) -> usize {
        self.num_planes
    }

    /// Time from one ascending node to the next (s).
    #[must_use]
    pub fn nodal_period_s(&self) -> f64 {
        math::TAU / self.phase_rate_rad_s
    }

    /// Height above the equatorial radius (m).
    #[must_use]
    pub fn altitude_m(&self) -> f64 {
        self.radius_m - A_M
    }

    /// Whether any place on its orbits may be within a distance (m) of a point (ECEF, m): the point's height alone tells.
    #[must_use]
    pub fn may_be_near(&self, point_ecef_m: &Vec3, within_m: f64) -> bool {
        (point_ecef_m.norm() - self.radius_m).abs() <= within_m + NEAR_SLACK_M
    }

    /// The constellation at `time_s`, its first plane's node having stood over longitude `raan0_rad` and its first
    /// satellite at `phase0_rad` past that node at time zero.
    #[must_use]
    pub fn at(&self, raan0_rad: f64, phase0_rad: f64, time_s: f64) -> WalkerState<'_> {
        WalkerState {
            walker: self,
            node: math::sin_cos(raan0_rad + (self.node_rate_rad_s - OMEGA_RAD_S) * time_s),
            phase: math::sin_cos(phase0_rad + self.phase_rate_rad_s * time_s),
        }
    }

    /// ECEF positions (m) of all satellites, plane by plane; `out` is emptied first. See [`Walker::at`].
    pub fn positions_ecef(&self, raan0_rad: f64, phase0_rad: f64, time_s: f64, out: &mut Vec<Vec3>) {
        let state = self.at(raan0_rad, phase0_rad, time_s);
        out.clear();
        out.extend((0..self.num_satellites()).map(|i| state.position_ecef_m(i)));
    }
}

/// What rounding may take from an arc, many times over (m, rad).
const NEAR_SLACK_M: f64 = 1e-3;
const NEAR_SLACK_RAD: f64 = 1e-9;

/// A constellation at one moment.
#[derive(Debug, Clone, Copy)]
pub struct WalkerState<'a> {
    walker: &'a Walker,
    node: (f64, f64),
    phase: (f64, f64),
}

/// Sine and cosine of the sum of two angles given by theirs.
#[inline]
fn sum((sin_a, cos_a): (f64, f64), (sin_b, cos_b): (f64, f64)) -> (f64, f64) {
    (sin_a * cos_b + cos_a * sin_b, cos_a * cos_b - sin_a * sin_b)
}

impl WalkerState<'_> {
    /// ECEF position (m) of satellite `index`.
    ///
    /// # Panics
    /// When `index` is not below the number of satellites.
    #[inline]
    #[must_use]
    pub fn position_ecef_m(&self, index: usize) -> Vec3 {
        let (along, across, r) = self.axes(index);
        let (sin_u, cos_u) = sum(self.phase, self.walker.phases[index]);
        (along * cos_u + across * sin_u) * r
    }

    /// The circle of satellite `index`: radius (m), inclination (rad), longitude of the ascending node now and argument of latitude
    /// now (rad, 0..2π).
    ///
    /// # Panics
    /// When `index` is not below the number of satellites.
    #[must_use]
    pub fn circle(&self, index: usize) -> [f64; 4] {
        let (sin_n, cos_n) = sum(self.node, self.walker.nodes[index / self.walker.per_plane]);
        let (sin_u, cos_u) = sum(self.phase, self.walker.phases[index]);
        let (sin_i, cos_i) = self.walker.inclination_sin_cos;
        let angle_rad = |sin: f64, cos: f64| math::atan2(sin, cos).rem_euclid(math::TAU);
        [self.walker.radius_m, math::atan2(sin_i, cos_i), angle_rad(sin_n, cos_n), angle_rad(sin_u, cos_u)]
    }

    /// Earth-fixed velocity (m/s) of satellite `index`.
    ///
    /// # Panics
    /// When `index` is not below the number of satellites.
    #[must_use]
    pub fn velocity_ecef_m_s(&self, index: usize) -> Vec3 {
        let (along, across, r) = self.axes(index);
        let (sin_u, cos_u) = sum(self.phase, self.walker.phases[index]);
        let position = (along * cos_u + across * sin_u) * r;
        let turning = self.walker.node_rate_rad_s - OMEGA_RAD_S;
        (across * cos_u - along * sin_u) * (r * self.walker.phase_rate_rad_s)
            + Vec3::new(-turning * position.y, turning * position.x, 0.0)
    }

    /// Satellites that may be within a distance (m) of a point (ECEF, m), ascending: all that are, and few beside.
    ///
    /// In each plane, those on the arc that a ball about the point cuts out of the orbit; none of planes that miss it.
    pub fn may_be_near(&self, point_ecef_m: &Vec3, within_m: f64, out: &mut Vec<usize>) {
        out.clear();
        let Walker { num_planes, per_plane, radius_m, ref phases, .. } = *self.walker;
        let step_rad = math::TAU / per_plane as f64;
        // What cos and sin of the argument of latitude, along the two axes of the plane, must bring at least (m).
        let least_m =
            (radius_m * radius_m + point_ecef_m.norm_squared() - within_m * within_m) / (2.0 * radius_m) - NEAR_SLACK_M;
        for plane in 0..num_planes {
            let first = plane * per_plane;
            let (along, across, _) = self.axes(first);
            let (x_m, y_m) = (point_ecef_m.dot(&along), point_ecef_m.dot(&across));
            let square_m2 = x_m * x_m + y_m * y_m;
            if least_m > 0.0 && square_m2 < least_m * least_m {
                continue;
            }
            let half_rad = math::acos_clamped(least_m / square_m2.sqrt().max(f64::MIN_POSITIVE)) + NEAR_SLACK_RAD;
            let (sin_u, cos_u) = sum(self.phase, phases[first]);
            // From the plane's first satellite to the middle of the arc.
            let middle_rad = math::atan2(y_m, x_m) - math::atan2(sin_u, cos_u);
            let from = ((middle_rad - half_rad) / step_rad).ceil() as i64;
            let until = ((middle_rad + half_rad) / step_rad).floor() as i64;
            let num = (until - from + 1).clamp(0, per_plane as i64);
            let before = out.len();
            out.extend((from..from + num).map(|slot| first + slot.rem_euclid(per_plane as i64) as usize));
            out[before..].sort_unstable();
        }
    }

    /// Unit vectors to the node and a quarter turn on, and the radius (m).
    #[inline]
    fn axes(&self, index: usize) -> (Vec3, Vec3, f64) {
        let (sin_n, cos_n) = sum(self.node, self.walker.nodes[index / self.walker.per_plane]);
        let (sin_i, cos_i) = self.walker.inclination_sin_cos;
        (Vec3::new(cos_n, sin_n, 0.0), Vec3::new(-sin_n * cos_i, cos_n * cos_i, sin_i), self.walker.radius_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uneven_planes_are_refused_by_number() {
        let error = Walker::new(10, 3, 1.0, 1.0e6, 1.0, Pattern::Delta).unwrap_err();
        assert_eq!(error, EarthError::UnevenPlanes { num_satellites: 10, num_planes: 3 });
    }

    /// Whatever is within the distance is among those found, in order, and few others are: points below, at and above the shell.
    #[test]
    fn all_that_are_near_are_found() {
        let mut found = Vec::new();
        for (num, planes, pattern) in [(1_000, 25, Pattern::Delta), (60, 6, Pattern::Star), (7, 7, Pattern::Delta)] {
            let walker = Walker::new(num, planes, 1.0, 5e5, 0.9, pattern).unwrap();
            let (mut num_near, mut num_found) = (0, 0);
            for i in 0..200 {
                let turn = f64::from(i) * 0.618_033_988_749_894_9 * math::TAU;
                let state = walker.at(turn, 2.0 * turn, 10.0 * f64::from(i));
                let (sin, cos) = math::sin_cos(3.0 * turn);
                let z = f64::from(i % 20) / 10.0 - 0.95;
                let flat = (1.0 - z * z).sqrt();
                let point = Vec3::new(flat * cos, flat * sin, z) * (6.4e6 + 5e3 * f64::from(i));
                let within_m = [1e5, 6e5, 3e6, 2e7][i as usize % 4];
                state.may_be_near(&point, within_m, &mut found);
                assert!(found.is_sorted_by(|a, b| a < b));
                let is_near = |index: &usize| (state.position_ecef_m(*index) - point).norm() <= within_m;
                let near: Vec<usize> = (0..num).filter(is_near).collect();
                assert!(near.is_empty() || walker.may_be_near(&point, within_m));
                assert!(near.iter().all(|index| found.contains(index)), "{i}: {near:?} {found:?}");
                (num_near, num_found) = (num_near + near.len(), num_found + found.len());
            }
            assert_eq!(num_found, num_near, "nothing lies as near the edge as the slack");
        }
    }

    /// The point of the circle at its argument of latitude is where the satellite is.
    #[test]
    fn a_satellite_is_on_its_circle() {
        let walker = Walker::new(24, 4, 1.0, 1.0e6, 1.4, Pattern::Delta).unwrap();
        let state = walker.at(0.3, 0.1, 500.0);
        for index in 0..24 {
            let [radius_m, inclination_rad, node_rad, latitude_rad] = state.circle(index);
            let [(sin_i, cos_i), (sin_n, cos_n), (sin_u, cos_u)] =
                [inclination_rad, node_rad, latitude_rad].map(math::sin_cos);
            let x = cos_n * cos_u - sin_n * cos_i * sin_u;
            let y = sin_n * cos_u + cos_n * cos_i * sin_u;
            let off_m = (Vec3::new(x, y, sin_i * sin_u) * radius_m - state.position_ecef_m(index)).norm();
            assert!(off_m < 1e-6, "{off_m} m");
        }
    }

    #[test]
    fn velocity_is_the_rate_of_position() {
        let walker = Walker::new(24, 4, 1.0, 1.0e6, 1.4, Pattern::Star).unwrap();
        for index in 0..24 {
            let at = |t: f64| walker.at(0.3, 0.1, t).position_ecef_m(index);
            let rate = (at(500.5) - at(499.5)) / 1.0;
            let velocity = walker.at(0.3, 0.1, 500.0).velocity_ecef_m_s(index);
            assert!((rate - velocity).norm() < 1e-2, "{}", (rate - velocity).norm());
        }
    }
}
