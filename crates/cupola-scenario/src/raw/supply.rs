//! Stocks, parts, lines, demands and transfers.

use super::number::{RawDate, RawGrade, RawNumber, RawSeries, RawWhen};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A place where rounds are held apart from home.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTheatre {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
}

/// A way of transport.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawMode {
    /// Id.
    pub id: String,
    /// Days on the way.
    pub days: RawNumber,
    /// At most so many rounds a day leave for theatres by it, all stocks together; no limit where left out.
    pub rounds_per_day: Option<RawNumber>,
}

/// The part of a stock that is held in a theatre.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDepot {
    /// Theatre.
    pub theatre: String,
    /// Rounds of the stock that lie there on the stock date; none where left out.
    pub quantity: Option<RawNumber>,
    /// The same as a share of the stock.
    pub fraction: Option<RawNumber>,
    /// Filled from home to this level; never where left out.
    pub up_to: Option<RawNumber>,
    /// Way of transport from home; 30 days (14 to 60) where left out.
    pub mode: Option<String>,
}

/// Rounds of a stock that were made on one day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawLot {
    /// Day.
    pub made: RawDate,
    /// Rounds.
    pub quantity: RawNumber,
}

/// A stock on the stock date.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawStock {
    /// Owner.
    pub nation: String,
    /// Item.
    pub item: String,
    /// Rounds.
    pub quantity: RawNumber,
    /// Share that may be released to the theatre of this study; all where left out.
    pub theatre_fraction: Option<RawNumber>,
    /// The stock to be restored to.
    pub restore_to: Option<RawNumber>,
    /// Its parts in theatres, in the order they are filled.
    #[serde(default)]
    pub theatre: Vec<RawDepot>,
    /// All of it by the day it was made, where the item has a `shelf_years`; spread evenly over it where left out.
    #[serde(default)]
    pub lot: Vec<RawLot>,
}

/// A bottleneck part.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawPart {
    /// Id.
    pub id: String,
    /// Parts per year.
    pub per_year: RawSeries,
    /// Parts in store on the stock date; none where left out.
    pub in_store: Option<RawNumber>,
    /// At most so many are kept for the next day; none where left out.
    pub keep: Option<RawNumber>,
    /// What it is made of: how many of which part.
    #[serde(default)]
    pub parts: BTreeMap<String, RawNumber>,
}

/// How a line's output is divided among its customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawAllocation {
    /// Each its share.
    #[default]
    Share,
    /// In the order written, each until its stock is at `up_to`.
    Priority,
    /// Round by round to the emptiest stock.
    ByNeed,
    /// Each orders up to `up_to` when it has `reorder_at` or fewer.
    Reorder,
}

/// A production line.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawLine {
    /// Id.
    pub id: String,
    /// Printed name; the id where left out.
    pub name: Option<String>,
    /// Host nation.
    pub nation: String,
    /// Item made.
    pub item: String,
    /// Further items made on it, lot by lot in turn.
    #[serde(default)]
    pub also: Vec<String>,
    /// Rounds begun per year.
    pub per_year: RawSeries,
    /// Nothing is begun before this day.
    pub starts: Option<RawDate>,
    /// Surges and restarts, in the order in which they are applied.
    #[serde(default)]
    pub surge: Vec<RawSurge>,
    /// Rounds begun, and delivered, together; 1 where left out.
    pub lot_rounds: Option<RawNumber>,
    /// From the beginning of a lot to its delivery; none where left out.
    pub lead_days: Option<RawNumber>,
    /// Share of the rounds begun that pass acceptance; all where left out.
    pub pass_fraction: Option<RawNumber>,
    /// Share of the accepted rounds that tests and spares use up; none where left out.
    pub test_fraction: Option<RawNumber>,
    /// At most so many rounds are begun in a calendar year (a licence); no limit where left out.
    pub licence_per_year: Option<RawNumber>,
    /// Bottleneck part, one per round.
    pub part: Option<String>,
    /// Bottleneck parts: how many of each in a round.
    #[serde(default)]
    pub parts: BTreeMap<String, RawNumber>,
    /// Orders paid for; without any, all of the capacity is paid for.
    #[serde(default)]
    pub order: Vec<RawOrder>,
    /// From an order's money to its first round; the line's own lead where left out.
    pub order_lead_months: Option<RawNumber>,
    /// How the output is divided; `share` where left out.
    pub allocation: Option<RawAllocation>,
    /// Share of the output of each nation; the rest goes outside the study. Left out: all to the host.
    pub customers: Option<BTreeMap<String, RawNumber>>,
    /// Customers with terms, in order, instead of `customers`; the host keeps what they do not get.
    #[serde(default)]
    pub customer: Vec<RawCustomer>,
    /// Asset it stands at.
    pub at: Option<String>,
}

