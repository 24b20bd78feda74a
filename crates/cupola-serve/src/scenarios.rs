//! Scenarios: those that come with cupola and those of the study folder; checked, kept, taken away.

use crate::answer::{Body, Meant, Named, Refusal, aside, at_a_desk};
use crate::limits::{self, MAX_TEXT_BYTES};
use crate::told::{
    CheckAsked, Checked, FaultTold, Kept, Limits, NewText, ScenarioHead, ScenarioKind, ScenarioList, ScenarioText,
    SceneAsked, Status, WarningTold, faults_told,
};
use crate::{App, api::REFUSED};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cupola_record::folder::write_text;
use cupola_scenario::{Faults, Loaded, Source, bundled, catalogue::Catalogue, load, load_stepped};
use cupola_sim::warnings::warnings;
use cupola_study::scene::{self, Scene};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// Most scenarios of one's own that are listed.
const MAX_OWN: usize = 200;

/// What this server is and how much it does.
#[utoipa::path(get, path = "/api/status", responses((status = 200, body = Status)))]
pub async fn status() -> Json<Status> {
    Json(Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        catalogue_version: Catalogue::embedded().version(),
        default_scenario: bundled()[0].name.to_owned(),
        cores: limits::cores() as u64,
        limits: Limits {
            max_text_bytes: MAX_TEXT_BYTES as u64,
            max_runs: limits::MAX_RUNS,
            max_worlds: limits::MAX_WORLDS,
            max_running: limits::MAX_RUNNING,
            max_queued: limits::MAX_QUEUED as u64,
            max_run_seconds: limits::MAX_RUN_S,
        },
    })
}

/// The JSON Schema of scenario files.
#[utoipa::path(get, path = "/api/schema", responses((status = 200, body = Object)))]
pub async fn schema() -> Json<serde_json::Value> {
    Json(cupola_scenario::json_schema())
}

/// The scenarios there are.
#[utoipa::path(get, path = "/api/scenarios", responses((status = 200, body = ScenarioList)))]
pub async fn list(State(app): State<Arc<App>>) -> Result<Json<ScenarioList>, Refusal> {
    aside(&app, |app| {
        let mut scenarios = bundled_heads().to_vec();
        scenarios.extend(app.own_ids().map_err(Refusal::failed)?.into_iter().filter_map(|id| app.own_head(id)));
        Ok(Json(ScenarioList { scenarios }))
    })
    .await
}

fn bundled_heads() -> &'static [ScenarioHead] {
    static HEADS: OnceLock<Vec<ScenarioHead>> = OnceLock::new();
    HEADS.get_or_init(|| {
        let head =
            |b: &cupola_scenario::Bundled| head(b.name, ScenarioKind::Bundled, load(Source::Bundled(b.name), &[]));
        bundled().iter().map(head).collect()
    })
}

fn head(id: &str, kind: ScenarioKind, loaded: Result<Loaded, Faults>) -> ScenarioHead {
    let (title, question, fault) = match loaded {
        Ok(loaded) => (loaded.world.title, loaded.world.question, None),
        Err(faults) => (id.to_owned(), String::new(), faults.0.first().map(FaultTold::from)),
    };
    ScenarioHead { id: id.to_owned(), kind, title, question, fault }
}

/// One scenario.
#[utoipa::path(get, path = "/api/scenarios/{id}", params(("id" = String, Path, description = "Id of a scenario")),
    responses((status = 200, body = ScenarioText), (status = 404, description = REFUSED, body = crate::told::Refused)))]
pub async fn text(State(app): State<Arc<App>>, Named(id): Named<String>) -> Result<Json<ScenarioText>, Refusal> {
    aside(&app, move |app| {
        let (kind, text) = app.scenario(&id)?;
        Ok(Json(ScenarioText { id, kind, text }))
    })
    .await
}

/// Keeps a scenario in the study folder.
#[utoipa::path(put, path = "/api/scenarios/{id}", params(("id" = String, Path, description = "`[a-z0-9][a-z0-9-]{0,63}`")),
    request_body = NewText,
    responses((status = 200, description = "took the place of one that was there", body = Kept),
        (status = 201, description = "new", body = Kept),
        (status = 403, description = "comes with cupola, or another host", body = crate::told::Refused),
        (status = 409, description = "is there already", body = crate::told::Refused)))]
