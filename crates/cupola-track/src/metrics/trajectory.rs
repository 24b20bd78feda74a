//! How far tracks are from true paths over their whole time: trajectory GOSPA.

use super::{power, root};
use cupola_core::Vec3;
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, Variable};
use std::collections::{BTreeMap, BTreeSet};

/// A path over common time steps: where it is at each (m), or that it is not there.
pub type Path = Vec<Option<Vec3>>;

/// A trajectory GOSPA distance in parts: the `order`-th powers of the parts add up to that of the distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrajectoryGospa {
    /// The distance itself (m).
    pub distance_m: f64,
    /// Distance of pairs within the cut-off (m).
    pub localisation_m: f64,
    /// True paths without a track (m).
    pub missed_m: f64,
    /// Tracks without a true path (m).
    pub false_m: f64,
    /// Changes of partner (m).
    pub switch_m: f64,
    /// Changes of partner: to gain or to lose one is half a change, and a weight of the linear program may be a fraction.
    pub switches_n: f64,
}

/// A linear program that could not be solved, of rounding.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("trajectory GOSPA: the pairing of {num_pairs} pairs of paths in {num_steps} steps was not found: {source}")]
pub struct PairingError {
    /// Pairs that come within the cut-off and hang together.
    pub num_pairs: usize,
    /// Steps.
    pub num_steps: usize,
    /// What the solver says.
    pub source: microlp::Error,
}

/// Trajectory GOSPA of `tracks` against `truths`, paths over the same steps: the metric of the linear program, exactly.
///
/// The least, over weights `W` of pairs at each step that are at most one in sum for each truth and each track, of
/// `Σ W dᵖ + cᵖ/2 (missed + false) + γᵖ/2 Σ |W(k + 1) − W(k)|`, and of that the p-th root; `c` is `cut_off_m`, `p` is
/// `order` (1 or more), `γ` is `switch_m`, the cost of a change of partner (above zero). A pair may be held while one of it, or both, are not there, at no cost.
///
/// Pairs that never come within the cut-off are left out, so that the program falls into clusters; steps in a row at which
/// a pair is not within it share one weight. Neither changes the least value.
///
/// - **Accuracy:** the simplex method, to 1e-7 in each weight.
///
/// # Errors
/// [`PairingError`] where rounding defeats the solver.
///
/// # Source
/// García-Fernández, Rahmathullah and Svensson, *A metric on the space of finite sets of trajectories for evaluation of
/// multi-target tracking algorithms*, IEEE Trans. SP 68, 2020 (`GARCIAFERNANDEZ2020`), the relaxation by linear programming
/// and its decomposition; agrees with the authors' program on its examples.
pub fn trajectory_gospa(
    truths: &[Path],
    tracks: &[Path],
    cut_off_m: f64,
    order: f64,
    switch_m: f64,
) -> Result<TrajectoryGospa, PairingError> {
    let (limit, switch) = (power(cut_off_m, order), power(switch_m, order));
    let (mut localisation, mut paired, mut num_switches) = (0.0, 0.0, 0.0);
    for cluster in clusters(near_pairs(truths, tracks, cut_off_m, order), truths.len(), tracks.len()) {
        for (pair, weights) in cluster.iter().zip(weights(&cluster, switch)?) {
            for (segment, weight) in pair.segments.iter().zip(&weights).filter(|(segment, _)| segment.gain > 0.0) {
                localisation += weight * (limit - segment.gain);
                paired += weight;
            }
            num_switches += weights.windows(2).map(|two| (two[1] - two[0]).abs()).sum::<f64>() / 2.0;
        }
    }
    let alone = |paths: &[Path]| limit / 2.0 * (paths.iter().flatten().flatten().count() as f64 - paired).max(0.0);
    let (missed, wrong, switches) = (alone(truths), alone(tracks), switch * num_switches);
    Ok(TrajectoryGospa {
        distance_m: root(localisation + missed + wrong + switches, order),
        localisation_m: root(localisation, order),
        missed_m: root(missed, order),
        false_m: root(wrong, order),
        switch_m: root(switches, order),
        switches_n: num_switches,
    })
}

/// Size of the largest linear program that [`trajectory_gospa`] has to solve for these paths: its weights.
///
/// A thousand take some 5 ms, twenty thousand a second or two, sixty thousand a minute (one core of 2026).
#[must_use]
pub fn program_size(truths: &[Path], tracks: &[Path], cut_off_m: f64, order: f64) -> usize {
    let clusters = clusters(near_pairs(truths, tracks, cut_off_m, order), truths.len(), tracks.len());
    clusters.iter().map(|cluster| cluster.iter().map(|pair| pair.segments.len()).sum()).max().unwrap_or(0)
}

