//! Several motions side by side: against one filter, against Bayes' rule, and on a target that turns on and off.

use cupola_core::{EntityKey, Purpose, Seed, Stream, math};
use cupola_track::imm::Modes;
use cupola_track::kalman::{Gaussian, Matrix, Updated, Vector, extended};
use cupola_track::reentry::FlatFall;

const STEP_S: f64 = 1.0;
const SIGMA_M: f64 = 30.0;
/// White acceleration noise of straight flight and of turns (m²/s³).
const DENSITIES: [f64; 2] = [0.01, 400.0];

fn filter(estimate: &Gaussian<4>, density: f64, seen: &Vector<2>) -> Option<Updated<Gaussian<4>, 2>> {
    let mut transition = Matrix::<4, 4>::identity();
    (transition[(0, 1)], transition[(2, 3)]) = (STEP_S, STEP_S);
    let mut look = Matrix::<2, 4>::zeros();
    (look[(0, 0)], look[(1, 2)]) = (1.0, 1.0);
    let moved = extended::predict(estimate, &FlatFall::noise(STEP_S, density), |x| (transition * x, transition));
    extended::update(&moved, &(Matrix::identity() * (SIGMA_M * SIGMA_M)), |x| (seen - look * x, look))
}

fn first() -> Gaussian<4> {
    let covariance = Matrix::from_diagonal(&Vector::from([900.0, 100.0, 900.0, 100.0]));
    Gaussian { mean: Vector::from([0.0, 300.0, 0.0, 0.0]), covariance }
}

fn noise(run: u64, step: u64) -> Vector<2> {
    let [a, b, ..] = Stream::of_run(Seed(21), run).normal4(EntityKey::of("look"), Purpose::Noise, step);
    Vector::from([a, b]) * SIGMA_M
}

/// Straight for 40 s, a turn of 40 m/s² for 20 s, straight for 40 s, at 300 m/s.
fn path() -> Vec<Vector<4>> {
    let mut state = first().mean;
    let step = |second: u64| {
        let angle_rad = if (40..60).contains(&second) { 40.0 / 300.0 * STEP_S } else { 0.0 };
        let (sin, cos) = math::sin_cos(angle_rad);
        let turned = [cos * state[1] - sin * state[3], sin * state[1] + cos * state[3]];
        let half = STEP_S / 2.0;
        let moved = [state[0] + (state[1] + turned[0]) * half, state[2] + (state[3] + turned[1]) * half];
        state = Vector::from([moved[0], turned[0], moved[1], turned[1]]);
        state
    };
    (0..100).map(step).collect()
}

/// Modes that are one and the same are one filter, whatever the chain between them.
#[test]
fn equal_modes_are_one_filter() {
    let chain = Matrix::<3, 3>::new(0.8, 0.1, 0.1, 0.3, 0.6, 0.1, 0.0, 0.5, 0.5);
    let mut modes = Modes { estimates: [first(); 3], probabilities: [0.2, 0.3, 0.5] };
    let (mut single, mut probabilities) = (first(), Vector::from(modes.probabilities));
    for (step, truth) in path().iter().enumerate() {
        let seen = Vector::from([truth[0], truth[2]]) + noise(0, step as u64);
        modes = modes.step(&chain, |_, estimate| filter(estimate, 50.0, &seen)).unwrap();
        single = filter(&single, 50.0, &seen).unwrap().estimate;
        probabilities = chain.transpose() * probabilities;
        assert!((modes.estimate().mean - single.mean).amax() < 1e-9 * (1.0 + single.mean.amax()));
        assert!((modes.estimate().covariance - single.covariance).amax() < 1e-10 * single.covariance.amax());
        assert!((Vector::from(modes.probabilities) - probabilities).amax() < 1e-12);
    }
}

