package import Configuration

/// One value of a file that is different.
package struct ValueChange: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable { case added, removed, changed }

  package var path: ValuePath
  package var kind: Kind
  /// What it was; nil where it is added or secret.
  package var old: ContentValue?
  /// What it is to be; nil where it is removed or secret.
  package var new: ContentValue?
  /// Whether its values must not be shown.
  package var isSecret: Bool

  init(_ path: ValuePath, old: ContentValue?, new: ContentValue?) {
    self.path = path
    self.old = old
    self.new = new
    kind = old == nil ? .added : new == nil ? .removed : .changed
    isSecret = false
  }

  /// The same without its values.
  var hidden: ValueChange {
    var hidden = self
    hidden.old = nil
    hidden.new = nil
    hidden.isSecret = true
    return hidden
  }

  /// The change as a line: `+ tags[2]: vip`, `title: Old -> New`, `token: (secret) changed`.
  package var text: String {
    let sign = kind == .added ? "+ " : kind == .removed ? "- " : ""
    if isSecret {
      let word = kind == .added ? " added" : kind == .removed ? " removed" : " changed"
      return "\(sign)\(path): (secret)\(word)"
    }
    if let old, let new {
      let (before, after) = ValueText.pair(old, new)
      return "\(path): \(before) -> \(after)"
    }
    return "\(sign)\(path): \((old ?? new).map { ValueText.shown($0) } ?? "")"
  }
}
