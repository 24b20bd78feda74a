//! Units held at a number: bought, launched, replaced at the end of each life, run and disposed of.

use crate::error::{amount, in_range};
use crate::{CostError, Learning};

/// What the unit price is the price of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PriceOf {
    /// The first unit ever built.
    #[default]
    First,
    /// The average of the units bought over all the years counted, as budget offices print it.
    Average,
}

/// Whether learning outlives a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rebuy {
    /// Learning goes on from generation to generation.
    #[default]
    Continues,
    /// Each generation is priced afresh: its first unit, and its first launch vehicle, cost what the first of all did.
    Restarts,
}

/// How units reach orbit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Launch {
    /// They do not, or the unit price includes it.
    None,
    /// By mass and price, without learning.
    ByMass {
        /// Launch mass of a unit (kg).
        mass_kg: f64,
        /// Price (US dollars per kg).
        usd_per_kg: f64,
    },
    /// By whole vehicles, each with as many units as it lifts.
    ByVehicle {
        /// Launch mass of a unit (kg).
        mass_kg: f64,
        /// What a vehicle lifts (kg).
        capacity_kg: f64,
        /// Price of the first vehicle (US dollars).
        first_usd: f64,
        /// Learning over all vehicles.
        learning: Learning,
    },
}

/// Units held at a number by buying all of them again at the end of each life.
///
/// - **Assumes:** each generation is bought over as many years as the first, and launched in the year it is bought; no
///   credit for life left at the horizon's end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fleet {
    /// Units in service when all are there.
    pub num_units: u32,
    /// Price of a unit, without launch.
    pub unit_cost_usd: f64,
    /// What it is the price of.
    pub price_of: PriceOf,
    /// Learning over the units.
    pub learning: Learning,
    /// Whether it outlives a generation.
    pub rebuy: Rebuy,
    /// Units of the kind built before these.
    pub num_built_before: u32,
    /// How they reach orbit.
    pub launch: Launch,
    /// Life of a unit (years), 0.25 or more; `None`: as long as is counted.
    pub life_years: Option<f64>,
    /// The year of the first purchase, and of the first year of operation.
    pub from_year: i32,
    /// Years over which a generation is bought, evenly; 1 or more.
    pub build_years: u32,
    /// Cost of running the whole (US dollars a year).
    pub operations_yearly_usd: f64,
    /// Cost of running each unit in service (US dollars a year).
    pub unit_operations_yearly_usd: f64,
    /// Cost of taking a unit out of service at the end of its life.
    pub disposal_usd: f64,
}

/// Units bought in one year for one generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lot {
    /// The year.
    pub year: i32,
    /// 0 for the first fill, then 1, 2, …
    pub generation: u32,
    /// How many.
    pub num_units: u32,
    /// The year in which their life ends and others take their place; `None`: they live as long as is counted.
    pub end_year: Option<i32>,
}

impl Fleet {
    /// Satellites in orbit: bought at once, launched by mass, replaced, with learning from the first on.
    #[must_use]
    pub fn in_orbit(num_units: u32, unit_cost_usd: f64, launch: Launch, life_years: f64, from_year: i32) -> Self {
        Self { launch, life_years: Some(life_years), ..Self::on_the_ground(num_units, unit_cost_usd, from_year) }
    }

    /// Units that stay where they are for as long as is counted.
    #[must_use]
    pub fn on_the_ground(num_units: u32, unit_cost_usd: f64, from_year: i32) -> Self {
        Self {
            num_units,
            unit_cost_usd,
            price_of: PriceOf::First,
            learning: Learning::NONE,
            rebuy: Rebuy::Continues,
            num_built_before: 0,
            launch: Launch::None,
            life_years: None,
            from_year,
            build_years: 1,
            operations_yearly_usd: 0.0,
            unit_operations_yearly_usd: 0.0,
            disposal_usd: 0.0,
        }
    }

    /// What is bought before `until_year`, in the order of the years.
    #[must_use]
    pub fn lots(&self, until_year: i32) -> Vec<Lot> {
        let mut lots = Vec::new();
        for cohort in 0..self.build_years {
            let first_year = self.from_year + cohort as i32;
            let service_years = f64::from((until_year - first_year).max(0));
            let generations = match self.life_years {
                Some(life_years) => (service_years / life_years).ceil() as u32,
                None => u32::from(service_years > 0.0),
            };
            let num_units = self.bought_by(cohort + 1) - self.bought_by(cohort);
            for generation in 0..generations {
                let after = |lives: u32| self.life_years.map(|life| (f64::from(lives) * life).floor() as i32);
                lots.push(Lot {
                    year: first_year + after(generation).unwrap_or(0),
                    generation,
                    num_units,
                    end_year: after(generation + 1).map(|age_years| first_year + age_years),
                });
            }
        }
        lots.sort_by_key(|lot| (lot.year, lot.generation));
        lots
    }

