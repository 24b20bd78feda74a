//! The state of all stocks, stepped day by day through a plan.

use crate::rate::{DAYS_PER_YEAR, rate_on};
use crate::{Customer, Destination, Ledger, Line, Plan, Refusal, RefusalKind, SustainError};
use cupola_core::Day;

/// A fraction this close below a whole round counts as one, so that sums of decimal shares come out even (rounds).
const WHOLE_SLACK: f64 = 1e-9;

/// All stocks of one arm in one world on one day: whole rounds on hand, in transit and accounted for.
///
/// - **Domain:** days from the plan's `start` to its `end`, stepped in order; batteries may draw on any of them.
/// - **Accuracy:** rounds are whole and conserved exactly; fractions of a round are carried from day to day, so any
///   span's output is within one round of the rate's sum.
/// - **Assumes:** a scarce part is split among lines in proportion to what each wants that day, with no buffer of
///   parts, and a line short of one part does not pass on its share of the others; claims on a line are served in the order given and are not owed later when held back; the theatre has a
///   fixed share of every round that joins or leaves the national stock, other than those drawn for the theatre.
#[derive(Debug, Clone)]
pub struct Stockroom {
    num_items: usize,
    num_nations: usize,
    start: Day,
    next: Day,
    next_new_year: Day,
    /// Flat, nation-major: `num_nations` × `num_items`, as are the tables below unless noted.
    on_hand: Vec<u32>,
    ledgers: Vec<Ledger>,
    theatre_fraction: Vec<f64>,
    export_floor: Vec<u32>,
    transfer_floor: Vec<u32>,
    /// Flat: one table per refusal kind.
    refusals: Vec<Refusal>,
    /// One row more than nations: the last is `Destination::Outside`.
    in_transit: Vec<u32>,
    delivered_outside: Vec<u32>,
    lines: Vec<LineState>,
    /// All customers of all lines, in the plan's order.
    claims: Vec<ClaimState>,
    /// The claims' rounds on the way, a ring of days for each.
    lots: Vec<u32>,
    parts: Vec<PartState>,
    drain_carry: Vec<f64>,
    /// Indices of the plan's transfers by day; those before `transfers_done` have left.
    transfer_order: Vec<usize>,
    transfers_done: usize,
    shipments: Vec<Shipment>,
}

#[derive(Debug, Clone, Copy)]
struct LineState {
    disabled_until: Day,
    wanted_per_day: f64,
    carry: f64,
    produced: u32,
    lost_to_parts: f64,
    claims_start: usize,
}

#[derive(Debug, Clone, Copy)]
struct ClaimState {
    carry: f64,
    shipped_in_year: u32,
    shipped: u32,
    ring_start: usize,
    ring_len: usize,
    slot: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct PartState {
    wanted_per_day: f64,
    met_fraction: f64,
}

#[derive(Debug, Clone, Copy)]
struct Shipment {
    arrives: Day,
    taker: usize,
    item: usize,
    rounds: u32,
}

impl Stockroom {
    /// The stocks on the plan's first day, before it is stepped.
    ///
    /// # Errors
    /// What [`Plan::check`] finds.
    pub fn new(plan: &Plan) -> Result<Self, SustainError> {
        plan.check()?;
        let num_cells = plan.num_nations * plan.num_items;
        let mut lines = Vec::with_capacity(plan.lines.len());
        let mut claims = Vec::new();
        let mut num_lots = 0;
        for line in &plan.lines {
            lines.push(LineState::new(claims.len()));
            for customer in &line.customers {
                let ring_len = delay_days(customer);
                claims.push(ClaimState::new(num_lots, ring_len));
                num_lots += ring_len;
            }
        }
        let mut transfer_order: Vec<usize> = (0..plan.transfers.len()).collect();
        transfer_order.retain(|&t| plan.transfers[t].on >= plan.start);
        transfer_order.sort_by_key(|&t| (plan.transfers[t].on, t));
        let mut room = Self {
            num_items: plan.num_items,
            num_nations: plan.num_nations,
            start: plan.start,
            next: plan.start,
            next_new_year: plan.start,
            on_hand: vec![0; num_cells],
            ledgers: vec![Ledger::default(); num_cells],
            theatre_fraction: vec![1.0; num_cells],
            export_floor: vec![0; num_cells],
            transfer_floor: vec![0; num_cells],
            refusals: vec![Refusal::default(); num_cells * RefusalKind::ALL.len()],
            in_transit: vec![0; num_cells + plan.num_items],
            delivered_outside: vec![0; plan.num_items],
            lines,
            claims,
            lots: vec![0; num_lots],
            parts: vec![PartState::default(); plan.parts.len()],
            drain_carry: vec![0.0; plan.drains.len()],
            shipments: Vec::with_capacity(transfer_order.len()),
            transfer_order,
            transfers_done: 0,
        };
        room.open(plan);
        Ok(room)
    }