pub async fn keep(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    Body(new): Body<NewText>,
) -> Result<Response, Refusal> {
    aside(&app, move |app| {
        let path = app.own_path(&id)?;
        check_length(&new.text)?;
        let is_there = path.exists();
        if is_there && !new.overwrite {
            let message = format!("{id}: is there already; say `overwrite` to replace it");
            return Err(Refusal::new(StatusCode::CONFLICT, message));
        }
        write_text(&path, &new.text).map_err(Refusal::failed)?;
        let status = if is_there { StatusCode::OK } else { StatusCode::CREATED };
        Ok((status, Json(Kept { id })).into_response())
    })
    .await
}

/// Takes a scenario out of the study folder.
#[utoipa::path(delete, path = "/api/scenarios/{id}", params(("id" = String, Path, description = "Id of a scenario of one's own")),
    responses((status = 204, description = "gone"),
        (status = 403, description = "comes with cupola, or another host", body = crate::told::Refused),
        (status = 404, description = REFUSED, body = crate::told::Refused)))]
pub async fn remove(State(app): State<Arc<App>>, Named(id): Named<String>, _: Meant) -> Result<StatusCode, Refusal> {
    aside(&app, move |app| {
        if !is_name(&id) && !is_bundled(&id) {
            return Err(unknown(&id));
        }
        match std::fs::remove_file(app.own_path(&id)?) {
            Ok(()) => Ok(StatusCode::NO_CONTENT),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(unknown(&id)),
            Err(error) => Err(Refusal::failed(error)),
        }
    })
    .await
}

/// Finds every fault of a text.
#[utoipa::path(post, path = "/api/check", request_body = CheckAsked, responses((status = 200, body = Checked)))]
pub async fn check(State(app): State<Arc<App>>, Body(asked): Body<CheckAsked>) -> Result<Json<Checked>, Refusal> {
    at_a_desk(&app, move |app| {
        check_length(&asked.text)?;
        Ok(Json(app.checked(&asked.text)))
    })
    .await
}

/// What there is to draw of a scenario.
#[utoipa::path(post, path = "/api/scene", request_body = SceneAsked,
    responses((status = 200, description = "docs/API.md has its keys", body = Object),
        (status = 404, description = REFUSED, body = crate::told::Refused)))]
pub async fn scene(State(app): State<Arc<App>>, Body(asked): Body<SceneAsked>) -> Result<Json<Scene>, Refusal> {
    at_a_desk(&app, move |app| {
        let loaded = app.loaded(asked.scenario.as_deref(), asked.text.as_deref(), &[])?;
        Ok(Json(scene::scene(&loaded.world, &format!("{:032x}", loaded.hash))))
    })
    .await
}

/// Whether a text is too long to be read.
///
/// # Errors
/// A refusal that says how long it may be.
pub fn check_length(text: &str) -> Result<(), Refusal> {
    if text.len() <= MAX_TEXT_BYTES {
        return Ok(());
    }
    let message = format!("the text has {} bytes; allowed: {MAX_TEXT_BYTES}", text.len());
    Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message))
}

/// Whether a scenario of one's own may have this name.
fn is_name(id: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let is_written_so = id.bytes().next().is_some_and(is_plain) && id.bytes().all(|b| is_plain(b) || b == b'-');
    id.len() <= 64 && is_written_so && !is_device(id)
}

/// Whether Windows has a device of this name, with whatever ending: a folder of scenarios may go from one system to another.
fn is_device(id: &str) -> bool {
    let is_port = |kind: &str| id.strip_prefix(kind).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    matches!(id, "con" | "prn" | "aux" | "nul") || is_port("com") || is_port("lpt")
}

fn is_bundled(id: &str) -> bool {
    bundled().iter().any(|b| b.name == id)
}

fn unknown(id: &str) -> Refusal {
    Refusal::not_found(format!("there is no scenario `{id}`"))
}

