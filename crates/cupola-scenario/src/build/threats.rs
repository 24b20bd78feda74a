//! Threat classes: of the scenario, and of the catalogue as raids name them.

use super::at::At;
use super::units::{
    Assume, BURN, Bound, COAST, COUNT, DEG, FRACTION, G, KM, KM_S, KN, KW_SR, METRES, MUSD, PLAIN, Spec, TONNES,
};
use super::{Build, named};
use crate::catalogue::{Entry, Kind};
use crate::fault::Pending;
use crate::raw::{RawFlight, RawNumber, RawTargetKind, RawThreat};
use cupola_sim::world::{FlightModel, InputId, StageModel, TargetKind, ThreatClass};
use serde::de::DeserializeOwned;

/// Greatest ranges.
const FAR: Spec = KM.bound(Bound::Between(1.0, 40_000.0));

/// What a stage is given by, in the order of [`StageModel`].
const STAGE_FIELDS: [(&str, Spec, Option<Assume>); 5] = [
    ("thrust_kn", KN, None),
    ("burn_s", BURN, None),
    ("propellant_t", TONNES, None),
    ("inert_t", TONNES, None),
    ("coast_s", COAST, Some(assumed::NO_COAST)),
];

/// What is written of each stage, in the order of [`STAGE_FIELDS`].
fn stages_of(raw: &RawThreat) -> [[&Option<RawNumber>; 5]; 3] {
    let RawThreat {
        stage_1_thrust_kn: thrust_1,
        stage_1_burn_s: burn_1,
        stage_1_propellant_t: propellant_1,
        stage_1_inert_t: inert_1,
        stage_1_coast_s: coast_1,
        stage_2_thrust_kn: thrust_2,
        stage_2_burn_s: burn_2,
        stage_2_propellant_t: propellant_2,
        stage_2_inert_t: inert_2,
        stage_2_coast_s: coast_2,
        stage_3_thrust_kn: thrust_3,
        stage_3_burn_s: burn_3,
        stage_3_propellant_t: propellant_3,
        stage_3_inert_t: inert_3,
        stage_3_coast_s: coast_3,
        ..
    } = raw;
    [
        [thrust_1, burn_1, propellant_1, inert_1, coast_1],
        [thrust_2, burn_2, propellant_2, inert_2, coast_2],
        [thrust_3, burn_3, propellant_3, inert_3, coast_3],
    ]
}

fn stage_field(index: usize, field: &str) -> String {
    format!("stage_{}_{field}", index + 1)
}

/// The kind of the world for a kind of the file.
pub(crate) fn target_kind(raw: RawTargetKind) -> TargetKind {
    match raw {
        RawTargetKind::BallisticShort => TargetKind::BallisticShort,
        RawTargetKind::BallisticMedium => TargetKind::BallisticMedium,
        RawTargetKind::BallisticIntermediate => TargetKind::BallisticIntermediate,
        RawTargetKind::Icbm => TargetKind::Icbm,
        RawTargetKind::QuasiBallistic => TargetKind::QuasiBallistic,
        RawTargetKind::Glide => TargetKind::Glide,
        RawTargetKind::Cruise => TargetKind::Cruise,
        RawTargetKind::HypersonicCruise => TargetKind::HypersonicCruise,
        RawTargetKind::Drone => TargetKind::Drone,
    }
}

/// The report row of a kind.
fn report_group(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::BallisticShort => "ballistic, to 700 km",
        TargetKind::BallisticMedium => "ballistic, to 2,000 km",
        TargetKind::BallisticIntermediate => "ballistic, to 5,500 km",
        TargetKind::Icbm => "intercontinental",
        TargetKind::QuasiBallistic => "quasi-ballistic",
        TargetKind::Glide => "glide",
        TargetKind::Cruise => "cruise",
        TargetKind::HypersonicCruise => "hypersonic cruise",
        TargetKind::Drone => "drones",
    }
}

/// A threat of the catalogue, unchanged.
fn plain(id: &str) -> RawThreat {
    let written = serde_json::json!({ "is": id });
    serde_json::from_value(written).expect("a threat needs no more than `is`")
}

