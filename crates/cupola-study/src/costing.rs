//! What an arm costs beyond another: added rounds, plants, developments, satellites.
//!
//! Only differences between arms are priced, so whatever is in both (today's plans, money already spent) falls out.

use crate::table::Columns;
use cupola_cost::{
    Constellation, CostError, CostItem, CostTable, Discount, Horizon, Learning, Procurement, Share, Spending, evaluate,
};
use cupola_sim::campaign::years;
use cupola_sim::world::{CostRules, Draws, InputId, World};

/// The elements money is booked under, in order.
#[derive(Debug, Clone)]
pub struct Elements {
    /// Printed names.
    pub names: Vec<String>,
}

impl Elements {
    /// Lines (rounds, then plants), developments, constellations, extras.
    #[must_use]
    pub fn of(world: &World, rules: &CostRules) -> Self {
        let mut names: Vec<String> = world.supply.lines.iter().map(|l| format!("{}: added rounds", l.id)).collect();
        names.extend(world.supply.lines.iter().map(|l| format!("{}: plant", l.id)));
        names.extend(world.agreements.iter().flat_map(|a| &a.develop).map(|d| format!("{}: development", d.id)));
        names.extend(rules.space.iter().map(|s| world.constellations[s.constellation].id.clone()));
        names.extend(rules.extra.iter().map(|e| e.element.clone()));
        Self { names }
    }
}

/// One arm in one world, played.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// Arm, index into [`World::arms`].
    pub arm: usize,
    /// The world's inputs as the arm sees them.
    pub draws: &'a Draws,
    /// Row of a run.
    pub row: &'a [f64],
}

/// How money is counted in a world: its rules, and where a row has what is paid for.
pub struct Pricing<'a> {
    world: &'a World,
    rules: &'a CostRules,
    num_elements: usize,
    /// Years counted, the last not included.
    first_year: i32,
    last_year: i32,
    /// By line: years, and the columns of the rounds made in them.
    made: Vec<Vec<(i32, usize)>>,
    /// Columns of rounds and sorties used over the campaign, each with its price.
    used: Vec<(usize, InputId)>,
}

impl<'a> Pricing<'a> {
    /// Of a world; none where it has no rules of cost.
    #[must_use]
    pub fn new(world: &'a World, columns: &Columns) -> Option<Self> {
        let rules = world.cost.as_ref()?;
        let at = |name: String| columns.position(&name).unwrap_or_else(|| panic!("no column {name}"));
        let (first, num) = years(world);
        let of_line = |id: &String| (first..first + num as i32).map(|y| (y, at(format!("made.{id}.{y}")))).collect();
        let rounds = world.interceptors.iter().map(|i| (at(format!("campaign.fired.{}", i.id)), i.unit_cost_usd));
        let areas = world.area_defences.iter().map(|a| (at(format!("campaign.area_rounds.{}", a.id)), a.cost_usd));
        Some(Self {
            world,
            rules,
            first_year: first,
            last_year: first + rules.horizon_years.ceil() as i32,
            num_elements: Elements::of(world, rules).names.len(),
            made: world.supply.lines.iter().map(|line| of_line(&line.id)).collect(),
            used: rounds.chain(areas).collect(),
        })
    }

    /// What stands in an arm, whatever happens in a run: plants, developments, satellites, extras (USD).
    ///
    /// # Errors
    /// As [`Pricing::arm_cost`].
    pub fn standing_usd(&self, arm: usize, draws: &Draws) -> Result<f64, CostError> {
        self.total_usd(&self.standing_items(arm, draws)?)
    }

    /// Rounds that the lines made in one run beyond another's, less those that they made there beyond here (USD).
    ///
    /// # Errors
    /// As [`Pricing::arm_cost`].
    pub fn more_rounds_usd(&self, here: Side<'_>, base: Side<'_>) -> Result<f64, CostError> {
        let rounds = |side, other_row| self.total_usd(&self.rounds_items(side, other_row)?);
        Ok(rounds(here, base.row)? - rounds(base, here.row)?)
    }

    fn total_usd(&self, items: &[CostItem]) -> Result<f64, CostError> {
        if items.is_empty() { Ok(0.0) } else { self.bill(items).map(|table| table.total_usd) }
    }

    fn bill(&self, items: &[CostItem]) -> Result<CostTable, CostError> {
        let horizon = Horizon::new(self.first_year, self.last_year)?;
        let discount = Discount::new(self.rules.discount_rate, self.rules.price_year)?;
        evaluate(items, self.num_elements, self.world.nations.len(), horizon, discount)
    }

    /// Rounds and sorties used over the campaign, at their prices (USD).
    #[must_use]
    pub fn expended_usd(&self, side: Side<'_>) -> f64 {
        self.used.iter().map(|(at, price)| side.row[*at] * side.draws.get(*price)).sum()
    }

    /// Everything an arm costs in one world, given what the lines made in a run of another arm.
    ///
    /// Of each line only the rounds made beyond the other arm are priced, so that the difference of the two arms' costs
    /// counts rounds not made (a shared part that went elsewhere) as money not spent.
    ///
    /// # Errors
    /// [`CostError`] when shares or years do not hold together.
    pub fn arm_cost(&self, side: Side<'_>, other_row: &[f64]) -> Result<CostTable, CostError> {
        let mut items = self.rounds_items(side, other_row)?;
        items.extend(self.standing_items(side.arm, side.draws)?);
        self.bill(&items)
    }

