//! The tracker: from scans of returns to targets with a probability of existence.
//!
//! A target is a Bernoulli component with its own mixture of Gaussians, one per history of returns and kind of target
//! that is still likely; new ones start from every return. In each scan the returns are shared out between targets,
//! new targets and false returns by belief propagation; nothing is drawn.
//!
//! # Source
//! Track-oriented marginal multi-Bernoulli/Poisson filter: Williams, *Marginal multi-Bernoulli filters*, IEEE Trans. AES
//! 51(3), 2015 (`WILLIAMS2015`); a track as a mixture of histories: Mušicki and Evans, *Joint integrated probabilistic
//! data association and integrated track splitting*, 2004 and 2009 (`MUSICKI2009`).

mod gate;
mod marginals;
mod mixture;
mod scan;

use crate::filter::{Covariance, Estimate, State};
use crate::sensor::{Earth, Return, Sensor};
use crate::target::{Kind, Motion, Targets};
use cupola_core::Vec3;
use gate::Candidate;
use marginals::Marginals;
use mixture::Hypothesis;
use scan::Scan;

/// Squared Mahalanobis distance within which a return may be a target's (99.3 % of three degrees of freedom).
const GATE: f64 = 12.0;
/// A hypothesis is dropped below this share of a new target's probability.
const FAINT: f64 = 0.05;
/// Existence above which a target is reported.
const REPORTED: f64 = 0.5;

/// Share of new targets near a firm one that fly along with it.
const COMPANY: f64 = 0.5;
/// How near (m).
const COMPANY_M: f64 = 10_000.0;
/// How nearly at its velocity (m/s, one sigma, each axis).
const COMPANY_M_S: f64 = 200.0;

/// A target that may exist.
#[derive(Debug, Clone)]
struct Target {
    id: u64,
    existence: f64,
    hypotheses: Vec<Hypothesis>,
}

/// A target as reported after a scan.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Number of the track; a number is never used twice.
    pub id: u64,
    /// Probability that there is such a target now.
    pub existence_probability: f64,
    /// Likeliest kind.
    pub kind: Kind,
    /// Probability of that kind.
    pub kind_probability: f64,
    /// Position (m).
    pub pos_m: Vec3,
    /// Velocity (m/s).
    pub vel_m_s: Vec3,
    /// Covariance of position and velocity, and of the parameter of the motion (SI).
    pub covariance: Covariance,
}

/// Follows targets through the scans of one or more sensors.
#[derive(Debug)]
pub struct Tracker {
    earth: Earth,
    targets: Targets,
    motions: Vec<Motion>,
    known: Vec<Target>,
    time_s: Option<f64>,
    next_id: u64,
    firm: Vec<(Vec3, Vec3)>,
    scan: Scan,
    candidates: Vec<Candidate>,
    marginals: Marginals,
}

impl Tracker {
    /// A tracker for these targets over this Earth.
    pub fn new(targets: Targets, earth: Earth) -> Self {
        let motions = targets.kinds.iter().map(|kind| kind.motion()).collect();
        Self {
            earth,
            targets,
            motions,
            known: Vec::new(),
            time_s: None,
            next_id: 0,
            firm: Vec::new(),
            scan: Scan::default(),
            candidates: Vec::new(),
            marginals: Marginals::default(),
        }
    }

    /// Takes in one scan of one sensor at `time_s`, not before the last.
    pub fn observe(&mut self, time_s: f64, sensor: &Sensor, returns: &[Return]) {
        self.predict(time_s);
        self.scan.read(sensor, returns, &self.known);
        self.gate(sensor);
        self.marginals.solve(self.scan.places.len());
        self.update();
        self.start();
        self.known.retain(|target| !target.hypotheses.is_empty());
    }

    /// The targets that exist with a probability above a half.
    pub fn tracks(&self) -> Vec<Track> {
        let reported = self.known.iter().filter(|target| target.existence > REPORTED);
        reported.map(|target| self.report(target)).collect()
    }

    fn predict(&mut self, time_s: f64) {
        let step_s = self.time_s.map_or(0.0, |before_s| time_s - before_s);
        self.time_s = Some(time_s);
        if step_s <= 0.0 {
            return;
        }
        let survival = cupola_core::math::exp(-step_s / self.targets.lifetime_s);
        for target in &mut self.known {
            target.existence *= survival;
            for hypothesis in &mut target.hypotheses {
                hypothesis.estimate.predict(&self.motions[hypothesis.kind], self.earth, step_s);
            }
        }
    }

    /// Finds which returns may be whose, and how likely; a target's existence becomes that given no return.
    fn gate(&mut self, sensor: &Sensor) {
        let least = FAINT * self.targets.new_target_probability;
        self.candidates.clear();
        self.marginals.clear();
        for target in &mut self.known {
            let seen = if target.is_covered(sensor) { sensor.detection_probability } else { 0.0 };
            let from = self.candidates.len();
            if seen > 0.0 {
                gate::candidates(target, &self.scan, seen, least, &mut self.candidates);
            }
            let list = &mut self.candidates[from..];
            list.sort_unstable_by_key(|candidate| (candidate.found, candidate.hypothesis));
            let unseen = target.existence * (1.0 - seen);
            self.marginals.push(1.0 - target.existence + unseen, list);
            let missed = unseen / (1.0 - target.existence + unseen);
            target.existence = missed;
        }
    }

