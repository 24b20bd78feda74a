//! Points of a design are played as runs are: the same luck at each, and nothing moved but what is said.

mod common;

use cupola_core::Seed;
use cupola_flight::FlyoutTable;
use cupola_scenario::{load, resolve};
use cupola_sim::world::World;
use cupola_study::monte_carlo::{Options, Prepared, make_ready};
use cupola_study::sample::Sample;
use cupola_study::sensitivity::bench::{Bench, Outputs};
use cupola_study::sensitivity::factors::{Choice, FLIGHT, Factors, Flight, Level, Point, Range};
use cupola_study::sweep::{Metric, metrics};
use std::sync::atomic::{AtomicBool, AtomicU64};

const RUNS: u64 = 8;

fn tutorial() -> World {
    let mut world = load(resolve("tutorial"), &[]).expect("the test's own input is sound").world;
    make_ready(&mut world);
    world
}

fn asked(world: &World) -> Vec<Metric> {
    metrics(world).into_iter().take(4).collect()
}

fn played(world: &World, points: &[Point], threads: usize) -> Vec<Outputs> {
    let bench =
        Bench::new(world, 0, asked(world), (Seed(3), RUNS, threads), &FlyoutTable::new, &AtomicBool::new(false))
            .expect("the test's own input is sound");
    bench.play(points, &AtomicBool::new(false), &AtomicU64::new(0)).expect("the test's own input is sound")
}

fn choice<'a>(over: &'a [String], ranges: &'a [Range], finest: Level, flight: Flight) -> Choice<'a> {
    Choice { over, ranges, finest, most: usize::MAX, flight }
}

/// A point that moves nothing is a study of as many worlds and sets as it has runs.
#[test]
fn a_point_that_moves_nothing_is_a_plain_study() {
    let world = tutorial();
    let outputs = played(&world, &[Point::default()], 1);
    let options = Options { seed: Seed(3), worlds: RUNS, physics_sets: RUNS, threads: 1, keep_events: 0 };
    let prepared = Prepared::new(&world, options).unwrap().played_once();
    let records = prepared.play(0, RUNS, &AtomicBool::new(false), &AtomicU64::new(0));
    let sample = Sample::new(&records, &prepared.columns, prepared.num_sets());
    for (metric, values) in asked(&world).iter().zip(&outputs[0]) {
        assert_eq!(*values, metric.values(prepared.draws(), &sample), "{}", metric.key);
    }
}

/// Points give the same for every number of threads, and whatever is played before them.
#[test]
fn a_point_is_what_it_is_when_played_alone() {
    let world = tutorial();
    let factors = Factors::new(&world, &choice(&[], &[], Level::Input, Flight::Moved)).unwrap();
    let num = factors.columns.len();
    let at = |u: f64| factors.point(&world, &(0..num).map(|i| (u + 0.37 * i as f64).fract()).collect::<Vec<_>>());
    let points: Vec<Point> = [0.1, 0.4, 0.8, 0.95].map(at).to_vec();
    let all = played(&world, &points, 2);
    assert_eq!(all, played(&world, &points, 1));
    assert_eq!(all[2..3], played(&world, &points[2..3], 1));
    assert!(all.windows(2).any(|two| two[0][0] != two[1][0]), "no point differs");
}

/// What no run of the raid asks for moves nothing, in no run.
#[test]
fn an_input_without_effect_moves_nothing() {
    let world = tutorial();
    let over = ["interceptor.*.unit_cost*".to_owned()];
    let factors = Factors::new(&world, &choice(&over, &[], Level::Input, Flight::Drawn)).unwrap();
    let at = |u| factors.point(&world, &vec![u; factors.columns.len()]);
    let outputs = played(&world, &[at(0.05), at(0.95)], 1);
    assert_eq!(outputs[0][0], outputs[1][0]);
}

#[test]
fn factors_are_inputs_elements_or_kinds_and_flight_is_one() {
    let world = tutorial();
    let of = |level| Factors::new(&world, &choice(&[], &[], level, Flight::Moved)).unwrap();
    let [inputs, elements, kinds] = [Level::Input, Level::Element, Level::Kind].map(of);
    assert!(inputs.factors.len() > elements.factors.len() && elements.factors.len() > kinds.factors.len());
    let flight = |f: &Factors| f.factors.iter().find(|f| f.key == FLIGHT).unwrap().inputs.len();
    let physical = world.inputs.iter().filter(|i| i.is_physical && !i.range.is_known()).count();
    assert!(physical > 0 && [&inputs, &elements, &kinds].iter().all(|f| flight(f) == physical));
    assert_eq!(inputs.columns, kinds.columns);
    let mut few = choice(&[], &[], Level::Input, Flight::Moved);
    few.most = elements.factors.len();
    assert_eq!(Factors::new(&world, &few).unwrap().level, Level::Element);
    let still = Factors::new(&world, &choice(&[], &[], Level::Input, Flight::Drawn)).unwrap();
    assert!(still.factors.iter().all(|f| f.key != FLIGHT) && still.columns.len() + 1 == inputs.columns.len());
}

/// A tornado moves one input at a time, to the ends of its own range or to those asked for, in the unit of its key.
#[test]
fn one_at_a_time_goes_to_both_ends() {
    let world = tutorial();
    let known = world.inputs.iter().find(|i| i.unit_per_si != 1.0 && !i.is_physical).unwrap();
    let ranges = [Range { key: known.key.clone(), low: 2.0, high: 6.0 }];
    let factors = Factors::new(&world, &choice(&[], &ranges, Level::Input, Flight::Drawn)).unwrap();
    let (points, moved) = factors.one_at_a_time(&world);
    assert_eq!((points.len(), moved), (3, vec![0]));
    for (point, expected) in points.iter().zip([4.0, 2.0, 6.0]) {
        assert!((point.values[0].1 * known.unit_per_si - expected).abs() < 1e-9);
    }
    assert!((factors.shown(&world, 0, &[0.25]) - 3.0).abs() < 1e-9);
}

#[test]
fn every_fault_of_what_is_to_be_moved_is_named() {
    let world = tutorial();
    let known = world.inputs.iter().find(|i| i.range.is_known()).unwrap().key.clone();
    let physical = world.inputs.iter().find(|i| i.is_physical).unwrap().key.clone();
    let over = ["no.such.*".to_owned(), known.clone()];
    let range = |key: &str, low, high| Range { key: key.to_owned(), low, high };
    let ranges = [range("no.such", 0.0, 1.0), range(&physical, 0.0, 1.0), range(&known, 2.0, 1.0)];
    let faults = Factors::new(&world, &choice(&over, &ranges, Level::Input, Flight::Moved)).unwrap_err().join("\n");
    for words in [
        "--over no.such.*: no input has such a key",
        &format!("--over {known}: {known} is taken as known"),
        "--vary no.such: no input has this key",
        &format!("--vary {physical}: it shapes flight"),
        &format!("--vary {known}: LO 2 is not below HI 1"),
    ] {
        assert!(faults.contains(words), "{words} is not in:\n{faults}");
    }
}
