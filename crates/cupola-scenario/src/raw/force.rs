//! Interceptors, threats, sensors, constellations and batteries, as written.

use super::number::{RawNumber, RawWhen};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a threat class is to an interceptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawTargetKind {
    /// Ballistic up to 700 km.
    BallisticShort,
    /// Ballistic up to 3,000 km.
    BallisticMedium,
    /// Ballistic up to 5,500 km.
    BallisticIntermediate,
    /// Intercontinental.
    Icbm,
    /// Depressed with pull-up.
    QuasiBallistic,
    /// Hypersonic glide.
    Glide,
    /// Subsonic cruise.
    Cruise,
    /// Hypersonic cruise.
    HypersonicCruise,
    /// One-way attack drone.
    Drone,
}

/// How a threat flies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawFlight {
    /// Ballistic.
    Ballistic,
    /// Ballistic, stage by stage.
    Staged,
    /// Depressed, with a pull-up.
    QuasiBallistic,
    /// Launched from the air, then as quasi-ballistic.
    Aeroballistic,
    /// Boosted glide.
    Glide,
    /// Constant height and speed.
    Cruise,
    /// Constant height and speed, slowly.
    Drone,
}

/// An interceptor type. Fields left out are the catalogue's.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawInterceptor {
    /// Id; the catalogue id where left out.
    pub id: Option<String>,
    /// Catalogue id.
    pub is: Option<String>,
    /// Printed name.
    pub name: Option<String>,
    /// Stock item it is counted under.
    pub item: String,
    /// Report family; the item's name where left out.
    pub family: Option<String>,
    /// Target kinds that it is not used against.
    #[serde(default)]
    pub cannot: Vec<RawTargetKind>,
    /// Powered time.
    pub boost_s: Option<RawNumber>,
    /// Burnout speed.
    pub speed_km_s: Option<RawNumber>,
    /// Greatest ground range of an intercept.
    pub range_km: Option<RawNumber>,
    /// Greatest altitude of an intercept.
    pub ceiling_km: Option<RawNumber>,
    /// Least altitude of an intercept.
    pub floor_km: Option<RawNumber>,
    /// Probability that a round works.
    pub reliability: Option<RawNumber>,
    /// Time from seeker acquisition to hit.
    pub homing_s: Option<RawNumber>,
    /// Lateral speed it can make up while homing.
    pub divert_m_s: Option<RawNumber>,
    /// Rounds per target and look.
    pub salvo: Option<RawNumber>,
    /// Price of a round (million USD).
    pub unit_cost_musd: Option<RawNumber>,
    /// Kill probability of one round against every kind that the catalogue or this table lets it engage.
    pub kill_probability: Option<RawNumber>,
    /// Kill probability of one round, ballistic up to 700 km.
    pub kill_probability_ballistic_short: Option<RawNumber>,
    /// Kill probability of one round, ballistic up to 3,000 km.
    pub kill_probability_ballistic_medium: Option<RawNumber>,
    /// Kill probability of one round, ballistic up to 5,500 km.
    pub kill_probability_ballistic_intermediate: Option<RawNumber>,
    /// Kill probability of one round, intercontinental.
    pub kill_probability_icbm: Option<RawNumber>,
    /// Kill probability of one round, depressed with pull-up.
    pub kill_probability_quasi_ballistic: Option<RawNumber>,
    /// Kill probability of one round, hypersonic glide.
    pub kill_probability_glide: Option<RawNumber>,
    /// Kill probability of one round, subsonic cruise.
    pub kill_probability_cruise: Option<RawNumber>,
    /// Kill probability of one round, hypersonic cruise.
    pub kill_probability_hypersonic_cruise: Option<RawNumber>,
    /// Kill probability of one round, one-way attack drone.
    pub kill_probability_drone: Option<RawNumber>,
}

