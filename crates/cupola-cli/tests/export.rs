//! `cupola export`: forms, round trips through `cupola track`, and what is refused.

mod common;

use common::Folder;
use serde_json::Value;
use std::fs;

const TUTORIAL: [&str; 5] = ["export", "tutorial", "--worlds", "8", "--format"];

/// A run folder's run is the scenario's of the same seed and worlds, and the same bytes each time.
#[test]
fn a_run_folder_gives_what_its_scenario_gives() {
    let folder = Folder::new();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let runs = at("run");
    folder.cupola(&["run", "tutorial", "--runs", "4", "--worlds", "2", "--seed", "5", "--out", &runs, "--json"]).done();
    let of_folder = folder.cupola(&["export", &runs, "--format", "czml", "--replicate", "3", "--out", "-"]).done();
    let scenario = ["export", "tutorial", "--seed", "5", "--worlds", "2"];
    let of_scenario =
        folder.cupola(&[&scenario[..], &["--format", "czml", "--replicate", "3", "--out", "-"]].concat()).done();
    assert!(of_folder == of_scenario, "the same run gives the same bytes");
    let packets: Value = serde_json::from_str(&of_folder).unwrap();
    assert_eq!(packets[0]["version"], "1.0");

    let moved = ["--epoch", "2030-02-03T04:05:06Z", "--out", "-"];
    let moved =
        folder.cupola(&[&["export", &runs, "--format", "czml", "--replicate", "3"], &moved[..]].concat()).json();
    assert!(moved[0]["clock"]["interval"].as_str().unwrap().starts_with("2030-02-03T04:05:06.000000Z/"));

    let far = folder.cupola(&["export", &runs, "--format", "czml", "--replicate", "4", "--out", "-"]).refused();
    assert!(far.contains("--replicate 4") && far.contains("allowed: 0 to 3"), "{far}");
    let again = folder.cupola(&["export", &runs, "--format", "czml", "--seed", "6", "--out", "-"]).refused();
    assert!(again.contains("--seed: the run folder says it"), "{again}");
    let manifest = fs::read_to_string(folder.path().join("run/manifest.json")).unwrap();
    let mut manifest: Value = serde_json::from_str(&manifest).unwrap();
    manifest["version"] = "0.0.9".into();
    fs::write(folder.path().join("run/manifest.json"), manifest.to_string()).unwrap();
    let old = folder.cupola(&["export", &runs, "--format", "czml", "--out", "-"]).refused();
    assert!(old.contains("made by cupola 0.0.9"), "{old}");
}

/// Detections of a raid are followed; the truth as CSV, as Parquet's rows or as ephemerides scores alike.
#[test]
fn detections_and_truth_go_into_track() {
    let folder = Folder::new();
    let at = |name: &str| folder.path().join(name).display().to_string();
    folder.cupola(&[&TUTORIAL[..], &["detections", "--out", &at("d")]].concat()).done();
    let epoch = ["--epoch", "2028-04-01T03:00:00Z"];
    folder
        .cupola(&[&TUTORIAL[..], &["oem", "--frame", "eme2000", "--out", &at("truth.oem")], &epoch[..]].concat())
        .done();
    let text = fs::read_to_string(at("truth.oem")).unwrap();
    assert!(text.contains("OBJECT_ID = threat/") && text.contains("OBJECT_ID = shot/"), "only threats are truth");
    let track = |truth: &[&str]| {
        let (detections, sensors) = (at("d/detections.csv"), at("d/sensors.toml"));
        let args =
            ["track", &detections, "--sensors", &sensors, "--targets", "ballistic,boosting,level", "--json", "--truth"];
        folder.cupola(&[&args[..], truth].concat()).json()
    };
    let of_csv = track(&[&at("d/truth.csv")]);
    let of_oem = track(&[&at("truth.oem"), "--truth-epoch", "2028-04-01T03:00:00Z"]);
    let gospa = |found: &Value| found["gospa"]["mean_m"].as_f64().unwrap();
    assert!((gospa(&of_csv) - gospa(&of_oem)).abs() < 5.0, "{} {}", gospa(&of_csv), gospa(&of_oem));
    let wrong = folder
        .cupola(&[
            "track",
            &at("d/detections.csv"),
            "--sensors",
            &at("d/sensors.toml"),
            "--truth",
            &at("d/truth.csv"),
            "--truth-epoch",
            "2028-04-01T03:00:00Z",
        ])
        .refused();
    assert!(wrong.contains("--truth-epoch"), "{wrong}");
}

