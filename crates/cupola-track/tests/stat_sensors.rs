//! Sensors of all sorts: what range rate adds, angles alone, biases, scans that come late.

mod common;

use common::{at, body, follow, look, missile, radar, stream, tracker};
use cupola_core::{Mat3, Vec3};
use cupola_earth::wgs84;
use cupola_track::draw::returns;
use cupola_track::filter::Estimate;
use cupola_track::sensor::{Earth, Measurement, RangeRate, Return, Sensor};
use cupola_track::target::{Kind, Targets};
use cupola_track::tracker::{Association, Confirmation, Late, Track, Tracker};

/// A satellite that stares at what is between 300 and 3,000 km from it: angles to 100 µrad.
fn satellite(name: &str, lat_deg: f64, lon_deg: f64) -> Sensor {
    let mut sensor = radar(name, at(lat_deg, lon_deg, 1_000e3));
    sensor.field.range_m = [300e3, 3_000e3];
    sensor.field.elevation_rad = [-1.57, 1.57];
    sensor.measurement = Measurement {
        sigma_range_m: None,
        sigma_azimuth_rad: 1e-4,
        sigma_elevation_rad: 1e-4,
        range_rate: None,
        sigma_bias: [0.0; 3],
    };
    sensor
}

/// Ten looks give the velocity along the line to a tenth of what they give without it, and the error is honest.
#[test]
fn range_rate_gives_the_velocity_along_the_line() {
    let flight = missile(4_000.0);
    let plain = radar("plain", at(36.4, 138.6, 100.0));
    let mut doppler = plain.clone();
    doppler.measurement.sigma_range_m = Some(250.0);
    let mut without = doppler.clone();
    doppler.measurement.range_rate = Some(RangeRate { sigma_m_s: 2.0, range_m_s: [-8_000.0, 8_000.0] });
    without.name = "without".to_owned();
    for seed in 0..6 {
        let along = |sensor: &Sensor| {
            let mut follower = tracker(&[Kind::Ballistic]);
            let seen = follow(&mut follower, std::slice::from_ref(sensor), &flight, [150.0, 160.0], &stream(seed));
            let last = seen.looks.last().expect("it is held");
            let line = (last.track.pos_m - sensor.field.site_m).normalize();
            let truth_m_s = flight.velocity_ecef_m_s(last.time_s);
            let covariance = last.track.covariance.fixed_view::<3, 3>(3, 3).into_owned();
            (line.dot(&(last.track.vel_m_s - truth_m_s)), line.dot(&(covariance * line)).sqrt())
        };
        let ((off_m_s, sigma_m_s), (_, without_m_s)) = (along(&doppler), along(&without));
        assert!(sigma_m_s < 2.0 && without_m_s > 10.0 * sigma_m_s, "{sigma_m_s} m/s, without {without_m_s} m/s");
        assert!(off_m_s.abs() < 4.0 * sigma_m_s, "{off_m_s} m/s, sigma {sigma_m_s} m/s");
    }
}

/// Lines of sight from two places fix the distance that one leaves open, and one says that it is open.
#[test]
fn angles_from_two_places_fix_the_distance() {
    let flight = missile(4_000.0);
    let pair = [satellite("east", 44.0, 141.0), satellite("west", 30.0, 127.0)];
    let span_s = [100.0, 220.0];
    for seed in 0..4 {
        let seen = follow(&mut tracker(&[Kind::Ballistic]), &pair, &flight, span_s, &stream(seed));
        let [off_m, _] = seen.rms(180.0, 220.0);
        assert!(off_m < 400.0, "seed {seed}: {off_m:.0} m from two");
        let last = seen.looks.last().expect("it is held");
        assert!(last.normalised_error < 22.5, "seed {seed}: {:.1} of six degrees of freedom", last.normalised_error);
        let alone = follow(&mut tracker(&[Kind::Ballistic]), &pair[..1], &flight, [100.0, 130.0], &stream(seed));
        let last = alone.looks.last().expect("it is held");
        let along = (last.track.pos_m - pair[0].field.site_m).normalize();
        let covariance_m2 = last.track.covariance.fixed_view::<3, 3>(0, 0).into_owned();
        let sigma_m = along.dot(&(covariance_m2 * along)).sqrt();
        assert!(sigma_m > 20e3, "seed {seed}: one line alone gives the distance to {sigma_m:.0} m");
        assert!(last.off_m < 4.0 * sigma_m, "seed {seed}: {:.0} m off, sigma {sigma_m:.0} m", last.off_m);
    }
}

