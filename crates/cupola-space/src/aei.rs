//! The equations of AEI's calculator of interceptors in orbit, as their author wrote them: a second opinion beside [`size`].
//!
//! Interceptors are spread evenly over the sphere (up to a highest latitude), all in range count, and the mean is what is
//! bought. Nothing else of cupola rests on this.
//!
//! # Source
//! T. Harrison's own calculator (`AEI2025`), equations restated.
//!
//! [`size`]: crate::size

use crate::{SpaceError, between};
use cupola_core::math;

/// The calculator's radius of the Earth (m).
const EARTH_RADIUS_M: f64 = 6_378_100.0;
/// The calculator's standard gravity where it turns specific impulse into speed (m/s²).
const ROCKET_G_M_S2: f64 = 9.81;

/// The interceptor and its orbit, as the calculator has them. SI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometry {
    /// Altitude of the orbit (m).
    pub orbit_m: f64,
    /// Altitude of the intercept (m).
    pub intercept_m: f64,
    /// How far the interceptor flies (m).
    pub range_m: f64,
    /// Highest latitude that is served (rad): π/2 for the whole sphere.
    pub max_latitude_rad: f64,
}

impl Geometry {
    /// The calculator's flyout: `v² / 2a + v (T − v / a)` (m).
    #[must_use]
    pub fn flyout_m(speed_m_s: f64, acceleration_m_s2: f64, time_s: f64) -> f64 {
        speed_m_s * speed_m_s / (2.0 * acceleration_m_s2) + speed_m_s * (time_s - speed_m_s / acceleration_m_s2)
    }

    /// Radius on the ground (m): `√(d² − (h − h_i)²)`.
    ///
    /// # Errors
    /// [`SpaceError::TooFar`] where the range is less than the difference of heights.
    pub fn ground_radius_m(&self) -> Result<f64, SpaceError> {
        let gap_m = (self.orbit_m - self.intercept_m).abs();
        if self.range_m <= gap_m {
            return Err(SpaceError::TooFar { gap_m, reach_m: self.range_m });
        }
        Ok((self.range_m * self.range_m - gap_m * gap_m).sqrt())
    }

    /// Satellites for each one in range: `4 π (R + h_i)² sin φ_max / (π r²)`.
    ///
    /// # Errors
    /// As [`Geometry::ground_radius_m`].
    pub fn absentee_ratio(&self) -> Result<f64, SpaceError> {
        let ratio = (EARTH_RADIUS_M + self.intercept_m) / self.ground_radius_m()?;
        Ok(4.0 * ratio * ratio * math::sin(self.max_latitude_rad))
    }

    /// Interceptors in orbit for `salvo` missiles with `shots` at each.
    ///
    /// # Errors
    /// As [`Geometry::ground_radius_m`].
    pub fn interceptors(&self, salvo: u32, shots: u32) -> Result<u64, SpaceError> {
        Ok((self.absentee_ratio()? * f64::from(salvo) * f64::from(shots)).ceil() as u64)
    }
}

/// Masses of the parts of an interceptor (kg), and what they fly on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Masses {
    /// Kill vehicle without propellant (kg).
    pub kill_vehicle_kg: f64,
    /// Body of the booster without propellant (kg).
    pub body_kg: f64,
    /// Support module that stays with it in orbit (kg).
    pub support_kg: f64,
    /// Speed the kill vehicle can change by (m/s).
    pub divert_m_s: f64,
    /// Speed the booster gives (m/s).
    pub speed_m_s: f64,
    /// Specific impulse of both (s).
    pub impulse_s: f64,
}

impl Masses {
    /// All of it in orbit (kg): two rocket equations, one inside the other, and the support module.
    #[must_use]
    pub fn total_kg(&self) -> f64 {
        let growth = |speed_m_s: f64| math::exp(speed_m_s / (ROCKET_G_M_S2 * self.impulse_s));
        let kill_vehicle_kg = self.kill_vehicle_kg * growth(self.divert_m_s);
        (kill_vehicle_kg + self.body_kg) * growth(self.speed_m_s) + self.support_kg
    }
}

/// A price that falls as more are bought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// Of the first one (US dollars).
    pub first_usd: f64,
    /// Factor on the price for each doubling.
    pub slope_fraction: f64,
}

