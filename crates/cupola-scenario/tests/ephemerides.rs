//! Constellations from orbit ephemeris messages.

mod common;

use common::{Folder, GOOD};
use cupola_core::Day;
use cupola_earth::sgp4::{ElementSet, Satellite};
use cupola_scenario::oem::Epoch;
use cupola_scenario::orbits::{OrbitFile, parse};
use cupola_scenario::{Source, load};
use std::fmt::Write;

/// Two satellites 1 200 km up for 100 minutes: [`message`]s of [`satellite`]s.
const PAIR: &str = include_str!("data/pair.oem");

fn start() -> Epoch {
    Epoch::midnight(Day::from_ymd(2028, 1, 1).expect("a day"))
}

/// A satellite in a circle 1 200 km up, by the place of its node and its place in it (degrees).
fn satellite(node_deg: f64, anomaly_deg: f64) -> Satellite {
    let set = ElementSet {
        catalogue_number: 1,
        epoch_j2000_s: start().j2000_s(),
        bstar_per_earth_radius: 0.0,
        mean_motion_rad_s: 9.567e-4,
        eccentricity: 1e-3,
        inclination_rad: 55.0_f64.to_radians(),
        raan_rad: node_deg.to_radians(),
        arg_perigee_rad: 0.0,
        mean_anomaly_rad: anomaly_deg.to_radians(),
    };
    set.satellite().expect("an orbit")
}

/// A message of one object: rows of TEME, from and to a time past the start (s).
fn message(originator: &str, id: &str, satellite: &Satellite, [from_s, until_s, step_s]: [f64; 3]) -> String {
    let at = |time_s: f64| start().plus_s(time_s);
    let mut text = format!(
        "CCSDS_OEM_VERS = 2.0\nCREATION_DATE = {}\nORIGINATOR = {originator}\nMETA_START\nOBJECT_NAME = {id}\nOBJECT_ID = {id}\n\
         CENTER_NAME = EARTH\nREF_FRAME = TEME\nTIME_SYSTEM = UTC\nSTART_TIME = {}\nSTOP_TIME = {}\nMETA_STOP\n",
        start(),
        at(from_s),
        at(until_s),
    );
    let mut time_s = from_s;
    while time_s <= until_s {
        let state = satellite.state(at(time_s).j2000_s() - satellite.epoch_j2000_s()).expect("it is up");
        let (r, v) = (state.pos_teme_m / 1e3, state.vel_teme_m_s / 1e3);
        writeln!(text, "{} {:.6} {:.6} {:.6} {:.9} {:.9} {:.9}", at(time_s), r.x, r.y, r.z, v.x, v.y, v.z)
            .expect("text takes all");
        time_s += step_s;
    }
    text
}

