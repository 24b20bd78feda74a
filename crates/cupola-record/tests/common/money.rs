//! A report of money alone, with invented numbers.

use super::{around, bare, c, japan_cost};
use cupola_core::stats::Count;
use cupola_study::summary::*;
use std::collections::BTreeMap;

/// A study of money alone: an element with a range, one without, a print, a chain of two steps.
pub fn cost_alone() -> Report {
    let b = 1e9;
    let mut report = bare();
    report.scenario.name = "dome-cost".into();
    report.raid.threats = Count::fixed(0.0);
    let element = |id: &str, total: Count, phases: &[(&str, Count)]| ElementCost {
        id: id.into(),
        name: format!("the {id}"),
        likely_usd: total.mean,
        total_usd: total,
        by_phase: phases.iter().map(|(word, count)| ((*word).to_owned(), *count)).collect(),
    };
    let step = |what: &str, total_usd, change_usd: f64, printed_usd: Option<f64>| WaterfallStep {
        what: what.into(),
        set: vec![],
        why: "to see".into(),
        source: "made up".into(),
        total_usd,
        change_usd,
        least_change_usd: change_usd,
        most_change_usd: change_usd,
        printed_usd,
        printed_by: printed_usd.map(|_| "somebody with a name that is too long to stand beside so short a bar".into()),
    };
    let life = LifeCycle {
        from_year: 2026,
        until_year: 2046,
        draws: 2_000,
        money: "constant".into(),
        likely_usd: Some(30.0 * b),
        total_usd: Some(c(31.0 * b, 22.0 * b, 41.0 * b)),
        acquisition_usd: Some(c(25.0 * b, 16.0 * b, 35.0 * b)),
        elements: vec![
            element(
                "orbit",
                c(21.0 * b, 12.0 * b, 31.0 * b),
                &[("procurement", c(15.0 * b, 9.0 * b, 21.0 * b)), ("launch", around(6.0 * b))],
            ),
            element("ground", Count::fixed(10.0 * b), &[("sites", Count::fixed(10.0 * b))]),
        ],
        by_phase: [("procurement".to_owned(), c(15.0 * b, 9.0 * b, 21.0 * b))].into(),
        by_nation: [("usa".to_owned(), c(31.0 * b, 22.0 * b, 41.0 * b))].into(),
        by_year: (2026..2046).map(|y| (y.to_string(), around(1.5 * b))).collect(),
        printed: vec![PrintedBeside {
            what: "all of it".into(),
            source: "somebody".into(),
            grade: "press".into(),
            year: 2004,
            stated_low_usd: 12.0 * b,
            stated_high_usd: 15.0 * b,
            low_usd: 20.0 * b,
            high_usd: 25.0 * b,
            likely_usd: 30.0 * b,
            cupola_usd: c(31.0 * b, 22.0 * b, 41.0 * b),
        }],
        unsaid: vec!["What it is <made> of.".into()],
        drivers: vec![CostDriver {
            key: "cost.element.orbit.life_years".into(),
            low: 3.0,
            likely: 5.0,
            high: 7.0,
            grade: "assumed".into(),
            low_usd: 40.0 * b,
            high_usd: 24.0 * b,
        }],
        by_grade: [("assumed".to_owned(), 3)].into(),
        steps: Some(Waterfall {
            title: "From 30 to 20".into(),
            status: "a chain".into(),
            caveats: vec!["Made up.".into()],
            price_year: 2026,
            steps: vec![step("all", 30.0 * b, 30.0 * b, Some(1.0 * b)), step("less & less", 20.0 * b, -10.0 * b, None)],
            unsaid: vec![],
        }),
    };
    report.cost = Some(CostSummary {
        incremental_usd: Count::fixed(0.0),
        expended_usd: Count::fixed(0.0),
        by_class: Vec::new(),
        by_element: BTreeMap::new(),
        by_nation: BTreeMap::new(),
        by_year: BTreeMap::new(),
        life_cycle: Some(life),
        ..japan_cost()
    });
    report
}
