//! `cupola assign`: what it prints, and what it refuses.

mod common;

use common::{Folder, number};

const RUN: [&str; 5] = ["assign", "--values", "v.csv", "--kill", "p.csv"];

fn folder(values: &str, kill: &str) -> Folder {
    let folder = Folder::new();
    folder.write("v.csv", values);
    folder.write("p.csv", kill);
    folder
}

#[test]
fn the_best_answer_is_found_and_proven() {
    // Each weapon at its own target leaves 1 + 2; the third is forbidden at the first.
    let folder = folder("10\n20\n", "0.9,0.5\n0.5,0.9\n0,0.5\n");
    let found = folder.cupola(&[&RUN[..], &["--json"]].concat()).json();
    assert!((number(&found, "objective") - 2.0).abs() < 1e-12, "{found}");
    assert!((number(&found, "bound") - 2.0).abs() < 1e-9);
    assert!(number(&found, "gap") <= 1e-9 && found["proven_optimal"] == true);
    assert_eq!(found["assignment"], serde_json::json!([[0], [1], [1]]));
    let text = folder.cupola(&RUN).done();
    assert!(text.contains("proven optimal") && text.contains("2.000000 survives"), "{text}");
}

#[test]
fn shots_are_a_number_or_a_file_and_targets_are_named_as_often_as_they_are_shot_at() {
    let folder = folder("8", "0.5\n0.5\n");
    let args = [&RUN[..], &["--json", "--shots-per-weapon"]].concat();
    let found = folder.cupola(&[&args[..], &["2"]].concat()).json();
    assert_eq!((number(&found, "objective"), &found["assignment"]), (0.5, &serde_json::json!([[0, 0], [0, 0]])));
    folder.write("shots.csv", "0\n3\n");
    let found = folder.cupola(&[&args[..], &["shots.csv"]].concat()).json();
    assert_eq!((number(&found, "objective"), &found["assignment"]), (1.0, &serde_json::json!([[], [0, 0, 0]])));
}

#[test]
fn the_k_best_come_in_order() {
    let folder = folder("10,20", "0.9,0.5\n0.5,0.9\n");
    let found = folder.cupola(&[&RUN[..], &["--json", "--best", "3"]].concat()).json();
    let best: Vec<f64> = common::at(&found, "best.[].objective").iter().map(|v| v.as_f64().unwrap()).collect();
    assert_eq!(best.len(), 3);
    assert!((best[0] - 3.0).abs() < 1e-12 && best.is_sorted(), "{best:?}");
    assert_eq!(found["best_proven"], true);
    let first = &found["best"][0];
    assert_eq!((&found["objective"], &found["assignment"]), (&first["objective"], &first["assignment"]));
}

#[test]
fn a_time_limit_still_gives_an_answer_with_a_bound() {
    let values: String = (0..60).map(|at| format!("{}\n", 25 + at * 37 % 76)).collect();
    let row = |weapon: usize| {
        (0..60).map(|at| format!("0.{}", 60 + (weapon * 7 + at * 13) % 31)).collect::<Vec<_>>().join(",")
    };
    let kill: String = (0..120).map(|weapon| row(weapon) + "\n").collect();
    let folder = folder(&values, &kill);
    let found = folder.cupola(&[&RUN[..], &["--json", "--time-limit-s", "1e-9"]].concat()).json();
    assert!(number(&found, "bound") <= number(&found, "objective"));
    assert_eq!(common::at(&found, "assignment.[]").len(), 120);
}

#[test]
fn every_fault_is_named_with_its_place() {
    let folder = folder("1\n-2\n3\n", "0.1,0.2\n0.3,1.4,nan\n");
    let said = folder
        .cupola(&[&RUN[..], &["--time-limit-s", "0", "--best", "0", "--shots-per-weapon", "x"]].concat())
        .refused();
    for part in [
        "--time-limit-s 0: allowed: a number above 0",
        "--best 0: allowed: 1 to 10000",
        "--shots-per-weapon x: allowed: a whole number from 0, or a CSV file",
        "v.csv:2:1: -2; must be 0 or more and finite",
        "p.csv:2: 3 columns; must be 2, as in line 1",
        "p.csv: 2 columns; must be 3, one for each value of v.csv",
        "p.csv:2:5: 1.4; must be 0 to 1",
        "p.csv:2:9: NaN; must be 0 to 1",
    ] {
        assert!(said.contains(part), "no `{part}` in:\n{said}");
    }
}

#[test]
fn files_that_are_empty_absent_or_no_numbers_are_refused() {
    let folder = folder("", "0.5,half\n");
    let said = folder.cupola(&RUN).refused();
    assert!(said.contains("v.csv: nothing in it") && said.contains("p.csv:1:5: `half` is not a number"), "{said}");
    let said = folder.cupola(&["assign", "--values", "none.csv", "--kill", "p.csv"]).refused();
    assert!(said.contains("none.csv"), "{said}");
    folder.write("v.csv", "1");
    folder.write("p.csv", "0.5");
    folder.write("shots.csv", "1\n1.5\n");
    let said = folder.cupola(&[&RUN[..], &["--shots-per-weapon", "shots.csv"]].concat()).refused();
    assert!(said.contains("shots.csv:2:1: 1.5; must be a whole number from 0"), "{said}");
    assert!(
        said.contains("2 numbers; must be 1, one for each row of p.csv") || said.contains("must be 1 or 1"),
        "{said}"
    );
    folder.write("v.csv", "1e308,1e308");
    folder.write("p.csv", "0.5,0.5");
    let said = folder.cupola(&RUN).refused();
    assert!(said.contains("values of targets: the sum is beyond 1.7976931348623157e308"), "{said}");
}

#[test]
fn numbers_below_0_are_told_what_is_allowed() {
    let folder = folder("1\n", "0.5\n");
    let said = folder.cupola(&[&RUN[..], &["--time-limit-s", "-1", "--shots-per-weapon", "-1"]].concat()).refused();
    assert!(said.contains("--time-limit-s -1: allowed: a number above 0"), "{said}");
    assert!(said.contains("--shots-per-weapon -1: allowed: a whole number from 0, or a CSV file"), "{said}");
}

#[test]
fn values_next_to_nothing_are_printed_in_a_few_digits() {
    let folder = folder("1e-310\n1e-320\n", "0.5,0.5\n");
    let text = folder.cupola(&RUN).done();
    assert!(text.contains("2 targets worth 1.0000000001e-310\n") && text.contains("      1e-320"), "{text}");
    assert!(text.lines().all(|line| line.len() < 100), "{text}");
}

#[test]
fn small_results_keep_their_digits_and_nothing_counts_as_stopped_that_was_not() {
    let folder = folder("3,5", "0.5,0.5\n");
    let text = folder.cupola(&[&RUN[..], &["--shots-per-weapon", "60"]].concat()).done();
    // 30 rounds at the lesser and 30 at the greater, or 29 and 31: 3/2^29 + 5/2^31.
    assert!(text.contains("7.450581e-9 survives") && text.contains("proven optimal"), "{text}");
    let text = folder.cupola(&[&RUN[..], &["--shots-per-weapon", "9000"]].concat()).done();
    assert!(text.contains("proven optimal") && !text.contains("stopped"), "{text}");
    let text = folder.cupola(&[&RUN[..], &["--shots-per-weapon", "0"]].concat()).done();
    assert!(text.contains("8.000000 survives") && text.contains("0 rounds fired"), "{text}");
}
