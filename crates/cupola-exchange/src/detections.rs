//! What the radars of a scenario would have returned of a raid, look by look, with the sensors and the truth: what trackers are fed.
//!
//! The files are those of `cupola track`: Earth-fixed truth, angles in each radar's East-North-Up, azimuth from east towards north.

use cupola_core::{EntityKey, Mat3, Seed, Stream, Vec3, math};
use cupola_earth::{Geodetic, wgs84};
use cupola_sim::world::{InputId, World};
use cupola_study::replay::Film;
use cupola_track::draw::{Body, returns};
use cupola_track::sensor::{Detection, Field, Measurement, Sensor};
use std::fmt::Write;

/// Probability that a look finds what is in the field: *assumed*, 0.7 to 0.99.
const DETECTION_PROBABILITY: f64 = 0.9;
/// False returns of a look, on average: *assumed*, 0 to 50.
const FALSE_RETURNS: f64 = 2.0;
/// Nearest range (m): *assumed*, 100 to 10 000.
const NEAREST_M: f64 = 1_000.0;
/// A sector this wide is all round (rad).
const ALL_ROUND_RAD: f64 = 6.2;

/// The three files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// CSV: `scan,time_s,sensor,range_m,azimuth_rad,elevation_rad`.
    pub detections: String,
    /// TOML of the sensors.
    pub sensors: String,
    /// CSV of the truth at each look, Earth-fixed.
    pub truth: String,
}

/// Detections of a raid by every radar of the world at its own rate, while anything flies.
///
/// - **Assumes:** likely values; every radar looks all the time, as far as it is published to see a target of its reference cross
///   section, whatever the target's; detection probability and false returns are constants; the horizon hides what is below a
///   radar's lowest elevation and nothing else.
#[must_use]
pub fn simulate(world: &World, film: &Film<'_>) -> Files {
    let replay = &film.replay;
    let sensors: Vec<(Sensor, f64)> = (0..world.sensors.len()).map(|index| sensor(world, index)).collect();
    let mut looks: Vec<(f64, usize)> = Vec::new();
    for (index, (_, update_s)) in sensors.iter().enumerate() {
        let num = (replay.end_s / update_s).floor() as u64;
        looks.extend((0..=num).map(|look| (look as f64 * update_s, index)));
    }
    looks.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let stream = Stream::of_run(Seed(replay.seed), replay.run);
    let mut detections = String::from("scan,time_s,sensor,range_m,azimuth_rad,elevation_rad\n");
    let mut truth = String::from("truth_id,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s\n");
    let mut told_s = f64::NEG_INFINITY;
    for (scan, (time_s, index)) in looks.into_iter().enumerate() {
        let there = |(_, threat): &(usize, &cupola_study::replay::Threat<Vec<f64>>)| {
            (threat.launch_s..=threat.end_s).contains(&time_s)
        };
        let up: Vec<usize> = replay.threats.iter().enumerate().filter(there).map(|(threat, _)| threat).collect();
        if up.is_empty() {
            continue;
        }
        let body = |threat: &usize| {
            let state = film.threat(*threat, time_s);
            let key = EntityKey::of("exported detections").child(*threat as u64);
            Body { key, pos_m: state.pos_ecef_m, vel_m_s: state.vel_ecef_m_s }
        };
        let bodies: Vec<Body> = up.iter().map(body).collect();
        if time_s > told_s {
            told_s = time_s;
            for (threat, Body { pos_m: r, vel_m_s: v, .. }) in up.iter().zip(&bodies) {
                let [x, y, z, vx, vy, vz] = [r.x, r.y, r.z, v.x, v.y, v.z];
                writeln!(truth, "{threat},{time_s:.3},{x:.3},{y:.3},{z:.3},{vx:.4},{vy:.4},{vz:.4}")
                    .expect("text takes all");
            }
        }
        let sensor = &sensors[index].0;
        let found = returns(sensor, [0.0; 3], &stream, scan as u64, &bodies);
        if found.is_empty() {
            writeln!(detections, "{scan},{time_s:.3},{},,,", sensor.name).expect("text takes all");
        }
        for one in found {
            let range_m = one.range_m.unwrap_or(f64::NAN);
            let (azimuth_rad, elevation_rad) = (one.azimuth_rad, one.elevation_rad);
            let row = format!("{scan},{time_s:.3},{},{range_m:.3},{azimuth_rad:.9},{elevation_rad:.9}", sensor.name);
            writeln!(detections, "{row}").expect("text takes all");
        }
    }
    let sensors = sensors_file(world, &sensors);
    Files { detections, sensors, truth }
}

/// A radar as the tracker knows it, and the time between its looks (s).
fn sensor(world: &World, index: usize) -> (Sensor, f64) {
    let likely = |id: InputId| world.inputs[id.0 as usize].range.likely;
    let radar = &world.sensors[index];
    let place = Geodetic { alt_m: radar.height_m, ..radar.site.ground() };
    let sector_rad = likely(radar.sector_rad);
    let middle_rad = math::FRAC_PI_2 - radar.boresight_rad.rem_euclid(math::TAU);
    let azimuth_rad = match sector_rad < ALL_ROUND_RAD {
        true => [middle_rad - 0.5 * sector_rad, middle_rad + 0.5 * sector_rad],
        false => [-math::PI, math::PI],
    };
    let sigma_rad = likely(radar.angle_sigma_rad);
    let sensor = Sensor {
        name: radar.id.clone(),
        field: Field {
            site_m: wgs84::ecef_from_geodetic(&place),
            site_vel_m_s: Vec3::zeros(),
            frame_from_enu: Mat3::from_columns(&wgs84::enu_basis(&place)),
            range_m: [NEAREST_M, likely(radar.range_m) * likely(radar.range_fraction)],
            azimuth_rad,
            elevation_rad: [radar.elevation_min_rad, radar.elevation_max_rad].map(likely),
        },
        detection: Detection { probability: DETECTION_PROBABILITY, false_returns: FALSE_RETURNS },
        measurement: Measurement {
            sigma_range_m: Some(likely(radar.range_sigma_m)),
            sigma_azimuth_rad: sigma_rad,
            sigma_elevation_rad: sigma_rad,
            range_rate: None,
            sigma_bias: [0.0; 3],
        },
    };
    (sensor, likely(radar.update_s))
}

fn sensors_file(world: &World, sensors: &[(Sensor, f64)]) -> String {
    let mut text = String::from("earth = \"wgs84\"\nframe = \"ecef\"\n");
    for ((sensor, _), radar) in sensors.iter().zip(&world.sensors) {
        let (field, noise) = (&sensor.field, &sensor.measurement);
        writeln!(
            text,
            "\n[[sensor]]\nname = \"{}\"\nlat_deg = {:?}\nlon_deg = {:?}\nalt_m = {:?}\nsigma_range_m = {:?}\n\
             sigma_azimuth_rad = {:?}\nsigma_elevation_rad = {:?}\ndetection_probability = {:?}\n\
             false_returns_per_scan = {:?}\nrange_m = {:?}\nazimuth_rad = {:?}\nelevation_rad = {:?}",
            sensor.name,
            radar.site.lat_rad.to_degrees(),
            radar.site.lon_rad.to_degrees(),
            radar.height_m,
            noise.sigma_range_m.unwrap_or_default(),
            noise.sigma_azimuth_rad,
            noise.sigma_elevation_rad,
            sensor.detection.probability,
            sensor.detection.false_returns,
            field.range_m,
            field.azimuth_rad,
            field.elevation_rad,
        )
        .expect("text takes all");
    }
    text
}
