package import Domain

/// What the freezes of the calendar do to one binding.
package struct FreezeRules: Hashable, Sendable {
  /// A freeze in instants.
  package struct Span: Hashable, Sendable {
    package var freeze: Freeze
    /// The first instant of its first day ...
    package var start: Timestamp
    /// ... to before the first instant of the day after its last.
    package var end: Timestamp

    func holds(_ instant: Timestamp) -> Bool { start <= instant && instant < end }
  }

  /// The freezes that are in the way of an instant, in the order in which they are met, and when
  /// the last of them is over.
  package struct Stretch: Hashable, Sendable {
    package var freezes: [Freeze]
    package var end: Timestamp
  }

  /// What becomes of an occurrence.
  package enum Fate: Hashable, Sendable {
    /// No freeze is in its way.
    case onTime
    /// It takes place at the end of the stretch.
    case deferred(Stretch)
    /// It does not take place.
    case skipped(Span)
  }

  /// The freezes of the binding, by their starts.
  package let spans: [Span]

  /// Takes those of the freezes that cover the binding. A day that its zone skips as a whole is no
  /// time at all.
  ///
  /// - Throws: `SchedulingError.unknownTimeZone`.
  package init(_ freezes: [Freeze], for binding: BindingID) throws {
    try self.init(freezes.filter { $0.covers(binding) })
  }

  /// Takes all of the freezes.
  package init(_ freezes: [Freeze]) throws {
    var spans: [Span] = []
    for freeze in freezes {
      let clock = try LocalClock(freeze.timeZone)
      let midnight = TimeOfDay(hour: 0, minute: 0)
      let next = LocalDate(dayNumber: freeze.to.dayNumber + 1)
      let span = Span(
        freeze: freeze, start: clock.instant(of: freeze.from, at: midnight),
        end: clock.instant(of: next, at: midnight))
      if span.start < span.end { spans.append(span) }
    }
    self.spans = spans.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  /// The rules of one binding.
  package func covering(_ binding: BindingID) -> FreezeRules {
    FreezeRules(spans: spans.filter { $0.freeze.covers(binding) })
  }

  private init(spans: [Span]) { self.spans = spans }

  /// The stretch of overlapping and adjoining freezes that holds the instant, from there on; nil
  /// where the binding is not frozen.
  package func stretch(at instant: Timestamp) -> Stretch? {
    var end = instant
    var freezes: [Freeze] = []
    for span in spans where span.holds(instant) || span.holds(end) {
      freezes.append(span.freeze)
      end = max(end, span.end)
    }
    return freezes.isEmpty ? nil : Stretch(freezes: freezes, end: end)
  }

  /// The freezes that hold the instant itself.
  package func holding(_ instant: Timestamp) -> [Span] { spans.filter { $0.holds(instant) } }

  /// What becomes of an occurrence: a freeze that skips what is inside of it counts for the
  /// occurrence itself alone; one that is only met on the way defers as any other does.
  package func fate(of occurrence: Timestamp) -> Fate {
    if let span = holding(occurrence).first(where: { $0.freeze.effect == .skip }) {
      return .skipped(span)
    }
    return stretch(at: occurrence).map(Fate.deferred) ?? .onTime
  }

  /// When the occurrence takes place; nil where it does not.
  package func instant(of occurrence: Timestamp) -> Timestamp? {
    switch fate(of: occurrence) {
    case .onTime: occurrence
    case .deferred(let stretch): stretch.end
    case .skipped: nil
    }
  }
}

extension FreezeRules {
  /// The latest occurrence not after the instant that no freeze skips.
  func last(of occurrences: Occurrences, notAfter instant: Timestamp) -> Timestamp? {
    var instant = instant
    while let found = occurrences.last(notAfter: instant) {
      guard case .skipped(let span) = fate(of: found) else { return found }
      instant = span.start + -1
    }
    return nil
  }

  /// The first occurrence strictly after the instant that no freeze skips.
  func first(of occurrences: Occurrences, after instant: Timestamp) -> Timestamp? {
    var instant = instant
    while let found = occurrences.first(after: instant) {
      guard case .skipped(let span) = fate(of: found) else { return found }
      instant = span.end + -1
    }
    return nil
  }
}
