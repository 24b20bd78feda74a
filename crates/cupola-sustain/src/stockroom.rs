//! The state of all stocks, stepped day by day through a plan.

mod age;
mod allot;
mod ask;
mod give;
mod make;
mod theatre;

use crate::bill::from_whole_to_piece;
use crate::demand::{DemandState, NEVER, Shortage};
use crate::{Destination, Ledger, Plan, Refusal, RefusalKind, SustainError};
use age::Ages;
use allot::{ClaimState, Level, Shipment};
use cupola_core::{Day, Stream};
use give::Loan;
use make::{LineState, PartState, Work};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use theatre::DepotState;

/// A fraction this close below a whole round counts as one, so that sums of decimal shares come out even (rounds).
const WHOLE_SLACK: f64 = 1e-9;

/// All stocks of one arm in one world on one day: whole rounds on hand, in transit and accounted for.
///
/// - **Domain:** days from the plan's `start` to its `end`, stepped in order; batteries may draw on any of them.
/// - **Accuracy:** rounds are whole and conserved exactly; fractions of a round are carried from day to day, so any
///   span's output is within one lot of the rate's sum. Days on which nothing happens are passed over.
/// - **Assumes:** a scarce part is split among lines in proportion to what each wants that day, and a line short of one
///   part does not pass on its share of the others; claims on a line are served in the order given and are not owed
///   later when held back; losses of a line to acceptance and tests are its mean share, without luck; the theatre has a
///   fixed share of every round that joins or leaves what is at home, other than those drawn for the theatre. Where a
///   round has a life, the oldest are issued first, but a line's customers get what has just come off it; its age counts
///   from there; with a battery it does not expire, and of what a battery gives back the youngest come first.
#[derive(Debug, Clone)]
pub struct Stockroom {
    num_items: usize,
    num_nations: usize,
    start: Day,
    next: Day,
    /// Before this day nothing happens, but demands.
    busy: Day,
    next_new_year: Day,
    /// Flat: nation-major, `num_nations` × `num_items`; one row more, of `Destination::Outside`; then one cell for each
    /// depot. So are the tables below unless noted. Outside, it is what was delivered.
    on_hand: Vec<u32>,
    ledgers: Vec<Ledger>,
    theatre_fraction: Vec<f64>,
    export_floor: Vec<u32>,
    transfer_floor: Vec<u32>,
    /// Flat: one table per refusal kind.
    refusals: Vec<Refusal>,
    /// Flat: one table per giving nation; the cell that should have got the rounds says of which item.
    starved: Vec<Refusal>,
    in_transit: Vec<u32>,
    bought: Vec<u32>,
    on_order: Vec<u32>,
    depots: Vec<DepotState>,
    lift_carry: Vec<f64>,
    ages: Ages,
    lines: Vec<LineState>,
    /// All customers of all lines, in the plan's order.
    claims: Vec<ClaimState>,
    /// Lots that are being made.
    work: BinaryHeap<Reverse<Work>>,
    parts: Vec<PartState>,
    /// From whole to piece.
    part_order: Vec<usize>,
    drain_carry: Vec<f64>,
    /// Indices of the plan's transfers by day; those before `transfers_done` have left.
    transfer_order: Vec<usize>,
    transfers_done: usize,
    loans: Vec<Loan>,
    shipments: BinaryHeap<Reverse<Shipment>>,
    /// By stock; `demands_start` has where each stock's begin, and the end.
    demands: Vec<DemandState>,
    demands_start: Vec<usize>,
    owed: Vec<u32>,
    /// For each stock with demands a row of days.
    unmet_by_day: Vec<u32>,
    num_days: usize,
    /// Room to work in.
    levels: Vec<Level>,
}

