//! A plausible report with invented numbers, for tests only; never shipped and never quoted.
#![allow(dead_code)]

mod campaign;
pub mod money;

use campaign::japan_campaign;
use cupola_core::stats::Count;
use cupola_study::summary::*;
use std::collections::BTreeMap;

/// A count with a band.
pub fn c(mean: f64, p05: f64, p95: f64) -> Count {
    let half = (p95 - p05) / 60.0;
    Count { mean, p05, p50: mean, p95, ci95_low: mean - half, ci95_high: mean + half, share_from_inputs: Some(0.64) }
}

fn around(mean: f64) -> Count {
    c(mean, (mean * 0.55).floor(), (mean * 1.5).ceil())
}

fn fates(launched: f64, engaged: f64, killed: f64, suppressed: f64, failed: f64, harmless: f64) -> Fates {
    Fates {
        launched: c(launched, launched, launched),
        detected: c(launched, launched, launched),
        tracked: around(launched * 0.96),
        engaged: around(engaged),
        intercepted: around(killed),
        suppressed: around(suppressed),
        failed: around(failed),
        fell_harmless: around(harmless),
        leaked: around(launched - killed - suppressed - failed - harmless),
        through: around(launched - killed - suppressed - failed),
        held_by_choice: around(launched * 0.02),
    }
}

fn by2<T>(rows: Vec<(&str, &str, T)>) -> ById<ById<T>> {
    let mut out: ById<ById<T>> = BTreeMap::new();
    for (a, b, v) in rows {
        out.entry(a.into()).or_default().insert(b.into(), v);
    }
    out
}

fn place(id: &str, name: &str, nation: &str, lat_deg: f64, lon_deg: f64, value: f64) -> PlaceInfo {
    PlaceInfo { id: id.into(), name: name.into(), nation: nation.into(), lat_deg, lon_deg, value }
}

fn element(
    id: &str,
    kind: &str,
    lat_deg: f64,
    lon_deg: f64,
    radius_m: f64,
    what: &str,
    defends: &[&str],
) -> ElementInfo {
    ElementInfo {
        id: id.into(),
        kind: kind.into(),
        nation: if kind == "launch-area" { String::new() } else { "japan".into() },
        lat_deg,
        lon_deg,
        radius_m,
        what: what.into(),
        defends: defends.iter().map(|s| (*s).to_owned()).collect(),
    }
}

fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

