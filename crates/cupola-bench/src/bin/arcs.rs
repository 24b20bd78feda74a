//! Half-hour arcs per second: point mass, J2 and thin air, eight at once, against a tight reference.

use cupola_bench::{median_s, rows};
use cupola_flight::batch::{ARC_FINENESS, arcs};
use cupola_flight::field::{Air, Field};
use cupola_flight::integrate::Fineness;

fn main() -> Result<(), String> {
    let table = rows::<12>()?;
    let starts: Vec<[f64; 6]> = table.iter().map(|row| std::array::from_fn(|n| row[n])).collect();
    let field = Field {
        oblateness_ratio: 1.082_626_68e-3,
        rotation_rad_s: 0.0,
        eccentricity2_ratio: 0.0,
        air: Air::Exponential { ground_kg_m3: 1.225, scale_height_m: 7_200.0 },
        ..Field::EARTH
    };
    for scale in [1.0, 1e-2, 1e-5] {
        let fineness = Fineness { tolerance: ARC_FINENESS.tolerance.map(|t| t * scale), ..ARC_FINENESS };
        let mut states = starts.clone();
        let taken_s = median_s(|| {
            // Twenty times the thousand arcs: one set is over before the clock moves.
            for _ in 0..20 {
                states.copy_from_slice(&starts);
                arcs(&field, 2_500.0, 1_800.0, &fineness, &mut states);
            }
        });
        let miss_m =
            |(row, state): (&[f64; 12], &[f64; 6])| (0..3).map(|n| (row[n + 6] - state[n]).powi(2)).sum::<f64>().sqrt();
        let largest_m = table.iter().zip(&states).map(miss_m).fold(0.0, f64::max);
        println!(
            "{{\"bench\":\"arcs\",\"tolerance_m\":{:e},\"arcs_per_s\":{:.0},\"largest_error_m\":{largest_m:.3e}}}",
            fineness.tolerance[0],
            20.0 * starts.len() as f64 / taken_s,
        );
    }
    Ok(())
}
