//! The two modes of tracks held against each other on bundled raids: covariances alone, as raids carry them, and the tracker on
//! drawn returns of the same radars.

use cupola_core::{EntityKey, Mat3, Seed, Stream, Vec3, math};
use cupola_earth::wgs84;
use cupola_flight::{FlyoutTable, Trajectory};
use cupola_scenario::{load, resolve};
use cupola_sense::Radar;
use cupola_sim::geometry::{self, Geometry, NUM_VARIANTS, Variant};
use cupola_sim::world::{Draws, World};
use cupola_study::monte_carlo::make_ready;
use cupola_track::Timeline;
use cupola_track::draw::{Body, returns};
use cupola_track::sensor::{Detection, Earth, Field, Measurement, Sensor};
use cupola_track::target::{Kind, Targets};
use cupola_track::tracker::{Confirmation, Track, Tracker};

/// Runs of each flight.
const NUM_RUNS: u64 = 24;
/// Chance of a return, and false returns of a scan.
const DETECTION: Detection = Detection { probability: 0.9, false_returns: 2.0 };
/// Parts of the time in sight at which errors are compared.
const PARTS: [f64; 6] = [0.1, 0.25, 0.4, 0.55, 0.7, 0.85];

/// A bundled scenario with one geometry set.
struct Scene {
    world: World,
    draws: Draws,
    physics: Stream,
    geometry: Geometry,
}

impl Scene {
    fn of(name: &str) -> Self {
        let mut world = load(resolve(name), &[]).unwrap_or_else(|faults| panic!("{faults}")).world;
        make_ready(&mut world);
        let physics = Stream::of_physics(Seed(1), 0);
        let draws = Draws::new(&world.inputs, &Stream::of_world(Seed(1), 0), &physics);
        let geometry = Geometry::build(&world, Seed(1), 0, &FlyoutTable::new).expect("it flies");
        Self { world, draws, physics, geometry }
    }
}

/// One flight before one radar.
struct Case<'a> {
    name: String,
    radar: Radar,
    sensor: Sensor,
    reach_m: f64,
    update_s: f64,
    from_s: f64,
    speed_m_s: f64,
    until_s: f64,
    flight: &'a Trajectory,
    timeline: Timeline,
    firm_sigma_m: f64,
}

impl<'a> Case<'a> {
    fn new(scene: &Scene, class: usize, variant: &Variant, bit: usize, flight: &'a Trajectory) -> Self {
        let (world, draws) = (&scene.world, &scene.draws);
        let (class, view) = (&world.classes[class], &variant.views[bit]);
        let group = &scene.geometry.groups[view.group];
        let radar = geometry::radar(world, draws, group);
        let reach_m = radar.range_against_m(draws.get(class.rcs_m2));
        let from_s = f64::from(view.cued_s);
        let last = (0..=2_000).map(|i| flight.duration_s() * f64::from(i) / 2_000.0);
        let until_s = last.filter(|t| radar.sees(&flight.state(*t).pos_ecef_m, reach_m)).fold(from_s, f64::max);
        let firm_sigma_m = draws.get(world.doctrine.firm_sigma_m);
        let gathered = variant.gathered(1 << bit, 1 << bit);
        let given = &world.sensors[group.members[0]];
        let middle_m = flight.state(0.5 * (from_s + until_s)).pos_ecef_m;
        let sensor = Sensor {
            name: given.id.clone(),
            field: Field {
                site_m: radar.position_ecef_m(),
                frame_from_enu: face(&(middle_m - radar.position_ecef_m())),
                range_m: [1.0, reach_m],
                azimuth_rad: [-math::PI, math::PI],
                elevation_rad: [-math::FRAC_PI_2, math::FRAC_PI_2],
            },
            detection: DETECTION,
            measurement: Measurement {
                sigma_range_m: Some(draws.get(given.range_sigma_m)),
                sigma_azimuth_rad: draws.get(given.angle_sigma_rad),
                sigma_elevation_rad: draws.get(given.angle_sigma_rad),
                range_rate: None,
                sigma_bias: [0.0; 3],
            },
        };
        Self {
            name: format!("{} {} by {}", world.name, class.id, given.id),
            update_s: draws.get(given.update_s),
            timeline: variant.timeline(&gathered, firm_sigma_m),
            speed_m_s: variant.speed_m_s,
            radar,
            sensor,
            reach_m,
            from_s,
            until_s,
            flight,
            firm_sigma_m,
        }
    }

