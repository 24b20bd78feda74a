//! Satellites on stated orbits: geostationary, on an ellipse, or from a file of elements.

use super::at::At;
use super::{Build, day};
use crate::fault::Pending;
use crate::orbits::parse;
use crate::raw::{RawConstellation, RawSatellite};
use crate::tree::Origin;
use cupola_core::EntityKey;
use cupola_earth::elements::MeanOrbit;
use cupola_earth::satellites::Satellites;
use cupola_earth::sgp4;
use cupola_earth::wgs84::A_M;
use cupola_sim::world::Stated;

/// Perigees are above this (km): else the air ends an orbit within a revolution.
const LEAST_PERIGEE_KM: f64 = 100.0;
/// 1 January 2000.
const DAY_2000: i32 = 10_957;
/// What a satellite may say of its orbit.
const WAYS: &str = "longitude_deg; or perigee_km, apogee_km, inclination_deg, node_deg, argument_deg and anomaly_deg; \
    or elements_file";

impl Build<'_> {
    /// The listed satellites of a constellation.
    pub(crate) fn satellites(&mut self, at: &At<'_>, raw: &RawConstellation, id: &str) -> Stated {
        let (mut orbits, mut sets) = (Vec::new(), Vec::new());
        for (raw, at) in raw.satellite.iter().zip(at.items("satellite")) {
            let given = [
                raw.longitude_deg.map(|_| "longitude_deg"),
                ellipse(raw).into_iter().find_map(|(name, value)| value.map(|_| name)),
                raw.elements_file.as_ref().map(|_| "elements_file"),
                raw.elements.as_ref().map(|_| "elements"),
            ];
            let mut given = given.into_iter().flatten();
            match (given.next(), given.next()) {
                (None, _) => self.fault(&at, "has no orbit").allowed = Some(WAYS.to_owned()),
                (Some(first), Some(second)) => {
                    self.fault(&at.name_of(second), format!("is given, and {first} too")).allowed =
                        Some("one of them".to_owned());
                }
                (Some("longitude_deg"), None) => {
                    orbits.extend(raw.longitude_deg.map(|degrees| MeanOrbit::geostationary(degrees.to_radians())));
                }
                (Some("elements_file"), None) => {
                    self.fault(&at.key("elements_file"), "cannot be read here").allowed =
                        Some("a file beside a scenario that is itself read from a file".to_owned());
                }
                (Some("elements"), None) => {
                    sets.extend(self.element_sets(&at, raw.elements.as_deref().unwrap_or_default(), id));
                }
                (Some(_), None) => orbits.extend(self.ellipse(&at, raw)),
            }
        }
        let start_j2000_s = (f64::from(day(&self.raw.study.raids_start).0 - DAY_2000) - 0.5) * 86_400.0;
        let mut groups = Vec::new();
        for group in [Satellites::elements(orbits, 0.0, 0.0), Satellites::sets(sets, start_j2000_s)] {
            match group {
                Ok(group) => groups.push(group),
                Err(error) => {
                    self.fault(&at.key("satellite"), error.to_string());
                }
            }
        }
        Stated { key: EntityKey::of(&format!("{}.satellite", at.path)), groups }
    }

    fn ellipse(&mut self, at: &At<'_>, raw: &RawSatellite) -> Option<MeanOrbit> {
        let ellipse = ellipse(raw);
        for (name, _) in ellipse.iter().filter(|(_, value)| value.is_none()) {
            self.fault(&at.key(name), "is missing").allowed = Some("a number".to_owned());
        }
        let [perigee_km, apogee_km, inclination_deg, node_deg, argument_deg, anomaly_deg] = ellipse.map(|e| e.1);
        let mut is_sound = true;
        if let Some(perigee_km) = perigee_km.filter(|km| *km <= LEAST_PERIGEE_KM) {
            let message = format!("{perigee_km} is in the ground or in the air");
            self.fault(&at.key("perigee_km"), message).allowed = Some(format!("above {LEAST_PERIGEE_KM}"));
            is_sound = false;
        }
        if let (Some(perigee_km), Some(apogee_km)) = (perigee_km, apogee_km)
            && apogee_km < perigee_km
        {
            let message = format!("{apogee_km} is below perigee_km, {perigee_km}");
            self.fault(&at.key("apogee_km"), message);
            is_sound = false;
        }
        let [perigee_m, apogee_m] = [perigee_km? * 1e3, apogee_km? * 1e3];
        let [inclination, node, argument, anomaly] =
            [inclination_deg?, node_deg?, argument_deg?, anomaly_deg?].map(f64::to_radians);
        let axis_m = A_M + 0.5 * (perigee_m + apogee_m);
        let eccentricity = (apogee_m - perigee_m) / (2.0 * axis_m);
        let orbit = is_sound.then(|| MeanOrbit::new(axis_m, eccentricity, inclination, node, argument, anomaly));
        orbit?.ok()
    }

    /// The satellites of a file, or of the text of one.
    fn element_sets(&mut self, at: &At<'_>, text: &str, constellation: &str) -> Vec<sgp4::Satellite> {
        let here = at.key("elements");
        // A value inside a scenario begins after its key.
        let is_file = here.origin.start == 0;
        let wanted = day(&self.raw.study.raids_start);
        let faults = match parse(text, "", Some(wanted)) {
            Ok(file) => {
                let caveat = |w: crate::Fault| format!("Orbits of {constellation}: {}", w.message);
                self.caveats.extend(file.warnings.into_iter().map(caveat));
                return file.entries.into_iter().map(|entry| entry.satellite).collect();
            }
            Err(faults) => faults,
        };
        for fault in faults.0 {
            let name = if fault.key.is_empty() { String::new() } else { format!("{}: ", fault.key) };
            let (origin, path, line) = if is_file {
                let start = offset(text, fault.line, fault.column);
                (Origin { start, ..here.origin }, at.key("elements_file").path, String::new())
            } else {
                (here.origin, here.path.clone(), format!("line {}: ", fault.line))
            };
            let pending = Pending::new(origin, path, format!("{line}{name}{}", fault.message));
            self.faults.push(Pending { allowed: fault.allowed, hint: fault.hint, ..pending });
        }
        Vec::new()
    }
}

/// The numbers of an ellipse and their keys.
fn ellipse(raw: &RawSatellite) -> [(&'static str, Option<f64>); 6] {
    [
        ("perigee_km", raw.perigee_km),
        ("apogee_km", raw.apogee_km),
        ("inclination_deg", raw.inclination_deg),
        ("node_deg", raw.node_deg),
        ("argument_deg", raw.argument_deg),
        ("anomaly_deg", raw.anomaly_deg),
    ]
}

/// The byte at a line and column (characters), both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let inside: usize = text[before..].chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    before + inside
}
