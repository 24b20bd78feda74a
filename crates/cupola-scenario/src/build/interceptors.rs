//! Interceptor types.

use super::Build;
use super::at::At;
use super::ids::Of;
use super::threats::target_kind;
use super::units::{Assume, BOOST, Bound, COUNT, FRACTION, KM, KM_S, M_S, MUSD, SECONDS, Spec};
use crate::catalogue::{Entry, Kind};
use crate::raw::{RawInterceptor, RawNumber};
use cupola_sim::world::{InputId, InterceptorType, NUM_TARGET_KINDS, TargetKind};

/// Above this a round meets its target outside the air (m), where it homes for longer.
const OUTSIDE_AIR_M: f64 = 100_000.0;

/// Suffixes of `kill_probability_…` and `success_…`, in the order of [`TargetKind`].
pub(crate) const KIND_SUFFIXES: [(&str, TargetKind); NUM_TARGET_KINDS] = [
    ("ballistic_short", TargetKind::BallisticShort),
    ("ballistic_medium", TargetKind::BallisticMedium),
    ("ballistic_intermediate", TargetKind::BallisticIntermediate),
    ("icbm", TargetKind::Icbm),
    ("quasi_ballistic", TargetKind::QuasiBallistic),
    ("glide", TargetKind::Glide),
    ("cruise", TargetKind::Cruise),
    ("hypersonic_cruise", TargetKind::HypersonicCruise),
    ("drone", TargetKind::Drone),
];

fn written(raw: &RawInterceptor) -> [&Option<RawNumber>; NUM_TARGET_KINDS] {
    [
        &raw.kill_probability_ballistic_short,
        &raw.kill_probability_ballistic_medium,
        &raw.kill_probability_ballistic_intermediate,
        &raw.kill_probability_icbm,
        &raw.kill_probability_quasi_ballistic,
        &raw.kill_probability_glide,
        &raw.kill_probability_cruise,
        &raw.kill_probability_hypersonic_cruise,
        &raw.kill_probability_drone,
    ]
}

