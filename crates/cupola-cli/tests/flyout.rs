//! `cupola flyout`: its table in three forms, what it refuses, and the tables kept between commands.

mod common;

use common::{Folder, at, number};
use serde_json::Value;

#[test]
fn the_table_comes_with_its_values_and_assumptions() {
    let sheet = Folder::new().cupola(&["flyout", "pac3_mse", "--json"]).json();
    assert_eq!(sheet["interceptor"], "pac3-mse");
    assert_eq!((number(&sheet, "published.speed_m_s"), number(&sheet, "published.range_m")), (1_700.0, 40_000.0));
    let list = |key: &str| at(&sheet, key)[0].as_array().unwrap().clone();
    let (ranges, altitudes, times) = (list("ranges_m"), list("altitudes_m"), list("time_s"));
    assert_eq!((ranges[0].as_f64(), ranges[50].as_f64()), (Some(0.0), Some(40_000.0)));
    assert_eq!((altitudes[0].as_f64(), altitudes[40].as_f64()), (Some(20.0), Some(40_000.0)));
    for key in ["time_s", "speed_m_s", "manoeuvre_m_s2"] {
        let rows = list(key);
        assert!(rows.len() == altitudes.len() && rows.iter().all(|r| r.as_array().unwrap().len() == ranges.len()));
    }
    // Straight up it takes longer to a greater height, and no place is reached faster than the greatest speed allows.
    let time_s = |row: usize, column: usize| times[row][column].as_f64().unwrap();
    assert!((1..=40).all(|row| time_s(row, 0) > time_s(row - 1, 0)));
    assert!(time_s(20, 50) > 40_000.0 / 2_000.0);
    assert_eq!(list("rests_on").len(), 5);
    assert!(
        list("rests_on").iter().any(|v| v["key"] == "interceptor.pac3-mse.speed_km_s" && v["grade"] == "secondary")
    );
    assert!(list("assumed").iter().any(|a| a["name"] == "ballistic_coefficient_kg_m2" && a["low"] == 3_000.0));
}

#[test]
fn out_of_reach_is_empty_and_thrusters_count_where_there_is_no_air() {
    let folder = Folder::new();
    let text = folder.cupola(&["flyout", "sm3-iia", "--csv", "sm3.csv"]).done();
    assert!(text.contains("SM-3 Block IIA") && text.contains("flown without air"), "{text}");
    let csv = std::fs::read_to_string(folder.path().join("sm3.csv")).unwrap();
    let rows: Vec<Vec<&str>> = csv.lines().map(|l| l.split(',').collect()).collect();
    assert_eq!(rows[0], ["range_km", "altitude_km", "time_s", "speed_m_s", "manoeuvre_m_s2"]);
    assert!(rows.len() == 1 + 51 * 41 && rows.iter().all(|r| r.len() == 5));
    assert_eq!(rows[rows.len() - 1], ["2200.0000", "1000.0000", "", "", ""]);
    // ½ a t² = v t with 700 m/s and 30 s.
    assert_eq!((rows[1][0], rows[1][1], rows[1][4]), ("0.0000", "100.0000", "46.67"));
}

#[test]
fn a_type_that_falls_short_of_its_range_says_so() {
    let text = Folder::new().cupola(&["flyout", "sm6"]).done();
    assert!(text.contains("of the 370 km published"), "{text}");
}

#[test]
fn what_cannot_be_flown_is_refused_by_name() {
    let refused = |id: &str| Folder::new().cupola(&["flyout", id]).refused();
    assert!(refused("thad").contains("(did you mean `thaad`?)"));
    assert!(refused("shahed-136").contains("is no interceptor but of kind threat"));
    let error = refused("arrow3");
    assert!(error.contains("no boost_s, no ceiling_km") && error.contains("`cupola catalogue arrow3`"), "{error}");
    assert!(refused("sbi").contains("starts in orbit"));
}

const RUN: [&str; 10] = ["run", "tutorial", "--runs", "12", "--worlds", "4", "--threads", "2", "--json", "--out"];

fn log_hash(folder: &Folder, cache: &str, out: &str) -> String {
    let report: Value = folder.cupola_keeping(cache, &[&RUN[..], &[out]].concat()).json();
    report["log_hash"].as_str().expect("a run has a log hash").to_owned()
}

#[test]
fn kept_tables_change_nothing() {
    let folder = Folder::new();
    let without = log_hash(&folder, "", "a");
    assert_eq!(log_hash(&folder, "cache", "b"), without, "cold");
    let kept = folder.names("cache");
    assert!(!kept.is_empty() && kept.iter().all(|name| name.starts_with("flyout-")), "{kept:?}");
    let bytes = |name: &String| std::fs::read(folder.path().join("cache").join(name)).unwrap();
    let first: Vec<Vec<u8>> = kept.iter().map(bytes).collect();
    assert_eq!(log_hash(&folder, "cache", "c"), without, "warm");
    // One altered, one cut short, one of another interceptor, one that is no table at all.
    for (index, name) in kept.iter().enumerate() {
        let mut wrong = first[index].clone();
        match index % 4 {
            0 => wrong[5_000] ^= 1,
            1 => wrong.truncate(1_000),
            2 => wrong = first[(index + 1) % first.len()].clone(),
            _ => wrong = b"nothing".to_vec(),
        }
        folder.write(&format!("cache/{name}"), wrong);
    }
    assert_eq!(log_hash(&folder, "cache", "d"), without, "corrupted");
    assert_eq!(kept.iter().map(bytes).collect::<Vec<_>>(), first, "what was wrong is made again");
    folder.write("file", "in the way");
    assert_eq!(log_hash(&folder, "file/cache", "e"), without, "cannot be written");
    let table = |cache: &str| folder.cupola_keeping(cache, &["flyout", "thaad", "--json"]).done();
    assert!(table("") == table("other") && table("") == table("other"));
}
