//! Refusals as answers, and requests as types: every failure leaves as the JSON of the contract.

use crate::App;
use crate::limits::{MAX_BODY_BYTES, MAX_COMING_S, MAX_TEXT_BYTES, MAX_WAIT_S};
use crate::told::{FaultTold, Refused, Wrong, faults_told};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cupola_scenario::Faults;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// A request refused.
#[derive(Debug, Clone)]
pub struct Refusal {
    status: StatusCode,
    message: String,
    faults: Vec<FaultTold>,
}

impl Refusal {
    /// With a status and a sentence.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), faults: Vec::new() }
    }

    /// What was asked for is not there.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// The request itself is wrong, in a key of it.
    pub fn bad(key: &str, message: impl Into<String>) -> Self {
        Self::of_faults(vec![FaultTold::of_request(key, message)])
    }

    /// The request is wrong in several places.
    pub fn of_faults(faults: Vec<FaultTold>) -> Self {
        let told =
            |f: &FaultTold| if f.key.is_empty() { f.message.clone() } else { format!("{}: {}", f.key, f.message) };
        let message = match faults.as_slice() {
            [] => "the request is wrong".to_owned(),
            [only] => told(only),
            [first, rest @ ..] => format!("{} (and {} more)", told(first), rest.len()),
        };
        Self { status: StatusCode::BAD_REQUEST, message, faults }
    }

    /// The server's own failure.
    pub fn failed(error: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }
}

impl From<Faults> for Refusal {
    fn from(faults: Faults) -> Self {
        Self::of_faults(faults_told(&faults))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Refused { error: Wrong { message: self.message, faults: self.faults } };
        (self.status, Json(body)).into_response()
    }
}

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        check_meant(request.headers())?;
        let too_long = || {
            let message = format!("the request is too long; a text may have {MAX_TEXT_BYTES} bytes");
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message)
        };
        let told = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if told.is_some_and(|bytes| bytes > MAX_BODY_BYTES) {
            return Err(too_long());
        }
        let coming = tokio::time::timeout(Duration::from_secs(MAX_COMING_S), Bytes::from_request(request, state)).await;
        let too_slow = || format!("the request did not come within {MAX_COMING_S} s");
        let come = coming.map_err(|_| Refusal::new(StatusCode::REQUEST_TIMEOUT, too_slow()))?;
        let bytes = come.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_long(),
            _ => Refusal::bad("", "the request broke off"),
        })?;
        // A list of values in the order of the keys would be read as well, and is not what is described.
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            return Err(Refusal::bad("", "is no JSON object"));
        }
        serde_json::from_slice(&bytes).map(Body).map_err(|error| {
            let place = (error.line() > 0).then_some((error.line() as u64, error.column() as u64));
            let fault = FaultTold {
                line: place.map(|(line, _)| line),
                column: place.map(|(_, column)| column),
                ..FaultTold::of_request("", error.to_string())
            };
            Refusal::of_faults(vec![fault])
        })
    }
}

/// A request without a body that changes something, and says that it is of this page.
pub struct Meant;

impl<S: Send + Sync> FromRequestParts<S> for Meant {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        check_meant(&parts.headers).map(|()| Self)
    }
}

/// Whether a request says that it is JSON. A form of another site cannot: the browser would have to ask first, and is not
/// answered.
fn check_meant(headers: &HeaderMap) -> Result<(), Refusal> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    if kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json")) {
        return Ok(());
    }
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send `Content-Type: application/json`"))
}

/// The part of a path that names something; what cannot be a name is not there.
pub struct Named<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let found = Path::<T>::from_request_parts(parts, state).await;
        found.map(|Path(name)| Self(name)).map_err(|_| Refusal::not_found("there is nothing of this name"))
    }
}

/// What follows the question mark.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let found = Query::<T>::try_from_uri(&parts.uri);
        found.map(|Query(asked)| Self(asked)).map_err(|wrong| Refusal::bad("", wrong.body_text()))
    }
}

/// Does work of some seconds of a core away from the threads that answer, a few at a time.
///
/// # Errors
/// 503 where others' work takes all desks; what the work gives; a panic is a failure of the server.
pub async fn at_a_desk<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let waited = tokio::time::timeout(Duration::from_secs(MAX_WAIT_S), Arc::clone(&app.desks).acquire_owned()).await;
    let busy = "all desks are taken by other checks and replays; ask again in a while";
    let permit = waited.map_err(|_| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, busy))?.map_err(Refusal::failed)?;
    aside(app, move |app| {
        let _permit = permit;
        work(app)
    })
    .await
}

/// Reads or writes files away from the threads that answer, whatever else goes on.
///
/// # Errors
/// What the work gives; a panic is a failure of the server.
pub async fn aside<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let app = Arc::clone(app);
    let done = tokio::task::spawn_blocking(move || work(&app));
    done.await.map_err(|_| Refusal::failed("a fault of cupola's own: please report what you asked for"))?
}
