//! What can go wrong in the space layer.

/// A question about orbits or interceptors in orbit that makes no sense, or that nothing in orbit answers.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SpaceError {
    /// A quantity is no number, or outside what makes sense.
    #[error("{quantity} must be between {least} and {most}, got {value}")]
    NotBetween {
        /// The quantity's name.
        quantity: &'static str,
        /// Its value.
        value: f64,
        /// The least that is allowed.
        least: f64,
        /// The greatest that is allowed.
        most: f64,
    },
    /// Nothing is left of the boost when the interceptors are released.
    #[error(
        "no time to fly: interceptors are released {release_s:.1} s after launch, and the boost ends at {burnout_s:.1} s"
    )]
    NoTime {
        /// Release (s after launch).
        release_s: f64,
        /// End of the boost (s after launch).
        burnout_s: f64,
    },
    /// The boost ends below the least altitude of an intercept.
    #[error(
        "the missile is at {highest_m:.0} m at most before the boost ends, below the least altitude of an intercept, {least_m:.0} m"
    )]
    TooLow {
        /// Highest point before the end of the boost (m).
        highest_m: f64,
        /// Least altitude of an intercept (m).
        least_m: f64,
    },
    /// The orbit passes farther above or below the missile than the interceptors reach.
    #[error("the orbit passes {gap_m:.0} m above or below the missile at least, and interceptors reach {reach_m:.0} m")]
    TooFar {
        /// Least difference of height (m).
        gap_m: f64,
        /// Reach at that time (m).
        reach_m: f64,
    },
    /// No orbit of this inclination comes near enough.
    #[error(
        "no orbit reaches latitude {latitude_rad:.4} rad: ground tracks end at {band_rad:.4} rad, and interceptors reach {arc_rad:.4} rad beyond; incline the orbit more, or give more reach"
    )]
    OutOfBand {
        /// Geocentric latitude of the missile (rad, without its sign).
        latitude_rad: f64,
        /// Highest latitude of the ground track (rad).
        band_rad: f64,
        /// Reach as an arc about the Earth's centre (rad).
        arc_rad: f64,
    },
    /// More satellites than are looked for.
    #[error("more than {most} satellites would be needed")]
    TooMany {
        /// The most that is looked for.
        most: u64,
    },
    /// More regions than are weighed against each other, or none.
    #[error("{num_regions} regions; between 1 and {most} can compete for the same interceptors")]
    Regions {
        /// Regions given.
        num_regions: usize,
        /// The most that is allowed.
        most: usize,
    },
    /// A shell without planes, or with fewer satellites than planes.
    #[error("{num_satellites} satellites in {num_planes} planes; each plane needs one at least")]
    NoShell {
        /// Satellites given.
        num_satellites: u64,
        /// Planes given.
        num_planes: u64,
    },
}

/// The value, if it is inside.
pub(crate) fn between(quantity: &'static str, value: f64, least: f64, most: f64) -> Result<f64, SpaceError> {
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(SpaceError::NotBetween { quantity, value, least, most })
    }
}
