//! Constellations: their shells and what they do.

use super::at::At;
use super::ids::Of;
use super::sensors::READY;
use super::units::{Assume, Bound, COUNT, DAYS_AS_S, DEG, FRACTION, G, KM, KW_SR, SECONDS, Spec, URAD};
use super::{Build, named};
use crate::catalogue::{Entry, Kind};
use crate::raw::{RawConstellation, RawNumber, RawPhase, RawRole, RawShell};
use cupola_core::EntityKey;
use cupola_sim::world::{Constellation, InputId, Phases, Shell, SpaceRole};

/// Most satellites of one shell.
const MOST_SATELLITES: f64 = 300_000.0;
/// Allowed altitudes of a shell.
const ALTITUDE: Spec = KM.bound(Bound::Between(100.0, 100_000.0));
/// Walker's F where none is written.
const PHASING: f64 = 1.0;

impl Build<'_> {
    pub(crate) fn constellation(&mut self, at: &At<'_>, raw: &RawConstellation) -> Constellation {
        let entry = self.entry(&at.key("is"), Kind::Constellation, raw.is.as_ref());
        let is_unknown = raw.is.is_some() && entry.is_none();
        let before = self.faults.len();
        let id = raw.id.clone().or_else(|| raw.is.clone()).unwrap_or_default();
        let shells = if !raw.shell.is_empty() {
            self.shells(at, raw)
        } else if raw.satellite.is_empty() || flat_keys(raw).any(|(_, is_given)| is_given) {
            vec![self.flat_shell(at, raw, entry)]
        } else {
            Vec::new()
        };
        let stated = self.satellites(at, raw, &id);
        let role = raw.role.or_else(|| role_of(entry));
        let role = match role {
            Some(role) => self.space_role(at, raw, entry, role),
            None => {
                self.fault(&at.key("role"), "is missing").allowed = Some("warning, tracking, interceptor".to_owned());
                SpaceRole::Warning { delay_s: InputId(0), cloud_break_m: InputId(0), threshold_w_sr: InputId(0) }
            }
        };
        if is_unknown {
            self.forgive(before);
        }
        let name = entry.map_or_else(|| id.clone(), |e| e.name.clone());
        Constellation {
            name: named(&raw.name, &name),
            id,
            nation: self.find(Of::Nation, &at.key("nation"), &raw.nation),
            shells,
            stated,
            availability: self.field(at, "availability", raw.availability.as_ref(), None, FRACTION, Some(READY)),
            from_day: self.in_service(&at.key("from"), raw.from.as_ref()),
            role,
        }
    }

    /// The one shell of a constellation that lists none.
    fn flat_shell(&mut self, at: &At<'_>, raw: &RawConstellation, entry: Option<&Entry>) -> Shell {
        let from = |name| entry.map(|e| (e, name));
        let likely = |name: &str| entry.and_then(|e| e.value(name)).map(|v| v.range.likely);
        let planes = raw.planes.or_else(|| likely("planes").map(|p| p.round().max(1.0) as u32));
        let planes = planes.unwrap_or_else(|| {
            self.missing(at, "planes");
            1
        });
        let satellites = match raw.per_plane {
            Some(per_plane) => self.in_planes(at, raw.satellites.as_ref(), per_plane, planes),
            None => {
                let most = COUNT.bound(Bound::Between(0.0, MOST_SATELLITES));
                self.field(at, "satellites", raw.satellites.as_ref(), from("satellites"), most, None)
            }
        };
        let altitude_m = self.field(at, "altitude_km", raw.altitude_km.as_ref(), from("altitude_km"), ALTITUDE, None);
        let inclination_deg = raw.inclination_deg.or_else(|| likely("inclination_deg"));
        let inclination_deg = inclination_deg.unwrap_or_else(|| {
            self.missing(at, "inclination_deg");
            0.0
        });
        Shell {
            key: EntityKey::of(&at.path),
            satellites,
            planes,
            altitude_m,
            inclination_rad: inclination_deg.to_radians(),
            phasing_ratio: raw.phasing.unwrap_or(PHASING),
            is_star: raw.star.unwrap_or(false),
        }
    }

    /// The listed shells of a constellation, which then says nothing of its own about where it is.
    fn shells(&mut self, at: &At<'_>, raw: &RawConstellation) -> Vec<Shell> {
        for (name, _) in flat_keys(raw).filter(|(_, is_given)| *is_given) {
            self.fault(&at.name_of(name), "is given, and [[constellation.shell]] too").allowed =
                Some("one of them".to_owned());
        }
        raw.shell.iter().zip(at.items("shell")).map(|(raw, at)| self.shell(&at, raw)).collect()
    }

    fn shell(&mut self, at: &At<'_>, raw: &RawShell) -> Shell {
        let satellites = match (raw.per_plane, &raw.satellites) {
            (Some(per_plane), _) => self.in_planes(at, raw.satellites.as_ref(), per_plane, raw.planes),
            (None, Some(number)) => {
                let most = COUNT.bound(Bound::Between(0.0, MOST_SATELLITES));
                self.number(&at.key("satellites"), number, most)
            }
            (None, None) => {
                self.fault(at, "has no satellites").allowed = Some("satellites, or per_plane".to_owned());
                InputId(0)
            }
        };
        Shell {
            key: EntityKey::of(&at.path),
            satellites,
            planes: raw.planes,
            altitude_m: self.number(&at.key("altitude_km"), &raw.altitude_km, ALTITUDE),
            inclination_rad: raw.inclination_deg.to_radians(),
            phasing_ratio: raw.phasing.unwrap_or(PHASING),
            is_star: raw.star,
        }
    }

    /// Satellites by their number in each plane.
    fn in_planes(&mut self, at: &At<'_>, satellites: Option<&RawNumber>, per_plane: u32, planes: u32) -> InputId {
        if satellites.is_some() {
            self.fault(&at.key("per_plane"), "is given, and satellites too").allowed = Some("one of them".to_owned());
        }
        let most = Bound::Between(1.0, (MOST_SATELLITES / f64::from(planes)).floor());
        let number = RawNumber::Plain(f64::from(per_plane));
        self.number(&at.key("per_plane"), &number, Spec { si: f64::from(planes), ..COUNT.bound(most) })
    }

    fn space_role(&mut self, at: &At<'_>, raw: &RawConstellation, entry: Option<&Entry>, role: RawRole) -> SpaceRole {
        let interceptor = (role == RawRole::Interceptor).then(|| self.space_interceptor(at, raw, entry));
        let mut own = |name: &str, number: &Option<RawNumber>, spec: Spec, assume: Option<Assume>| {
            self.field(at, name, number.as_ref(), entry.map(|e| (e, name)), spec, assume)
        };
        match role {
            RawRole::Warning => SpaceRole::Warning {
                delay_s: own("detection_delay_s", &raw.detection_delay_s, SECONDS, Some(assumed::WARNING_DELAY_S)),
                cloud_break_m: own("cloud_break_km", &raw.cloud_break_km, KM.physical(), Some(assumed::CLOUD_BREAK_KM)),
                threshold_w_sr: own(
                    "threshold_kw_sr",
                    &raw.threshold_kw_sr,
                    KW_SR.physical(),
                    Some(assumed::THRESHOLD_KW_SR),
                ),
            },
            RawRole::Tracking => SpaceRole::Tracking {
                angle_sigma_rad: own(
                    "angle_sigma_urad",
                    &raw.angle_sigma_urad,
                    URAD.bound(Bound::Positive),
                    Some(assumed::ANGLE_SIGMA_URAD),
                ),
                update_s: own("update_s", &raw.update_s, SECONDS.bound(Bound::Positive), Some(assumed::SPACE_UPDATE_S)),
                range_m: own("range_km", &raw.range_km, KM.bound(Bound::Positive), Some(assumed::SPACE_RANGE_KM)),
                off_nadir_max_rad: own(
                    "off_nadir_max_deg",
                    &raw.off_nadir_max_deg,
                    DEG.bound(Bound::Between(0.0, 180.0)),
                    Some(Assume::known(180.0, "all round unless stated")),
                ),
                sun_exclusion_rad: own(
                    "sun_exclusion_deg",
                    &raw.sun_exclusion_deg,
                    DEG.bound(Bound::Between(0.0, 90.0)),
                    Some(assumed::SUN_EXCLUSION_DEG),
                ),
            },
            RawRole::Interceptor => SpaceRole::Interceptor {
                interceptor: interceptor.unwrap_or(0),
                acceleration_m_s2: own(
                    "acceleration_g",
                    &raw.acceleration_g,
                    G.bound(Bound::Positive).physical(),
                    Some(assumed::ACCELERATION_G),
                ),
                decision_delay_s: own(
                    "decision_delay_s",
                    &raw.decision_delay_s,
                    SECONDS,
                    Some(assumed::DECISION_DELAY_S),
                ),
                min_altitude_m: own(
                    "min_altitude_km",
                    &raw.min_altitude_km,
                    KM.physical(),
                    Some(assumed::MIN_ALTITUDE_KM),
                ),
                divert_margin_fraction: own(
                    "divert_margin",
                    &raw.divert_margin,
                    FRACTION,
                    Some(assumed::DIVERT_MARGIN),
                ),
                flyout_max_s: own(
                    "flyout_max_s",
                    &raw.flyout_max_s,
                    SECONDS.bound(Bound::Positive),
                    Some(assumed::FLYOUT_MAX_S),
                ),
                warhead_survives: own(
                    "warhead_survives",
                    &raw.warhead_survives,
                    FRACTION,
                    Some(assumed::WARHEAD_SURVIVES),
                ),
                replace_s: raw.replace_days.as_ref().map(|n| self.number(&at.key("replace_days"), n, DAYS_AS_S)),
                phases: self.phases(&at.key("phases"), raw.phases.as_deref()),
                rounds: raw.rounds.unwrap_or(1),
            },
        }
    }

    fn phases(&mut self, at: &At<'_>, raw: Option<&[RawPhase]>) -> Phases {
        let phases = raw.unwrap_or(&[RawPhase::Boost]);
        if phases.is_empty() {
            self.fault(at, "names no phase").allowed = Some("boost, glide, midcourse".to_owned());
        }
        let has = |phase| phases.contains(&phase);
        Phases {
            has_boost: has(RawPhase::Boost),
            has_glide: has(RawPhase::Glide),
            has_midcourse: has(RawPhase::Midcourse),
        }
    }

    fn space_interceptor(&mut self, at: &At<'_>, raw: &RawConstellation, entry: Option<&Entry>) -> usize {
        let fact = entry.and_then(|e| e.fact("interceptor")).map(str::to_owned);
        match raw.interceptor.clone().or(fact) {
            Some(id) => self.find(Of::Interceptor, &at.key("interceptor"), &id),
            None => {
                self.fault(&at.key("interceptor"), "is missing").allowed = Some("an [[interceptor]]".to_owned());
                0
            }
        }
    }
}

