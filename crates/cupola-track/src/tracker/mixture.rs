//! The histories a target may have had, and how they are kept few.

use crate::filter::{Estimate, inverse3};
use crate::sensor::{Earth, Placed};
use crate::target::Motion;

/// Hypotheses of one target at the most.
const NUM_HYPOTHESES: usize = 12;
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
    /// What becomes of the hypothesis with one more return.
    pub fn with_return(&self, placed: &Placed, weight: f64) -> Self {
        let mut next = Self { weight, num_looks: self.num_looks + 1, ..*self };
        next.estimate.update(placed);
        next
    }

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

/// Merges hypotheses that say the same, keeps the likeliest few, and makes the weights add to one.
pub fn reduce(hypotheses: &mut Vec<Hypothesis>) {
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
    hypotheses.truncate(NUM_HYPOTHESES);
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
    let total: f64 = group.iter().map(|hypothesis| hypothesis.weight).sum();
    let merged = &mut hypotheses[index];
    merged.weight = total;
    merged.estimate.mean = group.iter().map(|h| h.estimate.mean * (h.weight / total)).sum();
    let mean = merged.estimate.mean;
    merged.estimate.covariance = group
        .iter()
        .map(|h| {
            let off = h.estimate.mean - mean;
            (h.estimate.covariance + off * off.transpose()) * (h.weight / total)
        })
        .sum();
}
