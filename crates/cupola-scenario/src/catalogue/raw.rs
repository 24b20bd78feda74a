//! The catalogue as it is written in a file, and what can be wrong with it.

use std::collections::BTreeMap;

use cupola_core::{Grade, Uncertain};
use serde::Deserialize;

use super::{Disputed, Kind, Value};

/// What can be wrong with the text of a catalogue.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// The text is not the TOML expected.
    #[error("{file}: {message}")]
    Syntax {
        /// The file.
        file: String,
        /// What the TOML reader says, with line and column.
        message: String,
    },
    /// Two entries answer to one name.
    #[error("{file}: `{name}` names both `{first}` and `{second}`; rename one id or drop the alias")]
    NameTaken {
        /// The file of the second entry.
        file: String,
        /// The name in dispute.
        name: String,
        /// The entry that had it.
        first: String,
        /// The entry that wants it.
        second: String,
    },
    /// An entry gives one field twice.
    #[error("{file}: `{id}` gives `{field}` twice; put the second under `disputed`")]
    FieldTwice {
        /// The file.
        file: String,
        /// The entry.
        id: String,
        /// The field.
        field: String,
    },
    /// A range is not in order, or not finite.
    #[error("{file}: `{id}`.{field}: low {low}, likely {likely}, high {high} are not finite and in rising order")]
    NotRising {
        /// The file.
        file: String,
        /// The entry.
        id: String,
        /// The field.
        field: String,
        /// Smallest value, in the unit of the field's name.
        low: f64,
        /// Likely value, in the unit of the field's name.
        likely: f64,
        /// Largest value, in the unit of the field's name.
        high: f64,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    pub(super) entry: Vec<RawEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEntry {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) name: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) facts: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) value: Vec<RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawValue {
    pub(super) field: String,
    pub(super) low: f64,
    pub(super) likely: f64,
    pub(super) high: f64,
    pub(super) grade: Grade,
    #[serde(default)]
    pub(super) sources: Vec<String>,
    pub(super) note: Option<String>,
    #[serde(default)]
    pub(super) disputed: Vec<RawDisputed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDisputed {
    pub(super) low: f64,
    pub(super) likely: f64,
    pub(super) high: f64,
    pub(super) grade: Grade,
    #[serde(default)]
    pub(super) sources: Vec<String>,
    pub(super) note: Option<String>,
}

/// A value whose ranges have been checked.
pub(super) fn checked_value(file: &str, id: &str, raw: RawValue) -> Result<Value, CatalogueError> {
    let RawValue { field, low, likely, high, grade, sources, note, disputed } = raw;
    let range = checked_range(file, id, &field, [low, likely, high])?;
    let disputed = disputed
        .into_iter()
        .map(|other| {
            let range = checked_range(file, id, &field, [other.low, other.likely, other.high])?;
            Ok(Disputed { range, grade: other.grade, sources: other.sources, note: other.note })
        })
        .collect::<Result<_, CatalogueError>>()?;
    Ok(Value { field, range, grade, sources, note, disputed })
}

fn checked_range(
    file: &str,
    id: &str,
    field: &str,
    [low, likely, high]: [f64; 3],
) -> Result<Uncertain, CatalogueError> {
    if low.is_finite() && high.is_finite() && low <= likely && likely <= high {
        return Ok(Uncertain { low, likely, high });
    }
    let (file, id, field) = (file.to_owned(), id.to_owned(), field.to_owned());
    Err(CatalogueError::NotRising { file, id, field, low, likely, high })
}
