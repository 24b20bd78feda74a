//! Whether an echo is noticed: detection probability from SNR, false alarms and how the target fluctuates.
//!
//! The sum of `n` pulses after a square-law detector exceeds a threshold `V` with the chance of `Q(n + K, V)`, the upper
//! incomplete gamma function, where `K` counts the target's share. For a steady target `K` is Poisson with mean `n SNR`; where
//! the energy of the echo follows a gamma law of shape `m`, it is negative binomial with the same mean and shape `m`. One sum
//! of positive terms is therefore right for every kind of target.

use crate::SenseError;
use crate::error::{between, positive};
use cupola_core::math;

/// Most pulses that may be integrated.
pub const MAX_PULSES: u32 = 10_000;

/// How a target's echo varies: the cases of Swerling, with a steady echo as case 0.
///
/// # Source
/// `SWERLING1960`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swerling {
    /// Steady.
    Zero,
    /// Many equal scatterers, one value for all pulses of a look.
    One,
    /// Many equal scatterers, another value for every pulse.
    Two,
    /// One scatterer above the others, one value for all pulses of a look.
    Three,
    /// One scatterer above the others, another value for every pulse.
    Four,
}

impl Swerling {
    /// Shape of the gamma law of the energy of `num_pulses` echoes; none for a steady target.
    fn shape(self, num_pulses: f64) -> Option<f64> {
        match self {
            Self::Zero => None,
            Self::One => Some(1.0),
            Self::Two => Some(num_pulses),
            Self::Three => Some(2.0),
            Self::Four => Some(2.0 * num_pulses),
        }
    }
}

/// A detector: square law, the sum of a number of pulses against one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detector {
    num_pulses: f64,
    /// In units of the noise power of one pulse.
    threshold: f64,
    false_alarm_probability: f64,
}

impl Detector {
    /// A detector that gives false alarms in a share of its cells, adding `num_pulses` pulses without their phases.
    ///
    /// - **Domain:** 1 to [`MAX_PULSES`] pulses; false-alarm probability from 1e-15 to below 1.
    /// - **Accuracy:** threshold to 12 digits.
    ///
    /// # Errors
    /// [`SenseError::NotCounted`] and [`SenseError::NotBetween`] outside the domain.
    pub fn new(false_alarm_probability: f64, num_pulses: u32) -> Result<Self, SenseError> {
        let false_alarm_probability = between("false_alarm_probability", false_alarm_probability, 0.999e-15, 1.0)?;
        if !(1..=MAX_PULSES).contains(&num_pulses) {
            let (quantity, low, high) = ("num_pulses", 1, MAX_PULSES);
            return Err(SenseError::NotCounted { quantity, value: num_pulses, low, high });
        }
        let threshold = threshold(f64::from(num_pulses), false_alarm_probability);
        Ok(Self { num_pulses: f64::from(num_pulses), threshold, false_alarm_probability })
    }

    /// The threshold, in units of the mean noise power of one pulse.
    #[must_use]
    pub fn threshold_ratio(&self) -> f64 {
        self.threshold
    }

    /// Probability of detection at an SNR of each pulse (power ratio, mean over the fluctuation).
    ///
    /// `P = P_fa + Σ p(n + i; V) P(K > i)` over i from 0, with the Poisson terms `p` of mean `V`.
    ///
    /// - **Domain:** SNR from 0; what is negative counts as 0. **Accuracy:** 1e-9 of the value or 1e-15, whichever is more
    ///   (`tests/verify_detection.rs`).
    /// - **Assumes:** white noise of known power; pulses noise-independent; one target in the cell.
    ///
    /// # Source
    /// `SWERLING1960`; `SHNIDMAN1995`, the gamma law and its negative binomial mixture.
    #[must_use]
    pub fn detection_probability(&self, snr_ratio: f64, target: Swerling) -> f64 {
        let mean = self.num_pulses * snr_ratio.max(0.0);
        if mean == 0.0 {
            return self.false_alarm_probability;
        }
        let (n, v) = (self.num_pulses, self.threshold);
        let mut share = Share::new(mean, target.shape(n));
        let mut poisson = math::exp(n * math::ln(v) - v - math::ln_gamma(n + 1.0));
        let (mut probability, mut below) = (self.false_alarm_probability, 0.0);
        let mut i = 0.0;
        loop {
            below += share.probability();
            probability += poisson * (1.0 - below).max(0.0);
            // Beyond the threshold the Poisson terms fall off faster than a geometric row.
            if below >= 1.0 || (n + i > v && poisson < 1e-18) {
                return probability.min(1.0);
            }
            i += 1.0;
            poisson *= v / (n + i);
            share.advance(i);
        }
    }

