//! The master problem: which shares of the columns cost least, by an interior point method.
//!
//! Minimise `Σ c_k λ_k` with `Σ_k a_ik λ_k + s_i = b_i` for each weapon, `Σ_k λ_k = 1` over each target's columns, `λ, s ≥ 0`. Its
//! dual gives a price to every weapon's rounds and a level to every target. Prices from well inside the feasible region are
//! central ones, for which few rounds of new columns are needed, and degenerate problems are as easy as others.
//!
//! # Source
//! Predictor and corrector: Mehrotra, *On the implementation of a primal-dual interior point method*, SIAM Journal on Optimization
//! 2, 1992 (`MEHROTRA1992`). Central prices: Gondzio, González-Brevis and Munari, *New developments in the primal-dual column generation
//! technique*, European Journal of Operational Research 224, 2013 (`GONDZIO2013`), by idea.

use crate::factor;
use crate::pool::Pool;
use crate::progress::Budget;

/// Share of the way to the boundary that a step may take.
const STEP_SHARE: f64 = 0.995;

/// A point inside: shares and slacks, prices and levels, and what the steps need.
#[derive(Debug, Clone, Default)]
pub struct Master {
    /// Rounds of each weapon.
    pub shots: Vec<f64>,
    /// Share of each column.
    pub share: Vec<f64>,
    /// Price of a round of each weapon.
    pub price: Vec<f64>,
    /// Level of each target: no column of it is cheaper at these prices.
    pub level: Vec<f64>,
    slack: Vec<f64>,
    reduced: Vec<f64>,
    matrix: Vec<f64>,
    gathered: Vec<f64>,
    sums: Vec<f64>,
}

/// Changes of a step.
#[derive(Debug, Clone, Default)]
struct Step {
    share: Vec<f64>,
    reduced: Vec<f64>,
    slack: Vec<f64>,
    price: Vec<f64>,
    level: Vec<f64>,
}

impl Master {
    /// Rounds of each weapon; no point yet.
    pub fn new(shots: &[u32]) -> Self {
        Self { shots: shots.iter().map(|shots| f64::from(*shots)).collect(), ..Self::default() }
    }

    /// Begins at given prices, with every product of a variable and its reduced cost equal to `centre`: dual feasible, shares that add up to 1.
    fn begin(&mut self, pool: &Pool, prices: &[f64], centre: f64) {
        self.price.clear();
        self.price
            .extend(prices.iter().zip(&self.shots).map(|(price, shots)| price.max(0.5 * centre / shots.max(0.5))));
        self.slack.clear();
        self.slack.extend(self.price.iter().map(|price| centre / price));
        self.reduced.clear();
        self.reduced.extend((0..pool.len() as u32).map(|column| pool.priced(column, &self.price)));
        self.share.clear();
        self.share.resize(pool.len(), 0.0);
        self.level.clear();
        for columns in &pool.of_target {
            let level = level_of(columns.iter().map(|column| self.reduced[*column as usize]), centre);
            self.level.push(level);
            for &column in columns {
                self.reduced[column as usize] -= level;
                self.share[column as usize] = centre / self.reduced[column as usize];
            }
        }
    }

    /// Begins at given prices with products that add up to `gap` or more, so that limits are missed by no more than that.
    ///
    /// Near the boundary and far from the limits a method of inner points is stuck; `most` ends the search for a better start.
    pub fn begin_near(&mut self, pool: &Pool, prices: &[f64], gap: f64, most: f64, budget: &mut Budget<'_>) {
        let mut centre = gap / (pool.len() + self.shots.len()) as f64;
        self.begin(pool, prices, centre);
        while self.residual(pool) > self.total() && centre < most {
            if budget.spend((10 * pool.len() + pool.num_entries()) as u64) {
                break;
            }
            centre *= 2.0;
            self.begin(pool, prices, centre);
        }
    }

    /// Cost of the shares.
    pub fn cost(&self, pool: &Pool) -> f64 {
        self.share.iter().zip(&pool.cost).map(|(share, cost)| share * cost).sum()
    }

    /// Mean product of variables and their reduced costs.
    pub fn centre(&self) -> f64 {
        self.total() / (self.share.len() + self.slack.len()) as f64
    }

    /// Sum of products of variables and their reduced costs: the gap once the point is feasible.
    pub fn total(&self) -> f64 {
        let columns: f64 = self.share.iter().zip(&self.reduced).map(|(share, reduced)| share * reduced).sum();
        columns + self.slack.iter().zip(&self.price).map(|(slack, price)| slack * price).sum::<f64>()
    }

