//! Lifting flight for any input: what is kept, what is alike, what is smooth.

use cupola_core::{Vec3, math};
use cupola_earth::atmosphere::table::table;
use cupola_earth::wgs84::{self, A_M, GM_M3_S2, Geodetic, J2, OMEGA_RAD_S};
use cupola_flight::lifting::{AeroRow, Local, step};
use cupola_flight::{Field, Glide, QuasiBallistic, State, Trajectory, Vehicle, fly};
use proptest::prelude::*;

/// Energy in the turning frame (J/kg): `v²/2 − ω² ρ²/2 − U` with J2.
fn jacobi_j_kg(state: &State) -> f64 {
    let (p, v2) = (&state.pos_ecef_m, state.vel_ecef_m_s.norm_squared());
    let r2 = p.norm_squared();
    let sin2 = p.z * p.z / r2;
    let flattening = J2 * A_M * A_M / r2 * (1.5 * sin2 - 0.5);
    0.5 * v2 - 0.5 * OMEGA_RAD_S * OMEGA_RAD_S * (p.x * p.x + p.y * p.y) - GM_M3_S2 / r2.sqrt() * (1.0 - flattening)
}

fn acceleration_m_s2(row: &AeroRow, state: &State, share: f64, bank_rad: f64) -> Vec3 {
    let local = Local::new(&Field::EARTH, table(), std::slice::from_ref(row), state);
    local.acceleration_m_s2(&local.lift_m_s2(share, bank_rad))
}

prop_compose! {
    /// A state between 30 and 150 km, at 1 to 7 km/s, up to 60° up or down.
    fn state()(
        lat_rad in -1.5..1.5_f64,
        lon_rad in -3.1..3.1_f64,
        alt_m in 30e3..150e3,
        speed in 1e3..7e3,
        climb in -1.0..1.0_f64,
        azimuth in 0.0..math::TAU,
    ) -> State {
        let place = Geodetic { lat_rad, lon_rad, alt_m };
        let [east, north, up] = wgs84::enu_basis(&place);
        let ((sin_c, cos_c), (sin_a, cos_a)) = (math::sin_cos(climb), math::sin_cos(azimuth));
        let vel_ecef_m_s = (up * sin_c + (east * sin_a + north * cos_a) * cos_c) * speed;
        State { pos_ecef_m: wgs84::ecef_from_geodetic(&place), vel_ecef_m_s }
    }
}

prop_compose! {
    fn glider()(
        glide_speed_m_s in 2_800.0..6_000.0,
        lift_to_drag in 1.8..3.5,
        ballistic_coefficient_kg_m2 in 6e3..15e3,
        burnout_altitude_m in 45e3..90e3,
        damping_fraction in 0.3..1.0_f64,
        terminal_dive_rad in 0.5..1.4_f64,
    ) -> Glide {
        Glide {
            burn_s: 60.0 + glide_speed_m_s / 50.0,
            burnout_altitude_m,
            peak_altitude_m: None,
            glide_speed_m_s,
            glide_altitude_m: 45e3,
            lift_to_drag,
            ballistic_coefficient_kg_m2,
            aero_by_speed: Vec::new(),
            damping_fraction,
            bank_max_rad: 0.8,
            waypoints: Vec::new(),
            terminal_dive_rad,
            max_range_m: 2e7,
        }
    }
}

prop_compose! {
    fn missile()(
        apogee_m in 45e3..65e3,
        ballistic_coefficient_kg_m2 in 5e3..9e3,
        lift_to_drag in 0.8..2.0,
        dive_speed_m_s in 1e3..1.6e3,
        terminal_dive_rad in 0.7..1.4_f64,
    ) -> QuasiBallistic {
        QuasiBallistic {
            burn_s: 60.0,
            burnout_altitude_m: 25e3,
            apogee_m,
            max_range_m: 2e6,
            ballistic_coefficient_kg_m2,
            lift_to_drag,
            dive_speed_m_s,
            terminal_dive_rad,
        }
    }
}

