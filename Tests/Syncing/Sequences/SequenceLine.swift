import Domain

/// The first-parent line as the sequences made it.
struct SequenceLine {
  struct Commit {
    var id: ObjectID
    var time: Int64
    var files: [String: FileVersion]
    /// Nil where `deploysync.yaml` cannot be read.
    var configuration: ModelConfiguration?
    /// The items that an error inside them disables, by origin.
    var broken: Set<Int> = []
  }

  /// Oldest first.
  var commits: [Commit] = []

  func index(of id: ObjectID) -> Int? { commits.firstIndex { $0.id == id } }

  var files: [String: FileVersion] { commits.last?.files ?? [:] }

  /// What a commit changed against the one before it; nil for a file that it removed.
  func changes(at index: Int) -> [String: FileVersion?] {
    let before = index > 0 ? commits[index - 1].files : [:]
    let after = commits[index].files
    var changes: [String: FileVersion?] = [:]
    for path in Set(before.keys).union(after.keys) where before[path] != after[path] {
      changes[path] = .some(after[path])
    }
    return changes
  }

  /// The commit that an instant deploys of an item: the newest not after it, broken ones passed
  /// over.
  func cutOff(_ instant: Int64, _ origin: Int) -> Int? {
    guard let newest = commits.lastIndex(where: { $0.time <= instant }) else { return nil }
    return commits[...newest].lastIndex {
      $0.configuration != nil && !$0.broken.contains(origin)
    }
  }

  /// The newest occurrence of a binding that counts, by the rules and by brute force.
  func latestOccurrence(
    _ origin: Int, _ target: String, now: Int64, baselineAt: Int64?, freezes: ModelFreezes
  ) -> Int64? {
    let first = commits.first { $0.configuration?.rules(origin, target) != nil }
    guard let first else { return nil }
    let after = max(baselineAt ?? .min, first.time)
    for (instant, schedule) in ModelSchedule.instants(until: now) where instant > after {
      guard !freezes.skips(instant, target), let cutOff = cutOff(instant, origin),
        let rules = commits[cutOff].configuration?.rules(origin, target)
      else { continue }
      if rules.schedule == schedule { return instant }
    }
    return nil
  }

  /// What a binding has at a commit, by that commit's definition, else by that of `item`.
  func content(
    of item: ModelConfiguration.Item, at index: Int
  ) -> (files: [String: FileVersion], item: ModelConfiguration.Item) {
    let own = commits[index].configuration?.items.first { $0.origin == item.origin } ?? item
    return (own.content(of: commits[index].files), own)
  }
}