fn japan_scenario() -> ScenarioInfo {
    let class = |id: &str, name: &str, group: &str, separate| ClassInfo {
        id: id.into(),
        name: name.into(),
        group: group.into(),
        separate,
    };
    let mut elements = vec![
        element("sm3-ship-1", "ship", 38.2, 136.2, 900e3, "SM-3 IA, SM-3 IIA", &["kanto", "kansai", "chubu"]),
        element("sm3-ship-2", "ship", 33.2, 131.0, 900e3, "SM-3 IIA", &["kansai", "okinawa"]),
        element("tpy2-shariki", "radar", 40.89, 140.34, 1_500e3, "AN/TPY-2", &[]),
        element("tpy2-kyogamisaki", "radar", 35.77, 135.2, 1_500e3, "AN/TPY-2", &[]),
        element(
            "okinawa-guns",
            "area-defence",
            26.4,
            127.9,
            60e3,
            "guns, fighters, short-range missiles",
            &["okinawa"],
        ),
        element("thaad-guam", "battery", 13.56, 144.9, 200e3, "THAAD", &["guam"]),
        element("gbi-alaska", "battery", 63.95, -145.7, 0.0, "GBI", &["west-coast"]),
        element("gbi-california", "battery", 34.74, -120.6, 0.0, "GBI", &["west-coast"]),
        element("northern Korean peninsula", "launch-area", 40.0, 126.0, 120e3, "launch area", &[]),
        element("continental East Asia", "launch-area", 31.0, 117.0, 300e3, "launch area", &[]),
        element("open ocean", "launch-area", 23.0, 131.0, 250e3, "launch area", &[]),
    ];
    for (id, lat, lon, at) in [
        ("iruma", 35.84, 139.41, "kanto"),
        ("kasuga", 33.53, 130.47, "kyushu"),
        ("gifu", 35.39, 136.87, "chubu"),
        ("misawa", 40.7, 141.37, "misawa"),
        ("naha", 26.2, 127.65, "okinawa"),
    ] {
        for n in 1..=4 {
            elements.push(element(&format!("{id}-{n}"), "battery", lat, lon, 40e3, "PAC-3", &[at]));
        }
    }
    ScenarioInfo {
        name: "japan-2028".into(),
        hash: "0badc0de0badc0de0badc0de0badc0de".into(),
        status: "hypothetical: the terms of Japan's participation are not public".into(),
        title: "Japan and the shared shield, 2028".into(),
        question: "What if Japan joins Golden Dome on assumed terms, compared with the alliance as it stands today?"
            .into(),
        caveats: vec!["The terms of joining are not public: every one here is assumed.".into()],
        price_year: 2026,
        stock_date: "2026-07-31".into(),
        raids_start: "2028-04-01".into(),
        end: "2032-12-31".into(),
        arms: vec![
            ArmInfo {
                id: "today".into(),
                name: "today’s alliance".into(),
                agreements: vec![(
                    "alliance-today".into(),
                    "in-force".into(),
                    "Shared warning; two radars cue ships.".into(),
                )],
            },
            ArmInfo {
                id: "golden-dome".into(),
                name: "joins Golden Dome".into(),
                agreements: vec![
                    ("alliance-today".into(), "in-force".into(), "Shared warning; two radars cue ships.".into()),
                    (
                        "golden-dome-japan".into(),
                        "hypothetical".into(),
                        "Tracks shared for engagement; half of new PAC-3 exported.".into(),
                    ),
                ],
            },
        ],
        classes: vec![
            class("mrbm-1300", "MRBM, 1,300 km", "ballistic, to 2,000 km", false),
            class("mrbm-2000", "MRBM, 2,000 km", "ballistic, to 2,000 km", false),
            class("kn-23", "KN-23", "quasi-ballistic", false),
            class("hgv-medium", "medium-range glider", "glide", false),
            class("cruise-subsonic", "subsonic cruise missile", "cruise", false),
            class("shahed-136", "one-way drone", "drones", false),
            class("irbm-4500", "IRBM, 4,500 km", "ballistic, beyond 2,000 km", false),
            class("icbm-solid", "ICBM", "intercontinental", true),
        ],
        places: vec![
            place("kanto", "Kanto", "japan", 35.68, 139.69, 10.0),
            place("kansai", "Kansai", "japan", 34.69, 135.5, 7.0),
            place("chubu", "Chubu", "japan", 35.18, 136.9, 6.0),
            place("yokosuka", "Yokosuka", "japan", 35.29, 139.67, 5.0),
            place("misawa", "Misawa", "japan", 40.7, 141.37, 4.0),
            place("okinawa", "Okinawa", "japan", 26.35, 127.77, 5.0),
            place("guam", "Guam", "usa", 13.48, 144.8, 4.0),
            place("west-coast", "US west coast", "usa", 34.05, -118.24, 10.0),
        ],
        elements,
        items: pairs(&[("pac3", "PAC-3"), ("sm3", "SM-3"), ("sm6", "SM-6"), ("thaad", "THAAD"), ("gbi", "GBI")]),
        nations: pairs(&[("japan", "Japan"), ("usa", "United States")]),
        lines: pairs(&[("pac3-japan", "PAC-3, Japan")]),
    }
}

