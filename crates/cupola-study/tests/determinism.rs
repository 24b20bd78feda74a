//! A result is a function of scenario, seed and version: not of threads, pieces, or what else the scenario holds.

mod common;

use common::{COAST, EventKind, FEW, How, ORBIT, Study, Told, play, play_bundled, play_files};
use std::collections::BTreeMap;

const FIFTY: How = How { until: 50, keep_events: 50, ..FEW };

/// Rows and digests of two studies are the same, bit for bit.
fn same_rows(a: &[cupola_study::monte_carlo::RunRecord], b: &[cupola_study::monte_carlo::RunRecord]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert_eq!((a.run, a.world), (b.run, b.world));
        for (x, y) in a.arms.iter().zip(&b.arms) {
            assert_eq!(x.digest, y.digest, "run {}", a.run);
            let bits = |row: &[f64]| row.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&x.row), bits(&y.row), "run {}", a.run);
        }
    }
}

#[test]
fn one_two_and_eight_threads_give_one_hash() {
    let cases = [
        ("tutorial", 50),
        ("gulf-2026", 12),
        ("homeland-cbo", 24),
        ("midcourse-gmd", 24),
        ("al-udeid-2025", 24),
        ("replenish-2026", 12),
        ("theatres-2026", 12),
        ("japan-2028", 12),
    ];
    for (name, runs) in cases {
        let played = [1, 2, 8].map(|threads| {
            play_bundled(name, &[], How { until: runs, worlds: 4, sets: 2, threads, keep_events: 0, ..FEW })
        });
        for other in &played[1..] {
            assert_eq!(played[0].hash(), other.hash(), "{name}");
            same_rows(&played[0].records, &other.records);
        }
    }
}

/// Satellites of an ephemeris, whose orbits are fitted when the scenario is read, change nothing of that.
#[test]
fn a_constellation_of_an_ephemeris_plays_alike_on_any_threads() {
    let pair = include_str!("../../cupola-scenario/tests/data/pair.oem");
    let stated = "[[constellation]]\nid = \"pair\"\nnation = \"coastland\"\nrole = \"warning\"\ncloud_break_km = 7\n\
                  availability = 1.0\n[[constellation.satellite]]\nelements_file = \"pair.oem\"\n";
    let (before, watch) = ORBIT.split_once("[[constellation]]").expect("it watches");
    let (_, after) = watch.split_once("[[constellation]]").expect("and it shoots");
    let blind = format!("{COAST}\n{before}\n[[constellation]]{after}");
    let scenario = format!("{COAST}\n{before}\n{stated}\n[[constellation]]{after}");
    let how = How { until: 24, worlds: 4, sets: 2, keep_events: 0, ..FEW };
    let files = [("scenario.toml", scenario.as_str()), ("pair.oem", pair)];
    let played = [1, 2].map(|threads| play_files(&files, &[], How { threads, ..how }));
    assert_eq!(played[0].world.constellations[0].stated.num(), 2);
    assert_eq!(played[0].hash(), played[1].hash());
    same_rows(&played[0].records, &played[1].records);
    let digests = |study: &Study| study.records.iter().map(|run| run.arms[0].digest).collect::<Vec<_>>();
    assert_ne!(digests(&played[0]), digests(&play(&blind, &[], how)), "they see launches");
}

#[test]
fn twenty_runs_and_thirty_more_are_fifty_at_once() {
    for name in ["tutorial", "japan-2028"] {
        let how = How { worlds: 7, sets: 3, keep_events: 0, ..FIFTY };
        let all = play_bundled(name, &[], how);
        let mut first = play_bundled(name, &[], How { until: 20, ..how });
        let more = play_bundled(name, &[], How { from: 20, ..how });
        first.records.extend(more.records);
        assert_eq!(first.hash(), all.hash(), "{name}");
        same_rows(&first.records, &all.records);
    }
}

#[test]
fn keeping_events_changes_nothing() {
    let [without, with] = [0, 50].map(|keep_events| play_bundled("tutorial", &[], How { keep_events, ..FIFTY }));
    same_rows(&without.records, &with.records);
}

#[test]
fn another_seed_gives_another_hash() {
    let [one, two] = [1, 2].map(|seed| play_bundled("tutorial", &[], How { seed, ..FIFTY }));
    assert_ne!(one.hash(), two.hash());
}

#[test]
fn every_run_differs_from_every_other() {
    let study = play_bundled("tutorial", &[], FIFTY);
    let digests: std::collections::BTreeSet<u128> = study.records.iter().map(|r| r.arms[0].digest).collect();
    assert_eq!(digests.len(), study.records.len());
}

