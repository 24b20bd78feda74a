//! Battle management: where launcher and target can meet, how likely the kill is, which shot is taken.
//!
//! A trajectory and an interceptor's flyout table give, once and for all, the points where they can meet and the latest
//! launch that still makes each: a [`Window`]. During a raid a shot is then a lookup, not a search; which of the shots that
//! can be taken is taken is for a rule of fire, [`FireRule`].
//!
//! Beside it the closed forms of the open literature, for a simulation to be held against: [`kill`] is what several shots at
//! one target do, [`barrage`] how many a raid takes, [`salvo`] what two forces lose to each other, [`footprint`] the ground a
//! launcher defends.

pub mod barrage;
mod error;
mod fire;
pub mod footprint;
mod handover;
pub mod kill;
pub mod salvo;
mod window;

pub use barrage::{Raid, Tracking};
pub use error::EngageError;
use error::fraction;
pub use fire::{FIRE_RULES, FireRule, Shot, choose};
pub use footprint::Footprint;
pub use handover::handover_probability;
pub use kill::{KillChance, Look, shots_wanted};
pub use window::{Launcher, Meeting, Window};
