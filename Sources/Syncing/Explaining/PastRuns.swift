import Domain
import Git
import Ledger

/// The runs that ended, with what each of them left in the record.
struct PastRuns {
  /// Newest first, each with the newest commit of the ledger that is a step of it.
  private let runs: [(run: RunRecord, commit: ObjectID)]
  private let reference: String
  private let repository: Repository

  init(_ ledger: LedgerSnapshot, in repository: Repository) throws {
    var runs: [(run: RunRecord, commit: ObjectID)] = []
    try ledger.eachRun { run, commit in
      if run.state != .started { runs.append((run, commit)) }
      return true
    }
    self.runs = runs
    reference = ledger.reference
    self.repository = repository
  }

  /// The run that an exception carried an entry with.
  func carrying(_ entry: ObjectID, of binding: BindingID) -> RunRecord? {
    runs.first { past in
      past.run.bindings.contains {
        $0.binding == binding && $0.carried?.contains(entry.hex) == true
      }
    }?.run
  }

  /// The run that brought an entry to the target, where it has been since: the oldest of the latest
  /// ones after which it was live without a break. One that held it back, or left it undone, or
  /// rolled it back, did not. Nil where the ledger does not tell.
  ///
  /// - Parameters:
  ///   - name: the repository of the entry.
  ///   - paths: what it changes of the item.
  ///   - names: the binding's name, and the one that its item had before.
  func bringing(
    _ entry: ObjectID, of name: String, paths: [GitPath], to names: [BindingID]
  ) throws -> RunRecord? {
    var first: RunRecord?
    for (run, commit) in runs {
      guard let result = run.bindings.first(where: { names.contains($0.binding) }),
        [.applied, .unchanged, .partial].contains(result.outcome)
          || result.objects.contains(where: { $0.outcome == .done })
      else { continue }
      let ledger = try LedgerSnapshot(commit: commit, reference: reference, in: repository)
      guard let record = try names.lazy.compactMap({ try ledger.record(of: $0) }).first,
        !record.undone.contains(entry),
        try Restoration.isLive(entry, of: name, paths: paths, in: record, of: repository)
      else { break }
      first = run
    }
    return first
  }
}
