//! What a study found, as plain records: the JSON of `cupola run` and everything the reports print.
//!
//! The key names are a contract (`docs/JSON.md`): keys may be added, not renamed. SI units, days, US dollars.

pub mod flight;
mod money;

pub use cupola_core::stats::Count;
pub use money::{CostCurve, CostDriver, CostPoint, ElementCost, LifeCycle, PrintedBeside, Waterfall, WaterfallStep};
use std::collections::BTreeMap;

/// Numbers by the id of a place, class, element, nation or interceptor.
pub type ById<T> = BTreeMap<String, T>;

/// The whole result of `cupola run`.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Report {
    /// Which scenario.
    pub scenario: ScenarioInfo,
    /// Version of cupola.
    pub version: String,
    /// Seed of the study.
    pub seed: u64,
    /// Runs done.
    pub runs: u64,
    /// Worlds: sets of drawn inputs that the runs share out among themselves.
    pub worlds: u64,
    /// Trajectory-and-radar geometry sets, each with its own drawn physical inputs.
    pub physics_sets: u64,
    /// Threads used.
    pub threads: usize,
    /// XXH3-128 over the per-run digests of every arm, in run order, as 32 hexadecimal digits.
    pub log_hash: String,
    /// Wall time of the simulation (s), without the report.
    pub elapsed_s: f64,
    /// Whether the study was stopped before all runs were done.
    pub stopped_early: bool,
    /// The raid named by `[study] raid`, in the base arm.
    pub raid: RaidSummary,
    /// The campaign in the base arm; none where the scenario has none.
    pub campaign: Option<CampaignSummary>,
    /// Cost in the last arm against the base arm; none where the scenario has no arms to price.
    pub cost: Option<CostSummary>,
    /// The scenario's own comparison; none with a single arm.
    pub compare: Option<CompareSummary>,
    /// How the scenario's replayed series lies in the bands; none where it has no published series.
    pub replay: Option<ReplaySummary>,
    /// What the result rests on.
    pub provenance: Provenance,
}

/// The scenario in words.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ScenarioInfo {
    /// Its id (`japan-2028`).
    pub name: String,
    /// XXH3-128 of the checked, merged scenario text.
    pub hash: String,
    /// `[study] status`: what kind of claim it is.
    pub status: String,
    /// `[study] title`.
    pub title: String,
    /// `[study] question`, asked at the top of the report.
    pub question: String,
    /// `[study] caveats`: sentences the report must print.
    pub caveats: Vec<String>,
    /// Price year of all amounts of money.
    pub price_year: i32,
    /// Stock date, first day of the raids, last day (ISO dates).
    pub stock_date: String,
    /// First day of the raids.
    pub raids_start: String,
    /// Last day of the study.
    pub end: String,
    /// Names of the arms, base first.
    pub arms: Vec<ArmInfo>,
    /// Threat classes that occur, in report order.
    pub classes: Vec<ClassInfo>,
    /// Defended places, for the map.
    pub places: Vec<PlaceInfo>,
    /// Batteries, ships, radars and area-defence elements, for the map.
    pub elements: Vec<ElementInfo>,
    /// Stock items in report order: id and printed name.
    pub items: Vec<(String, String)>,
    /// Nations in report order: id and printed name.
    pub nations: Vec<(String, String)>,
    /// Production lines: id and printed name.
    pub lines: Vec<(String, String)>,
}

/// One arm of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ArmInfo {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// The agreements in force: id, status, what it says.
    pub agreements: Vec<(String, String, String)>,
}

/// A threat class.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ClassInfo {
    /// Id (`mrbm-1300`).
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Report row it belongs to (`ballistic, to 2,000 km`).
    pub group: String,
    /// Whether it is kept out of the totals (a block of its own).
    pub separate: bool,
}

/// A defended place.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PlaceInfo {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Nation id.
    pub nation: String,
    /// Latitude (deg, north positive).
    pub lat_deg: f64,
    /// Longitude (deg, east positive).
    pub lon_deg: f64,
    /// Abstract value.
    pub value: f64,
}

/// A battery, ship, radar or area-defence element on the map.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ElementInfo {
    /// Id.
    pub id: String,
    /// `battery`, `ship`, `radar`, `area-defence`, `launch-area`.
    pub kind: String,
    /// Nation id; empty for launch areas.
    pub nation: String,
    /// Latitude (deg).
    pub lat_deg: f64,
    /// Longitude (deg).
    pub lon_deg: f64,
    /// Reach on the map (m): interceptor range, radar range, or radius of a launch area.
    pub radius_m: f64,
    /// What it fires or is.
    pub what: String,
    /// Ids of the places it defends in the base arm.
    pub defends: Vec<String>,
}

