//! Satellites scattered at random: how many are in reach.

use cupola_core::math;

/// Halvings of the mean.
const NUM_HALVINGS: u32 = 60;

/// Probability that a Poisson number of this mean is at least `count`.
#[must_use]
pub fn poisson_at_least(mean: f64, count: u64) -> f64 {
    if mean <= 0.0 {
        return f64::from(count == 0);
    }
    let (ln_mean, mut ln_term, mut below) = (math::ln(mean), -mean, 0.0);
    for k in 0..count {
        below += math::exp(ln_term);
        ln_term += ln_mean - math::ln((k + 1) as f64);
    }
    (1.0 - below).clamp(0.0, 1.0)
}

/// The mean for which at least `count` come with this probability: 3.00 for one at 0.95, 15.7 for ten.
#[must_use]
pub fn poisson_mean_for(count: u64, probability: f64) -> f64 {
    let (mut low, mut high) = (0.0, count as f64 + 1.0);
    while poisson_at_least(high, count) < probability {
        (low, high) = (high, 2.0 * high);
    }
    for _ in 0..NUM_HALVINGS {
        let middle = 0.5 * (low + high);
        if poisson_at_least(middle, count) < probability { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `1 − e⁻²` and `1 − 3 e⁻²`; and the means for one, two, five and ten at 0.95: 1, 1.58, 3.06, 5.24 times the first.
    #[test]
    fn tails_and_means_are_those_of_the_closed_form() {
        assert!((poisson_at_least(2.0, 1) - 0.864_665).abs() < 1e-6);
        assert!((poisson_at_least(2.0, 2) - 0.593_994).abs() < 1e-6);
        assert!(poisson_at_least(0.0, 0) == 1.0 && poisson_at_least(0.0, 1) == 0.0);
        let first = poisson_mean_for(1, 0.95);
        assert!((first - math::ln(20.0)).abs() < 1e-9);
        for (count, ratio) in [(2, 1.58), (5, 3.06), (10, 5.24)] {
            assert!((poisson_mean_for(count, 0.95) / first - ratio).abs() < 5e-3, "{count}");
        }
        assert!((poisson_mean_for(5_000, 0.5) - 5_000.0).abs() < 1.0);
    }
}
