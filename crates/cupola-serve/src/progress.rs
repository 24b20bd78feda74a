//! How a study goes on, told as it does.

use crate::App;
use crate::answer::{Named, Refusal};
use crate::api::REFUSED;
use crate::jobs::Found;
use crate::limits::MAX_LISTENERS;
use crate::told::{ProgressEvent, Refused, RunState};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use serde::Serialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Time between two looks (s): five a second.
const LOOK: Duration = Duration::from_millis(200);

static LISTENERS: AtomicUsize = AtomicUsize::new(0);

/// A listener, counted for as long as it listens.
struct Listener;

impl Listener {
    fn new() -> Option<Self> {
        let is_room = LISTENERS.fetch_add(1, Ordering::Relaxed) < MAX_LISTENERS;
        // Dropped where there is no room, and so counted out again.
        let listener = Self;
        is_room.then_some(listener)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        LISTENERS.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(Serialize, Clone, Copy, PartialEq)]
struct Progress {
    state: RunState,
    done: u64,
    runs: u64,
    elapsed_s: f64,
}

#[derive(Serialize)]
struct Reported {
    done: u64,
}

#[derive(Serialize)]
struct End {
    state: RunState,
    error: Option<String>,
}

struct Watch {
    found: Found,
    sent: Option<(RunState, u64)>,
    reported: u64,
    pending: VecDeque<Event>,
    is_over: bool,
    _listener: Listener,
}

impl Watch {
    /// What is new since the last look.
    fn look(&mut self) {
        let (now, reported, error) = match &self.found {
            Found::Live(job) => {
                job.hear();
                let now = job.now();
                let done = job.done.load(Ordering::Relaxed);
                let progress = Progress { state: now.state, done, runs: job.study.runs, elapsed_s: job.elapsed_s() };
                (progress, now.reported, now.error)
            }
            Found::Finished(run) => {
                let head = &run.head;
                let progress =
                    Progress { state: head.state, done: head.done, runs: head.runs, elapsed_s: head.elapsed_s };
                (progress, head.done, run.error.clone())
            }
        };
        if self.sent != Some((now.state, now.done)) {
            self.sent = Some((now.state, now.done));
            self.push("progress", &now);
        }
        if reported > self.reported {
            self.reported = reported;
            self.push("report", &Reported { done: reported });
        }
        if now.state.is_final() {
            self.is_over = true;
            self.push("end", &End { state: now.state, error });
        }
    }

    fn push(&mut self, name: &str, data: &impl Serialize) {
        self.pending.extend(Event::default().event(name).json_data(data));
    }
}

/// Server-sent events: `progress`, `report` and at last `end`.
#[utoipa::path(get, path = "/api/runs/{id}/progress", params(("id" = String, Path, description = "Id of a study")),
    responses((status = 200, description = "events `progress`, `report`, `end`", content_type = "text/event-stream", body = ProgressEvent),
        (status = 404, description = REFUSED, body = Refused)))]
pub async fn progress(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refusal> {
    let found = app.found(&id)?;
    let listener = Listener::new().ok_or_else(|| {
        Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            format!("{MAX_LISTENERS} listen already; look at the study instead"),
        )
    })?;
    let watch = Watch { found, sent: None, reported: 0, pending: VecDeque::new(), is_over: false, _listener: listener };
    let events = unfold(watch, |mut watch| async move {
        while watch.pending.is_empty() {
            if watch.is_over {
                return None;
            }
            if watch.sent.is_some() {
                tokio::time::sleep(LOOK).await;
            }
            watch.look();
        }
        let event = watch.pending.pop_front()?;
        Some((Ok(event), watch))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}
