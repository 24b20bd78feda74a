//! `cupola sweep`: one or two keys varied with the same luck, and where a metric is equal.

pub mod vary;

use crate::flyout::kept_tables;
use crate::{Failure, Size, Watch};
use cupola_scenario::Change;
use cupola_sim::world::World;
use cupola_study::monte_carlo::make_ready;
use cupola_study::sweep::{
    Base, Difference, Goal, Played, Player, Point, Search, Setting, Sweep, UntilEqual, metrics, until_equal,
    without_effect,
};
use serde::Deserialize;
use std::sync::atomic::Ordering;
use vary::{Vary, rounded, written};

/// Options of `cupola sweep`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Bundled name or file
    pub scenario: String,
    /// Key to vary, as of --set, over N points or a list of values; once or twice
    #[cfg_attr(
        feature = "clap",
        arg(long = "vary", value_name = "KEY=LO..HI:N|a,b,c", required_unless_present = "method")
    )]
    pub varies: Vec<String>,
    /// Arm to play at every point; the scenario's base arm unless given
    #[cfg_attr(feature = "clap", arg(long, value_name = "ID"))]
    pub arm: Option<String>,
    /// Find the value of the key at which METRIC is that of the scenario as it is (its base arm), or VALUE
    #[cfg_attr(feature = "clap", arg(long, value_name = "METRIC[=VALUE]"))]
    pub until_equal: Option<String>,
    /// Change a value by its path, at every point and in the base
    #[cfg_attr(feature = "clap", arg(long = "set", value_name = "KEY=VALUE"))]
    pub sets: Vec<String>,
    /// Change a value in the base alone, after --set; differences are then to that base, the same arm
    #[cfg_attr(feature = "clap", arg(long = "base-set", value_name = "KEY=VALUE"))]
    pub base_sets: Vec<String>,
    /// Runs, worlds, seed and threads.
    #[cfg_attr(feature = "clap", command(flatten))]
    pub study: Size,
}

/// Most points of a sweep.
const MOST_POINTS: usize = 10_000;

/// What is asked, read and found sound.
struct Asked {
    varies: Vec<Vary>,
    /// The values of the keys at every point.
    points: Vec<Vec<Setting>>,
    /// The scenario with the changes of `--set`, all of its arms.
    plain: World,
    /// The arm played at every point, index into those of `plain`.
    arm: usize,
    /// Metric, and the number that it is to be equal to, unless that is the base's.
    until: Option<(String, Option<f64>)>,
}

/// The points asked for; where it is stopped, those that are done.
///
/// # Errors
/// Everything that is wrong with what is asked and with the scenario at any point; stopped before the first point was done.
pub fn sweep(question: &Question, watch: &Watch) -> Result<Sweep, Failure> {
    let asked = Asked::read(question, watch)?;
    let tables = kept_tables();
    let tables = |f: &_| tables.flyout(f);
    let player = Player::new(question.study.options(0), question.study.runs, &tables);
    let mut plays = Plays { args: question, player, watch };
    let num_played = asked.points.len() + usize::from(asked.has_base(question));
    watch.total.store(num_played as u64 * question.study.runs, Ordering::Relaxed);
    play(question, &asked, &mut plays)?.ok_or_else(|| Failure::other("stopped before the first point was done"))
}

impl Asked {
    /// Reads what is asked and checks every point.
    fn read(args: &Question, watch: &Watch) -> Result<Self, Failure> {
        let mut faults = args.study.faults();
        let mut varies = Vec::new();
        for text in &args.varies {
            match Vary::parse(text) {
                Ok(vary) => varies.push(vary),
                Err(wrong) => faults.extend(wrong),
            }
        }
        let is_read = varies.len() == args.varies.len();
        let points = match varies.as_slice() {
            [_] | [_, _] => grid(&varies),
            _ => Vec::new(),
        };
        if args.varies.is_empty() {
            faults.push("--vary: is missing; allowed: once or twice".to_owned());
        } else if args.varies.len() > 2 {
            faults.push(format!("--vary is given {} times; allowed: once or twice", args.varies.len()));
        } else if points.len() > MOST_POINTS {
            faults.push(format!("--vary makes {} points; allowed: {MOST_POINTS} at most", points.len()));
        }
        if let [first, second] = varies.as_slice()
            && first.key == second.key
        {
            faults.push(format!("--vary {} is given twice; allowed: two different keys", first.key));
        }
        let until = args.until_equal.as_ref().and_then(|text| until(text, args, &varies, is_read, &mut faults));
        let plain = load(args, &[], &mut faults);
        let arm = plain.as_ref().and_then(|plain| find_arm(plain, args.arm.as_deref(), &mut faults));
        if let (Some(plain), Some((metric, _))) = (&plain, &until) {
            check_metric(plain, metric, &mut faults);
        }
        if let (Some(plain), Some(arm)) = (&plain, arm) {
            varies.iter().for_each(|vary| check_agreement(plain, arm, &vary.key, &mut faults));
        }
        load_arm(args, &base_changes(args), base_arm(args), &mut faults);
        if args.varies.len() <= 2 && points.len() <= MOST_POINTS {
            for values in points.iter().take_while(|_| !watch.is_stopped()) {
                load_arm(args, &changes(&varies, values), args.arm.as_deref(), &mut faults);
            }
        }
        match (plain, arm) {
            (Some(plain), Some(arm)) if faults.is_empty() => Ok(Self { varies, points, plain, arm, until }),
            _ => Err(Failure::input(faults.join("\n"))),
        }
    }

