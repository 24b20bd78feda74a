//! `cupola run`, `sustain`, `cost` and `compare`: options into questions, reports into text.

use crate::{CompareArgs, RunArgs, cost, print};
use cupola::command::compare::Comparison;
use cupola::command::run::{self, Explained, Out, Played, Question, Run};
use cupola::command::{Failure, Scenario, Watch};
use cupola::record::{json, terminal};
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// What part of a run's report is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// All of it.
    Whole,
    /// `cupola sustain`.
    Campaign,
    /// `cupola cost`.
    Cost {
        /// Rows of the table.
        by: terminal::CostBy,
        /// Where what drives the total is drawn.
        svg: Option<&'a Path>,
    },
}

/// `cupola run`, `cupola sustain`, `cupola cost`.
pub fn run(args: &RunArgs, part: Part<'_>) -> Result<(), Failure> {
    let question = question(args, part)?;
    if let Some(threat) = &args.explain {
        let (run, raid, arm) = (args.explain_run, args.explain_raid, args.explain_arm.clone());
        let asked = Explained { threat: threat.clone(), run, raid, arm };
        return print(&run::explain(&question, &asked, note)?);
    }
    let ready = Run::new(&question)?;
    note(&ready.notes);
    let played = watched(|watch| ready.play(watch))?;
    match part {
        Part::Whole => print_run(&played, &args.scenario, args.json),
        Part::Campaign if args.json => print(&json::pretty(&played.report.campaign)),
        Part::Campaign => print(&terminal::render(&played.report, &args.scenario, &style())),
        Part::Cost { by, svg } => cost::print_cost(&played.report, &args.scenario, by, svg, args.json),
    }
}

/// Prints all of a report, and where its folder is.
pub fn print_run(played: &Played, given: &str, is_json: bool) -> Result<(), Failure> {
    if is_json {
        return print(&played.json());
    }
    let report = terminal::render(&played.report, given, &style());
    let place = played.dir.iter().map(|dir| format!("          {}\n", dir.join("report.html").display()));
    print(&format!("{report}\n{}", place.collect::<String>()))
}

/// How often stocks are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum StockBy {
    /// Every day from the stock date
    Day,
    /// Every seventh day from the stock date
    Week,
    /// The stock date and each first of a month
    Month,
}

impl From<StockBy> for run::StockBy {
    fn from(by: StockBy) -> Self {
        match by {
            StockBy::Day => Self::Day,
            StockBy::Week => Self::Week,
            StockBy::Month => Self::Month,
        }
    }
}

fn question(args: &RunArgs, part: Part<'_>) -> Result<Question, Failure> {
    let mut faults = args.study.faults();
    let keep_events = keep_events(&args.keep_events, &mut faults);
    if args.json && args.explain.is_some() {
        faults.push("--explain tells a story in words: leave --json out".to_owned());
    }
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    Ok(Question {
        scenario: Scenario::named(&args.scenario, &args.sets),
        size: args.study.size(),
        until: args.until,
        keep_events,
        stock_by: args.stock_by.into(),
        out: match (&args.out, part) {
            (Some(dir), _) => Out::Named(dir.clone()),
            (None, Part::Cost { .. }) => Out::UsualOfCost,
            (None, _) => Out::Usual,
        },
        goes_on: args.append || args.resume,
    })
}

/// Runs whose events are kept, as `--keep-events` says.
pub fn keep_events(text: &str, faults: &mut Vec<String>) -> u64 {
    if text == "all" {
        return u64::MAX;
    }
    text.parse().unwrap_or_else(|_| {
        faults.push(format!("--keep-events {text}: allowed: a number or `all`"));
        0
    })
}

/// Tells on standard error what is to be told before work begins.
pub fn note(notes: &[String]) {
    notes.iter().for_each(|line| eprintln!("{line}"));
}

/// How standard output wants its text.
pub fn style() -> terminal::TerminalStyle {
    let color = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    terminal::TerminalStyle { width: 100, color, unicode: true }
}

/// Does work that Ctrl-C stops, what is done being kept, with progress on standard error.
pub fn watched<T: Send>(work: impl FnOnce(&Watch) -> Result<T, Failure> + Send) -> Result<T, Failure> {
    let watch = Arc::new(Watch::default());
    let flag = Arc::clone(&watch);
    on_interrupt(move || flag.stop.swap(true, Ordering::Relaxed))?;
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| show_progress(&watch.done, &watch.total, &finished));
        let result = work(&watch);
        finished.store(true, Ordering::Relaxed);
        result
    })
}

/// Set by Ctrl-C: what is done is kept.
pub fn stop_flag() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    on_interrupt(move || flag.swap(true, Ordering::Relaxed))?;
    Ok(stop)
}

/// Has Ctrl-C stop work by `stop`, which says whether it was stopped before; the second time ends the process.
fn on_interrupt(stop: impl Fn() -> bool + Send + 'static) -> Result<(), Failure> {
    ctrlc::set_handler(move || {
        if stop() {
            std::process::exit(130);
        }
    })
    .map_err(Failure::other)
}

/// A bar on standard error, where that is a terminal, until all is finished; from when it is known how much there is to do.
pub fn show_progress(done: &AtomicU64, total: &AtomicU64, finished: &AtomicBool) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    let bar = indicatif::ProgressBar::hidden();
    if let Ok(style) = indicatif::ProgressStyle::with_template("{bar:30} {pos}/{len} runs, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    while !finished.load(Ordering::Relaxed) {
        let (done, total) = (done.load(Ordering::Relaxed), total.load(Ordering::Relaxed));
        if total > 0 && bar.is_hidden() {
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            bar.set_length(total);
            bar.reset_eta();
        }
        bar.set_position(done);
        std::thread::sleep(Duration::from_millis(50));
    }
    bar.finish_and_clear();
}

/// `cupola compare A B…`.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let scenarios: Vec<Scenario> = args.scenarios.iter().map(|name| Scenario::named(name, &[])).collect();
    let ready = Comparison::new(&scenarios, args.study.size())?;
    note(&ready.notes);
    let summary = watched(|watch| ready.play(watch))?;
    print(&if args.json { json::pretty(&summary) } else { terminal::render_compare(&summary, &style()) })
}
