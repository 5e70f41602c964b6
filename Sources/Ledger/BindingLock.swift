package import Domain
import Git

/// A binding that somebody stopped altogether: what `locks/TARGET/ITEM.json` holds.
package struct BindingLock: Codable, Sendable, Hashable {
  package var schema = 1
  package var item: String
  package var target: String
  /// Whose lock it is, an e-mail address.
  package var by: String
  /// When it was taken, ISO 8601.
  package var at: String
  package var reason: String
  /// The head of the control repository that it was decided at.
  package var control: String

  package init(
    _ binding: BindingID, by: String, at: Timestamp, reason: String, control: ObjectID
  ) {
    item = binding.item
    target = binding.target
    self.by = by
    self.at = at.iso8601
    self.reason = reason
    self.control = control.hex
  }

  /// A clause that names owner, time and reason: `locked by olga@example.com since
  /// 2026-11-02T08:00:00Z: the vendor migrates`.
  package var clause: String { "locked by \(by) since \(at): \(reason)" }
}

extension LedgerSnapshot {
  /// The lock on the binding, by this very name; nil where nobody locked it.
  package func lock(of binding: BindingID) throws -> BindingLock? {
    try blob(at: LedgerPath.lock(binding)).map {
      try LedgerJSON.decode(BindingLock.self, from: $0, part: "lock of \(binding)")
    }
  }

  /// All locked bindings, by name.
  package func lockedBindings() throws -> [BindingID] {
    try names(below: LedgerPath.locks) { $0.hasSuffix(".json") ? String($0.dropLast(5)) : nil }
  }
}