    /// Units bought before `until_year`, all generations together.
    #[must_use]
    pub fn num_bought(&self, until_year: i32) -> u64 {
        self.lots(until_year).iter().map(|lot| u64::from(lot.num_units)).sum()
    }

    /// Units of the first fill that are there after so many years of building.
    fn bought_by(&self, num_years: u32) -> u32 {
        (u64::from(self.num_units) * u64::from(num_years) / u64::from(self.build_years)) as u32
    }

    /// Units in service in a year.
    pub(crate) fn in_service(&self, year: i32) -> u32 {
        let num_years = (year - self.from_year + 1).clamp(0, self.build_years as i32);
        self.bought_by(num_years as u32)
    }

    /// The price of each lot, without launch, of all that is bought before `until_year`.
    pub(crate) fn lot_prices_usd(&self, lots: &[Lot]) -> Vec<f64> {
        let factors = self.along_curves(lots, u64::from(self.num_built_before), self.learning, u64::from);
        let first_usd = match self.price_of {
            // The price is that of the next unit, so the curve's very first is dearer by the learning so far.
            PriceOf::First => self.unit_cost_usd / self.learning.unit_factor(u64::from(self.num_built_before) + 1),
            PriceOf::Average => {
                let num_units: f64 = lots.iter().map(|lot| f64::from(lot.num_units)).sum();
                self.unit_cost_usd * num_units / factors.iter().sum::<f64>().max(f64::MIN_POSITIVE)
            }
        };
        factors.into_iter().map(|factor| first_usd * factor).collect()
    }

    /// The price of launching each lot.
    pub(crate) fn launch_prices_usd(&self, lots: &[Lot]) -> Vec<f64> {
        let by_units = |usd: f64| lots.iter().map(|lot| f64::from(lot.num_units) * usd).collect();
        match self.launch {
            Launch::None => by_units(0.0),
            Launch::ByMass { mass_kg, usd_per_kg } => by_units(mass_kg * usd_per_kg),
            Launch::ByVehicle { mass_kg, capacity_kg, first_usd, learning } => {
                let vehicles = |num_units| (f64::from(num_units) / (capacity_kg / mass_kg).floor()).ceil() as u64;
                let factors = self.along_curves(lots, 0, learning, vehicles);
                factors.into_iter().map(|factor| first_usd * factor).collect()
            }
        }
    }

    /// The cost of each lot over that of the first on its curve: one curve for all, or one for each generation.
    fn along_curves(&self, lots: &[Lot], before: u64, learning: Learning, number: impl Fn(u32) -> u64) -> Vec<f64> {
        let mut built: Vec<u64> = Vec::new();
        let mut factors = Vec::with_capacity(lots.len());
        for lot in lots {
            let curve = if self.rebuy == Rebuy::Restarts { lot.generation as usize } else { 0 };
            built.resize(built.len().max(curve + 1), before);
            let quantity = number(lot.num_units);
            factors.push(learning.lot_factor(built[curve], quantity));
            built[curve] += quantity;
        }
        factors
    }

    pub(crate) fn check(&self) -> Result<(), CostError> {
        amount("unit cost (USD)", self.unit_cost_usd)?;
        in_range("life (years)", self.life_years.unwrap_or(1.0), 0.25, 1_000.0)?;
        in_range("years of building", f64::from(self.build_years), 1.0, 1_000.0)?;
        amount("operations (USD a year)", self.operations_yearly_usd)?;
        amount("operations of a unit (USD a year)", self.unit_operations_yearly_usd)?;
        amount("disposal (USD)", self.disposal_usd)?;
        match self.launch {
            Launch::None => Ok(()),
            Launch::ByMass { mass_kg, usd_per_kg } => {
                amount("mass (kg)", mass_kg)?;
                amount("launch price (USD per kg)", usd_per_kg).map(drop)
            }
            Launch::ByVehicle { mass_kg, capacity_kg, first_usd, .. } => {
                in_range("mass (kg)", mass_kg, f64::MIN_POSITIVE, capacity_kg)?;
                amount("launch vehicle (USD)", first_usd).map(drop)
            }
        }
    }
}

/// The launch mass of one unit (kg) that is left when a published total and all else in it are taken as they stand.
///
/// # Errors
/// [`CostError::OutOfRange`] where nothing was launched, the price is not above 0 or nothing is left.
pub fn mass_left_kg(left_usd: f64, num_bought: f64, launch_usd_per_kg: f64) -> Result<f64, CostError> {
    in_range("units bought", num_bought, f64::MIN_POSITIVE, f64::MAX)?;
    in_range("launch price (USD per kg)", launch_usd_per_kg, f64::MIN_POSITIVE, f64::MAX)?;
    Ok(amount("what is left for launch (USD)", left_usd)? / num_bought / launch_usd_per_kg)
}
