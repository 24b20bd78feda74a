//! Which type of entity what is: a map that a file may change.

use super::EntityType;
use cupola_scenario::{Fault, Faults};
use std::collections::BTreeMap;

/// The map that is used where no file says otherwise, in the form of such a file.
///
/// Kinds, domains and categories are those of `SISO010`; country 0 is "other", and what is zero after it is not stated: which
/// country, and which of its weapons, a scenario's ids stand for is not in the public record of enumerations and is not guessed.
pub const DEFAULT: &str = r#"# kind.domain.country.category.subcategory.specific.extra; by id, by group, or `default`

[threat]                         # ids of classes, or their report rows
default = "2.11.0.2.0.0.0"       # munition, tactical, ballistic
cruise = "2.11.0.1.0.0.0"        # munition, tactical, guided
drone = "2.11.0.1.0.0.0"         # assumed: a one-way drone is a guided munition

[interceptor]                    # ids of interceptors
default = "2.1.0.1.0.0.0"        # munition, anti-air, guided

[battery]                        # ids of batteries and ships, `battery` or `ship`
default = "1.1.0.28.0.0.0"       # platform, land, air-defence and missile-defence unit equipment
ship = "1.3.0.0.0.0.0"           # platform, surface

[sensor]                         # ids of radars that are no battery's
default = "9.1.0.0.0.0.0"        # sensor, land

[area_defence]                   # ids of area defences
default = "1.1.0.28.0.0.0"

[satellite]                      # ids of constellations
default = "1.5.0.2.0.0.0"        # platform, space, unmanned
"#;

/// Tables of the map.
const TABLES: [&str; 6] = ["threat", "interceptor", "battery", "sensor", "area_defence", "satellite"];

/// The map.
#[derive(Debug, Clone, PartialEq)]
pub struct Types(BTreeMap<String, BTreeMap<String, EntityType>>);

impl Default for Types {
    fn default() -> Self {
        Self(read(DEFAULT, "the default map").expect("a test reads it"))
    }
}

impl Types {
    /// The default map, with what a file says over it; `file` is its name in faults.
    ///
    /// # Errors
    /// Every fault: no TOML, tables that are not known, types that are not seven numbers in range.
    pub fn parse(text: &str, file: &str) -> Result<Self, Faults> {
        let mut types = Self::default();
        for (table, entries) in read(text, file)? {
            types.0.entry(table).or_default().extend(entries);
        }
        Ok(types)
    }

    /// The type of something of a table: by the first of its names that the map has, else by default.
    #[must_use]
    pub fn of(&self, table: &str, names: &[&str]) -> EntityType {
        let Some(entries) = self.0.get(table) else { return EntityType::default() };
        let found = names.iter().chain(&["default"]).find_map(|name| entries.get(*name));
        found.copied().unwrap_or_default()
    }
}

type Raw = BTreeMap<toml::Spanned<String>, BTreeMap<String, toml::Spanned<String>>>;

fn read(text: &str, file: &str) -> Result<BTreeMap<String, BTreeMap<String, EntityType>>, Faults> {
    let mut faults = Vec::new();
    let mut fault = |at: usize, key: &str, message: String, allowed: &str| {
        let before = &text[..at.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
        let (file, key, allowed) = (file.to_owned(), key.to_owned(), Some(allowed.to_owned()));
        faults.push(Fault { file, line, column, key, message, allowed, hint: None });
    };
    let mut all = BTreeMap::new();
    match toml::from_str::<Raw>(text) {
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            fault(at, "", error.message().to_owned(), "tables of names and types");
        }
        Ok(raw) => {
            for (table, entries) in raw {
                if !TABLES.contains(&table.get_ref().as_str()) {
                    fault(table.span().start, table.get_ref(), "is no table of types".to_owned(), &TABLES.join(", "));
                    continue;
                }
                let mut read = BTreeMap::new();
                for (name, value) in entries {
                    let key = format!("{}.{name}", table.get_ref());
                    match entity_type(value.get_ref()) {
                        Some(found) => drop(read.insert(name, found)),
                        None => fault(
                            value.span().start,
                            &key,
                            format!("is `{:.40}`", value.get_ref()),
                            "seven numbers as in 2.11.0.2.0.0.0, the third up to 65535, the others up to 255",
                        ),
                    }
                }
                all.insert(table.into_inner(), read);
            }
        }
    }
    faults.sort_by_key(|fault| (fault.line, fault.column));
    if faults.is_empty() { Ok(all) } else { Err(Faults(faults)) }
}

fn entity_type(text: &str) -> Option<EntityType> {
    let parts: Vec<u16> = text.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let &[kind, domain, country, category, subcategory, specific, extra] = &parts[..] else { return None };
    let byte = |value: u16| u8::try_from(value).ok();
    Some(EntityType {
        kind: byte(kind)?,
        domain: byte(domain)?,
        country,
        category: byte(category)?,
        subcategory: byte(subcategory)?,
        specific: byte(specific)?,
        extra: byte(extra)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_goes_over_the_default_map() {
        let types = Types::parse("[threat]\nmrbm = \"2.10.222.2.1.0.0\"\n", "x.toml").unwrap();
        let mrbm = types.of("threat", &["mrbm", "ballistic"]);
        assert_eq!((mrbm.domain, mrbm.country, mrbm.subcategory), (10, 222, 1));
        assert_eq!(types.of("threat", &["tbm", "ballistic"]), types.of("threat", &[]));
        assert_eq!(types.of("battery", &["x", "ship"]).domain, 3);
    }

    #[test]
    fn every_fault_of_a_map_is_named() {
        let text = "[threat]\nmrbm = \"2.10.222\"\ntbm = \"2.300.0.0.0.0.0\"\n[tank]\nx = \"1.1.0.1.0.0.0\"\n";
        let faults = Types::parse(text, "x.toml").unwrap_err().to_string();
        let places: Vec<&str> = faults.lines().map(|line| line.split(": ").next().unwrap()).collect();
        assert_eq!(places, ["x.toml:2:8", "x.toml:3:7", "x.toml:4:2"], "{faults}");
        assert!(Types::parse("threat = 3", "x.toml").unwrap_err().to_string().starts_with("x.toml:1:"));
    }
}
