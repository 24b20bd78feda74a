//! Battle management of a threat: which of the salvos that could be fired is fired, with a look between, and what comes of it.

use super::opportunity::{Engager, Opportunities, Plan};
use super::{Context, Play};
use crate::event::{EventKind, NONE};
use crate::geometry::ShotOption;
use crate::raid::queue::{Item, NO_HIT, Salvo};
use crate::tally::Fate;
use crate::why::{Decision, Verdict};
use crate::world::FireRule;
use cupola_core::{EntityKey, Purpose};
use cupola_engage::choose;

/// Above this altitude light decoys fly with the warhead (m); below it the air strips them: assumed, 80 to 120 km.
pub(super) const DECOY_ALTITUDE_M: f64 = 100_000.0;
/// A plan this close is carried out at once (s).
pub(super) const NOW_S: f64 = 0.05;
/// A threat with shots that the rule takes none of is thought of again after this time (s).
const AGAIN_S: f64 = 5.0;

/// The common cause of a raid by interceptor type: all shots that follow it share one uniform number.
pub struct CommonDraws(Vec<f64>);

impl CommonDraws {
    pub(super) fn new(ctx: &Context<'_>) -> Self {
        let draw = |id: &str| {
            let key = EntityKey::of(&format!("interceptor.{id}")).child(u64::from(ctx.number));
            ctx.stream.uniform(key, Purpose::Common, 0)
        };
        Self(ctx.world.interceptors.iter().map(|i| draw(&i.id)).collect())
    }
}

impl<'a> Play<'a> {
    /// Plans a consideration of a threat, unless a sooner one is planned.
    pub(super) fn think(&mut self, threat: usize, at_s: f64) {
        if at_s < self.threats[threat].consider_s {
            self.threats[threat].consider_s = at_s;
            self.queue.push(at_s, Item::Consider(threat as u32));
        }
    }

    /// The time of a planned consideration has come; one that a sooner one replaced is dropped.
    pub(super) fn wake(&mut self, now_s: f64, threat: usize) {
        if self.threats[threat].consider_s.to_bits() == now_s.to_bits() {
            self.threats[threat].consider_s = f64::INFINITY;
            self.consider(now_s, threat);
        }
    }

    /// Thinks about a threat: fires, waits for a better moment, or leaves it.
    fn consider(&mut self, now_s: f64, threat: usize) {
        let t = &self.threats[threat];
        if !t.is_believed_alive || now_s >= t.launch_s + self.variant(threat).duration_s {
            return;
        }
        if now_s < t.busy_until_s && t.volley.left == 0 {
            self.think(threat, t.busy_until_s);
            return;
        }
        // Where a missile falls is seen once its body is tracked.
        if t.is_stray && t.is_tracked && t.num_shots == 0 && self.holds(threat) {
            self.hold(now_s, threat);
            return;
        }
        let mut found = std::mem::take(&mut self.found);
        self.opportunities(now_s, threat, &mut found);
        match self.ctx.orders.rule {
            FireRule::Preferential => self.speak_for(threat, &mut found),
            FireRule::Optimal => self.allot(now_s, threat, &mut found),
            FireRule::Earliest | FireRule::Cheapest | FireRule::Free => {}
        }
        self.decide(now_s, threat, &found);
        self.found = found;
    }

    /// Takes the shot that the rule takes, if it is due.
    fn decide(&mut self, now_s: f64, threat: usize, found: &Opportunities<'a>) {
        let chosen = choose(self.ctx.orders.rule, &found.shots, self.of_doctrine(|d| d.sufficient_kill));
        let launch_delay_s = self.of_doctrine(|d| d.launch_s);
        match chosen {
            Some(place) if place == found.plans.len() => {
                self.explain(now_s, threat, found, Some((place, Verdict::Fired)));
                if let Some(orbit) = found.orbit {
                    self.fire_from_orbit(now_s, threat, orbit, &found.orbit_rounds);
                }
            }
            Some(place) if found.plans[place].launch_s <= now_s + launch_delay_s + NOW_S => {
                self.explain(now_s, threat, found, Some((place, Verdict::Fired)));
                self.fire(now_s, threat, found.plans[place]);
            }
            Some(place) => {
                self.explain(now_s, threat, found, Some((place, Verdict::Planned)));
                self.think(threat, found.orbit_wake_s.min(found.plans[place].launch_s - launch_delay_s));
            }
            None => {
                self.explain(now_s, threat, found, None);
                let again_s = if found.shots.is_empty() { f64::INFINITY } else { now_s + AGAIN_S };
                let wake_s = found.wake_s.min(found.orbit_wake_s).min(again_s);
                // A round was wanted and not there only where no other launcher could take the shot.
                if let Some(option) = found.empty.filter(|_| found.shots.is_empty() && wake_s.is_infinite()) {
                    self.refuse(now_s, option);
                }
                if wake_s.is_finite() {
                    self.think(threat, wake_s.max(now_s + 0.5));
                }
            }
        }
    }

