//! Studies: played, watched, stopped, found again, compared.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{Client, Folder, left_behind, served};
use cupola_core::Seed;
use cupola_scenario::{Loaded, Source, load};
use cupola_study::monte_carlo::{Options, Prepared, log_hash, make_ready, physics_sets};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::{Duration, Instant};

/// Longest time in which a study that is stopped may end here (s): a second, and as much again for a machine that has other work.
const MOST_STOP_S: f64 = 2.0;

/// The hash of a study played directly.
fn hash_of(loaded: &Loaded, runs: u64, worlds: u64, seed: u64) -> String {
    let mut world = loaded.world.clone();
    make_ready(&mut world);
    let options = Options { seed: Seed(seed), worlds, physics_sets: physics_sets(worlds), threads: 1, keep_events: 0 };
    let prepared = Prepared::new(&world, options).unwrap();
    log_hash(&prepared.play(0, runs, &AtomicBool::new(false), &AtomicU64::new(0)))
}

fn files(client: &Client, id: &str) -> Vec<String> {
    let told = client.get(&format!("/api/runs/{id}/files")).json();
    told["files"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_study_is_that_of_the_command_line_and_outlasts_the_server() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let id = client.start(&json!({ "scenario": "tutorial", "runs": 150, "worlds": 20, "seed": 3 }));
    let told = client.ended(&id);
    assert_eq!((told["state"].as_str(), told["done"].as_u64()), (Some("done"), Some(150)), "{}", told["error"]);
    let loaded = load(Source::Bundled("tutorial"), &[]).unwrap();
    assert_eq!(told["report"]["log_hash"], hash_of(&loaded, 150, 20, 3));
    assert!(id.starts_with(&format!("tutorial-{}-s3", &format!("{:032x}", loaded.hash)[..8])), "{id}");
    let names = files(&client, &id);
    for name in
        ["manifest.json", "report.html", "report.json", "runs.csv", "runs.parquet", "scenario.toml", "study.json"]
    {
        assert!(names.iter().any(|n| n == name), "{name} of {names:?}");
    }
    let report = client.get(&format!("/api/runs/{id}/files/report.json")).json();
    assert_eq!(report, told["report"]);
    assert_eq!(client.get(&format!("/api/runs/{id}/files/..%2f..%2fstudy.json")).status, 404);
    assert_eq!(client.get(&format!("/api/runs/{id}/files/%2e%2e")).status, 404);
    let archive = client.get(&format!("/api/runs/{id}/archive"));
    let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(archive.body.as_slice()));
    let inside = tar.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().to_string_lossy().into_owned());
    assert_eq!(inside.collect::<Vec<_>>(), names.iter().map(|name| format!("{id}/{name}")).collect::<Vec<_>>());
    assert_eq!(client.get("/api/runs/nothing/archive").status, 404);
    // The same again gets a folder of its own.
    let second = client.start(&json!({ "scenario": "tutorial", "runs": 150, "worlds": 20, "seed": 3 }));
    assert_eq!(second, format!("{id}-2"));
    client.ended(&second);
    let passing = client.start(&json!({ "scenario": "tutorial", "runs": 10, "worlds": 10, "keep": false }));
    client.ended(&passing);
    assert!(!files(&client, &passing).is_empty());
    let listed = |client: &Client| -> Vec<String> {
        let list = client.get("/api/runs").json();
        list["runs"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed(&client), [passing.clone(), second.clone(), id.clone()]);
    std::fs::create_dir_all(folder.0.join("runs/.partial-half")).unwrap();
    let left = left_behind(&folder);
    let after = served(&left.0);
    assert_eq!(listed(&after), [second, id.clone()]);
    assert!(!left.0.join("runs/.partial-half").exists());
    assert_eq!(after.get(&format!("/api/runs/{passing}")).status, 404);
    let found = after.get(&format!("/api/runs/{id}")).json();
    assert_eq!((&found["state"], &found["report"]), (&told["state"], &told["report"]));
}

