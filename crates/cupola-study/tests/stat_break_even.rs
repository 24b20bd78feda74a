//! The interval of a break-even holds the value as often as it says, also where few runs differ.

use cupola_core::Seed;
use cupola_flight::FlyoutTable;
use cupola_scenario::{load, resolve};
use cupola_sim::world::World;
use cupola_study::monte_carlo::{Options, make_ready};
use cupola_study::sweep::{Goal, Player, Search, UntilEqual, until_equal};
use std::sync::atomic::{AtomicBool, AtomicU64};

const KEY: &str = "doctrine.authority_s";
const NUM_RUNS: u64 = 200;
/// Few differ: at most four runs in a hundred between 1 s and 20 s.
const ENDS_S: [f64; 2] = [1.0, 400.0];

fn tutorial(sets: &[String]) -> World {
    let mut loaded = load(resolve("tutorial"), sets).unwrap_or_else(|faults| panic!("{faults}"));
    make_ready(&mut loaded.world);
    loaded.world
}

/// As `cupola sweep tutorial --vary doctrine.authority_s=1..400:N --until-equal through --runs 200 --seed S`.
fn break_even(seed: u64, num_points: u32) -> UntilEqual {
    let options = Options { seed: Seed(seed), worlds: 200, physics_sets: 8, threads: 2, keep_events: 0 };
    let (never, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let tables = |f: &_| FlyoutTable::new(f);
    let mut player = Player::new(options, NUM_RUNS, &tables);
    let mut played = |sets: &[String]| match player.play(tutorial(sets), &never, &done) {
        Ok(Some(played)) => played,
        other => panic!("{sets:?}: {other:?}"),
    };
    let goal = Goal::Base(played(&[]));
    let mut at = |value: f64| played(&[format!("{KEY}={value}")]);
    let step = (ENDS_S[1] - ENDS_S[0]) / f64::from(num_points - 1);
    let values = (0..num_points).map(|i| ENDS_S[0] + step * f64::from(i));
    let points = values.map(|x| (x, at(x).difference("through", &goal))).collect();
    let search = Search { points, play: &mut |x| Ok::<_, String>(Some(at(x))), can_set: &|_| true };
    until_equal("through", KEY, &goal, search).expect("every value can be played").expect("nothing stops it")
}

/// Seeds of the trials, and how many intervals hold a value where 95 % of them do.
const SEEDS: [std::ops::RangeInclusive<u64>; 2] = [1..=8, 11..=40];
const LEAST_HELD: usize = 36;
/// The value of many runs: 20,000 runs in 200 worlds, seed 23; then 60,000 runs in as many worlds, seed 101, with its interval.
const OF_MANY_S: [f64; 4] = [15.0, 15.46, 16.18, 16.79];

#[test]
fn slow_an_interval_where_few_runs_differ_holds_the_value_of_many_runs() {
    let found: Vec<UntilEqual> = SEEDS.into_iter().flatten().map(|seed| break_even(seed, 5)).collect();
    assert_eq!(found.len(), 38);
    for value_s in OF_MANY_S {
        let holds =
            |f: &&UntilEqual| f.low.is_none_or(|low| low <= value_s) && f.high.is_none_or(|high| high >= value_s);
        let held = found.iter().filter(holds).count();
        assert!(held >= LEAST_HELD, "{held} of 38 hold {value_s}: {found:#?}");
    }
    // They say something: every one has an upper end, most a near one.
    let mut highs: Vec<f64> = found.iter().map(|f| f.high.expect("runs differ at 400 s")).collect();
    highs.sort_by(f64::total_cmp);
    assert!(highs[19] < 35.0 && highs[37] < 100.0, "{highs:?}");
    // None is the end of the sweep by itself.
    assert!(found.iter().all(|f| f.value.is_some_and(|value| value > 5.0)), "{found:#?}");
}
