//! What may pass: host, token, kind of request; and what every answer says to the browser.

use crate::App;
use crate::answer::Refusal;
use crate::limits::MAX_ANSWER_S;
use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::io::Read;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; \
                      base-uri 'none'; form-action 'none'";

/// The cookie that holds the token.
const COOKIE_NAME: &str = "cupola_token";

/// Shortest and longest token.
const TOKEN_LENGTH: std::ops::RangeInclusive<usize> = 16..=128;

/// Why a token cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Too short, too long, or of other characters.
    #[error("the token has {length} characters; allowed: 16 to 128 letters, digits, `-` and `_`")]
    Form {
        /// Its length.
        length: usize,
    },
    /// The system has no source of chance.
    #[error("this system has no /dev/urandom to draw a token from: give one with --token")]
    NoChance,
}

/// Whether a token can be one.
///
/// # Errors
/// [`TokenError::Form`] where it is too short or would not pass through an address unchanged.
pub fn check_token(token: &str) -> Result<(), TokenError> {
    let is_plain = token.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let length = token.chars().count();
    if is_plain && TOKEN_LENGTH.contains(&length) { Ok(()) } else { Err(TokenError::Form { length }) }
}

/// A token that nobody can guess: 192 bits from the system.
///
/// # Errors
/// [`TokenError::NoChance`] where the system gives none.
pub fn new_token() -> Result<String, TokenError> {
    let mut bytes = [0_u8; 24];
    let drawn = std::fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes));
    drawn.map_err(|_| TokenError::NoChance)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Who may come in.
pub struct Door {
    /// Names under which this server is reached; none where it may have any.
    hosts: Option<[String; 3]>,
    token: Option<String>,
}

impl Door {
    /// Of a server at an address.
    pub fn new(address: SocketAddr, token: Option<String>) -> Self {
        let port = address.port();
        let hosts = ["localhost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{port}"));
        Self { hosts: address.ip().is_loopback().then_some(hosts), token }
    }

    /// The token, where there is one.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Refuses a host that is not this machine: a foreign name that was made to point here.
    fn check_host(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), Refusal> {
        let Some(hosts) = &self.hosts else { return Ok(()) };
        let named = headers.get(HOST).and_then(|host| host.to_str().ok());
        let is_ours = |host: &str| hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host));
        let is_same = uri.authority().is_none_or(|authority| is_ours(authority.as_str()));
        if named.is_some_and(is_ours) && is_same {
            return Ok(());
        }
        Err(Refusal::new(StatusCode::FORBIDDEN, format!("this host is not served; allowed: {}", hosts.join(", "))))
    }

    /// The answer to a request without the token; none where it may pass.
    fn check_token(&self, request: &Request) -> Option<Response> {
        let token = self.token.as_deref()?;
        let headers = request.headers();
        let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut cookies = cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let cookie = cookies.find(|(name, _)| *name == COOKIE_NAME).map(|(_, value)| value);
        if bearer.into_iter().chain(cookie).any(|given| is_equal(given, token)) {
            return None;
        }
        let pairs = request.uri().query().unwrap_or("").split('&').filter_map(|pair| pair.split_once('='));
        let given = pairs.clone().find(|(name, _)| *name == "token").map(|(_, value)| value);
        if given.is_some_and(|given| is_equal(given, token)) && request.method() == Method::GET {
            let rest: Vec<String> =
                pairs.filter(|(name, _)| *name != "token").map(|(name, value)| format!("{name}={value}")).collect();
            let query = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
            // One slash alone in front: two would be another host.
            let place = format!("/{}{query}", request.uri().path().trim_start_matches('/'));
            let cookie = format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Strict");
            return Some((StatusCode::SEE_OTHER, [(LOCATION, place), (SET_COOKIE, cookie)]).into_response());
        }
        let message = "a token is needed: `Authorization: Bearer TOKEN`, or the address that cupola printed";
        Some(Refusal::new(StatusCode::UNAUTHORIZED, message).into_response())
    }
}

/// Whether two texts are equal, in a time that does not tell where they differ.
fn is_equal(given: &str, token: &str) -> bool {
    let differs = given.bytes().zip(token.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    given.len() == token.len() && std::hint::black_box(differs) == 0
}

/// Lets requests pass that may, in time, and says in every answer what the browser may do with it.
pub async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut answer = passed(&app, request, next).await;
    let headers = answer.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

async fn passed(app: &App, request: Request, next: Next) -> Response {
    if let Err(refusal) = app.door.check_host(request.headers(), request.uri()) {
        return refusal.into_response();
    }
    if let Some(answer) = app.door.check_token(&request) {
        return answer;
    }
    let most = Duration::from_secs(MAX_ANSWER_S);
    tokio::time::timeout(most, next.run(request)).await.unwrap_or_else(|_| {
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, format!("no answer within {MAX_ANSWER_S} s")).into_response()
    })
}
