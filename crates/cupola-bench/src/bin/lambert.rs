//! Lambert transfers per second: 20,000 cases in low orbit, prograde.

use cupola_bench::{median_s, rows};
use cupola_earth::kepler::propagate;
use cupola_earth::lambert::{Way, solve, solve_many};
use cupola_earth::wgs84::GM_M3_S2;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cases = rows::<7>()?;
    let starts: Vec<[f64; 3]> = cases.iter().map(|c| [c[0] * 1e3, c[1] * 1e3, c[2] * 1e3]).collect();
    let ends: Vec<[f64; 3]> = cases.iter().map(|c| [c[3] * 1e3, c[4] * 1e3, c[5] * 1e3]).collect();
    let times_s: Vec<f64> = cases.iter().map(|c| c[6]).collect();
    let (mut velocities, mut solved) = (vec![[0.0; 6]; cases.len()], vec![false; cases.len()]);

    let mut batch = || solve_many(&starts, &ends, &times_s, GM_M3_S2, Way::Prograde, &mut velocities, &mut solved);
    batch()?;
    let per_s = cases.len() as f64 / median_s(&mut batch);
    let alone_s = median_s(|| {
        let case = |i: usize| solve(&starts[i].into(), &ends[i].into(), times_s[i], GM_M3_S2, Way::Prograde);
        (0..cases.len()).filter_map(|i| case(i).ok()).map(|transfer| transfer.vel_start_m_s.x).sum::<f64>()
    });

    let mut misses_m = Vec::new();
    for (i, velocity) in velocities.iter().enumerate() {
        let start = [velocity[0], velocity[1], velocity[2]].into();
        let (there, _) = propagate(&starts[i].into(), &start, times_s[i], GM_M3_S2)?;
        misses_m.push((there - cupola_core::Vec3::from(ends[i])).norm());
    }
    misses_m.sort_by(f64::total_cmp);
    let checksum_m_s: f64 = velocities.as_flattened().iter().map(|v| v.abs()).sum();
    println!(
        "{{\"bench\":\"lambert\",\"solutions_per_s\":{per_s:.0},\"single_per_s\":{:.0},\"unsolved\":{},\
         \"median_miss_m\":{:.2e},\"largest_miss_m\":{:.2e},\"checksum_km_s\":{}}}",
        cases.len() as f64 / alone_s,
        solved.iter().filter(|solved| !**solved).count(),
        misses_m[misses_m.len() / 2],
        misses_m[misses_m.len() - 1],
        checksum_m_s / 1e3,
    );
    Ok(())
}
