//! Batteries, ships and area defences.

use super::at::At;
use super::ids::Of;
use super::interceptors::KIND_SUFFIXES;
use super::sensors::Stand;
use super::units::{Assume, Bound, COUNT, DAYS, FRACTION, KM, MINUTES, MUSD};
use super::{Build, named, site};
use crate::catalogue::{Entry, Kind};
use crate::raw::{RawAreaDefence, RawBattery, RawBatteryKind, RawLoad, RawNumber, RawUnit};
use cupola_core::EntityKey;
use cupola_sim::world::{AreaDefence, Battery, InputId, Load, NUM_TARGET_KINDS, PortCall};

const READY_LAND: Assume = Assume(0.7, 0.85, 0.95, "assumed: ready on a day");
const READY_SHIP: Assume = Assume(0.3, 0.5, 0.7, "assumed: on station on a day");
const READY_AREA: Assume = Assume(0.8, 0.9, 0.98, "assumed: ready on a day");
const RELOAD_MIN: Assume = Assume(30.0, 60.0, 120.0, "assumed: no source for this round");

const LEAVE_BELOW: Assume = Assume(0.0, 0.2, 0.5, "assumed: a commander's choice, not a published rule");
const TRANSIT_DAYS: Assume =
    Assume(1.0, 3.0, 10.0, "assumed: from a coastal station to the nearest port or across an ocean");
const RELOAD_DAYS: Assume = Assume(1.0, 2.0, 7.0, "assumed: canisters are lifted in one by one at a pier");

/// One unit of a group, with the place of what is different in it.
struct Unit<'r, 'a> {
    id: String,
    name: String,
    raw: Option<&'r RawUnit>,
    at: At<'a>,
}

/// Most engagements at once of one element.
const MOST_AT_ONCE: f64 = 10_000.0;

