//! Who sees and who may shoot, in one arm, one world, on one day: agreements worked out into tables.

use crate::geometry::RadarGroup;
use crate::world::{Draws, EngageRule, EngageWhen, TrackUse, World};
use cupola_core::Day;

/// What one nation may use of the world's sensors.
#[derive(Debug, Clone)]
pub struct Access {
    /// Its own radar groups.
    pub own: Vec<bool>,
    /// Groups whose tracks it may engage on, its own among them.
    pub engage_on: Vec<bool>,
    /// Groups whose tracks it may launch on, those above among them.
    pub launch_on: Vec<bool>,
    /// Groups that cue its radars: latency (s), or none.
    pub cue_s: Vec<Option<f64>>,
    /// Constellations whose tracks it may engage on.
    pub space_engage: Vec<bool>,
    /// Constellations that cue it: latency (s), or none.
    pub space_cue_s: Vec<Option<f64>>,
    /// Latency of its own network (s).
    pub own_latency_s: f64,
    /// Latency of tracks shared to engage on (s).
    pub engage_latency_s: f64,
    /// Latency of tracks shared to launch on (s).
    pub launch_latency_s: f64,
    /// Whether anything is shared to it beyond its own.
    pub has_shared: bool,
}

/// Whether a battery may shoot for an asset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permit {
    /// Share of its rounds it keeps for its own nation (0 for its own).
    pub keep_fraction: f64,
    /// The rule it rests on: index of agreement and of rule in it; none for its own nation's assets.
    pub rule: Option<(usize, usize)>,
}

/// Everything that an arm decides about a raid.
#[derive(Debug, Clone)]
pub struct Rules {
    /// By nation.
    pub access: Vec<Access>,
    /// Battery × asset, row-major.
    permits: Vec<Option<Permit>>,
    /// Constellation × asset, row-major.
    orbit_permits: Vec<Option<Permit>>,
    num_assets: usize,
    /// Constellations that exist.
    pub constellations: Vec<bool>,
}

impl Rules {
    /// The rules of an arm on a day.
    #[must_use]
    pub fn new(world: &World, draws: &Draws, groups: &[RadarGroup], arm: usize, day: Day) -> Self {
        let has_come = |from_day| draws.get(from_day) <= f64::from(day.0);
        let agreements = world.arms[arm].agreements.iter().copied();
        let in_force: Vec<usize> = agreements.filter(|a| world.agreements[*a].holds(draws, day)).collect();
        let constellations = (0..world.constellations.len())
            .map(|c| {
                if !has_come(world.constellations[c].from_day) {
                    return false;
                }
                let mut owners =
                    world.agreements.iter().enumerate().filter(|(_, a)| a.constellations.contains(&c)).peekable();
                owners.peek().is_none() || owners.any(|(a, _)| in_force.contains(&a))
            })
            .collect();
        let access = (0..world.nations.len()).map(|n| access(world, draws, groups, &in_force, n)).collect();
        let each = |nation: usize, protects: &[usize]| -> Vec<Option<Permit>> {
            (0..world.assets.len()).map(|asset| permit(world, draws, &in_force, nation, protects, asset)).collect()
        };
        let permits = world.batteries.iter().flat_map(|b| each(b.nation, &b.protects)).collect();
        let orbit_permits = world.constellations.iter().flat_map(|c| each(c.nation, &[])).collect();
        Self { access, permits, orbit_permits, num_assets: world.assets.len(), constellations }
    }

    /// Whether and how a battery may shoot for an asset.
    #[inline]
    #[must_use]
    pub fn permit(&self, battery: usize, asset: usize) -> Option<Permit> {
        self.permits[battery * self.num_assets + asset]
    }

    /// Whether and how interceptors of a constellation may shoot for an asset, once it is known what a threat is aimed at.
    #[inline]
    #[must_use]
    pub fn orbit_permit(&self, constellation: usize, asset: usize) -> Option<Permit> {
        self.orbit_permits[constellation * self.num_assets + asset]
    }

    /// Whether the permit covers this interceptor type.
    #[must_use]
    pub fn covers(world: &World, permit: Permit, interceptor: usize) -> bool {
        permit.rule.is_none_or(|(agreement, rule)| {
            let with = &world.agreements[agreement].engage[rule].with;
            with.is_empty() || with.contains(&interceptor)
        })
    }
}

/// The rules of an arm on all days of raiding, worked out once for each stretch of days on which they stay the same.
#[derive(Debug, Clone)]
pub struct RulesByDay {
    /// Ascending in the first day of each stretch; the first holds before it too.
    stretches: Vec<(Day, Rules)>,
}

