//! Connections: as many as come, none that takes for ever to say what it wants.

use crate::limits::MAX_COMING_S;
use axum::Router;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long to wait where the system gives no connection (s): until others have gone.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers whoever connects, for as long as the process lives.
///
/// A connection on which no whole head of a request comes in time is closed, be it the first or a later one.
pub async fn serve(listener: &TcpListener, router: &Router) {
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(MAX_COMING_S));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let (builder, service) = (builder.clone(), TowerToHyperService::new(router.clone()));
        tokio::spawn(async move {
            // Who breaks off, or is too slow, is gone: there is nobody to tell.
            let _ = builder.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
