package import Domain
import Git

extension RunRecord {
  /// What a rollback brings back, and what it holds: all that the next run needs to settle it.
  package struct Rollback: Codable, Sendable, Hashable {
    /// The run whose result is deployed again.
    package var to: String
    /// The commit of the ledger whose record of the binding is brought back: that run's result.
    package var ledger: String
    /// Why, in the words of whoever asked for it.
    package var reason: String
    /// The entries that are rolled back and held from then on: commits, newest first.
    package var held: [String]
    /// The repositories of those in `held` that are not of the control repository, by commit.
    package var repositories: [String: String]?
    /// The date that stays fulfilled although the deployed commit goes back behind it, ISO 8601.
    package var occurrence: String?

    package init(
      to: String, ledger: ObjectID, reason: String, held: [Entry], occurrence: Timestamp?
    ) {
      self.to = to
      self.ledger = ledger.hex
      self.reason = reason
      self.held = held.map(\.commit.hex)
      let others = held.filter { $0.repository != Repositories.control }
      if !others.isEmpty {
        repositories = Dictionary(
          others.map { ($0.commit.hex, $0.repository) }, uniquingKeysWith: { a, _ in a })
      }
      self.occurrence = occurrence?.iso8601
    }
  }
}

extension LedgerSnapshot {
  /// Where a run ended, and the runs after it.
  package struct RunPlace {
    /// The newest commit that is a step of the run.
    package var commit: ObjectID
    /// The runs with a newer step, oldest first.
    package var later: [RunRecord]
  }

  /// Walks the runs from the newest on, by the newest commit that is a step of each, until `body`
  /// says that it has seen enough: its answer is whether to go on.
  package func eachRun(_ body: (RunRecord, ObjectID) throws -> Bool) throws {
    var seen: Set<String> = []
    var next = tip
    while let id = next {
      let commit = try repository.commit(id)
      next = commit.parents.first
      for name in LedgerTrailers(commit.message).runs where seen.insert(name).inserted {
        guard let record = try run(name) else { continue }
        guard try body(record, id) else { return }
      }
    }
  }

  /// Finds the place of a run in the chain; nil where no commit is a step of it.
  package func place(of run: String) throws -> RunPlace? {
    var later: [RunRecord] = []
    var seen: Set<String> = []
    var next = tip
    while let id = next {
      let commit = try repository.commit(id)
      next = commit.parents.first
      let names = LedgerTrailers(commit.message).runs
      if names.contains(run) { return RunPlace(commit: id, later: later.reversed()) }
      for name in names where seen.insert(name).inserted {
        if let record = try self.run(name) { later.append(record) }
      }
    }
    return nil
  }
}
