//! The page: files built by `cargo xtask page`, embedded; one plain line that says so where they were not built.

use crate::answer::Refusal;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "../../page/dist"]
#[allow_missing = true]
struct Built;

const NOT_BUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>cupola</title>\
    <p>The page is not built: run <code>cargo xtask page</code> (needs Node), then this again. \
    The API is there: <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p>\n";

/// What a browser is told a file is, by the ending of its name.
const KINDS: [(&str, &str); 19] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("json", "application/json"),
    ("map", "application/json"),
    ("wasm", "application/wasm"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("webp", "image/webp"),
    ("ico", "image/x-icon"),
    ("woff2", "font/woff2"),
    ("txt", "text/plain; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("xml", "application/xml"),
    ("toml", "application/toml"),
    ("glb", "model/gltf-binary"),
];

/// What a file is by its name.
fn kind_of(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    KINDS.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind)
}

/// A file of the page.
pub async fn file(request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path == "/api" {
        return Refusal::not_found(format!("there is no {path}")).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "the page is only read").into_response();
    }
    let name = if path == "/" { "index.html" } else { path.trim_start_matches('/') };
    match Built::get(name) {
        Some(found) => built(name, found, request.headers()),
        None if name == "index.html" => {
            ([(CONTENT_TYPE, kind_of(name)), (CACHE_CONTROL, "no-cache")], NOT_BUILT).into_response()
        }
        None => Refusal::not_found(format!("there is no {path}")).into_response(),
    }
}

fn built(name: &str, plain: EmbeddedFile, headers: &HeaderMap) -> Response {
    let digest: String = plain.metadata.sha256_hash()[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let accepts = |word: &str| accepted.split(',').any(|one| one.split(';').next().is_some_and(|w| w.trim() == word));
    let packed = [("br", "br"), ("gzip", "gz")].into_iter().filter(|(word, _)| accepts(word));
    let packed = packed.filter_map(|(word, ending)| Some((word, Built::get(&format!("{name}.{ending}"))?))).next();
    let (encoding, data) = packed.map_or(("", plain.data), |(word, file)| (word, file.data));
    // The same content packed otherwise is another representation.
    let tag = format!("\"{digest}{encoding}\"");
    // Names under assets/ hold a digest of their content: what they name never changes.
    let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let mut answer = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bytes = match data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        ([(CONTENT_TYPE, kind_of(name))], bytes).into_response()
    };
    let into = answer.headers_mut();
    into.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    into.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        into.insert(ETAG, tag);
    }
    if !encoding.is_empty() && !is_known {
        into.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    answer
}
