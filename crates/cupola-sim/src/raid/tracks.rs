//! From sensors to tracks: who sees a threat, who is cued, and how good each nation's picture of it is.

use super::{Play, Threat};
use crate::event::EventKind;
use crate::geometry::{Gathered, GrowingTrack, LOOK_RETURNS, Variant};
use crate::raid::queue::Item;
use crate::raid::stare::Stare;
use cupola_core::{Purpose, Stream};
use cupola_track::{Firm, Timeline};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Index of the draw of whether a warhead is called a decoy, beyond those of all decoys and salvos.
const WARHEAD: u64 = 1 << 32;

/// A nation's picture of a threat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NationTrack {
    /// When it may give authority on it (s since the raid began): firm track and latency; infinite if never.
    pub firm_s: f64,
    /// Own radars' timeline and latency.
    own: Option<(LineId, f64)>,
    /// Timeline and latency of all radars and satellites on whose tracks engagements may be flown.
    shared: Option<(LineId, f64)>,
}

impl NationTrack {
    /// No picture.
    pub const NONE: Self = Self { firm_s: f64::INFINITY, own: None, shared: None };

    /// Error of the predicted position at hand-over, the better of own and shared picture (m).
    ///
    /// The picture is as old as its latency when the seeker takes over; from then on the seeker sees the target itself,
    /// and what the target does meanwhile is in the kill probability of its class.
    #[must_use]
    pub fn sigma_m(&self, cache: &TrackCache, intercept_s: f64, homing_s: f64, manoeuvre_m_s2: f64) -> f64 {
        let at = |(line, latency_s): (LineId, f64)| {
            let age_s = homing_s + latency_s;
            let time_s = intercept_s - age_s;
            let predict = |line: &Timeline| line.predicted_sigma_m(time_s, age_s, latency_s, manoeuvre_m_s2);
            match line {
                LineId::Kept(index) => predict(&cache.timelines[index as usize]),
                LineId::OfRun(index) => predict(cache.of_run.tracks[index as usize].borrow_mut().at(time_s)),
            }
        };
        let own = self.own.map_or(f64::INFINITY, at);
        let shared = self.shared.map_or(f64::INFINITY, at);
        own.min(shared)
    }
}

/// Which timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineId {
    /// Of radars alone, kept for the geometry set.
    Kept(u32),
    /// Of this run: with satellites in it, which are elsewhere in each run, or with radars that took the threat up late.
    OfRun(u32),
}

/// What a timeline of radars hangs on, within one geometry set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    variant: u32,
    mask: u128,
    cued: u128,
}

/// Mixes the words of a [`Key`] by multiplication (Fibonacci hashing); the keys come from ourselves, so speed is all.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }
    fn write_u8(&mut self, word: u8) {
        self.write_u64(u64::from(word));
    }
    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }
    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    fn write_u128(&mut self, word: u128) {
        self.write_u64(word as u64);
        self.write_u64((word >> 64) as u64);
    }
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

/// What a timeline hangs on within one run: raid, threat, set of constellations, views, cued views, late views.
type RunKey = (u32, u32, u32, u128, u128, Vec<(u8, u8)>);

/// What arms of one run share: satellites are elsewhere in the next.
#[derive(Default)]
struct OfRun {
    stream: Option<Stream>,
    /// What satellites see, by raid and threat.
    stares: HashMap<(u32, u32), Vec<Stare>, BuildHasherDefault<KeyHasher>>,
    index: HashMap<RunKey, u32, BuildHasherDefault<KeyHasher>>,
    /// Most are asked only when they are firm: the rest is worked out when it is wanted.
    tracks: Vec<RefCell<GrowingTrack>>,
}

/// Timelines already worked out for one geometry set. A pure memory: what it returns does not depend on what it holds.
#[derive(Default)]
pub struct TrackCache {
    index: HashMap<Key, u32, BuildHasherDefault<KeyHasher>>,
    timelines: Vec<Timeline>,
    of_run: OfRun,
}

impl TrackCache {
    /// Forgets what hung on one run, before it is played again in another world.
    pub fn leave_run(&mut self) {
        let OfRun { stream, stares, index, tracks } = &mut self.of_run;
        *stream = None;
        stares.clear();
        index.clear();
        tracks.clear();
    }

    /// Forgets what hung on where the satellites were, unless this is still the same run.
    pub(super) fn enter(&mut self, stream: Stream) {
        if self.of_run.stream != Some(stream) {
            self.leave_run();
            self.of_run.stream = Some(stream);
        }
    }

