//! From flights to a table: where each crosses the table's heights, and what lies between neighbours.

use super::fan::{Arc, Flight, Node};
use super::{FlyoutTable, NUM_HEIGHTS, NUM_RANGES};
use std::ops::Range;

/// One point of a flight: ground range (m), time (s) and speed (m/s).
type Point = [f64; 3];

/// A height as low as the launcher is taken for this one (m): on the ground every flight is there at once.
const LEAST_M: f64 = 5.0;

/// How near (m) to a height the last step towards it begins.
const NEAR_M: f64 = 10.0;

/// Where one flight crosses the table's heights.
struct Crossings {
    /// On the way up and on the way down, by row.
    up: [Option<Point>; NUM_HEIGHTS],
    down: [Option<Point>; NUM_HEIGHTS],
    /// The highest point and its height (m), if the flight comes to it.
    top: Option<(Point, f64)>,
}

impl Crossings {
    fn of(flight: &Flight, rows: &Rows) -> Self {
        let mut found = Self { up: [None; NUM_HEIGHTS], down: [None; NUM_HEIGHTS], top: None };
        for part in flight {
            for pair in part.windows(2) {
                let [start, end] = [&pair[0], &pair[1]].map(Node::height_m);
                if start.1 > 0.0 && end.1 <= 0.0 {
                    let arc = Arc::new(&pair[0], &pair[1]);
                    let u = top_of(&arc);
                    let top_m = arc.height_m(u).0;
                    found.top = Some((arc.sample(u), top_m));
                    found.pass(&arc, [(0.0, start.0), (u, top_m)], rows);
                    found.pass(&arc, [(u, top_m), (1.0, end.0)], rows);
                } else if !rows.between(start.0, end.0).is_empty() {
                    found.pass(&Arc::new(&pair[0], &pair[1]), [(0.0, start.0), (1.0, end.0)], rows);
                }
            }
        }
        found
    }

    /// Notes the rows crossed between two points of an arc and their heights (m), between which it only rises or falls.
    fn pass(&mut self, arc: &Arc, [from, to]: [(f64, f64); 2], rows: &Rows) {
        let rises = to.1 > from.1;
        // From the lowest row on, each crossing is sought from the one before.
        let ((mut u, mut u_m), (high, high_m)) = if rises { (from, to) } else { (to, from) };
        for row in rows.between(from.1, to.1) {
            let height_m = rows.heights_m[row];
            let guess = u + (high - u) * ((height_m - u_m) / (high_m - u_m).max(1e-9)).clamp(0.0, 1.0);
            u = crossing(arc, [u, high], guess, height_m);
            u_m = height_m;
            let point = arc.sample(u);
            if rises {
                self.up[row] = self.up[row].or(Some(point));
            } else {
                self.down[row] = Some(point);
            }
        }
    }
}

/// The heights of a table (m).
struct Rows {
    heights_m: [f64; NUM_HEIGHTS],
}

impl Rows {
    /// The rows between two heights (m), both included, whichever is higher.
    fn between(&self, a_m: f64, b_m: f64) -> Range<usize> {
        let (low_m, high_m) = (a_m.min(b_m), a_m.max(b_m));
        if high_m < self.heights_m[0] || low_m > self.heights_m[NUM_HEIGHTS - 1] {
            return 0..0;
        }
        self.heights_m.partition_point(|h| *h < low_m)..self.heights_m.partition_point(|h| *h <= high_m)
    }
}

/// The highest point of an arc that rises at its begin and falls at its end.
fn top_of(arc: &Arc) -> f64 {
    let (mut rising, mut falling) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = 0.5 * (rising + falling);
        if arc.height_m(middle).1 > 0.0 { rising = middle } else { falling = middle }
    }
    rising
}

/// Where between a lower and a higher point of an arc it passes a height: Newton's method, kept inside by halving.
fn crossing(arc: &Arc, [mut low, mut high]: [f64; 2], guess: f64, height_m: f64) -> f64 {
    let mut u = guess;
    for _ in 0..30 {
        let (now_m, climb_m) = arc.height_m(u);
        let lack_m = height_m - now_m;
        if lack_m > 0.0 {
            low = u
        } else {
            high = u
        }
        let next = u + lack_m / climb_m;
        let is_inside = (next - low) * (next - high) <= 0.0;
        u = if is_inside { next } else { 0.5 * (low + high) };
        // Newton's next step is then a small fraction of this one.
        if is_inside && lack_m.abs() < NEAR_M {
            break;
        }
    }
    u
}

