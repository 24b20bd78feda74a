//! `cupola coalition`: its contract, its page, how it refuses.

mod common;

use common::{Folder, number};

const FEW: [&str; 6] = ["--runs", "60", "--worlds", "30", "--threads", "2"];

fn coalition(args: &[&str]) -> common::Ran {
    Folder::new().cupola(&[&["coalition", "tutorial"], args, &FEW].concat())
}

#[test]
fn the_document_keeps_its_contract() {
    for of in ["agreement", "presence"] {
        let json = coalition(&["--of", of, "--json"]).json();
        assert_eq!((&json["scenario"], &json["of"], &json["arm"][0]), (&"tutorial".into(), &of.into(), &"pact".into()));
        assert!(json["step"].is_null(), "the first arm has no agreements");
        assert_eq!((number(&json, "unaccounted"), number(&json, "runs")), (0.0, 60.0));
        for metric in
            ["leakers", "through", "leakers_total", "through_total", "first_empty_day", "first_battery_empty_day"]
        {
            let worth = &json["metrics"][metric];
            let mut sum = 0.0;
            for nation in ["coastland", "farland"] {
                let value = &worth["shapley"][nation];
                let mean = number(value, "mean");
                assert!(number(value, "ci95_low") <= mean && mean <= number(value, "ci95_high"), "{metric} {nation}");
                let parts = ["sensors", "interceptors", "factories", "reserve"].map(|part| {
                    assert_eq!(value["parts"][part], value["parts_ci95"][part]["mean"]);
                    number(&value["parts"], part)
                });
                assert!((parts.iter().sum::<f64>() - mean).abs() < 1e-9, "{metric} {nation}");
                sum += mean;
            }
            let change = number(worth, "total") - number(worth, "baseline");
            assert!((sum - change).abs() < 1e-9, "{of} {metric}: {sum}, {change}");
        }
        assert!(number(&json, "metrics.through_total.change.mean") < 0.0, "together fewer get through");
        // The pact's links and the interceptor that nobody's line delivers are nobody's contribution.
        let cost = &json["metrics"]["incremental_usd"];
        assert_eq!(cost["of_agreements"].is_null(), of == "presence", "{cost}");
        if of == "agreement" {
            let nations = ["coastland", "farland"].map(|n| number(&cost["shapley"][n], "mean"));
            let sum = number(cost, "of_agreements.mean") + nations.iter().sum::<f64>();
            assert!(number(cost, "of_agreements.mean") > 1e6 && (sum - number(cost, "total")).abs() < 1.0, "{cost}");
        }
    }
}

/// What satellites tell the other nation is worth something; what a nation does not give is worth nothing.
#[test]
fn who_gives_what_is_worth_what() {
    let json = coalition(&["--json"]).json();
    let parts = |nation: &str| &json["metrics"]["through_total"]["shapley"][nation]["parts"];
    assert!(number(parts("coastland"), "interceptors") < -1.0, "Coastland fires for Farland's outpost");
    assert_eq!(parts("coastland")["sensors"], 0.0);
    assert_eq!(parts("farland")["interceptors"], 0.0);
}

#[test]
fn the_page_answers_first_and_keeps_the_term_for_the_note() {
    let ran = coalition(&[]);
    assert!(ran.err.contains("coalitions, 60 runs of each: about"), "{}", ran.err);
    let page = ran.done();
    for line in page.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    let order = ["A stated raid, not a forecast.", "IN SHORT", "1 ALL THAT IS SHARED", "with all", "Shapley"];
    let places: Vec<usize> =
        order.iter().map(|text| page.find(text).unwrap_or_else(|| panic!("no {text}:\n{page}"))).collect();
    assert!(places.is_sorted(), "{places:?}\n{page}");
    assert!(page.contains("days to an empty battery:") && page.contains("on average ("), "{page}");
}

/// What joining changes, in leakers, in days, in dollars, by which contribution, on one page.
#[test]
fn the_seed_question_has_its_answer_on_one_page() {
    let page = Folder::new().cupola(&[&["coalition", "japan-2028"], &FEW[..]].concat()).done();
    assert!(page.lines().count() <= 45, "{} lines:\n{page}", page.lines().count());
    let (short, tables) = page.split_once("1 WHAT COMES WITH IT").expect("a table");
    for part in [
        "get through, 180 days:",
        "days to an empty battery:",
        "cost, million USD:",
        "by Japan:",
        "the agreement itself",
    ] {
        assert!(short.contains(part), "no {part} in\n{short}");
    }
    for part in [
        "interceptors",
        "factories",
        "reserve",
        " ± ",
        "cost, million USD",
        "stock by stock, days",
        "  agreement itself",
    ] {
        assert!(tables.contains(part), "no {part} in\n{tables}");
    }
}

/// Where all contribute is the arm itself: its days are those that a comparison of the arms has.
#[test]
fn days_agree_with_those_of_run() {
    let found = coalition(&["--json"]).json();
    let run = Folder::new().cupola(&[&["run", "tutorial", "--json"], &FEW[..]].concat()).json();
    let delta = &run["compare"]["arms"][0]["delta"];
    for key in ["through_total", "first_battery_empty_day", "days_of_cover.coastland.pac3"] {
        let there = number(&delta[key], "arm_mean");
        assert!((number(&found["metrics"][key], "total") - there).abs() < 1e-9, "{key}: {there}");
    }
    assert!(
        number(&delta["days_of_cover.coastland.pac3"], "mean") < 0.0,
        "Coastland sends rounds and fires for others"
    );
}

/// One who is absent wants no round: the headline of a presence has no days; a study without raids has no raids.
#[test]
fn what_says_nothing_is_not_told() {
    let page = coalition(&["--of", "presence"]).done();
    let headline = page.split("stock by stock").next().unwrap_or_default();
    assert!(headline.contains("get through") && !headline.contains("days to an empty battery"), "{page}");
    let stocks = |more: &[&str]| Folder::new().cupola(&[&["coalition", "replenish-2026"], &FEW[..], more].concat());
    let page = stocks(&[]).done();
    assert!(page.contains("Stocks alone, no raid") && !page.contains("get through"), "{page}");
    let json = stocks(&["--json"]).json();
    assert_eq!(json["has_raids"], false);
    assert!(json["metrics"]["through_total"].is_null() && !json["metrics"]["first_empty_day"].is_null());
    assert!(!json["metrics"]["restored_day.usa.pac3"].is_null(), "when it is back is what is asked");
    assert!(number(&json, "watched_days") > number(&json, "raid_days"), "days go on to the end of the study");
}

#[test]
fn what_is_not_allowed_is_named() {
    for size in ["--runs", "--worlds"] {
        let refused = Folder::new().cupola(&["coalition", "tutorial", size, "1"]).refused();
        assert!(refused.contains(&format!("{size} 1: one alone has no interval; allowed: 2 or more")), "{refused}");
    }
    for (args, expected) in [
        (&["--arm", "nope"][..], "--arm nope: no such arm; allowed: alone, pact"),
        (&["--most-coalitions", "0"], "--most-coalitions 0: allowed: 1 to 100000"),
    ] {
        let refused = coalition(args).refused();
        assert!(refused.contains(expected), "{refused}");
    }
}
