//! Cost against closed forms and against published arithmetic.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use cupola_core::math;
use cupola_cost::{
    CostItem, CostTable, Discount, Fleet, Horizon, Launch, Learning, Phase, PriceIndex, PriceOf, Procurement, Rebuy,
    Share, Spending, Terms, Theory, evaluate, mass_left_kg, slope_between,
};

const BILLION: f64 = 1e9;

fn item(element: usize, spending: Spending) -> CostItem {
    CostItem {
        element,
        paid_by: vec![Share { nation: 0, fraction: 0.67 }, Share { nation: 1, fraction: 0.33 }],
        spending,
    }
}

fn terms() -> Terms {
    Terms::plain(Horizon::new(2026, 2046).unwrap())
}

/// Twenty years from 2026, two elements, two nations.
fn twenty_years(items: &[CostItem], discount: Discount) -> CostTable {
    evaluate(items, 2, 2, &Terms { discount, ..terms() }).unwrap()
}

/// Satellites of five years' life.
fn constellation() -> Fleet {
    Fleet::in_orbit(7_800, 22e6, Launch::None, 5.0, 2026)
}

fn total_of(fleet: Fleet) -> f64 {
    twenty_years(&[item(0, Spending::Fleet(fleet))], Discount::NONE).total_usd
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
    let acquisition =
        Spending::Once { phase: Phase::Procurement, amount_usd: 723.0 * BILLION, from_year: 2026, until_year: 2036 };
    let operations = Spending::Operations { yearly_usd: BILLION, from_year: 2026, until_year: 2046 };
    let table = twenty_years(&[item(0, acquisition), item(1, operations)], Discount::NONE);
    assert_near(table.total_usd, 743.0 * BILLION, 1e-12);
    assert_near(table.by_element_usd[1], 20.0 * BILLION, 1e-12);
}

/// Case `cost-aps2003-001` (T. Hitchens, Space News, 21 July 2003): 2,000 t at 22,000 dollars per kg, 44 billion.
#[test]
fn aps_2003_launch_bill_agrees() {
    let launch = Launch::ByMass { mass_kg: 1_000.0, usd_per_kg: 22_000.0 };
    let launch_only = Fleet::in_orbit(2_000, 0.0, launch, 20.0, 2026);
    assert_near(total_of(launch_only), 44.0 * BILLION, 1e-12);
}

/// Case `cost-aei-buildup-001` (T. Harrison, AEI, September 2025; anchors via github ethanjoshlee/SHIELD_V3): the
/// initial build of 4,990, 49,900 and 249,500 interceptors is 67, 421 and 1,557 billion. The curve (slope 0.85, first
/// unit 67.5 million, 1,900 kg at 770 dollars per kg) is fitted, so this checks our sum, not the study.
#[test]
fn aei_initial_builds_agree() {
    for (num_satellites, expected_busd) in [(4_990, 67.0), (49_900, 421.0), (249_500, 1_557.0)] {
        let launch = Launch::ByMass { mass_kg: 1_900.0, usd_per_kg: 770.0 };
        let learning = Learning::new(0.85).unwrap();
        let tier = Fleet { learning, ..Fleet::in_orbit(num_satellites, 67.5e6, launch, 20.0, 2026) };
        assert_near(total_of(tier), expected_busd * BILLION, 0.01);
    }
}

#[test]
fn halved_life_of_satellites_costs_more() {
    let total_for = |life_years| total_of(Fleet { life_years: Some(life_years), ..constellation() });
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
    let development = Spending::Once { phase: Phase::Development, amount_usd: 7e9, from_year: 2025, until_year: 2032 };
    let items = [item(1, development), item(0, Spending::Fleet(constellation()))];
    let table = twenty_years(&items, Discount::new(0.02, 2026).unwrap());
    for part in [&table.by_element_usd, &table.by_nation_usd, &table.by_year_usd] {
        assert_near(part.iter().sum(), table.total_usd, 1e-12);
    }
    let by_phase: f64 = table.by_phase_usd.iter().flatten().sum();
    assert_near(by_phase, table.total_usd, 1e-12);
    assert_near(table.by_nation_usd[1], 0.33 * table.total_usd, 1e-12);
    let mut difference = table.clone();
    difference.add_scaled(&table, -1.0);
    assert_eq!(difference.total_usd, 0.0);
}

