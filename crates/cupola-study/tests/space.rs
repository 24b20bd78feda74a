//! The space layer inside a run.

mod common;

use common::{COAST, EventKind, FEW, How, ORBIT, Study, Told, mean, play};

/// Few runs, all with their events.
const SOME: How = How { until: 100, keep_events: 100, ..FEW };

fn orbit(sets: &[&str]) -> Study {
    play(&[COAST, ORBIT].concat(), sets, SOME)
}

/// The constellation `shield` with these lines instead of its own.
fn shield(lines: &str, how: How) -> Study {
    let flat = "satellites = 400\nplanes = 20\naltitude_km = 400\ninclination_deg = 50\n";
    assert_eq!(ORBIT.matches(flat).count(), 1);
    // The shells of a table come after its own keys.
    let (before, after) = ORBIT.split_once(flat).expect("the constellation has one shell");
    let (keys, rest) = after.split_once("\n\n").expect("another table follows");
    play(&[COAST, before, keys, "\n", lines, "\n", rest].concat(), &[], how)
}

fn in_reach(study: &Study) -> f64 {
    1.0 - study.mean("raid.boosts_out_of_reach") / study.mean("raid.boosts")
}

#[test]
fn half_the_satellites_in_each_of_two_shells_reach_as_many() {
    let one = orbit(&[]);
    let shell = "[[constellation.shell]]\nplanes = 10\nper_plane = 20\naltitude_km = 400\ninclination_deg = 50\n";
    let two = shield(&shell.repeat(2), SOME);
    assert!(
        (in_reach(&one) - in_reach(&two)).abs() < 0.12,
        "in reach: {:.2} and {:.2}",
        in_reach(&one),
        in_reach(&two)
    );
    let equatorial = shell.replace("inclination_deg = 50", "inclination_deg = 5");
    assert!(in_reach(&shield(&equatorial.repeat(2), SOME)) < 0.05, "no equatorial orbit comes near 40° north");
    let mixed = shield(&[shell, &equatorial].concat(), SOME);
    assert!(in_reach(&mixed) < in_reach(&two) && in_reach(&mixed) > 0.3 * in_reach(&two));
}

/// When each salvo at a threat was ordered and when it ended (s), from orbit and from the ground, in the order of time. Rounds of
/// one shooter that follow one another without an end between are one salvo.
fn salvos(story: &[Told], threat: &str, raid: u32) -> Vec<(f64, f64)> {
    let (mut orders, mut ends): (Vec<(f64, &str)>, Vec<f64>) = (Vec::new(), Vec::new());
    for told in story.iter().filter(|t| t.threat == threat && t.raid == raid) {
        match told.kind {
            EventKind::Shot | EventKind::OrbitShot => {
                let is_same = |o: &(f64, &str)| o.1 == told.actor && orders.len() > ends.len();
                if !orders.last().is_some_and(is_same) {
                    orders.push((told.time_s, &told.actor));
                }
            }
            EventKind::Kill | EventKind::Miss | EventKind::OrbitKill | EventKind::OrbitMiss
                if ends.last() != Some(&told.time_s) =>
            {
                ends.push(told.time_s);
            }
            _ => {}
        }
    }
    orders.into_iter().map(|o| o.0).zip(ends).collect()
}

#[test]
fn a_missile_under_fire_from_one_layer_is_not_shot_at_by_another_before_the_look() {
    let study = layers(&["constellation.shield.phases=[\"boost\", \"midcourse\"]"]);
    let (mut several, mut assess_s) = (0, f64::INFINITY);
    for input in study.world.inputs.iter().filter(|i| i.key == "doctrine.assess_s") {
        assess_s = input.range.low;
    }
    for story in study.stories() {
        for launch in story.iter().filter(|t| t.kind == EventKind::Launch) {
            let salvos = salvos(&story, &launch.threat, launch.raid);
            several += usize::from(salvos.len() > 1);
            for pair in salvos.windows(2) {
                assert!(pair[1].0 >= pair[0].1 + assess_s - 1e-6, "{}: {pair:?}", launch.threat);
            }
        }
    }
    assert!(several > 10, "{several} missiles were shot at more than once");
}

