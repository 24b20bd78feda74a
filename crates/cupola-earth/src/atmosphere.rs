//! The U.S. Standard Atmosphere 1976 to 86 km, and its density to 1 000 km.

pub mod table;

use crate::wgs84::G0_M_S2;
use cupola_core::math;

/// Specific gas constant of sea-level air (J/(kg K)): 8 314.32 / 28.9644.
pub const AIR_GAS_CONSTANT_J_KG_K: f64 = 8_314.32 / 28.964_4;
/// Ratio of specific heats of air.
const HEAT_RATIO: f64 = 1.4;
/// The effective Earth radius of the standard's geopotential height (m).
const GEOPOTENTIAL_RADIUS_M: f64 = 6_356_766.0;
/// Air's hydrostatic constant g0 M / R (K/m).
const HYDROSTATIC_K_M: f64 = G0_M_S2 / AIR_GAS_CONSTANT_J_KG_K;

/// One layer: geopotential base (m), temperature (K), lapse (K/m), pressure (Pa) and density (kg/m³) at the base.
struct Layer {
    base_m: f64,
    base_k: f64,
    lapse_k_m: f64,
    base_pa: f64,
    base_kg_m3: f64,
}

const fn layer(base_m: f64, base_k: f64, lapse_k_m: f64, base_pa: f64) -> Layer {
    Layer { base_m, base_k, lapse_k_m, base_pa, base_kg_m3: base_pa / (AIR_GAS_CONSTANT_J_KG_K * base_k) }
}

/// Base pressures follow from the definition (sea level 101 325 Pa); a test recomputes them.
const LAYERS: [Layer; 7] = [
    layer(0.0, 288.15, -0.006_5, 101_325.0),
    layer(11_000.0, 216.65, 0.0, 22_632.063_973_462_926),
    layer(20_000.0, 216.65, 0.001, 5_474.888_669_677_778),
    layer(32_000.0, 228.65, 0.002_8, 868.018_684_755_228_2),
    layer(47_000.0, 270.65, 0.0, 110.906_305_554_965_9),
    layer(51_000.0, 270.65, -0.002_8, 66.938_873_118_687_33),
    layer(71_000.0, 214.65, -0.002, 3.956_420_428_040_724),
];

/// Geometric height (m) below which everything is as there: the standard's tables begin at it.
const LOWEST_M: f64 = -5_000.0;
/// Geometric height (m) where the layers end and the tail begins.
const TAIL_M: f64 = 86_000.0;
/// Height (m) and density (kg/m³) above the layers, joined by exponentials.
const TAIL: [(f64, f64); 17] = [
    (TAIL_M, 6.957_9e-6),
    (90_000.0, 3.416e-6),
    (95_000.0, 1.393e-6),
    (100_000.0, 5.604e-7),
    (110_000.0, 9.708e-8),
    (120_000.0, 2.222e-8),
    (135_000.0, 5.465e-9),
    (150_000.0, 2.076e-9),
    (200_000.0, 2.541e-10),
    (250_000.0, 6.073e-11),
    (300_000.0, 1.916e-11),
    (400_000.0, 2.803e-12),
    (500_000.0, 5.215e-13),
    (600_000.0, 1.137e-13),
    (700_000.0, 3.070e-14),
    (800_000.0, 1.136e-14),
    (1_000_000.0, 3.561e-15),
];

/// Geopotential height (m) of a geometric height (m).
#[inline]
#[must_use]
pub fn geopotential_m(alt_m: f64) -> f64 {
    GEOPOTENTIAL_RADIUS_M * alt_m / (GEOPOTENTIAL_RADIUS_M + alt_m)
}

/// Geometric height (m) of a geopotential height (m): the inverse of [`geopotential_m`].
#[inline]
#[must_use]
pub fn geometric_m(geopotential_m: f64) -> f64 {
    GEOPOTENTIAL_RADIUS_M * geopotential_m / (GEOPOTENTIAL_RADIUS_M - geopotential_m)
}

#[inline]
fn layer_of(geopotential_m: f64) -> &'static Layer {
    let index = LAYERS.iter().skip(1).take_while(|l| geopotential_m >= l.base_m).count();
    &LAYERS[index]
}

/// Pressure ratio and temperature (K) within a layer.
#[inline]
fn within(layer: &Layer, geopotential_m: f64) -> (f64, f64) {
    let above_m = geopotential_m - layer.base_m;
    if layer.lapse_k_m == 0.0 {
        (math::exp(-HYDROSTATIC_K_M * above_m / layer.base_k), layer.base_k)
    } else {
        let temperature_k = layer.base_k + layer.lapse_k_m * above_m;
        let power = HYDROSTATIC_K_M / layer.lapse_k_m;
        (math::exp(power * math::ln(layer.base_k / temperature_k)), temperature_k)
    }
}

/// Molecular-scale air temperature (K) at a geometric height (m); that of −5 km is kept below, that of 86 km above.
///
/// - **Domain:** −5 to 86 km. **Accuracy:** the definition's own, to rounding. **Assumes:** mid-latitude yearly mean.
///
/// # Source
/// *U.S. Standard Atmosphere, 1976*, NOAA-S/T 76-1562, eq. 23 and table 4.
#[must_use]
pub fn temperature_k(alt_m: f64) -> f64 {
    let h = geopotential_m(alt_m.clamp(LOWEST_M, TAIL_M));
    let layer = layer_of(h);
    layer.base_k + layer.lapse_k_m * (h - layer.base_m)
}

