//! What contributions are worth in worlds where it is known, and that coalitions are the arms they are made of.

mod common;

use common::{COAST, Folder, How, Study, mean, play_bundled};
use cupola_core::Seed;
use cupola_flight::FlyoutTable;
use cupola_scenario::{Source, load, resolve};
use cupola_sim::world::World;
use cupola_study::coalition::{Of, Question, Sitting, Worth, Worths};
use cupola_study::monte_carlo::{Options, make_ready};
use std::sync::atomic::{AtomicBool, AtomicU64};

const OPTIONS: Options = Options { seed: Seed(1), worlds: 8, physics_sets: 2, threads: 2, keep_events: 0 };
const AGREEMENT: Question = Question { of: Of::Agreement, arm: 0, most_coalitions: 512 };

fn read(source: Source<'_>, sets: &[&str]) -> World {
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    let mut loaded = load(source, &sets).unwrap_or_else(|faults| panic!("the scenario has faults:\n{faults}"));
    make_ready(&mut loaded.world);
    loaded.world
}

fn written(text: &str) -> World {
    let folder = Folder::new();
    let path = folder.write("scenario.toml", text);
    read(Source::Path(&path), &IDEAL_SETS)
}

fn worths(world: &World, question: &Question, options: Options, runs: u64) -> Worths {
    let mut sitting =
        Sitting::new(world, question, options, &FlyoutTable::new, &AtomicBool::new(false)).expect("it can begin");
    sitting.play(runs, &AtomicBool::new(false), &AtomicU64::new(0)).expect("stocks hold together");
    assert_eq!(sitting.num_runs(), runs);
    let found = sitting.worths();
    assert_eq!(found.unaccounted, 0, "every round and warhead is accounted for in every coalition");
    found
}

/// A radar that sees all and a battery that never misses, each of whatever nation, and six missiles that all work.
fn ideal(radars: &[&str], shooter: &str) -> String {
    let radars: String = radars
        .iter()
        .map(|nation| {
            format!(
                r#"
[[sensor]]
id = "eyes-{nation}"
is = "an-tpy-2"
nation = "{nation}"
lat_deg = 45.00
lon_deg = -29.90
boresight_deg = 270
height_m = 300
range_km = 3000
reference_rcs_m2 = 0.01
sector_deg = 360
elevation_min_deg = 0
elevation_max_deg = 90
range_sigma_m = 1
angle_sigma_mrad = 0.01
update_s = 0.5
tracks = 10000
availability = 1.0
"#
            )
        })
        .collect();
    let rest = format!(
        r#"
[[threat]]
is = "srbm-700"
reliability = 1.0
decoys = 0
cep_m = 1

[[battery]]
id = "fort"
nation = "{shooter}"
lat_deg = 45.00
lon_deg = -30.05
channels = 500
reload_min = 45
availability = 1.0
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 20
  per_launcher = 12

[[stock]]
nation = "farland"
item = "pac3"
quantity = 400

[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "srbm-700"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 6
  spread_min = 5

[campaign]
days = 10
resupply_days = 1
stated = [ {{ day = 0, raid = "opening" }} ]
"#
    );
    radars + &rest
}

const IDEAL_SETS: [&str; 20] = [
    "interceptor.pac3-mse.kill_probability=1",
    "interceptor.pac3-mse.reliability=1",
    "interceptor.pac3-mse.speed_km_s=3",
    "interceptor.pac3-mse.boost_s=5",
    "interceptor.pac3-mse.range_km=150",
    "interceptor.pac3-mse.ceiling_km=60",
    "interceptor.pac3-mse.floor_km=0",
    "interceptor.pac3-mse.homing_s=10",
    "interceptor.pac3-mse.divert_m_s=10000",
    "doctrine.authority_s=0",
    "doctrine.command_s=0",
    "doctrine.launch_s=0",
    "doctrine.assess_s=1",
    "doctrine.false_kill=0",
    "doctrine.missed_kill=0",
    "doctrine.min_handover=0.99",
    "doctrine.own_latency_s=0",
    "doctrine.uncued_fraction=1",
    "doctrine.tracks_per_round=0",
    "doctrine.firm_sigma_m=1000",
];

/// Tracks from each of `givers` to Farland, whose battery covers the harbour; Farland sends Coastland rounds that it has no use for.
fn pact(givers: &[&str]) -> String {
    let tracks: String = givers
        .iter()
        .map(|giver| {
            format!(
                "  [[agreement.tracks]]\n  giver = \"{giver}\"\n  taker = \"farland\"\n  sensors = [\"eyes-{giver}\"]\n  \
                 use = \"engage-on\"\n  latency_s = 0\n"
            )
        })
        .collect();
    format!(
        r#"
[compare]
arms = [ {{ id = "pact", agreements = ["pact"] }} ]

[[agreement]]
id = "pact"
parties = ["coastland", "farland"]
status = "hypothetical"
says = "They defend the harbour together."
from = 2027-01-01
{tracks}
  [[agreement.engage]]
  shooter = "farland"
  protects = ["harbour"]
  when = "always"
  [[agreement.transfer]]
  giver = "farland"
  taker = "coastland"
  item = "pac3"
  on = 2027-06-01
  rounds = 10
  delay_days = 5
"#
    )
}

fn value(worth: &Worth, nation: &str) -> f64 {
    worth.shapley[nation].value.mean
}

fn near(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{what}: {found}, expected {expected}");
}

/// Sums of money, to a millionth.
fn close(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-6 * expected.abs(), "{what}: {found}, expected {expected}");
}

