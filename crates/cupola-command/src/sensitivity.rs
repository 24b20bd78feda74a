//! `cupola sweep --sobol | --morris | --lhs | --tornado`: which inputs matter, and how much of it is by themselves.

use crate::{Failure, Size, Watch};
use cupola_core::design::{MOST_DIMENSIONS, Sobol, latin};
use cupola_core::{EntityKey, Seed, Stream, stats};
use cupola_scenario::{self as scenario, Change};
use cupola_sim::geometry::Tables;
use cupola_sim::world::World;
use cupola_study::monte_carlo::make_ready;
use cupola_study::sensitivity::bench::{Bench, Outputs};
use cupola_study::sensitivity::factors::{Choice, Factors, Flight, Level, Point, Range};
use cupola_study::sensitivity::report::{Method, OfMetric, Sensitivity, findings};
use cupola_study::sensitivity::{morris, sobol};
use cupola_study::sweep::{Metric, metrics};
use std::fmt::Write as _;

/// What is asked.
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
    pub fn bench(&self, tables: &Tables<'_>) -> Result<Bench<'_>, Failure> {
        let Size { seed, .. } = self.question.size;
        let threads = self.question.size.options(0).threads;
        let size = (Seed(seed), self.question.runs_per_point, threads);
        Bench::new(&self.world, self.arm, self.metrics.clone(), size, tables).map_err(Failure::other)
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

    /// The design as a table: by point where each column of the cube stands (`u:KEY`), what its input then is (`KEY`, in the unit
    /// that the key names), and by metric the mean over the runs and that mean's variance by luck (`METRIC`, `luck:METRIC`).
    #[must_use]
    pub fn csv(&self, outputs: &[Outputs]) -> String {
        let columns = &self.factors.columns;
        let mut head: Vec<String> = Vec::new();
        if !self.cube.is_empty() {
            head.extend(columns.iter().map(|column| format!("u:{}", column.key)));
            head.extend(columns.iter().map(|column| column.key.clone()));
        }
        head.extend(self.metrics.iter().flat_map(|metric| [metric.key.clone(), format!("luck:{}", metric.key)]));
        let mut text = head.join(",") + "\n";
        for (at, point) in outputs.iter().enumerate() {
            let mut cells: Vec<f64> = Vec::new();
            if let Some(cube) = self.cube.get(at) {
                cells.extend(cube);
                cells.extend((0..columns.len()).map(|column| self.factors.shown(&self.world, column, cube)));
            }
            cells.extend(point.iter().flat_map(|runs| {
                let (mean, num) = (stats::mean(runs), runs.len() as f64);
                let squares: f64 = runs.iter().map(|value| (value - mean).powi(2)).sum();
                [mean, squares / (num * (num - 1.0).max(1.0))]
            }));
            let cells: Vec<String> = cells.iter().map(f64::to_string).collect();
            let _ = writeln!(text, "{}", cells.join(","));
        }
        text
    }
}

/// The whole command: lays out, plays and tells; what is done when it is stopped is told.
///
/// # Errors
/// As [`SensitivityPlan::new`], [`Bench::play`] and [`SensitivityPlan::report`].
pub fn sensitivity(question: SensitivityQuestion, tables: &Tables<'_>, watch: &Watch) -> Result<Sensitivity, Failure> {
    let plan = SensitivityPlan::new(question)?;
    watch.total.store(plan.num_runs(), std::sync::atomic::Ordering::Relaxed);
    let bench = plan.bench(tables)?;
    let outputs = bench.play(plan.points(), &watch.stop, &watch.done).map_err(Failure::other)?;
    plan.report(&bench, &outputs)
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