#[test]
fn an_arm_is_what_it_is_without_the_other_arms() {
    const ALONE: &str = "format = 1\nextends = \"tutorial\"\n[compare]\narms = [ { id = \"pact\", remove = true } ]\n";
    let both = play_bundled("tutorial", &[], FIFTY);
    let one = play(ALONE, &[], FIFTY);
    assert_eq!((both.world.arms.len(), one.world.arms.len()), (2, 1));
    for (a, b) in both.records.iter().zip(&one.records) {
        assert_eq!(a.arms[0].digest, b.arms[0].digest, "run {}", a.run);
    }
}

/// Two batteries and a radar at the harbour, more rounds than they hold, missiles, drones and a second raid.
const DEFENCE: &str = r#"
[[sensor]]
id = "hill"
is = "an-tpy-2"
nation = "coastland"
lat_deg = 45.00
lon_deg = -29.90
boresight_deg = 270

[[battery]]
id = "fort"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.05
channels = { low = 4, likely = 6, high = 9, grade = "assumed" }
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 4

[[battery]]
id = "tower"
nation = "coastland"
lat_deg = 45.04
lon_deg = -30.02
channels = { low = 4, likely = 6, high = 9, grade = "assumed" }
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 4

[[area_defence]]
id = "guns"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.00
radius_km = 15
engagements_per_hour = 12
servers = 2
success_drone = 0.7
rounds = 60

