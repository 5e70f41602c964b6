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
  /// What is merged in the other repositories that items take content from, as far as a copy of
  /// them is here.
  package let others: [RepositoryLine]
  /// The items that this machine cannot work with, since its targets file does not say where one of
  /// their repositories is, or a submodule's files are not known. They are among the broken ones of `configuration`.
  package let absentItems: Set<String>

  /// Reads it. `configuration` replaces the one at head, to try one that is not merged; with
  /// `ledgerAsOf` the ledger is read as it was at that time; `ledger` is read instead of the one that
  /// its ref names.
  ///
  /// With `othersAsOf` the other repositories are read up to their newest first-parent commit that
  /// is not after that time; `others` names their heads instead.
  ///
  /// Throws `ConfigurationError`, `SituationError.noConfiguration`, `BranchError.disagrees`, and
  /// what reading the repository and the ledger throws.
  package static func read(
    _ repository: Repository, branch: MergedBranch, head named: ObjectID? = nil,
    configuration replacement: (configuration: ConfigurationFile, warnings: [Problem])? = nil,
    others: [String: ObjectID] = [:], ledgerAsOf: Timestamp? = nil,
    ledger: LedgerSnapshot? = nil, othersAsOf: Timestamp? = nil, now: Timestamp
  ) throws -> Situation {
    let head = try named ?? branch.head(in: repository)
    let history = ConfigurationHistory(repository)
    var configuration: ConfigurationFile
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
    try RepositoryCopies.followSubmodules(branch.submodules, in: repository)
    let lines = try RepositoryCopies.lines(
      of: configuration.repositories, known: branch.repositories, at: others, asOf: othersAsOf,
      in: repository)
    let absent = try configuration.disableUnreadable(
      known: branch.repositories, controlTree: repository.link(head).tree, in: repository)
    return Situation(
      repository: repository, head: head,
      headReference: named == nil ? branch.reference : nil,
      line: FirstParentLine(of: head, in: repository), history: history,
      configuration: configuration, warnings: warnings,
      ledger: try ledger
        ?? LedgerSnapshot.read(
          configuration.ledgerLocation(on: branch), asOf: ledgerAsOf, in: repository),
      now: now, others: lines, absentItems: absent)
  }

  /// The heads of the other repositories.
  package var otherHeads: [String: ObjectID] {
    Dictionary(others.map { ($0.name, $0.head) }, uniquingKeysWith: { a, _ in a })
  }

  /// The heads of all repositories.
  package var heads: [String: ObjectID] { otherHeads.merging([Repositories.control: head]) { $1 } }

  /// The first-parent line of a repository.
  package func line(of name: String) -> FirstParentLine? {
    name == Repositories.control ? line : others.first { $0.name == name }?.line
  }

  /// What is merged in each repository, the control one first.
  package var lines: [RepositoryLine] {
    [RepositoryLine(Repositories.control, head: head, line: line)] + others
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
    let records = try ledger.records(of: bindings.map { try recordedName(of: $0.id) })
    return zip(bindings, records).compactMap { binding, record in
      configuration.item(named: binding.id.item).map {
        QueueRequest(item: $0, binding: binding, record: record)
      }
    }
  }

  /// The queues of some bindings, in their order, with all that is held marked so.
  package func queues(_ bindings: [Binding], commits: Bool = false) throws -> [BindingQueue] {
    let reader = QueueReader(
      head: head, line: line, history: history, others: others, in: repository)
    return try reader.queues(requests(for: bindings), commits: commits).map { queue in
      queue.marking(try held(queue))
    }
  }
}

/// Why there is nothing to decide on.
package enum SituationError: ExplainedError {
  case noConfiguration(MergedBranch)
  /// A repository that had no commit yet at the time that was asked for.
  case nothingMerged(String, Timestamp)

  package var category: FailureCategory {
    if case .nothingMerged = self { .usage } else { .configuration }
  }
  package var message: String {
    switch self {
    case .noConfiguration(let branch):
      "there is no deploysync.yaml on \(branch.reference)"
    case .nothingMerged(let name, let instant):
      "nothing was merged yet in the repository \(name) at \(instant.iso8601)"
    }
  }
  package var hints: [String] {
    guard case .noConfiguration = self else { return [] }
    return [
      "`deploysync init` writes one, `deploysync queued --config deploysync.yaml` tries it, and once it is merged it counts"
    ]
  }
}
