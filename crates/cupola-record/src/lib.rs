//! The only crate that writes results: Parquet, JSON, terminal and HTML report.
//!
//! Everything here turns a finished [`cupola_study::summary::Report`] into text or files; nothing is computed anew
//! beyond rounding and layout, and nothing reads a clock. [`terminal::render`] gives the report of the command line,
//! [`html::render`] the self-contained page, [`json::to_json`] the contract of `cupola run --json`, and
//! [`runs::write_study`] puts them into a run folder together with its runs as tables; [`explain`] tells the story of one
//! threat. [`flight`] and [`terminal::render_flights`] do the same for single trajectories, [`flyout`] for interceptor tables, which [`cache`] keeps,
//! [`coverage`] for constellations, [`bill`] for what lies between two totals, [`options`] for what the next money stops,
//! [`timeline`] for capability by quarter, [`replay`] for one run in its binary form, [`shard`] for ranges of runs, and [`track`] for tracks against the truth.

pub mod bill;
pub mod cache;
pub mod coverage;
pub mod csv;
pub mod decay;
pub mod error;
pub mod explain;
pub mod findings;
pub mod fleet;
pub mod flight;
pub mod flyout;
pub mod folder;
pub mod html;
pub mod json;
pub mod options;
pub mod parquet;
pub mod read;
pub mod replay;
pub mod runs;
pub mod shard;
pub mod space;
pub mod states;
pub mod terminal;
mod text;
pub mod timeline;
pub mod track;

pub use cache::Cache;
pub use error::RecordError;
pub use folder::{Manifest, read_manifest, write_run_folder};
pub use json::to_json;
pub use parquet::{Column, ColumnData, Table, write_table};
