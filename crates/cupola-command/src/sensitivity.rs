//! `cupola sweep --sobol | --morris | --lhs | --tornado`: which inputs matter, and how much of it is by themselves.

use crate::flyout::kept_tables;
use crate::{Failure, Size, Watch, sweep};
use cupola_core::design::{MOST_DIMENSIONS, Sobol, latin};
use cupola_core::{EntityKey, Seed, Stream, stats};
use cupola_record::csv::quoted;
use cupola_record::parquet::{Table, table_of_csv};
use cupola_scenario::{self as scenario, Change};
use cupola_sim::geometry::Tables;
use cupola_sim::world::World;
use cupola_study::monte_carlo::make_ready;
use cupola_study::sensitivity::bench::{Bench, Outputs};
use cupola_study::sensitivity::factors::{Choice, Factors, Flight, Level, Point, Range};
use cupola_study::sensitivity::report::{Method, OfMetric, Sensitivity, findings};
use cupola_study::sensitivity::{morris, sobol};
use cupola_study::sweep::{Metric, metrics};
use serde::Deserialize;
use std::fmt::Write as _;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Options of a sensitivity study beside those of a sweep.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "clap",
    derive(clap::Args),
    command(next_help_heading = "Which inputs matter"),
    group(skip),
    command(group = clap::ArgGroup::new("method").args(["sobol", "morris", "lhs", "tornado"]).multiple(false))
)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Sobol indices of uncertain inputs from N rows, a power of two: shares of the variance of the mean over luck
    #[cfg_attr(feature = "clap", arg(long, value_name = "N"))]
    pub sobol: Option<u64>,
    /// Those of every pair of factors too, at twice the points
    #[cfg_attr(feature = "clap", arg(long, requires = "sobol"))]
    pub pairs: bool,
    /// Elementary effects of uncertain inputs along R trajectories: which to leave out, with few points
    #[cfg_attr(feature = "clap", arg(long, value_name = "R"))]
    pub morris: Option<u64>,
    /// Rank correlations over N points of a Latin hypercube
    #[cfg_attr(feature = "clap", arg(long, value_name = "N"))]
    pub lhs: Option<u64>,
    /// Every uncertain input at its low and its high end, all others likely
    #[cfg_attr(feature = "clap", arg(long))]
    pub tornado: bool,
    /// Move inputs whose keys fit, `*` for any text (default: all uncertain ones; --vary KEY=LO..HI: evenly over a range)
    #[cfg_attr(feature = "clap", arg(long, value_name = "KEY", requires = "method"))]
    pub over: Vec<String>,
    /// What moves together (default: inputs one by one; with --sobol the finest of at most 60 factors)
    #[cfg_attr(feature = "clap", arg(long, value_enum, requires = "method"))]
    pub by: Option<By>,
    /// Metric to tell of, as of --until-equal; may be repeated
    #[cfg_attr(feature = "clap", arg(long, value_name = "METRIC", requires = "method"))]
    pub metric: Vec<String>,
    /// Runs of every point, the same luck at each
    #[cfg_attr(feature = "clap", arg(long, value_name = "K", default_value_t = RUNS_PER_POINT))]
    pub runs_per_point: u64,
}

const RUNS_PER_POINT: u64 = 16;

impl Default for Options {
    fn default() -> Self {
        Self {
            sobol: None,
            pairs: false,
            morris: None,
            lhs: None,
            tornado: false,
            over: Vec::new(),
            by: None,
            metric: Vec::new(),
            runs_per_point: RUNS_PER_POINT,
        }
    }
}

/// What moves together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// Nothing: inputs one by one
    Input,
    /// Inputs of one element
    Element,
    /// Inputs of one kind of element
    Kind,
}

impl Options {
    /// The method asked for, if one is.
    #[must_use]
    pub fn method(&self) -> Option<Method> {
        let sobol = if self.pairs { Method::SobolPairs } else { Method::Sobol };
        let tornado = self.tornado.then_some(Method::Tornado);
        self.sobol.map(sobol).or(self.morris.map(Method::Morris)).or(self.lhs.map(Method::Latin)).or(tornado)
    }

