//! Lines and parts: what is begun, what is finished.

use super::allot::Output;
use super::{Stockroom, WHOLE_SLACK, take_whole};
use crate::demand::NEVER;
use crate::rate::{DAYS_PER_YEAR, rate_changes, rate_on};
use crate::{Allocation, Destination, Line, Part, Plan};
use cupola_core::Day;
use std::cmp::Reverse;
use std::collections::VecDeque;

/// Rounds that were begun together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Work {
    pub due: Day,
    line: usize,
    /// Number of its first lot.
    first_lot: u32,
    rounds: u32,
}

/// Rounds on order at a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    pub to: Destination,
    /// The line's customer, where it is one.
    pub customer: Option<usize>,
    pub transport_days: i32,
    pub rounds: u32,
}

#[derive(Debug, Clone)]
pub(super) struct LineState {
    disabled_until: Day,
    /// The next day on which the line must be looked at; until then it works at one rate and finishes no lot.
    pub next_due: Day,
    /// The carry holds the work of all days up to this one.
    worked_to: Day,
    /// Rounds a day until `next_due`.
    rate_per_day: f64,
    wanted: f64,
    carry: f64,
    num_lots: u32,
    pub begun: u32,
    pub begun_in_year: u32,
    pub in_work: u32,
    pass_carry: f64,
    pub failed: u32,
    test_carry: f64,
    pub tested: u32,
    pub produced: u32,
    pub lost_units: f64,
    pub claims_start: usize,
    num_bought: usize,
    num_queued: usize,
    pub queue: VecDeque<Waiting>,
    /// Sum of the queue's rounds.
    pub queued: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct PartState {
    wanted: f64,
    made: f64,
    met_fraction: f64,
    pub store_units: f64,
}

impl PartState {
    pub fn new(part: &Part) -> Self {
        Self { wanted: 0.0, made: 0.0, met_fraction: 1.0, store_units: part.opening_units }
    }
}

/// Half a round, so that a share of rounds is rounded and not cut.
const HALF: f64 = 0.5;

impl LineState {
    pub fn new(line: &Line, claims_start: usize, start: Day) -> Self {
        let mut state = Self {
            disabled_until: Day(i32::MIN),
            next_due: start,
            worked_to: start.plus(-1),
            rate_per_day: 0.0,
            wanted: 0.0,
            carry: 0.0,
            num_lots: 0,
            begun: 0,
            begun_in_year: 0,
            in_work: 0,
            pass_carry: HALF,
            failed: 0,
            test_carry: HALF,
            tested: 0,
            produced: 0,
            lost_units: 0.0,
            claims_start,
            num_bought: 0,
            num_queued: 0,
            queue: VecDeque::new(),
            queued: 0,
        };
        state.look_ahead(line, start);
        state
    }

    /// Finds the rate from `first` on and the next day to look at the line: when a lot is begun, or the last day of
    /// the rate.
    fn look_ahead(&mut self, line: &Line, first: Day) {
        let (rate_per_day, changes) = line.rate_from(self.disabled_until, first);
        self.rate_per_day = rate_per_day;
        let last = if changes == NEVER { NEVER } else { changes.plus(-1) };
        self.next_due = if line.must_be_looked_at_daily() {
            first
        } else {
            let days = (f64::from(line.lot_rounds) - self.carry - WHOLE_SLACK) / rate_per_day;
            // Saturates for a line that stands still.
            last.min(Day(first.0.saturating_add((days.ceil() - 1.0).max(0.0) as i32)))
        };
    }

    /// Rounds that must be begun so that, after losses, all orders are served; whole lots.
    fn wanted_for_orders(&self, line: &Line) -> f64 {
        let kept_fraction = line.pass_fraction * (1.0 - line.test_fraction);
        let missing = (f64::from(self.queued) / kept_fraction - f64::from(self.in_work)).max(0.0);
        let lot = f64::from(line.lot_rounds);
        (missing / lot - WHOLE_SLACK).ceil() * lot - self.carry
    }
}

impl Line {
    /// Whether what it begins hangs on more than its own rate.
    fn must_be_looked_at_daily(&self) -> bool {
        !self.parts.is_empty() || self.has_queue() || self.licence_per_year.is_some()
    }

    fn has_queue(&self) -> bool {
        !self.orders.is_empty() || self.allocation == Allocation::Reorder
    }

