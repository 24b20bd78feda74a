//! How much may be asked for. All of these are choices of ours, not measurements.

/// Longest scenario text (bytes): some nine times the longest that comes with cupola.
pub const MAX_TEXT_BYTES: usize = 1 << 20;
/// Longest body of a request (bytes): a text with every character escaped as `\n` is, and what goes beside it.
pub const MAX_BODY_BYTES: usize = 2 * MAX_TEXT_BYTES + (1 << 16);
/// Most runs of a study.
pub const MAX_RUNS: u64 = 100_000;
/// Most worlds of a study.
pub const MAX_WORLDS: u64 = 2_000;
/// Studies played at a time: one, on all cores.
pub const MAX_RUNNING: u64 = 1;
/// Studies that may wait.
pub const MAX_QUEUED: usize = 16;
/// Longest time a study is played (s).
pub const MAX_RUN_S: u64 = 3_600;
/// Most memory that the rows of a study may take (bytes).
pub const MAX_ROWS_BYTES: u64 = 2 << 30;
/// Studies kept in memory with their state, those that wait or run among them.
pub const MAX_KEPT: usize = 64;
/// Finished run folders that are listed, the newest.
pub const MAX_LISTED: usize = 1_000;
/// Longest time that the head of a request, and then its body, may take to come (s).
pub const MAX_COMING_S: u64 = 10;
/// Longest time that a study which goes with the server is played with nobody asking for it (s).
pub const MAX_UNHEARD_S: u64 = 30;
/// Longest time an answer may take (s).
pub const MAX_ANSWER_S: u64 = 120;
/// Longest time to wait for others' checks and replays before it is said that all are busy (s).
pub const MAX_WAIT_S: u64 = 20;
/// Most changes of values that one request may ask for.
pub const MAX_CHANGES: usize = 1_000;
/// Most listeners to the progress of studies.
pub const MAX_LISTENERS: usize = 1_000;

/// Cores of this machine.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Checks, replays and the like done at a time.
pub fn desks() -> usize {
    cores().max(2)
}
