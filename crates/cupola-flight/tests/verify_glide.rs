//! Lifting flight: equilibrium glide against its closed form, and boost-glide flights against what is reported of them.

use cupola_core::math;
use cupola_earth::wgs84::{self, Geodetic, MEAN_RADIUS_M};
use cupola_earth::{Geodetic as Place, atmosphere};
use cupola_flight::glide::{equilibrium_altitude_m, level_glide};
use cupola_flight::lifting::AeroRow;
use cupola_flight::{FlightError, Glide, Phase, Trajectory, Vehicle, fly};

fn place(lat_deg: f64, lon_deg: f64) -> Geodetic {
    Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), alt_m: 0.0 }
}

/// The closed form over the sphere at rest: L/D and start speed (m/s) to range (km) and time (s), at 40 km down to 1.5 km/s.
const CLOSED_FORM: [[f64; 4]; 12] = [
    [1.0, 4_000.0, 836.9, 298.5],
    [1.0, 6_000.0, 2_661.1, 656.6],
    [2.0, 3_000.0, 767.3, 338.8],
    [2.0, 4_000.0, 1_673.8, 596.9],
    [2.0, 6_000.0, 5_322.1, 1_313.1],
    [2.0, 7_000.0, 9_744.2, 1_987.5],
    [2.6, 3_000.0, 997.5, 440.4],
    [2.6, 4_000.0, 2_176.0, 776.0],
    [2.6, 5_000.0, 3_986.7, 1_176.8],
    [2.6, 6_000.0, 6_918.8, 1_707.1],
    [2.6, 7_000.0, 12_667.5, 2_583.8],
    [4.0, 4_000.0, 3_347.7, 1_193.8],
];

/// Claim: 0.1 % in range and time; the table is printed to 0.03 % at worst.
#[test]
fn level_glide_agrees_with_its_closed_form() {
    for [lift_to_drag, start_m_s, range_km, time_s] in CLOSED_FORM {
        let glide = level_glide(start_m_s, 1_500.0, lift_to_drag, 40_000.0).unwrap();
        assert!((glide.distance_m / 1e3 / range_km - 1.0).abs() < 2e-4, "{lift_to_drag} {start_m_s}: {glide:?}");
        assert!((glide.time_s / time_s - 1.0).abs() < 2e-4, "{lift_to_drag} {start_m_s}: {glide:?}");
    }
    assert!(level_glide(1_000.0, 1_500.0, 2.0, 4e4).is_err() && level_glide(8_000.0, 1_500.0, 2.0, 4e4).is_err());
    assert!(level_glide(f64::NAN, 1_500.0, 2.0, 4e4).is_err() && level_glide(4_000.0, 1_500.0, 0.0, 4e4).is_err());
}

#[test]
fn glide_heights_agree_with_the_table() {
    for [speed_m_s, height_km] in
        [[2_000.0, 28.63], [3_000.0, 34.45], [4_000.0, 39.20], [6_000.0, 49.27], [7_000.0, 57.72]]
    {
        let height = equilibrium_altitude_m(speed_m_s, 2.6, 13_000.0) / 1e3;
        assert!((height - height_km).abs() < 0.3, "{speed_m_s}: {height} of {height_km} km");
    }
    assert!((equilibrium_altitude_m(5_000.0, 2.6, 5_000.0) / 1e3 - 51.2).abs() < 0.3);
}

fn glider(speed_m_s: f64, burn_s: f64, max_range_m: f64) -> Glide {
    Glide {
        burn_s,
        burnout_altitude_m: 80_000.0,
        peak_altitude_m: None,
        glide_speed_m_s: speed_m_s,
        glide_altitude_m: 50_000.0,
        lift_to_drag: 2.6,
        ballistic_coefficient_kg_m2: 13_000.0,
        aero_by_speed: Vec::new(),
        damping_fraction: 1.0,
        bank_max_rad: 0.8,
        waypoints: Vec::new(),
        terminal_dive_rad: 0.8,
        max_range_m,
    }
}