/// A threat class. Fields left out are the catalogue's.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawThreat {
    /// Id; the catalogue id where left out.
    pub id: Option<String>,
    /// Catalogue id.
    pub is: Option<String>,
    /// Printed name.
    pub name: Option<String>,
    /// How it flies.
    pub flight: Option<RawFlight>,
    /// What interceptors see in it.
    pub group: Option<RawTargetKind>,
    /// Greatest range.
    pub range_km: Option<RawNumber>,
    /// Powered time.
    pub burn_s: Option<RawNumber>,
    /// Burnout altitude.
    pub burnout_altitude_km: Option<RawNumber>,
    /// Mass over drag area of the body.
    pub ballistic_coefficient_kg_m2: Option<RawNumber>,
    /// Thrust of the first stage of a staged missile.
    pub stage_1_thrust_kn: Option<RawNumber>,
    /// Time the first stage burns.
    pub stage_1_burn_s: Option<RawNumber>,
    /// Propellant of the first stage.
    pub stage_1_propellant_t: Option<RawNumber>,
    /// What is dropped after the first stage's burn.
    pub stage_1_inert_t: Option<RawNumber>,
    /// From the first stage's burnout to the next ignition; none where left out.
    pub stage_1_coast_s: Option<RawNumber>,
    /// Thrust of the second stage of a staged missile.
    pub stage_2_thrust_kn: Option<RawNumber>,
    /// Time the second stage burns.
    pub stage_2_burn_s: Option<RawNumber>,
    /// Propellant of the second stage.
    pub stage_2_propellant_t: Option<RawNumber>,
    /// What is dropped after the second stage's burn.
    pub stage_2_inert_t: Option<RawNumber>,
    /// From the second stage's burnout to the next ignition; none where left out.
    pub stage_2_coast_s: Option<RawNumber>,
    /// Thrust of the third stage of a staged missile.
    pub stage_3_thrust_kn: Option<RawNumber>,
    /// Time the third stage burns.
    pub stage_3_burn_s: Option<RawNumber>,
    /// Propellant of the third stage.
    pub stage_3_propellant_t: Option<RawNumber>,
    /// What is dropped after the third stage's burn.
    pub stage_3_inert_t: Option<RawNumber>,
    /// From the third stage's burnout to the next ignition; none where left out.
    pub stage_3_coast_s: Option<RawNumber>,
    /// What the last stage of a staged missile carries.
    pub payload_t: Option<RawNumber>,
    /// Drag coefficient times cross-section of a staged missile while climbing.
    pub drag_area_m2: Option<RawNumber>,
    /// Apogee of the flight that sets the scale of a staged missile's thrusts.
    pub test_apogee_km: Option<RawNumber>,
    /// Range of that flight.
    pub test_range_km: Option<RawNumber>,
    /// Top of a depressed flight.
    pub apogee_km: Option<RawNumber>,
    /// Speed at the start of the glide.
    pub glide_speed_km_s: Option<RawNumber>,
    /// Altitude at the start of the glide.
    pub glide_altitude_km: Option<RawNumber>,
    /// Lift over drag.
    pub lift_to_drag: Option<RawNumber>,
    /// Final dive below the horizontal.
    pub terminal_dive_deg: Option<RawNumber>,
    /// Speed at which the final dive of a quasi-ballistic missile begins.
    pub dive_speed_km_s: Option<RawNumber>,
    /// Speed of a cruise missile or drone.
    pub speed_km_s: Option<RawNumber>,
    /// Altitude of a cruise missile or drone.
    pub altitude_km: Option<RawNumber>,
    /// Radar cross section.
    pub rcs_m2: Option<RawNumber>,
    /// Infrared intensity of the plume in boost.
    pub plume_kw_sr: Option<RawNumber>,
    /// Lateral acceleration it may use.
    pub manoeuvre_g: Option<RawNumber>,
    /// Probability that it works.
    pub reliability: Option<RawNumber>,
    /// Warheads on one missile.
    #[schemars(range(min = 1, max = 100))]
    pub warheads: Option<u32>,
    /// Credible decoys on one missile (mean).
    pub decoys: Option<RawNumber>,
    /// Circular error probable.
    pub cep_m: Option<RawNumber>,
    /// Price (million USD).
    pub unit_cost_musd: Option<RawNumber>,
}