impl Build<'_> {
    pub(crate) fn interceptor(&mut self, at: &At<'_>, raw: &RawInterceptor) -> InterceptorType {
        let entry = self.entry(&at.key("is"), Kind::Interceptor, raw.is.as_ref());
        let id = raw.id.clone().or_else(|| raw.is.clone()).unwrap_or_default();
        let item = self.find(Of::Item, &at.key("item"), &raw.item);
        let item_name = self.raw.item.get(item).map(|i| i.name.clone().unwrap_or_else(|| i.id.clone()));
        let is_unknown = raw.is.is_some() && entry.is_none();
        let before = self.faults.len();
        let mut own = |name: &str, from: &str, number: &Option<RawNumber>, spec: Spec, assume: Option<Assume>| {
            self.field(at, name, number.as_ref(), entry.map(|e| (e, from)), spec, assume)
        };
        let boost = Some(Assume(5.0, 15.0, 30.0, "assumed: no source for this round"));
        let boost_s = own("boost_s", "boost_s", &raw.boost_s, BOOST.physical(), boost);
        let speed_m_s = own("speed_km_s", "speed_km_s", &raw.speed_km_s, KM_S.physical(), None);
        let reach = KM.bound(Bound::Positive).physical();
        let range_m = own("range_km", "engagement_range_km", &raw.range_km, reach, None);
        let ceiling_m = own("ceiling_km", "ceiling_km", &raw.ceiling_km, reach, None);
        let floor = Some(Assume::known(0.0, "assumed: no least altitude is stated"));
        let floor_m = own("floor_km", "floor_km", &raw.floor_km, KM.physical(), floor);
        let reliability = own("reliability", "reliability", &raw.reliability, FRACTION, Some(assumed::RELIABILITY));
        let one = Some(Assume(1.0, 2.0, 2.0, "assumed: two rounds per target and look, one where rounds are scarce"));
        let salvo = own("salvo", "salvo", &raw.salvo, COUNT.bound(Bound::AtLeastOne), one);
        let unit_cost_usd = own("unit_cost_musd", "unit_cost_musd", &raw.unit_cost_musd, MUSD, None);
        if is_unknown {
            // The one fault that matters is that of `is`.
            self.forgive(before);
        }
        let is_outside = self.inputs.get(ceiling_m.0 as usize).is_some_and(|i| i.range.likely > OUTSIDE_AIR_M);
        let (homing, divert) = if is_outside { assumed::OUTSIDE } else { assumed::INSIDE };
        let homing_s =
            self.field(at, "homing_s", raw.homing_s.as_ref(), entry.map(|e| (e, "homing_s")), SECONDS, Some(homing));
        let from = entry.map(|e| (e, "divert_m_s"));
        let divert_m_s = self.field(at, "divert_m_s", raw.divert_m_s.as_ref(), from, M_S, Some(divert));
        let kill_probability = self.kill_probabilities(at, raw, entry);
        if kill_probability.iter().all(Option::is_none) && !is_unknown {
            self.fault(at, "can engage no kind of target").allowed =
                Some("a kill_probability_… of this table or of the catalogue".to_owned());
        }
        let name = raw.name.clone().or_else(|| entry.map(|e| e.name.clone())).unwrap_or_else(|| id.clone());
        InterceptorType {
            id,
            family: raw.family.clone().or(item_name).unwrap_or_else(|| name.clone()),
            name,
            item,
            boost_s,
            speed_m_s,
            range_m,
            ceiling_m,
            floor_m,
            kill_probability,
            reliability,
            homing_s,
            divert_m_s,
            salvo,
            unit_cost_usd,
        }
    }

    /// The written value of a kind, else the written one of all kinds, else the catalogue's.
    fn kill_probabilities(
        &mut self,
        at: &At<'_>,
        raw: &RawInterceptor,
        entry: Option<&Entry>,
    ) -> [Option<InputId>; NUM_TARGET_KINDS] {
        let mut result = [None; NUM_TARGET_KINDS];
        let numbers = written(raw);
        for (index, (suffix, kind)) in KIND_SUFFIXES.into_iter().enumerate() {
            let name = format!("kill_probability_{suffix}");
            if raw.cannot.iter().any(|k| target_kind(*k) == kind) {
                if numbers[index].is_some() {
                    self.fault(&at.key(&name), "is given, and `cannot` names this kind");
                }
                continue;
            }
            let value = entry.and_then(|e| e.value(&name).map(|v| (e, v)));
            result[index] = match (numbers[index], &raw.kill_probability, value) {
                (Some(number), _, _) => Some(self.number(&at.key(&name), number, FRACTION)),
                (None, Some(number), found) if found.is_some() || entry.is_none() => {
                    Some(self.number(&at.key("kill_probability"), number, FRACTION))
                }
                (None, _, Some((entry, value))) => Some(self.catalogue_value(entry, value, FRACTION)),
                (None, _, None) => None,
            };
        }
        result
    }
}

/// What is assumed where nothing is written.
mod assumed {
    use super::Assume;

    pub const RELIABILITY: Assume = Assume(0.9, 0.95, 0.99, "assumed: no source for this round");
    /// Homing time (s) and lateral speed (m/s) above the air.
    pub const OUTSIDE: (Assume, Assume) = (
        Assume(20.0, 40.0, 80.0, "assumed: infrared seeker outside the air"),
        Assume(200.0, 500.0, 1000.0, "assumed: divert of an exo-atmospheric kill vehicle"),
    );
    /// The same in the air.
    pub const INSIDE: (Assume, Assume) = (
        Assume(1.5, 3.0, 8.0, "assumed: seeker in the air"),
        Assume(100.0, 300.0, 600.0, "assumed: lateral speed made up while homing in the air"),
    );
}
