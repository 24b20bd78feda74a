//! Who gets what comes off a line, and its way there.

use super::age::Parcel;
use super::{Stockroom, WHOLE_SLACK};
use crate::{Allocation, Customer, Destination, Line, Lot, Plan, RefusalKind};
use cupola_core::Day;
use std::cmp::Reverse;

/// Rounds on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shipment {
    pub arrives: Day,
    /// The cell they join.
    to: usize,
    rounds: u32,
    /// Where the item has a life.
    made: Option<Day>,
}

/// Where rounds go, and how long it takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// The cell they join.
    pub to: usize,
    pub days: i32,
}

/// What a customer has had of its line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ClaimState {
    carry: f64,
    pub shipped_in_year: u32,
    pub shipped: u32,
}

/// Rounds of one item that have just come off a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    pub line: usize,
    pub item: usize,
    pub rounds: u32,
    pub today: Day,
}

/// A stock that may be given to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    customer: usize,
    on_hand: u32,
    /// At most so many are given.
    most: u32,
    given: u32,
}

impl Level {
    fn is_open(&self) -> bool {
        self.given < self.most
    }
}

impl Stockroom {
    /// Today's arrivals, of lots from lines, of transfers and in theatres.
    pub(super) fn receive(&mut self, plan: &Plan, today: Day) {
        while let Some(&Reverse(shipment)) = self.shipments.peek()
            && shipment.arrives <= today
        {
            self.shipments.pop();
            self.in_transit[shipment.to] -= shipment.rounds;
            self.deliver(plan, shipment.to, (shipment.rounds, shipment.made), today);
        }
    }

    /// Adds rounds to a stock; what it owes goes out again at once. What is past its life on arrival expires there.
    fn deliver(&mut self, plan: &Plan, cell: usize, (rounds, made): (u32, Option<Day>), today: Day) {
        self.settle(plan, cell, today.plus(-1));
        let is_theatre = cell >= self.outside(self.num_items);
        let ledger = &mut self.ledgers[cell];
        *(if is_theatre { &mut ledger.arrived_in_theatres } else { &mut ledger.received }) += rounds;
        if made.is_some_and(|made| self.ages.ends(cell, made) <= today) {
            ledger.expired += rounds;
            return;
        }
        self.on_hand[cell] += rounds;
        if let Some(made) = made {
            self.ages.add(cell, Lot { made, rounds });
        }
        self.pay_owed(cell);
    }

    /// Puts rounds that have left a stock on their way.
    pub(super) fn ship(&mut self, plan: &Plan, way: Way, parcel: Parcel, today: Day) {
        if parcel.lots.is_empty() {
            self.ship_lot(plan, way, (parcel.rounds, None), today);
        }
        for lot in parcel.lots {
            self.ship_lot(plan, way, (lot.rounds, Some(lot.made)), today);
        }
    }

    fn ship_lot(&mut self, plan: &Plan, way: Way, (rounds, made): (u32, Option<Day>), today: Day) {
        if rounds == 0 {
            return;
        }
        if way.days == 0 {
            self.deliver(plan, way.to, (rounds, made), today);
            return;
        }
        self.in_transit[way.to] += rounds;
        self.shipments.push(Reverse(Shipment { arrives: today.plus(way.days), to: way.to, rounds, made }));
    }

    /// Adds what came off a line to its host's stock, and serves the line's customers from it.
    pub(super) fn allot(&mut self, plan: &Plan, output: Output) {
        let line = &plan.lines[output.line];
        let host = self.cell(line.nation, output.item);
        // The export floor counts what lies in theatres.
        self.settle_all(plan, host, output.today.plus(-1));
        self.on_hand[host] += output.rounds;
        self.ages.add(host, Lot { made: output.today, rounds: output.rounds });
        self.ledgers[host].produced += output.rounds;
        match line.allocation {
            _ if output.rounds == 0 => {}
            _ if !line.orders.is_empty() => self.serve_queue(plan, output),
            Allocation::Reorder => self.serve_queue(plan, output),
            Allocation::Share => self.share(plan, line, output),
            Allocation::Priority => self.by_priority(plan, line, output),
            Allocation::ByNeed => self.by_need(plan, line, output),
        }
        self.pay_owed(host);
    }

