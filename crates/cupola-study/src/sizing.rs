//! The best shell for a job: altitude, inclination and count searched on threads.

use cupola_core::math;
use cupola_space::size::Least;
use cupola_space::{Criterion, Job, SpaceError};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Altitudes first looked at (m): below the lowest an orbit does not last a year.
const ALTITUDES_M: [f64; 6] = [300e3, 400e3, 500e3, 600e3, 700e3, 800e3];
/// Step between inclinations first looked at (rad): 2.5°.
const INCLINATION_STEP_RAD: f64 = math::PI / 72.0;
/// Halvings of both steps about the best shell so far.
const NUM_REFINEMENTS: u32 = 4;

/// What of a shell is to be searched; what is given stays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// The altitude (m), unless it is looked for between 300 km and 800 km.
    pub altitude_m: Option<f64>,
    /// The inclination (rad), unless it is looked for between 0 and a right angle.
    pub inclination_rad: Option<f64>,
    /// Threads; without effect on the result.
    pub num_threads: usize,
}

/// The shell that needs the fewest satellites.
#[derive(Debug, Clone, PartialEq)]
pub struct Best {
    /// Altitude (m).
    pub altitude_m: f64,
    /// Inclination (rad), within a sixth of a degree.
    pub inclination_rad: f64,
    /// How many it takes.
    pub least: Least,
    /// Shells looked at.
    pub num_tried: usize,
}

/// One shell looked at.
type Tried = ((f64, f64), Result<Least, SpaceError>);

/// Looks for the shell that meets a criterion with the fewest satellites: a grid, then ever finer steps about the best.
///
/// # Errors
/// What the last shell of the grid refused, where none serves.
pub fn best(job: &Job, criterion: Criterion, probability: f64, search: &Search) -> Result<Best, SpaceError> {
    let altitudes = search.altitude_m.map_or(ALTITUDES_M.to_vec(), |m| vec![m]);
    let inclinations = search
        .inclination_rad
        .map_or_else(|| (0..=36).map(|i| f64::from(i) * INCLINATION_STEP_RAD).collect(), |rad| vec![rad]);
    let grid: Vec<(f64, f64)> = altitudes.iter().flat_map(|h| inclinations.iter().map(move |i| (*h, *i))).collect();
    let look = |shells: &[(f64, f64)]| tried(job, criterion, probability, shells, search.num_threads);
    let mut num_tried = grid.len();
    let mut found: Option<((f64, f64), Least)> = None;
    let mut refusal = SpaceError::TooMany { most: cupola_space::size::MOST_SATELLITES };
    for (shell, result) in look(&grid) {
        match result {
            Ok(least) if found.as_ref().is_none_or(|(_, other)| least.num_satellites < other.num_satellites) => {
                found = Some((shell, least));
            }
            Ok(_) => {}
            Err(error) => refusal = error,
        }
    }
    let mut best = found.ok_or(refusal)?;
    let (mut step_m, mut step_rad) = (100e3, INCLINATION_STEP_RAD);
    for _ in 0..NUM_REFINEMENTS {
        (step_m, step_rad) = (0.5 * step_m, 0.5 * step_rad);
        let (altitude_m, inclination_rad) = best.0;
        let steps = |is_searched: bool| if is_searched { vec![-1.0, 0.0, 1.0] } else { vec![0.0] };
        let around = steps(search.altitude_m.is_none()).into_iter().flat_map(|up| {
            let over = steps(search.inclination_rad.is_none());
            over.into_iter().map(move |over| (altitude_m + up * step_m, inclination_rad + over * step_rad))
        });
        let is_new = |shell: &(f64, f64)| {
            *shell != best.0 && shell.0 >= ALTITUDES_M[0].min(altitude_m) && (0.0..=math::FRAC_PI_2).contains(&shell.1)
        };
        let around: Vec<(f64, f64)> = around.filter(is_new).collect();
        num_tried += around.len();
        for (shell, result) in look(&around) {
            if let Ok(least) = result
                && least.num_satellites < best.1.num_satellites
            {
                best = (shell, least);
            }
        }
    }
    let ((altitude_m, inclination_rad), least) = best;
    Ok(Best { altitude_m, inclination_rad, least, num_tried })
}

/// How many each shell takes, in the order of the shells.
fn tried(job: &Job, criterion: Criterion, probability: f64, shells: &[(f64, f64)], num_threads: usize) -> Vec<Tried> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(vec![None; shells.len()]);
    std::thread::scope(|scope| {
        for _ in 0..num_threads.clamp(1, shells.len().max(1)) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some((altitude_m, inclination_rad)) = shells.get(index) else { break };
                    let shell = job.in_shell(*altitude_m, *inclination_rad);
                    let least = shell.and_then(|shell| shell.least(criterion, probability));
                    results.lock().expect("no thread panics while it holds this")[index] = Some(least);
                }
            });
        }
    });
    let results = results.into_inner().expect("all threads have ended without panicking");
    shells.iter().copied().zip(results.into_iter().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_earth::Geodetic;
    use cupola_space::{Path, Reach};

    #[test]
    fn the_best_shell_stands_just_above_the_launch_and_is_the_same_on_any_number_of_threads() {
        let place = Geodetic { lat_rad: 0.7, lon_rad: 0.0, alt_m: 2e5 };
        let regions = vec![Path::point(&place, 120.0)];
        let job = Job { regions, reach: Reach::Fixed { reach_m: 6e5 }, release_s: 0.0, salvo: 2, shots: 1 };
        let search = Search { altitude_m: None, inclination_rad: None, num_threads: 1 };
        let one = best(&job, Criterion::Mean, 0.95, &search).unwrap();
        assert!(one.inclination_rad > 0.65 && one.inclination_rad < 0.80, "{}", one.inclination_rad);
        assert!(one.altitude_m == 300e3 && one.num_tried > 222);
        assert_eq!(one, best(&job, Criterion::Mean, 0.95, &Search { num_threads: 3, ..search }).unwrap());
        let given = best(&job, Criterion::Mean, 0.95, &Search { inclination_rad: Some(1.5), ..search }).unwrap();
        assert!(given.inclination_rad == 1.5 && given.least.num_satellites > one.least.num_satellites);
    }
}
