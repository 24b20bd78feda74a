//! Studies asked for, looked at and stopped.

use crate::App;
use crate::answer::{Body, Meant, Named, Refusal, aside, at_a_desk};
use crate::api::REFUSED;
use crate::jobs::{Found, Study};
use crate::limits::{MAX_CHANGES, MAX_QUEUED, MAX_ROWS_BYTES, MAX_RUNS, MAX_WORLDS};
use crate::scenarios::check_length;
use crate::told::{FaultTold, Refused, RunAsked, RunList, RunState, RunTaken, RunTold};
use crate::without::{WithoutError, without};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use cupola_scenario::{Loaded, Source, load, load_stepped};
use cupola_sim::world::World;
use cupola_study::monte_carlo::make_ready;
use cupola_study::table::Columns;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Takes a study on.
#[utoipa::path(post, path = "/api/runs", request_body = RunAsked,
    responses((status = 202, body = RunTaken), (status = 404, description = REFUSED, body = Refused),
        (status = 429, description = "too many wait already", body = Refused)))]
pub async fn start(State(app): State<Arc<App>>, Body(asked): Body<RunAsked>) -> Result<Response, Refusal> {
    at_a_desk(&app, move |app| {
        let (study, loaded) = app.asked_for(asked)?;
        let job = app.jobs.submit(study, loaded).ok_or_else(|| {
            let message = format!("{MAX_QUEUED} studies wait already: cancel one, or ask again later");
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, message)
        })?;
        Ok((StatusCode::ACCEPTED, Json(RunTaken { id: job.id.clone() })).into_response())
    })
    .await
}

/// The studies there are.
#[utoipa::path(get, path = "/api/runs", responses((status = 200, body = RunList)))]
pub async fn list(State(app): State<Arc<App>>) -> Json<RunList> {
    Json(RunList { runs: app.jobs.list() })
}

/// How far a study is, and what is known so far.
#[utoipa::path(get, path = "/api/runs/{id}", params(("id" = String, Path, description = "Id of a study")),
    responses((status = 200, body = RunTold), (status = 404, description = REFUSED, body = Refused)))]
pub async fn look(State(app): State<Arc<App>>, Named(id): Named<String>) -> Result<Response, Refusal> {
    match app.found(&id)? {
        Found::Live(job) => {
            let now = job.now();
            let done = job.done.load(Ordering::Relaxed);
            let told = Told {
                id: &job.id,
                state: now.state,
                done,
                runs: job.study.runs,
                elapsed_s: job.elapsed_s(),
                report: now.report.as_deref(),
                error: now.error.as_deref(),
            };
            told.answer()
        }
        Found::Finished(run) => {
            aside(&app, move |_| {
                let text = std::fs::read_to_string(run.dir.join("report.json")).map_err(Refusal::failed)?;
                let report = RawValue::from_string(text).map_err(Refusal::failed)?;
                let told = Told {
                    id: &run.head.id,
                    state: run.head.state,
                    done: run.head.done,
                    runs: run.head.runs,
                    elapsed_s: run.head.elapsed_s,
                    report: Some(&report),
                    error: run.error.as_deref(),
                };
                told.answer()
            })
            .await
        }
    }
}

/// [`RunTold`] with a report that is text already.
#[derive(Serialize)]
struct Told<'a> {
    id: &'a str,
    state: RunState,
    done: u64,
    runs: u64,
    elapsed_s: f64,
    report: Option<&'a RawValue>,
    error: Option<&'a str>,
}

impl Told<'_> {
    fn answer(&self) -> Result<Response, Refusal> {
        let body = serde_json::to_vec(self).map_err(Refusal::failed)?;
        Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
    }
}

/// Has a study stopped; what was finished is kept. Nothing happens to one that has ended.
#[utoipa::path(post, path = "/api/runs/{id}/cancel", params(("id" = String, Path, description = "Id of a study")),
    responses((status = 202, body = RunTaken), (status = 404, description = REFUSED, body = Refused)))]
pub async fn cancel(State(app): State<Arc<App>>, Named(id): Named<String>, _: Meant) -> Result<Response, Refusal> {
    if let Found::Live(job) = app.found(&id)?
        && !job.now().state.is_final()
    {
        app.jobs.cancel(&job);
    }
    Ok((StatusCode::ACCEPTED, Json(RunTaken { id })).into_response())
}

