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
    is_settled: Vec<bool>,
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
        assert_eq!(costs.len(), num_rows * num_columns, "costs are rows times columns");
        if num_rows <= num_columns {
            self.augment_all(costs, num_rows, num_columns);
            return self.column_of.iter().map(|&column| Some(column)).collect();
        }
        let mut turned = std::mem::take(&mut self.turned);
        turned.clear();
        turned.extend((0..num_columns).flat_map(|c| (0..num_rows).map(move |r| costs[r * num_columns + c])));
        self.augment_all(&turned, num_columns, num_rows);
        self.turned = turned;
        self.row_of.iter().map(|&row| (row != NONE).then_some(row)).collect()
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
        refill(&mut self.is_settled, num_columns, false);
        let (mut row, mut least) = (start, 0.0);
        let end = loop {
            let row_costs = &costs[row * num_columns..(row + 1) * num_columns];
            let (mut nearest, mut nearest_distance) = (NONE, f64::INFINITY);
            for (column, cost) in row_costs.iter().enumerate() {
                if self.is_settled[column] {
                    continue;
                }
                let through = least + cost - self.row_price[row] - self.column_price[column];
                if through < self.distance[column] {
                    self.distance[column] = through;
                    self.from_row[column] = row;
                }
                if self.distance[column] < nearest_distance || nearest == NONE {
                    (nearest, nearest_distance) = (column, self.distance[column]);
                }
            }
            self.is_settled[nearest] = true;
            least = nearest_distance;
            match self.row_of[nearest] {
                NONE => break nearest,
                taken => row = taken,
            }
        };
        self.row_price[start] += least;
        for column in (0..num_columns).filter(|&column| self.is_settled[column] && column != end) {
            let shift = least - self.distance[column];
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
    fn nothing_to_assign() {
        assert!(Assignment::default().solve(&[], 0, 3).is_empty());
        assert_eq!(Assignment::default().solve(&[], 2, 0), vec![None, None]);
    }
}
