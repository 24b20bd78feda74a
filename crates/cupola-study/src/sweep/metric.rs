//! What points are compared by.

use crate::monte_carlo::Prepared;
use crate::sample::Sample;
use cupola_sim::world::{InputId, World};

/// A number that each run has.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Key: as in `cupola run --json`, and `fired`.
    pub key: String,
    /// Printed label.
    pub label: String,
    measure: Measure,
}

/// How it comes from the columns of a run.
#[derive(Debug, Clone, PartialEq)]
enum Measure {
    /// A sum.
    Sum(Vec<String>),
    /// A sum, each at a price (USD).
    Priced(Vec<(String, InputId)>),
    /// The first of several days; where none comes, the number of days that were looked at.
    FirstDay(Vec<String>, u32),
}

/// The metrics of a world's base arm, in report order.
#[must_use]
pub fn metrics(world: &World) -> Vec<Metric> {
    let metric = |key: &str, label: &str, measure| Metric { key: key.to_owned(), label: label.to_owned(), measure };
    let sum = |columns: &[&str]| Measure::Sum(columns.iter().map(|c| (*c).to_owned()).collect());
    let fired = |id: &str| format!("raid.fired.{id}");
    let all_fired = Measure::Sum(world.interceptors.iter().map(|i| fired(&i.id)).collect());
    let mut metrics = vec![
        metric("through", "get through", sum(&["raid.leaked", "raid.fell_harmless"])),
        metric("leakers", "damage", sum(&["raid.leaked"])),
        metric("value_lost_fraction", "value lost", sum(&["raid.value_lost"])),
        metric("fired", "interceptors", all_fired),
    ];
    for interceptor in &world.interceptors {
        let key = format!("fired.{}", interceptor.id);
        metrics.push(metric(&key, &format!("{} fired", interceptor.id), sum(&[&fired(&interceptor.id)])));
    }
    let rounds = world.interceptors.iter().map(|i| (fired(&i.id), i.unit_cost_usd));
    let areas = world.area_defences.iter().map(|a| (format!("raid.area_rounds.{}", a.id), a.cost_usd));
    metrics.push(metric("expended_raid_usd", "expended", Measure::Priced(rounds.chain(areas).collect())));
    if let Some(campaign) = &world.campaign {
        let days = campaign.days;
        let total = format!("through, {days} days");
        metrics.push(metric("through_total", &total, sum(&["campaign.leaked", "campaign.fell_harmless"])));
        metrics.push(metric("leakers_total", &format!("damage, {days} days"), sum(&["campaign.leaked"])));
        let cell = |s: &cupola_sim::world::Stock| {
            format!("first_empty_day.{}.{}", world.nations[s.nation].id, world.items[s.item].id)
        };
        let cells: Vec<String> = world.supply.stocks.iter().map(cell).collect();
        metrics.push(metric("first_empty_day", "first empty day", Measure::FirstDay(cells.clone(), days)));
        for cell in cells {
            let label = cell.replace('_', " ").replacen('.', ", ", 1);
            metrics.push(metric(&cell.clone(), &label, Measure::FirstDay(vec![cell], days)));
        }
    }
    metrics
}

impl Metric {
    /// Its value in each run of the base arm.
    #[must_use]
    pub fn values(&self, prepared: &Prepared<'_>, sample: &Sample<'_>) -> Vec<f64> {
        match &self.measure {
            Measure::Sum(columns) => sample.sum(0, columns),
            Measure::Priced(columns) => {
                let mut total = vec![0.0; sample.len()];
                for (name, price) in columns {
                    for (run, (sum, number)) in total.iter_mut().zip(sample.column(0, name)).enumerate() {
                        *sum += number * prepared.draws()[sample.worlds[run] as usize].get(*price);
                    }
                }
                total
            }
            Measure::FirstDay(columns, days) => {
                let mut first = vec![f64::from(*days); sample.len()];
                for name in columns {
                    // A day that never comes is no number, which `min` passes over.
                    first.iter_mut().zip(sample.column(0, name)).for_each(|(first, day)| *first = first.min(day));
                }
                first
            }
        }
    }
}
