//! Interceptors in orbit: how far one reaches in the time it has, and how much of the time one of a shell is near enough.

use cupola_core::{Vec3, math};
use cupola_earth::orbit::Walker;

/// What a space-based interceptor can do. SI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrbitInterceptor {
    /// Speed gained over its satellite (m/s).
    pub speed_m_s: f64,
    /// Mean acceleration while gaining it (m/s²).
    pub acceleration_m_s2: f64,
    /// Share of the distance that is kept back for homing on a target that turns, 0 to 1.
    pub divert_margin_ratio: f64,
    /// Least altitude of an intercept (m).
    pub min_altitude_m: f64,
}

impl OrbitInterceptor {
    /// Distance from where its satellite would be by then, at most, within `time_s` of release (m).
    ///
    /// `½ a t²` while boosting, then `v (t − v / 2a)`; less the divert margin.
    ///
    /// - **Assumes:** straight flight in the satellite's frame; the bending of both paths under gravity is nearly the same
    ///   over the few minutes of a boost-phase intercept and cancels (error below 2 % of the reach for 300 s).
    ///
    /// # Source
    /// The acceleration-limited reach of the APS 2003 and AEI 2025 studies (`APS2003`, `AEI2025`).
    #[must_use]
    pub fn reach_m(&self, time_s: f64) -> f64 {
        if time_s <= 0.0 {
            return 0.0;
        }
        let boost_s = self.speed_m_s / self.acceleration_m_s2;
        let flown_m = if time_s < boost_s {
            0.5 * self.acceleration_m_s2 * time_s * time_s
        } else {
            self.speed_m_s * (time_s - 0.5 * boost_s)
        };
        flown_m * (1.0 - self.divert_margin_ratio)
    }
}

/// Points of the quadrature in each piece of [`fraction_in_reach`].
const NUM_POINTS: u32 = 400;

/// Share of the time that a satellite of a circular orbit is within an arc (about the Earth's centre) of a place, node and
/// phase being evenly spread: its inverse is the absentee ratio.
///
/// For an orbit whose plane passes at the angle `β` from the place, it is `acos(cos arc / cos β) / π`; the mean is taken over
/// the nodes, `sin β = cos i sin φ − sin i cos φ sin α`.
///
/// - **Domain:** any latitude (geocentric, rad), inclination (rad, retrograde above π/2) and arc of 0 to π. Zero where the
///   ground track stays farther away than the arc.
/// - **Accuracy:** 1e-6 of itself, against a quadrature in the argument of latitude.
#[must_use]
pub fn fraction_in_reach(latitude_rad: f64, inclination_rad: f64, arc_rad: f64) -> f64 {
    let (sin_lat, cos_lat) = math::sin_cos(latitude_rad);
    let (sin_inc, cos_inc) = math::sin_cos(inclination_rad);
    let (sin_arc, cos_arc) = math::sin_cos(arc_rad.clamp(0.0, math::PI));
    let (middle, swing) = (cos_inc * sin_lat, (sin_inc * cos_lat).abs());
    let share = |sin_alpha: f64| {
        let sin_beta = middle - swing * sin_alpha;
        let cos_beta = (1.0 - sin_beta * sin_beta).max(0.0).sqrt();
        if cos_beta > cos_arc.abs() {
            math::acos_clamped(cos_arc / cos_beta) / math::PI
        } else {
            f64::from(cos_arc < 0.0)
        }
    };
    if swing < 1e-12 {
        return share(0.0);
    }
    // Where the plane just touches the arc, the share begins as a square root: a piece ends there.
    let edges = [sin_arc, -sin_arc].map(|edge| math::asin(((middle - edge) / swing).clamp(-1.0, 1.0)));
    let ends = [-math::FRAC_PI_2, edges[0], edges[1], math::FRAC_PI_2];
    ends.windows(2).map(|piece| integral_of_roots(piece[0], piece[1], |a| share(math::sin(a)))).sum::<f64>() / math::PI
}

/// Integral from `low` to `high` of a function that may begin and end as a square root: the mean over angles whose cosine runs
/// over the piece, weighted by their sine.
fn integral_of_roots(low: f64, high: f64, value: impl Fn(f64) -> f64) -> f64 {
    let half = 0.5 * (high - low);
    if half <= 0.0 {
        return 0.0;
    }
    let at = |k: u32| {
        let (sin, cos) = math::sin_cos((f64::from(k) - 0.5) * math::PI / f64::from(NUM_POINTS));
        (value(low + half * (1.0 - cos)) * sin, sin)
    };
    let (sum, weight) = (1..=NUM_POINTS).map(at).fold((0.0, 0.0), |(a, b), (v, w)| (a + v, b + w));
    2.0 * half * sum / weight
}

