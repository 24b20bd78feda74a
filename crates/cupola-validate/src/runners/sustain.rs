//! Stocks: burn, build, ramps, loads and refills, by stepping a stockroom through a plan of one nation and one item.

use super::engage::{count, list};
use crate::case::{Case, Value};
use crate::runner::{Answer, Answered, Given, Refusal, number, positive, text};
use cupola_core::{Day, Seed, Stream};
use cupola_cost::Learning;
use cupola_sustain::{
    Allocation, DAYS_PER_YEAR, Drain, Expansion, Lasting, Line, Plan, Raise, RatePoint, Stock, Stockroom,
    days_of_cover, first_day_at_least,
};

const STEP: &str = "cupola_sustain::Stockroom::step";
const DRAW: &str = "cupola_sustain::Stockroom::draw";
const REACHED: &str = "cupola_sustain::first_day_at_least";
const MONTHS_PER_YEAR: f64 = 12.0;
const DAYS_PER_MONTH: f64 = DAYS_PER_YEAR / MONTHS_PER_YEAR;
/// Longest that a line is followed (days).
const MOST_DAYS: i32 = 36_525;
/// Whole years in which calendar and Julian years agree (days).
const FOUR_YEARS_DAYS: i32 = 1_461;
/// The day on which plans begin; without effect, since no claim has a yearly cap.
const START: Day = Day(20_454);

/// A plan of one nation and one item, with so many rounds at first.
fn plan(quantity: u32, start: Day, num_days: i32) -> Plan {
    Plan {
        num_nations: 1,
        num_items: 1,
        start,
        raids_start: start,
        end: start.plus(num_days - 1),
        stocks: vec![Stock { nation: 0, item: 0, quantity, theatre_fraction: 1.0, depots: vec![], lots: vec![] }],
        parts: Vec::new(),
        lines: Vec::new(),
        num_theatres: 0,
        lifts_per_day: vec![],
        life_days: vec![],
        drains: Vec::new(),
        reserves: Vec::new(),
        transfers: Vec::new(),
        demands: Vec::new(),
        luck: Stream::of_world(Seed(0), 0),
    }
}

/// A line that sells to nobody else.
fn line(capacity: Vec<RatePoint>) -> Line {
    Line {
        nation: 0,
        items: vec![0],
        capacity,
        lot_rounds: 1,
        lead_days: 0,
        pass_fraction: 1.0,
        test_fraction: 0.0,
        licence_per_year: None,
        orders: Vec::new(),
        order_lead_days: 0,
        funded: Vec::new(),
        expansions: Vec::new(),
        parts: Vec::new(),
        customers: Vec::new(),
        allocation: Allocation::Share,
    }
}

fn at_rate(rate_per_year: f64) -> Vec<RatePoint> {
    vec![RatePoint { day: START, rate_per_year }]
}

/// A plan stepped to its end: the stockroom, and the stock after each day.
fn stepped(plan: &Plan) -> Result<(Stockroom, Vec<u32>), Refusal> {
    let mut room = Stockroom::new(plan).map_err(Refusal::failed)?;
    let mut stock = Vec::new();
    for day in plan.start.0..=plan.end.0 {
        room.step(plan, Day(day));
        stock.push(room.on_hand(0, 0));
    }
    Ok((room, stock))
}

/// What a line makes in so many days (rounds).
fn made(line: Line, num_days: i32) -> Result<f64, Refusal> {
    let plan = Plan { lines: vec![line], ..plan(0, START, num_days) };
    Ok(f64::from(stepped(&plan)?.0.produced_by(0)))
}

/// How long a steady line takes to make some rounds (days).
fn days_to_make(rounds: f64, rate_per_year: f64) -> Result<f64, Refusal> {
    let plan = Plan { lines: vec![line(at_rate(rate_per_year))], ..plan(0, START, MOST_DAYS) };
    let day = first_day_at_least(&stepped(&plan)?.1, whole(rounds)?);
    let refused = || Refusal::Failed(format!("{rate_per_year} a year do not make {rounds} rounds in a century"));
    day.map(|day| day as f64 + 1.0).ok_or_else(refused)
}

fn years_to_make(rounds: f64, rate_per_year: f64) -> Result<f64, Refusal> {
    Ok(days_to_make(rounds, rate_per_year)? / DAYS_PER_YEAR)
}

/// A number of rounds.
fn whole(rounds: f64) -> Result<u32, Refusal> {
    let is_whole = rounds.fract() == 0.0 && (0.0..1e9).contains(&rounds);
    if is_whole { Ok(rounds as u32) } else { Err(Refusal::Failed(format!("{rounds} is no number of rounds"))) }
}

