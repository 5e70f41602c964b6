package import Domain
import Git

extension LedgerSnapshot {
  /// Some of a ledger's runs, newest first.
  package struct RunPage: Sendable {
    package var runs: [RunRecord]
    /// Whether there are older ones.
    package var hasMore: Bool
  }

  /// The records of the runs, newest first, at most `limit` of those that `isWanted` lets through.
  ///
  /// - Parameter before: only runs that are older in the chain than this one.
  /// - Throws: `UnknownRunError` where the ledger has no run of that name.
  package func page(
    limit: Int, before: String? = nil, where isWanted: (RunRecord) -> Bool
  ) throws -> RunPage {
    var page = RunPage(runs: [], hasMore: false)
    var names = RunNames(self)
    if let before {
      guard try run(before) != nil else { throw UnknownRunError(run: before) }
      // What came before it is only passed, not read.
      while let (name, _) = try names.next(), name != before {}
    }
    while let (name, _) = try names.next() {
      let record = try recordedRun(name)
      guard isWanted(record) else { continue }
      if page.runs.count == limit {
        page.hasMore = true
        break
      }
      page.runs.append(record)
    }
    return page
  }

  /// The runs whose IDs start with a text, newest first. Of the others nothing but their names is
  /// read.
  package func runs(startingWith text: String) throws -> [RunRecord] {
    if let run = try run(text) { return [run] }
    var found: [RunRecord] = []
    var names = RunNames(self)
    while let (name, _) = try names.next() {
      if name.hasPrefix(text) { found.append(try recordedRun(name)) }
    }
    return found
  }

  /// The record of a run that a commit names.
  func recordedRun(_ name: String) throws -> RunRecord {
    guard let record = try run(name) else {
      throw LedgerError.unreadable(part: "record of run \(name)", reason: "it is missing")
    }
    return record
  }
}

/// Somebody named a run that the ledger does not have.
package struct UnknownRunError: ExplainedError, Hashable {
  package var run: String

  package init(run: String) { self.run = run }

  package var category: FailureCategory { .usage }
  package var message: String { "the ledger has no run \(GitPath(run).quoted)" }
  package var hints: [String] { ["see which there are: deploysync history"] }
}