impl RulesByDay {
    /// The rules of an arm from the first day of the raids to the last.
    #[must_use]
    pub fn new(world: &World, draws: &Draws, groups: &[RadarGroup], arm: usize) -> Self {
        let (first, last) = world.raid_days();
        let agreements = || world.arms[arm].agreements.iter().map(|a| &world.agreements[*a]);
        let come = agreements().map(|a| a.from_day).chain(world.constellations.iter().map(|c| c.from_day));
        let come = come.map(|from_day| Day(draws.get(from_day).ceil() as i32));
        let gone = agreements().filter_map(|a| a.last_day(draws)).map(|last| last.plus(1));
        let mut days: Vec<Day> = come.chain(gone).filter(|day| first < *day && *day <= last).chain([first]).collect();
        days.sort_unstable();
        days.dedup();
        Self { stretches: days.into_iter().map(|day| (day, Rules::new(world, draws, groups, arm, day))).collect() }
    }

    /// The rules on a day of raiding.
    #[must_use]
    pub fn on(&self, day: Day) -> &Rules {
        let num_begun = self.stretches.partition_point(|(first, _)| *first <= day);
        &self.stretches[num_begun.saturating_sub(1)].1
    }
}

fn access(world: &World, draws: &Draws, groups: &[RadarGroup], in_force: &[usize], nation: usize) -> Access {
    let own: Vec<bool> = groups.iter().map(|g| g.nation == nation).collect();
    let own_space: Vec<bool> = world.constellations.iter().map(|c| c.nation == nation).collect();
    let own_latency_s = draws.get(world.doctrine.own_latency_s);
    let mut access = Access {
        engage_on: own.clone(),
        launch_on: own.clone(),
        cue_s: own.iter().map(|o| o.then_some(own_latency_s)).collect(),
        space_cue_s: own_space.iter().map(|o| o.then_some(own_latency_s)).collect(),
        space_engage: own_space,
        own,
        own_latency_s,
        engage_latency_s: own_latency_s,
        launch_latency_s: own_latency_s,
        has_shared: false,
    };
    // A warning-only share tells people, not radars.
    let shares = in_force.iter().flat_map(|a| &world.agreements[*a].tracks);
    for share in shares.filter(|t| t.taker == nation && t.use_for > TrackUse::Warning) {
        let latency_s = draws.get(share.latency_s).max(own_latency_s);
        let keep = |old: &mut Option<f64>| *old = Some(old.map_or(latency_s, |o| o.min(latency_s)));
        for (index, group) in groups.iter().enumerate() {
            if !group.members.iter().any(|m| share.sensors.contains(m)) {
                continue;
            }
            keep(&mut access.cue_s[index]);
            access.launch_on[index] |= share.use_for >= TrackUse::LaunchOn;
            access.engage_on[index] |= share.use_for >= TrackUse::EngageOn;
        }
        for &constellation in &share.constellations {
            keep(&mut access.space_cue_s[constellation]);
            access.space_engage[constellation] |= share.use_for >= TrackUse::EngageOn;
        }
        if share.use_for >= TrackUse::LaunchOn {
            access.has_shared = true;
            access.launch_latency_s = access.launch_latency_s.max(latency_s);
        }
        if share.use_for >= TrackUse::EngageOn {
            access.engage_latency_s = access.engage_latency_s.max(latency_s);
        }
    }
    access
}

fn permit(
    world: &World,
    draws: &Draws,
    in_force: &[usize],
    nation: usize,
    protects: &[usize],
    asset: usize,
) -> Option<Permit> {
    let is_own = world.assets[asset].nation == nation;
    if protects.contains(&asset) || (is_own && protects.is_empty()) {
        return Some(Permit { keep_fraction: 0.0, rule: None });
    }
    for &agreement in in_force {
        for (index, rule) in world.agreements[agreement].engage.iter().enumerate() {
            if rule.shooter == nation && rule.protects.contains(&asset) && applies(world, rule, asset) {
                let keep_fraction =
                    if rule.when == EngageWhen::AfterOwnAssets { draws.get(rule.keep_fraction) } else { 0.0 };
                return Some(Permit { keep_fraction, rule: Some((agreement, index)) });
            }
        }
    }
    None
}

fn applies(world: &World, rule: &EngageRule, asset: usize) -> bool {
    rule.when != EngageWhen::OwnForcesAtRisk
        || world.batteries.iter().any(|b| b.nation == rule.shooter && b.at == Some(asset))
        || world.sensors.iter().any(|s| s.nation == rule.shooter && s.at == Some(asset))
}
