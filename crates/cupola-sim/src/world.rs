//! The checked world: everything a run needs, in SI, with each uncertain number as an index into one table of inputs.
//!
//! `cupola-scenario` makes it from files and the catalogue; nothing here reads a file or knows a human unit. A run
//! looks values up in a [`Draws`] table, made once per world, so that physics and bookkeeping see plain numbers.

mod campaign;
mod money;
mod planning;
mod space;
mod supply;

pub use campaign::*;
use cupola_core::{Day, EntityKey, Grade, Purpose, Seed, Stream, Uncertain, math};
use cupola_earth::wgs84::{self, Geodetic};
pub use cupola_engage::FireRule;
pub use money::*;
pub use planning::*;
pub use space::{Constellation, Phases, Shell, SpaceRole, Stated};
pub use supply::*;

/// Index of an uncertain (or known) number in [`World::inputs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InputId(pub u32);

/// One number the result rests on.
#[derive(Debug, Clone)]
pub struct Input {
    /// Path by id: `battery.iruma.launchers`, `interceptor.pac3-mse.speed_km_s`.
    pub key: String,
    /// Range in SI.
    pub range: Uncertain,
    /// Multiply SI by this to get the unit the key names.
    pub unit_per_si: f64,
    /// How far to trust it.
    pub grade: Grade,
    /// Where it is from.
    pub sources: Vec<String>,
    /// Catalogue entry that it is a value of, changed by the scenario or not.
    pub catalogue: Option<String>,
    /// What to know about it.
    pub note: String,
    /// Whether it shapes trajectories, reach or radar geometry: drawn once per geometry set instead of per world.
    pub is_physical: bool,
    /// Correlation of its rank with that of every other input that has one: what makes prices rise together.
    pub common_fraction: f64,
}

impl Input {
    /// Its value (SI) at a cumulative probability of its own, where what it shares with others stands at `common`: a Gaussian
    /// copula with one common factor, standard normal.
    #[must_use]
    pub fn at(&self, own: f64, common: f64) -> f64 {
        if self.common_fraction <= 0.0 {
            return self.range.quantile(own);
        }
        let own = math::normal_quantile(own.clamp(1e-12, 1.0 - 1e-12));
        let shared = self.common_fraction.sqrt() * common + (1.0 - self.common_fraction).sqrt() * own;
        self.range.quantile(math::normal_cdf(shared))
    }
}

/// The value of every input in one world.
#[derive(Debug, Clone)]
pub struct Draws(Vec<f64>, Stream);

impl Draws {
    /// Draws every input: physical ones from the geometry set's stream, the others from the world's.
    #[must_use]
    pub fn new(inputs: &[Input], world: &Stream, physics: &Stream) -> Self {
        let common = common(world);
        let draw = |input: &Input| {
            if input.range.is_known() {
                return input.range.likely;
            }
            let key = EntityKey::of(&input.key);
            let u = if input.is_physical {
                physics.uniform(key, Purpose::Physics, 0)
            } else {
                world.uniform(key, Purpose::Input, 0)
            };
            input.at(u, common)
        };
        Self(inputs.iter().map(draw).collect(), *world)
    }

    /// Every input at its likely value.
    #[must_use]
    pub fn likely(inputs: &[Input]) -> Self {
        Self(inputs.iter().map(|i| i.range.likely).collect(), Stream::of_world(Seed(0), 0))
    }

    /// The luck of this world, for what runs have in common.
    #[must_use]
    pub fn luck(&self) -> Stream {
        self.1
    }

    /// The same with some inputs at zero.
    #[must_use]
    pub fn with_zeros(&self, ids: &[InputId]) -> Self {
        let mut changed = self.clone();
        ids.iter().for_each(|id| changed.0[id.0 as usize] = 0.0);
        changed
    }

    /// The same with inputs at values of their own (SI).
    #[must_use]
    pub fn with(&self, values: &[(InputId, f64)]) -> Self {
        let mut changed = self.clone();
        values.iter().for_each(|(id, value)| changed.0[id.0 as usize] = *value);
        changed
    }

    /// The value of one input (SI).
    #[inline]
    #[must_use]
    pub fn get(&self, id: InputId) -> f64 {
        self.0[id.0 as usize]
    }
}

/// The standard normal number that inputs with a common part share in a world.
fn common(world: &Stream) -> f64 {
    world.normal4(EntityKey::of("common"), Purpose::Input, 0)[0]
}