    fn open(&mut self, plan: &Plan) {
        for stock in &plan.stocks {
            let cell = self.cell(stock.nation, stock.item);
            self.on_hand[cell] = stock.quantity;
            self.ledgers[cell].opening = stock.quantity;
            self.theatre_fraction[cell] = stock.theatre_fraction;
        }
        for reserve in &plan.reserves {
            let cell = self.cell(reserve.nation, reserve.item);
            self.export_floor[cell] = if reserve.blocks_export { reserve.never_below } else { 0 };
            self.transfer_floor[cell] = if reserve.blocks_transfer { reserve.never_below } else { 0 };
        }
    }

    /// Steps every day not yet stepped, up to and including `day` but not past the plan's `end`; a day already
    /// stepped does nothing. `plan` is the one the stockroom was made from.
    pub fn step(&mut self, plan: &Plan, day: Day) {
        debug_assert_eq!((plan.lines.len(), plan.start), (self.lines.len(), self.start), "another plan");
        while self.next <= day.min(plan.end) {
            let today = self.next;
            self.next = today.plus(1);
            if today >= self.next_new_year {
                self.begin_year(today);
            }
            self.receive(plan, today);
            self.produce(plan, today);
            self.transfer(plan, today);
            self.drain(plan, today);
        }
    }

    /// The national stock (rounds): at home and releasable.
    #[must_use]
    pub fn on_hand(&self, nation: usize, item: usize) -> u32 {
        self.on_hand[self.cell(nation, item)]
    }

    /// The part of the national stock that may be released to the theatre (rounds): its share of all rounds not yet
    /// drawn or lost there, rounded, less those drawn and lost. What is given back stays in the theatre.
    #[must_use]
    pub fn theatre(&self, nation: usize, item: usize) -> u32 {
        self.theatre_of(self.cell(nation, item))
    }

    /// Rounds a battery gets when it asks the theatre's stock for `rounds`; the reserve does not bind. What is lacking
    /// is recorded as a refusal on the day last stepped.
    pub fn draw(&mut self, nation: usize, item: usize, rounds: u32) -> u32 {
        let cell = self.cell(nation, item);
        let got = rounds.min(self.theatre_of(cell));
        self.on_hand[cell] -= got;
        self.ledgers[cell].drawn += got;
        self.refuse(RefusalKind::Draw, cell, self.next.plus(-1).max(self.start), rounds - got);
        got
    }

    /// Puts a battery's rounds back into the theatre's stock.
    pub fn give_back(&mut self, nation: usize, item: usize, rounds: u32) {
        let cell = self.cell(nation, item);
        self.on_hand[cell] += rounds;
        self.ledgers[cell].returned += rounds;
    }

    /// Destroys rounds in the theatre's depot and says how many there were to destroy.
    pub fn lose(&mut self, nation: usize, item: usize, rounds: u32) -> u32 {
        let cell = self.cell(nation, item);
        let lost = rounds.min(self.theatre_of(cell));
        self.on_hand[cell] -= lost;
        self.ledgers[cell].lost += lost;
        lost
    }

    /// Stops a line: no output on days before `until`. An earlier and longer stop stays in force.
    pub fn disable_line(&mut self, line: usize, until: Day) {
        let state = &mut self.lines[line];
        state.disabled_until = state.disabled_until.max(until);
    }

