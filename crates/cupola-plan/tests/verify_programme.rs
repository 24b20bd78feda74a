//! Small programmes against arithmetic by hand.

use cupola_core::Day;
use cupola_cost::Discount;
use cupola_plan::prices::{limits, scarce_parts};
use cupola_plan::report::Found;
use cupola_plan::{Action, Capacity, Floor, Kind, Licence, Move, Need, PartLimit, Programme, Source};

const JAPAN: (usize, usize) = (0, 0);
const USA: (usize, usize) = (1, 0);
const MUSD: f64 = 1e6;

fn day(year: i32, month: u32) -> Day {
    Day::from_ymd(year, month, 1).expect("it is a day")
}

/// The four quarters of 2030.
fn year(sources: Vec<Source>, needs: Vec<Need>) -> Programme {
    Programme {
        periods: [1, 4, 7, 10].map(|month| day(2030, month)).to_vec(),
        until: day(2031, 1),
        discount: Discount::NONE,
        sources,
        parts: Vec::new(),
        licences: Vec::new(),
        moves: Vec::new(),
        needs,
        floors: Vec::new(),
    }
}

fn source(id: &str, price_musd: f64, capacity: Capacity) -> Source {
    Source {
        id: id.to_owned(),
        cell: JAPAN,
        wait_days: 0,
        lead_days: 0,
        kept_fraction: 1.0,
        parts: Vec::new(),
        per_round_usd: price_musd * MUSD,
        capacity,
    }
}

fn standing(id: &str, price_musd: f64, a_quarter: f64) -> Source {
    source(id, price_musd, Capacity::Standing(vec![a_quarter; 4]))
}

fn need(rounds: f64) -> Need {
    Need {
        id: "need".to_owned(),
        cell: JAPAN,
        by: day(2031, 1),
        to_add_rounds: rounds,
        low_rounds: rounds,
        high_rounds: rounds,
        margin_rounds: 0.0,
    }
}

fn moves(most: f64, price_musd: f64) -> Move {
    let per_round_usd = price_musd * MUSD;
    Move { id: "usa-japan".to_owned(), giver: USA, taker: JAPAN, most_rounds: most, delay_days: 30, per_round_usd }
}

#[track_caller]
fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-3 * b.abs().max(1e-2), "{a} is not {b}");
}

#[test]
fn one_line_makes_what_is_needed_as_early_as_it_can() {
    let programme = year(vec![standing("line", 4.0, 10.0)], vec![need(25.0)]);
    let answer = programme.solve().unwrap();
    for (begun, expected) in answer.begun[0].iter().zip([10.0, 10.0, 5.0, 0.0]) {
        near(*begun, expected);
    }
    near(answer.cost_usd, 100.0 * MUSD);
    assert_eq!(answer.total_short(), 0.0);
    // The only thing that binds is the need: a round less saves a round's price.
    let found = limits(&programme, &answer).unwrap();
    assert_eq!(found.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), ["need"]);
    near(found[0].saves_usd, 4.0 * MUSD);
}

#[test]
fn losses_take_capacity_and_leads_take_quarters() {
    // 8 of 10 begun are kept; 40 days of work: the last quarter comes too late.
    let lossy = Source { kept_fraction: 0.8, lead_days: 40, ..standing("line", 4.0, 10.0) };
    let answer = year(vec![lossy.clone()], vec![need(30.0)]).solve().unwrap();
    near(answer.total_short(), 30.0 - 3.0 * 8.0);
    // An order that waits 100 days is not begun in the first quarter, nor in the second, which begins on day 90.
    let programme = year(vec![Source { wait_days: 100, ..lossy }], vec![need(30.0)]);
    let answer = programme.solve().unwrap();
    near(answer.begun[0][2], 8.0);
    near(answer.total_short(), 30.0 - 8.0);
    assert_eq!(programme.ordered_on(&programme.sources[0], 2), Some(day(2030, 7).plus(-100)));
    // A quarter earlier there are two: 8 rounds nearer, at 4 million each.
    let found = limits(&programme, &answer).unwrap();
    let earlier = found.iter().find(|l| l.one_more == "in hand a quarter earlier").unwrap();
    near(earlier.less_short_rounds, 8.0);
    near(earlier.saves_usd, -32.0 * MUSD);
}

#[test]
fn a_shared_part_is_worth_what_it_lets_be_made() {
    let part = |price, cell| Source { parts: vec![(0, 2.0)], cell, ..standing("line", price, 50.0) };
    let mut programme = year(vec![part(4.0, JAPAN), part(4.0, USA)], vec![need(10.0), Need { cell: USA, ..need(6.0) }]);
    programme.parts = vec![PartLimit { id: "seeker".to_owned(), spare_units: vec![6.0; 4] }];
    // 24 seekers make 12 rounds of the 16.
    let answer = programme.solve().unwrap();
    near(answer.total_short(), 4.0);
    // One more a month is 12 in all but for the length of the year, 365 days of 365.25: 6 rounds more would do, 4 are asked for.
    let found = limits(&programme, &answer).unwrap();
    let seeker = found.iter().find(|l| l.id == "seeker").unwrap();
    near(seeker.less_short_rounds, 4.0);
    near(seeker.saves_usd, -16.0 * MUSD);
    assert!(scarce_parts(&programme).is_empty());
    // Where others want 9 a quarter more than there are, and 6 in the last, the first 2 a month are theirs.
    programme.parts[0].spare_units = vec![-9.0, -9.0, -9.0, -6.0];
    let answer = programme.solve().unwrap();
    assert!(limits(&programme, &answer).unwrap().iter().all(|l| l.id != "seeker"));
    let [scarce] = &scarce_parts(&programme)[..] else { panic!("one part is scarce") };
    assert!((scarce.first_per_year - 24.0).abs() < 0.3, "{scarce:?}");
}

