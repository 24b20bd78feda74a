//! Free flight, transfers and mean orbits for any input: what is kept, what turns back, what agrees.

use cupola_core::{Vec3, math};
use cupola_earth::elements::{MeanOrbit, states_many};
use cupola_earth::kepler::{propagate, propagate_many};
use cupola_earth::lambert::{Way, solve, solve_many};
use proptest::prelude::*;

const GM: f64 = 3.986_004_418e14;

/// A direction from two numbers in 0..1.
fn direction(height: f64, turn: f64) -> Vec3 {
    let z = 2.0 * height - 1.0;
    let across = (1.0 - z * z).max(0.0).sqrt();
    let (sin, cos) = math::sin_cos(math::TAU * turn);
    Vec3::new(across * cos, across * sin, z)
}

prop_compose! {
    fn place()(height in 0.0..1.0, turn in 0.0..1.0, radius in 6.4e6..4.5e7) -> Vec3 {
        direction(height, turn) * radius
    }
}

prop_compose! {
    /// A state on any conic, from a near fall to three times the speed of escape.
    fn state()(pos in place(), height in 0.0..1.0_f64, turn in 0.0..1.0, of_escape in 0.02..3.0) -> (Vec3, Vec3) {
        let escape = (2.0 * GM / pos.norm()).sqrt();
        (pos, direction(height, turn) * escape * of_escape)
    }
}

fn energy(pos: &Vec3, vel: &Vec3) -> f64 {
    0.5 * vel.norm_squared() - GM / pos.norm()
}

/// Distance of the start from the origin, in perigees: what rounding grows by on the way past.
fn depth(pos: &Vec3, vel: &Vec3) -> f64 {
    let momentum = pos.cross(vel).norm();
    let eccentricity = (1.0 + 2.0 * energy(pos, vel) * (momentum / GM) * (momentum / GM)).max(0.0).sqrt();
    pos.norm() * GM * (1.0 + eccentricity) / (momentum * momentum)
}

/// How far off a state may come back: rounding, grown by the revolutions made and the depth of the perigee passed.
fn slack(pos: &Vec3, vel: &Vec3, time_s: f64) -> f64 {
    let revolutions = math::powf(energy(pos, vel).abs() * 2.0, 1.5) / GM * time_s.abs();
    2e-13 * (1.0 + revolutions) * depth(pos, vel).powi(2) * (1.0 + vel.norm_squared() * pos.norm() / GM)
}