/// A radar. Fields left out are the catalogue's.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSensor {
    /// Id; the catalogue id where left out.
    pub id: Option<String>,
    /// Catalogue id.
    pub is: Option<String>,
    /// Printed name.
    pub name: Option<String>,
    /// Owner.
    pub nation: String,
    /// Latitude.
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat_deg: f64,
    /// Longitude.
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon_deg: f64,
    /// Height of the antenna; 30 m where left out.
    #[schemars(range(min = -500.0, max = 30_000.0))]
    pub height_m: Option<f64>,
    /// Middle of the sector, clockwise from north.
    #[schemars(range(min = -360.0, max = 360.0))]
    pub boresight_deg: Option<f64>,
    /// Asset it stands at.
    pub at: Option<String>,
    /// In service from.
    pub from: Option<RawWhen>,
    /// Lost from this day on; it stays where left out.
    pub until: Option<RawWhen>,
    /// Probability that it is working on a day.
    pub availability: Option<RawNumber>,
    /// Range against `reference_rcs_m2`, whole.
    pub range_km: Option<RawNumber>,
    /// Share of that range it works with, where it is damaged; all of it where left out.
    pub range_fraction: Option<RawNumber>,
    /// Cross section for which the range holds.
    pub reference_rcs_m2: Option<RawNumber>,
    /// Full width of the sector.
    pub sector_deg: Option<RawNumber>,
    /// Lowest elevation.
    pub elevation_min_deg: Option<RawNumber>,
    /// Highest elevation.
    pub elevation_max_deg: Option<RawNumber>,
    /// Range noise of one update.
    pub range_sigma_m: Option<RawNumber>,
    /// Angle noise of one update.
    pub angle_sigma_mrad: Option<RawNumber>,
    /// Time between updates of a track.
    pub update_s: Option<RawNumber>,
    /// Tracks it can hold.
    pub tracks: Option<RawNumber>,
    /// Probability that a credible decoy is told from a warhead.
    pub discrimination: Option<RawNumber>,
}

/// What a constellation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawRole {
    /// Sees plumes and cues radars.
    Warning,
    /// Tracks bodies in midcourse and glide.
    Tracking,
    /// Carries interceptors.
    Interceptor,
}

/// A part of a flight in which interceptors in orbit shoot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawPhase {
    /// While it burns, on a warning report.
    Boost,
    /// After burnout at gliders and quasi-ballistic missiles, on a track.
    Glide,
    /// After burnout at ballistic bodies, on a track.
    Midcourse,
}

/// A shell of a constellation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawShell {
    /// Id; its number in the list where left out.
    pub id: Option<String>,
    /// Working satellites up on the first day of the raids.
    pub satellites: Option<RawNumber>,
    /// Satellites in each plane, instead of `satellites`.
    #[schemars(range(min = 1, max = 10_000))]
    pub per_plane: Option<u32>,
    /// Planes.
    #[schemars(range(min = 1, max = 10_000))]
    pub planes: u32,
    /// Altitude.
    pub altitude_km: RawNumber,
    /// Inclination.
    #[schemars(range(min = 0.0, max = 180.0))]
    pub inclination_deg: f64,
    /// Walker's F, the phase between neighbouring planes in turns over the number of satellites; 1 where left out.
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub phasing: Option<f64>,
    /// Whether the nodes are spread over half a circle (a star) instead of a whole one.
    #[serde(default)]
    pub star: bool,
}

