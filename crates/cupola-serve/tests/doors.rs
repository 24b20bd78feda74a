//! Who may come in, and what every answer says to the browser.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{Client, Folder, served, served_with};
use cupola_serve::{ServeError, Server, Settings, check_token, new_token};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

#[test]
fn every_answer_has_a_policy() {
    let folder = Folder::new();
    let client = served(&folder.0);
    for path in ["/", "/api/status", "/api/nothing", "/nothing", "/api/runs/none"] {
        let answer = client.get(path);
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
}

#[test]
fn the_page_is_there_or_says_how_to_build_it() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let page = client.get("/");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let tag = page.header("etag");
    if tag.is_empty() {
        assert!(page.text().contains("cargo xtask page"), "{}", page.text());
    } else {
        let again = client.ask("GET", "/", &[("if-none-match", tag)], "");
        assert_eq!((again.status, again.body.len()), (304, 0));
    }
    assert_eq!(client.get("/../Cargo.toml").status, 404);
    assert_eq!(client.get("/%2e%2e/Cargo.toml").status, 404);
    assert_eq!(client.get("//etc/passwd").status, 404);
    assert_eq!(client.send("POST", "/", &json!({})).status, 405);
}

#[test]
fn another_host_is_not_served() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let port = client.address.port();
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")] {
        assert_eq!(client.ask("GET", "/api/status", &[("host", &host)], "").status, 200, "{host}");
    }
    for host in ["evil.example".to_owned(), format!("evil.example:{port}"), "localhost".into(), "localhost:1".into()] {
        let answer = client.ask("GET", "/api/status", &[("host", &host)], "");
        assert_eq!(answer.status, 403, "{host}");
        assert!(answer.message().contains("allowed: localhost:"), "{}", answer.text());
    }
    // Without any host, and with a foreign one in the address line.
    assert_eq!(client.raw(b"GET /api/status HTTP/1.0\r\n\r\n").status, 403);
    let foreign =
        format!("GET http://evil.example/api/status HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n");
    assert_eq!(client.raw(foreign.as_bytes()).status, 403);
}

#[test]
fn changes_must_be_json() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let body = json!({ "text": "format = 1" }).to_string();
    for (method, path) in [
        ("POST", "/api/check"),
        ("POST", "/api/runs"),
        ("PUT", "/api/scenarios/mine"),
        ("DELETE", "/api/scenarios/mine"),
        ("POST", "/api/runs/none/cancel"),
    ] {
        assert_eq!(client.ask(method, path, &[], &body).status, 415, "{path}");
        let plain = client.ask(method, path, &[("content-type", "text/plain")], &body);
        assert_eq!(plain.status, 415, "{path}");
        assert!(plain.message().contains("application/json"));
    }
    let with_charset = [("content-type", "application/json; charset=utf-8")];
    assert_eq!(client.ask("POST", "/api/check", &with_charset, &body).status, 200);
}

#[test]
fn what_is_wrong_is_refused_by_name() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let json = [("content-type", "application/json")];
    for body in
        ["", "{", "[]", "null", "{\"text\":1}", "{\"text\":\"\",\"more\":1}", "{\"text\":\"\u{0}\"}", "\"\\ud800\""]
    {
        let answer = client.ask("POST", "/api/check", &json, body);
        assert_eq!(answer.status, 400, "{body:?}: {}", answer.text());
        assert!(answer.json()["error"]["faults"][0]["message"].is_string());
    }
    let mut request =
        format!("POST /api/check HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", client.address).into_bytes();
    request.extend(b"content-type: application/json\r\ncontent-length: 12\r\n\r\n{\"text\":\"\xff\"}");
    assert_eq!(client.raw(&request).status, 400);
    for (method, path) in
        [("POST", "/api/status"), ("DELETE", "/api/runs"), ("PATCH", "/api/scenarios/mine"), ("PUT", "/api/check")]
    {
        let answer = client.send(method, path, &json!({}));
        assert_eq!(answer.status, 405, "{method} {path}");
        assert!(answer.json()["error"]["message"].is_string());
        assert!(!answer.header("allow").is_empty());
    }
    for path in ["/api", "/api/", "/api/nothing", "/api/runs/a/b/c", "/api/runs/%2e%2e/files/x", "/api/runs/%ff"] {
        let answer = client.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.json()["error"]["message"].is_string(), "{path}");
    }
    let long = json!({ "text": "#".repeat(17 << 20) });
    let length = long.to_string().len();
    let head = format!(
        "POST /api/check HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n",
        client.address
    );
    assert_eq!(client.raw(head.as_bytes()).status, 413);
}