/// The shield above missiles against which there are also launchers on the ground.
fn layers(sets: &[&str]) -> Study {
    const GROUND: &str = r#"
[[interceptor]]
is = "gbi"
item = "pac3"

[[sensor]]
id = "far-radar"
is = "uewr-beale"
nation = "coastland"
lat_deg = 39.14
lon_deg = -121.35
boresight_deg = 310

[[battery]]
id = "silos"
nation = "coastland"
lat_deg = 34.7
lon_deg = -120.6
channels = 20
availability = 1.0
  [[battery.load]]
  interceptor = "gbi"
  launchers = 40
  per_launcher = 1
"#;
    play(&[COAST, ORBIT, GROUND].concat(), sets, SOME)
}

#[test]
fn each_interceptor_in_orbit_flies_once_and_is_replaced_where_that_is_stated() {
    let stated: Vec<String> = (0..120).map(|day| format!("{{ day = {day}, raid = \"opening\" }}")).collect();
    let raids = format!("[campaign]\ndays = 120\nstated = [{}]\n", stated.join(", "));
    let few =
        ["constellation.shield.satellites=8", "constellation.shield.planes=2", "raid.opening.group.missiles.count=30"];
    let text = [COAST, ORBIT, &raids].concat();
    let without = play(&text, &few, How { until: 20, ..SOME });
    for story in without.stories() {
        let mut used: Vec<u64> =
            story.iter().filter(|t| t.kind == EventKind::OrbitShot).map(|t| t.value as u64).collect();
        let shots = used.len();
        used.sort_unstable();
        used.dedup();
        assert_eq!(used.len(), shots, "a satellite with one round fired twice");
    }
    let set = "constellation.shield.replace_days=0.5";
    let replaced = play(&text, &[&few[..], &[set]].concat(), How { until: 20, ..SOME });
    let (spent, fresh) = (without.mean("campaign.fired.sbi-boost-aei"), replaced.mean("campaign.fired.sbi-boost-aei"));
    assert!(fresh > 1.1 * spent, "fired in 120 raids: {spent:.2}, and with replacements {fresh:.2}");
    for study in [&without, &replaced] {
        assert!(study.column("unaccounted").iter().all(|n| *n == 0.0));
    }
}

#[test]
fn midcourse_shots_wait_for_a_track_and_boost_shots_for_a_report() {
    let kills = |s: &Study| s.mean("raid.element.shield");
    let midcourse = "constellation.shield.phases=[\"midcourse\"]";
    let (tracked, untracked) = (layers(&[midcourse]), orbit(&[midcourse]));
    assert!(kills(&untracked) == 0.0, "without a track {:.2} are stopped after burnout", kills(&untracked));
    assert!(kills(&tracked) > 0.2, "{:.2} are stopped after burnout", kills(&tracked));
    for story in tracked.stories() {
        for shot in story.iter().filter(|t| t.kind == EventKind::OrbitShot) {
            let track = story.iter().find(|t| t.kind == EventKind::Track && t.threat == shot.threat);
            assert!(track.is_some_and(|t| t.time_s <= shot.time_s), "{} is shot at without a track", shot.threat);
        }
    }
    let glide = "constellation.shield.phases=[\"glide\"]";
    assert!(kills(&layers(&[glide])) == 0.0, "a ballistic missile does not glide");
    let blind = orbit(&["constellation.watch.satellites=0"]);
    assert!(kills(&blind) == 0.0 && in_reach(&blind) == 0.0, "nobody reports the burning missiles");
}

#[test]
fn what_is_kept_back_for_homing_shortens_the_reach() {
    let (none, half) =
        (orbit(&["constellation.shield.divert_margin=0"]), orbit(&["constellation.shield.divert_margin=0.5"]));
    assert!(in_reach(&half) < 0.7 * in_reach(&none), "in reach: {:.2} and {:.2}", in_reach(&none), in_reach(&half));
}

#[test]
fn a_warhead_that_outlives_its_missile_falls_short_and_is_counted_once() {
    let (dead, whole) =
        (orbit(&["constellation.shield.warhead_survives=0"]), orbit(&["constellation.shield.warhead_survives=1"]));
    let of = |s: &Study, fate: &str| s.mean(&format!("raid.class.icbm-solid.{fate}"));
    assert!(dead.mean("raid.fell_short") == 0.0 && of(&dead, "intercepted") > 0.5);
    assert!(whole.mean("raid.element.shield") == 0.0 && of(&whole, "intercepted") == 0.0);
    // The same missiles are stopped, whatever becomes of their warheads.
    assert!((whole.mean("raid.fell_short") - of(&dead, "intercepted")).abs() < 1e-9);
    for study in [&dead, &whole, &orbit(&["threat.icbm-solid.warheads=3"])] {
        assert!(study.column("unaccounted").iter().all(|n| *n == 0.0), "launched is not the sum of all ends");
    }
    for story in whole.stories() {
        for fall in story.iter().filter(|t| t.kind == EventKind::FallShort) {
            let kill = story.iter().find(|t| t.kind == EventKind::OrbitKill && t.threat == fall.threat).unwrap();
            assert!(fall.time_s > kill.time_s && fall.value > 20e3 && kill.value > 100e3, "{kill:?} {fall:?}");
        }
    }
}