    /// All movements of one stock since the start.
    #[must_use]
    pub fn ledger(&self, nation: usize, item: usize) -> &Ledger {
        &self.ledgers[self.cell(nation, item)]
    }

    /// What one nation refused of one item, by kind.
    #[must_use]
    pub fn refusal(&self, nation: usize, item: usize, kind: RefusalKind) -> Refusal {
        self.refusals[self.refusal_index(kind, self.cell(nation, item))]
    }

    /// All refusals there were, as (nation, item, kind, refusal), by kind, then nation, then item.
    pub fn refusals(&self) -> impl Iterator<Item = (usize, usize, RefusalKind, Refusal)> + '_ {
        let num_cells = self.on_hand.len();
        let all = self.refusals.iter().enumerate().filter(|(_, refusal)| refusal.first.is_some());
        all.map(move |(index, &refusal)| {
            let cell = index % num_cells;
            (cell / self.num_items, cell % self.num_items, RefusalKind::ALL[index / num_cells], refusal)
        })
    }

    /// Rounds that have left a line or a giver and have not reached this destination yet.
    #[must_use]
    pub fn in_transit(&self, to: Destination, item: usize) -> u32 {
        self.in_transit[self.transit_index(to, item)]
    }

    /// Rounds delivered to customers who are no nation of the plan.
    #[must_use]
    pub fn delivered_outside(&self, item: usize) -> u32 {
        self.delivered_outside[item]
    }

    /// Rounds a line has made since the start.
    #[must_use]
    pub fn produced_by(&self, line: usize) -> u32 {
        self.lines[line].produced
    }

    /// Rounds (with fraction) a line would have made since the start, had its shared parts been plentiful.
    #[must_use]
    pub fn lost_to_parts(&self, line: usize) -> f64 {
        self.lines[line].lost_to_parts
    }

    /// Rounds shipped to one customer of one line since the start, delivered or in transit.
    #[must_use]
    pub fn shipped_to(&self, line: usize, customer: usize) -> u32 {
        self.claims[self.lines[line].claims_start + customer].shipped
    }

    fn cell(&self, nation: usize, item: usize) -> usize {
        debug_assert!(nation < self.num_nations && item < self.num_items, "nation {nation}, item {item}");
        nation * self.num_items + item
    }

    fn transit_index(&self, to: Destination, item: usize) -> usize {
        let row = match to {
            Destination::Nation(nation) => nation,
            Destination::Outside => self.num_nations,
        };
        row * self.num_items + item
    }

    fn refusal_index(&self, kind: RefusalKind, cell: usize) -> usize {
        kind as usize * self.on_hand.len() + cell
    }

    fn refuse(&mut self, kind: RefusalKind, cell: usize, day: Day, rounds: u32) {
        if rounds > 0 {
            let index = self.refusal_index(kind, cell);
            let refusal = &mut self.refusals[index];
            refusal.first.get_or_insert(day);
            refusal.rounds = refusal.rounds.saturating_add(rounds);
        }
    }

    fn theatre_of(&self, cell: usize) -> u32 {
        let (on_hand, ledger) = (i64::from(self.on_hand[cell]), &self.ledgers[cell]);
        let used = i64::from(ledger.drawn) + i64::from(ledger.lost) - i64::from(ledger.returned);
        let allotted = (self.theatre_fraction[cell] * (on_hand + used) as f64 + 0.5).floor() as i64;
        (allotted - used).clamp(0, on_hand) as u32
    }

    fn begin_year(&mut self, today: Day) {
        let (year, _, _) = today.ymd();
        self.next_new_year = Day::from_ymd(year + 1, 1, 1).expect("every year has a first of January");
        for claim in &mut self.claims {
            claim.shipped_in_year = 0;
        }
    }

