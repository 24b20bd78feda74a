//! Lots, orders, losses, rules of allocation, bills of parts, loans and demands, on small plans with plain answers.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use cupola_core::{Day, EntityKey, Seed, Stream};
use cupola_sustain::{
    Allocation, Asked, Customer, DAYS_PER_YEAR, Demand, Destination, Line, Need, Order, Part, Plan, RatePoint,
    RefusalKind, Reserve, Shortage, Stock, Stockroom, SustainError, Transfer,
};

const NUM_NATIONS: usize = 3;
const END: Day = Day(999);

fn flat(per_day: f64) -> Vec<RatePoint> {
    vec![RatePoint { day: Day(0), rate_per_year: per_day * DAYS_PER_YEAR }]
}

/// A line in nation 0, of so many rounds a day.
fn line(per_day: f64) -> Line {
    Line {
        nation: 0,
        items: vec![0],
        capacity: flat(per_day),
        lot_rounds: 1,
        lead_days: 0,
        pass_fraction: 1.0,
        test_fraction: 0.0,
        licence_per_year: None,
        orders: vec![],
        order_lead_days: 0,
        funded: vec![],
        expansions: vec![],
        parts: vec![],
        customers: vec![],
        allocation: Allocation::Share,
    }
}

fn customer(nation: usize, up_to: u32) -> Customer {
    Customer {
        to: Destination::Nation(nation),
        share_fraction: 0.0,
        up_to,
        reorder_at: 0,
        cap_per_year: None,
        from: Day(0),
        until: END,
        approval_days: 0,
        transport_days: 0,
    }
}

/// Three nations, two items, 0, 10 and 30 rounds of the first.
fn plan(lines: Vec<Line>) -> Plan {
    let stock =
        |nation, quantity| Stock { nation, item: 0, quantity, theatre_fraction: 1.0, depots: vec![], lots: vec![] };
    Plan {
        num_nations: NUM_NATIONS,
        num_items: 2,
        start: Day(0),
        raids_start: Day(0),
        end: END,
        stocks: vec![stock(1, 10), stock(2, 30)],
        parts: vec![],
        lines,
        num_theatres: 0,
        lifts_per_day: vec![],
        life_days: vec![],
        drains: vec![],
        reserves: vec![],
        transfers: vec![],
        demands: vec![],
        luck: Stream::of_run(Seed(1), 0),
    }
}

fn room_on(plan: &Plan, day: i32) -> Stockroom {
    let mut room = Stockroom::new(plan).unwrap();
    room.step(plan, Day(day));
    room
}

fn stocks(room: &Stockroom) -> [u32; NUM_NATIONS] {
    [0, 1, 2].map(|nation| room.on_hand(nation, 0))
}

fn part(per_day: f64) -> Part {
    Part { supply: flat(per_day), opening_units: 0.0, keep_units: 0.0, parts: vec![] }
}

fn of(part: usize, num_units: f64) -> Need {
    Need { part, num_units }
}

/// 12 rounds every 4 days, of two items in turn, 10 days in the making.
#[test]
fn lots_come_in_turn_after_their_lead() {
    let room_on =
        |day| room_on(&plan(vec![Line { items: vec![0, 1], lot_rounds: 12, lead_days: 10, ..line(3.0) }]), day);
    for (day, begun, first, second) in [(2, 0, 0, 0), (3, 12, 0, 0), (12, 36, 0, 0), (13, 36, 12, 0), (17, 48, 12, 12)]
    {
        let room = room_on(day);
        let found = (room.begun_by(0), room.on_hand(0, 0), room.on_hand(0, 1));
        assert_eq!(found, (begun, first, second), "day {day}");
        assert_eq!(room.in_work(0), begun - first - second);
    }
}

#[test]
fn emptiest_stock_is_filled_first_round_by_round() {
    let customers = vec![customer(0, 0), customer(1, 0), customer(2, 0)];
    let by_need = Line { lot_rounds: 13, allocation: Allocation::ByNeed, customers, ..line(1.0) };
    let plan = plan(vec![by_need]);
    // 0 and 10: ten rounds make them even, the other three go round, the first first.
    assert_eq!(stocks(&room_on(&plan, 12)), [12, 11, 30]);
    assert_eq!(stocks(&room_on(&plan, 25)), [18, 18, 30]);
    assert_eq!(stocks(&room_on(&plan, 38)), [25, 24, 30]);
    assert_eq!(stocks(&room_on(&plan, 51)), [31, 31, 30]);
    assert_eq!(stocks(&room_on(&plan, 64)), [35, 35, 35]);
}

