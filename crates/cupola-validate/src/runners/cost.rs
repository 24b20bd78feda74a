//! What constellations, sites and wars cost.

use super::bills;
use crate::case::{Case, Value};
use crate::runner::{Answer, Answered, Given, Refusal, number, numbers, positive};
use crate::tolerance::Tolerance;
use cupola_cost::{
    CostItem, CostTable, Fleet, Horizon, Launch, Learning, Phase, Share, Spending, Terms, evaluate, excess_usd,
    mass_left_kg, slope_between,
};
use cupola_scenario::catalogue::Catalogue;

const EVALUATE: &str = "cupola_cost::evaluate";
const BILLION: f64 = 1e9;
const MILLION: f64 = 1e6;
/// The years counted where a case gives only how many: any would do.
const FIRST_YEAR: i32 = 2026;

/// A bill for some years from the first, one element and one payer for each spending.
fn bill(spendings: impl IntoIterator<Item = Spending>, num_years: f64) -> Result<CostTable, Refusal> {
    let paid_by = vec![Share { nation: 0, fraction: 1.0 }];
    let items = spendings.into_iter().enumerate();
    let items: Vec<CostItem> =
        items.map(|(element, spending)| CostItem { element, paid_by: paid_by.clone(), spending }).collect();
    let horizon = Horizon::new(FIRST_YEAR, FIRST_YEAR + num_years.round() as i32).map_err(Refusal::failed)?;
    evaluate(&items, items.len(), 1, &Terms::plain(horizon)).map_err(Refusal::failed)
}

/// An amount printed in billions, spent in the first year.
fn once(phase: Phase, amount_busd: f64) -> Spending {
    Spending::Once { phase, amount_usd: amount_busd * BILLION, from_year: FIRST_YEAR, until_year: FIRST_YEAR + 1 }
}

/// A whole number of units among the inputs.
fn units(value: f64, key: &str) -> Result<u32, Refusal> {
    if (1.0..=1e9).contains(&value) && value.fract() == 0.0 {
        return Ok(value as u32);
    }
    Err(Refusal::Failed(format!("inputs.{key}: {value} units; 1 to 1e9, whole")))
}

fn list(case: &Case, key: &str) -> Result<Vec<f64>, Refusal> {
    let numbers = case.inputs.get(key).and_then(Value::numbers);
    numbers.ok_or_else(|| Refusal::Failed(format!("inputs.{key} is not a list of numbers")))
}

/// A list of pairs or triples among the inputs.
fn rows<const N: usize>(case: &Case, key: &str) -> Result<Vec<[f64; N]>, Refusal> {
    let refused = || Refusal::Failed(format!("inputs.{key} is not a list of lists of {N} numbers"));
    let Some(Value::List(rows)) = case.inputs.get(key) else { return Err(refused()) };
    rows.iter().map(|row| row.numbers().and_then(|row| row.try_into().ok()).ok_or_else(refused)).collect()
}

/// The first generation of constellations of several sizes, built on a learning curve and launched by mass.
pub fn first_generation(case: &Case, _: &Given<'_>) -> Answered {
    let learning = Learning::new(positive(case, "learning")?).map_err(Refusal::failed)?;
    let [unit_cost, mass_kg, launch_usd_per_kg] =
        ["first_unit_musd", "mass_kg", "launch_usd_per_kg"].map(|key| positive(case, key));
    let (unit_cost_usd, mass_kg, usd_per_kg) = (unit_cost? * MILLION, mass_kg?, launch_usd_per_kg?);
    let total = |count: &f64| {
        let launch = Launch::ByMass { mass_kg, usd_per_kg };
        let fleet = Fleet::in_orbit(units(*count, "counts")?, unit_cost_usd, launch, 1.0, FIRST_YEAR);
        bill([Spending::Fleet(Fleet { learning, ..fleet })], 1.0).map(|table| table.total_usd / BILLION)
    };
    let totals = list(case, "counts")?.iter().map(total).collect::<Result<Vec<f64>, Refusal>>()?;
    let totals = Value::of_numbers(&totals);
    Ok(Answer::by(&[EVALUATE]).with("model_initial_busd", totals.clone()).with("published_initial_busd", totals))
}

