//! What coalitions, and the days of arms, are measured by: a number for every run, from its row.

use crate::table::{Columns, FIRST_SHORT_DAY, OUTSIDE, REFUSAL_WORDS, THEATRE_METRICS};
use cupola_sim::campaign::watched_days;
use cupola_sim::world::{Campaign, World};

/// A number that each run has.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Key, as in `cupola run --json`.
    pub key: String,
    /// Printed label.
    pub label: String,
    rule: Rule,
}

/// How it comes from a row.
#[derive(Debug, Clone, PartialEq)]
enum Rule {
    /// A sum of columns.
    Sum(Vec<usize>),
    /// The first of several days; where none comes, the number of days watched.
    FirstDay(Vec<usize>, f64),
    /// Days that rounds last.
    Cover(Cover),
    /// Rounds fired for each one made, where none is made for one.
    Burn { fired: usize, made: usize },
}

/// Days that the rounds of one column last at the rate of the days of raiding, at most the days to the end of the study.
#[derive(Debug, Clone, PartialEq)]
pub struct Cover {
    rounds: usize,
    fired: usize,
    raid_days: f64,
    most_days: f64,
}

impl Cover {
    /// Of the rounds of a column `rounds.NATION.ITEM`, for a cell `NATION.ITEM`.
    ///
    /// # Panics
    /// Where the study has no such column: a fault of the caller.
    #[must_use]
    pub fn new(world: &World, campaign: &Campaign, columns: &Columns, rounds: &str, cell: &str) -> Self {
        Self {
            rounds: at(columns, &format!("{rounds}.{cell}")),
            fired: at(columns, &format!("fired_in_raids.{cell}")),
            raid_days: f64::from(campaign.days),
            most_days: f64::from((world.end.0 - world.raids_start.0).max(campaign.days as i32)),
        }
    }

    /// In a run.
    #[must_use]
    pub fn days(&self, row: &[f64]) -> f64 {
        days_of_cover(row[self.rounds], row[self.fired], self.raid_days, self.most_days)
    }
}

fn at(columns: &Columns, name: &str) -> usize {
    columns.position(name).unwrap_or_else(|| panic!("no column {name}"))
}

/// A cell: `NATION.ITEM`, and its name in print.
type Cell = (String, String);

fn cell(world: &World, nation: usize, item: usize) -> Cell {
    let (nation, item) = (&world.nations[nation], &world.items[item]);
    (format!("{}.{}", nation.id, item.id), format!("{}, {}", nation.name, item.name))
}

fn sum(columns: &Columns, key: &str, label: String, names: &[&str]) -> Measure {
    Measure { key: key.to_owned(), label, rule: Rule::Sum(names.iter().map(|n| at(columns, n)).collect()) }
}

/// The measures of a world, in report order.
#[must_use]
pub fn measures(world: &World, columns: &Columns) -> Vec<Measure> {
    let mut list = Vec::new();
    if let Some(campaign) = &world.campaign {
        let days = campaign.days;
        let through = ["campaign.leaked", "campaign.fell_harmless"];
        list.push(sum(columns, "through_total", format!("get through, {days} days"), &through));
        list.push(sum(columns, "leakers_total", format!("damage, {days} days"), &through[..1]));
    }
    let through = ["raid.leaked", "raid.fell_harmless"];
    list.push(sum(columns, "through", "get through in the raid".to_owned(), &through));
    list.push(sum(columns, "leakers", "damage in the raid".to_owned(), &through[..1]));
    if let Some(campaign) = &world.campaign {
        days(world, campaign, columns, &mut list);
        rates(world, campaign, columns, &mut list);
        unmet(world, columns, &mut list);
        theatres(world, columns, &mut list);
    }
    list
}

/// Days to what runs out and to what is built back.
fn days(world: &World, campaign: &Campaign, columns: &Columns, list: &mut Vec<Measure>) {
    let watched = f64::from(watched_days(world));
    let cells: Vec<Cell> = world.supply.stocks.iter().map(|s| cell(world, s.nation, s.item)).collect();
    let reserves: Vec<Cell> = world.supply.reserves.iter().map(|r| cell(world, r.nation, r.item)).collect();
    let first_day = |key: String, label: String, column: &str, cells: &[Cell], most: f64| {
        let positions = cells.iter().map(|(cell, _)| at(columns, &format!("{column}.{cell}"))).collect();
        Measure { key, label, rule: Rule::FirstDay(positions, most) }
    };
    for (column, of_all, of_one) in [
        ("first_battery_empty_day", "days to an empty battery", "days to an empty battery"),
        ("first_empty_day", "days to any round held back", "days to a round held back"),
    ] {
        list.push(first_day(column.to_owned(), of_all.to_owned(), column, &cells, watched));
        for one in &cells {
            let (key, label) = (format!("{column}.{}", one.0), format!("{of_one}: {}", one.1));
            list.push(first_day(key, label, column, std::slice::from_ref(one), watched));
        }
    }
    for one in &reserves {
        let (key, label) = (format!("first_day_below_reserve.{}", one.0), format!("days above the reserve: {}", one.1));
        list.push(first_day(key, label, "first_below_reserve_day", std::slice::from_ref(one), watched));
    }
    let study_days = f64::from(world.end.0 - world.stock_date.0);
    for one in &cells {
        let (key, label) = (format!("restored_day.{}", one.0), format!("days until built back: {}", one.1));
        list.push(first_day(key, label, "restored_day", std::slice::from_ref(one), study_days));
    }
    for (cell, name) in &cells {
        let rule = Rule::Cover(Cover::new(world, campaign, columns, "theatre_at_raids_start", cell));
        list.push(Measure { key: format!("days_of_cover.{cell}"), label: format!("days of cover: {name}"), rule });
    }
}

