//! Who is in orbit on which day, from a plan of launches: filling planes, failures, spares, replacement.

use crate::SpaceError;
use cupola_core::{EntityKey, Purpose, Stream, math, stats};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// Most places of a plan, and most launch days.
const MAX_PLACES: usize = 1_000_000;
const MAX_LAUNCHES: f64 = 1e6;

/// How a constellation is filled and kept.
///
/// Launch days are even from day 0 on. On each, a rocket is filled with what is missing: never filled places plane by plane, then
/// places whose satellite has failed or will be past its life when the rocket's satellites are ready; it serves so many planes at
/// most. A day on which nothing is missing goes unused. A satellite past its life leaves orbit; its place is served again from the
/// first arrival on or after that day. A failed one is replaced at once by a spare of its plane, if there is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// Planes.
    pub num_planes: usize,
    /// Places that serve in each plane.
    pub num_per_plane: usize,
    /// Spares to be held in orbit in each plane besides.
    pub num_spares: usize,
    /// Satellites that a rocket carries.
    pub num_per_launch: usize,
    /// Planes that one rocket may serve.
    pub num_planes_per_launch: usize,
    /// Once all places have been filled, a rocket waits until so many satellites are missing.
    pub num_missing_to_launch: usize,
    /// Time between launch days.
    pub between_launches_day: f64,
    /// Time from a launch until its satellites serve.
    pub arrival_day: f64,
    /// Time after which a satellite leaves orbit.
    pub life_day: f64,
    /// Chance that a launch puts its satellites into orbit.
    pub launch_probability: f64,
    /// Chance that a satellite in orbit never serves.
    pub infant_probability: f64,
    /// Rate of failure of a serving satellite, and of a spare.
    pub failures_per_day: f64,
    /// What is counted: launches before this day.
    pub horizon_day: f64,
}

impl Plan {
    /// The plan, if it makes sense.
    ///
    /// # Errors
    /// [`SpaceError::OutOfRange`] and [`SpaceError::NotPositive`] name the first quantity that makes none.
    pub fn checked(self) -> Result<Self, SpaceError> {
        for (quantity, value) in [
            ("between_launches_day", self.between_launches_day),
            ("life_day", self.life_day),
            ("horizon_day", self.horizon_day),
        ] {
            if !(value.is_finite() && value > 0.0) {
                return Err(SpaceError::NotPositive { quantity, value });
            }
        }
        let places = self.num_planes.saturating_mul(self.num_per_plane.saturating_add(self.num_spares)) as f64;
        for (quantity, value, low, high) in [
            ("num_planes", self.num_planes as f64, 1.0, MAX_PLACES as f64),
            ("num_per_plane", self.num_per_plane as f64, 1.0, MAX_PLACES as f64),
            ("places and spares", places, 1.0, MAX_PLACES as f64),
            ("num_per_launch", self.num_per_launch as f64, 1.0, MAX_PLACES as f64),
            ("num_planes_per_launch", self.num_planes_per_launch as f64, 1.0, MAX_PLACES as f64),
            ("num_missing_to_launch", self.num_missing_to_launch as f64, 1.0, MAX_PLACES as f64),
            ("arrival_day", self.arrival_day, 0.0, self.life_day),
            ("launch_probability", self.launch_probability, 0.0, 1.0),
            ("infant_probability", self.infant_probability, 0.0, 1.0),
            ("failures_per_day", self.failures_per_day, 0.0, 1.0),
            ("launch days", self.horizon_day / self.between_launches_day, 0.0, MAX_LAUNCHES),
        ] {
            if !(low..=high).contains(&value) {
                return Err(SpaceError::OutOfRange { quantity, value, low, high });
            }
        }
        Ok(self)
    }

    /// Places that serve.
    #[must_use]
    pub fn num_places(&self) -> usize {
        self.num_planes * self.num_per_plane
    }
}

/// A satellite's service in one place, `plane · num_per_plane + slot`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stay {
    /// The place.
    pub place: usize,
    /// First day.
    pub from_day: f64,
    /// The day on which it fails or leaves orbit.
    pub to_day: f64,
}

/// What was bought and launched, and what became of it, up to the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Satellites built: all that were on a rocket.
    pub num_bought: usize,
    /// Rockets launched.
    pub num_launches: usize,
    /// Rockets that failed.
    pub num_lost_launches: usize,
    /// Satellites on them.
    pub num_lost_satellites: usize,
    /// Satellites that never served.
    pub num_infant: usize,
    /// Satellites that failed in orbit, where the air brings them down.
    pub num_failed: usize,
    /// Satellites that left orbit at the end of their life.
    pub num_retired: usize,
}

impl Totals {
    /// Each total with its name.
    #[must_use]
    pub fn named(&self) -> [(&'static str, usize); 7] {
        [
            ("num_bought", self.num_bought),
            ("num_launches", self.num_launches),
            ("num_lost_launches", self.num_lost_launches),
            ("num_lost_satellites", self.num_lost_satellites),
            ("num_infant", self.num_infant),
            ("num_failed", self.num_failed),
            ("num_retired", self.num_retired),
        ]
    }
}

/// One run of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Services, in the order in which they begin.
    pub stays: Vec<Stay>,
    /// Totals up to the horizon.
    pub totals: Totals,
    /// Day on which the last place was first filled; none if it never was.
    pub full_day: Option<f64>,
}

