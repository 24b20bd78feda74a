//! What is there when: dates as distributions, arms, rates of lines, and that a raid sees the same dates.

mod common;

use common::{COAST, Folder, QUIET};
use cupola_core::{Day, Seed, Stream};
use cupola_scenario::{Source, load};
use cupola_sim::rules::Rules;
use cupola_sim::world::{Draws, World};
use cupola_study::timeline::{Element, ElementKind, Span, Timeline, TimelineError, timeline};

fn world(name: &str, sets: &[&str]) -> World {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    load(Source::Bundled(name), &sets).expect("it is bundled").world
}

fn of(world: &World, from: &str, to: &str) -> Timeline {
    timeline(world, &Span::parse(from, to).expect("it is a span"), Seed(1), 200)
}

fn element<'a>(timeline: &'a Timeline, id: &str) -> &'a Element {
    timeline.elements.iter().find(|element| element.id == id).unwrap_or_else(|| panic!("no {id}"))
}

fn at<'a>(timeline: &Timeline, values: &'a [Option<f64>], quarter: &str) -> &'a Option<f64> {
    &values[timeline.quarters.iter().position(|q| q == quarter).expect("it is in the span")]
}

/// ASEV 1: from 1 October 2027, likely 31 March 2028, at the latest 31 March 2029.
#[test]
fn a_ship_comes_by_the_distribution_of_its_date() {
    let found = of(&world("japan-2028", &[]), "2026", "2032");
    let ship = element(&found, "asev-1");
    assert_eq!((found.key_date.as_str(), ship.kind), ("2028-04-01", ElementKind::Battery));
    let (rise, fall) = (182.0, 365.0);
    // One day past the likely one.
    let by_april = 1.0 - (fall - 1.0) * (fall - 1.0) / ((rise + fall) * fall);
    assert!((ship.on_key_date.unwrap() - by_april).abs() < 1e-12, "{:?}", ship.on_key_date);
    assert_eq!(at(&found, &ship.probability, "2027-10-01"), &Some(0.0));
    assert_eq!(at(&found, &ship.probability, "2029-04-01"), &Some(1.0));
    let dates = ship.fielded.as_ref().unwrap();
    assert_eq!(dates.likely, "2028-03-31");
    // A share of the distribution goes with the square of the days after its start, or before its end.
    let low = f64::ceil((0.05_f64 * (rise + fall) * rise).sqrt()) as i32;
    let high = f64::ceil(rise + fall - (0.05_f64 * (rise + fall) * fall).sqrt()) as i32;
    let start: Day = "2027-10-01".parse().unwrap();
    assert_eq!([&dates.p05, &dates.p95], [&start.plus(low).to_string(), &start.plus(high).to_string()]);
    assert!(element(&found, "iruma-1").fielded.is_none());
}

/// What hangs on an agreement is in its arms alone; a date with a delay agrees with drawn ones.
#[test]
fn an_expansion_comes_after_its_agreement_and_its_lead_time() {
    let world = world("japan-2028", &[]);
    let found = of(&world, "2026", "2036");
    let expansion = element(&found, "golden-dome-japan.pac3-japan");
    assert_eq!(expansion.arms, ["golden-dome"]);
    assert_eq!(element(&found, "iruma-1").arms.len(), 2);
    let agreement = world.agreements.iter().find(|a| a.id == "golden-dome-japan").unwrap();
    let num = 20_000_u32;
    for quarter in ["2028-07-01", "2029-04-01", "2030-01-01"] {
        let day = f64::from(quarter.parse::<Day>().unwrap().0);
        let has_come = |world_number: &u32| {
            let stream = Stream::of_world(Seed(5), u64::from(*world_number));
            let draws = Draws::new(&world.inputs, &stream, &stream);
            draws.get(agreement.from_day) + draws.get(agreement.expand[0].ready_after_days) <= day
        };
        let drawn = (0..num).filter(has_come).count() as f64 / f64::from(num);
        let exact = at(&found, &expansion.probability, quarter).unwrap();
        // Four standard errors at most of a share of so many.
        assert!((drawn - exact).abs() < 4.0 * 0.5 / f64::from(num).sqrt(), "{quarter}: {drawn} and {exact}");
    }
    let gpi = element(&found, "golden-dome-japan.gpi");
    assert_eq!(at(&found, &gpi.probability, "2029-10-01"), &Some(0.0));
    assert_eq!(at(&found, &gpi.probability, "2036-01-01"), &Some(1.0));
}

