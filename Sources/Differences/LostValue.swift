package import Configuration

/// A value that somebody changed on the target by hand, and that would be overwritten.
package struct LostValue: Hashable, Sendable {
  package var path: ValuePath
  /// What is recorded, what is on the target and what it is to be; nil where it is not there, and
  /// all of them where it is secret.
  package var recorded: ContentValue?
  package var live: ContentValue?
  package var new: ContentValue?
  package var isSecret: Bool

  /// Every value that differs between the recorded and the live version, but for those that are to
  /// be as they are on the target.
  package static func between(
    recorded: ContentValue?, live: ContentValue?, new: ContentValue?, secrets: SecretKeys
  ) -> [LostValue] {
    let shownNew = new.map(secrets.redacted)
    return ValueComparison(hiding: secrets).changes(from: recorded, to: live).compactMap {
      change in
      guard !change.isSecret else {
        return LostValue(path: change.path, isSecret: true)
      }
      let next = shownNew.flatMap { $0.value(at: change.path) }
      if next == change.new, !(change.new?.hasHidden ?? false) { return nil }
      return LostValue(
        path: change.path, recorded: change.old, live: change.new, new: next, isSecret: false)
    }
  }

  /// As a line: `priority: urgent on the target, recorded low, to be high`.
  package var text: String {
    if isSecret { return "\(path): (secret) changed on the target" }
    func shown(_ value: ContentValue?) -> String { value.map { ValueText.shown($0) } ?? "nothing" }
    return "\(path): \(shown(live)) on the target, recorded \(shown(recorded)), to be \(shown(new))"
  }
}

extension ContentValue {
  /// The value at a place of a similar one: elements are found by what identifies them, else by
  /// their position; nil where there is none.
  package func value(at path: ValuePath) -> ContentValue? {
    var value = self
    for step in path.steps {
      let next: ContentValue?
      switch (step, value) {
      case (.key(let key), .map(let map)): next = map[key]
      case (.element(_, _, let identity?), .list(let list)):
        next = list.first { ListAlignment.value(of: identity.key, in: $0) == identity.value }
      case (.element(let old, let new, nil), .list(let list)):
        let index = new ?? old ?? 0
        next = list.indices.contains(index) ? list[index] : nil
      default: next = nil
      }
      guard let next else { return nil }
      value = next
    }
    return value
  }

  /// Whether something in it was hidden.
  fileprivate var hasHidden: Bool {
    switch self {
    case .literal(let text): text == "(secret)"
    case .text: false
    case .list(let list): list.contains(where: \.hasHidden)
    case .map(let map): map.keys.contains { map[$0]?.hasHidden ?? false }
    }
  }
}
