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

const SHARE: &str = "agreement.golden-dome-japan.output.pac3-japan.share";

fn sweep_japan(args: &[&str]) -> common::Ran {
    Folder::new().cupola(&[&["sweep", "japan-2028", "--runs", "40", "--worlds", "20"], args].concat())
}

#[test]
fn an_arm_is_played_at_every_point_and_compared_with_the_base_arm() {
    let vary = format!("{SHARE}=0,0.9");
    let cover = "days_of_cover.japan.pac3";
    let json = sweep_japan(&["--arm", "golden-dome", "--vary", &vary, "--until-equal", cover, "--json"]).json();
    assert_eq!(json["arm"], serde_json::json!(["golden-dome", "Japan joins Golden Dome"]));
    assert_eq!(json["base"]["name"], "japan-2028 as it is, arm today");
    assert_eq!(json["until_equal"]["target"], json["base"]["metrics"][cover]["mean"]);
    let theatre = |base: &str| {
        let sets = ["--set", &format!("{SHARE}=0.9"), "--set", &format!("compare.base={base}")];
        let run = ["run", "japan-2028", "--runs", "40", "--worlds", "20", "--json"];
        let run = Folder::new().cupola(&[&run[..], &sets].concat()).json();
        run["campaign"]["theatre_at_raids_start"]["japan"]["pac3"]["mean"].as_f64().unwrap()
    };
    let key = "theatre_at_raids_start.japan.pac3";
    let (today, golden_dome) = (theatre("today"), theatre("golden-dome"));
    assert!(golden_dome < today, "{golden_dome}, {today}");
    assert_eq!(json["base"]["metrics"][key]["mean"], today, "the base is the base arm");
    assert_eq!(json["points"][1]["metrics"][key]["mean"], golden_dome, "a point is the arm asked for");
    assert_ne!(json["points"][0]["hash"], json["points"][1]["hash"], "what is exported tells");
    // With changes of its own the base is the same arm: nothing differs where the changes are the point's.
    let own =
        sweep_japan(&["--arm", "golden-dome", "--vary", &vary, "--base-set", &format!("{SHARE}=0.9"), "--json"]).json();
    assert_eq!(own["base"]["name"], format!("japan-2028 with {SHARE}=0.9, arm golden-dome"));
    let metrics = own["points"][1]["delta"].as_object().unwrap();
    assert!(metrics.len() > 20 && metrics.values().all(|delta| delta["mean"] == 0.0), "{own}");
    assert!(own["points"][0]["delta"][cover]["mean"].as_f64().unwrap() > 0.0, "{own}");
}

#[test]
fn a_key_of_an_agreement_that_is_not_played_is_refused_with_the_arms_that_have_it() {
    let vary = format!("{SHARE}=0..0.9:4");
    let words = "arm today, which is played, has no agreement golden-dome-japan; allowed: --arm golden-dome";
    for arm in [&[][..], &["--arm", "today"]] {
        let err = sweep_japan(&[&["--vary", &vary], arm].concat()).refused();
        assert!(err.contains(words), "{err}");
    }
    let none = sweep_japan(&["--set", "compare.arms.golden-dome.agreements=[\"alliance-today\"]", "--vary", &vary]);
    let err = none.refused();
    assert!(err.contains("has no agreement golden-dome-japan; no arm has it"), "{err}");
    let err = sweep_japan(&["--arm", "tomorrow", "--vary", &vary, "--until-equal", "cover"]).refused();
    assert!(err.contains("--arm tomorrow: no such arm; allowed: today, golden-dome"), "{err}");
    assert!(err.contains("--until-equal cover: no such metric") && err.contains("days_of_cover.japan.pac3"), "{err}");
    assert_eq!(err.matches("no such arm").count(), 1, "{err}");
}

/// With 21 runs a quantile of numbers and one of days are both that of one run.
#[test]
fn what_a_stock_is_asked_for_is_what_a_run_gives() {
    let size = ["--runs", "21", "--worlds", "21", "--set", "stock.coastland.pac3.quantity=1", "--json"];
    let key = "battery.harbour-battery.channels";
    let vary = format!("{key}=1,2");
    let json = Folder::new().cupola(&[&["sweep", "tutorial", "--vary", &vary], &size[..]].concat()).json();
    let set = format!("{key}=2");
    let run = Folder::new().cupola(&[&["run", "tutorial", "--set", &set], &size[..]].concat()).json();
    let (here, campaign) = (&json["points"][1]["metrics"], &run["campaign"]);
    let of_run = |name: &str| campaign[name]["coastland"]["pac3"].clone();
    for name in ["at_raids_start", "theatre_at_raids_start"] {
        assert_eq!(here[format!("{name}.coastland.pac3")]["mean"], of_run(name)["mean"], "{name}");
    }
    let days = number(campaign, "days");
    let mut num_days = 0;
    for (metric, name) in [
        ("first_empty_day", "first_empty_day"),
        ("first_battery_empty_day", "first_battery_empty_day"),
        ("first_zero_day", "first_zero_day"),
        ("first_below_reserve_day", "first_day_below_reserve"),
        ("days_of_cover", "days_of_cover"),
    ] {
        for quantile in ["p05", "p50", "p95"] {
            let found = here[format!("{metric}.coastland.pac3")][quantile].as_f64().unwrap();
            match of_run(name)[quantile].as_f64() {
                Some(day) => assert_eq!(found, day, "{metric} {quantile}"),
                None => assert!(found >= days, "{metric} {quantile}: {found}"),
            }
            num_days += usize::from(found < days);
        }
    }
    assert!(num_days >= 5, "days that come: {num_days}");
    let fired_later = number(&here["theatre_at_raids_start.coastland.pac3"], "mean");
    assert!(number(&here["theatre_after_raids.coastland.pac3"], "mean") < fired_later, "{here}");
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