/// A satellite on a stated orbit, or those of a file: `longitude_deg`, or the six numbers of an ellipse, or `elements_file`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSatellite {
    /// Id; its number in the list where left out.
    pub id: Option<String>,
    /// Geostationary: longitude it stays above.
    #[schemars(range(min = -180.0, max = 360.0))]
    pub longitude_deg: Option<f64>,
    /// Ellipse: least altitude above the equatorial radius.
    #[schemars(range(max = 1_000_000.0))]
    pub perigee_km: Option<f64>,
    /// Ellipse: greatest altitude above the equatorial radius.
    #[schemars(range(max = 1_000_000.0))]
    pub apogee_km: Option<f64>,
    /// Ellipse: inclination.
    #[schemars(range(min = 0.0, max = 180.0))]
    pub inclination_deg: Option<f64>,
    /// Ellipse: longitude of the ascending node on the first day of the raids, 0 h UTC.
    #[schemars(range(min = -360.0, max = 360.0))]
    pub node_deg: Option<f64>,
    /// Ellipse: argument of perigee.
    #[schemars(range(min = -360.0, max = 360.0))]
    pub argument_deg: Option<f64>,
    /// Ellipse: mean anomaly then.
    #[schemars(range(min = -360.0, max = 360.0))]
    pub anomaly_deg: Option<f64>,
    /// A file of two-line element sets, orbit mean-elements messages or orbit ephemeris messages, as a relative path inside the
    /// scenario's folder; only in a scenario that is read from a file.
    pub elements_file: Option<String>,
    /// The text of such a file instead; what `elements_file` becomes when the scenario is read.
    pub elements: Option<String>,
}

/// Satellites. Fields left out are the catalogue's.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawConstellation {
    /// Id; the catalogue id where left out.
    pub id: Option<String>,
    /// Catalogue id.
    pub is: Option<String>,
    /// Printed name.
    pub name: Option<String>,
    /// Owner.
    pub nation: String,
    /// What it does.
    pub role: Option<RawRole>,
    /// Its shells; where left out it has one, by the next keys, unless it lists satellites.
    #[serde(default)]
    pub shell: Vec<RawShell>,
    /// Satellites on stated orbits, beside the shells or alone.
    #[serde(default)]
    pub satellite: Vec<RawSatellite>,
    /// Working satellites up on the first day of the raids.
    pub satellites: Option<RawNumber>,
    /// Satellites in each plane, instead of `satellites`.
    #[schemars(range(min = 1, max = 10_000))]
    pub per_plane: Option<u32>,
    /// Planes.
    #[schemars(range(min = 1, max = 10_000))]
    pub planes: Option<u32>,
    /// Altitude.
    pub altitude_km: Option<RawNumber>,
    /// Inclination.
    #[schemars(range(min = 0.0, max = 180.0))]
    pub inclination_deg: Option<f64>,
    /// Walker's F, the phase between neighbouring planes in turns over the number of satellites; 1 where left out.
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub phasing: Option<f64>,
    /// Whether the nodes are spread over half a circle (a star) instead of a whole one.
    pub star: Option<bool>,
    /// Probability that a satellite works.
    pub availability: Option<RawNumber>,
    /// In service from.
    pub from: Option<RawWhen>,
    /// Exists only with this agreement.
    pub with_agreement: Option<String>,
    /// Warning: from seeing the plume to a usable report.
    pub detection_delay_s: Option<RawNumber>,
    /// Warning: the plume is visible above this altitude.
    pub cloud_break_km: Option<RawNumber>,
    /// Warning: least plume it sees.
    pub threshold_kw_sr: Option<RawNumber>,
    /// Tracking: angle noise of one update.
    pub angle_sigma_urad: Option<RawNumber>,
    /// Tracking: time between updates.
    pub update_s: Option<RawNumber>,
    /// Tracking: greatest distance at which it sees its targets.
    pub range_km: Option<RawNumber>,
    /// Tracking: greatest angle between line of sight and straight down; all round where left out.
    pub off_nadir_max_deg: Option<RawNumber>,
    /// Tracking: least angle between line of sight and the Sun.
    pub sun_exclusion_deg: Option<RawNumber>,
    /// Interceptor: type fired.
    pub interceptor: Option<String>,
    /// Interceptor: mean acceleration while boosting.
    pub acceleration_g: Option<RawNumber>,
    /// Interceptor: from detection to release.
    pub decision_delay_s: Option<RawNumber>,
    /// Interceptor: least altitude of an intercept.
    pub min_altitude_km: Option<RawNumber>,
    /// Interceptor: share of its reach kept back for homing on a target that turns.
    pub divert_margin: Option<RawNumber>,
    /// Interceptor: longest flight from release to intercept.
    pub flyout_max_s: Option<RawNumber>,
    /// Interceptor: probability that a warhead whose missile is stopped in boost stays whole and falls short.
    pub warhead_survives: Option<RawNumber>,
    /// Interceptor: when it shoots; in boost alone where left out.
    pub phases: Option<Vec<RawPhase>>,
    /// Interceptor: from use to another in its place; none is launched where left out.
    pub replace_days: Option<RawNumber>,
    /// Interceptor: rounds on each satellite.
    #[schemars(range(min = 1, max = 1000))]
    pub rounds: Option<u32>,
}