/// The word of a fact as one of the file's words.
fn fact<T: DeserializeOwned>(entry: Option<&Entry>, name: &str) -> Option<T> {
    let word = entry?.fact(name)?;
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

impl Build<'_> {
    /// The index of the class a raid or a published row names.
    pub(crate) fn class(&mut self, at: &At<'_>, written: &str) -> Option<usize> {
        let canonical = self.catalogue.get(written).filter(|e| e.kind == Kind::Threat).map(|e| e.id.as_str());
        let position = |classes: &[ThreatClass], id: &str| classes.iter().position(|c| c.id == id);
        let known = position(&self.classes, written).or_else(|| position(&self.classes, canonical?));
        if known.is_some() {
            return known;
        }
        if let Some(id) = canonical {
            let raw = plain(id);
            self.threat(&at.called(&format!("threat.{id}")), &raw);
            return position(&self.classes, id);
        }
        let is_faulty = self.raw.threat.iter().any(|t| t.id.as_deref().or(t.is.as_deref()) == Some(written));
        if !is_faulty {
            let mut fault = self.unknown_entry(at, Kind::Threat, written);
            fault.message = format!("neither this scenario nor the catalogue has a threat \"{written}\"");
            self.faults.push(fault);
        }
        None
    }

    /// Adds a class.
    pub(crate) fn threat(&mut self, at: &At<'_>, raw: &RawThreat) {
        let entry = self.entry(&at.key("is"), Kind::Threat, raw.is.as_ref());
        let Some(id) = raw.id.clone().or_else(|| entry.map(|e| e.id.clone())) else { return };
        let flight = raw.flight.or_else(|| fact(entry, "flight"));
        let group = raw.group.or_else(|| fact(entry, "group"));
        let (Some(flight), Some(group)) = (flight, group) else {
            let name = if flight.is_none() { "flight" } else { "group" };
            if let Some(word) = entry.and_then(|e| e.fact("flight")).filter(|_| flight.is_none()) {
                let fault = self.fault(&at.key(name), format!("{id}: {word} flight is not modelled yet"));
                fault.allowed =
                    Some("a flight that is, as in flight = \"ballistic\": an arc that is no orbit".to_owned());
            } else if raw.is.is_none() || entry.is_some() {
                self.fault(&at.key(name), "is missing");
            }
            return;
        };
        let kind = target_kind(group);
        let model = match flight {
            RawFlight::Staged => self.staged(at, raw, entry),
            _ => self.flight(at, raw, entry, flight),
        };
        let is_boosted = !matches!(flight, RawFlight::Cruise | RawFlight::Drone);
        let plume = raw.plume_kw_sr.is_some() || entry.is_some_and(|e| e.value("plume_kw_sr").is_some());
        let plume_w_sr = (is_boosted && plume).then(|| {
            let from = entry.map(|e| (e, "plume_kw_sr"));
            self.field(at, "plume_kw_sr", raw.plume_kw_sr.as_ref(), from, KW_SR.physical(), None)
        });
        if is_boosted && !plume {
            self.fault(&at.key("plume_kw_sr"), "is missing, and the catalogue has no value");
        }
        let mut own = |name: &str, number: &Option<RawNumber>, spec: Spec, assume: Option<Assume>| {
            self.field(at, name, number.as_ref(), entry.map(|e| (e, name)), spec, assume)
        };
        let rcs_m2 = own("rcs_m2", &raw.rcs_m2, PLAIN.physical(), None);
        let reliability = own("reliability", &raw.reliability, FRACTION, Some(assumed::RELIABILITY));
        let decoys = own("decoys", &raw.decoys, COUNT, Some(assumed::DECOYS));
        let cep_m = own("cep_m", &raw.cep_m, METRES, Some(assumed::CEP_M));
        let manoeuvre_m_s2 = own("manoeuvre_g", &raw.manoeuvre_g, G.physical(), Some(assumed::manoeuvre(flight)));
        let has_price = raw.unit_cost_musd.is_some() || entry.is_some_and(|e| e.value("unit_cost_musd").is_some());
        let unit_cost_usd = has_price.then(|| own("unit_cost_musd", &raw.unit_cost_musd, MUSD, None));
        let warheads = entry.and_then(|e| e.value("warheads")).map(|v| v.range.likely.round().max(1.0) as u32);
        let default_name = entry.map_or_else(|| id.clone(), |e| e.name.clone());
        self.classes.push(ThreatClass {
            name: named(&raw.name, &default_name),
            id,
            group: report_group(kind).to_owned(),
            kind,
            flight: model,
            rcs_m2,
            reliability,
            warheads: raw.warheads.or(warheads).unwrap_or(1),
            decoys,
            cep_m,
            plume_w_sr,
            manoeuvre_m_s2,
            unit_cost_usd,
        });
    }

    fn flight(&mut self, at: &At<'_>, raw: &RawThreat, entry: Option<&Entry>, flight: RawFlight) -> FlightModel {
        let mut own = |name: &str, number: &Option<RawNumber>, spec: Spec| -> InputId {
            let assume = match (name, flight) {
                ("terminal_dive_deg", _) => Some(assumed::DIVE_DEG),
                ("dive_speed_km_s", _) => Some(assumed::DIVE_SPEED_KM_S),
                ("lift_to_drag", RawFlight::QuasiBallistic | RawFlight::Aeroballistic) => Some(assumed::PULL_UP),
                _ => None,
            };
            self.field(at, name, number.as_ref(), entry.map(|e| (e, name)), spec.physical(), assume)
        };
        let max_range_m = own("range_km", &raw.range_km, FAR);
        if matches!(flight, RawFlight::Cruise | RawFlight::Drone) {
            return FlightModel::Cruise {
                speed_m_s: own("speed_km_s", &raw.speed_km_s, KM_S),
                altitude_m: own("altitude_km", &raw.altitude_km, KM),
                max_range_m,
            };
        }
        let burn_s = own("burn_s", &raw.burn_s, BURN);
        let burnout_altitude_m = own("burnout_altitude_km", &raw.burnout_altitude_km, KM.bound(Bound::Positive));
        let name = "ballistic_coefficient_kg_m2";
        let ballistic_coefficient_kg_m2 = own(name, &raw.ballistic_coefficient_kg_m2, PLAIN);
        let dive = DEG.bound(Bound::Between(0.0, 90.0));
        match flight {
            RawFlight::Glide => FlightModel::Glide {
                burn_s,
                burnout_altitude_m,
                max_range_m,
                glide_speed_m_s: own("glide_speed_km_s", &raw.glide_speed_km_s, KM_S),
                glide_altitude_m: own("glide_altitude_km", &raw.glide_altitude_km, KM.bound(Bound::Positive)),
                lift_to_drag: own("lift_to_drag", &raw.lift_to_drag, PLAIN),
                ballistic_coefficient_kg_m2,
                terminal_dive_rad: own("terminal_dive_deg", &raw.terminal_dive_deg, dive),
            },
            RawFlight::QuasiBallistic | RawFlight::Aeroballistic => FlightModel::QuasiBallistic {
                burn_s,
                burnout_altitude_m,
                max_range_m,
                apogee_m: own("apogee_km", &raw.apogee_km, KM.bound(Bound::Positive)),
                ballistic_coefficient_kg_m2,
                lift_to_drag: own("lift_to_drag", &raw.lift_to_drag, PLAIN),
                dive_speed_m_s: own("dive_speed_km_s", &raw.dive_speed_km_s, KM_S),
                terminal_dive_rad: own("terminal_dive_deg", &raw.terminal_dive_deg, dive),
            },
            RawFlight::Ballistic | RawFlight::Staged | RawFlight::Cruise | RawFlight::Drone => {
                FlightModel::Ballistic { burn_s, burnout_altitude_m, max_range_m, ballistic_coefficient_kg_m2 }
            }
        }
    }

    /// A missile stage by stage: as many stages as the scenario or the catalogue says anything of.
    fn staged(&mut self, at: &At<'_>, raw: &RawThreat, entry: Option<&Entry>) -> FlightModel {
        let is_given =
            |name: &str, number: &Option<RawNumber>| number.is_some() || entry.is_some_and(|e| e.value(name).is_some());
        let written = stages_of(raw);
        let is_stage = |index: usize| {
            let mut fields = STAGE_FIELDS.iter().zip(written[index]);
            fields.any(|((field, ..), number)| is_given(&stage_field(index, field), number))
        };
        let last = (0..written.len()).rfind(|index| is_stage(*index)).unwrap_or(0);
        let has_shown =
            is_given("test_apogee_km", &raw.test_apogee_km) || is_given("test_range_km", &raw.test_range_km);
        let mut own = |name: &str, number: &Option<RawNumber>, spec: Spec, assume: Option<Assume>| {
            self.field(at, name, number.as_ref(), entry.map(|e| (e, name)), spec.physical(), assume)
        };
        let stages = written[..=last].iter().enumerate().map(|(index, numbers)| {
            let [thrust_n, burn_s, propellant_kg, inert_kg, coast_s] = std::array::from_fn(|i| {
                let (field, spec, assume) = STAGE_FIELDS[i];
                own(&stage_field(index, field), numbers[i], spec, assume)
            });
            StageModel { thrust_n, burn_s, propellant_kg, inert_kg, coast_s }
        });
        let stages = stages.collect();
        let coefficient = &raw.ballistic_coefficient_kg_m2;
        let high = KM.bound(Bound::Positive);
        FlightModel::Staged {
            stages,
            payload_kg: own("payload_t", &raw.payload_t, TONNES, None),
            drag_area_m2: own("drag_area_m2", &raw.drag_area_m2, PLAIN, None),
            ballistic_coefficient_kg_m2: own("ballistic_coefficient_kg_m2", coefficient, PLAIN, None),
            shown: has_shown.then(|| {
                let apogee_m = own("test_apogee_km", &raw.test_apogee_km, high, None);
                (apogee_m, own("test_range_km", &raw.test_range_km, high, None))
            }),
            max_range_m: own("range_km", &raw.range_km, FAR, None),
        }
    }

    /// The greatest range of a class at its highest (m).
    pub(crate) fn reach_m(&self, class: usize) -> Option<f64> {
        let id = match self.classes.get(class)?.flight {
            FlightModel::Ballistic { max_range_m, .. }
            | FlightModel::Staged { max_range_m, .. }
            | FlightModel::QuasiBallistic { max_range_m, .. }
            | FlightModel::Glide { max_range_m, .. }
            | FlightModel::Cruise { max_range_m, .. } => max_range_m,
        };
        Some(self.high(id))
    }

    /// The fault at a place, with what is near.
    pub(crate) fn near_fault(&mut self, at: &At<'_>, message: String, written: &str, names: &[&str]) {
        self.faults.push(Pending::new(at.origin, at.path.clone(), message).near(written, names.iter().copied()));
    }
}

