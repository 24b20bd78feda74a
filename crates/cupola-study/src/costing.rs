//! What an arm costs beyond another: added rounds, plants, developments, satellites.
//!
//! Only differences between arms are priced, so whatever is in both (today's plans, money already spent) falls out.

use crate::life_cycle;
use crate::table::Columns;
use cupola_core::Day;
use cupola_cost::{
    CostError, CostItem, CostTable, Discount, Fleet, Horizon, Launch, Learning, Phase, Procurement, Share, Spending,
    Terms, evaluate,
};
use cupola_sim::campaign::years;
use cupola_sim::supply;
use cupola_sim::world::{Agreement, CostRules, Draws, InputId, Surge, World};
use cupola_sustain::{DAYS_PER_YEAR, Line, rate_on};

/// The elements money is booked under, in order.
#[derive(Debug, Clone)]
pub struct Elements {
    /// Printed names.
    pub names: Vec<String>,
}

impl Elements {
    /// Lines (rounds, then plants), developments, surges, constellations, extras, elements.
    #[must_use]
    pub fn of(world: &World, rules: &CostRules) -> Self {
        let mut names: Vec<String> = world.supply.lines.iter().map(|l| format!("{}: added rounds", l.id)).collect();
        names.extend(world.supply.lines.iter().map(|l| format!("{}: plant", l.id)));
        names.extend(world.agreements.iter().flat_map(|a| &a.develop).map(|d| format!("{}: development", d.id)));
        let surges = world.supply.lines.iter().flat_map(|l| l.surges.iter().map(move |surge| (l, surge)));
        names.extend(surges.map(|(line, surge)| format!("{}: surge {}", line.id, surge.id)));
        names.extend(rules.space.iter().map(|s| world.constellations[s.constellation].id.clone()));
        names.extend(rules.extra.iter().map(|e| e.element.clone()));
        names.extend(rules.elements.iter().map(|e| e.id.clone()));
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
    /// The years that are counted, and how.
    terms: Terms,
    /// By line: years, and the columns of the rounds made in them.
    made: Vec<Vec<(i32, usize)>>,
    /// Columns of rounds and sorties used over the campaign, each with its price.
    used: Vec<(usize, InputId)>,
    /// By class: the columns of those used at its threats, each with its price.
    used_at: Vec<Vec<(usize, InputId)>>,
}

impl<'a> Pricing<'a> {
    /// Of a world; none where it has no rules of cost.
    ///
    /// # Errors
    /// [`CostError`] when there is no year, or the discount rate is none.
    pub fn new(world: &'a World, columns: &Columns) -> Result<Option<Self>, CostError> {
        let Some(rules) = &world.cost else { return Ok(None) };
        let at = |name: String| columns.position(&name).unwrap_or_else(|| panic!("no column {name}"));
        let (first, num) = years(world);
        let of_line = |id: &String| (first..first + num as i32).map(|y| (y, at(format!("made.{id}.{y}")))).collect();
        let rounds = world.interceptors.iter().map(|i| (at(format!("campaign.fired.{}", i.id)), i.unit_cost_usd));
        let areas = world.area_defences.iter().map(|a| (at(format!("campaign.area_rounds.{}", a.id)), a.cost_usd));
        let shooters = || {
            let rounds = world.interceptors.iter().map(|i| (&i.id, i.unit_cost_usd));
            rounds.chain(world.area_defences.iter().map(|a| (&a.id, a.cost_usd)))
        };
        let used_at = |class: &str| {
            shooters().map(|(id, price)| (at(format!("campaign.fired_at.{class}.{id}")), price)).collect()
        };
        Ok(Some(Self {
            world,
            rules,
            terms: terms(rules)?,
            num_elements: Elements::of(world, rules).names.len(),
            made: world.supply.lines.iter().map(|line| of_line(&line.id)).collect(),
            used: rounds.chain(areas).collect(),
            used_at: world.classes.iter().map(|class| used_at(&class.id)).collect(),
        }))
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
        evaluate(items, self.num_elements, self.world.nations.len(), &self.terms)
    }

    /// Rounds and sorties used over the campaign, at their prices (USD).
    #[must_use]
    pub fn expended_usd(&self, side: Side<'_>) -> f64 {
        priced(&self.used, side)
    }

