//! One raid, and the campaign loop of many; its only output is an event log and its tallies.
