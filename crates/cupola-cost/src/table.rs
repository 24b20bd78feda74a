//! The result: cost by element, by nation and by year; and the years and discount it is counted with.

use crate::CostError;
use crate::error::in_range;
use cupola_core::math::powf;

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

/// Cost by element, by nation and by year (US dollars of the caller's price year, discounted where asked).
/// Each of the three tables sums to `total_usd`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct CostTable {
    /// The year of the first entry of `by_year_usd`.
    pub from_year: i32,
    /// By element index.
    pub by_element_usd: Vec<f64>,
    /// By index of the nation that pays.
    pub by_nation_usd: Vec<f64>,
    /// By year, from `from_year`.
    pub by_year_usd: Vec<f64>,
    /// All of it.
    pub total_usd: f64,
}

impl CostTable {
    /// A table of zeros.
    #[must_use]
    pub fn zero(num_elements: usize, num_nations: usize, horizon: Horizon) -> Self {
        Self {
            from_year: horizon.from_year,
            by_element_usd: vec![0.0; num_elements],
            by_nation_usd: vec![0.0; num_nations],
            by_year_usd: vec![0.0; horizon.num_years()],
            total_usd: 0.0,
        }
    }

    /// Adds `factor` times another table of the same elements, nations and years: 1 to add an arm, −1 to take off a
    /// base arm, a probability to weigh.
    ///
    /// # Panics
    /// When the tables are not of the same shape: a bug of the caller.
    pub fn add_scaled(&mut self, other: &Self, factor: f64) {
        let shape = |t: &Self| (t.from_year, t.by_element_usd.len(), t.by_nation_usd.len(), t.by_year_usd.len());
        assert_eq!(shape(self), shape(other), "cost tables of different shapes");
        let add = |mine: &mut [f64], theirs: &[f64]| mine.iter_mut().zip(theirs).for_each(|(m, t)| *m += factor * t);
        add(&mut self.by_element_usd, &other.by_element_usd);
        add(&mut self.by_nation_usd, &other.by_nation_usd);
        add(&mut self.by_year_usd, &other.by_year_usd);
        self.total_usd += factor * other.total_usd;
    }
}
