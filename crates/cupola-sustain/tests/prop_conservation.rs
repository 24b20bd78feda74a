//! Conservation: no round appears or vanishes, for any plan and any day.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use cupola_core::Day;
use cupola_sustain::{
    Customer, Destination, Drain, Expansion, Line, Part, Plan, Raise, RatePoint, Reserve, Stock, Stockroom, Transfer,
};
use proptest::prelude::*;
use proptest::{collection::vec, option};

const NATIONS: usize = 3;
const ITEMS: usize = 2;
const LAST: i32 = 500;

fn days() -> impl Strategy<Value = Day> {
    (-50..LAST + 50).prop_map(Day)
}

fn ramp() -> impl Strategy<Value = Vec<RatePoint>> {
    vec((days(), 0.0..3_000.0), 1..4).prop_map(|points| {
        let mut points: Vec<_> =
            points.into_iter().map(|(day, rate_per_year)| RatePoint { day, rate_per_year }).collect();
        points.sort_by_key(|point| point.day);
        points
    })
}

fn customer(host: usize) -> impl Strategy<Value = Customer> {
    (0..NATIONS, 0.0..0.5, option::of(0_u32..200), days(), days(), 0..60, 0..60).prop_map(
        move |(to, share_fraction, cap_per_year, from, until, approval_days, transport_days)| {
            let to = if to == host { Destination::Outside } else { Destination::Nation(to) };
            Customer { to, share_fraction, cap_per_year, from, until, approval_days, transport_days }
        },
    )
}

fn expansion() -> impl Strategy<Value = Expansion> {
    (days(), 0..300, 0..100, any::<bool>(), 1.0..5.0).prop_map(|(decided, ready_days, ramp_days, is_factor, factor)| {
        let to = Raise::To { rate_per_year: factor * 500.0 };
        Expansion { decided, ready_days, ramp_days, raise: if is_factor { Raise::Times { factor } } else { to } }
    })
}

fn line() -> impl Strategy<Value = Line> {
    (0..NATIONS, 0..ITEMS).prop_flat_map(|(nation, item)| {
        let funded = prop_oneof![Just(vec![]), ramp()];
        let parts = prop_oneof![Just(vec![]), Just(vec![0])];
        (ramp(), funded, vec(expansion(), 0..2), parts, vec(customer(nation), 0..3)).prop_map(
            move |(capacity, funded, expansions, parts, customers)| Line {
                nation,
                item,
                capacity,
                funded,
                expansions,
                parts,
                customers,
            },
        )
    })
}

fn reserve(nation: usize) -> impl Strategy<Value = Reserve> {
    (0..ITEMS, 0_u32..600, any::<bool>(), any::<bool>()).prop_map(
        move |(item, never_below, blocks_export, blocks_transfer)| Reserve {
            nation,
            item,
            never_below,
            wanted: never_below * 2,
            blocks_export,
            blocks_transfer,
        },
    )
}

fn plan() -> impl Strategy<Value = Plan> {
    let stocks = vec((0_u32..1_500, 0.0..=1.0), NATIONS * ITEMS).prop_map(|cells| {
        let stock = |(cell, (quantity, theatre_fraction)): (usize, (u32, f64))| {
            let (nation, item) = (cell / ITEMS, cell % ITEMS);
            Stock { nation, item, quantity, theatre_fraction }
        };
        cells.into_iter().enumerate().map(stock).collect::<Vec<_>>()
    });
    let drain = (0..NATIONS, 0..ITEMS, 0.0..900.0, days(), days(), any::<bool>()).prop_map(
        |(nation, item, rate_per_year, from, until, is_blocked_by_reserve)| Drain {
            nation,
            item,
            rate_per_year,
            from,
            until,
            is_blocked_by_reserve,
        },
    );
    let transfer = (0..NATIONS, 1..NATIONS, 0..ITEMS, 0_u32..400, days(), 0..120).prop_map(
        |(giver, steps, item, rounds, on, delay_days)| Transfer {
            giver,
            taker: (giver + steps) % NATIONS,
            item,
            rounds,
            on,
            delay_days,
        },
    );
    (stocks, ramp(), vec(line(), 0..5), vec(drain, 0..3), (reserve(0), reserve(1)), vec(transfer, 0..5)).prop_map(
        |(stocks, supply, lines, drains, (first, second), transfers)| Plan {
            num_nations: NATIONS,
            num_items: ITEMS,
            start: Day(0),
            raids_start: Day(200),
            end: Day(LAST),
            stocks,
            parts: vec![Part { supply }],
            lines,
            drains,
            reserves: vec![first, second],
            transfers,
        },
    )
}

fn check_day(plan: &Plan, room: &Stockroom) {
    for item in 0..ITEMS {
        let (mut sent, mut arrived) = (0, 0);
        for nation in 0..NATIONS {
            let (ledger, on_hand) = (room.ledger(nation, item), room.on_hand(nation, item));
            assert_eq!(ledger.balance(), i64::from(on_hand), "nation {nation}, item {item}");
            assert!(room.theatre(nation, item) <= on_hand);
            sent += ledger.exported + ledger.transferred;
            arrived += ledger.received + room.in_transit(Destination::Nation(nation), item);
        }
        arrived += room.delivered_outside(item) + room.in_transit(Destination::Outside, item);
        assert_eq!(sent, arrived, "item {item}");
        let produced: u32 = (0..NATIONS).map(|nation| room.ledger(nation, item).produced).sum();
        let lines = plan.lines.iter().enumerate().filter(|(_, line)| line.item == item);
        assert_eq!(produced, lines.map(|(index, _)| room.produced_by(index)).sum::<u32>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn rounds_are_conserved_on_every_day(
        plan in plan(),
        calls in vec((0..NATIONS, 0..ITEMS, 0_u32..40, 0..4), 40),
    ) {
        let mut room = Stockroom::new(&plan).unwrap();
        for day in 0..=LAST {
            room.step(&plan, Day(day));
            let (nation, item, rounds, kind) = calls[day as usize % calls.len()];
            match kind {
                0 if !plan.lines.is_empty() => room.disable_line(nation % plan.lines.len(), Day(day + rounds as i32)),
                1 => room.give_back(nation, item, rounds / 4),
                2 => assert!(room.lose(nation, item, rounds) <= rounds),
                _ => assert!(room.draw(nation, item, rounds) <= rounds),
            }
            check_day(&plan, &room);
        }
    }

    /// Transfers and blocked exports never take a stock below its floor.
    #[test]
    fn reserve_is_never_breached_by_giving(plan in plan()) {
        let mut room = Stockroom::new(&plan).unwrap();
        let held = |room: &Stockroom| plan.reserves.iter().map(|r| room.on_hand(r.nation, r.item)).collect::<Vec<_>>();
        let mut drained_plan = plan.clone();
        drained_plan.drains.retain(|drain| drain.is_blocked_by_reserve);
        let mut before = held(&room);
        for day in 0..=LAST {
            room.step(&drained_plan, Day(day));
            for (index, (reserve, &now)) in plan.reserves.iter().zip(&held(&room)).enumerate() {
                let is_whole = reserve.blocks_export && reserve.blocks_transfer;
                assert!(!is_whole || now >= before[index].min(reserve.never_below));
            }
            before = held(&room);
        }
    }
}