/// Rounds fired a day when some are fired evenly over some days out of a stock.
fn fired_per_day(fired: f64, days: f64, stock: f64) -> Result<f64, Refusal> {
    let num_days = whole(days)? as i32;
    let until = START.plus(num_days);
    let rate_per_year = fired / days * DAYS_PER_YEAR;
    let drain =
        Drain { nation: 0, item: 0, theatre: None, rate_per_year, from: START, until, is_blocked_by_reserve: false };
    let plan = Plan { drains: vec![drain], ..plan(whole(stock)?, START, num_days) };
    let (room, _) = stepped(&plan)?;
    Ok(f64::from(room.ledger(0, 0).drained) / days)
}

/// The same sum for every number of a list.
fn each(values: &[f64], of: impl Fn(f64) -> Result<f64, Refusal>) -> Result<Value, Refusal> {
    Ok(Value::of_numbers(&values.iter().map(|value| of(*value)).collect::<Result<Vec<f64>, _>>()?))
}

/// Rounds fired as a share of all that were bought.
pub fn share_of_bought(case: &Case, _: &Given<'_>) -> Answered {
    let (fired, days) = (positive(case, "fired_min")?, positive(case, "days")?);
    let theatre_fraction = positive(case, "share_of_all_bought")?;
    // The least stock whose share comes to what was fired.
    let share_of = |quantity: u32| {
        let stock = Stock { nation: 0, item: 0, quantity, theatre_fraction, depots: vec![], lots: vec![] };
        let room = Stockroom::new(&Plan { stocks: vec![stock], ..plan(0, START, 1) }).map_err(Refusal::failed)?;
        Ok::<u32, Refusal>(room.theatre(0, 0))
    };
    let (mut below, mut at) = (0_u32, 1_000_000_u32);
    while at - below > 1 {
        let middle = below + (at - below) / 2;
        if share_of(middle)? >= whole(fired)? { at = middle } else { below = middle }
    }
    Ok(Answer::by(&["cupola_sustain::Stockroom::theatre", STEP])
        .with("total_bought", f64::from(at))
        .with("per_day", fired_per_day(fired, days, f64::from(at))?)
        .noting("the least stock of which that share is what was fired"))
}

/// How long a steady line takes to replace what was fired, and the rate that a stated time asks for.
pub fn replaced(case: &Case, _: &Given<'_>) -> Answered {
    let (fired, rate) = (list(case, "fired")?, positive(case, "rate_now_per_year")?);
    let years = list(case, "rebuild_years")?;
    let (Some(least), Some(most)) = (fired.first(), fired.last()) else {
        return Err(Refusal::Failed("inputs.fired is empty".to_owned()));
    };
    let (Some(soon), Some(late)) = (years.first(), years.last()) else {
        return Err(Refusal::Failed("inputs.rebuild_years is empty".to_owned()));
    };
    // The slowest line that has made the rounds in the time, to a thousandth of a round a year.
    let rate_for = |rounds: f64, years: f64| {
        let (mut low, mut high) = (0.0, 10_000.0);
        while high - low > 1e-3 {
            let middle = 0.5 * (low + high);
            let num_days = (years * DAYS_PER_YEAR).round() as i32;
            if made(line(at_rate(middle)), num_days)? >= rounds { high = middle } else { low = middle }
        }
        Ok::<f64, Refusal>(high)
    };
    Ok(Answer::by(&[STEP, REACHED])
        .with("years_at_current_rate", each(&fired, |rounds| years_to_make(rounds, rate))?)
        .with("implied_average_rate", Value::of_numbers(&[rate_for(*least, *late)?, rate_for(*most, *soon)?])))
}

/// A stock under steady fire, and the output it stands for.
pub fn burnt(case: &Case, _: &Given<'_>) -> Answered {
    let (fired, days) = (positive(case, "fired")?, positive(case, "days")?);
    let inventory = count(case, "inventory")?;
    let per_day = fired_per_day(fired, days, f64::from(inventory))?;
    let cover = days_of_cover(inventory, per_day).ok_or_else(|| Refusal::Failed("nothing is fired".to_owned()))?;
    Ok(Answer::by(&[STEP, "cupola_sustain::days_of_cover", REACHED])
        .with("per_day", per_day)
        .with("days_to_empty_no_resupply", cover)
        .with("months_of_full_output", days_to_make(fired, positive(case, "rate_per_year")?)? / DAYS_PER_MONTH))
}

