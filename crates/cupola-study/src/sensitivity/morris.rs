//! Elementary effects: many factors screened with few points.

use super::Estimate;
use super::resample::bootstrap;
use cupola_core::{EntityKey, Purpose, Stream, math, stats};

/// Levels of a column: 0, 1/3, 2/3, 1.
pub const NUM_LEVELS: u64 = 4;
/// Levels that a step goes, up or down.
const STEP: u64 = NUM_LEVELS / 2;
/// A step in the unit cube.
pub const DELTA: f64 = STEP as f64 / (NUM_LEVELS - 1) as f64;

/// The points of trajectories: each begins at random levels and moves one factor after the other, in random order, by
/// [`DELTA`] up or down; `factors + 1` points each. The columns of a factor move together, each its own way.
///
/// # Source
/// `MORRIS1991`, §3; groups of inputs `CAMPOLONGO2007`, §4. Trajectories are not chosen for how far apart they are.
#[must_use]
pub fn design(stream: &Stream, factors: &[Vec<usize>], num_trajectories: u64) -> Vec<Vec<f64>> {
    let num_columns = factors.iter().flatten().max().map_or(0, |last| last + 1);
    let mut points = Vec::new();
    for trajectory in 0..num_trajectories {
        let words = |index: usize| stream.words(EntityKey(trajectory), Purpose::Design, index as u64);
        let mut levels: Vec<u64> = (0..num_columns).map(|column| words(column)[0] % NUM_LEVELS).collect();
        let point = |levels: &[u64]| levels.iter().map(|level| *level as f64 / (NUM_LEVELS - 1) as f64).collect();
        let mut order: Vec<(u64, usize)> = (0..factors.len()).map(|factor| (words(factor)[1], factor)).collect();
        order.sort_unstable();
        points.push(point(&levels));
        for (_, factor) in order {
            for column in &factors[factor] {
                levels[*column] = (levels[*column] + STEP) % NUM_LEVELS;
            }
            points.push(point(&levels));
        }
    }
    points
}

/// What a factor's elementary effects are: changes of the metric over a step, for a whole way through the cube.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Effect {
    /// Their mean: of a group of columns of little meaning, as each goes its own way.
    pub mean: Estimate,
    /// Mean of their absolute values, `μ*`: what factors are ranked by.
    pub absolute: Estimate,
    /// Their standard deviation: how far the factor acts otherwise at other points, by its own bend or by others.
    pub deviation: Estimate,
    /// What luck alone would make of `absolute` at a factor without effect on the mean; 0 where no run changes, none with one run
    /// a point.
    pub by_luck: Option<f64>,
}

/// Elementary effects from what a design gave: by point, the numbers of its runs. None with fewer than two trajectories.
///
/// # Panics
/// Where outputs and points do not go together: a fault of the caller.
///
/// # Source
/// `MORRIS1991`; `μ*` of `CAMPOLONGO2007`, eq. 4. Luck alone: normal differences have a mean absolute value of `√(2/π)` standard
/// errors.
#[must_use]
pub fn effects(
    points: &[Vec<f64>],
    outputs: &[Vec<f64>],
    factors: &[Vec<usize>],
    resampling: &Stream,
) -> Option<Vec<Effect>> {
    let length = factors.len() + 1;
    let trajectories: Vec<Vec<Step>> = points
        .chunks_exact(length)
        .zip(outputs.chunks_exact(length))
        .map(|(points, outputs)| steps(points, outputs, factors))
        .collect();
    if trajectories.len() < 2 {
        return None;
    }
    let effect = |factor: usize| {
        let estimates = bootstrap(resampling, trajectories.len(), |drawn| {
            let effects: Vec<f64> = drawn.iter().map(|t| trajectories[*t][factor].effect).collect();
            let absolute: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
            let mean = stats::mean(&effects);
            let squares: f64 = effects.iter().map(|effect| (effect - mean).powi(2)).sum();
            Some(vec![mean, stats::mean(&absolute), (squares / (effects.len() - 1) as f64).sqrt()])
        })?;
        let luck: Option<Vec<f64>> = trajectories.iter().map(|steps| steps[factor].luck).collect();
        Some(Effect {
            mean: estimates[0],
            absolute: estimates[1],
            deviation: estimates[2],
            by_luck: luck.map(|squares| (stats::mean(&squares) * 2.0 / math::PI).sqrt()),
        })
    };
    (0..factors.len()).map(effect).collect()
}

/// One step of a trajectory.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    effect: f64,
    /// Square of its standard error over runs.
    luck: Option<f64>,
}

/// The steps of a trajectory, by factor.
fn steps(points: &[Vec<f64>], outputs: &[Vec<f64>], factors: &[Vec<usize>]) -> Vec<Step> {
    let mut steps = vec![Step::default(); factors.len()];
    for (points, outputs) in points.windows(2).zip(outputs.windows(2)) {
        let moved = |columns: &Vec<usize>| points[1][columns[0]] - points[0][columns[0]];
        let factor = factors.iter().position(|columns| moved(columns) != 0.0).expect("a step moves a factor");
        let sign = moved(&factors[factor]).signum();
        let changes: Vec<f64> = outputs[1].iter().zip(&outputs[0]).map(|(to, from)| sign * (to - from)).collect();
        let (mean, num) = (stats::mean(&changes), changes.len() as f64);
        let squares: f64 = changes.iter().map(|change| (change - mean).powi(2)).sum();
        let luck = (changes.len() > 1).then(|| squares / (num * (num - 1.0) * DELTA * DELTA));
        steps[factor] = Step { effect: mean / DELTA, luck };
    }
    steps
}
