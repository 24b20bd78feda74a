//! Moments in UTC.

use cupola_core::Day;
use std::fmt;
use std::str::FromStr;

/// 1 January 2000, in days since 1970.
const DAY_2000: i32 = 10_957;

/// A moment in UTC.
///
/// - **Assumes:** every day has 86 400 s: no leap second is announced, and none lies within a raid.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Epoch {
    day: Day,
    /// Seconds of the day, 0 to 86 400.
    of_day_s: f64,
}

impl Epoch {
    /// Length of a day (s).
    pub(crate) const DAY_S: f64 = 86_400.0;

    /// The midnight before it (s since J2000), and what part of the day has gone since.
    pub(crate) fn midnight_j2000_s(self) -> (f64, f64) {
        ((f64::from(self.day.0 - DAY_2000) - 0.5) * Self::DAY_S, self.of_day_s / Self::DAY_S)
    }

    /// The beginning of a day.
    #[must_use]
    pub fn midnight(day: Day) -> Self {
        Self { day, of_day_s: 0.0 }
    }

    /// The moment so long after 1 January 2000, 12 h UTC (s).
    #[must_use]
    pub fn of_j2000_s(j2000_s: f64) -> Self {
        Self { day: Day(DAY_2000), of_day_s: 0.5 * Self::DAY_S }.plus_s(j2000_s)
    }

    /// The day that it is on.
    #[must_use]
    pub fn day(self) -> Day {
        self.day
    }

    /// The moment this much later (s).
    #[must_use]
    pub fn plus_s(self, time_s: f64) -> Self {
        let of_day_s = self.of_day_s + time_s;
        let days = (of_day_s / Self::DAY_S).floor();
        Self { day: self.day.plus(days as i32), of_day_s: of_day_s - days * Self::DAY_S }
    }

    /// Time since another moment (s).
    #[must_use]
    pub fn since_s(self, other: Self) -> f64 {
        f64::from(self.day.0 - other.day.0) * Self::DAY_S + (self.of_day_s - other.of_day_s)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.day.ymd().0
    }

    /// Seconds since 1 January 2000, 12 h UTC.
    #[must_use]
    pub fn j2000_s(self) -> f64 {
        (f64::from(self.day.0 - DAY_2000) - 0.5) * Self::DAY_S + self.of_day_s
    }

    /// Seconds since the last full hour.
    #[must_use]
    pub fn of_hour_s(self) -> f64 {
        self.of_day_s.rem_euclid(3_600.0)
    }
}

/// ISO 8601 to the microsecond, without a letter for the zone.
impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const PER_S: u64 = 1_000_000;
        let micro = (self.of_day_s * PER_S as f64).round() as u64;
        let (day, micro) = match micro.checked_sub(86_400 * PER_S) {
            Some(rest) => (self.day.plus(1), rest),
            None => (self.day, micro),
        };
        let (second, fraction) = (micro / PER_S, micro % PER_S);
        write!(f, "{day}T{:02}:{:02}:{:02}.{fraction:06}", second / 3_600, second / 60 % 60, second % 60)
    }
}

impl FromStr for Epoch {
    type Err = ();
    /// Reads `YYYY-MM-DDThh:mm:ss` or `YYYY-DDDThh:mm:ss`, a fraction of the second and `Z` optional.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (date, time) = text.strip_suffix('Z').unwrap_or(text).split_once('T').ok_or(())?;
        let day = match date.split('-').collect::<Vec<_>>()[..] {
            [_, _, _] => date.parse::<Day>()?,
            [year, of_year] => {
                let (year, of_year) = (whole(year)? as i32, whole(of_year)? as i32);
                let day = Day::from_ymd(year, 1, 1).ok_or(())?.plus(of_year - 1);
                if day.ymd().0 == year { day } else { return Err(()) }
            }
            _ => return Err(()),
        };
        let [hours, minutes, seconds] = time.split(':').collect::<Vec<_>>()[..] else { return Err(()) };
        let (hours, minutes) = (whole(hours)?, whole(minutes)?);
        let is_plain = seconds.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let seconds = seconds.parse::<f64>().ok().filter(|s| is_plain && *s < 60.0).ok_or(())?;
        if hours > 23 || minutes > 59 {
            return Err(());
        }
        Ok(Self { day, of_day_s: f64::from(hours * 3_600 + minutes * 60) + seconds })
    }
}

fn whole(text: &str) -> Result<u32, ()> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().map_err(|_| ()) } else { Err(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_told_alike() {
        let at = |text: &str| text.parse::<Epoch>();
        let epoch = at("2028-12-31T23:59:58.5Z").unwrap();
        assert_eq!(epoch.to_string(), "2028-12-31T23:59:58.500000");
        assert_eq!(epoch.plus_s(1.499_999_9).to_string(), "2029-01-01T00:00:00.000000");
        assert_eq!(at("2028-366T23:59:58.5"), Ok(epoch));
        assert_eq!(at("2000-01-01T12:00:00").unwrap().j2000_s(), 0.0);
        assert_eq!(at("2028-366T23:59:58.5Z").unwrap().year(), 2028);
        assert_eq!(epoch.plus_s(-90_000.25).since_s(epoch), -90_000.25);
        assert_eq!((Epoch::of_j2000_s(epoch.j2000_s()), epoch.day()), (epoch, "2028-12-31".parse().unwrap()));
        for wrong in
            ["2028-13-01T00:00:00", "2027-366T00:00:00", "2028-01-01", "2028-01-01T24:00:00", "2028-01-01T0:0:6e1"]
        {
            assert_eq!(at(wrong), Err(()), "{wrong}");
        }
    }
}
