//! Study files as they are written.

use crate::fault::{Fault, Faults};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range as Span;
use toml::Spanned;

/// A study.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Study {
    pub format: Spanned<u32>,
    pub title: String,
    pub year: u32,
    pub source: String,
    pub counts: Spanned<String>,
    pub job: String,
    pub differs: String,
    #[serde(default)]
    pub given: Vec<Given>,
    #[serde(default)]
    pub result: Vec<Printed>,
    #[serde(default)]
    pub claim: Vec<Claim>,
    pub equations: Option<Equations>,
}

/// An input it prints.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    pub input: Spanned<String>,
    pub low: Option<f64>,
    pub likely: f64,
    pub high: Option<f64>,
    pub grade: Spanned<String>,
    pub source: String,
}

/// A count it prints.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    pub name: String,
    pub low: Spanned<f64>,
    pub high: Option<f64>,
    #[serde(default)]
    pub with: BTreeMap<Spanned<String>, f64>,
    pub grade: Spanned<String>,
    pub source: String,
}

/// A count that somebody else gave.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    pub by: String,
    pub low: Spanned<f64>,
    pub high: Option<f64>,
    pub grade: Spanned<String>,
    pub source: String,
}

/// Its own equations.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equations {
    pub model: Spanned<String>,
    pub source: String,
    pub intercept_altitude_km: f64,
    pub max_latitude_deg: f64,
    pub kill_vehicle_kg: f64,
    pub body_kg: f64,
    pub support_kg: f64,
    pub divert_km_s: f64,
    pub isp_s: f64,
    pub first_unit_musd: f64,
    #[serde(rename = "learning")]
    pub learning_ratio: f64,
    pub first_launch_musd: f64,
    #[serde(rename = "launch_learning")]
    pub launch_learning_ratio: f64,
    pub payload_kg: f64,
    pub life_years: f64,
    pub horizon_years: f64,
    pub operations_musd_per_year: f64,
    pub development_musd: f64,
}

impl Equations {
    /// What must be above zero.
    pub fn positive(&self) -> [(&'static str, f64); 11] {
        [
            ("max_latitude_deg", self.max_latitude_deg),
            ("kill_vehicle_kg", self.kill_vehicle_kg),
            ("body_kg", self.body_kg),
            ("isp_s", self.isp_s),
            ("first_unit_musd", self.first_unit_musd),
            ("learning", self.learning_ratio),
            ("first_launch_musd", self.first_launch_musd),
            ("launch_learning", self.launch_learning_ratio),
            ("payload_kg", self.payload_kg),
            ("life_years", self.life_years),
            ("horizon_years", self.horizon_years),
        ]
    }
}

/// What is taken for inputs that studies do not print.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumed {
    pub format: Spanned<u32>,
    pub assumed: Vec<Range>,
    pub criterion: CriterionRange,
}

/// The range of one input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    pub input: Spanned<String>,
    pub low: f64,
    pub likely: f64,
    pub high: f64,
    pub why: String,
}

/// What a count may mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionRange {
    pub low: Spanned<String>,
    pub likely: Spanned<String>,
    pub high: Spanned<String>,
    #[serde(rename = "why")]
    pub _why: String,
}

/// Reads a file of one of these forms.
pub fn parse<T: for<'a> Deserialize<'a>>(name: &str, text: &str) -> Result<T, Faults> {
    toml::from_str(text)
        .map_err(|error| Faults(vec![fault(name, text, error.span().unwrap_or(0..0), "", error.message().to_owned())]))
}

/// A fault where a stretch of the text begins.
pub fn fault(name: &str, text: &str, span: Span<usize>, key: &str, message: String) -> Fault {
    let before = &text[..span.start.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
    Fault { file: name.to_owned(), line, column, key: key.to_owned(), message, allowed: None, hint: None }
}
