//! `[cost]`: what things cost, and how money is counted.

use super::number::{RawDate, RawGrade, RawNumber};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How money is counted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCost {
    /// First year counted; that of the stock date where left out.
    #[schemars(range(min = 1950, max = 2100))]
    pub from_year: Option<i32>,
    /// Calendar years counted, a whole number.
    #[schemars(range(min = 1.0, max = 100.0))]
    pub horizon_years: f64,
    /// Discount rate per year.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub discount_rate: f64,
    /// Learning slope for added rounds, and for elements that have none of their own.
    pub learning_slope: Option<RawNumber>,
    /// Count each year's amounts in its own prices, by `prices`; constant money where left out.
    #[serde(default)]
    pub then_year: bool,
    /// The level of prices by year: brings amounts stated in other years to the price year.
    pub prices: Option<RawPrices>,
    /// Currencies that amounts are stated in.
    #[serde(default)]
    pub currency: Vec<RawCurrency>,
    /// How far the amounts of elements rise and fall together: the correlation of their ranks; 0 where left out.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub correlation: f64,
    /// The elements are alternatives, of which one or another is bought: no total of them is told.
    #[serde(default)]
    pub alternatives: bool,
    /// Elements over their whole life.
    #[serde(default)]
    pub element: Vec<RawCostElement>,
    /// What others print, to compare with.
    #[serde(default)]
    pub printed: Vec<RawPrintedCost>,
    /// Assumptions changed one after the other, from this file to another total.
    #[serde(default)]
    pub step: Vec<RawCostStep>,
    /// What those leave unsaid, in sentences.
    #[serde(default)]
    pub unsaid: Vec<String>,
    /// Constellations, beyond today's plans.
    #[serde(default)]
    pub space: Vec<RawSpaceCost>,
    /// Other costs, beyond today's plans.
    #[serde(default)]
    pub extra: Vec<RawExtraCost>,
}

/// The level of prices by year.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawPrices {
    /// Levels by year, in any unit; steady growth between them.
    #[serde(default)]
    pub level: BTreeMap<String, f64>,
    /// Rate before the first and after the last level, per year.
    #[schemars(range(min = -0.5, max = 1.0))]
    pub beyond_fraction: f64,
    /// How far to trust it.
    pub grade: RawGrade,
    /// Where it is from.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A currency, at a dated rate.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCurrency {
    /// Id (`jpy`).
    pub id: String,
    /// US dollars for one.
    #[schemars(range(min = 0.0))]
    pub usd: f64,
    /// The day of the rate.
    pub date: RawDate,
    /// Where it is from.
    pub source: String,
}

/// An element over its life.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCostElement {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// Constellation whose satellites are its units, and without which it does not exist.
    pub constellation: Option<String>,
    /// Units in service; 1 where left out.
    pub units: Option<RawNumber>,
    /// Agreement it comes with; in every arm where left out.
    pub agreement: Option<String>,
    /// Who pays, by share; the only nation where left out.
    #[serde(default)]
    pub paid_by: BTreeMap<String, f64>,
    /// First year of spending; the first year counted where left out.
    #[schemars(range(min = 1950, max = 2200))]
    pub from_year: Option<i32>,
    /// Years over which units are bought, and development and sites paid; 1 where left out.
    #[schemars(range(min = 1, max = 100))]
    pub build_years: Option<u32>,
    /// Development (million USD).
    pub development_musd: Option<RawNumber>,
    /// Sites and plants (million USD).
    pub sites_musd: Option<RawNumber>,
    /// Price of a unit without launch (million USD).
    pub unit_cost_musd: Option<RawNumber>,
    /// What that is the price of; the first unit where left out.
    #[serde(default)]
    pub price_of: RawPriceOf,
    /// Learning slope.
    pub learning_slope: Option<RawNumber>,
    /// What falls by the slope when the number doubles; the unit's cost where left out.
    #[serde(default)]
    pub learning: RawTheory,
    /// Units after which nothing more is learnt.
    #[schemars(range(min = 1))]
    pub flat_after: Option<u32>,
    /// Whether learning outlives a generation; it does where left out.
    #[serde(default)]
    pub rebuy: RawRebuy,
    /// Units of the kind built before; 0 where left out.
    pub built_before: Option<RawNumber>,
    /// Launch mass of a unit.
    pub mass_kg: Option<RawNumber>,
    /// Launch price.
    pub launch_usd_per_kg: Option<RawNumber>,
    /// Launch by whole vehicles instead.
    pub vehicle: Option<RawVehicle>,
    /// Life of a unit; as long as is counted where left out.
    pub life_years: Option<RawNumber>,
    /// Running the whole (million USD a year).
    pub operations_musd_per_year: Option<RawNumber>,
    /// Running each unit in service (million USD a year).
    pub unit_operations_musd_per_year: Option<RawNumber>,
    /// Disposal of a unit at the end of its life (million USD).
    pub disposal_musd: Option<RawNumber>,
}