/// What is bought over the years to hold a number, what it costs, and what the study of the same bill leaves for the rest.
pub fn hardware(case: &Case, _: &Given<'_>) -> Answered {
    let num_units = units(positive(case, "interceptors")?, "interceptors")?;
    let (life_years, horizon_years) = (positive(case, "life_years")?, positive(case, "horizon_years")?);
    let unit_cost_usd = positive(case, "unit_cost_musd")? * MILLION;
    let fleet = Fleet::in_orbit(num_units, unit_cost_usd, Launch::None, life_years, FIRST_YEAR);
    let num_bought = fleet.num_bought(FIRST_YEAR + horizon_years.round() as i32) as f64;
    let hardware_busd = bill([Spending::Fleet(fleet)], horizon_years)?.total_usd / BILLION;
    let study = bills::of("cbo-2026-cost", &[])?;
    let acquisition_busd = study.acquisition_busd(study.with_units(f64::from(num_units))?);
    Ok(Answer::by(&["cupola_cost::Fleet::num_bought", EVALUATE, bills::LIKELY])
        .with("total_bought", num_bought)
        .with("hardware_busd", hardware_busd)
        .with("published_acquisition_busd", acquisition_busd)
        .with("residual_busd", acquisition_busd - hardware_busd)
        .noting(
            "acquisition is that of `cupola cost cbo-2026-cost`: launches with AEI's 1,900 kg and AEI's development",
        ))
}

/// A layer's acquisition and years of operation, and its share of the whole.
pub fn layer(case: &Case, _: &Given<'_>) -> Answered {
    let years = positive(case, "horizon_years")?;
    let yearly_usd = positive(case, "annual_ops_busd")? * BILLION;
    let until_year = FIRST_YEAR + years.round() as i32;
    let operations = Spending::Operations { yearly_usd, from_year: FIRST_YEAR, until_year };
    let total_busd =
        bill([once(Phase::Procurement, positive(case, "acquisition_busd")?), operations], years)?.total_usd / BILLION;
    let whole_busd = bills::of("cbo-2026-cost", &[])?.total_busd();
    Ok(Answer::by(&[EVALUATE, bills::LIKELY])
        .with("layer_total_busd", total_busd)
        .with("share_of_total", total_busd / whole_busd)
        .noting("the whole is that of `cupola cost cbo-2026-cost`, which takes all but this layer from the same print"))
}

/// One bill against an older one.
pub fn options(case: &Case, _: &Given<'_>) -> Answered {
    let totals = ["old_total_busd", "new_total_busd"].map(|key| positive(case, key));
    let [old, new] = totals.map(|busd| bill([once(Phase::Procurement, busd?)], 1.0));
    let (old, mut difference) = (old?, new?);
    difference.add_scaled(&old, -1.0);
    Ok(Answer::by(&[EVALUATE, "cupola_cost::CostTable::add_scaled"])
        .with("saving_fraction", -difference.total_usd / old.total_usd)
        .with("old_cost_per_interceptor_musd", old.total_usd / positive(case, "interceptors")? / MILLION))
}

/// A mass at a price.
pub fn launch_bill(case: &Case, _: &Given<'_>) -> Answered {
    let launch = Launch::ByMass {
        mass_kg: positive(case, "total_mass_t")? * 1e3,
        usd_per_kg: positive(case, "launch_usd_per_kg")?,
    };
    let fleet = Fleet::in_orbit(1, 0.0, launch, 1.0, FIRST_YEAR);
    let total_usd = bill([Spending::Fleet(fleet)], 1.0)?.total_usd;
    Ok(Answer::by(&[EVALUATE]).with("launch_busd", total_usd / BILLION))
}

/// Nine tiers from their parts.
pub fn tiers(case: &Case, _: &Given<'_>) -> Answered {
    let totals = |key| -> Result<Value, Refusal> {
        let total = |[first, again, run]: &[f64; 3]| {
            let parts = [(Phase::Procurement, first), (Phase::Replacement, again), (Phase::Operations, run)];
            bill(parts.map(|(phase, busd)| once(phase, *busd)), 1.0).map(|table| table.total_usd / BILLION)
        };
        rows::<3>(case, key)?.iter().map(total).collect::<Result<Vec<f64>, _>>().map(|all| Value::of_numbers(&all))
    };
    Ok(Answer::by(&[EVALUATE])
        .with("boost_total", totals("boost")?)
        .with("glide_total", totals("glide")?)
        .with("midcourse_total", totals("midcourse")?))
}

