//! Conservation: no round appears or vanishes, for any plan and any day.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use cupola_core::{Day, EntityKey, Seed, Stream};
use cupola_sustain::{
    Allocation, Asked, Customer, Demand, Depot, Destination, Drain, Expansion, Lasting, Line, Lot, Need, Order, Part,
    Plan, Raise, RatePoint, Reserve, Shortage, Stock, Stockroom, Transfer,
};
use proptest::prelude::*;
use proptest::{collection::vec, option};

const NATIONS: usize = 3;
const ITEMS: usize = 2;
/// The first two have depots everywhere, so that whoever draws on one finds it.
const THEATRES: usize = 2;
const LIFTS: usize = 2;
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

fn destination() -> impl Strategy<Value = Destination> {
    (0..=NATIONS).prop_map(|to| if to == NATIONS { Destination::Outside } else { Destination::Nation(to) })
}

fn customer(host: usize) -> impl Strategy<Value = Customer> {
    (0..NATIONS, 0.0..0.5, 0_u32..300, 0_u32..300, option::of(0_u32..200), days(), days(), 0..60, 0..60).prop_map(
        move |(to, share_fraction, level, more, cap_per_year, from, until, approval_days, transport_days)| {
            let to = if to == host { Destination::Outside } else { Destination::Nation(to) };
            let (up_to, reorder_at) = (level + more, level);
            Customer { to, share_fraction, up_to, reorder_at, cap_per_year, from, until, approval_days, transport_days }
        },
    )
}

/// Customers with a stock, the host among them where there are all.
fn stockholder() -> impl Strategy<Value = Customer> {
    (0..NATIONS, customer(NATIONS)).prop_map(|(to, customer)| Customer { to: Destination::Nation(to), ..customer })
}

/// A rule, and customers that go with it.
fn allocation(host: usize) -> impl Strategy<Value = (Allocation, Vec<Customer>)> {
    prop_oneof![
        (Just(Allocation::Share), vec(customer(host), 0..3)),
        (Just(Allocation::Priority), vec(prop_oneof![customer(host), stockholder()], 0..4)),
        (Just(Allocation::ByNeed), vec(stockholder(), 0..4)),
        (Just(Allocation::Reorder), vec(stockholder(), 0..4)),
    ]
}

fn lasting() -> impl Strategy<Value = Lasting> {
    let ends = prop_oneof![days().prop_map(Lasting::BuiltThrough), days().prop_map(Lasting::Through)];
    prop_oneof![Just(Lasting::ForGood), ends]
}

fn expansion() -> impl Strategy<Value = Expansion> {
    let parts = (days(), 0..300, 0..100, any::<bool>(), 1.0..5.0, lasting());
    parts.prop_map(|(decided, ready_days, ramp_days, is_factor, factor, lasting)| {
        let to = Raise::To { rate_per_year: factor * 500.0 };
        let raise = if is_factor { Raise::Times { factor } } else { to };
        Expansion { decided, ready_days, ramp_days, raise, lasting }
    })
}

fn need(part: std::ops::Range<usize>) -> impl Strategy<Value = Need> {
    (part, 0.5..3.0).prop_map(|(part, num_units)| Need { part, num_units })
}

fn order() -> impl Strategy<Value = Order> {
    (days(), 0_u32..400, destination(), 0..60).prop_map(|(funded, rounds, to, transport_days)| Order {
        funded,
        rounds,
        to,
        transport_days,
    })
}

