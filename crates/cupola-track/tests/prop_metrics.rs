//! GOSPA and trajectory GOSPA are metrics, and the second holds the first within.

use cupola_assign::linear::Assignment;
use cupola_core::Vec3;
use cupola_track::metrics::gospa;
use cupola_track::metrics::trajectory::{Path, TrajectoryGospa, trajectory_gospa};
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use proptest::prelude::*;

/// What parts of the distance cost.
#[derive(Debug, Clone, Copy)]
struct Costs {
    cut_off_m: f64,
    order: f64,
    switch_m: f64,
}

fn place() -> impl Strategy<Value = Vec3> {
    (0.0..12.0_f64, 0.0..4.0_f64).prop_map(|(x, y)| Vec3::new(x, y, 0.0))
}

fn set() -> impl Strategy<Value = Vec<Vec3>> {
    prop::collection::vec(place(), 0..5)
}

/// Up to four paths over `num_steps` steps, with gaps.
fn paths(num_steps: usize) -> impl Strategy<Value = Vec<Path>> {
    prop::collection::vec(prop::collection::vec(prop::option::weighted(0.8, place()), num_steps), 0..4)
}

fn costs() -> impl Strategy<Value = Costs> {
    let parts = (1.0..8.0_f64, prop_oneof![Just(1.0), Just(2.0), Just(2.5)], 0.2..6.0_f64);
    parts.prop_map(|(cut_off_m, order, switch_m)| Costs { cut_off_m, order, switch_m })
}

fn between_sets_m(a: &[Vec3], b: &[Vec3], costs: Costs) -> f64 {
    let distance_m = |t: usize, e: usize| (a[t] - b[e]).norm();
    gospa(&mut Assignment::default(), a.len(), b.len(), costs.cut_off_m, costs.order, distance_m).distance_m
}

fn between_paths(a: &[Path], b: &[Path], costs: Costs) -> TrajectoryGospa {
    trajectory_gospa(a, b, costs.cut_off_m, costs.order, costs.switch_m).expect("small programs are solved")
}

fn between_paths_m(a: &[Path], b: &[Path], costs: Costs) -> f64 {
    between_paths(a, b, costs).distance_m
}

