//! What each launcher in reach could do about one threat now: a salvo, something later, or nothing, and then why.

use super::shoot::{DECOY_ALTITUDE_M, NOW_S};
use super::space::{OrbitPlan, OrbitRound};
use super::{Play, Threat};
use crate::geometry::ShotOption;
use crate::orders::Orders;
use crate::rules::{Permit, Rules};
use crate::why::{Bound, Candidate, LauncherId, Offer, Verdict};
use crate::world::{FireLayer, FireRule, InputId, MAX_LOOKS};
use cupola_engage::{Shot, handover_probability};

/// A salvo that could be fired.
#[derive(Clone, Copy)]
pub(super) struct Plan<'a> {
    pub option: &'a ShotOption,
    /// First launch and its intercept (s since the raid began).
    pub launch_s: f64,
    pub intercept_s: f64,
    pub altitude_m: f64,
    pub handover_probability: f64,
    pub kill_probability: f64,
    /// Rounds of the salvo.
    pub rounds: u32,
    /// Rounds that may be used now.
    pub rounds_left: u32,
    pub bound: Bound,
    /// Number of the meeting in the window.
    meeting: usize,
}

/// What a launcher can do about a threat.
pub(super) enum Chance<'a> {
    /// A salvo, now or at a planned moment.
    Shot(Plan<'a>),
    /// Not before this time.
    Later(f64, Verdict),
    /// Not at all.
    Never(Verdict),
    /// It could, but has no round.
    Empty(Verdict),
}

/// All that can be done about a threat now; kept from one look to the next for its memory.
#[derive(Default)]
pub(super) struct Opportunities<'a> {
    pub plans: Vec<Plan<'a>>,
    /// One for each plan; then the shot from orbit, if there is one.
    pub shots: Vec<Shot>,
    pub orbit: Option<OrbitPlan>,
    /// Its rounds.
    pub orbit_rounds: Vec<OrbitRound>,
    /// When something may be possible on the ground, and from orbit, that is not now (s).
    pub wake_s: f64,
    pub orbit_wake_s: f64,
    /// A launcher that wanted to shoot and had no round.
    pub empty: Option<&'a ShotOption>,
    /// The launchers that cannot, and why; only while events are kept.
    barred: Vec<(&'a ShotOption, Verdict)>,
    /// The same for constellations.
    pub orbit_barred: Vec<(usize, Verdict)>,
    /// Places of the plans in the order of their meetings.
    pub order: Vec<usize>,
}

/// A salvo fired at a threat under the rule of free fire.
#[derive(Debug, Clone, Copy)]
pub(super) struct Engager {
    /// Battery, or [`engager`].
    pub launcher: u16,
    pub layer: u8,
    /// When its look is over (s).
    pub until_s: f64,
}

impl<'a> Play<'a> {
    /// Asks every launcher in reach, and those in orbit.
    pub(super) fn opportunities(&mut self, now_s: f64, threat: usize, found: &mut Opportunities<'a>) {
        found.plans.clear();
        found.shots.clear();
        found.barred.clear();
        found.orbit_barred.clear();
        (found.wake_s, found.empty) = (f64::INFINITY, None);
        // Where only the first counts and nobody asks why, what comes later than the first so far is not worked out.
        let is_race = self.ctx.orders.rule == FireRule::Earliest && !self.log.is_keeping();
        let mut before_s = f64::INFINITY;
        for option in &self.variant(threat).shots {
            let verdict = match self.plan(now_s, threat, option, before_s) {
                Chance::Shot(plan) => {
                    before_s = if is_race { plan.intercept_s } else { before_s };
                    found.shots.push(self.shot(threat, &plan));
                    found.plans.push(plan);
                    continue;
                }
                Chance::Later(at_s, verdict) => {
                    found.wake_s = found.wake_s.min(at_s);
                    verdict
                }
                Chance::Never(verdict) => verdict,
                Chance::Empty(verdict) => {
                    found.empty = found.empty.or(Some(option));
                    verdict
                }
            };
            if self.log.is_keeping() {
                found.barred.push((option, verdict));
            }
        }
        self.orbit_plan(now_s, threat, found);
        if let Some(orbit) = &found.orbit {
            found.shots.push(self.orbit_shot(threat, orbit, found.orbit_rounds.len() as u32));
        }
    }

