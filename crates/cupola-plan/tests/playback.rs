//! A plan of a scenario without chance, played: what was promised is what is there.

use cupola_core::Seed;
use cupola_flight::FlyoutTable;
use cupola_plan::gather::{self, Base};
use cupola_plan::keep::{Kept, kept};
use cupola_plan::play::{Playback, Played, playback};
use cupola_plan::prices::{Limit, limits};
use cupola_plan::report::Found;
use cupola_plan::{Kind, PlanError, file, new_usd, replacing_usd, rules};
use cupola_scenario::{Source, load, load_under};
use cupola_sim::world::World;
use cupola_study::costing::{Pricing, Side};
use cupola_study::monte_carlo::{Options, Prepared, RunRecord, log_hash, make_ready};
use cupola_study::sample::Sample;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

const SCENARIO: &str = r#"
format = 1
[study]
price_year = 2026
title = "Two stocks and a line"
status = "made up"
stock_date = 2026-01-01
raids_start = 2026-01-01
end = 2029-12-31
[[nation]]
id = "a"
  [[nation.reserve]]
  item = "round"
  never_below = 5
[[nation]]
id = "b"
  [[nation.reserve]]
  item = "round"
  never_below = 60
  blocks = ["transfer"]
[[item]]
id = "round"
unit_cost_musd = 4
[[stock]]
nation = "a"
item = "round"
quantity = 10
[[stock]]
nation = "b"
item = "round"
quantity = 100
[[part]]
id = "seeker"
per_year = 36
[[line]]
id = "works"
nation = "a"
item = "round"
per_year = 12
part = "seeker"
[plan]
  [[plan.need]]
  nation = "a"
  item = "round"
  by = 2029-01-01
  rounds = 80
  [[plan.may_order]]
  line = "works"
  most_per_year = 20
  lead_months = 11
  [[plan.may_move]]
  giver = "b"
  taker = "a"
  item = "round"
  most = 30
  delay_days = 30
  per_round_musd = 6
"#;

/// The least that a risk of 0.1 allows.
const RUNS: u64 = 36;

const OPTIONS: Options = Options { seed: Seed(1), worlds: RUNS, physics_sets: 1, threads: 1, keep_events: 0 };

/// A folder that is removed when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, text: &str) -> (Self, PathBuf) {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("cupola-plan-{}-{number}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the test's own input is sound");
        let path = folder.join("scenario.toml");
        std::fs::write(&path, text).expect("the test's own input is sound");
        (Self(folder), path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The arm with the plan alone.
fn planned(mut world: World) -> World {
    world.arms.retain(|arm| arm.id == file::ARM);
    ready(world)
}

fn ready(mut world: World) -> World {
    make_ready(&mut world);
    world
}

fn prepared(world: &World) -> Prepared<'_> {
    Prepared::with_tables(world, OPTIONS, &FlyoutTable::new, &AtomicBool::new(false))
        .expect("the test's own input is sound")
}

fn play(prepared: &Prepared<'_>) -> Vec<RunRecord> {
    prepared.play(0, RUNS, &AtomicBool::new(false), &AtomicU64::new(0))
}

/// The plan of a scenario as it is kept, its text, what a run of it does, and the hash of that run.
fn plan(path: &Path, sets: &[&str]) -> (Found, String, Playback, String) {
    let (kept, text, hash) = plan_kept(path, sets);
    (kept.found, text, kept.playback, hash)
}

fn plan_kept(path: &Path, sets: &[&str]) -> (Kept, String, String) {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let world = ready(load(Source::Path(path), &sets).expect("the test's own input is sound").world);
    let base_prepared = prepared(&world);
    let records = play(&base_prepared);
    let sample = Sample::new(&records, &base_prepared.columns, 1);
    let risk_fraction = rules(&world).risk_fraction;
    let base = Base { world: &world, draws: base_prepared.draws(), sample: &sample, risk_fraction };
    let (mut text, mut hash) = (String::new(), String::new());
    let programme = gather::programme(&base).expect("the test's own input is sound");
    let kept = kept::<PlanError>(programme, |found| {
        text = file::scenario(&base, found, "scenario.toml");
        let loaded = load_under(Source::Path(path), &text, &sets).expect("the test's own input is sound");
        let planned = planned(loaded.world);
        let plan_prepared = prepared(&planned);
        let plan_records = play(&plan_prepared);
        let plan_sample = Sample::new(&plan_records, &plan_prepared.columns, 1);
        hash = log_hash(&plan_records);
        Ok(playback(&base, found, &Played { world: &planned, sample: &plan_sample }))
    });
    (kept.expect("the test's own input is sound"), text, hash)
}

