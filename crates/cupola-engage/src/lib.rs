//! Battle management: where launcher and target can meet, how likely the kill is, which shot is taken.
//!
//! A trajectory and an interceptor's flyout table give, once and for all, the points where they can meet and the latest
//! launch that still makes each: a [`Window`]. During a raid a shot is then a lookup, not a search; which of the shots that
//! can be taken is taken is for a rule of fire, [`FireRule`].

mod fire;
mod handover;
mod window;

pub use fire::{FIRE_RULES, FireRule, Shot, choose};
pub use handover::handover_probability;
pub use window::{Launcher, Meeting, Window};
