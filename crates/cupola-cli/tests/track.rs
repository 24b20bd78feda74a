//! `cupola track`: what it prints, and what it refuses.

mod common;

use common::Folder;
use std::fmt::Write as _;

const SENSORS: &str = r#"
earth = "flat"
[[sensor]]
name = "R1"
sigma_range_m = 25.0
sigma_azimuth_rad = 1e-3
sigma_elevation_rad = 1e-3
detection_probability = 0.9
false_returns_per_scan = 1.0
range_m = [50e3, 600e3]
azimuth_rad = [-1.0, 1.0]
elevation_rad = [0.03, 1.4]
"#;
const HEADER: &str = "scan,time_s,sensor,range_m,azimuth_rad,elevation_rad\n";
const RUN: [&str; 4] = ["track", "det.csv", "--sensors", "radar.toml"];

/// One target that comes straight on, seen without error, and its truth.
fn folder() -> (Folder, String) {
    let (mut rows, mut truth) = (HEADER.to_owned(), "truth_id,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s\n".to_owned());
    for second in 0..30 {
        let time_s = f64::from(second);
        let (x_m, fall_m) = (300e3 - 1_500.0 * time_s, 150e3 - 0.5 * 9.806_65 * time_s * time_s);
        let range_m = (x_m * x_m + fall_m * fall_m).sqrt();
        let elevation_rad = cupola::core::math::asin(fall_m / range_m);
        let _ = writeln!(rows, "{second},{time_s},R1,{range_m},0.0,{elevation_rad}");
        let _ = writeln!(truth, "7,{time_s},{x_m},0,{fall_m},-1500,0,{}", -9.806_65 * time_s);
    }
    let folder = Folder::new();
    folder.write("radar.toml", SENSORS);
    folder.write("det.csv", &rows);
    folder.write("truth.csv", &truth);
    (folder, rows)
}

#[test]
fn a_target_is_followed_and_scored() {
    let (folder, _) = folder();
    let args = [&RUN[..], &["--truth", "truth.csv", "--tracks", "out.csv", "--json"]].concat();
    let found = folder.cupola(&args).json();
    assert_eq!(found["scans"], 30);
    assert_eq!(found["tracks"], 1);
    assert!(found["localisation_rms_m"].as_f64().unwrap() < 100.0, "{found}");
    assert!(found["missed_per_scan"].as_f64().unwrap() < 0.1, "{found}");
    assert!(found["gospa"]["from_20s_m"].as_f64().unwrap() < 100.0, "{found}");
    let rows = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert!(rows.starts_with("scan,time_s,track_id,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s,status"));
    assert_eq!(rows.lines().last().unwrap().split(',').next(), Some("29"));
}

#[test]
fn bad_rows_are_named_or_left_out() {
    let (folder, rows) = folder();
    for (row, words) in [
        ("30,30,R1,NaN,0.0,0.5", "range_m `NaN` is not a number"),
        ("30,28,R1,1000,0.0,0.5", "time goes backwards"),
        ("28,30,R1,1000,0.0,0.5", "scans go backwards"),
        ("30,30,R2,1000,0.0,0.5", "unknown sensor `R2`; there are: R1"),
        ("30,30,R1,0,0.0,0.5", "must be above zero"),
        ("30,30,R1,1000,0.0", "5 columns; must be 6"),
        ("30,30,R1,1000,0.0,2.5", "elevation_rad 2.5"),
        ("30,30,R1,300000,0.0,0.5\n30,30,R1,300000,0.0,0.5", "the same row twice"),
    ] {
        folder.write("det.csv", format!("{rows}{row}\n"));
        let message = folder.cupola(&RUN).refused();
        assert!(message.contains("det.csv:3") && message.contains(words), "{row}: {message}");
        let kept = folder.cupola(&[&RUN[..], &["--skip-bad", "--json"]].concat()).json();
        assert_eq!(kept["skipped_rows"], 1, "{row}");
    }
}