/// Satellites for each area at a latitude over those of an even spread: `2 / (π √(sin² i − sin² φ))`; `None` where no orbit
/// passes overhead.
#[must_use]
pub fn density_ratio(latitude_rad: f64, inclination_rad: f64) -> Option<f64> {
    let (sin_lat, sin_inc) = (math::sin(latitude_rad), math::sin(inclination_rad));
    let room = sin_inc * sin_inc - sin_lat * sin_lat;
    (room > 0.0).then(|| 2.0 / (math::PI * room.sqrt()))
}

/// The textbook's product: density overhead times the share `(1 − cos arc) / 2` of the sphere. Zero where no orbit passes
/// overhead; 18 % low at 40° under 45° for an arc of 5°, within 0.4 % far from the band's edge.
#[must_use]
pub fn product_fraction(latitude_rad: f64, inclination_rad: f64, arc_rad: f64) -> f64 {
    density_ratio(latitude_rad, inclination_rad).unwrap_or(0.0) * 0.5 * (1.0 - math::cos(arc_rad))
}

/// The product with a flat disc for the cap: density times `arc² / 4`, as first-order calculators have it.
#[must_use]
pub fn flat_disc_fraction(latitude_rad: f64, inclination_rad: f64, arc_rad: f64) -> f64 {
    density_ratio(latitude_rad, inclination_rad).unwrap_or(0.0) * 0.25 * arc_rad * arc_rad
}

/// Arc about the Earth's centre (rad) between an orbit and a point at other radii (m) that a straight reach (m) spans;
/// `None` where the heights alone are farther apart.
#[must_use]
pub fn arc_of_reach_rad(orbit_radius_m: f64, point_radius_m: f64, reach_m: f64) -> Option<f64> {
    if reach_m < (orbit_radius_m - point_radius_m).abs() {
        return None;
    }
    let squares = orbit_radius_m * orbit_radius_m + point_radius_m * point_radius_m - reach_m * reach_m;
    Some(math::acos_clamped(squares / (2.0 * orbit_radius_m * point_radius_m)))
}

/// How far the nearest satellite is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearestArc {
    /// Mean over the epochs (rad).
    pub mean_rad: f64,
    /// The farthest over the epochs (rad).
    pub worst_rad: f64,
}

