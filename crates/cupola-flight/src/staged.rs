//! Missiles stage by stage: thrust, burn, masses, coasts, a gravity turn and an ordered cut-off.
//!
//! [`Staged::fly`] finds the tilt, heading and cut-off that bring the warhead down at the aim, [`Staged::greatest_range`] the
//! flight that goes farthest, [`Staged::scaled`] the thrusts that a flight seen from outside implies.

mod ascent;
mod solve;

pub use ascent::Steering;

use crate::field::Field;
use crate::lifting::{COEFFICIENT, between};
use crate::trajectory::Trajectory;
use crate::{BURN_S, FlightError, positive};
use ascent::{CLIMB_TOLERANCE, Launch, fly_all, legs};
use cupola_core::Vec3;
use cupola_core::lanes::NUM_LANES_MAX;
use cupola_earth::wgs84::{self, Geodetic};

/// The longest coast (s).
const COAST_MAX_S: f64 = 1e4;
/// The fields of each stage in messages.
const STAGE_FIELDS: [[&str; 5]; 4] = [
    ["stage_1_thrust_n", "stage_1_burn_s", "stage_1_propellant_kg", "stage_1_inert_kg", "stage_1_coast_s"],
    ["stage_2_thrust_n", "stage_2_burn_s", "stage_2_propellant_kg", "stage_2_inert_kg", "stage_2_coast_s"],
    ["stage_3_thrust_n", "stage_3_burn_s", "stage_3_propellant_kg", "stage_3_inert_kg", "stage_3_coast_s"],
    ["stage_4_thrust_n", "stage_4_burn_s", "stage_4_propellant_kg", "stage_4_inert_kg", "stage_4_coast_s"],
];
/// The tilts between which the flight shown is looked for (rad), and how often their gap is divided by eight.
const SHOWN_TILT_RAD: (f64, f64) = (0.0, 0.1);
const NUM_SHOWN_ROUNDS: usize = 9;
/// Share of the apogee shown below which a flight has tipped over.
const UPRIGHT_SHARE: f64 = 0.5;

/// One stage of a rocket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stage {
    /// Thrust (N), constant while it burns.
    pub thrust_n: f64,
    /// Time it burns (s).
    pub burn_s: f64,
    /// Propellant it burns (kg).
    pub propellant_kg: f64,
    /// What is left of it and dropped after its burn (kg); the last stage keeps it until the cut-off.
    pub inert_kg: f64,
    /// Unpowered time from its burnout to the next stage's ignition (s).
    pub coast_s: f64,
}

/// A flight that a missile has been seen to make with all its propellant: it sets the scale of the thrusts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown {
    /// Height of its apogee (m).
    pub apogee_m: f64,
    /// Its range on the ground (m).
    pub range_m: f64,
}

/// A ballistic missile stage by stage.
///
/// It rises upright for 4 % of its first burn, thrusts at a fixed tilt until 20 %, then along its velocity (a gravity turn)
/// until an ordered cut-off in any burn; the warhead falls freely. Forces: thrust over the mass left, J2 gravity and
/// rotation, drag `½ ρ v² C_D A / m` while climbing and `½ ρ v² / β` after. Three unknowns (tilt, heading, cut-off) meet three
/// demands (the aim in two directions, the apogee); without an apogee the tilt is that of the arc of least energy.
///
/// - **Domain:** one to four stages, ranges from a fifth of the greatest to all of it.
/// - **Accuracy:** comes down within 20 m of the aim; integrated to a few metres. Against reported flights:
///   `cupola validate flight`.
/// - **Assumes:** that the last burn may last 1 % longer than stated when an aim asks for it; constant thrust and mass flow per stage, no fins, no wind, no throttling, one drag area, a warhead that
///   separates at cut-off. Tilt programme assumed.
///
/// # Source
/// `GRONLUND1992`.
#[derive(Debug, Clone, PartialEq)]
pub struct Staged {
    /// The stages in order of burning, one to four.
    pub stages: Vec<Stage>,
    /// What the last stage carries (kg).
    pub payload_kg: f64,
    /// Drag coefficient times cross-section while climbing (m²).
    pub drag_area_m2: f64,
    /// Ballistic coefficient of what re-enters (kg/m²).
    pub ballistic_coefficient_kg_m2: f64,
    /// The flight whose performance all thrusts are scaled to; `None` takes the thrusts as they are.
    pub shown: Option<Shown>,
    /// Apogee (m) of a lofted or depressed flight; `None` for the flight of least energy.
    pub apogee_m: Option<f64>,
}

