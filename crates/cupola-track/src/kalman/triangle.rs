//! Lower-triangular roots of covariances: made, added to and taken from.

use super::{Matrix, Vector};

/// The lower-triangular root of a matrix (Cholesky's); `None` where it is not positive definite.
pub fn root_of<const N: usize>(matrix: &Matrix<N, N>) -> Option<Matrix<N, N>> {
    matrix.cholesky().map(|cholesky| cholesky.l())
}

/// Plane rotation of the pair (`kept`, `cleared`) that makes the second zero, and the length it leaves.
pub fn rotation(kept: f64, cleared: f64) -> Option<([f64; 2], f64)> {
    let length = (kept * kept + cleared * cleared).sqrt();
    (cleared != 0.0 && length > 0.0).then(|| ([kept / length, cleared / length], length))
}

/// Adds `column · columnᵀ` to what `root` is the root of, by Givens rotations.
///
/// One column after another this is the QR factorisation of the array `[root, columns]`ᵀ, whatever their number.
///
/// # Source
/// Golub and Van Loan, *Matrix Computations* (`GOLUB2013`), sections 5.2.5 and 6.5.4.
pub fn add<const N: usize>(root: &mut Matrix<N, N>, mut column: Vector<N>) {
    for k in 0..N {
        let Some(([cos, sin], length)) = rotation(root[(k, k)], column[k]) else { continue };
        root[(k, k)] = length;
        for row in k + 1..N {
            let (kept, cleared) = (root[(row, k)], column[row]);
            root[(row, k)] = cos * kept + sin * cleared;
            column[row] = cos * cleared - sin * kept;
        }
    }
}

/// Takes `column · columnᵀ` from what `root` is the root of; `None` where nothing positive definite would be left.
///
/// # Source
/// `GOLUB2013`, section 6.5.4 (hyperbolic rotations, in the mixed form).
pub fn take<const N: usize>(root: &Matrix<N, N>, mut column: Vector<N>) -> Option<Matrix<N, N>> {
    let mut left = *root;
    for k in 0..N {
        let sin = column[k] / left[(k, k)];
        let square = (1.0 - sin) * (1.0 + sin);
        if square.is_nan() || square <= 0.0 {
            return None;
        }
        let cos = square.sqrt();
        left[(k, k)] *= cos;
        for row in k + 1..N {
            left[(row, k)] = (left[(row, k)] - sin * column[row]) / cos;
            column[row] = cos * column[row] - sin * left[(row, k)];
        }
    }
    Some(left)
}

/// The root of `Σ column · columnᵀ`.
pub fn root_of_columns<const N: usize>(columns: impl IntoIterator<Item = Vector<N>>) -> Matrix<N, N> {
    let mut root = Matrix::zeros();
    for column in columns {
        add(&mut root, column);
    }
    root
}

/// The columns of a matrix.
pub fn columns<const R: usize, const C: usize>(matrix: &Matrix<R, C>) -> impl Iterator<Item = Vector<R>> + '_ {
    matrix.column_iter().map(|column| column.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_can_be_taken_away() {
        let columns = [[3.0, 1.0, -2.0], [0.5, 4.0, 1.0], [1.0, -1.0, 2.5], [7.0, 0.1, 0.2]].map(Vector::<3>::from);
        let root = root_of_columns(columns);
        let square: Matrix<3, 3> = columns.iter().map(|c| c * c.transpose()).sum();
        assert!((root * root.transpose() - square).amax() < 1e-13);
        assert!(root[(0, 1)] == 0.0 && root[(0, 2)] == 0.0 && root[(1, 2)] == 0.0);
        let left = take(&root, columns[3]).unwrap();
        assert!((left - root_of_columns(columns[..3].iter().copied())).amax() < 1e-12);
        assert!(take(&root, columns[3] * 2.0).is_none());
    }
}
