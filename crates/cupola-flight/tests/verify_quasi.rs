//! Quasi-ballistic, cruise and interceptor flights against what is published of them.

use cupola_core::math;
use cupola_earth::wgs84::{self, Geodetic};
use cupola_flight::{Cruise, FlightError, FlyoutTable, InterceptorFlight, Phase, QuasiBallistic, Turn, Vehicle, fly};

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

fn interceptor(boost_s: f64, speed_m_s: f64, max_time_s: f64, envelope: [f64; 3]) -> InterceptorFlight {
    let [range_max_m, floor_m, ceiling_m] = envelope;
    InterceptorFlight {
        boost_s,
        speed_m_s,
        max_time_s,
        ballistic_coefficient_kg_m2: None,
        range_max_m,
        ceiling_m,
        floor_m,
    }
}

/// The published envelopes lie within the kinematic reach: THAAD 200 km at 40 to 150 km height; SM-3 IIA some way
/// out; a GBI reaches 5 000 km.
#[test]
fn published_envelopes_are_within_reach() {
    let thaad = FlyoutTable::new(&interceptor(16.0, 2_780.0, 150.0, [200e3, 40e3, 150e3])).unwrap();
    for range_m in [0.0, 100e3, 200e3] {
        assert!(thaad.time_s(range_m, 40e3).is_some() && thaad.time_s(range_m, 150e3).is_some(), "{range_m}");
    }
    let sm3 = FlyoutTable::new(&interceptor(130.0, 4_500.0, 900.0, [2_200e3, 100e3, 1_000e3])).unwrap();
    assert!(sm3.time_s(2_000e3, 300e3).is_some() && sm3.time_s(500e3, 1_000e3).is_some());
    assert!(sm3.time_s(2_000e3, 90e3).is_none() && sm3.time_s(2_201e3, 300e3).is_none());
    let gbi = FlyoutTable::new(&interceptor(220.0, 7_500.0, 1_500.0, [5_000e3, 150e3, 2_000e3])).unwrap();
    assert!(gbi.time_s(4_990e3, 1_000e3).is_some());
}

/// Far from the Earth's pull a straight boost and coast are exact: `t = r/v + boost/2`.
#[test]
fn times_agree_with_straight_flight() {
    let table = FlyoutTable::new(&interceptor(10.0, 3_000.0, 200.0, [200e3, 0.0, 150e3])).unwrap();
    for (range_m, altitude_m) in [(100e3, 80e3), (150e3, 60e3), (60e3, 120e3), (180e3, 20e3)] {
        let slant_m = math::hypot(range_m, altitude_m);
        let expected_s = slant_m / 3_000.0 + 5.0;
        let time_s = table.time_s(range_m, altitude_m).unwrap();
        assert!((time_s / expected_s - 1.0).abs() < 0.09 && time_s > 0.98 * expected_s, "{time_s} of {expected_s}");
    }
}

/// Drag slows an endo-atmospheric interceptor, most at low height.
#[test]
fn drag_slows_low_flights() {
    let free = interceptor(12.0, 1_700.0, 90.0, [40e3, 0.0, 36e3]);
    let dragged = InterceptorFlight { ballistic_coefficient_kg_m2: Some(8_000.0), ..free };
    let (free, dragged) = (FlyoutTable::new(&free).unwrap(), FlyoutTable::new(&dragged).unwrap());
    let loss = |range_m: f64, altitude_m: f64| {
        dragged.speed_m_s(range_m, altitude_m).unwrap() / free.speed_m_s(range_m, altitude_m).unwrap()
    };
    assert!(loss(30e3, 5e3) < loss(20e3, 25e3) && loss(20e3, 25e3) < 1.0);
    assert!(dragged.time_s(30e3, 5e3) > free.time_s(30e3, 5e3));
}
