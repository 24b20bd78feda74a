//! Cost against closed forms and against published arithmetic.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use cupola_cost::{
    Constellation, CostItem, CostTable, Discount, Horizon, Learning, Procurement, Share, Spending, evaluate,
};

const BILLION: f64 = 1e9;

fn item(element: usize, spending: Spending) -> CostItem {
    CostItem {
        element,
        paid_by: vec![Share { nation: 0, fraction: 0.67 }, Share { nation: 1, fraction: 0.33 }],
        spending,
    }
}

/// Twenty years from 2026, two elements, two nations.
fn twenty_years(items: &[CostItem], discount: Discount) -> CostTable {
    evaluate(items, 2, 2, Horizon::new(2026, 2046).unwrap(), discount).unwrap()
}

fn constellation() -> Constellation {
    Constellation {
        num_satellites: 7_800,
        unit_cost_usd: 22e6,
        learning: Learning::NONE,
        mass_kg: 0.0,
        launch_usd_per_kg: 0.0,
        life_years: 5.0,
        from_year: 2026,
        operations_yearly_usd: 0.0,
    }
}

fn total_of(constellation: Constellation) -> f64 {
    twenty_years(&[item(0, Spending::Constellation(constellation))], Discount::NONE).total_usd
}

fn assert_near(value: f64, expected: f64, rel: f64) {
    assert!((value / expected - 1.0).abs() <= rel, "{value} is not {expected} within {rel}");
}

/// Case `cost-cbo2026-001` (CBO, *Potential Costs of a National Missile Defense System*, May 2026, publication 62422,
/// via osintsights.com): 7,800 interceptors of 5 years' life for 20 years are 31,200, at 22 million 686.4 billion.
#[test]
fn cbo_2026_hardware_agrees() {
    assert_eq!(constellation().num_bought(2046), 31_200);
    assert_near(total_of(constellation()), 686.4 * BILLION, 1e-9);
}

/// Case `cost-cbo2026-002` (same source): 723 to acquire and 1 a year to operate make 743 billion.
#[test]
fn cbo_2026_layer_total_agrees() {
    let acquisition = Spending::Development { amount_usd: 723.0 * BILLION, from_year: 2026, until_year: 2036 };
    let operations = Spending::Operations { yearly_usd: BILLION, from_year: 2026, until_year: 2046 };
    let table = twenty_years(&[item(0, acquisition), item(1, operations)], Discount::NONE);
    assert_near(table.total_usd, 743.0 * BILLION, 1e-12);
    assert_near(table.by_element_usd[1], 20.0 * BILLION, 1e-12);
}

/// Case `cost-aps2003-001` (T. Hitchens, Space News, 21 July 2003): 2,000 t at 22,000 dollars per kg, 44 billion.
#[test]
fn aps_2003_launch_bill_agrees() {
    let launch_only = Constellation {
        num_satellites: 2_000,
        unit_cost_usd: 0.0,
        mass_kg: 1_000.0,
        launch_usd_per_kg: 22_000.0,
        life_years: 20.0,
        ..constellation()
    };
    assert_near(total_of(launch_only), 44.0 * BILLION, 1e-12);
}

/// Case `cost-aei-buildup-001` (T. Harrison, AEI, September 2025; anchors via github ethanjoshlee/SHIELD_V3): the
/// initial build of 4,990, 49,900 and 249,500 interceptors is 67, 421 and 1,557 billion. The curve (slope 0.85, first
/// unit 67.5 million, 1,900 kg at 770 dollars per kg) is fitted, so this checks our sum, not the study.
#[test]
fn aei_initial_builds_agree() {
    for (num_satellites, expected_busd) in [(4_990, 67.0), (49_900, 421.0), (249_500, 1_557.0)] {
        let tier = Constellation {
            num_satellites,
            unit_cost_usd: 67.5e6,
            learning: Learning::new(0.85).unwrap(),
            mass_kg: 1_900.0,
            launch_usd_per_kg: 770.0,
            life_years: 20.0,
            ..constellation()
        };
        assert_near(total_of(tier), expected_busd * BILLION, 0.01);
    }
}

