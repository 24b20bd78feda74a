//! The exact solver against trying everything, and what it promises on the way.

mod common;

use common::Tables;
use cupola_assign::{Problem, solve};
use cupola_core::{EntityKey, Purpose, Seed, Stream};

#[test]
fn it_finds_and_proves_what_trying_all_finds() {
    for case in 0..4_000 {
        let tables = Tables::small(case);
        let (problem, optimum) = (tables.problem(), tables.optimum());
        let found = solve(&problem, &mut |_| false);
        let (objective, bound) = (found.progress.objective(), found.progress.bound());
        assert!(problem.is_allowed(&found.rounds), "case {case}");
        assert_eq!(problem.objective(&found.rounds).to_bits(), objective.to_bits(), "case {case}");
        assert!((objective - optimum).abs() <= 1e-8 * optimum.max(1e-9), "case {case}: {objective}, not {optimum}");
        assert!(bound <= optimum + 1e-12 && found.progress.is_proven(), "case {case}: {bound} for {optimum}");
    }
}

/// A problem of the published distribution: values 25 to 100, probabilities 0.6 to 0.9, of which one in `forbidden` is 0.
fn drawn(case: u64, num_weapons: usize, num_targets: usize, forbidden: u64) -> (Vec<f64>, Vec<f64>) {
    let draw = Stream::of_run(Seed(5), case);
    let uniform = |what: &str, at: usize| draw.uniform(EntityKey::of(what), Purpose::Place, at as u64);
    let values = (0..num_targets).map(|at| 25.0 + (uniform("value", at) * 76.0).floor()).collect();
    let kill = |at: usize| {
        let is_forbidden = forbidden > 0 && (uniform("forbidden", at) * forbidden as f64) < 1.0;
        if is_forbidden { 0.0 } else { 0.6 + (uniform("kill", at) * 3_000.0).floor() / 10_000.0 }
    };
    (values, (0..num_weapons * num_targets).map(kill).collect())
}

#[test]
fn larger_ones_are_proven_with_rounds_to_spare_forbidden_pairs_costs_and_limits() {
    for (case, (num_weapons, num_targets, shots, forbidden)) in
        [(20, 20, 1, 0), (30, 15, 1, 3), (12, 24, 2, 2), (10, 5, 3, 0), (40, 10, 2, 5), (3, 40, 4, 2)]
            .into_iter()
            .enumerate()
    {
        let (values, kill) = drawn(case as u64, num_weapons, num_targets, forbidden);
        let shots = [shots];
        let problem = Problem::new(&values, &kill, &shots).unwrap();
        let plain = solve(&problem, &mut |_| false);
        let dear = problem.with_round_costs(&[2.0]).unwrap();
        let limited = problem.with_most_rounds(&[2]).unwrap();
        for (problem, found) in
            [(problem, plain.clone()), (dear, solve(&dear, &mut |_| false)), (limited, solve(&limited, &mut |_| false))]
        {
            assert!(found.progress.is_proven(), "case {case}: {:?}", found.progress);
            assert!(problem.is_allowed(&found.rounds));
            assert!(found.progress.objective() >= plain.progress.bound(), "limits and costs never help");
        }
    }
}

#[test]
fn whenever_it_is_stopped_the_bound_holds_and_only_rises() {
    let (values, kill) = drawn(9, 40, 20, 0);
    let problem = Problem::new(&values, &kill, &[1]).unwrap();
    let optimum = solve(&problem, &mut |_| false).progress.objective();
    let mut num_looks = 0;
    loop {
        let (mut left, mut before) = (num_looks, 0.0);
        let found = solve(&problem, &mut |progress| {
            assert!(progress.bound() >= before && progress.bound() <= optimum * (1.0 + 1e-12));
            before = progress.bound();
            left -= 1;
            left < 0
        });
        assert!(problem.is_allowed(&found.rounds));
        assert!(found.progress.objective() >= optimum - 1e-9 && found.progress.bound() <= optimum + 1e-9);
        if left >= 0 {
            assert!(found.progress.is_proven());
            break;
        }
        num_looks += 1;
    }
    assert!(num_looks > 20, "asked {num_looks} times");
}

#[test]
fn the_same_problem_gives_the_same_bits() {
    let (values, kill) = drawn(4, 50, 30, 4);
    let problem = Problem::new(&values, &kill, &[2]).unwrap();
    let [one, other] = [(), ()].map(|()| solve(&problem, &mut |_| false));
    assert_eq!(one, other);
}

