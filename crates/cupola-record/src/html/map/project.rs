//! Lambert's azimuthal equal-area projection around a panel's centre, clipping, and clusters of points.

use super::super::svg::{polyline, px};
use cupola_core::math;
use std::fmt::Write as _;

/// Natural Earth 1:110m land, public domain (`data/PROVENANCE.md`).
const COASTLINE: &str = include_str!("../../../data/coastline-110m.json");
/// Mean radius of the Earth (km).
const EARTH_KM: f64 = 6_371.0;

/// Rings of the coastline: longitude and latitude (deg).
pub fn rings() -> Vec<Vec<[f64; 2]>> {
    #[derive(serde::Deserialize)]
    struct Coastline {
        rings: Vec<Vec<[f64; 2]>>,
    }
    serde_json::from_str::<Coastline>(COASTLINE).map(|coastline| coastline.rings).unwrap_or_default()
}

/// A point on the Earth (deg).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    lat_deg: f64,
    lon_deg: f64,
}

impl Point {
    pub fn new(lat_deg: f64, lon_deg: f64) -> Self {
        Self { lat_deg, lon_deg }
    }

    pub fn is_valid(&self) -> bool {
        self.lat_deg.is_finite() && self.lon_deg.is_finite() && self.lat_deg.abs() <= 90.0
    }

    fn unit(&self) -> [f64; 3] {
        let (lat, lon) = (self.lat_deg.to_radians(), self.lon_deg.to_radians());
        [math::cos(lat) * math::cos(lon), math::cos(lat) * math::sin(lon), math::sin(lat)]
    }

    fn distance_km(&self, other: &Self) -> f64 {
        let (a, b) = (self.unit(), other.unit());
        EARTH_KM * math::acos_clamped(a[0] * b[0] + a[1] * b[1] + a[2] * b[2])
    }

    fn from_unit(v: [f64; 3]) -> Self {
        let lat = math::atan2(v[2], math::hypot(v[0], v[1]));
        Self { lat_deg: lat.to_degrees(), lon_deg: math::atan2(v[1], v[0]).to_degrees() }
    }
}

/// Points gathered where a chain of steps shorter than `near_km` joins them; the largest cluster first.
pub fn clusters(points: &[Point], near_km: f64) -> Vec<Vec<Point>> {
    let mut clusters: Vec<Vec<Point>> = vec![];
    for point in points {
        let (mut joined, apart): (Vec<_>, Vec<_>) =
            clusters.into_iter().partition(|c| c.iter().any(|p| p.distance_km(point) < near_km));
        let mut all = vec![];
        joined.iter_mut().for_each(|c| all.append(c));
        all.push(*point);
        clusters = apart;
        clusters.push(all);
    }
    clusters.sort_by_key(|c| std::cmp::Reverse(c.len()));
    clusters
}

/// One map with its own centre and scale.
pub struct Panel {
    /// Upper left corner (px).
    pub corner: (f64, f64),
    /// Width and height (px).
    pub size: (f64, f64),
    /// Number of the panel, for ids.
    pub index: usize,
    centre: Point,
    middle: (f64, f64),
    scale_px: f64,
}

impl Panel {
    /// A panel that shows all these points with a margin.
    pub fn fitted(points: &[Point], corner: (f64, f64), size: (f64, f64), index: usize) -> Self {
        let mut sum = [0.0; 3];
        for p in points {
            let v = p.unit();
            (0..3).for_each(|i| sum[i] += v[i]);
        }
        let mut panel = Self { corner, size, index, centre: Point::from_unit(sum), middle: (0.0, 0.0), scale_px: 1.0 };
        let flat: Vec<(f64, f64)> = points.iter().filter_map(|p| panel.flat(*p)).collect();
        let ends = |of: fn(&(f64, f64)) -> f64| {
            let low = flat.iter().map(of).fold(f64::INFINITY, f64::min);
            let high = flat.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
            (low, high)
        };
        let ((x0, x1), (y0, y1)) = (ends(|p| p.0), ends(|p| p.1));
        let least = 600.0 / EARTH_KM;
        let (width, height) = ((x1 - x0).max(least), (y1 - y0).max(least));
        panel.middle = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        panel.scale_px = (size.0 * 0.76 / width).min(size.1 * 0.78 / height);
        panel
    }

    /// On the unit plane around the centre; none near the antipode.
    fn flat(&self, p: Point) -> Option<(f64, f64)> {
        let (lat, lon) = (p.lat_deg.to_radians(), (p.lon_deg - self.centre.lon_deg).to_radians());
        let lat0 = self.centre.lat_deg.to_radians();
        let ((s, c), (s0, c0)) = (math::sin_cos(lat), math::sin_cos(lat0));
        let cos_lon = math::cos(lon);
        let cos_away = s0 * s + c0 * c * cos_lon;
        if cos_away < -0.995 {
            return None;
        }
        let k = (2.0 / (1.0 + cos_away)).sqrt();
        Some((k * c * math::sin(lon), k * (c0 * s - s0 * c * cos_lon)))
    }

    /// In pixels; far outside where the projection ends.
    pub fn at(&self, p: Point) -> (f64, f64) {
        let (x, y) = self.flat(p).unwrap_or((9.0, 9.0));
        (
            self.corner.0 + self.size.0 / 2.0 + (x - self.middle.0) * self.scale_px,
            self.corner.1 + self.size.1 / 2.0 - (y - self.middle.1) * self.scale_px,
        )
    }

    /// Whether a point lies in the panel.
    pub fn holds(&self, p: Point) -> bool {
        let (x, y) = self.at(p);
        let (x, y) = (x - self.corner.0, y - self.corner.1);
        p.is_valid() && x >= 0.0 && y >= 0.0 && x <= self.size.0 && y <= self.size.1
    }

