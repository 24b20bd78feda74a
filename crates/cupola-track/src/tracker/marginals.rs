//! Which return belongs to which target, as probabilities, by belief propagation.

use super::gate::Candidate;

/// Rounds of messages at the most.
const NUM_ROUNDS: usize = 40;
/// Change of a message below which they have settled.
const SETTLED: f64 = 1e-4;

/// A return that may be a target's.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// Index of the return.
    pub found: usize,
    /// Candidates (one per hypothesis) behind it.
    pub num_candidates: usize,
    /// Weight against a false return, all hypotheses together.
    pub weight: f64,
    /// Probability that the return is the target's.
    pub probability: f64,
    odds: f64,
    to_target: f64,
}

/// Marginal association probabilities of a scan.
///
/// Each target has at most one return and each return at most one target. Messages go between targets and returns until
/// they settle; on a graph without loops the result is exact, otherwise close.
///
/// # Source
/// Williams and Lau, *Approximate evaluation of marginal association probabilities with belief propagation*, IEEE
/// Trans. AES 50(4), 2014 (`WILLIAMS2014`), equations 29 to 33.
#[derive(Debug, Default)]
pub struct Marginals {
    edges: Vec<Edge>,
    starts: Vec<usize>,
    missed: Vec<f64>,
    claims: Vec<f64>,
}

impl Marginals {
    /// Forgets the last scan.
    pub fn clear(&mut self) {
        self.edges.clear();
        self.starts.clear();
        self.missed.clear();
    }

    /// Adds a target: the weight of its having no return, and its candidates in order of return.
    pub fn push(&mut self, unseen: f64, candidates: &[Candidate]) {
        self.starts.push(self.edges.len());
        self.missed.push(1.0);
        for group in candidates.chunk_by(|a, b| a.found == b.found) {
            let weight: f64 = group.iter().map(|candidate| candidate.weight).sum();
            let odds = weight / unseen.max(f64::MIN_POSITIVE);
            self.edges.push(Edge {
                found: group[0].found,
                num_candidates: group.len(),
                weight,
                probability: 0.0,
                odds,
                to_target: 1.0,
            });
        }
    }

    /// Works out the probabilities for a scan of `num_returns`.
    pub fn solve(&mut self, num_returns: usize) {
        self.starts.push(self.edges.len());
        for _ in 0..NUM_ROUNDS {
            self.claims.clear();
            self.claims.resize(num_returns, 0.0);
            for span in self.starts.windows(2) {
                let edges = &mut self.edges[span[0]..span[1]];
                let total = 1.0 + edges.iter().map(|edge| edge.odds * edge.to_target).sum::<f64>();
                for edge in edges {
                    edge.probability = edge.odds / (total - edge.odds * edge.to_target).max(1e-300);
                    self.claims[edge.found] += edge.probability;
                }
            }
            let mut change: f64 = 0.0;
            for edge in &mut self.edges {
                let others = (self.claims[edge.found] - edge.probability).max(0.0);
                let message = 1.0 / (1.0 + others);
                change = change.max((message - edge.to_target).abs());
                edge.to_target = message;
            }
            if change < SETTLED {
                break;
            }
        }
        self.claims.clear();
        self.claims.resize(num_returns, 0.0);
        for (index, span) in self.starts.windows(2).enumerate() {
            let edges = &mut self.edges[span[0]..span[1]];
            let total = 1.0 + edges.iter().map(|edge| edge.odds * edge.to_target).sum::<f64>();
            self.missed[index] = 1.0 / total;
            for edge in edges {
                edge.probability = edge.odds * edge.to_target / total;
                self.claims[edge.found] += edge.probability;
            }
        }
    }

    /// The returns a target may have, and the probability that it has none.
    pub fn of(&self, target: usize) -> (&[Edge], f64) {
        (&self.edges[self.starts[target]..self.starts[target + 1]], self.missed[target])
    }

    /// Probability that a return is of no known target.
    pub fn unclaimed(&self, found: usize) -> f64 {
        (1.0 - self.claims[found]).max(0.0)
    }
}
