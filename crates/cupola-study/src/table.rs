//! One run of one arm as a flat row of numbers with named columns: what is summarised, stored and read back.

use cupola_core::Day;
use cupola_sim::campaign::{Outcome, REFUSALS, sample_days, years};
use cupola_sim::tally::{FATE_NAMES, Tally};
use cupola_sim::world::{Campaign, Item, Opponent, World};
use std::collections::HashMap;

/// The columns of a study, in order.
#[derive(Debug, Clone)]
pub struct Columns {
    names: Vec<String>,
    index: HashMap<String, usize>,
}

impl Columns {
    /// The columns of a world's runs.
    #[must_use]
    pub fn of(world: &World) -> Self {
        let mut names = Vec::new();
        tally_names(world, "raid", &mut names);
        names.push("raid.through_without_common".into());
        tally_names(world, "campaign", &mut names);
        names.extend(["campaign.raids", "campaign.port_calls", "unaccounted"].map(String::from));
        names.extend(world.doctrine.stock_rules.iter().map(|r| format!("first_rule_day.{}", r.id)));
        for prefix in arsenals(world) {
            names.extend(STORE_COUNTS.map(|count| format!("{prefix}.{count}")));
        }
        for number in 0..num_parts(world) {
            for class in &world.classes {
                names.extend(FATE_NAMES.map(|f| format!("replay.{number}.{}.{f}", class.id)));
            }
            names.extend(world.interceptors.iter().map(|i| format!("replay.{number}.fired.{}", i.id)));
        }
        let cells: Vec<String> =
            world.nations.iter().flat_map(|n| world.items.iter().map(move |i| format!("{}.{}", n.id, i.id))).collect();
        for prefix in CELL_PREFIXES {
            names.extend(cells.iter().map(|c| format!("{prefix}.{c}")));
        }
        for kind in REFUSAL_WORDS {
            names.extend(cells.iter().map(|c| format!("refused.{kind}.{c}")));
        }
        for nation in &world.nations {
            let of_taker = |taker: &str| {
                let name = |i: &Item| format!("refused_to.{}.{}.{taker}", nation.id, i.id);
                world.items.iter().map(name).collect::<Vec<_>>()
            };
            let takers = world.nations.iter().map(|n| n.id.as_str()).chain([OUTSIDE]);
            names.extend(takers.flat_map(of_taker));
        }
        names.extend(cells.iter().map(|c| format!("unmet.{c}")));
        for cell in theatre_cells(world) {
            names.extend(THEATRE_COUNTS.map(|count| format!("theatre.{count}.{cell}")));
        }
        for prefix in ["expired", "mean_age_days"] {
            names.extend(with_life(world, &cells).map(|c| format!("{prefix}.{c}")));
        }
        for date in COUNT_DATES {
            for count in APART_COUNTS {
                names.extend(cells.iter().map(|c| format!("{count}.{c}.{date}")));
            }
        }
        for day in sample_days(world) {
            names.extend(cells.iter().map(|c| format!("stock.{c}.{day}")));
        }
        let (first, num) = years(world);
        for line in &world.supply.lines {
            names.extend((0..num).map(|y| format!("made.{}.{}", line.id, first + y as i32)));
        }
        let index = names.iter().enumerate().map(|(i, n)| (n.clone(), i)).collect();
        Self { names, index }
    }

    /// Names in order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The position of a column.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }
}

/// Columns with one number per nation and item, in the order they are written.
const CELL_PREFIXES: [&str; 12] = [
    "first_empty_day",
    "first_battery_empty_day",
    "first_below_reserve_day",
    "first_zero_day",
    "restored_day",
    "at_stock_date",
    "at_raids_start",
    "theatre_at_raids_start",
    "made_in_raids",
    "fired_in_raids",
    "theatre_after_raids",
    "left_after_raids",
];

/// What a nation may refuse to others, in the order of [`REFUSALS`].
pub(crate) const REFUSAL_WORDS: [&str; REFUSALS.len()] = ["export", "transfer", "drain"];

/// Who is no nation of the study.
pub(crate) const OUTSIDE: &str = "outside";

/// Counts that sources mix, and the dates they are taken, in the order they are written.
const APART_COUNTS: [&str; 5] = ["bought", "delivered", "on_hand", "in_transit", "on_order"];
const COUNT_DATES: [&str; 3] = ["stock_date", "raids_start", "end"];

