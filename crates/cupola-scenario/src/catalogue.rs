//! The checked catalogue: what the open record says about interceptors, sensors, threats, stocks and lines.
//!
//! Every number is a [`Value`]: a range, how far it can be trusted, where it comes from, and what other sources give.
//! The files under `catalogue/` are part of the program; [`Catalogue::embedded`] reads them once.

mod raw;
mod show;
mod sources;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use cupola_core::{Grade, Uncertain};
use cupola_flight::Vehicle;
use serde::{Deserialize, Serialize};

use crate::{Faults, Threat};
use raw::{RawEntry, RawFile, checked_value};

pub use raw::CatalogueError;
pub use show::{render_entry, render_index};
pub use sources::{Publication, publication};

/// The files of the catalogue: name and text.
const FILES: [(&str, &str); 11] = [
    ("interceptors.toml", include_str!("../catalogue/interceptors.toml")),
    ("sensors.toml", include_str!("../catalogue/sensors.toml")),
    ("constellations.toml", include_str!("../catalogue/constellations.toml")),
    ("batteries.toml", include_str!("../catalogue/batteries.toml")),
    ("threats.toml", include_str!("../catalogue/threats.toml")),
    ("sites.toml", include_str!("../catalogue/sites.toml")),
    ("stocks.toml", include_str!("../catalogue/stocks.toml")),
    ("lines.toml", include_str!("../catalogue/lines.toml")),
    ("expenditure.toml", include_str!("../catalogue/expenditure.toml")),
    ("programmes.toml", include_str!("../catalogue/programmes.toml")),
    ("parameters.toml", include_str!("../catalogue/parameters.toml")),
];

/// How like two names must be (Jaro-Winkler, 0 to 1) before one is offered for the other.
const MIN_LIKENESS: f64 = 0.8;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A round that meets a threat.
    Interceptor,
    /// A radar.
    Sensor,
    /// A set of satellites.
    Constellation,
    /// A firing unit or ship.
    Battery,
    /// A class of missile or drone.
    Threat,
    /// A place, area or force.
    Site,
    /// Rounds held, bought or approved at a date.
    Stock,
    /// A production line.
    Line,
    /// Rounds used and raids met in an event.
    Expenditure,
    /// A programme, sale or cost estimate.
    Programme,
    /// A number used by models: doctrine, time budgets, thresholds, records.
    Parameter,
}

impl Kind {
    /// All kinds, in the order they are listed.
    pub const ALL: [Self; 11] = [
        Self::Interceptor,
        Self::Sensor,
        Self::Constellation,
        Self::Battery,
        Self::Threat,
        Self::Site,
        Self::Stock,
        Self::Line,
        Self::Expenditure,
        Self::Programme,
        Self::Parameter,
    ];

    /// The word used in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Interceptor => "interceptor",
            Self::Sensor => "sensor",
            Self::Constellation => "constellation",
            Self::Battery => "battery",
            Self::Threat => "threat",
            Self::Site => "site",
            Self::Stock => "stock",
            Self::Line => "line",
            Self::Expenditure => "expenditure",
            Self::Programme => "programme",
            Self::Parameter => "parameter",
        }
    }
}

/// What another source gives for the same field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disputed {
    /// Its range, in the unit of the field's name.
    pub range: Uncertain,
    /// How far it can be trusted.
    pub grade: Grade,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// What to know before using it.
    pub note: Option<String>,
}

/// One number of an entry, in the unit its field name ends in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Value {
    /// Its name, unit last: `speed_km_s`, `range_km`.
    pub field: String,
    /// Low, likely and high.
    pub range: Uncertain,
    /// How far it can be trusted.
    pub grade: Grade,
    /// Where it comes from; empty only for what is assumed or recalled.
    pub sources: Vec<String>,
    /// What to know before using it; an assumption says so here.
    pub note: Option<String>,
    /// What other sources give; empty where none differs.
    pub disputed: Vec<Disputed>,
}

/// One thing the catalogue knows: its facts in words and its values in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Its id, in kebab-case.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Its name, for people.
    pub name: String,
    /// Other ids it answers to.
    pub aliases: Vec<String>,
    /// Facts in words: role, maker, status, what is not published.
    pub facts: BTreeMap<String, String>,
    /// Its numbers, in file order.
    pub values: Vec<Value>,
}

impl Entry {
    /// The value of a field, or `None` where no source gives one and cupola assumes none.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.values.iter().find(|value| value.field == field)
    }

    /// A fact in words.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.get(name).map(String::as_str)
    }
}

/// The vehicle of a threat, every number at its likely value.
///
/// # Errors
/// As [`Threat::of`]: an entry that is no threat, or lacks what its flight needs.
pub fn vehicle(entry: &Entry) -> Result<Vehicle, Faults> {
    Threat::of(entry, &[]).map(|threat| threat.vehicle())
}

