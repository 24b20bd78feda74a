//! Boost, ballistic, glide, cruise and interceptor trajectories.
//!
//! [`fly`] turns a [`Vehicle`] and two places into a [`Trajectory`]: Earth-fixed states over time since launch, with a
//! quintic between them. [`interceptor::FlyoutTable`] answers how soon a defender's missile can be somewhere.
//! The models are parametric, as in open studies: a vehicle is its published range, burn
//! time and burnout height, or stages as coarse as these, not a design.

pub mod ballistic;
pub mod batch;
mod boost;
mod boosted;
pub mod cruise;
mod dive;
mod dop853_table;
pub mod field;
pub mod glide;
mod gliding;
pub mod integrate;
pub mod interceptor;
pub mod kepler;
pub mod lifting;
mod path;
pub mod quasi;
pub mod staged;
pub mod trajectory;

pub use ballistic::Ballistic;
pub use cruise::{Cruise, Turn, Waypoint};
pub use field::{Field, State};
pub use glide::Glide;
pub use interceptor::{FlyoutTable, InterceptorFlight};
pub use quasi::QuasiBallistic;
pub use staged::{Shown, Stage, Staged};
pub use trajectory::{Cursor, Knot, Phase, Trajectory};

use cupola_core::math;
use cupola_earth::wgs84::{self, Geodetic};

