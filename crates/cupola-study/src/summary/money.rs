//! The cost of elements over their life, as JSON has it.

use super::{ById, Count};

/// What elements cost over their life.
#[derive(Debug, Clone, serde::Serialize)]
pub struct LifeCycle {
    /// First year counted.
    pub from_year: i32,
    /// The year after the last.
    pub until_year: i32,
    /// Worlds drawn.
    pub draws: u64,
    /// `constant` or `then-year`.
    pub money: String,
    /// All of it with every input at its likely value (USD); none where the elements are alternatives, nor any sum of
    /// them by phase, nation or year, nor drivers.
    pub likely_usd: Option<f64>,
    /// All of it (USD).
    pub total_usd: Option<Count>,
    /// All but operations and disposal (USD).
    pub acquisition_usd: Option<Count>,
    /// By element, in the order written.
    pub elements: Vec<ElementCost>,
    /// By phase.
    pub by_phase: ById<Count>,
    /// By nation that pays.
    pub by_nation: ById<Count>,
    /// By year.
    pub by_year: ById<Count>,
    /// What others print, beside ours.
    pub printed: Vec<PrintedBeside>,
    /// What those leave unsaid.
    pub unsaid: Vec<String>,
    /// The inputs that move the total most, each alone.
    pub drivers: Vec<CostDriver>,
    /// How many values it rests on, by grade word; those of parts that an element has not are left out.
    pub by_grade: ById<usize>,
    /// The scenario's chain of assumptions, where it has one and the command followed it.
    pub steps: Option<Waterfall>,
}

/// One element's cost.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ElementCost {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// With every input at its likely value (USD).
    pub likely_usd: f64,
    /// All phases (USD).
    pub total_usd: Count,
    /// By phase (USD), those that cost something.
    pub by_phase: ById<Count>,
}

/// What somebody prints, and what the elements it sums cost here.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PrintedBeside {
    /// What it is called there.
    pub what: String,
    /// Who prints it.
    pub source: String,
    /// Grade word.
    pub grade: String,
    /// The year of the prices it is printed in.
    pub year: i32,
    /// Low end as printed (USD of that year).
    pub stated_low_usd: f64,
    /// High end as printed (USD of that year).
    pub stated_high_usd: f64,
    /// Low end brought to the price year (USD).
    pub low_usd: f64,
    /// High end brought to the price year (USD).
    pub high_usd: f64,
    /// Ours at likely values (USD).
    pub likely_usd: f64,
    /// Ours (USD).
    pub cupola_usd: Count,
}

/// An input, and what the total is at its ends with all others likely.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CostDriver {
    /// Key.
    pub key: String,
    /// Low, in the file's own unit.
    pub low: f64,
    /// Likely.
    pub likely: f64,
    /// High.
    pub high: f64,
    /// Grade word.
    pub grade: String,
    /// The total at `low` (USD).
    pub low_usd: f64,
    /// The total at `high` (USD).
    pub high_usd: f64,
}

impl CostDriver {
    /// How far apart the two totals are.
    #[must_use]
    pub fn width_usd(&self) -> f64 {
        (self.high_usd - self.low_usd).abs()
    }
}

/// A chain of assumptions between two totals.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Waterfall {
    /// Title.
    pub title: String,
    /// What kind of claim it is.
    pub status: String,
    /// What must be said with it.
    pub caveats: Vec<String>,
    /// Year whose prices are used.
    pub price_year: i32,
    /// One after the other.
    pub steps: Vec<WaterfallStep>,
    /// What the sources leave unsaid.
    pub unsaid: Vec<String>,
}

/// One assumption changed.
#[derive(Debug, Clone, serde::Serialize)]
pub struct WaterfallStep {
    /// What, in words.
    pub what: String,
    /// The changes of keys.
    pub set: Vec<String>,
    /// Why.
    pub why: String,
    /// Where it is from.
    pub source: String,
    /// The total after it and all before it, likely values (USD).
    pub total_usd: f64,
    /// What it adds to the step before; the first adds all (USD).
    pub change_usd: f64,
    /// The least that it adds, whatever the order of the steps (USD); the first is always first.
    pub least_change_usd: f64,
    /// The most.
    pub most_change_usd: f64,
    /// What somebody prints of the total (USD).
    pub printed_usd: Option<f64>,
    /// Who.
    pub printed_by: Option<String>,
}

/// The total over the values of one key.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CostCurve {
    /// Scenario.
    pub scenario: String,
    /// Key.
    pub key: String,
    /// Year whose prices are used.
    pub price_year: i32,
    /// At each value.
    pub points: Vec<CostPoint>,
}

/// The total at one value.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CostPoint {
    /// The value, as written.
    pub value: String,
    /// With every input at its likely value (USD).
    pub likely_usd: f64,
    /// All of it (USD).
    pub total_usd: Count,
}
