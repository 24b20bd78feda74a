//! Fleets against counts that can be made by hand.

use cupola_core::{EntityKey, Seed, Stream, math};
use cupola_space::SpaceError;
use cupola_space::fleet::{History, Plan, Served, play};

const YEAR: f64 = 365.25;

/// Ten planes of ten, ten to a rocket and a rocket a day, no failures, five years of life, twenty counted.
fn plan() -> Plan {
    Plan {
        num_planes: 10,
        num_per_plane: 10,
        num_spares: 0,
        num_per_launch: 10,
        num_planes_per_launch: 1,
        num_missing_to_launch: 1,
        between_launches_day: 1.0,
        arrival_day: 0.0,
        life_day: 5.0 * YEAR,
        launch_probability: 1.0,
        infant_probability: 0.0,
        failures_per_day: 0.0,
        horizon_day: 20.0 * YEAR,
    }
}

fn run(plan: &Plan, run: u64) -> History {
    play(&plan.checked().expect("a plan"), &Stream::of_run(Seed(1), run), EntityKey::of("fleet"))
}

fn runs(plan: &Plan, num: u64) -> Vec<History> {
    (0..num).map(|index| run(plan, index)).collect()
}

fn served(histories: &[History], days: &[f64]) -> Vec<Served> {
    let tallies: Vec<_> = histories.iter().map(|history| history.tally(days)).collect();
    cupola_space::fleet::served(&tallies, days)
}

/// The studies' count (`AEI2025`): horizon over life, generations of the whole constellation; 4 990 at 23 a rocket is 217 rockets.
#[test]
fn without_failures_the_generations_of_the_studies_are_bought() {
    for (life, horizon, generations) in
        [(5.0, 20.0, 4), (6.0, 20.0, 4), (7.0, 20.0, 3), (25.0, 20.0, 1), (10.0, 20.0, 2)]
    {
        let history = run(&Plan { life_day: life * YEAR, horizon_day: horizon * YEAR, ..plan() }, 0);
        assert_eq!(history.totals.num_bought, 100 * generations, "{life} of {horizon}");
        assert_eq!(history.totals.num_launches, 10 * generations);
        assert_eq!(history.full_day, Some(9.0));
    }
    let aei = Plan {
        num_planes: 1,
        num_per_plane: 4_990,
        num_per_launch: 23,
        between_launches_day: 0.5,
        life_day: 5.0 * YEAR,
        ..plan()
    };
    let totals = run(&aei, 0).totals;
    assert_eq!((totals.num_bought, totals.num_launches), (4 * 4_990, 4 * 217));
}

#[test]
fn planes_fill_in_order_and_every_place_is_served_throughout() {
    let (plan, history) = (plan(), run(&plan(), 0));
    let mut is_up = Vec::new();
    history.up_on(&plan, 3.5, &mut is_up);
    assert_eq!(is_up, (0..100).map(|place| place < 40).collect::<Vec<_>>());
    assert_eq!(history.num_up(&[-1.0, 0.0, 0.5, 1.0, 9.0, 1_000.0]), [0, 10, 10, 20, 100, 100]);
    // A replacement comes with the first rocket on or after the end of a life: within a day.
    let days: Vec<f64> = (10..7_000).map(f64::from).collect();
    let total: usize = history.num_up(&days).iter().sum();
    assert!(total as f64 / (100.0 * days.len() as f64) > 0.999);
}

/// Rate times life is all that can be held: 25 a year that last four years are a hundred, of the three hundred places.
#[test]
fn a_slow_cadence_holds_rate_times_life() {
    let plan = Plan {
        num_planes: 30,
        num_per_launch: 5,
        between_launches_day: YEAR / 5.0,
        life_day: 4.0 * YEAR,
        num_planes_per_launch: 30,
        ..plan()
    };
    let history = run(&plan, 0);
    assert_eq!(history.full_day, None);
    for year in [4.5, 10.0, 19.0] {
        let up = history.num_up(&[year * YEAR])[0];
        assert!((95..=105).contains(&up), "{up} in year {year}");
    }
    assert_eq!(history.totals.num_bought, 500);
}

