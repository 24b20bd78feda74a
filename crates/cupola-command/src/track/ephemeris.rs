//! Where a sensor on the move is: Earth-fixed places over time, from a file.

use super::read::number;
use cupola_core::{Mat3, Vec3};
use cupola_earth::wgs84;
use std::path::Path;

/// The header of a file of places.
const HEADER: &str = "time_s,x_m,y_m,z_m";
/// Places that one in between is found from.
const NUM_NEAR: usize = 4;

/// Half the time over which a velocity is taken (s).
const HALF_S: f64 = 0.5;

/// A sensor on the move, at a moment.
pub struct Moving {
    /// Where it is (m, ECEF).
    pub site_m: Vec3,
    /// How it moves (m/s, ECEF).
    pub vel_m_s: Vec3,
    /// Turns a vector of its East-North-Up into ECEF.
    pub frame_from_enu: Mat3,
}

/// Places of a sensor over time.
///
/// In between by the cubic through the four nearest: for a low orbit and places a minute apart to 3 m.
pub struct Ephemeris {
    rows: Vec<(f64, Vec3)>,
}

impl Ephemeris {
    /// Reads a file; every fault names its line.
    pub fn read(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| format!("{shown}: {error}"))?;
        let mut rows: Vec<(f64, Vec3)> = Vec::new();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let fault = |why: String| format!("{shown}:{}: {why}", index + 1);
            if index == 0 {
                if line.trim_start_matches('\u{feff}').trim() != HEADER {
                    return Err(fault(format!("the header is `{line:.80}`; must be `{HEADER}`")));
                }
                continue;
            }
            let fields: Vec<&str> = line.split(',').collect();
            if fields.len() != 4 {
                return Err(fault(format!("{} columns; must be 4", fields.len())));
            }
            let get = |column: usize, name: &str| number(fields[column], name);
            let row = get(0, "time_s")
                .and_then(|time_s| Ok((time_s, Vec3::new(get(1, "x_m")?, get(2, "y_m")?, get(3, "z_m")?))));
            let row = row.map_err(fault)?;
            if row.1.norm() < wgs84::B_M - 10_000.0 {
                return Err(fault(format!("{:.0} m from the Earth's centre: under the ground", row.1.norm())));
            }
            if rows.last().is_some_and(|last| last.0 >= row.0) {
                return Err(fault(format!("time_s {} is not after the last", row.0)));
            }
            rows.push(row);
        }
        if rows.len() < NUM_NEAR {
            return Err(format!("{shown}: {} places; must be {NUM_NEAR} or more", rows.len()));
        }
        Ok(Self { rows })
    }

    /// The first and the last time (s).
    pub fn span_s(&self) -> [f64; 2] {
        [self.rows[0].0, self.rows[self.rows.len() - 1].0]
    }

    /// Place and velocity at a time, and the rotation from the East-North-Up there; none outside the times of the file.
    pub fn at(&self, time_s: f64) -> Option<Moving> {
        let [first_s, last_s] = self.span_s();
        if !(first_s..=last_s).contains(&time_s) {
            return None;
        }
        let site_m = self.place_m(time_s);
        let (from_s, to_s) = ((time_s - HALF_S).max(first_s), (time_s + HALF_S).min(last_s));
        let vel_m_s = (self.place_m(to_s) - self.place_m(from_s)) / (to_s - from_s);
        let place = wgs84::geodetic_from_ecef(&site_m);
        Some(Moving { site_m, vel_m_s, frame_from_enu: Mat3::from_columns(&wgs84::enu_basis(&place)) })
    }

    fn place_m(&self, time_s: f64) -> Vec3 {
        let after = self.rows.partition_point(|row| row.0 <= time_s);
        let from = after.saturating_sub(NUM_NEAR / 2).min(self.rows.len() - NUM_NEAR);
        let near = &self.rows[from..from + NUM_NEAR];
        let weight = |i: usize| -> f64 {
            let others = near.iter().enumerate().filter(|(j, _)| *j != i);
            others.map(|(_, other)| (time_s - other.0) / (near[i].0 - other.0)).product()
        };
        (0..NUM_NEAR).map(|i| near[i].1 * weight(i)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_core::math;

    /// A circle of 7 000 km in 97 minutes, a place each minute.
    #[test]
    fn a_low_orbit_is_met_between_its_places() {
        let at = |time_s: f64| {
            let (sine, cosine) = math::sin_cos(math::TAU * time_s / 5_820.0);
            Vec3::new(cosine, sine * 0.6, sine * 0.8) * 7_000e3
        };
        let rows = (0..20).map(|minute| (60.0 * f64::from(minute), at(60.0 * f64::from(minute)))).collect();
        let ephemeris = Ephemeris { rows };
        for time_s in [90.0, 333.0, 1_000.0, 1_140.0] {
            let found = ephemeris.at(time_s).unwrap();
            assert!((found.site_m - at(time_s)).norm() < 3.0, "{time_s} s");
            assert!((found.frame_from_enu.determinant() - 1.0).abs() < 1e-12);
            let vel_m_s = (at(time_s + 0.1) - at(time_s - 0.1)) / 0.2;
            assert!((found.vel_m_s - vel_m_s).norm() < 10.0, "{time_s} s: {}", (found.vel_m_s - vel_m_s).norm());
        }
        assert!(ephemeris.at(1_140.5).is_none() && ephemeris.at(-0.5).is_none());
    }
}
