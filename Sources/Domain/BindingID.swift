/// The name of a binding: one item on one target, written `ITEM@TARGET`.
package struct BindingID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var item: String
  package var target: String

  package init(item: String, target: String) {
    self.item = item
    self.target = target
  }

  package var description: String { "\(item)@\(target)" }

  package static func < (a: BindingID, b: BindingID) -> Bool {
    (a.item, a.target) < (b.item, b.target)
  }
}

extension BindingID {
  /// Reads `ITEM@TARGET`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    self.init(item: String(parts[0]), target: String(parts[1]))
  }
}