fn speed_m_s(flight: &Trajectory, time_s: f64) -> f64 {
    flight.velocity_ecef_m_s(time_s).norm()
}

fn begins_s(flight: &Trajectory, phase: Phase) -> f64 {
    flight.phases().iter().find(|(_, p)| *p == phase).map_or(f64::NAN, |(time_s, _)| *time_s)
}

fn miss_m(flight: &Trajectory, to: &Place) -> f64 {
    (flight.position_ecef_m(flight.duration_s()) - wgs84::ecef_from_geodetic(to)).norm()
}

/// Heights (km) of the peaks.
fn peaks_km(flight: &Trajectory) -> Vec<f64> {
    let heights: Vec<f64> = (0..flight.duration_s() as u32).map(|s| flight.altitude_m(f64::from(s)) / 1e3).collect();
    heights.windows(3).filter(|h| h[1] > h[0] && h[1] >= h[2]).map(|h| h[1]).collect()
}

/// A settled glide over the turning Earth, along a meridian across the pole where the turning does least: range and time
/// within 3 % (5 % is asked for) of the closed form at its mean height, which leaves out what the descent gives; heights within
/// 0.2 km of the equilibrium's.
#[test]
fn flown_glide_agrees_with_the_closed_form() {
    for (lift_to_drag, start_m_s, to_lat_deg) in [(2.6, 6_100.0, 40.0), (2.0, 6_200.0, 50.0), (4.0, 4_500.0, 62.0)] {
        let vehicle = Glide { lift_to_drag, ..glider(start_m_s, 120.0, 2e7) };
        let flight = fly(&Vehicle::Glide(vehicle), place(70.0, 0.0), place(to_lat_deg, 180.0)).unwrap();
        let (start_s, end_s) = (begins_s(&flight, Phase::Glide) + 200.0, begins_s(&flight, Phase::Terminal));
        let (start_m_s, end_m_s) = (speed_m_s(&flight, start_s), speed_m_s(&flight, end_s));
        let height_m = flight.altitude_m(0.5 * (start_s + end_s));
        let closed = level_glide(start_m_s, end_m_s, lift_to_drag, height_m).unwrap();
        let (a, b) = (flight.position_ecef_m(start_s), flight.position_ecef_m(end_s));
        let distance_m = math::atan2(a.cross(&b).norm(), a.dot(&b)) * (MEAN_RADIUS_M + height_m);
        assert!((distance_m / closed.distance_m - 1.0).abs() < 0.03, "{lift_to_drag}: {distance_m} {closed:?}");
        assert!(((end_s - start_s) / closed.time_s - 1.0).abs() < 0.03, "{lift_to_drag}: {closed:?}");
        for time_s in [start_s, 0.5 * (start_s + end_s), end_s] {
            let settled_m = equilibrium_altitude_m(speed_m_s(&flight, time_s), lift_to_drag, 13_000.0);
            let off_m = flight.altitude_m(time_s) - settled_m;
            assert!(off_m.abs() < 200.0, "{lift_to_drag} {time_s} s: {off_m} m");
        }
    }
}