/// A line works faster, for a time or for good, or works again after it was closed, in every arm.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSurge {
    /// Id.
    pub id: String,
    /// The day of the decision.
    pub decided: RawWhen,
    /// New rate (rounds per year), or …
    pub to_per_year: Option<RawNumber>,
    /// … a factor on the old one.
    pub factor: Option<RawNumber>,
    /// From the decision to the first round more that is begun.
    pub ready_after_months: RawNumber,
    /// Time over which it then grows to its whole; 12 (6 to 24) where left out.
    pub ramp_months: Option<RawNumber>,
    /// Cost until it is ready (million USD); none where left out.
    pub once_musd: Option<RawNumber>,
    /// What each round costs more that the surge adds (million USD); nothing where left out.
    pub per_round_musd: Option<RawNumber>,
    /// Its last day; for good where left out.
    pub until: Option<RawWhen>,
    /// Who pays, by share; the host where left out.
    #[serde(default)]
    pub paid_by: BTreeMap<String, f64>,
}

/// Rounds ordered from a line and paid for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawOrder {
    /// Id; the day of the money where left out.
    pub id: Option<String>,
    /// The day of the money.
    pub funded: RawDate,
    /// Rounds.
    pub rounds: RawNumber,
    /// For which nation, or `outside` the study; for the host where left out.
    pub to: Option<String>,
    /// Time for transport to another nation; 30 (14 to 60) where left out.
    pub transport_days: Option<RawNumber>,
    /// Way of transport, instead of `transport_days`.
    pub mode: Option<String>,
}

/// A customer of a line, with terms.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCustomer {
    /// Which nation, or `outside` the study.
    pub nation: String,
    /// Share of the output.
    pub share: Option<RawNumber>,
    /// The stock it is filled to, or orders up to; outside, rounds in all.
    pub up_to: Option<RawNumber>,
    /// It orders again at this many rounds on hand, on the way and on order, or fewer.
    pub reorder_at: Option<RawNumber>,
    /// At most this many a year; no limit where left out.
    pub cap_per_year: Option<RawNumber>,
    /// Time for approval; none where left out.
    pub approval_days: Option<RawNumber>,
    /// Time for transport to another nation; 30 (14 to 60) where left out.
    pub transport_days: Option<RawNumber>,
    /// Way of transport, instead of `transport_days`.
    pub mode: Option<String>,
    /// First day; from the stock date where left out.
    pub from: Option<RawDate>,
    /// Last day; to the end where left out.
    pub until: Option<RawDate>,
}

/// What becomes of rounds that are asked for and not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawShortage {
    /// Nothing: the raid is over.
    #[default]
    Lost,
    /// They are taken from the next that join the stock.
    Owed,
}

/// Raids and wars that ask for rounds and are only counted, not fought.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDemand {
    /// Id.
    pub id: String,
    /// Owner of the stock.
    pub nation: String,
    /// Item.
    pub item: String,
    /// Theatre; at home where left out.
    pub theatre: Option<String>,
    /// Raids at random: how many a day.
    pub raids_per_day: Option<RawNumber>,
    /// Fewest rounds that a raid asks for.
    pub rounds_low: Option<RawNumber>,
    /// Most rounds that a raid asks for; all numbers between are as likely.
    pub rounds_high: Option<RawNumber>,
    /// Rounds by date, instead of raids at random.
    pub rounds_on: Option<BTreeMap<String, RawNumber>>,
    /// First day; the stock date where left out.
    pub from: Option<RawDate>,
    /// Last day; the end of the study where left out.
    pub until: Option<RawDate>,
    /// What becomes of what is not there; `lost` where left out.
    pub shortage: Option<RawShortage>,
}

/// Another war that draws on a stock.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDrain {
    /// Id.
    pub id: String,
    /// Owner of the stock.
    pub nation: String,
    /// Item.
    pub item: String,
    /// Theatre; at home where left out.
    pub theatre: Option<String>,
    /// Rounds per year.
    pub per_year: RawNumber,
    /// First day.
    pub from: RawDate,
    /// Last day.
    pub until: RawDate,
}

/// A one-off transfer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTransfer {
    /// Id; `GIVER-TAKER-ITEM` where left out.
    pub id: Option<String>,
    /// Who gives.
    pub giver: String,
    /// Who takes.
    pub taker: String,
    /// Item.
    pub item: String,
    /// Day.
    pub on: RawDate,
    /// Rounds.
    pub rounds: RawNumber,
    /// Days on the way; 30 (14 to 60) where left out.
    pub delay_days: Option<RawNumber>,
    /// Way of transport, instead of `delay_days`.
    pub mode: Option<String>,
    /// A loan: the day the taker sends back what it got.
    pub pay_back: Option<RawDate>,
}

/// A published estimate of a stock.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawEstimate {
    /// Owner.
    pub nation: String,
    /// Item.
    pub item: String,
    /// Date.
    pub date: RawDate,
    /// Low.
    #[schemars(range(min = 0.0))]
    pub low: Option<f64>,
    /// Likely.
    #[schemars(range(min = 0.0))]
    pub likely: f64,
    /// High.
    #[schemars(range(min = 0.0))]
    pub high: Option<f64>,
    /// How far to trust it.
    pub grade: RawGrade,
    /// Who says so.
    pub source: String,
}