/// Air pressure (Pa) at a geometric height (m); that of −5 km is kept below, and it is zero above 86 km, where this model gives
/// density only.
///
/// # Source
/// *U.S. Standard Atmosphere, 1976*, eq. 33a and 33b.
#[must_use]
pub fn pressure_pa(alt_m: f64) -> f64 {
    if alt_m > TAIL_M {
        return 0.0;
    }
    let h = geopotential_m(alt_m.max(LOWEST_M));
    let layer = layer_of(h);
    layer.base_pa * within(layer, h).0
}

/// Air density (kg/m³) at a geometric height (m); that of −5 km is kept below, and it is zero above 1 000 km.
///
/// - **Domain:** −5 to 1 000 km. **Accuracy:** to 86 km the standard's own closed form, to rounding (the 0.04 % loss of
///   molecular mass between 80 and 86 km left out). Above, exponentials between the standard's values: about 5 %
///   between the points, while the real air there varies twofold with the Sun.
/// - **Assumes:** mid-latitude yearly mean; no season, weather or wind.
///
/// # Source
/// *U.S. Standard Atmosphere, 1976*. The values above 86 km are recalled from its table I, not read again.
#[inline]
#[must_use]
pub fn density_kg_m3(alt_m: f64) -> f64 {
    if alt_m >= TAIL_M {
        return tail_density_kg_m3(alt_m);
    }
    let h = geopotential_m(alt_m.max(LOWEST_M));
    let layer = layer_of(h);
    let (ratio, temperature_k) = within(layer, h);
    layer.base_kg_m3 * ratio * layer.base_k / temperature_k
}

fn tail_density_kg_m3(alt_m: f64) -> f64 {
    let above = TAIL.iter().skip(1).take_while(|(h, _)| alt_m >= *h).count();
    if above + 1 >= TAIL.len() {
        return 0.0;
    }
    let ((h0, d0), (h1, d1)) = (TAIL[above], TAIL[above + 1]);
    d0 * math::exp((alt_m - h0) / (h1 - h0) * math::ln(d1 / d0))
}

/// Geometric height (m) at which the air has this density (kg/m³): the inverse of [`density_kg_m3`].
///
/// - **Domain:** densities found between −5 and 86 km; others give the end of that span.
#[must_use]
pub fn altitude_of_density_m(density_kg_m3: f64) -> f64 {
    let index = LAYERS.iter().skip(1).take_while(|l| density_kg_m3 <= l.base_kg_m3).count();
    let layer = &LAYERS[index];
    let log_ratio = math::ln(density_kg_m3 / layer.base_kg_m3);
    let h = layer.base_m
        + if layer.lapse_k_m == 0.0 {
            -log_ratio * layer.base_k / HYDROSTATIC_K_M
        } else {
            let power = 1.0 + HYDROSTATIC_K_M / layer.lapse_k_m;
            layer.base_k * (math::exp(-log_ratio / power) - 1.0) / layer.lapse_k_m
        };
    geometric_m(h).clamp(LOWEST_M, TAIL_M)
}

/// Speed of sound (m/s) at a geometric height (m); that of −5 km is kept below, that of 86 km above.
#[must_use]
pub fn speed_of_sound_m_s(alt_m: f64) -> f64 {
    (HEAT_RATIO * AIR_GAS_CONSTANT_J_KG_K * temperature_k(alt_m)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_pressures_follow_from_the_definition() {
        for pair in LAYERS.windows(2) {
            let expected = pair[0].base_pa * within(&pair[0], pair[1].base_m).0;
            assert!((expected / pair[1].base_pa - 1.0).abs() < 1e-6, "{expected} {}", pair[1].base_pa);
        }
        assert!((tail_density_kg_m3(TAIL_M) / density_kg_m3(TAIL_M - 0.01) - 1.0).abs() < 1e-4);
    }

    /// A place below the tables is taken for their lower end: no error, no extrapolation.
    #[test]
    fn below_the_domain_the_air_is_that_of_its_lower_end() {
        for alt_m in [-5_000.1, -20_000.0, -6.3e6, f64::NEG_INFINITY] {
            assert_eq!(density_kg_m3(alt_m), density_kg_m3(LOWEST_M), "{alt_m}");
            assert_eq!(pressure_pa(alt_m), pressure_pa(LOWEST_M), "{alt_m}");
            assert_eq!(temperature_k(alt_m), temperature_k(LOWEST_M), "{alt_m}");
            assert_eq!(speed_of_sound_m_s(alt_m), speed_of_sound_m_s(LOWEST_M), "{alt_m}");
        }
        // The standard's own values at −5 km: 320.676 K, 177 764 Pa (recalled).
        assert!((temperature_k(LOWEST_M) - 320.676).abs() < 1e-3, "{}", temperature_k(LOWEST_M));
        assert!((pressure_pa(LOWEST_M) / 177_764.0 - 1.0).abs() < 1e-4, "{}", pressure_pa(LOWEST_M));
    }

    #[test]
    fn density_and_its_inverse_agree() {
        for step in -4..86 {
            let alt_m = f64::from(step) * 1_000.0;
            let back = altitude_of_density_m(density_kg_m3(alt_m));
            assert!((back - alt_m).abs() < 0.5, "{alt_m}: {back}");
        }
        assert!(density_kg_m3(2.0e6) == 0.0 && density_kg_m3(999_000.0) > 0.0);
        assert!((speed_of_sound_m_s(0.0) - 340.294).abs() < 0.01);
    }
}
