//! Units in names: SI inside, human units only where people write and read.

use super::Fault;
use super::lexer::{Source, line_of, words};

/// Endings of public numbers.
const SUFFIXES: &[&str] = &[
    "_m",
    "_s",
    "_kg",
    "_rad",
    "_k",
    "_pa",
    "_w",
    "_hz",
    "_m2",
    "_m_s",
    "_m_s2",
    "_rad_s",
    "_kg_m2",
    "_kg_m3",
    "_n",
    "_ratio",
    "_w_sr",
    "_m3_s2",
    "_per_m2",
    "_per_earth_radius",
    "_m2_kg",
    "_sfu",
    "_db",
    "_day",
    "_days",
    "_per_day",
    "_year",
    "_years",
    "_per_year",
    "_per_hour",
    "_usd",
    "_usd_per_kg",
    "_usd_per_year",
    "_fraction",
    "_probability",
    "_points",
    "_rounds",
    "_shots",
    "_hits",
    "_units",
    "_targets",
];

/// Public numbers without a unit: shares of a spread, rounds, ratios and plain values.
const WITHOUT_UNIT: &[&str] = &[
    "value",
    "low",
    "likely",
    "high",
    "mean",
    "p05",
    "p25",
    "p50",
    "p75",
    "p95",
    "ci95_low",
    "ci95_high",
    "base_mean",
    "arm_mean",
    "share",
    "weight",
    "false_returns",
    "target",
    "lift_to_drag",
    "unit_per_si",
    "discount_rate",
    "eccentricity",
    "scale",
    "hour_utc",
    "threats",
    "num_satellites",
    "detected",
    "stopped",
    "correlation",
    "fraction",
    "si",
    "order",
];

/// Units that people write and read.
const HUMAN: &[&str] = &["_km", "_km_s", "_deg", "_min", "_hours", "_musd", "_mrad", "_urad"];

/// Where human units may stand.
const HUMAN_PLACES: &[&str] = &[
    "crates/cupola-scenario/",
    "crates/cupola-record/",
    "crates/cupola-exchange/",
    "crates/cupola-cli/",
    "crates/cupola-command/",
    "crates/cupola-python/",
    "crates/cupola-validate/",
    "crates/cupola-study/src/summary",
    "crates/cupola-study/src/summarise",
    "crates/cupola-study/src/scene",
    "crates/cupola-serve/",
];

/// Checks one file.
pub fn check(path: &str, source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    if is_test(path) || path.starts_with("xtask/") {
        return faults;
    }
    let is_human = HUMAN_PLACES.iter().any(|place| path.starts_with(place));
    for (at, name) in public_numbers(&source.shipped) {
        // A name that is nothing but a unit (`day`) has one too.
        let has_unit = |list: &[&str]| list.iter().any(|suffix| name.ends_with(suffix) || name == &suffix[1..]);
        if !(WITHOUT_UNIT.contains(&name) || has_unit(SUFFIXES) || (is_human && has_unit(HUMAN))) {
            let message = format!("public number `{name}` does not end in its unit");
            faults.push(Fault::new(path, line_of(&source.shipped, at), message));
        }
    }
    if !is_human {
        for (at, word) in words(&source.shipped) {
            let lower = word.to_ascii_lowercase();
            if let Some(unit) = HUMAN.iter().find(|unit| lower.ends_with(**unit)) {
                let message = format!("`{word}`: {} is for files and print; SI inside", &unit[1..]);
                faults.push(Fault::new(path, line_of(&source.shipped, at), message));
            }
        }
    }
    faults
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.contains("/benches/")
}

/// The fields written `pub name: f64`, with the byte at which the name begins.
fn public_numbers(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (at, _) in words(code).filter(|(_, word)| *word == "pub") {
        let mut rest = words(&code[at + 3..]).map(|(start, word)| (at + 3 + start, word));
        let (Some((start, name)), Some((type_at, kind))) = (rest.next(), rest.next()) else { continue };
        let between = code[start + name.len()..type_at].trim();
        let is_field = code[at + 3..start].trim().is_empty() && between == ":";
        if is_field && kind == "f64" {
            found.push((start, name));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        check(path, &Source::new(text)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn public_numbers_end_in_their_unit() {
        let text = "pub struct A {\n    pub range_m: f64,\n    pub mean: f64,\n    pub range: f64,\n    speed: f64,\n    pub n: u32,\n}\n";
        let expected = "crates/cupola-sense/src/a.rs:4: public number `range` does not end in its unit";
        assert_eq!(messages("crates/cupola-sense/src/a.rs", text), [expected]);
        assert!(messages("crates/cupola-sense/tests/a.rs", text).is_empty());
    }

    #[test]
    fn human_units_stay_outside() {
        let text = "fn a(range_km: f64) -> f64 {\n    range_km * 1e3\n}\n";
        let found = messages("crates/cupola-sense/src/a.rs", text);
        assert_eq!(found[0], "crates/cupola-sense/src/a.rs:1: `range_km`: km is for files and print; SI inside");
        assert!(messages("crates/cupola-scenario/src/a.rs", text).is_empty());
        let tests = "#[cfg(test)]\nmod tests {\n    fn at(lat_deg: f64) {}\n}\n";
        assert!(messages("crates/cupola-sense/src/a.rs", tests).is_empty());
    }
}
