//! SGP4 states per second: 1,000 satellites in low orbit at 1,440 minutes of a day.

use cupola_bench::{median_s, rows};
use cupola_earth::sgp4::{Satellite, states_many};

/// Days from 1950, January 0.0, to 1 January 2000, 12 h.
const DAYS_1950_TO_2000: f64 = 18_263.5;
/// The minute of which the file has the peer's states.
const COMPARED: usize = 719;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cases = rows::<14>()?;
    let satellites = cases
        .iter()
        .map(|&[epoch, bstar, e, perigee, inclination, anomaly, motion, node, ..]| {
            let epoch_s = (epoch - DAYS_1950_TO_2000) * 86_400.0;
            Satellite::from_mean_elements(epoch_s, bstar, motion / 60.0, e, inclination, node, perigee, anomaly)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let times_s: Vec<f64> = (0..1_440).map(|minute| (8_000.0 - 0.5) * 86_400.0 + 60.0 * f64::from(minute)).collect();
    let count = satellites.len() * times_s.len();
    // Results are allocated anew each time, as the peer's are.
    let batch = || {
        let (mut states, mut codes) = (vec![[0.0; 6]; count], vec![0; count]);
        states_many(&satellites, &times_s, &mut states, &mut codes).map(|()| (states, codes))
    };
    let (states, codes) = batch()?;
    let per_s = count as f64 / median_s(batch);
    let alone_s = median_s(|| {
        let one = |time_s: &f64| satellites[0].state(time_s - satellites[0].epoch_j2000_s()).map(|s| s.pos_teme_m.x);
        times_s.iter().filter_map(|time_s| one(time_s).ok()).sum::<f64>()
    });

    let (mut error_m, mut error_m_s) = (0.0_f64, 0.0_f64);
    for (case, states) in cases.iter().zip(states.chunks(times_s.len())) {
        for column in 0..6 {
            let error = (states[COMPARED][column] - case[8 + column] * 1e3).abs();
            let worst = if column < 3 { &mut error_m } else { &mut error_m_s };
            *worst = worst.max(error);
        }
    }
    let checksum_m: f64 = states.iter().flat_map(|state| &state[..3]).map(|x| x.abs()).sum();
    println!(
        "{{\"bench\":\"sgp4\",\"states_per_s\":{per_s:.0},\"single_per_s\":{:.0},\"errors\":{},\
         \"largest_error_m\":{error_m:.2e},\"largest_error_m_s\":{error_m_s:.2e},\"checksum_km\":{}}}",
        times_s.len() as f64 / alone_s,
        codes.iter().filter(|code| **code != 0).count(),
        checksum_m / 1e3,
    );
    Ok(())
}