#[test]
fn a_warhead_that_falls_on_a_defended_place_does_damage_there() {
    let midway = r#"
[[asset]]
id = "midway"
nation = "farland"
lat_deg = 52.0
lon_deg = -170.0
region_radius_km = 2000
value = 5
"#;
    let study = play(&[COAST, ORBIT, midway].concat(), &["constellation.shield.warhead_survives=1"], SOME);
    let mut falls = 0;
    for story in study.stories() {
        for fall in story.iter().filter(|t| t.kind == EventKind::FallShort) {
            falls += usize::from(fall.actor == "midway");
        }
    }
    assert!(falls > 0, "none fell on the place half way");
    assert!(study.mean("raid.leaked") > 0.0 && study.mean("raid.value_lost") > 0.0);
    assert!(study.column("unaccounted").iter().all(|n| *n == 0.0));
}

/// Trackers in orbit beside the shield, which then shoots after burnout.
fn trackers(sets: &[&str]) -> Study {
    const TRACKERS: &str = r#"
[[constellation]]
id = "eyes"
nation = "coastland"
role = "tracking"
satellites = 96
planes = 8
altitude_km = 1000
inclination_deg = 80
angle_sigma_urad = 50
update_s = 5
range_km = 4000
sun_exclusion_deg = 0
availability = 1.0
"#;
    let midcourse = "constellation.shield.phases=[\"midcourse\"]";
    play(&[COAST, ORBIT, TRACKERS].concat(), &[&[midcourse], sets].concat(), SOME)
}

#[test]
fn a_track_from_orbit_hangs_on_what_the_trackers_can_see() {
    let of = |sets: &[&str]| {
        let study = trackers(sets);
        let firm: std::collections::BTreeMap<_, f64> = study.first(EventKind::Track).into_iter().collect();
        (study.mean("raid.class.icbm-solid.tracked"), study.mean("raid.element.shield"), firm)
    };
    let (tracked, kills, firm) = of(&[]);
    assert!(tracked > 4.0 && kills > 0.2, "tracked {tracked:.2}, stopped {kills:.2} of 5");
    let nobody = of(&["constellation.eyes.satellites=0"]);
    assert!(nobody.0 == 0.0 && nobody.1 == 0.0);
    for worse in [
        "constellation.eyes.range_km=1200",
        "constellation.eyes.off_nadir_max_deg=40",
        "constellation.eyes.sun_exclusion_deg=90",
        "constellation.eyes.satellites=8",
        "constellation.eyes.angle_sigma_urad=20000",
    ] {
        let (fewer, _, later) = of(&[worse]);
        // The same missiles of the same runs: none is held sooner, and all together later, or fewer of them.
        let delays_s: Vec<f64> = later.iter().filter_map(|(key, late_s)| Some(late_s - firm.get(key)?)).collect();
        assert!(delays_s.iter().all(|delay_s| *delay_s > -1.0), "{worse}: some are held sooner");
        let delay_s = mean(&delays_s);
        let is_worse = fewer < tracked - 0.2 || delay_s > 5.0;
        assert!(is_worse, "{worse}: tracked {fewer:.2} of {tracked:.2}, {delay_s:.1} s later");
    }
}

#[test]
fn the_time_of_day_decides_whom_the_sun_blinds() {
    let tracked = |hour: &str| {
        let hour = format!("raid.opening.hour_utc={hour}");
        trackers(&["constellation.eyes.sun_exclusion_deg=60", &hour]).first(EventKind::Track)
    };
    assert_ne!(tracked("0"), tracked("12"));
}

