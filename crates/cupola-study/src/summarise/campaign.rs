//! The campaign: stocks by date, days until something runs out, what is made and fired.

use super::raid;
use crate::sample::{Sample, days};
use crate::summary::{
    ById, CampaignSummary, Count, CountsByDate, Days, OpponentSummary, PublicEstimate, Ratio, Restored, StockCounts,
    StockPoint, TheatreCounts,
};
use crate::table::{OUTSIDE, REFUSAL_WORDS};
use cupola_core::Day;
use cupola_core::stats::quantile_sorted;
use cupola_sim::campaign::{close_days, sample_days};
use cupola_sim::world::{Stock, Theatre, World};

/// The campaign of one arm.
pub fn summary(world: &World, sample: &Sample<'_>, num_days: u32, arm: usize) -> CampaignSummary {
    let all: Vec<usize> = (0..world.classes.len()).collect();
    let cells = cells(world);
    let counts = |prefix: &str| by_cell(&cells, |c| sample.count(arm, &format!("{prefix}.{c}")));
    let day_counts = |prefix: &str| by_cell(&cells, |c| sample.days(arm, &format!("{prefix}.{c}")));
    let per_day = |prefix: &str| {
        by_cell(&cells, |c| {
            let values: Vec<f64> =
                sample.column(arm, &format!("{prefix}.{c}")).iter().map(|v| v / f64::from(num_days)).collect();
            sample.count_of(&values)
        })
    };
    CampaignSummary {
        days: num_days,
        raids: sample.count(arm, "campaign.raids"),
        threats: sample.count(arm, "campaign.launched"),
        by_class: raid::by_class(world, sample, arm, "campaign", &all),
        by_place: raid::by_place(world, sample, arm, "campaign"),
        shots: raid::shots(world, sample, arm, "campaign"),
        first_empty_day: day_counts("first_empty_day"),
        first_battery_empty_day: day_counts("first_battery_empty_day"),
        first_day_below_reserve: by_cell(&reserved(world), |c| {
            sample.days(arm, &format!("first_below_reserve_day.{c}"))
        }),
        first_zero_day: day_counts("first_zero_day"),
        days_of_cover: by_cell(&cells, |c| cover(sample, arm, c, num_days)),
        burn_to_build: by_cell(&cells, |c| burn_to_build(sample, arm, c)),
        days_of_supply: by_cell(&cells, |c| supply(sample, arm, c, num_days)),
        doctrine_changes: doctrine_changes(world, sample, arm),
        opponents: opponents(world, sample, arm),
        refused: refused(sample, arm, &cells),
        refused_to: refused_to(world, sample, arm, &cells),
        unmet: unmet(world, sample, arm),
        theatres: theatres(world, sample, arm),
        expired: by_cell(&with_life(world), |c| sample.count(arm, &format!("expired.{c}"))),
        mean_age_days: by_cell(&with_life(world), |c| sample.days(arm, &format!("mean_age_days.{c}"))),
        counts: counts_by_date(world, sample, arm),
        port_calls: sample.count(arm, "campaign.port_calls"),
        stock: by_cell(&cells, |c| stock(world, sample, arm, c)),
        at_stock_date: counts("at_stock_date"),
        at_raids_start: counts("at_raids_start"),
        theatre_at_raids_start: counts("theatre_at_raids_start"),
        made_per_day: per_day("made_in_raids"),
        fired_per_day: per_day("fired_in_raids"),
        restored_date: restored(world, sample, arm),
        reserve_floor: reserve_floors(world),
        estimates: estimates(world),
        leakers_total: sample.count(arm, "campaign.leaked"),
        through_total: sample.count_of(&sample.sum(arm, &super::through("campaign"))),
        unaccounted: (0..world.arms.len()).flat_map(|a| sample.column(a, "unaccounted")).sum::<f64>() as u64,
    }
}

/// Nation and item ids of the cells that hold or use rounds.
fn cells(world: &World) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    for (n, nation) in world.nations.iter().enumerate() {
        for (i, item) in world.items.iter().enumerate() {
            let is_held = world.supply.stocks.iter().any(|s| s.nation == n && s.item == i);
            let is_fired = world
                .batteries
                .iter()
                .any(|b| b.nation == n && b.loads.iter().any(|l| world.interceptors[l.interceptor].item == i));
            if is_held || is_fired {
                cells.push((nation.id.clone(), item.id.clone()));
            }
        }
    }
    cells
}

