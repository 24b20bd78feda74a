//! Who sees what: how often, how many times over, with which gaps, the points of a grid are seen from orbit.
//!
//! A satellite sees a cap of the sphere. On a row of equal latitude a cap is an interval of longitudes, so that a step of
//! a whole constellation is a few intervals per satellite and one running sum per row: [`Grid`] has the rows, [`Sight`]
//! says how wide the caps are, [`cover`] goes through the steps and [`Coverage`] holds what came of it.

mod grid;
mod sight;
mod tally;

pub use grid::Grid;
pub use sight::Sight;
pub use tally::{Coverage, Gaps};

use crate::SpaceError;
use cupola_core::Vec3;
use grid::Marks;
use tally::Tally;

/// How coverage is counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Count {
    /// Satellites that must see a point at once for it to count as seen.
    pub fold: u32,
    /// Least angle between two lines of sight, as seen from the point, for a fix by two satellites (rad).
    pub stereo_rad: f64,
    /// Steps of time.
    pub num_steps: u32,
    /// Length of a step (s).
    pub step_s: f64,
}

/// Goes through all steps and counts.
///
/// `positions(step, out)` fills `out` with the satellites' Earth-fixed positions (m) at a step; `out` comes empty. The grid is
/// shared out by rows among `num_threads` threads; `going(points)` hears of every piece of work done, in steps times points,
/// and stops everything where it returns false: then the answer is `None`.
///
/// # Errors
/// [`SpaceError::NotPositive`] for the step, [`SpaceError::OutOfRange`] where there is nothing to count.
pub fn cover(
    grid: &Grid,
    sight: &Sight,
    count: &Count,
    num_threads: usize,
    positions: impl Fn(u32, &mut Vec<Vec3>) + Sync,
    going: impl Fn(u64) -> bool + Sync,
) -> Result<Option<Coverage>, SpaceError> {
    if !(count.step_s.is_finite() && count.step_s > 0.0) {
        return Err(SpaceError::NotPositive { quantity: "step_s", value: count.step_s });
    }
    for (quantity, value) in [("num_steps", count.num_steps), ("fold", count.fold)] {
        if !(1..=10_000_000).contains(&value) {
            return Err(SpaceError::OutOfRange { quantity, value: f64::from(value), low: 1.0, high: 1e7 });
        }
    }
    sight.check(grid.radius_m())?;
    let bands = grid.bands(num_threads.max(1));
    let band = |rows| counted(grid, rows, sight, count, &positions, &going);
    let tallies: Option<Vec<Tally>> = std::thread::scope(|scope| {
        let mut rest = bands.into_iter();
        let mine = rest.next();
        let threads: Vec<_> = rest.map(|rows| scope.spawn(|| band(rows))).collect();
        let mine = mine.map(band);
        let theirs = threads.into_iter().map(|t| t.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        mine.into_iter().chain(theirs).collect()
    });
    Ok(tallies.map(|tallies| Coverage::new(grid, count, tallies)))
}

/// One band of rows through all steps; `None` where it was stopped.
fn counted(
    grid: &Grid,
    rows: std::ops::Range<usize>,
    sight: &Sight,
    count: &Count,
    positions: &impl Fn(u32, &mut Vec<Vec3>),
    going: &impl Fn(u64) -> bool,
) -> Option<Tally> {
    let mut marks = Marks::new(grid, rows.clone());
    let mut tally = Tally::new(grid, rows, count);
    let mut satellites = Vec::new();
    for step in 0..count.num_steps {
        satellites.clear();
        positions(step, &mut satellites);
        marks.mark(&satellites, sight);
        tally.add(marks.counts());
        if count.stereo_rad > 0.0 {
            tally.add_stereo(marks.stereo(&satellites, sight, count.stereo_rad));
        }
        if !going(tally.num_points() as u64) {
            return None;
        }
    }
    tally.close(count.num_steps);
    Some(tally)
}