/// Whether a battery stands or sails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawBatteryKind {
    /// On land.
    #[default]
    Land,
    /// A ship: no reloading during a raid.
    Ship,
}

/// A battery, fire unit or ship, or `count` of the same.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawBattery {
    /// Id; with `count`, units are called `ID-1`, `ID-2` and so on.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// Catalogue id.
    pub is: Option<String>,
    /// Owner.
    pub nation: String,
    /// Theatre whose depots it is loaded from; what home releases where left out.
    pub theatre: Option<String>,
    /// Whether it stands or sails.
    #[serde(default)]
    pub kind: RawBatteryKind,
    /// Number of equal units.
    #[schemars(range(min = 1, max = 1000))]
    pub count: Option<u32>,
    /// Latitude.
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat_deg: f64,
    /// Longitude.
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon_deg: f64,
    /// Asset it stands at.
    pub at: Option<String>,
    /// Assets it may protect; empty: all assets of its own nation.
    #[serde(default)]
    pub protects: Vec<String>,
    /// Own radar: a catalogue sensor, which becomes sensor `radar-ID`, or a sensor of this scenario.
    pub radar: Option<String>,
    /// Middle of the own radar's sector, clockwise from north.
    #[schemars(range(min = -360.0, max = 360.0))]
    pub radar_boresight_deg: Option<f64>,
    /// Height of the own radar's antenna; 10 m on land and 20 m at sea where left out.
    #[schemars(range(min = -500.0, max = 30_000.0))]
    pub radar_height_m: Option<f64>,
    /// Middle of the sector it fires into, clockwise from north.
    #[schemars(range(min = -360.0, max = 360.0))]
    pub facing_deg: Option<f64>,
    /// Full width of that sector; all round where left out.
    #[schemars(range(min = 1.0, max = 360.0))]
    pub sector_deg: Option<f64>,
    /// Engagements at once.
    pub channels: Option<RawNumber>,
    /// Time to bring reloads onto the launchers.
    pub reload_min: Option<RawNumber>,
    /// On land: days that rounds from the depot are on their way to it; the campaign's where left out.
    pub resupply_days: Option<RawNumber>,
    /// At sea: it leaves to be loaded when what is left falls below this share of what it carries.
    pub leave_below: Option<RawNumber>,
    /// At sea: days from its station to the port, and as many back.
    pub transit_days: Option<RawNumber>,
    /// At sea: days in port.
    pub reload_days: Option<RawNumber>,
    /// Probability that it is ready (land) or on station (ship) on a day.
    pub availability: Option<RawNumber>,
    /// In service from.
    pub from: Option<RawWhen>,
    /// What it fires.
    #[serde(default)]
    pub load: Vec<RawLoad>,
    /// Changes to single units of a group with `count`, by unit id.
    #[serde(default)]
    pub unit: BTreeMap<String, RawUnit>,
}