/// Nation and item ids of the reserves.
fn reserved(world: &World) -> Vec<(String, String)> {
    let ids = |r: &cupola_sim::world::Reserve| (world.nations[r.nation].id.clone(), world.items[r.item].id.clone());
    world.supply.reserves.iter().map(ids).collect()
}

fn by_cell<T>(cells: &[(String, String)], mut value: impl FnMut(&str) -> T) -> ById<ById<T>> {
    let mut map: ById<ById<T>> = ById::new();
    for (nation, item) in cells {
        map.entry(nation.clone()).or_default().insert(item.clone(), value(&format!("{nation}.{item}")));
    }
    map
}

/// Rounds fired over rounds made for the nation; nothing fired is 0, even of nothing made.
fn burn_to_build(sample: &Sample<'_>, arm: usize, cell: &str) -> Ratio {
    let fired = sample.column(arm, &format!("fired_in_raids.{cell}"));
    let made = sample.column(arm, &format!("made_in_raids.{cell}"));
    let ratio = |(fired, made): (&f64, &f64)| match (*fired, *made) {
        (0.0, _) => 0.0,
        (_, 0.0) => f64::NAN,
        (fired, made) => fired / made,
    };
    let Days { p05, p50, p95, never_fraction } = days(&fired.iter().zip(&made).map(ratio).collect::<Vec<_>>());
    Ratio { p05, p50, p95, unbounded_fraction: never_fraction }
}

/// Rounds left on the last day of raiding over rounds fired a day; never used up where none is fired.
fn supply(sample: &Sample<'_>, arm: usize, cell: &str, num_days: u32) -> Days {
    let left = sample.column(arm, &format!("theatre_after_raids.{cell}"));
    let fired = sample.column(arm, &format!("fired_in_raids.{cell}"));
    let lasts = |(left, fired): (&f64, &f64)| {
        let per_day = fired / f64::from(num_days);
        if *fired > 0.0 { left / per_day } else { f64::NAN }
    };
    days(&left.iter().zip(&fired).map(lasts).collect::<Vec<_>>())
}

fn refused(sample: &Sample<'_>, arm: usize, cells: &[(String, String)]) -> ById<ById<ById<Count>>> {
    let mut map: ById<ById<ById<Count>>> = ById::new();
    for (nation, item) in cells {
        for kind in REFUSAL_WORDS {
            let count = sample.count(arm, &format!("refused.{kind}.{nation}.{item}"));
            if count.mean > 0.0 {
                let items = map.entry(nation.clone()).or_default();
                items.entry(item.clone()).or_default().insert(kind.to_owned(), count);
            }
        }
    }
    map
}

fn refused_to(world: &World, sample: &Sample<'_>, arm: usize, cells: &[(String, String)]) -> ById<ById<ById<Count>>> {
    let mut map: ById<ById<ById<Count>>> = ById::new();
    for (giver, item) in cells {
        for taker in world.nations.iter().map(|n| n.id.as_str()).chain([OUTSIDE]) {
            let count = sample.count(arm, &format!("refused_to.{giver}.{item}.{taker}"));
            if count.mean > 0.0 {
                let items = map.entry(giver.clone()).or_default();
                items.entry(item.clone()).or_default().insert(taker.to_owned(), count);
            }
        }
    }
    map
}

fn unmet(world: &World, sample: &Sample<'_>, arm: usize) -> ById<ById<Count>> {
    let ids = |d: &cupola_sim::world::Demand| (world.nations[d.nation].id.clone(), world.items[d.item].id.clone());
    let asked: Vec<(String, String)> = world.supply.demands.iter().map(ids).collect();
    by_cell(&asked, |c| sample.count(arm, &format!("unmet.{c}")))
}

