//! What is there and what is reported at one time.

use super::trajectory::Path;
use crate::metrics::{Gospa, gospa_with_pairs};
use cupola_assign::linear::Assignment;
use cupola_core::Vec3;
use std::collections::BTreeMap;

/// A target or a track at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Body {
    /// Number by which it is known over time.
    pub id: u64,
    /// Position (m).
    pub pos_m: Vec3,
    /// Velocity (m/s).
    pub vel_m_s: Vec3,
}

/// Truths and tracks at one time, and which go together.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// When (s).
    pub time_s: f64,
    /// What is there.
    pub truths: Vec<Body>,
    /// What is reported.
    pub tracks: Vec<Body>,
    /// Index of a truth and of its track, in order of the truths.
    pub pairs: Vec<(usize, usize)>,
    /// The distance of the positions whose best pairing that is.
    pub gospa: Gospa,
}

impl Look {
    /// Pairs truths and tracks as GOSPA of their positions does.
    pub fn new(
        solver: &mut Assignment,
        time_s: f64,
        truths: Vec<Body>,
        tracks: Vec<Body>,
        cut_off_m: f64,
        order: f64,
    ) -> Self {
        let distance_m = |t: usize, e: usize| (truths[t].pos_m - tracks[e].pos_m).norm();
        let (gospa, pairs) = gospa_with_pairs(solver, truths.len(), tracks.len(), cut_off_m, order, distance_m);
        Self { time_s, truths, tracks, pairs, gospa }
    }

    /// Truths and tracks that go together.
    pub fn paired(&self) -> impl Iterator<Item = (&Body, &Body)> {
        self.pairs.iter().map(|(truth, track)| (&self.truths[*truth], &self.tracks[*track]))
    }
}

/// The paths of what `bodies` picks from each look, over the looks as steps, in order of their numbers.
pub fn paths(looks: &[Look], bodies: impl Fn(&Look) -> &[Body]) -> Vec<Path> {
    let mut by_id: BTreeMap<u64, Path> = BTreeMap::new();
    for (step, look) in looks.iter().enumerate() {
        for body in bodies(look) {
            by_id.entry(body.id).or_insert_with(|| vec![None; looks.len()])[step] = Some(body.pos_m);
        }
    }
    by_id.into_values().collect()
}
