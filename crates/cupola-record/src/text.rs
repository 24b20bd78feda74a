//! Numbers, days, dates and money in words, rounded to what the spread supports.

use cupola_core::Day;
use cupola_core::stats::Count;
use cupola_study::summary::{Days, Delta, Ratio, Report, Restored};

/// Printed where a number does not exist.
pub const NONE: &str = "—";

/// The largest power of ten that is not above `x`, at least 0.0001.
pub fn power_of_ten_below(x: f64) -> f64 {
    let mut step = 1.0;
    while step * 10.0 <= x && step < 1e15 {
        step *= 10.0;
    }
    while step > x && step > 1e-4 {
        step /= 10.0;
    }
    step
}

/// `x` rounded to a power of ten, with thousands separators and a true minus sign.
pub fn rounded(x: f64, step: f64) -> String {
    if !x.is_finite() {
        return NONE.to_owned();
    }
    let mut decimals = 0;
    let mut size = step;
    while size < 0.999 && decimals < 4 {
        size *= 10.0;
        decimals += 1;
    }
    let value = if step > 1.0 { (x / step).round() * step } else { x };
    let digits = format!("{:.*}", decimals, value.abs());
    let (whole, fraction) = digits.split_once('.').map_or((digits.as_str(), None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    if value < 0.0 && digits.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('−');
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// `x` as [`rounded`] where that fits in so many columns, else with an exponent.
pub fn fitted(x: f64, step: f64, columns: usize) -> String {
    let text = rounded(x, step);
    if text.chars().count() <= columns { text } else { exponent(x) }
}

/// `1.2e12`.
fn exponent(x: f64) -> String {
    format!("{x:.1e}").replace('-', "−")
}

/// A whole number with thousands separators.
pub fn whole(x: f64) -> String {
    rounded(x, 1.0)
}

/// A number with its sign written out.
pub fn signed(x: f64, step: f64) -> String {
    let text = rounded(x, step);
    let is_zero = !text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if x > 0.0 && !is_zero { format!("+{text}") } else { text }
}

/// A mean in a table column: one decimal below 100.
pub fn table_mean(x: f64) -> String {
    if x.abs() < 1e-9 { "0".to_owned() } else { rounded(x, if x.abs() < 99.95 { 0.1 } else { 1.0 }) }
}

fn is_whole(x: f64) -> bool {
    (x - x.round()).abs() < 1e-9
}

fn smallest_step(size: f64, spread: f64) -> f64 {
    if size >= 10.0 {
        1.0
    } else if size >= 1.0 {
        0.1
    } else {
        power_of_ten_below(spread / 2.0).clamp(0.01, 0.1)
    }
}

/// The mean of a count: whole from ten on.
pub fn mean(c: &Count) -> String {
    let size = c.mean.abs().max(c.p95.abs());
    if is_whole(c.mean) && is_whole(c.p05) && is_whole(c.p95) && c.p05 == c.p95 {
        return whole(c.mean);
    }
    let spread = c.p95 - c.p05;
    rounded(c.mean, power_of_ten_below(spread / 100.0).max(smallest_step(size, spread)))
}

/// `22–53`: 5 and 95 % of the runs.
pub fn band(c: &Count) -> String {
    range(c.p05, c.p95)
}

/// Two ends rounded alike.
pub fn range(low: f64, high: f64) -> String {
    let floor =
        if is_whole(low) && is_whole(high) { 1.0 } else { smallest_step(low.abs().max(high.abs()), high - low) };
    let step = power_of_ten_below((high - low) / 100.0).max(floor);
    let (a, b) = (rounded(low, step), rounded(high, step));
    if a == b {
        a
    } else if low < 0.0 {
        format!("{} … {}", signed(low, step), signed(high, step))
    } else {
        format!("{a}–{b}")
    }
}

/// `36 (22–53)`; the mean alone where nothing varies.
pub fn mean_band(c: &Count) -> String {
    if c.p05 == c.p95 { mean(c) } else { format!("{} ({})", mean(c), band(c)) }
}

/// A unit of money that a whole bill is told in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoneyUnit {
    /// Dollars in one.
    pub usd: f64,
    /// `billion` or `million`.
    pub word: &'static str,
}

impl MoneyUnit {
    /// The one that suits a bill's largest amount.
    pub fn of(largest_usd: f64) -> Self {
        let (usd, name) = money_unit(largest_usd);
        Self { usd, word: if name == "bn" { "billion" } else { name } }
    }

    /// An amount with as many decimals as tell something.
    pub fn amount(self, usd: f64) -> String {
        let scaled = usd / self.usd;
        let step = if scaled.abs() >= 999.5 {
            1.0
        } else if scaled.abs() >= 9.95 {
            0.1
        } else {
            0.01
        };
        rounded(scaled, step)
    }

    /// `1,191 (1,063–1,674)`; the mean alone where nothing varies.
    pub fn band(self, usd: &Count) -> String {
        let mean = self.amount(usd.mean);
        if usd.p05 == usd.p95 { mean } else { format!("{mean} ({}–{})", self.amount(usd.p05), self.amount(usd.p95)) }
    }
}

/// A share as a percentage.
pub fn percent(fraction: f64) -> String {
    if !fraction.is_finite() {
        NONE.to_owned()
    } else if fraction > 0.0 && fraction < 0.005 {
        "under 1\u{a0}%".to_owned()
    } else if fraction < 1.0 && fraction > 0.995 {
        "over 99\u{a0}%".to_owned()
    } else {
        format!("{}\u{a0}%", whole(fraction * 100.0))
    }
}

/// The power of ten to which a paired difference is rounded.
pub fn delta_step(d: &Delta) -> f64 {
    let size = d.base_mean.abs().max(d.arm_mean.abs());
    let spread = (d.p95 - d.p05).abs();
    power_of_ten_below(spread / 100.0).max(smallest_step(size, spread))
}

/// `−15 (−41 … +6)`.
pub fn delta(d: &Delta) -> String {
    let step = delta_step(d);
    format!("{} ({} … {})", signed(d.mean, step), signed(d.p05, step), signed(d.p95, step))
}

/// `15 fewer (41 fewer to 6 more)`.
pub fn delta_words(d: &Delta) -> String {
    let step = delta_step(d);
    let word = |x: f64| if x < 0.0 { "fewer" } else { "more" };
    let end = |x: f64| format!("{} {}", rounded(x.abs(), step), word(x));
    if (d.p05 < 0.0) == (d.p95 < 0.0) {
        let (a, b) = (d.p05.abs().min(d.p95.abs()), d.p05.abs().max(d.p95.abs()));
        format!("{} ({}–{})", end(d.mean), rounded(a, step), rounded(b, step))
    } else {
        format!("{} ({} to {})", end(d.mean), end(d.p05), end(d.p95))
    }
}

/// A verdict in words.
pub fn verdict(word: &str) -> &str {
    match word {
        "unclear" => "not clear either way",
        "same" => "no change",
        other => other,
    }
}

/// `day 12 (4–31)`, `day 38 (15–never; never in 22 %)`, `never`.
pub fn days(d: &Days) -> String {
    let end = |x: Option<f64>| x.map_or("never".to_owned(), whole);
    let never =
        if d.never_fraction >= 0.005 { format!("; never in {}", percent(d.never_fraction)) } else { String::new() };
    match (d.p05, d.p50) {
        (None, _) if d.never_fraction >= 0.9999 => "never".to_owned(),
        (None, _) => format!("hardly ever (never in {})", percent(d.never_fraction)),
        (Some(early), None) => format!("not in most runs (from day {}{never})", whole(early)),
        (Some(early), Some(middle)) => match d.p95 {
            Some(late) if whole(late) == whole(early) => format!("day {}", whole(middle)),
            late => format!("day {} ({}–{}{never})", whole(middle), whole(early), end(late)),
        },
    }
}

/// `EVENT on day 12 (4–31)`, `EVENT in 11 % of runs, from day 13 on`, or the sentence for what never happens.
pub fn happens(d: &Days, event: &str, never: &str) -> String {
    if d.p50.is_some() {
        return format!("{event} on {}", days(d));
    }
    if d.never_fraction >= 1.0 {
        return never.to_owned();
    }
    let from = d.p05.map_or(String::new(), |day| format!(", from day {} on", whole(day)));
    format!("{event} in {} of runs{from}", percent(1.0 - d.never_fraction))
}

/// A ratio: median and ends, `no end` where nothing is made.
#[must_use]
pub fn ratio(r: &Ratio) -> String {
    let end = |x: Option<f64>| x.map_or("no end".to_owned(), table_mean);
    if r.p05 == r.p95 { end(r.p50) } else { format!("{} ({}–{})", end(r.p50), end(r.p05), end(r.p95)) }
}

/// Days of cover: `26 days (14–61)`.
pub fn cover(d: &Days) -> String {
    match d.p50 {
        None => "not used up".to_owned(),
        Some(middle) => {
            let end = |x: Option<f64>| x.map_or("no end".to_owned(), whole);
            format!("{} days ({}–{})", whole(middle), end(d.p05), end(d.p95))
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// An ISO date as a day.
pub fn day(date: &str) -> Option<Day> {
    date.parse().ok()
}

/// `April 2028`; the text itself where it is no date.
pub fn month_year(date: &str) -> String {
    day(date).map_or_else(
        || date.to_owned(),
        |d| {
            let (year, month, _) = d.ymd();
            format!("{} {year}", MONTHS[month as usize - 1])
        },
    )
}

/// `2030 Q3`.
pub fn quarter(date: &str) -> String {
    day(date).map_or_else(
        || date.to_owned(),
        |d| {
            let (year, month, _) = d.ymd();
            format!("{year} Q{}", (month - 1) / 3 + 1)
        },
    )
}

/// `2030 Q3 (2029 Q2–after 2032)`.
pub fn restored(r: &Restored, end: &str) -> String {
    let after = day(end).map_or("after the study".to_owned(), |d| format!("after {}", d.ymd().0));
    let at = |x: &Option<String>| x.as_deref().map_or(after.clone(), quarter);
    let (early, middle, late) = (at(&r.p05), at(&r.p50), at(&r.p95));
    if early == late { middle } else { format!("{middle} ({early}–{late})") }
}

/// The unit of money that suits a size: its divisor and its name.
pub fn money_unit(size_usd: f64) -> (f64, &'static str) {
    if size_usd.abs() >= 0.95e9 { (1e9, "bn") } else { (1e6, "million") }
}

/// Money in the given unit: `1.1 (0.6–1.9)`.
pub fn money_in(c: &Count, unit_usd: f64) -> String {
    let scaled = |x: f64| x / unit_usd;
    let spread = scaled(c.p95 - c.p05);
    let step = power_of_ten_below(spread / 5.0).clamp(0.01, 1000.0);
    let step = if spread <= 0.0 || scaled(c.mean) >= 1.0 { step.max(0.1) } else { step };
    let mean = rounded(scaled(c.mean), step);
    if c.p05 == c.p95 {
        return mean;
    }
    let (low, high) = (scaled(c.p05), scaled(c.p95));
    if low < 0.0 {
        format!("{mean} ({} … {})", signed(low, step), signed(high, step))
    } else {
        format!("{mean} ({}–{})", rounded(low, step), rounded(high, step))
    }
}

/// What is saved, where that is sure.
pub fn saving(c: &Count) -> Option<Count> {
    let saved = Count {
        mean: -c.mean,
        p05: -c.p95,
        p50: -c.p50,
        p95: -c.p05,
        ci95_low: -c.ci95_high,
        ci95_high: -c.ci95_low,
        ..*c
    };
    (c.p95 <= 0.0 && c.ci95_high < 0.0).then_some(saved)
}

/// Money in the given unit, told as a saving where it is one: `1.1 (0.6–1.9)`, `saves 0.8 (0.3–1.2)`.
pub fn money_or_saving(c: &Count, unit_usd: f64) -> String {
    saving(c).map_or_else(|| money_in(c, unit_usd), |saved| format!("saves {}", money_in(&saved, unit_usd)))
}

/// Mean money with its unit, told as a saving where it is one: `1.1 bn`, `saves 0.8 bn`.
pub fn money_or_saving_mean(c: &Count) -> String {
    saving(c).map_or_else(|| money_mean(c), |saved| format!("saves {}", money_mean(&saved)))
}

/// Mean money with its unit: `1.1 bn`.
pub fn money_mean(c: &Count) -> String {
    let (unit, name) = money_unit(c.mean);
    let step = power_of_ten_below((c.p95 - c.p05) / unit / 10.0).clamp(0.1, 1000.0);
    format!("{}\u{a0}{name}", rounded(c.mean / unit, step))
}

/// `7f3a…c21e`.
pub fn short_hash(hash: &str) -> String {
    let chars: Vec<char> = hash.chars().collect();
    if chars.len() <= 9 {
        return hash.to_owned();
    }
    let (head, tail) = (&chars[..4], &chars[chars.len() - 4..]);
    format!("{}…{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}

/// First letter in upper case.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// The key of an input in words: `kill probability glide of pac3-mse`.
pub fn key_words(key: &str) -> String {
    let parts: Vec<&str> = key.split('.').collect();
    match parts.as_slice() {
        [_, middle @ .., field] if !middle.is_empty() => {
            format!("{} of {}", field.replace('_', " "), middle.join(" "))
        }
        [table, field] => format!("{table}: {}", field.replace('_', " ")),
        _ => key.replace('_', " "),
    }
}

fn looked_up(names: &[(String, String)], id: &str) -> String {
    names.iter().find(|(i, _)| i == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone())
}

/// Printed name of a nation.
pub fn nation_name(report: &Report, id: &str) -> String {
    looked_up(&report.scenario.nations, id)
}

/// Printed name of what is priced: a line's or an item's, with what of it is priced: `SM-3 IIA, Japan: plant`.
pub fn element_name(report: &Report, id: &str) -> String {
    let named = |own: &str| {
        let lines = report.scenario.lines.iter().find(|(line, _)| line == own);
        lines.map_or_else(|| item_name(report, own), |(_, name)| name.clone())
    };
    id.split_once(": ").map_or_else(|| named(id), |(own, what)| format!("{}: {what}", named(own)))
}

/// Printed name of a stock item.
pub fn item_name(report: &Report, id: &str) -> String {
    looked_up(&report.scenario.items, id)
}

/// Printed name of an arm.
pub fn arm_name(report: &Report, id: &str) -> String {
    report.scenario.arms.iter().find(|a| a.id == id).map_or_else(|| id.to_owned(), |a| a.name.clone())
}

/// `Japan’s`, `United States’`.
pub fn possessive(name: &str) -> String {
    if name.ends_with('s') && name.chars().count() > 3 { format!("{name}’") } else { format!("{name}’s") }
}

/// A nation's name within a sentence: `the United States`, `Japan`.
pub fn with_article(name: &str) -> String {
    if name.starts_with("United ") { format!("the {name}") } else { name.to_owned() }
}

/// Values from here on are printed with an exponent.
const HUGE: f64 = 1e12;

/// A low, likely or high value in the file's own unit: four significant digits at most.
pub fn input_value(x: f64) -> String {
    if !x.is_finite() {
        return NONE.to_owned();
    }
    if x.abs() >= HUGE {
        return exponent(x);
    }
    if is_whole(x) {
        return whole(x);
    }
    let step = power_of_ten_below(x.abs()) / 1000.0;
    let text = rounded(x, step.clamp(1e-4, 1.0));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_their_spread() {
        let c = Count { mean: 35.83, p05: 22.0, p50: 35.0, p95: 53.0, ..Count::fixed(0.0) };
        assert_eq!(mean_band(&c), "36 (22–53)");
        let c = Count { mean: 18_342.0, p05: 12_011.0, p50: 18_000.0, p95: 25_499.0, ..Count::fixed(0.0) };
        assert_eq!(mean_band(&c), "18,300 (12,000–25,500)");
        assert_eq!(rounded(-1234.5, 1.0), "−1,234");
        assert_eq!(rounded(-0.001, 0.1), "0.0");
        assert_eq!(rounded(f64::NAN, 1.0), NONE);
        assert_eq!(fitted(9_999_999.0, 1.0, 9), "9,999,999");
        assert_eq!(fitted(-123_456_789.0, 1.0, 9), "−1.2e8");
        assert_eq!(input_value(3e20), "3.0e20");
        assert_eq!(signed(48.7, 1.0), "+49");
        assert_eq!(percent(0.0004), "under 1\u{a0}%");
    }

    #[test]
    fn days_say_never() {
        let d = Days { p05: Some(15.0), p50: Some(38.0), p95: None, never_fraction: 0.22 };
        assert_eq!(days(&d), "day 38 (15–never; never in 22\u{a0}%)");
        let d = Days { p05: None, p50: None, p95: None, never_fraction: 1.0 };
        assert_eq!(days(&d), "never");
    }

    #[test]
    fn dates_and_keys_read_as_words() {
        assert_eq!(month_year("2028-04-01"), "April 2028");
        assert_eq!(quarter("2030-09-30"), "2030 Q3");
        assert_eq!(month_year("soon"), "soon");
        assert_eq!(key_words("interceptor.pac3-mse.kill_probability_glide"), "kill probability glide of pac3-mse");
        assert_eq!(short_hash("7f3a00000000c21e"), "7f3a…c21e");
    }
}
