//! What a study leaves: its files, its numbers run by run, what happened to one threat, and two studies compared.

use crate::App;
use crate::answer::{Asked, Named, Refusal, aside, at_a_desk};
use crate::api::REFUSED;
use crate::jobs::Found;
use crate::play::options;
use crate::told::{ColumnTold, ComparedTold, Explained, FileHead, FileList, Refused};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use cupola_record::explain;
use cupola_record::folder::{Manifest, read_manifest};
use cupola_record::parquet::{ColumnData, Table};
use cupola_record::read::read_table;
use cupola_record::replay::encode;
use cupola_record::runs::records;
use cupola_scenario::{Loaded, Source, load};
use cupola_sim::world::World;
use cupola_study::monte_carlo::{ArmOfWorld, Prepared, make_ready, physics_sets};
use cupola_study::replay;
use cupola_study::sample::Sample;
use cupola_study::summarise::compare::Compared;
use cupola_study::table::Columns;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The files of a finished study.
#[utoipa::path(get, path = "/api/runs/{id}/files", params(("id" = String, Path, description = "Id of a study")),
    responses((status = 200, body = FileList), (status = 404, description = REFUSED, body = Refused),
        (status = 409, description = "not finished", body = Refused)))]
pub async fn files(State(app): State<Arc<App>>, Named(id): Named<String>) -> Result<Json<FileList>, Refusal> {
    aside(&app, move |app| {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(app.run_folder(&id)?).map_err(Refusal::failed)?.flatten() {
            if let (Ok(name), Ok(data)) = (entry.file_name().into_string(), entry.metadata())
                && data.is_file()
            {
                files.push(FileHead { name, bytes: data.len() });
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Json(FileList { files }))
    })
    .await
}

/// One file of a finished study.
#[utoipa::path(get, path = "/api/runs/{id}/files/{name}",
    params(("id" = String, Path, description = "Id of a study"), ("name" = String, Path, description = "Name of a file")),
    responses((status = 200, description = "the file", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 404, description = REFUSED, body = Refused), (status = 409, description = "not finished", body = Refused)))]
pub async fn file(
    State(app): State<Arc<App>>,
    Named((id, name)): Named<(String, String)>,
) -> Result<Response, Refusal> {
    aside(&app, move |app| {
        let dir = app.run_folder(&id)?;
        // Only what the folder lists can be asked for: a name that is a path is in no list.
        let mut entries = std::fs::read_dir(&dir).map_err(Refusal::failed)?.flatten();
        let found =
            entries.find(|entry| entry.file_name() == *name && entry.metadata().is_ok_and(|data| data.is_file()));
        let found = found.ok_or_else(|| Refusal::not_found(format!("{id} has no file {name:?}")))?;
        let bytes = std::fs::read(found.path()).map_err(Refusal::failed)?;
        // To be saved, whatever it is: a report opened from here would be under the page's rules for scripts.
        let kept = [(CONTENT_TYPE, "application/octet-stream"), (CONTENT_DISPOSITION, "attachment")];
        Ok((kept, bytes).into_response())
    })
    .await
}

/// Which column of which arm.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnAsked {
    name: Option<String>,
    arm: Option<String>,
}

/// One number, run by run; without a name, what numbers there are.
#[utoipa::path(get, path = "/api/runs/{id}/column",
    params(("id" = String, Path, description = "Id of a study"), ("name" = Option<String>, Query, description = "A column"),
        ("arm" = Option<String>, Query, description = "Id of an arm; the base where left out")),
    responses((status = 200, body = ColumnTold), (status = 404, description = REFUSED, body = Refused),
        (status = 409, description = "not finished", body = Refused)))]
pub async fn column(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    Asked(asked): Asked<ColumnAsked>,
) -> Result<Json<ColumnTold>, Refusal> {
    at_a_desk(&app, move |app| {
        let table = read_table(&app.run_folder(&id)?.join("runs.parquet")).map_err(Refusal::failed)?;
        told_of(&table, asked).map(Json)
    })
    .await
}

fn told_of(table: &Table, asked: ColumnAsked) -> Result<ColumnTold, Refusal> {
    let texts = |name: &str| match &table.columns.iter().find(|c| c.name == name)?.data {
        ColumnData::Text(values) => Some(values),
        _ => None,
    };
    let rows = texts("arm").ok_or_else(|| Refusal::failed("runs.parquet has no column `arm`"))?;
    // In the order of the study: each run has all arms, one after the other.
    let mut arms: Vec<String> = Vec::new();
    for arm in rows {
        if arms.contains(arm) {
            break;
        }
        arms.push(arm.clone());
    }
    let numbers = table.columns.iter().filter_map(|column| match &column.data {
        ColumnData::F64(values) => Some((&column.name, values)),
        _ => None,
    });
    let Some(name) = asked.name else {
        return Ok(ColumnTold::Names { columns: numbers.map(|(name, _)| name.clone()).collect(), arms });
    };
    let arm = asked.arm.or_else(|| arms.first().cloned()).unwrap_or_default();
    if !arms.contains(&arm) {
        return Err(Refusal::bad("arm", format!("there is no arm \"{arm}\"; allowed: {}", arms.join(", "))));
    }
    let (_, values) = numbers
        .into_iter()
        .find(|(known, _)| **known == name)
        .ok_or_else(|| Refusal::bad("name", format!("there is no column \"{name}\"; leave `name` out for a list")))?;
    let of_arm = values.iter().zip(rows).filter(|(_, row)| **row == arm);
    let values = of_arm.map(|(value, _)| Some(*value).filter(|value| value.is_finite())).collect();
    Ok(ColumnTold::Values { name, arm, values })
}

