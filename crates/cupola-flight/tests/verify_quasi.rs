//! Quasi-ballistic and cruise flights against what is published of them.

use cupola_earth::wgs84::{self, Geodetic};
use cupola_flight::{Cruise, FlightError, Phase, QuasiBallistic, Turn, Vehicle, fly};

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
        let dive_s = flight.phases()[3].0;
        assert!((flight.velocity_ecef_m_s(dive_s).norm() - 1_600.0).abs() < 30.0);
        assert!((flight.position_ecef_m(flight.duration_s()) - wgs84::ecef_from_geodetic(&to)).norm() < 1.0);
        assert_eq!(flight.phase(dive_s + 1.0), Phase::Terminal);
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

/// A Shahed at 185 km/h: west Iran to Israel in 9 to 10 hours at most 1 700 km (reported 13 April 2024).
#[test]
fn cruise_keeps_speed_and_height() {
    let (from, to) = (place(34.5, 47.0), place(32.0, 34.9));
    let drone = Cruise {
        speed_m_s: 185.0 / 3.6,
        altitude_m: 1_500.0,
        max_range_m: 2.0e6,
        waypoints: Vec::new(),
        turn: Turn::Bank { bank_rad: 0.5 },
    };
    let flight = fly(&Vehicle::Cruise(drone.clone()), from, to).unwrap();
    let expected_s = wgs84::range_m(&from, &to) / drone.speed_m_s;
    assert!((flight.duration_s() / expected_s - 1.0).abs() < 0.01);
    for step in 1..100 {
        let time_s = flight.duration_s() * f64::from(step) / 100.0;
        assert!((flight.velocity_ecef_m_s(time_s).norm() / drone.speed_m_s - 1.0).abs() < 0.01, "{time_s}");
        if flight.phase(time_s) == Phase::Cruise && time_s > 300.0 {
            assert!((flight.altitude_m(time_s) - 1_500.0).abs() < 5.0, "{time_s}: {}", flight.altitude_m(time_s));
        }
    }
    assert!(flight.burnout_s() == 0.0);
    assert_eq!(flight.phase(flight.duration_s() - 10.0), Phase::Terminal);
    let error = fly(&Vehicle::Cruise(drone.clone()), from, place(51.0, 0.0)).unwrap_err();
    assert!(matches!(error, FlightError::OutOfReach { .. }));
    let near = wgs84::destination(&from, 0.0, 2_000.0);
    assert!(fly(&Vehicle::Cruise(drone.clone()), from, near).unwrap().apogee().1 < 1_000.0);
}
