//! Arms against the base: paired differences, and the money between them.

use super::campaign;
use crate::coalition::measure::{Measure, measures, refusals};
use crate::costing::{Elements, Pricing, Side};
use crate::life_cycle;
use crate::monte_carlo::Prepared;
use crate::sample::{Sample, delta};
use crate::summary::{ArmSummary, ById, ClassExchange, CompareSummary, CostSummary, Count, Delta};
use cupola_cost::CostError;
use cupola_sim::campaign::has_raids;
use cupola_sim::world::{ThreatClass, World};
use std::collections::BTreeMap;

/// The comparison of all arms with the first.
pub fn summary(world: &World, sample: &Sample<'_>) -> Option<CompareSummary> {
    let base = Compared::of(world, sample, 0);
    let arm_summary = |arm: usize| ArmSummary {
        campaign: world.campaign.as_ref().map(|c| campaign::summary(world, sample, c.days, arm)),
        ..Compared::of(world, sample, arm).less(&base, &world.arms[arm].id)
    };
    (world.arms.len() > 1).then(|| CompareSummary {
        base: world.arms[0].id.clone(),
        arms: (1..world.arms.len()).map(arm_summary).collect(),
    })
}

/// What arms and scenarios are compared by, of one arm: a number of every run by metric.
pub struct Compared {
    /// Key, printed label, numbers in run order; in report order.
    metrics: Vec<(String, String, Vec<f64>)>,
    worlds: Vec<u32>,
    num_sets: u32,
}

impl Compared {
    /// Of one arm.
    #[must_use]
    pub fn of(world: &World, sample: &Sample<'_>, arm: usize) -> Self {
        let sums = sums(world).into_iter().map(|sum| (sum.key, sum.label, sample.sum(arm, &sum.columns)));
        let of_rows = |measure: Measure| {
            let values = (0..sample.len()).map(|run| measure.value(sample.row(run, arm))).collect();
            (measure.key, measure.label, values)
        };
        let mut metrics: Vec<_> = sums.chain(stocks(world, sample).into_iter().map(of_rows)).collect();
        // Stocks come late, what is of use to few and who was refused last.
        let place = |key: &str| AT_THE_END.iter().position(|start| key.starts_with(start)).map_or(0, |p| p + 1);
        metrics.sort_by_key(|(key, ..)| place(key));
        Self { metrics, worlds: sample.worlds.clone(), num_sets: sample.num_sets() }
    }

    /// Paired differences of the metrics that both have, this less the base, under a name.
    #[must_use]
    pub fn less(self, base: &Self, name: &str) -> ArmSummary {
        let mut told: Vec<(String, String, Delta)> = Vec::new();
        for (key, label, here) in self.metrics {
            let Some((_, _, there)) = base.metrics.iter().find(|(other, ..)| *other == key) else { continue };
            let found = delta(there, &here, &self.worlds, self.num_sets);
            // A stock that neither side touches says nothing.
            if !key.contains('.') || found.verdict != "same" {
                told.push((key, label, found));
            }
        }
        let labels = told.iter().map(|(key, label, _)| (key.clone(), label.clone())).collect();
        let delta = told.into_iter().map(|(key, _, found)| (key, found)).collect();
        ArmSummary { name: name.to_owned(), delta, labels, parts: Vec::new(), campaign: None }
    }
}

/// Beginnings of the keys that come last, in order.
const AT_THE_END: [&str; 7] =
    ["stock.", "restored_day", "days_of_supply", "burn_to_build", "unmet", "theatre.", "refused"];

/// A metric: key, label, and the columns it is the sum of.
struct Sum {
    key: String,
    label: String,
    columns: Vec<String>,
}

/// How long it lasts, as coalitions are measured by it, and who was refused.
fn stocks(world: &World, sample: &Sample<'_>) -> Vec<Measure> {
    if world.campaign.is_none() {
        return Vec::new();
    }
    let is_told = |m: &Measure| {
        let is_of_raids = m.key.starts_with("through") || m.key.starts_with("leakers");
        !is_of_raids && (has_raids(world) || !m.needs_raids())
    };
    let measured = measures(world, sample.columns()).into_iter().filter(is_told);
    measured.chain(refusals(world, sample.columns())).collect()
}

