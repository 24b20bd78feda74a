//! The terminal report: sections, width, and honesty about what is not there.

mod common;

use cupola_record::terminal::{CostBy, TerminalStyle, render, render_cost};
use cupola_study::summary::{ClassExchange, Days, TheatreCounts};

fn plain(width: usize) -> TerminalStyle {
    TerminalStyle { width, color: false, unicode: true }
}

fn check(text: &str, width: usize) {
    for line in text.lines() {
        assert!(line.chars().count() <= width, "{} columns: {line}", line.chars().count());
    }
    for bad in ["NaN", "inf ", "inf)", "-0.0", "−0 "] {
        assert!(!text.contains(bad), "{bad} in\n{text}");
    }
    for section in
        ["IN SHORT", "1 WHAT GETS THROUGH", "2 HOW LONG IT LASTS", "3 WHAT", "4 WHAT IT COSTS", "RESTS ON", "NEXT"]
    {
        assert!(text.contains(section), "no {section} in\n{text}");
    }
    assert!(text.contains("A stated raid, not a forecast."));
}

#[test]
fn full_report_fits_and_has_all_sections() {
    for width in [100, 80, 120] {
        let text = render(&common::sample(), "japan-2028", &plain(width));
        check(&text, width);
        if width == 120 {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for note in [
                "The United States refused Japan 9 (0–30) PAC-3, customers outside the study 3 (0–11), from first to last day.",
                "Counted demands on the United States’ THAAD left unmet: 4 (0–13).",
                "on the stock date → before the first raid → at the end: bought 0 → 90 (54–135) → 240 (144–360), delivered",
            ] {
                assert!(words.contains(note), "no “{note}” in\n{text}");
            }
        }
        if width == 100 {
            println!("{text}");
        }
    }
}

/// Whose money is told is said by name, and classes that differ at the end of long names stay apart.
#[test]
fn money_has_an_owner_and_classes_keep_their_names_apart() {
    let mut report = common::sample();
    let cost = report.cost.as_mut().unwrap();
    let row = |class: &str| ClassExchange {
        class: class.into(),
        sent: common::c(9.0, 9.0, 9.0),
        stopped: common::c(5.0, 5.0, 5.0),
        fired_usd: common::c(1e9, 1e9, 1e9),
        sent_usd: None,
    };
    cost.by_class =
        ["a", "b"].map(|end| row(&format!("a missile of a name as long as others have, and of kind {end}"))).into();
    let text = render(&report, "x", &plain(120));
    assert!(text.contains("“joins Golden Dome” less “today’s alliance”"), "{text}");
    for end in ["a", "b"] {
        assert!(text.lines().any(|line| line.ends_with(&format!("and of kind {end}"))), "{text}");
    }
}

/// In short says which theatre goes short, by how much and from when, the worst first, and where most went.
#[test]
fn theatres_that_go_short_are_said_in_short() {
    let mut report = common::sample();
    let theatre = |name: &str, sent: f64, short: [f64; 3], first: [f64; 2], never_fraction: f64| TheatreCounts {
        name: name.to_owned(),
        sent: common::c(sent, sent, sent),
        refused: common::c(0.0, 0.0, 0.0),
        used: common::c(0.0, 0.0, 0.0),
        short: common::c(short[0], short[1], short[2]),
        left: common::c(0.0, 0.0, 0.0),
        first_short_day: Days {
            p05: (never_fraction < 0.95).then_some(first[0]),
            p50: (never_fraction < 0.5).then_some(first[1]),
            p95: None,
            never_fraction,
        },
    };
    let theatres = [
        ("gulf", theatre("Gulf", 1_241.0, [69.0, 0.0, 280.0], [28.0, 0.0], 0.6)),
        ("pacific", theatre("Pacific", 128.0, [0.0; 3], [0.0; 2], 1.0)),
        ("ukraine", theatre("Ukraine", 760.0, [193.0, 13.0, 454.0], [31.0, 86.0], 0.06)),
    ];
    let theatres = theatres.map(|(id, counts)| (id.to_owned(), counts)).into();
    let of_items = [("thaad".to_owned(), theatres)].into();
    report.campaign.as_mut().unwrap().theatres = [("usa".to_owned(), of_items)].into();
    let text = render(&report, "japan-2028", &plain(100));
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for sentence in [
        "Of the United States’ THAAD: Ukraine goes short by 193 (13–454), first on day 86 (31–never; never in 6 %) from the \
         stock date; Gulf goes short by 69 (0–280), first in 40 % of runs, from day 28 on from the stock date; Pacific never; home \
         sends most to Gulf, 1,241.",
        "193 (13–454) asked for and not there, the first on day 86 (31–never; never in 6 %) from the stock date",
    ] {
        assert!(words.contains(sentence), "no “{sentence}” in\n{text}");
    }
}

#[test]
fn absent_parts_are_said_to_be_absent() {
    let text = render(&common::bare(), "japan-2028", &plain(100));
    println!("{text}");
    check(&text, 100);
    assert!(text.contains("not priced") && text.contains("not compared") && text.contains("no campaign"));
}

