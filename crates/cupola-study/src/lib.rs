//! Many runs and many arms: Monte Carlo, paired comparison, estimates.
//!
//! [`monte_carlo::Prepared`] works out what runs share and plays them; [`summarise::report`] turns their rows into
//! everything that is printed.

pub mod coalition;
pub mod costing;
pub mod life_cycle;
pub mod monte_carlo;
pub mod options;
pub mod replay;
pub mod sample;
pub mod scene;
pub mod sensitivity;
pub mod sizing;
pub mod summarise;
pub mod summary;
pub mod sweep;
pub mod table;
pub mod timeline;
pub mod waterfall;
