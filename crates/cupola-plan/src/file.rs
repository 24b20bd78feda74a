//! The plan as a scenario that extends the one it is for, so that `cupola run` shows its effect.
//!
//! Orders become lines of their own beside those that are funded, with the same parts and losses, so that they share
//! bottlenecks with them; they work at the pace that the plan asks of its busiest quarter, not faster, so as to take no parts
//! before their turn. Moves become transfers. Inputs keep their ranges, so that the run draws what the plan took at the
//! stated risk.

use crate::gather::{Base, RAMP_DAYS, added_per_year};
use crate::report::Found;
use crate::{Action, Capacity, Kind, rules};
use cupola_core::Day;
use cupola_sim::supply;
use cupola_sim::world::{InputId, MayExpand, World};
use std::fmt::Write;

/// What the id of a line or transfer of a plan begins with.
pub const PREFIX: &str = "plan-";

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
    for (index, source) in found.programme.sources.iter().enumerate() {
        let orders: Vec<&Action> = actions.iter().filter(|a| a.kind == Kind::Order && a.index == index).collect();
        if orders.is_empty() {
            continue;
        }
        let pace = pace_fraction(found, index);
        let expansion = index.checked_sub(rules.orders.len()).map(|e| &rules.expansions[e]);
        let transport = match expansion {
            Some(may) => {
                put_line(&mut text, world, (&source.id, may.line), "0", None);
                put_surge(&mut text, base, may, decided_on(actions, index), pace);
                may.transport_days
            }
            None => {
                let may = &rules.orders[index];
                let capacity = number(world, may.most_per_year, 1.0 / pace);
                put_line(&mut text, world, (&source.id, may.line), &capacity, Some(may.lead_days));
                may.transport_days
            }
        };
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
    for action in actions.iter().filter(|a| a.kind == Kind::Move) {
        let may = &rules.moves[action.index];
        let _ = write!(
            text,
            "\n[[transfer]]\nid = {}\ngiver = {}\ntaker = {}\nitem = {}\non = {}\nrounds = {}\ndelay_days = {}\n",
            quoted(&format!("{PREFIX}{}-{}", may.id.replace('.', "-"), action.on)),
            quoted(&world.nations[may.giver].id),
            quoted(&world.nations[may.taker].id),
            quoted(&world.items[may.item].id),
            action.on,
            action.rounds,
            number(world, may.delay_days, 1.0)
        );
    }
    text
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

/// The id that a source's line has in the scenario of the plan.
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

/// The surge that an enlarged plant is: from its decision, with its own lead, to what it adds at the end: least, median and
/// most of all worlds.
fn put_surge(text: &mut String, base: &Base<'_>, may: &MayExpand, decided: Day, pace_fraction: f64) {
    let plans: Vec<_> = base.draws.iter().map(|draws| supply::plan(base.world, draws, 0)).collect();
    let rate = (may.line, may.to_per_year, may.factor);
    let added = |w: usize| pace_fraction * added_per_year(base, &plans, w, rate, base.world.end);
    let mut added: Vec<f64> = (0..plans.len()).map(added).collect();
    added.sort_by(f64::total_cmp);
    let (low, likely, high) = (added[0], added[added.len() / 2], added[added.len() - 1]);
    let note = "what the plan's plant adds: least, median and most of all worlds";
    let world = base.world;
    let _ = write!(
        text,
        "  [[line.surge]]\n  id = \"{PREFIX}plant\"\n  decided = {decided}\n  ready_after_months = {}\n  ramp_months = {}\n  \
         once_musd = {}\n  to_per_year = {{ low = {low}, likely = {likely}, high = {high}, grade = \"assumed\", note = \
         \"{note}\" }}\n",
        number(world, may.ready_after_days, MONTH_DAYS),
        RAMP_DAYS / MONTH_DAYS,
        number(world, may.plant_usd, MILLION),
    );
}

const MILLION: f64 = 1e6;

/// A TOML string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
