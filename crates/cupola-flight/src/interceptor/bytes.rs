//! Tables as bytes, to be kept and to be known again.

use super::{FlyoutTable, InterceptorFlight, MODEL_VERSION, NUM_HEIGHTS, NUM_RANGES};
use cupola_core::digest::{RunDigest, hash_bytes};

/// What the bytes of a table begin with.
const MARK: [u8; 8] = *b"CUPFLY\0\n";
const NUM_NODES: usize = NUM_RANGES * NUM_HEIGHTS;
/// Mark, key, times, arrivals, border, digest.
const NUM_BYTES: usize = 8 + 16 + 4 * (3 * NUM_NODES + NUM_HEIGHTS) + 16;

impl InterceptorFlight {
    /// What the table of these values is known by: a digest of all their bits, of the table's shape and of the model's version.
    #[must_use]
    pub fn content_key(&self) -> u128 {
        let mut digest = RunDigest::default();
        for number in [u64::from(MODEL_VERSION), NUM_RANGES as u64, NUM_HEIGHTS as u64] {
            digest.add_u64(number);
        }
        for value in [
            self.boost_s,
            self.speed_m_s,
            self.max_time_s,
            self.lift_to_drag,
            self.lateral_limit_m_s2,
            self.range_max_m,
            self.ceiling_m,
            self.floor_m,
        ] {
            digest.add_f64(value);
        }
        for optional in [self.ballistic_coefficient_kg_m2, self.divert_m_s2] {
            digest.add_u64(u64::from(optional.is_some()));
            digest.add_f64(optional.unwrap_or(0.0));
        }
        digest.value()
    }
}

impl FlyoutTable {
    /// The table as bytes: a mark, the key of what it was made from, the numbers, and a digest of all of it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(NUM_BYTES);
        bytes.extend(MARK);
        bytes.extend(self.flight.content_key().to_le_bytes());
        let arrivals = self.arrivals.iter().flatten();
        for number in self.times_s.iter().chain(arrivals).chain(&self.border_m) {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(hash_bytes(&bytes).to_le_bytes());
        bytes
    }

    /// The table of `flight` from bytes; `None` if they are not exactly what [`FlyoutTable::to_bytes`] gave for it: cut short,
    /// altered, of other values or of another version.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], flight: &InterceptorFlight) -> Option<Self> {
        let (body, digest) = bytes.split_last_chunk::<16>()?;
        let (mark, rest) = body.split_first_chunk::<8>()?;
        let (key, numbers) = rest.split_first_chunk::<16>()?;
        let is_whole = bytes.len() == NUM_BYTES && *mark == MARK;
        let is_its = *key == flight.content_key().to_le_bytes();
        if !(is_whole && is_its && hash_bytes(body).to_le_bytes() == *digest) {
            return None;
        }
        let mut numbers = numbers.chunks_exact(4).map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]]));
        let mut table = Self::empty(flight);
        let arrivals = table.arrivals.iter_mut().flatten();
        for (slot, number) in table.times_s.iter_mut().chain(arrivals).chain(&mut table.border_m).zip(&mut numbers) {
            *slot = number;
        }
        Some(table)
    }
}
