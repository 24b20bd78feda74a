//! SGP4 against its published verification set: 33 element sets, 700 lines, seven refusals.

use cupola_core::Vec3;
use cupola_earth::sgp4::{Satellite, Sgp4Error, State, states_many};

const SETS: &str = include_str!("../../cupola-validate/cases/data/SGP4-VER.TLE");
const STATES: &str = include_str!("../../cupola-validate/cases/data/tcppver.out");

/// Claim: position (km) and velocity (km/s) of every published line.
const MAX_ERROR: f64 = 2e-7;

/// One set, and when it is asked for (minutes since its epoch).
struct Block {
    line1: &'static str,
    line2: &'static str,
    minutes: Vec<f64>,
}

/// The sets, with the times the published driver asks for: the epoch, then start to stop by step, then stop itself.
fn blocks() -> Vec<Block> {
    let mut lines = SETS.lines().filter(|line| !line.starts_with('#'));
    let mut blocks = Vec::new();
    while let (Some(line1), Some(line2)) = (lines.next(), lines.next()) {
        let span: Vec<f64> = line2[69..].split_whitespace().map(|field| field.parse().expect("a number")).collect();
        let [start, stop, step] = span[..] else { panic!("{line2}") };
        let mut minutes = vec![0.0];
        let mut at = start;
        while at <= stop {
            if at != 0.0 || start != 0.0 {
                minutes.push(at);
            }
            at += step;
        }
        if at - stop < step - 1e-6 {
            minutes.push(stop);
        }
        blocks.push(Block { line1, line2, minutes });
    }
    blocks
}

/// The seven numbers of a published line.
fn published(line: &str) -> [f64; 7] {
    let numbers: Vec<f64> = line.split_whitespace().take(7).map(|field| field.parse().expect("a number")).collect();
    numbers.try_into().expect("seven columns")
}

fn error(state: &State, expected: &[f64; 7]) -> f64 {
    let found = state.pos_teme_m.iter().chain(&state.vel_teme_m_s).map(|v| v / 1e3);
    found.zip(&expected[1..]).map(|(f, e)| (f - e).abs()).fold(0.0, f64::max)
}

#[test]
fn every_published_line_and_refusal_is_met() {
    let mut lines = STATES.lines().peekable();
    let (mut num_blocks, mut num_lines, mut codes) = (0, 0, Vec::new());
    let (mut misses, mut worst) = (Vec::new(), 0.0_f64);
    for block in blocks() {
        let satellite = Satellite::from_tle(block.line1, block.line2).unwrap();
        assert_eq!(lines.next().unwrap().split_once(' ').unwrap().1, "xx");
        (num_blocks, num_lines) = (num_blocks + 1, num_lines + 1);
        for minutes in block.minutes {
            match satellite.state(minutes * 60.0) {
                Ok(state) => {
                    let expected = published(lines.next().unwrap());
                    num_lines += 1;
                    assert!((expected[0] - minutes).abs() < 1e-8, "{} {minutes}", expected[0]);
                    let error = error(&state, &expected);
                    worst = worst.max(error);
                    misses.extend(
                        (error >= MAX_ERROR).then(|| format!("{} at {minutes} min: off by {error:.2e}", block.line1)),
                    );
                }
                Err(refusal) => {
                    codes.push(refusal.code());
                    // A refusal at the epoch: the published driver prints the previous set's last state once more.
                    if minutes == 0.0 {
                        lines.next();
                        num_lines += 1;
                    }
                    break;
                }
            }
        }
        assert!(lines.peek().is_none_or(|line| line.ends_with("xx")), "{}: {:?}", block.line1, lines.peek());
    }
    assert_eq!((num_blocks, num_lines, codes), (33, 700, vec![1, 1, 6, 6, 4, 3, 6]));
    assert!(misses.is_empty(), "{misses:?}");
    println!("largest error {worst:.2e} (km, km/s)");
}

