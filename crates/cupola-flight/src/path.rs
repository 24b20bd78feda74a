//! Arcs over the ellipsoid, for flights whose height and distance are planned rather than shot.

use crate::FlightError;
use crate::trajectory::Knot;
use cupola_core::{Vec3, math};
use cupola_earth::wgs84::{self, A_M, B_M, Geodetic, MEAN_RADIUS_M, surface_from_up};

/// Legs shorter than this (m), or as near to half the Earth's circumference, have no direction.
const LEG_MIN_M: f64 = 1_000.0;

/// A number that changes, with time or along the way: its value and its first two derivatives.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Moving {
    pub value: f64,
    pub rates: [f64; 2],
}

/// A circle over the Earth, great or small: the ellipsoid's normal is `c + p cos(k s) + q sin(k s)` after a distance `s`.
///
/// Distances are those of the mean sphere (as `wgs84::range_m`), within 0.6 % of the ellipsoid's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arc {
    centre: Vec3,
    from: Vec3,
    quarter: Vec3,
    rad_per_m: f64,
    pub length_m: f64,
}

impl Arc {
    /// The great circle between two places; without direction where they are the same or opposite.
    pub fn between(from: &Geodetic, to: &Geodetic) -> Self {
        Self::great(from.up_ecef(), to.up_ecef())
    }

    /// The same between two normals.
    pub fn great(from: Vec3, to: Vec3) -> Self {
        let sideways = to - from * from.dot(&to);
        let quarter = sideways.try_normalize(1e-12).unwrap_or_else(Vec3::zeros);
        let length_m = math::atan2(sideways.norm(), from.dot(&to)) * MEAN_RADIUS_M;
        Self { centre: Vec3::zeros(), from, quarter, rad_per_m: 1.0 / MEAN_RADIUS_M, length_m }
    }

    /// The same from the same place, turned to the left.
    pub fn turned(&self, left_rad: f64) -> Self {
        let (sin, cos) = math::sin_cos(left_rad);
        Self { quarter: self.quarter * cos + self.from.cross(&self.quarter) * sin, ..*self }
    }

    /// The turn that begins at the end of `before` and points along `after`'s start: a small circle that touches both.
    ///
    /// `tan_radius` is the tangent of its radius seen from the Earth's centre.
    pub fn turn(before: &Self, after: &Self, tan_radius: f64) -> Self {
        let (begin, heading) = before.direction(before.length_m);
        let (end, leaving) = after.direction(0.0);
        let left = begin.cross(&heading);
        let side = if leaving.dot(&left) < 0.0 { -left } else { left };
        let cos = 1.0 / (1.0 + tan_radius * tan_radius).sqrt();
        let sin = tan_radius * cos;
        let axis = begin * cos + side * sin;
        let (from, to) = (begin - axis * cos, end - axis * cos);
        let turned = math::atan2(to.dot(&heading), to.dot(&from) / sin);
        let turned = if turned < 0.0 { turned + math::TAU } else { turned };
        Self {
            centre: axis * cos,
            from,
            quarter: heading * sin,
            rad_per_m: 1.0 / (MEAN_RADIUS_M * sin),
            length_m: turned * MEAN_RADIUS_M * sin,
        }
    }

    /// The part from `start_m`, `length_m` long.
    pub fn part(&self, start_m: f64, length_m: f64) -> Self {
        let (sin, cos) = math::sin_cos(start_m * self.rad_per_m);
        let from = self.from * cos + self.quarter * sin;
        Self { from, quarter: self.quarter * cos - self.from * sin, length_m, ..*self }
    }

    /// The normal after a distance (m), and the direction of the way there.
    pub fn direction(&self, distance_m: f64) -> (Vec3, Vec3) {
        let (sin, cos) = math::sin_cos(distance_m * self.rad_per_m);
        let along = (self.quarter * cos - self.from * sin) * (self.rad_per_m * MEAN_RADIUS_M);
        (self.centre + self.from * cos + self.quarter * sin, along)
    }

    /// The distance (m) in which the way turns by an angle (rad); none on a great circle.
    pub fn step_m(&self, angle_rad: f64) -> f64 {
        if self.centre == Vec3::zeros() { f64::INFINITY } else { angle_rad / self.rad_per_m }
    }

