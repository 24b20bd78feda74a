//! A radar's time: search, tracks and guided rounds share it.
//!
//! [`Budget`] says how much fits in; [`Schedule`] keeps what is booked from when to when, so that what has ended gives its
//! time back.

use crate::SenseError;
use crate::error::{between, not_negative, positive};

/// How many tracks a radar's time holds at their update interval, and what a guided round costs in tracks.
///
/// - **Assumes:** every track costs the same at any range; a dwell holds one target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    num_tracks: f64,
    tracks_per_round: f64,
}

impl Budget {
    /// From the share of time given to search, one track's dwell and update interval (s), and a round's cost in tracks.
    ///
    /// `tracks = (1 − search) update / dwell`.
    ///
    /// # Errors
    /// [`SenseError::NotBetween`] unless the share leaves time for tracks, [`SenseError::NotPositive`] for the times.
    ///
    /// # Source
    /// `CURRY2005`, chapter 3: radar resource use is the sum of dwell over interval.
    pub fn of_time(
        search_fraction: f64,
        dwell_s: f64,
        update_s: f64,
        tracks_per_round: f64,
    ) -> Result<Self, SenseError> {
        let left = 1.0 - between("search_fraction", search_fraction, -f64::MIN_POSITIVE, 1.0)?;
        let num_tracks = left * positive("update_s", update_s)? / positive("dwell_s", dwell_s)?;
        Self::of_tracks(num_tracks, tracks_per_round)
    }

    /// From the number of tracks it holds while it searches, as published, and a round's cost in tracks.
    ///
    /// # Errors
    /// [`SenseError::NotPositive`] for what is below 0 or not finite.
    pub fn of_tracks(num_tracks: f64, tracks_per_round: f64) -> Result<Self, SenseError> {
        let num_tracks = not_negative("num_tracks", num_tracks)?;
        Ok(Self { num_tracks, tracks_per_round: not_negative("tracks_per_round", tracks_per_round)? })
    }

    /// Whole tracks held while `num_rounds` rounds are guided.
    #[must_use]
    pub fn tracks(&self, num_rounds: u32) -> u32 {
        (self.num_tracks - f64::from(num_rounds) * self.tracks_per_round).max(0.0) as u32
    }

    /// Tracks turned away where the update interval is kept.
    #[must_use]
    pub fn refused(&self, num_tracks: u32, num_rounds: u32) -> u32 {
        num_tracks.saturating_sub(self.tracks(num_rounds))
    }

    /// Factor by which the update interval grows where nothing is turned away: 1 while all fits in.
    #[must_use]
    pub fn stretch_ratio(&self, num_tracks: u32, num_rounds: u32) -> f64 {
        let used = f64::from(num_tracks) + f64::from(num_rounds) * self.tracks_per_round;
        if used > self.num_tracks { used / self.num_tracks } else { 1.0 }
    }

    /// Whether `num_tracks` tracks and `num_rounds` rounds, all at once, fit in.
    #[must_use]
    pub fn holds(&self, num_tracks: u32, num_rounds: u32) -> bool {
        self.stretch_ratio(num_tracks, num_rounds) <= 1.0
    }
}

/// A part of a radar's time, from when to when (s).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Booking {
    /// Begins (s).
    pub from_s: f64,
    /// Ends (s).
    pub until_s: f64,
    /// How much of it, in tracks.
    pub weight: f64,
}

/// What is booked of a radar's time, now and later. Time goes forward: nothing is asked or booked for what is past.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    num_tracks: f64,
    /// All that has not ended: no moment to come has more (tracks).
    open: f64,
    /// Load at the last moment looked at (tracks).
    load: f64,
    /// Changes of load after it: sorted when there is need to look.
    changes: Vec<(f64, f64)>,
}

/// Loads are sums of parts that come and go: room that is short by less than this is room (tracks).
const ROUNDING: f64 = 1e-9;

impl Schedule {
    /// An empty schedule of a radar that holds a number of tracks.
    #[must_use]
    pub fn new(num_tracks: f64) -> Self {
        Self { num_tracks, open: 0.0, load: 0.0, changes: Vec::new() }
    }

    /// Holds another number of tracks from now on; what is booked stays.
    pub fn resize(&mut self, num_tracks: f64) {
        self.num_tracks = num_tracks;
    }

    /// Whether a booking that begins now or later fits in all the while, beside what is booked already.
    #[must_use]
    pub fn has_room(&mut self, booking: &Booking, now_s: f64) -> bool {
        let room = self.num_tracks + ROUNDING - booking.weight;
        if self.open <= room {
            return true;
        }
        self.sort(now_s);
        self.peak(booking.from_s, booking.until_s) <= room
    }

    /// Books, room or not: what goes first does not ask.
    pub fn book(&mut self, booking: &Booking) {
        self.open += booking.weight;
        self.changes.extend([(booking.from_s, booking.weight), (booking.until_s, -booking.weight)]);
    }

    /// Ends a booking, at its time or before.
    pub fn end(&mut self, booking: &Booking, now_s: f64) {
        self.open -= booking.weight;
        if now_s < booking.until_s {
            let from_s = booking.from_s.max(now_s);
            self.changes.extend([(from_s, -booking.weight), (booking.until_s, booking.weight)]);
        }
    }

