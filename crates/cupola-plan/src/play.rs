//! The plan played back: what was promised, and what a run of it does with the same luck.

use crate::file::line_id;
use crate::gather::{Base, cell_name};
use crate::ranks::least_at_risk;
use crate::report::Found;
use crate::{Action, Capacity, Floor, Kind, rules};
use cupola_core::Day;
use cupola_sim::campaign::years;
use cupola_sim::world::World;
use cupola_study::sample::{Sample, delta};
use cupola_study::summary::{Count, Delta};

/// What a run of the plan does.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Playback {
    /// Each need, in the plan's order.
    pub needs: Vec<NeedPlayed>,
    /// What gets through in the raid of the study.
    pub through: Delta,
    /// What gets through in the campaign; none without one.
    pub through_total: Option<Delta>,
    /// Stocks that fall below their reserve in the campaign.
    pub below_reserve: Vec<BelowReserve>,
    /// What those have left that the plan takes rounds from.
    pub givers: Vec<GiverLeft>,
    /// Cost of what the plan decides and lines make of it by the end, at drawn prices (USD, not discounted).
    pub cost_usd: Count,
    /// What the plan said it would be, not discounted (USD).
    pub promised_usd: f64,
}

/// A need as it is played.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NeedPlayed {
    /// Id.
    pub id: String,
    /// Share of runs in which it is met without the plan.
    pub met_before_fraction: f64,
    /// And with it.
    pub met_after_fraction: f64,
    /// Rounds that the plan promised to add.
    pub promised_rounds: f64,
    /// Rounds that are there more, in the paired runs.
    pub added: Delta,
    /// Rounds that more would have to be there for the need to be met at the stated risk; below 0: to spare.
    pub short_rounds: f64,
}

/// How often a stock falls below its reserve, and when, in days of the campaign.
#[derive(Debug, Clone, serde::Serialize)]
pub struct BelowReserve {
    /// Stock: `nation.item`.
    pub stock: String,
    /// Share of runs in which it does, without the plan.
    pub before_fraction: f64,
    /// And with it.
    pub after_fraction: f64,
    /// Median first day among all runs, without the plan; none where it is never.
    pub before_p50_day: Option<f64>,
    /// And with it.
    pub after_p50_day: Option<f64>,
}

/// What a stock has left that gives rounds.
#[derive(Debug, Clone, serde::Serialize)]
pub struct GiverLeft {
    /// Stock: `nation.item`.
    pub stock: String,
    /// Printed: whose what.
    pub name: String,
    /// The last day that stocks are sampled.
    pub day: String,
    /// Rounds on hand on that day without the plan.
    pub before: Count,
    /// And with it.
    pub after: Count,
    /// Rounds above its floor on the worst of the sampled days, without the plan; below 0: below the floor.
    pub lowest_before: Count,
    /// And with it.
    pub lowest_after: Count,
}

/// The runs of the plan, those of the base arm with the same luck.
pub struct Played<'a> {
    /// The scenario of the plan.
    pub world: &'a World,
    /// Its runs.
    pub sample: &'a Sample<'a>,
}

/// Holds the promise against the runs. Both samples are of the same runs.
#[must_use]
pub fn playback(base: &Base<'_>, found: &Found, plan: &Played<'_>) -> Playback {
    let world = base.world;
    let rules = rules(world);
    let columns = found.stock_columns(base);
    let paired = |before: &[f64], after: &[f64]| delta(before, after, &base.sample.worlds, base.sample.num_sets());
    let needs = rules.needs.iter().enumerate().map(|(index, need)| {
        let asked = base.asked(need);
        let (before, after) = (base.sample.column(0, &columns[index].0), plan.sample.column(0, &columns[index].0));
        let met = |stock: &[f64]| {
            let num_met = stock.iter().zip(&asked).filter(|(stock, asked)| stock >= asked).count();
            num_met as f64 / stock.len() as f64
        };
        let mut short: Vec<f64> = asked.iter().zip(&after).map(|(asked, stock)| asked - stock).collect();
        NeedPlayed {
            id: need.id.clone(),
            met_before_fraction: met(&before),
            met_after_fraction: met(&after),
            promised_rounds: found.adds(index),
            added: paired(&before, &after),
            short_rounds: least_at_risk(&mut short, base.risk_fraction),
        }
    });
    let through = |prefix: &str| {
        let names = [format!("{prefix}.leaked"), format!("{prefix}.fell_harmless")];
        paired(&base.sample.sum(0, &names), &plan.sample.sum(0, &names))
    };
    let below = world.supply.reserves.iter().map(|reserve| {
        let stock = format!("{}.{}", world.nations[reserve.nation].id, world.items[reserve.item].id);
        let column = format!("first_below_reserve_day.{stock}");
        let (before, after) = (base.sample.days(0, &column), plan.sample.days(0, &column));
        BelowReserve {
            stock,
            before_fraction: 1.0 - before.never_fraction,
            after_fraction: 1.0 - after.never_fraction,
            before_p50_day: before.p50,
            after_p50_day: after.p50,
        }
    });
    Playback {
        needs: needs.collect(),
        through: through("raid"),
        through_total: world.campaign.as_ref().map(|_| through("campaign")),
        below_reserve: if world.campaign.is_some() { below.collect() } else { Vec::new() },
        givers: givers(base, found, plan),
        cost_usd: plan.sample.count_of(&costs(base, found, plan)),
        promised_usd: promised_usd(found),
    }
}

