//! Ballistic flights against the class table, the two-body tables, reported lofted flights and an inertial integration.

use cupola_core::{Vec3, math};
use cupola_earth::gravity::gravitation_m_s2;
use cupola_earth::wgs84::{self, Geodetic, MEAN_RADIUS_M, OMEGA_RAD_S};
use cupola_flight::field::{Field, State, acceleration_m_s2, fall};
use cupola_flight::kepler::{lofted_arc, minimum_energy};
use cupola_flight::{Ballistic, FlightError, Phase, Trajectory, Vehicle, fly};

fn place(lat_deg: f64, lon_deg: f64) -> Geodetic {
    Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), alt_m: 0.0 }
}

fn missile(range_km: f64, burn_s: f64, burnout_km: f64, coefficient: f64) -> Ballistic {
    Ballistic {
        burn_s,
        burnout_altitude_m: burnout_km * 1e3,
        max_range_m: range_km * 1e3,
        ballistic_coefficient_kg_m2: coefficient,
        apogee_m: None,
    }
}

fn miss_m(flight: &Trajectory, to: &Geodetic) -> f64 {
    (flight.position_ecef_m(flight.duration_s()) - wgs84::ecef_from_geodetic(to)).norm()
}

/// threats.md §5: range (km), speed (km/s), angle (deg), apogee (km), time (s).
const MINIMUM_ENERGY: [[f64; 5]; 10] = [
    [300.0, 1.6965, 44.326, 74.11, 251.0],
    [1_000.0, 3.0161, 42.752, 239.94, 474.4],
    [1_300.0, 3.4009, 42.077, 307.87, 548.5],
    [2_000.0, 4.1129, 40.503, 458.79, 701.8],
    [3_000.0, 4.8650, 38.255, 655.21, 895.0],
    [5_500.0, 6.0752, 32.634, 1_040.52, 1_315.8],
    [8_000.0, 6.8046, 27.014, 1_263.68, 1_679.5],
    [10_000.0, 7.1981, 22.517, 1_319.48, 1_931.0],
    [12_000.0, 7.4795, 18.020, 1_264.52, 2_143.1],
    [13_000.0, 7.5877, 15.772, 1_195.82, 2_233.1],
];

#[test]
fn minimum_energy_agrees_with_the_table() {
    for [range_km, speed_km_s, angle_deg, apogee_km, time_s] in MINIMUM_ENERGY {
        let arc = minimum_energy(range_km * 1e3);
        assert!((arc.speed_m_s / 1e3 - speed_km_s).abs() < 5e-4, "{range_km}: {}", arc.speed_m_s);
        assert!((arc.angle_rad.to_degrees() - angle_deg).abs() < 2e-3, "{range_km}: {}", arc.angle_rad.to_degrees());
        assert!(((arc.apogee_radius_m - MEAN_RADIUS_M) / 1e3 - apogee_km).abs() < 0.05, "{range_km}");
        assert!((arc.time_s - time_s).abs() < 0.2, "{range_km}: {}", arc.time_s);
    }
}

/// threats.md §2a: apogee (km), range (km), two-body time surface to surface (s), reported time (s), powered phase (s).
const LOFTED: [[f64; 5]; 9] = [
    [2_111.5, 787.0, 1_675.8, 1_800.0, 150.0],
    [3_724.9, 998.0, 2_587.0, 2_832.0, 313.0],
    [6_248.5, 1_090.0, 4_074.7, 4_260.0, 250.0],
    [6_040.9, 999.2, 3_946.8, 4_135.0, 250.0],
    [5_768.5, 989.0, 3_781.8, 4_015.0, 303.0],
    [6_648.4, 1_001.2, 4_319.5, 4_491.0, 230.0],
    [7_687.5, 1_001.2, 4_973.5, 5_156.0, 244.0],
    [550.0, 2_700.0, 806.4, 840.0, 150.0],
    [985.0, 4_550.0, 1_205.2, 1_320.0, 150.0],
];