fn line() -> impl Strategy<Value = Line> {
    (0..NATIONS, vec(0..ITEMS, 1..4)).prop_flat_map(|(nation, items)| {
        let funded = prop_oneof![Just(vec![]), ramp()];
        let work = (1_u32..40, 0..90, 0..90, 0.5..=1.0, 0.0..0.2, option::of(0_u32..500));
        let orders = prop_oneof![Just(vec![]), vec(order(), 1..4)];
        let rates = (ramp(), funded, vec(expansion(), 0..2), vec(need(0..3), 0..3));
        (rates, work, orders, allocation(nation)).prop_map(move |(rates, work, mut orders, (allocation, customers))| {
            let (capacity, funded, expansions, parts) = rates;
            let (lot_rounds, lead_days, more_days, pass_fraction, test_fraction, licence_per_year) = work;
            if allocation == Allocation::Reorder {
                orders.clear();
            }
            orders.sort_by_key(|order| order.funded);
            let one_item = allocation == Allocation::Reorder || !orders.is_empty();
            Line {
                nation,
                items: if one_item { items[..1].to_vec() } else { items.clone() },
                capacity,
                lot_rounds,
                lead_days,
                pass_fraction,
                test_fraction,
                licence_per_year,
                orders,
                order_lead_days: lead_days + more_days,
                funded,
                expansions,
                parts,
                customers,
                allocation,
            }
        })
    })
}

/// Three parts, each made of later ones only.
fn parts() -> impl Strategy<Value = Vec<Part>> {
    let part = |pieces: std::ops::Range<usize>| {
        let needs = if pieces.is_empty() { Just(vec![]).boxed() } else { vec(need(pieces), 0..2).boxed() };
        (ramp(), 0.0..50.0, 0.0..50.0, needs).prop_map(|(supply, opening_units, keep_units, parts)| Part {
            supply,
            opening_units,
            keep_units,
            parts,
        })
    };
    (part(1..3), part(2..3), part(0..0)).prop_map(|(whole, half, piece)| vec![whole, half, piece])
}

fn place() -> impl Strategy<Value = Option<usize>> {
    option::of(0..THEATRES)
}