/// What is told of each part of a stock in a theatre, in the order they are written.
const THEATRE_COUNTS: [&str; 6] = ["sent", "refused", "used", "short", "left", "first_short_day"];

/// What arms, points and coalitions are compared by of each part of a stock in a theatre, in report order: count, and
/// what is printed behind the theatre.
pub(crate) const THEATRE_METRICS: [(&str, &str); 4] = [
    ("short", "short of rounds"),
    (FIRST_SHORT_DAY, "first short day"),
    ("refused", "refused by home"),
    ("sent", "sent from home"),
];

/// Of those the one in days from the stock date.
pub(crate) const FIRST_SHORT_DAY: &str = "first_short_day";

/// Nation, item and theatre of each part of a stock in a theatre.
fn theatre_cells(world: &World) -> impl Iterator<Item = String> + '_ {
    world.supply.depots().map(|(stock, depot)| {
        let (nation, item) = (&world.nations[stock.nation].id, &world.items[stock.item].id);
        format!("{nation}.{item}.{}", world.supply.theatres[depot.theatre].id)
    })
}

/// Of one number per nation and item, those of items that have a life.
fn with_life<'a, T>(world: &'a World, cells: &'a [T]) -> impl Iterator<Item = &'a T> {
    let has_life = move |cell: usize| world.items[cell % world.items.len()].life_days.is_some();
    cells.iter().enumerate().filter(move |(cell, _)| has_life(*cell)).map(|(_, value)| value)
}

/// What is told of each opponent's store of a class.
const STORE_COUNTS: [&str; 5] = ["sent", "not_sent", "left", "launchers_left", "first_short_day"];

/// Parts of the campaign that are counted one by one.
fn num_parts(world: &World) -> usize {
    world.campaign.as_ref().map_or(0, Campaign::num_parts)
}

/// Beginnings of the columns of each opponent's store of a class, in order.
fn arsenals(world: &World) -> Vec<String> {
    let of = |o: &Opponent| -> Vec<String> {
        o.arsenals.iter().map(|a| format!("opponent.{}.{}", o.id, world.classes[a.class].id)).collect()
    };
    world.opponents.iter().flat_map(of).collect()
}

/// Interceptor types, then area defences.
fn shooters(world: &World) -> impl Iterator<Item = &String> {
    world.interceptors.iter().map(|i| &i.id).chain(world.area_defences.iter().map(|a| &a.id))
}

fn tally_names(world: &World, prefix: &str, names: &mut Vec<String>) {
    for class in &world.classes {
        names.extend(FATE_NAMES.map(|f| format!("{prefix}.class.{}.{f}", class.id)));
    }
    for asset in &world.assets {
        names.extend(FATE_NAMES.map(|f| format!("{prefix}.asset.{}.{f}", asset.id)));
    }
    names.extend(world.interceptors.iter().map(|i| format!("{prefix}.fired.{}", i.id)));
    for count in ["kills", "hit", "missed", "self_destructed", "unused"] {
        names.extend(world.interceptors.iter().map(|i| format!("{prefix}.{count}.{}", i.id)));
    }
    names.extend(element_ids(world).into_iter().map(|e| format!("{prefix}.element.{e}")));
    names.extend(world.area_defences.iter().map(|a| format!("{prefix}.area_rounds.{}", a.id)));
    for class in &world.classes {
        names.extend(shooters(world).map(|shooter| format!("{prefix}.fired_at.{}.{shooter}", class.id)));
    }
    names.extend(
        [
            "launched",
            "leaked",
            "fell_harmless",
            "value_lost",
            "boosts",
            "boosts_out_of_reach",
            "fell_short",
            "missiles",
            "plans",
            "plan_gap_sum_fraction",
        ]
        .map(|n| format!("{prefix}.{n}")),
    );
    names.extend(world.constellations.iter().map(|c| format!("{prefix}.seen.{}", c.id)));
    names.extend((0..5).map(|i| format!("{prefix}.chain_sum_s.{i}")));
    names.push(format!("{prefix}.chain_count"));
}

/// Ids of batteries, area defences and constellations, in tally order.
pub(crate) fn element_ids(world: &World) -> Vec<String> {
    let batteries = world.batteries.iter().map(|b| b.id.clone());
    let areas = world.area_defences.iter().map(|a| a.id.clone());
    batteries.chain(areas).chain(world.constellations.iter().map(|c| c.id.clone())).collect()
}

