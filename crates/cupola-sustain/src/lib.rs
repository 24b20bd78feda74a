//! Days, stocks, orders, lines, transfers, agreements; knows no threat.
//!
//! A [`Plan`] says everything that is known of one arm in one world: opening stocks, production lines and their
//! shared parts, who gets the output, other wars' drains, reserves and transfers. A [`Stockroom`] is the state that
//! is stepped through it, one day at a time. All draws of chance have been made before a plan exists, so the same
//! plan and the same calls give the same stocks.
//!
//! Nations, items, theatres, lines, customers and parts are plain indices (`usize`) from 0; where a function takes several,
//! the order is nation, item or line, theatre, customer. An *item* is a family of interchangeable rounds with one stock.
//!
//! # Order of a day
//! 1. Shipments due today arrive, and rounds at the end of their life leave the stocks.
//! 2. Lots due today are finished and lines begin new ones; the host is given its rounds, and exports are shipped.
//! 3. Transfers dated today leave, loans are paid back, and home fills the theatres.
//! 4. Drains are taken.
//! 5. Demands are served.
//!
//! Batteries then draw and give back, through the day. A day on which nothing of 1 to 4 happens is passed over, and a
//! stock's demands are served when somebody next looks at it.
//!
//! # Conservation
//! At every moment, for each nation and item, at home and in each theatre, [`Ledger::balance`] is what is on hand; all
//! rounds exported, transferred or sent to theatres have arrived, are delivered outside, or in transit; rounds whose life
//! has ended are counted as expired; and all rounds begun on a line are made, failed, used up in
//! tests, or in work. `tests/prop_conservation.rs` holds it to that.

mod bill;
mod check;
mod demand;
mod error;
mod ledger;
mod plan;
mod rate;
mod series;
mod stockroom;

pub use bill::from_whole_to_piece;
pub use demand::{Asked, Demand, Shortage};
pub use error::SustainError;
pub use ledger::{Ledger, Refusal, RefusalKind};
pub use plan::{
    Allocation, Customer, Depot, Destination, Drain, Line, Lot, Need, Order, Part, Plan, Reserve, Stock, Transfer,
};
pub use rate::{DAYS_PER_YEAR, Expansion, Lasting, Raise, RatePoint, rate_on};
pub use series::{days_of_cover, first_day_at_least, first_day_below, restored_day};
pub use stockroom::Stockroom;
