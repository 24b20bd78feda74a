//! `cupola track`: what it prints, and what it refuses.

mod common;
#[path = "common/groups.rs"]
mod groups;

use common::{Folder, number};
use cupola::core::{Mat3, Vec3, math};
use cupola::earth::{Geodetic, wgs84};
use cupola::record::csv::quoted;
use cupola::record::parquet::{table_of_csv, write_table};
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
        let elevation_rad = math::asin(fall_m / range_m);
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

/// The score over time of one target: nothing is missed once there is a track, nothing breaks, errors are those stated.
#[test]
fn a_target_is_scored_over_time() {
    let (folder, _) = folder();
    let found = folder.cupola(&[&RUN[..], &["--truth", "truth.csv", "--json"]].concat()).json();
    let missed = number(&found, "missed_per_scan") * 30.0;
    let whole = number(&found, "trajectory_gospa.distance_m");
    let parts = ["localisation_m", "missed_m", "false_m", "switch_m"]
        .map(|part| number(&found, &format!("trajectory_gospa.{part}")));
    assert!((whole * whole - parts.iter().map(|part| part * part).sum::<f64>()).abs() < 1e-3 * whole, "{found}");
    assert!((parts[1] * parts[1] - missed * 1e6 / 2.0).abs() < 1.0, "{found}");
    assert!((number(&found, "siap.completeness_fraction") - (30.0 - missed) / 30.0).abs() < 1e-9, "{found}");
    for (path, value) in [
        ("trajectory_gospa.switches", 0.0),
        ("trajectory_gospa.switch_cost_m", 200.0),
        ("siap.ambiguity", 1.0),
        ("siap.spuriousness_fraction", 0.0),
        ("siap.number_changes_per_hour", 0.0),
        ("siap.longest_segment_fraction", (29.0 - missed) / 29.0),
        ("firm_after_s.p50", missed),
        ("firm_after_s.never", 0.0),
        ("purity_fraction", 1.0),
        ("breaks", 0.0),
        ("switches", 0.0),
        ("nees.degrees_of_freedom", 6.0),
        ("nees.pairs", 30.0 - missed),
    ] {
        assert!((number(&found, path) - value).abs() < 1e-9, "{path}: {found}");
    }
    // Returns without error: far less than what is stated.
    assert!(number(&found, "nees.mean") < 3.0 && number(&found, "nees.scans_above_fraction") == 0.0, "{found}");
    assert_eq!((&found["kinds"], &found["targets"][0]["truth_id"]), (&serde_json::Value::Null, &"7".into()));
    let first_order = folder.cupola(&[&RUN[..], &["--truth", "truth.csv", "--json", "--order", "1"]].concat()).json();
    assert!(number(&first_order, "gospa.mean_m") < number(&found, "gospa.mean_m"), "{first_order}");
    let text = folder.cupola(&[&RUN[..], &["--truth", "truth.csv"]].concat()).done();
    for words in ["GOSPA ", "trajectory GOSPA", "0 of 1 never", "100.0 % pure; 0 breaks, 0 switches", "right is 6"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// With a column of kinds the reported kinds are held against them.
#[test]
fn kinds_are_told_apart() {
    let (folder, _) = folder();
    let truth = std::fs::read_to_string(folder.path().join("truth.csv")).unwrap();
    let truth: Vec<String> =
        truth.lines().enumerate().map(|(i, l)| format!("{l},{}", ["warhead", "kind"][usize::from(i == 0)])).collect();
    folder.write("truth.csv", truth.join("\n"));
    let args = [&RUN[..], &["--truth", "truth.csv", "--targets", "ballistic"]].concat();
    let found = folder.cupola(&[&args[..], &["--json"]].concat()).json();
    assert_eq!(found["kinds"], serde_json::json!({ "warhead": { "ballistic": 1.0 } }));
    assert!(folder.cupola(&args).done().contains("warhead reported as ballistic: 100.0 %"));
    folder.write("truth.csv", [&truth[..], &[truth[1].clone()]].concat().join("\n"));
    assert!(folder.cupola(&args).refused().contains("truth.csv:32: truth_id `7` twice at 0 s"));
    folder.write("truth.csv", truth.join("\n").replace(",warhead", ""));
    assert!(folder.cupola(&args).refused().contains("truth.csv:2: 8 columns; must be 9"));
    folder.write("truth.csv", truth.join("\n").replace(",kind", ",class"));
    assert!(folder.cupola(&args).refused().contains("and `,kind` may follow"));
}

/// The frame of the files changes no score: positions, velocities and covariances are turned together.
#[test]
fn errors_are_the_same_in_every_frame() {
    let folder = Folder::new();
    let site = Geodetic { lat_rad: 35f64.to_radians(), lon_rad: 139f64.to_radians(), alt_m: 50.0 };
    let (site_m, ecef_from_enu) = (wgs84::ecef_from_geodetic(&site), Mat3::from_columns(&wgs84::enu_basis(&site)));
    let (mut rows, mut enu, mut ecef) = (HEADER.to_owned(), String::new(), String::new());
    let vel_m_s = Vec3::new(-1_500.0, 400.0, -200.0);
    for second in 0..40 {
        let pos_m = Vec3::new(300e3, 40e3, 150e3) + vel_m_s * f64::from(second);
        let (azimuth_rad, elevation_rad) = (math::atan2(pos_m.y, pos_m.x), math::asin(pos_m.z / pos_m.norm()));
        let _ = writeln!(rows, "{second},{second},R1,{},{azimuth_rad},{elevation_rad}", pos_m.norm() + 40.0);
        let row = |out: &mut String, p: Vec3, v: Vec3| {
            let _ = writeln!(out, "a,{second},{},{},{},{},{},{}", p.x, p.y, p.z, v.x, v.y, v.z);
        };
        row(&mut enu, pos_m, vel_m_s);
        row(&mut ecef, site_m + ecef_from_enu * pos_m, ecef_from_enu * vel_m_s);
    }
    folder.write("det.csv", &rows);
    let head = "truth_id,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s\n";
    let scored = |frame: &str, truth: &str| {
        let earth = format!("earth = \"wgs84\"\nframe = \"{frame}\"");
        let place = "lat_deg = 35.0\nlon_deg = 139.0\nalt_m = 50.0\n";
        folder.write("radar.toml", SENSORS.replace("earth = \"flat\"", &earth) + place);
        folder.write("truth.csv", format!("{head}{truth}"));
        folder
            .cupola(&[&RUN[..], &["--truth", "truth.csv", "--json", "--svg", &format!("{frame}.svg")]].concat())
            .json()
    };
    let (enu, ecef) = (scored("enu", &enu), scored("ecef", &ecef));
    for path in ["nees.mean", "gospa.mean_m", "siap.velocity_m_s"] {
        let (a, b) = (number(&enu, path), number(&ecef, path));
        assert!((a / b - 1.0).abs() < 1e-6, "{path}: {a} and {b}");
    }
    let [a, b] = ["enu.svg", "ecef.svg"].map(|name| std::fs::read_to_string(folder.path().join(name)).unwrap());
    assert_eq!(a, b);
}

#[test]
fn tracks_are_drawn_against_the_truth() {
    let (folder, _) = folder();
    let drawn = folder.cupola(&[&RUN[..], &["--truth", "truth.csv", "--svg", "-"]].concat()).done();
    for words in [
        "<svg xmlns",
        "The target gets a track after",
        "Seen from above",
        "no break, no switch",
        "prefers-color-scheme",
    ] {
        assert!(drawn.contains(words), "{words}");
    }
    assert!(!drawn.contains("NaN") && !drawn.contains("inf") && drawn.ends_with("</svg>\n"));
    for (more, words) in [
        (&["--svg", "out.svg"][..], "--truth"),
        (&["--truth", "truth.csv", "--svg", "-", "--json"], "--svg -: standard output is for --json"),
        (&["--truth", "truth.csv", "--svg", "-", "--tracks", "-"], "--tracks -: standard output is for --svg"),
        (&["--truth", "truth.csv", "--order", "0.5"], "--order: 0.5; must be between 1 and 100"),
        (&["--truth", "truth.csv", "--switch-m", "0"], "--switch-m: 0; must be above zero"),
    ] {
        assert!(folder.cupola(&[&RUN[..], more].concat()).refused().contains(words), "{words}");
    }
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
            site_vel_m_s: Vec3::zeros(),
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

/// The two sensors' rows of one scan in every order are one look each.
#[test]
fn rows_of_a_scan_may_be_interleaved() {
    let (folder, rows) = folder();
    folder.write("radar.toml", format!("{SENSORS}{}", SENSORS.replace("earth = \"flat\"", "").replace("R1", "R2")));
    let target: Vec<&str> = rows.lines().skip(1).collect();
    let (mut sorted, mut mixed) = (HEADER.to_owned(), HEADER.to_owned());
    for row in &target {
        let second = row.split(',').next().unwrap();
        let [a, b] = [row.to_string(), row.replace("R1", "R2")];
        let [c, d] = ["R1", "R2"].map(|name| format!("{second},{second},{name},{},0.5,0.4", 200_000));
        let _ = writeln!(sorted, "{a}\n{c}\n{b}\n{d}");
        let _ = writeln!(mixed, "{a}\n{b}\n{c}\n{d}");
    }
    let [sorted, mixed] = [sorted, mixed].map(|rows| {
        folder.write("det.csv", rows);
        let found = folder.cupola(&[&RUN[..], &["--tracks", "out.csv", "--json"]].concat()).json();
        assert_eq!(found["scans"], 60);
        std::fs::read_to_string(folder.path().join("out.csv")).unwrap()
    });
    assert_eq!(sorted, mixed);
    assert!(sorted.lines().count() > 30);
    // The same return of another sensor is none twice; of the same sensor it is, and so is its second time.
    for (row, words) in [
        ("30,30,R1,300000,0.0,0.5\n30,30,R2,300000,0.0,0.5\n30,30,R1,300000,0.0,0.5", "34: the same row twice"),
        (
            "30,30,R1,300000,0.0,0.5\n30,30,R2,300000,0.0,0.5\n30,31,R1,300000,0.0,0.5",
            "34: scan 30 is at 30 s and at 31 s",
        ),
    ] {
        folder.write("det.csv", format!("{rows}{row}\n"));
        assert!(folder.cupola(&RUN).refused().contains(words), "{row}");
        let kept = folder.cupola(&[&RUN[..], &["--skip-bad", "--json"]].concat()).json();
        assert_eq!((&kept["skipped_rows"], &kept["scans"]), (&1.into(), &32.into()), "{row}");
    }
}

/// A bad row with a time far ahead costs itself alone, wherever it is; a true gap costs nothing.
#[test]
fn a_row_far_ahead_of_time_loses_no_other() {
    let (folder, rows) = folder();
    let mut lines: Vec<String> = rows.lines().map(str::to_owned).collect();
    let counts = |lines: &[String]| {
        folder.write("det.csv", lines.join("\n"));
        let kept = folder.cupola(&[&RUN[..], &["--skip-bad", "--json"]].concat()).json();
        [number(&kept, "scans"), number(&kept, "skipped_rows")]
    };
    let three = "10,1e6,R1,300000,0.0,0.5\n10,5e5,R1,300000,0.0,0.5\n10,x,R1,300000,0.0,0.5\n0,0,R1,300000,0.0,0.5";
    for (place, bad, num_bad, words) in [
        (11, "10,1e6,R1,300000,0.0,0.5", 1.0, "time goes backwards"),
        (11, "9,1e6,R1,300000,0.0,0.5", 1.0, "scan 9 is at 9 s and at 1000000 s"),
        (11, "0,1e6,R1,300000,0.0,0.5", 1.0, "scans go backwards"),
        (11, three, 4.0, "time goes backwards"),
        (1, "0,1e6,R1,300000,0.0,0.5", 1.0, "time goes backwards"),
        (31, "30,1e6,R1,300000,0.0,0.5\n29,29,R1,300000,0.0,0.5\n30,1e6,R1,300000,0.0,0.5", 1.0, "time goes backwards"),
    ] {
        let mut with = lines.clone();
        with.insert(place, bad.to_owned());
        assert_eq!(counts(&with)[1], num_bad, "{bad} at {place}");
        assert_eq!(counts(&with)[0], if place == 31 { 31.0 } else { 30.0 }, "{bad} at {place}");
        assert!(folder.cupola(&RUN).refused().contains(words), "{bad} at {place}");
    }
    // A row that is refused for its scan number tells no time.
    let mut with = lines.clone();
    with.insert(11, "3,25,R1,300000,0.0,0.5".to_owned());
    assert_eq!(counts(&with), [30.0, 1.0]);
    lines.extend(["30,90000,R1,300000,0.0,0.5", "31,90001,R1,300000,0.0,0.5"].map(str::to_owned));
    assert_eq!(counts(&lines), [32.0, 0.0]);
    lines.pop();
    assert_eq!(counts(&lines), [31.0, 0.0]);
}

#[test]
fn a_scan_may_be_empty() {
    let (folder, rows) = folder();
    let empty: String = (30..60).map(|second| format!("{second},{second},R1,,,\n")).collect();
    folder.write("det.csv", format!("{rows}{empty}"));
    let found = folder.cupola(&[&RUN[..], &["--json"]].concat()).json();
    // Thirty looks without a return: the target is gone.
    assert_eq!((&found["scans"], &found["skipped_rows"]), (&60.into(), &0.into()));
    assert!(found["tracks_at_end"].as_object().unwrap().values().all(|num| num == 0), "{found}");
    for (row, words) in [
        ("30,30,R1,,,\n30,30,R1,,,", "det.csv:33: the same row twice"),
        ("30,30,R1,,,\n30,30,R1,300000,0.0,0.5", "det.csv:33: scan 30 has returns and a row without any"),
        ("30,30,R1,300000,0.0,0.5\n30,30,R1,,,", "det.csv:33: scan 30 has returns and a row without any"),
        ("30,30,R1,,0.0,0.5", "range_m `` is not a number"),
        ("30,30,R1,300000,,0.5", "azimuth_rad `` is not a number"),
    ] {
        folder.write("det.csv", format!("{rows}{row}\n"));
        assert!(folder.cupola(&RUN).refused().contains(words), "{row}");
    }
}

/// Names with commas, quotes and space around them, in quotes; as text and as Parquet.
#[test]
fn names_are_read_out_of_quotes() {
    let (folder, rows) = folder();
    let plain = folder.cupola(&[&RUN[..], &["--truth", "truth.csv", "--json"]].concat()).json();
    let truth = std::fs::read_to_string(folder.path().join("truth.csv")).unwrap();
    for name in ["Fylingdales, east face", "the \"old\" one", " R1 ", "5\" gun"] {
        folder.write("radar.toml", SENSORS.replace("\"R1\"", &format!("'{name}'")));
        folder.write("det.csv", rows.replace("R1", &quoted(name)));
        folder.write("truth.csv", truth.replace("\n7,", &format!("\n{},", quoted(name))));
        for sheet in ["det", "truth"] {
            let csv = std::fs::read_to_string(folder.path().join(format!("{sheet}.csv"))).unwrap();
            write_table(&folder.path().join(format!("{sheet}.parquet")), &table_of_csv(sheet, &csv)).unwrap();
        }
        for (detections, truth) in [("det.csv", "truth.csv"), ("det.parquet", "truth.parquet")] {
            let args = ["track", detections, "--sensors", "radar.toml", "--truth", truth, "--json"];
            let found = folder.cupola(&args).json();
            assert_eq!((&found["gospa"], &found["skipped_rows"]), (&plain["gospa"], &0.into()), "{name}: {found}");
            assert_eq!(found["targets"][0]["truth_id"], *name, "{found}");
        }
    }
    folder.write("radar.toml", SENSORS);
    for (row, words) in [
        ("30,30,\"R1,300000,0.0,0.5", "det.csv:32: column 3: its quotes do not end"),
        ("30,30,\"R1\"x,300000,0.0,0.5", "det.csv:32: column 3: its quotes do not end"),
        ("30,30,\"R,1\",300000,0.0,0.5", "unknown sensor `R,1`"),
        ("30,30,R,1,300000,0.0,0.5", "7 columns; must be 6"),
    ] {
        folder.write("det.csv", format!("{rows}{row}\n"));
        assert!(folder.cupola(&RUN).refused().contains(words), "{row}");
        let kept = folder.cupola(&[&RUN[..], &["--skip-bad", "--json"]].concat()).json();
        assert_eq!(number(&kept, "skipped_rows"), 1.0, "{row}");
    }
}

/// Headers in quotes and names with space around them that have none, as pandas, Polars and DuckDB write.
#[test]
fn what_other_tools_write_is_read() {
    let (folder, rows) = folder();
    let truth = std::fs::read_to_string(folder.path().join("truth.csv")).unwrap();
    let run = [&RUN[..], &["--truth", "truth.csv", "--json"]].concat();
    let plain = folder.cupola(&run).json();
    let in_quotes = |text: &str| {
        let (header, rows) = text.split_once('\n').unwrap();
        format!("\u{feff}\"{}\"\n{rows}", header.replace(',', "\", \""))
    };
    folder.write("det.csv", in_quotes(&rows));
    folder.write("truth.csv", in_quotes(&truth));
    assert_eq!(folder.cupola(&run).json()["gospa"], plain["gospa"]);
    folder.write("radar.toml", SENSORS.replace("R1", " R1 "));
    for name in ["R1", " R1 ", "\" R1 \""] {
        folder.write("det.csv", rows.replace("R1", name));
        assert_eq!(folder.cupola(&run).json()["gospa"], plain["gospa"], "{name}");
    }
    let (earth, sensor) = SENSORS.split_once("[[sensor]]").unwrap();
    folder.write("radar.toml", format!("{earth}[[sensor]]{sensor}[[sensor]]{}", sensor.replace("R1", " R1")));
    assert!(folder.cupola(&run).refused().contains("sensor ` R1` twice; names must differ in more than space"));
    folder.write("radar.toml", SENSORS);
    for header in ["\"scan,time_s\",sensor,range_m,azimuth_rad,elevation_rad", &HEADER.trim()[..20], "\"scan", ""] {
        folder.write("det.csv", rows.replace(HEADER.trim(), header));
        assert!(folder.cupola(&run).refused().contains("det.csv:1: the header is"), "{header}");
    }
}

/// A column of whole numbers of which one lacks in one row group: every row is read, or the row is refused.
#[test]
fn no_row_of_parquet_is_lost() {
    let (folder, rows) = folder();
    let whole_m = |line: &str| {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if let Ok(range_m) = cells[3].parse::<f64>() {
            cells[3] = range_m.round().to_string();
        }
        if cells[0] == "13" {
            cells[3..].fill(String::new());
        }
        cells.join(",") + "\n"
    };
    folder.write("det.csv", rows.lines().map(whole_m).collect::<String>());
    let truth = std::fs::read_to_string(folder.path().join("truth.csv")).unwrap();
    let write = |sheet: &str| {
        let csv = std::fs::read_to_string(folder.path().join(format!("{sheet}.csv"))).unwrap();
        groups::write(&folder.path().join(format!("{sheet}.parquet")), &csv);
    };
    write("det");
    write("truth");
    let run = |ending: &str| {
        let [detections, truth] = ["det", "truth"].map(|sheet| format!("{sheet}.{ending}"));
        folder.cupola(&["track", &detections, "--sensors", "radar.toml", "--truth", &truth, "--json"])
    };
    let plain = run("csv").json();
    assert_eq!(number(&plain, "scored_scans"), 30.0);
    let found = run("parquet").json();
    for key in ["scored_scans", "gospa", "targets"] {
        assert_eq!(found[key], plain[key], "{key}");
    }
    // A time, a whole number in each row, that lacks in the truth's last row group.
    let last = truth.lines().last().unwrap();
    folder.write("truth.csv", truth.replace(last, &last.replacen(",29,", ",,", 1)));
    write("truth");
    assert!(run("parquet").refused().contains("truth.parquet:31: time_s `` is not a number"));
}

/// Looks of a satellite beyond its places are bad rows.
#[test]
fn looks_beyond_the_places_are_left_out() {
    let (folder, _) = missile_by_radar_and_satellite();
    let places = std::fs::read_to_string(folder.path().join("places.csv")).unwrap();
    // Places to 240 s; looks from 120 to 317 s.
    folder.write("places.csv", places.lines().take(6).collect::<Vec<_>>().join("\n"));
    let rows = std::fs::read_to_string(folder.path().join("det.csv")).unwrap();
    let is_beyond = |row: &str| {
        let fields: Vec<&str> = row.split(',').collect();
        fields[2] == "satellite" && fields[1].parse::<f64>().unwrap() > 240.0
    };
    let beyond: Vec<usize> = (1..).zip(rows.lines()).filter(|(_, row)| is_beyond(row)).map(|(line, _)| line).collect();
    let run = [&RUN[..], &["--late-s", "3"]].concat();
    let message = folder.cupola(&run).refused();
    let words = format!("det.csv:{}: sensor `satellite` looks at 241 s, but its places are from 0 to 240 s", beyond[0]);
    assert!(message.contains(&words), "{message}");
    let kept = folder.cupola(&[&run[..], &["--skip-bad", "--json"]].concat()).json();
    assert_eq!(number(&kept, "skipped_rows"), beyond.len() as f64);
    // A wrong time of the satellite, not an hour off, loses no row of the radar.
    let wrong = rows.replacen("\n1,121,radar", "\n1,3000,satellite,,0,0,\n1,121,radar", 1);
    folder.write("det.csv", &wrong);
    let same = folder.cupola(&[&run[..], &["--skip-bad", "--json"]].concat()).json();
    assert_eq!(number(&same, "skipped_rows"), beyond.len() as f64 + 1.0);
    assert_eq!(same["scans"], kept["scans"]);
}

#[test]
fn sensors_that_cannot_be_are_refused() {
    let (folder, _) = folder();
    let flat = |from: &str, to: &str| SENSORS.replace(from, to);
    let round = |more: &str| SENSORS.replace("flat", "wgs84") + more;
    for (file, words) in [
        (flat("_m = 25.0", "_m = 2e6"), "sigma_range_m = 2000000.0; must be above zero, 1000000 at the most"),
        (flat("_m = 25.0", "_m = nan"), "sigma_range_m = NaN; must be above zero"),
        (flat("h_rad = 1e-3", "h_rad = 1.5"), "sigma_azimuth_rad = 1.5; must be above zero, 1 at the most"),
        (flat("n_rad = 1e-3", "n_rad = 1e300"), "sigma_elevation_rad = 1e300; must be above zero, 1 at the most"),
        (flat("[-1.0, 1.0]", "[-3.2, 3.2]"), "azimuth_rad = [-3.2, 3.2]; must span 6.283185 (a turn) at the most"),
        (flat("1.4]", "1.6]"), "elevation_rad = [0.03, 1.6]; must be between -1.570796 and 1.570796"),
        (flat("[0.03", "[-1.6"), "elevation_rad = [-1.6, 1.4]; must be between -1.570796 and 1.570796"),
        (SENSORS.to_owned() + "site_m = [0.0, nan, 0.0]", "site_m = [0.0, NaN, 0.0]; must be finite"),
        (
            SENSORS.to_owned() + "sigma_bias_azimuth_rad = 2.0",
            "sigma_bias_azimuth_rad = 2.0; must be zero or more, 1 at",
        ),
        (round("lat_deg = nan\nlon_deg = 0.0"), "lat_deg = NaN; must be between -90 and 90"),
        (round("lat_deg = 91.0\nlon_deg = 0.0"), "lat_deg = 91.0; must be between -90 and 90"),
        (round("lat_deg = 0.0\nlon_deg = inf"), "lon_deg = inf; must be between -360 and 360"),
        (round("lat_deg = 0.0\nlon_deg = 0.0\nalt_m = -inf"), "alt_m = -inf; must be finite"),
    ] {
        folder.write("radar.toml", file);
        let message = folder.cupola(&RUN).refused();
        assert!(message.contains(words), "{words}: {message}");
    }
    folder.write("radar.toml", flat("[-1.0, 1.0]", "[-3.141592653589793, 3.141592653589793]"));
    folder.cupola(&RUN).done();
}

/// A truth that is of something else is asked about, and a score that cannot be counted is refused.
#[test]
fn a_truth_of_something_else_is_asked_about() {
    let (folder, _) = folder();
    let asked = "no track was ever within 1000 m of a target: is it the truth of these detections?";
    let run = [&RUN[..], &["--truth", "truth.csv", "--json"]].concat();
    let right = folder.cupola(&run);
    assert!(!right.err.contains("no track"), "{}", right.err);
    assert_eq!(right.json()["scored_scans"], 30);
    let truth = std::fs::read_to_string(folder.path().join("truth.csv")).unwrap();
    folder.write("truth.csv", truth.replace(",0,1", ",90000,1").lines().take(21).collect::<Vec<_>>().join("\n"));
    let wrong = folder.cupola(&run);
    assert_eq!(wrong.err.lines().filter(|line| *line == asked).count(), 1, "{}", wrong.err);
    assert_eq!(wrong.json()["scored_scans"], 20);
    for (cut_off_m, order) in [("1e4", "100"), ("1e-9", "100")] {
        let args = [&run[..], &["--cut-off-m", cut_off_m, "--order", order]].concat();
        let message = folder.cupola(&args).refused();
        assert!(message.contains("--cut-off-m") && message.contains("to the power --order 100.0"), "{message}");
    }
}