impl Stockroom {
    /// The stocks on the plan's first day, before it is stepped.
    ///
    /// # Errors
    /// What [`Plan::check`] finds.
    pub fn new(plan: &Plan) -> Result<Self, SustainError> {
        plan.check()?;
        let depots = theatre::depots(plan);
        let num_cells = (plan.num_nations + 1) * plan.num_items + depots.len();
        let mut transfer_order: Vec<usize> = (0..plan.transfers.len()).collect();
        transfer_order.retain(|&t| plan.transfers[t].on >= plan.start);
        transfer_order.sort_by_key(|&t| (plan.transfers[t].on, t));
        let mut lines = Vec::with_capacity(plan.lines.len());
        let mut num_claims = 0;
        for line in &plan.lines {
            lines.push(LineState::new(line, num_claims, plan.start));
            num_claims += line.customers.len();
        }
        let mut room = Self {
            num_items: plan.num_items,
            num_nations: plan.num_nations,
            start: plan.start,
            next: plan.start,
            busy: plan.start,
            next_new_year: plan.start,
            on_hand: vec![0; num_cells],
            ledgers: vec![Ledger::default(); num_cells],
            theatre_fraction: vec![1.0; num_cells],
            export_floor: vec![0; num_cells],
            transfer_floor: vec![0; num_cells],
            refusals: vec![Refusal::default(); num_cells * RefusalKind::ALL.len()],
            starved: vec![Refusal::default(); plan.num_nations * num_cells],
            in_transit: vec![0; num_cells],
            bought: vec![0; num_cells],
            on_order: vec![0; num_cells],
            depots,
            lift_carry: vec![0.0; plan.lifts_per_day.len()],
            ages: Ages::new(plan, num_cells),
            lines,
            claims: vec![ClaimState::default(); num_claims],
            work: BinaryHeap::new(),
            parts: plan.parts.iter().map(PartState::new).collect(),
            part_order: from_whole_to_piece(&plan.parts)?,
            drain_carry: vec![0.0; plan.drains.len()],
            transfer_order,
            transfers_done: 0,
            loans: plan.transfers.iter().filter_map(|t| Loan::of_before(t, plan.start)).collect(),
            shipments: BinaryHeap::new(),
            demands: Vec::with_capacity(plan.demands.len()),
            demands_start: Vec::new(),
            owed: vec![0; num_cells],
            unmet_by_day: Vec::new(),
            num_days: (plan.end.0 - plan.start.0 + 1) as usize,
            levels: Vec::new(),
        };
        room.open(plan);
        room.open_ways(plan);
        room.open_demands(plan);
        Ok(room)
    }

    fn open(&mut self, plan: &Plan) {
        for stock in &plan.stocks {
            let cell = self.cell(stock.nation, stock.item);
            self.on_hand[cell] = stock.quantity;
            self.ledgers[cell].opening = stock.quantity;
            self.theatre_fraction[cell] = stock.theatre_fraction;
            self.ages.open(stock, cell, plan.start);
        }
        self.open_depots();
        for reserve in &plan.reserves {
            let cell = self.cell(reserve.nation, reserve.item);
            self.export_floor[cell] = if reserve.blocks_export { reserve.never_below } else { 0 };
            self.transfer_floor[cell] = if reserve.blocks_transfer { reserve.never_below } else { 0 };
        }
    }

    fn open_demands(&mut self, plan: &Plan) {
        if plan.demands.is_empty() {
            return;
        }
        let cells: Vec<usize> = plan
            .demands
            .iter()
            .map(|d| self.place(d.nation, d.item, d.theatre).expect("the plan is checked"))
            .collect();
        let cell_of = |d: usize| cells[d];
        let mut order: Vec<usize> = (0..plan.demands.len()).collect();
        order.sort_by_key(|&d| (cell_of(d), d));
        let num_days = self.num_days;
        let mut row = 0;
        for cell in 0..self.on_hand.len() {
            self.demands_start.push(self.demands.len());
            let of_cell = order[self.demands.len()..].iter().take_while(|&&d| cell_of(d) == cell);
            let new = of_cell.map(|&d| DemandState::new(&plan.demands[d], d, plan.luck, plan.start, row * num_days));
            let before = self.demands.len();
            self.demands.extend(new);
            row += usize::from(self.demands.len() > before);
        }
        self.demands_start.push(self.demands.len());
        self.unmet_by_day = vec![0; row * num_days];
    }

    /// From the first day not yet stepped on, the demands' raids follow another stream: so runs that share their past
    /// part here. What has been asked for stays asked for.
    pub fn reseed(&mut self, plan: &Plan, luck: Stream) {
        for demand in &mut self.demands {
            demand.reseed(&plan.demands[demand.source], luck, self.next);
        }
    }

    /// Steps every day not yet stepped, up to and including `day` but not past the plan's `end`; a day already
    /// stepped does nothing. `plan` is the one the stockroom was made from.
    pub fn step(&mut self, plan: &Plan, day: Day) {
        debug_assert_eq!((plan.lines.len(), plan.start), (self.lines.len(), self.start), "another plan");
        let last = day.min(plan.end);
        if self.next > last {
            return;
        }
        while self.busy.max(self.next) <= last {
            let today = self.busy.max(self.next);
            self.next = today.plus(1);
            if today >= self.next_new_year {
                self.begin_year(today);
            }
            self.receive(plan, today);
            self.expire(plan, today);
            self.produce(plan, today);
            self.transfer(plan, today);
            self.fill_theatres(plan, today);
            self.drain(plan, today);
            self.busy = self.next_busy(plan, today);
        }
        self.next = last.plus(1);
        if !self.demands.is_empty() {
            (0..self.on_hand.len()).for_each(|cell| self.settle(plan, cell, last));
        }
    }

