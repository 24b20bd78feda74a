//! Constellations of the checked world: shells of satellites, satellites on stated orbits, and what they do.

use super::InputId;
use cupola_core::EntityKey;
use cupola_earth::satellites::Satellites;

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
        /// Greatest angle between line of sight and straight down (rad).
        off_nadir_max_rad: InputId,
        /// Least angle between line of sight and the Sun (rad).
        sun_exclusion_rad: InputId,
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
        /// Share of the reach kept back for homing on a target that turns.
        divert_margin_fraction: InputId,
        /// Longest flight from release to intercept (s).
        flyout_max_s: InputId,
        /// From use to another interceptor in its place (s); none where nothing is launched in the study.
        replace_s: Option<InputId>,
        /// Probability that a warhead whose missile is stopped in boost stays whole and falls short.
        warhead_survives: InputId,
        /// When in its flight a target is shot at.
        phases: Phases,
        /// Rounds on each satellite.
        rounds: u32,
    },
}

/// Parts of a flight in which interceptors in orbit shoot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phases {
    /// While a missile burns, on a warning report.
    pub has_boost: bool,
    /// After burnout at gliders and quasi-ballistic missiles, on a track.
    pub has_glide: bool,
    /// After burnout at ballistic bodies, on a track.
    pub has_midcourse: bool,
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

/// Satellites on stated orbits, whose time zero is the first day of the raids, 0 h UTC.
#[derive(Debug, Clone)]
pub struct Stated {
    /// Key of their draws.
    pub key: EntityKey,
    /// Who flies where, group by group.
    pub groups: Vec<Satellites>,
}

impl Stated {
    /// Satellites in all groups.
    #[must_use]
    pub fn num(&self) -> usize {
        self.groups.iter().map(Satellites::num).sum()
    }
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
    /// Where its satellites are that are spread evenly.
    pub shells: Vec<Shell>,
    /// Where the others are.
    pub stated: Stated,
    /// Probability that a satellite works.
    pub availability: InputId,
    /// First day in service.
    pub from_day: InputId,
    /// What it does.
    pub role: SpaceRole,
}
