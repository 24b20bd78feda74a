//! Shares of the variance: Sobol indices by the design of Saltelli.

use super::resample::bootstrap;
use super::{Estimate, product};
use cupola_core::Stream;

/// How far indices go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// First-order and total indices: `factors + 2` points a row.
    First,
    /// Those of every pair too: `2 factors + 2` points a row.
    Second,
}

impl Order {
    /// Points of the design that one row of its base makes.
    #[must_use]
    pub fn points_a_row(self, num_factors: usize) -> usize {
        match self {
            Self::First => num_factors + 2,
            Self::Second => 2 * num_factors + 2,
        }
    }
}

/// The points of a design, row by row of its base: `A`, `A` with each factor of `B`, for pairs `B` with each factor of `A`, `B`.
///
/// A row of the base has twice the columns of the cube: `A`, then `B`. A factor is one column or several that move together.
///
/// # Source
/// `SALTELLI2010`, §3, radial design; in the order of `SALIB`.
#[must_use]
pub fn design(base: &[Vec<f64>], factors: &[Vec<usize>], order: Order) -> Vec<Vec<f64>> {
    let with = |own: &[f64], other: &[f64], columns: &[usize]| {
        let mut point = own.to_vec();
        columns.iter().for_each(|column| point[*column] = other[*column]);
        point
    };
    let mut points = Vec::with_capacity(base.len() * order.points_a_row(factors.len()));
    for row in base {
        let (a, b) = row.split_at(row.len() / 2);
        points.push(a.to_vec());
        points.extend(factors.iter().map(|columns| with(a, b, columns)));
        if order == Order::Second {
            points.extend(factors.iter().map(|columns| with(b, a, columns)));
        }
        points.push(b.to_vec());
    }
    points
}

/// What a design says of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Sobol {
    /// Variance over the points of the mean over luck.
    pub variance: Estimate,
    /// Share of the variance of what the points gave that is luck left over, which more runs a point would take away.
    pub luck_fraction: f64,
    /// The indices; none where the variance cannot be told from zero: nothing moves the metric, or luck drowns what does.
    pub indices: Option<Indices>,
}

/// Sobol indices, by factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    /// First-order and total index of each factor.
    pub factors: Vec<Shares>,
    /// Second-order indices: two factors, and what their interplay alone adds. Empty unless asked for.
    pub pairs: Vec<(usize, usize, Estimate)>,
}

/// The indices of a factor.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Shares {
    /// Share of the variance that goes when the factor is known.
    pub first: Estimate,
    /// Share that stays while the factor alone is not.
    pub total: Estimate,
    /// `first` from the means over runs as they are, their luck in it: what other programs make of the written design.
    pub first_of_means: Option<f64>,
    /// `total` in the same way.
    pub total_of_means: Option<f64>,
}

/// Sobol indices from what `design` gave: by point, the numbers of its runs, the same luck at every point.
///
/// First order `E[f(B) (f(A_B) − f(A))] / V`; total `E[(f(A) − f(A_B))²] / 2V`; second order
/// `E[f(B_A,j) f(A_B,k) − f(A) f(B)] / V − S_j − S_k`, with `V` over `A` and `B`. Every product is one of means over luck, and
/// taken over pairs of different runs (`product`), so that luck adds to none of them; from one run a point, or from means, they
/// are the plain estimators. All numbers of one run are taken less their mean over the points, as which no index depends on it.
///
/// - **Assumes:** factors drawn independently of each other; intervals by resampling the rows of the base, which leaves out how
///   much more even than chance those are, and so are wide rather than narrow.
///
/// # Panics
/// Where the outputs are no whole rows or their runs are unequal: a fault of the caller.
///
/// # Source
/// `SALTELLI2010`, table 2, (b) and (f), the latter of `JANSEN1999`; second order `SALTELLI2002`.
#[must_use]
pub fn indices(outputs: &[Vec<f64>], num_factors: usize, order: Order, resampling: &Stream) -> Sobol {
    let nothing = Estimate { value: 0.0, ci95_low: 0.0, ci95_high: 0.0 };
    if outputs.is_empty() {
        return Sobol { variance: nothing, luck_fraction: 0.0, indices: None };
    }
    let terms = Terms::new(outputs, num_factors, order);
    let means: Vec<Vec<f64>> = outputs.iter().map(|runs| vec![cupola_core::stats::mean(runs)]).collect();
    let of_means = Terms::new(&means, num_factors, order);
    let all: Vec<usize> = (0..terms.rows.len()).collect();
    let (variance, of_points) = (terms.variance(&all), of_means.variance(&all));
    let variance = bootstrap(resampling, terms.rows.len(), |rows| Some(vec![terms.variance(rows)]))
        .map_or(Estimate { value: variance, ..nothing }, |estimates| estimates[0]);
    let luck_fraction = if of_points > 0.0 { (1.0 - variance.value / of_points).clamp(0.0, 1.0) } else { 0.0 };
    let is_told = variance.ci95_low > 0.0;
    let estimates = if is_told { bootstrap(resampling, terms.rows.len(), |rows| terms.indices(rows)) } else { None };
    let plain = of_means.indices(&all);
    let shares = |estimates: Vec<Estimate>| Indices {
        factors: (0..num_factors)
            .map(|factor| Shares {
                first: estimates[factor],
                total: estimates[num_factors + factor],
                first_of_means: plain.as_ref().map(|plain| plain[factor]),
                total_of_means: plain.as_ref().map(|plain| plain[num_factors + factor]),
            })
            .collect(),
        pairs: pairs(num_factors, order).zip(&estimates[2 * num_factors..]).map(|((j, k), s)| (j, k, *s)).collect(),
    };
    Sobol { variance, luck_fraction, indices: estimates.map(shares) }
}

