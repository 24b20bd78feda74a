//! What other people's tools read and write: CZML, OEM, GeoJSON, DIS and plain tables, from a replayed run.
//!
//! Everything is a pure function of a [`cupola_study::scene::Scene`], a [`cupola_study::replay::Film`] and an [`Epoch`] to
//! text, bytes or tables, and of text back; nothing here reads a clock, opens a file or a socket. docs/INTERCHANGE.md says
//! which frame, time and units each format is in, and what reads it.

pub mod czml;
pub mod detections;
pub mod dis;
pub mod epoch;
pub mod frame;
pub mod geojson;
pub mod oem;
pub mod sample;
pub mod tables;
mod words;

pub use epoch::Epoch;
pub use frame::Frame;
pub use sample::Sample;