prop_compose! {
    /// A launch place and an azimuth.
    fn launch()(lat_rad in -1.2..1.2_f64, lon_rad in -3.1..3.1_f64, azimuth_rad in 0.0..math::TAU) -> (Geodetic, f64) {
        (Geodetic { lat_rad, lon_rad, alt_m: 0.0 }, azimuth_rad)
    }
}

/// Positions at `n` even times.
fn places(flight: &Trajectory, n: u32) -> impl Iterator<Item = (f64, Vec3)> {
    (0..=n).map(move |i| {
        let time_s = flight.duration_s() * f64::from(i) / f64::from(n);
        (time_s, flight.position_ecef_m(time_s))
    })
}

fn moved(flight: &Trajectory, other: &Trajectory, map: impl Fn(&Vec3) -> Vec3) -> f64 {
    places(flight, 50).map(|(time_s, p)| (other.position_ecef_m(time_s) - map(&p)).norm()).fold(0.0, f64::max)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Without air the energy in the turning frame is kept, and the flight turns back on itself.
    #[test]
    fn vacuum_flight_keeps_its_energy_and_turns_back(start in state()) {
        let row = AeroRow { speed_m_s: 1.0, lift_to_drag: 2.0, ballistic_coefficient_kg_m2: f64::INFINITY };
        let rate = |s: &State| acceleration_m_s2(&row, s, 1.0, 0.5);
        let mut now = start;
        for _ in 0..100 {
            now = step(&now, &rate(&now), 2.0, rate);
        }
        prop_assert!((jacobi_j_kg(&now) / jacobi_j_kg(&start) - 1.0).abs() < 1e-10);
        for _ in 0..100 {
            now = step(&now, &rate(&now), -2.0, rate);
        }
        prop_assert!((now.pos_ecef_m - start.pos_ecef_m).norm() < 1e-2);
    }

    /// Lift does no work; drag takes `v D`: the energy falls as the forces say, whatever share and bank.
    #[test]
    fn lift_does_no_work(start in state(), share in -1.0..1.0_f64, bank_rad in -3.0..3.0_f64) {
        let row = AeroRow { speed_m_s: 1.0, lift_to_drag: 2.6, ballistic_coefficient_kg_m2: 8_000.0 };
        let local = Local::new(&Field::EARTH, table(), &[row], &start);
        let lift = local.lift_m_s2(share, bank_rad);
        prop_assert!(lift.dot(&local.ahead).abs() < 1e-9 * (1.0 + lift.norm()));
        prop_assert!((lift.norm() - share.abs() * 2.6 * local.drag_m_s2).abs() < 1e-9 * (1.0 + lift.norm()));
        let rate = |s: &State| acceleration_m_s2(&row, s, share, bank_rad);
        let next = step(&start, &rate(&start), 1e-3, rate);
        let lost = (jacobi_j_kg(&start) - jacobi_j_kg(&next)) / 1e-3;
        let taken = local.speed_m_s * local.drag_m_s2;
        prop_assert!((lost - taken).abs() < 1e-3 * taken + 10.0, "{lost} {taken}");
    }

    /// A problem turned about the axis has the answer turned about the axis: to rounding, which the search for the start of
    /// the dive lets grow to millimetres.
    #[test]
    fn longitude_does_not_matter(vehicle in glider(), (from, azimuth_rad) in launch(), turn_rad in 0.1..3.0_f64) {
        let to = wgs84::destination(&from, azimuth_rad, 1.2e6);
        let east = |p: Geodetic| Geodetic { lon_rad: p.lon_rad + turn_rad, ..p };
        let (sin, cos) = math::sin_cos(turn_rad);
        let turn = |p: &Vec3| Vec3::new(cos * p.x - sin * p.y, sin * p.x + cos * p.y, p.z);
        let vehicle = Vehicle::Glide(vehicle);
        match (fly(&vehicle, from, to), fly(&vehicle, east(from), east(to))) {
            (Ok(a), Ok(b)) => {
                let off_m = moved(&a, &b, turn);
                prop_assert!(off_m < 0.1, "{off_m} m");
                prop_assert!((a.duration_s() - b.duration_s()).abs() < 1e-4);
            }
            (a, b) => prop_assert_eq!(a.is_ok(), b.is_ok()),
        }
    }

    /// North and south are alike: the mirrored problem has the mirrored answer.
    #[test]
    fn the_equator_is_a_mirror(vehicle in missile(), (from, azimuth_rad) in launch(), range_m in 300e3..800e3) {
        let to = wgs84::destination(&from, azimuth_rad, range_m);
        let south = |p: Geodetic| Geodetic { lat_rad: -p.lat_rad, ..p };
        let vehicle = Vehicle::QuasiBallistic(vehicle);
        match (fly(&vehicle, from, to), fly(&vehicle, south(from), south(to))) {
            (Ok(a), Ok(b)) => {
                let off_m = moved(&a, &b, |p| Vec3::new(p.x, p.y, -p.z));
                prop_assert!(off_m < 0.1, "{off_m} m");
            }
            (a, b) => prop_assert_eq!(a.is_ok(), b.is_ok()),
        }
    }

    /// Gliders meet their aims within a metre; place and speed go on without a jump where phases change.
    #[test]
    fn gliders_meet_their_aims_smoothly(vehicle in glider(), (from, azimuth_rad) in launch(), range_m in 6e5..4e6) {
        let to = wgs84::destination(&from, azimuth_rad, range_m);
        if let Ok(flight) = fly(&Vehicle::Glide(vehicle), from, to) {
            check_arrival(&flight, &to, 1.0)?;
        }
    }

    /// So do quasi-ballistic missiles, within 50 m.
    #[test]
    fn missiles_meet_their_aims_smoothly(vehicle in missile(), (from, azimuth_rad) in launch(), range_m in 2e5..9e5) {
        let to = wgs84::destination(&from, azimuth_rad, range_m);
        if let Ok(flight) = fly(&Vehicle::QuasiBallistic(vehicle), from, to) {
            check_arrival(&flight, &to, 50.0)?;
            prop_assert!((flight.apogee().1 - vehicle.apogee_m).abs() < 1_100.0, "{:?}", flight.apogee());
        }
    }
}

