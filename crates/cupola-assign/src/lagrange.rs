//! Lower bounds from prices on rounds: the Lagrangian dual of the limits on weapons.

use crate::pricing::{Pricer, Shots, Wanted};
use crate::progress::Budget;
use crate::state::State;

/// Steps without a better bound after which the step is halved.
const PATIENCE: u32 = 4;
/// Share of the last direction that goes into the next.
const MEMORY: f64 = 0.5;

/// Improves prices step by step; its arrays are kept from call to call.
///
/// For any prices `u ≥ 0`, `Σ_j min_S (v_j Π_S q + Σ_S (c_i + u_i)) − Σ_i shots_i u_i` is a lower bound.
///
/// # Source
/// Subgradient with Polyak's step: Held, Wolfe and Crowder, *Validation of subgradient optimization*, Mathematical Programming
/// 6, 1974 (`HELD1974`).
#[derive(Debug, Clone, Default)]
pub struct Dual {
    /// The price of a round of each weapon over its cost.
    pub(crate) prices: Vec<f64>,
    /// The prices that gave the best bound.
    pub(crate) best_prices: Vec<f64>,
    /// The best bound.
    pub(crate) bound: f64,
    pub(crate) shots: Vec<u32>,
    excess: Vec<f64>,
    direction: Vec<f64>,
    /// Length of a step, as a share of Polyak's.
    length: f64,
    since_better: u32,
}

impl Dual {
    /// Starts from what rounds are worth around the rounds in `state`; no bound yet.
    ///
    /// What one more round of a weapon would save is too little for its price, what its fired rounds save too much. The mean of
    /// the former, or the latter where that is less, is mostly near the best prices, for rounds compete for the same targets.
    pub fn start(&mut self, state: &State) {
        let num_weapons = state.spare.len();
        self.shots.clone_from(&state.spare);
        self.prices.clear();
        self.prices.resize(num_weapons, f64::INFINITY);
        for (round, (&weapon, &target)) in state.weapon_of.iter().zip(&state.target_of).enumerate() {
            let weapon = weapon as usize;
            self.shots[weapon] += 1;
            let saved = (state.without[round] - state.left[target as usize] - state.cost[weapon]).max(0.0);
            self.prices[weapon] = self.prices[weapon].min(saved);
        }
        let (mut worth, mut num) = (0.0, 0.0);
        for weapon in (0..num_weapons).filter(|weapon| self.shots[*weapon] > 0) {
            let survive = state.of_weapon(weapon as u32).iter().zip(&state.left);
            let more = survive.map(|(survive, left)| left * (1.0 - survive)).fold(0.0, f64::max) - state.cost[weapon];
            let shots = f64::from(self.shots[weapon]);
            (worth, num) = (worth + shots * more.max(0.0), num + shots);
        }
        for (price, spare) in self.prices.iter_mut().zip(&state.spare) {
            *price = if *spare > 0 { 0.0 } else { price.min(worth / num.max(1.0)) };
        }
        self.best_prices.clone_from(&self.prices);
        (self.bound, self.length, self.since_better) = (f64::NEG_INFINITY, 1.0, 0);
        self.direction.clear();
        self.direction.resize(num_weapons, 0.0);
    }

    /// Takes a step towards the best bound, `found` being told the best set of each target; says whether that is the end: the bound
    /// meets `objective`, or no price need change.
    pub fn step(
        &mut self,
        state: &State,
        pricer: &mut Pricer,
        objective: f64,
        budget: &mut Budget<'_>,
        mut found: impl FnMut(u32, &[(u32, u32)]),
    ) -> bool {
        let bound = self.evaluate(state, pricer, budget, &mut found);
        if bound > self.bound {
            self.bound = bound;
            self.best_prices.clone_from(&self.prices);
            self.since_better = 0;
        } else {
            self.since_better += 1;
            if self.since_better > PATIENCE {
                (self.length, self.since_better) = (self.length / 2.0, 0);
                self.prices.clone_from(&self.best_prices);
            }
        }
        for (direction, excess) in self.direction.iter_mut().zip(&self.excess) {
            *direction = MEMORY * *direction + excess;
        }
        let square: f64 = self.direction.iter().map(|direction| direction * direction).sum();
        if objective - self.bound <= 1e-9 * objective || square == 0.0 {
            return true;
        }
        let length = self.length * (objective - bound).max(0.0) / square;
        for (price, direction) in self.prices.iter_mut().zip(&self.direction) {
            *price = (*price + length * direction).max(0.0);
        }
        false
    }

    /// The bound at the current prices, and by how much each weapon's rounds are asked for too often; no bound where told to stop.
    fn evaluate(
        &mut self,
        state: &State,
        pricer: &mut Pricer,
        budget: &mut Budget<'_>,
        found: &mut impl FnMut(u32, &[(u32, u32)]),
    ) -> f64 {
        pricer.set_prices(state, &self.prices);
        self.excess.clear();
        self.excess.extend(self.shots.iter().map(|shots| -f64::from(*shots)));
        let mut sum = Sum::default();
        for target in 0..state.num_targets as u32 {
            sum.add(pricer.solve(state, target, &Shots(&self.shots), Wanted::Cheapest(1), budget));
            if budget.is_stopped() {
                return f64::NEG_INFINITY;
            }
            found(target, &pricer.found()[0].weapons);
            for (weapon, num) in &pricer.found()[0].weapons {
                self.excess[*weapon as usize] += f64::from(*num);
            }
        }
        for (price, shots) in self.prices.iter().zip(&self.shots) {
            sum.add(-price * f64::from(*shots));
        }
        for (excess, price) in self.excess.iter_mut().zip(&self.prices) {
            if *price == 0.0 {
                *excess = excess.max(0.0);
            }
        }
        sum.never_above()
    }
}

/// A sum that knows how far rounding may have carried it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    sum: f64,
    size: f64,
    num: f64,
}

impl Sum {
    /// Adds a term.
    pub fn add(&mut self, term: f64) {
        self.sum += term;
        self.size += term.abs();
        self.num += 1.0;
    }

    /// A number that the exact sum is not below, even where each term is off by some units in its last place.
    pub fn never_above(&self) -> f64 {
        self.sum - self.size * f64::EPSILON * (self.num + 64.0)
    }
}
