//! Points in rows of equal latitude, and the counting of caps on them.

use super::sight::Sight;
use crate::SpaceError;
use cupola_core::{Vec3, math};
use cupola_earth::wgs84::MEAN_RADIUS_M;
use std::ops::Range;

/// Points on a sphere in rows of equal latitude, south to north, evenly spaced in longitude within a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    rows: Vec<Row>,
    num_points: usize,
    radius_m: f64,
}

/// One latitude.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    lat_rad: f64,
    sin_cos: (f64, f64),
    /// Longitude of its first point (rad).
    first_rad: f64,
    /// Points on it, and the number of its first one.
    num: usize,
    start: usize,
    /// Points per angle of longitude (1/rad).
    per_rad: f64,
    /// Share of the whole sphere that each of its points stands for.
    weight: f64,
}

/// Most points of a grid.
const NUM_POINTS_MAX: usize = 50_000_000;

impl Grid {
    /// Points every `step_rad` of latitude, poles included, and of longitude; each weighs as the cosine of its latitude.
    ///
    /// # Errors
    /// [`SpaceError::OutOfRange`] for a step that does not divide half a circle or gives more than 50 million points.
    pub fn regular(step_rad: f64, altitude_m: f64) -> Result<Self, SpaceError> {
        let rows = math::PI / step_rad;
        let num_rows = rows.round();
        if !(step_rad > 0.0 && num_rows >= 1.0 && (rows - num_rows).abs() < 1e-6 && num_rows < 5_000.0) {
            return Err(SpaceError::OutOfRange { quantity: "step_rad", value: step_rad, low: 1e-3, high: math::PI });
        }
        let num_rows = num_rows as usize;
        let lat = |i: usize| math::PI * (i as f64 / num_rows as f64 - 0.5);
        Self::of_rows((0..=num_rows).map(|i| (lat(i), 2 * num_rows, 0.0, math::cos(lat(i)).max(0.0))), altitude_m)
    }

    /// `num_rows` rows of about square cells of nearly equal area: each row has as many points as its length asks for.
    ///
    /// # Errors
    /// [`SpaceError::OutOfRange`] for no rows or so many that there are more than 50 million points.
    pub fn equal_area(num_rows: usize, altitude_m: f64) -> Result<Self, SpaceError> {
        if !(1..=5_000).contains(&num_rows) {
            return Err(SpaceError::OutOfRange { quantity: "num_rows", value: num_rows as f64, low: 1.0, high: 5e3 });
        }
        let edge = |i: usize| math::PI * (i as f64 / num_rows as f64 - 0.5);
        let row = |i: usize| {
            let lat_rad = 0.5 * (edge(i) + edge(i + 1));
            let num = (2.0 * num_rows as f64 * math::cos(lat_rad)).round().max(3.0);
            // The row's strip of the sphere, shared by its points; they begin half a cell on, so that poles have no seam.
            (lat_rad, num as usize, math::PI / num, (math::sin(edge(i + 1)) - math::sin(edge(i))) / num)
        };
        Self::of_rows((0..num_rows).map(row), altitude_m)
    }

    /// Single points, given as latitude and longitude (rad), all of the same weight; they come out sorted by latitude.
    ///
    /// # Errors
    /// [`SpaceError::OutOfRange`] for no points or a latitude beyond a pole; [`SpaceError::NotFinite`] for a longitude.
    pub fn points(lat_lon_rad: &[[f64; 2]], altitude_m: f64) -> Result<Self, SpaceError> {
        if let Some(lat) =
            lat_lon_rad.iter().map(|p| p[0]).find(|lat| !(-math::FRAC_PI_2..=math::FRAC_PI_2).contains(lat))
        {
            return Err(SpaceError::OutOfRange { quantity: "lat_rad", value: lat, low: -1.571, high: 1.571 });
        }
        if let Some(lon) = lat_lon_rad.iter().map(|p| p[1]).find(|lon| !lon.is_finite()) {
            return Err(SpaceError::NotFinite { quantity: "lon_rad", value: lon });
        }
        let mut sorted = lat_lon_rad.to_vec();
        sorted.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        Self::of_rows(sorted.iter().map(|p| (p[0], 1, p[1].rem_euclid(math::TAU), 1.0)), altitude_m)
    }

    fn of_rows(parts: impl Iterator<Item = (f64, usize, f64, f64)>, altitude_m: f64) -> Result<Self, SpaceError> {
        let radius_m = MEAN_RADIUS_M + altitude_m;
        if !(altitude_m.is_finite() && altitude_m >= 0.0) {
            return Err(SpaceError::OutOfRange { quantity: "altitude_m", value: altitude_m, low: 0.0, high: 1e9 });
        }
        let (mut rows, mut start) = (Vec::new(), 0);
        for (lat_rad, num, first_rad, weight) in parts {
            let (sin_cos, per_rad) = (math::sin_cos(lat_rad), num as f64 / math::TAU);
            rows.push(Row { lat_rad, sin_cos, first_rad, num, start, per_rad, weight });
            start += num;
        }
        if !(1..=NUM_POINTS_MAX).contains(&start) {
            return Err(SpaceError::OutOfRange { quantity: "points", value: start as f64, low: 1.0, high: 5e7 });
        }
        let total: f64 = rows.iter().map(|row| row.weight * row.num as f64).sum();
        rows.iter_mut().for_each(|row| row.weight /= total);
        Ok(Self { rows, num_points: start, radius_m })
    }