/// Lines of the map are within 100 m of where the tables have each threat and round; rows lie on the flight to 0.5 m.
#[test]
fn tracks_on_the_map_are_where_the_states_are() {
    let folder = Folder::new();
    let dir = folder.path().join("csv").display().to_string();
    folder.cupola(&[&TUTORIAL[..], &["csv", "--out", &dir]].concat()).done();
    let map = folder.cupola(&[&TUTORIAL[..], &["geojson", "--out", "-"]].concat()).json();
    let states = fs::read_to_string(folder.path().join("csv/states.csv")).unwrap();
    let columns: Vec<&str> = states.lines().next().unwrap().split(',').collect();
    let column = |name: &str| columns.iter().position(|other| *other == name).unwrap();
    let [object, lon, lat, alt] = ["object", "lon_rad", "lat_rad", "altitude_m"].map(column);
    let (mut num, mut worst_m) = (0, 0.0_f64);
    for row in states.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()) {
        let features = map["features"].as_array().unwrap();
        let Some(track) = features.iter().find(|feature| feature["id"] == row[object]) else { continue };
        let [lon_rad, lat_rad, alt_m] = [lon, lat, alt].map(|index| row[index].parse::<f64>().unwrap());
        let place = [(lon_rad.to_degrees() + 180.0).rem_euclid(360.0) - 180.0, lat_rad.to_degrees(), alt_m];
        // Metres a degree, at 45° N, where the tutorial is, to a hundredth: of 100 m, one.
        let metres = |point: &Value| {
            let rise = 111_200.0 * (1.0 + alt_m / 6.371e6);
            let off = [0, 1, 2].map(|axis| point[axis].as_f64().unwrap() - place[axis]);
            [off[0] * rise * cupola::core::math::cos(lat_rad), off[1] * rise, off[2]]
        };
        let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        let line_off_m = |pair: &[Value]| {
            let [from, to] = [0, 1].map(|end| metres(&pair[end]));
            let way = [0, 1, 2].map(|axis| to[axis] - from[axis]);
            let share = (-dot(from, way) / dot(way, way).max(1e-9)).clamp(0.0, 1.0);
            let off = [0, 1, 2].map(|axis| from[axis] + share * way[axis]);
            dot(off, off).sqrt()
        };
        let line = track["geometry"]["coordinates"].as_array().unwrap();
        let off_m = line.windows(2).map(line_off_m).fold(f64::INFINITY, f64::min);
        (num, worst_m) = (num + 1, worst_m.max(off_m));
    }
    assert!(num > 100 && worst_m > 1.0 && worst_m < 102.0, "{num} rows, {worst_m} m off at the worst");
}

/// A folder holds one export: the same again may go over it, another may not.
#[test]
fn ephemerides_of_two_runs_are_not_mixed() {
    let folder = Folder::new();
    let dir = folder.path().join("o");
    let export = [&TUTORIAL[..], &["oem", "--out", dir.to_str().unwrap()]].concat();
    folder.cupola(&export).done();
    let files = || fs::read_dir(&dir).unwrap().count();
    let num = files();
    folder.cupola(&export).done();
    assert_eq!(files(), num);
    fs::write(dir.join("threat-of-another-run.oem"), "").unwrap();
    let said = folder.cupola(&export).refused();
    assert!(
        said.contains("1 files of another export are there, as threat-of-another-run.oem; allowed: a new"),
        "{said}"
    );
}

/// A stream of DIS is whole units; what is asked of it shows in them.
#[test]
fn dis_says_what_is_asked() {
    let folder = Folder::new();
    let file = folder.path().join("raid.dis");
    let asked =
        ["dis", "--exercise", "7", "--dis-version", "6", "--time-base", "relative", "--heartbeat-s", "2", "--out"];
    folder.cupola(&[&TUTORIAL[..], &asked, &[file.to_str().unwrap()]].concat()).done();
    let bytes = fs::read(&file).unwrap();
    let (mut at, mut kinds, mut last) = (0, [0; 4], 0);
    while at < bytes.len() {
        let unit = &bytes[at..at + usize::from(u16::from_be_bytes([bytes[at + 8], bytes[at + 9]]))];
        assert_eq!(unit[..2], [6, 7]);
        let stamp = u32::from_be_bytes([unit[4], unit[5], unit[6], unit[7]]);
        // The count begins anew each hour; no half hour goes by without a state.
        assert!(stamp & 1 == 0 && stamp.wrapping_sub(last) < 1 << 31, "relative, and in order of time");
        last = stamp;
        kinds[usize::from(unit[2])] += 1;
        at += unit.len();
    }
    assert!(kinds[1] > 100 && kinds[2] > 0 && kinds[3] >= kinds[2], "{kinds:?}");
}