    fn shot(&self, threat: usize, plan: &Plan<'_>) -> Shot {
        let interceptor = self.interceptor_of(plan.option);
        Shot {
            launch_s: plan.launch_s,
            intercept_s: plan.intercept_s,
            kill_probability: plan.kill_probability,
            rounds: plan.rounds,
            objects: self.threats[threat].num_objects(plan.altitude_m),
            price_usd: self.ctx.draws.get(self.ctx.world.interceptors[interceptor].unit_cost_usd),
            rounds_left: plan.rounds_left,
            spoken_for: 0,
            allotted: 0,
        }
    }

    /// The type that a launcher fires.
    pub(super) fn interceptor_of(&self, option: &ShotOption) -> usize {
        self.ctx.world.batteries[option.battery as usize].loads[option.load as usize].interceptor
    }

    /// What one launcher could do about a threat now, if it meets it before a time (s since the raid began).
    pub(super) fn plan<'o>(&self, now_s: f64, threat: usize, option: &'o ShotOption, before_s: f64) -> Chance<'o> {
        let (world, draws) = (self.ctx.world, self.ctx.draws);
        let b = option.battery as usize;
        let battery = &world.batteries[b];
        let t = &self.threats[threat];
        if !self.is_battery_ready[b] || self.force.magazines[option.magazine as usize].ready_capacity == 0 {
            return Chance::Never(Verdict::Down);
        }
        if t.launch_s + option.window.last_launch_s() < now_s {
            return Chance::Never(Verdict::Passed);
        }
        let Some(permit) = self.ctx.rules.permit(b, t.asset) else { return Chance::Never(Verdict::NotPermitted) };
        let load = &battery.loads[option.load as usize];
        if !Rules::covers(world, permit, load.interceptor) {
            return Chance::Never(Verdict::NotCovered);
        }
        let track = &self.tracks[threat * world.nations.len() + battery.nation];
        let interceptor = &world.interceptors[load.interceptor];
        let Some(kill) = interceptor.kill_probability[self.kind(threat) as usize] else {
            return Chance::Never(Verdict::NotPermitted);
        };
        let layer = world.doctrine.layer_of[load.interceptor];
        let look = self.looks(t, layer, option.battery);
        if track.firm_s.is_infinite() {
            return Chance::Never(Verdict::NoTrack);
        }
        if t.num_shots >= self.most_rounds(battery.nation) {
            return Chance::Never(Verdict::MostRounds);
        }
        let is_in_this_look = now_s < t.busy_until_s && t.volley.layers >> layer & 1 == 1;
        if look >= self.ctx.orders.nations[battery.nation].layers[layer].max_looks && !is_in_this_look {
            return Chance::Never(Verdict::LayerDone);
        }
        if let Some(until_s) = t.under_way(option.battery, layer, now_s) {
            return Chance::Later(until_s, Verdict::HasFired);
        }
        let (soonest_s, bound) = self.soonest(now_s, threat, option);
        let Some(first) = option.window.earliest(soonest_s - t.launch_s) else {
            return Chance::Never(Verdict::TooLate(bound));
        };
        let rounds_left = self.usable_rounds(option, permit);
        let homing_s = draws.get(interceptor.homing_s);
        let basket_m = draws.get(interceptor.divert_m_s) * homing_s;
        let manoeuvre_m_s2 = draws.get(world.classes[t.class].manoeuvre_m_s2);
        let least = draws.get(world.doctrine.min_handover);
        for (number, meeting) in option.window.meetings.iter().enumerate().skip(first) {
            let intercept_s = f64::from(meeting.intercept_s);
            if t.launch_s + intercept_s >= before_s {
                return Chance::Never(Verdict::Later);
            }
            let sigma_m = track.sigma_m(self.cache, intercept_s, homing_s, manoeuvre_m_s2);
            let handover = handover_probability(sigma_m, basket_m);
            if handover < least {
                continue;
            }
            if rounds_left == 0 {
                let magazine = &self.force.magazines[option.magazine as usize];
                return match self.reload_done_s[option.magazine as usize] {
                    Some(done_s) if done_s > now_s => Chance::Later(done_s, Verdict::Reloading),
                    _ if magazine.rounds() > 0 => Chance::Empty(Verdict::Kept),
                    _ => Chance::Empty(Verdict::NoRound),
                };
            }
            // Not before the meeting needs it: an interceptor does not wait in the air.
            let needed_s = t.launch_s + f64::from(meeting.launch_s);
            let mut plan = Plan {
                option,
                launch_s: soonest_s.max(needed_s),
                intercept_s: t.launch_s + intercept_s,
                altitude_m: f64::from(meeting.altitude_m),
                handover_probability: handover,
                kill_probability: handover * draws.get(kill) * draws.get(interceptor.reliability),
                rounds: 1,
                rounds_left,
                bound: if needed_s + NOW_S > soonest_s { Bound::Meeting } else { bound },
                meeting: number,
            };
            plan.rounds = self.salvo(t, &plan, self.rounds_of_look(battery.nation, load.interceptor, look));
            return Chance::Shot(plan);
        }
        Chance::Never(Verdict::PoorTrack)
    }

    /// The soonest launch (s since the raid began), and what sets it last.
    fn soonest(&self, now_s: f64, threat: usize, option: &ShotOption) -> (f64, Bound) {
        let (world, draws, b) = (self.ctx.world, self.ctx.draws, option.battery as usize);
        let nation = world.batteries[b].nation;
        let firm_s = self.tracks[threat * world.nations.len() + nation].firm_s;
        let authority_s = self.authority_s[nation];
        let given = if authority_s > firm_s { Bound::Authority } else { Bound::Track };
        let ordered_s = firm_s.max(authority_s) + draws.get(world.doctrine.command_s);
        let given = if now_s > ordered_s { Bound::Order } else { given };
        let mut soonest = (ordered_s.max(now_s) + draws.get(world.doctrine.launch_s), given);
        let free_s = self.first_free_s[b];
        let loaded_s = self.reload_done_s[option.magazine as usize].unwrap_or(0.0);
        for later in [(free_s, Bound::Channel), (loaded_s, Bound::Reload), (self.next_launch_s[b], Bound::Interval)] {
            if later.0 > soonest.0 {
                soonest = later;
            }
        }
        soonest
    }

    /// Salvos that a layer has fired at a threat; under the rule of free fire those of the launcher in that layer.
    fn looks(&self, t: &Threat, layer: usize, launcher: u16) -> u32 {
        if self.ctx.orders.rule == FireRule::Free {
            let is_of_it = |e: &&Engager| e.launcher == launcher && usize::from(e.layer) == layer;
            return t.engagers.iter().filter(is_of_it).count() as u32;
        }
        looks_of(t.looks, layer)
    }

    /// Counts a salvo of a layer at a threat; those of one look of the joint assignment count once.
    pub(super) fn count_look(&mut self, threat: usize, layer: usize) {
        let t = &mut self.threats[threat];
        let is_in_this_look = t.volley.layers >> layer & 1 == 1;
        t.volley.layers |= 1 << layer;
        let is_joint = self.ctx.orders.rule == FireRule::Optimal;
        if !(is_joint && is_in_this_look) && looks_of(t.looks, layer) < MAX_LOOKS {
            t.looks += 1 << (4 * layer);
        }
    }

    /// Rounds for each object of the next salvo of a type at a threat that its layer has fired `look` salvos at.
    pub(super) fn rounds_of_look(&self, nation: usize, interceptor: usize, look: u32) -> u32 {
        let layer = self.ctx.world.doctrine.layer_of[interceptor];
        let written = &self.ctx.orders.nations[nation].layers[layer].rounds_per_look;
        match written.get(look as usize).or(written.last()) {
            Some(rounds) => *rounds,
            None => self.ctx.draws.get(self.ctx.world.interceptors[interceptor].salvo).round().max(1.0) as u32,
        }
    }

    /// The same for interceptors in orbit, by the salvos their layer has fired.
    pub(super) fn rounds_from_orbit(&self, threat: usize, constellation: usize, interceptor: usize) -> u32 {
        let nation = self.ctx.world.constellations[constellation].nation;
        self.rounds_of_look(nation, interceptor, self.looks_from_orbit(threat, constellation, interceptor))
    }

    /// Salvos that the layer of a constellation has fired at a threat; under the rule of free fire those of the constellation.
    pub(super) fn looks_from_orbit(&self, threat: usize, constellation: usize, interceptor: usize) -> u32 {
        self.looks(&self.threats[threat], self.ctx.world.doctrine.layer_of[interceptor], engager(constellation))
    }

    /// Rounds of a salvo: so many for each credible object, within what is left, what one target may have, and what still
    /// makes a meeting when rounds leave one after the other.
    fn salvo(&self, t: &Threat, plan: &Plan<'_>, rounds_each: u32) -> u32 {
        let wanted = rounds_each * t.num_objects(plan.altitude_m);
        let nation = self.ctx.world.batteries[usize::from(plan.option.battery)].nation;
        let left = self.most_rounds(nation) - t.num_shots;
        wanted.min(plan.rounds_left).min(left).min(self.in_time(t, plan)).max(1)
    }

    /// Rounds that still make a meeting when they leave one after the other.
    pub(super) fn in_time(&self, t: &Threat, plan: &Plan<'_>) -> u32 {
        let interval_s = self.of_doctrine(|d| d.launch_interval_s);
        if interval_s <= 0.0 {
            return u32::MAX;
        }
        let last_s = t.launch_s + plan.option.window.last_launch_s();
        (((last_s - plan.launch_s).max(0.0) / interval_s) as u32).saturating_add(1)
    }

    /// Rounds on the launchers that neither the permit nor the doctrine keeps.
    fn usable_rounds(&self, option: &ShotOption, permit: Permit) -> u32 {
        let magazine = &self.force.magazines[option.magazine as usize];
        let kept_fraction = permit.keep_fraction + self.ctx.draws.get(self.layer_of(option).reserve_fraction);
        let kept = (kept_fraction * f64::from(magazine.ready_capacity + magazine.store_capacity)).round() as u32;
        magazine.ready.min(magazine.rounds().saturating_sub(kept))
    }

    /// The layer that a launcher fires in, as its nation has it today.
    pub(super) fn layer_of(&self, option: &ShotOption) -> &'a FireLayer {
        let nation = self.ctx.world.batteries[usize::from(option.battery)].nation;
        let orders: &'a Orders = self.ctx.orders;
        &orders.nations[nation].layers[self.ctx.world.doctrine.layer_of[self.interceptor_of(option)]]
    }

    /// Most rounds at one target that a nation adds to.
    pub(super) fn most_rounds(&self, nation: usize) -> u32 {
        self.ctx.orders.nations[nation].max_rounds_per_target
    }

    /// The launchers in reach and what became of each, for the log; `chosen` is a place in the list of shots.
    pub(super) fn candidates(&self, found: &Opportunities<'_>, chosen: Option<(usize, Verdict)>) -> Vec<Candidate> {
        let passed_over = match self.ctx.orders.rule {
            FireRule::Earliest | FireRule::Free => |_: &Shot| Verdict::Later,
            FireRule::Cheapest => |_: &Shot| Verdict::Dearer,
            FireRule::Preferential => {
                |s: &Shot| if s.rounds_left > s.spoken_for { Verdict::Later } else { Verdict::SpokenFor }
            }
            FireRule::Optimal => |s: &Shot| if s.allotted > 0 { Verdict::Later } else { Verdict::NotAllotted },
        };
        let verdict = |place: usize| match chosen {
            Some((index, verdict)) if index == place => verdict,
            _ => passed_over(&found.shots[place]),
        };
        let by_battery = |option: &ShotOption| LauncherId::Battery(u32::from(option.battery));
        let able = found.plans.iter().enumerate().map(|(place, plan)| Candidate {
            launcher: by_battery(plan.option),
            interceptor: self.interceptor_of(plan.option),
            verdict: verdict(place),
            offer: Some(offer(plan, &found.shots[place])),
        });
        let barred = found.barred.iter().map(|(option, verdict)| Candidate {
            launcher: by_battery(option),
            interceptor: self.interceptor_of(option),
            verdict: *verdict,
            offer: None,
        });
        let mut candidates: Vec<Candidate> = able.chain(barred).collect();
        if let Some(orbit) = &found.orbit {
            let place = found.plans.len();
            candidates.push(self.orbit_candidate(self.now_s, orbit, &found.shots[place], verdict(place)));
        }
        candidates.extend(found.orbit_barred.iter().map(|(index, verdict)| self.barred_from_orbit(*index, *verdict)));
        candidates
    }

    /// A value of the doctrine in this world.
    pub(super) fn of_doctrine(&self, id: impl Fn(&crate::world::Doctrine) -> InputId) -> f64 {
        self.ctx.draws.get(id(&self.ctx.world.doctrine))
    }
}

