//! Which rounds are at which targets, in flat arrays, with what is left of each target kept up to date.

use crate::problem::{Problem, Round};

/// Marks the end of a list.
pub const NONE: u32 = u32::MAX;

/// Rounds at targets. A round has an index from 0 up; those at one target form a list.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// How many targets there are.
    pub num_targets: usize,
    /// Chance that a target survives one round, weapons × targets; infinite where the pair is forbidden.
    pub survive: Vec<f64>,
    /// The same, targets × weapons.
    pub survive_by_target: Vec<f64>,
    /// Price of a round of each weapon.
    pub cost: Vec<f64>,
    /// Rounds of each weapon that are not fired.
    pub spare: Vec<u32>,
    /// The most rounds that each target may get.
    pub most_rounds: Vec<u32>,
    /// How many more rounds each target may get; below 0 only while rounds change places.
    pub room: Vec<i64>,
    /// Value of each target.
    pub value: Vec<f64>,
    /// Expected surviving value of each target.
    pub left: Vec<f64>,
    /// The same where the target may get another round, 0 elsewhere.
    pub open_left: Vec<f64>,
    /// The weapon of each round.
    pub weapon_of: Vec<u32>,
    /// The target of each round.
    pub target_of: Vec<u32>,
    /// What would be left of its target without this round.
    pub without: Vec<f64>,
    /// The next round at the same target.
    next: Vec<u32>,
    /// The first round at each target.
    head: Vec<u32>,
}

impl State {
    /// Takes in the tables; no round is fired.
    pub fn load(&mut self, problem: &Problem<'_>) {
        let (num_weapons, num_targets) = (problem.num_weapons(), problem.num_targets());
        self.num_targets = num_targets;
        self.survive.clear();
        self.survive_by_target.clear();
        self.survive_by_target.resize(num_weapons * num_targets, 0.0);
        for weapon in 0..num_weapons {
            let survive = |&kill: &f64| if kill > 0.0 { 1.0 - kill } else { f64::INFINITY };
            self.survive.extend(problem.kill_of(weapon).iter().map(survive));
        }
        // Blocks of rows, so that what is written stays near.
        const BLOCK: usize = 16;
        for first in (0..num_weapons).step_by(BLOCK) {
            for target in 0..num_targets {
                for weapon in first..num_weapons.min(first + BLOCK) {
                    self.survive_by_target[target * num_weapons + weapon] = self.survive[weapon * num_targets + target];
                }
            }
        }
        self.cost.clear();
        self.cost.extend((0..num_weapons).map(|weapon| problem.round_cost(weapon)));
        self.spare.clear();
        self.spare.extend((0..num_weapons).map(|weapon| problem.shots_of(weapon)));
        self.most_rounds.clear();
        self.most_rounds.extend((0..num_targets).map(|target| problem.most_rounds(target)));
        self.room.clear();
        self.room.extend(self.most_rounds.iter().map(|most| i64::from(*most)));
        self.value.clear();
        self.value.extend((0..num_targets).map(|target| problem.value(target)));
        self.left.clone_from(&self.value);
        self.open_left.clear();
        self.open_left.extend(self.left.iter().zip(&self.room).map(|(left, room)| if *room > 0 { *left } else { 0.0 }));
        self.weapon_of.clear();
        self.target_of.clear();
        self.without.clear();
        self.next.clear();
        self.head.clear();
        self.head.resize(num_targets, NONE);
    }

    /// How many rounds are fired.
    pub fn num_rounds(&self) -> usize {
        self.weapon_of.len()
    }

    /// Survival chances of every target against one weapon.
    pub fn of_weapon(&self, weapon: u32) -> &[f64] {
        let at = weapon as usize * self.num_targets;
        &self.survive[at..at + self.num_targets]
    }

    /// Survival chances of one target against every weapon.
    pub fn of_target(&self, target: u32) -> &[f64] {
        let num_weapons = self.spare.len();
        let at = target as usize * num_weapons;
        &self.survive_by_target[at..at + num_weapons]
    }

