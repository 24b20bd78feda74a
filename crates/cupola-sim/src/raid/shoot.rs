//! Battle management of one threat at a time: the shot that meets it earliest, salvo by salvo, with a look between.

use super::{Context, Play};
use crate::event::EventKind;
use crate::geometry::ShotOption;
use crate::raid::queue::{Item, Salvo};
use crate::rules::{Permit, Rules};
use crate::tally::Fate;
use cupola_core::{EntityKey, Purpose};
use cupola_engage::handover_probability;

/// Above this altitude light decoys fly with the warhead (m); below it the air strips them: assumed, 80 to 120 km.
pub(super) const DECOY_ALTITUDE_M: f64 = 100_000.0;
/// A plan this close is carried out at once (s).
const NOW_S: f64 = 0.05;

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

/// A shot that could be taken.
#[derive(Clone, Copy)]
struct Plan<'a> {
    option: &'a ShotOption,
    /// Launch and intercept (s since the raid began).
    launch_s: f64,
    intercept_s: f64,
    altitude_m: f64,
    kill_probability: f64,
    /// Rounds that may be used now.
    rounds: u32,
}

impl Play<'_> {
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
        if now_s < t.busy_until_s {
            self.think(threat, t.busy_until_s);
            return;
        }
        // Where a missile falls is seen once its body is tracked.
        if t.is_stray && t.is_tracked && t.num_shots == 0 && self.holds(threat) {
            self.hold(now_s, threat);
            return;
        }
        let mut best: Option<Plan<'_>> = None;
        let mut wake_s = f64::INFINITY;
        let mut empty: Option<&ShotOption> = None;
        for option in &self.variant(threat).shots {
            match self.plan(now_s, threat, option) {
                Chance::Shot(plan) => {
                    if best.is_none_or(|b| plan.intercept_s < b.intercept_s) {
                        best = Some(plan);
                    }
                }
                Chance::Later(at_s) => wake_s = wake_s.min(at_s),
                Chance::Never => {}
                Chance::Empty => empty = empty.or(Some(option)),
            }
        }
        let (orbit, orbit_wake_s) = self.orbit_plan(now_s, threat);
        if let Some(shot) = orbit
            && best.is_none_or(|b| shot.intercept_s < b.intercept_s)
        {
            self.fire_from_orbit(now_s, threat, shot);
            return;
        }
        // A round was wanted and not there only where no other launcher could take the shot.
        if let Some(option) = empty.filter(|_| best.is_none() && wake_s.is_infinite()) {
            self.refuse(now_s, option);
        }
        let launch_delay_s = self.ctx.draws.get(self.ctx.world.doctrine.launch_s);
        match best {
            Some(plan) if plan.launch_s <= now_s + launch_delay_s + NOW_S => self.fire(now_s, threat, plan),
            Some(plan) => self.think(threat, orbit_wake_s.min(plan.launch_s - launch_delay_s)),
            None if wake_s.min(orbit_wake_s).is_finite() => {
                self.think(threat, wake_s.min(orbit_wake_s).max(now_s + 0.5));
            }
            None => {}
        }
    }

    /// Until the look at a salvo that ends at `ends_s` is over, no layer shoots at the missile or body again.
    pub(super) fn occupy(&mut self, threat: usize, ends_s: f64) {
        let doctrine = &self.ctx.world.doctrine;
        let until_s = ends_s + self.ctx.draws.get(doctrine.assess_s) + self.ctx.draws.get(doctrine.command_s);
        self.threats[threat].busy_until_s = until_s;
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
        u < self.ctx.draws.get(self.ctx.world.doctrine.hold_stray)
    }

    fn hold(&mut self, now_s: f64, threat: usize) {
        self.threats[threat].is_held = true;
        self.threats[threat].is_believed_alive = false;
        self.tally.add(self.threats[threat].class, self.threats[threat].asset, Fate::Held);
        self.log_event(now_s, EventKind::Hold, threat as u32, crate::event::NONE, 0.0);
    }

    fn refuse(&mut self, now_s: f64, option: &ShotOption) {
        let battery = &self.ctx.world.batteries[option.battery as usize];
        let item = self.ctx.world.interceptors[battery.loads[option.load as usize].interceptor].item;
        let cell = &mut self.tally.refused[battery.nation * self.ctx.world.items.len() + item];
        if !*cell {
            *cell = true;
            self.log_event(now_s, EventKind::Refused, crate::event::NONE, u32::from(option.battery), 0.0);
        }
    }

    /// What one launcher could do about a threat now.
    fn plan<'o>(&self, now_s: f64, threat: usize, option: &'o ShotOption) -> Chance<'o> {
        let (world, draws) = (self.ctx.world, self.ctx.draws);
        let b = option.battery as usize;
        let battery = &world.batteries[b];
        let t = &self.threats[threat];
        if !self.is_battery_ready[b] {
            return Chance::Never;
        }
        let Some(permit) = self.ctx.rules.permit(b, t.asset) else { return Chance::Never };
        let load = &battery.loads[option.load as usize];
        if !Rules::covers(world, permit, load.interceptor) {
            return Chance::Never;
        }
        let track = &self.tracks[threat * world.nations.len() + battery.nation];
        let interceptor = &world.interceptors[load.interceptor];
        let Some(kill) = interceptor.kill_probability[self.kind(threat) as usize] else { return Chance::Never };
        if track.firm_s.is_infinite() || t.num_shots >= world.doctrine.max_rounds_per_target {
            return Chance::Never;
        }
        let doctrine = &world.doctrine;
        let ordered_s = track.firm_s.max(self.authority_s[battery.nation]) + draws.get(doctrine.command_s);
        let launch_delay_s = draws.get(doctrine.launch_s);
        let free_s = self.channels[b].iter().copied().fold(f64::INFINITY, f64::min);
        let loaded_s = self.reload_done_s[option.magazine as usize].unwrap_or(0.0);
        let rounds = self.usable_rounds(option, permit);
        let soonest_s = (ordered_s.max(now_s) + launch_delay_s).max(free_s).max(loaded_s);
        let Some(first) = option.window.earliest(soonest_s - t.launch_s) else { return Chance::Never };
        if self.force.magazines[option.magazine as usize].ready_capacity == 0 {
            return Chance::Never;
        }
        let homing_s = draws.get(interceptor.homing_s);
        let basket_m = draws.get(interceptor.divert_m_s) * homing_s;
        let manoeuvre_m_s2 = draws.get(world.classes[t.class].manoeuvre_m_s2);
        let least = draws.get(doctrine.min_handover);
        for meeting in &option.window.meetings[first..] {
            let intercept_s = f64::from(meeting.intercept_s);
            let sigma_m = track.sigma_m(self.cache, intercept_s, homing_s, manoeuvre_m_s2);
            let handover = handover_probability(sigma_m, basket_m);
            if handover < least {
                continue;
            }
            // Not before the meeting needs it: an interceptor does not wait in the air.
            let launch_s = soonest_s.max(t.launch_s + f64::from(meeting.launch_s));
            if rounds == 0 {
                return match self.reload_done_s[option.magazine as usize] {
                    Some(done_s) if done_s > now_s => Chance::Later(done_s),
                    _ => Chance::Empty,
                };
            }
            return Chance::Shot(Plan {
                option,
                launch_s,
                intercept_s: t.launch_s + intercept_s,
                altitude_m: f64::from(meeting.altitude_m),
                kill_probability: handover * draws.get(kill) * draws.get(interceptor.reliability),
                rounds,
            });
        }
        Chance::Never
    }

    /// Rounds on the launchers that the permit leaves free.
    fn usable_rounds(&self, option: &ShotOption, permit: Permit) -> u32 {
        let magazine = &self.force.magazines[option.magazine as usize];
        let kept = (permit.keep_fraction * f64::from(magazine.ready_capacity + magazine.store_capacity)).round() as u32;
        magazine.ready.min(magazine.rounds().saturating_sub(kept))
    }

    /// Fires a salvo and books its channel; its outcome is known to the log at the intercept.
    fn fire(&mut self, now_s: f64, threat: usize, plan: Plan<'_>) {
        let (world, draws) = (self.ctx.world, self.ctx.draws);
        let (b, l) = (plan.option.battery as usize, plan.option.load as usize);
        let index = world.batteries[b].loads[l].interceptor;
        let salvo = draws.get(world.interceptors[index].salvo).round().max(1.0) as u32;
        let num_objects = if plan.altitude_m > DECOY_ALTITUDE_M { 1 + self.threats[threat].num_decoys } else { 1 };
        let left = world.doctrine.max_rounds_per_target - self.threats[threat].num_shots;
        let rounds = (salvo * num_objects).min(plan.rounds).min(left);
        let offset = self.first_object(threat, num_objects);
        self.log_chain(now_s, threat, b, plan.launch_s);
        let first_shot = self.threats[threat].num_shots;
        let mut is_kill = false;
        for round in 0..rounds {
            let shot = first_shot + round;
            let is_at_warhead = (round + offset).is_multiple_of(num_objects);
            is_kill |= is_at_warhead && self.kills(threat, index, shot, plan.kill_probability);
            self.log_event(plan.launch_s, EventKind::Shot, threat as u32, b as u32, plan.launch_s - now_s);
        }
        self.threats[threat].num_shots += rounds;
        self.tally.fired[index] += rounds;
        self.spend(plan.launch_s, plan.option, rounds);
        let channel = self.channels[b].iter_mut().min_by(|x, y| x.total_cmp(y)).expect("every battery has a channel");
        *channel = plan.intercept_s;
        self.guide(now_s, b, plan.intercept_s, rounds);
        self.mark_engaged(now_s, threat);
        self.occupy(threat, plan.intercept_s);
        self.queue.push(
            plan.intercept_s,
            Item::Intercept(Salvo {
                threat: threat as u32,
                battery: plan.option.battery,
                load: plan.option.load,
                rounds: rounds as u16,
                is_kill,
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
        if magazine.ready == 0 && magazine.store > 0 && !battery.is_ship {
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

    /// A salvo arrives.
    pub(super) fn intercept(&mut self, now_s: f64, salvo: Salvo) {
        let threat = salvo.threat as usize;
        let index = self.ctx.world.batteries[salvo.battery as usize].loads[salvo.load as usize].interceptor;
        let was_alive = self.threats[threat].is_alive;
        let is_kill = was_alive && salvo.is_kill;
        if is_kill {
            self.tally.kills[index] += 1;
            self.tally.by_element[salvo.battery as usize] += 1;
            self.log_event(now_s, EventKind::Kill, salvo.threat, u32::from(salvo.battery), f64::from(salvo.rounds));
            self.end(threat, Fate::Intercepted);
        } else {
            self.log_event(now_s, EventKind::Miss, salvo.threat, u32::from(salvo.battery), f64::from(salvo.rounds));
        }
        self.stop_guiding(now_s, salvo.battery as usize, u32::from(salvo.rounds));
        self.assess(now_s, threat, u64::from(salvo.first_shot), was_alive && !is_kill, false);
    }

    /// Looks whether the target still flies, rightly or wrongly, and thinks again if it seems to: always after a shot in
    /// boost, which the layers behind do not know of.
    pub(super) fn assess(&mut self, now_s: f64, threat: usize, shot: u64, survives: bool, is_boost: bool) {
        let (doctrine, draws) = (&self.ctx.world.doctrine, self.ctx.draws);
        let u = self.ctx.stream.uniform(self.threats[threat].key, Purpose::Assessment, shot);
        let seems_alive =
            if survives { u >= draws.get(doctrine.false_kill) } else { u < draws.get(doctrine.missed_kill) };
        self.threats[threat].is_believed_alive = seems_alive;
        if seems_alive && (doctrine.is_shoot_look_shoot || is_boost) {
            self.think(threat, now_s + draws.get(doctrine.assess_s) + draws.get(doctrine.command_s));
        }
    }
}

/// What a launcher can do about a threat.
enum Chance<'a> {
    /// A shot, now or at a planned moment.
    Shot(Plan<'a>),
    /// Not before this time.
    Later(f64),
    /// Not at all.
    Never,
    /// It could, but has no round.
    Empty,
}
