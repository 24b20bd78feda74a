//! The boost as a smooth curve from rest on the ground to a given burnout state.

use cupola_core::math;

/// Number of intervals of the boost curve, and of its knots less one.
pub(crate) const NUM_STEPS: usize = 24;
/// Net acceleration at lift-off (m/s²). Assumed, 3 to 15: thrust of 1.3 to 2.5 times the weight.
const LIFT_OFF_M_S2: f64 = 6.0;

/// One point of a boost in its launch plane.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct BoostPoint {
    pub time_s: f64,
    /// Height above the launch place (m).
    pub height_m: f64,
    /// Angle flown over the ground, at the Earth's centre (rad).
    pub central_rad: f64,
    pub speed_m_s: f64,
    /// Flight-path angle (rad).
    pub angle_rad: f64,
}

/// The boost: speed `v τ (a + (1−a)((1−w) τ + w τ⁵))` and flight-path angle `γ + (π/2 − γ)(1−τ)²` over `τ = t/burn`.
///
/// It starts vertically at rest and ends at the burnout speed `v` and angle `γ`. The shape `w` (how late the missile
/// gains its speed) is solved from the burnout height; where that would leave −½..=1 it is held and the lift-off
/// share `a` moves instead, within 0..=1.6. Outside even these the burnout height gives way: a missile sent far
/// below its range cannot be as high at the end of its burn.
///
/// - **Domain:** parametric; heights and speeds as published. **Accuracy:** burnout state as asked; in between,
///   position within the spread of real pitch programmes (some 10 km half way).
/// - **Assumes:** one smooth burn, no stage coasts, no thrust or drag budget.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Boost {
    pub points: [BoostPoint; NUM_STEPS + 1],
}

impl Boost {
    pub fn new(launch_radius_m: f64, burn_s: f64, height_m: f64, speed_m_s: f64, angle_rad: f64) -> Self {
        let mut sin_cos = [(0.0, 0.0); 2 * NUM_STEPS + 1];
        let mut moments = [0.0; 3];
        for (index, slot) in sin_cos.iter_mut().enumerate() {
            let tau = index as f64 / (2 * NUM_STEPS) as f64;
            *slot = math::sin_cos(angle_at(angle_rad, tau));
            let weight = simpson(index) * slot.0;
            moments[0] += weight * tau;
            moments[1] += weight * tau * tau;
            moments[2] += weight * tau.powi(6);
        }
        let (a, w) = shape(moments, height_m / (speed_m_s * burn_s), LIFT_OFF_M_S2 * burn_s / speed_m_s);
        let speed_at = |tau: f64| speed_m_s * tau * (a + (1.0 - a) * tau * (1.0 - w + w * tau.powi(4)));
        let mut points = [BoostPoint::default(); NUM_STEPS + 1];
        points[0].angle_rad = math::FRAC_PI_2;
        let step_s = burn_s / NUM_STEPS as f64;
        for index in 0..NUM_STEPS {
            let tau = |half: usize| (2 * index + half) as f64 / (2 * NUM_STEPS) as f64;
            let speeds = [speed_at(tau(0)), speed_at(tau(1)), speed_at(tau(2))];
            let rise = |half: usize| speeds[half] * sin_cos[2 * index + half].0;
            let along = |half: usize| speeds[half] * sin_cos[2 * index + half].1;
            let before = points[index];
            // Height at half step and end: exact for the parabola through the three rates.
            let half_m = before.height_m + step_s / 24.0 * (5.0 * rise(0) + 8.0 * rise(1) - rise(2));
            let end_m = before.height_m + step_s / 6.0 * (rise(0) + 4.0 * rise(1) + rise(2));
            let turn = along(0) / (launch_radius_m + before.height_m)
                + 4.0 * along(1) / (launch_radius_m + half_m)
                + along(2) / (launch_radius_m + end_m);
            points[index + 1] = BoostPoint {
                time_s: burn_s * (index + 1) as f64 / NUM_STEPS as f64,
                height_m: end_m,
                central_rad: before.central_rad + step_s / 6.0 * turn,
                speed_m_s: speeds[2],
                angle_rad: angle_at(angle_rad, tau(2)),
            };
        }
        Self { points }
    }

    /// The state at burnout.
    pub fn end(&self) -> &BoostPoint {
        &self.points[NUM_STEPS]
    }
}

fn angle_at(end_rad: f64, tau: f64) -> f64 {
    end_rad + (math::FRAC_PI_2 - end_rad) * (1.0 - tau) * (1.0 - tau)
}

fn simpson(index: usize) -> f64 {
    let share = 1.0 / (6 * NUM_STEPS) as f64;
    match index {
        0 => share,
        i if i == 2 * NUM_STEPS => share,
        i if i % 2 == 1 => 4.0 * share,
        _ => 2.0 * share,
    }
}

/// The lift-off share and lateness that reach the height; see [`Boost`].
fn shape([linear, square, sixth]: [f64; 3], height_share: f64, lift_off_share: f64) -> (f64, f64) {
    let a = lift_off_share.clamp(0.0, 0.9);
    let wanted = (height_share - a * linear) / (1.0 - a);
    let w = (square - wanted) / (square - sixth);
    if (-0.5..=1.0).contains(&w) {
        return (a, w);
    }
    let w = w.clamp(-0.5, 1.0);
    let late = (1.0 - w) * square + w * sixth;
    (((height_share - late) / (linear - late)).clamp(0.0, 1.6), w)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boost_starts_upright_at_rest_and_ends_as_asked() {
        for (burn_s, height_m, speed_m_s, angle) in [
            (70.0, 30e3, 1_560.0, 41.0),
            (110.0, 70e3, 3_220.0, 41.0),
            (180.0, 210e3, 6_930.0, 23.0),
            (250.0, 300e3, 7_600.0, 85.0),
        ] {
            let boost = Boost::new(6.371e6, burn_s, height_m, speed_m_s, f64::to_radians(angle));
            assert!(boost.points[0].speed_m_s == 0.0 && boost.points[0].angle_rad == math::FRAC_PI_2);
            assert!((boost.end().height_m - height_m).abs() < 1.0, "{}", boost.end().height_m);
            assert!((boost.end().speed_m_s - speed_m_s).abs() < 1e-6);
            let gains = boost.points.windows(2).map(|p| (p[1].speed_m_s - p[0].speed_m_s) * NUM_STEPS as f64 / burn_s);
            let (least, most) = gains.fold((f64::MAX, 0.0_f64), |(l, m), g| (l.min(g), m.max(g)));
            assert!(least > 0.0 && most < 200.0, "{burn_s} {height_m}: {least} to {most} m/s²");
        }
    }
}
