//! Arms against the base: paired differences, and the money between them.

use crate::coalition::measure::{Measure, measures};
use crate::costing::{Elements, arm_cost};
use crate::life_cycle;
use crate::monte_carlo::Prepared;
use crate::sample::Sample;
use crate::summary::{ArmSummary, ById, CompareSummary, CostSummary, Count, Delta};
use cupola_sim::world::World;
use std::collections::BTreeMap;

/// The comparison of all arms with the first.
pub fn summary(world: &World, sample: &Sample<'_>) -> Option<CompareSummary> {
    (world.arms.len() > 1).then(|| CompareSummary {
        base: world.arms[0].id.clone(),
        arms: (1..world.arms.len()).map(|arm| arm_summary(world, sample, arm)).collect(),
    })
}

/// A metric: key, label, and the columns it is the sum of.
struct Metric {
    key: String,
    label: String,
    columns: Vec<String>,
}

/// How long it lasts, as coalitions are measured by it.
fn days(world: &World, sample: &Sample<'_>) -> Vec<Measure> {
    let told = ["first_battery_empty_day", "days_of_cover.", "first_day_below_reserve."];
    let is_told = |m: &Measure| told.iter().any(|start| m.key.starts_with(start));
    measures(world, sample.columns()).into_iter().filter(is_told).collect()
}

fn metrics(world: &World) -> Vec<Metric> {
    let sum = |key: &str, label: &str, columns: &[&str]| Metric {
        key: key.into(),
        label: label.into(),
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
    };
    let mut metrics = vec![
        sum("through_raid", "get through, opening raid", &["raid.leaked", "raid.fell_harmless"]),
        sum("leakers_raid", "of it, damage", &["raid.leaked"]),
    ];
    if let Some(campaign) = &world.campaign {
        let days = campaign.days;
        metrics.push(sum(
            "through_total",
            &format!("get through, {days} days"),
            &["campaign.leaked", "campaign.fell_harmless"],
        ));
        metrics.push(sum("leakers_total", &format!("of it, damage, {days} days"), &["campaign.leaked"]));
    }
    for stock in &world.supply.stocks {
        let (nation, item) = (&world.nations[stock.nation], &world.items[stock.item]);
        let cell = format!("{}.{}", nation.id, item.id);
        metrics.push(Metric {
            key: format!("stock.{cell}.raids_start"),
            label: format!("{}'s {} at the first raid", nation.name, item.name),
            columns: vec![format!("at_raids_start.{cell}")],
        });
        metrics.push(Metric {
            key: format!("stock.{cell}.after_raids"),
            label: format!("{}'s {} after the raids", nation.name, item.name),
            columns: vec![format!("left_after_raids.{cell}")],
        });
    }
    metrics
}

fn arm_summary(world: &World, sample: &Sample<'_>, arm: usize) -> ArmSummary {
    let sums = metrics(world).into_iter().map(|metric| {
        let [base, here] = [0, arm].map(|arm| sample.sum(arm, &metric.columns));
        (metric.key, metric.label, sample.delta(&base, &here))
    });
    let days = days(world, sample).into_iter().map(|measure| {
        let [base, here] =
            [0, arm].map(|arm| (0..sample.len()).map(|run| measure.value(sample.row(run, arm))).collect::<Vec<f64>>());
        (measure.key, measure.label, sample.delta(&base, &here))
    });
    let mut told: Vec<(String, String, Delta)> = sums.chain(days).collect();
    // A stock that neither arm touches says nothing.
    told.retain(|(key, _, found)| !key.contains('.') || found.verdict != "same");
    // Stocks come last.
    told.sort_by_key(|(key, ..)| key.starts_with("stock."));
    let labels = told.iter().map(|(key, label, _)| (key.clone(), label.clone())).collect();
    let delta: ById<Delta> = told.into_iter().map(|(key, _, found)| (key, found)).collect();
    ArmSummary { name: world.arms[arm].id.clone(), delta, labels, parts: Vec::new() }
}

