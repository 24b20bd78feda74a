//! The picture of the sky as one: SIAP attributes.

use super::look::{Body, Look};
use std::collections::{BTreeMap, BTreeSet};

/// Attributes of a single integrated air picture, over all looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Siap {
    /// Share of targets that have a track; best 1.
    pub completeness_fraction: Option<f64>,
    /// Tracks to a target that has one; best 1.
    pub ambiguity_ratio: Option<f64>,
    /// Share of tracks that go with no target; best 0.
    pub spuriousness_fraction: Option<f64>,
    /// Mean distance of a track from its target (m).
    pub position_m: Option<f64>,
    /// Mean difference of a track's velocity from its target's (m/s).
    pub velocity_m_s: Option<f64>,
    /// Changes of the track number in an hour that a target has a track; best 0.
    pub number_changes_per_hour: Option<f64>,
    /// Longest spans with one and the same track over how long the targets were there; best 1.
    pub longest_segment_fraction: Option<f64>,
}

/// When a target was there, and which tracks went with it at each of these looks.
#[derive(Default)]
struct History {
    times_s: Vec<f64>,
    tracks: Vec<BTreeSet<u64>>,
}

/// SIAP attributes of looks.
///
/// A track goes with the target it is paired with; one left over goes with the nearest target within `cut_off_m`, so that
/// a target may have several, and with none if there is no such. Sums run over all looks before they are divided. The
/// number of a target's track changes where its track no longer goes with it and another does; of several the one that
/// stays longest is its next, so that changes are as few as can be.
///
/// - **Assumes:** one picture (no `m` of the source's participants); a target is counted as tracked between two looks where a
///   track goes with it at both.
///
/// # Source
/// Votruba and others, *Single Integrated Air Picture (SIAP) Metrics Implementation*, 2001 (`VOTRUBA2001`); definitions as
/// in Stone Soup (`STONESOUP`), `SIAPMetrics`, save that a target never tracked has no change of number (there: minus one).
#[must_use]
pub fn siap(looks: &[Look], cut_off_m: f64) -> Siap {
    let (mut num_truths, mut num_tracked, mut num_tracks, mut num_with) = (0, 0, 0, 0);
    let (mut position_m, mut velocity_m_s) = (0.0, 0.0);
    let mut histories: BTreeMap<u64, History> = BTreeMap::new();
    for look in looks {
        num_truths += look.truths.len();
        num_tracks += look.tracks.len();
        let mut with: Vec<BTreeSet<u64>> = vec![BTreeSet::new(); look.truths.len()];
        for (truth, track) in associated(look, cut_off_m) {
            let (there, reported) = (&look.truths[truth], &look.tracks[track]);
            with[truth].insert(reported.id);
            num_with += 1;
            position_m += (there.pos_m - reported.pos_m).norm();
            velocity_m_s += (there.vel_m_s - reported.vel_m_s).norm();
        }
        for (truth, tracks) in look.truths.iter().zip(with) {
            num_tracked += usize::from(!tracks.is_empty());
            let history = histories.entry(truth.id).or_default();
            history.times_s.push(look.time_s);
            history.tracks.push(tracks);
        }
    }
    let (mut changes, mut tracked_s, mut longest_s, mut there_s) = (0, 0.0, 0.0, 0.0);
    for history in histories.values() {
        changes += history.num_changes();
        tracked_s += history.tracked_s();
        longest_s += history.longest_s();
        there_s += history.times_s.last().unwrap_or(&0.0) - history.times_s.first().unwrap_or(&0.0);
    }
    let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    let count = |part: usize, whole: usize| share(part as f64, whole as f64);
    Siap {
        completeness_fraction: count(num_tracked, num_truths),
        ambiguity_ratio: count(num_with, num_tracked),
        spuriousness_fraction: count(num_tracks - num_with, num_tracks),
        position_m: share(position_m, num_with as f64),
        velocity_m_s: share(velocity_m_s, num_with as f64),
        number_changes_per_hour: share(3_600.0 * changes as f64, tracked_s),
        longest_segment_fraction: share(longest_s, there_s),
    }
}

/// Which truth each track goes with: index of the truth, index of the track.
fn associated(look: &Look, cut_off_m: f64) -> Vec<(usize, usize)> {
    let mut truth_of = vec![None; look.tracks.len()];
    look.pairs.iter().for_each(|(truth, track)| truth_of[*track] = Some(*truth));
    let nearest = |track: &Body| {
        let distances = look.truths.iter().map(|truth| (truth.pos_m - track.pos_m).norm()).enumerate();
        distances.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, distance_m)| *distance_m < cut_off_m)
    };
    let all = look.tracks.iter().zip(truth_of).enumerate();
    all.filter_map(|(index, (track, truth))| Some((truth.or_else(|| nearest(track).map(|found| found.0))?, index)))
        .collect()
}

impl History {
    /// How many looks on from `step` a track goes with the target without a break.
    fn num_from(&self, step: usize, track: u64) -> usize {
        self.tracks[step..].iter().take_while(|tracks| tracks.contains(&track)).count()
    }

    fn num_changes(&self) -> usize {
        let (mut current, mut num) = (None, 0);
        for (step, tracks) in self.tracks.iter().enumerate() {
            if tracks.is_empty() || current.is_some_and(|track| tracks.contains(&track)) {
                continue;
            }
            num += usize::from(current.is_some());
            current = tracks.iter().copied().max_by_key(|track| self.num_from(step, *track));
        }
        num
    }