    /// The part of them that was used at threats of a class (USD).
    #[must_use]
    pub fn expended_at_usd(&self, class: usize, side: Side<'_>) -> f64 {
        priced(&self.used_at[class], side)
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
        let (world, first) = (self.world, self.terms.horizon.from_year());
        let mut items: Vec<CostItem> =
            (0..world.supply.lines.len()).filter_map(|line| plant_item(world, draws, arm, line)).collect();
        items.extend(development_items(world, draws, arm, first));
        items.extend(surge_items(world, draws));
        items.extend(space_items(world, self.rules, draws, arm, first)?);
        items.extend(self.extra_items(draws, arm));
        let base = self.num_elements - self.rules.elements.len();
        items.extend(life_cycle::items(world, self.rules, draws, arm, base)?);
        Ok(items)
    }

    fn rounds_items(&self, side: Side<'_>, other_row: &[f64]) -> Result<Vec<CostItem>, CostError> {
        let made_more = (0..self.made.len()).filter_map(|line| self.rounds_item(side, line, other_row).transpose());
        made_more.chain(self.surged_rounds(side).into_iter().map(Ok)).collect()
    }

    /// What each round costs more that a surge adds.
    fn surged_rounds(&self, side: Side<'_>) -> Vec<CostItem> {
        let lines = &self.world.supply.lines;
        let per_round = |surge: &Surge| side.draws.get(surge.per_round_usd);
        if lines.iter().flat_map(|line| &line.surges).all(|surge| per_round(surge) <= 0.0) {
            return Vec::new();
        }
        let plan = supply::plan(self.world, side.draws, side.arm);
        let mut element = first_surge(self.world);
        let mut items = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            for (number, surge) in line.surges.iter().enumerate() {
                for (year, at) in &self.made[index] {
                    let rounds = side.row[*at] * added_fraction(&plan.lines[index], number, *year);
                    let yearly_usd = rounds * per_round(surge);
                    let spending = Spending::Operations { yearly_usd, from_year: *year, until_year: year + 1 };
                    let item = CostItem { element, paid_by: shares(&surge.paid_by), spending };
                    items.extend((yearly_usd > 0.0).then_some(item));
                }
                element += 1;
            }
        }
        items
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
        let Self { world, rules, .. } = *self;
        let (first, last) = (self.terms.horizon.from_year(), self.terms.horizon.until_year());
        let base = self.num_elements - rules.extra.len() - rules.elements.len();
        let mut items = Vec::new();
        for (index, extra) in rules.extra.iter().enumerate() {
            let agreement = extra.agreement.map(|a| &world.agreements[a]);
            if extra.agreement.is_some_and(|a| !world.arms[arm].agreements.contains(&a)) {
                continue;
            }
            let item = |spending| CostItem { element: base + index, paid_by: shares(&extra.paid_by), spending };
            let last_year = agreement.and_then(|a| last_year(a, draws));
            let from_year = agreement.map_or(first, |a| year_of(draws.get(a.from_day)).max(first));
            let amount_usd = draws.get(extra.once_usd);
            items.extend(once(Phase::Sites, amount_usd, (from_year, from_year + 2), last_year).map(item));
            let yearly_usd = draws.get(extra.per_year_usd);
            let until_year = last_year.map_or(last, |end| last.min(end + 1));
            if yearly_usd > 0.0 && until_year > from_year {
                items.push(item(Spending::Operations { yearly_usd, from_year, until_year }));
            }
        }
        items
    }
}

/// The sum of some columns of a run, each at its price (USD).
fn priced(columns: &[(usize, InputId)], side: Side<'_>) -> f64 {
    columns.iter().fold(0.0, |sum, (at, price)| sum + side.row[*at] * side.draws.get(*price))
}

