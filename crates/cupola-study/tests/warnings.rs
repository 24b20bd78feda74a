//! What a scenario has that can never do anything is said before it is played, and is true when it is.

mod common;

use common::{COAST, EventKind, FEW, Folder, How, Study, play, play_bundled};
use cupola_flight::FlyoutTable;
use cupola_scenario::{Source, load, resolve};
use cupola_sim::warnings::{Warning, warnings};

/// A battery by the harbour with no radar of its own, and a raid on the harbour.
const FORT: &str = r#"
[[battery]]
id = "fort"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.05
channels = 12
reload_min = 45
availability = 1.0
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 6
  per_launcher = 12

[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "srbm-700"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 12
  spread_min = 5
"#;

/// A radar beside it, of one nation or the other.
const RADAR: &str = r#"
[[sensor]]
id = "hill"
is = "an-tpy-2"
nation = "NATION"
lat_deg = 45.00
lon_deg = -29.90
height_m = 300
boresight_deg = 270
availability = 1.0
"#;

/// The other nation's tracks, in one arm of two.
const SHARED: &str = r#"
[compare]
base = "alone"
arms = [{ id = "alone", agreements = [] }, { id = "shared", agreements = ["picture"] }]

[[agreement]]
id = "picture"
parties = ["coastland", "farland"]
status = "hypothetical"
says = "Farland shares its tracks."
  [[agreement.tracks]]
  giver = "farland"
  taker = "coastland"
  sensors = ["hill"]
  use = "engage-on"
  latency_s = 1
"#;

fn own_radar() -> String {
    [COAST, FORT, &RADAR.replace("NATION", "coastland")].concat()
}

fn warned(text: &str, sets: &[&str]) -> Vec<Warning> {
    let folder = Folder::new();
    let path = folder.write("scenario.toml", text);
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    let loaded = load(Source::Path(&path), &sets).unwrap_or_else(|faults| panic!("{faults}"));
    warnings(&loaded.world, &FlyoutTable::new)
}

fn never_sees(arms: &[&str], is_everywhere: bool) -> Vec<Warning> {
    let arms = arms.iter().map(|arm| (*arm).to_owned()).collect();
    vec![Warning::NeverSees { battery: "fort".into(), arms, is_everywhere }]
}

/// Shots of a battery in the base arm of the runs whose events are kept.
fn num_shots(study: &Study, battery: &str) -> usize {
    let is_shot = |told: &&common::Told| told.kind == EventKind::Shot && told.actor == battery;
    study.stories().iter().flatten().filter(is_shot).count()
}

#[test]
fn a_sound_scenario_is_not_warned_of_and_fires() {
    assert_eq!(warned(&own_radar(), &[]), []);
    assert!(num_shots(&play(&own_radar(), &[], FEW), "fort") > 1_000);
}

#[test]
fn a_battery_without_a_sensor_never_sees_a_target() {
    let text = [COAST, FORT].concat();
    let found = warned(&text, &[]);
    assert_eq!(found, never_sees(&["base"], true));
    assert_eq!(found[0].key(), "battery.fort");
    assert!(found[0].to_string().starts_with("will never see a target: no sensor it may use"), "{}", found[0]);
    assert_eq!(num_shots(&play(&text, &[], FEW), "fort"), 0);
}

#[test]
fn a_radar_that_looks_away_is_lost_or_sees_too_little_does_not_help() {
    for set in ["sensor.hill.boresight_deg=90", "sensor.hill.availability=0", "sensor.hill.range_km=2"] {
        assert_eq!(warned(&own_radar(), &[set]), never_sees(&["base"], true), "{set}");
        assert_eq!(num_shots(&play(&own_radar(), &[set], FEW), "fort"), 0, "{set}");
    }
    let lost = own_radar().replace("height_m = 300", "height_m = 300\nfrom = 2020-01-01\nuntil = 2027-06-01");
    assert_eq!(warned(&lost, &[]), never_sees(&["base"], true));
    assert_eq!(num_shots(&play(&lost, &[], FEW), "fort"), 0);
}

#[test]
fn a_neighbours_radar_helps_in_the_arm_that_shares_it() {
    let text = [COAST, FORT, &RADAR.replace("NATION", "farland"), SHARED].concat();
    let found = warned(&text, &[]);
    assert_eq!(found, never_sees(&["alone"], false));
    assert!(found[0].to_string().contains("in alone no sensor"), "{}", found[0]);
    let study = play(&text, &[], FEW);
    assert_eq!(num_shots(&study, "fort"), 0);
    assert!(study.column_of(1, "raid.fired.pac3-mse").iter().sum::<f64>() > 1_000.0);
    // Warned of only, it points no radar and lets nobody fire.
    let only_told = text.replace("engage-on", "warning");
    assert_eq!(warned(&only_told, &[]), never_sees(&["alone", "shared"], true));
}

#[test]
fn a_battery_far_away_is_out_of_reach() {
    for set in ["battery.fort.lat_deg=60", "battery.fort.lon_deg=-20"] {
        assert_eq!(warned(&own_radar(), &[set]), [Warning::OutOfReach { battery: "fort".into() }], "{set}");
    }
    // What is never there or has nothing to fire is not asked about.
    assert_eq!(warned(&own_radar(), &["battery.fort.lat_deg=60", "battery.fort.availability=0"]), []);
}

#[test]
fn an_interceptor_that_can_engage_no_class_present_says_so_itself() {
    let text = own_radar()
        .replace("item = \"pac3\"\n\n[doctrine]", "item = \"pac3\"\ncannot = [\"ballistic-short\"]\n\n[doctrine]");
    assert_ne!(text, own_radar());
    assert_eq!(warned(&text, &[]), [Warning::CannotEngage { interceptor: "pac3-mse".into() }]);
    assert_eq!(num_shots(&play(&text, &[], FEW), "fort"), 0);
}

#[test]
fn a_reserve_that_rounding_makes_the_whole_magazine_is_warned_of() {
    let few = |fraction: &str| {
        let reserve = format!("doctrine.reserve_fraction={fraction}");
        let sets = ["battery.fort.launchers=1", "battery.fort.per_launcher=4", "battery.fort.reloads=0", &reserve];
        (warned(&own_radar(), &sets), num_shots(&play(&own_radar(), &sets, FEW), "fort"))
    };
    let keeps = Warning::KeepsAll { battery: "fort".into(), arms: vec!["base".into()], is_everywhere: true };
    // 3.6 of 4 rounds are 4, 3.4 are 3.
    assert_eq!(few("0.9"), (vec![keeps], 0));
    let (found, shots) = few("0.85");
    assert!(found.is_empty() && shots > 0, "{found:?}, {shots}");
}

#[test]
fn orders_that_come_after_the_last_moment_to_launch_are_warned_of() {
    let late = [Warning::OrdersTooLate { battery: "fort".into(), arms: vec!["base".into()], is_everywhere: true }];
    for set in ["doctrine.command_s=5000", "doctrine.authority_s=5000", "doctrine.launch_s=5000"] {
        assert_eq!(warned(&own_radar(), &[set]), late, "{set}");
        assert_eq!(num_shots(&play(&own_radar(), &[set], FEW), "fort"), 0, "{set}");
    }
    // Authority is given once: the last of a raid that goes on for two hours come after it.
    let long = ["doctrine.authority_s=5000", "raid.opening.group.missiles.spread_min=120"];
    assert_eq!(warned(&own_radar(), &long), []);
    assert!(num_shots(&play(&own_radar(), &long, FEW), "fort") > 0);
}

#[test]
fn a_place_without_value_is_warned_of_where_rounds_go_by_value() {
    const TOWN: &str = r#"
[[asset]]
id = "town"
nation = "coastland"
lat_deg = 45.1
lon_deg = -29.9
region_radius_km = 2
damage_radius_m = 500
value = 1
"#;
    let text = own_radar() + TOWN;
    let optimal = ["doctrine.rule=optimal", "asset.harbour.value=0"];
    let worthless = Warning::Worthless { asset: "harbour".into() };
    assert_eq!(worthless.key(), "asset.harbour");
    assert_eq!(warned(&text, &optimal), [worthless]);
    for least_saving in ["doctrine.least_saving=0.05", "doctrine.least_saving=0"] {
        let sets = [&optimal[..], &[least_saving]].concat();
        assert_eq!(num_shots(&play(&text, &sets, FEW), "fort"), 0, "{least_saving}");
    }
    assert_eq!(warned(&text, &optimal[1..]), []);
    assert!(num_shots(&play(&text, &optimal[1..], FEW), "fort") > 0);
}

/// What the bundled scenarios are warned of is true of all that is played.
#[test]
fn batteries_of_bundled_scenarios_that_are_warned_of_never_fire() {
    let how = How { until: 24, worlds: 24, sets: 8, keep_events: 24, ..FEW };
    for (name, num) in
        [("japan-2028", 8), ("gulf-2026", 0), ("homeland-cbo", 19), ("midcourse-gmd", 0), ("tutorial", 0)]
    {
        let world = load(resolve(name), &[]).unwrap_or_else(|faults| panic!("{faults}")).world;
        let found = warnings(&world, &FlyoutTable::new);
        assert_eq!(found.len(), num, "{name}: {found:?}");
        if num == 0 {
            continue;
        }
        let study = play_bundled(name, &[], how);
        for warning in found {
            let battery = warning.key().trim_start_matches("battery.").to_owned();
            assert!(world.batteries.iter().any(|b| b.id == battery), "{battery}");
            assert_eq!(num_shots(&study, &battery), 0, "{name}: {battery}");
        }
    }
}
