//! What coalitions, and the days of arms, are measured by: a number for every run, from its row.

use crate::table::Columns;
use cupola_sim::world::World;

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
    /// The first of several days; where none comes, the number of days of raiding.
    FirstDay(Vec<usize>, f64),
    /// Rounds in the theatre over rounds fired a day of raiding, at most the days to the end of the study.
    Cover { theatre: usize, fired: usize, raid_days: f64, most_days: f64 },
}

/// The measures of a world, in report order.
#[must_use]
pub fn measures(world: &World, columns: &Columns) -> Vec<Measure> {
    let at = |name: String| columns.position(&name).unwrap_or_else(|| panic!("no column {name}"));
    let sum = |key: &str, label: String, names: &[&str]| Measure {
        key: key.to_owned(),
        label,
        rule: Rule::Sum(names.iter().map(|n| at((*n).to_owned())).collect()),
    };
    let mut list = Vec::new();
    if let Some(campaign) = &world.campaign {
        let days = campaign.days;
        let through = ["campaign.leaked", "campaign.fell_harmless"];
        list.push(sum("through_total", format!("get through, {days} days"), &through));
        list.push(sum("leakers_total", format!("damage, {days} days"), &through[..1]));
    }
    list.push(sum("through", "get through in the raid".to_owned(), &["raid.leaked", "raid.fell_harmless"]));
    list.push(sum("leakers", "damage in the raid".to_owned(), &["raid.leaked"]));
    let Some(campaign) = &world.campaign else { return list };
    let raid_days = f64::from(campaign.days);
    let name = |nation: usize, item: usize| {
        let (nation, item) = (&world.nations[nation], &world.items[item]);
        (format!("{}.{}", nation.id, item.id), format!("{}, {}", nation.name, item.name))
    };
    let cells: Vec<(String, String)> = world.supply.stocks.iter().map(|s| name(s.nation, s.item)).collect();
    let reserves: Vec<(String, String)> = world.supply.reserves.iter().map(|r| name(r.nation, r.item)).collect();
    let first_day = |key: String, label: String, column: &str, cells: &[(String, String)]| {
        let positions = cells.iter().map(|(cell, _)| at(format!("{column}.{cell}"))).collect();
        Measure { key, label, rule: Rule::FirstDay(positions, raid_days) }
    };
    for (column, of_all, of_one) in [
        ("first_battery_empty_day", "days to an empty battery", "days to an empty battery"),
        ("first_empty_day", "days to an export, transfer or shot held back", "days to a round held back"),
    ] {
        list.push(first_day(column.to_owned(), of_all.to_owned(), column, &cells));
        for cell in &cells {
            let (key, label) = (format!("{column}.{}", cell.0), format!("{of_one}: {}", cell.1));
            list.push(first_day(key, label, column, std::slice::from_ref(cell)));
        }
    }
    for cell in &reserves {
        let (key, label) =
            (format!("first_day_below_reserve.{}", cell.0), format!("days above the reserve: {}", cell.1));
        list.push(first_day(key, label, "first_below_reserve_day", std::slice::from_ref(cell)));
    }
    let most_days = f64::from((world.end.0 - world.raids_start.0).max(campaign.days as i32));
    for (cell, name) in &cells {
        let rule = Rule::Cover {
            theatre: at(format!("theatre_at_raids_start.{cell}")),
            fired: at(format!("fired_in_raids.{cell}")),
            raid_days,
            most_days,
        };
        list.push(Measure { key: format!("days_of_cover.{cell}"), label: format!("days of cover: {name}"), rule });
    }
    list
}

impl Measure {
    /// Whether it says nothing where no raid is played.
    #[must_use]
    pub fn needs_raids(&self) -> bool {
        !matches!(self.rule, Rule::FirstDay(..)) || self.key.starts_with("first_battery_empty_day")
    }

    /// Its value in a run.
    #[must_use]
    pub fn value(&self, row: &[f64]) -> f64 {
        match &self.rule {
            Rule::Sum(columns) => columns.iter().map(|c| row[*c]).sum(),
            // A day that never comes is no number, which `min` passes over.
            Rule::FirstDay(columns, days) => columns.iter().fold(*days, |first, c| first.min(row[*c])),
            Rule::Cover { theatre, fired, raid_days, most_days } => {
                days_of_cover(row[*theatre], row[*fired], *raid_days, *most_days)
            }
        }
    }
}

/// Days that rounds last at the rate at which some were fired over the days of raiding: none without rounds, the most where
/// nothing is fired.
#[must_use]
pub fn days_of_cover(rounds: f64, fired: f64, raid_days: f64, most_days: f64) -> f64 {
    match (rounds, fired) {
        (0.0, _) => 0.0,
        (_, 0.0) => most_days,
        _ => (rounds / fired * raid_days).min(most_days),
    }
}
