//! How far estimates are from true targets.
//!
//! [`gospa`] and [`ospa`] compare sets at one time, [`trajectory`] sets of paths. What a tracker is worth as a picture of the
//! sky is in [`siap`], how well it keeps its numbers in [`continuity`], and whether it knows its own errors in
//! [`consistency`]; these take [`look::Look`]s, truths and tracks of one time with their pairs.

pub mod consistency;
pub mod continuity;
pub mod look;
pub mod siap;
pub mod trajectory;

use cupola_assign::linear::Assignment;
use cupola_core::math;

/// A generalised OSPA distance in parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gospa {
    /// The distance itself (m): `(Σ dᵖ + cᵖ/2 (missed + false))^(1/p)`.
    pub distance_m: f64,
    /// Localisation part (m): the distance that the pairs alone would give.
    pub localisation_m: f64,
    /// True targets without an estimate within the cut-off.
    pub num_missed: usize,
    /// Estimates without a true target within the cut-off.
    pub num_false: usize,
    /// Pairs.
    pub num_paired: usize,
}

/// GOSPA with α = 2 of `estimates` against `truths`, by their distances.
///
/// `distance_m(t, e)` is the distance between truth `t` and estimate `e`. The best pairing at the cut-off `cut_off_m`
/// is found exactly; pairs farther apart than that count as one missed and one false.
///
/// # Source
/// Rahmathullah, García-Fernández and Svensson, *Generalized optimal sub-pattern assignment metric*, FUSION 2017
/// (`RAHMATHULLAH2017`), definition 1 and proposition 1.
pub fn gospa(
    solver: &mut Assignment,
    num_truths: usize,
    num_estimates: usize,
    cut_off_m: f64,
    order: f64,
    distance_m: impl Fn(usize, usize) -> f64,
) -> Gospa {
    gospa_with_pairs(solver, num_truths, num_estimates, cut_off_m, order, distance_m).0
}

/// [`gospa`] and its pairs: index of the truth and of the estimate, in order of the truths.
pub fn gospa_with_pairs(
    solver: &mut Assignment,
    num_truths: usize,
    num_estimates: usize,
    cut_off_m: f64,
    order: f64,
    distance_m: impl Fn(usize, usize) -> f64,
) -> (Gospa, Vec<(usize, usize)>) {
    let costs = powers(num_truths, num_estimates, cut_off_m, order, distance_m);
    let limit = power(cut_off_m, order);
    let best = solver.solve(&costs, num_truths, num_estimates).into_iter().enumerate();
    let pairs: Vec<(usize, usize)> = best
        .filter_map(|(truth, estimate)| Some((truth, estimate?)))
        .filter(|(truth, estimate)| costs[truth * num_estimates + estimate] < limit)
        .collect();
    let localisation: f64 = pairs.iter().map(|(truth, estimate)| costs[truth * num_estimates + estimate]).sum();
    let num_paired = pairs.len();
    let (num_missed, num_false) = (num_truths - num_paired, num_estimates - num_paired);
    let total = localisation + limit / 2.0 * (num_missed + num_false) as f64;
    let localisation_m = root(localisation, order);
    (Gospa { distance_m: root(total, order), localisation_m, num_missed, num_false, num_paired }, pairs)
}

/// OSPA distance (m) of two sets by their distances; `order` may be infinite.
///
/// # Source
/// Schuhmacher, Vo and Vo, *A consistent metric for performance evaluation of multi-object filters*, IEEE Trans. SP
/// 56(8), 2008 (`SCHUHMACHER2008`), equations 3 and 4.
pub fn ospa(
    solver: &mut Assignment,
    num_truths: usize,
    num_estimates: usize,
    cut_off_m: f64,
    order: f64,
    distance_m: impl Fn(usize, usize) -> f64,
) -> f64 {
    let larger = num_truths.max(num_estimates);
    if larger == 0 {
        return 0.0;
    }
    if order.is_infinite() {
        return if num_truths == num_estimates {
            bottleneck_m(solver, num_truths, cut_off_m, distance_m)
        } else {
            cut_off_m
        };
    }
    let costs = powers(num_truths, num_estimates, cut_off_m, order, distance_m);
    let pairs = solver.solve(&costs, num_truths, num_estimates);
    let paired: f64 = pairs.iter().enumerate().filter_map(|(t, e)| e.map(|e| costs[t * num_estimates + e])).sum();
    let unpaired = num_truths.abs_diff(num_estimates) as f64 * power(cut_off_m, order);
    root((paired + unpaired) / larger as f64, order)
}

