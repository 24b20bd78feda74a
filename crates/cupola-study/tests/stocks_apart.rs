//! Who starved whom, what demands did not get, and the counts of a stock that sources mix.

mod common;

use common::{COAST, FEW, How, QUIET, Study, mean, play};
use cupola_study::summary::{ById, Days};

const RUNS: How = How { until: 4, worlds: 2, sets: 1, keep_events: 0, ..FEW };

const HUNDRED: &str = "stock.coastland.pac3.quantity=100";

/// A round a day off the line half a year after the money, and half a year and more on the way.
const ORDERS: &str = r#"
[[line]]
id = "works"
nation = "coastland"
item = "pac3"
per_year = 365.25
lot_rounds = 1
lead_days = 30
pass_fraction = 1
test_fraction = 0
order_lead_months = 6
order = [
    { id = "first", funded = 2027-02-01, rounds = 40, to = "farland", transport_days = 200 },
    { id = "own", funded = 2027-03-01, rounds = 50 },
    { id = "sale", funded = 2027-12-01, rounds = 5, to = "outside", transport_days = 10 },
    { id = "late", funded = 2032-03-01, rounds = 7, to = "farland", transport_days = 200 },
    { id = "last", funded = 2032-10-01, rounds = 11, to = "farland", transport_days = 200 },
]

[[demand]]
id = "pacific"
nation = "coastland"
item = "pac3"
rounds_on = { "2028-02-01" = 170 }
"#;

/// A stock that a war halves comes back; one that is never below what it is to be, and one of nothing, have nowhere to come
/// back to.
#[test]
fn only_what_falls_comes_back() {
    let rest = r#"
[[stock]]
nation = "farland"
item = "pac3"
quantity = 10
RESTORE
[[drain]]
id = "war"
nation = "coastland"
item = "pac3"
per_year = 365.25
from = 2028-02-01
until = 2028-03-01
"#;
    for (restore, is_told) in
        [("", false), ("restore_to = 0", false), ("restore_to = 10", false), ("restore_to = 11", true)]
    {
        let study = play(&[COAST, QUIET, &rest.replace("RESTORE", restore)].concat(), &[HUNDRED], RUNS);
        let restored = &study.report.campaign.as_ref().expect("a campaign").restored_date;
        assert!(restored["coastland"]["pac3"].target >= 100.0, "{restore}: {restored:?}");
        assert_eq!(restored.contains_key("farland"), is_told, "{restore}: {restored:?}");
    }
}

#[test]
fn counts_that_sources_mix_are_kept_apart_and_add_up() {
    let study = play(&[COAST, QUIET, ORDERS].concat(), &[HUNDRED], RUNS);
    let is = |name: String, rounds: f64| {
        let column = study.column(&name);
        assert!(column.iter().all(|n| *n == rounds), "{name}: {column:?}, not {rounds}");
    };
    let expected = [
        // Bought, delivered, on hand, in transit, on order.
        ("farland", "stock_date", [0.0, 0.0, 0.0, 0.0, 0.0]),
        ("farland", "raids_start", [40.0, 0.0, 0.0, 40.0, 0.0]),
        ("farland", "end", [58.0, 40.0, 40.0, 7.0, 11.0]),
        ("coastland", "stock_date", [0.0, 0.0, 100.0, 0.0, 0.0]),
        ("coastland", "raids_start", [50.0, 50.0, 150.0, 0.0, 0.0]),
        // Of 170 asked for 150 were there.
        ("coastland", "end", [50.0, 50.0, 0.0, 0.0, 0.0]),
    ];
    for (nation, date, counts) in expected {
        for (count, rounds) in ["bought", "delivered", "on_hand", "in_transit", "on_order"].into_iter().zip(counts) {
            is(format!("{count}.{nation}.pac3.{date}"), rounds);
        }
    }
    is("unmet.coastland.pac3".into(), 20.0);
    let campaign = study.report.campaign.as_ref().expect("the scenario has a campaign");
    assert_eq!(campaign.unmet["coastland"]["pac3"].mean, 20.0);
    assert_eq!(campaign.counts["farland"]["pac3"].end.in_transit.mean, 7.0);
    assert_eq!(campaign.counts["coastland"]["pac3"].raids_start.on_hand.mean, 150.0);
}