#[test]
fn halved_life_of_satellites_costs_more() {
    let total_for = |life_years| total_of(Constellation { life_years, ..constellation() });
    let totals = [20.0, 10.0, 5.0, 2.5, 1.25].map(total_for);
    assert!(totals.windows(2).all(|pair| pair[1] > pair[0]), "{totals:?}");
}

#[test]
fn no_discount_is_the_plain_sum_and_a_discount_is_less() {
    let operations = item(0, Spending::Operations { yearly_usd: 3.0, from_year: 2020, until_year: 2100 });
    let at = |rate| twenty_years(std::slice::from_ref(&operations), Discount::new(rate, 2026).unwrap()).total_usd;
    assert_eq!(at(0.0), 60.0);
    // An annuity due: 3 × (1 − v^20) / (1 − v).
    let v: f64 = 1.0 / 1.03;
    assert_near(at(0.03), 3.0 * (1.0 - v.powi(20)) / (1.0 - v), 1e-12);
}

#[test]
fn procurement_without_learning_is_quantity_times_price() {
    let quantity_by_year = vec![(2026, 10), (2027, 20), (2050, 1_000)];
    let bought = Procurement { quantity_by_year, unit_cost_usd: 4e6, num_built_before: 77, learning: Learning::NONE };
    let table = twenty_years(&[item(0, Spending::Procurement(bought))], Discount::NONE);
    assert_eq!(table.total_usd, 30.0 * 4e6);
    assert_eq!(&table.by_year_usd[..3], [40e6, 80e6, 0.0]);
}

#[test]
fn two_lots_cost_what_one_does_and_the_first_unit_its_price() {
    let total = |quantity_by_year, num_built_before| {
        let learning = Learning::new(0.9).unwrap();
        let bought = Procurement { quantity_by_year, unit_cost_usd: 4e6, num_built_before, learning };
        twenty_years(&[item(0, Spending::Procurement(bought))], Discount::NONE).total_usd
    };
    assert_near(total(vec![(2026, 30), (2030, 70)], 500), total(vec![(2026, 100)], 500), 1e-9);
    assert_near(total(vec![(2026, 1)], 500), 4e6, 1e-9);
    assert!(total(vec![(2026, 100)], 0) < total(vec![(2026, 100)], 500), "learning is fastest at the start");
}

#[test]
fn every_table_sums_to_the_total_and_arms_subtract() {
    let development = Spending::Development { amount_usd: 7e9, from_year: 2025, until_year: 2032 };
    let items = [item(1, development), item(0, Spending::Constellation(constellation()))];
    let table = twenty_years(&items, Discount::new(0.02, 2026).unwrap());
    for part in [&table.by_element_usd, &table.by_nation_usd, &table.by_year_usd] {
        assert_near(part.iter().sum(), table.total_usd, 1e-12);
    }
    assert_near(table.by_nation_usd[1], 0.33 * table.total_usd, 1e-12);
    let mut difference = table.clone();
    difference.add_scaled(&table, -1.0);
    assert_eq!(difference.total_usd, 0.0);
}

#[test]
fn faulty_items_are_refused() {
    let horizon = Horizon::new(2026, 2046).unwrap();
    let operations = |yearly_usd| Spending::Operations { yearly_usd, from_year: 2026, until_year: 2030 };
    let unpaid = CostItem { element: 0, paid_by: vec![], spending: operations(1.0) };
    let dead = Spending::Constellation(Constellation { life_years: 0.0, ..constellation() });
    let never = Spending::Development { amount_usd: 1.0, from_year: 2030, until_year: 2030 };
    for (faulty, expected) in [
        (unpaid, "shares sum to 0, must be 1"),
        (item(2, operations(1.0)), "element index 2 does not exist"),
        (item(0, operations(f64::NAN)), "operations (USD a year) must be"),
        (item(0, dead), "satellite life (years) must be in 0.25..=1000, got 0"),
        (item(0, never), "must come after"),
    ] {
        let text = evaluate(&[faulty], 2, 2, horizon, Discount::NONE).unwrap_err().to_string();
        assert!(text.contains(expected), "{text:?} lacks {expected:?}");
    }
    assert!(Horizon::new(2026, 2026).is_err() && Discount::new(-0.1, 2026).is_err());
}
