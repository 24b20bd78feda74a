//! `cupola cost --vary`: the total over the values of one key. It needs no runs.

use crate::RunArgs;
use crate::run::style;
use cupola::command::sweep::vary::{Vary, written};
use cupola::command::Failure;
use cupola::record::{json, terminal};
use cupola::scenario;
use cupola::study::life_cycle;
use cupola::study::summary::{CostCurve, CostPoint};

/// Prints the total at every value.
pub fn vary(args: &RunArgs, text: &str) -> Result<(), Failure> {
    let mut faults = args.study.faults();
    let vary = Vary::parse(text).map_err(|wrong| faults.extend(wrong)).ok();
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let Some(vary) = vary else { return Ok(()) };
    let options = args.study.options(0);
    let mut points = Vec::new();
    let mut price_year = 0;
    for value in &vary.values {
        let change = format!("{}={}", vary.key, written(value));
        let sets: Vec<String> = args.sets.iter().cloned().chain([change]).collect();
        let world = scenario::load(scenario::resolve(&args.scenario), &sets)?.world;
        let Some(life) = life_cycle::summary(&world, &options, 0)? else {
            return Err(Failure::input(format!("{} has no [[cost.element]]: nothing to vary", args.scenario)));
        };
        let (Some(likely_usd), Some(total_usd)) = (life.likely_usd, life.total_usd) else {
            return Err(Failure::input("its elements are alternatives: no total to vary"));
        };
        price_year = world.cost.map_or(price_year, |cost| cost.price_year);
        points.push(CostPoint { value: written(value), likely_usd, total_usd });
    }
    let curve = CostCurve { scenario: args.scenario.clone(), key: vary.key, price_year, points };
    crate::print(&if args.json { json::pretty(&curve) } else { terminal::render_cost_curve(&curve, &style()) })
}
