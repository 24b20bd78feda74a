//! Orbit: who sees a plume, and which interceptor in orbit can reach a target, in boost, glide or midcourse.

use super::opportunity::{Opportunities, engager};
use super::{Context, Play};
use crate::event::EventKind;
use crate::geometry::{BOOST_STEP_S, PathPoint};
use crate::raid::orbits::Positions;
use crate::raid::queue::{Item, OrbitSalvo};
use crate::rules::Rules;
use crate::tally::Fate;
use crate::why::{Bound, Candidate, LauncherId, Offer, Verdict};
use crate::world::{Constellation, Phases, SpaceRole, TargetKind};
use cupola_core::{Purpose, Vec3};
use cupola_earth::wgs84;
use cupola_engage::{Shot, handover_probability};
use cupola_sense::infrared;
use cupola_space::{OrbitInterceptor, fall};
use std::collections::HashMap;

/// A target that no interceptor in orbit meets now is asked about again after this time (s).
const AGAIN_S: f64 = 60.0;
/// Index of the draw of whether a warhead survives its missile, beyond those of all shots.
const SURVIVAL: u64 = 1 << 32;

/// What the raid has worked out about the sky so far.
#[derive(Default)]
pub struct Sky {
    /// Positions of working satellites.
    positions: Positions,
    /// For each burning missile, when each warning constellation reports it (s since its launch).
    pub warning_s: HashMap<u32, Vec<(usize, f64)>>,
}

impl Sky {
    /// Positions of the working satellites near a time of the raid (s).
    pub fn positions(&mut self, ctx: &Context<'_>, constellation: usize, time_s: f64) -> &[Vec3] {
        self.positions.near(ctx.orbits, ctx.start_s, constellation, time_s)
    }
}

/// A shot from orbit that could be taken now.
#[derive(Debug, Clone, Copy)]
pub(super) struct OrbitPlan {
    constellation: usize,
    is_boost: bool,
    /// Altitude of the first meeting (m).
    altitude_m: f64,
    /// The first round.
    first: OrbitRound,
    /// Rounds that may be used now.
    rounds_left: u32,
}

/// A round of a salvo from orbit.
#[derive(Debug, Clone, Copy)]
pub(super) struct OrbitRound {
    place: u32,
    /// When it meets its target (s since the raid began).
    intercept_s: f64,
    handover: f64,
}

