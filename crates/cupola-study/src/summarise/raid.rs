//! The headline raid.

use crate::sample::Sample;
use crate::summary::{AssignmentSummary, ById, Count, Fates, OrbitSummary, RaidSummary, Shots};
use crate::table::element_ids;
use cupola_sim::tally::FATE_NAMES;
use cupola_sim::world::{FireRule, SpaceRole, World};
use std::collections::BTreeMap;

/// The raid of one arm.
pub fn summary(world: &World, sample: &Sample<'_>, arm: usize) -> RaidSummary {
    let raid = &world.raids[world.headline_raid];
    let through = sample.sum(arm, &super::through("raid"));
    let launched = sample.column(arm, "raid.launched");
    let leaked = sample.column(arm, "raid.leaked");
    let fraction: Vec<f64> = leaked.iter().zip(&launched).map(|(l, n)| if *n > 0.0 { l / n } else { 0.0 }).collect();
    let classes: Vec<usize> = used_classes(world, world.headline_raid);
    RaidSummary {
        id: raid.id.clone(),
        name: raid.name.clone(),
        track_mode: cupola_sim::raid::TRACK_MODE,
        rule: world.doctrine.rule.word(),
        assignment: assignment(world, sample, arm),
        threats: sample.count_of(&launched),
        leakers: sample.count_of(&leaked),
        fell_harmless: sample.count(arm, "raid.fell_harmless"),
        through: sample.count_of(&through),
        leak_fraction: sample.count_of(&fraction),
        value_lost_fraction: sample.count(arm, "raid.value_lost"),
        all: fates(
            sample,
            arm,
            "raid",
            &classes.iter().map(|c| format!("class.{}", world.classes[*c].id)).collect::<Vec<_>>(),
        ),
        by_class: by_class(world, sample, arm, "raid", &classes),
        by_group: by_group(world, sample, arm, &classes),
        by_place: by_place(world, sample, arm, "raid"),
        by_layer: element_ids(world)
            .into_iter()
            .map(|e| (e.clone(), sample.count(arm, &format!("raid.element.{e}"))))
            .filter(|(_, c)| c.mean > 0.0)
            .collect(),
        by_family: by_family(world, sample, arm),
        shots: shots(world, sample, arm, "raid"),
        histogram: histogram(&through),
        through_without_common_mode: sample.count(0, "raid.through_without_common"),
        orbit_none_in_reach_fraction: out_of_reach(sample, arm),
        orbit: orbit(world, sample, arm),
        chain_s: chain(sample, arm),
    }
}

/// The joint assignments of the raid; none under a rule that makes none.
fn assignment(world: &World, sample: &Sample<'_>, arm: usize) -> Option<AssignmentSummary> {
    if world.doctrine.rule != FireRule::Optimal {
        return None;
    }
    let plans = sample.column(arm, "raid.plans");
    let (num, gaps) = (plans.iter().sum::<f64>(), sample.column(arm, "raid.plan_gap_sum_fraction").iter().sum::<f64>());
    Some(AssignmentSummary {
        plans: sample.count_of(&plans),
        mean_gap_fraction: if num > 0.0 { gaps / num } else { 0.0 },
    })
}

/// Classes that occur in a raid, in world order.
pub fn used_classes(world: &World, raid: usize) -> Vec<usize> {
    (0..world.classes.len()).filter(|c| world.raids[raid].groups.iter().any(|g| g.class == *c)).collect()
}

/// Whether a class only occurs in blocks of its own.
pub fn is_separate(world: &World, class: usize) -> bool {
    let mut groups = world.raids.iter().flat_map(|r| &r.groups).filter(|g| g.class == class).peekable();
    groups.peek().is_some() && groups.all(|g| g.is_separate)
}

/// Fates by the sum of named rows (`class.mrbm-1300`, `asset.kanto`).
pub fn fates(sample: &Sample<'_>, arm: usize, prefix: &str, rows: &[String]) -> Fates {
    let values = |fates: &[usize]| {
        let name = |r: &String, f: &usize| format!("{prefix}.{r}.{}", FATE_NAMES[*f]);
        let names: Vec<String> = rows.iter().flat_map(|r| fates.iter().map(move |f| name(r, f))).collect();
        sample.count_of(&sample.sum(arm, &names))
    };
    let count = |fate: usize| values(&[fate]);
    Fates {
        launched: count(0),
        detected: count(1),
        tracked: count(2),
        engaged: count(3),
        intercepted: count(4),
        suppressed: count(5),
        failed: count(6),
        fell_harmless: count(7),
        leaked: count(8),
        through: values(&[7, 8]),
        held_by_choice: count(9),
    }
}

/// Fates of each class.
pub fn by_class(world: &World, sample: &Sample<'_>, arm: usize, prefix: &str, classes: &[usize]) -> ById<Fates> {
    classes
        .iter()
        .map(|c| &world.classes[*c].id)
        .map(|id| (id.clone(), fates(sample, arm, prefix, &[format!("class.{id}")])))
        .collect()
}

/// Fates of each place something is aimed at.
pub fn by_place(world: &World, sample: &Sample<'_>, arm: usize, prefix: &str) -> ById<Fates> {
    world
        .assets
        .iter()
        .map(|a| (a.id.clone(), fates(sample, arm, prefix, &[format!("asset.{}", a.id)])))
        .filter(|(_, f): &(String, Fates)| f.launched.mean > 0.0)
        .collect()
}

