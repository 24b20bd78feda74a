//! What a raid costs the defender, and what a threat stopped costs.

/// Price of the rounds fired (US dollars), from pairs of rounds and unit price.
#[must_use]
pub fn expended_usd(fired: &[(f64, f64)]) -> f64 {
    fired.iter().map(|&(rounds, unit_usd)| rounds * unit_usd).sum()
}

/// Extra cost per threat that no longer gets through (US dollars); `None` unless some are avoided.
///
/// - **Assumes:** the caller has found the difference distinguishable from zero: a ratio to an unclear difference
///   says nothing, and reports print "not distinguishable" instead.
#[must_use]
pub fn price_per_avoided_usd(extra_usd: f64, num_avoided: f64) -> Option<f64> {
    (num_avoided > 0.0).then(|| extra_usd / num_avoided)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_plain_arithmetic() {
        assert_eq!(expended_usd(&[(100.0, 4.0e6), (10.0, 15.0e6)]), 550.0e6);
        assert_eq!(price_per_avoided_usd(900.0e6, 30.0), Some(30.0e6));
        assert_eq!(price_per_avoided_usd(900.0e6, 0.0), None);
        assert_eq!(price_per_avoided_usd(900.0e6, -3.0), None);
    }
}
