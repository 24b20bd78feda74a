//! What a plan must reach and may do: as the scenario says, else what follows from its reserves and agreements.

use cupola_sim::world::{Cover, Expand, MayExpand, MayMove, PlanNeed, PlanRules, World};

/// Probability with which a need may be missed where the scenario has no `[plan]`: assumed, 0.05 to 0.2.
const RISK_FRACTION: f64 = 0.1;

/// The scenario's own rules. Without any: each reserve's wanted level and what the campaign fires, at the first raid; what
/// the agreements that the base arm has not would expand and move.
#[must_use]
pub fn rules(world: &World) -> PlanRules {
    if let Some(rules) = &world.plan {
        return rules.clone();
    }
    let base = &world.arms[0].agreements;
    let others = || world.agreements.iter().enumerate().filter(|(a, _)| !base.contains(a)).map(|(_, a)| a);
    let need = |reserve: &cupola_sim::world::Reserve| PlanNeed {
        id: format!("{}.{}", world.nations[reserve.nation].id, world.items[reserve.item].id),
        nation: reserve.nation,
        item: reserve.item,
        by: world.raids_start,
        covers: world.campaign.iter().map(|_| Cover::Campaign).chain([Cover::Wanted]).collect(),
        rounds: None,
    };
    let expand = |expand: &Expand| MayExpand {
        id: world.supply.lines[expand.line].id.clone(),
        line: expand.line,
        to: world.supply.lines[expand.line].nation,
        to_per_year: expand.to_per_year,
        factor: expand.factor,
        ready_after_days: expand.ready_after_days,
        plant_usd: expand.plant_usd,
        transport_days: None,
    };
    let moves = others().flat_map(|a| &a.transfers).map(|rule| MayMove {
        id: [&world.nations[rule.giver].id, &world.nations[rule.taker].id, &world.items[rule.item].id]
            .map(String::as_str)
            .join("-"),
        giver: rule.giver,
        taker: rule.taker,
        item: rule.item,
        most: rule.rounds,
        delay_days: rule.delay_days,
        per_round_usd: world.items[rule.item].unit_cost_usd,
    });
    PlanRules {
        risk_fraction: RISK_FRACTION,
        needs: world.supply.reserves.iter().map(need).collect(),
        orders: Vec::new(),
        expansions: others()
            .flat_map(|a| &a.expand)
            .filter(|e| world.supply.lines[e.line].also.is_empty())
            .map(expand)
            .collect(),
        moves: moves.collect(),
    }
}
