//! What a scenario says of stocks and lines: that it does what it says, and the faults of what cannot be.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{Folder, GOOD};
use cupola_core::Day;
use cupola_flight::FlyoutTable;
use cupola_scenario::{Faults, Loaded, Source, load};
use cupola_sim::world::Draws;
use cupola_sustain::{Destination, Plan, Stockroom};

const SUPPLY: &str = include_str!("data/supply.toml");

fn load_with(name: &str, supply: &str, sets: &[&str]) -> Result<Loaded, Faults> {
    let folder = Folder::new(name);
    let path = folder.write("scenario.toml", format!("{GOOD}{supply}"));
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    load(Source::Path(&path), &sets)
}

fn plan(name: &str, sets: &[&str]) -> Plan {
    let loaded = load_with(name, SUPPLY, sets).unwrap_or_else(|faults| panic!("{faults}"));
    cupola_sim::supply::plan(&loaded.world, &Draws::likely(&loaded.world.inputs), 0)
}

fn room_on(plan: &Plan, day: &str) -> Stockroom {
    let mut room = Stockroom::new(plan).unwrap();
    room.step(plan, day.parse().unwrap());
    room
}

const COASTLAND: usize = 0;
const FARLAND: usize = 1;
const PAC3: usize = 0;
const GEM_T: usize = 1;

#[test]
fn orders_are_bought_matured_and_delivered() {
    let plan = plan("orders", &[]);
    let home = Destination::Nation(FARLAND);
    for (day, bought, on_order) in [("2027-05-31", 0, 0), ("2027-06-01", 50, 50), ("2029-05-31", 50, 50)] {
        let room = room_on(&plan, day);
        assert_eq!((room.bought(home, GEM_T), room.on_order(home, GEM_T)), (bought, on_order), "{day}");
    }
    // One a day from 24 months after the money; then the sale.
    let room = room_on(&plan, "2029-06-20");
    assert!((25..=31).contains(&room.on_order(home, GEM_T)), "{}", room.on_order(home, GEM_T));
    let end = room_on(&plan, "2030-12-31");
    assert_eq!((end.on_order(home, GEM_T), end.delivered_outside(GEM_T)), (0, 5));
    assert_eq!(end.begun_by(2), 75);
}

#[test]
fn lots_lose_rounds_and_go_to_the_emptiest() {
    let plan = plan("lots", &[]);
    let end = room_on(&plan, "2030-12-31");
    assert_eq!(end.begun_by(1), 4 * 90, "a licence of 90 in each of four years");
    assert!(end.failed_by(1) > 0 && end.tested_by(1) > 0);
    assert!(end.shipped_to(1, 0) > 0 && end.shipped_to(1, 1) > 0);
    let dry = self::plan("dry", &["part.chip.per_year=30", "part.chip.in_store=0"]);
    assert!(room_on(&dry, "2030-12-31").begun_by(1) <= 40, "30 chips a year make 10 seekers");
}

#[test]
fn loans_come_back_and_demands_are_counted() {
    let plan = plan("loans", &[]);
    let before = room_on(&plan, "2028-12-31").ledger(COASTLAND, PAC3).transferred;
    let ledger = room_on(&plan, "2029-02-21").ledger(FARLAND, PAC3);
    assert_eq!((before, ledger.transferred), (12, 12));
    let end = room_on(&plan, "2030-12-31");
    assert_eq!(end.ledger(COASTLAND, PAC3).demanded + end.owed(COASTLAND, PAC3), 7);
    let asked = end.ledger(FARLAND, GEM_T).demanded + end.unmet_by_day(FARLAND, GEM_T).iter().sum::<u32>();
    // 1,461 days of 0.1 raids of 2.5 rounds: 365, with a standard deviation of 33.
    assert!((230..500).contains(&asked), "{asked}");
}

#[test]
fn each_key_can_be_set() {
    for (index, set) in [
        "line.gem-farland.lot_rounds=20",
        "line.gem-farland.customer.farland.cap_per_year=10",
        "line.gem-order.order.2028-06-01.rounds=40",
        "line.gem-order.order.sale.rounds=40",
        "line.gem-reorder.customer.coastland.up_to=40",
        "demand.pacific.raids_per_day=0.3",
        "part.seeker.parts.chip=2",
        "transfer.coastland-farland-pac3.pay_back=\"2030-02-01\"",
    ]
    .iter()
    .enumerate()
    {
        assert!(plan(&format!("set-{index}"), &[set]) != plan(&format!("unset-{index}"), &[]), "{set}");
    }
}

