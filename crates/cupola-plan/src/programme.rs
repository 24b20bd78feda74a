//! The programme as plain records, by quarters: what there is to reach, what may be done and what limits it.

use cupola_core::Day;
use cupola_cost::Discount;

/// A stock: nation and item, as indices.
pub type Cell = (usize, usize);

/// Everything a plan is found from. Rounds are as they come into hand, after losses.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// First days of the quarters, ascending; the first is the day of the stocks, and nothing is decided before it.
    pub periods: Vec<Day>,
    /// The day after the last quarter.
    pub until: Day,
    /// How later money counts less.
    pub discount: Discount,
    /// Where new rounds may come from.
    pub sources: Vec<Source>,
    /// Parts that sources share.
    pub parts: Vec<PartLimit>,
    /// Caps on what lines begin.
    pub licences: Vec<Licence>,
    /// What may change hands.
    pub moves: Vec<Move>,
    /// What must be in hand.
    pub needs: Vec<Need>,
    /// What givers keep.
    pub floors: Vec<Floor>,
}

/// Where new rounds may come from: a plant as it is, or one that must be enlarged first.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Id, as in the scenario's `[plan]`.
    pub id: String,
    /// Stock that the rounds join.
    pub cell: Cell,
    /// Days from the order to the beginning of the work.
    pub wait_days: i32,
    /// Days from the beginning of the work to the stock.
    pub lead_days: i32,
    /// Share of the rounds begun that come into hand.
    pub kept_fraction: f64,
    /// Parts of a round begun: (part, how many).
    pub parts: Vec<(usize, f64)>,
    /// Price of a round (USD).
    pub per_round_usd: f64,
    /// Rounds that may be begun.
    pub capacity: Capacity,
}

/// Rounds that a source may begin.
#[derive(Debug, Clone, PartialEq)]
pub enum Capacity {
    /// By quarter.
    Standing(Vec<f64>),
    /// By quarter, for each quarter in which the plant may be decided on, at this price.
    Built {
        /// Cost of the plant (USD).
        plant_usd: f64,
        /// Quarter of the decision, and rounds by quarter.
        by_decision: Vec<(usize, Vec<f64>)>,
    },
}

/// A part that sources share.
#[derive(Debug, Clone, PartialEq)]
pub struct PartLimit {
    /// Id.
    pub id: String,
    /// Parts that the base arm's lines leave for the plan, by quarter; below 0: they want so many more than there are.
    pub spare_units: Vec<f64>,
}

/// A cap on what a line begins in calendar years.
#[derive(Debug, Clone, PartialEq)]
pub struct Licence {
    /// Line.
    pub id: String,
    /// Its sources.
    pub sources: Vec<usize>,
    /// Year, and rounds left for the plan.
    pub spare_by_year: Vec<(i32, f64)>,
}

/// Rounds that may go from one stock to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// Id, as in the scenario's `[plan]`.
    pub id: String,
    /// From.
    pub giver: Cell,
    /// To.
    pub taker: Cell,
    /// Rounds in all, at most.
    pub most_rounds: f64,
    /// Days on the way.
    pub delay_days: i32,
    /// What replacing one would cost the giver (USD): it weighs in the choice, and is no new money.
    pub per_round_usd: f64,
}

/// Rounds that a stock must gain by a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Id, as in the scenario's `[plan]`.
    pub id: String,
    /// Stock.
    pub cell: Cell,
    /// By this day.
    pub by: Day,
    /// Rounds that must be added; below 0: that may be given away.
    pub to_add_rounds: f64,
    /// What the runs leave open of that: the true number of rounds is this or more, with a probability of 97.5 %.
    pub low_rounds: f64,
    /// And this or fewer.
    pub high_rounds: f64,
    /// Rounds to be added beyond these, as runs of a plan without them lose so many; see [`crate::keep`].
    pub margin_rounds: f64,
}

/// What a giver may give by each day without falling below what it keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// Stock.
    pub cell: Cell,
    /// Day, and rounds above the floor.
    pub above: Vec<(Day, f64)>,
}

impl Programme {
    /// The day after a quarter.
    #[must_use]
    pub fn end_of(&self, period: usize) -> Day {
        self.periods.get(period + 1).copied().unwrap_or(self.until)
    }

    /// The day on which rounds begun in a quarter are ordered, where they can be.
    #[must_use]
    pub fn ordered_on(&self, source: &Source, period: usize) -> Option<Day> {
        let day = self.periods[period].plus(-source.wait_days);
        (day >= self.periods[0]).then_some(day)
    }

    /// The day on which rounds begun in a quarter are all in hand.
    #[must_use]
    pub fn in_hand_on(&self, source: &Source, period: usize) -> Day {
        self.end_of(period).plus(source.lead_days)
    }

    /// The first day on which anything that may be done could bring a stock rounds, and the id of what does; none where nothing
    /// that may be done ever does. Parts, licences and floors apart.
    #[must_use]
    pub fn earliest(&self, cell: Cell) -> Option<(Day, &str)> {
        let made = self.sources.iter().filter(|source| source.cell == cell).filter_map(|source| {
            let can = |k: &usize| self.can_begin(source, *k);
            (0..self.periods.len()).find(can).map(|k| (self.in_hand_on(source, k), source.id.as_str()))
        });
        let moved = self.moves.iter().filter(|of| of.taker == cell && of.most_rounds > 0.0);
        made.chain(moved.map(|of| (self.periods[0].plus(of.delay_days), of.id.as_str()))).min()
    }

    /// Whether a source can begin anything in a quarter, parts apart.
    #[must_use]
    pub fn can_begin(&self, source: &Source, period: usize) -> bool {
        let makes = match &source.capacity {
            Capacity::Standing(rounds) => rounds[period] > 0.0,
            Capacity::Built { by_decision, .. } => by_decision.iter().any(|(_, rounds)| rounds[period] > 0.0),
        };
        makes && self.ordered_on(source, period).is_some()
    }

    /// The last day that any need looks at.
    #[must_use]
    pub fn last_need(&self) -> Day {
        self.needs.iter().map(|need| need.by).max().unwrap_or(self.periods[0])
    }
}
