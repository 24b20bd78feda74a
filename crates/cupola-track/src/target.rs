//! What may be out there: kinds of targets, how they move, how they come and go.

/// A kind of target that a tracker is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Missiles and warheads in free flight above the air.
    Ballistic,
    /// Gliders in level flight that turn.
    Glider,
}

/// How a kind of target moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Motion {
    /// Under gravity alone, but for white acceleration noise.
    Ballistic {
        /// Spectral density of the noise (m²/s³).
        noise_m2_s3: f64,
    },
    /// Level at constant speed; the lateral acceleration is the parameter of the state and wanders about zero.
    Glide {
        /// Lateral acceleration (m/s², one sigma).
        turn_m_s2: f64,
        /// How long one lateral acceleration lasts (s).
        turn_time_s: f64,
        /// Speed upwards before anything is known of it (m/s, one sigma).
        climb_m_s: f64,
        /// Spectral density of what else disturbs the flight (m²/s³).
        noise_m2_s3: f64,
    },
}

impl Kind {
    /// The motion assumed of this kind.
    ///
    /// *Assumed*: ballistic, 0.01 m²/s³ (what gravity's model leaves); glider, a turn of 25 m/s² (one sigma; the published
    /// range is 10 to 50) that lasts 20 s, a climb of 200 m/s
    /// (one sigma), and 1 m²/s³ besides.
    pub fn motion(self) -> Motion {
        match self {
            Self::Ballistic => Motion::Ballistic { noise_m2_s3: 0.01 },
            Self::Glider => Motion::Glide { turn_m_s2: 25.0, turn_time_s: 20.0, climb_m_s: 200.0, noise_m2_s3: 1.0 },
        }
    }
}

/// What a tracker is asked for: the kinds of targets, and how they come and go. All *assumed* unless told.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    /// Kinds, equally likely at the start.
    pub kinds: Vec<Kind>,
    /// Velocity before anything is known of it (m/s, one sigma, each axis).
    pub sigma_velocity_m_s: f64,
    /// Chance that a return that no known target explains is a new target's first.
    pub new_target_probability: f64,
    /// How long a target stays to be seen (s, mean).
    pub lifetime_s: f64,
}

impl Default for Targets {
    /// Ballistic missiles and gliders, 1,200 m/s each axis, one in a thousand unexplained returns, 300 s.
    fn default() -> Self {
        Self {
            kinds: vec![Kind::Ballistic, Kind::Glider],
            sigma_velocity_m_s: 1_200.0,
            new_target_probability: 1e-3,
            lifetime_s: 300.0,
        }
    }
}
