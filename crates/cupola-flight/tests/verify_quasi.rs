//! Quasi-ballistic flights against what is published of them.

use cupola_core::Vec3;
use cupola_earth::atmosphere::table::table;
use cupola_earth::wgs84::{self, Geodetic};
use cupola_flight::lifting::{AeroRow, Local};
use cupola_flight::{Field, FlightError, Phase, QuasiBallistic, Vehicle, fly};

fn place(lat_deg: f64, lon_deg: f64) -> Geodetic {
    Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), alt_m: 0.0 }
}

fn kn23(apogee_m: f64) -> QuasiBallistic {
    QuasiBallistic {
        burn_s: 60.0,
        burnout_altitude_m: 25_000.0,
        apogee_m,
        max_range_m: 900_000.0,
        ballistic_coefficient_kg_m2: 8_000.0,
        lift_to_drag: 2.0,
        dive_speed_m_s: 1_600.0,
        terminal_dive_rad: 1.3,
    }
}

/// KN-23: 430 to 800 km at an apogee of 50 to 60 km, about Mach 5 on average (1.4 to 2.0 km/s).
#[test]
fn kn23_flies_low_and_fast() {
    let from = place(39.2, 125.7);
    for (range_m, apogee_m) in [(430e3, 50e3), (690e3, 50e3), (600e3, 60e3), (800e3, 60e3), (400e3, 48e3)] {
        let to = wgs84::destination(&from, 1.5, range_m);
        let flight = fly(&Vehicle::QuasiBallistic(kn23(apogee_m)), from, to).unwrap();
        assert!((flight.apogee().1 - apogee_m).abs() < 3_000.0, "{range_m}: {:?}", flight.apogee());
        let mean_m_s = range_m / flight.duration_s();
        assert!((1_400.0..2_050.0).contains(&mean_m_s), "{range_m}: {mean_m_s}");
        let dive_s = flight.phases().last().unwrap().0;
        assert!((flight.velocity_ecef_m_s(dive_s).norm() - 1_600.0).abs() < 30.0);
        assert!((flight.position_ecef_m(flight.duration_s()) - wgs84::ecef_from_geodetic(&to)).norm() < 1.0);
        assert_eq!(flight.phase(dive_s + 1.0), Phase::Terminal);
        // A pure arc of least energy would rise to a quarter of the range.
        assert!(flight.apogee().1 < 0.2 * range_m);
    }
}

/// The pull-up: the flight levels off in the air, some 20 km up, before it dives.
#[test]
fn kn23_pulls_up() {
    let from = place(39.2, 125.7);
    let to = wgs84::destination(&from, 1.5, 690e3);
    let flight = fly(&Vehicle::QuasiBallistic(kn23(50e3)), from, to).unwrap();
    let glide_s = flight.phases().iter().find(|(_, phase)| *phase == Phase::Glide).unwrap().0;
    assert!((15e3..30e3).contains(&flight.altitude_m(glide_s)), "{}", flight.altitude_m(glide_s));
    let climb = |t: f64| (flight.altitude_m(t + 1.0) - flight.altitude_m(t - 1.0)) / 2.0;
    assert!(climb(glide_s - 20.0) < -250.0 && climb(glide_s + 10.0) > -20.0);
}

