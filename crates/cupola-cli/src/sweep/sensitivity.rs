//! `cupola sweep --sobol | --morris | --lhs | --tornado`: read, timed and shown; what it does is in `cupola::command`.

use super::SweepArgs;
use crate::flyout::kept_tables;
use crate::output::Output;
use crate::run::{show_progress, stop_flag, style};
use cupola::command::Failure;
use cupola::command::sensitivity::{SensitivityPlan, SensitivityQuestion};
use cupola::record::{bill, json, terminal};
use cupola::study::sensitivity::bench::{Bench, Outputs};
use cupola::study::sensitivity::factors::{Level, Range};
use cupola::study::sensitivity::report::Method;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// Options of a sensitivity study.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Which inputs matter")]
#[group(skip)]
#[command(group = clap::ArgGroup::new("method").args(["sobol", "morris", "lhs", "tornado"]).multiple(false))]
pub struct SensitivityArgs {
    /// Sobol indices of uncertain inputs from N rows, a power of two: shares of the variance of the mean over luck
    #[arg(long, value_name = "N")]
    sobol: Option<u64>,
    /// Those of every pair of factors too, at twice the points
    #[arg(long, requires = "sobol")]
    pairs: bool,
    /// Elementary effects of uncertain inputs along R trajectories: which to leave out, with few points
    #[arg(long, value_name = "R")]
    morris: Option<u64>,
    /// Rank correlations over N points of a Latin hypercube
    #[arg(long, value_name = "N")]
    lhs: Option<u64>,
    /// Every uncertain input at its low and its high end, all others likely
    #[arg(long)]
    tornado: bool,
    /// Move inputs whose keys fit, `*` for any text (default: all uncertain ones; --vary KEY=LO..HI: evenly over a range)
    #[arg(long, value_name = "KEY", requires = "method")]
    over: Vec<String>,
    /// What moves together (default: inputs one by one; with --sobol the finest of at most 60 factors)
    #[arg(long, value_enum, requires = "method")]
    by: Option<By>,
    /// Metric to tell of, as of --until-equal; may be repeated
    #[arg(long, value_name = "METRIC", requires = "method")]
    metric: Vec<String>,
    /// Runs of every point, the same luck at each
    #[arg(long, value_name = "K", default_value_t = 16)]
    runs_per_point: u64,
    /// Write the points and what they gave as CSV
    #[arg(long, value_name = "FILE", requires = "method")]
    design: Option<PathBuf>,
    /// Write the tornado of the first metric as a picture
    #[arg(long, value_name = "FILE", requires = "tornado")]
    svg: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum By {
    Input,
    Element,
    Kind,
}

impl SensitivityArgs {
    /// The method asked for, if one is.
    pub fn method(&self) -> Option<Method> {
        let sobol = if self.pairs { Method::SobolPairs } else { Method::Sobol };
        let tornado = self.tornado.then_some(Method::Tornado);
        self.sobol.map(sobol).or(self.morris.map(Method::Morris)).or(self.lhs.map(Method::Latin)).or(tornado)
    }
}

/// A sensitivity study.
pub fn sensitivity(args: &SweepArgs, method: Method) -> Result<(), Failure> {
    let stop = stop_flag()?;
    let options = &args.sensitivity;
    let plan = SensitivityPlan::new(question(args, method)?)?;
    let tables = kept_tables();
    let tables = |f: &_| tables.flyout(f);
    let bench = plan.bench(&tables)?;
    let outputs = play(&plan, &bench, &stop)?;
    let report = plan.report(&bench, &outputs)?;
    let mut output = Output::new(args.json);
    output.write("--design", options.design.as_deref(), || plan.csv(&outputs))?;
    output.write("--svg", options.svg.as_deref(), || bill::swings_to_svg(&report))?;
    output.finish(|| if args.json { json::pretty(&report) } else { terminal::render_sensitivity(&report, &style()) })
}

/// Plays a few points, says how long the rest will take, and plays it.
fn play(plan: &SensitivityPlan, bench: &Bench<'_>, stop: &AtomicBool) -> Result<Vec<Outputs>, Failure> {
    let (points, done, finished) = (plan.points(), AtomicU64::new(0), AtomicBool::new(false));
    let (trial, rest) = points.split_at((points.len() / 100).clamp(1, 20));
    let began = Instant::now();
    let mut outputs = bench.play(trial, stop, &done).map_err(Failure::other)?;
    let rest_s = began.elapsed().as_secs_f64() / trial.len() as f64 * rest.len() as f64;
    eprintln!(
        "{} factors, {} points, {} runs: about {} left",
        plan.factors().factors.len(),
        points.len(),
        plan.num_runs(),
        if rest_s < 90.0 { format!("{rest_s:.0} s") } else { format!("{:.0} min", rest_s / 60.0) }
    );
    let more = std::thread::scope(|scope| {
        scope.spawn(|| show_progress(&done, plan.num_runs(), &finished));
        let more = bench.play(rest, stop, &done);
        finished.store(true, Ordering::Relaxed);
        more
    });
    if outputs.len() == trial.len() {
        outputs.extend(more.map_err(Failure::other)?);
    }
    Ok(outputs)
}

fn question(args: &SweepArgs, method: Method) -> Result<SensitivityQuestion, Failure> {
    let mut faults = Vec::new();
    let mut no = |is_given: bool, option: &str| {
        if is_given {
            faults.push(format!("{option}: only of a sweep of one or two keys"));
        }
    };
    no(args.until_equal.is_some(), "--until-equal");
    no(!args.base_sets.is_empty(), "--base-set");
    let mut range = |text: &String| {
        let read = text.split_once('=').and_then(|(key, range)| {
            let (low, high) = range.split_once("..")?;
            Some(Range { key: key.trim().to_owned(), low: low.trim().parse().ok()?, high: high.trim().parse().ok()? })
        });
        if read.is_none() {
            faults.push(format!("--vary {text}: allowed: KEY=LO..HI, as the range of an input"));
        }
        read
    };
    let ranges = args.varies.iter().filter_map(&mut range).collect();
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let options = &args.sensitivity;
    Ok(SensitivityQuestion {
        scenario: args.scenario.clone(),
        sets: args.sets.clone(),
        arm: args.arm.clone(),
        method,
        over: options.over.clone(),
        ranges,
        level: options.by.map(|by| match by {
            By::Input => Level::Input,
            By::Element => Level::Element,
            By::Kind => Level::Kind,
        }),
        metrics: options.metric.clone(),
        runs_per_point: options.runs_per_point,
        size: args.study.size(),
    })
}
