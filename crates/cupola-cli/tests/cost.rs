//! `cupola cost`: bundled bills, its document, its pictures, how it refuses.

mod common;

use common::{Folder, number};

/// How a picture begins that a browser draws by itself.
const ALONE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" "#;
/// A bill of one element and what is printed of it.
const BILL: &str = r#"
format = 1
[study]
name = "bill"
title = "A bill"
question = "What does it cost?"
status = "a test"
stock_date = 2026-01-01
raids_start = 2026-01-01
end = 2030-12-31
price_year = 2026
[[nation]]
id = "east"
name = "East"
[cost]
horizon_years = 5
unsaid = ["Nothing."]
[[cost.element]]
id = "site"
sites_musd = { low = 100, likely = 200, high = 400, grade = "assumed" }
operations_musd_per_year = 10
"#;

fn printed(what: &str, phase: &str, busd: f64) -> String {
    format!(
        "[[cost.printed]]\nwhat = \"{what}\"\nphases = [{phase}]\nbusd = {busd}\ngrade = \"press\"\nsource = \"made up\"\n"
    )
}

#[test]
fn the_document_keeps_its_contract() {
    let folder = Folder::new();
    let json = folder.cupola(&["cost", "cbo-2026-cost", "--runs", "20", "--json"]).json();
    let life = &json["life_cycle"];
    assert_eq!(number(life, "likely_usd").round(), 1_191_040e6);
    for key in ["from_year", "until_year", "draws", "money", "acquisition_usd", "unsaid", "by_grade", "steps"] {
        assert!(life.get(key).is_some(), "{key}");
    }
    assert!(life["steps"].is_null() && life["by_phase"]["procurement"]["mean"].is_number());
    let row = &life["printed"][2];
    assert_eq!((row["low_usd"].as_f64(), row["grade"].as_str()), (Some(743e9), Some("official-via-press")));
    assert!((number(row, "likely_usd") / 743e9 - 1.0).abs() < 1e-3);
    assert_eq!(life["drivers"][0]["key"], "cost.element.sbi.life_years");
    let chain = folder.cupola(&["cost", "golden-dome-bill", "--steps", "--json"]).json();
    let steps = chain["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 9);
    let changes: f64 = steps.iter().map(|step| number(step, "change_usd")).sum();
    assert!((changes - number(&steps[8], "total_usd")).abs() < 1.0);
    let curve =
        folder.cupola(&["cost", "cbo-2026-cost", "--vary", "cost.element.sbi.life_years=5,10", "--json"]).json();
    assert!(number(&curve["points"][1], "likely_usd") < number(&curve["points"][0], "likely_usd"));
}

#[test]
fn pictures_are_written_and_a_bill_alone_is_no_raid() {
    let folder = Folder::new();
    let drivers = folder.cupola(&["cost", "cbo-2026-cost", "--runs", "20", "--svg", "-"]).done();
    assert!(drivers.starts_with(ALONE) && drivers.contains("sbi.life_years"), "{drivers:.200}");
    let text = folder.cupola(&["cost", "golden-dome-bill", "--steps", "--svg", "bill.svg"]).done();
    assert!(text.contains("In another order"), "{text}");
    let chain = std::fs::read_to_string(folder.path().join("bill.svg")).unwrap();
    assert!(chain.starts_with(ALONE) && chain.contains("White House"), "{chain:.200}");
    let run = folder.cupola(&["run", "golden-dome-bill", "--runs", "20", "--out", "out"]).done();
    assert!(run.contains("Cost alone, no raid and no stock") && !run.contains("WHAT GETS THROUGH"), "{run}");
    let page = std::fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("fig-life") && page.contains("fig-steps"));
}

#[test]
fn what_cannot_be_is_refused_or_warned_of() {
    let folder = Folder::new();
    folder.write("bill.toml", BILL);
    let none = folder.cupola(&["cost", "bill.toml", "--steps"]).refused();
    assert!(none.contains("bill.toml has no [[cost.step]]"), "{none}");
    let known = folder.cupola(&["cost", "bill.toml", "--set", "cost.element.site.sites_musd=200", "--svg", "a.svg"]);
    assert!(known.refused().contains("no input with a range"));
    let step =
        "[[cost.step]]\nwhat = \"to the moon\"\nset = [\"cost.element.moon.units=3\"]\nwhy = \"w\"\nsource = \"s\"\n";
    folder.write("steps.toml", format!("{BILL}{step}"));
    for command in ["check", "cost", "run"] {
        let faults = folder.cupola(&[command, "steps.toml"]).refused();
        assert!(
            faults.contains("[[cost.step]] “to the moon”:1:1: cost.element.moon.units: there is no element"),
            "{faults}"
        );
    }
    let fits = printed("whole", "", 0.3) + &printed("site", "\"sites\"", 0.2) + &printed("run", "\"operations\"", 0.1);
    folder.write("fits.toml", format!("{BILL}{fits}"));
    assert_eq!(folder.cupola(&["check", "fits.toml", "--json"]).json()["warnings"].as_array().unwrap().len(), 0);
    folder.write("over.toml", format!("{BILL}{}", fits.replace("busd = 0.2", "busd = 0.25")));
    let over = folder.cupola(&["check", "over.toml", "--json"]).json();
    assert_eq!(over["warnings"][0]["key"], "cost.printed.whole");
    let message = over["warnings"][0]["message"].as_str().unwrap();
    assert!(message.contains("costs less than its parts by 0.1 billion: site + run"), "{message}");
}

