//! What `cupola run` does, and with it `cupola sustain` and `cupola cost`, which print parts of its report.
//!
//! [`Run::new`] reads the scenario, checks everything that can be refused and gives what is to be told before work begins;
//! [`Run::play`] plays, summarises and writes the run folder. [`explain`] tells the story of one threat instead.

mod explain;
mod folder;
mod saves;

pub use explain::{Explained, explain};
pub use folder::Out;
pub(crate) use folder::guard;

use crate::{Failure, Scenario, Size, Watch, cost, warned};
use cupola_record::runs::{self, decisions_table, events_table, runs_table};
use cupola_record::shard::Study;
use cupola_record::{Cache, Table, json, parquet};
use cupola_scenario::Loaded;
use cupola_sim::world::World;
use cupola_study::monte_carlo::{Options, Prepared, RunRecord, close_stock_bytes, make_ready};
use cupola_study::sample::Sample;
use cupola_study::summarise::{self, Meta};
use cupola_study::summary::{Report, Waterfall};
use saves::Saves;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;
use std::vec::IntoIter;

/// What is asked of a run.
#[derive(Debug, Clone)]
pub struct Question {
    /// Scenario.
    pub scenario: Scenario,
    /// How much is played.
    pub size: Size,
    /// Half-width of the 95 % interval of what gets through at which runs end early.
    pub until: Option<f64>,
    /// Runs whose events are kept, from the first; all of them by `u64::MAX`.
    pub keep_events: u64,
    /// How often stocks are told.
    pub stock_by: StockBy,
    /// Where the run folder goes.
    pub out: Out,
    /// Whether the runs that the folder holds already are kept and gone on from.
    pub goes_on: bool,
}

impl Question {
    /// A scenario as `cupola run` plays it when no more is asked, without a run folder.
    #[must_use]
    pub fn of(scenario: Scenario) -> Self {
        let (size, stock_by) = (Size::default(), StockBy::default());
        Self { scenario, size, until: None, keep_events: 20, stock_by, out: Out::Nowhere, goes_on: false }
    }
}

/// How often stocks are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StockBy {
    /// Every day from the stock date.
    Day,
    /// Every seventh day from the stock date.
    Week,
    /// The stock date and each first of a month.
    #[default]
    Month,
}

impl StockBy {
    /// Days from one to the next, where it is closer than by the month.
    #[must_use]
    pub fn days(self) -> Option<u32> {
        match self {
            Self::Day => Some(1),
            Self::Week => Some(7),
            Self::Month => None,
        }
    }

    /// As it is asked for.
    #[must_use]
    pub fn word(self) -> &'static str {
        ["day", "week", "month"][self as usize]
    }
}

/// Names of the tables of a finished study, in the order of [`Played::table`].
pub const TABLES: [&str; 4] = ["runs", "events", "decisions", "stock"];

/// A finished study.
#[derive(Debug)]
pub struct Played {
    /// The scenario.
    pub loaded: Loaded,
    /// Everything that is said of it.
    pub report: Report,
    /// Its runs.
    pub records: Vec<RunRecord>,
    /// The run folder, where one was asked for.
    pub dir: Option<PathBuf>,
}

impl Played {
    /// The JSON of `cupola run`.
    #[must_use]
    pub fn json(&self) -> String {
        json::to_json(&self.report)
    }

    /// One of [`TABLES`] by its name, as it is in the run folder.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<Table> {
        match name {
            "runs" => Some(runs_table(&self.loaded.world, &self.records)),
            "events" => Some(events_table(&self.loaded.world, &self.records)),
            "decisions" => Some(decisions_table(&self.loaded.world, &self.records)),
            "stock" => Some(parquet::stock_table(&self.report)),
            _ => None,
        }
    }
}

/// Run counts at which `until` looks.
const CHECKPOINTS: [u64; 12] = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000];

