//! Boost, ballistic, glide, cruise and interceptor trajectories.
