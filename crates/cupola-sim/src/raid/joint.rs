//! What a shot at one threat leaves for the others: rounds spoken for, and the joint assignment of rounds to threats.
//!
//! The joint assignment is worked out again whenever a threat comes, goes or survives, over all threats that are tracked and
//! taken for alive: each launcher's rounds as they stand, each threat at the value of the place it is aimed at times the
//! chance that it survives what is already on its way. It says how many rounds of each magazine each threat gets; when
//! there is time for several looks they are spread over the looks, and what a first look saves is assigned anew. The rounds
//! of one look leave from as many launchers as they are allotted to, each when its own meeting needs it.

use super::opportunity::{Chance, Opportunities, Plan, looks_of};
use super::{Play, Threat};
use crate::world::FireRule;
use cupola_assign::{Heuristic, Problem};

/// Assignments are not worked out more often than this (s).
const EVERY_S: f64 = 1.0;
/// Local search looks at this many pairs of rounds and threats at most.
const MOST_WORK: u64 = 20_000;
/// Steps of the bound on the best assignment.
const BOUND_STEPS: u32 = 10;

/// What a threat gets in one look.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Volley {
    /// Rounds still to be fired.
    pub left: u32,
    /// Layers that have fired in it, one bit each.
    pub layers: u16,
    /// When the assignment was made that it was counted from (s).
    made_s: f64,
}

/// The joint assignment in force; its arrays are kept from one to the next.
#[derive(Default)]
pub(super) struct Joint {
    /// Whether a threat has come, gone or survived since it was made.
    pub is_stale: bool,
    made_s: Option<f64>,
    /// Threats in it: number, value left, last launch that meets it (s).
    threats: Vec<(usize, f64, f64)>,
    values: Vec<f64>,
    most: Vec<u32>,
    /// Magazines in it, and the rounds of each that may be used.
    magazines: Vec<u16>,
    rounds: Vec<u32>,
    kill: Vec<f64>,
    /// Threat's place, magazine, kill probability.
    pairs: Vec<(usize, u16, f64)>,
    heuristic: Heuristic,
}

impl<'a> Play<'a> {
    /// Notes how likely a threat survives a salvo that has been fired at it.
    pub(super) fn expect(&mut self, threat: usize, kill_probability: f64, rounds: u32) {
        self.threats[threat].survival *= (1.0 - kill_probability).powi(rounds as i32);
    }

    /// Counts, for each launcher, the rounds that threats at more valuable places may need of it: one salvo for each of them
    /// that it can still meet and that nothing is on its way to.
    pub(super) fn speak_for(&self, threat: usize, found: &mut Opportunities<'a>) {
        let value = |t: usize| self.ctx.world.assets[self.threats[t].asset].value;
        let mine = value(threat);
        for rival in (0..self.threats.len()).filter(|&t| t != threat && value(t) > mine && self.is_waiting(t)) {
            for option in &self.variant(rival).shots {
                let place = found.plans.iter().position(|p| p.option.magazine == option.magazine);
                if let Some(place) = place
                    && let Chance::Shot(plan) = self.plan(self.now_s, rival, option, f64::INFINITY)
                {
                    found.shots[place].spoken_for += plan.rounds;
                }
            }
        }
        for (plan, shot) in found.plans.iter_mut().zip(&mut found.shots) {
            let spare = shot.rounds_left.saturating_sub(shot.spoken_for);
            if spare > 0 {
                plan.rounds = plan.rounds.min(spare);
                shot.rounds = plan.rounds;
            }
        }
    }

    /// Whether a threat is in view, taken for alive, and nothing is on its way to it.
    fn is_waiting(&self, threat: usize) -> bool {
        self.is_open(threat) && self.now_s >= self.threats[threat].busy_until_s
    }

    /// Whether a threat is in view and taken for alive.
    fn is_open(&self, threat: usize) -> bool {
        let t = &self.threats[threat];
        t.is_firm && t.is_believed_alive && self.now_s < t.launch_s + self.variant(threat).duration_s
    }

