//! Rules of fire, layers, reserves and what becomes of rounds, each in a fight small enough to be followed.

mod common;

use common::{COAST, Event, EventKind, FEW, How, Study, play};
use cupola_sim::why::{LauncherId, Verdict};

/// Two batteries at the harbour: few dear rounds that reach far, many cheap ones that do not.
const TWO: &str = r#"
[[interceptor]]
is = "pac3-cri"
item = "pac3"

[[battery]]
id = "far"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.02
radar = "an-mpq-53-65"
radar_boresight_deg = 270
channels = 12
availability = 1.0
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 2
  per_launcher = 12

[[battery]]
id = "near"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.00
radar = "an-mpq-53-65"
radar_boresight_deg = 270
channels = 12
availability = 1.0
  [[battery.load]]
  interceptor = "pac3-cri"
  launchers = 6
  per_launcher = 16
"#;

/// Short-range ballistic missiles at the harbour, spread over five minutes.
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

/// Sixteen at the harbour and a poor village beside it, all at once.
const VILLAGE: &str = r#"
[[asset]]
id = "village"
nation = "coastland"
lat_deg = 45.02
lon_deg = -30.00
region_radius_km = 2
damage_radius_m = 500
value = 1

[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "srbm-700"
  from = ["west-sea"]
  aim = ["harbour", "village"]
  count = 16
  spread_min = 0.1
"#;

/// Medium-range missiles, met above the air by a battery that has time for several looks.
const HIGH: &str = r#"
[[threat]]
is = "mrbm-1300"

[[interceptor]]
is = "thaad"
item = "pac3"

[[area]]
id = "far-sea"
lat_deg = 45.00
lon_deg = -42.00
radius_km = 20

[[battery]]
id = "high"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.02
radar = "an-tpy-2"
radar_boresight_deg = 270
channels = 12
availability = 1.0
  [[battery.load]]
  interceptor = "thaad"
  launchers = 6
  per_launcher = 8

[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "mrbm-1300"
  from = ["far-sea"]
  aim = ["harbour"]
  count = 6
  spread_min = 10
"#;

fn fight(raid: &str, sets: &[&str]) -> Study {
    play(&format!("{COAST}{TWO}{raid}"), sets, FEW)
}

/// Rounds of each salvo at each threat, in order, by run and threat.
fn salvos(study: &Study) -> Vec<Vec<u32>> {
    let mut all = Vec::new();
    for record in &study.records {
        let arm = &record.arms[0];
        for (_, number, _) in &arm.names {
            let of_threat = || arm.events.iter().filter(|e| e.threat == *number);
            let shots = of_threat().filter(|e| e.kind == EventKind::Shot).count();
            let decisions = arm.decisions.iter().filter(|d| d.threat == *number && d.is_fired());
            let firsts: Vec<u32> = decisions.map(|d| d.first_shot).chain([shots as u32]).collect();
            all.push(firsts.windows(2).map(|w| w[1] - w[0]).collect());
        }
    }
    all
}

fn fired(study: &Study) -> f64 {
    study.mean("raid.fired.pac3-mse") + study.mean("raid.fired.pac3-cri")
}

#[test]
fn every_round_ends_in_one_way_and_every_salvo_says_why() {
    for rule in ["earliest", "cheapest", "preferential", "free", "optimal"] {
        let study = fight(MISSILES, &[&format!("doctrine.rule={rule}")]);
        assert!(study.column("unaccounted").iter().all(|n| *n == 0.0), "{rule}");
        for id in ["pac3-mse", "pac3-cri"] {
            let ends = ["hit", "missed", "self_destructed"].map(|end| study.mean(&format!("raid.{end}.{id}")));
            assert!((study.mean(&format!("raid.fired.{id}")) - ends.iter().sum::<f64>()).abs() < 1e-9, "{rule} {id}");
        }
        let left = study.mean("raid.unused.pac3-mse") + study.mean("raid.unused.pac3-cri");
        assert!((left + fired(&study) - 120.0).abs() < 1e-9, "{rule}: {left}");
        for record in &study.records {
            let arm = &record.arms[0];
            for (_, number, name) in &arm.names {
                let shots: Vec<&Event> =
                    arm.events.iter().filter(|e| e.kind == EventKind::Shot && e.threat == *number).collect();
                let mut told = 0;
                for decision in arm.decisions.iter().filter(|d| d.threat == *number && d.is_fired()) {
                    let (taken, offer) = decision.taken().expect("it fired");
                    let LauncherId::Battery(battery) = taken.launcher else { panic!("nothing is in orbit") };
                    assert_eq!(taken.verdict, Verdict::Fired);
                    let is_its_first = |e: &&&Event| e.actor == battery && e.time_s == offer.launch_s;
                    assert_eq!(shots.iter().filter(is_its_first).count(), 1, "{rule} {name} in run {}", record.run);
                    told += offer.rounds as usize;
                }
                assert_eq!(shots.len(), told, "{rule}: rounds at {name} in run {} without a why", record.run);
            }
        }
    }
}

#[test]
fn one_salvo_is_one_salvo_and_looks_follow_their_list() {
    let once = fight(MISSILES, &["doctrine.rounds_per_look=[3]", "doctrine.shoot_look_shoot=false"]);
    let once = salvos(&once);
    assert!(once.iter().filter(|s| s.as_slice() == [3]).count() > 500, "hardly a salvo of three");
    assert!(once.iter().all(|s| s.len() <= 1 && s.iter().all(|n| *n <= 3)));

    let listed = salvos(&play(
        &format!("{COAST}{HIGH}"),
        &["doctrine.rounds_per_look=[2, 1]", "threat.mrbm-1300.decoys=0"],
        FEW,
    ));
    let looked: Vec<&Vec<u32>> = listed.iter().filter(|s| s.len() > 1).collect();
    assert!(looked.len() > 20, "{} threats were looked at and shot at again", looked.len());
    assert!(listed.iter().flatten().all(|n| *n <= 2) && looked.iter().all(|s| s[1..].iter().all(|n| *n == 1)));
}

#[test]
fn layers_have_their_own_salvos_and_reserves() {
    let layers = r#"
[[doctrine.layer]]
id = "upper"
interceptors = ["pac3-mse"]
shoot_look_shoot = false
rounds_per_look = [1]
reserve_fraction = 0.75
"#;
    let study = fight(&format!("{MISSILES}{layers}"), &["doctrine.rounds_per_look=[2]"]);
    // Of 24 rounds 18 are kept, in every run.
    assert!(study.column("raid.unused.pac3-mse").iter().all(|n| *n >= 18.0));
    let upper = study.mean("raid.fired.pac3-mse");
    assert!(upper > 2.0 && upper <= 6.0, "{upper}");
    for record in &study.records {
        let arm = &record.arms[0];
        for (_, number, _) in &arm.names {
            let mut dear = arm.decisions.iter().filter(|d| d.threat == *number).flat_map(|d| &d.candidates);
            let shots = dear.by_ref().filter(|c| c.verdict == Verdict::Fired && c.launcher == LauncherId::Battery(0));
            assert!(shots.map(|c| c.offer.map_or(0, |o| o.rounds)).sum::<u32>() <= 1);
        }
    }
}

#[test]
fn the_cheapest_rule_spends_less_money() {
    let money = |rule: &str| {
        let study = fight(MISSILES, &[&format!("doctrine.rule={rule}"), "doctrine.sufficient_kill=0.5"]);
        study.mean("raid.fired.pac3-mse") * 3.9 + study.mean("raid.fired.pac3-cri") * 2.6
    };
    let (earliest, cheapest) = (money("earliest"), money("cheapest"));
    assert!(cheapest < 0.95 * earliest, "{cheapest} M$ against {earliest}");
}

#[test]
fn preferential_defence_keeps_scarce_rounds_for_what_is_worth_more() {
    let scarce = [
        "battery.far.load.pac3-mse.launchers=1",
        "battery.far.load.pac3-mse.per_launcher=4",
        "battery.near.load.pac3-cri.launchers=0",
    ];
    let lost = |rule: &str, place: &str| {
        let rule = format!("doctrine.rule={rule}");
        let study = fight(VILLAGE, &[scarce[0], scarce[1], scarce[2], &rule]);
        study.mean(&format!("raid.asset.{place}.leaked"))
    };
    assert!(lost("preferential", "harbour") < 0.9 * lost("earliest", "harbour"));
    assert!(lost("preferential", "village") > lost("earliest", "village"));
    assert!(lost("optimal", "harbour") < lost("earliest", "harbour"));
}

#[test]
fn free_fire_wastes_rounds_on_targets_that_are_gone() {
    let (held, free) = (fight(MISSILES, &[]), fight(MISSILES, &["doctrine.rule=free"]));
    let wasted = |s: &Study| s.mean("raid.self_destructed.pac3-mse") + s.mean("raid.self_destructed.pac3-cri");
    assert!(fired(&free) > 1.2 * fired(&held), "{} against {}", fired(&free), fired(&held));
    assert!(wasted(&free) > 1.5 * wasted(&held), "{} against {}", wasted(&free), wasted(&held));
}

#[test]
fn the_joint_assignment_lets_less_through_for_no_more_rounds() {
    // Twelve and sixteen rounds, for salvos of two at sixteen threats.
    let few = ["battery.far.load.pac3-mse.launchers=1", "battery.near.load.pac3-cri.launchers=1"];
    let (by_time, joint) = (fight(VILLAGE, &few), fight(VILLAGE, &[few[0], few[1], "doctrine.rule=optimal"]));
    let lost = |s: &Study| 10.0 * s.mean("raid.asset.harbour.leaked") + s.mean("raid.asset.village.leaked");
    let (a, b) = (lost(&by_time), lost(&joint));
    assert!(b < 0.95 * a, "{b} is lost under the joint assignment, {a} under the earliest shot");
    assert!(fired(&joint) <= fired(&by_time), "{} against {}", fired(&joint), fired(&by_time));
    let assignment = joint.report.raid.assignment.as_ref().expect("it was made");
    assert!(assignment.plans.mean > 2.0 && (0.0..0.2).contains(&assignment.mean_gap_fraction), "{assignment:?}");
}

#[test]
fn after_a_miss_not_every_round_chases_one_threat() {
    let study = fight(
        VILLAGE,
        &[
            "doctrine.rule=optimal",
            "doctrine.least_saving=0",
            "battery.far.load.pac3-mse.launchers=1",
            "battery.near.load.pac3-cri.launchers=0",
            "raid.opening.group.missiles.count=12",
            "asset.village.value=10",
        ],
    );
    // Twelve rounds and twelve threats of one value: as long as one goes without, none gets three.
    for record in &study.records {
        let arm = &record.arms[0];
        let mut shots = vec![0_u32; arm.names.len()];
        for event in arm.events.iter().filter(|e| e.kind == EventKind::Shot) {
            shots[event.threat as usize] += 1;
        }
        assert!(shots.iter().all(|n| *n <= 3), "run {}: {shots:?}", record.run);
    }
}

#[test]
fn launches_keep_their_distance_and_sectors_are_kept() {
    let study = fight(VILLAGE, &["doctrine.launch_interval_s=3"]);
    let mut pairs = 0;
    for record in &study.records {
        for battery in 0..2 {
            let of_battery = |e: &&cupola_sim::event::Event| e.kind == EventKind::Shot && e.actor == battery;
            let mut launches: Vec<f64> = record.arms[0].events.iter().filter(of_battery).map(|e| e.time_s).collect();
            launches.sort_by(f64::total_cmp);
            pairs += launches.len().saturating_sub(1);
            assert!(launches.windows(2).all(|w| w[1] - w[0] > 3.0 - 1e-6), "run {}", record.run);
        }
    }
    assert!(pairs > 500, "{pairs}");

    let faces = |deg: &str| {
        let inland = TWO.replace("lon_deg = -30.0", "lon_deg = -29.9");
        let turned = inland.replace("channels = 12", &format!("channels = 12\nfacing_deg = {deg}\nsector_deg = 120"));
        fired(&play(&format!("{COAST}{turned}{MISSILES}"), &[], How { until: 50, ..FEW }))
    };
    assert!(faces("270") > 5.0);
    assert_eq!(faces("90"), 0.0);
}

#[test]
fn a_warhead_called_a_decoy_is_not_shot_at_above_the_air() {
    let killed = |called: &str| {
        let sets = [
            &format!("doctrine.warhead_called_decoy={called}") as &str,
            "doctrine.max_rounds_per_target=6",
            "doctrine.shoot_look_shoot=false",
            "threat.mrbm-1300.decoys=2",
        ];
        let study = play(&format!("{COAST}{HIGH}"), &sets, FEW);
        (study.mean("raid.kills.thaad"), study.mean("raid.fired.thaad"))
    };
    let ((right, fired), (wrong, _)) = (killed("0"), killed("1"));
    assert!(fired > 5.0 && right > 0.5, "{fired} fired, {right} killed");
    assert!(wrong < 0.7 * right, "{wrong} killed where every warhead is called a decoy, {right} where none is");
}

#[test]
fn the_joint_assignment_counts_decoys_and_loaded_magazines() {
    let through = |rule: &str| {
        let sets = [
            "threat.mrbm-1300.decoys=9",
            "doctrine.max_rounds_per_target=20",
            "doctrine.shoot_look_shoot=false",
            "doctrine.warhead_called_decoy=0",
            "doctrine.rounds_per_look=[1]",
            &format!("doctrine.rule={rule}") as &str,
        ];
        let study = play(&format!("{COAST}{HIGH}"), &sets, FEW);
        study.mean("raid.kills.thaad")
    };
    assert!(through("optimal") > 0.95 * through("earliest"), "{} {}", through("optimal"), through("earliest"));

    let fired_with = |rule: &str, reloads: u32| {
        let sets = [
            "battery.near.load.pac3-cri.launchers=0",
            "battery.far.load.pac3-mse.launchers=1",
            "battery.far.load.pac3-mse.per_launcher=1",
            "battery.far.reload_min=0.1",
            "raid.opening.group.missiles.spread_min=0",
            &format!("battery.far.load.pac3-mse.reloads={reloads}"),
            &format!("doctrine.rule={rule}"),
        ];
        fired(&fight(MISSILES, &sets))
    };
    let (loaded, not_loaded) = (fired_with("optimal", 6), fired_with("optimal", 0));
    assert!(loaded > 1.2 * not_loaded, "{loaded} fired where launchers are loaded in the raid, {not_loaded} where not");
}

/// Three batteries of one round each, and one missile that each of them can meet once.
const THREE: &str = r#"
[[battery]]
id = "NAME"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.02
radar = "an-mpq-53-65"
radar_boresight_deg = 270
channels = 12
availability = 1.0
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 1
  per_launcher = 1
"#;

fn three(rule: &str, sets: &[&str]) -> Study {
    let batteries: String = ["one", "two", "three"].map(|name| THREE.replace("NAME", name)).concat();
    let rule = format!("doctrine.rule={rule}");
    let base = [
        rule.as_str(),
        "doctrine.authority_s=1",
        "doctrine.command_s=1",
        "raid.opening.group.missiles.count=1",
        "doctrine.least_saving=0",
    ];
    play(&format!("{COAST}{batteries}{MISSILES}"), &[&base[..], sets].concat(), How { until: 600, ..FEW })
}

#[test]
fn the_rounds_of_one_look_leave_from_all_launchers_that_have_them() {
    let single =
        three("optimal", &["battery.two.load.pac3-mse.launchers=0", "battery.three.load.pac3-mse.launchers=0"]);
    let (joint, free) = (three("optimal", &[]), three("free", &[]));
    let leaked = |s: &Study| s.mean("raid.asset.harbour.leaked");
    assert!(leaked(&joint) < 0.5 * leaked(&single), "{} with three, {} with one", leaked(&joint), leaked(&single));
    assert!((leaked(&joint) - leaked(&free)).abs() < 0.03, "{} against {}", leaked(&joint), leaked(&free));
    assert!(joint.mean("raid.fired.pac3-mse") > 2.0, "{} rounds were fired", joint.mean("raid.fired.pac3-mse"));
}

#[test]
fn nobody_knows_of_a_kill_before_the_look_at_it_is_over() {
    // Every launcher for itself: who knows at once that the target is gone keeps his round.
    let fired_with = |assess_s: u32| {
        fired(&fight(HIGH, &["doctrine.rule=free", &format!("doctrine.assess_s={assess_s}"), "doctrine.missed_kill=0"]))
    };
    let (soon, late) = (fired_with(1), fired_with(60));
    assert!(late > soon, "{late} rounds with looks of a minute, {soon} with looks of a second");
}

#[test]
fn a_wrong_assessment_is_found_out() {
    // Every kill is taken for a miss, and every miss for a kill; whoever finds it out soon fires less, or again.
    let sets = |recheck_s: u32, look: &'static str| {
        let recheck = format!("doctrine.recheck_s={recheck_s}");
        fight(
            HIGH,
            &[
                look,
                &recheck,
                "interceptor.thaad.reliability=0.5",
                "battery.near.load.pac3-cri.launchers=0",
                "battery.far.load.pac3-mse.launchers=0",
            ],
        )
    };
    let fired = |s: &Study| s.mean("raid.fired.thaad");
    let (soon, never) = (sets(0, "doctrine.missed_kill=1"), sets(100_000, "doctrine.missed_kill=1"));
    assert!(fired(&soon) < 0.8 * fired(&never), "{} against {}", fired(&soon), fired(&never));
    let (soon, never) = (sets(0, "doctrine.false_kill=1"), sets(100_000, "doctrine.false_kill=1"));
    assert!(fired(&soon) > 1.02 * fired(&never), "{} against {}", fired(&soon), fired(&never));
}
