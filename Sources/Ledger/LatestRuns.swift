package import Domain
import Git

// `latest/TARGET/ITEM` names the run that last told how a binding stands, so that nobody needs to
// walk through the past to find the last failure.

extension BindingResult {
  /// Whether somebody should look at it: not all was brought, and trying again does not help where
  /// an object or a limit is in the way. What waits for its date, or for a lock, is in order.
  package var isStuck: Bool {
    switch outcome {
    case .failed, .partial: true
    case .refused: !objects.isEmpty
    case .applied, .unchanged, .notDue, .notServed: false
    }
  }

  /// Whether all that was to be brought is on the target. A run that only took objects from it says
  /// nothing of how it stands.
  package var hasSucceeded: Bool {
    outcome == .applied || (outcome == .unchanged && objects.isEmpty)
  }

  /// Whether it tells how the binding stands.
  var isTelling: Bool { isStuck || hasSucceeded }
}

extension RunRecord {
  /// The first result of the binding that tells how it stands; nil where there is none.
  func telling(of binding: BindingID) -> BindingResult? {
    bindings.first { $0.binding == binding && $0.isTelling }
  }

  /// The bindings that this record of the run tells something of which an earlier one did not.
  func newlyTold(after former: RunRecord?) -> Set<BindingID> {
    guard state != .started else { return [] }
    let known = former?.state == .started ? nil : former
    return Set(
      bindings.filter { $0.isTelling && known?.telling(of: $0.binding) != $0 }.map(\.binding))
  }
}

extension LedgerSnapshot {
  /// So many runs are looked through in a ledger that does not name the latest ones.
  static let runsToSearch = 200

  /// For each of these bindings the latest run that ended and told how it stands: that it failed,
  /// was stopped by something in the way, or went well. Absent where none did.
  ///
  /// It reads the newest tree alone, but in a ledger that was last written by a version which did
  /// not name the latest runs.
  package func latestRuns(
    of bindings: [BindingID]
  ) throws -> [BindingID: (run: RunRecord, result: BindingResult)] {
    guard !bindings.isEmpty, tip != nil else { return [:] }
    guard try repository.entry(at: LedgerPath.latest, in: tree) != nil else {
      return try searchLatestRuns(of: bindings)
    }
    var records: [String: RunRecord] = [:]
    var found: [BindingID: (run: RunRecord, result: BindingResult)] = [:]
    for binding in bindings {
      guard let bytes = try blob(at: LedgerPath.latest(binding)) else { continue }
      let name = String(decoding: bytes, as: UTF8.self).trimmingLineFeed
      let record = try records[name] ?? run(name)
      guard let record, let result = record.telling(of: binding) else {
        throw LedgerError.unreadable(
          part: "latest run of \(binding)", reason: "it is no run that says how the binding stands")
      }
      records[name] = record
      found[binding] = (record, result)
    }
    return found
  }

  private func searchLatestRuns(
    of bindings: [BindingID]
  ) throws -> [BindingID: (run: RunRecord, result: BindingResult)] {
    var found: [BindingID: (run: RunRecord, result: BindingResult)] = [:]
    for run in try runs(limit: Self.runsToSearch, where: { $0.state != .started }) {
      for binding in bindings where found[binding] == nil {
        if let result = run.telling(of: binding) { found[binding] = (run, result) }
      }
    }
    return found
  }
}

extension LedgerTransition {
  /// The names of the latest runs that come with the runs which end with this step. Where the ledger
  /// has none yet, those of its last runs as well, in the order of their names.
  func latestRuns(
    in tree: ObjectID, _ repository: Repository
  ) throws -> [GitPath: FileVersion?] {
    var names: [BindingID: String] = [:]
    guard !ended.isEmpty else { return [:] }
    if try repository.entry(at: LedgerPath.latest, in: tree) == nil {
      for run in try Self.lastRuns(in: tree, repository) where run.state != .started {
        for result in run.bindings where result.isTelling && names[result.binding] == nil {
          names[result.binding] = run.run
        }
      }
    }
    for run in ended {
      let path = LedgerPath.run(run.run)
      let former = try repository.entry(at: path, in: tree).map {
        try LedgerJSON.decode(
          RunRecord.self, from: repository.blob($0.id), part: "record of run \(run.run)")
      }
      for binding in run.newlyTold(after: former) { names[binding] = run.run }
    }
    var files: [GitPath: FileVersion?] = [:]
    for (binding, name) in names {
      files[LedgerPath.latest(binding)] = FileVersion(
        mode: .regular, content: try repository.writeBlob(Array("\(name)\n".utf8)))
    }
    return files
  }

  /// The last runs of a ledger's tree by their names, the newest first.
  private static func lastRuns(
    in tree: ObjectID, _ repository: Repository
  ) throws -> [RunRecord] {
    func newest(_ id: ObjectID?) throws -> [TreeEntry] {
      try id.map { try repository.tree($0).sorted { $1.name.lexicographicallyPrecedes($0.name) } }
        ?? []
    }
    var found: [RunRecord] = []
    for year in try newest(repository.entry(at: LedgerPath.runs, in: tree)?.id) {
      for month in try newest(year.id) {
        for file in try newest(month.id) {
          if found.count == LedgerSnapshot.runsToSearch { return found }
          let name = String(decoding: file.name, as: UTF8.self)
          found.append(
            try LedgerJSON.decode(
              RunRecord.self, from: repository.blob(file.id), part: "record \(name) of a run"))
        }
      }
    }
    return found
  }
}

extension String {
  /// Without one line feed at its end.
  var trimmingLineFeed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
