//! Intercept geometry, launch windows, kill probability.
