//! `cupola space size`, `reach` and `studies`: contracts of their JSON, and refusals by name.

mod common;

use common::{Folder, Ran};

/// AEI's interceptor over 40° north.
const QUESTION: &str = "space size --altitude-km 300 --inclination-deg 45 --latitude-deg 40 --speed-km-s 6 \
    --acceleration-g 15 --time-s 120";

fn cupola(words: &str) -> Ran {
    Folder::new().cupola(&words.split_whitespace().collect::<Vec<_>>())
}

#[test]
fn a_sizing_keeps_its_contract() {
    let sheet = cupola(&format!("{QUESTION} --salvo 5 --shots 2 --unit-cost-musd 20 --json")).json();
    let number = |key: &str| sheet[key].as_f64().unwrap();
    assert_eq!(sheet["criterion"], "shell");
    assert!((number("absentee_ratio") * number("fraction") - 1.0).abs() < 1e-9);
    assert!((number("fraction") / number("exact_fraction") - 1.0).abs() < 1e-3);
    let by = &sheet["by_criterion"];
    assert!(by["mean"].as_u64() < by["shell"].as_u64() && by["shell"].as_u64() <= by["worst_gap"].as_u64());
    assert!(sheet["num_in_reach"]["p05"].as_f64().unwrap() >= 10.0);
    // Four generations of satellites at 20 million dollars.
    assert!((number("cost_usd") / (number("num_satellites") * 80e6) - 1.0).abs() < 1e-9);
}

#[test]
fn the_mean_is_linear_in_the_salvo() {
    let table = cupola(&format!("{QUESTION} --criterion mean --vary salvo=1,2,5,10 --json")).json();
    for (row, law) in table["rows"].as_array().unwrap().iter().zip([1.0, 2.0, 5.0, 10.0]) {
        assert!((row["law_ratio"].as_f64().unwrap() - law).abs() < 1e-9);
        assert!((row["ratio"].as_f64().unwrap() / law - 1.0).abs() < 0.01, "{row}");
    }
}

#[test]
fn a_climbing_threat_and_two_regions_are_sized_and_the_best_shell_found() {
    let climb = "space size --inclination-deg 50 --threat icbm-solid --from 39,125.7 --to 47,-100 --speed-km-s 6 \
        --acceleration-g 15 --delay-s 60 --criterion mean --json";
    let one = cupola(&format!("{climb} --altitude-km 300")).json();
    let two = cupola(&format!("{climb} --altitude-km best --from 33,53 --to 47,-100")).json();
    assert_eq!((&two["num_regions"], &two["altitude_m"]), (&2.into(), &300e3.into()));
    assert!(two["num_satellites"].as_u64() >= one["num_satellites"].as_u64());
    assert!(two["num_shells_tried"].as_u64() > Some(5) && one["num_shells_tried"].is_null());
    assert!(one["fraction"].as_f64() > one["exact_fraction"].as_f64());
}

#[test]
fn reach_gives_the_printed_fraction() {
    let sheet = cupola(
        "space reach --altitude-km 300 --inclination-deg 45 --latitude-deg 40 --reach-km 600 --count 1600 --json",
    );
    let sheet = sheet.json();
    assert!((sheet["fraction"].as_f64().unwrap() / 5.328_722e-3 - 1.0).abs() < 1e-4);
    assert!((sheet["absentee_ratio"].as_f64().unwrap() / 187.7 - 1.0).abs() < 1e-3);
    assert!((sheet["mean_in_reach"].as_f64().unwrap() / 8.526 - 1.0).abs() < 1e-3);
    assert!((sheet["product_formula_fraction"].as_f64().unwrap() / 4.357e-3 - 1.0).abs() < 1e-3);
    let never =
        cupola("space reach --altitude-km 300 --inclination-deg 45 --latitude-deg -80 --reach-km 600 --json").json();
    assert!(never["fraction"] == 0.0 && never["absentee_ratio"].is_null());
}

#[test]
fn studies_say_when_they_tell_nothing_and_give_their_own_equations() {
    let studies = cupola("space studies cbo-2026 aei-2025-boost --json").json();
    assert_eq!(studies[0]["results"][0]["verdict"], "not discriminating");
    assert_eq!(studies[0]["results"][0]["printed"]["low"], 7_800.0);
    let aei = &studies[1]["results"][0];
    assert_eq!(aei["own_equations"]["count"], 4_986);
    assert!(aei["computed"]["low"].as_f64() < aei["computed"]["high"].as_f64());
    assert!(cupola("space size cbo-2026 --json").json()["num_satellites"].as_u64() > Some(1_000));
}

#[test]
fn every_fault_is_named() {
    let faults = cupola("space size --altitude-km x --salvo 0 --delay-s -4 --criterion most --vary salve=1").refused();
    assert!(faults.contains("--criterion most") && faults.contains("--vary salve=1"), "{faults}");
    let faults = cupola("space size --altitude-km x --salvo 0 --delay-s -4").refused();
    for part in ["--altitude-km x", "--inclination-deg is needed", "--salvo 0", "--delay-s -4", "--time-s is needed"] {
        assert!(faults.contains(part), "{part} not in {faults}");
    }
    let late = cupola(&format!("{QUESTION} --delay-s 130")).refused();
    assert!(late.contains("130 s") && late.contains("120 s"), "{late}");
    let far = cupola(&QUESTION.replace("40 --speed", "70 --speed")).refused();
    assert!(far.contains("no orbit reaches"), "{far}");
    assert!(cupola("space studies cbo-2062").refused().contains("cbo-2026"));
    assert!(cupola("space studies ./nothing.toml").refused().contains("cannot be read"));
    let planes =
        cupola("space reach --altitude-km 300 --inclination-deg 45 --latitude-deg 40 --reach-km 600 --walker 1600/0/1");
    assert!(planes.refused().contains("0 planes"));
}