/// Two radars look at once at three missiles, the second 3 mrad off in azimuth and 300 m in range; gives the second's
/// sensor, the tracker, and the mean error of its tracks (m).
fn with_a_bias(sigma_bias: [f64; 3]) -> (Sensor, Tracker, f64) {
    let flight = missile(4_000.0);
    let first = radar("true", at(36.4, 138.6, 100.0));
    let mut second = radar("off", at(37.4, 137.0, 100.0));
    second.measurement.sigma_bias = sigma_bias;
    let (luck, mut follower) = (stream(5), tracker(&[Kind::Ballistic]));
    let (mut total_m, mut num) = (0.0, 0);
    for number in 0..80_u64 {
        let time_s = 150.0 + number as f64;
        let bodies: Vec<_> =
            (0..3).filter_map(|i| body(&format!("target {i}"), &flight, time_s - 15.0 * f64::from(i))).collect();
        follower.observe(time_s, &first, &returns(&first, [0.0; 3], &luck, number, &bodies));
        follower.observe(time_s + 0.3, &second, &{
            let later: Vec<_> = (0..3)
                .filter_map(|i| body(&format!("target {i}"), &flight, time_s + 0.3 - 15.0 * f64::from(i)))
                .collect();
            returns(&second, [300.0, 3e-3, 0.0], &luck, number, &later)
        });
        if number > 50 {
            let truth = body("target 0", &flight, time_s + 0.3).expect("it flies");
            total_m += look(time_s, follower.tracks(), &truth).map_or(1e4, |look| look.off_m);
            num += 1;
        }
    }
    (second, follower, total_m / f64::from(num))
}

#[test]
fn a_bias_is_found_by_comparison() {
    let (sensor, follower, off_m) = with_a_bias([500.0, 5e-3, 5e-3]);
    let bias = follower.bias(&sensor);
    for (axis, (truth, within)) in [(300.0, 40.0), (3e-3, 3e-4), (0.0, 3e-4)].into_iter().enumerate() {
        let (found, sigma) = (bias.mean[axis], bias.covariance[(axis, axis)].sqrt());
        assert!((found - truth).abs() < within, "axis {axis}: {found} against {truth}");
        assert!((found - truth).abs() < 4.0 * sigma, "axis {axis}: {found} against {truth}, sigma {sigma}");
    }
    let (_, _, ignored_m) = with_a_bias([0.0; 3]);
    assert!(off_m < 0.5 * ignored_m, "{off_m:.0} m, ignoring the bias {ignored_m:.0} m");
}

/// Two radars of one error in common: what they have in common stays as unknown as it was said to be, the difference is found.
#[test]
fn what_two_sensors_have_in_common_is_not_claimed() {
    let flight = missile(4_000.0);
    let sensors = ["one", "two"].map(|name| {
        let mut sensor = radar(name, at(36.4, 138.6, 100.0));
        sensor.measurement.sigma_bias = [500.0, 1e-9, 1e-9];
        sensor
    });
    let (luck, mut follower) = (stream(6), tracker(&[Kind::Ballistic]));
    for number in 0..80_u64 {
        for (sensor, (bias_m, late_s)) in sensors.iter().zip([(200.0, 0.0), (350.0, 0.3)]) {
            let time_s = 150.0 + number as f64 + late_s;
            let bodies: Vec<_> = body("target", &flight, time_s).into_iter().collect();
            follower.observe(time_s, sensor, &returns(sensor, [bias_m, 0.0, 0.0], &luck, number, &bodies));
        }
    }
    let [one, two] = [&sensors[0], &sensors[1]].map(|sensor| follower.bias(sensor));
    let apart_m = two.mean.x - one.mean.x;
    assert!((apart_m - 150.0).abs() < 20.0, "{apart_m:.0} m apart");
    for bias in [one, two] {
        let sigma_m = bias.covariance[(0, 0)].sqrt();
        assert!(sigma_m > 300.0, "{:.0} m is claimed to {sigma_m:.0} m", bias.mean.x);
    }
}