/// How every warhead or airframe ended.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Fates {
    /// Launched.
    pub launched: Count,
    /// Seen by a sensor of the defence.
    pub detected: Count,
    /// Firm track somewhere.
    pub tracked: Count,
    /// Shot at.
    pub engaged: Count,
    /// Destroyed.
    pub intercepted: Count,
    /// Jammed, lured, lost.
    pub suppressed: Count,
    /// Its own fault.
    pub failed: Count,
    /// Got through and did no damage.
    pub fell_harmless: Count,
    /// Got through to a damage radius.
    pub leaked: Count,
    /// Got through, harmless or not, run by run.
    pub through: Count,
    /// Tracked, in reach, and not shot at by choice (part of those that were not engaged).
    pub held_by_choice: Count,
}

/// Shots of one interceptor type.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Shots {
    /// Rounds fired.
    pub fired: Count,
    /// Targets killed.
    pub kills: Count,
    /// Rounds that struck their target: `fired = hit + missed + self_destructed`.
    pub hit: Count,
    /// Rounds that arrived and did not kill.
    pub missed: Count,
    /// Rounds that found their target gone.
    pub self_destructed: Count,
    /// Rounds left when the raid was over; of a campaign, after its last raid.
    pub unused: Count,
}

/// Joint assignments of rounds to threats in a raid.
#[derive(Debug, Clone, serde::Serialize)]
pub struct AssignmentSummary {
    /// How many were worked out.
    pub plans: Count,
    /// Mean of what lies between their value and a proven bound on the best, as a fraction of the value.
    pub mean_gap_fraction: f64,
}

/// One raid over all runs.
#[derive(Debug, Clone, serde::Serialize)]
pub struct RaidSummary {
    /// Id of the raid.
    pub id: String,
    /// Printed name (`Opening raid`).
    pub name: String,
    /// How tracks are carried: `covariance`, their errors without drawn returns.
    pub track_mode: &'static str,
    /// Warheads and airframes launched, without separate blocks.
    pub threats: Count,
    /// Did damage.
    pub leakers: Count,
    /// Got through, no damage.
    pub fell_harmless: Count,
    /// Got through, both kinds together.
    pub through: Count,
    /// The rule of fire (`earliest`).
    pub rule: &'static str,
    /// The joint assignments, under the rule `optimal`.
    pub assignment: Option<AssignmentSummary>,
    /// Leaked share of those launched.
    pub leak_fraction: Count,
    /// Lost share of the defended value.
    pub value_lost_fraction: Count,
    /// All classes together, blocks of their own included.
    pub all: Fates,
    /// By threat class.
    pub by_class: ById<Fates>,
    /// By report group (`ballistic, to 2,000 km`), in the order of `scenario.classes`.
    pub by_group: Vec<(String, bool, Fates)>,
    /// By aim place.
    pub by_place: ById<Fates>,
    /// Kills by element (battery id, area-defence id, constellation id).
    pub by_layer: ById<Count>,
    /// Kills by layer family in report order, e.g. `PAC-3`, `SM-3`, `guns, other SAM`, `orbit`.
    pub by_family: Vec<(String, Count)>,
    /// Rounds and kills by interceptor type.
    pub shots: ById<Shots>,
    /// Number that got through in each run, for the histogram: (number, runs).
    pub histogram: Vec<(u32, u32)>,
    /// The same raid without common-mode failure: got through.
    pub through_without_common_mode: Count,
    /// Orbit: share of boosting missiles with no interceptor in reach; none without space-based interceptors.
    pub orbit_none_in_reach_fraction: Option<Count>,
    /// The space layer; none without constellations or without missiles that have a boost.
    pub orbit: Option<OrbitSummary>,
    /// Mean delay (s) of each link of the shot chain, for first shots at missiles with a boost: from launch to detection,
    /// to firm track, to authority, to the launch command (waiting for the meeting point included), to launch.
    pub chain_s: Vec<(String, f64)>,
}

