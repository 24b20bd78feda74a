//! What stops a toy, in a radar's time and a radar's loss: inputs whose change must move the answer one way.

mod common;

use common::{COAST, EventKind, FEW, Study, mean, play};

/// A radar on the hill behind the harbour, and a battery that has no other.
const HILL: &str = r#"
[[sensor]]
id = "hill"
is = "an-tpy-2"
nation = "coastland"
lat_deg = 45.00
lon_deg = -29.90
height_m = 300
boresight_deg = 270
availability = 1.0
range_km = 150
reference_rcs_m2 = 0.4
elevation_min_deg = 0
tracks = 100

[[battery]]
id = "fort"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.05
radar = "hill"
channels = 12
availability = 1.0
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 6
  per_launcher = 12
"#;

/// Short-range ballistic missiles at the harbour, all at once.
const MISSILES: &str = r#"
[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "srbm-700"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 24
  spread_min = 0
"#;

fn raided(sets: &[&str]) -> Study {
    play(&[COAST, HILL, MISSILES].concat(), sets, FEW)
}

fn tracked(study: &Study) -> f64 {
    study.mean("raid.class.srbm-700.tracked")
}

/// Rounds cost nothing here, so that the tracks alone are counted; no battery shoots, so that none ends before it lands.
const QUIET: [&str; 2] = ["doctrine.tracks_per_round=0", "battery.fort.launchers=0"];

#[test]
fn a_raid_larger_than_a_radars_time_is_tracked_less_well_than_with_twice_the_time() {
    let [short, twice, ample] =
        [8, 16, 100].map(|n| tracked(&raided(&[&QUIET[..], &[&format!("sensor.hill.tracks={n}")]].concat())));
    // A few are taken up in the last seconds, when the first have landed.
    assert!((8.0..9.5).contains(&short) && (16.0..17.5).contains(&twice), "tracked: {short:.2} and {twice:.2}");
    assert!(ample > 20.0, "tracked: {ample:.2}");
}

/// Eight at once is all it holds, and over an hour it holds nearly every one of them in turn.
#[test]
fn a_threat_that_has_ended_makes_room_for_the_next() {
    let few = [&QUIET[..], &["sensor.hill.tracks=8"]].concat();
    let spread = [few.as_slice(), &["raid.opening.group.missiles.spread_min=60"]].concat();
    let (at_once, spread) = (tracked(&raided(&few)), tracked(&raided(&spread)));
    assert!(at_once < 9.5 && spread > 20.0, "tracked: {at_once:.2} at once, {spread:.2} in an hour");
}

/// Two groups, the second four minutes behind: kills of the first leave time to track more of the second.
#[test]
fn a_kill_makes_room_before_the_target_would_have_landed() {
    let few = ["doctrine.tracks_per_round=0", "sensor.hill.tracks=8", "raid.opening.group.missiles.spread_min=3"];
    let poor = [&few[..], &["interceptor.pac3-mse.kill_probability_ballistic_short=0"]].concat();
    let good = [&few[..], &["interceptor.pac3-mse.kill_probability_ballistic_short=1"]].concat();
    let (poor, good) = (tracked(&raided(&poor)), tracked(&raided(&good)));
    assert!(good > poor + 0.1, "tracked: {poor:.2} where every round misses, {good:.2} where none does");
}

#[test]
fn rounds_that_take_more_of_the_radar_leave_fewer_tracks() {
    let base = ["sensor.hill.tracks=8", "raid.opening.group.missiles.spread_min=3"];
    let at = |cost: &str| tracked(&raided(&[&base[..], &[cost]].concat()));
    let (free, dear) = (at("doctrine.tracks_per_round=0"), at("doctrine.tracks_per_round=10"));
    assert!(dear < free - 1.0, "tracked: {free:.2} and {dear:.2}");
}

/// A threat taken up late is shot at late, and not before it is tracked.
#[test]
fn a_threat_taken_up_late_is_tracked_before_it_is_shot_at() {
    let study = raided(&["sensor.hill.tracks=6", "raid.opening.group.missiles.spread_min=4"]);
    let shots: std::collections::HashMap<_, _> = study.first(EventKind::Shot).into_iter().collect();
    let tracks = study.first(EventKind::Track);
    assert!(shots.len() > 200, "{} shot at", shots.len());
    let tracked: std::collections::HashMap<_, _> = tracks.iter().cloned().collect();
    for (threat, shot_s) in &shots {
        assert!(tracked[threat] <= *shot_s, "{threat:?}: tracked at {} s, shot at {shot_s} s", tracked[threat]);
    }
}

/// The radar is lost on the second of three days of raiding: the raid before is as it was, the raid after is not seen.
#[test]
fn a_radar_lost_on_a_date_sees_no_raid_after_it() {
    const CAMPAIGN: &str = r#"
[campaign]
days = 10
resupply_days = 1
stated = [ { day = 0, raid = "opening" }, { day = 5, raid = "opening" } ]
"#;
    let text = [COAST, HILL, MISSILES, CAMPAIGN].concat();
    let day = |n: i32| play(&text, &[], FEW).world.raids_start.plus(n).to_string();
    let whole = play(&text, &[], FEW);
    let lost = |from: i32| play(&text, &[&format!("sensor.hill.until=\"{}\"", day(from))], FEW);
    let tracked = |s: &Study, raid: u32| s.mean(&format!("replay.{raid}.srbm-700.tracked"));
    let after_first = lost(3);
    assert_eq!(tracked(&whole, 0), tracked(&after_first, 0));
    assert!(tracked(&whole, 1) > 15.0 && tracked(&after_first, 1) == 0.0, "{}", tracked(&whole, 1));
    assert_eq!(tracked(&lost(0), 0), 0.0, "lost from that day on, that day included");
    assert_eq!(tracked(&lost(6), 1), tracked(&whole, 1));
}

/// A damaged radar with half its range is a radar of half the range, and shoots later.
#[test]
fn a_radar_with_a_part_of_its_range_shoots_later() {
    let quick = ["doctrine.authority_s=1", "doctrine.command_s=1", "doctrine.launch_s=1"];
    let at = |set: &str| raided(&[&quick[..], &[set]].concat());
    let (whole, half, short) = (raided(&quick), at("sensor.hill.range_fraction=0.5"), at("sensor.hill.range_km=75"));
    let first_s = |s: &Study| mean(&s.first(EventKind::Shot).iter().map(|(_, at)| *at).collect::<Vec<_>>());
    assert!(first_s(&half) > first_s(&whole) + 1.0, "first shots at {} s and {} s", first_s(&whole), first_s(&half));
    assert_eq!(half.hash(), short.hash());
}

/// Two radars of one kind at one place act as one; with one of them lost, a hit on the other leaves none.
#[test]
fn a_hit_on_the_last_radar_that_works_blinds_the_place() {
    let sensor = |id: &str, more: &str| {
        format!(
            "[[sensor]]\nid = \"{id}\"\nis = \"an-tpy-2\"\nnation = \"coastland\"\nlat_deg = 45.0\nlon_deg = -29.9\n\
             boresight_deg = 270\navailability = 1.0\nat = \"harbour\"\n{more}\n"
        )
    };
    let hit = ["doctrine.hit_disables=1", "doctrine.repair_days=200", "raid.opening.group.missiles.spread_min=60"];
    let tracked = |sensors: &str, sets: &[&str]| {
        let text = [COAST, sensors, MISSILES].concat();
        tracked(&play(&text, sets, FEW))
    };
    let lost = sensor("second", "until = 2028-01-01");
    let one = tracked(&sensor("first", ""), &hit);
    assert_eq!(tracked(&[sensor("first", ""), lost].concat(), &hit), one);
    let unhurt = tracked(&sensor("first", ""), &hit[2..]);
    assert!(one < 0.7 * unhurt, "tracked: {one:.2} after a hit, {unhurt:.2} without");
}
