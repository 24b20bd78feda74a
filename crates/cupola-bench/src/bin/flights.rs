//! Whole flights per second, launch to impact: as steered, and solved for the aim; and lookups of a state.

use cupola_bench::median_s;
use cupola_earth::wgs84::{Geodetic, destination};
use cupola_flight::staged::Steering;
use cupola_flight::{Ballistic, Field, FlightError, Shown, Stage, Staged, Vehicle, fly};

/// A two-stage missile of the class that flew 1,000 km with an apogee of 6,000 km.
fn missile() -> Result<Staged, FlightError> {
    let stage = |thrust_n: f64, burn_s: f64, propellant_kg: f64, coast_s: f64| Stage {
        thrust_n,
        burn_s,
        propellant_kg,
        inert_kg: 0.11 * propellant_kg,
        coast_s,
    };
    let stages = vec![stage(1.3e6, 125.0, 69.4e3, 10.0), stage(3.6e5, 115.0, 15.2e3, 0.0)];
    let shown = Some(Shown { apogee_m: 6_040_900.0, range_m: 999_200.0 });
    let missile = Staged {
        stages,
        payload_kg: 1_000.0,
        drag_area_m2: 0.8,
        ballistic_coefficient_kg_m2: 9_240.0,
        shown,
        apogee_m: None,
    };
    missile.scaled()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let staged = missile()?;
    let from = Geodetic { lat_rad: 0.68, lon_rad: 2.19, alt_m: 0.0 };
    let steerings: Vec<Steering> = (0..800)
        .map(|i| Steering {
            tilt_rad: 0.03 + 1e-5 * f64::from(i),
            heading_rad: 1.0,
            cutoff_s: staged.powered_s() - 0.01 * f64::from(i),
            thrust_ratio: 1.0,
        })
        .collect();
    let open_s = median_s(|| staged.fly_open(&Field::EARTH, &from, 0.0, &steerings)) / steerings.len() as f64;

    let aims: Vec<Geodetic> =
        (0..40).map(|i| destination(&from, 1.0 + 0.01 * f64::from(i), 4e6 + 1e5 * f64::from(i))).collect();
    let near: Vec<Geodetic> =
        (0..40).map(|i| destination(&from, 1.0 + 0.01 * f64::from(i), 9e5 + 5e3 * f64::from(i))).collect();
    let solved = |vehicle: Vehicle, aims: &[Geodetic]| -> Result<f64, FlightError> {
        aims.iter().try_for_each(|aim| fly(&vehicle, from, *aim).map(|_| ()))?;
        let all = || aims.iter().filter(|aim| fly(&vehicle, from, **aim).is_ok()).count();
        Ok(median_s(all) / aims.len() as f64)
    };
    let lofted = Staged { apogee_m: Some(6_040_900.0), ..staged.clone() };
    let class = Ballistic {
        burn_s: 180.0,
        burnout_altitude_m: 210e3,
        max_range_m: 1e7,
        ballistic_coefficient_kg_m2: 9_240.0,
        apogee_m: None,
    };
    let least_s = solved(Vehicle::Staged(staged), &aims)?;
    let lofted_s = solved(Vehicle::Staged(lofted), &near)?;
    let class_s = solved(Vehicle::Ballistic(class), &aims)?;

    let flight = fly(&Vehicle::Ballistic(class), from, aims[10])?;
    let duration_s = flight.duration_s();
    let scattered: Vec<f64> =
        (0..10_000).map(|i| duration_s * (f64::from(i) * 0.618_033_988_749_894_9).fract()).collect();
    let lookup_s = median_s(|| {
        let states = scattered.iter().map(|t| flight.state(*t));
        states.fold(0.0, |sum, s| sum + s.pos_ecef_m.x + s.vel_ecef_m_s.y)
    });
    println!(
        "{{\"bench\":\"flights\",\"open_per_s\":{:.0},\"staged_solved_per_s\":{:.0},\"lofted_solved_per_s\":{:.0},\
         \"class_solved_per_s\":{:.0},\"lookup_ns\":{:.1},\"bytes_per_flight\":{}}}",
        1.0 / open_s,
        1.0 / least_s,
        1.0 / lofted_s,
        1.0 / class_s,
        lookup_s / scattered.len() as f64 * 1e9,
        flight.num_bytes(),
    );
    Ok(())
}
