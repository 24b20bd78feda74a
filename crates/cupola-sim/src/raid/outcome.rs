//! How threats end, what they damage, what is ready on the day, and area defences.

use super::{Context, Play};
use crate::event::{EventKind, NONE};
use crate::force::Force;
use crate::raid::queue::Item;
use crate::tally::{Fate, Tally};
use crate::world::{Asset, SpaceRole};
use cupola_core::{EntityKey, Purpose, math};
use cupola_earth::wgs84;
use cupola_space::fall::Landing;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Radius of the place for which the doctrine states the chance that a hit disables an element there (m).
const STATED_RADIUS_M: f64 = 5_000.0;

/// What is ready for this raid.
pub struct Readiness {
    /// By battery.
    pub batteries: Vec<bool>,
    /// By sensor.
    pub sensors: Vec<bool>,
    /// Working servers of each area defence.
    pub area_servers: Vec<usize>,
}

impl Readiness {
    /// Draws availability, and takes in damage and dates of entry into service.
    pub fn draw(ctx: &Context<'_>, force: &Force) -> Self {
        let (world, draws) = (ctx.world, ctx.draws);
        let is_ready = |key: EntityKey, availability: f64, down_until_s: f64, from_day: f64| {
            let u = ctx.stream.uniform(key.child(u64::from(ctx.number)), Purpose::Readiness, 0);
            u < availability && down_until_s <= ctx.start_s && from_day <= ctx.day
        };
        let batteries: Vec<bool> = world
            .batteries
            .iter()
            .zip(&force.battery_down_until_s)
            .map(|(b, down_s)| is_ready(b.key, draws.get(b.availability), *down_s, draws.get(b.from_day)))
            .collect();
        let sensors: Vec<bool> = world
            .sensors
            .iter()
            .zip(&force.sensor_down_until_s)
            .map(|(s, down_s)| {
                let key = EntityKey::of(&format!("sensor.{}", s.id));
                let with_battery = s.battery.is_none_or(|b| batteries[b]);
                let is_lost = s.until_day.is_some_and(|until| draws.get(until) <= ctx.day);
                with_battery && !is_lost && is_ready(key, draws.get(s.availability), *down_s, draws.get(s.from_day))
            })
            .collect();
        Self {
            sensors,
            area_servers: world
                .area_defences
                .iter()
                .zip(&force.area_down_until_s)
                .map(|(a, down_s)| {
                    let servers = draws.get(a.servers).round().max(1.0) as u64;
                    let (availability, from_day) = (draws.get(a.availability), draws.get(a.from_day));
                    let is_up = |i: &u64| is_ready(a.key.child(*i), availability, 0.0, from_day);
                    let under_repair = down_s.iter().filter(|until_s| **until_s > ctx.start_s).count();
                    (0..servers).filter(is_up).count().saturating_sub(under_repair)
                })
                .collect(),
            batteries,
        }
    }
}

/// Servers of an area defence: the bits of the time from which each is free (s), in the order of their values as no time is below
/// 0, and its number; the one that is free first is on top, of equals the first.
pub(super) type Servers = BinaryHeap<Reverse<(u64, u32)>>;

/// So many servers that are free from the beginning.
pub(super) fn all_free(num: usize) -> Servers {
    (0..num as u32).map(|number| Reverse((0.0_f64.to_bits(), number))).collect()
}

