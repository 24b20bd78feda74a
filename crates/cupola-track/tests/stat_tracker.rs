//! The tracker on simulated targets: as many tracks as targets, with errors as large as it says.

mod common;

use common::flat_radar;
use cupola_core::{EntityKey, Purpose, Seed, Stream, Vec3, math};
use cupola_earth::wgs84::G0_M_S2;
use cupola_track::draw::{Body, returns};
use cupola_track::sensor::Earth;
use cupola_track::target::{Kind, Targets};
use cupola_track::tracker::{Innovations, Track, Tracker};

/// Chance by name, so that the test is the same each time.
struct Luck {
    stream: Stream,
    next: u64,
}

impl Luck {
    fn new(seed: u64) -> Self {
        Self { stream: Stream::of_run(Seed(seed), 0), next: 0 }
    }

    fn uniform(&mut self) -> f64 {
        self.next += 1;
        self.stream.uniform(EntityKey::of("flights"), Purpose::Place, self.next)
    }

    fn between(&mut self, [low, high]: [f64; 2]) -> f64 {
        low + (high - low) * self.uniform()
    }
}

/// A target in free fall, or one that flies level and turns.
#[derive(Clone, Copy)]
struct Flight {
    pos_m: Vec3,
    vel_m_s: Vec3,
    lateral_m_s2: Option<f64>,
}

impl Flight {
    fn step(&mut self) {
        match self.lateral_m_s2 {
            None => {
                self.pos_m += self.vel_m_s - Vec3::z() * (0.5 * G0_M_S2);
                self.vel_m_s.z -= G0_M_S2;
            }
            Some(lateral_m_s2) => {
                let (sine, cosine) = math::sin_cos(lateral_m_s2 / self.vel_m_s.norm());
                let v = self.vel_m_s;
                let turned = Vec3::new(cosine * v.x - sine * v.y, sine * v.x + cosine * v.y, v.z);
                self.pos_m += (v + turned) * 0.5;
                self.vel_m_s = turned;
            }
        }
    }
}

fn play(flights: &mut [Flight], seed: u64, num_scans: u64) -> Vec<Track> {
    let (sensor, stream) = (flat_radar(0.9, 10.0), Stream::of_run(Seed(seed), 0));
    let mut tracker = Tracker::new(Targets::default(), Earth::Flat);
    for number in 0..num_scans {
        if number > 0 {
            flights.iter_mut().for_each(Flight::step);
        }
        let bodies: Vec<Body> = (0..)
            .zip(&*flights)
            .map(|(i, flight)| Body {
                key: EntityKey::of("flight").child(i),
                pos_m: flight.pos_m,
                vel_m_s: flight.vel_m_s,
            })
            .collect();
        tracker.observe(number as f64, &sensor, &returns(&sensor, [0.0; 3], &stream, number, &bodies));
    }
    tracker.tracks()
}