    /// Whether differences are to something else than the first point.
    fn has_base(&self, args: &Question) -> bool {
        !args.base_sets.is_empty() || self.until.as_ref().is_some_and(|(_, value)| value.is_none())
    }

    /// What differences are to, in words.
    fn base_name(&self, args: &Question) -> String {
        if !self.has_base(args) {
            return "the first point".to_owned();
        }
        let (name, arms) = (&self.plain.name, &self.plain.arms);
        let (how, arm) = match args.base_sets.as_slice() {
            [] => (format!("{name} as it is"), &arms[0].id),
            sets => (format!("{name} with {}", sets.join(", ")), &arms[self.arm].id),
        };
        if args.arm.is_some() { format!("{how}, arm {arm}") } else { how }
    }
}

/// Reads `METRIC[=VALUE]`, for one key whose values are numbers in ascending order; those that could not be read are left out.
fn until(
    text: &str,
    args: &Question,
    varies: &[Vary],
    is_read: bool,
    faults: &mut Vec<String>,
) -> Option<(String, Option<f64>)> {
    if args.varies.len() > 1 {
        faults.push("--until-equal looks along one key; allowed: one --vary".to_owned());
    } else if let Some(vary) = varies.first().filter(|vary| is_read && vary.numbers().is_none()) {
        faults.push(format!(
            "--until-equal needs numbers in ascending order; {} has {}",
            vary.key,
            vary.values.iter().map(written).collect::<Vec<_>>().join(", ")
        ));
    }
    let Some((metric, value)) = text.split_once('=') else { return Some((text.trim().to_owned(), None)) };
    let (metric, value) = (metric.trim().to_owned(), value.trim());
    let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
    if number.is_none() {
        faults.push(format!("--until-equal {text}: `{value}` is no number; allowed: METRIC or METRIC=NUMBER"));
    }
    Some((metric, number))
}

fn check_metric(world: &World, metric: &str, faults: &mut Vec<String>) {
    let keys: Vec<String> = metrics(world).into_iter().map(|m| m.key).collect();
    if !keys.iter().any(|key| key == metric) {
        faults.push(format!("--until-equal {metric}: no such metric; allowed: {}", keys.join(", ")));
    }
}

/// An arm by its id, or the base arm; a fault where there is none.
fn find_arm(world: &World, id: Option<&str>, faults: &mut Vec<String>) -> Option<usize> {
    let Some(id) = id else { return Some(0) };
    let found = world.arms.iter().position(|arm| arm.id == id);
    if found.is_none() {
        let allowed: Vec<&str> = world.arms.iter().map(|arm| arm.id.as_str()).collect();
        push_new(faults, format!("--arm {id}: no such arm; allowed: {}", allowed.join(", ")));
    }
    found
}

/// A key of an agreement that the arm played has not would change nothing.
fn check_agreement(world: &World, arm: usize, key: &str, faults: &mut Vec<String>) {
    let Some((id, _)) = key.strip_prefix("agreement.").and_then(|rest| rest.split_once('.')) else { return };
    let Some(agreement) = world.agreements.iter().position(|agreement| agreement.id == id) else { return };
    if world.arms[arm].agreements.contains(&agreement) {
        return;
    }
    let have_it = world.arms.iter().filter(|other| other.agreements.contains(&agreement));
    let have_it: Vec<String> = have_it.map(|other| format!("--arm {}", other.id)).collect();
    let way_out =
        if have_it.is_empty() { "no arm has it".to_owned() } else { format!("allowed: {}", have_it.join(", ")) };
    faults.push(format!("--vary {key}: arm {}, which is played, has no agreement {id}; {way_out}", world.arms[arm].id));
}