impl Price {
    /// Average of `n`: `T₁ (n^(1+b) + 1) / (n (1 + b))` with `b = log₂ slope` (US dollars).
    #[must_use]
    pub fn average_usd(&self, n: u64) -> f64 {
        let power = 1.0 + math::ln(self.slope_fraction) / std::f64::consts::LN_2;
        let n = n.max(1) as f64;
        self.first_usd * (math::powf(n, power) + 1.0) / (n * power)
    }
}

/// What the calculator buys over its horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Programme {
    /// Mass of one interceptor (kg).
    pub mass_kg: f64,
    /// Price of interceptors.
    pub interceptor: Price,
    /// Price of launches.
    pub launch: Price,
    /// What one launch lifts (kg).
    pub payload_kg: f64,
    /// Life of an interceptor (years).
    pub life_years: f64,
    /// Horizon (years).
    pub horizon_years: f64,
    /// Operations (US dollars a year).
    pub operations_usd_per_year: f64,
    /// Development, once (US dollars).
    pub development_usd: f64,
}

/// What a number of interceptors costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bill {
    /// Interceptors in one launch.
    pub per_launch: u64,
    /// Launches of one generation.
    pub launches: u64,
    /// Average interceptor of one generation (US dollars).
    pub average_unit_usd: f64,
    /// Everything over the horizon (US dollars).
    pub total_usd: f64,
}

impl Programme {
    /// Generations of interceptors and launches, operations and development; the curves begin anew with each generation.
    ///
    /// # Errors
    /// [`SpaceError::OutOfRange`] where a launch does not lift one interceptor.
    pub fn bill(&self, interceptors: u64) -> Result<Bill, SpaceError> {
        let mass_kg = between("mass of an interceptor (kg)", self.mass_kg, f64::MIN_POSITIVE, self.payload_kg)?;
        let per_launch = (self.payload_kg / mass_kg).floor() as u64;
        let launches = interceptors.div_ceil(per_launch);
        let generations = (self.horizon_years / self.life_years).floor();
        let average_unit_usd = self.interceptor.average_usd(interceptors);
        let generation_usd =
            average_unit_usd * interceptors as f64 + self.launch.average_usd(launches) * launches as f64;
        let total_usd =
            generations * generation_usd + self.horizon_years * self.operations_usd_per_year + self.development_usd;
        Ok(Bill { per_launch, launches, average_unit_usd, total_usd })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULT: Programme = Programme {
        mass_kg: 1_294.1,
        interceptor: Price { first_usd: 70e6, slope_fraction: 0.85 },
        launch: Price { first_usd: 150e6, slope_fraction: 0.95 },
        payload_kg: 45_000.0,
        life_years: 5.0,
        horizon_years: 20.0,
        operations_usd_per_year: 450e6,
        development_usd: 7e9,
    };

    /// The default run of the calculator: 998 interceptors, 34 in each of 30 launches, 104.43 billion dollars.
    #[test]
    fn the_default_run_is_met() {
        let range_m = Geometry::flyout_m(6_000.0, 15.0 * 9.806_65, 120.0);
        let geometry = Geometry { orbit_m: 3e5, intercept_m: 2e5, range_m, max_latitude_rad: math::FRAC_PI_2 };
        assert!((range_m / 597_630.0 - 1.0).abs() < 1e-4);
        assert!((geometry.absentee_ratio().unwrap() - 498.57).abs() < 0.05);
        let bill = DEFAULT.bill(geometry.interceptors(1, 2).unwrap()).unwrap();
        assert_eq!((bill.per_launch, bill.launches), (34, 30));
        assert!((bill.total_usd / 104.43e9 - 1.0).abs() < 2e-3, "{}", bill.total_usd);
    }

    #[test]
    fn the_mass_of_the_default_interceptor_is_met() {
        let parts = Masses {
            kill_vehicle_kg: 25.0,
            body_kg: 25.0,
            support_kg: 50.0,
            divert_m_s: 2_500.0,
            speed_m_s: 6_000.0,
            impulse_s: 240.0,
        };
        assert!((parts.total_kg() / 1_294.1 - 1.0).abs() < 5e-4, "{}", parts.total_kg());
    }

    #[test]
    fn what_cannot_be_lifted_or_reached_is_refused() {
        assert!(Programme { mass_kg: 50_000.0, ..DEFAULT }.bill(10).is_err());
        let short = Geometry { orbit_m: 3e5, intercept_m: 2e5, range_m: 9e4, max_latitude_rad: 1.0 };
        assert!(matches!(short.absentee_ratio(), Err(SpaceError::TooFar { .. })));
    }
}