fn binding(found: &Found) -> Vec<Limit> {
    limits(&found.programme, &found.answer).expect("the test's own input is sound")
}

fn rounds(found: &Found, kind: Kind) -> u32 {
    found.actions.iter().filter(|a| a.kind == kind).map(|a| a.rounds).sum()
}

#[test]
fn orders_that_are_cheaper_than_moves_come_as_promised() {
    let (_folder, path) = Folder::with("orders", SCENARIO);
    let (found, text, played, hash) = plan(&path, &[]);
    // 10 and three years of 12 are there on the morning of the day, the last not yet whole: 45 or 46 of 80.
    let to_add = found.programme.needs[0].to_add_rounds;
    assert!((34.0..=35.0).contains(&to_add), "{to_add}");
    assert_eq!((rounds(&found, Kind::Order), rounds(&found, Kind::Move)), (to_add as u32, 0));
    assert!(played.givers.is_empty(), "who gives nothing is not told of");
    assert_eq!(found.answer.total_short(), 0.0);
    let need = &played.needs[0];
    assert_eq!((need.met_before_fraction, need.met_after_fraction), (0.0, 1.0));
    assert_eq!((need.promised_rounds, need.added.mean), (to_add, to_add));
    assert_eq!((played.promised_usd, played.cost_usd.mean), (to_add * 4e6, to_add * 4e6));
    // The file beside its original is the scenario that was played.
    let file = path.with_file_name("plan.toml");
    std::fs::write(&file, text).expect("the test's own input is sound");
    let world = planned(load(Source::Path(&file), &[]).expect("the test's own input is sound").world);
    assert_eq!((world.name.as_str(), world.title.as_str()), ("scenario-plan", "Two stocks and a line: with a plan"));
    assert_eq!(log_hash(&play(&prepared(&world))), hash);
}

#[test]
fn the_rest_is_moved_as_far_as_the_giver_can_and_what_is_missing_is_said() {
    let (_folder, path) = Folder::with("moves", SCENARIO);
    let (found, _, played, _) = plan(&path, &["plan.need.a.round.rounds=140"]);
    let to_add = found.programme.needs[0].to_add_rounds;
    // 20 a year for two years, and 30 moved: the giver would have 40 above its floor.
    assert_eq!(rounds(&found, Kind::Move), 30);
    // New money is for the orders alone: the 30 are paid for, and to replace them would cost 6 million each.
    let new = f64::from(rounds(&found, Kind::Order)) * 4e6;
    assert_eq!((new_usd(&found.actions), replacing_usd(&found.actions)), (new, 180e6));
    assert_eq!((played.promised_usd, played.cost_usd.mean), (new, new));
    assert!((found.answer.total_short() - (to_add - 70.0)).abs() < 0.1, "{}", found.answer.total_short());
    assert!((played.needs[0].added.mean - played.needs[0].promised_rounds).abs() <= 1.0, "{:?}", played.needs[0]);
    // The giver has 100, keeps 60 and sends 30.
    let left = |played: &Playback| {
        played
            .givers
            .iter()
            .map(|g| (g.before.mean, g.after.mean, g.lowest_before.mean, g.lowest_after.mean))
            .collect::<Vec<_>>()
    };
    assert_eq!(left(&played), [(100.0, 70.0, 40.0, 10.0)]);
    // With a lower stock the giver's floor binds instead.
    let (found, _, played, _) = plan(&path, &["plan.need.a.round.rounds=140", "stock.b.round.quantity=72"]);
    assert_eq!((rounds(&found, Kind::Move), left(&played)), (12, vec![(72.0, 60.0, 12.0, 0.0)]));
    assert!(binding(&found).iter().any(|l| l.one_more == "a round less that the giver keeps"));
}

