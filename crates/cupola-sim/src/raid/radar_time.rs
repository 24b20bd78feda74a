//! Radars' time in a raid: what each holds from when to when, who waits for room, and what guided rounds take.
//!
//! A radar holds a threat from when it comes into its view to the threat's end. A threat it has no room for waits, and is
//! taken up, in the order of waiting, once something has ended. Rounds go first: they are booked, room or not.

use super::Play;
use super::tracks::sight_s;
use crate::geometry::{MAX_VIEWS, NUM_GRID, RadarGroup, Variant};
use crate::raid::queue::Item;
use cupola_sense::{Booking, Schedule};
use std::collections::VecDeque;

/// The time of one radar group.
pub(super) struct RadarTime {
    /// Members up.
    num_up: u32,
    /// Tracks that one member holds.
    tracks: f64,
    /// What is booked; none where all that it could see at once, and all rounds, would not fill one member.
    schedule: Option<Schedule>,
    /// Threats waiting, and the view in which it would hold them.
    waiting: VecDeque<(u32, u8)>,
}

impl Play<'_> {
    /// Opens the books of all radars, once it is known what comes.
    pub(super) fn open_radar_time(&mut self) {
        let (world, draws) = (self.ctx.world, self.ctx.draws);
        let per_round = draws.get(world.doctrine.tracks_per_round);
        let most = f64::from(self.ctx.orders.most_rounds()) * per_round;
        let mut in_view = vec![0_u32; self.ctx.geometry.groups.len()];
        for threat in 0..self.threats.len() {
            for view in self.variant(threat).views.iter().take(MAX_VIEWS) {
                in_view[view.group] += 1;
            }
        }
        let open = |(group, in_view): (&RadarGroup, u32)| {
            let tracks = draws.get(world.sensors[group.members[0]].tracks);
            let num_up = group.members.iter().filter(|m| self.is_sensor_up[**m]).count() as u32;
            let guided = world.batteries.iter().filter(|b| b.radar.is_some_and(|r| group.members.contains(&r)));
            let rounds: f64 = guided.map(|b| draws.get(b.channels).round().max(1.0) * most).sum();
            let can_fill = f64::from(in_view) + rounds > tracks;
            let schedule = can_fill.then(|| Schedule::new(tracks * f64::from(num_up)));
            RadarTime { num_up, tracks, schedule, waiting: VecDeque::new() }
        };
        self.radar_time = self.ctx.geometry.groups.iter().zip(in_view).map(open).collect();
    }

    /// The views whose radars are up and have room, and those whose radars are up and full.
    pub(super) fn holding_views(&mut self, threat: usize, variant: &Variant) -> (u128, u128) {
        let (mut held, mut full) = (0, 0);
        for (bit, view) in variant.views.iter().enumerate().take(MAX_VIEWS) {
            // Whether a cue comes is not known yet: there is room if there would be with one.
            let booking = self.booking(threat, f64::from(view.cued_s));
            let (now_s, radar) = (self.now_s, &mut self.radar_time[view.group]);
            if radar.num_up == 0 {
                continue;
            }
            let has_room = radar.schedule.as_mut().is_none_or(|schedule| schedule.has_room(&booking, now_s));
            if has_room { held |= 1 << bit } else { full |= 1 << bit }
        }
        (held, full)
    }

    /// One track of a threat, from a moment after its launch.
    fn booking(&self, threat: usize, from_s: f64) -> Booking {
        let launch_s = self.threats[threat].launch_s;
        Booking { from_s: launch_s + from_s, until_s: launch_s + self.variant(threat).duration_s, weight: 1.0 }
    }

    /// What a view of a threat takes; none where the view never comes.
    fn booking_of(&self, threat: usize, bit: usize) -> Option<Booking> {
        let view = &self.variant(threat).views[bit];
        let is_cued = self.threats[threat].cued >> bit & 1 == 1;
        let from_s = f64::from(if is_cued { view.cued_s } else { view.uncued_s });
        from_s.is_finite().then(|| self.booking(threat, from_s))
    }

    /// Books the views that hold a threat.
    pub(super) fn book_views(&mut self, threat: usize, held: u128) {
        for (bit, view) in self.variant(threat).views_in(held) {
            let booking = self.booking_of(threat, bit);
            if let (Some(schedule), Some(booking)) = (&mut self.radar_time[view.group].schedule, booking) {
                schedule.book(&booking);
            }
        }
    }

    /// Puts a threat on the lists of the radars that are full.
    pub(super) fn wait_for_room(&mut self, threat: usize, full: u128) {
        for (bit, view) in self.variant(threat).views_in(full) {
            self.radar_time[view.group].waiting.push_back((threat as u32, bit as u8));
        }
    }

    /// Gives back the time of the radars that held a threat.
    pub(super) fn free_views(&mut self, threat: usize) {
        for (bit, view) in self.variant(threat).views_in(self.threats[threat].mask) {
            let booking = self.booking_of(threat, bit);
            if let (Some(schedule), Some(booking)) = (&mut self.radar_time[view.group].schedule, booking) {
                schedule.end(&booking, self.now_s);
                self.call_waiting(view.group);
            }
        }
    }

    /// Books what a salvo takes of its battery's own radar.
    pub(super) fn guide(&mut self, now_s: f64, battery: usize, intercept_s: f64, rounds: u32) {
        let Some(group) = self.guiding_group(battery) else { return };
        let weight = self.guidance(rounds);
        if let Some(schedule) = &mut self.radar_time[group].schedule {
            schedule.book(&Booking { from_s: now_s, until_s: intercept_s, weight });
        }
    }

    /// A salvo's time on the radar is over.
    pub(super) fn stop_guiding(&mut self, now_s: f64, battery: usize, rounds: u32) {
        let Some(group) = self.guiding_group(battery) else { return };
        let weight = self.guidance(rounds);
        if let Some(schedule) = &mut self.radar_time[group].schedule {
            schedule.end(&Booking { from_s: now_s, until_s: now_s, weight }, now_s);
            self.call_waiting(group);
        }
    }

    /// What rounds in flight take (tracks).
    fn guidance(&self, rounds: u32) -> f64 {
        f64::from(rounds) * self.ctx.draws.get(self.ctx.world.doctrine.tracks_per_round)
    }

    fn guiding_group(&self, battery: usize) -> Option<usize> {
        let radar = self.ctx.world.batteries[battery].radar?;
        self.ctx.geometry.groups.iter().position(|g| g.members.contains(&radar))
    }

    fn call_waiting(&mut self, group: usize) {
        if !self.radar_time[group].waiting.is_empty() {
            self.queue.push(self.now_s, Item::Room(group as u32));
        }
    }

    /// Takes up those who wait, in their order, as long as there is room.
    pub(super) fn take_up(&mut self, now_s: f64, group: usize) {
        while let Some((threat, bit)) = self.radar_time[group].waiting.front().copied() {
            let (threat, bit) = (threat as usize, usize::from(bit));
            let view = &self.variant(threat).views[bit];
            let sight = self.booking(threat, f64::from(view.cued_s));
            let booking = Booking { from_s: sight.from_s.max(now_s), ..sight };
            let radar = &mut self.radar_time[group];
            if self.threats[threat].is_alive && radar.num_up > 0 && now_s < booking.until_s {
                let Some(schedule) = &mut radar.schedule else { return };
                if !schedule.has_room(&booking, now_s) {
                    return;
                }
                self.join(now_s, threat, bit);
            }
            self.radar_time[group].waiting.pop_front();
        }
    }

    /// A radar takes up a threat that it was too full for; it cues no other.
    fn join(&mut self, now_s: f64, threat: usize, bit: usize) {
        let variant = self.variant(threat);
        let view = &variant.views[bit];
        let cue_s = self.cues(threat, variant, self.threats[threat].mask);
        let nation = self.ctx.geometry.groups[view.group].nation;
        let (_, is_cued) = sight_s(view.cued_s, view.uncued_s, cue_s[nation]);
        self.threats[threat].cued |= u128::from(is_cued) << bit;
        let Some(sight) = self.booking_of(threat, bit) else { return };
        let from_s = sight.from_s.max(now_s);
        if let Some(schedule) = &mut self.radar_time[view.group].schedule {
            schedule.book(&Booking { from_s, ..sight });
        }
        self.threats[threat].mask |= 1 << bit;
        if sight.from_s < now_s {
            let since_s = now_s - self.threats[threat].launch_s - variant.grid_start_s;
            let index = (since_s / variant.grid_step_s).ceil().clamp(0.0, NUM_GRID as f64);
            self.threats[threat].late.push((bit as u8, index as u8));
        }
        self.picture(now_s, threat, from_s);
    }

    /// A radar is hit: its group holds less, and nothing new once its last member is down.
    pub(super) fn drop_radar(&mut self, sensor: usize) {
        for (group, radar) in self.ctx.geometry.groups.iter().zip(&mut self.radar_time) {
            if group.members.contains(&sensor) {
                radar.num_up -= 1;
                if let Some(schedule) = &mut radar.schedule {
                    schedule.resize(radar.tracks * f64::from(radar.num_up));
                }
            }
        }
    }
}