#[test]
fn columns_explanations_and_comparisons_are_those_of_the_runs() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let base = client.start(&json!({ "scenario": "tutorial", "runs": 100, "worlds": 20 }));
    let set = json!(["area_defence.harbour-guns.servers=40"]);
    let more = client.start(&json!({ "scenario": "tutorial", "runs": 100, "worlds": 20, "set": set }));
    let other = client.start(&json!({ "scenario": "tutorial", "runs": 101, "worlds": 20 }));
    for id in [&base, &more, &other] {
        assert_eq!(client.ended(id)["state"], "done");
    }
    let names = client.get(&format!("/api/runs/{base}/column")).json();
    assert!(names["columns"].as_array().unwrap().iter().any(|n| n == "raid.leaked"));
    let arm = names["arms"][0].as_str().unwrap();
    let column = |id: &str| client.get(&format!("/api/runs/{id}/column?name=raid.leaked&arm={arm}")).json();
    let values = column(&base)["values"].clone();
    let mean = |values: &Value| {
        let values = values.as_array().unwrap();
        values.iter().map(|v| v.as_f64().unwrap()).sum::<f64>() / values.len() as f64
    };
    let told = client.get(&format!("/api/runs/{base}")).json();
    let reported = told["report"]["raid"]["leakers"]["mean"].as_f64().unwrap();
    assert!((mean(&values) - reported).abs() < 1e-9, "{} and {reported}", mean(&values));
    for query in ["name=none", "name=raid.leaked&arm=none", "nothing=1", "name=%ff"] {
        let answer = client.get(&format!("/api/runs/{base}/column?{query}"));
        assert_eq!(answer.status, 400, "{query}: {}", answer.text());
    }
    let compared = client.get(&format!("/api/compare?base={base}&arm={more}")).json();
    assert_eq!(
        (compared["base"].as_str(), compared["arms"][0]["name"].as_str()),
        (Some(base.as_str()), Some(more.as_str()))
    );
    let delta = compared["arms"][0]["delta"]["leakers_raid"]["mean"].as_f64().unwrap();
    assert!((delta - (mean(&column(&more)["values"]) - mean(&values))).abs() < 1e-9);
    assert_eq!(client.get(&format!("/api/compare?base={base}&arm={other}")).status, 409);
    assert_eq!(client.get(&format!("/api/compare?base={base}&arm=none")).status, 404);
    assert_eq!(client.get("/api/compare?base=x").status, 400);
    let names = client.get(&format!("/api/runs/{base}/explain?run=7&threat=nobody")).message();
    let name = names.rsplit(", ").next().unwrap();
    let told = client.get(&format!("/api/runs/{base}/explain?run=7&threat={name}"));
    assert_eq!(told.status, 200, "{}", told.text());
    let text = told.json()["text"].as_str().unwrap().to_owned();
    assert!(text.contains(&format!("run 7 · raid 1 · {name}")), "{text}");
    let replay = client.get(&format!("/api/runs/{base}/replay?run=7"));
    assert_eq!((replay.status, &replay.body[..4]), (200, &b"CUPR"[..]));
    assert_eq!(replay.header("content-type"), "application/vnd.cupola.replay");
    assert_eq!(client.get(&format!("/api/runs/{base}/replay?run=100")).status, 400);
    let scene = client.send("POST", "/api/scene", &json!({ "scenario": "tutorial" })).json();
    assert_eq!(scene["name"], "tutorial");
    for query in
        ["run=100&threat=kill", "run=7&threat=nobody", "run=-1&threat=kill", "run=0&threat=kill&arm=x", "run=0"]
    {
        assert_eq!(client.get(&format!("/api/runs/{base}/explain?{query}")).status, 400, "{query}");
    }
}

#[test]
fn an_arm_without_a_nation_is_added_and_paired() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let asked = json!({ "scenario": "japan-2028", "runs": 20, "worlds": 10, "without": ["japan"] });
    let id = client.start(&asked);
    assert!(id.ends_with("-s1-without-japan"), "{id}");
    let told = client.ended(&id);
    assert_eq!(told["state"], "done", "{}", told["error"]);
    let arms = told["report"]["scenario"]["arms"].as_array().unwrap();
    let added = arms.last().unwrap();
    assert_eq!((added["id"].as_str(), added["name"].as_str()), (Some("without-japan"), Some("without Japan")));
    assert_eq!(added["agreements"], json!([]));
    let compared = told["report"]["compare"]["arms"].as_array().unwrap();
    assert_eq!(compared.len(), arms.len() - 1);
    assert_eq!(compared.last().unwrap()["name"], "without Japan");
    // Its pair is the arm that it is taken from.
    assert_eq!(told["report"]["compare"]["base"], "golden-dome");
    // The scenario in the folder has the arm, and gives the same runs.
    let text = client.get(&format!("/api/runs/{id}/files/scenario.toml")).text();
    let loaded = load(Source::Text { text: &text, path: Path::new("japan-2028.toml") }, &[]).unwrap();
    assert_eq!(told["report"]["log_hash"], hash_of(&loaded, 20, 10, 1));
    let column = client.get(&format!("/api/runs/{id}/column?name=raid.leaked&arm=without-japan")).json();
    assert_eq!(column["values"].as_array().unwrap().len(), 20);
    let head = client.get("/api/runs").json()["runs"][0].clone();
    assert_eq!(head["without"], json!(["japan"]));
    for (wrong, scenario) in [("atlantis", "japan-2028"), ("", "japan-2028"), ("island", "ukraine-monthly")] {
        let answer = client.send("POST", "/api/runs", &json!({ "scenario": scenario, "without": [wrong] }));
        assert_eq!(answer.status, 400, "{wrong}: {}", answer.text());
        assert_eq!(answer.json()["error"]["faults"][0]["key"], "without");
    }
}

