//! `[[option]]`: what more might be bought.

use super::number::RawNumber;
use schemars::JsonSchema;
use serde::Deserialize;

/// Something more that might be bought, beyond today's plans.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawOption {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// Changes of this file's keys, as of `--set`: `KEY=VALUE`, or `KEY+=N` to add to the number there.
    pub set: Vec<String>,
    /// Once (million USD), in the first year counted.
    pub once_musd: Option<RawNumber>,
    /// Per year (million USD), in every year counted.
    pub per_year_musd: Option<RawNumber>,
    /// How many times it may be bought, its changes made each time; 1 where left out.
    #[schemars(range(min = 1, max = 20))]
    pub times: Option<u32>,
}
