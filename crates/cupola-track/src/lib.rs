//! Covariance tracks: what a set of sensors knows of a target, and when.
