//! Batteries in a theatre, and what is told of the rounds that lie there or grow too old.

mod common;

use common::{COAST, FEW, How, QUIET, play};

const RUNS: How = How { until: 4, worlds: 2, sets: 1, keep_events: 0, ..FEW };

/// Ten of the coast's 400 rounds lie in the north, where a battery for 24 stands that never shoots.
const NORTH: &str = r#"
[[stock.theatre]]
theatre = "north"
quantity = 10
DEPOT

[[theatre]]
id = "north"
name = "the North"

[[mode]]
id = "sea"
days = 20

[[battery]]
id = "only"
nation = "coastland"
theatre = "north"
lat_deg = 45.00
lon_deg = -30.00
radar = "an-mpq-53-65"
radar_boresight_deg = 270
channels = 12
availability = 0
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 2
  per_launcher = 12
"#;

#[test]
fn a_battery_in_a_theatre_is_loaded_from_there_alone() {
    let filled = "up_to = 30\nmode = \"sea\"";
    for (depot, [at_raids_start, sent, used, left]) in
        [("", [10.0, 0.0, 10.0, 0.0]), (filled, [30.0, 44.0, 24.0, 30.0])]
    {
        let study = play(&[COAST, &NORTH.replace("DEPOT", depot), QUIET].concat(), &[], RUNS);
        let is = |name: &str, rounds: f64| {
            let column = study.column(name);
            assert!(column.iter().all(|n| *n == rounds), "{name}: {column:?}, not {rounds}");
        };
        is("theatre_at_raids_start.coastland.pac3", at_raids_start);
        for (count, rounds) in [("sent", sent), ("used", used), ("unmet", 0.0), ("refused", 0.0), ("left", left)] {
            is(&format!("theatre.{count}.coastland.pac3.north"), rounds);
        }
        is("on_hand.coastland.pac3.end", 400.0);
        is("unaccounted", 0.0);
        let campaign = study.report.campaign.as_ref().unwrap();
        let told = &campaign.theatres["coastland"]["pac3"]["north"];
        assert_eq!((told.name.as_str(), told.left.mean, told.first_unmet_day.never_fraction), ("the North", left, 1.0));
        assert!(campaign.expired.is_empty() && campaign.mean_age_days.is_empty());
    }
}

#[test]
fn rounds_that_grow_too_old_are_told_of_with_the_age_of_the_rest() {
    let lots = "[[stock.lot]]\nmade = 2020-01-01\nquantity = 150\n[[stock.lot]]\nmade = 2026-01-01\nquantity = 250\n";
    let study = play(&[COAST, lots, QUIET].concat(), &["item.pac3.shelf_years=10"], RUNS);
    let campaign = study.report.campaign.as_ref().unwrap();
    assert_eq!(campaign.expired["coastland"]["pac3"].mean, 150.0);
    // From 1 January 2026 to 31 December 2032.
    assert_eq!(campaign.mean_age_days["coastland"]["pac3"].p50, Some(2_556.0));
    assert_eq!(study.mean("on_hand.coastland.pac3.end"), 250.0);
    assert_eq!(study.mean("unaccounted"), 0.0);
}
