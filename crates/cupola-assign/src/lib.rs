//! Weapon–target assignment on plain tables: which rounds at which targets, and how far from the best.
//!
//! A [`Problem`] is values of targets, kill probabilities and rounds per weapon; what is sought is the least expected surviving
//! value `Σ_j v_j Π_i (1 − p_ij)^x_ij`. [`Heuristic`] answers in microseconds and keeps its arrays from call to call.

mod complete;
mod error;
mod factor;
mod glance;
mod heuristic;
mod lagrange;
pub mod linear;
mod master;
mod merge;
mod pool;
mod pricing;
mod problem;
mod progress;
mod solve;
mod state;
pub mod timed;

pub use error::{AssignError, Faults};
pub use heuristic::Heuristic;
pub use problem::{Problem, Round};
pub use progress::Progress;
pub use solve::{Ranking, Solution, k_best, solve};
