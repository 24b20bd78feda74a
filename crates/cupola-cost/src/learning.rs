//! The learning curve: each doubling of the units built multiplies the unit cost by the slope.

use crate::CostError;
use crate::error::in_range;
use cupola_core::math::{ln, powf};

/// Units summed one by one before the closed formula takes over.
const NUM_EXACT: u32 = 12;

/// A unit learning curve: the `n`-th unit costs `first × n^log2(slope)`.
///
/// - **Domain:** slope above 0.5 and at most 1 (no learning); published slopes are 0.8 to 0.95.
/// - **Assumes:** one curve for all units ever built, without loss between lots.
///
/// # Source
/// Wright, *Factors Affecting the Cost of Airplanes*, J. Aeronautical Sciences 3 (1936), in Crawford's unit form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learning {
    exponent: f64,
}

impl Learning {
    /// No learning: every unit costs the same.
    pub const NONE: Self = Self { exponent: 0.0 };

    /// A curve with this slope.
    ///
    /// # Errors
    /// [`CostError::OutOfRange`] outside 0.501..=1.
    pub fn new(slope_fraction: f64) -> Result<Self, CostError> {
        let slope_fraction = in_range("learning slope", slope_fraction, 0.501, 1.0)?;
        Ok(Self { exponent: ln(slope_fraction) / std::f64::consts::LN_2 })
    }

    /// Cost of unit `n` (1, 2, …) over that of unit 1; 1 for `n` = 0 too.
    #[must_use]
    pub fn unit_factor(self, n: u32) -> f64 {
        if self.exponent == 0.0 { 1.0 } else { powf(f64::from(n.max(1)), self.exponent) }
    }

    /// Cost of `quantity` units built after `num_built_before` others, over the cost of the very first unit.
    ///
    /// The first twelve units are summed; the rest is `∫ n^b dn` from half a unit before to half a unit after, less
    /// a twenty-fourth of the difference of slopes at the two ends (Euler–Maclaurin, midpoint form).
    ///
    /// - **Accuracy:** 1e-6 relative, against the sum unit by unit. Exact at slope 1.
    #[must_use]
    pub fn lot_factor(self, num_built_before: u32, quantity: u32) -> f64 {
        if self.exponent == 0.0 {
            return f64::from(quantity);
        }
        let end = num_built_before.saturating_add(quantity);
        let head_end = end.min(NUM_EXACT);
        let head: f64 = (num_built_before..head_end).map(|n| self.unit_factor(n + 1)).sum();
        let tail_start = num_built_before.max(NUM_EXACT);
        if end <= tail_start {
            return head;
        }
        let (low, high) = (f64::from(tail_start) + 0.5, f64::from(end) + 0.5);
        let (low_power, high_power) = (powf(low, self.exponent), powf(high, self.exponent));
        let integral = (high * high_power - low * low_power) / (self.exponent + 1.0);
        let slopes = self.exponent * (high_power / high - low_power / low);
        head + integral - slopes / 24.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubling_the_units_multiplies_the_cost_by_the_slope() {
        let learning = Learning::new(0.85).unwrap();
        for n in [1, 3, 10, 1_000] {
            let ratio = learning.unit_factor(2 * n) / learning.unit_factor(n);
            assert!((ratio - 0.85).abs() < 1e-12, "unit {n}: {ratio}");
        }
    }

    #[test]
    fn lot_agrees_with_the_sum_unit_by_unit() {
        for slope in [0.51, 0.7, 0.85, 0.95, 0.999, 1.0] {
            let learning = Learning::new(slope).unwrap();
            for (before, quantity) in [(0, 0), (0, 1), (0, 8), (0, 9), (3, 20), (8, 5), (50, 1), (0, 5_000), (777, 333)]
            {
                let exact: f64 = (before..before + quantity).map(|n| learning.unit_factor(n + 1)).sum();
                let error = learning.lot_factor(before, quantity) - exact;
                assert!(error.abs() <= 1e-6 * exact, "slope {slope}, {quantity} after {before}: {error:e}");
            }
        }
    }

    #[test]
    fn slope_one_is_quantity_times_price() {
        assert_eq!(Learning::new(1.0).unwrap(), Learning::NONE);
        assert_eq!(Learning::NONE.lot_factor(123, 4_567), 4_567.0);
        assert!(Learning::new(0.5).is_err() && Learning::new(1.1).is_err() && Learning::new(f64::NAN).is_err());
    }
}
