//! Numbers in print.

use crate::case::Value;

/// A number with at most so many significant digits, as a power of ten where that is shorter.
pub fn short(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let rounded: f64 = format!("{value:.*e}", digits.max(1) - 1).parse().unwrap_or(value);
    let is_plain = rounded == 0.0 || (1e-4..1e9).contains(&rounded.abs());
    if is_plain { format!("{rounded}") } else { format!("{rounded:e}") }
}

/// A value with numbers of at most so many digits.
pub fn shown(value: &Value, digits: usize) -> String {
    match value {
        Value::Truth(truth) => truth.to_string(),
        Value::Number(number) => short(*number, digits),
        Value::Text(text) => text.clone(),
        Value::List(list) => {
            let parts: Vec<String> = list.iter().map(|item| shown(item, digits)).collect();
            format!("[{}]", parts.join(", "))
        }
    }
}

/// Whether a key holds a year of the calendar: a share of it says nothing.
pub fn is_calendar_year(key: &str) -> bool {
    key.ends_with("_year") && !key.ends_with("per_year")
}

/// An error of a key with two digits and, where the expected value is a number other than zero and no year of the calendar,
/// the share of it; rounding of the last digits of the machine is none.
pub fn error(key: &str, error: Option<f64>, expected: &Value) -> String {
    let Some(error) = error else { return String::new() };
    let scale = expected.numbers().unwrap_or_else(|| expected.number().into_iter().collect());
    if scale.iter().any(|value| error.abs() < 1e-12 * value.abs()) {
        return "0".to_owned();
    }
    let sign = if error > 0.0 { "+" } else { "" };
    let plain = format!("{sign}{}", short(error, 2));
    match expected.number() {
        Some(value) if value != 0.0 && error.is_finite() && error != 0.0 && !is_calendar_year(key) => {
            format!("{plain} ({sign}{} %)", short(error / value.abs() * 100.0, 2))
        }
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_keep_their_size() {
        assert_eq!(short(3_986_004.418, 6), "3986000");
        assert_eq!(short(3.986_004_418e14, 6), "3.986e14");
        assert_eq!(short(-0.000_023_456, 3), "-2.35e-5");
        assert_eq!(short(0.0, 3), "0");
        assert_eq!(error("rounds", Some(-0.5), &2.0.into()), "-0.5 (-25 %)");
        assert_eq!(error("made_per_year", Some(-0.5), &2.0.into()), "-0.5 (-25 %)");
        assert_eq!(error("restored_year", Some(2.2), &2029.5.into()), "+2.2");
        assert_eq!(error("rounds", Some(0.5), &0.0.into()), "+0.5");
        assert_eq!(error("rounds", Some(3e-14), &288.15.into()), "0");
        assert_eq!(error("rounds", None, &2.0.into()), "");
    }
}