/// Without replacement (a horizon before the next rocket) a fleet dies away as exp(−λt); launches and infants thin it at once.
#[test]
fn failures_follow_their_rates() {
    let (rate, infant, launch) = (0.1 / YEAR, 0.05, 0.9);
    let one = Plan {
        num_planes: 10,
        num_per_launch: 100,
        num_planes_per_launch: 10,
        between_launches_day: 5.0 * YEAR,
        horizon_day: 5.0 * YEAR,
        launch_probability: launch,
        infant_probability: infant,
        failures_per_day: rate,
        ..plan()
    };
    let histories = runs(&one, 2_000);
    for found in served(&histories, &[0.0, YEAR, 4.0 * YEAR]) {
        let expected = 100.0 * launch * (1.0 - infant) * math::exp(-rate * found.day);
        // Of launches that carry all a tenth fail, so the mean scatters by 28 / √2000.
        assert!((found.mean - expected).abs() < 3.0 * 0.63 + 0.1, "{found:?} {expected}");
        assert!(found.p05 == 0.0 && found.p95 > expected);
    }
    // Satellites are conserved.
    for totals in histories.iter().map(|history| history.totals) {
        assert_eq!(totals.num_bought, 100);
        assert!(totals.num_lost_satellites + totals.num_infant + totals.num_failed + totals.num_retired <= 100);
    }
}

#[test]
fn spares_take_over_at_once_and_rockets_wait_until_enough_is_missing() {
    let failing = Plan { failures_per_day: 0.2 / YEAR, between_launches_day: 60.0, arrival_day: 30.0, ..plan() };
    let spared = Plan { num_spares: 2, num_per_launch: 12, ..failing };
    let days: Vec<f64> = (20..70).map(|step| f64::from(step) * 100.0).collect();
    let mean = |plan: &Plan| {
        let found = served(&runs(plan, 40), &days);
        found.iter().map(|served| served.mean).sum::<f64>() / found.len() as f64
    };
    let (bare, held) = (mean(&failing), mean(&spared));
    assert!(held > bare + 5.0, "{bare} {held}");
    let patient = Plan { num_missing_to_launch: 10, num_planes_per_launch: 10, num_per_launch: 12, ..spared };
    let eager = Plan { num_missing_to_launch: 1, ..patient };
    let launches = |plan: &Plan| run(plan, 0).totals.num_launches;
    assert!(launches(&patient) * 3 < launches(&eager) * 2, "{} {}", launches(&patient), launches(&eager));
}

/// The same satellite of the same plane fails at the same age whatever the cadence, and each run is drawn afresh.
#[test]
fn draws_are_keyed() {
    let failing = Plan { failures_per_day: 0.2 / YEAR, ..plan() };
    assert_eq!(run(&failing, 3), run(&failing, 3));
    assert_ne!(run(&failing, 3), run(&failing, 4));
    let first =
        |plan: &Plan| run(plan, 3).stays.iter().find(|stay| stay.place == 57).map(|stay| stay.to_day - stay.from_day);
    let slow = Plan { between_launches_day: 20.0, ..failing };
    assert!((first(&failing).unwrap() - first(&slow).unwrap()).abs() < 1e-9);
}

#[test]
fn plans_that_make_no_sense_are_refused_by_name() {
    let refused = |plan: Plan| match plan.checked() {
        Err(SpaceError::OutOfRange { quantity, .. } | SpaceError::NotPositive { quantity, .. }) => quantity,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(Plan { num_planes: 0, ..plan() }), "num_planes");
    assert_eq!(refused(Plan { num_per_launch: 0, ..plan() }), "num_per_launch");
    assert_eq!(refused(Plan { num_planes: 1_000, num_per_plane: 10_000, ..plan() }), "places and spares");
    assert_eq!(refused(Plan { between_launches_day: 0.0, ..plan() }), "between_launches_day");
    assert_eq!(refused(Plan { between_launches_day: 1e-9, ..plan() }), "launch days");
    assert_eq!(refused(Plan { life_day: f64::NAN, ..plan() }), "life_day");
    assert_eq!(refused(Plan { launch_probability: 1.1, ..plan() }), "launch_probability");
}
