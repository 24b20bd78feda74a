//! Commands that play a study: run, sustain, cost, compare, shard, merge.

use crate::answer::Answer;
use crate::ask::{STYLE, read};
use cupola::command::compare::Comparison;
use cupola::command::run::{Explained, Out, Played, Question, Run, StockBy, explain};
use cupola::command::shard::{Merge, MergeQuestion, Sharded, notes, shard as play};
use cupola::command::sweep::vary::{Vary, written};
use cupola::command::{Failure, Scenario, Size, Watch, cost};
use cupola::record::{bill, json, terminal};
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// What is asked of `run`, `sustain` and `cost`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    scenario: String,
    sets: Vec<String>,
    size: Size,
    until: Option<f64>,
    keep_events: Option<u64>,
    stock_by: String,
    out: Option<PathBuf>,
    goes_on: bool,
}

/// What is asked of `cost` without runs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Curve {
    scenario: String,
    sets: Vec<String>,
    size: Size,
    vary: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Steps {
    scenario: String,
    sets: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Compared {
    scenarios: Vec<(String, Vec<String>)>,
    size: Size,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sharding {
    scenario: String,
    sets: Vec<String>,
    first: u64,
    until: u64,
    out: PathBuf,
    worlds: u64,
    seed: u64,
    threads: Option<usize>,
    stock_by: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Merging {
    dir: PathBuf,
    runs: Option<u64>,
    partial: bool,
    keep_events: Option<u64>,
    threads: Option<usize>,
    out: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explaining {
    question: Asked,
    threat: String,
    run: u64,
    raid: u32,
    arm: Option<String>,
}

/// The answer of a command that plays studies; none where the command is another.
pub fn answer(command: &str, question: &str, watch: &Watch) -> Option<Result<Answer, Failure>> {
    Some(match command {
        "run" | "sustain" | "cost" => run(command, question, watch),
        "cost.curve" => curve(question),
        "cost.steps" => steps(question),
        "compare" => compare(question, watch),
        "explain" => explained(question, watch),
        "shard" => shard(question, watch),
        "merge" => merge(question, watch),
        _ => return None,
    })
}

fn stock_by(word: &str) -> Result<StockBy, Failure> {
    let all = [StockBy::Day, StockBy::Week, StockBy::Month];
    let fault = || Failure::input(format!("stock_by {word}: allowed: day, week, month"));
    all.into_iter().find(|by| by.word() == word).ok_or_else(fault)
}

fn out(dir: Option<PathBuf>) -> Out {
    dir.map_or(Out::Nowhere, Out::Named)
}

impl Asked {
    fn question(self) -> Result<Question, Failure> {
        Ok(Question {
            scenario: Scenario::named(self.scenario, &self.sets),
            size: self.size,
            until: self.until,
            keep_events: self.keep_events.unwrap_or(u64::MAX),
            stock_by: stock_by(&self.stock_by)?,
            out: out(self.out),
            goes_on: self.goes_on,
        })
    }
}

fn tell(watch: &Watch, lines: &[String]) {
    lines.iter().for_each(|line| watch.note(line));
}

fn run(command: &str, question: &str, watch: &Watch) -> Result<Answer, Failure> {
    let question: Question = read::<Asked>(command, question)?.question()?;
    let ready = Run::new(&question)?;
    tell(watch, &ready.notes);
    let played = ready.play(watch)?;
    let (report, name) = (&played.report, question.scenario.name());
    let answer = match command {
        "sustain" => Answer::new(json::pretty(&report.campaign), terminal::render(report, &name, &STYLE)),
        "cost" => of_cost(&played, &name),
        _ => Answer::new(played.json(), terminal::render(report, &name, &STYLE)),
    };
    Ok(answer.of(played))
}

/// The money of a report, with what drives it where something does.
fn of_cost(played: &Played, name: &str) -> Answer {
    let report = &played.report;
    let text = terminal::render_cost(report, name, terminal::CostBy::Element, &STYLE);
    let answer = Answer::new(json::pretty(&report.cost), text);
    let life = report.cost.as_ref().and_then(|cost| Some((cost.price_year, cost.life_cycle.as_ref()?)));
    let Some((price_year, life)) = life.filter(|(_, life)| life.total_usd.is_some() && !life.drivers.is_empty()) else {
        return answer;
    };
    answer.with("svg", bill::drivers_to_svg(&report.scenario.title, &report.scenario.caveats, life, price_year))
}

fn curve(question: &str) -> Result<Answer, Failure> {
    let asked: Curve = read("cost", question)?;
    let vary = Vary::parse(&asked.vary).map_err(|faults| Failure::input(faults.join("\n")))?;
    let values: Vec<String> = vary.values.iter().map(written).collect();
    let curve = cost::curve(&Scenario::named(asked.scenario, &asked.sets), &asked.size, &vary.key, &values)?;
    Ok(Answer::new(json::pretty(&curve), terminal::render_cost_curve(&curve, &STYLE)))
}

fn steps(question: &str) -> Result<Answer, Failure> {
    let asked: Steps = read("cost", question)?;
    let fall = cost::steps(&Scenario::named(asked.scenario, &asked.sets))?;
    Ok(Answer::new(json::pretty(&fall), terminal::render_waterfall(&fall, &STYLE)).with("svg", bill::to_svg(&fall)))
}

fn compare(question: &str, watch: &Watch) -> Result<Answer, Failure> {
    let asked: Compared = read("compare", question)?;
    let scenarios: Vec<Scenario> = asked.scenarios.iter().map(|(name, sets)| Scenario::named(name, sets)).collect();
    let ready = Comparison::new(&scenarios, asked.size)?;
    tell(watch, &ready.notes);
    let summary = ready.play(watch)?;
    Ok(Answer::new(json::pretty(&summary), terminal::render_compare(&summary, &STYLE)))
}

fn explained(question: &str, watch: &Watch) -> Result<Answer, Failure> {
    let Explaining { question, threat, run, raid, arm } = read("explain", question)?;
    let text = explain(&question.question()?, &Explained { threat, run, raid, arm }, |notes| tell(watch, notes))?;
    Ok(Answer::new("null".to_owned(), text))
}

/// The study whose shards this process played last: a worker plays one after the other, and flies its routes once.
static PLAYED_LAST: Mutex<Option<Arc<Sharded>>> = Mutex::new(None);

fn shard(question: &str, watch: &Watch) -> Result<Answer, Failure> {
    let asked: Sharding = read("shard", question)?;
    let sharded = if asked.scenario.ends_with(".json") {
        let kept = PLAYED_LAST.lock().ok().and_then(|mut last| last.take());
        Sharded::read_unless_kept(asked.scenario.as_ref(), kept)?
    } else {
        let scenario = Scenario::named(asked.scenario, &asked.sets);
        Arc::new(Sharded::new(&scenario, asked.seed, asked.worlds, stock_by(&asked.stock_by)?)?)
    };
    if let Ok(mut last) = PLAYED_LAST.lock() {
        *last = Some(Arc::clone(&sharded));
    }
    tell(watch, &notes(&sharded));
    let receipt = play(&sharded, asked.first..asked.until, asked.threads, &asked.out, watch)?;
    let text = format!("{}: runs {}..{}; {}\n", receipt.file, receipt.first, receipt.until, receipt.digest);
    Ok(Answer::new(json::pretty(&receipt), text))
}

fn merge(question: &str, watch: &Watch) -> Result<Answer, Failure> {
    let asked: Merging = read("merge", question)?;
    let ready = Merge::new(&MergeQuestion {
        dir: asked.dir,
        runs: asked.runs,
        takes_part: asked.partial,
        keep_events: asked.keep_events.unwrap_or(u64::MAX),
        threads: asked.threads,
        out: out(asked.out),
    })?;
    tell(watch, &ready.notes);
    let played = ready.play(watch)?;
    let name = played.loaded.world.name.clone();
    Ok(Answer::new(played.json(), terminal::render(&played.report, &name, &STYLE)).of(played))
}
