//! Sweeps share what they can and nothing more: each point is what it is when played alone.

mod common;

use common::COAST;
use cupola_core::Seed;
use cupola_flight::FlyoutTable;
use cupola_scenario::{Source, load};
use cupola_sim::geometry;
use cupola_sim::world::World;
use cupola_study::monte_carlo::{Options, Prepared, make_ready};
use cupola_study::sample::Sample;
use cupola_study::sweep::{Player, metrics};
use std::sync::atomic::{AtomicBool, AtomicU64};

const OPTIONS: Options = Options { seed: Seed(1), worlds: 16, physics_sets: 4, threads: 2, keep_events: 0 };
const NUM_RUNS: u64 = 96;

/// A battery with a radar, trackers in orbit and a raid of short-range missiles, on the coast of the other tests.
const DEFENCE: &str = r#"
[[battery]]
id = "guard"
nation = "coastland"
lat_deg = 45.0
lon_deg = -30.05
radar = "an-mpq-53-65"
radar_boresight_deg = 270
channels = { low = 3, likely = 4, high = 6, grade = "assumed" }
availability = { low = 0.7, likely = 0.8, high = 0.9, grade = "assumed" }
reload_min = 30
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 2
  per_launcher = 12

[[constellation]]
id = "eyes"
is = "sda-t2-tracking"
nation = "coastland"
role = "tracking"
satellites = 60
planes = 6
altitude_km = 1000
inclination_deg = 60
range_km = 3500
availability = 0.9

[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "srbm-700"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 12
  spread_min = 3
"#;

fn world(sets: &[&str]) -> World {
    let folder = common::Folder::new();
    let path = folder.write("scenario.toml", &format!("{COAST}\n{DEFENCE}"));
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let mut loaded = load(Source::Path(&path), &sets).unwrap_or_else(|faults| panic!("{faults}"));
    make_ready(&mut loaded.world);
    loaded.world
}

/// Keys that shape trajectories, sight or reach, and keys that do not.
const SETS: [(&str, bool); 10] = [
    ("constellation.eyes.availability=0", false),
    ("battery.guard.channels=2", false),
    ("battery.guard.availability=0.5", false),
    ("battery.guard.launchers=1", false),
    ("interceptor.pac3-mse.kill_probability_ballistic_short=0.5", false),
    ("doctrine.max_rounds_per_target=1", false),
    ("raid.opening.group.missiles.count=7", false),
    ("interceptor.pac3-mse.range_km=30", true),
    ("sensor.an-mpq-53-65.range_km=60", true),
    ("battery.guard.lat_deg=45.2", true),
];

#[test]
fn a_point_played_among_others_is_what_it_is_alone() {
    let (never, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let tables = |f: &_| FlyoutTable::new(f);
    let mut player = Player::new(OPTIONS, NUM_RUNS, &tables);
    let base = world(&[]);
    let first = player.play(base.clone(), &never, &done).unwrap().unwrap();
    for (set, is_shaping) in SETS {
        let world = world(&[set]);
        assert_eq!(geometry::shape(&world) != geometry::shape(&base), is_shaping, "{set}");
        let among = player.play(world.clone(), &never, &done).unwrap().unwrap();
        let prepared = Prepared::new(&world, OPTIONS).unwrap();
        let records = prepared.play(0, NUM_RUNS, &never, &done);
        let sample = Sample::new(&records, &prepared.columns, prepared.num_sets());
        for metric in metrics(&world) {
            assert_eq!(among.values[&metric.key], metric.values(prepared.draws(), &sample), "{set}: {}", metric.key);
        }
        let moved = among.less(&first).values().any(|delta| delta.mean != 0.0);
        assert!(moved, "{set} changes nothing");
    }
    let again = player.play(base, &never, &done).unwrap().unwrap();
    assert_eq!(again, first);
    assert!(again.less(&first).values().all(|d| d.mean == 0.0 && d.ci95_low == 0.0 && d.verdict == "same"));
}

#[test]
fn a_point_that_is_stopped_is_none() {
    let tables = |f: &_| FlyoutTable::new(f);
    let mut player = Player::new(OPTIONS, NUM_RUNS, &tables);
    let played = player.play(world(&[]), &AtomicBool::new(true), &AtomicU64::new(0)).unwrap();
    assert_eq!(played, None);
}
