//! How many shots at each of many warheads, so that none leaks: the probability model of barrages, its ceiling, its stock.

use crate::kill;
use crate::{EngageError, KillChance, fraction};
use cupola_core::math;

/// On what the chance of a track, with which nothing can be hit, falls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tracking {
    /// On each warhead by itself, with this probability.
    EachWarhead(f64),
    /// On the whole raid at once, with this probability.
    WholeRaid(f64),
}

/// Warheads, and the chance that they are tracked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Raid {
    num_warheads: u32,
    tracking: Tracking,
}

/// What a barrage takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Barrage {
    /// Kill probability that each warhead needs, its tracking included.
    pub needed_probability: f64,
    /// Shots at each as a real number.
    pub real_shots: f64,
    /// Shots at each.
    pub shots: u32,
    /// Shots at all of them, of the real number at each.
    pub all_real_shots: f64,
    /// Shots at all of them.
    pub all_shots: u32,
}

impl Raid {
    /// A raid of warheads.
    ///
    /// # Errors
    /// [`EngageError::OutOfRange`] for a probability outside 0 to 1, or without a warhead.
    pub fn new(num_warheads: u32, tracking: Tracking) -> Result<Self, EngageError> {
        let (Tracking::EachWarhead(track) | Tracking::WholeRaid(track)) = tracking;
        fraction("probability of a track", track)?;
        at_least_one("warheads", num_warheads)?;
        Ok(Self { num_warheads, tracking })
    }

    /// Chance that no warhead leaks with `num_shots` at each.
    ///
    /// Tracked each by itself: `(t (1 − qⁿ))^W`; tracked together: `t (1 − qⁿ)^W`; the mean over the states of a raid where
    /// shots have a common cause.
    ///
    /// # Source
    /// `WILKENING1999`: K = t (1 − qⁿ) for each warhead, P = K^W.
    #[must_use]
    pub fn no_leak(&self, chance: &KillChance, num_shots: u32) -> f64 {
        self.over_all(chance, |chance| chance.kill(num_shots))
    }

    /// What [`Self::no_leak`] never exceeds, however many shots are fired: `t^W` for warheads tracked each by itself.
    #[must_use]
    pub fn ceiling(&self, chance: &KillChance) -> f64 {
        self.over_all(chance, KillChance::ceiling)
    }

    fn over_all(&self, chance: &KillChance, kill: impl Fn(&KillChance) -> f64) -> f64 {
        let num = f64::from(self.num_warheads);
        let (each, all) = match self.tracking {
            Tracking::EachWarhead(track) => (track, 1.0),
            Tracking::WholeRaid(track) => (1.0, track),
        };
        all * chance.mean(|single| math::powf(each * kill(&KillChance::known(single)), num))
    }

    /// Shots of independent kill probability `single` at each warhead so that none leaks with probability `wanted`; `None`
    /// where no number is enough.
    ///
    /// `n = ln(1 − P₀^(1/W) / t) / ln(1 − k)` for warheads tracked each by itself.
    ///
    /// - **Assumes:** shots are independent; every tracked warhead gets the same number, before any look.
    ///
    /// # Errors
    /// [`EngageError::OutOfRange`] for a probability outside 0 to 1.
    ///
    /// # Source
    /// `WILKENING1999`; arithmetic recomputed.
    pub fn barrage(&self, single: f64, wanted: f64) -> Result<Option<Barrage>, EngageError> {
        let single = fraction("single-shot probability", single)?;
        let wanted = fraction("wanted probability", wanted)?;
        let num = f64::from(self.num_warheads);
        let (needed_probability, needed_of_tracked) = match self.tracking {
            Tracking::EachWarhead(track) => {
                let needed = math::powf(wanted, 1.0 / num);
                (needed, needed / track)
            }
            Tracking::WholeRaid(track) => {
                let needed = math::powf(wanted / track, 1.0 / num);
                (needed, needed)
            }
        };
        // Written so that what is no number is refused too.
        let is_enough = needed_of_tracked < 1.0 && single > 0.0;
        if !is_enough {
            return Ok(None);
        }
        let real_shots = kill::real_shots(single, needed_of_tracked);
        let shots = kill::whole(single, needed_of_tracked, real_shots);
        Ok(Some(Barrage {
            needed_probability,
            real_shots,
            shots,
            all_real_shots: num * real_shots,
            all_shots: self.num_warheads.saturating_mul(shots),
        }))
    }
}

/// Targets that a stock can meet with `num_shots` at each.
///
/// # Errors
/// [`EngageError::OutOfRange`] without a shot.
pub fn targets_met(num_interceptors: u32, num_shots: u32) -> Result<u32, EngageError> {
    Ok(num_interceptors / at_least_one("shots at each target", num_shots)?)
}

/// A defence that does not shoot at all that comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Selective {
    /// Share of all that was intercepted.
    pub intercepted_fraction: f64,
    /// Number shot at.
    pub attempted_targets: f64,
    /// Share of all that was shot at.
    pub attempted_fraction: f64,
}

