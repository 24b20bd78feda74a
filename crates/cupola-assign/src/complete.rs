//! The end of the exact solver: columns are few enough to have them all, and branching parts them without any more pricing.
//!
//! All columns at once: Lu and Chen, *A new exact algorithm for the Weapon-Target Assignment problem*, Omega 98, 2021
//! (`LU2021`), by idea.

use crate::lagrange::Sum;
use crate::master::Master;
use crate::pool::Pool;
use crate::problem::Round;
use crate::progress::Budget;

/// Is told of rounds and returns the best objective known.
pub type Offer<'a> = &'a mut dyn FnMut(&[Round], &mut Budget<'_>) -> f64;

/// Share of a node's gap that its relaxation may leave open.
const OPEN_SHARE: f64 = 0.02;
/// What it costs a target to get none of its columns, above the cheapest and as a multiple of the gap: too much for an answer, and
/// enough for the relaxation to have points inside.
const NONE_SHARE: f64 = 4.0;
/// Steps of a master problem at the most.
const NUM_STEPS: usize = 60;

/// A set of columns of which each target gets one, and the best that is known of it.
#[derive(Debug, Clone)]
struct Node {
    columns: Vec<u32>,
    bound: f64,
    prices: Vec<f64>,
}

/// Chooses among all columns that a better answer can be made of.
pub struct Complete<'a> {
    pool: &'a Pool,
    shots: &'a [u32],
    open: Vec<Node>,
    /// The least bound of what is closed.
    closed: f64,
}

/// What is left of a node once what is certain is taken out: targets with several columns, weapons that they may use.
struct Reduced {
    pool: Pool,
    /// The column of the whole pool for each one here; the last of each target stands for none of them.
    column_of: Vec<Option<u32>>,
    weapons: Vec<u32>,
    shots: Vec<u32>,
    fixed: Vec<u32>,
}

/// How a node ended.
enum End {
    Closed,
    Parted(Vec<u32>, Vec<u32>),
    Stopped,
}

impl<'a> Complete<'a> {
    /// Some columns of `pool`, a bound on what can be made of them, and prices that show it.
    pub fn new(pool: &'a Pool, shots: &'a [u32], columns: Vec<u32>, bound: f64, prices: &[f64]) -> Self {
        let root = Node { columns, bound, prices: prices.to_vec() };
        Self { pool, shots, open: vec![root], closed: f64::INFINITY }
    }

    /// A number that no choice of these columns ends below.
    pub fn bound(&self) -> f64 {
        self.open.iter().map(|node| node.bound).fold(self.closed, f64::min)
    }

    /// Works on the open node of the least bound; says whether there was one below `objective − room`.
    ///
    /// `offer` is told of rounds that may be better and returns the best objective known.
    pub fn step(&mut self, objective: f64, room: f64, offer: Offer<'_>, budget: &mut Budget<'_>) -> bool {
        let least = (0..self.open.len()).min_by(|a, b| self.open[*a].bound.total_cmp(&self.open[*b].bound));
        let Some(least) = least.filter(|least| self.open[*least].bound < objective - room) else { return false };
        let mut node = self.open.swap_remove(least);
        match self.work_on(&mut node, objective, room, offer, budget) {
            End::Closed => {
                self.closed = self.closed.min(node.bound);
                true
            }
            End::Stopped => {
                self.open.push(node);
                false
            }
            End::Parted(one, other) => {
                for columns in [one, other] {
                    self.open.push(Node { columns, ..node.clone() });
                }
                true
            }
        }
    }

