//! Stocks, what is made for them and what is taken from them.

use super::InputId;
use cupola_core::{Day, Grade, Uncertain};
pub use cupola_sustain::{Allocation, Shortage};

/// A one-off transfer.
#[derive(Debug, Clone)]
pub struct TransferRule {
    /// Who gives.
    pub giver: usize,
    /// Who takes.
    pub taker: usize,
    /// Stock item.
    pub item: usize,
    /// Day.
    pub on: Day,
    /// Rounds (rounded).
    pub rounds: InputId,
    /// Days on the way.
    pub delay_days: InputId,
    /// A loan: the day it is paid back.
    pub pay_back: Option<Day>,
}

/// A nation's stock of an item on the stock date.
#[derive(Debug, Clone)]
pub struct Stock {
    /// Owner.
    pub nation: usize,
    /// Item.
    pub item: usize,
    /// Rounds (rounded).
    pub quantity: InputId,
    /// Share that may be released to the theatre of this study.
    pub theatre_fraction: InputId,
    /// The stock to be restored to, where one is stated.
    pub restore_to: Option<InputId>,
    /// Its parts in theatres, in the order they are filled.
    pub depots: Vec<Depot>,
    /// Rounds by the day they were made; empty: not known.
    pub lots: Vec<(Day, InputId)>,
}

/// A place where rounds are held apart from home.
#[derive(Debug, Clone)]
pub struct Theatre {
    /// Id (`gulf`).
    pub id: String,
    /// Printed name.
    pub name: String,
}

/// A way of transport.
#[derive(Debug, Clone)]
pub struct Mode {
    /// Id (`sea`).
    pub id: String,
    /// Days on the way.
    pub days: InputId,
    /// At most so many rounds a day leave for theatres.
    pub rounds_per_day: Option<InputId>,
}

/// The part of a stock in one theatre.
#[derive(Debug, Clone)]
pub struct Depot {
    /// Theatre.
    pub theatre: usize,
    /// What of the opening stock lies there.
    pub opening: DepotOpening,
    /// Filled from home to this level.
    pub up_to: Option<InputId>,
    /// Days on the way from home.
    pub transport_days: InputId,
    /// The way of transport, index into [`Supply::modes`].
    pub mode: Option<usize>,
}

/// How much of an opening stock lies in a theatre.
#[derive(Debug, Clone, Copy)]
pub enum DepotOpening {
    /// None.
    Empty,
    /// So many rounds, at most what no earlier theatre has.
    Rounds(InputId),
    /// This share of the stock.
    Fraction(InputId),
}

/// A reserve.
#[derive(Debug, Clone)]
pub struct Reserve {
    /// Owner.
    pub nation: usize,
    /// Item.
    pub item: usize,
    /// Never below this (rounds).
    pub never_below: InputId,
    /// Wanted level (rounds).
    pub wanted: InputId,
    /// Whether it stops exports from a line.
    pub blocks_export: bool,
    /// Whether it stops transfers.
    pub blocks_transfer: bool,
}

/// A bottleneck part shared by lines.
#[derive(Debug, Clone)]
pub struct Part {
    /// Id (`pac3-seeker`).
    pub id: String,
    /// Supply: (day, parts per year), joined by straight lines, held flat outside.
    pub per_year: Vec<(Day, InputId)>,
    /// In store on the stock date (parts).
    pub in_store: InputId,
    /// At most so many are kept for the next day.
    pub keep: InputId,
    /// What it is made of: (part, how many).
    pub parts: Vec<(usize, InputId)>,
}

/// A customer of a line, with what its share alone does not say.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Who; `None`: outside the study.
    pub to: Option<usize>,
    /// Share of the output.
    pub share: InputId,
    /// Stock it is filled up to (rounds).
    pub up_to: InputId,
    /// Position at which it orders again (rounds).
    pub reorder_at: InputId,
    /// At most this many a year.
    pub cap_per_year: Option<InputId>,
    /// Time for approval (days).
    pub approval_days: InputId,
    /// Time for transport (days).
    pub transport_days: InputId,
    /// First day; from the stock date where `None`.
    pub from: Option<Day>,
    /// Last day; to the end where `None`.
    pub until: Option<Day>,
}

/// Rounds ordered from a line and paid for.
#[derive(Debug, Clone)]
pub struct OrderRule {
    /// The day of the money.
    pub funded: Day,
    /// Rounds (rounded).
    pub rounds: InputId,
    /// For whom; `None`: outside the study.
    pub to: Option<usize>,
    /// Time for transport (days).
    pub transport_days: InputId,
}

