//! `cupola space decay` and `cupola space fleet`: their documents, and what they refuse.

mod common;

use common::{Folder, at, number};

#[test]
fn low_orbits_last_as_long_as_the_sun_lets_them() {
    let args = ["space", "decay", "--altitude-km", "300", "--altitude-km", "550", "--altitude-km", "1400"];
    let sheet = Folder::new().cupola(&[&args[..], &["--json"]].concat()).json();
    let rows = at(&sheet, "rows")[0].as_array().unwrap().clone();
    let life = |row: usize, sun: &str| rows[row]["life_years"][sun].as_f64();
    assert!(life(0, "high").unwrap() < life(0, "likely").unwrap() && life(0, "low").unwrap() < 0.2);
    // A satellite of a five-year life at 550 km needs no more than that to come down by itself in most cycles.
    assert!((4.0..6.0).contains(&rows[1]["cycle_life_years"]["from_minimum"].as_f64().unwrap()));
    assert!(rows[2]["life_years"]["low"].is_null());
    assert!(rows[0]["keeping_m_s_per_year"]["likely"].as_f64().unwrap() > 50.0);
    let text = Folder::new().cupola(&args).done();
    assert!(text.contains("> 1000 y") && text.contains("median"), "{text}");
}

#[test]
fn a_fleet_is_bought_in_generations_and_thinned_by_failures() {
    let args = "space fleet --planes 4 --per-plane 5 --per-launch 5 --between-launches-days 30 --json";
    let words: Vec<&str> = args.split(' ').collect();
    let plain = Folder::new().cupola(&words).json();
    assert_eq!(number(&plain, "totals.num_bought"), 80.0);
    assert_eq!((number(&plain, "num_places"), number(&plain, "full_day")), (20.0, 90.0));
    let failing =
        [&words[..], &["--failures-per-year", "0.1", "--launch-success", "0.95", "--spares-per-plane", "1"]].concat();
    let failing = Folder::new().cupola(&failing).json();
    assert!(number(&failing, "totals.num_bought") > 90.0 && number(&failing, "totals.num_failed") > 10.0);
    let text = Folder::new().cupola(&words[..words.len() - 1]).done();
    assert!(text.contains("20 places in 4 planes") && text.contains("bought"), "{text}");
}

#[test]
fn every_option_out_of_range_is_named_at_once() {
    let refused = |args: &str| Folder::new().cupola(&args.split(' ').collect::<Vec<_>>()).refused();
    let decay = refused("space decay --altitude-km 90 --altitude-km nan --area-to-mass-m2-kg 0 --eccentricity 0.5");
    for fault in ["--altitude-km 90", "--altitude-km NaN", "--area-to-mass-m2-kg 0", "--eccentricity 0.5"] {
        assert!(decay.contains(fault), "{fault}: {decay}");
    }
    let fleet = refused(
        "space fleet --planes 0 --per-plane 5 --per-launch 0 --between-launches-days -1 --life-years 0 --launch-success 2 --runs 0",
    );
    for fault in [
        "--planes 0",
        "--per-launch 0",
        "--between-launches-days -1",
        "--life-years 0",
        "--launch-success 2",
        "--runs 0",
    ] {
        assert!(fleet.contains(fault), "{fault}: {fleet}");
    }
    assert!(
        refused("space fleet --planes 1000 --per-plane 10000 --per-launch 1 --between-launches-days 1")
            .contains("places")
    );
}
