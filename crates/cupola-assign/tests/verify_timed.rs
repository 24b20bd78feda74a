//! Assignment over time against trying every set of shots, each in every order.

use cupola_assign::timed::{Opportunity, Plan, Weapon, plan};
use cupola_core::{EntityKey, Purpose, Seed, Stream};

struct Case {
    values: Vec<f64>,
    weapons: Vec<Weapon>,
    opportunities: Vec<Opportunity>,
}

fn small(case: u64) -> Case {
    let draw = Stream::of_run(Seed(17), case);
    let uniform = |what: &str, at: usize| draw.uniform(EntityKey::of(what), Purpose::Place, at as u64);
    let whole = |what: &str, at: usize, below: f64| (uniform(what, at) * below) as usize;
    let (num_weapons, num_targets) = (1 + whole("weapons", 0, 2.0), 1 + whole("targets", 0, 3.0));
    let weapon = |at: usize| Weapon {
        rounds: 1 + whole("rounds", at, 3.0) as u32,
        channels: 1 + whole("channels", at, 2.0) as u32,
        interval_s: whole("interval", at, 3.0) as f64,
    };
    let opportunity = |at: usize| {
        let earliest_s = whole("earliest", at, 6.0) as f64;
        Opportunity {
            weapon: whole("of weapon", at, num_weapons as f64),
            target: whole("of target", at, num_targets as f64),
            earliest_s,
            latest_s: earliest_s + whole("window", at, 4.0) as f64,
            busy_s: whole("busy", at, 5.0) as f64,
            kill_probability: uniform("kill", at),
        }
    };
    Case {
        values: (0..num_targets).map(|at| 1.0 + whole("value", at, 20.0) as f64).collect(),
        weapons: (0..num_weapons).map(weapon).collect(),
        opportunities: (0..1 + whole("opportunities", 0, 5.0)).map(opportunity).collect(),
    }
}

fn objective(case: &Case, taken: &[usize]) -> f64 {
    let mut left = case.values.clone();
    for &at in taken {
        left[case.opportunities[at].target] *= 1.0 - case.opportunities[at].kill_probability;
    }
    left.iter().sum()
}

/// Whether some order of a weapon's shots, each as early as may be, keeps windows, intervals and channels.
fn fits(case: &Case, weapon: &Weapon, left: &mut Vec<usize>, placed: &mut Vec<(f64, f64)>) -> bool {
    if left.is_empty() {
        return true;
    }
    for at in 0..left.len() {
        let index = left.remove(at);
        let shot = case.opportunities[index];
        let mut now_s =
            placed.last().map_or(shot.earliest_s, |(time_s, _)| shot.earliest_s.max(time_s + weapon.interval_s));
        let mut ends: Vec<f64> = placed.iter().map(|(_, end_s)| *end_s).collect();
        ends.sort_by(f64::total_cmp);
        if ends.len() >= weapon.channels as usize {
            now_s = now_s.max(ends[ends.len() - weapon.channels as usize]);
        }
        placed.push((now_s, now_s + shot.busy_s));
        let is_good = now_s <= shot.latest_s && fits(case, weapon, left, placed);
        placed.pop();
        left.insert(at, index);
        if is_good {
            return true;
        }
    }
    false
}

fn all_fit(case: &Case, taken: &[usize]) -> bool {
    case.weapons.iter().enumerate().all(|(index, weapon)| {
        let mut own: Vec<usize> = taken.iter().copied().filter(|at| case.opportunities[*at].weapon == index).collect();
        own.len() <= weapon.rounds as usize && fits(case, weapon, &mut own, &mut Vec::new())
    })
}

fn optimum(case: &Case, from: usize, taken: &mut Vec<usize>) -> f64 {
    let mut best = objective(case, taken);
    for at in from..case.opportunities.len() {
        taken.push(at);
        if all_fit(case, taken) {
            best = best.min(optimum(case, at, taken));
        }
        taken.pop();
    }
    best
}