    /// Reads what is asked together with the options of the sweep.
    fn question(&self, sweep: &sweep::Question) -> Result<SensitivityQuestion, Failure> {
        let mut faults = Vec::new();
        let methods = [self.sobol.is_some(), self.morris.is_some(), self.lhs.is_some(), self.tornado];
        let method = self.method().filter(|_| methods.iter().filter(|is_asked| **is_asked).count() == 1);
        if method.is_none() {
            faults.push("allowed: one of --sobol, --morris, --lhs and --tornado".to_owned());
        }
        let of_two_keys = [(sweep.until_equal.is_some(), "--until-equal"), (!sweep.base_sets.is_empty(), "--base-set")];
        for (_, option) in of_two_keys.iter().filter(|(is_given, _)| *is_given) {
            faults.push(format!("{option}: only of a sweep of one or two keys"));
        }
        let usual = Size::default();
        let of_points = [(sweep.study.runs != usual.runs, "--runs"), (sweep.study.worlds != usual.worlds, "--worlds")];
        for (_, option) in of_points.iter().filter(|(is_given, _)| *is_given) {
            faults.push(format!("{option}: only of a sweep of one or two keys; allowed: --runs-per-point"));
        }
        if self.pairs && self.sobol.is_none() {
            faults.push("--pairs: only of --sobol".to_owned());
        }
        let mut ranges = Vec::new();
        for text in &sweep.varies {
            match range(text) {
                Some(range) => ranges.push(range),
                None => faults.push(format!("--vary {text}: allowed: KEY=LO..HI, as the range of an input")),
            }
        }
        let Some(method) = method.filter(|_| faults.is_empty()) else { return Err(Failure::input(faults.join("\n"))) };
        Ok(SensitivityQuestion {
            scenario: sweep.scenario.clone(),
            sets: sweep.sets.clone(),
            arm: sweep.arm.clone(),
            method,
            over: self.over.clone(),
            ranges,
            level: self.by.map(|by| match by {
                By::Input => Level::Input,
                By::Element => Level::Element,
                By::Kind => Level::Kind,
            }),
            metrics: self.metric.clone(),
            runs_per_point: self.runs_per_point,
            size: sweep.study,
        })
    }
}

/// `KEY=LO..HI`.
fn range(text: &str) -> Option<Range> {
    let (key, range) = text.split_once('=')?;
    let (low, high) = range.split_once("..")?;
    let number = |text: &str| text.trim().parse().ok().filter(|number: &f64| number.is_finite());
    Some(Range { key: key.trim().to_owned(), low: number(low)?, high: number(high)? })
}

/// What is asked, read.
#[derive(Debug, Clone, PartialEq)]
pub struct SensitivityQuestion {
    /// Bundled name or file.
    pub scenario: String,
    /// Changes, as of `--set`.
    pub sets: Vec<String>,
    /// Arm by id; the base arm where none is given.
    pub arm: Option<String>,
    /// The design.
    pub method: Method,
    /// Patterns of keys of the inputs to move; all that are uncertain where there is none and no range.
    pub over: Vec<String>,
    /// Inputs moved evenly over a range of their own.
    pub ranges: Vec<Range>,
    /// What moves together; by itself [`Level::Input`], for Sobol indices the finest level of at most [`MOST_FACTORS`] factors.
    pub level: Option<Level>,
    /// Keys of metrics; the first of the scenario's where there is none.
    pub metrics: Vec<String>,
    /// Runs of each point.
    pub runs_per_point: u64,
    /// Seed and threads; its runs and worlds are not used.
    pub size: Size,
}

/// Factors of Sobol indices before inputs are put together (assumed, 30 to 120: the cost of a row in points).
pub const MOST_FACTORS: usize = 60;
/// Most runs of a study.
const MOST_RUNS: u64 = 100_000_000;
/// Most runs of a point: each has the draws of all inputs in memory, once for every geometry set.
const MOST_RUNS_PER_POINT: u64 = 256;

/// A question, read and found sound: the points to play.
pub struct SensitivityPlan {
    question: SensitivityQuestion,
    world: World,
    arm: usize,
    metrics: Vec<Metric>,
    factors: Factors,
    /// Points of the unit cube, by column; none of a tornado.
    cube: Vec<Vec<f64>>,
    points: Vec<Point>,
}