    /// By how much the shares miss their limits, priced: what is left of the gap beside [`Master::total`].
    pub fn residual(&self, pool: &Pool) -> f64 {
        let [weapons, targets] = self.residuals(pool);
        let weapons: f64 = weapons.iter().zip(&self.price).map(|(miss, price)| miss.abs() * price).sum();
        weapons + targets.iter().zip(&self.level).map(|(miss, level)| miss.abs() * level.abs()).sum::<f64>()
    }

    fn residuals(&self, pool: &Pool) -> [Vec<f64>; 2] {
        let mut weapons: Vec<f64> = self.shots.iter().zip(&self.slack).map(|(shots, slack)| shots - slack).collect();
        let mut targets = vec![1.0; pool.of_target.len()];
        for (column, share) in self.share.iter().enumerate() {
            targets[pool.target[column] as usize] -= share;
            for (weapon, num) in pool.entries(column as u32) {
                weapons[*weapon as usize] -= num * share;
            }
        }
        [weapons, targets]
    }

    /// One step of predictor and corrector; says whether it was made, for it is not where it is told to stop.
    pub fn step(&mut self, pool: &Pool, budget: &mut Budget<'_>) -> bool {
        let size = self.shots.len();
        self.assemble(pool, budget);
        let mut matrix = std::mem::take(&mut self.matrix);
        if budget.is_over() || !factor::factor(&mut matrix, size, budget) {
            return false;
        }
        budget.spend((size * size + 4 * (pool.len() + pool.num_entries())) as u64);
        let residuals = self.residuals(pool);
        let centre = self.centre();
        let products =
            |share: &[f64], reduced: &[f64]| share.iter().zip(reduced).map(|(a, b)| -a * b).collect::<Vec<f64>>();
        let mut right = [products(&self.share, &self.reduced), products(&self.slack, &self.price)];
        let guess = self.direction(pool, &matrix, &residuals, &right);
        let (primal, dual) = self.lengths(&guess);
        let after = self.total_after(&guess, primal, dual) / (self.share.len() + self.slack.len()) as f64;
        let ratio = (after / centre).clamp(0.0, 1.0);
        let aim = centre * (ratio * ratio * ratio).max(1e-6);
        for (at, right) in right[0].iter_mut().enumerate() {
            *right += aim - guess.share[at] * guess.reduced[at];
        }
        for (at, right) in right[1].iter_mut().enumerate() {
            *right += aim - guess.slack[at] * guess.price[at];
        }
        let step = self.direction(pool, &matrix, &residuals, &right);
        let (primal, dual) = self.lengths(&step);
        add(&mut self.share, &step.share, primal * STEP_SHARE);
        add(&mut self.slack, &step.slack, primal * STEP_SHARE);
        add(&mut self.price, &step.price, dual * STEP_SHARE);
        add(&mut self.level, &step.level, dual * STEP_SHARE);
        add(&mut self.reduced, &step.reduced, dual * STEP_SHARE);
        self.matrix = matrix;
        true
    }

    /// The matrix of the normal equations in the weapons' prices, targets eliminated: upper triangle; unfinished where told to stop.
    fn assemble(&mut self, pool: &Pool, budget: &mut Budget<'_>) {
        let size = self.shots.len();
        self.matrix.clear();
        self.matrix.resize(size * size, 0.0);
        self.gathered.clear();
        self.gathered.resize(size, 0.0);
        self.sums.clear();
        for (at, (slack, price)) in self.slack.iter().zip(&self.price).enumerate() {
            self.matrix[at * size + at] = slack / price;
        }
        let mut touched = Vec::new();
        for columns in &pool.of_target {
            let (mut sum, mut work) = (0.0, 0);
            for &column in columns {
                let weight = self.share[column as usize] / self.reduced[column as usize];
                sum += weight;
                let entries = pool.entries(column);
                work += entries.len() * (entries.len() + 1) / 2;
                for (at, (weapon, num)) in entries.iter().enumerate() {
                    let row = *weapon as usize;
                    if self.gathered[row] == 0.0 {
                        touched.push(*weapon);
                    }
                    self.gathered[row] += weight * num;
                    for (other, other_num) in &entries[at..] {
                        self.matrix[row * size + *other as usize] += weight * num * other_num;
                    }
                }
            }
            self.sums.push(sum);
            touched.sort_unstable();
            touched.dedup();
            for (at, weapon) in touched.iter().enumerate() {
                let row = *weapon as usize;
                let factor = self.gathered[row] / sum;
                for other in &touched[at..] {
                    self.matrix[row * size + *other as usize] -= factor * self.gathered[*other as usize];
                }
            }
            work += touched.len() * (touched.len() + 1) / 2;
            for weapon in touched.drain(..) {
                self.gathered[weapon as usize] = 0.0;
            }
            if budget.spend(work as u64) {
                return;
            }
        }
    }