#[test]
fn cancelling_keeps_what_was_done_and_lets_the_next_begin() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let long = client.start(&json!({ "scenario": "tutorial", "runs": 50_000, "worlds": 50 }));
    let waiting = client.start(&json!({ "scenario": "tutorial", "runs": 10, "worlds": 5 }));
    let next = client.start(&json!({ "scenario": "tutorial", "runs": 10, "worlds": 5, "seed": 2 }));
    let interim = client.once(&long, |told| !told["report"].is_null());
    assert!(interim["report"]["runs"].as_u64().unwrap() >= 100);
    let cancel = |id: &str| client.send("POST", &format!("/api/runs/{id}/cancel"), &json!({})).status;
    assert_eq!(cancel(&waiting), 202);
    let told = client.get(&format!("/api/runs/{waiting}")).json();
    assert_eq!((told["state"].as_str(), told["report"].is_null()), (Some("cancelled"), true));
    assert_eq!(client.get(&format!("/api/runs/{waiting}/files")).status, 409);
    assert_eq!(cancel(&long), 202);
    let told = client.ended(&long);
    assert_eq!(told["state"], "cancelled");
    let done = told["done"].as_u64().unwrap();
    assert!((100..50_000).contains(&done));
    assert_eq!((told["report"]["runs"].as_u64(), told["report"]["stopped_early"].as_bool()), (Some(done), Some(true)));
    let loaded = load(Source::Bundled("tutorial"), &[]).unwrap();
    assert_eq!(told["report"]["log_hash"], hash_of(&loaded, done, 50, 1));
    assert!(files(&client, &long).contains(&"report.json".to_owned()));
    assert_eq!(client.ended(&next)["state"], "done");
    assert_eq!(cancel(&next), 202);
    assert_eq!(client.get(&format!("/api/runs/{next}")).json()["state"], "done");
    assert_eq!(cancel("none"), 404);
}

/// Asks for a study to be stopped, and tells how long that takes (s).
fn stopped_in_s(client: &Client, id: &str) -> f64 {
    assert_eq!(client.send("POST", &format!("/api/runs/{id}/cancel"), &json!({})).status, 202);
    let began = Instant::now();
    let told = client.ended(id);
    assert_eq!(told["state"], "cancelled", "{}", told["error"]);
    let took_s = began.elapsed().as_secs_f64();
    println!("stopped within {took_s:.2} s");
    took_s
}

#[test]
fn a_run_half_done_is_stopped_and_counts_for_nothing() {
    let folder = Folder::new();
    let client = served(&folder.0);
    // A run of this raid takes some seconds.
    let set = json!(["raid.opening.group.drones.count=100000"]);
    let id = client.start(&json!({ "scenario": "tutorial", "runs": 100, "worlds": 2, "set": set }));
    client.once(&id, |told| told["state"] == "running");
    std::thread::sleep(Duration::from_millis(300));
    let took_s = stopped_in_s(&client, &id);
    assert!(took_s < MOST_STOP_S, "{took_s} s");
    let told = client.get(&format!("/api/runs/{id}")).json();
    assert_eq!((told["done"].as_u64(), told["report"].is_null()), (Some(0), true));
    let next = client.start(&json!({ "scenario": "tutorial", "runs": 10, "worlds": 5 }));
    assert_eq!(client.ended(&next)["state"], "done");
}

#[test]
fn preparing_is_stopped_too() {
    let folder = Folder::new();
    let client = served(&folder.0);
    // Sixty-four sets of all routes: many seconds.
    let asked = json!({ "scenario": "japan-2028", "runs": 2_000, "worlds": 2_000, "seed": 99 });
    let id = client.start(&asked);
    client.once(&id, |told| told["state"] == "preparing");
    std::thread::sleep(Duration::from_millis(300));
    let took_s = stopped_in_s(&client, &id);
    assert!(took_s < MOST_STOP_S, "{took_s} s");
    assert!(client.get(&format!("/api/runs/{id}")).json()["report"].is_null());
}

