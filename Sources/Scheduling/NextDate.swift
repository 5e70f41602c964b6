package import Domain

/// When something is deployed next, and what moved it there.
package struct NextDate: Hashable, Sendable {
  /// The instant from which it is deployed.
  package var at: Timestamp
  /// The occurrence that is deployed then, where freezes moved it.
  package var deferredFrom: Timestamp?
  /// The freezes that moved it, in the order in which they are met.
  package var freezes: [Freeze]

  package init(at: Timestamp, deferredFrom: Timestamp? = nil, freezes: [Freeze] = []) {
    self.at = at
    self.deferredFrom = deferredFrom
    self.freezes = freezes
  }
}

extension Due {
  /// The next date strictly after `now`, by the newest configuration: of the occurrences that are
  /// still to come, as freezes defer and skip them. One that freezes deferred beyond `now` already
  /// is not looked at.
  ///
  /// Of several occurrences that come to one instant, the latest is named: it supersedes the rest.
  ///
  /// - Throws: `SchedulingError.unknownTimeZone`.
  package static func next(
    _ schedule: Schedule, after now: Timestamp, freezes: FreezeRules
  ) throws -> NextDate? {
    let occurrences = try Occurrences(schedule)
    guard let first = freezes.first(of: occurrences, after: now) else { return nil }
    guard case .deferred(let stretch) = freezes.fate(of: first) else { return NextDate(at: first) }
    return date(of: first, at: stretch, occurrences: occurrences, freezes: freezes)
  }

  /// When an occurrence is deployed that the stretch of freezes is in the way of; of several that
  /// wait for its end the latest is named.
  ///
  /// - Throws: `SchedulingError.unknownTimeZone`.
  package static func date(
    of occurrence: Timestamp, at stretch: FreezeRules.Stretch, schedule: Schedule,
    freezes: FreezeRules
  ) throws -> NextDate {
    date(
      of: occurrence, at: stretch, occurrences: try Occurrences(schedule), freezes: freezes)
  }

  private static func date(
    of occurrence: Timestamp, at stretch: FreezeRules.Stretch, occurrences: Occurrences,
    freezes: FreezeRules
  ) -> NextDate {
    let latest = freezes.last(of: occurrences, notAfter: stretch.end) ?? occurrence
    guard latest < stretch.end else { return NextDate(at: stretch.end) }
    return NextDate(
      at: stretch.end, deferredFrom: max(latest, occurrence), freezes: stretch.freezes)
  }
}
