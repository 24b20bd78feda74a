//! Constellations of the checked world: shells of satellites and what they do.

use super::InputId;
use cupola_core::EntityKey;

/// What a constellation does.
#[derive(Debug, Clone)]
pub enum SpaceRole {
    /// Sees plumes and cues radars.
    Warning {
        /// From seeing the plume above cloud to a usable report (s).
        delay_s: InputId,
        /// Cloud break: plume visible above this altitude (m).
        cloud_break_m: InputId,
        /// Least plume it sees (W/sr).
        threshold_w_sr: InputId,
    },
    /// Tracks bodies in midcourse and glide.
    Tracking {
        /// Angle noise of one update (rad).
        angle_sigma_rad: InputId,
        /// Time between updates (s).
        update_s: InputId,
        /// Greatest distance at which it sees its targets (m).
        range_m: InputId,
    },
    /// Carries interceptors.
    Interceptor {
        /// Type fired, index into [`World::interceptors`](super::World::interceptors).
        interceptor: usize,
        /// Mean acceleration while boosting (m/s²).
        acceleration_m_s2: InputId,
        /// From detection to release (s).
        decision_delay_s: InputId,
        /// Least altitude of an intercept (m).
        min_altitude_m: InputId,
        /// Rounds on each satellite.
        rounds: u32,
    },
}

/// A Walker shell, or satellites on one geostationary ring.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Key of its draws.
    pub key: EntityKey,
    /// Satellites up on the first day of the raids, rounded.
    pub satellites: InputId,
    /// Planes.
    pub planes: u32,
    /// Altitude (m).
    pub altitude_m: InputId,
    /// Inclination (rad).
    pub inclination_rad: f64,
    /// Walker's F: the phase between neighbouring planes, in turns over the number of satellites.
    pub phasing_ratio: f64,
    /// Whether the nodes are spread over half a circle (a star) instead of a whole one.
    pub is_star: bool,
}

/// A constellation.
#[derive(Debug, Clone)]
pub struct Constellation {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Owner.
    pub nation: usize,
    /// Where its satellites are.
    pub shells: Vec<Shell>,
    /// Probability that a satellite works.
    pub availability: InputId,
    /// What it does.
    pub role: SpaceRole,
}