    /// Writes what the joint assignment gives each launcher for a threat, and how much of it goes into this salvo.
    pub(super) fn allot(&mut self, now_s: f64, threat: usize, found: &mut Opportunities<'a>) {
        // A magazine that has been loaded since is not in the assignment, or in it with what it had.
        let made_s = self.joint.made_s.unwrap_or(f64::NEG_INFINITY);
        let is_known = |p: &Plan<'_>| {
            let is_loaded_since = self.reload_done_s[p.option.magazine as usize].is_some_and(|done_s| done_s > made_s);
            !is_loaded_since && self.joint.magazines.binary_search(&p.option.magazine).is_ok()
        };
        self.joint.is_stale |= !found.plans.iter().all(is_known);
        let is_due = self.joint.made_s.is_none_or(|made_s| now_s >= made_s + EVERY_S);
        if self.joint.is_stale && is_due {
            self.assign(now_s, threat);
        }
        let allotted = &self.threats[threat].allotted;
        for (plan, shot) in found.plans.iter().zip(&mut found.shots) {
            let mine = allotted.iter().find(|(magazine, _)| *magazine == plan.option.magazine);
            shot.allotted = mine.map_or(0, |(_, rounds)| *rounds);
        }
        let is_under_way = now_s < self.threats[threat].busy_until_s;
        let made_s = self.joint.made_s.unwrap_or(f64::NEG_INFINITY);
        if !is_under_way || self.threats[threat].volley.made_s < made_s {
            let total: u32 = found.shots.iter().map(|s| s.allotted).sum();
            let left = total.div_ceil(self.looks_ahead(threat, found));
            let layers = if is_under_way { self.threats[threat].volley.layers } else { 0 };
            self.threats[threat].volley = Volley { left, layers, made_s };
        }
        self.share_look(threat, found);
        // What orbit can reach now it cannot reach for long; it is no part of a look under way.
        if let Some(shot) = found.shots.get_mut(found.plans.len()) {
            shot.allotted = if is_under_way { 0 } else { shot.rounds };
        }
    }

    /// Shares the rounds of this look among the launchers: those that meet the threat first fire what is allotted to them.
    fn share_look(&self, threat: usize, found: &mut Opportunities<'a>) {
        let t = &self.threats[threat];
        let mut left = t.volley.left;
        let Opportunities { plans, shots, order, .. } = found;
        order.clear();
        order.extend(0..plans.len());
        order.sort_by(|a, b| plans[*a].intercept_s.total_cmp(&plans[*b].intercept_s));
        for place in &*order {
            let (plan, shot) = (&mut plans[*place], &mut shots[*place]);
            let nation = self.ctx.world.batteries[usize::from(plan.option.battery)].nation;
            let may_add = self.most_rounds(nation).saturating_sub(t.num_shots);
            let rounds = left.min(shot.allotted).min(plan.rounds_left).min(self.in_time(t, plan)).min(may_add);
            shot.allotted = rounds;
            if rounds > 0 {
                (plan.rounds, shot.rounds) = (rounds, rounds);
                left -= rounds;
            }
        }
    }

    /// How many looks at a threat are possible, one after the other, with the launchers that have rounds for it; at least 1.
    fn looks_ahead(&self, threat: usize, found: &Opportunities<'_>) -> u32 {
        let t = &self.threats[threat];
        let delay_s = self.of_doctrine(|d| d.launch_s);
        let layer = |plan: &Plan<'_>| self.ctx.world.doctrine.layer_of[self.interceptor_of(plan.option)];
        let able = || found.plans.iter().zip(&found.shots).filter(|(_, shot)| shot.allotted > 0).map(|(plan, _)| plan);
        let mut next = able().map(|plan| (plan.intercept_s, layer(plan))).min_by(|a, b| a.0.total_cmp(&b.0));
        let (mut counts, mut looks) = (t.looks, 0);
        while let Some((intercept_s, of_layer)) = next {
            looks += 1;
            counts += 1 << (4 * of_layer);
            let next_s = self.looked_s(intercept_s) + delay_s - t.launch_s;
            let later = able().filter(|plan| looks_of(counts, layer(plan)) < self.layer_of(plan.option).max_looks);
            next = later
                .filter_map(|plan| {
                    let meeting = plan.option.window.earliest(next_s)?;
                    let intercept_s = t.launch_s + f64::from(plan.option.window.meetings[meeting].intercept_s);
                    Some((intercept_s, layer(plan)))
                })
                .min_by(|a, b| a.0.total_cmp(&b.0));
        }
        looks.max(1)
    }

    /// Works out the joint assignment and wakes every threat that it gives a round; `asking` is awake already.
    fn assign(&mut self, now_s: f64, asking: usize) {
        let mut joint = std::mem::take(&mut self.joint);
        joint.is_stale = false;
        joint.made_s = Some(now_s);
        self.gather(now_s, &mut joint);
        for &(threat, ..) in &joint.threats {
            self.threats[threat].allotted.clear();
        }
        if !joint.threats.is_empty() && !joint.magazines.is_empty() {
            self.solve(&mut joint);
        }
        // Whose last chance comes first is thought of first.
        joint.threats.sort_by(|a, b| a.2.total_cmp(&b.2));
        for &(threat, ..) in &joint.threats {
            let t = &self.threats[threat];
            if threat != asking && !t.allotted.is_empty() {
                let from_s = if t.volley.left > 0 { now_s } else { now_s.max(t.busy_until_s) };
                self.think(threat, from_s);
            }
        }
        self.joint = joint;
    }

    /// Collects threats, magazines and kill probabilities as they stand.
    fn gather(&self, now_s: f64, joint: &mut Joint) {
        joint.threats.clear();
        joint.pairs.clear();
        joint.magazines.clear();
        joint.rounds.clear();
        let num_magazines = self.force.magazines.len();
        let mut rounds = vec![0_u32; num_magazines];
        let interval_s = self.of_doctrine(|d| d.launch_interval_s).max(1e-3);
        for threat in 0..self.threats.len() {
            let left = self.ctx.orders.most_rounds().saturating_sub(self.threats[threat].num_shots);
            if !self.is_open(threat) || left == 0 {
                continue;
            }
            // A look that is not complete yet takes rounds now, one that is only when it is over.
            let is_filling = self.threats[threat].volley.left > 0;
            let from_s = if is_filling { now_s } else { now_s.max(self.threats[threat].busy_until_s) };
            let (place, mut last_s) = (joint.threats.len(), f64::NEG_INFINITY);
            for option in &self.variant(threat).shots {
                if let Chance::Shot(plan) = self.plan(from_s, threat, option, f64::INFINITY) {
                    let objects = f64::from(self.threats[threat].num_objects(plan.altitude_m));
                    joint.pairs.push((place, option.magazine, plan.kill_probability / objects));
                    let until_s = self.threats[threat].launch_s + option.window.last_launch_s();
                    // What its launchers still get away in time, one round after the other.
                    let in_time = ((until_s - plan.launch_s).max(0.0) / interval_s) as u32 + 1;
                    let usable = &mut rounds[option.magazine as usize];
                    *usable = (*usable).max(plan.rounds_left.min(in_time));
                    last_s = last_s.max(until_s);
                }
            }
            if joint.pairs.last().is_some_and(|(p, _, _)| *p == place) {
                let value = self.ctx.world.assets[self.threats[threat].asset].value;
                joint.threats.push((threat, value * self.threats[threat].survival, last_s));
            }
        }
        joint.magazines.extend((0..num_magazines as u16).filter(|m| rounds[*m as usize] > 0));
        joint.rounds.extend(joint.magazines.iter().map(|m| rounds[*m as usize]));
    }

    /// Solves it and writes each threat's rounds.
    fn solve(&mut self, joint: &mut Joint) {
        let num_threats = joint.threats.len();
        let most_rounds = self.ctx.orders.most_rounds();
        joint.values.clear();
        joint.values.extend(joint.threats.iter().map(|(_, value, _)| *value));
        joint.most.clear();
        joint.most.extend(joint.threats.iter().map(|(t, ..)| most_rounds - self.threats[*t].num_shots));
        joint.kill.clear();
        joint.kill.resize(joint.magazines.len() * num_threats, 0.0);
        for &(place, magazine, kill) in &joint.pairs {
            let row = joint.magazines.binary_search(&magazine).expect("every magazine of a pair has rounds");
            joint.kill[row * num_threats + place] = kill;
        }
        let whole: f64 = joint.threats.iter().map(|(t, ..)| self.ctx.world.assets[self.threats[*t].asset].value).sum();
        let least = [self.of_doctrine(|d| d.least_saving) * whole / num_threats as f64];
        let problem = Problem::new(&joint.values, &joint.kill, &joint.rounds)
            .and_then(|p| p.with_round_costs(&least))
            .and_then(|p| p.with_most_rounds(&joint.most));
        let problem = problem.expect("values, probabilities and rounds of a raid are in their ranges");
        let objective = joint.heuristic.solve(&problem, MOST_WORK);
        self.tally.plans += 1;
        let bound = joint.heuristic.bound(BOUND_STEPS);
        self.tally.plan_gap_sum_fraction +=
            if objective > 0.0 { ((objective - bound) / objective).max(0.0) } else { 0.0 };
        for round in joint.heuristic.rounds() {
            let magazine = joint.magazines[round.weapon as usize];
            let allotted = &mut self.threats[joint.threats[round.target as usize].0].allotted;
            match allotted.iter_mut().find(|(m, _)| *m == magazine) {
                Some((_, rounds)) => *rounds += 1,
                None => allotted.push((magazine, 1)),
            }
        }
    }

    /// Takes what has been fired from what was allotted.
    pub(super) fn use_allotment(&mut self, threat: usize, magazine: u16, rounds: u32) {
        if self.ctx.orders.rule == FireRule::Optimal {
            let Threat { allotted, volley, .. } = &mut self.threats[threat];
            volley.left = volley.left.saturating_sub(rounds);
            if let Some((_, left)) = allotted.iter_mut().find(|(m, _)| *m == magazine) {
                *left = left.saturating_sub(rounds);
            }
            allotted.retain(|(_, left)| *left > 0);
        }
    }
}
