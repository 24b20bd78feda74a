//! What money is spent on, and the sum of it.

use crate::error::{amount, in_range};
use crate::{CostError, CostTable, Discount, Horizon, Learning};

/// A nation's share of an element's cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The nation's index.
    pub nation: usize,
    /// Its share; the shares of one item sum to 1.
    pub fraction: f64,
}

/// One element's cost of one kind, and who pays it. An element may have several items.
#[derive(Debug, Clone, PartialEq)]
pub struct CostItem {
    /// The element's index.
    pub element: usize,
    /// Who pays; shares sum to 1.
    pub paid_by: Vec<Share>,
    /// What for.
    pub spending: Spending,
}

/// What money is spent on.
#[derive(Debug, Clone, PartialEq)]
pub enum Spending {
    /// Bought by the piece.
    Procurement(Procurement),
    /// Spent once, in equal parts over the years `from_year` to `until_year` − 1.
    Development {
        /// The whole amount.
        amount_usd: f64,
        /// First year.
        from_year: i32,
        /// The year after the last.
        until_year: i32,
    },
    /// The same each year, `from_year` to `until_year` − 1.
    Operations {
        /// Each year's amount.
        yearly_usd: f64,
        /// First year.
        from_year: i32,
        /// The year after the last.
        until_year: i32,
    },
    /// Satellites built, launched, replaced and operated.
    Constellation(Constellation),
}

/// Units bought year by year on a learning curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Procurement {
    /// Year and units bought in it, ascending in year.
    pub quantity_by_year: Vec<(i32, u32)>,
    /// Cost of the first unit bought here.
    pub unit_cost_usd: f64,
    /// Units built before, for others or earlier; learning goes on from there.
    pub num_built_before: u32,
    /// The learning curve.
    pub learning: Learning,
}

/// A constellation held at its size by replacing all of it at the end of each life.
///
/// - **Assumes:** each generation is bought and launched within one year; learning goes on from generation to
///   generation; launch is by mass, without learning; no credit for life left at the horizon's end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constellation {
    /// Satellites in orbit.
    pub num_satellites: u32,
    /// Cost of the first satellite, without launch.
    pub unit_cost_usd: f64,
    /// Learning over all satellites ever built.
    pub learning: Learning,
    /// Launch mass of one (kg).
    pub mass_kg: f64,
    /// Launch price (US dollars per kg).
    pub launch_usd_per_kg: f64,
    /// Life of one generation (years), 0.25 or more.
    pub life_years: f64,
    /// The year of the first build, and of the first year of operation.
    pub from_year: i32,
    /// Cost of operating it (US dollars a year).
    pub operations_yearly_usd: f64,
}

impl Constellation {
    /// Generations built before `until_year`: 4 for a life of 5 years and 20 years of service.
    #[must_use]
    pub fn num_generations(&self, until_year: i32) -> u32 {
        let service_years = f64::from((until_year - self.from_year).max(0));
        (service_years / self.life_years).ceil() as u32
    }

    /// Satellites bought before `until_year`, all generations together.
    #[must_use]
    pub fn num_bought(&self, until_year: i32) -> u32 {
        self.num_satellites.saturating_mul(self.num_generations(until_year))
    }
}

/// Cost of all items over the horizon; years outside it are not counted, whatever is spent in them.
///
/// # Errors
/// [`CostError`] for the first fault of the first faulty item.
pub fn evaluate(
    items: &[CostItem],
    num_elements: usize,
    num_nations: usize,
    horizon: Horizon,
    discount: Discount,
) -> Result<CostTable, CostError> {
    let mut table = CostTable::zero(num_elements, num_nations, horizon);
    evaluate_into(&mut table, items, horizon, discount)?;
    Ok(table)
}

/// As [`evaluate`], added to a table made for the same horizon.
///
/// # Errors
/// [`CostError`] for the first fault; the items before it are in the table already.
pub fn evaluate_into(
    table: &mut CostTable,
    items: &[CostItem],
    horizon: Horizon,
    discount: Discount,
) -> Result<(), CostError> {
    items.iter().try_for_each(|item| {
        item.check(table.by_element_usd.len(), table.by_nation_usd.len())?;
        let mut bill = Bill { table, item, horizon, discount };
        match &item.spending {
            Spending::Procurement(procurement) => bill.procurement(procurement),
            Spending::Constellation(constellation) => bill.constellation(constellation),
            &Spending::Operations { yearly_usd, from_year, until_year } => {
                bill.years(yearly_usd, from_year, until_year)
            }
            &Spending::Development { amount_usd, from_year, until_year } => {
                bill.years(amount_usd / f64::from(until_year - from_year), from_year, until_year);
            }
        }
        Ok(())
    })
}

