//! `cupola validate`: what it prints, its exit codes, files of a user's own.

mod common;

use common::{Folder, at};

const RIGHT: &str = "schema = 2\n[[case]]\nid = \"mine\"\narea = \"flight\"\nkind = \"kepler\"\nstatus = \"printed\"\nsource = \"made up\"\ninputs = { range_km = 1000 }\nexpected = { time_s = 474.4 }\ntolerance = { abs = 0.2 }\n";

#[test]
fn json_is_one_document_with_the_promised_keys() {
    let folder = Folder::new();
    folder.write("mine.toml", RIGHT);
    let json = folder.cupola(&["validate", "--file", "mine.toml", "--json"]).json();
    for key in ["passed", "failed", "not_run", "null_baseline_passes"] {
        at(&json, key);
    }
    for key in ["id", "area", "kind", "status", "pass", "not_run", "expected", "observed", "error", "function", "why"] {
        at(&json, &format!("cases.[].{key}"));
    }
    assert_eq!((&json["passed"], &json["failed"]), (&1.into(), &0.into()));
}

#[test]
fn exit_codes_tell_passed_from_failed_from_bad_input() {
    let folder = Folder::new();
    folder.write("right.toml", RIGHT);
    folder.write("wrong.toml", RIGHT.replace("474.4", "500"));
    folder.write("bad.toml", RIGHT.replace("range_km = 1000", "range_km = nan"));
    let right = folder.cupola(&["validate", "--file", "right.toml"]).done();
    assert!(right.contains("mine") && right.contains("1 pass, 0 fail"), "{right}");
    let wrong = folder.cupola(&["validate", "--file", "wrong.toml"]);
    assert_eq!(wrong.code, Some(1), "{}", wrong.err);
    assert!(wrong.out.contains("FAIL") && wrong.err.contains("1 of the cases"), "{} {}", wrong.out, wrong.err);
    let err = folder.cupola(&["validate", "--file", "bad.toml", "--file", "none.toml"]).refused();
    assert!(err.contains("bad.toml:8:") && err.contains("none.toml:1:1: cannot be read"), "{err}");
    folder.cupola(&["validate", "sea"]).refused();
    for more in [&[][..], &["--null"], &["--json"]] {
        let err = folder.cupola(&[&["validate", "cost", "--file", "right.toml"], more].concat()).refused();
        assert!(err.contains("no case of area cost is there; allowed: flight"), "{err}");
    }
    folder.write("empty.toml", "schema = 2\n");
    let err = folder.cupola(&["validate", "--file", "empty.toml"]).refused();
    assert!(err.contains("empty.toml") && err.contains("the file has no cases"), "{err}");
    folder.cupola(&["validate", "--data", "nowhere"]).refused();
}

#[test]
fn an_area_the_baseline_and_the_page_can_be_asked_for() {
    let folder = Folder::new();
    let kepler = folder.cupola(&["validate", "flight", "--null"]).done();
    assert!(kepler.contains("without a model") && kepler.contains("FAIL"), "{kepler}");
    let page = folder.cupola(&["validate", "--markdown"]).out;
    assert!(page.starts_with("# Validation") && page.contains("cupola_flight::kepler::minimum_energy"), "{page}");
    assert!(folder.names(".").is_empty(), "nothing is written");
}
