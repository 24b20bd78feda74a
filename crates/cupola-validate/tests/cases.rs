//! Cases of a user's own, bad files, and the contract of the JSON.

use cupola_validate::{CaseFile, CaseResult, Data, Mode, Report, builtin, to_json, to_text, validate};
use serde_json::Value;

fn file(cases: &str) -> CaseFile {
    CaseFile::parse("mine.toml", &format!("schema = 2\n{cases}")).expect("the test writes a sound file")
}

fn case(id: &str, kind: &str, rest: &str) -> String {
    format!(
        "[[case]]\nid = \"{id}\"\narea = \"flight\"\nkind = \"{kind}\"\nstatus = \"printed\"\nsource = \"made up\"\n{rest}\n"
    )
}

fn kepler(id: &str, rest: &str) -> String {
    case(id, "kepler", rest)
}

fn run(files: &[CaseFile]) -> Report<'_> {
    validate(files, None, &Data::default(), Mode::Model)
}

/// Every file that ships is read, every id is taken once, and every area has cases.
#[test]
fn built_in_cases_are_sound() {
    let files = builtin();
    let ids: Vec<&str> = files.iter().flat_map(|file| &file.cases).map(|case| case.id.as_str()).collect();
    for (index, id) in ids.iter().enumerate() {
        assert!(!ids[..index].contains(id), "{id} is there twice");
    }
    for area in cupola_validate::AREAS {
        assert!(files.iter().any(|file| file.cases.iter().any(|case| case.area == area)), "{area}");
    }
}

