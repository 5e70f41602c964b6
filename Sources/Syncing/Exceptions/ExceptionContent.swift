import Configuration
package import Domain
package import Exceptions
package import Git
package import Queueing

/// What an exception would bring to one binding.
package struct ExceptionContent: Sendable {
  package var queue: BindingQueue
  package var desired: DesiredContent
  /// The entries it takes, oldest first.
  package var taken: [Entry]
  /// The chosen entries with what they need; nil where the whole queue is taken.
  package var pick: Pick?

  /// Whether it deploys a commit as a whole.
  package var isWhole: Bool { pick == nil }

  /// Works it out at a head; `others` are the heads of the other repositories.
  ///
  /// - Parameter only: the chosen entries that the binding's queue has; nil for the whole queue.
  package static func of(
    _ queue: BindingQueue, only: [ObjectID]?, head: ObjectID, others: [String: ObjectID] = [:],
    history: ConfigurationHistory, in repository: Repository
  ) throws -> ExceptionContent {
    guard let only else {
      let desired = try DesiredContent.of(
        head, others: others, queue: queue, history: history, in: repository)
      let kept = Set(desired.held.map(\.entry.commit))
      let taken = (queue.entries ?? []).filter {
        [.queued, .configuration].contains($0.status) && !kept.contains($0.commit)
      }
      return ExceptionContent(queue: queue, desired: desired, taken: taken.reversed(), pick: nil)
    }
    switch try Pick.of(only, in: queue, repository: repository) {
    case .failed(let failure):
      throw ExceptionError.cannotTake(failure, from: queue.binding.id)
    case .picked(let pick):
      // The place of objects on the target stays as it is recorded: a pick deploys no definition.
      var item = queue.item
      if let record = queue.record, record.commit != nil { item.root = record.root }
      let desired = DesiredContent(
        commit: head, others: others.filter { item.otherRepositories.contains($0.key) }, item: item,
        tree: pick.tree, prune: queue.binding.prune)
      return ExceptionContent(queue: queue, desired: desired, taken: pick.entries, pick: pick)
    }
  }
}

/// Why a step of an exception is refused.
package enum ExceptionError: ExplainedError {
  case notConfigured
  case unknown(String)
  case noSuchEntry(String, choices: [String])
  case ambiguousEntry(String, choices: [String])
  case nothingQueued([BindingID])
  /// A chosen entry that there is nothing to deploy of.
  case notQueued(Entry)
  case cannotTake(Pick.Failure, from: BindingID)
  /// Chosen entries need others, which were not chosen.
  case needsOthers([Pick.Prerequisite], command: String)
  /// A binding's entries cannot be told; the clause says why.
  case entriesUnknown(BindingID, String)
  /// The rules of the chain forbid it.
  case refused(id: String, reason: String)
  case void(id: String, [AgreementBreak])
  /// A step in the ledger was not taken by whom it says, or not rightly.
  case notProven(id: String, problems: [String])
  /// A planned object may not be written for a reason beyond the agreement.
  case blocked(id: String, reasons: [String])

  package var category: FailureCategory {
    switch self {
    case .unknown, .noSuchEntry, .ambiguousEntry: .usage
    default: .refused
    }
  }

  package var message: String {
    switch self {
    case .notConfigured: "deploysync.yaml does not provide for exceptions"
    case .unknown(let id): "there is no exception \(id)"
    case .noSuchEntry(let name, _): "no queued entry is named \(name)"
    case .ambiguousEntry(let name, _): "\(name) names several entries"
    case .nothingQueued(let bindings):
      "nothing is queued for \(bindings.map(\.description).joined(separator: ", "))"
    case .notQueued(let entry):
      switch entry.status {
      case .carried: "\(entry.name) is on the target already"
      case .cancelled: "\(entry.name) was taken back by another entry: together they change nothing"
      default: "\(entry.name) changes none of the item's files"
      }
    case .cannotTake(.doesNotFit(let entry, _), _):
      "\(entry.name) does not fit what is deployed, even with all earlier entries"
    case .cannotTake(.needsHeld(let prerequisite), _):
      "\(prerequisite.neededBy.name) needs \(prerequisite.entry.name), which is held"
    case .cannotTake(.isHeld(let entry), _): "\(entry.name) is held"
    case .needsOthers(let others, _):
      others.count == 1
        ? "the chosen entries need another one" : "the chosen entries need \(others.count) others"
    case .entriesUnknown(let binding, let reason): "\(binding): \(reason)"
    case .refused(let id, let reason): "\(id): \(reason)"
    case .void(let id, _): "the agreement to \(id) is void"
    case .notProven(let id, _): "\(id) holds a step that is not proven"
    case .blocked(let id, _): "\(id) cannot be deployed as it was agreed"
    }
  }

  package var causes: [String] {
    switch self {
    case .noSuchEntry(_, let choices), .ambiguousEntry(_, let choices): choices
    case .cannotTake(.doesNotFit(_, let paths), _): paths.map { "it conflicts in \($0)" }
    case .cannotTake(.needsHeld(let prerequisite), _): [prerequisite.reason]
    case .cannotTake(.isHeld(let entry), _): entry.why.map { [$0] } ?? []
    case .needsOthers(let others, _): others.map(\.reason)
    case .void(_, let breaks): breaks.map(\.reason)
    case .notProven(_, let problems), .blocked(_, let problems): problems
    default: []
    }
  }

  package var hints: [String] {
    switch self {
    case .notConfigured: ["add `exceptions:` to deploysync.yaml, with the people who decide"]
    case .unknown: ["deploysync exception list"]
    case .noSuchEntry, .ambiguousEntry, .nothingQueued, .notQueued: ["deploysync queued"]
    case .cannotTake(.isHeld(let entry), let binding): [Self.release(entry, binding)]
    case .cannotTake(.needsHeld(let prerequisite), let binding):
      [Self.release(prerequisite.entry, binding)]
    case .cannotTake(.doesNotFit, _): ["request the whole binding, without --only"]
    case .needsOthers(_, let command): ["take them too: \(command)"]
    case .entriesUnknown: ["fetch what is missing: git fetch"]
    case .refused(let id, _): ["deploysync exception show \(id)"]
    case .void(let id, _): ["agree anew: deploysync exception impact \(id)"]
    case .notProven: ["deploysync ledger verify"]
    case .blocked: ["deploysync plan"]
    }
  }

  private static func release(_ entry: Entry, _ binding: BindingID) -> String {
    let name = ShellWord.quoted(entry.name)
    return
      "let it go first: deploysync release \(ShellWord.quoted(binding.description)) --only \(name)"
  }
}