/// What a cap keeps from the emptiest goes to the next.
#[test]
fn emptiest_stock_that_may_have_more_is_filled_first() {
    let capped = Customer { cap_per_year: Some(1), ..customer(1, 0) };
    let by_need = |customers| Line { lot_rounds: 13, allocation: Allocation::ByNeed, customers, ..line(1.0) };
    let two = plan(vec![by_need(vec![capped, customer(2, 0)])]);
    assert_eq!(stocks(&room_on(&two, 12)), [0, 11, 42]);
    assert_eq!(stocks(&room_on(&two, 25)), [0, 11, 55]);
    let all = plan(vec![by_need(vec![customer(0, 0), capped, customer(2, 0)])]);
    assert_eq!(stocks(&room_on(&all, 12)), [12, 11, 30]);
    assert_eq!(stocks(&room_on(&all, 38)), [34, 11, 34]);
}

/// Rounds on their way on the first day arrive when they are due; lent ones that are on their way back, at the giver.
#[test]
fn earlier_transfers_arrive() {
    let on_way = Transfer { giver: 1, taker: 2, item: 0, rounds: 10, on: Day(-12), delay_days: 40, pay_back: None };
    let lent = Transfer { on: Day(-30), delay_days: 10, pay_back: Some(Day(-10)), rounds: 4, ..on_way };
    let plan = Plan { transfers: vec![on_way, lent, Transfer { on: Day(-41), ..on_way }], ..plan(vec![]) };
    assert_eq!(Stockroom::new(&plan).unwrap().in_transit(Destination::Nation(2), 0), 10);
    for (day, expected) in [(0, [0, 14, 30]), (27, [0, 14, 30]), (28, [0, 14, 40]), (999, [0, 14, 40])] {
        assert_eq!(stocks(&room_on(&plan, day)), expected, "day {day}");
    }
}

#[test]
fn customers_are_filled_in_their_order_and_the_host_keeps_the_rest() {
    let slow = Customer { transport_days: 5, ..customer(2, 35) };
    let customers = vec![slow, customer(1, 14)];
    let plan = plan(vec![Line { lot_rounds: 7, allocation: Allocation::Priority, customers, ..line(1.0) }]);
    // Five to the first, and what is on the way to it counts; two to the second, then two more and the rest stays.
    assert_eq!(stocks(&room_on(&plan, 6)), [0, 12, 30]);
    assert_eq!(room_on(&plan, 6).in_transit(Destination::Nation(2), 0), 5);
    assert_eq!(stocks(&room_on(&plan, 13)), [5, 14, 35]);
    assert_eq!(room_on(&plan, 13).shipped_to(0, 0), 5);
}

#[test]
fn output_is_the_lesser_of_capacity_and_matured_orders() {
    let order = |funded, rounds, to| Order { funded: Day(funded), rounds, to, transport_days: 0 };
    let orders = vec![
        order(10, 20, Destination::Nation(1)),
        order(20, 30, Destination::Nation(0)),
        order(21, 5, Destination::Outside),
    ];
    let plan = plan(vec![Line { orders, order_lead_days: 50, lead_days: 30, ..line(2.0) }]);
    let one = Destination::Nation(1);
    for (day, bought, on_order, delivered) in
        [(9, 0, 0, 0), (10, 20, 20, 0), (59, 20, 20, 0), (60, 20, 18, 2), (69, 20, 0, 20), (999, 20, 0, 20)]
    {
        let room = room_on(&plan, day);
        let found = (room.bought(one, 0), room.on_order(one, 0), room.on_hand(1, 0) - 10);
        assert_eq!(found, (bought, on_order, delivered), "day {day}");
    }
    let end = room_on(&plan, 999);
    assert_eq!((end.ledger(0, 0).delivered(), end.delivered_outside(0)), (30, 5));
    assert_eq!(end.begun_by(0), 55, "capacity without orders stands idle");
}