    fn tracked_s(&self) -> f64 {
        let spans = self.times_s.windows(2).zip(self.tracks.windows(2));
        spans.filter(|(_, tracks)| !tracks[0].is_disjoint(&tracks[1])).map(|(times, _)| times[1] - times[0]).sum()
    }

    /// Longest span with one track (s).
    fn longest_s(&self) -> f64 {
        let mut since: BTreeMap<u64, f64> = BTreeMap::new();
        let mut longest_s = 0.0_f64;
        for (time_s, tracks) in self.times_s.iter().zip(&self.tracks) {
            since.retain(|track, _| tracks.contains(track));
            for track in tracks {
                longest_s = longest_s.max(time_s - *since.entry(*track).or_insert(*time_s));
            }
        }
        longest_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::continuity::{lives, purity_fraction};
    use cupola_assign::linear::Assignment;
    use cupola_core::Vec3;

    /// Numbers and places on a line (m).
    type Places<'a> = &'a [(u64, f64)];

    /// Looks, each the (number, place) of truths and of tracks on a line, 2 s apart; all tracks are 3 m/s too fast.
    fn looks(steps: &[(Places<'_>, Places<'_>)]) -> Vec<Look> {
        let bodies = |list: Places<'_>, speed_m_s: f64| -> Vec<Body> {
            let body = |(id, x_m): &(u64, f64)| Body {
                id: *id,
                pos_m: Vec3::new(*x_m, 0.0, 0.0),
                vel_m_s: Vec3::new(speed_m_s, 0.0, 0.0),
            };
            list.iter().map(body).collect()
        };
        let at = |(step, (truths, tracks)): (usize, &(Places<'_>, Places<'_>))| {
            let (truths, tracks) = (bodies(truths, 0.0), bodies(tracks, 3.0));
            Look::new(&mut Assignment::default(), 2.0 * step as f64, truths, tracks, 10.0, 2.0)
        };
        steps.iter().enumerate().map(at).collect()
    }

    fn assert_near(found: Option<f64>, expected: f64) {
        assert!((found.unwrap() - expected).abs() < 1e-12, "{found:?} against {expected}");
    }

    /// Worked out by hand: two targets 100 m apart, six looks; the first has track 1, two of them at a time, none, track 2.
    #[test]
    fn a_picture_worked_out_by_hand() {
        let truths: Places<'_> = &[(7, 0.0), (8, 100.0)];
        let looks = looks(&[
            (truths, &[]),
            (truths, &[(1, 1.0), (9, 50.0)]),
            (truths, &[(1, 1.0), (2, 4.0)]),
            (truths, &[(5, 101.0)]),
            (truths, &[(2, 2.0), (5, 101.0)]),
            (truths, &[(2, 2.0), (5, 101.0)]),
        ]);
        let found = siap(&looks, 10.0);
        assert_near(found.completeness_fraction, 7.0 / 12.0);
        assert_near(found.ambiguity_ratio, 8.0 / 7.0);
        assert_near(found.spuriousness_fraction, 1.0 / 9.0);
        assert_near(found.position_m, (1.0 + 1.0 + 4.0 + 1.0 + 2.0 + 1.0 + 2.0 + 1.0) / 8.0);
        assert_near(found.velocity_m_s, 3.0);
        // Target 7 is tracked from 2 s to 4 s and 8 s to 10 s, with one change; target 8 from 6 s to 10 s.
        assert_near(found.number_changes_per_hour, 3_600.0 / 8.0);
        assert_near(found.longest_segment_fraction, (2.0 + 4.0) / 20.0);

        let lives = lives(&looks);
        let told: Vec<_> =
            lives.iter().map(|l| (l.id, l.firm_after_s, l.num_paired, l.num_breaks, l.num_switches)).collect();
        assert_eq!(told, [(7, Some(2.0), 4, 1, 1), (8, Some(6.0), 3, 0, 0)]);
        assert_eq!(lives[0].held_s, [(1, [2.0, 4.0]), (2, [8.0, 10.0])]);
        assert_near(purity_fraction(&looks), 1.0);
    }

    #[test]
    fn nothing_there_or_nothing_reported() {
        let found = siap(&looks(&[(&[], &[(1, 0.0)]), (&[], &[])]), 10.0);
        assert_near(found.spuriousness_fraction, 1.0);
        assert!(found.completeness_fraction.is_none() && found.ambiguity_ratio.is_none());
        let found = siap(&looks(&[(&[(1, 0.0)], &[]), (&[(1, 0.0)], &[])]), 10.0);
        assert_near(found.completeness_fraction, 0.0);
        assert!(found.number_changes_per_hour.is_none() && found.position_m.is_none());
        assert_near(found.longest_segment_fraction, 0.0);
    }

    /// One track that goes with one target and then with the other is pure for the longer part.
    #[test]
    fn a_track_that_changes_its_target_is_not_pure() {
        let truths: Places<'_> = &[(7, 0.0), (8, 12.0)];
        let looks = looks(&[
            (truths, &[(1, 1.0)]),
            (truths, &[(1, 4.0)]),
            (truths, &[(1, 11.0)]),
            (truths, &[(1, 12.0), (2, 0.0)]),
        ]);
        assert_near(purity_fraction(&looks), 3.0 / 5.0);
        assert_eq!(lives(&looks)[0].num_switches, 1);
    }
}
