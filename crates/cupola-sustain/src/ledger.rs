//! Where a nation's rounds of one item came from and went, and what it had to refuse.

use cupola_core::Day;

/// All movements of one nation's stock of one item since the plan's start (rounds), or of its part in one theatre.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ledger {
    /// On hand at the start.
    pub opening: u32,
    /// Made on lines in this nation, accepted and not used up in tests, before exports.
    pub produced: u32,
    /// Of those made, shipped to customers of the line.
    pub exported: u32,
    /// Arrived from other nations' lines and transfers.
    pub received: u32,
    /// Given to other nations out of stock.
    pub transferred: u32,
    /// Taken by other wars.
    pub drained: u32,
    /// Taken by demands that are counted, not fought.
    pub demanded: u32,
    /// Drawn by batteries.
    pub drawn: u32,
    /// Given back by batteries.
    pub returned: u32,
    /// Destroyed in the depot.
    pub lost: u32,
    /// At the end of their life.
    pub expired: u32,
    /// Sent from home to the nation's own theatres.
    pub sent_to_theatres: u32,
    /// Arrived in theatres from home.
    pub arrived_in_theatres: u32,
}

impl Ledger {
    /// Rounds delivered: all that joined the stock from lines, here and abroad, and from other nations.
    #[must_use]
    pub fn delivered(&self) -> u32 {
        self.produced - self.exported + self.received
    }

    /// What must lie at home and in theatres, or in the one place: all that came in less all that went out. Of a whole
    /// stock that is what is on hand less what is on its way to theatres. Negative only by a bug.
    #[must_use]
    pub fn balance(&self) -> i64 {
        let sum = |parts: &[u32]| parts.iter().map(|&n| i64::from(n)).sum::<i64>();
        sum(&[self.opening, self.produced, self.received, self.returned, self.arrived_in_theatres])
            - sum(&[self.exported, self.transferred, self.drained, self.demanded, self.drawn, self.lost])
            - sum(&[self.expired, self.sent_to_theatres])
    }

    /// Of a whole stock: rounds on their way from home to the nation's own theatres.
    #[must_use]
    pub fn on_way_to_theatres(&self) -> u32 {
        self.sent_to_theatres - self.arrived_in_theatres
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            opening: self.opening + other.opening,
            produced: self.produced + other.produced,
            exported: self.exported + other.exported,
            received: self.received + other.received,
            transferred: self.transferred + other.transferred,
            drained: self.drained + other.drained,
            demanded: self.demanded + other.demanded,
            drawn: self.drawn + other.drawn,
            returned: self.returned + other.returned,
            lost: self.lost + other.lost,
            expired: self.expired + other.expired,
            sent_to_theatres: self.sent_to_theatres + other.sent_to_theatres,
            arrived_in_theatres: self.arrived_in_theatres + other.arrived_in_theatres,
        }
    }
}

/// What was asked of a stock when it could not give all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// A customer of a line in this nation, while the stock was below its reserve.
    Export,
    /// A transfer to another nation.
    Transfer,
    /// Another war.
    Drain,
    /// A battery: the theatre had fewer rounds than it asked for.
    Draw,
    /// A theatre of the nation's own, below the level it is filled to: home had no round. Counted once, until filled.
    Theatre,
}

impl RefusalKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Export, Self::Transfer, Self::Drain, Self::Draw, Self::Theatre];
}

/// Refusals of one kind by one nation for one item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The first day on which some rounds were refused; `None` if that never happened.
    pub first: Option<Day>,
    /// Rounds refused in all; a round asked for again counts again.
    pub rounds: u32,
}

impl Refusal {
    pub(crate) fn count(&mut self, day: Day, rounds: u32) {
        self.first.get_or_insert(day);
        self.rounds = self.rounds.saturating_add(rounds);
    }

    /// Both together.
    pub(crate) fn plus(self, other: Self) -> Self {
        let first = [self.first, other.first].into_iter().flatten().min();
        Self { first, rounds: self.rounds.saturating_add(other.rounds) }
    }
}