#[test]
fn losses_are_made_good_for_orders_and_counted() {
    let orders = vec![Order { funded: Day(0), rounds: 90, to: Destination::Nation(1), transport_days: 0 }];
    let lossy = Line { orders, pass_fraction: 0.8, test_fraction: 0.1, ..line(1.0) };
    let end = room_on(&plan(vec![lossy]), 999);
    assert_eq!(end.on_hand(1, 0), 100);
    let (begun, failed, tested) = (end.begun_by(0), end.failed_by(0), end.tested_by(0));
    assert!(begun.abs_diff(125) <= 2, "{begun} begun for 90 / (0.8 × 0.9)");
    assert!(failed.abs_diff(25) <= 1 && tested.abs_diff(10) <= 1, "{failed} failed, {tested} tested");
}

#[test]
fn licence_caps_each_calendar_year() {
    // Day 0 is 1 January 1970.
    let licensed = plan(vec![Line { licence_per_year: Some(30), ..line(0.5) }]);
    for (day, begun) in [(58, 29), (59, 30), (364, 30), (366, 31), (729, 60)] {
        assert_eq!(room_on(&licensed, day).begun_by(0), begun, "day {day}");
    }
}

/// One seeker and two motors a round; a seeker is made of three chips.
#[test]
fn scarce_piece_of_a_part_binds_all_that_is_made_of_it() {
    let seeker = Part { parts: vec![of(2, 3.0)], ..part(10.0) };
    let base = Plan {
        parts: vec![seeker, part(9.0), part(6.0)],
        ..plan(vec![Line { parts: vec![of(0, 1.0), of(1, 2.0)], ..line(8.0) }])
    };
    assert_eq!(room_on(&base, 99).begun_by(0), 200, "2 a day: six chips in threes");
    let mut more = base.clone();
    more.parts[2].supply = flat(30.0);
    assert_eq!(room_on(&more, 99).begun_by(0), 450, "4.5 a day: nine motors in twos");
    // 100 chips in store; the motors that the chips leave idle are not kept.
    let mut stored = base;
    stored.parts[2] = Part { opening_units: 100.0, keep_units: 100.0, ..part(6.0) };
    let room = room_on(&stored, 99);
    assert!(room.begun_by(0).abs_diff(200 + 33) <= 1, "{}", room.begun_by(0));
    assert!(room.parts_in_store(2) < 1e-6);
}

#[test]
fn buffer_fills_while_a_line_stands_and_is_eaten_after() {
    let kept = Part { keep_units: 40.0, ..part(1.0) };
    let plan = Plan { parts: vec![kept], ..plan(vec![Line { parts: vec![of(0, 1.0)], ..line(3.0) }]) };
    let mut room = Stockroom::new(&plan).unwrap();
    room.disable_line(0, Day(100));
    room.step(&plan, Day(99));
    assert_eq!((room.parts_in_store(0), room.begun_by(0)), (40.0, 0));
    room.step(&plan, Day(119));
    assert_eq!(room.begun_by(0), 60, "3 a day for 20 days: 40 in store and 20 made");
}

#[test]
fn circle_of_parts_is_refused_and_named() {
    let made_of = |p: usize| Part { parts: vec![of(p, 1.0)], ..part(1.0) };
    let circular = Plan { parts: vec![part(1.0), made_of(3), made_of(1), made_of(2)], ..plan(vec![]) };
    let error = Stockroom::new(&circular).unwrap_err();
    assert!(matches!(&error, SustainError::CircularBill { parts } if parts.len() == 3), "{error}");
    let text = error.to_string();
    assert!(
        ["1 of 3 of 2 of 1", "2 of 1 of 3 of 2", "3 of 2 of 1 of 3"].iter().any(|way| text.ends_with(way)),
        "{text}"
    );
}