/// The number by which a constellation is known among those that have fired: batteries count from the other end.
pub(super) fn engager(constellation: usize) -> u16 {
    u16::MAX - constellation as u16
}

fn offer(plan: &Plan<'_>, shot: &Shot) -> Offer {
    let meeting = &plan.option.window.meetings[plan.meeting];
    Offer {
        launch_s: plan.launch_s,
        intercept_s: plan.intercept_s,
        altitude_m: plan.altitude_m,
        range_m: f64::from(meeting.range_m),
        closing_m_s: f64::from(meeting.closing_m_s),
        aspect_rad: f64::from(meeting.aspect_rad),
        handover_probability: plan.handover_probability,
        kill_probability: plan.kill_probability,
        rounds: plan.rounds,
        objects: shot.objects,
        salvo_kill_probability: shot.salvo_kill_probability(),
        rounds_left: plan.rounds_left,
        price_usd: shot.price_usd,
        bound: plan.bound,
    }
}

/// Salvos of a layer in a count of four bits for each.
pub(super) fn looks_of(counts: u64, layer: usize) -> u32 {
    (counts >> (4 * layer) & 15) as u32
}

impl Threat {
    /// When the look at a launcher's salvo is over (s), while it is under way under the rule of free fire.
    pub(super) fn under_way(&self, launcher: u16, layer: usize, now_s: f64) -> Option<f64> {
        let is_of_it = |e: &&Engager| e.launcher == launcher && usize::from(e.layer) == layer && e.until_s > now_s;
        self.engagers.iter().rev().find(is_of_it).map(|e| e.until_s)
    }

    /// Objects that the defence takes for a warhead at an altitude: light decoys fly with it above the air.
    pub(super) fn num_objects(&self, altitude_m: f64) -> u32 {
        match self.num_decoys {
            decoys if altitude_m <= DECOY_ALTITUDE_M || decoys == 0 => 1,
            decoys => decoys + u32::from(!self.is_called_decoy),
        }
    }

    /// Which object of a salvo is the warhead, if the defence takes it for one: rounds go round the objects in turn.
    pub(super) fn is_warhead(&self, object: u32, altitude_m: f64) -> bool {
        object == 0 && !(self.is_called_decoy && self.num_decoys > 0 && altitude_m > DECOY_ALTITUDE_M)
    }
}
