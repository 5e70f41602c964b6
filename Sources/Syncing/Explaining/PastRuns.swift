import Domain
import Git
import Ledger

/// The runs that ended, with what each of them left in the record, read as far back as is asked for.
struct PastRuns {
  private let runs: RunLine
  private let reference: String
  private let repository: Repository

  init(_ ledger: LedgerSnapshot, in repository: Repository) {
    runs = RunLine(ledger)
    reference = ledger.reference
    self.repository = repository
  }

  /// The run that an exception carried an entry with.
  func carrying(_ entry: ObjectID, of binding: BindingID) throws -> RunRecord? {
    try runs.first { past in
      past.run.state != .started
        && past.run.bindings.contains {
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
    _ = try runs.first { run, commit in
      guard run.state != .started,
        let result = run.bindings.first(where: { names.contains($0.binding) }),
        [.applied, .unchanged, .partial].contains(result.outcome)
          || result.objects.contains(where: { $0.outcome == .done })
      else { return false }
      let ledger = try LedgerSnapshot(commit: commit, reference: reference, in: repository)
      guard let record = try names.lazy.compactMap({ try ledger.record(of: $0) }).first,
        !record.undone.contains(entry),
        try Restoration.isLive(entry, of: name, paths: paths, in: record, of: repository)
      else { return true }
      first = run
      return false
    }
    return first
  }
}