/// The solver's tolerance in the power of the distance, seen in the distance itself.
fn slack_m(costs: Costs) -> f64 {
    cupola_core::math::powf(
        1e-5 * cupola_core::math::powf(costs.cut_off_m.max(costs.switch_m), costs.order),
        1.0 / costs.order,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn gospa_is_a_metric((a, b, c) in (set(), set(), set()), costs in costs()) {
        prop_assert!(between_sets_m(&a, &a, costs) < 1e-6);
        let direct_m = between_sets_m(&a, &b, costs);
        prop_assert!((direct_m - between_sets_m(&b, &a, costs)).abs() < 1e-9);
        prop_assert!(direct_m <= between_sets_m(&a, &c, costs) + between_sets_m(&c, &b, costs) + 1e-9);
        prop_assert!(a.len() == b.len() || direct_m > 0.0);
    }

    #[test]
    fn trajectory_gospa_is_a_metric((a, b, c) in (paths(4), paths(4), paths(4)), costs in costs()) {
        let slack_m = slack_m(costs);
        prop_assert!(between_paths_m(&a, &a, costs) < slack_m);
        let direct_m = between_paths_m(&a, &b, costs);
        prop_assert!((direct_m - between_paths_m(&b, &a, costs)).abs() < slack_m);
        prop_assert!(direct_m <= between_paths_m(&a, &c, costs) + between_paths_m(&c, &b, costs) + slack_m);
    }

    #[test]
    fn one_step_is_gospa((a, b) in (paths(1), paths(1)), costs in costs()) {
        let set = |paths: &[Path]| paths.iter().filter_map(|path| path[0]).collect::<Vec<Vec3>>();
        let found_m = between_paths_m(&a, &b, costs);
        prop_assert!((found_m - between_sets_m(&set(&a), &set(&b), costs)).abs() < slack_m(costs));
    }

    /// Without a price on changes each step is on its own; with one the distance can only be larger.
    #[test]
    fn free_changes_leave_the_sum_of_gospas((a, b) in (paths(5), paths(5)), costs in costs()) {
        let power = |x: f64| cupola_core::math::powf(x, costs.order);
        let at = |paths: &[Path], step: usize| paths.iter().filter_map(|path| path[step]).collect::<Vec<Vec3>>();
        let sum: f64 = (0..5).map(|step| power(between_sets_m(&at(&a, step), &at(&b, step), costs))).sum();
        let tiny = Costs { switch_m: 1e-9, ..costs };
        prop_assert!((power(between_paths_m(&a, &b, tiny)) - sum).abs() < 1e-5 * (1.0 + sum));
        prop_assert!(power(between_paths_m(&a, &b, costs)) > sum - 1e-5 * (1.0 + sum));
    }

    /// What is left out of the linear program changes nothing.
    #[test]
    fn the_program_as_printed_gives_the_same((a, b) in (paths(6), paths(6)), costs in costs()) {
        let power = |x: f64| cupola_core::math::powf(x, costs.order);
        let (found, printed) = (power(between_paths_m(&a, &b, costs)), printed_program(&a, &b, costs));
        prop_assert!((found - printed).abs() < 1e-5 * (1.0 + printed), "{found} against {printed}");
    }

    /// The parts add up, and no pairing that is whole at all steps is cheaper.
    #[test]
    fn it_is_the_least_of_its_parts((a, b) in (paths(4), paths(4)), costs in costs()) {
        let power = |x: f64| cupola_core::math::powf(x, costs.order);
        let found = between_paths(&a, &b, costs);
        let parts = [found.localisation_m, found.missed_m, found.false_m, found.switch_m].map(power);
        prop_assert!((parts.iter().sum::<f64>() - power(found.distance_m)).abs() < 1e-6 * (1.0 + power(found.distance_m)));
        let kept = whole_pairing_power(&a, &b, costs);
        prop_assert!(power(found.distance_m) <= kept + 1e-5 * (1.0 + kept));
    }
}

/// The `order`-th power of the distance with truth `i` paired with track `i` at all steps.
fn whole_pairing_power(a: &[Path], b: &[Path], costs: Costs) -> f64 {
    let power = |x: f64| cupola_core::math::powf(x, costs.order);
    let at = |paths: &[Path], index: usize, step: usize| paths.get(index).and_then(|path| path[step]);
    let pairs = (0..a.len().max(b.len())).flat_map(|index| (0..4).map(move |step| (index, step)));
    pairs
        .map(|(index, step)| match (at(a, index, step), at(b, index, step)) {
            (Some(a), Some(b)) => power((a - b).norm().min(costs.cut_off_m)),
            (None, None) => 0.0,
            _ => power(costs.cut_off_m) / 2.0,
        })
        .sum()
}

/// The least value of the linear program as the source prints it: weights of all pairs and of none, at every step.
fn printed_program(a: &[Path], b: &[Path], costs: Costs) -> f64 {
    let power = |x: f64| cupola_core::math::powf(x, costs.order);
    let at = |paths: &[Path], index: usize, step: usize| paths.get(index).and_then(|path| path[step]);
    let cost = |i: usize, j: usize, step: usize| match (at(a, i, step), at(b, j, step)) {
        (Some(a), Some(b)) => power((a - b).norm().min(costs.cut_off_m)),
        (None, None) => 0.0,
        _ => power(costs.cut_off_m) / 2.0,
    };
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut before: Option<Vec<Vec<Variable>>> = None;
    for step in 0..a.first().or(b.first()).map_or(0, Vec::len) {
        let mut weight = |i, j| problem.add_var(cost(i, j, step), (0.0, f64::INFINITY));
        let weights: Vec<Vec<Variable>> =
            (0..=a.len()).map(|i| (0..=b.len()).map(|j| weight(i, j)).collect()).collect();
        for row in &weights[..a.len()] {
            problem.add_constraint(row.iter().map(|w| (*w, 1.0)).collect::<Vec<_>>(), ComparisonOp::Eq, 1.0);
        }
        for j in 0..b.len() {
            problem.add_constraint(weights.iter().map(|row| (row[j], 1.0)).collect::<Vec<_>>(), ComparisonOp::Eq, 1.0);
        }
        for (i, j) in (0..a.len()).flat_map(|i| (0..b.len()).map(move |j| (i, j))) {
            let Some(before) = &before else { continue };
            let change = problem.add_var(0.5 * power(costs.switch_m), (0.0, f64::INFINITY));
            for sign in [1.0, -1.0] {
                let terms = [(weights[i][j], sign), (before[i][j], -sign), (change, -1.0)];
                problem.add_constraint(terms, ComparisonOp::Le, 0.0);
            }
        }
        before = Some(weights);
    }
    problem.solve().expect("small programs are solved").solution().expect("nothing interrupts").objective()
}