#[test]
fn faulty_items_are_refused() {
    let operations = |yearly_usd| Spending::Operations { yearly_usd, from_year: 2026, until_year: 2030 };
    let unpaid = CostItem { element: 0, paid_by: vec![], spending: operations(1.0) };
    let dead = Spending::Fleet(Fleet { life_years: Some(0.0), ..constellation() });
    let never = Spending::Once { phase: Phase::Development, amount_usd: 1.0, from_year: 2030, until_year: 2030 };
    for (faulty, expected) in [
        (unpaid, "shares sum to 0, must be 1"),
        (item(2, operations(1.0)), "element index 2 does not exist"),
        (item(0, operations(f64::NAN)), "operations (USD a year) must be"),
        (item(0, dead), "life (years) must be in 0.25..=1000, got 0"),
        (item(0, never), "must come after"),
    ] {
        let text = evaluate(&[faulty], 2, 2, &terms()).unwrap_err().to_string();
        assert!(text.contains(expected), "{text:?} lacks {expected:?}");
    }
    assert!(Horizon::new(2026, 2026).is_err() && Discount::new(-0.1, 2026).is_err());
}

/// The calculator of T. Harrison (github toddsharrison/SBI, d5eca52, October 2025): each of four generations on its own
/// curve of 85 % from 70 million, launches of 45 t from 150 million on 95 %, 450 million a year, 7,000 to develop. For
/// 998 interceptors of 1,294 kg 30 launches a generation, 18.2 million each on average, 104.4 billion in all. It sums
/// its curves as `(N^(1+b) + 1) / (1 + b)`, we unit by unit: 5 % less for thirty launches, 1.3 % of the whole.
#[test]
fn aei_calculator_agrees() {
    let learning = Learning::new(0.95).unwrap();
    let launch = Launch::ByVehicle { mass_kg: 1_294.0, capacity_kg: 45_000.0, first_usd: 150e6, learning };
    let interceptors = Fleet {
        learning: Learning::new(0.85).unwrap(),
        rebuy: Rebuy::Restarts,
        operations_yearly_usd: 450e6,
        ..Fleet::in_orbit(998, 70e6, launch, 5.0, 2026)
    };
    let development = Spending::Once { phase: Phase::Development, amount_usd: 7e9, from_year: 2026, until_year: 2027 };
    let table = twenty_years(&[item(0, Spending::Fleet(interceptors)), item(0, development)], Discount::NONE);
    assert_near(table.phase_usd(0, Phase::Procurement) / 998.0, 18.2e6, 0.01);
    assert_near(table.phase_usd(0, Phase::Replacement), 3.0 * table.phase_usd(0, Phase::Procurement), 1e-12);
    let apart = |num: u32, slope: f64| {
        let exponent = 1.0 + math::ln(slope) / math::ln(2.0);
        let theirs = (math::powf(f64::from(num), exponent) + 1.0) / exponent;
        theirs - Learning::new(slope).unwrap().lot_factor(0, u64::from(num))
    };
    let by_their_sum = table.total_usd + 4.0 * (150e6 * apart(30, 0.95) + 70e6 * apart(998, 0.85));
    assert_near(by_their_sum, 104.4 * BILLION, 5e-4);
}

/// Case `cost-aei-005`: the slope that the three anchors imply is 0.873 on the cumulative average (0.8695 and 0.8782 on
/// the two legs).
#[test]
fn slope_of_aei_anchors_agrees() {
    let anchors = [(4_990.0, 67.0), (49_900.0, 421.0), (249_500.0, 1_557.0)];
    assert_near(slope_between(anchors[0], anchors[1]).unwrap(), 0.8695, 1e-4);
    assert_near(slope_between(anchors[1], anchors[2]).unwrap(), 0.8782, 1e-4);
    assert_near(slope_between(anchors[0], anchors[2]).unwrap(), 0.873, 1e-3);
}

