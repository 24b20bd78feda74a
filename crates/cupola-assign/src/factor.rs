//! Cholesky's factors of a dense matrix, eight rows at a time.

use crate::progress::Budget;

/// Pivots below this share of the greatest diagonal entry are taken as none: what is left of them is rounding.
const LEAST_PIVOT_SHARE: f64 = 1e-14;
/// Rows that are eliminated together.
const PANEL: usize = 8;

/// `A = Rᵀ R` in place: the upper triangle of `matrix` (row-major, `size` × `size`) becomes `R`.
///
/// Where a pivot vanishes its unknown is held at 0. No operation is fused or reordered by the width of vectors.
/// Says whether it came to its end before it was told to stop.
pub fn factor(matrix: &mut [f64], size: usize, budget: &mut Budget<'_>) -> bool {
    let greatest = (0..size).map(|at| matrix[at * size + at]).fold(0.0, f64::max);
    let least = greatest * LEAST_PIVOT_SHARE;
    for first in (0..size).step_by(PANEL) {
        if budget.spend((PANEL * (size - first) * (size - first) / 4) as u64) {
            return false;
        }
        let last = (first + PANEL).min(size);
        let (panel, below) = matrix[first * size..].split_at_mut((last - first) * size);
        for row in 0..last - first {
            let (above, this) = panel.split_at_mut(row * size);
            let this = &mut this[..size];
            for (at, above) in above.chunks_exact(size).enumerate() {
                debug_assert!(at < row);
                let factor = above[first + row];
                subtract(&mut this[first + row..], &above[first + row..], factor);
            }
            let pivot = this[first + row];
            let root = if pivot > least { pivot.sqrt() } else { f64::INFINITY };
            this[first + row] = root;
            this[first + row + 1..].iter_mut().for_each(|entry| *entry /= root);
        }
        pulp::Arch::new().dispatch(|| eliminate(panel, below, size, last));
    }
    true
}

fn subtract(row: &mut [f64], above: &[f64], factor: f64) {
    for (entry, above) in row.iter_mut().zip(above) {
        *entry -= factor * above;
    }
}

/// Subtracts from every row below what the panel's rows explain.
#[inline(always)]
fn eliminate(panel: &[f64], below: &mut [f64], size: usize, last: usize) {
    if panel.len() < PANEL * size {
        return;
    }
    let rows: [&[f64]; PANEL] = std::array::from_fn(|row| &panel[row * size..(row + 1) * size]);
    for (at, row) in below.chunks_exact_mut(size).enumerate() {
        let from = last + at;
        let factors: [f64; PANEL] = std::array::from_fn(|at| rows[at][from]);
        let row = &mut row[from..];
        let parts: [&[f64]; PANEL] = std::array::from_fn(|at| &rows[at][from..][..row.len()]);
        for (column, entry) in row.iter_mut().enumerate() {
            let mut sum = *entry;
            for (part, factor) in parts.iter().zip(&factors) {
                sum -= part[column] * factor;
            }
            *entry = sum;
        }
    }
}

/// Solves `Rᵀ R x = right` in place.
pub fn solve(factors: &[f64], size: usize, right: &mut [f64]) {
    for row in 0..size {
        let (known, rest) = right.split_at_mut(row + 1);
        known[row] /= factors[row * size + row];
        let value = known[row];
        for (entry, factor) in rest.iter_mut().zip(&factors[row * size + row + 1..(row + 1) * size]) {
            *entry -= value * factor;
        }
    }
    for row in (0..size).rev() {
        let tail = &factors[row * size + row + 1..(row + 1) * size];
        let sum: f64 = tail.iter().zip(&right[row + 1..size]).map(|(factor, value)| factor * value).sum();
        right[row] = (right[row] - sum) / factors[row * size + row];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_come_back() {
        for size in [1_usize, 3, 8, 13, 40] {
            let entry = |row: usize, column: usize| {
                let part = |k: usize| ((row * 7 + k * 3) % 11) as f64 * ((column * 7 + k * 3) % 11) as f64;
                (0..size).map(part).sum::<f64>() / 50.0 + if row == column { 2.0 } else { 0.0 }
            };
            let matrix: Vec<f64> = (0..size * size).map(|at| entry(at / size, at % size)).collect();
            let wanted: Vec<f64> = (0..size).map(|at| (at as f64 * 1.7).fract() - 0.4).collect();
            let mut right: Vec<f64> =
                (0..size).map(|row| (0..size).map(|at| matrix[row * size + at] * wanted[at]).sum()).collect();
            let mut factors = matrix;
            assert!(factor(&mut factors, size, &mut Budget::new(&mut |_| false)));
            solve(&factors, size, &mut right);
            for (found, wanted) in right.iter().zip(&wanted) {
                assert!((found - wanted).abs() < 1e-9, "{size}: {found} against {wanted}");
            }
        }
    }

    #[test]
    fn an_unknown_without_a_pivot_is_held() {
        let mut factors = vec![4.0, 0.0, 0.0, 0.0];
        assert!(factor(&mut factors, 2, &mut Budget::new(&mut |_| false)));
        let mut right = vec![8.0, 5.0];
        solve(&factors, 2, &mut right);
        assert_eq!(right, [2.0, 0.0]);
    }
}