impl App {
    /// A study by its id.
    ///
    /// # Errors
    /// Where there is none.
    pub fn found(&self, id: &str) -> Result<Found, Refusal> {
        self.jobs.find(id).ok_or_else(|| Refusal::not_found(format!("there is no study `{id}`")))
    }

    /// The scenario asked for by id or as text, with changes, ready to be played.
    ///
    /// # Errors
    /// Every fault.
    pub fn loaded(&self, id: Option<&str>, text: Option<&str>, sets: &[String]) -> Result<Loaded, Refusal> {
        let path = self.path_of_text();
        let own;
        let source = match (id, text) {
            (Some(id), None) => {
                own = self.scenario(id)?.1;
                let path = self.folder.join(format!("{id}.toml"));
                return read(Source::Text { text: &own, path: &path }, sets);
            }
            (None, Some(text)) => {
                check_length(text)?;
                Source::Text { text, path: &path }
            }
            _ => return Err(Refusal::bad("scenario", "say either `scenario` or `text`")),
        };
        read(source, sets)
    }

    fn asked_for(&self, asked: RunAsked) -> Result<(Study, Loaded), Refusal> {
        let RunAsked { scenario, text, runs, worlds, seed, without: mut nations, set, keep } = asked;
        let mut seen = BTreeSet::new();
        nations.retain(|nation| seen.insert(nation.clone()));
        let (runs, worlds, seed) = (runs.unwrap_or(1_000), worlds.unwrap_or(200), seed.unwrap_or(1));
        let mut faults: Vec<FaultTold> = [("runs", runs, MAX_RUNS), ("worlds", worlds, MAX_WORLDS)]
            .into_iter()
            .filter(|(_, value, most)| !(1..=*most).contains(value))
            .map(|(key, value, most)| FaultTold::of_request(key, format!("{value}: allowed: 1 to {most}")))
            .collect();
        for (key, list) in [("set", &set), ("without", &nations)] {
            if list.len() > MAX_CHANGES {
                let message = format!("{} entries; allowed: {MAX_CHANGES}", list.len());
                faults.push(FaultTold::of_request(key, message));
            }
        }
        if !faults.is_empty() {
            return Err(Refusal::of_faults(faults));
        }
        let mut loaded = self.loaded(scenario.as_deref(), text.as_deref(), &set)?;
        if !nations.is_empty() {
            loaded = without(&loaded, &nations).map_err(|wrong| match wrong {
                WithoutError::Asked(fault) => Refusal::of_faults(vec![fault]),
                WithoutError::Scenario(faults) => faults.into(),
            })?;
            make_ready(&mut loaded.world);
        }
        check_rows(&loaded.world, runs)?;
        let world = &loaded.world;
        let study = Study {
            scenario: world.name.clone(),
            title: world.title.clone(),
            runs,
            worlds,
            seed,
            without: nations,
            keep: keep.unwrap_or(true),
        };
        Ok((study, loaded))
    }
}

/// Reads a scenario whose cost steps are sound too, and makes it ready.
fn read(source: Source<'_>, sets: &[String]) -> Result<Loaded, Refusal> {
    let mut loaded = load(source, sets)?;
    if let Some(cost) = loaded.world.cost.as_ref().filter(|cost| !cost.steps.is_empty()) {
        load_stepped(source, sets, &cost.steps.iter().collect::<Vec<_>>())?;
    }
    make_ready(&mut loaded.world);
    Ok(loaded)
}

/// Refuses more rows than memory should hold.
fn check_rows(world: &World, runs: u64) -> Result<(), Refusal> {
    let row_bytes = (Columns::of(world).names().len() * world.arms.len() * 8) as u64;
    let most = (MAX_ROWS_BYTES / row_bytes.max(1)).max(1);
    if runs <= most {
        return Ok(());
    }
    let message =
        format!("{runs}: the rows take {} MB; allowed: 1 to {most} of this scenario", (runs * row_bytes) >> 20);
    Err(Refusal::bad("runs", message))
}