    fn times_s(&self) -> [f64; PARTS.len()] {
        PARTS.map(|part| self.from_s + (self.until_s - self.from_s) * part)
    }

    /// Lets the tracker follow the flight once.
    fn play(&self, seed: u64, kinds: &[Kind]) -> Played {
        let targets = Targets {
            kinds: kinds.to_vec(),
            sigma_velocity_m_s: (0.8 * self.speed_m_s).max(1_200.0),
            ..Targets::default()
        };
        let mut tracker = Tracker::new(targets, Earth::Wgs84).with_confirmation(Confirmation::Looks { num: 3, of: 8 });
        let luck = Stream::of_run(Seed(seed), 0);
        let mut played = Played { firm_s: None, looks: [None; PARTS.len()] };
        let times_s = self.times_s();
        let mut number = 0_u64;
        loop {
            let time_s = self.from_s + number as f64 * self.update_s;
            if time_s > self.until_s {
                return played;
            }
            let state = self.flight.state(time_s);
            let truth = Body { key: EntityKey::of("target"), pos_m: state.pos_ecef_m, vel_m_s: state.vel_ecef_m_s };
            let bodies = if self.radar.sees(&truth.pos_m, self.reach_m) { &[truth][..] } else { &[] };
            tracker.observe(time_s, &self.sensor, &returns(&self.sensor, [0.0; 3], &luck, number, bodies));
            let look = held(tracker.tracks(), &truth.pos_m);
            if look.is_some_and(|look| look.sigma_m <= self.firm_sigma_m) {
                played.firm_s = played.firm_s.or(Some(time_s));
            }
            for (kept, at_s) in played.looks.iter_mut().zip(times_s) {
                if (at_s..at_s + self.update_s).contains(&time_s) {
                    *kept = look;
                }
            }
            number += 1;
        }
    }
}

/// A frame with its first axis along a line: angles off a radar's face, alike across the line wherever it points. What the radar
/// sees is left to the radar itself.
fn face(line: &Vec3) -> Mat3 {
    let along = line.normalize();
    let left = Vec3::z().cross(&along).normalize();
    Mat3::from_columns(&[along, left, along.cross(&left)])
}

/// What a track says of a target that it holds.
#[derive(Debug, Clone, Copy)]
struct Look {
    off_m: Vec3,
    sigma_m: f64,
    kind: Kind,
}

struct Played {
    firm_s: Option<f64>,
    looks: [Option<Look>; PARTS.len()],
}

/// The nearest track, if the target is within four of its standard errors.
fn held(tracks: Vec<Track>, pos_m: &Vec3) -> Option<Look> {
    let off = |track: &Track| (track.pos_m - pos_m).norm();
    let track = tracks.into_iter().min_by(|a, b| off(a).total_cmp(&off(b)))?;
    let total_m2 = track.covariance[(0, 0)] + track.covariance[(1, 1)] + track.covariance[(2, 2)];
    let holds = off(&track) <= 4.0 * total_m2.sqrt();
    holds.then(|| Look { off_m: track.pos_m - pos_m, sigma_m: (total_m2 / 3.0).sqrt(), kind: track.kind })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    if values.len() % 2 == 1 { values[half] } else { 0.5 * (values[half - 1] + values[half]) }
}

