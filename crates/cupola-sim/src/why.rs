//! Why a salvo was fired, or none: every launcher that could meet the threat, what its shot was worth, and what stood in its way.

use crate::world::FireRule;

/// One decision of battle management.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Number of the raid in the campaign.
    pub raid: u32,
    /// The rule of fire in force: the doctrine's, or what a stock rule has made of it.
    pub rule: FireRule,
    /// Time since the raid began (s).
    pub time_s: f64,
    /// Threat number in the raid.
    pub threat: u32,
    /// Number of the first round at the threat that this decision fires: shots are numbered from 0.
    pub first_shot: u32,
    /// The launchers in whose reach the threat comes, those in orbit last.
    pub candidates: Vec<Candidate>,
}

impl Decision {
    /// The launcher that was chosen, and its salvo.
    #[must_use]
    pub fn taken(&self) -> Option<(&Candidate, &Offer)> {
        let taken = self.candidates.iter().find(|c| matches!(c.verdict, Verdict::Fired | Verdict::Planned))?;
        Some((taken, taken.offer.as_ref()?))
    }

    /// Whether a salvo was fired.
    #[must_use]
    pub fn is_fired(&self) -> bool {
        self.taken().is_some_and(|(taken, _)| taken.verdict == Verdict::Fired)
    }

    /// Whether another decision on the same threat came to the same for every launcher.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let is_same = |(a, b): (&Candidate, &Candidate)| {
            (a.launcher, a.interceptor, a.verdict) == (b.launcher, b.interceptor, b.verdict)
        };
        self.candidates.len() == other.candidates.len() && self.candidates.iter().zip(&other.candidates).all(is_same)
    }
}

/// A launcher that might have shot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Who.
    pub launcher: LauncherId,
    /// Type of the round, index into the world's interceptors.
    pub interceptor: usize,
    /// What became of it.
    pub verdict: Verdict,
    /// Its salvo; none where it could not fire.
    pub offer: Option<Offer>,
}

impl Candidate {
    /// What set the moment of its launch, or made it too late.
    #[must_use]
    pub fn bound(&self) -> Option<Bound> {
        match (self.verdict, self.offer) {
            (Verdict::TooLate(bound), _) | (_, Some(Offer { bound, .. })) => Some(bound),
            _ => None,
        }
    }
}

/// A launcher by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LauncherId {
    /// Battery.
    Battery(u32),
    /// Constellation.
    Orbit(u32),
}

/// A salvo that could have been fired.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Launch (s since the raid began).
    pub launch_s: f64,
    /// Intercept (s since the raid began).
    pub intercept_s: f64,
    /// Altitude of the intercept (m).
    pub altitude_m: f64,
    /// Ground range from launcher to intercept (m); not a number from orbit.
    pub range_m: f64,
    /// Closing speed (m/s); not a number from orbit.
    pub closing_m_s: f64,
    /// Angle between the target's velocity and the line back to the launcher (rad), 0 head-on; not a number from orbit.
    pub aspect_rad: f64,
    /// Probability that the hand-over falls in the basket.
    pub handover_probability: f64,
    /// Probability that one round kills, hand-over and reliability included.
    pub kill_probability: f64,
    /// Rounds of the salvo.
    pub rounds: u32,
    /// Objects that they go round in turn, one of them the warhead.
    pub objects: u32,
    /// Probability that the salvo kills, each round by its own luck.
    pub salvo_kill_probability: f64,
    /// Rounds that the launcher could still use.
    pub rounds_left: u32,
    /// Price of a round (USD).
    pub price_usd: f64,
    /// What set the moment of its launch.
    pub bound: Bound,
}

/// What sets the moment of a launch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The firm track, and the command after it.
    Track,
    /// Authority to engage, and the command after it.
    Authority,
    /// The command, given at this moment.
    Order,
    /// A channel of the battery that comes free.
    Channel,
    /// Launchers being loaded.
    Reload,
    /// The battery's last launch.
    Interval,
    /// The meeting itself: sooner would be too soon.
    Meeting,
}

