//! A run folder as one file: a gzipped tar, packed while it is sent.

use crate::App;
use crate::answer::{Named, Refusal, aside};
use crate::api::REFUSED;
use crate::told::Refused;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tar::HeaderMode;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

/// Folders packed at a time.
static PACKERS: Semaphore = Semaphore::const_new(4);
/// Parts packed before the first is taken.
const AHEAD: usize = 4;
/// Size of a part.
const PART_BYTES: usize = 256 * 1024;
/// Longest wait for a part to be taken.
const PATIENCE: Duration = Duration::from_secs(30);

/// The run folder of a finished study as one file.
#[utoipa::path(get, path = "/api/runs/{id}/archive", params(("id" = String, Path, description = "Id of a study")),
    responses((status = 200, description = "a gzipped tar of the folder", content_type = "application/gzip", body = Vec<u8>),
        (status = 404, description = REFUSED, body = Refused), (status = 409, description = "not finished", body = Refused)))]
pub async fn archive(State(app): State<Arc<App>>, Named(id): Named<String>) -> Result<Response, Refusal> {
    let name = id.clone();
    let dir = aside(&app, move |app| app.run_folder(&id)).await?;
    let packer = PACKERS.try_acquire().map_err(|_| {
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "other run folders are being packed; ask again in a moment")
    })?;
    let (parts, taken) = mpsc::channel(AHEAD);
    let folder = name.clone();
    tokio::task::spawn_blocking(move || {
        let _packer = packer;
        let taker = Taker { parts: parts.clone(), handle: Handle::current() };
        if let Err(error) = pack(&dir, &folder, taker) {
            // A stream that breaks off: half a folder does not look whole.
            let _ = parts.try_send(Err(error));
        }
    });
    let stream = futures_util::stream::unfold(taken, async |mut taken| taken.recv().await.map(|part| (part, taken)));
    let kept = format!("attachment; filename=\"{name}.tar.gz\"");
    let head = [(CONTENT_TYPE, "application/gzip".to_owned()), (CONTENT_DISPOSITION, kept)];
    Ok((head, Body::from_stream(stream)).into_response())
}

/// Packs the files of a folder, by name, under the folder's own name.
fn pack(dir: &Path, name: &str, taker: Taker) -> io::Result<()> {
    let mut files: Vec<_> = std::fs::read_dir(dir)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.is_file());
    files.sort();
    let buffered = BufWriter::with_capacity(PART_BYTES, taker);
    let mut tar = tar::Builder::new(GzEncoder::new(buffered, Compression::fast()));
    tar.mode(HeaderMode::Deterministic);
    for path in files {
        if let Some(file) = path.file_name() {
            tar.append_path_with_name(&path, Path::new(name).join(file))?;
        }
    }
    tar.into_inner()?.finish()?.flush()
}

/// Takes what is packed to whoever asked for it.
struct Taker {
    parts: mpsc::Sender<io::Result<Bytes>>,
    handle: Handle,
}

impl Write for Taker {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let part = self.parts.send(Ok(Bytes::copy_from_slice(bytes)));
        match self.handle.block_on(async { timeout(PATIENCE, part).await }) {
            Ok(Ok(())) => Ok(bytes.len()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
