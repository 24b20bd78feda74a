//! Scenarios, checks, edits, catalogue and description: round trips of each route.

mod common;

use common::{Folder, served};
use serde_json::json;

const OWN: &str = "# mine\nformat = 1\nextends = \"tutorial\"\n\n[study]\nname = \"mine\"\ntitle = \"Mine\" # said\n";

#[test]
fn it_says_what_it_is() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let status = client.get("/api/status").json();
    assert_eq!(status["default_scenario"], "japan-2028");
    assert_eq!(status["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(status["limits"]["max_running"], 1);
    let schema = client.get("/api/schema").json();
    assert!(schema["$defs"].is_object());
    assert_eq!(schema["x-entry-names"]["stock"], json!([{ "keys": ["nation", "item"], "glue": "." }]));
}

#[test]
fn scenarios_are_listed_kept_replaced_and_taken_away() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let new = client.send("PUT", "/api/scenarios/mine", &json!({ "text": OWN }));
    assert_eq!((new.status, new.json()["id"].as_str()), (201, Some("mine")));
    assert_eq!(client.get("/api/scenarios/mine").json(), json!({ "id": "mine", "kind": "own", "text": OWN }));
    let again = client.send("PUT", "/api/scenarios/mine", &json!({ "text": "format = 1\nwrong = 1" }));
    assert_eq!(again.status, 409);
    let over =
        client.send("PUT", "/api/scenarios/mine", &json!({ "text": "format = 1\nwrong = 1", "overwrite": true }));
    assert_eq!(over.status, 200);
    let list = client.get("/api/scenarios").json();
    let list = list["scenarios"].as_array().unwrap();
    assert_eq!((list[0]["id"].as_str(), list[0]["kind"].as_str()), (Some("japan-2028"), Some("bundled")));
    assert!(list[0]["question"].as_str().unwrap().contains("Golden Dome"));
    let own = list.iter().find(|s| s["id"] == "mine").unwrap();
    assert_eq!(own["title"], "mine");
    assert!(own["fault"]["line"].is_u64(), "{own}");
    assert_eq!(client.send("DELETE", "/api/scenarios/mine", &json!({})).status, 204);
    assert_eq!(client.send("DELETE", "/api/scenarios/mine", &json!({})).status, 404);
    assert_eq!(client.get("/api/scenarios/mine").status, 404);
    assert!(std::fs::read_dir(&folder.0).unwrap().all(|e| e.unwrap().file_name() != "mine.toml"));
}

#[test]
fn names_are_plain_and_bundled_ones_are_taken() {
    let folder = Folder::new();
    std::fs::write(folder.0.join("secret.toml"), "format = 1\n").unwrap();
    std::fs::create_dir_all(folder.0.join("inner")).unwrap();
    let client = served(&folder.0.join("inner"));
    for name in [
        "Mine",
        "-a",
        "..%2Fsecret",
        "%2e%2e%2fsecret",
        "a%00b",
        "%ff",
        "con",
        "nul",
        "com1",
        "lpt9",
        "CON",
        "nul.",
        "nul%20",
        &"a".repeat(65),
    ] {
        let path = format!("/api/scenarios/{name}");
        let put = client.send("PUT", &path, &json!({ "text": OWN }));
        assert!([400, 404].contains(&put.status), "{name}: {}", put.status);
        assert!(put.json()["error"]["message"].is_string());
        assert_eq!(client.get(&path).status, 404, "{name}");
        assert_eq!(client.send("DELETE", &path, &json!({})).status, 404, "{name}");
    }
    assert_eq!(client.send("PUT", "/api/scenarios/com10", &json!({ "text": OWN })).status, 201);
    assert_eq!(std::fs::read_to_string(folder.0.join("secret.toml")).unwrap(), "format = 1\n");
    assert_eq!(client.send("PUT", "/api/scenarios/tutorial", &json!({ "text": OWN })).status, 403);
    assert_eq!(client.send("DELETE", "/api/scenarios/tutorial", &json!({})).status, 403);
}