/// What a line makes while its rate grows.
pub fn ramp(case: &Case, _: &Given<'_>) -> Answered {
    let num_days = (positive(case, "years")? * DAYS_PER_YEAR).round() as i32;
    if text(case, "shape")? != "linear" {
        return Err(Refusal::NotRun("rates are joined by straight lines: only `linear` is stepped".to_owned()));
    }
    let point = |day, key| Ok::<RatePoint, Refusal>(RatePoint { day, rate_per_year: number(case, key)? });
    let capacity = vec![point(START, "rate0")?, point(START.plus(num_days), "rate7")?];
    let answer = Answer::by(&[STEP, "cupola_sustain::rate_on"])
        .with("cumulative_7y", made(line(capacity), num_days)?)
        .noting("the growth of a geometric ramp is no answer of a line with straight ramps: not given");
    Ok(Answer { context: vec!["geometric_growth"], ..answer })
}

/// Rounds on launchers, beside them and unassigned, as batteries draw, fire and refill.
pub fn loads(case: &Case, _: &Given<'_>) -> Answered {
    let load = count(case, "launchers")? * count(case, "per_launcher")?;
    let (batteries, deployed) = (count(case, "batteries")?, count(case, "deployed_batteries")?);
    let (delivered, fired) = (count(case, "delivered")?, count(case, "fired")?);
    let plan = plan(delivered, START, 1);
    let (mut room, _) = stepped(&plan)?;
    let on_launchers: u32 = (0..batteries).map(|_| room.draw(0, 0, None, load)).sum();
    let spare = room.on_hand(0, 0);
    // Those deployed fire what they hold, then what is brought to them.
    let deployed_load = deployed * load;
    let from_reloads = room.draw(0, 0, None, fired.saturating_sub(deployed_load));
    let left_for_refill = room.on_hand(0, 0);
    room.draw(0, 0, None, deployed_load);
    let reserve = room.on_hand(0, 0);
    Ok(Answer::by(&[DRAW, "cupola_sustain::Stockroom::on_hand"])
        .with("on_launchers", f64::from(on_launchers))
        .with("spare", f64::from(spare))
        .with("deployed_load", f64::from(deployed_load))
        .with("from_reloads", f64::from(from_reloads))
        .with("left_for_refill", f64::from(left_for_refill))
        .with("reserve_after_refill", f64::from(reserve)))
}

/// Rounds drawn as a share of a stock.
pub fn share_drawn(case: &Case, _: &Given<'_>) -> Answered {
    let delivered = count(case, "delivered")?;
    let shares = each(&list(case, "fired")?, |fired| {
        let mut room = Stockroom::new(&plan(delivered, START, 1)).map_err(Refusal::failed)?;
        room.draw(0, 0, None, whole(fired)?);
        let ledger = room.ledger(0, 0);
        Ok(f64::from(ledger.drawn) / f64::from(ledger.opening))
    })?;
    Ok(Answer::by(&[DRAW, "cupola_sustain::Stockroom::ledger"])
        .with("share", shares.clone())
        .with("printed_share", shares))
}

/// How long a requirement takes to build at some rates, and how much longer than the one before.
pub fn objective(case: &Case, _: &Given<'_>) -> Answered {
    let (old, new) = (positive(case, "old_objective")?, positive(case, "new_objective")?);
    let rates = list(case, "rates_per_year")?;
    let Some(rate) = rates.first() else { return Err(Refusal::Failed("inputs.rates_per_year is empty".to_owned())) };
    Ok(Answer::by(&[STEP, REACHED])
        .with("ratio", days_to_make(new, *rate)? / days_to_make(old, *rate)?)
        .with("years_from_zero", each(&rates, |rate| years_to_make(new, rate))?)
        .noting("the ratio is that of the times to build both"))
}

/// A line that has delivered nothing for years, and what money buys meanwhile.
pub fn gap(case: &Case, _: &Given<'_>) -> Answered {
    let day = |key| {
        let month = text(case, key)?;
        let found: Result<Day, ()> = format!("{month}-01").parse();
        found.map_err(|()| Refusal::Failed(format!("inputs.{key}: {month} is no month")))
    };
    let (last, next) = (day("last_delivery")?, day("next_delivery")?);
    let pipeline = positive(case, "pipeline")?;
    // What is on order comes within a year of the first delivery (assumed; without effect on the gap beyond some days).
    let capacity = [0.0, pipeline].map(|rate_per_year| RatePoint { day: next, rate_per_year });
    let num_days = next.0 - last.0 + DAYS_PER_YEAR as i32;
    let plan = Plan { lines: vec![line(capacity.to_vec())], ..plan(0, last, num_days) };
    let first = first_day_at_least(&stepped(&plan)?.1, 1);
    let first = first.ok_or_else(|| Refusal::Failed("nothing is delivered".to_owned()))?;
    let (budget, unit) = (positive(case, "reprogrammed_musd")?, positive(case, "unit_musd")?);
    let price = Learning::new(1.0).map_err(Refusal::failed)?;
    let bought = (0_u64..).take_while(|num| price.lot_factor(0, *num) * unit <= budget).last().unwrap_or(0);
    Ok(Answer::by(&[STEP, REACHED, "cupola_cost::Learning::lot_factor"])
        .with("gap_months", first as f64 / DAYS_PER_MONTH)
        .with("missiles_bought", bought as f64))
}

