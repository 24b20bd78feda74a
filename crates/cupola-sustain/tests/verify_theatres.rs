//! Theatres and ages: what the rules say, on small plans worked by hand.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use cupola_core::{Day, EntityKey, Seed, Stream};
use cupola_sustain::{
    Allocation, Asked, Customer, Demand, Depot, Destination, Drain, Line, Lot, Plan, RatePoint, RefusalKind, Reserve,
    Shortage, Stock, Stockroom, SustainError, Transfer,
};

const USA: usize = 0;
const JAPAN: usize = 1;
const GULF: usize = 0;
const PACIFIC: usize = 1;

fn depot(theatre: usize, quantity: u32, up_to: u32) -> Depot {
    Depot { theatre, quantity, up_to, transport_days: 5, lift: None }
}

/// 100 rounds of the United States, some in theatres; none in Japan.
fn plan(depots: Vec<Depot>) -> Plan {
    Plan {
        num_nations: 2,
        num_items: 1,
        start: Day(0),
        raids_start: Day(0),
        end: Day(1_000),
        stocks: vec![Stock { nation: USA, item: 0, quantity: 100, theatre_fraction: 1.0, depots, lots: vec![] }],
        num_theatres: 2,
        lifts_per_day: vec![2.5],
        life_days: vec![None],
        parts: vec![],
        lines: vec![],
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

/// On hand in the Gulf, in the Pacific and in all, on the way to them too.
fn on_hand(room: &Stockroom) -> [u32; 3] {
    [room.releasable(USA, 0, Some(GULF)), room.releasable(USA, 0, Some(PACIFIC)), room.on_hand(USA, 0)]
}

fn stated(theatre: Option<usize>, asked: &[(i32, u32)], shortage: Shortage) -> Demand {
    Demand {
        key: EntityKey::of("war"),
        nation: USA,
        item: 0,
        theatre,
        asked: Asked::Stated(asked.iter().map(|(day, rounds)| (Day(*day), *rounds)).collect()),
        from: Day(0),
        until: Day(1_001),
        shortage,
    }
}

#[test]
fn home_fills_theatres_in_their_order_and_says_which_it_refused() {
    let plan = plan(vec![depot(GULF, 10, 60), depot(PACIFIC, 5, 80)]);
    let room = room_on(&plan, 0);
    // 85 at home: 50 go to the Gulf, the other 35 to the Pacific, which lacks 75.
    // What is on its way to theatres is the nation's own, and not in transit to it.
    let whole = |room: &Stockroom| {
        (on_hand(room), room.ledger(USA, 0).on_way_to_theatres(), room.in_transit(Destination::Nation(USA), 0))
    };
    assert_eq!([whole(&room), whole(&room_on(&plan, 4))], [([10, 5, 100], 85, 0); 2]);
    let room = room_on(&plan, 900);
    assert_eq!(on_hand(&room), [60, 40, 100]);
    assert_eq!([GULF, PACIFIC].map(|theatre| room.sent_to_theatre(USA, 0, theatre)), [50, 35]);
    let refused = [GULF, PACIFIC].map(|theatre| room.refused_to_theatre(USA, 0, theatre).rounds);
    assert_eq!(refused, [0, 40], "what is lacking every day is refused once");
    assert_eq!(room.refusal(USA, 0, RefusalKind::Theatre).first, Some(Day(0)));
    assert_eq!(room.theatre(USA, 0), 0, "none is left at home");
    assert_eq!(room.ledger(USA, 0).delivered(), 0, "nothing joined the nation's stock");
}

#[test]
fn lift_limits_what_leaves_and_is_no_refusal() {
    let by_air = |theatre, up_to| Depot { lift: Some(0), ..depot(theatre, 0, up_to) };
    let plan = plan(vec![by_air(GULF, 6), by_air(PACIFIC, 50)]);
    // 2.5 a day: 2, 3, 2, 3 ... from the first morning; the Gulf first.
    let sent = |day: i32| [GULF, PACIFIC].map(|theatre| room_on(&plan, day).sent_to_theatre(USA, 0, theatre));
    assert_eq!([0, 1, 2, 3, 30].map(sent), [[2, 0], [5, 0], [6, 1], [6, 4], [6, 50]]);
    assert_eq!(room_on(&plan, 30).refusal(USA, 0, RefusalKind::Theatre).rounds, 0);
}

#[test]
fn who_is_in_a_theatre_takes_from_there_alone() {
    let mut plan = plan(vec![depot(GULF, 20, 0), depot(PACIFIC, 30, 0)]);
    plan.demands = vec![stated(Some(GULF), &[(3, 15), (9, 15)], Shortage::Lost)];
    let war = Drain {
        nation: USA,
        item: 0,
        theatre: Some(PACIFIC),
        rate_per_year: 365.25,
        from: Day(0),
        until: Day(40),
        is_blocked_by_reserve: false,
    };
    plan.drains = vec![war];
    let mut room = room_on(&plan, 100);
    assert_eq!(on_hand(&room), [0, 0, 50]);
    let unmet = room.unmet_by_day_in(USA, 0, GULF);
    assert_eq!((unmet[3], unmet[9], room.unmet_by_day(USA, 0).len()), (0, 10, 0));
    assert_eq!(room.refusal_in(USA, 0, PACIFIC, RefusalKind::Drain).first, Some(Day(30)));
    assert_eq!((room.draw(USA, 0, Some(GULF), 5), room.draw(USA, 0, None, 8)), (0, 8));
    room.give_back(USA, 0, None, 3);
    assert_eq!((room.theatre(USA, 0), room.draw(JAPAN, 0, Some(GULF), 1)), (45, 0));
    assert_eq!((room.lose(USA, 0, Some(PACIFIC), 1), room.lose(USA, 0, None, 1)), (0, 1));
}

#[test]
fn owed_rounds_are_sent_beside_the_level() {
    let mut plan = plan(vec![depot(GULF, 10, 10)]);
    plan.demands = vec![stated(Some(GULF), &[(2, 30)], Shortage::Owed)];
    assert_eq!(room_on(&plan, 2).owed(USA, 0), 20);
    let room = room_on(&plan, 20);
    assert_eq!((on_hand(&room), room.owed(USA, 0), room.ledger(USA, 0).demanded), ([10, 0, 70], 0, 30));
}

/// A reserve is a floor of all that the nation has, wherever it lies; only what is at home can be given.
#[test]
fn reserve_counts_what_lies_in_theatres() {
    let mut plan = plan(vec![depot(GULF, 60, 0)]);
    let transfer =
        Transfer { giver: USA, taker: JAPAN, item: 0, rounds: 50, on: Day(5), delay_days: 0, pay_back: None };
    plan.transfers = vec![transfer];
    for (never_below, given) in [(0, 40), (60, 40), (75, 25), (100, 0)] {
        let (blocks_export, blocks_transfer, wanted) = (true, true, never_below);
        plan.reserves = vec![Reserve { nation: USA, item: 0, never_below, wanted, blocks_export, blocks_transfer }];
        assert_eq!(room_on(&plan, 9).on_hand(JAPAN, 0), given, "{never_below}");
    }
}

fn with_life(life_days: i32, lots: &[(i32, u32)]) -> Plan {
    let mut plan = plan(vec![]);
    plan.life_days = vec![Some(life_days)];
    plan.stocks[0].lots = lots.iter().map(|(made, rounds)| Lot { made: Day(*made), rounds: *rounds }).collect();
    plan
}

#[test]
fn oldest_are_issued_first_and_the_rest_expire_on_their_day() {
    let mut plan = with_life(300, &[(-200, 40), (-50, 60)]);
    plan.demands = vec![stated(None, &[(10, 25), (120, 20)], Shortage::Lost)];
    let expired = |day: i32| (room_on(&plan, day).ledger(USA, 0).expired, room_on(&plan, day).on_hand(USA, 0));
    assert_eq!([99, 100, 249, 250].map(expired), [(0, 75), (15, 60), (15, 40), (55, 0)]);
    let mean_age_days = |day: i32| room_on(&plan, day).mean_age_days(USA, 0);
    assert_eq!(mean_age_days(10), Some((15.0 * 210.0 + 60.0 * 60.0) / 75.0));
    assert_eq!((mean_age_days(200), mean_age_days(250)), (Some(250.0), None));
}

#[test]
fn unknown_ages_are_spread_evenly_over_the_life() {
    let plan = with_life(200, &[]);
    for day in [0, 20, 100, 199] {
        let expired = room_on(&plan, day).ledger(USA, 0).expired;
        assert!(expired.abs_diff(day as u32 / 2) <= 1, "{expired} by day {day}");
    }
    assert_eq!(room_on(&plan, 200).ledger(USA, 0).expired, 100);
    assert!((room_on(&plan, 0).mean_age_days(USA, 0).unwrap() - 100.0).abs() < 1.0);
}

/// Ages go with the rounds: to a theatre and back from a battery, by transfer, and past their end on the way.
#[test]
fn ages_travel() {
    let mut plan = with_life(100, &[(-97, 30), (-10, 70)]);
    plan.stocks[0].depots = vec![depot(GULF, 10, 20)];
    let room = room_on(&plan, 2);
    let made: Vec<(Day, u32)> = room.lots(USA, 0).map(|lot| (lot.made, lot.rounds)).collect();
    assert_eq!(made, [(Day(-97), 10), (Day(-10), 70), (Day(-97), 10)], "the oldest lie in the Gulf or go there");
    let room = room_on(&plan, 5);
    // Ten lay there and ten at home on the third day; ten more were past their life when they arrived.
    assert_eq!((room.ledger(USA, 0).expired, room.releasable(USA, 0, Some(GULF))), (30, 0));
    assert_eq!(on_hand(&room_on(&plan, 60)), [20, 0, 70]);

    let mut room = room_on(&plan, 0);
    assert_eq!(room.draw(USA, 0, Some(GULF), 6), 6);
    room.step(&plan, Day(4));
    room.give_back(USA, 0, Some(GULF), 4);
    assert_eq!(room.releasable(USA, 0, Some(GULF)), 4);
    let before = room.ledger(USA, 0).expired;
    room.step(&plan, Day(5));
    // The four that came back too old, and those that arrive.
    assert_eq!(room.ledger(USA, 0).expired - before, 4 + 10);
}

#[test]
fn customers_get_what_has_just_come_off_the_line() {
    let mut plan = with_life(400, &[(-300, 100)]);
    let point = |rate_per_year| vec![RatePoint { day: Day(0), rate_per_year }];
    let to_japan = Customer {
        to: Destination::Nation(JAPAN),
        share_fraction: 1.0,
        up_to: 0,
        reorder_at: 0,
        cap_per_year: None,
        from: Day(0),
        until: Day(1_001),
        approval_days: 0,
        transport_days: 30,
    };
    plan.lines = vec![Line {
        nation: USA,
        items: vec![0],
        capacity: point(365.25),
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
        customers: vec![to_japan],
        allocation: Allocation::Share,
    }];
    let room = room_on(&plan, 50);
    assert!(room.lots(JAPAN, 0).all(|lot| lot.made >= Day(0) && lot.rounds == 1));
    assert_eq!((room.on_hand(JAPAN, 0), room.lots(USA, 0).next().unwrap().rounds), (21, 100));
    assert_eq!(room_on(&plan, 100).ledger(USA, 0).expired, 100);
}

#[test]
fn faulty_theatres_and_lots_are_refused() {
    let refused = |plan: Plan| Stockroom::new(&plan).map(|_| ()).unwrap_err();
    assert!(matches!(refused(plan(vec![depot(2, 0, 0)])), SustainError::NoSuch { what: "theatre", .. }));
    assert!(matches!(
        refused(plan(vec![depot(0, 60, 0), depot(1, 60, 0)])),
        SustainError::OutOfRange { value: 120.0, .. }
    ));
    assert!(matches!(refused(plan(vec![depot(0, 1, 0), depot(0, 1, 0)])), SustainError::Twice { what: "depot", .. }));
    let by_rail = Depot { lift: Some(1), ..depot(0, 0, 0) };
    assert!(matches!(refused(plan(vec![by_rail])), SustainError::NoSuch { what: "lift", .. }));
    assert!(matches!(refused(with_life(300, &[(-1, 99)])), SustainError::OutOfRange { value: 99.0, .. }));
    assert!(matches!(refused(with_life(300, &[(1, 100)])), SustainError::DaysReversed { .. }));
    assert!(matches!(refused(with_life(0, &[])), SustainError::OutOfRange { quantity: "life (days)", .. }));
    let demands = vec![stated(Some(PACIFIC), &[], Shortage::Lost)];
    let nowhere = Plan { demands, ..plan(vec![depot(GULF, 1, 1)]) };
    assert_eq!(refused(nowhere), SustainError::NoDepot { nation: USA, item: 0, theatre: PACIFIC });
}