/// The slope that the smallest and the largest of several totals imply.
pub fn slope(case: &Case, _: &Given<'_>) -> Answered {
    let anchors = rows::<2>(case, "anchors")?;
    let between = |a: &[f64; 2], b: &[f64; 2]| slope_between((a[0], a[1]), (b[0], b[1])).map_err(Refusal::failed);
    let [first, .., last] = &anchors[..] else {
        return Err(Refusal::Failed("inputs.anchors: two at least".to_owned()));
    };
    let legs = anchors.windows(2).map(|pair| between(&pair[0], &pair[1])).collect::<Result<Vec<f64>, _>>()?;
    let legs: Vec<String> = legs.iter().map(|slope| format!("{slope:.4}")).collect();
    Ok(Answer::by(&["cupola_cost::slope_between"])
        .with("cumulative_average_slope", between(first, last)?)
        .noting(format!("from the first to the last; {} from each to the next", legs.join(", "))))
}

const FIRST: [Phase; 2] = [Phase::Procurement, Phase::Launch];
const AGAIN: [Phase; 2] = [Phase::Replacement, Phase::Relaunch];

/// A tier of the study of the same source, found by its number in orbit.
pub fn tier(case: &Case, _: &Given<'_>) -> Answered {
    let num_units = f64::from(units(positive(case, "interceptors")?, "interceptors")?);
    let study = bills::of("aei-2025-cost", &[])?;
    let element = study.with_units(num_units)?;
    let parts_busd = [&FIRST[..], &AGAIN, &[Phase::Operations]].map(|phases| study.busd(element, phases));
    let [first_busd, again_busd, operations_busd] = parts_busd;
    let development_busd = bills::development_busd("aei-2025-boost")?;
    Ok(Answer::by(&["cupola_scenario::studies::bundled_study", bills::LIKELY])
        .with("development_busd", development_busd)
        .with("initial_busd", first_busd)
        .with("replenishment_busd", again_busd)
        .with("operations_busd", operations_busd)
        .with("total_busd", development_busd + parts_busd.iter().sum::<f64>())
        .with("unit_initial_musd", first_busd * BILLION / num_units / MILLION)
        .noting(format!("element `{}` of `cupola cost aei-2025-cost`; {RULE}", study.id(element))))
}

/// What is said wherever replacement is held against AEI's print.
const RULE: &str = "each generation is bought afresh, as in the author's calculator, so each costs what the first did; the \
                    paper prints less and does not say why";

/// All further generations over the first, for the elements of the study of the same source that live so long.
pub fn again_over_first(case: &Case, _: &Given<'_>) -> Answered {
    let years = format!("cost.horizon_years={}", positive(case, "horizon_years")?);
    let study = bills::of("aei-2025-cost", &[years])?;
    let life_years = positive(case, "life_years")?;
    let ratio = |element: &usize| study.busd(*element, &AGAIN) / study.busd(*element, &FIRST);
    let ratios: Vec<f64> = study.that_live(life_years).iter().map(ratio).collect();
    let (low, high) = ratios.iter().fold((f64::MAX, f64::MIN), |(l, h), ratio| (l.min(*ratio), h.max(*ratio)));
    if ratios.is_empty() {
        return Err(Refusal::Failed(format!("no element of the study lives {life_years} years")));
    }
    Ok(Answer::by(&["cupola_scenario::load", bills::LIKELY])
        .with("replenishment_over_initial", 0.5 * (low + high))
        .noting(format!("{low:.3} to {high:.3} over {} elements of `cupola cost aei-2025-cost`; {RULE}", ratios.len())))
}

/// Silos with interceptors, from the catalogue's price of one.
pub fn silos(case: &Case, _: &Given<'_>) -> Answered {
    let num_silos = units(positive(case, "additional_silos")?, "additional_silos")?;
    let change = format!("cost.element.gmd-silos-2021.units={num_silos}");
    let study = bills::of("ground-sites", &[change])?;
    let total_busd = study.acquisition_busd(study.named("gmd-silos-2021")?);
    Ok(Answer::by(&["cupola_scenario::load", bills::LIKELY])
        .with("total_busd", total_busd)
        .with("per_silo_with_interceptor_musd", total_busd * BILLION / f64::from(num_silos) / MILLION)
        .noting("`cupola cost ground-sites`: the silos themselves are assumed, between 1 and 3.1 billion"))
}

