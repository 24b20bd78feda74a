//! Bad campaigns, opponents, stock rules and port calls, and the fault each gets.

#[path = "common/cases.rs"]
mod cases;
mod common;

use cases::{Case, case, each_gets_its_fault};

const CASES: &[Case] = &[
    case(
        "two calendars at once",
        "[doctrine]",
        "[campaign]\ndays = 30\nstated = «[ { day = 0, raid = \"opening\" } ]\n[campaign.escalation]\nraid = \"opening\"\nmonth = [ { raids = 2 } ]\n[doctrine]",
        &[(
            "campaign.stated",
            "is given, and `escalation` too; allowed: one of stated, [campaign.drawn], [campaign.escalation] or [campaign.series]",
        )],
    ),
    case(
        "months after the campaign, and too many raids",
        "[doctrine]",
        "[campaign]\ndays = 30\n[campaign.escalation]\nraid = \"opening\"\nmonth = [ { raids = «5000 }, «{ raids = 2, size = «-1 } ]\n[doctrine]",
        &[
            ("campaign.escalation.month.1.raids", "5000 is not allowed; allowed: 0 to 1000"),
            ("campaign.escalation.month.2", "begins on day 31 of a campaign of 30 days; allowed: before day 30"),
            ("campaign.escalation.month.2.size", "-1 is not allowed"),
        ],
    ),
    case(
        "a series of a group that is not there, of unlike lengths, and too long",
        "[doctrine]",
        "[campaign]\ndays = 31\n[campaign.series]\nraid = \"opening\"\neach = \"month\"\nraids_per_period = 2\nblock = «9\n[campaign.series.counts]\nmissiles = [ 1, 2 ]\n«misiles = «[ 1 ]\n[doctrine]",
        &[
            ("campaign.series.block", "is longer than the series; allowed: 1 to 2"),
            ("campaign.series.counts.misiles", "raid \"opening\" has no group \"misiles\""),
            ("campaign.series.counts.misiles", "has 1 periods, where another group has 2"),
        ],
    ),
    case(
        "a series that outlasts its campaign",
        "[doctrine]",
        "[campaign]\ndays = 31\n[campaign.series]\nraid = \"opening\"\neach = \"month\"\nraids_per_period = 2\ncounts = «{ missiles = [ 1, 2 ] }\n[doctrine]",
        &[(
            "campaign.series.counts",
            "the last of 2 periods begins on day 31, after the campaign; allowed: before day 31",
        )],
    ),
    case(
        "an opponent without the class, and launchers that are none",
        "threat = \"srbm-700\"\nfrom = [\"west-sea\"]\naim = { harbour = 1 }\ncount = { low = 4, likely = 6, high = 8, grade = \"assumed\" }\n",
        "threat = \"srbm-700\"\nopponent = «\"west\"\nfrom = [\"west-sea\"]\naim = { harbour = 1 }\ncount = { low = 4, likely = 6, high = 8, grade = \"assumed\" }\n[[opponent]]\nid = \"west\"\n[[opponent.arsenal]]\nthreat = \"shahed-136\"\nstock = «-4\nreload_hours = «2\n",
        &[
            ("raid.opening.group.missiles.opponent", "\"west\" has no \"srbm-700\"; allowed: shahed-136"),
            ("opponent.west.arsenal.shahed-136.stock", "-4 is not allowed"),
            ("opponent.west.arsenal.shahed-136.reload_hours", "is of no use without `launchers`"),
        ],
    ),
    case(
        "stock rules that say nothing, or too much",
        "[[stock]]",
        "[[doctrine.when_stock_below]]\nid = \"a\"\nnation = \"coastland\"\nitem = \"pac3\"\nrounds = 5\nlayer = «\"al\"\nrounds_per_look = «[ 9 ]\n«[[doctrine.when_stock_below]]\nid = \"b\"\nnation = \"coastland\"\nitem = \"pac3\"\nrule = \"free\"\n«[[doctrine.when_stock_below]]\nid = \"c\"\nnation = \"coastland\"\nitem = \"pac3\"\ndays_of_cover = 5\n[[stock]]",
        &[
            ("doctrine.when_stock_below.a.layer", "there is no layer \"al\"; allowed: all"),
            ("doctrine.when_stock_below.a.rounds_per_look", "asks for 9 rounds at a target that may have 8"),
            (
                "doctrine.when_stock_below.b",
                "says in two ways or in none when the stock is low; allowed: `rounds` or `days_of_cover`",
            ),
            ("doctrine.when_stock_below.c", "changes nothing"),
        ],
    ),
    case(
        "a battery that goes to port",
        "count = 2\n",
        "count = 2\ntransit_days = «3\n",
        &[("battery.fort.transit_days", "is of ships; allowed: resupply_days on land")],
    ),
    case(
        "a row of a series that is none",
        "[[stock]]",
        "[published]\nsource = \"x\"\n«[[published.row]]\nperiod = \"2028-01\"\ndate = \"x\"\ngroup = \"ballistic\"\nthreats = [ \"srbm-700\" ]\ndetected = 3\n[[stock]]",
        &[("published.row.2028-01.ballistic", "names no part of the campaign")],
    ),
];

#[test]
fn each_bad_campaign_gets_its_fault() {
    each_gets_its_fault("campaign", CASES);
}
