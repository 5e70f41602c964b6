package import Configuration

/// Finds the values in which two files differ.
package struct ValueComparison {
  private let secrets: SecretKeys?

  /// What is secret stays out of the result; nil shows all, for programs that write values.
  package init(hiding secrets: SecretKeys?) { self.secrets = secrets }

  /// The differences, in the order of the new file; those that are gone where they were. Of a value
  /// that is only there on one side, the keys of its top are told one by one.
  package func changes(from old: ContentValue?, to new: ContentValue?) -> [ValueChange] {
    var changes: [ValueChange] = []
    switch (old, new) {
    case (nil, nil): return []
    case (nil, .map(let map)?):
      compare(ContentMap(), map, at: ValuePath(), &changes)
    case (.map(let map)?, nil):
      compare(map, ContentMap(), at: ValuePath(), &changes)
    default: compare(old, new, at: ValuePath(), &changes)
    }
    return changes
  }

  private func compare(
    _ old: ContentValue?, _ new: ContentValue?, at path: ValuePath,
    _ changes: inout [ValueChange]
  ) {
    guard old != new else { return }
    switch (old, new) {
    case (.map(let a)?, .map(let b)?): compare(a, b, at: path, &changes)
    case (.list(let a)?, .list(let b)?): compare(a, b, at: path, &changes)
    default: changes.append(shown(ValueChange(path, old: old, new: new)))
    }
  }

  private func compare(
    _ old: ContentMap, _ new: ContentMap, at path: ValuePath, _ changes: inout [ValueChange]
  ) {
    func compareKey(_ key: String) {
      let isHidden = secrets?.isSecret(text: key) ?? false
      let path = path.appending(.key(isHidden ? "(secret)" : key))
      let isSecret =
        secrets.map { $0.isSecret(key: key, in: old) || $0.isSecret(key: key, in: new) } ?? false
      guard isSecret else { return compare(old[key], new[key], at: path, &changes) }
      if old[key] != new[key] {
        changes.append(ValueChange(path, old: old[key], new: new[key]).hidden)
      }
    }
    for key in new.keys { compareKey(key) }
    for key in old.keys where new[key] == nil { compareKey(key) }
  }

  private func compare(
    _ old: [ContentValue], _ new: [ContentValue], at path: ValuePath,
    _ changes: inout [ValueChange]
  ) {
    let key = ListAlignment.identity(old, new)
    func identity(_ element: ContentValue) -> ValuePath.Identity? {
      guard let key, let value = ListAlignment.value(of: key, in: element) else { return nil }
      if let secrets, secrets.isSecret(key: key) || secrets.isSecret(text: value) { return nil }
      return ValuePath.Identity(key: key, value: value)
    }
    for pair in ListAlignment.pairs(old, new, by: key) {
      switch pair {
      case .both(let i, let j):
        let step = ValuePath.Step.element(old: i, new: j, identity: identity(new[j]))
        compare(old[i], new[j], at: path.appending(step), &changes)
      case .removed(let i):
        let step = ValuePath.Step.element(old: i, new: nil, identity: identity(old[i]))
        changes.append(shown(ValueChange(path.appending(step), old: old[i], new: nil)))
      case .added(let j):
        let step = ValuePath.Step.element(old: nil, new: j, identity: identity(new[j]))
        changes.append(shown(ValueChange(path.appending(step), old: nil, new: new[j])))
      }
    }
  }

  /// The change without what is secret in its values.
  private func shown(_ change: ValueChange) -> ValueChange {
    guard let secrets else { return change }
    for case .text(let text)? in [change.old, change.new] where secrets.isSecret(text: text) {
      return change.hidden
    }
    var shown = change
    shown.old = change.old.map(secrets.redacted)
    shown.new = change.new.map(secrets.redacted)
    return shown
  }
}
