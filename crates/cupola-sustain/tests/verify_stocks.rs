//! The rules of stocks, one by one, on small plans with plain answers.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use cupola_core::{Day, Seed, Stream};
use cupola_sustain::{
    Allocation, Customer, Destination, Drain, Expansion, Lasting, Line, Need, Part, Plan, Raise, RatePoint,
    RefusalKind, Reserve, Stock, Stockroom, Transfer, first_day_at_least,
};

const USA: usize = 0;
const JAPAN: usize = 1;
const PAC3: usize = 0;
const FOREVER: Day = Day(i32::MAX);

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// 1 January 2027 to the end of 2032, two nations, one item, 1,000 US and 300 Japanese rounds, nothing else.
fn quiet() -> Plan {
    let stock = |nation, quantity, theatre_fraction| Stock {
        nation,
        item: PAC3,
        quantity,
        theatre_fraction,
        depots: vec![],
        lots: vec![],
    };
    Plan {
        num_nations: 2,
        num_items: 1,
        start: day("2027-01-01"),
        raids_start: day("2028-04-01"),
        end: day("2032-12-31"),
        stocks: vec![stock(USA, 1_000, 0.35), stock(JAPAN, 300, 1.0)],
        parts: vec![],
        lines: vec![],
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

fn flat(rate_per_year: f64) -> Vec<RatePoint> {
    vec![RatePoint { day: day("2025-01-01"), rate_per_year }]
}

fn line(nation: usize, rate_per_year: f64) -> Line {
    Line {
        nation,
        items: vec![PAC3],
        capacity: flat(rate_per_year),
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

fn customer(to: Destination, share_fraction: f64) -> Customer {
    let from = day("2027-01-01");
    Customer {
        to,
        share_fraction,
        up_to: 0,
        reorder_at: 0,
        cap_per_year: None,
        from,
        until: FOREVER,
        approval_days: 0,
        transport_days: 0,
    }
}

fn reserve(nation: usize, never_below: u32) -> Reserve {
    Reserve { nation, item: PAC3, never_below, wanted: 600, blocks_export: true, blocks_transfer: true }
}

fn room_on(plan: &Plan, text: &str) -> Stockroom {
    let mut room = Stockroom::new(plan).unwrap();
    room.step(plan, day(text));
    room
}

/// The stock at the end of every day of the plan.
fn series(plan: &Plan, nation: usize) -> Vec<u32> {
    let mut room = Stockroom::new(plan).unwrap();
    let days = plan.start.0..=plan.end.0;
    days.map(|d| {
        room.step(plan, Day(d));
        room.on_hand(nation, PAC3)
    })
    .collect()
}

/// The worked example: a line of 620 rounds a year makes 620 in a year, within one round.
#[test]
fn line_of_620_a_year_makes_620_in_a_year() {
    let plan = Plan { lines: vec![line(USA, 620.0)], ..quiet() };
    assert!(room_on(&plan, "2027-12-31").produced_by(0).abs_diff(620) <= 1);
    assert!(room_on(&plan, "2032-12-31").produced_by(0).abs_diff(6 * 620) <= 1);
    assert!(room_on(&plan, "2027-12-31").on_hand(USA, PAC3).abs_diff(1_620) <= 1);
}

/// Case `inv-pac3-003` (SOFREP 2026; 600 to 2,000 a year over seven years): 9,100 in all by a linear ramp.
#[test]
fn linear_ramp_agrees_with_published_sum() {
    let ramp = |text, rate_per_year| RatePoint { day: day(text), rate_per_year };
    let capacity = vec![ramp("2026-01-01", 600.0), ramp("2033-01-01", 2_000.0)];
    let start = day("2026-01-01");
    let plan = Plan { start, lines: vec![Line { capacity, ..line(USA, 0.0) }], ..quiet() };
    let produced = room_on(&plan, "2032-12-31").produced_by(0);
    assert!((f64::from(produced) / 9_100.0 - 1.0).abs() < 0.02, "{produced}");
}

/// Case `inv-csis-005` (W. Rumbaugh, CSIS, 5 December 2025): 13,773 rounds take 22.2 years at 620 a year, 6.9 at 2,000.
#[test]
fn years_to_the_army_objective_agree_with_published_arithmetic() {
    for (rate_per_year, expected_years) in [(620.0, 22.2), (2_000.0, 6.9)] {
        let end = day("2055-01-01");
        let plan = Plan { end, stocks: vec![], lines: vec![line(USA, rate_per_year)], ..quiet() };
        let days = first_day_at_least(&series(&plan, USA), 13_773).unwrap();
        let years = days as f64 / 365.25;
        assert!((years / expected_years - 1.0).abs() < 0.005, "{years}");
    }
}

#[test]
fn funded_orders_bind_below_capacity() {
    let plan = Plan { lines: vec![Line { funded: flat(500.0), ..line(USA, 2_000.0) }], ..quiet() };
    assert!(room_on(&plan, "2027-12-31").produced_by(0).abs_diff(500) <= 1);
}

#[test]
fn disabled_line_makes_nothing_until_it_works_again() {
    let plan = Plan { lines: vec![line(USA, 620.0)], ..quiet() };
    let mut room = room_on(&plan, "2027-12-31");
    let before = room.produced_by(0);
    room.disable_line(0, day("2028-07-01"));
    room.disable_line(0, day("2028-03-01"));
    room.step(&plan, day("2028-06-30"));
    assert_eq!(room.produced_by(0), before);
    room.step(&plan, day("2028-12-31"));
    assert!((room.produced_by(0) - before).abs_diff(312) <= 1);
}

fn one_of(part: usize) -> Need {
    Need { part, num_units: 1.0 }
}

fn part(rate_per_year: f64) -> Part {
    Part { supply: flat(rate_per_year), opening_units: 0.0, keep_units: 0.0, parts: vec![] }
}

/// Two lines on one seeker; the US line wants 650 a year and Japan's 30, of a supply of `seekers`.
fn with_seekers(seekers: f64) -> Plan {
    let of_seeker = |line: Line| Line { parts: vec![one_of(0)], ..line };
    let lines = vec![of_seeker(line(USA, 650.0)), of_seeker(line(JAPAN, 30.0))];
    Plan { parts: vec![part(seekers)], lines, ..quiet() }
}

fn expanded_to_sixty(mut plan: Plan) -> Plan {
    let raise = Raise::To { rate_per_year: 60.0 };
    plan.lines[1].expansions =
        vec![Expansion { decided: day("2027-01-01"), ready_days: 365, ramp_days: 0, raise, lasting: Lasting::ForGood }];
    plan
}

/// A line of 24 a year that closed at the end of 2027, decided on 1 March 2028 to make 120 a year from 300 days later, growing
/// over 100 days, until 30 June 2030: day by day against the sum of its rates.
#[test]
fn a_closed_line_restarts_late_grows_and_closes_again() {
    let (decided, last) = (day("2028-03-01"), day("2030-06-30"));
    let capacity = vec![
        RatePoint { day: day("2027-12-31"), rate_per_year: 24.0 },
        RatePoint { day: day("2028-01-01"), rate_per_year: 0.0 },
    ];
    let raise = Raise::To { rate_per_year: 120.0 };
    let surge = Expansion { decided, ready_days: 300, ramp_days: 100, raise, lasting: Lasting::Through(last) };
    let plan = Plan { lines: vec![Line { capacity, expansions: vec![surge], ..line(USA, 0.0) }], ..quiet() };
    let mut room = Stockroom::new(&plan).unwrap();
    let mut sum = 0.0;
    for date in plan.start.0..=plan.end.0 {
        let age = date - decided.0 - 300;
        let per_year = match date {
            date if date <= day("2027-12-31").0 => 24.0,
            date if age < 0 || date > last.0 => 0.0,
            _ => 120.0 * f64::from(age.min(100)) / 100.0,
        };
        sum += per_year / 365.25;
        room.step(&plan, Day(date));
        let made = f64::from(room.produced_by(0));
        assert!((made - (sum + 1e-6).floor()).abs() < 0.5, "{}: {made} made of {sum}", Day(date));
    }
    assert!(sum > 150.0, "{sum}");
}

#[test]
fn halved_seeker_supply_delays_restoration() {
    let restored = |seekers| cupola_sustain::restored_day(&series(&with_seekers(seekers), USA), 2_330).unwrap();
    let (whole, half) = (restored(650.0), restored(325.0));
    assert!(half > whole * 3 / 2, "{whole} days with all seekers, {half} with half");
}

#[test]
fn expansion_in_japan_lowers_us_output_only_when_seekers_are_short() {
    let made = |plan: &Plan, line| room_on(plan, "2032-12-31").produced_by(line);
    let (short, short_expanded) = (with_seekers(600.0), expanded_to_sixty(with_seekers(600.0)));
    assert!(made(&short_expanded, 0) < made(&short, 0));
    assert!(made(&short_expanded, 1) > made(&short, 1));
    assert!(room_on(&short, "2032-12-31").lost_to_parts(0) > 0.0);
    let (ample, ample_expanded) = (with_seekers(900.0), expanded_to_sixty(with_seekers(900.0)));
    assert_eq!(made(&ample_expanded, 0), made(&ample, 0));
    assert!(made(&ample_expanded, 1) > made(&ample, 1));
}

#[test]
fn scarce_seekers_are_split_in_proportion_and_none_is_wasted() {
    let room = room_on(&with_seekers(340.0), "2032-12-31");
    let total = 340.0 * 6.0;
    assert!((f64::from(room.produced_by(0)) - total * 650.0 / 680.0).abs() < 2.0);
    assert!((f64::from(room.produced_by(1)) - total * 30.0 / 680.0).abs() < 2.0);
    let mut idle_partner = Stockroom::new(&with_seekers(340.0)).unwrap();
    idle_partner.disable_line(1, FOREVER);
    idle_partner.step(&with_seekers(340.0), day("2032-12-31"));
    assert!((f64::from(idle_partner.produced_by(0)) - total).abs() < 2.0);
}

#[test]
fn expansion_raises_the_rate_after_its_lead_time_only() {
    let base = Plan { lines: vec![line(USA, 0.0), line(JAPAN, 30.0)], ..quiet() };
    let expanded = expanded_to_sixty(base.clone());
    let made = |plan, text| room_on(plan, text).produced_by(1);
    assert_eq!(made(&expanded, "2027-12-31"), made(&base, "2027-12-31"));
    assert!(made(&expanded, "2028-12-31").abs_diff(90) <= 1);
}

#[test]
fn customers_get_their_share_and_the_host_the_rest() {
    let customers = vec![customer(Destination::Nation(USA), 0.5), customer(Destination::Outside, 0.2)];
    let plan = Plan { lines: vec![Line { customers, ..line(JAPAN, 100.0) }], ..quiet() };
    let room = room_on(&plan, "2032-12-31");
    assert!(room.shipped_to(0, 0).abs_diff(300) <= 1, "{}", room.shipped_to(0, 0));
    assert!(room.delivered_outside(PAC3).abs_diff(120) <= 1);
    assert!(room.on_hand(JAPAN, PAC3).abs_diff(300 + 180) <= 2);
    assert!(room.on_hand(USA, PAC3).abs_diff(1_000 + 300) <= 1);
}

#[test]
fn cap_holds_in_every_calendar_year() {
    let capped = Customer { cap_per_year: Some(20), ..customer(Destination::Nation(USA), 0.5) };
    let plan = Plan { lines: vec![Line { customers: vec![capped], ..line(JAPAN, 100.0) }], ..quiet() };
    for (year, expected) in (2027..=2032).zip([20, 40, 60, 80, 100, 120]) {
        assert_eq!(room_on(&plan, &format!("{year}-12-31")).shipped_to(0, 0), expected);
    }
    assert_eq!(room_on(&plan, "2032-12-31").refusals().count(), 0, "a cap is agreed, not refused");
}

#[test]
fn lots_wait_for_approval_and_travel() {
    let slow = Customer { approval_days: 90, transport_days: 30, ..customer(Destination::Nation(USA), 1.0) };
    let plan = Plan { lines: vec![Line { customers: vec![slow], ..line(JAPAN, 365.25) }], ..quiet() };
    let room = room_on(&plan, "2027-04-30");
    assert_eq!((room.shipped_to(0, 0), room.on_hand(USA, PAC3)), (120, 1_000));
    assert_eq!(room.in_transit(Destination::Nation(USA), PAC3), 120);
    assert_eq!(room_on(&plan, "2027-05-01").on_hand(USA, PAC3), 1_001);
    assert_eq!(room_on(&plan, "2027-05-10").on_hand(USA, PAC3), 1_010);
}

#[test]
fn exports_stay_with_a_host_below_its_reserve() {
    let customers = vec![customer(Destination::Nation(USA), 0.5)];
    let lines = vec![Line { customers, ..line(JAPAN, 100.0) }];
    let mut plan = Plan { lines, reserves: vec![reserve(JAPAN, 350)], ..quiet() };
    let room = room_on(&plan, "2027-06-30");
    assert_eq!(room.shipped_to(0, 0), 0);
    assert_eq!(room.on_hand(JAPAN, PAC3), 300 + room.produced_by(0));
    assert_eq!(room.refusal(JAPAN, PAC3, RefusalKind::Export).first, Some(day("2027-01-08")));
    assert!(room_on(&plan, "2028-12-31").shipped_to(0, 0) > 0);
    plan.reserves[0].blocks_export = false;
    assert!(room_on(&plan, "2027-06-30").shipped_to(0, 0) > 0);
}

#[test]
fn higher_reserve_refuses_earlier_and_more() {
    let gift = |text| Transfer {
        giver: JAPAN,
        taker: USA,
        item: PAC3,
        rounds: 50,
        on: day(text),
        delay_days: 30,
        pay_back: None,
    };
    let transfers: Vec<Transfer> = ["2027-06-01", "2027-09-01", "2027-12-01", "2028-03-01"].map(gift).to_vec();
    let mut previous = (FOREVER, 0);
    for floor in [150, 200, 250, 300] {
        let plan = Plan { transfers: transfers.clone(), reserves: vec![reserve(JAPAN, floor)], ..quiet() };
        let room = room_on(&plan, "2028-12-31");
        let refusal = room.refusal(JAPAN, PAC3, RefusalKind::Transfer);
        let now = (refusal.first.unwrap(), refusal.rounds);
        assert!(now.0 < previous.0 && now.1 > previous.1, "floor {floor}: {now:?} after {previous:?}");
        assert_eq!(room.on_hand(JAPAN, PAC3), floor);
        previous = now;
    }
}

#[test]
fn transfer_arrives_after_its_delay_and_only_what_is_releasable() {
    let on = day("2027-06-01");
    let transfer = Transfer { giver: JAPAN, taker: USA, item: PAC3, rounds: 120, on, delay_days: 30, pay_back: None };
    let plan = Plan { transfers: vec![transfer], reserves: vec![reserve(JAPAN, 200)], ..quiet() };
    for (text, japan, transit, usa) in [
        ("2027-05-31", 300, 0, 1_000),
        ("2027-06-01", 200, 100, 1_000),
        ("2027-06-30", 200, 100, 1_000),
        ("2027-07-01", 200, 0, 1_100),
    ] {
        let room = room_on(&plan, text);
        let found = (room.on_hand(JAPAN, PAC3), room.in_transit(Destination::Nation(USA), PAC3));
        assert_eq!((found, room.on_hand(USA, PAC3)), ((japan, transit), usa), "{text}");
    }
    assert_eq!(room_on(&plan, "2027-07-01").refusal(JAPAN, PAC3, RefusalKind::Transfer).rounds, 20);
    let past = Transfer { on: day("2026-12-31"), ..transfer };
    let plan = Plan { transfers: vec![past], ..quiet() };
    assert_eq!(room_on(&plan, "2032-12-31").ledger(JAPAN, PAC3).transferred, 0);
}

#[test]
fn drain_takes_its_rate_and_stops_at_an_empty_stock_or_a_reserve() {
    let (from, until) = (day("2027-01-01"), day("2029-01-01"));
    let drain = Drain {
        nation: USA,
        item: PAC3,
        theatre: None,
        rate_per_year: 120.0,
        from,
        until,
        is_blocked_by_reserve: false,
    };
    let plan = Plan { drains: vec![drain], ..quiet() };
    assert!(room_on(&plan, "2027-12-31").on_hand(USA, PAC3).abs_diff(880) <= 1);
    assert!(room_on(&plan, "2032-12-31").on_hand(USA, PAC3).abs_diff(760) <= 1);
    let heavy = Drain { rate_per_year: 2_000.0, ..drain };
    for (is_blocked_by_reserve, left) in [(false, 0), (true, 400)] {
        let drains = vec![Drain { is_blocked_by_reserve, ..heavy }];
        let room = room_on(&Plan { drains, reserves: vec![reserve(USA, 400)], ..quiet() }, "2028-12-31");
        assert_eq!(room.on_hand(USA, PAC3), left);
        assert!(room.refusal(USA, PAC3, RefusalKind::Drain).first.is_some());
    }
}

#[test]
fn batteries_draw_the_theatre_share_and_no_reserve_stops_them() {
    let plan = Plan { reserves: vec![reserve(USA, 900), reserve(JAPAN, 200)], ..quiet() };
    let mut room = room_on(&plan, "2028-04-01");
    assert_eq!((room.on_hand(USA, PAC3), room.theatre(USA, PAC3)), (1_000, 350));
    assert_eq!(room.draw(USA, PAC3, None, 300), 300);
    assert_eq!((room.on_hand(USA, PAC3), room.theatre(USA, PAC3)), (700, 50));
    assert_eq!(room.draw(USA, PAC3, None, 300), 50);
    assert_eq!(room.refusal(USA, PAC3, RefusalKind::Draw).first, Some(day("2028-04-01")));
    assert_eq!(room.refusal(USA, PAC3, RefusalKind::Draw).rounds, 250);
    room.give_back(USA, PAC3, None, 30);
    assert_eq!((room.on_hand(USA, PAC3), room.theatre(USA, PAC3)), (680, 30));
    assert_eq!((room.lose(USA, PAC3, None, 100), room.theatre(USA, PAC3)), (30, 0));
    assert_eq!(room.draw(JAPAN, PAC3, None, 301), 300);
    assert_eq!(room.ledger(USA, PAC3).balance(), i64::from(room.on_hand(USA, PAC3)));
}

#[test]
fn stepping_in_one_go_or_day_by_day_is_the_same() {
    let plan = expanded_to_sixty(with_seekers(600.0));
    assert_eq!(series(&plan, JAPAN).last(), Some(&room_on(&plan, "2032-12-31").on_hand(JAPAN, PAC3)));
    let mut room = room_on(&plan, "2040-01-01");
    let at_end = room.on_hand(USA, PAC3);
    room.step(&plan, day("2027-01-01"));
    assert_eq!(room.on_hand(USA, PAC3), at_end);
}

#[test]
fn faulty_plans_are_refused() {
    let refused = |change: fn(&mut Plan)| {
        let mut plan = Plan { lines: vec![line(JAPAN, 30.0)], ..quiet() };
        change(&mut plan);
        Stockroom::new(&plan).unwrap_err().to_string()
    };
    for (text, expected) in [
        (refused(|p| p.stocks[1].nation = 2), "nation index 2 does not exist"),
        (refused(|p| p.stocks[1].nation = USA), "two entries for stock"),
        (refused(|p| p.stocks[0].theatre_fraction = 1.5), "theatre share must be in 0..=1, got 1.5"),
        (refused(|p| p.lines[0].parts = vec![one_of(0)]), "part index 0 does not exist"),
        (refused(|p| p.lines[0].capacity.clear()), "line 0 has no rate"),
        (refused(|p| p.lines[0].capacity[0].rate_per_year = f64::NAN), "rate (a year) must be"),
        (refused(|p| p.lines[0].customers = vec![customer(Destination::Nation(JAPAN), 0.5)]), "cannot send to itself"),
        (refused(|p| p.lines[0].customers = vec![customer(Destination::Outside, 0.6); 2]), "sum to 1.2"),
        (refused(|p| p.end = day("2026-12-31")), "must not come before"),
        (refused(|p| p.lines[0].capacity[0].rate_per_year = 1e9), "rounds; at most"),
    ] {
        assert!(text.contains(expected), "{text:?} lacks {expected:?}");
    }
}
