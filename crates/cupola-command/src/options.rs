//! `cupola options`: what each of a scenario's options stops for its money, and which to buy.

use crate::flyout::kept_tables;
use crate::look::warn;
use crate::{Failure, Size, Watch};
use cupola_scenario::Change;
use cupola_sim::world::{BuyOption, CostRules, World};
use cupola_study::monte_carlo::make_ready;
use cupola_study::options::{
    Depth, Exchange, Found, Question as Weighed, Report, exchange, exchange_metrics, num_first_sets, set_runs,
    unit_usd, weigh,
};
use cupola_study::sweep::{Metric, Played, Player, metrics};
use serde::Deserialize;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Options of `cupola options`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Bundled name or file
    #[cfg_attr(feature = "clap", arg(default_value = "japan-2028"))]
    pub scenario: String,
    /// What is to be less: through, leakers, value_lost_fraction, and over a campaign through_total, leakers_total (default:
    /// through_total, without a campaign through)
    #[cfg_attr(feature = "clap", arg(long))]
    pub metric: Option<String>,
    /// Arm to play (default: the scenario's base arm)
    #[cfg_attr(feature = "clap", arg(long, value_name = "ID"))]
    pub arm: Option<String>,
    /// Weigh these options alone
    #[cfg_attr(feature = "clap", arg(long, value_name = "ID,…", value_delimiter = ','))]
    pub only: Vec<String>,
    /// The most that the curve may spend (million USD)
    #[cfg_attr(feature = "clap", arg(long, value_name = "MUSD"))]
    pub budget_musd: Option<f64>,
    /// Runs of nothing bought, of each option and of each step's choices; of every other set one in each world
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 500))]
    pub runs: u64,
    /// Worlds: sets of drawn inputs, shared out among the runs
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 200))]
    pub worlds: u64,
    /// Seed
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 1))]
    pub seed: u64,
    /// Threads (default: all)
    #[cfg_attr(feature = "clap", arg(long))]
    pub threads: Option<usize>,
    /// Change a value by its path, before any option
    #[cfg_attr(feature = "clap", arg(long = "set", value_name = "KEY=VALUE"))]
    pub sets: Vec<String>,
}

/// Metrics of which less is better.
const METRICS: [&str; 5] = ["through_total", "through", "leakers", "value_lost_fraction", "leakers_total"];

/// What is asked, read and found sound.
struct Asked {
    /// The scenario with the changes of `--set`, ready to be played.
    plain: World,
    arm: usize,
    options: Vec<BuyOption>,
    metric: Metric,
    /// What is measured in the runs without any option, beside the metric.
    exchange: Vec<Metric>,
}

/// What each of the scenario's options stops for its money, and which to buy.
///
/// # Errors
/// Everything that is wrong with what is asked, every fault of the scenario with any option; stopped before the first set was
/// done.
pub fn options(question: &Question, watch: &Watch) -> Result<Report, Failure> {
    let asked = Asked::read(question)?;
    warn(&asked.plain, watch);
    let study = question.size().options(0);
    let rules = asked.plain.cost.as_ref().expect("options need [cost], as the scenario was checked for");
    let unit_usd = unit_usd(rules, &asked.options, &study).map_err(Failure::other)?;
    let weighed = Weighed {
        options: &asked.options,
        unit_usd: &unit_usd,
        metric: &asked.metric.key,
        budget_usd: question.budget_musd.map(|musd| musd * 1e6),
    };
    let began = Instant::now();
    let Some((found, exchange)) = play(question, &asked, &weighed, watch)? else {
        return Err(Failure::other("stopped before the first set was done"));
    };
    Ok(asked.report(question, rules, (found, exchange), began.elapsed().as_secs_f64()))
}

impl Question {
    fn size(&self) -> Size {
        Size { runs: self.runs, worlds: self.worlds, seed: self.seed, threads: self.threads }
    }
}

impl Asked {
    fn read(args: &Question) -> Result<Self, Failure> {
        let mut faults = args.size().faults();
        for (option, value) in [("--runs", args.runs), ("--worlds", args.worlds)] {
            if value == 1 {
                faults.push(format!("{option} 1: one alone has no interval; allowed: 2 or more"));
            }
        }
        if let Some(musd) = args.budget_musd.filter(|musd| !(musd.is_finite() && *musd > 0.0)) {
            faults.push(format!("--budget-musd {musd}: allowed: a number above 0"));
        }
        let plain = load(args, &[], &[])?;
        let all = plain.cost.as_ref().map_or(&[][..], |rules| &rules.options);
        if all.is_empty() {
            faults.push(format!("{} has no [[option]]: nothing to weigh", args.scenario));
        }
        for id in args.only.iter().filter(|id| all.iter().all(|option| option.id != **id)) {
            let ids: Vec<&str> = all.iter().map(|option| option.id.as_str()).collect();
            faults.push(format!("--only {id}: no such option; allowed: {}", ids.join(", ")));
        }
        let is_asked = |option: &&BuyOption| args.only.is_empty() || args.only.contains(&option.id);
        let options: Vec<BuyOption> = all.iter().filter(is_asked).cloned().collect();
        for (index, option) in options.iter().enumerate() {
            let mut owned = vec![0; options.len()];
            owned[index] = option.times;
            if let Err(wrong) = load(args, &options, &owned) {
                faults.push(wrong.to_string());
            }
        }
        let arm = arm(&plain, args.arm.as_deref(), &mut faults);
        let metric = metric(&plain, args.metric.as_deref(), &mut faults);
        let exchange = exchange_metrics(&plain);
        match metric {
            Some(metric) if faults.is_empty() => Ok(Self { arm, options, metric, exchange, plain }),
            _ => Err(Failure::input(faults.join("\n"))),
        }
    }