/// An extra of 6 million and a development of 4 that no line delivers come with the pact and with nobody's clause: they are
/// worth nothing of any nation's. What is fired costs six times a salvo, to who sees and who shoots alike.
#[test]
fn what_no_clause_brings_is_the_agreements_own() {
    let pact = pact(&["coastland"])
        + "  [[agreement.develop]]\n  item = \"new\"\n  first_delivery = 2028-01-01\n  cost_musd = 4\n  paid_by = { farland = 1.0 }\n";
    let money = r#"
[cost]
horizon_years = 2
learning_slope = 0.9
  [[cost.extra]]
  element = "links"
  agreement = "pact"
  once_musd = 6
  paid_by = { coastland = 1.0 }
"#;
    let world = written(&[COAST, &ideal(&["coastland"], "farland"), &pact, money].concat());
    let found = worths(&world, &AGREEMENT, OPTIONS, 16);
    let beyond = &found.metrics["incremental_usd"];
    close("together", beyond.arm_mean, 10e6);
    assert_eq!(beyond.base_mean, 0.0);
    let of_agreements = |worth: &Worth| worth.of_agreements.expect("the pact has money of its own").mean;
    close("the pact's own", of_agreements(beyond), 10e6);
    for nation in ["coastland", "farland"] {
        assert_eq!(value(beyond, nation), 0.0, "{nation}");
    }
    let fired = &found.metrics["expended_usd"];
    assert!(fired.base_mean == 0.0 && fired.arm_mean > 6e6, "{fired:?}");
    assert!(fired.of_agreements.is_none() && found.metrics["leakers"].of_agreements.is_none());
    let cost = &found.metrics["cost_usd"];
    close("the pact's own", of_agreements(cost), 10e6);
    close("all of it", cost.arm_mean, 10e6 + ["coastland", "farland"].map(|n| value(cost, n)).iter().sum::<f64>());
    for nation in ["coastland", "farland"] {
        close(nation, value(fired, nation), fired.arm_mean / 2.0);
    }
    close("both", found.metrics["cost_usd"].arm_mean, beyond.arm_mean + fired.arm_mean);
}