/// Rounds fired against rounds built.
pub fn burn_to_build(case: &Case, _: &Given<'_>) -> Answered {
    let (fired, days) = (list(case, "fired")?, positive(case, "days")?);
    let rate = positive(case, "built_per_year")?;
    let built_per_day = made(line(at_rate(rate)), FOUR_YEARS_DAYS)? / f64::from(FOUR_YEARS_DAYS);
    let burn = |fired| fired_per_day(fired, days, fired);
    Ok(Answer::by(&[STEP, REACHED])
        .with("fired_per_day", each(&fired, burn)?)
        .with("built_per_day", built_per_day)
        .with("ratio", each(&fired, |fired| Ok(burn(fired)? / built_per_day))?)
        .with("production_years", each(&fired, |fired| years_to_make(fired, rate))?))
}

/// Rounds of the lot in a chain of lead times: enough that its last month is told from the one before.
const LOT_PER_YEAR: f64 = 120.0;

/// From the decision to the last round of a lot.
pub fn lead_time(case: &Case, _: &Given<'_>) -> Answered {
    let days = |key| Ok::<i32, Refusal>((positive(case, key)? * DAYS_PER_MONTH).round() as i32);
    let lot = (LOT_PER_YEAR * positive(case, "lot_months")? / MONTHS_PER_YEAR).round();
    let expansion = Expansion {
        decided: START.plus(days("admin_months")?),
        ready_days: days("first_delivery_months")?,
        ramp_days: 0,
        raise: Raise::To { rate_per_year: LOT_PER_YEAR },
        lasting: Lasting::ForGood,
    };
    let line = Line { expansions: vec![expansion], ..line(at_rate(0.0)) };
    let plan = Plan { lines: vec![line], ..plan(0, START, MOST_DAYS) };
    let complete = first_day_at_least(&stepped(&plan)?.1, whole(lot)?);
    let complete = complete.ok_or_else(|| Refusal::Failed("the lot is never complete".to_owned()))?;
    let months = complete as f64 / DAYS_PER_MONTH;
    Ok(Answer::by(&[STEP, "cupola_sustain::Expansion::applied", REACHED])
        .with("jassm_total_months", months)
        .with("generic_total_months", months)
        .noting("from the day of the decision to that of the last round; the lot comes at a steady rate"))
}

/// What two steady lines make in the same years.
pub fn surge(case: &Case, _: &Given<'_>) -> Answered {
    let of = |rate| made(line(at_rate(rate)), FOUR_YEARS_DAYS);
    let surge = of(positive(case, "surge_per_year")?)?;
    Ok(Answer::by(&[STEP]).with("ratio", each(&list(case, "mean_per_year")?, |mean| Ok(surge / of(mean)?))?))
}

/// A line enlarged so many times.
pub fn enlarged(case: &Case, _: &Given<'_>) -> Answered {
    let raise = Raise::Times { factor: positive(case, "factor")? };
    let expansions = vec![Expansion { decided: START, ready_days: 0, ramp_days: 0, raise, lasting: Lasting::ForGood }];
    let of = |rate| {
        let line = Line { expansions: expansions.clone(), ..line(at_rate(rate)) };
        Ok(made(line, FOUR_YEARS_DAYS)? / f64::from(FOUR_YEARS_DAYS) * DAYS_PER_YEAR)
    };
    Ok(Answer::by(&[STEP, "cupola_sustain::Expansion::applied"])
        .with("target_per_year", each(&list(case, "base_per_year")?, of)?))
}

/// Nothing given.
pub fn nothing_given(_: &Case, _: &Given<'_>) -> Answered {
    Err(Refusal::NotRun(
        "who shot what down is an outcome, and no bundled scenario plays that war: Israel's rounds by type are not public"
            .to_owned(),
    ))
}