/// A change beyond those of `--set`: the option it is given by, and `KEY=VALUE`.
type Also = (&'static str, String);

/// The changes of a point.
fn changes(varies: &[Vary], values: &[Setting]) -> Vec<Also> {
    varies.iter().zip(values).map(|(vary, value)| ("--vary", format!("{}={}", vary.key, written(value)))).collect()
}

/// The changes of the base.
fn base_changes(args: &Question) -> Vec<Also> {
    args.base_sets.iter().map(|set| ("--base-set", set.clone())).collect()
}

/// The arm of the base: with changes of its own that of the points, else the scenario's.
fn base_arm(args: &Question) -> Option<&str> {
    args.arm.as_deref().filter(|_| !args.base_sets.is_empty())
}

/// The scenario with the changes of `--set` and more, ready to be played; faults that are new are kept.
fn load(args: &Question, also: &[Also], faults: &mut Vec<String>) -> Option<World> {
    let sets = args.sets.iter().map(|text| Change { option: "--set", text });
    let all: Vec<Change<'_>> = sets.chain(also.iter().map(|(option, text)| Change { option, text })).collect();
    match cupola_scenario::load_changed(cupola_scenario::resolve(&args.scenario), &all) {
        Ok(mut loaded) => {
            make_ready(&mut loaded.world);
            Some(loaded.world)
        }
        Err(wrong) => {
            wrong.0.iter().for_each(|fault| push_new(faults, fault.to_string()));
            None
        }
    }
}

/// The same with one arm alone: that of an id, or the base arm.
fn load_arm(args: &Question, also: &[Also], arm: Option<&str>, faults: &mut Vec<String>) -> Option<World> {
    let mut world = load(args, also, faults)?;
    let arm = find_arm(&world, arm, faults)?;
    world.arms = vec![world.arms.swap_remove(arm)];
    Some(world)
}

fn push_new(faults: &mut Vec<String>, line: String) {
    if !faults.contains(&line) {
        faults.push(line);
    }
}

/// Every combination of the keys' values, the first key outermost.
fn grid(varies: &[Vary]) -> Vec<Vec<Setting>> {
    varies.iter().fold(vec![Vec::new()], |rows, vary| {
        let with = |row: &Vec<Setting>| {
            let row = row.clone();
            vary.values
                .iter()
                .map(move |value| row.iter().cloned().chain([value.clone()]).collect())
                .collect::<Vec<_>>()
        };
        rows.iter().flat_map(with).collect()
    })
}

/// Plays the scenario with changes, each built when it is played.
struct Plays<'a> {
    args: &'a Question,
    player: Player<'a>,
    watch: &'a Watch,
}

impl Plays<'_> {
    /// None where it was stopped.
    fn play(&mut self, also: &[Also], arm: Option<&str>) -> Result<Option<Played>, Failure> {
        let mut faults = Vec::new();
        match load_arm(self.args, also, arm, &mut faults) {
            Some(world) => self.player.play(world, &self.watch.stop, &self.watch.done).map_err(Failure::other),
            None => Err(Failure::input(faults.join("\n"))),
        }
    }

    fn is_stopped(&self) -> bool {
        self.watch.is_stopped()
    }
}

/// Plays everything; none where it was stopped before a point was done.
fn play(args: &Question, asked: &Asked, plays: &mut Plays<'_>) -> Result<Option<Sweep>, Failure> {
    let Asked { varies, points, plain, arm, until } = asked;
    let keys: Vec<String> = varies.iter().map(|vary| vary.key.clone()).collect();
    let mut base = if asked.has_base(args) { plays.play(&base_changes(args), base_arm(args))? } else { None };
    let mut summed: Vec<Point> = Vec::new();
    let mut differences: Vec<Difference> = Vec::new();
    for values in points {
        let Some(point) = plays.play(&changes(varies, values), args.arm.as_deref())? else { break };
        let base = base.get_or_insert_with(|| point.clone());
        if let Some((metric, value)) = until {
            differences.push(point.difference(metric, &value.map_or_else(|| Goal::Base(base.clone()), Goal::Value)));
        }
        summed.push(Point {
            set: keys.iter().cloned().zip(values.iter().cloned()).collect(),
            hash: point.hash(),
            metrics: point.counts(),
            delta: point.less(base),
        });
    }
    let Some(base) = base.filter(|_| !summed.is_empty()) else { return Ok(None) };
    let is_whole = summed.len() == points.len();
    let until_equal = match until {
        Some((metric, value)) if is_whole => {
            let goal = value.map_or_else(|| Goal::Base(base.clone()), Goal::Value);
            look(metric, &goal, &varies[0], differences, plays)?
        }
        _ => None,
    };
    Ok(Some(Sweep {
        scenario: plain.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: args.study.seed,
        runs: args.study.runs,
        worlds: args.study.worlds,
        arm: (plain.arms[*arm].id.clone(), plain.arms[*arm].name.clone()),
        base: Base { name: asked.base_name(args), metrics: base.counts() },
        without_effect: if is_whole { without_effect(&keys, &summed) } else { Vec::new() },
        points: summed,
        labels: metrics(plain).into_iter().map(|m| (m.key, m.label)).collect(),
        until_equal,
        stopped_early: plays.is_stopped(),
        keys,
    }))
}

/// Looks for where a metric meets its goal, from the differences at the values of its key. None where it was stopped.
fn look(
    metric: &str,
    goal: &Goal,
    vary: &Vary,
    differences: Vec<Difference>,
    plays: &mut Plays<'_>,
) -> Result<Option<UntilEqual>, Failure> {
    let args = plays.args;
    let set = |value: f64| changes(std::slice::from_ref(vary), &[Setting::Number(rounded(value))]);
    let can_set = |value: f64| load_arm(args, &set(value), args.arm.as_deref(), &mut Vec::new()).is_some();
    let points = vary.numbers().unwrap_or_default().into_iter().zip(differences).collect();
    let search = Search { points, play: &mut |value| plays.play(&set(value), args.arm.as_deref()), can_set: &can_set };
    until_equal(metric, &vary.key, goal, search)
}