/// What a flight with all its propellant comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FullFlight {
    /// Range on the ground (m); half the circumference of the mean sphere where it [reaches anywhere](crate::reaches_anywhere).
    pub range_m: f64,
    /// Height of the apogee (m).
    pub apogee_m: f64,
    /// Time from launch to impact (s).
    pub time_s: f64,
}

/// Where and when a flight came down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landing {
    /// Time from launch (s).
    pub time_s: f64,
    /// Earth-fixed position (m).
    pub pos_ecef_m: Vec3,
    /// Earth-fixed velocity (m/s).
    pub vel_ecef_m_s: Vec3,
}

impl Staged {
    /// Flies to the aim.
    ///
    /// # Errors
    /// As [`crate::fly`]; [`FlightError::TooDepressed`] and [`FlightError::ApogeeOutOfReach`] for an apogee too low or too high.
    pub fn fly(&self, from: Geodetic, to: Geodetic) -> Result<Trajectory, FlightError> {
        solve::fly(&self.scaled()?, &from, &to)
    }

    /// The missile with its thrusts scaled so that its shown flight uses all its propellant; itself if there is none.
    ///
    /// The shown flight is flown over the mean sphere at rest, since reports of it give no direction.
    ///
    /// # Errors
    /// [`FlightError::NotPositive`] and [`FlightError::NotBetween`] for values that make no sense, [`FlightError::NotShown`] when no thrusts between a fifth and
    /// five times those given make that flight.
    pub fn scaled(&self) -> Result<Self, FlightError> {
        self.check()?;
        let Some(shown) = self.shown else { return Ok(self.clone()) };
        let ratio = solve::thrust_ratio(self, &shown)?;
        let mut scaled = Self { shown: None, ..self.clone() };
        for stage in &mut scaled.stages {
            stage.thrust_n *= ratio;
        }
        Ok(scaled)
    }

    /// The flight with all its propellant over the mean sphere at rest that falls along an arc of least energy: what reports
    /// call its range on a standard trajectory. (A flatter climb may go a little farther.)
    ///
    /// # Errors
    /// As [`Staged::scaled`].
    pub fn greatest_range(&self) -> Result<FullFlight, FlightError> {
        solve::greatest_range(&self.scaled()?)
    }

    /// The flight shown, flown with all the propellant over the mean sphere at rest by the scaled missile: nearly upright, as
    /// lofted flights are. `None` for a missile that has shown none.
    ///
    /// # Errors
    /// As [`Staged::scaled`].
    pub fn shown_flight(&self) -> Result<Option<FullFlight>, FlightError> {
        let Some(shown) = self.shown else { return Ok(None) };
        let missile = self.scaled()?;
        let field = &Field::SPHERE_AT_REST;
        let from = Geodetic { lat_rad: 0.0, lon_rad: 0.0, alt_m: 0.0 };
        let (legs, drag_m2_kg) = (missile.legs(), 0.5 / missile.ballistic_coefficient_kg_m2);
        let climb_tolerance = CLIMB_TOLERANCE;
        let launch = Launch { field, legs: &legs, from: &from, drag_m2_kg, climb_tolerance, ground_m: Some(0.0) };
        let full = |flight: &ascent::Flown| {
            let last = flight.has_landed.then(|| flight.last())?;
            let place = wgs84::geodetic_from_ecef(&Vec3::from_column_slice(&last.state[..3]));
            let (range_m, apogee_m) = (wgs84::range_m(&from, &place), flight.apogee(field).1);
            Some(FullFlight { range_m, apogee_m, time_s: last.time_s })
        };
        let (mut low_rad, mut high_rad) = SHOWN_TILT_RAD;
        let mut found = None;
        for _ in 0..NUM_SHOWN_ROUNDS {
            let tilts_rad: [f64; 8] = std::array::from_fn(|i| low_rad + (high_rad - low_rad) * i as f64 / 8.0);
            let steerings = tilts_rad.map(|tilt_rad| Steering {
                tilt_rad,
                heading_rad: 0.0,
                cutoff_s: missile.powered_s(),
                thrust_ratio: 1.0,
            });
            let flights: Vec<Option<FullFlight>> = fly_all(&launch, &steerings).iter().map(full).collect();
            // The last that does not come down too far, and the one after it, which does or has tipped over.
            let is_near = |f: &FullFlight| f.range_m <= shown.range_m && f.apogee_m > UPRIGHT_SHARE * shown.apogee_m;
            let num = flights.iter().take_while(|f| f.as_ref().is_some_and(is_near)).count();
            let Some(last) = num.checked_sub(1) else { break };
            found = flights[last];
            (low_rad, high_rad) = (tilts_rad[last], tilts_rad.get(num).copied().unwrap_or(high_rad));
        }
        let Shown { apogee_m, range_m } = shown;
        found.map(Some).ok_or(FlightError::NotShown { apogee_m, range_m })
    }