/// Case `cost-cbo2026-005`: what CBO's 723 billion leaves for launch bounds the mass at 2,346 kg, 1,897 with 7 billion of
/// development.
#[test]
fn mass_left_by_cbo_agrees() {
    assert_near(mass_left_kg(36.6 * BILLION, 31_200.0, 500.0).unwrap(), 2_346.0, 1e-3);
    assert_near(mass_left_kg(29.6 * BILLION, 31_200.0, 500.0).unwrap(), 1_897.0, 1e-3);
    assert!(mass_left_kg(-1.0, 31_200.0, 500.0).is_err() && mass_left_kg(1.0, 0.0, 500.0).is_err());
}

#[test]
fn average_price_is_the_average_over_all_that_is_bought() {
    let learning = Learning::new(0.8).unwrap().of_theory(Theory::CumulativeAverage);
    let fleet = Fleet { price_of: PriceOf::Average, learning, ..constellation() };
    assert_near(total_of(fleet), 686.4 * BILLION, 1e-9);
    let table = twenty_years(&[item(0, Spending::Fleet(fleet))], Discount::NONE);
    assert!(table.phase_usd(0, Phase::Procurement) > 686.4 * BILLION / 4.0, "the first fill is the dearest");
}

#[test]
fn building_over_years_buys_the_same_and_each_lives_as_long() {
    let slow = Fleet { build_years: 4, ..constellation() };
    assert_eq!(slow.lots(2046).iter().filter(|lot| lot.generation == 0).count(), 4);
    assert_eq!(slow.num_bought(2046), 4 * 7_800);
    // Built over six years, the last units need no fourth generation.
    assert_eq!(Fleet { build_years: 6, ..constellation() }.num_bought(2046), 4 * 7_800 - 1_300);
    let crewed = Fleet { unit_operations_yearly_usd: 1.0, build_years: 4, ..constellation() };
    let table = twenty_years(&[item(0, Spending::Fleet(crewed))], Discount::NONE);
    assert_near(table.phase_usd(0, Phase::Operations), 7_800.0 * (0.25 + 0.5 + 0.75 + 17.0), 1e-12);
}

#[test]
fn disposal_is_paid_at_the_end_of_each_life_within_the_years_counted() {
    let table =
        twenty_years(&[item(0, Spending::Fleet(Fleet { disposal_usd: 1e3, ..constellation() }))], Discount::NONE);
    assert_near(table.phase_usd(0, Phase::Disposal), 3.0 * 7_800.0 * 1e3, 1e-12);
    // A life of two and a half years: nothing is gone before what takes its place is bought.
    let lots = Fleet { life_years: Some(2.5), ..constellation() }.lots(2046);
    assert!(lots.windows(2).all(|pair| pair[0].end_year == Some(pair[1].year)), "{lots:?}");
    assert_eq!(table.total_usd, table.by_year_usd.iter().sum::<f64>());
}

#[test]
fn then_year_money_is_each_years_amount_in_its_own_prices() {
    let yearly = item(0, Spending::Operations { yearly_usd: 1.0, from_year: 2026, until_year: 2028 });
    let then_year = Some((2025, PriceIndex::steady(0.1).unwrap()));
    let table = evaluate(&[yearly], 2, 2, &Terms { then_year, ..terms() }).unwrap();
    assert_near(table.by_year_usd[0], 1.1, 1e-12);
    assert_near(table.by_year_usd[1], 1.21, 1e-12);
}

/// A thousand million units bought again every year: each generation costs what it does on the curve by hand.
#[test]
fn counts_beyond_32_bits_go_on_down_the_curve() {
    let learning = Learning::new(0.9).unwrap();
    let fleet = Fleet { learning, ..Fleet::in_orbit(1_000_000_000, 1.0, Launch::None, 1.0, 2026) };
    let by_hand = learning.lot_factor(0, 20_000_000_000);
    assert_near(twenty_years(&[item(0, Spending::Fleet(fleet))], Discount::NONE).total_usd, by_hand, 1e-6);
    let flat = Fleet { learning: Learning::NONE, ..fleet };
    assert_near(twenty_years(&[item(0, Spending::Fleet(flat))], Discount::NONE).total_usd, 20e9, 1e-12);
}
