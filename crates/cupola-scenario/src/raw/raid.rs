//! Raids and the campaign, as written.

use super::number::{RawNumber, RawWeights};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

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
    /// Opponent whose arsenal it is taken from; without one there is always enough.
    pub opponent: Option<String>,
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
    /// Month by month, a random number of raids of a month's size.
    pub escalation: Option<RawEscalation>,
    /// A recorded series.
    pub series: Option<RawCounted>,
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

/// Month by month, a random number of raids of a month's size.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawEscalation {
    /// Raid whose groups are sized.
    pub raid: String,
    /// Months from the first day of the raids, one after the other.
    pub month: Vec<RawMonth>,
}

/// A month of an escalation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawMonth {
    /// Mean number of raids.
    pub raids: RawNumber,
    /// Mean size of each group, as a fraction of its `count`; 1 where left out.
    pub size: Option<RawNumber>,
}

/// What was sent, period by period from the first day of the raids.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCounted {
    /// Raid whose groups were counted.
    pub raid: String,
    /// How long a period is.
    pub each: RawEach,
    /// Numbers sent by period, for each group of the raid that sends any.
    pub counts: BTreeMap<String, Vec<u32>>,
    /// Raids that the numbers of a period come in, one in each equal part of it.
    pub raids_per_period: RawNumber,
    /// Factor on every number; 1 where left out.
    pub scale: Option<RawNumber>,
    /// Instead of each period in its place, runs of this many periods from anywhere in the series.
    #[schemars(range(min = 1, max = 3660))]
    pub block: Option<u32>,
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawEach {
    /// A day.
    Day,
    /// A month of the calendar.
    Month,
}

/// Somebody who sends raids and has a finite stock.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawOpponent {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// What there is to send, class by class.
    pub arsenal: Vec<RawArsenal>,
}

/// What an opponent has of one class.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawArsenal {
    /// Threat class: of this scenario or of the catalogue.
    pub threat: String,
    /// Missiles or airframes before the first raid.
    pub stock: RawNumber,
    /// Made in a year; 0 where left out.
    pub made_per_year: Option<RawNumber>,
    /// Launchers, each for one; without them as many are sent at once as are wanted.
    pub launchers: Option<RawNumber>,
    /// From one launch of a launcher to its next.
    pub reload_hours: Option<RawNumber>,
    /// Probability that a launcher that fires in a raid is lost in it.
    pub lost_fraction: Option<RawNumber>,
}