/// A place (rad, m above the ellipsoid).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Site {
    /// Latitude (rad, north positive).
    pub lat_rad: f64,
    /// Longitude (rad, east positive).
    pub lon_rad: f64,
}

impl Site {
    /// The place on the ground.
    #[must_use]
    pub fn ground(self) -> Geodetic {
        Geodetic { lat_rad: self.lat_rad, lon_rad: self.lon_rad, alt_m: 0.0 }
    }

    /// Great-circle distance to another place (m), on the mean sphere.
    #[must_use]
    pub fn range_m(self, to: Self) -> f64 {
        wgs84::range_m(&self.ground(), &to.ground())
    }
}

/// A nation that owns and defends.
#[derive(Debug, Clone)]
pub struct Nation {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
}

/// A defended place.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Owner, index into [`World::nations`].
    pub nation: usize,
    /// Centre.
    pub site: Site,
    /// A weapon that lands within this distance of its aim point does damage (m).
    pub damage_radius_m: f64,
    /// Aim points are spread over a disc of this radius (m).
    pub region_radius_m: f64,
    /// Abstract value.
    pub value: f64,
}

/// A region threats are launched from.
#[derive(Debug, Clone)]
pub struct LaunchArea {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Centre.
    pub site: Site,
    /// Launch points are spread over a disc of this radius (m).
    pub radius_m: f64,
}

/// One stage of a missile.
#[derive(Debug, Clone, Copy)]
pub struct StageModel {
    /// Thrust (N).
    pub thrust_n: InputId,
    /// Time it burns (s).
    pub burn_s: InputId,
    /// Propellant (kg).
    pub propellant_kg: InputId,
    /// What is dropped after its burn (kg).
    pub inert_kg: InputId,
    /// From its burnout to the next ignition (s).
    pub coast_s: InputId,
}

/// How a threat flies. All fields are inputs in SI.
#[derive(Debug, Clone)]
pub enum FlightModel {
    /// Ballistic, by burn time and burnout altitude.
    Ballistic {
        /// Powered time (s).
        burn_s: InputId,
        /// Burnout altitude (m).
        burnout_altitude_m: InputId,
        /// Greatest range (m).
        max_range_m: InputId,
        /// Re-entry body, mass over drag area (kg/m²).
        ballistic_coefficient_kg_m2: InputId,
    },
    /// Ballistic, stage by stage.
    Staged {
        /// The stages in order of burning.
        stages: Vec<StageModel>,
        /// What the last stage carries (kg).
        payload_kg: InputId,
        /// Drag coefficient times cross-section while climbing (m²).
        drag_area_m2: InputId,
        /// Re-entry body, mass over drag area (kg/m²).
        ballistic_coefficient_kg_m2: InputId,
        /// Apogee (m) and range (m) of the flight that sets the scale of the thrusts.
        shown: Option<(InputId, InputId)>,
        /// Greatest range as stated (m): what a raid is checked against.
        max_range_m: InputId,
    },
    /// Depressed, with a pull-up (KN-23, Kinzhal class).
    QuasiBallistic {
        /// Powered time (s).
        burn_s: InputId,
        /// Burnout altitude (m).
        burnout_altitude_m: InputId,
        /// Greatest range (m).
        max_range_m: InputId,
        /// Top of the flight (m).
        apogee_m: InputId,
        /// Mass over drag area (kg/m²).
        ballistic_coefficient_kg_m2: InputId,
        /// Lift over drag in the pull-up.
        lift_to_drag: InputId,
        /// Speed at which the dive begins (m/s).
        dive_speed_m_s: InputId,
        /// Dive below the horizontal (rad).
        terminal_dive_rad: InputId,
    },
    /// Boosted glide.
    Glide {
        /// Powered time (s).
        burn_s: InputId,
        /// Burnout altitude (m).
        burnout_altitude_m: InputId,
        /// Greatest range (m).
        max_range_m: InputId,
        /// Speed at the start of the glide (m/s).
        glide_speed_m_s: InputId,
        /// Altitude at the start of the glide (m).
        glide_altitude_m: InputId,
        /// Lift over drag.
        lift_to_drag: InputId,
        /// Mass over drag area (kg/m²).
        ballistic_coefficient_kg_m2: InputId,
        /// Final dive below the horizontal (rad).
        terminal_dive_rad: InputId,
    },
    /// Constant height and speed: cruise missiles, drones, hypersonic cruise.
    Cruise {
        /// Speed (m/s).
        speed_m_s: InputId,
        /// Altitude (m).
        altitude_m: InputId,
        /// Greatest range (m).
        max_range_m: InputId,
    },
}

