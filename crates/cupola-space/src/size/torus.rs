//! The satellites in reach, as a region of node and argument of latitude.

use cupola_core::{Vec3, math};

/// Rows (nodes) at first, and at most.
const FIRST_ROWS: usize = 1_024;
const MOST_ROWS: usize = 1 << 17;
/// Change of the share, relative, at which halving the grid ends.
const SETTLED_RATIO: f64 = 3e-4;
/// Rows that must hold something before the share is believed.
const LEAST_HELD: usize = 16;

/// A circular orbit but for its node and phase.
#[derive(Debug, Clone, Copy)]
pub struct Orbit {
    pub radius_m: f64,
    /// Sine and cosine of the inclination.
    pub inclination: (f64, f64),
    /// Rate of the argument of latitude (rad/s).
    pub phase_rad_s: f64,
    /// Rate of the node as seen from the Earth (rad/s).
    pub turn_rad_s: f64,
}

/// A moment at which a missile can be met: from satellites within `arc_rad` of its direction (Earth-fixed, unit).
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    pub time_s: f64,
    pub direction: Vec3,
    pub arc_rad: f64,
}

/// Which satellites are in reach by node and argument of latitude at launch, both in turns of 0 to 1.
///
/// Nodes are rows, each taken at its middle; in a row the arguments are exact: at each moment the orbit meets a cap about the
/// missile in one stretch, and what counts is their union.
#[derive(Debug, Clone)]
pub struct Torus {
    samples: Vec<Sample>,
    /// Where each row's stretches begin in `stretches`, and after the last row the end.
    rows: Vec<u32>,
    /// Half-open stretches of arguments (turns), in order in each row, apart.
    stretches: Vec<[f64; 2]>,
    fraction: f64,
    error_ratio: f64,
}

impl Torus {
    /// The satellites in reach at any of these moments, on a grid as fine as their share needs.
    pub fn of(orbit: &Orbit, samples: &[Sample]) -> Self {
        let mut torus = Self::with_rows(orbit, samples, FIRST_ROWS);
        let mut num_rows = 2 * FIRST_ROWS;
        while num_rows <= MOST_ROWS {
            let finer = Self::with_rows(orbit, samples, num_rows);
            let change = (torus.fraction / finer.fraction - 1.0).abs();
            torus = finer;
            torus.error_ratio = change;
            if change <= SETTLED_RATIO && torus.num_held() >= LEAST_HELD {
                break;
            }
            num_rows *= 2;
        }
        torus
    }

    /// The satellites in reach of any of several.
    pub fn any(orbit: &Orbit, members: &[&Self]) -> Self {
        if let [one] = members {
            return (*one).clone();
        }
        let samples: Vec<Sample> = members.iter().flat_map(|torus| torus.samples.iter().copied()).collect();
        let num_rows = members.iter().map(|torus| torus.num_rows()).max().unwrap_or(FIRST_ROWS);
        let error_ratio = members.iter().map(|torus| torus.error_ratio).fold(0.0, f64::max);
        Self { error_ratio, ..Self::with_rows(orbit, &samples, num_rows) }
    }

    fn with_rows(orbit: &Orbit, samples: &[Sample], num_rows: usize) -> Self {
        let moments: Vec<Moment> = samples.iter().map(|sample| Moment::of(orbit, sample)).collect();
        let (mut rows, mut stretches, mut row) = (vec![0], Vec::new(), Vec::new());
        let mut sum = 0.0;
        for r in 0..num_rows {
            let (sin_node, cos_node) = math::sin_cos(math::TAU * (r as f64 + 0.5) / num_rows as f64);
            let plane = Plane::of(orbit, sin_node, cos_node);
            row.clear();
            for moment in &moments {
                moment.add(&plane, &mut row);
            }
            sum += merge(&mut row, &mut stretches);
            rows.push(stretches.len() as u32);
        }
        Self { samples: samples.to_vec(), rows, stretches, fraction: sum / num_rows as f64, error_ratio: f64::INFINITY }
    }

    fn num_rows(&self) -> usize {
        self.rows.len() - 1
    }

