//! The scenario file as written: one struct per table, human units in every key.
//!
//! The doc comment of each field becomes its description in the JSON Schema that `cupola schema` prints and that the
//! checker walks.

mod force;
mod money;
mod number;
mod options;
mod plan;
mod planning;
mod raid;
mod supply;

pub use force::*;
pub use money::*;
pub use number::*;
pub use options::*;
pub use plan::*;
pub use planning::*;
pub use raid::*;
pub use supply::*;

use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A cupola scenario.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawScenario {
    /// Version of this format.
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    /// A scenario this one changes: a relative path inside the same folder, or the name of a bundled scenario. A file
    /// that extends another needs to hold only what differs.
    pub extends: Option<String>,
    /// What is studied, and when.
    pub study: RawStudy,
    /// Which sets of agreements are compared.
    pub compare: Option<RawCompare>,
    /// Changes to catalogue values for this scenario: entry id, then field.
    #[serde(default)]
    pub catalogue: BTreeMap<String, BTreeMap<String, RawNumber>>,
    /// Who owns and defends.
    #[serde(default)]
    pub nation: Vec<RawNation>,
    /// What is defended.
    #[serde(default)]
    pub asset: Vec<RawAsset>,
    /// Where threats are launched from.
    #[serde(default)]
    pub area: Vec<RawArea>,
    /// Families of rounds that are counted together.
    #[serde(default)]
    pub item: Vec<RawItem>,
    /// Interceptor types.
    #[serde(default)]
    pub interceptor: Vec<RawInterceptor>,
    /// Threat classes that change or add to the catalogue's.
    #[serde(default)]
    pub threat: Vec<RawThreat>,
    /// Radars.
    #[serde(default)]
    pub sensor: Vec<RawSensor>,
    /// Satellites.
    #[serde(default)]
    pub constellation: Vec<RawConstellation>,
    /// Batteries and ships.
    #[serde(default)]
    pub battery: Vec<RawBattery>,
    /// Guns, fighters, jamming and short-range missiles over an area.
    #[serde(default)]
    pub area_defence: Vec<RawAreaDefence>,
    /// Raids, as stated by the user.
    #[serde(default)]
    pub raid: Vec<RawRaid>,
    /// A campaign of raids.
    pub campaign: Option<RawCampaign>,
    /// Those who send the raids, where what they have is finite.
    #[serde(default)]
    pub opponent: Vec<RawOpponent>,
    /// How the defence shoots.
    #[serde(default)]
    pub doctrine: RawDoctrine,
    /// Places where rounds are held apart from home.
    #[serde(default)]
    pub theatre: Vec<RawTheatre>,
    /// Ways of transport.
    #[serde(default)]
    pub mode: Vec<RawMode>,
    /// Stocks on the stock date.
    #[serde(default)]
    pub stock: Vec<RawStock>,
    /// Bottleneck parts.
    #[serde(default)]
    pub part: Vec<RawPart>,
    /// Production lines.
    #[serde(default)]
    pub line: Vec<RawLine>,
    /// Other wars that draw on a stock.
    #[serde(default)]
    pub drain: Vec<RawDrain>,
    /// Demands that are counted, not fought.
    #[serde(default)]
    pub demand: Vec<RawDemand>,
    /// Transfers that happen in every arm.
    #[serde(default)]
    pub transfer: Vec<RawTransfer>,
    /// Published estimates of stocks.
    #[serde(default)]
    pub estimate: Vec<RawEstimate>,
    /// Agreements between nations.
    #[serde(default)]
    pub agreement: Vec<RawAgreement>,
    /// How money is counted.
    pub cost: Option<RawCost>,
    /// What `cupola plan` must reach, and what it may do.
    pub plan: Option<RawPlanning>,
    /// What more might be bought.
    #[serde(default)]
    pub option: Vec<RawOption>,
    /// A published series to compare with.
    pub published: Option<RawPublished>,
}

/// What is studied, and when.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawStudy {
    /// Id of the scenario; the file's name where left out.
    pub name: Option<String>,
    /// Title of the report.
    pub title: String,
    /// The question asked.
    #[serde(default)]
    pub question: String,
    /// What kind of claim this is, printed on every report.
    pub status: String,
    /// Sentences that the report must print.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// Stocks are known on this day.
    pub stock_date: RawDate,
    /// The raids begin on this day.
    pub raids_start: RawDate,
    /// The study ends on this day.
    pub end: RawDate,
    /// Year whose prices are used; `[cost]` needs it.
    #[schemars(range(min = 1990, max = 2100))]
    pub price_year: Option<i32>,
    /// Raid shown in the first part of the report; the first one where left out.
    pub raid: Option<String>,
}

/// Which sets of agreements are compared.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCompare {
    /// Arm the others are compared with; the first one where left out.
    pub base: Option<String>,
    /// The arms.
    pub arms: Vec<RawArm>,
}

/// A set of agreements.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawArm {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// Agreements in force.
    #[serde(default)]
    pub agreements: Vec<String>,
}

/// Who owns and defends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawNation {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// Reserves, by item.
    #[serde(default)]
    pub reserve: Vec<RawReserve>,
}

/// A reserve of one item.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawReserve {
    /// Item.
    pub item: String,
    /// Never below this many rounds.
    pub never_below: RawNumber,
    /// Wanted level (rounds); `never_below` where left out.
    pub wanted: Option<RawNumber>,
    /// What it stops; never self-defence.
    #[serde(default)]
    pub blocks: Vec<RawBlocks>,
}

/// What a reserve stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawBlocks {
    /// Exports from a production line.
    Export,
    /// Transfers from the stock.
    Transfer,
}

/// What is defended.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawAsset {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// Owner.
    pub nation: String,
    /// Latitude (north positive).
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat_deg: f64,
    /// Longitude (east positive).
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon_deg: f64,
    /// Aim points are spread over a disc of this radius.
    #[schemars(range(min = 0.0, max = 2000.0))]
    pub region_radius_km: Option<f64>,
    /// A weapon that lands within this distance of its aim point does damage.
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub damage_radius_m: Option<f64>,
    /// Abstract value; 1 where left out.
    #[schemars(range(min = 0.0))]
    pub value: Option<f64>,
}

/// Where threats are launched from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawArea {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// Latitude of the centre.
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat_deg: f64,
    /// Longitude of the centre.
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon_deg: f64,
    /// Launch points are spread over a disc of this radius.
    #[schemars(range(min = 0.0, max = 5000.0))]
    pub radius_km: Option<f64>,
}

/// A family of rounds that are counted together.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawItem {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// Price of a newly made round (million USD); that of the first interceptor counted under it where left out.
    pub unit_cost_musd: Option<RawNumber>,
    /// Life of a round from the day it is made, past which it leaves its stock; none where left out.
    pub shelf_years: Option<RawNumber>,
}
