//! Everything `cupola plan` says, as plain records.

use crate::gather::{Base, cell_name, stock_column};
use crate::play::Playback;
use crate::prices::{Limit, ScarcePart};
use crate::{Action, Answer, Kind, PlanError, Programme, actions, rules};

/// The whole result of `cupola plan`.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Report {
    /// Scenario id.
    pub scenario: String,
    /// What kind of claim the scenario is.
    pub status: String,
    /// Version of cupola.
    pub version: String,
    /// Seed.
    pub seed: u64,
    /// Runs of the base arm that needs are taken from, and of the playback.
    pub runs: u64,
    /// Worlds.
    pub worlds: u64,
    /// Id and printed name of the arm that the plan is for.
    pub arm: (String, String),
    /// Each need may be missed with this probability.
    pub risk_fraction: f64,
    /// Year whose prices are used; none where the scenario names none.
    pub price_year: Option<i32>,
    /// Discount rate.
    pub discount_rate: f64,
    /// Whether every need is met by the programme.
    pub is_met: bool,
    /// Whether every need is met at the stated risk in the runs of the plan; none where it was not played.
    pub is_kept: Option<bool>,
    /// Plans found one after the other, each but the first with margins for what a run of the one before lost.
    pub num_plans: usize,
    /// New money that the plan takes (USD, discounted): plants and rounds ordered.
    pub cost_usd: f64,
    /// What it would cost the givers to replace what moves (USD, discounted). It weighs in the choice; the plan has nobody
    /// replace them and they are paid for already, so that it is no cost of the plan.
    pub replacing_usd: f64,
    /// New money of the plan for the low ends of the needs' intervals, without margins. From it to
    /// [`Report::at_most_usd`] is within sampling.
    pub at_least_usd: f64,
    /// New money of the plan for the high ends, with margins.
    pub at_most_usd: f64,
    /// What must be in hand.
    pub needs: Vec<NeedRow>,
    /// What is decided, by day.
    pub actions: Vec<ActionRow>,
    /// What binds, and what one more of it is worth.
    pub limits: Vec<Limit>,
    /// Parts that other lines want more of than there are, whenever the plan could use them.
    pub scarce_parts: Vec<ScarcePart>,
    /// What the run of the plan does; none where it was not played.
    pub playback: Option<Playback>,
    /// The plan as a scenario.
    #[serde(skip)]
    pub text: String,
    /// Wall time of finding what binds and what it is worth (s).
    pub solve_s: f64,
    /// Wall time of all (s).
    pub elapsed_s: f64,
}

impl NeedRow {
    /// Why nothing can be done for it in time, as a sentence; none where something can.
    #[must_use]
    pub fn too_late(&self) -> Option<String> {
        match (&self.earliest, &self.earliest_from) {
            // Dates as they are written are in the order of the days.
            (Some(day), Some(id)) if *day > self.by => {
                Some(format!("nothing that may be done is in hand by {}: the first is {id}, on {day}", self.by))
            }
            (Some(_), _) => None,
            (None, _) => Some("nothing may be ordered, expanded or moved for it".to_owned()),
        }
    }
}

/// A need, and how far the plan meets it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NeedRow {
    /// Id.
    pub id: String,
    /// Nation.
    pub nation: String,
    /// Item.
    pub item: String,
    /// Printed: whose what.
    pub name: String,
    /// By this day.
    pub by: String,
    /// Rounds that must be added so that it is missed at the stated risk only; below 0: more than enough is there.
    pub to_add_rounds: f64,
    /// What the runs leave open of that: low end of its 95 % interval.
    pub low_rounds: f64,
    /// And the high end.
    pub high_rounds: f64,
    /// Rounds that the plan adds by then, less what it takes away.
    pub adds_rounds: f64,
    /// Rounds that are still short.
    pub short_rounds: f64,
    /// The first day on which anything that may be done could bring rounds; none where nothing ever does.
    pub earliest: Option<String>,
    /// Id of what brings them.
    pub earliest_from: Option<String>,
    /// Rounds asked for beyond, as runs of an earlier plan lost so many.
    pub margin_rounds: f64,
}

/// Something decided.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ActionRow {
    /// What.
    pub kind: Kind,
    /// Id of what may be done.
    pub id: String,
    /// Printed: the line, or the giver.
    pub from: String,
    /// Printed: the nation that gains.
    pub to: String,
    /// Printed: the item.
    pub item: String,
    /// Day.
    pub on: String,
    /// Rounds.
    pub rounds: u32,
    /// All in hand by.
    pub in_hand: String,
    /// What it costs (USD, discounted); of a move the price of replacing the rounds, which is no new money.
    pub cost_usd: f64,
    /// Whether nothing of its kind and id is in the plan for the low ends of the needs' intervals.
    pub is_within_sampling: bool,
}

