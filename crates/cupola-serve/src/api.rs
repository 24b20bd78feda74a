//! The routes, and their description.

use crate::answer::Refusal;
use crate::limits::MAX_BODY_BYTES;
use crate::told::Refused;
use crate::{App, archive, catalogue, edit, guard, page, progress, results, scenarios, studies};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::{Arc, LazyLock};
use utoipa::OpenApi;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};

/// What a refusal for a name means, in the description.
pub const REFUSED: &str = "there is nothing of this name";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "cupola",
        description = "Scenarios, studies and results of cupola. Words and keys: docs/API.md, docs/JSON.md."
    ),
    paths(
        scenarios::status,
        scenarios::schema,
        scenarios::list,
        scenarios::text,
        scenarios::keep,
        scenarios::remove,
        scenarios::check,
        edit::edit,
        scenarios::scene,
        studies::start,
        studies::list,
        studies::look,
        studies::cancel,
        progress::progress,
        archive::archive,
        results::files,
        results::file,
        results::column,
        results::explained,
        results::replayed,
        results::compare,
        catalogue::list,
        catalogue::entry
    ),
    components(schemas(Refused))
)]
struct Description;

/// What any request may meet, by status.
const ANYWHERE: [(&str, &str); 6] = [
    ("400", "the request is wrong, every fault named"),
    ("401", "the server wants a token"),
    ("403", "this host is not served"),
    ("405", "this way of asking is not served here"),
    ("500", "the server failed"),
    ("503", "the server has too much to do"),
];

/// What a request that changes something may meet beside.
const OF_CHANGES: [(&str, &str); 3] =
    [("408", "too slow to come"), ("413", "too long"), ("415", "not sent as `Content-Type: application/json`")];

/// The description of the API.
pub fn description() -> String {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let mut api = Description::openapi();
        for item in api.paths.paths.values_mut() {
            let changes = [&mut item.post, &mut item.put, &mut item.delete].map(|operation| (operation, true));
            for (operation, is_change) in changes.into_iter().chain([(&mut item.get, false)]) {
                let Some(operation) = operation else { continue };
                let more = if is_change { &OF_CHANGES[..] } else { &[] };
                for (status, what) in ANYWHERE.iter().chain(more) {
                    let schema = ContentBuilder::new().schema(Some(Ref::from_schema_name("Refused"))).build();
                    let answer = ResponseBuilder::new().description(*what).content("application/json", schema).build();
                    operation.responses.responses.entry((*status).to_owned()).or_insert(RefOr::T(answer));
                }
            }
        }
        serde_json::to_string_pretty(&api).unwrap_or_default()
    });
    TEXT.clone()
}

async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], description()).into_response()
}

async fn other_method() -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "this way of asking is not served here")
}

/// Everything that is answered.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/api/openapi.json", get(openapi))
        .route("/api/status", get(scenarios::status))
        .route("/api/schema", get(scenarios::schema))
        .route("/api/scenarios", get(scenarios::list))
        .route("/api/scenarios/{id}", get(scenarios::text).put(scenarios::keep).delete(scenarios::remove))
        .route("/api/check", post(scenarios::check))
        .route("/api/edit", post(edit::edit))
        .route("/api/scene", post(scenarios::scene))
        .route("/api/runs", get(studies::list).post(studies::start))
        .route("/api/runs/{id}", get(studies::look))
        .route("/api/runs/{id}/cancel", post(studies::cancel))
        .route("/api/runs/{id}/progress", get(progress::progress))
        .route("/api/runs/{id}/archive", get(archive::archive))
        .route("/api/runs/{id}/files", get(results::files))
        .route("/api/runs/{id}/files/{name}", get(results::file))
        .route("/api/runs/{id}/column", get(results::column))
        .route("/api/runs/{id}/explain", get(results::explained))
        .route("/api/runs/{id}/replay", get(results::replayed))
        .route("/api/compare", get(results::compare))
        .route("/api/catalogue", get(catalogue::list))
        .route("/api/catalogue/{id}", get(catalogue::entry))
        .fallback(page::file)
        .method_not_allowed_fallback(other_method)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(from_fn_with_state(Arc::clone(&app), guard::guard))
        .with_state(app)
}
