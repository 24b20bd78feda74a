//! `cupola options`: its contract, what it finds where the answer is known, how it refuses.

mod common;

use common::{Folder, Ran, number};
use serde_json::Value;

const FEW: [&str; 6] = ["--runs", "200", "--worlds", "50", "--threads", "2"];

/// A file that extends the tutorial with options.
fn with(folder: &Folder, text: &str) {
    folder.write("toy.toml", format!("format = 1\nextends = \"tutorial\"\n[study]\nname = \"toy\"\n{text}"));
}

fn options(folder: &Folder, args: &[&str]) -> Ran {
    folder.cupola(&[&["options", "toy.toml"], args, &FEW].concat())
}

/// Guns at two prices, and rounds that no raid comes to use.
const TOY: &str = r#"
[[option]]
id = "guns"
name = "guns"
set = ["area_defence.harbour-guns.servers+=3", "area_defence.harbour-guns.rounds+=60"]
once_musd = 100
per_year_musd = 0
times = 1
[[option]]
id = "dear-guns"
set = ["area_defence.harbour-guns.servers+=3", "area_defence.harbour-guns.rounds+=60"]
once_musd = 100
per_year_musd = 25
[[option]]
id = "late-line"
set = ["line.pac3-coast.per_year.2029-01-01+=100"]
once_musd = 1
"#;

#[test]
fn the_cheaper_of_the_same_is_bought_first_and_what_does_nothing_never() {
    let folder = Folder::new();
    with(&folder, TOY);
    let json = options(&folder, &["--json"]).json();
    let alone = json["alone"].as_array().unwrap();
    assert_eq!(number(&alone[0], "unit_usd.mean"), 100e6);
    // 25 in each of the four years counted.
    assert_eq!(number(&alone[1], "unit_usd.mean"), 200e6);
    let ratio = |of: &Value| number(of, "avoided_per_billion_usd.mean");
    assert_eq!(alone[0]["avoided"], alone[1]["avoided"]);
    assert!((ratio(&alone[0]) / ratio(&alone[1]) - 2.0).abs() < 1e-9);
    assert_eq!(number(&alone[2], "avoided.mean"), 0.0);
    assert!(alone[2]["avoided_per_billion_usd"].is_null() && alone[2]["usd_per_avoided"].is_null());
    assert_eq!(json["steps"][0]["bought"]["option"], "guns");
    assert_eq!(
        (&json["steps"][0]["num_tested"], &json["steps"][0]["not_told_apart_from"]),
        (&3.into(), &Value::Array(vec![]))
    );
    let sets = json["sets"].as_array().unwrap();
    assert_eq!(sets.len(), 8, "all sets of three");
    let standing = |ids: &[&str]| {
        let is = |owned: &serde_json::Value| owned.as_object().unwrap().keys().eq(ids);
        sets.iter().find(|set| is(&set["owned"])).unwrap()["standing"].clone()
    };
    for (ids, expected) in [
        (&[][..], "front"),
        (&["guns"], "front"),
        (&["dear-guns"], "dominated"),
        (&["late-line"], "dominated"),
        (&["guns", "late-line"], "dominated"),
    ] {
        assert_eq!(standing(ids), expected, "{ids:?}");
    }
}

#[test]
fn a_set_bought_is_what_a_run_with_its_changes_gives() {
    let folder = Folder::new();
    with(&folder, TOY);
    let json = options(&folder, &["--only", "guns", "--json"]).json();
    let sets = ["area_defence.harbour-guns.servers+=3", "area_defence.harbour-guns.rounds+=60"];
    let args = ["run", "toy.toml", "--json", "--set", sets[0], "--set", sets[1]];
    let run = folder.cupola(&[&args, &FEW[..]].concat()).json();
    let level = |key: &str| number(&json["sets"][1], &format!("level.{key}"));
    let through = number(&run, "campaign.leakers_total.mean") + harmless(&run);
    assert!((level("mean") - through).abs() < 1e-9, "the same sum in another order: {through}");
    let exchange = &json["exchange"];
    assert_eq!(exchange["over"], "campaign");
    let fired = number(exchange, "fired_usd.mean");
    let parts: f64 = exchange["fired"].as_array().unwrap().iter().map(|row| number(row, "fired_usd.mean")).sum();
    assert!((fired - parts).abs() < 1.0 && fired > 0.0);
}

/// What falls harmless over the campaign of a run, all classes.
fn harmless(run: &serde_json::Value) -> f64 {
    let classes = run["campaign"]["by_class"].as_object().expect("classes by id");
    classes.values().map(|fates| number(fates, "fell_harmless.mean")).sum()
}

#[test]
fn the_page_tells_the_price_year_and_withholds_what_is_not_told() {
    let folder = Folder::new();
    with(&folder, TOY);
    let text = options(&folder, &["--svg", "curve.svg"]).done();
    for words in [
        "told apart from all others",
        "best of 3 options tested",
        "Prices of 2026, bought and run 2027",
        "not distinguishable",
        "already spent are left out",
        "4 COST EXCHANGE",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let svg = std::fs::read_to_string(folder.path().join("curve.svg")).unwrap();
    assert!(svg.starts_with(r#"<svg xmlns="http://www.w3.org/2000/svg" "#) && svg.contains("billion 2026 USD"));
}

#[test]
fn what_is_wrong_is_named() {
    let folder = Folder::new();
    with(&folder, TOY);
    for (args, words) in [
        (&["--only", "guns,tanks"][..], "--only tanks: no such option; allowed: guns, dear-guns, late-line"),
        (&["--metric", "fired"], "--metric fired: no such metric; allowed: "),
        (&["--budget-musd", "0"], "--budget-musd 0: allowed: a number above 0"),
        (&["--arm", "peace"], "--arm peace: no such arm; allowed: alone, pact"),
    ] {
        let wrong = options(&folder, args).refused();
        assert!(wrong.contains(words), "{wrong}");
    }
    with(&folder, "[[option]]\nid = \"tanks\"\nset = [\"battery.tanks.count+=1\"]\nonce_musd = 5");
    let wrong = options(&folder, &[]).refused();
    assert!(wrong.contains("option tanks:1:1: battery.tanks.count: there is no battery \"tanks\""), "{wrong}");
    let wrong = Folder::new().cupola(&["options", "al-udeid-2025"]).refused();
    assert!(wrong.contains("al-udeid-2025 has no [[option]]"), "{wrong}");
}
