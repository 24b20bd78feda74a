//! Lambert's problem against published cases.

use cupola_core::Vec3;
use cupola_earth::EarthError;
use cupola_earth::lambert::{Way, solve};

const GM: f64 = 3.986_004_418e14;

struct Case {
    start_m: [f64; 3],
    end_m: [f64; 3],
    time_s: f64,
    way: Way,
    vel_start_m_s: [f64; 3],
    vel_end_m_s: [f64; 3],
    tolerance_m_s: f64,
}

/// Vallado, example 7-5; and his test between orbits of 8 559 and 11 727 km radius, close to half a turn, both ways.
const CASES: [Case; 3] = [
    Case {
        start_m: [15_945_340.0, 0.0, 0.0],
        end_m: [12_214_838.99, 10_249_467.31, 0.0],
        time_s: 4_560.0,
        way: Way::Short,
        vel_start_m_s: [2_058.913, 2_915.965, 0.0],
        vel_end_m_s: [-3_451.565, 910.315, 0.0],
        tolerance_m_s: 2e-3,
    },
    Case {
        start_m: [6_822_889.33, -5_147_861.67, -454_394.88],
        end_m: [-4_960_678.6, 10_585_250.4, 927_193.773_9],
        time_s: 4_976.002,
        way: Way::Short,
        vel_start_m_s: [5_183.375_34, 5_119.395_55, 442.443_21],
        vel_end_m_s: [-4_547.969_98, -2_715.549_34, -233.272_68],
        tolerance_m_s: 1e-3,
    },
    Case {
        start_m: [6_822_889.33, -5_147_861.67, -454_394.88],
        end_m: [-4_960_678.6, 10_585_250.4, 927_193.773_9],
        time_s: 4_976.002,
        way: Way::Long,
        vel_start_m_s: [-5_181.041_62, -5_121.737_15, -442.649_29],
        vel_end_m_s: [4_549.677_85, 2_712.703_85, 233.023_14],
        tolerance_m_s: 1e-3,
    },
];

#[test]
fn published_transfers_are_found() {
    for case in CASES {
        let found = solve(&case.start_m.into(), &case.end_m.into(), case.time_s, GM, case.way).unwrap();
        let start_error = (found.vel_start_m_s - Vec3::from(case.vel_start_m_s)).amax();
        let end_error = (found.vel_end_m_s - Vec3::from(case.vel_end_m_s)).amax();
        assert!(start_error.max(end_error) <= case.tolerance_m_s, "{start_error:.2e} {end_error:.2e}");
    }
}

#[test]
fn what_leaves_the_transfer_open_is_refused() {
    let here = Vec3::new(7e6, 1e6, -2e6);
    for there in [here, here * 1.5, -here, -here * 2.0] {
        let refusal = solve(&here, &there, 1_000.0, GM, Way::Short).unwrap_err();
        assert!(matches!(refusal, EarthError::NoPlane { .. }), "{refusal}");
    }
    let there = Vec3::new(0.0, 7e6, 0.0);
    for time_s in [0.0, -5.0, f64::NAN, f64::INFINITY] {
        let refusal = solve(&here, &there, time_s, GM, Way::Short).unwrap_err();
        assert!(matches!(refusal, EarthError::NotPositive { quantity: "time_s", .. }), "{refusal}");
    }
    for place in [Vec3::zeros(), Vec3::new(f64::NAN, 0.0, 0.0), Vec3::new(0.0, f64::INFINITY, 0.0)] {
        assert!(solve(&place, &there, 1_000.0, GM, Way::Long).is_err());
        assert!(solve(&there, &place, 1_000.0, GM, Way::Long).is_err());
    }
    assert!(solve(&here, &there, 1_000.0, -GM, Way::Prograde).is_err());
}
