//! Bad theatres, modes of transport, lots and shelf lives, and the fault each gets.

#[path = "common/cases.rs"]
mod cases;
mod common;

use cases::{Case, case, each_gets_its_fault};

const STOCK: &str = "quantity = 60\n";

const CASES: &[Case] = &[
    case(
        "theatres, modes and levels that cannot be",
        STOCK,
        "quantity = «-60\n[[stock.theatre]]\ntheatre = «\"golf\"\nquantity = «-5\n[[stock.theatre]]\ntheatre = \"gulf\"\nup_to = «-1\nmode = «\"rail\"\n[[theatre]]\nid = \"gulf\"\n[[mode]]\nid = \"air\"\ndays = «-3\nrounds_per_day = «-1\n",
        &[
            ("stock.coastland.pac3.quantity", "-60 is not allowed"),
            ("stock.coastland.pac3.theatre.golf.theatre", "there is no theatre \"golf\""),
            ("stock.coastland.pac3.theatre.golf.quantity", "-5 is not allowed"),
            ("stock.coastland.pac3.theatre.gulf.up_to", "-1 is not allowed"),
            ("stock.coastland.pac3.theatre.gulf.mode", "there is no mode \"rail\""),
            ("mode.air.days", "-3 is not allowed"),
            ("mode.air.rounds_per_day", "-1 is not allowed"),
        ],
    ),
    case(
        "more in theatres than there is",
        STOCK,
        "quantity = 60\n«[[stock.theatre]]\ntheatre = \"gulf\"\nfraction = 0.5\n[[stock.theatre]]\ntheatre = \"north\"\nquantity = 31\n[[theatre]]\nid = \"gulf\"\n[[theatre]]\nid = \"north\"\n",
        &[(
            "stock.coastland.pac3.theatre",
            "61 rounds lie in theatres, more than the stock; allowed: at most `quantity`, 60",
        )],
    ),
    case(
        "said twice, or of no use",
        STOCK,
        "quantity = 60\n[[stock.theatre]]\ntheatre = \"gulf\"\nquantity = 3\nfraction = «0.5\nmode = «\"air\"\n[[stock.theatre]]\ntheatre = «\"gulf\"\n[[theatre]]\nid = \"gulf\"\n[[mode]]\nid = \"air\"\ndays = 3\n[[transfer]]\ngiver = \"coastland\"\ntaker = \"farland\"\nitem = \"pac3\"\non = 2028-01-01\nrounds = 1\ndelay_days = 3\nmode = «\"air\"\n",
        &[
            ("stock.coastland.pac3.theatre.gulf.fraction", "is given, and `quantity` too; allowed: one of the two"),
            ("stock.coastland.pac3.theatre.gulf.mode", "is of no use without `up_to`"),
            ("stock.coastland.pac3.theatre.gulf-2.theatre", "there are two parts of this stock in \"gulf\""),
            ("transfer.coastland-farland-pac3.mode", "is given, and `delay_days` too; allowed: one of the two"),
        ],
    ),
    case(
        "a war, a demand and a battery where nothing lies",
        STOCK,
        "quantity = 60\n[[theatre]]\nid = \"gulf\"\n[[drain]]\nid = \"war\"\nnation = \"coastland\"\nitem = \"pac3\"\ntheatre = «\"gulf\"\nper_year = 1\nfrom = 2027-01-01\nuntil = 2028-01-01\n[[demand]]\nid = \"alarms\"\nnation = \"coastland\"\nitem = \"pac3\"\ntheatre = «\"golf\"\nrounds_on = { \"2028\" = 1 }\n",
        &[
            ("drain.war.theatre", "no stock of \"pac3\" of \"coastland\" lies in \"gulf\""),
            ("demand.alarms.theatre", "there is no theatre \"golf\""),
        ],
    ),
    case(
        "a battery where nothing lies",
        "channels = 6\n[[battery.load]]\ninterceptor = \"pac3-mse\"\nlaunchers = 3\nper_launcher = 12\n",
        "channels = 6\ntheatre = «\"gulf\"\n[[battery.load]]\ninterceptor = \"pac3-mse\"\nlaunchers = 3\nper_launcher = 12\n[[theatre]]\nid = \"gulf\"\n",
        &[("battery.fort.theatre", "no stock of \"pac3\" of \"coastland\" lies in \"gulf\"")],
    ),
    case(
        "lots that do not add up, or are not made yet",
        STOCK,
        "quantity = 60\n««[[stock.lot]]\nmade = 2020-01-01\nquantity = 20\n[[stock.lot]]\nmade = «2027-01-02\nquantity = 30\n",
        &[
            ("stock.coastland.pac3.lot", "is of no use without a `shelf_years` of the item"),
            ("stock.coastland.pac3.lot", "the lots add up to 50 rounds, the stock is 60"),
            ("stock.coastland.pac3.lot.2027-01-02.made", "2027-01-02 is after `stock_date`, 2027-01-01"),
        ],
    ),
    case(
        "lots whose life is over",
        "[[item]]\nid = \"pac3\"\n",
        "[[item]]\nid = \"pac3\"\n[[item]]\nid = \"gem-t\"\nunit_cost_musd = 4\nshelf_years = 10\n[[stock]]\nnation = \"farland\"\nitem = \"gem-t\"\nquantity = 9\n[[stock.lot]]\nmade = «2005-01-01\nquantity = 5\n[[stock.lot]]\nmade = 2017-06-01\nquantity = 4\n",
        &[(
            "stock.farland.gem-t.lot.2005-01-01.made",
            "the life of these rounds is over on 2015-01-01, by `stock_date`, 2027-01-01; allowed: a later day",
        )],
    ),
    case(
        "a life of nothing, and lots of what has none",
        "[[item]]\nid = \"pac3\"\n",
        "[[item]]\nid = \"pac3\"\nshelf_years = «0\n[[item]]\nid = \"gem-t\"\nunit_cost_musd = 4\n[[stock]]\nnation = \"farland\"\nitem = \"gem-t\"\nquantity = 5\n«[[stock.lot]]\nmade = 2020-01-01\nquantity = 5\n",
        &[
            ("item.pac3.shelf_years", "0 is not allowed; allowed: 0.1 to 100"),
            ("stock.farland.gem-t.lot", "is of no use without a `shelf_years` of the item"),
        ],
    ),
];

#[test]
fn each_bad_theatre_gets_its_fault() {
    each_gets_its_fault("theatres", CASES);
}