impl CostItem {
    fn check(&self, num_elements: usize, num_nations: usize) -> Result<(), CostError> {
        exists("element", self.element, num_elements)?;
        for share in &self.paid_by {
            exists("nation", share.nation, num_nations)?;
            in_range("payer's share", share.fraction, 0.0, 1.0)?;
        }
        let sum_fraction = self.paid_by.iter().fold(0.0, |sum, share| sum + share.fraction);
        if (sum_fraction - 1.0).abs() > 1e-9 {
            return Err(CostError::SharesNotOne { element: self.element, sum_fraction });
        }
        match &self.spending {
            Spending::Procurement(p) => amount("unit cost (USD)", p.unit_cost_usd).map(drop),
            &Spending::Development { amount_usd, from_year, until_year } => {
                amount("development (USD)", amount_usd)?;
                Horizon::new(from_year, until_year).map(drop)
            }
            Spending::Operations { yearly_usd, .. } => amount("operations (USD a year)", *yearly_usd).map(drop),
            Spending::Constellation(c) => {
                amount("satellite cost (USD)", c.unit_cost_usd)?;
                amount("satellite mass (kg)", c.mass_kg)?;
                amount("launch price (USD per kg)", c.launch_usd_per_kg)?;
                in_range("satellite life (years)", c.life_years, 0.25, 1_000.0)?;
                amount("operations (USD a year)", c.operations_yearly_usd).map(drop)
            }
        }
    }
}

fn exists(what: &'static str, index: usize, count: usize) -> Result<(), CostError> {
    if index < count { Ok(()) } else { Err(CostError::NoSuch { what, index, count }) }
}

/// One item being added to the table.
struct Bill<'a> {
    table: &'a mut CostTable,
    item: &'a CostItem,
    horizon: Horizon,
    discount: Discount,
}

impl Bill<'_> {
    fn pay(&mut self, year: i32, amount_usd: f64) {
        if !self.horizon.contains(year) {
            return;
        }
        let counted_usd = amount_usd * self.discount.factor(year);
        let year_index = (year - self.horizon.from_year()) as usize;
        self.table.by_year_usd[year_index] += counted_usd;
        self.table.by_element_usd[self.item.element] += counted_usd;
        for share in &self.item.paid_by {
            self.table.by_nation_usd[share.nation] += share.fraction * counted_usd;
        }
        self.table.total_usd += counted_usd;
    }

    fn years(&mut self, yearly_usd: f64, from_year: i32, until_year: i32) {
        let (first, end) = (from_year.max(self.horizon.from_year()), until_year.min(self.horizon.until_year()));
        for year in first..end {
            self.pay(year, yearly_usd);
        }
    }

    fn procurement(&mut self, procurement: &Procurement) {
        let mut num_built = procurement.num_built_before;
        // The price is that of the next unit, so the curve's very first is dearer by the learning so far.
        let first_usd = procurement.unit_cost_usd / procurement.learning.unit_factor(num_built.saturating_add(1));
        for &(year, quantity) in &procurement.quantity_by_year {
            self.pay(year, first_usd * procurement.learning.lot_factor(num_built, quantity));
            num_built = num_built.saturating_add(quantity);
        }
    }

    fn constellation(&mut self, constellation: &Constellation) {
        let num = constellation.num_satellites;
        let launch_usd = f64::from(num) * constellation.mass_kg * constellation.launch_usd_per_kg;
        for generation in 0..constellation.num_generations(self.horizon.until_year()) {
            let age_years = (f64::from(generation) * constellation.life_years).floor() as i32;
            let num_built = num.saturating_mul(generation);
            let built_usd = constellation.unit_cost_usd * constellation.learning.lot_factor(num_built, num);
            self.pay(constellation.from_year + age_years, built_usd + launch_usd);
        }
        let until_year = self.horizon.until_year();
        self.years(constellation.operations_yearly_usd, constellation.from_year, until_year);
    }
}
