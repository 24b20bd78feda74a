//! Bad `[plan]` tables, and the fault each gets.

#[path = "common/cases.rs"]
mod cases;
mod common;

use cases::{Case, case, each_gets_its_fault};

const CASES: &[Case] = &[
    case(
        "a plan without a need",
        "[doctrine]",
        "«[plan]\nrisk = 0.1\n[doctrine]",
        &[("plan", "has no [[plan.need]]; allowed: one need or more")],
    ),
    case(
        "a risk that is none, and needs that ask for nothing, too late, or for what is not there",
        "[doctrine]",
        "[plan]\nrisk = «0.9\n«[[plan.need]]\nnation = \"coastland\"\nitem = \"pac3\"\n[[plan.need]]\nid = \"late\"\nnation = \"coastland\"\nitem = \"pac3\"\nby = «1999-01-01\nrounds = 4\n[[plan.need]]\nid = \"typo\"\nnation = «\"coastlnd\"\nitem = \"pac3\"\nrounds = «-1\n[doctrine]",
        &[
            ("plan.risk", "0.9 is outside what is allowed; allowed: 0.001 to 0.5"),
            ("plan.need.coastland.pac3", "asks for nothing; allowed: `covers`, `rounds` or both"),
            ("plan.need.late.by", "1999-01-01 is outside the study"),
            ("plan.need.typo.nation", "there is no nation \"coastlnd\""),
            ("plan.need.typo.rounds", "-1 is not allowed"),
        ],
    ),
    case(
        "what may be done in two ways, with itself, or twice",
        "[doctrine]",
        "[plan]\n[[plan.need]]\nnation = \"coastland\"\nitem = \"pac3\"\nrounds = 9\n[[plan.may_order]]\nline = «\"wroks\"\nmost_per_year = 5\n[[plan.may_move]]\ngiver = \"coastland\"\ntaker = «\"coastland\"\nitem = \"pac3\"\nmost = 5\n[[plan.may_move]]\nid = «\"x y\"\ngiver = \"coastland\"\ntaker = «\"nowhere\"\nitem = \"pac3\"\nmost = 5\n[doctrine]",
        &[
            ("plan.may_order.wroks.line", "there is no line \"wroks\""),
            ("plan.may_move.coastland-coastland-pac3.taker", "is the giver"),
            ("plan.may_move.x y.id", "\"x y\" cannot be an id"),
            ("plan.may_move.x y.taker", "there is no nation \"nowhere\""),
        ],
    ),
];

#[test]
fn each_bad_plan_gets_its_faults_at_once() {
    each_gets_its_fault("plans", CASES);
}