    /// Solves Newton's equations for right sides of the products.
    fn direction(&self, pool: &Pool, factors: &[f64], residuals: &[Vec<f64>; 2], right: &[Vec<f64>; 2]) -> Step {
        let size = self.shots.len();
        let num_targets = pool.of_target.len();
        // Per target: residual less what the products ask for; per weapon likewise.
        let mut of_target = residuals[1].clone();
        let mut of_weapon = residuals[0].clone();
        for (column, (right, reduced)) in right[0].iter().zip(&self.reduced).enumerate() {
            let change = right / reduced;
            of_target[pool.target[column] as usize] -= change;
            for (weapon, num) in pool.entries(column as u32) {
                of_weapon[*weapon as usize] -= num * change;
            }
        }
        for (miss, (right, price)) in of_weapon.iter_mut().zip(right[1].iter().zip(&self.price)) {
            *miss -= right / price;
        }
        for (miss, sum) in of_target.iter_mut().zip(&self.sums) {
            *miss /= sum;
        }
        let mut price: Vec<f64> = of_weapon.iter().map(|miss| -miss).collect();
        for column in 0..pool.len() as u32 {
            let at = column as usize;
            let weight = self.share[at] / self.reduced[at] * of_target[pool.target[at] as usize];
            for (weapon, num) in pool.entries(column) {
                price[*weapon as usize] += num * weight;
            }
        }
        factor::solve(factors, size, &mut price);
        let mut gathered = vec![0.0; num_targets];
        let mut reduced = vec![0.0; pool.len()];
        for column in 0..pool.len() as u32 {
            let at = column as usize;
            let change: f64 = pool.entries(column).iter().map(|(weapon, num)| num * price[*weapon as usize]).sum();
            reduced[at] = change;
            gathered[pool.target[at] as usize] += self.share[at] / self.reduced[at] * change;
        }
        let level: Vec<f64> = (0..num_targets).map(|at| of_target[at] + gathered[at] / self.sums[at]).collect();
        let mut share = vec![0.0; pool.len()];
        for at in 0..pool.len() {
            reduced[at] -= level[pool.target[at] as usize];
            share[at] = (right[0][at] - self.share[at] * reduced[at]) / self.reduced[at];
        }
        let slack = (0..size).map(|at| (right[1][at] - self.slack[at] * price[at]) / self.price[at]).collect();
        Step { share, reduced, slack, price, level }
    }

    /// How far a step may go, primal and dual, before something reaches 0; at most 1.
    fn lengths(&self, step: &Step) -> (f64, f64) {
        let longest = |values: &[f64], changes: &[f64]| {
            let ends = values.iter().zip(changes).filter(|(_, change)| **change < 0.0);
            ends.map(|(value, change)| -value / change).fold(f64::INFINITY, f64::min)
        };
        let primal = longest(&self.share, &step.share).min(longest(&self.slack, &step.slack));
        let dual = longest(&self.reduced, &step.reduced).min(longest(&self.price, &step.price));
        ((primal).min(1.0 / STEP_SHARE), dual.min(1.0 / STEP_SHARE))
    }

    fn total_after(&self, step: &Step, primal: f64, dual: f64) -> f64 {
        let products = |values: &[f64], changes: &[f64], others: &[f64], other_changes: &[f64]| -> f64 {
            let moved = |at: usize| (values[at] + primal * changes[at]) * (others[at] + dual * other_changes[at]);
            (0..values.len()).map(moved).sum()
        };
        products(&self.share, &step.share, &self.reduced, &step.reduced)
            + products(&self.slack, &step.slack, &self.price, &step.price)
    }
}

fn add(values: &mut [f64], changes: &[f64], length: f64) {
    for (value, change) in values.iter_mut().zip(changes) {
        *value += length * change;
    }
}

/// The level `w` below all costs with `Σ centre / (cost − w) = 1`, by Newton's method.
fn level_of(costs: impl Iterator<Item = f64> + Clone, centre: f64) -> f64 {
    let least = costs.clone().fold(f64::INFINITY, f64::min);
    // The sum at this start is 1 or more; as 1 / sum is concave in the level, every step stays on that side.
    let mut below = centre;
    for _ in 0..50 {
        let (mut sum, mut slope) = (0.0, 0.0);
        for cost in costs.clone() {
            let inverse = 1.0 / (cost - least + below);
            sum += centre * inverse;
            slope += centre * inverse * inverse;
        }
        let step = (sum - 1.0) * sum / slope;
        below += step;
        if step <= 1e-12 * below {
            break;
        }
    }
    least - below
}