/// What is fired for each round made, and how long what is left lasts.
fn rates(world: &World, campaign: &Campaign, columns: &Columns, list: &mut Vec<Measure>) {
    let cells: Vec<Cell> = world.supply.stocks.iter().map(|s| cell(world, s.nation, s.item)).collect();
    for (cell, name) in &cells {
        let rule = Rule::Cover(Cover::new(world, campaign, columns, "theatre_after_raids", cell));
        list.push(Measure { key: format!("days_of_supply.{cell}"), label: format!("days of supply: {name}"), rule });
    }
    for (cell, name) in &cells {
        let column = |prefix: &str| at(columns, &format!("{prefix}.{cell}"));
        let rule = Rule::Burn { fired: column("fired_in_raids"), made: column("made_in_raids") };
        list.push(Measure { key: format!("burn_to_build.{cell}"), label: format!("fired for one made: {name}"), rule });
    }
}

/// Rounds that demands asked for and that were not there.
fn unmet(world: &World, columns: &Columns, list: &mut Vec<Measure>) {
    let mut cells: Vec<Cell> = world.supply.demands.iter().map(|d| cell(world, d.nation, d.item)).collect();
    cells.sort();
    cells.dedup();
    if cells.is_empty() {
        return;
    }
    let column = |(cell, _): &Cell| at(columns, &format!("unmet.{cell}"));
    let all = Rule::Sum(cells.iter().map(column).collect());
    list.push(Measure { key: "unmet".to_owned(), label: "demands unmet, rounds".to_owned(), rule: all });
    list.extend(cells.iter().map(|one| Measure {
        key: format!("unmet.{}", one.0),
        label: format!("demands unmet: {}", one.1),
        rule: Rule::Sum(vec![column(one)]),
    }));
}

/// Which theatre goes short, when, and which got the rounds, from the stock date to the end of the study.
fn theatres(world: &World, columns: &Columns, list: &mut Vec<Measure>) {
    let study_days = f64::from(world.end.0 - world.stock_date.0);
    for (count, words) in THEATRE_METRICS {
        for (stock, depot) in world.supply.depots() {
            let theatre = &world.supply.theatres[depot.theatre];
            let (cell, name) = cell(world, stock.nation, stock.item);
            let key = format!("theatre.{count}.{cell}.{}", theatre.id);
            let column = vec![at(columns, &key)];
            let rule = if count == FIRST_SHORT_DAY { Rule::FirstDay(column, study_days) } else { Rule::Sum(column) };
            list.push(Measure { key, label: format!("{}, {words}: {name}", theatre.name), rule });
        }
    }
}

/// Rounds refused from the stock date to the end of the study: by kind, and whose wish it was.
#[must_use]
pub fn refusals(world: &World, columns: &Columns) -> Vec<Measure> {
    let mut list = Vec::new();
    for (n, nation) in world.nations.iter().enumerate() {
        for (i, item) in world.items.iter().enumerate() {
            let (cell, _) = cell(world, n, i);
            let (giver, item) = (&nation.name, &item.name);
            let whom = world.nations.iter().map(|t| (t.id.as_str(), t.name.as_str()));
            for (taker, name) in whom.chain([(OUTSIDE, "customers outside")]) {
                let key = format!("refused_to.{cell}.{taker}");
                list.push(sum(columns, &key, format!("{giver} to {name}: {item}"), &[&key]));
            }
            for kind in REFUSAL_WORDS {
                let name = if kind == "drain" { "another war" } else { kind };
                let (key, column) = (format!("refused.{cell}.{kind}"), format!("refused.{kind}.{cell}"));
                list.push(sum(columns, &key, format!("{giver} to {name}: {item}"), &[&column]));
            }
        }
    }
    list
}

/// Money of a coalition, whose two columns stand behind a run's own: what it costs beyond nobody's, what it fires.
#[must_use]
pub fn of_money(columns: &Columns) -> [Measure; 3] {
    let behind = columns.names().len();
    let of = |key: &str, label: &str, places: Vec<usize>| Measure {
        key: key.to_owned(),
        label: label.to_owned(),
        rule: Rule::Sum(places),
    };
    [
        of("cost_usd", "cost", vec![behind, behind + 1]),
        of("incremental_usd", "beyond today’s plans", vec![behind]),
        of("expended_usd", "rounds fired", vec![behind + 1]),
    ]
}

impl Measure {
    /// Whether it says nothing where no raid is played.
    #[must_use]
    pub fn needs_raids(&self) -> bool {
        OF_RAIDS.iter().any(|start| self.key.starts_with(start))
    }

    /// Its value in a run.
    #[must_use]
    pub fn value(&self, row: &[f64]) -> f64 {
        match &self.rule {
            Rule::Sum(columns) => columns.iter().map(|c| row[*c]).sum(),
            // A day that never comes is no number, which `min` passes over.
            Rule::FirstDay(columns, days) => columns.iter().fold(*days, |first, c| first.min(row[*c])),
            Rule::Cover(cover) => cover.days(row),
            Rule::Burn { fired, made } => row[*fired] / row[*made].max(1.0),
        }
    }
}

/// Beginnings of the keys that say nothing where no raid is played.
const OF_RAIDS: [&str; 6] =
    ["through", "leakers", "first_battery_empty_day", "days_of_cover", "days_of_supply", "expended_usd"];

/// Days that rounds last at the rate at which some were fired over the days of raiding: none without rounds, the most where
/// nothing is fired.
fn days_of_cover(rounds: f64, fired: f64, raid_days: f64, most_days: f64) -> f64 {
    match (rounds, fired) {
        (0.0, _) => 0.0,
        (_, 0.0) => most_days,
        _ => (rounds / fired * raid_days).min(most_days),
    }
}
