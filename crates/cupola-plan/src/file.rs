//! The plan as a scenario that extends the one it is for, so that `cupola run` shows its effect.
//!
//! Orders become lines of their own beside those that are funded, with the same parts and losses, so that they share
//! bottlenecks with them; they work at the pace that the plan asks of its busiest quarter, not faster, so as to take no parts
//! before their turn. Plants and moves become what agreements expand and transfer. All of it is in one arm beside the base arm,
//! through agreements of the plan's own: without them its lines stand still. So the difference between the two arms has the
//! plan's money: rounds and plants as runs price them, and nothing for rounds that move, which are paid for already. Inputs keep
//! their ranges, so that the run draws what the plan took at the stated risk.

use crate::gather::{Base, added_per_year};
use crate::report::Found;
use crate::{Action, Capacity, Kind, rules};
use cupola_core::Day;
use cupola_sim::supply;
use cupola_sim::world::{InputId, MayExpand, MayMove, World};
use std::fmt::Write;

/// What the id of a line or agreement of a plan begins with.
pub const PREFIX: &str = "plan-";

/// The arm that has the plan, beside the base arm.
pub const ARM: &str = "plan";

/// The agreement that opens the lines of orders from plants as they are.
const ORDERS: &str = "orders";

/// The text of the scenario; `extends` is its original's name or relative path.
#[must_use]
pub fn scenario(base: &Base<'_>, found: &Found, extends: &str) -> String {
    let actions = &found.actions;
    let world = base.world;
    let rules = rules(world);
    let mut text = format!(
        "# What `cupola plan` found for {extends}: needs may be missed with probability {}.\nformat = 1\nextends = {}\n",
        base.risk_fraction,
        quoted(extends),
    );
    put_study(&mut text, world, extends);
    let mut agreements: Vec<String> = Vec::new();
    let mut opened = String::new();
    for (index, source) in found.programme.sources.iter().enumerate() {
        let orders: Vec<&Action> = actions.iter().filter(|a| a.kind == Kind::Order && a.index == index).collect();
        if orders.is_empty() {
            continue;
        }
        let pace = pace_fraction(found, index);
        let expansion = index.checked_sub(rules.orders.len()).map(|e| &rules.expansions[e]);
        match expansion {
            Some(may) => {
                put_line(&mut text, world, (&source.id, may.line), "0", None);
                put_orders(&mut text, world, &orders, may.transport_days);
                agreements.push(line_id(&source.id));
                put_plant(&mut text, base, (&source.id, may), decided_on(actions, index), pace);
            }
            None => {
                let may = &rules.orders[index];
                let capacity = number(world, may.most_per_year, 1.0 / pace);
                put_line(&mut text, world, (&source.id, may.line), &capacity, Some(may.lead_days));
                put_orders(&mut text, world, &orders, may.transport_days);
                put_opened(&mut opened, world, (&source.id, may.line));
            }
        }
    }
    if !opened.is_empty() {
        agreements.push(format!("{PREFIX}{ORDERS}"));
        put_agreement(&mut text, &agreements[agreements.len() - 1], "rounds ordered", world.stock_date);
        text.push_str(&opened);
    }
    for action in actions.iter().filter(|a| a.kind == Kind::Move) {
        let may = &rules.moves[action.index];
        agreements.push(format!("{}-{}", line_id(&may.id), action.on));
        put_move(&mut text, world, (&agreements[agreements.len() - 1], may), action);
    }
    put_arms(&mut text, world, agreements);
    text
}

/// A name and words of its own, so that its runs are not taken for those of its original.
fn put_study(text: &mut String, world: &World, extends: &str) {
    let name = quoted(&format!("{}-plan", world.name));
    let title = quoted(&format!("{}: with a plan", world.title));
    let question = quoted(&format!("What does the plan change that `cupola plan` found for {extends}?"));
    let _ = write!(text, "[study]\nname = {name}\ntitle = {title}\nquestion = {question}\n");
}

/// The base arm, and one with the plan's agreements beside its own.
fn put_arms(text: &mut String, world: &World, agreements: Vec<String>) {
    let arm = &world.arms[0];
    let own: Vec<String> = arm.agreements.iter().map(|a| world.agreements[*a].id.clone()).collect();
    let with = own.iter().cloned().chain(agreements).collect();
    let _ = write!(text, "\n[compare]\nbase = {}\n", quoted(&arm.id));
    for (id, name, agreements) in
        [(&*arm.id, arm.name.clone(), own), (ARM, format!("{}, with the plan", arm.name), with)]
    {
        let agreements: Vec<String> = agreements.iter().map(|id| quoted(id)).collect();
        let (id, name, agreements) = (quoted(id), quoted(&name), agreements.join(", "));
        let _ = write!(text, "  [[compare.arms]]\n  id = {id}\n  name = {name}\n  agreements = [{agreements}]\n");
    }
}

fn put_agreement(text: &mut String, id: &str, name: &str, from: Day) {
    let (id, name) = (quoted(id), quoted(&format!("the plan: {name}")));
    let _ = write!(text, "\n[[agreement]]\nid = {id}\nname = {name}\nstatus = \"hypothetical\"\nfrom = {from}\n");
}

/// A line of orders works where the plan is, from the beginning, and stands still elsewhere.
fn put_opened(text: &mut String, world: &World, (id, line): (&str, usize)) {
    let _ = write!(
        text,
        "  [[agreement.develop]]\n  item = {}\n  line = {}\n  first_delivery = {}\n",
        quoted(&world.items[world.supply.lines[line].item].id),
        quoted(&line_id(id)),
        world.stock_date
    );
}