impl Play<'_> {
    /// A missile burns: warning satellites report it; interceptors in orbit are asked once a report has been decided on.
    pub(super) fn boost(&mut self, threat: usize) {
        let world = self.ctx.world;
        let class = &world.classes[self.threats[threat].class];
        let variant = self.variant(threat);
        let launch_s = self.threats[threat].launch_s;
        let mut reports = Vec::new();
        self.tally.missiles += 1;
        for (index, constellation) in world.constellations.iter().enumerate() {
            let SpaceRole::Warning { delay_s, cloud_break_m, threshold_w_sr } = &constellation.role else { continue };
            let (draws, ctx) = (self.ctx.draws, self.ctx);
            let plume_w_sr = class.plume_w_sr.map_or(0.0, |p| draws.get(p));
            if !ctx.rules.constellations[index] || plume_w_sr < draws.get(*threshold_w_sr) {
                continue;
            }
            let cloud_m = draws.get(*cloud_break_m);
            let seen = variant.boost.iter().enumerate().find(|(i, p)| {
                let at_s = launch_s + *i as f64 * BOOST_STEP_S;
                let mut satellites = self.orbit.positions(&ctx, index, at_s).iter();
                satellites.any(|s| infrared::sees_plume(s, &p.pos_ecef_m, p.altitude_m, cloud_m))
            });
            if let Some((_, p)) = seen {
                self.tally.seen_by[index] += 1;
                reports.push((index, p.time_s + draws.get(*delay_s)));
                self.queue.push(launch_s + p.time_s, Item::Seen(threat as u32));
            }
        }
        let missile = self.threats[threat].missile;
        for warhead in missile..missile + class.warheads.max(1) {
            self.orbit.warning_s.insert(warhead, reports.clone());
        }
        let is_booster = |(i, c): &(usize, &Constellation)| self.is_armed(*i) && phases(c).has_boost;
        let mut boosters = world.constellations.iter().enumerate().filter(is_booster).peekable();
        let is_any = boosters.peek().is_some();
        let decided_s = boosters.map(|(_, c)| self.decided_s(threat, c)).fold(f64::INFINITY, f64::min);
        if decided_s < variant.burnout_s {
            self.think(threat, launch_s + decided_s);
        } else if is_any {
            self.ask(threat, false);
        }
    }

    /// Whether a constellation carries interceptors and exists in this arm.
    fn is_armed(&self, index: usize) -> bool {
        let role = &self.ctx.world.constellations[index].role;
        self.ctx.rules.constellations[index] && matches!(role, SpaceRole::Interceptor { .. })
    }

    /// Counts, once for each missile, whether an interceptor in orbit could reach it in boost.
    fn ask(&mut self, threat: usize, is_in_reach: bool) {
        if !self.threats[threat].is_orbit_asked {
            self.threats[threat].is_orbit_asked = true;
            self.tally.boosts += 1;
            self.tally.boosts_out_of_reach += u32::from(!is_in_reach);
        }
    }

    /// When a constellation may be released at a burning missile (s since its launch); infinite where its nation gets no report.
    fn decided_s(&self, threat: usize, constellation: &Constellation) -> f64 {
        let SpaceRole::Interceptor { decision_delay_s, .. } = &constellation.role else { return f64::INFINITY };
        let cue_s = &self.ctx.rules.access[constellation.nation].space_cue_s;
        let reports = self.orbit.warning_s.get(&(threat as u32));
        let told = reports.into_iter().flatten().filter_map(|(c, at_s)| cue_s[*c].map(|latency_s| at_s + latency_s));
        told.fold(f64::INFINITY, f64::min) + self.ctx.draws.get(*decision_delay_s)
    }

    /// Finds the earliest shot from orbit that can be released at a threat now, and else when to ask again (s).
    pub(super) fn orbit_plan(&mut self, now_s: f64, threat: usize, found: &mut Opportunities<'_>) {
        (found.orbit, found.orbit_wake_s) = (None, f64::INFINITY);
        let world = self.ctx.world;
        let is_burning = now_s < self.threats[threat].launch_s + self.variant(threat).burnout_s;
        let mut has_boost = false;
        for (index, constellation) in world.constellations.iter().enumerate() {
            if !self.is_armed(index) {
                continue;
            }
            has_boost |= is_burning && self.is_one_target(threat) && phases(constellation).has_boost;
            let verdict = match self.release(now_s, threat, index, is_burning) {
                Err(verdict) => verdict,
                Ok((ready_s, _)) if ready_s > now_s => {
                    found.orbit_wake_s = found.orbit_wake_s.min(ready_s);
                    Verdict::NotReleased
                }
                Ok((_, rounds_left)) => {
                    let Some((first, altitude_m)) = self.earliest(now_s, threat, index, is_burning, &[]) else {
                        if !is_burning {
                            found.orbit_wake_s = found.orbit_wake_s.min(now_s + AGAIN_S);
                        }
                        found.orbit_barred.push((index, Verdict::OutOfReach));
                        continue;
                    };
                    let plan = OrbitPlan { constellation: index, is_boost: is_burning, altitude_m, first, rounds_left };
                    let (sooner, later) = match found.orbit {
                        Some(best) if best.first.intercept_s <= first.intercept_s => (best, Some(index)),
                        best => (plan, best.map(|b| b.constellation)),
                    };
                    found.orbit = Some(sooner);
                    found.orbit_barred.extend(later.map(|index| (index, Verdict::Later)));
                    continue;
                }
            };
            found.orbit_barred.push((index, verdict));
        }
        if has_boost && (found.orbit.is_some() || found.orbit_wake_s.is_infinite()) {
            self.ask(threat, found.orbit.is_some());
        }
        if let Some(plan) = found.orbit {
            self.fill_salvo(now_s, threat, &plan, &mut found.orbit_rounds);
        }
    }

    /// Finds the rounds of a salvo, the first as planned and each further one as soon as another can be there.
    fn fill_salvo(&self, now_s: f64, threat: usize, plan: &OrbitPlan, rounds: &mut Vec<OrbitRound>) {
        let index = plan.constellation;
        let nation = self.ctx.world.constellations[index].nation;
        let allowed = self.most_rounds(nation).saturating_sub(self.threats[threat].num_shots);
        let each = self.rounds_from_orbit(threat, index, self.type_in_orbit(index));
        let wanted = (each * self.objects_from_orbit(threat, plan)).min(allowed).min(plan.rounds_left);
        rounds.clear();
        let mut next = Some(plan.first);
        while let Some(round) = next {
            rounds.push(round);
            let has_more = (rounds.len() as u32) < wanted;
            next = has_more.then(|| self.earliest(now_s, threat, index, plan.is_boost, rounds)).flatten().map(|r| r.0);
        }
    }

    /// Objects that a salvo from orbit goes round; the missile is one while it burns.
    fn objects_from_orbit(&self, threat: usize, plan: &OrbitPlan) -> u32 {
        if plan.is_boost { 1 } else { self.threats[threat].num_objects(plan.altitude_m) }
    }

    /// The type that an armed constellation carries.
    pub(super) fn type_in_orbit(&self, index: usize) -> usize {
        match &self.ctx.world.constellations[index].role {
            SpaceRole::Interceptor { interceptor, .. } => *interceptor,
            _ => unreachable!("only interceptors shoot from orbit"),
        }
    }

    /// Whether a threat stands for its missile: the warheads of one are one target while it burns.
    fn is_one_target(&self, threat: usize) -> bool {
        self.threats[threat].missile as usize == threat
    }

    /// When a constellation may shoot at a threat (s since the raid began) and how many rounds it may use, or why it may not.
    fn release(&self, now_s: f64, threat: usize, index: usize, is_burning: bool) -> Result<(f64, u32), Verdict> {
        let (world, draws, t) = (self.ctx.world, self.ctx.draws, &self.threats[threat]);
        let (constellation, doctrine) = (&world.constellations[index], &world.doctrine);
        let SpaceRole::Interceptor { interceptor, decision_delay_s, phases, rounds, .. } = &constellation.role else {
            return Err(Verdict::NotPermitted);
        };
        let (number, layer) = (*interceptor, doctrine.layer_of[*interceptor]);
        let fires = &self.ctx.orders.nations[constellation.nation].layers[layer];
        if t.num_shots >= self.most_rounds(constellation.nation) {
            return Err(Verdict::MostRounds);
        }
        if self.looks_from_orbit(threat, index, number) >= fires.max_looks {
            return Err(Verdict::LayerDone);
        }
        if t.under_way(engager(index), layer, now_s).is_some() {
            return Err(Verdict::HasFired);
        }
        let kept_by_layer = draws.get(fires.reserve_fraction);
        if is_burning {
            if !self.is_one_target(threat) || !phases.has_boost {
                return Err(Verdict::WrongPhase);
            }
            let usable = self.usable_in_orbit(index, *rounds, kept_by_layer)?;
            let decided_s = self.decided_s(threat, constellation);
            if decided_s.is_infinite() {
                return Err(Verdict::NoTrack);
            }
            let is_in_time = decided_s < self.variant(threat).burnout_s;
            return if is_in_time { Ok((t.launch_s + decided_s, usable)) } else { Err(Verdict::TooLate(Bound::Order)) };
        }
        let glides = matches!(self.kind(threat), TargetKind::Glide | TargetKind::QuasiBallistic);
        if !(if glides { phases.has_glide } else { phases.has_midcourse }) {
            return Err(Verdict::WrongPhase);
        }
        let permit = self.ctx.rules.orbit_permit(index, t.asset).ok_or(Verdict::NotPermitted)?;
        if !Rules::covers(world, permit, number) {
            return Err(Verdict::NotCovered);
        }
        let usable = self.usable_in_orbit(index, *rounds, permit.keep_fraction + kept_by_layer)?;
        let firm_s = self.tracks[threat * world.nations.len() + constellation.nation].firm_s;
        if firm_s.is_infinite() {
            return Err(Verdict::NoTrack);
        }
        let ordered_s = firm_s.max(self.authority_s[constellation.nation]) + draws.get(doctrine.command_s);
        Ok((ordered_s + draws.get(*decision_delay_s), usable))
    }

    /// Rounds of a constellation above the share that it keeps, at least one, or why there is none.
    fn usable_in_orbit(&self, index: usize, rounds: u32, kept_fraction: f64) -> Result<u32, Verdict> {
        let total = self.ctx.orbits.up(index).len() as u32 * rounds;
        let left = total.saturating_sub(self.force.orbit_used[index]);
        let kept = (kept_fraction * f64::from(total)).round() as u32;
        match left.saturating_sub(kept) {
            0 if left == 0 => Err(Verdict::NoRound),
            0 => Err(Verdict::Kept),
            usable => Ok(usable),
        }
    }

    /// The earliest meeting that an unspent interceptor of one constellation makes with a threat when released now, beside
    /// those already taken for it, and its altitude (m).
    fn earliest(
        &self,
        now_s: f64,
        threat: usize,
        index: usize,
        is_boost: bool,
        taken: &[OrbitRound],
    ) -> Option<(OrbitRound, f64)> {
        let (ctx, variant, t) = (self.ctx, self.variant(threat), &self.threats[threat]);
        let constellation = &ctx.world.constellations[index];
        let SpaceRole::Interceptor { interceptor, rounds, flyout_max_s, .. } = &constellation.role else { return None };
        let kind = &ctx.world.interceptors[*interceptor];
        kind.kill_probability[self.kind(threat) as usize]?;
        let sbi = orbit_interceptor(&ctx, constellation)?;
        let homing_s = ctx.draws.get(kind.homing_s);
        let basket_m = ctx.draws.get(kind.divert_m_s) * homing_s;
        let manoeuvre_m_s2 = ctx.draws.get(ctx.world.classes[t.class].manoeuvre_m_s2);
        let least = ctx.draws.get(ctx.world.doctrine.min_handover);
        let track = self.tracks[threat * ctx.world.nations.len() + constellation.nation];
        let (release_s, cache) = (now_s - t.launch_s, &*self.cache);
        let spent = &self.force.orbit_spent[index];
        let is_free = |place: u32| {
            let planned = taken.iter().filter(|r| r.place == place).count() as u32;
            spent.get(place as usize).copied().unwrap_or(0) + planned < *rounds
        };
        let path: &[PathPoint] = if is_boost { &variant.boost } else { &variant.coast };
        let last_s = release_s + ctx.draws.get(*flyout_max_s);
        // At burnout itself there is nothing left to stop.
        let end_s = if is_boost { variant.burnout_s } else { f64::INFINITY };
        for p in path.iter().filter(|p| p.time_s > release_s && p.time_s <= last_s && p.time_s < end_s) {
            let reach_m = sbi.reach_m(p.time_s - release_s);
            if reach_m <= 0.0 || p.altitude_m < sbi.min_altitude_m {
                continue;
            }
            let at_s = t.launch_s + p.time_s;
            let first = ctx.orbits.first_in_reach(index, ctx.start_s + at_s, &p.pos_ecef_m, reach_m, is_free);
            let Some(place) = first else { continue };
            let handover = if is_boost {
                1.0
            } else {
                let sigma_m = track.sigma_m(cache, p.time_s, homing_s, manoeuvre_m_s2);
                handover_probability(sigma_m, basket_m)
            };
            if handover >= least {
                return Some((OrbitRound { place, intercept_s: at_s, handover }, p.altitude_m));
            }
        }
        None
    }

    /// Releases a salvo.
    pub(super) fn fire_from_orbit(&mut self, now_s: f64, threat: usize, plan: OrbitPlan, salvo: &[OrbitRound]) {
        let (world, draws, index) = (self.ctx.world, self.ctx.draws, plan.constellation);
        let SpaceRole::Interceptor { interceptor, replace_s, .. } = &world.constellations[index].role else { return };
        let kind = &world.interceptors[*interceptor];
        let altitude_m = if plan.is_boost { 0.0 } else { plan.altitude_m };
        let num_objects = self.objects_from_orbit(threat, &plan);
        let (first_shot, rounds) = (self.threats[threat].num_shots, salvo.len() as u32);
        let offset = self.first_object(threat, num_objects);
        let works = kind.kill_probability[self.kind(threat) as usize].map_or(0.0, |p| draws.get(p))
            * draws.get(kind.reliability);
        let (mut arrival_s, mut kill_s) = (now_s, f64::INFINITY);
        self.force.orbit_spent[index].resize(self.ctx.orbits.num_places(index), 0);
        self.force.orbit_used[index] += rounds;
        for (number, round) in (0..).zip(salvo) {
            self.force.orbit_spent[index][round.place as usize] += 1;
            if let Some(replace_s) = replace_s {
                let there_s = self.ctx.start_s + now_s + draws.get(*replace_s);
                self.force.orbit_coming.push((there_s, index, round.place));
            }
            if self.threats[threat].is_warhead((number + offset) % num_objects, altitude_m)
                && self.kills(threat, *interceptor, first_shot + number, round.handover * works)
            {
                kill_s = kill_s.min(round.intercept_s);
            }
            arrival_s = round.intercept_s.max(arrival_s);
            self.log_event(now_s, EventKind::OrbitShot, threat as u32, index as u32, f64::from(round.place));
            self.trace_orbit_round(threat, index, round.place, first_shot, [now_s, round.intercept_s]);
        }
        self.threats[threat].num_shots += rounds;
        self.tally.fired[*interceptor] += rounds;
        self.tally.add_fired_at(self.threats[threat].class, *interceptor, rounds);
        self.tally.fired_from_orbit += rounds;
        self.mark_engaged(now_s, threat);
        let ends_s = kill_s.min(arrival_s).max(now_s);
        let layer = world.doctrine.layer_of[*interceptor];
        self.count_look(threat, layer);
        self.expect(threat, plan.first.handover * works / f64::from(num_objects), rounds);
        self.threats[threat].volley.left = 0;
        self.occupy(now_s, threat, engager(index), layer, ends_s);
        self.queue.push(
            ends_s,
            Item::OrbitHit(OrbitSalvo {
                threat: threat as u32,
                constellation: index as u16,
                rounds: rounds as u16,
                missed: salvo.iter().filter(|r| r.intercept_s < kill_s).count() as u16,
                is_kill: kill_s.is_finite(),
                is_boost: plan.is_boost,
                first_shot: first_shot as u16,
            }),
        );
    }

    /// A salvo from orbit arrives: in boost a kill stops every warhead of the missile, dead or falling short.
    pub(super) fn orbit_hit(&mut self, now_s: f64, salvo: OrbitSalvo) {
        let threat = salvo.threat as usize;
        let was_alive = self.threats[threat].is_alive;
        let is_kill = was_alive && salvo.is_kill;
        let actor = u32::from(salvo.constellation);
        let missed = if was_alive { u32::from(salvo.missed) } else { 0 };
        let gone = u32::from(salvo.rounds) - missed - u32::from(is_kill);
        if let Some(trace) = self.trace() {
            trace.settle(now_s, salvo.threat, u32::from(salvo.first_shot), missed, is_kill);
        }
        if let SpaceRole::Interceptor { interceptor, .. } = &self.ctx.world.constellations[actor as usize].role {
            self.tally.rounds.hit[*interceptor] += u32::from(is_kill);
            self.tally.rounds.missed[*interceptor] += missed;
            self.tally.rounds.self_destructed[*interceptor] += gone;
        }
        if missed > 0 {
            self.log_event(now_s, EventKind::OrbitMiss, salvo.threat, actor, f64::from(missed));
        }
        if is_kill && salvo.is_boost {
            self.stop_boost(now_s, threat, actor as usize);
        } else if is_kill {
            self.log_event(now_s, EventKind::OrbitKill, salvo.threat, actor, 0.0);
            self.count_orbit_kill(actor as usize);
            self.end(threat, Fate::Intercepted);
        }
        if gone > 0 {
            self.log_event(now_s, EventKind::OrbitSelfDestruct, salvo.threat, actor, f64::from(gone));
        }
        self.look(now_s, salvo.threat, salvo.first_shot);
    }

    /// The shot from orbit as a rule of fire sees it.
    pub(super) fn orbit_shot(&self, threat: usize, plan: &OrbitPlan, rounds: u32) -> Shot {
        let (world, draws) = (self.ctx.world, self.ctx.draws);
        let kind = &world.interceptors[self.type_in_orbit(plan.constellation)];
        let kill = kind.kill_probability[self.kind(threat) as usize].map_or(0.0, |p| draws.get(p));
        Shot {
            launch_s: self.now_s,
            intercept_s: plan.first.intercept_s,
            kill_probability: plan.first.handover * kill * draws.get(kind.reliability),
            rounds,
            objects: self.objects_from_orbit(threat, plan),
            price_usd: draws.get(kind.unit_cost_usd),
            rounds_left: plan.rounds_left,
            spoken_for: 0,
            allotted: 0,
        }
    }

    /// A constellation that does not shoot, for the log.
    pub(super) fn barred_from_orbit(&self, index: usize, verdict: Verdict) -> Candidate {
        let interceptor = self.type_in_orbit(index);
        Candidate { launcher: LauncherId::Orbit(index as u32), interceptor, verdict, offer: None }
    }

    /// The shot from orbit for the log.
    pub(super) fn orbit_candidate(&self, now_s: f64, plan: &OrbitPlan, shot: &Shot, verdict: Verdict) -> Candidate {
        Candidate {
            launcher: LauncherId::Orbit(plan.constellation as u32),
            interceptor: self.type_in_orbit(plan.constellation),
            verdict,
            offer: Some(Offer {
                launch_s: now_s,
                intercept_s: plan.first.intercept_s,
                altitude_m: plan.altitude_m,
                range_m: f64::NAN,
                closing_m_s: f64::NAN,
                aspect_rad: f64::NAN,
                handover_probability: plan.first.handover,
                kill_probability: shot.kill_probability,
                rounds: shot.rounds,
                objects: shot.objects,
                salvo_kill_probability: shot.salvo_kill_probability(),
                rounds_left: shot.rounds_left,
                price_usd: shot.price_usd,
                bound: Bound::Order,
            }),
        }
    }

    fn count_orbit_kill(&mut self, constellation: usize) {
        let world = self.ctx.world;
        if let SpaceRole::Interceptor { interceptor, .. } = &world.constellations[constellation].role {
            self.tally.kills[*interceptor] += 1;
        }
        self.tally.by_element[world.batteries.len() + world.area_defences.len() + constellation] += 1;
    }

    /// A missile is stopped while it burns: each of its warheads is destroyed with it or flies on from the speed it has.
    fn stop_boost(&mut self, now_s: f64, threat: usize, constellation: usize) {
        let SpaceRole::Interceptor { warhead_survives, .. } = &self.ctx.world.constellations[constellation].role else {
            return;
        };
        let survives = self.ctx.draws.get(*warhead_survives);
        let (boost, launch_s) = (&self.variant(threat).boost, self.threats[threat].launch_s);
        let index = boost.partition_point(|p| launch_s + p.time_s < now_s).min(boost.len() - 1);
        let landing = fall::landing(&boost[index].pos_ecef_m, &boost[index].vel_ecef_m_s);
        let from = wgs84::geodetic_from_ecef(&boost[0].pos_ecef_m);
        let falls_m = landing.map_or(f64::INFINITY, |l| wgs84::range_m(&from, &l.place));
        self.log_event(now_s, EventKind::OrbitKill, threat as u32, constellation as u32, falls_m);
        let missile = self.threats[threat].missile;
        let mut destroys = false;
        for warhead in missile as usize..self.threats.len() {
            if self.threats[warhead].missile != missile || !self.threats[warhead].is_alive {
                continue;
            }
            self.mark_engaged(now_s, warhead);
            if self.ctx.stream.uniform(self.threats[warhead].key, Purpose::Kill, SURVIVAL) < survives {
                self.trace_fall(warhead, boost[index]);
                self.fall_short(now_s, warhead, landing);
            } else {
                destroys = true;
                self.end(warhead, Fate::Intercepted);
            }
        }
        if destroys {
            self.count_orbit_kill(constellation);
        }
    }
}

/// When interceptors of a constellation shoot; never where it carries none.
fn phases(constellation: &Constellation) -> Phases {
    match constellation.role {
        SpaceRole::Interceptor { phases, .. } => phases,
        _ => Phases { has_boost: false, has_glide: false, has_midcourse: false },
    }
}

/// What an interceptor of a constellation can do in this world; none where it carries none.
fn orbit_interceptor(ctx: &Context<'_>, constellation: &Constellation) -> Option<OrbitInterceptor> {
    let SpaceRole::Interceptor { interceptor, acceleration_m_s2, min_altitude_m, divert_margin_fraction, .. } =
        &constellation.role
    else {
        return None;
    };
    Some(OrbitInterceptor {
        speed_m_s: ctx.draws.get(ctx.world.interceptors[*interceptor].speed_m_s),
        acceleration_m_s2: ctx.draws.get(*acceleration_m_s2),
        divert_margin_ratio: ctx.draws.get(*divert_margin_fraction),
        min_altitude_m: ctx.draws.get(*min_altitude_m),
    })
}
