//! Equal weapons as one with all their rounds, and back.

use crate::problem::{Problem, Round};
use crate::progress::Budget;

/// A problem in which weapons of equal kill probabilities and round costs are one.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The weapons of each one here.
    members: Vec<Vec<u32>>,
    /// Rounds of each weapon, before.
    shots_before: Vec<u32>,
    /// The tables, where some weapons are equal.
    tables: Option<Tables>,
}

#[derive(Debug, Clone)]
struct Tables {
    kill: Vec<f64>,
    shots: Vec<u32>,
    round_costs: Vec<f64>,
}

/// One choice in sharing rounds out: so many to a member, of `before` that were left, where `least` are more than the rest can take.
struct Choice {
    entry: usize,
    member: usize,
    num: u32,
    least: u32,
    before: u32,
}

impl Merged {
    /// Finds equal weapons; told to stop before, it leaves each by itself.
    pub fn new(problem: &Problem<'_>, budget: &mut Budget<'_>) -> Self {
        let num_weapons = problem.num_weapons();
        let shots_before: Vec<u32> = (0..num_weapons).map(|weapon| problem.shots_of(weapon)).collect();
        if budget.ask() {
            let members = (0..num_weapons as u32).map(|weapon| vec![weapon]).collect();
            return Self { members, shots_before, tables: None };
        }
        let order = |a: &u32, b: &u32| {
            let [a, b] = [a, b].map(|weapon| *weapon as usize);
            let pairs = problem.kill_of(a).iter().zip(problem.kill_of(b));
            let costs = problem.round_cost(a).total_cmp(&problem.round_cost(b));
            pairs.map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(costs)
        };
        let mut sorted: Vec<u32> = (0..num_weapons as u32).collect();
        sorted.sort_by(order);
        let mut members: Vec<Vec<u32>> = sorted.chunk_by(|a, b| order(a, b).is_eq()).map(<[u32]>::to_vec).collect();
        members.sort_unstable_by_key(|members| members[0]);
        let first = || members.iter().map(|members| members[0] as usize);
        let tables = || Tables {
            kill: first().flat_map(|weapon| problem.kill_of(weapon)).copied().collect(),
            shots: members.iter().map(|all| all.iter().map(|weapon| shots_before[*weapon as usize]).sum()).collect(),
            round_costs: first().map(|weapon| problem.round_cost(weapon)).collect(),
        };
        let tables = (members.len() < num_weapons).then(tables);
        Self { members, shots_before, tables }
    }

    /// The problem of the merged weapons.
    pub fn problem<'a>(&'a self, before: &Problem<'a>) -> Problem<'a> {
        match &self.tables {
            Some(Tables { kill, shots, round_costs }) => before.with_weapons(kill, shots, round_costs),
            None => *before,
        }
    }

    /// The ways in which the weapons behind some rounds can fire them, up to so many.
    pub fn ways(&self, rounds: &[Round], most: usize) -> Vec<Vec<Round>> {
        let entries: Vec<&[Round]> = rounds.chunk_by(|a, b| a == b).collect();
        let mut left = self.shots_before.clone();
        let mut choices: Vec<Choice> = Vec::new();
        let mut ways = Vec::new();
        loop {
            self.share_out(&entries, &mut choices, &mut left);
            let mut way: Vec<Round> = Vec::with_capacity(rounds.len());
            for Choice { entry, member, num, .. } in &choices {
                let Round { weapon, target } = entries[*entry][0];
                let weapon = self.members[weapon as usize][*member];
                way.extend(std::iter::repeat_n(Round { weapon, target }, *num as usize));
            }
            way.sort_unstable();
            ways.push(way);
            // Back to the last choice that can give less, and on from there.
            loop {
                let Some(choice) = choices.last_mut().filter(|_| ways.len() < most) else { return ways };
                let weapon = self.members[entries[choice.entry][0].weapon as usize][choice.member] as usize;
                if choice.num > choice.least {
                    choice.num -= 1;
                    left[weapon] += 1;
                    break;
                }
                left[weapon] += choice.num;
                choices.pop();
            }
        }
    }

    /// Goes on from some choices: as many rounds as may be to the first member of each that has any.
    fn share_out(&self, entries: &[&[Round]], choices: &mut Vec<Choice>, left: &mut [u32]) {
        let (mut entry, mut member, mut before) = match choices.last() {
            Some(last) => (last.entry, last.member + 1, last.before - last.num),
            None => (0, 0, entries.first().map_or(0, |rounds| rounds.len() as u32)),
        };
        while let Some(rounds) = entries.get(entry) {
            let members = &self.members[rounds[0].weapon as usize];
            let mut room: u32 = members[member..].iter().map(|weapon| left[*weapon as usize]).sum();
            while before > 0 {
                let weapon = members[member] as usize;
                let num = before.min(left[weapon]);
                room -= left[weapon];
                if num > 0 {
                    choices.push(Choice { entry, member, num, least: before.saturating_sub(room), before });
                    left[weapon] -= num;
                    before -= num;
                }
                member += 1;
            }
            entry += 1;
            (member, before) = (0, entries.get(entry).map_or(0, |rounds| rounds.len() as u32));
        }
    }
}
