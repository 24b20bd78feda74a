//! The programme as rows and columns, solved by branch and bound over simplex.

use crate::rows::{Column, Rows, Terms};
use crate::{Capacity, Cell, Need, PlanError, Programme};
use cupola_core::Day;

/// What to do. Rounds may be fractions: see [`crate::actions`].
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Rounds begun, by source and quarter.
    pub begun: Vec<Vec<f64>>,
    /// The quarter in which each source's plant is decided on.
    pub decided: Vec<Option<usize>>,
    /// Rounds that leave, by move and quarter.
    pub moved: Vec<Vec<f64>>,
    /// Rounds that each need falls short of.
    pub short: Vec<f64>,
    /// Rounds of each need's margin that are not there.
    pub margin_short: Vec<f64>,
    /// What it costs (USD, discounted).
    pub cost_usd: f64,
}

impl Answer {
    /// Rounds that needs and their margins fall short of, in all.
    #[must_use]
    pub fn total_short(&self) -> f64 {
        self.short.iter().chain(&self.margin_short).sum()
    }

    /// Whether every need is met, of margins apart.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.short.iter().all(|short| *short == 0.0)
    }
}

/// Costs inside the programme are in millions, so that they and rounds are of one size.
const USD_PER_UNIT: f64 = 1e6;
/// Of two that cost the same the earlier is taken: it counts so much less, as a share of its cost, for each quarter.
const EARLIER_FRACTION: f64 = 1e-6;
/// Rounds below which a shortfall is rounding.
const SLACK_ROUNDS: f64 = 1e-6;

/// What a round of a margin counts against one of a need, where not both can be had: assumed, 0.001 to 0.1.
const MARGIN_WEIGHT: f64 = 0.01;

/// What is made least.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Goal {
    Shortfall,
    /// With no more rounds short than these, of needs and of margins.
    Cost(f64, f64),
}

#[derive(Default)]
struct Columns {
    begun: Vec<Vec<Option<Column>>>,
    /// By source: quarter of the decision, variable.
    decided: Vec<Vec<(usize, Column)>>,
    moved: Vec<Vec<Option<Column>>>,
    short: Vec<Column>,
    margin_short: Vec<Column>,
}

impl Programme {
    /// The cheapest plan that meets all needs; where none does, the cheapest of those that fall short by the fewest rounds.
    /// Margins come after needs.
    ///
    /// # Errors
    /// [`PlanError::Solver`] where rounding defeats the solver.
    pub fn solve(&self) -> Result<Answer, PlanError> {
        let nearest = self.solve_for(Goal::Shortfall)?;
        let at_most = |short: &[f64]| match short.iter().sum::<f64>() {
            short if short < SLACK_ROUNDS => 0.0,
            short => short + SLACK_ROUNDS,
        };
        self.solve_for(Goal::Cost(at_most(&nearest.short), at_most(&nearest.margin_short)))
    }

    fn solve_for(&self, goal: Goal) -> Result<Answer, PlanError> {
        let mut problem = Rows::default();
        let columns = self.columns(&mut problem, goal);
        self.limit_sources(&mut problem, &columns);
        self.limit_shared(&mut problem, &columns);
        self.limit_stocks(&mut problem, &columns);
        if let Goal::Cost(of_needs, of_margins) = goal {
            for (short, most) in [(&columns.short, of_needs), (&columns.margin_short, of_margins)] {
                let all: Terms = short.iter().map(|s| (*s, 1.0)).collect();
                problem.at_most(all, most);
            }
        }
        let fault = |why| PlanError::Solver {
            num_sources: self.sources.len(),
            num_moves: self.moves.len(),
            num_periods: self.periods.len(),
            why,
        };
        let found = problem.cheapest().map_err(fault)?;
        let value = |column: &Column| found.of(*column);
        let values = |rows: &[Vec<Option<Column>>]| -> Vec<Vec<f64>> {
            rows.iter().map(|row| row.iter().map(|v| v.as_ref().map_or(0.0, value)).collect()).collect()
        };
        let decided = columns.decided.iter().map(|of| of.iter().find(|(_, v)| value(v) > 0.5).map(|(q, _)| *q));
        let short = |variables: &[Column]| -> Vec<f64> {
            variables.iter().map(value).map(|s| if s < SLACK_ROUNDS { 0.0 } else { s }).collect()
        };
        let mut answer = Answer {
            begun: values(&columns.begun),
            decided: decided.collect(),
            moved: values(&columns.moved),
            short: short(&columns.short),
            margin_short: short(&columns.margin_short),
            cost_usd: 0.0,
        };
        answer.cost_usd = self.cost_usd(&answer);
        Ok(answer)
    }

    fn factor(&self, day: Day) -> f64 {
        self.discount.factor(day.ymd().0)
    }

    /// What an answer costs (USD, discounted).
    fn cost_usd(&self, answer: &Answer) -> f64 {
        let mut cost_usd = 0.0;
        for ((source, begun), decided) in self.sources.iter().zip(&answer.begun).zip(&answer.decided) {
            for (period, rounds) in begun.iter().enumerate() {
                let ordered = self.ordered_on(source, period).map_or(0.0, |day| self.factor(day));
                cost_usd += rounds * source.per_round_usd * ordered;
            }
            if let (Some(period), Capacity::Built { plant_usd, .. }) = (decided, &source.capacity) {
                cost_usd += plant_usd * self.factor(self.periods[*period]);
            }
        }
        for (of, moved) in self.moves.iter().zip(&answer.moved) {
            let each = moved.iter().zip(&self.periods).map(|(rounds, day)| rounds * self.factor(*day));
            cost_usd += of.per_round_usd * each.sum::<f64>();
        }
        cost_usd
    }

