//! Bad elements of cost, prices, prints and steps, and the fault each gets.

#[path = "common/cases.rs"]
mod cases;
mod common;

use cases::{Case, case, each_gets_its_fault, faults_of};
use common::GOOD;

/// A sound element of cost, whose payers and other keys a case adds to.
macro_rules! element {
    ($keys:literal) => {
        element!("", $keys)
    };
    ($cost:literal, $keys:literal) => {
        concat!(
            "[cost]\nfrom_year = 2026\nhorizon_years = 20\n",
            $cost,
            "[[cost.element]]\nid = \"dome\"\npaid_by = { coastland = 1 }\n",
            $keys,
            "\n[doctrine]"
        )
    };
}

const CASES: &[Case] = &[
    case(
        "learning above 1 and at 0",
        "[doctrine]",
        element!(
            "learning_slope = «0\n",
            "unit_cost_musd = 5\nlearning_slope = «1.2\nmass_kg = 9\n\
             vehicle = { capacity_kg = 100, first_musd = 8, learning_slope = «0.5 }"
        ),
        &[
            ("cost.learning_slope", "0 is not allowed; allowed: 0.501 to 1"),
            ("cost.element.dome.learning_slope", "1.2 is not allowed; allowed: 0.501 to 1"),
            ("cost.element.dome.vehicle.learning_slope", "0.5 is not allowed; allowed: 0.501 to 1"),
        ],
    ),
    case(
        "lives of zero",
        "[doctrine]",
        element!("unit_cost_musd = 5\nlife_years = «0"),
        &[("cost.element.dome.life_years", "0 is not allowed; allowed: 0.25 to 1000")],
    ),
    case(
        "amounts of another year without an index",
        "[doctrine]",
        element!("unit_cost_musd = { likely = 5, year = «2004, grade = \"unverified\" }"),
        &[(
            "cost.element.dome.unit_cost_musd.year",
            "is in prices of 2004, and nothing brings them to 2026; allowed: [cost.prices] with beyond_fraction or level",
        )],
    ),
    case(
        "a currency without a rate, and one at a rate of 0",
        "[doctrine]",
        element!(
            "[[cost.currency]]\nid = \"yen\"\nusd = «0\ndate = 2026-07-01\nsource = \"made up\"\n",
            "unit_cost_musd = { likely = 5, currency = «\"yuan\", grade = \"unverified\" }"
        ),
        &[
            ("cost.currency.yen.usd", "0 is not allowed; allowed: above 0"),
            (
                "cost.element.dome.unit_cost_musd.currency",
                "there is no rate for the currency \"yuan\": no [[cost.currency]] has this id; allowed: yen",
            ),
        ],
    ),
    case(
        "a currency of what is no money",
        "[doctrine]",
        element!(
            "unit_cost_musd = 5\nlaunch_usd_per_kg = 500\nmass_kg = «{ likely = 5, year = 2004, grade = \"unverified\" }"
        ),
        &[("cost.element.dome.mass_kg", "is no amount of money; allowed: no `year` and no `currency`")],
    ),
    case(
        "negative masses and amounts",
        "[doctrine]",
        element!("unit_cost_musd = «-5\nlaunch_usd_per_kg = 500\nmass_kg = «-1900\nunits = «-3"),
        &[
            ("cost.element.dome.unit_cost_musd", "-5 is not allowed; allowed: 0 to 1000000000"),
            ("cost.element.dome.mass_kg", "-1900 is not allowed; allowed: 0 to 1000000000"),
            ("cost.element.dome.units", "-3 is not allowed; allowed: 0 to 1000000000"),
        ],
    ),
    case(
        "parts of a unit",
        "[doctrine]",
        element!(
            "unit_cost_musd = 5\nunits = «2.5\nbuilt_before = «{ low = 1, likely = 2, high = 3.5, grade = \"assumed\" }"
        ),
        &[
            ("cost.element.dome.units", "2.5 is not allowed; allowed: whole numbers"),
            ("cost.element.dome.built_before", "3.5 is not allowed; allowed: whole numbers"),
        ],
    ),
    case(
        "amounts that nobody has",
        "[doctrine]",
        element!(
            "unit_cost_musd = «1e306\n\
             [[cost.printed]]\nwhat = \"all\"\nbusd = 1e306\ngrade = \"press\"\nsource = \"made up\""
        ),
        &[
            ("cost.element.dome.unit_cost_musd", "is not allowed; allowed: 0 to 1000000000"),
            ("cost.printed.all", "billion is not allowed; allowed: above 0, and at most 1000000"),
        ],
    ),
    case(
        "alternatives whose sum is asked for",
        "[doctrine]",
        element!(
            "alternatives = «true\n",
            "sites_musd = 5\n[[cost.step]]\nwhat = \"as it is\"\nwhy = \"w\"\nsource = \"s\"\n\
             [[cost.printed]]\nwhat = \"all\"\nbusd = 3\ngrade = \"press\"\nsource = \"made up\""
        ),
        &[
            (
                "cost.alternatives",
                "a chain of [[cost.step]]s joins totals, and alternatives have none; allowed: one of",
            ),
            ("cost.printed.all", "is beside the sum of all elements, which are alternatives; allowed: elements = [ID"),
        ],
    ),
    case(
        "a launch without a mass",
        "[doctrine]",
        element!("launch_usd_per_kg = 500"),
        &[(
            "cost.element.dome.mass_kg",
            "a launch needs a mass and a price; allowed: mass_kg with launch_usd_per_kg or vehicle, or none of them",
        )],
    ),
    case(
        "an element that costs nothing, disposed of without a life",
        "[doctrine]",
        element!("units = 3\n[[cost.element]]\nid = \"rest\"\npaid_by = { coastland = 1 }\ndisposal_musd = 2"),
        &[
            ("cost.element.dome", "costs nothing; allowed: development_musd, "),
            (
                "cost.element.rest.disposal_musd",
                "nothing is disposed of without the end of a life; allowed: life_years beside it",
            ),
        ],
    ),
    case(
        "payers over the whole, and a print of an element that is none",
        "[doctrine]",
        "[cost]\nhorizon_years = 20\n[[cost.element]]\nid = \"dome\"\nsites_musd = 5\n\
         paid_by = «{ coastland = 0.8, farland = 0.3 }\n\
         [[cost.printed]]\nwhat = \"all\"\nelements = [«\"dom\"]\nbusd = 3\ngrade = \"press\"\nsource = \"made up\"\n[doctrine]",
        &[
            ("cost.element.dome.paid_by", "shares add up to 1.1"),
            ("cost.printed.all.elements", "there is no [[cost.element]] \"dom\"; allowed: dome (did you mean `dome`?)"),
        ],
    ),
    case(
        "half of it paid by nobody, launched on what does not lift it",
        "[doctrine]",
        "[cost]\nhorizon_years = 20\n[[cost.element]]\nid = \"dome\"\nunit_cost_musd = 5\npaid_by = «{ coastland = 0.5 }\n\
         mass_kg = { low = 80, likely = 90, high = 120, grade = \"assumed\" }\n\
         vehicle = { capacity_kg = «100, first_musd = 8 }\n[doctrine]",
        &[
            ("cost.element.dome.paid_by", "the shares add up to 0.5; allowed: 1 together"),
            ("cost.element.dome.vehicle.capacity_kg", "100 may lift less than one unit of 120; allowed: the mass of"),
        ],
    ),
    case(
        "nobody pays",
        "[doctrine]",
        "[cost]\nhorizon_years = 20\n[[cost.element]]\nid = \"dome\"\nsites_musd = 5\n[doctrine]",
        &[("cost.element.dome.paid_by", "is missing, and there are several nations; allowed: NATION = SHARE")],
    ),
    case(
        "prices that are none",
        "[doctrine]",
        element!(
            "[cost.prices]\nlevel = { «\"2004\" = 0, «\"soon\" = 2 }\nbeyond_fraction = 0.02\ngrade = \"unverified\"\n",
            "sites_musd = 5"
        ),
        &[
            ("cost.prices.level.2004", "0 is not allowed; allowed: above 0"),
            ("cost.prices.level.soon", "\"soon\" is no year; allowed: 1900 to 2200"),
        ],
    ),
    case(
        "then-year money without prices",
        "[doctrine]",
        element!("then_year = true\n", "sites_musd = 5"),
        &[(
            "cost.prices",
            "then_year counts each year in its own prices, and none are given; allowed: [cost.prices] with beyond_fraction",
        )],
    ),
    case(
        "a part of a year",
        "[doctrine]",
        "[cost]\nhorizon_years = «3.5\n[doctrine]",
        &[("cost.horizon_years", "3.5 is not allowed; allowed: 1 to 100 whole calendar years")],
    ),
    case(
        "steps without a change, and prints of nobody",
        "[doctrine]",
        element!(
            "sites_musd = 5\n[[cost.step]]\nwhat = \"more\"\nset = [\"cost.horizon_years\"]\nwhy = \"w\"\nsource = \"s\"\n\
             printed_busd = 3"
        ),
        &[
            ("cost.step.more", "a printed total needs who prints it; allowed: printed_busd and printed_by, or neither"),
            ("cost.step.more.set", "\"cost.horizon_years\" is no change; allowed: KEY=VALUE"),
        ],
    ),
];

