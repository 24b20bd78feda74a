//! What may be out there: kinds of targets, how they move, what they turn into, how they come and go.

/// A kind of target that a tracker is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Missiles under power.
    Boosting,
    /// Missiles and warheads in free flight, in the air with drag.
    Ballistic,
    /// Gliders in level flight that turn.
    Glider,
    /// Cruise missiles, drones and aircraft.
    Level,
}

/// An acceleration that wanders about a mean and forgets (Ornstein and Uhlenbeck; Singer's model, `SINGER1970`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wander {
    /// Mean (m/s²).
    pub mean_m_s2: f64,
    /// How far it wanders, and what is not known of it at first (m/s², one sigma).
    pub sigma_m_s2: f64,
    /// How long it lasts (s).
    pub time_s: f64,
}

/// How a kind of target moves. Its *parameters* are the last three of a [`State`](crate::filter::State); those that are
/// accelerations (m/s²) point along the velocity, to the left of it and upwards across it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Motion {
    /// Under gravity, and drag where there is air; the first parameter is `ln(β / 5 000 kg/m²)`.
    Ballistic {
        /// What is not known of the parameter (one sigma).
        sigma_parameter: f64,
        /// How the parameter wanders (1/s).
        parameter_noise_per_s: f64,
        /// Spectral density of what else disturbs the flight (m²/s³), above the air and in it.
        noise_m2_s3: [f64; 2],
    },
    /// Under gravity and three accelerations, thrust (less drag) along the velocity and steering across it.
    Boost {
        /// The accelerations (m/s²).
        acceleration_m_s2: [Wander; 3],
        /// Spectral density of what else disturbs the flight (m²/s³).
        noise_m2_s3: f64,
    },
    /// Level at constant speed but for three accelerations; over the flat Earth but for the one to the left alone.
    Level {
        /// The accelerations (m/s²).
        acceleration_m_s2: [Wander; 3],
        /// Speed in a level direction before anything is known of it (m/s, one sigma); infinite for the tracker's own.
        level_m_s: f64,
        /// Speed upwards before anything is known of it (m/s, one sigma).
        climb_m_s: f64,
        /// Spectral density of what else disturbs the flight (m²/s³).
        noise_m2_s3: f64,
    },
}

/// A change of kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Into what.
    pub into: Kind,
    /// How often (1/s).
    pub per_s: f64,
    /// Where it can happen.
    pub region: Region,
}

/// Where a change of kind can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    /// Anywhere.
    Anywhere,
    /// Where there is air to steer by: below [`AIR_M`] on the ellipsoid.
    InAir,
    /// Above it, on the ellipsoid.
    AboveAir,
}

/// Height of the air (m): above it drag on a warhead is below 1e-3 m/s². Assumed, 80 to 120 km.
pub const AIR_M: f64 = 100e3;

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Boosting, Self::Ballistic, Self::Glider, Self::Level];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Boosting => "boosting",
            Self::Ballistic => "ballistic",
            Self::Glider => "glider",
            Self::Level => "level",
        }
    }

    /// The motion assumed of this kind.
    ///
    /// *Assumed*, one sigma each. Boosting: thrust 30 ± 15 m/s² (10 to 60 over published burns) that lasts 60 s, steering
    /// 10 m/s² (5 to 30) for 10 s. Ballistic: a coefficient of 5 000 kg/m² within a factor of 2.7 (1 000 to 15 000 for
    /// warheads), 1e-5 m²/s³ (what a model of gravity with
    /// J2 leaves, 3e-4 m/s² for a minute or two; 1e-6 to 1e-4) and in the air 0.1 m²/s³ (lift; 0.01 to 1). Glider: a turn of 25 m/s² (the published range is 10 to
    /// 50) for 20 s, drag 4 ± 5 m/s² (weight over L/D) and 40 m/s² upwards (pull-ups and skips; 10 to 60) for 10 s, a climb
    /// of 200 m/s, and 1 m²/s³ besides. Level flight: 250 m/s level and 30 m/s upwards, a turn of 10 m/s² (5 to 30) for 20 s,
    /// 1 m/s² along and 3 m/s² upwards, and 0.5 m²/s³.
    pub fn motion(self) -> Motion {
        let wander = |mean_m_s2, sigma_m_s2, time_s| Wander { mean_m_s2, sigma_m_s2, time_s };
        match self {
            Self::Boosting => Motion::Boost {
                acceleration_m_s2: [wander(30.0, 15.0, 60.0), wander(0.0, 10.0, 10.0), wander(0.0, 10.0, 10.0)],
                noise_m2_s3: 1.0,
            },
            Self::Ballistic => {
                Motion::Ballistic { sigma_parameter: 1.0, parameter_noise_per_s: 1e-4, noise_m2_s3: [1e-5, 0.1] }
            }
            Self::Glider => Motion::Level {
                acceleration_m_s2: [wander(-4.0, 5.0, 20.0), wander(0.0, 25.0, 20.0), wander(0.0, 40.0, 10.0)],
                level_m_s: f64::INFINITY,
                climb_m_s: 200.0,
                noise_m2_s3: 1.0,
            },
            Self::Level => Motion::Level {
                acceleration_m_s2: [wander(0.0, 1.0, 20.0), wander(0.0, 10.0, 20.0), wander(0.0, 3.0, 5.0)],
                level_m_s: 250.0,
                climb_m_s: 30.0,
                noise_m2_s3: 0.5,
            },
        }
    }

    /// What it may turn into in flight.
    ///
    /// *Assumed*: a burn ends once in 100 s (30 to 300 s long); in the air a falling body begins to glide once in 20 s (10 to
    /// 100), and a glider to dive once in 200 s (100 to 1 000). What needs air falls within a second where there is none.
    pub fn changes(self) -> &'static [Change] {
        const fn change(into: Kind, per_s: f64, region: Region) -> Change {
            Change { into, per_s, region }
        }
        const BURNOUT: [Change; 3] = [
            change(Kind::Ballistic, 0.01, Region::Anywhere),
            change(Kind::Glider, 0.01, Region::InAir),
            change(Kind::Level, 0.01, Region::InAir),
        ];
        const PULL_UP: [Change; 1] = [change(Kind::Glider, 0.05, Region::InAir)];
        const FALL: [Change; 2] =
            [change(Kind::Ballistic, 0.005, Region::InAir), change(Kind::Ballistic, 1.0, Region::AboveAir)];
        match self {
            Self::Boosting => &BURNOUT,
            Self::Ballistic => &PULL_UP,
            Self::Glider => &FALL,
            Self::Level => &FALL[1..],
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