#[test]
fn a_check_says_what_the_command_line_says() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let sound = client.send("POST", "/api/check", &json!({ "text": OWN })).json();
    assert_eq!((sound["ok"].as_bool(), sound["name"].as_str()), (Some(true), Some("mine")));
    let loaded = cupola_scenario::load(
        cupola_scenario::Source::Text { text: OWN, path: std::path::Path::new("scenario.toml") },
        &[],
    )
    .unwrap();
    assert_eq!(sound["hash"], format!("{:032x}", loaded.hash));
    assert_eq!(sound["values"], loaded.world.inputs.len());
    let text = OWN.replace("title", "titel");
    let wrong = client.send("POST", "/api/check", &json!({ "text": text })).json();
    let path = folder.0.join("scenario.toml");
    std::fs::write(&path, &text).unwrap();
    let faults = cupola_scenario::load(cupola_scenario::Source::Path(&path), &[]).unwrap_err();
    assert_eq!(wrong["ok"], false);
    assert_eq!(wrong["faults"].as_array().unwrap().len(), faults.0.len());
    let (told, fault) = (&wrong["faults"][0], &faults.0[0]);
    assert_eq!((told["line"].as_u64(), told["column"].as_u64()), (Some(fault.line as u64), Some(fault.column as u64)));
    assert_eq!((told["key"].as_str(), told["file"].as_str()), (Some(fault.key.as_str()), Some("scenario.toml")));
    assert!(fault.to_string().ends_with(told["message"].as_str().unwrap()));
    for text in ["", "\u{0}", "format = 1\n\u{0}", "]]", "format = 99999999999999999999"] {
        let told = client.send("POST", "/api/check", &json!({ "text": text }));
        assert_eq!((told.status, told.json()["ok"].as_bool()), (200, Some(false)), "{text:?}");
    }
}

#[test]
fn a_text_may_extend_what_lies_in_the_study_folder_and_nothing_else() {
    let folder = Folder::new();
    let inner = folder.0.join("inner");
    std::fs::create_dir_all(&inner).unwrap();
    std::fs::write(folder.0.join("outside.toml"), OWN).unwrap();
    std::fs::write(inner.join("base.toml"), OWN).unwrap();
    let client = served(&inner);
    let extends = |name: &str| {
        let text = format!("format = 1\nextends = \"{name}\"\n");
        client.send("POST", "/api/check", &json!({ "text": text })).json()["ok"].as_bool()
    };
    assert_eq!(extends("base.toml"), Some(true));
    assert_eq!(extends("../outside.toml"), Some(false));
    assert_eq!(extends(folder.0.join("outside.toml").to_str().unwrap()), Some(false));
}

#[test]
fn edits_keep_comments_and_order() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let text = client.get("/api/scenarios/japan-2028").json()["text"].as_str().unwrap().to_owned();
    let change = |key: &str, value: serde_json::Value| {
        let asked = json!({ "text": text, "changes": [{ "key": key, "value": value }] });
        let answer = client.send("POST", "/api/edit", &asked);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    let edited = change("study.title", json!("Another"));
    assert_eq!(edited["faults"], json!([]));
    let after = edited["text"].as_str().unwrap();
    let differing: Vec<_> = text.lines().zip(after.lines()).filter(|(a, b)| a != b).collect();
    assert_eq!((differing.len(), text.lines().count()), (1, after.lines().count()));
    assert!(differing[0].1.contains("\"Another\""));
    // The same value gives the same text, and the same scenario as `--set`.
    let set = cupola_scenario::load(
        cupola_scenario::Source::Bundled("japan-2028"),
        &["agreement.golden-dome-japan.status=agreed".to_owned()],
    )
    .unwrap();
    let edited = change("agreement.golden-dome-japan.status", json!("agreed"));
    let told = client.send("POST", "/api/check", &json!({ "text": edited["text"] })).json();
    assert_eq!(told["hash"], format!("{:032x}", set.hash));
    // What makes it unsound is said, in the text's own lines.
    let edited = change("battery.nobody.launchers", json!(3));
    assert!(!edited["faults"].as_array().unwrap().is_empty());
    let edited = change("agreement.alliance-today.from", json!("2021-01-01"));
    assert!(edited["text"].as_str().unwrap().contains("from = 2021-01-01\n"));
    for (key, value) in [("", json!(1)), ("a..b", json!(1)), ("study", json!(1)), ("study.nothing", json!(null))] {
        let asked = json!({ "text": text, "changes": [{ "key": key, "value": value }] });
        let answer = client.send("POST", "/api/edit", &asked);
        assert_eq!(answer.status, 400, "{key}: {}", answer.text());
    }
}

#[test]
fn an_edit_is_what_set_is_however_the_entry_is_named() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let text = client.get("/api/scenarios/japan-2028").json()["text"].as_str().unwrap().to_owned();
    let keys = [
        ("stock.japan.pac3.quantity", 321),
        ("nation.japan.reserve.pac3.never_below", 150),
        ("agreement.golden-dome-japan.transfer.japan-usa-pac3.rounds", 40),
        ("battery.iruma.load.pac3-mse.launchers", 3),
        ("battery.iruma-2.load.pac3-mse.launchers", 3),
    ];
    for (key, number) in keys {
        let asked = json!({ "text": text, "changes": [{ "key": key, "value": number }] });
        let edited = client.send("POST", "/api/edit", &asked).json();
        assert_eq!(edited["faults"], json!([]), "{key}");
        let after = edited["text"].as_str().unwrap();
        if !key.contains("iruma-2") {
            assert_eq!(after.lines().count(), text.lines().count(), "{key}");
        }
        let set = [format!("{key}={number}")];
        let set = cupola_scenario::load(cupola_scenario::Source::Bundled("japan-2028"), &set).unwrap();
        let told = client.send("POST", "/api/check", &json!({ "text": after })).json();
        assert_eq!(told["hash"], format!("{:032x}", set.hash), "{key}");
    }
    // An entry that what is extended has, and this text does not, is begun with its name.
    let asked = json!({ "text": "extends = \"japan-2028\"\n", "changes": [{ "key": "stock.japan.pac3.quantity", "value": 321 }] });
    let edited = client.send("POST", "/api/edit", &asked).json();
    assert!(
        edited["text"].as_str().unwrap().contains("[[stock]]\nnation = \"japan\"\nitem = \"pac3\"\nquantity = 321\n"),
        "{edited}"
    );
}

