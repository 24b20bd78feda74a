//! Agreements that begin and end during a campaign, and what they and surges cost.

mod common;

use common::{COAST, FEW, How, QUIET, Study, play};
use cupola_core::{Seed, Stream};
use cupola_scenario::{Source, load};
use cupola_sim::geometry;
use cupola_sim::rules::{Rules, RulesByDay};
use cupola_sim::world::Draws;
use cupola_study::costing::{Elements, Pricing, Side};
use cupola_study::monte_carlo::{Options, Prepared, make_ready};
use cupola_study::summarise::{Meta, report};
use std::sync::atomic::{AtomicBool, AtomicU64};

const RUNS: How = How { until: 60, worlds: 4, sets: 2, keep_events: 0, ..FEW };

/// Five raids of ten, with time to load again between them.
const FIVE_RAIDS: &str = r#"
[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "srbm-700"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 10
  spread_min = 60

[campaign]
days = 50
resupply_days = 2
stated = [ { day = 0, raid = "opening" }, { day = 10, raid = "opening" }, { day = 20, raid = "opening" }, { day = 30, raid = "opening" }, { day = 40, raid = "opening" } ]

[[stock]]
nation = "farland"
item = "pac3"
quantity = 400
"#;

/// Four arms: nothing agreed; agreed for good; until the day of the third raid; from that day on.
const ARMS: &str = r#"
[compare]
arms = [ { id = "alone" }, { id = "always", agreements = ["always"] }, { id = "ends", agreements = ["ends"] }, { id = "comes", agreements = ["comes"] } ]
"#;

/// A battery of one nation, and the other's radar beside it.
fn battery(nation: &str, radar: &str) -> String {
    format!(
        r#"
[[sensor]]
id = "hill"
is = "an-tpy-2"
nation = "farland"
lat_deg = 45.01
lon_deg = -30.00
boresight_deg = 270

[[battery]]
id = "only"
nation = "{nation}"
lat_deg = 45.00
lon_deg = -30.00
{radar}
channels = 12
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 2
  per_launcher = 12
"#
    )
}

fn pact(id: &str, dates: &str, clause: &str) -> String {
    format!("\n[[agreement]]\nid = \"{id}\"\nstatus = \"hypothetical\"\n{dates}\n{clause}")
}

fn campaign(battery: &str, clause: &str) -> Study {
    let pacts = [("always", ""), ("ends", "until = 2028-01-21"), ("comes", "from = 2028-01-21")];
    let pacts: String = pacts.iter().map(|(id, dates)| pact(id, dates, clause)).collect();
    play(&[COAST, FIVE_RAIDS, battery, &pacts, ARMS].concat(), &[], RUNS)
}

/// What became of a raid in an arm, run by run.
fn raid(study: &Study, arm: usize, number: usize) -> Vec<Vec<f64>> {
    let fates = ["detected", "tracked", "engaged", "intercepted", "leaked", "fell_harmless"];
    let names = fates.iter().map(|fate| format!("replay.{number}.srbm-700.{fate}"));
    let names = names.chain([format!("replay.{number}.fired.pac3-mse")]);
    names.map(|name| study.column_of(arm, &name)).collect()
}

/// A raid is fought as in the arm with the agreement while it is in force, and as in the one without while it is not.
fn follows_its_dates(study: &Study) {
    let [alone, always, ends, comes] = [0, 1, 2, 3];
    for number in 0..5 {
        let [without, with] = [alone, always].map(|arm| raid(study, arm, number));
        assert!(without != with, "the agreement changes raid {number}");
        // The third raid comes on the last day of the one and the first of the other.
        assert!(raid(study, ends, number) == *if number <= 2 { &with } else { &without }, "ends, raid {number}");
        assert!(raid(study, comes, number) == *if number >= 2 { &with } else { &without }, "comes, raid {number}");
    }
    assert!(study.column("unaccounted").iter().all(|n| *n == 0.0));
}

#[test]
fn tracks_are_shared_from_the_first_day_to_the_last() {
    let tracks = "  [[agreement.tracks]]\n  giver = \"farland\"\n  taker = \"coastland\"\n  sensors = [\"hill\"]\n  use = \"engage-on\"\n  latency_s = 1\n";
    let study = campaign(&battery("coastland", ""), tracks);
    assert_eq!(study.mean("campaign.fired.pac3-mse"), 0.0, "without a radar and without tracks it cannot fire");
    follows_its_dates(&study);
}

#[test]
fn others_are_protected_from_the_first_day_to_the_last() {
    let rights = "  [[agreement.engage]]\n  shooter = \"farland\"\n  protects = [\"harbour\"]\n  when = \"always\"\n";
    let radar = "radar = \"an-mpq-53-65\"\nradar_boresight_deg = 270";
    follows_its_dates(&campaign(&battery("farland", radar), rights));
}

/// Rules worked out once for each stretch of days are those of every day.
#[test]
fn rules_by_day_are_the_rules_of_the_day() {
    let sets = [
        "agreement.golden-dome-japan.from={ low = 2028-04-01, likely = 2028-04-10, high = 2028-05-01, grade = \"assumed\" }",
        "agreement.golden-dome-japan.until={ low = 2028-04-20, likely = 2028-05-01, high = 2028-07-01, grade = \"assumed\" }",
        "agreement.alliance-today.until=2028-04-15",
        "constellation.hbtss.from={ low = 2028-04-01, likely = 2028-04-10, high = 2028-06-01, grade = \"assumed\" }",
    ];
    let world = load(Source::Bundled("japan-2028"), &sets.map(str::to_owned)).unwrap().world;
    let groups = geometry::radar_groups(&world);
    let mut num_changes = 0;
    for number in 0..10 {
        let stream = Stream::of_world(Seed(1), number);
        let draws = Draws::new(&world.inputs, &stream, &stream);
        let by_day = RulesByDay::new(&world, &draws, &groups, 1);
        let (first, last) = world.raid_days();
        let shown = |day| format!("{:?}", Rules::new(&world, &draws, &groups, 1, day));
        for day in (first.0..=last.0).map(cupola_core::Day) {
            assert!(format!("{:?}", by_day.on(day)) == shown(day), "world {number}, {day}");
            num_changes += u32::from(day > first && shown(day) != shown(day.plus(-1)));
        }
    }
    assert!(num_changes > 20, "{num_changes} changes");
}

const LINE: &str = r#"
[[line]]
id = "works"
nation = "coastland"
item = "pac3"
per_year = 365.25
  [[line.surge]]
  id = "shift"
  decided = 2027-07-01
  factor = 2
  ready_after_months = 18
  ramp_months = 0
  once_musd = 120
  per_round_musd = 3
  until = 2030-12-31
  paid_by = { coastland = 0.25, farland = 0.75 }

[[line]]
id = "closed"
nation = "coastland"
item = "pac3"
per_year = 0
  [[line.surge]]
  id = "restart"
  decided = 2027-01-01
  to_per_year = 50
  ready_after_months = 12
  per_round_musd = 1
"#;

const MONEY: &str = r#"
[compare]
arms = [ { id = "alone" }, { id = "pact", agreements = ["pact"] } ]

[[agreement]]
id = "pact"
status = "hypothetical"
from = 2027-01-01
  [[agreement.develop]]
  item = "gpi"
  first_delivery = 2030-06-30
  cost_musd = 100
  paid_by = { farland = 1.0 }

[cost]
horizon_years = 6
  [[cost.extra]]
  element = "links"
  agreement = "pact"
  once_musd = 30
  per_year_musd = 10
  paid_by = { farland = 1.0 }
"#;

/// Cost of an element in an arm, in the likely world (million USD).
fn musd(study: &Study, arm: usize, element: &str) -> f64 {
    let rules = study.world.cost.as_ref().expect("the scenario has prices");
    let draws = Draws::likely(&study.world.inputs);
    let row = &study.records[0].arms[arm].row;
    let pricing =
        Pricing::new(&study.world, &study.columns).expect("terms hold together").expect("the scenario has prices");
    let table = pricing.arm_cost(Side { arm, draws: &draws, row }, row).expect("shares and years hold together");
    let names = Elements::of(&study.world, rules).names;
    let at = names.iter().position(|name| name == element).unwrap_or_else(|| panic!("{element} of {names:?}"));
    table.by_element_usd[at] / 1e6
}

/// Costs that do not hold together are an error of the report, and no cost left out.
#[test]
fn a_discount_that_is_none_is_said() {
    let folder = common::Folder::new();
    let path = folder.write("scenario.toml", &[COAST, QUIET, LINE, MONEY].concat());
    let mut world = load(Source::Path(&path), &[]).unwrap_or_else(|faults| panic!("{faults}")).world;
    make_ready(&mut world);
    if let Some(cost) = &mut world.cost {
        cost.discount_rate = -2.0;
    }
    let options = Options { seed: Seed(1), worlds: 1, physics_sets: 1, threads: 1, keep_events: 0 };
    let prepared = Prepared::new(&world, options).expect("the study can begin");
    let records = prepared.play(0, 1, &AtomicBool::new(false), &AtomicU64::new(0));
    let meta = Meta { scenario_hash: String::new(), version: String::new(), elapsed_s: 0.0, stopped_early: false };
    let error = report(&world, &prepared, &records, &meta).expect_err("a discount of -2 is none");
    assert!(error.to_string().contains("-2"), "{error}");
}

/// Twice 365.25 a year from 31 December 2028 to the end of 2030: half of what comes off the line then, to the day.
#[test]
fn a_surge_costs_once_and_for_each_round_that_it_adds() {
    let study = play(&[COAST, QUIET, LINE, MONEY].concat(), &[], How { until: 1, worlds: 1, ..RUNS });
    let shift = musd(&study, 0, "works: surge shift");
    let added = (1 + 365 + 365) as f64;
    assert!((shift - 120.0 - 3.0 * added).abs() < 3.0, "{shift} of {}", 120.0 + 3.0 * added);
    let made: f64 = (2027..=2032).map(|year| study.column(&format!("made.closed.{year}"))[0]).sum();
    assert!(made > 150.0, "{made}");
    assert!((musd(&study, 0, "closed: surge restart") - made).abs() < 1e-9);
    // In both arms: in no difference.
    let cost = study.report.cost.as_ref().unwrap();
    assert!(cost.by_element.iter().all(|(name, _)| !name.contains("surge")), "{:?}", cost.by_element);
    let plain = play(&[COAST, QUIET, MONEY].concat(), &[], How { until: 1, worlds: 1, ..RUNS });
    assert_eq!(cost.incremental_usd.mean, plain.report.cost.as_ref().unwrap().incremental_usd.mean);
}

/// A development of four years of 25, extras of 10 a year over six years: none after the year in which the agreement ends.
#[test]
fn money_of_an_agreement_ends_with_it() {
    for (set, develop, links) in [
        ("agreement.pact.until=2040-01-01", 100.0, 30.0 + 6.0 * 10.0),
        ("agreement.pact.until=2028-06-30", 50.0, 30.0 + 2.0 * 10.0),
        ("agreement.pact.until=2027-06-30", 25.0, 15.0 + 10.0),
        ("agreement.pact.from=2029-01-01", 100.0, 30.0 + 4.0 * 10.0),
    ] {
        let study = play(&[COAST, QUIET, MONEY].concat(), &[set], How { until: 1, worlds: 1, ..RUNS });
        let found = (musd(&study, 1, "gpi: development"), musd(&study, 1, "links"));
        assert!((found.0 - develop).abs() < 1e-9 && (found.1 - links).abs() < 1e-9, "{set}: {found:?}");
        assert_eq!(musd(&study, 0, "links"), 0.0);
    }
}
