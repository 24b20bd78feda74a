//! Recorded raids: bundled replays, played, and sums of published tables.

use crate::case::{Case, Value};
use crate::print::is_calendar_year;
use crate::runner::{Answer, Answered, Given, Refusal, number, positive, text};
use crate::tolerance::Tolerance;
use cupola_core::Seed;
use cupola_core::stats::quantile_sorted;
use cupola_scenario::Source;
use cupola_sim::world::World;
use cupola_study::monte_carlo::{Options, Prepared, make_ready, physics_sets};
use cupola_study::sample::Sample;
use std::sync::atomic::{AtomicBool, AtomicU64};

pub const PLAY: &str = "cupola_study::monte_carlo::Prepared::play";
const LOAD: &str = "cupola_scenario::load";
/// Size of a replay: the ends of a band of 90 % then stand on twenty runs each.
pub const NUM_RUNS: u64 = 400;
const SEED: Seed = Seed(1);
/// The statements of the Emirates' ministry.
const UAE_TABLE: &str = "data/gulf_2026_uae_cumulative.csv";
/// Sums of the daily bulletins of Ukraine's air force.
const UKRAINE_TABLE: &str = "data/ukraine_monthly_aggregate.csv";

/// Plays the base arm of a bundled scenario and hands over its runs.
fn played<T>(name: &str, sets: &[String], look: impl FnOnce(&World, &Sample<'_>) -> T) -> Result<T, Refusal> {
    let world = cupola_scenario::load(Source::Bundled(name), sets).map_err(Refusal::failed)?.world;
    played_world(world, NUM_RUNS, look)
}

/// Plays the base arm of a scenario and hands over its runs, two for each world.
pub fn played_world<T>(
    mut world: World,
    num_runs: u64,
    look: impl FnOnce(&World, &Sample<'_>) -> T,
) -> Result<T, Refusal> {
    make_ready(&mut world);
    let worlds = num_runs / 2;
    let options = Options {
        seed: SEED,
        worlds,
        physics_sets: physics_sets(worlds),
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        keep_events: 0,
    };
    let prepared = Prepared::new(&world, options).map_err(Refusal::failed)?.played_once();
    let records = prepared.play(0, num_runs, &AtomicBool::new(false), &AtomicU64::new(0));
    Ok(look(&world, &Sample::new(&records, &prepared.columns, prepared.num_sets())))
}

/// 5, 50 and 95 % of the runs.
pub fn band(values: &[f64]) -> [f64; 3] {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    [0.05, 0.5, 0.95].map(|q| if values.is_empty() { 0.0 } else { quantile_sorted(&values, q) })
}

/// Adds a median that is scored by whether its band holds the published value, or touches the published range, and says the
/// band.
pub fn banded(case: &Case, answer: Answer, key: &'static str, values: &[f64]) -> Answer {
    let [low, middle, high] = band(values);
    let published = match case.expected.get(key) {
        Some(Value::Number(published)) => *published,
        Some(range) => match range.numbers().as_deref() {
            Some([low, high]) => middle.clamp(*low, *high),
            _ => middle,
        },
        None => middle,
    };
    let room = if published > middle { high - middle } else { middle - low };
    // Without the last digits, which a difference of shares leaves and no reader wants.
    let room = (room * 1e6).ceil() / 1e6;
    let mut answer = answer.with(key, middle);
    answer.tolerances.push((key, Tolerance::within(room)));
    let width = if is_calendar_year(key) {
        format!("{:.1} years", high - low)
    } else {
        format!("{:.0} % of the published value", 100.0 * (high - low) / published.abs().max(f64::MIN_POSITIVE))
    };
    answer.noting(format!("{key}: 5 to 95 % {low:.3} to {high:.3}, {width} wide"))
}

/// Columns of some classes and fates in one part of a run.
fn columns(prefix: &str, classes: &[String], fates: &[&str]) -> Vec<String> {
    classes.iter().flat_map(|c| fates.iter().map(move |fate| format!("{prefix}.class.{c}.{fate}"))).collect()
}

const STOPPED: [&str; 2] = ["intercepted", "suppressed"];
const NOT_STOPPED: [&str; 3] = ["leaked", "fell_harmless", "failed"];

/// What was detected of a group of the published series, and the classes that fly it.
fn published(world: &World, group: &str) -> (f64, Vec<String>) {
    let rows: Vec<_> = world.published.iter().flat_map(|p| &p.rows).filter(|row| row.group == group).collect();
    let mut ids: Vec<String> = rows.iter().flat_map(|r| &r.classes).map(|c| world.classes[*c].id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    (rows.iter().map(|row| row.detected).sum(), ids)
}

/// The Emirates in March 2026: rows that must add up, and their replay.
pub fn emirates(case: &Case, given: &Given<'_>) -> Answered {
    let mut answer = Answer::by(&[LOAD, PLAY]).noting(rows_add_up(case, given)?);
    let found = played("gulf-2026", &[], |world, sample| {
        let sum = |classes: &[String], fates: &[&str]| sample.sum(0, &columns("campaign", classes, fates));
        let of = |group: &str| {
            let (detected, classes) = published(world, group);
            (detected, sum(&classes, &STOPPED), sum(&classes, &NOT_STOPPED), sum(&classes, &["leaked"]))
        };
        (of("ballistic"), of("drone"))
    })?;
    let ((missiles, stopped, through, hits), (drones, drones_stopped, drones_through, _)) = found;
    let share = |values: &[f64], of: f64| values.iter().map(|v| v / of).collect::<Vec<f64>>();
    answer = answer.with("bm_detected", missiles).with("uav_detected", drones);
    answer = banded(case, answer, "bm_destroyed", &stopped);
    answer = banded(case, answer, "uav_destroyed", &drones_stopped);
    answer = banded(case, answer, "uav_landed", &drones_through);
    answer = banded(case, answer, "bm_intercept_rate", &share(&stopped, missiles));
    answer = banded(case, answer, "uav_intercept_rate", &share(&drones_stopped, drones));
    let harmless: Vec<f64> = through.iter().zip(&hits).map(|(t, h)| t - h).collect();
    answer = banded(case, answer, "bm_sea", &harmless);
    answer = banded(case, answer, "bm_landed", &hits);
    answer = banded(case, answer, "bm_leak_on_land_rate", &share(&hits, missiles));
    answer.context = vec!["bm_detected", "uav_detected", "bm_sea", "bm_landed", "bm_leak_on_land_rate"];
    Ok(answer.noting(
        "what is detected is the replay's input; sea and land are not told apart here: beside `sea` stands what did no \
         damage, beside `landed` what did, and neither is scored",
    ))
}

/// Whether destroyed, in the sea and landed make up what was detected in every full row of the table.
fn rows_add_up(case: &Case, given: &Given<'_>) -> Result<String, Refusal> {
    let Some(table) = given.data.read(UAE_TABLE) else {
        return Err(Refusal::NotRun(format!("{UAE_TABLE} is not here: name its folder with --data")));
    };
    let rows = Table::read(&table)?;
    let mut full = 0;
    for row in 0..rows.len() {
        let cells = |names: &[&str]| names.iter().map(|name| rows.number(row, name)).collect::<Option<Vec<f64>>>();
        let parts = [
            ["bm_detected", "bm_destroyed", "bm_fell_in_sea", "bm_landed"].as_slice(),
            &["uav_detected", "uav_destroyed", "uav_landed"],
        ];
        let [Some(missiles), Some(drones)] = parts.map(cells) else { continue };
        full += 1;
        for counts in [missiles, drones] {
            if counts[0] != counts[1..].iter().sum::<f64>() {
                return Err(Refusal::Failed(format!("{UAE_TABLE}, row {}: {counts:?} do not add up", row + 1)));
            }
        }
    }
    let wanted = number(case, "full_rows")?;
    if f64::from(full) != wanted {
        return Err(Refusal::Failed(format!("{UAE_TABLE} has {full} full rows, not {wanted}")));
    }
    Ok(format!("destroyed, sea and landed make up detected in all {full} full rows of {UAE_TABLE}"))
}

/// The raid on Al Udeid, by the account that has so many missiles.
pub fn al_udeid(case: &Case, _: &Given<'_>) -> Answered {
    let launched = positive(case, "bm_launched")?;
    let raid = if launched == 14.0 { "us-account" } else { "qatari-account" };
    let sets = [format!("study.raid={raid}")];
    let (count, stopped, leaked, fired) = played("al-udeid-2025", &sets, |world, sample| {
        let ids: Vec<String> = world.classes.iter().map(|c| c.id.clone()).collect();
        let shots: Vec<String> = world.interceptors.iter().map(|i| format!("raid.fired.{}", i.id)).collect();
        let stopped = sample.sum(0, &columns("raid", &ids, &STOPPED));
        (sample.count(0, "raid.launched").mean, stopped, sample.column(0, "raid.leaked"), sample.sum(0, &shots))
    })?;
    if count != launched {
        return Err(Refusal::NotRun(format!("al-udeid-2025 has raids of 14 and of 19, not of {launched}")));
    }
    let each: Vec<f64> = fired.iter().map(|rounds| rounds / launched).collect();
    let mut answer = Answer::by(&[LOAD, PLAY]);
    answer = banded(case, answer, "intercepted", &stopped);
    answer = banded(case, answer, "leaked", &leaked);
    answer = banded(case, answer, "patriot_expended", &fired);
    answer = banded(case, answer, "shots_per_target", &each);
    Ok(answer.noting(
        "one leaker discriminates nothing: single-shot chances from 0.5 to 0.9 make it likely within a factor of five \
         (docs/scenarios/al-udeid-2025.md)",
    ))
}

/// A month of the war on Ukraine: sums of the table.
pub fn month(case: &Case, given: &Given<'_>) -> Answered {
    let month = case.id.strip_prefix("ukraine-").filter(|month| month.len() == 7);
    let Some(month) = month else {
        return Err(Refusal::NotRun(format!("the name of the case holds no month: {}", case.id)));
    };
    text(case, "month")?;
    let Some(table) = given.data.read(UKRAINE_TABLE) else {
        return Err(Refusal::NotRun(format!("{UKRAINE_TABLE} is not here: name its folder with --data")));
    };
    let rows = Table::read(&table)?;
    let row = (0..rows.len()).find(|row| rows.cell(*row, "month") == Some(month));
    let row = row.ok_or_else(|| Refusal::Failed(format!("{UKRAINE_TABLE} has no month {month}")))?;
    let cell = |name: &str| {
        rows.number(row, name).ok_or_else(|| Refusal::Failed(format!("{UKRAINE_TABLE}, {month}: no {name}")))
    };
    let missiles = ["ballistic_or_aeroballistic_launched", "cruise_or_antiship_launched", "mixed_missile_launched"];
    let missiles = missiles.into_iter().map(cell).sum::<Result<f64, _>>()?;
    let drones = cell("owa_uav_launched")?;
    let answer = Answer::by(&["cupola_validate::Data::read"])
        .with("shahed_launched", drones)
        .with("afp_drones", drones)
        .with("ki", drones)
        .with("missiles_csv", missiles)
        .with("afp_missiles", missiles)
        .noting("sums of the month's bulletins; the table counts all one-way attack drones, the case Shahed alone: not scored");
    Ok(Answer { context: vec!["shahed_launched", "afp_drones", "ki"], ..answer })
}

/// One night of the war on Ukraine.
pub fn night(_: &Case, _: &Given<'_>) -> Answered {
    Err(Refusal::NotRun(
        "one night is not in the monthly sums, and the daily bulletins are not cleared to ship".to_owned(),
    ))
}

/// Iran against Israel.
pub fn israel(_: &Case, _: &Given<'_>) -> Answered {
    Err(Refusal::NotRun(
        "no bundled scenario plays it: what defended Israel, and with how many rounds, is not public; missiles headed for \
         open ground were let through, so that launched less leaked is not what was stopped"
            .to_owned(),
    ))
}

/// A table with comments, a heading and rows; fields in quotes may hold commas.
struct Table {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(text: &str) -> Result<Self, Refusal> {
        let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(fields);
        let names = lines.next().ok_or_else(|| Refusal::Failed("a table has no heading".to_owned()))?;
        Ok(Self { names, rows: lines.collect() })
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, row: usize, name: &str) -> Option<&str> {
        let column = self.names.iter().position(|known| known == name)?;
        self.rows[row].get(column).map(String::as_str)
    }

    /// A number; none where the cell is empty or holds words.
    fn number(&self, row: usize, name: &str) -> Option<f64> {
        self.cell(row, name)?.trim().parse().ok()
    }
}

fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut is_quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => fields.push(String::new()),
            c => fields.last_mut().expect("there is one from the start").push(c),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_fields_hold_commas() {
        let table = Table::read("# a\nx,y,z\n1,\"a, b\",\n").unwrap();
        assert_eq!((table.cell(0, "y"), table.number(0, "x"), table.number(0, "z")), (Some("a, b"), Some(1.0), None));
    }
}