    /// Notes why, while events are kept: each salvo, and each decision not to fire that differs from the last in what became
    /// of a launcher.
    fn explain(&mut self, now_s: f64, threat: usize, found: &Opportunities<'a>, chosen: Option<(usize, Verdict)>) {
        if !self.log.is_keeping() {
            return;
        }
        let (raid, number) = (self.ctx.number, threat as u32);
        let candidates = self.candidates(found, chosen);
        let decision = Decision {
            raid,
            rule: self.ctx.orders.rule,
            time_s: now_s,
            threat: number,
            first_shot: self.threats[threat].num_shots,
            candidates,
        };
        let place = &mut self.threats[threat].last_decision;
        let is_news = place.is_none_or(|last| decision.is_fired() || !self.log.decisions[last].is_like(&decision));
        if is_news {
            *place = Some(self.log.decisions.len());
            self.log.decisions.push(decision);
        }
    }

    /// Books a salvo's look: until it is over no other shoots, save what belongs to the same look of a joint assignment; under
    /// the rule of free fire only the launcher itself waits.
    pub(super) fn occupy(&mut self, now_s: f64, threat: usize, launcher: u16, layer: usize, ends_s: f64) {
        let until_s = self.looked_s(ends_s);
        self.threats[threat].num_unassessed += 1;
        match self.ctx.orders.rule {
            FireRule::Free => {
                self.threats[threat].engagers.push(Engager { launcher, layer: layer as u8, until_s });
                self.think(threat, now_s);
            }
            FireRule::Optimal => {
                let t = &mut self.threats[threat];
                t.busy_until_s = t.busy_until_s.max(until_s);
                if t.volley.left > 0 {
                    self.think(threat, now_s);
                }
            }
            FireRule::Earliest | FireRule::Cheapest | FireRule::Preferential => {
                self.threats[threat].busy_until_s = until_s;
            }
        }
    }

    /// When the look at a salvo that ends at `ends_s` is over and the next may be ordered (s since the raid began).
    pub(super) fn looked_s(&self, ends_s: f64) -> f64 {
        ends_s + self.of_doctrine(|d| d.assess_s) + self.of_doctrine(|d| d.command_s)
    }

    /// Which of the objects that fly with a warhead a salvo takes first: its rounds go round them in turn; 0 is the warhead.
    pub(super) fn first_object(&self, threat: usize, num_objects: u32) -> u32 {
        let t = &self.threats[threat];
        let u = self.ctx.stream.uniform(t.key, Purpose::Discrimination, 1_000 + u64::from(t.num_shots));
        (u * f64::from(num_objects)) as u32
    }

    /// Whether the defence sees that a stray threat will fall wide and holds its fire.
    fn holds(&self, threat: usize) -> bool {
        let u = self.ctx.stream.uniform(self.threats[threat].key, Purpose::Assessment, 1_000);
        u < self.of_doctrine(|d| d.hold_stray)
    }

    fn hold(&mut self, now_s: f64, threat: usize) {
        self.threats[threat].is_held = true;
        self.threats[threat].is_believed_alive = false;
        self.tally.add(self.threats[threat].class, self.threats[threat].asset, Fate::Held);
        self.log_event(now_s, EventKind::Hold, threat as u32, NONE, 0.0);
    }

    fn refuse(&mut self, now_s: f64, option: &ShotOption) {
        let battery = &self.ctx.world.batteries[option.battery as usize];
        let item = self.ctx.world.interceptors[self.interceptor_of(option)].item;
        let cell = &mut self.tally.refused[battery.nation * self.ctx.world.items.len() + item];
        if !*cell {
            *cell = true;
            self.log_event(now_s, EventKind::Refused, NONE, u32::from(option.battery), 0.0);
        }
    }

