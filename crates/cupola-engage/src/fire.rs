//! Rules of fire: which of the shots that can be taken at a threat is taken.
//!
//! Each rule is one small function over the same list of [`Shot`]s, named in [`FIRE_RULES`]. What a rule needs to know of the
//! other threats comes with each shot as a count of rounds, so that a rule never sees more than its list.

/// A salvo that one launcher could fire at a threat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shot {
    /// Launch (s), on the clock of all shots of a list.
    pub launch_s: f64,
    /// Intercept (s), on the same clock.
    pub intercept_s: f64,
    /// Probability that one round kills, hand-over and reliability included.
    pub kill_probability: f64,
    /// Rounds of the salvo.
    pub rounds: u32,
    /// Objects that they go round in turn, one of them the warhead.
    pub objects: u32,
    /// Price of one round (USD).
    pub price_usd: f64,
    /// Rounds that the launcher can still use.
    pub rounds_left: u32,
    /// Of them, those that threats at more valuable places may need of it.
    pub spoken_for: u32,
    /// Rounds that the joint assignment gives this launcher for this threat in the look at hand.
    pub allotted: u32,
}

impl Shot {
    /// Probability that the salvo kills, each round by its own luck, and the objects taken in turn from a random first.
    #[must_use]
    pub fn salvo_kill_probability(&self) -> f64 {
        let (each, over) = (self.rounds / self.objects, self.rounds % self.objects);
        let one_more = f64::from(over) / f64::from(self.objects) * self.kill_probability;
        1.0 - (1.0 - self.kill_probability).powi(each as i32) * (1.0 - one_more)
    }
}

/// How a defence chooses among the shots it has at a threat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FireRule {
    /// The shot that meets it first; one launcher at a time.
    #[default]
    Earliest,
    /// The cheapest salvo that is likely enough to kill; where none is, the likeliest.
    Cheapest,
    /// The shot that meets it first, from launchers with more rounds than threats at more valuable places may need.
    Preferential,
    /// Every launcher for itself, whether or not another has fired at the same threat.
    Free,
    /// What a joint assignment of rounds to all threats in view gives, worked out again whenever one of them comes, goes or
    /// survives.
    Optimal,
}

/// The rules by the word that a scenario uses, and what each does in one line.
pub const FIRE_RULES: [(&str, FireRule, &str); 5] = [
    ("earliest", FireRule::Earliest, "the launcher that meets the threat first fires, one launcher at a time"),
    ("cheapest", FireRule::Cheapest, "the cheapest salvo that is likely enough to kill; where none is, the likeliest"),
    ("preferential", FireRule::Preferential, "the first, with rounds that threats at more valuable places do not need"),
    ("free", FireRule::Free, "every launcher for itself, whether or not another has fired"),
    ("optimal", FireRule::Optimal, "as a joint assignment of rounds to all threats in view gives"),
];

impl FireRule {
    /// The rule of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        FIRE_RULES.iter().find(|(w, _, _)| *w == word).map(|(_, rule, _)| *rule)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        FIRE_RULES.iter().find(|(_, rule, _)| *rule == self).map_or("", |(word, _, _)| word)
    }
}

/// The shot that a rule takes; `None` where it takes none of them. Where two are equal, the first of the list.
///
/// `sufficient_probability` is the kill probability of a salvo that [`FireRule::Cheapest`] is content with.
#[must_use]
pub fn choose(rule: FireRule, shots: &[Shot], sufficient_probability: f64) -> Option<usize> {
    match rule {
        FireRule::Earliest | FireRule::Free => earliest(shots, |_| true),
        FireRule::Cheapest => cheapest(shots, sufficient_probability),
        FireRule::Preferential => earliest(shots, |s| s.rounds_left > s.spoken_for),
        FireRule::Optimal => soonest(shots, |s| s.allotted > 0),
    }
}

