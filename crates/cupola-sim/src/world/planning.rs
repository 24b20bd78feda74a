//! What a plan must reach and what it may do. A run does not look at it.

use super::InputId;
use cupola_core::Day;

/// What a plan must reach, at what risk, and what it may do for it.
#[derive(Debug, Clone)]
pub struct PlanRules {
    /// Each need may be missed with this probability.
    pub risk_fraction: f64,
    /// Stocks that must be in hand.
    pub needs: Vec<PlanNeed>,
    /// Rounds that may be ordered from plants as they are.
    pub orders: Vec<MayOrder>,
    /// Plants that may be enlarged.
    pub expansions: Vec<MayExpand>,
    /// Rounds that may be moved.
    pub moves: Vec<MayMove>,
}

/// A stock that must be in hand by a day: the sum of what it covers and of `rounds`.
#[derive(Debug, Clone)]
pub struct PlanNeed {
    /// Id.
    pub id: String,
    /// Whose stock.
    pub nation: usize,
    /// Item.
    pub item: usize,
    /// By this day.
    pub by: Day,
    /// What it covers.
    pub covers: Vec<Cover>,
    /// Rounds beyond that.
    pub rounds: Option<InputId>,
}

/// What a stock must cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// What the campaign fires of it in the base arm.
    Campaign,
    /// The reserve's floor.
    NeverBelow,
    /// The level that the reserve would like.
    Wanted,
}

/// Rounds that may be ordered beyond what is paid for, from the plant as it is.
#[derive(Debug, Clone)]
pub struct MayOrder {
    /// Id.
    pub id: String,
    /// Line.
    pub line: usize,
    /// For which nation.
    pub to: usize,
    /// Rounds a year at most.
    pub most_per_year: InputId,
    /// From the order to the round (days).
    pub lead_days: InputId,
    /// Time for transport (days); none at home.
    pub transport_days: Option<InputId>,
}

/// A plant that may be enlarged, and the rounds it then makes.
#[derive(Debug, Clone)]
pub struct MayExpand {
    /// Id.
    pub id: String,
    /// Line.
    pub line: usize,
    /// For which nation the added rounds are.
    pub to: usize,
    /// New rate (rounds per year) …
    pub to_per_year: Option<InputId>,
    /// … or a factor on the old one.
    pub factor: Option<InputId>,
    /// From the decision to the first round more that is begun (days).
    pub ready_after_days: InputId,
    /// Cost of the plant (USD).
    pub plant_usd: InputId,
    /// Time for transport (days); none at home.
    pub transport_days: Option<InputId>,
}

/// Rounds that may go from one nation's stock to another's.
#[derive(Debug, Clone)]
pub struct MayMove {
    /// Id.
    pub id: String,
    /// Who gives.
    pub giver: usize,
    /// Who takes.
    pub taker: usize,
    /// Item.
    pub item: usize,
    /// Rounds in all, at most.
    pub most: InputId,
    /// Days on the way.
    pub delay_days: InputId,
    /// What each round costs (USD).
    pub per_round_usd: InputId,
}
