//! Many runs and many arms: Monte Carlo, paired comparison, estimates.
