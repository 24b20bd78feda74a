//! The promise kept: what a run of the plan loses is asked for as well, and the plan found again.

use crate::play::Playback;
use crate::report::Found;
use crate::{PlanError, Programme};

/// Plans that are found and played one after the other, at most: assumed, 3 to 6.
pub const MOST_PLANS: usize = 4;

/// A plan and what a run of it does.
pub struct Kept {
    /// The last plan.
    pub found: Found,
    /// Its run.
    pub playback: Playback,
    /// Plans found and played.
    pub num_plans: usize,
}

/// Finds a plan, plays it, and raises each need that its runs do not meet at the stated risk by what they lack, until all are
/// met, nothing more can be bought or [`MOST_PLANS`] were played. So rounds are bought for those that are fired before their
/// day, and for what comes late.
///
/// # Errors
/// Where a plan cannot be found, or played.
pub fn kept<E: From<PlanError>>(
    programme: Programme,
    mut play: impl FnMut(&Found) -> Result<Playback, E>,
) -> Result<Kept, E> {
    let found = Found::new(programme)?;
    let playback = play(&found)?;
    let mut kept = Kept { found, playback, num_plans: 1 };
    while kept.num_plans < MOST_PLANS {
        let Some(programme) = raised(&kept) else { break };
        let found = Found::new(programme)?;
        let is_other = found.actions != kept.found.actions;
        kept.found = found;
        if !is_other {
            break;
        }
        kept.playback = play(&kept.found)?;
        kept.num_plans += 1;
    }
    Ok(kept)
}

/// The programme with wider margins; none where no run loses anything beyond what the plan says itself that it cannot have.
fn raised(kept: &Kept) -> Option<Programme> {
    let mut programme = kept.found.programme.clone();
    let answer = &kept.found.answer;
    let said = answer.short.iter().zip(&answer.margin_short).map(|(short, margin)| short + margin);
    let mut is_wider = false;
    for ((need, played), said) in programme.needs.iter_mut().zip(&kept.playback.needs).zip(said) {
        // What cannot be had may be a fraction, and what is there is whole.
        let lost = (played.short_rounds - said).max(0.0).floor();
        need.margin_rounds += lost;
        is_wider |= lost > 0.0;
    }
    is_wider.then_some(programme)
}