/// The flights that pass one height, from the vertical one up, over lower and lower ones, back to the vertical one down:
/// runs of neighbours.
fn runs(all: &[Crossings], row: usize, height_m: f64) -> Vec<Vec<Point>> {
    let up = all.iter().rev().map(|c| c.up[row]);
    let lowest = all.iter().position(|c| c.up[row].is_some() || c.down[row].is_some());
    // Between the lowest flight that reaches the height and the next one below, the flight whose top it is.
    let touching = lowest.filter(|index| *index > 0).and_then(|index| {
        let ((below, below_m), (above, above_m)) = (all[index - 1].top?, all[index].top?);
        let share = (height_m - below_m) / (above_m - below_m);
        Some(std::array::from_fn(|i| below[i] + share * (above[i] - below[i])))
    });
    let from = lowest.unwrap_or(all.len());
    let down = all[from..].iter().map(|c| c.down[row]);
    let mut runs = vec![Vec::new()];
    // Where even the lowest flight passes the height, its ways up and down are neighbours.
    let turn = (from > 0).then_some(touching);
    for point in up.take(all.len() - from).chain(turn).chain(down) {
        match point {
            Some(point) => runs.last_mut().expect("there is always a run").push(point),
            // A flight is missing only where time ended; its neighbours are no neighbours of each other.
            None => runs.push(Vec::new()),
        }
    }
    runs
}

impl FlyoutTable {
    /// Fills the nodes of times and speeds, and the borders, from the flights.
    pub(super) fn fill(&mut self, flights: &[Flight]) {
        let heights_m = std::array::from_fn(|row| {
            let height_m = self.row_m(row);
            if (0.0..LEAST_M).contains(&height_m) { LEAST_M } else { height_m }
        });
        let rows = Rows { heights_m };
        let all: Vec<Crossings> = flights.iter().map(|f| Crossings::of(f, &rows)).collect();
        for (row, height_m) in heights_m.iter().enumerate() {
            let mut farthest: Option<Point> = None;
            for run in runs(&all, row, *height_m) {
                for point in &run {
                    if farthest.is_none_or(|f| point[0] > f[0] || point[0] == f[0] && point[1] < f[1]) {
                        farthest = Some(*point);
                    }
                }
                for pair in run.windows(2) {
                    self.cover(row, pair[0], pair[1]);
                }
            }
            if let Some(farthest) = farthest {
                self.close_row(row, farthest);
            } else if row > 0 && self.border_m[row - 1] > 0.0 {
                self.close_top(row, &all);
            }
        }
    }

    /// Gives every node of a row between two points its time and speed, if earlier than what it has.
    fn cover(&mut self, row: usize, a: Point, b: Point) {
        let (near, far) = if a[0] < b[0] { (a, b) } else { (b, a) };
        let first = self.column_of(near[0]).ceil() as usize;
        for column in first..NUM_RANGES {
            let range_m = self.column_m(column);
            if range_m > far[0] {
                break;
            }
            let share = if far[0] > near[0] { (range_m - near[0]) / (far[0] - near[0]) } else { 0.0 };
            let [time_s, speed_m_s] = [1, 2].map(|i| near[i] + share * (far[i] - near[i]));
            let node = row * NUM_RANGES + column;
            let known_s = f64::from(self.times_s[node]);
            if known_s.is_nan() || time_s < known_s {
                self.times_s[node] = time_s as f32;
                self.arrivals[node][0] = speed_m_s as f32;
            }
        }
    }

    /// Notes how far a height can be reached, and gives the nodes beyond what a flight on at the last speed would, so that
    /// there is something to interpolate to.
    fn close_row(&mut self, row: usize, [range_m, time_s, speed_m_s]: Point) {
        self.border_m[row] = range_m as f32;
        for column in 0..NUM_RANGES {
            let node = row * NUM_RANGES + column;
            if self.times_s[node].is_nan() {
                let beyond_m = self.column_m(column) - range_m;
                self.times_s[node] = (time_s + beyond_m.max(0.0) / speed_m_s.max(1.0)) as f32;
                self.arrivals[node][0] = speed_m_s as f32;
            }
        }
    }

    /// The first row above all flights: its nodes and a border that falls to nothing where the highest flight turns.
    fn close_top(&mut self, row: usize, all: &[Crossings]) {
        let highest = all.iter().filter_map(|c| c.top).max_by(|a, b| a.1.total_cmp(&b.1));
        let (step_m, below_m) = (1.0 / self.rows_per_m, self.row_m(row - 1));
        let share = highest.map_or(0.0, |h| ((h.1 - below_m) / step_m).clamp(0.0, 1.0));
        // A straight line from the last border through zero at the top.
        self.border_m[row] = if share > 0.0 { self.border_m[row - 1] * (1.0 - 1.0 / share as f32) } else { f32::MIN };
        for column in 0..NUM_RANGES {
            let (node, below) = (row * NUM_RANGES + column, (row - 1) * NUM_RANGES + column);
            let [speed_m_s, _] = self.arrivals[below];
            // Half the speed on the way to a top where none is left.
            self.times_s[node] = self.times_s[below] + step_m as f32 / (0.5 * speed_m_s).max(1.0);
            self.arrivals[node][0] = 0.0;
        }
    }
}