    /// SNR of each pulse (power ratio) at which the probability of detection is the one wanted.
    ///
    /// - **Accuracy:** 1e-9 of the SNR.
    ///
    /// # Errors
    /// [`SenseError::NotBetween`] unless the probability is above that of a false alarm and below 1.
    pub fn required_snr_ratio(&self, detection_probability: f64, target: Swerling) -> Result<f64, SenseError> {
        let wanted = between("detection_probability", detection_probability, self.false_alarm_probability, 1.0)?;
        let reaches = |snr_ratio: f64| self.detection_probability(snr_ratio, target) >= wanted;
        let mut high = 1.0;
        while !reaches(high) {
            high = positive("required_snr_ratio", high * 16.0)?;
        }
        let mut low = high / 16.0;
        while low > f64::MIN_POSITIVE && reaches(low) {
            (low, high) = (low / 16.0, low);
        }
        while high / low > 1.0 + 1e-10 {
            let middle = (low * high).sqrt();
            if reaches(middle) { high = middle } else { low = middle }
        }
        Ok((low * high).sqrt())
    }
}

/// The law of the target's share `K`, walked from 0 upwards; by logarithms, as its first terms may be too small for numbers.
struct Share {
    ln_probability: f64,
    /// Shape, and what is left of it: none for a Poisson law.
    shape: Option<f64>,
    mean: f64,
    /// Ratio of neighbouring terms far out.
    ratio: f64,
}

impl Share {
    fn new(mean: f64, shape: Option<f64>) -> Self {
        match shape {
            None => Self { ln_probability: -mean, shape, mean, ratio: 0.0 },
            Some(m) => Self { ln_probability: -m * math::ln_1p(mean / m), shape, mean, ratio: mean / (m + mean) },
        }
    }

    fn probability(&self) -> f64 {
        math::exp(self.ln_probability)
    }

    /// Goes on to the `k`-th term.
    fn advance(&mut self, k: f64) {
        let step = self.shape.map_or(self.mean / k, |m| self.ratio * (m + k - 1.0) / k);
        self.ln_probability += math::ln(step);
    }
}

/// Chance that noise alone exceeds `v`: `Q(n, v)`, a sum of `n` positive terms from the greatest index down.
fn exceeds(n: f64, v: f64) -> f64 {
    let mut term = math::exp((n - 1.0) * math::ln(v) - v - math::ln_gamma(n));
    let (mut sum, mut j) = (0.0, n - 1.0);
    loop {
        sum += term;
        if j < 1.0 || (j < v && term < 1e-18 * sum) {
            return sum;
        }
        term *= j / v;
        j -= 1.0;
    }
}

/// Solves `Q(n, V) = P` by Newton's method on `ln Q`, which falls ever faster, so that after one step it comes from above.
fn threshold(n: f64, wanted: f64) -> f64 {
    let mut v = n;
    for _ in 0..100 {
        let chance = exceeds(n, v);
        let density = math::exp((n - 1.0) * math::ln(v) - v - math::ln_gamma(n));
        let step = math::ln(chance / wanted) * chance / density;
        let next = if v + step > 0.0 { v + step } else { v / 2.0 };
        if (next - v).abs() <= 1e-14 * v {
            return next;
        }
        v = next;
    }
    v
}