fn check_arrival(flight: &Trajectory, to: &Geodetic, miss_max_m: f64) -> Result<(), TestCaseError> {
    let miss_m = (flight.position_ecef_m(flight.duration_s()) - wgs84::ecef_from_geodetic(to)).norm();
    prop_assert!(miss_m < miss_max_m, "{miss_m} m");
    const GAP_S: f64 = 1e-3;
    for (time_s, phase) in flight.phases().iter().skip(1) {
        let (before, after) = (flight.state(time_s - GAP_S), flight.state(time_s + GAP_S));
        let jump_m = (after.pos_ecef_m - before.pos_ecef_m - before.vel_ecef_m_s * (2.0 * GAP_S)).norm();
        let jump_m_s = (after.vel_ecef_m_s - before.vel_ecef_m_s).norm();
        // What 300 m/s² would do within the gap.
        prop_assert!(jump_m < 2e-3 && jump_m_s < 0.6, "{phase:?}: {jump_m} m, {jump_m_s} m/s");
    }
    // After burnout nothing adds energy.
    let mut energy = f64::INFINITY;
    for (time_s, _) in places(flight, 200).filter(|(time_s, _)| *time_s > flight.burnout_s() + 1.0) {
        let now = jacobi_j_kg(&flight.state(time_s));
        prop_assert!(now < energy + 500.0, "{time_s} s: {energy} to {now}");
        energy = now;
    }
    Ok(())
}