/// A run that has been read and checked.
#[derive(Debug)]
pub struct Run {
    /// What to tell before anything is played.
    pub notes: Vec<String>,
    loaded: Loaded,
    options: Options,
    runs: u64,
    until: Option<f64>,
    dir: Option<PathBuf>,
    kept: Vec<RunRecord>,
    /// Saved runs behind the first that is missing, in order.
    ahead: Vec<RunRecord>,
    /// What it is saved as, where it can be gone on with, and how many of its runs are; none where it starts anew.
    saved_as: Option<(Study, Option<u64>)>,
    steps: Option<Waterfall>,
}

impl Run {
    /// Reads the scenario, and the runs that are gone on from.
    ///
    /// # Errors
    /// Faults of the scenario; sizes that are not allowed; a folder that is another study's or none.
    pub fn new(question: &Question) -> Result<Self, Failure> {
        let (loaded, options) = read(question)?;
        let Question { scenario, size, until, .. } = question;
        let dir = question.out.dir(&loaded, size.seed);
        let (mut kept, mut ahead, mut notes, mut num_saved) = (Vec::new(), Vec::new(), Vec::new(), None);
        // Closely told stocks are not in the run folder run by run: such a study cannot be gone on with.
        let study = (question.stock_by == StockBy::Month).then(|| Study::new(&loaded, size.seed, size.worlds));
        if let (Some(dir), true) = (&dir, question.goes_on) {
            kept = folder::read(dir, &loaded, &options)?;
            if let Some(study) = &study {
                let mut saved = saves::read(dir, study, &loaded.world, &mut notes)?;
                num_saved = Some(saved.iter().zip(0..).take_while(|(record, run)| record.run == *run).count() as u64);
                saved.retain(|record| record.run >= kept.len() as u64);
                let mut saved = saved.into_iter().peekable();
                take_next(&mut kept, &mut saved, u64::MAX);
                ahead = saved.collect();
            }
            folder::check_num(dir, ahead.last().map_or(kept.len() as u64, |last| last.run + 1), size.runs)?;
        } else if let Some(dir) = &dir {
            notes.extend(folder::guard(dir, size.runs)?);
            notes.extend(saves::left_out(dir));
        }
        let saved_as = study.map(|study| (study, num_saved));
        let steps = cost::chain(scenario, &loaded.world)?;
        notes.extend(warned(&loaded.world).lines);
        Ok(Self { notes, loaded, options, runs: size.runs, until: *until, dir, kept, ahead, saved_as, steps })
    }

    /// The scenario.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.loaded.world
    }

    /// Plays what is missing, sums it up and writes the run folder.
    ///
    /// # Errors
    /// Scenarios that cannot be flown; being stopped before a run is done; a folder that cannot be written.
    pub fn play(self, watch: &Watch) -> Result<Played, Failure> {
        let began = Instant::now();
        let tables = Cache::of_user();
        watch.done.store((self.kept.len() + self.ahead.len()) as u64, Ordering::Relaxed);
        watch.total.store(self.runs, Ordering::Relaxed);
        let Self { loaded, options, runs, until, dir, kept, ahead, saved_as, steps, .. } = self;
        let prepared = Prepared::with_tables(&loaded.world, options, &|f| tables.flyout(f), &watch.stop)
            .map_err(Failure::other)?;
        if prepared.num_drawn_again() > 0 {
            watch.note(format!(
                "note: {} of {} sets of what shapes flight were drawn again: a flight of the stated raid could not be flown with the first",
                prepared.num_drawn_again(),
                prepared.num_sets()
            ));
        }
        let mut records = with_events(&prepared, kept);
        let mut ahead = with_events(&prepared, ahead).into_iter().peekable();
        let saves = dir.as_ref().zip(saved_as);
        let mut saves = saves.map(|(dir, (study, num_saved))| Saves::new(dir, study, &loaded.world, num_saved));
        play(&prepared, &mut records, &mut ahead, (runs, until), saves.as_mut(), watch)?;
        if records.is_empty() {
            return Err(Failure::other("stopped before the first run was done; nothing written"));
        }
        let stopped_early = watch.stop.load(Ordering::Relaxed);
        let sitting = Sitting { elapsed_s: began.elapsed().as_secs_f64(), stopped_early, steps };
        let report = finish(&loaded, &prepared, &records, sitting, dir.as_deref())?;
        // Saved runs that this study has not come to may still be gone on with.
        match ahead.peek() {
            Some(record) => {
                watch.note(format!("note: runs that were saved from {} on are kept; --resume takes them", record.run));
            }
            None => saves.map_or(Ok(()), Saves::clear)?,
        }
        Ok(Played { loaded, report, records, dir })
    }
}