    fn share(&mut self, plan: &Plan, line: &Line, output: Output) {
        let mut left = output.rounds;
        for (index, customer) in line.customers.iter().enumerate().filter(|(_, c)| c.is_in_force(output.today)) {
            let claim = &mut self.claims[self.lines[output.line].claims_start + index];
            let due = claim.due(customer, output.rounds, &mut left);
            self.give(plan, output, index, due);
        }
    }

    fn by_priority(&mut self, plan: &Plan, line: &Line, output: Output) {
        let mut left = output.rounds;
        for (index, customer) in line.customers.iter().enumerate().filter(|(_, c)| c.is_in_force(output.today)) {
            let claim = self.claims[self.lines[output.line].claims_start + index];
            let level = match customer.to {
                Destination::Nation(nation) if nation == line.nation => self.level(plan, nation, output) - left,
                Destination::Nation(nation) => self.level(plan, nation, output),
                Destination::Outside => claim.shipped,
            };
            let due = claim.within_cap(customer, customer.up_to.saturating_sub(level)).min(left);
            left -= due;
            self.give(plan, output, index, due);
        }
    }

    fn by_need(&mut self, plan: &Plan, line: &Line, output: Output) {
        let mut levels = std::mem::take(&mut self.levels);
        for (customer, claim) in line.customers.iter().enumerate().filter(|(_, c)| c.is_in_force(output.today)) {
            if let Destination::Nation(nation) = claim.to {
                let not_yet = if nation == line.nation { output.rounds } else { 0 };
                let on_hand = self.level(plan, nation, output) - not_yet;
                let state = self.claims[self.lines[output.line].claims_start + customer];
                levels.push(Level { customer, on_hand, most: state.within_cap(claim, output.rounds), given: 0 });
            }
        }
        fill(&mut levels, output.rounds);
        for Level { customer, given, .. } in levels.drain(..) {
            self.give(plan, output, customer, given);
        }
        self.levels = levels;
    }

    /// A nation's stock of what came off the line, in theatres too, with what is on the way to it.
    fn level(&mut self, plan: &Plan, nation: usize, output: Output) -> u32 {
        let cell = self.cell(nation, output.item);
        self.settle_all(plan, cell, output.today.plus(-1));
        self.held(cell) + self.in_transit[cell]
    }

    /// Ships to a customer of the line.
    fn give(&mut self, plan: &Plan, output: Output, customer: usize, due: u32) {
        let line = &plan.lines[output.line];
        let Customer { to, approval_days, transport_days, .. } = line.customers[customer];
        let shipped = self.export(plan, output, to, (due, approval_days + transport_days));
        let claim = &mut self.claims[self.lines[output.line].claims_start + customer];
        claim.shipped += shipped;
        claim.shipped_in_year += shipped;
    }

    /// Ships from the host's stock as far as its reserve lets it, and says how many rounds that was.
    fn export(&mut self, plan: &Plan, output: Output, to: Destination, (due, days): (u32, i32)) -> u32 {
        let host_nation = plan.lines[output.line].nation;
        if to == Destination::Nation(host_nation) {
            return due;
        }
        let host = self.cell(host_nation, output.item);
        // Rounds above the floor may go; `on_hand` holds those due already.
        let shipped = due.min(self.above(host, self.export_floor[host]));
        let way = Way { to: self.row(to, output.item), days };
        self.refuse_to(RefusalKind::Export, host, way.to, output.today, due - shipped);
        self.on_hand[host] -= shipped;
        let parcel = self.ages.pick_youngest(host, shipped);
        self.ledgers[host].exported += shipped;
        self.ship(plan, way, parcel, output.today);
        shipped
    }

    /// Serves what is on order, first come first served; what the reserve blocks stays on order.
    fn serve_queue(&mut self, plan: &Plan, output: Output) {
        let mut queue = std::mem::take(&mut self.lines[output.line].queue);
        let mut left = output.rounds;
        for waiting in queue.iter_mut() {
            let due = waiting.rounds.min(left);
            let shipped = self.export(plan, output, waiting.to, (due, waiting.transport_days));
            left -= shipped;
            waiting.rounds -= shipped;
            let row = self.row(waiting.to, output.item);
            self.on_order[row] -= shipped;
            if let Some(customer) = waiting.customer {
                self.claims[self.lines[output.line].claims_start + customer].shipped += shipped;
            }
            if left == 0 {
                break;
            }
        }
        queue.retain(|waiting| waiting.rounds > 0);
        let state = &mut self.lines[output.line];
        state.queued -= output.rounds - left;
        state.queue = queue;
    }
}

