//! The radar range equation: from watts and decibels, or from one published figure.
//!
//! Either way it comes down to one number, [`Reach`]: `R⁴ SNR / σ` is the same for every range and cross section.

use crate::SenseError;
use crate::error::positive;
use cupola_core::math;

/// Boltzmann's constant (J/K).
///
/// # Source
/// `SI2019`, exact by definition.
pub const BOLTZMANN_J_PER_K: f64 = 1.380_649e-23;
/// Speed of light (m/s).
///
/// # Source
/// `SI2019`, exact by definition.
pub const LIGHT_SPEED_M_S: f64 = 299_792_458.0;

/// A pulsed radar with one antenna in physical terms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Emitter {
    /// Peak power (W).
    pub peak_w: f64,
    /// Length of the pulse, or time of emission integrated coherently in one look (s).
    pub pulse_s: f64,
    /// Gain of the antenna, sending and receiving (power ratio).
    pub gain_ratio: f64,
    /// Wavelength (m).
    pub wavelength_m: f64,
    /// Noise temperature of the receiving system (K).
    pub temperature_k: f64,
    /// All losses (power ratio, 1 for none).
    pub loss_ratio: f64,
}

/// How far a radar sees: `R⁴ SNR / σ` (m²), one number for all ranges and cross sections.
///
/// - **Domain:** free space, far field, one pulse or pulses added coherently; SNR is a power ratio after the matched filter.
/// - **Assumes:** no clutter, multipath, atmosphere or jamming; a cross section that does not vary.
///
/// # Example
/// ```
/// use cupola_sense::Reach;
/// // Published: 1 000 km against 1 m² at 13 dB.
/// let reach = Reach::published(1.0e6, 1.0, 20.0)?;
/// assert!((reach.range_m(1.0 / 16.0, 20.0) - 5.0e5).abs() < 1e-3);
/// assert!((reach.snr_ratio(2.0e6, 1.0) - 20.0 / 16.0).abs() < 1e-9);
/// # Ok::<(), cupola_sense::SenseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    strength_m2: f64,
}

impl Reach {
    /// From physical terms: `R⁴ = P τ G² λ² σ / ((4π)³ k T SNR L)`.
    ///
    /// # Errors
    /// [`SenseError::NotPositive`] names the first term that is not finite and positive.
    ///
    /// # Source
    /// `SKOLNIK`, chapters 1 and 2, with energy in place of power over bandwidth.
    pub fn physical(emitter: &Emitter) -> Result<Self, SenseError> {
        let energy_j = positive("peak_w", emitter.peak_w)? * positive("pulse_s", emitter.pulse_s)?;
        let gain = positive("gain_ratio", emitter.gain_ratio)?;
        let wavelength_m = positive("wavelength_m", emitter.wavelength_m)?;
        let noise_j = BOLTZMANN_J_PER_K * positive("temperature_k", emitter.temperature_k)?;
        let loss = positive("loss_ratio", emitter.loss_ratio)?;
        let spread = (4.0 * math::PI).powi(3);
        Ok(Self { strength_m2: energy_j * (gain * wavelength_m).powi(2) / (spread * noise_j * loss) })
    }

    /// From a published range against a cross section at an SNR (power ratio).
    ///
    /// # Errors
    /// [`SenseError::NotPositive`] names the first figure that is not finite and positive.
    pub fn published(range_m: f64, rcs_m2: f64, snr_ratio: f64) -> Result<Self, SenseError> {
        let fourth_m4 = positive("range_m", range_m)?.powi(4);
        let strength_m2 = fourth_m4 * positive("snr_ratio", snr_ratio)? / positive("rcs_m2", rcs_m2)?;
        Ok(Self { strength_m2 })
    }

    /// The same radar made more sensitive by a power ratio.
    ///
    /// # Errors
    /// [`SenseError::NotPositive`] where the ratio is not finite and positive.
    pub fn with_sensitivity(self, sensitivity_ratio: f64) -> Result<Self, SenseError> {
        Ok(Self { strength_m2: self.strength_m2 * positive("sensitivity_ratio", sensitivity_ratio)? })
    }

    /// SNR (power ratio) of one look at a range; infinite at 0 m.
    #[must_use]
    pub fn snr_ratio(&self, range_m: f64, rcs_m2: f64) -> f64 {
        self.strength_m2 * rcs_m2 / range_m.powi(4)
    }

    /// Range at which a cross section gives an SNR (m).
    #[must_use]
    pub fn range_m(&self, rcs_m2: f64, snr_ratio: f64) -> f64 {
        (self.strength_m2 * rcs_m2 / snr_ratio).sqrt().sqrt()
    }
}

