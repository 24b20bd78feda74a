//! Curves drawn with Braille dots, or with stars where only ASCII can be shown.

/// A plot of `columns` × `rows` characters; Braille has 2 × 4 dots in each.
pub struct Plot {
    columns: usize,
    rows: usize,
    dots: Vec<u8>,
    /// Largest values of both axes, which begin at zero.
    most: (f64, f64),
}

/// Bits of a Braille character by row and column of its dots.
const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

impl Plot {
    /// An empty plot with axes from zero to `most`.
    pub fn new(columns: usize, rows: usize, most: (f64, f64)) -> Self {
        Self { columns, rows, dots: vec![0; columns * rows], most: (most.0.max(1e-9), most.1.max(1e-9)) }
    }

    /// Draws straight lines between points.
    pub fn curve(&mut self, points: &[(f64, f64)]) {
        let dots: Vec<(f64, f64)> = points.iter().map(|point| self.dot(*point)).collect();
        for pair in dots.windows(2) {
            let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
            let num = (x1 - x0).abs().max((y1 - y0).abs()).ceil().max(1.0) as usize;
            for i in 0..=num {
                let share = i as f64 / num as f64;
                self.set((x0 + (x1 - x0) * share).round() as usize, (y0 + (y1 - y0) * share).round() as usize);
            }
        }
    }

    /// Column and row of the character at a point.
    pub fn place(&self, point: (f64, f64)) -> (usize, usize) {
        let (x, y) = self.dot(point);
        (x.round() as usize / 2, y.round() as usize / 4)
    }

    /// A row as text.
    pub fn row(&self, row: usize, unicode: bool) -> String {
        let cells = &self.dots[row * self.columns..(row + 1) * self.columns];
        let glyph = |bits: &u8| match (*bits, unicode) {
            (0, _) => ' ',
            (_, false) => '*',
            (bits, true) => char::from_u32(0x2800 + u32::from(bits)).unwrap_or('*'),
        };
        cells.iter().map(glyph).collect()
    }

    /// Dots from the left and from the top.
    fn dot(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (across, down) = ((2 * self.columns - 1) as f64, (4 * self.rows - 1) as f64);
        ((x / self.most.0).clamp(0.0, 1.0) * across, (1.0 - (y / self.most.1).clamp(0.0, 1.0)) * down)
    }

    fn set(&mut self, x: usize, y: usize) {
        self.dots[y / 4 * self.columns + x / 2] |= BITS[y % 4][x % 2];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_begins_and_ends_where_its_points_are() {
        let mut plot = Plot::new(3, 2, (1.0, 1.0));
        plot.curve(&[(0.0, 0.0), (1.0, 0.0)]);
        plot.curve(&[(0.0, 1.0), (0.0, 0.9)]);
        assert_eq!([0, 1].map(|row| plot.row(row, true)), ["⠃  ", "⣀⣀⣀"]);
        assert_eq!([0, 1].map(|row| plot.row(row, false)), ["*  ", "***"]);
        assert_eq!((plot.place((1.0, 0.0)), plot.place((0.0, 1.0))), ((2, 1), (0, 0)));
    }

    #[test]
    fn what_lies_outside_is_drawn_at_the_edge() {
        let mut plot = Plot::new(1, 1, (0.0, 0.0));
        plot.curve(&[(-1.0, -1.0), (5.0, f64::NAN)]);
        assert_ne!(plot.row(0, true), " ");
    }
}
