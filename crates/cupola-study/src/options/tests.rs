use super::*;
use cupola_core::{Grade, Uncertain};
use cupola_sim::world::Input;
use std::convert::Infallible;

fn option(id: &str, times: u32) -> BuyOption {
    let amount = |name: &str| Input {
        key: format!("option.{id}.{name}"),
        range: Uncertain::known(0.0),
        unit_per_si: 1e-6,
        grade: Grade::Assumed,
        sources: Vec::new(),
        catalogue: None,
        note: String::new(),
        is_physical: false,
        common_fraction: 0.0,
    };
    BuyOption {
        id: id.to_owned(),
        name: id.to_owned(),
        set: Vec::new(),
        once_usd: amount("once_musd"),
        per_year_usd: amount("per_year_musd"),
        times,
    }
}

/// Runs in which a metric is given by run.
fn runs(metric: impl Fn(usize) -> f64) -> Played {
    let values = (0..40).map(metric).collect();
    Played::of_one("through", values, (0..40).map(|run| run % 20).collect(), 10)
}

/// Weighs options at known prices (billions), of which the metric is given by set and run.
fn found(options: &[(&str, u32, f64)], budget_busd: Option<f64>, through: impl Fn(&[u32], usize) -> f64) -> Found {
    let all: Vec<BuyOption> = options.iter().map(|(id, times, _)| option(id, *times)).collect();
    let unit_usd: Vec<Vec<f64>> = options.iter().map(|(_, _, busd)| vec![busd * 1e9; 20]).collect();
    let budget_usd = budget_busd.map(|busd| busd * 1e9);
    let question = Question { options: &all, unit_usd: &unit_usd, metric: "through", budget_usd };
    let mut play = |owned: &[u32], _: Depth| Ok::<_, Infallible>(Some(runs(|run| through(owned, run))));
    let Ok(found) = weigh(&question, &mut play);
    found.unwrap()
}

/// Luck of a run, the same whatever is bought.
fn luck(run: usize) -> f64 {
    (run % 7) as f64
}

fn bought(found: &Found) -> Vec<&str> {
    found.steps.iter().map(|step| step.bought.option.as_str()).collect()
}

#[test]
fn the_next_dollar_goes_where_it_stops_most() {
    // Per billion: a stops 2 (4 for 2), b stops 3 and then 1, c stops 0.5. Dear or not does not matter.
    let stopped =
        |owned: &[u32]| 4.0 * f64::from(owned[0]) + [0.0, 3.0, 4.0][owned[1] as usize] + 0.5 * f64::from(owned[2]);
    let found =
        found(&[("a", 1, 2.0), ("b", 2, 1.0), ("c", 1, 1.0)], None, |owned, run| 20.0 + luck(run) - stopped(owned));
    assert_eq!(bought(&found), ["b", "a", "b", "c"]);
    assert_eq!(found.ended, Ended::AllBought);
    let ratios: Vec<f64> = found.steps.iter().map(|s| s.bought.avoided_per_billion_usd.unwrap().mean).collect();
    for (ratio, expected) in ratios.iter().zip([3.0, 2.0, 1.0, 0.5]) {
        assert!((ratio - expected).abs() < 1e-9, "{ratios:?}");
    }
    assert!((found.steps[1].bought.usd_per_avoided.unwrap().mean - 0.5e9).abs() < 1.0);
    assert!((found.steps[3].total_usd.mean - 5e9).abs() < 1.0);
    assert!((found.base.mean - found.steps[3].level.mean - 8.5).abs() < 1e-9);
}

#[test]
fn a_budget_ends_the_curve() {
    let stopped = |owned: &[u32]| 4.0 * f64::from(owned[0]) + 3.0 * f64::from(owned[1]);
    let found = found(&[("a", 1, 2.0), ("b", 2, 1.0)], Some(2.5), |owned, run| 20.0 + luck(run) - stopped(owned));
    assert_eq!((bought(&found), found.ended), (vec!["b", "b"], Ended::Budget));
}

#[test]
fn a_ratio_that_straddles_zero_is_withheld() {
    // a changes every run, up as often as down; b stops one for certain.
    let noise = |run: usize| if run.is_multiple_of(2) { 3.0 } else { -3.0 };
    let through = |owned: &[u32], run: usize| 20.0 + luck(run) + f64::from(owned[0]) * noise(run) - f64::from(owned[1]);
    let found = found(&[("a", 1, 1.0), ("b", 1, 10.0)], None, through);
    let [a, b] = &found.alone[..] else { panic!("two options") };
    assert!(a.avoided.ci95_low < 0.0 && a.avoided.ci95_high > 0.0, "{a:?}");
    assert_eq!((a.avoided_per_billion_usd, a.usd_per_avoided), (None, None));
    assert!((b.avoided_per_billion_usd.unwrap().mean - 0.1).abs() < 1e-12);
    assert_eq!((bought(&found), found.ended), (vec!["b"], Ended::NothingClear));
}

