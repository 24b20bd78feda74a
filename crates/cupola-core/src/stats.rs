//! Means, quantiles and where the spread comes from, over runs in run order.

/// A count (or amount) over many runs, as every result of cupola prints it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Count {
    /// Mean over the runs.
    pub mean: f64,
    /// 5 % of runs lie at or below: chance and unknown inputs together.
    pub p05: f64,
    /// Median.
    pub p50: f64,
    /// 95 % of runs lie at or below.
    pub p95: f64,
    /// Lower end of the 95 % interval of the mean: sampling error alone, shrinking with runs.
    pub ci95_low: f64,
    /// Upper end of the 95 % interval of the mean.
    pub ci95_high: f64,
    /// Share of the variance that comes from uncertain inputs (0..=1); `None` with fewer than two runs in a world.
    pub share_from_inputs: Option<f64>,
}

impl Count {
    /// A count that is the same in every run.
    #[must_use]
    pub fn fixed(value: f64) -> Self {
        Self {
            mean: value,
            p05: value,
            p50: value,
            p95: value,
            ci95_low: value,
            ci95_high: value,
            share_from_inputs: Some(0.0),
        }
    }
}

/// Summarises one number per run; `worlds[i]` is the world of run `i`, in the same order, and world `w` belongs to set
/// `w mod num_sets` (worlds of one set share their physical inputs).
///
/// The interval of the mean is the wider of two: with *worlds* as independent units, and with *sets*, which are few
/// (Student's t with one degree of freedom less than sets). An empty sample gives zeros.
#[must_use]
pub fn count(values: &[f64], worlds: &[u32], num_sets: u32) -> Count {
    debug_assert_eq!(values.len(), worlds.len());
    if values.is_empty() {
        return Count { share_from_inputs: None, ..Count::fixed(0.0) };
    }
    let mean = mean(values);
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let groups = Groups::of(values, worlds);
    let by_set: Vec<u32> = worlds.iter().map(|w| w % num_sets.max(1)).collect();
    let half = groups.half_width_of_mean(mean).max(Groups::of(values, &by_set).half_width_of_mean(mean));
    Count {
        mean,
        p05: quantile_sorted(&sorted, 0.05),
        p50: quantile_sorted(&sorted, 0.50),
        p95: quantile_sorted(&sorted, 0.95),
        ci95_low: mean - half,
        ci95_high: mean + half,
        share_from_inputs: groups.share_between(mean),
    }
}

/// Arithmetic mean, summed in order; zero for an empty slice.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// The `q`-quantile of a sorted, non-empty slice by linear interpolation (Hyndman and Fan's type 7).
#[must_use]
pub fn quantile_sorted(sorted: &[f64], q: f64) -> f64 {
    let position = q * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}

/// The 97.5 % point of Student's t: a series in the inverse of the degrees of freedom, within 1 % from 3 on.
///
/// # Source
/// Abramowitz and Stegun 26.7.5, first three terms, with 1.959 96.
fn student_975(degrees: f64) -> f64 {
    let z = 1.959_96_f64;
    let g1 = (z.powi(3) + z) / 4.0;
    let g2 = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let g3 = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    z + g1 / degrees + g2 / degrees.powi(2) + g3 / degrees.powi(3)
}

/// Runs gathered by world.
struct Groups {
    sums: Vec<(f64, f64, usize)>,
    total: usize,
}

impl Groups {
    fn of(values: &[f64], worlds: &[u32]) -> Self {
        let num_worlds = worlds.iter().max().map_or(0, |w| *w as usize + 1);
        let mut sums = vec![(0.0, 0.0, 0); num_worlds];
        for (value, world) in values.iter().zip(worlds) {
            let group = &mut sums[*world as usize];
            group.0 += value;
            group.1 += value * value;
            group.2 += 1;
        }
        sums.retain(|g| g.2 > 0);
        Self { sums, total: values.len() }
    }

    /// Half the 95 % interval of the grand mean from the scatter of the group totals.
    fn half_width_of_mean(&self, mean: f64) -> f64 {
        let num = self.sums.len() as f64;
        if self.sums.len() < 2 {
            return 0.0;
        }
        let scatter: f64 = self.sums.iter().map(|(sum, _, n)| (sum - mean * *n as f64).powi(2)).sum();
        student_975(num - 1.0) * (scatter * num / (num - 1.0)).sqrt() / self.total as f64
    }

    /// Share of the variance between worlds: one-way random-effects analysis of variance, cut to 0..=1.
    fn share_between(&self, mean: f64) -> Option<f64> {
        let num = self.sums.len();
        if num < 2 || self.total < num * 2 {
            return None;
        }
        let within: f64 = self.sums.iter().map(|(s, ss, n)| ss - s * s / *n as f64).sum::<f64>().max(0.0);
        let between: f64 = self.sums.iter().map(|(s, _, n)| *n as f64 * (s / *n as f64 - mean).powi(2)).sum();
        let mean_square_within = within / (self.total - num) as f64;
        let mean_square_between = between / (num - 1) as f64;
        let sum_squares: f64 = self.sums.iter().map(|(_, _, n)| (*n as f64).powi(2)).sum();
        let size = (self.total as f64 - sum_squares / self.total as f64) / (num - 1) as f64;
        let variance_between = ((mean_square_between - mean_square_within) / size).max(0.0);
        let variance = variance_between + mean_square_within;
        if variance <= 0.0 { Some(0.0) } else { Some(variance_between / variance) }
    }
}

