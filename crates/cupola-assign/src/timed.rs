//! Assignment over time: windows of launch, channels, launch intervals.
//!
//! A shot takes one of the given opportunities: a weapon, a target, a window of launch times, how long a channel is taken and the
//! chance of a kill. [`plan`] chooses shots and their launch times; its bound leaves time out of account.

mod schedule;

use crate::error::{AssignError, Faults};
use crate::heuristic::Heuristic;
use crate::problem::{NUM_ROUNDS_MAX, Problem};
use schedule::{Launch, launch_times};

/// A weapon: how much it can fire, and how fast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weapon {
    /// Rounds.
    pub rounds: u32,
    /// Rounds that it can guide at a time.
    pub channels: u32,
    /// Least time from one launch to the next (s).
    pub interval_s: f64,
}

/// One way to shoot at a target. It may be taken more than once, at other times in its window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opportunity {
    /// The weapon's index.
    pub weapon: usize,
    /// The target's index.
    pub target: usize,
    /// Start of the window of launch times (s).
    pub earliest_s: f64,
    /// End of the window of launch times (s).
    pub latest_s: f64,
    /// How long a channel is taken from launch on (s).
    pub busy_s: f64,
    /// Chance that a round kills.
    pub kill_probability: f64,
}

/// One launch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shot {
    /// Index of the opportunity.
    pub opportunity: usize,
    /// When (s).
    pub launch_s: f64,
}

/// Shots, what they leave, and what no shots can go below.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// In order of launch.
    pub shots: Vec<Shot>,
    objective: f64,
    bound: f64,
}

impl Plan {
    /// Expected surviving value.
    #[must_use]
    pub fn objective(&self) -> f64 {
        self.objective
    }

    /// No plan ends below this: the bound of the assignment without regard to time, each pair at its best opportunity.
    #[must_use]
    pub fn bound(&self) -> f64 {
        self.bound
    }
}

/// Steps in prices for the bound.
const NUM_BOUND_STEPS: u32 = 40;

/// A good plan: the shot that saves most first, then exchanges of one shot for up to two others, until none helps or `most_work`
/// (schedules tried, about a microsecond each) is spent.
///
/// - **Assumes:** a weapon's launches are put in order by the end of their windows, each as early as may be; an order that waits
///   for a shot with an early end is not found. Of 20,000 tiny cases 98.6 % get the best plan of all orders.
///
/// # Errors
/// Every fault of the tables.
pub fn plan(values: &[f64], weapons: &[Weapon], opportunities: &[Opportunity], most_work: u64) -> Result<Plan, Faults> {
    let shots: Vec<u32> = weapons.iter().map(|weapon| weapon.rounds).collect();
    check(values, weapons, opportunities)?;
    let mut kill = vec![0.0_f64; values.len() * weapons.len()];
    for at in opportunities {
        let entry = &mut kill[at.weapon * values.len() + at.target];
        *entry = entry.max(at.kill_probability);
    }
    let problem = Problem::new(values, &kill, &shots)?;
    let mut planner = Planner {
        weapons,
        opportunities,
        value: values,
        chosen: vec![Vec::new(); weapons.len()],
        at_target: vec![Vec::new(); values.len()],
        work: 0,
        most_work,
    };
    planner.fill();
    planner.exchange();
    let mut heuristic = Heuristic::default();
    heuristic.solve(&problem, most_work);
    let bound = heuristic.bound(NUM_BOUND_STEPS);
    let objective = (0..values.len()).map(|target| planner.left(target)).sum::<f64>();
    Ok(Plan { shots: planner.shots(), objective, bound: bound.min(objective) })
}

