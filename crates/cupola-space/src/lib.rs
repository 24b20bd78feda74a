//! The space layer by itself: what a constellation covers, what an interceptor in orbit reaches, how many it takes.
//!
//! [`reach`] is one interceptor: how far it gets in the time it has. [`fall`] is where a missile stopped in boost comes
//! down. Everything is SI; positions are Earth-fixed.

pub mod fall;
pub mod reach;

pub use reach::OrbitInterceptor;
