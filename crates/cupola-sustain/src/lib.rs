//! Days, stocks, orders, lines, transfers, agreements; knows no threat.
//!
//! A [`Plan`] says everything that is known of one arm in one world: opening stocks, production lines and their
//! shared parts, who gets the output, other wars' drains, reserves and transfers. A [`Stockroom`] is the state that
//! is stepped through it, one day at a time. All draws of chance have been made before a plan exists, so the same
//! plan and the same calls give the same stocks.
//!
//! Nations, items, lines, customers and parts are plain indices (`usize`) from 0; where a function takes several,
//! the order is nation, item or line, customer. An *item* is a family of interchangeable rounds with one stock.
//!
//! # Order of a day
//! 1. shipments due today arrive; 2. lines produce, the host is given its rounds and exports are shipped;
//! 3. transfers dated today leave; 4. drains are taken. Batteries then draw and give back, through the day.
//!
//! # Conservation
//! At every moment, for each nation and item, [`Ledger::balance`] equals [`Stockroom::on_hand`]; and all rounds
//! exported or transferred are received, delivered outside, or in transit. `tests/prop_conservation.rs` holds it to that.

mod error;
mod ledger;
mod plan;
mod rate;
mod series;
mod stockroom;

pub use error::SustainError;
pub use ledger::{Ledger, Refusal, RefusalKind};
pub use plan::{Customer, Destination, Drain, Line, Part, Plan, Reserve, Stock, Transfer};
pub use rate::{DAYS_PER_YEAR, Expansion, Raise, RatePoint, rate_on};
pub use series::{days_of_cover, first_day_at_least, first_day_below, restored_day};
pub use stockroom::Stockroom;