#[test]
fn worlds_draw_what_is_uncertain() {
    let loaded = load_with("drawn", SUPPLY, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    for key in ["part.chip.keep", "line.gem-farland.test_fraction", "demand.pacific.raids_per_day"] {
        let input = loaded.world.inputs.iter().find(|input| input.key == key);
        assert!(input.is_some_and(|input| !input.range.is_known()), "{key}");
    }
    assert_eq!(loaded.world.stock_date, "2027-01-01".parse::<Day>().unwrap());
}

#[test]
fn reserve_above_the_stock_is_warned_of() {
    let warned = |name: &str, floor: &str| {
        let reserve = format!("[[nation.reserve]]\nitem = \"pac3\"\nnever_below = {floor}\n");
        let text = GOOD.replace("id = \"coastland\"\n", &format!("id = \"coastland\"\n{reserve}"));
        let folder = Folder::new(name);
        let path = folder.write("scenario.toml", text);
        let loaded = load(Source::Path(&path), &[]).unwrap_or_else(|faults| panic!("{faults}"));
        let found = cupola_sim::warnings::warnings(&loaded.world, &FlyoutTable::new);
        found.iter().map(|warning| format!("{}: {warning}", warning.key())).collect::<Vec<_>>()
    };
    assert_eq!(warned("reserve-below", "60"), Vec::<String>::new());
    for (name, floor) in [("reserve-above", "61"), ("reserve-that-blocks", "61\nblocks = [\"export\"]")] {
        let found = warned(name, floor);
        assert_eq!(found.len(), 1, "{found:?}");
        let expected = "reserve.coastland.pac3: is above the stock: at least 61 rounds are kept, of at most 60";
        assert!(found[0].starts_with(expected), "{found:?}");
    }
}

#[test]
fn a_theatre_beyond_the_life_of_a_round_is_warned_of() {
    let warned = |name: &str, days: u32| {
        let item = "[[item]]\nid = \"pac3\"\nshelf_years = 0.2\n";
        let depot = "quantity = 60\n[[stock.theatre]]\ntheatre = \"gulf\"\nup_to = 20\nmode = \"sea\"\n";
        let mode = format!("{depot}[[theatre]]\nid = \"gulf\"\n[[mode]]\nid = \"sea\"\ndays = {days}\n");
        let text = GOOD.replace("[[item]]\nid = \"pac3\"\n", item).replace("quantity = 60\n", &mode);
        let folder = Folder::new(name);
        let path = folder.write("scenario.toml", text);
        let loaded = load(Source::Path(&path), &[]).unwrap_or_else(|faults| panic!("{faults}"));
        let found = cupola_sim::warnings::warnings(&loaded.world, &FlyoutTable::new);
        found.iter().map(|warning| format!("{}: {warning}", warning.key())).collect::<Vec<_>>()
    };
    assert_eq!(warned("near", 73), Vec::<String>::new());
    let found = warned("far", 74);
    assert_eq!(found.len(), 1, "{found:?}");
    let expected = "stock.coastland.pac3.theatre.gulf: gets nothing from home: a round is at least 74 days on the way";
    assert!(found[0].starts_with(expected), "{found:?}");
}

/// Warnings that a scenario has with a text added.
fn warned_with(name: &str, text: &str) -> Vec<String> {
    let loaded = load_with(name, text, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let found = cupola_sim::warnings::warnings(&loaded.world, &FlyoutTable::new);
    found.iter().map(|warning| format!("{}: {warning}", warning.key())).collect()
}

/// A transfer from Coastland to Farland, 40 days on its way.
fn gift(terms: &str) -> String {
    format!(
        "[[transfer]]\ngiver = \"coastland\"\ntaker = \"farland\"\nitem = \"pac3\"\nrounds = 1\ndelay_days = 40\n{terms}\n"
    )
}

#[test]
fn dates_outside_the_study_are_warned_of() {
    let key = "transfer.coastland-farland-pac3";
    for (index, (terms, expected)) in [
        ("on = 2026-11-22", None),
        (
            "on = 2026-11-21",
            Some(format!("{key}: lies outside the study: it is over on 2026-12-31, before the stock date")),
        ),
        ("on = 2026-01-01\npay_back = 2028-01-01", None),
        ("on = 2030-12-31", None),
        (
            "on = 2031-01-01",
            Some(format!("{key}: lies outside the study: it begins on 2031-01-01, after the end, 2030-12-31")),
        ),
        (
            "on = 2030-01-01\npay_back = 2031-01-01",
            Some(format!("{key}.pay_back: lies outside the study: it begins on")),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let found = warned_with(&format!("outside-{index}"), &gift(terms));
        assert_eq!(found.len(), usize::from(expected.is_some()), "{terms}: {found:?}");
        assert!(expected.is_none_or(|start| found[0].starts_with(&start)), "{found:?}");
    }
    let drain =
        "[[drain]]\nid = \"war\"\nnation = \"coastland\"\nitem = \"pac3\"\nper_year = 1\nfrom = 2026-01-01\nuntil = ";
    assert_eq!(warned_with("drain-in", &format!("{drain}2027-01-01\n")), Vec::<String>::new());
    let found = warned_with("drain-out", &format!("{drain}2026-12-31\n"));
    assert!(found.len() == 1 && found[0].starts_with("drain.war: lies outside"), "{found:?}");
}

/// What follows from an unknown name is not said beside it.
#[test]
fn unknown_name_is_one_fault() {
    let stock = "[[stock]]\nnation = \"coastland\"\nitem = \"nothing\"\nquantity = 3\n";
    let line = "[[line]]\nid = \"new\"\nnation = \"coastland\"\nitem = \"pac3\"\nper_year = 10\n[[line.customer]]\nnation = \"nobody\"\nshare = 0.5\n";
    for (text, fault) in [(stock, "there is no item \"nothing\""), (line, "there is no nation \"nobody\"")] {
        let faults = load_with("unknown", text, &[]).map(|_| ()).unwrap_err().to_string();
        assert!(faults.trim_end().lines().count() == 1 && faults.contains(fault), "{faults}");
    }
    // A share that is not given adds to no sum.
    let faults = load_with("no-share", &line.replace("share = 0.5\n", ""), &[]).map(|_| ()).unwrap_err().to_string();
    assert!(faults.trim_end().lines().count() == 2 && !faults.contains("add up to"), "{faults}");
}

#[test]
fn opponents_and_rules_without_effect_are_warned_of() {
    let arsenal = |launchers: &str| {
        format!(
            "[[opponent]]\nid = \"west\"\n[[opponent.arsenal]]\nthreat = \"srbm-700\"\nstock = 9\nmade_per_year = 0\nlaunchers = {launchers}\nreload_hours = 1\nlost_fraction = 0\n"
        )
    };
    let rule = |nation: &str| {
        format!(
            "[[doctrine.when_stock_below]]\nid = \"spare\"\nnation = \"{nation}\"\nitem = \"pac3\"\nrounds = 9\nrounds_per_look = [1]\n"
        )
    };
    assert_eq!(warned_with("launchers", &arsenal("1")), Vec::<String>::new());
    let none = ["opponent.west.arsenal.srbm-700: has no launcher: nothing of it is ever sent"];
    assert_eq!(warned_with("no-launchers", &arsenal("0")), none);
    assert_eq!(warned_with("rule", &rule("coastland")), Vec::<String>::new());
    let none = ["doctrine.when_stock_below.spare: changes how batteries of farland fire, which has none"];
    assert_eq!(warned_with("no-batteries", &rule("farland")), none);
}

/// Takes a text out and puts another in: `«` stands where each fault must point, with its key and words.
struct Case {
    take: &'static str,
    put: &'static str,
    faults: &'static [(&'static str, &'static str)],
}

const fn case(take: &'static str, put: &'static str, faults: &'static [(&'static str, &'static str)]) -> Case {
    Case { take, put, faults }
}

const CASES: &[Case] = &[
    case("in_store = 100", "in_store = «-1", &[("part.chip.in_store", "-1 is not allowed; allowed: 0 to 1000000000")]),
    case(
        "parts = { seeker = 1,",
        "parts = { «seker = 1,",
        &[(
            "line.gem-farland.parts.seker",
            "there is no part \"seker\"; allowed: chip, seeker, motor (did you mean `seeker`?)",
        )],
    ),
    case(
        "id = \"motor\"\nper_year = 800",
        "id = \"motor\"\nper_year = 800\nparts = { motor = 1 }",
        &[("part.motor.parts", "the part is made of itself: motor of motor; allowed: parts that are not made of it")],
    ),
    case(
        "keep = { low = 50,",
        "parts = «{ seeker = 1 }\nkeep = { low = 50,",
        &[("part.chip.parts", "the part is made of itself: ")],
    ),
    case(
        "taker = \"farland\"",
        "taker = «\"nowhere\"",
        &[("transfer.coastland-nowhere-pac3.taker", "there is no nation \"nowhere\"; allowed: coastland, farland")],
    ),
    case("taker = \"farland\"\n", "", &[("transfer", "taker")]),
    case(
        "pay_back = 2029-02-01",
        "pay_back = «2028-02-10",
        &[(
            "transfer.coastland-farland-pac3.pay_back",
            "2028-02-10 is before `on` and `delay_days`, 2028-02-21; allowed: 2028-02-21",
        )],
    ),
    case(
        "until = 2029-12-31",
        "from = 2030-01-01, until = «2029-12-31",
        &[("line.gem-reorder.customer.coastland.until", "2029-12-31 is before `from`, 2030-01-01")],
    ),
    case(
        "reorder_at = 15",
        "reorder_at = «25",
        &[("line.gem-reorder.customer.coastland.reorder_at", "is more than `up_to`")],
    ),
    case(
        "pass_fraction = 0.95",
        "pass_fraction = «1.2",
        &[("line.gem-farland.pass_fraction", "1.2 is not allowed; allowed: 0.001 to 1")],
    ),
    case(
        "allocation = \"by-need\"\ncustomer = [{ nation = \"coastland\" }, { nation = \"farland\", cap_per_year = 30 }]",
        "customer = [{ nation = \"coastland\", share = «0.6 }, { nation = \"outside\", share = 0.5 }]",
        &[("line.gem-farland.customer.coastland.share", "the shares add up to 1.100; allowed: at most 1")],
    ),
    case(
        "{ nation = \"farland\", cap_per_year = 30 }",
        "{ nation = «\"outside\", share = «0.1 }",
        &[
            (
                "line.gem-farland.customer.outside.nation",
                "there is no stock outside the study to go by; allowed: a nation",
            ),
            ("line.gem-farland.customer.outside.share", "has no use with this line's `allocation`"),
        ],
    ),
    case(
        "part = \"motor\"\nlead_days",
        "customers = { farland = 1 }\npart = \"motor\"\nlead_days",
        &[("line.gem-order", "has orders, which say for whom")],
    ),
    case("rounds_high = 4", "rounds_high = «0", &[("demand.pacific.rounds_high", "is less than `rounds_low`")]),
    case(
        "shortage = \"owed\"",
        "raids_per_day = 1\nrounds_low = 1\nrounds_high = 1",
        &[("demand.exercise", "says not clearly what is asked for; allowed: either raids_per_day")],
    ),
    case(
        "rounds_on = { \"2028\" = 3,",
        "rounds_on = { \"2028\" = «-3, «\"May\" = 1,",
        &[
            ("demand.exercise.rounds_on.2028", "-3 is not allowed; allowed: 0 to 1000000"),
            ("demand.exercise.rounds_on.May", "\"May\" is no date"),
        ],
    ),
    case("id = \"exercise\"", "id = «\"pacific\"", &[("demand.pacific.id", "there are two of demand \"pacific\"")]),
];

/// The text without its marks, and the line and column of each.
fn marked(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut places = Vec::new();
    let lines = text.lines().enumerate().map(|(index, line)| {
        let mut clean = String::new();
        for c in line.chars() {
            if c == '«' {
                places.push((index + 1, clean.chars().count() + 1));
            } else {
                clean.push(c);
            }
        }
        clean + "\n"
    });
    let clean = lines.collect();
    (clean, places)
}

#[test]
fn each_bad_input_gets_its_fault() {
    for (index, case) in CASES.iter().enumerate() {
        let whole = format!("{GOOD}{SUPPLY}");
        assert_eq!(whole.matches(case.take).count(), 1, "`{}`", case.take);
        let (text, places) = marked(&whole.replace(case.take, case.put));
        let folder = Folder::new(&format!("supply-{index}"));
        let path = folder.write("scenario.toml", text);
        let faults = load(Source::Path(&path), &[]).err().unwrap_or_default();
        assert_eq!(faults.0.len(), case.faults.len(), "`{}`:\n{faults}", case.put);
        for (n, (fault, (key, words))) in faults.0.iter().zip(case.faults).enumerate() {
            let printed = fault.to_string();
            assert!(fault.key.starts_with(key) && printed.contains(words), "`{}`: {printed}", case.put);
            if let Some((line, column)) = places.get(n) {
                assert!(printed.contains(&format!(":{line}:{column}: ")), "{line}:{column} for {printed}");
            }
        }
    }
}

#[test]
fn output_of_an_agreement_may_end() {
    let at_end = |name: &str, until: &str| {
        let text = GOOD.replace("share = 0.3\n", &format!("share = 0.3\ndelay_days = 0\n{until}\n"));
        let folder = Folder::new(name);
        let path = folder.write("scenario.toml", text);
        let loaded = load(Source::Path(&path), &[]).unwrap_or_else(|faults| panic!("{faults}"));
        let plan = cupola_sim::supply::plan(&loaded.world, &Draws::likely(&loaded.world.inputs), 0);
        room_on(&plan, "2030-12-31").shipped_to(0, 0)
    };
    assert!(at_end("lasting", "") > at_end("ending", "until = 2028-12-31"));
}

#[test]
fn agreement_cannot_share_out_what_is_ordered() {
    let supply = SUPPLY.to_owned()
        + "[[agreement]]\nid = \"deal\"\nstatus = \"proposed\"\n[[agreement.output]]\nline = \"gem-order\"\nto = \"coastland\"\nshare = 0.5\n";
    let faults = load_with("shared", &supply, &[]).err().unwrap_or_default().to_string();
    assert!(faults.contains("agreement.deal.output.gem-order.line: \"gem-order\" has orders"), "{faults}");
}