    /// The knot at a distance (m, on the ground) and height (m), and the acceleration (m/s²) there.
    pub fn knot(&self, time_s: f64, distance: Moving, height: Moving) -> (Knot, Vec3) {
        let (sin, cos) = math::sin_cos(distance.value * self.rad_per_m);
        let outward = self.from * cos + self.quarter * sin;
        let along = (self.quarter * cos - self.from * sin) * self.rad_per_m;
        let up = self.centre + outward;
        let up_rate = along * distance.rates[0];
        let bend = distance.rates[0] * self.rad_per_m;
        let up_rate2 = along * distance.rates[1] - outward * (bend * bend);
        // The surface is S = D u / q with D = diag(a², a², b²) and q² = u · D u.
        let stretch = |v: &Vec3| Vec3::new(A_M * A_M * v.x, A_M * A_M * v.y, B_M * B_M * v.z);
        let (d, d_rate, d_rate2) = (stretch(&up), stretch(&up_rate), stretch(&up_rate2));
        let q2 = d.dot(&up);
        let q = q2.sqrt();
        // w = q'/q, and q''/q from (q²)''.
        let w = up.dot(&d_rate) / q2;
        let w2 = (up_rate.dot(&d_rate) + up.dot(&d_rate2)) / q2 - w * w;
        let surface_rate = (d_rate - d * w) / q;
        let surface_rate2 = (d_rate2 - d_rate * (2.0 * w) + d * (2.0 * w * w - w2)) / q;
        let knot = Knot {
            time_s,
            pos_ecef_m: surface_from_up(&up) + up * height.value,
            vel_ecef_m_s: surface_rate + up_rate * height.value + up * height.rates[0],
        };
        let acceleration =
            surface_rate2 + up_rate2 * height.value + up_rate * (2.0 * height.rates[0]) + up * height.rates[1];
        (knot, acceleration)
    }
}

/// Whether waypoints are places, with a direction from each to the next.
pub(crate) fn check_way(from: &Geodetic, waypoints: &[Geodetic], to: &Geodetic) -> Result<(), FlightError> {
    for Geodetic { lat_rad, lon_rad, alt_m } in waypoints.iter().copied() {
        if !(lat_rad.abs() <= math::FRAC_PI_2 + 1e-9 && lon_rad.is_finite()) {
            return Err(FlightError::NotAPlace { end: "waypoint", lat_rad, lon_rad, alt_m });
        }
    }
    let mut before = from;
    for place in waypoints.iter().chain([to]) {
        let wanted_m = wgs84::range_m(before, place);
        if !(LEG_MIN_M..=math::PI * MEAN_RADIUS_M - LEG_MIN_M).contains(&wanted_m) {
            return Err(FlightError::NoDirection { wanted_m });
        }
        before = place;
    }
    Ok(())
}

/// Ground-distance rate (m/s) of a horizontal speed (m/s) at a height (m).
pub(crate) fn ground_rate_m_s(horizontal_m_s: f64, height_m: f64) -> f64 {
    horizontal_m_s * MEAN_RADIUS_M / (MEAN_RADIUS_M + height_m)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rates and second rates of a knot agree with differences of its place, on great and small circles.
    #[test]
    fn rates_agree_with_differences() {
        let place = |lat_deg: f64, lon_deg: f64| Geodetic {
            lat_rad: lat_deg.to_radians(),
            lon_rad: lon_deg.to_radians(),
            alt_m: 0.0,
        };
        let (a, b, c) = (place(30.0, 170.0), place(35.0, -175.0), place(20.0, -170.0));
        let (before, after) = (Arc::between(&a, &b), Arc::between(&b, &c));
        let turn = Arc::turn(&before, &after, 0.02);
        for arc in [before, turn] {
            let at = |t: f64| {
                let distance = Moving { value: 5e3 + 300.0 * t + 2.0 * t * t, rates: [300.0 + 4.0 * t, 4.0] };
                let height = Moving { value: 1e4 + 50.0 * t - t * t, rates: [50.0 - 2.0 * t, -2.0] };
                arc.knot(t, distance, height)
            };
            let (before, now, after) = (at(-0.01), at(0.0), at(0.01));
            let rate = (after.0.pos_ecef_m - before.0.pos_ecef_m) / 0.02;
            assert!((rate - now.0.vel_ecef_m_s).norm() < 1e-4, "{rate} {}", now.0.vel_ecef_m_s);
            let rate2 = (after.0.vel_ecef_m_s - before.0.vel_ecef_m_s) / 0.02;
            assert!((rate2 - now.1).norm() < 1e-5, "{rate2} {}", now.1);
        }
    }
}