    fn report(
        &self,
        args: &Question,
        rules: &CostRules,
        (found, exchange): (Found, Option<Exchange>),
        elapsed_s: f64,
    ) -> Report {
        let arm = &self.plain.arms[self.arm];
        Report {
            scenario: self.plain.name.clone(),
            status: self.plain.status.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: args.seed,
            runs: args.runs,
            set_runs: set_runs(args.runs, args.worlds),
            worlds: args.worlds,
            arm: (arm.id.clone(), arm.name.clone()),
            metric: (self.metric.key.clone(), self.metric.label.clone()),
            price_year: rules.price_year,
            years: (rules.from_year, rules.from_year + rules.horizon_years),
            budget_usd: args.budget_musd.map(|musd| musd * 1e6),
            names: self.options.iter().map(|option| (option.id.clone(), option.name.clone())).collect(),
            found,
            exchange,
            elapsed_s,
        }
    }
}

/// The arm asked for, or the base arm.
fn arm(world: &World, id: Option<&str>, faults: &mut Vec<String>) -> usize {
    let Some(id) = id else { return 0 };
    world.arms.iter().position(|arm| arm.id == id).unwrap_or_else(|| {
        let allowed: Vec<&str> = world.arms.iter().map(|arm| arm.id.as_str()).collect();
        faults.push(format!("--arm {id}: no such arm; allowed: {}", allowed.join(", ")));
        0
    })
}

/// The metric asked for, or what gets through, over the campaign where there is one.
fn metric(world: &World, key: Option<&str>, faults: &mut Vec<String>) -> Option<Metric> {
    let mut all = metrics(world);
    all.retain(|metric| METRICS.contains(&metric.key.as_str()));
    let place = match key {
        Some(key) => all.iter().position(|metric| metric.key == key),
        None => METRICS.iter().find_map(|key| all.iter().position(|metric| metric.key == *key)),
    };
    if place.is_none() {
        let keys: Vec<&str> = all.iter().map(|metric| metric.key.as_str()).collect();
        let asked = key.map_or(String::new(), |key| format!(" {key}"));
        let allowed = if keys.is_empty() { "none without a raid".to_owned() } else { keys.join(", ") };
        faults.push(format!("--metric{asked}: no such metric; allowed: {allowed}"));
    }
    place.map(|place| all.swap_remove(place))
}

/// The scenario with so many of each option bought, ready to be played; faults name the option.
fn load(args: &Question, options: &[BuyOption], owned: &[u32]) -> Result<World, Failure> {
    let names: Vec<String> = options.iter().map(|option| format!("option {}", option.id)).collect();
    let mut changes: Vec<Change<'_>> = args.sets.iter().map(|text| Change { option: "--set", text }).collect();
    for ((option, name), num) in options.iter().zip(&names).zip(owned) {
        for _ in 0..*num {
            changes.extend(option.set.iter().map(|text| Change { option: name, text }));
        }
    }
    let mut loaded = cupola_scenario::load_changed(cupola_scenario::resolve(&args.scenario), &changes)?;
    make_ready(&mut loaded.world);
    Ok(loaded.world)
}

/// Plays what is asked, the scenario as it is first, and says how long the rest will take; none where it was stopped before.
fn play(
    args: &Question,
    asked: &Asked,
    weighed: &Weighed<'_>,
    watch: &Watch,
) -> Result<Option<(Found, Option<Exchange>)>, Failure> {
    let tables = kept_tables();
    let tables = |f: &_| tables.flyout(f);
    let mut player = Player::new(args.size().options(0), args.runs, &tables);
    let set_runs = set_runs(args.runs, args.worlds);
    let mut play = |owned: &[u32], depth: Depth, metrics: &[Metric]| -> Result<Option<Played>, Failure> {
        let runs = if depth == Depth::Whole { args.runs } else { set_runs };
        let mut world = load(args, &asked.options, owned)?;
        world.arms.swap(0, asked.arm);
        player.play_measured(world, metrics, runs, &watch.stop, &watch.done).map_err(Failure::other)
    };
    let began = Instant::now();
    let all: Vec<Metric> = asked.exchange.iter().cloned().chain([asked.metric.clone()]).collect();
    let none = vec![0; asked.options.len()];
    let Some(base) = play(&none, Depth::Whole, &all)? else { return Ok(None) };
    let each_s = began.elapsed().as_secs_f64();
    let (num_alone, num_sets) = (1 + asked.options.len() as u64, num_first_sets(&asked.options));
    let num_runs = num_alone * args.runs + (num_sets - num_alone) * set_runs;
    watch.note(format!(
        "nothing bought, {} options and the curve's choices, {} runs of each; {} other sets, {set_runs} of each: about {:.0} s and \
         {:.0} s for each choice of the curve (Ctrl-C ends it with what is done)",
        num_alone - 1,
        args.runs,
        num_sets - num_alone,
        (each_s * (num_runs as f64 / args.runs as f64 - 1.0)).ceil(),
        each_s.ceil()
    ));
    watch.total.store(num_runs, Ordering::Relaxed);
    let exchange = exchange(&asked.plain, &base);
    let one = [asked.metric.clone()];
    let mut of_set =
        |owned: &[u32], depth: Depth| if owned == none { Ok(Some(base.clone())) } else { play(owned, depth, &one) };
    Ok(weigh(weighed, &mut of_set)?.map(|found| (found, exchange)))
}