#[test]
fn a_scarce_part_limits_orders_and_is_worth_the_dearer_moves() {
    let (_folder, path) = Folder::with("parts", SCENARIO);
    // 20 seekers a year: 12 for the line as it is, 8 for the plan, 16 in two years.
    let (found, _, played, _) = plan(&path, &["part.seeker.per_year=20"]);
    let orders = rounds(&found, Kind::Order);
    assert!((16..=17).contains(&orders), "{orders}");
    assert_eq!(found.answer.total_short(), 0.0);
    assert!((played.needs[0].added.mean - played.needs[0].promised_rounds).abs() <= 1.0, "{:?}", played.needs[0]);
    // Each round more that is ordered saves 2 million; one more seeker a month would allow 24.
    let seeker = binding(&found).into_iter().find(|l| l.id == "seeker").expect("the test's own input is sound");
    let moved = found.answer.moved[0].iter().sum::<f64>();
    assert!((seeker.saves_usd - 2e6 * moved).abs() < 1e3, "{} for {moved} moved", seeker.saves_usd);
}

#[test]
fn one_more_part_is_worth_what_the_scenario_with_it_costs_less() {
    // A line that the plan has no share in wants 24 seekers of 20: of 12 more a year the plan gets 8.
    let other = "[[line]]\nid = \"other\"\nnation = \"b\"\nitem = \"round\"\nper_year = 24\npart = \"seeker\"\n";
    let (_folder, path) = Folder::with("price", &SCENARIO.replace("[plan]", &format!("{other}[plan]")));
    let sets = ["line.works.per_year=0", "plan.need.a.round.rounds=36", "part.seeker.per_year=20"];
    let (found, ..) = plan(&path, &sets);
    assert_eq!((rounds(&found, Kind::Order), rounds(&found, Kind::Move)), (0, 26));
    let (with, ..) = plan(&path, &[&sets[..2], &["part.seeker.per_year=32"]].concat());
    let seeker = binding(&found).into_iter().find(|l| l.id == "seeker").expect("the test's own input is sound");
    let saved_usd = found.answer.cost_usd - with.answer.cost_usd;
    assert!((saved_usd - 32e6).abs() < 1e5, "{saved_usd}");
    assert!((seeker.saves_usd - saved_usd).abs() < 1.0, "{} for {saved_usd}", seeker.saves_usd);
}

#[test]
fn an_enlarged_plant_makes_in_the_run_what_it_was_built_for() {
    let expand = "[[plan.may_expand]]\nid = \"plant\"\nline = \"works\"\nto_per_year = 48\nready_after_months = 12\nplant_musd = 10\n";
    let (_folder, path) = Folder::with("plant", &format!("{SCENARIO}{expand}"));
    let only = ["plan.may_order.works.most_per_year=0", "plan.may_move.b-a-round.most=0", "part.seeker.per_year=100"];
    let (found, text, played, _) = plan(&path, &only);
    // Ready after a year, then over a year from 0 to 36 a year more, then a year of 36: 54 in time, 34 or 35 needed.
    let to_add = found.programme.needs[0].to_add_rounds;
    assert_eq!((rounds(&found, Kind::Expand), found.answer.total_short()), (to_add as u32, 0.0));
    assert!(text.contains("[[agreement.expand]]") && text.contains("from = 2026-01-01"), "{text}");
    assert!((played.needs[0].added.mean - to_add).abs() <= 1.0, "{:?}", played.needs[0]);
    assert_eq!(played.promised_usd, 10e6 + to_add * 4e6);
    // Where nothing is short nothing is built.
    let (found, ..) = plan(&path, &[&only[..], &["plan.need.a.round.rounds=40"]].concat());
    assert!(found.actions.is_empty(), "{:?}", found.actions);
}

#[test]
fn without_a_plan_of_its_own_a_scenario_is_planned_for_its_reserves() {
    let (_folder, path) =
        Folder::with("reserves", SCENARIO.split("[plan]").next().expect("the test's own input is sound"));
    let world = load(Source::Path(&path), &[]).expect("the test's own input is sound").world;
    let found = rules(&world);
    assert_eq!(found.needs.iter().map(|n| n.id.as_str()).collect::<Vec<_>>(), ["a.round", "b.round"]);
    assert!(found.orders.is_empty() && found.expansions.is_empty() && found.moves.is_empty());
}

