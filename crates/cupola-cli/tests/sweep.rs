//! `cupola sweep`: its contract, its table, how it refuses.

mod common;

use common::{Folder, at, number};

const FEW: [&str; 6] = ["--runs", "200", "--worlds", "50", "--threads", "2"];

fn sweep(args: &[&str]) -> common::Ran {
    Folder::new().cupola(&[&["sweep", "tutorial"], args, &FEW].concat())
}

#[test]
fn the_document_keeps_its_contract() {
    let json = sweep(&[
        "--vary",
        "battery.harbour-battery.channels=1..5:3",
        "--vary",
        "doctrine.shoot_look_shoot=true,false",
        "--json",
    ])
    .json();
    assert_eq!(json["scenario"], "tutorial");
    assert_eq!(json["keys"][0], "battery.harbour-battery.channels");
    let points = json["points"].as_array().unwrap();
    assert_eq!(points.len(), 6);
    assert_eq!(points[3]["set"]["battery.harbour-battery.channels"], 3.0);
    assert_eq!(points[3]["set"]["doctrine.shoot_look_shoot"], "false");
    for metric in ["through", "leakers", "fired", "fired.pac3-mse", "value_lost_fraction", "expended_raid_usd"] {
        for key in ["mean", "ci95_low", "ci95_high", "p05", "p95"] {
            assert!(number(&points[0], "metrics.leakers.mean").is_finite());
            assert!(points[1]["metrics"][metric][key].is_number(), "{metric} {key}");
            assert!(points[1]["delta"][metric][key].is_number(), "{metric} {key}");
        }
        assert_eq!(points[0]["delta"][metric]["mean"], 0.0, "the first point is the base");
    }
    for metric in ["through_total", "leakers_total", "first_empty_day"] {
        assert!(points[0]["metrics"][metric]["mean"].is_number(), "{metric}");
    }
    assert!(json["until_equal"].is_null());
}

#[test]
fn a_point_is_what_a_run_gives() {
    let set = "battery.harbour-battery.channels=2";
    let json = sweep(&["--vary", "battery.harbour-battery.channels=1,2", "--json"]).json();
    let run = Folder::new().cupola(&[&["run", "tutorial", "--set", set, "--json"], &FEW[..]].concat()).json();
    for key in ["mean", "ci95_low", "p95"] {
        let here = at(&json, "points")[0][1].clone();
        assert_eq!(here["metrics"]["leakers"][key], run["raid"]["leakers"][key]);
        assert_eq!(here["metrics"]["through"][key], run["raid"]["through"][key]);
        assert_eq!(here["metrics"]["leakers_total"][key], run["campaign"]["leakers_total"][key]);
        assert_eq!(here["metrics"]["fired.pac3-mse"][key], run["raid"]["shots"]["pac3-mse"]["fired"][key]);
    }
}

#[test]
fn the_value_of_the_base_is_found_from_values_on_either_side() {
    let key = "interceptor.pac3-mse.kill_probability_ballistic_short";
    let base = format!("{key}=0.6");
    let ask = |values: &str| {
        let vary = format!("{key}={values}");
        sweep(&["--vary", &vary, "--base-set", &base, "--until-equal", "leakers", "--json"]).json()["until_equal"]
            .clone()
    };
    let met = ask("0.2..0.8:4");
    assert_eq!((&met["metric"], &met["key"], &met["found"]), (&"leakers".into(), &key.into(), &true.into()));
    let stretch = met["stretch"].as_array().map(|ends| ends.iter().map(|end| end.as_f64().unwrap()).collect());
    let stretch: Vec<f64> = stretch.unwrap_or_else(|| vec![number(&met, "value"); 2]);
    assert!(stretch[0] <= 0.6 && stretch[1] >= 0.6, "nothing differs at 0.6: {met}");
    assert!(number(&met, "low") < stretch[0] && number(&met, "high") > stretch[1], "{met}");
    let found = ask("0.1..0.9:3");
    let [value, low, high] = ["value", "low", "high"].map(|key| number(&found, key));
    assert!((value - 0.6).abs() < 0.02 && low <= 0.6 && high >= 0.6, "{found}");
}

/// A text whose lines are put together.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_stretch_and_an_open_end_are_said_as_the_document_has_them() {
    let ask = |more: &[&str]| {
        let vary = ["sweep", "tutorial", "--runs", "200", "--seed", "23", "--vary", "doctrine.authority_s=1..400:5"];
        Folder::new().cupola(&[&vary[..], &["--until-equal", "through"], more].concat())
    };
    let found = ask(&["--json"]).json()["until_equal"].clone();
    assert!(found["stretch"][0] == 1.0 && found["low"].is_null(), "{found}");
    let (last, high) = (found["stretch"][1].as_f64().unwrap(), number(&found, "high"));
    assert!(15.0 < last && last < high && high < 100.75, "{found}");
    let text = one_line(&ask(&[]).done());
    assert!(
        text.contains("equal from doctrine.authority_s = 1 to ") && text.contains("interval below 1 to "),
        "{text}"
    );
    let key = "stock.coastland.pac3.quantity";
    let ask = |more: &[&str]| {
        let vary = format!("{key}=1..90:3");
        sweep(&[&["--vary", &vary, "--until-equal", "first_empty_day=26.5"], more].concat())
    };
    let found = ask(&["--json"]).json()["until_equal"].clone();
    assert!(found["low"].is_null() && found["stretch"].is_null(), "{found}");
    let [value, high] = ["value", "high"].map(|end| number(&found, end));
    let text = one_line(&ask(&[]).done());
    assert!(text.contains(&format!("{key} = {value:.1} (95 % interval below 1 to {high:.1}, from")), "{text}");
}

