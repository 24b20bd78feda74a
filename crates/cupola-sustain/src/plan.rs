//! What is known of one arm in one world: plain records, and the check that they fit together.

use crate::{Demand, Expansion, RatePoint};
use cupola_core::{Day, Stream};

/// Everything the stocks of one arm in one world depend on. Immutable while a [`crate::Stockroom`] steps through it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Number of nations; a nation's index is below it.
    pub num_nations: usize,
    /// Number of items (stock families); an item's index is below it.
    pub num_items: usize,
    /// The day of the opening stocks; the first day that is stepped.
    pub start: Day,
    /// The first day on which raids may come. Not used by the stocks themselves; kept for those who report on them.
    pub raids_start: Day,
    /// The last day that is stepped.
    pub end: Day,
    /// Opening stocks, at most one per nation and item; a nation without one opens with 0, all of it releasable.
    pub stocks: Vec<Stock>,
    /// Number of theatres; a theatre's index is below it.
    pub num_theatres: usize,
    /// Rounds a day that each means of transport can lift to theatres; depots name theirs by index.
    pub lifts_per_day: Vec<f64>,
    /// Life of an item's rounds (days from the day they are made), by item; a round past it leaves its stock. Empty:
    /// no item has one, and ages are not kept.
    pub life_days: Vec<Option<i32>>,
    /// Bottleneck parts that lines share.
    pub parts: Vec<Part>,
    /// Production lines.
    pub lines: Vec<Line>,
    /// What other wars take.
    pub drains: Vec<Drain>,
    /// Reserves, at most one per nation and item.
    pub reserves: Vec<Reserve>,
    /// Rounds given from stock to stock. One that left before `start` is out of the giver's opening stock already, in
    /// full, and in the taker's if it arrived before `start`; if not, it is in transit.
    pub transfers: Vec<Transfer>,
    /// Wars and raids that are only counted, not fought.
    pub demands: Vec<Demand>,
    /// Where the demands' chance comes from.
    pub luck: Stream,
}

impl Plan {
    /// The reserve of a nation and item, if it has one.
    #[must_use]
    pub fn reserve(&self, nation: usize, item: usize) -> Option<&Reserve> {
        self.reserves.iter().find(|r| r.nation == nation && r.item == item)
    }
}

/// An opening stock.
#[derive(Debug, Clone, PartialEq)]
pub struct Stock {
    /// Whose.
    pub nation: usize,
    /// Of what.
    pub item: usize,
    /// Rounds on hand on the plan's first day, at home and in theatres.
    pub quantity: u32,
    /// The share of what is at home, and of all that later joins it, that may be released to the campaign's theatre.
    pub theatre_fraction: f64,
    /// What part of it lies in theatres, and how they are filled from home; first come first served.
    pub depots: Vec<Depot>,
    /// The rounds by the day they were made, where the item has a life: `quantity` in all. Empty: their age is unknown,
    /// and taken as spread evenly over the life.
    pub lots: Vec<Lot>,
}

/// The part of a stock that is held in one theatre, and drawn on there alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Depot {
    /// The theatre.
    pub theatre: usize,
    /// Rounds of the opening stock that lie there, its oldest; all depots' together at most the stock.
    pub quantity: u32,
    /// Base stock: each morning, home sends what lacks to this level, on the way included, and what is owed there.
    pub up_to: u32,
    /// Days on the way.
    pub transport_days: i32,
    /// Which of the plan's lifts carries them; `None`: any number a day.
    pub lift: Option<usize>,
}

/// Rounds of one stock that were made on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lot {
    /// The day.
    pub made: Day,
    /// How many are left.
    pub rounds: u32,
}

/// How many of a part go into one round, or into one of another part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// The part.
    pub part: usize,
    /// How many of it; more than 0.
    pub num_units: f64,
}

/// A part made for several lines: the PAC-3 seeker.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Parts a year that can be made, over time, ascending in day.
    pub supply: Vec<RatePoint>,
    /// Parts in store on the plan's first day.
    pub opening_units: f64,
    /// At most so many are kept from one day to the next; 0: none. What is made beyond is not made.
    pub keep_units: f64,
    /// What it is made of.
    pub parts: Vec<Need>,
}

/// Who gets what comes off a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allocation {
    /// Each customer its share, in the order given.
    Share,
    /// In the order given, each until its stock (with what is on the way to it) is at [`Customer::up_to`].
    Priority,
    /// Round by round to the emptiest stock (with what is on the way to it), the first of those that are as empty.
    ByNeed,
    /// A customer whose position (on hand, on the way and on order, less what it owes) is at [`Customer::reorder_at`]
    /// or below orders up to [`Customer::up_to`], each morning; the line works on what is ordered, first come first served.
    Reorder,
}

