//! Studies of stocks: the scenarios of `studies/stocks`, played as `cupola sustain` plays them.

use super::raids::{NUM_RUNS, PLAY, banded, played_world};
use crate::case::{Case, Value};
use crate::runner::{Answer, Answered, Given, Refusal, text};
use cupola_core::Day;
use cupola_scenario::{Source, load};
use cupola_sim::world::World;
use cupola_study::sample::Sample;
use cupola_sustain::DAYS_PER_YEAR;

const MONTHS_PER_YEAR: f64 = 12.0;
/// Days in a year of the calendar, over four of them.
const YEAR_DAYS: f64 = 365.25;

/// What can be asked of one stock in every run.
const MEASURES: [&str; 10] = [
    "fired_per_day",
    "fired_fraction",
    "built_per_day",
    "fired_per_built",
    "days_to_empty",
    "made",
    "left",
    "months_to_restore",
    "years_to_restore",
    "restored_year",
];

/// A study of stocks, of one stock or of several side by side.
pub fn study(case: &Case, _: &Given<'_>) -> Answered {
    let (name, stocks) = (text(case, "study")?, words(case, "of")?);
    let date = case.inputs.get("on").map(|_| text(case, "on")).transpose()?;
    let world = load(Source::Bundled(name), &[]).map_err(Refusal::failed)?.world;
    let keys = MEASURES.into_iter().filter(|key| case.expected.get(key).is_some());
    let found = played_world(world, NUM_RUNS, |world, sample| {
        let of = |key: &'static str| {
            let values: Result<Vec<_>, Refusal> =
                stocks.iter().map(|stock| measured(world, sample, key, stock, date)).collect();
            values.map(|values| (key, values))
        };
        keys.map(of).collect::<Result<Vec<_>, Refusal>>()
    })??;
    let mut answer = Answer::by(&["cupola_scenario::load", PLAY]);
    for (key, values) in found {
        answer = match &values[..] {
            [values] => banded(case, answer, key, values),
            several => {
                let medians: Vec<f64> = several.iter().map(|values| middle(values)).collect();
                answer.with(key, Value::of_numbers(&medians))
            }
        };
    }
    Ok(answer)
}

/// One word or a list of words among the inputs.
fn words<'a>(case: &'a Case, key: &str) -> Result<Vec<&'a str>, Refusal> {
    let Some(Value::List(list)) = case.inputs.get(key) else { return Ok(vec![text(case, key)?]) };
    let word = |value: &'a Value| match value {
        Value::Text(word) => Ok(word.as_str()),
        _ => Err(Refusal::Failed(format!("inputs.{key} is not a list of names"))),
    };
    list.iter().map(word).collect()
}

/// One measure of one stock (`NATION.ITEM`) in every run.
fn measured(
    world: &World,
    sample: &Sample<'_>,
    key: &str,
    stock: &str,
    date: Option<&str>,
) -> Result<Vec<f64>, Refusal> {
    let column = |prefix: &str| {
        let name = format!("{prefix}.{stock}");
        let known = sample.columns().position(&name);
        known.ok_or_else(|| Refusal::Failed(format!("{}: there is no stock `{stock}`", world.name)))?;
        Ok::<Vec<f64>, Refusal>(sample.column(0, &name))
    };
    let num_days = world.campaign.as_ref().map_or(1.0, |campaign| f64::from(campaign.days));
    let ratio = |above: Vec<f64>, below: Vec<f64>, factor: f64| {
        above.iter().zip(&below).map(|(a, b)| a / b * factor).collect::<Vec<f64>>()
    };
    let scaled = |values: Vec<f64>, factor: f64| values.iter().map(|value| value * factor).collect::<Vec<f64>>();
    // From the evening of the last day of raiding to the day on which the stock is back.
    let restored_years = || {
        let last_day = f64::from(world.raids_start.0 - world.stock_date.0) + num_days - 1.0;
        let days = column("restored_day")?;
        Ok::<Vec<f64>, Refusal>(days.iter().map(|day| (day - last_day) / DAYS_PER_YEAR).collect())
    };
    let values = match key {
        "fired_per_day" => scaled(column("fired_in_raids")?, 1.0 / num_days),
        "fired_fraction" => ratio(column("fired_in_raids")?, column("at_stock_date")?, 1.0),
        "built_per_day" => scaled(column("made_in_raids")?, 1.0 / num_days),
        "fired_per_built" => ratio(column("fired_in_raids")?, column("made_in_raids")?, 1.0),
        "days_to_empty" => ratio(column("theatre_at_raids_start")?, column("fired_in_raids")?, num_days),
        "made" => column("made_in_raids")?,
        "left" => {
            let date = date.ok_or_else(|| Refusal::Failed("inputs.on: `left` needs a date".to_owned()))?;
            let name = format!("stock.{stock}.{date}");
            let known = sample.columns().position(&name);
            known.ok_or_else(|| Refusal::Failed(format!("{}: no `{stock}` on {date}", world.name)))?;
            sample.column(0, &name)
        }
        "months_to_restore" => scaled(restored_years()?, MONTHS_PER_YEAR),
        "years_to_restore" => restored_years()?,
        _ => {
            let new_year = Day::from_ymd(2000, 1, 1).expect("there is such a day");
            let year = |day: f64| 2_000.0 + (f64::from(world.stock_date.0 - new_year.0) + day) / YEAR_DAYS;
            column("restored_day")?.into_iter().map(year).collect()
        }
    };
    if middle(&values).is_finite() {
        return Ok(values);
    }
    Err(Refusal::Failed(format!(
        "{}: no `{key}` of `{stock}` in half of the runs, by the end of the study",
        world.name
    )))
}

fn middle(values: &[f64]) -> f64 {
    super::raids::band(values)[1]
}