/// A missile over Japan's west, by a radar with range rate and a satellite on the move that sees angles alone and reports
/// two seconds late: detections, sensors and truth as files.
fn missile_by_radar_and_satellite() -> (Folder, cupola::flight::Trajectory) {
    use cupola::core::{EntityKey, Mat3, Seed, Stream, Vec3};
    use cupola::earth::{Geodetic, wgs84};
    use cupola::track::draw::{Body, returns};
    use cupola::track::sensor::{Detection, Field, Measurement, RangeRate, Sensor};
    let at = |lat: f64, lon: f64, alt_m: f64| Geodetic { lat_rad: lat.to_radians(), lon_rad: lon.to_radians(), alt_m };
    let missile = cupola::flight::Ballistic {
        burn_s: 80.0,
        burnout_altitude_m: 70e3,
        max_range_m: 1_300e3,
        ballistic_coefficient_kg_m2: 4_000.0,
        apogee_m: None,
    };
    let flight = missile.fly(at(36.0, 130.0, 0.0), at(36.0, 139.0, 0.0)).expect("it flies");
    let sensor = |name: &str, site_m: Vec3, sigma_range_m| Sensor {
        name: name.to_owned(),
        field: Field {
            site_m,
            frame_from_enu: Mat3::from_columns(&wgs84::enu_basis(&wgs84::geodetic_from_ecef(&site_m))),
            range_m: [100e3, 3_000e3],
            azimuth_rad: [-3.1, 3.1],
            elevation_rad: [-1.5, 1.5],
        },
        detection: Detection { probability: 0.9, false_returns: 1.0 },
        measurement: Measurement {
            sigma_range_m,
            sigma_azimuth_rad: 1e-3,
            sigma_elevation_rad: 1e-3,
            range_rate: sigma_range_m.map(|_| RangeRate { sigma_m_s: 2.0, range_m_s: [-8_000.0, 8_000.0] }),
            sigma_bias: [0.0; 3],
        },
    };
    let radar = sensor("radar", wgs84::ecef_from_geodetic(&at(38.4, 139.6, 50.0)), Some(25.0));
    let passing = |time_s: f64| wgs84::ecef_from_geodetic(&at(30.0 + time_s * 0.05, 128.0, 1_000e3));
    let stream = Stream::of_run(Seed(1), 0);
    let header = "scan,time_s,sensor,range_m,azimuth_rad,elevation_rad,range_rate_m_s\n";
    let (mut rows, mut truth) = (header.to_owned(), "truth_id,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s\n".to_owned());
    let write = |rows: &mut String, number: u32, sensor: &Sensor| {
        let time_s = 120.0 + f64::from(number);
        let state = flight.state(time_s);
        let body = Body { key: EntityKey::of("m"), pos_m: state.pos_ecef_m, vel_m_s: state.vel_ecef_m_s };
        for found in returns(sensor, [0.0; 3], &stream, u64::from(number), &[body]) {
            let or_none = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
            let (range, rate) = (or_none(found.range_m), or_none(found.range_rate_m_s));
            let (azimuth, elevation) = (found.azimuth_rad, found.elevation_rad);
            let _ = writeln!(rows, "{number},{time_s},{},{range},{azimuth},{elevation},{rate}", sensor.name);
        }
    };
    for number in 0..200 {
        write(&mut rows, number, &radar);
        if let Some(before) = number.checked_sub(2) {
            write(&mut rows, before, &sensor("satellite", passing(120.0 + f64::from(before)), None));
        }
        let state = flight.state(120.0 + f64::from(number));
        let (p, v) = (state.pos_ecef_m, state.vel_ecef_m_s);
        let _ = writeln!(truth, "m,{},{},{},{},{},{},{}", 120 + number, p.x, p.y, p.z, v.x, v.y, v.z);
    }
    let mut places = "time_s,x_m,y_m,z_m\n".to_owned();
    for minute in 0..10 {
        let site_m = passing(60.0 * f64::from(minute));
        let _ = writeln!(places, "{},{},{},{}", 60 * minute, site_m.x, site_m.y, site_m.z);
    }
    let folder = Folder::new();
    folder.write("det.csv", &rows);
    folder.write("truth.csv", &truth);
    folder.write("places.csv", &places);
    folder.write("radar.toml", TWO);
    (folder, flight)
}