impl History {
    /// Which places are served on a day; `is_up` is emptied first.
    pub fn up_on(&self, plan: &Plan, day: f64, is_up: &mut Vec<bool>) {
        is_up.clear();
        is_up.resize(plan.num_places(), false);
        for stay in self.stays.iter().filter(|stay| stay.from_day <= day && day < stay.to_day) {
            is_up[stay.place] = true;
        }
    }

    /// How many places are served on each of some days, which must ascend.
    #[must_use]
    pub fn num_up(&self, days: &[f64]) -> Vec<usize> {
        let mut steps = vec![0_isize; days.len() + 1];
        for stay in &self.stays {
            steps[days.partition_point(|day| *day < stay.from_day)] += 1;
            steps[days.partition_point(|day| *day < stay.to_day)] -= 1;
        }
        let mut num = 0;
        let sum = |step: &isize| {
            num += step;
            num.unsigned_abs()
        };
        steps[..days.len()].iter().map(sum).collect()
    }

    /// What a study keeps of the run: served places on ascending days, and totals.
    #[must_use]
    pub fn tally(&self, days: &[f64]) -> Tally {
        Tally { num_up: self.num_up(days), totals: self.totals, full_day: self.full_day }
    }
}

/// What a study keeps of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// Places served on each of some days.
    pub num_up: Vec<usize>,
    /// Totals up to the horizon.
    pub totals: Totals,
    /// Day on which the last place was first filled; none if it never was.
    pub full_day: Option<f64>,
}

/// A day in the order of time.
#[derive(Debug, Clone, Copy, PartialEq)]
struct At(f64);

impl Eq for At {}

impl Ord for At {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What happens on a day, in this order: ends make room for arrivals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    End { satellite: usize },
    Arrival { plane: usize, satellite: usize },
}

struct Satellite {
    plane: usize,
    end_day: f64,
    life_end_day: f64,
    /// The running stay, while it serves.
    stay: Option<usize>,
}

#[derive(Default)]
struct Plane {
    /// Slots without a satellite that serves.
    empty: BTreeSet<usize>,
    /// Satellites that wait.
    spares: Vec<usize>,
    /// Satellites that have arrived and not ended, in the order of their arrivals and so of their lives' ends.
    present: Vec<usize>,
    /// Satellites launched and not yet arrived.
    num_coming: usize,
    /// Satellites that ever reached it, or are on their way.
    num_sent: usize,
}

struct Run<'a> {
    plan: &'a Plan,
    stream: &'a Stream,
    fleet: EntityKey,
    planes: Vec<Plane>,
    satellites: Vec<Satellite>,
    queue: BinaryHeap<Reverse<(At, Event)>>,
    history: History,
    num_filled: usize,
}

/// Plays a checked plan once. Each draw names the fleet, the plane, and the satellite's number in it, so that plans compare.
#[must_use]
pub fn play(plan: &Plan, stream: &Stream, fleet: EntityKey) -> History {
    let plane = || Plane { empty: (0..plan.num_per_plane).collect(), ..Plane::default() };
    let mut run = Run {
        plan,
        stream,
        fleet,
        planes: (0..plan.num_planes).map(|_| plane()).collect(),
        satellites: Vec::new(),
        queue: BinaryHeap::new(),
        history: History { stays: Vec::new(), totals: Totals::default(), full_day: None },
        num_filled: 0,
    };
    let mut launch_day_index = 0_u32;
    loop {
        let day = f64::from(launch_day_index) * plan.between_launches_day;
        run.happen(day.min(plan.horizon_day));
        if day >= plan.horizon_day {
            break;
        }
        run.launch(day);
        launch_day_index += 1;
    }
    run.history
}

