//! Doctrine, with cupola's own assumptions where the scenario is silent.

use super::Build;
use super::at::At;
use super::ids::Of;
use super::units::{Assume, Bound, COUNT, DAYS, DAYS_AS_S, FRACTION, METRES, SECONDS, Spec};
use crate::raw::{RawDoctrine, RawFireLayer, RawFireRule, RawNumber, RawStockRule};
use cupola_sim::world::{
    Agreement, Below, Doctrine, FireChange, FireLayer, FireRule, InputId, InterceptorType, MAX_LAYERS, MAX_LOOKS,
    StockRule,
};

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
const RECHECK_S: Assume =
    Assume(15.0, 30.0, 90.0, "assumed: a track that ends, or goes on, gives a wrong assessment away");
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
const LAUNCH_INTERVAL_S: Assume = Assume(1.0, 2.0, 4.0, "assumed: no launcher's rate of fire is in the catalogue");
const RESERVE: Assume = Assume::known(0.0, "assumed: nothing is kept for the next wave unless the scenario says so");
const SUFFICIENT_KILL: Assume = Assume(0.5, 0.7, 0.9, "assumed: a rule of fire, not a measurement");
const LEAST_SAVING: Assume = Assume(0.02, 0.05, 0.1, "assumed: what a round kept is worth is for a campaign to say");
const WARHEAD_CALLED_DECOY: Assume =
    Assume(0.0, 0.05, 0.15, "assumed: the other error of telling decoys from warheads; no test figure is public");
const CORRELATION: Assume =
    Assume(0.05, 0.15, 0.35, "assumed: common cause (mis-tracked raid, bad lot); the report prints with and without");
const HIT_DISABLES: Assume = Assume(
    0.005,
    0.02,
    0.06,
    "assumed, for a place of 5 km radius: one hit in it rarely falls on a given battery, radar or plant; elsewhere by its area",
);
const REPAIR_DAYS: Assume = Assume(3.0, 14.0, 60.0, "assumed: from spares on hand to replacement");

/// Most salvos of a layer at one target, with shoot-look-shoot or without.
fn most_looks(shoots_again: bool) -> u32 {
    if shoots_again { MAX_LOOKS } else { 1 }
}