#[test]
fn a_study_that_goes_with_the_server_is_not_played_for_nobody() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let long = |keep: bool| {
        let set = json!(["raid.opening.group.drones.count=100000"]);
        client.start(&json!({ "scenario": "tutorial", "runs": 1_000, "worlds": 2, "set": set, "keep": keep }))
    };
    let head = |id: &str| {
        let list = client.get("/api/runs").json();
        list["runs"].as_array().unwrap().iter().find(|run| run["id"] == id).unwrap().clone()
    };
    // Looking at the list is not asking for a study.
    let left_for_s = |id: &str, most_s: u64| {
        let began = Instant::now();
        while ["queued", "preparing", "running"].contains(&head(id)["state"].as_str().unwrap()) {
            if began.elapsed() > Duration::from_secs(most_s) {
                return None;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        Some(began.elapsed().as_secs())
    };
    let left = long(false);
    assert!(left_for_s(&left, 90).is_some_and(|s| s >= 25), "it is played for nobody, or stopped too soon");
    let told = client.get(&format!("/api/runs/{left}")).json();
    assert_eq!(told["state"], "cancelled");
    assert!(told["error"].as_str().unwrap().contains("nobody asked for it for 30 s"), "{}", told["error"]);
    let kept = long(true);
    assert_eq!(left_for_s(&kept, 40), None, "{}", head(&kept));
    stopped_in_s(&client, &kept);
}

#[test]
fn progress_is_told_and_ends() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let id = client.start(&json!({ "scenario": "tutorial", "runs": 400, "worlds": 20 }));
    for _ in 0..2 {
        // The second time it has ended: a late listener gets the state at once.
        let told = client.get(&format!("/api/runs/{id}/progress"));
        assert_eq!(told.header("content-type"), "text/event-stream");
        let text = told.text();
        let events: Vec<(&str, Value)> = text
            .split("\n\n")
            .filter_map(|event| {
                let name = event.lines().find_map(|line| line.strip_prefix("event: "))?;
                let data = event.lines().find_map(|line| line.strip_prefix("data: "))?;
                Some((name, serde_json::from_str(data).unwrap()))
            })
            .collect();
        assert_eq!(events.last().unwrap(), &("end", json!({ "state": "done", "error": null })), "{text}");
        assert_eq!(events[0].0, "progress");
        assert_eq!(events.iter().rfind(|(name, _)| *name == "report").unwrap().1, json!({ "done": 400 }));
    }
    assert_eq!(client.get("/api/runs/none/progress").status, 404);
}

#[test]
fn too_much_is_refused() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let refused = |asked: Value| {
        let answer = client.send("POST", "/api/runs", &asked);
        (answer.status, answer.json()["error"]["faults"][0]["key"].as_str().unwrap_or_default().to_owned())
    };
    let of = |key: &str| (400, key.to_owned());
    assert_eq!(refused(json!({ "scenario": "tutorial", "runs": 0 })), of("runs"));
    assert_eq!(refused(json!({ "scenario": "tutorial", "runs": 100_001 })), of("runs"));
    assert_eq!(refused(json!({ "scenario": "tutorial", "worlds": 2_001 })), of("worlds"));
    assert_eq!(refused(json!({ "scenario": "tutorial", "seed": -1 })).0, 400);
    assert_eq!(refused(json!({ "scenario": "tutorial", "runs": 1e300 })).0, 400);
    assert_eq!(refused(json!({})), of("scenario"));
    assert_eq!(refused(json!({ "scenario": "tutorial", "text": "" })), of("scenario"));
    assert_eq!(refused(json!({ "scenario": "nothing" })).0, 404);
    assert_eq!(refused(json!({ "scenario": "japan-2028", "runs": 100_000 })), of("runs"));
    assert_eq!(refused(json!({ "scenario": "tutorial", "set": ["study.titel=x"] })), of("study.titel"));
    let long = client.start(&json!({ "scenario": "tutorial", "runs": 50_000, "worlds": 10 }));
    client.once(&long, |told| told["state"] != "queued");
    let small = json!({ "scenario": "tutorial", "runs": 1, "worlds": 1 });
    let statuses: Vec<u16> = (0..17).map(|_| client.send("POST", "/api/runs", &small).status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 202).count(), 16, "{statuses:?}");
    assert_eq!(statuses[16], 429);
    client.send("POST", &format!("/api/runs/{long}/cancel"), &json!({}));
}

#[test]
fn two_hundred_clients_that_look_on_change_nothing() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let id = client.start(&json!({ "scenario": "tutorial", "runs": 2_000, "worlds": 40 }));
    let is_over = AtomicBool::new(false);
    let looks = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for number in 0..200 {
            let (id, is_over, looks) = (&id, &is_over, &looks);
            scope.spawn(move || {
                let path = if number % 2 == 0 { format!("/api/runs/{id}") } else { "/api/runs".to_owned() };
                loop {
                    assert_eq!(client.get(&path).status, 200);
                    looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if is_over.load(std::sync::atomic::Ordering::Relaxed) {
                        return;
                    }
                    std::thread::sleep(std::time::Duration::from_millis(50));
                }
            });
        }
        let told = client.ended(&id);
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
        let loaded = load(Source::Bundled("tutorial"), &[]).unwrap();
        assert_eq!(told["report"]["log_hash"], hash_of(&loaded, 2_000, 40, 1));
    });
    assert!(looks.into_inner() >= 200);
}