/// What is assumed where nothing is written.
mod assumed {
    use super::{Assume, RawFlight};

    pub const RELIABILITY: Assume = Assume(0.8, 0.9, 0.97, "assumed: no source for this class");
    pub const DECOYS: Assume = Assume::known(0.0, "assumed: no decoys unless stated");
    pub const CEP_M: Assume = Assume(50.0, 300.0, 1000.0, "assumed: no source for this class");
    pub const DIVE_DEG: Assume = Assume(30.0, 50.0, 70.0, "assumed: final dive of a lifting body");
    pub const DIVE_SPEED_KM_S: Assume = Assume(0.8, 1.2, 1.8, "assumed: speed left when the final dive begins");
    pub const PULL_UP: Assume = Assume(0.5, 1.0, 2.0, "assumed: lift over drag of a finned body in the pull-up");

    pub const NO_COAST: Assume = Assume::known(0.0, "assumed: the next stage ignites at once, or there is none");

    /// Lateral acceleration (g).
    pub fn manoeuvre(flight: RawFlight) -> Assume {
        match flight {
            RawFlight::Ballistic | RawFlight::Staged => {
                Assume::known(0.0, "assumed: a ballistic body does not manoeuvre")
            }
            RawFlight::Glide => Assume(1.0, 2.0, 4.0, "assumed: turns of a glider"),
            RawFlight::QuasiBallistic | RawFlight::Aeroballistic => Assume(2.0, 5.0, 10.0, "assumed: terminal pull-up"),
            RawFlight::Cruise | RawFlight::Drone => Assume(0.5, 1.0, 3.0, "assumed: turns"),
        }
    }
}