/// Every part of a stock in a theatre.
fn theatres(world: &World, sample: &Sample<'_>, arm: usize) -> ById<ById<ById<TheatreCounts>>> {
    let mut map: ById<ById<ById<TheatreCounts>>> = ById::new();
    for (stock, depot) in world.supply.depots() {
        let (nation, item) = (&world.nations[stock.nation].id, &world.items[stock.item].id);
        let Theatre { id: theatre, name } = &world.supply.theatres[depot.theatre];
        let column = |count: &str| format!("theatre.{count}.{nation}.{item}.{theatre}");
        let of = |count: &str| sample.count(arm, &column(count));
        let counts = TheatreCounts {
            name: name.clone(),
            sent: of("sent"),
            refused: of("refused"),
            used: of("used"),
            short: of("short"),
            left: of("left"),
            first_short_day: sample.days(arm, &column("first_short_day")),
        };
        map.entry(nation.clone()).or_default().entry(item.clone()).or_default().insert(theatre.clone(), counts);
    }
    map
}

/// Nation and item ids of the stocks whose rounds have a life.
fn with_life(world: &World) -> Vec<(String, String)> {
    let stocks = world.supply.stocks.iter().filter(|s| world.items[s.item].life_days.is_some());
    stocks.map(|s| (world.nations[s.nation].id.clone(), world.items[s.item].id.clone())).collect()
}

/// Of every nation and item with rounds bought, on order or in transit on one of the dates.
fn counts_by_date(world: &World, sample: &Sample<'_>, arm: usize) -> ById<ById<CountsByDate>> {
    let mut map: ById<ById<CountsByDate>> = ById::new();
    for nation in &world.nations {
        for item in &world.items {
            let on = |date: &str| {
                let of = |count: &str| sample.count(arm, &format!("{count}.{}.{}.{date}", nation.id, item.id));
                StockCounts {
                    bought: of("bought"),
                    delivered: of("delivered"),
                    on_hand: of("on_hand"),
                    in_transit: of("in_transit"),
                    on_order: of("on_order"),
                }
            };
            let counts = CountsByDate { stock_date: on("stock_date"), raids_start: on("raids_start"), end: on("end") };
            // What is on order was bought.
            let is_apart = |c: &StockCounts| c.bought.mean > 0.0 || c.in_transit.mean > 0.0;
            if [&counts.stock_date, &counts.raids_start, &counts.end].into_iter().any(is_apart) {
                map.entry(nation.id.clone()).or_default().insert(item.id.clone(), counts);
            }
        }
    }
    map
}

fn doctrine_changes(world: &World, sample: &Sample<'_>, arm: usize) -> ById<Days> {
    let rules = world.doctrine.stock_rules.iter();
    rules.map(|r| (r.id.clone(), sample.days(arm, &format!("first_rule_day.{}", r.id)))).collect()
}

fn opponents(world: &World, sample: &Sample<'_>, arm: usize) -> ById<ById<OpponentSummary>> {
    let mut map: ById<ById<OpponentSummary>> = ById::new();
    for opponent in &world.opponents {
        for arsenal in &opponent.arsenals {
            let class = &world.classes[arsenal.class].id;
            let name = |count: &str| format!("opponent.{}.{class}.{count}", opponent.id);
            let count = |what: &str| sample.count(arm, &name(what));
            let summary = OpponentSummary {
                sent: count("sent"),
                not_sent: count("not_sent"),
                left: count("left"),
                launchers_left: arsenal.launchers.map(|_| count("launchers_left")),
                first_short_day: sample.days(arm, &name("first_short_day")),
            };
            map.entry(opponent.id.clone()).or_default().insert(class.clone(), summary);
        }
    }
    map
}

/// Rounds in the theatre at the first raid over rounds fired a day.
fn cover(sample: &Sample<'_>, arm: usize, cell: &str, num_days: u32) -> Days {
    let stock = sample.column(arm, &format!("theatre_at_raids_start.{cell}"));
    let fired = sample.column(arm, &format!("fired_in_raids.{cell}"));
    let values: Vec<f64> =
        stock.iter().zip(&fired).map(|(s, f)| if *f > 0.0 { s / f * f64::from(num_days) } else { f64::NAN }).collect();
    days(&values)
}

