//! Satellites written as ephemerides and read again as a constellation.

use cupola_core::Vec3;
use cupola_earth::satellites::{Phase, Satellites};
use cupola_earth::sgp4::Satellite;
use cupola_exchange::oem::{Segment, write};
use cupola_exchange::{Epoch, Frame, Sample};
use cupola_flight::State;
use cupola_scenario::orbits::{OrbitFile, parse};

const SETS: &str = include_str!("../../cupola-validate/cases/data/SGP4-VER.TLE");

/// A published set by its catalogue number.
fn published(number: &str) -> Satellite {
    let lines: Vec<&str> = SETS.lines().collect();
    let at = lines.iter().position(|line| line.starts_with(&format!("1 {number}"))).expect("it is published");
    Satellite::from_tle(lines[at], lines[at + 1]).expect("it is sound")
}

/// Earth-fixed states of a satellite from the full second before its epoch on.
fn segment(name: &str, satellite: &Satellite, num: u32, step_s: f64) -> Segment {
    let j2000: Epoch = "2000-01-01T12:00:00".parse().expect("a moment");
    let epoch = j2000.plus_s(satellite.epoch_j2000_s().floor());
    let samples = (0..num)
        .map(|k| Sample { time_s: f64::from(k) * step_s, state: state(satellite, epoch, f64::from(k) * step_s) });
    let [name, id] = [name.to_owned(), format!("{name}-id")];
    Segment { name, id, samples: samples.collect(), epoch, originator: "TEST".to_owned() }
}

fn state(satellite: &Satellite, epoch: Epoch, time_s: f64) -> State {
    let (mut positions, mut velocities): (Vec<Vec3>, Vec<Vec3>) = (Vec::new(), Vec::new());
    let group = Satellites::sets(vec![satellite.clone()], epoch.j2000_s()).expect("a moment");
    group.states_ecef(&Phase::ZERO, time_s, &mut positions, &mut velocities);
    State { pos_ecef_m: positions[0], vel_ecef_m_s: velocities[0] }
}

fn read(text: &str) -> OrbitFile {
    parse(text, "x.oem", None).unwrap_or_else(|faults| panic!("{faults}"))
}

/// Satellites in low, very elongated and synchronous orbits come back in every frame: at the rows as near as is told, between them
/// no further, and the same from each frame. The last number is the figure seen and a fifth more.
#[test]
fn satellites_go_there_and_back_in_every_frame() {
    /// What sidereal time to 40 µs and files to 1 mm leave (m).
    const ROUNDING_M: f64 = 0.05;
    for (number, num, step_s, limit_m) in [
        ("00005", 360, 60.0, 0.23),
        ("28057", 360, 60.0, 0.62),
        ("08195", 288, 300.0, 6.9),
        ("28626", 288, 300.0, 199.0),
    ] {
        let satellite = published(number);
        let one = segment(number, &satellite, num, step_s);
        let mut found = Vec::new();
        for frame in [Frame::Itrf, Frame::Teme, Frame::Eme2000] {
            let file = read(&write(&one, frame, one.epoch, &[]));
            let [entry] = &file.entries[..] else { panic!("one satellite") };
            let told_m = entry.fit.unwrap().largest_m;
            let off_m = |time_s: f64| {
                let [a, b] = [&entry.satellite, &satellite].map(|s| state(s, one.epoch, time_s).pos_ecef_m);
                (a - b).norm()
            };
            let rows_m = one.samples.iter().map(|sample| off_m(sample.time_s)).fold(0.0, f64::max);
            let pairs = one.samples.windows(2);
            let between_m = pairs.map(|pair| off_m(0.4 * pair[0].time_s + 0.6 * pair[1].time_s)).fold(0.0, f64::max);
            assert!((rows_m - told_m).abs() < ROUNDING_M, "{number} {frame:?}: {rows_m} m, told {told_m} m");
            assert!(
                between_m < told_m + ROUNDING_M && told_m < limit_m,
                "{number} {frame:?}: {between_m} m, {told_m} m"
            );
            found.push(entry.satellite.clone());
        }
        for sample in &one.samples {
            let at = |s: &Satellite| state(s, one.epoch, sample.time_s).pos_ecef_m;
            let apart_m = found[1..].iter().map(|s| (at(s) - at(&found[0])).norm()).fold(0.0, f64::max);
            assert!(apart_m < ROUNDING_M, "{number}: {apart_m} m");
        }
    }
}
