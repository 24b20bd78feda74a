//! `--vary KEY=LO..HI:N` and `--vary KEY=a,b,c`: the values that a key takes.

use cupola_study::sweep::Setting;

/// A key and its values, two or more.
#[derive(Debug, Clone, PartialEq)]
pub struct Vary {
    /// Path by id, as of `--set`.
    pub key: String,
    /// In the order in which they are played.
    pub values: Vec<Setting>,
}

const ALLOWED: &str = "KEY=LO..HI:N, as in battery.iruma.channels=3..9:7, or a list, as in doctrine.rule=earliest,free";
/// Most values of one key.
const MOST_VALUES: usize = 1_000;

impl Vary {
    /// Reads what was written after `--vary`.
    ///
    /// # Errors
    /// Everything that is wrong with it, a line for each.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let fault = |what: &str| vec![format!("--vary {text}: {what}; allowed: {ALLOWED}")];
        let (key, values) = text.split_once('=').ok_or_else(|| fault("has no `=`"))?;
        let (key, values) = (key.trim(), values.trim());
        if key.is_empty() || values.is_empty() {
            return Err(fault(if key.is_empty() { "has no key" } else { "has no values" }));
        }
        let values = match values.split_once("..") {
            Some((low, rest)) => range(text, low, rest)?,
            None => list(values).iter().map(|value| setting(value)).collect(),
        };
        if values.iter().any(|value| *value == Setting::Text(String::new())) {
            return Err(fault("has an empty value"));
        }
        let mut faults = Vec::new();
        if !(2..=MOST_VALUES).contains(&values.len()) {
            let values = if values.len() == 1 { "1 value".to_owned() } else { format!("{} values", values.len()) };
            faults.push(format!("--vary {text}: has {values}; allowed: 2 to {MOST_VALUES}"));
        }
        let is_no_number = |value: &&Setting| matches!(value, Setting::Text(text) if text.parse::<f64>().is_ok());
        let no_numbers = values.iter().filter(is_no_number);
        faults.extend(no_numbers.map(|value| format!("--vary {text}: {} is not a finite number", written(value))));
        let twice = values.iter().enumerate().filter(|(i, value)| values[..*i].contains(value));
        faults.extend(twice.flat_map(|(_, value)| fault(&format!("has {} twice", written(value)))));
        if faults.is_empty() { Ok(Self { key: key.to_owned(), values }) } else { Err(faults) }
    }

    /// The values as ascending numbers; none where one is not a number or comes out of order.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        let number = |value: &Setting| match value {
            Setting::Number(number) => Some(*number),
            Setting::Text(_) => None,
        };
        let numbers: Vec<f64> = self.values.iter().map(number).collect::<Option<_>>()?;
        numbers.is_sorted().then_some(numbers)
    }
}

/// A value as it is set: whole numbers without a point, so that keys that take no other can have them, huge and tiny ones with
/// an exponent.
pub fn written(value: &Setting) -> String {
    match value {
        Setting::Number(number) => cupola_scenario::number(*number),
        Setting::Text(text) => text.clone(),
    }
}

fn setting(text: &str) -> Setting {
    text.parse().ok().filter(|number: &f64| number.is_finite()).map_or(Setting::Text(text.to_owned()), Setting::Number)
}

/// `LO..HI:N` as numbers, evenly spaced.
fn range(text: &str, low: &str, rest: &str) -> Result<Vec<Setting>, Vec<String>> {
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("--vary {text}: {what}"));
    let (high, number) = rest.split_once(':').unwrap_or((rest, ""));
    let mut end = |name: &str, text: &str| match text.trim().parse::<f64>() {
        Ok(x) if x.is_finite() => Some(x),
        _ => {
            fault(format!("{name} is `{}`; allowed: a number", text.trim()));
            None
        }
    };
    let (low, high) = (end("LO", low), end("HI", high));
    if let (Some(low), Some(high)) = (low, high)
        && low >= high
    {
        let [low, high] = [low, high].map(|end| written(&Setting::Number(end)));
        fault(format!("LO {low} is not below HI {high}; allowed: LO < HI"));
    }
    let number = match number.trim().parse::<usize>() {
        Ok(n) if (2..=MOST_VALUES).contains(&n) => n,
        _ => {
            fault(format!("N is `{}`; allowed: 2 to {MOST_VALUES} points", number.trim()));
            0
        }
    };
    let (Some(low), Some(high), true) = (low, high, faults.is_empty()) else { return Err(faults) };
    let last = (number - 1) as f64;
    Ok((0..number).map(|i| Setting::Number(rounded((low * (last - i as f64) + high * i as f64) / last))).collect())
}

/// Takes off the rounding that spacing leaves: twelve significant digits.
pub fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// Parts between commas that stand in no bracket and no quotation.
fn list(text: &str) -> Vec<&str> {
    let (mut depth, mut is_quoted, mut start, mut parts) = (0_i32, false, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            '[' | '{' if !is_quoted => depth += 1,
            ']' | '}' if !is_quoted => depth -= 1,
            ',' if depth == 0 && !is_quoted => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<f64> {
        Vary::parse(text).unwrap().numbers().unwrap()
    }

    #[test]
    fn ranges_and_lists_are_read() {
        assert_eq!(numbers("a.b=0.1..0.4:4"), [0.1, 0.2, 0.3, 0.4]);
        assert_eq!(numbers("a.b= -3 .. 3 : 2"), [-3.0, 3.0]);
        assert_eq!(numbers("a=1,2, 4"), [1.0, 2.0, 4.0]);
        let words = Vary::parse("doctrine.rule=earliest,\"a,b\",[1, 2]").unwrap();
        assert_eq!(words.values.iter().map(written).collect::<Vec<_>>(), ["earliest", "\"a,b\"", "[1, 2]"]);
        assert_eq!(words.numbers(), None);
        let huge = Vary::parse("a=1e-9,5,1e300").unwrap();
        assert_eq!(huge.values.iter().map(written).collect::<Vec<_>>(), ["1e-9", "5", "1e300"]);
        assert_eq!(Vary::parse("a=2,1").unwrap().numbers(), None);
    }

    #[test]
    fn every_fault_of_a_range_is_named() {
        let faults = Vary::parse("a=x..y:1").unwrap_err().join("\n");
        for words in ["LO is `x`", "HI is `y`", "N is `1`"] {
            assert!(faults.contains(words), "{faults}");
        }
        assert_eq!(Vary::parse("a=1,1,inf,2,2").unwrap_err().len(), 3);
        for (text, words) in [
            ("a", "has no `=`"),
            ("=1,2", "has no key"),
            ("a=", "has no values"),
            ("a=3..2:4", "LO 3 is not below HI 2"),
            ("a=1..2", "N is ``"),
            ("a=1", "has 1 value;"),
            ("a=1e300..-1e300:2", "LO 1e300 is not below HI -1e300"),
            ("a=1,nan", "nan is not a finite number"),
            ("a=1,,2", "has an empty value"),
            ("a=1,2,1", "has 1 twice"),
        ] {
            let faults = Vary::parse(text).unwrap_err().join("\n");
            assert!(faults.contains(words), "{text}: {faults}");
        }
    }
}
