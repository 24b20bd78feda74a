//! The campaign of the invented report.

use super::{by2, c};
use cupola_study::summary::*;
use std::collections::BTreeMap;

fn stock(start: f64, grow_per_month: f64, burn: f64, recover_per_month: f64) -> Vec<StockPoint> {
    let mut points = vec![];
    let mut level = start;
    for month in 0..78_u32 {
        let date = format!("{:04}-{:02}-01", 2026 + (month + 7) / 12, (month + 7) % 12 + 1);
        level = match month {
            0..20 => level + grow_per_month,
            20..26 => level - (level * burn),
            _ => level + recover_per_month,
        };
        let s = (0.12 + 0.012 * f64::from(month)).min(0.55);
        let q = |k: f64| (level * (1.0 + k * s)).max(0.0);
        points.push(StockPoint { date, p05: q(-1.0), p25: q(-0.4), p50: q(0.0), p75: q(0.45), p95: q(1.1) });
    }
    points
}

fn days(p05: Option<f64>, p50: Option<f64>, p95: Option<f64>, never_fraction: f64) -> Days {
    Days { p05, p50, p95, never_fraction }
}

fn counts(bought: f64, delivered: f64, on_hand: f64, in_transit: f64, on_order: f64) -> StockCounts {
    let count = |mean: f64| c(mean, (mean * 0.6).floor(), (mean * 1.5).ceil());
    StockCounts {
        bought: count(bought),
        delivered: count(delivered),
        on_hand: count(on_hand),
        in_transit: count(in_transit),
        on_order: count(on_order),
    }
}

fn japan_counts() -> CountsByDate {
    CountsByDate {
        stock_date: counts(0.0, 0.0, 342.0, 8.0, 0.0),
        raids_start: counts(90.0, 46.0, 388.0, 12.0, 40.0),
        end: counts(240.0, 221.0, 290.0, 9.0, 10.0),
    }
}

fn estimates() -> Vec<PublicEstimate> {
    vec![
        PublicEstimate {
            nation: "usa".into(),
            item: "pac3".into(),
            date: "2026-07-31".into(),
            low: 759.0,
            likely: 793.0,
            high: 1_000.0,
            grade: "secondary".into(),
            source: "CSIS, July 2026".into(),
        },
        PublicEstimate {
            nation: "usa".into(),
            item: "pac3".into(),
            date: "2029-06-30".into(),
            low: 2_330.0,
            likely: 2_330.0,
            high: 2_330.0,
            grade: "think-tank".into(),
            source: "CSIS forecast".into(),
        },
    ]
}

pub fn japan_campaign() -> CampaignSummary {
    CampaignSummary {
        days: 180,
        raids: c(14.1, 8.0, 21.0),
        threats: c(842.0, 511.0, 1_233.0),
        by_class: BTreeMap::new(),
        by_place: BTreeMap::new(),
        shots: [("pac3-mse".to_owned(), super::shots_of(412.0, 198.0))].into(),
        first_empty_day: by2(vec![("japan", "pac3", days(Some(12.0), Some(31.0), None, 0.18))]),
        first_battery_empty_day: by2(vec![("japan", "pac3", days(Some(1.0), Some(2.0), Some(9.0), 0.0))]),
        first_day_below_reserve: by2(vec![
            ("japan", "pac3", days(Some(4.0), Some(12.0), Some(31.0), 0.02)),
            ("usa", "pac3", days(Some(40.0), None, None, 0.71)),
        ]),
        first_zero_day: by2(vec![
            ("japan", "pac3", days(Some(15.0), Some(38.0), None, 0.22)),
            ("usa", "pac3", days(Some(28.0), Some(71.0), None, 0.41)),
            ("japan", "sm3", days(None, None, None, 1.0)),
        ]),
        days_of_cover: by2(vec![("japan", "pac3", days(Some(14.0), Some(43.0), Some(120.0), 0.0))]),
        burn_to_build: by2(vec![(
            "japan",
            "pac3",
            Ratio { p05: Some(40.0), p50: Some(114.0), p95: None, unbounded_fraction: 0.06 },
        )]),
        days_of_supply: by2(vec![("japan", "pac3", days(Some(0.0), Some(3.0), Some(20.0), 0.0))]),
        doctrine_changes: [("spare-pac3".to_owned(), days(Some(2.0), Some(11.0), None, 0.2))].into(),
        opponents: BTreeMap::new(),
        refused: [(
            "usa".to_owned(),
            by2(vec![("pac3", "transfer", c(9.0, 0.0, 30.0)), ("pac3", "export", c(3.0, 0.0, 11.0))]),
        )]
        .into(),
        refused_to: [(
            "usa".to_owned(),
            by2(vec![("pac3", "japan", c(9.0, 0.0, 30.0)), ("pac3", "outside", c(3.0, 0.0, 11.0))]),
        )]
        .into(),
        unmet: by2(vec![("usa", "thaad", c(4.0, 0.0, 13.0))]),
        theatres: BTreeMap::new(),
        expired: BTreeMap::new(),
        mean_age_days: BTreeMap::new(),
        counts: by2(vec![("japan", "pac3", japan_counts())]),
        port_calls: c(1.4, 0.0, 4.0),
        stock: by2(vec![
            ("japan", "pac3", stock(310.0, 4.0, 0.28, 5.0)),
            ("japan", "sm3", stock(60.0, 1.5, 0.12, 3.0)),
            ("usa", "pac3", stock(793.0, 10.0, 0.11, 30.0)),
            ("usa", "thaad", stock(250.0, 1.0, 0.03, 6.0)),
        ]),
        at_stock_date: by2(vec![
            ("japan", "pac3", c(342.0, 150.0, 600.0)),
            ("japan", "sm3", c(62.0, 45.0, 84.0)),
            ("usa", "pac3", c(841.0, 759.0, 1_000.0)),
            ("usa", "thaad", c(268.0, 200.0, 370.0)),
        ]),
        at_raids_start: by2(vec![
            ("japan", "pac3", c(388.0, 255.0, 565.0)),
            ("japan", "sm3", c(91.0, 60.0, 124.0)),
            ("usa", "pac3", c(988.0, 621.0, 1_330.0)),
            ("usa", "thaad", c(271.0, 204.0, 372.0)),
        ]),
        theatre_at_raids_start: by2(vec![("usa", "pac3", c(346.0, 180.0, 540.0))]),
        made_per_day: by2(vec![("japan", "pac3", c(0.08, 0.05, 0.12)), ("usa", "pac3", c(1.8, 0.9, 2.6))]),
        fired_per_day: by2(vec![
            ("japan", "pac3", c(9.1, 4.0, 17.0)),
            ("japan", "sm3", c(0.3, 0.1, 0.6)),
            ("usa", "pac3", c(4.4, 2.0, 9.0)),
            ("usa", "thaad", c(0.2, 0.0, 0.5)),
        ]),
        restored_date: by2(vec![(
            "usa",
            "pac3",
            Restored {
                target: 2_330.0,
                p05: Some("2029-05-01".into()),
                p50: Some("2030-08-01".into()),
                p95: None,
                never_fraction: 0.08,
            },
        )]),
        reserve_floor: by2(vec![("japan", "pac3", 200.0)]),
        estimates: estimates(),
        leakers_total: c(121.0, 61.0, 202.0),
        through_total: c(214.0, 118.0, 341.0),
        unaccounted: 0,
    }
}