    /// Fires a salvo, round after round, and books its channel; its outcome is known to the log at the intercept.
    fn fire(&mut self, now_s: f64, threat: usize, plan: Plan<'_>) {
        let b = plan.option.battery as usize;
        let index = self.interceptor_of(plan.option);
        let interval_s = self.of_doctrine(|d| d.launch_interval_s);
        let num_objects = self.threats[threat].num_objects(plan.altitude_m);
        let offset = self.first_object(threat, num_objects);
        self.log_chain(now_s, threat, b, plan.launch_s);
        let (rounds, first_shot) = (plan.rounds, self.threats[threat].num_shots);
        let arrives_s = |round: u32| plan.intercept_s + f64::from(round) * interval_s;
        let mut hit = None;
        for round in 0..rounds {
            let object = (round + offset) % num_objects;
            let is_at_warhead = self.threats[threat].is_warhead(object, plan.altitude_m);
            if hit.is_none() && is_at_warhead && self.kills(threat, index, first_shot + round, plan.kill_probability) {
                hit = Some(round);
            }
            let launch_s = plan.launch_s + f64::from(round) * interval_s;
            self.log_event(launch_s, EventKind::Shot, threat as u32, b as u32, launch_s - now_s);
            self.trace_round(threat, b, index, first_shot, [launch_s, arrives_s(round)]);
        }
        self.threats[threat].num_shots += rounds;
        self.tally.fired[index] += rounds;
        self.tally.add_fired_at(self.threats[threat].class, index, rounds);
        self.spend(plan.launch_s, plan.option, rounds);
        let ends_s = arrives_s(rounds - 1);
        let channel = self.channels[b].iter_mut().min_by(|x, y| x.total_cmp(y)).expect("every battery has a channel");
        *channel = ends_s;
        self.first_free_s[b] = self.channels[b].iter().copied().fold(f64::INFINITY, f64::min);
        self.next_launch_s[b] = plan.launch_s + f64::from(rounds) * interval_s;
        self.guide(now_s, b, hit.map_or(ends_s, arrives_s), rounds);
        self.mark_engaged(now_s, threat);
        let layer = self.ctx.world.doctrine.layer_of[index];
        self.count_look(threat, layer);
        self.expect(threat, plan.kill_probability / f64::from(num_objects), rounds);
        self.use_allotment(threat, plan.option.magazine, rounds);
        self.occupy(now_s, threat, plan.option.battery, layer, ends_s);
        self.queue.push(
            hit.map_or(ends_s, arrives_s),
            Item::Intercept(Salvo {
                threat: threat as u32,
                battery: plan.option.battery,
                load: plan.option.load,
                rounds: rounds as u16,
                hit: hit.map_or(NO_HIT, |round| round as u16),
                first_shot: first_shot as u16,
            }),
        );
    }

    /// Whether one shot kills: by the raid's common cause or by its own luck, with the same chance either way.
    pub(super) fn kills(&self, threat: usize, interceptor: usize, shot: u32, probability: f64) -> bool {
        let u = self.ctx.stream.uniform4(self.threats[threat].key, Purpose::Kill, u64::from(shot));
        let is_common = u[1] < self.ctx.correlation;
        let luck = if is_common { self.common.0[interceptor] } else { u[0] };
        luck < probability
    }

    /// Takes rounds from the launchers and starts a reload when they are empty.
    fn spend(&mut self, launch_s: f64, option: &ShotOption, rounds: u32) {
        let battery = &self.ctx.world.batteries[option.battery as usize];
        let magazine = &mut self.force.magazines[option.magazine as usize];
        magazine.ready -= rounds;
        if magazine.ready == 0 && magazine.store > 0 && battery.ship.is_none() {
            magazine.reload();
            self.reload_done_s[option.magazine as usize] = Some(launch_s + self.ctx.draws.get(battery.reload_s));
        }
    }

    /// The delay chain of a shot, each link of it.
    fn log_chain(&mut self, now_s: f64, threat: usize, battery: usize, launch_s: f64) {
        let t = &self.threats[threat];
        let nation = self.ctx.world.batteries[battery].nation;
        let firm_s = self.tracks[threat * self.ctx.world.nations.len() + nation].firm_s;
        let detected_s = t.detected_s;
        let (launch_of_threat_s, is_first) = (t.launch_s, t.num_shots == 0);
        let given_s = firm_s.max(self.authority_s[nation]).min(now_s);
        if !is_first {
            self.log_event(now_s, EventKind::Command, threat as u32, battery as u32, launch_s - now_s);
        } else {
            self.log_event(given_s, EventKind::Authority, threat as u32, battery as u32, given_s - firm_s);
            self.log_event(now_s, EventKind::Command, threat as u32, battery as u32, now_s - given_s);
            let links = [
                detected_s - launch_of_threat_s,
                firm_s - detected_s,
                given_s - firm_s,
                now_s - given_s,
                launch_s - now_s,
            ];
            // Flights of hours would hide the minutes of a missile with a boost: only those enter the means.
            if self.variant(threat).burnout_s > 0.0 {
                for (sum, link) in self.tally.chain_sum_s.iter_mut().zip(links) {
                    *sum += link;
                }
                self.tally.chain_count += 1;
            }
        }
    }