/// What stacking equal faces and looking longer do to sensitivity (SNR at a range): `n³ t`.
///
/// Power, receiving aperture and sending gain each grow with the number of faces, the energy with the time of a look.
///
/// - **Assumes:** faces are added coherently on sending and receiving, and so are the pulses of the longer look.
///
/// # Errors
/// [`SenseError::NotPositive`] where there is no face or no time.
///
/// # Source
/// `LEWISPOSTOL2012`: two stacked faces are worth 8, a factor of 1.68 in range.
pub fn stacked_sensitivity_ratio(num_faces: u32, integration_ratio: f64) -> Result<f64, SenseError> {
    let faces = positive("num_faces", f64::from(num_faces))?;
    Ok(faces.powi(3) * positive("integration_ratio", integration_ratio)?)
}

/// The range gained by a gain in sensitivity: its fourth root.
#[must_use]
pub fn range_ratio(sensitivity_ratio: f64) -> f64 {
    sensitivity_ratio.sqrt().sqrt()
}

/// A train of equal pulses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// Number of pulses.
    pub num_pulses: u32,
    /// Length of each (s).
    pub pulse_s: f64,
    /// Pulses a second (Hz).
    pub repetition_hz: f64,
}

impl Burst {
    /// Time from the first pulse to the end of the last interval (s): what the radar gives to one look.
    #[must_use]
    pub fn dwell_s(&self) -> f64 {
        f64::from(self.num_pulses) / self.repetition_hz
    }

    /// Time in which the radar sends (s); times the peak power, the energy of the look.
    #[must_use]
    pub fn emission_s(&self) -> f64 {
        f64::from(self.num_pulses) * self.pulse_s
    }

    /// Share of the time in which the radar sends.
    #[must_use]
    pub fn duty_fraction(&self) -> f64 {
        self.pulse_s * self.repetition_hz
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 MW, 10 µs, 20 dB, 10 GHz, 290 K: 41.057 km against 1 m² at 6 dB (MathWorks, `radareqrng`, first example).
    const EMITTER: Emitter = Emitter {
        peak_w: 1e6,
        pulse_s: 1e-5,
        gain_ratio: 100.0,
        wavelength_m: LIGHT_SPEED_M_S / 10e9,
        temperature_k: 290.0,
        loss_ratio: 1.0,
    };

    #[test]
    fn the_range_of_a_worked_example_comes_out() {
        let snr_ratio = math::powf(10.0, 0.6);
        let range_m = Reach::physical(&EMITTER).unwrap().range_m(1.0, snr_ratio);
        assert!((range_m - 41_057.0).abs() < 1.0, "{range_m}");
    }

    #[test]
    fn snr_and_range_undo_each_other_and_a_published_figure_gives_the_same_radar() {
        let physical = Reach::physical(&EMITTER).unwrap();
        for (range_m, rcs_m2) in [(1e4, 1.0), (3e5, 0.01), (2e6, 10.0)] {
            let snr_ratio = physical.snr_ratio(range_m, rcs_m2);
            assert!((physical.range_m(rcs_m2, snr_ratio) / range_m - 1.0).abs() < 1e-14);
            let published = Reach::published(range_m, rcs_m2, snr_ratio).unwrap();
            assert!((published.snr_ratio(7e4, 0.3) / physical.snr_ratio(7e4, 0.3) - 1.0).abs() < 1e-14);
        }
    }

    #[test]
    fn twice_the_range_takes_sixteen_times_the_sensitivity() {
        let reach = Reach::published(1.5e6, 0.01, 20.0).unwrap();
        let doubled = reach.with_sensitivity(stacked_sensitivity_ratio(2, 2.0).unwrap()).unwrap();
        assert!((doubled.range_m(0.01, 20.0) - 3.0e6).abs() < 1e-6);
        assert!((range_ratio(stacked_sensitivity_ratio(2, 1.0).unwrap()) - 1.681_793).abs() < 1e-6);
    }

    #[test]
    fn what_is_not_positive_is_named() {
        let broken = Emitter { wavelength_m: -1.0, ..EMITTER };
        let error = SenseError::NotPositive { quantity: "wavelength_m", value: -1.0 };
        assert_eq!(Reach::physical(&broken), Err(error));
        assert!(Reach::published(f64::INFINITY, 1.0, 1.0).is_err());
        assert!(stacked_sensitivity_ratio(0, 1.0).is_err());
    }
}