impl Play<'_> {
    /// The threat fails by itself.
    pub(super) fn fail(&mut self, now_s: f64, threat: usize) {
        if self.threats[threat].is_alive {
            self.threats[threat].is_believed_alive = false;
            self.log_event(now_s, EventKind::Fail, threat as u32, NONE, 0.0);
            self.end(threat, Fate::Failed);
        }
    }

    /// The threat comes down.
    pub(super) fn impact(&mut self, now_s: f64, threat: usize) {
        let t = &self.threats[threat];
        if !t.is_alive {
            return;
        }
        let (asset, key) = (t.asset, t.key);
        let place = &self.ctx.world.assets[asset];
        let cep_m = self.ctx.draws.get(self.ctx.world.classes[t.class].cep_m);
        let u = self.ctx.stream.uniform(key, Purpose::Impact, 0);
        // Half the shots fall within one CEP: 1 − 2^(−(r/CEP)²).
        let miss_m = cep_m * (-math::ln(1.0 - u) / math::ln(2.0)).sqrt();
        if t.is_stray || miss_m > place.damage_radius_m {
            self.log_event(now_s, EventKind::Harmless, threat as u32, asset as u32, miss_m);
            self.end(threat, Fate::FellHarmless);
        } else {
            self.log_event(now_s, EventKind::Leak, threat as u32, asset as u32, miss_m);
            self.end(threat, Fate::Leaked);
            self.hit(now_s, threat, asset);
        }
    }

    /// A warhead that its missile, stopped in boost, let go on falls where it must: on a defended place or elsewhere.
    ///
    /// Its end is booked at once, under the place it was aimed at; what it hits is hit when it comes down. No layer shoots at it.
    pub(super) fn fall_short(&mut self, now_s: f64, threat: usize, landing: Option<Landing>) {
        self.tally.fell_short += 1;
        let Some(Landing { place, time_s }) = landing else {
            self.end(threat, Fate::FellHarmless);
            return;
        };
        let assets = &self.ctx.world.assets;
        let away_m = |asset: &Asset| wgs84::range_m(&place, &asset.site.ground());
        let on = assets.iter().position(|a| away_m(a) <= a.region_radius_m.max(a.damage_radius_m));
        let aim_m = away_m(&assets[self.threats[threat].asset]);
        let actor = on.map_or(NONE, |asset| asset as u32);
        self.log_event(now_s + time_s, EventKind::FallShort, threat as u32, actor, aim_m);
        match on {
            Some(asset) => {
                self.end(threat, Fate::Leaked);
                self.queue.push(now_s + time_s, Item::Fall(threat as u32, asset as u16));
            }
            None => self.end(threat, Fate::FellHarmless),
        }
    }

    /// A damaging hit: it counts, and may disable what stands there.
    pub(super) fn hit(&mut self, now_s: f64, threat: usize, asset: usize) {
        self.hits[asset] += 1;
        let ctx = self.ctx;
        let (key, doctrine) = (self.threats[threat].key, &ctx.world.doctrine);
        let chance = chance_at(ctx.draws.get(doctrine.hit_disables), &ctx.world.assets[asset]);
        let mean_s = ctx.draws.get(doctrine.repair_s);
        let strike = |element: &str, index: usize| {
            let u = ctx.stream.uniform4(key.child(EntityKey::of(element).0), Purpose::Damage, index as u64);
            (u[0] < chance).then(|| -mean_s * math::ln(1.0 - u[1]))
        };
        let at = |place: Option<usize>| place == Some(asset);
        for (index, battery) in ctx.world.batteries.iter().enumerate().filter(|(_, b)| at(b.at)) {
            if let Some(repair_s) = strike(&battery.id, 0) {
                self.is_battery_ready[index] = false;
                self.force.battery_down_until_s[index] = ctx.start_s + now_s + repair_s;
                self.log_event(now_s, EventKind::Disable, threat as u32, index as u32, repair_s);
                self.trace_disabled(&battery.id);
            }
        }
        for (index, sensor) in ctx.world.sensors.iter().enumerate().filter(|(_, s)| at(s.at)) {
            if let Some(repair_s) = strike(&sensor.id, 1) {
                let was_up = self.is_sensor_up[index];
                self.is_sensor_up[index] = false;
                self.force.sensor_down_until_s[index] = ctx.start_s + now_s + repair_s;
                if was_up {
                    self.drop_radar(index);
                }
                self.log_event(now_s, EventKind::Disable, threat as u32, index as u32, repair_s);
                self.trace_disabled(&sensor.id);
            }
        }
        for (index, area) in ctx.world.area_defences.iter().enumerate().filter(|(_, a)| at(a.at)) {
            if let Some(repair_s) = strike(&area.id, 2) {
                // One hit takes out one of the sections or fire units that the element stands for.
                let last = self.servers[index].len().wrapping_sub(1) as u32;
                self.servers[index].retain(|Reverse((_, number))| *number != last);
                self.force.area_down_until_s[index].push(ctx.start_s + now_s + repair_s);
                self.log_event(now_s, EventKind::Disable, threat as u32, index as u32, repair_s);
                self.trace_disabled(&area.id);
            }
        }
        for (index, line) in ctx.world.supply.lines.iter().enumerate().filter(|(_, l)| at(l.at)) {
            if let Some(repair_s) = strike(&line.id, 3) {
                self.force.line_down_until_s[index] = ctx.start_s + now_s + repair_s;
                self.log_event(now_s, EventKind::Disable, threat as u32, index as u32, repair_s);
                self.trace_disabled(&line.id);
            }
        }
    }

    /// Counts the rounds left, on the ground and in orbit.
    fn count_unused(&mut self) {
        let world = self.ctx.world;
        let loads = world.batteries.iter().flat_map(|b| &b.loads);
        for (load, magazine) in loads.zip(&self.force.magazines) {
            self.tally.rounds.unused[load.interceptor] += magazine.rounds();
        }
        for (index, constellation) in world.constellations.iter().enumerate() {
            if let SpaceRole::Interceptor { interceptor, rounds, .. } = &constellation.role
                && self.ctx.rules.constellations[index]
            {
                let spent = &self.force.orbit_spent[index];
                let left = |place: &u32| rounds.saturating_sub(spent.get(*place as usize).copied().unwrap_or(0));
                self.tally.rounds.unused[*interceptor] += self.ctx.orbits.up(index).iter().map(left).sum::<u32>();
            }
        }
    }

    /// A threat flies into an area defence: the first free server engages it, if it comes free before the threat is gone.
    pub(super) fn area_enter(&mut self, now_s: f64, threat: usize, crossing: usize) {
        let crossing = self.variant(threat).crossings[crossing];
        let area = crossing.area_defence as usize;
        if !self.threats[threat].is_alive || self.area_rounds[area] == 0 {
            return;
        }
        let (world, draws) = (self.ctx.world, self.ctx.draws);
        let defence = &world.area_defences[area];
        let exit_s = self.threats[threat].launch_s + f64::from(crossing.exit_s);
        let service_s = 3_600.0 / draws.get(defence.engagements_per_hour).max(1e-6);
        let kind = self.kind(threat) as usize;
        let Some(success) = defence.success_probability[kind] else { return };
        let Some(mut server) = self.servers[area].peek_mut() else { return };
        let Reverse((free_bits, number)) = *server;
        let begin_s = f64::from_bits(free_bits).max(now_s);
        // The engagement must begin while the threat is inside.
        if begin_s > exit_s {
            return;
        }
        *server = Reverse(((begin_s + service_s).to_bits(), number));
        drop(server);
        self.area_rounds[area] -= 1;
        self.tally.area_rounds[area] += 1;
        self.tally.add_fired_at(self.threats[threat].class, world.interceptors.len() + area, 1);
        let key = self.threats[threat].key.child(defence.key.0);
        let is_kill = self.ctx.stream.uniform(key, Purpose::AreaKill, 0) < draws.get(success);
        let end_s = (begin_s + service_s).min(exit_s).max(now_s);
        self.trace_area(threat, area, [begin_s, end_s]);
        self.queue.push(end_s, Item::AreaResult(threat as u32, area as u16, is_kill));
    }

    /// An area engagement ends.
    pub(super) fn area_result(&mut self, now_s: f64, threat: usize, area: usize, is_kill: bool) {
        if !self.threats[threat].is_alive {
            return;
        }
        self.mark_engaged(now_s, threat);
        self.log_event(now_s, EventKind::AreaShot, threat as u32, area as u32, f64::from(u8::from(is_kill)));
        if let Some(trace) = self.trace() {
            trace.settle_area(threat as u32, area, is_kill);
        }
        if is_kill {
            let is_hard = self.ctx.world.area_defences[area].is_hard;
            self.tally.by_element[self.ctx.world.batteries.len() + area] += 1;
            self.log_event(now_s, EventKind::AreaKill, threat as u32, area as u32, f64::from(u8::from(is_hard)));
            self.end(threat, if is_hard { Fate::Intercepted } else { Fate::Suppressed });
            self.threats[threat].is_believed_alive = false;
        }
    }

    /// Closes the raid: counts what is unused, reloads what can be reloaded and adds up the lost value.
    pub(super) fn finish(mut self) -> Tally {
        self.count_unused();
        self.end_trace();
        for (magazine, battery) in self.force.magazines.iter_mut().zip(&self.force.batteries) {
            if self.ctx.world.batteries[*battery].ship.is_none() {
                magazine.reload();
            }
        }
        let assets = &self.ctx.world.assets;
        let total: f64 = assets.iter().map(|a| a.value).sum();
        let lost: f64 = assets
            .iter()
            .zip(&self.hits)
            .map(|(a, n)| a.value * lost_fraction(a.damage_radius_m, a.region_radius_m, *n))
            .sum();
        self.tally.value_lost_fraction = if total > 0.0 { lost / total } else { 0.0 };
        self.tally
    }
}

