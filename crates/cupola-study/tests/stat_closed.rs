//! Raids set up as the closed forms of `cupola-engage` assume them must agree with these: perfect tracks, a known kill
//! probability, rounds and channels for all, time for every look. Only luck is left, so that the simulated mean lies within
//! 99.7 % of its own sampling interval (three standard errors; runs are the independent units, since a raid shares a draw). With
//! one seed all raids here share their luck: what one is off, all are; in 40,000 runs the means agree to 0.001.

mod common;

use common::{COAST, How, Study, mean, play, play_bundled, variance};
use cupola_engage::{KillChance, Look, Raid, Tracking};

/// A radar that sees all the way exactly, rounds that never fail to reach their basket, missiles that all work.
const IDEAL: &str = r#"
[[threat]]
is = "srbm-700"
reliability = 1.0
decoys = 0
cep_m = 1

[[sensor]]
id = "all-seeing"
is = "an-tpy-2"
nation = "coastland"
lat_deg = 45.00
lon_deg = -29.90
boresight_deg = 270
height_m = 300
range_km = 3000
reference_rcs_m2 = 0.01
sector_deg = 360
elevation_min_deg = 0
elevation_max_deg = 90
range_sigma_m = 1
angle_sigma_mrad = 0.01
update_s = 0.5
tracks = 10000
availability = 1.0

[[battery]]
id = "fort"
nation = "coastland"
lat_deg = 45.00
lon_deg = -30.05
channels = 500
reload_min = 45
availability = 1.0
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = 20
  per_launcher = 12

