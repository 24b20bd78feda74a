//! Radars.

use super::at::At;
use super::ids::Of;
use super::units::{Assume, Bound, COUNT, DEG, FRACTION, KM, METRES, MRAD, PLAIN, SECONDS, Spec};
use super::{Build, site};
use crate::catalogue::{Entry, Kind};
use crate::raw::{RawNumber, RawSensor};
use cupola_sim::world::{InputId, Sensor, Site};

/// Antenna height where none is written (m).
const HEIGHT_M: f64 = 30.0;

/// A radar with less of its range than this is lost, and `until` says so.
const LEAST_RANGE_FRACTION: f64 = 0.01;

/// A sector this wide needs no middle (rad).
const ALL_ROUND_RAD: f64 = 6.2;

/// The inputs that a radar type gives its sensor.
pub(crate) struct Radar {
    range_m: InputId,
    range_fraction: InputId,
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
    pub until_day: Option<InputId>,
}

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
            until_day: raw.until.as_ref().map(|until| self.when(&at.key("until"), until)),
        };
        if let Some(until) = stand.until_day
            && self.likely(until) <= self.likely(stand.from_day)
        {
            self.fault(&at.key("until"), "is not after `from`").allowed = Some("a later day".to_owned());
        }
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
            range_fraction: radar.range_fraction,
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
            until_day: stand.until_day,
        });
    }

    /// The inputs of a radar type, as written or as in the catalogue.
    pub(crate) fn radar(&mut self, at: &At<'_>, raw: Option<&RawSensor>, entry: Option<&Entry>) -> Radar {
        let range_fraction = match raw.and_then(|r| r.range_fraction.as_ref()) {
            Some(number) => {
                let spec = PLAIN.bound(Bound::Between(LEAST_RANGE_FRACTION, 1.0)).physical();
                self.number(&at.key("range_fraction"), number, spec)
            }
            None => self.constant("range_fraction", 1.0, FRACTION, "a radar is whole unless stated"),
        };
        let mut own = |name: &str, number: Option<&RawNumber>, spec: Spec, assume: Option<Assume>| {
            self.field(at, name, number, entry.map(|e| (e, name)), spec, assume)
        };
        let of = |pick: fn(&RawSensor) -> &Option<RawNumber>| raw.and_then(|r| pick(r).as_ref());
        let sector = DEG.bound(Bound::Between(0.0, 360.0)).physical();
        Radar {
            range_fraction,
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
}

/// Readiness where none is written.
pub(super) const READY: Assume = Assume(0.85, 0.95, 0.99, "assumed: ready on a day");

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
}
