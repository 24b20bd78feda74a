//! The density of the standard atmosphere as a table of cubics, for code that asks millions of times.

use super::density_kg_m3;
use std::sync::LazyLock;

/// Heights (m) at which the table begins and ends, and the width of its cells (m).
const LOW_M: f64 = -5_000.0;
/// Height (m) above which the density counts as zero.
pub const TOP_M: f64 = 200_000.0;
const CELL_M: f64 = 250.0;
const NUM_CELLS: usize = 820;

/// Coefficients of each cell's cubic in the place (0..1) within it, constant first; the last cell is empty space.
static CELLS: LazyLock<Vec<[f64; 4]>> = LazyLock::new(|| {
    let slope = |h: f64| (density_kg_m3(h + 1.0) - density_kg_m3(h - 1.0)) * (0.5 * CELL_M);
    let cell = |index: usize| {
        let (low, high) = (LOW_M + CELL_M * index as f64, LOW_M + CELL_M * (index + 1) as f64);
        let (a, b) = (density_kg_m3(low), density_kg_m3(high));
        let (c, d) = (slope(low), slope(high));
        [a, c, 3.0 * (b - a) - 2.0 * c - d, 2.0 * (a - b) + c + d]
    };
    (0..NUM_CELLS).map(cell).chain([[0.0; 4]]).collect()
});

/// The table, to be fetched once outside a loop.
#[derive(Debug, Clone, Copy)]
pub struct Table(&'static [[f64; 4]]);

/// The table of the standard atmosphere.
#[must_use]
pub fn table() -> Table {
    Table(&CELLS)
}

impl Table {
    /// Air density (kg/m³) at a geometric height (m): that of −5 km below, zero from 200 km up.
    ///
    /// - **Accuracy:** 2e-7 of [`density_kg_m3`] inside the standard's layers, 6e-4 within 250 m of their borders, where the
    ///   lapse rate jumps.
    #[inline(always)]
    #[must_use]
    pub fn density_kg_m3(self, alt_m: f64) -> f64 {
        let place = (alt_m - LOW_M) * (1.0 / CELL_M);
        // What is below the table, or is no number, counts as its lower end.
        let place = if place > 0.0 { place } else { 0.0 };
        let index = (place as usize).min(NUM_CELLS);
        let u = if index < NUM_CELLS { place - index as f64 } else { 0.0 };
        let c = &self.0[index];
        c[0] + u * (c[1] + u * (c[2] + u * c[3]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_agrees_with_the_formulas() {
        let (mut worst, mut typical) = (0.0_f64, Vec::new());
        for step in 0..20_000 {
            let alt_m = -5_000.0 + f64::from(step) * 10.2;
            let error = (table().density_kg_m3(alt_m) / density_kg_m3(alt_m) - 1.0).abs();
            worst = worst.max(error);
            typical.push(error);
        }
        typical.sort_by(f64::total_cmp);
        assert!(worst < 2e-3, "{worst:e}");
        assert!(typical[19_000] < 1e-6, "{:e}", typical[19_000]);
        assert_eq!(table().density_kg_m3(200_000.0), 0.0);
        assert_eq!(table().density_kg_m3(-9_000.0), density_kg_m3(-5_000.0));
    }
}