impl App {
    /// The file that a text which is in none would be, for its faults and for what it extends.
    pub fn path_of_text(&self) -> PathBuf {
        self.folder.join("scenario.toml")
    }

    /// What `cupola check` finds in a text.
    fn checked(&self, text: &str) -> Checked {
        let path = self.path_of_text();
        let source = Source::Text { text, path: &path };
        let loaded = load(source, &[]).and_then(|loaded| {
            if let Some(cost) = &loaded.world.cost {
                load_stepped(source, &[], &cost.steps.iter().collect::<Vec<_>>())?;
            }
            Ok(loaded)
        });
        match loaded {
            Err(faults) => Checked {
                ok: false,
                hash: None,
                name: None,
                faults: faults_told(&faults),
                warnings: Vec::new(),
                values: None,
            },
            Ok(loaded) => {
                let found = warnings(&loaded.world, &|flight| self.tables.flyout(flight));
                let told = |w: &cupola_sim::warnings::Warning| WarningTold { key: w.key(), message: w.to_string() };
                Checked {
                    ok: true,
                    hash: Some(format!("{:032x}", loaded.hash)),
                    values: Some(loaded.world.inputs.len() as u64),
                    name: Some(loaded.world.name),
                    faults: Vec::new(),
                    warnings: found.iter().map(told).collect(),
                }
            }
        }
    }

    /// Ids of the scenarios in the study folder, by name.
    fn own_ids(&self) -> std::io::Result<Vec<String>> {
        let mut ids: Vec<String> = std::fs::read_dir(&self.folder)?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok()?.strip_suffix(".toml").map(str::to_owned))
            .filter(|id| is_name(id) && !is_bundled(id))
            .collect();
        ids.sort();
        ids.truncate(MAX_OWN);
        Ok(ids)
    }

    /// What a list says of a scenario of one's own; none where the file is no scenario but another kind of TOML.
    fn own_head(&self, id: String) -> Option<ScenarioHead> {
        let path = self.folder.join(format!("{id}.toml"));
        let (_, text) = self.scenario(&id).ok()?;
        let is_scenario = text.lines().any(|line| line.trim_start().starts_with("format"));
        is_scenario.then(|| head(&id, ScenarioKind::Own, load(Source::Path(&path), &[])))
    }

    /// The path of a scenario of one's own, there or not.
    ///
    /// # Errors
    /// Where it may not have this name, or one that comes with cupola has.
    fn own_path(&self, id: &str) -> Result<PathBuf, Refusal> {
        if is_bundled(id) {
            let message = format!("{id}: comes with cupola; give yours another name");
            return Err(Refusal::new(StatusCode::FORBIDDEN, message));
        }
        if !is_name(id) {
            let message = format!(
                "{id:?} cannot be the name of a scenario; allowed: [a-z0-9][a-z0-9-]{{0,63}}, and no name of a device of Windows"
            );
            return Err(Refusal::bad("id", message));
        }
        Ok(self.folder.join(format!("{id}.toml")))
    }

    /// Where a scenario is from, and its text.
    ///
    /// # Errors
    /// Where there is none of this id, or it cannot be read.
    pub fn scenario(&self, id: &str) -> Result<(ScenarioKind, String), Refusal> {
        if let Some(found) = bundled().iter().find(|b| b.name == id) {
            return Ok((ScenarioKind::Bundled, found.text.to_owned()));
        }
        let path = self.own_path(id).map_err(|_| unknown(id))?;
        let is_here = path.canonicalize().is_ok_and(|real| real.starts_with(&self.folder) && real.is_file());
        if !is_here {
            return Err(unknown(id));
        }
        let too_long = path.metadata().is_ok_and(|data| data.len() > MAX_TEXT_BYTES as u64);
        if too_long {
            return Err(Refusal::failed(format!("{id}: the file has more than {MAX_TEXT_BYTES} bytes")));
        }
        std::fs::read_to_string(&path).map(|text| (ScenarioKind::Own, text)).map_err(Refusal::failed)
    }
}
