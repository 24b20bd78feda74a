//! A panel: a frame of figures around a drawing.

use crate::html::svg::{At, Scale, Svg};

/// A rectangle with two scales.
pub struct Panel {
    /// Left edge (px).
    pub(super) left: f64,
    /// Upper edge (px).
    pub(super) top: f64,
    /// Width (px).
    pub(super) width: f64,
    /// Height (px).
    pub(super) height: f64,
    x: Scale,
    y: Scale,
}

/// Least and greatest of each coordinate.
fn bounds(points: impl Iterator<Item = [f64; 2]>) -> [(f64, f64); 2] {
    let mut bounds = [(f64::INFINITY, f64::NEG_INFINITY); 2];
    for point in points {
        for (bound, value) in bounds.iter_mut().zip(point) {
            *bound = (bound.0.min(value), bound.1.max(value));
        }
    }
    bounds.map(|bound| if bound.0 <= bound.1 { bound } else { (0.0, 1.0) })
}

impl Panel {
    /// A panel without content.
    pub fn new((left, top): (f64, f64), (width, height): (f64, f64)) -> Self {
        let unit = Scale::new((0.0, 1.0), (0.0, 1.0));
        Self { left, top, width, height, x: unit, y: unit }
    }

    /// Scales over these values.
    pub fn over(&mut self, x: (f64, f64), y: (f64, f64)) {
        self.x = Scale::new(x, (self.left, self.left + self.width));
        self.y = Scale::new(y, (self.top + self.height, self.top));
    }

    /// Holds all points, with some room.
    pub fn fit(&mut self, points: impl Iterator<Item = [f64; 2]>) {
        let [x, y] = bounds(points).map(|(low, high)| {
            let room = 0.04 * (high - low).max(1e-3);
            (low - room, high + room)
        });
        self.over(x, y);
    }

    /// Holds all points, with some room and one scale for both coordinates.
    pub fn fit_evenly(&mut self, points: impl Iterator<Item = [f64; 2]>) {
        let [x, y] = bounds(points);
        let unit_per_px = 1.08 * ((x.1 - x.0) / self.width).max((y.1 - y.0) / self.height).max(1e-6);
        let around = |(low, high): (f64, f64), size_px: f64| {
            let (middle, half) = (0.5 * (low + high), 0.5 * unit_per_px * size_px);
            (middle - half, middle + half)
        };
        self.over(around(x, self.width), around(y, self.height));
    }

    /// Where a point is (px).
    pub fn at(&self, [x, y]: [f64; 2]) -> (f64, f64) {
        (self.x.at(x), self.y.at(y))
    }

    /// Title, what is shown, grid and figures.
    pub fn axes(&self, svg: &mut Svg, title: &str, what: &str) {
        self.time_axis(svg, title, what);
        let right = self.left + self.width;
        let (ticks, step) = self.y.ticks((self.height / 60.0) as usize);
        for tick in ticks {
            let y = self.y.at(tick);
            svg.line("grid", (self.left, y), (right, y));
            svg.text("s m", (self.left - 7.0, y + 4.0), At::End, &figure(tick, step));
        }
    }

    /// Title, what is shown, and the grid and figures of the lower axis alone.
    pub fn time_axis(&self, svg: &mut Svg, title: &str, what: &str) {
        let (right, base) = (self.left + self.width, self.top + self.height);
        svg.text("h", (self.left, self.top - 29.0), At::Start, title);
        svg.text("s m", (self.left, self.top - 12.0), At::Start, what);
        let (ticks, step) = self.x.ticks((self.width / 100.0) as usize);
        for tick in ticks {
            let x = self.x.at(tick);
            svg.line("grid", (x, self.top), (x, base));
            svg.text("s m", (x, base + 17.0), At::Middle, &figure(tick, step));
        }
        svg.line("axis", (self.left, base), (right, base));
    }
}

/// A figure of an axis.
fn figure(value: f64, step: f64) -> String {
    let decimals = usize::from(step < 1.0) + usize::from(step < 0.1);
    let text = format!("{:.decimals$}", value + 0.0);
    if decimals == 0 && value.abs() >= 1_000.0 { crate::text::whole(value) } else { text.replace('-', "−") }
}
