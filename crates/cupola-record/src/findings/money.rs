//! What elements cost over their life, in words.

use crate::text;
use cupola_study::summary::{LifeCycle, Report};

/// What a study of money alone finds, most important first.
pub fn in_short(report: &Report) -> Vec<String> {
    let Some(life) = report.cost.as_ref().and_then(|cost| cost.life_cycle.as_ref()) else { return vec![] };
    let mut lines = vec![format!("{} billion USD in all.", text::billions_band(&life.total_usd))];
    lines.extend(drivers_title(life).map(|title| format!("{title}.")));
    lines
}

/// Years, prices and what of a total is acquisition.
pub(crate) fn over_life(life: &LifeCycle, price_year: i32) -> String {
    format!(
        "{} to {}, {}; of it acquisition {}. With every input at its likely value {}.",
        life.from_year,
        life.until_year - 1,
        money_word(life, price_year),
        text::billions_band(&life.acquisition_usd),
        text::billions(life.likely_usd),
    )
}

/// `2026 USD`, or `then-year USD`.
pub(crate) fn money_word(life: &LifeCycle, price_year: i32) -> String {
    if life.money == "constant" { format!("{price_year} USD") } else { "then-year USD".to_owned() }
}

/// What moves the total most; `None` where nothing does.
pub(crate) fn drivers_title(life: &LifeCycle) -> Option<String> {
    let widest = life.drivers.first()?;
    let [low, high] = [widest.low, widest.high].map(text::input_value);
    let [low_usd, high_usd] = [widest.low_usd, widest.high_usd].map(text::billions);
    Some(format!("`{}` moves the total most: at {low} it is {low_usd}, at {high} {high_usd} billion", widest.key))
}