/// A sensor on the move sees its own motion in the range rate.
#[test]
fn a_moving_sensor_measures_range_rate_against_itself() {
    let flight = missile(4_000.0);
    let mut sensor = radar("aboard", at(36.4, 138.6, 10e3));
    sensor.measurement.range_rate = Some(RangeRate { sigma_m_s: 2.0, range_m_s: [-8_000.0, 8_000.0] });
    sensor.field.site_vel_m_s = Vec3::new(200.0, -100.0, 150.0);
    let mut follower = tracker(&[Kind::Ballistic]);
    let mut looks = Vec::new();
    for number in 0..40_u64 {
        let truth = body("target", &flight, 150.0 + number as f64).expect("it flies");
        follower.observe(150.0 + number as f64, &sensor, &returns(&sensor, [0.0; 3], &stream(2), number, &[truth]));
        looks.extend(look(150.0 + number as f64, follower.tracks(), &truth));
        let moved_m = sensor.field.site_vel_m_s;
        sensor.field.site_m += moved_m;
    }
    let last = looks.last().expect("it is held");
    assert!(looks.len() > 34 && last.normalised_error < 22.5, "{} looks, {:.1}", looks.len(), last.normalised_error);
}

/// Without false returns, and with targets slower than their kinds allow for, nothing breaks.
#[test]
fn no_false_returns_and_slow_targets_are_tracked() {
    let flight = common::cruise_missile();
    let mut sensor = radar("quiet", at(36.4, 138.9, 500.0));
    sensor.detection.false_returns = 0.0;
    for (kinds, sigma_velocity_m_s) in [(&Kind::ALL[..], 150.0), (&[Kind::Level][..], 80.0), (&Kind::ALL[..], 2_000.0)]
    {
        let targets = Targets { kinds: kinds.to_vec(), sigma_velocity_m_s, ..Targets::default() };
        let mut follower = Tracker::new(targets, Earth::Wgs84);
        let seen = follow(&mut follower, std::slice::from_ref(&sensor), &flight, [60.0, 200.0], &stream(4));
        let held = seen.looks.iter().filter(|look| look.off_m < 1_000.0).count();
        assert!(
            held > 120 && seen.num_tracks <= 2,
            "{sigma_velocity_m_s} m/s: {held} looks, {} tracks",
            seen.num_tracks
        );
    }
}

/// A kind's own spread of velocity that is wider than the tracker's narrows nothing.
#[test]
fn a_spread_that_is_no_narrower_says_nothing() {
    let state = missile(4_000.0).state(60.0);
    for sigma_m_s in [10.0, 30.0, 200.0, 250.0] {
        let first = Estimate::first(&state.pos_ecef_m, &(Mat3::identity() * 1e4), sigma_m_s);
        for kind in Kind::ALL {
            let (estimate, likelihood) = first.of(&kind.motion(), Earth::Wgs84, sigma_m_s);
            assert!(estimate.is_finite() && likelihood > 0.0 && likelihood.is_finite(), "{kind:?} at {sigma_m_s} m/s");
        }
        let (estimate, likelihood) = first.of(&Kind::Level.motion(), Earth::Wgs84, sigma_m_s.min(30.0));
        assert!((likelihood - 1.0).abs() < 1e-12 && estimate.is_finite());
    }
}

/// Carried ahead at once or second by second, an estimate is as uncertain.
#[test]
fn a_gap_is_as_long_in_one_step_as_in_many() {
    let flight = missile(4_000.0);
    let state = flight.state(60.0);
    for earth in [Earth::Flat, Earth::Wgs84] {
        for kind in Kind::ALL {
            let first = Estimate::first(&state.pos_ecef_m, &(Mat3::identity() * 1e4), 10.0);
            let mut whole = first.moving(&state.vel_ecef_m_s, 10.0).turned_into(&kind.motion(), earth);
            let mut parts = whole;
            whole.predict(&kind.motion(), earth, 30.0);
            (0..30).for_each(|_| parts.predict(&kind.motion(), earth, 1.0));
            let sigma_m = |estimate: &Estimate| estimate.pos_covariance_m2().trace().sqrt();
            let ratio = sigma_m(&whole) / sigma_m(&parts);
            assert!((ratio - 1.0).abs() < 0.03, "{kind:?}, {earth:?}: {ratio:.3}");
        }
    }
}