/// What a number of intercepts says of a defence that succeeds at `success_fraction` of those it shoots at: how few of all it
/// shot at. The share intercepted and the share of attempts that succeed are different things.
///
/// # Errors
/// [`EngageError::OutOfRange`] for no targets, or a share of success that is not above 0 and up to 1.
pub fn selective(num_targets: u32, num_intercepts: u32, success_fraction: f64) -> Result<Selective, EngageError> {
    let num = f64::from(at_least_one("targets", num_targets)?);
    if !(success_fraction > 0.0 && success_fraction <= 1.0) {
        let quantity = "share of attempts that succeed";
        return Err(EngageError::OutOfRange { quantity, value: success_fraction, low: 0.0, high: 1.0 });
    }
    let attempted_targets = f64::from(num_intercepts) / success_fraction;
    let intercepted_fraction = f64::from(num_intercepts) / num;
    Ok(Selective { intercepted_fraction, attempted_targets, attempted_fraction: attempted_targets / num })
}

fn at_least_one(quantity: &'static str, number: u32) -> Result<u32, EngageError> {
    let too_few = EngageError::OutOfRange { quantity, value: f64::from(number), low: 1.0, high: f64::from(u32::MAX) };
    if number > 0 { Ok(number) } else { Err(too_few) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    fn raid(num_warheads: u32, tracking: Tracking) -> Raid {
        Raid::new(num_warheads, tracking).unwrap()
    }

    #[test]
    fn a_barrage_of_the_number_it_needs_is_just_enough() {
        for tracking in [Tracking::EachWarhead(1.0), Tracking::EachWarhead(0.99), Tracking::WholeRaid(0.9)] {
            for (num, single, wanted) in [(1, 0.5, 0.5), (10, 0.8, 0.8), (20, 0.7, 0.8), (3, 0.3, 0.6)] {
                let raid = raid(num, tracking);
                let need = raid.barrage(single, wanted).unwrap().unwrap();
                let chance = KillChance::independent(single).unwrap();
                assert!(raid.no_leak(&chance, need.shots) >= wanted - 1e-12, "{need:?}");
                assert!(need.shots == 1 || raid.no_leak(&chance, need.shots - 1) < wanted, "{need:?}");
                assert!(f64::from(need.shots) >= need.real_shots - 1e-6 && need.all_shots == num * need.shots);
            }
        }
    }

    #[test]
    fn no_number_is_enough_above_the_ceiling() {
        let ten = raid(10, Tracking::EachWarhead(0.95));
        assert!(near(ten.ceiling(&KillChance::independent(0.8).unwrap()), math::powf(0.95, 10.0)));
        assert_eq!(ten.barrage(0.8, 0.8), Ok(None));
        assert_eq!(raid(10, Tracking::WholeRaid(0.7)).barrage(0.8, 0.7), Ok(None));
        assert_eq!(raid(1, Tracking::EachWarhead(1.0)).barrage(0.0, 0.5), Ok(None));
        assert_eq!(raid(1, Tracking::EachWarhead(1.0)).barrage(0.9, 1.0), Ok(None));
        assert_eq!(raid(1, Tracking::EachWarhead(0.0)).barrage(0.9, 0.0), Ok(None));
        let sure = raid(4, Tracking::EachWarhead(1.0)).barrage(1.0, 0.9).unwrap().unwrap();
        assert_eq!((sure.shots, sure.real_shots), (1, 0.0));
    }

    /// A raid of two and one shot at each, by hand: both killed in the good state or in the bad one.
    #[test]
    fn a_common_cause_binds_the_warheads_of_a_raid_together() {
        let two = raid(2, Tracking::EachWarhead(1.0));
        let factor = KillChance::with_factor(0.5, 0.8).unwrap();
        assert!(near(two.no_leak(&factor, 1), 0.5 * 0.64) && near(two.ceiling(&factor), 0.5));
        let following = KillChance::following(0.6, 0.5).unwrap();
        assert!(near(two.no_leak(&following, 1), 0.6 * 0.64 + 0.4 * 0.09));
        let together = raid(2, Tracking::WholeRaid(0.9));
        assert!(near(together.no_leak(&KillChance::independent(0.8).unwrap(), 1), 0.9 * 0.64));
    }

    #[test]
    fn bad_numbers_are_refused() {
        assert!(Raid::new(0, Tracking::EachWarhead(1.0)).is_err());
        assert!(Raid::new(1, Tracking::WholeRaid(f64::NAN)).is_err());
        assert!(raid(1, Tracking::EachWarhead(1.0)).barrage(f64::NAN, 0.5).is_err());
        assert!(targets_met(44, 0).is_err() && targets_met(44, 4) == Ok(11) && targets_met(43, 4) == Ok(10));
        assert!(selective(0, 0, 0.9).is_err() && selective(10, 5, 0.0).is_err() && selective(10, 5, f64::NAN).is_err());
    }
}
