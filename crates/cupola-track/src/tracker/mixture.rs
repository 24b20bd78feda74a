//! The histories a target may have had, and how they are kept few.

use crate::filter::{Estimate, State, inverse3};
use crate::sensor::Earth;
use crate::target::{AIR_M, Kind, Motion, Region};

/// Hypotheses of one target at the most, where one or two kinds are asked for, and for each kind beyond.
const NUM_HYPOTHESES: [usize; 2] = [12, 6];
/// A hypothesis is dropped below this share of the likeliest of its kind, so that no kind is lost to the histories of another.
const MINOR: f64 = 1e-3;
/// A hypothesis is dropped below this share of its target.
const IMPOSSIBLE: f64 = 1e-6;
/// Squared distance below which two hypotheses of one kind are one.
const SAME: f64 = 1.0;

/// A history of returns and a kind of target, as a Gaussian.
#[derive(Debug, Clone, Copy)]
pub struct Hypothesis {
    /// Probability, given that the target exists.
    pub weight: f64,
    /// Index of the kind among those asked for.
    pub kind: usize,
    /// Returns in the history.
    pub num_looks: u32,
    /// Where the target is.
    pub estimate: Estimate,
}

impl Hypothesis {
    /// Adds the hypothesis once for each kind of target.
    pub fn split(&self, motions: &[Motion], earth: Earth, sigma_velocity_m_s: f64, out: &mut Vec<Self>) {
        let from = out.len();
        for (kind, motion) in motions.iter().enumerate() {
            let (estimate, likelihood) = self.estimate.of(motion, earth, sigma_velocity_m_s);
            out.push(Self { weight: self.weight * likelihood, kind, num_looks: self.num_looks, estimate });
        }
        let total: f64 = out[from..].iter().map(|hypothesis| hypothesis.weight).sum();
        for hypothesis in &mut out[from..] {
            hypothesis.weight *= self.weight / total;
        }
    }
}

/// Lets each kind of target turn into others, as it may in `step_s`.
///
/// What turns from the likeliest history of a kind is a new history, unless the kind it turns into is already likelier than
/// what comes over: then that history is there, and takes it in.
pub fn change(hypotheses: &mut Vec<Hypothesis>, kinds: &[Kind], motions: &[Motion], earth: Earth, step_s: f64) {
    for from in 0..hypotheses.len() {
        let Hypothesis { kind, num_looks, estimate, .. } = hypotheses[from];
        if num_looks < 2 {
            continue;
        }
        let is_in_air = earth.altitude_m(&estimate.pos_m()) < AIR_M;
        for change in kinds[kind].changes() {
            let is_here = match change.region {
                Region::Anywhere => true,
                Region::InAir => earth == Earth::Wgs84 && is_in_air,
                Region::AboveAir => earth == Earth::Wgs84 && !is_in_air,
            };
            let into = kinds.iter().position(|kind| *kind == change.into).filter(|_| is_here);
            if let Some(into) = into {
                let weight = hypotheses[from].weight * (change.per_s * step_s).min(0.5);
                hypotheses[from].weight -= weight;
                turn(hypotheses, from, weight, into, estimate.turned_into(&motions[into], earth));
            }
        }
    }
}

/// Adds what turned from one hypothesis into another kind.
fn turn(hypotheses: &mut Vec<Hypothesis>, from: usize, weight: f64, kind: usize, estimate: Estimate) {
    let there = hypotheses.iter_mut().filter(|hypothesis| hypothesis.kind == kind);
    match there.max_by(|a, b| a.weight.total_cmp(&b.weight)) {
        Some(there) if there.weight >= weight => there.weight += weight,
        _ => hypotheses.push(Hypothesis { weight, kind, estimate, ..hypotheses[from] }),
    }
}

/// Merges hypotheses that say the same, keeps the likeliest few, and makes the weights add to one.
pub fn reduce(hypotheses: &mut Vec<Hypothesis>, num_kinds: usize) {
    hypotheses.retain(|hypothesis| hypothesis.weight.is_finite() && hypothesis.estimate.is_finite());
    hypotheses.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let total: f64 = hypotheses.iter().map(|hypothesis| hypothesis.weight).sum();
    let mut index = 0;
    while index < hypotheses.len() {
        let (kind, weight) = (hypotheses[index].kind, hypotheses[index].weight);
        let best = hypotheses.iter().find(|hypothesis| hypothesis.kind == kind).map_or(weight, |best| best.weight);
        if weight < MINOR * best || weight < IMPOSSIBLE * total {
            hypotheses.remove(index);
        } else {
            merge_into(hypotheses, index);
            index += 1;
        }
    }
    hypotheses.truncate(NUM_HYPOTHESES[0] + NUM_HYPOTHESES[1] * num_kinds.saturating_sub(2));
    let total: f64 = hypotheses.iter().map(|hypothesis| hypothesis.weight).sum();
    for hypothesis in hypotheses {
        hypothesis.weight /= total;
    }
}

/// Merges into the hypothesis at `index` those after it that say the same.
fn merge_into(hypotheses: &mut Vec<Hypothesis>, index: usize) {
    if index + 1 == hypotheses.len() {
        return;
    }
    let (kind, heaviest) = (hypotheses[index].kind, hypotheses[index].estimate);
    let (in_position, _) = inverse3(&heaviest.pos_covariance_m2());
    let (in_velocity, _) = inverse3(&heaviest.vel_covariance());
    let is_same = |other: &Hypothesis| {
        if other.kind != kind {
            return false;
        }
        let off_m = other.estimate.pos_m() - heaviest.pos_m();
        let off_m_s = other.estimate.vel_m_s() - heaviest.vel_m_s();
        off_m.dot(&(in_position * off_m)) < SAME && off_m_s.dot(&(in_velocity * off_m_s)) < SAME
    };
    if !hypotheses[index + 1..].iter().any(is_same) {
        return;
    }
    let mut group: Vec<Hypothesis> = vec![hypotheses[index]];
    let mut at = 0;
    hypotheses.retain(|hypothesis| {
        let joins = at > index && is_same(hypothesis);
        if joins {
            group.push(*hypothesis);
        }
        at += 1;
        !joins
    });
    let merged = &mut hypotheses[index];
    merged.weight = group.iter().map(|hypothesis| hypothesis.weight).sum();
    merged.estimate = mean(group.iter());
}

/// One Gaussian with the mean and the covariance of a mixture.
pub fn mean<'a>(mixture: impl Iterator<Item = &'a Hypothesis> + Clone) -> Estimate {
    let total: f64 = mixture.clone().map(|hypothesis| hypothesis.weight).sum();
    let mean: State = mixture.clone().map(|h| h.estimate.mean * (h.weight / total)).sum();
    let covariance = mixture
        .map(|h| {
            let off = h.estimate.mean - mean;
            (h.estimate.covariance + off * off.transpose()) * (h.weight / total)
        })
        .sum();
    Estimate { mean, covariance }
}
