package import Domain

/// Decides which occurrence of a standard binding counts, and what it asks for.
package enum Due {
  /// The latest occurrence not after `now` that counts.
  ///
  /// Of each epoch's schedule only the occurrences within the epoch count, and of those only the
  /// ones strictly after `countsAfter` (the binding's first record or its latest baseline); where
  /// that is nil, strictly after the start of the oldest epoch that has the binding. Epochs are
  /// taken from the newest on, and no more of them than the answer needs. What a freeze skips is no
  /// occurrence.
  ///
  /// - Throws: `SchedulingError.unknownTimeZone`.
  package static func latestOccurrence(
    epochs: some Sequence<Epoch>, countsAfter: Timestamp?, freezes: FreezeRules? = nil,
    notAfter now: Timestamp
  ) throws -> Timestamp? {
    var iterator = epochs.makeIterator()
    return try latestOccurrence(countsAfter: countsAfter, freezes: freezes, notAfter: now) {
      iterator.next()
    }
  }

  /// The same with epochs from a source that can fail, such as a walk of history; its errors are
  /// passed on.
  package static func latestOccurrence(
    countsAfter: Timestamp?, freezes: FreezeRules? = nil, notAfter now: Timestamp,
    nextEpoch: () throws -> Epoch?
  ) throws -> Timestamp? {
    var cursor = OccurrenceCursor(freezes: freezes)
    while let epoch = try nextEpoch() {
      if let occurrence = try cursor.latest(in: epoch, notAfter: now) {
        if let countsAfter { return occurrence > countsAfter ? occurrence : nil }
        if try occurrence > epoch.from || existsEarlier(nextEpoch) { return occurrence }
        return nil
      }
      if let countsAfter, epoch.from <= countsAfter { return nil }
    }
    return nil
  }

  /// The next occurrence strictly after `now`, by the newest configuration.
  ///
  /// - Throws: `SchedulingError.unknownTimeZone`.
  package static func next(_ schedule: Schedule, after now: Timestamp) throws -> Timestamp? {
    try Occurrences(schedule).first(after: now)
  }

  /// What the latest occurrence asks for at `now`.
  ///
  /// - Parameters:
  ///   - latest: The latest occurrence that counts, not after `now`; earlier ones are superseded.
  ///   - recordedOccurrence: The latest one that a finished run fulfilled.
  ///   - isContained: Whether the deployed commit contains the cut-off commit and no run left
  ///     anything of it undone.
  ///   - changesNothing: Whether the occurrence would leave the recorded tree as it is; then it is
  ///     never missed.
  ///   - from: When it may run: the occurrence, or the end of the freezes that deferred it.
  ///   - late: For how many seconds after that it may run, the last one included.
  package static func standing(
    latest: Timestamp?, recordedOccurrence: Timestamp?, isContained: Bool, changesNothing: Bool,
    from start: Timestamp? = nil, late: Int64, now: Timestamp, next: Timestamp?
  ) -> Standing {
    guard let latest, latest <= now else { return .never(next: next) }
    if isContained { return .fulfilled(latest, next: next) }
    if let recordedOccurrence, recordedOccurrence >= latest {
      return .fulfilled(latest, next: next)
    }
    let end = (start ?? latest) + late
    if changesNothing || now <= end { return .due(latest, next: next) }
    return .missed(latest, since: end, next: next)
  }

  /// Whether an older epoch has the binding, so that the newer one is not its first appearance.
  private static func existsEarlier(_ nextEpoch: () throws -> Epoch?) rethrows -> Bool {
    while let epoch = try nextEpoch() {
      if epoch.exists { return true }
    }
    return false
  }
}

/// Finds the latest occurrence of each epoch, computing it once for neighbours with one schedule.
private struct OccurrenceCursor {
  private let freezes: FreezeRules?
  private var schedule: Schedule?
  /// The latest occurrence not after the instant that was asked for last, by `schedule`.
  private var latest: Timestamp?
  private var occurrences: Occurrences?

  init(freezes: FreezeRules?) { self.freezes = freezes }

  mutating func latest(in epoch: Epoch, notAfter now: Timestamp) throws -> Timestamp? {
    guard let wanted = epoch.schedule, epoch.from <= now else { return nil }
    let end = min(now, epoch.until.map { $0 + -1 } ?? now)
    if wanted != schedule {
      occurrences = try Occurrences(wanted)
      schedule = wanted
      latest = last(notAfter: end)
    } else if let known = latest, known > end {
      latest = last(notAfter: end)
    }
    guard let latest, latest >= epoch.from else { return nil }
    return latest
  }

  private func last(notAfter instant: Timestamp) -> Timestamp? {
    guard let occurrences else { return nil }
    if let freezes { return freezes.last(of: occurrences, notAfter: instant) }
    return occurrences.last(notAfter: instant)
  }
}