    fn num_held(&self) -> usize {
        self.rows.windows(2).filter(|ends| ends[1] > ends[0]).count()
    }

    /// Share of the satellites that is in reach.
    pub fn fraction(&self) -> f64 {
        self.fraction
    }

    /// Change of the share, relative, when the grid was last halved.
    pub fn error_ratio(&self) -> f64 {
        self.error_ratio
    }

    /// How many of `per_plane` satellites, evenly spaced from the argument `first` on, are in reach; node and argument in turns.
    #[inline]
    pub fn count(&self, node: f64, first: f64, per_plane: f64) -> u64 {
        let r = ((node - node.floor()) * self.num_rows() as f64) as usize;
        let r = r.min(self.num_rows() - 1);
        let (begin, end) = (self.rows[r] as usize, self.rows[r + 1] as usize);
        // The satellites are at the whole numbers of (argument − first) · per_plane.
        let upto = |argument: f64| ((argument - first) * per_plane).ceil();
        self.stretches[begin..end].iter().map(|[low, high]| (upto(*high) - upto(*low)) as u64).sum()
    }
}

/// A moment as the rows need it.
struct Moment {
    /// Towards the missile, turned back by what the planes have turned since launch.
    direction: Vec3,
    cos_arc: f64,
    /// How far satellites have gone since launch (turns).
    gone: f64,
}

/// Unit vectors of an orbit's plane: to the node, a quarter turn on, and upright.
struct Plane {
    along: Vec3,
    across: Vec3,
    upright: Vec3,
}

impl Plane {
    fn of(orbit: &Orbit, sin_node: f64, cos_node: f64) -> Self {
        let (sin_inc, cos_inc) = orbit.inclination;
        Self {
            along: Vec3::new(cos_node, sin_node, 0.0),
            across: Vec3::new(-sin_node * cos_inc, cos_node * cos_inc, sin_inc),
            upright: Vec3::new(sin_node * sin_inc, -cos_node * sin_inc, cos_inc),
        }
    }
}

impl Moment {
    fn of(orbit: &Orbit, sample: &Sample) -> Self {
        let (sin, cos) = math::sin_cos(-orbit.turn_rad_s * sample.time_s);
        let d = &sample.direction;
        Self {
            direction: Vec3::new(cos * d.x - sin * d.y, sin * d.x + cos * d.y, d.z),
            cos_arc: math::cos(sample.arc_rad),
            gone: orbit.phase_rad_s * sample.time_s / math::TAU,
        }
    }

    /// Adds the arguments at launch (turns, of any whole part) that are in reach at this moment in this plane.
    fn add(&self, plane: &Plane, row: &mut Vec<[f64; 2]>) {
        let sin_off = self.direction.dot(&plane.upright);
        let square = 1.0 - sin_off * sin_off;
        if self.cos_arc > 0.0 && square <= self.cos_arc * self.cos_arc {
            return;
        }
        let half = math::acos_clamped(self.cos_arc / square.max(1e-300).sqrt()) / math::TAU;
        let nearest = math::atan2(self.direction.dot(&plane.across), self.direction.dot(&plane.along)) / math::TAU;
        row.push([nearest - half - self.gone, nearest + half - self.gone]);
    }
}

/// Brings stretches into 0 to 1, joins those that meet, appends them and returns their whole length.
fn merge(row: &mut Vec<[f64; 2]>, out: &mut Vec<[f64; 2]>) -> f64 {
    if row.iter().any(|[low, high]| high - low >= 1.0) {
        out.push([0.0, 1.0]);
        return 1.0;
    }
    for i in 0..row.len() {
        let whole = row[i][0].floor();
        let (low, high) = (row[i][0] - whole, row[i][1] - whole);
        row[i] = [low, high.min(1.0)];
        if high > 1.0 {
            row.push([0.0, high - 1.0]);
        }
    }
    row.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let begin = out.len();
    for &[low, high] in row.iter() {
        match out[begin..].last_mut() {
            Some(last) if low <= last[1] => last[1] = last[1].max(high),
            _ => out.push([low, high]),
        }
    }
    out[begin..].iter().map(|[low, high]| high - low).sum()
}
