//! From a scenario and the runs of its base arm to the programme.
//!
//! Each limit is taken so that it holds in all but the stated share of worlds or runs, by itself: what a stock must gain is
//! a quantile of need less stock over runs, in which both hang together; parts, capacities, leads and delays are quantiles
//! on the bad side. Prices are at their likely value, without learning.

use crate::ranks::{Level, level};
use crate::{Capacity, Cell, Floor, Licence, Move, Need, PartLimit, PlanError, Programme, Source, rules};
use cupola_core::Day;
use cupola_core::stats::quantile_sorted;
use cupola_cost::Discount;
use cupola_sim::campaign::sample_days;
use cupola_sim::supply;
use cupola_sim::world::{Cover, Draws, InputId, PlanNeed, PlanRules, World};
use cupola_study::sample::Sample;
use cupola_sustain::{DAYS_PER_YEAR, Plan, rate_on};

/// Time over which an enlarged plant's added rate grows to its whole (days): assumed, a year, 6 to 24 months, as for
/// the expansions of agreements.
pub(crate) const RAMP_DAYS: f64 = 365.0;
/// Steps in which a rate is summed over a quarter.
const STEPS: i32 = 6;

/// The runs that a programme is made from.
pub struct Base<'a> {
    /// The scenario; its first arm was played.
    pub world: &'a World,
    /// The inputs of each world.
    pub draws: &'a [Draws],
    /// The runs of the first arm.
    pub sample: &'a Sample<'a>,
    /// Each limit may fail with this probability.
    pub risk_fraction: f64,
}

/// The programme of a scenario.
///
/// - **Assumes:** each limit holds by itself at the stated risk, not all at once; what the plan adds is not fired before the
///   day it is needed; rounds begun in a quarter come in hand at its end and a lead later; lines that have parts in common
///   with the plan work at their whole capacity; a part that is not used in its quarter is gone, but for what is in store
///   at the beginning.
///
/// # Errors
/// [`PlanError`] where there is nothing to reach, runs are too few for the risk, or the discount rate is none.
pub fn programme(base: &Base<'_>) -> Result<Programme, PlanError> {
    let world = base.world;
    let rules = something_to_reach(world)?;
    let (rate, year) = world.cost.as_ref().map_or((0.0, 0), |cost| (cost.discount_rate, cost.price_year));
    let periods = quarters(world.stock_date, world.end);
    let plans: Vec<Plan> = base.draws.iter().map(|draws| supply::plan(world, draws, 0)).collect();
    let mut programme = Programme {
        until: world.end.plus(1),
        discount: Discount::new(rate, year)?,
        sources: Vec::new(),
        parts: Vec::new(),
        licences: Vec::new(),
        moves: Vec::new(),
        needs: Vec::new(),
        floors: Vec::new(),
        periods,
    };
    // Where money later counts the same, to decide at once is never worse.
    let decisions = if rate > 0.0 { programme.periods.len() } else { 1 };
    sources(base, &rules, &plans, decisions, &mut programme);
    let parts: Vec<Vec<f64>> =
        (0..world.supply.parts.len()).map(|p| spare_parts(base, &plans, p, &programme)).collect();
    let named = world.supply.parts.iter().zip(parts);
    programme.parts = named.map(|(part, spare_units)| PartLimit { id: part.id.clone(), spare_units }).collect();
    programme.licences = licences(base, &rules);
    programme.moves = rules
        .moves
        .iter()
        .map(|may| Move {
            id: may.id.clone(),
            giver: (may.giver, may.item),
            taker: (may.taker, may.item),
            most_rounds: base.low(may.most).floor(),
            delay_days: base.high(may.delay_days).ceil() as i32,
            per_round_usd: base.likely(may.per_round_usd),
        })
        .collect();
    programme.needs = rules.needs.iter().map(|need| base.need(need)).collect::<Result<_, _>>()?;
    programme.floors = floors(base, &programme);
    Ok(programme)
}