#[test]
fn nonsense_is_named() {
    let (from, near, far) = (place(39.2, 125.7), place(39.2, 125.8), place(20.0, 125.7));
    let to = wgs84::destination(&from, 1.5, 600e3);
    let plain = kn23(60e3);
    for (name, missile) in [
        ("burn_s", QuasiBallistic { burn_s: -1.0, ..plain }),
        ("apogee_m", QuasiBallistic { apogee_m: f64::NAN, ..plain }),
        ("ballistic_coefficient_kg_m2", QuasiBallistic { ballistic_coefficient_kg_m2: 1e9, ..plain }),
        ("lift_to_drag", QuasiBallistic { lift_to_drag: 0.0, ..plain }),
        ("dive_speed_m_s", QuasiBallistic { dive_speed_m_s: f64::INFINITY, ..plain }),
        ("terminal_dive_rad", QuasiBallistic { terminal_dive_rad: 2.0, ..plain }),
    ] {
        let error = fly(&Vehicle::QuasiBallistic(missile), from, to).unwrap_err();
        assert!(matches!(error, FlightError::NotBetween { quantity, .. } if quantity == name), "{name}: {error}");
    }
    let low = QuasiBallistic { apogee_m: 20e3, ..plain };
    assert!(matches!(fly(&Vehicle::QuasiBallistic(low), from, to), Err(FlightError::ApogeeTooLow { .. })));
    let error = fly(&Vehicle::QuasiBallistic(plain), from, near).unwrap_err();
    assert!(matches!(error, FlightError::TooClose { minimum_m, .. } if minimum_m < 200e3), "{error}");
    let error = fly(&Vehicle::QuasiBallistic(plain), from, far).unwrap_err();
    assert!(matches!(error, FlightError::OutOfReach { maximum_m, .. } if maximum_m == 900e3), "{error}");
}

/// Between knots the flight follows the forces: on the free climb from burnout to apogee the interpolant's acceleration is that
/// of gravity and drag.
#[test]
fn the_interpolant_follows_the_forces() {
    let from = place(39.2, 125.7);
    let missile = kn23(60e3);
    let flight = fly(&Vehicle::QuasiBallistic(missile), from, wgs84::destination(&from, 1.5, 600e3)).unwrap();
    let row = AeroRow {
        speed_m_s: 1e3,
        lift_to_drag: missile.lift_to_drag,
        ballistic_coefficient_kg_m2: missile.ballistic_coefficient_kg_m2,
    };
    let (start_s, end_s) = (flight.burnout_s() + 0.1, flight.apogee().0 - 0.1);
    for step in 0..400 {
        let time_s = start_s + (end_s - start_s) * f64::from(step) / 400.0;
        let state = flight.state(time_s);
        let expected = Local::new(&Field::EARTH, table(), &[row], &state).acceleration_m_s2(&Vec3::zeros());
        let seen = (flight.state(time_s + 0.05).vel_ecef_m_s - flight.state(time_s - 0.05).vel_ecef_m_s) / 0.1;
        assert!((seen - expected).norm() < 0.02, "{time_s} s: {seen} {expected}");
    }
}

/// After burnout nothing adds energy: speed²/2 + g h never rises by more than the ellipsoid's rounding.
#[test]
fn energy_only_falls_after_burnout() {
    let from = place(39.2, 125.7);
    let to = wgs84::destination(&from, 1.5, 600e3);
    let flight = fly(&Vehicle::QuasiBallistic(kn23(60e3)), from, to).unwrap();
    let energy = |t: f64| flight.velocity_ecef_m_s(t).norm_squared() / 2.0 + 9.7 * flight.altitude_m(t);
    let mut before = f64::MAX;
    for step in 61..flight.duration_s() as usize {
        let now = energy(step as f64);
        assert!(now < before * 1.001 + 1e3, "{step} s: {before} to {now}");
        before = now;
    }
}

#[test]
fn short_ranges_are_flown_slower() {
    let from = place(39.2, 125.7);
    for range_m in [150e3, 200e3, 250e3, 320e3] {
        let to = wgs84::destination(&from, 3.0, range_m);
        let flight = fly(&Vehicle::QuasiBallistic(kn23(50e3)), from, to);
        let flight = flight.unwrap_or_else(|e| panic!("{range_m}: {e}"));
        assert!(flight.velocity_ecef_m_s(60.0).norm() < 2_000.0);
        assert!((flight.position_ecef_m(flight.duration_s()) - wgs84::ecef_from_geodetic(&to)).norm() < 1.0);
    }
}
