//! Rectangular linear assignment: which row goes to which column at the least total cost.

/// Marks a row or column without partner.
const NONE: usize = usize::MAX;

/// Solves linear assignments; its arrays are kept from call to call.
///
/// Shortest augmenting paths with dual variables: each row in turn finds, by Dijkstra's method on reduced costs, the
/// cheapest way to a free column. `O(rows² · columns)`.
///
/// # Source
/// Jonker and Volgenant 1987, in the rectangular form of Crouse, *On implementing 2D rectangular assignment
/// algorithms*, IEEE Trans. AES 52(4), 2016 (`CROUSE2016`), section II.
#[derive(Debug, Clone, Default)]
pub struct Assignment {
    row_price: Vec<f64>,
    column_price: Vec<f64>,
    distance: Vec<f64>,
    from_row: Vec<usize>,
    open_price: Vec<f64>,
    settled: Vec<(usize, f64)>,
    row_of: Vec<usize>,
    column_of: Vec<usize>,
    turned: Vec<f64>,
}

impl Assignment {
    /// The column of each row (`None` where rows are more than columns and this one is left over).
    ///
    /// `costs` is row-major, `num_rows` × `num_columns`, all finite.
    ///
    /// # Panics
    /// Where `costs` has another length.
    pub fn solve(&mut self, costs: &[f64], num_rows: usize, num_columns: usize) -> Vec<Option<usize>> {
        let mut columns = Vec::new();
        self.solve_into(costs, num_rows, num_columns, &mut columns);
        columns
    }

    /// The same, written over `columns`.
    ///
    /// # Panics
    /// Where `costs` has another length.
    pub fn solve_into(&mut self, costs: &[f64], num_rows: usize, num_columns: usize, columns: &mut Vec<Option<usize>>) {
        assert_eq!(costs.len(), num_rows * num_columns, "costs are rows times columns");
        columns.clear();
        if num_rows <= num_columns {
            self.augment_all(costs, num_rows, num_columns);
            columns.extend(self.column_of.iter().map(|&column| Some(column)));
            return;
        }
        let mut turned = std::mem::take(&mut self.turned);
        turned.clear();
        turned.extend((0..num_columns).flat_map(|c| (0..num_rows).map(move |r| costs[r * num_columns + c])));
        self.augment_all(&turned, num_columns, num_rows);
        self.turned = turned;
        columns.extend(self.row_of.iter().map(|&row| (row != NONE).then_some(row)));
    }

    /// Improves a complete assignment of a square table, `columns` (the column of each row), to the best there is, unless that
    /// takes more than `most_work` looks at an entry: then it stays. Returns the looks taken.
    ///
    /// Columns start at the cost of their row, so that only rows that another column would suit better are moved: quick where
    /// the assignment is near the best.
    ///
    /// # Panics
    /// Where `costs` is not square.
    pub fn improve(&mut self, costs: &[f64], columns: &mut [usize], most_work: u64) -> u64 {
        let size = columns.len();
        assert_eq!(costs.len(), size * size, "costs are rows times columns");
        refill(&mut self.row_price, size, 0.0);
        refill(&mut self.column_price, size, 0.0);
        refill(&mut self.row_of, size, NONE);
        refill(&mut self.column_of, size, NONE);
        for (row, &column) in columns.iter().enumerate() {
            self.column_price[column] = costs[row * size + column];
        }
        for (row, &column) in columns.iter().enumerate() {
            let reduced = costs[row * size..(row + 1) * size].iter().zip(&self.column_price);
            self.row_price[row] = reduced.map(|(cost, price)| cost - price).fold(f64::INFINITY, f64::min);
            if self.row_price[row] >= 0.0 {
                self.row_of[column] = row;
                self.column_of[row] = column;
            }
        }
        let mut work = costs.len() as u64;
        for row in 0..size {
            if self.column_of[row] == NONE {
                if work > most_work {
                    return work;
                }
                self.augment(costs, row, size);
                work += (self.settled.len() * size) as u64;
            }
        }
        columns.copy_from_slice(&self.column_of);
        work
    }

    fn augment_all(&mut self, costs: &[f64], num_rows: usize, num_columns: usize) {
        refill(&mut self.row_price, num_rows, 0.0);
        refill(&mut self.column_price, num_columns, 0.0);
        refill(&mut self.row_of, num_columns, NONE);
        refill(&mut self.column_of, num_rows, NONE);
        for row in 0..num_rows {
            self.augment(costs, row, num_columns);
        }
    }

    /// Gives `start` a column, moving earlier rows where that is cheaper.
    fn augment(&mut self, costs: &[f64], start: usize, num_columns: usize) {
        refill(&mut self.distance, num_columns, f64::INFINITY);
        refill(&mut self.from_row, num_columns, NONE);
        self.open_price.clone_from(&self.column_price);
        self.settled.clear();
        let end = pulp::Arch::new().dispatch(|| self.search(costs, start, num_columns));
        let (_, least) = self.settled[self.settled.len() - 1];
        self.row_price[start] += least;
        for &(column, distance) in &self.settled[..self.settled.len() - 1] {
            let shift = least - distance;
            self.row_price[self.row_of[column]] += shift;
            self.column_price[column] -= shift;
        }
        let mut column = end;
        loop {
            let row = self.from_row[column];
            self.row_of[column] = row;
            std::mem::swap(&mut self.column_of[row], &mut column);
            if row == start {
                break;
            }
        }
    }

