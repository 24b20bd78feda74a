//! Raids and whole runs per second, on one thread, with the geometry worked out beforehand.
//!
//! Without arguments: the scenarios of `scenarios/` here, in turn. `--bin engage -- SCENARIO [KEY=VALUE]…` does one, bundled or a
//! file, with changes as of `--set`. A *raid* is one play of the headline raid in the base arm from full magazines; a *run* is what
//! a study plays: every arm, its campaign and stocks, and the headline raid once more where failures can be common.

use cupola_bench::median_s;
use cupola_core::{Seed, Stream};
use cupola_flight::FlyoutTable;
use cupola_scenario::{Loaded, Source, load, resolve};
use cupola_sim::campaign::calendar::written;
use cupola_sim::event::Log;
use cupola_sim::force::Force;
use cupola_sim::geometry::Geometry;
use cupola_sim::orders::Orders;
use cupola_sim::raid::{Context, Orbits, TrackCache, simulate};
use cupola_sim::rules::Rules;
use cupola_sim::world::Draws;
use cupola_study::monte_carlo::{Options, Prepared, log_hash, make_ready};
use std::error::Error;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Instant;

const SEED: Seed = Seed(1);
/// Worlds and geometry sets, and raids played one after another in a block: as of a study.
const NUM_WORLDS: u64 = 200;
const NUM_SETS: u64 = 8;
/// Raids in one piece of work.
const NUM_RAIDS: u64 = 64;
/// Threats above which one raid is a piece of work by itself.
const MANY: f64 = 1_000.0;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    if let Some(scenario) = args.next() {
        return measure(&scenario, resolve(&scenario), &args.collect::<Vec<_>>());
    }
    for name in ["engage", "engage-orbit", "engage-large"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
        measure(name, Source::Path(&file), &[])?;
    }
    Ok(())
}

/// Measures one scenario and prints a line.
fn measure(name: &str, source: Source<'_>, sets: &[String]) -> Result<(), Box<dyn Error>> {
    let Loaded { mut world, .. } = load(source, sets)?;
    make_ready(&mut world);
    let raid = &world.raids[world.headline_raid];
    let threats: f64 = raid.groups.iter().map(|g| world.inputs[g.count.0 as usize].range.likely).sum();
    let (num_sets, num_raids) = if threats > MANY { (1, 1) } else { (NUM_SETS, NUM_RAIDS) };
    let never = AtomicBool::new(false);
    let geometries = (0..num_sets)
        .map(|set| Geometry::build(&world, SEED, set, &FlyoutTable::new, &never))
        .collect::<Result<Vec<_>, _>>()?;
    let draws: Vec<Draws> = (0..NUM_WORLDS)
        .map(|w| {
            let physics = Stream::of_physics(SEED, w % num_sets);
            Draws::new(&world.inputs, &Stream::of_world(SEED, w), &physics)
        })
        .collect();
    let mut caches: Vec<TrackCache> = geometries.iter().map(|_| TrackCache::default()).collect();
    let rules =
        |w: usize| Rules::new(&world, &draws[w], &geometries[w % geometries.len()].groups, 0, world.raids_start);
    let rules: Vec<Rules> = (0..draws.len()).map(rules).collect();
    let orders = Orders::new(&world.doctrine, world.nations.len(), std::iter::empty());
    let mut play = |run: u64| {
        let w = (run % NUM_WORLDS) as usize;
        let (set, stream) = (w % geometries.len(), Stream::of_run(SEED, run));
        let orbits = Orbits::draw(&world, &draws[w], &stream);
        let mut force = Force::new(&world, &draws[w]);
        for magazine in &mut force.magazines {
            magazine.fill(u32::MAX);
        }
        let ctx = Context {
            world: &world,
            geometry: &geometries[set],
            draws: &draws[w],
            rules: &rules[w],
            stream,
            orbits: &orbits,
            raid,
            orders: &orders,
            sizes: &written(raid, &draws[w]),
            number: 0,
            start_s: 0.0,
            day: f64::from(world.raids_start.0),
            correlation: draws[w].get(world.doctrine.correlation),
            stop: &never,
        };
        let mut log = Log::default();
        let tally = simulate(ctx, &mut force, &mut caches[set], &mut log).expect("nothing stops it");
        (tally, log.digest())
    };
    // Runs of one geometry set together, as a study plays them; all of a thousand once, so that what is remembered is there.
    let mut order: Vec<u64> = (0..if num_raids == 1 { 2 } else { 1_000 }).collect();
    order.sort_by_key(|run| (run / NUM_RAIDS, run % num_sets, *run));
    let (mut launched, mut digests) = (0.0, Vec::new());
    for run in &order {
        let (tally, digest) = play(*run);
        launched += f64::from(tally.totals[0]);
        digests.push(digest);
    }
    let mut next = order.iter().cycle();
    let raid_s = median_s(|| {
        for _ in 0..num_raids {
            std::hint::black_box(play(*next.next().expect("a cycle has no end")));
        }
    }) / num_raids as f64;
    let options = Options { seed: SEED, worlds: NUM_WORLDS, physics_sets: num_sets, threads: 1, keep_events: 0 };
    let prepared = Prepared::new(&world, options)?;
    let done = AtomicU64::new(0);
    let runs = order.len() as u64;
    // A study plays on a thread of its own, so this is wall time.
    let began = Instant::now();
    let records = prepared.play(0, runs, &never, &done);
    let run_s = began.elapsed().as_secs_f64() / runs as f64;
    let longest_s = geometries[0].variants.iter().map(|v| v.duration_s).fold(0.0, f64::max);
    println!(
        "{{\"bench\":\"engage\",\"scenario\":\"{name}\",\"launched\":{:.1},\"longest_flight_s\":{longest_s:.0},\"us_per_raid\":{:.1},\"raids_per_s\":{:.0},\
         \"runs_per_s\":{:.0},\"raids_hash\":\"{:032x}\",\"log_hash\":\"{}\"}}",
        launched / order.len() as f64,
        raid_s * 1e6,
        1.0 / raid_s,
        1.0 / run_s,
        cupola_core::digest::log_hash(digests),
        log_hash(&records),
    );
    Ok(())
}
