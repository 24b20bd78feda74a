//! The best set of rounds for one target when each round has a price: exact, by branch and bound.

use crate::state::State;
use cupola_core::math;

/// Sets looked at for one target at the most; past it the answer's lower end is a bound, no longer the value.
const NUM_NODES: u32 = 200_000;
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
    /// The weapon of each round, one entry for each.
    pub weapons: Vec<u32>,
}

/// Finds the sets that cost least; its arrays are kept from call to call.
///
/// Items stand in order of price over `−ln survive`. With `left` of the value and items from ratio `ρ` on, no set ends below
/// `ρ (1 + ln(left / ρ))`, the continuous relaxation; the logarithm is replaced by `4 (√x − 1) / (√x + 1)`, never above it.
#[derive(Debug, Clone, Default)]
pub struct Pricer {
    /// `−1 / ln survive`, targets × weapons.
    inverse_log: Vec<f64>,
    num_weapons: usize,
    items: Vec<Item>,
    current: Vec<u32>,
    found: Vec<Found>,
    num_found: usize,
    most_found: usize,
    tolerance: f64,
    lower: f64,
    nodes: u32,
    depth: usize,
}

impl Pricer {
    /// Takes in the survival chances.
    pub fn load(&mut self, state: &State) {
        self.num_weapons = state.spare.len();
        self.inverse_log.clear();
        self.inverse_log.extend(
            state
                .survive_by_target
                .iter()
                .map(|&survive| if survive.is_finite() { -1.0 / math::ln(survive) } else { f64::INFINITY }),
        );
    }

    /// The sets found by the last call, the cheapest first.
    pub fn found(&self) -> &[Found] {
        &self.found[..self.num_found]
    }

    /// A number that no set's cost is below, within `tolerance` of the least one; [`Pricer::found`] has that set and up to
    /// `most_found − 1` more.
    pub fn solve(
        &mut self,
        state: &State,
        target: u32,
        prices: &[f64],
        limits: &impl Limits,
        most_found: usize,
        tolerance: f64,
    ) -> f64 {
        let at = target as usize;
        let inverse_log = &self.inverse_log[at * self.num_weapons..(at + 1) * self.num_weapons];
        let mut room = state.most_rounds[at];
        let (mut left, mut cost) = (state.value[at], 0.0);
        self.items.clear();
        self.current.clear();
        let is_limited = room != u32::MAX;
        for (weapon, &survive) in state.of_target(target).iter().enumerate() {
            let [mut least, most] = limits.of(weapon as u32);
            let price = prices[weapon];
            if survive.is_infinite() || most == 0 {
                continue;
            }
            if price <= 0.0 && !is_limited {
                least = most;
            }
            for _ in 0..least {
                left *= survive;
                cost += price;
                room = room.saturating_sub(1);
                self.current.push(weapon as u32);
            }
            let limit = most - least;
            if limit > 0 && state.value[at] * (1.0 - survive) > price {
                let ratio = price * inverse_log[weapon];
                self.items.push(Item { survive, price, ratio, weapon: weapon as u32, limit, least_survive: survive });
            }
        }
        self.items.retain(|item| left * (1.0 - item.survive) > item.price);
        let order = |a: &Item, b: &Item| {
            a.ratio.total_cmp(&b.ratio).then(a.survive.total_cmp(&b.survive)).then(a.weapon.cmp(&b.weapon))
        };
        self.items.sort_unstable_by(order);
        let mut least_survive = 1.0_f64;
        for item in self.items.iter_mut().rev() {
            least_survive = least_survive.min(item.survive);
            item.least_survive = least_survive;
        }
        (self.num_found, self.most_found) = (0, most_found.max(1));
        (self.tolerance, self.lower, self.nodes) = (tolerance, f64::INFINITY, 0);
        self.record(left + cost);
        if room > 0 {
            self.dive(0, 0, left, cost, room);
        }
        self.lower.min(self.found[0].value)
    }

    /// What a set must be below to be of use.
    fn cut(&self) -> f64 {
        let worst = if self.num_found < self.most_found { f64::INFINITY } else { self.found[self.num_found - 1].value };
        if self.most_found == 1 { worst - self.tolerance } else { worst }
    }

    /// Keeps the current set if it is among the cheapest.
    fn record(&mut self, value: f64) {
        if self.num_found == self.most_found && value >= self.found[self.num_found - 1].value {
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
        let mut at = last;
        while at > 0 && self.found[at - 1].value > value {
            self.found.swap(at - 1, at);
            at -= 1;
        }
    }

    /// Whether no set that goes on from here with items from this ratio on is of use.
    fn is_hopeless(&mut self, left: f64, cost: f64, item: &Item, room: u32) -> bool {
        let mut bound = cost + least_end(left, item.ratio);
        if room < 16 {
            bound = bound.max(cost + left * (0..room).map(|_| item.least_survive).product::<f64>());
        }
        let is_hopeless = bound >= self.cut() || self.nodes >= NUM_NODES || self.depth >= DEPTH;
        if is_hopeless {
            self.lower = self.lower.min(bound);
        }
        is_hopeless
    }

    /// Adds items from `start` on, of which `taken` rounds are in the set.
    fn dive(&mut self, start: usize, taken: u32, left: f64, cost: f64, room: u32) {
        for at in start..self.items.len() {
            let item = self.items[at];
            if self.is_hopeless(left, cost, &item, room) {
                return;
            }
            let taken = if at == start { taken } else { 0 };
            if taken == item.limit || left * (1.0 - item.survive) <= item.price {
                continue;
            }
            self.nodes += 1;
            let (new_left, new_cost) = (left * item.survive, cost + item.price);
            self.current.push(item.weapon);
            self.depth += 1;
            self.record(new_left + new_cost);
            if room > 1 && !self.is_hopeless(new_left, new_cost, &item, room - 1) {
                self.dive(at, taken + 1, new_left, new_cost, room - 1);
            }
            self.depth -= 1;
            self.current.pop();
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
