//! Interceptors in orbit: how far one reaches in the time it has.

/// What a space-based interceptor can do. SI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrbitInterceptor {
    /// Speed gained over its satellite (m/s).
    pub speed_m_s: f64,
    /// Mean acceleration while gaining it (m/s²).
    pub acceleration_m_s2: f64,
    /// Least altitude of an intercept (m).
    pub min_altitude_m: f64,
}

impl OrbitInterceptor {
    /// Distance covered against its own satellite within `time_s` of release (m).
    ///
    /// `½ a t²` while boosting, then `v (t − v / 2a)`.
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
        if time_s < boost_s {
            0.5 * self.acceleration_m_s2 * time_s * time_s
        } else {
            self.speed_m_s * (time_s - 0.5 * boost_s)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// AEI's boost-phase case: 6 km/s at 15 g for 120 s reaches about 598 km (6 × (120 − 20.4)).
    #[test]
    fn reach_agrees_with_the_closed_form() {
        let sbi = OrbitInterceptor { speed_m_s: 6_000.0, acceleration_m_s2: 15.0 * 9.806_65, min_altitude_m: 0.0 };
        assert!((sbi.reach_m(120.0) - 6_000.0 * (120.0 - 6_000.0 / (2.0 * 147.099_75))).abs() < 1e-6);
        assert!((sbi.reach_m(20.0) - 0.5 * 147.099_75 * 400.0).abs() < 1e-6);
        assert!(sbi.reach_m(-1.0) == 0.0);
    }
}