#[test]
fn what_is_not_crossed_is_said() {
    let vary = "battery.harbour-battery.channels=1..3:3";
    let json = sweep(&["--vary", vary, "--until-equal", "leakers=0", "--json"]).json();
    assert_eq!(json["until_equal"]["found"], false);
    assert!(json["until_equal"]["value"].is_null());
    let text = sweep(&["--vary", vary, "--until-equal", "leakers=0"]).done();
    let text = one_line(&text);
    assert!(text.contains("no crossing: “damage” (leakers) at 0") && text.contains("it stays above, by"), "{text}");
}

#[test]
fn a_key_that_changes_nothing_is_said() {
    // The probability against short-range missiles stands in place of the one against all.
    let general = "interceptor.pac3-mse.kill_probability";
    let special = format!("{general}_ballistic_short=0.2,0.8");
    let general_varied = format!("{general}=0.2,0.8");
    let set = ["--set", "interceptor.pac3-mse.kill_probability_ballistic_short=0.5"];
    let json = sweep(
        &[&["--vary", &general_varied, "--vary", "battery.harbour-battery.channels=1,3", "--json"], &set[..]].concat(),
    )
    .json();
    assert_eq!(json["without_effect"], serde_json::json!([general]), "{json}");
    let hashes: Vec<&str> = json["points"].as_array().unwrap().iter().map(|p| p["hash"].as_str().unwrap()).collect();
    assert!(hashes[0] == hashes[2] && hashes[1] == hashes[3] && hashes[0] != hashes[1], "{hashes:?}");
    let text = sweep(&[&["--vary", &general_varied], &set[..]].concat()).done();
    assert!(text.contains(&format!("{general} changes nothing")), "{text}");
    let json = sweep(&["--vary", &special, "--json"]).json();
    assert_eq!(json["without_effect"], serde_json::json!([]), "{json}");
}

#[test]
fn the_table_has_a_row_for_each_point_and_fits_the_window() {
    let text = sweep(&["--vary", "battery.harbour-battery.channels=1..3:3"]).done();
    for words in ["HEADLINE RAID", "CAMPAIGN", "DIFFERENCE to the first point", "interceptors", "±"] {
        assert!(text.contains(words), "no {words}: {text}");
    }
    for channels in ["1", "2", "3"] {
        let rows = text.lines().filter(|line| line.split_whitespace().next() == Some(channels));
        assert_eq!(rows.count(), 3, "{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn every_fault_is_named_at_once() {
    let bad = sweep(&[
        "--vary",
        "battery.harbor-battery.channels=1..3:3",
        "--vary",
        "battery.harbour-battery.channels=9..3:1",
        "--until-equal",
        "leaked",
        "--set",
        "doctrine.corelation=1",
        "--base-set",
        "x=1",
    ])
    .refused();
    for words in [
        "--base-set:1:1: x: unknown key",
        "LO 9 is not below HI 3",
        "N is `1`",
        "looks along one key",
        "corelation: unknown key",
    ] {
        assert!(bad.contains(words), "no `{words}`: {bad}");
    }
    for (args, words) in [
        (&["--vary", "battery.harbor-battery.channels=1..3:3"][..], "did you mean `harbour-battery`"),
        (&["--vary", "battery.harbour-battery.kind=1..3:3"], "battery.harbour-battery.kind: is"),
        (&["--vary", "battery.harbour-battery.channels=few,many"], "--vary:1:34: battery.harbour-battery.channels: is"),
        (&["--vary", "battery.harbour-battery.channels=1,1e300"], "channels: 1e300 is not allowed"),
        (
            &["--vary", "battery.harbour-battery.channels=1,2", "--until-equal", "leaked"],
            "no such metric; allowed: through",
        ),
        (&["--vary", "battery.harbour-battery.channels=2,1", "--until-equal", "leakers"], "numbers in ascending order"),
        (&["--vary", "battery.harbour-battery.channels=1,2", "--until-equal", "leakers=few"], "`few` is no number"),
        (&["--vary", "doctrine.assess_s=1,2", "--vary", "doctrine.assess_s=1,2"], "given twice"),
        (&["--vary", "battery.harbour-battery.channels"], "has no `=`"),
        (&["--vary", "battery.harbour-battery.channels=1,2", "--base-set", "x=1"], "unknown key"),
    ] {
        let err = sweep(args).refused();
        assert!(err.contains(words), "{args:?}: {err}");
    }
    let vary = "battery.harbour-battery.channels=nan,3";
    let sizes = ["sweep", "tutorial", "--runs", "0", "--worlds", "0", "--vary", vary, "--until-equal", "leakers"];
    let err = Folder::new().cupola(&sizes).refused();
    let lines: Vec<&str> = err.lines().collect();
    assert_eq!(lines.len(), 3, "{err}");
    assert!(lines[0].starts_with("--runs 0") && lines[1].starts_with("--worlds 0"), "{err}");
    assert!(lines[2].ends_with("nan is not a finite number"), "{err}");
}