fn by_group(world: &World, sample: &Sample<'_>, arm: usize, classes: &[usize]) -> Vec<(String, bool, Fates)> {
    let mut groups: Vec<(String, bool, Vec<String>)> = Vec::new();
    let mut sorted = classes.to_vec();
    sorted.sort_by_key(|c| world.classes[*c].kind);
    for class in sorted {
        let (name, separate) = (&world.classes[class].group, is_separate(world, class));
        let row = format!("class.{}", world.classes[class].id);
        match groups.iter_mut().find(|g| g.0 == *name && g.1 == separate) {
            Some(group) => group.2.push(row),
            None => groups.push((name.clone(), separate, vec![row])),
        }
    }
    groups.into_iter().map(|(name, separate, rows)| (name, separate, fates(sample, arm, "raid", &rows))).collect()
}

fn by_family(world: &World, sample: &Sample<'_>, arm: usize) -> Vec<(String, Count)> {
    let mut families: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for interceptor in &world.interceptors {
        families.entry(interceptor.family.clone()).or_default().push(format!("raid.kills.{}", interceptor.id));
    }
    for area in &world.area_defences {
        families.entry(area.family.clone()).or_default().push(format!("raid.element.{}", area.id));
    }
    let mut counts: Vec<(String, Count)> =
        families.into_iter().map(|(name, columns)| (name, sample.count_of(&sample.sum(arm, &columns)))).collect();
    counts.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// Rounds and kills by interceptor type.
pub fn shots(world: &World, sample: &Sample<'_>, arm: usize, prefix: &str) -> ById<Shots> {
    world
        .interceptors
        .iter()
        .map(|i| {
            let count = |what: &str| sample.count(arm, &format!("{prefix}.{what}.{}", i.id));
            let shots = Shots {
                fired: count("fired"),
                kills: count("kills"),
                hit: count("hit"),
                missed: count("missed"),
                self_destructed: count("self_destructed"),
                unused: count("unused"),
            };
            (i.id.clone(), shots)
        })
        .collect()
}

/// (number, runs), without gaps.
fn histogram(values: &[f64]) -> Vec<(u32, u32)> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for value in values {
        *counts.entry(*value as u32).or_insert(0) += 1;
    }
    let (Some(first), Some(last)) = (counts.keys().next(), counts.keys().last()) else { return Vec::new() };
    (*first..=*last).map(|n| (n, counts.get(&n).copied().unwrap_or(0))).collect()
}

fn out_of_reach(sample: &Sample<'_>, arm: usize) -> Option<Count> {
    let boosts = sample.column(arm, "raid.boosts");
    let out = sample.column(arm, "raid.boosts_out_of_reach");
    if boosts.iter().all(|b| *b == 0.0) {
        return None;
    }
    let fraction: Vec<f64> = out.iter().zip(&boosts).map(|(o, b)| if *b > 0.0 { o / b } else { 1.0 }).collect();
    Some(sample.count_of(&fraction))
}

/// What the space layer did.
fn orbit(world: &World, sample: &Sample<'_>, arm: usize) -> Option<OrbitSummary> {
    let missiles = sample.column(arm, "raid.missiles");
    if world.constellations.is_empty() || missiles.iter().all(|n| *n == 0.0) {
        return None;
    }
    let share = |of: &[f64], all: &[f64]| {
        let each: Vec<f64> = of.iter().zip(all).map(|(n, all)| if *all > 0.0 { n / all } else { 0.0 }).collect();
        sample.count_of(&each)
    };
    let element = |id: &String| format!("raid.element.{id}");
    let has = |role: fn(&SpaceRole) -> bool| world.constellations.iter().filter(move |c| role(&c.role));
    let armed: Vec<String> = has(|r| matches!(r, SpaceRole::Interceptor { .. })).map(|c| element(&c.id)).collect();
    let kills = sample.sum(arm, &armed);
    let all_kills = sample.sum(arm, &element_ids(world).iter().map(element).collect::<Vec<_>>());
    let short = sample.column(arm, "raid.fell_short");
    let with_short = |kills: &[f64]| -> Vec<f64> { kills.iter().zip(&short).map(|(k, s)| k + s).collect() };
    let seen = |id: &String| share(&sample.column(arm, &format!("raid.seen.{id}")), &missiles);
    Some(OrbitSummary {
        missiles: sample.count_of(&missiles),
        kills: sample.count_of(&kills),
        fell_short: sample.count_of(&short),
        share_of_stopped_fraction: share(&with_short(&kills), &with_short(&all_kills)),
        seen_fraction: has(|r| !matches!(r, SpaceRole::Interceptor { .. }))
            .map(|c| (c.id.clone(), seen(&c.id)))
            .collect(),
    })
}

/// Mean delay of each link of the shot chain.
fn chain(sample: &Sample<'_>, arm: usize) -> Vec<(String, f64)> {
    let shots: f64 = sample.column(arm, "raid.chain_count").iter().sum();
    let links = ["detection", "firm track", "authority", "command, when it is time", "launch"];
    links
        .iter()
        .enumerate()
        .map(|(i, link)| {
            let sum: f64 = sample.column(arm, &format!("raid.chain_sum_s.{i}")).iter().sum();
            ((*link).to_owned(), if shots > 0.0 { sum / shots } else { 0.0 })
        })
        .collect()
}