/// The pairs of factors that a design tells of.
fn pairs(num_factors: usize, order: Order) -> impl Iterator<Item = (usize, usize)> {
    let num = if order == Order::Second { num_factors } else { 0 };
    (0..num).flat_map(move |j| (j + 1..num).map(move |k| (j, k)))
}

/// What each row of the base adds to the numerators and the variance.
struct Terms {
    rows: Vec<Row>,
    num_factors: usize,
    order: Order,
}

struct Row {
    /// Of first-order, total and second-order indices, in this order.
    numerators: Vec<f64>,
    /// Of the mean square over `A` and `B`.
    square: f64,
    /// Mean of `A` and `B`, by run.
    middle: Vec<f64>,
}

impl Terms {
    fn new(outputs: &[Vec<f64>], num_factors: usize, order: Order) -> Self {
        let num_runs = outputs[0].len();
        let mean = |run: usize| outputs.iter().map(|runs| runs[run]).sum::<f64>() / outputs.len() as f64;
        let means: Vec<f64> = (0..num_runs).map(mean).collect();
        let centred = |runs: &Vec<f64>| runs.iter().zip(&means).map(|(value, mean)| value - mean).collect();
        let of_row = |points: &[Vec<f64>]| {
            let points: Vec<Vec<f64>> = points.iter().map(centred).collect();
            let (a, b, changed) = (&points[0], &points[points.len() - 1], &points[1..]);
            let less = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x - y).collect::<Vec<f64>>();
            let first = |factor: usize| product(b, &less(&changed[factor], a));
            let total = |factor: usize| {
                let change = less(a, &changed[factor]);
                0.5 * product(&change, &change)
            };
            let second = |(j, k): (usize, usize)| product(&changed[num_factors + j], &changed[k]) - product(a, b);
            let singles = (0..num_factors).map(first).chain((0..num_factors).map(total));
            Row {
                numerators: singles.chain(pairs(num_factors, order).map(second)).collect(),
                square: 0.5 * (product(a, a) + product(b, b)),
                middle: a.iter().zip(b).map(|(a, b)| 0.5 * (a + b)).collect(),
            }
        };
        let rows = outputs.chunks_exact(order.points_a_row(num_factors)).map(of_row).collect();
        Self { rows, num_factors, order }
    }

    /// Variance of the mean over luck, over `A` and `B` of these rows.
    fn variance(&self, rows: &[usize]) -> f64 {
        let num = rows.len() as f64;
        let square = rows.iter().map(|row| self.rows[*row].square).sum::<f64>() / num;
        let mut middle = vec![0.0; self.rows[0].middle.len()];
        for row in rows {
            middle.iter_mut().zip(&self.rows[*row].middle).for_each(|(sum, value)| *sum += value / num);
        }
        square - product(&middle, &middle)
    }

    /// Indices from these rows, in the order of [`Row::numerators`]; none without variance.
    fn indices(&self, rows: &[usize]) -> Option<Vec<f64>> {
        let variance = self.variance(rows);
        if variance.is_nan() || variance <= 0.0 {
            return None;
        }
        let mut indices = vec![0.0; self.rows[0].numerators.len()];
        for row in rows {
            indices.iter_mut().zip(&self.rows[*row].numerators).for_each(|(sum, value)| *sum += value);
        }
        indices.iter_mut().for_each(|sum| *sum /= rows.len() as f64 * variance);
        for (at, (j, k)) in pairs(self.num_factors, self.order).enumerate() {
            indices[2 * self.num_factors + at] -= indices[j] + indices[k];
        }
        Some(indices)
    }
}
