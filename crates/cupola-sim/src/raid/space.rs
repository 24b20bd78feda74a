//! Orbit: which satellites work and where they are in this run, who sees a plume, who can reach a burning missile.

use super::{Context, Play};
use crate::event::EventKind;
use crate::geometry::BOOST_STEP_S;
use crate::raid::orbits::Positions;
use crate::raid::queue::Item;
use crate::tally::Fate;
use crate::world::SpaceRole;
use cupola_core::{Vec3, math};
use cupola_earth::wgs84;
use cupola_sense::infrared;
use cupola_space::OrbitInterceptor;
use std::collections::HashMap;

/// What the raid has worked out about the sky so far.
#[derive(Default)]
pub struct Sky {
    /// Positions of working satellites.
    positions: Positions,
    /// For each burning missile, when each warning constellation reports it (s since its launch).
    pub warning_s: HashMap<u32, Vec<(usize, f64)>>,
    /// Satellite chosen for a missile: constellation, place, time of intercept.
    chosen: HashMap<u32, (usize, usize, f64)>,
}

impl Sky {
    /// Positions of the working satellites near a time of the raid (s).
    pub fn positions(&mut self, ctx: &Context<'_>, constellation: usize, time_s: f64) -> &[Vec3] {
        self.positions.near(ctx.orbits, ctx.start_s, constellation, time_s)
    }
}

