//! Flights as states so close that a cubic between two of them is the flight.

use cupola_flight::State;
use cupola_scenario::oem::{Sample, between};

/// Longest stretch between two samples (s).
const LONGEST_S: f64 = 60.0;
/// A stretch shorter than this is not halved (s): over it a jump of 100 m/s² moves the cubic by 3 cm.
const LEAST_S: f64 = 0.1;
/// Moments nearer to each other than this are one (s).
const SAME_S: f64 = 1e-3;
/// Where in a stretch it is tried: at no even parts, which a flight that swings could pass at the same point of each swing.
const TRIED: [f64; 5] = [0.113, 0.293, 0.5, 0.719, 0.891];

/// Samples of a flight through the moments `knots_s`, ascending, between which the cubic through positions and velocities is within
/// `tolerance_m` of it; none of a flight shorter than a millisecond.
#[must_use]
pub fn sampled(knots_s: &[f64], tolerance_m: f64, state: &dyn Fn(f64) -> State) -> Vec<Sample> {
    let at = |time_s: f64| Sample { time_s, state: state(time_s) };
    let (Some(first), Some(last)) = (knots_s.first(), knots_s.last()) else { return Vec::new() };
    let mut samples = vec![at(*first)];
    // The end is kept, the moments just before it are not.
    let inner = knots_s.iter().filter(|knot| **knot < last - SAME_S);
    for knot_s in inner.chain([last]) {
        let from_s = samples[samples.len() - 1].time_s;
        if knot_s - from_s < SAME_S {
            continue;
        }
        let parts = ((knot_s - from_s) / LONGEST_S).ceil();
        let ends = (1..=parts as u32).rev().map(|part| from_s + f64::from(part) / parts * (knot_s - from_s));
        let mut open: Vec<Sample> = ends.map(at).collect();
        while let Some(end) = open.pop() {
            let begin = samples[samples.len() - 1];
            let is_close = TRIED.iter().all(|share| {
                let time_s = begin.time_s + share * (end.time_s - begin.time_s);
                (between(&begin, &end, time_s).pos_ecef_m - state(time_s).pos_ecef_m).norm() <= tolerance_m
            });
            if is_close || end.time_s - begin.time_s <= LEAST_S {
                samples.push(end);
            } else {
                open.push(end);
                open.push(at(0.5 * (begin.time_s + end.time_s)));
            }
        }
    }
    if samples.len() < 2 { Vec::new() } else { samples }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_core::{Vec3, math};

    /// A turn and a jump of the acceleration: close everywhere, through every moment asked for, few samples.
    #[test]
    fn samples_follow_a_turn_and_a_jump() {
        let state = |t: f64| {
            let (sin, cos) = math::sin_cos(t / 100.0);
            let late_s = (t - 333.3).max(0.0);
            State {
                pos_ecef_m: Vec3::new(7e6 * cos, 7e6 * sin, 25.0 * late_s * late_s),
                vel_ecef_m_s: Vec3::new(-7e4 * sin, 7e4 * cos, 50.0 * late_s),
            }
        };
        let samples = sampled(&[0.0, 100.0, 100.0001, 500.0], 0.5, &state);
        assert!(samples.len() < 600 && samples.iter().any(|s| s.time_s == 100.0), "{}", samples.len());
        for pair in samples.windows(2) {
            assert!(pair[0].time_s < pair[1].time_s);
            for step in 0..20 {
                let time_s = pair[0].time_s + f64::from(step) / 20.0 * (pair[1].time_s - pair[0].time_s);
                let (found, truth) = (between(&pair[0], &pair[1], time_s), state(time_s));
                assert!((found.pos_ecef_m - truth.pos_ecef_m).norm() < 0.7);
                assert!((found.vel_ecef_m_s - truth.vel_ecef_m_s).norm() < 4.0);
            }
        }
        assert!(sampled(&[1.0, 1.0], 1.0, &state).is_empty());
    }
}