fn japan_raid() -> RaidSummary {
    let groups = vec![
        ("ballistic, to 2,000 km".to_owned(), false, fates(30.0, 28.0, 23.1, 0.0, 1.0, 1.9)),
        ("quasi-ballistic".to_owned(), false, fates(10.0, 9.0, 5.5, 0.0, 0.3, 1.1)),
        ("glide".to_owned(), false, fates(8.0, 4.0, 1.5, 0.0, 0.1, 1.7)),
        ("cruise".to_owned(), false, fates(24.0, 18.0, 14.6, 1.2, 0.7, 2.7)),
        ("drones".to_owned(), false, fates(44.0, 34.0, 25.0, 6.1, 0.9, 7.3)),
        ("ballistic, beyond 2,000 km".to_owned(), false, fates(4.0, 3.8, 3.3, 0.0, 0.1, 0.2)),
        ("intercontinental".to_owned(), true, fates(4.0, 3.9, 3.4, 0.0, 0.1, 0.1)),
    ];
    let shots = [
        ("pac3-mse", 52.0, 27.4),
        ("sm-3-iia", 24.0, 15.6),
        ("thaad", 8.0, 5.3),
        ("sm-6", 4.2, 2.4),
        ("gbi", 11.0, 3.4),
    ];
    let classes = ["mrbm-1300", "kn-23", "hgv-medium", "cruise-subsonic", "shahed-136", "irbm-4500", "icbm-solid"];
    RaidSummary {
        id: "opening".into(),
        name: "Opening raid".into(),
        track_mode: "covariance",
        rule: "earliest",
        assignment: None,
        threats: c(120.0, 120.0, 120.0),
        leakers: c(21.2, 11.0, 34.0),
        fell_harmless: c(14.9, 8.0, 23.0),
        through: c(36.1, 22.0, 53.0),
        leak_fraction: c(0.177, 0.09, 0.28),
        value_lost_fraction: c(0.12, 0.05, 0.21),
        all: fates(124.0, 106.0, 75.4, 7.3, 3.2, 15.9),
        by_class: classes.iter().zip(&groups).map(|(k, g)| ((*k).to_owned(), g.2.clone())).collect(),
        by_group: groups,
        by_place: [("kanto".to_owned(), fates(40.0, 32.0, 26.0, 1.0, 1.0, 5.0))].into(),
        by_layer: [("iruma-1".to_owned(), around(3.1))].into(),
        by_family: vec![
            ("GBI".into(), c(3.4, 1.0, 4.0)),
            ("SM-3".into(), c(15.6, 9.0, 22.0)),
            ("THAAD".into(), c(5.3, 2.0, 9.0)),
            ("SM-6".into(), c(2.4, 0.0, 6.0)),
            ("PAC-3".into(), c(27.4, 18.0, 36.0)),
            ("guns, other SAM".into(), c(22.3, 12.0, 33.0)),
            ("orbit".into(), c(0.0, 0.0, 0.0)),
        ],
        shots: shots.iter().map(|(k, f, n)| ((*k).to_owned(), shots_of(*f, *n))).collect(),
        histogram: (12..70).map(|n| (n, histogram_runs(n))).filter(|h| h.1 > 0).collect(),
        through_without_common_mode: c(32.9, 22.0, 45.0),
        orbit_none_in_reach_fraction: Some(c(0.93, 0.82, 1.0)),
        orbit: Some(OrbitSummary {
            missiles: c(62.0, 48.0, 80.0),
            kills: c(0.3, 0.0, 1.0),
            fell_short: c(0.2, 0.0, 1.0),
            share_of_stopped_fraction: c(0.01, 0.0, 0.03),
            seen_fraction: [("sbirs".to_owned(), c(1.0, 1.0, 1.0))].into(),
        }),
        chain_s: vec![
            ("detection".into(), 62.0),
            ("firm track".into(), 31.0),
            ("authority".into(), 20.0),
            ("command".into(), 8.0),
            ("launch".into(), 4.0),
        ],
    }
}

fn histogram_runs(n: u32) -> u32 {
    let x = (f64::from(n) - 34.0) / if n < 34 { 7.5 } else { 11.0 };
    (46.0 / (1.0 + x * x + 0.4 * x * x * x * x) + 3.0 * f64::from(n * 7919 % 11) / 11.0 - 2.0).max(0.0) as u32
}

fn delta(base_mean: f64, arm_mean: f64, p05: f64, p95: f64, verdict: &str) -> Delta {
    let mean = arm_mean - base_mean;
    let half = (p95 - p05) / 24.0;
    Delta {
        base_mean,
        arm_mean,
        mean,
        ci95_low: mean - half,
        ci95_high: mean + half,
        p05,
        p95,
        verdict: verdict.into(),
    }
}

