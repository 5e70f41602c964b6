package import Configuration
package import Domain
import Exceptions
package import Git
package import Ledger
package import Queueing

/// All that a decision is made from, as it is at one instant: what is merged, what is configured,
/// what is recorded. Reading it writes nothing.
package struct Situation {
  package let repository: Repository
  /// What is merged.
  package let head: ObjectID
  /// The full name of the ref that head was found by; nil where a commit was named.
  package let headReference: String?
  package let line: FirstParentLine
  package let history: ConfigurationHistory
  /// The configuration at head.
  package let configuration: ConfigurationFile
  package let warnings: [Problem]
  package let ledger: LedgerSnapshot
  package let now: Timestamp

  /// Reads it. `configuration` replaces the one at head, to try one that is not merged; with
  /// `ledgerAsOf` the ledger is read as it was at that time.
  ///
  /// Throws `ConfigurationError`, `SituationError.noConfiguration`, `BranchError.disagrees`, and
  /// what reading the repository and the ledger throws.
  package static func read(
    _ repository: Repository, branch: MergedBranch, head named: ObjectID? = nil,
    configuration replacement: (configuration: ConfigurationFile, warnings: [Problem])? = nil,
    ledgerAsOf: Timestamp? = nil, now: Timestamp
  ) throws -> Situation {
    let head = try named ?? branch.head(in: repository)
    let history = ConfigurationHistory(repository)
    let configuration: ConfigurationFile
    let warnings: [Problem]
    if let replacement {
      (configuration, warnings) = replacement
    } else {
      switch try history.state(in: repository.link(head).tree) {
      case .valid(let valid, let problems): (configuration, warnings) = (valid, problems)
      case .absent: throw SituationError.noConfiguration(branch)
      case .invalid(let error): throw error
      }
    }
    if let name = configuration.branch, name != branch.name {
      throw BranchError.disagrees(file: name, inUse: branch)
    }
    return Situation(
      repository: repository, head: head,
      headReference: named == nil ? branch.reference : nil,
      line: FirstParentLine(of: head, in: repository), history: history,
      configuration: configuration, warnings: warnings,
      ledger: try LedgerSnapshot.read(
        configuration.ledgerReference, asOf: ledgerAsOf, in: repository),
      now: now)
  }

  /// The record of a binding, also under the item's former name.
  package func record(of binding: BindingID) throws -> DeploymentRecord? {
    try ledger.record(of: try recordedName(of: binding))
  }

  /// The name under which the ledger knows a binding: the item's former one as long as it has no
  /// record of its own and no other item has that name.
  package func recordedName(of binding: BindingID) throws -> BindingID {
    guard let was = configuration.item(named: binding.item)?.was,
      configuration.item(named: was) == nil
    else { return binding }
    let former = BindingID(item: was, target: binding.target)
    guard try ledger.record(of: binding) == nil, try ledger.record(of: former) != nil else {
      return binding
    }
    return former
  }

  /// The requests for the queues of some bindings.
  package func requests(for bindings: [Binding]) throws -> [QueueRequest] {
    try bindings.compactMap { binding in
      guard let item = configuration.item(named: binding.id.item) else { return nil }
      return QueueRequest(item: item, binding: binding, record: try record(of: binding.id))
    }
  }

  /// The queues of some bindings, in their order, with all that is held marked so.
  package func queues(_ bindings: [Binding], commits: Bool = false) throws -> [BindingQueue] {
    let reader = QueueReader(head: head, line: line, history: history, in: repository)
    return try reader.queues(requests(for: bindings), commits: commits).map { queue in
      queue.marking(try held(queue))
    }
  }
}

/// Why there is nothing to decide on.
package enum SituationError: ExplainedError {
  case noConfiguration(MergedBranch)

  package var category: FailureCategory { .configuration }
  package var message: String {
    switch self {
    case .noConfiguration(let branch):
      "there is no deploysync.yaml on \(branch.reference)"
    }
  }
  package var hints: [String] {
    [
      "`deploysync init` writes one, `deploysync queued --config deploysync.yaml` tries it, and once it is merged it counts"
    ]
  }
}