/// Half of a line's output goes abroad, while a reserve that another war has broken into lets nothing go.
fn starved() -> Study {
    let reserve = "[[nation]]\nid = \"coastland\"\n[[nation.reserve]]\nitem = \"pac3\"\nnever_below = 100\nblocks = [\"export\", \"transfer\"]\n";
    let nation = COAST.replacen("[[nation]]\nid = \"coastland\"\n", reserve, 1);
    let supply = r#"
[[line]]
id = "works"
nation = "coastland"
item = "pac3"
per_year = 60
lead_days = 30
customers = { coastland = 0.5, farland = 0.3 }

[[demand]]
id = "pacific"
nation = "coastland"
item = "pac3"
rounds_on = { "2027-01-10" = 60 }

[[drain]]
id = "elsewhere"
nation = "coastland"
item = "pac3"
per_year = 20
from = 2027-02-01
until = 2027-12-31

[[transfer]]
id = "gift"
giver = "coastland"
taker = "farland"
item = "pac3"
on = 2027-03-01
rounds = 8
delay_days = 3
"#;
    play(&[&nation, QUIET, supply].concat(), &[HUNDRED], RUNS)
}

#[test]
fn who_starved_whom_adds_up_to_what_was_refused() {
    let study = starved();
    let [export, transfer, drain] =
        ["export", "transfer", "drain"].map(|kind| study.column(&format!("refused.{kind}.coastland.pac3")));
    let [farland, outside, own] =
        ["farland", "outside", "coastland"].map(|taker| study.column(&format!("refused_to.coastland.pac3.{taker}")));
    for run in 0..4 {
        assert_eq!(transfer[run], 8.0, "the stock was below its reserve on the day of the gift");
        assert!(drain[run] > 0.0, "another war is refused, and is no taker");
        assert_eq!(farland[run] + outside[run], export[run] + transfer[run]);
        assert!(farland[run] > 8.0 && outside[run] > 0.0, "exports to both are refused");
        assert_eq!(own[run], 0.0);
    }
    let campaign = study.report.campaign.as_ref().expect("the scenario has a campaign");
    let takers = &campaign.refused_to["coastland"]["pac3"];
    assert_eq!(takers.keys().collect::<Vec<_>>(), ["farland", "outside"]);
    assert_eq!(takers["farland"].mean, mean(&farland));
    assert_eq!(takers["outside"].mean, mean(&outside));
    assert!(campaign.unmet["coastland"]["pac3"].mean == 0.0, "the demand got all it asked for");
}

#[test]
fn what_an_agreement_gives_leaves_when_it_is_in_force() {
    let left = |from: &str| {
        let deal = format!(
            "[compare]\nbase = \"all\"\narms = [ {{ id = \"all\", agreements = [\"deal\"] }} ]\n\n[[agreement]]\nid = \"deal\"\n\
             status = \"hypothetical\"\nfrom = {from}\n  [[agreement.transfer]]\n  giver = \"coastland\"\n  taker = \"farland\"\n  \
             item = \"pac3\"\n  on = 2027-01-05\n  rounds = 30\n  delay_days = 0\n"
        );
        let study = play(&[COAST, QUIET, &deal].concat(), &[HUNDRED], RUNS);
        study.column("at_raids_start.coastland.pac3")[0]
    };
    assert_eq!((left("2027-01-01"), left("2027-06-01"), left("2030-01-01")), (70.0, 70.0, 100.0));
}

/// Another war takes a round a day from 1 February 2028 on, day 31.
const ALONE: &str = r#"
[campaign]
days = 10

[[drain]]
id = "war"
nation = "coastland"
item = "pac3"
per_year = 365.25
from = 2028-02-01
until = 2032-12-31
"#;

/// A hundred rounds go below a reserve of 20, are refused to the war and end long after the ten days of the campaign; ten thousand
/// never do.
#[test]
fn stocks_alone_are_watched_to_the_end_of_the_study() {
    let coast = COAST.replace("raid = \"opening\"\n", "").replacen(
        "id = \"coastland\"\n",
        "id = \"coastland\"\n  [[nation.reserve]]\n  item = \"pac3\"\n  never_below = 20\n",
        1,
    );
    let days = |rounds: &str| {
        let study = play(&[coast.as_str(), ALONE].concat(), &[rounds], RUNS);
        let campaign = study.report.campaign.expect("the scenario has a campaign");
        assert_eq!((campaign.days, campaign.unaccounted), (10, 0));
        let of = |map: &ById<ById<Days>>| map["coastland"]["pac3"].p50;
        [&campaign.first_day_below_reserve, &campaign.first_zero_day, &campaign.first_empty_day].map(of)
    };
    let [below, none, refused] = days(HUNDRED).map(|day| day.expect("it comes"));
    assert!((111.0..=113.0).contains(&below), "81 rounds from day 31 on: {below}");
    assert!((130.0..=132.0).contains(&none), "100 rounds from day 31 on: {none}");
    assert!((none..=none + 2.0).contains(&refused), "the next round is refused: {refused}");
    assert_eq!(days("stock.coastland.pac3.quantity=10000"), [None; 3]);
}
