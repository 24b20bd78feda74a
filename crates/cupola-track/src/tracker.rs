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

mod bias;
mod gate;
mod late;
mod marginals;
mod mixture;
mod scan;

pub use late::Late;
pub use marginals::Association;

use crate::filter::{Covariance, Estimate};
use crate::sensor::{Bias, Earth, Fix, Line, Return, Sensor};
use crate::target::{Kind, Motion, Targets};
use bias::{Biases, Sighting};
use cupola_core::{Mat3, Vec3, math};
use gate::Candidate;
use marginals::Marginals;
use mixture::Hypothesis;
use scan::Scan;

/// Squared Mahalanobis distance within which a return may be a target's (99.3 % of three degrees of freedom).
const GATE: f64 = 12.0;
/// A hypothesis is dropped below this share of a new target's probability.
const FAINT: f64 = 0.05;
/// Existence below which a target is forgotten, whether or not anything looks where it should be.
const NEGLIGIBLE: f64 = 1e-4;
/// Probability above which a return is surely a target's, and a target surely there.
const SURE: f64 = 0.9;
/// A history this deep under the ground has ended (m).
const UNDER_GROUND_M: f64 = 2_000.0;
/// Ratio of the farthest to the nearest distance of a cell where the first look gives angles alone.
///
/// # Source
/// Range-parametrised filters: N. Peach, *Bearings-only tracking using a set of range-parameterised extended Kalman
/// filters*, IEE Proc. Control Theory Appl. 142(1), 1995 (`PEACH1995`).
const CELL_RATIO: f64 = 1.5;
/// Cells at the most.
const NUM_CELLS: f64 = 6.0;

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
    /// Chance that the scan at hand returns it: zero where it is not covered.
    seen: f64,
    /// The last 32 scans that covered it, the latest in the lowest bit: whether it was in one of the returns.
    looks: u32,
    /// Whether these were once enough to confirm it.
    is_confirmed: bool,
    hypotheses: Vec<Hypothesis>,
    /// Its last returns, one of each sensor, where sensors have biases.
    sightings: Vec<Sighting>,
}

/// When a target is reported.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Confirmation {
    /// When it exists with a probability above this.
    Existence(f64),
    /// Once it was in a return in so many of the last so many scans that covered it (32 at the most), until it is likelier gone.
    Looks {
        /// Scans with a return.
        num: u32,
        /// Scans.
        of: u32,
    },
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
    /// Covariance of position and velocity, and of the parameters of the motion (SI).
    pub covariance: Covariance,
    /// The estimate if it is of its likeliest kind.
    pub of_kind: Estimate,
}

/// How far returns that were surely a firm target's lay from where it was expected, in units of what the tracker says: the
/// normalised innovation squared.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Innovations {
    /// Returns.
    pub num: u64,
    /// Sum of their squared distances.
    pub distance_squared_ratio: f64,
    /// Sum of their degrees of freedom: three for a place, two for a line of sight. Range rates are left out.
    pub degrees_of_freedom: u64,
}