/// Rounds paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The day the money is there.
    pub funded: Day,
    /// How many.
    pub rounds: u32,
    /// For whom.
    pub to: Destination,
    /// Days the rounds travel when they are made.
    pub transport_days: i32,
}

/// A production line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The nation it stands in, and whose stock the output joins.
    pub nation: usize,
    /// What it makes; of several, lot by lot in turn.
    pub items: Vec<usize>,
    /// Capacity over time (rounds begun), ascending in day.
    pub capacity: Vec<RatePoint>,
    /// Rounds are begun, and come off the line, so many at a time; 1 or more.
    pub lot_rounds: u32,
    /// Days from the beginning of a lot to its delivery.
    pub lead_days: i32,
    /// Share of the rounds begun that pass acceptance.
    pub pass_fraction: f64,
    /// Share of the accepted rounds that tests and spares use up.
    pub test_fraction: f64,
    /// At most so many rounds are begun in one calendar year (a licence); `None`: no cap.
    pub licence_per_year: Option<u32>,
    /// Orders paid for; capacity beyond them is idle, and what is made goes to them in the order of their money.
    /// Ascending in day. Empty: all of the capacity is funded, and `allocation` says who gets the output.
    pub orders: Vec<Order>,
    /// Days from an order's money to its first round: work begins so early that `lead_days` end then.
    pub order_lead_days: i32,
    /// Orders funded, as a rate over time, ascending in day: output is the lesser of capacity (with its expansions)
    /// and this. Empty: all of the capacity is funded.
    pub funded: Vec<RatePoint>,
    /// Expansions of the capacity, applied in this order.
    pub expansions: Vec<Expansion>,
    /// The shared parts each round needs.
    pub parts: Vec<Need>,
    /// Who has a claim on the output; the host keeps the rest. The host is a customer itself only where the
    /// allocation is not by share.
    pub customers: Vec<Customer>,
    /// How the output is divided among them.
    pub allocation: Allocation,
}

/// Where a line's customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// A nation of the plan; the rounds join its stock.
    Nation(usize),
    /// Somebody else: the rounds are counted and gone.
    Outside,
}

/// A claim on a line's output while it is in force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Customer {
    /// Who gets the rounds.
    pub to: Destination,
    /// Share of the line's output ([`Allocation::Share`]); the shares in force on one day sum to 1 at most.
    pub share_fraction: f64,
    /// The stock it is filled to ([`Allocation::Priority`], [`Allocation::Reorder`]); outside, rounds in all.
    pub up_to: u32,
    /// The position at which it orders again ([`Allocation::Reorder`]), at most `up_to`.
    pub reorder_at: u32,
    /// At most so many rounds are shipped in one calendar year; beyond it the host keeps them. `None`: no cap.
    /// Does not bind what is ordered ([`Allocation::Reorder`]).
    pub cap_per_year: Option<u32>,
    /// First day of the claim.
    pub from: Day,
    /// The claim holds on days before this one.
    pub until: Day,
    /// Days each lot waits for approval.
    pub approval_days: i32,
    /// Days each lot then travels.
    pub transport_days: i32,
}

/// A steady loss to another war.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drain {
    /// Whose stock.
    pub nation: usize,
    /// Of what.
    pub item: usize,
    /// In which theatre; `None`: at home.
    pub theatre: Option<usize>,
    /// Rounds a year.
    pub rate_per_year: f64,
    /// First day.
    pub from: Day,
    /// The drain holds on days before this one.
    pub until: Day,
    /// Whether the reserve that blocks transfers blocks this too: a gift to another nation, say. `false`: the
    /// nation's own war elsewhere, which may empty the stock. A drain in a theatre takes what is there in either case.
    pub is_blocked_by_reserve: bool,
}

/// A reserve: a floor that blocks exports or transfers, never self-defence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserve {
    /// Whose.
    pub nation: usize,
    /// Of what.
    pub item: usize,
    /// The floor (rounds).
    pub never_below: u32,
    /// The stock the nation would like (rounds). Not used by the stocks themselves; kept for reports.
    pub wanted: u32,
    /// While the stock is below the floor, rounds due to a line's customers are kept by the host.
    pub blocks_export: bool,
    /// Transfers may not take the stock below the floor.
    pub blocks_transfer: bool,
}

/// Rounds given from one nation's stock to another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    /// From.
    pub giver: usize,
    /// To.
    pub taker: usize,
    /// Of what.
    pub item: usize,
    /// How many are wanted; the giver sends what its reserve lets it, once.
    pub rounds: u32,
    /// The day they leave.
    pub on: Day,
    /// Days until they arrive.
    pub delay_days: i32,
    /// A loan: the day the taker sends back what it got, as far as its own reserve lets it, the rest as soon as it can.
    pub pay_back: Option<Day>,
}