    /// Number of points.
    #[must_use]
    pub fn num_points(&self) -> usize {
        self.num_points
    }

    /// Distance of the points from the Earth's centre (m): a sphere of the mean radius, and the targets' altitude.
    #[must_use]
    pub fn radius_m(&self) -> f64 {
        self.radius_m
    }

    /// Latitude and longitude (rad, longitude from 0 to 2π) and weight of every point; the weights sum to one.
    pub fn places(&self) -> impl Iterator<Item = ([f64; 2], f64)> + '_ {
        self.rows.iter().flat_map(|row| (0..row.num).map(|j| ([row.lat_rad, row.lon_rad(j)], row.weight)))
    }

    /// Rows shared out in `num` runs of about as many points each.
    pub(super) fn bands(&self, num: usize) -> Vec<Range<usize>> {
        let num = num.min(self.rows.len());
        let cut = |k: usize| self.rows.partition_point(|row| row.start < self.num_points * k / num);
        (0..num).map(|k| cut(k)..cut(k + 1)).filter(|band| !band.is_empty()).collect()
    }

    /// Points of a run of rows.
    pub(super) fn points_of(&self, rows: &Range<usize>) -> Range<usize> {
        let last = self.rows[rows.end - 1];
        self.rows[rows.start].start..last.start + last.num
    }

    /// Points of each of a run of rows, and the weight of one.
    pub(super) fn rows_of(&self, rows: &Range<usize>) -> Vec<(usize, f64)> {
        self.rows[rows.clone()].iter().map(|row| (row.num, row.weight)).collect()
    }
}

impl Row {
    fn lon_rad(&self, index: usize) -> f64 {
        (self.first_rad + index as f64 / self.per_rad) % math::TAU
    }

    /// Points within `half_rad` (0 to π) of a longitude (−π to π): first one and how many; they may go on from the row's start.
    #[inline]
    fn within(&self, lon_rad: f64, half_rad: f64) -> (usize, usize) {
        // Turned by two circles, so that cutting off rounds down.
        let (middle, half) = ((lon_rad - self.first_rad + 2.0 * math::TAU) * self.per_rad, half_rad * self.per_rad);
        let from = middle - half;
        let first = from as usize;
        let first = first + usize::from(from > first as f64);
        let last = (middle + half) as usize;
        let len = (last + 1).saturating_sub(first).min(self.num);
        // The start is between a half and three circles on.
        let mut first = first;
        while first >= self.num {
            first -= self.num;
        }
        (first, len)
    }
}

/// How many satellites see each point of a run of rows at one moment.
pub(super) struct Marks<'a> {
    grid: &'a Grid,
    rows: Range<usize>,
    /// By point: how many more intervals begin here than ended before; one more place at each row's end.
    changes: Vec<i32>,
    counts: Vec<i32>,
    caps: Caps,
    stereo: Stereo,
}

/// Cap and hole of the orbit met last, for most satellites of a constellation share theirs.
struct Caps {
    orbit_m: f64,
    rad: [f64; 2],
    cos_sin: [(f64, f64); 2],
}

/// What the search for two good lines of sight needs.
#[derive(Default)]
struct Stereo {
    starts: Vec<u32>,
    seen_by: Vec<u32>,
    is_fixed: Vec<bool>,
}

impl<'a> Marks<'a> {
    pub(super) fn new(grid: &'a Grid, rows: Range<usize>) -> Self {
        let num = grid.points_of(&rows).len();
        let changes = vec![0; num + rows.len()];
        Self {
            grid,
            rows,
            changes,
            counts: vec![0; num],
            caps: Caps { orbit_m: f64::NAN, rad: [-1.0; 2], cos_sin: [(0.0, 0.0); 2] },
            stereo: Stereo::default(),
        }
    }

    pub(super) fn counts(&self) -> &[i32] {
        &self.counts
    }

    /// Counts who sees each point.
    pub(super) fn mark(&mut self, satellites: &[Vec3], sight: &Sight) {
        self.changes.fill(0);
        let band = &self.grid.rows[self.rows.clone()];
        for satellite in satellites {
            intervals(self.grid, band, &mut self.caps, satellite, sight, |row, base, first, len, sign| {
                // Every row's changes have a place more than its points.
                let changes = &mut self.changes[base..=base + row.num];
                let end = first + len;
                changes[first] += sign;
                if end <= row.num {
                    changes[end] -= sign;
                } else {
                    changes[0] += sign;
                    changes[end - row.num] -= sign;
                }
            });
        }
        let (mut from, mut to) = (0, 0);
        for row in band {
            let mut running = 0;
            for (count, change) in self.counts[to..to + row.num].iter_mut().zip(&self.changes[from..]) {
                running += change;
                *count = running;
            }
            (from, to) = (from + row.num + 1, to + row.num);
        }
    }