/// What kind of target a class is for kill probabilities and rules; order is part of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TargetKind {
    /// Ballistic up to 700 km.
    BallisticShort = 0,
    /// Ballistic up to 3,000 km.
    BallisticMedium = 1,
    /// Ballistic up to 5,500 km.
    BallisticIntermediate = 2,
    /// Intercontinental.
    Icbm = 3,
    /// Depressed with pull-up.
    QuasiBallistic = 4,
    /// Hypersonic glide.
    Glide = 5,
    /// Subsonic cruise.
    Cruise = 6,
    /// Hypersonic cruise.
    HypersonicCruise = 7,
    /// One-way attack drone.
    Drone = 8,
}

/// Number of target kinds.
pub const NUM_TARGET_KINDS: usize = 9;

/// A threat class.
#[derive(Debug, Clone)]
pub struct ThreatClass {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Report row.
    pub group: String,
    /// What interceptors see in it.
    pub kind: TargetKind,
    /// How it flies.
    pub flight: FlightModel,
    /// Radar cross section (m²).
    pub rcs_m2: InputId,
    /// Probability that it works.
    pub reliability: InputId,
    /// Warheads on one missile.
    pub warheads: u32,
    /// Credible decoys on one missile (may be a fraction: a mean).
    pub decoys: InputId,
    /// Circular error probable (m).
    pub cep_m: InputId,
    /// Infrared intensity of the plume in boost (W/sr); none where it has no boost.
    pub plume_w_sr: Option<InputId>,
    /// Lateral acceleration it may use against prediction (m/s²).
    pub manoeuvre_m_s2: InputId,
    /// Price, where known (USD).
    pub unit_cost_usd: Option<InputId>,
}

/// An interceptor type.
#[derive(Debug, Clone)]
pub struct InterceptorType {
    /// Id (`pac3-mse`).
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Stock item it is counted under, index into [`World::items`].
    pub item: usize,
    /// Report family (`PAC-3`, `SM-3`).
    pub family: String,
    /// Powered time (s).
    pub boost_s: InputId,
    /// Burnout speed (m/s).
    pub speed_m_s: InputId,
    /// Greatest ground range of an intercept (m).
    pub range_m: InputId,
    /// Greatest altitude of an intercept (m).
    pub ceiling_m: InputId,
    /// Least altitude of an intercept (m).
    pub floor_m: InputId,
    /// Kill probability of one round given a good hand-over, by [`TargetKind`]; none where it cannot engage that kind.
    pub kill_probability: [Option<InputId>; NUM_TARGET_KINDS],
    /// Probability that a round works.
    pub reliability: InputId,
    /// Time from seeker acquisition to hit (s).
    pub homing_s: InputId,
    /// Lateral speed it can make up while homing (m/s).
    pub divert_m_s: InputId,
    /// Rounds per target and look.
    pub salvo: InputId,
    /// Price (USD).
    pub unit_cost_usd: InputId,
}

/// A ground or sea radar.
#[derive(Debug, Clone)]
pub struct Sensor {
    /// Id.
    pub id: String,
    /// Owner.
    pub nation: usize,
    /// Place.
    pub site: Site,
    /// Antenna height (m).
    pub height_m: f64,
    /// Asset it stands at: hit there, it may be lost.
    pub at: Option<usize>,
    /// Battery whose own radar it is.
    pub battery: Option<usize>,
    /// Range against [`Sensor::reference_rcs_m2`] (m), whole.
    pub range_m: InputId,
    /// Share of that range it works with.
    pub range_fraction: InputId,
    /// Cross section for which the range holds (m²).
    pub reference_rcs_m2: InputId,
    /// Middle of the sector (rad, clockwise from north).
    pub boresight_rad: f64,
    /// Full width of the sector (rad, up to 2π).
    pub sector_rad: InputId,
    /// Lowest elevation (rad).
    pub elevation_min_rad: InputId,
    /// Highest elevation (rad).
    pub elevation_max_rad: InputId,
    /// Range noise of one update (m).
    pub range_sigma_m: InputId,
    /// Angle noise of one update (rad).
    pub angle_sigma_rad: InputId,
    /// Time between updates of a track (s).
    pub update_s: InputId,
    /// Tracks it can hold.
    pub tracks: InputId,
    /// Probability that a credible decoy is told from a warhead.
    pub discrimination: InputId,
    /// Probability that it is working on a day.
    pub availability: InputId,
    /// First day in service.
    pub from_day: InputId,
    /// Day from which it is lost; none where it stays.
    pub until_day: Option<InputId>,
}