impl Customer {
    pub(super) fn is_in_force(&self, today: Day) -> bool {
        self.from <= today && today < self.until
    }
}

impl ClaimState {
    /// The customer's whole rounds out of `made`, of which `left` are unclaimed: what its cap lets it have today.
    /// A claim beyond the cap is dropped; one beyond `left` (a matter of rounding) is carried on.
    fn due(&mut self, customer: &Customer, made: u32, left: &mut u32) -> u32 {
        self.carry += customer.share_fraction * f64::from(made);
        let claimed = ((self.carry + WHOLE_SLACK) as u32).min(*left);
        self.carry -= f64::from(claimed);
        let due = self.within_cap(customer, claimed);
        *left -= due;
        due
    }

    fn within_cap(&self, customer: &Customer, rounds: u32) -> u32 {
        customer.cap_per_year.map_or(rounds, |cap| rounds.min(cap.saturating_sub(self.shipped_in_year)))
    }
}

/// Gives rounds one by one to the emptiest stock that may have more, the first of those that are as empty, in one go: all
/// that are given to end at one level or at their most, and what does not go round once more goes to the first of them.
fn fill(levels: &mut [Level], rounds: u32) {
    let mut left = rounds;
    let level = loop {
        let Some(level) = even_level(levels, left) else { return };
        let is_sated = |stock: &Level| stock.is_open() && stock.on_hand <= level && stock.most <= level - stock.on_hand;
        let mut is_even = true;
        // The rest rise to this level at least, whatever these leave them: so these get all that they may.
        for stock in levels.iter_mut().filter(|stock| is_sated(stock)) {
            stock.given = stock.most;
            left -= stock.given;
            is_even = false;
        }
        if is_even {
            break level;
        }
    };
    for stock in levels.iter_mut().filter(|stock| stock.is_open() && stock.on_hand < level) {
        stock.given = level - stock.on_hand;
        left -= stock.given;
    }
    for stock in levels.iter_mut().filter(|stock| stock.is_open() && stock.on_hand <= level) {
        if left == 0 {
            break;
        }
        stock.given += 1;
        left -= 1;
    }
}

/// The level to which rounds fill the open stocks that are below it; `None` where none is open.
fn even_level(levels: &[Level], rounds: u32) -> Option<u32> {
    let mut top = u32::MAX;
    loop {
        let below = || levels.iter().filter(|level| level.is_open() && level.on_hand <= top);
        let (sum, num) = below().fold((0, 0), |(sum, num), level| (sum + u64::from(level.on_hand), num + 1));
        let highest = below().map(|level| level.on_hand).max()?;
        let level = ((sum + u64::from(rounds)) / num) as u32;
        if highest <= level {
            return Some(level);
        }
        top = level;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Round by round, as the rule says.
    fn fill_slowly(levels: &mut [Level], rounds: u32) {
        for _ in 0..rounds {
            let open = levels.iter_mut().filter(|level| level.is_open());
            let Some(emptiest) = open.min_by_key(|level| level.on_hand + level.given) else { return };
            emptiest.given += 1;
        }
    }

    proptest! {
        #[test]
        fn filling_in_one_go_is_filling_round_by_round(
            stocks in proptest::collection::vec((0_u32..40, 0_u32..30), 0..6),
            rounds in 0_u32..120,
        ) {
            let level = |(customer, &(on_hand, most))| Level { customer, on_hand, most, given: 0 };
            let mut quick: Vec<Level> = stocks.iter().enumerate().map(level).collect();
            let mut slow = quick.clone();
            fill(&mut quick, rounds);
            fill_slowly(&mut slow, rounds);
            let given = |levels: &[Level]| levels.iter().map(|level| level.given).collect::<Vec<_>>();
            prop_assert_eq!(given(&quick), given(&slow));
        }
    }
}