#[test]
fn lofted_arcs_agree_with_two_body_times() {
    for [apogee_km, range_km, kepler_s, _, _] in LOFTED {
        let central_rad = range_km * 1e3 / MEAN_RADIUS_M;
        let arc = lofted_arc(MEAN_RADIUS_M, MEAN_RADIUS_M, central_rad, MEAN_RADIUS_M + apogee_km * 1e3).unwrap();
        assert!((arc.time_s - kepler_s).abs() < 0.5, "{apogee_km}: {}", arc.time_s);
    }
    assert!(lofted_arc(MEAN_RADIUS_M, MEAN_RADIUS_M, 1.0, MEAN_RADIUS_M - 1.0).is_none());
}

/// Claim: 3 % of a reported time, and at least 60 s where it was rounded to minutes. The powered phases are the dossier's
/// (of 150, 313, 250, 230 and 244 s), for flights without one those of the nearest missile. The 29 August 2017 time is
/// recalled only; there the dossier's window holds, 0 to 150 s over the two-body time (the model takes 110 s).
#[test]
fn lofted_flights_take_the_reported_time() {
    let from = place(39.2, 125.7);
    for [apogee_km, range_km, kepler_s, reported_s, burn_s] in LOFTED {
        let missile = Ballistic { apogee_m: Some(apogee_km * 1e3), ..missile(20_000.0, burn_s, 1.1 * burn_s, 5_000.0) };
        let to = wgs84::destination(&from, 1.05, range_km * 1e3);
        let flight = fly(&Vehicle::Ballistic(missile), from, to).unwrap();
        assert!((flight.apogee().1 / 1e3 - apogee_km).abs() < 1.0, "{apogee_km}: {}", flight.apogee().1);
        let duration_s = flight.duration_s();
        if reported_s == 840.0 {
            assert!((0.0..150.0).contains(&(duration_s - kepler_s)), "{apogee_km}: {duration_s}");
        } else {
            assert!((duration_s - reported_s).abs() < (0.03 * reported_s).max(60.0), "{apogee_km}: {duration_s}");
        }
        assert!(miss_m(&flight, &to) < 100.0);
    }
}

/// threats.md table 1b: range (km), burn (s), burnout height (km), speed (km/s), angle (deg), apogee (km), time (min).
const CLASSES: [[f64; 7]; 13] = [
    [300.0, 70.0, 30.0, 1.56, 41.0, 86.0, 5.2],
    [600.0, 85.0, 45.0, 2.21, 41.0, 163.0, 7.3],
    [700.0, 90.0, 45.0, 2.39, 42.0, 185.0, 7.9],
    [1_000.0, 95.0, 60.0, 2.84, 41.0, 261.0, 9.3],
    [1_300.0, 110.0, 70.0, 3.22, 41.0, 332.0, 10.8],
    [2_000.0, 110.0, 80.0, 3.93, 40.0, 486.0, 13.4],
    [3_500.0, 140.0, 120.0, 4.96, 36.0, 789.0, 18.6],
    [4_500.0, 150.0, 130.0, 5.46, 34.0, 958.0, 21.6],
    [8_000.0, 180.0, 200.0, 6.53, 27.0, 1_368.0, 30.9],
    [10_000.0, 180.0, 210.0, 6.93, 23.0, 1_445.0, 35.2],
    [12_000.0, 180.0, 220.0, 7.22, 19.0, 1_426.0, 38.9],
    [10_000.0, 250.0, 300.0, 6.83, 23.0, 1_501.0, 36.5],
    [12_000.0, 290.0, 380.0, 7.06, 19.0, 1_531.0, 41.1],
];

/// Claim: speed 2 %, apogee and time 5 %. Flown along a meridian, since the table leaves out the Earth's rotation.
#[test]
fn classes_agree_with_the_catalogue_table() {
    for [range_km, burn_s, burnout_km, speed_km_s, _, apogee_km, time_min] in CLASSES {
        let half_deg = (0.5 * range_km * 1e3 / MEAN_RADIUS_M).to_degrees();
        let vehicle = Vehicle::Ballistic(missile(range_km, burn_s, burnout_km, 8_000.0));
        let flight = fly(&vehicle, place(-half_deg, 30.0), place(half_deg, 30.0)).unwrap();
        let speed = flight.velocity_ecef_m_s(flight.burnout_s()).norm() / 1e3;
        assert!((speed / speed_km_s - 1.0).abs() < 0.02, "{range_km}: {speed} km/s");
        assert!((flight.apogee().1 / 1e3 / apogee_km - 1.0).abs() < 0.05, "{range_km}: {:?}", flight.apogee());
        assert!((flight.duration_s() / 60.0 / time_min - 1.0).abs() < 0.05, "{range_km}: {} s", flight.duration_s());
        assert!((flight.altitude_m(burn_s) / 1e3 / burnout_km - 1.0).abs() < 0.03, "{range_km}");
    }
}