    /// The rate (rounds a day) on a day, and the next day on which it may be another.
    fn rate_from(&self, disabled_until: Day, day: Day) -> (f64, Day) {
        if day < disabled_until {
            return (0.0, disabled_until);
        }
        let base_per_year = rate_on(&self.capacity, day);
        let capacity_per_year = self.expansions.iter().fold(base_per_year, |rate, e| e.applied(rate, day));
        let funded_per_year = if self.funded.is_empty() { f64::INFINITY } else { rate_on(&self.funded, day) };
        let changes = rate_changes(&self.capacity, day).min(rate_changes(&self.funded, day));
        let changes = self.expansions.iter().map(|e| e.changes(day)).fold(changes, Day::min);
        (capacity_per_year.min(funded_per_year) / DAYS_PER_YEAR, changes)
    }
}

impl Stockroom {
    /// Stops a line: nothing is begun on days before `until`. An earlier and longer stop stays in force.
    pub fn disable_line(&mut self, line: usize, until: Day) {
        let state = &mut self.lines[line];
        state.disabled_until = state.disabled_until.max(until);
        if self.next < until {
            // It has worked up to yesterday, does nothing today, and looks ahead again when today is over.
            state.carry += state.rate_per_day * f64::from(self.next.0 - 1 - state.worked_to.0);
            state.worked_to = self.next.plus(-1);
            state.rate_per_day = 0.0;
            state.next_due = self.next;
            self.busy = self.next;
        }
    }

    /// Finishes what is due, and begins today's work on every line, after the shared parts are split.
    pub(super) fn produce(&mut self, plan: &Plan, today: Day) {
        while let Some(&Reverse(work)) = self.work.peek()
            && work.due <= today
        {
            self.work.pop();
            self.finish(plan, work, today);
        }
        for (index, line) in plan.lines.iter().enumerate() {
            if line.has_queue() {
                self.take_orders(plan, index, today);
            }
            if line.must_be_looked_at_daily() {
                let state = &mut self.lines[index];
                state.wanted = state.rate_per_day;
                if line.has_queue() {
                    state.wanted = state.wanted.min(state.wanted_for_orders(line)).max(0.0);
                }
                if let Some(licence) = line.licence_per_year {
                    let left = f64::from(licence.saturating_sub(state.begun_in_year)) - state.carry;
                    state.wanted = state.wanted.min(left).max(0.0);
                }
            }
        }
        if !plan.parts.is_empty() {
            self.split_parts(plan, today);
        }
        for (index, line) in plan.lines.iter().enumerate() {
            if self.lines[index].next_due <= today {
                self.work_on(plan, index, line, today);
            }
        }
        self.put_in_store(plan);
    }

    /// Brings a line's work up to today, and begins the lots that are full.
    fn work_on(&mut self, plan: &Plan, index: usize, line: &Line, today: Day) {
        let state = &mut self.lines[index];
        if line.must_be_looked_at_daily() {
            let met_fraction = line.parts.iter().map(|n| self.parts[n.part].met_fraction).fold(1.0, f64::min);
            let worked = state.wanted * met_fraction;
            state.lost_units += state.wanted - worked;
            state.carry += worked;
            for need in &line.parts {
                self.parts[need.part].store_units -= worked * need.num_units;
            }
        } else {
            state.carry += state.rate_per_day * f64::from(today.0 - state.worked_to.0);
        }
        state.worked_to = today;
        let lots = ((state.carry + WHOLE_SLACK) / f64::from(line.lot_rounds)) as u32;
        let rounds = lots * line.lot_rounds;
        state.carry -= f64::from(rounds);
        state.look_ahead(line, today.plus(1));
        if rounds == 0 {
            return;
        }
        state.begun += rounds;
        state.begun_in_year += rounds;
        state.in_work += rounds;
        let work = Work { due: today.plus(line.lead_days), line: index, first_lot: state.num_lots, rounds };
        state.num_lots = state.num_lots.wrapping_add(lots);
        if line.lead_days == 0 { self.finish(plan, work, today) } else { self.work.push(Reverse(work)) }
    }

    /// Accepts rounds, lot by lot where the line makes several items, and hands them out.
    fn finish(&mut self, plan: &Plan, work: Work, today: Day) {
        let line = &plan.lines[work.line];
        if let [item] = line.items[..] {
            self.accept(plan, Output { line: work.line, item, rounds: work.rounds, today });
            return;
        }
        for lot in 0..work.rounds / line.lot_rounds {
            let item = line.items[work.first_lot.wrapping_add(lot) as usize % line.items.len()];
            self.accept(plan, Output { line: work.line, item, rounds: line.lot_rounds, today });
        }
    }

