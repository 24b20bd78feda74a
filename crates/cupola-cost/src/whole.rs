//! Whether what is printed of parts fits what is printed of their whole.

/// By how much parts cost more than the whole they are said to be in (US dollars); `None` where they fit, as parts that
/// leave something over do.
#[must_use]
pub fn excess_usd(parts_usd: &[f64], whole_usd: f64) -> Option<f64> {
    let over_usd = parts_usd.iter().sum::<f64>() - whole_usd;
    // Sums of printed decimals may be off by the last bit.
    (over_usd > 1e-9 * whole_usd.abs()).then_some(over_usd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parts_above_their_whole_exceed_it() {
        assert_eq!(excess_usd(&[6050e9, 1029e9, 1489e9], 3600e9), Some(4968e9));
        assert_eq!(excess_usd(&[278e9], 471e9), None);
        assert_eq!(excess_usd(&[0.1, 0.2], 0.3), None);
    }
}
