//! Groups of satellites against what is known of their orbits.

use cupola_core::{EntityKey, Seed, Stream, Vec3};
use cupola_earth::elements::MeanOrbit;
use cupola_earth::orbit::Pattern;
use cupola_earth::satellites::{Phase, Satellites};
use cupola_earth::wgs84::{A_M, geodetic_from_ecef};
use cupola_earth::{EarthError, Walker, sgp4::Satellite};

/// 42 164.17 km with what the flattening adds to the rate of a mean orbit.
const SYNCHRONOUS_M: f64 = 42_166_260.0;

fn positions(group: &Satellites, phase: &Phase, time_s: f64) -> Vec<Vec3> {
    let mut out = Vec::new();
    group.positions_ecef(phase, time_s, &mut out);
    out
}

fn molniya() -> MeanOrbit {
    let rad = f64::to_radians;
    MeanOrbit::new(26_561_750.0, 0.74, rad(63.434), rad(10.0), rad(270.0), 0.0).expect("an ellipse")
}

fn vanguard() -> Satellite {
    Satellite::from_tle(
        "1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753",
        "2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667",
    )
    .expect("the published set")
}

#[test]
fn a_geostationary_satellite_stays_over_its_longitude() {
    let orbits = vec![MeanOrbit::new(SYNCHRONOUS_M, 0.0, 0.0, 1.2, 0.0, 0.0).unwrap()];
    let group = Satellites::elements(orbits, 0.0, 0.0).unwrap();
    let exact = Satellites::elements(vec![MeanOrbit::geostationary(1.2)], 0.0, 0.0).unwrap();
    for year in 0..10 {
        let position = positions(&exact, &Phase::ZERO, f64::from(year) * 31_557_600.0)[0];
        let place = geodetic_from_ecef(&position);
        assert!((place.lon_rad - 1.2).abs() < 1e-5 && place.lat_rad.abs() < 1e-12, "{place:?}");
        assert!((position.norm() - SYNCHRONOUS_M).abs() < 20.0, "{}", position.norm());
    }
    for phase in [Phase::ZERO, Phase { shift_s: 40_000.0, ..Phase::ZERO }] {
        for hour in 0..48 {
            let place = geodetic_from_ecef(&positions(&group, &phase, f64::from(hour) * 3_600.0)[0]);
            assert!((place.lon_rad - 1.2).abs() < 1e-3 && place.lat_rad.abs() < 1e-12, "{place:?}");
        }
    }
}

#[test]
fn a_molniya_orbit_hangs_over_the_north_twice_a_day() {
    let group = Satellites::elements(vec![molniya()], 0.0, 0.0).unwrap();
    let heights: Vec<(f64, f64)> = (0..1_440)
        .map(|minute| geodetic_from_ecef(&positions(&group, &Phase::ZERO, f64::from(minute) * 60.0)[0]))
        .map(|place| (place.lat_rad.to_degrees(), place.alt_m))
        .collect();
    let north = heights.iter().filter(|(lat, _)| *lat > 40.0).count();
    // True anomalies of 136° to 224°, by Kepler's equation.
    assert!((north as f64 / 1_440.0 - 0.749).abs() < 0.002, "{north} minutes above 40° N");
    let apogee = heights.iter().map(|(_, height)| *height).fold(0.0, f64::max);
    assert!((apogee - (26_561_750.0 * 1.74 - A_M)).abs() < 30_000.0, "{apogee}");
}

#[test]
fn an_eccentric_orbit_into_the_ground_is_refused_by_number() {
    let low = MeanOrbit::new(26_561_750.0, 0.76, 1.1, 0.0, 0.0, 0.0).unwrap();
    match Satellites::elements(vec![molniya(), low], 0.0, 0.0).unwrap_err() {
        EarthError::PerigeeTooLow { orbit: 1, altitude_m, .. } => assert!(altitude_m < 0.0),
        other => panic!("{other}"),
    }
    assert!(Satellites::elements(vec![molniya()], f64::NAN, 0.0).is_err());
    assert!(Satellites::sets(vec![vanguard()], f64::INFINITY).is_err());
    assert!(matches!(
        Walker::new(10, 0, 1.0, 5e5, 1.0, Pattern::Delta),
        Err(EarthError::UnevenPlanes { num_planes: 0, .. })
    ));
}