/// The row of one outcome.
#[must_use]
pub fn row(world: &World, outcome: &Outcome) -> Vec<f64> {
    let mut row = Vec::new();
    tally_values(&outcome.headline, &mut row);
    row.push(outcome.through_without_common.map_or(f64::NAN, f64::from));
    tally_values(&outcome.total, &mut row);
    row.push(f64::from(outcome.num_raids));
    row.push(f64::from(outcome.port_calls));
    row.push(outcome.unaccounted as f64);
    row.extend(outcome.first_rule_day.iter().map(|d| d.map_or(f64::NAN, f64::from)));
    for store in outcome.opponents.iter().flatten() {
        row.extend([store.sent, store.not_sent, store.left()].map(f64::from));
        row.push(store.launchers().map_or(f64::NAN, |n| n as f64));
        row.push(store.first_short_day.map_or(f64::NAN, f64::from));
    }
    for tally in &outcome.by_part {
        row.extend(tally.by_class.iter().map(|n| f64::from(*n)));
        row.extend(tally.fired.iter().map(|n| f64::from(*n)));
    }
    for days in [
        &outcome.first_empty_day,
        &outcome.first_battery_empty_day,
        &outcome.first_below_reserve_day,
        &outcome.first_zero_day,
        &outcome.restored_day,
    ] {
        row.extend(days.iter().map(|d| d.map_or(f64::NAN, f64::from)));
    }
    for rounds in [
        &outcome.at_stock_date,
        &outcome.at_raids_start,
        &outcome.theatre_at_raids_start,
        &outcome.made_in_raids,
        &outcome.fired_in_raids,
        &outcome.theatre_after_raids,
    ] {
        row.extend(rounds.iter().map(|n| f64::from(*n)));
    }
    row.extend(left_after_raids(world, outcome));
    for rounds in [&outcome.refused, &outcome.refused_to, &outcome.unmet] {
        row.extend(rounds.iter().map(|n| f64::from(*n)));
    }
    for depot in &outcome.depots {
        row.extend([depot.sent, depot.refused, depot.used, depot.short, depot.left].map(f64::from));
        row.push(depot.first_short_day.map_or(f64::NAN, f64::from));
    }
    row.extend(with_life(world, &outcome.expired).map(|n| f64::from(*n)));
    row.extend(with_life(world, &outcome.mean_age_days).map(|days| days.unwrap_or(f64::NAN)));
    for rounds in [&outcome.counts, &outcome.samples.monthly, &outcome.made] {
        row.extend(rounds.iter().map(|n| f64::from(*n)));
    }
    row
}

/// Rounds on the first sampled day after the raids.
fn left_after_raids(world: &World, outcome: &Outcome) -> Vec<f64> {
    let last = world.raids_start.plus(world.campaign.as_ref().map_or(0, |c| c.days as i32));
    let days: Vec<Day> = sample_days(world);
    let cells = world.nations.len() * world.items.len();
    let index = days.iter().position(|d| *d >= last).unwrap_or(days.len() - 1);
    outcome.samples.monthly[index * cells..(index + 1) * cells].iter().map(|n| f64::from(*n)).collect()
}

fn tally_values(tally: &Tally, row: &mut Vec<f64>) {
    let ends = &tally.rounds;
    let by_type = [&tally.fired, &tally.kills, &ends.hit, &ends.missed, &ends.self_destructed, &ends.unused];
    let by_shooter = [&tally.by_element, &tally.area_rounds, &tally.fired_at];
    for counts in [&tally.by_class, &tally.by_asset].into_iter().chain(by_type).chain(by_shooter) {
        row.extend(counts.iter().map(|n| f64::from(*n)));
    }
    row.extend(tally.totals.map(f64::from));
    row.push(tally.value_lost_fraction);
    row.extend([tally.boosts, tally.boosts_out_of_reach, tally.fell_short, tally.missiles, tally.plans].map(f64::from));
    row.push(tally.plan_gap_sum_fraction);
    row.extend(tally.seen_by.iter().map(|n| f64::from(*n)));
    row.extend(tally.chain_sum_s);
    row.push(f64::from(tally.chain_count));
}