fn japan_compare() -> CompareSummary {
    let rows = [
        ("through_total", "get through, 180 days", delta(214.0, 199.0, -41.0, 6.0, "unclear")),
        ("leakers_total", "of it, damage", delta(121.0, 112.0, -24.0, 5.0, "unclear")),
        ("stock.japan.pac3.raids_start", "Japan’s PAC-3 at the first raid", delta(388.0, 351.0, -81.0, -6.0, "fewer")),
        ("stock.usa.pac3.raids_start", "US PAC-3 at the first raid", delta(988.0, 1_037.0, 17.0, 92.0, "more")),
        ("stock.usa.thaad.raids_start", "US THAAD at the first raid", delta(271.0, 271.0, 0.0, 0.0, "same")),
    ];
    CompareSummary {
        base: "today".into(),
        arms: vec![ArmSummary {
            name: "golden-dome".into(),
            labels: rows.iter().map(|r| (r.0.to_owned(), r.1.to_owned())).collect(),
            delta: rows.into_iter().map(|r| (r.0.to_owned(), r.2)).collect(),
            parts: vec![
                ("tracks shared".into(), delta(214.0, 197.0, -38.0, 1.0, "unclear")),
                ("interceptors shared".into(), delta(214.0, 212.0, -7.0, 2.0, "unclear")),
                ("factories".into(), delta(214.0, 213.0, -3.0, 0.5, "unclear")),
                ("rounds sent abroad".into(), delta(214.0, 219.0, 1.0, 12.0, "more")),
            ],
            campaign: None,
        }],
    }
}

fn japan_cost() -> CostSummary {
    let b = 1e9;
    CostSummary {
        price_year: 2026,
        horizon_years: 7.0,
        discount_rate: 0.0,
        incremental_usd: c(2.5 * b, 1.5 * b, 4.1 * b),
        expended_usd: c(3.9 * b, 2.6 * b, 5.4 * b),
        raids_usd: Some(c(1.2 * b, 0.7 * b, 1.9 * b)),
        by_class: Vec::new(),
        by_element: [
            ("pac3-japan line".to_owned(), c(0.7 * b, 0.3 * b, 1.2 * b)),
            ("sm3-iia-japan line".to_owned(), c(0.9 * b, 0.5 * b, 1.6 * b)),
            ("gpi".to_owned(), c(0.6 * b, 0.2 * b, 1.3 * b)),
            ("tracking satellites".to_owned(), c(0.3 * b, 0.1 * b, 0.6 * b)),
        ]
        .into(),
        by_nation: [
            ("japan".to_owned(), c(1.4 * b, 0.8 * b, 2.3 * b)),
            ("usa".to_owned(), c(1.1 * b, 0.6 * b, 1.9 * b)),
        ]
        .into(),
        by_year: (2026..=2032).map(|y| (y.to_string(), around(0.36 * b))).collect(),
        life_cycle: None,
    }
}

fn provenance() -> Provenance {
    let input = |key: &str, low, likely, high, grade: &str, sources: &[&str], note: &str| InputInfo {
        key: key.into(),
        low,
        likely,
        high,
        grade: grade.into(),
        sources: sources.iter().map(|s| (*s).to_owned()).collect(),
        note: note.into(),
    };
    let grades =
        [("official", 9), ("press", 31), ("think-tank", 24), ("secondary", 17), ("unverified", 4), ("assumed", 27)];
    Provenance {
        values: 112,
        by_grade: grades.iter().map(|(g, n)| ((*g).to_owned(), *n)).collect(),
        top_inputs: vec![
            TopInput {
                key: "interceptor.pac3-mse.kill_probability_glide".into(),
                share: 0.24,
                grade: "assumed".into(),
            },
            TopInput { key: "doctrine.correlation".into(), share: 0.17, grade: "assumed".into() },
            TopInput { key: "stock.japan.pac3.quantity".into(), share: 0.12, grade: "assumed".into() },
            TopInput { key: "raid.opening.group.mrbm.count".into(), share: 0.06, grade: "assumed".into() },
        ],
        inputs: vec![
            input("stock.japan.pac3.quantity", 150.0, 300.0, 600.0, "assumed", &[], "unpublished"),
            input(
                "stock.usa.pac3.quantity",
                759.0,
                793.0,
                1_000.0,
                "contested",
                &["https://example.org/stock", "CSIS, July 2026"],
                "disputed",
            ),
            input("interceptor.pac3-mse.kill_probability_glide", 0.05, 0.3, 0.6, "assumed", &[], "no public test"),
            input("doctrine.correlation", 0.0, 0.1, 0.3, "assumed", &[], ""),
            input("raid.opening.group.mrbm.count", 15.0, 30.0, 60.0, "assumed", &[], "stated, not a forecast"),
        ],
    }
}

