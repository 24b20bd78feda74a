//! What elements cost over their life, beside what others print, and which inputs drive it.
//!
//! Unlike [`crate::costing`] this is no difference: all that is written as an element is counted, in one arm. It needs
//! no runs, only worlds: draws of the inputs.

use crate::costing::{exists, num_satellites, shares, terms};
use crate::monte_carlo::Options;
use crate::summary::{CostDriver, Count, ElementCost, LifeCycle, PrintedBeside};
use cupola_core::{Stream, stats};
use cupola_cost::{CostError, CostItem, CostTable, Fleet, Launch, Learning, Phase, Spending, Terms, evaluate};
use cupola_sim::world::{CostElement, CostRules, Draws, Input, InputId, PrintedCost, World};
use std::collections::{BTreeMap, BTreeSet};

/// Worlds that are drawn at least.
const LEAST_WORLDS: u64 = 2_000;
/// Drivers that are named.
const MOST_DRIVERS: usize = 12;

/// The elements of an arm as items, booked from the element index `base` on.
///
/// # Errors
/// [`CostError`] when a slope is none.
pub fn items(
    world: &World,
    rules: &CostRules,
    draws: &Draws,
    arm: usize,
    base: usize,
) -> Result<Vec<CostItem>, CostError> {
    let mut items = Vec::new();
    for (index, element) in rules.elements.iter().enumerate() {
        let is_agreed = element.agreement.is_none_or(|a| world.arms[arm].agreements.contains(&a));
        let is_there = element.constellation.is_none_or(|c| exists(world, arm, c));
        if is_agreed && is_there {
            let paid_by = shares(&element.paid_by);
            let of = |spending| CostItem { element: base + index, paid_by: paid_by.clone(), spending };
            items.extend(spendings(world, element, draws)?.into_iter().map(of));
        }
    }
    Ok(items)
}

/// What an element's money goes to.
fn spendings(world: &World, element: &CostElement, draws: &Draws) -> Result<Vec<Spending>, CostError> {
    let whole = |id: InputId| draws.get(id).round().max(0.0) as u32;
    let learning = |slope: InputId| Learning::new(draws.get(slope));
    let mut curve = learning(element.learning_slope)?.of_theory(element.theory);
    if let Some(num_units) = element.flat_after {
        curve = curve.flat_after(u64::from(num_units));
    }
    let mass_kg = draws.get(element.mass_kg);
    let launch = match element.vehicle {
        Some(vehicle) => Launch::ByVehicle {
            mass_kg,
            capacity_kg: draws.get(vehicle.capacity_kg),
            first_usd: draws.get(vehicle.first_usd),
            learning: learning(vehicle.learning_slope)?,
        },
        None => Launch::ByMass { mass_kg, usd_per_kg: draws.get(element.launch_usd_per_kg) },
    };
    let fleet = Fleet {
        num_units: element.constellation.map_or_else(|| whole(element.units), |c| num_satellites(world, draws, c)),
        unit_cost_usd: draws.get(element.unit_cost_usd),
        price_of: element.price_of,
        learning: curve,
        rebuy: element.rebuy,
        num_built_before: whole(element.built_before),
        launch,
        life_years: element.life_years.map(|life| draws.get(life)),
        from_year: element.from_year,
        build_years: element.build_years,
        operations_yearly_usd: draws.get(element.operations_usd_per_year),
        unit_operations_yearly_usd: draws.get(element.unit_operations_usd_per_year),
        disposal_usd: draws.get(element.disposal_usd),
    };
    let (from_year, until_year) = (element.from_year, element.from_year + element.build_years as i32);
    let once = |phase, amount: InputId| Spending::Once { phase, amount_usd: draws.get(amount), from_year, until_year };
    let amounts = [(Phase::Development, element.development_usd), (Phase::Sites, element.sites_usd)];
    let paid = amounts.into_iter().filter(|(_, amount)| draws.get(*amount) > 0.0);
    Ok(paid.map(|(phase, amount)| once(phase, amount)).chain([Spending::Fleet(fleet)]).collect())
}

