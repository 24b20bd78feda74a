//! Local search: the best change around one target after another, until no target has one.

use crate::progress::Budget;
use crate::state::State;
use std::collections::VecDeque;

/// One change of the rounds.
#[derive(Debug, Clone, Copy)]
enum Change {
    Fire { weapon: u32, target: u32 },
    Drop { round: u32 },
    Replace { round: u32, weapon: u32 },
    Point { round: u32, target: u32 },
    Swap { round: u32, other: u32 },
}

/// Targets whose surroundings changed, first in first out.
#[derive(Debug, Clone, Default)]
pub struct Search {
    queue: VecDeque<u32>,
    is_queued: Vec<bool>,
    spare: Vec<u32>,
    at_target: Vec<u32>,
}

/// The best change so far and what it adds to the objective.
struct Best {
    change: Option<Change>,
    delta: f64,
}

impl Best {
    fn offer(&mut self, delta: f64, change: Change) {
        if delta < self.delta {
            (self.delta, self.change) = (delta, Some(change));
        }
    }
}

impl Search {
    /// Improves until no single change adds less than `least`, which is below 0, or the work is spent.
    pub fn improve(&mut self, state: &mut State, least: f64, budget: &mut Budget<'_>) {
        let num_targets = state.num_targets as u32;
        self.queue.clear();
        self.queue.extend(0..num_targets);
        self.is_queued.clear();
        self.is_queued.resize(state.num_targets, true);
        while let Some(target) = self.queue.pop_front() {
            self.is_queued[target as usize] = false;
            loop {
                if budget.is_over() {
                    return;
                }
                let best = self.look(state, target, least, budget);
                let Some(change) = best.change else { break };
                let [one, other] = apply(state, change);
                for changed in [one, other] {
                    state.refresh(changed);
                    if changed != target && !self.is_queued[changed as usize] {
                        self.is_queued[changed as usize] = true;
                        self.queue.push_back(changed);
                    }
                }
            }
        }
    }

    /// The best change that touches a target, of those looked at before the work is spent.
    fn look(&mut self, state: &State, target: u32, least: f64, budget: &mut Budget<'_>) -> Best {
        let mut best = Best { change: None, delta: least };
        self.spare.clear();
        self.spare.extend((0..state.spare.len() as u32).filter(|weapon| state.spare[*weapon as usize] > 0));
        self.at_target.clear();
        self.at_target.extend(state.rounds_at(target));
        let here = state.of_target(target);
        let open_left = state.open_left[target as usize];
        if open_left > 0.0 {
            for &weapon in &self.spare {
                let at = weapon as usize;
                best.offer(open_left * (here[at] - 1.0) + state.cost[at], Change::Fire { weapon, target });
            }
            for (round, (&weapon, &other)) in state.weapon_of.iter().zip(&state.target_of).enumerate() {
                let loss = state.without[round] - state.left[other as usize];
                let delta = loss + open_left * (here[weapon as usize] - 1.0);
                if delta < best.delta && other != target {
                    best.offer(delta, Change::Point { round: round as u32, target });
                }
            }
        }
        let each = self.spare.len() + state.num_rounds();
        budget.spend(each as u64);
        for &round in &self.at_target {
            if budget.is_over() {
                break;
            }
            look_at_round(state, target, round, &self.spare, &mut best);
            budget.spend((each + state.num_targets) as u64);
        }
        best
    }
}

/// The best change of one round at a target.
fn look_at_round(state: &State, target: u32, round: u32, spare: &[u32], best: &mut Best) {
    let weapon = state.weapon_of[round as usize];
    let (here, mine) = (state.of_target(target), state.of_weapon(weapon));
    let (without, left) = (state.without[round as usize], state.left[target as usize]);
    let (loss, cost) = (without - left, state.cost[weapon as usize]);
    best.offer(loss - cost, Change::Drop { round });
    for (other, (survive, open_left)) in mine.iter().zip(&state.open_left).enumerate() {
        let delta = loss + open_left * (survive - 1.0);
        if delta < best.delta && other as u32 != target {
            best.offer(delta, Change::Point { round, target: other as u32 });
        }
    }
    for &other in spare {
        let delta = without * here[other as usize] - left + state.cost[other as usize] - cost;
        best.offer(delta, Change::Replace { round, weapon: other });
    }
    let rounds = state.weapon_of.iter().zip(&state.target_of).zip(&state.without);
    for (other, ((&its_weapon, &its_target), its_without)) in rounds.enumerate() {
        let new = without * here[its_weapon as usize] + its_without * mine[its_target as usize];
        let delta = new - left - state.left[its_target as usize];
        if delta < best.delta && its_target != target {
            best.offer(delta, Change::Swap { round, other: other as u32 });
        }
    }
}

/// Makes a change and names the targets it touched.
fn apply(state: &mut State, change: Change) -> [u32; 2] {
    match change {
        Change::Fire { weapon, target } => {
            state.fire(weapon, target);
            [target; 2]
        }
        Change::Drop { round } => {
            let target = state.target_of[round as usize];
            state.drop_round(round);
            [target; 2]
        }
        Change::Replace { round, weapon } => {
            state.replace(round, weapon);
            [state.target_of[round as usize]; 2]
        }
        Change::Point { round, target } => {
            let before = state.target_of[round as usize];
            state.point(round, target);
            [before, target]
        }
        Change::Swap { round, other } => {
            let [one, two] = [round, other].map(|round| state.target_of[round as usize]);
            state.point(round, two);
            state.point(other, one);
            [one, two]
        }
    }
}
