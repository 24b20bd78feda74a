//! Textbook answers for stocks (`data/inventory.toml`), each inside the interval of a simulation by the engine itself.
//!
//! A customer that reorders from a line of ample capacity is a base-stock or (s, S) policy; a base stock S orders at S − 1.
//! Periods are days. Continuous review is a grid of several days for each of the case's: what is asked for in one is
//! ordered the next morning, and there one day less than the lead later, so that at the end of a day exactly a lead's demand
//! is on order. A batch is ordered at the exact unit only where two are seldom asked for in one day, so its grid is finer.
//! The newsvendor with normal demand is left out: rounds are whole.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use cupola_core::{Day, EntityKey, Seed, Stream};
use cupola_sustain::{
    Allocation, Asked, Customer, DAYS_PER_YEAR, Demand, Destination, Line, Plan, RatePoint, Shortage, Stock, Stockroom,
};
use toml::{Table, Value};

/// Engine days of one of the case's days, unit by unit; and of its unit of time, in batches.
const GRID: f64 = 40.0;
const BATCH_GRID: f64 = 100.0;
const NUM_REPLICATIONS: u64 = 16;
/// Student's t of 15 degrees of freedom, 99.9 % two-sided.
const T_QUANTILE: f64 = 4.07;
/// An interval wider than this share of the answer would prove nothing.
const MAX_HALF_WIDTH_FRACTION: f64 = 0.15;
/// Engine days measured, for a grid of 1, [`GRID`] and [`BATCH_GRID`].
const MEASURED_DAYS: [i32; 3] = [80_000, 1_000_000, 2_000_000];

/// How a case is played: raids a day and their size, when and up to what is ordered, and days to delivery.
struct Policy {
    raids: Vec<(f64, u32)>,
    shortage: Shortage,
    reorder_at: u32,
    up_to: u32,
    lead_days: f64,
    /// Engine days of the case's unit of time.
    grid: f64,
}

/// What one replication has seen, by the case's unit of time where it is a rate.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    on_hand: f64,
    on_order: f64,
    owed: f64,
    asked: f64,
    unmet: f64,
    days_short: f64,
    days_empty: f64,
    orders: f64,
    days: f64,
}

impl Policy {
    fn plan(&self, replication: u64) -> Plan {
        let warm_up = (20.0 * self.lead_days) as i32 + 1_000;
        let measured = MEASURED_DAYS[usize::from(self.grid > 1.0) + usize::from(self.grid > GRID)];
        let end = Day(warm_up + measured);
        let customer = Customer {
            to: Destination::Nation(1),
            share_fraction: 0.0,
            up_to: self.up_to,
            reorder_at: self.reorder_at,
            cap_per_year: None,
            from: Day(0),
            until: end.plus(1),
            approval_days: 0,
            transport_days: 0,
        };
        let line = Line {
            nation: 0,
            items: vec![0],
            capacity: vec![RatePoint { day: Day(0), rate_per_year: 300.0 * DAYS_PER_YEAR }],
            lot_rounds: 1,
            lead_days: self.lead_days as i32 - i32::from(self.grid > 1.0),
            pass_fraction: 1.0,
            test_fraction: 0.0,
            licence_per_year: None,
            orders: vec![],
            order_lead_days: 0,
            funded: vec![],
            expansions: vec![],
            parts: vec![],
            customers: vec![customer],
            allocation: Allocation::Reorder,
        };
        let demand = |(index, &(raids_per_day, size)): (usize, &(f64, u32))| Demand {
            key: EntityKey::of("inventory").child(index as u64),
            nation: 1,
            item: 0,
            theatre: None,
            asked: Asked::Raids { raids_per_day, low: size, high: size },
            from: Day(0),
            until: end.plus(1),
            shortage: self.shortage,
        };
        Plan {
            num_nations: 2,
            num_items: 1,
            start: Day(0),
            raids_start: Day(warm_up),
            end,
            stocks: vec![Stock {
                nation: 1,
                item: 0,
                quantity: self.up_to,
                theatre_fraction: 1.0,
                depots: vec![],
                lots: vec![],
            }],
            parts: vec![],
            lines: vec![line],
            num_theatres: 0,
            lifts_per_day: vec![],
            life_days: vec![],
            drains: vec![],
            reserves: vec![],
            transfers: vec![],
            demands: self.raids.iter().enumerate().map(demand).collect(),
            luck: Stream::of_run(Seed(20_261_129), replication),
        }
    }

