//! What the steps add up to.

use super::Count;
use super::grid::Grid;
use std::ops::Range;

/// Satellites in view counted one by one.
const NUM_FOLDS: usize = 16;

/// A run of rows while the steps go by. Times are in steps.
pub(super) struct Tally {
    /// Points of each row, and the weight of one.
    rows: Vec<(usize, f64)>,
    fold: i32,
    /// By point: steps seen, satellites in view summed over the steps, steps with a fix by two.
    seen: Vec<u32>,
    in_view: Vec<u64>,
    fixed: Vec<u32>,
    /// By point: length of the gap it is in, and of its longest that ended.
    gap: Vec<u32>,
    longest: Vec<u32>,
    /// By length: weight of the gaps that ended, of points that are seen at some time.
    lengths: Vec<f64>,
    /// Weight of the points never seen.
    never: f64,
    /// By n from 1: weight of what at least n satellites see, summed over the steps.
    at_least: [f64; NUM_FOLDS],
}

impl Tally {
    pub(super) fn new(grid: &Grid, rows: Range<usize>, count: &Count) -> Self {
        let num = grid.points_of(&rows).len();
        Self {
            rows: grid.rows_of(&rows),
            fold: count.fold as i32,
            seen: vec![0; num],
            in_view: vec![0; num],
            fixed: vec![0; num],
            gap: vec![0; num],
            longest: vec![0; num],
            lengths: Vec::new(),
            never: 0.0,
            at_least: [0.0; NUM_FOLDS],
        }
    }

    pub(super) fn num_points(&self) -> usize {
        self.seen.len()
    }

    pub(super) fn add(&mut self, counts: &[i32]) {
        let mut start = 0;
        for &(num, weight) in &self.rows {
            let points = start..start + num;
            start += num;
            let counts = &counts[points.clone()];
            let most = counts.iter().copied().max().unwrap_or(0) as usize;
            for (n, sum) in self.at_least.iter_mut().enumerate().take(most) {
                *sum += weight * counts.iter().map(|&count| i32::from(count > n as i32)).sum::<i32>() as f64;
            }
            for ((&count, gap), longest) in
                counts.iter().zip(&self.gap[points.clone()]).zip(&mut self.longest[points.clone()])
            {
                if count >= self.fold && *gap > 0 {
                    end_gap(&mut self.lengths, longest, *gap, weight);
                }
            }
            let (seen, in_view) = (&mut self.seen[points.clone()], &mut self.in_view[points.clone()]);
            for (((&count, seen), in_view), gap) in counts.iter().zip(seen).zip(in_view).zip(&mut self.gap[points]) {
                let is_seen = u32::from(count >= self.fold);
                *seen += is_seen;
                *in_view += count as u64;
                *gap = (*gap + 1) & is_seen.wrapping_sub(1);
            }
        }
    }

    pub(super) fn add_stereo(&mut self, is_fixed: &[bool]) {
        for (fixed, is) in self.fixed.iter_mut().zip(is_fixed) {
            *fixed += u32::from(*is);
        }
    }

    /// Ends the gaps still open; a gap of all `num_steps` is none but a point never seen.
    pub(super) fn close(&mut self, num_steps: u32) {
        let weights = self.rows.iter().flat_map(|&(num, weight)| std::iter::repeat_n(weight, num));
        for ((gap, longest), weight) in self.gap.iter().zip(&mut self.longest).zip(weights).filter(|part| *part.0.0 > 0)
        {
            if *gap == num_steps {
                *longest = num_steps;
                self.never += weight;
            } else {
                end_gap(&mut self.lengths, longest, *gap, weight);
            }
        }
    }
}

fn end_gap(lengths: &mut Vec<f64>, longest: &mut u32, steps: u32, weight: f64) {
    *longest = (*longest).max(steps);
    let length = steps as usize;
    if lengths.len() <= length {
        lengths.resize(length + 1, 0.0);
    }
    lengths[length] += weight;
}

