//! When raids come, what opponents have to send, and how doctrine follows the stocks.

use super::{FireRule, InputId};

/// When the raids of a campaign come.
#[derive(Debug, Clone)]
pub enum Calendar {
    /// On stated days after the first: (day, raid index).
    Stated(Vec<(u32, usize)>),
    /// One opening raid on day 0, then later ones at random days, sized by each group's `later_fraction`.
    Drawn {
        /// Opening raid; later ones are its groups scaled.
        opening: usize,
        /// Mean number of later raids.
        later_mean: InputId,
        /// At most this many later raids.
        later_max: u32,
        /// Later raids fall in the first days more often: the rate decays with this time constant (days).
        decay_days: InputId,
    },
    /// Month by month: a Poisson number of raids in each, each of a month's size.
    Escalation {
        /// Raid whose groups are sized.
        raid: usize,
        /// Months from the first day of the raids, one after the other.
        months: Vec<EscalationMonth>,
    },
    /// A recorded series.
    Series(Series),
}

/// A month of an escalation.
#[derive(Debug, Clone)]
pub struct EscalationMonth {
    /// Mean number of raids.
    pub raids: InputId,
    /// Mean size of each of their groups, as a fraction of its `count`.
    pub size: InputId,
}

/// What was sent in each of many periods, one after the other from the first day of the raids.
#[derive(Debug, Clone)]
pub struct Series {
    /// Raid whose groups were counted.
    pub raid: usize,
    /// First day of each period, in days after the first, and the day after the last.
    pub starts: Vec<u32>,
    /// Numbers sent, by period and group of the raid.
    pub counts: Vec<Vec<u32>>,
    /// Which period is played when.
    pub resample: Resample,
    /// Factor on every number.
    pub scale: InputId,
    /// Raids that the numbers of a period come in.
    pub raids_per_period: InputId,
}

/// Which period of a series is played when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resample {
    /// Each in its place.
    AsRecorded,
    /// Runs of this many periods, each run from anywhere in the series: the moving-block bootstrap.
    ///
    /// - **Assumes:** the series has no trend: what grew or fell over it is shuffled.
    ///
    /// # Source
    /// `KUNSCH1989`.
    Blocks {
        /// Periods in a run.
        periods: u32,
    },
}

/// A campaign of raids.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// Days of raiding.
    pub days: u32,
    /// Days a battery waits for rounds from the depot.
    pub resupply_days: InputId,
    /// When raids come.
    pub calendar: Calendar,
}

impl Campaign {
    /// Parts that are counted one by one, to be compared with what was published of them: stated raids, and the periods of a
    /// series played as recorded.
    #[must_use]
    pub fn num_parts(&self) -> usize {
        match &self.calendar {
            Calendar::Stated(list) => list.len(),
            Calendar::Series(Series { resample: Resample::AsRecorded, counts, .. }) => counts.len(),
            Calendar::Series(_) | Calendar::Drawn { .. } | Calendar::Escalation { .. } => 0,
        }
    }
}

/// Somebody who sends threats and does not have them without end.
#[derive(Debug, Clone)]
pub struct Opponent {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// What there is to send, each class once.
    pub arsenals: Vec<Arsenal>,
}

/// What an opponent has of one class.
#[derive(Debug, Clone)]
pub struct Arsenal {
    /// Class.
    pub class: usize,
    /// Missiles or airframes before the first raid (rounded).
    pub stock: InputId,
    /// Made in a year.
    pub made_per_year: InputId,
    /// What they are launched from; none: as many as are wanted at once.
    pub launchers: Option<Launchers>,
}

/// Launchers of one class.
#[derive(Debug, Clone, Copy)]
pub struct Launchers {
    /// Number (rounded); each holds one.
    pub number: InputId,
    /// From one launch to the next (s).
    pub reload_s: InputId,
    /// Probability that a launcher that fires in a raid is lost in it.
    pub lost_fraction: InputId,
}

/// A change of doctrine while a stock is low.
#[derive(Debug, Clone)]
pub struct StockRule {
    /// Id.
    pub id: String,
    /// Whose stock, and whose launchers fire differently.
    pub nation: usize,
    /// Of what: rounds in the field and those that the depot may release to it.
    pub item: usize,
    /// When it is low.
    pub below: Below,
    /// What changes.
    pub change: FireChange,
}

/// When a stock is low.
#[derive(Debug, Clone, Copy)]
pub enum Below {
    /// Below so many rounds.
    Rounds(InputId),
    /// Below so many days at the mean rate of fire so far; never before something has been fired.
    DaysOfCover(InputId),
}

/// What changes; the rest stays as it was.
#[derive(Debug, Clone)]
pub struct FireChange {
    /// Layer whose way of firing changes; none: every layer.
    pub layer: Option<usize>,
    /// Which of the shots that can be taken is taken: of the whole defence, since all nations' launchers are weighed together.
    pub rule: Option<FireRule>,
    /// Rounds of each salvo in turn.
    pub rounds_per_look: Option<Vec<u32>>,
    /// Most salvos at one target.
    pub max_looks: Option<u32>,
    /// Share of a magazine kept.
    pub reserve_fraction: Option<InputId>,
    /// Most rounds at one target that the nation adds to.
    pub max_rounds_per_target: Option<u32>,
}