/// A launcher load of a battery.
#[derive(Debug, Clone)]
pub struct Load {
    /// Type, index into [`World::interceptors`].
    pub interceptor: usize,
    /// Launchers (rounded).
    pub launchers: InputId,
    /// Rounds on one launcher.
    pub per_launcher: InputId,
    /// Rounds held beside the launchers for reloading.
    pub reloads: InputId,
}

/// A battery, fire unit or ship.
#[derive(Debug, Clone)]
pub struct Battery {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Key of its draws.
    pub key: EntityKey,
    /// Owner.
    pub nation: usize,
    /// Theatre whose depots it is loaded from; `None`: from what home releases.
    pub theatre: Option<usize>,
    /// How it is loaded again, if it is a ship.
    pub ship: Option<PortCall>,
    /// Place.
    pub site: Site,
    /// Asset it stands at: hit there, it may be lost.
    pub at: Option<usize>,
    /// Own radar, index into [`World::sensors`].
    pub radar: Option<usize>,
    /// Engagements at once.
    pub channels: InputId,
    /// What it fires.
    pub loads: Vec<Load>,
    /// Time to bring reloads onto the launchers (s).
    pub reload_s: InputId,
    /// Days that rounds from the depot are on their way to it; the campaign's where none is stated.
    pub resupply_days: Option<InputId>,
    /// Probability that it is ready (land) or on station (ship) on a day.
    pub availability: InputId,
    /// First day in service.
    pub from_day: InputId,
    /// Middle of the sector it fires into (rad, clockwise from north).
    pub facing_rad: f64,
    /// Full width of that sector (rad); 2π: all round.
    pub sector_rad: f64,
    /// Assets it protects by itself, its own nation's or not; empty: all assets of its own nation.
    pub protects: Vec<usize>,
}

/// How a ship is loaded again: launch cells cannot be at sea, so it leaves its station and comes back.
#[derive(Debug, Clone, Copy)]
pub struct PortCall {
    /// It leaves when what it has left falls below this share of what it carries, and there is something to load.
    pub leave_below_fraction: InputId,
    /// From its station to the port, and as long back (days).
    pub transit_days: InputId,
    /// In port (days).
    pub reload_days: InputId,
}

/// Guns, fighters, helicopters, jamming and short-range missiles over an area.
#[derive(Debug, Clone)]
pub struct AreaDefence {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Report family (`guns, other SAM`).
    pub family: String,
    /// Key of its draws.
    pub key: EntityKey,
    /// Owner.
    pub nation: usize,
    /// Centre.
    pub site: Site,
    /// Asset it stands at.
    pub at: Option<usize>,
    /// Radius (m).
    pub radius_m: InputId,
    /// Engagements per hour of one server.
    pub engagements_per_hour: InputId,
    /// Servers working at once.
    pub servers: InputId,
    /// Success probability of one engagement by [`TargetKind`]; none where it cannot.
    pub success_probability: [Option<InputId>; NUM_TARGET_KINDS],
    /// Hard kills count as intercepted, soft ones as suppressed.
    pub is_hard: bool,
    /// Rounds or sorties in a raid.
    pub rounds: InputId,
    /// Cost of one round or sortie (USD).
    pub cost_usd: InputId,
    /// Probability that each server is ready.
    pub availability: InputId,
    /// First day in service.
    pub from_day: InputId,
}

