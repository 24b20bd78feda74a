//! One raid, played through in the order of time from the magazines as they stand.
//!
//! Threats are launched, seen, tracked and considered; a consideration fires a salvo, waits for a later moment or gives
//! up; what is still alive at the end of its flight lands. Every draw is keyed by the threat and what the draw is for.

mod joint;
mod opportunity;
mod orbits;
mod outcome;
mod queue;
mod radar_time;
mod record;
mod shoot;
mod space;
mod spawn;
mod stare;
mod tracks;

use crate::event::{Event, EventKind, Log, NONE};
use crate::force::Force;
use crate::geometry::{Geometry, Variant};
use crate::orders::Orders;
use crate::rules::Rules;
use crate::tally::{Fate, Tally};
use crate::world::{Draws, Raid, TargetKind, World};
use cupola_core::{EntityKey, Stream};
pub use orbits::Orbits;
use queue::{Item, Queue};
use std::sync::atomic::{AtomicBool, Ordering};
pub use tracks::TrackCache;

/// How raids carry tracks: as covariances, without drawn returns.
pub const TRACK_MODE: &str = "covariance";

/// Everything a raid is played with. All of it is shared and unchanging.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The world.
    pub world: &'a World,
    /// Its geometry in this world's physics set.
    pub geometry: &'a Geometry,
    /// Its inputs in this world.
    pub draws: &'a Draws,
    /// What the arm allows on this day.
    pub rules: &'a Rules,
    /// The draws of this run.
    pub stream: Stream,
    /// Orbit phases and working satellites of this run.
    pub orbits: &'a Orbits<'a>,
    /// The raid.
    pub raid: &'a Raid,
    /// Its number in the campaign.
    pub number: u32,
    /// Its beginning (s since the first raid's day).
    pub start_s: f64,
    /// Day of the raid, as days since 1970.
    pub day: f64,
    /// How the defence fires on this day.
    pub orders: &'a Orders,
    /// Number launched of each of the raid's groups.
    pub sizes: &'a [u32],
    /// Probability that a shot follows the raid's common cause (0 leaves common-mode failure out).
    pub correlation: f64,
    /// Set to have it stopped.
    pub stop: &'a AtomicBool,
}

/// A warhead or airframe in flight.
#[derive(Debug, Clone)]
struct Threat {
    key: EntityKey,
    /// Threat number of the first warhead on the same missile.
    missile: u32,
    class: usize,
    asset: usize,
    variant: usize,
    launch_s: f64,
    is_separate: bool,
    is_stray: bool,
    will_fail: bool,
    is_alive: bool,
    /// When it ended (s); infinite while it flies.
    ended_s: f64,
    /// How it ended; launched while it flies.
    fate: Fate,
    /// Whether the defence takes it for alive.
    is_believed_alive: bool,
    detected_s: f64,
    is_tracked: bool,
    is_engaged: bool,
    is_held: bool,
    /// Rounds fired at it.
    num_shots: u32,
    /// Salvos that each layer has fired at it, four bits a layer.
    looks: u64,
    /// Salvos fired at it under the rule of free fire.
    engagers: Vec<opportunity::Engager>,
    /// Rounds that the joint assignment gives it, by magazine.
    allotted: Vec<(u16, u32)>,
    /// What the joint assignment still has for this look.
    volley: joint::Volley,
    /// Chance that it survives what is on its way to it.
    survival: f64,
    /// Salvos fired at it that are not assessed yet.
    num_unassessed: u16,
    /// Place in the log of its last decision.
    last_decision: Option<usize>,
    /// When it is considered next (s); infinite where nothing is planned.
    consider_s: f64,
    /// When the look at the last salvo is over (s): before that no layer shoots at it.
    busy_until_s: f64,
    /// Whether interceptors in orbit have been asked about its boost.
    is_orbit_asked: bool,
    /// Decoys not yet told apart, drawn when it is first tracked.
    num_decoys: u32,
    /// Whether the warhead among them is called a decoy.
    is_called_decoy: bool,
    /// Which sensor views hold it.
    mask: u128,
    /// Of them, those that were cued.
    cued: u128,
    /// Of them, those that took it up after it had come into view: view, and the grid point from which they count.
    late: Vec<(u8, u8)>,
    /// Whether a nation has had a firm track of it.
    is_firm: bool,
}

