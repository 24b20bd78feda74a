//! Assumptions changed one after the other, and what each adds to the total.

use crate::life_cycle::likely;
use crate::summary::{Waterfall, WaterfallStep};
use cupola_cost::CostError;
use cupola_sim::world::{CostStep, World};

/// Steps up to which every order is tried: 2 to this power totals.
const MOST_ORDERED: usize = 8;

/// The chain of a scenario's steps; `None` where it has none or prices nothing.
///
/// `changed` gives the scenario with the changes of such steps made, in their order. What a step adds hangs on those
/// before it; its least and most are over all sets of the other steps that may come before it (the first step always
/// does), up to eight such steps. A change of a key that a later step changes too is overridden by the later one.
///
/// # Errors
/// What `changed` gives: asked for all steps first, so that the faults of all are told at once.
pub fn waterfall<E: From<CostError>>(
    world: &World,
    mut changed: impl FnMut(&[&CostStep]) -> Result<World, E>,
) -> Result<Option<Waterfall>, E> {
    let Some(rules) = world.cost.as_ref().filter(|rules| !rules.steps.is_empty()) else { return Ok(None) };
    changed(&rules.steps.iter().collect::<Vec<_>>())?;
    let mut total = |of: &dyn Fn(usize) -> bool| -> Result<f64, E> {
        let taken = rules.steps.iter().enumerate().filter(|(index, _)| of(*index));
        let taken: Vec<&CostStep> = taken.map(|(_, step)| step).collect();
        Ok(likely(&changed(&taken)?)?.map_or(0.0, |table| table.total_usd))
    };
    let num_free = rules.steps.len() - 1;
    let is_ordered = num_free <= MOST_ORDERED;
    let mut by_set = Vec::new();
    if is_ordered {
        for set in 0..1_usize << num_free {
            by_set.push(total(&|index| index == 0 || set >> (index - 1) & 1 == 1)?);
        }
    }
    let mut steps: Vec<WaterfallStep> = Vec::new();
    let mut before_usd = 0.0;
    for (index, step) in rules.steps.iter().enumerate() {
        let total_usd = total(&|other| other <= index)?;
        let change_usd = total_usd - before_usd;
        let changes = index.checked_sub(1).filter(|_| is_ordered).map(|free| changes_of(free, &by_set));
        let (least, most) = changes.unwrap_or((change_usd, change_usd));
        steps.push(told(step, total_usd, change_usd, (least, most)));
        before_usd = total_usd;
    }
    Ok(Some(Waterfall {
        title: world.title.clone(),
        status: world.status.clone(),
        caveats: world.caveats.clone(),
        price_year: rules.price_year,
        steps,
        unsaid: rules.unsaid.clone(),
    }))
}

/// The least and the most that one step adds, over all sets of the others.
fn changes_of(free: usize, by_set: &[f64]) -> (f64, f64) {
    let bit = 1_usize << free;
    let without = (0..by_set.len()).filter(|set| set & bit == 0);
    without.map(|set| by_set[set | bit] - by_set[set]).fold((f64::MAX, f64::MIN), |(l, h), c| (l.min(c), h.max(c)))
}

fn told(step: &CostStep, total_usd: f64, change_usd: f64, (least, most): (f64, f64)) -> WaterfallStep {
    WaterfallStep {
        what: step.what.clone(),
        set: step.set.clone(),
        why: step.why.clone(),
        source: step.source.clone(),
        total_usd,
        change_usd,
        least_change_usd: least,
        most_change_usd: most,
        printed_usd: step.printed.as_ref().map(|(usd, _)| *usd),
        printed_by: step.printed.as_ref().map(|(_, by)| by.clone()),
    }
}
