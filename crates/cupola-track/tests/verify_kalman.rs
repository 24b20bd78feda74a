//! The filters against the textbook's own forms, against each other, and where rounding defeats the shortest form.

use cupola_core::{EntityKey, Purpose, Seed, Stream, math};
use cupola_track::bound;
use cupola_track::kalman::unscented::Sigma;
use cupola_track::kalman::{Gaussian, Matrix, Updated, Vector, extended, unscented};
use cupola_track::reentry::FlatFall;

/// Position and velocity in a plane, places seen.
struct Linear {
    transition: Matrix<4, 4>,
    noise: Matrix<4, 4>,
    look: Matrix<2, 4>,
    look_noise: Matrix<2, 2>,
}

impl Linear {
    fn new() -> Self {
        let mut transition = Matrix::<4, 4>::identity();
        (transition[(0, 1)], transition[(2, 3)]) = (2.0, 2.0);
        let mut look = Matrix::<2, 4>::zeros();
        (look[(0, 0)], look[(1, 2)], look[(1, 0)]) = (1.0, 1.0, 0.3);
        let look_noise = Matrix::<2, 2>::new(400.0, 90.0, 90.0, 900.0);
        Self { transition, noise: FlatFall::noise(2.0, 0.7), look, look_noise }
    }

    fn first() -> Gaussian<4> {
        let mean = Vector::from([1_000.0, -20.0, 500.0, 30.0]);
        Gaussian { mean, covariance: Matrix::from_diagonal(&Vector::from([1e4, 400.0, 2e4, 100.0])) }
    }

    fn seen(step: u64) -> Vector<2> {
        let [a, b, ..] = Stream::of_run(Seed(3), 0).normal4(EntityKey::of("look"), Purpose::Noise, step);
        let time_s = 2.0 * step as f64;
        Vector::from([1_000.0 - 25.0 * time_s + 20.0 * a, 500.0 + 27.0 * time_s + 30.0 * b])
    }

    /// Kalman's filter as every textbook has it, with inverses: estimate, NIS and log-likelihood.
    fn textbook(&self, estimate: &Gaussian<4>, seen: &Vector<2>) -> (Gaussian<4>, f64, f64) {
        let mean = self.transition * estimate.mean;
        let covariance = self.transition * estimate.covariance * self.transition.transpose() + self.noise;
        let spread = self.look * covariance * self.look.transpose() + self.look_noise;
        let inverse = spread.try_inverse().expect("the measurement has noise");
        let gain = covariance * self.look.transpose() * inverse;
        let off = seen - self.look * mean;
        let nis = (off.transpose() * inverse * off)[0];
        let log = -0.5 * (nis + math::ln(spread.determinant()) + 2.0 * math::ln(math::TAU));
        let covariance = (Matrix::<4, 4>::identity() - gain * self.look) * covariance;
        (Gaussian { mean: mean + gain * off, covariance }, nis, log)
    }
}

fn assert_same<const N: usize>(a: &Gaussian<N>, b: &Gaussian<N>, room: f64, what: &str) {
    let (mean, covariance) = ((a.mean - b.mean).amax(), (a.covariance - b.covariance).amax());
    assert!(mean <= room * a.mean.amax(), "{what}: means differ by {mean}");
    assert!(covariance <= room * a.covariance.amax(), "{what}: covariances differ by {covariance}");
}

