//! Infrared brightness: how much of a source arrives, from how far it is seen, and how much a warm body gives off.

use crate::SenseError;
use crate::error::positive;
use cupola_core::math;

/// Irradiance (W/m²) of a point source of an intensity (W/sr) at a distance (m): `I / R²`.
///
/// - **Assumes:** nothing absorbed on the way.
#[must_use]
pub fn irradiance_w_m2(intensity_w_sr: f64, range_m: f64) -> f64 {
    intensity_w_sr / (range_m * range_m)
}

/// The weakest light that an infrared sensor notices.
///
/// - **Assumes:** a point source against an even background; nothing absorbed on the way; plume and body alike, in the
///   sensor's own band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sensitivity {
    least_w_m2: f64,
}

impl Sensitivity {
    /// From a published distance (m) at which an intensity (W/sr) is just seen.
    ///
    /// # Errors
    /// [`SenseError::NotPositive`] names the figure that is not finite and positive.
    pub fn published(range_m: f64, intensity_w_sr: f64) -> Result<Self, SenseError> {
        let intensity_w_sr = positive("intensity_w_sr", intensity_w_sr)?;
        Ok(Self { least_w_m2: irradiance_w_m2(intensity_w_sr, positive("range_m", range_m)?) })
    }

    /// From the irradiance equal to its noise (W/m²) and the SNR (amplitude ratio) it takes to be noticed.
    ///
    /// # Errors
    /// [`SenseError::NotPositive`] names the figure that is not finite and positive.
    pub fn noise(noise_w_m2: f64, snr_ratio: f64) -> Result<Self, SenseError> {
        Ok(Self { least_w_m2: positive("noise_w_m2", noise_w_m2)? * positive("snr_ratio", snr_ratio)? })
    }

    /// How far a source is seen (m): `R₀ √(I / I₀)`.
    #[must_use]
    pub fn range_m(&self, intensity_w_sr: f64) -> f64 {
        (intensity_w_sr.max(0.0) / self.least_w_m2).sqrt()
    }

    /// The faintest source seen at a distance (W/sr).
    #[must_use]
    pub fn least_w_sr(&self, range_m: f64) -> f64 {
        self.least_w_m2 * range_m * range_m
    }

    /// How many times the least irradiance arrives from a source: 1 and more is seen.
    #[must_use]
    pub fn margin_ratio(&self, intensity_w_sr: f64, range_m: f64) -> f64 {
        irradiance_w_m2(intensity_w_sr, range_m) / self.least_w_m2
    }
}

/// Stefan and Boltzmann's constant (W/m²/K⁴).
///
/// # Source
/// `SI2019`, from exact constants.
const STEFAN_BOLTZMANN: f64 = 5.670_374_419e-8;
/// Second constant of radiation (m K).
///
/// # Source
/// `SI2019`, from exact constants.
const SECOND_RADIATION_M_K: f64 = 1.438_776_877e-2;

/// Intensity (W/sr) of a warm grey body between two wavelengths (m): `ε A σ T⁴ F / π`.
///
/// `area_m2` is the area seen, across the line of sight.
///
/// - **Assumes:** an even temperature and emissivity, diffuse emission; no reflected light of Sun or Earth.
///
/// # Errors
/// [`SenseError::NotPositive`] names the first figure that is not finite and positive; the band runs from short to long.
///
/// # Source
/// `SIEGELHOWELL`, chapter 1.
pub fn body_w_sr(
    area_m2: f64,
    emissivity_fraction: f64,
    temperature_k: f64,
    band_m: [f64; 2],
) -> Result<f64, SenseError> {
    let area_m2 = positive("area_m2", area_m2)? * positive("emissivity_fraction", emissivity_fraction)?;
    let temperature_k = positive("temperature_k", temperature_k)?;
    let from_m = positive("band_m", band_m[0])?;
    positive("band_m width", band_m[1] - from_m)?;
    let share = black_fraction(band_m[1] * temperature_k) - black_fraction(from_m * temperature_k);
    Ok(area_m2 * STEFAN_BOLTZMANN * temperature_k.powi(4) * share / math::PI)
}