/// Cost of the last arm beyond the base arm, and of what is fired in the base arm.
pub fn cost(world: &World, prepared: &Prepared<'_>, sample: &Sample<'_>) -> Option<CostSummary> {
    let rules = world.cost.as_ref()?;
    if sample.is_empty() {
        return None;
    }
    let last = world.arms.len() - 1;
    let elements = Elements::of(world, rules);
    let first_year = rules.from_year;
    let num_years = rules.horizon_years.ceil().max(1.0) as usize;
    let mut by_element = vec![Vec::with_capacity(sample.len()); elements.names.len()];
    let mut by_nation = vec![Vec::with_capacity(sample.len()); world.nations.len()];
    let mut by_year = vec![Vec::with_capacity(sample.len()); num_years];
    let mut total = Vec::with_capacity(sample.len());
    for run in 0..sample.len() {
        let draws = &prepared.draws()[sample.worlds[run] as usize];
        let (row, base_row) = (sample.row(run, last), sample.row(run, 0));
        let priced = |arm, row, other| arm_cost(world, rules, draws, arm, &prepared.columns, row, other).ok();
        let (here, base) = (priced(last, row, base_row)?, priced(0, base_row, row)?);
        let differences = |into: &mut [Vec<f64>], here: &[f64], base: &[f64]| {
            for (column, (h, b)) in into.iter_mut().zip(here.iter().zip(base)) {
                column.push(h - b);
            }
        };
        differences(&mut by_element, &here.by_element_usd, &base.by_element_usd);
        differences(&mut by_nation, &here.by_nation_usd, &base.by_nation_usd);
        differences(&mut by_year, &here.by_year_usd, &base.by_year_usd);
        total.push(here.total_usd - base.total_usd);
    }
    let named = |names: Vec<String>, columns: &[Vec<f64>]| -> ById<Count> {
        let mut sums: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for (name, column) in names.into_iter().zip(columns) {
            let sum = sums.entry(name).or_insert_with(|| vec![0.0; sample.len()]);
            sum.iter_mut().zip(column).for_each(|(s, c)| *s += c);
        }
        sums.into_iter().filter(|(_, v)| v.iter().any(|x| *x != 0.0)).map(|(n, v)| (n, sample.count_of(&v))).collect()
    };
    Some(CostSummary {
        price_year: rules.price_year,
        horizon_years: rules.horizon_years,
        discount_rate: rules.discount_rate,
        incremental_usd: sample.count_of(&total),
        expended_usd: sample.count_of(&expended(world, prepared, sample)),
        raids_usd: raids(world, prepared, sample),
        by_element: named(elements.names, &by_element),
        by_nation: named(world.nations.iter().map(|n| n.id.clone()).collect(), &by_nation),
        by_year: named((0..num_years).map(|y| (first_year + y as i32).to_string()).collect(), &by_year),
        life_cycle: life_cycle::summary(world, prepared.options(), 0).ok().flatten(),
    })
}

/// Rounds and sorties used in the campaign at their prices, by run.
fn expended(world: &World, prepared: &Prepared<'_>, sample: &Sample<'_>) -> Vec<f64> {
    let mut total = vec![0.0; sample.len()];
    let mut add = |column: Vec<f64>, price: cupola_sim::world::InputId| {
        for (run, (t, rounds)) in total.iter_mut().zip(column).enumerate() {
            *t += rounds * prepared.draws()[sample.worlds[run] as usize].get(price);
        }
    };
    for interceptor in &world.interceptors {
        add(sample.column(0, &format!("campaign.fired.{}", interceptor.id)), interceptor.unit_cost_usd);
    }
    for area in &world.area_defences {
        add(sample.column(0, &format!("campaign.area_rounds.{}", area.id)), area.cost_usd);
    }
    total
}

/// What the raids' weapons cost, where every class that flies has a price.
fn raids(world: &World, prepared: &Prepared<'_>, sample: &Sample<'_>) -> Option<Count> {
    let mut total = vec![0.0; sample.len()];
    for class in &world.classes {
        let launched = sample.column(0, &format!("campaign.class.{}.launched", class.id));
        if launched.iter().all(|n| *n == 0.0) {
            continue;
        }
        let price = class.unit_cost_usd?;
        for (run, (t, n)) in total.iter_mut().zip(launched).enumerate() {
            *t += n * prepared.draws()[sample.worlds[run] as usize].get(price);
        }
    }
    Some(sample.count_of(&total))
}