/// Time (s), index of the sensor, and what it returned.
type Scan = (f64, usize, Vec<Return>);

/// The scans of a minute, the radars in turn.
fn scans() -> (Vec<Sensor>, Vec<Scan>) {
    let flight = missile(4_000.0);
    let sensors = vec![radar("one", at(36.4, 138.6, 100.0)), radar("two", at(37.4, 137.0, 100.0))];
    let scans = (0..60_u64).map(|number| {
        let (time_s, sensor) = (150.0 + number as f64, number as usize % 2);
        let bodies: Vec<_> = body("target", &flight, time_s).into_iter().collect();
        (time_s, sensor, returns(&sensors[sensor], [0.0; 3], &stream(3), number, &bodies))
    });
    let scans = scans.collect();
    (sensors, scans)
}

#[test]
fn late_scans_give_the_tracks_of_scans_in_order() {
    let (sensors, scans) = scans();
    let mut in_order = tracker(&Kind::ALL);
    let mut late = Late::new(tracker(&Kind::ALL), 4.0);
    for (time_s, sensor, found) in &scans {
        in_order.observe(*time_s, &sensors[*sensor], found);
    }
    // The second radar's reports take three seconds: each comes after two later ones of the first.
    let mut arriving: Vec<_> = scans.iter().collect();
    arriving.sort_by(|a, b| (a.0 + 3.0 * a.1 as f64).total_cmp(&(b.0 + 3.0 * b.1 as f64)));
    for (time_s, sensor, found) in arriving {
        assert!(late.observe(*time_s, &sensors[*sensor], found));
    }
    assert!(!in_order.tracks().is_empty());
    assert_eq!(in_order.tracks(), late.tracks());
    assert!(!late.observe(160.0, &sensors[0], &[]), "later than the window");
    assert_eq!(in_order.tracks(), late.tracks());
}

/// All ways of sharing out returns hold a lone target; a rule of hits reports it later than the probability that it exists.
#[test]
fn every_association_holds_a_lone_target() {
    let (sensors, scans) = scans();
    let play = |mut follower: Tracker| {
        let mut first_s = None;
        for (time_s, sensor, found) in &scans {
            follower.observe(*time_s, &sensors[*sensor], found);
            first_s = first_s.or((!follower.tracks().is_empty()).then_some(*time_s));
        }
        (follower.tracks(), first_s.expect("it is found"))
    };
    let of = |association| play(tracker(&Kind::ALL).with_association(association));
    let ((beliefs, first_s), (joint, _), (nearest, _)) =
        (of(Association::Beliefs), of(Association::Joint), of(Association::Nearest));
    let off_m = |tracks: &[Track], others: &[Track]| -> f64 {
        let nearest_m = |pos_m: Vec3| others.iter().map(|o| (o.pos_m - pos_m).norm()).fold(f64::INFINITY, f64::min);
        tracks.iter().map(|track| nearest_m(track.pos_m)).fold(0.0, f64::max)
    };
    assert!(off_m(&beliefs, &joint) < 1.0, "{}", off_m(&beliefs, &joint));
    assert!(off_m(&beliefs, &nearest) < 200.0, "{}", off_m(&beliefs, &nearest));
    let by_looks = play(tracker(&Kind::ALL).with_confirmation(Confirmation::Looks { num: 6, of: 8 }));
    assert!(by_looks.1 > first_s, "{} and {first_s} s", by_looks.1);
}

/// A target under the ground is forgotten, whether or not anything looks there.
#[test]
fn what_has_come_down_is_gone() {
    let flight = missile(4_000.0);
    let sensor = radar("one", at(36.4, 138.6, 100.0));
    let mut follower = tracker(&[Kind::Ballistic]);
    let end_s = flight.duration_s();
    follow(&mut follower, std::slice::from_ref(&sensor), &flight, [end_s - 60.0, end_s - 3.0], &stream(1));
    assert_eq!(follower.tracks().len(), 1);
    assert!(wgs84::altitude_m(&follower.tracks()[0].pos_m) > 0.0);
    follower.observe(end_s + 20.0, &sensor, &[]);
    assert!(follower.tracks().is_empty());
}
