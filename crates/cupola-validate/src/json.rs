//! The report as JSON: the contract of `cupola validate --json`.

use crate::Mode;
use crate::case::{Evidence, Value};
use crate::report::{CaseResult, Counts, Line, Report};
use crate::tolerance::Tolerance;
use serde_json::{Map, Value as Json, json};

/// The report as one JSON document. Numbers that are not finite are `null`.
#[must_use]
pub fn to_json(report: &Report<'_>) -> Json {
    let Counts { passed, failed } = report.counts();
    let evidence = Evidence::ALL.map(|evidence| {
        let Counts { passed, failed } = report.counts_of(evidence);
        (evidence.word().to_owned(), json!({ "means": evidence.meaning(), "passed": passed, "failed": failed }))
    });
    let null_passes: Vec<&str> = report.null_passes().collect();
    json!({
        "answered_by": match report.mode { Mode::Model => "model", Mode::Null => "null" },
        "passed": passed,
        "failed": failed,
        "not_run": report.not_run().collect::<Vec<_>>(),
        "reported": report.only_reported().collect::<Vec<_>>(),
        "null_baseline_passes": null_passes.len(),
        "null_baseline_passed": null_passes,
        "evidence": evidence.into_iter().collect::<Map<_, _>>(),
        "cases": report.cases.iter().map(case).collect::<Vec<_>>(),
    })
}

fn case(result: &CaseResult<'_>) -> Json {
    let case = result.case;
    let by_key = |of: &dyn Fn(&Line<'_>) -> Option<Json>| -> Map<String, Json> {
        result.lines.iter().filter_map(|line| Some((line.key.to_owned(), of(line)?))).collect()
    };
    let mut observed = by_key(&|line| line.observed.as_ref().map(value));
    observed.extend(result.more.iter().map(|(key, more)| ((*key).to_owned(), value(more))));
    json!({
        "id": case.id,
        "area": case.area,
        "kind": case.kind,
        "status": case.status,
        "evidence": result.evidence().word(),
        "pass": result.pass,
        "not_run": !result.is_run,
        "unanswered": result.unanswered().collect::<Vec<_>>(),
        "expected": case.expected.0.iter().map(|(key, v)| (key.clone(), value(v))).collect::<Map<_, _>>(),
        "observed": observed,
        "error": by_key(&|line| line.observed.as_ref().map(|_| json!(line.error))),
        "tolerance": by_key(&|line| line.tolerance.as_ref().map(tolerance)),
        "score": by_key(&|line| Some(line.score.word().into())),
        "key_pass": by_key(&|line| line.pass.map(Json::from)),
        "key_null_pass": by_key(&|line| line.null_pass.map(Json::from)),
        "null_baseline_passes": result.null_passes,
        "function": result.functions.join(", "),
        "why": case.why,
        "reason": (!result.notes.is_empty()).then(|| result.reason()),
        "source": case.source,
        "confidence": case.confidence,
    })
}

fn value(value: &Value) -> Json {
    match value {
        Value::Truth(truth) => json!(truth),
        Value::Number(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::List(list) => list.iter().map(self::value).collect(),
    }
}

fn tolerance(tolerance: &Tolerance) -> Json {
    let mut map = Map::new();
    let figures = [
        ("rel", tolerance.rel),
        ("abs", tolerance.abs),
        ("factor", tolerance.factor),
        ("rel_above_best", tolerance.rel_above_best),
    ];
    map.extend(figures.into_iter().filter_map(|(name, figure)| Some((name.to_owned(), json!(figure?)))));
    map.extend(tolerance.band.map(|band| ("band".to_owned(), json!(band))));
    if tolerance.one_sided {
        map.insert("one_sided".to_owned(), json!(true));
    }
    map.extend(tolerance.note.iter().map(|note| ("note".to_owned(), json!(note))));
    Json::Object(map)
}