fn stock(world: &World, sample: &Sample<'_>, arm: usize, cell: &str) -> Vec<StockPoint> {
    let close = close_days(world);
    // Only the first arm is sampled closely.
    let is_close = arm == 0 && !close.is_empty();
    let days = if is_close { close } else { sample_days(world) };
    let num_cells = world.nations.len() * world.items.len();
    let place = place_of(world, cell);
    days.iter()
        .enumerate()
        .map(|(number, day)| {
            let mut values: Vec<f64> = if is_close {
                sample.close_stocks(arm).map(|rounds| f64::from(rounds[number * num_cells + place])).collect()
            } else {
                sample.column(arm, &format!("stock.{cell}.{day}"))
            };
            values.sort_by(f64::total_cmp);
            let at = |q: f64| if values.is_empty() { 0.0 } else { quantile_sorted(&values, q) };
            StockPoint {
                date: day.to_string(),
                p05: at(0.05),
                p25: at(0.25),
                p50: at(0.5),
                p75: at(0.75),
                p95: at(0.95),
            }
        })
        .collect()
}

/// Where a nation's item stands among all nations and items.
fn place_of(world: &World, cell: &str) -> usize {
    let all = world.nations.iter().flat_map(|n| world.items.iter().map(move |i| format!("{}.{}", n.id, i.id)));
    all.into_iter().position(|other| other == cell).expect("cells are of the world's nations and items")
}

/// Whether a stock is below its target in any run, on any date that is looked at from the first raid on.
fn falls(world: &World, sample: &Sample<'_>, arm: usize, stock: &Stock) -> bool {
    let cell = format!("{}.{}", world.nations[stock.nation].id, world.items[stock.item].id);
    let targets = match stock.restore_to {
        Some(id) => vec![world.inputs[id.0 as usize].range.high.round(); sample.len()],
        None => sample.column(arm, &format!("at_raids_start.{cell}")),
    };
    let dates = sample_days(world).into_iter().filter(|day| *day >= world.raids_start);
    let mut columns = dates.map(|day| format!("stock.{cell}.{day}")).chain([format!("left_after_raids.{cell}")]);
    columns.any(|column| sample.column(arm, &column).iter().zip(&targets).any(|(left, target)| left < target))
}

/// When each stock is back that falls below its target at all.
fn restored(world: &World, sample: &Sample<'_>, arm: usize) -> ById<ById<Restored>> {
    let mut map: ById<ById<Restored>> = ById::new();
    for stock in world.supply.stocks.iter().filter(|stock| falls(world, sample, arm, stock)) {
        let (nation, item) = (&world.nations[stock.nation].id, &world.items[stock.item].id);
        let found = sample.days(arm, &format!("restored_day.{nation}.{item}"));
        let target = stock.restore_to.map_or_else(
            || sample.count(arm, &format!("at_raids_start.{nation}.{item}")).mean,
            |id| world.inputs[id.0 as usize].range.likely,
        );
        let date = |days: Option<f64>| days.map(|d| world.stock_date.plus(d as i32).to_string());
        map.entry(nation.clone()).or_default().insert(
            item.clone(),
            Restored {
                target,
                p05: date(found.p05),
                p50: date(found.p50),
                p95: date(found.p95),
                never_fraction: found.never_fraction,
            },
        );
    }
    map
}

fn reserve_floors(world: &World) -> ById<ById<f64>> {
    let mut map: ById<ById<f64>> = ById::new();
    for reserve in &world.supply.reserves {
        let floor = world.inputs[reserve.never_below.0 as usize].range.likely;
        let items = map.entry(world.nations[reserve.nation].id.clone()).or_default();
        items.insert(world.items[reserve.item].id.clone(), floor);
    }
    map
}

fn estimates(world: &World) -> Vec<PublicEstimate> {
    world
        .supply
        .estimates
        .iter()
        .map(|e| PublicEstimate {
            nation: world.nations[e.nation].id.clone(),
            item: world.items[e.item].id.clone(),
            date: Day::to_string(&e.day),
            low: e.range.low,
            likely: e.range.likely,
            high: e.range.high,
            grade: e.grade.word().to_owned(),
            source: e.source.clone(),
        })
        .collect()
}