    /// Pixels per kilometre at the centre.
    pub fn px_per_km(&self) -> f64 {
        self.scale_px / EARTH_KM
    }

    /// A circle on the Earth.
    pub fn circle(&self, centre: Point, radius_m: f64) -> String {
        let away = (radius_m / 1_000.0 / EARTH_KM).min(1.5);
        let (lat, lon) = (centre.lat_deg.to_radians(), centre.lon_deg.to_radians());
        let (s, c) = math::sin_cos(away);
        let (slat, clat) = math::sin_cos(lat);
        let points = (0..72).map(|i| {
            let (sb, cb) = math::sin_cos(f64::from(i) / 72.0 * math::TAU);
            let lat2 = math::asin((slat * c + clat * s * cb).clamp(-1.0, 1.0));
            let lon2 = lon + math::atan2(sb * s * clat, c - slat * math::sin(lat2));
            self.at(Point::new(lat2.to_degrees(), lon2.to_degrees()))
        });
        format!("{}Z", polyline(points))
    }

    /// Meridians and parallels, clipped roughly.
    pub fn graticule(&self) -> String {
        let step = if self.size.0 / self.scale_px > 0.8 { 20 } else { 10 };
        let (lat0, lon0) = (self.centre.lat_deg, self.centre.lon_deg);
        let near = |value: i32, middle: f64, within: f64| (f64::from(value) - middle).abs() < within;
        let mut d = String::new();
        let lons = (-36..72).map(|i| i * step).filter(|l| near(*l, lon0, 80.0));
        for lon in lons {
            let lats = (-8..=8).map(|i| f64::from(i) * 10.0);
            d.push_str(&self.clipped_line(
                lats.flat_map(|lat| [Point::new(lat, f64::from(lon)), Point::new(lat + 5.0, f64::from(lon))]),
            ));
        }
        for lat in (-80 / step..=80 / step).map(|i| i * step).filter(|l| near(*l, lat0, 60.0)) {
            let lons = (-16..=16).map(|i| lon0 + f64::from(i) * 5.0);
            d.push_str(&self.clipped_line(lons.map(|lon| Point::new(f64::from(lat), lon))));
        }
        d
    }

    /// Runs of a line that lie near the panel.
    fn clipped_line(&self, points: impl Iterator<Item = Point>) -> String {
        let margin = self.size.0;
        let is_near = |(x, y): &(f64, f64)| {
            let (x, y) = (x - self.corner.0, y - self.corner.1);
            x > -margin && y > -margin && x < self.size.0 + margin && y < self.size.1 + margin
        };
        polyline(points.map(|p| self.at(p)).filter(is_near))
    }

    /// The land in the panel.
    pub fn land(&self) -> String {
        let mut d = String::new();
        for ring in rings() {
            let place = |[lon, lat]: &[f64; 2]| Point::new(*lat, *lon);
            let points: Option<Vec<(f64, f64)>> =
                ring.iter().map(|p| self.flat(place(p)).map(|_| self.at(place(p)))).collect();
            let Some(points) = points else { continue };
            let clipped = self.clipped_ring(points);
            if clipped.len() < 3 {
                continue;
            }
            for (i, (x, y)) in clipped.iter().enumerate() {
                let _ = write!(d, "{}{} {}", if i == 0 { 'M' } else { 'L' }, px(*x), px(*y));
            }
            d.push('Z');
        }
        d
    }

    /// Sutherland and Hodgman: a ring cut at the panel's edges, two pixels outside.
    fn clipped_ring(&self, mut ring: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
        let (x0, y0) = (self.corner.0 - 2.0, self.corner.1 - 2.0);
        let (x1, y1) = (x0 + self.size.0 + 4.0, y0 + self.size.1 + 4.0);
        // Signed distance inside each edge.
        let edges: [&dyn Fn((f64, f64)) -> f64; 4] = [&|p| p.0 - x0, &|p| x1 - p.0, &|p| p.1 - y0, &|p| y1 - p.1];
        for inside in edges {
            let mut out = Vec::with_capacity(ring.len());
            for (i, &b) in ring.iter().enumerate() {
                let a = ring[(i + ring.len() - 1) % ring.len()];
                let (da, db) = (inside(a), inside(b));
                if (da < 0.0) != (db < 0.0) {
                    let t = da / (da - db);
                    out.push((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
                }
                if db >= 0.0 {
                    out.push(b);
                }
            }
            ring = out;
            if ring.is_empty() {
                break;
            }
        }
        ring
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_points_have_their_own_cluster() {
        let points =
            [Point::new(35.0, 139.0), Point::new(34.0, 135.0), Point::new(34.0, -118.0), Point::new(26.0, 128.0)];
        let found = clusters(&points, 2_000.0);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
    }

    #[test]
    fn a_panel_holds_its_points_and_land_is_cut_to_it() {
        let points = [Point::new(35.0, 139.0), Point::new(26.0, 128.0), Point::new(40.0, 126.0)];
        let panel = Panel::fitted(&points, (0.0, 0.0), (600.0, 400.0), 0);
        assert!(points.iter().all(|p| panel.holds(*p)));
        let land = panel.land();
        assert!(land.len() > 200 && land.len() < 30_000, "{}", land.len());
        let circle_px = 1_000.0 * panel.px_per_km();
        let (x, _) = panel.at(points[0]);
        let right = panel
            .circle(points[0], 1e6)
            .split(['M', 'L', ' ', 'Z'])
            .filter_map(|t| t.parse::<f64>().ok())
            .fold(0.0, f64::max);
        assert!((right - x - circle_px).abs() < circle_px * 0.9);
    }
}