    fn columns(&self, problem: &mut Rows, goal: Goal) -> Columns {
        let last = self.last_need();
        let price = |usd: f64, day: Day, period: usize| match goal {
            Goal::Shortfall => 0.0,
            Goal::Cost(..) => usd / USD_PER_UNIT * self.factor(day) * (1.0 + EARLIER_FRACTION * (1.0 + period as f64)),
        };
        let mut columns = Columns::default();
        for source in &self.sources {
            let begun = (0..self.periods.len()).map(|k| {
                let ordered = self.ordered_on(source, k)?;
                let is_of_use = self.in_hand_on(source, k) <= last;
                is_of_use.then(|| problem.amount(price(source.per_round_usd, ordered, k)))
            });
            columns.begun.push(begun.collect());
            let decided = match &source.capacity {
                Capacity::Standing(_) => Vec::new(),
                Capacity::Built { plant_usd, by_decision } => by_decision
                    .iter()
                    .map(|(q, _)| (*q, problem.choice(price(*plant_usd, self.periods[*q], *q))))
                    .collect(),
            };
            columns.decided.push(decided);
        }
        for of in &self.moves {
            let moved = self.periods.iter().enumerate().map(|(k, day)| {
                let is_of_use = day.plus(of.delay_days) <= last;
                is_of_use.then(|| problem.amount(price(of.per_round_usd, *day, k)))
            });
            columns.moved.push(moved.collect());
        }
        let weight = if goal == Goal::Shortfall { 1.0 } else { 0.0 };
        columns.short = self.needs.iter().map(|_| problem.amount(weight)).collect();
        let margin = |need: &Need| problem.amount_to(weight * MARGIN_WEIGHT, need.margin_rounds);
        columns.margin_short = self.needs.iter().map(margin).collect();
        columns
    }

    /// What each source and each move can do by itself.
    fn limit_sources(&self, problem: &mut Rows, columns: &Columns) {
        for (s, source) in self.sources.iter().enumerate() {
            for (k, begun) in columns.begun[s].iter().enumerate() {
                let Some(begun) = *begun else { continue };
                let used = (begun, 1.0 / source.kept_fraction);
                match &source.capacity {
                    Capacity::Standing(rounds) => problem.at_most([used], rounds[k]),
                    Capacity::Built { by_decision, .. } => {
                        let built = columns.decided[s].iter().zip(by_decision).map(|((_, v), (_, r))| (*v, -r[k]));
                        problem.at_most(built.chain([used]).collect::<Terms>(), 0.0);
                    }
                }
            }
            if columns.decided[s].len() > 1 {
                let once: Terms = columns.decided[s].iter().map(|(_, v)| (*v, 1.0)).collect();
                problem.at_most(once, 1.0);
            }
        }
        for (of, moved) in self.moves.iter().zip(&columns.moved) {
            let all: Terms = moved.iter().flatten().map(|v| (*v, 1.0)).collect();
            problem.at_most(all, of.most_rounds);
        }
    }

    /// Parts and licences.
    fn limit_shared(&self, problem: &mut Rows, columns: &Columns) {
        for (p, part) in self.parts.iter().enumerate() {
            for (k, spare) in part.spare_units.iter().enumerate() {
                let mut used: Terms = Vec::new();
                for (source, begun) in self.sources.iter().zip(&columns.begun) {
                    let units: f64 = source.parts.iter().filter(|(part, _)| *part == p).map(|(_, n)| n).sum();
                    used.extend(begun[k].filter(|_| units > 0.0).map(|v| (v, units / source.kept_fraction)));
                }
                problem.at_most(used, spare.max(0.0));
            }
        }
        for licence in &self.licences {
            for (year, spare) in &licence.spare_by_year {
                let mut used: Terms = Vec::new();
                for s in &licence.sources {
                    let of_year = columns.begun[*s].iter().zip(&self.periods).filter(|(_, d)| d.ymd().0 == *year);
                    used.extend(of_year.filter_map(|(v, _)| Some(((*v)?, 1.0 / self.sources[*s].kept_fraction))));
                }
                problem.at_most(used, *spare);
            }
        }
    }

    /// Needs, and what givers keep.
    fn limit_stocks(&self, problem: &mut Rows, columns: &Columns) {
        for (need, short) in self.needs.iter().zip(columns.short.iter().zip(&columns.margin_short)) {
            let mut gained = self.gained(columns, need.cell, need.by);
            gained.extend([(*short.0, 1.0), (*short.1, 1.0)]);
            problem.at_least(gained, need.to_add_rounds + need.margin_rounds);
        }
        for floor in &self.floors {
            for (day, above) in &floor.above {
                let gained = self.gained(columns, floor.cell, *day);
                problem.at_least(gained, -above.max(0.0));
            }
        }
    }

    /// What a stock has gained by a day.
    fn gained(&self, columns: &Columns, cell: Cell, by: Day) -> Terms {
        let mut terms: Terms = Vec::new();
        for (source, begun) in self.sources.iter().zip(&columns.begun).filter(|(s, _)| s.cell == cell) {
            let in_hand = begun.iter().enumerate().filter(|(k, _)| self.in_hand_on(source, *k) <= by);
            terms.extend(in_hand.filter_map(|(_, v)| Some(((*v)?, 1.0))));
        }
        for (of, moved) in self.moves.iter().zip(&columns.moved) {
            for (variable, day) in moved.iter().zip(&self.periods).filter_map(|(v, day)| Some(((*v)?, day))) {
                if of.taker == cell && day.plus(of.delay_days) <= by {
                    terms.push((variable, 1.0));
                }
                if of.giver == cell && *day <= by {
                    terms.push((variable, -1.0));
                }
            }
        }
        terms
    }
}