impl Play<'_> {
    /// A missile burns: warning satellites report it; interceptors in orbit are asked once it is reported.
    pub(super) fn boost(&mut self, threat: usize) {
        let world = self.ctx.world;
        let class = &world.classes[self.threats[threat].class];
        let variant = self.variant(threat);
        let launch_s = self.threats[threat].launch_s;
        let mut reports = Vec::new();
        for (index, constellation) in world.constellations.iter().enumerate() {
            let SpaceRole::Warning { delay_s, cloud_break_m, threshold_w_sr } = &constellation.role else { continue };
            let (draws, ctx) = (self.ctx.draws, self.ctx);
            let plume_w_sr = class.plume_w_sr.map_or(0.0, |p| draws.get(p));
            if !ctx.rules.constellations[index] || plume_w_sr < draws.get(*threshold_w_sr) {
                continue;
            }
            let cloud_m = draws.get(*cloud_break_m);
            let seen = variant.boost.iter().enumerate().find(|(i, (position, altitude_m))| {
                let at_s = launch_s + *i as f64 * BOOST_STEP_S;
                self.orbit
                    .positions(&ctx, index, at_s)
                    .iter()
                    .any(|s| infrared::sees_plume(s, position, *altitude_m, cloud_m))
            });
            if let Some((i, _)) = seen {
                let seen_s = (i as f64 * BOOST_STEP_S).min(variant.burnout_s);
                reports.push((index, seen_s + draws.get(*delay_s)));
                self.queue.push(launch_s + seen_s, Item::Seen(threat as u32));
            }
        }
        let first_report_s = reports.iter().map(|r| r.1).fold(f64::INFINITY, f64::min);
        let missile = self.threats[threat].missile;
        for warhead in missile..missile + class.warheads.max(1) {
            self.orbit.warning_s.insert(warhead, reports.clone());
        }
        if self.has_orbit_interceptors() {
            self.tally.boosts += 1;
            match self.best_release(threat, first_report_s) {
                Some((release_s, choice)) => {
                    self.orbit.chosen.insert(threat as u32, choice);
                    self.queue.push(launch_s + release_s, Item::OrbitRelease(threat as u32));
                }
                None => self.tally.boosts_out_of_reach += 1,
            }
        }
    }

    fn has_orbit_interceptors(&self) -> bool {
        let is_interceptor = |c: &crate::world::Constellation| matches!(c.role, SpaceRole::Interceptor { .. });
        self.ctx
            .world
            .constellations
            .iter()
            .enumerate()
            .any(|(i, c)| is_interceptor(c) && self.ctx.rules.constellations[i])
    }

    /// The earliest intercept before burnout that any unspent interceptor in orbit makes: release time (s since launch) and choice.
    fn best_release(&self, threat: usize, reported_s: f64) -> Option<(f64, (usize, usize, f64))> {
        let (world, draws) = (self.ctx.world, self.ctx.draws);
        let variant = self.variant(threat);
        let launch_s = self.threats[threat].launch_s;
        let mut best: Option<(f64, (usize, usize, f64))> = None;
        for (index, constellation) in world.constellations.iter().enumerate() {
            let SpaceRole::Interceptor { interceptor, acceleration_m_s2, decision_delay_s, min_altitude_m, rounds } =
                &constellation.role
            else {
                continue;
            };
            let release_s = reported_s + draws.get(*decision_delay_s);
            if !self.ctx.rules.constellations[index] || release_s >= variant.burnout_s {
                continue;
            }
            let kind = OrbitInterceptor {
                speed_m_s: draws.get(world.interceptors[*interceptor].speed_m_s),
                acceleration_m_s2: draws.get(*acceleration_m_s2),
                divert_margin_ratio: 0.0,
                min_altitude_m: draws.get(*min_altitude_m),
            };
            let spent = &self.force.orbit_spent[index];
            let is_free = |place: u32| spent.get(place as usize).is_none_or(|s| s < rounds);
            for (step, (position, altitude_m)) in variant.boost.iter().enumerate() {
                let at_s = (step as f64 * BOOST_STEP_S).min(variant.burnout_s);
                let reach_m = kind.reach_m(at_s - release_s);
                if reach_m <= 0.0 || *altitude_m < kind.min_altitude_m || best.is_some_and(|b| b.1.2 <= at_s) {
                    continue;
                }
                let state = self.ctx.orbits.at(index, self.ctx.start_s + launch_s + at_s);
                let reaches = |i: &&u32| is_free(**i) && (state.position_ecef_m(**i) - position).norm() <= reach_m;
                if let Some(satellite) = self.ctx.orbits.up(index).iter().find(reaches) {
                    best = Some((release_s, (index, *satellite as usize, at_s)));
                    break;
                }
            }
        }
        best
    }

    /// Releases what was chosen, if nobody else has used it meanwhile.
    pub(super) fn orbit_release(&mut self, now_s: f64, threat: usize) {
        let Some((constellation, satellite, at_s)) = self.orbit.chosen.remove(&(threat as u32)) else { return };
        if !self.threats[threat].is_alive {
            return;
        }
        let SpaceRole::Interceptor { interceptor, rounds, .. } = &self.ctx.world.constellations[constellation].role
        else {
            return;
        };
        let places = self.ctx.orbits.num_places(constellation);
        let spent = &mut self.force.orbit_spent[constellation];
        spent.resize(places, 0);
        if spent[satellite] >= *rounds {
            return;
        }
        spent[satellite] += 1;
        let (interceptor, draws) = (*interceptor, self.ctx.draws);
        let kind = &self.ctx.world.interceptors[interceptor];
        let probability = kind.kill_probability[self.kind(threat) as usize].map_or(0.0, |p| draws.get(p))
            * draws.get(kind.reliability);
        let shot = self.threats[threat].num_shots;
        let is_kill = self.kills(threat, interceptor, shot, probability);
        self.threats[threat].num_shots += 1;
        self.tally.fired[interceptor] += 1;
        self.mark_engaged(now_s, threat);
        self.log_event(now_s, EventKind::OrbitShot, threat as u32, constellation as u32, satellite as f64);
        let hit_s = self.threats[threat].launch_s + at_s;
        self.queue.push(hit_s.max(now_s), Item::OrbitHit(threat as u32, constellation as u16, is_kill));
    }

    /// An interceptor in orbit arrives: a kill removes every warhead of the missile; what is left falls short.
    pub(super) fn orbit_hit(&mut self, now_s: f64, threat: usize, constellation: usize, is_kill: bool) {
        if !is_kill || !self.threats[threat].is_alive {
            return;
        }
        let SpaceRole::Interceptor { interceptor, .. } = &self.ctx.world.constellations[constellation].role else {
            return;
        };
        self.tally.kills[*interceptor] += 1;
        let world = self.ctx.world;
        self.tally.by_element[world.batteries.len() + world.area_defences.len() + constellation] += 1;
        let falls_m = self.falls_short_m(now_s, threat);
        self.log_event(now_s, EventKind::OrbitKill, threat as u32, constellation as u32, falls_m);
        let missile = self.threats[threat].missile;
        for warhead in 0..self.threats.len() {
            if self.threats[warhead].missile == missile && self.threats[warhead].is_alive {
                self.mark_engaged(now_s, warhead);
                self.threats[warhead].is_believed_alive = false;
                self.end(warhead, Fate::Intercepted);
            }
        }
    }

    /// Where the rest of a missile stopped in boost comes down: ground range from its launch point (m), in vacuum on a sphere.
    fn falls_short_m(&self, now_s: f64, threat: usize) -> f64 {
        let variant = self.variant(threat);
        let boost = &variant.boost;
        let index = (((now_s - self.threats[threat].launch_s) / BOOST_STEP_S) as usize).clamp(1, boost.len() - 1);
        let (from, to) = (boost[index - 1].0, boost[index].0);
        let velocity = (to - from) / BOOST_STEP_S;
        let travelled_m = math::acos_clamped(boost[0].0.normalize().dot(&to.normalize())) * wgs84::MEAN_RADIUS_M;
        travelled_m + free_range_m(&to, &velocity)
    }
}

/// Ground range (m) from here to the ground in free fall on a sphere without air or rotation.
fn free_range_m(position: &Vec3, velocity_m_s: &Vec3) -> f64 {
    let (r, mu) = (position.norm(), wgs84::GM_M3_S2);
    let up = position / r;
    let radial = velocity_m_s.dot(&up);
    let across = (velocity_m_s.norm_squared() - radial * radial).max(0.0).sqrt();
    let h = r * across;
    if h < 1.0 {
        return 0.0;
    }
    let p = h * h / mu;
    let e = ((p / r - 1.0).powi(2) + (radial * h / mu).powi(2)).sqrt();
    let here = math::atan2(radial * h / mu, p / r - 1.0);
    let ground = math::acos_clamped((p / wgs84::MEAN_RADIUS_M - 1.0) / e.max(1e-12));
    // The way down crosses the ground at true anomaly 2π − ground.
    (math::TAU - ground - here.rem_euclid(math::TAU)).max(0.0) * wgs84::MEAN_RADIUS_M
}