/// A group of threats in a raid.
#[derive(Debug, Clone)]
pub struct Group {
    /// Id; the draws of the `n`-th threat hang on it.
    pub id: String,
    /// Class, index into [`World::classes`].
    pub class: usize,
    /// Launch areas with weights.
    pub areas: Vec<(usize, f64)>,
    /// Aim places with weights.
    pub aims: Vec<(usize, f64)>,
    /// Way, index into [`World::ways`]; none flies straight.
    pub way: Option<usize>,
    /// Number launched (rounded).
    pub count: InputId,
    /// Size of this group in a later raid of a drawn calendar, as a fraction of `count`.
    pub later_fraction: Option<InputId>,
    /// Opponent whose arsenal it is taken from, index into [`World::opponents`]; none: there is always enough.
    pub opponent: Option<usize>,
    /// Launches are spread over this time (s).
    pub spread_s: InputId,
    /// Begins this long after the raid's start (s).
    pub delay_s: f64,
    /// Probability of being aimed wide of every asset (falls harmless if not shot).
    pub stray: Option<InputId>,
    /// Whether `count` is what was detected instead of launched: then none is lost to unreliability.
    pub is_detected_count: bool,
    /// A block of its own, kept out of the totals.
    pub is_separate: bool,
}

/// A raid the user states.
#[derive(Debug, Clone)]
pub struct Raid {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Time of day at which it begins (h, UTC); drawn in each run where none is stated.
    pub hour_utc: Option<f64>,
    /// Threats.
    pub groups: Vec<Group>,
}

/// How the defence shoots.
#[derive(Debug, Clone)]
pub struct Doctrine {
    /// From a nation's first firm track of a raid to its authority to engage that raid (s).
    pub authority_s: InputId,
    /// From authority to launch command (s).
    pub command_s: InputId,
    /// From launch command to launch (s).
    pub launch_s: InputId,
    /// From intercept to kill assessment (s).
    pub assess_s: InputId,
    /// Probability that a surviving target is taken for killed.
    pub false_kill: InputId,
    /// Probability that a killed target is taken for alive.
    pub missed_kill: InputId,
    /// From a wrong kill assessment to the moment it is found out (s).
    pub recheck_s: InputId,
    /// Which of the shots that can be taken is taken.
    pub rule: FireRule,
    /// Kill probability of a salvo that [`FireRule::Cheapest`] is content with.
    pub sufficient_kill: InputId,
    /// Share of an average threat's value that a round must be expected to save to be allotted by [`FireRule::Optimal`].
    pub least_saving: InputId,
    /// The layers, each with its way of firing.
    pub layers: Vec<FireLayer>,
    /// Layer of each interceptor type.
    pub layer_of: Vec<usize>,
    /// Most rounds at one target.
    pub max_rounds_per_target: u32,
    /// How that changes as stocks fall, in the order in which changes are made.
    pub stock_rules: Vec<StockRule>,
    /// From one launch of a battery to its next (s).
    pub launch_interval_s: InputId,
    /// Probability that a warhead among decoys is called a decoy.
    pub warhead_called_decoy: InputId,
    /// No shot unless the hand-over is at least this likely to fall in the kill vehicle's basket.
    pub min_handover: InputId,
    /// Latency of a nation's own network (s).
    pub own_latency_s: InputId,
    /// Range of an uncued radar as a fraction of its cued range.
    pub uncued_fraction: InputId,
    /// Track error at which a track counts as firm (m).
    pub firm_sigma_m: InputId,
    /// Probability that a target seen to fall wide is held, not shot at.
    pub hold_stray: InputId,
    /// What a round in flight takes of the time of the radar that guides it, in tracks.
    pub tracks_per_round: InputId,
    /// Probability that a shot follows the raid's common cause instead of its own luck.
    pub correlation: InputId,
    /// Probability that a hit on an asset whose region has a radius of 5 km disables an element standing there.
    pub hit_disables: InputId,
    /// Repair time of a disabled element (s).
    pub repair_s: InputId,
}

/// How one layer of the defence fires.
#[derive(Debug, Clone)]
pub struct FireLayer {
    /// Id.
    pub id: String,
    /// Rounds of each salvo at a target in turn, the last again for every further one; empty: the interceptor's own salvo.
    pub rounds_per_look: Vec<u32>,
    /// Most salvos at one target.
    pub max_looks: u32,
    /// Share of a magazine kept for the next wave.
    pub reserve_fraction: InputId,
}

/// Most layers of a doctrine.
pub const MAX_LAYERS: usize = 16;
/// Most salvos of one layer at one target: more are not counted.
pub const MAX_LOOKS: u32 = 15;

