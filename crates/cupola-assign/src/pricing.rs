//! The best set of rounds for one target when each round has a price: exact, by branch and bound.

use crate::progress::Budget;
use crate::state::{State, power};
use cupola_core::math;

/// Sets looked at for one target at the most; past it the answer's lower end is a bound, no longer the value.
const NUM_NODES: u32 = 200_000;
/// Sets that are kept at the most.
const NUM_FOUND: usize = 20_000;
/// Weapons in all sets that are kept, at the most.
const NUM_KEPT: usize = 2_000_000;
/// Rounds in a set at the most, free ones apart; past it likewise.
const DEPTH: usize = 2_048;

/// A weapon that may be worth its price at the target.
#[derive(Debug, Clone, Copy)]
struct Item {
    survive: f64,
    price: f64,
    /// Price per unit of `−ln survive`.
    ratio: f64,
    weapon: u32,
    limit: u32,
    /// Least survival chance of this and later items.
    least_survive: f64,
}

/// What a target may get: bounds on rounds of each weapon, as branching sets them.
pub trait Limits {
    /// Least and most rounds of a weapon at the target.
    fn of(&self, weapon: u32) -> [u32; 2];
}

/// No more than each weapon has.
pub struct Shots<'a>(pub &'a [u32]);

impl Limits for Shots<'_> {
    fn of(&self, weapon: u32) -> [u32; 2] {
        [0, self.0[weapon as usize]]
    }
}

/// A set of rounds at one target, and what it costs: surviving value and prices.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Surviving value and prices of the rounds.
    pub value: f64,
    /// Weapons, each with a number of rounds; one may be there twice.
    pub weapons: Vec<(u32, u32)>,
}

/// Which sets are wanted.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// The cheapest one, and so many in all as far as they are easily found.
    Cheapest(usize),
    /// All that cost less than this.
    Below(f64),
}

/// Finds the sets that cost least; its arrays are kept from call to call.
///
/// Three things keep it short. A set of cost `B` with rounds of price `p` or more has at most `B / p` of them. A weapon that costs
/// more and kills less than so many others is in no cheapest set: one of them could take its place. And where rounds may be
/// fired in part, they go in order of price over `−ln survive`, and what that costs is never more: the last one, of ratio `ρ`, ends
/// at `ρ (1 + ln(left / ρ))`, whose logarithm is replaced by `4 (√x − 1) / (√x + 1)`, never above it.
#[derive(Debug, Clone, Default)]
pub struct Pricer {
    /// `−1 / ln survive`, targets × weapons.
    inverse_log: Vec<f64>,
    /// Price of a round of each weapon, cost included.
    prices: Vec<f64>,
    /// Weapons in order of price.
    order: Vec<u32>,
    items: Vec<Item>,
    least_survivals: Vec<f64>,
    taken: Vec<u32>,
    current: Vec<(u32, u32)>,
    found: Vec<Found>,
    num_found: usize,
    num_kept: usize,
    most_found: usize,
    threshold: f64,
    lower: f64,
    nodes: u32,
    is_complete: bool,
    is_cheapest: bool,
    depth: usize,
}

impl Pricer {
    /// Takes in the survival chances.
    pub fn load(&mut self, state: &State) {
        self.inverse_log.clear();
        self.inverse_log.extend(
            state
                .survive_by_target
                .iter()
                .map(|&survive| if survive.is_finite() { -1.0 / math::ln(survive) } else { f64::INFINITY }),
        );
    }

    /// Takes in prices of rounds over their costs.
    pub fn set_prices(&mut self, state: &State, prices: &[f64]) {
        self.prices.clear();
        self.prices.extend(prices.iter().zip(&state.cost).map(|(price, cost)| price + cost));
        self.order.clear();
        self.order.extend(0..prices.len() as u32);
        let prices = &self.prices;
        self.order.sort_unstable_by(|a, b| prices[*a as usize].total_cmp(&prices[*b as usize]).then(a.cmp(b)));
    }

    /// The sets found by the last call, the cheapest first.
    pub fn found(&self) -> &[Found] {
        &self.found[..self.num_found]
    }

