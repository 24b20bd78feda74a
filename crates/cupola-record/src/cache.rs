//! Interceptor tables kept between commands, in a folder that may be lost, altered or full at any time.

use cupola_flight::{FlightError, FlyoutTable, InterceptorFlight};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Places in the folder: a table's key says its place, and a newer one takes it. This bounds the folder to some 150 MB.
const NUM_PLACES: u128 = 4_096;
/// More than any table takes (bytes).
const MOST_BYTES: u64 = 1 << 20;

/// Kept interceptor tables.
///
/// A table is known by the digest of everything it was made from, the model's version included, and checked by a digest
/// of its own: what is out of date, cut short or altered is made again. So the cache never changes a result.
#[derive(Debug, Clone)]
pub struct Cache {
    dir: Option<PathBuf>,
}

impl Cache {
    /// A cache in a folder, which is made when it is first needed; `None` keeps nothing.
    #[must_use]
    pub fn new(dir: Option<PathBuf>) -> Self {
        Self { dir }
    }

    /// The one that commands share: in `$CUPOLA_CACHE` (empty: nowhere), else in the user's folder for caches.
    #[must_use]
    pub fn of_user() -> Self {
        let folder = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        let dir = match std::env::var_os("CUPOLA_CACHE") {
            Some(named) => Some(PathBuf::from(named)).filter(|dir| !dir.as_os_str().is_empty()),
            None => folder("XDG_CACHE_HOME")
                .filter(|dir| dir.is_absolute())
                .or_else(|| Some(folder("HOME")?.join(".cache")))
                .map(|dir| dir.join("cupola")),
        };
        Self::new(dir)
    }

    /// The table of an interceptor: the kept one, or a new one, which is then kept. A folder that cannot be read or written is
    /// as good as none.
    ///
    /// # Errors
    /// Those of [`FlyoutTable::new`].
    pub fn flyout(&self, flight: &InterceptorFlight) -> Result<FlyoutTable, FlightError> {
        let Some(dir) = &self.dir else { return FlyoutTable::new(flight) };
        let path = dir.join(format!("flyout-{:03x}", flight.content_key() % NUM_PLACES));
        if let Some(table) = read(&path).and_then(|bytes| FlyoutTable::from_bytes(&bytes, flight)) {
            return Ok(table);
        }
        let table = FlyoutTable::new(flight)?;
        keep(dir, &path, &table.to_bytes());
        Ok(table)
    }
}

fn read(path: &Path) -> Option<Vec<u8>> {
    // Opening what is no file could wait for ever.
    path.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Writes a file under a name of its own and gives it its place, so that no reader sees half of it.
fn keep(dir: &Path, path: &Path, bytes: &[u8]) {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let name = format!(".{}-{}.partial", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let partial = dir.join(name);
    let written =
        fs::create_dir_all(dir).and_then(|()| fs::write(&partial, bytes)).and_then(|()| fs::rename(&partial, path));
    if written.is_err() {
        // Nothing is lost but time; a leftover that cannot be removed either changes nothing.
        let _ = fs::remove_file(&partial);
    }
}
