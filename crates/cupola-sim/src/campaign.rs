//! The campaign: stocks day by day, raids as they come, each fought with what is left that day.
//!
//! Before the first raid nothing but the arm and the world matters, so that stretch is stepped once per world
//! ([`Opening`]) and each run goes on from a copy. A run then fights its raids, refills from the depot, and follows the
//! stocks to the end of the study.

mod apart;
pub mod calendar;
mod magazines;
pub mod opponent;
mod theatres;

use crate::event::Log;
use crate::force::Force;
use crate::geometry::Geometry;
use crate::orders::Orders;
use crate::raid::{self, Context, Orbits, TrackCache};
use crate::rules::RulesByDay;
use crate::supply;
use crate::tally::Tally;
use crate::world::{Below, Draws, World};
use calendar::{Coming, Size};
use cupola_core::{Day, Stream};
use cupola_sustain::{Ledger, Plan, RefusalKind, Stockroom, SustainError};
use magazines::Delivery;
use opponent::{Opponents, Store};
use std::sync::atomic::{AtomicBool, Ordering};
pub use theatres::DepotCounts;

const DAY_S: f64 = 86_400.0;
/// Mean length of a year (days).
const YEAR_DAYS: f64 = 365.25;

/// What a depot may refuse; batteries only ask for what is there.
pub const REFUSALS: [RefusalKind; 3] = [RefusalKind::Export, RefusalKind::Transfer, RefusalKind::Drain];

/// One arm in one world, brought to the morning of the first raid.
pub struct Opening {
    /// The arm.
    pub arm: usize,
    /// Its stocks' plan.
    plan: Plan,
    room: Stockroom,
    /// Movements of each stock up to the evening before the first raid, nation-major: what days of raiding are counted from.
    eve: Vec<Ledger>,
    rules: RulesByDay,
    /// Stocks on the sampled days before the raids.
    samples: Samples,
    /// Rounds made by each line in each calendar year before the raids, line-major.
    made: Vec<u32>,
    /// Counts that sources mix, on the stock date and before the first raid.
    counts: Vec<u32>,
}

/// The days on which stocks are sampled: the first of each month from the stock date to the end.
#[must_use]
pub fn sample_days(world: &World) -> Vec<Day> {
    let mut days = vec![world.stock_date];
    let (mut year, mut month, _) = world.stock_date.ymd();
    loop {
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        match Day::from_ymd(year, month, 1) {
            Some(day) if day <= world.end => days.push(day),
            _ => return days,
        }
    }
}

/// The movements of every stock so far, nation-major.
fn ledgers(world: &World, room: &Stockroom) -> Vec<Ledger> {
    (0..world.nations.len()).flat_map(|n| (0..world.items.len()).map(move |i| room.ledger(n, i))).collect()
}

/// The days on which stocks are sampled more closely than by the month; none unless that is asked for.
#[must_use]
pub fn close_days(world: &World) -> Vec<Day> {
    (world.stock_date.0..=world.end.0).map(Day).filter(|day| is_close(world, *day)).collect()
}

fn is_close(world: &World, day: Day) -> bool {
    world.stock_every_days.is_some_and(|num| (day.0 - world.stock_date.0).unsigned_abs().is_multiple_of(num))
}

fn is_monthly(world: &World, day: Day) -> bool {
    day.ymd().2 == 1 || day == world.stock_date
}

/// Whether raids are fought; none are in a study of stocks alone.
#[must_use]
pub fn has_raids(world: &World) -> bool {
    !world.raids[world.headline_raid].groups.is_empty()
}

/// Days from the first raid over which it is noted when stocks run low: those of raiding, and in a study of stocks alone all to
/// its end.
#[must_use]
pub fn watched_days(world: &World) -> u32 {
    let of_raiding = world.campaign.as_ref().map_or(1, |c| c.days.max(1));
    if has_raids(world) { of_raiding } else { of_raiding.max((world.end.0 - world.raids_start.0 + 1).unsigned_abs()) }
}

/// Calendar years of the study, first and number.
#[must_use]
pub fn years(world: &World) -> (i32, usize) {
    let (first, last) = (world.stock_date.ymd().0, world.end.ymd().0);
    (first, (last - first + 1) as usize)
}

