//! Doctrine, agreements, money and published series, as written.

use super::number::{RawDate, RawNumber, RawWhen};
use super::supply::RawTransfer;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How the defence shoots. Fields left out are assumed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDoctrine {
    /// From firm track to authority to engage.
    pub authority_s: Option<RawNumber>,
    /// From authority to launch command.
    pub command_s: Option<RawNumber>,
    /// From launch command to launch.
    pub launch_s: Option<RawNumber>,
    /// From intercept to kill assessment.
    pub assess_s: Option<RawNumber>,
    /// Probability that a surviving target is taken for killed.
    pub false_kill: Option<RawNumber>,
    /// Probability that a killed target is taken for alive.
    pub missed_kill: Option<RawNumber>,
    /// From a wrong kill assessment to the moment it is found out.
    pub recheck_s: Option<RawNumber>,
    /// Which of the shots that can be taken is taken; `earliest` where left out.
    pub rule: Option<RawFireRule>,
    /// Whether to wait for assessment and shoot again while there is time.
    pub shoot_look_shoot: Option<bool>,
    /// Rounds of each salvo at a target in turn, the last again for every further one; each interceptor's own salvo where
    /// left out.
    #[serde(default)]
    #[schemars(inner(range(min = 1, max = 100)))]
    pub rounds_per_look: Vec<u32>,
    /// Most rounds at one target.
    #[schemars(range(min = 1, max = 100))]
    pub max_rounds_per_target: Option<u32>,
    /// Share of every magazine kept for the next wave.
    pub reserve_fraction: Option<RawNumber>,
    /// Kill probability of a salvo that the rule `cheapest` is content with.
    pub sufficient_kill: Option<RawNumber>,
    /// Share of an average threat's value that a round must be expected to save to be fired under the rule `optimal`.
    pub least_saving: Option<RawNumber>,
    /// From one launch of a battery to its next.
    pub launch_interval_s: Option<RawNumber>,
    /// Probability that a warhead among decoys is called a decoy.
    pub warhead_called_decoy: Option<RawNumber>,
    /// Layers with their own way of firing; interceptors in none of them fire as the doctrine says.
    #[serde(default)]
    pub layer: Vec<RawFireLayer>,
    /// What changes while a stock is low, in the order in which it is changed.
    #[serde(default)]
    pub when_stock_below: Vec<RawStockRule>,
    /// No shot unless the hand-over is at least this likely.
    pub min_handover: Option<RawNumber>,
    /// Latency of a nation's own network.
    pub own_latency_s: Option<RawNumber>,
    /// Range of an uncued radar as a fraction of its cued range.
    pub uncued_fraction: Option<RawNumber>,
    /// Track error at which a track counts as firm.
    pub firm_sigma_m: Option<RawNumber>,
    /// Probability that a target seen to fall wide is held.
    pub hold_stray: Option<RawNumber>,
    /// What a round in flight takes of the time of the radar that guides it, in tracks.
    pub tracks_per_round: Option<RawNumber>,
    /// Probability that a shot follows the raid's common cause.
    pub correlation: Option<RawNumber>,
    /// Probability that a hit on an asset whose region has a radius of 5 km disables an element standing there; elsewhere by area.
    pub hit_disables: Option<RawNumber>,
    /// Repair time of a disabled element.
    pub repair_days: Option<RawNumber>,
}

/// Which of the shots that can be taken at a threat is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawFireRule {
    /// The launcher that meets it first, one at a time.
    Earliest,
    /// The cheapest salvo that is likely enough to kill.
    Cheapest,
    /// The first, with rounds that threats at more valuable places do not need.
    Preferential,
    /// Every launcher for itself.
    Free,
    /// A joint assignment of rounds to all threats in view.
    Optimal,
}

/// Interceptors that fire in their own way.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawFireLayer {
    /// Id.
    pub id: String,
    /// Its interceptors.
    pub interceptors: Vec<String>,
    /// Whether to wait for assessment and shoot again while there is time; as the doctrine where left out.
    pub shoot_look_shoot: Option<bool>,
    /// Rounds of each salvo at a target in turn; as the doctrine where left out.
    #[serde(default)]
    #[schemars(inner(range(min = 1, max = 100)))]
    pub rounds_per_look: Vec<u32>,
    /// Share of every magazine kept for the next wave; as the doctrine where left out.
    pub reserve_fraction: Option<RawNumber>,
}

/// A change of doctrine while a nation's stock of an item is low.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawStockRule {
    /// Id.
    pub id: String,
    /// Whose stock, and whose launchers fire differently.
    pub nation: String,
    /// Item: what is in the field and what the depot may release to it.
    pub item: String,
    /// Low below this many rounds.
    pub rounds: Option<RawNumber>,
    /// Low below this many days at the mean rate of fire so far.
    pub days_of_cover: Option<RawNumber>,
    /// Layer that fires differently; all where left out.
    pub layer: Option<String>,
    /// Which of the shots that can be taken is taken, by the whole defence.
    pub rule: Option<RawFireRule>,
    /// Whether to wait for assessment and shoot again while there is time.
    pub shoot_look_shoot: Option<bool>,
    /// Rounds of each salvo at a target in turn, the last again for every further one.
    #[serde(default)]
    #[schemars(inner(range(min = 1, max = 100)))]
    pub rounds_per_look: Vec<u32>,
    /// Share of every magazine kept for the next wave.
    pub reserve_fraction: Option<RawNumber>,
    /// Most rounds at one target.
    #[schemars(range(min = 1, max = 100))]
    pub max_rounds_per_target: Option<u32>,
}

