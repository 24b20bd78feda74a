//! What constellations cost.

use crate::case::{Case, Value};
use crate::runner::{Answer, Answered, Given, Refusal, positive};
use cupola_cost::{CostItem, Fleet, Horizon, Launch, Learning, Share, Spending, Terms, evaluate};

/// The first generation of constellations of several sizes, built on a learning curve and launched by mass.
pub fn first_generation(case: &Case, _: &Given<'_>) -> Answered {
    let Some(counts) = case.inputs.get("counts").and_then(Value::numbers) else {
        return Err(Refusal::Failed("inputs.counts is not a list of numbers".to_owned()));
    };
    if let Some(count) = counts.iter().find(|count| !(1.0..=1e9).contains(*count) || count.fract() != 0.0) {
        return Err(Refusal::Failed(format!("inputs.counts: {count} satellites; 1 to 1e9, whole")));
    }
    let learning = Learning::new(positive(case, "learning")?).map_err(Refusal::failed)?;
    let [unit_cost, mass_kg, launch_usd_per_kg] =
        ["first_unit_musd", "mass_kg", "launch_usd_per_kg"].map(|key| positive(case, key));
    let (unit_cost_usd, mass_kg, launch_usd_per_kg) = (unit_cost? * 1e6, mass_kg?, launch_usd_per_kg?);
    let horizon = Horizon::new(0, 1).map_err(Refusal::failed)?;
    let total = |count: &f64| {
        let launch = Launch::ByMass { mass_kg, usd_per_kg: launch_usd_per_kg };
        let spending =
            Spending::Fleet(Fleet { learning, ..Fleet::in_orbit(*count as u32, unit_cost_usd, launch, 1.0, 0) });
        let item = CostItem { element: 0, paid_by: vec![Share { nation: 0, fraction: 1.0 }], spending };
        evaluate(&[item], 1, 1, &Terms::plain(horizon)).map(|table| table.total_usd / 1e9).map_err(Refusal::failed)
    };
    let totals = Value::of_numbers(&counts.iter().map(total).collect::<Result<Vec<f64>, Refusal>>()?);
    Ok(Answer::by(&["cupola_cost::evaluate"])
        .with("model_initial_busd", totals.clone())
        .with("published_initial_busd", totals))
}
