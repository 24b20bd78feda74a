//! The sensors of a file of detections: the TOML form, and the JSON beside the benchmark's files.

use super::Question;
use super::ephemeris::Ephemeris;
use crate::Failure;
use cupola_core::{Mat3, Vec3};
use cupola_earth::{Geodetic, wgs84};
use cupola_flight::State;
use cupola_track::filter::Covariance;
use cupola_track::sensor::{Detection, Earth, Field, Measurement, RangeRate, Sensor};
use cupola_track::tracker::Track;
use serde::Deserialize;
use std::borrow::Cow;
use std::f64::consts::{FRAC_PI_2, TAU};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Error of a range at the most (m): *assumed*; more than any sensor's reach tells nothing.
const MOST_SIGMA_M: f64 = 1e6;
/// Error of an angle at the most (rad): *assumed*; beyond it a direction tells nothing.
const MOST_SIGMA_RAD: f64 = 1.0;

/// A turn or a right angle may be written rounded by this much (rad).
const ROUNDED_RAD: f64 = 1e-3;

/// Sensors, the Earth they stand on, and the frame that truth and tracks are written in.
pub struct Setup {
    /// Which Earth.
    pub earth: Earth,
    /// The sensors; those on the move as at the first of their places.
    pub sensors: Vec<Sensor>,
    /// Places of those on the move.
    moving: Vec<Option<Ephemeris>>,
    /// Whether files are Earth-fixed, not in the first sensor's East-North-Up.
    is_ecef: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    /// `flat` or `wgs84`.
    earth: RawEarth,
    /// Of truth and tracks.
    #[serde(default)]
    frame: RawFrame,
    sensor: Vec<RawSensor>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum RawEarth {
    Flat,
    Wgs84,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Default)]
#[serde(rename_all = "lowercase")]
enum RawFrame {
    #[default]
    Enu,
    Ecef,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSensor {
    name: String,
    /// Absent: it sees angles alone.
    sigma_range_m: Option<f64>,
    sigma_azimuth_rad: f64,
    sigma_elevation_rad: f64,
    detection_probability: f64,
    false_returns_per_scan: f64,
    range_m: [f64; 2],
    azimuth_rad: [f64; 2],
    elevation_rad: [f64; 2],
    /// Absent: it measures no range rate.
    sigma_range_rate_m_s: Option<f64>,
    /// Of false returns.
    range_rate_m_s: Option<[f64; 2]>,
    /// What is known of its constant errors (one sigma).
    #[serde(default)]
    sigma_bias_range_m: f64,
    #[serde(default)]
    sigma_bias_azimuth_rad: f64,
    #[serde(default)]
    sigma_bias_elevation_rad: f64,
    /// Site on the flat Earth, East-North-Up of the first.
    #[serde(default)]
    site_m: Option<[f64; 3]>,
    /// Site on the ellipsoid.
    #[serde(default)]
    lat_deg: Option<f64>,
    #[serde(default)]
    lon_deg: Option<f64>,
    #[serde(default)]
    alt_m: Option<f64>,
    /// CSV of Earth-fixed places over time, beside this file, of a sensor on the move.
    #[serde(default)]
    ephemeris: Option<PathBuf>,
}

/// The description beside the benchmark's files; what is not the sensor's is not read.
#[derive(Deserialize)]
struct RawMeta {
    sigma_range_m: f64,
    sigma_angle_rad: f64,
    detection_probability: f64,
    #[serde(alias = "false_alarms_per_scan_global")]
    false_alarms_per_scan: f64,
    range_min_m: f64,
    range_max_m: f64,
    azimuth_half_width_rad: f64,
    elevation_rad: [f64; 2],
}

impl Setup {
    /// The sensors of a question: its table, or whichever of the two files is given.
    pub fn asked(question: &Question) -> Result<Arc<Self>, Failure> {
        Ok(Arc::new(match &question.sensor_table {
            Some(table) => Self::of_table(table.clone())?,
            None => Self::read(question.sensors.as_deref(), question.meta.as_deref())?,
        }))
    }

    fn read(sensors: Option<&Path>, meta: Option<&Path>) -> Result<Self, Failure> {
        let (path, is_meta) = match (sensors, meta) {
            (Some(path), _) => (path, false),
            (None, Some(path)) => (path, true),
            (None, None) => return Err(Failure::input("--sensors FILE or --meta FILE is needed")),
        };
        let shown = path.display();
        let fault = |error: &dyn std::fmt::Display| Failure::input(format!("{shown}: {error}"));
        let text = std::fs::read_to_string(path).map_err(|error| fault(&error))?;
        let raw = if is_meta {
            from_meta(serde_json::from_str(&text).map_err(|error| fault(&error))?)
        } else {
            toml::from_str(&text).map_err(|error| fault(&error))?
        };
        let folder = path.parent().unwrap_or(Path::new("."));
        build(&raw, folder).map_err(|error| fault(&error))
    }