/// Least largest distance of a pairing of two sets of one size: the smallest limit under which all find a partner.
fn bottleneck_m(solver: &mut Assignment, num: usize, cut_off_m: f64, distance_m: impl Fn(usize, usize) -> f64) -> f64 {
    let distances = powers(num, num, cut_off_m, 1.0, distance_m);
    let mut limits = distances.clone();
    limits.sort_by(f64::total_cmp);
    let index = limits.partition_point(|limit| {
        let beyond: Vec<f64> = distances.iter().map(|d| f64::from(u8::from(d > limit))).collect();
        let pairs = solver.solve(&beyond, num, num);
        pairs.iter().enumerate().any(|(t, e)| e.is_some_and(|e| beyond[t * num + e] > 0.0))
    });
    limits[index]
}

fn powers(
    num_truths: usize,
    num_estimates: usize,
    cut_off_m: f64,
    order: f64,
    distance_m: impl Fn(usize, usize) -> f64,
) -> Vec<f64> {
    let pairs = (0..num_truths).flat_map(|t| (0..num_estimates).map(move |e| (t, e)));
    pairs.map(|(t, e)| power(distance_m(t, e).min(cut_off_m), order)).collect()
}

fn power(value: f64, order: f64) -> f64 {
    match order {
        1.0 => value,
        2.0 => value * value,
        _ => math::powf(value, order),
    }
}

fn root(value: f64, order: f64) -> f64 {
    match order {
        1.0 => value,
        2.0 => value.sqrt(),
        _ => math::powf(value, 1.0 / order),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUTHS: [f64; 5] = [0.0, 1.0, 2.0, 3.0, 4.0];
    const TRACKS: [f64; 5] = [0.5, 1.5, 2.5, 3.5, 4.5];

    /// Stone Soup's unit tests of OSPA and GOSPA.
    #[test]
    fn five_tracks_half_a_metre_off() {
        let mut solver = Assignment::default();
        let distance = |t: usize, e: usize| (TRUTHS[t] - TRACKS[e]).abs();
        for order in [1.0, 2.0, f64::INFINITY] {
            assert!((ospa(&mut solver, 5, 5, 10.0, order, distance) - 0.5).abs() < 1e-9);
        }
        let found = gospa(&mut solver, 5, 5, 10.0, 1.0, distance);
        assert!((found.distance_m - 2.5).abs() < 1e-9 && found.num_paired == 5);
    }

    /// The scene of Rahmathullah 2017 with two true and one false track.
    #[test]
    fn the_scene_of_the_gospa_paper() {
        let truths: [[f64; 2]; 2] = [[-6.0, -6.0], [0.0, 3.0]];
        let tracks: [[f64; 2]; 3] = [[-6.7, -5.1], [-1.8, 2.9], [22.0, 18.0]];
        let distance = |t: usize, e: usize| math::hypot(truths[t][0] - tracks[e][0], truths[t][1] - tracks[e][1]);
        let found = gospa(&mut Assignment::default(), 2, 3, 8.0, 1.0, distance);
        assert!((found.distance_m - 6.942_951).abs() < 1e-6, "{}", found.distance_m);
        assert_eq!((found.num_missed, found.num_false), (0, 1));
    }

    #[test]
    fn empty_sets_and_far_pairs() {
        let mut solver = Assignment::default();
        assert!(gospa(&mut solver, 0, 0, 10.0, 2.0, |_, _| 0.0).distance_m.abs() < 1e-12);
        let far = gospa(&mut solver, 1, 1, 10.0, 2.0, |_, _| 50.0);
        assert!((far.distance_m - 10.0).abs() < 1e-12 && far.num_missed == 1 && far.num_false == 1);
        assert!((ospa(&mut solver, 2, 1, 10.0, f64::INFINITY, |_, _| 1.0) - 10.0).abs() < 1e-12);
    }
}