#[test]
fn bad_costs_get_their_faults() {
    each_gets_its_fault("costs", CASES);
}

#[test]
fn money_without_a_base_year_is_a_fault() {
    let text = GOOD.replace("price_year = 2026\n", "");
    assert_ne!(text, GOOD);
    assert!(faults_of(&text, "costs-no-year-no-cost", &[]).1.0.is_empty(), "no money, no base year");
    let (_, faults) =
        faults_of(&text.replace("[doctrine]", "[cost]\nhorizon_years = 3\n[doctrine]"), "costs-no-year", &[]);
    assert_eq!(faults.0.len(), 1, "{faults}");
    assert_eq!(faults.0[0].key, "cost");
    assert!(faults.0[0].to_string().contains("has no base year: study.price_year is missing"), "{faults}");
    let priced = GOOD.replace("[doctrine]", "[cost]\nhorizon_years = 3\n[doctrine]");
    assert!(faults_of(&priced, "costs-year", &[]).1.0.is_empty());
}

#[test]
fn all_faults_of_a_cost_are_told_at_once() {
    let cost = "[cost]\nhorizon_years = 20\nlearning_slope = 2\n[[cost.element]]\nid = \"dome\"\nunit_cost_musd = -1\n\
                life_years = 0\nmass_kg = 3\npaid_by = { coastland = 2 }\n[doctrine]";
    let (_, faults) = faults_of(&GOOD.replace("[doctrine]", cost), "costs-at-once", &[]);
    for key in ["learning_slope", "unit_cost_musd", "life_years", "mass_kg", "paid_by"] {
        assert!(faults.0.iter().any(|f| f.key.contains(key)), "{key}: {faults}");
    }
}