#[test]
fn flights_come_down_at_their_aims() {
    let mrbm = missile(1_300.0, 110.0, 70.0, 5_000.0);
    let icbm = missile(12_000.0, 180.0, 220.0, 10_000.0);
    let korea = place(39.5, 126.0);
    let iran = place(34.5, 47.0);
    for (missile, from, to) in [
        (mrbm, korea, place(35.7, 139.7)),
        (mrbm, korea, place(34.0, 132.5)),
        (missile(2_000.0, 110.0, 80.0, 5_000.0), korea, place(26.3, 127.7)),
        (missile(2_000.0, 110.0, 80.0, 2_500.0), iran, place(31.2, 34.7)),
        (missile(700.0, 90.0, 45.0, 2_500.0), iran, place(29.3, 47.9)),
        (missile(4_500.0, 150.0, 130.0, 7_000.0), korea, place(13.5, 144.8)),
        (icbm, place(40.0, 126.0), place(34.0, -118.5)),
        (icbm, place(40.0, 126.0), place(64.0, -146.0)),
        (icbm, place(55.0, 60.0), place(38.9, -77.0)),
        (icbm, place(34.85, -120.6), place(8.72, 167.73)),
        (mrbm, korea, place(36.5, 127.5)),
        (missile(300.0, 70.0, 30.0, 2_500.0), korea, place(38.0, 126.5)),
    ] {
        let to = Geodetic { alt_m: 120.0, ..to };
        let flight = fly(&Vehicle::Ballistic(missile), from, to).unwrap();
        assert!(miss_m(&flight, &to) < 100.0, "{missile:?}: {} m", miss_m(&flight, &to));
        assert!((flight.position_ecef_m(0.0) - wgs84::ecef_from_geodetic(&from)).norm() < 1e-3);
        assert!(flight.velocity_ecef_m_s(0.0).norm() < 1e-6);
        assert_eq!(flight.phase(1.0), Phase::Boost);
        // A flight that never leaves the air re-enters from its very top.
        assert_eq!(flight.phase(flight.apogee().0 - 0.5), Phase::Midcourse);
        assert_eq!(flight.phase(flight.duration_s() - 1.0), Phase::Reentry);
    }
}

/// Minuteman III, Vandenberg to Kwajalein: reported about 1 800 s; the dossier allows 120 s.
#[test]
fn minuteman_takes_half_an_hour() {
    let vehicle = Vehicle::Ballistic(missile(12_000.0, 180.0, 200.0, 10_000.0));
    let flight = fly(&vehicle, place(34.85, -120.6), place(8.72, 167.73)).unwrap();
    assert!((flight.duration_s() - 1_800.0).abs() < 120.0, "{}", flight.duration_s());
}

#[test]
fn what_cannot_be_flown_is_refused_with_numbers() {
    let vehicle = Vehicle::Ballistic(missile(1_300.0, 110.0, 70.0, 5_000.0));
    let error = fly(&vehicle, place(39.5, 126.0), place(13.5, 144.8)).unwrap_err();
    assert!(matches!(error, FlightError::OutOfReach { maximum_m: 1_300_000.0, wanted_m } if wanted_m > 3.0e6));
    assert!(error.to_string().contains("farther than the vehicle's 1300000 m"), "{error}");
    let error =
        fly(&Vehicle::Ballistic(missile(1_300.0, 0.0, 70.0, 5_000.0)), place(0.0, 0.0), place(1.0, 0.0)).unwrap_err();
    assert_eq!(error, FlightError::NotBetween { quantity: "burn_s", value: 0.0, least: 1.0, most: 1_000.0 });
    let low = Ballistic { apogee_m: Some(50e3), ..missile(1_300.0, 110.0, 70.0, 5_000.0) };
    let error = fly(&Vehicle::Ballistic(low), place(0.0, 0.0), place(8.0, 0.0)).unwrap_err();
    assert!(matches!(error, FlightError::ApogeeTooLow { .. }));
}

