//! Agreements that begin and end, lines that surge, restart or wait for a development: what an arm's plan makes of them.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{Folder, GOOD};
use cupola_core::{Day, Seed, Stream};
use cupola_flight::FlyoutTable;
use cupola_scenario::{Source, load};
use cupola_sim::supply::plan;
use cupola_sim::world::{Draws, World};
use cupola_sustain::{Lasting, Line, Plan, Stockroom, rate_on};

/// The good scenario, its pact replaced.
fn world(name: &str, text: &str) -> World {
    let folder = Folder::new(name);
    let (good, _) = GOOD.split_once("[[agreement]]").unwrap();
    let path = folder.write("scenario.toml", format!("{good}{text}"));
    load(Source::Path(&path), &[]).unwrap_or_else(|faults| panic!("{faults}")).world
}

fn likely(world: &World, arm: usize) -> Plan {
    plan(world, &Draws::likely(&world.inputs), arm)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn warned(name: &str, text: &str) -> Vec<String> {
    let found = cupola_sim::warnings::warnings(&world(name, text), &FlyoutTable::new);
    found.iter().map(|warning| format!("{}: {warning}", warning.key())).collect()
}

const ENDS: &str = r#"
[[agreement]]
id = "pact"
status = "hypothetical"
from = 2027-06-01
until = { low = 2028-01-01, likely = 2028-06-01, high = 2029-01-01, grade = "assumed" }
[[agreement.transfer]]
giver = "coastland"
taker = "farland"
item = "pac3"
rounds = 5
on = 2028-04-01
delay_days = 400
[[agreement.expand]]
line = "pac3-coast"
to_per_year = 60
ready_after_months = 6
[[agreement.output]]
line = "pac3-coast"
to = "farland"
share = 0.8
delay_days = 400
"#;

/// In every drawn world: nothing leaves after the last day, what has left still arrives, and a plant stands as it is.
#[test]
fn parts_of_an_agreement_end_on_its_last_day() {
    let world = world("ends", ENDS);
    let (mut num_sent, mut num_kept) = (0, 0);
    for number in 0..60 {
        let stream = Stream::of_world(Seed(3), number);
        let draws = Draws::new(&world.inputs, &stream, &stream);
        let last = world.agreements[0].last_day(&draws).unwrap();
        let plan = plan(&world, &draws, 0);
        let is_sent = day("2028-04-01") <= last;
        assert_eq!(plan.transfers.len(), usize::from(is_sent), "{last}");
        num_sent += u32::from(is_sent);
        num_kept += u32::from(!is_sent);
        let line = &plan.lines[0];
        assert_eq!(line.customers[0].until, last.plus(1));
        assert_eq!(line.expansions[0].lasting, Lasting::BuiltThrough(last));
        let rate = |day: Day| line.expansions[0].applied(rate_on(&line.capacity, day), day);
        assert!(rate(last.plus(900)) > rate_on(&line.capacity, last.plus(900)), "what is built stays");
        let mut room = Stockroom::new(&plan).unwrap();
        room.step(&plan, last);
        let shipped = room.shipped_to(0, 0);
        room.step(&plan, plan.end);
        assert_eq!(room.shipped_to(0, 0), shipped, "nothing leaves after {last}");
        assert_eq!(room.ledger(1, 0).received, shipped + if is_sent { 5 } else { 0 }, "all of it arrives");
    }
    assert!(num_sent > 5 && num_kept > 5, "{num_sent} and {num_kept}");
}

/// Two agreements that follow each other give each its share; two at a time share what there is.
#[test]
fn an_agreement_takes_what_no_other_in_force_has() {
    let output = "[[agreement.output]]\nline = \"pac3-coast\"\nto = \"farland\"\nshare = 0.8\n";
    let pact = |id: &str, dates: &str| format!("[[agreement]]\nid = \"{id}\"\nstatus = \"agreed\"\n{dates}\n{output}");
    for (name, dates, shares) in [
        ("one-by-one", ["until = 2027-12-31", "from = 2028-01-01"], [0.8, 0.8]),
        ("together", ["until = 2028-01-01", "from = 2028-01-01"], [0.8, 0.2]),
    ] {
        let text: String = [pact("old", dates[0]), pact("new", dates[1])].concat();
        let found: Vec<f64> =
            likely(&world(name, &text), 0).lines[0].customers.iter().map(|c| c.share_fraction).collect();
        assert!(found.iter().zip(shares).all(|(found, share)| (found - share).abs() < 1e-12), "{name}: {found:?}");
    }
}

const DEVELOPS: &str = r#"
[[line]]
id = "new"
nation = "coastland"
item = "pac3"
per_year = 36.525
lead_days = 100
[[compare.arms]]
id = "alone"
agreements = []
[[compare.arms]]
id = "pact"
agreements = ["pact"]
[[agreement]]
id = "pact"
status = "hypothetical"
from = 2027-06-01
[[agreement.develop]]
item = "pac3"
line = "new"
first_delivery = { low = 2028-01-01, likely = 2028-06-01, high = 2029-01-01, grade = "assumed" }
"#;

/// A development delivers nothing before its date, slips with it, and delivers nothing where it is not agreed or ends before.
#[test]
fn a_line_waits_for_what_it_makes_to_be_developed() {
    let world_of = |name: &str, until: &str| {
        world(name, &DEVELOPS.replace("from = 2027-06-01", &format!("from = 2027-06-01\n{until}")))
    };
    let develops = world_of("develops", "");
    let made_by = |plan: &Plan, day: Day| {
        let mut room = Stockroom::new(plan).unwrap();
        room.step(plan, day);
        room.produced_by(1)
    };
    for number in 0..30 {
        let stream = Stream::of_world(Seed(2), number);
        let draws = Draws::new(&develops.inputs, &stream, &stream);
        let first = Day(draws.get(develops.agreements[0].develop[0].first_delivery_day).ceil() as i32);
        let with = plan(&develops, &draws, 1);
        // A tenth of a round is begun a day, from as many days before as a lot takes.
        assert_eq!([8, 9, 10].map(|age| made_by(&with, first.plus(age))), [0, 1, 1], "{first}");
        assert_eq!(made_by(&with, first.plus(99)), 10, "{first}");
        assert_eq!(made_by(&plan(&develops, &draws, 0), develops.end), 0, "alone nothing is developed");
    }
    for (name, until, delivers) in [("too-soon", "until = 2028-05-31", false), ("in-time", "until = 2028-06-01", true)]
    {
        let plan = likely(&world_of(name, until), 1);
        assert_eq!(made_by(&plan, plan.end) > 0, delivers, "{until}");
    }
}

fn surged(name: &str, terms: &str) -> Line {
    let text = format!(
        "[[line.surge]]\nid = \"shift\"\ndecided = 2027-06-01\nready_after_months = 12\n{terms}\n[[agreement]]\nid = \"pact\"\nstatus = \"agreed\"\n[[agreement.expand]]\nline = \"pac3-coast\"\nfactor = 3\nready_after_months = 0\n"
    );
    likely(&world(name, &text), 0).lines.remove(0)
}

/// A surge comes before what an agreement adds, which multiplies the line as it then is.
#[test]
fn surges_stand_in_every_arm_and_before_agreements() {
    let line = surged("surge", "to_per_year = 40\nramp_months = 0\nuntil = 2030-06-30");
    let rate = |day: Day| line.expansions.iter().fold(rate_on(&line.capacity, day), |rate, e| e.applied(rate, day));
    let base = |day: Day| rate_on(&line.capacity, day);
    for (text, expected) in
        [("2028-05-30", None), ("2028-06-01", Some(40.0)), ("2030-06-30", Some(40.0)), ("2030-07-01", None)]
    {
        let day = day(text);
        assert_eq!(rate(day), 3.0 * expected.unwrap_or(base(day)), "{text}");
    }
    let assumed = surged("surge-ramp", "factor = 2");
    assert_eq!(assumed.expansions[0].ramp_days, 365);
}

#[test]
fn what_can_have_no_effect_is_warned_of() {
    let surge = |terms: &str| {
        format!("[[line.surge]]\nid = \"shift\"\ndecided = 2028-01-01\nready_after_months = 12\n{terms}\n")
    };
    let tracks = |dates: &str| {
        format!(
            "[[agreement]]\nid = \"pact\"\nstatus = \"agreed\"\n{dates}\n[[agreement.tracks]]\ngiver = \"coastland\"\ntaker = \"farland\"\nsensors = [\"hill-radar\"]\nuse = \"cue\"\nlatency_s = 1\n"
        )
    };
    // The line makes 12 a year from 2029 on; the raids come on 1 January 2028.
    for (index, (text, key, words)) in [
        (surge("to_per_year = 13"), "", ""),
        (
            surge("to_per_year = 12"),
            "line.pac3-coast.surge.shift: ",
            "raises nothing: on 2029-12-31 the line can begin 12",
        ),
        (surge("factor = 1"), "line.pac3-coast.surge.shift: ", "raises nothing"),
        (
            surge("to_per_year = 13").replace("2028-01-01", "2031-01-01"),
            "line.pac3-coast.surge.shift: ",
            "never happens",
        ),
        (tracks("until = 2028-01-01"), "", ""),
        (tracks("from = 2028-01-01"), "", ""),
        (tracks("until = 2027-12-31"), "agreement.pact: ", "is in force in no raid: they may come from 2028-01-01"),
        (tracks("from = 2028-01-02"), "agreement.pact: ", "is in force in no raid"),
    ]
    .into_iter()
    .enumerate()
    {
        let found = warned(&format!("idle-{index}"), &text);
        assert_eq!(found.len(), usize::from(!key.is_empty()), "{text}: {found:?}");
        assert!(found.iter().all(|w| w.starts_with(key) && w.contains(words)), "{text}: {found:?}");
    }
    let never = warned("never", &tracks("from = 2025-01-01\nuntil = 2026-12-31"));
    assert!(never[0].starts_with("agreement.pact: lies outside the study: it is over on 2026-12-31"), "{never:?}");
    let later = warned("later", &tracks("from = 2031-01-01"));
    assert!(later[0].starts_with("agreement.pact: lies outside the study: it begins on 2031-01-01"), "{later:?}");
}
