//! How well one look measures, by the strength of its echo.

use crate::SenseError;
use crate::error::{not_negative, positive};

/// Slope of the error signal of a monopulse antenna, `k` of [`Measure::new`] for angles: 1.6 in the sources, assumed 1.2 to 1.9.
///
/// # Source
/// `CURRY2005`, chapter 8.
pub const MONOPULSE_SLOPE: f64 = 1.6;

/// Standard error of one measured quantity against SNR: `σ² = (Δ / (k √(2 SNR)))² + σ_floor²`.
///
/// Units are those of the resolution: range (m), angle (rad) or range rate (m/s).
///
/// - **Domain:** a detected echo, SNR (power ratio) from about 10; below, the errors grow faster than this says.
/// - **Assumes:** one target in the cell; the floor (alignment, quantisation, scintillation) is independent of the noise.
///
/// # Source
/// `CURRY2005`, chapter 8; `SKOLNIK`, chapter 6.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    per_root_snr: f64,
    floor: f64,
}

impl Measure {
    /// From a resolution, a slope `k` (1 for range and range rate, [`MONOPULSE_SLOPE`] for angles) and a floor, which may be 0.
    ///
    /// # Errors
    /// [`SenseError::NotPositive`] names the first figure that is not allowed.
    pub fn new(resolution: f64, slope: f64, floor: f64) -> Result<Self, SenseError> {
        let per_root_snr = positive("resolution", resolution)? / (positive("slope", slope)? * 2.0_f64.sqrt());
        Ok(Self { per_root_snr, floor: not_negative("floor", floor)? })
    }

    /// Standard error at an SNR (power ratio), in the unit of the resolution; infinite where there is no echo.
    #[must_use]
    pub fn sigma(&self, snr_ratio: f64) -> f64 {
        let noise_squared = self.per_root_snr * self.per_root_snr / snr_ratio.max(0.0);
        (noise_squared + self.floor * self.floor).sqrt()
    }

    /// The SNR (power ratio) from which the noise is smaller than the floor; infinite without a floor.
    #[must_use]
    pub fn floor_snr_ratio(&self) -> f64 {
        (self.per_root_snr / self.floor).powi(2)
    }
}

/// Cell of a waveform in range (m), `c / 2B`, from its bandwidth (Hz).
#[must_use]
pub fn range_resolution_m(bandwidth_hz: f64) -> f64 {
    crate::equation::LIGHT_SPEED_M_S / (2.0 * bandwidth_hz)
}

/// Cell of a waveform in range rate (m/s), `λ / 2t`, from wavelength and the time integrated coherently.
#[must_use]
pub fn range_rate_resolution_m_s(wavelength_m: f64, coherent_s: f64) -> f64 {
    wavelength_m / (2.0 * coherent_s)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At 13 dB (a ratio of 20) a cell of 15 m is measured to 15 / √40 = 2.372 m, a beam of 17.45 mrad to 1.725 mrad.
    #[test]
    fn errors_are_cells_over_the_root_of_twice_the_snr() {
        let range = Measure::new(range_resolution_m(9.993_081_933e6), 1.0, 0.0).unwrap();
        assert!((range.sigma(20.0) - 2.371_708).abs() < 1e-6, "{}", range.sigma(20.0));
        let angle = Measure::new(1.0_f64.to_radians(), MONOPULSE_SLOPE, 0.0).unwrap();
        assert!((angle.sigma(20.0) - 1.724_75e-3).abs() < 1e-8, "{}", angle.sigma(20.0));
        assert!((range_rate_resolution_m_s(0.03, 0.01) - 1.5).abs() < 1e-15);
    }

    #[test]
    fn a_strong_echo_is_measured_to_the_floor_and_none_not_at_all() {
        let measure = Measure::new(15.0, 1.0, 0.5).unwrap();
        assert!((measure.sigma(1e12) - 0.5).abs() < 1e-9);
        assert!((measure.sigma(measure.floor_snr_ratio()) - 0.5 * 2.0_f64.sqrt()).abs() < 1e-12);
        assert!(measure.sigma(0.0).is_infinite());
        assert!(measure.sigma(10.0) > measure.sigma(20.0));
    }

    #[test]
    fn a_cell_of_nothing_is_refused() {
        assert_eq!(Measure::new(0.0, 1.0, 0.0), Err(SenseError::NotPositive { quantity: "resolution", value: 0.0 }));
        assert!(Measure::new(1.0, 1.0, -1.0).is_err());
    }
}
