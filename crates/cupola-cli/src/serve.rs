//! `cupola serve`: the page and its API.

use crate::print;
use cupola::command::Failure;
use cupola_serve::{ServeError, Server, Settings, new_token};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Options of `cupola serve`.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// Port (0: a free one is chosen)
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Leave the browser alone
    #[arg(long)]
    no_open: bool,
    /// Study folder: scenarios of your own (*.toml) in it, run folders in its runs/
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// Address to listen on; beyond this machine a token is needed
    #[arg(long, value_name = "ADDR", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// What a request must bring: 16 to 128 letters, digits, `-` and `_` (beyond this machine one is made where none is given)
    #[arg(long)]
    token: Option<String>,
}

/// `cupola serve`.
pub fn serve(args: ServeArgs) -> Result<(), Failure> {
    let ServeArgs { port, no_open, dir, bind, token } = args;
    let token = match token {
        None if !bind.is_loopback() => Some(new_token().map_err(Failure::other)?),
        given => given,
    };
    let server = Server::open(Settings { bind, port, dir, token }).map_err(failure)?;
    if !bind.is_loopback() {
        eprintln!(
            "{bind}: others can reach this address; who has the token in the URL may read and write the study folder"
        );
        eprintln!("the connection is not encrypted: put it behind one that is");
    }
    let url = server.url();
    print(&format!("{url}\n"))?;
    if !no_open && has_display() {
        open(&url);
    }
    server.run().map_err(failure)
}

fn failure(error: ServeError) -> Failure {
    match error {
        ServeError::System(_) => Failure::other(error),
        _ => Failure::input(error.to_string()),
    }
}

/// Whether there is a screen to open a browser on.
fn has_display() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Has the system open an address; where it cannot, the printed one serves.
fn open(url: &str) {
    let program = match std::env::consts::OS {
        "windows" => "explorer",
        "macos" => "open",
        _ => "xdg-open",
    };
    let mut command = Command::new(program);
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Err(error) = command.spawn() {
        eprintln!("no browser was opened ({program}: {error}); the address is above");
    }
}