impl SensitivityPlan {
    /// Reads the scenario and lays out the design.
    ///
    /// # Errors
    /// Every fault of the question and of the scenario.
    pub fn new(question: SensitivityQuestion) -> Result<Self, Failure> {
        let changes: Vec<Change<'_>> = question.sets.iter().map(|text| Change { option: "--set", text }).collect();
        let mut world = scenario::load_changed(scenario::resolve(&question.scenario), &changes)?.world;
        make_ready(&mut world);
        let mut faults = size_faults(&question);
        question.ranges.iter().for_each(|range| range_faults(&question, &world, range, &mut faults));
        let arm = match &question.arm {
            None => 0,
            Some(id) => world.arms.iter().position(|arm| arm.id == *id).unwrap_or_else(|| {
                let allowed: Vec<&str> = world.arms.iter().map(|arm| arm.id.as_str()).collect();
                faults.push(format!("--arm {id}: no such arm; allowed: {}", allowed.join(", ")));
                0
            }),
        };
        let metrics = chosen(&world, &question.metrics, &mut faults);
        let is_sobol = matches!(question.method, Method::Sobol(_) | Method::SobolPairs(_));
        let moves_flight = is_sobol || matches!(question.method, Method::Morris(_));
        if question.level.is_some() && !moves_flight {
            faults.push("--by: only of --sobol and --morris; the others move inputs one by one".to_owned());
        }
        let choice = Choice {
            over: &question.over,
            ranges: &question.ranges,
            finest: if moves_flight { question.level.unwrap_or(Level::Input) } else { Level::Input },
            most: if is_sobol && question.level.is_none() { MOST_FACTORS } else { usize::MAX },
            flight: if moves_flight { Flight::Moved } else { Flight::Drawn },
        };
        let factors = Factors::new(&world, &choice).map_err(|wrong| faults.extend(wrong)).ok();
        let Some(factors) = factors.filter(|_| faults.is_empty()) else {
            return Err(Failure::input(faults.join("\n")));
        };
        let (factors, cube, points) = laid_out(&world, factors, question.method, Seed(question.size.seed))?;
        let plan = Self { question, world, arm, metrics, factors, cube, points };
        if plan.num_runs() > MOST_RUNS {
            let message =
                format!("{} runs; allowed: {MOST_RUNS}; --over, --by or fewer points make fewer", plan.num_runs());
            return Err(Failure::input(message));
        }
        Ok(plan)
    }

    /// What is moved.
    #[must_use]
    pub fn factors(&self) -> &Factors {
        &self.factors
    }

    /// The points, in the order in which they are played.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Runs in all.
    #[must_use]
    pub fn num_runs(&self) -> u64 {
        self.points.len() as u64 * self.question.runs_per_point
    }

    /// The scenario made ready to be played.
    ///
    /// # Errors
    /// Where a route cannot be flown.
    pub fn bench(&self, tables: &Tables<'_>, watch: &Watch) -> Result<Bench<'_>, Failure> {
        let Size { seed, .. } = self.question.size;
        let threads = self.question.size.options(0).threads;
        let size = (Seed(seed), self.question.runs_per_point, threads);
        Bench::new(&self.world, self.arm, self.metrics.clone(), size, tables, &watch.stop).map_err(Failure::other)
    }

    /// What the points that were played say: those of whole blocks, from the first.
    ///
    /// # Errors
    /// Where not enough was played to say anything.
    pub fn report(&self, bench: &Bench<'_>, outputs: &[Outputs]) -> Result<Sensitivity, Failure> {
        let method = self.question.method;
        let first = usize::from(method == Method::Tornado);
        let block = method.points_a_block(self.factors.factors.len());
        let whole = outputs.len().saturating_sub(first) / block * block + first;
        if whole <= first {
            return Err(Failure::other("stopped before anything could be told"));
        }
        let sets = u32::try_from(bench.num_sets()).unwrap_or(u32::MAX);
        let of_metric = |(at, metric): (usize, &Metric)| {
            let values: Vec<Vec<f64>> = outputs[..whole].iter().map(|point| point[at].clone()).collect();
            let told = if method == Method::Tornado { &values[..1] } else { &values[..] };
            let cube = &self.cube[..whole.min(self.cube.len())];
            OfMetric {
                metric: metric.key.clone(),
                label: metric.label.clone(),
                mean: stats::mean(&told.iter().flatten().copied().collect::<Vec<_>>()),
                findings: findings(method, &self.factors.factors, cube, &values, (Seed(self.question.size.seed), sets)),
            }
        };
        let arm = &self.world.arms[self.arm];
        Ok(Sensitivity {
            scenario: self.world.name.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: self.question.size.seed,
            arm: (arm.id.clone(), arm.name.clone()),
            method,
            points: whole as u64,
            runs_per_point: self.question.runs_per_point,
            geometry_sets: bench.num_sets(),
            level: self.factors.level,
            factors: self.factors.factors.clone(),
            metrics: self.metrics.iter().enumerate().map(of_metric).collect(),
            stopped_early: whole < self.points.len(),
        })
    }

    /// The design as a table: by point which key is moved to what (`moved`, `to`; of a tornado), or where each column of the cube
    /// stands (`u:KEY`), what its input then is (`KEY`, in the unit that the key names), and by metric the mean over the runs and that
    /// mean's variance by luck (`METRIC`, `luck:METRIC`).
    #[must_use]
    pub fn csv(&self, outputs: &[Outputs]) -> String {
        let columns = &self.factors.columns;
        let mut head: Vec<String> = Vec::new();
        if !self.cube.is_empty() {
            head.extend(columns.iter().map(|column| format!("u:{}", column.key)));
            head.extend(columns.iter().map(|column| column.key.clone()));
        } else {
            head.extend(["moved", "to"].map(str::to_owned));
        }
        head.extend(self.metrics.iter().flat_map(|metric| [metric.key.clone(), format!("luck:{}", metric.key)]));
        let line = |cells: &[String]| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
        let mut text = line(&head) + "\n";
        for (at, point) in outputs.iter().enumerate() {
            let mut cells: Vec<String> = Vec::new();
            if let Some(cube) = self.cube.get(at) {
                cells.extend(cube.iter().map(f64::to_string));
                let shown = (0..columns.len()).map(|column| self.factors.shown(&self.world, column, cube));
                cells.extend(shown.map(|value| value.to_string()));
            } else {
                cells.extend(self.moved(at));
            }
            let told = point.iter().flat_map(|runs| {
                let (mean, num) = (stats::mean(runs), runs.len() as f64);
                let squares: f64 = runs.iter().map(|value| (value - mean).powi(2)).sum();
                [mean, squares / (num * (num - 1.0).max(1.0))]
            });
            cells.extend(told.map(|number| number.to_string()));
            let _ = writeln!(text, "{}", line(&cells));
        }
        text
    }
}

impl SensitivityPlan {
    /// Of a tornado's point: the key that is moved, and to what; neither in the middle.
    fn moved(&self, at: usize) -> [String; 2] {
        let factor = at.checked_sub(1).and_then(|at| self.factors.factors.get(at / 2));
        let told = factor.and_then(|factor| {
            let value = self.factors.set_to(&self.world, factor.columns[0], &self.points[at])?;
            Some([factor.key.clone(), value.to_string()])
        });
        told.unwrap_or_default()
    }
}

/// What a study told, with the points that were played.
pub struct Told {
    plan: SensitivityPlan,
    outputs: Vec<Outputs>,
    /// What they say.
    pub report: Sensitivity,
}

impl Told {
    /// As [`SensitivityPlan::csv`].
    #[must_use]
    pub fn csv(&self) -> String {
        self.plan.csv(&self.outputs)
    }

