//! Constants of WGS-72, with which element sets are fitted.

/// Equatorial radius (m).
pub(super) const A_M: f64 = 6_378_135.0;
/// √GM in Earth radii and minutes: 60 / √(6 378.135³ / 398 600.8).
pub(super) const KE: f64 = 0.074_366_916_133_173_42;
/// Zonal harmonics.
pub(super) const J2: f64 = 0.001_082_616;
pub(super) const J4: f64 = -0.000_001_655_97;
pub(super) const J3_PER_J2: f64 = -0.000_002_538_81 / J2;
