//! A flown trajectory as an interpolant.

use cupola_core::Vec3;
use cupola_earth::wgs84;

/// One state of a trajectory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knot {
    /// Time since launch (s).
    pub time_s: f64,
    /// Earth-fixed position (m).
    pub pos_ecef_m: Vec3,
    /// Earth-fixed velocity (m/s).
    pub vel_ecef_m_s: Vec3,
}

/// A part of a flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Under power, climbing.
    Boost,
    /// Free flight above the dense air.
    Midcourse,
    /// A warhead's fall through the air, from 100 km down.
    Reentry,
    /// Lifting flight in the air.
    Glide,
    /// Level flight under power.
    Cruise,
    /// The last dive.
    Terminal,
}

/// A flown trajectory: states over time since launch, Earth-fixed, and when its phases begin.
///
/// Between knots position is a cubic through both states (Hermite), velocity its derivative.
///
/// - **Accuracy:** ballistic flight within 2 m of a re-integration; times outside the flight give its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    knots: Vec<Knot>,
    phases: Vec<(f64, Phase)>,
    burnout_s: f64,
    apogee: (f64, f64),
}

impl Trajectory {
    /// A trajectory of at least two knots in order of time, and the phases with the times at which they begin.
    pub(crate) fn new(knots: Vec<Knot>, phases: Vec<(f64, Phase)>, burnout_s: f64) -> Self {
        debug_assert!(knots.len() >= 2 && knots.windows(2).all(|k| k[0].time_s < k[1].time_s));
        let mut trajectory = Self { knots, phases, burnout_s, apogee: (0.0, 0.0) };
        trajectory.apogee = trajectory.find_apogee();
        trajectory
    }

    pub(crate) fn with_accelerations(knots: Vec<(Knot, Vec3)>, phases: Vec<(f64, Phase)>, burnout_s: f64) -> Self {
        let mut k: Vec<Knot> = knots.into_iter().map(|k| k.0).collect();
        k.dedup_by(|a, b| a.time_s == b.time_s);
        Self::new(k, phases, burnout_s)
    }

    /// Time from launch to impact (s).
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        self.knots[self.knots.len() - 1].time_s
    }

    /// Earth-fixed position (m).
    #[inline]
    #[must_use]
    pub fn position_ecef_m(&self, time_s: f64) -> Vec3 {
        let (a, b, step_s, u) = self.span(time_s);
        let v = 1.0 - u;
        a.pos_ecef_m * (v * v * (1.0 + 2.0 * u))
            + b.pos_ecef_m * (u * u * (3.0 - 2.0 * u))
            + (a.vel_ecef_m_s * v - b.vel_ecef_m_s * u) * (u * v * step_s)
    }

    /// Earth-fixed velocity (m/s).
    #[inline]
    #[must_use]
    pub fn velocity_ecef_m_s(&self, time_s: f64) -> Vec3 {
        let (a, b, step_s, u) = self.span(time_s);
        let v = 1.0 - u;
        (b.pos_ecef_m - a.pos_ecef_m) * (6.0 * u * v / step_s)
            + a.vel_ecef_m_s * (v * (1.0 - 3.0 * u))
            + b.vel_ecef_m_s * (u * (3.0 * u - 2.0))
    }

    /// Height above the ellipsoid (m).
    #[inline]
    #[must_use]
    pub fn altitude_m(&self, time_s: f64) -> f64 {
        wgs84::altitude_m(&self.position_ecef_m(time_s))
    }

    /// End of the boost (s); zero for cruise missiles and drones.
    #[must_use]
    pub fn burnout_s(&self) -> f64 {
        self.burnout_s
    }

    /// Time (s) and height (m) of the highest point.
    #[must_use]
    pub fn apogee(&self) -> (f64, f64) {
        self.apogee
    }

    /// The knots, in order of time; the first is the launch, the last the impact.
    #[must_use]
    pub fn samples(&self) -> &[Knot] {
        &self.knots
    }

    /// The phases and the times at which they begin (s), in order.
    #[must_use]
    pub fn phases(&self) -> &[(f64, Phase)] {
        &self.phases
    }

    /// The phase at a time.
    #[must_use]
    pub fn phase(&self, time_s: f64) -> Phase {
        let begun = self.phases.iter().take_while(|(start_s, _)| *start_s <= time_s).count();
        self.phases[begun.max(1) - 1].1
    }

    /// The knots around a time, the step between them (s) and the place in it (0..=1).
    #[inline]
    fn span(&self, time_s: f64) -> (&Knot, &Knot, f64, f64) {
        let after = self.knots.partition_point(|k| k.time_s <= time_s).clamp(1, self.knots.len() - 1);
        let (a, b) = (&self.knots[after - 1], &self.knots[after]);
        let step_s = b.time_s - a.time_s;
        (a, b, step_s, ((time_s - a.time_s) / step_s).clamp(0.0, 1.0))
    }

    fn find_apogee(&self) -> (f64, f64) {
        let height = |k: &Knot| wgs84::altitude_m(&k.pos_ecef_m);
        let mut highest = 0;
        let mut highest_m = f64::NEG_INFINITY;
        for (index, knot) in self.knots.iter().enumerate() {
            let height_m = height(knot);
            if height_m > highest_m {
                (highest, highest_m) = (index, height_m);
            }
        }
        let mut low_s = self.knots[highest.saturating_sub(1)].time_s;
        let mut high_s = self.knots[(highest + 1).min(self.knots.len() - 1)].time_s;
        for _ in 0..40 {
            if high_s - low_s < 1e-3 {
                break;
            }
            let (a_s, b_s) = (low_s + 0.382 * (high_s - low_s), low_s + 0.618 * (high_s - low_s));
            if self.altitude_m(a_s) < self.altitude_m(b_s) { low_s = a_s } else { high_s = b_s }
        }
        let best_s = 0.5 * (low_s + high_s);
        let best_m = self.altitude_m(best_s);
        if best_m >= highest_m { (best_s, best_m) } else { (self.knots[highest].time_s, highest_m) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cubic_is_met_exactly_and_ends_are_kept() {
        let at = |t: f64| Knot {
            time_s: t,
            pos_ecef_m: Vec3::new(6.4e6 + t * t * t, 2.0 * t, -t * t),
            vel_ecef_m_s: Vec3::new(3.0 * t * t, 2.0, -2.0 * t),
        };
        let flight =
            Trajectory::new(vec![at(0.0), at(2.0), at(5.0)], vec![(0.0, Phase::Boost), (2.0, Phase::Midcourse)], 2.0);
        assert!((flight.position_ecef_m(3.3) - at(3.3).pos_ecef_m).norm() < 1e-8);
        assert!((flight.velocity_ecef_m_s(3.3) - at(3.3).vel_ecef_m_s).norm() < 1e-8);
        assert!((flight.position_ecef_m(9.0) - at(5.0).pos_ecef_m).norm() < 1e-8);
        assert_eq!(flight.phase(1.9), Phase::Boost);
        assert_eq!(flight.phase(2.0), Phase::Midcourse);
        assert!((flight.apogee().0 - 5.0).abs() < 1e-2);
    }
}
