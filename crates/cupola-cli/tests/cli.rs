//! The command line: what it prints, what it writes, how it refuses.

mod common;

use common::{Folder, at, number, tutorial};
use serde_json::Value;

const COUNT: [&str; 7] = ["mean", "p05", "p50", "p95", "ci95_low", "ci95_high", "share_from_inputs"];
const FATES: [&str; 9] =
    ["launched", "detected", "tracked", "engaged", "intercepted", "suppressed", "failed", "fell_harmless", "leaked"];
const ENDS: [&str; 5] = ["intercepted", "suppressed", "failed", "fell_harmless", "leaked"];

/// What the contract promises of `run --json`, by what stands there.
const KEYS: [&str; 17] = [
    "scenario.name",
    "scenario.hash",
    "scenario.status",
    "seed",
    "runs",
    "worlds",
    "log_hash",
    "elapsed_s",
    "raid.threats",
    "campaign.days",
    "campaign.raids",
    "cost.price_year",
    "cost.horizon_years",
    "cost.discount_rate",
    "compare.base",
    "provenance.values",
    "provenance.by_grade.*",
];
const COUNTS: [&str; 17] = [
    "raid.leakers",
    "raid.fell_harmless",
    "raid.leak_fraction",
    "raid.value_lost_fraction",
    "raid.by_layer.*",
    "raid.shots.*.fired",
    "raid.shots.*.kills",
    "campaign.leakers_total",
    "campaign.shots.*.fired",
    "campaign.shots.*.kills",
    "cost.incremental_usd",
    "cost.expended_usd",
    "cost.by_element.*",
    "cost.by_nation.*",
    "cost.by_year.*",
    "campaign.at_raids_start.*.*",
    "campaign.at_stock_date.*.*",
];
const ALL_FATES: [&str; 4] = ["raid.by_class.*", "raid.by_place.*", "campaign.by_class.*", "campaign.by_place.*"];
const DAYS: [&str; 4] = ["first_empty_day", "first_day_below_reserve", "first_zero_day", "days_of_cover"];

/// Every one of these keys is at the path.
fn all_at(json: &Value, path: &str, keys: &[&str]) {
    for key in keys {
        at(json, &format!("{path}.{key}"));
    }
}

fn run_json(folder: &Folder, args: &[&str]) -> Value {
    folder.cupola(&[&["run", "tutorial", "--json"], args].concat()).json()
}

/// With an input that decides the result, the report names it; where none stands out, the list is empty.
#[test]
fn the_input_that_decides_the_drones_is_named() {
    let folder = Folder::new();
    let json = folder.cupola(&["run", "gulf-2026", "--runs", "200", "--json"]).json();
    all_at(&json, "provenance.top_inputs.[]", &["key", "share"]);
    assert_eq!(json["provenance"]["top_inputs"][0]["key"], "area_defence.close.success_drone");
}

#[test]
fn run_prints_one_json_document_with_every_promised_key() {
    let folder = Folder::new();
    let ran = folder.cupola(&["run", "tutorial", "--runs", "50", "--json"]);
    assert!(ran.out.starts_with('{') && ran.out.trim_end().ends_with('}'));
    let json = ran.json();
    for key in KEYS {
        at(&json, key);
    }
    for key in COUNTS {
        all_at(&json, key, &COUNT);
    }
    for key in ALL_FATES {
        for fate in FATES {
            all_at(&json, &format!("{key}.{fate}"), &COUNT);
        }
    }
    for key in DAYS {
        all_at(&json, &format!("campaign.{key}.*.*"), &["p05", "p50", "p95", "never_fraction"]);
    }
    all_at(&json, "campaign.stock.*.*.[]", &["date", "p05", "p50", "p95"]);
    at(&json, "campaign.restored_date.*.*");
    all_at(&json, "compare.arms.[].delta.*", &["mean", "ci95_low", "ci95_high", "p05", "p95", "verdict"]);
    assert!(json["provenance"]["top_inputs"].is_array());
    at(&json, "compare.arms.[].name");
    assert_eq!((number(&json, "runs"), number(&json, "seed")), (50.0, 1.0));
    assert_eq!(json["log_hash"].as_str().map(str::len), Some(32));
}

