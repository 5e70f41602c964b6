import Configuration
package import Domain
package import Exceptions
import Git
import Ledger
package import Queueing

/// Holds entries and releases them: each is one commit of the ledger.
package struct HoldDesk {
  private let surroundings: ApplyRun.Surroundings

  package init(_ surroundings: ApplyRun.Surroundings) { self.surroundings = surroundings }

  /// What was held or released on one binding.
  package struct Change: Sendable {
    package var binding: BindingID
    package var entry: Entry
    /// The other entries that stay out with it, and why.
    package var along: [HeldEntries.Kept]
  }

  /// Keeps an entry out of the runs of every one of these bindings whose queue has it.
  package func hold(_ bindings: [BindingID], entry name: String, reason: String) throws -> [Change]
  {
    try change(bindings, name, verb: "hold") { record, entry, identity, now in
      guard !record.held.contains(where: { $0.commit == entry.commit }) else { return false }
      record.held.append(
        Hold(commit: entry.commit, reason: reason, by: identity.email, at: now))
      return true
    }
  }

  /// Lets an entry go again: the next run brings it.
  package func release(_ bindings: [BindingID], entry name: String) throws -> [Change] {
    try change(bindings, name, verb: "release") { record, entry, _, _ in
      guard record.held.contains(where: { $0.commit == entry.commit }) else { return false }
      record.held.removeAll { $0.commit == entry.commit }
      return true
    }
  }

  private func change(
    _ bindings: [BindingID], _ name: String, verb: String,
    _ edit: (inout DeploymentRecord, Entry, Identity, Timestamp) -> Bool
  ) throws -> [Change] {
    for _ in 0..<200 {
      let situation = try Situation.read(
        surroundings.repository, branch: surroundings.branch, now: surroundings.now())
      let identity = try surroundings.identify(situation)
      try situation.configuration.roles.require(.hold, of: identity)
      let asked = situation.configuration.bindings.filter { bindings.contains($0.id) }
      let queues = try situation.queues(asked)
      guard let commit = try EntryName.resolve([name], in: queues)?.first else { return [] }
      var transition = LedgerTransition(
        subject: "\(verb) \(String(commit.hex.prefix(10))) on "
          + asked.map(\.id.description).joined(separator: ", "), holds: asked.map(\.id))
      var changed: [(BindingID, Entry)] = []
      for queue in queues {
        let id = queue.binding.id
        guard let entry = queue.entries?.first(where: { $0.commit == commit }) else { continue }
        if let lease = try situation.ledger.lease(of: id) {
          throw ExceptionError.atWork(id, run: lease.run)
        }
        var record =
          queue.record
          ?? DeploymentRecord(
            commits: [:], at: situation.now, run: "", isProven: true, content: [:],
            root: queue.item.root)
        guard edit(&record, entry, identity, situation.now) else { continue }
        try transition.record(record, of: try situation.recordedName(of: id))
        changed.append((id, entry))
      }
      guard !changed.isEmpty else { throw HoldError.nothingToDo(name, verb: verb) }
      transition.decided(at: situation.head)
      let writer = LedgerWriter(
        reference: situation.configuration.ledgerReference, person: identity.person,
        sign: identity.sign, in: surroundings.repository)
      if try writer.append(transition, to: situation.ledger, at: situation.now) != nil {
        return try changes(changed)
      }
      surroundings.pause()
    }
    throw LedgerError.contended
  }

  /// What is out now, read anew.
  private func changes(_ changed: [(BindingID, Entry)]) throws -> [Change] {
    let situation = try Situation.read(
      surroundings.repository, branch: surroundings.branch, now: surroundings.now())
    return try changed.map { id, entry in
      let binding = situation.configuration.binding(id)
      let queue = try binding.map { try situation.queues([$0]) }?.first
      let kept = try queue.map { try situation.held($0) }??.kept ?? []
      return Change(
        binding: id, entry: entry, along: kept.filter { !$0.isExplicit })
    }
  }
}

/// Why nothing is held or released.
package enum HoldError: ExplainedError {
  case nothingToDo(String, verb: String)

  package var category: FailureCategory { .refused }
  package var message: String {
    switch self {
    case .nothingToDo(let name, let verb):
      verb == "hold" ? "\(name) is held already" : "\(name) is not held"
    }
  }
  package var hints: [String] { ["deploysync queued"] }
}

extension Situation {
  /// The entries of a queue that stay out of a run to head; nil where nothing is held.
  package func held(_ queue: BindingQueue) throws -> HeldEntries? {
    try HeldEntries.of(queue, content: queue.content, item: queue.item, in: repository) { _ in
      true
    }
  }
}
