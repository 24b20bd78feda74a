//! Errors as large as the filters say, on a fall through air seen in range and elevation.

use cupola_core::{EntityKey, Purpose, Seed, Stream};
use cupola_track::kalman::unscented::Sigma;
use cupola_track::kalman::{Gaussian, Matrix, Vector, extended, unscented};
use cupola_track::reentry::FlatFall;

const NUM_RUNS: usize = 300;
const NUM_STEPS: usize = 60;
const DEFINITE: &str = "noise keeps covariances positive definite";

/// Mean normalised errors by step, and the mean normalised innovation, of the filter by Jacobians and that by points.
fn run() -> [([f64; NUM_STEPS], f64); 2] {
    let world = FlatFall {
        gravity_m_s2: 9.81,
        ballistic_coefficient_pa: 40_000.0,
        boundary_m: 9_144.0,
        ground_kg_m3: [1.227, 1.754],
        scale_height_m: [1.0 / 1.093e-4, 1.0 / 1.49e-4],
    };
    let noise = FlatFall::noise(2.0, 1.0);
    let noise_root = noise.cholesky().expect(DEFINITE).l();
    let look_root = Matrix::<2, 2>::new(100.0, 0.0, 0.0, 0.017);
    let look_noise = look_root * look_root.transpose();
    let first = Gaussian {
        mean: Vector::from([232e3, -2_255.0, 88e3, -397.0]),
        covariance: Matrix::from_diagonal(&Vector::from([1e6, 400.0, 1e6, 400.0])),
    };
    let first_root = first.covariance.cholesky().expect(DEFINITE).l();
    let sigma = Sigma::equal();
    let mut found = [([0.0; NUM_STEPS], 0.0); 2];
    for run in 0..NUM_RUNS {
        let stream = Stream::of_run(Seed(11), run as u64);
        let draw = |of: &str, index: usize| stream.normal4(EntityKey::of(of), Purpose::Noise, index as u64);
        let mut truth = first.mean + first_root * Vector::from(draw("first", 0));
        let (mut by_jacobian, mut by_points) = (first, first.rooted().expect(DEFINITE));
        for step in 0..NUM_STEPS {
            truth = world.step(&truth, 2.0).0 + noise_root * Vector::from(draw("motion", step));
            let [a, b, ..] = draw("look", step);
            let seen = FlatFall::look(&truth).0 + look_root * Vector::from([a, b]);
            let predicted = extended::predict(&by_jacobian, &noise, |x| world.step(x, 2.0));
            let look = |x: &Vector<4>| (seen - FlatFall::look(x).0, FlatFall::look(x).1);
            let updated = extended::update(&predicted, &look_noise, look).expect(DEFINITE);
            by_jacobian = updated.estimate;
            let predicted =
                unscented::predict_root(&by_points, &sigma, &noise_root, |x| world.step(x, 2.0).0).expect(DEFINITE);
            let rooted =
                unscented::update_root(&predicted, &sigma, &look_root, |x| seen - FlatFall::look(x).0).expect(DEFINITE);
            by_points = rooted.estimate;
            let share = 1.0 / NUM_RUNS as f64;
            found[0].0[step] += by_jacobian.distance_squared(&truth).expect(DEFINITE) * share;
            found[1].0[step] += by_points.gaussian().distance_squared(&truth).expect(DEFINITE) * share;
            found[0].1 += updated.distance_squared() * share / NUM_STEPS as f64;
            found[1].1 += rooted.distance_squared() * share / NUM_STEPS as f64;
        }
    }
    found
}

/// 99.9 % bands of the mean of chi-squared numbers, normal by their number: `n ± 3.29 √(2 n / N)`.
#[test]
fn normalised_errors_and_innovations_are_in_their_bands() {
    let names = ["extended", "unscented, on roots"];
    for (name, (errors, innovation)) in names.into_iter().zip(run()) {
        let band = 3.29 * (8.0 / NUM_RUNS as f64).sqrt();
        for step in [4, 14, 24, 34, 44, 54, 59] {
            assert!((errors[step] - 4.0).abs() < band, "{name}: NEES {} at step {step}, band {band}", errors[step]);
        }
        let band = 3.29 * (4.0 / (NUM_RUNS * NUM_STEPS) as f64).sqrt();
        assert!((innovation - 2.0).abs() < band, "{name}: NIS {innovation}, band {band}");
    }
}
