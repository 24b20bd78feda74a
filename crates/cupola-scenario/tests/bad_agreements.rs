//! Agreements whose dates do not fit, surges and developments that cannot be, and the fault each gets.

#[path = "common/cases.rs"]
mod cases;
mod common;

use cases::{Case, case, each_gets_its_fault};

const PACT: &str = "status = \"hypothetical\"\n";
const LINE: &str = "customers = { coastland = 1.0 }\n";

const CASES: &[Case] = &[
    case(
        "an agreement that ends before it begins",
        PACT,
        "status = \"hypothetical\"\nfrom = 2028-03-01\nuntil = «2028-02-29\n",
        &[("agreement.pact.until", "2028-02-29 is before `from`, 2028-03-01; allowed: 2028-03-01 or later")],
    ),
    case(
        "last days out of order",
        PACT,
        "status = \"hypothetical\"\nuntil = «{ low = 2029-03-01, likely = 2028-03-01, high = 2030-01-01, grade = \"assumed\" }\n",
        &[(
            "agreement.pact.until",
            "2029-03-01, 2028-03-01, 2030-01-01 are out of order; allowed: low ≤ likely ≤ high",
        )],
    ),
    case(
        "a transfer after the end",
        PACT,
        "status = \"hypothetical\"\nuntil = 2028-03-01\n[[agreement.transfer]]\ngiver = \"coastland\"\ntaker = \"farland\"\nitem = \"pac3\"\nrounds = 1\non = «2028-03-02\n",
        &[(
            "agreement.pact.transfer.coastland-farland-pac3.on",
            "2028-03-02 is after the agreement, which ends on 2028-03-01; allowed: 2028-03-01 or earlier",
        )],
    ),
    case(
        "a development of a line that is none",
        PACT,
        "status = \"hypothetical\"\n[[agreement.develop]]\nitem = \"new\"\nline = «\"pac3-cost\"\nfirst_delivery = 2029-01-01\n",
        &[(
            "agreement.pact.develop.new.line",
            "there is no line \"pac3-cost\"; allowed: pac3-coast (did you mean `pac3-coast`?)",
        )],
    ),
    case(
        "a development of a line that has its own start",
        PACT,
        "status = \"hypothetical\"\n[[agreement.develop]]\nitem = \"pac3\"\nline = «\"late\"\nfirst_delivery = 2029-01-01\n[[line]]\nid = \"late\"\nnation = \"coastland\"\nitem = \"pac3\"\nper_year = 9\nstarts = 2028-01-01\n[[agreement]]\nid = \"other\"\nstatus = \"agreed\"\n",
        &[(
            "agreement.pact.develop.pac3.line",
            "this line says itself when it starts; allowed: a line without `starts`",
        )],
    ),
    case(
        "a development by a line of something else, delivered before it is agreed",
        PACT,
        "status = \"hypothetical\"\nfrom = 2028-02-01\n[[agreement.develop]]\nitem = \"new\"\nline = «\"pac3-coast\"\nfirst_delivery = «{ low = 2027-01-01, likely = 2028-01-31, high = 2029-01-01, grade = \"assumed\" }\n",
        &[
            (
                "agreement.pact.develop.new.line",
                "\"pac3-coast\" makes \"pac3\", and would stand still until then; allowed: a line that makes \"new\"",
            ),
            (
                "agreement.pact.develop.new.first_delivery",
                "2028-01-31 is before `from`, 2028-02-01; allowed: 2028-02-01 or later",
            ),
        ],
    ),
    case(
        "a surge by rate and factor, that nobody known pays, over before it is ready",
        LINE,
        "customers = { coastland = 1.0 }\n«[[line.surge]]\nid = \"shift\"\ndecided = 2028-01-01\nto_per_year = 40\nfactor = 2\nready_after_months = 12\nuntil = «2028-12-30\npaid_by = { «nowhere = 1 }\n",
        &[
            (
                "line.pac3-coast.surge.shift",
                "says not clearly how far the line grows; allowed: either to_per_year or factor",
            ),
            (
                "line.pac3-coast.surge.shift.until",
                "2028-12-30 is before `decided` and `ready_after_months`, 2028-12-31; allowed: 2028-12-31 or later",
            ),
            ("line.pac3-coast.surge.shift.paid_by.nowhere", "there is no nation \"nowhere\""),
        ],
    ),
    case(
        "payers of a part, wherever somebody pays, and of more than the whole",
        PACT,
        "status = \"hypothetical\"\n[[agreement.expand]]\nline = \"pac3-coast\"\nfactor = 2\nready_after_months = 12\npaid_by = «{ coastland = 0.5 }\n[[agreement.develop]]\nitem = \"new\"\nfirst_delivery = 2029-01-01\ncost_musd = 5\npaid_by = «{ coastland = 0.5, farland = 0.499999 }\n[cost]\nhorizon_years = 3\n[[cost.extra]]\nelement = \"links\"\nonce_musd = 1\npaid_by = «{ farland = 0.9, coastland = 0.9 }\n[[cost.element]]\nid = \"sites\"\nsites_musd = 1\npaid_by = «{ farland = 0 }\n",
        &[
            ("agreement.pact.expand.pac3-coast.paid_by", "the shares add up to 0.5; allowed: 1 together"),
            ("agreement.pact.develop.new.paid_by", "the shares add up to 0.999999; allowed: 1 together"),
            ("cost.extra.links.paid_by", "the shares add up to 1.8; allowed: 1 together"),
            ("cost.element.sites.paid_by", "the shares add up to 0; allowed: 1 together"),
        ],
    ),
    case(
        "a reserve of which less is wanted than is kept",
        "id = \"coastland\"\n\n",
        "id = \"coastland\"\n[[nation.reserve]]\nitem = \"pac3\"\nnever_below = 50\nwanted = «40\n\n",
        &[("nation.coastland.reserve.pac3.wanted", "is less than `never_below`")],
    ),
    case(
        "a surge that somebody pays a part of",
        LINE,
        "customers = { coastland = 1.0 }\n[[line.surge]]\nid = \"shift\"\ndecided = 2028-01-01\nto_per_year = 40\nready_after_months = 12\npaid_by = «{ farland = 0.25 }\n",
        &[("line.pac3-coast.surge.shift.paid_by", "the shares add up to 0.25; allowed: 1 together")],
    ),
    case(
        "surges of one name, one over before it is decided, one that slows",
        LINE,
        "customers = { coastland = 1.0 }\n[[line.surge]]\nid = \"shift\"\ndecided = 2028-01-01\nto_per_year = «-4\nready_after_months = 12\nuntil = «2027-01-01\n[[line.surge]]\nid = «\"shift\"\ndecided = 2028-01-01\nfactor = 0.5\nready_after_months = 12\n",
        &[
            ("line.pac3-coast.surge.shift.to_per_year", "-4 is not allowed; allowed: 0 to 1000000000"),
            ("line.pac3-coast.surge.shift.until", "2027-01-01 is before `decided`, 2028-01-01"),
            ("line.pac3-coast.surge.shift.id", "there are two of surge \"shift\""),
            ("line.pac3-coast.surge.shift.factor", "0.5 is not allowed; allowed: 1 to 1000"),
        ],
    ),
];

#[test]
fn each_bad_agreement_or_surge_gets_its_fault() {
    each_gets_its_fault("agreement", CASES);
}