    /// Settles columns, the nearest first, up to one that is free; returns that.
    #[inline(always)]
    fn search(&mut self, costs: &[f64], start: usize, num_columns: usize) -> usize {
        let (mut row, mut least) = (start, 0.0);
        loop {
            let row_costs = &costs[row * num_columns..(row + 1) * num_columns];
            least = relax(
                row_costs,
                &self.open_price,
                &mut self.distance,
                &mut self.from_row,
                row,
                least,
                self.row_price[row],
            );
            let nearest = self.distance.iter().position(|distance| *distance == least).unwrap_or_default();
            self.settled.push((nearest, least));
            // Out of every later comparison.
            self.distance[nearest] = f64::INFINITY;
            self.open_price[nearest] = f64::NEG_INFINITY;
            match self.row_of[nearest] {
                NONE => return nearest,
                taken => row = taken,
            }
        }
    }
}

/// Shortens the ways to columns that lead through a row; returns the least of all.
#[inline(always)]
fn relax(
    row_costs: &[f64],
    open_price: &[f64],
    distance: &mut [f64],
    from_row: &mut [usize],
    row: usize,
    least: f64,
    row_price: f64,
) -> f64 {
    const LANES: usize = 8;
    let mut nearest = [f64::INFINITY; LANES];
    let len = row_costs.len();
    let (open_price, distance, from_row) = (&open_price[..len], &mut distance[..len], &mut from_row[..len]);
    let whole = len - len % LANES;
    let mut one = |column: usize, nearest: &mut f64| {
        let through = least + row_costs[column] - row_price - open_price[column];
        let is_shorter = through < distance[column];
        distance[column] = if is_shorter { through } else { distance[column] };
        from_row[column] = if is_shorter { row } else { from_row[column] };
        *nearest = if distance[column] < *nearest { distance[column] } else { *nearest };
    };
    for first in (0..whole).step_by(LANES) {
        for (lane, nearest) in nearest.iter_mut().enumerate() {
            one(first + lane, nearest);
        }
    }
    for column in whole..len {
        one(column, &mut nearest[0]);
    }
    nearest.into_iter().fold(f64::INFINITY, |a, b| if b < a { b } else { a })
}

fn refill<T: Clone>(list: &mut Vec<T>, length: usize, value: T) {
    list.clear();
    list.resize(length, value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_core::{EntityKey, Purpose, Seed, Stream};

    fn total(costs: &[f64], columns: usize, solution: &[Option<usize>]) -> f64 {
        solution.iter().enumerate().filter_map(|(row, column)| Some(costs[row * columns + (*column)?])).sum()
    }

    /// Least total over all ways, by trying them.
    fn by_trial(costs: &[f64], rows: usize, columns: usize) -> f64 {
        fn go(costs: &[f64], row: usize, rows: usize, columns: usize, used: &mut Vec<bool>, left_over: usize) -> f64 {
            if row == rows {
                return 0.0;
            }
            let mut best = f64::INFINITY;
            if left_over > 0 {
                best = go(costs, row + 1, rows, columns, used, left_over - 1);
            }
            for column in 0..columns {
                if !used[column] {
                    used[column] = true;
                    let rest = go(costs, row + 1, rows, columns, used, left_over);
                    best = best.min(costs[row * columns + column] + rest);
                    used[column] = false;
                }
            }
            best
        }
        go(costs, 0, rows, columns, &mut vec![false; columns], rows.saturating_sub(columns))
    }

    #[test]
    fn it_finds_what_trying_all_finds() {
        let mut solver = Assignment::default();
        for case in 0..300_u64 {
            let (rows, columns) = (1 + (case % 5) as usize, 1 + (case / 5 % 6) as usize);
            let draw = Stream::of_run(Seed(7), case);
            let costs: Vec<f64> = (0..rows * columns)
                .map(|i| (draw.uniform(EntityKey::of("cost"), Purpose::Place, i as u64) * 20.0).floor() - 5.0)
                .collect();
            let solution = solver.solve(&costs, rows, columns);
            assert_eq!(solution.len(), rows);
            assert_eq!(solution.iter().flatten().count(), rows.min(columns));
            let (found, best) = (total(&costs, columns, &solution), by_trial(&costs, rows, columns));
            assert!((found - best).abs() < 1e-9, "case {case}: {found} against {best}");
        }
    }

    #[test]
    fn any_start_is_improved_to_the_best_or_left_alone() {
        let mut solver = Assignment::default();
        for case in 0..200_u64 {
            let size = 1 + (case % 6) as usize;
            let draw = Stream::of_run(Seed(8), case);
            let costs: Vec<f64> = (0..size * size)
                .map(|i| (draw.uniform(EntityKey::of("cost"), Purpose::Place, i as u64) * 20.0).floor() - 5.0)
                .collect();
            let mut columns: Vec<usize> = (0..size).map(|row| (row + case as usize) % size).collect();
            let before = columns.clone();
            let sum =
                |columns: &[usize]| columns.iter().enumerate().map(|(row, at)| costs[row * size + at]).sum::<f64>();
            solver.improve(&costs, &mut columns, 0);
            let best = by_trial(&costs, size, size);
            assert!(columns == before || sum(&columns) == best, "case {case}");
            solver.improve(&costs, &mut columns, u64::MAX);
            assert!((sum(&columns) - best).abs() < 1e-9, "case {case}");
        }
    }

    #[test]
    fn nothing_to_assign() {
        assert!(Assignment::default().solve(&[], 0, 3).is_empty());
        assert_eq!(Assignment::default().improve(&[], &mut [], 10), 0);
        assert_eq!(Assignment::default().solve(&[], 2, 0), vec![None, None]);
    }
}
