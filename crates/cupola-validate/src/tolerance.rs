//! How far an observed value may be from the expected one.

use crate::case::Value;
use cupola_core::math;

/// The words of a tolerance in a file; `abs` may carry its unit (`abs_deg`).
pub const WORDS: [&str; 6] = ["rel", "abs", "factor", "one_sided", "rel_above_best", "note"];

/// How far below a published lower bound an objective may lie, relative: both are rounded.
const BOUND_SLACK: f64 = 1e-6;

/// A tolerance in any of the forms of the case files; of several figures the widest counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tolerance {
    /// Relative to the expected value.
    pub rel: Option<f64>,
    /// In the unit of the key.
    pub abs: Option<f64>,
    /// Within this factor either way.
    pub factor: Option<f64>,
    /// The expected value is a limit: below it anything goes, above it what the other figures allow.
    pub one_sided: bool,
    /// For a minimised objective: at most this much above the best known, and never below the lower bound of the case.
    pub rel_above_best: Option<f64>,
    /// Inside a band of reported values, widened by the other figures, whatever the expected value: for tolerances that
    /// are words in the file.
    pub band: Option<[f64; 2]>,
    /// Words in place of figures, or beside them.
    pub note: Option<String>,
}

impl Tolerance {
    /// A tolerance in the unit of the key.
    #[must_use]
    pub fn within(abs: f64) -> Self {
        Self { abs: Some(abs), ..Self::default() }
    }

    /// Whether it has figures to score by.
    #[must_use]
    pub fn has_figures(&self) -> bool {
        self.one_sided
            || self.band.is_some()
            || [self.rel, self.abs, self.factor, self.rel_above_best].iter().any(Option::is_some)
    }

    /// Whether an observed value is inside.
    ///
    /// Numbers by the figures; lists of one length component by component; a number against a list of two as against a
    /// range, against a longer one as against a set; text and truth must be equal.
    #[must_use]
    pub fn holds(&self, expected: &Value, observed: &Value, lower_bound: Option<f64>) -> bool {
        match (expected, observed) {
            (_, Value::Number(observed)) if self.band.is_some() => {
                let beyond = self.band.map_or(0.0, |[low, high]| (low - observed).max(observed - high));
                beyond <= self.abs.unwrap_or(0.0).max(self.rel.unwrap_or(0.0) * observed.abs())
            }
            (Value::Number(expected), Value::Number(observed)) => self.holds_number(*expected, *observed, lower_bound),
            (Value::List(expected), Value::List(observed)) => {
                expected.len() == observed.len()
                    && expected.iter().zip(observed).all(|(e, o)| self.holds(e, o, lower_bound))
            }
            (Value::List(_), Value::Number(number)) => {
                let Some(ends) = expected.numbers() else { return false };
                match range(&ends) {
                    Some((low, high)) if (low..=high).contains(number) => true,
                    _ => ends.iter().any(|end| self.holds_number(*end, *number, lower_bound)),
                }
            }
            _ => expected == observed,
        }
    }

    fn holds_number(&self, expected: f64, observed: f64, lower_bound: Option<f64>) -> bool {
        if let Some(rel) = self.rel_above_best {
            let low = lower_bound.map_or(f64::NEG_INFINITY, |bound| bound - BOUND_SLACK * bound.abs());
            return (low..=expected + rel * expected.abs()).contains(&observed);
        }
        let room = self.room(expected);
        let is_within_factor = self.factor.is_some_and(|factor| {
            let ratio = observed / expected;
            (1.0 / factor..=factor).contains(&ratio)
        });
        let is_near = if self.one_sided { observed - expected <= room } else { (observed - expected).abs() <= room };
        is_near || is_within_factor
    }

    /// How far a number may be from the expected one by the relative and absolute figures, in the unit of the key.
    fn room(&self, expected: f64) -> f64 {
        self.abs.unwrap_or(0.0).max(self.rel.unwrap_or(0.0) * expected.abs())
    }

