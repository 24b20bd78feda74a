//! `cupola run`, `sustain`, `cost` and `compare`: options into questions, reports into text.

use crate::watched::watched;
use crate::{CompareArgs, RunArgs, cost, print};
use cupola::command::compare::Comparison;
use cupola::command::run::{self, Explained, Out, Played, Question, Run};
use cupola::command::{Failure, Scenario};
use cupola::record::{json, terminal};
use std::io::IsTerminal;
use std::path::Path;

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

/// `cupola compare A B…`.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let scenarios: Vec<Scenario> = args.scenarios.iter().map(|name| Scenario::named(name, &[])).collect();
    let ready = Comparison::new(&scenarios, args.study.size())?;
    note(&ready.notes);
    let summary = watched(|watch| ready.play(watch))?;
    print(&if args.json { json::pretty(&summary) } else { terminal::render_compare(&summary, &style()) })
}
