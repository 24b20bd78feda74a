//! `cupola serve`: the address is printed, what is wrong is refused, and a killed server loses no finished run.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::Folder;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn serve(args: &[&str], dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cupola"));
    command.args(["serve", "--no-open", "--dir"]).arg(dir).args(args).stdin(Stdio::null());
    command
}

/// A server that is killed in the end, and host and port of its address.
struct Running {
    child: Child,
    host: String,
}

impl Running {
    fn over(dir: &Path) -> Self {
        let mut child = serve(&[], dir).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().strip_prefix("http://127.0.0.1:").unwrap_or_else(|| panic!("{line}"));
        Self { host: format!("127.0.0.1:{}", host.trim_end_matches('/')), child }
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let (host, length) = (&self.host, body.len());
        let head = "connection: close\r\ncontent-type: application/json";
        write!(stream, "{method} {path} HTTP/1.1\r\nhost: {host}\r\n{head}\r\ncontent-length: {length}\r\n\r\n{body}")
            .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        serde_json::from_str(text.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_killed_server_loses_no_finished_run() {
    let folder = Folder::new();
    let server = Running::over(folder.path());
    let asked = r#"{"scenario":"tutorial","runs":20,"worlds":5}"#;
    let id = server.ask("POST", "/api/runs", asked)["id"].as_str().unwrap().to_owned();
    let began = Instant::now();
    let path = format!("/api/runs/{id}");
    while server.ask("GET", &path, "")["state"] != "done" {
        assert!(began.elapsed() < Duration::from_secs(120));
        std::thread::sleep(Duration::from_millis(50));
    }
    let before = server.ask("GET", &path, "")["report"].clone();
    drop(server);
    let server = Running::over(folder.path());
    assert_eq!(server.ask("GET", &path, "")["report"], before);
}

#[test]
fn a_wrong_token_a_file_for_a_folder_and_a_taken_port_are_refused() {
    let folder = Folder::new();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (args, dir, said) in [
        (&["--bind", "0.0.0.0", "--token", "short"][..], folder.path(), "allowed: 16 to 128"),
        (&[][..], &file, "file"),
        (&["--port", &port][..], folder.path(), port.as_str()),
    ] {
        let ran = serve(args, dir).output().unwrap();
        let err = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(2), "{err}");
        assert!(err.contains(said), "{err}");
    }
}
