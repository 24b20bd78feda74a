//! What stops a toy, in the fight: for each link of the chain an input whose change must move the answer one way.
//!
//! Both studies of a test have the same seed, hence the same worlds and the same luck; only the named input differs.

mod common;

use common::{COAST, EventKind, FEW, How, ORBIT, Study, mean, play, variance};

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
"#;

/// Short-range ballistic missiles at the harbour.
const MISSILES: &str = r#"
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

/// Cruise missiles at the harbour, low over the sea.
const CRUISE: &str = r#"
[[threat]]
is = "cruise-subsonic"
altitude_km = 0.05

[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "cruise-subsonic"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 12
  spread_min = 5
"#;

/// Plays the same text with and without changes.
fn both(text: &str, before: &[&str], after: &[&str], how: How) -> (Study, Study) {
    (play(text, before, how), play(text, after, how))
}

/// The mean first shots of threats that are shot at in both, and how many are shot at in each.
fn first_shots(before: &Study, after: &Study) -> ((f64, f64), (usize, usize)) {
    let (b, a) = (before.first(EventKind::Shot), after.first(EventKind::Shot));
    let later: std::collections::HashMap<_, _> = a.iter().cloned().collect();
    let pairs: Vec<(f64, f64)> = b.iter().filter_map(|(t, s)| later.get(t).map(|l| (*s, *l))).collect();
    assert!(pairs.len() > 100, "only {} threats are shot at in both", pairs.len());
    let column = |of: fn(&(f64, f64)) -> f64| mean(&pairs.iter().map(of).collect::<Vec<_>>());
    ((column(|p| p.0), column(|p| p.1)), (b.len(), a.len()))
}

/// Orders take three seconds, so that the radar is what counts.
const QUICK: [&str; 3] = ["doctrine.authority_s=1", "doctrine.command_s=1", "doctrine.launch_s=1"];

fn shoots_later(text: &str, before: &[&str], set: &str) {
    let before = [&QUICK, before].concat();
    let (clear, hidden) = both(text, &before, &[before.as_slice(), &[set]].concat(), FEW);
    let ((soon_s, late_s), (many, few)) = first_shots(&clear, &hidden);
    assert!(late_s > soon_s + 1.0, "{set}: first shots at {soon_s:.1} s and {late_s:.1} s");
    assert!(few <= many, "{set}: {many} and {few} threats shot at");
}

#[test]
fn a_radar_with_less_range_shoots_later() {
    shoots_later(&[COAST, HILL, MISSILES].concat(), &[], "sensor.hill.range_km=80");
}

/// The missiles come down at some 40°. A round is launched just in time, so a limit well below that changes nothing, and
/// one above it hides them until they land: 39.5° is in between.
#[test]
fn a_radar_that_cannot_look_low_shoots_later() {
    shoots_later(&[COAST, HILL, MISSILES].concat(), &[], "sensor.hill.elevation_min_deg=39.5");
}

#[test]
fn a_radar_near_the_ground_sees_low_flyers_later_and_shoots_later() {
    shoots_later(&[COAST, HILL, CRUISE].concat(), &["sensor.hill.height_m=40"], "sensor.hill.height_m=4");
}

#[test]
fn a_radar_farther_behind_the_horizon_shoots_later() {
    shoots_later(&[COAST, HILL, CRUISE].concat(), &["sensor.hill.height_m=40"], "sensor.hill.lon_deg=-29.70");
}

#[test]
fn slow_authority_shoots_later() {
    shoots_later(&[COAST, HILL, MISSILES].concat(), &[], "doctrine.authority_s=30");
}

#[test]
fn a_radar_on_a_hill_does_not_lose_low_flyers_that_come_near() {
    let text = [COAST, HILL, CRUISE].concat();
    let (coast, hill) = both(&text, &["sensor.hill.height_m=40"], &["sensor.hill.height_m=400"], FEW);
    let engaged = |s: &Study| s.mean("raid.class.cruise-subsonic.engaged");
    assert!(
        engaged(&hill) >= 0.98 * engaged(&coast),
        "engaged from 40 m up {:.2}, from 400 m up {:.2}",
        engaged(&coast),
        engaged(&hill)
    );
}

#[test]
fn an_interceptor_flies_no_longer_because_its_target_was_seen_earlier() {
    let text = [COAST, HILL, MISSILES].concat();
    let (late, early) = both(&text, &QUICK, &[QUICK.as_slice(), &["sensor.hill.range_km=1500"]].concat(), FEW);
    let longest_s = |s: &Study| s.flights().into_iter().fold(0.0, f64::max);
    // 40 km at 1.7 km/s at burnout: half a minute, a minute where the air has slowed it.
    assert!(
        longest_s(&early) < 90.0,
        "up to {:.0} s seen at 150 km, up to {:.0} s seen at 1500 km",
        longest_s(&late),
        longest_s(&early)
    );
}

#[test]
fn half_a_minute_more_to_decide_costs_kills_in_boost() {
    let text = [COAST, ORBIT].concat();
    let (quick, slow) = both(&text, &[], &["constellation.shield.decision_delay_s=45"], FEW);
    let (many, few) = (quick.mean("raid.element.shield"), slow.mean("raid.element.shield"));
    assert!(many > 0.5, "the constellation kills {many:.2} of 5");
    assert!(few < 0.8 * many, "kills in boost: {many:.2} and {few:.2}");
    assert!(slow.mean("raid.boosts_out_of_reach") > quick.mean("raid.boosts_out_of_reach"));
}

#[test]
fn fewer_interceptors_in_orbit_reach_fewer_boosts() {
    let text = [COAST, ORBIT].concat();
    let (many, few) = both(&text, &[], &["constellation.shield.satellites=100"], FEW);
    let out = |s: &Study| s.mean("raid.boosts_out_of_reach") / s.mean("raid.boosts");
    assert!(out(&few) > out(&many) + 0.1, "out of reach: {:.2} and {:.2}", out(&many), out(&few));
}

#[test]
fn a_higher_cloud_break_warns_later() {
    let text = [COAST, ORBIT].concat();
    let (low, high) = both(&text, &[], &["constellation.watch.cloud_break_km=25"], FEW);
    let seen = |s: &Study| mean(&s.first(EventKind::Detect).iter().map(|d| d.1).collect::<Vec<_>>());
    assert!(seen(&high) >= seen(&low) + 5.0, "warned at {:.1} s and {:.1} s", seen(&low), seen(&high));
}

#[test]
fn an_older_track_engages_fewer_gliders() {
    const GLIDERS: &str = r#"
[[area]]
id = "far-sea"
lat_deg = 45.0
lon_deg = -48.0
radius_km = 20

[[raid]]
id = "opening"
  [[raid.group]]
  id = "gliders"
  threat = "hgv-medium"
  from = ["far-sea"]
  aim = ["harbour"]
  count = 8
  spread_min = 5
"#;
    let text = [COAST, HILL, GLIDERS].concat();
    let (fresh, old) = both(&text, &["doctrine.own_latency_s=0.5"], &["doctrine.own_latency_s=12"], FEW);
    let engaged = |s: &Study| s.mean("raid.class.hgv-medium.engaged");
    assert!(engaged(&fresh) > 1.0, "{:.2} of 8 gliders engaged on a fresh track", engaged(&fresh));
    assert!(engaged(&old) < 0.8 * engaged(&fresh), "gliders engaged: {:.2} and {:.2}", engaged(&fresh), engaged(&old));
}

#[test]
fn a_slower_interceptor_defends_a_smaller_area() {
    const TOWNS: [(&str, f64); 4] = [("near", 45.0), ("next", 45.12), ("far", 45.22), ("rim", 45.32)];
    let towns: String = TOWNS
        .iter()
        .map(|(id, lat)| format!("[[asset]]\nid = \"{id}\"\nnation = \"coastland\"\nlat_deg = {lat}\nlon_deg = -30.0\nregion_radius_km = 1\n"))
        .collect();
    let raid =
        MISSILES.replace("[\"harbour\"]", "[\"near\", \"next\", \"far\", \"rim\"]").replace("count = 12", "count = 24");
    let text = [COAST, HILL, &towns, &raid].concat();
    let (fast, slow) = both(&text, &[], &["interceptor.pac3-mse.speed_km_s=0.8"], FEW);
    let engaged = |s: &Study| TOWNS.map(|(id, _)| s.mean(&format!("raid.asset.{id}.engaged")));
    let (wide, narrow) = (engaged(&fast), engaged(&slow));
    assert!(narrow.iter().zip(&wide).all(|(n, w)| n <= w), "engaged by town: {wide:.2?} and {narrow:.2?}");
    assert!(
        narrow.iter().sum::<f64>() < 0.8 * wide.iter().sum::<f64>(),
        "engaged by town: {wide:.2?} and {narrow:.2?}"
    );
}

#[test]
fn without_a_second_load_the_second_wave_gets_through() {
    const SECOND: &str = r#"
  [[raid.group]]
  id = "second"
  threat = "srbm-300"
  from = ["near-sea"]
  aim = ["harbour"]
  count = 10
  spread_min = 5
  delay_min = 90
[[area]]
id = "near-sea"
lat_deg = 45.0
lon_deg = -33.0
"#;
    let text = [COAST, HILL, MISSILES, SECOND].concat();
    let one_launcher = "battery.fort.launchers=1";
    let (two, one) = both(&text, &[one_launcher, "battery.fort.reloads=12"], &[one_launcher], FEW);
    let second = |s: &Study| s.mean("raid.class.srbm-300.leaked") + s.mean("raid.class.srbm-300.fell_harmless");
    assert!(second(&one) > second(&two) + 1.0, "second wave through: {:.2} and {:.2}", second(&two), second(&one));
    assert_eq!(two.column("raid.class.srbm-700.launched"), one.column("raid.class.srbm-700.launched"));
}

#[test]
fn correlated_misses_widen_the_band_and_leave_the_mean_kill_chance() {
    // One shot at each, so that kills over shots is the chance of one shot.
    let text = [COAST, HILL, MISSILES].concat();
    let base = [
        "interceptor.pac3-mse.salvo=1",
        "doctrine.max_rounds_per_target=1",
        "interceptor.pac3-mse.kill_probability_ballistic_short=0.7",
    ];
    let how = How { until: 600, worlds: 600, keep_events: 0, ..FEW };
    let (alone, together) = both(&text, &base, &[base.as_slice(), &["doctrine.correlation=0.8"]].concat(), how);
    let chance = |s: &Study| {
        let (fired, kills) = (s.column("raid.fired.pac3-mse"), s.column("raid.kills.pac3-mse"));
        let chance = kills.iter().sum::<f64>() / fired.iter().sum::<f64>();
        let residuals: Vec<f64> = kills.iter().zip(&fired).map(|(k, f)| k - chance * f).collect();
        (chance, (variance(&residuals) / residuals.len() as f64).sqrt() / mean(&fired))
    };
    let ((p, error_p), (q, error_q)) = (chance(&alone), chance(&together));
    assert!((p - q).abs() < 3.0 * (error_p * error_p + error_q * error_q).sqrt(), "kill chance {p:.3} and {q:.3}");
    let ratio = variance(&together.through("raid")) / variance(&alone.through("raid"));
    assert!(ratio > 1.5, "variance of what gets through grows by {ratio:.2}");
}

#[test]
fn a_surer_kill_lets_fewer_through() {
    let key = "interceptor.pac3-mse.kill_probability_ballistic_short";
    let text = [COAST, HILL, MISSILES].concat();
    let (poor, good) = both(&text, &[&format!("{key}=0.4")], &[&format!("{key}=0.9")], FEW);
    let (poor, good) = (poor.through("raid"), good.through("raid"));
    assert!(mean(&good) < mean(&poor) - 0.5, "through: {:.2} and {:.2}", mean(&poor), mean(&good));
}

#[test]
fn a_battery_that_is_seldom_ready_lets_more_through() {
    let text = [COAST, HILL, MISSILES].concat();
    let (ready, seldom) = both(&text, &[], &["battery.fort.availability=0.5"], FEW);
    let pairs = ready.through("raid").into_iter().zip(seldom.through("raid"));
    assert!(pairs.into_iter().all(|(a, b)| b >= a), "a battery that is not ready never helps");
    assert!(mean(&seldom.through("raid")) > mean(&ready.through("raid")) + 1.0);
}

#[test]
fn fewer_channels_engage_fewer_at_once() {
    let text = [COAST, HILL, MISSILES].concat();
    let at_once = "raid.opening.group.missiles.spread_min=0";
    let (many, few) = both(&text, &[at_once], &[at_once, "battery.fort.channels=1"], FEW);
    let engaged = |s: &Study| s.mean("raid.class.srbm-700.engaged");
    assert!(engaged(&few) < 0.7 * engaged(&many), "engaged: {:.2} and {:.2}", engaged(&many), engaged(&few));
}

#[test]
fn a_radar_that_holds_fewer_tracks_tracks_fewer() {
    let text = [COAST, HILL, MISSILES].concat();
    let at_once = "raid.opening.group.missiles.spread_min=0";
    let (many, few) = both(&text, &[at_once], &[at_once, "sensor.hill.tracks=4"], FEW);
    let tracked = |s: &Study| s.mean("raid.class.srbm-700.tracked");
    assert!(tracked(&few) < 0.7 * tracked(&many), "tracked: {:.2} and {:.2}", tracked(&many), tracked(&few));
}

#[test]
fn a_second_look_lets_fewer_through() {
    // THAAD meets a missile early enough for a second salvo.
    let text = [COAST, UPPER_TIER, MISSILES].concat();
    let one = "interceptor.thaad.salvo=1";
    let (once, twice) = both(&text, &[one, "doctrine.shoot_look_shoot=false"], &[one], FEW);
    let (once, twice) = (mean(&once.through("raid")), mean(&twice.through("raid")));
    assert!(twice < once - 0.2, "through: {once:.2} and {twice:.2}");
}

const UPPER_TIER: &str = r#"
[[item]]
id = "upper"

[[interceptor]]
is = "thaad"
item = "upper"

[[sensor]]
id = "hill"
is = "an-tpy-2"
nation = "coastland"
lat_deg = 45.00
lon_deg = -29.90
boresight_deg = 270
availability = 1.0
range_km = 1500

[[battery]]
id = "tower"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.05
channels = 20
availability = 1.0
  [[battery.load]]
  interceptor = "thaad"
  launchers = 24

[[stock]]
nation = "coastland"
item = "upper"
quantity = 192
"#;

#[test]
fn more_decoys_cost_more_rounds_above_the_air() {
    let text = [COAST, UPPER_TIER, MISSILES].concat();
    let base = ["sensor.hill.discrimination=0.3", "doctrine.max_rounds_per_target=20"];
    let (bare, decoys) = both(&text, &base, &[base.as_slice(), &["threat.srbm-700.decoys=4"]].concat(), FEW);
    let spent = |s: &Study| s.mean("raid.fired.thaad") / s.mean("raid.class.srbm-700.engaged");
    assert!(spent(&decoys) > 1.5 * spent(&bare), "rounds on each: {:.2} and {:.2}", spent(&bare), spent(&decoys));
}

#[test]
fn more_servers_let_fewer_drones_through() {
    const DRONES: &str = r#"
[[area_defence]]
id = "guns"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.00
radius_km = 15
engagements_per_hour = 12
servers = 1
success_drone = 0.7
rounds = 200
availability = 1.0

[[raid]]
id = "opening"
  [[raid.group]]
  id = "drones"
  threat = "shahed-136"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 20
  spread_min = 10
"#;
    let text = [COAST, DRONES].concat();
    let (one, four) = both(&text, &[], &["area_defence.guns.servers=4"], FEW);
    let (one, four) = (mean(&one.through("raid")), mean(&four.through("raid")));
    assert!(four < one - 2.0, "drones through: {one:.2} and {four:.2}");
}

/// Guns stand 110 km off the straight way: they meet only what turns over them.
#[test]
fn drones_on_a_way_meet_what_stands_there() {
    const FAR_GUNS: &str = r#"
[[area_defence]]
id = "guns"
nation = "coastland"
lat_deg = 46.00
lon_deg = -32.00
radius_km = 15
engagements_per_hour = 120
servers = 8
success_drone = 0.9
rounds = 200
availability = 1.0

[[raid]]
id = "opening"
  [[raid.group]]
  id = "drones"
  threat = "shahed-136"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 20
  spread_min = 10
"#;
    let text = [COAST, FAR_GUNS].concat();
    let via = "raid.opening.group.drones.via=[{ lat_deg = 46, lon_deg = -33 }, { lat_deg = 46, lon_deg = -31 }]";
    let (straight, turning) = both(&text, &[], &[via], FEW);
    assert_eq!((straight.world.ways.len(), turning.world.ways.len()), (0, 1));
    let (straight, turning) = (mean(&straight.through("raid")), mean(&turning.through("raid")));
    assert!(turning < straight - 10.0, "drones through: {straight:.2} and {turning:.2}");
}

#[test]
fn a_longer_repair_lets_more_through_in_the_next_raid() {
    const HIT: &str = r#"
[[raid]]
id = "second"
  [[raid.group]]
  id = "missiles"
  threat = "srbm-300"
  from = ["near-sea"]
  aim = ["harbour"]
  count = 12
  spread_min = 5
[[area]]
id = "near-sea"
lat_deg = 45.0
lon_deg = -33.0
[campaign]
days = 10
resupply_days = 1
stated = [ { day = 0, raid = "opening" }, { day = 5, raid = "second" } ]
"#;
    let text = [COAST, HILL, MISSILES, HIT].concat();
    let base = [
        "battery.fort.at=\"harbour\"",
        "battery.fort.launchers=1",
        "doctrine.hit_disables=1",
        "threat.srbm-700.cep_m=200",
    ];
    let (short, long) = both(
        &text,
        &[base.as_slice(), &["doctrine.repair_days=0.2"]].concat(),
        &[base.as_slice(), &["doctrine.repair_days=200"]].concat(),
        FEW,
    );
    let second = |s: &Study| s.mean("replay.1.srbm-300.leaked") + s.mean("replay.1.srbm-300.fell_harmless");
    assert!(
        second(&long) > second(&short) + 1.0,
        "through in the second raid: {:.2} and {:.2}",
        second(&short),
        second(&long)
    );
    assert_eq!(short.through("raid"), long.through("raid"), "the first raid is the same");
}