/// What a unit price is the price of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawPriceOf {
    /// The first unit.
    #[default]
    First,
    /// The average of all that are bought.
    Average,
}

/// What falls by the slope.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawTheory {
    /// The cost of the last unit.
    #[default]
    Unit,
    /// The average cost of all so far.
    CumulativeAverage,
}

/// Whether learning outlives a generation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawRebuy {
    /// Learning goes on.
    #[default]
    Continues,
    /// Each generation is priced afresh.
    Restarts,
}

/// A launch vehicle.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawVehicle {
    /// What it lifts.
    pub capacity_kg: RawNumber,
    /// Price of the first (million USD).
    pub first_musd: RawNumber,
    /// Learning slope; 1 where left out.
    pub learning_slope: Option<RawNumber>,
}

/// What somebody prints.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawPrintedCost {
    /// What it is called there.
    pub what: String,
    /// Elements it sums; all where left out.
    #[serde(default)]
    pub elements: Vec<String>,
    /// Elements whose cost in those phases comes off: what is printed is a difference.
    #[serde(default)]
    pub less: Vec<String>,
    /// Phases it sums; all where left out.
    #[serde(default)]
    pub phases: Vec<RawCostPhase>,
    /// The year of the prices it is printed in, where that is not the study's price year; `prices` brings it there.
    #[schemars(range(min = 1900, max = 2200))]
    pub year: Option<i32>,
    /// The amount (billion USD).
    pub busd: Option<f64>,
    /// Low end of a printed range.
    pub low_busd: Option<f64>,
    /// High end of a printed range.
    pub high_busd: Option<f64>,
    /// How far to trust it.
    pub grade: RawGrade,
    /// Who prints it.
    pub source: String,
}

/// An assumption that is changed, after those before it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCostStep {
    /// What is changed, in words.
    pub what: String,
    /// Changes of this file's keys, as of `--set`; none: the file as it is.
    #[serde(default)]
    pub set: Vec<String>,
    /// Why, in a sentence.
    pub why: String,
    /// Where the change is from.
    pub source: String,
    /// What somebody prints of the total after it (billion USD).
    pub printed_busd: Option<f64>,
    /// Who.
    pub printed_by: Option<String>,
}

/// A part of an element's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawCostPhase {
    /// Research, design, tests.
    Development,
    /// Units of the first fill.
    Procurement,
    /// Launch of the first fill.
    Launch,
    /// Units that take the place of others.
    Replacement,
    /// Launch of those.
    Relaunch,
    /// Sites and plants.
    Sites,
    /// Running it.
    Operations,
    /// Taking units out of service.
    Disposal,
    /// All but operations and disposal.
    Acquisition,
}

/// What a constellation costs.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSpaceCost {
    /// Constellation.
    pub constellation: String,
    /// Price of one satellite (million USD).
    pub unit_cost_musd: Option<RawNumber>,
    /// Mass of one.
    pub mass_kg: Option<RawNumber>,
    /// Launch price.
    pub launch_usd_per_kg: Option<RawNumber>,
    /// Life.
    pub life_years: Option<RawNumber>,
    /// Operations (million USD a year).
    pub operations_musd_per_year: Option<RawNumber>,
    /// Who pays, by share.
    #[serde(default)]
    pub paid_by: BTreeMap<String, f64>,
}

/// Another cost.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawExtraCost {
    /// Element it is booked under.
    pub element: String,
    /// Agreement it comes with; in every arm where left out.
    pub agreement: Option<String>,
    /// Once (million USD).
    pub once_musd: Option<RawNumber>,
    /// Per year (million USD).
    pub per_year_musd: Option<RawNumber>,
    /// Who pays, by share.
    #[serde(default)]
    pub paid_by: BTreeMap<String, f64>,
}