impl Opening {
    /// Steps the stocks of an arm to the first raid.
    ///
    /// # Errors
    /// [`SustainError`] when the drawn plan does not hold together.
    pub fn new(world: &World, draws: &Draws, geometry: &Geometry, arm: usize) -> Result<Self, SustainError> {
        let plan = supply::plan(world, draws, arm);
        let room = Stockroom::new(&plan)?;
        let mut opening = Self {
            arm,
            eve: ledgers(world, &room),
            room,
            plan,
            rules: RulesByDay::new(world, draws, &geometry.groups, arm),
            samples: Samples::default(),
            made: vec![0; world.supply.lines.len() * years(world).1],
            counts: Vec::new(),
        };
        opening.room.step(&opening.plan, world.stock_date);
        apart::counts(world, &opening.room, &[], &mut opening.counts);
        let is_sampled = |day: &Day| is_monthly(world, *day) || is_close(world, *day);
        for day in (world.stock_date.0..world.raids_start.0).map(Day).filter(is_sampled) {
            opening.room.step(&opening.plan, day);
            count_made(world, &opening.room, day, &mut opening.made);
            opening.samples.take(world, &opening.room, &[], day);
        }
        if world.raids_start > world.stock_date {
            opening.room.step(&opening.plan, world.raids_start.plus(-1));
            opening.eve = ledgers(world, &opening.room);
        }
        opening.room.step(&opening.plan, world.raids_start);
        count_made(world, &opening.room, world.raids_start, &mut opening.made);
        apart::counts(world, &opening.room, &[], &mut opening.counts);
        Ok(opening)
    }
}

/// Everything one run of one arm brought.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The headline raid.
    pub headline: Tally,
    /// The headline raid again without common-mode failure: got through; only where asked for.
    pub through_without_common: Option<u32>,
    /// All raids together.
    pub total: Tally,
    /// Number of raids.
    pub num_raids: u32,
    /// Counts of each of the campaign's parts, in order; none where parts are not counted one by one.
    pub by_part: Vec<Tally>,
    /// What each opponent has left, and what it could not send.
    pub opponents: Vec<Vec<Store>>,
    /// First day of raiding on which each of the doctrine's stock rules was in force.
    pub first_rule_day: Vec<Option<u32>>,
    /// Times that a ship left its station to be loaded.
    pub port_calls: u32,
    /// Nation × item, row-major: days since the first raid; `None` never.
    pub first_empty_day: Vec<Option<u32>>,
    /// A battery that wanted to shoot had no round.
    pub first_battery_empty_day: Vec<Option<u32>>,
    /// National stock below its reserve.
    pub first_below_reserve_day: Vec<Option<u32>>,
    /// None left in reach of the nation's batteries of the item, those they hold included.
    pub first_zero_day: Vec<Option<u32>>,
    /// Stock back at its target: days since the stock date.
    pub restored_day: Vec<Option<u32>>,
    /// Rounds on the stock date, nation × item.
    pub at_stock_date: Vec<u32>,
    /// Rounds at the first raid.
    pub at_raids_start: Vec<u32>,
    /// Of them in reach of the nation's batteries of the item.
    pub theatre_at_raids_start: Vec<u32>,
    /// Rounds that joined the stock during the days of raiding.
    pub made_in_raids: Vec<u32>,
    /// Rounds fired during them; where no raid comes, rounds taken by other wars and demands.
    pub fired_in_raids: Vec<u32>,
    /// Rounds left after them in reach of the nation's batteries of the item, magazines and what is on its way to them included.
    pub theatre_after_raids: Vec<u32>,
    /// Rounds that a nation refused to others, from the stock date to the end of the study: kind of [`REFUSALS`] × nation × item.
    pub refused: Vec<u32>,
    /// Of those for export and transfer, who was refused: nation × (nations, then all outside the study) × item.
    pub refused_to: Vec<u32>,
    /// Rounds that demands asked for and that were not there, from the stock date to the end; nation × item.
    pub unmet: Vec<u32>,
    /// What became of each part of a stock in a theatre, in order of [`crate::world::Supply::depots`].
    pub depots: Vec<DepotCounts>,
    /// Rounds at the end of their life, from the stock date to the end; nation × item.
    pub expired: Vec<u32>,
    /// Mean age on the last day (days); nation × item; `None` where rounds have no life or none is left.
    pub mean_age_days: Vec<Option<f64>>,
    /// Counts that sources mix: (stock date, before the first raid, end of the study) × (bought, delivered, on hand, in
    /// transit, on order) × nation × item.
    pub counts: Vec<u32>,
    /// Rounds on hand on sampled days.
    pub samples: Samples,
    /// Rounds made by each line in each calendar year, line-major.
    pub made: Vec<u32>,
    /// Rounds and warheads that could not be accounted for: zero.
    pub unaccounted: u64,
    /// Digest of the event log.
    pub digest: u128,
}