    /// The next day on which something but a demand may happen.
    fn next_busy(&self, plan: &Plan, today: Day) -> Day {
        let tomorrow = today.plus(1);
        let line = self.lines.iter().map(|line| line.next_due).min();
        let lot = self.work.peek().map(|work| work.0.due);
        let arrival = self.shipments.peek().map(|shipment| shipment.0.arrives);
        let transfer = self.transfer_order.get(self.transfers_done).map(|&t| plan.transfers[t].on);
        let loan = self.loans.iter().map(|loan| loan.pay_back).min();
        let drain = plan.drains.iter().filter(|d| tomorrow < d.until).map(|d| d.from).min();
        let theatre = self.depots.iter().any(|depot| depot.up_to > 0).then_some(tomorrow);
        let expiry = self.ages.next_expiry();
        let all = [Some(self.next_new_year), line, lot, arrival, transfer, loan, drain, theatre, expiry];
        all.into_iter().flatten().min().unwrap_or(NEVER).max(tomorrow)
    }

    /// Serves the demands on a stock up to and including a day.
    #[inline]
    fn settle(&mut self, plan: &Plan, cell: usize, through: Day) {
        if self.demands.is_empty() {
            return;
        }
        let (first, end) = (self.demands_start[cell], self.demands_start[cell + 1]);
        if end - first == 1 {
            while self.demands[first].next <= through {
                self.serve(plan, cell, first);
            }
            return;
        }
        while let Some(index) = (first..end).min_by_key(|&d| self.demands[d].next)
            && self.demands[index].next <= through
        {
            self.serve(plan, cell, index);
        }
    }

    /// Gives a demand's next raid what there is.
    #[inline]
    fn serve(&mut self, plan: &Plan, cell: usize, index: usize) {
        let demand = &mut self.demands[index];
        let got = demand.rounds.min(self.on_hand[cell]);
        self.on_hand[cell] -= got;
        self.ages.issue(cell, got);
        self.ledgers[cell].demanded += got;
        let unmet = demand.rounds - got;
        self.unmet_by_day[demand.row_start + (demand.next.0 - self.start.0) as usize] += unmet;
        if demand.shortage == Shortage::Owed {
            self.owed[cell] += unmet;
        }
        demand.advance(&plan.demands[demand.source]);
    }

    fn pay_owed(&mut self, cell: usize) {
        let paid = self.owed[cell].min(self.on_hand[cell]);
        self.owed[cell] -= paid;
        self.on_hand[cell] -= paid;
        self.ages.issue(cell, paid);
        self.ledgers[cell].demanded += paid;
    }

    fn cell(&self, nation: usize, item: usize) -> usize {
        debug_assert!(nation < self.num_nations && item < self.num_items, "nation {nation}, item {item}");
        nation * self.num_items + item
    }

    /// Where a destination's rounds are counted.
    fn row(&self, to: Destination, item: usize) -> usize {
        match to {
            Destination::Nation(nation) => self.cell(nation, item),
            Destination::Outside => self.outside(item),
        }
    }

    fn refuse(&mut self, kind: RefusalKind, cell: usize, day: Day, rounds: u32) {
        if rounds > 0 {
            let index = kind as usize * self.on_hand.len() + cell;
            self.refusals[index].count(day, rounds);
        }
    }

    /// Refuses rounds to somebody: `to` is the cell they would have joined.
    fn refuse_to(&mut self, kind: RefusalKind, cell: usize, to: usize, day: Day, rounds: u32) {
        if rounds > 0 {
            self.refuse(kind, cell, day, rounds);
            self.starved[(cell / self.num_items) * self.on_hand.len() + to].count(day, rounds);
        }
    }

    fn begin_year(&mut self, today: Day) {
        let (year, _, _) = today.ymd();
        self.next_new_year = Day::from_ymd(year + 1, 1, 1).expect("every year has a first of January");
        self.claims.iter_mut().for_each(|claim| claim.shipped_in_year = 0);
        self.lines.iter_mut().for_each(|line| line.begun_in_year = 0);
    }
}

/// Adds to a carried fraction and takes the whole rounds out of it.
fn take_whole(carry: &mut f64, amount: f64) -> u32 {
    *carry += amount;
    // A cast cuts as `floor` does, for what is never negative, and costs no call.
    let whole = (*carry + WHOLE_SLACK) as u32;
    *carry -= f64::from(whole);
    whole
}