    fn standing_items(&self, arm: usize, draws: &Draws) -> Result<Vec<CostItem>, CostError> {
        let (world, first) = (self.world, self.first_year);
        let mut items: Vec<CostItem> =
            (0..world.supply.lines.len()).filter_map(|line| plant_item(world, draws, arm, line)).collect();
        items.extend(development_items(world, draws, arm, first));
        items.extend(space_items(world, self.rules, draws, arm, first)?);
        items.extend(self.extra_items(draws, arm));
        Ok(items)
    }

    fn rounds_items(&self, side: Side<'_>, other_row: &[f64]) -> Result<Vec<CostItem>, CostError> {
        (0..self.made.len()).filter_map(|line| self.rounds_item(side, line, other_row).transpose()).collect()
    }

    /// Rounds made beyond the other arm, bought by who pays for the expansion (else by the host).
    fn rounds_item(&self, side: Side<'_>, line: usize, other_row: &[f64]) -> Result<Option<CostItem>, CostError> {
        let Self { world, rules, .. } = self;
        let made_more = |at: usize| (side.row[at] - other_row[at]).max(0.0) as u32;
        let quantity_by_year: Vec<(i32, u32)> =
            self.made[line].iter().map(|(year, at)| (*year, made_more(*at))).collect();
        if quantity_by_year.iter().all(|(_, n)| *n == 0) {
            return Ok(None);
        }
        let host = &world.supply.lines[line];
        let paid_by = expansion(world, side.arm, line)
            .map_or_else(|| vec![Share { nation: host.nation, fraction: 1.0 }], |e| shares(&e.paid_by));
        Ok(Some(CostItem {
            element: line,
            paid_by,
            spending: Spending::Procurement(Procurement {
                quantity_by_year,
                unit_cost_usd: side.draws.get(world.items[host.item].unit_cost_usd),
                num_built_before: ROUNDS_BUILT_BEFORE,
                learning: Learning::new(side.draws.get(rules.learning_slope))?,
            }),
        }))
    }

    fn extra_items(&self, draws: &Draws, arm: usize) -> Vec<CostItem> {
        let Self { world, rules, first_year: first, last_year: last, .. } = *self;
        let base = self.num_elements - rules.extra.len();
        let mut items = Vec::new();
        for (index, extra) in rules.extra.iter().enumerate() {
            if extra.agreement.is_some_and(|a| !world.arms[arm].agreements.contains(&a)) {
                continue;
            }
            let item = |spending| CostItem { element: base + index, paid_by: shares(&extra.paid_by), spending };
            let (once_usd, per_year_usd) = (draws.get(extra.once_usd), draws.get(extra.per_year_usd));
            if once_usd > 0.0 {
                items.push(item(Spending::Development {
                    amount_usd: once_usd,
                    from_year: first,
                    until_year: first + 2,
                }));
            }
            if per_year_usd > 0.0 {
                items.push(item(Spending::Operations { yearly_usd: per_year_usd, from_year: first, until_year: last }));
            }
        }
        items
    }
}

fn shares(paid_by: &[(usize, f64)]) -> Vec<Share> {
    paid_by.iter().map(|(nation, fraction)| Share { nation: *nation, fraction: *fraction }).collect()
}

/// Who pays for a line's expansion in an arm, if the arm expands it.
fn expansion(world: &World, arm: usize, line: usize) -> Option<&cupola_sim::world::Expand> {
    world.arms[arm].agreements.iter().flat_map(|a| &world.agreements[*a].expand).find(|e| e.line == line)
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
        spending: Spending::Development { amount_usd, from_year, until_year: from_year + num_years },
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
                    spending: Spending::Development { amount_usd, from_year, until_year },
                });
            }
            element += 1;
        }
    }
    items
}

/// Whether a constellation exists in an arm.
fn exists(world: &World, arm: usize, constellation: usize) -> bool {
    let mut owners =
        world.agreements.iter().enumerate().filter(|(_, a)| a.constellations.contains(&constellation)).peekable();
    owners.peek().is_none() || owners.any(|(a, _)| world.arms[arm].agreements.contains(&a))
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
        let constellation = &world.constellations[space.constellation];
        let shells = constellation.shells.iter();
        let in_shells: u32 = shells.map(|s| draws.get(s.satellites).round().max(0.0) as u32).sum();
        let num_satellites = in_shells + constellation.stated.num() as u32;
        if num_satellites == 0 || !exists(world, arm, space.constellation) {
            continue;
        }
        items.push(CostItem {
            element: base + index,
            paid_by: shares(&space.paid_by),
            spending: Spending::Constellation(Constellation {
                num_satellites,
                unit_cost_usd: draws.get(space.unit_cost_usd),
                learning: Learning::new(draws.get(rules.learning_slope))?,
                mass_kg: draws.get(space.mass_kg),
                launch_usd_per_kg: draws.get(space.launch_usd_per_kg),
                life_years: draws.get(space.life_years),
                from_year: first,
                operations_yearly_usd: draws.get(space.operations_usd_per_year),
            }),
        });
    }
    Ok(items)
}