/// Share of a black body's radiation below a wavelength, by wavelength times temperature (m K).
///
/// `15/π⁴ Σ e⁻ⁿˣ (x³/n + 3x²/n² + 6x/n³ + 6/n⁴)` with `x = c₂ / λT`; below `x = 1` a power series of the rest.
///
/// - **Domain:** above 0. **Accuracy:** 1e-8.
///
/// # Source
/// `SIEGELHOWELL`, appendix of black-body functions.
#[must_use]
pub fn black_fraction(wavelength_temperature_m_k: f64) -> f64 {
    let x = SECOND_RADIATION_M_K / wavelength_temperature_m_k;
    let scale = 15.0 / math::PI.powi(4);
    if x < 1.0 {
        let y = x * x;
        let tail = y / 60.0 - y * y / 5_040.0 + y * y * y / 272_160.0 - y.powi(4) / 13_305_600.0;
        return 1.0 - scale * x.powi(3) * (1.0 / 3.0 - x / 8.0 + tail);
    }
    let term = |n: f64| math::exp(-n * x) * (((x + 3.0 / n) * x + 6.0 / (n * n)) * x + 6.0 / n.powi(3)) / n;
    scale * (1..=45).map(|n| term(f64::from(n))).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_times_the_intensity_is_seen_twice_as_far() {
        let sensor = Sensitivity::published(4e6, 250.0).unwrap();
        assert!((sensor.range_m(1_000.0) - 8e6).abs() < 1e-6);
        assert!((sensor.least_w_sr(2e6) - 62.5).abs() < 1e-9);
        assert!((sensor.margin_ratio(250.0, 2e6) - 4.0).abs() < 1e-12);
        let same = Sensitivity::noise(irradiance_w_m2(250.0, 4e6) / 5.0, 5.0).unwrap();
        assert!((same.range_m(250.0) - 4e6).abs() < 1e-6);
        assert_eq!(sensor.range_m(0.0), 0.0);
    }

    /// Values of the table of black-body functions (`SIEGELHOWELL`): λT in µm K, share below.
    #[test]
    fn black_body_shares_are_those_of_the_table() {
        for (um_k, expected) in [
            (1_000.0, 0.000_321),
            (2_000.0, 0.066_728),
            (2_898.0, 0.250_108),
            (5_000.0, 0.633_747),
            (10_000.0, 0.914_199),
            (14_387.0, 0.965_4),
            (50_000.0, 0.998_953),
        ] {
            let share = black_fraction(um_k * 1e-6);
            assert!((share - expected).abs() < 6e-5, "{um_k}: {share}");
        }
        let (below, above) =
            (black_fraction(SECOND_RADIATION_M_K * 0.999_999_9), black_fraction(SECOND_RADIATION_M_K * 1.000_000_1));
        assert!((below - above).abs() < 1e-7, "the two series meet: {below} and {above}");
    }

    /// 1 m² at 300 K gives 459.3 W/m² in all, 146.2 W/sr face on; 38 % of it between 8 and 14 µm.
    #[test]
    fn a_body_at_room_temperature() {
        let all_w_sr = body_w_sr(1.0, 1.0, 300.0, [1e-7, 1.0]).unwrap();
        assert!((all_w_sr - 146.2).abs() < 0.1, "{all_w_sr}");
        let band_w_sr = body_w_sr(1.0, 0.9, 300.0, [8e-6, 14e-6]).unwrap();
        assert!((band_w_sr / (0.9 * all_w_sr) - 0.376).abs() < 0.002, "{}", band_w_sr / (0.9 * all_w_sr));
        assert!(body_w_sr(1.0, 1.0, 300.0, [14e-6, 8e-6]).is_err());
    }
}