/// Coastland sees and cannot shoot, Farland shoots and cannot see: each is worth half of all six missiles.
#[test]
fn eyes_and_arms_share_what_they_do_together() {
    let world = written(&[COAST, &ideal(&["coastland"], "farland"), &pact(&["coastland"])].concat());
    let found = worths(&world, &AGREEMENT, OPTIONS, 16);
    assert!(found.is_exact && found.step.is_none());
    for key in ["leakers", "through", "leakers_total", "through_total"] {
        let worth = &found.metrics[key];
        near("alone", worth.base_mean, 6.0);
        near("together", worth.arm_mean, 0.0);
        near("change", worth.change.mean, -6.0);
        for (nation, part) in [("coastland", "sensors"), ("farland", "interceptors")] {
            near(nation, value(worth, nation), -3.0);
            near(part, worth.shapley[nation].parts[part], -3.0);
            assert_eq!((worth.shapley[nation].value.ci95_low, worth.shapley[nation].value.ci95_high), (-3.0, -3.0));
        }
        near("rounds nobody uses", worth.shapley["farland"].parts["reserve"], 0.0);
        assert_eq!(worth.shapley["coastland"].parts["interceptors"], 0.0, "it gives none");
    }
}

/// The glove game with missiles: two nations see, one shoots; it has two thirds, the others a sixth each.
#[test]
fn the_glove_game_with_missiles() {
    let third = "\n[[nation]]\nid = \"isles\"\n";
    let givers = ["coastland", "isles"];
    let world = written(&[COAST, third, &ideal(&givers, "farland"), &pact(&givers)].concat());
    let found = worths(&world, &AGREEMENT, OPTIONS, 16);
    for (nation, expected) in [("farland", -4.0), ("coastland", -1.0), ("isles", -1.0)] {
        near(nation, value(&found.metrics["through"], nation), expected);
    }
    // The same by orders drawn for each of 200 worlds, of which each is worth −6 to one player.
    let sampled = Question { most_coalitions: 1, ..AGREEMENT };
    let found = worths(&world, &sampled, Options { worlds: 200, ..OPTIONS }, 200);
    assert!(!found.is_exact);
    let worth = &found.metrics["through"];
    near("together", worth.shapley.values().map(|n| n.value.mean).sum(), -6.0);
    for (nation, expected) in [("farland", -4.0), ("coastland", -1.0), ("isles", -1.0)] {
        let interval = worth.shapley[nation].value;
        assert!(interval.ci95_high - interval.ci95_low > 0.1, "{nation}: orders differ, {interval:?}");
        assert!((interval.mean - expected).abs() < 0.6, "{nation}: {interval:?}, expected {expected}");
    }
}

/// Radar, battery and rounds of one nation are all needed: a third each. The other owns nothing that matters.
#[test]
fn presence_of_all_that_is_needed() {
    let world = written(
        &[COAST, &ideal(&["coastland"], "coastland"), "\n[compare]\narms = [ { id = \"alone\", agreements = [] } ]\n"]
            .concat(),
    );
    let found = worths(&world, &Question { of: Of::Presence, ..AGREEMENT }, OPTIONS, 16);
    let worth = &found.metrics["leakers"];
    near("absent", worth.base_mean, 6.0);
    near("present", worth.arm_mean, 0.0);
    for part in ["sensors", "interceptors", "reserve"] {
        near(part, worth.shapley["coastland"].parts[part], -2.0);
    }
    assert_eq!(value(worth, "farland"), 0.0);
    near("cover of an absent stock", found.metrics["days_of_cover.coastland.pac3"].base_mean, 0.0);
}

const FEW_RUNS: How = How { from: 0, until: 24, seed: 1, worlds: 8, sets: 2, threads: 2, keep_events: 0 };

fn through(study: &Study, arm: usize) -> f64 {
    let [leaked, harmless] = ["leaked", "fell_harmless"].map(|f| study.column_of(arm, &format!("campaign.{f}")));
    mean(&leaked.iter().zip(&harmless).map(|(a, b)| a + b).collect::<Vec<_>>())
}

fn first_empty(study: &Study, arm: usize, cell: &str, days: f64) -> f64 {
    let column = study.column_of(arm, &format!("first_empty_day.{cell}"));
    mean(&column.iter().map(|d| if d.is_nan() { days } else { *d }).collect::<Vec<_>>())
}