fn read(text: &str) -> OrbitFile {
    parse(text, "x.oem", None).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The faults, one a line, without what is allowed.
fn faults(text: &str) -> Vec<String> {
    let faults = parse(text, "x.oem", None).expect_err("it is spoilt").0;
    let short = |fault: &cupola_scenario::Fault| {
        assert!(fault.allowed.is_some(), "{fault:?}");
        fault.to_string().split("; allowed").next().expect("there is a first").to_owned()
    };
    faults.iter().map(short).collect()
}

/// Largest distance between two satellites over a time past the start (m).
fn apart_m(a: &Satellite, b: &Satellite, [from_s, until_s]: [f64; 2]) -> f64 {
    let at = |s: &Satellite, time_s: f64| {
        s.state(start().plus_s(time_s).j2000_s() - s.epoch_j2000_s()).expect("it is up").pos_teme_m
    };
    (0..=200)
        .map(|k| from_s + f64::from(k) / 200.0 * (until_s - from_s))
        .map(|time_s| (at(a, time_s) - at(b, time_s)).norm())
        .fold(0.0, f64::max)
}

/// Each object is a satellite, where it was: in the time of the file and a day later.
#[test]
fn each_object_becomes_a_satellite() {
    let file = read(PAIR);
    assert_eq!(file.entries.len(), 2);
    for (entry, (id, node_deg, anomaly_deg)) in
        file.entries.iter().zip([("WATCH 1", 10.0, 0.0), ("WATCH 2", 190.0, 40.0)])
    {
        assert_eq!((entry.name.as_deref(), entry.id.clone()), (Some(id), format!("object {id} ({id})")));
        let truth = satellite(node_deg, anomaly_deg);
        let [within_m, later_m] =
            [[0.0, 6_000.0], [86_400.0, 92_400.0]].map(|span| apart_m(&entry.satellite, &truth, span));
        let fit = entry.fit.unwrap();
        assert!(
            within_m < fit.largest_m + 0.05 && fit.largest_m < 0.1 && later_m < 5.0,
            "{within_m} m, {later_m} m, {fit:?}"
        );
    }
    assert_eq!(file.warnings.len(), 1);
    let told = file.warnings[0].to_string();
    assert!(told.contains("2 of SGP4, fitted to ephemerides: the worst, of object WATCH"), "{told}");
    let old = parse(PAIR, "x.oem", Day::from_ymd(2030, 1, 1)).unwrap();
    assert!(old.warnings.len() == 2 && old.warnings[1].message.contains("2 of 2 epochs"), "{:?}", old.warnings);
}

/// Segments of one object are one satellite, in whatever order they stand and though they share a row; two objects are two.
#[test]
fn segments_of_an_object_are_joined() {
    let one = satellite(10.0, 0.0);
    let parts = [[3_000.0, 6_000.0, 300.0], [0.0, 3_000.0, 300.0]].map(|span| message("TEST", "A", &one, span));
    let other = message("TEST", "B", &one, [0.0, 6_000.0, 300.0]);
    let joined = read(&[parts.concat(), other].concat());
    assert_eq!(joined.entries.len(), 2);
    assert_eq!(joined.entries[0].set, joined.entries[1].set);
}

/// Of what `cupola export` wrote, satellites alone are read, and the rest is told of; others' ids may be anything.
#[test]
fn threats_and_rounds_of_a_raid_are_left_out() {
    let of = |originator: &str, id: &str| message(originator, id, &satellite(10.0, 0.0), [0.0, 3_000.0, 300.0]);
    let raid = read(&[of("CUPOLA", "threat/icbm"), of("CUPOLA", "shot/1"), of("CUPOLA", "satellite/a-1")].concat());
    assert_eq!(raid.entries.len(), 1);
    assert!(raid.warnings[0].message.ends_with("2 threats and rounds of the raid are left out"), "{:?}", raid.warnings);
    assert_eq!(read(&of("ESA", "threat/icbm")).entries.len(), 1);
    assert_eq!(faults(&of("CUPOLA", "threat/icbm")), ["x.oem:1:1: the file holds no satellite"]);
    // Of a high orbit a raid shows but an arc: told of, where others' are refused.
    let short = |originator: &str| message(originator, "satellite/b-1", &satellite(10.0, 0.0), [0.0, 1_200.0, 60.0]);
    let raid = read(&[short("CUPOLA"), of("CUPOLA", "satellite/a-1")].concat());
    assert_eq!(raid.entries.len(), 1);
    assert!(raid.warnings[0].message.ends_with("; 1 satellites shown for too short a time are left out"), "{raid:?}");
    assert!(faults(&short("ESA"))[0].contains("0.18 of a revolution"));
}

/// Lines end as they like; what a terminal would take for orders is told as what it is; the years are those that frames are meant for.
#[test]
fn texts_are_read_and_told_as_they_are() {
    let good = message("TEST", "A", &satellite(10.0, 0.0), [0.0, 6_000.0, 300.0]);
    let known = read(&good).entries[0].set;
    for end in ["\r\n", "\r"] {
        assert_eq!(read(&good.replace('\n', end)).entries[0].set, known);
    }
    let told = faults(&good.replace("OBJECT_NAME = A", "OBJECT_NAME = \u{1b}[31mA"));
    assert_eq!(told, ["x.oem:5:15: OBJECT_NAME: is `\\u{1b}[31mA`"]);
    assert!(faults(&good.replace("2028-01-01T", "2300-01-01T"))[0].contains("START_TIME: is `2300-01-01T"));
}

/// Two objects of one id and name are not one.
#[test]
fn an_object_is_in_one_place() {
    let [a, b] = [0.0, 180.0].map(|at_deg| message("TEST", "A", &satellite(10.0, at_deg), [0.0, 6_000.0, 300.0]));
    let told = faults(&(a + &b));
    assert!(
        told.len() == 1 && told[0].starts_with("x.oem:4:1: A: is in two places at 2028-01-01T00:00:00"),
        "{told:?}"
    );
}

/// Every fault at once, each at its place: what cannot be read; else every object that has no orbit.
#[test]
fn bad_files_are_refused_with_their_places() {
    let one = satellite(10.0, 0.0);
    let good = message("TEST", "A", &one, [0.0, 6_000.0, 300.0]);
    let spoilt =
        good.replace("REF_FRAME = TEME", "REF_FRAME = MARS").replace("T00:10:00.000000 ", "T00:10:00.000000 km ");
    let found = faults(&spoilt);
    assert!(found.len() == 2 && found[0].starts_with("x.oem:8:13: REF_FRAME: is `MARS`"), "{found:?}");
    assert!(found[1].starts_with("x.oem:15:1: A: `2028-01-01T00:10:00.000000 km"), "{found:?}");

    // Another place from row 12 on: what a manoeuvre does, or another frame.
    let moved = message("TEST", "D", &satellite(10.2, 0.0), [3_300.0, 6_000.0, 300.0]);
    let objects = [
        message("TEST", "B", &one, [0.0, 1_200.0, 300.0]),
        message("TEST", "C", &one, [0.0, 1_200.0, 60.0]),
        message("TEST", "D", &one, [0.0, 3_000.0, 300.0]),
        moved,
    ];
    let lines = |text: &str| text.lines().count();
    let found = faults(&objects.concat());
    let [second, third] = [lines(&objects[0]), lines(&objects[0]) + lines(&objects[1])].map(|before| before + 4);
    assert_eq!(found[0], "x.oem:4:1: B: 5 states do not make an orbit; give 6 or more");
    assert_eq!(found[1], format!("x.oem:{second}:1: C: the states cover 0.18 of a revolution; give 0.25 or more"));
    assert!(found[2].starts_with(&format!("x.oem:{third}:1: D: the best orbit is ")), "{found:?}");
    assert!(found[2].contains("more than 5000 m: it manoeuvres") && found.len() == 3, "{found:?}");
    assert_eq!(faults("<ndm>\n<oem/></ndm>"), ["x.oem:2:1: oem: an ephemeris is not read as XML"]);
}

/// A scenario takes it by the key of all files of orbits; it becomes part of the scenario, and what it is worth is a caveat.
#[test]
fn a_scenario_names_an_ephemeris() {
    let folder = Folder::new("ephemeris");
    folder.write("pair.oem", PAIR.replace('\n', "\r\n"));
    folder.write("bad.oem", PAIR.replace("REF_FRAME = TEME", "REF_FRAME = MARS"));
    let scenario = |file: &str| {
        let text = "[[constellation]]\nid = \"high\"\nnation = \"coastland\"\nrole = \"warning\"\n[[constellation.satellite]]\n";
        folder.write("scenario.toml", format!("{GOOD}\n{text}elements_file = \"{file}\"\n"))
    };
    let loaded = load(Source::Path(&scenario("pair.oem")), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(loaded.world.constellations[0].stated.num(), 2);
    let told = "Orbits of high: 2 of SGP4, fitted to ephemerides";
    assert!(loaded.world.caveats.iter().any(|c| c.starts_with(told)), "{:?}", loaded.world.caveats);
    let alone = folder.write("alone/scenario.toml", &loaded.text);
    assert_eq!(load(Source::Path(&alone), &[]).unwrap_or_else(|faults| panic!("{faults}")).hash, loaded.hash);
    let printed = load(Source::Path(&scenario("bad.oem")), &[]).unwrap_err().to_string();
    let places: Vec<&str> = printed.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert!(
        places.len() == 2 && places[0].ends_with("bad.oem:8:13") && places[1].ends_with("bad.oem:41:13"),
        "{printed}"
    );
}
