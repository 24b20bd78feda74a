//! An interceptor in orbit: how far it reaches in the time it has.

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
}