/// How shared tracks may be used, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TrackUse {
    /// Warning only: tells people, points no radar (the local defences need no cue in this model).
    Warning,
    /// Points radars: they see at cued range.
    Cue,
    /// A launch may be ordered on it (radars only: shared constellations cue); the shooter's own side must see the target
    /// before hand-over.
    LaunchOn,
    /// The engagement may be flown on it.
    EngageOn,
}

/// Tracks given by one nation to another.
#[derive(Debug, Clone)]
pub struct TrackShare {
    /// Who gives.
    pub giver: usize,
    /// Who takes.
    pub taker: usize,
    /// Radars shared.
    pub sensors: Vec<usize>,
    /// Constellations shared.
    pub constellations: Vec<usize>,
    /// What for.
    pub use_for: TrackUse,
    /// Added latency (s).
    pub latency_s: InputId,
}

/// When a nation may shoot for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngageWhen {
    /// Always.
    Always,
    /// Only where its own forces stand at the asset.
    OwnForcesAtRisk,
    /// Only with rounds above the kept fraction.
    AfterOwnAssets,
}

/// Interceptors of one nation may protect assets of another.
#[derive(Debug, Clone)]
pub struct EngageRule {
    /// Who shoots.
    pub shooter: usize,
    /// Which assets.
    pub protects: Vec<usize>,
    /// With which types; empty: all.
    pub with: Vec<usize>,
    /// When.
    pub when: EngageWhen,
    /// Share of a battery's rounds kept for own assets.
    pub keep_fraction: InputId,
}

/// An agreement raises a line's rate.
#[derive(Debug, Clone)]
pub struct Expand {
    /// Line, index into [`Supply::lines`].
    pub line: usize,
    /// New rate (rounds per year) …
    pub to_per_year: Option<InputId>,
    /// … or a factor on the old one.
    pub factor: Option<InputId>,
    /// Ready this long after the agreement begins (days).
    pub ready_after_days: InputId,
    /// Plant cost (USD).
    pub plant_usd: InputId,
    /// Who pays for plant and the added rounds: (nation, share).
    pub paid_by: Vec<(usize, f64)>,
}

/// A share of a line's output goes to a party.
#[derive(Debug, Clone)]
pub struct OutputShare {
    /// Line.
    pub line: usize,
    /// Receiver.
    pub to: usize,
    /// Share of the output.
    pub share: InputId,
    /// At most this many a year.
    pub cap_per_year: InputId,
    /// From output to arrival: approval and transport (days).
    pub delay_days: InputId,
    /// Last day; to the end where `None`.
    pub until: Option<Day>,
}

/// A development paid for together.
#[derive(Debug, Clone)]
pub struct Develop {
    /// What (`gpi`).
    pub id: String,
    /// Line that delivers it, and stands still until then; none: nothing of it is in a raid or a stock.
    pub line: Option<usize>,
    /// First delivery (days since 1970).
    pub first_delivery_day: InputId,
    /// Whole cost beyond today's plans (USD).
    pub cost_usd: InputId,
    /// Who pays.
    pub paid_by: Vec<(usize, f64)>,
}

/// An agreement between nations.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// `in-force`, `agreed`, `proposed`, `hypothetical`.
    pub status: String,
    /// In one sentence.
    pub says: String,
    /// In force from (days since 1970).
    pub from_day: InputId,
    /// To this day, its last (days since 1970); for good where `None`.
    pub until_day: Option<InputId>,
    /// Tracks.
    pub tracks: Vec<TrackShare>,
    /// Interceptors.
    pub engage: Vec<EngageRule>,
    /// Factories.
    pub expand: Vec<Expand>,
    /// Output.
    pub output: Vec<OutputShare>,
    /// Transfers.
    pub transfers: Vec<TransferRule>,
    /// Developments.
    pub develop: Vec<Develop>,
    /// Constellations that exist only with this agreement (index into [`World::constellations`]).
    pub constellations: Vec<usize>,
}

impl Agreement {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn holds(&self, draws: &Draws, day: Day) -> bool {
        draws.get(self.from_day) <= f64::from(day.0) && self.last_day(draws).is_none_or(|last| day <= last)
    }

    /// Its last day; `None`: it never ends.
    #[must_use]
    pub fn last_day(&self, draws: &Draws) -> Option<Day> {
        self.until_day.map(|until| Day(draws.get(until).floor() as i32))
    }
}

/// A set of agreements to compare.
#[derive(Debug, Clone)]
pub struct Arm {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Agreements in force, indices into [`World::agreements`].
    pub agreements: Vec<usize>,
}