[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "srbm-700"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 10
  spread_min = 10
  stray = 0.2
  [[raid.group]]
  id = "drones"
  threat = "shahed-136"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 10
  spread_min = 30

[campaign]
days = 10
resupply_days = 2
stated = [ { day = 0, raid = "opening" }, { day = 6, raid = "opening" } ]
"#;

/// A neighbour's battery on the other side of the world, written before everything else of its kind.
const FAR_BATTERY: &str = r#"
[[battery]]
id = "antipode"
nation = "farland"
lat_deg = -40.0
lon_deg = 100.0
radar = "an-mpq-53-65"
radar_boresight_deg = 90
channels = { low = 4, likely = 6, high = 9, grade = "assumed" }
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 2

[[stock]]
nation = "farland"
item = "pac3"
quantity = 30
"#;

fn base() -> Study {
    play(&[COAST, DEFENCE].concat(), &[], FIFTY)
}

/// All events but deliveries, which are told by magazine number.
fn without_deliveries(study: &Study) -> Vec<Vec<Told>> {
    let keep = |story: Vec<Told>| story.into_iter().filter(|t| t.kind != EventKind::Resupply).collect();
    study.stories().into_iter().map(keep).collect()
}

#[test]
fn a_battery_far_away_changes_no_event() {
    let near = base();
    for text in [[COAST, DEFENCE, FAR_BATTERY], [COAST, FAR_BATTERY, DEFENCE]] {
        let with = play(&text.concat(), &[], FIFTY);
        assert_eq!(with.world.batteries.len(), near.world.batteries.len() + 1);
        assert_eq!(without_deliveries(&near), without_deliveries(&with));
    }
}

#[test]
fn a_new_group_in_the_raid_leaves_the_others_launches_as_they_were() {
    const MORE: &str =
        "[[raid.group]]\nid = \"more\"\nthreat = \"srbm-300\"\nfrom = [\"near-sea\"]\naim = [\"harbour\"]\ncount = 5\n";
    let area = "[[area]]\nid = \"near-sea\"\nlat_deg = 45.0\nlon_deg = -33.0\n";
    let text = [COAST, &DEFENCE.replacen("  [[raid.group]]", &format!("{MORE}[[raid.group]]"), 1), area].concat();
    let (few, many) = (base(), play(&text, &[], FIFTY));
    let launches =
        |s: &Study| threats(s).into_iter().filter(|(name, _)| !name.2.starts_with("more")).collect::<Vec<_>>();
    let drawn = |s: &Study| launches(s).into_iter().map(|(name, t)| (name, t.launch_s.to_bits())).collect::<Vec<_>>();
    assert_eq!(drawn(&few), drawn(&many));
}

/// What was drawn for one threat, as far as it came to show.
#[derive(Debug, Default, Clone, PartialEq)]
struct Drawn {
    launch_s: f64,
    variant: f64,
    /// When it failed.
    fail_s: Option<f64>,
    /// How far from its aim it fell.
    miss_m: Option<f64>,
    is_held: bool,
    /// Time and battery of the first salvo, and its number of rounds.
    first: Option<(u64, String, usize)>,
    /// Time and outcome of the first salvo.
    outcome: Option<(f64, bool)>,
}

fn threats(study: &Study) -> BTreeMap<(usize, u32, String), Drawn> {
    let mut all: BTreeMap<(usize, u32, String), Drawn> = BTreeMap::new();
    for (run, story) in study.stories().into_iter().enumerate() {
        for t in story.iter().filter(|t| !t.threat.is_empty()) {
            let drawn = all.entry((run, t.raid, t.threat.clone())).or_default();
            match t.kind {
                EventKind::Launch => (drawn.launch_s, drawn.variant) = (t.time_s, t.value),
                EventKind::Fail => drawn.fail_s = Some(t.time_s),
                EventKind::Harmless | EventKind::Leak => drawn.miss_m = Some(t.value),
                EventKind::Hold => drawn.is_held = true,
                EventKind::Shot => match &mut drawn.first {
                    None => drawn.first = Some((t.time_s.to_bits(), t.actor.clone(), 1)),
                    Some((at, _, rounds)) => *rounds += usize::from(*at == t.time_s.to_bits()),
                },
                EventKind::Kill | EventKind::Miss if drawn.outcome.is_none() => {
                    drawn.outcome = Some((t.time_s, t.kind == EventKind::Kill));
                }
                _ => {}
            }
        }
    }
    all
}

#[test]
fn a_battery_taken_out_leaves_every_draw_of_what_stays() {
    const WITHOUT: &str = "format = 1\nextends = \"base.toml\"\n[[battery]]\nid = \"tower\"\nremove = true\n";
    let base_text = [COAST, DEFENCE].concat();
    let (with, without) = (base(), play_files(&[("without.toml", WITHOUT), ("base.toml", &base_text)], &[], FIFTY));
    assert_eq!((with.world.batteries.len(), without.world.batteries.len()), (2, 1));
    let (a, b) = (threats(&with), threats(&without));
    assert!(a.keys().eq(b.keys()), "the same threats");
    let (mut fails, mut misses, mut salvos) = (0, 0, 0);
    for (name, x) in &a {
        let y = &b[name];
        assert_eq!((x.launch_s, x.variant, x.is_held), (y.launch_s, y.variant, y.is_held), "{name:?}");
        if name.2.starts_with("missiles") {
            assert_eq!(x.fail_s, y.fail_s, "{name:?}: nothing is shot at before it has burnt out");
        }
        if x.fail_s.is_some() && y.fail_s.is_some() {
            assert_eq!(x.fail_s, y.fail_s, "{name:?}");
            fails += 1;
        }
        if x.miss_m.is_some() && y.miss_m.is_some() {
            assert_eq!(x.miss_m, y.miss_m, "{name:?}");
            misses += 1;
        }
        if x.first.is_some() && x.first == y.first {
            assert_eq!(x.outcome, y.outcome, "{name:?}: the same salvo at the same moment");
            salvos += 1;
        }
    }
    assert!(fails > 50 && misses > 50 && salvos > 100, "{fails} fail, {misses} fall, {salvos} salvos in both");
}

#[test]
fn another_kill_probability_leaves_every_launch_and_first_shot() {
    let key = "interceptor.pac3-mse.kill_probability_ballistic_short";
    let [poor, good] = ["0.3", "0.9"].map(|p| play(&[COAST, DEFENCE].concat(), &[&format!("{key}={p}")], FIFTY));
    let (a, b) = (threats(&poor), threats(&good));
    let mut turned = 0;
    for (name, x) in a.iter().filter(|(name, _)| name.1 == 0) {
        let y = &b[name];
        assert_eq!(
            (x.launch_s, x.variant, x.fail_s.is_some()),
            (y.launch_s, y.variant, y.fail_s.is_some()),
            "{name:?}"
        );
        if let (Some((_, was)), Some((_, is)), true) = (x.outcome, y.outcome, x.first == y.first) {
            assert!(is || !was, "{name:?}: a surer shot with the same luck does not lose a kill");
            turned += usize::from(is && !was);
        }
    }
    assert!(turned > 20, "{turned} salvos turned from a miss to a kill");
}

#[test]
fn the_order_of_entries_in_a_file_does_not_matter() {
    let sections = |text: &str| -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        for line in text.lines() {
            if line.starts_with("[[battery]]")
                || line.starts_with("[[sensor]]")
                || line.starts_with("[[area_defence]]")
                || line.starts_with("[[raid]]")
                || parts.is_empty()
            {
                parts.push(String::new());
            }
            let last = parts.len() - 1;
            parts[last] += &format!("{line}\n");
        }
        parts
    };
    let parts = sections(DEFENCE);
    let (raid, mut defence) = (parts.last().expect("a raid comes last").clone(), parts[..parts.len() - 1].to_vec());
    defence.reverse();
    let turned = play(&[COAST, &defence.concat(), &raid].concat(), &[], FIFTY);
    let (a, b) = (threats(&base()), threats(&turned));
    let shown = |all: &BTreeMap<(usize, u32, String), Drawn>| {
        all.values().map(|d| (d.launch_s, d.variant, d.first.clone(), d.outcome)).collect::<Vec<_>>()
    };
    assert_eq!(shown(&a), shown(&b));
}

#[test]
fn the_file_a_scenario_stands_in_does_not_matter() {
    let text = [COAST, DEFENCE].concat();
    let [one, two] = ["one.toml", "two.toml"].map(|name| play_files(&[(name, &text)], &[], FIFTY));
    same_rows(&one.records, &two.records);
}
