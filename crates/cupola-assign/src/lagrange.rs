//! Lower bounds from prices on rounds: the Lagrangian dual of the limits on weapons.

use crate::pricing::{Pricer, Shots};
use crate::state::State;

/// Steps without a better bound after which the step is halved.
const PATIENCE: u32 = 4;
/// The first step, as a share of Polyak's.
const FIRST_STEP: f64 = 1.0;

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
    full_prices: Vec<f64>,
    excess: Vec<f64>,
    direction: Vec<f64>,
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
            *price = if *spare > 0 { 0.0 } else { price.min(worth / num) };
        }
        self.best_prices.clone_from(&self.prices);
        self.bound = f64::NEG_INFINITY;
        self.direction.clear();
        self.direction.resize(num_weapons, 0.0);
    }

    /// Takes up to `num_steps` steps towards the best bound; stops where it meets `objective`. Returns the steps taken.
    pub fn step(&mut self, state: &State, pricer: &mut Pricer, objective: f64, num_steps: u32) -> u32 {
        let (mut step, mut since_better) = (FIRST_STEP, 0);
        for taken in 0..num_steps {
            let bound = self.evaluate(state, pricer);
            if bound > self.bound {
                self.bound = bound;
                self.best_prices.clone_from(&self.prices);
                since_better = 0;
            } else {
                since_better += 1;
                if since_better > PATIENCE {
                    (step, since_better) = (step / 2.0, 0);
                    self.prices.clone_from(&self.best_prices);
                }
            }
            for (direction, excess) in self.direction.iter_mut().zip(&self.excess) {
                *direction = 0.5 * *direction + excess;
            }
            let square: f64 = self.direction.iter().map(|direction| direction * direction).sum();
            if objective - self.bound <= 1e-9 * objective || square == 0.0 {
                return taken + 1;
            }
            let length = step * (objective - bound).max(0.0) / square;
            for (price, direction) in self.prices.iter_mut().zip(&self.direction) {
                *price = (*price + length * direction).max(0.0);
            }
        }
        num_steps
    }

    /// The bound at the current prices, and by how much each weapon's rounds are asked for too often.
    fn evaluate(&mut self, state: &State, pricer: &mut Pricer) -> f64 {
        self.full_prices.clear();
        self.full_prices.extend(self.prices.iter().zip(&state.cost).map(|(price, cost)| price + cost));
        self.excess.clear();
        self.excess.extend(self.shots.iter().map(|shots| -f64::from(*shots)));
        let mut sum = Sum::default();
        for target in 0..state.num_targets as u32 {
            sum.add(pricer.solve(state, target, &self.full_prices, &Shots(&self.shots), 1, 0.0));
            for weapon in &pricer.found()[0].weapons {
                self.excess[*weapon as usize] += 1.0;
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