    /// Reads a table of the TOML form; files it names are looked for in the folder worked in.
    fn of_table(table: serde_json::Value) -> Result<Self, Failure> {
        let fault = |error: String| Failure::input(format!("sensors: {error}"));
        let raw = serde_json::from_value(table).map_err(|error| fault(error.to_string()))?;
        build(&raw, Path::new(".")).map_err(fault)
    }

    /// A sensor as it is at a time; for one on the move its field begins where it then is.
    ///
    /// # Errors
    /// Bad input where its places do not reach so far.
    pub fn at(&self, index: usize, time_s: f64) -> Result<Cow<'_, Sensor>, Failure> {
        let sensor = &self.sensors[index];
        let Some(ephemeris) = &self.moving[index] else { return Ok(Cow::Borrowed(sensor)) };
        let Some(moving) = ephemeris.at(time_s) else {
            let [first_s, last_s] = ephemeris.span_s();
            let span = format!("its places are from {first_s} to {last_s} s");
            return Err(Failure::input(format!("sensor `{}` looks at {time_s} s, but {span}", sensor.name)));
        };
        let mut moved = sensor.clone();
        (moved.field.site_m, moved.field.site_vel_m_s) = (moving.site_m, moving.vel_m_s);
        moved.field.frame_from_enu = moving.frame_from_enu;
        Ok(Cow::Owned(moved))
    }

    /// A place in the frame of the files.
    pub fn in_frame_of_files(&self, pos_m: &Vec3) -> Vec3 {
        if self.earth == Earth::Flat || self.is_ecef {
            return *pos_m;
        }
        let first = &self.sensors[0].field;
        first.frame_from_enu.tr_mul(&(pos_m - first.site_m))
    }

    /// Turns an Earth-fixed state into the frame of the files.
    pub fn put_state_in_frame_of_files(&self, state: &mut State) {
        if self.is_ecef {
            return;
        }
        state.pos_ecef_m = self.in_frame_of_files(&state.pos_ecef_m);
        state.vel_ecef_m_s = self.sensors[0].field.frame_from_enu.tr_mul(&state.vel_ecef_m_s);
    }

    /// East and north of the first sensor, and altitude (m), of a place in the frame of the files.
    pub fn east_north_alt_m(&self, pos_m: &Vec3) -> Vec3 {
        if self.earth == Earth::Flat {
            return *pos_m;
        }
        let first = &self.sensors[0].field;
        let ecef_m = if self.is_ecef { *pos_m } else { first.site_m + first.frame_from_enu * pos_m };
        let enu_m = first.frame_from_enu.tr_mul(&(ecef_m - first.site_m));
        Vec3::new(enu_m.x, enu_m.y, wgs84::geodetic_from_ecef(&ecef_m).alt_m)
    }

    /// Turns a track from the tracker's frame into that of the files.
    pub fn put_in_frame_of_files(&self, track: &mut Track) {
        if self.earth == Earth::Flat || self.is_ecef {
            return;
        }
        track.pos_m = self.in_frame_of_files(&track.pos_m);
        let frame_from_enu = &self.sensors[0].field.frame_from_enu;
        track.vel_m_s = frame_from_enu.tr_mul(&track.vel_m_s);
        let mut turn = Covariance::identity();
        turn.fixed_view_mut::<3, 3>(0, 0).copy_from(frame_from_enu);
        turn.fixed_view_mut::<3, 3>(3, 3).copy_from(frame_from_enu);
        track.covariance = turn.transpose() * track.covariance * turn;
    }
}

fn from_meta(meta: RawMeta) -> RawFile {
    let sensor = RawSensor {
        name: "R1".to_owned(),
        sigma_range_m: Some(meta.sigma_range_m),
        sigma_azimuth_rad: meta.sigma_angle_rad,
        sigma_elevation_rad: meta.sigma_angle_rad,
        detection_probability: meta.detection_probability,
        false_returns_per_scan: meta.false_alarms_per_scan,
        range_m: [meta.range_min_m, meta.range_max_m],
        azimuth_rad: [-meta.azimuth_half_width_rad, meta.azimuth_half_width_rad],
        elevation_rad: meta.elevation_rad,
        sigma_range_rate_m_s: None,
        range_rate_m_s: None,
        sigma_bias_range_m: 0.0,
        sigma_bias_azimuth_rad: 0.0,
        sigma_bias_elevation_rad: 0.0,
        site_m: None,
        lat_deg: None,
        lon_deg: None,
        alt_m: None,
        ephemeris: None,
    };
    RawFile { earth: RawEarth::Flat, frame: RawFrame::Enu, sensor: vec![sensor] }
}