/// What the space layer did in a raid.
#[derive(Debug, Clone, serde::Serialize)]
pub struct OrbitSummary {
    /// Missiles with a boost.
    pub missiles: Count,
    /// Warheads destroyed by interceptors in orbit, those of one missile stopped in boost counted once.
    pub kills: Count,
    /// Warheads that fell short when their missile was stopped in boost.
    pub fell_short: Count,
    /// Share of the space layer in what all layers stopped, warheads that fell short counted on both sides; 0 where nothing was.
    pub share_of_stopped_fraction: Count,
    /// Share of the missiles that each warning or tracking constellation saw.
    pub seen_fraction: ById<Count>,
}

/// Days to an event over the runs.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Days {
    /// 5 % of runs at or before; `None` where it never happens in that share of runs.
    pub p05: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 95 %.
    pub p95: Option<f64>,
    /// Share of runs in which it never happens.
    pub never_fraction: f64,
}

/// One point of a stock series.
#[derive(Debug, Clone, serde::Serialize)]
pub struct StockPoint {
    /// Date.
    pub date: String,
    /// Quantiles of rounds on hand.
    pub p05: f64,
    /// 25 %.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75 %.
    pub p75: f64,
    /// 95 %.
    pub p95: f64,
}

/// A published estimate of a stock, drawn beside the fan.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PublicEstimate {
    /// Nation id.
    pub nation: String,
    /// Item id.
    pub item: String,
    /// Date.
    pub date: String,
    /// Low, likely, high.
    pub low: f64,
    /// Most likely.
    pub likely: f64,
    /// High.
    pub high: f64,
    /// Grade word.
    pub grade: String,
    /// Who says so.
    pub source: String,
}

/// A campaign over all runs.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CampaignSummary {
    /// Days from the first raid to the last day of raiding.
    pub days: u32,
    /// Raids.
    pub raids: Count,
    /// Warheads and airframes launched.
    pub threats: Count,
    /// By class.
    pub by_class: ById<Fates>,
    /// By place.
    pub by_place: ById<Fates>,
    /// By interceptor type.
    pub shots: ById<Shots>,
    /// First day on which a wanted round was refused for lack of a releasable one.
    pub first_empty_day: ById<ById<Days>>,
    /// First day on which a battery that wanted to shoot had no round ready.
    pub first_battery_empty_day: ById<ById<Days>>,
    /// First day with the national stock below `never_below`.
    pub first_day_below_reserve: ById<ById<Days>>,
    /// First day with none left in reach of the nation's batteries of the item, those they hold included.
    pub first_zero_day: ById<ById<Days>>,
    /// Rounds in the theatre at the first raid over rounds fired a day in the campaign.
    pub days_of_cover: ById<ById<Days>>,
    /// Rounds fired over rounds made for the nation, over the days of raiding.
    pub burn_to_build: ById<ById<Ratio>>,
    /// Rounds left on the last day of raiding, over rounds fired a day.
    pub days_of_supply: ById<ById<Days>>,
    /// Days to the first raid at which each of the doctrine's stock rules was in force.
    pub doctrine_changes: ById<Days>,
    /// What opponents sent, could not send and have left: opponent, class.
    pub opponents: ById<ById<OpponentSummary>>,
    /// Rounds that were refused to others, from the stock date to the end of the study: giver, item, and `export`, `transfer` or
    /// `drain` (another war); those with any.
    pub refused: ById<ById<ById<Count>>>,
    /// Of those for export and transfer, who was refused: giver, item, taker (`outside`: no nation of the study).
    pub refused_to: ById<ById<ById<Count>>>,
    /// Rounds that `[[demand]]`s asked for and that were not there, from the stock date to the end of the study, those
    /// owed and given later included; stocks with demands.
    pub unmet: ById<ById<Count>>,
    /// What became of the rounds in each theatre, from the stock date to the end of the study: nation, item, theatre.
    pub theatres: ById<ById<ById<TheatreCounts>>>,
    /// Rounds at the end of their life, from the stock date to the end of the study; stocks whose rounds have one.
    pub expired: ById<ById<Count>>,
    /// Mean age of those left on the last day (days); never: none is left.
    pub mean_age_days: ById<ById<Days>>,
    /// Counts that sources mix, of stocks with rounds bought, on order or in transit.
    pub counts: ById<ById<CountsByDate>>,
    /// Times that a ship left its station to be loaded.
    pub port_calls: Count,
    /// Rounds on hand by date, monthly unless closer dates were asked for: nation, item.
    pub stock: ById<ById<Vec<StockPoint>>>,
    /// Rounds at the stock date.
    pub at_stock_date: ById<ById<Count>>,
    /// Rounds at the first raid, before it.
    pub at_raids_start: ById<ById<Count>>,
    /// Of them in reach of the nation's batteries of the item.
    pub theatre_at_raids_start: ById<ById<Count>>,
    /// Rounds made for the nation per day during the campaign.
    pub made_per_day: ById<ById<Count>>,
    /// Rounds fired per day during the campaign.
    pub fired_per_day: ById<ById<Count>>,
    /// Day on which the stock is back at its target, as a date; `never_fraction` with it.
    pub restored_date: ById<ById<Restored>>,
    /// Reserve floors, likely value, where one is set.
    pub reserve_floor: ById<ById<f64>>,
    /// Published estimates to draw beside the series.
    pub estimates: Vec<PublicEstimate>,
    /// Did damage, over the campaign.
    pub leakers_total: Count,
    /// Got through, over the campaign.
    pub through_total: Count,
    /// Rounds and warheads unaccounted for, over all days and runs: must be zero.
    pub unaccounted: u64,
}

