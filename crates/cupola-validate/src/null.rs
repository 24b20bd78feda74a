//! The baseline without a model: what inputs and textbook constants give by themselves.
//!
//! - `flight`: the two-body time from the ground to the ground over the reported apogee and range (or of least energy
//!   over the range; the range itself by great circle) and, for what the powered phase adds, 200 s for every missile;
//! - `wgs84`: the four numbers that define the ellipsoid;
//! - `atmos`: air as at sea level at every height;
//! - anything else: the first input in the same unit, or zero.
//!
//! A check that this passes is bookkeeping: it says nothing of the model.

use crate::case::{Case, Value};
use crate::runners::place;
use cupola_earth::wgs84::{self, MEAN_RADIUS_M};
use cupola_flight::kepler;

/// What every flight's powered phase adds to the vacuum time, says the baseline (s).
const EXCESS_S: f64 = 200.0;

/// The baseline's answers, for every expected key that has one.
pub fn answer(case: &Case) -> Vec<(&str, Value)> {
    let special = match case.kind.as_str() {
        "flight" => flight(case),
        "wgs84" => vec![
            ("gm_m3_s2", 3.986_004_418e14),
            ("a_m", 6_378_137.0),
            ("inv_f", 298.257_223_563),
            ("omega_rad_s", 7.292_115e-5),
        ],
        "atmos" => vec![
            ("temperature_k", 288.15),
            ("molecular_temperature_k", 288.15),
            ("pressure_pa", 101_325.0),
            ("density_kg_m3", 1.225),
        ],
        _ => Vec::new(),
    };
    let one = |(key, expected): &'_ (String, Value)| match special.iter().find(|(name, _)| name == key) {
        Some((_, value)) => Value::Number(*value),
        None => plain(case, key, expected),
    };
    case.expected.0.iter().map(|pair| (pair.0.as_str(), one(pair))).collect()
}

/// The first input of the key's own unit and sort, or zero.
fn plain(case: &Case, key: &str, expected: &Value) -> Value {
    let same = |name: &str| unit(name).is_some() && unit(name) == unit(key);
    let fits = |value: &Value| match (expected, value) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && value.numbers().is_some(),
        (Value::List(_), Value::Number(_)) | (Value::Number(_), Value::Number(_)) => true,
        _ => false,
    };
    let input = case.inputs.0.iter().find(|(name, value)| same(name) && fits(value));
    input.map_or_else(|| zero(expected), |(_, value)| value.clone())
}

fn zero(expected: &Value) -> Value {
    match expected {
        Value::Truth(_) => Value::Truth(false),
        Value::Number(_) => Value::Number(0.0),
        Value::Text(_) => Value::Text(String::new()),
        Value::List(list) => Value::List(list.iter().map(zero).collect()),
    }
}

/// The unit a key ends in, the longest that fits.
fn unit(key: &str) -> Option<&str> {
    const UNITS: [&str; 24] = [
        "_kg_m3",
        "_kg_m2",
        "_m3_s2",
        "_km_s",
        "_m_s2",
        "_m_s",
        "_rad_s",
        "_km",
        "_m",
        "_s",
        "_min",
        "_deg",
        "_rad",
        "_kg",
        "_t",
        "_pa",
        "_k",
        "_g",
        "_busd",
        "_musd",
        "_years",
        "_months",
        "_per_day",
        "_per_year",
    ];
    UNITS.into_iter().filter(|unit| key.ends_with(unit)).max_by_key(|unit| unit.len())
}

fn flight(case: &Case) -> Vec<(&'static str, f64)> {
    let input = |key: &str| case.inputs.get(key).and_then(Value::number).filter(|value| *value > 0.0);
    let ends = ["launch_deg", "target_deg"].map(|key| place(case, key).ok());
    let range_m = match ends {
        [Some(from), Some(to)] => Some(wgs84::range_m(&from, &to)),
        _ => input("ground_range_km").or(input("range_km")).map(|range| range * 1e3),
    };
    let arc = match (range_m, input("apogee_km")) {
        (Some(range_m), Some(apogee)) => {
            let central_rad = range_m / MEAN_RADIUS_M;
            kepler::lofted_arc(MEAN_RADIUS_M, MEAN_RADIUS_M, central_rad, MEAN_RADIUS_M + apogee * 1e3)
        }
        (Some(range_m), None) => Some(kepler::minimum_energy(range_m)),
        _ => None,
    };
    let (Some(arc), Some(range_m)) = (arc, range_m) else { return Vec::new() };
    vec![
        ("great_circle_km", range_m / 1e3),
        ("min_energy_kepler_s", arc.time_s),
        ("kepler_surface_to_surface_s", arc.time_s),
        ("excess_s", EXCESS_S),
        ("reported_time_s", arc.time_s + EXCESS_S),
        ("planned_time_s", arc.time_s + EXCESS_S),
        ("equivalent_surface_speed_km_s", arc.speed_m_s / 1e3),
        ("surface_fpa_deg", arc.angle_rad.to_degrees()),
        ("burnout_kms", arc.speed_m_s / 1e3),
        ("burnout_speed_km_s", arc.speed_m_s / 1e3),
        ("time_s", arc.time_s + EXCESS_S),
        ("apogee_km", (arc.apogee_radius_m - MEAN_RADIUS_M) / 1e3),
        ("flight_min", (arc.time_s + EXCESS_S) / 60.0),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_ends_in_its_longest_unit() {
        assert_eq!(unit("speed_km_s"), Some("_km_s"));
        assert_eq!(unit("time_s"), Some("_s"));
        assert_eq!(unit("density_kg_m3"), Some("_kg_m3"));
        assert_eq!(unit("fraction"), None);
    }
}