/// A line works faster for a time, or again, in every arm.
#[derive(Debug, Clone)]
pub struct Surge {
    /// Id.
    pub id: String,
    /// The day of the decision (days since 1970).
    pub decided_day: InputId,
    /// New rate (rounds per year) …
    pub to_per_year: Option<InputId>,
    /// … or a factor on the old one.
    pub factor: Option<InputId>,
    /// From the decision to the first extra round begun (days).
    pub ready_after_days: InputId,
    /// Time over which it then grows to its whole (days).
    pub ramp_days: InputId,
    /// Its last day (days since 1970); for good where `None`.
    pub until_day: Option<InputId>,
    /// Cost from the decision until it is ready (USD).
    pub once_usd: InputId,
    /// What each round costs more that the surge adds (USD).
    pub per_round_usd: InputId,
    /// Who pays: (nation, share).
    pub paid_by: Vec<(usize, f64)>,
}

/// A production line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Id (`pac3-japan`).
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Host nation.
    pub nation: usize,
    /// Item made.
    pub item: usize,
    /// Further items made on it, lot by lot in turn.
    pub also: Vec<usize>,
    /// Rate: (day, rounds begun per year), joined by straight lines, held flat outside.
    pub per_year: Vec<(Day, InputId)>,
    /// Nothing is begun before this day.
    pub starts: Option<Day>,
    /// Surges and restarts, applied in this order.
    pub surges: Vec<Surge>,
    /// Rounds of a lot.
    pub lot_rounds: InputId,
    /// From the beginning of a lot to its delivery (days).
    pub lead_days: InputId,
    /// Share of the rounds begun that pass.
    pub pass_fraction: InputId,
    /// Share of the accepted rounds that tests and spares use up.
    pub test_fraction: InputId,
    /// At most so many are begun in a calendar year.
    pub licence_per_year: Option<InputId>,
    /// Bottleneck parts: (part, how many in a round).
    pub parts: Vec<(usize, InputId)>,
    /// Orders, by day; none: all of the capacity is paid for.
    pub orders: Vec<OrderRule>,
    /// From an order's money to its first round (days).
    pub order_lead_days: InputId,
    /// Who gets the output.
    pub allocation: Allocation,
    /// Share of the output that is the host's own or named nations'; the rest goes to customers outside the study.
    pub customers: Vec<(usize, InputId)>,
    /// Customers with terms, in order; then `customers` is empty, and the host keeps what they do not get.
    pub claims: Vec<Claim>,
    /// Asset it stands at.
    pub at: Option<usize>,
}

/// A demand on a stock that is counted, not fought.
#[derive(Debug, Clone)]
pub struct Demand {
    /// Id (`pacific`).
    pub id: String,
    /// Owner of the stock.
    pub nation: usize,
    /// Item.
    pub item: usize,
    /// Theatre; `None`: at home.
    pub theatre: Option<usize>,
    /// Raids at random.
    pub raids: Option<DrawnRaids>,
    /// Stated rounds by day, ascending.
    pub stated: Vec<(Day, InputId)>,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// What becomes of what is not there.
    pub shortage: Shortage,
}

/// Raids at random, and what each asks for.
#[derive(Debug, Clone, Copy)]
pub struct DrawnRaids {
    /// Raids a day.
    pub per_day: InputId,
    /// Least rounds of a raid.
    pub low: InputId,
    /// Most rounds of a raid.
    pub high: InputId,
}

/// Another war draws on a stock.
#[derive(Debug, Clone)]
pub struct Drain {
    /// Id (`ukraine`).
    pub id: String,
    /// Owner of the stock.
    pub nation: usize,
    /// Item.
    pub item: usize,
    /// Theatre; `None`: at home.
    pub theatre: Option<usize>,
    /// Rounds per year.
    pub per_year: InputId,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

/// A published estimate, for the stock figure.
#[derive(Debug, Clone)]
pub struct Estimate {
    /// Nation.
    pub nation: usize,
    /// Item.
    pub item: usize,
    /// Date.
    pub day: Day,
    /// Rounds.
    pub range: Uncertain,
    /// Grade.
    pub grade: Grade,
    /// Who says so.
    pub source: String,
}

impl Supply {
    /// All parts of stocks in theatres, in order.
    pub fn depots(&self) -> impl Iterator<Item = (&Stock, &Depot)> {
        self.stocks.iter().flat_map(|stock| stock.depots.iter().map(move |depot| (stock, depot)))
    }
}

/// Everything about stocks.
#[derive(Debug, Clone, Default)]
pub struct Supply {
    /// Theatres.
    pub theatres: Vec<Theatre>,
    /// Ways of transport.
    pub modes: Vec<Mode>,
    /// Stocks on the stock date.
    pub stocks: Vec<Stock>,
    /// Reserves.
    pub reserves: Vec<Reserve>,
    /// Parts.
    pub parts: Vec<Part>,
    /// Lines.
    pub lines: Vec<Line>,
    /// Drains.
    pub drains: Vec<Drain>,
    /// Transfers that happen in every arm.
    pub transfers: Vec<TransferRule>,
    /// Demands that are counted, not fought.
    pub demands: Vec<Demand>,
    /// Published estimates.
    pub estimates: Vec<Estimate>,
}