#[test]
fn a_track_from_orbit_points_radars_that_no_warning_reached() {
    const RADAR: &str = r#"
[[sensor]]
id = "west-coast"
nation = "coastland"
lat_deg = 39.14
lon_deg = -121.35
boresight_deg = 310
range_km = 2500
reference_rcs_m2 = 0.01
availability = 1.0

[[constellation]]
id = "eyes"
nation = "coastland"
role = "tracking"
satellites = 96
planes = 8
altitude_km = 1000
inclination_deg = 80
availability = 1.0
"#;
    let how = |sets: &[&str]| {
        let blind = [
            "constellation.watch.satellites=0",
            "doctrine.uncued_fraction=0.3",
            "constellation.eyes.angle_sigma_urad=50",
        ];
        play(&[COAST, ORBIT, RADAR].concat(), &[&blind[..], sets].concat(), SOME)
    };
    let seen = |s: &Study| mean(&s.first(EventKind::Detect).iter().map(|d| d.1).collect::<Vec<_>>());
    let (cued, alone) = (how(&[]), how(&["constellation.eyes.satellites=0"]));
    assert!(seen(&cued) < seen(&alone) - 60.0, "first seen at {:.0} s and {:.0} s", seen(&cued), seen(&alone));
}

/// The share of burning missiles from over these places that a warning constellation on these orbits sees.
fn seen_from(orbits: &str, lat_deg: f64, lon_deg: f64) -> f64 {
    let start = ORBIT.find("[[constellation]]\nid = \"watch\"").expect("the watch");
    let end = start + ORBIT[start..].find("[[constellation]]\nid = \"shield\"").expect("the shield");
    let watch = format!(
        "[[constellation]]\nid = \"watch\"\nnation = \"coastland\"\nrole = \"warning\"\ncloud_break_km = 7\n\
         availability = 1.0\n{orbits}\n"
    );
    let sets = [format!("area.far-land.lat_deg={lat_deg}"), format!("area.far-land.lon_deg={lon_deg}")];
    let text = [COAST, &ORBIT[..start], &watch, &ORBIT[end..]].concat();
    let study = play(&text, &[&sets[0], &sets[1]], SOME);
    study.mean("raid.seen.watch") / study.mean("raid.missiles")
}

#[test]
fn a_geostationary_satellite_sees_its_own_side_of_the_earth_in_every_run() {
    const OVER_130: &str = "[[constellation.satellite]]\nlongitude_deg = 130";
    let (korea, brazil) = (seen_from(OVER_130, 39.0, 127.0), seen_from(OVER_130, -10.0, -50.0));
    assert_eq!((korea, brazil), (1.0, 0.0));
}

#[test]
fn a_molniya_pair_in_turn_sees_the_north_and_one_alone_in_part_of_the_runs() {
    let one = |anomaly_deg: u32| {
        format!(
            "[[constellation.satellite]]\nperigee_km = 600\napogee_km = 39750\ninclination_deg = 63.435\n\
             node_deg = 30\nargument_deg = 270\nanomaly_deg = {anomaly_deg}\n"
        )
    };
    let (alone, pair) = (seen_from(&one(0), 50.0, 127.0), seen_from(&[one(0), one(180)].concat(), 50.0, 127.0));
    assert!(pair > 0.97 && (0.5..0.97).contains(&alone), "seen by one {alone:.2}, by two {pair:.2}");
    // Beside a shell they are two more.
    let shell = "[[constellation.shell]]\nplanes = 1\nper_plane = 3\naltitude_km = 35786\ninclination_deg = 0\n";
    assert_eq!(seen_from(&[shell, &one(0), &one(180)].concat(), 50.0, 127.0), 1.0);
}

#[test]
fn a_salvo_from_orbit_keeps_the_reserve_and_its_why_says_what_was_fired() {
    // Of four hundred two may be used, by salvos of up to four.
    let sets = ["doctrine.reserve_fraction=0.995", "doctrine.rounds_per_look=[4]", "doctrine.max_rounds_per_target=8"];
    let (kept, free) = (orbit(&sets), orbit(&sets[1..]));
    let fired = |s: &Study| s.column("raid.fired.sbi-boost-aei");
    assert!(fired(&kept).iter().all(|n| *n <= 2.0) && fired(&kept).contains(&2.0), "{:?}", fired(&kept));
    assert!(fired(&free).iter().any(|n| *n > 2.0), "{:?}", fired(&free));
    for record in kept.records.iter().chain(&free.records) {
        let arm = &record.arms[0];
        for (_, number, name) in &arm.names {
            let shots = arm.events.iter().filter(|e| e.kind == EventKind::OrbitShot && e.threat == *number).count();
            let of_threat = arm.decisions.iter().filter(|d| d.threat == *number && d.is_fired());
            let told: u32 = of_threat.filter_map(|d| d.taken()).map(|(_, offer)| offer.rounds).sum();
            assert_eq!(shots, told as usize, "{name} in run {}", record.run);
        }
    }
}