/// HTV-2 as planned (press): Vandenberg to Kwajalein, 7 780 km in 1 800 s, allowed 180 s; at 5.8 km/s, allowed 0.6 km/s. The
/// speed asked for is 6.2 km/s: flying west, 5.8 km/s comes 900 km short.
#[test]
fn htv2_class_flies_its_plan() {
    let (from, to) = (place(34.6, -120.6), place(8.72, 167.73));
    let flight = fly(&Vehicle::Glide(glider(6_200.0, 160.0, 8.5e6)), from, to).unwrap();
    assert!((flight.duration_s() - 1_800.0).abs() < 30.0, "{}", flight.duration_s());
    let glide_s = begins_s(&flight, Phase::Glide);
    assert!((speed_m_s(&flight, glide_s) - 6_200.0).abs() < 60.0, "{}", speed_m_s(&flight, glide_s));
    let mean_m_s = (0..180).map(|s| speed_m_s(&flight, glide_s + f64::from(s))).sum::<f64>() / 180.0;
    assert!((mean_m_s - 5_800.0).abs() < 150.0, "{mean_m_s} over the first three minutes");
    assert_eq!(flight.phase(900.0), Phase::Glide);
    assert_eq!(flight.phase(flight.duration_s() - 1.0), Phase::Terminal);
    let error = fly(&Vehicle::Glide(glider(5_800.0, 160.0, 8.5e6)), from, to).unwrap_err();
    assert!(
        matches!(error, FlightError::OutOfReach { maximum_m, .. } if (6.7e6..7.0e6).contains(&maximum_m)),
        "{error}"
    );
}

/// AHW (press): Kauai to Kwajalein, 3 774 km in about 1 800 s. No glide with L/D up to 2.6 takes so long: the slowest
/// that arrives is at the aim after 1 190 s.
#[test]
fn ahw_class_is_faster_than_reported() {
    let (from, to) = (place(22.06, -159.78), place(8.72, 167.73));
    let slowest = (40..60).find_map(|n| fly(&Vehicle::Glide(glider(100.0 * f64::from(n), 120.0, 5e6)), from, to).ok());
    let time_s = slowest.unwrap().duration_s();
    assert!((1_100.0..1_300.0).contains(&time_s), "{time_s}");
}

/// Hwasong-16B (KCNA): peaks of 101.1 and 72.3 km. An undamped glider from the first peak has the second, but 2 000 km out
/// rather than on a way of 1 000 km; there the vehicle has its one peak and dives.
#[test]
fn an_undamped_glider_skips_as_reported_but_farther() {
    let from = place(39.2, 125.7);
    let vehicle = |speed_m_s: f64| Glide {
        burnout_altitude_m: 60e3,
        peak_altitude_m: Some(101.1e3),
        glide_altitude_m: 45e3,
        ballistic_coefficient_kg_m2: 5_000.0,
        damping_fraction: 0.0,
        ..glider(speed_m_s, 100.0, 3e6)
    };
    let to = |range_m: f64| wgs84::destination(&from, 67.5_f64.to_radians(), range_m);
    let far = fly(&Vehicle::Glide(vehicle(3_500.0)), from, to(2e6)).unwrap();
    let peaks = peaks_km(&far);
    assert!((peaks[0] - 101.1).abs() < 1.0 && (peaks[1] - 72.3).abs() < 1.0, "{peaks:?}");
    let near = fly(&Vehicle::Glide(vehicle(2_700.0)), from, to(1e6)).unwrap();
    let peaks = peaks_km(&near);
    assert!((peaks[0] - 101.1).abs() < 1.0 && peaks.get(1).is_none_or(|second| *second < 45.0), "{peaks:?}");
    assert!(miss_m(&near, &to(1e6)) < 1.0);
}

/// 11 January 2022 (ROK JCS): 60 km high, over 700 km, Mach 10.
#[test]
fn a_short_glide_has_the_reported_height_and_mach_number() {
    let from = place(39.2, 125.7);
    let to = wgs84::destination(&from, 1.2, 700e3);
    let vehicle = Glide { burnout_altitude_m: 60e3, glide_altitude_m: 45e3, ..glider(2_850.0, 90.0, 2e6) };
    let flight = fly(&Vehicle::Glide(vehicle), from, to).unwrap();
    assert!((flight.apogee().1 - 60e3).abs() < 600.0, "{:?}", flight.apogee());
    let mach = |time_s: f64| speed_m_s(&flight, time_s) / atmosphere::speed_of_sound_m_s(flight.altitude_m(time_s));
    let most = (1..flight.duration_s() as u32).map(|s| mach(f64::from(s))).fold(0.0, f64::max);
    assert!((most - 10.0).abs() < 0.5, "Mach {most}");
}

