//! The ground a launcher defends: from which aim points it can still meet what comes.

use crate::{Launcher, Window};
use cupola_core::math;
use cupola_earth::wgs84::{self, Geodetic};
use cupola_flight::{FlyoutTable, Trajectory};

/// A launcher with what it fires and how soon it may.
#[derive(Debug, Clone, Copy)]
pub struct Defender<'a> {
    /// Where it stands and how far it reaches.
    pub launcher: Launcher,
    /// What it fires.
    pub table: &'a FlyoutTable,
    /// From the first sight of a flight to the launch (s).
    pub delay_s: f64,
}

impl Defender<'_> {
    /// Whether one round, launched `delay_s` after the flight is first seen, can still meet it.
    #[must_use]
    pub fn defends(&self, flight: &Trajectory, first_seen_s: f64) -> bool {
        Window::new(flight, &self.launcher, self.table)
            .is_some_and(|window| window.earliest(first_seen_s + self.delay_s).is_some())
    }
}

/// First moment (s since launch) at which `sees` holds at the flight's position, to a tenth of a second; `None` where it never does.
///
/// - **Assumes:** one that sees it at some moment sees it for at least a five-hundredth of the flight.
#[must_use]
pub fn first_seen_s(flight: &Trajectory, sees: impl Fn(&cupola_core::Vec3) -> bool) -> Option<f64> {
    const NUM_STEPS: usize = 500;
    const FINE_S: f64 = 0.1;
    let at = |step: usize| flight.duration_s() * step as f64 / NUM_STEPS as f64;
    let is_seen = |time_s: f64| sees(&flight.state(time_s).pos_ecef_m);
    let first = (0..=NUM_STEPS).find(|step| is_seen(at(*step)))?;
    let (mut before_s, mut seen_s) = (at(first.saturating_sub(1)), at(first));
    while seen_s - before_s > FINE_S {
        let middle_s = 0.5 * (before_s + seen_s);
        if is_seen(middle_s) { seen_s = middle_s } else { before_s = middle_s }
    }
    Some(seen_s)
}

/// Defended ground about a launcher: the cells of a square grid whose middle is defended.
#[derive(Debug, Clone, PartialEq)]
pub struct Footprint {
    /// Side of a cell (m).
    pub cell_m: f64,
    /// Middles of the defended cells (m east and north of the launcher).
    pub defended_east_north_m: Vec<[f64; 2]>,
}

impl Footprint {
    /// Asks for aim points every `cell_m` out to `num_cells` either way of `site`, row by row.
    ///
    /// - **Accuracy:** half a cell at the edge: a disc of ten cells across comes out within 2 % in diameter.
    ///
    /// # Errors
    /// The first error of `is_defended`.
    pub fn about<E>(
        site: &Geodetic,
        cell_m: f64,
        num_cells: u32,
        mut is_defended: impl FnMut(&Geodetic) -> Result<bool, E>,
    ) -> Result<Self, E> {
        let num = i64::from(num_cells);
        let mut defended_east_north_m = Vec::new();
        for [north, east] in (-num..=num).flat_map(|north| (-num..=num).map(move |east| [north, east])) {
            let [north_m, east_m] = [north as f64 * cell_m, east as f64 * cell_m];
            let aim = wgs84::destination(site, math::atan2(east_m, north_m), math::hypot(east_m, north_m));
            if is_defended(&aim)? {
                defended_east_north_m.push([east_m, north_m]);
            }
        }
        Ok(Self { cell_m, defended_east_north_m })
    }

    /// Area (m²).
    #[must_use]
    pub fn area_m2(&self) -> f64 {
        self.defended_east_north_m.len() as f64 * self.cell_m * self.cell_m
    }

    /// Diameter (m) of the circle of the same area.
    #[must_use]
    pub fn diameter_m(&self) -> f64 {
        2.0 * (self.area_m2() / math::PI).sqrt()
    }

    /// Middle of the defended ground (m east and north of the launcher); `None` where there is none.
    #[must_use]
    pub fn middle_east_north_m(&self) -> Option<[f64; 2]> {
        let num = self.defended_east_north_m.len();
        let mean = |axis: usize| self.defended_east_north_m.iter().map(|at| at[axis]).sum::<f64>() / num as f64;
        (num > 0).then(|| [mean(0), mean(1)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: Geodetic = Geodetic { lat_rad: 0.6, lon_rad: 0.4, alt_m: 0.0 };

    /// A disc that the launcher does not even stand in.
    #[test]
    fn a_disc_is_measured_by_its_area() {
        let middle = wgs84::destination(&SITE, math::FRAC_PI_2, 80e3);
        let inside = |aim: &Geodetic| Ok::<bool, ()>(wgs84::range_m(&middle, aim) < 60e3);
        let found = Footprint::about(&SITE, 12e3, 15, inside).unwrap();
        assert!((found.diameter_m() / 120e3 - 1.0).abs() < 0.02, "{}", found.diameter_m());
        let [east_m, north_m] = found.middle_east_north_m().unwrap();
        assert!((east_m - 80e3).abs() < 2e3 && north_m.abs() < 2e3, "{east_m} {north_m}");
    }

    #[test]
    fn no_ground_has_no_middle_and_errors_come_through() {
        let none = Footprint::about(&SITE, 10e3, 3, |_| Ok::<bool, ()>(false)).unwrap();
        assert_eq!((none.area_m2(), none.middle_east_north_m()), (0.0, None));
        let all = Footprint::about(&SITE, 10e3, 3, |_| Ok::<bool, ()>(true)).unwrap();
        assert_eq!(all.area_m2(), 49.0 * 1e8);
        assert_eq!(Footprint::about(&SITE, 10e3, 3, |_| Err(7)), Err(7));
    }
}
