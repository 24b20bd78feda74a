//! What other people's tools read and write: CZML, OEM, GeoJSON, DIS and plain tables, from a replayed run.
//!
//! Everything is a pure function of a [`cupola_study::scene::Scene`], a [`cupola_study::replay::Film`] and an [`Epoch`] to
//! text, bytes or tables, and of text back; nothing here reads a clock, opens a file or a socket. docs/INTERCHANGE.md says
//! which frame, time and units each format is in, and what reads it.

pub mod czml;
pub mod detections;
pub mod dis;
pub mod geojson;
pub mod oem;
pub mod sample;
pub mod tables;
mod words;

pub use cupola_scenario::oem::{Epoch, Frame, Sample};

use cupola_core::Day;
use cupola_study::replay::Replay;

/// When the raid of a replay begins; none where its date is none.
#[must_use]
pub fn epoch_of_raid(replay: &Replay) -> Option<Epoch> {
    let day = replay.date.parse::<Day>().ok()?;
    Some(Epoch::midnight(day).plus_s(replay.hour_utc * 3_600.0))
}