    fn replicate(&self, replication: u64) -> Seen {
        let plan = self.plan(replication);
        let mut room = Stockroom::new(&plan).unwrap();
        let to = Destination::Nation(1);
        room.step(&plan, plan.raids_start);
        let met_before = room.ledger(1, 0).demanded + room.owed(1, 0);
        let (mut seen, mut bought) = (Seen::default(), room.bought(to, 0));
        for day in plan.raids_start.0 + 1..=plan.end.0 {
            room.step(&plan, Day(day));
            seen.on_hand += f64::from(room.on_hand(1, 0));
            // What is being made is on order until it comes off the line.
            seen.on_order += f64::from(room.on_order(to, 0));
            seen.owed += f64::from(room.owed(1, 0));
            seen.days_empty += f64::from(u8::from(room.on_hand(1, 0) == 0));
            let now = room.bought(to, 0);
            seen.orders += f64::from(u8::from(now > bought));
            bought = now;
        }
        seen.days = f64::from(plan.end.0 - plan.raids_start.0);
        let unmet = &room.unmet_by_day(1, 0)[(plan.raids_start.0 + 1) as usize..];
        seen.unmet = f64::from(unmet.iter().sum::<u32>());
        seen.days_short = unmet.iter().filter(|&&rounds| rounds > 0).count() as f64;
        seen.asked = f64::from(room.ledger(1, 0).demanded + room.owed(1, 0) - met_before);
        if self.shortage == Shortage::Lost {
            seen.asked += seen.unmet;
        }
        seen
    }
}

fn number(table: &Table, key: &str) -> f64 {
    match table.get(key) {
        Some(Value::Integer(value)) => *value as f64,
        Some(Value::Float(value)) => *value,
        other => panic!("{key} is {other:?}"),
    }
}

fn numbers(table: &Table, key: &str) -> Vec<f64> {
    let list = table[key].as_array().unwrap();
    list.iter().map(|v| v.as_float().or_else(|| v.as_integer().map(|i| i as f64)).unwrap()).collect()
}

/// The policy of a case; `None` for one with parts of rounds.
fn policy(case: &Table) -> Option<Policy> {
    let (inputs, expected) = (case["inputs"].as_table().unwrap(), case["expected"].as_table().unwrap());
    let of = |key: &str| number(inputs, key);
    let either = |key: &str| if inputs.contains_key(key) { of(key) } else { number(expected, key) };
    let level = |key: &str| either(key) as u32;
    let base = |raids, lead_days, shortage, grid| {
        let up_to = level("base_stock");
        Policy { raids, shortage, reorder_at: up_to - 1, up_to, lead_days, grid }
    };
    let single = |key: &str| vec![(of(key) / GRID, 1)];
    let by_period = || vec![(of("demand_mean_per_period"), 1)];
    Some(match case["model"].as_str().unwrap() {
        "newsvendor-normal" => return None,
        "newsvendor-poisson" => base(by_period(), 0.0, Shortage::Owed, 1.0),
        "periodic-base-stock-poisson" => base(by_period(), of("lead_time_periods"), Shortage::Owed, 1.0),
        "base-stock-poisson-backorder" => {
            base(single("demand_per_day"), of("lead_time_days") * GRID, Shortage::Owed, GRID)
        }
        "base-stock-poisson-lost" => base(single("demand_per_day"), of("lead_time_days") * GRID, Shortage::Lost, GRID),
        "base-stock-compound-backorder" => {
            let sizes = numbers(inputs, "size").into_iter().zip(numbers(inputs, "size_probability"));
            let raids = sizes.map(|(size, share)| (of("raids_per_day") * share / GRID, size as u32)).collect();
            base(raids, of("lead_time_days") * GRID, Shortage::Owed, GRID)
        }
        "reorder-quantity-poisson" => Policy {
            raids: vec![(of("demand_per_time") / BATCH_GRID, 1)],
            shortage: Shortage::Owed,
            reorder_at: level("reorder_point"),
            up_to: level("reorder_point") + level("order_quantity"),
            lead_days: of("lead_time") * BATCH_GRID,
            grid: BATCH_GRID,
        },
        "s-S-poisson" | "s-S-poisson-lead" => Policy {
            raids: by_period(),
            shortage: Shortage::Owed,
            reorder_at: level("reorder_point"),
            up_to: level("order_up_to"),
            lead_days: if inputs.contains_key("lead_time_periods") { of("lead_time_periods") } else { 0.0 },
            grid: 1.0,
        },
        other => panic!("no policy for {other}"),
    })
}

