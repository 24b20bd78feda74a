//! Kinds of targets on the turning Earth: told apart, followed through their changes, with honest errors.

mod common;

use common::{Seen, at, cruise_missile, follow, glider, missile, radar, stream, tracker};
use cupola_core::math;
use cupola_flight::Trajectory;
use cupola_track::filter::BALLISTIC_KG_M2;
use cupola_track::sensor::{Earth, Sensor};
use cupola_track::target::Kind;

/// Runs of each test.
const NUM_RUNS: u64 = 24;

fn radars() -> Vec<Sensor> {
    vec![radar("near launch", at(36.6, 131.5, 100.0)), radar("near aim", at(36.4, 138.6, 100.0))]
}

/// One flight followed by a tracker of all kinds, from `from_s` to just before it is down.
fn seen(flight: &Trajectory, from_s: f64, seed: u64) -> Seen {
    let span_s = [from_s, flight.duration_s() - 3.0];
    follow(&mut tracker(&Kind::ALL), &radars(), flight, span_s, &stream(seed))
}

/// Mean over the runs of the squared normalised error at a time, and half its 99.9 % band about 6.
fn mean_error(runs: &[Seen], time_s: f64) -> (f64, f64) {
    let errors: Vec<f64> = runs.iter().filter_map(|run| run.at(time_s)).map(|look| look.normalised_error).collect();
    assert!(errors.len() + 1 >= runs.len(), "{time_s} s: held in {} of {} runs", errors.len(), runs.len());
    (errors.iter().sum::<f64>() / errors.len() as f64, 3.29 * (12.0 / errors.len() as f64).sqrt())
}

#[test]
fn a_missile_is_one_track_from_boost_to_the_ground() {
    let flight = missile(4_000.0);
    let runs: Vec<Seen> = (0..NUM_RUNS).map(|seed| seen(&flight, 25.0, seed)).collect();
    let num_whole = runs.iter().filter(|run| run.num_tracks == 1).count();
    assert!(num_whole as u64 >= NUM_RUNS - 3, "one track in {num_whole} of {NUM_RUNS} runs");
    for (from_s, until_s, kind) in [(45.0, 75.0, Kind::Boosting), (120.0, 500.0, Kind::Ballistic)] {
        let right = runs.iter().map(|run| run.share_of(kind, from_s, until_s)).sum::<f64>() / NUM_RUNS as f64;
        assert!(right > 0.9, "{kind:?} in {right:.2} of the scans from {from_s} to {until_s} s");
    }
    // What the track says of its error holds; in free flight it says more than there is, for the noise it allows for.
    for time_s in [50.0, 70.0, 130.0, 200.0, 300.0, 400.0, 470.0, 495.0] {
        let (mean, half) = mean_error(&runs, time_s);
        assert!(mean > 1.0 && mean < 6.0 + half, "at {time_s} s the mean is {mean:.2}, band up to {:.2}", 6.0 + half);
    }
}

/// What falls slowly is told from what falls fast: the ballistic coefficient comes out of the last 60 km.
#[test]
fn the_ballistic_coefficient_is_found_in_the_air() {
    for (asked_kg_m2, within) in [(1_500.0, 0.05), (4_000.0, 0.1), (10_000.0, 0.2)] {
        let flight = missile(asked_kg_m2);
        let run = seen(&flight, 200.0, 7);
        let last = run.looks.last().expect("it is held");
        assert_eq!(last.track.kind, Kind::Ballistic);
        let found_kg_m2 = BALLISTIC_KG_M2 * math::exp(last.track.of_kind.mean[6]);
        let sigma = last.track.of_kind.covariance[(6, 6)].sqrt();
        let off = math::ln(found_kg_m2 / asked_kg_m2);
        assert!(off.abs() < within && off.abs() < 4.0 * sigma, "{found_kg_m2:.0} kg/m2, sigma {sigma:.3}");
    }
}