/// Modes that never change are filters on their own, weighed by the product of their likelihoods.
#[test]
fn modes_without_change_are_weighed_by_bayes_rule() {
    let mut modes = Modes { estimates: [first(); 2], probabilities: [0.25, 0.75] };
    let mut singles = [first(); 2];
    let mut logs = modes.probabilities.map(math::ln);
    for (step, truth) in path().iter().take(45).enumerate() {
        let seen = Vector::from([truth[0], truth[2]]) + noise(1, step as u64);
        modes = modes.step(&Matrix::identity(), |mode, estimate| filter(estimate, DENSITIES[mode], &seen)).unwrap();
        for mode in 0..2 {
            let updated = filter(&singles[mode], DENSITIES[mode], &seen).unwrap();
            singles[mode] = updated.estimate;
            logs[mode] += updated.log_likelihood();
            assert!((modes.estimates[mode].mean - singles[mode].mean).amax() < 1e-8);
        }
        let odds = math::exp(logs[0] - logs[1]);
        assert!((modes.probabilities[0] - odds / (1.0 + odds)).abs() < 1e-9, "step {step}");
    }
    let seen = Vector::from([f64::INFINITY, 0.0]);
    assert!(modes.step(&Matrix::identity(), |mode, x| filter(x, DENSITIES[mode], &seen)).is_none());
}

/// In each leg the error is between that of the filter that is told the mode and those of filters that know one mode; the
/// probability of the mode is right most of the time.
#[test]
fn a_target_that_turns_on_and_off_is_followed_nearly_as_if_the_mode_were_told() {
    const NUM_RUNS: u64 = 100;
    let chain = Matrix::<2, 2>::new(0.97, 0.03, 0.05, 0.95);
    let legs = [5..40, 40..60, 60..100];
    let leg_of = |step: usize| legs.iter().position(|leg| leg.contains(&step));
    // Squared errors by leg: straight filter, turning filter, the one that is told, all modes together.
    let (mut squares, mut turning) = ([[0.0; 4]; 3], [0.0; 3]);
    for run in 0..NUM_RUNS {
        let mut singles = [first(); 3];
        let mut modes = Modes { estimates: [first(); 2], probabilities: [0.5; 2] };
        for (step, truth) in path().iter().enumerate() {
            let leg = leg_of(step);
            let seen = Vector::from([truth[0], truth[2]]) + noise(100 + run, step as u64);
            modes = modes.step(&chain, |mode, estimate| filter(estimate, DENSITIES[mode], &seen)).unwrap();
            let told = DENSITIES[usize::from(leg == Some(1))];
            for (single, density) in singles.iter_mut().zip([DENSITIES[0], DENSITIES[1], told]) {
                *single = filter(single, density, &seen).unwrap().estimate;
            }
            let Some(leg) = leg else { continue };
            let share = 1.0 / (NUM_RUNS as f64 * legs[leg].len() as f64);
            for (square, estimate) in squares[leg].iter_mut().zip(singles.into_iter().chain([modes.estimate()])) {
                let off = truth - estimate.mean;
                *square += (off[0] * off[0] + off[2] * off[2]) * share;
            }
            turning[leg] += modes.probabilities[1] * share;
        }
    }
    let [straight_m, turn_m, after_m] = squares.map(|leg| leg.map(f64::sqrt));
    for (name, [straight, turning, told, both]) in [("straight", straight_m), ("turn", turn_m), ("after", after_m)] {
        println!("{name}: straight {straight:.1} m, turning {turning:.1} m, told {told:.1} m, modes {both:.1} m");
        assert!(told <= both && both < straight.max(turning) && both < 1.3 * straight.min(turning), "{name}");
    }
    assert!(straight_m[0] < straight_m[3] && straight_m[3] < straight_m[1], "between the two: {straight_m:?}");
    assert!(turn_m[1] < turn_m[3] && turn_m[3] < turn_m[0], "between the two: {turn_m:?}");
    // After the turn the straight filter has not come back yet: both modes together are better than either filter.
    assert!(after_m[3] < after_m[0] && after_m[3] < after_m[1], "better than either: {after_m:?}");
    assert!(turning[0] < 0.2 && turning[1] > 0.8 && turning[2] < 0.3, "{turning:?}");
}
