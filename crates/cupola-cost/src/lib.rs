//! Life-cycle cost, learning, discounting.
//!
//! Costs are those of elements *beyond today's plans*: money already spent or already planned is simply not given.
//! [`evaluate`] takes a list of [`CostItem`]s and gives a [`CostTable`]: totals by element, by nation and by year.
//! All amounts are US dollars of one price year, which the caller names; there is no inflation here.
//! Elements and nations are plain indices (`usize`) from 0; years are calendar years.

mod error;
mod exchange;
mod item;
mod learning;
mod table;

pub use error::CostError;
pub use exchange::{expended_usd, price_per_avoided_usd};
pub use item::{Constellation, CostItem, Procurement, Share, Spending, evaluate, evaluate_into};
pub use learning::Learning;
pub use table::{CostTable, Discount, Horizon};