/// A truth and a track that come within the cut-off at some step.
struct Pair {
    truth: usize,
    track: usize,
    /// Parts of the time in order; together all of it.
    segments: Vec<Segment>,
}

/// Steps of a pair that share one weight.
struct Segment {
    /// The step after the last.
    until: usize,
    /// How much less it costs to take the two as a pair than as one missed and one false; 0 where they are not both there.
    gain: f64,
}

fn near_pairs(truths: &[Path], tracks: &[Path], cut_off_m: f64, order: f64) -> Vec<Pair> {
    let num_steps = truths.iter().chain(tracks).map(Vec::len).max().unwrap_or(0);
    let place = |path: &Path, step: usize| path.get(step).copied().flatten();
    let gain = |truth: usize, track: usize, step: usize| {
        let (a, b) = (place(&truths[truth], step)?, place(&tracks[track], step)?);
        let distance_m = (a - b).norm();
        (distance_m < cut_off_m).then(|| power(cut_off_m, order) - power(distance_m, order))
    };
    let mut near = BTreeSet::new();
    for step in 0..num_steps {
        let there: Vec<usize> = (0..tracks.len()).filter(|track| place(&tracks[*track], step).is_some()).collect();
        for truth in (0..truths.len()).filter(|truth| place(&truths[*truth], step).is_some()) {
            near.extend(there.iter().filter(|t| gain(truth, **t, step).is_some()).map(|track| (truth, *track)));
        }
    }
    let pair = |(truth, track)| {
        let mut segments: Vec<Segment> = Vec::new();
        for step in 0..num_steps {
            let until = step + 1;
            match (gain(truth, track, step), segments.last_mut()) {
                (Some(gain), _) => segments.push(Segment { until, gain }),
                (None, Some(last)) if last.gain <= 0.0 => last.until = until,
                (None, _) => segments.push(Segment { until, gain: 0.0 }),
            }
        }
        Pair { truth, track, segments }
    };
    near.into_iter().map(pair).collect()
}

/// Pairs that share truths or tracks, themselves or through others.
fn clusters(pairs: Vec<Pair>, num_truths: usize, num_tracks: usize) -> Vec<Vec<Pair>> {
    let mut group: Vec<usize> = (0..num_truths + num_tracks).collect();
    for pair in &pairs {
        let (kept, joined) = (group[pair.truth], group[num_truths + pair.track]);
        group.iter_mut().filter(|group| **group == joined).for_each(|group| *group = kept);
    }
    let mut out: BTreeMap<usize, Vec<Pair>> = BTreeMap::new();
    for pair in pairs {
        out.entry(group[pair.truth]).or_default().push(pair);
    }
    out.into_values().collect()
}

/// The best weights of a cluster, by pair and segment.
fn weights(cluster: &[Pair], switch: f64) -> Result<Vec<Vec<f64>>, PairingError> {
    let num_steps = cluster[0].segments.last().map_or(0, |segment| segment.until);
    let most = cluster.iter().flat_map(|pair| &pair.segments).fold(0.0_f64, |most, segment| most.max(segment.gain));
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let mut variable = |gain: f64| problem.add_var(gain / most, (0.0, 1.0));
    let weights: Vec<Vec<Variable>> =
        cluster.iter().map(|pair| pair.segments.iter().map(|segment| variable(segment.gain)).collect()).collect();
    for two in weights.iter().flat_map(|weights| weights.windows(2)) {
        let [up, down] = [0, 1].map(|_| problem.add_var(-0.5 * switch / most, (0.0, 1.0)));
        let change = [(two[1], 1.0), (two[0], -1.0), (up, -1.0), (down, 1.0)];
        problem.add_constraint(change, ComparisonOp::Eq, 0.0);
    }
    let mut members: BTreeMap<(bool, usize), Vec<usize>> = BTreeMap::new();
    for (index, pair) in cluster.iter().enumerate() {
        members.entry((false, pair.truth)).or_default().push(index);
        members.entry((true, pair.track)).or_default().push(index);
    }
    for members in members.values().filter(|members| members.len() > 1) {
        one_at_a_time(&mut problem, cluster, &weights, members, num_steps);
    }
    let fault = |source| PairingError { num_pairs: cluster.len(), num_steps, source };
    let outcome = problem.solve().map_err(fault)?;
    let solution = outcome.solution().expect("without a limit of time or nodes nothing interrupts the solver");
    Ok(weights
        .iter()
        .map(|list| list.iter().map(|weight| solution.var_value(*weight).clamp(0.0, 1.0)).collect())
        .collect())
}

