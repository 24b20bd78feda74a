//! An answer in whole rounds: what is decided on which day.

use crate::{Answer, Capacity, Cell, Programme};
use cupola_core::Day;

/// What kind of thing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A plant is enlarged.
    Expand,
    /// Rounds are ordered.
    Order,
    /// Rounds leave one stock for another.
    Move,
}

/// Something that is decided on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// What.
    pub kind: Kind,
    /// Index of the source, or of the move.
    pub index: usize,
    /// Stock that gains.
    pub cell: Cell,
    /// Day of the money, or of leaving.
    pub on: Day,
    /// Rounds; of an expansion those that it makes.
    pub rounds: u32,
    /// All are in hand by this day; of an expansion the last of those that the plan has of it.
    pub in_hand: Day,
    /// What it costs (USD, discounted); of a move the price of replacing the rounds, which is no new money.
    pub cost_usd: f64,
}

impl Kind {
    /// Whether new money is spent on it: rounds that move are paid for already.
    #[must_use]
    pub fn is_new_money(self) -> bool {
        self != Self::Move
    }
}

/// New money that actions take (USD, discounted).
#[must_use]
pub fn new_usd(actions: &[Action]) -> f64 {
    actions.iter().filter(|action| action.kind.is_new_money()).map(|action| action.cost_usd).sum()
}

/// What it would cost the givers to replace what moves (USD, discounted).
#[must_use]
pub fn replacing_usd(actions: &[Action]) -> f64 {
    actions.iter().filter(|action| !action.kind.is_new_money()).map(|action| action.cost_usd).sum()
}

/// Fractions below this are rounding.
const SLACK: f64 = 1e-4;

/// The rounds of each quarter as whole numbers whose running sums are those given, rounded up: so that a need that is met
/// stays met. At most one round more than given in all.
fn whole(rounds: &[f64]) -> Vec<u32> {
    let (mut sum, mut taken) = (0.0, 0_u32);
    let one = |rounds: &f64| {
        sum += rounds;
        let next = ((sum - SLACK).ceil().max(0.0) as u32).max(taken);
        let now = next - taken;
        taken = next;
        now
    };
    rounds.iter().map(one).collect()
}

/// Everything an answer decides, by day; plants first.
#[must_use]
pub fn actions(programme: &Programme, answer: &Answer) -> Vec<Action> {
    let factor = |day: Day| programme.discount.factor(day.ymd().0);
    let mut actions = Vec::new();
    for (index, source) in programme.sources.iter().enumerate() {
        let rounds = whole(&answer.begun[index]);
        let of_use = || rounds.iter().enumerate().filter(|(_, rounds)| **rounds > 0);
        if let (Some(period), Capacity::Built { plant_usd, .. }) = (answer.decided[index], &source.capacity) {
            let on = programme.periods[period];
            let last = of_use().next_back().map_or(on, |(k, _)| programme.in_hand_on(source, k));
            let (rounds, cost_usd) = (rounds.iter().sum(), plant_usd * factor(on));
            actions.push(Action { kind: Kind::Expand, index, cell: source.cell, on, rounds, in_hand: last, cost_usd });
        }
        for (k, &rounds) in of_use() {
            let on = programme.ordered_on(source, k).unwrap_or(programme.periods[0]);
            let cost_usd = f64::from(rounds) * source.per_round_usd * factor(on);
            let in_hand = programme.in_hand_on(source, k);
            actions.push(Action { kind: Kind::Order, index, cell: source.cell, on, rounds, in_hand, cost_usd });
        }
    }
    for (index, of) in programme.moves.iter().enumerate() {
        for (rounds, on) in whole(&answer.moved[index]).into_iter().zip(&programme.periods).filter(|(n, _)| *n > 0) {
            let cost_usd = f64::from(rounds) * of.per_round_usd * factor(*on);
            let in_hand = on.plus(of.delay_days);
            actions.push(Action { kind: Kind::Move, index, cell: of.taker, on: *on, rounds, in_hand, cost_usd });
        }
    }
    actions.sort_by_key(|a| (a.on, a.kind != Kind::Expand));
    actions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_sums_are_rounded_up_and_rounding_is_not() {
        assert_eq!(whole(&[0.4, 0.4, 0.4, 0.0]), [1, 0, 1, 0]);
        assert_eq!(whole(&[2.000_000_1, 0.0, 2.999_999_9]), [2, 0, 3]);
        assert!(whole(&[]).is_empty());
    }
}
