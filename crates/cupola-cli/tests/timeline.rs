//! `cupola timeline`: its contract, its table, how it refuses; and a study of stocks without a raid.

mod common;

use common::{Folder, number};

#[test]
fn the_document_keeps_its_contract() {
    let json = Folder::new().cupola(&["timeline", "tutorial", "--from", "2027", "--to", "2030", "--json"]).json();
    assert_eq!((&json["scenario"], &json["key_date"]), (&"tutorial".into(), &"2028-01-01".into()));
    assert_eq!(json["quarters"].as_array().unwrap().len(), 16);
    let elements = json["elements"].as_array().unwrap();
    let kinds: Vec<&str> = elements.iter().map(|e| e["kind"].as_str().unwrap()).collect();
    let wanted = ["battery", "sensor", "area-defence", "constellation", "agreement", "expansion", "development"];
    assert_eq!(kinds, wanted);
    for element in elements {
        assert_eq!(element["probability"].as_array().unwrap().len(), 16, "{element}");
        for key in ["id", "name", "arms", "on_key_date"] {
            assert!(!element[key].is_null(), "{key} of {element}");
        }
    }
    let line = &json["lines"][0];
    assert_eq!((&line["id"], &line["arm"], &line["item"]), (&"pac3-coast".into(), &"alone".into(), &"pac3".into()));
    let rate = &line["per_year"][4];
    assert!(number(rate, "p05") <= number(rate, "p50") && number(rate, "p50") <= number(rate, "p95"), "{rate}");
}

#[test]
fn the_table_says_what_is_up_by_the_day_of_the_raids() {
    let folder = Folder::new();
    let csv = folder.path().join("t.csv");
    let words = ["timeline", "tutorial", "--from", "2027", "--to", "2030", "--csv", csv.to_str().unwrap()];
    let out = folder.cupola(&words).done();
    for part in ["UP BY 2028-01-01", "there: Pact with Farland (only with pact)", "THERE BEFORE", "WHAT LINES CAN MAKE"]
    {
        assert!(out.contains(part), "{part}\n{out}");
    }
    assert!(out.lines().all(|line| line.chars().count() <= 110), "{out}");
    let table = std::fs::read_to_string(csv).unwrap();
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(rows[0], "kind,id,arm,quarter,measure,value");
    // Four elements in two arms, three in one, and a line in two arms with three measures; 16 quarters.
    assert_eq!(rows.len() - 1, (4 * 2 + 3 + 2 * 3) * 16);
    assert!(rows.contains(&"agreement,pact,pact,2027-01-01,probability,0"), "{table:.400}");
    assert!(rows.iter().all(|row| row.split(',').count() == 6));
}

#[test]
fn bad_dates_are_refused() {
    for (from, to, words) in [
        ("soon", "2030", "`soon` is no date; allowed: YYYY or YYYY-MM-DD"),
        ("2027-13-01", "2030", "`2027-13-01` is no date"),
        ("2030", "2027", "before it begins on 2030-01-01"),
        ("1000", "2030", "160 at most"),
    ] {
        let refused = Folder::new().cupola(&["timeline", "tutorial", "--from", from, "--to", to]).refused();
        assert!(refused.contains(words), "{refused}");
    }
}

/// The levels before the war, and the dates at which they are back; no raid is spoken of.
#[test]
fn stocks_alone_are_a_study() {
    let folder = Folder::new();
    let words = ["sustain", "replenish-2026", "--runs", "200", "--worlds", "200"];
    let json = folder.cupola(&[&words[..], &["--json", "--out", "a"]].concat()).json();
    assert_eq!(number(&json, "raids.mean"), 0.0);
    assert_eq!(number(&json, "at_stock_date.usa.pac3.p50"), 2_330.0);
    assert!(json["restored_date"]["usa"]["thaad"]["p50"].as_str().unwrap() > "2027-04-01", "none comes before");
    let out = folder.cupola(&[&words[..], &["--out", "b"]].concat()).done();
    assert!(out.contains("Stocks alone, no raid") && !out.contains("WHAT GETS THROUGH"), "{out}");
}