/// Rounds on hand on sampled days, at home, in theatres, in the field and between these: day-major, nation × item.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    /// On [`sample_days`].
    pub monthly: Vec<u32>,
    /// On [`close_days`].
    pub close: Vec<u32>,
}

impl Samples {
    /// Takes those of a day that has been stepped, with `fielded` rounds beside the depots'.
    fn take(&mut self, world: &World, room: &Stockroom, fielded: &[u32], day: Day) {
        if is_monthly(world, day) {
            on_hand(world, room, fielded, &mut self.monthly);
        }
        if is_close(world, day) {
            on_hand(world, room, fielded, &mut self.close);
        }
    }
}

/// What a run is played with.
pub struct Run<'a> {
    /// World.
    pub world: &'a World,
    /// Geometry of the world's physics set.
    pub geometry: &'a Geometry,
    /// The world's inputs.
    pub draws: &'a Draws,
    /// The arm's opening in that world.
    pub opening: &'a Opening,
    /// The run's draws.
    pub stream: Stream,
    /// The run's orbits.
    pub orbits: &'a Orbits<'a>,
    /// Whether to play the headline raid again without common-mode failure.
    pub wants_without_common: bool,
    /// Set to have it stopped.
    pub stop: &'a AtomicBool,
}

/// Plays a whole run of one arm; none where it was stopped on the way.
#[must_use]
pub fn simulate(run: &Run<'_>, cache: &mut TrackCache, log: &mut Log) -> Option<Outcome> {
    let mut course = Course::new(run);
    course.deploy();
    let days = run.world.campaign.as_ref().map_or(1, |c| c.days.max(1));
    let one = || vec![Coming { day: 0, raid: run.world.headline_raid, size: Size::AsWritten, part: None }];
    let campaign = run.world.campaign.as_ref();
    let calendar = campaign.map_or_else(one, |c| calendar::calendar(run.world, c, run.draws, &run.stream));
    let mut next = 0;
    for day in 0..days {
        course.begin_day(day, log);
        while next < calendar.len() && calendar[next].day == day {
            course.raid(next as u32, &calendar[next], cache, log)?;
            next += 1;
        }
        if run.stop.load(Ordering::Relaxed) {
            return None;
        }
        course.end_day(day);
    }
    course.follow_to_the_end(days);
    let mut outcome = course.out;
    outcome.opponents = course.opponents.stores;
    outcome.digest = log.digest();
    Some(outcome)
}

/// A run on its way.
struct Course<'a> {
    run: &'a Run<'a>,
    room: Stockroom,
    force: Force,
    deliveries: Vec<Delivery>,
    /// When each battery is back from port (days after the first).
    back_day: Vec<u32>,
    opponents: Opponents,
    orders: Orders,
    /// Which of the doctrine's stock rules are in force.
    in_force: Vec<bool>,
    /// Rounds fired by nation × item.
    fired: Vec<u32>,
    /// Rounds refused for export, transfer or gift so far, nation × item.
    refused: Vec<u32>,
    out: Outcome,
}

impl<'a> Course<'a> {
    fn new(run: &'a Run<'a>) -> Self {
        let world = run.world;
        let cells = world.nations.len() * world.items.len();
        let out = Outcome {
            headline: Tally::new(world),
            through_without_common: None,
            total: Tally::new(world),
            num_raids: 0,
            by_part: vec![Tally::new(world); world.campaign.as_ref().map_or(0, |c| c.num_parts())],
            opponents: Vec::new(),
            first_rule_day: vec![None; world.doctrine.stock_rules.len()],
            port_calls: 0,
            first_empty_day: vec![None; cells],
            first_battery_empty_day: vec![None; cells],
            first_below_reserve_day: vec![None; cells],
            first_zero_day: vec![None; cells],
            restored_day: vec![None; cells],
            at_stock_date: (0..cells).map(|c| opening_rounds(run, c)).collect(),
            at_raids_start: vec![0; cells],
            theatre_at_raids_start: vec![0; cells],
            made_in_raids: vec![0; cells],
            fired_in_raids: vec![0; cells],
            theatre_after_raids: vec![0; cells],
            refused: Vec::new(),
            refused_to: Vec::new(),
            unmet: Vec::new(),
            depots: Vec::new(),
            expired: Vec::new(),
            mean_age_days: Vec::new(),
            counts: run.opening.counts.clone(),
            samples: run.opening.samples.clone(),
            made: run.opening.made.clone(),
            unaccounted: 0,
            digest: 0,
        };
        let mut room = run.opening.room.clone();
        room.reseed(&run.opening.plan, run.stream);
        Self {
            run,
            room,
            force: Force::new(world, run.draws),
            deliveries: Vec::new(),
            back_day: vec![0; world.batteries.len()],
            opponents: Opponents::new(world, run.draws),
            orders: Orders::new(&world.doctrine, world.nations.len(), std::iter::empty()),
            in_force: vec![false; world.doctrine.stock_rules.len()],
            fired: vec![0; cells],
            refused: vec![0; cells],
            out,
        }
    }

