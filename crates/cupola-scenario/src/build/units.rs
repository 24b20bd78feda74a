//! How a written number becomes SI, and which numbers are allowed.

/// Standard gravity (m/s²).
const G_M_S2: f64 = 9.806_65;
/// Mean length of a month (days).
const MONTH_DAYS: f64 = 365.25 / 12.0;

/// Which values are allowed, in the unit written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bound {
    /// 0 to 1.
    Fraction,
    /// Above 0.
    Positive,
    /// 0 and more.
    NotNegative,
    /// 1 and more.
    AtLeastOne,
    /// Between two values.
    Between(f64, f64),
}

impl Bound {
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::Fraction => (0.0..=1.0).contains(&value),
            Self::Positive => value > 0.0,
            Self::NotNegative => value >= 0.0,
            Self::AtLeastOne => value >= 1.0,
            Self::Between(low, high) => (low..=high).contains(&value),
        }
    }

    pub fn words(self) -> String {
        match self {
            Self::Fraction => "0 to 1".to_owned(),
            Self::Positive => "above 0".to_owned(),
            Self::NotNegative => "0 and more".to_owned(),
            Self::AtLeastOne => "1 and more".to_owned(),
            Self::Between(low, high) => format!("{low} to {high}"),
        }
    }
}

/// Unit and bound of a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spec {
    /// SI for one of the written unit.
    pub si: f64,
    /// What is allowed.
    pub bound: Bound,
    /// Whether it shapes trajectories, reach or radar geometry.
    pub is_physical: bool,
    /// Whether it is an amount of money.
    pub is_money: bool,
}

const fn spec(si: f64, bound: Bound) -> Spec {
    Spec { si, bound, is_physical: false, is_money: false }
}

/// The most that one amount may be: ten times what the world makes in a year.
pub(crate) const MOST_USD: f64 = 1e15;

const fn money(si: f64) -> Spec {
    Spec { is_money: true, ..spec(si, Bound::Between(0.0, MOST_USD / si)) }
}

impl Spec {
    pub const fn physical(self) -> Self {
        Self { is_physical: true, ..self }
    }

    pub const fn bound(self, bound: Bound) -> Self {
        Self { bound, ..self }
    }
}

pub(crate) const FRACTION: Spec = spec(1.0, Bound::Fraction);
/// A number of things, or of things per time.
pub(crate) const COUNT: Spec = spec(1.0, Bound::Between(0.0, 1e9));
/// Rounds of a stock, rounded when they are counted.
pub(crate) const ROUNDS: Spec = COUNT;
pub(crate) const PLAIN: Spec = spec(1.0, Bound::Positive);
pub(crate) const SECONDS: Spec = spec(1.0, Bound::NotNegative);
/// A burn of a threat: what is flown, and no more.
pub(crate) const BURN: Spec = spec(1.0, Bound::Between(1.0, 1_000.0));
/// The powered time of an interceptor.
pub(crate) const BOOST: Spec = spec(1.0, Bound::Between(0.1, 1_000.0));
/// A coast between stages.
pub(crate) const COAST: Spec = spec(1.0, Bound::Between(0.0, 10_000.0));
pub(crate) const MINUTES: Spec = spec(60.0, Bound::NotNegative);
/// Hours that become seconds.
pub(crate) const HOURS_AS_S: Spec = spec(3_600.0, Bound::NotNegative);
/// Days that stay days.
pub(crate) const DAYS: Spec = spec(1.0, Bound::NotNegative);
/// Days that become seconds.
pub(crate) const DAYS_AS_S: Spec = spec(86_400.0, Bound::NotNegative);
/// Months that become days.
pub(crate) const MONTHS: Spec = spec(MONTH_DAYS, Bound::NotNegative);
/// Years of a round's life that become days.
pub(crate) const SHELF_YEARS: Spec = spec(365.25, Bound::Between(0.1, 100.0));
pub(crate) const METRES: Spec = spec(1.0, Bound::NotNegative);
pub(crate) const KM: Spec = spec(1e3, Bound::NotNegative);
pub(crate) const KM_S: Spec = spec(1e3, Bound::Positive);
pub(crate) const M_S: Spec = spec(1.0, Bound::NotNegative);
pub(crate) const G: Spec = spec(G_M_S2, Bound::NotNegative);
pub(crate) const KN: Spec = spec(1e3, Bound::Positive);
pub(crate) const TONNES: Spec = spec(1e3, Bound::Positive);
pub(crate) const KW_SR: Spec = spec(1e3, Bound::NotNegative);
pub(crate) const MUSD: Spec = money(1e6);
pub(crate) const USD: Spec = money(1.0);
pub(crate) const MRAD: Spec = spec(1e-3, Bound::NotNegative);
pub(crate) const URAD: Spec = spec(1e-6, Bound::NotNegative);
pub(crate) const DEG: Spec = spec(std::f64::consts::PI / 180.0, Bound::Between(-90.0, 90.0));

/// A value cupola assumes where neither the scenario nor the catalogue has one, in the unit written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Assume(pub f64, pub f64, pub f64, pub &'static str);

impl Assume {
    /// A value taken as known.
    pub const fn known(value: f64, note: &'static str) -> Self {
        Self(value, value, value, note)
    }
}
