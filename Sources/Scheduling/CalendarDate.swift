package import Domain

/// A date of a schedule for some bindings, as freezes leave it.
package struct CalendarDate: Hashable, Sendable {
  package enum Fate: Hashable, Sendable {
    case onTime
    /// These freezes moved it, in the order in which they are met.
    case deferred([Freeze])
    case skipped(Freeze)
  }

  /// When it is deployed; of a skipped one, the occurrence.
  package var at: Timestamp
  /// The occurrence: its cut-off.
  package var occurrence: Timestamp
  /// The earlier occurrences that wait for the same instant, and that it supersedes.
  package var superseded: [Timestamp]
  package var schedule: String
  package var fate: Fate
  /// In the order of the file.
  package var bindings: [BindingID]

  package init(
    at: Timestamp, occurrence: Timestamp, superseded: [Timestamp] = [], schedule: String,
    fate: Fate = .onTime, bindings: [BindingID]
  ) {
    self.at = at
    self.occurrence = occurrence
    self.superseded = superseded
    self.schedule = schedule
    self.fate = fate
    self.bindings = bindings
  }
}

extension CalendarDate {
  /// The dates of the bindings that are deployed, or skipped, in a span of time: by instant, then
  /// by the schedule's name. Bindings of one schedule to which the same happens stand together.
  ///
  /// - Throws: `SchedulingError.unknownTimeZone`.
  package static func all(
    of bindings: [(id: BindingID, schedule: Schedule)], freezes: [Freeze],
    in range: Range<Timestamp>
  ) throws -> [CalendarDate] {
    let all = try FreezeRules(freezes)
    let start = all.start(ofStretchAt: range.lowerBound)
    var groups: [Group: [BindingID]] = [:]
    var order: [Group] = []
    for (id, schedule) in bindings {
      let group = Group(schedule: schedule, freezes: all.covering(id))
      if groups[group] == nil { order.append(group) }
      groups[group, default: []].append(id)
    }
    var dates: [CalendarDate] = []
    for group in order {
      let occurrences = try Occurrences(group.schedule).all(in: start..<range.upperBound)
      dates += group.dates(occurrences, bindings: groups[group] ?? [])
        .filter { range.contains($0.at) }
    }
    let ranks = Dictionary(bindings.enumerated().map { ($1.id, $0) }) { first, _ in first }
    func rank(_ date: CalendarDate) -> Int { date.bindings.first.flatMap { ranks[$0] } ?? 0 }
    return joined(dates, ranks: ranks).sorted {
      ($0.at, $0.schedule, $0.occurrence, rank($0)) < ($1.at, $1.schedule, $1.occurrence, rank($1))
    }
  }

  /// The dates with those as one that differ in their bindings alone: a freeze covers some of them,
  /// and has no part in this date.
  private static func joined(_ dates: [CalendarDate], ranks: [BindingID: Int]) -> [CalendarDate] {
    var bindings: [CalendarDate: [BindingID]] = [:]
    for date in dates {
      var key = date
      key.bindings = []
      bindings[key, default: []] += date.bindings
    }
    return bindings.map { key, bindings in
      var date = key
      date.bindings = bindings.sorted { (ranks[$0] ?? 0) < (ranks[$1] ?? 0) }
      return date
    }
  }

  /// Bindings to which the same happens.
  private struct Group: Hashable {
    var schedule: Schedule
    var freezes: FreezeRules

    func dates(_ occurrences: [Timestamp], bindings: [BindingID]) -> [CalendarDate] {
      var dates: [CalendarDate] = []
      for occurrence in occurrences {
        var date = CalendarDate(
          at: occurrence, occurrence: occurrence, schedule: schedule.name, bindings: bindings)
        switch freezes.fate(of: occurrence) {
        case .onTime: break
        case .deferred(let stretch):
          date.at = stretch.end
          date.fate = .deferred(stretch.freezes)
        case .skipped(let span): date.fate = .skipped(span.freeze)
        }
        if !date.isSkipped, let last = dates.lastIndex(where: { !$0.isSkipped }),
          dates[last].at == date.at
        {
          let earlier = dates.remove(at: last)
          date.superseded = earlier.superseded + [earlier.occurrence]
        }
        dates.append(date)
      }
      return dates
    }
  }

  package var isSkipped: Bool {
    if case .skipped = fate { true } else { false }
  }
}

extension FreezeRules {
  /// The earliest instant from which an unbroken row of freezes leads to this one.
  func start(ofStretchAt instant: Timestamp) -> Timestamp {
    var start = instant
    while let span = spans.first(where: { $0.start < start && $0.end >= start }) {
      start = span.start
    }
    return start
  }
}