    /// A salvo arrives: rounds before the one that strikes have missed, those behind it find their target gone.
    pub(super) fn intercept(&mut self, now_s: f64, salvo: Salvo) {
        let (threat, actor) = (salvo.threat as usize, u32::from(salvo.battery));
        let index = self.ctx.world.batteries[salvo.battery as usize].loads[salvo.load as usize].interceptor;
        let was_alive = self.threats[threat].is_alive;
        let is_kill = was_alive && salvo.hit != NO_HIT;
        let rounds = u32::from(salvo.rounds);
        let missed = match (was_alive, is_kill) {
            (true, true) => u32::from(salvo.hit),
            (true, false) => rounds,
            (false, _) => self.arrived_before_its_end(now_s, &salvo),
        };
        let gone = rounds - missed - u32::from(is_kill);
        self.tally.rounds.missed[index] += missed;
        self.tally.rounds.self_destructed[index] += gone;
        if let Some(trace) = self.trace() {
            trace.settle(now_s, salvo.threat, u32::from(salvo.first_shot), missed, is_kill);
        }
        if missed > 0 {
            self.log_event(now_s, EventKind::Miss, salvo.threat, actor, f64::from(missed));
        }
        if is_kill {
            self.tally.kills[index] += 1;
            self.tally.rounds.hit[index] += 1;
            self.tally.by_element[salvo.battery as usize] += 1;
            self.log_event(now_s, EventKind::Kill, salvo.threat, actor, f64::from(salvo.rounds));
            self.end(threat, Fate::Intercepted);
        }
        if gone > 0 {
            self.log_event(now_s, EventKind::SelfDestruct, salvo.threat, actor, f64::from(gone));
        }
        self.stop_guiding(now_s, salvo.battery as usize, rounds);
        self.look(now_s, salvo.threat, salvo.first_shot);
    }

    /// Rounds of a salvo that came to a target, now gone, while it still flew: they had missed.
    fn arrived_before_its_end(&self, now_s: f64, salvo: &Salvo) -> u32 {
        let interval_s = self.of_doctrine(|d| d.launch_interval_s);
        // The salvo is settled when its striking round arrives, or its last.
        let (others, settles) = match salvo.hit {
            NO_HIT => (salvo.rounds, salvo.rounds - 1),
            hit => (hit, hit),
        };
        let arrives_s = |round: u16| now_s - f64::from(settles - round) * interval_s;
        (0..others).filter(|round| arrives_s(*round) < self.threats[salvo.threat as usize].ended_s).count() as u32
    }

    /// A salvo has come to its target: what became of it is known when the look is over.
    pub(super) fn look(&mut self, now_s: f64, threat: u32, first_shot: u16) {
        let assess_s = self.of_doctrine(|d| d.assess_s);
        self.queue.push(now_s + assess_s, Item::Assess(threat, first_shot));
    }

    /// The look at a salvo is over: the target still flies, rightly or wrongly, or not. One that is gone and was once taken
    /// for gone stays so.
    pub(super) fn assess(&mut self, now_s: f64, threat: usize, shot: u64) {
        let (survives, u) = {
            let t = &mut self.threats[threat];
            t.num_unassessed -= 1;
            if t.num_unassessed == 0 {
                t.survival = 1.0;
            }
            if !t.is_alive && !t.is_believed_alive {
                return;
            }
            (t.is_alive, self.ctx.stream.uniform(t.key, Purpose::Assessment, shot))
        };
        let seems_alive =
            if survives { u >= self.of_doctrine(|d| d.false_kill) } else { u < self.of_doctrine(|d| d.missed_kill) };
        self.believe(now_s, threat, seems_alive);
        if seems_alive != survives {
            let recheck_s = self.of_doctrine(|d| d.recheck_s);
            self.queue.push(now_s + recheck_s, Item::Recheck(threat as u32));
        }
    }

    /// A wrong assessment is found out: the track of what is gone has ended, that of what still flies goes on.
    pub(super) fn recheck(&mut self, now_s: f64, threat: usize) {
        let is_alive = self.threats[threat].is_alive;
        if self.threats[threat].is_believed_alive != is_alive {
            self.believe(now_s, threat, is_alive);
        }
    }

    /// Takes a threat for alive or not, and thinks of it again if it is.
    fn believe(&mut self, now_s: f64, threat: usize, is_alive: bool) {
        self.threats[threat].is_believed_alive = is_alive;
        self.joint.is_stale = true;
        if is_alive {
            self.think(threat, now_s + self.of_doctrine(|d| d.command_s));
        }
    }
}