    /// Greatest load between two moments (tracks), of changes in order.
    fn peak(&self, from_s: f64, until_s: f64) -> f64 {
        let (mut load, mut peak) = (self.load, f64::NEG_INFINITY);
        for (at_s, change) in &self.changes {
            if *at_s > from_s {
                peak = peak.max(load);
                if *at_s >= until_s {
                    return peak;
                }
            }
            load += change;
        }
        peak.max(load)
    }

    /// Puts the changes in the order of time, at the same moment what ends first, and adds up those that have come.
    fn sort(&mut self, now_s: f64) {
        self.changes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let num = self.changes.partition_point(|(at_s, _)| *at_s <= now_s);
        self.load += self.changes.drain(..num).map(|(_, change)| change).sum::<f64>();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tenth for search, 10 ms a dwell, a look each second: 90 tracks; ten rounds at four tracks each leave 50.
    #[test]
    fn time_is_shared_between_search_tracks_and_rounds() {
        let budget = Budget::of_time(0.1, 0.01, 1.0, 4.0).unwrap();
        assert_eq!((budget.tracks(0), budget.tracks(10), budget.tracks(30)), (90, 50, 0));
        assert_eq!((budget.refused(90, 0), budget.refused(120, 0), budget.refused(60, 10)), (0, 30, 10));
        assert!((budget.stretch_ratio(135, 0) - 1.5).abs() < 1e-12);
        assert!((budget.stretch_ratio(50, 10) - 1.0).abs() < 1e-12);
        assert!(Budget::of_time(1.0, 0.01, 1.0, 4.0).is_err());
    }

    const fn booked(from_s: f64, until_s: f64, weight: f64) -> Booking {
        Booking { from_s, until_s, weight }
    }

    #[test]
    fn what_has_ended_gives_its_time_back() {
        let mut radar = Schedule::new(2.0);
        for until_s in [100.0, 200.0] {
            assert!(radar.has_room(&booked(0.0, until_s, 1.0), 0.0));
            radar.book(&booked(0.0, until_s, 1.0));
        }
        assert!(!radar.has_room(&booked(50.0, 300.0, 1.0), 50.0));
        assert!(radar.has_room(&booked(100.0, 300.0, 1.0), 50.0));
        assert!(!radar.has_room(&booked(59.0, 300.0, 1.0), 59.0));
        radar.end(&booked(0.0, 200.0, 1.0), 60.0);
        assert!(radar.has_room(&booked(60.0, 300.0, 1.0), 60.0));
        assert!(!radar.has_room(&booked(60.0, 300.0, 1.5), 60.0) && radar.has_room(&booked(100.0, 300.0, 2.0), 60.0));
        radar.end(&booked(0.0, 100.0, 1.0), 100.0);
        assert!(radar.has_room(&booked(100.0, 300.0, 2.0), 100.0));
    }

    #[test]
    fn a_later_booking_counts_when_it_begins() {
        let mut radar = Schedule::new(3.0);
        let late = booked(100.0, 200.0, 2.5);
        radar.book(&late);
        let mut fits = |from_s, until_s, weight| radar.has_room(&booked(from_s, until_s, weight), 0.0);
        assert!(fits(0.0, 100.0, 3.0) && fits(200.0, 300.0, 3.0) && fits(0.0, 300.0, 0.5));
        assert!(!fits(0.0, 101.0, 1.0) && !fits(199.0, 300.0, 1.0) && !fits(0.0, 300.0, 1.0));
        radar.end(&late, 40.0);
        assert!(radar.has_room(&booked(50.0, 300.0, 3.0), 40.0));
    }

    /// Against the load added up moment by moment, over a row of bookings of which some end early.
    #[test]
    fn room_is_what_the_load_leaves_at_every_moment() {
        let bookings: Vec<Booking> = (0..40)
            .map(|i| {
                booked(f64::from(i * 7 % 50), f64::from(i * 7 % 50 + 3 + i * 11 % 30), 1.0 + f64::from(i % 4) / 4.0)
            })
            .collect();
        let mut radar = Schedule::new(12.0);
        bookings.iter().for_each(|b| radar.book(b));
        let end_s = |i: usize| if i.is_multiple_of(3) { bookings[i].until_s.min(20.0) } else { bookings[i].until_s };
        for now in 0..60_u32 {
            let now_s = f64::from(now);
            for (i, booking) in bookings.iter().enumerate().filter(|(i, _)| end_s(*i) == now_s) {
                radar.end(booking, end_s(i));
            }
            let is_early = |i: usize| i.is_multiple_of(3) && now_s >= 20.0;
            let stays = |i: usize| if is_early(i) { end_s(i) } else { bookings[i].until_s };
            let load = |at_s: f64| -> f64 {
                let holds = |(i, b): &(usize, &Booking)| b.from_s <= at_s && at_s < stays(*i);
                bookings.iter().enumerate().filter(holds).map(|(_, b)| b.weight).sum()
            };
            for (from, long) in [(now, 1), (now, 9), (now + 4, 20)] {
                let peak = (from..from + long).map(|t| load(f64::from(t))).fold(0.0, f64::max);
                let asked = booked(f64::from(from), f64::from(from + long), 2.0);
                assert_eq!(radar.has_room(&asked, now_s), peak + 2.0 <= 12.0, "now {now}, {asked:?}: {peak}");
            }
        }
    }
}
