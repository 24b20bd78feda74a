//! How long the air lets a low orbit last, and what it takes to stay.

use crate::SpaceError;
use cupola_core::math;
use cupola_earth::wgs84::{A_M, GM_M3_S2};

/// Drag coefficient of a satellite in free molecular flow, assumed (2.0 to 2.4).
pub const DRAG_COEFFICIENT: f64 = 2.2;
/// Below this height (m) an orbit ends within a revolution or two.
const END_M: f64 = 100_000.0;
/// Highest perigee (m): the table of densities ends there.
pub const MAX_ALTITUDE_M: f64 = 1_500_000.0;
/// Largest eccentricity: beyond, Sun and Moon move the perigee more than the air does.
pub const MAX_ECCENTRICITY: f64 = 0.2;
/// A lifetime longer than this (s) is not told: 1 000 years.
pub const MAX_LIFETIME_S: f64 = 1_000.0 * YEAR_S;
/// Julian year (s).
pub const YEAR_S: f64 = 365.25 * 86_400.0;
/// Mean length of a solar cycle (s): 11.0 years (`HATHAWAY2015`).
const CYCLE_S: f64 = 11.0 * YEAR_S;
/// Mean time from a minimum of the Sun to the next maximum (s): 4.3 years (`HATHAWAY2015`).
pub const RISE_S: f64 = 4.3 * YEAR_S;

/// The fluxes F10.7 of the three columns of [`AIR`] (1e-22 W/(m² Hz)): the months' 10th, 50th and 90th percentile.
const FLUXES_SFU: [f64; 3] = [65.8, 118.7, 189.0];

/// Height (km) and density (kg/m³) of the air at each of [`FLUXES_SFU`]: MSIS-90 averaged over the globe, a day and a year.
///
/// `SMAD1999`, table inside the rear cover.
const AIR: [(f64, [f64; 3]); 21] = [
    (100.0, [4.61e-7, 4.79e-7, 5.10e-7]),
    (150.0, [1.65e-9, 1.81e-9, 2.04e-9]),
    (200.0, [1.78e-10, 2.53e-10, 3.52e-10]),
    (250.0, [3.35e-11, 6.24e-11, 1.06e-10]),
    (300.0, [8.19e-12, 1.95e-11, 3.96e-11]),
    (350.0, [2.34e-12, 6.98e-12, 1.66e-11]),
    (400.0, [7.32e-13, 2.72e-12, 7.55e-12]),
    (450.0, [2.47e-13, 1.13e-12, 3.61e-12]),
    (500.0, [8.98e-14, 4.89e-13, 1.80e-12]),
    (550.0, [3.63e-14, 2.21e-13, 9.25e-13]),
    (600.0, [1.68e-14, 1.04e-13, 4.89e-13]),
    (650.0, [9.14e-15, 5.15e-14, 2.64e-13]),
    (700.0, [5.74e-15, 2.72e-14, 1.47e-13]),
    (750.0, [3.99e-15, 1.55e-14, 8.37e-14]),
    (800.0, [2.96e-15, 9.63e-15, 4.39e-14]),
    (850.0, [2.28e-15, 6.47e-15, 3.00e-14]),
    (900.0, [1.80e-15, 4.66e-15, 1.91e-14]),
    (950.0, [1.44e-15, 3.54e-15, 1.27e-14]),
    (1_000.0, [1.17e-15, 2.79e-15, 8.84e-15]),
    (1_250.0, [4.67e-16, 1.11e-15, 2.59e-15]),
    (1_500.0, [2.30e-16, 5.21e-16, 1.22e-15]),
];

/// What the Sun does to the upper air: its flux at 10.7 cm in solar flux units (1e-22 W/(m² Hz)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sun {
    /// The same all the time.
    Steady {
        /// The flux, kept inside 60 to 260.
        flux_sfu: f64,
    },
    /// A mean cycle between [`Sun::LOW`] and [`Sun::HIGH`]: 4.3 years of rise, 6.7 of fall, half a cosine each.
    Cycle {
        /// Time since the last minimum at time zero (s).
        since_minimum_s: f64,
    },
}

impl Sun {
    /// As quiet as in the quietest tenth of months, all the time: the longest life.
    pub const LOW: Self = Self::Steady { flux_sfu: FLUXES_SFU[0] };
    /// The median month, all the time.
    pub const LIKELY: Self = Self::Steady { flux_sfu: FLUXES_SFU[1] };
    /// As active as in the most active tenth of months, all the time: the shortest life.
    pub const HIGH: Self = Self::Steady { flux_sfu: FLUXES_SFU[2] };

    fn flux_sfu(self, time_s: f64) -> f64 {
        match self {
            Self::Steady { flux_sfu } => flux_sfu.clamp(60.0, 260.0),
            Self::Cycle { since_minimum_s } => {
                let into_s = (since_minimum_s + time_s).rem_euclid(CYCLE_S);
                let half = if into_s < RISE_S { into_s / RISE_S } else { (CYCLE_S - into_s) / (CYCLE_S - RISE_S) };
                let [low, _, high] = FLUXES_SFU;
                low + 0.5 * (high - low) * (1.0 - math::cos(math::PI * half))
            }
        }
    }
}

