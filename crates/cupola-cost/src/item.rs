//! What money is spent on, and the sum of it.

use crate::error::{amount, in_range};
use crate::{CostError, CostTable, Fleet, Horizon, Learning, Phase, Terms};

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
    /// Bought by the piece, so many in each year.
    Procurement(Procurement),
    /// One amount, in equal parts over the years `from_year` to `until_year` − 1.
    Once {
        /// What part of the element's life it is.
        phase: Phase,
        /// The whole amount.
        amount_usd: f64,
        /// First year.
        from_year: i32,
        /// The year after the last.
        until_year: i32,
    },
    /// Operations, the same each year, `from_year` to `until_year` − 1.
    Operations {
        /// Each year's amount.
        yearly_usd: f64,
        /// First year.
        from_year: i32,
        /// The year after the last.
        until_year: i32,
    },
    /// Units held at a number.
    Fleet(Fleet),
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

/// Cost of all items on the terms given; years outside the horizon are not counted, whatever is spent in them.
///
/// # Errors
/// [`CostError`] for the first fault of the first faulty item.
pub fn evaluate(
    items: &[CostItem],
    num_elements: usize,
    num_nations: usize,
    terms: &Terms,
) -> Result<CostTable, CostError> {
    let mut table = CostTable::zero(num_elements, num_nations, terms.horizon);
    let factors: Vec<f64> = (terms.horizon.from_year()..terms.horizon.until_year()).map(|y| terms.factor(y)).collect();
    for item in items {
        item.check(num_elements, num_nations)?;
        Bill { table: &mut table, item, horizon: terms.horizon, factors: &factors }.add();
    }
    Ok(table)
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
            &Spending::Once { phase, amount_usd, from_year, until_year } => {
                amount(phase.word(), amount_usd)?;
                Horizon::new(from_year, until_year).map(drop)
            }
            Spending::Operations { yearly_usd, .. } => amount("operations (USD a year)", *yearly_usd).map(drop),
            Spending::Fleet(fleet) => fleet.check(),
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
    /// What a dollar of each year of the horizon counts.
    factors: &'a [f64],
}

impl Bill<'_> {
    fn add(&mut self) {
        let item = self.item;
        match &item.spending {
            Spending::Procurement(procurement) => self.procurement(procurement),
            Spending::Fleet(fleet) => self.fleet(fleet),
            &Spending::Operations { yearly_usd, from_year, until_year } => {
                self.years(Phase::Operations, yearly_usd, from_year, until_year)
            }
            &Spending::Once { phase, amount_usd, from_year, until_year } => {
                self.years(phase, amount_usd / f64::from(until_year - from_year), from_year, until_year);
            }
        }
    }

    fn pay(&mut self, phase: Phase, year: i32, amount_usd: f64) {
        if !self.horizon.contains(year) {
            return;
        }
        let year_index = (year - self.horizon.from_year()) as usize;
        let counted_usd = amount_usd * self.factors[year_index];
        self.table.by_year_usd[year_index] += counted_usd;
        self.table.by_element_usd[self.item.element] += counted_usd;
        self.table.by_phase_usd[self.item.element][phase as usize] += counted_usd;
        for share in &self.item.paid_by {
            self.table.by_nation_usd[share.nation] += share.fraction * counted_usd;
        }
        self.table.total_usd += counted_usd;
    }

    fn years(&mut self, phase: Phase, yearly_usd: f64, from_year: i32, until_year: i32) {
        let (first, end) = (from_year.max(self.horizon.from_year()), until_year.min(self.horizon.until_year()));
        for year in first..end {
            self.pay(phase, year, yearly_usd);
        }
    }

    fn procurement(&mut self, procurement: &Procurement) {
        let mut num_built = u64::from(procurement.num_built_before);
        // The price is that of the next unit, so the curve's very first is dearer by the learning so far.
        let first_usd = procurement.unit_cost_usd / procurement.learning.unit_factor(num_built + 1);
        for &(year, quantity) in &procurement.quantity_by_year {
            let quantity = u64::from(quantity);
            self.pay(Phase::Procurement, year, first_usd * procurement.learning.lot_factor(num_built, quantity));
            num_built += quantity;
        }
    }

    fn fleet(&mut self, fleet: &Fleet) {
        let until_year = self.horizon.until_year();
        let lots = fleet.lots(until_year);
        let prices = fleet.lot_prices_usd(&lots).into_iter().zip(fleet.launch_prices_usd(&lots));
        for (lot, (built_usd, launch_usd)) in lots.iter().zip(prices) {
            let (unit, launch) = match lot.generation {
                0 => (Phase::Procurement, Phase::Launch),
                _ => (Phase::Replacement, Phase::Relaunch),
            };
            self.pay(unit, lot.year, built_usd);
            self.pay(launch, lot.year, launch_usd);
            if let Some(end_year) = lot.end_year {
                self.pay(Phase::Disposal, end_year, f64::from(lot.num_units) * fleet.disposal_usd);
            }
        }
        for year in fleet.from_year.max(self.horizon.from_year())..until_year {
            let units_usd = f64::from(fleet.in_service(year)) * fleet.unit_operations_yearly_usd;
            self.pay(Phase::Operations, year, fleet.operations_yearly_usd + units_usd);
        }
    }
}
