//! What a plan must reach and what it may do, as written.

use super::number::{RawDate, RawNumber};
use schemars::JsonSchema;
use serde::Deserialize;

/// What `cupola plan` must reach, at what risk, and what it may do for it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawPlanning {
    /// Each need may be missed with this probability; 0.1 where left out.
    #[schemars(range(min = 0.001, max = 0.5))]
    pub risk: Option<f64>,
    /// Stocks that must be in hand.
    #[serde(default)]
    pub need: Vec<RawPlanNeed>,
    /// Rounds that may be ordered beyond what is paid for, from the plant as it is.
    #[serde(default)]
    pub may_order: Vec<RawMayOrder>,
    /// Plants that may be enlarged, with the rounds they then make.
    #[serde(default)]
    pub may_expand: Vec<RawMayExpand>,
    /// Rounds that may go from one nation's stock to another's.
    #[serde(default)]
    pub may_move: Vec<RawMayMove>,
}

/// A stock that must be in hand by a day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawPlanNeed {
    /// Id; `NATION.ITEM` where left out.
    pub id: Option<String>,
    /// Whose stock.
    pub nation: String,
    /// Item.
    pub item: String,
    /// By this day; the first day of raids where left out.
    pub by: Option<RawDate>,
    /// What it must cover, added up.
    #[serde(default)]
    pub covers: Vec<RawCover>,
    /// Rounds beyond that.
    pub rounds: Option<RawNumber>,
}

/// What a stock must cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawCover {
    /// What the campaign fires of it in the base arm.
    Campaign,
    /// The reserve's floor.
    NeverBelow,
    /// The level that the reserve would like.
    Wanted,
}

/// Rounds that may be ordered beyond what is paid for, from the plant as it is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawMayOrder {
    /// Id; the line where left out.
    pub id: Option<String>,
    /// Line.
    pub line: String,
    /// For which nation; the line's own where left out.
    pub to: Option<String>,
    /// Rounds a year at most.
    pub most_per_year: RawNumber,
    /// From the order to the round; the line's `order_lead_months` where left out.
    pub lead_months: Option<RawNumber>,
    /// Time for transport to another nation; 30 (14 to 60) where left out.
    pub transport_days: Option<RawNumber>,
}

/// A plant that may be enlarged, and the rounds it then makes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawMayExpand {
    /// Id; the line where left out.
    pub id: Option<String>,
    /// Line.
    pub line: String,
    /// For which nation the added rounds are; the line's own where left out.
    pub to: Option<String>,
    /// New rate (rounds per year), or …
    pub to_per_year: Option<RawNumber>,
    /// … a factor on the old one.
    pub factor: Option<RawNumber>,
    /// From the decision to the first round more that is begun.
    pub ready_after_months: RawNumber,
    /// Cost of the plant (million USD).
    pub plant_musd: RawNumber,
    /// Time for transport to another nation; 30 (14 to 60) where left out.
    pub transport_days: Option<RawNumber>,
}

/// Rounds that may go from one nation's stock to another's.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawMayMove {
    /// Id; `GIVER-TAKER-ITEM` where left out.
    pub id: Option<String>,
    /// Who gives.
    pub giver: String,
    /// Who takes.
    pub taker: String,
    /// Item.
    pub item: String,
    /// Rounds in all, at most.
    pub most: RawNumber,
    /// Days on the way; 30 (14 to 60) where left out.
    pub delay_days: Option<RawNumber>,
    /// What each round costs (million USD); the price of a new one where left out.
    pub per_round_musd: Option<RawNumber>,
}
