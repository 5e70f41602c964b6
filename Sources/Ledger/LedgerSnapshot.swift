package import Domain
package import Git

/// The ledger as it is in one of its commits. Nothing is cached: it reads what is asked for.
package struct LedgerSnapshot {
  /// The full name of the ref that has its copy here, or that is the ledger where there is no remote.
  package let reference: String
  /// The ledger's newest commit; nil before the first.
  package let tip: ObjectID?
  let tree: ObjectID
  package let repository: Repository

  /// Reads the newest state that is known here; with `asOf`, the newest commit of the chain that was
  /// made by then.
  ///
  /// Throws `SharingError` where what is here cannot be believed, and `LedgerError.unknownFormat` for
  /// a ledger of another version.
  package static func read(
    _ location: LedgerLocation, asOf instant: Timestamp? = nil, in repository: Repository
  ) throws -> LedgerSnapshot {
    var tip = try LedgerCopy(location, in: repository).tip()
    while let instant, let commit = tip {
      let link = try repository.link(commit)
      if link.committedAt <= instant { break }
      tip = link.parents.first
    }
    return try LedgerSnapshot(reference: location.reference, tip: tip, repository: repository)
  }

  /// The ledger as it was at one of its commits.
  package init(commit: ObjectID, reference: String, in repository: Repository) throws {
    try self.init(reference: reference, tip: commit, repository: repository)
  }

  /// A ledger without any commit.
  package static func empty(
    _ reference: String, in repository: Repository
  ) throws -> LedgerSnapshot {
    try LedgerSnapshot(reference: reference, tip: nil, repository: repository)
  }

  /// What was read already, in another object of the repository.
  private init(reference: String, tip: ObjectID?, tree: ObjectID, repository: Repository) {
    self.reference = reference
    self.tip = tip
    self.tree = tree
    self.repository = repository
  }

  /// The ledger as of one of its commits.
  init(reference: String, tip: ObjectID?, repository: Repository) throws {
    self.reference = reference
    self.tip = tip
    self.repository = repository
    tree = try tip.map { try repository.link($0).tree } ?? .emptyTree
    guard tip != nil else { return }
    let format = try blob(at: LedgerPath.format).map { String(decoding: $0, as: UTF8.self) }
    guard format == "1\n" else {
      // It is shown to people, and must not control their terminal.
      let shown = format.map { text in
        String(
          text.prefix(20).filter { $0.isASCII && !$0.isNewline && $0 >= " " && $0 != "\u{7f}" })
      }
      throw LedgerError.unknownFormat(shown ?? "none")
    }
  }

  /// What is recorded of the binding; nil where nothing is.
  package func record(of binding: BindingID) throws -> DeploymentRecord? {
    guard let bytes = try blob(at: LedgerPath.state(binding)) else { return nil }
    let file = try LedgerJSON.decode(
      StateFile.self, from: bytes, part: "state of \(binding)")
    return try file.record(tree: try content(at: LedgerPath.content(binding)))
  }

  /// The same of many, in their order.
  package func records(of bindings: [BindingID]) throws -> [DeploymentRecord?] {
    let (reference, tip, tree) = (reference, tip, tree)
    return try repository.inThreads(bindings.count, smallest: 64) { repository, numbers in
      let own = LedgerSnapshot(
        reference: reference, tip: tip, tree: tree, repository: repository)
      return try bindings[numbers].map { try own.record(of: $0) }
    }
  }

  /// The content that a folder keeps: one folder for each repository.
  func content(at path: GitPath) throws -> ObjectID {
    try repository.joined(entries(at: path).contentParts)
  }

  /// All bindings with a record, by name.
  package func recordedBindings() throws -> [BindingID] {
    try names(below: LedgerPath.deployed) { $0 }
  }

  /// The intent on the binding; nil where no run is at work on it.
  package func lease(of binding: BindingID) throws -> Lease? {
    try blob(at: LedgerPath.lease(binding)).map {
      try LedgerJSON.decode(Lease.self, from: $0, part: "lease of \(binding)")
    }
  }

  /// The ID of the file that has the intent on the binding: as long as it is the same, so is the
  /// intent; nil where no run is at work on it.
  package func leaseID(of binding: BindingID) throws -> ObjectID? {
    try repository.entry(at: LedgerPath.lease(binding), in: tree)?.id
  }

  /// All bindings with an intent.
  package func leasedBindings() throws -> [BindingID] {
    try names(below: LedgerPath.leases) { $0.hasSuffix(".json") ? String($0.dropLast(5)) : nil }
  }

  /// The content that the intent on the binding is to bring.
  package func intendedContent(of binding: BindingID) throws -> ObjectID {
    try content(at: LedgerPath.intended(binding))
  }

  /// The record of a run; nil where there is none of that ID.
  package func run(_ id: String) throws -> RunRecord? {
    guard RunID.isValid(id) else { return nil }
    return try blob(at: LedgerPath.run(id)).map {
      try LedgerJSON.decode(RunRecord.self, from: $0, part: "record of run \(id)")
    }
  }

  /// The records of the runs, newest first, at most `limit` of those that `isWanted` lets through.
  ///
  /// The chain's order counts, by each run's latest commit: names of runs sort by the clocks of
  /// the machines that made them, and within a second not at all.
  package func runs(limit: Int, where isWanted: (RunRecord) -> Bool) throws -> [RunRecord] {
    var found: [RunRecord] = []
    var seen: Set<String> = []
    var next = tip
    while let id = next, found.count < limit {
      let commit = try repository.commit(id)
      next = commit.parents.first
      for name in LedgerTrailers(commit.message).runs where seen.insert(name).inserted {
        guard let record = try run(name) else {
          throw LedgerError.unreadable(part: "record of run \(name)", reason: "it is missing")
        }
        if isWanted(record) { found.append(record) }
      }
    }
    return found
  }

  func blob(at path: GitPath) throws -> [UInt8]? {
    guard let entry = try repository.entry(at: path, in: tree), entry.mode != .folder else {
      return nil
    }
    return try repository.blob(entry.id)
  }

  func entries(at path: GitPath) throws -> [TreeEntry] {
    guard let entry = try repository.entry(at: path, in: tree), entry.mode == .folder else {
      return []
    }
    return try repository.tree(entry.id)
  }

  func names(
    below folder: GitPath, item: (String) -> String?
  ) throws -> [BindingID] {
    var found: [BindingID] = []
    for target in try entries(at: folder) {
      for entry in try entries(at: folder.appending(target.name)) {
        guard let name = item(String(decoding: entry.name, as: UTF8.self)) else { continue }
        found.append(
          BindingID(item: name, target: String(decoding: target.name, as: UTF8.self)))
      }
    }
    return found.sorted()
  }
}

extension [TreeEntry] {
  /// The parts of a content by repository, where these are the entries of the folder that keeps it.
  var contentParts: [String: ObjectID] {
    reduce(into: [:]) { parts, entry in
      if entry.mode == .folder { parts[String(decoding: entry.name, as: UTF8.self)] = entry.id }
    }
  }
}