    /// Significant digits that show a value to about a hundredth of what is allowed.
    #[must_use]
    pub(crate) fn digits(&self, expected: &Value) -> Option<usize> {
        let sizes = expected.numbers().unwrap_or_else(|| expected.number().into_iter().collect());
        let size = sizes.into_iter().map(f64::abs).reduce(f64::max).filter(|size| *size > 0.0)?;
        let room = self.room(size);
        (room > 0.0).then(|| (math::log10(size / room).floor() + 3.0).clamp(2.0, 12.0) as usize)
    }

    /// In print: `±0.5`, `±2 %`, `within a factor 2`.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.band.map(|[low, high]| format!("{low} to {high}")));
        let sign = if self.one_sided { "at most +" } else { "±" };
        parts.extend(self.abs.map(|abs| format!("{sign}{abs}")));
        parts.extend(self.rel.map(|rel| format!("{sign}{}", percent(rel))));
        if self.one_sided && parts.is_empty() {
            parts.push("at most".to_owned());
        }
        parts.extend(self.factor.map(|factor| format!("factor {factor}")));
        parts.extend(self.rel_above_best.map(|rel| format!("best +{}", percent(rel))));
        if parts.is_empty() { "in words".to_owned() } else { parts.join(" or ") }
    }
}

fn percent(share: f64) -> String {
    format!("{} %", crate::print::short(share * 100.0, 3))
}

/// The ends of a list of two.
fn range(ends: &[f64]) -> Option<(f64, f64)> {
    match ends {
        [a, b] => Some((a.min(*b), a.max(*b))),
        _ => None,
    }
}

