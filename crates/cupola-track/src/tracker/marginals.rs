//! Which return belongs to which target, as probabilities.

use super::gate::Candidate;
use cupola_assign::linear::Assignment;
use cupola_core::math;

/// Rounds of messages at the most.
const NUM_ROUNDS: usize = 40;
/// Change of a message below which they have settled.
const SETTLED: f64 = 1e-4;

/// Joint events of a cluster that are summed at the most; larger clusters are left to belief propagation.
const NUM_EVENTS: f64 = 20_000.0;
/// Cost of what cannot be.
const IMPOSSIBLE: f64 = 1e9;

/// How the returns of a scan are shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Association {
    /// Marginal probabilities by belief propagation.
    #[default]
    Beliefs,
    /// Marginal probabilities summed over the joint events of each cluster of targets that share returns; of clusters with
    /// more than 20,000 joint events by belief propagation.
    ///
    /// # Source
    /// Joint probabilistic data association: Fortmann, Bar-Shalom and Scheffe, IEEE J. Oceanic Eng. 8(3), 1983
    /// (`FORTMANN1983`).
    Joint,
    /// The single likeliest sharing out between the targets likelier there than not, taken for certain (global nearest
    /// neighbour); what it leaves goes to the others by belief propagation.
    Nearest,
}

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
#[derive(Debug, Clone, Default)]
pub struct Marginals {
    edges: Vec<Edge>,
    starts: Vec<usize>,
    missed: Vec<f64>,
    /// Whether each target is likelier there than not.
    is_firm: Vec<bool>,
    claims: Vec<f64>,
}

impl Marginals {
    /// Forgets the last scan.
    pub fn clear(&mut self) {
        self.edges.clear();
        self.starts.clear();
        self.missed.clear();
        self.is_firm.clear();
    }

    /// Adds a target: the weight of its having no return, whether it is likelier there than not, and its candidates in order
    /// of return.
    pub fn push(&mut self, unseen: f64, is_firm: bool, candidates: &[Candidate]) {
        self.is_firm.push(is_firm);
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
    pub fn solve(&mut self, num_returns: usize, association: Association) {
        self.starts.push(self.edges.len());
        self.pass(num_returns);
        match association {
            Association::Beliefs => return,
            Association::Joint => self.clusters(num_returns, |_| true).iter().for_each(|cluster| self.sum(cluster)),
            Association::Nearest => {
                let is_firm = self.is_firm.clone();
                let clusters = self.clusters(num_returns, |target| is_firm[target]);
                clusters.iter().for_each(|cluster| self.decide(cluster));
                self.leave(num_returns);
            }
        }
        self.claim(num_returns);
    }

    /// Targets.
    pub fn num_targets(&self) -> usize {
        self.missed.len()
    }

    /// Belief propagation.
    fn pass(&mut self, num_returns: usize) {
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

    /// Adds up what the targets claim of each return.
    fn claim(&mut self, num_returns: usize) {
        self.claims.clear();
        self.claims.resize(num_returns, 0.0);
        for edge in &self.edges {
            self.claims[edge.found] += edge.probability;
        }
    }

    /// Of the targets asked for, those that share returns, directly or through others.
    fn clusters(&self, num_returns: usize, is_asked: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let mut cluster_of_return: Vec<Option<usize>> = vec![None; num_returns];
        let mut clusters: Vec<Vec<usize>> = Vec::new();
        for target in (0..self.num_targets()).filter(|target| is_asked(*target)) {
            let edges = &self.edges[self.starts[target]..self.starts[target + 1]];
            let mut members = vec![target];
            let own = clusters.len();
            for edge in edges {
                if let Some(other) = cluster_of_return[edge.found].filter(|other| *other != own) {
                    members.append(&mut clusters[other]);
                    cluster_of_return.iter_mut().filter(|c| **c == Some(other)).for_each(|c| *c = Some(own));
                }
                cluster_of_return[edge.found] = Some(own);
            }
            members.sort_unstable();
            clusters.push(members);
        }
        clusters.retain(|members| !members.is_empty());
        clusters
    }

    /// Sums over the joint events of a cluster, unless there are too many.
    fn sum(&mut self, cluster: &[usize]) {
        let num_events: f64 = cluster.iter().map(|&t| (1 + self.starts[t + 1] - self.starts[t]) as f64).product();
        if num_events > NUM_EVENTS {
            return;
        }
        let mut sums = vec![0.0; self.edges.len()];
        let total = self.completions(cluster, 1.0, &mut Vec::new(), &mut sums);
        for &target in cluster {
            let span = self.starts[target]..self.starts[target + 1];
            let mut missed = 1.0;
            for (edge, sum) in self.edges[span.clone()].iter_mut().zip(&sums[span]) {
                edge.probability = sum / total;
                missed -= edge.probability;
            }
            self.missed[target] = missed.max(0.0);
        }
    }

    /// Weight of all ways to complete a joint event with the remaining targets; each edge's part is added to `sums`.
    fn completions(&self, rest: &[usize], so_far: f64, used: &mut Vec<usize>, sums: &mut [f64]) -> f64 {
        let Some((&target, rest)) = rest.split_first() else { return 1.0 };
        let mut total = self.completions(rest, so_far, used, sums);
        for index in self.starts[target]..self.starts[target + 1] {
            let edge = self.edges[index];
            if used.contains(&edge.found) {
                continue;
            }
            used.push(edge.found);
            let with = edge.odds * self.completions(rest, so_far * edge.odds, used, sums);
            used.pop();
            sums[index] += so_far * with;
            total += with;
        }
        total
    }

    /// Takes from the targets that are not firm what firm ones have for certain.
    fn leave(&mut self, num_returns: usize) {
        let mut taken = vec![false; num_returns];
        for target in (0..self.num_targets()).filter(|target| self.is_firm[*target]) {
            let edges = &self.edges[self.starts[target]..self.starts[target + 1]];
            edges.iter().filter(|edge| edge.probability > 0.5).for_each(|edge| taken[edge.found] = true);
        }
        for target in (0..self.num_targets()).filter(|target| !self.is_firm[*target]) {
            for edge in &mut self.edges[self.starts[target]..self.starts[target + 1]] {
                if taken[edge.found] {
                    self.missed[target] += edge.probability;
                    edge.probability = 0.0;
                }
            }
        }
    }

    /// Takes the likeliest joint event of a cluster for certain.
    fn decide(&mut self, cluster: &[usize]) {
        let mut returns: Vec<usize> = cluster
            .iter()
            .flat_map(|&t| &self.edges[self.starts[t]..self.starts[t + 1]])
            .map(|edge| edge.found)
            .collect();
        returns.sort_unstable();
        returns.dedup();
        let (rows, columns) = (cluster.len(), returns.len() + cluster.len());
        let mut costs = vec![IMPOSSIBLE; rows * columns];
        for (row, &target) in cluster.iter().enumerate() {
            costs[row * columns + returns.len() + row] = 0.0;
            for edge in &self.edges[self.starts[target]..self.starts[target + 1]] {
                let column = returns.partition_point(|found| *found < edge.found);
                costs[row * columns + column] = -math::ln(edge.odds.max(f64::MIN_POSITIVE));
            }
        }
        for (chosen, &target) in Assignment::default().solve(&costs, rows, columns).into_iter().zip(cluster) {
            let found = chosen.and_then(|column| returns.get(column).copied());
            for edge in &mut self.edges[self.starts[target]..self.starts[target + 1]] {
                edge.probability = f64::from(u8::from(Some(edge.found) == found));
            }
            self.missed[target] = f64::from(u8::from(found.is_none()));
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