#[test]
fn explore() {
    for name in ["tutorial", "gulf-2026", "japan-2028", "homeland-cbo"] {
        let started = std::time::Instant::now();
        let scene = Scene::of(name);
        println!("{name}: geometry {:.1} s, {} routes", started.elapsed().as_secs_f64(), scene.geometry.routes.len());
        let mut done = std::collections::BTreeSet::new();
        for (r, route) in scene.geometry.routes.iter().enumerate() {
            let variant = &scene.geometry.variants[r * NUM_VARIANTS];
            if variant.views.is_empty() || !done.insert(route.class) {
                continue;
            }
            let flight = geometry::flight(&scene.world, &scene.draws, &scene.physics, *route, 0).unwrap();
            let mut cases: Vec<Case> =
                (0..variant.views.len()).map(|bit| Case::new(&scene, route.class, variant, bit, &flight)).collect();
            cases.retain(|case| (case.until_s - case.from_s) / case.update_s > 20.0);
            let far = |c: &Case| (c.flight.state(c.from_s).pos_ecef_m - c.sensor.field.site_m).norm();
            cases.sort_by(|a, b| far(a).total_cmp(&far(b)));
            let keep = cases.len();
            let picks = if keep > 2 { vec![0, keep / 2, keep - 1] } else { (0..keep).collect() };
            for pick in picks {
                show(&cases[pick], &scene.world.classes[route.class].id, variant);
            }
        }
        println!("{name}: {:.1} s", started.elapsed().as_secs_f64());
    }
}

fn show(case: &Case, class: &str, variant: &Variant) {
    let own: &[Kind] = if class.contains("bm") {
        if case.from_s > variant.burnout_s { &[Kind::Ballistic] } else { &[Kind::Ballistic, Kind::Boosting] }
    } else if class.contains("hgv") {
        &[Kind::Glider]
    } else if class.contains("kn-23") {
        &[Kind::Ballistic, Kind::Glider]
    } else {
        &[Kind::Level]
    };
    if std::env::var("LINE").is_ok_and(|l| case.sensor.name.contains(&l)) {
        println!("{:?} {:?}", case.timeline.sigma_position_m, case.timeline.firm);
    }
    let accel = |t: f64| { let s = |d: f64| case.flight.state((t + d).min(case.flight.duration_s())).vel_ecef_m_s;
        let st = case.flight.state(t);
        ((s(0.5) - s(-0.5)) - cupola_earth::gravity::acceleration_ecef(&st.pos_ecef_m, &st.vel_ecef_m_s)).norm() };
    println!("  acc {:.1?}", case.times_s().map(accel));
    println!(
        "{class} | {} {:.0}..{:.0} of {:.0} bo {:.0} grid {:.1} upd {:.1} sr {:.0} sa {:.1e} | firm cov {:.1?}",
        case.sensor.name, case.from_s, case.until_s, variant.duration_s, variant.burnout_s, variant.grid_step_s, case.update_s,
        case.sensor.measurement.sigma_range_m.unwrap(), case.sensor.measurement.sigma_azimuth_rad,
        case.timeline.firm_s().map(|s| s - case.from_s)
    );
    print!("  t R h cov ");
    for t in case.times_s() {
        let pos = case.flight.state(t).pos_ecef_m;
        print!(" {t:5.0}/{:4.0}/{:4.0}/{:6.1}",
            (pos - case.sensor.field.site_m).norm() / 1e3, wgs84::altitude_m(&pos) / 1e3, case.timeline.sigmas(t).0);
    }
    println!();
    for kinds in [&Kind::ALL, own] {
        let runs: Vec<Played> = (0..NUM_RUNS).map(|seed| case.play(seed, kinds)).collect();
        let firm = median(runs.iter().map(|r| r.firm_s.unwrap_or(f64::INFINITY)).collect());
        print!("   firm {:4.1}", firm - case.from_s);
        for (i, t) in case.times_s().into_iter().enumerate() {
            let looks: Vec<Look> = runs.iter().filter_map(|r| r.looks[i]).collect();
            let n = looks.len() as f64;
            let rms = (looks.iter().map(|l| l.off_m.norm_squared() / 3.0).sum::<f64>() / n).sqrt();
            let own = (looks.iter().map(|l| l.sigma_m * l.sigma_m).sum::<f64>() / n).sqrt();
            let cov = case.timeline.sigmas(t).0;
            print!("  n{n:2} r {:.2} o {:.2}", cov / rms, cov / own);
        }
        println!();
    }
}