    /// The rounds at a target.
    pub fn rounds_at(&self, target: u32) -> impl Iterator<Item = u32> + '_ {
        let first = Some(self.head[target as usize]).filter(|round| *round != NONE);
        std::iter::successors(first, |round| Some(self.next[*round as usize]).filter(|round| *round != NONE))
    }

    /// Value left and price of the rounds fired.
    pub fn objective(&self) -> f64 {
        let cost: f64 = self.weapon_of.iter().map(|weapon| self.cost[*weapon as usize]).sum();
        self.left.iter().sum::<f64>() + cost
    }

    /// Fires a spare round; [`State::refresh`] its target afterwards.
    pub fn fire(&mut self, weapon: u32, target: u32) {
        let round = self.num_rounds() as u32;
        self.spare[weapon as usize] -= 1;
        self.weapon_of.push(weapon);
        self.target_of.push(target);
        self.without.push(0.0);
        self.next.push(NONE);
        self.link(round, target);
    }

    /// Takes a round back; the last round takes its index.
    pub fn drop_round(&mut self, round: u32) {
        let last = self.num_rounds() as u32 - 1;
        self.unlink(round);
        self.spare[self.weapon_of[round as usize] as usize] += 1;
        if round != last {
            let target = self.target_of[last as usize];
            self.unlink(last);
            for list in [&mut self.weapon_of, &mut self.target_of] {
                list[round as usize] = list[last as usize];
            }
            self.link(round, target);
        }
        self.weapon_of.pop();
        self.target_of.pop();
        self.without.pop();
        self.next.pop();
    }

    /// Points a round at another target; refresh both afterwards.
    pub fn point(&mut self, round: u32, target: u32) {
        self.unlink(round);
        self.link(round, target);
    }

    /// Lets a spare round of another weapon take the place of a round; refresh its target afterwards.
    pub fn replace(&mut self, round: u32, weapon: u32) {
        self.spare[self.weapon_of[round as usize] as usize] += 1;
        self.spare[weapon as usize] -= 1;
        self.weapon_of[round as usize] = weapon;
    }

    fn link(&mut self, round: u32, target: u32) {
        self.target_of[round as usize] = target;
        self.next[round as usize] = self.head[target as usize];
        self.head[target as usize] = round;
        self.room[target as usize] -= 1;
    }

    fn unlink(&mut self, round: u32) {
        let target = self.target_of[round as usize] as usize;
        self.room[target] += 1;
        if self.head[target] == round {
            self.head[target] = self.next[round as usize];
            return;
        }
        let mut before = self.head[target];
        while self.next[before as usize] != round {
            before = self.next[before as usize];
        }
        self.next[before as usize] = self.next[round as usize];
    }

    /// Works out anew what is left of a target, with and without each of its rounds: products from both ends, no division.
    pub fn refresh(&mut self, target: u32) {
        let at = target as usize;
        let num_weapons = self.spare.len();
        let survive = &self.survive_by_target[at * num_weapons..(at + 1) * num_weapons];
        let mut product = self.value[at];
        let mut round = self.head[at];
        while round != NONE {
            self.without[round as usize] = product;
            product *= survive[self.weapon_of[round as usize] as usize];
            round = self.next[round as usize];
        }
        self.left[at] = product;
        self.open_left[at] = if self.room[at] > 0 { product } else { 0.0 };
        self.multiply_back(at);
    }

    /// Multiplies into each round of a target the survival of those after it in the list.
    fn multiply_back(&mut self, target: usize) {
        let num_weapons = self.spare.len();
        let survive = &self.survive_by_target[target * num_weapons..(target + 1) * num_weapons];
        // The list runs one way: turn it round, walk it, and it stands turned, which matters to no one.
        let (mut round, mut before) = (self.head[target], NONE);
        while round != NONE {
            let after = self.next[round as usize];
            self.next[round as usize] = before;
            (before, round) = (round, after);
        }
        self.head[target] = before;
        let (mut round, mut product) = (before, 1.0);
        while round != NONE {
            self.without[round as usize] *= product;
            product *= survive[self.weapon_of[round as usize] as usize];
            round = self.next[round as usize];
        }
    }

    /// Writes the rounds in order of weapons, then targets.
    pub fn write(&self, rounds: &mut Vec<Round>) {
        rounds.clear();
        let pairs = self.weapon_of.iter().zip(&self.target_of);
        rounds.extend(pairs.map(|(&weapon, &target)| Round { weapon, target }));
        rounds.sort_unstable();
    }

    /// Fires these rounds and no others.
    pub fn set(&mut self, rounds: &[Round]) {
        for weapon in self.weapon_of.drain(..) {
            self.spare[weapon as usize] += 1;
        }
        self.target_of.clear();
        self.without.clear();
        self.next.clear();
        self.head.fill(NONE);
        for (room, most) in self.room.iter_mut().zip(&self.most_rounds) {
            *room = i64::from(*most);
        }
        for round in rounds {
            self.fire(round.weapon, round.target);
        }
        for target in 0..self.num_targets as u32 {
            self.refresh(target);
        }
    }
}

/// A chance to survive so many rounds, by squaring.
pub fn power(mut survive: f64, mut num: u32) -> f64 {
    let mut product = 1.0;
    while num > 0 {
        if num % 2 == 1 {
            product *= survive;
        }
        survive *= survive;
        num /= 2;
    }
    product
}
