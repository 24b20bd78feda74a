//! Radars and constellations.

use super::at::At;
use super::ids::Of;
use super::units::{Assume, Bound, COUNT, DEG, FRACTION, G, KM, KW_SR, METRES, MRAD, PLAIN, SECONDS, Spec, URAD};
use super::{Build, named, site};
use crate::catalogue::{Entry, Kind};
use crate::raw::{RawConstellation, RawNumber, RawRole, RawSensor};
use cupola_sim::world::{Constellation, InputId, Sensor, Site, SpaceRole};

/// Antenna height where none is written (m).
const HEIGHT_M: f64 = 30.0;

/// A sector this wide needs no middle (rad).
const ALL_ROUND_RAD: f64 = 6.2;

/// The inputs that a radar type gives its sensor.
pub(crate) struct Radar {
    range_m: InputId,
    reference_rcs_m2: InputId,
    pub sector_rad: InputId,
    elevation_min_rad: InputId,
    elevation_max_rad: InputId,
    range_sigma_m: InputId,
    angle_sigma_rad: InputId,
    update_s: InputId,
    tracks: InputId,
    discrimination: InputId,
}

/// Where a radar stands and whose it is.
pub(crate) struct Stand {
    pub id: String,
    pub nation: usize,
    pub site: Site,
    pub height_m: f64,
    pub at: Option<usize>,
    pub battery: Option<usize>,
    /// Left out, it is a fault unless the radar sees all round.
    pub boresight_deg: Option<f64>,
    pub availability: InputId,
    pub from_day: InputId,
}

/// Most satellites of one constellation.
const MOST_SATELLITES: f64 = 300_000.0;

impl Build<'_> {
    pub(crate) fn sensor(&mut self, at: &At<'_>, raw: &RawSensor) {
        let entry = self.entry(&at.key("is"), Kind::Sensor, raw.is.as_ref());
        let stand = Stand {
            id: raw.id.clone().or_else(|| raw.is.clone()).unwrap_or_default(),
            nation: self.find(Of::Nation, &at.key("nation"), &raw.nation),
            site: site(raw.lat_deg, raw.lon_deg),
            height_m: raw.height_m.unwrap_or(HEIGHT_M),
            at: self.find_optional(Of::Asset, &at.key("at"), raw.at.as_ref()),
            battery: None,
            boresight_deg: raw.boresight_deg,
            availability: self.field(at, "availability", raw.availability.as_ref(), None, FRACTION, Some(READY)),
            from_day: self.in_service(&at.key("from"), raw.from.as_ref()),
        };
        if raw.is.is_some() && entry.is_none() {
            return;
        }
        let radar = self.radar(at, Some(raw), entry);
        self.add_sensor(&at.key("boresight_deg"), stand, radar);
    }

    pub(crate) fn add_sensor(&mut self, at_boresight: &At<'_>, stand: Stand, radar: Radar) {
        let sector_rad = self.likely(radar.sector_rad);
        if stand.boresight_deg.is_none() && sector_rad < ALL_ROUND_RAD {
            let message = format!("is missing, and the sector is {:.0}° wide", sector_rad.to_degrees());
            self.fault(at_boresight, message).allowed =
                Some("the middle of the sector in degrees, clockwise from north".to_owned());
        }
        self.sensors.push(Sensor {
            id: stand.id,
            nation: stand.nation,
            site: stand.site,
            height_m: stand.height_m,
            at: stand.at,
            battery: stand.battery,
            range_m: radar.range_m,
            reference_rcs_m2: radar.reference_rcs_m2,
            boresight_rad: stand.boresight_deg.unwrap_or(0.0).rem_euclid(360.0).to_radians(),
            sector_rad: radar.sector_rad,
            elevation_min_rad: radar.elevation_min_rad,
            elevation_max_rad: radar.elevation_max_rad,
            range_sigma_m: radar.range_sigma_m,
            angle_sigma_rad: radar.angle_sigma_rad,
            update_s: radar.update_s,
            tracks: radar.tracks,
            discrimination: radar.discrimination,
            availability: stand.availability,
            from_day: stand.from_day,
        });
    }

    /// The inputs of a radar type, as written or as in the catalogue.
    pub(crate) fn radar(&mut self, at: &At<'_>, raw: Option<&RawSensor>, entry: Option<&Entry>) -> Radar {
        let mut own = |name: &str, number: Option<&RawNumber>, spec: Spec, assume: Option<Assume>| {
            self.field(at, name, number, entry.map(|e| (e, name)), spec, assume)
        };
        let of = |pick: fn(&RawSensor) -> &Option<RawNumber>| raw.and_then(|r| pick(r).as_ref());
        let sector = DEG.bound(Bound::Between(0.0, 360.0)).physical();
        Radar {
            range_m: own("range_km", of(|r| &r.range_km), KM.bound(Bound::Positive).physical(), None),
            reference_rcs_m2: own(
                "reference_rcs_m2",
                of(|r| &r.reference_rcs_m2),
                PLAIN.physical(),
                Some(assumed::REFERENCE_RCS_M2),
            ),
            sector_rad: own("sector_deg", of(|r| &r.sector_deg), sector, Some(assumed::SECTOR_DEG)),
            elevation_min_rad: own(
                "elevation_min_deg",
                of(|r| &r.elevation_min_deg),
                DEG.physical(),
                Some(assumed::ELEVATION_MIN_DEG),
            ),
            elevation_max_rad: own(
                "elevation_max_deg",
                of(|r| &r.elevation_max_deg),
                DEG.physical(),
                Some(assumed::ELEVATION_MAX_DEG),
            ),
            range_sigma_m: own(
                "range_sigma_m",
                of(|r| &r.range_sigma_m),
                METRES.bound(Bound::Positive).physical(),
                Some(assumed::RANGE_SIGMA_M),
            ),
            angle_sigma_rad: own(
                "angle_sigma_mrad",
                of(|r| &r.angle_sigma_mrad),
                MRAD.bound(Bound::Positive).physical(),
                Some(assumed::ANGLE_SIGMA_MRAD),
            ),
            update_s: own(
                "update_s",
                of(|r| &r.update_s),
                SECONDS.bound(Bound::Positive).physical(),
                Some(assumed::UPDATE_S),
            ),
            tracks: own("tracks", of(|r| &r.tracks), COUNT, Some(assumed::TRACKS)),
            discrimination: own("discrimination", of(|r| &r.discrimination), FRACTION, Some(assumed::DISCRIMINATION)),
        }
    }

    pub(crate) fn constellation(&mut self, at: &At<'_>, raw: &RawConstellation) -> Constellation {
        let entry = self.entry(&at.key("is"), Kind::Constellation, raw.is.as_ref());
        let is_unknown = raw.is.is_some() && entry.is_none();
        let before = self.faults.len();
        let id = raw.id.clone().or_else(|| raw.is.clone()).unwrap_or_default();
        let from = |name| entry.map(|e| (e, name));
        let satellites = self.field(
            at,
            "satellites",
            raw.satellites.as_ref(),
            from("satellites"),
            COUNT.bound(Bound::Between(0.0, MOST_SATELLITES)),
            None,
        );
        let high = KM.bound(Bound::Between(100.0, 100_000.0)).physical();
        let altitude_m = self.field(at, "altitude_km", raw.altitude_km.as_ref(), from("altitude_km"), high, None);
        let likely = |name: &str| entry.and_then(|e| e.value(name)).map(|v| v.range.likely);
        let planes = raw.planes.or_else(|| likely("planes").map(|p| p.round().max(1.0) as u32));
        let planes = planes.unwrap_or_else(|| {
            self.missing(at, "planes");
            1
        });
        let inclination_deg = raw.inclination_deg.or_else(|| likely("inclination_deg"));
        let inclination_deg = inclination_deg.unwrap_or_else(|| {
            self.missing(at, "inclination_deg");
            0.0
        });
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
            satellites,
            planes,
            altitude_m,
            inclination_rad: inclination_deg.to_radians(),
            is_star: raw.star,
            availability: self.field(at, "availability", raw.availability.as_ref(), None, FRACTION, Some(READY)),
            role,
        }
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
                    URAD.bound(Bound::Positive).physical(),
                    Some(assumed::ANGLE_SIGMA_URAD),
                ),
                update_s: own(
                    "update_s",
                    &raw.update_s,
                    SECONDS.bound(Bound::Positive).physical(),
                    Some(assumed::SPACE_UPDATE_S),
                ),
                range_m: own(
                    "range_km",
                    &raw.range_km,
                    KM.bound(Bound::Positive).physical(),
                    Some(assumed::SPACE_RANGE_KM),
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
                rounds: raw.rounds.unwrap_or(1),
            },
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