/// Follows targets through the scans of one or more sensors.
#[derive(Debug, Clone)]
pub struct Tracker {
    earth: Earth,
    targets: Targets,
    association: Association,
    confirmation: Confirmation,
    biases: Biases,
    innovations: Innovations,
    motions: Vec<Motion>,
    /// Which kind a target is taken for until its second look tells more: a falling one, if they may be, since that needs no velocity.
    at_first: usize,
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
        let at_first = targets.kinds.iter().position(|kind| *kind == Kind::Ballistic).unwrap_or(0);
        Self {
            earth,
            targets,
            association: Association::default(),
            confirmation: Confirmation::Existence(0.5),
            biases: Biases::default(),
            innovations: Innovations::default(),
            motions,
            at_first,
            known: Vec::new(),
            time_s: None,
            next_id: 0,
            firm: Vec::new(),
            scan: Scan::default(),
            candidates: Vec::new(),
            marginals: Marginals::default(),
        }
    }

    /// The same tracker with another way of telling which return is whose.
    pub fn with_association(mut self, association: Association) -> Self {
        self.association = association;
        self
    }

    /// The same tracker with another rule of when a target is reported.
    pub fn with_confirmation(mut self, confirmation: Confirmation) -> Self {
        self.confirmation = confirmation;
        self
    }

    /// Takes in one scan of one sensor at `time_s`, not before the last.
    pub fn observe(&mut self, time_s: f64, sensor: &Sensor, returns: &[Return]) {
        self.predict(time_s);
        let bias = self.biases.of(sensor);
        self.scan.read(sensor, &bias, returns, &self.known);
        self.gate(sensor);
        self.marginals.solve(self.scan.fixes.len(), self.association);
        self.update(sensor);
        if self.biases.any() {
            self.compare(time_s, sensor);
        }
        self.start(sensor);
        self.known.retain(|target| !target.hypotheses.is_empty());
    }

    /// The targets that are reported.
    pub fn tracks(&self) -> Vec<Track> {
        let reported = self.known.iter().filter(|target| self.is_confirmed(target));
        reported.map(|target| self.report(target)).collect()
    }

    /// What is known by now of the constant errors of a sensor.
    pub fn bias(&self, sensor: &Sensor) -> Bias {
        self.biases.known(sensor)
    }

    /// How returns so far agreed with what was expected of them.
    pub fn innovations(&self) -> Innovations {
        self.innovations
    }

    fn is_confirmed(&self, target: &Target) -> bool {
        match self.confirmation {
            Confirmation::Existence(least) => target.existence > least,
            Confirmation::Looks { .. } => target.existence > 0.5 && target.is_confirmed,
        }
    }

    fn predict(&mut self, time_s: f64) {
        let step_s = self.time_s.map_or(0.0, |before_s| time_s - before_s);
        self.time_s = Some(time_s);
        if step_s <= 0.0 {
            return;
        }
        let survival = math::exp(-step_s / self.targets.lifetime_s);
        self.known.retain(|target| target.existence * survival > NEGLIGIBLE);
        for target in &mut self.known {
            target.existence *= survival;
            mixture::change(&mut target.hypotheses, &self.targets.kinds, &self.motions, self.earth, step_s);
            for hypothesis in &mut target.hypotheses {
                hypothesis.estimate.predict(&self.motions[hypothesis.kind], self.earth, step_s);
            }
        }
        let earth = self.earth;
        self.known.retain_mut(|target| target.stays_over(earth));
    }

    /// Finds which returns may be whose, and how likely; a target's existence becomes that given no return.
    fn gate(&mut self, sensor: &Sensor) {
        let least = FAINT * self.targets.new_target_probability;
        self.candidates.clear();
        self.marginals.clear();
        let earth = self.earth;
        for target in &mut self.known {
            let seen = if target.is_covered(sensor, earth) { sensor.detection.probability } else { 0.0 };
            target.seen = seen;
            let from = self.candidates.len();
            if seen > 0.0 {
                let rate = sensor.measurement.range_rate;
                gate::candidates(target, &self.scan, seen, least, rate, &mut self.candidates);
            }
            let list = &mut self.candidates[from..];
            list.sort_unstable_by_key(|candidate| (candidate.found, candidate.hypothesis));
            let unseen = target.existence * (1.0 - seen);
            self.marginals.push(1.0 - target.existence + unseen, target.existence > 0.5, list);
            let missed = unseen / (1.0 - target.existence + unseen);
            target.existence = missed;
        }
    }

    /// Gives each target its share of the returns: new hypotheses, new existence.
    fn update(&mut self, sensor: &Sensor) {
        let least = FAINT * self.targets.new_target_probability;
        let rate_variance = sensor.measurement.range_rate.map_or(0.0, |rate| rate.sigma_m_s.powi(2));
        let mut from = 0;
        for (index, target) in self.known.iter_mut().enumerate() {
            let (edges, missed) = self.marginals.of(index);
            if target.seen <= 0.0 {
                continue;
            }
            let before = std::mem::take(&mut target.hypotheses);
            let mut existence = missed * target.existence;
            // Weights of hypotheses: probability that the target exists and this is its history.
            let mut kept: Vec<Hypothesis> = Vec::with_capacity(before.len() + 4);
            let mut offered: Vec<(f64, Candidate)> = Vec::new();
            for edge in edges {
                let until = from + edge.num_candidates;
                if edge.probability > SURE && target.existence > SURE {
                    self.innovations.add(&self.candidates[from..until], &self.scan.fixes[edge.found]);
                }
                for candidate in &self.candidates[from..until] {
                    offered.push((edge.probability * candidate.weight / edge.weight, *candidate));
                }
                existence += edge.probability;
                from = until;
            }
            target.looks = target.looks << 1 | u32::from(existence > 0.5 && missed < 0.5);
            if let Confirmation::Looks { num, of } = self.confirmation {
                let window = if of >= 32 { u32::MAX } else { (1 << of) - 1 };
                target.is_confirmed |= (target.looks & window).count_ones() >= num;
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
                    let mut next = Hypothesis { weight, ..before[candidate.hypothesis] };
                    next.num_looks += 1;
                    next.estimate.update(&self.scan.fixes[candidate.found]);
                    if let Some(rate_m_s) = self.scan.rates_m_s[candidate.found] {
                        let (site_m, site_vel_m_s) = (&self.scan.site_m, &self.scan.site_vel_m_s);
                        next.estimate.update_rate(rate_m_s, rate_variance, site_m, site_vel_m_s);
                    }
                    if next.num_looks == 2 {
                        next.split(&self.motions, self.earth, self.targets.sigma_velocity_m_s, &mut kept);
                    } else {
                        kept.push(next);
                    }
                }
            }
            mixture::reduce(&mut kept, self.motions.len());
            target.hypotheses = kept;
            target.existence = existence.min(1.0 - 1e-9);
        }
    }

    /// Starts a target from every return that may be a new one's.
    fn start(&mut self, sensor: &Sensor) {
        let share = self.targets.new_target_probability / (1.0 + self.targets.new_target_probability);
        let least = FAINT * self.targets.new_target_probability;
        let firm = self.known.iter().filter(|t| t.existence > 0.9 && !t.hypotheses.is_empty()).map(|t| {
            let estimate = &t.likeliest().estimate;
            (estimate.pos_m(), estimate.vel_m_s())
        });
        self.firm.clear();
        self.firm.extend(firm);
        for (found, fix) in self.scan.fixes.iter().enumerate() {
            let existence = share * self.marginals.unclaimed(found);
            if existence <= 4.0 * least {
                continue;
            }
            let hypotheses = match fix {
                Fix::Place(place) => self.first(1.0, &place.pos_m, &place.covariance_m2),
                Fix::Line(line) => self.along(line, sensor.field.range_m),
            };
            if hypotheses.is_empty() {
                continue;
            }
            let id = self.next_id;
            self.known.push(Target {
                id,
                existence,
                seen: 0.0,
                looks: 1,
                is_confirmed: false,
                hypotheses,
                sightings: Vec::new(),
            });
            self.next_id += 1;
        }
    }

    /// What a target may be after its first look, near a place: alone, or flying along with firm ones.
    fn first(&self, weight: f64, pos_m: &Vec3, covariance_m2: &Mat3) -> Vec<Hypothesis> {
        let alone = Estimate::first(pos_m, covariance_m2, self.targets.sigma_velocity_m_s);
        let one = |weight, estimate| Hypothesis { weight, kind: self.at_first, num_looks: 1, estimate };
        match self.company(pos_m) {
            Some(vel_m_s) => {
                vec![one(weight * COMPANY, alone.moving(&vel_m_s, COMPANY_M_S)), one(weight * (1.0 - COMPANY), alone)]
            }
            None => vec![one(weight, alone)],
        }
    }

    /// What a target may be after its first look along a line: in one of several cells of distance, each as likely, as far as
    /// the line goes over the ground.
    fn along(&self, line: &Line, [near_m, far_m]: [f64; 2]) -> Vec<Hypothesis> {
        let num = (math::ln(far_m / near_m) / math::ln(CELL_RATIO)).ceil().clamp(1.0, NUM_CELLS);
        let ratio = math::powf(far_m / near_m, 1.0 / num);
        let middles_m = (0..num as usize).scan(near_m, |from_m, _| {
            let middle_m = *from_m * (1.0 + ratio) / 2.0;
            *from_m *= ratio;
            let pos_m = line.site_m + line.along * middle_m;
            (self.earth.altitude_m(&pos_m) > -UNDER_GROUND_M).then_some((middle_m, pos_m))
        });
        let mut cells = Vec::with_capacity(num as usize);
        for (middle_m, pos_m) in middles_m {
            let var_along_m2 = (middle_m * 2.0 * (ratio - 1.0) / (ratio + 1.0)).powi(2) / 12.0;
            let mut covariance_m2 = line.along * line.along.transpose() * var_along_m2;
            for (axis, variance_rad2) in line.across.iter().zip(line.variance_rad2) {
                covariance_m2 += axis * axis.transpose() * (variance_rad2 * middle_m * middle_m);
            }
            cells.extend(self.first(1.0, &pos_m, &covariance_m2));
        }
        let total: f64 = cells.iter().map(|cell| cell.weight).sum();
        cells.iter_mut().for_each(|cell| cell.weight /= total);
        cells
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
        for hypothesis in &target.hypotheses {
            by_kind[hypothesis.kind] += hypothesis.weight;
        }
        let kind = (0..by_kind.len()).max_by(|&a, &b| by_kind[a].total_cmp(&by_kind[b])).unwrap_or(0);
        let all = mixture::mean(target.hypotheses.iter());
        Track {
            id: target.id,
            existence_probability: target.existence,
            kind: self.targets.kinds[kind],
            kind_probability: by_kind[kind],
            pos_m: all.pos_m(),
            vel_m_s: all.vel_m_s(),
            covariance: all.covariance,
            of_kind: mixture::mean(target.hypotheses.iter().filter(|hypothesis| hypothesis.kind == kind)),
        }
    }
}