    /// Whether the last call found all that was wanted.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// A number that no set's cost is below: the least one, unless that would take too long; [`Pricer::found`] has the sets.
    ///
    /// Told to stop, it is done after one look at each weapon, and the number is that of rounds fired in part.
    pub fn solve(
        &mut self,
        state: &State,
        target: u32,
        limits: &impl Limits,
        wanted: Wanted,
        budget: &mut Budget<'_>,
    ) -> f64 {
        let at = target as usize;
        (self.num_found, self.num_kept, self.nodes, self.depth) = (0, 0, 0, 0);
        (self.lower, self.is_complete) = (f64::INFINITY, true);
        (self.most_found, self.threshold) = match wanted {
            Wanted::Cheapest(num) => (num, f64::INFINITY),
            Wanted::Below(threshold) => (NUM_FOUND, threshold),
        };
        let is_cheapest = matches!(wanted, Wanted::Cheapest(_));
        let (left, cost, room) = self.gather(state, target, limits, is_cheapest);
        self.record(left + cost);
        budget.spend((self.order.len() + 8 * self.items.len()) as u64);
        if room > 0 && !self.items.is_empty() {
            if let Wanted::Cheapest(num) = wanted {
                self.thin_out(left, num, room, budget);
            }
            let order = |a: &Item, b: &Item| {
                a.ratio.total_cmp(&b.ratio).then(a.survive.total_cmp(&b.survive)).then(a.weapon.cmp(&b.weapon))
            };
            for item in &mut self.items {
                item.ratio = item.price * self.inverse_log[at * self.prices.len() + item.weapon as usize];
            }
            self.items.sort_unstable_by(order);
            let mut least_survive = 1.0_f64;
            for item in self.items.iter_mut().rev() {
                least_survive = least_survive.min(item.survive);
                item.least_survive = least_survive;
            }
            self.dive(0, 0, left, cost, room, budget);
        }
        if !is_cheapest {
            self.found[..self.num_found].sort_by(|a, b| a.value.total_cmp(&b.value));
        }
        let least = self.found().first().map_or(f64::INFINITY, |found| found.value);
        self.lower.min(least)
    }

    /// Gathers the weapons that may be fired, in order of price; rounds that must be fired are. For the cheapest sets, so are free
    /// ones, and weapons that do not pay for themselves are left out. Returns what is left, what it cost, and how many more
    /// rounds may come.
    fn gather(&mut self, state: &State, target: u32, limits: &impl Limits, is_cheapest: bool) -> (f64, f64, u32) {
        let mut room = state.most_rounds[target as usize];
        let value = state.value[target as usize];
        let is_limited = room != u32::MAX;
        let (mut left, mut cost) = (value, 0.0);
        let survivals = state.of_target(target);
        self.items.clear();
        self.current.clear();
        for &weapon in &self.order {
            let (survive, price) = (survivals[weapon as usize], self.prices[weapon as usize]);
            let [mut least, most] = limits.of(weapon);
            if survive.is_infinite() || most == 0 {
                continue;
            }
            if price <= 0.0 && !is_limited && is_cheapest {
                least = most;
            }
            if least > 0 {
                left *= power(survive, least);
                cost += f64::from(least) * price;
                room = room.saturating_sub(least);
                self.current.push((weapon, least));
            }
            let limit = most - least;
            if limit > 0 && (!is_cheapest || value * (1.0 - survive) > price) {
                self.items.push(Item { survive, price, ratio: 0.0, weapon, limit, least_survive: 0.0 });
            }
        }
        if is_cheapest {
            self.items.retain(|item| left * (1.0 - item.survive) > item.price);
        }
        self.is_cheapest = is_cheapest;
        (left, cost, room)
    }

    /// Leaves out weapons that are in none of the cheapest sets: too many others cost less and kill more.
    fn thin_out(&mut self, left: f64, num_wanted: usize, room: u32, budget: &mut Budget<'_>) {
        let least_price = self.items[0].price;
        if least_price <= 0.0 {
            return;
        }
        let most = (self.greedy(left, room, budget) / least_price).min(f64::from(room));
        let num_better = (most.min(self.items.len() as f64) as usize + num_wanted - 1).max(1);
        if num_better >= self.items.len() {
            return;
        }
        let least = &mut self.least_survivals;
        least.clear();
        self.items.retain(|item| {
            if least.len() == num_better && item.survive >= least[num_better - 1] {
                return false;
            }
            let at = least.partition_point(|other| *other <= item.survive);
            least.insert(at, item.survive);
            least.truncate(num_better);
            true
        });
    }

    /// What a set costs, beside what is fired already, that takes the round that saves most until none saves anything.
    fn greedy(&mut self, mut left: f64, room: u32, budget: &mut Budget<'_>) -> f64 {
        let mut cost = 0.0;
        self.taken.clear();
        self.taken.resize(self.items.len(), 0);
        for _ in 0..room.min(DEPTH as u32) {
            let (mut best, mut least) = (None, left);
            for (at, (item, taken)) in self.items.iter().zip(&self.taken).enumerate() {
                let end = left * item.survive + item.price;
                if end < least && *taken < item.limit {
                    (best, least) = (Some(at), end);
                }
            }
            let Some(best) = best.filter(|_| !budget.spend(self.items.len() as u64)) else { break };
            self.taken[best] += 1;
            left *= self.items[best].survive;
            cost += self.items[best].price;
        }
        left + cost
    }

