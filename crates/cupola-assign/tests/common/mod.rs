//! Small random problems, and their answers by trying everything.

#![allow(dead_code, reason = "each test file uses its part")]

use cupola_assign::{Problem, Round};
use cupola_core::{EntityKey, Purpose, Seed, Stream};

/// Tables of one problem.
#[derive(Debug, Clone)]
pub struct Tables {
    pub values: Vec<f64>,
    pub kill: Vec<f64>,
    pub shots: Vec<u32>,
    pub round_costs: Vec<f64>,
    pub most_rounds: Vec<u32>,
}

impl Tables {
    /// A random problem with forbidden pairs, sure kills, values of 0, several rounds per weapon, costs and limits.
    pub fn small(case: u64) -> Self {
        let draw = Stream::of_run(Seed(11), case);
        let uniform = |what: &str, index: usize| draw.uniform(EntityKey::of(what), Purpose::Place, index as u64);
        let whole = |what: &str, index: usize, below: f64| (uniform(what, index) * below) as u32;
        let num_weapons = 1 + whole("weapons", 0, 4.0) as usize;
        let num_targets = 1 + whole("targets", 0, 3.0) as usize;
        let kill = |index: usize| match whole("kind", index, 10.0) {
            0 | 1 => 0.0,
            2 => 1.0,
            3 => 0.5,
            _ => uniform("kill", index),
        };
        let mut shots: Vec<u32> = (0..num_weapons).map(|weapon| whole("shots", weapon, 3.0)).collect();
        shots[0] = shots[0].max(1);
        let has_costs = case % 3 == 1;
        let has_limits = case % 4 == 1;
        let cost = |weapon: usize| if has_costs { uniform("cost", weapon) * 4.0 } else { 0.0 };
        let most = |target: usize| if has_limits { whole("most", target, 4.0) } else { u32::MAX };
        Self {
            values: (0..num_targets).map(|target| f64::from(whole("value", target, 30.0))).collect(),
            kill: (0..num_weapons * num_targets).map(kill).collect(),
            shots,
            round_costs: (0..num_weapons).map(cost).collect(),
            most_rounds: (0..num_targets).map(most).collect(),
        }
    }

    pub fn problem(&self) -> Problem<'_> {
        let problem = Problem::new(&self.values, &self.kill, &self.shots).expect("tables fit");
        let dear = problem.with_round_costs(&self.round_costs).expect("one for each");
        dear.with_most_rounds(&self.most_rounds).expect("one for each")
    }

    /// Objectives of all allowed ways to fire, the least first.
    pub fn all_objectives(&self) -> Vec<f64> {
        let mut found = Vec::new();
        go(&self.problem(), 0, self.shots[0], 0, &mut Vec::new(), &mut found);
        found.sort_by(f64::total_cmp);
        found
    }

    pub fn optimum(&self) -> f64 {
        self.all_objectives()[0]
    }
}

/// Weapon by weapon, target by target: none, one or more of the rounds that are left.
fn go(problem: &Problem<'_>, weapon: usize, left: u32, from: usize, rounds: &mut Vec<Round>, found: &mut Vec<f64>) {
    if weapon == problem.num_weapons() {
        if problem.is_allowed(rounds) {
            found.push(problem.objective(rounds));
        }
        return;
    }
    if from == problem.num_targets() {
        let next = weapon + 1;
        let shots = if next < problem.num_weapons() { problem.shots_of(next) } else { 0 };
        return go(problem, next, shots, 0, rounds, found);
    }
    let before = rounds.len();
    for num in 0..=left {
        go(problem, weapon, left - num, from + 1, rounds, found);
        rounds.push(Round { weapon: weapon as u32, target: from as u32 });
    }
    rounds.truncate(before);
}
