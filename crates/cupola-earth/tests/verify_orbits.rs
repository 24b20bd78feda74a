//! Free flight and secular drift against numerical integration.

use cupola_core::{Vec3, math};
use cupola_earth::elements::{MeanOrbit, SecularRates};
use cupola_earth::gravity::gravitation_m_s2;
use cupola_earth::kepler::propagate;

const GM: f64 = 3.986_004_418e14;

/// One step of the classical Runge–Kutta method.
fn step(pull: impl Fn(&Vec3) -> Vec3, (pos, vel): (Vec3, Vec3), h: f64) -> (Vec3, Vec3) {
    let (v1, a1) = (vel, pull(&pos));
    let (v2, a2) = (vel + a1 * (h / 2.0), pull(&(pos + v1 * (h / 2.0))));
    let (v3, a3) = (vel + a2 * (h / 2.0), pull(&(pos + v2 * (h / 2.0))));
    let (v4, a4) = (vel + a3 * h, pull(&(pos + v3 * h)));
    (pos + (v1 + (v2 + v3) * 2.0 + v4) * (h / 6.0), vel + (a1 + (a2 + a3) * 2.0 + a4) * (h / 6.0))
}

#[test]
fn free_flight_agrees_with_integration_on_every_conic() {
    let pos = Vec3::new(7e6, 1e6, -2e6);
    let escape = (2.0 * GM / pos.norm()).sqrt();
    let aside = Vec3::new(-0.3, 0.9, 0.4).normalize();
    for of_escape in [0.4, 0.75, 0.95, 1.0 - 1e-9, 1.0, 1.0 + 1e-9, 1.4, 3.0] {
        let start = (pos, aside * escape * of_escape);
        let mut at = start;
        for _ in 0..14_400 {
            at = step(|r| r * (-GM / r.norm().powi(3)), at, 0.125);
        }
        let (there, speed) = propagate(&start.0, &start.1, 1_800.0, GM).unwrap();
        let (pos_error_m, vel_error_m_s) = ((there - at.0).norm(), (speed - at.1).norm());
        assert!(pos_error_m < 1e-5 && vel_error_m_s < 1e-8, "{of_escape}: {pos_error_m:.1e} m {vel_error_m_s:.1e} m/s");
    }
}

#[test]
fn a_fall_into_the_origin_and_bad_input_are_refused_or_survived() {
    let pos = Vec3::new(7e6, 0.0, 0.0);
    for (place, speed, time_s, gm) in [
        (Vec3::zeros(), Vec3::x(), 1.0, GM),
        (pos, Vec3::new(f64::NAN, 0.0, 0.0), 1.0, GM),
        (pos, Vec3::x(), f64::INFINITY, GM),
        (pos, Vec3::x(), 1.0, 0.0),
    ] {
        assert!(propagate(&place, &speed, time_s, gm).is_err());
    }
    // Straight up at less than escape: a rectilinear ellipse, high until it falls.
    let (up, _) = propagate(&pos, &(Vec3::x() * 5_000.0), 600.0, GM).unwrap();
    assert!(up.x > 8e6 && up.y == 0.0);
}

/// Mean over one revolution of semi-major axis, eccentricity, inclination, node and perigee of what flies.
fn mean_elements(state: &mut (Vec3, Vec3), num_steps: usize, h: f64) -> [f64; 5] {
    let mut sum = [0.0; 5];
    for _ in 0..num_steps {
        let (pos, vel) = *state;
        let momentum = pos.cross(&vel);
        let to_perigee = vel.cross(&momentum) / GM - pos.normalize();
        let node = math::atan2(momentum.x, -momentum.y);
        let to_node = Vec3::new(math::cos(node), math::sin(node), 0.0);
        let a = 1.0 / (2.0 / pos.norm() - vel.norm_squared() / GM);
        let perigee = math::atan2(to_node.cross(&to_perigee).dot(&momentum.normalize()), to_node.dot(&to_perigee));
        let inclination = math::acos(momentum.z / momentum.norm());
        for (sum, value) in sum.iter_mut().zip([a, to_perigee.norm(), inclination, node, perigee]) {
            *sum += value / num_steps as f64;
        }
        *state = step(gravitation_m_s2, *state, h);
    }
    sum
}

/// Claim: node and perigee drift of J2 to 1 % (second order of J2 is left out).
#[test]
fn flattening_turns_node_and_perigee_as_it_does_in_integration() {
    for (e, inclination_rad) in [(0.05, 0.5), (0.2, 0.9), (0.1, 1.7), (0.3, 2.4)] {
        let orbit = MeanOrbit::new(9.0e6, e, inclination_rad, 0.4, 0.8, 0.0).unwrap();
        let mut state = orbit.state(0.0).unwrap();
        let nodal_s = math::TAU / orbit.rates().latitude_argument_rad_s;
        let num_steps = 2_000;
        let first = mean_elements(&mut state, num_steps, nodal_s / num_steps as f64);
        for _ in 0..29 {
            mean_elements(&mut state, num_steps, nodal_s / num_steps as f64);
        }
        let last = mean_elements(&mut state, num_steps, nodal_s / num_steps as f64);
        let rates = SecularRates::new(first[0], first[1], first[2]);
        let node = (last[3] - first[3]) / (30.0 * nodal_s) / rates.node_rad_s - 1.0;
        let perigee = (last[4] - first[4]) / (30.0 * nodal_s) / rates.perigee_rad_s - 1.0;
        assert!(node.abs() < 0.01 && perigee.abs() < 0.01, "e {e}, i {inclination_rad}: {node:.4} {perigee:.4}");
    }
}

#[test]
fn bad_mean_elements_are_refused_by_name() {
    let message = |a, e, i, t| match MeanOrbit::new(a, e, i, 0.0, 0.0, 0.0) {
        Ok(orbit) => orbit.state(t).map(|_| String::new()).unwrap_or_else(|e| e.to_string()),
        Err(error) => error.to_string(),
    };
    assert_eq!(message(-1.0, 0.1, 0.1, 0.0), "semi_major_axis_m must be finite and positive, got -1");
    assert_eq!(message(7e6, 1.0, 0.1, 0.0), "eccentricity must be at least 0 and below 1, got 1");
    assert_eq!(message(7e6, 0.1, f64::NAN, 0.0), "inclination_rad must be finite, got NaN");
    assert!(message(7e6, 0.1, 0.1, 1e12).starts_with("time_s must be at least -6000000000 and below"));
}
