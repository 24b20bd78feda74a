//! Calendars, opponents that run out, doctrine that follows the stock, and ships that are loaded in port.

mod common;

use common::{COAST, EventKind, FEW, How, Study, mean, play, variance};

const RUNS: How = How { until: 120, worlds: 1, sets: 1, keep_events: 0, ..FEW };

/// One battery, never in doubt.
const BATTERY: &str = r#"
[[battery]]
id = "only"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.00
radar = "an-mpq-53-65"
radar_boresight_deg = 270
channels = 12
availability = 1.0
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 2
  per_launcher = 12
"#;

/// Ten missiles at once.
const RAID: &str = r#"
[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "srbm-700"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 10
  spread_min = 60
  detected = true
"#;

fn text(parts: &[&str]) -> String {
    [&[COAST, BATTERY, RAID], parts].concat().concat()
}

fn launched(study: &Study) -> Vec<f64> {
    study.column("campaign.launched")
}

/// Asserts that a mean of Poisson counts is the stated one: within four standard errors.
fn is_poisson(counts: &[f64], expected: f64) {
    let error = (expected / counts.len() as f64).sqrt();
    assert!((mean(counts) - expected).abs() < 4.0 * error, "mean {} of {expected}", mean(counts));
    let ratio = variance(counts) / expected;
    assert!((0.6..1.6).contains(&ratio), "variance {ratio} of the mean");
}

#[test]
fn each_month_of_an_escalation_has_its_own_raids_of_its_own_size() {
    let months = r#"
[campaign]
days = 91
[campaign.escalation]
raid = "opening"
month = [ { raids = 2, size = 0.5 }, { raids = 4, size = 1.0 }, { raids = 6, size = 2.0 } ]
"#;
    let study = play(&text(&[months]), &[], How { until: 400, keep_events: 400, ..RUNS });
    let mut raids = [const { Vec::new() }; 3];
    let mut sent = [0.0; 3];
    for story in study.stories() {
        let days: Vec<f64> = story
            .iter()
            .filter(|t| t.kind == EventKind::Raid)
            .map(|t| t.value - f64::from(study.world.raids_start.0))
            .collect();
        // January has 31 days and February 2028 has 29.
        let month = |day: f64| {
            if day < 31.0 {
                0
            } else if day < 60.0 {
                1
            } else {
                2
            }
        };
        for (index, list) in raids.iter_mut().enumerate() {
            list.push(days.iter().filter(|d| month(**d) == index).count() as f64);
        }
        for launch in story.iter().filter(|t| t.kind == EventKind::Launch) {
            sent[month(days[launch.raid as usize])] += 1.0;
        }
    }
    // A run without any raid tells no story.
    let runs = 400.0;
    for (index, (raids_mean, size)) in [(2.0, 0.5), (4.0, 1.0), (6.0, 2.0)].into_iter().enumerate() {
        raids[index].resize(400, 0.0);
        is_poisson(&raids[index], raids_mean);
        let mean_sent = sent[index] / runs;
        let expected = raids_mean * size * 10.0;
        // Compound Poisson: variance λ (m + m²).
        let error = (raids_mean * (size * 10.0 + (size * 10.0).powi(2)) / runs).sqrt();
        assert!((mean_sent - expected).abs() < 4.0 * error, "month {index}: {mean_sent} sent of {expected}");
    }
}

const SERIES: &str = r#"
[campaign]
days = 121
[campaign.series]
raid = "opening"
each = "month"
raids_per_period = 3
[campaign.series.counts]
missiles = [7, 0, 20, 5]
"#;

#[test]
fn a_series_is_replayed_to_the_unit_in_its_months() {
    let study = play(&text(&[SERIES]), &[], RUNS);
    for (part, sent) in [7.0, 0.0, 20.0, 5.0].into_iter().enumerate() {
        let column = study.column(&format!("replay.{part}.srbm-700.launched"));
        assert!(column.iter().all(|n| *n == sent), "period {part}: {column:?}");
    }
    assert!(study.column("campaign.raids").iter().all(|n| *n == 9.0));
    let twice = play(&text(&[SERIES]), &["campaign.series.scale=2"], RUNS);
    assert!(launched(&twice).iter().all(|n| *n == 64.0));
}

#[test]
fn a_block_bootstrap_plays_runs_of_the_series_as_they_stand() {
    // Blocks of two of four: 7+0, 0+20, 20+5, each as likely as the others, twice.
    let study = play(&text(&[SERIES]), &["campaign.series.block=2"], How { until: 600, ..RUNS });
    let sent = launched(&study);
    let allowed: Vec<f64> = [7.0, 20.0, 25.0].iter().flat_map(|a| [7.0, 20.0, 25.0].map(|b| a + b)).collect();
    assert!(sent.iter().all(|n| allowed.contains(n)), "{sent:?}");
    let share = sent.iter().filter(|n| **n == 14.0).count() as f64 / 600.0;
    assert!(
        (share - 1.0 / 9.0).abs() < 4.0 * (8.0 / 81.0 / 600.0_f64).sqrt(),
        "{share} of runs have the first block twice"
    );
}

#[test]
fn the_calendar_does_not_hang_on_the_arm_or_on_the_defence() {
    let months =
        "[campaign]\ndays = 60\n[campaign.escalation]\nraid = \"opening\"\nmonth = [ { raids = 3 }, { raids = 5 } ]\n";
    let arms = "[compare]\narms = [ { id = \"a\" }, { id = \"b\", agreements = [\"pact\"] } ]\n[[agreement]]\nid = \"pact\"\nstatus = \"hypothetical\"\nsays = \"nothing\"\n";
    let study = play(&text(&[months, arms]), &[], RUNS);
    assert_eq!(study.column_of(0, "campaign.launched"), study.column_of(1, "campaign.launched"));
    let weaker = play(&text(&[months, arms]), &["battery.only.availability=0"], RUNS);
    assert_eq!(launched(&study), launched(&weaker));
}

/// Five raids of ten.
const FIVE: &str = r#"
[campaign]
days = 50
resupply_days = 2
stated = [ { day = 0, raid = "opening" }, { day = 10, raid = "opening" }, { day = 20, raid = "opening" }, { day = 30, raid = "opening" }, { day = 40, raid = "opening" } ]
"#;

const OPPONENT: &str = r#"
[[opponent]]
id = "west"
  [[opponent.arsenal]]
  threat = "srbm-700"
  stock = 34
"#;

fn with_opponent(parts: &[&str]) -> String {
    text(parts).replace("detected = true", "detected = true\n  opponent = \"west\"")
}

#[test]
fn an_opponent_sends_no_more_than_it_has() {
    let study = play(&with_opponent(&[FIVE, OPPONENT]), &[], RUNS);
    assert!(launched(&study).iter().all(|n| *n == 34.0));
    let count = |name: &str| study.column(&format!("opponent.west.srbm-700.{name}"));
    assert!(count("not_sent").iter().all(|n| *n == 16.0));
    assert!(count("left").iter().all(|n| *n == 0.0));
    assert!(count("first_short_day").iter().all(|n| *n == 30.0));
    assert!(study.column("replay.3.srbm-700.launched").iter().all(|n| *n == 4.0));
    // 36.525 a year are one every ten days: 34 and what is made by day 40.
    let made = play(&with_opponent(&[FIVE, OPPONENT]), &["opponent.west.arsenal.srbm-700.made_per_year=36.525"], RUNS);
    assert!(launched(&made).iter().all(|n| *n == 38.0));
}

#[test]
fn an_opponent_sends_no_more_than_its_launchers_get_away() {
    // Three launchers, an hour to fire in, one launch at its beginning and one every 25 minutes: three each.
    let sets = [
        "opponent.west.arsenal.srbm-700.stock=1000",
        "opponent.west.arsenal.srbm-700.launchers=3",
        "opponent.west.arsenal.srbm-700.reload_hours=0.4166667",
    ];
    let study = play(&with_opponent(&[FIVE, OPPONENT]), &sets, RUNS);
    assert!(launched(&study).iter().all(|n| *n == 45.0), "{:?}", launched(&study));
    let lost = play(
        &with_opponent(&[FIVE, OPPONENT]),
        &[&sets[..], &["opponent.west.arsenal.srbm-700.lost_fraction=0.5"]].concat(),
        How { until: 800, ..RUNS },
    );
    let left = lost.column("opponent.west.srbm-700.launchers_left");
    // All that are left fire in every raid: each survives five with chance 1/32.
    let (expected, error) = (3.0 / 32.0, (3.0 / 32.0 * 31.0 / 32.0 / 800.0_f64).sqrt());
    assert!((mean(&left) - expected).abs() < 4.0 * error, "{} launchers left of {expected}", mean(&left));
}

#[test]
fn fewer_rounds_are_fired_at_a_target_once_the_stock_is_low() {
    let rule = r#"
[[doctrine.when_stock_below]]
id = "spare"
nation = "coastland"
item = "pac3"
rounds = 90
rounds_per_look = [1]
max_rounds_per_target = 1
"#;
    let sets = ["stock.coastland.pac3.quantity=100", "doctrine.rounds_per_look=[2]", "doctrine.shoot_look_shoot=false"];
    let before = play(&text(&[FIVE]), &sets, RUNS);
    let after = play(&text(&[FIVE, rule]), &sets, RUNS);
    let days = after.column("first_rule_day.spare");
    for (run, day) in days.into_iter().enumerate() {
        let fired = |study: &Study, part: u32| study.column(&format!("replay.{part}.fired.pac3-mse"))[run];
        // Until the rule is in force nothing differs; it is as soon as fewer than 90 of 100 are left.
        assert_eq!(fired(&before, 0), fired(&after, 0));
        let first = (0..5).find(|part| (0..*part).map(|p| fired(&after, p)).sum::<f64>() > 10.0);
        assert_eq!(day, first.map_or(f64::NAN, |part| f64::from(part) * 10.0), "run {run}");
        for part in first.unwrap_or(5)..5 {
            let engaged = after.column(&format!("replay.{part}.srbm-700.engaged"))[run];
            assert_eq!(fired(&after, part), engaged, "run {run}, raid {part}: one round each");
        }
    }
    assert!(
        mean(&after.column("fired_in_raids.coastland.pac3")) < mean(&before.column("fired_in_raids.coastland.pac3"))
    );
    // The other nation's stock changes nothing for this one's launchers.
    let other = play(&text(&[FIVE, &rule.replace("coastland", "farland")]), &sets, RUNS);
    assert_eq!(launched(&other), launched(&before));
    assert_eq!(other.column("fired_in_raids.coastland.pac3"), before.column("fired_in_raids.coastland.pac3"));
    assert!(other.column("first_rule_day.spare").iter().all(|d| *d == 0.0));
}

#[test]
fn days_of_cover_are_counted_at_the_rate_of_fire_so_far() {
    let rule = r#"
[[doctrine.when_stock_below]]
id = "spare"
nation = "coastland"
item = "pac3"
days_of_cover = 60
reserve_fraction = 0.5
"#;
    let study = play(&text(&[FIVE, rule]), &["stock.coastland.pac3.quantity=100"], RUNS);
    let days = study.column("first_rule_day.spare");
    for (run, day) in days.into_iter().enumerate() {
        let fired = |part: u32| study.column(&format!("replay.{part}.fired.pac3-mse"))[run];
        let is_low = |part: &u32| {
            let used: f64 = (0..*part).map(fired).sum();
            *part > 0 && (100.0 - used) * f64::from(*part) * 10.0 < 60.0 * used
        };
        let first = (0..5).find(is_low).map_or(f64::NAN, |part| f64::from(part) * 10.0);
        assert!(day == first || (day.is_nan() && first.is_nan()), "run {run}: {day} and {first}");
    }
}

/// The same battery at sea.
fn at_sea(parts: &[&str]) -> String {
    text(parts)
        .replace("id = \"only\"", "id = \"only\"\nkind = \"ship\"\nleave_below = 1\ntransit_days = 5\nreload_days = 2")
}

#[test]
fn a_ship_is_not_loaded_at_sea_and_not_there_while_it_is_in_port() {
    let few = ["raid.opening.group.missiles.count=3"];
    let study = play(&at_sea(&[FIVE]), &few, RUNS);
    let fired = |part: u32| study.column(&format!("replay.{part}.fired.pac3-mse"));
    // It leaves on the evening of day 0, is 12 days away, is back for day 20, leaves again, and misses day 30.
    for (part, is_there) in [(0, true), (1, false), (2, true), (3, false), (4, true)] {
        assert_eq!(mean(&fired(part)) > 0.0, is_there, "raid {part}");
    }
    assert!(study.column("campaign.port_calls").iter().all(|n| *n <= 3.0));
    assert!(mean(&study.column("campaign.port_calls")) > 2.5);
    // Nothing to load: it stays where it is.
    let bare = play(&at_sea(&[FIVE]), &[&few[..], &["stock.coastland.pac3.quantity=24"]].concat(), RUNS);
    assert!(bare.column("campaign.port_calls").iter().all(|n| *n == 0.0));
    assert!(mean(&bare.column("replay.1.fired.pac3-mse")) > 0.0);
}

#[test]
fn a_battery_may_have_its_own_way_from_the_depot() {
    let sets = ["stock.coastland.pac3.quantity=400", "doctrine.max_rounds_per_target=8"];
    let daily: String = (0..6).map(|d| format!("{{ day = {d}, raid = \"opening\" }}, ")).collect();
    let daily = format!("[campaign]\ndays = 6\nresupply_days = 1\nstated = [ {daily} ]\n");
    let near = play(&text(&[&daily]), &sets, RUNS);
    let far = play(&text(&[&daily]), &[&sets[..], &["battery.only.resupply_days=30"]].concat(), RUNS);
    let fired = |study: &Study| mean(&study.column("fired_in_raids.coastland.pac3"));
    assert!(fired(&near) > 24.0, "{}", fired(&near));
    assert!(fired(&far) <= 24.0, "one load of {}", fired(&far));
}

#[test]
fn every_round_and_every_missile_is_accounted_for_in_all_of_it() {
    let rule = "[[doctrine.when_stock_below]]\nid = \"spare\"\nnation = \"coastland\"\nitem = \"pac3\"\nrounds = 60\nrounds_per_look = [1]\n";
    let text = at_sea(&[FIVE, OPPONENT, rule]).replace("detected = true", "opponent = \"west\"");
    let sets = ["stock.coastland.pac3.quantity=70", "opponent.west.arsenal.srbm-700.made_per_year=100"];
    let study = play(&text, &sets, RUNS);
    assert!(study.column("unaccounted").iter().all(|n| *n == 0.0));
    let count = |name: &str| study.column(&format!("opponent.west.srbm-700.{name}"));
    assert_eq!(count("sent"), launched(&study));
    let wanted: Vec<f64> = count("sent").iter().zip(count("not_sent")).map(|(a, b)| a + b).collect();
    assert!(wanted.iter().all(|n| *n == 50.0), "{wanted:?}");
}
