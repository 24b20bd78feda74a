//! Calendar days, counted from 1 January 1970 in the proleptic Gregorian calendar.

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// A day from year, month (1..=12) and day of the month; `None` where no such day exists.
    ///
    /// # Source
    /// Hinnant, *chrono-compatible low-level date algorithms*, `days_from_civil` (public domain).
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        let candidate = Self::from_civil(year, month, day);
        (1..=12).contains(&month).then_some(candidate).filter(|c| c.ymd() == (year, month, day))
    }

    fn from_civil(year: i32, month: u32, day: u32) -> Self {
        let (month, day) = (month as i32, day as i32);
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        Self(era * 146_097 + doe - 719_468)
    }

    /// Year, month and day of the month.
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
        let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
        (yoe + era * 400 + i32::from(month <= 2), month, day)
    }

    /// The day as a year with fraction (2028.25 is about 1 April 2028).
    #[must_use]
    pub fn year_fraction(self) -> f64 {
        let (year, _, _) = self.ymd();
        let first = Self::from_civil(year, 1, 1).0;
        let next = Self::from_civil(year + 1, 1, 1).0;
        f64::from(year) + f64::from(self.0 - first) / f64::from(next - first)
    }

    /// The day this many days later.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl std::str::FromStr for Day {
    type Err = ();
    /// Reads `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next().and_then(|p| p.parse::<u32>().ok()).ok_or(());
        let (year, month, day) = (next()?, next()?, next()?);
        Self::from_ymd(i32::try_from(year).map_err(|_| ())?, month, day).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_round_trip() {
        assert_eq!(Day::from_ymd(1970, 1, 1), Some(Day(0)));
        assert_eq!(Day::from_ymd(2028, 2, 30), None);
        for offset in (-200_000..200_000).step_by(37) {
            let (y, m, d) = Day(offset).ymd();
            assert_eq!(Day::from_ymd(y, m, d), Some(Day(offset)));
        }
        assert_eq!("2028-04-01".parse::<Day>().unwrap().to_string(), "2028-04-01");
    }
}
