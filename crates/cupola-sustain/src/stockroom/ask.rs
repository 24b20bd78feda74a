//! What may be asked of the stocks, and what batteries do to them.

use super::Stockroom;
use crate::{Destination, Ledger, Refusal, RefusalKind};
use cupola_core::Day;

impl Stockroom {
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

    fn theatre_of(&self, cell: usize) -> u32 {
        let (on_hand, ledger) = (i64::from(self.on_hand[cell]), &self.ledgers[cell]);
        let used = i64::from(ledger.drawn) + i64::from(ledger.lost) - i64::from(ledger.returned);
        let allotted = (self.theatre_fraction[cell] * (on_hand + used) as f64 + 0.5).floor() as i64;
        (allotted - used).clamp(0, on_hand) as u32
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
        self.ledgers[cell].returned += rounds;
        self.add(cell, rounds);
    }

    /// Destroys rounds in the theatre's depot and says how many there were to destroy.
    pub fn lose(&mut self, nation: usize, item: usize, rounds: u32) -> u32 {
        let cell = self.cell(nation, item);
        let lost = rounds.min(self.theatre_of(cell));
        self.on_hand[cell] -= lost;
        self.ledgers[cell].lost += lost;
        lost
    }

    /// All movements of one stock since the start.
    #[must_use]
    pub fn ledger(&self, nation: usize, item: usize) -> &Ledger {
        &self.ledgers[self.cell(nation, item)]
    }

    /// What one nation refused of one item, by kind.
    #[must_use]
    pub fn refusal(&self, nation: usize, item: usize, kind: RefusalKind) -> Refusal {
        self.refusals[kind as usize * self.on_hand.len() + self.cell(nation, item)]
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

    /// Who starved whom: exports and transfers that `giver` refused to somebody.
    #[must_use]
    pub fn refused_to(&self, giver: usize, to: Destination, item: usize) -> Refusal {
        self.starved[giver * self.in_transit.len() + self.row(to, item)]
    }

    /// Rounds that have left a line or a giver and have not reached this destination yet.
    #[must_use]
    pub fn in_transit(&self, to: Destination, item: usize) -> u32 {
        self.in_transit[self.row(to, item)]
    }

    /// Rounds ordered for this destination and paid for since the start, made or not.
    #[must_use]
    pub fn bought(&self, to: Destination, item: usize) -> u32 {
        self.bought[self.row(to, item)]
    }

    /// Of those bought, the rounds that have not come off a line yet.
    #[must_use]
    pub fn on_order(&self, to: Destination, item: usize) -> u32 {
        self.on_order[self.row(to, item)]
    }

    /// Rounds delivered to customers who are no nation of the plan.
    #[must_use]
    pub fn delivered_outside(&self, item: usize) -> u32 {
        self.delivered_outside[item]
    }

    /// Rounds asked for by demands that were not there, by day from the plan's first; empty for a stock without demands.
    #[must_use]
    pub fn unmet_by_day(&self, nation: usize, item: usize) -> &[u32] {
        let cell = self.cell(nation, item);
        let Some(demand) = self.demands_start.get(cell).filter(|&&d| d < self.demands_start[cell + 1]) else {
            return &[];
        };
        let row_start = self.demands[*demand].row_start;
        &self.unmet_by_day[row_start..row_start + self.num_days]
    }

    /// Rounds that demands are owed ([`crate::Shortage::Owed`]).
    #[must_use]
    pub fn owed(&self, nation: usize, item: usize) -> u32 {
        self.owed[self.cell(nation, item)]
    }

    /// Rounds a line has begun since the start.
    #[must_use]
    pub fn begun_by(&self, line: usize) -> u32 {
        self.lines[line].begun
    }

    /// Of those, the ones that are not finished.
    #[must_use]
    pub fn in_work(&self, line: usize) -> u32 {
        self.lines[line].in_work
    }

    /// Finished rounds of a line that did not pass.
    #[must_use]
    pub fn failed_by(&self, line: usize) -> u32 {
        self.lines[line].failed
    }

    /// Accepted rounds of a line that tests and spares used up.
    #[must_use]
    pub fn tested_by(&self, line: usize) -> u32 {
        self.lines[line].tested
    }

    /// Rounds a line has made since the start: accepted and not used up.
    #[must_use]
    pub fn produced_by(&self, line: usize) -> u32 {
        self.lines[line].produced
    }

    /// Rounds (with fraction) a line would have begun since the start, had its shared parts been plentiful.
    #[must_use]
    pub fn lost_to_parts(&self, line: usize) -> f64 {
        self.lines[line].lost_units
    }

    /// A part in store (parts, with fraction).
    #[must_use]
    pub fn parts_in_store(&self, part: usize) -> f64 {
        self.parts[part].store_units
    }

    /// Rounds shipped to one customer of one line since the start, delivered or in transit.
    #[must_use]
    pub fn shipped_to(&self, line: usize, customer: usize) -> u32 {
        self.claims[self.lines[line].claims_start + customer].shipped
    }

    /// The day last stepped; the day before the start where none is.
    #[must_use]
    pub fn today(&self) -> Day {
        self.next.plus(-1)
    }
}
