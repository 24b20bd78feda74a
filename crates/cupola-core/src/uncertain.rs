//! Values that are not known exactly, and how far each can be trusted.

/// How far a value can be trusted, from best to worst. The words are those of the catalogue and of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Text of a government or commission.
    Official,
    /// An agency's figure quoted by a news page.
    OfficialViaPress,
    /// A peer-reviewed paper.
    PeerReviewed,
    /// A think-tank study.
    ThinkTank,
    /// The maker.
    Vendor,
    /// News.
    Press,
    /// A third party's transcription of a named source that was not read.
    Secondary,
    /// Arithmetic on cited figures.
    Derived,
    /// Sources disagree.
    Contested,
    /// Recalled or conventional; no source read supports it.
    Unverified,
    /// cupola's own assumption, with a range.
    Assumed,
}

impl Grade {
    /// All grades, from best to worst.
    pub const ALL: [Self; 11] = [
        Self::Official,
        Self::OfficialViaPress,
        Self::PeerReviewed,
        Self::ThinkTank,
        Self::Vendor,
        Self::Press,
        Self::Secondary,
        Self::Derived,
        Self::Contested,
        Self::Unverified,
        Self::Assumed,
    ];

    /// The word used in files and reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::OfficialViaPress => "official-via-press",
            Self::PeerReviewed => "peer-reviewed",
            Self::ThinkTank => "think-tank",
            Self::Vendor => "vendor",
            Self::Press => "press",
            Self::Secondary => "secondary",
            Self::Derived => "derived",
            Self::Contested => "contested",
            Self::Unverified => "unverified",
            Self::Assumed => "assumed",
        }
    }
}

/// A value between `low` and `high`, most likely `likely`: a triangular distribution. A known value has all three equal.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Uncertain {
    /// Smallest value considered.
    pub low: f64,
    /// Most likely value.
    pub likely: f64,
    /// Largest value considered.
    pub high: f64,
}

impl Uncertain {
    /// A value taken as known.
    #[must_use]
    pub fn known(value: f64) -> Self {
        Self { low: value, likely: value, high: value }
    }

    /// Whether it is taken as known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.low == self.high
    }

    /// The same value in another unit.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self { low: self.low * factor, likely: self.likely * factor, high: self.high * factor }
    }

    /// The value at a cumulative probability `u` in `0..=1`: the inverse of the triangular distribution.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        let span = self.high - self.low;
        if span <= 0.0 {
            return self.likely;
        }
        let peak = (self.likely - self.low) / span;
        let value = if u < peak {
            self.low + (u * span * (self.likely - self.low)).sqrt()
        } else {
            self.high - ((1.0 - u) * span * (self.high - self.likely)).sqrt()
        };
        value.clamp(self.low, self.high)
    }

    /// The probability that the value is at most `value`; [`Uncertain::quantile`] is its inverse.
    #[must_use]
    pub fn cumulative(&self, value: f64) -> f64 {
        if value >= self.high {
            return 1.0;
        }
        if value <= self.low {
            return 0.0;
        }
        let span = self.high - self.low;
        let (above, below) = (value - self.low, self.high - value);
        if value < self.likely {
            return above * above / (span * (self.likely - self.low));
        }
        1.0 - below * below / (span * (self.high - self.likely))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triangular_quantile_meets_its_ends_and_peak() {
        let v = Uncertain { low: 1.0, likely: 2.0, high: 5.0 };
        assert!((v.quantile(0.0) - 1.0).abs() < 1e-12);
        assert!((v.quantile(1.0) - 5.0).abs() < 1e-12);
        assert!((v.quantile(0.25) - 2.0).abs() < 1e-12);
        assert!((Uncertain::known(3.0).quantile(0.3) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn cumulative_is_the_inverse_of_the_quantile() {
        let ranges = [(1.0, 2.0, 5.0), (1.0, 1.0, 5.0), (1.0, 5.0, 5.0)];
        for (low, likely, high) in ranges {
            let v = Uncertain { low, likely, high };
            for u in [0.0, 0.01, 0.25, 0.5, 0.9, 1.0] {
                assert!((v.cumulative(v.quantile(u)) - u).abs() < 1e-12, "{low} {likely} {high} at {u}");
            }
        }
        let known = Uncertain::known(3.0);
        assert_eq!([2.9, 3.0, 3.1].map(|x| known.cumulative(x)), [0.0, 1.0, 1.0]);
    }
}
