//! Bundled studies of money with every input at its likely value, as `cupola cost` reckons them.

use crate::runner::Refusal;
use cupola_cost::{CostTable, Phase};
use cupola_scenario::studies::bundled_study;
use cupola_scenario::{Source, load};
use cupola_sim::world::{CostElement, InputId, World};
use cupola_study::life_cycle::likely;

/// The function that reckons them.
pub const LIKELY: &str = "cupola_study::life_cycle::likely";
const BILLION: f64 = 1e9;

/// A study and what it costs.
pub struct Bill {
    world: World,
    table: CostTable,
}

/// A bundled study with some changes, `KEY=VALUE`.
pub fn of(study: &str, changes: &[String]) -> Result<Bill, Refusal> {
    let world = load(Source::Bundled(study), changes).map_err(Refusal::failed)?.world;
    let table = likely(&world).map_err(Refusal::failed)?;
    let table = table.ok_or_else(|| Refusal::Failed(format!("{study} has no [[cost.element]]")))?;
    Ok(Bill { world, table })
}

/// What a study in orbit gives for development, in billions.
pub fn development_busd(study: &str) -> Result<f64, Refusal> {
    let equations = bundled_study(study).map_err(Refusal::failed)?.equations;
    let equations = equations.ok_or_else(|| Refusal::Failed(format!("{study} gives no equations")))?;
    Ok(equations.programme.development_usd / BILLION)
}

impl Bill {
    fn elements(&self) -> &[CostElement] {
        self.world.cost.as_ref().map_or(&[], |rules| &rules.elements)
    }

    fn likely(&self, id: InputId) -> f64 {
        self.world.inputs[id.0 as usize].range.likely
    }

    fn found(&self, is_meant: impl Fn(&CostElement) -> bool, words: &str) -> Result<usize, Refusal> {
        let found = self.elements().iter().position(is_meant);
        found.ok_or_else(|| Refusal::Failed(format!("{}: no element {words}", self.world.name)))
    }

    /// All of it, in billions.
    pub fn total_busd(&self) -> f64 {
        self.table.total_usd / BILLION
    }

    /// The element with so many units.
    pub fn with_units(&self, num_units: f64) -> Result<usize, Refusal> {
        self.found(|element| self.likely(element.units) == num_units, &format!("has {num_units} units"))
    }

    /// The elements whose units live so long.
    pub fn that_live(&self, life_years: f64) -> Vec<usize> {
        let lives = |element: &CostElement| element.life_years.is_some_and(|life| self.likely(life) == life_years);
        let elements = self.elements().iter().enumerate();
        elements.filter(|(_, element)| lives(element)).map(|(index, _)| index).collect()
    }

    /// The element of an id.
    pub fn named(&self, id: &str) -> Result<usize, Refusal> {
        self.found(|element| element.id == id, &format!("`{id}`"))
    }

    /// The id of an element.
    pub fn id(&self, element: usize) -> &str {
        &self.elements()[element].id
    }

    /// What some phases of an element cost, in billions.
    pub fn busd(&self, element: usize, phases: &[Phase]) -> f64 {
        phases.iter().map(|phase| self.table.phase_usd(element, *phase)).sum::<f64>() / BILLION
    }

    /// What an element costs in all, in billions.
    pub fn whole_busd(&self, element: usize) -> f64 {
        self.busd(element, &Phase::ALL)
    }

    /// What an element costs but for its operation and disposal, in billions.
    pub fn acquisition_busd(&self, element: usize) -> f64 {
        let phases: Vec<Phase> = Phase::ALL.into_iter().filter(|phase| phase.is_acquisition()).collect();
        self.busd(element, &phases)
    }
}