/// An agreement is there through its last day; a plant that is ready by then stays, as drawn worlds have it.
#[test]
fn an_agreement_goes_and_what_is_built_by_then_stays() {
    let until = "{ low = 2029-01-01, likely = 2029-06-01, high = 2030-01-01, grade = \"assumed\" }";
    let world = world("japan-2028", &[&format!("agreement.golden-dome-japan.until={until}")]);
    let found = of(&world, "2026", "2036");
    let agreement = world.agreements.iter().find(|a| a.id == "golden-dome-japan").unwrap();
    let (num, arm) = (20_000_u32, 1);
    let line = agreement.expand[0].line;
    let drawn: Vec<(Draws, cupola_sustain::Expansion)> = (0..num)
        .map(|number| {
            let stream = Stream::of_world(Seed(5), u64::from(number));
            let draws = Draws::new(&world.inputs, &stream, &stream);
            let expansion = cupola_sim::supply::plan(&world, &draws, arm).lines[line].expansions[0];
            (draws, expansion)
        })
        .collect();
    let [pact, plant] = ["golden-dome-japan", "golden-dome-japan.pac3-japan"].map(|id| element(&found, id));
    for quarter in ["2029-01-01", "2029-07-01", "2029-10-01", "2030-04-01", "2032-01-01"] {
        let day = quarter.parse::<Day>().unwrap();
        let share = |is: &dyn Fn(&(Draws, cupola_sustain::Expansion)) -> bool| {
            drawn.iter().filter(|one| is(one)).count() as f64 / f64::from(num)
        };
        let [holds, stands] = [pact, plant].map(|e| at(&found, &e.probability, quarter).unwrap());
        // Four standard errors at most of a share of so many, and what the sum over quantiles leaves.
        let error = 4.0 * 0.5 / f64::from(num).sqrt();
        let drawn_holds = share(&|(draws, _)| agreement.holds(draws, day));
        assert!((drawn_holds - holds).abs() < error, "{quarter}: {drawn_holds} and {holds}");
        let drawn_stands = share(&|(_, expansion)| expansion.is_at_work(day));
        assert!((drawn_stands - stands).abs() < error + 0.01, "{quarter}: {drawn_stands} and {stands}");
    }
    assert_eq!(at(&found, &pact.probability, "2030-04-01"), &Some(0.0));
    assert_eq!(pact.ends.as_ref().map(|ends| ends.likely.as_str()), Some("2029-06-02"));
    assert!(plant.ends.is_none() && at(&found, &plant.probability, "2032-01-01").unwrap() > 0.2);
}

const SURGE: &str = r#"
[[line]]
id = "works"
nation = "coastland"
item = "pac3"
per_year = 12
  [[line.surge]]
  id = "shift"
  decided = 2028-01-01
  factor = 2
  ready_after_months = 5
  until = 2029-01-01
"#;

/// To the day: there on the last day, gone on the next; and surges of a line, in every arm.
#[test]
fn last_days_are_whole_days() {
    let ends = |until: &str| {
        let sets = ["agreement.pact.from=2026-01-01", &format!("agreement.pact.until={until}")];
        of(&world("tutorial", &sets), "2028", "2029")
    };
    for (until, there) in [("2028-12-31", 0.0), ("2029-01-01", 1.0)] {
        let found = ends(until);
        assert_eq!(at(&found, &element(&found, "pact").probability, "2029-01-01"), &Some(there), "{until}");
    }
    let text = [COAST, QUIET, SURGE].concat();
    let found =
        of(&load(Source::Path(&Folder::new().write("scenario.toml", &text)), &[]).unwrap().world, "2028", "2029");
    let shift = element(&found, "works.shift");
    assert_eq!((shift.kind, shift.arms.len()), (ElementKind::Expansion, 1));
    for (quarter, there) in [("2028-04-01", 0.0), ("2028-07-01", 1.0), ("2029-01-01", 1.0), ("2029-04-01", 0.0)] {
        assert_eq!(at(&found, &shift.probability, quarter), &Some(there), "{quarter}");
    }
}