const TWO: &str = r#"
earth = "wgs84"
frame = "ecef"
[[sensor]]
name = "radar"
sigma_range_m = 25.0
sigma_range_rate_m_s = 2.0
range_rate_m_s = [-8e3, 8e3]
sigma_azimuth_rad = 1e-3
sigma_elevation_rad = 1e-3
detection_probability = 0.9
false_returns_per_scan = 1.0
range_m = [100e3, 3e6]
azimuth_rad = [-3.1, 3.1]
elevation_rad = [-1.5, 1.5]
lat_deg = 38.4
lon_deg = 139.6
alt_m = 50.0
[[sensor]]
name = "satellite"
sigma_azimuth_rad = 1e-3
sigma_elevation_rad = 1e-3
detection_probability = 0.9
false_returns_per_scan = 1.0
range_m = [100e3, 3e6]
azimuth_rad = [-3.1, 3.1]
elevation_rad = [-1.5, 1.5]
ephemeris = "places.csv"
"#;

#[test]
fn a_radar_and_a_late_satellite_foretell_the_impact() {
    let (folder, flight) = missile_by_radar_and_satellite();
    let args = [
        &RUN[..],
        &[
            "--truth",
            "truth.csv",
            "--late-s",
            "3",
            "--sigma-velocity-m-s",
            "2000",
            "--impacts",
            "impacts.csv",
            "--json",
        ],
    ]
    .concat();
    let found = folder.cupola(&args).json();
    assert_eq!(found["tracks"], 1, "{found}");
    assert!(found["localisation_rms_m"].as_f64().unwrap() < 500.0, "{found}");
    let rows = std::fs::read_to_string(folder.path().join("impacts.csv")).unwrap();
    assert!(
        rows.starts_with("scan,time_s,track_id,impact_time_s,sigma_time_s,x_m,y_m,z_m,sigma_major_m,sigma_minor_m")
    );
    let last: Vec<f64> = rows.lines().last().unwrap().split(',').map(|field| field.parse().unwrap()).collect();
    // Three minutes ahead: how much the air will slow it is not known yet.
    assert!((last[3] - flight.duration_s()).abs() < 3.0 * last[4] && last[4] < 15.0, "{last:?}");
    assert!((last[10] - 36.0).abs() < 0.05 && (last[11] - 139.0).abs() < 0.05, "{last:?}");
    // Without leave to be late the satellite's rows go backwards in time.
    assert!(folder.cupola(&RUN).refused().contains("time goes backwards"));
    // And what is wrong with places is named with its line.
    folder.write("places.csv", "time_s,x_m,y_m,z_m\n0,1,2,3\n");
    assert!(folder.cupola(&args).refused().contains("places.csv:2: "));
}

#[test]
fn files_that_cannot_be_used_are_refused() {
    let (folder, rows) = folder();
    folder.write("det.csv", "");
    assert!(folder.cupola(&RUN).refused().contains("the file is empty"));
    folder.write("det.csv", HEADER);
    assert!(folder.cupola(&RUN).refused().contains("no detections"));
    folder.write("det.csv", &rows);
    folder.write("truth.csv", "truth_id,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s\n1,500,0,0,0,0,0,0\n");
    let args = [&RUN[..], &["--truth", "truth.csv"]].concat();
    assert!(folder.cupola(&args).refused().contains("the truth does not match"));
    folder.write("radar.toml", SENSORS.replace("detection_probability = 0.9", "detection_probability = 1.9"));
    assert!(folder.cupola(&RUN).refused().contains("detection_probability = 1.9"));
}