#[test]
fn a_comparison_of_stocks_alone_names_its_metric_and_fires_nothing() {
    let mut report = common::sample();
    let campaign = report.campaign.as_mut().unwrap();
    campaign.raids = common::c(0.0, 0.0, 0.0);
    let arm = report.compare.as_mut().unwrap().arms.last_mut().unwrap();
    let mut delta = arm.delta.values().next().unwrap().clone();
    (delta.mean, delta.p05, delta.p95, delta.verdict) = (3.0, 3.0, 3.0, "more".into());
    arm.labels = vec![("unmet".into(), "demands unmet, rounds".into())];
    arm.delta = [("unmet".to_owned(), delta)].into_iter().collect();
    let text = render(&report, "mine/scenario.toml", &plain(120));
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("cupola run mine/scenario.toml --set"), "what to do next is of what was given: {text}");
    let short = &text[text.find("IN SHORT").unwrap()..text.find("2 HOW LONG").unwrap()];
    assert!(short.contains("demands unmet, rounds: 3 more"), "{short}");
    assert!(!text.contains("ounds fired") && !text.contains("the raids cost"), "{text}");
    let [_, _, costs, changes] = cupola_record::findings::answers(&report);
    assert_eq!(changes.headline, "demands unmet, rounds: 3 more");
    assert!(changes.detail.starts_with("demands unmet, rounds: +3"), "{}", changes.detail);
    assert!(!costs.detail.contains("ounds fired"), "{}", costs.detail);
}

#[test]
fn wide_replay_band_is_said_first() {
    let text = render(&common::replay(), "japan-2028", &plain(100));
    println!("{text}");
    check(&text, 100);
    let short = text.find("IN SHORT").unwrap();
    assert!(text[short..].starts_with("IN SHORT   The band is wide (drone ±22 points)"));
    assert!(text.contains("REPLAY"));
    // 117 to 165 of 165 detected: half of 29 points.
    assert!(text.contains("5–95 %, ±points") && text.contains("117–165 ±15"));
}

#[test]
fn ascii_and_escapes_are_clean() {
    let mut report = common::sample();
    report.scenario.question = "What \x1b[31m if?".into();
    let text = render(&report, "japan-2028", &TerminalStyle { width: 100, color: false, unicode: false });
    assert!(text.is_ascii() && !text.contains('\x1b'));
    check(&text, 100);
    let coloured = render(&common::sample(), "japan-2028", &TerminalStyle { width: 100, color: true, unicode: true });
    assert!(coloured.contains("\x1b[1m"));
}

#[test]
fn numbers_that_do_not_exist_are_dashes() {
    let mut report = common::sample();
    report.raid.chain_s[0].1 = f64::NAN;
    report.raid.by_group[0].2.tracked.mean = f64::NAN;
    let text = render(&report, "japan-2028", &plain(100));
    check(&text, 100);
    assert!(text.contains('—'));
}

#[test]
fn a_bill_alone_is_a_reckoning() {
    let report = common::money::cost_alone();
    let text = render(&report, "japan-2028", &plain(100));
    assert_eq!(text, render_cost(&report, "japan-2028", CostBy::Element, &plain(100)));
    for words in
        ["Cost alone, no raid and no stock: a reckoning, not a forecast.", "OVER ITS LIFE", "WHAT DRIVES IT", "UNSAID"]
    {
        assert!(text.contains(words), "{words}\n{text}");
    }
    for words in ["A stated raid", "4 WHAT IT COSTS", "Nothing beyond", "NEXT"] {
        assert!(!text.contains(words), "{words}\n{text}");
    }
    let years = render_cost(&report, "japan-2028", CostBy::Year, &plain(100));
    assert!((2026..2046).all(|year| years.contains(&format!("  {year} "))), "{years}");
}

#[test]
fn a_saving_is_told_as_one_and_names_are_whole() {
    let mut report = common::sample();
    let (first, second) = (report.scenario.nations[0].clone(), report.scenario.nations[1].clone());
    let item = report.scenario.items[0].clone();
    let class = report.scenario.classes[0].id.clone();
    report.scenario.classes[0].name = "Medium-range ballistic missile (Ghadr/Emad/Khorramshahr like), lofted".into();
    let cost = report.cost.as_mut().unwrap();
    cost.incremental_usd = common::c(-747.5e9, -900.0e9, -600.0e9);
    cost.by_nation = [(first.0.clone(), common::c(-747.5e9, -900.0e9, -600.0e9))].into_iter().collect();
    report.scenario.lines = vec![("line-7".into(), format!("{}, {}", item.1, second.1))];
    let element = "line-7: added rounds".to_owned();
    cost.by_element = [(element, common::c(-747.5e9, -900.0e9, -600.0e9))].into_iter().collect();
    cost.by_class = vec![ClassExchange {
        class,
        sent: common::c(40.0, 30.0, 50.0),
        stopped: common::c(31.0, 20.0, 40.0),
        fired_usd: common::c(1.2e9, 1.0e9, 1.4e9),
        sent_usd: None,
    }];
    let text = render(&report, "japan-2028", &plain(100));
    println!("{text}");
    check(&text, 100);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&format!("In all saves 750 (600–900): {} saves 750 (600–900)", first.1)), "{words}");
    assert!(words.contains(&format!("{}, {}: added rounds", item.1, second.1)), "{words}");
    assert!(words.contains("Medium-range ballistic missile (Ghadr/Emad/Khorramshahr like), lofted"), "{words}");
    let [_, _, costs, _] = cupola_record::findings::answers(&report);
    assert_eq!(costs.headline, "Saves 750\u{a0}bn\u{a0}USD");
    let page = cupola_record::html::render(&report);
    assert!(page.contains("saves 750 (600"), "{page}");
}