#[test]
fn fates_add_up_in_every_class_and_place() {
    let json = run_json(&Folder::new(), &["--runs", "50"]);
    for key in ALL_FATES {
        for fates in at(&json, key) {
            let mean = |fate: &str| number(fates, &format!("{fate}.mean"));
            let ends: f64 = ENDS.iter().map(|e| mean(e)).sum();
            assert!((mean("launched") - ends).abs() < 1e-9 * (1.0 + ends), "{key}: {} and {ends}", mean("launched"));
            let chain = ["launched", "detected", "tracked", "engaged"].map(mean);
            assert!(chain.is_sorted_by(|a, b| a >= b), "{key}: {chain:?}");
        }
    }
}

#[test]
fn quantiles_and_intervals_are_in_order() {
    let json = run_json(&Folder::new(), &["--runs", "50"]);
    for key in COUNTS {
        for count in at(&json, key) {
            let [low, middle, high] = ["p05", "p50", "p95"].map(|q| number(count, q));
            assert!(low <= middle && middle <= high, "{key}: {low}, {middle}, {high}");
            let [low, mean, high] = ["ci95_low", "mean", "ci95_high"].map(|q| number(count, q));
            assert!(low <= mean && mean <= high, "{key}: {low}, {mean}, {high}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing_but_the_time() {
    let folder = Folder::new();
    let one = run_json(&folder, &["--runs", "40", "--threads", "1"]);
    let two = run_json(&folder, &["--runs", "40", "--threads", "2"]);
    assert_eq!(without_time(one), without_time(two));
}

/// A report without what may differ between two sittings.
fn without_time(mut json: Value) -> Value {
    for key in ["elapsed_s", "threads"] {
        json.as_object_mut().map(|o| o.remove(key));
    }
    json
}

#[test]
fn thirty_runs_and_thirty_appended_are_sixty_at_once() {
    let folder = Folder::new();
    run_json(&folder, &["--runs", "30", "--out", "pieces"]);
    let pieces = run_json(&folder, &["--runs", "60", "--out", "pieces", "--append"]);
    let whole = run_json(&folder, &["--runs", "60", "--out", "whole"]);
    assert_eq!(pieces["log_hash"], whole["log_hash"]);
    assert_eq!(pieces["runs"], whole["runs"]);
    for part in ["raid", "campaign", "cost", "compare", "replay", "provenance"] {
        assert_eq!(pieces[part], whole[part], "{part}");
    }
    let events =
        |dir: &str| std::fs::read(folder.path().join(dir).join("events.parquet")).expect("the folder has events");
    assert_eq!(events("pieces"), events("whole"), "the first runs keep their events");
}

#[test]
fn resume_starts_on_an_empty_folder_and_goes_on_with_a_full_one() {
    let folder = Folder::new();
    let first = run_json(&folder, &["--runs", "10", "--out", "study", "--resume"]);
    assert_eq!(number(&first, "runs"), 10.0);
    let again = run_json(&folder, &["--runs", "20", "--out", "study", "--resume"]);
    assert_eq!(again["log_hash"], run_json(&folder, &["--runs", "20"])["log_hash"]);
}

#[test]
fn a_study_is_not_continued_with_another_seed_scenario_or_fewer_runs() {
    let folder = Folder::new();
    run_json(&folder, &["--runs", "10", "--out", "study"]);
    let before = std::fs::read(folder.path().join("study/manifest.json")).expect("the study has a manifest");
    for other in [["--seed", "2"], ["--worlds", "5"], ["--set", "battery.harbour-battery.launchers=3"], ["--runs", "5"]]
    {
        let runs: &[&str] = if other[0] == "--runs" { &[] } else { &["--runs", "20"] };
        let ran = folder.cupola(&[&["run", "tutorial", "--out", "study", "--append"], runs, &other].concat());
        assert!(ran.refused().contains("study"), "{other:?}");
    }
    let after = std::fs::read(folder.path().join("study/manifest.json")).expect("the study has a manifest");
    assert_eq!(before, after, "a refused command leaves the folder as it was");
}

#[test]
fn a_run_folder_holds_everything() {
    let folder = Folder::new();
    let out = folder.cupola(&["run", "tutorial", "--runs", "10"]).done();
    let runs = folder.names("runs");
    assert_eq!(runs.len(), 1);
    assert!(runs[0].starts_with("tutorial-") && runs[0].ends_with("-s1"), "{runs:?}");
    let dir = format!("runs/{}", runs[0]);
    assert!(out.contains(&dir), "the report says where it is");
    let names = folder.names(&dir);
    let whole = ["manifest.json", "report.html", "report.json"];
    let tables = ["runs.parquet", "events.parquet", "decisions.parquet", "stock.parquet", "stock.csv"];
    for name in whole.into_iter().chain(tables) {
        assert!(names.iter().any(|n| n == name), "{name} is missing among {names:?}");
        let bytes = std::fs::read(folder.path().join(&dir).join(name)).expect("it can be read");
        let is_sound = match name.rsplit('.').next() {
            Some("parquet") => bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"),
            Some("csv") => bytes.starts_with(b"date,nation,item,p05"),
            Some("json") => serde_json::from_slice::<Value>(&bytes).is_ok(),
            _ => bytes.starts_with(b"<!doctype html>") || bytes.starts_with(b"<!DOCTYPE html>"),
        };
        assert!(is_sound, "{name}");
    }
    assert_eq!(names.len(), 8, "and nothing else: {names:?}");
}

#[test]
fn the_report_file_is_what_json_prints() {
    let folder = Folder::new();
    let printed = run_json(&folder, &["--runs", "10", "--out", "study"]);
    let file = std::fs::read(folder.path().join("study/report.json")).expect("the study has a report");
    assert_eq!(serde_json::from_slice::<Value>(&file).expect("it is JSON"), printed);
}

#[test]
fn sustain_and_cost_print_their_part_of_the_run() {
    let folder = Folder::new();
    let run = run_json(&folder, &["--runs", "10"]);
    for (command, part) in [("sustain", "campaign"), ("cost", "cost")] {
        assert_eq!(folder.cupola(&[command, "tutorial", "--runs", "10", "--json"]).json(), run[part]);
    }
}

#[test]
fn a_scenario_compared_with_itself_is_the_same() {
    let json = Folder::new().cupola(&["compare", "tutorial", "tutorial", "--runs", "20", "--json"]).json();
    assert_eq!(json["base"], "tutorial");
    for delta in at(&json, "arms.[].delta.*") {
        assert_eq!((&delta["verdict"], number(delta, "mean")), (&Value::from("same"), 0.0));
    }
}

/// Without raids there is nothing to say of raids; what is refused is told of both sides.
#[test]
fn scenarios_are_compared_by_what_they_have() {
    let folder = Folder::new();
    let few = ["--runs", "20", "--worlds", "10", "--json"];
    let stocks = folder.cupola(&[&["compare", "replenish-2026", "replenish-2026"], &few[..]].concat()).json();
    let delta = stocks["arms"][0]["delta"].as_object().expect("a map");
    assert!(delta.contains_key("first_empty_day"), "{delta:?}");
    let is_of_raids =
        |key: &&String| key.starts_with("through") || key.starts_with("leakers") || key.contains("battery");
    assert_eq!(delta.keys().find(is_of_raids), None);
    let page = folder.cupola(&["compare", "replenish-2026", "replenish-2026", "--runs", "20"]).done();
    assert!(!page.contains("get through") && page.contains("held back"), "{page}");
    let run = folder.cupola(&[&["run", "japan-2028"], &few[..]].concat()).json();
    let (key, arm) = ("refused_to.japan.pac3.usa", &run["compare"]["arms"][0]);
    let told = &arm["delta"][key];
    assert_eq!(told["arm_mean"], arm["campaign"]["refused_to"]["japan"]["pac3"]["usa"]["mean"]);
    assert!(number(told, "mean") > 0.0, "who promises rounds is asked for them: {told}");
    let page = folder.cupola(&["run", "japan-2028", "--runs", "20", "--worlds", "10"]).done();
    let refused = page.split("who refused whom").nth(1).expect("a table of its own");
    assert!(refused.contains("Japan to United States: PAC-3"), "{refused}");
}

#[test]
fn stocks_are_told_by_day_and_week_and_month() {
    let folder = Folder::new();
    let told = |by: &str| {
        let args = ["sustain", "tutorial", "--runs", "20", "--worlds", "10", "--stock-by", by, "--out", by, "--json"];
        let json = folder.cupola(&args).json();
        json["stock"]["coastland"]["pac3"].as_array().expect("a series").clone()
    };
    let [days, weeks, months] = ["day", "week", "month"].map(told);
    let date = |point: &Value| point["date"].as_str().expect("a date").to_owned();
    assert!(days.len() > 6 * weeks.len() && days.len() <= 7 * weeks.len() && weeks.len() > months.len());
    for points in [&weeks, &months] {
        for point in points {
            assert_eq!(days.iter().find(|day| date(day) == date(point)), Some(point), "the same day, the same stock");
        }
    }
    let csv = std::fs::read_to_string(folder.path().join("day/stock.csv")).expect("a table in words");
    assert_eq!(csv.lines().next(), Some("date,nation,item,p05,p25,p50,p75,p95"));
    assert!(csv.lines().filter(|line| line.contains(",coastland,pac3,")).count() == days.len());
    let refused = folder.cupola(&["run", "--stock-by", "day", "--runs", "1000000"]).refused();
    assert!(refused.contains("--stock-by day: the stocks of 1000000 runs take") && refused.contains("which is --runs"));
    assert!(folder.cupola(&["run", "tutorial", "--stock-by", "day", "--append"]).refused().contains("--append"));
}

#[test]
fn set_changes_the_result_and_the_hash() {
    let folder = Folder::new();
    let plain = run_json(&folder, &["--runs", "20"]);
    let more = run_json(&folder, &["--runs", "20", "--set", "raid.opening.group.missiles.count=20"]);
    assert_ne!(plain["scenario"]["hash"], more["scenario"]["hash"]);
    assert!(number(&more, "raid.threats.mean") > number(&plain, "raid.threats.mean"));
    assert_eq!(folder.names("runs").len(), 2, "each has a folder of its own");
}

#[test]
fn explain_tells_the_story_of_one_threat() {
    let folder = Folder::new();
    let out = folder.cupola(&["run", "tutorial", "--runs", "1", "--explain", "missiles-1"]).done();
    assert!(out.contains("missiles-1") && out.contains("launched"), "{out}");
    let err = folder.cupola(&["run", "tutorial", "--runs", "1", "--explain", "missile-1"]).refused();
    assert!(err.contains("missiles-1"), "it names those there are: {err}");
    let delays = out.lines().skip_while(|line| !line.contains("delays in this run"));
    assert!(delays.clone().count() > 6 && delays.clone().all(|line| !line.trim_end().ends_with(':')), "{out}");
}

#[test]
fn where_no_raid_is_played_there_is_nothing_to_explain() {
    let err = Folder::new().cupola(&["run", "theatres-2026", "--runs", "1", "--explain", "leaker"]).refused();
    assert!(err.contains("no raid is played in run 0: there is nothing to explain"), "{err}");
}

#[test]
fn any_raid_and_any_arm_can_be_explained() {
    let folder = Folder::new();
    let ask = |more: &[&str]| folder.cupola(&[&["run", "tutorial", "--runs", "1"], more].concat());
    let story = |more: &[&str]| ask(&[&["--explain", "missiles-1"], more].concat()).done();
    let first = story(&[]);
    assert!(first.starts_with("tutorial · arm alone · run 0 · raid 1 · missiles-1\n"), "{first}");
    assert_eq!(first, story(&["--explain-raid", "1", "--explain-arm", "alone"]));
    // The pact lets Coastland shoot for Farland's outpost.
    let [alone, pact] = ["alone", "pact"].map(|arm| story(&["--explain-raid", "3", "--explain-arm", arm]));
    assert!(alone.starts_with("tutorial · arm alone · run 0 · raid 3 · missiles-1\n"), "{alone}");
    assert!(alone.contains("may not shoot for this place") && !alone.contains("launches a round"), "{alone}");
    assert!(pact.starts_with("tutorial · arm pact · run 0 · raid 3 · missiles-1\n"), "{pact}");
    assert!(pact.contains("launches a round"), "{pact}");
    for (more, words) in [
        (&["--explain", "missiles-1", "--explain-raid", "0"][..], "--explain-raid 0: run 0 has 3; allowed: 1 to 3"),
        (&["--explain", "missiles-1", "--explain-raid", "4"], "--explain-raid 4: run 0 has 3; allowed: 1 to 3"),
        (
            &["--explain", "missiles-1", "--explain-arm", "pakt"],
            "--explain-arm pakt: no such arm; allowed: alone, pact",
        ),
        (
            &["--explain", "drones-1", "--explain-raid", "2"],
            "--explain drones-1: no such threat in raid 2 of run 0 (--explain-raid 1 has it); allowed: `leaker`, `kill` (the \
             first of each, where there is one), missiles-1, missiles-2, missiles-3\n",
        ),
        (&["--explain-raid", "2"], "--explain <THREAT>"),
        (&["--explain-arm", "pact"], "--explain <THREAT>"),
    ] {
        let err = ask(more).refused();
        assert!(err.contains(words), "{more:?}: {err}");
    }
}

#[test]
fn only_runs_of_the_study_are_explained() {
    let folder = Folder::new();
    let ask = |more: &[&str]| {
        folder
            .cupola(&[&["run", "tutorial", "--worlds", "5", "--explain", "missiles-1", "--explain-run"], more].concat())
    };
    let err = ask(&["3", "--runs", "3"]).refused();
    assert!(err.contains("--explain-run 3: the study has 3 runs (--runs); allowed: 0 to 2"), "{err}");
    folder.cupola(&["run", "tutorial", "--worlds", "5", "--runs", "4", "--out", "four"]).done();
    let err = ask(&["4", "--out", "four"]).refused();
    assert!(err.contains("--explain-run 4: four holds 4 runs; allowed: 0 to 3"), "{err}");
    assert!(ask(&["3", "--out", "four"]).done().contains("run 3"));
    let err = ask(&["3", "--out", "four", "--seed", "2"]).refused();
    assert!(err.contains("four: made from scenario"), "{err}");
    let err = folder.cupola(&["run", "tutorial", "--explain-run", "1"]).refused();
    assert!(err.contains("--explain <THREAT>"), "{err}");
}

#[test]
fn a_fault_names_file_line_and_column_and_writes_no_run_folder() {
    let folder = Folder::new();
    let text = tutorial().replace("kind = \"land\"", "kind = \"lamd\"");
    folder.write("mine.toml", &text);
    let line = 1 + text.lines().position(|l| l.contains("lamd")).expect("the fault is in it");
    let column = 1 + text.lines().nth(line - 1).and_then(|l| l.find("\"lamd")).expect("the fault is in it");
    for command in [["run", "mine.toml"], ["check", "mine.toml"], ["sustain", "mine.toml"], ["cost", "mine.toml"]] {
        let err = folder.cupola(&command).refused();
        assert!(err.contains(&format!("mine.toml:{line}:{column}: ")), "{err}");
        assert!(err.contains("did you mean `land`"), "{err}");
    }
    assert_eq!(folder.names(""), ["mine.toml"]);
}

#[test]
fn an_unknown_bundled_name_gets_a_near_miss() {
    let folder = Folder::new();
    let err = folder.cupola(&["run", "tutoral"]).refused();
    assert!(err.contains("did you mean `tutorial`"), "{err}");
    assert_eq!(folder.names(""), Vec::<String>::new());
}

#[test]
fn check_says_that_a_sound_scenario_is_sound() {
    let folder = Folder::new();
    assert!(folder.cupola(&["check", "tutorial"]).done().contains("sound"));
    let json = folder.cupola(&["check", "japan-2028", "--json"]).json();
    assert!(json["name"] == "japan-2028" && number(&json, "values") > 100.0);
}

/// What can never do anything is said once, on standard error, and is no fault.
#[test]
fn check_and_run_warn_of_a_battery_that_can_never_fire() {
    let folder = Folder::new();
    let far = ["--set", "battery.harbour-battery.lat_deg=60"];
    let message = "no threat of any raid that it can engage comes within its reach";
    let ran = folder.cupola(&[&["check", "tutorial"], &far[..]].concat());
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.starts_with("warning: battery.harbour-battery: ") && ran.err.contains(message), "{}", ran.err);
    assert!(ran.out.contains("sound") && !ran.out.contains("warning"), "{}", ran.out);
    let json = folder.cupola(&[&["check", "tutorial", "--json"], &far[..]].concat()).json();
    assert_eq!(json["warnings"][0]["key"], "battery.harbour-battery");
    assert!(json["warnings"][0]["message"].as_str().unwrap().starts_with(message), "{json}");
    assert_eq!(folder.cupola(&["check", "tutorial", "--json"]).json()["warnings"], serde_json::json!([]));
    let ran = folder.cupola(&[&["run", "tutorial", "--runs", "2", "--json"], &far[..]].concat());
    assert!(ran.err.contains(message) && ran.code == Some(0), "{}", ran.err);
    assert!(!folder.cupola(&["run", "tutorial", "--runs", "2", "--out", "sound"]).err.contains("warning"));
    // Several of which the same is true are said together.
    let err = folder.cupola(&["check", "japan-2028"]).err;
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(err.contains("battery.kasuga-1, battery.kasuga-2") && err.contains("battery.chitose-4: "), "{err}");
}

/// An interceptor that cannot fly at its likely values is named before a run stops at it.
#[test]
fn check_warns_of_what_cannot_be_flown() {
    let ran = Folder::new().cupola(&["check", "tutorial", "--set", "interceptor.pac3-mse.floor_km=60"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("interceptor pac3-mse: ceiling_m minus floor_m must be"), "{}", ran.err);
}

#[test]
fn catalogue_shows_an_entry_with_its_sources_and_understands_underscores() {
    let folder = Folder::new();
    let [dash, underscore] = ["pac3-mse", "pac3_mse"].map(|id| folder.cupola(&["catalogue", id]).done());
    assert_eq!(dash, underscore);
    assert!(dash.contains("kill_probability") && dash.contains("http"), "{dash}");
    assert!(folder.cupola(&["catalogue"]).done().contains("pac3-mse"));
    assert_eq!(folder.cupola(&["catalogue", "pac3-mse", "--json"]).json()["id"], "pac3-mse");
    assert!(folder.cupola(&["catalogue", "pac3-msee"]).refused().contains("pac3-mse"));
}

#[test]
fn scenarios_lists_what_is_bundled_and_all_of_it_is_sound() {
    let folder = Folder::new();
    let list = folder.cupola(&["scenarios", "--json"]).json();
    let names: Vec<&str> = at(&list, "[].name").iter().filter_map(|n| n.as_str()).collect();
    assert!(["japan-2028", "gulf-2026", "tutorial"].iter().all(|n| names.contains(n)), "{names:?}");
    for name in names {
        folder.cupola(&["check", name]).done();
        let text = folder.cupola(&["scenarios", "--show", name]).done();
        folder.write(&format!("{name}.toml"), text);
        folder.cupola(&["check", &format!("{name}.toml")]).done();
    }
}

#[test]
fn schema_is_a_json_schema_with_a_meaning_for_every_kind_of_table() {
    let schema = Folder::new().cupola(&["schema"]).json();
    for table in [
        "study",
        "nation",
        "asset",
        "battery",
        "sensor",
        "constellation",
        "raid",
        "campaign",
        "stock",
        "line",
        "agreement",
    ] {
        assert!(schema["properties"][table].is_object(), "{table}");
    }
}

#[test]
fn init_writes_a_scenario_that_runs_and_never_overwrites() {
    let folder = Folder::new();
    folder.cupola(&["init", "mine"]).done();
    let written = std::fs::read(folder.path().join("mine/scenario.toml")).expect("it is written");
    folder.cupola(&["check", "mine/scenario.toml"]).done();
    folder.cupola(&["run", "mine/scenario.toml", "--runs", "2"]).done();
    folder.write("mine/scenario.toml", "mine");
    assert!(folder.cupola(&["init", "mine"]).refused().contains("exists already"));
    assert_eq!(std::fs::read(folder.path().join("mine/scenario.toml")).expect("it is there"), b"mine");
    assert!(!written.is_empty());
}

#[test]
fn trace_leads_from_a_key_to_its_sources() {
    let folder = Folder::new();
    let out = folder.cupola(&["trace", "japan-2028", "pac3-mse.speed"]).done();
    assert!(out.contains("low 1.5") && out.contains("likely 1.7") && out.contains("source: "), "{out}");
    assert!(folder.cupola(&["trace", "tutorial", "no-such-key"]).refused().contains("no-such-key"));
}

#[test]
fn help_says_what_it_is_not() {
    let printed = Folder::new().cupola(&["--help"]).done();
    let help = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        ["open literature", "nothing classified", "searches for no attacks"].iter().all(|w| help.contains(w)),
        "{help}"
    );
}