[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "srbm-700"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 6
  spread_min = 5
"#;

/// What goes for every raid here.
const SETS: [&str; 22] = [
    "interceptor.pac3-mse.kill_probability=0.6",
    "interceptor.pac3-mse.reliability=1",
    "interceptor.pac3-mse.speed_km_s=3",
    "interceptor.pac3-mse.boost_s=5",
    "interceptor.pac3-mse.range_km=150",
    "interceptor.pac3-mse.ceiling_km=60",
    "interceptor.pac3-mse.floor_km=0",
    "interceptor.pac3-mse.homing_s=10",
    "interceptor.pac3-mse.divert_m_s=10000",
    "doctrine.authority_s=0",
    "doctrine.command_s=0",
    "doctrine.launch_s=0",
    "doctrine.assess_s=1",
    "doctrine.false_kill=0",
    "doctrine.missed_kill=0",
    "doctrine.min_handover=0.99",
    "doctrine.own_latency_s=0",
    "doctrine.uncued_fraction=1",
    "doctrine.tracks_per_round=0",
    "doctrine.hit_disables=0",
    "doctrine.firm_sigma_m=1000",
    "stock.coastland.pac3.quantity=400",
];
/// Kill probability of one round, and missiles in the raid, as written above.
const SINGLE: f64 = 0.6;
const NUM_THREATS: u32 = 6;

const MANY: How = How { from: 0, until: 10_000, seed: 1, worlds: 1, sets: 1, threads: 2, keep_events: 0 };

/// Plays the ideal raid with a salvo, a greatest number of rounds and whatever else.
fn raid(salvo: u32, most: u32, more: &[&str]) -> Study {
    let own = [format!("interceptor.pac3-mse.salvo={salvo}"), format!("doctrine.max_rounds_per_target={most}")];
    let sets: Vec<&str> =
        SETS.iter().copied().chain(own.iter().map(String::as_str)).chain(more.iter().copied()).collect();
    play(&format!("{COAST}{IDEAL}"), &sets, MANY)
}

/// The mean of a column lies within three standard errors of `expected`.
fn agrees(what: &str, values: &[f64], expected: f64) {
    let error = (variance(values) / values.len() as f64).sqrt();
    let found = mean(values);
    println!("{what}: {found:.4} ± {error:.4}, closed form {expected:.4}");
    assert!(error > 0.0 || found == expected, "{what}: no spread in {} runs", values.len());
    assert!((found - expected).abs() <= 3.0 * error, "{what}: {found:.4} ± {error:.4}, closed form {expected:.4}");
}

/// Kill fraction, rounds per threat, and the share of raids of which nothing leaks, against a schedule of a chance.
fn check(what: &str, study: &Study, chance: &KillChance, schedule: &[u32], look: Look) {
    let num = f64::from(NUM_THREATS);
    assert!(study.column("raid.launched").iter().all(|launched| *launched == num));
    let killed: Vec<f64> = study.through("raid").iter().map(|through| 1.0 - through / num).collect();
    let rounds: Vec<f64> = study.column("raid.fired.pac3-mse").iter().map(|fired| fired / num).collect();
    let fired = chance.fire(schedule, look);
    agrees(&format!("{what}, killed"), &killed, fired.kill_probability);
    agrees(&format!("{what}, rounds"), &rounds, fired.expected_shots);
}

/// The share of raids of which nothing leaks, all rounds fired at once or until one kills.
fn check_no_leak(what: &str, study: &Study, chance: &KillChance, num_shots: u32) {
    let none: Vec<f64> = study.through("raid").iter().map(|through| f64::from(u8::from(*through == 0.0))).collect();
    let raid = Raid::new(NUM_THREATS, Tracking::EachWarhead(1.0)).expect("a raid of six");
    agrees(&format!("{what}, none leaks"), &none, raid.no_leak(chance, num_shots));
}

fn independent() -> KillChance {
    KillChance::independent(SINGLE).expect("a probability")
}

#[test]
fn a_barrage_is_that_of_the_closed_form() {
    for salvo in [1, 2, 3] {
        let study = raid(salvo, salvo, &["doctrine.correlation=0"]);
        check(&format!("salvo of {salvo}"), &study, &independent(), &[salvo], Look::PERFECT);
        check_no_leak(&format!("salvo of {salvo}"), &study, &independent(), salvo);
    }
}

#[test]
fn shoot_look_shoot_spends_what_the_closed_form_says() {
    for (salvo, most, schedule) in [(1, 2, &[1, 1][..]), (1, 3, &[1, 1, 1]), (2, 4, &[2, 2]), (2, 3, &[2, 1])] {
        let study = raid(salvo, most, &["doctrine.correlation=0"]);
        check(&format!("{schedule:?}"), &study, &independent(), schedule, Look::PERFECT);
        check_no_leak(&format!("{schedule:?}"), &study, &independent(), most);
    }
}

#[test]
fn looks_that_err_cost_what_the_closed_form_says() {
    let study = raid(1, 3, &["doctrine.correlation=0", "doctrine.false_kill=0.2", "doctrine.missed_kill=0.3"]);
    check("looks that err", &study, &independent(), &[1, 1, 1], Look::new(0.2, 0.3).unwrap());
}

/// With a common cause the mean of one shot stays, salvos are worth less, and a raid stands or falls together.
#[test]
fn a_common_cause_is_that_of_the_closed_form() {
    for rho in [0.15, 0.5] {
        let chance = KillChance::following(SINGLE, rho).unwrap();
        let set = format!("doctrine.correlation={rho}");
        for (salvo, most, schedule) in [(1, 1, &[1][..]), (2, 2, &[2]), (4, 4, &[4]), (1, 2, &[1, 1])] {
            let study = raid(salvo, most, &[&set]);
            let what = format!("{rho} in common, {schedule:?}");
            check(&what, &study, &chance, schedule, Look::PERFECT);
            check_no_leak(&what, &study, &chance, most);
        }
    }
}

/// The closed form without the common cause is not met: the test can fail.
#[test]
fn a_common_cause_is_told_from_none() {
    let study = raid(4, 4, &["doctrine.correlation=0.5"]);
    let through = study.through("raid");
    let error = (variance(&through) / through.len() as f64).sqrt();
    let independent = f64::from(NUM_THREATS) * (1.0 - independent().kill(4));
    assert!(mean(&through) > independent + 10.0 * error, "{} against {independent}", mean(&through));
}

/// The claim of 97 %: of the missiles shot at in `midcourse-gmd`, four rounds of 12 hits in 21 kill the share that the closed form
/// gives, with and without a common cause. The hand-over is made certain here; tracks, time and reach stay as they are.
#[test]
fn four_rounds_of_the_test_record_kill_what_the_closed_form_says() {
    for rho in [0.0, 0.35, 1.0] {
        let set = format!("doctrine.correlation={rho}");
        // As the closed form has it: every hand-over in the basket, and all four rounds get away.
        let certain = ["interceptor.gbi.divert_m_s=100000", "doctrine.launch_interval_s=0"];
        let sets = ["interceptor.gbi.kill_probability_icbm=0.5714", certain[0], certain[1], &set];
        let how = How { until: 4_000, worlds: 100, sets: 8, seed: 1, ..MANY };
        let study = play_bundled("midcourse-gmd", &sets, how);
        let [engaged, killed] =
            ["engaged", "intercepted"].map(|fate| study.column(&format!("raid.class.icbm-liquid.{fate}")));
        let four = KillChance::following(0.5714, rho).expect("a probability").kill(4);
        // Killed less what was to be expected of those shot at: none on average, run by run.
        let excess: Vec<f64> = killed.iter().zip(&engaged).map(|(killed, engaged)| killed - four * engaged).collect();
        assert!(mean(&engaged) > 2.0);
        agrees(&format!("97 %, {rho} in common, killed above the closed form"), &excess, 0.0);
    }
}

/// One leaker of fourteen: with two very different kill chances the replay of Al Udeid holds both published rows, in bands that
/// are too wide to mean much.
#[test]
fn al_udeid_is_consistent_with_very_different_kill_chances() {
    for kill in ["0.7", "0.95"] {
        let sets = ["pac3-mse", "pac2-gem-t"].map(|id| format!("interceptor.{id}.kill_probability={kill}"));
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        let study = play_bundled("al-udeid-2025", &sets, How { until: 1_000, worlds: 200, sets: 8, seed: 1, ..MANY });
        let replay = study.report.replay.as_ref().expect("it has a published series");
        assert_eq!(replay.rows.len(), 2);
        for row in &replay.rows {
            let published = row.published_stopped.expect("both accounts give one");
            assert!((row.stopped[0]..=row.stopped[4]).contains(&published), "{kill}: {row:?}");
            assert!(row.half_width_points > 10.0, "{kill}: {row:?}");
        }
    }
}
