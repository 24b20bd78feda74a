//! What each player of a game is worth: the Shapley value, and the Owen value where players stand in unions.
//!
//! A game is a number for every coalition. Both values are sums over coalitions with fixed weights, so the weights are
//! worked out once and serve every run and every metric. Players are numbered union by union.

use std::collections::BTreeSet;

/// Some of the players: bit `p` is set where player `p` is among them.
pub type Coalition = u128;

/// Most players of a game.
pub const MOST_PLAYERS: usize = 128;

/// All of `num_players` players.
#[must_use]
pub fn everybody(num_players: usize) -> Coalition {
    (0..num_players).fold(0, |all, player| all | 1 << player)
}

/// The coalitions that a value asks for, and their weights in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    coalitions: Vec<Coalition>,
    /// By player: a coalition with it and the same without, as indices, and the weight of the difference.
    terms: Vec<Vec<(usize, usize, f64)>>,
}

impl Weights {
    /// The Owen value of a game whose players stand in unions of these sizes; with unions of one it is the Shapley value.
    ///
    /// The other unions come as wholes, the player's own one by one: with `m` unions, `r` of the others, `b` players in
    /// the own union and `t` of the others of that, what the player adds has the weight
    /// `r! (m−r−1)! / m! · t! (b−t−1)! / b!`. What the players of a union are worth together is the Shapley value of that union
    /// in the game between unions.
    ///
    /// # Source
    /// `SHAPLEY1953`; `OWEN1977`, the value for games with a priori unions.
    #[must_use]
    pub fn exact(unions: &[usize]) -> Self {
        let num_players = unions.iter().sum();
        let mut found = Gathered::new(num_players);
        let mut first = 0;
        let members: Vec<Coalition> = unions
            .iter()
            .map(|size| {
                first += size;
                everybody(first) & !everybody(first - size)
            })
            .collect();
        first = 0;
        for (own, size) in unions.iter().enumerate() {
            for others in (0_u64..1 << unions.len()).filter(|set| set >> own & 1 == 0) {
                let chosen = (0..unions.len()).filter(|u| others >> u & 1 == 1);
                let outside = chosen.fold(0, |all, union| all | members[union]);
                let of_unions = chance_of(others.count_ones(), unions.len());
                for inside in 0_u64..1 << size {
                    let before = outside | Coalition::from(inside) << first;
                    let weight = of_unions * chance_of(inside.count_ones(), *size);
                    for member in (0..*size).filter(|member| inside >> member & 1 == 0) {
                        found.add(first + member, before, weight);
                    }
                }
            }
            first += size;
        }
        found.finish()
    }

    /// The mean over some orders in which the players come, of what each adds to those before it: an estimate of the value whose
    /// orders they are drawn from.
    ///
    /// # Source
    /// `CASTRO2009`.
    #[must_use]
    pub fn of_orders(num_players: usize, orders: &[Vec<usize>]) -> Self {
        let mut found = Gathered::new(num_players);
        let weight = 1.0 / orders.len().max(1) as f64;
        for order in orders {
            let mut before: Coalition = 0;
            for player in order {
                found.add(*player, before, weight);
                before |= 1 << player;
            }
        }
        found.finish()
    }

    /// The coalitions asked for, each once: the empty one first, everybody last.
    #[must_use]
    pub fn coalitions(&self) -> &[Coalition] {
        &self.coalitions
    }

    /// What each player is worth, from the worth of the coalitions in the order of [`Weights::coalitions`].
    #[must_use]
    pub fn values(&self, worth: &[f64]) -> Vec<f64> {
        // Difference by difference, so that a player that never changes anything is worth nothing to the last bit.
        let adds = |(with, without, weight): &(usize, usize, f64)| weight * (worth[*with] - worth[*without]);
        self.terms.iter().map(|terms| terms.iter().map(adds).sum()).collect()
    }
}

/// How many coalitions [`Weights::exact`] asks for.
#[must_use]
pub fn num_exact(unions: &[usize]) -> u64 {
    let wholes = 1_u64.checked_shl(unions.len() as u32).unwrap_or(u64::MAX);
    let within = |size: &usize| 1_u64.checked_shl(*size as u32).unwrap_or(u64::MAX).saturating_sub(2);
    unions.iter().fold(wholes, |sum, size| sum.saturating_add((wholes / 2).saturating_mul(within(size))))
}

/// An order in which unions come one after another, and within each its players; `uniform` gives the draws in `[0, 1)`.
#[must_use]
pub fn order_of(unions: &[usize], mut uniform: impl FnMut() -> f64) -> Vec<usize> {
    let mut shuffled = |mut list: Vec<usize>| {
        for last in (1..list.len()).rev() {
            list.swap(last, ((uniform() * (last + 1) as f64) as usize).min(last));
        }
        list
    };
    let first_of = |union: usize| unions[..union].iter().sum::<usize>();
    let sequence = shuffled((0..unions.len()).collect());
    sequence.into_iter().flat_map(|u| shuffled((first_of(u)..first_of(u) + unions[u]).collect())).collect()
}

/// The chance that exactly the given `before` of the `num − 1` others come before one of `num` in a random order.
fn chance_of(before: u32, num: usize) -> f64 {
    let mut choices = 1.0;
    for i in 0..before {
        choices *= (num as f64 - 1.0 - f64::from(i)) / f64::from(i + 1);
    }
    1.0 / (num as f64 * choices)
}

/// Weights as they come.
struct Gathered {
    coalitions: BTreeSet<Coalition>,
    /// By player: what comes before it, and the weight of what it adds.
    terms: Vec<Vec<(Coalition, f64)>>,
}

impl Gathered {
    fn new(num_players: usize) -> Self {
        Self { coalitions: [0, everybody(num_players)].into(), terms: vec![Vec::new(); num_players] }
    }

    fn add(&mut self, player: usize, before: Coalition, weight: f64) {
        self.coalitions.extend([before, before | 1 << player]);
        self.terms[player].push((before, weight));
    }

    fn finish(self) -> Weights {
        let coalitions: Vec<Coalition> = self.coalitions.into_iter().collect();
        let index = |c: Coalition| coalitions.binary_search(&c).expect("every coalition of a term was noted");
        let of_player = |(player, terms): (usize, Vec<(Coalition, f64)>)| {
            terms.into_iter().map(|(before, weight)| (index(before | 1 << player), index(before), weight)).collect()
        };
        let terms = self.terms.into_iter().enumerate().map(of_player).collect();
        Weights { coalitions, terms }
    }
}
