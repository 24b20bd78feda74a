//! How far a level that a share of runs is above hangs on the runs it is taken from.

use crate::PlanError;
use cupola_core::math::{exp, ln};

/// Beyond either end of an interval lies the level with this probability at most.
const TAIL_FRACTION: f64 = 0.025;

/// A level that a share of runs is above, with the interval that it lies in with a probability of 95 % or more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Level {
    pub likely: f64,
    pub low: f64,
    pub high: f64,
}

/// The least of some numbers, one a run, that no larger a share of them than `risk_fraction` is above.
///
/// The interval is between order statistics: of `m` independent draws the number above the true level is binomial, so that
/// the `a`-th largest is above it with the probability that `a` or more are (`CONOVER1999`, 3.2).
///
/// - **Assumes:** worlds are independent, and runs of one world as alike as can be: ranks are found for as many draws as
///   there are worlds, and brought to runs outwards. Where runs of a world differ the interval is wider than it need be.
///
/// # Errors
/// [`PlanError::TooFewRuns`] where so few worlds say nothing of how high the level may be.
pub(crate) fn level(mut values: Vec<f64>, num_worlds: u64, risk_fraction: f64) -> Result<Level, PlanError> {
    let num_runs = values.len();
    let num = num_worlds.min(num_runs as u64);
    let too_few = PlanError::TooFewRuns {
        num_runs: num_runs as u64,
        num_worlds,
        risk_fraction,
        least: least_worlds(risk_fraction),
    };
    let (high, low) = ranks(num, risk_fraction).ok_or(too_few)?;
    let likely = least_at_risk(&mut values, risk_fraction);
    let run_rank = |world_rank: u64| world_rank as f64 * num_runs as f64 / num as f64;
    let from_top = |index: usize| values[num_runs - 1 - index.min(num_runs - 1)];
    let low = from_top(run_rank(low).ceil() as usize - 1);
    Ok(Level { likely, low, high: from_top(run_rank(high - 1).floor() as usize) })
}

/// The least of some numbers that no larger a share of them than `risk_fraction` is above; sorts them.
pub(crate) fn least_at_risk(values: &mut [f64], risk_fraction: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let num_above = (risk_fraction * values.len() as f64 + ROUNDING).floor() as usize;
    values[values.len() - 1 - num_above.min(values.len() - 1)]
}

/// So that a tenth of 400 is 40.
const ROUNDING: f64 = 1e-9;

/// The fewest worlds that bound a level from above: the largest of them is not above it with probability `(1 - risk)^m`.
fn least_worlds(risk_fraction: f64) -> u64 {
    (ln(TAIL_FRACTION) / ln(1.0 - risk_fraction)).ceil() as u64
}

/// Ranks from the largest, which is 1, of what is above and below the level; none where the largest may be below it.
fn ranks(num: u64, risk_fraction: f64) -> Option<(u64, u64)> {
    let odds_ln = ln(risk_fraction / (1.0 - risk_fraction));
    let mut pmf_ln = num as f64 * ln(1.0 - risk_fraction);
    let (mut cdf, mut high, mut low) = (0.0, 0, num);
    for above in 0..num {
        cdf += exp(pmf_ln);
        if cdf <= TAIL_FRACTION {
            high = above + 1;
        }
        if cdf >= 1.0 - TAIL_FRACTION {
            low = above + 1;
            break;
        }
        pmf_ln += ln((num - above) as f64 / (above + 1) as f64) + odds_ln;
    }
    (high > 0).then_some((high, low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranks_of_a_median_are_those_of_tosses_of_a_coin() {
        // Of 10 tosses one head or none: 0.011, two or fewer: 0.055; of 20 five or fewer: 0.021, six: 0.058; of 5 none: 0.031.
        assert_eq!((ranks(10, 0.5), ranks(20, 0.5)), (Some((2, 9)), Some((6, 15))));
        assert_eq!((ranks(5, 0.5), ranks(6, 0.5)), (None, Some((1, 6))));
    }

    #[test]
    fn a_level_without_an_upper_bound_is_refused_and_the_least_number_is_enough() {
        for (risk, least) in [(0.5, 6), (0.1, 36), (0.001, 3688)] {
            assert_eq!(least_worlds(risk), least);
            assert!(ranks(least - 1, risk).is_none() && ranks(least, risk).is_some(), "{risk}");
        }
        let few = level(vec![1.0; 70], 35, 0.1);
        assert_eq!(few, Err(PlanError::TooFewRuns { num_runs: 70, num_worlds: 35, risk_fraction: 0.1, least: 36 }));
    }

    #[test]
    fn runs_of_one_world_tell_no_more_than_one() {
        let once: Vec<f64> = (1..=200).map(f64::from).collect();
        let twice: Vec<f64> = once.iter().flat_map(|value| [*value; 2]).collect();
        let found = level(once, 200, 0.1).expect("200 are enough");
        assert_eq!((found.likely, level(twice, 200, 0.1)), (180.0, Ok(found)));
        assert!(found.low < 180.0 && found.high > 180.0);
    }

    #[test]
    fn the_interval_holds_the_level_as_often_as_it_says() {
        // Even numbers of a fixed sequence, 1,000 samples of 100: the level is 0.9.
        let mut word = 1_u64;
        let mut uniform = || {
            word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (word >> 11) as f64 / (1_u64 << 53) as f64
        };
        let holds = (0..1000).filter(|_| {
            let found = level((0..100).map(|_| uniform()).collect(), 100, 0.1).expect("100 are enough");
            found.low <= 0.9 && 0.9 <= found.high
        });
        let num = holds.count();
        assert!((940..=990).contains(&num), "{num}");
    }
}