/// Density (kg/m³) of the upper air at a height (m), `time_s` after the start.
///
/// The logarithm is linear in height between the rows of the table and in flux between its columns, and goes on as between the
/// last two beyond.
///
/// - **Domain:** 100 to 1 500 km; the ends' values below and above. **Accuracy:** 0.5 to 1.6 times the densities of `IPS1999` from
///   200 to 500 km; the air of a day or a storm differs from the mean by a factor of two.
/// - **Assumes:** no day, season or latitude.
///
/// # Source
/// `SMAD1999`.
#[must_use]
pub fn density_kg_m3(altitude_m: f64, sun: Sun, time_s: f64) -> f64 {
    let km = (altitude_m / 1_000.0).clamp(AIR[0].0, AIR[AIR.len() - 1].0);
    let above = AIR.iter().position(|(height, _)| *height >= km).unwrap_or(AIR.len() - 1).max(1);
    let ((low, below), (high, over)) = (&AIR[above - 1], &AIR[above]);
    let share = (km - low) / (high - low);
    let at = |column: usize| math::ln(below[column]) * (1.0 - share) + math::ln(over[column]) * share;
    let flux = sun.flux_sfu(time_s);
    let first = usize::from(flux > FLUXES_SFU[1]);
    let share = (flux - FLUXES_SFU[first]) / (FLUXES_SFU[first + 1] - FLUXES_SFU[first]);
    math::exp(at(first) * (1.0 - share) + at(first + 1) * share)
}

/// A satellite in a low orbit without thrust.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LowOrbit {
    semi_major_axis_m: f64,
    eccentricity: f64,
    drag_m2_kg: f64,
}

impl LowOrbit {
    /// An orbit from its mean altitude (semi-major axis less the equatorial radius), eccentricity and area in the direction of
    /// flight over mass; [`DRAG_COEFFICIENT`] is applied here.
    ///
    /// # Errors
    /// [`SpaceError::OutOfRange`] for a perigee outside 100 to 1 500 km and an eccentricity outside 0 to 0.2;
    /// [`SpaceError::NotPositive`] for the area over mass.
    pub fn new(mean_altitude_m: f64, eccentricity: f64, area_to_mass_m2_kg: f64) -> Result<Self, SpaceError> {
        if !(area_to_mass_m2_kg.is_finite() && area_to_mass_m2_kg > 0.0) {
            return Err(SpaceError::NotPositive { quantity: "area_to_mass_m2_kg", value: area_to_mass_m2_kg });
        }
        let semi_major_axis_m = A_M + mean_altitude_m;
        let perigee_m = semi_major_axis_m * (1.0 - eccentricity) - A_M;
        for (quantity, value, low, high) in [
            ("eccentricity", eccentricity, 0.0, MAX_ECCENTRICITY),
            ("perigee_altitude_m", perigee_m, END_M, MAX_ALTITUDE_M),
        ] {
            if !(low..=high).contains(&value) {
                return Err(SpaceError::OutOfRange { quantity, value, low, high });
            }
        }
        Ok(Self { semi_major_axis_m, eccentricity, drag_m2_kg: DRAG_COEFFICIENT * area_to_mass_m2_kg })
    }

    fn perigee_altitude_m(&self) -> f64 {
        self.semi_major_axis_m * (1.0 - self.eccentricity) - A_M
    }

    /// Rates of the semi-major axis (m/s, negative while it sinks) and of the eccentricity (1/s), averaged over a revolution.
    ///
    /// `ȧ = −δ n a² / 2π ∫ ρ (1 + e cos E)^(3/2) (1 − e cos E)^(−1/2) dE` and
    /// `ė = −δ n a (1 − e²) / 2π ∫ ρ cos E (1 + e cos E)^(1/2) (1 − e cos E)^(−1/2) dE`, δ drag coefficient times area over mass.
    ///
    /// # Source
    /// `KINGHELE1987`, ch. 4, before the expansion in Bessel functions.
    fn rates(&self, sun: Sun, time_s: f64) -> (f64, f64) {
        /// Half a revolution in this many parts; the perigee of the most eccentric orbit allowed is five of them wide.
        const NUM_POINTS: usize = 48;
        let (a, e) = (self.semi_major_axis_m, self.eccentricity);
        let flow = self.drag_m2_kg * (GM_M3_S2 / a).sqrt();
        if e == 0.0 {
            return (-flow * a * density_kg_m3(a - A_M, sun, time_s), 0.0);
        }
        let (mut sink, mut round) = (0.0, 0.0);
        for point in 0..NUM_POINTS {
            let cos_e = math::cos(math::PI * (point as f64 + 0.5) / NUM_POINTS as f64);
            let density = density_kg_m3(a * (1.0 - e * cos_e) - A_M, sun, time_s);
            let (fast, slow) = (1.0 + e * cos_e, 1.0 - e * cos_e);
            sink += density * fast * (fast / slow).sqrt();
            round += density * cos_e * (fast / slow).sqrt();
        }
        let scale = flow / NUM_POINTS as f64;
        (-scale * a * sink, -scale * (1.0 - e * e) * round)
    }

