//! Transfers, loans and what other wars take.

use super::allot::Way;
use super::{Stockroom, take_whole};
use crate::rate::DAYS_PER_YEAR;
use crate::{Plan, RefusalKind, Transfer};
use cupola_core::Day;

/// Rounds lent, or what is left of them to pay back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loan {
    pub pay_back: Day,
    /// Who pays back to whom.
    debtor: usize,
    lender: usize,
    item: usize,
    rounds: u32,
    delay_days: i32,
    /// Whether the day of paying back has been, and a lack of rounds refused.
    is_late: bool,
}

impl Loan {
    fn of(transfer: &Transfer, rounds: u32) -> Option<Self> {
        let Transfer { giver, taker, item, delay_days, .. } = *transfer;
        let pay_back = transfer.pay_back.filter(|_| rounds > 0)?;
        Some(Self { pay_back, debtor: taker, lender: giver, item, rounds, delay_days, is_late: false })
    }

    /// A loan that was given before the first day and is to be paid back after it.
    pub fn of_before(transfer: &Transfer, start: Day) -> Option<Self> {
        let is_open = transfer.on < start && transfer.pay_back.is_some_and(|day| day >= start);
        Self::of(transfer, transfer.rounds).filter(|_| is_open)
    }
}

impl Stockroom {
    /// Puts on their way the rounds that left before the first day and arrive on it or later, lent ones on their way
    /// back too: they are in no opening stock.
    pub(super) fn open_ways(&mut self, plan: &Plan) {
        for transfer in &plan.transfers {
            let Transfer { giver, taker, item, rounds, on, delay_days, pay_back } = *transfer;
            for (left, to) in [(Some(on), taker), (pay_back, giver)] {
                if let Some(left) = left.filter(|&left| left < plan.start && left.plus(delay_days) >= plan.start) {
                    let way = Way { to: self.cell(to, item), days: delay_days };
                    let parcel = self.ages.of_unknown_age(way.to, rounds, left);
                    self.ship(plan, way, parcel, left);
                }
            }
        }
    }

    /// Sends today's transfers, as far as each giver's reserve lets them go, and pays back loans.
    pub(super) fn transfer(&mut self, plan: &Plan, today: Day) {
        while let Some(&index) = self.transfer_order.get(self.transfers_done) {
            let transfer = &plan.transfers[index];
            if transfer.on > today {
                break;
            }
            self.transfers_done += 1;
            let Transfer { giver, taker, item, rounds, delay_days, .. } = *transfer;
            let cell = self.cell(giver, item);
            let sent = self.hand_over(plan, (giver, taker, item), (rounds, delay_days), today);
            self.refuse_to(RefusalKind::Transfer, cell, self.cell(taker, item), today, rounds - sent);
            self.loans.extend(Loan::of(transfer, sent));
        }
        if self.loans.iter().all(|loan| loan.pay_back > today) {
            return;
        }
        for mut loan in std::mem::take(&mut self.loans) {
            if loan.pay_back <= today {
                let way = (loan.debtor, loan.lender, loan.item);
                loan.rounds -= self.hand_over(plan, way, (loan.rounds, loan.delay_days), today);
                if !loan.is_late {
                    let (cell, to) = (self.cell(loan.debtor, loan.item), self.cell(loan.lender, loan.item));
                    self.refuse_to(RefusalKind::Transfer, cell, to, today, loan.rounds);
                    loan.is_late = true;
                }
            }
            self.loans.extend((loan.rounds > 0).then_some(loan));
        }
    }

    /// Sends what the giver's reserve lets go, and says how many rounds that was.
    fn hand_over(
        &mut self,
        plan: &Plan,
        (giver, taker, item): (usize, usize, usize),
        (rounds, delay_days): (u32, i32),
        today: Day,
    ) -> u32 {
        let cell = self.cell(giver, item);
        self.settle_all(plan, cell, today.plus(-1));
        let sent = rounds.min(self.above(cell, self.transfer_floor[cell]));
        self.on_hand[cell] -= sent;
        let parcel = self.ages.pick(cell, sent);
        self.ledgers[cell].transferred += sent;
        let way = Way { to: self.cell(taker, item), days: delay_days };
        self.ship(plan, way, parcel, today);
        sent
    }

    /// Takes what other wars need today; what the stock cannot give is refused, not owed.
    pub(super) fn drain(&mut self, plan: &Plan, today: Day) {
        for (index, drain) in plan.drains.iter().enumerate() {
            if today < drain.from || drain.until <= today {
                continue;
            }
            let wanted = take_whole(&mut self.drain_carry[index], drain.rate_per_year / DAYS_PER_YEAR);
            let cell = self.place(drain.nation, drain.item, drain.theatre).expect("the plan is checked");
            let is_blocked = drain.is_blocked_by_reserve && drain.theatre.is_none();
            let there = if is_blocked {
                self.settle_all(plan, cell, today.plus(-1));
                self.above(cell, self.transfer_floor[cell])
            } else {
                self.settle(plan, cell, today.plus(-1));
                self.on_hand[cell]
            };
            let taken = wanted.min(there);
            self.on_hand[cell] -= taken;
            self.ages.issue(cell, taken);
            self.ledgers[cell].drained += taken;
            self.refuse(RefusalKind::Drain, cell, today, wanted - taken);
        }
    }
}