/// Two ratios whose own intervals overlap are held against each other run by run: luck that both share does not count.
#[test]
fn the_best_is_held_against_every_other_with_the_same_luck() {
    let noise = |run: usize| if run.is_multiple_of(2) { 2.0 } else { -2.0 };
    // Of a and b each alone is 4 and 3, give or take 2 by the same luck: intervals overlap, the difference is always 1. Of c
    // it is 3.9 by the opposite luck.
    let stopped = |owned: &[u32], run: usize| {
        let [a, b, c] = [owned[0], owned[1], owned[2]].map(f64::from);
        a * (4.0 + noise(run)) + b * (3.0 + noise(run)) + c * (3.9 - noise(run))
    };
    let options = [("a", 1, 1.0), ("b", 1, 1.0), ("c", 1, 1.0), ("none", 1, 1.0)];
    let found = found(&options, Some(1.0), |owned, run| 50.0 + luck(run) - stopped(owned, run));
    let [a, b, ..] = &found.alone[..] else { panic!("four options") };
    let [low, high] = [a, b].map(|m| m.avoided_per_billion_usd.unwrap());
    assert!(low.ci95_low < high.ci95_high, "their own intervals overlap: {low:?} {high:?}");
    let step = &found.steps[0];
    assert_eq!((step.bought.option.as_str(), step.num_tested), ("a", 4));
    let [c] = &step.not_told_apart_from[..] else { panic!("{step:?}") };
    let more = c.more_per_billion_usd;
    assert_eq!(c.option, "c");
    assert!((more.mean - 0.1).abs() < 1e-9 && more.ci95_low < 0.0 && more.ci95_high > 0.0, "{more:?}");
}

#[test]
fn sets_that_another_beats_for_no_more_money_are_marked() {
    // b costs as much as a and stops less; both together stop what a does.
    let stopped = |owned: &[u32]| if owned[0] > 0 { 4.0 } else { f64::from(owned[1]) };
    let found = found(&[("a", 1, 1.0), ("b", 1, 1.0)], None, |owned, run| 20.0 + luck(run) - stopped(owned));
    let standing = |ids: &[&str]| {
        let of = |set: &&Combination| set.owned.keys().eq(ids);
        found.sets.iter().find(of).unwrap().standing
    };
    assert_eq!(found.sets.len(), 4);
    assert_eq!(standing(&[]), Standing::Front);
    assert_eq!(standing(&["a"]), Standing::Front);
    assert_eq!(standing(&["b"]), Standing::Dominated);
    assert_eq!(standing(&["a", "b"]), Standing::Dominated);
}

#[test]
fn a_set_that_runs_cannot_tell_from_a_cheaper_one_is_not_on_the_front() {
    // b stops a little more than a on average, by luck that differs from run to run.
    let noise = |run: usize| if run.is_multiple_of(2) { 5.0 } else { -5.0 };
    let through = |owned: &[u32], run: usize| match owned {
        [1, 0] => 10.0 + luck(run),
        [0, 1] => 9.9 + luck(run) + noise(run),
        _ => 20.0 + luck(run),
    };
    let found = found(&[("a", 1, 1.0), ("b", 1, 2.0)], None, through);
    let b = found.sets.iter().find(|set| set.owned.keys().eq(["b"])).unwrap();
    assert_eq!(b.standing, Standing::Unclear);
}

/// A set with the first half of the runs is held against others in those alone: there luck is kinder than in the rest, which is no
/// merit of the set.
#[test]
fn sets_of_fewer_runs_stand_by_the_runs_that_both_have() {
    let all = [option("a", 1), option("b", 1)];
    let unit_usd = [vec![1e9; 20], vec![1e9; 20]];
    let question = Question { options: &all, unit_usd: &unit_usd, metric: "through", budget_usd: None };
    let mut asked = Vec::new();
    let mut play = |owned: &[u32], depth: Depth| {
        asked.push((owned.to_vec(), depth));
        // Only a stops anything, and the curve never asks for b beside it.
        let level = |run: usize| 20.0 + luck(run) + (run / 20) as f64 - 4.0 * f64::from(owned[0]);
        let num = if depth == Depth::First { 20 } else { 40 };
        let worlds = (0..num).map(|run| run as u32 % 20).collect();
        Ok::<_, Infallible>(Some(Played::of_one("through", (0..num).map(level).collect(), worlds, 10)))
    };
    let Ok(Some(found)) = weigh(&Question { budget_usd: Some(1.5e9), ..question }, &mut play) else {
        panic!("not stopped")
    };
    let both = found.sets.iter().find(|set| set.owned.len() == 2).unwrap();
    assert_eq!((both.runs, both.standing), (20, Standing::Dominated), "its mean is lower by luck alone");
    assert!((both.avoided.mean - 4.0).abs() < 1e-12);
    assert!(found.sets.iter().filter(|set| set.owned.len() < 2).all(|set| set.runs == 40));
    assert_eq!(asked.iter().filter(|(_, depth)| *depth == Depth::First).count(), 1);
    assert_eq!((set_runs(500, 200), set_runs(100, 200)), (200, 100));
}

#[test]
fn few_sets_are_all_played_and_many_are_not() {
    let few: Vec<BuyOption> = ["a", "b", "c", "d", "e", "f"].map(|id| option(id, 1)).into();
    assert_eq!(num_first_sets(&few), 64);
    let many: Vec<BuyOption> = ["a", "b", "c", "d", "e", "f", "g"].map(|id| option(id, 1)).into();
    assert_eq!(num_first_sets(&many), 1 + 7 + 21);
}