#[test]
fn an_entry_is_added_and_keys_and_entries_are_taken_out() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let text = client.get("/api/scenarios/tutorial").json()["text"].as_str().unwrap().to_owned();
    let edit = |text: &str, key: &str, value: serde_json::Value| {
        let asked = json!({ "text": text, "changes": [{ "key": key, "value": value }] });
        let answer = client.send("POST", "/api/edit", &asked);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["text"].as_str().unwrap().to_owned()
    };
    let load = json!({ "interceptor": "pac3-mse", "launchers": 4, "rounds_per_launcher": 12 });
    let quantity = json!({ "low": 1, "likely": 2, "high": 3, "grade": "assumed" });
    let one = json!({ "id": "north", "lat_deg": 1.5, "ready": quantity, "load": [load], "from": "2028-04-01" });
    let added = edit(&text, "battery", one);
    let block = "[[battery]]\nid = \"north\"\nlat_deg = 1.5\nready = { low = 1, likely = 2, high = 3, grade = \"assumed\" }\nfrom = 2028-04-01\n\n[[battery.load]]\ninterceptor = \"pac3-mse\"\nlaunchers = 4\n";
    assert!(added.contains(block), "{added}");
    let deeper = edit(&added, "battery.north.load", json!({ "interceptor": "sm-6" }));
    assert_eq!(deeper.matches("[[battery.load]]").count(), added.matches("[[battery.load]]").count() + 1);
    let without = edit(&edit(&deeper, "battery.north.load.sm-6", json!(null)), "battery.north.from", json!(null));
    assert_eq!(without, added.replace("from = 2028-04-01\n", ""));
    assert_eq!(edit(&without, "battery.north", json!(null)), text);
}

#[test]
fn a_unit_and_an_only_load_are_edited_as_set_does() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let text = "format = 1\nextends = \"tutorial\"\n\n[[battery]]\nid = \"harbour-battery\" # ours\nat = \"x\"\n";
    let asked = json!({ "text": text, "changes": [{ "key": "battery.harbour-battery.lat_deg", "value": 1.5 }] });
    let edited = client.send("POST", "/api/edit", &asked).json();
    let after = edited["text"].as_str().unwrap();
    assert!(after.contains("id = \"harbour-battery\" # ours\n"), "{after}");
    assert!(after.contains("lat_deg = 1.5\n"), "{after}");
    assert_eq!(after.matches("[[battery]]").count(), 1);
}

#[test]
fn the_catalogue_tells_every_value_with_its_sources() {
    let folder = Folder::new();
    let client = served(&folder.0);
    let list = client.get("/api/catalogue").json();
    let own = cupola_scenario::catalogue::Catalogue::embedded();
    assert_eq!(list["entries"].as_array().unwrap().len(), own.entries().len());
    assert_eq!(list["version"], own.version());
    for entry in own.entries() {
        let told = client.get(&format!("/api/catalogue/{}", entry.id)).json();
        assert_eq!(told["id"], entry.id);
        assert_eq!(told["values"].as_array().unwrap().len(), entry.values.len());
        for (told, value) in told["values"].as_array().unwrap().iter().zip(&entry.values) {
            assert_eq!(told["likely"].as_f64(), Some(value.range.likely));
            assert_eq!(told["sources"].as_array().unwrap().len(), value.sources.len());
        }
    }
    assert_eq!(client.get("/api/catalogue/nothing-such").status, 404);
}

#[test]
fn the_description_names_every_route_with_its_refusals() {
    let folder = Folder::new();
    let api = served(&folder.0).get("/api/openapi.json").json();
    assert_eq!(api["openapi"].as_str().map(|v| v.starts_with("3.1")), Some(true));
    let paths = api["paths"].as_object().unwrap();
    for path in ["/api/status", "/api/runs", "/api/runs/{id}/column", "/api/compare", "/api/scenarios/{id}"] {
        assert!(paths.contains_key(path), "{path}");
    }
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            let answers = operation["responses"].as_object().unwrap();
            for status in ["400", "401", "403", "500"] {
                let schema = &answers[status]["content"]["application/json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Refused", "{method} {path} {status}");
            }
        }
    }
}