/// What is fired at the classes is all that is fired, and what they cost is what the raids cost.
#[test]
fn money_of_both_sides_by_class_adds_up() {
    let folder = Folder::new();
    let sum = |cost: &serde_json::Value, key: &str| {
        let rows = cost["by_class"].as_array().unwrap();
        assert!(
            rows.len() > 1 && rows.iter().all(|row| number(row, "stopped.mean") <= number(row, "sent.mean")),
            "{cost}"
        );
        rows.iter().map(|row| number(row, &format!("{key}.mean"))).sum::<f64>()
    };
    let near = |sum: f64, whole: f64| assert!(whole > 0.0 && (sum / whole - 1.0).abs() < 1e-9, "{sum} of {whole}");
    let cost = folder.cupola(&["cost", "ukraine-monthly", "--runs", "4", "--worlds", "4", "--json"]).json();
    near(sum(&cost, "fired_usd"), number(&cost, "expended_usd.mean"));
    near(sum(&cost, "sent_usd"), number(&cost, "raids_usd.mean"));
    let unpriced = folder.cupola(&["cost", "tutorial", "--runs", "20", "--json"]).json();
    near(sum(&unpriced, "fired_usd"), number(&unpriced, "expended_usd.mean"));
    assert!(unpriced["raids_usd"].is_null() && unpriced["by_class"][0]["sent_usd"].is_null(), "{unpriced}");
    assert!(folder.names("runs").iter().all(|name| name.ends_with("-cost")), "beside the folder of `cupola run`");
    let text = folder.cupola(&["cost", "tutorial", "--runs", "20"]).done();
    assert!(text.contains("fired at it"), "{text}");
}

#[test]
fn years_that_are_not_counted_are_said() {
    let folder = Folder::new();
    for (from_year, words) in [
        (2024, "begins in 2024, and only what falls in 2026 to 2030 is in the sum"),
        (2031, "begins in 2031, after 2026 to 2030, and none of it is in the sum"),
    ] {
        folder.write("bill.toml", format!("{BILL}from_year = {from_year}\n"));
        let warned = folder.cupola(&["check", "bill.toml", "--json"]).json();
        assert_eq!(warned["warnings"].as_array().unwrap().len(), 1);
        assert_eq!(warned["warnings"][0]["key"], "cost.element.site.from_year");
        assert!(warned["warnings"][0]["message"].as_str().unwrap().contains(words), "{warned}");
    }
    folder.write("bill.toml", format!("{BILL}build_years = 6\n"));
    let warned = folder.cupola(&["check", "bill.toml", "--json"]).json();
    assert_eq!(warned["warnings"].as_array().unwrap().len(), 1);
    assert_eq!(warned["warnings"][0]["key"], "cost.element.site.build_years");
    assert!(
        warned["warnings"][0]["message"].as_str().unwrap().contains("it is built until 2031, and only"),
        "{warned}"
    );
    folder.write("bill.toml", format!("{BILL}build_years = 5\n"));
    assert_eq!(folder.cupola(&["check", "bill.toml", "--json"]).json()["warnings"], serde_json::json!([]));
    for from_year in [2026, 2030] {
        folder.write("bill.toml", format!("{BILL}from_year = {from_year}\n"));
        let json = folder.cupola(&["check", "bill.toml", "--json"]).json();
        assert_eq!(json["warnings"], serde_json::json!([]), "{from_year}");
    }
}

/// What is printed in another year's prices is compared in the study's, and both stand in the row.
#[test]
fn prints_of_other_years_are_brought_to_the_price_year() {
    let folder = Folder::new();
    let prices =
        "[cost.prices]\nlevel = { \"1990\" = 50.0, \"2026\" = 100.0 }\nbeyond_fraction = 0.0\ngrade = \"assumed\"\n";
    let row = printed("whole", "", 0.125).replace("busd", "year = 1990\nbusd");
    folder.write("bill.toml", format!("{BILL}{row}{prices}"));
    let json = folder.cupola(&["cost", "bill.toml", "--runs", "20", "--json"]).json();
    let told = &json["life_cycle"]["printed"][0];
    assert_eq!((told["year"].as_i64(), number(told, "stated_low_usd")), (Some(1990), 0.125e9));
    assert_eq!(
        (number(told, "low_usd"), number(told, "high_usd"), number(told, "likely_usd")),
        (0.25e9, 0.25e9, 0.25e9)
    );
    let text = folder.cupola(&["cost", "brilliant-pebbles-cost", "--runs", "20"]).done();
    assert!(text.contains("printed 55.0 in 1990 USD") && text.contains("printed 20.0 in 2018 USD"), "{text}");
    assert!(text.contains("A likely value outside 5–95 %"), "12.9 beside 19.1–27.8: {text}");
    folder.write("bill.toml", format!("{BILL}{row}"));
    let fault = folder.cupola(&["check", "bill.toml"]).refused();
    assert!(fault.contains("is in prices of 1990, and nothing brings them to 2026"), "{fault}");
}

