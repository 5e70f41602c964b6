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

  /// Keeps entries out of the runs of every one of these bindings whose queue has them.
  package func hold(
    _ bindings: [BindingID], entries names: [String], reason: String
  ) throws -> [Change] {
    try change(bindings, names, verb: "hold", among: { $0.entries ?? [] }) {
      record, entry, identity, now in
      guard !record.held.contains(where: { $0.commit == entry.commit }) else { return false }
      record.held.append(
        Hold(commit: entry.commit, reason: reason, by: identity.email, at: now))
      return true
    }
  }

  /// Lets entries go again: the next run brings them. What the branch has no more, or a queue that
  /// cannot be told, is named by its commit.
  package func release(_ bindings: [BindingID], entries names: [String]) throws -> [Change] {
    try change(bindings, names, verb: "release", among: releasable) { record, entry, _, _ in
      guard record.held.contains(where: { $0.commit == entry.commit }) else { return false }
      record.held.removeAll { $0.commit == entry.commit }
      return true
    }
  }

  private func change(
    _ bindings: [BindingID], _ names: [String], verb: String,
    among entries: (BindingQueue) throws -> [Entry],
    _ edit: (inout DeploymentRecord, Entry, Identity, Timestamp) -> Bool
  ) throws -> [Change] {
    let changed: [(BindingID, Entry)] = try surroundings.transact { situation, identity in
      try situation.configuration.roles.require(.hold, of: identity)
      let asked = situation.configuration.bindings.filter { bindings.contains($0.id) }
      let queues = try situation.queues(asked)
      let candidates = try queues.map { (queue: $0, entries: try entries($0)) }
      let commits = try EntryName.resolve(names, among: candidates.flatMap(\.entries)) ?? []
      if verb == "hold" { try requireContent(commits, candidates.flatMap(\.entries), bindings) }
      let shown = commits.map { String($0.hex.prefix(10)) }.joined(separator: ", ")
      var transition = LedgerTransition(
        subject: "\(verb) \(shown) on "
          + asked.map(\.id.description).joined(separator: ", "),
        // By the names that their records have: a renamed item's is moved by its next run.
        holds: try asked.map { try situation.recordedName(of: $0.id) })
      var changed: [(BindingID, Entry)] = []
      for (queue, entries) in candidates {
        let id = queue.binding.id
        let own = entries.filter {
          commits.contains($0.commit) && (verb == "release" || !$0.paths.isEmpty)
        }
        guard !own.isEmpty else { continue }
        try situation.requireIdle(id)
        var record =
          queue.record
          ?? DeploymentRecord(
            commits: [:], at: situation.now, run: "", isProven: true,
            root: queue.item.root)
        let edited = own.filter { edit(&record, $0, identity, situation.now) }
        guard !edited.isEmpty else { continue }
        record.noteRepositories(of: own)
        try transition.record(record, of: try situation.recordedName(of: id))
        changed += edited.map { (id, $0) }
      }
      guard !changed.isEmpty else {
        throw HoldError.nothingToDo(names.joined(separator: ", "), verb: verb)
      }
      return (transition, changed)
    }
    return try changes(changed)
  }

  /// Throws `HoldError.noContent` where one of the commits changes no file of the item: a run takes
  /// the item's definition from the commit that it deploys, and a hold keeps none of that out.
  private func requireContent(
    _ commits: [ObjectID], _ entries: [Entry], _ bindings: [BindingID]
  ) throws {
    for commit in commits {
      let own = entries.filter { $0.commit == commit }
      if let entry = own.first, own.allSatisfy({ $0.paths.isEmpty && $0.status != .held }) {
        throw HoldError.noContent(entry, bindings)
      }
    }
  }

  /// The entries of a queue, and what is held beside them: the branch may have lost it, or its
  /// history may be cut off.
  private func releasable(_ queue: BindingQueue) throws -> [Entry] {
    let entries = queue.entries ?? []
    let known = Set(entries.map(\.commit))
    let texts = EntryTexts(surroundings.repository)
    return try entries
      + (queue.record?.held ?? []).filter { !known.contains($0.commit) }.map { hold in
        var entry =
          surroundings.repository.contains(hold.commit)
          ? try texts.entry(hold.commit)
          : Entry(
            commit: hold.commit, subject: "", author: Person(name: "", email: ""),
            committedAt: hold.at, mergeRequest: nil, status: .held, paths: [])
        entry.repository = queue.record?.repository(of: hold.commit) ?? Repositories.control
        entry.status = .held
        return entry
      }
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
  /// An entry that changes only the item's definition.
  case noContent(Entry, [BindingID])

  package var category: FailureCategory { .refused }
  package var message: String {
    switch self {
    case .nothingToDo(let name, let verb):
      verb == "hold" ? "\(name) is held already" : "\(name) is not held"
    case .noContent(let entry, let bindings):
      "\(entry.name) changes how \(bindings.first?.item ?? "the item") is defined and none of its "
        + "files, and a hold keeps only files out"
    }
  }
  package var hints: [String] {
    switch self {
    case .nothingToDo: ["deploysync queued"]
    case .noContent(_, let bindings):
      [
        "merge a change of deploysync.yaml that takes it back, or stop all of it meanwhile: "
          + "deploysync lock \(bindings.map { ShellWord.quoted($0.description) }.joined(separator: " ")) "
          + "--reason TEXT"
      ]
    }
  }
}

extension Situation {
  /// The entries of a queue that stay out of a run to head; nil where nothing is held, and for a
  /// queue without entries, of which none can be marked.
  package func held(_ queue: BindingQueue) throws -> HeldEntries? {
    guard queue.entries != nil else { return nil }
    return try HeldEntries.of(
      queue, content: queue.content, item: queue.item, in: repository
    ) { _ in true }
  }
}