/// The quantity a case expects under a key; `None` for the policy itself.
fn quantity(key: &str, inputs: &Table, seen: &Seen, grid: f64) -> Option<f64> {
    let (on_hand, owed) = (seen.on_hand / seen.days, seen.owed / seen.days);
    let orders = seen.orders / seen.days * grid;
    let cost = |unit: &str| {
        let of = |key: &str| number(inputs, &format!("{key}{unit}"));
        let fixed = inputs.get("fixed_per_order").map_or(0.0, |_| number(inputs, "fixed_per_order"));
        of("holding_per_unit") * on_hand + of("stockout_per_unit") * owed + fixed * orders
    };
    Some(match key {
        "base_stock" | "reorder_point" | "order_up_to" | "order_quantity" => return None,
        "mean_on_hand" => on_hand,
        "mean_on_order" => seen.on_order / seen.days,
        "mean_backorders" => owed,
        "fill_rate" => 1.0 - seen.unmet / seen.asked,
        "lost_per_day" => seen.unmet / seen.days * grid,
        // Of what is lost, as those who ask see it; a shelf that is empty at a day's end was not so all day.
        "stockout_probability" if seen.owed == 0.0 => seen.unmet / seen.asked,
        "stockout_probability" | "none_on_hand_probability" => seen.days_empty / seen.days,
        "in_stock_probability" => 1.0 - seen.days_short / seen.days,
        "mean_wait_days" => seen.owed / seen.asked / grid,
        "orders_per_period" | "orders_per_time" => orders,
        "cost_per_period" => cost("_period"),
        "cost_per_time" => cost("_time"),
        other => panic!("no quantity for {other}"),
    })
}

#[test]
fn textbook_answers_are_inside_the_simulated_intervals() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/inventory.toml");
    let file: Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let mut faults = Vec::new();
    let mut num_compared = 0;
    for case in file["case"].as_array().unwrap().iter().map(|case| case.as_table().unwrap()) {
        let Some(policy) = policy(case) else { continue };
        let seen: Vec<Seen> = (0..NUM_REPLICATIONS).map(|r| policy.replicate(r)).collect();
        for (key, _) in case["expected"].as_table().unwrap() {
            let inputs = case["inputs"].as_table().unwrap();
            let values: Option<Vec<f64>> = seen.iter().map(|s| quantity(key, inputs, s, policy.grid)).collect();
            let Some(values) = values else { continue };
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
            let half_width = T_QUANTILE * (variance / n).sqrt();
            let expected = number(case["expected"].as_table().unwrap(), key);
            num_compared += 1;
            let is_inside = (mean - expected).abs() <= half_width;
            let is_narrow = half_width <= MAX_HALF_WIDTH_FRACTION * expected;
            if !is_inside || !is_narrow {
                faults.push(format!("{} {key}: {expected} expected, {mean} ± {half_width}", case["id"]));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(num_compared > 80, "{num_compared}");
}
