//! What an arm costs beyond another: added rounds, plants, developments, satellites.
//!
//! Only differences between arms are priced, so whatever is in both (today's plans, money already spent) falls out.

use crate::life_cycle;
use crate::table::Columns;
use cupola_cost::{
    CostError, CostItem, CostTable, Discount, Fleet, Horizon, Launch, Learning, Phase, Procurement, Share, Spending,
    Terms, evaluate,
};
use cupola_sim::campaign::years;
use cupola_sim::world::{CostRules, Draws, World};

/// The elements money is booked under, in order.
#[derive(Debug, Clone)]
pub struct Elements {
    /// Printed names.
    pub names: Vec<String>,
}

impl Elements {
    /// Lines (rounds, then plants), developments, constellations, extras, elements.
    #[must_use]
    pub fn of(world: &World, rules: &CostRules) -> Self {
        let mut names: Vec<String> = world.supply.lines.iter().map(|l| format!("{}: added rounds", l.id)).collect();
        names.extend(world.supply.lines.iter().map(|l| format!("{}: plant", l.id)));
        names.extend(world.agreements.iter().flat_map(|a| &a.develop).map(|d| format!("{}: development", d.id)));
        names.extend(rules.space.iter().map(|s| world.constellations[s.constellation].id.clone()));
        names.extend(rules.extra.iter().map(|e| e.element.clone()));
        names.extend(rules.elements.iter().map(|e| e.id.clone()));
        Self { names }
    }
}

/// Everything an arm costs in one world, given what its lines made (`row` of that arm) and what they make in the other arm.
///
/// Of each line only the rounds made beyond the other arm are priced, so that the difference of the two arms' costs
/// counts rounds not made (a shared part that went elsewhere) as money not spent.
///
/// # Errors
/// [`CostError`] when shares or years do not hold together.
pub fn arm_cost(
    world: &World,
    rules: &CostRules,
    draws: &Draws,
    arm: usize,
    columns: &Columns,
    row: &[f64],
    other_row: &[f64],
) -> Result<CostTable, CostError> {
    let elements = Elements::of(world, rules);
    let terms = terms(rules)?;
    let (first, last) = (terms.horizon.from_year(), terms.horizon.until_year());
    let mut items = Vec::new();
    for line in 0..world.supply.lines.len() {
        items.extend(rounds_item(world, rules, draws, arm, line, columns, row, other_row)?);
        items.extend(plant_item(world, draws, arm, line));
    }
    items.extend(development_items(world, draws, arm, first));
    items.extend(space_items(world, rules, draws, arm, first)?);
    items.extend(extra_items(world, rules, draws, arm, first, last));
    items.extend(life_cycle::items(world, rules, draws, arm, elements.names.len() - rules.elements.len())?);
    evaluate(&items, elements.names.len(), world.nations.len(), &terms)
}

/// The years that are counted, and how.
///
/// # Errors
/// [`CostError`] when there is no year, or the discount rate is none.
pub(crate) fn terms(rules: &CostRules) -> Result<Terms, CostError> {
    let num_years = rules.horizon_years.ceil().max(1.0) as i32;
    Ok(Terms {
        horizon: Horizon::new(rules.from_year, rules.from_year + num_years)?,
        discount: Discount::new(rules.discount_rate, rules.price_year)?,
        then_year: rules.then_year.clone().map(|index| (rules.price_year, index)),
    })
}

pub(crate) fn shares(paid_by: &[(usize, f64)]) -> Vec<Share> {
    paid_by.iter().map(|(nation, fraction)| Share { nation: *nation, fraction: *fraction }).collect()
}

/// Who pays for a line's expansion in an arm, if the arm expands it.
fn expansion(world: &World, arm: usize, line: usize) -> Option<&cupola_sim::world::Expand> {
    world.arms[arm].agreements.iter().flat_map(|a| &world.agreements[*a].expand).find(|e| e.line == line)
}

/// Rounds made beyond the base arm, bought by who pays for the expansion (else by the host).
#[allow(clippy::too_many_arguments, reason = "one call, plain parts")]
fn rounds_item(
    world: &World,
    rules: &CostRules,
    draws: &Draws,
    arm: usize,
    line: usize,
    columns: &Columns,
    row: &[f64],
    other_row: &[f64],
) -> Result<Option<CostItem>, CostError> {
    let (first, num) = years(world);
    let host = &world.supply.lines[line];
    let made_more =
        |year: i32| columns.position(&format!("made.{}.{year}", host.id)).map_or(0.0, |at| row[at] - other_row[at]);
    let quantity_by_year: Vec<(i32, u32)> =
        (first..first + num as i32).map(|year| (year, made_more(year).max(0.0) as u32)).collect();
    if quantity_by_year.iter().all(|(_, n)| *n == 0) {
        return Ok(None);
    }
    let paid_by = expansion(world, arm, line)
        .map_or_else(|| vec![Share { nation: host.nation, fraction: 1.0 }], |e| shares(&e.paid_by));
    Ok(Some(CostItem {
        element: line,
        paid_by,
        spending: Spending::Procurement(Procurement {
            quantity_by_year,
            unit_cost_usd: draws.get(world.items[host.item].unit_cost_usd),
            num_built_before: ROUNDS_BUILT_BEFORE,
            learning: Learning::new(draws.get(rules.learning_slope))?,
        }),
    }))
}