fn earliest(shots: &[Shot], may: impl Fn(&Shot) -> bool) -> Option<usize> {
    let fit = shots.iter().enumerate().filter(|(_, s)| may(s));
    fit.min_by(|a, b| a.1.intercept_s.total_cmp(&b.1.intercept_s)).map(|(index, _)| index)
}

fn soonest(shots: &[Shot], may: impl Fn(&Shot) -> bool) -> Option<usize> {
    let fit = shots.iter().enumerate().filter(|(_, s)| may(s));
    fit.min_by(|a, b| a.1.launch_s.total_cmp(&b.1.launch_s)).map(|(index, _)| index)
}

fn cheapest(shots: &[Shot], sufficient_probability: f64) -> Option<usize> {
    let price_usd = |s: &Shot| f64::from(s.rounds) * s.price_usd;
    let enough = shots.iter().enumerate().filter(|(_, s)| s.salvo_kill_probability() >= sufficient_probability);
    let by_price =
        |a: &Shot, b: &Shot| price_usd(a).total_cmp(&price_usd(b)).then(a.intercept_s.total_cmp(&b.intercept_s));
    let likeliest = || {
        let by_kill = |a: &Shot, b: &Shot| b.salvo_kill_probability().total_cmp(&a.salvo_kill_probability());
        shots.iter().enumerate().min_by(|a, b| by_kill(a.1, b.1)).map(|(index, _)| index)
    };
    enough.min_by(|a, b| by_price(a.1, b.1)).map(|(index, _)| index).or_else(likeliest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UPPER: Shot = Shot {
        launch_s: 60.0,
        intercept_s: 100.0,
        kill_probability: 0.8,
        rounds: 1,
        objects: 1,
        price_usd: 12e6,
        rounds_left: 4,
        spoken_for: 4,
        allotted: 0,
    };
    const LOWER: Shot = Shot {
        intercept_s: 160.0,
        kill_probability: 0.6,
        rounds: 2,
        price_usd: 4e6,
        spoken_for: 0,
        allotted: 2,
        ..UPPER
    };

    #[test]
    fn each_rule_takes_its_shot() {
        let shots = [LOWER, UPPER];
        assert_eq!(choose(FireRule::Earliest, &shots, 0.5), Some(1));
        assert_eq!(choose(FireRule::Cheapest, &shots, 0.5), Some(0));
        assert_eq!(choose(FireRule::Preferential, &shots, 0.5), Some(0));
        assert_eq!(choose(FireRule::Free, &shots, 0.5), Some(1));
        assert_eq!(choose(FireRule::Optimal, &shots, 0.5), Some(0));
    }

    #[test]
    fn where_no_salvo_is_enough_the_likeliest_is_taken() {
        // 1 − 0.4² = 0.84 beats 0.8.
        assert_eq!(choose(FireRule::Cheapest, &[UPPER, LOWER], 0.9), Some(1));
    }

    #[test]
    fn rounds_at_decoys_kill_nothing() {
        let one_each = Shot { rounds: 3, objects: 3, ..UPPER };
        assert!((one_each.salvo_kill_probability() - 0.8).abs() < 1e-12);
        let one_over = Shot { rounds: 4, objects: 3, ..UPPER };
        assert!((one_over.salvo_kill_probability() - (1.0 - 0.2 * (1.0 - 0.8 / 3.0))).abs() < 1e-12);
        assert_eq!(choose(FireRule::Cheapest, &[Shot { price_usd: 1.0, ..one_each }, LOWER], 0.82), Some(1));
    }

    #[test]
    fn no_rule_invents_a_shot() {
        for (word, rule, _) in FIRE_RULES {
            assert_eq!(choose(rule, &[], 0.5), None, "{word}");
            assert_eq!((FireRule::of_word(word), rule.word()), (Some(rule), word));
        }
        assert_eq!(choose(FireRule::Preferential, &[UPPER], 0.5), None);
        assert_eq!(choose(FireRule::Optimal, &[UPPER], 0.5), None);
    }
}
