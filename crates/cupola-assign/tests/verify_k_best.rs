//! The k best answers against trying everything.

mod common;

use common::Tables;
use cupola_assign::{Problem, k_best};

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