/// How far an observed value is from the expected one, in the unit of the key: the worst component of a list, the way to
/// the nearest end of a range or member of a set; `None` where the two cannot be subtracted.
#[must_use]
pub fn error(expected: &Value, observed: &Value) -> Option<f64> {
    let farther = |a: f64, b: f64| if b.abs() > a.abs() { b } else { a };
    match (expected, observed) {
        (Value::Number(expected), Value::Number(observed)) => Some(observed - expected),
        (Value::List(list), Value::List(others)) if list.len() == others.len() => {
            let errors: Option<Vec<f64>> = list.iter().zip(others).map(|(e, o)| error(e, o)).collect();
            errors?.into_iter().reduce(farther)
        }
        (Value::List(_), Value::Number(number)) => {
            let ends = expected.numbers()?;
            if range(&ends).is_some_and(|(low, high)| (low..=high).contains(number)) {
                return Some(0.0);
            }
            ends.iter().map(|end| number - end).reduce(|a, b| if b.abs() < a.abs() { b } else { a })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(numbers: &[f64]) -> Value {
        Value::of_numbers(numbers)
    }

    fn holds(tolerance: &Tolerance, expected: f64, observed: f64) -> bool {
        tolerance.holds(&expected.into(), &observed.into(), None)
    }

    #[test]
    fn relative_and_absolute_figures_are_either_way_and_the_wider_counts() {
        let rel = Tolerance { rel: Some(0.01), ..Tolerance::default() };
        assert!(holds(&rel, -200.0, -198.0) && holds(&rel, 200.0, 202.0) && !holds(&rel, 200.0, 202.1));
        assert!(holds(&Tolerance::within(0.5), 10.0, 10.5) && !holds(&Tolerance::within(0.5), 10.0, 9.49));
        let both = Tolerance { rel: Some(0.01), ..Tolerance::within(5.0) };
        assert!(holds(&both, 100.0, 104.0) && holds(&both, 1_000.0, 1_010.0));
        assert!(holds(&Tolerance::within(0.0), 7.0, 7.0) && !holds(&Tolerance::within(0.0), 7.0, 7.000_1));
    }

    #[test]
    fn a_factor_is_either_way_and_keeps_the_sign() {
        let factor = Tolerance { factor: Some(2.0), ..Tolerance::default() };
        assert!(holds(&factor, 1_600.0, 800.0) && holds(&factor, 1_600.0, 3_200.0));
        assert!(!holds(&factor, 1_600.0, 799.0) && !holds(&factor, 1_600.0, -1_600.0) && !holds(&factor, 0.0, 1.0));
    }

    #[test]
    fn one_sided_is_a_limit() {
        let limit = Tolerance { one_sided: true, ..Tolerance::default() };
        assert!(holds(&limit, 10.0, -50.0) && holds(&limit, 10.0, 10.0) && !holds(&limit, 10.0, 10.01));
        let soft = Tolerance { rel: Some(0.1), ..limit };
        assert!(holds(&soft, 10.0, 11.0) && !holds(&soft, 10.0, 11.01));
    }

    #[test]
    fn an_objective_lies_between_its_bound_and_a_share_above_the_best() {
        let best = Tolerance { rel_above_best: Some(0.01), ..Tolerance::default() };
        let holds = |observed: f64| best.holds(&100.0.into(), &observed.into(), Some(99.0));
        assert!(holds(101.0) && holds(99.0) && holds(98.999_95) && !holds(101.01) && !holds(98.9));
    }

    #[test]
    fn lists_are_vectors_ranges_or_sets() {
        let tolerance = Tolerance::within(0.1);
        assert!(tolerance.holds(&list(&[1.0, 2.0, 3.0]), &list(&[1.05, 2.0, 2.95]), None));
        assert!(!tolerance.holds(&list(&[1.0, 2.0, 3.0]), &list(&[1.05, 2.2, 2.95]), None));
        assert!(!tolerance.holds(&list(&[1.0, 2.0]), &list(&[1.0]), None));
        assert!(tolerance.holds(&list(&[430.0, 690.0]), &600.0.into(), None));
        assert!(tolerance.holds(&list(&[430.0, 690.0]), &690.05.into(), None));
        assert!(!tolerance.holds(&list(&[430.0, 690.0]), &690.2.into(), None));
        assert!(tolerance.holds(&list(&[1.0, 5.0, 9.0]), &5.05.into(), None));
        assert!(!tolerance.holds(&list(&[1.0, 5.0, 9.0]), &6.0.into(), None));
    }

    #[test]
    fn a_band_holds_whatever_is_inside_it() {
        let band = Tolerance { band: Some([50.0, 60.0]), ..Tolerance::within(0.5) };
        assert!(holds(&band, 50.0, 60.0) && holds(&band, 60.0, 50.0) && holds(&band, 50.0, 60.4));
        assert!(!holds(&band, 50.0, 60.6) && !holds(&band, 60.0, 49.0) && !holds(&band, 50.0, f64::NAN));
    }

    #[test]
    fn digits_show_a_hundredth_of_what_is_allowed() {
        assert_eq!(Tolerance::within(60.0).digits(&124.2.into()), Some(3));
        assert_eq!(Tolerance::within(0.5).digits(&1_675.8.into()), Some(6));
        assert_eq!(Tolerance { rel: Some(1e-8), ..Tolerance::default() }.digits(&6_378_137.0.into()), Some(11));
        assert_eq!(Tolerance::within(0.0).digits(&33.0.into()), None);
    }

    #[test]
    fn words_and_truth_must_be_equal_and_what_is_no_number_never_holds() {
        let tolerance = Tolerance::within(1.0);
        assert!(tolerance.holds(&Value::Truth(true), &Value::Truth(true), None));
        assert!(!tolerance.holds(&Value::Truth(true), &1.0.into(), None));
        assert!(tolerance.holds(&Value::Text("a".into()), &Value::Text("a".into()), None));
        assert!(!holds(&tolerance, 1.0, f64::NAN) && !holds(&tolerance, 1.0, f64::INFINITY));
        let soft = Tolerance { one_sided: true, ..tolerance };
        assert!(!holds(&soft, 1.0, f64::NAN) && !Tolerance::default().has_figures() && soft.has_figures());
    }

    #[test]
    fn the_error_is_that_of_the_worst_component_and_zero_inside_a_range() {
        assert_eq!(error(&2.0.into(), &1.5.into()), Some(-0.5));
        assert_eq!(error(&list(&[1.0, 2.0]), &list(&[1.1, 1.0])), Some(-1.0));
        assert_eq!(error(&list(&[430.0, 690.0]), &500.0.into()), Some(0.0));
        assert_eq!(error(&list(&[430.0, 690.0]), &700.0.into()), Some(10.0));
        assert_eq!(error(&Value::Truth(true), &Value::Truth(true)), None);
    }
}
