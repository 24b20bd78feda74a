//! The heuristic and its bound against trying everything.

mod common;

use common::Tables;
use cupola_assign::{Heuristic, Problem, Round};

const NUM_CASES: u64 = 2_000;

#[test]
fn answers_keep_every_limit_and_bounds_are_never_above_the_optimum() {
    let mut heuristic = Heuristic::default();
    let (mut num_best, mut sum_found, mut sum_best) = (0, 0.0, 0.0);
    for case in 0..NUM_CASES {
        let tables = Tables::small(case);
        let (problem, optimum) = (tables.problem(), tables.optimum());
        let found = heuristic.solve(&problem, u64::MAX);
        assert!(problem.is_allowed(heuristic.rounds()), "case {case}");
        assert!((problem.objective(heuristic.rounds()) - found).abs() < 1e-9, "case {case}");
        assert!(found >= optimum - 1e-9, "case {case}: {found} below {optimum}");
        for num_steps in [1, 10, 60] {
            let bound = heuristic.bound(num_steps);
            assert!(bound <= optimum, "case {case}: bound {bound} above {optimum}");
        }
        num_best += u64::from(found <= optimum + 1e-9);
        (sum_found, sum_best) = (sum_found + found, sum_best + optimum);
    }
    assert!(num_best * 100 >= NUM_CASES * 95, "{num_best} of {NUM_CASES} are the best");
    assert!(sum_found <= 1.005 * sum_best, "{sum_found} against {sum_best}");
}

#[test]
fn a_second_answer_from_prices_is_never_worse() {
    let mut heuristic = Heuristic::default();
    let mut num_better = 0;
    for case in 0..NUM_CASES {
        let tables = Tables::small(case);
        let problem = tables.problem();
        let found = heuristic.solve(&problem, 0);
        let bound = heuristic.bound(30);
        let refined = heuristic.refine(0);
        assert!(problem.is_allowed(heuristic.rounds()), "case {case}");
        assert!((problem.objective(heuristic.rounds()) - refined).abs() < 1e-9, "case {case}");
        assert!(refined <= found && refined >= bound, "case {case}: {bound}, {refined}, {found}");
        num_better += u64::from(refined < found);
    }
    assert!(num_better > NUM_CASES / 50, "{num_better} were better");
}

#[test]
fn bounds_come_near_the_optimum() {
    let mut heuristic = Heuristic::default();
    let (mut sum_bound, mut sum_best) = (0.0, 0.0);
    for case in 0..NUM_CASES {
        let tables = Tables::small(case);
        heuristic.solve(&tables.problem(), u64::MAX);
        (sum_bound, sum_best) = (sum_bound + heuristic.bound(60), sum_best + tables.optimum());
    }
    assert!(sum_bound >= 0.97 * sum_best, "{sum_bound} against {sum_best}");
}

#[test]
fn one_workspace_gives_what_a_fresh_one_gives() {
    let mut kept = Heuristic::default();
    for case in 0..200 {
        let tables = Tables::small(case);
        let mut fresh = Heuristic::default();
        let problem = tables.problem();
        assert_eq!(kept.solve(&problem, 500).to_bits(), fresh.solve(&problem, 500).to_bits());
        assert_eq!(kept.rounds(), fresh.rounds());
        assert_eq!(kept.bound(20).to_bits(), fresh.bound(20).to_bits());
    }
}

#[test]
fn more_work_is_never_worse() {
    let mut heuristic = Heuristic::default();
    for case in 0..300 {
        let tables = Tables::small(case);
        let mut before = f64::INFINITY;
        for work in [0, 10, 30, 100, 1_000] {
            let found = heuristic.solve(&tables.problem(), work);
            assert!(found <= before + 1e-12, "case {case}, work {work}");
            before = found;
        }
    }
}

#[test]
fn a_sure_kill_is_fired_once_and_costs_decide_whether_at_all() {
    let mut heuristic = Heuristic::default();
    let problem = Problem::new(&[10.0, 3.0], &[1.0, 0.5], &[5]).unwrap();
    assert_eq!(heuristic.solve(&problem, u64::MAX), 3.0 / 16.0);
    assert_eq!(heuristic.rounds().iter().filter(|round| round.target == 0).count(), 1);
    let dear = problem.with_round_costs(&[1.0]).unwrap();
    assert_eq!(heuristic.solve(&dear, u64::MAX), 3.0 / 2.0 + 2.0);
    assert_eq!(heuristic.rounds(), [Round { weapon: 0, target: 0 }, Round { weapon: 0, target: 1 }]);
    assert!((3.5 - 1e-12..=3.5).contains(&heuristic.bound(10)));
    let dearest = problem.with_round_costs(&[11.0]).unwrap();
    assert_eq!(heuristic.solve(&dearest, u64::MAX), 13.0);
    assert!(heuristic.rounds().is_empty());
}