#[test]
fn a_users_case_is_computed_and_scored() {
    let files = [file(
        &(kepler("right", "inputs = { range_km = 1000 }\nexpected = { time_s = 474.4 }\ntolerance = { abs = 0.2 }")
            + &kepler(
                "wrong",
                "inputs = { range_km = 1000 }\nexpected = { time_s = 500 }\ntolerance = { rel = 0.01 }",
            )
            + &kepler("shown", "inputs = { range_km = 1000 }\nexpected = { time_s = 500 }")
            + &kepler("unknown", "inputs = { range_km = 1 }\nexpected = { colour_s = 5 }\ntolerance = { rel = 0.01 }")
            + &kepler("other", "inputs = { girth_km = 1 }\nexpected = { time_s = 5 }\ntolerance = { rel = 0.01 }")
            + &case("new", "levitation", "inputs = {}\nexpected = { time_s = 5 }\ntolerance = { rel = 0.01 }")
            + &kepler("refused", "inputs = { range_km = -3 }\nexpected = { time_s = 5 }\ntolerance = { rel = 0.01 }")
            + &kepler("words", "inputs = { range_km = \"far\" }\nexpected = { time_s = 5 }\ntolerance = { rel = 1 }")),
    )];
    let report = run(&files);
    assert_eq!((report.counts().passed, report.counts().failed), (1, 3));
    assert_eq!(report.not_run().collect::<Vec<_>>(), ["unknown", "other", "new"]);
    assert_eq!(report.only_reported().collect::<Vec<_>>(), ["shown"]);
    assert!(!report.is_all_passed());
    let reason = |id: &str| report.cases.iter().find(|r| r.case.id == id).map(|r| r.reason()).unwrap();
    assert_eq!(reason("unknown"), "no runner gives `colour_s`");
    assert_eq!(reason("other"), "no runner for these inputs; kind `kepler` takes range_km");
    assert_eq!(reason("new"), "no runner for kind `levitation` of area `flight`");
    assert_eq!(reason("refused"), "inputs.range_km must be positive, got -3");
    assert_eq!(reason("words"), "inputs.range_km is not a number");
    let text = to_text(&report);
    for part in ["wrong", "FAIL", "REFUSED", "8 cases: 1 pass, 3 fail, 1 only reported, 3 not run"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// A claim that nothing answers is in no verdict, and is said beside it.
#[test]
fn what_is_claimed_and_not_answered_is_named() {
    let claims = "inputs = { range_km = 1000 }\nexpected = { time_s = 474.4, colour = \"red\" }\n\
                  tolerance = { time_s = { abs = 0.2 } }";
    let files = [file(&(kepler("half", claims) + &kepler("whole", &claims.replace(", colour = \"red\"", ""))))];
    let report = run(&files);
    assert_eq!(report.counts().passed, 2);
    assert_eq!(report.unanswered().collect::<Vec<_>>(), [("half", "colour")]);
    let text = to_text(&report);
    assert!(text.contains("claimed and not answered, not scored  1 keys:\n    half  colour\n"), "{text}");
    let json = to_json(&report);
    assert_eq!(json["cases"][0]["unanswered"], serde_json::json!(["colour"]));
    assert_eq!(json["cases"][1]["unanswered"], serde_json::json!([]));
    assert_eq!(validate(&files, None, &Data::default(), Mode::Null).unanswered().count(), 0);
}

/// Every key of the cases of cost is answered.
#[test]
fn no_claim_on_cost_is_left_open() {
    let files = builtin();
    let report = validate(&files, Some("cost"), &Data::default(), Mode::Model);
    assert_eq!(report.unanswered().collect::<Vec<_>>(), []);
    let rule = report.cases.iter().find(|r| r.case.id == "cost-aei-arch-001").unwrap();
    assert_eq!((rule.pass, rule.checks().count()), (Some(true), 4));
}

#[test]
fn json_keeps_its_contract() {
    let files = builtin();
    let json = to_json(&run(&files));
    for key in ["passed", "failed", "not_run", "null_baseline_passes", "cases"] {
        assert!(json.get(key).is_some(), "{key}");
    }
    let cases = json["cases"].as_array().unwrap();
    assert_eq!(cases.len(), files.iter().map(|file| file.cases.len()).sum::<usize>());
    for case in cases {
        for key in
            ["id", "area", "kind", "status", "pass", "not_run", "expected", "observed", "error", "function", "why"]
        {
            assert!(case.get(key).is_some(), "{key}: {case}");
        }
        let is_run = !case["not_run"].as_bool().unwrap();
        let is_listed = json["not_run"].as_array().unwrap().contains(&case["id"]);
        assert_eq!(is_run, !is_listed, "{case}");
        assert!(is_run || case["pass"].is_null(), "{case}");
        assert!(!is_run || !case["function"].as_str().unwrap().is_empty() || case["pass"] == false, "{case}");
    }
    let count = |pass: bool| cases.iter().filter(|case| case["pass"] == Value::Bool(pass)).count() as u64;
    assert_eq!((json["passed"].as_u64(), json["failed"].as_u64()), (Some(count(true)), Some(count(false))));
    let by_evidence: u64 = ["validation", "verification", "bookkeeping"]
        .iter()
        .map(|word| {
            json["evidence"][word]["passed"].as_u64().unwrap() + json["evidence"][word]["failed"].as_u64().unwrap()
        })
        .sum();
    assert_eq!(by_evidence, count(true) + count(false));
}

/// The time of 4,052 s that its makers gave for the flight of 24 March 2022 is shorter than free fall.
#[test]
fn the_impossible_time_is_flagged() {
    let files = builtin();
    let report = run(&files);
    let result = report.cases.iter().find(|r| r.case.id == "flight-hs17-2022-03-24-kcna").unwrap();
    assert_eq!(result.pass, Some(true));
    assert!(result.reason().contains("4052 s is below the vacuum minimum"), "{}", result.reason());
}

/// Arithmetic of published stocks comes out of a stepped stockroom; a replay says the width of its band.
#[test]
fn stocks_are_stepped_and_replays_say_their_width() {
    let files = builtin();
    let report = validate(&files, Some("sustain"), &Data::default(), Mode::Model);
    let stocks = report.cases.iter().filter(|r| r.case.kind == "inventory");
    let (run, idle): (Vec<_>, Vec<_>) = stocks.partition(|r| r.is_run);
    assert_eq!((run.len(), idle.len()), (12, 1), "who shot what down in Israel is no arithmetic");
    for result in run {
        assert_eq!(result.pass, Some(true), "{}", result.case.id);
        assert!(result.functions.iter().any(|f| f.starts_with("cupola_sustain::")), "{}", result.case.id);
    }
    let raids = report.cases.iter().filter(|r| r.is_run && r.case.kind == "raid");
    let (months, replays): (Vec<_>, Vec<_>) = raids.partition(|r| r.case.id.starts_with("ukraine-"));
    let names = |of: &[&CaseResult<'_>]| of.iter().map(|r| r.case.id.clone()).collect::<Vec<_>>();
    assert_eq!(names(&replays), ["uae-2026-balance", "al-udeid-2025-us", "al-udeid-2025-qatar"]);
    assert_eq!(names(&months), ["ukraine-2025-07", "ukraine-2024-07"], "the monthly sums ship");
    assert_eq!(months[0].pass, Some(true));
    for result in replays {
        assert!(result.reason().contains("% of the published value wide"), "{}", result.reason());
    }
}

/// What a source prints of stocks is held against the files that anyone can run, each of which has a case; only where a source
/// concludes more than follows from what it prints do they differ.
#[test]
fn studies_of_stocks_answer_with_their_own_files() {
    let files = builtin();
    let report = validate(&files, Some("sustain"), &Data::default(), Mode::Model);
    let cases: Vec<_> = report.cases.iter().filter(|r| r.case.kind == "stocks").collect();
    for (id, _) in cupola_scenario::studies::STOCKS {
        let is_of =
            |r: &&CaseResult<'_>| r.case.inputs.get("study") == Some(&cupola_validate::Value::Text(id.to_owned()));
        assert!(cases.iter().copied().any(|r| is_of(&r)), "{id} has no case");
    }
    let failed: Vec<&str> = cases.iter().filter(|r| r.pass != Some(true)).map(|r| r.case.id.as_str()).collect();
    assert_eq!(failed, ["stock-rebuilding-patriot", "stock-left-patriot"]);
}

/// Every published cost is answered; only the three that rest on how AEI prices replacement fail, and say so.
#[test]
fn costs_are_answered_from_their_inputs() {
    let files = builtin();
    let report = validate(&files, Some("cost"), &Data::default(), Mode::Model);
    assert_eq!((report.cases.len(), report.not_run().count()), (16, 0));
    let failed: Vec<_> = report.cases.iter().filter(|r| r.pass != Some(true)).collect();
    let names: Vec<&str> = failed.iter().map(|r| r.case.id.as_str()).collect();
    assert_eq!(names, ["cost-aei-001", "cost-aei-003", "cost-aei-004"]);
    for result in &failed {
        assert!(result.reason().contains("the paper prints less and does not say why"), "{}", result.reason());
        let wrong: Vec<&str> = result.lines.iter().filter(|l| l.pass == Some(false)).map(|l| l.key).collect();
        assert!(wrong.iter().all(|key| key.contains("replenishment") || *key == "total_busd"), "{wrong:?}");
    }
    assert!(
        report
            .cases
            .iter()
            .all(|r| r.functions.iter().any(|f| f.starts_with("cupola_cost::") || f.contains("life_cycle")))
    );
}

/// A cost that is asked of what is not there is refused.
#[test]
fn a_cost_that_cannot_be_is_refused() {
    let ask = |id: &str, inputs: &str| {
        format!(
            "[[case]]\nid = \"{id}\"\narea = \"cost\"\nkind = \"cost\"\nstatus = \"printed\"\nsource = \"made up\"\n\
             inputs = {{ {inputs} }}\nexpected = {{ total_busd = 1 }}\ntolerance = {{ abs = 1e9 }}\n"
        )
    };
    let files = [file(
        &(ask("half", "interceptors = 3.5")
            + &ask("none", "interceptors = 7")
            + &ask("one", "anchors = [[3, 4]]")
            + &ask("flat", "anchors = [3, 4]")
            + &ask("life", "life_years = 3, horizon_years = 20")
            + &ask("price", "total_mass_t = 5, launch_usd_per_kg = -1")),
    )];
    let report = run(&files);
    let reason = |id: &str| report.cases.iter().find(|r| r.case.id == id).map(|r| r.reason()).unwrap();
    assert_eq!(reason("half"), "inputs.interceptors: 3.5 units; 1 to 1e9, whole");
    assert_eq!(reason("none"), "aei-2025-cost: no element has 7 units");
    assert_eq!(reason("one"), "inputs.anchors: two at least");
    assert_eq!(reason("flat"), "inputs.anchors is not a list of lists of 2 numbers");
    assert_eq!(reason("life"), "no element of the study lives 3 years");
    assert_eq!(reason("price"), "inputs.launch_usd_per_kg must be positive, got -1");
    assert_eq!((report.counts().passed, report.counts().failed), (0, 6));
}

/// A study that is asked for what it has not says so and is no pass.
#[test]
fn a_stock_that_is_not_there_is_refused() {
    let ask = |id: &str, inputs: &str, expected: &str| {
        format!(
            "[[case]]\nid = \"{id}\"\narea = \"sustain\"\nkind = \"stocks\"\nstatus = \"printed\"\nsource = \"made up\"\n\
             inputs = {{ {inputs} }}\nexpected = {{ {expected} }}\ntolerance = {{ abs = 1 }}\n"
        )
    };
    let payne = "study = \"payne-2026\", of = \"usa.patriot\"";
    let files = [file(
        &(ask("nobody", "study = \"payne-2062\", of = \"usa.patriot\"", "made = 1")
            + &ask("no-stock", "study = \"payne-2026\", of = \"usa.thaad\"", "made = 1")
            + &ask("no-date", payne, "left = 1")
            + &ask("no-day", &format!("{payne}, on = \"2026-03-02\""), "left = 1")
            + &ask("never", "study = \"thaad-2025\", of = \"usa.thaad\"", "restored_year = 2030")
            + &ask("wrong", payne, "fired_per_day = 30")),
    )];
    let report = run(&files);
    let reason = |id: &str| report.cases.iter().find(|r| r.case.id == id).map(|r| r.reason()).unwrap();
    assert!(reason("nobody").contains("payne-2062"), "{}", reason("nobody"));
    assert_eq!(reason("no-stock"), "payne-2026: there is no stock `usa.thaad`");
    assert_eq!(reason("no-date"), "inputs.on: `left` needs a date");
    assert_eq!(reason("no-day"), "payne-2026: no `usa.patriot` on 2026-03-02");
    assert_eq!(
        reason("never"),
        "thaad-2025: no `restored_year` of `usa.thaad` in half of the runs, by the end of the study"
    );
    assert_eq!((report.counts().passed, report.counts().failed), (0, 6));
}

/// The baseline is counted on the cases that the models answer, and says so itself.
#[test]
fn the_null_baseline_is_counted_alike_in_both_modes() {
    let files = builtin();
    let model = run(&files);
    let null = validate(&files, None, &Data::default(), Mode::Null);
    assert_eq!(model.null_passes().collect::<Vec<_>>(), null.null_passes().collect::<Vec<_>>());
    assert_eq!(null.counts().passed, null.null_passes().count());
    let own = [file(
        &(kepler(
            "same",
            "inputs = { range_km = 300, height_km = 74 }\nexpected = { apogee_km = 300 }\ntolerance = { abs = 1 }",
        ) + &kepler("zero", "inputs = { range_km = 300 }\nexpected = { time_s = 0 }\ntolerance = { abs = 1 }")),
    )];
    let null = validate(&own, None, &Data::default(), Mode::Null);
    assert_eq!((null.counts().passed, null.counts().failed), (2, 0), "an input of the same unit, else zero");
}

/// What is wrong, the file, and what a fault must say.
const BAD: [(&str, &str, &str); 18] = [
    ("no TOML", "schema = 2\n[[case]\n", "mine.toml:2:"),
    ("no schema", "[[case]]\n", "mine.toml:1:1: schema: is missing; allowed: 2"),
    ("other schema", "schema = 1\ncase = []\n", "mine.toml:1:10: schema: 1 is not allowed; allowed: 2"),
    ("no cases", "schema = 2\n", "mine.toml:1:1: case: is missing"),
    ("cases no list", "schema = 2\ncase = 4\n", "case: 4 is not allowed; allowed: [[case]] tables"),
    ("case no table", "schema = 2\ncase = [4]\n", "case.1: 4 is not allowed"),
    (
        "unknown key above",
        "schema = 2\ncolour = 1\ncase = []\n",
        "mine.toml:2:1: colour: unknown key; allowed: schema,",
    ),
    ("unknown key", "colour = 1", "case.a.colour: unknown key; allowed: id, area,"),
    ("unknown area", "area = \"sea\"", "case.a.area: \"sea\" is not allowed; allowed: flight, space,"),
    ("unknown status", "status = \"guessed\"", "\"guessed\" is not a word of a status; allowed: printed,"),
    ("id no text", "id = 7", "case.1.id: 7 is not allowed; allowed: text"),
    ("source empty", "source = \" \"", "case.a.source: is empty"),
    ("nothing expected", "expected = {}", "case.a.expected: is empty"),
    (
        "no number",
        "inputs = { range_km = nan }",
        "case.a.inputs.range_km: nan is not allowed; allowed: a finite number",
    ),
    ("table within", "inputs = { range_km = { low = 1 } }", "case.a.inputs.range_km: a table is not allowed"),
    (
        "tolerance of nothing",
        "tolerance = { time = { abs = 1 } }",
        "case.a.tolerance.time: is no key of `expected`; allowed: time_s",
    ),
    ("tolerance below zero", "tolerance = { abs = -1 }", "case.a.tolerance.abs: -1 is not allowed; allowed: 0 or more"),
    (
        "unknown tolerance",
        "tolerance = { time_s = { abs = 1, sigma = 2 } }",
        "case.a.tolerance.time_s.sigma: unknown key; allowed: rel,",
    ),
];

#[test]
fn every_bad_file_is_refused_with_its_place() {
    let good = [
        ("id", "\"a\""),
        ("area", "\"flight\""),
        ("kind", "\"kepler\""),
        ("status", "\"printed\""),
        ("source", "\"s\""),
        ("inputs", "{ range_km = 1 }"),
        ("expected", "{ time_s = 1 }"),
    ];
    for (what, change, words) in BAD {
        let text = if change.starts_with("schema") || change.starts_with("[[") {
            change.to_owned()
        } else {
            let key = change.split_once(" = ").unwrap().0;
            let lines: String = good
                .iter()
                .filter(|(name, _)| *name != key)
                .map(|(name, value)| format!("{name} = {value}\n"))
                .collect();
            format!("schema = 2\n[[case]]\n{lines}{change}\n")
        };
        let faults = CaseFile::parse("mine.toml", &text).unwrap_err().to_string();
        assert!(faults.contains(words), "{what}: {faults}");
        assert!(faults.lines().all(|line| line.starts_with("mine.toml:")), "{what}: {faults}");
    }
}

#[test]
fn all_faults_are_named_at_once() {
    let text = "schema = 2\n[[case]]\nid = \"a\"\narea = \"sea\"\nkind = \"\"\nsource = 3\ninputs = { x = inf, y = [1, nan] }\nexpected = { t = 1 }\ntolerance = { u = { abs = 1 }, t = 4 }\n";
    let faults = CaseFile::parse("mine.toml", text).unwrap_err();
    let keys: Vec<&str> = faults.0.iter().map(|fault| fault.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "case.a.status",
            "case.a.area",
            "case.a.kind",
            "case.a.source",
            "case.a.inputs.x",
            "case.a.inputs.y",
            "case.a.tolerance.u",
            "case.a.tolerance.t"
        ]
    );
}

#[test]
fn an_id_is_taken_once() {
    let one = kepler("a", "inputs = { range_km = 1 }\nexpected = { time_s = 1 }");
    let faults = CaseFile::parse("mine.toml", &format!("schema = 2\n{one}{one}")).unwrap_err().to_string();
    assert!(faults.contains("\"a\" names two cases"), "{faults}");
}