impl Run<'_> {
    /// Lets everything happen up to and on a day.
    fn happen(&mut self, until_day: f64) {
        while let Some(Reverse((At(day), event))) =
            self.queue.peek().copied().filter(|Reverse((at, _))| at.0 <= until_day)
        {
            self.queue.pop();
            match event {
                Event::Arrival { plane, satellite } => self.arrive(plane, satellite, day),
                Event::End { satellite } => self.end(satellite, day),
            }
        }
    }

    fn launch(&mut self, day: f64) {
        let plan = self.plan;
        let ready_day = day + plan.arrival_day;
        let whole = plan.num_per_plane + plan.num_spares;
        let never: usize = self.planes.iter().map(|plane| whole.saturating_sub(plane.num_sent)).sum();
        let missing: Vec<usize> = (0..plan.num_planes).map(|plane| self.missing(plane, ready_day)).collect();
        let all: usize = missing.iter().sum();
        if all == 0 || (never == 0 && all < plan.num_missing_to_launch) {
            return;
        }
        // First filling goes plane by plane; afterwards the plane that misses most comes first.
        let mut order: Vec<usize> = (0..plan.num_planes).filter(|plane| missing[*plane] > 0).collect();
        order.sort_by_key(|plane| match never {
            0 => (false, Reverse(missing[*plane]), *plane),
            _ => (self.planes[*plane].num_sent >= whole, Reverse(0), *plane),
        });
        let totals = &mut self.history.totals;
        let number = totals.num_launches as u64;
        totals.num_launches += 1;
        let is_lost = self.stream.uniform(self.fleet, Purpose::Launch, number) >= plan.launch_probability;
        totals.num_lost_launches += usize::from(is_lost);
        let mut room = plan.num_per_launch;
        for plane in order.into_iter().take(plan.num_planes_per_launch) {
            let load = missing[plane].min(room);
            room -= load;
            self.history.totals.num_bought += load;
            if is_lost {
                self.history.totals.num_lost_satellites += load;
                continue;
            }
            for _ in 0..load {
                self.send(plane, ready_day);
            }
            if room == 0 {
                break;
            }
        }
    }

    /// Satellites that a plane will miss on a day, with nothing more on the way.
    fn missing(&self, plane: usize, ready_day: f64) -> usize {
        let plane = &self.planes[plane];
        // Failures are not foreseen, ends of life are.
        let num_past = plane.present.partition_point(|index| self.satellites[*index].life_end_day <= ready_day);
        let lasting = plane.present.len() - num_past;
        (self.plan.num_per_plane + self.plan.num_spares).saturating_sub(lasting + plane.num_coming)
    }

    fn send(&mut self, plane: usize, ready_day: f64) {
        let number = self.planes[plane].num_sent as u64;
        self.planes[plane].num_sent += 1;
        let key = self.fleet.child(plane as u64).child(number);
        let [infant, failure, ..] = self.stream.uniform4(key, Purpose::Lifetime, 0);
        if infant < self.plan.infant_probability {
            self.history.totals.num_infant += 1;
            return;
        }
        let rate = self.plan.failures_per_day;
        let failure_day = if rate > 0.0 { -math::ln(1.0 - failure) / rate } else { f64::INFINITY };
        let life_end_day = ready_day + self.plan.life_day;
        let end_day = life_end_day.min(ready_day + failure_day);
        let satellite = self.satellites.len();
        self.satellites.push(Satellite { plane, end_day, life_end_day, stay: None });
        self.planes[plane].num_coming += 1;
        self.queue.push(Reverse((At(ready_day), Event::Arrival { plane, satellite })));
    }

    fn arrive(&mut self, plane: usize, satellite: usize, day: f64) {
        self.planes[plane].num_coming -= 1;
        self.planes[plane].present.push(satellite);
        let end_day = self.satellites[satellite].end_day;
        self.queue.push(Reverse((At(end_day), Event::End { satellite })));
        if !self.serve(plane, satellite, day) {
            self.planes[plane].spares.push(satellite);
        }
    }

    /// Puts a satellite into the first empty slot of its plane, if there is one.
    fn serve(&mut self, plane: usize, satellite: usize, day: f64) -> bool {
        let Some(slot) = self.planes[plane].empty.pop_first() else { return false };
        let place = plane * self.plan.num_per_plane + slot;
        let stay = self.history.stays.len();
        self.history.stays.push(Stay { place, from_day: day, to_day: self.satellites[satellite].end_day });
        self.satellites[satellite].stay = Some(stay);
        self.num_filled += 1;
        if self.num_filled == self.plan.num_places() {
            self.history.full_day.get_or_insert(day);
        }
        true
    }

    fn end(&mut self, satellite: usize, day: f64) {
        let Satellite { plane, end_day, life_end_day, stay } = self.satellites[satellite];
        if end_day < life_end_day {
            self.history.totals.num_failed += 1;
        } else {
            self.history.totals.num_retired += 1;
        }
        self.planes[plane].present.retain(|index| *index != satellite);
        self.planes[plane].spares.retain(|index| *index != satellite);
        let Some(stay) = stay else { return };
        self.num_filled -= 1;
        let slot = self.history.stays[stay].place % self.plan.num_per_plane;
        self.planes[plane].empty.insert(slot);
        // The youngest spare has the most life left.
        if let Some(spare) = self.planes[plane].spares.pop() {
            self.serve(plane, spare, day);
        }
    }
}

/// How many places are served on a day, over runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served {
    /// The day.
    pub day: f64,
    /// Mean over runs.
    pub mean: f64,
    /// A twentieth of runs has fewer.
    pub p05: f64,
    /// A twentieth of runs has more.
    pub p95: f64,
}

/// Served places over runs, at least one, that were tallied on these days.
#[must_use]
pub fn served(tallies: &[Tally], days: &[f64]) -> Vec<Served> {
    let on = |(index, day): (usize, &f64)| {
        let mut values: Vec<f64> = tallies.iter().map(|tally| tally.num_up[index] as f64).collect();
        values.sort_by(f64::total_cmp);
        let quantile = |q| stats::quantile_sorted(&values, q);
        Served { day: *day, mean: stats::mean(&values), p05: quantile(0.05), p95: quantile(0.95) }
    };
    days.iter().enumerate().map(on).collect()
}
