//! Where names fit: greedy, first free spot around a marker.

use super::super::svg::{At, text_width};
use super::project::Panel;

/// Boxes already taken: left, top, right, bottom (px).
#[derive(Default)]
pub struct Labels {
    taken: Vec<[f64; 4]>,
}

impl Labels {
    /// Keeps a marker free of names.
    pub fn block(&mut self, (x, y): (f64, f64), radius: f64) {
        self.taken.push([x - radius, y - radius, x + radius, y + radius]);
    }

    fn is_free(&self, b: [f64; 4], panel: &Panel) -> bool {
        let inside = b[0] >= panel.corner.0 + 2.0
            && b[1] >= panel.corner.1 + 2.0
            && b[2] <= panel.corner.0 + panel.size.0 - 2.0
            && b[3] <= panel.corner.1 + panel.size.1 - 2.0;
        inside && !self.taken.iter().any(|t| b[0] < t[2] && b[2] > t[0] && b[1] < t[3] && b[3] > t[1])
    }

    /// A spot for a name beside a marker: where its baseline starts or ends.
    pub fn place(&mut self, (x, y): (f64, f64), name: &str, panel: &Panel) -> Option<((f64, f64), At)> {
        let width = text_width(name, 13.5);
        for away in [12.0, 18.0, 28.0] {
            for (dx, dy) in [(1.0, 0.0), (-1.0, 0.0), (0.8, -1.0), (0.8, 1.0), (-0.8, -1.0), (-0.8, 1.0)] {
                let (px, py) = (x + dx * away, y + dy * away * 0.8);
                let left = if dx > 0.0 { px } else { px - width };
                let candidate = [left, py - 7.0, left + width, py + 7.0];
                if self.is_free(candidate, panel) {
                    self.taken.push(candidate);
                    return Some(((px, py + 4.5), if dx > 0.0 { At::Start } else { At::End }));
                }
            }
        }
        None
    }

    /// A spot for a name over, below or on a point.
    pub fn centre(&mut self, (x, y): (f64, f64), name: &str, panel: &Panel) -> Option<((f64, f64), At)> {
        let half = text_width(name, 12.0) / 2.0;
        let low = panel.corner.0 + half + 4.0;
        let x = x.clamp(low, (panel.corner.0 + panel.size.0 - half - 4.0).max(low));
        for dy in [0.0, -16.0, 16.0, -32.0, 32.0, -48.0, 48.0] {
            let candidate = [x - half, y + dy - 7.0, x + half, y + dy + 7.0];
            if self.is_free(candidate, panel) {
                self.taken.push(candidate);
                return Some(((x, y + dy + 4.5), At::Middle));
            }
        }
        None
    }
}