#[test]
fn rounds_that_are_fired_before_the_day_are_bought_as_well() {
    // A war uses up 15 before the day: the 10 that are there, and 5 of what the plan adds.
    let war = "[[drain]]\nid = \"war\"\nnation = \"a\"\nitem = \"round\"\nper_year = 32\nfrom = 2028-01-01\nuntil = 2028-06-30\n";
    let (_folder, path) = Folder::with("war", &SCENARIO.replace("[plan]", &format!("{war}[plan]")));
    let all = ["line.works.per_year=0", "plan.may_move.b-a-round.most=0", "plan.need.a.round.rounds=20"];
    let (first, _, _) = plan_kept(&path, &all);
    assert_eq!((first.num_plans, first.found.programme.needs[0].to_add_rounds), (2, 20.0));
    assert_eq!((first.found.programme.needs[0].margin_rounds, first.found.adds(0)), (5.0, 25.0));
    assert_eq!((first.playback.needs[0].met_after_fraction, first.playback.needs[0].short_rounds), (1.0, 0.0));
    assert_eq!(first.found.answer.total_short(), 0.0);
    // The 5 are of the luck of these runs: the plan at the low end of the need does without.
    let at_least = first.found.at_least().expect("the test's own input is sound");
    assert_eq!(at_least.iter().map(|action| action.rounds).sum::<u32>(), 20, "{at_least:?}");
    let at_most = first.found.at_most().expect("the test's own input is sound");
    assert_eq!(at_most.iter().map(|action| action.rounds).sum::<u32>(), 25, "{at_most:?}");
    // Where the plant makes 10 a year and no more, 20 in time, the plan takes them all and says what is missing.
    let (most, _, _) = plan_kept(
        &path,
        &[&all[..2], &["plan.need.a.round.rounds=18", "plan.may_order.works.most_per_year=10"]].concat(),
    );
    assert!(most.found.answer.is_met() && most.found.answer.total_short() > 0.0);
    assert_eq!((most.num_plans, most.playback.needs[0].met_after_fraction), (2, 0.0));
    let played = &most.playback.needs[0];
    assert_eq!(played.short_rounds, 18.0 - played.added.mean);
    assert!((played.added.mean - (most.found.adds(0) - 5.0)).abs() <= 1.0, "{played:?}");
}

/// What the arm with the plan costs beyond the arm without, in a run of the file.
fn difference_usd(file: &Path, sets: &[&str]) -> f64 {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let world = ready(load(Source::Path(file), &sets).expect("the test's own input is sound").world);
    let prepared = prepared(&world);
    let records = play(&prepared);
    let pricing = Pricing::new(&world, &prepared.columns).expect("the test's own input is sound");
    let pricing = pricing.expect("the scenario has a table of cost");
    let side = |arm: usize| Side { arm, draws: &prepared.draws()[0], row: &records[0].arms[arm].row };
    assert_eq!(world.arms.iter().map(|arm| arm.id.as_str()).collect::<Vec<_>>(), ["base", "plan"]);
    let standing = |arm: usize| pricing.standing_usd(arm, side(arm).draws).expect("the test's own input is sound");
    let rounds = pricing.more_rounds_usd(side(1), side(0)).expect("the test's own input is sound");
    rounds + standing(1) - standing(0)
}

#[test]
fn a_run_of_the_file_has_the_plans_money_between_its_arms_and_once() {
    let plant = "[[plan.may_expand]]\nid = \"plant\"\nline = \"works\"\nto_per_year = 48\nready_after_months = 12\nplant_musd = 10\n";
    let cost = "[cost]\nhorizon_years = 10\nlearning_slope = 1\n";
    let (_folder, path) = Folder::with("money", &format!("{SCENARIO}{plant}{cost}"));
    for (sets, kinds) in [
        (&["plan.may_order.works.most_per_year=6", "plan.need.a.round.rounds=60"][..], &[Kind::Order, Kind::Move][..]),
        (
            &["plan.need.a.round.rounds=150", "part.seeker.per_year=100"][..],
            &[Kind::Order, Kind::Move, Kind::Expand][..],
        ),
    ] {
        let sets = [sets, &["plan.may_expand.plant.plant_musd=200"][..usize::from(kinds.len() < 3)]].concat();
        let (found, text, played, _) = plan(&path, &sets);
        assert!(kinds.iter().all(|kind| rounds(&found, *kind) > 0), "{kinds:?}: {:?}", found.actions);
        let file = path.with_file_name("plan.toml");
        std::fs::write(&file, text).expect("the test's own input is sound");
        let usd = difference_usd(&file, &sets);
        assert!((usd - played.promised_usd).abs() < 1.0, "{usd} is not {}", played.promised_usd);
        assert!((usd - played.cost_usd.mean).abs() < 1.0, "{usd} is not {}", played.cost_usd.mean);
    }
}