    /// The same as a table, `design`.
    #[must_use]
    pub fn table(&self) -> Table {
        table_of_csv("design", &self.csv())
    }
}

/// The whole command: lays out, plays and tells; what is done when it is stopped is told.
///
/// # Errors
/// Everything that is wrong with what is asked and with the scenario; routes that cannot be flown; stopped before anything could
/// be told.
pub fn sensitivity(sweep: &sweep::Question, options: &Options, watch: &Watch) -> Result<Told, Failure> {
    let plan = SensitivityPlan::new(options.question(sweep)?)?;
    let tables = kept_tables();
    let tables = |f: &_| tables.flyout(f);
    watch.total.store(plan.num_runs(), Ordering::Relaxed);
    let bench = plan.bench(&tables, watch)?;
    let outputs = play(&plan, &bench, watch)?;
    let report = plan.report(&bench, &outputs)?;
    drop(bench);
    Ok(Told { plan, outputs, report })
}

/// Plays a few points, says how long the rest will take, and plays it.
fn play(plan: &SensitivityPlan, bench: &Bench<'_>, watch: &Watch) -> Result<Vec<Outputs>, Failure> {
    let points = plan.points();
    let (trial, rest) = points.split_at((points.len() / 100).clamp(1, 20));
    let began = Instant::now();
    let mut outputs = bench.play(trial, &watch.stop, &watch.done).map_err(Failure::other)?;
    let rest_s = began.elapsed().as_secs_f64() / trial.len() as f64 * rest.len() as f64;
    watch.note(format!(
        "{} factors, {} points, {} runs: about {} left",
        plan.factors().factors.len(),
        points.len(),
        plan.num_runs(),
        if rest_s < 90.0 { format!("{rest_s:.0} s") } else { format!("{:.0} min", rest_s / 60.0) }
    ));
    if outputs.len() == trial.len() {
        outputs.extend(bench.play(rest, &watch.stop, &watch.done).map_err(Failure::other)?);
    }
    Ok(outputs)
}

/// Ends of a range that the scenario does not allow, of a key that it lets be set.
fn range_faults(question: &SensitivityQuestion, world: &World, range: &Range, faults: &mut Vec<String>) {
    let Some(input) = world.inputs.iter().find(|input| input.key == range.key) else { return };
    let wrong = |value: f64| {
        let end = format!("{}={value}", range.key);
        let sets = question.sets.iter().map(|text| Change { option: "--set", text });
        let changes: Vec<Change<'_>> = sets.chain([Change { option: "--vary", text: &end }]).collect();
        scenario::load_changed(scenario::resolve(&question.scenario), &changes).err()
    };
    if wrong(input.range.likely * input.unit_per_si).is_some() {
        return;
    }
    let of_ends = [range.low, range.high].into_iter().filter_map(wrong).flat_map(|wrong| wrong.0);
    for fault in of_ends.map(|fault| fault.to_string()) {
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
}

/// Sizes that are not allowed.
fn size_faults(question: &SensitivityQuestion) -> Vec<String> {
    let mut faults = question.size.faults();
    let (option, value, least) = match question.method {
        Method::Sobol(rows) | Method::SobolPairs(rows) => {
            if !rows.is_power_of_two() {
                faults.push(format!("--sobol {rows}: allowed: a power of two, as which Sobol's points are even"));
            }
            ("--sobol", rows, 8)
        }
        Method::Morris(trajectories) => ("--morris", trajectories, 2),
        Method::Latin(points) => ("--lhs", points, 10),
        Method::Tornado => ("", 1, 1),
    };
    if !(least..=1 << 20).contains(&value) {
        faults.push(format!("{option} {value}: allowed: {least} to {}", 1 << 20));
    }
    if !(2..=MOST_RUNS_PER_POINT).contains(&question.runs_per_point) {
        let runs = question.runs_per_point;
        faults.push(format!(
            "--runs-per-point {runs}: allowed: 2 to {MOST_RUNS_PER_POINT}, as luck is told apart by runs that differ in it"
        ));
    }
    faults
}

/// The metrics asked for.
fn chosen(world: &World, keys: &[String], faults: &mut Vec<String>) -> Vec<Metric> {
    let all = metrics(world);
    if keys.is_empty() {
        return all.into_iter().take(1).collect();
    }
    let allowed: Vec<&str> = all.iter().map(|metric| metric.key.as_str()).collect();
    let mut find = |key: &String| {
        let found = all.iter().find(|metric| metric.key == *key).cloned();
        if found.is_none() {
            faults.push(format!("--metric {key}: no such metric; allowed: {}", allowed.join(", ")));
        }
        found
    };
    keys.iter().filter_map(&mut find).collect()
}

type LaidOut = (Factors, Vec<Vec<f64>>, Vec<Point>);

/// The points of a design; of a tornado the factors that have two ends.
fn laid_out(world: &World, mut factors: Factors, method: Method, seed: Seed) -> Result<LaidOut, Failure> {
    let stream = Stream::of_design(seed);
    let groups = factors.groups();
    let num_columns = factors.columns.len();
    let cube = match method {
        Method::Sobol(rows) => sobol::design(&base(&stream, num_columns, rows)?, &groups, sobol::Order::First),
        Method::SobolPairs(rows) => sobol::design(&base(&stream, num_columns, rows)?, &groups, sobol::Order::Second),
        Method::Morris(trajectories) => morris::design(&stream, &groups, trajectories),
        Method::Latin(num) => {
            let column = |key: &str| latin(&stream, EntityKey::of(key), num as usize);
            let columns: Vec<Vec<f64>> = factors.columns.iter().map(|c| column(&c.key)).collect();
            (0..num as usize).map(|point| columns.iter().map(|column| column[point]).collect()).collect()
        }
        Method::Tornado => {
            let (points, moved) = factors.one_at_a_time(world);
            factors.factors.retain(|factor| moved.contains(&factor.columns[0]));
            return Ok((factors, Vec::new(), points));
        }
    };
    let points = cube.iter().map(|at| factors.point(world, at)).collect();
    Ok((factors, cube, points))
}

/// Rows of the base of a design: two points of the cube each.
fn base(stream: &Stream, num_columns: usize, rows: u64) -> Result<Vec<Vec<f64>>, Failure> {
    let sobol = Sobol::new(2 * num_columns).ok_or_else(|| {
        Failure::input(format!("{num_columns} inputs are moved; allowed: {}; --over names fewer", MOST_DIMENSIONS / 2))
    })?;
    let row = |point| (0..2 * num_columns).map(|dimension| sobol.scrambled(stream, point, dimension)).collect();
    Ok((0..rows as u32).map(row).collect())
}