    /// Flies steerings as they are, many at once: where each comes down at the height `ground_m`; `None` for one that
    /// does not within six hours.
    ///
    /// # Errors
    /// [`FlightError::NotPositive`] for values that make no sense.
    pub fn fly_open(
        &self,
        field: &Field,
        from: &Geodetic,
        ground_m: f64,
        steerings: &[Steering],
    ) -> Result<Vec<Option<Landing>>, FlightError> {
        self.check()?;
        let legs = self.legs();
        let launch = Launch {
            field,
            legs: &legs,
            from,
            drag_m2_kg: 0.5 / self.ballistic_coefficient_kg_m2,
            climb_tolerance: CLIMB_TOLERANCE,
            ground_m: Some(ground_m),
        };
        let landing = |flight: &ascent::Flown| {
            let node = flight.has_landed.then(|| flight.last())?;
            Some(Landing {
                time_s: node.time_s,
                pos_ecef_m: Vec3::from_column_slice(&node.state[..3]),
                vel_ecef_m_s: Vec3::from_column_slice(&node.state[3..]),
            })
        };
        // Few at once, so that their steps stay in the cache.
        let groups = steerings.chunks(NUM_LANES_MAX);
        Ok(groups.flat_map(|group| fly_all(&launch, group)).map(|flight| landing(&flight)).collect())
    }

    /// Time from launch to the end of the last burn (s), coasts included.
    #[must_use]
    pub fn powered_s(&self) -> f64 {
        let coasts = self.stages.iter().rev().skip(1).map(|s| s.coast_s);
        self.stages.iter().map(|s| s.burn_s).chain(coasts).sum()
    }

    fn legs(&self) -> Vec<ascent::Leg> {
        legs(&self.stages, self.payload_kg, self.drag_area_m2)
    }

    fn check(&self) -> Result<(), FlightError> {
        if self.stages.is_empty() || self.stages.len() > 4 {
            return Err(FlightError::Stages { num_stages: self.stages.len() });
        }
        for (stage, [thrust, burn, propellant, inert, coast]) in self.stages.iter().zip(STAGE_FIELDS) {
            positive(&[(thrust, stage.thrust_n), (propellant, stage.propellant_kg), (inert, stage.inert_kg)])?;
            between(&[(burn, stage.burn_s, BURN_S.0, BURN_S.1), (coast, stage.coast_s, 0.0, COAST_MAX_S)])?;
        }
        if let Some(shown) = self.shown {
            positive(&[("shown apogee_m", shown.apogee_m), ("shown range_m", shown.range_m)])?;
        }
        let coefficient = self.ballistic_coefficient_kg_m2;
        between(&[("ballistic_coefficient_kg_m2", coefficient, COEFFICIENT.0, COEFFICIENT.1)])?;
        positive(&[
            ("payload_kg", self.payload_kg),
            ("drag_area_m2", self.drag_area_m2),
            ("apogee_m", self.apogee_m.unwrap_or(1.0)),
        ])
    }
}
