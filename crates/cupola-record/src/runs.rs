//! The runs of a study as tables of its run folder, and back.

use crate::error::RecordError;
use crate::folder::{Manifest, write_run_folder};
use crate::parquet::{Column, ColumnData, Table, stock_table};
use cupola_scenario::{Loaded, catalogue::Catalogue};
use cupola_sim::event::NONE;
use cupola_sim::why::{LauncherId, Offer};
use cupola_sim::world::World;
use cupola_study::monte_carlo::{ArmRecord, RunRecord};
use cupola_study::summary::Report;
use cupola_study::table::Columns;
use std::path::Path;

/// Writes the run folder of a study: what is said of it, its runs, and the events and decisions that were kept.
///
/// # Errors
/// As [`write_run_folder`].
pub fn write_study(dir: &Path, loaded: &Loaded, report: &Report, records: &[RunRecord]) -> Result<(), RecordError> {
    let tables = [
        runs_table(&loaded.world, records),
        events_table(&loaded.world, records),
        decisions_table(&loaded.world, records),
        stock_table(report),
    ];
    let manifest = Manifest::from_report(report, &loaded.text, &Catalogue::embedded().version());
    write_run_folder(dir, &manifest, report, &tables)
}

/// One row per run and arm: run, world, arm, digest and every number.
#[must_use]
pub fn runs_table(world: &World, records: &[RunRecord]) -> Table {
    let rows = || records.iter().flat_map(|r| r.arms.iter().enumerate().map(move |(a, arm)| (r, a, arm)));
    let mut columns = vec![
        Column::i64("run", rows().map(|(r, _, _)| r.run as i64).collect()),
        Column::i64("world", rows().map(|(r, _, _)| i64::from(r.world)).collect()),
        Column::text("arm", rows().map(|(_, a, _)| world.arms[a].id.clone()).collect()),
        Column::text("digest", rows().map(|(_, _, arm)| format!("{:032x}", arm.digest)).collect()),
    ];
    for (index, name) in Columns::of(world).names().iter().enumerate() {
        columns.push(Column::f64(name, rows().map(|(_, _, arm)| arm.row[index]).collect()));
    }
    Table { name: "runs".into(), columns }
}

/// Every kept event.
#[must_use]
pub fn events_table(world: &World, records: &[RunRecord]) -> Table {
    let mut columns: [Vec<i64>; 2] = Default::default();
    let mut texts: [Vec<String>; 4] = Default::default();
    let mut numbers: [Vec<f64>; 2] = Default::default();
    for record in records {
        for (a, arm) in record.arms.iter().enumerate() {
            let names = names_of(arm);
            for event in &arm.events {
                columns[0].push(record.run as i64);
                columns[1].push(if event.raid == NONE { -1 } else { i64::from(event.raid) });
                texts[0].push(world.arms[a].id.clone());
                texts[1].push(event.kind.word().to_owned());
                texts[2].push(names.get(&(event.raid, event.threat)).copied().unwrap_or("").to_owned());
                texts[3].push(if event.actor == NONE {
                    String::new()
                } else {
                    actor(world, event.kind.word(), event.actor as usize)
                });
                numbers[0].push(event.time_s);
                numbers[1].push(event.value);
            }
        }
    }
    let [run, raid] = columns;
    let [arm, kind, threat, who] = texts;
    let [time_s, value] = numbers;
    Table {
        name: "events".into(),
        columns: vec![
            Column::i64("run", run),
            Column::text("arm", arm),
            Column::i64("raid", raid),
            Column::f64("time_s", time_s),
            Column::text("event", kind),
            Column::text("threat", threat),
            Column::text("actor", who),
            Column::f64("value", value),
        ],
    }
}