#[test]
fn a_time_out_of_range_is_refused() {
    let block = &blocks()[0];
    let satellite = Satellite::from_tle(block.line1, block.line2).unwrap();
    for time_s in [f64::NAN, f64::INFINITY, 1e300] {
        let refusal = satellite.state(time_s).unwrap_err();
        assert!(matches!(refusal, Sgp4Error::Time { .. }) && refusal.code() == 7);
    }
}

/// Every row of a batch, its refusals included, against the single call.
#[test]
fn batches_have_the_bits_of_single_states() {
    let satellites: Vec<Satellite> =
        blocks().iter().map(|block| Satellite::from_tle(block.line1, block.line2).unwrap()).collect();
    // Odd in number, out of order, before and after the epoch, one out of range.
    let times_s: Vec<f64> = (0..211).map(|k| f64::from((k * 37) % 211 - 60) * 1_234.5).chain([f64::NAN]).collect();
    let (mut rows, mut codes) = (vec![[0.0; 6]; times_s.len()], vec![9; times_s.len()]);
    for satellite in &satellites {
        satellite.states(&times_s, &mut rows, &mut codes).unwrap();
        for ((time_s, row), code) in times_s.iter().zip(&rows).zip(&codes) {
            match satellite.state(*time_s) {
                Ok(State { pos_teme_m: r, vel_teme_m_s: v }) => {
                    assert_eq!((*row, *code), ([r.x, r.y, r.z, v.x, v.y, v.z], 0));
                }
                Err(refusal) => assert!(*code == refusal.code() && row.iter().all(|v| v.is_nan())),
            }
        }
    }
    let moments = [satellites[3].epoch_j2000_s() + 3_600.0, satellites[5].epoch_j2000_s()];
    let (mut rows, mut codes) = (vec![[0.0; 6]; 2 * satellites.len()], vec![9; 2 * satellites.len()]);
    states_many(&satellites, &moments, &mut rows, &mut codes).unwrap();
    assert_eq!(rows[2 * 3][..3], *satellites[3].state(3_600.0).unwrap().pos_teme_m.as_slice());
    assert_eq!(rows[2 * 5 + 1][3..], *satellites[5].state(0.0).unwrap().vel_teme_m_s.as_slice());
    assert!(states_many(&satellites, &moments, &mut rows[1..], &mut codes).is_err());
}

/// Another implementation, the crate `sgp4`, on the same sets: a second opinion where no published line stands.
#[test]
fn another_implementation_agrees() {
    for block in blocks() {
        let Ok(elements) = sgp4::Elements::from_tle(None, block.line1.as_bytes(), &block.line2.as_bytes()[..69]) else {
            continue;
        };
        let orbit = sgp4::Orbit::from_kozai_elements(
            &sgp4::WGS72,
            elements.inclination.to_radians(),
            elements.right_ascension.to_radians(),
            elements.eccentricity,
            elements.argument_of_perigee.to_radians(),
            elements.mean_anomaly.to_radians(),
            elements.mean_motion * std::f64::consts::PI / 720.0,
        );
        let sidereal = sgp4::iau_epoch_to_sidereal_time;
        let other =
            sgp4::Constants::new(sgp4::WGS72, sidereal, elements.epoch(), elements.drag_term, orbit.unwrap()).unwrap();
        let satellite = Satellite::from_tle(block.line1, block.line2).unwrap();
        for step in -100..100 {
            let minutes = f64::from(step) * 17.3;
            let (Ok(ours), Ok(theirs)) =
                (satellite.state(minutes * 60.0), other.propagate(sgp4::MinutesSinceEpoch(minutes)))
            else {
                continue;
            };
            let error_m = (ours.pos_teme_m - Vec3::from(theirs.position) * 1e3).norm();
            // The worst, 4 mm, is the Moon's place: the other does not round the epoch as the published code does.
            assert!(error_m < 0.01, "{} at {minutes} min: {error_m:.2e} m", block.line1);
        }
    }
}