/// A programme solved, in whole rounds.
pub struct Found {
    /// The programme.
    pub programme: Programme,
    /// What is cheapest.
    pub answer: Answer,
    /// The same in whole rounds.
    pub actions: Vec<Action>,
}

impl Found {
    /// Solves a programme.
    ///
    /// # Errors
    /// [`PlanError::Solver`] where rounding defeats the solver.
    pub fn new(programme: Programme) -> Result<Self, PlanError> {
        let answer = programme.solve()?;
        let actions = actions(&programme, &answer);
        Ok(Self { programme, answer, actions })
    }

    /// Rounds that the plan, in whole rounds, adds to a need by its day.
    #[must_use]
    pub fn adds(&self, need: usize) -> f64 {
        let need = &self.programme.needs[need];
        let mut adds = 0.0;
        for action in self.actions.iter().filter(|a| a.kind != Kind::Expand) {
            if action.cell == need.cell && action.in_hand <= need.by {
                adds += f64::from(action.rounds);
            }
            let gives = action.kind == Kind::Move && self.programme.moves[action.index].giver == need.cell;
            if gives && action.on <= need.by {
                adds -= f64::from(action.rounds);
            }
        }
        adds
    }

    /// The needs, as printed.
    #[must_use]
    pub fn need_rows(&self, base: &Base<'_>) -> Vec<NeedRow> {
        let world = base.world;
        let row = |(index, need): (usize, &crate::Need)| NeedRow {
            earliest: self.programme.earliest(need.cell).map(|(day, _)| day.to_string()),
            earliest_from: self.programme.earliest(need.cell).map(|(_, id)| id.to_owned()),
            id: need.id.clone(),
            nation: world.nations[need.cell.0].id.clone(),
            item: world.items[need.cell.1].id.clone(),
            name: format!("{}, {}", world.nations[need.cell.0].name, world.items[need.cell.1].name),
            by: need.by.to_string(),
            to_add_rounds: need.to_add_rounds,
            low_rounds: need.low_rounds,
            high_rounds: need.high_rounds,
            adds_rounds: self.adds(index),
            short_rounds: self.answer.short[index],
            margin_rounds: need.margin_rounds,
        };
        self.programme.needs.iter().enumerate().map(row).collect()
    }

    /// What is decided where needs are at the low ends of their intervals, in whole rounds. Without margins: they are what
    /// these runs lost, so of the same luck as the needs.
    ///
    /// # Errors
    /// [`PlanError::Solver`] where rounding defeats the solver.
    pub fn at_least(&self) -> Result<Vec<Action>, PlanError> {
        self.with_needs(|need| (need.low_rounds, 0.0))
    }

    /// The same at the high ends, with margins.
    ///
    /// # Errors
    /// As [`Found::at_least`].
    pub fn at_most(&self) -> Result<Vec<Action>, PlanError> {
        self.with_needs(|need| (need.high_rounds, need.margin_rounds))
    }

    /// What is decided where needs ask for other rounds and margins.
    fn with_needs(&self, asked: impl Fn(&crate::Need) -> (f64, f64)) -> Result<Vec<Action>, PlanError> {
        let mut programme = self.programme.clone();
        for need in &mut programme.needs {
            (need.to_add_rounds, need.margin_rounds) = asked(need);
        }
        Ok(actions(&programme, &programme.solve()?))
    }

    /// What is decided, as printed; `at_least` is what [`Found::at_least`] says.
    #[must_use]
    pub fn action_rows(&self, base: &Base<'_>, at_least: &[Action]) -> Vec<ActionRow> {
        let world = base.world;
        let rules = rules(world);
        let lines: Vec<usize> =
            rules.orders.iter().map(|may| may.line).chain(rules.expansions.iter().map(|may| may.line)).collect();
        let row = |action: &Action| {
            let (id, from) = match action.kind {
                Kind::Move => {
                    let of = &self.programme.moves[action.index];
                    (&of.id, &world.nations[of.giver.0].name)
                }
                Kind::Expand | Kind::Order => {
                    (&self.programme.sources[action.index].id, &world.supply.lines[lines[action.index]].name)
                }
            };
            ActionRow {
                kind: action.kind,
                id: id.clone(),
                from: from.clone(),
                to: world.nations[action.cell.0].name.clone(),
                item: world.items[action.cell.1].name.clone(),
                on: action.on.to_string(),
                rounds: action.rounds,
                in_hand: action.in_hand.to_string(),
                cost_usd: action.cost_usd,
                is_within_sampling: at_least.iter().all(|a| (a.kind, a.index) != (action.kind, action.index)),
            }
        };
        self.actions.iter().map(row).collect()
    }

    /// The column of each need's stock, and the stock's id.
    #[must_use]
    pub fn stock_columns(&self, base: &Base<'_>) -> Vec<(String, String)> {
        let of =
            |need: &crate::Need| (stock_column(base.world, need.cell, need.by).0, cell_name(base.world, need.cell));
        self.programme.needs.iter().map(of).collect()
    }
}