/// What a plan must reach and may do; to be asked for before the base arm is played.
///
/// # Errors
/// [`PlanError::NothingToReach`] where there is neither a `[plan]` nor a reserve.
pub fn something_to_reach(world: &World) -> Result<PlanRules, PlanError> {
    let rules = rules(world);
    if rules.needs.is_empty() {
        return Err(PlanError::NothingToReach { scenario: world.name.clone() });
    }
    Ok(rules)
}

/// First days of the quarters of a study.
fn quarters(first: Day, last: Day) -> Vec<Day> {
    let (mut year, month, _) = first.ymd();
    let mut quarter = (month - 1) / 3;
    let mut days = vec![first];
    loop {
        (year, quarter) = if quarter == 3 { (year + 1, 0) } else { (year, quarter + 1) };
        match Day::from_ymd(year, 3 * quarter + 1, 1) {
            Some(day) if day <= last => days.push(day),
            _ => return days,
        }
    }
}

/// A quantile of any numbers.
fn quantile(mut values: Vec<f64>, q: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    quantile_sorted(&values, q)
}

/// The column with a stock on a day, and the day it is from: the first raid, or the last day sampled before.
#[must_use]
pub fn stock_column(world: &World, cell: Cell, by: Day) -> (String, Day) {
    let name = cell_name(world, cell);
    if by == world.raids_start {
        return (format!("at_raids_start.{name}"), by);
    }
    let days = sample_days(world);
    let day = days.iter().rev().find(|day| **day <= by).copied().unwrap_or(world.stock_date);
    (format!("stock.{name}.{day}"), day)
}

/// `nation.item`.
#[must_use]
pub fn cell_name(world: &World, cell: Cell) -> String {
    format!("{}.{}", world.nations[cell.0].id, world.items[cell.1].id)
}

impl Base<'_> {
    /// An input's value on the low side.
    fn low(&self, id: InputId) -> f64 {
        self.world.inputs[id.0 as usize].range.quantile(self.risk_fraction)
    }

    fn high(&self, id: InputId) -> f64 {
        self.world.inputs[id.0 as usize].range.quantile(1.0 - self.risk_fraction)
    }

    fn likely(&self, id: InputId) -> f64 {
        self.world.inputs[id.0 as usize].range.likely
    }

    /// What a need asks for in each run.
    #[must_use]
    pub fn asked(&self, need: &PlanNeed) -> Vec<f64> {
        let world = self.world;
        let cell = (need.nation, need.item);
        let reserve = world.supply.reserves.iter().find(|r| (r.nation, r.item) == cell);
        let mut asked = vec![0.0; self.sample.len()];
        let fired = self.sample.column(0, &format!("fired_in_raids.{}", cell_name(world, cell)));
        for (run, asked) in asked.iter_mut().enumerate() {
            let draws = &self.draws[self.sample.worlds[run] as usize];
            for cover in &need.covers {
                *asked += match (cover, reserve) {
                    (Cover::Campaign, _) => fired[run],
                    (Cover::NeverBelow, Some(reserve)) => draws.get(reserve.never_below).round(),
                    (Cover::Wanted, Some(reserve)) => draws.get(reserve.wanted).round(),
                    (Cover::NeverBelow | Cover::Wanted, None) => 0.0,
                };
            }
            *asked += need.rounds.map_or(0.0, |id| draws.get(id).round());
        }
        asked
    }

    /// What a giver keeps in each run: the floor of a reserve that blocks transfers, else nothing.
    pub(crate) fn kept(&self, giver: Cell) -> Vec<f64> {
        let reserves = &self.world.supply.reserves;
        let reserve = reserves.iter().find(|r| (r.nation, r.item) == giver && r.blocks_transfer);
        let kept =
            |world: &u32| reserve.map_or(0.0, |reserve| self.draws[*world as usize].get(reserve.never_below).round());
        self.sample.worlds.iter().map(kept).collect()
    }

    fn need(&self, need: &PlanNeed) -> Result<Need, PlanError> {
        let cell = (need.nation, need.item);
        let (column, by) = stock_column(self.world, cell, need.by);
        let stock = self.sample.column(0, &column);
        let short: Vec<f64> = self.asked(need).iter().zip(&stock).map(|(asked, stock)| asked - stock).collect();
        let Level { likely, low, high } = level(short, self.draws.len() as u64, self.risk_fraction)?;
        Ok(Need {
            id: need.id.clone(),
            cell,
            by,
            to_add_rounds: likely.ceil(),
            low_rounds: low.ceil(),
            high_rounds: high.ceil(),
            margin_rounds: 0.0,
        })
    }
}

