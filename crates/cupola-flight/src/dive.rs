//! The final dive of lifting vehicles: an arc down to the dive angle, then a straight line onto the aim.

use crate::path::{GreatCircle, ground_rate_m_s};
use crate::trajectory::Knot;
use cupola_core::math;
use cupola_earth::{atmosphere, wgs84};

/// Normal acceleration of the turn into the dive (m/s²). Assumed, 50 to 300 (5 to 30 g).
pub(crate) const TURN_M_S2: f64 = 150.0;
/// Share of the height the turn may use.
const TURN_HEIGHT_SHARE: f64 = 0.7;
/// Steps along the path.
const NUM_STEPS: usize = 40;
/// Speed (m/s) below which drag is no longer followed: the vehicle keeps falling.
const SPEED_MIN_M_S: f64 = 150.0;

/// The shape of a dive from a height, speed and path angle.
///
/// Height and ground distance are a circular arc and a line, so that it ends at the aim exactly; speed follows from
/// gravity and drag `½ ρ v² / β` along it.
///
/// - **Assumes:** the turn costs no extra drag; the ground is flat over the dive's tens of kilometres.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dive {
    height_m: f64,
    start_rad: f64,
    dive_rad: f64,
    radius_m: f64,
    turn_m: f64,
    line_m: f64,
    /// Ground distance from the start of the turn to the aim (m).
    pub ground_m: f64,
}

impl Dive {
    /// From `height_m` above the aim, descending at `start_rad` (positive down), to a dive at `dive_rad` below the horizontal.
    pub fn new(height_m: f64, speed_m_s: f64, start_rad: f64, dive_rad: f64) -> Self {
        let start_rad = start_rad.clamp(0.0, dive_rad);
        let ((sin_0, cos_0), (sin_1, cos_1)) = (math::sin_cos(start_rad), math::sin_cos(dive_rad));
        let drop = (cos_0 - cos_1).max(1e-9);
        let radius_m = (speed_m_s * speed_m_s / TURN_M_S2).min(TURN_HEIGHT_SHARE * height_m / drop);
        let line_m = (height_m - radius_m * drop) / sin_1;
        let ground_m = radius_m * (sin_1 - sin_0) + line_m * cos_1;
        Self { height_m, start_rad, dive_rad, radius_m, turn_m: radius_m * (dive_rad - start_rad), line_m, ground_m }
    }

    /// Ground distance gone (m), height above the aim (m) and angle below the horizontal (rad) after a path length (m).
    fn place(&self, path_m: f64) -> (f64, f64, f64) {
        let (sin_0, cos_0) = math::sin_cos(self.start_rad);
        let turned_rad = self.start_rad + (path_m.min(self.turn_m)) / self.radius_m.max(1e-9);
        let (sin_t, cos_t) = math::sin_cos(turned_rad.min(self.dive_rad));
        let straight_m = (path_m - self.turn_m).max(0.0);
        let gone_m = self.radius_m * (sin_t - sin_0) + straight_m * cos_t;
        let height_m = self.height_m - self.radius_m * (cos_0 - cos_t) - straight_m * sin_t;
        (gone_m, height_m, turned_rad.min(self.dive_rad))
    }

    /// Appends the dive's knots, the first of them after the start, ending at the end of `path`.
    pub fn append(
        &self,
        path: &GreatCircle,
        target_alt_m: f64,
        speed_m_s: f64,
        ballistic_coefficient_kg_m2: f64,
        start_s: f64,
        knots: &mut Vec<Knot>,
    ) {
        let start_m = path.length_m - self.ground_m;
        let step_m = (self.turn_m + self.line_m) / NUM_STEPS as f64;
        let (mut time_s, mut speed_m_s) = (start_s, speed_m_s);
        for index in 0..NUM_STEPS {
            let middle_m = (index as f64 + 0.5) * step_m;
            let (_, height_m, down_rad) = self.place(middle_m);
            let density = atmosphere::density_kg_m3(height_m + target_alt_m);
            // Energy over the step: gravity exactly, drag as an exponential.
            let kept = math::exp(-density / ballistic_coefficient_kg_m2 * step_m);
            let energy = speed_m_s * speed_m_s * kept + 2.0 * wgs84::G0_M_S2 * step_m * math::sin(down_rad);
            let next_m_s = energy.max(SPEED_MIN_M_S * SPEED_MIN_M_S).sqrt();
            time_s += 2.0 * step_m / (speed_m_s + next_m_s);
            speed_m_s = next_m_s;
            let (gone_m, height_m, down_rad) = self.place((index as f64 + 1.0) * step_m);
            let (sin_d, cos_d) = math::sin_cos(down_rad);
            let height_m = if index + 1 == NUM_STEPS { target_alt_m } else { height_m + target_alt_m };
            let rate = ground_rate_m_s(speed_m_s * cos_d, height_m);
            knots.push(path.knot(time_s, start_m + gone_m, height_m, rate, -speed_m_s * sin_d));
        }
    }
}
