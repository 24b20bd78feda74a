//! What may be asked of the stocks, at home and in theatres, and what batteries do to them.

use super::Stockroom;
use crate::{Destination, Ledger, Lot, Refusal, RefusalKind};
use cupola_core::Day;

impl Stockroom {
    /// The national stock (rounds): at home, in the nation's theatres and on the way from home to them, releasable or
    /// not. It is what a reserve is a floor of.
    #[must_use]
    pub fn on_hand(&self, nation: usize, item: usize) -> u32 {
        self.held(self.cell(nation, item))
    }

    /// Rounds that batteries in a theatre may draw: all that lie there. For `None`, [`Stockroom::theatre`].
    #[must_use]
    pub fn releasable(&self, nation: usize, item: usize, theatre: Option<usize>) -> u32 {
        match (theatre, self.place(nation, item, theatre)) {
            (None, _) => self.theatre(nation, item),
            (Some(_), Some(cell)) => self.on_hand[cell],
            (Some(_), None) => 0,
        }
    }

    /// The part of what is at home that may be released to the campaign's theatre (rounds): its share of all rounds not
    /// yet drawn or lost there, rounded, less those drawn and lost. What is given back stays in the theatre.
    #[must_use]
    pub fn theatre(&self, nation: usize, item: usize) -> u32 {
        let cell = self.cell(nation, item);
        let (on_hand, ledger) = (i64::from(self.on_hand[cell]), &self.ledgers[cell]);
        let used = i64::from(ledger.drawn) + i64::from(ledger.lost) - i64::from(ledger.returned);
        let allotted = (self.theatre_fraction[cell] * (on_hand + used) as f64 + 0.5).floor() as i64;
        (allotted - used).clamp(0, on_hand) as u32
    }

    /// Rounds a battery gets when it asks for `rounds` where it stands: in a theatre, or (`None`) from what home
    /// releases. The reserve does not bind. What is lacking is recorded as a refusal on the day last stepped.
    pub fn draw(&mut self, nation: usize, item: usize, theatre: Option<usize>, rounds: u32) -> u32 {
        let got = rounds.min(self.releasable(nation, item, theatre));
        let cell = self.place(nation, item, theatre);
        if let Some(cell) = cell {
            self.on_hand[cell] -= got;
            self.ages.draw(cell, got);
            self.ledgers[cell].drawn += got;
        }
        let refused_at = cell.unwrap_or_else(|| self.cell(nation, item));
        self.refuse(RefusalKind::Draw, refused_at, self.next.plus(-1).max(self.start), rounds - got);
        got
    }

    /// Puts rounds that batteries have drawn back where they came from; more than they have is a mistake of the caller's.
    pub fn give_back(&mut self, nation: usize, item: usize, theatre: Option<usize>, rounds: u32) {
        let Some(cell) = self.place(nation, item, theatre) else { return };
        self.ledgers[cell].returned += rounds;
        self.on_hand[cell] += rounds;
        if let Some(ends) = self.ages.give_back(cell, rounds) {
            self.busy = self.busy.min(ends.max(self.next));
        }
        self.pay_owed(cell);
    }

    /// Destroys rounds in a depot, as [`Stockroom::draw`] has it, and says how many there were to destroy.
    pub fn lose(&mut self, nation: usize, item: usize, theatre: Option<usize>, rounds: u32) -> u32 {
        let lost = rounds.min(self.releasable(nation, item, theatre));
        if let Some(cell) = self.place(nation, item, theatre) {
            self.on_hand[cell] -= lost;
            self.ages.issue(cell, lost);
            self.ledgers[cell].lost += lost;
        }
        lost
    }

    /// All movements of one stock since the start, at home and in theatres.
    #[must_use]
    pub fn ledger(&self, nation: usize, item: usize) -> Ledger {
        self.cells_of(nation, item).fold(Ledger::default(), |sum, cell| sum.plus(&self.ledgers[cell]))
    }

    /// All movements of the part in one theatre, or (`None`) at home; `None` where there is no depot.
    #[must_use]
    pub fn ledger_in(&self, nation: usize, item: usize, theatre: Option<usize>) -> Option<&Ledger> {
        self.place(nation, item, theatre).map(|cell| &self.ledgers[cell])
    }