/// Arc about the Earth's centre from a place to the nearest satellite of a shell, over `epochs` of node and phase (turns of
/// one plane's and one satellite's spacing, 0 to 1).
///
/// - **Domain:** a Walker delta shell; the place by its geocentric latitude (rad).
#[must_use]
pub fn nearest_arc(shell: &Walker, latitude_rad: f64, epochs: &[(f64, f64)]) -> NearestArc {
    let (sin_lat, cos_lat) = math::sin_cos(latitude_rad);
    let place = Vec3::new(cos_lat, 0.0, sin_lat);
    let node_step_rad = math::TAU / shell.num_planes() as f64;
    let slot_rad = node_step_rad * shell.num_planes().pow(2) as f64 / shell.num_satellites() as f64;
    let mut positions = Vec::new();
    let arcs = epochs.iter().map(|(node, slot)| {
        shell.positions_ecef(node * node_step_rad, slot * slot_rad, 0.0, &mut positions);
        let cosine = positions.iter().map(|p| p.dot(&place) / p.norm()).fold(-1.0, f64::max);
        math::acos_clamped(cosine)
    });
    let (sum, worst_rad) = arcs.fold((0.0, 0.0_f64), |(sum, worst), arc| (sum + arc, worst.max(arc)));
    NearestArc { mean_rad: sum / epochs.len().max(1) as f64, worst_rad }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// AEI's boost-phase case: 6 km/s at 15 g for 120 s reaches about 598 km (6 × (120 − 20.4)).
    #[test]
    fn reach_agrees_with_the_closed_form() {
        let acceleration_m_s2 = 15.0 * 9.806_65;
        let sbi =
            OrbitInterceptor { speed_m_s: 6_000.0, acceleration_m_s2, divert_margin_ratio: 0.0, min_altitude_m: 0.0 };
        assert!((sbi.reach_m(120.0) - 6_000.0 * (120.0 - 6_000.0 / (2.0 * acceleration_m_s2))).abs() < 1e-6);
        assert!((sbi.reach_m(20.0) - 0.5 * acceleration_m_s2 * 400.0).abs() < 1e-6);
        assert!(sbi.reach_m(-1.0) == 0.0);
        let kept = OrbitInterceptor { divert_margin_ratio: 0.25, ..sbi };
        assert!((kept.reach_m(120.0) / sbi.reach_m(120.0) - 0.75).abs() < 1e-12);
    }

    /// The mean over the argument of latitude, the other way round: a second quadrature of the same share.
    fn by_argument(latitude_rad: f64, inclination_rad: f64, arc_rad: f64) -> f64 {
        let num = 400_001;
        let (sin_lat, cos_lat) = math::sin_cos(latitude_rad);
        let at = |k: i32| {
            let sin_q = math::sin(math::TAU * (f64::from(k) + 0.5) / f64::from(num)) * math::sin(inclination_rad);
            let cos_q = (1.0 - sin_q * sin_q).sqrt();
            math::acos_clamped((math::cos(arc_rad) - sin_lat * sin_q) / (cos_lat * cos_q)) / math::PI
        };
        (0..num).map(at).sum::<f64>() / f64::from(num)
    }

    /// The printed fractions: 5.328722e-3 at 40° under 45° (product 4.357e-3), 1.497432e-3 at 40° under 60°.
    #[test]
    fn fractions_agree_with_those_printed() {
        let rad = f64::to_radians;
        let arc = |km: f64, altitude_km: f64| km / (6_378.137 + altitude_km);
        let (a, b) = (arc(600.0, 300.0), arc(500.0, 400.0));
        assert!((fraction_in_reach(rad(40.0), rad(45.0), a) / 5.328_722e-3 - 1.0).abs() < 1e-5);
        assert!((fraction_in_reach(rad(40.0), rad(60.0), b) / 1.497_432e-3 - 1.0).abs() < 1e-5);
        assert!((product_fraction(rad(40.0), rad(45.0), a) / 4.357e-3 - 1.0).abs() < 1e-3);
        assert!((density_ratio(rad(40.0), rad(45.0)).unwrap() / 2.1605 - 1.0).abs() < 1e-4);
        let disc = flat_disc_fraction(rad(40.32), rad(60.0), 836.0 / 6_671.0);
        assert!((disc / 4.342_38e-3 - 1.0).abs() < 1e-3);
    }

    #[test]
    fn both_quadratures_agree_at_edges_poles_and_backwards() {
        let rad = f64::to_radians;
        for (lat, inc, arc) in [
            (40.0, 45.0, 5.0),
            (44.0, 45.0, 3.0),
            (47.0, 45.0, 3.0),
            (0.0, 30.0, 10.0),
            (-40.0, 135.0, 5.0),
            (70.0, 98.0, 60.0),
        ] {
            let (own, other) =
                (fraction_in_reach(rad(lat), rad(inc), rad(arc)), by_argument(rad(lat), rad(inc), rad(arc)));
            assert!((own / other - 1.0).abs() < 1e-5, "{lat} {inc} {arc}: {own} {other}");
        }
    }

    #[test]
    fn edges_are_exact() {
        let rad = f64::to_radians;
        // Beyond the band unless the arc comes back to it.
        assert!(fraction_in_reach(rad(50.0), rad(45.0), rad(4.9)) == 0.0);
        assert!(fraction_in_reach(rad(50.0), rad(45.0), rad(5.1)) > 0.0);
        // Over the equator and over a pole: one plane passes overhead always.
        assert!((fraction_in_reach(0.0, 0.0, rad(9.0)) - 0.05).abs() < 1e-12);
        assert!((fraction_in_reach(rad(90.0), rad(90.0), rad(9.0)) - 0.05).abs() < 1e-9);
        assert!((fraction_in_reach(rad(20.0), rad(50.0), math::PI) - 1.0).abs() < 1e-9);
        assert!(fraction_in_reach(rad(20.0), rad(50.0), 0.0) == 0.0);
        assert!(density_ratio(rad(50.0), rad(45.0)).is_none());
    }

    #[test]
    fn a_straight_reach_spans_the_arc_between_two_heights() {
        let arc_rad = arc_of_reach_rad(6.678e6, 6.578e6, 6.0e5).unwrap();
        let flat_m = (6.0e5_f64.powi(2) - 1.0e5_f64.powi(2)).sqrt();
        assert!((arc_rad * (6.678e6_f64 * 6.578e6).sqrt() / flat_m - 1.0).abs() < 1e-3);
        assert!(arc_of_reach_rad(6.678e6, 6.578e6, 9.9e4).is_none());
    }
}