    fn firm(&self, line: LineId) -> Option<Firm> {
        match line {
            LineId::Kept(index) => self.timelines[index as usize].firm,
            LineId::OfRun(index) => self.of_run.tracks[index as usize].borrow_mut().firm(),
        }
    }

    fn stares(&self, raid: u32, threat: usize) -> &[Stare] {
        self.of_run.stares.get(&(raid, threat as u32)).map_or(&[], Vec::as_slice)
    }
}

impl Play<'_> {
    /// Radars (and infrared satellites) may now see the threat: work out who holds it and how well.
    pub(super) fn first_view(&mut self, time_s: f64, threat: usize) {
        if !self.threats[threat].is_alive {
            return;
        }
        let variant = self.variant(threat);
        let launch_s = self.threats[threat].launch_s;
        let (up, full) = self.holding_views(threat, variant);
        self.look_from_orbit(threat, variant);
        let cue_s = self.cues(threat, variant, up);
        let (mut cued, mut first_s) = (0_u128, f64::INFINITY);
        for (bit, view) in variant.views_in(up) {
            let at = cue_s[self.ctx.geometry.groups[view.group].nation];
            let (seen_s, is_cued) = sight_s(view.cued_s, view.uncued_s, at);
            cued |= u128::from(is_cued) << bit;
            first_s = first_s.min(seen_s);
        }
        self.threats[threat].mask = up;
        self.threats[threat].cued = cued;
        self.book_views(threat, up);
        self.wait_for_room(threat, full);
        self.picture(time_s, threat, launch_s + first_s);
    }

    /// Works out every nation's picture of a threat from the views that hold it; it is first seen at `seen_s`.
    pub(super) fn picture(&mut self, time_s: f64, threat: usize, seen_s: f64) {
        let (world, variant) = (self.ctx.world, self.variant(threat));
        let (up, cued) = (self.threats[threat].mask, self.threats[threat].cued);
        let mut earliest_s = f64::INFINITY;
        for nation in 0..world.nations.len() {
            let track = self.nation_track(threat, variant, nation, up, cued);
            earliest_s = earliest_s.min(track.firm_s);
            let given_s = track.firm_s + self.ctx.draws.get(world.doctrine.authority_s);
            self.authority_s[nation] = self.authority_s[nation].min(given_s);
            self.tracks[threat * world.nations.len() + nation] = track;
        }
        if seen_s.is_finite() {
            self.queue.push(time_s.max(seen_s), Item::Seen(threat as u32));
        }
        if earliest_s.is_finite() {
            self.queue.push(earliest_s.max(time_s), Item::Firm(threat as u32));
        }
    }

    /// Works out what satellites see of a threat, unless another arm of the run has, and counts who sees a missile.
    fn look_from_orbit(&mut self, threat: usize, variant: &Variant) {
        let key = (self.ctx.number, threat as u32);
        if !self.cache.of_run.stares.contains_key(&key) {
            let stares = self.stares(threat, variant);
            self.cache.of_run.stares.insert(key, stares);
        }
        if self.threats[threat].missile as usize == threat {
            for stare in self.cache.stares(self.ctx.number, threat) {
                self.tally.seen_by[stare.constellation] +=
                    u32::from(self.ctx.rules.constellations[stare.constellation]);
            }
        }
    }

    /// The constellations that see a threat, exist in this arm and are in `usable`, as bits.
    fn seen_from(&self, threat: usize, usable: impl Fn(usize) -> bool) -> u32 {
        let exists = &self.ctx.rules.constellations;
        let stares = self.cache.stares(self.ctx.number, threat).iter().map(|s| s.constellation);
        stares.filter(|c| exists[*c] && usable(*c)).fold(0, |set, c| set | 1 << c)
    }

    /// A radar sees the threat for the first time.
    pub(super) fn seen(&mut self, now_s: f64, threat: usize) {
        if self.threats[threat].is_alive {
            self.mark_detected(now_s, threat);
        }
    }

    /// A first nation has a firm track: battle management begins to think.
    pub(super) fn firm(&mut self, now_s: f64, threat: usize) {
        if !self.threats[threat].is_alive {
            return;
        }
        if self.threats[threat].is_firm {
            // A radar that took it up late may have made a shot possible.
            self.joint.is_stale = true;
            self.think(threat, now_s + self.ctx.draws.get(self.ctx.world.doctrine.command_s));
            return;
        }
        self.threats[threat].is_firm = true;
        self.joint.is_stale = true;
        self.mark_tracked(now_s, threat);
        let delay_s = now_s - self.threats[threat].detected_s;
        self.log_event(now_s, EventKind::Track, threat as u32, crate::event::NONE, delay_s);
        let variant = self.variant(threat);
        self.draw_decoys(threat, variant, self.threats[threat].mask);
        let first_order_s = self.ctx.draws.get(self.ctx.world.doctrine.command_s);
        // A body that is tracked flies, whatever was thought of a shot in boost.
        self.threats[threat].is_believed_alive = true;
        self.think(threat, now_s + first_order_s);
    }

    /// When each nation's radars are told where to look (s since launch): by warning satellites, by a track from orbit where
    /// no warning came before burnout, and by radars.
    pub(super) fn cues(&mut self, threat: usize, variant: &Variant, up: u128) -> Vec<f64> {
        let access = &self.ctx.rules.access;
        let told = self.orbit.warning_s.get(&(threat as u32)).map_or(&[][..], Vec::as_slice);
        let mut cue_s: Vec<f64> = access
            .iter()
            .map(|a| {
                let at = |c: &(usize, f64)| a.space_cue_s[c.0].map_or(f64::INFINITY, |latency| c.1 + latency);
                told.iter().map(at).fold(f64::INFINITY, f64::min)
            })
            .collect();
        for (nation, cue) in cue_s.iter_mut().enumerate().filter(|(_, cue)| **cue > variant.burnout_s) {
            let latency_s = &access[nation].space_cue_s;
            let space = self.seen_from(threat, |c| latency_s[c].is_some());
            let stares = self.cache.stares(self.ctx.number, threat).iter();
            let slowest_s = stares.filter_map(|s| latency_s[s.constellation]).fold(0.0, f64::max);
            let line = self.line(threat, variant, 0, 0, space);
            let firm_s = line.and_then(|l| self.cache.firm(l)).map(|firm| firm.time_s);
            *cue = cue.min(firm_s.map_or(f64::INFINITY, |s| s + slowest_s));
        }
        let seen: Vec<(usize, f64)> = variant
            .views_in(up)
            .map(|(_, v)| (v.group, sight_s(v.cued_s, v.uncued_s, cue_s[self.ctx.geometry.groups[v.group].nation]).0))
            .collect();
        for (nation, cue) in cue_s.iter_mut().enumerate() {
            for (group, seen_s) in &seen {
                if let Some(latency_s) = access[nation].cue_s[*group] {
                    *cue = cue.min(seen_s + latency_s);
                }
            }
        }
        cue_s
    }

    fn nation_track(&mut self, threat: usize, variant: &Variant, nation: usize, up: u128, cued: u128) -> NationTrack {
        let access = &self.ctx.rules.access[nation];
        let own = masked(variant, up, &access.own);
        let engage = masked(variant, up, &access.engage_on);
        let launch = masked(variant, up, &access.launch_on);
        let space = self.seen_from(threat, |c| access.space_engage[c]);
        let Threat { launch_s, key, .. } = self.threats[threat];
        // How soon enough looks return it is luck, the same for all who look and in all arms.
        let luck = self.ctx.stream.uniform(key, Purpose::Detection, 0);
        let (own_latency_s, engage_latency_s, launch_latency_s) =
            (access.own_latency_s, access.engage_latency_s, access.launch_latency_s);
        let mut firm_s = f64::INFINITY;
        let mut note = |cache: &TrackCache, line: Option<LineId>, latency_s: f64| {
            let firm = line.and_then(|l| cache.firm(l)).map(|f| f.drawn_s(luck, LOOK_RETURNS));
            firm_s = firm.map_or(firm_s, |f| firm_s.min(launch_s + f + latency_s));
        };
        let own_line = self.line(threat, variant, own, cued, 0);
        note(self.cache, own_line, own_latency_s);
        let has_shared = engage != own || space != 0;
        let shared_line = if has_shared { self.line(threat, variant, engage, cued, space) } else { None };
        note(self.cache, shared_line, engage_latency_s);
        if launch != engage {
            let launch_line = self.line(threat, variant, launch, cued, space);
            note(self.cache, launch_line, launch_latency_s);
        }
        NationTrack {
            firm_s,
            own: own_line.map(|l| (l, own_latency_s)),
            shared: shared_line.map(|l| (l, engage_latency_s)),
        }
    }

    /// The timeline of a set of views and constellations, from memory or new; none where nothing sees the threat.
    fn line(&mut self, threat: usize, variant: &Variant, mask: u128, cued: u128, space: u32) -> Option<LineId> {
        if (mask == 0 && space == 0) || variant.grid_step_s <= 0.0 {
            return None;
        }
        let cued = cued & mask;
        let firm_sigma_m = self.ctx.draws.get(self.ctx.world.doctrine.firm_sigma_m);
        let late = &self.threats[threat].late;
        if space != 0 || !late.is_empty() {
            let late = late.iter().copied().filter(|(bit, _)| mask >> bit & 1 == 1).collect();
            let key = (self.ctx.number, threat as u32, space, mask, cued, late);
            if let Some(index) = self.cache.of_run.index.get(&key) {
                return Some(LineId::OfRun(*index));
            }
            let gathered = self.gathered(threat, variant, mask, cued, space);
            let made = variant.track(gathered, firm_sigma_m);
            let of_run = &mut self.cache.of_run;
            let index = of_run.tracks.len() as u32;
            of_run.tracks.push(RefCell::new(made));
            of_run.index.insert(key, index);
            return Some(LineId::OfRun(index));
        }
        let key = Key { variant: self.threats[threat].variant as u32, mask, cued };
        if let Some(index) = self.cache.index.get(&key) {
            return Some(LineId::Kept(*index));
        }
        let made = variant.timeline(self.gathered(threat, variant, mask, cued, 0), firm_sigma_m);
        let index = self.cache.timelines.len() as u32;
        self.cache.timelines.push(made);
        self.cache.index.insert(key, index);
        Some(LineId::Kept(index))
    }

    fn gathered(&self, threat: usize, variant: &Variant, mask: u128, cued: u128, space: u32) -> Gathered {
        let mut gathered = variant.gathered(mask, cued, &self.threats[threat].late);
        let stares = self.cache.stares(self.ctx.number, threat).iter();
        for stare in stares.filter(|s| space >> s.constellation & 1 == 1) {
            gathered.seen_s = gathered.seen_s.min(stare.seen_s(variant));
            stare.gather(variant, &mut gathered);
        }
        gathered
    }

    /// Decoys that the best radar on the threat has not told from the warhead.
    fn draw_decoys(&mut self, threat: usize, variant: &Variant, up: u128) {
        let (draws, world) = (self.ctx.draws, self.ctx.world);
        let class = &world.classes[self.threats[threat].class];
        let mean = draws.get(class.decoys) / f64::from(class.warheads.max(1));
        if mean <= 0.0 {
            return;
        }
        let discrimination = variant
            .views_in(up)
            .map(|(_, v)| draws.get(world.sensors[self.ctx.geometry.groups[v.group].members[0]].discrimination))
            .fold(0.0, f64::max);
        let key = self.threats[threat].key;
        let count =
            mean.floor() as u64 + u64::from(self.ctx.stream.uniform(key, Purpose::Discrimination, 0) < mean.fract());
        let is_credible = |d: &u64| self.ctx.stream.uniform(key, Purpose::Discrimination, d + 1) >= discrimination;
        let num_decoys = (0..count).filter(is_credible).count() as u32;
        let u = self.ctx.stream.uniform(key, Purpose::Discrimination, WARHEAD);
        self.threats[threat].num_decoys = num_decoys;
        self.threats[threat].is_called_decoy = u < draws.get(world.doctrine.warhead_called_decoy);
    }
}

/// When a view begins (s since launch) given a cue, and whether the cue is what began it.
///
/// A cue counts when it comes before the middle between cued and uncued sight.
pub(super) fn sight_s(cued_s: f32, uncued_s: f32, cue_s: f64) -> (f64, bool) {
    let (cued_s, uncued_s) = (f64::from(cued_s), f64::from(uncued_s));
    let is_cued = if uncued_s.is_finite() { cue_s <= 0.5 * (cued_s + uncued_s) } else { cue_s.is_finite() };
    if is_cued { (cued_s.max(cue_s), true) } else { (uncued_s, false) }
}

fn masked(variant: &Variant, up: u128, usable: &[bool]) -> u128 {
    variant.views_in(up).filter(|(_, v)| usable[v.group]).fold(0, |mask, (bit, _)| mask | 1 << bit)
}
