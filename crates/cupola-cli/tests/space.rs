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

/// Of the published verification set: the first satellite, and one that decays on the second day.
const VANGUARD: &str = "VANGUARD 1\n\
    1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753\n\
    2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667\n";
const FALLING: &str = "\
    1 28350U 04020A   06167.21788666  .16154492  76267-5  18678-3 0  8894\n\
    2 28350  64.9977 345.6130 0024870 260.7578  99.9590 16.47856722116490\n";

#[test]
fn satellites_of_files_are_where_sgp4_says() {
    let folder = Folder::new();
    folder.write("sets.tle", [VANGUARD, FALLING].concat());
    let states = |more: &str| {
        let words = format!("space states --elements sets.tle --step-s 3600 --csv states.csv{more}");
        folder.cupola(&words.split(' ').collect::<Vec<_>>())
    };
    let told = states(" --hours 72 --json").json();
    let [first, second] = [0, 1].map(|i| told["satellites"][i].clone());
    assert_eq!((&told["frame"], &first["name"], &first["lost"]), (&"TEME".into(), &"VANGUARD 1".into(), &().into()));
    assert_eq!((&first["epoch"], &first["num_states"]), (&"2000-06-27T18:50:19.733568".into(), &73.into()));
    assert!((number(&first, "lowest_km"), number(&first, "highest_km")) > (640.0, 3_800.0), "{first}");
    let rows = |number: &str| -> Vec<Vec<f64>> {
        let text = std::fs::read_to_string(folder.path().join("states.csv")).unwrap();
        assert!(text.starts_with("satellite,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s\n"));
        let own = text.lines().filter_map(|line| line.strip_prefix(&format!("{number},")));
        own.map(|line| line.split(',').map(|value| value.parse().unwrap()).collect()).collect()
    };
    // Published with the code (`VALLADO2006`), km and km/s.
    let published = [-7154.03120202, -3783.17682504, -3536.19412294, 4.741887409, -4.151817765, -2.093935425];
    let found = rows("5")[6].clone();
    assert_eq!(found[0], 6.0 * 3_600.0);
    assert!(found[1..].iter().zip(published).all(|(si, km)| (si / 1e3 - km).abs() < 1e-8), "{found:?}");
    let lost_s = number(&second, "lost.time_s");
    assert!(lost_s > 0.0 && lost_s < 72.0 * 3_600.0 && rows("28350").len() as f64 == number(&second, "num_states"));
    assert_eq!(rows("28350").last().unwrap()[0], lost_s - 3_600.0);
    assert!(states(" --hours 72").done().contains(&format!("no state from {lost_s} s: ")));
    // The same moment in UTC.
    states(" --hours 1 --epoch 2000-06-28T00:50:19.733568Z").done();
    assert!(found[1..].iter().zip(&rows("5")[0][1..]).all(|(a, b)| (a - b).abs() < 1e-3));
    let wrong = states(" --hours -1 --epoch noon").refused();
    assert!(wrong.contains("--hours -1: allowed: 0 to ") && wrong.contains("--epoch noon: allowed: as"), "{wrong}");
    assert!(states(" --hours 1e9").refused().contains("for 2 satellites with steps of 3600 s"));
}