    /// Gives each target its share of the returns: new hypotheses, new existence.
    fn update(&mut self) {
        let least = FAINT * self.targets.new_target_probability;
        let mut from = 0;
        for (index, target) in self.known.iter_mut().enumerate() {
            let (edges, missed) = self.marginals.of(index);
            let before = std::mem::take(&mut target.hypotheses);
            let mut existence = missed * target.existence;
            // Weights of hypotheses: probability that the target exists and this is its history.
            let mut kept: Vec<Hypothesis> = Vec::with_capacity(before.len() + 4);
            let mut offered: Vec<(f64, Candidate)> = Vec::new();
            for edge in edges {
                let until = from + edge.num_candidates;
                for candidate in &self.candidates[from..until] {
                    offered.push((edge.probability * candidate.weight / edge.weight, *candidate));
                }
                existence += edge.probability;
                from = until;
            }
            let least = if existence > 0.5 { 0.0 } else { least };
            for hypothesis in &before {
                let weight = missed * target.existence * hypothesis.weight;
                if weight > least && (hypothesis.num_looks > 1 || target.existence > 0.5) {
                    kept.push(Hypothesis { weight, ..*hypothesis });
                }
            }
            for (weight, candidate) in offered {
                if weight > least {
                    let parent = &before[candidate.hypothesis];
                    let next = parent.with_return(&self.scan.places[candidate.found], weight);
                    if next.num_looks == 2 {
                        next.split(&self.motions, self.earth, self.targets.sigma_velocity_m_s, &mut kept);
                    } else {
                        kept.push(next);
                    }
                }
            }
            mixture::reduce(&mut kept);
            target.hypotheses = kept;
            target.existence = existence.min(1.0 - 1e-9);
        }
    }

    /// Starts a target from every return that may be a new one's.
    fn start(&mut self) {
        let share = self.targets.new_target_probability / (1.0 + self.targets.new_target_probability);
        let least = FAINT * self.targets.new_target_probability;
        let firm = self.known.iter().filter(|t| t.existence > 0.9 && !t.hypotheses.is_empty()).map(|t| {
            let estimate = &t.likeliest().estimate;
            (estimate.pos_m(), estimate.vel_m_s())
        });
        self.firm.clear();
        self.firm.extend(firm);
        for (found, placed) in self.scan.places.iter().enumerate() {
            let existence = share * self.marginals.unclaimed(found);
            if existence <= 4.0 * least {
                continue;
            }
            let alone = Estimate::first(placed, self.targets.sigma_velocity_m_s);
            let first = |weight, estimate| Hypothesis { weight, kind: 0, num_looks: 1, estimate };
            let hypotheses = match self.company(&placed.pos_m) {
                Some(vel_m_s) => {
                    vec![first(COMPANY, alone.moving(&vel_m_s, COMPANY_M_S)), first(1.0 - COMPANY, alone)]
                }
                None => vec![first(1.0, alone)],
            };
            self.known.push(Target { id: self.next_id, existence, hypotheses });
            self.next_id += 1;
        }
    }

    /// Mean velocity (m/s) of the firm targets near a place.
    fn company(&self, pos_m: &Vec3) -> Option<Vec3> {
        let (mut total, mut num) = (Vec3::zeros(), 0.0);
        for (at_m, vel_m_s) in &self.firm {
            if (at_m - pos_m).norm_squared() < COMPANY_M * COMPANY_M {
                total += vel_m_s;
                num += 1.0;
            }
        }
        (num > 0.0).then(|| total / num)
    }

    fn report(&self, target: &Target) -> Track {
        let mut by_kind = vec![0.0; self.motions.len()];
        let mut mean = State::zeros();
        for hypothesis in &target.hypotheses {
            by_kind[hypothesis.kind] += hypothesis.weight;
            mean += hypothesis.estimate.mean * hypothesis.weight;
        }
        let mut covariance = Covariance::zeros();
        for hypothesis in &target.hypotheses {
            let off = hypothesis.estimate.mean - mean;
            covariance += (hypothesis.estimate.covariance + off * off.transpose()) * hypothesis.weight;
        }
        let kind = (0..by_kind.len()).max_by(|&a, &b| by_kind[a].total_cmp(&by_kind[b])).unwrap_or(0);
        Track {
            id: target.id,
            existence_probability: target.existence,
            kind: self.targets.kinds[kind],
            kind_probability: by_kind[kind],
            pos_m: mean.fixed_rows::<3>(0).into(),
            vel_m_s: mean.fixed_rows::<3>(3).into(),
            covariance,
        }
    }
}

impl Target {
    /// The likeliest hypothesis.
    fn likeliest(&self) -> &Hypothesis {
        let best = self.hypotheses.iter().max_by(|a, b| a.weight.total_cmp(&b.weight));
        best.expect("a target without hypotheses is removed at the end of each scan")
    }

    fn is_covered(&self, sensor: &Sensor) -> bool {
        sensor.covers(&sensor.sight(&self.likeliest().estimate.pos_m()))
    }
}