#[test]
fn velocities_are_the_rates_of_positions_for_every_kind() {
    let shell = |inclination: f64, pattern| Walker::new(24, 4, 1.0, 7e5, inclination.to_radians(), pattern).unwrap();
    let start = vanguard().epoch_j2000_s();
    let groups = [
        Satellites::walker(shell(90.0, Pattern::Star)),
        Satellites::walker(shell(98.2, Pattern::Delta)),
        Satellites::walker(shell(180.0, Pattern::Delta)),
        Satellites::elements(vec![molniya()], 0.7, 3_000.0).unwrap(),
        Satellites::sets(vec![vanguard()], start).unwrap(),
    ];
    let phase = Phase::draw(&Stream::of_run(Seed(1), 7), EntityKey::of("group"));
    for group in &groups {
        let (mut now, mut velocities) = (Vec::new(), Vec::new());
        for time_s in [0.0, 500.0, 80_000.0] {
            group.states_ecef(&phase, time_s, &mut now, &mut velocities);
            assert_eq!((now.len(), velocities.len()), (group.num(), group.num()));
            assert_eq!(now, positions(group, &phase, time_s));
            let (before, after) = (positions(group, &phase, time_s - 0.5), positions(group, &phase, time_s + 0.5));
            for i in 0..group.num() {
                assert!(((after[i] - before[i]) - velocities[i]).norm() < 2.0, "{i} at {time_s}");
            }
        }
    }
}

/// A sun-synchronous plane keeps the Sun's pace, 0.9856° a day; a retrograde one drifts east, a polar one not at all.
#[test]
fn nodes_drift_as_the_inclination_says() {
    let day_s = 86_400.0;
    for (inclination, expected_deg) in [(98.19, 0.9856), (90.0, 0.0), (81.81, -0.9856)] {
        let walker = Walker::new(1, 1, 0.0, 700e3, f64::to_radians(inclination), Pattern::Delta).unwrap();
        let (_, node_rate) =
            cupola_earth::orbit::secular_rates_rad_s(walker.altitude_m(), f64::to_radians(inclination));
        assert!(((node_rate * day_s).to_degrees() - expected_deg).abs() < 0.01, "{inclination}");
    }
}

/// A day of a large constellation is asked for in one buffer.
#[test]
fn steps_reuse_the_buffer_and_decayed_satellites_are_nowhere() {
    let shell = Satellites::walker(Walker::new(100_000, 100, 1.0, 5e5, 0.9, Pattern::Delta).unwrap());
    let mut out = Vec::new();
    shell.positions_ecef(&Phase::ZERO, 0.0, &mut out);
    let (start, room) = (out.as_ptr(), out.capacity());
    for step in 0..10 {
        shell.positions_ecef(&Phase::ZERO, f64::from(step) * 60.0, &mut out);
    }
    assert_eq!((out.as_ptr(), out.capacity()), (start, room));

    let decaying = Satellite::from_tle(
        "1 88888U          80275.98708465  .00073094  13844-3  66816-4 0    87",
        "2 88888  72.8435 115.9689 0086731  52.6988 110.5714 16.05824518  1058",
    )
    .unwrap();
    let start = decaying.epoch_j2000_s();
    let group = Satellites::sets(vec![decaying, vanguard()], start).unwrap();
    let later = positions(&group, &Phase::ZERO, 600.0 * 86_400.0);
    assert!(later[0].iter().all(|x| x.is_nan()), "{}", later[0]);
    assert!(positions(&group, &Phase::ZERO, 0.0)[0].norm() > A_M);
}

#[test]
fn phases_cover_the_circle_and_the_day() {
    let draws: Vec<Phase> =
        (0..2_000).map(|run| Phase::draw(&Stream::of_run(Seed(3), run), EntityKey::of("shell"))).collect();
    let mean = |of: &dyn Fn(&Phase) -> f64| draws.iter().map(of).sum::<f64>() / draws.len() as f64;
    assert!((mean(&|p| p.node_rad) / std::f64::consts::PI - 1.0).abs() < 0.05);
    assert!((mean(&|p| p.along_rad) / std::f64::consts::PI - 1.0).abs() < 0.05);
    assert!((mean(&|p| p.shift_s) / 43_200.0 - 1.0).abs() < 0.05);
}
