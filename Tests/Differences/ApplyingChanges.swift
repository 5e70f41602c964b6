import Configuration

@testable import Differences

extension ContentValue {
  /// The value after all changes; nil where they remove it or do not fit it.
  func applying(_ changes: [ValueChange]) -> ContentValue? {
    Self.applied(changes.map { ($0.path.steps[...], $0) }, to: self)
  }

  private typealias Rest = (steps: ArraySlice<ValuePath.Step>, change: ValueChange)

  private static func applied(_ changes: [Rest], to value: ContentValue?) -> ContentValue? {
    if let whole = changes.first(where: { $0.steps.isEmpty }) { return whole.change.new }
    switch value {
    case .map(var map)?:
      var byKey: [String: [Rest]] = [:]
      var order: [String] = []
      for (steps, change) in changes {
        guard case .key(let key)? = steps.first else { return nil }
        if byKey[key] == nil { order.append(key) }
        byKey[key, default: []].append((steps.dropFirst(), change))
      }
      for key in order { map[key] = applied(byKey[key] ?? [], to: map[key]) }
      return .map(map)
    case .list(let list)?: return appliedToList(changes, list)
    default: return value
    }
  }

  private static func appliedToList(_ changes: [Rest], _ list: [ContentValue]) -> ContentValue? {
    var kept: [ContentValue?] = list
    var inside: [Int: [Rest]] = [:]
    var added: [(Int, ContentValue)] = []
    for (steps, change) in changes {
      guard case .element(let old, let new, _)? = steps.first else { return nil }
      switch (old, new) {
      case (let old?, nil): kept[old] = nil
      case (nil, let new?): if let value = change.new { added.append((new, value)) }
      case (let old?, _): inside[old, default: []].append((steps.dropFirst(), change))
      default: return nil
      }
    }
    for (index, changes) in inside { kept[index] = applied(changes, to: list[index]) }
    var result = kept.compactMap(\.self)
    for (index, value) in added.sorted(by: { $0.0 < $1.0 }) {
      guard index <= result.count else { return nil }
      result.insert(value, at: index)
    }
    return .list(result)
  }
}