    /// Rate of the mean altitude (m/s), negative while it sinks.
    #[must_use]
    pub fn sink_rate_m_s(&self, sun: Sun, time_s: f64) -> f64 {
        self.rates(sun, time_s).0
    }

    /// Mean altitude (m) `time_s` after the start, without thrust; none once the orbit has ended.
    #[must_use]
    pub fn altitude_after_m(&self, sun: Sun, time_s: f64) -> Option<f64> {
        let (orbit, at_s) = self.flown(sun, time_s);
        (at_s >= time_s).then_some(orbit.semi_major_axis_m - A_M)
    }

    /// Time (s) until the perigee is below 100 km, without thrust; none beyond [`MAX_LIFETIME_S`].
    ///
    /// - **Accuracy:** with the Sun that was, the flight of `LDEF` from 482 to 340 km takes 5.4 years for 5.8, the last and most
    ///   active year being a third too short. What the Sun will do is the far larger part, hence [`Sun::LOW`] to [`Sun::HIGH`]; a
    ///   long life meets whole cycles: [`Sun::Cycle`].
    /// - **Assumes:** heights above the equatorial radius (over a pole the air is 21 km lower: a polar orbit lives up to a quarter
    ///   longer); air at rest (at most 15 %, King-Hele); no Sun, Moon or light pressure.
    ///
    /// # Source
    /// `KINGHELE1987`, `SMAD1999`.
    ///
    /// # Example
    /// ```
    /// # use cupola_space::decay::{LowOrbit, Sun, YEAR_S};
    /// let satellite = LowOrbit::new(400e3, 0.0, 0.01)?;
    /// let life_s = satellite.lifetime_s(Sun::LIKELY).expect("it comes down");
    /// assert!((0.3..1.0).contains(&(life_s / YEAR_S)));
    /// # Ok::<(), cupola_space::SpaceError>(())
    /// ```
    #[must_use]
    pub fn lifetime_s(&self, sun: Sun) -> Option<f64> {
        let (_, at_s) = self.flown(sun, MAX_LIFETIME_S);
        (at_s < MAX_LIFETIME_S).then_some(at_s)
    }

    /// The orbit at `until_s` and that time, or as it ends and when.
    ///
    /// Midpoint steps of a part of the density's scale height in perigee, of the eccentricity, and of a solar cycle.
    fn flown(&self, sun: Sun, until_s: f64) -> (Self, f64) {
        const STEP_M: f64 = 500.0;
        const CYCLE_STEP_S: f64 = CYCLE_S / 120.0;
        let mut orbit = *self;
        let mut time_s = 0.0;
        while time_s < until_s && orbit.perigee_altitude_m() > END_M {
            let (sink, round) = orbit.rates(sun, time_s);
            let mut step_s = (until_s - time_s).min(STEP_M / (sink.abs() * (1.0 - orbit.eccentricity)).max(1e-30));
            if round < 0.0 {
                step_s = step_s.min((0.1 * orbit.eccentricity).max(1e-5) / -round);
            }
            if matches!(sun, Sun::Cycle { .. }) {
                step_s = step_s.min(CYCLE_STEP_S);
            }
            let half = orbit.moved(sink * step_s / 2.0, round * step_s / 2.0);
            let (sink, round) = half.rates(sun, time_s + step_s / 2.0);
            orbit = orbit.moved(sink * step_s, round * step_s);
            time_s += step_s;
        }
        (orbit, time_s)
    }

    fn moved(&self, semi_major_axis_m: f64, eccentricity: f64) -> Self {
        Self {
            semi_major_axis_m: self.semi_major_axis_m + semi_major_axis_m,
            eccentricity: (self.eccentricity + eccentricity).max(0.0),
            ..*self
        }
    }

    /// Speed (m/s) to be given against the drag to hold the orbit for `duration_s` from the start.
    ///
    /// Small burns spread over the time: `∫ |ȧ| n / 2 dt`, for a circular orbit `½ ρ v² δ`.
    #[must_use]
    pub fn keeping_m_s(&self, sun: Sun, duration_s: f64) -> f64 {
        const NUM_STEPS: usize = 200;
        let a = self.semi_major_axis_m;
        let motion_rad_s = (GM_M3_S2 / (a * a * a)).sqrt();
        let step_s = duration_s / NUM_STEPS as f64;
        let rate = |step: usize| -self.sink_rate_m_s(sun, (step as f64 + 0.5) * step_s);
        (0..NUM_STEPS).map(|step| rate(step) * 0.5 * motion_rad_s * step_s).sum()
    }
}
