//! `cupola plan`: its contract, its page, the scenario it writes, how it refuses.

mod common;

use common::{Folder, Ran, number, tutorial};
use serde_json::Value;

const FEW: [&str; 6] = ["--runs", "60", "--worlds", "60", "--threads", "2"];

fn plan(folder: &Folder, args: &[&str]) -> Ran {
    folder.cupola(&[&["plan"], args, &FEW].concat())
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}{}", ran.out, ran.err))
}

#[test]
fn a_plan_that_cannot_be_met_says_which_need_and_by_how_much() {
    let folder = Folder::new();
    let ran = plan(&folder, &["japan-2028", "--json"]);
    let found = json(&ran);
    assert_eq!(
        (ran.code, &found["is_met"], &found["arm"][0]),
        (Some(1), &false.into(), &"today".into()),
        "{}",
        ran.err
    );
    let needs = found["needs"].as_array().unwrap();
    let wanted = needs.iter().find(|need| need["id"] == "japan-pac3-wanted").unwrap();
    let (to_add, adds, short) =
        (number(wanted, "to_add_rounds"), number(wanted, "adds_rounds"), number(wanted, "short_rounds"));
    // Whole rounds are at most one more of each source and move.
    assert!(short > 1.0 && (to_add - adds - short).abs() < 3.0, "{wanted}");
    assert!(
        ran.err.contains(&format!("plan.need.japan-pac3-wanted: {short:.1} rounds short of Japan, PAC-3")),
        "{}",
        ran.err
    );
    let limits = found["limits"].as_array().unwrap();
    let moved = limits.iter().find(|limit| limit["id"] == "usa-japan-pac3").unwrap();
    assert!(number(moved, "less_short_rounds") > 0.9 && number(moved, "saves_usd") < 0.0, "{moved}");
    // The United States' line wants the first seekers that are more.
    let seeker = &found["scarce_parts"][0];
    assert!(seeker["id"] == "pac3-seeker" && number(seeker, "first_per_year") > 0.0, "{found}");
    assert!(number(wanted, "low_rounds") < to_add && to_add < number(wanted, "high_rounds"), "{wanted}");
    let giver = &found["playback"]["givers"][0];
    assert!(number(&giver["after"], "mean") < number(&giver["before"], "mean"), "{giver}");
    let cost: f64 = found["actions"].as_array().unwrap().iter().map(|action| number(action, "cost_usd")).sum();
    let (new, replacing) = (number(&found, "cost_usd"), number(&found, "replacing_usd"));
    assert!((cost - new - replacing).abs() < 1.0 && replacing > 1e6, "{cost}");
    // 60 runs leave much of the needs open, so of the new money.
    let (least, most) = (number(&found, "at_least_usd"), number(&found, "at_most_usd"));
    assert!(least <= new && new <= most && least < 0.99 * most, "{least} {new} {most}");
    for (need, played) in needs.iter().zip(found["playback"]["needs"].as_array().unwrap()) {
        assert_eq!((&need["id"], &need["adds_rounds"]), (&played["id"], &played["promised_rounds"]));
        assert!(number(played, "met_after_fraction") >= number(played, "met_before_fraction"), "{played}");
    }
}

#[test]
fn the_file_is_a_scenario_that_runs_and_the_page_fits() {
    let folder = Folder::new();
    // Without the need that nothing meets.
    let met = ["japan-2028", "--set", "plan.need.japan-pac3-wanted.covers=[\"never-below\"]", "--out", "plan.toml"];
    let page = plan(&folder, &met).done();
    assert!(page.lines().count() <= 60 && page.lines().all(|line| line.chars().count() <= 100), "{page}");
    let order = ["Not a forecast", "IN SHORT", "1 WHAT MUST", "2 WHAT TO DECIDE", "3 WHAT BINDS", "4 WHAT A RUN"];
    let places: Vec<usize> =
        order.iter().map(|text| page.find(text).unwrap_or_else(|| panic!("no {text}:\n{page}"))).collect();
    assert!(places.is_sorted() && page.contains("All 4 needs can be met"), "{page}");
    let run = folder.cupola(&[&["run", "plan.toml", "--json"], &FEW[..]].concat()).json();
    assert_eq!(run["scenario"]["name"], "japan-2028-plan", "its runs are not those of its original");
    let arms = run["compare"]["arms"].as_array().unwrap();
    let with_plan = arms.iter().find(|arm| arm["name"] == "plan").unwrap_or_else(|| panic!("{}", run["compare"]));
    let stock = &with_plan["delta"]["stock.japan.pac3.raids_start"];
    assert!(number(stock, "mean") > 1.0, "rounds have come from the other stock: {stock}");
    // Rounds that move are paid for already.
    let elements = run["cost"]["by_element"].as_object().unwrap();
    assert!(elements.keys().all(|element| !element.starts_with("plan-usa-japan-pac3")), "{}", run["cost"]);
    let unplayed = json(&plan(&folder, &["japan-2028", "--no-play", "--json"]));
    assert!(unplayed["playback"].is_null());
}

#[test]
fn a_scenario_of_ones_own_is_extended_beside_it() {
    let folder = Folder::new();
    folder.write("mine/scenario.toml", tutorial());
    let refused = plan(&folder, &["mine/scenario.toml", "--out", "plan.toml"]).refused();
    assert!(refused.contains("--out plan.toml: a file extends another of its own folder"), "{refused}");
    let ran = plan(&folder, &["mine/scenario.toml", "--out", "mine/plan.toml"]);
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
    folder.cupola(&["check", "mine/plan.toml"]).done();
}

#[test]
fn what_is_not_allowed_is_named_at_once() {
    let folder = Folder::new();
    let set = "plan.need.japan-pac3-wanted.by=1999-01-01";
    let refused = folder.cupola(&["plan", "japan-2028", "--risk", "0.9", "--runs", "0", "--set", set]).refused();
    for expected in ["--risk 0.9: allowed: 0.001 to 0.5", "--runs 0: allowed", "1999-01-01 is outside the study"] {
        assert!(refused.contains(expected), "{refused}");
    }
    let refused = folder.cupola(&["plan", "tutorial", "--runs", "35", "--worlds", "50", "--threads", "2"]).refused();
    assert!(
        refused.contains("--runs 35 in --worlds 50") && refused.contains("allowed: --runs and --worlds of 36"),
        "{refused}"
    );
    // Before anything is played: a million runs would not end.
    let refused = folder.cupola(&["plan", "gulf-2026", "--runs", "1000000"]).refused();
    assert!(refused.contains("gulf-2026 has no [plan], and no reserve"), "{refused}");
    let out = ["plan", "japan-2028", "--runs", "1000000", "--out", "nowhere/plan.toml"];
    let refused = folder.cupola(&out).refused();
    assert!(
        refused.contains("--out nowhere/plan.toml: allowed: `-`, or a file in a folder that is there"),
        "{refused}"
    );
}

#[test]
fn a_need_that_nothing_reaches_in_time_is_told_with_the_first_day() {
    let folder = Folder::new();
    let ran = plan(&folder, &["tutorial"]);
    assert!(
        ran.code == Some(1) && ran.err.contains("nothing that may be done is in hand by"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert!(ran.out.contains("the first is"), "{}", ran.out);
}