/// Rounds that leave. They are paid for already, so no money goes with them.
fn put_move(text: &mut String, world: &World, (id, may): (&str, &MayMove), action: &Action) {
    put_agreement(text, id, "rounds moved", action.on);
    let _ = write!(
        text,
        "  [[agreement.transfer]]\n  giver = {}\n  taker = {}\n  item = {}\n  on = {}\n  rounds = {}\n  delay_days = {}\n",
        quoted(&world.nations[may.giver].id),
        quoted(&world.nations[may.taker].id),
        quoted(&world.items[may.item].id),
        action.on,
        action.rounds,
        number(world, may.delay_days, 1.0)
    );
}

fn put_orders(text: &mut String, world: &World, orders: &[&Action], transport: Option<InputId>) {
    for order in orders {
        let _ = write!(
            text,
            "  [[line.order]]\n  id = \"{}\"\n  funded = {}\n  rounds = {}\n  to = {}\n",
            order.on,
            order.on,
            order.rounds,
            quoted(&world.nations[order.cell.0].id)
        );
        if let Some(days) = transport {
            let _ = writeln!(text, "  transport_days = {}", number(world, days, 1.0));
        }
    }
}

/// The share of its capacity that a source uses in its busiest quarter.
fn pace_fraction(found: &Found, index: usize) -> f64 {
    let source = &found.programme.sources[index];
    let capacity = match &source.capacity {
        Capacity::Standing(rounds) => Some(rounds),
        Capacity::Built { by_decision, .. } => {
            by_decision.iter().find(|(q, _)| Some(*q) == found.answer.decided[index]).map(|(_, rounds)| rounds)
        }
    };
    let used = found.answer.begun[index].iter().zip(capacity.into_iter().flatten());
    let used = used.filter(|(_, most)| **most > 0.0).map(|(begun, most)| begun / source.kept_fraction / most);
    used.fold(0.0, f64::max).clamp(LEAST_PACE_FRACTION, 1.0)
}

/// A pace below this is none.
const LEAST_PACE_FRACTION: f64 = 1e-3;

fn decided_on(actions: &[Action], index: usize) -> Day {
    let plant = actions.iter().find(|a| a.kind == Kind::Expand && a.index == index);
    plant.expect("a plant that makes rounds has been decided on").on
}

/// The id that a source's line has in the scenario of the plan, and the agreement of its plant.
#[must_use]
pub fn line_id(source: &str) -> String {
    format!("{PREFIX}{}", source.replace('.', "-"))
}

fn put_line(text: &mut String, world: &World, (id, line): (&str, usize), capacity: &str, lead: Option<InputId>) {
    let made = &world.supply.lines[line];
    let parts = made
        .parts
        .iter()
        .map(|(part, units)| format!("{} = {}", quoted(&world.supply.parts[*part].id), number(world, *units, 1.0)));
    let _ = write!(
        text,
        "\n[[line]]\nid = {}\nname = {}\nnation = {}\nitem = {}\nper_year = {capacity}\nparts = {{ {} }}\n",
        quoted(&line_id(id)),
        quoted(&format!("{}, the plan's orders", made.name)),
        quoted(&world.nations[made.nation].id),
        quoted(&world.items[made.item].id),
        parts.collect::<Vec<_>>().join(", ")
    );
    for (key, input) in
        [("lead_days", made.lead_days), ("pass_fraction", made.pass_fraction), ("test_fraction", made.test_fraction)]
    {
        let _ = writeln!(text, "{key} = {}", number(world, input, 1.0));
    }
    if let Some(lead) = lead {
        let _ = writeln!(text, "order_lead_months = {}", number(world, lead, MONTH_DAYS));
    }
}

/// Mean length of a month (days), as scenario files count.
const MONTH_DAYS: f64 = 365.25 / 12.0;

/// An input as a file writes it, in a unit that is so many of the world's.
fn number(world: &World, id: InputId, unit: f64) -> String {
    let input = &world.inputs[id.0 as usize];
    let range = input.range;
    if range.is_known() {
        return format!("{}", range.likely / unit);
    }
    let sources: Vec<String> = input.sources.iter().map(|s| quoted(s)).collect();
    format!(
        "{{ low = {}, likely = {}, high = {}, grade = \"{}\", sources = [{}], note = {} }}",
        range.low / unit,
        range.likely / unit,
        range.high / unit,
        input.grade.word(),
        sources.join(", "),
        quoted(&format!("as {}", input.key))
    )
}

/// The expansion that an enlarged plant is: from its decision, with its own lead, to what it adds at the end: least, median
/// and most of all worlds.
fn put_plant(text: &mut String, base: &Base<'_>, (id, may): (&str, &MayExpand), decided: Day, pace_fraction: f64) {
    let plans: Vec<_> = base.draws.iter().map(|draws| supply::plan(base.world, draws, 0)).collect();
    let rate = (may.line, may.to_per_year, may.factor);
    let added = |w: usize| pace_fraction * added_per_year(base, &plans, w, rate, base.world.end);
    let mut added: Vec<f64> = (0..plans.len()).map(added).collect();
    added.sort_by(f64::total_cmp);
    let (low, likely, high) = (added[0], added[added.len() / 2], added[added.len() - 1]);
    let note = "what the plan's plant adds: least, median and most of all worlds";
    let world = base.world;
    let id = line_id(id);
    put_agreement(text, &id, "a plant enlarged", decided);
    let _ = write!(
        text,
        "  [[agreement.expand]]\n  line = {}\n  ready_after_months = {}\n  plant_musd = {}\n  to_per_year = {{ low = {low}, \
         likely = {likely}, high = {high}, grade = \"assumed\", note = \"{note}\" }}\n",
        quoted(&id),
        number(world, may.ready_after_days, MONTH_DAYS),
        number(world, may.plant_usd, MILLION),
    );
}

const MILLION: f64 = 1e6;

/// A TOML string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