/// What became of a stock's rounds in one theatre.
#[derive(Debug, Clone, serde::Serialize)]
pub struct TheatreCounts {
    /// Printed name of the theatre.
    pub name: String,
    /// Sent from home, arrived or not.
    pub sent: Count,
    /// Lacked at home when the theatre was to be filled.
    pub refused: Count,
    /// Taken there by wars and demands, and fired by batteries.
    pub used: Count,
    /// Asked for there by wars and demands, and not there.
    pub short: Count,
    /// There on the last day, with batteries too, or on the way there.
    pub left: Count,
    /// Days from the stock date to the first on which something asked for there was not there.
    pub first_short_day: Days,
}

/// Counts of one stock that sources mix, each on the evening of its day, save that before the first raid.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CountsByDate {
    /// On the stock date.
    pub stock_date: StockCounts,
    /// Before the first raid.
    pub raids_start: StockCounts,
    /// On the last day of the study.
    pub end: StockCounts,
}

/// Where the rounds of one stock are (rounds); the first two since the stock date.
#[derive(Debug, Clone, serde::Serialize)]
pub struct StockCounts {
    /// Ordered and paid for, made or not; what a line makes without orders is not in it.
    pub bought: Count,
    /// Joined the stock, from lines here and abroad and from other nations.
    pub delivered: Count,
    /// At home, in the nation's theatres, in magazines and on the way between these.
    pub on_hand: Count,
    /// On the way from a line or a giver to this nation.
    pub in_transit: Count,
    /// Of those bought, not shipped yet.
    pub on_order: Count,
}

/// A ratio over the runs that have one.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Ratio {
    /// 5 % of runs at or below; `None` where it is without bound in that share of runs.
    pub p05: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 95 %.
    pub p95: Option<f64>,
    /// Share of runs in which something is fired and nothing made.
    pub unbounded_fraction: f64,
}

/// What one opponent did with one class over a campaign.
#[derive(Debug, Clone, serde::Serialize)]
pub struct OpponentSummary {
    /// Sent.
    pub sent: Count,
    /// Wanted by the calendar, and not there or not launched in time.
    pub not_sent: Count,
    /// Left after the last raid.
    pub left: Count,
    /// Launchers left; none where they are no limit.
    pub launchers_left: Option<Count>,
    /// Days to the first raid that was cut.
    pub first_short_day: Days,
}

/// When a stock is restored.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Restored {
    /// The stock aimed at.
    pub target: f64,
    /// Dates; `None` after the end of the study.
    pub p05: Option<String>,
    /// Median.
    pub p50: Option<String>,
    /// 95 %.
    pub p95: Option<String>,
    /// Share of runs not restored by the end.
    pub never_fraction: f64,
}

/// Money.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CostSummary {
    /// Year whose prices are used.
    pub price_year: i32,
    /// Years counted.
    pub horizon_years: f64,
    /// Discount rate per year.
    pub discount_rate: f64,
    /// Beyond today's plans (USD): the last arm minus the base arm.
    pub incremental_usd: Count,
    /// Rounds fired in the campaign (USD), base arm.
    pub expended_usd: Count,
    /// What the attacker's weapons cost (USD), where a price is known; base arm.
    pub raids_usd: Option<Count>,
    /// What is fired at each class that is sent, beside what it costs its sender; base arm.
    pub by_class: Vec<ClassExchange>,
    /// Incremental by element.
    pub by_element: ById<Count>,
    /// Incremental by nation.
    pub by_nation: ById<Count>,
    /// Incremental by year.
    pub by_year: ById<Count>,
    /// What elements cost over their life, base arm, where there are any.
    pub life_cycle: Option<LifeCycle>,
}

