//! Stocks alone: 10 munitions in 5 nations' stocks, 5 lines, 3,650 days, as `bench/peers/f_stocks.py` has it.
//!
//! Raids on each stock are a compound Poisson process; each line begins a batch every ten days, of its two munitions in turn,
//! and thirty days later it goes round by round to the emptiest of the five stocks. One line of JSON; times are processor
//! time of one thread.

use cupola_bench::median_s;
use cupola_core::{Day, EntityKey, Seed, Stream};
use cupola_sustain::{
    Allocation, Asked, Customer, DAYS_PER_YEAR, Demand, Destination, Line, Plan, RatePoint, Shortage, Stock, Stockroom,
    SustainError,
};

const NUM_ITEMS: usize = 10;
const NUM_NATIONS: usize = 5;
const NUM_LINES: usize = 5;
const NUM_DAYS: i32 = 3_650;
const RAIDS_PER_DAY: f64 = 0.2;
const RAID_ROUNDS: (u32, u32) = (1, 4);
const BATCH_ROUNDS: u32 = 26;
const DAYS_PER_BATCH: f64 = 10.0;
const LEAD_DAYS: i32 = 30;
const OPENING_ROUNDS: u32 = 40;
/// Replications of one timed piece of work, and of the mean.
const NUM_TIMED: u64 = 50;
const NUM_MEAN: u64 = 10_000;

fn customer(nation: usize) -> Customer {
    Customer {
        to: Destination::Nation(nation),
        share_fraction: 0.0,
        up_to: 0,
        reorder_at: 0,
        cap_per_year: None,
        from: Day(0),
        until: Day(NUM_DAYS),
        approval_days: 0,
        transport_days: 0,
    }
}

/// A line that opens on the second day, so that its first batch is begun at the end of ten.
fn line(number: usize) -> Line {
    let rate_per_year = f64::from(BATCH_ROUNDS) / DAYS_PER_BATCH * DAYS_PER_YEAR;
    let point = |rate_per_year| RatePoint { day: Day(1), rate_per_year };
    Line {
        nation: number,
        items: vec![2 * number, 2 * number + 1],
        capacity: vec![point(0.0), point(rate_per_year)],
        lot_rounds: BATCH_ROUNDS,
        lead_days: LEAD_DAYS,
        pass_fraction: 1.0,
        test_fraction: 0.0,
        licence_per_year: None,
        orders: vec![],
        order_lead_days: 0,
        funded: vec![],
        expansions: vec![],
        parts: vec![],
        customers: (0..NUM_NATIONS).map(customer).collect(),
        allocation: Allocation::ByNeed,
    }
}

fn plan() -> Plan {
    let cells = || (0..NUM_NATIONS).flat_map(|nation| (0..NUM_ITEMS).map(move |item| (nation, item)));
    let (low, high) = RAID_ROUNDS;
    let demand = |(nation, item)| Demand {
        key: EntityKey::of("stocks").child((nation * NUM_ITEMS + item) as u64),
        nation,
        item,
        theatre: None,
        asked: Asked::Raids { raids_per_day: RAIDS_PER_DAY, low, high },
        from: Day(0),
        until: Day(NUM_DAYS),
        shortage: Shortage::Lost,
    };
    let stock = |(nation, item)| Stock {
        nation,
        item,
        quantity: OPENING_ROUNDS,
        theatre_fraction: 1.0,
        depots: vec![],
        lots: vec![],
    };
    Plan {
        num_nations: NUM_NATIONS,
        num_items: NUM_ITEMS,
        start: Day(0),
        raids_start: Day(0),
        end: Day(NUM_DAYS - 1),
        stocks: cells().map(stock).collect(),
        parts: vec![],
        lines: (0..NUM_LINES).map(line).collect(),
        num_theatres: 0,
        lifts_per_day: vec![],
        life_days: vec![],
        drains: vec![],
        reserves: vec![],
        transfers: vec![],
        demands: cells().map(demand).collect(),
        luck: Stream::of_run(Seed(1), 0),
    }
}

/// Rounds asked for and not there, over all stocks and days.
fn unmet(plan: &mut Plan, replication: u64) -> Result<u64, SustainError> {
    plan.luck = Stream::of_run(Seed(1), replication);
    let mut room = Stockroom::new(plan)?;
    room.step(plan, plan.end);
    let cells = (0..NUM_NATIONS).flat_map(|nation| (0..NUM_ITEMS).map(move |item| (nation, item)));
    Ok(cells.flat_map(|(nation, item)| room.unmet_by_day(nation, item)).map(|&rounds| u64::from(rounds)).sum())
}

fn main() -> Result<(), SustainError> {
    let mut plan = plan();
    let mut sum = 0.0;
    let mut sum_of_squares = 0.0;
    for replication in 0..NUM_MEAN {
        let unmet = unmet(&mut plan, replication)? as f64;
        sum += unmet;
        sum_of_squares += unmet * unmet;
    }
    let mean = sum / NUM_MEAN as f64;
    let sd = (sum_of_squares / NUM_MEAN as f64 - mean * mean).sqrt();
    let timed_s = median_s(|| (0..NUM_TIMED).map(|replication| unmet(&mut plan, replication)).collect::<Vec<_>>());
    let one_s = timed_s / NUM_TIMED as f64;
    let raids = RAIDS_PER_DAY * f64::from(NUM_DAYS) * (NUM_NATIONS * NUM_ITEMS) as f64;
    let batches = NUM_LINES as f64 * f64::from(NUM_DAYS) / DAYS_PER_BATCH;
    println!(
        "{{\"bench\":\"stocks\",\"reps_per_s\":{:.1},\"ns_per_event\":{:.2},\"unmet_mean\":{mean:.1},\"unmet_se\":{:.1},\
         \"reps_of_mean\":{NUM_MEAN}}}",
        1.0 / one_s,
        // An event is a raid, a batch begun or a batch delivered, as the peer counts them.
        one_s * 1e9 / (raids + 2.0 * batches),
        sd / (NUM_MEAN as f64).sqrt(),
    );
    Ok(())
}
