package import Domain

/// Turns the commits of the first-parent line into epochs, one by one and newest first.
///
/// In force at an instant is the newest commit whose committer time is not after it. Where clocks
/// were wrong, a commit that is younger in the line than one with an earlier time hides it: commit
/// k is in force from its own time to before the earliest time of all newer commits, and never
/// where that is not after its own.
package struct EpochBuilder: Sendable {
  /// The earliest committer time so far.
  private var earliest: Timestamp?

  package init() {}

  /// Takes the next older commit; nil where it was never in force.
  package mutating func add(
    committedAt: Timestamp, exists: Bool, schedule: Schedule?
  ) -> Epoch? {
    if let earliest, committedAt >= earliest { return nil }
    defer { earliest = committedAt }
    return Epoch(from: committedAt, until: earliest, schedule: schedule, exists: exists)
  }

  /// The epochs of commits that come newest first: one for each commit that was ever in force, and
  /// no commit is asked for before its epoch is.
  package static func epochs<Commits: Sequence>(
    of commits: Commits
  ) -> some Sequence<Epoch>
  where Commits.Element == (committedAt: Timestamp, exists: Bool, schedule: Schedule?) {
    sequence(state: (commits.makeIterator(), EpochBuilder())) { state -> Epoch? in
      while let commit = state.0.next() {
        let epoch = state.1.add(
          committedAt: commit.committedAt, exists: commit.exists, schedule: commit.schedule)
        if let epoch { return epoch }
      }
      return nil
    }
  }

  /// Joins neighbours that say the same.
  ///
  /// To end an epoch, the next one that differs must be seen: for a configuration that never
  /// changed that is the whole history. `Due` does not need it and stops earlier without.
  package static func merged(_ epochs: some Sequence<Epoch>) -> some Sequence<Epoch> {
    sequence(state: (epochs.makeIterator(), Epoch?.none)) { state -> Epoch? in
      guard var current = state.1 ?? state.0.next() else { return nil }
      state.1 = nil
      while let older = state.0.next() {
        guard older.schedule == current.schedule, older.exists == current.exists else {
          state.1 = older
          break
        }
        current.from = older.from
      }
      return current
    }
  }
}
