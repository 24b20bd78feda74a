//! How a dollar of each year counts: the years counted, discounting, and prices of other years and currencies.

use crate::CostError;
use crate::error::in_range;
use cupola_core::math::{ln, powf};

/// The years that are counted, from `from_year` to the one before `until_year`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    from_year: i32,
    until_year: i32,
}

impl Horizon {
    /// The years `from_year` to `until_year` − 1.
    ///
    /// # Errors
    /// [`CostError::YearsReversed`] when there is no year in it.
    pub fn new(from_year: i32, until_year: i32) -> Result<Self, CostError> {
        if from_year < until_year {
            return Ok(Self { from_year, until_year });
        }
        Err(CostError::YearsReversed { what: "horizon", from_year, until_year })
    }

    /// First year counted.
    #[must_use]
    pub fn from_year(self) -> i32 {
        self.from_year
    }

    /// The year after the last one counted.
    #[must_use]
    pub fn until_year(self) -> i32 {
        self.until_year
    }

    /// Number of years counted.
    #[must_use]
    pub fn num_years(self) -> usize {
        (self.until_year - self.from_year) as usize
    }

    /// Whether a year is counted.
    #[must_use]
    pub fn contains(self, year: i32) -> bool {
        (self.from_year..self.until_year).contains(&year)
    }
}

/// Discounting to a base year: an amount in year `y` counts `(1 + rate)^(base − y)` of itself.
///
/// - **Assumes:** real rate, money spent at one moment of each year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Discount {
    rate_fraction: f64,
    base_year: i32,
}

impl Discount {
    /// No discounting: a plain sum.
    pub const NONE: Self = Self { rate_fraction: 0.0, base_year: 0 };

    /// A yearly real rate (0.03 is 3 %) and the year whose money counts in full.
    ///
    /// # Errors
    /// [`CostError::OutOfRange`] for a rate outside 0..=1.
    pub fn new(rate_fraction: f64, base_year: i32) -> Result<Self, CostError> {
        Ok(Self { rate_fraction: in_range("discount rate", rate_fraction, 0.0, 1.0)?, base_year })
    }

    /// What one dollar of that year counts.
    #[must_use]
    pub fn factor(self, year: i32) -> f64 {
        if self.rate_fraction == 0.0 {
            return 1.0;
        }
        powf(1.0 + self.rate_fraction, f64::from(self.base_year - year))
    }
}

/// The level of prices by year, in any unit.
///
/// - **Assumes:** between two years stated, prices rise at a steady rate; before the first and after the last at
///   `beyond_fraction` a year.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceIndex {
    levels: Vec<(i32, f64)>,
    beyond_fraction: f64,
}

impl PriceIndex {
    /// A steady rate (0.02 is 2 % a year).
    ///
    /// # Errors
    /// [`CostError::OutOfRange`] for a rate outside −0.5..=1.
    pub fn steady(rate_fraction: f64) -> Result<Self, CostError> {
        Self::new(vec![(2000, 1.0)], rate_fraction)
    }

    /// Levels by year, ascending, each more than 0, and the rate beyond them.
    ///
    /// # Errors
    /// [`CostError`] for no level, one that is not above 0, or years out of order.
    pub fn new(levels: Vec<(i32, f64)>, beyond_fraction: f64) -> Result<Self, CostError> {
        in_range("rate of prices", beyond_fraction, -0.5, 1.0)?;
        in_range("number of price levels", levels.len() as f64, 1.0, 1e6)?;
        for (_, level) in &levels {
            in_range("level of prices", *level, f64::MIN_POSITIVE, f64::MAX)?;
        }
        for pair in levels.windows(2) {
            Horizon::new(pair[0].0, pair[1].0)?;
        }
        Ok(Self { levels, beyond_fraction })
    }

    /// What a dollar of one year's prices is in another's.
    #[must_use]
    pub fn factor(&self, from_year: i32, to_year: i32) -> f64 {
        if from_year == to_year { 1.0 } else { self.level(to_year) / self.level(from_year) }
    }

    fn level(&self, year: i32) -> f64 {
        let after = self.levels.partition_point(|(y, _)| *y < year);
        let beyond = |(at, level): (i32, f64)| level * powf(1.0 + self.beyond_fraction, f64::from(year - at));
        match (after.checked_sub(1).map(|before| self.levels[before]), self.levels.get(after)) {
            (_, Some(&(at, level))) if at == year => level,
            (Some(low), Some(&high)) => {
                let share = f64::from(year - low.0) / f64::from(high.0 - low.0);
                low.1 * cupola_core::math::exp(share * ln(high.1 / low.1))
            }
            (Some(last), None) => beyond(last),
            (None, first) => beyond(first.copied().unwrap_or((year, 1.0))),
        }
    }
}

/// How items are counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The years counted.
    pub horizon: Horizon,
    /// Discounting.
    pub discount: Discount,
    /// Then-year money: each year's amount in that year's prices. The year is that of the prices the items are in.
    /// `None`: constant money.
    pub then_year: Option<(i32, PriceIndex)>,
}

impl Terms {
    /// Constant money, without discounting.
    #[must_use]
    pub fn plain(horizon: Horizon) -> Self {
        Self { horizon, discount: Discount::NONE, then_year: None }
    }

    /// What an amount of the items' prices counts when it is spent in that year.
    #[must_use]
    pub fn factor(&self, year: i32) -> f64 {
        let prices = self.then_year.as_ref().map_or(1.0, |(base, index)| index.factor(*base, year));
        prices * self.discount.factor(year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_between_two_years_rise_steadily_and_go_both_ways() {
        let index = PriceIndex::new(vec![(2000, 100.0), (2010, 121.0), (2020, 121.0)], 0.02).unwrap();
        assert!((index.factor(2000, 2005) - 1.1).abs() < 1e-12);
        assert!((index.factor(2005, 2000) * index.factor(2000, 2005) - 1.0).abs() < 1e-12);
        assert_eq!(index.factor(2010, 2020), 1.0);
        assert!((index.factor(2020, 2022) - 1.0404).abs() < 1e-12);
        assert!((index.factor(1998, 2000) - 1.0404).abs() < 1e-12);
        assert_eq!(PriceIndex::steady(0.5).unwrap().factor(2024, 2026), 2.25);
    }

    #[test]
    fn faulty_indices_are_refused() {
        assert!(PriceIndex::new(vec![], 0.0).is_err() && PriceIndex::steady(f64::NAN).is_err());
        assert!(PriceIndex::new(vec![(2000, 0.0)], 0.0).is_err());
        assert!(PriceIndex::new(vec![(2000, 1.0), (2000, 2.0)], 0.0).is_err());
    }
}