/// With full damping a glide settles without a second peak worth the name; with less, every peak is lower than the last.
#[test]
fn skips_decay_with_damping() {
    let (from, to) = (place(34.6, -120.6), place(8.72, 167.73));
    let peaks = |damping_fraction: f64| {
        peaks_km(&fly(&Vehicle::Glide(Glide { damping_fraction, ..glider(6_300.0, 160.0, 8.5e6) }), from, to).unwrap())
    };
    let (undamped, light, full) = (peaks(0.0), peaks(0.1), peaks(1.0));
    assert!(undamped.len() > 3 && undamped[1] > 60.0, "{undamped:?}");
    assert!(light.len() > 2 && light.windows(2).all(|p| p[1] < p[0]) && light[2] < undamped[2], "{light:?}");
    assert!(full[1] < 50.0, "{full:?}");
}

/// A table of one row is the same as constants; L/D that falls with speed costs range.
#[test]
fn tables_by_speed_are_followed() {
    let (from, to) = (place(30.0, 125.0), place(36.0, 140.0));
    let row =
        |speed_m_s: f64, lift_to_drag: f64| AeroRow { speed_m_s, lift_to_drag, ballistic_coefficient_kg_m2: 13_000.0 };
    let with = |rows: Vec<AeroRow>| {
        fly(&Vehicle::Glide(Glide { aero_by_speed: rows, ..glider(3_800.0, 90.0, 2e6) }), from, to)
    };
    let constant = with(Vec::new()).unwrap();
    assert_eq!(constant.duration_s(), with(vec![row(3_000.0, 2.6)]).unwrap().duration_s());
    let falling = with(vec![row(1_000.0, 3.0), row(2_500.0, 2.4), row(6_000.0, 2.0)]).unwrap();
    assert!(falling.duration_s() > constant.duration_s());
    let error = with(vec![row(3_000.0, 2.6), row(2_000.0, 2.6)]).unwrap_err();
    assert!(matches!(error, FlightError::NotBetween { quantity, .. } if quantity.contains("speed")), "{error}");
}

/// A way point to the side is passed within the corner the turn cuts, and the aim is still met.
#[test]
fn waypoints_are_passed_and_the_aim_is_met() {
    let (from, past, to) = (place(30.0, 125.0), place(36.0, 130.0), place(36.0, 140.0));
    let vehicle = |bank_max_rad: f64| {
        let straight = Glide { burnout_altitude_m: 60e3, bank_max_rad, ..glider(4_500.0, 90.0, 4e6) };
        Vehicle::Glide(Glide { waypoints: vec![past], ..straight })
    };
    let flight = fly(&vehicle(1.2), from, to).unwrap();
    let off_m = |time_s: f64| wgs84::range_m(&wgs84::geodetic_from_ecef(&flight.position_ecef_m(time_s)), &past);
    let nearest_m = (0..flight.duration_s() as u32).map(|s| off_m(f64::from(s))).fold(f64::MAX, f64::min);
    assert!(nearest_m < 50e3, "{nearest_m}");
    assert!(miss_m(&flight, &to) < 1.0);
    let error = fly(&vehicle(0.5), from, to).unwrap_err();
    assert!(matches!(error, FlightError::LegTooShort { leg: 1, needed_m, .. } if needed_m > 1e6), "{error}");
    let far = Glide { waypoints: vec![place(-20.0, 60.0)], ..glider(4_500.0, 90.0, 4e6) };
    let error = fly(&Vehicle::Glide(far), from, to).unwrap_err();
    assert!(matches!(error, FlightError::OutOfReach { wanted_m, .. } if wanted_m > 15e6), "{error}");
}

