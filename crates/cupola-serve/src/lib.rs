//! The page's server: scenarios, checks, studies and their results over HTTP.
//!
//! [`Server::open`] takes a port and a study folder, [`Server::run`] answers until the process ends. The routes are in
//! `api`, what may pass is decided in `guard`, studies are played one at a time by `jobs`. No path leaves the study
//! folder, and no request can make it play more, or hold more, than `limits` says.

mod answer;
mod api;
mod archive;
mod catalogue;
mod connections;
mod edit;
mod finished;
mod guard;
mod jobs;
mod libraries;
mod limits;
mod page;
mod play;
mod progress;
mod results;
mod scenarios;
mod studies;
mod told;
mod without;

use cupola_record::Cache;
use guard::Door;
use jobs::Jobs;
use libraries::Libraries;
use std::fs::{File, TryLockError};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Semaphore;

pub use guard::{TokenError, check_token, new_token};

/// How a server is to be opened.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Address to listen on; beyond loopback a token is needed.
    pub bind: IpAddr,
    /// Port; 0 has the system choose.
    pub port: u16,
    /// The study folder: scenarios of one's own in it, run folders in its `runs`.
    pub dir: PathBuf,
    /// What a request must bring, where it must bring anything.
    pub token: Option<String>,
}

/// Why a server cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is no loopback and there is no token.
    #[error("{bind}: others can reach this address: a token is needed")]
    Open {
        /// The address.
        bind: IpAddr,
    },
    /// The token cannot be one.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The study folder cannot be used.
    #[error("{}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another server works in the study folder.
    #[error("{}: another cupola serves this folder; stop that one, or give this one a folder of its own with --dir", path.display())]
    Taken {
        /// The folder.
        path: PathBuf,
    },
    /// The system refused the port.
    #[error("{address}: {source}")]
    Port {
        /// Address and port asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused to go on.
    #[error(transparent)]
    System(#[from] io::Error),
}

/// The file whose lock keeps other servers out of a study folder.
const LOCK: &str = ".cupola-serve.lock";

/// What all requests share.
pub(crate) struct App {
    /// The study folder, as the system calls it.
    folder: PathBuf,
    /// Held for as long as the server lives: the system lets go of it when the process ends, however that comes.
    _lock: File,
    door: Door,
    jobs: Jobs,
    libraries: Libraries,
    tables: Cache,
    /// How much work beside the studies is done at a time.
    desks: Arc<Semaphore>,
}

/// A server that listens and does not answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
}

impl Server {
    /// Listens, and reads which run folders there are.
    ///
    /// # Errors
    /// [`ServeError`] where the folder or the port cannot be had, or others could come in without a token.
    pub fn open(settings: Settings) -> Result<Self, ServeError> {
        let Settings { bind, port, dir, token } = settings;
        if let Some(token) = &token {
            check_token(token)?;
        } else if !bind.is_loopback() {
            return Err(ServeError::Open { bind });
        }
        let (folder, lock) = taken(dir)?;
        let asked = SocketAddr::new(bind, port);
        let port = |source| ServeError::Port { address: asked, source };
        let listener = TcpListener::bind(asked).map_err(port)?;
        let address = listener.local_addr().map_err(port)?;
        listener.set_nonblocking(true).map_err(port)?;
        let tables = Cache::of_user();
        let app = Arc::new(App {
            jobs: Jobs::open(&folder),
            folder,
            _lock: lock,
            door: Door::new(address, token),
            libraries: Libraries::new(tables.clone()),
            tables,
            desks: Arc::new(Semaphore::new(limits::desks())),
        });
        Ok(Self { listener, address, app })
    }

    /// Where to look: with the token, where there is one.
    #[must_use]
    pub fn url(&self) -> String {
        let host = match self.address.ip() {
            ip if ip.is_unspecified() => SocketAddr::new(IpAddr::from([127, 0, 0, 1]), self.address.port()),
            _ => self.address,
        };
        let token = self.app.door.token().map_or(String::new(), |token| format!("?token={token}"));
        format!("http://{host}/{token}")
    }

    /// Address and port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers, and plays what is asked for, until the process ends.
    ///
    /// # Errors
    /// Where the system refuses threads or the socket.
    pub fn run(self) -> Result<(), ServeError> {
        let app = Arc::clone(&self.app);
        std::thread::Builder::new().name("studies".into()).spawn(move || app.work())?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            connections::serve(&listener, &api::router(self.app)).await;
            Ok(())
        })
    }
}

/// The study folder with its real path, made where it is not there, and the lock that keeps other servers out of it.
fn taken(dir: PathBuf) -> Result<(PathBuf, File), ServeError> {
    let made = || -> io::Result<(PathBuf, File)> {
        std::fs::create_dir_all(&dir)?;
        let folder = dir.canonicalize()?;
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
        Ok((folder, lock))
    };
    let (folder, lock) = made().map_err(|source| ServeError::Folder { path: dir.clone(), source })?;
    match lock.try_lock() {
        Ok(()) => Ok((folder, lock)),
        Err(TryLockError::WouldBlock) => Err(ServeError::Taken { path: dir }),
        // Some shared folders know no locks.
        Err(TryLockError::Error(source)) if source.kind() == io::ErrorKind::Unsupported => Ok((folder, lock)),
        Err(TryLockError::Error(source)) => Err(ServeError::Folder { path: dir, source }),
    }
}

/// The description of the API, as `/api/openapi.json` gives it.
#[must_use]
pub fn openapi_json() -> String {
    api::description()
}