/// A launcher load of a battery.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawLoad {
    /// Interceptor.
    pub interceptor: String,
    /// Launchers; on a ship, cells.
    pub launchers: RawNumber,
    /// Rounds on one launcher.
    pub per_launcher: Option<RawNumber>,
    /// Rounds held beside the launchers; none where left out.
    pub reloads: Option<RawNumber>,
}

/// What is different in one unit of a group.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawUnit {
    /// Printed name.
    pub name: Option<String>,
    /// Latitude.
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat_deg: Option<f64>,
    /// Longitude.
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon_deg: Option<f64>,
    /// Asset it stands at.
    pub at: Option<String>,
    /// Middle of the own radar's sector, clockwise from north.
    #[schemars(range(min = -360.0, max = 360.0))]
    pub radar_boresight_deg: Option<f64>,
    /// Engagements at once.
    pub channels: Option<RawNumber>,
    /// Time to bring reloads onto the launchers.
    pub reload_min: Option<RawNumber>,
    /// Probability that it is ready on a day.
    pub availability: Option<RawNumber>,
    /// In service from.
    pub from: Option<RawWhen>,
    /// Changes to the loads, by interceptor.
    #[serde(default)]
    pub load: Vec<RawUnitLoad>,
}

/// What is different in one load of a unit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawUnitLoad {
    /// Interceptor: one that the group has.
    pub interceptor: String,
    /// Launchers.
    pub launchers: Option<RawNumber>,
    /// Rounds on one launcher.
    pub per_launcher: Option<RawNumber>,
    /// Rounds held beside the launchers.
    pub reloads: Option<RawNumber>,
}

/// Guns, fighters, jamming and short-range missiles over an area.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawAreaDefence {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// Report family; `guns, other SAM` where left out.
    pub family: Option<String>,
    /// Owner.
    pub nation: String,
    /// Latitude.
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat_deg: f64,
    /// Longitude.
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon_deg: f64,
    /// Asset it stands at.
    pub at: Option<String>,
    /// Radius.
    pub radius_km: RawNumber,
    /// Engagements per hour of one server.
    pub engagements_per_hour: RawNumber,
    /// Servers working at once.
    pub servers: RawNumber,
    /// Success probability of one engagement, ballistic up to 700 km.
    pub success_ballistic_short: Option<RawNumber>,
    /// Success probability of one engagement, ballistic up to 3,000 km.
    pub success_ballistic_medium: Option<RawNumber>,
    /// Success probability of one engagement, ballistic up to 5,500 km.
    pub success_ballistic_intermediate: Option<RawNumber>,
    /// Success probability of one engagement, intercontinental.
    pub success_icbm: Option<RawNumber>,
    /// Success probability of one engagement, depressed with pull-up.
    pub success_quasi_ballistic: Option<RawNumber>,
    /// Success probability of one engagement, hypersonic glide.
    pub success_glide: Option<RawNumber>,
    /// Success probability of one engagement, subsonic cruise.
    pub success_cruise: Option<RawNumber>,
    /// Success probability of one engagement, hypersonic cruise.
    pub success_hypersonic_cruise: Option<RawNumber>,
    /// Success probability of one engagement, one-way attack drone.
    pub success_drone: Option<RawNumber>,
    /// Hard kills count as intercepted, soft ones as suppressed; hard where left out.
    pub hard: Option<bool>,
    /// Rounds or sorties in a raid.
    pub rounds: RawNumber,
    /// Cost of one round or sortie (million USD).
    pub cost_musd: Option<RawNumber>,
    /// Probability that it is ready.
    pub availability: Option<RawNumber>,
    /// In service from.
    pub from: Option<RawWhen>,
}