/// The keys of the one shell of a constellation that lists none, and whether each is given.
fn flat_keys(raw: &RawConstellation) -> impl Iterator<Item = (&'static str, bool)> {
    [
        ("satellites", raw.satellites.is_some()),
        ("per_plane", raw.per_plane.is_some()),
        ("planes", raw.planes.is_some()),
        ("altitude_km", raw.altitude_km.is_some()),
        ("inclination_deg", raw.inclination_deg.is_some()),
        ("phasing", raw.phasing.is_some()),
        ("star", raw.star.is_some()),
    ]
    .into_iter()
}

/// The role a catalogue entry's numbers speak of.
fn role_of(entry: Option<&Entry>) -> Option<RawRole> {
    let entry = entry?;
    if entry.fact("interceptor").is_some() {
        Some(RawRole::Interceptor)
    } else if entry.value("angle_sigma_urad").is_some() {
        Some(RawRole::Tracking)
    } else {
        entry.value("detection_delay_s").map(|_| RawRole::Warning)
    }
}

/// What is assumed where nothing is written.
mod assumed {
    use super::Assume;

    pub const WARNING_DELAY_S: Assume = Assume(20.0, 45.0, 90.0, "assumed: from plume to usable report");
    pub const CLOUD_BREAK_KM: Assume = Assume(3.0, 7.0, 12.0, "assumed: cloud tops");
    pub const THRESHOLD_KW_SR: Assume = Assume(5.0, 20.0, 100.0, "assumed");
    pub const ANGLE_SIGMA_URAD: Assume = Assume(20.0, 50.0, 150.0, "assumed");
    pub const SPACE_UPDATE_S: Assume = Assume(1.0, 5.0, 15.0, "assumed");
    pub const SPACE_RANGE_KM: Assume = Assume(2000.0, 4000.0, 6000.0, "assumed");
    pub const SUN_EXCLUSION_DEG: Assume = Assume(5.0, 15.0, 30.0, "assumed: not published");
    pub const ACCELERATION_G: Assume = Assume(5.0, 10.0, 15.0, "assumed");
    pub const DECISION_DELAY_S: Assume = Assume(15.0, 30.0, 60.0, "assumed");
    pub const MIN_ALTITUDE_KM: Assume = Assume(80.0, 100.0, 120.0, "assumed: the kill vehicle stays above the air");
    pub const DIVERT_MARGIN: Assume = Assume(0.0, 0.05, 0.15, "assumed: share of the reach kept for homing");
    pub const FLYOUT_MAX_S: Assume =
        Assume(300.0, 600.0, 900.0, "assumed: battery and cooling; AEI counts 600 s in glide, 900 s in midcourse");
    pub const WARHEAD_SURVIVES: Assume = Assume(
        0.1,
        0.5,
        0.9,
        "assumed: a hit on the booster may leave the warhead whole (APS 2003 says so, without a number)",
    );
}