fn build(raw: &RawFile, folder: &Path) -> Result<Setup, String> {
    if raw.sensor.is_empty() {
        return Err("no [[sensor]]".to_owned());
    }
    if raw.earth == RawEarth::Flat && raw.frame == RawFrame::Ecef {
        return Err("frame = \"ecef\" needs earth = \"wgs84\"".to_owned());
    }
    let (mut sensors, mut moving): (Vec<Sensor>, Vec<Option<Ephemeris>>) = (Vec::new(), Vec::new());
    for one in &raw.sensor {
        // Space around a name is lost in CSV without quotes.
        if sensors.iter().any(|sensor| sensor.name.trim() == one.name.trim()) {
            return Err(format!("sensor `{}` twice; names must differ in more than space around them", one.name));
        }
        let named = |fault: String| format!("sensor `{}`: {fault}", one.name);
        let ephemeris = one.ephemeris.as_ref().map(|file| Ephemeris::read(&folder.join(file))).transpose();
        let ephemeris = ephemeris.map_err(named)?;
        sensors.push(sensor(one, raw.earth, ephemeris.as_ref()).map_err(named)?);
        moving.push(ephemeris);
    }
    if raw.earth == RawEarth::Wgs84 && raw.frame == RawFrame::Enu && moving[0].is_some() {
        return Err(
            "frame = \"enu\" is that of the first sensor, which is on the move; allowed: frame = \"ecef\"".to_owned()
        );
    }
    let earth = if raw.earth == RawEarth::Flat { Earth::Flat } else { Earth::Wgs84 };
    Ok(Setup { earth, sensors, moving, is_ecef: raw.frame == RawFrame::Ecef })
}

/// Refuses numbers that no sensor has.
fn check(raw: &RawSensor) -> Result<(), String> {
    for (key, value, most) in [
        ("sigma_range_m", raw.sigma_range_m, MOST_SIGMA_M),
        ("sigma_azimuth_rad", Some(raw.sigma_azimuth_rad), MOST_SIGMA_RAD),
        ("sigma_elevation_rad", Some(raw.sigma_elevation_rad), MOST_SIGMA_RAD),
        ("sigma_range_rate_m_s", raw.sigma_range_rate_m_s, f64::MAX),
    ] {
        if let Some(value) = value.filter(|value| !(*value > 0.0 && *value <= most)) {
            return Err(format!("{key} = {value:?}; must be above zero{}", up_to(most)));
        }
    }
    if !(raw.detection_probability > 0.0 && raw.detection_probability < 1.0) {
        return Err(format!("detection_probability = {}; must be between 0 and 1", raw.detection_probability));
    }
    for (key, value, most) in [
        ("false_returns_per_scan", raw.false_returns_per_scan, f64::MAX),
        ("sigma_bias_range_m", raw.sigma_bias_range_m, MOST_SIGMA_M),
        ("sigma_bias_azimuth_rad", raw.sigma_bias_azimuth_rad, MOST_SIGMA_RAD),
        ("sigma_bias_elevation_rad", raw.sigma_bias_elevation_rad, MOST_SIGMA_RAD),
    ] {
        if !(value >= 0.0 && value <= most) {
            return Err(format!("{key} = {value:?}; must be zero or more{}", up_to(most)));
        }
    }
    for (key, span) in [
        ("range_m", Some(raw.range_m)),
        ("azimuth_rad", Some(raw.azimuth_rad)),
        ("elevation_rad", Some(raw.elevation_rad)),
        ("range_rate_m_s", raw.range_rate_m_s),
    ] {
        if let Some([low, high]) = span.filter(|[low, high]| !(low < high && low.is_finite() && high.is_finite())) {
            return Err(format!("{key} = [{low}, {high}]; the first must be below the second"));
        }
    }
    if raw.range_m[0] <= 0.0 {
        return Err(format!("range_m = [{}, {}]; must be above zero", raw.range_m[0], raw.range_m[1]));
    }
    let ([from, until], [low, high]) = (raw.azimuth_rad, raw.elevation_rad);
    if until - from > TAU + ROUNDED_RAD {
        return Err(format!("azimuth_rad = [{from:?}, {until:?}]; must span {TAU:.6} (a turn) at the most"));
    }
    if low < -FRAC_PI_2 - ROUNDED_RAD || high > FRAC_PI_2 + ROUNDED_RAD {
        return Err(format!(
            "elevation_rad = [{low:?}, {high:?}]; must be between {:.6} and {FRAC_PI_2:.6}",
            -FRAC_PI_2
        ));
    }
    Ok(())
}

