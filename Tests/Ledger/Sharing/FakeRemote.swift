import Domain
import Git
import Ledger

/// A remote whose ref lies in the same repository, under another name, and whose answers can fail.
final class FakeRemote: LedgerRemote {
  enum Fault {
    /// The step arrives, and the answer does not.
    case answerLost
    /// The step does not arrive, and no answer either.
    case requestLost
    /// The step does not arrive now; it does when `deliver` is called.
    case delayed
    /// The remote forbids it.
    case forbidden
  }

  struct Unreachable: ExplainedError {
    var category: FailureCategory { .unreadable }
    var message: String { "the remote cannot be reached" }
  }

  static let reference = "refs/far/ledger"
  private let repository: Repository
  /// What happens to the next pushes, one by one; after them all goes well.
  var faults: [Fault] = []
  /// How many of the next questions stay without an answer.
  var unreachable = 0
  /// Called before each push takes effect: the moment in which others are first.
  var before: () throws -> Void = {}
  private(set) var pushes: [ObjectID] = []
  private var waiting: [(ObjectID, ObjectID?)] = []

  init(_ repository: Repository) { self.repository = repository }

  func tip() throws -> ObjectID? {
    if unreachable > 0 {
      unreachable -= 1
      throw Unreachable()
    }
    return try repository.reference(Self.reference)
  }

  /// What there is beside the ledger.
  var branches: [String] = []
  func ledgerBranches() throws -> [String] { branches }

  func fetch() throws {}

  func push(_ commit: ObjectID, expecting tip: ObjectID?) -> LedgerPush {
    pushes.append(commit)
    try? before()
    switch faults.isEmpty ? nil : faults.removeFirst() {
    case .requestLost: return LedgerPush(.lost, words: ["the line is dead"])
    case .delayed:
      waiting.append((commit, tip))
      return LedgerPush(.lost, words: ["the line is dead"])
    case .forbidden: return LedgerPush(.declined, words: ["protected branch"])
    case .answerLost:
      _ = take(commit, tip)
      return LedgerPush(.lost, words: ["the line is dead"])
    case nil: return LedgerPush(take(commit, tip) ? .accepted : .declined)
    }
  }

  /// Lets arrive what was on the way.
  func deliver() {
    for (commit, tip) in waiting { _ = take(commit, tip) }
    waiting = []
  }

  /// Puts the ref anywhere, as somebody with force would.
  func force(_ commit: ObjectID?) throws {
    let tip = try repository.reference(Self.reference)
    if let commit {
      try repository.updateReference(Self.reference, from: tip, to: commit, message: "force")
    } else if let tip {
      try repository.deleteReference(Self.reference, expecting: tip)
    }
  }

  private func take(_ commit: ObjectID, _ tip: ObjectID?) -> Bool {
    do {
      try repository.updateReference(Self.reference, from: tip, to: commit, message: "push")
      return true
    } catch {
      return false
    }
  }
}