/// What can go wrong when a vehicle is asked to fly.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FlightError {
    /// A quantity that must be positive and finite is not.
    #[error("{quantity} must be finite and positive, got {}", short(*value))]
    NotPositive {
        /// The field's name.
        quantity: &'static str,
        /// Its value.
        value: f64,
    },
    /// A quantity is no number, or outside what makes sense.
    #[error("{quantity} must be between {} and {}, got {}", short(*least), short(*most), short(*value))]
    NotBetween {
        /// The field's name.
        quantity: &'static str,
        /// Its value.
        value: f64,
        /// The least that is allowed.
        least: f64,
        /// The greatest that is allowed.
        most: f64,
    },
    /// The aim is farther than the vehicle flies.
    #[error(
        "the aim is {wanted_m:.0} m away, farther than the vehicle's {maximum_m:.0} m; move the launch place or take another vehicle"
    )]
    OutOfReach {
        /// Great-circle distance to the aim (m).
        wanted_m: f64,
        /// The farthest it flies (m).
        maximum_m: f64,
    },
    /// The aim is nearer than the vehicle can come down.
    #[error("the aim is {wanted_m:.0} m away, nearer than the {minimum_m:.0} m this vehicle needs")]
    TooClose {
        /// Great-circle distance to the aim (m).
        wanted_m: f64,
        /// The nearest it can fly (m).
        minimum_m: f64,
    },
    /// A missile does not come as far as the aim in the aim's direction.
    #[error(
        "the aim is {wanted_m:.0} m away, farther than the missile comes in that direction; over an Earth at rest it {}",
        reach_in_words(*at_rest_m)
    )]
    OutOfReachThisWay {
        /// Great-circle distance to the aim (m).
        wanted_m: f64,
        /// The farthest it flies over the sphere at rest (m); see [`reaches_anywhere`].
        at_rest_m: f64,
    },
    /// A missile with that apogee does not come as far as the aim.
    #[error(
        "an apogee of {} m with the aim {wanted_m:.0} m away asks for more than the missile has; with least energy it {}",
        short(*apogee_m),
        reach_in_words(*maximum_m)
    )]
    ApogeeOutOfReach {
        /// Apogee asked for (m).
        apogee_m: f64,
        /// Great-circle distance to the aim (m).
        wanted_m: f64,
        /// The farthest it flies (m); see [`reaches_anywhere`].
        maximum_m: f64,
    },
    /// The apogee asked for is so low that no climb of the missile bends into an arc with it.
    #[error(
        "an apogee of {apogee_m:.0} m with the aim {wanted_m:.0} m away is lower than this missile can bend its climb; ask for a higher one, or for none and the flight of least energy"
    )]
    TooDepressed {
        /// Apogee asked for (m).
        apogee_m: f64,
        /// Great-circle distance to the aim (m).
        wanted_m: f64,
    },
    /// Flights to the aim rise to another apogee than the one asked for.
    #[error(
        "flights to an aim {wanted_m:.0} m away rise to {met_m:.0} m, not to the apogee of {apogee_m:.0} m asked for"
    )]
    ApogeeNotMet {
        /// Apogee asked for (m).
        apogee_m: f64,
        /// Apogee flown (m).
        met_m: f64,
        /// Great-circle distance to the aim (m).
        wanted_m: f64,
    },
    /// A missile without wings is to turn at places on its way.
    #[error("ballistic and quasi-ballistic missiles do not turn on their way; gliders, cruise missiles and drones do")]
    NoTurns,
    /// A missile has no stage, or too many.
    #[error("a missile has one to four stages, got {num_stages}")]
    Stages {
        /// Stages given.
        num_stages: usize,
    },
    /// No thrusts near those given make the flight a missile was seen to make.
    #[error(
        "no thrust from a fifth to five times the given makes a flight of {range_m:.0} m with an apogee of {apogee_m:.0} m"
    )]
    NotShown {
        /// Apogee of the flight (m).
        apogee_m: f64,
        /// Its range (m).
        range_m: f64,
    },
    /// A latitude, longitude or height is no number, or outside what a place on Earth can have.
    #[error(
        "{end} is no place: latitude {lat_rad} rad (allowed -1.5708 to 1.5708), longitude {lon_rad} rad, height {alt_m} m (allowed -500 to 9000)"
    )]
    NotAPlace {
        /// `launch` or `aim`.
        end: &'static str,
        /// Latitude (rad).
        lat_rad: f64,
        /// Longitude (rad).
        lon_rad: f64,
        /// Height (m).
        alt_m: f64,
    },
    /// Launch and aim are one place, or have the Earth's centre between them: there is no direction to fly in.
    #[error("the aim is {wanted_m:.0} m away, {} the launch place: there is no direction to fly in", if *wanted_m < 1e6 { "at" } else { "opposite" })]
    NoDirection {
        /// Great-circle distance to the aim (m).
        wanted_m: f64,
    },
    /// Turns and changes of height and speed do not fit between two places on the way.
    #[error(
        "leg {leg} is {length_m:.0} m long, but its turns and changes of height and speed take {needed_m:.0} m; move the waypoint, turn tighter or change less"
    )]
    LegTooShort {
        /// The leg, the first being 1.
        leg: usize,
        /// Its length (m).
        length_m: f64,
        /// The length that would do (m).
        needed_m: f64,
    },
    /// The apogee asked for lies below burnout.
    #[error("an apogee of {apogee_m:.0} m is not above the burnout height of {burnout_altitude_m:.0} m")]
    ApogeeTooLow {
        /// Apogee asked for (m).
        apogee_m: f64,
        /// Burnout height (m).
        burnout_altitude_m: f64,
    },
    /// No thrust gives an interceptor its speed.
    #[error(
        "no thrust was found that gives {wanted_m_s:.0} m/s after {boost_s:.1} s: the air held the best try at {reached_m_s:.0} m/s"
    )]
    BurnoutSpeed {
        /// Speed asked for (m/s).
        wanted_m_s: f64,
        /// Speed the last try came to (m/s).
        reached_m_s: f64,
        /// Time from launch to burnout (s).
        boost_s: f64,
    },
    /// No flight was found that comes down at the aim.
    #[error("no flight found to an aim {wanted_m:.0} m away: the best of {num_flights} came down {miss_m:.0} m off")]
    NoTrajectory {
        /// Great-circle distance to the aim (m).
        wanted_m: f64,
        /// Distance by which the best flight missed (m).
        miss_m: f64,
        /// Flights tried.
        num_flights: usize,
    },
}

/// A threat as its flight sees it.
#[derive(Debug, Clone, PartialEq)]
pub enum Vehicle {
    /// Boost, free flight, re-entry.
    Ballistic(Ballistic),
    /// The same, stage by stage.
    Staged(Staged),
    /// Boost, a low arc, a pull-up in the air and a steep dive; also aeroballistic missiles.
    QuasiBallistic(QuasiBallistic),
    /// Boost, equilibrium glide, dive.
    Glide(Glide),
    /// Constant speed and height: cruise missiles, drones, hypersonic cruise.
    Cruise(Cruise),
}

impl Vehicle {
    /// The vehicle with places to turn at on its way, in order, in place of those it has; a cruise missile keeps its height
    /// and speed behind them. The heights of the places are not used.
    ///
    /// # Errors
    /// [`FlightError::NoTurns`] for ballistic and quasi-ballistic missiles.
    pub fn through(self, places: &[Geodetic]) -> Result<Self, FlightError> {
        match self {
            Self::Glide(glide) => Ok(Self::Glide(Glide { waypoints: places.to_vec(), ..glide })),
            Self::Cruise(cruise) => {
                let (altitude_m, speed_m_s) = (cruise.altitude_m, cruise.speed_m_s);
                let on_the_way =
                    |p: &Geodetic| Waypoint { lat_rad: p.lat_rad, lon_rad: p.lon_rad, altitude_m, speed_m_s };
                Ok(Self::Cruise(Cruise { waypoints: places.iter().map(on_the_way).collect(), ..cruise }))
            }
            Self::Ballistic(_) | Self::Staged(_) | Self::QuasiBallistic(_) => Err(FlightError::NoTurns),
        }
    }