/// CBO's saving is the old bill less the new one.
#[test]
fn a_print_of_a_difference_is_compared_with_one() {
    let folder = Folder::new();
    let json = folder.cupola(&["cost", "cbo-2025-cost", "--runs", "20", "--json"]).json();
    let (life, satellite_kg) = (&json["life_cycle"], 1_900.0 * 4.0);
    let apart_usd = satellite_kg * (9_800.0 - 500.0 / 1.02);
    for (row, satellites) in [(0, 1_300.0), (1, 2_000.0)] {
        let saved_usd = number(&life["printed"][row], "likely_usd");
        assert!((saved_usd / (satellites * apart_usd) - 1.0).abs() < 1e-9, "{saved_usd}");
    }
    let row = printed("apart", "", 0.1).replace("busd", "less = [\"sight\"]\nbusd");
    folder.write("bill.toml", format!("{BILL}{row}"));
    let fault = folder.cupola(&["check", "bill.toml"]).refused();
    assert!(
        fault.contains("cost.printed.apart.less: there is no [[cost.element]] \"sight\"; allowed: site"),
        "{fault}"
    );
}

/// Alternatives have no total, in no form.
#[test]
fn alternatives_are_not_summed() {
    let folder = Folder::new();
    let json = folder.cupola(&["cost", "ground-sites", "--runs", "20", "--json"]).json();
    let life = &json["life_cycle"];
    for key in ["likely_usd", "total_usd", "acquisition_usd"] {
        assert!(life[key].is_null() && life.get(key).is_some(), "{key}");
    }
    for key in ["by_phase", "by_nation", "by_year"] {
        assert_eq!(life[key], serde_json::json!({}), "{key}");
    }
    assert_eq!((life["drivers"].as_array().unwrap().len(), life["elements"].as_array().unwrap().len()), (0, 5));
    let text = folder.cupola(&["cost", "ground-sites", "--runs", "20"]).done();
    assert!(text.contains("alternatives, one or another") && text.contains("Patriot battery"), "{text}");
    assert!(!text.contains("In all") && !text.contains("WHAT DRIVES IT"), "{text}");
    let page = folder.cupola(&["run", "ground-sites", "--runs", "20", "--out", "out"]).done();
    assert!(page.contains("nothing is summed"), "{page}");
    for more in [&["--by", "year"][..], &["--svg", "-"], &["--vary", "cost.horizon_years=5,10"]] {
        let refused = folder.cupola(&[&["cost", "ground-sites", "--runs", "20"], more].concat()).refused();
        assert!(refused.contains("its elements are alternatives"), "{refused}");
    }
}

/// A likely total that no draw in twenty reaches is explained by what the ranges are.
#[test]
fn a_likely_total_outside_its_range_is_explained() {
    let folder = Folder::new();
    let bill = BILL.replace("{ low = 100, likely = 200, high", "{ low = 200, likely = 200, high");
    assert_ne!(bill, BILL);
    folder.write("bill.toml", &bill);
    let text = folder.cupola(&["cost", "bill.toml", "--runs", "20"]).done();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let why = "That lies below the 5–95 % of the draws: the likely value is one end of the range of `cost.element.site.sites_musd`.";
    assert!(words.contains(why), "{text}");
    folder.write("bill.toml", BILL);
    let text = folder.cupola(&["cost", "bill.toml", "--runs", "20"]).done();
    assert!(!text.contains("That lies"), "{text}");
    let lived = BILL.replace(
        "sites_musd = { low = 100, likely = 200, high = 400",
        "life_years = { low = 4.9, likely = 5, high = 5",
    );
    folder.write("bill.toml", lived + "units = 10\nunit_cost_musd = 5\n");
    let text = folder.cupola(&["cost", "bill.toml", "--runs", "20"]).done();
    assert!(text.contains("units are bought ⌈years / life⌉ times"), "{text}");
}

/// Small bills are told in millions, nations by name.
#[test]
fn small_bills_and_nations_are_legible() {
    let folder = Folder::new();
    folder.write("bill.toml", BILL.replace("operations_musd_per_year = 10", "operations_musd_per_year = 0.2"));
    let text = folder.cupola(&["cost", "bill.toml", "--runs", "20", "--by", "nation"]).done();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("million 2026 USD") && text.contains("  East ") && words.contains("likely value 201.0."),
        "{text}"
    );
    let folded = folder.cupola(&["cost", "bill.toml", "--runs", "20", "--json"]).done();
    assert!(!folded.contains("-0.0"), "{folded}");
}
