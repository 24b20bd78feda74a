//! Scenes on the turning Earth: flights of `cupola-flight` as the truth, radars on the ground, drawn returns.
#![allow(dead_code)]

use cupola_core::{EntityKey, Mat3, Seed, Stream, Vec3, math};
use cupola_earth::{Geodetic, wgs84};
use cupola_flight::{Ballistic, Cruise, Glide, Trajectory, Turn, Vehicle, fly};
use cupola_track::draw::{Body, returns};
use cupola_track::sensor::{Detection, Earth, Field, Measurement, Sensor};
use cupola_track::target::{Kind, Targets};
use cupola_track::tracker::{Track, Tracker};

pub fn at(lat_deg: f64, lon_deg: f64, alt_m: f64) -> Geodetic {
    Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), alt_m }
}

/// A radar that looks all round, 25 m and 1 mrad, a chance of 0.9, ten false returns a scan.
pub fn radar(name: &str, place: Geodetic) -> Sensor {
    Sensor {
        name: name.to_owned(),
        field: Field {
            site_m: wgs84::ecef_from_geodetic(&place),
            site_vel_m_s: Vec3::zeros(),
            frame_from_enu: Mat3::from_columns(&wgs84::enu_basis(&place)),
            range_m: [5e3, 2_000e3],
            azimuth_rad: [-math::PI, math::PI],
            elevation_rad: [0.01, 1.55],
        },
        detection: Detection { probability: 0.9, false_returns: 10.0 },
        measurement: Measurement {
            sigma_range_m: Some(25.0),
            sigma_azimuth_rad: 1e-3,
            sigma_elevation_rad: 1e-3,
            range_rate: None,
            sigma_bias: [0.0; 3],
        },
    }
}

/// A radar at the middle of the flat Earth, as that of the benchmark, 25 m and 1 mrad.
pub fn flat_radar(probability: f64, false_returns: f64) -> Sensor {
    Sensor {
        name: "radar".to_owned(),
        field: Field {
            site_m: Vec3::zeros(),
            site_vel_m_s: Vec3::zeros(),
            frame_from_enu: Mat3::identity(),
            range_m: [50e3, 600e3],
            azimuth_rad: [-1.047, 1.047],
            elevation_rad: [0.035, 1.4],
        },
        detection: Detection { probability, false_returns },
        ..radar("radar", at(0.0, 0.0, 0.0))
    }
}

/// A missile of 1,300 km with a burn of 80 s, west to east along 36 degrees north.
pub fn missile(ballistic_coefficient_kg_m2: f64) -> Trajectory {
    let vehicle = Ballistic {
        burn_s: 80.0,
        burnout_altitude_m: 70e3,
        max_range_m: 1_300e3,
        ballistic_coefficient_kg_m2,
        apogee_m: None,
    };
    fly(&Vehicle::Ballistic(vehicle), at(36.0, 130.0, 0.0), at(36.0, 139.0, 0.0)).expect("it flies")
}

/// A glider of 1,500 km at 3 km/s, which turns on its way.
pub fn glider() -> Trajectory {
    let vehicle = Glide {
        burn_s: 90.0,
        burnout_altitude_m: 60e3,
        peak_altitude_m: None,
        glide_speed_m_s: 3_000.0,
        glide_altitude_m: 45e3,
        lift_to_drag: 2.5,
        ballistic_coefficient_kg_m2: 7_000.0,
        aero_by_speed: Vec::new(),
        damping_fraction: 1.0,
        bank_max_rad: 1.0,
        waypoints: vec![at(37.0, 136.5, 0.0)],
        terminal_dive_rad: 0.8,
        max_range_m: 2_000e3,
    };
    fly(&Vehicle::Glide(vehicle), at(36.0, 130.0, 0.0), at(35.5, 140.5, 0.0)).expect("it flies")
}

/// A cruise missile at 240 m/s, 1 000 m high, past the radar.
pub fn cruise_missile() -> Trajectory {
    let vehicle = Cruise {
        speed_m_s: 240.0,
        altitude_m: 1_000.0,
        max_range_m: 500e3,
        waypoints: Vec::new(),
        turn: Turn::Bank { bank_rad: 0.6 },
    };
    fly(&Vehicle::Cruise(vehicle), at(36.5, 138.4, 0.0), at(36.3, 139.4, 0.0)).expect("it flies")
}

/// The luck of a test.
pub fn stream(seed: u64) -> Stream {
    Stream::of_run(Seed(seed), 0)
}