/// Every launcher in reach at every kept decision of battle management: one row each.
#[must_use]
pub fn decisions_table(world: &World, records: &[RunRecord]) -> Table {
    let mut whole: [Vec<i64>; 5] = Default::default();
    let mut texts: [Vec<String>; 6] = Default::default();
    let mut numbers: [Vec<f64>; 10] = Default::default();
    for record in records {
        for (a, arm) in record.arms.iter().enumerate() {
            let names = names_of(arm);
            for decision in &arm.decisions {
                for candidate in &decision.candidates {
                    let offer = candidate.offer;
                    let count = |of: fn(&Offer) -> u32| offer.as_ref().map_or(0, |o| i64::from(of(o)));
                    let number = |of: fn(&Offer) -> f64| offer.as_ref().map_or(f64::NAN, of);
                    let launcher = match candidate.launcher {
                        LauncherId::Battery(index) => &world.batteries[index as usize].id,
                        LauncherId::Orbit(index) => &world.constellations[index as usize].id,
                    };
                    for (column, value) in whole.iter_mut().zip([
                        record.run as i64,
                        i64::from(decision.raid),
                        i64::from(decision.first_shot),
                        count(|o| o.rounds),
                        count(|o| o.rounds_left),
                    ]) {
                        column.push(value);
                    }
                    for (column, value) in texts.iter_mut().zip([
                        world.arms[a].id.as_str(),
                        names.get(&(decision.raid, decision.threat)).copied().unwrap_or(""),
                        launcher,
                        &world.interceptors[candidate.interceptor].id,
                        candidate.verdict.word(),
                        candidate.bound().map_or("", |b| b.word()),
                    ]) {
                        column.push(value.to_owned());
                    }
                    for (column, value) in numbers.iter_mut().zip([
                        decision.time_s,
                        number(|o| o.launch_s),
                        number(|o| o.intercept_s),
                        number(|o| o.altitude_m),
                        number(|o| o.range_m),
                        number(|o| o.closing_m_s),
                        number(|o| o.aspect_rad),
                        number(|o| o.handover_probability),
                        number(|o| o.kill_probability),
                        number(|o| o.price_usd),
                    ]) {
                        column.push(value);
                    }
                }
            }
        }
    }
    let mut columns: Vec<Column> = Vec::new();
    let names = ["run", "raid", "first_shot", "rounds", "rounds_left"];
    columns.extend(names.iter().zip(whole).map(|(name, values)| Column::i64(name, values)));
    let names = ["arm", "threat", "launcher", "interceptor", "verdict", "bound"];
    columns.extend(names.iter().zip(texts).map(|(name, values)| Column::text(name, values)));
    let names = [
        "time_s",
        "launch_s",
        "intercept_s",
        "altitude_m",
        "range_m",
        "closing_m_s",
        "aspect_rad",
        "handover_probability",
        "kill_probability",
        "price_usd",
    ];
    columns.extend(names.iter().zip(numbers).map(|(name, values)| Column::f64(name, values)));
    Table { name: "decisions".into(), columns }
}

/// Names of threats by raid and number.
fn names_of(arm: &ArmRecord) -> std::collections::HashMap<(u32, u32), &str> {
    arm.names.iter().map(|(raid, number, name)| ((*raid, *number), name.as_str())).collect()
}

/// The id behind an event's actor.
fn actor(world: &World, kind: &str, index: usize) -> String {
    let id = match kind {
        "area-shot" | "area-kill" => world.area_defences.get(index).map(|a| &a.id),
        "orbit-shot" | "orbit-kill" | "orbit-miss" | "orbit-self-destruct" => {
            world.constellations.get(index).map(|c| &c.id)
        }
        "leak" | "harmless" | "fall-short" => world.assets.get(index).map(|a| &a.id),
        "authority" | "command" | "shot" | "kill" | "miss" | "self-destruct" | "refused" => {
            world.batteries.get(index).map(|b| &b.id)
        }
        _ => None,
    };
    id.cloned().unwrap_or_else(|| index.to_string())
}

/// The runs that a table of [`runs_table`] holds; none where it lacks columns of this world.
#[must_use]
pub fn records(world: &World, table: &Table) -> Option<Vec<RunRecord>> {
    let find = |name: &str| table.columns.iter().find(|c| c.name == name).map(|c| &c.data);
    let (ColumnData::I64(runs), ColumnData::I64(worlds), ColumnData::Text(digests)) =
        (find("run")?, find("world")?, find("digest")?)
    else {
        return None;
    };
    let mut numbers = Vec::new();
    for name in Columns::of(world).names() {
        let ColumnData::F64(values) = find(name)? else { return None };
        numbers.push(values);
    }
    let num_arms = world.arms.len();
    let mut records = Vec::with_capacity(runs.len() / num_arms);
    for first in (0..runs.len()).step_by(num_arms) {
        let arms = (first..first + num_arms)
            .map(|i| {
                Some(ArmRecord {
                    row: numbers.iter().map(|c| c[i]).collect(),
                    digest: u128::from_str_radix(digests.get(i)?, 16).ok()?,
                    events: Vec::new(),
                    names: Vec::new(),
                    decisions: Vec::new(),
                    stock: Vec::new(),
                })
            })
            .collect::<Option<Vec<_>>>()?;
        records.push(RunRecord {
            run: u64::try_from(runs[first]).ok()?,
            world: u32::try_from(worlds[first]).ok()?,
            arms,
        });
    }
    Some(records)
}
