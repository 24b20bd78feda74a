//! Cruise flights: speed, height, turns and what does not fit.

use cupola_core::{Vec3, math};
use cupola_earth::wgs84::{self, Geodetic};
use cupola_flight::{Cruise, FlightError, Phase, Trajectory, Turn, Vehicle, Waypoint, fly};

fn place(lat_deg: f64, lon_deg: f64) -> Geodetic {
    Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), alt_m: 0.0 }
}

fn waypoint(lat_deg: f64, lon_deg: f64, altitude_m: f64, speed_m_s: f64) -> Waypoint {
    Waypoint { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), altitude_m, speed_m_s }
}

fn straight(speed_m_s: f64, altitude_m: f64, max_range_m: f64) -> Cruise {
    Cruise { speed_m_s, altitude_m, max_range_m, waypoints: Vec::new(), turn: Turn::Bank { bank_rad: 0.5 } }
}

fn flown(vehicle: &Cruise, from: Geodetic, to: Geodetic) -> Trajectory {
    fly(&Vehicle::Cruise(vehicle.clone()), from, to).expect("it can fly there")
}

fn error(vehicle: Cruise, from: Geodetic, to: Geodetic) -> FlightError {
    fly(&Vehicle::Cruise(vehicle), from, to).expect_err("it cannot fly so")
}

/// Sideways acceleration (m/s²), to the right, relative to the turning ground.
fn sideways_m_s2(flight: &Trajectory, time_s: f64) -> f64 {
    let (before, now, after) = (flight.state(time_s - 0.5), flight.state(time_s), flight.state(time_s + 0.5));
    let right = now.vel_ecef_m_s.cross(&now.pos_ecef_m).normalize();
    (after.vel_ecef_m_s - before.vel_ecef_m_s).dot(&right)
}

/// A Shahed at 185 km/h: west Iran to Israel in 9 to 10 hours at most 1 700 km (reported 13 April 2024).
#[test]
fn cruise_keeps_speed_and_height() {
    let (from, to) = (place(34.5, 47.0), place(32.0, 34.9));
    let drone = straight(185.0 / 3.6, 1_500.0, 2.0e6);
    let flight = flown(&drone, from, to);
    let expected_s = wgs84::range_m(&from, &to) / drone.speed_m_s;
    assert!((flight.duration_s() / expected_s - 1.0).abs() < 0.01);
    for step in 1..100 {
        let time_s = flight.duration_s() * f64::from(step) / 100.0;
        assert!((flight.velocity_ecef_m_s(time_s).norm() / drone.speed_m_s - 1.0).abs() < 0.004, "{time_s}");
        if flight.phase(time_s) == Phase::Cruise && time_s > 300.0 {
            assert!((flight.altitude_m(time_s) - 1_500.0).abs() < 1.0, "{time_s}: {}", flight.altitude_m(time_s));
        }
    }
    assert!(flight.burnout_s() == 0.0);
    assert_eq!(flight.phase(flight.duration_s() - 10.0), Phase::Terminal);
    assert!(matches!(error(drone.clone(), from, place(51.0, 0.0)), FlightError::OutOfReach { .. }));
    let near = wgs84::destination(&from, 0.0, 2_000.0);
    assert!(flown(&drone, from, near).apogee().1 < 1_000.0);
}

/// The published formula: a level turn at bank φ has radius `v² / (g tan φ)`, so `g tan φ` of sideways acceleration.
#[test]
fn turns_have_the_radius_of_their_bank() {
    let (from, to) = (place(30.0, 40.0), place(34.0, 46.0));
    for (turn, expected_m_s2) in [
        (Turn::Bank { bank_rad: 0.5 }, wgs84::G0_M_S2 * math::tan(0.5)),
        (Turn::Radius { radius_m: 20e3 }, 250.0 * 250.0 / 20e3),
    ] {
        let vehicle =
            Cruise { waypoints: vec![waypoint(33.0, 41.0, 1_000.0, 250.0)], turn, ..straight(250.0, 1_000.0, 2e6) };
        let flight = flown(&vehicle, from, to);
        let greatest = (5..flight.duration_s() as u32 - 5)
            .map(|s| sideways_m_s2(&flight, f64::from(s)))
            .fold(0.0_f64, |most, a| most.max(a.abs()));
        assert!((greatest / expected_m_s2 - 1.0).abs() < 0.02, "{greatest} of {expected_m_s2}");
        let past = place(33.0, 41.0);
        let radius_m = 250.0 * 250.0 / expected_m_s2;
        let off_m = |s: u32| wgs84::range_m(&wgs84::geodetic_from_ecef(&flight.position_ecef_m(f64::from(s))), &past);
        let nearest_m = (0..flight.duration_s() as u32).map(off_m).fold(f64::MAX, f64::min);
        assert!(nearest_m > 10.0 && nearest_m < 0.5 * radius_m, "{nearest_m} of {radius_m}");
    }
}

