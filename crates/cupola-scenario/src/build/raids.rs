//! Raids.

use super::Build;
use super::at::At;
use super::ids::Of;
use super::units::{Assume, Bound, COUNT, FRACTION, MINUTES};
use super::{named, site};
use crate::raw::{RawGroup, RawRaid, RawTurn, RawWeights};
use crate::tree::number;
use cupola_sim::world::{FlightModel, Group, Raid, Site};

/// A class may be asked for this much more than its greatest range.
const RANGE_SLACK: f64 = 1.05;
/// Most threats of one group.
const MOST: f64 = 1e5;

/// The headline raid of a study of stocks alone: nothing comes.
pub(crate) fn none() -> Raid {
    Raid { id: "none".to_owned(), name: "no raid".to_owned(), hour_utc: None, groups: Vec::new() }
}

impl Build<'_> {
    pub(crate) fn raid(&mut self, at: &At<'_>, raw: &RawRaid) -> Raid {
        if raw.group.is_empty() {
            self.fault(at, "has no [[raid.group]]");
        } else if raw.group.iter().all(|g| g.separate) {
            self.fault(at, "has only separate groups, and so nothing in its totals");
        }
        let counted: Vec<&str> =
            self.raw.raid.iter().flat_map(|r| &r.group).filter(|g| !g.separate).map(|g| g.threat.as_str()).collect();
        for (group, at) in raw.group.iter().zip(at.items("group")).filter(|(g, _)| g.separate) {
            if counted.contains(&group.threat.as_str()) {
                let message = format!(
                    "\"{}\" is in the totals elsewhere: a class is kept apart everywhere or nowhere",
                    group.threat
                );
                self.fault(&at.key("separate"), message);
            }
        }
        let groups = raw.group.iter().zip(at.items("group"));
        let groups = groups.map(|(raw, at)| self.group(&at, raw)).collect();
        Raid { id: raw.id.clone(), name: named(&raw.name, &raw.id), hour_utc: raw.hour_utc, groups }
    }

    fn group(&mut self, at: &At<'_>, raw: &RawGroup) -> Group {
        let class = self.class(&at.key("threat"), &raw.threat);
        let areas = self.weights(Of::Area, &at.key("from"), &raw.from);
        let aims = self.weights(Of::Asset, &at.key("aim"), &raw.aim);
        let way = self.way(&at.key("via"), class, &raw.via);
        if let Some(class) = class {
            self.reach(at, class, &areas, &aims, way);
        }
        let spread = Some(Assume::known(0.0, "all at once unless stated"));
        Group {
            id: raw.id.clone(),
            class: class.unwrap_or(0),
            areas,
            aims,
            way,
            count: self.number(&at.key("count"), &raw.count, COUNT.bound(Bound::Between(0.0, MOST))),
            opponent: self.sender(at, raw, class),
            later_fraction: raw.later_fraction.as_ref().map(|n| self.number(&at.key("later_fraction"), n, COUNT)),
            spread_s: self.field(at, "spread_min", raw.spread_min.as_ref(), None, MINUTES, spread),
            delay_s: raw.delay_min.unwrap_or(0.0) * 60.0,
            stray: raw.stray.as_ref().map(|n| self.number(&at.key("stray"), n, FRACTION)),
            is_detected_count: raw.detected,
            is_separate: raw.separate,
        }
    }

    /// The way through these places; none for a class that cannot turn, which is a fault, and where there are none.
    fn way(&mut self, at: &At<'_>, class: Option<usize>, via: &[RawTurn]) -> Option<usize> {
        if via.is_empty() {
            return None;
        }
        let class = self.classes.get(class?)?;
        if !matches!(class.flight, FlightModel::Glide { .. } | FlightModel::Cruise { .. }) {
            let message = format!("{} does not turn on its way", class.id);
            self.fault(at, message).allowed = Some("for gliders, cruise missiles and drones".to_owned());
            return None;
        }
        let way: Vec<Site> = via.iter().map(|place| site(place.lat_deg, place.lon_deg)).collect();
        let known = self.ways.iter().position(|w| *w == way);
        Some(known.unwrap_or_else(|| {
            self.ways.push(way);
            self.ways.len() - 1
        }))
    }

    fn weights(&mut self, of: Of, at: &At<'_>, raw: &RawWeights) -> Vec<(usize, f64)> {
        let mut result: Vec<(usize, f64)> = Vec::new();
        let mut is_sound = true;
        match raw {
            RawWeights::List(ids) => {
                for (i, id) in ids.iter().enumerate() {
                    let found = self.try_find(of, &at.element(i), id);
                    is_sound &= found.is_some();
                    result.extend(found.map(|index| (index, 1.0)));
                }
            }
            RawWeights::Table(table) => {
                for (id, weight) in table {
                    let found = self.try_find(of, &at.name_of(id), id);
                    is_sound &= found.is_some();
                    if *weight < 0.0 {
                        self.fault(&at.key(id), format!("{} is not allowed", number(*weight))).allowed =
                            Some("0 and more".to_owned());
                        is_sound = false;
                    }
                    result.extend(found.map(|index| (index, *weight)));
                }
            }
        }
        if is_sound && result.iter().map(|(_, w)| w).sum::<f64>() <= 0.0 {
            let what = if of == Of::Asset { "is aimed at no asset" } else { "comes from no area" };
            let names: Vec<&str> = self.ids.of(of).iter().map(String::as_str).collect();
            let allowed = crate::fault::listed(&names);
            self.fault(at, what).allowed = Some(allowed);
        }
        result.retain(|(_, weight)| *weight > 0.0);
        result.sort_by_key(|(index, _)| *index);
        result
    }

    /// From each area the class reaches at least one aim, and each aim is reached from at least one area.
    fn reach(&mut self, at: &At<'_>, class: usize, areas: &[(usize, f64)], aims: &[(usize, f64)], way: Option<usize>) {
        // With a fault elsewhere a place or a range may be a stand-in: what follows from it is not said.
        let Some(range_m) = self.reach_m(class).filter(|_| self.faults.is_empty()) else { return };
        let gap_m = |area: usize, aim: usize| {
            let (Some(area), Some(aim)) = (self.areas.get(area), self.assets.get(aim)) else { return 0.0 };
            let turns = way.and_then(|way| self.ways.get(way)).map_or(&[][..], Vec::as_slice);
            let mut before = area.site;
            let mut length_m = 0.0;
            for place in turns.iter().chain([&aim.site]) {
                length_m += before.range_m(*place);
                before = *place;
            }
            length_m - area.radius_m - aim.region_radius_m
        };
        let nearest = |pairs: Vec<f64>| pairs.into_iter().fold(f64::INFINITY, f64::min);
        let mut wrong: Vec<(&str, String, f64)> = Vec::new();
        for (area, _) in areas {
            let near_m = nearest(aims.iter().map(|(aim, _)| gap_m(*area, *aim)).collect());
            if near_m.is_finite() && near_m > range_m * RANGE_SLACK {
                let id = self.areas.get(*area).map_or("", |a| &a.id);
                wrong.push(("from", format!("no aim is within reach of \"{id}\""), near_m));
            }
        }
        for (aim, _) in aims {
            let near_m = nearest(areas.iter().map(|(area, _)| gap_m(*area, *aim)).collect());
            if wrong.is_empty() && near_m.is_finite() && near_m > range_m * RANGE_SLACK {
                let id = self.assets.get(*aim).map_or("", |a| &a.id);
                wrong.push(("aim", format!("\"{id}\" is within reach of no area"), near_m));
            }
        }
        let id = self.classes.get(class).map_or_else(String::new, |c| c.id.clone());
        for (key, message, near_m) in wrong {
            let message = format!("{message}: the nearest is {:.0} km away", near_m / 1e3);
            self.fault(&at.key(key), message).allowed = Some(format!("up to {:.0} km ({id})", range_m / 1e3));
        }
    }
}