    fn work_on(
        &self,
        node: &mut Node,
        mut objective: f64,
        room: f64,
        offer: Offer<'_>,
        budget: &mut Budget<'_>,
    ) -> End {
        loop {
            if budget.spend(8 * node.columns.len() as u64) {
                return End::Stopped;
            }
            let Some(reduced) = self.reduce(node, objective - node.bound) else {
                node.bound = f64::INFINITY;
                return End::Closed;
            };
            let fixed_cost: f64 = reduced.fixed.iter().map(|column| self.pool.cost[*column as usize]).sum();
            if reduced.weapons.is_empty() {
                offer(&self.rounds(&reduced, &[]), budget);
                node.bound = node.bound.max(fixed_cost * (1.0 - 1e-13));
                return End::Closed;
            }
            let prices: Vec<f64> = reduced.weapons.iter().map(|weapon| node.prices[*weapon as usize]).collect();
            let mut master = Master::new(&reduced.shots);
            let gap = objective - node.bound;
            master.begin_near(&reduced.pool, &prices, gap, objective, budget);
            let aim = OPEN_SHARE * gap;
            for _ in 0..NUM_STEPS {
                if master.total() + master.residual(&reduced.pool) <= aim {
                    break;
                }
                if budget.ask() || !master.step(&reduced.pool, budget) {
                    return End::Stopped;
                }
            }
            let (bound, reduced_costs) = bound_of(&reduced, &master.price, fixed_cost);
            if bound > node.bound {
                node.bound = bound;
                for (weapon, price) in reduced.weapons.iter().zip(&master.price) {
                    node.prices[*weapon as usize] = *price;
                }
            }
            objective = offer(&self.rounds(&reduced, &master.share), budget);
            if node.bound >= objective - room {
                return End::Closed;
            }
            let num_before = node.columns.len();
            node.columns.clone_from(&reduced.fixed);
            let kept = reduced.column_of.iter().zip(&reduced_costs).filter(|(_, cost)| bound + **cost < objective);
            node.columns.extend(kept.filter_map(|(column, _)| *column));
            // Where much fell away the relaxation is worth solving again: it may answer by itself.
            if node.columns.len() * 4 < num_before * 3 {
                continue;
            }
            if let Some((one, other)) = self.part(node, &reduced, &master.share) {
                return End::Parted(one, other);
            }
        }
    }

    /// Takes out targets with one column; drops columns that do not fit beside those. `None` where nothing fits.
    fn reduce(&self, node: &Node, gap: f64) -> Option<Reduced> {
        let mut of_target = vec![Vec::new(); self.pool.of_target.len()];
        for &column in &node.columns {
            of_target[self.pool.target[column as usize] as usize].push(column);
        }
        let mut left = self.shots.to_vec();
        let mut is_fixed = vec![false; of_target.len()];
        let mut fixed = Vec::new();
        loop {
            let mut is_same = true;
            for (columns, is_fixed) in of_target.iter_mut().zip(&mut is_fixed).filter(|(_, is_fixed)| !**is_fixed) {
                let fits = |column: &u32| {
                    self.pool.entries(*column).iter().all(|(weapon, num)| left[*weapon as usize] >= *num as u32)
                };
                columns.retain(fits);
                match columns[..] {
                    [] => return None,
                    [column] => {
                        for (weapon, num) in self.pool.entries(column) {
                            left[*weapon as usize] -= *num as u32;
                        }
                        fixed.push(column);
                        (*is_fixed, is_same) = (true, false);
                    }
                    _ => {}
                }
            }
            if is_same {
                break;
            }
        }
        let open: Vec<&Vec<u32>> =
            of_target.iter().zip(&is_fixed).filter(|(_, fixed)| !**fixed).map(|(c, _)| c).collect();
        let used = open.iter().flat_map(|columns| columns.iter()).flat_map(|column| self.pool.entries(*column));
        let mut weapons: Vec<u32> = used.map(|(weapon, _)| *weapon).collect();
        weapons.sort_unstable();
        weapons.dedup();
        let mut index_of = vec![u32::MAX; left.len()];
        for (index, weapon) in weapons.iter().enumerate() {
            index_of[*weapon as usize] = index as u32;
        }
        let shots = weapons.iter().map(|weapon| left[*weapon as usize]).collect();
        let mut reduced = Reduced { pool: Pool::new(open.len()), column_of: Vec::new(), weapons, shots, fixed };
        for (target, columns) in open.iter().enumerate() {
            for &column in *columns {
                let entries = self.pool.entries(column).iter().map(|(weapon, num)| (index_of[*weapon as usize], *num));
                reduced.pool.push(target as u32, self.pool.cost[column as usize], entries);
                reduced.column_of.push(Some(column));
            }
            let priced = columns.iter().map(|column| self.pool.priced(*column, &node.prices));
            let level = priced.fold(f64::INFINITY, f64::min);
            reduced.pool.push(target as u32, level + NONE_SHARE * gap, std::iter::empty());
            reduced.column_of.push(None);
        }
        Some(reduced)
    }