/// Two hundred seconds before it comes down, the place is told to within what is said of its error.
#[test]
fn the_place_of_impact_is_foretold() {
    let flight = missile(4_000.0);
    let (truth, mut total) = (flight.state(flight.duration_s()), 0.0);
    for seed in 0..NUM_RUNS {
        let run = seen(&flight, 100.0, seed);
        let look = run.at(300.0).expect("it is held");
        let impact = look.track.impact(Earth::Wgs84).expect("it falls");
        let [major_m, minor_m] = impact.half_axes_m();
        assert!(minor_m <= major_m && major_m < 5_000.0, "{major_m} {minor_m}");
        let off_s = look.time_s + impact.ahead_s - flight.duration_s();
        assert!(off_s.abs() < 5.0 * impact.sigma_time_s.max(0.2), "{off_s} s, sigma {} s", impact.sigma_time_s);
        // On the ground: east and north of the place.
        let up = truth.pos_ecef_m.normalize();
        let east = cupola_core::Vec3::z().cross(&up).normalize();
        let axes = [east, up.cross(&east)];
        let off_m = impact.pos_m - truth.pos_ecef_m;
        let entry = |i: usize, j: usize| axes[i].dot(&(impact.covariance_m2 * axes[j]));
        let (a, b, c) = (entry(0, 0), entry(0, 1), entry(1, 1));
        let (x, y) = (axes[0].dot(&off_m), axes[1].dot(&off_m));
        total += (c * x * x - 2.0 * b * x * y + a * y * y) / (a * c - b * b);
    }
    let (mean, half) = (total / NUM_RUNS as f64, 3.29 * (4.0 / NUM_RUNS as f64).sqrt());
    assert!(mean > 0.2 && mean < 2.0 + half, "mean {mean:.2}, band up to {:.2}", 2.0 + half);
}

/// Pull-up, skips, a turn and the beginning of the dive of a glider in one track, with honest errors. In the last ten seconds
/// it pulls harder than any other target; there the track may be lost and found again.
#[test]
fn a_glider_is_held_through_pull_up_turn_and_dive() {
    let flight = glider();
    let runs: Vec<Seen> = (0..NUM_RUNS).map(|seed| seen(&flight, 30.0, seed)).collect();
    let num_whole =
        runs.iter().filter(|run| run.at(60.0).map(|l| l.track.id) == run.at(395.0).map(|l| l.track.id)).count();
    assert!(num_whole as u64 >= NUM_RUNS - 4, "one track in {num_whole} of {NUM_RUNS} runs");
    for time_s in [260.0, 280.0, 300.0, 320.0, 340.0, 360.0, 380.0] {
        let (mean, half) = mean_error(&runs, time_s);
        assert!(mean < 6.0 + half, "at {time_s} s the mean is {mean:.2}, band up to {:.2}", 6.0 + half);
    }
    // Into a pull of 40 m/s2 and out of it the error is up to twice (in variance) what is said.
    for time_s in [200.0, 210.0, 220.0, 230.0, 240.0, 250.0] {
        let (mean, _) = mean_error(&runs, time_s);
        assert!(mean < 12.0, "at {time_s} s the mean is {mean:.2}");
    }
}

/// Which kind is reported for which, settled, as a matrix: right in nine of ten.
#[test]
fn kinds_are_told_apart() {
    let flights = [
        (Kind::Boosting, missile(4_000.0), 25.0, [45.0, 75.0]),
        (Kind::Ballistic, missile(4_000.0), 25.0, [150.0, 450.0]),
        (Kind::Glider, glider(), 30.0, [200.0, 390.0]),
        (Kind::Level, cruise_missile(), 10.0, [60.0, 370.0]),
    ];
    for (kind, flight, from_s, [settled_s, until_s]) in flights {
        let mut row = [0.0; 4];
        for seed in 0..8 {
            let run = seen(&flight, from_s, 100 + seed);
            for (share, reported) in row.iter_mut().zip(Kind::ALL) {
                *share += run.share_of(reported, settled_s, until_s) / 8.0;
            }
        }
        let right = row[Kind::ALL.iter().position(|k| *k == kind).expect("one of all")];
        assert!(right > 0.9, "{kind:?} is reported as {:?}: {row:.2?}", Kind::ALL);
    }
}
