import Configuration
package import Domain
import Git
package import Ledger

/// Locks bindings and unlocks them: each is one commit of the ledger.
///
/// Whoever may write the ledger may lock, and may take away a lock of somebody else: it stops
/// deployments, it does not protect its owner. Answer and record say whose lock it was.
package struct LockDesk {
  private let surroundings: ApplyRun.Surroundings

  package init(_ surroundings: ApplyRun.Surroundings) { self.surroundings = surroundings }

  /// What was locked or unlocked.
  package struct Change: Sendable {
    package var binding: BindingID
    /// The lock that was taken, or taken away.
    package var lock: BindingLock
    /// The run that is at work on it.
    package var runAtWork: String?
  }

  /// Locks those of the bindings that nobody has locked. Throws `LockError.lockedAlready` where
  /// all are.
  package func lock(
    _ bindings: [BindingID], reason: String
  ) throws -> (changes: [Change], lockedBefore: [BindingLock]) {
    try surroundings.transact { situation, identity in
      let known = try bindings.map { ($0, try situation.lock(of: $0)) }
      let before = known.compactMap(\.1)
      let changes = try known.filter { $0.1 == nil }.map { binding, _ in
        Change(
          binding: binding,
          lock: BindingLock(
            binding, by: identity.email, at: situation.now, reason: reason,
            control: situation.head),
          runAtWork: try situation.ledger.lease(of: binding)?.run)
      }
      guard !changes.isEmpty else { throw LockError.lockedAlready(before) }
      let names = changes.map(\.binding)
      var transition = LedgerTransition(
        subject: "lock \(Self.list(names)): \(Self.oneLine(reason))", locks: names)
      for change in changes { try transition.lock(change.binding, change.lock) }
      return (transition, (changes, before))
    }
  }

  /// Takes the locks of these bindings away, whosever they are. Throws `LockError.notLocked` where
  /// there is none.
  package func unlock(_ bindings: [BindingID], reason: String?) throws -> [Change] {
    try surroundings.transact { situation, _ in
      let changes = try bindings.compactMap { binding -> Change? in
        let name = try situation.lockedName(of: binding)
        return try situation.ledger.lock(of: name).map { Change(binding: name, lock: $0) }
      }
      guard !changes.isEmpty else { throw LockError.notLocked(bindings) }
      let names = changes.map(\.binding)
      let owners = Set(changes.map(\.lock.by)).sorted().joined(separator: ", ")
      let why = reason.map { ": \(Self.oneLine($0))" } ?? ""
      var transition = LedgerTransition(
        subject: "unlock \(Self.list(names)), locked by \(Self.oneLine(owners))\(why)",
        locks: names)
      for name in names { transition.unlock(name) }
      return (transition, changes)
    }
  }

  private static func list(_ bindings: [BindingID]) -> String {
    bindings.map(\.description).joined(separator: ", ")
  }

  /// A text that a person gave, for a commit's subject: a line more could be taken for a trailer.
  static func oneLine(_ text: String) -> String {
    text.unicodeScalars.split { $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7f }
      .map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
  }
}

/// Why nothing is locked or unlocked.
package enum LockError: ExplainedError, Hashable {
  case lockedAlready([BindingLock])
  case notLocked([BindingID])

  package var category: FailureCategory { .refused }
  package var message: String {
    switch self {
    case .lockedAlready(let locks):
      locks.count == 1
        ? "\(locks[0].item)@\(locks[0].target) is locked already" : "all of them are locked already"
    case .notLocked(let bindings):
      "\(bindings.map(\.description).joined(separator: ", ")) "
        + (bindings.count == 1 ? "is not locked" : "are not locked")
    }
  }
  package var causes: [String] {
    if case .lockedAlready(let locks) = self {
      locks.map { "\($0.item)@\($0.target): \($0.clause)" }
    } else {
      []
    }
  }
  package var hints: [String] {
    switch self {
    case .lockedAlready(let locks): locks.map { "deploysync unlock \($0.item)@\($0.target)" }
    case .notLocked(let bindings):
      ["see what stops it: deploysync status \(bindings.map(\.description).joined(separator: " "))"]
    }
  }
}

/// Something is to be done to a binding that somebody locked.
package struct BindingLocked: ExplainedError, Hashable {
  package var lock: BindingLock

  package init(_ lock: BindingLock) { self.lock = lock }

  package var category: FailureCategory { .refused }
  package var message: String { "\(lock.item)@\(lock.target) is \(lock.clause)" }
  package var hints: [String] {
    ["ask \(lock.by), or take the lock away: deploysync unlock \(lock.item)@\(lock.target)"]
  }
}

extension Situation {
  /// The lock on a binding, also one that the item had under its former name.
  package func lock(of binding: BindingID) throws -> BindingLock? {
    try ledger.lock(of: lockedName(of: binding))
  }

  /// Throws `BindingLocked` where somebody locked it.
  package func requireUnlocked(_ binding: BindingID) throws {
    if let lock = try lock(of: binding) { throw BindingLocked(lock) }
  }

  /// The name that the lock of a binding has: the item's former one where only that is locked.
  func lockedName(of binding: BindingID) throws -> BindingID {
    guard try ledger.lock(of: binding) == nil,
      let was = configuration.item(named: binding.item)?.was,
      configuration.item(named: was) == nil
    else { return binding }
    let former = BindingID(item: was, target: binding.target)
    return try ledger.lock(of: former) == nil ? binding : former
  }
}
