//! Columns: sets of rounds at one target, as the master problem sees them.

use crate::problem::Round;
use crate::state::{State, power};
use std::collections::HashSet;

/// Columns found so far, each with its target, its cost and how many rounds of each weapon it takes.
#[derive(Debug, Clone, Default)]
pub struct Pool {
    /// The target of each column.
    pub target: Vec<u32>,
    /// Surviving value and price of the rounds of each column.
    pub cost: Vec<f64>,
    /// Columns of each target.
    pub of_target: Vec<Vec<u32>>,
    start: Vec<u32>,
    entries: Vec<(u32, f64)>,
    known: HashSet<(u32, Vec<(u32, u32)>)>,
}

impl Pool {
    /// No column yet.
    pub fn new(num_targets: usize) -> Self {
        Self { of_target: vec![Vec::new(); num_targets], start: vec![0], ..Self::default() }
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.cost.len()
    }

    /// Weapons of a column in order, each with its number of rounds.
    pub fn entries(&self, column: u32) -> &[(u32, f64)] {
        &self.entries[self.start[column as usize] as usize..self.start[column as usize + 1] as usize]
    }

    /// Rounds of a weapon in a column.
    pub fn num_of(&self, column: u32, weapon: u32) -> u32 {
        self.entries(column).iter().find(|(its, _)| *its == weapon).map_or(0, |(_, num)| *num as u32)
    }

    /// The rounds of a column, one by one.
    pub fn rounds(&self, column: u32) -> impl Iterator<Item = Round> + '_ {
        let target = self.target[column as usize];
        let entries = self.entries(column).iter();
        entries.flat_map(move |(weapon, num)| std::iter::repeat_n(Round { weapon: *weapon, target }, *num as usize))
    }

    /// Adds a column as it stands.
    pub fn push(&mut self, target: u32, cost: f64, entries: impl Iterator<Item = (u32, f64)>) {
        let column = self.len() as u32;
        self.of_target[target as usize].push(column);
        self.entries.extend(entries);
        self.start.push(self.entries.len() as u32);
        self.target.push(target);
        self.cost.push(cost);
    }

    /// Weapons of all columns together, which is what they take in memory.
    pub fn num_entries(&self) -> usize {
        self.entries.len()
    }

    /// Adds a set of weapons, each with a number of rounds, unless it is there; says whether it was new.
    pub fn add(&mut self, state: &State, target: u32, weapons: &[(u32, u32)]) -> bool {
        let mut sorted: Vec<(u32, u32)> = weapons.to_vec();
        sorted.sort_unstable();
        sorted.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 += if is_same { next.1 } else { 0 };
            is_same
        });
        sorted.retain(|(_, num)| *num > 0);
        let survive = state.of_target(target);
        let (mut left, mut cost) = (state.value[target as usize], 0.0);
        for &(weapon, num) in &sorted {
            left *= power(survive[weapon as usize], num);
            cost += f64::from(num) * state.cost[weapon as usize];
        }
        let entries: Vec<(u32, f64)> = sorted.iter().map(|(weapon, num)| (*weapon, f64::from(*num))).collect();
        let is_new = self.known.insert((target, sorted));
        if is_new {
            self.push(target, left + cost, entries.into_iter());
        }
        is_new
    }

    /// Cost of a column with a price on every round.
    pub fn priced(&self, column: u32, prices: &[f64]) -> f64 {
        let entries = self.entries(column).iter();
        self.cost[column as usize] + entries.map(|(weapon, num)| num * prices[*weapon as usize]).sum::<f64>()
    }
}