/// A number of satellites for the first day of the raids says nothing of the day before.
#[test]
fn satellites_are_stated_for_the_first_day_of_the_raids() {
    let found = of(&world("japan-2028", &[]), "2026", "2032");
    let next = element(&found, "next-gen-opir");
    assert_eq!(at(&found, &next.probability, "2028-01-01"), &None);
    // 0, 1 or 2 by a triangle: none with the chance of its first half unit.
    assert!((at(&found, &next.probability, "2028-04-01").unwrap() - 0.875).abs() < 1e-9);
    assert_eq!(next.satellites, Some([0.0, 1.0, 2.0]));
    assert_eq!(at(&found, &element(&found, "sbirs").probability, "2026-01-01"), &Some(1.0));
}

#[test]
fn lines_grow_where_an_agreement_lets_them() {
    let found = of(&world("japan-2028", &[]), "2026", "2032");
    let line = |id: &str, arm: &str| found.lines.iter().find(|l| l.id == id && l.arm == arm).unwrap();
    let (today, joined) = (line("pac3-japan", "today"), line("pac3-japan", "golden-dome"));
    let quarter = |q: &str| found.quarters.iter().position(|known| known == q).unwrap();
    let (before, after) = (quarter("2027-01-01"), quarter("2032-01-01"));
    assert_eq!(today.per_year[before], joined.per_year[before]);
    assert!(joined.per_year[after].p05 > today.per_year[after].p95, "{:?}", joined.per_year[after]);
    assert_eq!(line("sm6-us", "today").per_year[0].p50, 125.0);
    assert_eq!(line("thaad-us", "today").per_year[before].p95, 0.0, "nothing before it starts");
}

/// A constellation and an area defence not yet fielded are absent from a raid; the timeline says the same.
#[test]
fn a_raid_and_the_timeline_see_the_same_dates() {
    let sets = ["constellation.lookout.from=2029-01-01", "area_defence.harbour-guns.from=2029-01-01"];
    let world = world("tutorial", &sets);
    let draws = Draws::likely(&world.inputs);
    let day = |text: &str| text.parse::<Day>().unwrap();
    let exists = |on: &str| Rules::new(&world, &draws, &[], 0, day(on)).constellations[0];
    assert_eq!([exists("2028-12-31"), exists("2029-01-01")], [false, true]);
    let found = of(&world, "2028", "2029");
    for id in ["lookout", "harbour-guns"] {
        let element = element(&found, id);
        assert_eq!(at(&found, &element.probability, "2028-10-01"), &Some(0.0), "{id}");
        assert_eq!(at(&found, &element.probability, "2029-01-01"), &Some(1.0), "{id}");
    }
}

#[test]
fn spans_are_whole_quarters() {
    let span = Span::parse("2027-05-20", "2028").unwrap();
    let quarters: Vec<String> = span.quarters().iter().map(Day::to_string).collect();
    assert_eq!(quarters.first().map(String::as_str), Some("2027-04-01"));
    assert_eq!((quarters.last().map(String::as_str), quarters.len()), (Some("2028-10-01"), 7));
    assert!(matches!(Span::parse("2027-02-30", "2028"), Err(TimelineError::NoDate { .. })));
    assert!(matches!(Span::parse("2028", "2027"), Err(TimelineError::Reversed { .. })));
    assert!(matches!(Span::parse("2000", "2041"), Err(TimelineError::TooLong { num: 168, .. })));
}
