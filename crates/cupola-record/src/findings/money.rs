//! What elements cost over their life, in words.

use crate::text::{self, MoneyUnit};
use cupola_study::summary::{CostDriver, LifeCycle, Report};

/// Said in place of a total where there is none.
const ALTERNATIVES: &str =
    "Its elements are alternatives, one or another: each row stands alone, and nothing is summed.";
/// Inputs that a sentence names.
const MOST_NAMED: usize = 2;

/// What a study of money alone finds, most important first.
pub fn in_short(report: &Report) -> Vec<String> {
    let Some(life) = report.cost.as_ref().and_then(|cost| cost.life_cycle.as_ref()) else { return vec![] };
    let Some(total) = &life.total_usd else { return vec![ALTERNATIVES.to_owned()] };
    let unit = unit_of(life);
    let mut lines = vec![format!("{} {} USD in all.", unit.band(total), unit.word)];
    lines.extend(drivers_title(life).map(|title| format!("{title}.")));
    lines
}

/// The unit that a bill is told in: that of its total, or of the dearest of alternatives.
pub(crate) fn unit_of(life: &LifeCycle) -> MoneyUnit {
    let elements = life.elements.iter().map(|element| element.total_usd.p95.max(element.likely_usd));
    MoneyUnit::of(elements.chain(life.total_usd.map(|total| total.p95)).fold(0.0, f64::max))
}

/// The total of a bill in sentences, and why its likely value is aside where it is; or that it has none.
pub(crate) fn in_all(life: &LifeCycle) -> String {
    let Some(total) = &life.total_usd else { return ALTERNATIVES.to_owned() };
    format!("In all {}; {}", unit_of(life).band(total), of_it(life))
}

/// What of a total is acquisition, and its likely value.
fn of_it(life: &LifeCycle) -> String {
    let (Some(acquisition), Some(likely_usd)) = (&life.acquisition_usd, life.likely_usd) else { return String::new() };
    let unit = unit_of(life);
    format!(
        "of it acquisition {}. With every input at its likely value {}.{}",
        unit.band(acquisition),
        unit.amount(likely_usd),
        aside(life).map_or(String::new(), |why| format!(" {why}")),
    )
}

/// Years, prices and what of a total is acquisition.
pub(crate) fn over_life(life: &LifeCycle, price_year: i32) -> String {
    let (from, last) = (life.from_year, life.until_year - 1);
    let (money, word) = (money_word(life, price_year), unit_of(life).word);
    let rest = if life.total_usd.is_some() { format!("; {}", of_it(life)) } else { format!(". {ALTERNATIVES}") };
    format!("{from} to {last}, {word} {money}{rest}")
}

/// Why the likely total lies outside the range of the draws; `None` where it does not.
fn aside(life: &LifeCycle) -> Option<String> {
    let (total, likely_usd) = (life.total_usd?, life.likely_usd?);
    let is_below = likely_usd < total.p05;
    if !is_below && likely_usd <= total.p95 {
        return None;
    }
    let moves = |driver: &&CostDriver| {
        let ends = [driver.low_usd, driver.high_usd];
        if is_below { ends.iter().any(|usd| *usd > likely_usd) } else { ends.iter().any(|usd| *usd < likely_usd) }
    };
    let (lives, others): (Vec<&CostDriver>, Vec<&CostDriver>) =
        life.drivers.iter().filter(moves).partition(|driver| driver.key.ends_with(".life_years"));
    let one_sided: Vec<String> = others
        .iter()
        .filter(|driver| driver.low == driver.likely || driver.high == driver.likely)
        .map(|driver| format!("`{}`", driver.key))
        .collect();
    let mut reasons = Vec::new();
    if !lives.is_empty() {
        let (life, generation) = if is_below { ("shorter", "more") } else { ("longer", "less") };
        reasons.push(format!(
            "units are bought ⌈years / life⌉ times, and a life a little {life} than the likely one buys once {generation}"
        ));
    }
    if !one_sided.is_empty() {
        let more = one_sided.len().saturating_sub(MOST_NAMED);
        let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
        let named = one_sided[..one_sided.len() - more].join(", ");
        reasons.push(format!("the likely value is one end of the range of {named}{rest}"));
    }
    if reasons.is_empty() {
        reasons.push("the ranges reach further to one side of their likely values than to the other".to_owned());
    }
    let side = if is_below { "below" } else { "above" };
    Some(format!("That lies {side} the 5–95 % of the draws: {}.", reasons.join("; ")))
}

/// Whose money is told: what the last arm costs beyond the base, both by name.
pub(crate) fn whose_money(report: &Report) -> String {
    match report.scenario.arms.as_slice() {
        [base, .., last] => format!("“{}” less “{}”", last.name, base.name),
        _ => "beyond today’s plans".to_owned(),
    }
}

/// `2026 USD`, or `then-year USD`.
pub(crate) fn money_word(life: &LifeCycle, price_year: i32) -> String {
    if life.money == "constant" { format!("{price_year} USD") } else { "then-year USD".to_owned() }
}

/// What moves the total most; `None` where nothing does.
pub(crate) fn drivers_title(life: &LifeCycle) -> Option<String> {
    let widest = life.drivers.first()?;
    let unit = unit_of(life);
    let [low, high] = [widest.low, widest.high].map(text::input_value);
    let [low_usd, high_usd] = [widest.low_usd, widest.high_usd].map(|usd| unit.amount(usd));
    Some(format!("`{}` moves the total most: at {low} it is {low_usd}, at {high} {high_usd} {}", widest.key, unit.word))
}
