//! The scenario in words and places.

use super::raid::is_separate;
use crate::summary::{ArmInfo, ClassInfo, ElementInfo, PlaceInfo, ScenarioInfo};
use cupola_sim::rules::Rules;
use cupola_sim::world::{Arm, Battery, Draws, InputId, Site, World};

/// What the report says of the scenario.
pub fn scenario(world: &World, hash: &str) -> ScenarioInfo {
    let mut classes: Vec<usize> = (0..world.classes.len()).collect();
    classes.sort_by_key(|c| world.classes[*c].kind);
    ScenarioInfo {
        name: world.name.clone(),
        hash: hash.to_owned(),
        status: world.status.clone(),
        title: world.title.clone(),
        question: world.question.clone(),
        caveats: world.caveats.clone(),
        price_year: world.cost.as_ref().map_or(world.stock_date.ymd().0, |c| c.price_year),
        stock_date: world.stock_date.to_string(),
        raids_start: world.raids_start.to_string(),
        end: world.end.to_string(),
        arms: world.arms.iter().map(|a| arm(world, a)).collect(),
        classes: classes
            .into_iter()
            .map(|c| ClassInfo {
                id: world.classes[c].id.clone(),
                name: world.classes[c].name.clone(),
                group: world.classes[c].group.clone(),
                separate: is_separate(world, c),
            })
            .collect(),
        places: world
            .assets
            .iter()
            .map(|a| PlaceInfo {
                id: a.id.clone(),
                name: a.name.clone(),
                nation: world.nations[a.nation].id.clone(),
                lat_deg: a.site.lat_rad.to_degrees(),
                lon_deg: a.site.lon_rad.to_degrees(),
                value: a.value,
            })
            .collect(),
        elements: elements(world),
        items: world.items.iter().map(|i| (i.id.clone(), i.name.clone())).collect(),
        lines: world.supply.lines.iter().map(|l| (l.id.clone(), l.name.clone())).collect(),
        nations: world.nations.iter().map(|n| (n.id.clone(), n.name.clone())).collect(),
    }
}

/// An arm in words.
pub fn arm(world: &World, arm: &Arm) -> ArmInfo {
    let agreement = |a: &usize| {
        let a = &world.agreements[*a];
        (a.id.clone(), a.status.clone(), a.says.clone())
    };
    ArmInfo { id: arm.id.clone(), name: arm.name.clone(), agreements: arm.agreements.iter().map(agreement).collect() }
}

/// Greatest ground range of an intercept by any of a battery's loads, likely (m).
pub fn reach_m(world: &World, battery: &Battery) -> f64 {
    let likely = |id: InputId| world.inputs[id.0 as usize].range.likely;
    battery.loads.iter().map(|l| likely(world.interceptors[l.interceptor].range_m)).fold(0.0, f64::max)
}

/// Ids of the places in reach of a battery that it may shoot for.
pub fn defends(world: &World, rules: &Rules, battery: usize) -> Vec<String> {
    let b = &world.batteries[battery];
    let reach_m = reach_m(world, b);
    let may = |a: &usize| rules.permit(battery, *a).is_some() && b.site.range_m(world.assets[*a].site) <= reach_m;
    (0..world.assets.len()).filter(may).map(|a| world.assets[a].id.clone()).collect()
}

fn elements(world: &World) -> Vec<ElementInfo> {
    let groups = cupola_sim::geometry::radar_groups(world);
    let rules = Rules::new(world, &Draws::likely(&world.inputs), &groups, 0, world.raids_start);
    let likely = |id: InputId| world.inputs[id.0 as usize].range.likely;
    let element =
        |id: &str, kind: &str, nation: &str, site: Site, radius_m: f64, what: String, defends: Vec<String>| {
            ElementInfo {
                id: id.to_owned(),
                kind: kind.to_owned(),
                nation: nation.to_owned(),
                lat_deg: site.lat_rad.to_degrees(),
                lon_deg: site.lon_rad.to_degrees(),
                radius_m,
                what,
                defends,
            }
        };
    let nation = |n: usize| world.nations[n].id.as_str();
    let batteries = world.batteries.iter().enumerate().map(|(index, b)| {
        let kinds: Vec<&str> = b.loads.iter().map(|l| world.interceptors[l.interceptor].name.as_str()).collect();
        let (reach, defends) = (reach_m(world, b), defends(world, &rules, index));
        let kind = if b.ship.is_some() { "ship" } else { "battery" };
        element(&b.id, kind, nation(b.nation), b.site, reach, kinds.join(", "), defends)
    });
    let radars = world
        .sensors
        .iter()
        .filter(|s| s.battery.is_none())
        .map(|s| element(&s.id, "radar", nation(s.nation), s.site, likely(s.range_m), "radar".into(), Vec::new()));
    let areas = world.area_defences.iter().map(|a| {
        element(&a.id, "area-defence", nation(a.nation), a.site, likely(a.radius_m), a.name.clone(), Vec::new())
    });
    let launch =
        world.areas.iter().map(|a| element(&a.id, "launch-area", "", a.site, a.radius_m, a.name.clone(), Vec::new()));
    batteries.chain(radars).chain(areas).chain(launch).collect()
}
