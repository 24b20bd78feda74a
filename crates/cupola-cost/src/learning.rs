//! The learning curve: each doubling of the units built multiplies the cost by the slope.

use crate::CostError;
use crate::error::{amount, in_range};
use cupola_core::math::{ln, powf};

/// Units summed one by one before the closed formula takes over.
const NUM_EXACT: u64 = 12;

/// What falls by the slope when the number of units built doubles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theory {
    /// The cost of the last unit (Crawford).
    #[default]
    Unit,
    /// The average cost of all units so far (Wright).
    CumulativeAverage,
}

/// A learning curve: the `n`-th unit costs `first × n^log2(slope)`, or the first `n` cost that on average.
///
/// - **Domain:** slope above 0.5 and at most 1 (no learning); published slopes are 0.8 to 0.95.
/// - **Assumes:** one curve for all units ever built, without loss between lots. Where the curve is flat after some
///   unit, all later ones cost what that one did.
///
/// # Source
/// `WRIGHT1936`: the cumulative average, and Crawford's unit form. Flattening: `HOGAN2020` finds learning slower with
/// quantity in 169 US defence items; a plain end of learning is the simplest form of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learning {
    exponent: f64,
    theory: Theory,
    flat_after: u64,
}

impl Learning {
    /// No learning: every unit costs the same.
    pub const NONE: Self = Self { exponent: 0.0, theory: Theory::Unit, flat_after: u64::MAX };

    /// A unit curve with this slope.
    ///
    /// # Errors
    /// [`CostError::OutOfRange`] outside 0.501..=1.
    pub fn new(slope_fraction: f64) -> Result<Self, CostError> {
        let slope_fraction = in_range("learning slope", slope_fraction, 0.501, 1.0)?;
        Ok(Self { exponent: ln(slope_fraction) / std::f64::consts::LN_2, ..Self::NONE })
    }

    /// The same slope under another theory.
    #[must_use]
    pub fn of_theory(self, theory: Theory) -> Self {
        Self { theory, ..self }
    }

    /// The same curve, flat after this many units (1 or more): later ones cost what that unit did.
    #[must_use]
    pub fn flat_after(self, num_units: u64) -> Self {
        Self { flat_after: num_units.max(1), ..self }
    }

    /// Cost of unit `n` (1, 2, …) over that of unit 1; 1 for `n` = 0 too.
    #[must_use]
    pub fn unit_factor(self, n: u64) -> f64 {
        if self.exponent == 0.0 {
            return 1.0;
        }
        let n = n.clamp(1, self.flat_after);
        match self.theory {
            Theory::Unit => powf(n as f64, self.exponent),
            Theory::CumulativeAverage => average_sum(n, self.exponent) - average_sum(n - 1, self.exponent),
        }
    }

    /// Cost of `quantity` units built after `num_built_before` others, over the cost of the very first unit.
    ///
    /// - **Accuracy:** 1e-6 relative under the unit theory, against the sum unit by unit; exact at slope 1 and under
    ///   the cumulative average.
    #[must_use]
    pub fn lot_factor(self, num_built_before: u64, quantity: u64) -> f64 {
        if self.exponent == 0.0 {
            return quantity as f64;
        }
        let end = num_built_before.saturating_add(quantity);
        let learned_end = end.clamp(num_built_before, self.flat_after.max(num_built_before));
        let flat = (end - learned_end) as f64;
        let learned = match self.theory {
            Theory::Unit => unit_sum(num_built_before, learned_end, self.exponent),
            Theory::CumulativeAverage => {
                average_sum(learned_end, self.exponent) - average_sum(num_built_before, self.exponent)
            }
        };
        // Nothing flat: no unit there to price.
        if flat == 0.0 { learned } else { learned + flat * self.unit_factor(self.flat_after) }
    }
}

/// The first `n` units when they cost `n^exponent` of the first on average.
fn average_sum(n: u64, exponent: f64) -> f64 {
    if n == 0 { 0.0 } else { powf(n as f64, exponent + 1.0) }
}

/// `Σ n^exponent` for the units after `start` to `end`: the first twelve one by one, the rest as `∫ n^b dn` from half
/// a unit before to half a unit after, less a twenty-fourth of the difference of slopes at the two ends
/// (Euler–Maclaurin, midpoint form).
fn unit_sum(start: u64, end: u64, exponent: f64) -> f64 {
    let head: f64 = (start..end.min(NUM_EXACT)).map(|n| powf((n + 1) as f64, exponent)).sum();
    let tail_start = start.max(NUM_EXACT);
    if end <= tail_start {
        return head;
    }
    let (low, high) = (tail_start as f64 + 0.5, end as f64 + 0.5);
    let (low_power, high_power) = (powf(low, exponent), powf(high, exponent));
    let integral = (high * high_power - low * low_power) / (exponent + 1.0);
    let slopes = exponent * (high_power / high - low_power / low);
    head + integral - slopes / 24.0
}

