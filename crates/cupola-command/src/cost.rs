//! What `cupola cost` works out without runs: chains of assumptions, and the total over the values of a key.

use crate::{Failure, Scenario, Size};
use cupola_sim::world::World;
use cupola_study::life_cycle;
use cupola_study::summary::{CostCurve, CostPoint, Waterfall};
use cupola_study::waterfall::waterfall;

/// The chain of assumptions of a scenario.
///
/// # Errors
/// Faults of the scenario or of a step; a scenario that has no step.
pub fn steps(scenario: &Scenario) -> Result<Waterfall, Failure> {
    chain(scenario, &scenario.load_stepped(&[])?.world)?
        .ok_or_else(|| Failure::input(format!("{} has no [[cost.step]]: no chain of assumptions", scenario.name())))
}

/// The chain of assumptions of a scenario, where it has one; `world` is the scenario's.
///
/// # Errors
/// Faults of its steps.
pub fn chain(scenario: &Scenario, world: &World) -> Result<Option<Waterfall>, Failure> {
    waterfall(world, |steps| Ok(scenario.load_stepped(steps)?.world))
}

/// The total over the values of one key, as they are written in a scenario.
///
/// # Errors
/// Faults of the size, the scenario or a value; a scenario whose elements have no total.
pub fn curve(scenario: &Scenario, size: &Size, key: &str, values: &[String]) -> Result<CostCurve, Failure> {
    let options = size.checked()?.options(0);
    let mut points = Vec::new();
    let mut price_year = 0;
    for value in values {
        let mut changed = scenario.clone();
        changed.sets.push(format!("{key}={value}"));
        let world = changed.load()?.world;
        let Some(life) = life_cycle::summary(&world, &options, 0)? else {
            return Err(Failure::input(format!("{} has no [[cost.element]]: nothing to vary", scenario.name())));
        };
        let (Some(likely_usd), Some(total_usd)) = (life.likely_usd, life.total_usd) else {
            return Err(Failure::input("its elements are alternatives: no total to vary"));
        };
        price_year = world.cost.map_or(price_year, |cost| cost.price_year);
        points.push(CostPoint { value: value.clone(), likely_usd, total_usd });
    }
    Ok(CostCurve { scenario: scenario.name(), key: key.to_owned(), price_year, points })
}