    /// Today's arrivals, of lots from lines and of transfers.
    fn receive(&mut self, plan: &Plan, today: Day) {
        let mut index = 0;
        for line in &plan.lines {
            for customer in &line.customers {
                let claim = self.claims[index];
                index += 1;
                if claim.ring_len > 0 {
                    let rounds = std::mem::take(&mut self.lots[claim.ring_start + claim.slot]);
                    if rounds > 0 {
                        let transit = self.transit_index(customer.to, line.item);
                        self.in_transit[transit] -= rounds;
                        self.deliver(customer.to, line.item, rounds);
                    }
                }
            }
        }
        while let Some(index) = self.shipments.iter().position(|s| s.arrives <= today) {
            let Shipment { taker, item, rounds, .. } = self.shipments.swap_remove(index);
            let to = Destination::Nation(taker);
            let transit = self.transit_index(to, item);
            self.in_transit[transit] -= rounds;
            self.deliver(to, item, rounds);
        }
    }

    fn deliver(&mut self, to: Destination, item: usize, rounds: u32) {
        match to {
            Destination::Nation(nation) => {
                let cell = self.cell(nation, item);
                self.on_hand[cell] += rounds;
                self.ledgers[cell].received += rounds;
            }
            Destination::Outside => self.delivered_outside[item] += rounds,
        }
    }

    /// Every line's output of today, after the shared parts are split.
    fn produce(&mut self, plan: &Plan, today: Day) {
        for part in &mut self.parts {
            part.wanted_per_day = 0.0;
        }
        for (line, state) in plan.lines.iter().zip(&mut self.lines) {
            state.wanted_per_day = wanted_per_day(line, state.disabled_until, today);
            for &part in &line.parts {
                self.parts[part].wanted_per_day += state.wanted_per_day;
            }
        }
        for (part, state) in plan.parts.iter().zip(&mut self.parts) {
            let supply_per_day = rate_on(&part.supply, today) / DAYS_PER_YEAR;
            let is_plentiful = state.wanted_per_day <= supply_per_day;
            state.met_fraction = if is_plentiful { 1.0 } else { supply_per_day / state.wanted_per_day };
        }
        for (index, line) in plan.lines.iter().enumerate() {
            let state = &mut self.lines[index];
            let met_fraction = line.parts.iter().map(|&p| self.parts[p].met_fraction).fold(1.0, f64::min);
            let output = state.wanted_per_day * met_fraction;
            state.lost_to_parts += state.wanted_per_day - output;
            let made = take_whole(&mut state.carry, output);
            state.produced += made;
            let claims_start = state.claims_start;
            let host = self.cell(line.nation, line.item);
            self.on_hand[host] += made;
            self.ledgers[host].produced += made;
            self.export(line, claims_start, made, today);
        }
    }

    /// Serves the line's customers from the `made` rounds just added to the host's stock, and ages their lots a day.
    fn export(&mut self, line: &Line, claims_start: usize, made: u32, today: Day) {
        let host = self.cell(line.nation, line.item);
        let mut left = made;
        for (customer, index) in line.customers.iter().zip(claims_start..) {
            let mut shipped = 0;
            if made > 0 && customer.from <= today && today < customer.until {
                let due = self.claims[index].due(customer, made, &mut left);
                // Rounds above the floor may go; `on_hand` holds the claim's rounds already.
                let releasable = self.on_hand[host].saturating_sub(self.export_floor[host]);
                shipped = due.min(releasable);
                self.refuse(RefusalKind::Export, host, today, due - shipped);
            }
            self.ship(line, customer, index, shipped);
        }
    }

    fn ship(&mut self, line: &Line, customer: &Customer, index: usize, rounds: u32) {
        let host = self.cell(line.nation, line.item);
        self.on_hand[host] -= rounds;
        self.ledgers[host].exported += rounds;
        let claim = &mut self.claims[index];
        claim.shipped += rounds;
        claim.shipped_in_year += rounds;
        if claim.ring_len == 0 {
            self.deliver(customer.to, line.item, rounds);
            return;
        }
        self.lots[claim.ring_start + claim.slot] = rounds;
        claim.slot = if claim.slot + 1 == claim.ring_len { 0 } else { claim.slot + 1 };
        let transit = self.transit_index(customer.to, line.item);
        self.in_transit[transit] += rounds;
    }