#[test]
fn a_plant_is_built_only_beyond_the_size_at_which_it_pays() {
    // 50 million and 5 a round against 10 a round from a stock: equal at 10 rounds.
    let plant = Capacity::Built { plant_usd: 50.0 * MUSD, by_decision: vec![(0, vec![0.0, 40.0, 40.0, 40.0])] };
    let programme = |rounds: f64| {
        let mut programme = year(vec![source("plant", 5.0, plant.clone())], vec![need(rounds)]);
        programme.moves = vec![moves(1000.0, 10.0)];
        programme
    };
    let small = programme(9.0).solve().unwrap();
    assert_eq!(small.decided, [None]);
    near(small.cost_usd, 90.0 * MUSD);
    let large = programme(11.0);
    let answer = large.solve().unwrap();
    assert_eq!(answer.decided, [Some(0)]);
    near(answer.cost_usd, 105.0 * MUSD);
    // A dual price of the relaxed programme would say 5 and a share of the plant; a round less saves 5 alone.
    let found = limits(&large, &answer).unwrap();
    near(found.iter().find(|l| l.id == "need").unwrap().saves_usd, 5.0 * MUSD);
}

#[test]
fn with_discounting_a_plant_is_decided_on_as_late_as_it_does() {
    let by_decision = vec![(0, vec![20.0; 4]), (1, vec![0.0, 20.0, 20.0, 20.0]), (2, vec![0.0, 0.0, 20.0, 20.0])];
    let mut programme = year(
        vec![source("plant", 5.0, Capacity::Built { plant_usd: 50.0 * MUSD, by_decision })],
        vec![Need { by: day(2031, 10), ..need(40.0) }],
    );
    // Quarters in two years: what is spent in 2031 counts 1 / 1.1.
    programme.periods = vec![day(2030, 7), day(2030, 10), day(2031, 1), day(2031, 4)];
    programme.until = day(2031, 7);
    programme.discount = Discount::new(0.1, 2030).unwrap();
    let answer = programme.solve().unwrap();
    assert_eq!(answer.decided, [Some(2)]);
    near(answer.cost_usd, (50.0 + 200.0) / 1.1 * MUSD);
}

#[test]
fn what_cannot_be_met_falls_short_by_what_is_missing_and_no_more() {
    let mut programme =
        year(vec![standing("line", 4.0, 10.0)], vec![need(47.0), Need { by: day(2030, 7), ..need(23.0) }]);
    let answer = programme.solve().unwrap();
    // 40 by the end, 20 by July.
    near(answer.short[0], 7.0);
    near(answer.short[1], 3.0);
    near(answer.cost_usd, 160.0 * MUSD);
    // A licence of 30 a year takes 10 more from the first alone.
    programme.licences = vec![Licence { id: "line".to_owned(), sources: vec![0], spare_by_year: vec![(2030, 30.0)] }];
    near(programme.solve().unwrap().total_short(), 20.0);
}

#[test]
fn a_giver_keeps_its_floor() {
    let mut programme = year(Vec::new(), vec![need(30.0)]);
    programme.moves = vec![moves(25.0, 4.0)];
    programme.floors = vec![Floor { cell: USA, above: vec![(day(2030, 4), 40.0), (day(2030, 10), 12.0)] }];
    // The floor of October holds for what left before.
    let answer = programme.solve().unwrap();
    near(answer.total_short(), 30.0 - 12.0);
    let found = limits(&programme, &answer).unwrap();
    assert_eq!(
        found.iter().map(|l| l.one_more.as_str()).collect::<Vec<_>>(),
        ["a round less asked for", "a round less that the giver keeps"]
    );
    // Whole rounds: all at once, on the first day.
    let found = Found::new(programme).unwrap();
    assert_eq!(found.actions.iter().map(|a| (a.kind, a.rounds)).collect::<Vec<_>>(), [(Kind::Move, 12)]);
    assert_eq!(found.adds(0), 12.0);
}

#[test]
fn a_plant_for_rounds_that_the_runs_leave_open_is_not_in_the_plan_for_the_fewest() {
    let plant = Capacity::Built { plant_usd: 50.0 * MUSD, by_decision: vec![(0, vec![0.0, 40.0, 40.0, 40.0])] };
    let mut programme = year(vec![source("plant", 5.0, plant)], vec![Need { low_rounds: 9.0, ..need(11.0) }]);
    programme.moves = vec![moves(9.0, 10.0)];
    let kinds = |actions: &[Action]| actions.iter().map(|a| a.kind).collect::<Vec<_>>();
    let found = Found::new(programme).unwrap();
    assert_eq!(kinds(&found.actions), [Kind::Expand, Kind::Order]);
    assert_eq!(kinds(&found.at_least().unwrap()), [Kind::Move]);
}

#[test]
fn what_comes_too_late_is_told_with_its_first_day() {
    let mut programme =
        year(vec![Source { wait_days: 100, lead_days: 40, ..standing("line", 4.0, 10.0) }], vec![need(1.0)]);
    // Not begun before the third quarter; whole 40 days after its end.
    assert_eq!(programme.earliest(JAPAN), Some((day(2030, 10).plus(40), "line")));
    programme.moves = vec![moves(5.0, 4.0)];
    assert_eq!(programme.earliest(JAPAN), Some((day(2030, 1).plus(30), "usa-japan")));
    programme.moves[0].most_rounds = 0.0;
    programme.sources[0].capacity = Capacity::Standing(vec![0.0, 0.0, 0.0, 1.0]);
    assert_eq!(programme.earliest(JAPAN), Some((day(2031, 1).plus(40), "line")));
    assert_eq!(programme.earliest(USA), None);
}