/// What became of a launcher's chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Fired.
    Fired,
    /// Chosen, for a later launch.
    Planned,
    /// Another meets the threat sooner.
    Later,
    /// Another is cheaper, or likelier to kill.
    Dearer,
    /// Its rounds may be needed for threats at more valuable places.
    SpokenFor,
    /// The joint assignment gives it no round for this threat in this look.
    NotAllotted,
    /// It has a salvo on its way to the threat.
    HasFired,
    /// Down, absent or not on station.
    Down,
    /// Not allowed to shoot for this place.
    NotPermitted,
    /// This round is not in the agreement.
    NotCovered,
    /// Its nation has no firm track.
    NoTrack,
    /// The threat has had the most rounds that one target may have.
    MostRounds,
    /// The layer has had its salvos.
    LayerDone,
    /// It could not be there in time any more: what sets its soonest launch.
    TooLate(Bound),
    /// The last launch that meets the threat has passed.
    Passed,
    /// From orbit: not released yet.
    NotReleased,
    /// From orbit: it does not shoot at this part of a flight.
    WrongPhase,
    /// From orbit: none that is left can be there now.
    OutOfReach,
    /// No meeting is left at which the track is good enough for the seeker.
    PoorTrack,
    /// Loading.
    Reloading,
    /// The rounds left are kept.
    Kept,
    /// No round left.
    NoRound,
}

impl Verdict {
    /// In words, to stand after the name of a launcher.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Fired => "fires",
            Self::Planned => "is to fire later",
            Self::Later => "would meet it later",
            Self::Dearer => "would cost more or kill less surely",
            Self::SpokenFor => "holds its rounds for threats at more valuable places",
            Self::NotAllotted => "has no round for it in this look of the joint assignment",
            Self::HasFired => "has a salvo on its way",
            Self::Down => "is not ready",
            Self::NotPermitted => "may not shoot for this place",
            Self::NotCovered => "may not use this round for this place",
            Self::NoTrack => "has no firm track",
            Self::MostRounds => "may not: the threat has had all rounds that one may have",
            Self::LayerDone => "may not: its layer has had its salvos",
            Self::TooLate(Bound::Track) => "is too late: its nation's firm track came too late",
            Self::TooLate(Bound::Authority) => "is too late: authority to engage came too late",
            Self::TooLate(Bound::Channel) => "is too late: no channel is free in time",
            Self::TooLate(Bound::Reload) => "is too late: it is loading",
            Self::TooLate(Bound::Interval) => "is too late: its last round is just away",
            Self::TooLate(Bound::Order | Bound::Meeting) => "is too late: an order now would come too late",
            Self::Passed => "could have met it earlier only",
            Self::NotReleased => "is not released yet",
            Self::WrongPhase => "does not shoot at this part of its flight",
            Self::OutOfReach => "has none that could be there now",
            Self::PoorTrack => "has no track good enough for the seeker",
            Self::Reloading => "is loading",
            Self::Kept => "has only rounds that are kept",
            Self::NoRound => "has no round left",
        }
    }

    /// The word used in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::Planned => "planned",
            Self::Later => "later",
            Self::Dearer => "dearer",
            Self::SpokenFor => "spoken-for",
            Self::NotAllotted => "not-allotted",
            Self::HasFired => "has-fired",
            Self::Down => "down",
            Self::NotPermitted => "not-permitted",
            Self::NotCovered => "not-covered",
            Self::NoTrack => "no-track",
            Self::MostRounds => "most-rounds",
            Self::LayerDone => "layer-done",
            Self::TooLate(_) => "too-late",
            Self::Passed => "passed",
            Self::NotReleased => "not-released",
            Self::WrongPhase => "wrong-phase",
            Self::OutOfReach => "out-of-reach",
            Self::PoorTrack => "poor-track",
            Self::Reloading => "reloading",
            Self::Kept => "kept",
            Self::NoRound => "no-round",
        }
    }
}

impl Bound {
    /// In words, to stand after "as soon as".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Track => "its nation has a firm track",
            Self::Authority => "authority is given",
            Self::Order => "it is ordered",
            Self::Channel => "a channel is free",
            Self::Reload => "it is loaded",
            Self::Interval => "its last round is away",
            Self::Meeting => "the meeting needs it",
        }
    }

    /// The word used in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::Authority => "authority",
            Self::Order => "order",
            Self::Channel => "channel",
            Self::Reload => "reload",
            Self::Interval => "interval",
            Self::Meeting => "meeting",
        }
    }
}