    /// The rounds of a stock by the day they were made, at home and then in each theatre, from the oldest to the
    /// youngest; none where the item has no life. Those with batteries and on their way are not among them.
    pub fn lots(&self, nation: usize, item: usize) -> impl Iterator<Item = Lot> + '_ {
        self.cells_of(nation, item).filter_map(|cell| self.ages.lots(cell)).flatten().copied()
    }

    /// Mean age of a stock's rounds on the day last stepped (days); `None` where the item has no life or none is left.
    #[must_use]
    pub fn mean_age_days(&self, nation: usize, item: usize) -> Option<f64> {
        let today = self.today();
        let sum = |(rounds, days): (f64, f64), lot: Lot| {
            let lot_rounds = f64::from(lot.rounds);
            (rounds + lot_rounds, days + lot_rounds * f64::from(today.0 - lot.made.0))
        };
        let (rounds, days) = self.lots(nation, item).fold((0.0, 0.0), sum);
        (rounds > 0.0).then(|| days / rounds)
    }

    fn cells_of(&self, nation: usize, item: usize) -> impl Iterator<Item = usize> + '_ {
        let home = self.cell(nation, item);
        std::iter::once(home).chain(self.depots_of(home))
    }

    /// What one nation refused of one item, by kind, at home and in theatres.
    #[must_use]
    pub fn refusal(&self, nation: usize, item: usize, kind: RefusalKind) -> Refusal {
        let of_cell = |cell| self.refusals[kind as usize * self.on_hand.len() + cell];
        self.cells_of(nation, item).fold(Refusal::default(), |sum, cell| sum.plus(of_cell(cell)))
    }

    /// All refusals there were, as (nation, item, kind, refusal), by kind, then nation, then item.
    pub fn refusals(&self) -> impl Iterator<Item = (usize, usize, RefusalKind, Refusal)> + '_ {
        let cells = (0..self.num_nations).flat_map(|nation| (0..self.num_items).map(move |item| (nation, item)));
        let all = RefusalKind::ALL.into_iter().flat_map(move |kind| cells.clone().map(move |(n, i)| (n, i, kind)));
        let all = all.map(|(nation, item, kind)| (nation, item, kind, self.refusal(nation, item, kind)));
        all.filter(|(.., refusal)| refusal.first.is_some())
    }

    /// Who starved whom: exports and transfers that `giver` refused to somebody.
    #[must_use]
    pub fn refused_to(&self, giver: usize, to: Destination, item: usize) -> Refusal {
        self.starved[giver * self.on_hand.len() + self.row(to, item)]
    }

    /// Of a nation's theatres, which was starved: rounds that home had not when the theatre was to be filled.
    #[must_use]
    pub fn refused_to_theatre(&self, nation: usize, item: usize, theatre: usize) -> Refusal {
        let to = self.place(nation, item, Some(theatre));
        to.map_or(Refusal::default(), |to| self.starved[nation * self.on_hand.len() + to])
    }

    /// What was refused in a theatre, by kind.
    #[must_use]
    pub fn refusal_in(&self, nation: usize, item: usize, theatre: usize, kind: RefusalKind) -> Refusal {
        let place = self.place(nation, item, Some(theatre));
        place.map_or(Refusal::default(), |cell| self.refusals[kind as usize * self.on_hand.len() + cell])
    }

    /// Who got what others lacked: rounds sent from home to a theatre, arrived or on their way.
    #[must_use]
    pub fn sent_to_theatre(&self, nation: usize, item: usize, theatre: usize) -> u32 {
        let place = self.place(nation, item, Some(theatre));
        place.map_or(0, |cell| self.ledgers[cell].arrived_in_theatres + self.in_transit[cell])
    }

    /// Rounds that have left a line or a giver and have not reached this destination yet. Those on the way from home to
    /// a nation's own theatres are not among them: they are [`Stockroom::on_hand`].
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
        self.on_hand[self.outside(item)]
    }

    /// Rounds asked for at home by demands that were not there, by day from the plan's first; empty without demands.
    #[must_use]
    pub fn unmet_by_day(&self, nation: usize, item: usize) -> &[u32] {
        self.unmet_by_day_at(self.cell(nation, item))
    }

    /// The same in a theatre.
    #[must_use]
    pub fn unmet_by_day_in(&self, nation: usize, item: usize, theatre: usize) -> &[u32] {
        self.place(nation, item, Some(theatre)).map_or(&[], |cell| self.unmet_by_day_at(cell))
    }

    fn unmet_by_day_at(&self, cell: usize) -> &[u32] {
        let Some(demand) = self.demands_start.get(cell).filter(|&&d| d < self.demands_start[cell + 1]) else {
            return &[];
        };
        let row_start = self.demands[*demand].row_start;
        &self.unmet_by_day[row_start..row_start + self.num_days]
    }

    /// Rounds that demands are owed ([`crate::Shortage::Owed`]), at home and in theatres.
    #[must_use]
    pub fn owed(&self, nation: usize, item: usize) -> u32 {
        self.owed_in_all(self.cell(nation, item))
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