/// What kind of claim an agreement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawStatus {
    /// In force.
    InForce,
    /// Agreed, not yet in force.
    Agreed,
    /// Proposed.
    Proposed,
    /// Hypothetical.
    Hypothetical,
}

/// An agreement between nations.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawAgreement {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// What kind of claim it is.
    pub status: RawStatus,
    /// What it says, in one sentence.
    #[serde(default)]
    pub says: String,
    /// Who agrees (only checked and printed).
    #[serde(default)]
    pub parties: Vec<String>,
    /// In force from; from the beginning where left out.
    pub from: Option<RawWhen>,
    /// Last day in force; for good where left out.
    pub until: Option<RawWhen>,
    /// Tracks given.
    #[serde(default)]
    pub tracks: Vec<RawTracks>,
    /// Who may shoot for whom.
    #[serde(default)]
    pub engage: Vec<RawEngage>,
    /// Lines made faster.
    #[serde(default)]
    pub expand: Vec<RawExpand>,
    /// Output given.
    #[serde(default)]
    pub output: Vec<RawOutput>,
    /// Transfers.
    #[serde(default)]
    pub transfer: Vec<RawTransfer>,
    /// Developments paid for together.
    #[serde(default)]
    pub develop: Vec<RawDevelop>,
}

/// How shared tracks may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawTrackUse {
    /// Warning only.
    Warning,
    /// Points radars.
    Cue,
    /// A launch may be ordered on it.
    LaunchOn,
    /// The engagement may be flown on it.
    EngageOn,
}

/// Tracks given by one nation to another.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTracks {
    /// Id; `GIVER-TAKER` where left out.
    pub id: Option<String>,
    /// Who gives.
    pub giver: String,
    /// Who takes.
    pub taker: String,
    /// Sensors and constellations.
    pub sensors: Vec<String>,
    /// What for.
    #[serde(rename = "use")]
    pub use_for: RawTrackUse,
    /// Added latency.
    pub latency_s: RawNumber,
}

/// When a nation may shoot for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawEngageWhen {
    /// Always.
    Always,
    /// Only where its own forces stand at the asset.
    OwnForcesAtRisk,
    /// Only with rounds above the kept fraction.
    AfterOwnAssets,
}

/// Interceptors of one nation may protect assets of another.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawEngage {
    /// Id; the shooter where left out.
    pub id: Option<String>,
    /// Who shoots.
    pub shooter: String,
    /// Which assets.
    pub protects: Vec<String>,
    /// With which interceptors; all where left out.
    #[serde(default)]
    pub with: Vec<String>,
    /// When.
    pub when: RawEngageWhen,
    /// Share of a battery's rounds kept for own assets; none where left out.
    pub keep_fraction: Option<RawNumber>,
}

/// A line made faster.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawExpand {
    /// Line.
    pub line: String,
    /// New rate (rounds per year), or …
    pub to_per_year: Option<RawNumber>,
    /// … a factor on the old one.
    pub factor: Option<RawNumber>,
    /// Ready this long after the agreement begins.
    pub ready_after_months: RawNumber,
    /// Cost of the plant (million USD).
    pub plant_musd: Option<RawNumber>,
    /// Who pays for plant and added rounds, by share.
    #[serde(default)]
    pub paid_by: BTreeMap<String, f64>,
}

/// A share of a line's output goes to a nation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawOutput {
    /// Line.
    pub line: String,
    /// Receiver.
    pub to: String,
    /// Share of the output.
    pub share: RawNumber,
    /// At most this many a year; no limit where left out.
    pub cap_per_year: Option<RawNumber>,
    /// Time for approval.
    pub approval_days: Option<RawNumber>,
    /// Time for transport.
    pub transport_days: Option<RawNumber>,
    /// From output to arrival, instead of the two above.
    pub delay_days: Option<RawNumber>,
    /// Last day; to the end where left out.
    pub until: Option<RawDate>,
}

/// A development paid for together.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDevelop {
    /// What is developed.
    pub item: String,
    /// Line that delivers it, and stands still until the first delivery; without one nothing is delivered.
    pub line: Option<String>,
    /// First delivery.
    pub first_delivery: RawWhen,
    /// Whole cost beyond today's plans (million USD).
    pub cost_musd: Option<RawNumber>,
    /// Who pays, by share.
    #[serde(default)]
    pub paid_by: BTreeMap<String, f64>,
}

/// A published series to compare with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawPublished {
    /// Source.
    pub source: String,
    /// Rows.
    #[serde(default)]
    pub row: Vec<RawRow>,
    /// Interceptors per target.
    #[serde(default)]
    pub spend: Vec<RawSpend>,
}

/// A published row.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRow {
    /// Raid it belongs to, where raids are stated.
    pub raid: Option<String>,
    /// First day (or month) of the period of a series that it belongs to.
    pub period: Option<String>,
    /// Printed date.
    pub date: String,
    /// Group word (`ballistic`, `drone`).
    pub group: String,
    /// Threat classes counted.
    pub threats: Vec<String>,
    /// Detected.
    #[schemars(range(min = 0.0))]
    pub detected: f64,
    /// Stopped, where stated.
    #[schemars(range(min = 0.0))]
    pub stopped: Option<f64>,
    /// Whether what fell in the sea or open ground counts as stopped in that series.
    #[serde(default)]
    pub counts_harmless: bool,
}

/// A published number of interceptors per target.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSpend {
    /// Label.
    pub label: String,
    /// Low.
    #[schemars(range(min = 0.0))]
    pub low: f64,
    /// High.
    #[schemars(range(min = 0.0))]
    pub high: f64,
    /// Interceptors counted.
    pub interceptors: Vec<String>,
    /// Threat classes they are divided by.
    pub threats: Vec<String>,
}
