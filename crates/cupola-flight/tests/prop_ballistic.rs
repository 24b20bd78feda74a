//! Properties of ballistic flight: what is conserved, what is symmetric, what is refused.

use cupola_core::{Vec3, math};
use cupola_earth::wgs84::{self, Geodetic, MEAN_RADIUS_M};
use cupola_flight::batch::{ARC_FINENESS, arcs};
use cupola_flight::field::{Air, fall};
use cupola_flight::integrate::Fineness;
use cupola_flight::staged::Steering;
use cupola_flight::{Ballistic, Field, FlightError, Shown, Stage, Staged, State, Vehicle, fly};
use proptest::prelude::*;

fn place(lat_deg: f64, lon_deg: f64) -> Geodetic {
    Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), alt_m: 0.0 }
}

fn missile() -> Ballistic {
    Ballistic {
        burn_s: 180.0,
        burnout_altitude_m: 210e3,
        max_range_m: 1.2e7,
        ballistic_coefficient_kg_m2: 9_000.0,
        apogee_m: None,
    }
}

fn staged() -> Staged {
    let stage = |thrust_n: f64, burn_s: f64, propellant_kg: f64, coast_s: f64| Stage {
        thrust_n,
        burn_s,
        propellant_kg,
        inert_kg: 0.1 * propellant_kg,
        coast_s,
    };
    Staged {
        stages: vec![stage(1.4e6, 125.0, 65e3, 10.0), stage(3.8e5, 115.0, 15e3, 0.0)],
        payload_kg: 1_000.0,
        drag_area_m2: 0.8,
        ballistic_coefficient_kg_m2: 9_000.0,
        shown: Some(Shown { apogee_m: 3.7e6, range_m: 1.0e6 }),
        apogee_m: None,
    }
}

/// A state 150 km up at 3 to 7 km/s, climbing.
fn states() -> impl Strategy<Value = [f64; 6]> {
    (-1.2..1.2_f64, 0.0..6.2_f64, 0.0..6.2_f64, 3_000.0..7_000.0_f64, 0.2..1.2_f64).prop_map(
        |(lat, lon, heading, v, angle)| {
            let at = Geodetic { lat_rad: lat, lon_rad: lon, alt_m: 150e3 };
            let [east, north, up] = wgs84::enu_basis(&at);
            let (pos, ahead) = (wgs84::ecef_from_geodetic(&at), east * math::sin(heading) + north * math::cos(heading));
            let vel = (ahead * math::cos(angle) + up * math::sin(angle)) * v;
            [pos.x, pos.y, pos.z, vel.x, vel.y, vel.z]
        },
    )
}

fn parts(s: &[f64; 6]) -> (Vec3, Vec3) {
    (Vec3::from_column_slice(&s[..3]), Vec3::from_column_slice(&s[3..]))
}

/// What stays in the turning frame (J/kg): kinetic energy, potential with J2, and that of the centrifugal force.
fn jacobi(field: &Field, s: &[f64; 6]) -> f64 {
    let (p, v) = parts(s);
    let r = p.norm();
    let (sin2, a) = (p.z * p.z / (r * r), field.equatorial_m);
    let flat = 1.0 - field.oblateness_ratio * (a / r).powi(2) * (1.5 * sin2 - 0.5);
    let across2 = p.x * p.x + p.y * p.y;
    0.5 * v.norm_squared() - field.gm_m3_s2 / r * flat - 0.5 * field.rotation_rad_s.powi(2) * across2
}