/// How long the points of a grid that are seen at some time are not seen. A gap at either end of the time looked at counts with
/// what is seen of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gaps {
    /// Mean length of a gap (s); zero where there are none.
    pub mean_s: f64,
    /// Half of the gaps are no longer (s).
    pub p50_s: f64,
    /// 95 % of the gaps are no longer (s).
    pub p95_s: f64,
    /// The longest gap anywhere (s).
    pub longest_s: f64,
    /// Mean wait of somebody who asks at a random moment and place (s): Σ gap² / 2 over the time looked at.
    pub response_s: f64,
    /// Share of the points, by area, that are never seen.
    pub never_fraction: f64,
}

/// How a grid was seen. Means over the grid are by area.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// Share of the time and area seen by as many satellites as asked for.
    pub covered_fraction: f64,
    /// Satellites in view, mean over time and area.
    pub mean_in_view_n: f64,
    /// Share of time and area with a fix by two satellites; zero where none was asked for.
    pub stereo_fraction: f64,
    /// Least share of the time that any point is seen, and which point that is.
    pub worst_point: (usize, f64),
    /// Gaps.
    pub gaps: Gaps,
    /// By point: share of the time seen.
    pub seen_fraction: Vec<f64>,
    /// By point: satellites in view, mean over time.
    pub in_view: Vec<f64>,
    /// By point: longest gap (s).
    pub longest_gap_s: Vec<f64>,
    /// Share of time and area with at least n satellites in view, n from 1 to 16.
    pub at_least: [f64; NUM_FOLDS],
}

impl Coverage {
    pub(super) fn new(grid: &Grid, count: &Count, tallies: Vec<Tally>) -> Self {
        let steps = f64::from(count.num_steps);
        let (mut seen_fraction, mut in_view, mut longest) = (Vec::new(), Vec::new(), Vec::new());
        let (mut covered, mut viewed, mut fixed) = (0.0, 0.0, 0.0);
        let mut at_least = [0.0; NUM_FOLDS];
        let mut lengths: Vec<f64> = Vec::new();
        let mut never = 0.0;
        for tally in tallies {
            let weights = tally.rows.iter().flat_map(|&(num, weight)| std::iter::repeat_n(weight, num));
            for (point, weight) in weights.enumerate() {
                covered += weight * f64::from(tally.seen[point]) / steps;
                viewed += weight * tally.in_view[point] as f64 / steps;
                fixed += weight * f64::from(tally.fixed[point]) / steps;
            }
            seen_fraction.extend(tally.seen.iter().map(|seen| f64::from(*seen) / steps));
            in_view.extend(tally.in_view.iter().map(|sum| *sum as f64 / steps));
            longest.extend(tally.longest.iter().map(|gap| f64::from(*gap) * count.step_s));
            never += tally.never;
            at_least.iter_mut().zip(tally.at_least).for_each(|(sum, part)| *sum += part / steps);
            lengths.resize(lengths.len().max(tally.lengths.len()), 0.0);
            lengths.iter_mut().zip(tally.lengths).for_each(|(sum, part)| *sum += part);
        }
        debug_assert_eq!(seen_fraction.len(), grid.num_points());
        let worst = seen_fraction.iter().copied().enumerate().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0));
        Self {
            covered_fraction: covered,
            mean_in_view_n: viewed,
            stereo_fraction: fixed,
            worst_point: worst,
            gaps: gaps(&lengths, steps, count.step_s, never),
            seen_fraction,
            in_view,
            longest_gap_s: longest,
            at_least,
        }
    }
}

/// Statistics of gaps from their weights by length.
fn gaps(lengths: &[f64], num_steps: f64, step_s: f64, never: f64) -> Gaps {
    let total: f64 = lengths.iter().sum();
    let up_to = |share: f64| {
        let mut sum = 0.0;
        let reached = lengths.iter().position(|weight| {
            sum += weight;
            total > 0.0 && sum >= share * total
        });
        reached.unwrap_or(0) as f64 * step_s
    };
    let moment =
        |power: i32| lengths.iter().zip(0_u32..).map(|(w, steps)| w * f64::from(steps).powi(power)).sum::<f64>();
    Gaps {
        mean_s: if total > 0.0 { moment(1) / total * step_s } else { 0.0 },
        p50_s: up_to(0.5),
        p95_s: up_to(0.95),
        longest_s: lengths.len().saturating_sub(1) as f64 * step_s,
        response_s: if never < 1.0 { moment(2) / (2.0 * num_steps * (1.0 - never)) * step_s } else { 0.0 },
        never_fraction: never,
    }
}