impl Build<'_> {
    pub(crate) fn doctrine(&mut self, at: &At<'_>, raw: &RawDoctrine, interceptors: &[InterceptorType]) -> Doctrine {
        let mut own = |name: &str, number: &Option<RawNumber>, spec: Spec, assume: Assume| {
            self.field(at, name, number.as_ref(), None, spec, Some(assume))
        };
        let firm = METRES.bound(Bound::Positive).physical();
        let reserve_fraction = own("reserve_fraction", &raw.reserve_fraction, FRACTION, RESERVE);
        let mut doctrine = Doctrine {
            authority_s: own("authority_s", &raw.authority_s, SECONDS, AUTHORITY_S),
            command_s: own("command_s", &raw.command_s, SECONDS, COMMAND_S),
            launch_s: own("launch_s", &raw.launch_s, SECONDS, LAUNCH_S),
            assess_s: own("assess_s", &raw.assess_s, SECONDS, ASSESS_S),
            false_kill: own("false_kill", &raw.false_kill, FRACTION, FALSE_KILL),
            missed_kill: own("missed_kill", &raw.missed_kill, FRACTION, MISSED_KILL),
            recheck_s: own("recheck_s", &raw.recheck_s, SECONDS, RECHECK_S),
            rule: raw.rule.map_or(FireRule::Earliest, FireRule::from),
            sufficient_kill: own("sufficient_kill", &raw.sufficient_kill, FRACTION, SUFFICIENT_KILL),
            least_saving: own("least_saving", &raw.least_saving, FRACTION, LEAST_SAVING),
            layers: Vec::new(),
            layer_of: Vec::new(),
            max_rounds_per_target: raw.max_rounds_per_target.unwrap_or(MAX_ROUNDS_PER_TARGET),
            stock_rules: Vec::new(),
            launch_interval_s: own("launch_interval_s", &raw.launch_interval_s, SECONDS, LAUNCH_INTERVAL_S),
            warhead_called_decoy: own(
                "warhead_called_decoy",
                &raw.warhead_called_decoy,
                FRACTION,
                WARHEAD_CALLED_DECOY,
            ),
            min_handover: own("min_handover", &raw.min_handover, FRACTION, MIN_HANDOVER),
            own_latency_s: own("own_latency_s", &raw.own_latency_s, SECONDS, OWN_LATENCY_S),
            uncued_fraction: own("uncued_fraction", &raw.uncued_fraction, FRACTION.physical(), UNCUED_FRACTION),
            firm_sigma_m: own("firm_sigma_m", &raw.firm_sigma_m, firm, FIRM_SIGMA_M),
            hold_stray: own("hold_stray", &raw.hold_stray, FRACTION, HOLD_STRAY),
            tracks_per_round: own("tracks_per_round", &raw.tracks_per_round, COUNT, TRACKS_PER_ROUND),
            correlation: own("correlation", &raw.correlation, FRACTION, CORRELATION),
            hit_disables: own("hit_disables", &raw.hit_disables, FRACTION, HIT_DISABLES),
            repair_s: own("repair_days", &raw.repair_days, DAYS_AS_S, REPAIR_DAYS),
        };
        self.layers(at, raw, interceptors, reserve_fraction, &mut doctrine);
        let rules = raw.when_stock_below.iter().zip(at.items("when_stock_below"));
        doctrine.stock_rules = rules.map(|(raw, at)| self.stock_rule(&at, raw, &doctrine)).collect();
        self.can_fire(at, &doctrine);
        doctrine
    }

    /// The layers: the doctrine's own for all interceptors that are in none, then those written.
    fn layers(
        &mut self,
        at: &At<'_>,
        raw: &RawDoctrine,
        interceptors: &[InterceptorType],
        reserve_fraction: InputId,
        doctrine: &mut Doctrine,
    ) {
        doctrine.layer_of = vec![0; interceptors.len()];
        doctrine.layers.push(FireLayer {
            id: "all".to_owned(),
            rounds_per_look: raw.rounds_per_look.clone(),
            max_looks: most_looks(raw.shoot_look_shoot.unwrap_or(true)),
            reserve_fraction,
        });
        if raw.layer.len() >= MAX_LAYERS {
            self.fault(&at.key("layer"), format!("there are {}", raw.layer.len())).allowed =
                Some(format!("at most {} layers", MAX_LAYERS - 1));
        }
        for (RawFireLayer { id, interceptors: of, shoot_look_shoot, rounds_per_look, reserve_fraction: own }, at) in
            raw.layer.iter().zip(at.items("layer"))
        {
            if doctrine.layers.iter().any(|l| l.id == *id) {
                self.fault(&at.key("id"), format!("there are two of layer \"{id}\"")).allowed =
                    Some("ids other than \"all\", each once".to_owned());
            }
            let place = at.key("interceptors");
            if of.is_empty() {
                self.fault(&place, "names no interceptor");
            }
            for index in self.find_all(Of::Interceptor, &place, of) {
                if doctrine.layer_of.get(index).is_some_and(|layer| *layer != 0) {
                    self.fault(&place, format!("\"{}\" is in two layers", interceptors[index].id));
                } else if let Some(layer) = doctrine.layer_of.get_mut(index) {
                    *layer = doctrine.layers.len();
                }
            }
            let reserve_fraction = match own {
                Some(number) => self.number(&at.key("reserve_fraction"), number, FRACTION),
                None => reserve_fraction,
            };
            let own_rounds = if rounds_per_look.is_empty() { &raw.rounds_per_look } else { rounds_per_look };
            doctrine.layers.push(FireLayer {
                id: id.clone(),
                rounds_per_look: own_rounds.clone(),
                max_looks: most_looks(shoot_look_shoot.or(raw.shoot_look_shoot).unwrap_or(true)),
                reserve_fraction,
            });
        }
    }

    /// What changes while a stock is low.
    fn stock_rule(&mut self, at: &At<'_>, raw: &RawStockRule, doctrine: &Doctrine) -> StockRule {
        let below = match (&raw.rounds, &raw.days_of_cover) {
            (Some(rounds), None) => Below::Rounds(self.number(&at.key("rounds"), rounds, COUNT)),
            (None, Some(days)) => Below::DaysOfCover(self.number(&at.key("days_of_cover"), days, DAYS)),
            _ => {
                self.fault(at, "says in two ways or in none when the stock is low").allowed =
                    Some("`rounds` or `days_of_cover`".to_owned());
                Below::Rounds(InputId(0))
            }
        };
        let layer = raw.layer.as_ref().map(|id| {
            let ids: Vec<&str> = doctrine.layers.iter().map(|l| l.id.as_str()).collect();
            let found = ids.iter().position(|l| l == id);
            if found.is_none() {
                self.near_fault(&at.key("layer"), format!("there is no layer \"{id}\""), id, &ids);
            }
            found.unwrap_or(0)
        });
        let most = raw.max_rounds_per_target.unwrap_or(doctrine.max_rounds_per_target);
        if let Some(rounds) = raw.rounds_per_look.iter().find(|rounds| **rounds > most) {
            let message = format!("asks for {rounds} rounds at a target that may have {most}");
            self.fault(&at.key("rounds_per_look"), message).allowed = Some(format!("up to {most}"));
        }
        let reserve_fraction = raw.reserve_fraction.as_ref();
        let change = FireChange {
            layer,
            rule: raw.rule.map(FireRule::from),
            rounds_per_look: (!raw.rounds_per_look.is_empty()).then(|| raw.rounds_per_look.clone()),
            max_looks: raw.shoot_look_shoot.map(most_looks),
            reserve_fraction: reserve_fraction.map(|n| self.number(&at.key("reserve_fraction"), n, FRACTION)),
            max_rounds_per_target: raw.max_rounds_per_target,
        };
        let is_idle = change.rule.is_none()
            && change.rounds_per_look.is_none()
            && change.max_looks.is_none()
            && change.reserve_fraction.is_none()
            && change.max_rounds_per_target.is_none();
        if is_idle {
            self.fault(at, "changes nothing").allowed =
                Some("rule, shoot_look_shoot, rounds_per_look, reserve_fraction or max_rounds_per_target".to_owned());
        }
        StockRule {
            id: raw.id.clone(),
            nation: self.find(Of::Nation, &at.key("nation"), &raw.nation),
            item: self.find(Of::Item, &at.key("item"), &raw.item),
            below,
            change,
        }
    }

    /// A doctrine under which no round is ever fired is a fault.
    fn can_fire(&mut self, at: &At<'_>, doctrine: &Doctrine) {
        if self.low(doctrine.min_handover) >= 1.0 {
            self.fault(&at.key("min_handover"), "no hand-over is certain: nothing would ever be fired").allowed =
                Some("below 1".to_owned());
        }
        if doctrine.rule == FireRule::Optimal && self.assets.iter().all(|a| a.value <= 0.0) {
            self.fault(&at.key("rule"), "no place has a value: `optimal` would never fire").allowed =
                Some("another rule, or values above 0".to_owned());
        }
        for (index, layer) in doctrine.layers.iter().enumerate() {
            let place = if index == 0 { at.clone() } else { at.items("layer").swap_remove(index - 1) };
            let most = doctrine.max_rounds_per_target;
            if let Some(rounds) = layer.rounds_per_look.iter().find(|rounds| **rounds > most) {
                let message = format!("asks for {rounds} rounds at a target that may have {most}");
                self.fault(&place.key("rounds_per_look"), message).allowed =
                    Some(format!("up to max_rounds_per_target, {most}"));
            }
            if self.low(layer.reserve_fraction) >= 1.0 {
                self.fault(&place.key("reserve_fraction"), "keeps every round: nothing would ever be fired").allowed =
                    Some("below 1".to_owned());
            }
        }
    }

    /// What agreements keep for a nation's own and what the doctrine keeps must leave something to fire.
    pub(crate) fn reserves_agree(&mut self, at: &At<'_>, doctrine: &Doctrine, agreements: &[Agreement]) {
        for (agreement, at) in agreements.iter().zip(at.items("agreement")) {
            for (rule, at) in agreement.engage.iter().zip(at.items("engage")) {
                let keep = self.low(rule.keep_fraction);
                for layer in &doctrine.layers {
                    let reserve = self.low(layer.reserve_fraction);
                    if keep > 0.0 && reserve > 0.0 && keep + reserve >= 1.0 {
                        let message = format!(
                            "keeps {keep} of a magazine, and layer \"{}\" of the doctrine {reserve} of it for the next wave: \
                             nothing is left",
                            layer.id
                        );
                        self.fault(&at.key("keep_fraction"), message).allowed =
                            Some("the two together below 1".to_owned());
                    }
                }
            }
        }
    }
}

impl From<RawFireRule> for FireRule {
    fn from(raw: RawFireRule) -> Self {
        match raw {
            RawFireRule::Earliest => Self::Earliest,
            RawFireRule::Cheapest => Self::Cheapest,
            RawFireRule::Preferential => Self::Preferential,
            RawFireRule::Free => Self::Free,
            RawFireRule::Optimal => Self::Optimal,
        }
    }
}
