//! What things cost, and how money is counted.

use super::{Input, InputId};
use cupola_core::{Grade, Uncertain};
pub use cupola_cost::{Phase, PriceIndex, PriceOf, Rebuy, Theory};

/// What a constellation or element costs beyond today's plans.
#[derive(Debug, Clone)]
pub struct SpaceCost {
    /// Constellation.
    pub constellation: usize,
    /// Price of one satellite (USD).
    pub unit_cost_usd: InputId,
    /// Mass of one (kg).
    pub mass_kg: InputId,
    /// Launch price (USD/kg).
    pub launch_usd_per_kg: InputId,
    /// Life (years).
    pub life_years: InputId,
    /// Operations (USD/year).
    pub operations_usd_per_year: InputId,
    /// Who pays.
    pub paid_by: Vec<(usize, f64)>,
}

/// A cost that comes with an agreement.
#[derive(Debug, Clone)]
pub struct ExtraCost {
    /// Element it is booked under.
    pub element: String,
    /// Agreement it comes with; none: in every arm (and so in no difference).
    pub agreement: Option<usize>,
    /// Once (USD).
    pub once_usd: InputId,
    /// Per year (USD).
    pub per_year_usd: InputId,
    /// Who pays.
    pub paid_by: Vec<(usize, f64)>,
}

/// How money is counted.
#[derive(Debug, Clone)]
pub struct CostRules {
    /// Price year.
    pub price_year: i32,
    /// Calendar years counted, from the first; 1 at least.
    pub horizon_years: i32,
    /// Discount rate per year.
    pub discount_rate: f64,
    /// Learning slope for added rounds.
    pub learning_slope: InputId,
    /// Constellations.
    pub space: Vec<SpaceCost>,
    /// Other costs.
    pub extra: Vec<ExtraCost>,
    /// First year counted.
    pub from_year: i32,
    /// The level of prices, where amounts are counted in then-year money.
    pub then_year: Option<PriceIndex>,
    /// Elements over their whole life.
    pub elements: Vec<CostElement>,
    /// Whether one or another of them is bought, and so nothing is the sum of all.
    pub are_alternatives: bool,
    /// What others print of them.
    pub printed: Vec<PrintedCost>,
    /// Assumptions changed one after the other.
    pub steps: Vec<CostStep>,
    /// What those leave unsaid, in sentences.
    pub unsaid: Vec<String>,
    /// What more might be bought.
    pub options: Vec<BuyOption>,
}

/// Something more that might be bought, beyond today's plans: changes of the scenario and what they cost.
///
/// Its amounts are no inputs of a [`World`](super::World): nothing that is played rests on them.
#[derive(Debug, Clone)]
pub struct BuyOption {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Changes of keys, as of `--set`; made again for each time it is bought.
    pub set: Vec<String>,
    /// Once (USD), in the first year counted.
    pub once_usd: Input,
    /// Per year (USD), in every year counted.
    pub per_year_usd: Input,
    /// How many times it may be bought.
    pub times: u32,
}

/// An element over its life: developed, bought, launched, replaced, housed, run, disposed of.
#[derive(Debug, Clone)]
pub struct CostElement {
    /// Id (`sbi`).
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Constellation whose satellites are its units, and without which it does not exist.
    pub constellation: Option<usize>,
    /// Units in service, where no constellation says (rounded).
    pub units: InputId,
    /// Agreement it comes with; none: in every arm.
    pub agreement: Option<usize>,
    /// Who pays.
    pub paid_by: Vec<(usize, f64)>,
    /// First year of spending.
    pub from_year: i32,
    /// Years over which a generation is bought.
    pub build_years: u32,
    /// Development (USD), over the years of building.
    pub development_usd: InputId,
    /// Sites and plants (USD), over the years of building.
    pub sites_usd: InputId,
    /// Price of a unit (USD), without launch.
    pub unit_cost_usd: InputId,
    /// What it is the price of.
    pub price_of: PriceOf,
    /// Learning slope.
    pub learning_slope: InputId,
    /// Theory of learning.
    pub theory: Theory,
    /// Units after which nothing more is learnt.
    pub flat_after: Option<u32>,
    /// Whether learning outlives a generation.
    pub rebuy: Rebuy,
    /// Units built before.
    pub built_before: InputId,
    /// Launch mass of a unit (kg); 0 where nothing is launched.
    pub mass_kg: InputId,
    /// Launch price (USD/kg), where no vehicle is given.
    pub launch_usd_per_kg: InputId,
    /// Launch by whole vehicles.
    pub vehicle: Option<Vehicle>,
    /// Life (years); none: as long as is counted.
    pub life_years: Option<InputId>,
    /// Running the whole (USD/year).
    pub operations_usd_per_year: InputId,
    /// Running each unit (USD/year).
    pub unit_operations_usd_per_year: InputId,
    /// Disposal of a unit (USD).
    pub disposal_usd: InputId,
}

impl CostElement {
    /// The numbers its cost is made of, those of its constellation aside.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputId> {
        let mut inputs = vec![
            self.development_usd,
            self.sites_usd,
            self.unit_cost_usd,
            self.learning_slope,
            self.built_before,
            self.mass_kg,
            self.launch_usd_per_kg,
            self.operations_usd_per_year,
            self.unit_operations_usd_per_year,
            self.disposal_usd,
        ];
        inputs.extend(self.constellation.is_none().then_some(self.units));
        inputs.extend(self.life_years);
        inputs.extend(self.vehicle.iter().flat_map(|v| [v.capacity_kg, v.first_usd, v.learning_slope]));
        inputs
    }
}

/// A launch vehicle.
#[derive(Debug, Clone, Copy)]
pub struct Vehicle {
    /// What it lifts (kg).
    pub capacity_kg: InputId,
    /// Price of the first (USD).
    pub first_usd: InputId,
    /// Learning slope.
    pub learning_slope: InputId,
}

/// An assumption that is changed, after those before it.
#[derive(Debug, Clone)]
pub struct CostStep {
    /// What is changed, in words.
    pub what: String,
    /// The changes, as of `--set`.
    pub set: Vec<String>,
    /// Why, in a sentence.
    pub why: String,
    /// Where it is from.
    pub source: String,
    /// A total printed after it (USD), and by whom.
    pub printed: Option<(f64, String)>,
}

/// What somebody prints of some elements' cost.
#[derive(Debug, Clone)]
pub struct PrintedCost {
    /// What it is called there.
    pub what: String,
    /// Elements it sums; empty: all.
    pub elements: Vec<usize>,
    /// Phases it sums; empty: all.
    pub phases: Vec<Phase>,
    /// Elements whose cost in those phases comes off.
    pub less: Vec<usize>,
    /// The year of the prices it is printed in.
    pub year: i32,
    /// The amount as printed (USD of that year); low and high where a range is printed.
    pub stated: Uncertain,
    /// That in USD of the price year.
    pub range: Uncertain,
    /// How far to trust it.
    pub grade: Grade,
    /// Who prints it.
    pub source: String,
}
