//! Which entries of the catalogue a thing rests on: those that its numbers are values of.

use cupola_sim::geometry::flight_inputs;
use cupola_sim::world::{AreaDefence, Constellation, FlightModel, InputId, SpaceRole, ThreatClass, World};

/// Something that rests on numbers.
pub enum Of<'a> {
    /// A battery, its rounds and its radar, by index.
    Battery(usize),
    /// A radar, by index.
    Sensor(usize),
    /// An interceptor, by index.
    Interceptor(usize),
    /// An area defence.
    Area(&'a AreaDefence),
    /// A constellation, and what it carries.
    Constellation(&'a Constellation),
    /// A threat class.
    Class(&'a ThreatClass),
}

/// Finds what things rest on.
pub struct Rests<'a>(&'a World);

impl<'a> Rests<'a> {
    /// In a world.
    pub fn of(world: &'a World) -> Self {
        Self(world)
    }

    /// Ids of the catalogue entries that a thing rests on, sorted.
    pub fn on(&self, thing: Of<'_>) -> Vec<String> {
        let ids = match thing {
            Of::Battery(index) => self.battery(index),
            Of::Sensor(index) => self.sensor(index),
            Of::Interceptor(index) => self.interceptor(index),
            Of::Area(area) => area_defence(area),
            Of::Constellation(constellation) => self.constellation(constellation),
            Of::Class(class) => threat_class(class),
        };
        let entry = |id: &InputId| self.0.inputs[id.0 as usize].catalogue.clone();
        let mut entries: Vec<String> = ids.iter().filter_map(entry).collect();
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    fn battery(&self, index: usize) -> Vec<InputId> {
        let battery = &self.0.batteries[index];
        let mut ids = vec![battery.channels, battery.reload_s, battery.availability, battery.from_day];
        ids.extend(battery.resupply_days);
        if let Some(port) = &battery.ship {
            ids.extend([port.leave_below_fraction, port.transit_days, port.reload_days]);
        }
        for load in &battery.loads {
            ids.extend([load.launchers, load.per_launcher, load.reloads]);
            ids.extend(self.interceptor(load.interceptor));
        }
        ids.extend(battery.radar.iter().flat_map(|radar| self.sensor(*radar)));
        ids
    }

    fn sensor(&self, index: usize) -> Vec<InputId> {
        let s = &self.0.sensors[index];
        let mut ids = vec![s.range_m, s.range_fraction, s.reference_rcs_m2, s.sector_rad, s.elevation_min_rad];
        ids.extend([s.elevation_max_rad, s.range_sigma_m, s.angle_sigma_rad, s.update_s, s.tracks, s.discrimination]);
        ids.extend([s.availability, s.from_day]);
        ids.extend(s.until_day);
        ids
    }

    fn interceptor(&self, index: usize) -> Vec<InputId> {
        let i = &self.0.interceptors[index];
        let mut ids = vec![i.boost_s, i.speed_m_s, i.range_m, i.ceiling_m, i.floor_m, i.reliability, i.homing_s];
        ids.extend([i.divert_m_s, i.salvo, i.unit_cost_usd]);
        ids.extend(i.kill_probability.iter().flatten());
        ids
    }

    fn constellation(&self, constellation: &Constellation) -> Vec<InputId> {
        let mut ids = vec![constellation.availability, constellation.from_day];
        ids.extend(constellation.shells.iter().flat_map(|shell| [shell.satellites, shell.altitude_m]));
        match &constellation.role {
            SpaceRole::Warning { delay_s, cloud_break_m, threshold_w_sr } => {
                ids.extend([*delay_s, *cloud_break_m, *threshold_w_sr]);
            }
            SpaceRole::Tracking { angle_sigma_rad, update_s, range_m, off_nadir_max_rad, sun_exclusion_rad } => {
                ids.extend([*angle_sigma_rad, *update_s, *range_m, *off_nadir_max_rad, *sun_exclusion_rad]);
            }
            SpaceRole::Interceptor {
                interceptor,
                acceleration_m_s2,
                decision_delay_s,
                min_altitude_m,
                divert_margin_fraction,
                flyout_max_s,
                replace_s,
                warhead_survives,
                phases: _,
                rounds: _,
            } => {
                ids.extend([*acceleration_m_s2, *decision_delay_s, *min_altitude_m, *divert_margin_fraction]);
                ids.extend([*flyout_max_s, *warhead_survives]);
                ids.extend(replace_s);
                ids.extend(self.interceptor(*interceptor));
            }
        }
        ids
    }
}

fn area_defence(area: &AreaDefence) -> Vec<InputId> {
    let mut ids = vec![area.radius_m, area.engagements_per_hour, area.servers, area.rounds, area.cost_usd];
    ids.extend([area.availability, area.from_day]);
    ids.extend(area.success_probability.iter().flatten());
    ids
}

fn threat_class(class: &ThreatClass) -> Vec<InputId> {
    let mut ids = flight_inputs(&class.flight);
    if let FlightModel::Staged { max_range_m, .. } = class.flight {
        ids.push(max_range_m);
    }
    ids.extend([class.rcs_m2, class.reliability, class.decoys, class.cep_m, class.manoeuvre_m_s2]);
    ids.extend(class.plume_w_sr);
    ids.extend(class.unit_cost_usd);
    ids
}
