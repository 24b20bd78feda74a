//! How each nation fires on a day: the doctrine, and what falling stocks have changed of it.

use crate::world::{Doctrine, FireLayer, FireRule, StockRule};

/// How one nation's launchers fire.
#[derive(Debug, Clone)]
pub struct NationOrders {
    /// Layers, in the order of [`Doctrine::layers`].
    pub layers: Vec<FireLayer>,
    /// Most rounds at one target that it adds to.
    pub max_rounds_per_target: u32,
}

/// How the defence fires.
#[derive(Debug, Clone)]
pub struct Orders {
    /// Which of the shots that can be taken is taken.
    pub rule: FireRule,
    /// By nation.
    pub nations: Vec<NationOrders>,
}

impl Orders {
    /// The orders while these stock rules are in force: a later one overrides an earlier.
    #[must_use]
    pub fn new<'r>(doctrine: &Doctrine, num_nations: usize, in_force: impl Iterator<Item = &'r StockRule>) -> Self {
        let written =
            NationOrders { layers: doctrine.layers.clone(), max_rounds_per_target: doctrine.max_rounds_per_target };
        let mut orders = Self { rule: doctrine.rule, nations: vec![written; num_nations] };
        for StockRule { nation, change, .. } in in_force {
            let nation = &mut orders.nations[*nation];
            orders.rule = change.rule.unwrap_or(orders.rule);
            nation.max_rounds_per_target = change.max_rounds_per_target.unwrap_or(nation.max_rounds_per_target);
            for (_, layer) in nation.layers.iter_mut().enumerate().filter(|(i, _)| change.layer.is_none_or(|l| l == *i))
            {
                layer.max_looks = change.max_looks.unwrap_or(layer.max_looks);
                layer.reserve_fraction = change.reserve_fraction.unwrap_or(layer.reserve_fraction);
                if let Some(rounds) = &change.rounds_per_look {
                    layer.rounds_per_look.clone_from(rounds);
                }
            }
        }
        orders
    }

    /// Most rounds at one target that any nation adds to.
    #[must_use]
    pub fn most_rounds(&self) -> u32 {
        self.nations.iter().map(|n| n.max_rounds_per_target).max().unwrap_or(0)
    }
}