    /// Height at burnout that is asked for (m); `None` for what has no boost, or stages that end it where they do.
    #[must_use]
    pub fn burnout_altitude_m(&self) -> Option<f64> {
        match self {
            Self::Ballistic(v) => Some(v.burnout_altitude_m),
            Self::QuasiBallistic(v) => Some(v.burnout_altitude_m),
            Self::Glide(v) => Some(v.burnout_altitude_m),
            Self::Staged(_) | Self::Cruise(_) => None,
        }
    }
}

/// Whether a greatest range (m) over the mean sphere is no limit: it ends at the opposite point.
#[must_use]
pub fn reaches_anywhere(range_m: f64) -> bool {
    range_m >= math::PI * wgs84::MEAN_RADIUS_M - NO_DIRECTION_M
}

fn reach_in_words(range_m: f64) -> String {
    if reaches_anywhere(range_m) { "reaches anywhere".to_owned() } else { format!("flies {range_m:.0} m at most") }
}

/// A number in a message: with an exponent where it would be a row of digits.
fn short(x: f64) -> String {
    if x == 0.0 || (1e-4..1e9).contains(&x.abs()) { x.to_string() } else { format!("{x:e}") }
}

/// Flies a vehicle from one place to another.
///
/// # Errors
/// [`FlightError::OutOfReach`] beyond the vehicle's range (2 % are allowed), [`FlightError::TooClose`] within its
/// least, [`FlightError::NoTrajectory`] when the search fails, and the others for values that make no sense.
pub fn fly(vehicle: &Vehicle, from: Geodetic, to: Geodetic) -> Result<Trajectory, FlightError> {
    check_places(&from, &to)?;
    match vehicle {
        Vehicle::Ballistic(v) => v.fly(from, to),
        Vehicle::Staged(v) => v.fly(from, to),
        Vehicle::QuasiBallistic(v) => v.fly(from, to),
        Vehicle::Glide(v) => v.fly(from, to),
        Vehicle::Cruise(v) => v.fly(from, to),
    }
}

/// Half the Earth's circumference less this (m) counts as opposite, and less than this as the same place.
const NO_DIRECTION_M: f64 = 1_000.0;

/// Whether both are places with a direction from one to the other.
fn check_places(from: &Geodetic, to: &Geodetic) -> Result<(), FlightError> {
    for (end, place) in [("launch", from), ("aim", to)] {
        let Geodetic { lat_rad, lon_rad, alt_m } = *place;
        let is_place =
            lat_rad.abs() <= math::FRAC_PI_2 + 1e-9 && lon_rad.is_finite() && (-500.0..=9_000.0).contains(&alt_m);
        if !is_place {
            return Err(FlightError::NotAPlace { end, lat_rad, lon_rad, alt_m });
        }
    }
    let wanted_m = wgs84::range_m(from, to);
    let farthest_m = math::PI * wgs84::MEAN_RADIUS_M - NO_DIRECTION_M;
    if (NO_DIRECTION_M..=farthest_m).contains(&wanted_m) { Ok(()) } else { Err(FlightError::NoDirection { wanted_m }) }
}

/// How far beyond its stated range a vehicle may be sent, as a factor: ranges are printed rounded.
const RANGE_SLACK: f64 = 1.02;

/// The great-circle distance, if the vehicle reaches that far.
fn reach_m(from: &Geodetic, to: &Geodetic, maximum_m: f64) -> Result<f64, FlightError> {
    let wanted_m = wgs84::range_m(from, to);
    if wanted_m > maximum_m * RANGE_SLACK {
        return Err(FlightError::OutOfReach { wanted_m, maximum_m });
    }
    Ok(wanted_m)
}

/// The shortest and the longest burn that is flown (s).
const BURN_S: (f64, f64) = (1.0, 1_000.0);
/// The greatest range that a vehicle may be given (m).
const RANGE_MAX_M: f64 = 1e9;

/// Checks named fields.
fn positive(fields: &[(&'static str, f64)]) -> Result<(), FlightError> {
    match fields.iter().find(|(_, value)| !(value.is_finite() && *value > 0.0)) {
        Some(&(quantity, value)) => Err(FlightError::NotPositive { quantity, value }),
        None => Ok(()),
    }
}