    fn accept(&mut self, plan: &Plan, output: Output) {
        let (line, state) = (&plan.lines[output.line], &mut self.lines[output.line]);
        let share = |carry: &mut f64, rounds, fraction| take_whole(carry, f64::from(rounds) * fraction).min(rounds);
        let passed = share(&mut state.pass_carry, output.rounds, line.pass_fraction);
        let tested = share(&mut state.test_carry, passed, line.test_fraction);
        state.in_work -= output.rounds;
        state.failed += output.rounds - passed;
        state.tested += tested;
        state.produced += passed - tested;
        self.allot(plan, Output { rounds: passed - tested, ..output });
    }

    /// Counts what is bought today, and puts on the line's queue what it must work on from today.
    fn take_orders(&mut self, plan: &Plan, index: usize, today: Day) {
        let line = &plan.lines[index];
        let item = line.items[0];
        while let Some(order) = line.orders.get(self.lines[index].num_bought)
            && order.funded <= today
        {
            self.lines[index].num_bought += 1;
            let row = self.row(order.to, item);
            self.bought[row] += order.rounds;
            self.on_order[row] += order.rounds;
        }
        let work_begins = line.order_lead_days - line.lead_days;
        while let Some(order) = line.orders.get(self.lines[index].num_queued)
            && order.funded.plus(work_begins) <= today
        {
            self.lines[index].num_queued += 1;
            let (to, transport_days, rounds) = (order.to, order.transport_days, order.rounds);
            self.lines[index].enqueue(Waiting { to, customer: None, transport_days, rounds });
        }
        if line.allocation != Allocation::Reorder {
            return;
        }
        for (number, customer) in line.customers.iter().enumerate() {
            let (Destination::Nation(nation), true) = (customer.to, customer.is_in_force(today)) else { continue };
            let cell = self.cell(nation, item);
            self.settle_all(plan, cell, today.plus(-1));
            let supply = self.held(cell) + self.in_transit[cell] + self.on_order[cell];
            let position = i64::from(supply) - i64::from(self.owed_in_all(cell));
            if position <= i64::from(customer.reorder_at) {
                let rounds = (i64::from(customer.up_to) - position) as u32;
                self.bought[cell] += rounds;
                self.on_order[cell] += rounds;
                let transport_days = customer.approval_days + customer.transport_days;
                self.lines[index].enqueue(Waiting { to: customer.to, customer: Some(number), transport_days, rounds });
            }
        }
    }

    /// Makes today's parts and says what share of what is wanted of each there is, from whole to piece and back.
    fn split_parts(&mut self, plan: &Plan, today: Day) {
        for state in &mut self.parts {
            state.wanted = 0.0;
        }
        for (line, state) in plan.lines.iter().zip(&self.lines) {
            for need in &line.parts {
                self.parts[need.part].wanted += state.wanted * need.num_units;
            }
        }
        for &index in &self.part_order {
            let (part, state) = (&plan.parts[index], &mut self.parts[index]);
            let supply = rate_on(&part.supply, today) / DAYS_PER_YEAR;
            state.made = supply.min(state.wanted + part.keep_units - state.store_units).max(0.0);
            let made = state.made;
            for need in &part.parts {
                self.parts[need.part].wanted += made * need.num_units;
            }
        }
        for &index in self.part_order.iter().rev() {
            let part = &plan.parts[index];
            let met_fraction = part.parts.iter().map(|n| self.parts[n.part].met_fraction).fold(1.0, f64::min);
            let made = self.parts[index].made * met_fraction;
            for need in &part.parts {
                self.parts[need.part].store_units -= made * need.num_units;
            }
            let state = &mut self.parts[index];
            state.made = made;
            state.store_units += made;
            let is_plentiful = state.wanted <= state.store_units;
            state.met_fraction = if is_plentiful { 1.0 } else { state.store_units / state.wanted };
        }
    }
}

impl Stockroom {
    /// Keeps what parts are left; what no line took and no store holds was not made, and its pieces are still there.
    fn put_in_store(&mut self, plan: &Plan) {
        for &index in &self.part_order {
            let (part, state) = (&plan.parts[index], &mut self.parts[index]);
            let surplus = (state.store_units - part.keep_units).clamp(0.0, state.made);
            state.store_units = (state.store_units - surplus).clamp(0.0, part.keep_units);
            for need in &part.parts {
                self.parts[need.part].store_units += surplus * need.num_units;
            }
        }
    }
}

impl LineState {
    fn enqueue(&mut self, waiting: Waiting) {
        self.queued += waiting.rounds;
        self.queue.push_back(waiting);
    }
}