#[test]
fn a_glide_too_far_or_too_near_is_refused() {
    let from = place(30.0, 125.0);
    let to = |range_m: f64| wgs84::destination(&from, math::FRAC_PI_2, range_m);
    let error = fly(&Vehicle::Glide(glider(2_500.0, 90.0, 3.0e6)), from, to(2.9e6)).unwrap_err();
    assert!(matches!(error, FlightError::OutOfReach { maximum_m, .. } if maximum_m < 2.0e6), "{error}");
    let error = fly(&Vehicle::Glide(glider(2_500.0, 90.0, 3.0e6)), from, to(1.0e5)).unwrap_err();
    assert!(
        matches!(error, FlightError::TooClose { minimum_m, .. } if minimum_m > 1.0e5 && minimum_m < 1.0e6),
        "{error}"
    );
}

/// Every field that makes no sense is named with its value.
#[test]
fn nonsense_is_named() {
    let (from, to) = (place(30.0, 125.0), place(36.0, 140.0));
    let plain = || glider(3_800.0, 90.0, 2e6);
    let cases = [
        ("burn_s", Glide { burn_s: 0.0, ..plain() }),
        ("burn_s", Glide { burn_s: -5.0, ..plain() }),
        ("burnout_altitude_m", Glide { burnout_altitude_m: f64::NAN, ..plain() }),
        ("peak_altitude_m", Glide { peak_altitude_m: Some(f64::INFINITY), ..plain() }),
        ("glide_speed_m_s", Glide { glide_speed_m_s: 9_000.0, ..plain() }),
        ("glide_altitude_m", Glide { glide_altitude_m: -1.0, ..plain() }),
        ("lift_to_drag", Glide { lift_to_drag: 1e3, ..plain() }),
        ("ballistic_coefficient_kg_m2", Glide { ballistic_coefficient_kg_m2: 1e-3, ..plain() }),
        ("damping_fraction", Glide { damping_fraction: 1.5, ..plain() }),
        ("bank_max_rad", Glide { bank_max_rad: math::FRAC_PI_2, ..plain() }),
        ("terminal_dive_rad", Glide { terminal_dive_rad: 0.0, ..plain() }),
        ("max_range_m", Glide { max_range_m: f64::NAN, ..plain() }),
    ];
    for (name, vehicle) in cases {
        let error = fly(&Vehicle::Glide(vehicle), from, to).unwrap_err();
        assert!(matches!(error, FlightError::NotBetween { quantity, .. } if quantity == name), "{name}: {error}");
    }
    let lost = Glide { waypoints: vec![Geodetic { lat_rad: f64::NAN, ..from }], ..plain() };
    assert!(matches!(fly(&Vehicle::Glide(lost), from, to), Err(FlightError::NotAPlace { end: "waypoint", .. })));
    let opposite = Geodetic { lat_rad: -from.lat_rad, lon_rad: from.lon_rad - math::PI, alt_m: 0.0 };
    let around = Glide { waypoints: vec![opposite], max_range_m: 5e7, ..plain() };
    assert!(matches!(fly(&Vehicle::Glide(around), from, to), Err(FlightError::NoDirection { .. })));
    for (from, to) in [(from, from), (from, opposite), (from, Geodetic { lon_rad: f64::NAN, ..to })] {
        assert!(fly(&Vehicle::Glide(plain()), from, to).is_err());
    }
}

/// Poles and the date line are places like others.
#[test]
fn poles_and_the_date_line_are_crossed() {
    for (from, to) in [
        (place(82.0, 10.0), place(83.0, -165.0)),
        (place(90.0, 0.0), place(76.0, 40.0)),
        (place(78.0, 40.0), place(90.0, 0.0)),
        (place(10.0, 175.0), place(14.0, -171.0)),
        (place(-5.0, -178.0), place(-2.0, 167.0)),
    ] {
        let flight = fly(&Vehicle::Glide(glider(3_800.0, 90.0, 2e6)), from, to).unwrap();
        assert!(miss_m(&flight, &to) < 1.0, "{from:?}");
    }
}
