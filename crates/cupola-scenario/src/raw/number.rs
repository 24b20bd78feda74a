//! Numbers, dates and weights, in each form that a file may write them.

use cupola_core::Grade;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A number: plain (taken as known), a range with its grade and sources, or a catalogue value.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawNumber {
    /// Taken as known.
    Plain(f64),
    /// A range, or a catalogue value.
    Range(Box<RawRange>),
}

/// A range, or a catalogue value.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRange {
    /// Smallest value considered.
    pub low: Option<f64>,
    /// Most likely value; alone, it is taken as known.
    pub likely: Option<f64>,
    /// Largest value considered.
    pub high: Option<f64>,
    /// How far to trust it.
    pub grade: Option<RawGrade>,
    /// Where it is from; may be left out only for `assumed` and `unverified`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// What to know about it.
    pub note: Option<String>,
    /// A catalogue value instead, as `entry.field`.
    pub of: Option<String>,
    /// Multiplies the catalogue value.
    #[schemars(range(min = 0.0))]
    pub scale: Option<f64>,
    /// Of an amount of money: the year of the prices it is stated in, where that is not the study's price year.
    #[schemars(range(min = 1900, max = 2100))]
    pub year: Option<i32>,
    /// Of an amount of money: the currency it is stated in (an id of `[[cost.currency]]`), in the same millions.
    pub currency: Option<String>,
}

/// How far a value can be trusted, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawGrade {
    /// Text of a government or commission.
    Official,
    /// An agency's figure quoted by a news page.
    OfficialViaPress,
    /// A peer-reviewed paper.
    PeerReviewed,
    /// A think-tank study.
    ThinkTank,
    /// The maker.
    Vendor,
    /// News.
    Press,
    /// A third party's transcription of a named source.
    Secondary,
    /// Arithmetic on cited figures.
    Derived,
    /// Sources disagree.
    Contested,
    /// Recalled or conventional; no source read supports it.
    Unverified,
    /// An assumption.
    Assumed,
}

impl From<RawGrade> for Grade {
    fn from(raw: RawGrade) -> Self {
        Self::ALL[raw as usize]
    }
}

/// A calendar day, `2028-04-01`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct RawDate(pub String);

impl JsonSchema for RawDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RawDate".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date", "description": "A calendar day, `2028-04-01`." })
    }
}

/// A day, or a range of days.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawWhen {
    /// A day.
    Day(RawDate),
    /// A range of days.
    Range(Box<RawDays>),
}

/// A range of days.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDays {
    /// Earliest.
    pub low: RawDate,
    /// Most likely.
    pub likely: RawDate,
    /// Latest.
    pub high: RawDate,
    /// How far to trust it.
    pub grade: Option<RawGrade>,
    /// Where it is from; may be left out only for `assumed` and `unverified`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// What to know about it.
    pub note: Option<String>,
}

/// A rate: one number, or numbers by date (`"2027-06-01"` or `"2027"`), joined by straight lines.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawSeries {
    /// The same at all times.
    Flat(RawNumber),
    /// By date.
    ByDate(BTreeMap<String, RawNumber>),
}

/// Ids with weights, or a list of ids that weigh the same.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawWeights {
    /// All weigh the same.
    List(Vec<String>),
    /// Weights.
    Table(BTreeMap<String, f64>),
}