    /// Rounds of what is fixed and, as far as weapons go, of the columns with the greatest shares.
    fn rounds(&self, reduced: &Reduced, shares: &[f64]) -> Vec<Round> {
        let mut chosen: Vec<(f64, u32)> = reduced.fixed.iter().map(|column| (2.0, *column)).collect();
        for columns in &reduced.pool.of_target {
            let real = columns.iter().filter_map(|at| Some((shares[*at as usize], reduced.column_of[*at as usize]?)));
            chosen.extend(real.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))));
        }
        chosen.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        fitting(self.pool, self.shots, chosen.into_iter().map(|(_, column)| column))
    }

    /// Parts the columns of the target and weapon whose shares are nearest to half and half.
    fn part(&self, node: &Node, reduced: &Reduced, shares: &[f64]) -> Option<(Vec<u32>, Vec<u32>)> {
        let is_real = |column: u32| reduced.column_of[column as usize].is_some();
        let (weapon, target, num) = most_undecided(&reduced.pool, shares, is_real)?;
        let weapon = reduced.weapons[weapon as usize];
        let first = reduced.pool.of_target[target as usize].iter().find_map(|at| reduced.column_of[*at as usize])?;
        let target = self.pool.target[first as usize];
        let is_other = |column: &&u32| self.pool.target[**column as usize] != target;
        let has = |column: &&u32| self.pool.num_of(**column, weapon) >= num;
        let with: Vec<u32> = node.columns.iter().filter(|c| is_other(c) || has(c)).copied().collect();
        let without: Vec<u32> = node.columns.iter().filter(|c| is_other(c) || !has(c)).copied().collect();
        Some((with, without))
    }
}

/// The bound at prices, and how far each column is above the cheapest of its target.
fn bound_of(reduced: &Reduced, prices: &[f64], fixed_cost: f64) -> (f64, Vec<f64>) {
    let pool = &reduced.pool;
    let mut costs: Vec<f64> = (0..pool.len() as u32).map(|column| pool.priced(column, prices)).collect();
    let mut sum = Sum::default();
    sum.add(fixed_cost);
    for columns in &pool.of_target {
        let real = columns.iter().filter(|column| reduced.column_of[**column as usize].is_some());
        let least = real.map(|column| costs[*column as usize]).fold(f64::INFINITY, f64::min);
        sum.add(least);
        columns.iter().for_each(|column| costs[*column as usize] -= least);
    }
    for (price, shots) in prices.iter().zip(&reduced.shots) {
        sum.add(-price * f64::from(*shots));
    }
    (sum.never_above(), costs)
}

/// Rounds of columns in turn, as far as weapons have them.
pub fn fitting(pool: &Pool, shots: &[u32], columns: impl Iterator<Item = u32>) -> Vec<Round> {
    let mut spare = shots.to_vec();
    let mut rounds = Vec::new();
    for round in columns.flat_map(|column| pool.rounds(column)) {
        if spare[round.weapon as usize] > 0 {
            spare[round.weapon as usize] -= 1;
            rounds.push(round);
        }
    }
    rounds
}

/// The weapon, target and number of rounds for which the share of columns with so many or more is nearest to a half, of those that
/// some real column of the target has and another has not.
pub fn most_undecided(pool: &Pool, shares: &[f64], is_real: impl Fn(u32) -> bool) -> Option<(u32, u32, u32)> {
    let mut best = None;
    let mut least = f64::INFINITY;
    let mut by_num: Vec<(u32, u32, f64)> = Vec::new();
    for (target, columns) in pool.of_target.iter().enumerate() {
        by_num.clear();
        let mut num_real = 0;
        for &column in columns.iter().filter(|column| is_real(**column)) {
            num_real += 1;
            let share = shares[column as usize];
            by_num.extend(pool.entries(column).iter().map(|(weapon, num)| (*weapon, *num as u32, share)));
        }
        by_num.sort_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)));
        // From the most rounds of a weapon down.
        let (mut weapon, mut at_least, mut num_columns) = (u32::MAX, 0.0, 0);
        for (index, &(its, num, share)) in by_num.iter().enumerate() {
            (at_least, num_columns) = if its == weapon { (at_least + share, num_columns + 1) } else { (share, 1) };
            weapon = its;
            let is_last = by_num.get(index + 1).is_none_or(|next| next.0 != its || next.1 != num);
            let balance = (at_least - 0.5).abs();
            if is_last && num_columns < num_real && balance < least {
                (best, least) = (Some((weapon, target as u32, num)), balance);
            }
        }
    }
    best
}
