//! Where and when one launcher can meet one trajectory.

use cupola_core::{Vec3, math};
use cupola_earth::wgs84::{self, Geodetic};
use cupola_flight::{FlyoutTable, Trajectory};
use std::f64::consts::TAU;

/// A point where an interceptor can meet its target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meeting {
    /// Time of the intercept (s since the target's launch).
    pub intercept_s: f32,
    /// Latest launch that makes it (s since the target's launch): intercept time less flyout time.
    pub launch_s: f32,
    /// Altitude of the intercept (m).
    pub altitude_m: f32,
    /// Ground range from launcher to intercept (m).
    pub range_m: f32,
    /// Speed at which the two close (m/s), with the speed that the interceptor has left.
    pub closing_m_s: f32,
    /// Angle between the target's velocity and the line back to the launcher (rad): 0 head-on, π from behind.
    pub aspect_rad: f32,
}

/// Where and when one launcher can meet one trajectory, in order of intercept time.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Meeting points, at least one.
    pub meetings: Vec<Meeting>,
    last_launch_s: f64,
}

/// A launcher as a window sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Launcher {
    /// Where it stands.
    pub place: Geodetic,
    /// Greatest ground range of an intercept (m).
    pub range_m: f64,
    /// Middle of the sector it fires into (rad, clockwise from north).
    pub facing_rad: f64,
    /// Full width of that sector (rad); 2π or more: all round.
    pub sector_rad: f64,
}

impl Launcher {
    /// Whether a point lies in the sector.
    fn faces(&self, site_ecef_m: &Vec3, pos_ecef_m: &Vec3) -> bool {
        if self.sector_rad >= TAU {
            return true;
        }
        let [east, north, _] = wgs84::enu_basis(&self.place);
        let to_m = pos_ecef_m - site_ecef_m;
        let off_rad = (math::atan2(to_m.dot(&east), to_m.dot(&north)) - self.facing_rad).rem_euclid(TAU);
        off_rad.min(TAU - off_rad) <= 0.5 * self.sector_rad
    }
}

/// Most meeting points kept in a window.
const MAX_MEETINGS: usize = 32;

impl Window {
    /// The window of one launcher against one trajectory; `None` where they cannot meet.
    ///
    /// Points are tried at a spacing of a thirtieth of the interceptor's range along the flight, at least 0.2 s apart,
    /// and only after burnout (before it the meeting point cannot be predicted).
    ///
    /// - **Assumes:** for closing speed and aspect, that the interceptor arrives along the line from its launcher.
    #[must_use]
    pub fn new(trajectory: &Trajectory, launcher: &Launcher, table: &FlyoutTable) -> Option<Self> {
        let site_ecef_m = wgs84::ecef_from_geodetic(&launcher.place);
        let (site_up, range_m) = (site_ecef_m.normalize(), launcher.range_m);
        let end_s = trajectory.duration_s();
        let mut meetings = Vec::new();
        let mut time_s = trajectory.burnout_s();
        let mut cursor = trajectory.cursor();
        while time_s < end_s {
            let state = cursor.state(time_s);
            let ground_m = ground_range_m(&site_up, &state.pos_ecef_m);
            let speed_m_s = state.vel_ecef_m_s.norm().max(1.0);
            if ground_m > range_m {
                // Nothing can be met before the gap to the envelope is flown.
                time_s += ((ground_m - range_m) / speed_m_s).max(range_m / 30.0 / speed_m_s);
                continue;
            }
            let altitude_m = wgs84::altitude_m(&state.pos_ecef_m);
            if let Some(arrival) = table.arrival(ground_m, altitude_m) {
                let launch_s = time_s - arrival.time_s;
                if launch_s > 0.0 && launcher.faces(&site_ecef_m, &state.pos_ecef_m) {
                    let back = (site_ecef_m - state.pos_ecef_m).normalize();
                    let along = state.vel_ecef_m_s.dot(&back) / speed_m_s;
                    meetings.push(Meeting {
                        intercept_s: time_s as f32,
                        launch_s: launch_s as f32,
                        altitude_m: altitude_m as f32,
                        range_m: ground_m as f32,
                        closing_m_s: (state.vel_ecef_m_s + back * arrival.speed_m_s).norm() as f32,
                        aspect_rad: math::acos_clamped(along) as f32,
                    });
                }
            }
            time_s += (range_m / 30.0 / speed_m_s).max(0.2);
        }
        (!meetings.is_empty()).then(|| Self::of(thinned(meetings)))
    }

    fn of(meetings: Vec<Meeting>) -> Self {
        let last_launch_s = meetings.iter().map(|m| f64::from(m.launch_s)).fold(f64::NEG_INFINITY, f64::max);
        Self { meetings, last_launch_s }
    }

    /// The earliest meeting that a launch at `launch_s` still makes (to a millisecond: meetings are single precision).
    #[must_use]
    pub fn earliest(&self, launch_s: f64) -> Option<usize> {
        if self.last_launch_s + 1e-3 < launch_s {
            return None;
        }
        self.meetings.iter().position(|m| f64::from(m.launch_s) + 1e-3 >= launch_s)
    }

    /// The last launch that still makes a meeting (s since the target's launch).
    #[must_use]
    pub fn last_launch_s(&self) -> f64 {
        self.last_launch_s
    }
}

/// Keeps the first, the last and evenly spaced ones between.
fn thinned(meetings: Vec<Meeting>) -> Vec<Meeting> {
    if meetings.len() <= MAX_MEETINGS {
        return meetings;
    }
    let last = meetings.len() - 1;
    (0..MAX_MEETINGS).map(|i| meetings[i * last / (MAX_MEETINGS - 1)]).collect()
}

/// Ground distance (m) on the mean sphere between the directions of two points.
fn ground_range_m(site_up: &Vec3, position_ecef_m: &Vec3) -> f64 {
    let cosine = site_up.dot(position_ecef_m) / position_ecef_m.norm();
    math::acos_clamped(cosine) * wgs84::MEAN_RADIUS_M
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_thinned_to_their_ends() {
        let at = |i: i32| Meeting {
            intercept_s: i as f32,
            launch_s: i as f32 - 10.0,
            altitude_m: 0.0,
            range_m: 0.0,
            closing_m_s: 0.0,
            aspect_rad: 0.0,
        };
        let kept = thinned((0..100).map(at).collect());
        assert_eq!(kept.len(), MAX_MEETINGS);
        assert_eq!((kept[0].intercept_s, kept[MAX_MEETINGS - 1].intercept_s), (0.0, 99.0));
        assert!((Window::of(kept).last_launch_s() - 89.0).abs() < 1e-6);
    }

    #[test]
    fn a_sector_is_as_wide_as_it_says() {
        let place = Geodetic { lat_rad: 0.6, lon_rad: 2.4, alt_m: 0.0 };
        let site = wgs84::ecef_from_geodetic(&place);
        let at = |bearing_rad: f64| {
            let [east, north, up] = wgs84::enu_basis(&place);
            site + east * (5e4 * math::sin(bearing_rad)) + north * (5e4 * math::cos(bearing_rad)) + up * 1e4
        };
        let half_round = Launcher { place, range_m: 1e5, facing_rad: 6.0, sector_rad: 1.0 };
        assert!(half_round.faces(&site, &at(6.49)) && half_round.faces(&site, &at(5.51)));
        assert!(!half_round.faces(&site, &at(6.51)) && !half_round.faces(&site, &at(5.49)));
        assert!(Launcher { sector_rad: TAU, ..half_round }.faces(&site, &at(3.0)));
    }
}