/// All sets of points in use, with the middle's weight below, at and above zero.
fn sigmas<const N: usize>() -> [(&'static str, Sigma<N>); 4] {
    [
        ("equal", Sigma::equal()),
        ("scaled to 1", Sigma::scaled(1.0, 0.0, 3.0 - N as f64).expect("a positive spread")),
        ("scaled to 0.5", Sigma::scaled(0.5, 2.0, 0.0).expect("a positive spread")),
        ("scaled to 0.01", Sigma::scaled(0.01, 2.0, 0.0).expect("a positive spread")),
    ]
}

#[test]
fn every_form_is_the_textbook_filter_where_the_models_are_linear() {
    let world = Linear::new();
    let (noise_root, look_root) = (world.noise.cholesky().unwrap().l(), world.look_noise.cholesky().unwrap().l());
    let moved = |x: &Vector<4>| world.transition * x;
    let motion = |x: &Vector<4>| (world.transition * x, world.transition);
    let mut textbook = Linear::first();
    let (mut plain, mut root) = (textbook, textbook.rooted().unwrap());
    let mut points = sigmas().map(|(name, sigma)| (name, sigma, textbook, textbook.rooted().unwrap()));
    for step in 1..=60 {
        let seen = Linear::seen(step);
        let off = |x: &Vector<4>| seen - world.look * x;
        let look = |x: &Vector<4>| (seen - world.look * x, world.look);
        let (next, nis, log) = world.textbook(&textbook, &seen);
        textbook = next;
        let agrees = |found: (f64, f64), room: f64, what: &str| {
            assert!((found.0 - nis).abs() < room * (1.0 + nis), "{what}: NIS {} against {nis}", found.0);
            assert!((found.1 - log).abs() < room * (1.0 - log), "{what}: log-likelihood {} against {log}", found.1);
        };
        fn fit<E>(updated: &Updated<E, 2>) -> (f64, f64) {
            (updated.distance_squared(), updated.log_likelihood())
        }
        let updated =
            extended::update(&extended::predict(&plain, &world.noise, motion), &world.look_noise, look).unwrap();
        agrees(fit(&updated), 1e-11, "extended");
        plain = updated.estimate;
        assert_same(&textbook, &plain, 1e-12, "extended");
        let updated = extended::update_root(&extended::predict_root(&root, &noise_root, motion), &look_root, look);
        agrees(fit(&updated.unwrap()), 1e-11, "extended root");
        root = updated.unwrap().estimate;
        assert_same(&textbook, &root.gaussian(), 1e-12, "extended root");
        for (name, sigma, plain, root) in &mut points {
            // A radius of 0.02 makes weights of 5,000: digits go.
            let room = if *name == "scaled to 0.01" { 1e-7 } else { 1e-11 };
            let predicted = unscented::predict(plain, sigma, &world.noise, moved).unwrap();
            let updated = unscented::update(&predicted, sigma, &world.look_noise, off).unwrap();
            agrees(fit(&updated), room, name);
            *plain = updated.estimate;
            assert_same(&textbook, plain, room, name);
            let predicted = unscented::predict_root(root, sigma, &noise_root, moved).unwrap();
            let updated = unscented::update_root(&predicted, sigma, &look_root, off).unwrap();
            agrees(fit(&updated), room, name);
            *root = updated.estimate;
            assert_same(&textbook, &root.gaussian(), room, name);
        }
    }
}

/// The square of a normal number has mean `m² + P` and variance `4 m² P + 2 P²`: with points at √3 the unscented one has both.
#[test]
fn sigma_points_carry_a_square_to_its_moments() {
    let from = Gaussian { mean: Vector::<1>::new(1.5), covariance: Matrix::<1, 1>::new(0.8) };
    let square = |x: &Vector<1>| Vector::<1>::new(x[0] * x[0]);
    let (mean, variance) = (1.5 * 1.5 + 0.8, 4.0 * 1.5 * 1.5 * 0.8 + 2.0 * 0.8 * 0.8);
    for (name, sigma) in sigmas() {
        let found = unscented::predict(&from, &sigma, &Matrix::zeros(), square).unwrap();
        assert!((found.mean[0] - mean).abs() < 1e-9, "{name}: {}", found.mean[0]);
    }
    let sigma = Sigma::scaled(1.0, 0.0, 2.0).unwrap();
    let found = unscented::predict(&from, &sigma, &Matrix::zeros(), square).unwrap();
    assert!((found.covariance[0] - variance).abs() < 1e-12);
    // And β = 2 makes up for a small radius, to the order of the variance.
    let sigma = Sigma::scaled(1e-3, 2.0, 0.0).unwrap();
    let found = unscented::predict(&from, &sigma, &Matrix::zeros(), square).unwrap();
    assert!((found.covariance[0] - variance).abs() < 1e-5, "{}", found.covariance[0]);
    assert!(Sigma::<3>::scaled(1.0, 2.0, -3.0).unwrap_err().to_string().contains("got 0"));
}

fn fall() -> FlatFall {
    FlatFall {
        gravity_m_s2: 9.81,
        ballistic_coefficient_pa: 40_000.0,
        boundary_m: 9_144.0,
        ground_kg_m3: [1.227, 1.754],
        scale_height_m: [1.0 / 1.093e-4, 1.0 / 1.49e-4],
    }
}

/// On a fall through air, seen in range and elevation, the forms on roots are those on covariances.
#[test]
fn roots_and_covariances_agree_on_a_fall() {
    let (world, noise) = (fall(), FlatFall::noise(2.0, 1.0));
    let noise_root = noise.cholesky().unwrap().l();
    let look_root = Matrix::<2, 2>::new(100.0, 0.0, 0.0, 0.017);
    let look_noise = look_root * look_root.transpose();
    let mut truth = Vector::from([232e3, -2_255.0, 88e3, -397.0]);
    let first = Gaussian {
        mean: truth + Vector::from([800.0, 15.0, -600.0, 25.0]),
        covariance: Matrix::from_diagonal(&Vector::from([1e6, 400.0, 1e6, 400.0])),
    };
    let motion = |x: &Vector<4>| world.step(x, 2.0);
    let moved = |x: &Vector<4>| world.step(x, 2.0).0;
    let (mut jacobian, mut jacobian_root) = (first, first.rooted().unwrap());
    let mut points = sigmas().map(|(name, sigma)| (name, sigma, first, first.rooted().unwrap()));
    for step in 0..60 {
        let [a, b, ..] = Stream::of_run(Seed(4), 0).normal4(EntityKey::of("look"), Purpose::Noise, step);
        truth = moved(&truth);
        let seen = FlatFall::look(&truth).0 + look_root * Vector::from([a, b]);
        let off = |x: &Vector<4>| seen - FlatFall::look(x).0;
        let look = |x: &Vector<4>| (seen - FlatFall::look(x).0, FlatFall::look(x).1);
        let predicted = extended::predict(&jacobian, &noise, motion);
        jacobian = extended::update(&predicted, &look_noise, look).unwrap().estimate;
        let predicted = extended::predict_root(&jacobian_root, &noise_root, motion);
        jacobian_root = extended::update_root(&predicted, &look_root, look).unwrap().estimate;
        assert_same(&jacobian, &jacobian_root.gaussian(), 1e-10, "extended");
        for (name, sigma, plain, root) in &mut points {
            let predicted = unscented::predict(plain, sigma, &noise, moved).unwrap();
            *plain = unscented::update(&predicted, sigma, &look_noise, off).unwrap().estimate;
            let predicted = unscented::predict_root(root, sigma, &noise_root, moved).unwrap();
            *root = unscented::update_root(&predicted, sigma, &look_root, off).unwrap().estimate;
            assert_same(plain, &root.gaussian(), if *name == "scaled to 0.01" { 1e-5 } else { 1e-10 }, name);
        }
    }
    // They are different filters, and near each other.
    let apart = (jacobian.mean - points[0].2.mean).amax();
    assert!(apart > 1e-6 && apart < 0.1 * jacobian.covariance[(0, 0)].sqrt(), "{apart}");
}

/// A parabola through twenty thousand exact looks after no prior to speak of: the variances span 24 decades.
///
/// The shortest form `P − K H P` goes negative; Joseph's and the roots end at the least-squares variance of the last point, `9 σ² / n`.
#[test]
fn joseph_and_roots_stand_where_the_shortest_form_fails() {
    const NUM: u64 = 20_000;
    let step_s = 1e-3;
    let transition = Matrix::<3, 3>::new(1.0, step_s, step_s * step_s / 2.0, 0.0, 1.0, step_s, 0.0, 0.0, 1.0);
    let look = Matrix::<1, 3>::new(1.0, 0.0, 0.0);
    let (noise, noise_root) = (Matrix::<1, 1>::new(1e-10), Matrix::<1, 1>::new(1e-5));
    let first = Gaussian { mean: Vector::<3>::zeros(), covariance: Matrix::<3, 3>::identity() * 1e12 };
    let motion = |x: &Vector<3>| (transition * x, transition);
    let sigma = Sigma::equal();
    let (mut short, mut root, mut points) = (first.covariance, first.rooted().unwrap(), first.rooted().unwrap());
    let (mut joseph, mut num_failed) = (first, 0);
    for step in 1..=NUM {
        let time_s = step as f64 * step_s;
        let seen = Vector::<1>::new(3.0 - 2.0 * time_s + 0.5 * time_s * time_s);
        short = transition * short * transition.transpose();
        let gain = short * look.transpose() / ((look * short * look.transpose())[0] + noise[0]);
        short -= gain * look * short;
        num_failed += usize::from(short.cholesky().is_none());
        let predicted = extended::predict(&joseph, &Matrix::zeros(), motion);
        joseph = extended::update(&predicted, &noise, |x| (seen - look * x, look)).unwrap().estimate;
        assert!(joseph.rooted().is_some(), "Joseph's form, step {step}: {}", joseph.covariance);
        let predicted = extended::predict_root(&root, &Matrix::<3, 1>::zeros(), motion);
        root = extended::update_root(&predicted, &noise_root, |x| (seen - look * x, look)).unwrap().estimate;
        let predicted = unscented::predict_root(&points, &sigma, &Matrix::<3, 1>::zeros(), |x| transition * x).unwrap();
        points = unscented::update_root(&predicted, &sigma, &noise_root, |x| seen - look * x).unwrap().estimate;
        for (name, root) in [("Jacobians", root), ("points", points)] {
            assert!(root.root.diagonal().iter().all(|d| *d > 0.0), "{name}, step {step}: {}", root.root);
        }
    }
    assert!(num_failed > 0, "the shortest form is expected to fail here");
    let expected = 9.0 * noise[0] / NUM as f64;
    for (name, estimate) in [("Joseph", joseph), ("Jacobians", root.gaussian()), ("points", points.gaussian())] {
        let found = estimate.covariance[(0, 0)];
        assert!((found / expected - 1.0).abs() < 1e-3, "{name}: {found} against {expected}");
    }
}

/// Two looks that differ by δ = 1e-9, each with an error of δ: their sum is lost beside 1 in a covariance, which has δ², and
/// kept in a root. What is left of the third component's variance is `1 / (3/2 + 1/2)` to the order of δ.
///
/// The numbers are of the kind that Kaminski, Bryson and Schmidt 1971 give.
#[test]
fn roots_need_half_the_digits() {
    let off = 1e-9;
    let look = Matrix::<2, 3>::new(1.0, 1.0, 1.0, 1.0, 1.0, 1.0 + off);
    let known = Gaussian { mean: Vector::<3>::zeros(), covariance: Matrix::<3, 3>::identity() };
    let innovation = |x: &Vector<3>| (-(look * x), look);
    let root = Matrix::<2, 2>::identity() * off;
    let updated = extended::update_root(&known.rooted().unwrap(), &root, innovation).unwrap();
    let variance = updated.estimate.gaussian().covariance[(2, 2)];
    assert!((variance - 0.5).abs() < 1e-6, "{variance}");
    let updated = extended::update(&known, &(root * root), innovation);
    let is_right = updated.is_some_and(|updated| (updated.estimate.covariance[(2, 2)] - 0.5).abs() < 0.01);
    assert!(!is_right, "a covariance is expected to fail here");
}

/// For linear models the bound is the covariance of Kalman's filter.
#[test]
fn the_bound_of_linear_models_is_the_filters_covariance() {
    let world = Linear::new();
    let mut estimate = Linear::first();
    let mut information = bound::of_prior(&estimate).unwrap();
    let step = bound::Step::new(&world.noise).unwrap();
    assert!(step.information(&information).is_none(), "a step without a path has no bound");
    let step = step.with_path(&world.transition, &world.look, &world.look_noise).unwrap();
    for index in 1..=60 {
        estimate = world.textbook(&estimate, &Linear::seen(index)).0;
        information = step.information(&information).unwrap();
        let bounds = bound::deviations(&information).unwrap();
        for (k, bound) in bounds.iter().enumerate() {
            assert!((bound / estimate.covariance[(k, k)].sqrt() - 1.0).abs() < 1e-10, "component {k}, step {index}");
        }
    }
}

/// What has no spread is refused, not divided by.
#[test]
fn a_measurement_without_spread_is_refused() {
    let known = Gaussian { mean: Vector::<2>::zeros(), covariance: Matrix::<2, 2>::zeros() };
    let look = Matrix::<1, 2>::new(1.0, 0.0);
    assert!(extended::update(&known, &Matrix::zeros(), |x| (look * x, look)).is_none());
    assert!(known.rooted().is_none() && known.distance_squared(&Vector::zeros()).is_none());
    assert!(unscented::predict(&known, &Sigma::equal(), &Matrix::zeros(), |x| *x).is_none());
    let line = Gaussian { covariance: Matrix::<2, 2>::new(0.0, 0.0, 0.0, 1.0) + Matrix::identity() * 1e-30, ..known };
    let rooted = line.rooted().unwrap();
    let rooted = extended::predict_root(&rooted, &Matrix::<2, 1>::zeros(), |x| {
        (*x, Matrix::from_diagonal(&Vector::from([0.0, 1.0])))
    });
    assert!(extended::update_root(&rooted, &Matrix::zeros(), |x| (look * x, look)).is_none());
}
