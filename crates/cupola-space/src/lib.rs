//! The space layer by itself: what a constellation covers, what an interceptor in orbit reaches, how many it takes.
//!
//! [`reach`] is one interceptor: how far it gets in the time it has, and how much of that time it is near enough. [`size`] is
//! how many it takes. [`aei`] holds the equations of one published study. Everything is SI; positions are Earth-fixed.

pub mod aei;
mod error;
pub mod reach;
pub mod size;

pub use error::SpaceError;
pub use reach::OrbitInterceptor;
pub use size::{Criterion, Job, Path, Reach};