proptest! {
    #[test]
    fn free_flight_keeps_energy_and_angular_momentum((pos, vel) in state(), time_s in -2e5..2e5) {
        let (later, speed) = propagate(&pos, &vel, time_s, GM).unwrap();
        let slack = 3e-14 * depth(&pos, &vel);
        let scale = 0.5 * speed.norm_squared() + GM / later.norm() + GM / pos.norm();
        prop_assert!((energy(&later, &speed) - energy(&pos, &vel)).abs() < slack * scale, "{:e} {slack:e}",
            (energy(&later, &speed) - energy(&pos, &vel)).abs() / scale);
        let (before, after) = (pos.cross(&vel), later.cross(&speed));
        prop_assert!((before - after).norm() < slack * (later.norm() * speed.norm() + pos.norm() * vel.norm()));
    }

    #[test]
    fn free_flight_turns_back((pos, vel) in state(), time_s in 0.0..2e4) {
        let (later, speed) = propagate(&pos, &vel, time_s, GM).unwrap();
        let (back, start) = propagate(&later, &speed, -time_s, GM).unwrap();
        let (mirrored, _) = propagate(&later, &-speed, time_s, GM).unwrap();
        let slack = slack(&pos, &vel, time_s);
        prop_assert!((back - pos).norm() < slack * pos.norm(), "{:e} {slack:e}", (back - pos).norm() / pos.norm());
        prop_assert!((start - vel).norm() < slack * vel.norm());
        prop_assert!((mirrored - back).norm() < slack * pos.norm());
    }

    #[test]
    fn a_transfer_arrives(start in place(), end in place(), time_s in 60.0..1e5, way in 0..3) {
        let way = [Way::Short, Way::Long, Way::Prograde][way as usize];
        prop_assume!(start.cross(&end).norm() > 1e-3 * start.norm() * end.norm());
        let transfer = solve(&start, &end, time_s, GM, way).unwrap();
        let (there, speed) = propagate(&start, &transfer.vel_start_m_s, time_s, GM).unwrap();
        let slack = 10.0 * slack(&start, &transfer.vel_start_m_s, time_s);
        prop_assert!((there - end).norm() < slack * end.norm(), "{:e} {slack:e}", (there - end).norm() / end.norm());
        prop_assert!((speed - transfer.vel_end_m_s).norm() < slack * speed.norm());
        let turned = start.cross(&transfer.vel_start_m_s).dot(&start.cross(&end)) > 0.0;
        match way {
            Way::Short => prop_assert!(turned),
            Way::Long => prop_assert!(!turned),
            Way::Prograde => prop_assert!(start.cross(&transfer.vel_start_m_s).z >= 0.0),
        }
    }

    #[test]
    fn a_transfer_turns_back(start in place(), end in place(), time_s in 60.0..1e5) {
        prop_assume!(start.cross(&end).norm() > 1e-3 * start.norm() * end.norm());
        let there = solve(&start, &end, time_s, GM, Way::Short).unwrap();
        let back = solve(&end, &start, time_s, GM, Way::Short).unwrap();
        let speed = there.vel_start_m_s.norm() + there.vel_end_m_s.norm();
        prop_assert!((there.vel_start_m_s + back.vel_end_m_s).norm() < 1e-11 * speed);
        prop_assert!((there.vel_end_m_s + back.vel_start_m_s).norm() < 1e-11 * speed);
    }

    #[test]
    fn batches_have_the_bits_of_single_cases(cases in prop::collection::vec((state(), place(), -1e4..1e5), 1..40)) {
        let starts: Vec<[f64; 3]> = cases.iter().map(|case| case.0.0.into()).collect();
        let ends: Vec<[f64; 3]> = cases.iter().map(|case| case.1.into()).collect();
        let times: Vec<f64> = cases.iter().map(|case| case.2).collect();
        let (mut found, mut solved) = (vec![[0.0; 6]; cases.len()], vec![false; cases.len()]);
        solve_many(&starts, &ends, &times, GM, Way::Long, &mut found, &mut solved).unwrap();
        let mut states: Vec<[f64; 6]> = cases.iter().map(|((p, v), _, _)| [p.x, p.y, p.z, v.x, v.y, v.z]).collect();
        propagate_many(&mut states, &times, GM).unwrap();
        for (i, ((pos, vel), end, time_s)) in cases.iter().enumerate() {
            match solve(pos, end, *time_s, GM, Way::Long) {
                Ok(alone) => {
                    let alone: Vec<f64> = alone.vel_start_m_s.iter().chain(&alone.vel_end_m_s).copied().collect();
                    prop_assert!(solved[i] && alone == found[i]);
                }
                Err(_) => prop_assert!(!solved[i] && found[i].iter().all(|v| v.is_nan())),
            }
            let (later, speed) = propagate(pos, vel, *time_s, GM).unwrap();
            prop_assert_eq!(later.iter().chain(&speed).copied().collect::<Vec<f64>>(), states[i].to_vec());
        }
    }

    #[test]
    fn mean_orbits_are_ellipses_that_turn(
        a in 6.6e6..4.3e7, e in 0.0..0.95, i in 0.0..math::PI, angles in prop::array::uniform3(0.0..math::TAU),
        time_s in -1e8..1e8,
    ) {
        let orbit = MeanOrbit::new(a, e, i, angles[0], angles[1], angles[2]).unwrap();
        let (pos, vel) = orbit.state(time_s).unwrap();
        prop_assert!((energy(&pos, &vel) * -2.0 * a / GM - 1.0).abs() < 1e-13 / (1.0 - e));
        let momentum = pos.cross(&vel);
        prop_assert!((momentum.norm() / (GM * a * (1.0 - e * e)).sqrt() - 1.0).abs() < 1e-13 / (1.0 - e));
        prop_assert!((momentum.z / momentum.norm() - math::cos(i)).abs() < 1e-13);
        let mut row = [[0.0; 6]];
        states_many(&[orbit], &[time_s], &mut row).unwrap();
        prop_assert_eq!(pos.iter().chain(&vel).copied().collect::<Vec<f64>>(), row[0].to_vec());
    }
}