/// What givers have above their floor on every day that stocks are sampled.
fn floors(base: &Base<'_>, programme: &Programme) -> Vec<Floor> {
    let world = base.world;
    let mut floors: Vec<Floor> = Vec::new();
    for of in &programme.moves {
        if floors.iter().any(|floor| floor.cell == of.giver) {
            continue;
        }
        let kept = base.kept(of.giver);
        let above = |day: Day| {
            let stock = base.sample.column(0, &format!("stock.{}.{day}", cell_name(world, of.giver)));
            let above = stock.iter().zip(&kept).map(|(stock, kept)| stock - kept).collect();
            (day, quantile(above, base.risk_fraction))
        };
        floors.push(Floor { cell: of.giver, above: sample_days(world).into_iter().map(above).collect() });
    }
    floors
}

/// The rate of a line of the base arm on a day (rounds a year).
fn rate_per_year(plan: &Plan, line: usize, day: Day) -> f64 {
    let line = &plan.lines[line];
    line.expansions.iter().fold(rate_on(&line.capacity, day), |rate, e| e.applied(rate, day))
}

/// A yearly rate summed over a quarter.
fn over(programme: &Programme, period: usize, rate_per_year: impl Fn(Day) -> f64) -> f64 {
    let (first, end) = (programme.periods[period], programme.end_of(period));
    let days = end.0 - first.0;
    let sum: f64 = (0..STEPS).map(|i| rate_per_year(first.plus((2 * i + 1) * days / (2 * STEPS)))).sum();
    sum / f64::from(STEPS) * f64::from(days) / DAYS_PER_YEAR
}

/// Parts that the lines of the base arm leave, by quarter; below 0: they want more than there are.
fn spare_parts(base: &Base<'_>, plans: &[Plan], part: usize, programme: &Programme) -> Vec<f64> {
    let spare = |plan: &Plan, period: usize| {
        let units = |line: &cupola_sustain::Line| -> f64 {
            line.parts.iter().filter(|need| need.part == part).map(|need| need.num_units).sum()
        };
        let made = over(programme, period, |day| {
            let taken = plan.lines.iter().enumerate().map(|(l, line)| match units(line) {
                0.0 => 0.0,
                each => each * rate_per_year(plan, l, day),
            });
            rate_on(&plan.parts[part].supply, day) - taken.sum::<f64>()
        });
        made + if period == 0 { plan.parts[part].opening_units } else { 0.0 }
    };
    (0..programme.periods.len())
        .map(|period| quantile(plans.iter().map(|plan| spare(plan, period)).collect(), base.risk_fraction))
        .collect()
}

/// Parts of a round, and of those parts, down to the last piece.
fn all_parts(plan: &Plan, line: usize) -> Vec<(usize, f64)> {
    let mut all: Vec<(usize, f64)> = plan.lines[line].parts.iter().map(|n| (n.part, n.num_units)).collect();
    let mut looked_at = 0;
    while let Some((part, units)) = all.get(looked_at).copied() {
        all.extend(plan.parts[part].parts.iter().map(|n| (n.part, n.num_units * units)));
        looked_at += 1;
    }
    all
}