/// A flight as it is at a time, none once it is down.
pub fn body(name: &str, flight: &Trajectory, time_s: f64) -> Option<Body> {
    let state = (time_s <= flight.duration_s()).then(|| flight.state(time_s))?;
    Some(Body { key: EntityKey::of(name), pos_m: state.pos_ecef_m, vel_m_s: state.vel_ecef_m_s })
}

/// A tracker of these kinds over the ellipsoid.
pub fn tracker(kinds: &[Kind]) -> Tracker {
    let targets = Targets { kinds: kinds.to_vec(), sigma_velocity_m_s: 2_000.0, ..Targets::default() };
    Tracker::new(targets, Earth::Wgs84)
}

/// The track nearest to a target after a scan.
pub struct Look {
    pub time_s: f64,
    pub track: Track,
    pub off_m: f64,
    pub off_m_s: f64,
    pub normalised_error: f64,
}

/// What a tracker made of one flight.
pub struct Seen {
    pub looks: Vec<Look>,
    pub num_tracks: usize,
}

impl Seen {
    /// The last look up to a time, not more than 3 s before it.
    pub fn at(&self, time_s: f64) -> Option<&Look> {
        self.looks.iter().rev().find(|look| look.time_s <= time_s && look.time_s > time_s - 3.0)
    }

    /// Share of the looks between two times in which the target is reported as of a kind.
    pub fn share_of(&self, kind: Kind, from_s: f64, until_s: f64) -> f64 {
        let between = || self.looks.iter().filter(|look| (from_s..=until_s).contains(&look.time_s));
        between().filter(|look| look.track.kind == kind).count() as f64 / between().count().max(1) as f64
    }

    /// Root of the mean squared error of position and of velocity between two times (m, m/s).
    pub fn rms(&self, from_s: f64, until_s: f64) -> [f64; 2] {
        let between: Vec<&Look> = self.looks.iter().filter(|look| (from_s..=until_s).contains(&look.time_s)).collect();
        let mean =
            |square: fn(&Look) -> f64| between.iter().map(|look| square(look)).sum::<f64>() / between.len() as f64;
        [mean(|look| look.off_m * look.off_m).sqrt(), mean(|look| look.off_m_s * look.off_m_s).sqrt()]
    }
}

/// Lets a tracker follow one flight by sensors that look in turn, one each second.
pub fn follow(
    tracker: &mut Tracker,
    sensors: &[Sensor],
    flight: &Trajectory,
    [from_s, until_s]: [f64; 2],
    luck: &Stream,
) -> Seen {
    let (mut looks, mut ids, mut number) = (Vec::new(), std::collections::BTreeSet::new(), 0_u32);
    while from_s + f64::from(number) <= until_s {
        let time_s = from_s + f64::from(number);
        let sensor = &sensors[number as usize % sensors.len()];
        let truth = body("target", flight, time_s).expect("it flies");
        tracker.observe(time_s, sensor, &returns(sensor, [0.0; 3], luck, u64::from(number), &[truth]));
        let tracks = tracker.tracks();
        ids.extend(tracks.iter().map(|track| track.id));
        looks.extend(look(time_s, tracks, &truth));
        number += 1;
    }
    Seen { looks, num_tracks: ids.len() }
}

/// The track nearest to a body, if there is one.
pub fn look(time_s: f64, tracks: Vec<Track>, truth: &Body) -> Option<Look> {
    let off = |track: &Track| (track.pos_m - truth.pos_m).norm();
    let track = tracks.into_iter().min_by(|a, b| off(a).total_cmp(&off(b)))?;
    let off_m_s = (track.vel_m_s - truth.vel_m_s).norm();
    let normalised_error = normalised_error(&track, &truth.pos_m, &truth.vel_m_s);
    Some(Look { time_s, off_m: off(&track), off_m_s, normalised_error, track })
}

/// Squared error of position and velocity in units of what the track says.
pub fn normalised_error(track: &Track, pos_m: &Vec3, vel_m_s: &Vec3) -> f64 {
    let mut error = nalgebra::SVector::<f64, 6>::zeros();
    error.fixed_rows_mut::<3>(0).copy_from(&(track.pos_m - pos_m));
    error.fixed_rows_mut::<3>(3).copy_from(&(track.vel_m_s - vel_m_s));
    let covariance = track.covariance.fixed_view::<6, 6>(0, 0).into_owned();
    error.dot(&(covariance.try_inverse().expect("a covariance") * error))
}