/// The upper limit in words, where there is one.
fn up_to(most: f64) -> String {
    if most < f64::MAX { format!(", {most} at the most") } else { String::new() }
}

fn sensor(raw: &RawSensor, earth: RawEarth, ephemeris: Option<&Ephemeris>) -> Result<Sensor, String> {
    check(raw)?;
    let sigma_bias = [raw.sigma_bias_range_m, raw.sigma_bias_azimuth_rad, raw.sigma_bias_elevation_rad];
    let range_rate = match (raw.sigma_range_rate_m_s, raw.range_rate_m_s) {
        (Some(sigma_m_s), Some(range_m_s)) => Some(RangeRate { sigma_m_s, range_m_s }),
        (None, None) => None,
        _ => return Err("sigma_range_rate_m_s and range_rate_m_s go together: give both or neither".to_owned()),
    };
    let (site_m, frame_from_enu) = match ephemeris {
        None => site(raw, earth)?,
        Some(_) if earth == RawEarth::Flat => return Err("ephemeris needs earth = \"wgs84\"".to_owned()),
        Some(_) if raw.lat_deg.or(raw.lon_deg).or(raw.alt_m).is_some() || raw.site_m.is_some() => {
            return Err("ephemeris says where it is; no lat_deg, lon_deg, alt_m or site_m beside it".to_owned());
        }
        Some(ephemeris) => {
            let first = ephemeris.at(ephemeris.span_s()[0]).ok_or("ephemeris without places")?;
            (first.site_m, first.frame_from_enu)
        }
    };
    Ok(Sensor {
        name: raw.name.clone(),
        field: Field {
            site_m,
            site_vel_m_s: Vec3::zeros(),
            frame_from_enu,
            range_m: raw.range_m,
            azimuth_rad: raw.azimuth_rad,
            elevation_rad: raw.elevation_rad,
        },
        detection: Detection { probability: raw.detection_probability, false_returns: raw.false_returns_per_scan },
        measurement: Measurement {
            sigma_range_m: raw.sigma_range_m,
            sigma_azimuth_rad: raw.sigma_azimuth_rad,
            sigma_elevation_rad: raw.sigma_elevation_rad,
            range_rate,
            sigma_bias,
        },
    })
}

fn site(raw: &RawSensor, earth: RawEarth) -> Result<(Vec3, Mat3), String> {
    if let Some([x, y, z]) = raw.site_m.filter(|site_m| !site_m.iter().all(|value| value.is_finite())) {
        return Err(format!("site_m = [{x:?}, {y:?}, {z:?}]; must be finite"));
    }
    for (key, value, most) in [("lat_deg", raw.lat_deg, 90.0), ("lon_deg", raw.lon_deg, 360.0)] {
        if let Some(value) = value.filter(|value| !(-most..=most).contains(value)) {
            return Err(format!("{key} = {value:?}; must be between -{most} and {most}"));
        }
    }
    if let Some(value) = raw.alt_m.filter(|value| !value.is_finite()) {
        return Err(format!("alt_m = {value:?}; must be finite"));
    }
    match (earth, raw.lat_deg, raw.lon_deg) {
        (RawEarth::Flat, None, None) => Ok((Vec3::from(raw.site_m.unwrap_or_default()), Mat3::identity())),
        (RawEarth::Flat, ..) => Err("lat_deg and lon_deg need earth = \"wgs84\"; allowed: site_m".to_owned()),
        (RawEarth::Wgs84, Some(lat), Some(lon)) if raw.site_m.is_none() => {
            let place =
                Geodetic { lat_rad: lat.to_radians(), lon_rad: lon.to_radians(), alt_m: raw.alt_m.unwrap_or(0.0) };
            Ok((wgs84::ecef_from_geodetic(&place), Mat3::from_columns(&wgs84::enu_basis(&place))))
        }
        (RawEarth::Wgs84, ..) => {
            Err("earth = \"wgs84\" needs lat_deg and lon_deg of each sensor, and no site_m".to_owned())
        }
    }
}