/// Orders first, then expansions: the order of [`crate::file`] and of reports.
fn sources(base: &Base<'_>, rules: &PlanRules, plans: &[Plan], decisions: usize, programme: &mut Programme) {
    let world = base.world;
    let source = |id: &str, line: usize, to: usize, transport: Option<InputId>, capacity: Capacity| {
        let made = &world.supply.lines[line];
        Source {
            id: id.to_owned(),
            cell: (to, made.item),
            wait_days: 0,
            lead_days: (base.high(made.lead_days) + transport.map_or(0.0, |id| base.high(id))).ceil() as i32,
            kept_fraction: base.low(made.pass_fraction) * (1.0 - base.high(made.test_fraction)),
            parts: all_parts(&plans[0], line),
            per_round_usd: base.likely(world.items[made.item].unit_cost_usd),
            capacity,
        }
    };
    let num = programme.periods.len();
    for may in &rules.orders {
        let most = base.low(may.most_per_year);
        let standing = Capacity::Standing((0..num).map(|k| over(programme, k, |_| most)).collect());
        let mut source = source(&may.id, may.line, may.to, may.transport_days, standing);
        let lead = base.high(world.supply.lines[may.line].lead_days);
        source.wait_days = (base.high(may.lead_days) - lead).max(0.0).ceil() as i32;
        programme.sources.push(source);
    }
    for may in &rules.expansions {
        let ready = base.high(may.ready_after_days).ceil() as i32;
        let added = |w: usize, decided: Day, day: Day| {
            let grown = (f64::from(day.0 - decided.0 - ready) / RAMP_DAYS).clamp(0.0, 1.0);
            grown * added_per_year(base, plans, w, (may.line, may.to_per_year, may.factor), day)
        };
        let by_quarter = |decided: Day| -> Vec<f64> {
            let of_world = |w: usize, k: usize| over(programme, k, |day| added(w, decided, day));
            let at_risk = |k: usize| quantile((0..plans.len()).map(|w| of_world(w, k)).collect(), base.risk_fraction);
            (0..num).map(at_risk).collect()
        };
        let by_decision: Vec<(usize, Vec<f64>)> = (0..decisions)
            .map(|q| (q, by_quarter(programme.periods[q])))
            .filter(|(_, r)| r.iter().any(|r| *r > 0.0))
            .collect();
        let built = Capacity::Built { plant_usd: base.likely(may.plant_usd), by_decision };
        let built = source(&may.id, may.line, may.to, may.transport_days, built);
        programme.sources.push(built);
    }
}

/// What an enlarged plant adds in a world when it has grown to its whole (rounds a year).
pub(crate) fn added_per_year(
    base: &Base<'_>,
    plans: &[Plan],
    world: usize,
    (line, to_per_year, factor): (usize, Option<InputId>, Option<InputId>),
    day: Day,
) -> f64 {
    let draws = &base.draws[world];
    let rate = rate_per_year(&plans[world], line, day);
    let to = to_per_year.map(|id| draws.get(id)).or(factor.map(|id| draws.get(id) * rate));
    to.map_or(0.0, |to| (to - rate).max(0.0))
}

/// What licences leave: their cap less what the base arm's line makes and loses.
fn licences(base: &Base<'_>, rules: &PlanRules) -> Vec<Licence> {
    let world = base.world;
    let lines = || rules.orders.iter().map(|may| may.line).chain(rules.expansions.iter().map(|may| may.line));
    let mut licences = Vec::new();
    for (index, line) in world.supply.lines.iter().enumerate() {
        let Some(cap) = line.licence_per_year else { continue };
        let sources: Vec<usize> = lines().enumerate().filter(|(_, l)| *l == index).map(|(s, _)| s).collect();
        let (first, num) = cupola_sim::campaign::years(world);
        let spare = |year: i32| {
            let made = base.sample.column(0, &format!("made.{}.{year}", line.id));
            let left = made.iter().enumerate().map(|(run, made)| {
                let draws = &base.draws[base.sample.worlds[run] as usize];
                let kept = draws.get(line.pass_fraction) * (1.0 - draws.get(line.test_fraction));
                draws.get(cap) - made / kept
            });
            (year, quantile(left.collect(), base.risk_fraction).max(0.0))
        };
        if !sources.is_empty() {
            let spare_by_year = (first..first + num as i32).map(spare).collect();
            licences.push(Licence { id: line.id.clone(), sources, spare_by_year });
        }
    }
    licences
}
