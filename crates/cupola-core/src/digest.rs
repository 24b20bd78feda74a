//! The digest of an event log: XXH3-128, per run and then over the runs in order.

/// Gathers what happened in one run, in order, into 128 bits.
#[derive(Clone)]
pub struct RunDigest(xxhash_rust::xxh3::Xxh3);

impl Default for RunDigest {
    fn default() -> Self {
        Self(xxhash_rust::xxh3::Xxh3::new())
    }
}

impl RunDigest {
    /// Adds one number.
    #[inline]
    pub fn add_u64(&mut self, value: u64) {
        self.0.update(&value.to_le_bytes());
    }

    /// Adds one number by its bits.
    #[inline]
    pub fn add_f64(&mut self, value: f64) {
        self.add_u64(value.to_bits());
    }

    /// The digest so far.
    #[must_use]
    pub fn value(&self) -> u128 {
        self.0.digest128()
    }
}

/// The hash of many runs: over their digests, in run order.
#[must_use]
pub fn log_hash(digests: impl IntoIterator<Item = u128>) -> u128 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    for digest in digests {
        hasher.update(&digest.to_le_bytes());
    }
    hasher.digest128()
}

/// XXH3-128 of bytes.
#[must_use]
pub fn hash_bytes(bytes: &[u8]) -> u128 {
    xxhash_rust::xxh3::xxh3_128(bytes)
}
