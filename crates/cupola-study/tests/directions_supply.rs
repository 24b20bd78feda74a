//! What stops a toy, in stocks and money: for each link an input whose change must move the answer one way.

mod common;

use common::{COAST, FEW, How, QUIET, Study, play};

const SUPPLY: How = How { until: 64, keep_events: 0, ..FEW };

/// Days in a study that never sees an event.
const NEVER: f64 = 10_000.0;

/// Plays the same text with a stock of a hundred, with and without changes.
fn both(text: &str, before: &[&str], after: &[&str]) -> (Study, Study) {
    let hundred = ["stock.coastland.pac3.quantity=100"];
    let play = |sets: &[&str]| play(text, &[&hundred, sets].concat(), SUPPLY);
    (play(before), play(after))
}

/// Three transfers of twenty rounds, and a floor that stops them.
const GIFTS: &str = r#"
[[nation.reserve]]
item = "pac3"
never_below = 30
blocks = ["export", "transfer"]
"#;

fn gifts() -> String {
    // The reserve belongs to the nation written last.
    let nation =
        COAST.replacen("[[nation]]\nid = \"coastland\"\n", &format!("[[nation]]\nid = \"coastland\"\n{GIFTS}"), 1);
    let transfers: String = [5, 15, 25]
        .iter()
        .map(|day| format!("[[transfer]]\nid = \"gift-{day}\"\ngiver = \"coastland\"\ntaker = \"farland\"\nitem = \"pac3\"\non = 2028-01-{day:02}\nrounds = 20\ndelay_days = 3\n"))
        .collect();
    [&nation, QUIET, &transfers].concat()
}

#[test]
fn a_higher_reserve_floor_refuses_earlier() {
    let (low, high) =
        both(&gifts(), &["reserve.coastland.pac3.never_below=50"], &["reserve.coastland.pac3.never_below=90"]);
    let day = |s: &Study| s.mean_day("first_empty_day.coastland.pac3", NEVER);
    assert!(day(&low) > day(&high), "first refusal on day {} and on day {}", day(&low), day(&high));
    assert_eq!(day(&high), 4.0, "the first gift, of 20 from 100 over a floor of 90, is due on 5 January");
    assert_eq!(day(&low), 24.0, "the third gift, of 20 from 60 over a floor of 50, is due on 25 January");
}

#[test]
fn a_reserve_floor_that_is_never_reached_refuses_nothing() {
    let (none, all) =
        both(&gifts(), &["reserve.coastland.pac3.never_below=10"], &["reserve.coastland.pac3.never_below=100"]);
    assert_eq!(none.mean_day("first_empty_day.coastland.pac3", NEVER), NEVER);
    let given = |s: &Study| s.mean("left_after_raids.farland.pac3");
    assert_eq!(given(&none), 60.0);
    assert_eq!(given(&all), 0.0, "nothing may leave a stock that is at its floor");
}

#[test]
fn a_larger_stock_comes_below_its_reserve_later() {
    let (small, large) = both(
        &gifts(),
        &["reserve.coastland.pac3.blocks=[]", "reserve.coastland.pac3.never_below=70"],
        &[
            "reserve.coastland.pac3.blocks=[]",
            "reserve.coastland.pac3.never_below=70",
            "stock.coastland.pac3.quantity=120",
        ],
    );
    let day = |s: &Study| s.mean_day("first_below_reserve_day.coastland.pac3", NEVER);
    assert!(day(&small) < day(&large), "below the reserve on day {} and on day {}", day(&small), day(&large));
}

/// A line that needs a seeker for each round.
const LINE: &str = r#"
[[part]]
id = "seeker"
per_year = 60

[[line]]
id = "works"
nation = "coastland"
item = "pac3"
per_year = 60
part = "seeker"
customers = { coastland = 1.0 }
"#;

const RESTORE: &str = "stock.coastland.pac3.restore_to=200";

#[test]
fn half_the_seekers_restore_the_stock_later() {
    let (whole, half) = both(&[COAST, QUIET, LINE].concat(), &[RESTORE], &[RESTORE, "part.seeker.per_year=30"]);
    let day = |s: &Study| s.mean_day("restored_day.coastland.pac3", NEVER);
    // A hundred rounds at 60 and at 30 a year: 20 and 40 months, to the next first of a month.
    assert!((day(&whole) - 609.0).abs() < 40.0, "restored after {} days", day(&whole));
    assert!((day(&half) - 1_218.0).abs() < 60.0, "restored after {} days", day(&half));
}