/// Squared rank correlation of two equally long samples: a first-order share of one's spread explained by the other.
///
/// Returns 0 when either does not vary.
#[must_use]
pub fn rank_correlation_squared(xs: &[f64], ys: &[f64]) -> f64 {
    let (sxy, sxx, syy) = rank_moments(xs, ys);
    if sxx <= 0.0 || syy <= 0.0 { 0.0 } else { sxy * sxy / (sxx * syy) }
}

/// Spearman's rank correlation of two equally long samples, with its sign; 0 when either does not vary.
#[must_use]
pub fn rank_correlation(xs: &[f64], ys: &[f64]) -> f64 {
    let (sxy, sxx, syy) = rank_moments(xs, ys);
    if sxx <= 0.0 || syy <= 0.0 { 0.0 } else { sxy / (sxx * syy).sqrt() }
}

/// Sums of products of the ranks, each less its mean: of both, of the first's squares, of the second's.
fn rank_moments(xs: &[f64], ys: &[f64]) -> (f64, f64, f64) {
    let (rx, ry) = (ranks(xs), ranks(ys));
    let (mx, my) = (mean(&rx), mean(&ry));
    let (mut sxy, mut sxx, mut syy) = (0.0, 0.0, 0.0);
    for (x, y) in rx.iter().zip(&ry) {
        sxy += (x - mx) * (y - my);
        sxx += (x - mx).powi(2);
        syy += (y - my).powi(2);
    }
    (sxy, sxx, syy)
}

/// Ranks from 0, ties sharing their mean rank.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let mut end = start;
        while end + 1 < order.len() && values[order[end + 1]] == values[order[start]] {
            end += 1;
        }
        for &index in &order[start..=end] {
            ranks[index] = (start + end) as f64 / 2.0;
        }
        start = end + 1;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variance_share_separates_inputs_from_luck() {
        let worlds: Vec<u32> = (0..1000).map(|i| i % 50).collect();
        let inputs: Vec<f64> = worlds.iter().map(|w| f64::from(*w)).collect();
        assert!((count(&inputs, &worlds, 50).share_from_inputs.unwrap() - 1.0).abs() < 1e-9);
        let luck: Vec<f64> = (0..1000).map(|i| f64::from((i * 7919 % 1000) as u32)).collect();
        assert!(count(&luck, &worlds, 50).share_from_inputs.unwrap() < 0.05);
    }

    #[test]
    fn quantiles_and_interval_are_plain() {
        let values: Vec<f64> = (0..=100).map(f64::from).collect();
        let worlds: Vec<u32> = (0..=100).collect();
        let c = count(&values, &worlds, 101);
        assert!((c.mean - 50.0).abs() < 1e-12 && (c.p05 - 5.0).abs() < 1e-12 && (c.p95 - 95.0).abs() < 1e-12);
        assert!((c.ci95_high - 50.0 - student_975(100.0) * (858.5_f64 / 101.0).sqrt()).abs() < 1e-9);
        assert!(c.share_from_inputs.is_none());
    }

    /// Student's t from the tables: 2.365 with 7 degrees of freedom, 3.182 with 3, 1.984 with 100.
    #[test]
    fn students_t_agrees_with_the_tables() {
        for (degrees, expected) in [(3.0, 3.182), (7.0, 2.365), (100.0, 1.984)] {
            assert!((student_975(degrees) / expected - 1.0).abs() < 0.01, "{degrees}");
        }
    }

    /// What all worlds of a set share does not average out with more worlds: the interval is that of the few sets.
    #[test]
    fn few_sets_give_a_wide_interval() {
        let worlds: Vec<u32> = (0..1000).map(|i| i % 200).collect();
        let by_set: Vec<f64> = worlds.iter().map(|w| f64::from(w % 8)).collect();
        let c = count(&by_set, &worlds, 8);
        let expected = student_975(7.0) * (6.0_f64 / 8.0).sqrt();
        assert!((c.ci95_high - c.mean - expected).abs() < 1e-9);
    }

    #[test]
    fn rank_correlation_sees_order_only() {
        let xs = [1.0, 2.0, 3.0, 4.0];
        assert!((rank_correlation_squared(&xs, &[1.0, 10.0, 100.0, 1000.0]) - 1.0).abs() < 1e-12);
        assert!(rank_correlation_squared(&xs, &[1.0, 1.0, 1.0, 1.0]) == 0.0);
    }
}
