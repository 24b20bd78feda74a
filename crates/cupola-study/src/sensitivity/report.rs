//! What is told of a design that was played.

use super::factors::{Factor, Level};
use super::morris::Effect;
use super::sobol::{Order, Shares};
use super::tornado::Swing;
use super::{Estimate, morris, product, rank, sobol, tornado};
use crate::summary::{ById, Count};
use cupola_core::{Seed, Stream, stats};

/// A design of points, and what is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Sobol indices, from so many rows.
    Sobol(u64),
    /// Sobol indices with those of pairs, from so many rows.
    SobolPairs(u64),
    /// Elementary effects, from so many trajectories.
    Morris(u64),
    /// Rank correlations, from so many points of a Latin hypercube.
    Latin(u64),
    /// One at a time.
    Tornado,
}

impl Method {
    /// Points that belong together, for a number of factors: what is not played whole is not told of.
    #[must_use]
    pub fn points_a_block(self, num_factors: usize) -> usize {
        match self {
            Self::Sobol(_) => Order::First.points_a_row(num_factors),
            Self::SobolPairs(_) => Order::Second.points_a_row(num_factors),
            Self::Morris(_) => num_factors + 1,
            Self::Latin(_) => 1,
            Self::Tornado => 2,
        }
    }
}

/// The whole result of a sensitivity study.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Sensitivity {
    /// Scenario id.
    pub scenario: String,
    /// Version of cupola.
    pub version: String,
    /// Seed.
    pub seed: u64,
    /// Id and printed name of the arm played.
    pub arm: (String, String),
    /// The design asked for.
    pub method: Method,
    /// Points played and told of.
    pub points: u64,
    /// Runs of each point.
    pub runs_per_point: u64,
    /// Geometry sets.
    pub geometry_sets: u64,
    /// What the factors are.
    pub level: Level,
    /// What was moved.
    pub factors: Vec<Factor>,
    /// What is told of each metric.
    pub metrics: Vec<OfMetric>,
    /// Whether points are missing because it was stopped.
    pub stopped_early: bool,
}

/// What is told of one metric.
#[derive(Debug, Clone, serde::Serialize)]
pub struct OfMetric {
    /// Key.
    pub metric: String,
    /// Printed label.
    pub label: String,
    /// Mean over all points and runs; of a tornado in its middle.
    pub mean: f64,
    /// By key of the factor.
    pub findings: Findings,
}

/// What a method finds.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Findings {
    /// Sobol indices.
    Sobol {
        /// Variance over the points of the mean over luck.
        variance: Estimate,
        /// Share of the variance of the points' means that is luck left over; in no index.
        luck_fraction: f64,
        /// Indices; none where the variance cannot be told from zero.
        indices: Option<ById<Shares>>,
        /// Two factors and what their interplay adds.
        pairs: Vec<(String, String, Estimate)>,
    },
    /// Elementary effects; none with fewer than two trajectories.
    Morris(Option<ById<Effect>>),
    /// Rank correlations.
    Latin {
        /// Share of the variance of the points' means that is luck left over, and draws correlations towards zero.
        luck_fraction: f64,
        /// Share of the variance over all runs that the moved inputs make.
        share_from_inputs: f64,
        /// Correlations; none with fewer than [`rank::LEAST_POINTS`] points.
        correlations: Option<ById<Estimate>>,
    },
    /// One at a time.
    Tornado {
        /// In the middle.
        base: Count,
        /// Paired differences to it.
        swings: ById<Swing>,
    },
}

/// What a method makes of whole blocks of points: the cube's points (empty for a tornado), and by point the numbers of the runs.
#[must_use]
pub fn findings(
    method: Method,
    factors: &[Factor],
    cube: &[Vec<f64>],
    outputs: &[Vec<f64>],
    (seed, num_sets): (Seed, u32),
) -> Findings {
    let (stream, num) = (Stream::of_design(seed), factors.len());
    let key = |factor: usize| factors[factor].key.clone();
    match method {
        Method::Sobol(_) => of_sobol(sobol::indices(outputs, num, Order::First, &stream), &key),
        Method::SobolPairs(_) => of_sobol(sobol::indices(outputs, num, Order::Second, &stream), &key),
        Method::Morris(_) => {
            let groups: Vec<Vec<usize>> = factors.iter().map(|factor| factor.columns.clone()).collect();
            Findings::Morris(morris::effects(cube, outputs, &groups, &stream).map(|all| by_id(all, key)))
        }
        Method::Latin(_) => {
            let (luck_fraction, share_from_inputs) = spread(outputs);
            let correlations = rank::correlations(cube, outputs).map(|all| by_id(all, key));
            Findings::Latin { luck_fraction, share_from_inputs, correlations }
        }
        Method::Tornado => {
            let runs: Vec<u32> = (0..).take(outputs[0].len()).collect();
            let base = stats::count(&outputs[0], &runs, num_sets);
            Findings::Tornado { base, swings: by_id(tornado::swings(outputs, num_sets), key) }
        }
    }
}

fn by_id<T>(all: Vec<T>, key: impl Fn(usize) -> String) -> ById<T> {
    all.into_iter().enumerate().map(|(factor, of)| (key(factor), of)).collect()
}

fn of_sobol(found: sobol::Sobol, key: &dyn Fn(usize) -> String) -> Findings {
    let sobol::Sobol { variance, luck_fraction, indices } = found;
    let pairs = indices.iter().flat_map(|indices| &indices.pairs);
    let pairs = pairs.map(|(j, k, estimate)| (key(*j), key(*k), *estimate)).collect();
    let indices = indices.map(|indices| by_id(indices.factors, key));
    Findings::Sobol { variance, luck_fraction, indices, pairs }
}

/// Shares of luck: of the variance of the points' means what is luck left over, and of the variance over all runs what is not.
fn spread(outputs: &[Vec<f64>]) -> (f64, f64) {
    let num = outputs.len() as f64;
    let by_run: Vec<f64> =
        (0..outputs[0].len()).map(|run| outputs.iter().map(|runs| runs[run]).sum::<f64>() / num).collect();
    let (mut of_means, mut of_inputs, mut all) = (0.0, 0.0, 0.0);
    let mean = stats::mean(&by_run);
    for runs in outputs {
        let centred: Vec<f64> = runs.iter().zip(&by_run).map(|(value, middle)| value - middle).collect();
        of_inputs += product(&centred, &centred) / num;
        of_means += stats::mean(&centred).powi(2) / num;
        all += stats::mean(&runs.iter().map(|value| (value - mean).powi(2)).collect::<Vec<_>>()) / num;
    }
    let share = |part: f64, whole: f64| if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 };
    (share(of_means - of_inputs, of_means), share(of_inputs, all))
}
