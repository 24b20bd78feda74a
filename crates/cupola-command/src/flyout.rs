//! `cupola flyout`: how soon an interceptor of the catalogue is where.

use crate::Failure;
use cupola_flight::InterceptorFlight;
use cupola_flight::interceptor::Published;
use cupola_record::Cache;
use cupola_record::flyout::FlyoutSheet;
use cupola_scenario::catalogue::{Catalogue, Entry, Kind, Value};
use cupola_study::summary::InputInfo;
use serde::Deserialize;

/// Interceptors that reach above this carry a kill vehicle with thrusters (km).
const KILL_VEHICLE_KM: f64 = 100.0;
/// What a table needs of the catalogue.
const NEEDED: [&str; 5] = ["boost_s", "speed_km_s", "engagement_range_km", "ceiling_km", "floor_km"];

/// Options of `cupola flyout`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Interceptor of the catalogue (`pac3-mse`; aliases and underscores are understood)
    pub interceptor: String,
}

/// The table of the interceptor asked for.
///
/// # Errors
/// An interceptor that is not in the catalogue, or of which it says too little.
pub fn flyout(question: &Question) -> Result<FlyoutSheet, Failure> {
    let entry = interceptor(&question.interceptor)?;
    let (flight, used) = flight(entry)?;
    let table = kept_tables().flyout(&flight).map_err(|error| Failure::input(format!("{}: {error}", entry.id)))?;
    let rests_on = used.into_iter().map(|value| describe(entry, value)).collect();
    Ok(FlyoutSheet { id: entry.id.clone(), name: entry.name.clone(), table, rests_on })
}

/// The tables kept between commands.
pub fn kept_tables() -> Cache {
    Cache::of_user()
}

fn interceptor(name: &str) -> Result<&'static Entry, Failure> {
    let all = Catalogue::embedded();
    match all.get(name) {
        Some(entry) if entry.kind == Kind::Interceptor => Ok(entry),
        Some(entry) => Err(Failure::input(format!(
            "{name}: is no interceptor but of kind {} in the catalogue; `cupola catalogue` lists the interceptors",
            entry.kind.word()
        ))),
        None => {
            let near = all.suggest(name).filter(|id| all.get(id).is_some_and(|e| e.kind == Kind::Interceptor));
            let hint = near.map_or(String::new(), |id| format!(" (did you mean `{id}`?)"));
            Err(Failure::input(format!(
                "{name}: no such interceptor in the catalogue{hint}; `cupola catalogue` lists them"
            )))
        }
    }
}

/// The flight of an entry's likely values, and those values.
fn flight(entry: &Entry) -> Result<(InterceptorFlight, Vec<&Value>), Failure> {
    if entry.value("orbit_altitude_km").is_some() {
        return Err(Failure::input(format!(
            "{}: starts in orbit; flyout tables are for launches from the ground",
            entry.id
        )));
    }
    let missing: Vec<&str> = NEEDED.into_iter().filter(|field| entry.value(field).is_none()).collect();
    let mut used: Vec<&Value> = NEEDED.iter().filter_map(|field| entry.value(field)).collect();
    let &[boost_s, speed_km_s, range_km, ceiling_km, floor_km] = used.as_slice() else {
        return Err(Failure::input(format!(
            "{}: the catalogue has no {}; needed are {}, and `cupola catalogue {}` shows what there is",
            entry.id,
            missing.join(", no "),
            NEEDED.join(", "),
            entry.id
        )));
    };
    let likely = |value: &Value| value.range.likely;
    let has_thrusters = likely(ceiling_km) > KILL_VEHICLE_KM;
    let thrusters = entry.value("divert_m_s").zip(entry.value("homing_s")).filter(|_| has_thrusters);
    used.extend(thrusters.iter().flat_map(|(divert, homing)| [*divert, *homing]));
    let published = Published {
        boost_s: likely(boost_s),
        speed_m_s: likely(speed_km_s) * 1e3,
        range_m: likely(range_km) * 1e3,
        ceiling_m: likely(ceiling_km) * 1e3,
        floor_m: likely(floor_km) * 1e3,
        // Kept up while homing it makes up what lateral speed times homing time does: ½ a t² = v t.
        divert_m_s2: thrusters.map(|(divert, homing)| 2.0 * likely(divert) / likely(homing)),
    };
    Ok((InterceptorFlight::from(published), used))
}

fn describe(entry: &Entry, value: &Value) -> InputInfo {
    InputInfo {
        key: format!("interceptor.{}.{}", entry.id, value.field),
        low: value.range.low,
        likely: value.range.likely,
        high: value.range.high,
        grade: value.grade.word().to_owned(),
        sources: value.sources.clone(),
        note: value.note.clone().unwrap_or_default(),
    }
}
