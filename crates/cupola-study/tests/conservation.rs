//! Nothing is lost: every threat ends in one way, every round is somewhere, every table has the same sum.

mod common;

use common::{FEW, How, Study, play_bundled};
use std::sync::OnceLock;

const FATES: [&str; 10] = [
    "launched",
    "detected",
    "tracked",
    "engaged",
    "intercepted",
    "suppressed",
    "failed",
    "fell_harmless",
    "leaked",
    "held_by_choice",
];
const ENDS: [&str; 5] = ["intercepted", "suppressed", "failed", "fell_harmless", "leaked"];

const CASES: [(&str, u64); 9] = [
    ("japan-2028", 30),
    ("gulf-2026", 30),
    ("homeland-cbo", 30),
    ("midcourse-gmd", 60),
    ("al-udeid-2025", 60),
    ("ukraine-monthly", 6),
    ("replenish-2026", 60),
    ("theatres-2026", 60),
    ("tutorial", 100),
];

/// The bundled scenarios, played once for all tests.
fn studies() -> &'static [(&'static str, Study)] {
    static STUDIES: OnceLock<Vec<(&str, Study)>> = OnceLock::new();
    let how = |runs| How { until: runs, worlds: runs, sets: 2, keep_events: 0, ..FEW };
    STUDIES.get_or_init(|| CASES.map(|(name, runs)| (name, play_bundled(name, &[], how(runs)))).into())
}

/// Hands over every row: its study, where it is from, and its columns by name.
fn each_row(check: impl Fn(&Study, &str, &dyn Fn(&str) -> f64)) {
    for ((name, study), (_, runs)) in studies().iter().zip(CASES) {
        assert_eq!(study.records.len() as u64, runs);
        for record in &study.records {
            for (index, arm) in record.arms.iter().enumerate() {
                let place = format!("{name}, run {}, arm {}", record.run, study.world.arms[index].id);
                let get = |column: &str| {
                    let at = study.columns.position(column);
                    arm.row[at.unwrap_or_else(|| panic!("no column {column}"))]
                };
                check(study, &place, &get);
            }
        }
    }
}

#[test]
fn no_round_and_no_threat_is_unaccounted_for() {
    each_row(|study, place, get| {
        assert_eq!(get("unaccounted"), 0.0, "{place}");
        assert_eq!(study.report.campaign.as_ref().map_or(0, |c| c.unaccounted), 0, "{place}");
    });
}

#[test]
fn every_threat_ends_in_exactly_one_way() {
    each_row(|study, place, get| {
        let classes = study.world.classes.iter().map(|c| format!("class.{}", c.id));
        let assets = study.world.assets.iter().map(|a| format!("asset.{}", a.id));
        for cell in classes.chain(assets) {
            for part in ["raid", "campaign"] {
                let of = |fate: &str| get(&format!("{part}.{cell}.{fate}"));
                let ends: f64 = ENDS.iter().map(|e| of(e)).sum();
                assert_eq!(of("launched"), ends, "{place}: {part}, {cell}");
            }
        }
    });
}

#[test]
fn nothing_is_tracked_unseen_or_engaged_untracked() {
    each_row(|study, place, get| {
        for class in &study.world.classes {
            for part in ["raid", "campaign"] {
                let of = |fate: &str| get(&format!("{part}.class.{}.{fate}", class.id));
                let chain = ["launched", "detected", "tracked", "engaged"].map(of);
                assert!(chain.is_sorted_by(|a, b| a >= b), "{place}: {part}, {}: {chain:?}", class.id);
                assert!(of("engaged") >= of("intercepted") + of("suppressed"), "{place}: {part}, {}", class.id);
                assert!(of("tracked") >= of("held_by_choice"), "{place}: {part}, {}", class.id);
            }
        }
    });
}

#[test]
fn the_raid_is_part_of_the_campaign() {
    each_row(|study, place, get| {
        for class in &study.world.classes {
            for fate in FATES {
                let [raid, campaign] =
                    ["raid", "campaign"].map(|part| get(&format!("{part}.class.{}.{fate}", class.id)));
                assert!(raid <= campaign, "{place}: {}, {fate}: {raid} of {campaign}", class.id);
            }
        }
    });
}

#[test]
fn no_round_kills_twice() {
    each_row(|study, place, get| {
        for interceptor in &study.world.interceptors {
            for part in ["raid", "campaign"] {
                let [fired, kills] = ["fired", "kills"].map(|what| get(&format!("{part}.{what}.{}", interceptor.id)));
                assert!(kills <= fired, "{place}: {part}, {}: {kills} kills of {fired} rounds", interceptor.id);
            }
        }
    });
}

#[test]
fn classes_and_places_add_up_to_the_same() {
    each_row(|study, place, get| {
        for part in ["raid", "campaign"] {
            for fate in FATES {
                let sum = |cells: Vec<String>| cells.iter().map(|c| get(&format!("{part}.{c}.{fate}"))).sum::<f64>();
                let by_class = sum(study.world.classes.iter().map(|c| format!("class.{}", c.id)).collect());
                let by_place = sum(study.world.assets.iter().map(|a| format!("asset.{}", a.id)).collect());
                assert_eq!(by_class, by_place, "{place}: {part}, {fate}");
            }
        }
    });
}