    fn cell(&self, nation: usize, item: usize) -> usize {
        nation * self.run.world.items.len() + item
    }

    fn begin_day(&mut self, day: u32, log: &mut Log) {
        let world = self.run.world;
        let date = world.raids_start.plus(day as i32);
        self.room.step(&self.run.opening.plan, date);
        self.deliver(day, log);
    }

    /// Fights a raid; none where it was stopped.
    fn raid(&mut self, number: u32, coming: &Coming, cache: &mut TrackCache, log: &mut Log) -> Option<()> {
        let (world, run) = (self.run.world, self.run);
        let date = world.raids_start.plus(coming.day as i32);
        self.follow_stocks(coming.day);
        let raid = &world.raids[coming.raid];
        let mut sizes = calendar::sizes(world, run.draws, &run.stream, coming, number);
        self.opponents.send(world, run.draws, raid, coming.day, &mut sizes);
        let ctx = Context {
            world,
            geometry: run.geometry,
            draws: run.draws,
            rules: run.opening.rules.on(date),
            orders: &self.orders,
            stream: run.stream,
            orbits: run.orbits,
            raid,
            sizes: &sizes,
            number,
            start_s: f64::from(coming.day) * DAY_S,
            day: f64::from(date.0),
            correlation: run.draws.get(world.doctrine.correlation),
            stop: run.stop,
        };
        let is_headline = coming.raid == world.headline_raid && self.out.headline.by_class.iter().all(|n| *n == 0);
        if is_headline && run.wants_without_common && self.out.through_without_common.is_none() {
            let mut force = self.force.clone();
            let tally = raid::simulate(Context { correlation: 0.0, ..ctx }, &mut force, cache, &mut Log::default())?;
            self.out.through_without_common = Some(tally.totals[1] + tally.totals[2]);
        }
        let before = self.magazine_rounds();
        let tally = raid::simulate(ctx, &mut self.force, cache, log)?;
        self.book(coming.day, &before, &tally);
        self.opponents.lose(world, run.draws, &run.stream, number);
        self.out.total.absorb(&tally);
        self.out.num_raids += 1;
        if let Some(part) = coming.part {
            self.out.by_part[part].absorb(&tally);
        }
        if is_headline {
            self.out.headline = tally;
        }
        Some(())
    }

    /// Judges the doctrine's stock rules by the stocks as they stand, and changes the orders where that changes.
    fn follow_stocks(&mut self, day: u32) {
        let (world, draws) = (self.run.world, self.run.draws);
        let rules = &world.doctrine.stock_rules;
        if rules.is_empty() {
            return;
        }
        let fielded = self.fielded();
        let is_low = |rule: &crate::world::StockRule| {
            let cell = self.cell(rule.nation, rule.item);
            let rounds = f64::from(self.in_reach(rule.nation, rule.item) + fielded[cell]);
            match rule.below {
                Below::Rounds(least) => rounds < draws.get(least),
                // So many days at the rate so far: rounds < days × fired / days gone by.
                Below::DaysOfCover(least) => {
                    rounds * f64::from(day.max(1)) < draws.get(least) * f64::from(self.fired[cell])
                }
            }
        };
        let now: Vec<bool> = rules.iter().map(is_low).collect();
        if now != self.in_force {
            let in_force = rules.iter().zip(&now).filter(|(_, is)| **is).map(|(rule, _)| rule);
            self.orders = Orders::new(&world.doctrine, world.nations.len(), in_force);
            self.in_force = now;
        }
        for (first, is_in_force) in self.out.first_rule_day.iter_mut().zip(&self.in_force) {
            if *is_in_force {
                first.get_or_insert(day);
            }
        }
    }

    fn magazine_rounds(&self) -> Vec<u32> {
        self.force.magazines.iter().map(crate::force::Magazine::rounds).collect()
    }

