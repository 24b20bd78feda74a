//! Published studies of interceptors in orbit: what each prints, and what cupola gets over everything it does not print.
//!
//! [`compare`] holds a [`Study`] against the model. Inputs that the study does not print take the ranges of [`Assumed`], the
//! same for all studies; the whole range that follows stands beside the printed count.

mod compare;

pub use compare::{Comparison, Equations, Outcome, Question, Swing, Verdict, WIDE_RATIO, compare, likely_question};

use crate::aei;
use crate::size::Criterion;
use cupola_core::uncertain::{Grade, Uncertain};

/// An input of the sizing question. SI; shots, salvo, margin and probability are plain numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Launch to burnout (s).
    Boost,
    /// Launch to firm track (s).
    Detection,
    /// Firm track to release (s).
    Decision,
    /// Release to the end of the boost (s), in place of the three before it.
    Flyout,
    /// Speed of the interceptor (m/s).
    Speed,
    /// Its acceleration (m/s²).
    Acceleration,
    /// Share of its distance kept back for homing.
    Margin,
    /// Interceptors for each missile.
    Shots,
    /// Missiles at once.
    Salvo,
    /// Altitude of the orbit (m).
    Altitude,
    /// Altitude of the intercept (m).
    InterceptAltitude,
    /// Inclination (rad).
    Inclination,
    /// Latitude of the launch (rad).
    Latitude,
    /// Probability that there are enough.
    Probability,
}

impl Input {
    /// All, in the order in which they are printed.
    pub const ALL: [Self; 14] = [
        Self::Salvo,
        Self::Shots,
        Self::Altitude,
        Self::Inclination,
        Self::Latitude,
        Self::InterceptAltitude,
        Self::Speed,
        Self::Acceleration,
        Self::Margin,
        Self::Boost,
        Self::Detection,
        Self::Decision,
        Self::Flyout,
        Self::Probability,
    ];

    fn index(self) -> usize {
        self as usize
    }
}

/// What a study counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Definition {
    /// The mean in reach, interceptors spread evenly over the Earth.
    EvenSpread,
    /// The mean in reach.
    Mean,
    /// Never too few.
    WorstGap,
    /// Not in what was read.
    NotRead,
}

impl Definition {
    /// Its name in files and print.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::EvenSpread => "even-spread",
            Self::Mean => "mean",
            Self::WorstGap => "worst-gap",
            Self::NotRead => "not-read",
        }
    }

    /// All.
    pub const ALL: [Self; 4] = [Self::EvenSpread, Self::Mean, Self::WorstGap, Self::NotRead];
}

/// An input that a study prints.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Which.
    pub input: Input,
    /// Its value or range. SI.
    pub range: Uncertain,
    /// How far it can be trusted.
    pub grade: Grade,
    /// Where it stands.
    pub source: String,
}

/// A count that a study, or somebody else, prints.
#[derive(Debug, Clone, PartialEq)]
pub struct Printed {
    /// Which case of the study, or whose count.
    pub name: String,
    /// The count, or the lower of two.
    pub low: f64,
    /// The same, or the higher.
    pub high: f64,
    /// Inputs of this case alone. SI.
    pub with: Vec<(Input, f64)>,
    /// How far it can be trusted.
    pub grade: Grade,
    /// Where it stands.
    pub source: String,
}

/// A calculator of the author's own.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnEquations {
    /// Where it comes from.
    pub source: String,
    /// Its altitude of intercept, where the study prints none (m).
    pub intercept_m: f64,
    /// Its highest latitude (rad).
    pub max_latitude_rad: f64,
    /// Masses, but for the speed.
    pub masses: aei::Masses,
    /// Prices, but for the mass.
    pub programme: aei::Programme,
}

/// One published study.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// Its name: that of its file.
    pub id: String,
    /// Title.
    pub title: String,
    /// Year.
    pub year: u32,
    /// Where it is, and what of it was read.
    pub source: String,
    /// What its counts count.
    pub definition: Definition,
    /// What the interceptors are to do.
    pub job: String,
    /// What is known beforehand to set its counts apart.
    pub differs: String,
    /// Inputs it prints.
    pub given: Vec<Given>,
    /// Counts it prints.
    pub results: Vec<Printed>,
    /// Counts that others gave for the same job.
    pub claims: Vec<Printed>,
    /// Its own equations, where they are known.
    pub equations: Option<OwnEquations>,
}

/// What is taken for inputs that a study does not print: the same for all.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumed {
    /// Range and reason of each input but the salvo and the flyout, which no range can stand for. SI.
    pub ranges: Vec<(Input, Uncertain, String)>,
    /// What may be meant by a count that is not defined: the laxest, the likely, the strictest.
    pub criteria: [Criterion; 3],
}

impl Study {
    /// Its first count over the lower and the higher of each that others gave for the job.
    #[must_use]
    pub fn ratios_to_claims(&self) -> Vec<[f64; 2]> {
        let own = self.results.first().map_or(f64::NAN, |result| result.low);
        self.claims.iter().map(|claim| [own / claim.low, own / claim.high]).collect()
    }
}