/// Whether architectures hold the tiers they are said to; that of the last key is the catalogue's, its tier the study's.
pub fn fits(case: &Case, _: &Given<'_>) -> Answered {
    let robust = list(case, "robust_tiers_busd")?;
    let parts = robust.iter().map(|busd| once(Phase::Procurement, *busd));
    let sum_busd = bill(parts, 1.0)?.total_usd / BILLION;
    let fits = |parts: &[f64], whole_busd: f64| excess_usd(parts, whole_busd).is_none();
    let is_robust = fits(&robust, positive(case, "robust_total_busd")?);
    let is_balanced = fits(&[positive(case, "moderate_boost_busd")?], positive(case, "balanced_total_busd")?);
    let study = bills::of("aei-2025-cost", &[])?;
    let basic_busd = study.whole_busd(study.named("boost-basic")?) + bills::development_busd("aei-2025-boost")?;
    let accelerated = Catalogue::embedded().get("aei-accelerated-homeland").and_then(|e| e.value("total_20y_busd"));
    let accelerated_busd = accelerated
        .map(|value| value.range.likely)
        .ok_or_else(|| Refusal::Failed("the catalogue has no total of `aei-accelerated-homeland`".to_owned()))?;
    let mut answer = Answer::by(&[EVALUATE, "cupola_cost::excess_usd", bills::LIKELY])
        .with("robust_sum_busd", sum_busd)
        .with("robust_fits", Value::Truth(is_robust))
        .with("balanced_fits", Value::Truth(is_balanced))
        .with("accelerated_471_fits_basic_boost_278", Value::Truth(fits(&[basic_busd], accelerated_busd)))
        .noting("the rule by which `cupola check` warns of [[cost.printed]] parts above their whole")
        .noting(format!(
            "the amounts of the fourth key stand in no input: the tier is {basic_busd:.0} billion, `boost-basic` of `cupola cost \
             aei-2025-cost` with development, the whole {accelerated_busd:.0}, `aei-accelerated-homeland` of the catalogue"
        ));
    answer.tolerances = ["robust_sum_busd", "robust_fits", "balanced_fits", "accelerated_471_fits_basic_boost_278"]
        .map(|key| (key, Tolerance::within(0.0)))
        .into();
    Ok(answer)
}

/// The most mass that a remainder launches, with and without development in it.
pub fn mass_bound(case: &Case, _: &Given<'_>) -> Answered {
    let left_busd = positive(case, "residual_busd")?;
    let (num_bought, price) = (positive(case, "satellites_bought")?, positive(case, "launch_usd_per_kg")?);
    let mass_kg = |busd: f64| mass_left_kg((left_busd - busd) * BILLION, num_bought, price).map_err(Refusal::failed);
    let [without_kg, with_kg] = numbers::<2>(case, "development_busd")?.map(mass_kg);
    Ok(Answer::by(&["cupola_cost::mass_left_kg"]).with("mass_bound_kg", Value::of_numbers(&[without_kg?, with_kg?])))
}

/// The first hours of a war from the parts of its bill.
pub fn war(case: &Case, _: &Given<'_>) -> Answered {
    let parts = ["intercepts_busd", "offensive_busd", "losses_busd", "operations_busd"].map(|key| positive(case, key));
    let parts = parts.into_iter().collect::<Result<Vec<f64>, _>>()?;
    let table = bill(parts.into_iter().map(|busd| once(Phase::Operations, busd)), 1.0)?;
    let num_days = positive(case, "hours")? / 24.0;
    Ok(Answer::by(&[EVALUATE])
        .with("total_busd", table.total_usd / BILLION)
        .with("printed_total_busd", table.total_usd / BILLION)
        .with("intercept_share", table.by_element_usd[0] / table.total_usd)
        .with("per_day_musd", table.total_usd / num_days / MILLION))
}

/// Estimates over the one announced.
pub fn over_announced(case: &Case, _: &Given<'_>) -> Answered {
    let total = |key| bill([once(Phase::Procurement, number(case, key)?)], 1.0).map(|table| table.total_usd);
    let announced_usd = total("white_house_busd")?;
    let ratios = [total("russia_only_busd")? / announced_usd, total("three_powers_busd")? / announced_usd];
    Ok(Answer::by(&[EVALUATE]).with("ratio", Value::of_numbers(&ratios)))
}