fn demand() -> impl Strategy<Value = Demand> {
    let raids = (0.0..0.5, 0_u32..5, 0_u32..5).prop_map(|(raids_per_day, low, more)| Asked::Raids {
        raids_per_day,
        low,
        high: low + more,
    });
    let stated = vec((days(), 0_u32..60), 0..5).prop_map(|mut series| {
        series.sort_by_key(|entry| entry.0);
        Asked::Stated(series)
    });
    let shortage = prop_oneof![Just(Shortage::Lost), Just(Shortage::Owed)];
    (any::<u64>(), 0..NATIONS, 0..ITEMS, place(), prop_oneof![raids, stated], days(), days(), shortage).prop_map(
        |(key, nation, item, theatre, asked, from, until, shortage)| Demand {
            key: EntityKey(key),
            nation,
            item,
            theatre,
            asked,
            from,
            until,
            shortage,
        },
    )
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

fn depot() -> impl Strategy<Value = Depot> {
    (0_u32..500, prop_oneof![Just(0), 0_u32..400], 0..60, option::of(0..LIFTS))
        .prop_map(|(quantity, up_to, transport_days, lift)| Depot { theatre: 0, quantity, up_to, transport_days, lift })
}

fn lots() -> impl Strategy<Value = Vec<Lot>> {
    vec((-1_200..=0, 0_u32..300).prop_map(|(day, rounds)| Lot { made: Day(day), rounds }), 0..5)
}

fn plan() -> impl Strategy<Value = Plan> {
    let stocks = vec((0_u32..1_500, 0.0..=1.0, vec(depot(), THEATRES), lots()), NATIONS * ITEMS).prop_map(|cells| {
        let stock = |(cell, (more, theatre_fraction, mut depots, lots)): (usize, (u32, f64, Vec<Depot>, Vec<Lot>))| {
            let (nation, item) = (cell / ITEMS, cell % ITEMS);
            let in_lots: u32 = lots.iter().map(|lot: &Lot| lot.rounds).sum();
            let quantity = if lots.is_empty() { more } else { in_lots };
            for (theatre, depot) in depots.iter_mut().enumerate() {
                depot.theatre = theatre;
                depot.quantity = depot.quantity.min(quantity / THEATRES as u32);
            }
            Stock { nation, item, quantity, theatre_fraction, depots, lots }
        };
        cells.into_iter().enumerate().map(stock).collect::<Vec<_>>()
    });
    let means = (vec(0.0..30.0, LIFTS), prop_oneof![Just(vec![]), vec(option::of(1..900), ITEMS)]);
    let drain = (0..NATIONS, 0..ITEMS, place(), 0.0..900.0, days(), days(), any::<bool>()).prop_map(
        |(nation, item, theatre, rate_per_year, from, until, is_blocked_by_reserve)| Drain {
            nation,
            item,
            theatre,
            rate_per_year,
            from,
            until,
            is_blocked_by_reserve,
        },
    );
    let transfer = (0..NATIONS, 1..NATIONS, 0..ITEMS, 0_u32..400, days(), 0..120, option::of(0..200)).prop_map(
        |(giver, steps, item, rounds, on, delay_days, lent_days)| Transfer {
            giver,
            taker: (giver + steps) % NATIONS,
            item,
            rounds,
            on,
            delay_days,
            pay_back: lent_days.map(|days| on.plus(delay_days + days)),
        },
    );
    let made = (parts(), vec(line(), 0..5));
    let taken = (vec(drain, 0..3), vec(transfer, 0..5), vec(demand(), 0..5), any::<u64>());
    (stocks, means, made, (reserve(0), reserve(1)), taken).prop_map(
        |(stocks, (lifts_per_day, life_days), (parts, lines), (first, second), (drains, transfers, demands, seed))| {
            Plan {
                num_nations: NATIONS,
                num_items: ITEMS,
                start: Day(0),
                raids_start: Day(200),
                end: Day(LAST),
                stocks,
                parts,
                lines,
                num_theatres: THEATRES,
                lifts_per_day,
                life_days,
                drains,
                reserves: vec![first, second],
                transfers,
                demands,
                luck: Stream::of_run(Seed(seed), 0),
            }
        },
    )
}

/// Rounds of an item that left before the first day and arrive on it or later.
fn under_way(plan: &Plan, item: usize) -> u32 {
    let of_item = plan.transfers.iter().filter(|t| t.item == item);
    let ways = of_item.flat_map(|t| [Some(t.on), t.pay_back].into_iter().flatten().map(move |left| (left, t)));
    let open = ways.filter(|(left, t)| *left < plan.start && left.plus(t.delay_days) >= plan.start);
    open.map(|(_, t)| t.rounds).sum()
}

/// To the unit: opening + under way + begun = on hand + in transit + outside + with batteries + taken by wars + demanded + lost in
/// depots + expired + failed + tested + in work.
fn check_whole(plan: &Plan, room: &Stockroom) {
    let (mut before, mut now) = (0, 0);
    for item in 0..ITEMS {
        before += under_way(plan, item);
        for nation in 0..NATIONS {
            let ledger = room.ledger(nation, item);
            before += ledger.opening;
            now += room.on_hand(nation, item) + room.in_transit(Destination::Nation(nation), item);
            now =
                now + ledger.drained + ledger.demanded + ledger.drawn + ledger.lost - ledger.returned + ledger.expired;
        }
        now += room.delivered_outside(item) + room.in_transit(Destination::Outside, item);
    }
    for line in 0..plan.lines.len() {
        before += room.begun_by(line);
        now += room.failed_by(line) + room.tested_by(line) + room.in_work(line);
    }
    assert_eq!(before, now);
}

fn check_day(plan: &Plan, room: &Stockroom) {
    for item in 0..ITEMS {
        let (mut sent, mut arrived) = (under_way(plan, item), 0);
        for nation in 0..NATIONS {
            let (ledger, on_hand) = (room.ledger(nation, item), room.on_hand(nation, item));
            // What is on its way to the nation's own theatres is the nation's.
            let lies = on_hand - ledger.on_way_to_theatres();
            assert_eq!(ledger.balance(), i64::from(lies), "nation {nation}, item {item}");
            let place =
                |theatre| (room.ledger_in(nation, item, theatre).unwrap(), room.releasable(nation, item, theatre));
            let depots: Vec<_> = (0..THEATRES).map(|theatre| place(Some(theatre))).collect();
            let in_depots: u32 = depots.iter().map(|depot| depot.1).sum();
            assert!(depots.iter().all(|(ledger, there)| ledger.balance() == i64::from(*there)));
            assert_eq!(place(None).0.balance(), i64::from(lies - in_depots), "at home");
            assert!(room.theatre(nation, item) <= lies - in_depots);
            let sent_there = |theatre| room.sent_to_theatre(nation, item, theatre);
            assert_eq!(ledger.sent_to_theatres, (0..THEATRES).map(sent_there).sum::<u32>());
            check_ages(plan, room, (nation, item));
            sent += ledger.exported + ledger.transferred;
            arrived += ledger.received + room.in_transit(Destination::Nation(nation), item);
        }
        arrived += room.delivered_outside(item) + room.in_transit(Destination::Outside, item);
        assert_eq!(sent, arrived, "item {item}");
    }
    let cells = (0..NATIONS).flat_map(|nation| (0..ITEMS).map(move |item| (nation, item)));
    let produced: u32 = cells.map(|(nation, item)| room.ledger(nation, item).produced).sum();
    assert_eq!(produced, (0..plan.lines.len()).map(|line| room.produced_by(line)).sum::<u32>());
    for line in 0..plan.lines.len() {
        let ended = room.produced_by(line) + room.failed_by(line) + room.tested_by(line) + room.in_work(line);
        assert_eq!(room.begun_by(line), ended, "line {line}");
    }
    check_whole(plan, room);
}

/// Where rounds have a life, the lots are the stock, to the unit, and none is past it in the morning.
fn check_ages(plan: &Plan, room: &Stockroom, (nation, item): (usize, usize)) {
    let life_days = plan.life_days.get(item).copied().flatten();
    let in_lots: u32 = room.lots(nation, item).map(|lot| lot.rounds).sum();
    let lies = room.on_hand(nation, item) - room.ledger(nation, item).on_way_to_theatres();
    assert_eq!(in_lots, if life_days.is_some() { lies } else { 0 });
    assert!(life_days.is_some() || room.ledger(nation, item).expired == 0);
}

/// Rounds with batteries of one place.
fn out(room: &Stockroom, nation: usize, item: usize, theatre: Option<usize>) -> u32 {
    let ledger = room.ledger_in(nation, item, theatre).unwrap();
    ledger.drawn - ledger.returned
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn rounds_are_conserved_on_every_day(
        plan in plan(),
        calls in vec((0..NATIONS, 0..ITEMS, place(), 0_u32..40, 0..4), 40),
    ) {
        let mut room = Stockroom::new(&plan).unwrap();
        for day in 0..=LAST {
            room.step(&plan, Day(day));
            let is_alive = |(item, life_days): (usize, &Option<i32>)| {
                let mut lots = (0..NATIONS).flat_map(|nation| room.lots(nation, item));
                life_days.is_none_or(|life_days| lots.all(|lot| lot.made.plus(life_days) > Day(day)))
            };
            assert!(plan.life_days.iter().enumerate().all(is_alive));
            let (nation, item, theatre, rounds, kind) = calls[day as usize % calls.len()];
            match kind {
                0 if !plan.lines.is_empty() => room.disable_line(nation % plan.lines.len(), Day(day + rounds as i32)),
                1 => room.give_back(nation, item, theatre, (rounds / 4).min(out(&room, nation, item, theatre))),
                2 => assert!(room.lose(nation, item, theatre, rounds) <= rounds),
                _ => assert!(room.draw(nation, item, theatre, rounds) <= rounds),
            }
            check_day(&plan, &room);
        }
    }

    /// Transfers and blocked exports never take a stock below its floor.
    #[test]
    fn reserve_is_never_breached_by_giving(plan in plan()) {
        let of_reserve = |room: &Stockroom, r: &Reserve| room.on_hand(r.nation, r.item);
        let held = |room: &Stockroom| plan.reserves.iter().map(|r| of_reserve(room, r)).collect::<Vec<_>>();
        let mut drained_plan = plan.clone();
        drained_plan.drains.retain(|drain| drain.is_blocked_by_reserve && drain.theatre.is_none());
        drained_plan.demands.clear();
        drained_plan.life_days.clear();
        let mut room = Stockroom::new(&drained_plan).unwrap();
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

    /// Days that are passed over hide nothing: looked at daily, weekly or once, the stocks are the same.
    #[test]
    fn stocks_do_not_depend_on_who_looks(plan in plan()) {
        let mut daily = Stockroom::new(&plan).unwrap();
        let (mut weekly, mut once) = (daily.clone(), daily.clone());
        for day in 0..=LAST {
            daily.step(&plan, Day(day));
            if day % 7 == 0 {
                weekly.step(&plan, Day(day));
            }
        }
        weekly.step(&plan, plan.end);
        once.step(&plan, plan.end);
        for nation in 0..NATIONS {
            for item in 0..ITEMS {
                for other in [&weekly, &once] {
                    assert_eq!(daily.ledger(nation, item), other.ledger(nation, item));
                    assert_eq!(daily.unmet_by_day(nation, item), other.unmet_by_day(nation, item));
                    let unmet = |room: &Stockroom| room.unmet_by_day_in(nation, item, 0).to_vec();
                    assert_eq!(unmet(&daily), unmet(other));
                    assert!(daily.lots(nation, item).eq(other.lots(nation, item)));
                    assert_eq!(daily.owed(nation, item), other.owed(nation, item));
                }
            }
        }
    }

    /// On hand, on the way and on order, less what is owed, is never above what a customer orders up to.
    #[test]
    fn position_of_a_customer_that_reorders_stays_at_its_level(
        customer in stockholder(),
        demand in demand(),
        (lead_days, lot_rounds) in (0..90, 1_u32..20),
    ) {
        let whole = Customer { to: Destination::Nation(1), from: Day(0), until: Day(LAST), ..customer };
        let capacity = vec![RatePoint { day: Day(0), rate_per_year: 2_000.0 }];
        let plan = reordering(whole, Demand { nation: 1, item: 0, theatre: None, ..demand }, capacity, (lead_days, lot_rounds));
        let mut room = Stockroom::new(&plan).unwrap();
        for day in 0..=LAST {
            room.step(&plan, Day(day));
            let to = Destination::Nation(1);
            let supply = room.on_hand(1, 0) + room.in_transit(to, 0) + room.on_order(to, 0);
            assert!(i64::from(supply) - i64::from(room.owed(1, 0)) <= i64::from(whole.up_to));
            check_whole(&plan, &room);
        }
    }
}

/// One customer that reorders from a line in another nation.
fn reordering(
    customer: Customer,
    demand: Demand,
    capacity: Vec<RatePoint>,
    (lead_days, lot_rounds): (i32, u32),
) -> Plan {
    let line = Line {
        nation: 0,
        items: vec![0],
        capacity,
        lot_rounds,
        lead_days,
        pass_fraction: 0.9,
        test_fraction: 0.02,
        licence_per_year: None,
        orders: vec![],
        order_lead_days: 0,
        funded: vec![],
        expansions: vec![],
        parts: vec![],
        customers: vec![customer],
        allocation: Allocation::Reorder,
    };
    Plan {
        num_nations: NATIONS,
        num_items: ITEMS,
        start: Day(0),
        raids_start: Day(0),
        end: Day(LAST),
        stocks: vec![],
        parts: vec![],
        lines: vec![line],
        num_theatres: 0,
        lifts_per_day: vec![],
        life_days: vec![],
        drains: vec![],
        reserves: vec![],
        transfers: vec![],
        demands: vec![demand],
        luck: Stream::of_run(Seed(1), 0),
    }
}