/// A stock item (a family counted together).
#[derive(Debug, Clone)]
pub struct Item {
    /// Id (`pac3`).
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Price of a newly made round (USD).
    pub unit_cost_usd: InputId,
    /// Life of a round (days from the day it is made), where it has one.
    pub life_days: Option<InputId>,
}

/// A published row of a replayed series.
#[derive(Debug, Clone)]
pub struct PublishedRow {
    /// Which of [`Campaign::num_parts`] it is compared with.
    pub part: usize,
    /// Printed date.
    pub date: String,
    /// Threat classes counted: group word (`ballistic`, `drone`).
    pub group: String,
    /// Classes of that group.
    pub classes: Vec<usize>,
    /// Detected.
    pub detected: f64,
    /// Stopped, where stated.
    pub stopped: Option<f64>,
    /// Whether what fell in the sea or open ground counts as stopped in that series.
    pub counts_harmless: bool,
}

/// A published series to be compared with, never fitted to.
#[derive(Debug, Clone)]
pub struct Published {
    /// Source.
    pub source: String,
    /// Rows.
    pub rows: Vec<PublishedRow>,
    /// Spend checks: label, low, high, interceptor family and target group they divide.
    pub spend: Vec<SpendCheck>,
}

/// A published number of interceptors per target.
#[derive(Debug, Clone)]
pub struct SpendCheck {
    /// Label.
    pub label: String,
    /// Low.
    pub low: f64,
    /// High.
    pub high: f64,
    /// Types counted.
    pub interceptors: Vec<usize>,
    /// Classes they are divided by (those engaged by these types).
    pub classes: Vec<usize>,
}

/// The checked world.
#[derive(Debug, Clone)]
pub struct World {
    /// Scenario id.
    pub name: String,
    /// Every number.
    pub inputs: Vec<Input>,
    /// Title, question, status, caveats: printed.
    pub title: String,
    /// The question asked.
    pub question: String,
    /// What kind of claim this is.
    pub status: String,
    /// Sentences the report must print.
    pub caveats: Vec<String>,
    /// Stocks are known on this day.
    pub stock_date: Day,
    /// The raids begin on this day.
    pub raids_start: Day,
    /// The study ends on this day.
    pub end: Day,
    /// Stocks are sampled every so many days from the stock date, beside each first of a month; none: by the month alone.
    pub stock_every_days: Option<u32>,
    /// Raid shown in the first part of the report.
    pub headline_raid: usize,
    /// Nations.
    pub nations: Vec<Nation>,
    /// Assets.
    pub assets: Vec<Asset>,
    /// Launch areas.
    pub areas: Vec<LaunchArea>,
    /// Classes used.
    pub classes: Vec<ThreatClass>,
    /// Stock items.
    pub items: Vec<Item>,
    /// Interceptor types used.
    pub interceptors: Vec<InterceptorType>,
    /// Radars, batteries' own among them.
    pub sensors: Vec<Sensor>,
    /// Constellations.
    pub constellations: Vec<Constellation>,
    /// Batteries.
    pub batteries: Vec<Battery>,
    /// Area defences.
    pub area_defences: Vec<AreaDefence>,
    /// Ways: places to turn at, in order; each at least one.
    pub ways: Vec<Vec<Site>>,
    /// Raids.
    pub raids: Vec<Raid>,
    /// Campaign.
    pub campaign: Option<Campaign>,
    /// Opponents with finite stocks.
    pub opponents: Vec<Opponent>,
    /// Doctrine.
    pub doctrine: Doctrine,
    /// Stocks and lines.
    pub supply: Supply,
    /// Agreements.
    pub agreements: Vec<Agreement>,
    /// Arms; the first is the base.
    pub arms: Vec<Arm>,
    /// Money.
    pub cost: Option<CostRules>,
    /// What a plan must reach and may do, where the scenario says so.
    pub plan: Option<PlanRules>,
    /// Published series.
    pub published: Option<Published>,
}

impl World {
    /// The first and the last day on which raids may come.
    #[must_use]
    pub fn raid_days(&self) -> (Day, Day) {
        let days = self.campaign.as_ref().map_or(1, |campaign| campaign.days.max(1));
        (self.raids_start, self.raids_start.plus(days as i32 - 1))
    }
}