/// Which threat of which run in which arm.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainAsked {
    run: u64,
    arm: Option<String>,
    threat: String,
    raid: Option<u32>,
}

/// What happened to a threat: what `cupola run --explain` prints.
#[utoipa::path(get, path = "/api/runs/{id}/explain",
    params(("id" = String, Path, description = "Id of a study"), ("run" = u64, Query, description = "Number of a run, from 0"),
        ("arm" = Option<String>, Query, description = "Id of an arm; the base where left out"),
        ("threat" = String, Query, description = "Name of a threat, or `leaker` or `kill`: the first of each"),
        ("raid" = Option<u32>, Query, description = "Raid, the first being 1; the first where left out")),
    responses((status = 200, body = Explained), (status = 404, description = REFUSED, body = Refused),
        (status = 409, description = "of another version, or it never ran", body = Refused)))]
pub async fn explained(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    Asked(asked): Asked<ExplainAsked>,
) -> Result<Json<Explained>, Refusal> {
    at_a_desk(&app, move |app| {
        let again = app.again(&id)?;
        let arm = again.arm(asked.arm.as_deref())?;
        let prepared = again.prepared(app, asked.run)?;
        let raid = asked.raid.unwrap_or(1);
        let question = explain::Asked { threat: &asked.threat, run: asked.run, raid, arm };
        let text = explain::explain(&again.loaded.world, &prepared, &question);
        text.map(|text| Json(Explained { text })).map_err(|wrong| Refusal::bad("threat", wrong.to_string()))
    })
    .await
}

/// Which run in which arm.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayAsked {
    run: u64,
    arm: Option<String>,
}

/// The headline raid of one run, simulated again in full detail; docs/API.md has the layout of the bytes.
#[utoipa::path(get, path = "/api/runs/{id}/replay",
    params(("id" = String, Path, description = "Id of a study"), ("run" = u64, Query, description = "Number of a run, from 0"),
        ("arm" = Option<String>, Query, description = "Id of an arm; the base where left out")),
    responses((status = 200, description = "the replay", content_type = "application/vnd.cupola.replay", body = Vec<u8>),
        (status = 404, description = "there is no such study, or no raid is played in the run", body = Refused),
        (status = 409, description = "of another version, or it never ran", body = Refused)))]
pub async fn replayed(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    Asked(asked): Asked<ReplayAsked>,
) -> Result<Response, Refusal> {
    at_a_desk(&app, move |app| {
        let again = app.again(&id)?;
        let arm = again.arm(asked.arm.as_deref())?;
        let prepared = again.prepared(app, asked.run)?;
        let hash = format!("{:032x}", again.loaded.hash);
        let replay = replay::replay(&prepared, &again.loaded.world, &hash, asked.run, arm)
            .ok_or_else(|| Refusal::not_found(format!("no raid is played in run {}", asked.run)))?;
        Ok(([(CONTENT_TYPE, "application/vnd.cupola.replay")], encode(&replay)).into_response())
    })
    .await
}

/// Which studies.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompareAsked {
    base: String,
    arm: String,
}

/// Two finished studies, the first arm of each, run by run.
#[utoipa::path(get, path = "/api/compare",
    params(("base" = String, Query, description = "Id of a study"), ("arm" = String, Query, description = "Id of another")),
    responses((status = 200, body = ComparedTold), (status = 404, description = REFUSED, body = Refused),
        (status = 409, description = "not finished, or of another seed or size", body = Refused)))]
pub async fn compare(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<CompareAsked>,
) -> Result<Json<ComparedTold>, Refusal> {
    at_a_desk(&app, move |app| {
        let (base_dir, arm_dir) = (app.run_folder(&asked.base)?, app.run_folder(&asked.arm)?);
        let (base, arm) = (manifest(&base_dir)?, manifest(&arm_dir)?);
        let size = |m: &Manifest| (m.seed, m.runs, m.worlds);
        if size(&base) != size(&arm) {
            let told = |m: &Manifest| format!("seed {}, {} runs, {} worlds", m.seed, m.runs, m.worlds);
            let message =
                format!("{} and {}: they are paired run by run only where these are the same", told(&base), told(&arm));
            return Err(Refusal::new(StatusCode::CONFLICT, message));
        }
        let summary = compared(&arm_dir, &arm)?.less(&compared(&base_dir, &base)?, &asked.arm);
        let arm = serde_json::to_value(&summary).map_err(Refusal::failed)?;
        Ok(Json(ComparedTold { base: asked.base, arms: vec![arm] }))
    })
    .await
}