const FINE: Fineness<6> = Fineness { tolerance: [1e-3, 1e-3, 1e-3, 1e-6, 1e-6, 1e-6], first_step_s: 10.0 };

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Claim: the Jacobi constant drifts by less than 1e-10 of itself in ten minutes without air, J2 and rotation included.
    #[test]
    fn energy_of_the_turning_frame_is_kept(start in states()) {
        let field = Field { air: Air::None, ..Field::EARTH };
        let mut end = [start];
        arcs(&field, 1e4, 600.0, &FINE, &mut end);
        let (before, after) = (jacobi(&field, &start), jacobi(&field, &end[0]));
        prop_assert!((after / before - 1.0).abs() < 1e-10, "{before} {after}");
    }

    /// Claim: angular momentum is kept to 1e-9 over the sphere at rest, as the accepted error of a step implies.
    #[test]
    fn angular_momentum_is_kept_at_rest(start in states()) {
        let mut end = [start];
        arcs(&Field::VACUUM_AT_REST, 1e4, 600.0, &FINE, &mut end);
        let momentum = |s: &[f64; 6]| { let (p, v) = parts(s); p.cross(&v) };
        let (before, after) = (momentum(&start), momentum(&end[0]));
        prop_assert!((after - before).norm() < 1e-9 * before.norm());
    }

    /// Claim: there and back again within 5 cm.
    #[test]
    fn time_runs_backwards_at_rest(start in states()) {
        let mut state = [start];
        for _ in 0..2 {
            arcs(&Field::VACUUM_AT_REST, 1e4, 600.0, &FINE, &mut state);
            for number in &mut state[0][3..] {
                *number = -*number;
            }
        }
        let ((p, v), (q, w)) = (parts(&start), parts(&state[0]));
        prop_assert!((p - q).norm() < 0.05 && (v - w).norm() < 1e-4, "{} {}", (p - q).norm(), (v - w).norm());
    }

    /// A lane has the bits it has alone, whatever flies beside it.
    #[test]
    fn company_changes_nothing(all in prop::collection::vec(states(), 1..20)) {
        let field = Field::EARTH;
        let mut together = all.clone();
        arcs(&field, 5e3, 400.0, &ARC_FINENESS, &mut together);
        for (start, end) in all.iter().zip(&together) {
            let mut alone = [*start];
            arcs(&field, 5e3, 400.0, &ARC_FINENESS, &mut alone);
            prop_assert_eq!(alone[0].map(f64::to_bits), end.map(f64::to_bits));
        }
    }

    /// A flight turned about the Earth's axis is the same flight, turned.
    #[test]
    fn longitude_does_not_matter(lon in -180.0..180.0_f64, lat in -60.0..60.0_f64) {
        let flight = |lon: f64| fly(&Vehicle::Staged(staged()), place(lat, lon), place(lat + 20.0, lon + 20.0)).unwrap();
        let (here, there) = (flight(0.0), flight(lon));
        prop_assert!((here.duration_s() - there.duration_s()).abs() < 1e-2, "{} {}", here.duration_s(), there.duration_s());
        prop_assert!((here.apogee().1 - there.apogee().1).abs() < 50.0);
    }

    /// Any aim within reach is met within 20 m by stages and 50 m by classes, from rest on the ground, without a jump.
    #[test]
    fn flights_arrive_without_a_jump(lat in -80.0..80.0_f64, lon in -180.0..180.0_f64, bearing in 0.0..6.2_f64, range in 2.5e6..9e6_f64) {
        let from = place(lat, lon);
        let to = wgs84::destination(&from, bearing, range);
        for (vehicle, allowed_m) in [(Vehicle::Staged(staged()), 21.0), (Vehicle::Ballistic(missile()), 51.0)] {
            let flight = match fly(&vehicle, from, to) {
                Ok(flight) => flight,
                // Against the Earth's turn the staged missile falls short of its range at rest.
                Err(FlightError::OutOfReachThisWay { wanted_m, .. }) if wanted_m > 8e6 => continue,
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            };
            let end = flight.position_ecef_m(flight.duration_s());
            prop_assert!((end - wgs84::ecef_from_geodetic(&to)).norm() < allowed_m);
            prop_assert!((flight.position_ecef_m(0.0) - wgs84::ecef_from_geodetic(&from)).norm() < 1e-3);
            prop_assert!(flight.velocity_ecef_m_s(0.0).norm() < 1e-6);
            for &(time_s, _) in flight.phases() {
                let (before, after) = (flight.state((time_s - 1e-3).max(0.0)), flight.state(time_s + 1e-3));
                prop_assert!((before.pos_ecef_m - after.pos_ecef_m).norm() < 20.0);
                prop_assert!((before.vel_ecef_m_s - after.vel_ecef_m_s).norm() < 1.0);
            }
        }
    }

    /// Whatever the numbers are, the answer is a flight or a clear error.
    #[test]
    fn nothing_panics(
        numbers in prop::collection::vec(prop_oneof![Just(f64::NAN), Just(0.0), Just(-1.0), Just(1e300), Just(1e-300), 0.0..1e7_f64], 8),
        lat in prop_oneof![Just(90.0), Just(-90.0), Just(f64::NAN), Just(91.0), -90.0..90.0_f64],
        lon in prop_oneof![Just(180.0), Just(-180.0), Just(f64::INFINITY), -360.0..360.0_f64],
    ) {
        let n = |i: usize| numbers[i];
        let class = Ballistic { burn_s: n(0), burnout_altitude_m: n(1), max_range_m: n(2), ballistic_coefficient_kg_m2: n(3), apogee_m: Some(n(4)) };
        let stage = Stage { thrust_n: n(0), burn_s: n(1), propellant_kg: n(2), inert_kg: n(3), coast_s: n(4) };
        let many = Staged { stages: vec![stage, stage], payload_kg: n(5), drag_area_m2: n(6), shown: None, ..staged() };
        for vehicle in [Vehicle::Ballistic(class), Vehicle::Staged(many)] {
            if let Err(error) = fly(&vehicle, place(39.0, 125.7), place(lat, lon)) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}

/// Claim: launched from either side of the poles, over a pole and over the date line, a flight arrives.
#[test]
fn poles_and_date_line_are_places_like_others() {
    for (from, to) in [
        (place(90.0, 0.0), place(60.0, 20.0)),
        (place(60.0, 20.0), place(-90.0 + 150.0, -160.0)),
        (place(40.0, 170.0), place(35.0, -150.0)),
        (place(70.0, 100.0), place(75.0, -80.0)),
        (place(0.0, 0.0), place(0.0, 40.0)),
    ] {
        for vehicle in [Vehicle::Ballistic(missile()), Vehicle::Staged(staged())] {
            let flight = fly(&vehicle, from, to).unwrap();
            let miss_m = (flight.position_ecef_m(flight.duration_s()) - wgs84::ecef_from_geodetic(&to)).norm();
            assert!(miss_m < 50.0, "{from:?} {to:?}: {miss_m}");
        }
    }
}

#[test]
fn what_has_no_direction_or_no_sense_is_refused_by_name() {
    let vehicle = Vehicle::Staged(staged());
    let refused = |from: Geodetic, to: Geodetic| fly(&vehicle, from, to).unwrap_err();
    assert!(
        matches!(refused(place(39.0, 125.0), place(39.0, 125.0)), FlightError::NoDirection { wanted_m } if wanted_m < 1.0)
    );
    assert!(
        matches!(refused(place(39.0, 125.0), place(-39.0, -55.0)), FlightError::NoDirection { wanted_m } if wanted_m > 2e7)
    );
    assert!(matches!(refused(place(95.0, 0.0), place(0.0, 0.0)), FlightError::NotAPlace { end: "launch", .. }));
    assert!(matches!(refused(place(5.0, 0.0), place(0.0, f64::NAN)), FlightError::NotAPlace { end: "aim", .. }));
    let with = |change: fn(&mut Staged)| {
        let mut missile = staged();
        change(&mut missile);
        fly(&Vehicle::Staged(missile), place(39.0, 125.0), place(50.0, 150.0)).unwrap_err()
    };
    assert_eq!(with(|m| m.stages.clear()), FlightError::Stages { num_stages: 0 });
    for burn_s in [-3.0, 0.0, 1e9, f64::NAN] {
        let mut missile = staged();
        missile.stages[1].burn_s = burn_s;
        let stages = fly(&Vehicle::Staged(missile), place(39.0, 125.0), place(50.0, 150.0)).unwrap_err();
        let class = Ballistic { burn_s, ..self::missile() };
        let class = fly(&Vehicle::Ballistic(class), place(39.0, 125.0), place(50.0, 150.0)).unwrap_err();
        for (error, name) in [(stages, "stage_2_burn_s"), (class, "burn_s")] {
            let words = format!("{name} must be between 1 and 1000, got ");
            assert!(error.to_string().starts_with(&words), "{error}");
        }
    }
    assert!(matches!(with(|m| m.shown = Some(Shown { apogee_m: 4e8, range_m: 1e6 })), FlightError::NotShown { .. }));
    assert!(matches!(with(|m| m.apogee_m = Some(5e4)), FlightError::TooDepressed { .. }));
    assert!(matches!(with(|m| m.apogee_m = Some(9e6)), FlightError::ApogeeOutOfReach { .. }));
    let class =
        Ballistic { apogee_m: Some(5e6), max_range_m: 1.3e6, burn_s: 110.0, burnout_altitude_m: 70e3, ..missile() };
    let lofted = fly(&Vehicle::Ballistic(class), place(0.0, 0.0), place(0.0, 9.0)).unwrap_err();
    assert!(matches!(lofted, FlightError::ApogeeOutOfReach { .. }), "{lofted}");
    let light = Ballistic { ballistic_coefficient_kg_m2: 1.0, ..missile() };
    let light = fly(&Vehicle::Ballistic(light), place(0.0, 0.0), place(0.0, 20.0)).unwrap_err();
    assert!(matches!(light, FlightError::NotBetween { .. }), "{light}");
    let far = fly(&vehicle, place(39.0, 125.0), place(-30.0, -60.0)).unwrap_err();
    assert!(
        matches!(far, FlightError::OutOfReachThisWay { at_rest_m, .. } if (9e6..1.3e7).contains(&at_rest_m)),
        "{far}"
    );
}

/// The flight shown comes out of the scaled missile as it went in.
#[test]
fn the_flight_shown_is_flown_as_shown() {
    let shown = Shown { apogee_m: 4.5e6, range_m: 950e3 };
    let flight = Staged { shown: Some(shown), ..staged() }.shown_flight().unwrap().unwrap();
    assert!((flight.apogee_m - shown.apogee_m).abs() < 500.0, "{flight:?}");
    assert!((flight.range_m - shown.range_m).abs() < 50.0, "{flight:?}");
    let fall_s =
        cupola_flight::kepler::lofted_arc(MEAN_RADIUS_M, MEAN_RADIUS_M, 950e3 / MEAN_RADIUS_M, MEAN_RADIUS_M + 4.5e6);
    let more_s = flight.time_s - fall_s.unwrap().time_s;
    assert!((50.0..300.0).contains(&more_s), "{more_s} s over the two-body time");
    assert!(Staged { shown: None, ..staged() }.shown_flight().unwrap().is_none());
}

/// Open steerings come down where a flight solved from them does, and independently of each other.
#[test]
fn open_flights_do_not_depend_on_their_neighbours() {
    let missile = staged().scaled().unwrap();
    let from = place(39.0, 125.7);
    let steering = |i: i32| Steering {
        tilt_rad: 0.02 + 0.003 * f64::from(i),
        heading_rad: 1.0,
        cutoff_s: 240.0,
        thrust_ratio: 1.0,
    };
    let all: Vec<Steering> = (0..13).map(steering).collect();
    let together = missile.fly_open(&Field::EARTH, &from, 0.0, &all).unwrap();
    for (steering, landing) in all.iter().zip(&together) {
        assert_eq!(missile.fly_open(&Field::EARTH, &from, 0.0, &[*steering]).unwrap()[0], *landing);
        let landing = landing.unwrap();
        assert!(wgs84::altitude_m(&landing.pos_ecef_m).abs() < 1.0);
    }
}

/// Claim: a fall over the sphere at rest without air takes Kepler's time within a millisecond.
#[test]
fn fall_without_air_takes_keplers_time() {
    let arc = cupola_flight::kepler::minimum_energy(8e6);
    let start = State {
        pos_ecef_m: Vec3::new(MEAN_RADIUS_M, 0.0, 0.0),
        vel_ecef_m_s: Vec3::new(math::sin(arc.angle_rad), math::cos(arc.angle_rad), 0.0) * arc.speed_m_s,
    };
    let (time_s, _) = fall(&Field::VACUUM_AT_REST, start, 0.0, 1e4, 0.0, |_, _, _| ()).unwrap();
    assert!((time_s - arc.time_s).abs() < 1e-3, "{time_s} {}", arc.time_s);
}
