import Domain
package import Git

extension CommitCheck {
  /// Reads something of the ledger; nil, and reported unless `silently`, where it is missing or
  /// damaged.
  func reading<Value>(
    _ path: GitPath, _ body: () throws -> Value, silently: Bool = false
  ) throws -> Value? {
    do {
      return try body()
    } catch let error as RepositoryError where error.isFinding {
      if !silently { report("\(path.quoted) cannot be read: \(error.message)") }
    } catch let error as AmbiguousFolderError {
      if !silently { report("\(path.quoted) cannot be understood: \(error.message)") }
    } catch let error as InvalidObjectError {
      if !silently { report("\(path.quoted) cannot be understood: \(error)") }
    } catch let error as LedgerError {
      let reason = error.causes.first ?? error.message
      if !silently { report("\(path.quoted) cannot be understood: \(reason)") }
    }
    return nil
  }

  /// The file at a path of the ledger; nil where there is none.
  func version(at path: GitPath, in tree: ObjectID) throws -> FileVersion? {
    let entry = try reading(path, { try repository.entry(at: path, in: tree) }, silently: true)
    guard let entry = entry.flatMap(\.self), entry.mode != .folder else { return nil }
    return FileVersion(mode: entry.mode, content: entry.id)
  }

  /// Whether there is a file or folder at a path of the ledger.
  func isThere(_ path: GitPath, in tree: ObjectID) throws -> Bool {
    try reading(path, { try repository.entry(at: path, in: tree) }, silently: true)
      .flatMap(\.self) != nil
  }

  /// The JSON of a file; nil where it is not what belongs there.
  func decode<Value: Decodable>(
    _ type: Value.Type, _ version: FileVersion, at path: GitPath, reporting: Bool = true
  ) throws -> Value? {
    guard version.mode == .regular else {
      if reporting { report("\(path.quoted) is no plain file") }
      return nil
    }
    return try reading(
      path,
      {
        try LedgerJSON.decode(type, from: repository.blob(version.content), part: path.quoted)
      }, silently: !reporting)
  }

  /// Checks that the content of a file is here.
  func checkBlob(_ version: FileVersion, at path: GitPath) throws {
    guard version.mode != .submodule else { return }
    _ = try reading(path, { try repository.blobSize(version.content) })
  }

  /// The record of a binding in a tree of the ledger; nil where there is none that can be read.
  func record(
    of binding: BindingID, in tree: ObjectID, reporting: Bool
  ) throws -> DeploymentRecord? {
    let path = LedgerPath.state(binding)
    guard let version = try version(at: path, in: tree) else { return nil }
    guard
      let file = try decode(StateFile.self, version, at: path, reporting: reporting)
    else { return nil }
    if reporting {
      if file.schema != 1 { report("\(path.quoted) has the schema \(file.schema), known is 1") }
      if BindingID(item: file.item, target: file.target) != binding {
        report("\(path.quoted) is the state of \(shown(file.item + "@" + file.target))")
      }
    }
    return try reading(
      path,
      {
        try file.record(tree: try content(at: LedgerPath.content(binding), in: tree))
      }, silently: !reporting)
  }

  /// The content that a folder keeps, one folder for each repository; by default as it is now.
  func content(at folder: GitPath, in tree: ObjectID? = nil) throws -> ObjectID {
    guard let entry = try repository.entry(at: folder, in: tree ?? after), entry.mode == .folder
    else { return .emptyTree }
    return try repository.joined(repository.tree(entry.id).contentParts)
  }

  /// A name of the ledger as people see it: quoted where it could control a terminal.
  func shown(_ name: String) -> String { GitPath(name).quoted }
  func shown(_ binding: BindingID) -> String { shown(binding.description) }
}

extension RepositoryError {
  /// Whether it says that the ledger is damaged, and not that this clone is incomplete or that the
  /// system failed.
  package var isFinding: Bool {
    switch self {
    case .missingObject(_, _, isShallow: false), .corruptedObject, .wrongKind, .tooDeep: true
    default: false
    }
  }
}