/// Rounds built before the added ones, so that learning is as far along as on a mature line: assumed, 500 to 5,000.
const ROUNDS_BUILT_BEFORE: u32 = 1_000;

fn plant_item(world: &World, draws: &Draws, arm: usize, line: usize) -> Option<CostItem> {
    let expand = expansion(world, arm, line)?;
    let agreement = world.arms[arm]
        .agreements
        .iter()
        .map(|a| &world.agreements[*a])
        .find(|a| a.expand.iter().any(|e| e.line == line))?;
    let from_year = cupola_core::Day(draws.get(agreement.from_day).round() as i32).ymd().0;
    let num_years = (draws.get(expand.ready_after_days) / 365.25).ceil().max(1.0) as i32;
    let amount_usd = draws.get(expand.plant_usd);
    (amount_usd > 0.0).then(|| CostItem {
        element: world.supply.lines.len() + line,
        paid_by: shares(&expand.paid_by),
        spending: Spending::Once { phase: Phase::Sites, amount_usd, from_year, until_year: from_year + num_years },
    })
}

fn development_items(world: &World, draws: &Draws, arm: usize, first: i32) -> Vec<CostItem> {
    let mut element = 2 * world.supply.lines.len();
    let mut items = Vec::new();
    for (index, agreement) in world.agreements.iter().enumerate() {
        for develop in &agreement.develop {
            let until_year =
                cupola_core::Day(draws.get(develop.first_delivery_day).round() as i32).ymd().0.max(first) + 1;
            let from_year =
                cupola_core::Day(draws.get(agreement.from_day).round() as i32).ymd().0.clamp(first, until_year - 1);
            let amount_usd = draws.get(develop.cost_usd);
            if world.arms[arm].agreements.contains(&index) && amount_usd > 0.0 {
                items.push(CostItem {
                    element,
                    paid_by: shares(&develop.paid_by),
                    spending: Spending::Once { phase: Phase::Development, amount_usd, from_year, until_year },
                });
            }
            element += 1;
        }
    }
    items
}

/// Whether a constellation exists in an arm.
pub(crate) fn exists(world: &World, arm: usize, constellation: usize) -> bool {
    let mut owners =
        world.agreements.iter().enumerate().filter(|(_, a)| a.constellations.contains(&constellation)).peekable();
    owners.peek().is_none() || owners.any(|(a, _)| world.arms[arm].agreements.contains(&a))
}

/// Satellites of a constellation, all shells.
pub(crate) fn num_satellites(world: &World, draws: &Draws, constellation: usize) -> u32 {
    let constellation = &world.constellations[constellation];
    let in_shells: u32 = constellation.shells.iter().map(|s| draws.get(s.satellites).round().max(0.0) as u32).sum();
    in_shells + constellation.stated.num() as u32
}

fn space_items(
    world: &World,
    rules: &CostRules,
    draws: &Draws,
    arm: usize,
    first: i32,
) -> Result<Vec<CostItem>, CostError> {
    let base = 2 * world.supply.lines.len() + world.agreements.iter().map(|a| a.develop.len()).sum::<usize>();
    let mut items = Vec::new();
    for (index, space) in rules.space.iter().enumerate() {
        let num_satellites = num_satellites(world, draws, space.constellation);
        if num_satellites == 0 || !exists(world, arm, space.constellation) {
            continue;
        }
        items.push(CostItem {
            element: base + index,
            paid_by: shares(&space.paid_by),
            spending: Spending::Fleet(Fleet {
                learning: Learning::new(draws.get(rules.learning_slope))?,
                operations_yearly_usd: draws.get(space.operations_usd_per_year),
                ..Fleet::in_orbit(
                    num_satellites,
                    draws.get(space.unit_cost_usd),
                    Launch::ByMass {
                        mass_kg: draws.get(space.mass_kg),
                        usd_per_kg: draws.get(space.launch_usd_per_kg),
                    },
                    draws.get(space.life_years),
                    first,
                )
            }),
        });
    }
    Ok(items)
}

fn extra_items(world: &World, rules: &CostRules, draws: &Draws, arm: usize, first: i32, last: i32) -> Vec<CostItem> {
    let base = Elements::of(world, rules).names.len() - rules.extra.len() - rules.elements.len();
    let mut items = Vec::new();
    for (index, extra) in rules.extra.iter().enumerate() {
        if extra.agreement.is_some_and(|a| !world.arms[arm].agreements.contains(&a)) {
            continue;
        }
        let item = |spending| CostItem { element: base + index, paid_by: shares(&extra.paid_by), spending };
        let (once_usd, per_year_usd) = (draws.get(extra.once_usd), draws.get(extra.per_year_usd));
        if once_usd > 0.0 {
            let (from_year, until_year) = (first, first + 2);
            items.push(item(Spending::Once { phase: Phase::Sites, amount_usd: once_usd, from_year, until_year }));
        }
        if per_year_usd > 0.0 {
            items.push(item(Spending::Operations { yearly_usd: per_year_usd, from_year: first, until_year: last }));
        }
    }
    items
}
