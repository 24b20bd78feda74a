//! Doctrine, with cupola's own assumptions where the scenario is silent.

use super::Build;
use super::at::At;
use super::units::{Assume, Bound, COUNT, DAYS_AS_S, FRACTION, METRES, SECONDS, Spec};
use crate::raw::{RawDoctrine, RawNumber};
use cupola_sim::world::Doctrine;

/// Most rounds at one target where none is written.
const MAX_ROUNDS_PER_TARGET: u32 = 8;

const AUTHORITY_S: Assume = Assume(
    5.0,
    15.0,
    30.0,
    "assumed: one analyst's illustrative budget has 15 s to commit (catalogue, kill-chain-time-budget)",
);
const COMMAND_S: Assume = Assume(2.0, 5.0, 10.0, "assumed: taken beside the time for authority");
const LAUNCH_S: Assume = Assume(2.0, 4.0, 8.0, "assumed: ignition and egress");
const ASSESS_S: Assume = Assume(5.0, 10.0, 20.0, "assumed: radar looks after an intercept");
const FALSE_KILL: Assume = Assume(0.01, 0.03, 0.08, "assumed: a survivor taken for killed");
const MISSED_KILL: Assume = Assume(0.02, 0.05, 0.1, "assumed: a kill not recognised");
const MIN_HANDOVER: Assume = Assume::known(0.3, "assumed: a rule of fire, not a measurement");
const OWN_LATENCY_S: Assume = Assume(0.5, 1.0, 3.0, "assumed: a nation's own network");
const UNCUED_FRACTION: Assume = Assume(0.6, 0.75, 0.9, "assumed: a search volume spreads the energy of a cued beam");
const FIRM_SIGMA_M: Assume = Assume(500.0, 1000.0, 2000.0, "assumed: track error at which a track counts as firm");
const HOLD_STRAY: Assume = Assume(0.3, 0.6, 0.9, "assumed: a target seen to fall wide is not always held");
const TRACKS_PER_ROUND: Assume = Assume(
    0.0,
    3.0,
    10.0,
    "assumed: the round is followed and told where to go, and its target is looked at more often",
);
const CORRELATION: Assume =
    Assume(0.05, 0.15, 0.35, "assumed: common cause (mis-tracked raid, bad lot); the report prints with and without");
const HIT_DISABLES: Assume = Assume(
    0.005,
    0.02,
    0.06,
    "assumed: a place is a region or a facility; one hit in it rarely falls on a given battery, radar or plant",
);
const REPAIR_DAYS: Assume = Assume(3.0, 14.0, 60.0, "assumed: from spares on hand to replacement");

impl Build<'_> {
    pub(crate) fn doctrine(&mut self, at: &At<'_>, raw: &RawDoctrine) -> Doctrine {
        let mut own = |name: &str, number: &Option<RawNumber>, spec: Spec, assume: Assume| {
            self.field(at, name, number.as_ref(), None, spec, Some(assume))
        };
        let firm = METRES.bound(Bound::Positive).physical();
        Doctrine {
            authority_s: own("authority_s", &raw.authority_s, SECONDS, AUTHORITY_S),
            command_s: own("command_s", &raw.command_s, SECONDS, COMMAND_S),
            launch_s: own("launch_s", &raw.launch_s, SECONDS, LAUNCH_S),
            assess_s: own("assess_s", &raw.assess_s, SECONDS, ASSESS_S),
            false_kill: own("false_kill", &raw.false_kill, FRACTION, FALSE_KILL),
            missed_kill: own("missed_kill", &raw.missed_kill, FRACTION, MISSED_KILL),
            is_shoot_look_shoot: raw.shoot_look_shoot.unwrap_or(true),
            max_rounds_per_target: raw.max_rounds_per_target.unwrap_or(MAX_ROUNDS_PER_TARGET),
            min_handover: own("min_handover", &raw.min_handover, FRACTION, MIN_HANDOVER),
            own_latency_s: own("own_latency_s", &raw.own_latency_s, SECONDS, OWN_LATENCY_S),
            uncued_fraction: own("uncued_fraction", &raw.uncued_fraction, FRACTION.physical(), UNCUED_FRACTION),
            firm_sigma_m: own("firm_sigma_m", &raw.firm_sigma_m, firm, FIRM_SIGMA_M),
            hold_stray: own("hold_stray", &raw.hold_stray, FRACTION, HOLD_STRAY),
            tracks_per_round: own("tracks_per_round", &raw.tracks_per_round, COUNT, TRACKS_PER_ROUND),
            correlation: own("correlation", &raw.correlation, FRACTION, CORRELATION),
            hit_disables: own("hit_disables", &raw.hit_disables, FRACTION, HIT_DISABLES),
            repair_s: own("repair_days", &raw.repair_days, DAYS_AS_S, REPAIR_DAYS),
        }
    }
}
