//! Runs as tables, out to the run folder and back for `--append` and `--resume`.

use crate::failure::Failure;
use cupola::record::folder;
use cupola::record::parquet::{Column, ColumnData, Table};
use cupola::record::read::read_table;
use cupola::scenario::Loaded;
use cupola::sim::event::NONE;
use cupola::sim::world::World;
use cupola::study::monte_carlo::{ArmRecord, Options, Prepared, RunRecord};
use cupola::study::table::Columns;
use std::path::Path;

/// One row per run and arm: run, world, arm, digest and every number.
pub fn runs_table(prepared: &Prepared<'_>, world: &World, records: &[RunRecord]) -> Table {
    let rows = || records.iter().flat_map(|r| r.arms.iter().enumerate().map(move |(a, arm)| (r, a, arm)));
    let mut columns = vec![
        Column::i64("run", rows().map(|(r, _, _)| r.run as i64).collect()),
        Column::i64("world", rows().map(|(r, _, _)| i64::from(r.world)).collect()),
        Column::text("arm", rows().map(|(_, a, _)| world.arms[a].id.clone()).collect()),
        Column::text("digest", rows().map(|(_, _, arm)| format!("{:032x}", arm.digest)).collect()),
    ];
    for (index, name) in prepared.columns.names().iter().enumerate() {
        columns.push(Column::f64(name, rows().map(|(_, _, arm)| arm.row[index]).collect()));
    }
    Table { name: "runs".into(), columns }
}

/// Every kept event.
pub fn events_table(world: &World, records: &[RunRecord]) -> Table {
    let mut columns: [Vec<i64>; 2] = Default::default();
    let mut texts: [Vec<String>; 4] = Default::default();
    let mut numbers: [Vec<f64>; 2] = Default::default();
    for record in records {
        for (a, arm) in record.arms.iter().enumerate() {
            let names: std::collections::HashMap<(u32, u32), &str> =
                arm.names.iter().map(|(raid, number, name)| ((*raid, *number), name.as_str())).collect();
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

/// The id behind an event's actor.
fn actor(world: &World, kind: &str, index: usize) -> String {
    let id = match kind {
        "area-shot" | "area-kill" => world.area_defences.get(index).map(|a| &a.id),
        "orbit-shot" | "orbit-kill" | "orbit-miss" => world.constellations.get(index).map(|c| &c.id),
        "leak" | "harmless" | "fall-short" => world.assets.get(index).map(|a| &a.id),
        "authority" | "command" | "shot" | "kill" | "miss" | "refused" => world.batteries.get(index).map(|b| &b.id),
        _ => None,
    };
    id.cloned().unwrap_or_else(|| index.to_string())
}

/// Refuses a folder that is no run folder, and says when one with more runs is replaced.
pub fn guard(dir: &Path, runs: u64) -> Result<(), Failure> {
    if dir.join("manifest.json").exists() {
        let held = folder::read_manifest(dir).map_or(0, |m| m.runs);
        if held > runs {
            eprintln!("{}: {runs} runs replace the {held} that were there", dir.display());
        }
        return Ok(());
    }
    let is_foreign = |e: std::fs::DirEntry| !e.file_name().to_string_lossy().starts_with('.');
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.any(|e| e.is_ok_and(is_foreign))) {
        return Err(Failure::input(format!("{}: is not empty and no run folder; give another --out", dir.display())));
    }
    Ok(())
}

/// The runs a folder already holds; none where there is no finished folder.
///
/// Fails where the folder belongs to another scenario, seed or number of worlds.
pub fn read(dir: &Path, loaded: &Loaded, options: &Options) -> Result<Vec<RunRecord>, Failure> {
    if !dir.join("manifest.json").exists() {
        return Ok(Vec::new());
    }
    let manifest = folder::read_manifest(dir).map_err(Failure::other)?;
    let hash = format!("{:032x}", loaded.hash);
    let same = manifest.scenario_hash == hash && manifest.seed == options.seed.0 && manifest.worlds == options.worlds;
    if !same || manifest.version != env!("CARGO_PKG_VERSION") {
        return Err(Failure::input(format!(
            "{}: made from scenario {} with seed {}, {} worlds, cupola {}; it can be continued only with the same (now {hash}, seed {}, {} worlds, cupola {})",
            dir.display(),
            manifest.scenario_hash,
            manifest.seed,
            manifest.worlds,
            manifest.version,
            options.seed.0,
            options.worlds,
            env!("CARGO_PKG_VERSION"),
        )));
    }
    let table = read_table(&dir.join("runs.parquet")).map_err(Failure::other)?;
    records(&loaded.world, &table)
        .ok_or_else(|| Failure::other(format!("{}: runs.parquet lacks columns of this study", dir.display())))
}

fn records(world: &World, table: &Table) -> Option<Vec<RunRecord>> {
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