impl Innovations {
    fn add(&mut self, candidates: &[Candidate], fix: &Fix) {
        let Some(likeliest) = candidates.iter().max_by(|a, b| a.weight.total_cmp(&b.weight)) else { return };
        self.num += 1;
        self.distance_squared_ratio += likeliest.distance_ratio;
        self.degrees_of_freedom += match fix {
            Fix::Place(_) => 3,
            Fix::Line(_) => 2,
        };
    }
}

impl Target {
    /// Drops what has come down; whether anything is left.
    fn stays_over(&mut self, earth: Earth) -> bool {
        let is_over = |hypothesis: &Hypothesis| earth.altitude_m(&hypothesis.estimate.pos_m()) > -UNDER_GROUND_M;
        if !self.hypotheses.iter().all(is_over) {
            self.hypotheses.retain(is_over);
            let left: f64 = self.hypotheses.iter().map(|hypothesis| hypothesis.weight).sum();
            self.existence *= left;
            self.hypotheses.iter_mut().for_each(|hypothesis| hypothesis.weight /= left);
        }
        !self.hypotheses.is_empty()
    }

    /// The likeliest hypothesis.
    fn likeliest(&self) -> &Hypothesis {
        let best = self.hypotheses.iter().max_by(|a, b| a.weight.total_cmp(&b.weight));
        best.expect("a target without hypotheses is removed at the end of each scan")
    }

    /// Whether it is in a sensor's field, and the Earth not in between.
    fn is_covered(&self, sensor: &Sensor, earth: Earth) -> bool {
        let pos_m = self.likeliest().estimate.pos_m();
        sensor.field.covers(sensor.field.sight(&pos_m)) && earth.is_clear(&sensor.field.site_m, &pos_m)
    }
}