    /// Books what a raid used, where it ran dry, and what it hit.
    fn book(&mut self, day: u32, before: &[u32], tally: &Tally) {
        let world = self.run.world;
        let mut used = 0_u32;
        for (magazine, rounds) in before.iter().enumerate() {
            let spent = rounds - self.force.magazines[magazine].rounds();
            self.fired[self.force.cells[magazine]] += spent;
            used += spent;
        }
        let fired: u32 = tally.fired.iter().sum();
        self.out.unaccounted += u64::from(fired.abs_diff(used + tally.fired_from_orbit))
            + tally.unaccounted().unsigned_abs()
            + tally.rounds.unaccounted(&tally.fired);
        for nation in 0..world.nations.len() {
            for item in 0..world.items.len() {
                let cell = self.cell(nation, item);
                if tally.refused[cell] {
                    self.out.first_battery_empty_day[cell].get_or_insert(day);
                    if self.is_dry(nation, item) {
                        self.out.first_empty_day[cell].get_or_insert(day);
                    }
                }
            }
        }
        for (line, until_s) in self.force.line_down_until_s.clone().into_iter().enumerate() {
            if until_s > f64::from(day) * DAY_S {
                self.room.disable_line(line, world.raids_start.plus((until_s / DAY_S).ceil().min(36_500.0) as i32));
            }
        }
    }

    /// After the day's raids: refill from the depot, note what ran low, check that every round is accounted for.
    fn end_day(&mut self, day: u32) {
        let world = self.run.world;
        self.resupply(day);
        let fielded = self.fielded();
        self.watch(day, &fielded);
        self.check(&fielded);
        let date = world.raids_start.plus(day as i32);
        self.sample(date);
    }

    /// Stocks below their reserve or used up on the evening of a day.
    fn note_low(&mut self, fielded: &[u32], day: u32) {
        let world = self.run.world;
        for nation in 0..world.nations.len() {
            for item in 0..world.items.len() {
                let cell = self.cell(nation, item);
                let all = self.room.on_hand(nation, item) + fielded[cell];
                if self.run.opening.plan.reserve(nation, item).is_some_and(|r| all < r.never_below) {
                    self.out.first_below_reserve_day[cell].get_or_insert(day);
                }
                if self.in_reach(nation, item) + fielded[cell] == 0 {
                    self.out.first_zero_day[cell].get_or_insert(day);
                }
            }
        }
    }

    /// Rounds in magazines and on their way to them, nation × item.
    fn fielded(&self) -> Vec<u32> {
        let mut rounds = vec![0; self.fired.len()];
        for (magazine, cell) in self.force.magazines.iter().zip(&self.force.cells) {
            rounds[*cell] += magazine.rounds();
        }
        for delivery in &self.deliveries {
            rounds[self.force.cells[delivery.magazine]] += delivery.rounds;
        }
        rounds
    }

    /// Every round drawn from a depot is in a magazine, on its way, given back or fired; every ledger balances.
    fn check(&mut self, fielded: &[u32]) {
        let world = self.run.world;
        for nation in 0..world.nations.len() {
            for item in 0..world.items.len() {
                let cell = self.cell(nation, item);
                let ledger = self.room.ledger(nation, item);
                let out = i64::from(ledger.drawn) - i64::from(ledger.returned);
                let known = i64::from(fielded[cell]) + i64::from(self.fired[cell]);
                let held = ledger.balance() + i64::from(ledger.on_way_to_theatres());
                let depot = held - i64::from(self.room.on_hand(nation, item));
                self.out.unaccounted += (out - known).unsigned_abs() + depot.unsigned_abs();
            }
        }
    }

    fn sample(&mut self, date: Day) {
        let world = self.run.world;
        if is_monthly(world, date) || is_close(world, date) {
            let fielded = self.fielded();
            self.out.samples.take(world, &self.room, &fielded, date);
            count_made(world, &self.room, date, &mut self.out.made);
        }
    }

