//! Batteries in a theatre, and what is told of the rounds that lie there or grow too old.

mod common;

use common::{COAST, FEW, How, QUIET, play};
use cupola_study::coalition::measure::measures;
use cupola_study::sweep::metrics;

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
    for (depot, [at_raids_start, sent, used, left]) in [("", [10.0, 0.0, 0.0, 10.0]), (filled, [30.0, 44.0, 0.0, 54.0])]
    {
        let study = play(&[COAST, &NORTH.replace("DEPOT", depot), QUIET].concat(), &[], RUNS);
        let is = |name: &str, rounds: f64| {
            let column = study.column(name);
            assert!(column.iter().all(|n| *n == rounds), "{name}: {column:?}, not {rounds}");
        };
        is("theatre_at_raids_start.coastland.pac3", at_raids_start);
        for (count, rounds) in [("sent", sent), ("used", used), ("short", 0.0), ("refused", 0.0), ("left", left)] {
            is(&format!("theatre.{count}.coastland.pac3.north"), rounds);
        }
        is("on_hand.coastland.pac3.end", 400.0);
        is("unaccounted", 0.0);
        let campaign = study.report.campaign.as_ref().unwrap();
        let told = &campaign.theatres["coastland"]["pac3"]["north"];
        assert_eq!((told.name.as_str(), told.left.mean, told.first_short_day.never_fraction), ("the North", left, 1.0));
        assert!(campaign.expired.is_empty() && campaign.mean_age_days.is_empty());
    }
}

/// To the unit, in every run: what lay in the theatre and what was sent, less what was used, is what is left there, with
/// the battery or on its way; what a battery was loaded with and has not fired is not used.
#[test]
fn what_lies_with_batteries_in_a_theatre_is_not_used() {
    let shoots = NORTH.replace("availability = 0", "availability = 1").replace("DEPOT", "up_to = 30\nmode = \"sea\"");
    let raids = QUIET.replace("count = 1\n", "count = 6\n");
    let study = play(&[COAST, &shoots, &raids].concat(), &[], FEW);
    let of = |count: &str| study.column(&format!("theatre.{count}.coastland.pac3.north"));
    let (sent, used, left) = (of("sent"), of("used"), of("left"));
    let fired = study.column("fired_in_raids.coastland.pac3");
    assert_eq!(study.mean("unaccounted"), 0.0);
    assert!(study.mean("fired_in_raids.coastland.pac3") > 1.0);
    for run in 0..fired.len() {
        assert_eq!((used[run], 10.0 + sent[run] - used[run]), (fired[run], left[run]));
    }
}

/// A war and a demand in one of two theatres: what either lacks is short there, only the demand's in `unmet`; arms, points and coalitions are
/// compared by it.
const WARS: &str = r#"
[[stock.theatre]]
theatre = "north"
quantity = 10

[[stock.theatre]]
theatre = "south"
quantity = 5
up_to = 20
mode = "sea"

[[theatre]]
id = "north"
name = "the North"

[[theatre]]
id = "south"

[[mode]]
id = "sea"
days = 20

[[drain]]
id = "northern-war"
nation = "coastland"
item = "pac3"
theatre = "north"
per_year = 365.25
from = 2027-02-01
until = 2027-02-14

[[demand]]
id = "northern-practice"
nation = "coastland"
item = "pac3"
theatre = "north"
rounds_on = { "2027-03-01" = 3 }
"#;

#[test]
fn theatres_are_told_of_in_comparisons_points_and_coalitions() {
    let study = play(&[COAST, WARS, QUIET].concat(), &[], RUNS);
    // 14 days of one a day from ten rounds, then three more; 1 February is the 32nd day, and the 42nd finds nothing.
    let expected = [("short.coastland.pac3.north", 7.0), ("first_short_day.coastland.pac3.north", 41.0)];
    let told = [("refused.coastland.pac3.south", 0.0), ("sent.coastland.pac3.south", 15.0)];
    let never = f64::from(study.world.end.0 - study.world.stock_date.0);
    let measured = measures(&study.world, &study.columns);
    let points = metrics(&study.world);
    for (key, value) in expected
        .into_iter()
        .chain(told)
        .chain([("first_short_day.coastland.pac3.south", never), ("sent.coastland.pac3.north", 0.0)])
    {
        let key = format!("theatre.{key}");
        let measure = measured.iter().find(|m| m.key == key).unwrap_or_else(|| panic!("no measure {key}"));
        assert_eq!(measure.value(&study.records[0].arms[0].row), value, "{key}");
        assert!(points.iter().any(|metric| metric.key == key), "no metric {key}");
    }
    assert_eq!(study.mean("unmet.coastland.pac3"), 3.0, "the war is no demand");
    assert_eq!(study.mean("refused.drain.coastland.pac3"), 4.0, "and is refused");
    let north = &study.report.campaign.as_ref().unwrap().theatres["coastland"]["pac3"]["north"];
    assert_eq!((north.short.mean, north.used.mean, north.first_short_day.p50), (7.0, 10.0, Some(41.0)));
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
    assert!(!campaign.restored_date.contains_key("coastland"), "what never fell has nothing to come back to");
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