/// What the elements of an arm cost in one world.
///
/// # Errors
/// [`CostError`] for what an element cannot be.
pub fn table(
    world: &World,
    rules: &CostRules,
    draws: &Draws,
    arm: usize,
    terms: &Terms,
) -> Result<CostTable, CostError> {
    let items = items(world, rules, draws, arm, 0)?;
    evaluate(&items, rules.elements.len(), world.nations.len(), terms)
}

/// The life cycle of an arm; `None` without elements. Over more worlds than runs are played in, for they cost nothing
/// here; the first of them are those of the runs.
///
/// # Errors
/// [`CostError`] for what the terms or an element cannot be.
pub fn summary(world: &World, options: &Options, arm: usize) -> Result<Option<LifeCycle>, CostError> {
    let Some(rules) = world.cost.as_ref().filter(|rules| !rules.elements.is_empty()) else { return Ok(None) };
    let terms = terms(rules)?;
    let draws = (0..options.worlds.max(LEAST_WORLDS)).map(|w| {
        let physics = Stream::of_physics(options.seed, w % options.physics_sets.max(1));
        Draws::new(&world.inputs, &Stream::of_world(options.seed, w), &physics)
    });
    let tables: Result<Vec<CostTable>, CostError> =
        draws.map(|draws| table(world, rules, &draws, arm, &terms)).collect();
    let (tables, likely_draws) = (tables?, Draws::likely(&world.inputs));
    let likely = table(world, rules, &likely_draws, arm, &terms)?;
    let count = |of: &dyn Fn(&CostTable) -> f64| count_of(tables.iter().map(of).collect());
    let elements = rules.elements.iter().enumerate().map(|(index, element)| {
        let phases = Phase::ALL.into_iter().filter(|p| likely.phase_usd(index, *p) > 0.0);
        ElementCost {
            id: element.id.clone(),
            name: element.name.clone(),
            likely_usd: likely.by_element_usd[index],
            total_usd: count(&|t| t.by_element_usd[index]),
            by_phase: phases.map(|p| (p.word().to_owned(), count(&|t| t.phase_usd(index, p)))).collect(),
        }
    });
    let all_of = |t: &CostTable, phase| -> f64 { (0..rules.elements.len()).map(|e| t.phase_usd(e, phase)).sum() };
    let printed = rules.printed.iter().map(|printed| beside(printed, &likely, &tables));
    let is_summed = !rules.are_alternatives;
    let phases = || Phase::ALL.into_iter().filter(|_| is_summed);
    let years = (0..terms.horizon.num_years()).filter(|_| is_summed).map(|y| (likely.from_year + y as i32, y));
    Ok(Some(LifeCycle {
        from_year: terms.horizon.from_year(),
        until_year: terms.horizon.until_year(),
        draws: tables.len() as u64,
        money: if rules.then_year.is_some() { "then-year" } else { "constant" }.to_owned(),
        likely_usd: is_summed.then_some(likely.total_usd),
        total_usd: is_summed.then(|| count(&|t| t.total_usd)),
        acquisition_usd: is_summed
            .then(|| count(&|t| phases().filter(|p| p.is_acquisition()).map(|p| all_of(t, p)).sum())),
        elements: elements.collect(),
        by_phase: phases().map(|p| (p.word().to_owned(), count(&|t| all_of(t, p)))).collect(),
        by_nation: if is_summed { by_nation(world, &tables) } else { BTreeMap::new() },
        by_year: years.map(|(year, y)| (year.to_string(), count(&|t| t.by_year_usd[y]))).collect(),
        printed: printed.collect(),
        unsaid: rules.unsaid.clone(),
        by_grade: by_grade(world, rules),
        drivers: if is_summed { drivers(world, rules, &likely_draws, arm, &terms, likely.total_usd)? } else { vec![] },
        steps: None,
    }))
}

/// What the elements of the base arm cost with every input at its likely value; `None` without elements.
///
/// # Errors
/// [`CostError`] for what the terms or an element cannot be.
pub fn likely(world: &World) -> Result<Option<CostTable>, CostError> {
    let Some(rules) = world.cost.as_ref().filter(|rules| !rules.elements.is_empty()) else { return Ok(None) };
    table(world, rules, &Draws::likely(&world.inputs), 0, &terms(rules)?).map(Some)
}

