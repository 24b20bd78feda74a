//! The tracker by number of targets: 60 scans of ballistic targets over the flat Earth, by default 10, 50, 200 and 5,000 of
//! them with as many false returns (10 for up to 200, as in the files beside the peer).
//!
//! One line for each: processor time a scan, the root mean square of the position error at the end, and the greatest memory
//! of the process so far. `--bin tracker -- 5000` does one.

use cupola_bench::median_s;
use cupola_core::{EntityKey, Mat3, Purpose, Seed, Stream, Vec3};
use cupola_track::draw::{Body, returns};
use cupola_track::sensor::{Detection, Earth, Field, Measurement, Return, Sensor};
use cupola_track::target::{Kind, Targets};
use cupola_track::tracker::Tracker;

const NUM_SCANS: u64 = 60;
/// Gravity of the flat Earth (m/s²).
const FALL_M_S2: f64 = 9.806_65;

fn radar(num_false: f64) -> Sensor {
    Sensor {
        name: "radar".to_owned(),
        field: Field {
            site_m: Vec3::zeros(),
            site_vel_m_s: Vec3::zeros(),
            frame_from_enu: Mat3::identity(),
            range_m: [50e3, 600e3],
            azimuth_rad: [-1.047, 1.047],
            elevation_rad: [0.035, 1.4],
        },
        detection: Detection { probability: 0.9, false_returns: num_false },
        measurement: Measurement {
            sigma_range_m: Some(25.0),
            sigma_azimuth_rad: 1e-3,
            sigma_elevation_rad: 1e-3,
            range_rate: None,
            sigma_bias: [0.0; 3],
        },
    }
}

/// Targets that stay in the field for the scans.
fn targets(num: u64, stream: &Stream) -> Vec<Body> {
    let between = |[low, high]: [f64; 2], share: f64| low + (high - low) * share;
    let target = |index| {
        let key = EntityKey::of("target").child(index);
        let [a, b, c, d] = stream.uniform4(key, Purpose::Place, 0);
        let [e, f, ..] = stream.uniform4(key, Purpose::Place, 1);
        Body {
            key,
            pos_m: Vec3::new(between([250e3, 450e3], a), between([-200e3, 200e3], b), between([120e3, 220e3], c)),
            vel_m_s: Vec3::new(between([-1_800.0, -900.0], d), between([-300.0, 300.0], e), between([200.0, 700.0], f)),
        }
    };
    (0..num).map(target).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asked: Vec<u64> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    for num in if asked.is_empty() { vec![10, 50, 200, 5_000] } else { asked } {
        let (stream, sensor) = (Stream::of_run(Seed(11), num), radar(if num > 200 { num as f64 } else { 10.0 }));
        let mut bodies = targets(num, &stream);
        let mut scans: Vec<Vec<Return>> = Vec::new();
        for number in 0..NUM_SCANS {
            if number > 0 {
                for body in &mut bodies {
                    body.pos_m += body.vel_m_s - Vec3::z() * (0.5 * FALL_M_S2);
                    body.vel_m_s.z -= FALL_M_S2;
                }
            }
            scans.push(returns(&sensor, [0.0; 3], &stream, number, &bodies));
        }
        let targets = Targets { kinds: vec![Kind::Ballistic, Kind::Glider], ..Targets::default() };
        let play = || {
            let mut tracker = Tracker::new(targets.clone(), Earth::Flat);
            for (number, scan) in scans.iter().enumerate() {
                tracker.observe(number as f64, &sensor, scan);
            }
            tracker.tracks()
        };
        let each_s = median_s(play) / NUM_SCANS as f64;
        let tracks = play();
        let near_m2 = |body: &Body| tracks.iter().map(|t| (t.pos_m - body.pos_m).norm_squared()).fold(1e6, f64::min);
        let held: Vec<f64> = bodies.iter().map(near_m2).filter(|square| *square < 1e6).collect();
        println!(
            "{{\"bench\":\"tracker\",\"targets\":{num},\"cpu_ms_per_scan\":{:.4},\"tracks\":{},\"held\":{},\"rms_m\":{:.1},\"peak_mb\":{}}}",
            each_s * 1e3,
            tracks.len(),
            held.len(),
            (held.iter().sum::<f64>() / held.len().max(1) as f64).sqrt(),
            peak_mb().map_or("null".to_owned(), |mb| mb.to_string()),
        );
    }
    Ok(())
}

/// Greatest memory of this process (MB), on Linux.
fn peak_mb() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1_000)
}
