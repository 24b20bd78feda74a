//! Life-cycle cost, learning, launch, replacement, discounting, prices of other years.
//!
//! [`evaluate`] takes a list of [`CostItem`]s and gives a [`CostTable`]: by element and phase, by nation and by year.
//! All amounts are US dollars of one price year, which the caller names; [`PriceIndex`] brings amounts of other years
//! to it, and [`Terms`] count them discounted or in then-year money. Money already spent or planned is simply not given.
//! Elements and nations are plain indices (`usize`) from 0; years are calendar years.

mod error;
mod fleet;
mod item;
mod learning;
mod money;
mod table;
mod whole;

pub use error::CostError;
pub use fleet::{Fleet, Launch, Lot, PriceOf, Rebuy, mass_left_kg};
pub use item::{CostItem, Procurement, Share, Spending, evaluate};
pub use learning::{Learning, Theory, slope_between};
pub use money::{Discount, Horizon, PriceIndex, Terms};
pub use table::{CostTable, Phase};
pub use whole::excess_usd;