/// The lead scenario with everything present.
pub fn sample() -> Report {
    Report {
        scenario: japan_scenario(),
        version: "0.1.0".into(),
        seed: 1,
        runs: 1_000,
        worlds: 250,
        physics_sets: 16,
        threads: 2,
        log_hash: "7f3a0123456789abcdef0123456cc21e".into(),
        elapsed_s: 3.1,
        stopped_early: false,
        raid: japan_raid(),
        campaign: Some(japan_campaign()),
        cost: Some(japan_cost()),
        compare: Some(japan_compare()),
        replay: None,
        provenance: provenance(),
    }
}

/// Every option absent and every map empty.
pub fn bare() -> Report {
    let mut report = sample();
    report.campaign = None;
    report.cost = None;
    report.compare = None;
    report.raid.by_class = BTreeMap::new();
    report.raid.by_group = vec![];
    report.raid.by_place = BTreeMap::new();
    report.raid.by_layer = BTreeMap::new();
    report.raid.by_family = vec![];
    report.raid.shots = BTreeMap::new();
    report.raid.histogram = vec![];
    report.raid.orbit_none_in_reach_fraction = None;
    report.raid.orbit = None;
    report.raid.chain_s = vec![];
    report.scenario.places = vec![];
    report.scenario.elements = vec![];
    report.scenario.arms.truncate(1);
    report.provenance = Provenance { values: 0, by_grade: BTreeMap::new(), top_inputs: vec![], inputs: vec![] };
    report.raid.through.share_from_inputs = None;
    report.elapsed_s = 0.0;
    report
}

/// A replay of a published series, without campaign arms.
pub fn replay() -> Report {
    let mut report = bare();
    report.scenario.name = "gulf-2026".into();
    report.scenario.title = "The Gulf, March 2026: a replay".into();
    report.scenario.question = "Does the model stop what the defender said it stopped?".into();
    report.scenario.status = "a replay of published figures".into();
    report.raid.by_group = vec![
        ("ballistic".into(), false, fates(165.0, 160.0, 148.0, 0.0, 3.0, 10.0)),
        ("drone".into(), false, fates(541.0, 500.0, 470.0, 20.0, 6.0, 20.0)),
    ];
    let detected =
        [("ballistic", [165.0, 9.0, 12.0, 10.0, 9.0, 16.0]), ("drone", [541.0, 148.0, 123.0, 260.0, 112.0, 121.0])];
    let dates = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-05", "2026-03-06", "2026-03-07"];
    let mut rows = vec![];
    for (group, counts) in detected {
        for (date, n) in dates.iter().zip(counts) {
            let q = |f: f64| (n * f).floor();
            rows.push(ReplayRow {
                date: (*date).into(),
                group: group.into(),
                detected: n,
                published_stopped: (*date != "2026-03-03").then(|| q(0.93)),
                stopped: [q(0.71), q(0.82), q(0.9), q(0.95), q(1.0)],
                half_width_points: 50.0 * (q(1.0) - q(0.71)) / n,
            });
        }
    }
    let total = |group: &str, published_fraction, half| ReplayTotal {
        group: group.into(),
        published_fraction,
        computed_fraction: [0.93 - half * 2.0, 0.88 - half, 0.91 - half * 0.5, 0.95, 0.97],
        half_width_points: half * 100.0,
    };
    report.replay = Some(ReplaySummary {
        source: "UAE Ministry of Defence, daily statements".into(),
        rows,
        inside_50_fraction: 0.5,
        inside_90_fraction: 0.89,
        totals: vec![total("ballistic", 0.927, 0.11), total("drone", 0.939, 0.22)],
        spend: vec![("Patriots per ballistic target".into(), 1.6, 2.1, c(1.9, 1.5, 2.4))],
    });
    report
}

/// Shots of a type: a third of those that did not kill found their target gone.
pub fn shots_of(fired: f64, kills: f64) -> Shots {
    let wasted = fired - kills;
    Shots {
        fired: around(fired),
        kills: around(kills),
        hit: around(kills),
        missed: around(wasted * 2.0 / 3.0),
        self_destructed: around(wasted / 3.0),
        unused: around(40.0),
    }
}
