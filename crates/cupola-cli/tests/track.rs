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