    /// Whether each point has two satellites whose lines of sight cross at `least_rad` or more, after [`Marks::mark`].
    pub(super) fn stereo(&mut self, satellites: &[Vec3], sight: &Sight, least_rad: f64) -> &[bool] {
        let stereo = &mut self.stereo;
        stereo.starts.clear();
        let mut start = 0;
        for count in &self.counts {
            stereo.starts.push(start);
            start += *count as u32;
        }
        // With holes in the caps an outer interval may name a satellite that the hole takes out again: the line is tested below.
        let mut ends = stereo.starts.clone();
        stereo.seen_by.clear();
        stereo.seen_by.resize(start as usize, 0);
        let band = &self.grid.rows[self.rows.clone()];
        let offset = band[0].start;
        let hole = |satellite: &Vec3, at: &Vec3| {
            let [_, hole_rad] = sight.cap_rad(satellite.norm(), self.grid.radius_m);
            hole_rad > 0.0 && at.dot(satellite) > math::cos(hole_rad) * satellite.norm()
        };
        for (number, satellite) in satellites.iter().enumerate() {
            intervals(self.grid, band, &mut self.caps, satellite, sight, |row, _, first, len, sign| {
                for j in first..first + if sign > 0 { len } else { 0 } {
                    let j = j % row.num;
                    let point = row.start + j - offset;
                    let is_full = ends[point] - stereo.starts[point] >= self.counts[point] as u32;
                    if !is_full && !hole(satellite, &direction(row.lat_rad, row.lon_rad(j))) {
                        stereo.seen_by[ends[point] as usize] = number as u32;
                        ends[point] += 1;
                    }
                }
            });
        }
        stereo.is_fixed.clear();
        let most_cos = math::cos(least_rad);
        for (point, ([lat, lon], _)) in self.grid.places().skip(offset).take(self.counts.len()).enumerate() {
            let seen_by = &stereo.seen_by[stereo.starts[point] as usize..ends[point] as usize];
            let at = direction(lat, lon) * self.grid.radius_m;
            let line = |number: u32| (satellites[number as usize] - at).normalize();
            let crosses = |i: usize| (0..i).any(|j| line(seen_by[i]).dot(&line(seen_by[j])).abs() <= most_cos);
            stereo.is_fixed.push((1..seen_by.len()).any(crosses));
        }
        &stereo.is_fixed
    }
}

/// Tells the intervals of a satellite's cap on a run of rows: row, where its changes begin, first point, how many, and +1 for
/// the cap or −1 for the hole in it.
#[inline(always)]
fn intervals(
    grid: &Grid,
    band: &[Row],
    caps: &mut Caps,
    satellite: &Vec3,
    sight: &Sight,
    mut each: impl FnMut(&Row, usize, usize, usize, i32),
) {
    let orbit_m = satellite.norm();
    let is_same = (orbit_m - caps.orbit_m).abs() < 1e-3;
    if !is_same {
        let rad = sight.cap_rad(orbit_m, grid.radius_m);
        *caps = Caps { orbit_m, rad, cos_sin: rad.map(|cap| (math::cos(cap), math::sin(cap))) };
    }
    if caps.rad[0] < 0.0 {
        return;
    }
    let sin = satellite.z / orbit_m;
    let cos = (satellite.x * satellite.x + satellite.y * satellite.y).sqrt() / orbit_m;
    let lon_rad = math::atan2(satellite.y, satellite.x);
    for (cap, sign) in [(0, 1), (1, -1)] {
        let (cap_cos, cap_sin) = caps.cos_sin[cap];
        if caps.rad[cap] < 0.0 {
            break;
        }
        // Sines of the cap's southern and northern latitude; over a pole the cap has no end there.
        let south = if sin < -cap_cos { -1.0 } else { sin * cap_cos - cos * cap_sin };
        let north = if sin > cap_cos { 1.0 } else { sin * cap_cos + cos * cap_sin };
        let first_row = band.partition_point(|row| row.sin_cos.0 < south);
        for (index, row) in band.iter().enumerate().skip(first_row) {
            if row.sin_cos.0 > north {
                break;
            }
            let across = row.sin_cos.1 * cos;
            let half_cos = (cap_cos - row.sin_cos.0 * sin) / across;
            // At a pole, of row or satellite, the cap takes the whole row or nothing of it.
            let (first, len) = if half_cos <= -1.0 || across <= 0.0 {
                (0, row.num)
            } else if half_cos >= 1.0 {
                continue;
            } else {
                row.within(lon_rad, math::acos(half_cos))
            };
            if len > 0 {
                each(row, row.start - band[0].start + index, first, len, sign);
            }
        }
    }
}

fn direction(lat_rad: f64, lon_rad: f64) -> Vec3 {
    let ((sin, cos), (sin_lon, cos_lon)) = (math::sin_cos(lat_rad), math::sin_cos(lon_rad));
    Vec3::new(cos * cos_lon, cos * sin_lon, sin)
}