/// Taken apart and put together again, agreements are what they were, and the step begins at the first arm, to the last draw.
#[test]
fn everybody_together_is_the_arm_itself() {
    let study = play_bundled("japan-2028", &[], FEW_RUNS);
    let world = read(resolve("japan-2028"), &[]);
    for of in [Of::Agreement, Of::Presence] {
        let found = worths(&world, &Question { of, arm: 1, ..AGREEMENT }, OPTIONS, FEW_RUNS.until);
        let ends = found.metrics.iter().map(|(key, worth)| (key, worth, worth.shapley.values()));
        for (key, worth, nations) in ends {
            let of_agreements = worth.of_agreements.map_or(0.0, |money| money.mean);
            let sum = nations.map(|n| n.value.mean).sum::<f64>() + of_agreements;
            // Thousands of millions of dollars add up to a thousandth of one.
            let most = if key.ends_with("_usd") { 1e-3 } else { 1e-9 };
            assert!((sum - (worth.arm_mean - worth.base_mean)).abs() < most, "{of:?}, {key}");
        }
        near("all", found.metrics["through_total"].arm_mean, through(&study, 1));
        let cell = "usa.pac3";
        near("days", found.metrics[&format!("first_empty_day.{cell}")].arm_mean, first_empty(&study, 1, cell, 180.0));
        assert_eq!(found.step.is_some(), of == Of::Agreement);
        if let Some(step) = found.step {
            let cost = study.report.cost.as_ref().expect("it is priced");
            let [beyond, fired] = ["incremental_usd", "expended_usd"].map(|key| &step.metrics[key]);
            close("beyond today", beyond.arm_mean, cost.incremental_usd.mean);
            let sensors = value(beyond, "usa") - beyond.shapley["usa"].parts["factories"];
            assert!(sensors.abs() < 1e-3, "what no line delivers is not of who gives tracks: {sensors}");
            close("fired today", fired.base_mean, cost.expended_usd.mean);
            close("both", step.metrics["cost_usd"].change.mean, beyond.change.mean + fired.change.mean);
            near("today", step.metrics["through_total"].base_mean, through(&study, 0));
            near("joined", step.metrics["through_total"].arm_mean, through(&study, 1));
            near(
                "days today",
                step.metrics[&format!("first_empty_day.{cell}")].base_mean,
                first_empty(&study, 0, cell, 180.0),
            );
        }
    }
}

/// Without a nation all it owns is gone: what gets through where nobody is present is all that works.
#[test]
fn where_nobody_is_present_all_that_works_gets_through() {
    let study = play_bundled("tutorial", &[], FEW_RUNS);
    let world = read(resolve("tutorial"), &[]);
    let found = worths(&world, &Question { of: Of::Presence, arm: 1, ..AGREEMENT }, OPTIONS, FEW_RUNS.until);
    let launched = mean(&study.column_of(0, "campaign.launched"));
    let failed: f64 = ["srbm-700", "shahed-136"]
        .iter()
        .map(|class| mean(&study.column_of(0, &format!("campaign.class.{class}.failed"))))
        .sum();
    near("nobody present", found.metrics["through_total"].base_mean, launched - failed);
    near("all", found.metrics["through_total"].arm_mean, through(&study, 1));
}

#[test]
fn values_do_not_depend_on_threads_nor_on_where_it_paused() {
    let world = read(resolve("tutorial"), &[]);
    for most_coalitions in [512, 1] {
        let question = Question { arm: 1, most_coalitions, ..AGREEMENT };
        let [one, two, eight] =
            [1, 2, 8].map(|threads| worths(&world, &question, Options { threads, ..OPTIONS }, 20).metrics);
        assert_eq!(one, two);
        assert_eq!(one, eight);
        let mut sitting =
            Sitting::new(&world, &question, OPTIONS, &FlyoutTable::new, &AtomicBool::new(false)).expect("it can begin");
        for until in [3, 4, 20] {
            sitting.play(until, &AtomicBool::new(false), &AtomicU64::new(0)).expect("stocks hold together");
        }
        assert_eq!(sitting.worths().metrics, one);
    }
}