#[test]
fn totals_are_the_classes_that_are_not_separate() {
    each_row(|study, place, get| {
        let counted = || study.report.scenario.classes.iter().filter(|c| !c.separate);
        for part in ["raid", "campaign"] {
            for fate in ["launched", "leaked", "fell_harmless"] {
                let sum: f64 = counted().map(|c| get(&format!("{part}.class.{}.{fate}", c.id))).sum();
                assert_eq!(sum, get(&format!("{part}.{fate}")), "{place}: {part}, {fate}");
            }
        }
    });
}

#[test]
fn every_kill_has_an_element_that_made_it() {
    each_row(|study, place, get| {
        let (world, columns) = (&study.world, &study.columns);
        assert!(world.classes.iter().all(|c| c.warheads <= 1), "with several warheads one kill may end several");
        for part in ["raid", "campaign"] {
            let prefix = format!("{part}.element.");
            let elements: f64 = columns.names().iter().filter(|n| n.starts_with(&prefix)).map(|n| get(n)).sum();
            let stopped = ["intercepted", "suppressed"]
                .map(|f| world.classes.iter().map(|c| get(&format!("{part}.class.{}.{f}", c.id))).sum::<f64>());
            assert_eq!(elements, stopped.iter().sum::<f64>(), "{place}: {part}");
        }
    });
}

#[test]
fn every_round_fired_left_a_stock() {
    each_row(|study, place, get| {
        let world = &study.world;
        let carried = |item: usize| {
            world.batteries.iter().flat_map(|b| &b.loads).any(|l| world.interceptors[l.interceptor].item == item)
        };
        for (index, item) in world.items.iter().enumerate().filter(|(i, _)| carried(*i)) {
            let of_item = || world.interceptors.iter().filter(|i| i.item == index);
            let fired: f64 = of_item().map(|i| get(&format!("campaign.fired.{}", i.id))).sum();
            let taken: f64 = world.nations.iter().map(|n| get(&format!("fired_in_raids.{}.{}", n.id, item.id))).sum();
            assert_eq!(fired, taken, "{place}: {}", item.id);
        }
    });
}

#[test]
fn who_was_refused_adds_up_to_what_was_refused() {
    each_row(|study, place, get| {
        let nations = || study.world.nations.iter().map(|n| n.id.as_str());
        for cell in nations().flat_map(|n| study.world.items.iter().map(move |i| format!("{n}.{}", i.id))) {
            let refused: f64 = ["export", "transfer"].map(|kind| get(&format!("refused.{kind}.{cell}"))).iter().sum();
            let takers = nations().chain(["outside"]);
            let by_taker: f64 = takers.map(|taker| get(&format!("refused_to.{cell}.{taker}"))).sum();
            assert_eq!(refused, by_taker, "{place}: {cell}");
        }
    });
}

#[test]
fn counts_kept_apart_agree_with_the_stock_and_only_grow() {
    each_row(|study, place, get| {
        let world = &study.world;
        for cell in world.nations.iter().flat_map(|n| world.items.iter().map(move |i| format!("{}.{}", n.id, i.id))) {
            let of = |count: &str| ["stock_date", "raids_start", "end"].map(|d| get(&format!("{count}.{cell}.{d}")));
            let [first, before, _] = of("on_hand");
            assert_eq!(before, get(&format!("at_raids_start.{cell}")), "{place}: {cell}");
            if world.stock_date < world.raids_start {
                assert_eq!(first, get(&format!("stock.{cell}.{}", world.stock_date)), "{place}: {cell}");
            }
            for count in ["bought", "delivered"] {
                assert!(of(count).is_sorted(), "{place}: {cell}, {count} {:?}", of(count));
            }
        }
    });
}

#[test]
fn stated_raids_add_up_to_the_campaign() {
    each_row(|study, place, get| {
        let prefix = |c: &str| format!(".{c}.launched");
        for class in &study.world.classes {
            let raids: Vec<&String> = study
                .columns
                .names()
                .iter()
                .filter(|n| n.starts_with("replay.") && n.ends_with(&prefix(&class.id)))
                .collect();
            if raids.is_empty() {
                continue;
            }
            let sum: f64 = raids.iter().map(|n| get(n)).sum();
            assert_eq!(sum, get(&format!("campaign.class.{}.launched", class.id)), "{place}: {}", class.id);
        }
    });
}

#[test]
fn every_column_has_a_name_of_its_own() {
    for (name, study) in studies() {
        let mut seen = std::collections::BTreeSet::new();
        let twice: Vec<&String> = study.columns.names().iter().filter(|n| !seen.insert(n.as_str())).collect();
        assert!(twice.is_empty(), "{name}: two columns of one name, as {:?}", twice.first());
    }
}