/// The years that are counted, and how.
///
/// # Errors
/// [`CostError`] when there is no year, or the discount rate is none.
pub(crate) fn terms(rules: &CostRules) -> Result<Terms, CostError> {
    Ok(Terms {
        horizon: Horizon::new(rules.from_year, rules.from_year + rules.horizon_years)?,
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

/// Rounds built before the added ones, so that learning is as far along as on a mature line: assumed, 500 to 5,000.
const ROUNDS_BUILT_BEFORE: u32 = 1_000;

fn plant_item(world: &World, draws: &Draws, arm: usize, line: usize) -> Option<CostItem> {
    let expand = expansion(world, arm, line)?;
    let agreement = world.arms[arm]
        .agreements
        .iter()
        .map(|a| &world.agreements[*a])
        .find(|a| a.expand.iter().any(|e| e.line == line))?;
    let from_year = year_of(draws.get(agreement.from_day));
    let until_year = from_year + building_years(draws.get(expand.ready_after_days));
    let spending =
        once(Phase::Sites, draws.get(expand.plant_usd), (from_year, until_year), last_year(agreement, draws))?;
    Some(CostItem { element: world.supply.lines.len() + line, paid_by: shares(&expand.paid_by), spending })
}

fn year_of(day: f64) -> i32 {
    Day(day.round() as i32).ymd().0
}

/// Years over which something is paid that is ready after so many days.
fn building_years(ready_after_days: f64) -> i32 {
    (ready_after_days / DAYS_PER_YEAR).ceil().max(1.0) as i32
}

/// The last year of an agreement; `None`: it never ends.
fn last_year(agreement: &Agreement, draws: &Draws) -> Option<i32> {
    agreement.last_day(draws).map(|day| day.ymd().0)
}

/// An amount in equal parts over the years from one to the one before another, of which those after the last are not spent.
fn once(
    phase: Phase,
    amount_usd: f64,
    (from_year, until_year): (i32, i32),
    last_year: Option<i32>,
) -> Option<Spending> {
    let end_year = last_year.map_or(until_year, |last| until_year.min(last + 1));
    if amount_usd <= 0.0 || end_year <= from_year {
        return None;
    }
    if end_year == until_year {
        return Some(Spending::Once { phase, amount_usd, from_year, until_year });
    }
    let spent_fraction = f64::from(end_year - from_year) / f64::from(until_year - from_year);
    Some(Spending::Once { phase, amount_usd: amount_usd * spent_fraction, from_year, until_year: end_year })
}

/// Surges: once while they are made ready.
fn surge_items(world: &World, draws: &Draws) -> Vec<CostItem> {
    let surges = world.supply.lines.iter().flat_map(|line| &line.surges);
    let item = |(number, surge): (usize, &Surge)| {
        let from_year = year_of(draws.get(surge.decided_day));
        let until_year = from_year + building_years(draws.get(surge.ready_after_days));
        let spending = once(Phase::Sites, draws.get(surge.once_usd), (from_year, until_year), None)?;
        Some(CostItem { element: first_surge(world) + number, paid_by: shares(&surge.paid_by), spending })
    };
    surges.enumerate().filter_map(item).collect()
}

/// The element of the first surge.
fn first_surge(world: &World) -> usize {
    2 * world.supply.lines.len() + num_developments(world)
}

/// The share of a year's deliveries that one of a line's expansions adds: of its rates on the days on which they were begun.
fn added_fraction(line: &Line, expansion: usize, year: i32) -> f64 {
    let Some((first, last)) = Day::from_ymd(year, 1, 1).zip(Day::from_ymd(year, 12, 31)) else { return 0.0 };
    let (mut added, mut whole) = (0.0, 0.0);
    for day in first.0..=last.0 {
        let begun = Day(day - line.lead_days);
        let mut rate = rate_on(&line.capacity, begun);
        for (index, one) in line.expansions.iter().enumerate() {
            let with = one.applied(rate, begun);
            added += if index == expansion { with - rate } else { 0.0 };
            rate = with;
        }
        whole += rate;
    }
    if whole > 0.0 { added / whole } else { 0.0 }
}

fn num_developments(world: &World) -> usize {
    world.agreements.iter().map(|a| a.develop.len()).sum()
}

fn development_items(world: &World, draws: &Draws, arm: usize, first: i32) -> Vec<CostItem> {
    let mut element = 2 * world.supply.lines.len();
    let mut items = Vec::new();
    for (index, agreement) in world.agreements.iter().enumerate() {
        for develop in &agreement.develop {
            let until_year = year_of(draws.get(develop.first_delivery_day)).max(first) + 1;
            let from_year = year_of(draws.get(agreement.from_day)).clamp(first, until_year - 1);
            let spending = once(
                Phase::Development,
                draws.get(develop.cost_usd),
                (from_year, until_year),
                last_year(agreement, draws),
            );
            if world.arms[arm].agreements.contains(&index) {
                let item = |spending| CostItem { element, paid_by: shares(&develop.paid_by), spending };
                items.extend(spending.map(item));
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
    let num_surges: usize = world.supply.lines.iter().map(|line| line.surges.len()).sum();
    let base = first_surge(world) + num_surges;
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