#[test]
fn a_faster_line_without_seekers_changes_nothing() {
    let (slow, fast) = both(&[COAST, QUIET, LINE].concat(), &[RESTORE], &[RESTORE, "line.works.per_year=200"]);
    assert_eq!(slow.column("restored_day.coastland.pac3"), fast.column("restored_day.coastland.pac3"));
}

#[test]
fn a_later_start_of_the_line_restores_the_stock_later() {
    let (early, late) = both(&[COAST, QUIET, LINE].concat(), &[RESTORE], &[RESTORE, "line.works.starts=2029-01-01"]);
    let day = |s: &Study| s.mean_day("restored_day.coastland.pac3", NEVER);
    assert!(day(&late) > day(&early) + 600.0, "restored after {} and {} days", day(&early), day(&late));
}

#[test]
fn another_war_restores_the_stock_later() {
    const WAR: &str = r#"
[[drain]]
id = "elsewhere"
nation = "coastland"
item = "pac3"
per_year = 0
from = 2027-01-01
until = 2032-12-31
"#;
    let text = [COAST, QUIET, LINE, WAR].concat();
    let (peace, war) = both(&text, &[RESTORE], &[RESTORE, "drain.elsewhere.per_year=20"]);
    let day = |s: &Study| s.mean_day("restored_day.coastland.pac3", NEVER);
    assert!(day(&war) > day(&peace) + 200.0, "restored after {} and {} days", day(&peace), day(&war));
}

/// Satellites that exist only with the pact, a bigger line, and who pays.
const PACT: &str = r#"
[compare]
arms = [ { id = "alone", agreements = [] }, { id = "pact", agreements = ["pact"] } ]

[[constellation]]
id = "watch"
is = "sbirs"
nation = "farland"
role = "warning"
satellites = 24
planes = 4
altitude_km = 1000
cloud_break_km = 7
availability = 1.0
with_agreement = "pact"

[[agreement]]
id = "pact"
status = "hypothetical"
says = "Farland flies satellites and pays for a bigger line."
from = 2027-01-01
  [[agreement.expand]]
  line = "works"
  to_per_year = 50
  ready_after_months = 12
  plant_musd = 40
  paid_by = { farland = 1.0 }

[cost]
horizon_years = 20
discount_rate = 0.0
learning_slope = 0.95
  [[cost.space]]
  constellation = "watch"
  unit_cost_musd = 100
  mass_kg = 500
  launch_usd_per_kg = 2000
  life_years = 10
  operations_musd_per_year = 10
  paid_by = { farland = 1.0 }
"#;

/// What the pact costs beyond being alone (USD).
fn cost(set: &str) -> f64 {
    let line = LINE.replace("\nper_year = 60\npart", "\nper_year = 20\npart");
    let sets: &[&str] = if set.is_empty() { &[] } else { &[set] };
    let study = play(&[COAST, QUIET, &line, PACT].concat(), sets, SUPPLY);
    study.report.cost.as_ref().expect("the scenario has two arms and a price").incremental_usd.mean
}

#[test]
fn satellites_that_live_half_as_long_cost_more() {
    let (long, short) = (cost(""), cost("cost.space.watch.life_years=5"));
    assert!(short > 1.3 * long, "{long:.3e} USD and {short:.3e} USD");
}

#[test]
fn whatever_is_dearer_costs_more_and_a_discount_costs_less() {
    let plain = cost("");
    for dearer in [
        "cost.space.watch.launch_usd_per_kg=20000",
        "cost.space.watch.unit_cost_musd=200",
        "cost.space.watch.operations_musd_per_year=40",
        "constellation.watch.satellites=48",
        "agreement.pact.expand.works.plant_musd=400",
        "item.pac3.unit_cost_musd=20",
        "cost.learning_slope=1.0",
    ] {
        let cost = cost(dearer);
        assert!(cost > 1.01 * plain, "{dearer}: {plain:.3e} USD and {cost:.3e} USD");
    }
    let discounted = cost("cost.discount_rate=0.05");
    assert!(discounted < 0.95 * plain, "{plain:.3e} USD and {discounted:.3e} USD");
}