/// 25 rounds lent for 100 days; the debtor keeps a reserve of 20, and pays the rest when it can.
#[test]
fn loan_is_paid_back_as_far_as_the_debtors_reserve_lets_it() {
    let loan =
        Transfer { giver: 2, taker: 1, item: 0, rounds: 25, on: Day(50), delay_days: 10, pay_back: Some(Day(150)) };
    let reserve =
        Reserve { nation: 1, item: 0, never_below: 20, wanted: 20, blocks_export: true, blocks_transfer: true };
    let gift = Transfer { giver: 2, taker: 1, rounds: 5, on: Day(200), pay_back: None, ..loan };
    let plan = Plan { transfers: vec![loan, gift], reserves: vec![reserve], ..plan(vec![]) };
    for (day, expected) in
        [(49, [0, 10, 30]), (50, [0, 10, 5]), (60, [0, 35, 5]), (150, [0, 20, 5]), (160, [0, 20, 20])]
    {
        assert_eq!(stocks(&room_on(&plan, day)), expected, "day {day}");
    }
    // Of the gift's five rounds that come on day 210 all go back to pay the loan.
    assert_eq!(stocks(&room_on(&plan, 215)), [0, 20, 15]);
    assert_eq!(stocks(&room_on(&plan, 220)), [0, 20, 20]);
    let refused = room_on(&plan, 999).refused_to(1, Destination::Nation(2), 0);
    assert_eq!((refused.first, refused.rounds), (Some(Day(150)), 10));
}

#[test]
fn refusals_say_who_starved_whom() {
    let shares = |nation, share_fraction| Customer { share_fraction, ..customer(nation, 0) };
    let customers = vec![shares(1, 0.5), shares(2, 0.25)];
    let reserve =
        Reserve { nation: 0, item: 0, never_below: 100, wanted: 100, blocks_export: true, blocks_transfer: true };
    let asked = Transfer { giver: 0, taker: 2, item: 0, rounds: 7, on: Day(20), delay_days: 0, pay_back: None };
    let lines = vec![Line { customers, ..line(1.0) }];
    let room = room_on(&Plan { reserves: vec![reserve], transfers: vec![asked], ..plan(lines) }, 80);
    assert_eq!(room.refused_to(0, Destination::Nation(1), 0).rounds, 40);
    assert_eq!(room.refused_to(0, Destination::Nation(2), 0).rounds, 20 + 7);
    assert_eq!(room.refusal(0, 0, RefusalKind::Export).rounds, 60);
    assert_eq!(room.refused_to(1, Destination::Nation(2), 0).rounds, 0);
}

fn demand(asked: Asked, shortage: Shortage) -> Demand {
    Demand {
        key: EntityKey::of("pacific"),
        nation: 1,
        item: 0,
        theatre: None,
        asked,
        from: Day(0),
        until: END,
        shortage,
    }
}

#[test]
fn stated_demand_is_met_lost_or_owed() {
    let series = || Asked::Stated(vec![(Day(5), 8), (Day(20), 7), (Day(20), 1)]);
    let transfer = Transfer { giver: 2, taker: 1, item: 0, rounds: 9, on: Day(30), delay_days: 0, pay_back: None };
    for (shortage, owed, on_hand, demanded) in [(Shortage::Lost, 0, 9, 10), (Shortage::Owed, 6, 3, 16)] {
        let demands = vec![demand(series(), shortage)];
        let plan = Plan { demands, transfers: vec![transfer], ..plan(vec![]) };
        let room = room_on(&plan, 29);
        assert_eq!((room.on_hand(1, 0), room.owed(1, 0)), (0, owed));
        let missed: Vec<usize> = (0..1_000).filter(|&d| room.unmet_by_day(1, 0)[d] > 0).collect();
        assert_eq!((missed, room.unmet_by_day(1, 0)[20]), (vec![20], 6));
        let room = room_on(&plan, 40);
        assert_eq!((room.on_hand(1, 0), room.ledger(1, 0).demanded, room.owed(1, 0)), (on_hand, demanded, 0));
    }
}

fn raids(raids_per_day: f64, key: &str) -> Demand {
    let asked = Asked::Raids { raids_per_day, low: 2, high: 6 };
    Demand { key: EntityKey::of(key), ..demand(asked, Shortage::Lost) }
}

