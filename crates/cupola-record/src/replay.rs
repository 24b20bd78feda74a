//! Replays in their binary form: a header in JSON and single-precision numbers.
//!
//! Bytes `CUPR`, u32 version, u32 length of the header, the header in UTF-8, zeros to a multiple of 4, then f32 values; all numbers
//! little-endian. In the header each row of numbers is `{at, n}`: its first value and how many.

use crate::RecordError;
use cupola_study::replay::Replay;
use serde::{Deserialize, Serialize};

/// What the form is called in HTTP.
pub const MEDIA_TYPE: &str = "application/vnd.cupola.replay";

/// First bytes.
const MAGIC: [u8; 4] = *b"CUPR";
/// Version of the form.
const VERSION: u32 = 1;
/// Bytes before the header.
const HEADER_AT: usize = 12;

/// Where a row of numbers lies among the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Its first value.
    pub at: usize,
    /// How many.
    pub n: usize,
}

/// The binary form of a replay.
///
/// # Panics
/// Never: every key of the header is text.
#[must_use]
pub fn encode(replay: &Replay) -> Vec<u8> {
    let mut values: Vec<f32> = Vec::new();
    let header = replay.map(|row| {
        let span = Span { at: values.len(), n: row.len() };
        values.extend(row.iter().map(|value| *value as f32));
        span
    });
    let header = serde_json::to_vec(&header).expect("every key of the header is text");
    let padding = header.len().next_multiple_of(4) - header.len();
    let mut bytes = Vec::with_capacity(HEADER_AT + header.len() + padding + 4 * values.len());
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend((header.len() as u32).to_le_bytes());
    bytes.extend(&header);
    bytes.extend(std::iter::repeat_n(0, padding));
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    bytes
}

/// A replay from its binary form, its numbers in single precision.
///
/// # Errors
/// [`RecordError::Replay`] says what is wrong with the bytes.
pub fn decode(bytes: &[u8]) -> Result<Replay, RecordError> {
    let wrong = |what: String| RecordError::Replay { what };
    let (start, rest) = bytes.split_at_checked(HEADER_AT).ok_or_else(|| wrong("too short".to_owned()))?;
    let word = |at: usize| u32::from_le_bytes([start[at], start[at + 1], start[at + 2], start[at + 3]]);
    if start[..4] != MAGIC || word(4) != VERSION {
        return Err(wrong(format!("begins with {:?}, version {}", &start[..4], word(4))));
    }
    let len = word(8) as usize;
    let (header, values) = (rest.get(..len), rest.get(len.next_multiple_of(4)..));
    let (Some(header), Some(values)) = (header, values) else {
        return Err(wrong(format!("a header of {len} bytes in {}", rest.len())));
    };
    let header: Replay<Span> = serde_json::from_slice(header).map_err(|error| wrong(error.to_string()))?;
    let values: Vec<f32> = values.chunks_exact(4).map(|v| f32::from_le_bytes([v[0], v[1], v[2], v[3]])).collect();
    let mut outside = None;
    let replay = header.map(|span| {
        let row = span.at.checked_add(span.n).and_then(|end| values.get(span.at..end));
        if row.is_none() {
            outside = Some(*span);
        }
        row.unwrap_or(&[]).iter().map(|value| f64::from(*value)).collect()
    });
    match outside {
        None => Ok(replay),
        Some(Span { at, n }) => Err(wrong(format!("{n} values from {at} of {}", values.len()))),
    }
}