    /// What a set must be below to be of use.
    fn cut(&self) -> f64 {
        let is_open = !self.is_cheapest || self.num_found < self.most_found;
        if is_open { self.threshold } else { self.found[self.num_found - 1].value }
    }

    /// Keeps the current set if it is of use; in order of cost where only the cheapest are wanted.
    fn record(&mut self, value: f64) {
        if value >= self.cut() {
            return;
        }
        if self.num_found < self.most_found {
            self.num_found += 1;
            if self.found.len() < self.num_found {
                self.found.push(Found::default());
            }
        }
        let last = self.num_found - 1;
        self.found[last].value = value;
        self.found[last].weapons.clone_from(&self.current);
        self.num_kept += if self.is_cheapest { 0 } else { self.current.len() };
        let mut at = last;
        while self.is_cheapest && at > 0 && self.found[at - 1].value > value {
            self.found.swap(at - 1, at);
            at -= 1;
        }
    }

    /// A number that no set ends below that goes on with items from `at` on, of which `taken` rounds are in it: the continuous
    /// relaxation takes items in order of ratio, the last one in part.
    fn relaxed(&self, at: usize, taken: u32, mut left: f64, mut cost: f64, work: &mut u64) -> f64 {
        let mut taken = taken;
        for item in &self.items[at..] {
            *work += 1;
            if item.ratio <= 0.0 {
                left *= power(item.survive, item.limit - taken);
                taken = 0;
                continue;
            }
            for _ in taken..item.limit {
                if item.ratio >= left {
                    return cost + left;
                }
                *work += 1;
                let next = left * item.survive;
                if next <= item.ratio {
                    return cost + least_end(left, item.ratio);
                }
                (left, cost) = (next, cost + item.price);
            }
            taken = 0;
        }
        cost + left
    }

    /// Whether no set that goes on from here with items from `at` on is of use.
    fn is_hopeless(
        &mut self,
        (at, taken): (usize, u32),
        (left, cost): (f64, f64),
        room: u32,
        budget: &mut Budget<'_>,
    ) -> bool {
        let mut work = 4;
        let mut bound = self.relaxed(at, taken, left, cost, &mut work);
        let is_stopped = budget.spend(work);
        let item = self.items[at];
        if room < 16 {
            bound = bound.max(cost + left * (0..room).map(|_| item.least_survive).product::<f64>());
        }
        let is_hopeless = bound >= self.cut();
        let is_full = self.num_found == NUM_FOUND || self.num_kept > NUM_KEPT;
        let is_too_long = is_stopped || self.nodes >= NUM_NODES || self.depth >= DEPTH || is_full;
        if is_hopeless || is_too_long {
            self.is_complete &= is_hopeless;
            self.lower = self.lower.min(bound);
        }
        is_hopeless || is_too_long
    }

    /// Adds items from `start` on, of which `taken` rounds are in the set.
    fn dive(&mut self, start: usize, taken: u32, left: f64, cost: f64, room: u32, budget: &mut Budget<'_>) {
        for at in start..self.items.len() {
            let item = self.items[at];
            let taken = if at == start { taken } else { 0 };
            if self.is_hopeless((at, taken), (left, cost), room, budget) {
                return;
            }
            let pays = left * (1.0 - item.survive) > item.price;
            if taken == item.limit || (self.is_cheapest && !pays) {
                continue;
            }
            self.nodes += 1;
            let (new_left, new_cost) = (left * item.survive, cost + item.price);
            match self.current.last_mut() {
                Some((weapon, num)) if *weapon == item.weapon => *num += 1,
                _ => self.current.push((item.weapon, 1)),
            }
            self.depth += 1;
            self.record(new_left + new_cost);
            if room > 1 && !self.is_hopeless((at, taken + 1), (new_left, new_cost), room - 1, budget) {
                self.dive(at, taken + 1, new_left, new_cost, room - 1, budget);
            }
            self.depth -= 1;
            match self.current.last_mut() {
                Some((_, num)) if *num > 1 => *num -= 1,
                _ => drop(self.current.pop()),
            }
        }
    }
}

/// A number never above `min over y ≥ 0 of left e^−y + ratio y`.
fn least_end(left: f64, ratio: f64) -> f64 {
    if ratio >= left {
        return left;
    }
    if ratio <= 0.0 {
        return 0.0;
    }
    let root = (left / ratio).sqrt();
    ratio * (1.0 + 4.0 * (root - 1.0) / (root + 1.0))
}