fn check(values: &[f64], weapons: &[Weapon], opportunities: &[Opportunity]) -> Result<(), Faults> {
    let mut faults = Vec::new();
    for (table, is_empty) in [("values of targets", values.is_empty()), ("weapons", weapons.is_empty())] {
        if is_empty {
            faults.push(AssignError::Empty { table });
        }
    }
    let total: u64 = weapons.iter().map(|weapon| u64::from(weapon.rounds)).sum();
    if total > NUM_ROUNDS_MAX {
        faults.push(AssignError::TooManyRounds { total });
    }
    for (index, weapon) in weapons.iter().enumerate() {
        if weapon.channels == 0 {
            faults.push(AssignError::NoChannel { weapon: index });
        }
        if !(weapon.interval_s >= 0.0 && weapon.interval_s.is_finite()) {
            faults.push(AssignError::Amount { table: "launch intervals (s)", index, value: weapon.interval_s });
        }
    }
    for (opportunity, at) in opportunities.iter().enumerate() {
        for (what, index, count) in [("weapon", at.weapon, weapons.len()), ("target", at.target, values.len())] {
            if index >= count {
                faults.push(AssignError::NoSuch { opportunity, what, index, count });
            }
        }
        let Opportunity { earliest_s, latest_s, busy_s, kill_probability, .. } = *at;
        if !(earliest_s.is_finite() && latest_s.is_finite() && earliest_s <= latest_s) {
            faults.push(AssignError::Window { opportunity, earliest_s, latest_s });
        }
        if !(busy_s >= 0.0 && busy_s.is_finite()) {
            faults.push(AssignError::Amount {
                table: "times a channel is taken (s)",
                index: opportunity,
                value: busy_s,
            });
        }
        if !(0.0..=1.0).contains(&kill_probability) {
            faults.push(AssignError::Probability { weapon: at.weapon, target: at.target, value: kill_probability });
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
}

/// A plan in the making.
struct Planner<'a> {
    weapons: &'a [Weapon],
    opportunities: &'a [Opportunity],
    value: &'a [f64],
    /// Opportunities taken, by weapon, in order of index; one as often as it is taken.
    chosen: Vec<Vec<usize>>,
    /// Opportunities taken, by target.
    at_target: Vec<Vec<usize>>,
    work: u64,
    most_work: u64,
}

impl Planner<'_> {
    fn left(&self, target: usize) -> f64 {
        let survive = self.at_target[target].iter().map(|taken| 1.0 - self.opportunities[*taken].kill_probability);
        self.value[target] * survive.product::<f64>()
    }

    /// Launch times of a weapon's shots and one more, if they fit.
    fn times_with(&mut self, weapon: usize, more: Option<usize>) -> Option<Vec<f64>> {
        self.work += 1;
        // In order of index with the one more, too: of two that stand alike the first in the list goes first.
        let mut taken: Vec<usize> = self.chosen[weapon].iter().chain(&more).copied().collect();
        taken.sort_unstable();
        let shots = taken.iter().map(|taken| {
            let Opportunity { earliest_s, latest_s, busy_s, .. } = self.opportunities[*taken];
            Launch { earliest_s, latest_s, busy_s }
        });
        launch_times(&self.weapons[weapon], &shots.collect::<Vec<Launch>>())
    }

    /// Takes opportunities, the one that saves most first, until none fits.
    fn fill(&mut self) {
        while self.add_best(None).is_some() {}
    }

    /// Takes the opportunity that saves most of those that fit, one that is barred apart; says which and how much.
    fn add_best(&mut self, barred: Option<usize>) -> Option<(usize, f64)> {
        let left: Vec<f64> = (0..self.value.len()).map(|target| self.left(target)).collect();
        let gain = |index: usize| left[self.opportunities[index].target] * self.opportunities[index].kill_probability;
        let mut order: Vec<usize> =
            (0..self.opportunities.len()).filter(|index| gain(*index) > 0.0 && barred != Some(*index)).collect();
        order.sort_by(|a, b| gain(*b).total_cmp(&gain(*a)).then(a.cmp(b)));
        for index in order {
            let weapon = self.opportunities[index].weapon;
            let has_round = self.chosen[weapon].len() < self.weapons[weapon].rounds as usize;
            if has_round && self.times_with(weapon, Some(index)).is_some() {
                self.take(index);
                return Some((index, gain(index)));
            }
        }
        None
    }

    fn take(&mut self, index: usize) {
        let Opportunity { weapon, target, .. } = self.opportunities[index];
        for list in [&mut self.chosen[weapon], &mut self.at_target[target]] {
            list.insert(list.partition_point(|other| *other < index), index);
        }
    }

    fn give_back(&mut self, index: usize) {
        let Opportunity { weapon, target, .. } = self.opportunities[index];
        for list in [&mut self.chosen[weapon], &mut self.at_target[target]] {
            let at = list.iter().position(|other| *other == index).expect("what is given back was taken");
            list.remove(at);
        }
    }

    /// Gives back one shot after another where the best others instead save more.
    fn exchange(&mut self) {
        let total: f64 = self.value.iter().sum();
        let mut is_better = true;
        while is_better {
            is_better = false;
            let taken: Vec<usize> = self.chosen.iter().flatten().copied().collect();
            for index in taken {
                if self.work >= self.most_work {
                    return;
                }
                let target = self.opportunities[index].target;
                let before = self.left(target);
                self.give_back(index);
                // Launches in order of the ends of windows may not fit any more when there is one fewer.
                if self.times_with(self.opportunities[index].weapon, None).is_none() {
                    self.take(index);
                    continue;
                }
                let lost = self.left(target) - before;
                let added: Vec<(usize, f64)> = (0..2).map_while(|_| self.add_best(Some(index))).collect();
                if added.iter().map(|(_, saved)| saved).sum::<f64>() > lost + 1e-12 * total {
                    is_better = true;
                    self.fill();
                    continue;
                }
                for (other, _) in added.into_iter().rev() {
                    self.give_back(other);
                }
                self.take(index);
            }
        }
    }

    fn shots(&mut self) -> Vec<Shot> {
        let mut shots = Vec::new();
        for weapon in 0..self.weapons.len() {
            let times_s = self.times_with(weapon, None).expect("only shots that fit were taken");
            let taken = self.chosen[weapon].iter().zip(times_s);
            shots.extend(taken.map(|(&opportunity, launch_s)| Shot { opportunity, launch_s }));
        }
        shots.sort_by(|a, b| a.launch_s.total_cmp(&b.launch_s).then(a.opportunity.cmp(&b.opportunity)));
        shots
    }
}
