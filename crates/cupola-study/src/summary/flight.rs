//! One flown trajectory, as `cupola fly` prints it.

use super::InputInfo;

/// A place as people write it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct LatLon {
    /// Latitude, north positive.
    pub lat_deg: f64,
    /// Longitude, east positive, −180 to 180.
    pub lon_deg: f64,
}

/// One flight of one threat.
#[derive(Debug, Clone, serde::Serialize)]
pub struct FlightSummary {
    /// Catalogue id of the threat.
    pub threat: String,
    /// Its printed name.
    pub name: String,
    /// Launch place.
    pub from: LatLon,
    /// Aim.
    pub to: LatLon,
    /// Places to turn at on the way, in order.
    pub via: Vec<LatLon>,
    /// Great-circle distance from launch to impact (m), on the mean sphere.
    pub range_m: f64,
    /// Height of the highest point above the ellipsoid (m).
    pub apogee_m: f64,
    /// Time of the highest point since launch (s).
    pub apogee_time_s: f64,
    /// From launch to impact (s).
    pub flight_time_s: f64,
    /// End of the last burn; none for what has no boost.
    pub burnout: Option<BurnoutInfo>,
    /// Speed at impact over the turning Earth (m/s).
    pub impact_speed_m_s: f64,
    /// Distance of the impact from the aim (m).
    pub miss_m: f64,
    /// Time (s) of a two-body arc from surface to surface of the mean sphere, at rest and without air, with the same
    /// apogee and range; none where the flight is not ballistic.
    pub vacuum_time_s: Option<f64>,
    /// Flight time beyond that (s): what boost, air and the Earth's turning cost.
    pub excess_s: Option<f64>,
    /// What was not flown as asked, in sentences.
    pub notes: Vec<String>,
    /// Phases with their beginnings, in order.
    pub phases: Vec<PhaseInfo>,
    /// The values that the flight rests on.
    pub rests_on: Vec<InputInfo>,
    /// States at equal steps, and at phase changes, the highest point and the impact.
    pub samples: Vec<FlightSample>,
}

/// End of the last burn.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct BurnoutInfo {
    /// Time since launch (s).
    pub time_s: f64,
    /// Speed over the turning Earth (m/s).
    pub speed_m_s: f64,
    /// Height above the ellipsoid (m).
    pub altitude_m: f64,
}

/// Beginning of a phase.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PhaseInfo {
    /// `boost`, `midcourse`, `reentry`, `glide`, `cruise` or `terminal`.
    pub phase: String,
    /// When it begins, since launch (s).
    pub time_s: f64,
}

/// One state of a flight.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct FlightSample {
    /// Time since launch (s).
    pub time_s: f64,
    /// Geodetic latitude, north positive.
    pub lat_deg: f64,
    /// Longitude, east positive, −180 to 180.
    pub lon_deg: f64,
    /// Height above the ellipsoid (m).
    pub altitude_m: f64,
    /// Speed over the turning Earth (m/s).
    pub speed_m_s: f64,
    /// Distance flown over the ground since launch (m).
    pub ground_m: f64,
    /// Earth-fixed position (m).
    #[serde(skip)]
    pub pos_ecef_m: [f64; 3],
}