fn manifest(dir: &Path) -> Result<Manifest, Refusal> {
    let manifest = read_manifest(dir).map_err(Refusal::failed)?;
    let own = env!("CARGO_PKG_VERSION");
    if manifest.version == own {
        return Ok(manifest);
    }
    let message = format!("made by cupola {}; this is {own}: run it again", manifest.version);
    Err(Refusal::new(StatusCode::CONFLICT, message))
}

/// The scenario of a run folder, ready to be played.
fn scenario_of(manifest: &Manifest) -> Result<Loaded, Refusal> {
    let file = format!("{}.toml", manifest.scenario);
    let source = Source::Text { text: &manifest.scenario_text, path: Path::new(&file) };
    let mut loaded = load(source, &[]).map_err(Refusal::failed)?;
    make_ready(&mut loaded.world);
    Ok(loaded)
}

/// The first arm of a finished study.
fn compared(dir: &Path, manifest: &Manifest) -> Result<Compared, Refusal> {
    let world = scenario_of(manifest)?.world;
    let table = read_table(&dir.join("runs.parquet")).map_err(Refusal::failed)?;
    let records = records(&world, &table).ok_or_else(|| Refusal::failed("runs.parquet lacks columns of this study"))?;
    let columns = Columns::of(&world);
    let num_sets = physics_sets(manifest.worlds).min(manifest.worlds).max(1);
    Ok(Compared::of(&world, &Sample::new(&records, &columns, num_sets), 0))
}

/// A study of which a run is to be played again.
pub struct Again {
    /// Its scenario.
    pub loaded: Arc<Loaded>,
    seed: u64,
    worlds: u64,
    runs: u64,
}

impl Again {
    /// Index of the arm with this id; without one the base.
    ///
    /// # Errors
    /// Where there is none.
    pub fn arm(&self, id: Option<&str>) -> Result<usize, Refusal> {
        let arms = &self.loaded.world.arms;
        let Some(id) = id else { return Ok(0) };
        arms.iter().position(|arm| arm.id == id).ok_or_else(|| {
            let ids: Vec<&str> = arms.iter().map(|arm| arm.id.as_str()).collect();
            Refusal::bad("arm", format!("there is no arm \"{id}\"; allowed: {}", ids.join(", ")))
        })
    }

    /// What is needed to play one run again, and no other.
    ///
    /// # Errors
    /// Where the study has no such run.
    pub fn prepared(&self, app: &App, run: u64) -> Result<Prepared<'_>, Refusal> {
        if run >= self.runs {
            let most = self.runs.saturating_sub(1);
            let message = format!("{run}: the study has {} runs; allowed: 0 to {most}", self.runs);
            return Err(Refusal::bad("run", message));
        }
        let world: &World = &self.loaded.world;
        let options = options(self.seed, self.worlds);
        let never = AtomicBool::new(false);
        let library = app.libraries.of(world, &options, &never).map_err(Refusal::failed)?;
        let all = || (0..world.arms.len()).map(|arm| ArmOfWorld { arm, zeroed: &[] }).collect();
        let arms_of = |w: u64| if w == run % self.worlds { all() } else { Vec::new() };
        Prepared::with_arms(world, options, library, &arms_of, &never).map_err(Refusal::failed)
    }
}

impl App {
    /// The run folder of a finished study.
    ///
    /// # Errors
    /// Where there is no such study, or it has none yet.
    pub fn run_folder(&self, id: &str) -> Result<PathBuf, Refusal> {
        self.found(id)?;
        self.jobs.folder_of(id).ok_or_else(|| {
            Refusal::new(
                StatusCode::CONFLICT,
                format!("{id}: has no run folder: it is not finished, or nothing of it is"),
            )
        })
    }

    /// A study of which a run is to be played again, be it finished or not.
    ///
    /// # Errors
    /// Where there is no such study, or it was made by another version.
    pub fn again(&self, id: &str) -> Result<Again, Refusal> {
        if let Found::Live(job) = self.found(id)?
            && let Some(loaded) = job.loaded()
        {
            let study = &job.study;
            let runs = job.done.load(Ordering::Relaxed);
            return Ok(Again { loaded, seed: study.seed, worlds: study.worlds, runs });
        }
        let manifest = manifest(&self.run_folder(id)?)?;
        let (seed, worlds, runs) = (manifest.seed, manifest.worlds, manifest.runs);
        Ok(Again { loaded: Arc::new(scenario_of(&manifest)?), seed, worlds, runs })
    }
}
