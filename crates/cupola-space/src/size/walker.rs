//! Even shells: how many satellites of one are in reach, and the least that are enough.

use super::torus::Torus;
use super::{MOST_SATELLITES, SpaceError};
use cupola_core::chance::{EntityKey, Purpose, Seed, Stream};
use cupola_core::stats;

/// Epochs along each of node and phase, and those of the set on which a shell that was found is tried again.
const NUM_STRATA: u64 = 32;
const NUM_FINE_STRATA: u64 = 64;
/// Steps by which neighbouring planes are shifted, as shares of the spacing in a plane: what phasings are tried.
const SHIFTS: [f64; 5] = [0.0, 0.2, 0.382, 0.5, 0.75];

/// A Walker delta shell: evenly spaced planes, evenly filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pattern {
    /// Planes.
    pub num_planes: u64,
    /// Satellites in each.
    pub per_plane: u64,
    /// Walker's phasing F: the shift from a plane to the next, in units of one turn over the number of satellites.
    pub phasing: u64,
}

/// How many are in reach, over epochs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tally {
    /// Mean.
    pub mean: f64,
    /// Fewest at any epoch.
    pub min: u64,
    /// 5 % of the epochs have this many or fewer.
    pub p05: f64,
}

impl Pattern {
    /// Satellites in all.
    #[must_use]
    pub fn num_satellites(&self) -> u64 {
        self.num_planes * self.per_plane
    }

    /// The most even shell of this many satellites, or a few more, shifted by 0.382 of a spacing from plane to plane.
    #[must_use]
    pub fn about(num_satellites: u64) -> Self {
        let num_planes = (num_satellites.max(1) as f64).sqrt().round() as u64;
        Self::shifted(num_planes, num_satellites.max(1).div_ceil(num_planes), SHIFTS[2])
    }

    fn shifted(num_planes: u64, per_plane: u64, shift: f64) -> Self {
        Self { num_planes, per_plane, phasing: (shift * num_planes as f64).round() as u64 % num_planes }
    }

    /// The `n`-th of a row of ever larger shells: as many planes as satellites in each, or one less.
    fn nth(n: u64, shift: f64) -> Self {
        Self::shifted(n / 2 + 1, n.div_ceil(2) + 1, shift)
    }
}

/// Epochs of an even shell: node and phase in units of the spacing of planes and of satellites in one (0 to 1), drawn once in
/// each cell of a grid of 32 by 32, the same each time.
#[must_use]
pub fn epochs() -> Vec<(f64, f64)> {
    drawn(NUM_STRATA, "size")
}

fn drawn(num_strata: u64, key: &str) -> Vec<(f64, f64)> {
    let (stream, key) = (Stream::of_run(Seed(1), 0), EntityKey::of(key));
    let draw = |i: u64| {
        let [node, slot, ..] = stream.uniform4(key, Purpose::Phase, i);
        let cell = |place: u64, within: f64| (place as f64 + within) / num_strata as f64;
        (cell(i / num_strata, node), cell(i % num_strata, slot))
    };
    (0..num_strata * num_strata).map(draw).collect()
}

/// Satellites of a shell in reach at one epoch.
fn count(torus: &Torus, pattern: &Pattern, (node, slot): (f64, f64)) -> u64 {
    let (num_planes, per_plane) = (pattern.num_planes as f64, pattern.per_plane as f64);
    let shift = pattern.phasing as f64 / (num_planes * per_plane);
    let one = |plane: u64| {
        let plane = plane as f64;
        torus.count((plane + node) / num_planes, slot / per_plane + plane * shift, per_plane)
    };
    (0..pattern.num_planes).map(one).sum()
}

/// How many are in reach, over the epochs.
pub fn tally(torus: &Torus, pattern: &Pattern) -> Tally {
    let mut counts: Vec<f64> = epochs().into_iter().map(|epoch| count(torus, pattern, epoch) as f64).collect();
    counts.sort_by(f64::total_cmp);
    Tally { mean: stats::mean(&counts), min: counts[0] as u64, p05: stats::quantile_sorted(&counts, 0.05) }
}

/// Whether in a share of the epochs every set of regions has what it asks for.
fn is_enough(sets: &[(Torus, u64)], pattern: &Pattern, epochs: &[(f64, f64)], wanted: f64) -> bool {
    let may_fail = ((1.0 - wanted) * epochs.len() as f64 + 1e-9).floor() as usize;
    let mut num_failed = 0;
    for epoch in epochs {
        if sets.iter().any(|(torus, demand)| count(torus, pattern, *epoch) < *demand) {
            num_failed += 1;
            if num_failed > may_fail {
                return false;
            }
        }
    }
    true
}

/// Of the most even shells of this many satellites, or a few more, that with the most in reach at its bad epochs.
pub fn steadiest(torus: &Torus, num_satellites: u64) -> Pattern {
    let Pattern { num_planes, per_plane, .. } = Pattern::about(num_satellites);
    let with_tally = |shift| {
        let pattern = Pattern::shifted(num_planes, per_plane, shift);
        (tally(torus, &pattern), pattern)
    };
    let steadier = |a: &(Tally, Pattern), b: &(Tally, Pattern)| (a.0.p05, a.0.min) < (b.0.p05, b.0.min);
    let best = SHIFTS.into_iter().map(with_tally).reduce(|best, next| if steadier(&best, &next) { next } else { best });
    best.map_or_else(|| Pattern::about(num_satellites), |(_, pattern)| pattern)
}

/// The least shell that has enough in a share of the epochs; `begin` is a number that is surely too few.
///
/// A shell must pass on 1 024 epochs and again on 4 096 others, so that the search does not pick what the first draw flatters, and
/// its mean must allow the share: at most `mean / demand` of the epochs have as many as asked for (Markov).
pub fn least(sets: &[(Torus, u64)], begin: u64, wanted: f64) -> Result<Pattern, SpaceError> {
    let (epochs, fine) = (epochs(), drawn(NUM_FINE_STRATA, "size.fine"));
    let may_be = |pattern: &Pattern| {
        let num = pattern.num_satellites() as f64;
        sets.iter().all(|(torus, demand)| num * torus.fraction() >= wanted * *demand as f64)
    };
    let enough = |n: u64| {
        let mut patterns = SHIFTS.into_iter().map(|shift| Pattern::nth(n, shift)).filter(may_be);
        patterns.find(|pattern| is_enough(sets, pattern, &epochs, wanted) && is_enough(sets, pattern, &fine, wanted))
    };
    let mut low = (2.0 * (begin as f64).sqrt()) as u64;
    low = low.saturating_sub(3);
    if low == 0
        && let Some(pattern) = enough(0)
    {
        return Ok(pattern);
    }
    let (mut step, mut high) = (low / 4 + 1, low);
    let mut found = loop {
        high += step;
        if Pattern::nth(high, 0.0).num_satellites() > MOST_SATELLITES {
            return Err(SpaceError::TooMany { most: MOST_SATELLITES });
        }
        match enough(high) {
            Some(pattern) => break pattern,
            None => low = high,
        }
        step = high / 4 + 1;
    };
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match enough(middle) {
            Some(pattern) => (high, found) = (middle, pattern),
            None => low = middle,
        }
    }
    Ok(found)
}