#[test]
fn a_token_opens_by_header_address_and_cookie_and_by_nothing_else() {
    let folder = Folder::new();
    let token = new_token().unwrap();
    let client = served_with(&folder.0, Some(&token));
    assert_eq!(client.get("/api/status").status, 401);
    assert_eq!(client.get("/").status, 401);
    let bearer = format!("Bearer {token}");
    assert_eq!(client.ask("GET", "/api/status", &[("authorization", &bearer)], "").status, 200);
    let wrong = format!("Bearer {}", token.replace(|c: char| c.is_ascii_digit(), "x"));
    assert_eq!(client.ask("GET", "/api/status", &[("authorization", &wrong)], "").status, 401);
    assert_eq!(client.ask("GET", "/api/status", &[("authorization", "Bearer ")], "").status, 401);
    let shown = client.get(&format!("/api/status?token={token}&a=b"));
    assert_eq!((shown.status, shown.header("location")), (303, "/api/status?a=b"));
    let cookie = shown.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let pair = cookie.split(';').next().unwrap();
    assert_eq!(client.ask("GET", "/api/status", &[("cookie", &format!("other=1; {pair}"))], "").status, 200);
    // A way that begins with two slashes must not lead to another host.
    let away = client.get(&format!("//evil.example/?token={token}"));
    assert_eq!((away.status, away.header("location")), (303, "/evil.example/"));
    let changed =
        client.ask("POST", &format!("/api/check?token={token}"), &[("content-type", "application/json")], "{}");
    assert_eq!(changed.status, 401);
}

#[test]
fn beyond_loopback_there_is_no_server_without_a_token() {
    let folder = Folder::new();
    let settings = |token: Option<&str>| Settings {
        bind: "0.0.0.0".parse().unwrap(),
        port: 0,
        dir: folder.0.clone(),
        token: token.map(str::to_owned),
    };
    assert!(matches!(Server::open(settings(None)), Err(ServeError::Open { .. })));
    assert!(matches!(Server::open(settings(Some("short"))), Err(ServeError::Token(_))));
    let server = Server::open(settings(Some("0123456789abcdef"))).unwrap();
    assert!(server.url().starts_with("http://127.0.0.1:") && server.url().ends_with("?token=0123456789abcdef"));
    assert!(check_token("0123456789abcde;").is_err());
    assert_ne!(new_token().unwrap(), new_token().unwrap());
}

/// Sends a beginning at once and then a byte every half second, until the other side closes: what it said, and after how long (s).
fn dribbled(client: Client, beginning: &str) -> (String, f64) {
    let mut stream = TcpStream::connect(client.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    stream.write_all(beginning.as_bytes()).unwrap();
    let (began, mut said) = (Instant::now(), Vec::new());
    loop {
        let mut bytes = [0; 1_024];
        match stream.read(&mut bytes) {
            Ok(0) => break,
            Ok(num) => said.extend_from_slice(&bytes[..num]),
            Err(error) if ["WouldBlock", "TimedOut"].contains(&format!("{:?}", error.kind()).as_str()) => {
                if stream.write_all(b"a").is_err() {
                    break;
                }
            }
            Err(_) => break,
        }
        assert!(began.elapsed() < Duration::from_secs(60), "the connection is still open");
    }
    (String::from_utf8_lossy(&said).into_owned(), began.elapsed().as_secs_f64())
}

#[test]
fn who_dribbles_is_cut_off_and_keeps_nobody_waiting() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let host = client.address;
    let head = format!("GET /api/status HTTP/1.1\r\nhost: {host}\r\nx: ");
    let body = format!(
        "POST /api/check HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
    );
    std::thread::scope(|scope| {
        let heads: Vec<_> = (0..50).map(|_| scope.spawn(|| dribbled(client, &head))).collect();
        let body = scope.spawn(|| dribbled(client, &body));
        assert_eq!(client.get("/api/status").status, 200);
        for head in heads {
            let (said, after_s) = head.join().unwrap();
            assert!(!said.contains("200 OK") && (9.0..40.0).contains(&after_s), "{after_s} s: {said}");
        }
        let (said, after_s) = body.join().unwrap();
        assert!(said.starts_with("HTTP/1.1 408") && said.contains("within 10 s"), "{after_s} s: {said}");
        assert!((9.0..40.0).contains(&after_s), "{after_s} s");
    });
}

#[test]
fn one_server_works_in_a_folder() {
    let folder = Folder::new();
    let settings = || Settings { bind: "127.0.0.1".parse().unwrap(), port: 0, dir: folder.0.clone(), token: None };
    let first = Server::open(settings()).unwrap();
    let Err(second) = Server::open(settings()) else { panic!("two servers in one folder") };
    assert!(matches!(second, ServeError::Taken { .. }));
    assert!(second.to_string().contains("another cupola serves this folder"), "{second}");
    drop(first);
    assert!(Server::open(settings()).is_ok());
}