#[test]
fn sure_kills_and_equal_weapons_are_no_trouble() {
    let values = [5.0, 5.0, 5.0, 2.0];
    let kill: Vec<f64> = (0..6).flat_map(|weapon| if weapon == 0 { [1.0; 4] } else { [0.5; 4] }).collect();
    let found = solve(&Problem::new(&values, &kill, &[1]).unwrap(), &mut |_| false);
    // One sure kill; of five equal rounds two at each of the others of value 5 and one at that of 2.
    assert_eq!(found.progress.objective(), 1.25 + 1.25 + 1.0);
    assert!(found.progress.is_proven());
    let many = [0.5; 40 * 8];
    let found = solve(&Problem::new(&[8.0; 8], &many, &[1]).unwrap(), &mut |_| false);
    assert_eq!(found.progress.objective(), 8.0 * 8.0 / 32.0);
    assert!(found.progress.is_proven());
}

/// Work after the solver is told to stop: it ends what is at hand with one look at each pair or so.
#[test]
fn it_leaves_off_soon_after_it_is_told_to_whatever_it_is_at() {
    let (values, mut kill) = drawn(6, 60, 120, 0);
    // Nearly equal weapons are the worst there is for pricing, and hardly differ.
    kill.iter_mut().enumerate().for_each(|(at, kill)| *kill = 0.5 + 1e-9 * (at % 977) as f64);
    let problem = Problem::new(&values, &kill, &[100]).unwrap();
    let at_once = solve(&problem, &mut |_| true).progress.work();
    assert!(at_once < 4_000_000, "{at_once}");
    let mut most = 300_000_u64;
    while most < 100_000_000 {
        let found = solve(&problem, &mut |progress| progress.work() > most);
        let progress = found.progress;
        assert!(problem.is_allowed(&found.rounds) && progress.bound() <= progress.objective());
        assert!(found.is_stopped && progress.work() < most.max(at_once) + 1_500_000, "{most}: {}", progress.work());
        most = most * 7 / 4;
    }
}

#[test]
fn the_bound_at_a_glance_is_never_above_the_optimum_and_meets_it_where_weapons_are_alike() {
    for case in 0..4_000 {
        let tables = Tables::small(case);
        let (problem, optimum) = (tables.problem(), tables.optimum());
        let found = solve(&problem, &mut |_| true);
        let (objective, bound) = (found.progress.objective(), found.progress.bound());
        assert!(problem.is_allowed(&found.rounds) && found.is_stopped, "case {case}");
        assert!(bound <= optimum && objective >= optimum - 1e-9, "case {case}: {bound}, {optimum}, {objective}");
    }
    let alike = Problem::new(&[8.0, 3.0], &[0.5; 6], &[1]).unwrap();
    assert!(solve(&alike, &mut |_| true).progress.bound() > 3.5 - 1e-9);
    // All that can be fired at the first target, be it ever so good at the second.
    let apart = Problem::new(&[8.0, 3.0], &[0.5, 0.0, 0.25, 0.0, 0.0, 0.9], &[1]).unwrap();
    assert!(solve(&apart, &mut |_| true).progress.bound() > 3.0);
}

#[test]
fn told_to_stop_at_once_it_fires_all_rounds_and_knows_about_how_well() {
    let (values, kill) = drawn(7, 600, 300, 0);
    let problem = Problem::new(&values, &kill, &[1]).unwrap();
    let found = solve(&problem, &mut |_| true);
    assert!(found.is_stopped && problem.is_allowed(&found.rounds) && found.rounds.len() == 600);
    assert!(found.progress.gap_share() < 0.05, "{:?}", found.progress);
    assert!(found.progress.work() < 20 * 600 * 300, "{:?}", found.progress);
}

#[test]
fn equal_weapons_with_many_rounds_and_equal_targets_are_proven_at_once() {
    let problem = Problem::new(&[10.0; 120], &[0.5; 60 * 120], &[100]).unwrap();
    let found = solve(&problem, &mut |progress| progress.work() > 50_000_000);
    assert!(found.progress.is_proven() && !found.is_stopped && problem.is_allowed(&found.rounds));
    assert_eq!(found.progress.objective(), 1200.0 / 2.0_f64.powi(50));
}

#[test]
fn what_is_too_little_for_a_number_counts_as_nothing() {
    for kill in [0.5, 0.75, 0.999] {
        let found = solve(&Problem::new(&[3.0, 5.0], &[kill; 4], &[4_000]).unwrap(), &mut |_| false);
        assert!(found.progress.is_proven() && !found.is_stopped, "{:?}", found.progress);
        assert!(found.progress.objective() < 1e-290 && found.progress.gap_share() == 0.0);
    }
}

#[test]
fn without_rounds_everything_survives() {
    let problem = Problem::new(&[3.0, 5.0], &[0.5, 0.5, 0.25, 0.0], &[0]).unwrap();
    let found = solve(&problem, &mut |_| false);
    assert_eq!((found.progress.objective(), found.rounds.len()), (8.0, 0));
    assert!(found.progress.is_proven());
}
