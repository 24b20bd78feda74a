//! Facade library: what users depend on.
//!
//! Each crate of the workspace under its own name. What a command does is in [`command`]; by hand: read with
//! [`scenario`], play with [`study`], write with [`record`].

pub use cupola_assign as assign;
pub use cupola_command as command;
pub use cupola_core as core;
pub use cupola_cost as cost;
pub use cupola_earth as earth;
pub use cupola_engage as engage;
pub use cupola_exchange as exchange;
pub use cupola_flight as flight;
pub use cupola_plan as plan;
pub use cupola_record as record;
pub use cupola_scenario as scenario;
pub use cupola_sense as sense;
pub use cupola_sim as sim;
pub use cupola_space as space;
pub use cupola_study as study;
pub use cupola_sustain as sustain;
pub use cupola_track as track;