/// A number for each world.
fn count_of(values: Vec<f64>) -> Count {
    let worlds: Vec<u32> = (0..values.len() as u32).collect();
    Count { share_from_inputs: Some(1.0), ..stats::count(&values, &worlds, u32::MAX) }
}

/// What is printed, and what the same costs here.
fn beside(printed: &PrintedCost, likely: &CostTable, tables: &[CostTable]) -> PrintedBeside {
    PrintedBeside {
        what: printed.what.clone(),
        source: printed.source.clone(),
        grade: printed.grade.word().to_owned(),
        year: printed.year,
        stated_low_usd: printed.stated.low,
        stated_high_usd: printed.stated.high,
        low_usd: printed.range.low,
        high_usd: printed.range.high,
        likely_usd: printed_sum(likely, printed),
        cupola_usd: count_of(tables.iter().map(|table| printed_sum(table, printed)).collect()),
    }
}

/// Some elements (all where none is named) in some phases (all where none is named), less others in the same.
fn printed_sum(table: &CostTable, printed: &PrintedCost) -> f64 {
    let every: Vec<usize> = (0..table.by_element_usd.len()).collect();
    let elements = if printed.elements.is_empty() { &every } else { &printed.elements };
    let phases = if printed.phases.is_empty() { &Phase::ALL[..] } else { &printed.phases };
    let sum = |elements: &[usize]| -> f64 {
        elements.iter().flat_map(|e| phases.iter().map(|p| table.phase_usd(*e, *p))).fold(0.0, |sum, usd| sum + usd)
    };
    sum(elements) - sum(&printed.less)
}

fn by_nation(world: &World, tables: &[CostTable]) -> BTreeMap<String, Count> {
    let nations = world.nations.iter().enumerate();
    let paid = |n: usize| count_of(tables.iter().map(|t| t.by_nation_usd[n]).collect());
    nations.map(|(n, nation)| (nation.id.clone(), paid(n))).filter(|(_, count)| count.p95 > 0.0).collect()
}

/// The grades of what the elements are made of.
fn by_grade(world: &World, rules: &CostRules) -> BTreeMap<String, usize> {
    let mut used: BTreeSet<InputId> = rules.elements.iter().flat_map(CostElement::inputs).collect();
    let constellations = rules.elements.iter().filter_map(|e| e.constellation);
    used.extend(constellations.flat_map(|c| world.constellations[c].shells.iter().map(|s| s.satellites)));
    let mut grades = BTreeMap::new();
    for input in used.into_iter().map(|id| &world.inputs[id.0 as usize]) {
        // A part that an element has not is a constant, no value of anybody's.
        if !input.key.starts_with("default.") {
            *grades.entry(input.grade.word().to_owned()).or_insert(0) += 1;
        }
    }
    grades
}

/// What the total becomes with one input at its low and its high end, all others at their likely values; the widest
/// first.
fn drivers(
    world: &World,
    rules: &CostRules,
    likely: &Draws,
    arm: usize,
    terms: &Terms,
    likely_usd: f64,
) -> Result<Vec<CostDriver>, CostError> {
    let mut drivers = Vec::new();
    for (index, input) in world.inputs.iter().enumerate().filter(|(_, input)| !input.range.is_known()) {
        let total = |value: f64| -> Result<f64, CostError> {
            let draws = likely.with(&[(InputId(index as u32), value)]);
            Ok(table(world, rules, &draws, arm, terms)?.total_usd)
        };
        let (low_usd, high_usd) = (total(input.range.low)?, total(input.range.high)?);
        if low_usd != likely_usd || high_usd != likely_usd {
            drivers.push(driver(input, low_usd, high_usd));
        }
    }
    drivers.sort_by(|a, b| b.width_usd().total_cmp(&a.width_usd()).then_with(|| a.key.cmp(&b.key)));
    drivers.truncate(MOST_DRIVERS);
    Ok(drivers)
}

fn driver(input: &Input, low_usd: f64, high_usd: f64) -> CostDriver {
    let range = input.range.scaled(input.unit_per_si);
    CostDriver {
        key: input.key.clone(),
        low: range.low,
        likely: range.likely,
        high: range.high,
        grade: input.grade.word().to_owned(),
        low_usd,
        high_usd,
    }
}