/// All entries, and the names they answer to. Immutable.
#[derive(Debug, Clone, Serialize)]
pub struct Catalogue {
    entries: Vec<Entry>,
    #[serde(skip)]
    index_by_name: BTreeMap<String, usize>,
    version: String,
}

impl Catalogue {
    /// The catalogue that comes with cupola, read once.
    ///
    /// # Panics
    /// Never in a released build: a test reads every embedded file.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalogue> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::parse(&FILES).expect("the embedded catalogue is read in a test"))
    }

    /// Reads a catalogue from (file name, text) pairs.
    ///
    /// # Errors
    /// [`CatalogueError`] names the first file and entry at fault.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, CatalogueError> {
        let mut catalogue = Self { entries: Vec::new(), index_by_name: BTreeMap::new(), version: version_of(files) };
        for (file, text) in files {
            let raw: RawFile = toml::from_str(text)
                .map_err(|e| CatalogueError::Syntax { file: (*file).to_owned(), message: e.to_string() })?;
            for entry in raw.entry {
                catalogue.add(file, entry)?;
            }
        }
        Ok(catalogue)
    }

    fn add(&mut self, file: &str, raw: RawEntry) -> Result<(), CatalogueError> {
        let index = self.entries.len();
        for name in std::iter::once(&raw.id).chain(&raw.aliases) {
            if let Some(first) = self.index_by_name.insert(plain(name), index) {
                let first = self.entries.get(first).map_or(&raw.id, |entry| &entry.id).clone();
                return Err(CatalogueError::NameTaken {
                    file: file.to_owned(),
                    name: name.clone(),
                    first,
                    second: raw.id,
                });
            }
        }
        let mut values: Vec<Value> = Vec::with_capacity(raw.value.len());
        for value in raw.value {
            if values.iter().any(|known| known.field == value.field) {
                return Err(CatalogueError::FieldTwice { file: file.to_owned(), id: raw.id, field: value.field });
            }
            values.push(checked_value(file, &raw.id, value)?);
        }
        let RawEntry { id, kind, name, aliases, facts, .. } = raw;
        self.entries.push(Entry { id, kind, name, aliases, facts, values });
        Ok(())
    }

    /// The entry of an id or alias. Case does not matter, and `_` is read as `-`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.index_by_name.get(&plain(id)).and_then(|&index| self.entries.get(index))
    }

    /// All entries, in file order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The id most like a name that was not found, or `None` where nothing is close.
    #[must_use]
    pub fn suggest(&self, id: &str) -> Option<&str> {
        let wanted = plain(id);
        let mut best: Option<(f64, usize)> = None;
        for (name, &index) in &self.index_by_name {
            let likeness = strsim::jaro_winkler(&wanted, name);
            if likeness >= MIN_LIKENESS && best.is_none_or(|(found, _)| likeness > found) {
                best = Some((likeness, index));
            }
        }
        best.and_then(|(_, index)| self.entries.get(index)).map(|entry| entry.id.as_str())
    }

    /// XXH3-128 of the text the catalogue was read from, in hexadecimal: it changes when any byte does.
    #[must_use]
    pub fn version(&self) -> String {
        self.version.clone()
    }
}

fn version_of(files: &[(&str, &str)]) -> String {
    let mut bytes = Vec::new();
    for (file, text) in files {
        bytes.extend_from_slice(file.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(0);
    }
    format!("{:032x}", cupola_core::digest::hash_bytes(&bytes))
}

/// A name as it is compared: lower case, `-` for `_`.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "[[entry]]\nid = \"a-b\"\nkind = \"stock\"\nname = \"A\"\naliases = [\"ab\"]\n";

    #[test]
    fn names_are_taken_once() {
        let twice = format!("{ONE}{}", ONE.replace("a-b", "c"));
        let error = Catalogue::parse(&[("x.toml", &twice)]).unwrap_err();
        assert_eq!(error.to_string(), "x.toml: `ab` names both `a-b` and `c`; rename one id or drop the alias");
    }

    #[test]
    fn ranges_must_rise() {
        let text =
            format!("{ONE}[[entry.value]]\nfield = \"range_km\"\nlow = 3\nlikely = 2\nhigh = 4\ngrade = \"press\"\n");
        let error = Catalogue::parse(&[("x.toml", &text)]).unwrap_err();
        assert!(matches!(error, CatalogueError::NotRising { low: 3.0, .. }));
    }

    #[test]
    fn unknown_keys_and_grades_are_refused() {
        for wrong in
            ["colour = 1\n", "[[entry.value]]\nfield = \"x\"\nlow = 1\nlikely = 1\nhigh = 1\ngrade = \"good\"\n"]
        {
            let text = format!("{ONE}{wrong}");
            assert!(matches!(Catalogue::parse(&[("x.toml", &text)]), Err(CatalogueError::Syntax { .. })));
        }
    }
}
