//! The standard atmosphere's published rows, and orbits against their closed forms.

use cupola_core::{Vec3, math};
use cupola_earth::atmosphere::{density_kg_m3, pressure_pa, temperature_k};
use cupola_earth::orbit::{Pattern, Walker, secular_rates_rad_s};
use cupola_earth::wgs84;

/// Geopotential height (m), temperature (K), pressure (Pa), density (kg/m³): threats.md §5.
const US76_GEOPOTENTIAL: [[f64; 4]; 10] = [
    [0.0, 288.150, 101_325.0, 1.225],
    [5_000.0, 255.650, 54_019.9, 0.736_115],
    [11_000.0, 216.650, 22_632.1, 0.363_918],
    [20_000.0, 216.650, 5_474.89, 0.088_034_8],
    [32_000.0, 228.650, 868.019, 0.013_225],
    [47_000.0, 270.650, 110.906, 1.427_53e-3],
    [51_000.0, 270.650, 66.938_9, 8.616_05e-4],
    [71_000.0, 214.650, 3.956_42, 6.421_10e-5],
    [80_000.0, 196.650, 0.886_280, 1.570_05e-5],
    [84_852.0, 186.946, 0.373_384, 6.957_88e-6],
];

#[test]
fn us76_agrees_with_the_published_table() {
    for [h, t, p, d] in US76_GEOPOTENTIAL {
        let alt_m = 6_356_766.0 * h / (6_356_766.0 - h);
        assert!((temperature_k(alt_m) - t).abs() < 0.001, "{h}");
        assert!((pressure_pa(alt_m) / p - 1.0).abs() < 2e-5, "{h} {}", pressure_pa(alt_m));
        assert!((density_kg_m3(alt_m) / d - 1.0).abs() < 2e-5, "{h} {}", density_kg_m3(alt_m));
    }
    for [alt_m, d] in [[5_000.0, 0.736_428], [20_000.0, 0.088_909_9], [47_000.0, 1.496_52e-3], [80_000.0, 1.845_8e-5]] {
        assert!((density_kg_m3(alt_m) / d - 1.0).abs() < 2e-4, "{alt_m}");
    }
}

#[test]
fn wgs84_agrees_with_its_published_constants() {
    assert!((wgs84::B_M - 6_356_752.314_2).abs() < 1e-4);
    assert!((wgs84::E2 - 0.006_694_379_990_14).abs() < 1e-13);
    assert!((wgs84::J2 / 1.082_63e-3 - 1.0).abs() < 1e-5);
}

/// A sun-synchronous orbit turns its node once a year: 800 km at about 98.6°.
#[test]
fn node_drift_of_a_sun_synchronous_orbit_is_one_turn_a_year() {
    let (_, node) = secular_rates_rad_s(800_000.0, 98.603_f64.to_radians());
    let per_year = node * 365.242_2 * 86_400.0 / math::TAU;
    assert!((per_year - 1.0).abs() < 0.005, "{per_year}");
}

#[test]
fn walker_keeps_radius_spacing_and_period() {
    let walker = Walker::new(135, 9, 1.0, 1.0e6, 81.0_f64.to_radians(), Pattern::Delta).unwrap();
    let kepler_s = math::TAU * (7_378_137.0_f64.powi(3) / wgs84::GM_M3_S2).sqrt();
    assert!((walker.nodal_period_s() / kepler_s - 1.0).abs() < 2e-3);
    let mut positions = Vec::new();
    walker.positions_ecef(0.7, 0.2, 1_234.5, &mut positions);
    assert_eq!(positions.len(), 135);
    let chord = 2.0 * 7_378_137.0 * math::sin(math::PI / 15.0);
    for plane in positions.chunks(15) {
        for pair in plane.windows(2) {
            assert!((pair[0].norm() - 7_378_137.0).abs() < 1e-3);
            assert!(((pair[1] - pair[0]).norm() - chord).abs() < 1e-3);
        }
    }
    let normal = |p: usize| positions[p * 15].cross(&positions[p * 15 + 1]).normalize();
    let between = math::acos_clamped(normal(0).dot(&normal(1)));
    let (sin_i, cos_i) = math::sin_cos(81.0_f64.to_radians());
    let expected = math::acos(cos_i * cos_i + sin_i * sin_i * math::cos(math::TAU / 9.0));
    assert!((between - expected).abs() < 1e-9);
    let revolution = walker.at(0.7, 0.2, 1_234.5 + walker.nodal_period_s()).position_ecef_m(0);
    assert!((revolution.z - positions[0].z).abs() < 1e-3);
}

#[test]
fn geostationary_satellites_stand_still() {
    let walker = Walker::new(3, 1, 0.0, 35_786_000.0, 0.0, Pattern::Delta).unwrap();
    let start = walker.at(1.0, 0.0, 0.0).position_ecef_m(0);
    let later = walker.at(1.0, 0.0, 86_400.0).position_ecef_m(0);
    assert!((later - start).norm() < 60_000.0, "{}", (later - start).norm());
    assert!((start - Vec3::new(math::cos(1.0), math::sin(1.0), 0.0) * 42_164_137.0).norm() < 1e-3);
}