/// Readiness where none is written.
const READY: Assume = Assume(0.85, 0.95, 0.99, "assumed: ready on a day");

/// What is assumed where nothing is written.
mod assumed {
    use super::Assume;

    pub const REFERENCE_RCS_M2: Assume =
        Assume(0.1, 1.0, 3.0, "assumed: the cross section of the stated range is not published");
    pub const SECTOR_DEG: Assume = Assume(90.0, 120.0, 120.0, "assumed: one face");
    pub const ELEVATION_MIN_DEG: Assume = Assume(0.0, 1.0, 3.0, "assumed");
    pub const ELEVATION_MAX_DEG: Assume = Assume(70.0, 85.0, 90.0, "assumed");
    pub const RANGE_SIGMA_M: Assume = Assume(10.0, 30.0, 100.0, "assumed: not published for radars of this kind");
    pub const ANGLE_SIGMA_MRAD: Assume = Assume(0.3, 1.0, 3.0, "assumed: a fraction of a beam width");
    pub const UPDATE_S: Assume = Assume(0.5, 1.0, 5.0, "assumed");
    pub const TRACKS: Assume = Assume(50.0, 100.0, 300.0, "assumed");
    pub const DISCRIMINATION: Assume = Assume(0.2, 0.5, 0.8, "assumed");
    pub const WARNING_DELAY_S: Assume = Assume(20.0, 45.0, 90.0, "assumed: from plume to usable report");
    pub const CLOUD_BREAK_KM: Assume = Assume(3.0, 7.0, 12.0, "assumed: cloud tops");
    pub const THRESHOLD_KW_SR: Assume = Assume(5.0, 20.0, 100.0, "assumed");
    pub const ANGLE_SIGMA_URAD: Assume = Assume(20.0, 50.0, 150.0, "assumed");
    pub const SPACE_UPDATE_S: Assume = Assume(1.0, 5.0, 15.0, "assumed");
    pub const SPACE_RANGE_KM: Assume = Assume(2000.0, 4000.0, 6000.0, "assumed");
    pub const ACCELERATION_G: Assume = Assume(5.0, 10.0, 15.0, "assumed");
    pub const DECISION_DELAY_S: Assume = Assume(15.0, 30.0, 60.0, "assumed");
    pub const MIN_ALTITUDE_KM: Assume = Assume(80.0, 100.0, 120.0, "assumed: the kill vehicle stays above the air");
}