/// Every stock that the plan moves rounds from.
fn givers(base: &Base<'_>, found: &Found, plan: &Played<'_>) -> Vec<GiverLeft> {
    let world = base.world;
    let gives = |floor: &&Floor| {
        let is_it = |a: &Action| a.kind == Kind::Move && found.programme.moves[a.index].giver == floor.cell;
        found.actions.iter().any(is_it)
    };
    let left = |floor: &Floor| {
        let stock = cell_name(world, floor.cell);
        let kept = base.kept(floor.cell);
        let on = |sample: &Sample<'_>, day: Day| sample.column(0, &format!("stock.{stock}.{day}"));
        let lowest = |sample: &Sample<'_>| {
            let mut lowest = vec![f64::INFINITY; kept.len()];
            for (day, _) in &floor.above {
                let above = on(sample, *day).into_iter().zip(&kept).map(|(stock, kept)| stock - kept);
                lowest.iter_mut().zip(above).for_each(|(lowest, above)| *lowest = lowest.min(above));
            }
            sample.count_of(&lowest)
        };
        let day = floor.above.last()?.0;
        Some(GiverLeft {
            name: format!("{}, {}", world.nations[floor.cell.0].name, world.items[floor.cell.1].name),
            day: day.to_string(),
            before: base.sample.count_of(&on(base.sample, day)),
            after: plan.sample.count_of(&on(plan.sample, day)),
            lowest_before: lowest(base.sample),
            lowest_after: lowest(plan.sample),
            stock,
        })
    };
    found.programme.floors.iter().filter(gives).filter_map(left).collect()
}

/// New money that the plan would take without discounting (USD).
fn promised_usd(found: &Found) -> f64 {
    let factor = |day: Day| found.programme.discount.factor(day.ymd().0);
    let new = found.actions.iter().filter(|action| action.kind.is_new_money());
    new.map(|action| action.cost_usd / factor(action.on)).sum()
}

/// What each run pays: rounds its lines make of the plan's orders, at its world's prices, and plants.
fn costs(base: &Base<'_>, found: &Found, plan: &Played<'_>) -> Vec<f64> {
    let rules = rules(base.world);
    let (first, num) = years(plan.world);
    let mut costs = vec![0.0; plan.sample.len()];
    let draws = |run: usize| &base.draws[base.sample.worlds[run] as usize];
    for (index, source) in found.programme.sources.iter().enumerate() {
        let has = |kind: Kind| found.actions.iter().any(|a| a.kind == kind && a.index == index);
        if has(Kind::Order) {
            let price = base.world.items[source.cell.1].unit_cost_usd;
            let names = (0..num).map(|y| format!("made.{}.{}", line_id(&source.id), first + y as i32));
            let made = plan.sample.sum(0, &names.collect::<Vec<_>>());
            costs.iter_mut().zip(made).enumerate().for_each(|(run, (cost, n))| *cost += n * draws(run).get(price));
        }
        if let (true, Capacity::Built { .. }) = (has(Kind::Expand), &source.capacity) {
            let plant = rules.expansions[index - rules.orders.len()].plant_usd;
            costs.iter_mut().enumerate().for_each(|(run, cost)| *cost += draws(run).get(plant));
        }
    }
    costs
}
