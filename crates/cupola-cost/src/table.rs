//! The result: cost by element, by phase, by nation and by year.

use crate::Horizon;

/// What part of an element's life money goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Research, design, tests.
    Development,
    /// Units of the first fill, without launch.
    Procurement,
    /// Launch of the first fill.
    Launch,
    /// Units that take the place of those whose life is over, without launch.
    Replacement,
    /// Launch of those.
    Relaunch,
    /// Plants, silos, land, buildings.
    Sites,
    /// Crew, upkeep, ground segment.
    Operations,
    /// Taking units out of service.
    Disposal,
}

impl Phase {
    /// All of them, in the order of a life.
    pub const ALL: [Self; 8] = [
        Self::Development,
        Self::Procurement,
        Self::Launch,
        Self::Replacement,
        Self::Relaunch,
        Self::Sites,
        Self::Operations,
        Self::Disposal,
    ];

    /// The phase in one word, as in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Procurement => "procurement",
            Self::Launch => "launch",
            Self::Replacement => "replacement",
            Self::Relaunch => "relaunch",
            Self::Sites => "sites",
            Self::Operations => "operations",
            Self::Disposal => "disposal",
        }
    }

    /// Whether a budget office counts it as acquisition: all but operations and disposal.
    #[must_use]
    pub fn is_acquisition(self) -> bool {
        !matches!(self, Self::Operations | Self::Disposal)
    }
}

/// Cost by element and phase, by nation and by year (US dollars on the caller's terms).
/// Each of the tables sums to `total_usd`.
#[derive(Debug, Clone, PartialEq)]
pub struct CostTable {
    /// The year of the first entry of `by_year_usd`.
    pub from_year: i32,
    /// By element index.
    pub by_element_usd: Vec<f64>,
    /// By element index, then as [`Phase::ALL`].
    pub by_phase_usd: Vec<[f64; Phase::ALL.len()]>,
    /// By index of the nation that pays.
    pub by_nation_usd: Vec<f64>,
    /// By year, from `from_year`.
    pub by_year_usd: Vec<f64>,
    /// All of it.
    pub total_usd: f64,
}

impl CostTable {
    /// A table of zeros.
    #[must_use]
    pub fn zero(num_elements: usize, num_nations: usize, horizon: Horizon) -> Self {
        Self {
            from_year: horizon.from_year(),
            by_element_usd: vec![0.0; num_elements],
            by_phase_usd: vec![[0.0; Phase::ALL.len()]; num_elements],
            by_nation_usd: vec![0.0; num_nations],
            by_year_usd: vec![0.0; horizon.num_years()],
            total_usd: 0.0,
        }
    }

    /// One element's cost in one phase.
    #[must_use]
    pub fn phase_usd(&self, element: usize, phase: Phase) -> f64 {
        self.by_phase_usd[element][phase as usize]
    }

    /// Adds `factor` times another table of the same elements, nations and years: 1 to add an arm, −1 to take off a
    /// base arm, a probability to weigh.
    ///
    /// # Panics
    /// When the tables are not of the same shape: a bug of the caller.
    pub fn add_scaled(&mut self, other: &Self, factor: f64) {
        let shape = |t: &Self| (t.from_year, t.by_element_usd.len(), t.by_nation_usd.len(), t.by_year_usd.len());
        assert_eq!(shape(self), shape(other), "cost tables of different shapes");
        let add = |mine: &mut [f64], theirs: &[f64]| mine.iter_mut().zip(theirs).for_each(|(m, t)| *m += factor * t);
        add(&mut self.by_element_usd, &other.by_element_usd);
        for (mine, theirs) in self.by_phase_usd.iter_mut().zip(&other.by_phase_usd) {
            add(mine, theirs);
        }
        add(&mut self.by_nation_usd, &other.by_nation_usd);
        add(&mut self.by_year_usd, &other.by_year_usd);
        self.total_usd += factor * other.total_usd;
    }
}
