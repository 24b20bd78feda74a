//! Launching the raid: how many, from where, at what, when, and which will fail by themselves.

use super::{Play, Threat};
use crate::event::{EventKind, NONE};
use crate::geometry::{NUM_VARIANTS, Route};
use crate::raid::queue::Item;
use crate::tally::Fate;
use crate::world::Group;
use cupola_core::{EntityKey, Purpose};

impl Play<'_> {
    /// Puts every threat of the raid on the queue.
    pub(super) fn spawn(&mut self) {
        let raid = self.ctx.raid;
        for (group, size) in raid.groups.iter().zip(self.ctx.sizes) {
            let group_key = EntityKey::of(&format!("raid.{}.{}", raid.id, group.id)).child(u64::from(self.ctx.number));
            for index in 0..*size {
                self.launch(group, group_key.child(u64::from(index)), index);
            }
        }
        let nations = self.ctx.world.nations.len();
        self.tracks.resize(self.threats.len() * nations, super::tracks::NationTrack::NONE);
    }

    fn launch(&mut self, group: &Group, key: EntityKey, index: u32) {
        let (ctx, class) = (self.ctx, &self.ctx.world.classes[group.class]);
        let u = ctx.stream.uniform4(key, Purpose::Route, 0);
        let (area, asset) = (pick(&group.areas, u[0]), pick(&group.aims, u[1]));
        let route = Route { class: group.class, area, asset, way: group.way };
        let chosen = ((u[2] * NUM_VARIANTS as f64) as usize).min(NUM_VARIANTS - 1);
        let variant = ctx.geometry.variant_index(route, chosen).expect("every route of every raid is in the geometry");
        let launch_s = group.delay_s + ctx.draws.get(group.spread_s) * ctx.stream.uniform(key, Purpose::LaunchTime, 0);
        let chance = ctx.stream.uniform4(key, Purpose::Reliability, 0);
        let will_fail = !group.is_detected_count && chance[0] >= ctx.draws.get(class.reliability);
        let is_stray = group.stray.is_some_and(|s| chance[1] < ctx.draws.get(s));
        let missile = self.threats.len() as u32;
        for warhead in 0..class.warheads.max(1) {
            let number = self.threats.len() as u32;
            let key = if warhead == 0 { key } else { key.child(1_000 + u64::from(warhead)) };
            self.threats.push(Threat {
                key,
                missile,
                class: group.class,
                asset: route.asset,
                variant,
                launch_s,
                is_separate: group.is_separate,
                is_stray,
                will_fail,
                is_alive: true,
                ended_s: f64::INFINITY,
                fate: Fate::Launched,
                is_believed_alive: true,
                detected_s: f64::NAN,
                is_tracked: false,
                is_engaged: false,
                is_held: false,
                num_shots: 0,
                looks: 0,
                engagers: Vec::new(),
                allotted: Vec::new(),
                volley: super::joint::Volley::default(),
                survival: 1.0,
                num_unassessed: 0,
                last_decision: None,
                is_called_decoy: false,
                consider_s: f64::INFINITY,
                busy_until_s: f64::NEG_INFINITY,
                is_orbit_asked: false,
                num_decoys: 0,
                mask: 0,
                cued: 0,
                late: Vec::new(),
                is_firm: false,
            });
            if self.log.is_keeping() {
                self.log.names.push((ctx.number, number, format!("{}-{}", group.id, index + 1)));
            }
            self.tally.add(group.class, route.asset, Fate::Launched);
            if group.is_separate {
                self.tally.separate[group.class] += 1;
            } else {
                self.tally.totals[0] += 1;
            }
            self.log_event(launch_s, EventKind::Launch, number, NONE, variant as f64);
            self.schedule(number, warhead == 0, chance[2]);
        }
    }

    /// The known moments of a flight.
    fn schedule(&mut self, number: u32, is_first_warhead: bool, fail_at: f64) {
        let threat = &self.threats[number as usize];
        let (launch_s, will_fail) = (threat.launch_s, threat.will_fail);
        let variant = self.variant(number as usize);
        if variant.burnout_s > 0.0 && is_first_warhead {
            self.queue.push(launch_s, Item::Boost(number));
        }
        if will_fail {
            let powered_s = if variant.burnout_s > 0.0 { variant.burnout_s } else { variant.duration_s };
            self.queue.push(launch_s + fail_at * powered_s, Item::Fail(number));
        }
        let first_s = variant.views.iter().map(|v| f64::from(v.cued_s)).fold(f64::INFINITY, f64::min);
        let first_s = if variant.burnout_s > 0.0 { first_s.min(variant.burnout_s) } else { first_s };
        if first_s.is_finite() {
            self.queue.push(launch_s + first_s, Item::FirstView(number));
        }
        for (index, crossing) in variant.crossings.iter().enumerate() {
            self.queue.push(launch_s + f64::from(crossing.enter_s), Item::AreaEnter(number, index as u16));
        }
        self.queue.push(launch_s + variant.duration_s, Item::Impact(number));
    }
}

/// One of several by weight.
fn pick(choices: &[(usize, f64)], u: f64) -> usize {
    let total: f64 = choices.iter().map(|(_, w)| w).sum();
    let mut left = u * total;
    for (index, weight) in choices {
        left -= weight;
        if left < 0.0 {
            return *index;
        }
    }
    choices[choices.len() - 1].0
}