    /// Closes the raids and follows the stocks to the end of the study.
    fn follow_to_the_end(&mut self, days: u32) {
        let world = self.run.world;
        let last_raid_day = world.raids_start.plus(days as i32 - 1);
        let fielded = self.fielded();
        let has_raid = has_raids(world);
        for nation in 0..world.nations.len() {
            for item in 0..world.items.len() {
                let cell = self.cell(nation, item);
                let (start, now) = (self.run.opening.eve[cell], self.room.ledger(nation, item));
                let kept = |l: &Ledger| l.produced + l.received - l.exported;
                self.out.made_in_raids[cell] = kept(&now).saturating_sub(kept(&start));
                // Where no raid comes, what wars and demands take is what is used.
                let taken = |l: &Ledger| l.drained + l.demanded;
                let elsewhere = if has_raid { 0 } else { taken(&now).saturating_sub(taken(&start)) };
                self.out.fired_in_raids[cell] = self.fired[cell] + elsewhere;
                self.out.theatre_after_raids[cell] = self.in_reach(nation, item) + fielded[cell];
            }
        }
        // What is on its way arrives; nothing is fired any more.
        for delivery in std::mem::take(&mut self.deliveries) {
            self.arrive(&delivery);
        }
        let fielded = self.fielded();
        let targets = self.restore_targets();
        let is_daily = !has_raid || world.stock_every_days.is_some();
        let daily = (last_raid_day.0 + 1..=world.end.0).map(Day);
        let rest = if is_daily { daily.collect() } else { sample_days(world) };
        for day in rest.into_iter().filter(|d| *d > last_raid_day) {
            self.room.step(&self.run.opening.plan, day);
            if !has_raid {
                self.watch((day.0 - world.raids_start.0).unsigned_abs(), &fielded);
            }
            self.out.samples.take(world, &self.room, &fielded, day);
            if !is_monthly(world, day) {
                continue;
            }
            count_made(world, &self.room, day, &mut self.out.made);
            for (cell, target) in targets.iter().enumerate() {
                let (nation, item) = (cell / world.items.len(), cell % world.items.len());
                if target.is_some_and(|t| self.room.on_hand(nation, item) + fielded[cell] >= t) {
                    self.out.restored_day[cell].get_or_insert((day.0 - world.stock_date.0) as u32);
                }
            }
        }
        self.room.step(&self.run.opening.plan, world.end);
        count_made(world, &self.room, world.end, &mut self.out.made);
        self.check(&fielded);
        self.close_books(&fielded);
    }

    /// Notes what was refused on a day, and what is low on its evening.
    fn watch(&mut self, day: u32, fielded: &[u32]) {
        for nation in 0..self.run.world.nations.len() {
            for item in 0..self.run.world.items.len() {
                self.note_refusals(nation, item, day);
            }
        }
        self.note_low(fielded, day);
    }

    /// Exports, transfers and gifts refused on this day of raiding for lack of a releasable round.
    fn note_refusals(&mut self, nation: usize, item: usize, day: u32) {
        let refused: u32 = REFUSALS.iter().map(|k| self.room.refusal(nation, item, *k).rounds).sum();
        let cell = self.cell(nation, item);
        if refused > self.refused[cell] {
            self.refused[cell] = refused;
            self.out.first_empty_day[cell].get_or_insert(day);
        }
    }

    /// The stock to come back to: the stated one, or the one at the first raid.
    fn restore_targets(&self) -> Vec<Option<u32>> {
        let world = self.run.world;
        let mut targets = vec![None; self.fired.len()];
        for stock in &world.supply.stocks {
            let cell = self.cell(stock.nation, stock.item);
            let stated = stock.restore_to.map(|r| self.run.draws.get(r).round() as u32);
            targets[cell] = Some(stated.unwrap_or(self.out.at_raids_start[cell]));
        }
        targets
    }
}

fn opening_rounds(run: &Run<'_>, cell: usize) -> u32 {
    let items = run.world.items.len();
    run.opening.room.ledger(cell / items, cell % items).opening
}

/// Appends rounds in depots and in the field, nation × item.
fn on_hand(world: &World, room: &Stockroom, fielded: &[u32], samples: &mut Vec<u32>) {
    for nation in 0..world.nations.len() {
        for item in 0..world.items.len() {
            let cell = nation * world.items.len() + item;
            samples.push(room.on_hand(nation, item) + fielded.get(cell).copied().unwrap_or(0));
        }
    }
}

/// Brings each line's count for the year of `day` up to date, so that the years sum to what it has made.
fn count_made(world: &World, room: &Stockroom, day: Day, made: &mut [u32]) {
    let (first, num) = years(world);
    // A count taken on 1 January belongs to the year before.
    let year = (day.plus(-1).ymd().0 - first).clamp(0, num as i32 - 1) as usize;
    for line in 0..world.supply.lines.len() {
        let row = &mut made[line * num..(line + 1) * num];
        let earlier: u32 = row[..year].iter().sum();
        row[year] = room.produced_by(line) - earlier;
    }
}
