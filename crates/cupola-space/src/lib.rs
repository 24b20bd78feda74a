//! The space layer by itself: what a constellation covers, what an interceptor in orbit reaches, how many it takes.
//!
//! [`reach`] is one interceptor: how far it gets in the time it has. Everything is SI; positions are Earth-fixed.

pub mod reach;

pub use reach::OrbitInterceptor;