/// At no step are the weights of these pairs, which share a truth or a track, more than one together.
fn one_at_a_time(
    problem: &mut Problem,
    cluster: &[Pair],
    weights: &[Vec<Variable>],
    members: &[usize],
    num_steps: usize,
) {
    let mut at = vec![0; members.len()];
    let mut is_new = true;
    for step in 0..num_steps {
        for (segment, member) in at.iter_mut().zip(members) {
            if cluster[*member].segments[*segment].until == step {
                *segment += 1;
                is_new = true;
            }
        }
        if std::mem::take(&mut is_new) {
            let mut sum = LinearExpr::empty();
            at.iter().zip(members).for_each(|(segment, member)| sum.add(weights[*member][*segment], 1.0));
            problem.add_constraint(sum, ComparisonOp::Le, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A path on a line that is at `x_m` in some steps.
    fn path(x_m: f64, steps: std::ops::Range<usize>) -> Path {
        (0..5).map(|step| steps.contains(&step).then(|| Vec3::new(x_m, 0.0, 0.0))).collect()
    }

    fn assert_parts(truths: &[Path], tracks: &[Path], parts: [f64; 4]) {
        let found = trajectory_gospa(truths, tracks, 5.0, 1.0, 1.0).unwrap();
        let observed = [found.localisation_m, found.missed_m, found.false_m, found.switch_m];
        for (a, b) in observed.iter().zip(parts) {
            assert!((a - b).abs() < 1e-6, "{observed:?} against {parts:?}");
        }
        assert!((found.distance_m - parts.iter().sum::<f64>()).abs() < 1e-6);
    }

    /// The first four examples of the authors' program, worked out by hand.
    #[test]
    fn examples_of_the_authors() {
        assert_parts(&[path(1.0, 0..5)], &[path(2.0, 0..5)], [5.0, 0.0, 0.0, 0.0]);
        assert_parts(&[path(1.0, 0..5)], &[path(2.0, 0..4)], [4.0, 2.5, 0.0, 0.0]);
        assert_parts(&[path(1.0, 0..5)], &[path(1.1, 0..3), path(1.1, 3..5)], [0.5, 0.0, 0.0, 1.0]);
        // The track that is cut stands between two truths, one of which is cut likewise.
        let truths = [path(1.0, 0..5), path(2.2, 0..3), path(2.2, 3..5)];
        let tracks = [path(1.1, 0..3), path(1.1, 3..5), path(2.1, 0..5)];
        assert_parts(&truths, &tracks, [1.0, 0.0, 0.0, 2.0]);
    }

    /// Steps within the cut-off and the times between them; only what hangs together is one program.
    #[test]
    fn the_size_is_that_of_the_largest_cluster() {
        let tracks = [path(1.1, 0..3), path(1.1, 3..5), path(90.0, 0..5)];
        assert_eq!(program_size(&[path(1.0, 0..5), path(90.0, 0..5)], &tracks, 5.0, 1.0), (3 + 1) + (1 + 2));
        assert_eq!(program_size(&[path(1.0, 0..5)], &[path(7.0, 0..5)], 5.0, 1.0), 0);
    }

    /// Two truths whose tracks change places: the change is cheaper than to be far off, or dearer.
    #[test]
    fn tracks_that_change_places() {
        let jump = |from: f64, to: f64| -> Path {
            (0..4).map(|step| Some(Vec3::new(if step < 2 { from } else { to }, 0.0, 0.0))).collect()
        };
        let (truths, tracks) = ([jump(0.0, 0.0), jump(3.0, 3.0)], [jump(0.0, 3.0), jump(3.0, 0.0)]);
        let found = trajectory_gospa(&truths, &tracks, 5.0, 1.0, 1.0).unwrap();
        assert!((found.distance_m - 2.0).abs() < 1e-6 && (found.switches_n - 2.0).abs() < 1e-6, "{found:?}");
        let found = trajectory_gospa(&truths, &tracks, 5.0, 1.0, 9.0).unwrap();
        assert!((found.localisation_m - 12.0).abs() < 1e-6 && found.switches_n < 1e-6, "{found:?}");
    }

    /// A pair is held, free, over a gap in the track; a step without paths is none.
    #[test]
    fn gaps_are_missed_and_no_change() {
        let mut broken = path(1.0, 0..5);
        broken[2] = None;
        assert_parts(&[path(1.0, 0..5)], &[broken], [0.0, 2.5, 0.0, 0.0]);
        assert_parts(&[], &[path(0.0, 1..3)], [0.0, 0.0, 5.0, 0.0]);
        assert_parts(&[], &[], [0.0; 4]);
        assert_parts(&[path(0.0, 0..1)], &[path(9.0, 0..1)], [0.0, 2.5, 2.5, 0.0]);
    }
}