    /// Sends today's transfers, as far as each giver's reserve lets them go.
    fn transfer(&mut self, plan: &Plan, today: Day) {
        while let Some(&index) = self.transfer_order.get(self.transfers_done) {
            let transfer = &plan.transfers[index];
            if transfer.on > today {
                break;
            }
            self.transfers_done += 1;
            let cell = self.cell(transfer.giver, transfer.item);
            let rounds = transfer.rounds.min(self.on_hand[cell].saturating_sub(self.transfer_floor[cell]));
            self.refuse(RefusalKind::Transfer, cell, today, transfer.rounds - rounds);
            self.on_hand[cell] -= rounds;
            self.ledgers[cell].transferred += rounds;
            let (to, item) = (Destination::Nation(transfer.taker), transfer.item);
            if transfer.delay_days == 0 {
                self.deliver(to, item, rounds);
            } else if rounds > 0 {
                let transit = self.transit_index(to, item);
                self.in_transit[transit] += rounds;
                let arrives = today.plus(transfer.delay_days);
                self.shipments.push(Shipment { arrives, taker: transfer.taker, item, rounds });
            }
        }
    }

    /// Takes what other wars need today; what the stock cannot give is refused, not owed.
    fn drain(&mut self, plan: &Plan, today: Day) {
        for (index, drain) in plan.drains.iter().enumerate() {
            if today < drain.from || drain.until <= today {
                continue;
            }
            let wanted = take_whole(&mut self.drain_carry[index], drain.rate_per_year / DAYS_PER_YEAR);
            let cell = self.cell(drain.nation, drain.item);
            let floor = if drain.is_blocked_by_reserve { self.transfer_floor[cell] } else { 0 };
            let taken = wanted.min(self.on_hand[cell].saturating_sub(floor));
            self.on_hand[cell] -= taken;
            self.ledgers[cell].drained += taken;
            self.refuse(RefusalKind::Drain, cell, today, wanted - taken);
        }
    }
}

impl LineState {
    fn new(claims_start: usize) -> Self {
        let disabled_until = Day(i32::MIN);
        Self { disabled_until, wanted_per_day: 0.0, carry: 0.0, produced: 0, lost_to_parts: 0.0, claims_start }
    }
}

impl ClaimState {
    fn new(ring_start: usize, ring_len: usize) -> Self {
        Self { carry: 0.0, shipped_in_year: 0, shipped: 0, ring_start, ring_len, slot: 0 }
    }

    /// The customer's whole rounds out of `made`, of which `left` are unclaimed: what its cap lets it have today.
    /// A claim beyond the cap is dropped; one beyond `left` (a matter of rounding) is carried on.
    fn due(&mut self, customer: &Customer, made: u32, left: &mut u32) -> u32 {
        self.carry += customer.share_fraction * f64::from(made);
        // A cast cuts as `floor` does, for what is never negative, and costs no call.
        let claimed = ((self.carry + WHOLE_SLACK) as u32).min(*left);
        self.carry -= f64::from(claimed);
        let cap_left = customer.cap_per_year.map_or(u32::MAX, |cap| cap.saturating_sub(self.shipped_in_year));
        let due = claimed.min(cap_left);
        *left -= due;
        due
    }
}

fn delay_days(customer: &Customer) -> usize {
    (customer.approval_days + customer.transport_days) as usize
}

/// What the line would make today with plentiful parts (rounds, with fraction).
fn wanted_per_day(line: &Line, disabled_until: Day, today: Day) -> f64 {
    if today < disabled_until {
        return 0.0;
    }
    let base_per_year = rate_on(&line.capacity, today);
    let capacity_per_year = line.expansions.iter().fold(base_per_year, |rate, e| e.applied(rate, today));
    let is_funded_in_full = line.funded.is_empty();
    let funded_per_year = if is_funded_in_full { f64::INFINITY } else { rate_on(&line.funded, today) };
    capacity_per_year.min(funded_per_year) / DAYS_PER_YEAR
}

/// Adds to a carried fraction and takes the whole rounds out of it.
fn take_whole(carry: &mut f64, amount: f64) -> u32 {
    *carry += amount;
    let whole = (*carry + WHOLE_SLACK) as u32;
    *carry -= f64::from(whole);
    whole
}