fn keeps_all_limits(case: &Case, plan: &Plan) {
    for shot in &plan.shots {
        let at = case.opportunities[shot.opportunity];
        assert!((at.earliest_s..=at.latest_s).contains(&shot.launch_s));
    }
    for (index, weapon) in case.weapons.iter().enumerate() {
        let own: Vec<(f64, f64)> = plan
            .shots
            .iter()
            .filter(|shot| case.opportunities[shot.opportunity].weapon == index)
            .map(|shot| (shot.launch_s, shot.launch_s + case.opportunities[shot.opportunity].busy_s))
            .collect();
        assert!(own.len() <= weapon.rounds as usize);
        assert!(own.windows(2).all(|pair| pair[1].0 >= pair[0].0 + weapon.interval_s));
        for (launch_s, _) in &own {
            let num_busy = own.iter().filter(|(from_s, to_s)| from_s <= launch_s && launch_s < to_s).count();
            assert!(num_busy <= weapon.channels as usize);
        }
    }
}

#[test]
fn plans_keep_every_limit_and_lie_between_the_bound_and_a_little_above_the_optimum() {
    let (mut sum, mut sum_best, mut num_best) = (0.0, 0.0, 0);
    const NUM: u64 = 20_000;
    for number in 0..NUM {
        let case = small(number);
        let found = plan(&case.values, &case.weapons, &case.opportunities, u64::MAX).unwrap();
        keeps_all_limits(&case, &found);
        let taken: Vec<usize> = found.shots.iter().map(|shot| shot.opportunity).collect();
        assert!((objective(&case, &taken) - found.objective()).abs() < 1e-9);
        let best = optimum(&case, 0, &mut Vec::new());
        assert!(found.objective() >= best - 1e-9, "case {number}: {} below {best}", found.objective());
        assert!(found.bound() <= best + 1e-9, "case {number}: bound {} above {best}", found.bound());
        num_best += u64::from(found.objective() <= best + 1e-9);
        (sum, sum_best) = (sum + found.objective(), sum_best + best);
    }
    assert!(num_best * 1_000 >= NUM * 985, "{num_best} of {NUM} are the best");
    assert!(sum <= 1.003 * sum_best, "{sum} against {sum_best}");
}

#[test]
fn without_limits_of_time_it_is_the_static_problem() {
    let values = [9.0, 4.0];
    let weapons = [Weapon { rounds: 2, channels: 9, interval_s: 0.0 }];
    let at = |target, kill_probability| Opportunity {
        weapon: 0,
        target,
        earliest_s: 0.0,
        latest_s: 0.0,
        busy_s: 0.0,
        kill_probability,
    };
    let found = plan(&values, &weapons, &[at(0, 0.5), at(1, 0.5)], 1_000).unwrap();
    // 9 to 4.5, then 4.5 to 2.25 rather than 4 to 2.
    assert_eq!(found.objective(), 2.25 + 4.0);
    assert_eq!(found.shots.len(), 2);
    assert!(found.bound() > 6.2);
}

#[test]
fn every_fault_is_named() {
    let weapons = [Weapon { rounds: 1, channels: 0, interval_s: -1.0 }];
    let bad =
        Opportunity { weapon: 1, target: 2, earliest_s: 3.0, latest_s: 1.0, busy_s: f64::NAN, kill_probability: 2.0 };
    let faults = plan(&[1.0], &weapons, &[bad], 10).unwrap_err();
    let said: Vec<String> = faults.0.iter().map(ToString::to_string).collect();
    let expected = [
        "channels of weapon 0: 0; must be at least 1",
        "launch intervals (s), entry 0: -1; must be 0 or more and finite",
        "opportunity 0: weapon 1 does not exist; must be below 1",
        "opportunity 0: target 2 does not exist; must be below 1",
        "opportunity 0: launch from 3 s to 1 s; must be finite, the end not before the start",
        "times a channel is taken (s), entry 0: NaN; must be 0 or more and finite",
        "kill probability of weapon 1 against target 2: 2; must be 0 to 1",
    ];
    assert_eq!(said, expected);
    assert_eq!(plan(&[], &[], &[], 10).unwrap_err().0.len(), 2);
}