impl Build<'_> {
    pub(crate) fn battery(&mut self, at: &At<'_>, raw: &RawBattery) {
        let entry = self.entry(&at.key("is"), Kind::Battery, raw.is.as_ref());
        let count = raw.count.unwrap_or(1);
        if raw.load.is_empty() {
            self.fault(at, "has no [[battery.load]]");
        }
        for (index, load) in raw.load.iter().enumerate() {
            if raw.load[..index].iter().any(|l| l.interceptor == load.interceptor) {
                let place = at.items("load").swap_remove(index).key("interceptor");
                self.fault(&place, format!("there are two loads of \"{}\"", load.interceptor));
            }
        }
        let ids: Vec<String> =
            (1..=count).map(|n| if count == 1 { raw.id.clone() } else { format!("{}-{n}", raw.id) }).collect();
        for unit in raw.unit.keys().filter(|unit| !ids.contains(unit)) {
            let names: Vec<&str> = ids.iter().map(String::as_str).collect();
            let place = at.key("unit").name_of(unit);
            self.near_fault(&place, format!("the group has no unit \"{unit}\""), unit, &names);
        }
        let group_name = named(&raw.name, &raw.id);
        for (index, id) in ids.into_iter().enumerate() {
            if self.batteries.iter().any(|b| b.id == id) {
                self.fault(at, format!("there are two of battery \"{id}\""));
            }
            let own = raw.unit.get(&id);
            let numbered = if count == 1 { group_name.clone() } else { format!("{group_name} {}", index + 1) };
            let name = own.and_then(|u| u.name.clone()).unwrap_or(numbered);
            let unit_at = at.key("unit").key(&id);
            self.unit(at, raw, entry, &Unit { id, name, raw: own, at: unit_at });
        }
    }

    /// A number of a unit: its own where it has one, else the group's.
    fn of_unit(
        &mut self,
        at: &At<'_>,
        name: &str,
        group: Option<&RawNumber>,
        unit: (&At<'_>, Option<&RawNumber>),
        rest: (Option<(&Entry, &str)>, super::units::Spec, Option<Assume>),
    ) -> InputId {
        let (from, spec, assume) = rest;
        match unit {
            (place, Some(own)) => self.number(&place.key(name), own, spec),
            (_, None) => self.field(at, name, group, from, spec, assume),
        }
    }

    fn unit(&mut self, at: &At<'_>, raw: &RawBattery, entry: Option<&Entry>, unit: &Unit<'_, '_>) {
        let own = unit.raw;
        let is_ship = raw.kind == RawBatteryKind::Ship;
        let nation = self.find(Of::Nation, &at.key("nation"), &raw.nation);
        let standing = match own.and_then(|u| u.at.as_ref()) {
            Some(id) => self.find_optional(Of::Asset, &unit.at.key("at"), Some(id)),
            None => self.find_optional(Of::Asset, &at.key("at"), raw.at.as_ref()),
        };
        let place = site(
            own.and_then(|u| u.lat_deg).unwrap_or(raw.lat_deg),
            own.and_then(|u| u.lon_deg).unwrap_or(raw.lon_deg),
        );
        let from_entry = entry.map(|e| (e, "simultaneous_engagements"));
        let channels = (from_entry, COUNT.bound(Bound::Between(1.0, MOST_AT_ONCE)), None);
        let channels = self.of_unit(
            at,
            "channels",
            raw.channels.as_ref(),
            (&unit.at, own.and_then(|u| u.channels.as_ref())),
            channels,
        );
        let round = raw.load.first().and_then(|l| self.catalogue.get(&l.interceptor));
        let from_round = round.map(|e| (e, "reload_min"));
        let reload = (from_round, MINUTES, Some(RELOAD_MIN));
        let own_reload = own.and_then(|u| u.reload_min.as_ref());
        let reload_s = self.of_unit(at, "reload_min", raw.reload_min.as_ref(), (&unit.at, own_reload), reload);
        let ready = if is_ship { READY_SHIP } else { READY_LAND };
        let own_ready = own.and_then(|u| u.availability.as_ref());
        let group_ready = raw.availability.as_ref();
        let rest = (None, FRACTION, Some(ready));
        let availability = self.of_unit(at, "availability", group_ready, (&unit.at, own_ready), rest);
        let from_day = match own.and_then(|u| u.from.as_ref()) {
            Some(when) => self.when(&unit.at.key("from"), when),
            None => self.in_service(&at.key("from"), raw.from.as_ref()),
        };
        let loads = self.loads(at, raw, unit);
        let protects = self.find_all(Of::Asset, &at.key("protects"), &raw.protects);
        let stand = Stand {
            id: format!("radar-{}", unit.id),
            nation,
            site: place,
            height_m: raw.radar_height_m.unwrap_or(if is_ship { 20.0 } else { 10.0 }),
            at: standing,
            battery: Some(self.batteries.len()),
            boresight_deg: own.and_then(|u| u.radar_boresight_deg).or(raw.radar_boresight_deg),
            availability: self.constant(
                "radar_availability",
                1.0,
                FRACTION,
                "a battery's readiness includes its radar",
            ),
            from_day,
            until_day: None,
        };
        let radar = self.own_radar(at, raw, entry, stand);
        let ship = is_ship.then(|| self.port_call(at, raw));
        let resupply_days = self.land_resupply(at, raw, is_ship);
        let theatre = self.find_optional(Of::Theatre, &at.key("theatre"), raw.theatre.as_ref());
        self.batteries.push(Battery {
            key: EntityKey::of(&format!("battery.{}", unit.id)),
            id: unit.id.clone(),
            name: unit.name.clone(),
            nation,
            theatre,
            ship,
            resupply_days,
            site: place,
            at: standing,
            radar,
            channels,
            loads,
            reload_s,
            availability,
            from_day,
            facing_rad: raw.facing_deg.unwrap_or(0.0).to_radians(),
            sector_rad: raw.sector_deg.unwrap_or(360.0).to_radians(),
            protects,
        });
    }

    /// How a ship is loaded again.
    fn port_call(&mut self, at: &At<'_>, raw: &RawBattery) -> PortCall {
        let mut own = |name: &str, number, spec, assume| self.field(at, name, number, None, spec, Some(assume));
        PortCall {
            leave_below_fraction: own("leave_below", raw.leave_below.as_ref(), FRACTION, LEAVE_BELOW),
            transit_days: own("transit_days", raw.transit_days.as_ref(), DAYS, TRANSIT_DAYS),
            reload_days: own("reload_days", raw.reload_days.as_ref(), DAYS, RELOAD_DAYS),
        }
    }

    /// A battery's own time from the depot, which no ship has.
    fn land_resupply(&mut self, at: &At<'_>, raw: &RawBattery, is_ship: bool) -> Option<InputId> {
        let at_sea =
            [("leave_below", &raw.leave_below), ("transit_days", &raw.transit_days), ("reload_days", &raw.reload_days)];
        for (name, _) in at_sea.iter().filter(|(_, number)| !is_ship && number.is_some()) {
            self.fault(&at.key(name), "is of ships").allowed = Some("resupply_days on land".to_owned());
        }
        let days = raw.resupply_days.as_ref()?;
        if is_ship {
            self.fault(&at.key("resupply_days"), "a ship is not loaded at sea").allowed =
                Some("leave_below, transit_days and reload_days".to_owned());
        }
        Some(self.number(&at.key("resupply_days"), days, DAYS))
    }

    /// The battery's own radar: a sensor of this scenario, or a new one of a catalogue type.
    fn own_radar(&mut self, at: &At<'_>, raw: &RawBattery, entry: Option<&Entry>, stand: Stand) -> Option<usize> {
        let written = raw.radar.as_deref().or_else(|| entry?.fact("radar"))?.to_owned();
        let place = at.key("radar");
        if let Some(index) =
            self.sensors.iter().position(|s| s.id == written && s.battery.is_none_or(|b| Some(b) == stand.battery))
        {
            self.sensors[index].battery = stand.battery;
            return Some(index);
        }
        let Some(kind) = self.catalogue.get(&written).filter(|e| e.kind == Kind::Sensor) else {
            let mut fault = self.unknown_entry(&place, Kind::Sensor, &written);
            fault.message = format!("neither this scenario nor the catalogue has a free sensor \"{written}\"");
            self.faults.push(fault);
            return None;
        };
        let radar_at = at.called(&format!("sensor.{}", kind.id));
        let radar = self.radar(&radar_at, None, Some(kind));
        self.add_sensor(&at.key("radar_boresight_deg"), stand, radar);
        Some(self.sensors.len() - 1)
    }

    fn loads(&mut self, at: &At<'_>, raw: &RawBattery, unit: &Unit<'_, '_>) -> Vec<Load> {
        let changes = unit.raw.map(|u| u.load.as_slice()).unwrap_or_default();
        for (change, place) in changes.iter().zip(unit.at.items("load")) {
            let names: Vec<&str> = raw.load.iter().map(|l| l.interceptor.as_str()).collect();
            if !names.contains(&change.interceptor.as_str()) {
                let message = format!("the group has no load of \"{}\"", change.interceptor);
                self.near_fault(&place.key("interceptor"), message, &change.interceptor, &names);
            }
        }
        let mut loads = Vec::new();
        for (load, place) in raw.load.iter().zip(at.items("load")) {
            let found = changes.iter().zip(unit.at.items("load")).find(|(c, _)| c.interceptor == load.interceptor);
            let (change, change_at) = found.map_or((None, place.clone()), |(c, a)| (Some(c), a));
            let Some(interceptor) = self.try_find(Of::Interceptor, &place.key("interceptor"), &load.interceptor) else {
                continue;
            };
            let round = self.round(interceptor);
            let stated = change.and_then(|c| c.per_launcher.as_ref());
            self.capacity(&place, load, round, stated.map(|n| (&change_at, n)));
            let own = |n: Option<&RawNumber>| (change_at.clone(), n.cloned());
            let (a, launchers) = own(change.and_then(|c| c.launchers.as_ref()));
            let (b, per) = own(stated);
            let (c, reloads) = own(change.and_then(|c| c.reloads.as_ref()));
            let from = round.map(|e| (e, "per_launcher"));
            let none = self.constant("reloads", 0.0, COUNT, "no reloads beside the launchers unless stated");
            loads.push(Load {
                interceptor,
                launchers: self.of_unit(
                    &place,
                    "launchers",
                    Some(&load.launchers),
                    (&a, launchers.as_ref()),
                    (None, COUNT, None),
                ),
                per_launcher: self.of_unit(
                    &place,
                    "per_launcher",
                    load.per_launcher.as_ref(),
                    (&b, per.as_ref()),
                    (from, COUNT, None),
                ),
                reloads: if reloads.is_none() && load.reloads.is_none() {
                    none
                } else {
                    let rest = (None, COUNT, None);
                    self.of_unit(&place, "reloads", load.reloads.as_ref(), (&c, reloads.as_ref()), rest)
                },
            });
        }
        loads
    }

    /// The catalogue entry of an interceptor of this scenario.
    fn round(&self, interceptor: usize) -> Option<&'static Entry> {
        let raw = self.raw.interceptor.get(interceptor)?;
        self.catalogue.get(raw.is.as_ref()?).filter(|e| e.kind == Kind::Interceptor)
    }

    /// No launcher holds more rounds than the catalogue says it can.
    fn capacity(&mut self, at: &At<'_>, load: &RawLoad, round: Option<&Entry>, unit: Option<(&At<'_>, &RawNumber)>) {
        let Some(entry) = round else { return };
        let Some(most) = entry.value("per_launcher").map(|v| v.range.high) else { return };
        let group = load.per_launcher.as_ref().map(|n| (at, n));
        for (place, number) in [group, unit].into_iter().flatten() {
            let stated = match number {
                RawNumber::Plain(value) => *value,
                RawNumber::Range(range) => range.high.or(range.likely).unwrap_or(0.0),
            };
            if stated > most {
                let message = format!("{stated} rounds are more than a launcher holds");
                self.fault(&place.key("per_launcher"), message).allowed =
                    Some(format!("up to {most} (catalogue, {})", entry.id));
            }
        }
    }

    pub(crate) fn area_defence(&mut self, at: &At<'_>, raw: &RawAreaDefence) -> AreaDefence {
        let success = self.successes(at, raw);
        if success.iter().all(Option::is_none) {
            self.fault(at, "can engage no kind of target").allowed = Some("a success_… of this table".to_owned());
        }
        let cost = raw.cost_musd.as_ref();
        let cost_at = at.key("cost_musd");
        AreaDefence {
            id: raw.id.clone(),
            name: named(&raw.name, &raw.id),
            family: raw.family.clone().unwrap_or_else(|| "guns, other SAM".to_owned()),
            key: EntityKey::of(&format!("area_defence.{}", raw.id)),
            nation: self.find(Of::Nation, &at.key("nation"), &raw.nation),
            site: site(raw.lat_deg, raw.lon_deg),
            at: self.find_optional(Of::Asset, &at.key("at"), raw.at.as_ref()),
            radius_m: self.number(&at.key("radius_km"), &raw.radius_km, KM.bound(Bound::Positive).physical()),
            engagements_per_hour: self.number(&at.key("engagements_per_hour"), &raw.engagements_per_hour, COUNT),
            servers: self.number(&at.key("servers"), &raw.servers, COUNT.bound(Bound::Between(1.0, MOST_AT_ONCE))),
            success_probability: success,
            is_hard: raw.hard.unwrap_or(true),
            rounds: self.number(&at.key("rounds"), &raw.rounds, COUNT),
            cost_usd: match cost {
                Some(number) => self.number(&cost_at, number, MUSD),
                None => self.constant("area_defence_cost_musd", 0.0, MUSD, "no cost is stated"),
            },
            availability: self.field(at, "availability", raw.availability.as_ref(), None, FRACTION, Some(READY_AREA)),
            from_day: self.in_service(&at.key("from"), raw.from.as_ref()),
        }
    }

    fn successes(&mut self, at: &At<'_>, raw: &RawAreaDefence) -> [Option<InputId>; NUM_TARGET_KINDS] {
        let written = [
            &raw.success_ballistic_short,
            &raw.success_ballistic_medium,
            &raw.success_ballistic_intermediate,
            &raw.success_icbm,
            &raw.success_quasi_ballistic,
            &raw.success_glide,
            &raw.success_cruise,
            &raw.success_hypersonic_cruise,
            &raw.success_drone,
        ];
        let mut result = [None; NUM_TARGET_KINDS];
        for (index, (suffix, _)) in KIND_SUFFIXES.into_iter().enumerate() {
            if let Some(number) = written[index] {
                result[index] = Some(self.number(&at.key(&format!("success_{suffix}")), number, FRACTION));
            }
        }
        result
    }
}
