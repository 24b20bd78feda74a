//! Exchanges of any length: one round of each target lifted at once, and all put back in the best of all ways.

use crate::linear::Assignment;
use crate::progress::Budget;
use crate::state::{NONE, State};

/// Lifts a layer of rounds, at most one from each target, and one spare round of each weapon. As each target gets back at most one,
/// what each saves does not depend on where the others go: a linear assignment.
///
/// Its table is square. Row and column `t` below the number of targets are the round lifted from target `t`, or nothing, and
/// that target; those after are a spare round and staying unfired.
#[derive(Debug, Clone, Default)]
pub struct Exchange {
    solver: Assignment,
    /// The lifted round of each target.
    lifted: Vec<u32>,
    /// Weapons with a spare round.
    spare: Vec<u32>,
    costs: Vec<f64>,
    columns: Vec<usize>,
    unfired: Vec<u32>,
}

impl Exchange {
    /// Lifts a layer and puts it back; gives up where that would be more work than is left. Says whether the objective changed by
    /// less than `least`, which is below 0.
    pub fn improve(&mut self, state: &mut State, layer: u64, least: f64, budget: &mut Budget<'_>) -> bool {
        let num_targets = state.num_targets;
        self.spare.clear();
        self.spare.extend((0..state.spare.len() as u32).filter(|weapon| state.spare[*weapon as usize] > 0));
        let size = num_targets + self.spare.len();
        if budget.spend(2 * (size * size) as u64) {
            return false;
        }
        self.lift(state, layer);
        self.columns.clear();
        self.columns.extend(0..size);
        let before: f64 = (0..size).map(|row| self.costs[row * size + row]).sum();
        budget.spend(self.solver.improve(&self.costs, &mut self.columns, budget.left()));
        let after: f64 = self.columns.iter().enumerate().map(|(row, column)| self.costs[row * size + column]).sum();
        if after - before >= least {
            return false;
        }
        self.put_back(state);
        true
    }

    /// Chooses rounds and writes the table: what each saves at each target, its price taken off, or 0 where it is better unfired.
    ///
    /// Which round of a target is lifted is mixed anew for every second layer, and the next one for the layer between.
    fn lift(&mut self, state: &State, layer: u64) {
        let num_targets = state.num_targets;
        self.lifted.clear();
        for target in 0..num_targets as u32 {
            let num = state.rounds_at(target).count();
            let mixed = mix(u64::from(target), layer / 2) + layer % 2;
            let index = (mixed % (num as u64).max(1)) as usize;
            self.lifted.push(state.rounds_at(target).nth(index).unwrap_or(NONE));
        }
        let size = num_targets + self.spare.len();
        self.costs.clear();
        self.costs.resize(size * size, 0.0);
        for (row, costs) in self.costs.chunks_exact_mut(size).enumerate() {
            let weapon = match self.lifted.get(row) {
                None => self.spare[row - num_targets],
                Some(&NONE) => continue,
                Some(round) => state.weapon_of[*round as usize],
            };
            let cost = state.cost[weapon as usize];
            let pairs = state.of_weapon(weapon).iter().zip(&self.lifted).zip(&state.open_left);
            for (entry, ((survive, round), open_left)) in costs.iter_mut().zip(pairs) {
                let left = if *round == NONE { *open_left } else { state.without[*round as usize] };
                *entry = (left * (survive - 1.0) + cost).min(0.0);
            }
        }
    }

    fn put_back(&mut self, state: &mut State) {
        let num_targets = state.num_targets;
        let size = self.columns.len();
        self.unfired.clear();
        for (row, &column) in self.columns.iter().enumerate() {
            let is_fired = self.costs[row * size + column] < 0.0;
            match self.lifted.get(row) {
                Some(&NONE) => {}
                Some(&round) if is_fired => state.point(round, column as u32),
                Some(&round) => self.unfired.push(round),
                None if is_fired => state.fire(self.spare[row - num_targets], column as u32),
                None => {}
            }
        }
        // The last first: a dropped round's index goes to the last one.
        self.unfired.sort_unstable();
        for round in self.unfired.drain(..).rev() {
            state.drop_round(round);
        }
        for target in 0..num_targets as u32 {
            state.refresh(target);
        }
    }
}

/// A number below 2³¹ that looks drawn, from two others.
fn mix(target: u64, layer: u64) -> u64 {
    let factor = 0x9E37_79B9_7F4A_7C15 ^ layer.wrapping_mul(0x1234_5678_9ABC_DEF1);
    (target + 1).wrapping_mul(factor) >> 33
}
