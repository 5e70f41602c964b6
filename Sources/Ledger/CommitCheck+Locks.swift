import Domain
import Git

extension CommitCheck {
  static let lockStep = "a lock or an unlock"

  /// Locks come and go in commits of their own, which name their bindings, and never change.
  func checkLocks(_ trailers: LedgerTrailers) throws {
    checkNothingElse(Self.lockStep)
    if !step.exceptions.isEmpty { report("it takes a step of an exception, and is a lock") }
    let named = Set(trailers.locks.flatMap { $0.split(separator: " ").map(String.init) })
    for (binding, change) in step.locks.sorted(by: { $0.key < $1.key }) {
      if !named.contains(binding.description) {
        report("it locks or unlocks \(shown(binding)), which it does not name")
      }
      guard let version = change.new else { continue }
      guard change.old == nil else {
        report("it changes the lock of \(shown(binding)), which stays as it was taken")
        continue
      }
      guard let lock = try decode(BindingLock.self, version, at: change.path) else { continue }
      if lock.schema != 1 {
        report("\(change.path.quoted) has the schema \(lock.schema), known is 1")
      }
      if BindingID(item: lock.item, target: lock.target) != binding {
        report("\(change.path.quoted) is the lock of \(shown(lock.item + "@" + lock.target))")
      }
      let bad =
        [lock.at].filter { Timestamp(iso8601: $0) == nil }
        + [lock.control].filter { ObjectID(hex: $0) == nil }
      for value in bad { report("the lock of \(shown(binding)) holds the value \(shown(value))") }
    }
  }

  /// Any other step leaves locks alone.
  func checkNoLocks(_ kind: String) {
    for binding in step.locks.keys.sorted() {
      report("it locks or unlocks \(shown(binding)), and is \(kind)")
    }
  }
}
