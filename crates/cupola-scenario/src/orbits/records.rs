//! One orbit mean-elements message as keys and values, whatever it was written in.

use super::{DAY_2000, Sink};
use cupola_core::{Day, math};
use cupola_earth::sgp4::ElementSet;
use std::collections::BTreeMap;

/// A value as written, and where.
pub(super) struct Value {
    pub text: String,
    pub line: usize,
    pub column: usize,
}

/// One message.
pub(super) struct Record {
    pub line: usize,
    pub values: BTreeMap<String, Value>,
}

/// Keys whose value decides whether SGP4 may be used, and what it may be; a file may be silent.
const FIXED: [(&str, &[&str]); 4] = [
    ("CENTER_NAME", &["EARTH"]),
    ("REF_FRAME", &["TEME"]),
    ("TIME_SYSTEM", &["UTC"]),
    ("MEAN_ELEMENT_THEORY", &["SGP4", "SGP/SGP4"]),
];

/// Keys that are read, for messages about others.
pub(super) const KEYS: [&str; 9] = [
    "NORAD_CAT_ID",
    "EPOCH",
    "MEAN_MOTION",
    "ECCENTRICITY",
    "INCLINATION",
    "RA_OF_ASC_NODE",
    "ARG_OF_PERICENTER",
    "MEAN_ANOMALY",
    "BSTAR",
];

impl Record {
    /// Turns the message into a satellite, every fault named.
    pub fn read(&self, sink: &mut Sink<'_>) {
        let before = sink.faults.len();
        let name = self.values.get("OBJECT_NAME").map(|value| value.text.trim().to_owned()).filter(|n| !n.is_empty());
        for (key, allowed) in FIXED {
            let Some(value) = self.values.get(key) else { continue };
            if !allowed.contains(&value.text.trim().to_uppercase().as_str()) {
                let message = format!("`{}` is not understood", value.text);
                sink.fault(value.line, value.column, key, message, &allowed.join(" or "));
            }
        }
        let angle = |sink: &mut Sink<'_>, key| self.number(sink, key, -360.0, 360.0).to_radians();
        let set = ElementSet {
            catalogue_number: self.field(sink, "NORAD_CAT_ID", "a whole number", |text| text.parse().ok()).unwrap_or(0),
            epoch_j2000_s: self
                .field(sink, "EPOCH", "UTC as 2026-11-21T08:30:00 or 2026-325T08:30:00", epoch_j2000_s)
                .unwrap_or(0.0),
            bstar_per_earth_radius: self.number(sink, "BSTAR", -1.0, 1.0),
            mean_motion_rad_s: self.number(sink, "MEAN_MOTION", 1e-3, 20.0) * math::TAU / 86_400.0,
            eccentricity: self.number(sink, "ECCENTRICITY", 0.0, 0.999_999_9),
            inclination_rad: self.number(sink, "INCLINATION", 0.0, 180.0).to_radians(),
            raan_rad: angle(sink, "RA_OF_ASC_NODE"),
            arg_perigee_rad: angle(sink, "ARG_OF_PERICENTER"),
            mean_anomaly_rad: angle(sink, "MEAN_ANOMALY"),
        };
        if sink.faults.len() == before {
            sink.take(self.line, name, set);
        }
    }

    fn number(&self, sink: &mut Sink<'_>, key: &str, low: f64, high: f64) -> f64 {
        let allowed = format!("{low} to {high}{}", if key == "MEAN_MOTION" { " revolutions a day" } else { "" });
        let plain = |text: &str| text.parse::<f64>().ok().filter(|value| (low..=high).contains(value));
        self.field(sink, key, &allowed, plain).unwrap_or(f64::NAN)
    }

    fn field<T>(&self, sink: &mut Sink<'_>, key: &str, allowed: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let Some(value) = self.values.get(key) else {
            sink.fault(self.line, 1, key, "is missing".to_owned(), allowed);
            return None;
        };
        let found = read(value.text.trim());
        if found.is_none() {
            sink.fault(value.line, value.column, key, format!("is `{}`", value.text.trim()), allowed);
        }
        found
    }
}

/// Seconds since 1 January 2000, 12 h UTC.
fn epoch_j2000_s(text: &str) -> Option<f64> {
    let (date, time) = text.strip_suffix('Z').unwrap_or(text).split_once('T')?;
    let day = match date.split('-').collect::<Vec<_>>()[..] {
        [_, _, _] => date.parse::<Day>().ok()?,
        [year, day] => {
            let (year, day) = (year.parse::<i32>().ok()?, day.parse::<i32>().ok()?);
            let first = Day::from_ymd(year, 1, 1)?;
            let found = first.plus(day - 1);
            (found.ymd().0 == year).then_some(found)?
        }
        _ => return None,
    };
    let mut parts = time.splitn(3, ':');
    let (hours, minutes) = (parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?);
    let seconds = parts.next()?.parse::<f64>().ok()?;
    // A leap second may be written as 60.
    let is_time = hours < 24 && minutes < 60 && (0.0..61.0).contains(&seconds);
    let of_day = f64::from(hours * 3_600 + minutes * 60) + seconds;
    is_time.then(|| (f64::from(day.0 - DAY_2000) - 0.5) * 86_400.0 + of_day)
}
