//! Maximum marginal return: each round in turn where it saves most.

use crate::progress::Budget;
use crate::state::State;

/// The best weapon for each target, kept lazily: what a round saves at a target only falls as rounds are fired.
#[derive(Debug, Clone, Default)]
pub struct Greedy {
    gain: Vec<f64>,
    weapon: Vec<u32>,
    is_stale: Vec<bool>,
    /// Cost of a round of each weapon; infinite where none is spare.
    price: Vec<f64>,
}

impl Greedy {
    /// Fires spare rounds while one saves more than it costs and, where there are any, than its weapon's price; refreshes all
    /// targets. Goes on to the end whatever it is told; what would save less than the least normal number is no gain.
    pub fn fill(&mut self, state: &mut State, prices: &[f64], budget: &mut Budget<'_>) {
        self.price.clear();
        let costs = state.cost.iter().zip(&state.spare).enumerate();
        self.price.extend(costs.map(|(weapon, (cost, spare))| match spare {
            0 => f64::INFINITY,
            _ => cost + prices.get(weapon).unwrap_or(&0.0),
        }));
        self.gain.clear();
        self.gain.resize(state.num_targets, 0.0);
        self.weapon.clear();
        self.weapon.resize(state.num_targets, 0);
        self.is_stale.clear();
        self.is_stale.resize(state.num_targets, false);
        for target in 0..state.num_targets {
            self.look(state, target);
        }
        loop {
            let (mut target, mut gain) = (0, 0.0);
            for (other, &other_gain) in self.gain.iter().enumerate() {
                if other_gain > gain {
                    (target, gain) = (other, other_gain);
                }
            }
            if gain < f64::MIN_POSITIVE {
                break;
            }
            budget.spend((self.gain.len() + self.price.len()) as u64);
            if self.is_stale[target] {
                self.look(state, target);
                continue;
            }
            let weapon = self.weapon[target];
            state.fire(weapon, target as u32);
            state.left[target] *= state.of_target(target as u32)[weapon as usize];
            state.open_left[target] = if state.room[target] > 0 { state.left[target] } else { 0.0 };
            if state.spare[weapon as usize] == 0 {
                self.price[weapon as usize] = f64::INFINITY;
                for (is_stale, other) in self.is_stale.iter_mut().zip(&self.weapon) {
                    *is_stale |= *other == weapon;
                }
            }
            self.look(state, target);
        }
        for target in 0..state.num_targets as u32 {
            state.refresh(target);
        }
    }

    /// Finds a target's best weapon.
    fn look(&mut self, state: &State, target: usize) {
        let left = state.open_left[target];
        let (mut best, mut best_gain) = (0, 0.0);
        for (weapon, (survive, price)) in state.of_target(target as u32).iter().zip(&self.price).enumerate() {
            let gain = left * (1.0 - survive) - price;
            if gain > best_gain {
                (best, best_gain) = (weapon, gain);
            }
        }
        self.is_stale[target] = false;
        self.gain[target] = best_gain;
        self.weapon[target] = best as u32;
    }
}
