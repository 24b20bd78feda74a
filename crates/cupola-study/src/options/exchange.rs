//! What the rounds fired cost, and what the weapons they are fired at cost.

use super::{count, ratio};
use crate::coalition::Interval;
use crate::summary::Count;
use crate::sweep::{Metric, Played};
use cupola_sim::campaign::has_raids;
use cupola_sim::world::World;

/// Rounds fired against weapons sent, over the campaign or, without one, the headline raid.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Exchange {
    /// `campaign` or `raid`.
    pub over: String,
    /// What was fired, by interceptor type and area defence; those that never fire are left out.
    pub fired: Vec<RoundsFired>,
    /// What was sent, by class.
    pub sent: Vec<WeaponsSent>,
    /// All that was fired (USD).
    pub fired_usd: Count,
    /// Threats stopped.
    pub stopped: Count,
    /// What was fired for each threat stopped (USD).
    pub fired_usd_per_stopped: Option<Interval>,
    /// What was fired for each dollar of weapons stopped; none unless every class sent has a price.
    pub fired_usd_per_stopped_usd: Option<Interval>,
    /// What was fired for each dollar of weapons sent; none unless every class sent has a price.
    pub fired_usd_per_sent_usd: Option<Interval>,
}

/// One kind of round.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RoundsFired {
    /// Interceptor type or area defence.
    pub id: String,
    /// Fired (USD).
    pub fired_usd: Count,
    /// Threats it stopped.
    pub stopped: Count,
    /// What was fired for each (USD); none where it stopped none for certain.
    pub usd_per_stopped: Option<Interval>,
}

/// One class of weapon.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct WeaponsSent {
    /// Class.
    pub class: String,
    /// Sent.
    pub sent: Count,
    /// Stopped.
    pub stopped: Count,
    /// What those sent cost (USD); none without a price.
    pub sent_usd: Option<Count>,
    /// What those stopped cost (USD).
    pub stopped_usd: Option<Count>,
}

/// Where the columns are.
fn prefix(world: &World) -> &'static str {
    if world.campaign.is_some() { "campaign" } else { "raid" }
}

/// What must be measured in the runs that [`exchange`] is told of; nothing without raids.
#[must_use]
pub fn exchange_metrics(world: &World) -> Vec<Metric> {
    if !has_raids(world) {
        return Vec::new();
    }
    let at = |column: String| format!("{}.{column}", prefix(world));
    let mut metrics = Vec::new();
    for interceptor in &world.interceptors {
        let (id, price) = (&interceptor.id, interceptor.unit_cost_usd);
        metrics.push(priced(format!("fired_usd.{id}"), vec![(at(format!("fired.{id}")), price)]));
        metrics.push(sum(format!("kills.{id}"), vec![at(format!("kills.{id}"))]));
    }
    for area in &world.area_defences {
        let id = &area.id;
        metrics.push(priced(format!("fired_usd.{id}"), vec![(at(format!("area_rounds.{id}")), area.cost_usd)]));
        metrics.push(sum(format!("kills.{id}"), vec![at(format!("element.{id}"))]));
    }
    for class in &world.classes {
        let id = &class.id;
        let column = |fate: &str| at(format!("class.{id}.{fate}"));
        let (sent, stopped) = (vec![column("launched")], vec![column("intercepted"), column("suppressed")]);
        if let Some(price) = class.unit_cost_usd {
            let at_price = |columns: &[String]| columns.iter().map(|c| (c.clone(), price)).collect();
            metrics.push(priced(format!("sent_usd.{id}"), at_price(&sent)));
            metrics.push(priced(format!("stopped_usd.{id}"), at_price(&stopped)));
        }
        metrics.push(sum(format!("sent.{id}"), sent));
        metrics.push(sum(format!("stopped.{id}"), stopped));
    }
    metrics
}

fn sum(key: String, columns: Vec<String>) -> Metric {
    Metric::sum(key.clone(), key, columns)
}

fn priced(key: String, columns: Vec<(String, cupola_sim::world::InputId)>) -> Metric {
    Metric::priced(key.clone(), key, columns)
}

/// The exchange in runs that were measured by [`exchange_metrics`]; none without raids.
///
/// - **Assumes:** a weapon costs what its whole class does by the catalogue or the scenario, warheads and all; what is fired
///   at decoys and at weapons that fail by themselves is in what is fired.
#[must_use]
pub fn exchange(world: &World, played: &Played) -> Option<Exchange> {
    if !has_raids(world) {
        return None;
    }
    let values = |key: String| played.values.get(&key).cloned();
    let ids = world.interceptors.iter().map(|i| &i.id).chain(world.area_defences.iter().map(|a| &a.id));
    let mut all_fired = vec![0.0; played.worlds.len()];
    let mut fired = Vec::new();
    for id in ids {
        let (usd, kills) = (values(format!("fired_usd.{id}"))?, values(format!("kills.{id}"))?);
        add(&mut all_fired, &usd);
        if usd.iter().any(|usd| *usd > 0.0) {
            fired.push(RoundsFired {
                id: id.clone(),
                fired_usd: count(&usd, played),
                stopped: count(&kills, played),
                usd_per_stopped: clear_ratio(&usd, &kills, played),
            });
        }
    }
    let [mut all_stopped, mut stopped_usd, mut sent_usd] = [(); 3].map(|()| vec![0.0; played.worlds.len()]);
    let mut sent = Vec::new();
    let mut are_priced = true;
    for class in &world.classes {
        let id = &class.id;
        let (launched, stopped) = (values(format!("sent.{id}"))?, values(format!("stopped.{id}"))?);
        if launched.iter().all(|n| *n == 0.0) {
            continue;
        }
        add(&mut all_stopped, &stopped);
        let prices = values(format!("sent_usd.{id}")).zip(values(format!("stopped_usd.{id}")));
        match &prices {
            Some((all, part)) => {
                add(&mut sent_usd, all);
                add(&mut stopped_usd, part);
            }
            None => are_priced = false,
        }
        sent.push(WeaponsSent {
            class: id.clone(),
            sent: count(&launched, played),
            stopped: count(&stopped, played),
            sent_usd: prices.as_ref().map(|(all, _)| count(all, played)),
            stopped_usd: prices.as_ref().map(|(_, part)| count(part, played)),
        });
    }
    let against = |usd: &[f64]| are_priced.then(|| clear_ratio(&all_fired, usd, played)).flatten();
    Some(Exchange {
        over: prefix(world).to_owned(),
        fired,
        sent,
        fired_usd: count(&all_fired, played),
        stopped: count(&all_stopped, played),
        fired_usd_per_stopped: clear_ratio(&all_fired, &all_stopped, played),
        fired_usd_per_stopped_usd: against(&stopped_usd),
        fired_usd_per_sent_usd: against(&sent_usd),
    })
}

/// A ratio whose lower part is above zero for certain too.
fn clear_ratio(above: &[f64], below: &[f64], played: &Played) -> Option<Interval> {
    (count(below, played).ci95_low > 0.0).then(|| ratio(above, below, played)).flatten()
}

fn add(total: &mut [f64], more: &[f64]) {
    total.iter_mut().zip(more).for_each(|(total, more)| *total += more);
}