fn sums(world: &World) -> Vec<Sum> {
    let sum = |key: &str, label: &str, columns: &[&str]| Sum {
        key: key.into(),
        label: label.into(),
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
    };
    let mut metrics = Vec::new();
    if has_raids(world) {
        metrics.push(sum("through_raid", "get through, opening raid", &["raid.leaked", "raid.fell_harmless"]));
        metrics.push(sum("leakers_raid", "of it, damage", &["raid.leaked"]));
        if let Some(campaign) = &world.campaign {
            let days = campaign.days;
            metrics.push(sum(
                "through_total",
                &format!("get through, {days} days"),
                &["campaign.leaked", "campaign.fell_harmless"],
            ));
            metrics.push(sum("leakers_total", &format!("of it, damage, {days} days"), &["campaign.leaked"]));
        }
    }
    let after = if has_raids(world) { "after the raids" } else { "after the campaign" };
    for stock in &world.supply.stocks {
        let (nation, item) = (&world.nations[stock.nation], &world.items[stock.item]);
        let cell = format!("{}.{}", nation.id, item.id);
        metrics.push(Sum {
            key: format!("stock.{cell}.raids_start"),
            label: format!("{}'s {} at the first raid", nation.name, item.name),
            columns: vec![format!("at_raids_start.{cell}")],
        });
        metrics.push(Sum {
            key: format!("stock.{cell}.after_raids"),
            label: format!("{}'s {} {after}", nation.name, item.name),
            columns: vec![format!("left_after_raids.{cell}")],
        });
    }
    metrics
}

/// Cost of the last arm beyond the base arm, and of what is fired in the base arm; none without rules of cost.
///
/// # Errors
/// As [`Pricing::arm_cost`].
pub fn cost(world: &World, prepared: &Prepared<'_>, sample: &Sample<'_>) -> Result<Option<CostSummary>, CostError> {
    let pricing = Pricing::new(world, &prepared.columns)?.filter(|_| !sample.is_empty());
    let Some((rules, pricing)) = world.cost.as_ref().zip(pricing) else { return Ok(None) };
    let last = world.arms.len() - 1;
    let elements = Elements::of(world, rules);
    let first_year = rules.from_year;
    let num_years = rules.horizon_years as usize;
    let mut by_element = vec![Vec::with_capacity(sample.len()); elements.names.len()];
    let mut by_nation = vec![Vec::with_capacity(sample.len()); world.nations.len()];
    let mut by_year = vec![Vec::with_capacity(sample.len()); num_years];
    let mut total = Vec::with_capacity(sample.len());
    let mut expended = Vec::with_capacity(sample.len());
    for run in 0..sample.len() {
        let draws = &prepared.draws()[sample.worlds[run] as usize];
        let side = |arm| Side { arm, draws, row: sample.row(run, arm) };
        let here = pricing.arm_cost(side(last), side(0).row)?;
        let base = pricing.arm_cost(side(0), side(last).row)?;
        expended.push(pricing.expended_usd(side(0)));
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
    Ok(Some(CostSummary {
        price_year: rules.price_year,
        horizon_years: f64::from(rules.horizon_years),
        discount_rate: rules.discount_rate,
        incremental_usd: sample.count_of(&total),
        expended_usd: sample.count_of(&expended),
        raids_usd: raids(world, prepared, sample),
        by_class: by_class(world, &pricing, prepared, sample),
        by_element: named(elements.names, &by_element),
        by_nation: named(world.nations.iter().map(|n| n.id.clone()).collect(), &by_nation),
        by_year: named((0..num_years).map(|y| (first_year + y as i32).to_string()).collect(), &by_year),
        life_cycle: life_cycle::summary(world, prepared.options(), 0)?,
    }))
}

/// What is fired at each class that is sent and what that costs its sender, base arm.
fn by_class(world: &World, pricing: &Pricing<'_>, prepared: &Prepared<'_>, sample: &Sample<'_>) -> Vec<ClassExchange> {
    let draws = |run: usize| &prepared.draws()[sample.worlds[run] as usize];
    let exchange = |(index, class): (usize, &ThreatClass)| {
        let fate = |fate: &str| sample.column(0, &format!("campaign.class.{}.{fate}", class.id));
        let sent = fate("launched");
        let fired_usd: Vec<f64> = (0..sample.len())
            .map(|run| pricing.expended_at_usd(index, Side { arm: 0, draws: draws(run), row: sample.row(run, 0) }))
            .collect();
        let sent_usd = class.unit_cost_usd.map(|price| {
            sample.count_of(&sent.iter().enumerate().map(|(run, n)| n * draws(run).get(price)).collect::<Vec<f64>>())
        });
        let stopped: Vec<f64> = fate("intercepted").iter().zip(fate("suppressed")).map(|(a, b)| a + b).collect();
        sent.iter().any(|n| *n > 0.0).then(|| ClassExchange {
            class: class.id.clone(),
            sent: sample.count_of(&sent),
            stopped: sample.count_of(&stopped),
            fired_usd: sample.count_of(&fired_usd),
            sent_usd,
        })
    };
    world.classes.iter().enumerate().filter_map(exchange).collect()
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