/// What both sides spend on one class of weapon.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ClassExchange {
    /// Class id.
    pub class: String,
    /// Launched.
    pub sent: Count,
    /// Intercepted or suppressed.
    pub stopped: Count,
    /// Rounds and sorties fired at it (USD).
    pub fired_usd: Count,
    /// What those sent cost (USD); none without a price.
    pub sent_usd: Option<Count>,
}

/// The paired comparison of the arms.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CompareSummary {
    /// Base arm id.
    pub base: String,
    /// Every other arm.
    pub arms: Vec<ArmSummary>,
}

/// One arm against the base.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ArmSummary {
    /// Arm id.
    pub name: String,
    /// Differences by metric key (`leakers_total`, `through_total`, `stock.usa.pac3.raids_start`, …).
    pub delta: ById<Delta>,
    /// Metrics in report order: key, printed label.
    pub labels: Vec<(String, String)>,
    /// What parts of the agreement do, each switched on alone or off alone: part, change of `through_total`.
    pub parts: Vec<(String, Delta)>,
    /// The campaign in this arm; none where the scenario has none, and where scenarios are compared.
    pub campaign: Option<CampaignSummary>,
}

/// A paired difference, arm minus base.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Delta {
    /// Mean in the base arm.
    pub base_mean: f64,
    /// Mean in this arm.
    pub arm_mean: f64,
    /// Mean difference.
    pub mean: f64,
    /// 95 % interval of the mean difference.
    pub ci95_low: f64,
    /// Upper end.
    pub ci95_high: f64,
    /// 5 % of paired runs.
    pub p05: f64,
    /// 95 % of paired runs.
    pub p95: f64,
    /// `more`, `fewer`, `unclear` (the 5–95 % band straddles zero), `same`.
    pub verdict: String,
}

/// A published series beside the bands of the replay.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ReplaySummary {
    /// Where the series is from.
    pub source: String,
    /// One row per published row and class group.
    pub rows: Vec<ReplayRow>,
    /// Share of rows inside the 50 % band.
    pub inside_50_fraction: f64,
    /// Share of rows inside the 90 % band.
    pub inside_90_fraction: f64,
    /// Overall stopped share by group: published, p05, p25, p50, p75, p95 (fractions of detected).
    pub totals: Vec<ReplayTotal>,
    /// Interceptors spent per ballistic target, against published checks: label, low, high, computed.
    pub spend: Vec<(String, f64, f64, Count)>,
}

/// One row of a replay.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ReplayRow {
    /// Date of the row.
    pub date: String,
    /// Group (`ballistic`, `drone`).
    pub group: String,
    /// Detected in that period.
    pub detected: f64,
    /// Published number stopped in that period; none where the source has none.
    pub published_stopped: Option<f64>,
    /// Computed quantiles of the number stopped: 5, 25, 50, 75, 95 %.
    pub stopped: [f64; 5],
    /// Half the width of the 90 % band, in points of those detected.
    pub half_width_points: f64,
}

/// Totals of a replay.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ReplayTotal {
    /// Group.
    pub group: String,
    /// Published stopped share.
    pub published_fraction: f64,
    /// Computed quantiles: 5, 25, 50, 75, 95 %.
    pub computed_fraction: [f64; 5],
    /// Half width of the 90 % band in percentage points.
    pub half_width_points: f64,
}

/// What the result rests on.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Provenance {
    /// Number of values used.
    pub values: usize,
    /// Number by grade word.
    pub by_grade: ById<usize>,
    /// The inputs that drive the spread of the headline.
    pub top_inputs: Vec<TopInput>,
    /// Every value used, for `cupola trace` and the report's appendix.
    pub inputs: Vec<InputInfo>,
}

/// An input that drives the spread.
#[derive(Debug, Clone, serde::Serialize)]
pub struct TopInput {
    /// Key (`interceptor.pac3-mse.kill_probability_glide`).
    pub key: String,
    /// First-order share of the headline's variance (squared rank correlation, noise floor taken off).
    pub share: f64,
    /// Grade word.
    pub grade: String,
}

/// One value that the result rests on.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct InputInfo {
    /// Key.
    pub key: String,
    /// Low, in the file's own unit.
    pub low: f64,
    /// Likely.
    pub likely: f64,
    /// High.
    pub high: f64,
    /// Grade word.
    pub grade: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Note.
    pub note: String,
}