/// A raid being played.
struct Play<'a> {
    ctx: Context<'a>,
    force: &'a mut Force,
    cache: &'a mut TrackCache,
    log: &'a mut Log,
    tally: Tally,
    threats: Vec<Threat>,
    queue: Queue,
    /// Threat × nation.
    tracks: Vec<tracks::NationTrack>,
    /// When each nation has authority to engage this raid (s): given once, on its first firm track.
    authority_s: Vec<f64>,
    is_battery_ready: Vec<bool>,
    is_sensor_up: Vec<bool>,
    /// The time of each radar group.
    radar_time: Vec<radar_time::RadarTime>,
    /// Time of the item being handled (s).
    now_s: f64,
    /// When each engagement channel of each battery is free (s).
    channels: Vec<Vec<f64>>,
    /// When the first of them is free (s).
    first_free_s: Vec<f64>,
    /// When each battery may launch again (s).
    next_launch_s: Vec<f64>,
    /// Memory of the look at one threat.
    found: opportunity::Opportunities<'a>,
    joint: joint::Joint,
    /// When the launchers of each magazine are loaded again (s); none while not reloading.
    reload_done_s: Vec<Option<f64>>,
    /// The servers of each area defence.
    servers: Vec<outcome::Servers>,
    /// Rounds left to each area defence.
    area_rounds: Vec<u32>,
    common: shoot::CommonDraws,
    orbit: space::Sky,
    /// Time of day at which the raid begins (h, UTC).
    hour_utc: f64,
    /// Damaging hits by asset.
    hits: Vec<u32>,
}

/// Plays a raid and returns its counts; magazines and damage are left in `force`. None where it was stopped on the way: then
/// what is in `force` and `log` is half of a raid.
#[must_use]
pub fn simulate(ctx: Context<'_>, force: &mut Force, cache: &mut TrackCache, log: &mut Log) -> Option<Tally> {
    let mut play = Play::new(ctx, force, cache, log);
    play.log_event(0.0, EventKind::Raid, NONE, NONE, ctx.day);
    play.begin_trace();
    play.spawn();
    play.open_radar_time();
    while let Some((time_s, item)) = play.queue.pop() {
        if ctx.stop.load(Ordering::Relaxed) {
            return None;
        }
        play.handle(time_s, item);
    }
    Some(play.finish())
}

impl<'a> Play<'a> {
    fn new(ctx: Context<'a>, force: &'a mut Force, cache: &'a mut TrackCache, log: &'a mut Log) -> Self {
        let ready = outcome::Readiness::draw(&ctx, force);
        force.arrive_in_orbit(ctx.start_s);
        cache.enter(ctx.stream);
        let draws = ctx.draws;
        let whole = |id| draws.get(id).round().max(0.0) as usize;
        Self {
            tally: Tally::new(ctx.world),
            threats: Vec::new(),
            queue: Queue::default(),
            tracks: Vec::new(),
            authority_s: vec![f64::INFINITY; ctx.world.nations.len()],
            is_battery_ready: ready.batteries,
            is_sensor_up: ready.sensors,
            radar_time: Vec::new(),
            now_s: 0.0,
            channels: ctx.world.batteries.iter().map(|b| vec![0.0; whole(b.channels).max(1)]).collect(),
            first_free_s: vec![0.0; ctx.world.batteries.len()],
            next_launch_s: vec![0.0; ctx.world.batteries.len()],
            found: opportunity::Opportunities::default(),
            joint: joint::Joint::default(),
            reload_done_s: vec![None; force.magazines.len()],
            servers: ready.area_servers.iter().map(|n| outcome::all_free(*n)).collect(),
            area_rounds: ctx.world.area_defences.iter().map(|a| whole(a.rounds) as u32).collect(),
            common: shoot::CommonDraws::new(&ctx),
            orbit: space::Sky::default(),
            hour_utc: stare::hour_utc(&ctx),
            hits: vec![0; ctx.world.assets.len()],
            ctx,
            force,
            cache,
            log,
        }
    }

