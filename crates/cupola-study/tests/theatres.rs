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

/// A battery of each nation, and a part of each one's stock in the north.
fn two_nations(coastland_stands: &str, farland_stands: &str) -> String {
    let battery = |id: &str, nation: &str, stands: &str| {
        format!(
            "[[battery]]\nid = \"{id}\"\nnation = \"{nation}\"\n{stands}\nlat_deg = 45.00\nlon_deg = -30.00\n\
             radar = \"an-mpq-53-65\"\nradar_boresight_deg = 270\nchannels = 12\navailability = 0\n\
             [[battery.load]]\ninterceptor = \"pac3-mse\"\nlaunchers = 1\nper_launcher = 12\n"
        )
    };
    let farland = "[[stock]]\nnation = \"farland\"\nitem = \"pac3\"\nquantity = 40\n\
                   [[stock.theatre]]\ntheatre = \"north\"\nquantity = 20\n";
    let head = "[[stock.theatre]]\ntheatre = \"north\"\nquantity = 10\n[[theatre]]\nid = \"north\"\n";
    let batteries = [battery("own", "coastland", coastland_stands), battery("other", "farland", farland_stands)];
    [COAST, head, farland, &batteries.concat(), QUIET].concat()
}

/// What a nation can draw hangs on where its own batteries of that item stand, and on nobody else's.
#[test]
fn only_a_nations_own_batteries_bring_a_theatre_into_reach() {
    const NORTH: &str = "theatre = \"north\"";
    for (coastland, farland, reach) in
        [("", "", [390.0, 20.0]), ("", NORTH, [390.0, 20.0]), (NORTH, "", [10.0, 20.0]), (NORTH, NORTH, [10.0, 20.0])]
    {
        let study = play(&two_nations(coastland, farland), &[], RUNS);
        for (nation, rounds) in ["coastland", "farland"].iter().zip(reach) {
            for column in ["theatre_at_raids_start", "theatre_after_raids"] {
                let name = format!("{column}.{nation}.pac3");
                assert!(study.column(&name).iter().all(|n| *n == rounds), "{name}, {coastland}, {farland}");
            }
        }
    }
    // One of another item draws nothing of this.
    let other_item = two_nations(NORTH, NORTH).replacen(
        "interceptor = \"pac3-mse\"\nlaunchers = 1\nper_launcher = 12",
        "interceptor = \"sm-6\"\nlaunchers = 1\nper_launcher = 1",
        1,
    );
    let sm6 = "[[item]]\nid = \"sm6\"\n[[interceptor]]\nis = \"sm-6\"\nitem = \"sm6\"\n\
               [[stock]]\nnation = \"coastland\"\nitem = \"sm6\"\nquantity = 7\n\
               [[stock.theatre]]\ntheatre = \"north\"\nquantity = 3\n";
    let study = play(&[&other_item, sm6].concat(), &[], RUNS);
    assert_eq!(study.mean("theatre_at_raids_start.coastland.sm6"), 3.0);
    assert_eq!(study.mean("theatre_at_raids_start.coastland.pac3"), 400.0, "none loads it: wherever there are some");
}

/// A reserve of 90 of 100 rounds, and 20 of them a hundred days on the way to a theatre of the nation's own.
const MOVED: &str = r#"
format = 1
[study]
name = "moved"
title = "Moved"
status = "hypothetical: for tests"
stock_date = 2026-01-01
raids_start = 2026-01-20
end = 2026-12-31
[campaign]
days = 30
[[nation]]
id = "coastland"
  [[nation.reserve]]
  item = "pac3"
  never_below = 90
  wanted = 90
  blocks = ["export", "transfer"]
[[nation]]
id = "farland"
[[item]]
id = "pac3"
unit_cost_musd = 4
[[theatre]]
id = "north"
[[mode]]
id = "sea"
days = 100
[[stock]]
nation = "coastland"
item = "pac3"
quantity = 100
  [[stock.theatre]]
  theatre = "north"
  up_to = 20
  mode = "sea"
[[transfer]]
giver = "coastland"
taker = "farland"
item = "pac3"
on = 2026-01-05
rounds = 5
"#;

/// Rounds on their way to a nation's own theatre are in its stock, for the reserve, in every count and in what it is to
/// come back to; "in transit" is what comes from elsewhere.
#[test]
fn moving_rounds_to_a_theatre_never_crosses_the_reserve() {
    let study = play(MOVED, &[], RUNS);
    let campaign = study.report.campaign.as_ref().unwrap();
    assert_eq!(study.mean("refused.transfer.coastland.pac3"), 0.0, "five can be given: 95 are left, 20 of them at sea");
    for date in ["raids_start", "end"] {
        assert_eq!(study.mean(&format!("on_hand.coastland.pac3.{date}")), 95.0);
        assert_eq!(study.mean(&format!("in_transit.coastland.pac3.{date}")), 0.0);
    }
    assert_eq!(campaign.first_day_below_reserve["coastland"]["pac3"].never_fraction, 1.0);
    assert_eq!(campaign.at_raids_start["coastland"]["pac3"].mean, 95.0);
    assert_eq!(campaign.restored_date["coastland"]["pac3"].target, 95.0);
    let stock = &campaign.stock["coastland"]["pac3"];
    assert!(stock.iter().skip(1).all(|point| point.p50 == 95.0), "{stock:?}");
    assert_eq!(study.mean("theatre.sent.coastland.pac3.north"), 20.0);
    assert_eq!(study.mean("unaccounted"), 0.0);
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