/// Reads and checks what does not hang on a folder.
fn read(question: &Question) -> Result<(Loaded, Options), Failure> {
    let Question { scenario, size, .. } = question;
    let mut loaded = scenario.load()?;
    make_ready(&mut loaded.world);
    let mut faults = size.faults();
    if let Some(width) = question.until.filter(|w| !(w.is_finite() && *w > 0.0)) {
        faults.push(format!("--until {width}: allowed: a number above 0"));
    }
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    loaded.world.stock_every_days = question.stock_by.days();
    check_close(&loaded.world, question.stock_by, size.runs)?;
    Ok((loaded, size.options(question.keep_events)))
}

/// Most memory that closely sampled stocks may take (bytes).
const MOST_STOCK_BYTES: u64 = 1 << 30;

/// Refuses more closely sampled stocks than memory should hold.
fn check_close(world: &World, stock_by: StockBy, runs: u64) -> Result<(), Failure> {
    let bytes = close_stock_bytes(world, runs);
    if bytes <= MOST_STOCK_BYTES {
        return Ok(());
    }
    let most = runs * MOST_STOCK_BYTES / bytes;
    Err(Failure::input(format!(
        "--stock-by {}: the stocks of {runs} runs take {} MB; allowed: {} MB, which is --runs {most} here",
        stock_by.word(),
        bytes >> 20,
        MOST_STOCK_BYTES >> 20,
    )))
}

/// Runs that were kept come back without events: those that are to have them are played again.
pub(crate) fn with_events(prepared: &Prepared<'_>, kept: Vec<RunRecord>) -> Vec<RunRecord> {
    let keep_events = prepared.options().keep_events;
    kept.into_iter().map(|r| if r.run < keep_events { prepared.replay(r.run) } else { r }).collect()
}

/// Saved runs that have no place yet.
type Ahead = Peekable<IntoIter<RunRecord>>;

/// Takes those that follow, up to `until`.
fn take_next(records: &mut Vec<RunRecord>, ahead: &mut Ahead, until: u64) {
    let mut next = records.len() as u64;
    while let Some(record) = ahead.next_if(|record| record.run == next && next < until) {
        records.push(record);
        next += 1;
    }
}

/// Plays what is missing, from one point at which it is saved or looked at to the next; what is ahead is taken, not played.
fn play(
    prepared: &Prepared<'_>,
    records: &mut Vec<RunRecord>,
    ahead: &mut Ahead,
    (runs, until): (u64, Option<f64>),
    mut saves: Option<&mut Saves<'_>>,
    watch: &Watch,
) -> Result<(), Failure> {
    let mut num_played = 0;
    while (records.len() as u64) < runs && !watch.stop.load(Ordering::Relaxed) {
        let next = records.len() as u64;
        let checkpoint = CHECKPOINTS.iter().copied().find(|c| *c > next).unwrap_or(runs);
        let goal = if until.is_some() { checkpoint.min(runs) } else { runs };
        let threads = prepared.options().threads;
        let gap_end = ahead.peek().map_or(goal, |record| record.run.min(goal));
        let end = saves.as_ref().map_or(gap_end, |saves| saves.stop_at(next, gap_end, num_played, threads));
        // What was played before is saved while this is played.
        let (played, saved) = std::thread::scope(|scope| {
            let done = &*records;
            let saved = saves.as_mut().map(|saves| scope.spawn(move || saves.save(done)));
            let played = prepared.play(next, end, &watch.stop, &watch.done);
            (played, saved.map_or(Ok(()), |saved| saved.join().expect("saving does not panic")))
        });
        num_played += played.len() as u64;
        records.extend(played);
        saved?;
        let num = records.len();
        take_next(records, ahead, goal);
        if let Some(saves) = saves.as_mut().filter(|_| records.len() > num) {
            saves.skip(records, num as u64)?;
        }
        if records.len() as u64 == goal && until.is_some_and(|width| half_width(prepared, records) <= width) {
            break;
        }
    }
    Ok(())
}