    fn handle(&mut self, time_s: f64, item: Item) {
        self.now_s = time_s;
        match item {
            Item::Boost(t) => self.boost(t as usize),
            Item::FirstView(t) => self.first_view(time_s, t as usize),
            Item::Seen(t) => self.seen(time_s, t as usize),
            Item::Firm(t) => self.firm(time_s, t as usize),
            Item::Room(group) => self.take_up(time_s, group as usize),
            Item::Consider(t) => self.wake(time_s, t as usize),
            Item::Intercept(salvo) => self.intercept(time_s, salvo),
            Item::Recheck(t) => self.recheck(time_s, t as usize),
            Item::Assess(t, shot) => self.assess(time_s, t as usize, u64::from(shot)),
            Item::AreaEnter(t, crossing) => self.area_enter(time_s, t as usize, crossing as usize),
            Item::AreaResult(t, area, is_kill) => self.area_result(time_s, t as usize, area as usize, is_kill),
            Item::OrbitHit(salvo) => self.orbit_hit(time_s, salvo),
            Item::Fall(t, asset) => self.hit(time_s, t as usize, asset as usize),
            Item::Fail(t) => self.fail(time_s, t as usize),
            Item::Impact(t) => self.impact(time_s, t as usize),
        }
    }

    fn variant(&self, threat: usize) -> &'a Variant {
        &self.ctx.geometry.variants[self.threats[threat].variant]
    }

    fn kind(&self, threat: usize) -> TargetKind {
        self.ctx.world.classes[self.threats[threat].class].kind
    }

    fn log_event(&mut self, time_s: f64, kind: EventKind, threat: u32, actor: u32, value: f64) {
        let key = if threat == NONE { u64::from(self.ctx.number) } else { self.threats[threat as usize].key.0 };
        self.log.add(Event { raid: self.ctx.number, time_s, kind, threat, actor, value }, key);
    }

    /// Books the end of a threat and frees the radars that held it.
    fn end(&mut self, threat: usize, fate: Fate) {
        let t = &mut self.threats[threat];
        if !t.is_alive {
            return;
        }
        t.is_alive = false;
        t.ended_s = self.now_s;
        t.fate = fate;
        let (class, asset, is_separate) = (t.class, t.asset, t.is_separate);
        self.tally.add(class, asset, fate);
        if !is_separate {
            self.tally.totals[1] += u32::from(fate == Fate::Leaked);
            self.tally.totals[2] += u32::from(fate == Fate::FellHarmless);
        }
        self.free_views(threat);
        self.joint.is_stale = true;
    }

    fn mark_detected(&mut self, time_s: f64, threat: usize) {
        if self.threats[threat].detected_s.is_finite() {
            return;
        }
        self.threats[threat].detected_s = time_s;
        let (class, asset, launch_s) =
            (self.threats[threat].class, self.threats[threat].asset, self.threats[threat].launch_s);
        self.tally.add(class, asset, Fate::Detected);
        self.log_event(time_s, EventKind::Detect, threat as u32, NONE, time_s - launch_s);
    }

    fn mark_tracked(&mut self, time_s: f64, threat: usize) {
        self.mark_detected(time_s, threat);
        if !self.threats[threat].is_tracked {
            self.threats[threat].is_tracked = true;
            self.tally.add(self.threats[threat].class, self.threats[threat].asset, Fate::Tracked);
        }
    }

    fn mark_engaged(&mut self, time_s: f64, threat: usize) {
        self.mark_tracked(time_s, threat);
        if !self.threats[threat].is_engaged {
            self.threats[threat].is_engaged = true;
            self.tally.add(self.threats[threat].class, self.threats[threat].asset, Fate::Engaged);
        }
    }
}