/// The cumulative-average slope that two published totals imply: `(units, cost of all of them)`, each more than 0 and
/// of different numbers of units.
///
/// # Errors
/// [`CostError::OutOfRange`] where a number is not above 0 or the numbers of units are the same.
pub fn slope_between(first: (f64, f64), second: (f64, f64)) -> Result<f64, CostError> {
    for value in [first.0, first.1, second.0, second.1] {
        in_range("units and their cost", value, f64::MIN_POSITIVE, f64::MAX)?;
    }
    let doublings = ln(second.0 / first.0) / std::f64::consts::LN_2;
    amount("difference of the numbers of units", doublings.abs() - f64::EPSILON)?;
    let averages = (second.1 / second.0) / (first.1 / first.0);
    Ok(powf(averages, 1.0 / doublings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubling_the_units_multiplies_the_cost_by_the_slope() {
        let learning = Learning::new(0.85).unwrap();
        let average = learning.of_theory(Theory::CumulativeAverage);
        for n in [1, 3, 10, 1_000] {
            let ratio = learning.unit_factor(2 * n) / learning.unit_factor(n);
            assert!((ratio - 0.85).abs() < 1e-12, "unit {n}: {ratio}");
            let ratio = average.lot_factor(0, 2 * n) / average.lot_factor(0, n) / 2.0;
            assert!((ratio - 0.85).abs() < 1e-12, "average of {n}: {ratio}");
        }
    }

    #[test]
    fn lot_agrees_with_the_sum_unit_by_unit() {
        for slope in [0.51, 0.7, 0.85, 0.95, 0.999, 1.0] {
            let unit = Learning::new(slope).unwrap();
            let average = unit.of_theory(Theory::CumulativeAverage);
            for learning in [unit, average, unit.flat_after(40), average.flat_after(40), unit.flat_after(1)] {
                for (before, quantity) in
                    [(0, 0), (0, 1), (0, 8), (0, 9), (3, 20), (8, 5), (50, 1), (30, 30), (0, 5_000), (777, 333)]
                {
                    let exact: f64 = (before..before + quantity).map(|n| learning.unit_factor(n + 1)).sum();
                    let error = learning.lot_factor(before, quantity) - exact;
                    assert!(
                        error.abs() <= 2e-6 * exact.max(1e-3),
                        "{learning:?}, {quantity} after {before}: {error:e}"
                    );
                }
            }
        }
    }

    #[test]
    fn flat_curve_costs_more_and_no_more_than_its_last_learned_unit() {
        let learning = Learning::new(0.85).unwrap();
        let flat = learning.flat_after(100);
        assert_eq!(flat.lot_factor(0, 100), learning.lot_factor(0, 100));
        assert_eq!(flat.unit_factor(5_000), learning.unit_factor(100));
        assert!(flat.lot_factor(0, 5_000) > learning.lot_factor(0, 5_000));
    }

    #[test]
    fn slope_of_two_totals_is_the_one_they_were_made_with() {
        let average = Learning::new(0.8).unwrap().of_theory(Theory::CumulativeAverage);
        let slope = slope_between((10.0, average.lot_factor(0, 10)), (700.0, average.lot_factor(0, 700))).unwrap();
        assert!((slope - 0.8).abs() < 1e-12, "{slope}");
        assert!(slope_between((10.0, 1.0), (10.0, 2.0)).is_err() && slope_between((0.0, 1.0), (10.0, 2.0)).is_err());
    }

    #[test]
    fn more_units_than_32_bits_count_go_on_down_the_curve() {
        for learning in [Learning::NONE, Learning::new(0.85).unwrap(), Learning::new(0.85).unwrap().flat_after(100)] {
            let (built, more) = (6_000_000_000, 3_000_000_000);
            let (whole, first) = (learning.lot_factor(0, built + more), learning.lot_factor(0, built));
            assert!(((whole - first) / learning.lot_factor(built, more) - 1.0).abs() < 1e-6, "{learning:?}");
        }
        assert_eq!(Learning::NONE.lot_factor(0, 9_000_000_000), 9e9);
    }

    #[test]
    fn slope_one_is_quantity_times_price() {
        assert_eq!(Learning::new(1.0).unwrap(), Learning::NONE);
        assert_eq!(Learning::NONE.lot_factor(123, 4_567), 4_567.0);
        assert!(Learning::new(0.5).is_err() && Learning::new(1.1).is_err() && Learning::new(f64::NAN).is_err());
    }
}
