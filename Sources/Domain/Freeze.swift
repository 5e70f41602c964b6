/// Local days of the calendar in which nothing is deployed, with the reason why.
package struct Freeze: Hashable, Sendable {
  /// What becomes of an occurrence that is inside of it; the raw value is the word in files.
  package enum Effect: String, Hashable, Sendable {
    /// It takes place at the freeze's end, for the cut-off that it had.
    case putOff = "defer"
    /// It does not take place.
    case skip
  }

  /// The bindings that one word of `items` names: an item's, or one of them.
  package struct Selection: Hashable, Sendable, CustomStringConvertible {
    package var item: String
    /// Nil for all targets of the item.
    package var target: String?

    package init(item: String, target: String? = nil) {
      self.item = item
      self.target = target
    }

    /// `ITEM` or `ITEM@TARGET`.
    package var description: String { target.map { "\(item)@\($0)" } ?? item }
  }

  /// The first local day.
  package var from: LocalDate
  /// The last local day, frozen as a whole.
  package var to: LocalDate
  package var reason: String
  /// The items it is for; nil for all.
  package var items: [Selection]?
  /// The targets it is for; nil for all.
  package var targets: [String]?
  package var effect: Effect
  /// The IANA name of the zone whose days they are.
  package var timeZone: String

  package init(
    from: LocalDate, to: LocalDate, reason: String, items: [Selection]? = nil,
    targets: [String]? = nil, effect: Effect = .putOff, timeZone: String = "UTC"
  ) {
    self.from = from
    self.to = to
    self.reason = reason
    self.items = items
    self.targets = targets
    self.effect = effect
    self.timeZone = timeZone
  }

  /// Whether the binding is frozen on these days: it must be of the items and on the targets.
  package func covers(_ binding: BindingID) -> Bool {
    if let targets, !targets.contains(binding.target) { return false }
    guard let items else { return true }
    return items.contains {
      $0.item == binding.item && ($0.target == nil || $0.target == binding.target)
    }
  }

  /// Its days as people say them: `2026-12-20 to 2027-01-04`, or one day alone.
  package var days: String { from == to ? "\(from)" : "\(from) to \(to)" }
}