/// Chance that one hit at a place disables a given element there, from the chance at a place of [`STATED_RADIUS_M`].
///
/// `p (5 km / r)²`, at most 1: aim points lie evenly over the region, so that hits near the element thin out with its area. `r` is
/// the radius of the region, or of the damage disc where that is larger; never below a metre.
fn chance_at(stated_fraction: f64, place: &Asset) -> f64 {
    let ratio = STATED_RADIUS_M / place.region_radius_m.max(place.damage_radius_m).max(1.0);
    (stated_fraction * ratio * ratio).min(1.0)
}

/// Share of an asset lost to `hits`: value lies evenly over its region and each hit takes its damage disc, overlaps counted once.
fn lost_fraction(damage_radius_m: f64, region_radius_m: f64, hits: u32) -> f64 {
    let disc = damage_radius_m / region_radius_m.max(damage_radius_m);
    1.0 - (1.0 - disc * disc).powi(hits as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Site;

    /// The chance falls with the area of the place, and is never above 1.
    #[test]
    fn a_hit_disables_by_the_area_of_its_place() {
        let place = |region_km: f64, damage_radius_m: f64| Asset {
            id: String::new(),
            name: String::new(),
            nation: 0,
            site: Site { lat_rad: 0.0, lon_rad: 0.0 },
            damage_radius_m,
            region_radius_m: region_km * 1e3,
            value: 1.0,
        };
        for (region_km, damage_radius_m, stated, expected) in [
            (5.0, 500.0, 0.02, 0.02),
            (15.0, 500.0, 0.09, 0.01),
            (1.0, 500.0, 0.02, 0.5),
            (1.0, 500.0, 0.06, 1.0),
            (0.0, 10_000.0, 0.02, 0.005),
            (0.0, 0.0, 0.0, 0.0),
        ] {
            let chance = chance_at(stated, &place(region_km, damage_radius_m));
            assert!((chance - expected).abs() < 1e-12, "{region_km} km, {damage_radius_m} m: {chance}");
        }
    }
}
