//! `cupola sweep --sobol`, `--morris`, `--lhs` and `--tornado`: their contract, what they write, how they refuse.

mod common;

use common::{Folder, number};
use cupola::record::parquet::{csv, table_of_csv};
use cupola::record::read::read_table;

const FEW: [&str; 6] = ["--over", "area_defence.*", "--over", "battery.*", "--threads", "2"];

fn json(args: &[&str]) -> serde_json::Value {
    Folder::new().cupola(&[&["sweep", "tutorial", "--json"], args, &FEW].concat()).json()
}

#[test]
fn sobol_indices_keep_their_contract_and_do_not_depend_on_threads() {
    let args = ["--sobol", "16", "--metric", "through", "--metric", "fired", "--by", "input"];
    let json = json(&args);
    assert_eq!(json["method"]["sobol"], 16);
    let factors = json["factors"].as_array().unwrap();
    assert_eq!(json["points"].as_u64().unwrap() as usize, 16 * (factors.len() + 2));
    let found = &json["metrics"][0]["findings"]["sobol"];
    let indices = found["indices"].as_object().unwrap();
    assert_eq!(indices.len(), factors.len());
    let guns = &indices["area_defence.harbour-guns.engagements_per_hour"];
    assert!(number(guns, "total.ci95_low") > 0.0 && guns["total_of_means"].is_number(), "{guns}");
    assert!((0.0..1.0).contains(&found["luck_fraction"].as_f64().unwrap()));
    assert_eq!(json["metrics"][1]["metric"], "fired");
    let one = [&["sweep", "tutorial", "--json"], &args[..], &FEW[..4], &["--threads", "1"]].concat();
    assert_eq!(Folder::new().cupola(&one).json(), json);
}

#[test]
fn screening_correlations_and_tornado_name_the_guns() {
    let guns = "area_defence.harbour-guns.engagements_per_hour";
    let morris = json(&["--morris", "4"]);
    assert!(number(&morris["metrics"][0]["findings"]["morris"][guns], "absolute.ci95_low") > 0.0);
    let latin = json(&["--lhs", "64"]);
    assert!(number(&latin["metrics"][0]["findings"]["latin"]["correlations"][guns], "ci95_high") < 0.0);
    let tornado = json(&["--tornado"]);
    let swing = &tornado["metrics"][0]["findings"]["tornado"]["swings"][guns];
    assert!(number(swing, "low.ci95_low") > 0.0 && number(swing, "high.ci95_high") < 0.0, "{swing}");
}

#[test]
fn text_design_and_picture_are_written() {
    let folder = Folder::new();
    let args = ["sweep", "tutorial", "--tornado", "--svg", "t.svg", "--design", "d.csv"];
    let text = folder.cupola(&[&args[..], &FEW].concat()).done();
    assert!(text.contains("harbour-guns") && text.contains("not told from none") && text.contains("assumed"), "{text}");
    let read = |name| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("t.svg").contains("harbour-guns") && read("t.svg").ends_with("</svg>"));
    assert!(read("d.csv").starts_with("moved,to,through,luck:through\n,,"));
    let args =
        ["sweep", "tutorial", "--vary", "battery.harbour-battery.channels=1..5", "--lhs", "10", "--design", "d.csv"];
    folder.cupola(&args).done();
    let key = "battery.harbour-battery.channels";
    assert!(
        read("d.csv").starts_with(&format!("u:{key},{key},through,luck:through\n"))
            && read("d.csv").lines().count() == 11
    );
}

/// The Parquet file is the table that the CSV is.
#[test]
fn a_design_is_a_table() {
    let folder = Folder::new();
    for (method, first) in [(&["--lhs", "10"][..], "u:"), (&["--tornado"], "moved")] {
        let read = |name| {
            folder.cupola(&[&["sweep", "tutorial", "--design", name], method, &FEW].concat()).done();
            folder.path().join(name)
        };
        let table = read_table(&read("design.parquet")).unwrap();
        let csv = std::fs::read_to_string(read("design.csv")).unwrap();
        // As text: what is none in both is equal in neither.
        assert_eq!(format!("{table:?}"), format!("{:?}", table_of_csv("design", &csv)));
        assert!(table.columns[0].name.starts_with(first) && table.num_rows().unwrap() >= 9, "{table:?}");
    }
    let args = ["sweep", "tutorial", "--lhs", "10", "--design", "none/design.parquet"];
    assert!(folder.cupola(&args).refused().contains("--design none/design.parquet: allowed"));
}

/// Keys of costs have commas in them.
#[test]
fn a_key_with_a_comma_is_one_column() {
    let folder = Folder::new();
    for method in [&["--lhs", "10"][..], &["--tornado"]] {
        let over = ["sweep", "japan-2028", "--over", "cost.extra.*", "--design", "design.parquet"];
        folder.cupola(&[&over, method, &FEW].concat()).done();
        let table = read_table(&folder.path().join("design.parquet")).unwrap();
        let csv = csv(&table);
        let names: Vec<_> = table.columns.iter().map(|column| &column.name).collect();
        assert!(names.iter().all(|name| names.iter().filter(|other| other == &name).count() == 1), "{names:?}");
        assert!(csv.contains("cost.extra.track sharing: links, gateways"), "{csv}");
        let last = table.columns.iter().find(|column| column.name == "luck:through").unwrap();
        let cells = csv.lines().skip(1).filter_map(|line| line.rsplit(',').next()).map(str::parse::<f64>);
        assert!(cells.into_iter().all(|cell| cell.is_ok_and(f64::is_finite)), "{last:?}");
    }
}

#[test]
fn every_fault_is_named() {
    let args =
        ["sweep", "tutorial", "--sobol", "31", "--over", "x.*", "--metric", "y", "--arm", "z", "--runs-per-point", "1"];
    let refusal = Folder::new().cupola(&args).refused();
    for words in ["--sobol 31: allowed: a power of two", "--over x.*", "--metric y", "--arm z", "--runs-per-point 1"] {
        assert!(refusal.contains(words), "{words} is not in:\n{refusal}");
    }
    let refusal = Folder::new().cupola(&["sweep", "tutorial", "--morris", "4", "--until-equal", "through"]).refused();
    assert!(refusal.contains("--until-equal: only of a sweep"), "{refusal}");
    let refusal = Folder::new().cupola(&["sweep", "tutorial", "--lhs", "10", "--by", "kind"]).refused();
    assert!(refusal.contains("--by: only of --sobol and --morris"), "{refusal}");
    assert!(Folder::new().cupola(&["sweep", "tutorial"]).refused().contains("--vary"));
}
