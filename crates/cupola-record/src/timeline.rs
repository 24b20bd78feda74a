//! A timeline as a table: one number a row.

use cupola_study::timeline::Timeline;
use std::fmt::Write as _;

/// A timeline as CSV: `kind,id,arm,quarter,measure,value`.
///
/// `measure` is `probability` (the value is empty where the scenario says nothing), or for lines `per_year_p05`,
/// `per_year_p50` and `per_year_p95`. An element has a row for each arm that it is in.
#[must_use]
pub fn to_csv(timeline: &Timeline) -> String {
    let mut out = String::from("kind,id,arm,quarter,measure,value\n");
    let mut row = |kind: &str, id: &str, arm: &str, quarter: &str, measure: &str, value: Option<f64>| {
        let value = value.map_or(String::new(), |v| v.to_string());
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{kind},{},{},{quarter},{measure},{value}", quoted(id), quoted(arm));
    };
    for element in &timeline.elements {
        for arm in &element.arms {
            for (quarter, probability) in timeline.quarters.iter().zip(&element.probability) {
                row(element.kind.word(), &element.id, arm, quarter, "probability", *probability);
            }
        }
    }
    for line in &timeline.lines {
        for (quarter, rate) in timeline.quarters.iter().zip(&line.per_year) {
            for (measure, value) in [("per_year_p05", rate.p05), ("per_year_p50", rate.p50), ("per_year_p95", rate.p95)]
            {
                row("line", &line.id, &line.arm, quarter, measure, Some(value));
            }
        }
    }
    out
}

/// An id as a field: in quotes where it holds what would end it.
fn quoted(id: &str) -> String {
    if id.contains([',', '"', '\n']) { format!("\"{}\"", id.replace('"', "\"\"")) } else { id.to_owned() }
}