/// 2,000 runs of 1,000 days: mean and variance of a compound Poisson sum, within four standard errors.
#[test]
fn raids_have_the_moments_of_their_law() {
    let (raids_per_day, num_runs) = (0.3, 2_000);
    let totals: Vec<f64> = (0..num_runs)
        .map(|run| {
            let luck = Stream::of_run(Seed(7), run);
            let room =
                room_on(&Plan { stocks: vec![], demands: vec![raids(raids_per_day, "a")], luck, ..plan(vec![]) }, 999);
            f64::from(room.unmet_by_day(1, 0).iter().sum::<u32>())
        })
        .collect();
    // The demand holds on days before the last: 999 of them. Sizes 2 to 6: mean 4, mean square 18.
    let (mean, variance) = (raids_per_day * 999.0 * 4.0, raids_per_day * 999.0 * 18.0);
    let n = num_runs as f64;
    let found = totals.iter().sum::<f64>() / n;
    let spread = totals.iter().map(|t| (t - found) * (t - found)).sum::<f64>() / (n - 1.0);
    assert!((found - mean).abs() < 4.0 * (variance / n).sqrt(), "{found} for {mean}");
    assert!((spread / variance - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "{spread} for {variance}");
}

#[test]
fn another_demand_leaves_the_draws_of_the_first_as_they_were() {
    let one = Plan { stocks: vec![], demands: vec![raids(0.3, "a")], ..plan(vec![]) };
    let other = Demand { nation: 2, ..raids(0.9, "b") };
    let both = Plan { demands: vec![other, raids(0.3, "a")], ..one.clone() };
    assert_eq!(room_on(&one, 999).unmet_by_day(1, 0), room_on(&both, 999).unmet_by_day(1, 0));
    let third = Plan { demands: vec![raids(0.3, "a"), raids(0.3, "c")], ..one.clone() };
    let sum: u32 = room_on(&third, 999).unmet_by_day(1, 0).iter().sum();
    assert!(sum > room_on(&one, 999).unmet_by_day(1, 0).iter().sum());
}

#[test]
fn runs_that_share_their_past_part_where_they_are_told_to() {
    let plan = Plan { stocks: vec![], demands: vec![raids(0.3, "a")], ..plan(vec![]) };
    let past = room_on(&plan, 499);
    let run = |number| {
        let mut room = past.clone();
        room.reseed(&plan, Stream::of_run(Seed(3), number));
        room.step(&plan, Day(999));
        room.unmet_by_day(1, 0).to_vec()
    };
    let (first, second) = (run(0), run(1));
    assert_eq!(first[..500], second[..500]);
    assert!(first[500..] != second[500..]);
    assert_eq!(first, run(0));
}

#[test]
fn faulty_rules_are_refused() {
    let refused = |change: fn(&mut Plan)| {
        let mut plan = plan(vec![line(1.0)]);
        change(&mut plan);
        Stockroom::new(&plan).unwrap_err().to_string()
    };
    let outside = |p: &mut Plan, rule| {
        p.lines[0].allocation = rule;
        p.lines[0].customers = vec![Customer { to: Destination::Outside, ..customer(1, 0) }];
    };
    for (text, expected) in [
        (refused(|p| p.lines[0].items.clear()), "first item of a line index 0 does not exist"),
        (refused(|p| p.lines[0].lot_rounds = 0), "rounds of a lot must be in 1..="),
        (refused(|p| p.lines[0].pass_fraction = 0.0), "share that passes must be in"),
        (refused(|p| p.lines[0].parts = vec![of(0, 1.0)]), "part index 0 does not exist"),
        (refused(|p| p.parts = vec![Part { parts: vec![of(0, 1.0)], ..part(1.0) }]), "made of itself: 0 of 0"),
    ] {
        assert!(text.contains(expected), "{text:?} lacks {expected:?}");
    }
    for rule in [Allocation::ByNeed, Allocation::Reorder] {
        let mut plan = plan(vec![line(1.0)]);
        outside(&mut plan, rule);
        assert!(matches!(Stockroom::new(&plan), Err(SustainError::CannotAllot { line: 0, .. })));
    }
    let mut reversed = plan(vec![]);
    reversed.demands = vec![demand(Asked::Stated(vec![(Day(9), 1), (Day(8), 1)]), Shortage::Lost)];
    assert!(matches!(Stockroom::new(&reversed), Err(SustainError::DaysReversed { .. })));
}
