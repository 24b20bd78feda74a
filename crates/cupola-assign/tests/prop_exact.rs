//! What holds of any problem: scale, order, more rounds, and the bound.

use cupola_assign::{Heuristic, Problem, solve};
use proptest::prelude::*;

fn tables() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, u32)> {
    (1_usize..6, 1_usize..7, 1_u32..4).prop_flat_map(|(num_weapons, num_targets, shots)| {
        let kill = prop_oneof![1 => Just(0.0), 1 => Just(1.0), 8 => 0.01..0.99];
        let values = prop::collection::vec(0.0..100.0, num_targets);
        (values, prop::collection::vec(kill, num_weapons * num_targets), Just(shots))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_proof_stands_below_every_heuristic((values, kill, shots) in tables()) {
        let shots = [shots];
        let problem = Problem::new(&values, &kill, &shots).unwrap();
        let best = solve(&problem, &mut |_| false);
        prop_assert!(best.progress.is_proven() && problem.is_allowed(&best.rounds));
        let mut heuristic = Heuristic::default();
        for work in [0, 100, 100_000] {
            let found = heuristic.solve(&problem, work);
            prop_assert!(found >= best.progress.bound() * (1.0 - 1e-12));
            prop_assert!(heuristic.bound(10) <= best.progress.objective() * (1.0 + 1e-12));
        }
    }

    #[test]
    fn values_scale_and_targets_and_weapons_have_no_order((values, kill, shots) in tables()) {
        let shots = [shots];
        let of = |values: &[f64], kill: &[f64]| {
            solve(&Problem::new(values, kill, &shots).unwrap(), &mut |_| false).progress.objective()
        };
        let best = of(&values, &kill);
        let near = |other: f64| (other - best).abs() <= 1e-7 * best.max(1e-12);
        let scaled: Vec<f64> = values.iter().map(|value| value * 8.0).collect();
        prop_assert!(near(of(&scaled, &kill) / 8.0));
        // Both orders turned round: the whole table backwards.
        let turned_values: Vec<f64> = values.iter().rev().copied().collect();
        let turned_kill: Vec<f64> = kill.iter().rev().copied().collect();
        prop_assert!(near(of(&turned_values, &turned_kill)));
    }

    #[test]
    fn a_round_more_never_hurts_and_a_price_never_helps((values, kill, shots) in tables(), price in 0.0..20.0_f64) {
        let (one, more, prices) = ([shots], [shots + 1], [price]);
        let problem = Problem::new(&values, &kill, &one).unwrap();
        let best = solve(&problem, &mut |_| false).progress;
        let with_more = solve(&Problem::new(&values, &kill, &more).unwrap(), &mut |_| false).progress;
        prop_assert!(with_more.bound() <= best.objective() * (1.0 + 1e-12));
        let dear = problem.with_round_costs(&prices).unwrap();
        let found = solve(&dear, &mut |_| false);
        prop_assert!(found.progress.objective() >= best.bound() * (1.0 - 1e-12));
        prop_assert!(found.progress.objective() <= dear.objective(&[]) * (1.0 + 1e-12));
    }
}
