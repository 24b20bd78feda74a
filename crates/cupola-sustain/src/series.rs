//! Questions to a stock by day: a slice whose entry `n` is the stock (rounds) `n` days after the first.

/// Days from the start of the series to the first day on which the stock is below `threshold`; `None` if it never is.
#[must_use]
pub fn first_day_below(series: &[u32], threshold: u32) -> Option<usize> {
    series.iter().position(|&rounds| rounds < threshold)
}

/// Days from the start of the series to the first day with at least `target` rounds; `None` if there is none.
#[must_use]
pub fn first_day_at_least(series: &[u32], target: u32) -> Option<usize> {
    series.iter().position(|&rounds| rounds >= target)
}

/// Days from the start of the series to the day from which the stock stays at or above `target` to the series' end;
/// `None` if it ends below. A stock that is never below gives 0.
///
/// - **Assumes:** "restored" means restored for good: a target reached and lost again (before a raid, say) does not
///   count. For the first touch use [`first_day_at_least`].
#[must_use]
pub fn restored_day(series: &[u32], target: u32) -> Option<usize> {
    let restored = series.iter().rposition(|&rounds| rounds < target).map_or(0, |last_below| last_below + 1);
    (restored < series.len()).then_some(restored)
}

/// How many days `on_hand` rounds last at `fired_per_day`, without resupply; `None` when none are fired.
#[must_use]
pub fn days_of_cover(on_hand: u32, fired_per_day: f64) -> Option<f64> {
    (fired_per_day > 0.0).then(|| f64::from(on_hand) / fired_per_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_questions_have_plain_answers() {
        let series = [500, 300, 100, 250, 400, 390, 600, 700];
        assert_eq!(first_day_below(&series, 200), Some(2));
        assert_eq!(first_day_below(&series, 100), None);
        assert_eq!(first_day_at_least(&series, 600), Some(6));
        assert_eq!(first_day_at_least(&series, 701), None);
        assert_eq!(restored_day(&series, 400), Some(6));
        assert_eq!(restored_day(&series, 100), Some(0));
        assert_eq!(restored_day(&series, 701), None);
        assert_eq!(restored_day(&[], 0), None);
    }

    /// Case `inv-pac3-001` (Payne Institute via rbtfl.xyz, 6 March 2026): 402 Patriots in 16 days of about 1,000.
    #[test]
    fn cover_agrees_with_published_arithmetic() {
        let cover_days = days_of_cover(1_000, 402.0 / 16.0).unwrap();
        assert!((cover_days / 39.8 - 1.0).abs() < 0.03, "{cover_days}");
        assert_eq!(days_of_cover(1_000, 0.0), None);
    }
}
