import Domain

extension ValueReader {
  /// One schedule of the calendar.
  mutating func schedule(_ field: YAMLField, zone: String) -> Schedule? {
    let isNamed = checkName(field.key, kind: "schedule", at: field.position)
    let owner = field.position
    guard
      let fields = fields(
        field.value, of: .schedule, expected: "a schedule such as `{ every: day, at: \"06:00\" }`",
        owner: owner)
    else { return nil }
    let recurrence = recurrence(fields)
    let interval = fields["interval"].map {
      integer($0, in: 1...1000, expected: "a number from 1 to 1000")
    }
    let starting = fields["starting"].map { date($0) }
    if let interval, let interval, interval > 1, starting == nil {
      error(
        "expected `starting`, the day that an interval of \(interval) is counted from",
        at: fields.positions["interval"] ?? owner)
    }
    let at = fields["at"].map { timeOfDay($0) } ?? TimeOfDay(hour: 0, minute: 0)
    let own = fields["timezone"].map { timeZone($0) } ?? zone
    guard isNamed, let recurrence, let at, let own, !hasErrors else { return nil }
    return Schedule(
      name: field.key, recurrence: recurrence, interval: (interval ?? 1) ?? 1,
      starting: starting ?? nil, at: at, timeZone: own)
  }

  private mutating func recurrence(_ fields: Fields) -> Schedule.Recurrence? {
    guard let every = fields["every"] else {
      error("expected `every` with \(Place.every.words.alternatives)", at: fields.owner)
      return nil
    }
    guard let unit = word(every, of: .every) else { return nil }
    if unit == "day" {
      guard let on = fields.positions["on"] else { return .day }
      error("`on` does not go with `every: day`", at: on)
      return nil
    }
    let expected = unit == "month" ? "a day from `1` to `31` or `last`" : "a list of weekdays"
    guard let on = fields["on"] else {
      error("expected `on` with \(expected)", at: fields.owner)
      return nil
    }
    if unit == "week" { return week(on, expected: expected) }
    if on.text == "last" { return .lastDayOfMonth }
    return integer(on, in: 1...31, expected: expected).map { .month(day: $0) }
  }

  /// A list of weekdays, or one.
  private mutating func week(_ value: YAMLValue, expected: String) -> Schedule.Recurrence? {
    var values = [value]
    if case .list(let several) = value.content { values = several }
    guard !values.isEmpty else {
      error("expected at least one weekday, found none", at: value.position)
      return nil
    }
    let names = values.map { word($0, of: .weekday) }
    let days = names.compactMap { name in DayOfWeek.allCases.first { $0.name == name } }
    return days.count == names.count ? .week(days: Set(days)) : nil
  }
}

/// What bindings can name as their schedule.
struct KnownSchedules {
  /// Those without an error, `monthly` included.
  var valid: [String: Schedule]
  /// All that are there, with those that have an error, which is said once and not at each use.
  var names: Set<String>
}
