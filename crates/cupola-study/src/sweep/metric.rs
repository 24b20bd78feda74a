//! What points are compared by.

use crate::coalition::measure::Cover;
use crate::sample::Sample;
use crate::table::{Columns, FIRST_SHORT_DAY, THEATRE_METRICS};
use cupola_sim::campaign::{has_raids, watched_days};
use cupola_sim::world::{Campaign, Draws, InputId, World};

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
    /// Days that the rounds in the theatre at the first raid last.
    Cover(Cover),
}

/// Rounds of a stock: column, and what is printed before the stock.
const ROUNDS: [(&str, &str); 4] = [
    ("at_raids_start", "rounds at first raid"),
    ("theatre_at_raids_start", "in theatre at first raid"),
    ("theatre_after_raids", "in theatre after raids"),
    ("left_after_raids", "rounds left after raids"),
];

/// The metrics of a world's arms, in report order; without raids those of stocks alone.
#[must_use]
pub fn metrics(world: &World) -> Vec<Metric> {
    let mut metrics = if has_raids(world) { of_raids(world) } else { Vec::new() };
    metrics.extend(world.campaign.iter().flat_map(|campaign| of_stocks(world, campaign)));
    metrics
}

/// What is told of the headline raid, and of the campaign's raids.
fn of_raids(world: &World) -> Vec<Metric> {
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
    }
    metrics
}

/// What is told of all stocks and of each.
fn of_stocks(world: &World, campaign: &Campaign) -> Vec<Metric> {
    let (days, columns) = (watched_days(world), Columns::of(world));
    let study_days = (world.end.0 - world.stock_date.0).unsigned_abs();
    let ids = |nation: usize, item: usize| format!("{}.{}", world.nations[nation].id, world.items[item].id);
    let cells: Vec<String> = world.supply.stocks.iter().map(|s| ids(s.nation, s.item)).collect();
    let reserved: Vec<String> = world.supply.reserves.iter().map(|r| ids(r.nation, r.item)).collect();
    let column = |prefix: &str, cell: &str| format!("{prefix}.{cell}");
    let metric = |prefix: &str, label: &str, cell: &str, measure| Metric {
        key: column(prefix, cell),
        label: format!("{label}, {cell}"),
        measure,
    };
    let first_days = |prefix: &'static str, cells: &[String], most: u32| -> Vec<Metric> {
        let label = prefix.replace('_', " ");
        let one = |cell: &String| metric(prefix, &label, cell, Measure::FirstDay(vec![column(prefix, cell)], most));
        cells.iter().map(one).collect()
    };
    let all = cells.iter().map(|cell| column("first_empty_day", cell)).collect();
    let mut metrics = vec![Metric {
        key: "first_empty_day".to_owned(),
        label: "first empty day".to_owned(),
        measure: Measure::FirstDay(all, days),
    }];
    metrics.extend(first_days("first_empty_day", &cells, days));
    metrics.extend(first_days("first_battery_empty_day", &cells, days));
    metrics.extend(first_days("first_below_reserve_day", &reserved, days));
    metrics.extend(first_days("first_zero_day", &cells, days));
    metrics.extend(first_days("restored_day", &cells, study_days));
    metrics.extend(cells.iter().map(|cell| {
        let cover = Cover::new(world, campaign, &columns, "theatre_at_raids_start", cell);
        metric("days_of_cover", "days of cover", cell, Measure::Cover(cover))
    }));
    let mut asked: Vec<String> = world.supply.demands.iter().map(|d| ids(d.nation, d.item)).collect();
    asked.sort();
    asked.dedup();
    metrics.extend(asked.iter().map(|c| metric("unmet", "demands unmet", c, Measure::Sum(vec![column("unmet", c)]))));
    for (count, words) in THEATRE_METRICS {
        metrics.extend(world.supply.depots().map(|(stock, depot)| {
            let (cell, theatre) = (ids(stock.nation, stock.item), &world.supply.theatres[depot.theatre]);
            let key = format!("theatre.{count}.{cell}.{}", theatre.id);
            let columns = vec![key.clone()];
            let is_day = count == FIRST_SHORT_DAY;
            let measure = if is_day { Measure::FirstDay(columns, study_days) } else { Measure::Sum(columns) };
            Metric { key, label: format!("{} {words}, {cell}", theatre.id), measure }
        }));
    }
    for (prefix, label) in ROUNDS {
        metrics.extend(cells.iter().map(|cell| metric(prefix, label, cell, Measure::Sum(vec![column(prefix, cell)]))));
    }
    metrics
}

impl Metric {
    /// A sum of columns.
    pub(crate) fn sum(key: String, label: String, columns: Vec<String>) -> Self {
        Self { key, label, measure: Measure::Sum(columns) }
    }

    /// A sum of columns, each at its price (USD).
    pub(crate) fn priced(key: String, label: String, columns: Vec<(String, InputId)>) -> Self {
        Self { key, label, measure: Measure::Priced(columns) }
    }

    /// Its value in each run of the first arm that is played; `draws` by world.
    #[must_use]
    pub fn values(&self, draws: &[Draws], sample: &Sample<'_>) -> Vec<f64> {
        match &self.measure {
            Measure::Sum(columns) => sample.sum(0, columns),
            Measure::Priced(columns) => {
                let mut total = vec![0.0; sample.len()];
                for (name, price) in columns {
                    for (run, (sum, number)) in total.iter_mut().zip(sample.column(0, name)).enumerate() {
                        *sum += number * draws[sample.worlds[run] as usize].get(*price);
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
            Measure::Cover(cover) => (0..sample.len()).map(|run| cover.days(sample.row(run, 0))).collect(),
        }
    }
}
