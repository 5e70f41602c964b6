package import Domain
package import Ledger

/// A run has the binding: nothing else may change it or its record meanwhile.
package struct RunAtWork: ExplainedError, Hashable {
  package var binding: BindingID
  package var lease: Lease
  /// A command that waits for it, and settles it where it died; without its `--wait`.
  package var command = "deploysync apply"

  /// So many objects are named.
  private static let namedObjects = 3

  package var category: FailureCategory { .refused }
  package var message: String { clause(on: "\(binding)") }
  package var causes: [String] { [objectsClause].compactMap(\.self) }
  package var hints: [String] {
    if lease.owner.isProvablyGone { return ["find out what it did: deploysync apply"] }
    // A minute more than it takes to find its owner dead.
    let minutes = Int((lease.promisedLength / .seconds(60)).rounded(.up)) + 1
    return ["wait for it: \(command) --wait \(minutes)m"]
  }

  /// All of it in one sentence; an answer that names the binding already says `it`.
  func reason(on name: String = "it") -> String {
    [clause(on: name), objectsClause].compactMap(\.self).joined(separator: "; ")
  }

  private func clause(on name: String) -> String {
    let owner = lease.owner.description
    if lease.takeovers != nil, !lease.owner.isProvablyGone {
      return "run \(lease.run) died on \(name), and is being settled since \(lease.since): \(owner)"
    }
    return lease.owner.isProvablyGone
      ? "run \(lease.run) died on \(name): \(owner), at work since \(lease.since)"
      : "run \(lease.run) is at work on \(name) since \(lease.since): \(owner)"
  }

  /// Which objects it is to change: the first few, and how many more.
  private var objectsClause: String? {
    guard !lease.objects.isEmpty else { return nil }
    let names = lease.objects.prefix(Self.namedObjects).map(\.path).joined(separator: ", ")
    let more = lease.objects.count - Self.namedObjects
    return "it is to change \(names)" + (more > 0 ? " and \(more) more" : "")
  }
}

extension Situation {
  /// The run that has a binding; nil where none does.
  package func runAtWork(on binding: BindingID) throws -> RunAtWork? {
    try ledger.lease(of: binding).map { RunAtWork(binding: binding, lease: $0) }
  }

  /// Throws `RunAtWork` where a run has the binding.
  ///
  /// - Parameter command: How to wait for it.
  package func requireIdle(_ binding: BindingID, waitingBy command: String? = nil) throws {
    guard var atWork = try runAtWork(on: binding) else { return }
    if let command { atWork.command = command }
    throw atWork
  }

  /// Throws `BindingLocked` where somebody locked the binding, and `RunAtWork` where a run has it.
  package func requireFree(_ binding: BindingID, waitingBy command: String? = nil) throws {
    try requireUnlocked(binding)
    try requireIdle(binding, waitingBy: command)
  }
}