/// Half the 95 % interval of what gets through in the headline raid.
fn half_width(prepared: &Prepared<'_>, records: &[RunRecord]) -> f64 {
    let sample = Sample::new(records, &prepared.columns, prepared.num_sets());
    let count = sample.count_of(&sample.sum(0, &["raid.leaked", "raid.fell_harmless"]));
    (count.ci95_high - count.ci95_low) / 2.0
}

/// What a report says beyond its runs.
pub(crate) struct Sitting {
    pub(crate) elapsed_s: f64,
    pub(crate) stopped_early: bool,
    pub(crate) steps: Option<Waterfall>,
}

/// Sums up runs and writes their folder.
pub(crate) fn finish(
    loaded: &Loaded,
    prepared: &Prepared<'_>,
    records: &[RunRecord],
    sitting: Sitting,
    dir: Option<&Path>,
) -> Result<Report, Failure> {
    let meta = Meta {
        scenario_hash: format!("{:032x}", loaded.hash),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        elapsed_s: sitting.elapsed_s,
        stopped_early: sitting.stopped_early,
    };
    let mut report = summarise::report(&loaded.world, prepared, records, &meta)?;
    if let Some(life) = report.cost.as_mut().and_then(|cost| cost.life_cycle.as_mut()) {
        life.steps = sitting.steps;
    }
    if let Some(dir) = dir {
        runs::write_study(dir, loaded, &report, records)?;
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_study::monte_carlo::log_hash;
    use std::sync::atomic::{AtomicBool, AtomicU64};

    #[test]
    fn runs_that_are_ahead_are_taken_and_not_played() {
        let (num, until) = (130, 1e9);
        let size = Size { runs: num, worlds: 10, threads: Some(2), ..Size::default() };
        let (loaded, options) = read(&Question { size, ..Question::of(Scenario::named("tutorial", &[])) }).unwrap();
        let prepared = Prepared::new(&loaded.world, options).unwrap();
        let whole = prepared.play(0, num, &AtomicBool::new(false), &AtomicU64::new(0));
        // How many are there from the beginning, what is ahead, where it ends, and how many have to be played.
        let cases = [
            (0, vec![10..20, 25..26, 40..120], None, 130, 39),
            (30, vec![31..60, 60..130], None, 130, 1),
            (0, vec![90..99, 99..120], Some(until), 100, 90),
            (5, vec![], None, 130, 125),
        ];
        for (num_first, held, until, num_expected, num_played) in cases {
            let mut records = whole[..num_first].to_vec();
            let mut ahead =
                held.iter().flat_map(|r| whole[r.clone()].to_vec()).collect::<Vec<_>>().into_iter().peekable();
            let watch = Watch::default();
            play(&prepared, &mut records, &mut ahead, (num, until), None, &watch).unwrap();
            assert_eq!(log_hash(&records), log_hash(&whole[..num_expected]), "{held:?}");
            assert!(records.iter().map(|record| record.run).eq(0..num_expected as u64), "{held:?}");
            assert_eq!(watch.done.load(Ordering::Relaxed), num_played, "{held:?}");
        }
    }
}
