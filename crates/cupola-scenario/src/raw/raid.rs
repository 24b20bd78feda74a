//! Raids and the campaign, as written.

use super::number::{RawNumber, RawWeights};
use schemars::JsonSchema;
use serde::Deserialize;

/// A raid.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRaid {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// Time of day at which it begins (UTC), for the Sun; drawn in each run where left out.
    #[schemars(range(min = 0.0, max = 24.0))]
    pub hour_utc: Option<f64>,
    /// Groups of threats.
    #[serde(default)]
    pub group: Vec<RawGroup>,
}

/// A group of threats in a raid.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawGroup {
    /// Id.
    pub id: String,
    /// Threat class: of this scenario or of the catalogue.
    pub threat: String,
    /// Launch areas.
    pub from: RawWeights,
    /// Assets aimed at.
    pub aim: RawWeights,
    /// Places to turn at on the way, in order: gliders, cruise missiles and drones only.
    #[serde(default)]
    pub via: Vec<RawTurn>,
    /// Number launched.
    pub count: RawNumber,
    /// Size in a later raid of a drawn calendar, as a fraction of `count`.
    pub later_fraction: Option<RawNumber>,
    /// Launches are spread over this time.
    pub spread_min: Option<RawNumber>,
    /// Begins this long after the raid's start.
    #[schemars(range(min = 0.0))]
    pub delay_min: Option<f64>,
    /// Probability of being aimed wide of every asset.
    pub stray: Option<RawNumber>,
    /// Whether `count` is what was detected instead of launched.
    #[serde(default)]
    pub detected: bool,
    /// Whether it is a block of its own, kept out of the totals.
    #[serde(default)]
    pub separate: bool,
}

/// A place to turn at.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTurn {
    /// Latitude (north positive).
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat_deg: f64,
    /// Longitude (east positive).
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon_deg: f64,
}

/// A campaign of raids.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCampaign {
    /// Days of raiding.
    #[schemars(range(min = 1, max = 3660))]
    pub days: u32,
    /// Days a battery waits for rounds from the depot.
    pub resupply_days: Option<RawNumber>,
    /// Raids on stated days.
    #[serde(default)]
    pub stated: Vec<RawStated>,
    /// One opening raid, then later ones on random days.
    pub drawn: Option<RawDrawn>,
}

/// A raid on a stated day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawStated {
    /// Days after the first day of the raids (0 is that day).
    #[schemars(range(min = 0, max = 3660))]
    pub day: u32,
    /// Raid.
    pub raid: String,
}

/// One opening raid, then later ones on random days.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDrawn {
    /// Raid of day 0; later ones are its groups scaled by `later_fraction`.
    pub opening: String,
    /// Mean number of later raids.
    pub later_mean: RawNumber,
    /// At most this many later raids.
    #[schemars(range(min = 0, max = 1000))]
    pub later_max: u32,
    /// Time constant with which raids become rarer.
    pub decay_days: RawNumber,
}
