/// Which of several things asked for is the latest: an answer to an earlier one comes too late and is dropped.

/// Says whether nothing later has begun since.
export type IsLatest = () => boolean;

export interface Latest {
  /// Begins a new one: all before it are late.
  begin(): IsLatest;
  /// Holds on to the one that goes on.
  hold(): IsLatest;
}

export function latest(): Latest {
  let count = 0;
  const hold = (): IsLatest => {
    const mine = count;
    return () => mine === count;
  };
  return {
    hold,
    begin() {
      count += 1;
      return hold();
    },
  };
}
