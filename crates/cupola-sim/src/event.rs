//! The event log of a run: every event enters the digest; some runs keep the events themselves.

use crate::trace::Trace;
use crate::why::Decision;
use cupola_core::digest::RunDigest;

/// What happened. The numbers are part of the digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum EventKind {
    /// A threat is launched; value: variant.
    Launch = 1,
    /// A threat fails by its own fault.
    Fail = 2,
    /// First seen; value: delay since launch (s).
    Detect = 3,
    /// A first nation has a firm track; value: delay since detection (s).
    Track = 4,
    /// Held by choice.
    Hold = 5,
    /// Authority given, once per threat (actor: battery); value: delay since firm track (s).
    Authority = 6,
    /// Launch command (actor: battery); value: for the first shot the delay since authority, later the time to launch (s).
    Command = 7,
    /// A round is launched (actor: battery); value: delay since command (s).
    Shot = 8,
    /// A round kills (actor: battery).
    Kill = 9,
    /// A salvo misses (actor: battery); value: rounds.
    Miss = 10,
    /// An area defence engages (actor).
    AreaShot = 11,
    /// An area defence kills (actor); value 1 hard, 0 soft.
    AreaKill = 12,
    /// An interceptor in orbit is released (actor: constellation); value: satellite.
    OrbitShot = 13,
    /// An interceptor in orbit kills (actor: constellation); value: in boost where the rest falls, ground range from launch (m);
    /// else 0.
    OrbitKill = 14,
    /// A shot is refused for lack of a ready round (actor: battery).
    Refused = 15,
    /// Falls without damage.
    Harmless = 16,
    /// Does damage (actor: asset).
    Leak = 17,
    /// An element is disabled (actor); value: for how long (s).
    Disable = 18,
    /// Rounds delivered to a battery (actor: magazine); value: rounds.
    Resupply = 19,
    /// A raid begins; value: day.
    Raid = 20,
    /// Rounds of a salvo from orbit miss (actor: constellation); value: how many.
    OrbitMiss = 21,
    /// A warhead whose missile was stopped in boost comes down (actor: asset it falls on, if any); value: how far from its aim (m).
    FallShort = 22,
    /// Rounds that found their target gone destroy themselves (actor: battery); value: rounds.
    SelfDestruct = 23,
    /// The same from orbit (actor: constellation).
    OrbitSelfDestruct = 24,
}

impl EventKind {
    /// The word used in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Launch => "launch",
            Self::Fail => "fail",
            Self::Detect => "detect",
            Self::Track => "track",
            Self::Hold => "hold",
            Self::Authority => "authority",
            Self::Command => "command",
            Self::Shot => "shot",
            Self::Kill => "kill",
            Self::Miss => "miss",
            Self::AreaShot => "area-shot",
            Self::AreaKill => "area-kill",
            Self::OrbitShot => "orbit-shot",
            Self::OrbitKill => "orbit-kill",
            Self::Refused => "refused",
            Self::Harmless => "harmless",
            Self::Leak => "leak",
            Self::Disable => "disable",
            Self::Resupply => "resupply",
            Self::Raid => "raid",
            Self::OrbitMiss => "orbit-miss",
            Self::FallShort => "fall-short",
            Self::SelfDestruct => "self-destruct",
            Self::OrbitSelfDestruct => "orbit-self-destruct",
        }
    }
}

/// No threat, no actor.
pub const NONE: u32 = u32::MAX;

/// One event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Number of the raid in the campaign.
    pub raid: u32,
    /// Time since the raid began (s).
    pub time_s: f64,
    /// What.
    pub kind: EventKind,
    /// Threat number in the raid, or [`NONE`].
    pub threat: u32,
    /// Who: index of battery, area defence, constellation, asset or nation, by kind; or [`NONE`].
    pub actor: u32,
    /// By kind.
    pub value: f64,
}

/// The log of one run of one arm.
#[derive(Clone, Default)]
pub struct Log {
    digest: RunDigest,
    kept: Option<Vec<Event>>,
    /// Names of the threats met, by raid, while events are kept.
    pub names: Vec<(u32, u32, String)>,
    /// Why each salvo was fired, and why at last none was, while events are kept; no part of the digest.
    pub decisions: Vec<Decision>,
    /// The headline raid to be looked at, where that was asked for; no part of the digest.
    pub trace: Option<Trace>,
    is_tracing: bool,
}

impl Log {
    /// A log that keeps its events.
    #[must_use]
    pub fn keeping() -> Self {
        Self { kept: Some(Vec::new()), ..Self::default() }
    }

    /// A log that keeps its events and the trace of the headline raid.
    #[must_use]
    pub fn tracing() -> Self {
        Self { is_tracing: true, ..Self::keeping() }
    }

    /// Whether a trace is asked for and there is none yet: the headline raid is the first one that launches anything.
    pub(crate) fn wants_trace(&self) -> bool {
        self.is_tracing && self.trace.as_ref().is_none_or(|trace| trace.threats.is_empty())
    }

    /// Whether events are kept.
    #[must_use]
    pub fn is_keeping(&self) -> bool {
        self.kept.is_some()
    }

    /// Adds an event; `key` is the threat's entity key, so that the digest does not hang on numbering alone.
    #[inline]
    pub fn add(&mut self, event: Event, key: u64) {
        self.digest.add_u64(u64::from(event.raid) << 8 | u64::from(event.kind as u8));
        self.digest.add_f64(event.time_s);
        self.digest.add_u64(key);
        self.digest.add_u64(u64::from(event.actor));
        self.digest.add_f64(event.value);
        if let Some(kept) = &mut self.kept {
            kept.push(event);
        }
    }

    /// The digest so far.
    #[must_use]
    pub fn digest(&self) -> u128 {
        self.digest.value()
    }

    /// The kept events, in order.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        self.kept.as_deref().unwrap_or(&[])
    }
}