/// Height and speed of each leg are flown, changes lie behind the waypoint, and nothing jumps.
#[test]
fn legs_have_their_speed_and_height() {
    let (from, to) = (place(44.0, 33.0), place(50.4, 30.5));
    let vehicle = Cruise {
        waypoints: vec![waypoint(46.5, 31.0, 60.0, 300.0), waypoint(49.0, 33.0, 2_000.0, 220.0)],
        ..straight(240.0, 5_000.0, 2e6)
    };
    let flight = flown(&vehicle, from, to);
    let length_m = wgs84::range_m(&from, &place(46.5, 31.0))
        + wgs84::range_m(&place(46.5, 31.0), &place(49.0, 33.0))
        + wgs84::range_m(&place(49.0, 33.0), &to);
    assert!(flight.duration_s() > length_m / 310.0 && flight.duration_s() < length_m / 220.0);
    let seen = |height_m: f64, speed_m_s: f64| {
        let is_so = |s: &u32| {
            let state = flight.state(f64::from(*s));
            (wgs84::altitude_m(&state.pos_ecef_m) - height_m).abs() < 2.0
                && (state.vel_ecef_m_s.norm() / speed_m_s - 1.0).abs() < 0.01
        };
        (0..flight.duration_s() as u32).filter(is_so).count()
    };
    for (height_m, speed_m_s) in [(5_000.0, 240.0), (60.0, 300.0), (2_000.0, 220.0)] {
        assert!(seen(height_m, speed_m_s) > 300, "{height_m} m at {speed_m_s} m/s");
    }
    let end_m = (flight.position_ecef_m(flight.duration_s()) - wgs84::ecef_from_geodetic(&to)).norm();
    assert!(end_m < 1e-3, "{end_m}");
    let mut before: Option<(Vec3, Vec3)> = None;
    for tick in 0..(flight.duration_s() * 10.0) as u32 {
        let state = flight.state(f64::from(tick) * 0.1);
        if let Some((pos, vel)) = before {
            let jump_m = (state.pos_ecef_m - pos - (vel + state.vel_ecef_m_s) * 0.05).norm();
            assert!(jump_m < 0.02 && (state.vel_ecef_m_s - vel).norm() < 4.0, "{tick}: {jump_m}");
        }
        before = Some((state.pos_ecef_m, state.vel_ecef_m_s));
    }
}

#[test]
fn what_does_not_fit_is_refused_with_numbers() {
    let (from, to) = (place(30.0, 40.0), place(31.0, 40.0));
    let with = |turn: Turn, waypoints: Vec<Waypoint>| Cruise { turn, waypoints, ..straight(250.0, 500.0, 2e6) };
    let corner = vec![waypoint(30.5, 40.5, 500.0, 250.0)];
    let wide = error(with(Turn::Radius { radius_m: 200e3 }, corner.clone()), from, to);
    assert!(
        matches!(wide, FlightError::LegTooShort { leg: 1, length_m, needed_m } if length_m < 80e3 && needed_m > 150e3),
        "{wide}"
    );
    let high = vec![waypoint(30.5, 40.5, 40_000.0, 250.0)];
    let error_high = error(with(Turn::Bank { bank_rad: 0.5 }, high), from, to);
    assert!(matches!(error_high, FlightError::LegTooShort { leg: 2, .. }), "{error_high}");
    let back = vec![waypoint(30.5, 40.0, 500.0, 250.0), waypoint(30.2, 40.0, 500.0, 250.0)];
    let error_back = error(with(Turn::Bank { bank_rad: 0.5 }, back), from, to);
    assert!(matches!(error_back, FlightError::LegTooShort { .. }), "{error_back}");
    let far = vec![waypoint(60.0, 0.0, 500.0, 250.0)];
    let error_far = error(with(Turn::Bank { bank_rad: 0.5 }, far), from, to);
    assert!(matches!(error_far, FlightError::OutOfReach { wanted_m, .. } if wanted_m > 8e6), "{error_far}");
    let same = vec![waypoint(30.0, 40.0, 500.0, 250.0)];
    assert!(matches!(
        error(with(Turn::Bank { bank_rad: 0.5 }, same), from, to),
        FlightError::NoDirection { wanted_m } if wanted_m < 1.0
    ));
    for (name, vehicle) in [
        ("speed_m_s", straight(0.0, 500.0, 2e6)),
        ("speed_m_s", straight(f64::NAN, 500.0, 2e6)),
        ("altitude_m", straight(250.0, -3.0, 2e6)),
        ("max_range_m", straight(250.0, 500.0, f64::NAN)),
        ("bank_rad", with(Turn::Bank { bank_rad: math::FRAC_PI_2 }, Vec::new())),
        ("radius_m", with(Turn::Radius { radius_m: -1.0 }, Vec::new())),
        ("waypoint speed_m_s", with(Turn::Bank { bank_rad: 0.5 }, vec![waypoint(30.5, 40.5, 500.0, f64::INFINITY)])),
    ] {
        let error = error(vehicle, from, to);
        assert!(matches!(error, FlightError::NotBetween { quantity, .. } if quantity == name), "{name}: {error}");
    }
    let lost = with(Turn::Bank { bank_rad: 0.5 }, vec![waypoint(f64::NAN, 40.5, 500.0, 250.0)]);
    assert!(matches!(error(lost, from, to), FlightError::NotAPlace { end: "waypoint", .. }));
}

/// Poles and the date line are places like others, on the way and at its ends.
#[test]
fn poles_and_the_date_line_are_crossed() {
    for (from, past, to) in [
        (place(85.0, 0.0), waypoint(89.0, 90.0, 3_000.0, 250.0), place(84.0, -170.0)),
        (place(90.0, 0.0), waypoint(88.0, 30.0, 3_000.0, 250.0), place(84.0, 60.0)),
        (place(5.0, 178.0), waypoint(7.0, -179.0, 3_000.0, 250.0), place(4.0, -176.0)),
    ] {
        let flight = flown(&Cruise { waypoints: vec![past], ..straight(250.0, 3_000.0, 5e6) }, from, to);
        for step in 0..=200 {
            let time_s = flight.duration_s() * f64::from(step) / 200.0;
            assert!((flight.velocity_ecef_m_s(time_s).norm() / 250.0 - 1.0).abs() < 0.01, "{from:?} {time_s}");
        }
        let end_m = (flight.position_ecef_m(flight.duration_s()) - wgs84::ecef_from_geodetic(&to)).norm();
        assert!(end_m < 1e-3, "{end_m}");
    }
}
