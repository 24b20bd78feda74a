//! Coverage per satellite, point and step: 960 satellites, a grid of 2 degrees, five steps of a minute, 600 km.
//!
//! The satellites move as in `bench/peers/cover_tree.py`: circles without J2 over a sphere that turns.

use cupola_bench::median_s;
use cupola_core::{Vec3, math};
use cupola_earth::wgs84::MEAN_RADIUS_M;
use cupola_space::coverage::{Count, Grid, Sight, cover};

const NUM_PLANES: usize = 24;
const PER_PLANE: usize = 40;
const NUM_STEPS: u32 = 5;
const STEP_S: f64 = 60.0;
/// The peers' Earth (m), and the orbit over it.
const EARTH_M: f64 = 6.371e6;
const ORBIT_M: f64 = EARTH_M + 550e3;

/// Positions of all satellites, scaled from the peers' Earth to ours so that every angle is theirs.
fn positions(step: u32, out: &mut Vec<Vec3>) {
    let time_s = f64::from(step) * STEP_S;
    let rate_rad_s = (3.986_004_418e14 / (ORBIT_M * ORBIT_M * ORBIT_M)).sqrt();
    let (sin_i, cos_i) = math::sin_cos(53_f64.to_radians());
    for plane in 0..NUM_PLANES {
        let node_rad = math::TAU * plane as f64 / NUM_PLANES as f64 - 7.292_115_9e-5 * time_s;
        let (sin_n, cos_n) = math::sin_cos(node_rad);
        let lead_rad = math::TAU * plane as f64 / (NUM_PLANES * PER_PLANE) as f64 + rate_rad_s * time_s;
        for slot in 0..PER_PLANE {
            let (sin_u, cos_u) = math::sin_cos(math::TAU * slot as f64 / PER_PLANE as f64 + lead_rad);
            let (x, y) = (cos_n * cos_u - sin_n * sin_u * cos_i, sin_n * cos_u + cos_n * sin_u * cos_i);
            out.push(Vec3::new(x, y, sin_u * sin_i) * (ORBIT_M * MEAN_RADIUS_M / EARTH_M));
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let grid = Grid::regular(2_f64.to_radians(), 0.0)?;
    let sight = Sight::Slant { range_m: 600e3 * MEAN_RADIUS_M / EARTH_M };
    let count = Count { fold: 1, stereo_rad: 0.0, num_steps: NUM_STEPS, step_s: STEP_S };
    let work = || cover(&grid, &sight, &count, 1, positions, |_| true);
    let found = work()?.ok_or("nothing stops this")?;
    let taken_s = median_s(work);
    let pairs = (grid.num_points() * NUM_PLANES * PER_PLANE) as f64 * f64::from(NUM_STEPS);
    println!(
        "{{\"bench\":\"coverage\",\"points\":{},\"ns_per_pair\":{:.5},\"ms_per_step\":{:.4},\"covered_fraction\":{:.6}}}",
        grid.num_points(),
        taken_s / pairs * 1e9,
        taken_s / f64::from(NUM_STEPS) * 1e3,
        found.covered_fraction,
    );
    Ok(())
}