/// Mean over fifty targets of the normalised squared error of position and velocity: its 99.9 % band about 6.
#[test]
fn errors_of_ballistic_tracks_are_as_large_as_they_say() {
    let mut luck = Luck::new(11);
    let (mut total, mut num) = (0.0, 0);
    for seed in 0..5 {
        let mut flights: Vec<Flight> = (0..10)
            .map(|index| Flight {
                pos_m: Vec3::new(
                    luck.between([250e3, 350e3]),
                    20e3 * f64::from(index) - 90e3,
                    luck.between([120e3, 180e3]),
                ),
                vel_m_s: Vec3::new(
                    luck.between([-1_800.0, -1_200.0]),
                    luck.between([-200.0, 200.0]),
                    luck.between([200.0, 700.0]),
                ),
                lateral_m_s2: None,
            })
            .collect();
        let tracks = play(&mut flights, 20 + seed, 40);
        assert_eq!(tracks.iter().filter(|track| track.kind == Kind::Ballistic).count(), tracks.len());
        for flight in &flights {
            let off = |track: &Track| (track.pos_m - flight.pos_m).norm();
            let Some(track) = tracks.iter().min_by(|a, b| off(a).total_cmp(&off(b))).filter(|t| off(t) < 1_000.0)
            else {
                continue;
            };
            let mut error = nalgebra::SVector::<f64, 6>::zeros();
            error.fixed_rows_mut::<3>(0).copy_from(&(track.pos_m - flight.pos_m));
            error.fixed_rows_mut::<3>(3).copy_from(&(track.vel_m_s - flight.vel_m_s));
            let covariance = track.covariance.fixed_view::<6, 6>(0, 0).into_owned();
            total += error.dot(&(covariance.try_inverse().unwrap() * error));
            num += 1;
        }
    }
    assert!(num >= 48, "{num} of 50 targets are held");
    let (mean, half_width) = (total / f64::from(num), 3.29 * (12.0 / f64::from(num)).sqrt());
    assert!((mean - 6.0).abs() < half_width, "mean {mean:.2}, band 6 ± {half_width:.2}");
}

/// Returns lie as far from where they are expected as the tracker says: over a thousand, within 8 % (3.3 standard errors; the gate cuts off the last
/// 0.7 %, which takes 3 % off the mean).
#[test]
fn innovations_are_as_large_as_they_say() {
    let flight =
        Flight { pos_m: Vec3::new(400e3, 0.0, 150e3), vel_m_s: Vec3::new(-1_500.0, 0.0, 500.0), lateral_m_s2: None };
    let (sensor, mut total) = (flat_radar(0.9, 10.0), Innovations::default());
    for seed in 0..12 {
        let (mut flight, stream) = (flight, Stream::of_run(Seed(seed), 0));
        let mut tracker = Tracker::new(Targets::default(), Earth::Flat);
        for number in 0..100 {
            let body = Body { key: EntityKey::of("one"), pos_m: flight.pos_m, vel_m_s: flight.vel_m_s };
            tracker.observe(number as f64, &sensor, &returns(&sensor, [0.0; 3], &stream, number, &[body]));
            flight.step();
        }
        let found = tracker.innovations();
        total.num += found.num;
        total.distance_squared_ratio += found.distance_squared_ratio;
        total.degrees_of_freedom += found.degrees_of_freedom;
    }
    assert!(total.num > 900, "{total:?}");
    let ratio = total.distance_squared_ratio / total.degrees_of_freedom as f64;
    assert!((ratio / 0.97 - 1.0).abs() < 0.08, "{ratio:.3} of the degrees of freedom");
}

/// A turning glider is held, told from a missile, and found better than by single looks.
#[test]
fn a_turning_glider_is_held_and_named() {
    let mut flights = vec![Flight {
        pos_m: Vec3::new(330e3, 40e3, 60e3),
        vel_m_s: Vec3::new(-1_900.0, -200.0, 0.0),
        lateral_m_s2: Some(30.0),
    }];
    let tracks = play(&mut flights, 5, 60);
    assert_eq!(tracks.len(), 1);
    assert_eq!(tracks[0].kind, Kind::Glider);
    assert!((tracks[0].pos_m - flights[0].pos_m).norm() < 450.0, "{:?}", tracks[0].pos_m - flights[0].pos_m);
}

/// False returns alone make no track that stays.
#[test]
fn false_returns_make_no_tracks() {
    assert!(play(&mut [], 3, 60).is_empty());
}

/// The same scans give the same tracks to the last bit.
#[test]
fn the_same_scans_give_the_same_tracks() {
    let flight =
        Flight { pos_m: Vec3::new(300e3, 0.0, 150e3), vel_m_s: Vec3::new(-1_500.0, 0.0, 300.0), lateral_m_s2: None };
    let played = |_| play(&mut [flight], 9, 30);
    assert_eq!(played(0), played(1));
}
