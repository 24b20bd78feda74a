//! What elements cost over their life: sums, money of other years and currencies, spread, drivers, chains of assumptions.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use cupola_core::Seed;
use cupola_core::math::{ln, powf};
use cupola_cost::{CostItem, Fleet, Horizon, Launch, Learning, Phase, Share, Spending, Terms, evaluate};
use cupola_scenario::{Change, Faults, Source, load, load_changed};
use cupola_sim::world::{CostStep, World};
use cupola_study::life_cycle::{likely, summary};
use cupola_study::monte_carlo::{Options, physics_sets};
use cupola_study::summary::LifeCycle;
use cupola_study::waterfall::waterfall;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Two nations, four elements.
const COST: &str = include_str!("data/cost.toml");

fn file(name: &str, text: &str) -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("cupola-life-cycle-{}-{number}-{name}.toml", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

fn world_of(name: &str, text: &str, sets: &[&str]) -> World {
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    let path = file(name, text);
    let world = load(Source::Path(&path), &sets).unwrap_or_else(|faults| panic!("{faults}")).world;
    std::fs::remove_file(path).unwrap();
    world
}

fn life_of(world: &World) -> LifeCycle {
    let options = Options { seed: Seed(1), worlds: 200, physics_sets: physics_sets(200), threads: 1, keep_events: 0 };
    summary(world, &options, 0).unwrap().unwrap()
}

fn near(value: f64, expected: f64, rel: f64) {
    assert!((value - expected).abs() <= rel * expected.abs().max(1.0), "{value} is not {expected} within {rel}");
}

/// Elements, phases, years and nations each make the whole, in the mean and at likely values.
#[test]
fn every_table_makes_the_whole() {
    let world = world_of("sums", COST, &[]);
    let life = life_of(&world);
    let total = life.total_usd.unwrap().mean;
    near(life.elements.iter().map(|e| e.total_usd.mean).sum(), total, 1e-9);
    near(life.elements.iter().flat_map(|e| e.by_phase.values()).map(|c| c.mean).sum(), total, 1e-9);
    for table in [&life.by_phase, &life.by_nation, &life.by_year] {
        near(table.values().map(|c| c.mean).sum(), total, 1e-9);
    }
    near(life.elements.iter().map(|e| e.likely_usd).sum(), life.likely_usd.unwrap(), 1e-9);
    let acquired = ["operations", "disposal"].iter().map(|phase| life.by_phase[*phase].mean).sum::<f64>();
    near(life.acquisition_usd.unwrap().mean, total - acquired, 1e-9);
    assert!(life.by_nation["east"].mean > 0.0 && life.by_nation["west"].mean > 0.0);
}

/// A file comes to what its numbers do by hand.
#[test]
fn a_file_is_reckoned_as_its_items_are() {
    let world = world_of("by-hand", COST, &[]);
    let learning = Learning::new(0.9).unwrap();
    let launch = Launch::ByMass { mass_kg: 1_000.0, usd_per_kg: 2_000.0 };
    let fleet = Fleet {
        learning,
        operations_yearly_usd: 10e6,
        disposal_usd: 1e6,
        ..Fleet::in_orbit(30, 20e6, launch, 5.0, 2026)
    };
    let once = |phase, busd: f64, years| Spending::Once {
        phase,
        amount_usd: busd * 1e9,
        from_year: 2026,
        until_year: 2026 + years,
    };
    let spendings = [
        Spending::Fleet(fleet),
        once(Phase::Development, 0.5, 1),
        once(Phase::Sites, 0.4, 2),
        Spending::Operations { yearly_usd: 30e6, from_year: 2026, until_year: 2036 },
        Spending::Fleet(Fleet { learning, build_years: 2, ..Fleet::on_the_ground(100, 4e6, 2026) }),
        once(Phase::Sites, 0.1, 1),
        once(Phase::Sites, 0.1, 1),
    ];
    let paid_by = vec![Share { nation: 0, fraction: 1.0 }];
    let items = spendings.map(|spending| CostItem { element: 0, paid_by: paid_by.clone(), spending });
    let by_hand = evaluate(&items, 1, 1, &Terms::plain(Horizon::new(2026, 2036).unwrap())).unwrap();
    near(likely(&world).unwrap().unwrap().total_usd, by_hand.total_usd, 1e-12);
}

/// Parts that rise and fall together spread as far as their spreads do in sum; apart they spread less; means stay.
#[test]
fn correlation_widens_the_sum_and_leaves_the_mean() {
    let spread = |correlation: &str| {
        let life = life_of(&world_of("correlation", COST, &[&format!("cost.correlation={correlation}")]));
        // The batteries' sites are known: they add no spread.
        let sum = life.by_phase["sites"];
        let parts: f64 = ["one", "two"].iter().map(|id| of(&life, id).p95 - of(&life, id).p05).sum();
        (sum.mean, (sum.p95 - sum.p05) / parts)
    };
    let [(apart_mean, apart), (half_mean, half), (together_mean, together)] = ["0", "0.5", "1"].map(spread);
    near(half_mean, apart_mean, 0.02);
    near(together_mean, apart_mean, 0.02);
    assert!(apart < half && half < together, "{apart} {half} {together}");
    near(together, 1.0, 0.01);
    // Of two equal spreads that know nothing of each other the sum has about a root of two.
    near(apart, 0.5_f64.sqrt(), 0.06);
}

fn of(life: &LifeCycle, id: &str) -> cupola_core::stats::Count {
    life.elements.iter().find(|e| e.id == id).unwrap().total_usd
}

/// Each year's amount in that year's prices: ten equal years at 2 % more each.
#[test]
fn then_year_money_grows_with_the_years() {
    let sets = ["cost.then_year=true", "cost.prices={ beyond_fraction = 0.02, grade = \"unverified\" }"];
    let world = world_of("then-year", COST, &sets);
    let plain = likely(&world_of("plain", COST, &[])).unwrap().unwrap();
    let then = likely(&world).unwrap().unwrap();
    for (year, (then_usd, plain_usd)) in then.by_year_usd.iter().zip(&plain.by_year_usd).enumerate() {
        near(*then_usd, plain_usd * 1.02_f64.powi(year as i32), 1e-12);
    }
    assert_eq!(life_of(&world).money, "then-year");
}

/// A bundled study in then-year money is its amounts, year by year, at the levels stated: the layer in orbit bought every five years,
/// sites over ten, both run for twenty.
#[test]
fn a_bundled_study_in_then_year_money_is_its_sum_by_hand() {
    let prices = "cost.prices={ level = { \"2026\" = 100, \"2031\" = 115, \"2041\" = 160 }, beyond_fraction = 0.03, \
                  grade = \"unverified\" }";
    let bundled = |sets: &[&str]| {
        let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
        let world = load(Source::Bundled("cbo-2026-cost"), &sets).unwrap_or_else(|faults| panic!("{faults}")).world;
        likely(&world).unwrap().unwrap().total_usd
    };
    let level = |year: i32| match f64::from(year) {
        y if y <= 2031.0 => powf(1.15, (y - 2026.0) / 5.0),
        y if y <= 2041.0 => 1.15 * powf(160.0 / 115.0, (y - 2031.0) / 10.0),
        y => 1.6 * powf(1.03, y - 2041.0),
    };
    let fill_busd = 7_800.0 * (22.0 + 1_900.0 * 500e-6) / 1e3;
    let amount_busd = |year: i32| {
        let fill = if (year - 2026) % 5 == 0 { fill_busd } else { 0.0 };
        let development = if year == 2026 { 7.0 } else { 0.0 };
        let sites = if year < 2036 { 29.5 } else { 0.0 };
        fill + development + sites + 1.0 + 7.65
    };
    let by_hand: f64 = (2026..2046).map(|year| amount_busd(year) * level(year)).sum();
    near(bundled(&["cost.then_year=true", prices]) / 1e9, by_hand, 1e-12);
    // Without it the same prices change nothing: all amounts are of the price year.
    near(bundled(&[prices]) / 1e9, (2026..2046).map(amount_busd).sum(), 1e-12);
}

/// Learning that ends with the thousandth of 4,990 units: what comes after costs what that one does.
#[test]
fn a_bundled_study_whose_learning_ends_is_its_sum_by_hand() {
    let sets = ["cost.element.boost-basic.flat_after=1000".to_owned()];
    let world = load(Source::Bundled("aei-2025-cost"), &sets).unwrap_or_else(|faults| panic!("{faults}")).world;
    let table = likely(&world).unwrap().unwrap();
    let exponent = ln(0.85) / ln(2.0);
    let learnt: f64 = (1..=1_000).map(|n| powf(f64::from(n), exponent)).sum();
    let fill_usd = 67.5e6 * (learnt + 3_990.0 * powf(1_000.0, exponent));
    near(table.phase_usd(0, Phase::Procurement), fill_usd, 1e-6);
    near(table.phase_usd(0, Phase::Replacement), 3.0 * fill_usd, 1e-6);
}

/// An amount of another year and currency is brought to the study's once, at the rate and index stated.
#[test]
fn amounts_of_other_years_and_currencies_are_brought_to_the_studys() {
    let stated = r#"
[cost.prices]
level = { "2016" = 80, "2026" = 100 }
beyond_fraction = 0.05
grade = "unverified"
[[cost.currency]]
id = "crown"
usd = 0.1
date = 2026-07-01
source = "made up"
"#;
    let sites = |amount: &str| {
        let text = COST.replace("[[cost.element]]\nid = \"one\"", &format!("{stated}[[cost.element]]\nid = \"one\""));
        let set = format!("cost.element.batteries.sites_musd={{ likely = 400, grade = \"unverified\"{amount} }}");
        let table = likely(&world_of("stated", &text, &[&set])).unwrap().unwrap();
        table.phase_usd(1, Phase::Sites)
    };
    near(sites(""), 400e6, 1e-12);
    near(sites(", year = 2016"), 500e6, 1e-12);
    near(sites(", currency = \"crown\""), 40e6, 1e-12);
    near(sites(", year = 2016, currency = \"crown\""), 50e6, 1e-12);
    // Before the first year stated prices fall at the rate beyond.
    near(sites(", year = 2014"), 500e6 * 1.05 * 1.05, 1e-12);
}

/// A driver's ends are the totals of the file with that input set to its ends.
#[test]
fn drivers_are_the_totals_at_an_inputs_ends() {
    let life = life_of(&world_of("drivers", COST, &[]));
    assert_eq!(life.drivers.len(), 3, "three inputs have a range");
    for driver in &life.drivers {
        for (value, usd) in [(driver.low, driver.low_usd), (driver.high, driver.high_usd)] {
            let set = format!("{}={value}", driver.key);
            near(likely(&world_of("driver", COST, &[&set])).unwrap().unwrap().total_usd, usd, 1e-12);
        }
    }
    assert!(life.drivers.windows(2).all(|pair| pair[0].width_usd() >= pair[1].width_usd()));
    assert_eq!(life.drivers[0].key, "cost.element.satellites.life_years");
}

fn chain(name: &str, text: &str) -> Result<cupola_study::summary::Waterfall, String> {
    let path = file(name, text);
    let changed = |steps: &[&CostStep]| -> Result<World, Box<dyn std::error::Error>> {
        let names: Vec<String> = steps.iter().map(|step| step.what.clone()).collect();
        let changes = steps.iter().zip(&names);
        let changes = changes.flat_map(|(step, option)| step.set.iter().map(move |text| Change { option, text }));
        let loaded: Result<_, Faults> = load_changed(Source::Path(&path), &changes.collect::<Vec<_>>());
        Ok(loaded?.world)
    };
    let world = load(Source::Path(&path), &[]).unwrap_or_else(|faults| panic!("{faults}")).world;
    waterfall(&world, changed).map(Option::unwrap).map_err(|faults| faults.to_string())
}

fn step(what: &str, set: &str) -> String {
    format!("\n[[cost.step]]\nwhat = \"{what}\"\nset = [{set}]\nwhy = \"test\"\nsource = \"made up\"\n")
}

/// The changes make the last total, and each lies within its own bounds over the orders of the steps.
#[test]
fn a_chain_adds_up_and_keeps_its_bounds() {
    let steps = step("base", "")
        + &step("longer", "\"cost.horizon_years=20\"")
        + &step("dearer", "\"cost.element.satellites.unit_cost_musd=40\"")
        + &step("more", "\"cost.element.satellites.units=60\"");
    let fall = chain("chain", &format!("{COST}{steps}")).unwrap();
    near(fall.steps.iter().map(|s| s.change_usd).sum(), fall.steps[3].total_usd, 1e-12);
    let mut orders = 0;
    for step in &fall.steps {
        assert!(step.least_change_usd <= step.change_usd * (1.0 + 1e-12), "{step:?}");
        assert!(step.change_usd <= step.most_change_usd * (1.0 + 1e-12), "{step:?}");
        orders += usize::from(step.most_change_usd > step.least_change_usd * 1.01);
    }
    assert_eq!(orders, 3, "each of the three multiplies what the others do");
    let all =
        ["cost.horizon_years=20", "cost.element.satellites.unit_cost_musd=40", "cost.element.satellites.units=60"];
    let last = likely(&world_of("all-steps", COST, &all)).unwrap().unwrap();
    near(fall.steps[3].total_usd, last.total_usd, 1e-12);
}

/// Steps that cannot be taken are named, all at once.
#[test]
fn steps_that_fault_are_named() {
    let steps = step("base", "")
        + &step("no such element", "\"cost.element.moon.units=3\"")
        + &step("no such slope", "\"cost.element.satellites.learning_slope=2\"");
    let faults = chain("bad-steps", &format!("{COST}{steps}")).unwrap_err();
    for start in [
        "no such element:1:1: cost.element.moon.units: there is no element \"moon\"",
        "no such slope:1:40: cost.element",
    ] {
        assert!(faults.lines().any(|line| line.starts_with(start)), "{start}\n{faults}");
    }
}