#[test]
fn bad_input_is_named() {
    let folder = Folder::new();
    let types = folder.path().join("types.toml");
    fs::write(&types, "[threat]\nx = \"1.2\"\n[tank]\ny = \"1.1.0.1.0.0.0\"\n").unwrap();
    let unknown = folder.path().join("unknown.toml");
    fs::write(&unknown, "[threat]\ndron = \"2.11.0.1.0.0.0\"\n").unwrap();
    for (args, expected) in [
        (&["kml", "--out", "-"][..], "invalid value 'kml'"),
        (&["czml"], "--out"),
        (&["czml", "--arm", "nowhere", "--out", "-"], "--arm nowhere: no such arm; allowed: "),
        (&["czml", "--epoch", "yesterday", "--out", "-"], "--epoch yesterday"),
        (&["csv", "--out", "-"], "several tables go to a folder"),
        (&["dis", "--heartbeat-s", "0", "--threshold-m", "-1", "--out", "-"], "--threshold-m -1"),
        (&["dis", "--types", types.to_str().unwrap(), "--out", "-"], "types.toml:3:2: tank"),
        (&["dis", "--constellation", "nothing", "--out", "-"], "--constellation nothing"),
        (&["dis", "--udp", "192.0.2.1:3000"], "--to-another-machine"),
        (&["dis", "--udp", "255.255.255.255:3000"], "one machine or a group"),
        (&["dis", "--udp", "localhost"], "ADDRESS:PORT"),
        (&["dis", "--udp", "127.255.255.255:3000"], "one machine or a group"),
        (&["dis", "--udp", "127.0.0.1:3000", "--speed", "-1"], "--speed -1: allowed: 0.01 to 1000"),
        (&["dis", "--udp", "127.0.0.1:3000", "--ttl", "3"], "--ttl: 127.0.0.1 is no group"),
        (&["dis", "--heartbeat-s", "-2", "--out", "-"], "--heartbeat-s -2: allowed: 0.1 to 3600"),
        (&["dis", "--heartbeat-s", "3601", "--out", "-"], "--heartbeat-s 3601: allowed: 0.1 to 3600"),
        (&["dis", "--exercise", "-1", "--out", "-"], "-1 is not in 0..=255"),
        (&["dis", "--types", unknown.to_str().unwrap(), "--out", "-"], "threat.dron: is not in the scenario"),
        (&["czml", "--replicate", "-1", "--out", "-"], "allowed: whole numbers from 0"),
        (&["czml", "--udp", "127.0.0.1:3000"], "--udp: does not apply to --format czml; allowed: with --format dis"),
        (&["czml", "--epoch", "1949-12-31T23:59:59Z", "--out", "-"], "from the year 1950 to 2100"),
        (&["czml", "--epoch", "2101-01-01T00:00:00", "--out", "-"], "from the year 1950 to 2100"),
        (&["detections", "--epoch", "2028-01-01T00:00:00", "--out", "d"], "--epoch: does not apply"),
    ] {
        let said = folder.cupola(&[&TUTORIAL[..], args].concat()).refused();
        assert!(said.contains(expected), "{args:?}: {said}");
    }
    let all = ["geojson", "--frame", "teme", "--exercise", "2", "--heartbeat-s", "9", "--epoch", "x", "--out", "-"];
    let said = folder.cupola(&[&TUTORIAL[..], &all].concat()).refused();
    for option in ["--frame", "--exercise", "--heartbeat-s", "--epoch"] {
        assert!(said.contains(option), "{option}: {said}");
    }
    let no_folder = folder.path().join("none/at/all.czml");
    let ran = folder.cupola(&[&TUTORIAL[..], &["czml", "--out", no_folder.to_str().unwrap()]].concat());
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let empty = folder.cupola(&["export", folder.path().to_str().unwrap(), "--format", "czml", "--out", "-"]).refused();
    assert!(empty.contains("is no run folder"), "{empty}");
}