/// Claim: the cubic stays within 2 m of a finer re-integration from each knot.
#[test]
fn interpolation_agrees_with_reintegration() {
    let vehicle = Vehicle::Ballistic(missile(12_000.0, 180.0, 220.0, 10_000.0));
    let flight = fly(&vehicle, place(40.0, 126.0), place(34.0, -118.5)).unwrap();
    let knots = flight.samples();
    for pair in knots.windows(2).filter(|pair| pair[0].time_s >= flight.burnout_s()) {
        let half_s = 0.5 * (pair[1].time_s - pair[0].time_s);
        let middle = rk4(&State { pos_ecef_m: pair[0].pos_ecef_m, vel_ecef_m_s: pair[0].vel_ecef_m_s }, half_s, 40);
        let error_m = (flight.position_ecef_m(pair[0].time_s + half_s) - middle.pos_ecef_m).norm();
        assert!(error_m < 2.0, "{} s: {error_m} m", pair[0].time_s);
    }
}

/// Fixed Runge–Kutta steps with the flight's own accelerations.
fn rk4(start: &State, span_s: f64, num_steps: usize) -> State {
    let rate = |s: &State| (s.vel_ecef_m_s, acceleration_m_s2(s, 10_000.0));
    let add = |s: &State, k: (Vec3, Vec3), h: f64| State {
        pos_ecef_m: s.pos_ecef_m + k.0 * h,
        vel_ecef_m_s: s.vel_ecef_m_s + k.1 * h,
    };
    let h = span_s / num_steps as f64;
    let mut s = *start;
    for _ in 0..num_steps {
        let a = rate(&s);
        let b = rate(&add(&s, a, 0.5 * h));
        let c = rate(&add(&s, b, 0.5 * h));
        let d = rate(&add(&s, c, h));
        s = add(&s, ((a.0 + (b.0 + c.0) * 2.0 + d.0) / 6.0, (a.1 + (b.1 + c.1) * 2.0 + d.1) / 6.0), h);
    }
    s
}

/// The rotating frame against an inertial integration with one-second steps: the same point after half an hour.
#[test]
fn rotating_frame_agrees_with_the_inertial_one() {
    let start =
        State { pos_ecef_m: Vec3::new(4.2e6, 3.1e6, 4.1e6), vel_ecef_m_s: Vec3::new(-3_800.0, 4_200.0, 2_900.0) };
    let (end_s, end) = fall(&Field::EARTH, start, 0.0, f64::INFINITY, 150_000.0, |_, _, _| ()).unwrap();
    let spin = Vec3::new(0.0, 0.0, OMEGA_RAD_S);
    let (mut pos, mut vel) = (start.pos_ecef_m, start.vel_ecef_m_s + spin.cross(&start.pos_ecef_m));
    let num_steps = 2_000;
    let h = end_s / f64::from(num_steps);
    for _ in 0..num_steps {
        let a = gravitation_m_s2(&pos);
        let b = gravitation_m_s2(&(pos + vel * (0.5 * h)));
        let c = gravitation_m_s2(&(pos + vel * (0.5 * h) + a * (0.25 * h * h)));
        let d = gravitation_m_s2(&(pos + vel * h + b * (0.5 * h * h)));
        pos += vel * h + (a + b + c) * (h * h / 6.0);
        vel += (a + (b + c) * 2.0 + d) * (h / 6.0);
    }
    let (sin_w, cos_w) = math::sin_cos(OMEGA_RAD_S * end_s);
    let turned = Vec3::new(pos.x * cos_w + pos.y * sin_w, pos.y * cos_w - pos.x * sin_w, pos.z);
    assert!((turned - end.pos_ecef_m).norm() < 5.0, "{} m after {end_s} s", (turned - end.pos_ecef_m).norm());
}
