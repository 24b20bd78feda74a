//! The k best answers against trying everything.

mod common;

use common::Tables;
use cupola_assign::{Problem, Solution, k_best};
use cupola_core::{EntityKey, Purpose, Seed, Stream};

#[test]
fn they_are_what_trying_all_finds_in_order_and_each_once() {
    for case in 0..600 {
        let tables = Tables::small(case);
        let (problem, all) = (tables.problem(), tables.all_objectives());
        for num_wanted in [1, 3, 20] {
            let found = k_best(&problem, num_wanted, &mut |_| false);
            assert!(found.is_proven, "case {case}");
            assert_eq!(found.answers.len(), num_wanted.min(all.len()), "case {case}");
            for (index, (objective, rounds)) in found.answers.iter().enumerate() {
                assert!(problem.is_allowed(rounds), "case {case}");
                assert!((problem.objective(rounds) - objective).abs() < 1e-9, "case {case}");
                assert!(
                    (objective - all[index]).abs() < 1e-8 * all[index].max(1e-3),
                    "case {case}, answer {index}: {objective} for {}",
                    all[index]
                );
                assert!(found.answers[..index].iter().all(|(_, other)| other != rounds), "case {case}: twice");
            }
        }
    }
}

#[test]
fn in_the_linear_case_they_are_permutations_in_order() {
    // One round each, equal values, kills such that each weapon is good for one target alone.
    let kill = [0.9, 0.1, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.7];
    let problem = Problem::new(&[10.0; 3], &kill, &[1]).unwrap();
    let found = k_best(&problem, 3, &mut |_| false);
    let objectives: Vec<f64> = found.answers.iter().map(|(objective, _)| *objective).collect();
    assert!((objectives[0] - 6.0).abs() < 1e-9 && found.is_proven);
    // Next best: the third weapon stays with target 2 and the first two do; or it goes on top of another.
    assert!(objectives.is_sorted() && objectives[1] > 6.0 + 1e-9);
}

#[test]
fn equal_weapons_share_rounds_in_every_way() {
    // Two of three equal rounds at the first target: 3 ways; then all three, and one.
    let problem = Problem::new(&[8.0, 3.0], &[0.5; 6], &[1]).unwrap();
    let found = k_best(&problem, 100, &mut |_| false);
    assert!(found.is_proven && found.answers.len() == 27);
    let objectives: Vec<f64> = found.answers.iter().map(|(objective, _)| *objective).collect();
    assert_eq!(objectives[..5], [3.5, 3.5, 3.5, 4.0, 4.75]);
    let mut seen: Vec<_> = found.answers.iter().map(|(_, rounds)| rounds.clone()).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 27);
    let many = Problem::new(&[8.0, 3.0, 5.0, 9.0], &[0.3; 4 * 40], &[3]).unwrap();
    let found = k_best(&many, 12, &mut |progress| progress.work() > 500_000_000);
    assert!(found.is_proven && !found.is_stopped && found.answers.len() == 12);
}

#[test]
fn far_ranks_are_in_order_where_values_are_ten_orders_apart() {
    let mut num_far = 0;
    for case in 0..500 {
        let mut tables = Tables::small(case);
        tables.values.iter_mut().enumerate().for_each(|(at, value)| *value *= [1e10, 1.0, 1e-3][at % 3]);
        tables.round_costs.fill(0.0);
        let (problem, all) = (tables.problem(), tables.all_objectives());
        let found = k_best(&problem, 40, &mut |_| false);
        assert!(found.is_proven && found.answers.len() == all.len().min(40), "case {case}");
        for (rank, ((objective, _), wanted)) in found.answers.iter().zip(&all).enumerate() {
            assert!((objective - wanted).abs() <= 1e-9 * wanted, "case {case}, rank {rank}: {objective} for {wanted}");
        }
        num_far += u32::from(all[all.len().min(40) - 1] > 1e9 * all[0].max(1e-9));
    }
    assert!(num_far > 50, "{num_far} of them had answers far apart");
}

/// Sets of rounds are many: columns that reach four times as far as those of too few answers are too many, or take minutes to search.
#[test]
fn hundreds_of_answers_that_lie_close_are_ranked_without_a_cliff() {
    for case in [11, 22] {
        let draw = Stream::of_run(Seed(23), case);
        let uniform = |what: &str, at: usize| draw.uniform(EntityKey::of(what), Purpose::Place, at as u64);
        let values: Vec<f64> = (0..10).map(|at| 25.0 + (uniform("value", at) * 76.0).floor()).collect();
        let kill: Vec<f64> = (0..200).map(|at| 0.6 + (uniform("kill", at) * 300.0).floor() / 1_000.0).collect();
        let problem = Problem::new(&values, &kill, &[2]).unwrap();
        let mut work = 0;
        let found = k_best(&problem, 300, &mut |progress| {
            work = progress.work();
            work > 1_000_000_000
        });
        assert!(found.is_proven && found.answers.len() == 300, "case {case}: {} after {work}", found.answers.len());
        assert!(found.answers.is_sorted_by(|a, b| a.0 <= b.0));
        let Solution { progress, rounds, .. } = &found.solution;
        assert_eq!((progress.objective(), rounds), (found.answers[0].0, &found.answers[0].1));
        // Stopped on the way, it has the first of the same.
        let part = k_best(&problem, 300, &mut |progress| progress.work() > work / 2);
        assert!(part.is_stopped && !part.is_proven && part.answers.len() > 50, "{}", part.answers.len());
        assert!(part.answers.iter().zip(&found.answers).all(|(a, b)| (a.0 - b.0).abs() <= 1e-9 * b.0));
    }
}
