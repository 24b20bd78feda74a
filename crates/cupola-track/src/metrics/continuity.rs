//! How soon targets get a track, and how well they keep it.

use super::look::Look;
use std::collections::BTreeMap;

/// What became of one target.
#[derive(Debug, Clone, PartialEq)]
pub struct Life {
    /// Its number.
    pub id: u64,
    /// Time from its first look to the first at which a track is paired with it (s); none where there never is.
    pub firm_after_s: Option<f64>,
    /// Looks at which it was there.
    pub num_looks: usize,
    /// Looks at which a track was paired with it.
    pub num_paired: usize,
    /// Times it was without a track between two looks with one.
    pub num_breaks: usize,
    /// Times it had another track than at the last look with one.
    pub num_switches: usize,
    /// First and last look at which it was there (s).
    pub span_s: [f64; 2],
    /// Spans with one and the same track, unbroken: number of the track, first and last look (s).
    pub held_s: Vec<(u64, [f64; 2])>,
}

/// What became of each target, in order of their numbers.
#[must_use]
pub fn lives(looks: &[Look]) -> Vec<Life> {
    let mut lives: BTreeMap<u64, Life> = BTreeMap::new();
    for look in looks {
        let mut track_of = vec![None; look.truths.len()];
        look.pairs.iter().for_each(|(truth, track)| track_of[*truth] = Some(look.tracks[*track].id));
        for (body, track) in look.truths.iter().zip(track_of) {
            lives.entry(body.id).or_insert_with(|| Life::beginning(body.id, look.time_s)).add(look.time_s, track);
        }
    }
    lives.into_values().collect()
}

impl Life {
    fn beginning(id: u64, time_s: f64) -> Self {
        Self {
            id,
            firm_after_s: None,
            num_looks: 0,
            num_paired: 0,
            num_breaks: 0,
            num_switches: 0,
            span_s: [time_s; 2],
            held_s: Vec::new(),
        }
    }

    fn add(&mut self, time_s: f64, track: Option<u64>) {
        let before_s = std::mem::replace(&mut self.span_s[1], time_s);
        self.num_looks += 1;
        let Some(track) = track else { return };
        self.num_paired += 1;
        match self.held_s.last_mut() {
            None => self.firm_after_s = Some(time_s - self.span_s[0]),
            Some((number, [_, until_s])) => {
                let is_unbroken = *until_s == before_s;
                self.num_breaks += usize::from(!is_unbroken);
                self.num_switches += usize::from(*number != track);
                if is_unbroken && *number == track {
                    *until_s = time_s;
                    return;
                }
            }
        }
        self.held_s.push((track, [time_s; 2]));
    }
}

/// Track purity: share of all pairs in which a track is with the target it is with most often; none without pairs.
#[must_use]
pub fn purity_fraction(looks: &[Look]) -> Option<f64> {
    let mut num_with: BTreeMap<u64, BTreeMap<u64, usize>> = BTreeMap::new();
    for (truth, track) in looks.iter().flat_map(Look::paired) {
        *num_with.entry(track.id).or_default().entry(truth.id).or_default() += 1;
    }
    let most: usize = num_with.values().filter_map(|counts| counts.values().max()).sum();
    let all: usize = num_with.values().flat_map(BTreeMap::values).sum();
    (all > 0).then(|| most as f64 / all as f64)
}
